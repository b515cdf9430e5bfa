// The stemmer for Hungarian: Snowball's (https://snowballstem.org/algorithms/hungarian/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without accents, so endings such as -ból and -ért are never found.

import { after, each, endings, inside, when } from './regions.mjs';

// A double consonant before -al and -el, without its first letter: kézzel is kéz, naggyal is nagy.
const DOUBLE = /(([bcdfgjklmnprstvz])\2|ccs|ggy|lly|nny|ssz|tty|zzs)$/;
const single = (rest) => rest.slice(0, -2) + rest.slice(-1);

const inR1 = inside('r1');

const steps = each(
  endings({ 'al el': inside('r1', when(DOUBLE, single)) }),
  endings({ 'ban ben ba be ra re nak nek val vel hoz hez ig at et ot kor ul en on an n t': inR1 }),
  endings({ 'astul stul': inR1 }),
  // One owner, several owned things, and the plural.
  endings({ 'unk nk juk uk em om am m od ed ad d ja je a e o': inR1 }),
  endings({
    ['jaim jeim aim eim im jaid jeid aid eid id jai jei ai ei i jaink jeink aink eink ink '
    + 'jaitok jeitek aitok eitek itek jaik jeik aik eik ik']: inR1,
  }),
  endings({ 'ak ok ek k': inR1 }),
);

export default function stem(word) {
  return steps(word, { r1: after(/^[aeiou]+[^aeiou]|^[^aeiou]+[aeiou]/, word) });
}
