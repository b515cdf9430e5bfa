// The stemmer for Finnish: Snowball's (https://snowballstem.org/algorithms/finnish/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded: ä is a and ö is o.

import { each, endings, first, inside, regions, unless, when } from './regions.mjs';

const LONG = /(aa|ee|ii|oo|uu)$/;

const particles = endings({ 'kin kaan ko han pa': when(/[aeiouynt]$/), sti: inside('r2') }, 'r1');

const possessives = endings({
  si: unless(/k$/),
  ni: (rest) => rest.replace(/kse$/, 'ksi'),
  'nsa mme nne': '',
  an: when(/(ta|ssa|sta|lla|lta|na)$/),
  en: when(/(lle|ine)$/),
}, 'r1');

// Illatives and genitives, which need a certain vowel in R1.
const long = (rest, { r1 }) => (LONG.test(rest.slice(r1)) ? rest : undefined);
const diphthong = (rest, { r1 }) => (/[aeiou]i$/.test(rest.slice(r1)) ? rest : undefined);

const cases = first(
  endings({ seen: long, 'siin den tten': diphthong }, 'r1'),
  endings({
    han: when(/a$/), hen: when(/e$/), hin: when(/i$/), hon: when(/o$/),
    n: (rest) => (LONG.test(rest) || /ie$/.test(rest) ? rest.slice(0, -1) : rest),
    a: when(/[b-df-hj-np-tv-xz][aeiouy]$/),
    tta: when(/e$/),
    'ta ssa sta lla lta lle na ksi ine': '',
  }, 'r1'),
);

const comparison = endings({ 'mpi mpa mmi mma': unless(/po$/), 'impi impa immi imma eja': '' }, 'r2');

const pluralI = endings({ 'i j': '' }, 'r1');
const pluralT = endings({
  t: (rest, places) => (/[aeiouy]$/.test(rest.slice(places.r1)) ? each(comparisonInT)(rest, places) : undefined),
}, 'r1');
const comparisonInT = endings({ mma: unless(/po$/), imma: '' }, 'r2');

// The word with its case, comparison and plural removed. Only a word without a case can have -t.
function withoutInflection(word, places) {
  const changed = cases(word, places);
  return each(comparison, changed === undefined ? pluralT : pluralI)(changed ?? word, places);
}

// Shortens the end of R1, then the last double consonant.
function tidied(word, { r1 }) {
  const end = word.slice(r1)
    .replace(/(aa|ee|ii|oo|uu)$/, (vowels) => vowels[0])
    .replace(/([b-df-hj-np-tv-xz])[aei]$/, '$1')
    .replace(/([ou])j$/, '$1')
    .replace(/jo$/, 'j');
  return (word.slice(0, r1) + end).replace(/([b-df-hj-np-tv-xz])\1([aeiouy]*)$/, '$1$2');
}

const steps = each(particles, possessives, withoutInflection, tidied);

export default function stem(word) {
  return steps(word, regions(word, 'aeiouy'));
}
