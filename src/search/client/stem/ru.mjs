// The stemmer for Russian: Snowball's (https://snowballstem.org/algorithms/russian/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded: й is и and ё is е, so endings such as -ый are never found.

import { after, each, endings, first, inside, regions, when } from './regions.mjs';

const afterA = when(/[ая]$/);

const gerund = endings({ 'в вши вшись': afterA, 'ив ивши ившись ыв ывши ывшись': '' });

const reflexive = endings({ 'ся сь': '' });

const participle = endings({ 'ем нн вш ющ щ': afterA, 'ивш ывш ующ': '' });
const adjective = endings({
  'ее ие ые ое ими ыми ем им ым ом его ого ему ому их ых ую юю ая яя ою ею': each(participle),
});

const verb = endings({
  'ла на ете ли л ем н ло но ет ют ны ть ешь нно': afterA,
  'ила ыла ена ите или ыли ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю': '',
});

const noun = endings({
  'а ев ов ие ье е иями ями ами еи ии и иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я': '',
});

const inflection = first(gerund, each(reflexive, first(adjective, verb, noun)));
const withoutI = (word) => word.replace(/и$/, '');
const derivation = endings({ 'ост ость': inside('r2') });
const tidied = (word) => word.replace(/нн$/, 'н').replace(/ь$/, '');

const steps = each(inflection, withoutI, derivation, tidied);

// All endings are after the first vowel, so the steps see only this part of the word.
export default function stem(word) {
  const rv = after(/[аеиоуыэюя]/, word);
  return word.slice(0, rv) + steps(word.slice(rv), { r2: regions(word, 'аеиоуыэюя').r2 - rv });
}
