// The stemmer for Turkish: Çilden's in Snowball (https://snowballstem.org/algorithms/turkish/stemmer.html), as the
// crate snowball_stemmers_rs 1.0.1 does it. It removes the endings of nouns, and of nouns that are used as verbs.
//
// A word comes folded: ş is s and ö is o, but ı and i differ. So endings with ş are never found, and some rules of the
// algorithm never apply. Endings have their names from there: A is a or e, U is ı, i or u, and D is d or t.

import { first } from './regions.mjs';

const VOWEL = '[aeıiou]';
// The last vowel suits some vowel before it.
const HARMONY = /([aıou].*a|[aı].*ı|[ei].*[ei]|[ou].*[ou])[^aeıiou]*$/;

// A step that removes an ending. If letters are given, one of them belongs to the ending if `before` is before it.
// Without one of these letters, `before` is what the last letter but one must be.
function ending(pattern, letters, before = VOWEL) {
  const rest = letters ? `(?:(.*${before})[${letters}]|(.*${before}[^${letters}]))` : '(.*)';
  const whole = RegExp(`^${rest}(?:${pattern})$`);
  return (word) => {
    const found = word.match(whole);
    return found ? found[1] ?? found[2] : undefined;
  };
}

function harmonic(...parts) {
  const step = ending(...parts);
  return (word) => (HARMONY.test(word) ? step(word) : undefined);
}

const possessive = ending('[mn][ıiu]z|[mn]', 'ıiu', '[^aeıiou]');
const lArI = ending('leri|ları');
const ki = ending('ki');
const sUnUz = ending('sınız|siniz|sunuz');
const ysA = ending('s[ae][mnk]?', 'y');
const yken = ending('ken', 'y');

const sU = harmonic('[ıiu]', 's');
const yU = harmonic('[ıiu]', 'y');
const nU = harmonic('n[ıiu]');
const nUn = harmonic('[ıiu]n', 'n');
const yA = harmonic('[ae]', 'y');
const nA = harmonic('n[ae]');
const DA = harmonic('[dt][ae]');
const ndA = harmonic('nd[ae]');
const DAn = harmonic('[dt][ae]n');
const ndAn = harmonic('nd[ae]n');
const ylA = harmonic('l[ae]', 'y');
const ncA = harmonic('c[ae]', 'n');
const yUm = harmonic('[ıiu]m', 'y');
const sUn = harmonic('s[ıiu]n');
const yUz = harmonic('[ıiu]z', 'y');
const lAr = harmonic('l[ae]r');
const nUz = harmonic('n[ıiu]z');
const DUr = harmonic('[dt][ıiu]r');
const yDU = harmonic('[dt][ıiu][mnk]?', 'y');

// A step and then a second one. `andTry` keeps the first's word if the second doesn't apply; `andThen` doesn't.
const andTry = (step, second) => (word) => {
  const rest = step(word);
  return rest === undefined ? undefined : second(rest) ?? rest;
};
const andThen = (step, second) => (word) => {
  const rest = step(word);
  return rest === undefined ? undefined : second(rest, word);
};

const plural = andTry(lAr, withKi);
const his = andTry(sU, plural);
const my = andTry(possessive, plural);
const owned = first(my, his);

function withKi(word) {
  return andThen(ki, first(andTry(DA, first(plural, my)), andTry(nUn, first(lArI, owned, withKi))))(word);
}

// Removes -ki before -nda or -na, which stay.
function innerKi(rest, word) {
  const shorter = withKi(rest);
  return shorter === undefined ? undefined : shorter + word.slice(rest.length);
}

function afterGenitive(rest) {
  const singular = lAr(rest);
  if (singular === undefined) return first(owned, withKi)(rest);
  return first(withKi, owned)(singular) ?? singular;
}

const noun = first(
  plural,
  andTry(ncA, first(lArI, owned, plural)),
  andThen(first(ndA, nA), (rest, word) => first(lArI, his)(rest) ?? innerKi(rest, word)),
  andThen(first(ndAn, nU), his),
  andTry(DAn, first(my, plural, withKi)),
  andTry(first(nUn, ylA), afterGenitive),
  lArI,
  withKi,
  andTry(first(DA, yU, yA), first(andTry(possessive, first(plural, withKi)), plural)),
  owned,
);

const verb = first(yDU, ysA, yken, andThen(nUz, first(yDU, ysA)), sUnUz, yUz, sUn, yUm, DUr);
const pluralVerb = andTry(lAr, first(DUr, yDU, ysA));

// Few words end in d or g, so a vowel was probably lost. At the end of a word, b, c and d are p, ç and t.
const LOST = { a: 'ı', ı: 'ı', e: 'i', i: 'i', o: 'u', u: 'u' };
const HARD = { b: 'p', c: 'ç', d: 't' };

function repaired(word) {
  if (/^(soy)?ad$/.test(word)) return word;
  const [, vowel] = word.match(/([aeıiou])[^aeıiou]*[dg]$/) ?? [];
  return vowel ? word + LOST[vowel] : word.replace(/[bcd]$/, (letter) => HARD[letter]);
}

export default function stem(word) {
  if (!/[aeıiou].*[aeıiou]/.test(word)) return word;
  const rest = verb(word) ?? word;
  return pluralVerb(word) ?? repaired(noun(rest) ?? rest);
}
