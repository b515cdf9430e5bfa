// The stemmer for Swedish: Snowball's (https://snowballstem.org/algorithms/swedish/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without å, ä and ö, so the ending -öst is never found.

import { each, endings, late, regions } from './regions.mjs';

// After these, -et isn't an ending: frihet, societet, alfabet, kapacitet, raket.
const BEFORE_ET = /(h|iet|fab|kom|rak|pak|stak|([cdmnprstux]|[ai]l|[ik]v)it)$/;
const beforeEt = (rest) => /.[aeiouy][^aeiouy]$/.test(rest) && !BEFORE_ET.test(rest);

const main = endings({
  ['a arna erna heterna orna ad e ade ande arne are aste en anden aren heten ern ar er heter or as arnas ernas ornas '
  + 'es ades andes ens arens hetens erns at andet het ast']: '',
  s(rest) {
    if (/et$/.test(rest) && beforeEt(rest.slice(0, -2))) return rest.slice(0, -2);
    if (/[bcdfghjklmnoprtvy]$/.test(rest)) return rest;
  },
  et: (rest) => (beforeEt(rest) ? rest : undefined),
}, 'r1');

const pair = endings({ 'dd dt': 'd', 'gd gt': 'g', kt: 'k', nn: 'n', tt: 't' }, 'r1');

const other = endings({ 'lig ig els': '', fullt: 'full' }, 'r1');

const steps = each(main, pair, other);

export default function stem(word) {
  return steps(word, late(regions(word, 'aeiouy')));
}
