// Phrases: words that must follow one another.
//
// The index has the steps from one word that says something to the next, with the stop words between them, of several studies each
// (src/search/near.rs). A phrase with a rarer step is looked for in the studies themselves.

import { nearFrom } from './decode-more.mjs';
import { plainWord } from './marks.mjs';
import { NAME, pathOf } from './names.mjs';

/** @typedef {import('./library.mjs').Index} Index */

// Stop words between two words of a step, at most.
const MAX_BETWEEN = 3;
// Studies that are read at most for a phrase.
const LOOKS = 20;

const encoder = new TextEncoder();

/** FNV-1a, as `StepWord` in src/search/near.rs. @param {string} word */
function hashOfWord(word) {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(word)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/** The hash of a step, mixed as in MurmurHash3: `followed` and `mixed` in src/search/near.rs. @param {string[]} step */
function hashOf(step) {
  let hash = 0;
  for (const word of step) hash = Math.imul(((hash << 5) | (hash >>> 27)) ^ hashOfWord(word), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The steps of a phrase: those over three words that say something, or over two if it has no more; `pairs` are all over two. `loose`:
 * some of its words are in none.
 *
 * @param {string[]} words
 * @param {Set<string>} stop
 */
function stepsOf(words, stop) {
  const places = [...words.keys()].filter((at) => !stop.has(words[at]));
  const over = (/** @type {number} */ count) =>
    places.slice(count - 1).flatMap((to, at) => {
      const through = places.slice(at, at + count);
      const isWhole = through.every((place, n) => !n || place - through[n - 1] <= MAX_BETWEEN + 1);
      return isWhole ? [words.slice(through[0], to + 1)] : [];
    });
  const [pairs, triples] = [over(2), over(3)];
  const loose = pairs.length < places.length - 1 || !pairs.length || stop.has(words[0]) || stop.has(words[words.length - 1]);
  return { steps: places.length > 2 ? triples : pairs, pairs, loose };
}

/**
 * The studies that have a step; null if it has too few for the index.
 *
 * @param {string[]} step
 * @param {import('./files.mjs').MoreNames} more
 * @param {Index} index
 */
async function studiesOf(step, { near_names: names }, index) {
  // There are at least two files, and their number is a power of two.
  const bits = Math.log2(names.length / NAME);
  const hash = hashOf(step);
  const file = hash >>> (32 - bits);
  const found = await index.bits(pathOf('near', file, names), nearFrom, bits);
  return found.get(hash % 2 ** (32 - bits)) ?? null;
}

/**
 * What the index says about phrases (lists of words): `has`, a byte for each study, 1 if it may have all of them; `sure` if that is
 * known.
 *
 * @param {string[][]} phrases
 * @param {Index} index
 */
export async function withAll(phrases, index) {
  const has = new Uint8Array(index.studies).fill(1);
  let sure = true;
  const more = await index.json(`more-${index.moreName}.json`);
  for (const phrase of phrases) {
    const { steps, pairs, loose } = stepsOf(phrase.map(plainWord), index.stop);
    const lists = (/** @type {string[][]} */ of) => Promise.all(of.map((step) => studiesOf(step, more, index)));
    let found = await lists(steps);
    if (found.includes(null)) found = [...found, ...(await lists(pairs))];
    if (loose || (found.includes(null) && more.least > 1)) sure = false;
    for (const studies of found) {
      // A step that is in no file has no study, or too few.
      if (!studies && more.least > 1) continue;
      const those = new Uint8Array(index.studies);
      for (const study of studies ?? []) those[study] = 1;
      has.forEach((_, study) => (has[study] &= those[study]));
    }
  }
  return { has, sure };
}

/**
 * Of some studies, the first that have all phrases in their title, summary or text.
 *
 * @param {string[][]} phrases
 * @param {number[]} studies
 * @param {(study: number) => Promise<import('./library.mjs').Result>} resultOf
 * @param {(text: string) => string[]} words
 * @param {(url: string) => Promise<string>} read
 */
export async function saying(phrases, studies, resultOf, words, read) {
  const wanted = phrases.map((phrase) => ` ${phrase.map(plainWord).join(' ')} `);
  const says = (/** @type {string} */ said) => wanted.every((phrase) => ` ${words(said).join(' ')} `.includes(phrase));
  const has = await Promise.all(studies.slice(0, LOOKS).map(async (study) => {
    const { title, summary, url } = await resultOf(study);
    return says(title) || says(summary) || says(await read(url).catch(() => ''));
  }));
  return studies.filter((_, at) => has[at]);
}

/**
 * The plain text of a study's own page (`data-text`), without the numbers of footnotes. Node has no HTML parser, so there it is all text
 * without tags.
 *
 * @param {URL} url
 * @param {typeof globalThis.fetch} fetch
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
export async function text(url, fetch, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} is missing`);
  const html = await response.text();
  if (!globalThis.DOMParser) return html.replace(/<[^>]*>/g, ' ');
  const page = new DOMParser().parseFromString(html, 'text/html');
  const shown = page.querySelector('[data-text]') ?? page.body;
  for (const number of shown.querySelectorAll('a[role]')) number.remove();
  for (const cell of shown.querySelectorAll('th, td')) cell.append(' ');
  return shown.textContent;
}
