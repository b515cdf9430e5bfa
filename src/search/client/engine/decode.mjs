// The files of the index as values. src/search.rs describes each.

import { string } from './bits.mjs';
import { NAME } from './names.mjs';

/** @typedef {import('./bits.mjs').Reader} Reader */
/** @typedef {import('./files.mjs').Manifest} Manifest */
/**
 * The studies that have a stem: see `listOf`.
 *
 * @typedef {object} List
 * @property {Uint32Array} numbers
 * @property {Uint8Array} levels
 * @property {Uint32Array} titled
 * @property {Uint8Array} lengths
 * @property {Uint8Array} titleForms
 * @property {Uint8Array[]} forms
 */
/**
 * @typedef {object} Stem
 * @property {string} stem
 * @property {string[]} words
 * @property {number} studies how many have it
 * @property {number[]} formStudies how many have each of the words, if there are several
 * @property {List} list
 * @property {string | null} rest the path of the second tier
 */

const MAX_FORMS = 16;
const LONG_TITLE = 7;

/** The numbers that stand before a list. @param {Reader} reader @param {number} inTitle @param {number} words */
function countsOf(reader, inTitle, words) {
  const titles = inTitle ? reader.varint() : 0;
  const forms = words > 1 ? Array.from({ length: Math.min(words, MAX_FORMS) }, () => reader.varint()) : [];
  return { titles, forms };
}

/**
 * A list: the studies that have a stem, each with its level; for those that have it in their title, `titled` is where they are in the
 * list, `lengths` the number of words of the title (7 for more) and `titleForms` the number of the stem's word there; `forms` has, for
 * each word of the stem, which studies have it, as a byte for each study of the list.
 *
 * @param {Reader} reader
 * @param {number} count
 * @param {{ titles: number, forms: number[] }} counts
 * @param {number} words
 * @param {number} studies
 * @param {boolean} [first] whether the list is a first tier
 * @returns {List}
 */
function listOf(reader, count, { titles, forms }, words, studies, first) {
  const levels = new Uint8Array(count);
  const numbers = reader.ascending(count, studies, (at) => {
    const level = reader.unary(7);
    levels[at] = first ? 7 - level : level;
  });
  const titled = reader.ascending(titles, count);
  const [lengths, titleForms] = [new Uint8Array(titles), new Uint8Array(titles)];
  const lastForm = Math.min(words, MAX_FORMS) - 1;
  for (let at = 0; at < titles; at++) {
    lengths[at] = LONG_TITLE - reader.unary(LONG_TITLE);
    if (lastForm > 0) titleForms[at] = reader.unary(lastForm);
  }
  const having = forms.map((number) => {
    const few = number * 2 <= count;
    const has = new Uint8Array(count).fill(few ? 0 : 1);
    for (const at of reader.ascending(few ? number : count - number, count)) has[at] = few ? 1 : 0;
    return has;
  });
  return { numbers, levels, titled, lengths, titleForms, forms: having };
}

/** `words/N.bin`: from each word to its stem. @param {Reader} reader @param {Manifest} manifest @returns {Map<string, Stem>} */
export function wordsFrom(reader, { studies }) {
  const stems = [];
  let last = new Uint8Array();
  for (let left = reader.varint(); left > 0; left--) {
    last = reader.frontCoded(last);
    const words = [];
    for (let head = 16; head & 16; ) {
      head = reader.byte();
      const dropped = head >> 5;
      words.push(string(reader.string(last, dropped < 7 ? Math.max(0, last.length - dropped) : 0, head)));
    }
    const head = reader.varint();
    const has = head >> 2;
    let [first, rest] = [has, /** @type {string | null} */ (null)];
    if (head & 2) {
      first = reader.varint();
      rest = `rest/${reader.varint()}-${string(Uint8Array.from({ length: NAME }, () => reader.byte()))}.bin`;
    }
    const counts = countsOf(reader, head & 1, words.length);
    stems.push({ stem: string(last), words, studies: has, formStudies: counts.forms, first, rest, counts });
  }
  const found = new Map();
  for (const { first, counts, ...stem } of stems) {
    const list = listOf(reader, first, counts, stem.words.length, studies, stem.rest !== null);
    for (const word of stem.words) found.set(word, { ...stem, list });
  }
  return found;
}

/**
 * `rest/N.bin`: the second tier of the list of a stem with so many words.
 *
 * @param {Reader} reader
 * @param {Manifest} manifest
 * @param {number} words
 */
export function restFrom(reader, { studies }, words) {
  const head = reader.varint();
  return listOf(reader, head >> 1, countsOf(reader, head & 1, words), words, studies);
}
