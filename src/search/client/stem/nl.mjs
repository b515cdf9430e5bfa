// The stemmer for Dutch: Kraaij and Pohlmann's in Snowball (https://snowballstem.org/algorithms/dutch/stemmer.html), as
// the crate snowball_stemmers_rs 1.0.1 does it. Snowball's older one for Dutch is called Dutch Porter there.
//
// A word comes folded, without accents and apostrophes. The letters ij are a vowel.

import { after, each, endings, first, inside, unless, when } from './regions.mjs';

const VOWEL = /([aeiouy]|ij)$/;
const VOWEL_AND_LETTER = /([aeiouy]|ij).$/;
const CONSONANT = /[^aeiouyj]$|(^|[^i])j$/;
// Up to the first consonant after some vowels.
const SYLLABLE = /^[^aeiouy]*(ij|i(?!j)|[aeouy])+[^aeiouy]/;

// R1 and R2.
function measure(word) {
  const r1 = after(SYLLABLE, word);
  return { r1, r2: after(SYLLABLE, word, r1) };
}

// Doubles a vowel that has become short: mak, from maken, is maak.
function lengthened(word) {
  const [, before, vowel] = word.match(/^(.*)([aeou])[^aeiouywx]$/) ?? [];
  if (!vowel || /[aeiou]$/.test(before)) return word;
  if (vowel === 'e' && /[aiou].$|^e.$|[^aeiou][aiou]..$/.test(before)) return word;
  return before + vowel + word.slice(-2);
}

const inR1 = inside('r1');
const inR1Long = inside('r1', lengthened);
const long = (text) => (rest) => lengthened(rest + text);
// Rules for endings in R1 after a vowel, or after a consonant.
const open = (rule) => inside('r1', when(VOWEL, rule));
const closed = (rule) => inside('r1', when(CONSONANT, rule));

// The steps have their numbers from the algorithm.

const step1 = first(
  endings({
    ares: closed(long('ar')), eres: closed('er'), heden: inside('r1', 'heid'), nden: 'nd', den: closed(),
    ien: when(VOWEL, 'i'), jen: when(VOWEL, 'j'),
  }),
  endings({
    s: closed((rest, { r1 }) => (rest.length > r1 && /t$/.test(rest) ? undefined : rest)),
    ies: inside('r1', 'ie'), es: closed('e'), aus: open('au'), en: closed(lengthened), nde: 'nd',
  }),
);

const step2 = first(
  endings({ etje: closed(), rntje: 'rn', inkje: 'ing', mpje: 'm' }),
  endings({ tje: inside('r1', when(VOWEL_AND_LETTER)) }),
  endings({
    'je de': closed(), ge: inside('r1', 'g'), lijke: inside('r1', 'lijk'), ische: inside('r1', 'isch'),
    te: inside('r1', 't'), se: inside('r1', 's'), re: inside('r1', 'r'), le: inside('r1', long('l')),
    ene: closed(long('en')), ieve: closed('ief'),
  }),
);

const step3 = endings({
  atie: inside('r1', 'eer'), iteit: inR1Long, 'heid sel ster': inR1, rder: 'r',
  // Schilderij isn't from schild.
  'ing isme erij': first(when(/ild$/, 'er'), inR1Long),
  arij: closed('aar'), fie: inside('r2', long('f')), gie: inside('r2', long('g')), tst: closed('t'), dst: closed('d'),
});

const step4 = first(
  endings({
    ioneel: inside('r1', 'ie'), atief: inside('r1', 'eer'), baar: inR1, tant: inside('r1', 'teer'),
    naar: open('n'), laar: open('l'), raar: open('r'),
    'lijker lijkst': inside('r1', 'lijk'), 'achtig achtiger achtigst': inR1,
    'eriger erigst erig end': closed(lengthened),
  }),
  endings({ 'iger igst ig': unless(/^inn$/, closed(lengthened)) }),
);

const participle = endings({
  d: closed((rest, { r1 }) => {
    if (rest.length > r1 && /n$/.test(rest)) return;
    return rest === 'in' ? 'inn' : rest;
  }),
  t: closed((rest, { r1 }) => ((rest.length > r1 && /h$/.test(rest)) || rest === 'en' ? undefined : rest)),
});

// Without ge- of a participle, which is the first at a place or later: gemaakt, opgemaakt.
function withoutGe(word, from) {
  const at = word.indexOf('ge', from);
  const rest = word.slice(at + 2);
  if (at < 0 || (!from && at) || rest.length < 3 || !SYLLABLE.test(rest)) return word;
  if (!from && /^(eft|val(?!i)|vaa|vare)/.test(rest)) return word;
  const without = word.slice(0, at) + rest;
  return participle(without, measure(without)) ?? without;
}

// An ending of one consonant.
function simplified(word) {
  if (word === 'inn') return word;
  return word.replace(/([b-df-hj-np-tv-xz])\1$|v$|z$/, (found, double) => double ?? (found === 'v' ? 'f' : 's'));
}

export default function stem(folded) {
  const rest = each(step1, step2, step3, step4)(folded, measure(folded));
  const word = withoutGe(withoutGe(rest, 0), 1).replace(/([kfp])t$/, '$1');
  return word === folded ? word : simplified(word);
}
