// A query with more than words in its parts. simple.mjs does the others.

import { withMade } from './made.mjs';
import { CAPITALS } from './marks.mjs';

/** @typedef {import('./text.mjs').Token} Token */

const QUOTES = '"“”„«»';
// A minus before a word or a quotation mark, or NOT; then a phrase or a word.
const PIECE = new RegExp(`(?<minus>(?<![^\\s])[-−–](?=[\\p{L}\\p{N}${QUOTES}])|(?<![^\\s])NOT\\s+)?(?:[${QUOTES}](?<phrase>[^${QUOTES}]+)[${QUOTES}]|(?<word>[^\\s${QUOTES}]+))`, 'gu');
const OPERATORS = /^(AND|OR)$/;
const OTHER_SIGNS = /[&/+#]/;

/**
 * The parts of a query: `found`, its words in their order, `quoted` if in a phrase; `joins`: `{word, from, to, instead}`: what the words from one place to
 * another are if written as one; `instead`: they are nothing else (`A&E`); `phrases` and `excluded`, lists of words; `ignored`
 * operators; `ended` if the last word is complete; `starts` if it ends in an asterisk.
 *
 * @param {string} text
 * @param {(piece: string) => { plain: string, tokens: Token[] }} tokensOf
 * @returns {import('./simple.mjs').Parts}
 */
export function partsOf(text, tokensOf) {
  const madeOf = (/** @type {string} */ piece) => withMade(tokensOf(piece));
  /** @type {Omit<import('./simple.mjs').Parts, 'ended' | 'starts'>} */
  const { found, joins, phrases, excluded, ignored } = { found: [], joins: [], phrases: [], excluded: [], ignored: [] };
  // Pieces beside each other are read together, since `3 million` and `A & E` are one word.
  let run = '';
  const endRun = () => {
    read(run);
    run = '';
  };
  const read = (/** @type {string} */ piece, quoted = false) => {
    const from = found.length;
    const place = new Map();
    for (const token of madeOf(piece)) {
      place.set(token, found.length);
      for (const word of token.words) found.push({ word, isName: /^\p{Lu}/u.test(token.raw), quoted });
      token.end = found.length - 1;
    }
    for (const [token, start] of place) {
      for (const { word, tokens = [token] } of token.made ?? []) {
        if (tokens.length < 2 && !OTHER_SIGNS.test(word)) continue;
        const instead = OTHER_SIGNS.test(word) || (word.endsWith(CAPITALS) && tokens.length > 1);
        joins.push({ word, from: start, to: /** @type {number} */ (tokens[tokens.length - 1].end), instead, written: true });
      }
    }
    return found.slice(from).map(({ word }) => word);
  };
  for (const { groups = {}, 0: piece } of text.matchAll(PIECE)) {
    if (groups.minus) {
      endRun();
      const words = madeOf(groups.phrase ?? groups.word).flatMap((token) => token.words);
      if (words.length) excluded.push(words);
    } else if (groups.phrase) {
      endRun();
      const words = read(groups.phrase, true);
      if (words.length > 1) phrases.push(words);
    } else if (OPERATORS.test(piece)) ignored.push(piece);
    else run += ` ${piece}`;
  }
  endRun();
  const ended = /[\s"”»*]$/.test(text);
  const starts = /[\p{L}\p{N}]\*\s*$/u.test(text);
  return { found, joins, phrases, excluded, ignored, ended, starts };
}
