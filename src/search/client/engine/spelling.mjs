// Words that are nearly one that was typed.

import { backwards, endsFrom } from './decode-more.mjs';
import { fileOf, pathOf } from './names.mjs';
import { DIGIT, distance, doubtOf, errorsIn, RARE } from './distance.mjs';
import { CAPITALS } from './marks.mjs';

/** @typedef {import('./decode.mjs').Stem} Stem */

/**
 * Words of the index that are close to one it does not have, the most likely first. `known` are the words of its file. The name of
 * somebody or something (`isName`) keeps its first letter.
 *
 * @param {string} word
 * @param {Map<string, Stem>} known
 * @param {boolean} isName
 * @param {import('./library.mjs').Index} index
 */
export async function closeTo(word, known, isName, index) {
  const most = errorsIn(word);
  if (!most) return [];
  /** @type {Map<string, number>} */
  const found = new Map();
  const weigh = (/** @type {string} */ other, /** @type {number} */ commonness) => {
    if (other.endsWith(CAPITALS) || DIGIT.test(other) || (isName && other[0] !== word[0])) return;
    const errors = distance(word, other, most);
    if (errors > most) return;
    found.set(other, doubtOf(word, other, errors, commonness));
  };
  const likeliest = () => [...found].sort((a, b) => a[1] - b[1]);
  for (const [other, { studies }] of known) weigh(other, Math.log2(studies) | 0);
  const [[best, doubt] = ['', Infinity]] = likeliest();
  // If there is another form of the same word, look no further.
  if (doubt < 100 && (word.startsWith(best) || best.startsWith(word))) return [best];
  const { ends, end_names: names } = await index.json(`more-${index.moreName}.json`);
  const path = pathOf('ends', fileOf(ends.split(' '), backwards(word)), names);
  for (const [other, commonness] of await index.bits(path, endsFrom)) weigh(other, commonness);
  return likeliest().map(([other]) => other);
}

/**
 * The word that was probably meant by one that the library has, but rarely; undefined if there is none.
 *
 * @param {string} word
 * @param {Stem} stem
 * @param {Map<string, Stem>} known
 */
export function commonerThan(word, stem, known) {
  const most = errorsIn(word);
  /** @type {{ word: string, studies: number } | undefined} */
  let best;
  for (const [other, { stem: name, studies }] of known) {
    if (name === stem.stem || studies < RARE * stem.studies || studies <= (best?.studies ?? 0)) continue;
    if (most && !other.endsWith(CAPITALS) && !DIGIT.test(other) && distance(word, other, most) <= most) best = { word: other, studies };
  }
  return best;
}

export { errorsIn };
