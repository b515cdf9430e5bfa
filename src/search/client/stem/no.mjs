// The stemmer for Norwegian: Snowball's (https://snowballstem.org/algorithms/norwegian/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded: å is a, but æ and ø stay.

import { each, endings, late, regions, when } from './regions.mjs';

// After these, -ers isn't an ending.
const BEFORE_ERS = /(amm|ast|ind|kap|kk|lt|nk|omm|pp|v|øst)$/;

const main = endings({
  'a e ede ande ende ane ene hetene en heten ar er heter as es edes endes enes hetenes ens hetens ets et het ast': '',
  ers: (rest) => (!BEFORE_ERS.test(rest) || /(giv|hav|skap)$/.test(rest) ? rest : undefined),
  s: when(/[bcdfghjlmnoptvyz]$|[^e]r$|[^aeiouyæø]k$/),
  'erte ert': 'er',
}, 'r1');

const pair = endings({ dt: 'd', vt: 'v' }, 'r1');

const other = endings({ 'leg eleg ig eig lig elig els lov elov slov hetslov': '' }, 'r1');

const steps = each(main, pair, other);

export default function stem(word) {
  return steps(word, late(regions(word, 'aeiouyæø')));
}
