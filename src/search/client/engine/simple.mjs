// A query in its words.

import { plainWord } from './marks.mjs';
import { tokensOf } from './text.mjs';

/**
 * A word of a query as the index may have it, whether it begins with a capital, and whether it is in a phrase.
 *
 * @typedef {{ word: string, isName: boolean, quoted?: boolean }} Found
 */
/** @typedef {{ word: string, from: number, to: number, instead: boolean, written?: boolean }} Join see query.mjs */
/** @typedef {Found & { at: number, last: boolean, starts: boolean }} Word */
/**
 * What query.mjs finds.
 *
 * @typedef {object} Parts
 * @property {Found[]} found
 * @property {Join[]} joins
 * @property {string[][]} phrases
 * @property {string[][]} excluded
 * @property {string[]} ignored
 * @property {boolean} ended
 * @property {boolean} starts
 */
/** @typedef {Parts & { words: Word[], cut: boolean }} Asked */

// What is searched of a query at most. A longer one is a text that somebody pasted.
const MAX_LETTERS = 500;
const MAX_WORDS = 32;
// Signs that mean something, and words made of several. query.mjs understands them.
const IS_MORE = /["“”„«»&/+#*\d]|[\p{L}\p{N}][-‐‑.][\p{L}\p{N}]|(^|\s)[-−–]|(^|\s)(AND|OR|NOT)\s/u;

/**
 * The parts of a query: `words`, `{word, at, isName, last, starts}`, where `word` ends in ^ if it is in capitals, `last` if it may be
 * half typed, `starts` if it ends in an asterisk; `cut` if there were too many; and what query.mjs finds.
 *
 * @param {string} query
 * @param {import('./library.mjs').Index} index
 * @returns {Promise<Asked>}
 */
export async function partsOf(query, { language, more }) {
  const text = query.slice(0, MAX_LETTERS);
  const tokens = (/** @type {string} */ piece) => tokensOf(piece, language);
  const parts = (IS_MORE.test(text) && (await more())?.partsOf(text, tokens)) || wordsOf(text, tokens);
  const { found, joins } = parts;
  for (let at = 1; at < found.length; at++) {
    const word = plainWord(found[at - 1].word) + plainWord(found[at].word);
    if (!joins.some((join) => join.from === at - 1 && join.to === at)) joins.push({ word, from: at - 1, to: at, instead: false });
  }
  const cut = query.length > MAX_LETTERS || found.length > MAX_WORDS;
  const end = found.length - 1;
  const words = found.slice(0, MAX_WORDS).map((word, at) => ({ ...word, at, last: at === end && !cut && !parts.ended, starts: at === end && parts.starts }));
  return { ...parts, words, cut };
}

/** @param {string} text @param {(piece: string) => { tokens: import('./text.mjs').Token[] }} tokens @returns {Parts} */
function wordsOf(text, tokens) {
  const found = tokens(text).tokens.flatMap(({ raw, words }) => words.map((word) => ({ word, isName: /^\p{Lu}/u.test(raw) })));
  return { found, joins: [], phrases: [], excluded: [], ignored: [], ended: /\s$/.test(text), starts: false };
}
