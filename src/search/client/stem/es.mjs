// The stemmer for Spanish: Snowball's (https://snowballstem.org/algorithms/spanish/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without accents, so endings such as -ería are never found.

import { BEFORE_RV, each, endings, first, inside, regions, when } from './regions.mjs';

// A pronoun after an infinitive or a gerund, such as lo in dándolo.
const pronouns = endings({
  'me se sela selo selas selos la le lo las les los nos': (rest, { rv }) => {
    if (/(ando|iendo|[aei]r)$/.test(rest.slice(rv))) return rest;
    if (/uyendo$/.test(rest) && rest.length - 5 >= rv) return rest;
  },
});

const inR2 = inside('r2');
const tryInR2 = (keys) => each(endings({ [keys]: inR2 }));

const standard = endings({
  ['anza anzas ico ica icos icas ismo ismos able ables ible ibles ista istas oso osa osos osas amiento amientos '
  + 'imiento imientos']: inR2,
  'adora ador adoras adores acion aciones ante antes ancia ancias': inside('r2', tryInR2('ic')),
  'ucion uciones': inside('r2', 'u'),
  'encia encias': inside('r2', 'ente'),
  amente: inside('r1', each(endings({ iv: inside('r2', tryInR2('at')), 'os ic ad': inR2 }))),
  mente: inside('r2', tryInR2('ante able ible')),
  'idad idades': inside('r2', tryInR2('abil ic iv')),
  'iva ivo ivas ivos': inside('r2', tryInR2('at')),
});

const verbsInY = endings({ 'ya ye yan yen yeron yendo yo yas yes yais yamos': when(/u$/) }, 'rv');

const verbs = endings({
  'en es emos': (rest) => rest.replace(/gu$/, 'g'),
  ['aba ada ida ara iera ad ed id ase iese aste iste an aban aran ieran asen iesen aron ieron ado ido ando iendo '
  + 'ar er ir as abas adas idas aras ieras ases ieses abais arais ierais aseis ieseis asteis isteis ados idos '
  + 'amos imos aremos eremos iremos']: '',
}, 'rv');

const residual = endings({
  'os a o': inside('rv'),
  e: inside('rv', each(endings({ u: when(/g$/, inside('rv')) }))),
});

const steps = each(pronouns, first(standard, verbsInY, verbs), residual);

export default function stem(word) {
  return steps(word, regions(word, 'aeiou', BEFORE_RV));
}
