// The stemmer for Danish: Snowball's (https://snowballstem.org/algorithms/danish/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded: å is a, but æ and ø stay.

import { each, endings, late, regions, when } from './regions.mjs';

const main = endings({
  ['hed ethed ered e erede ende erende ene erne ere en heden eren er heder erer heds es endes erendes enes ernes eres '
  + 'ens hedens erens ers ets erets et eret']: '',
  s: when(/[abcdfghjklmnoprtvyz]$/),
}, 'r1');

const pair = endings({ dt: 'd', 'gd gt': 'g', kt: 'k' }, 'r1');

const withoutSt = (word) => word.replace(/igst$/, 'ig');
const other = endings({ 'ig lig elig els': each(pair), løst: 'løs' }, 'r1');

const undoubled = (word, { r1 }) =>
  (word.length > r1 && /([bcdfghjklmnpqrstvwxz])\1$/.test(word) ? word.slice(0, -1) : word);

const steps = each(main, pair, withoutSt, other, undoubled);

export default function stem(word) {
  return steps(word, late(regions(word, 'aeiouyæø')));
}
