// The stemmer for German: Snowball's (https://snowballstem.org/algorithms/german/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded: für is fur. An umlaut that is written as two letters (fuer) is an umlaut until the end, so it
// gives the same stem. Capital U and Y are consonants.

import { each, endings, inside, late, marked, regions, unless, when } from './regions.mjs';

const UMLAUTS = { ß: 'ss', ae: 'ä', oe: 'ö', ue: 'ü' };
const LETTERS = { ä: 'a', ö: 'o', ü: 'u' };

const inflection = endings({
  em: inside('r1', unless(/syst$/)),
  'ern er erin erinnen': inside('r1'),
  'e en es': inside('r1', (rest) => rest.replace(/niss$/, 'nis')),
  s: inside('r1', when(/[bdfghklmnrt]$/)),
  'ln lns': inside('r1', 'l'),
});

const comparison = endings({
  'en er est': inside('r1'),
  st: inside('r1', when(/...[bdfghklmnt]$/)),
  et: inside('r1', when(/[dfgklmnrstUzä]$/, unless(/(geordn|intern|plan|tick|tr)$/))),
});

const derivation = endings({
  'end ung': inside('r2', each(endings({ ig: inside('r2', when(/[^e]$/)) }))),
  'ig ik isch': inside('r2', when(/[^e]$/)),
  'lich heit': inside('r2', each(endings({ 'er en': inside('r1') }))),
  keit: inside('r2', each(endings({ 'lich ig': inside('r2') }))),
});

const steps = each(inflection, comparison, derivation);

export default function stem(folded) {
  const word = marked(folded, /[aeiouy][uy](?=[aeiouy])/g).replace(/ß|qu|[aou]e/g, (found) => UMLAUTS[found] ?? found);
  const rest = steps(word, late(regions(word, 'aeiouyäöü')));
  return rest.toLowerCase().replace(/[äöü]/g, (letter) => LETTERS[letter]);
}
