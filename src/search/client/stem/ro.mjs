// The stemmer for Romanian: Snowball's (https://snowballstem.org/algorithms/romanian/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without accents, so endings such as -ătoare and -țiune are never found. Capital I and U are
// consonants.

import { BEFORE_RV, each, endings, first, inside, marked, regions, unless } from './regions.mjs';

const articles = endings({
  'ul ului': inside('r1'),
  aua: inside('r1', 'a'),
  'ea ele elor': inside('r1', 'e'),
  'ii iua iei iile iilor ilor': inside('r1', 'i'),
  ile: inside('r1', unless(/ab$/, 'i')),
  atei: inside('r1', 'at'),
});

// Two endings in one: -abil and -itate.
const double = endings({
  'abilitate abilitati': inside('r1', 'abil'),
  ibilitate: inside('r1', 'ibil'),
  'ivitate ivitati': inside('r1', 'iv'),
  'icitate icitati icator icatori iciv iciva icive icivi ical icala icale icali': inside('r1', 'ic'),
  'ativ ativa ative ativi atoare ator atori': inside('r1', 'at'),
  'itiv itiva itive itivi itoare itor itori': inside('r1', 'it'),
});

const single = endings({
  ['at ata ati ate ut uta uti ute it ita iti ite ic ica ice ici abil abila abile abili ibil ibila ibile ibili '
  + 'oasa oase os osi ant anta ante anti ator atori itate itati iv iva ive ivi']: inside('r2'),
  'ism isme ist ista iste isti': inside('r2', 'ist'),
});

function doubles(word, places) {
  const changed = double(word, places);
  return changed && (doubles(changed, places) ?? changed);
}

function standard(word, places) {
  const changed = doubles(word, places);
  return single(changed ?? word, places) ?? changed;
}

const verbs = endings({
  ['are ere ire ind indu eze ez ezi esc am ai au eam eai ea eau iam iai ia iau ui asem ase isem ise usem use']:
    (rest, { rv }) => (/[^aeio]$/.test(rest.slice(rv)) ? rest : undefined),
  'em im sei se sesem sese': '',
}, 'rv');

const vowels = endings({ 'a e i ie': inside('rv') });

const steps = each(articles, first(standard, verbs), vowels);

export default function stem(folded) {
  const word = marked(folded, /[aeiou][iu](?=[aeiou])/g);
  return steps(word, regions(word, 'aeiou', BEFORE_RV)).toLowerCase();
}
