// What few queries need, loaded only when one does: other forms of a word that the index does not have, corrections, words written as
// two, exclusions. It reads the index through what terms.mjs gives it.

import { CAPITALS } from './marks.mjs';
import { withAll } from './phrases.mjs';
import { closeTo, commonerThan, errorsIn } from './spelling.mjs';

/** @typedef {import('./library.mjs').Index} Index */
/** @typedef {import('./decode.mjs').Stem} Stem */

// Places tried at most to cut a word in two, and the letters that both halves have at least.
const CUTS = 3;
const MIN_HALF = 3;
// Of a word that the index has, if rarely, it is less likely that it stands for two.
const MIN_HALF_OF_KNOWN = 4;

/**
 * The studies that have both of two stems, like the list of a stem.
 *
 * @param {Stem} a
 * @param {Stem} b
 * @param {Index} index
 * @returns {Promise<Stem>}
 */
async function both(a, b, index) {
  const [{ numbers, levels }, other] = await Promise.all([index.whole(a), index.whole(b)]);
  const place = new Map([...other.numbers].map((study, at) => [study, at]));
  const kept = [...numbers.keys()].filter((at) => place.has(numbers[at]));
  /** @type {any} empty for what only words have */
  const list = {
    numbers: Uint32Array.from(kept, (at) => numbers[at]),
    levels: Uint8Array.from(kept, (at) => Math.min(levels[at], other.levels[/** @type {number} */ (place.get(numbers[at]))])),
    titled: [], lengths: [], titleForms: [], forms: [],
  };
  return { stem: `${a.stem} ${b.stem}`, words: [...a.words, ...b.words], studies: kept.length, formStudies: [], list, rest: null };
}

/**
 * A word that stands for two: where a cut leaves two words of the index, the studies that have both.
 *
 * @param {string} word
 * @param {Map<string, Stem>} known
 * @param {Index} index
 */
export async function asTwo(word, known, index) {
  const isKnown = known.has(word);
  const least = isKnown ? MIN_HALF_OF_KNOWN : MIN_HALF;
  const [letters, digits] = [/^(\p{L}+)([0-9]+)$/u.exec(word), /^([0-9]+)(\p{L}+)$/u.exec(word)].map((cut) => cut?.slice(1));
  let cuts = /** @type {[string, string, number?][]} */ ([letters ?? digits].filter(Boolean));
  if (!cuts.length) {
    for (let at = least; at <= word.length - least; at++) {
      const stem = known.get(word.slice(0, at));
      if (stem) cuts.push([word.slice(0, at), word.slice(at), stem.studies]);
    }
    cuts = cuts.sort((a, b) => Number(b[2]) - Number(a[2])).slice(0, isKnown ? 1 : CUTS);
  }
  /** @type {{ stem: Stem, weight: number } | null} */
  let best = null;
  for (const halves of cuts) {
    const [one, other] = await Promise.all([index.exactly(halves[0]), index.exactly(halves[1])]);
    if (!one || !other) continue;
    const joined = await both(one.stem, other.stem, index);
    if (joined.studies > (best?.stem.studies ?? 0)) best = { stem: joined, weight: 1 };
  }
  return best;
}

/** The stem of another form of the word, which the index does not have. @param {string} word @param {Index} index */
export async function inflected(word, index) {
  const stemmed = (await index.stemmer())?.(word);
  if (!stemmed) return null;
  // A Welsh word may be a form of several.
  const names = [stemmed].flat();
  const files = await Promise.all([word, ...names].map(index.near));
  const stems = files.flatMap((file) => [...file.values()]).filter(({ words: [first] }) => !index.stop.has(first));
  for (const name of names) {
    const stem = stems.find((other) => other.stem === name || (names.length > 1 && other.words.includes(name)));
    if (stem) return { stem, weight: 1 };
  }
  return null;
}

/**
 * The stems of the words that begin with a half-typed one in another spelling, or as another form of a Welsh word.
 *
 * @param {string} start
 * @param {Index} index
 */
export async function respelt(start, index) {
  const starts = (await index.stemmer())?.(start, true) ?? [];
  if (!Array.isArray(starts)) return [];
  const files = await Promise.all(starts.map(index.near));
  const stems = new Map();
  starts.forEach((other, at) => {
    for (const [word, stem] of files[at]) if (word.startsWith(other)) stems.set(stem.stem, stem);
  });
  return [...stems.values()].map((stem) => ({ stem, weight: 1, completes: true }));
}

/**
 * What was probably meant by a word that the index does not have: `correction`, a word, or else `near`, words like it.
 *
 * @param {string} word
 * @param {{ isName: boolean, fuzzy: boolean }} how
 * @param {Map<string, Stem>} known
 * @param {Index} index
 * @returns {Promise<{ correction?: string, near: string[] }>}
 */
export async function corrected(word, { isName, fuzzy }, known, index) {
  if (!errorsIn(word)) return { near: [] };
  const close = await closeTo(word, known, isName, index);
  if (fuzzy && close.length) return { correction: close[0], near: [] };
  const alike = [...known.keys()].filter((other) => other.startsWith(word.slice(0, 4)) && !other.endsWith(CAPITALS));
  return { near: [...new Set([...close, ...alike])].slice(0, 3) };
}

/** The studies that have one of the excluded words or phrases: a byte each. @param {string[][]} excluded @param {Index} index */
export async function withOneOf(excluded, index) {
  const gone = new Uint8Array(index.studies);
  for (const words of excluded) {
    const found = await Promise.all(words.filter((word) => words.length === 1 || !index.stop.has(word)).map((word) => index.exactly(word)));
    if (!found.length) continue;
    const has = new Uint8Array(index.studies);
    for (const part of found) for (const study of part ? (await index.whole(part.stem)).numbers : []) has[study]++;
    const near = words.length > 1 ? (await withAll([words], index)).has : null;
    has.forEach((count, study) => (gone[study] ||= count === found.length && (!near || near[study]) ? 1 : 0));
  }
  return gone;
}

export { alsoMeant } from './synonyms.mjs';
export { byTitle, leftOut, listsOf, period, studiesOfTerms, tallied } from './filters.mjs';
export { saying, text, withAll } from './phrases.mjs';
export { partsOf } from './query.mjs';
export { commonerThan };
