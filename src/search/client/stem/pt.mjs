// The stemmer for Portuguese: Snowball's (https://snowballstem.org/algorithms/portuguese/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without accents, so endings such as -ção are never found.

import { BEFORE_RV, each, endings, first, inside, regions, when } from './regions.mjs';

const inR2 = inside('r2');
const tryInR2 = (keys) => each(endings({ [keys]: inR2 }));

const standard = endings({
  ['eza ezas ico ica icos icas ismo ismos ista istas oso osa osos osas amento amentos imento imentos '
  + 'adora ador adoras adores ante antes']: inR2,
  'logia logias': inside('r2', 'log'),
  amente: inside('r1', each(endings({ iv: inside('r2', tryInR2('at')), 'os ic ad': inR2 }))),
  mente: inside('r2', tryInR2('ante avel')),
  'idade idades': inside('r2', tryInR2('abil ic iv')),
  'iva ivo ivas ivos': inside('r2', tryInR2('at')),
  // Words in -eira are rarely verbs.
  'ira iras': inside('rv', when(/e$/, 'ir')),
});

const verbs = endings({
  ['ada ida ia aria eria iria ara era ira ava asse esse isse aste este iste ei arei erei irei am iam ariam eriam iriam '
  + 'aram eram iram avam em arem erem irem assem essem issem ado ido ando endo indo ar er ir as adas idas ias '
  + 'arias erias irias aras eras iras avas es ardes erdes irdes ares eres ires asses esses isses astes estes istes '
  + 'is ais eis areis ereis ireis ados idos amos emos aremos eremos iremos imos armos ermos irmos eu iu ou']: '',
}, 'rv');

const withoutI = endings({ i: when(/c$/, inside('rv')) });
const residual = endings({ 'os a i o': inside('rv') });
const form = endings({ e: inside('rv', each(endings({ u: when(/g$/, inside('rv')), i: when(/c$/, inside('rv')) }))) });

function withoutEnding(word, places) {
  const rest = first(standard, verbs)(word, places);
  return rest === undefined ? residual(word, places) : each(withoutI)(rest, places);
}

export default function stem(word) {
  return each(withoutEnding, form)(word, regions(word, 'aeiou', BEFORE_RV));
}
