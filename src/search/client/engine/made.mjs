// The words that a text has beside its plain ones, made of several or of parts. Must agree with src/search/text.rs, like text.mjs.

import { CAPITALS, MAX_WORD, sizeOf } from './marks.mjs';

/** @typedef {import('./text.mjs').Token} Token */

/** @type {Record<string, string>} */
const SCALES = { m: 'm', mn: 'm', million: 'm', millions: 'm', bn: 'bn', billion: 'bn', billions: 'bn', k: 'k', thousand: 'k' };
const IS_NUMBER = /^[0-9]+$/;
const isLong = (/** @type {string} */ text) => [...text].length > 1;
/** @type {Record<string, string>} */
const JOINERS = { '-': '-', '‐': '-', '‑': '-', '.': '.', ',': ',', '&': '&', ' & ': '&', '/': '/', ' ': ' ' };

/** The letters and the digits of a word that has both. @param {string} word */
function partsOf(word) {
  if (!/[0-9]/.test(word) || !/\p{Alphabetic}/u.test(word)) return [];
  const parts = (word.match(/[0-9]+|[^0-9]+/g) ?? []).filter((part) => sizeOf(part) > 1);
  const [, digits, unit] = /^([0-9]+)(\p{Alphabetic}+)$/u.exec(word) ?? /** @type {string[]} */ ([]);
  if (SCALES[unit] && digits + SCALES[unit] !== word) parts.push(digits + SCALES[unit]);
  return parts;
}

// What a chain of tokens that are joined in the same way makes together; null for nothing. `number` is what the chain before it made.
/** @type {Record<string, (links: Token[], number: string | null) => string | null>} */
const MAKERS = {
  '-': (links) => (links.length <= 3 ? joined(links) : null),
  '.': (links) => {
    if (links.every(({ raw }) => !isLong(raw) && !IS_NUMBER.test(raw))) {
      return joined(links) + (links.every(({ raw }) => /^\p{Lu}$/u.test(raw)) ? CAPITALS : '');
    }
    const [first, second] = links;
    if (links.length > 2) return null;
    if (IS_NUMBER.test(first.raw)) {
      const [, digits, unit] = /** @type {string[]} */ (/^([0-9]*)(.*)$/s.exec(second.word));
      return digits && (!unit || SCALES[unit]) ? `${first.word}.${digits}${SCALES[unit] ?? ''}` : null;
    }
    return /^\p{Lu}\p{Ll}/u.test(second.raw) ? null : joined(links);
  },
  ',': (links) => {
    const whole = /^[0-9]{1,3}$/.test(links[0].raw) && links.slice(1).every(({ raw }) => /^[0-9]{3}$/.test(raw));
    return whole ? joined(links) : null;
  },
  '&': (links) => {
    if (links.length !== 2) return null;
    const [first, second] = links;
    // The small `s` of a plural.
    const [, singular] = /^(\p{Lu}+)s$/u.exec(second.raw) ?? /** @type {string[]} */ ([]);
    const isShort = (/** @type {string} */ raw) => !isLong(raw) || /^[\p{Lu}\p{N}]{2,3}$/u.test(raw);
    return isShort(first.raw) && isShort(singular ?? second.raw) ? `${first.word}&${singular?.toLowerCase() ?? second.word}` : null;
  },
  '/': (links) => (links.length === 2 && links.every(({ raw }) => !isLong(raw) || /^[0-9]{2}$/.test(raw)) ? joined(links, '/') : null),
  ' ': (links, number) => {
    const count = number ?? links[0].word;
    if (SCALES[links[1].word] && /^[0-9.]+$/.test(count)) return count + SCALES[links[1].word];
    const [outward, inward] = links.map(({ raw }) => raw);
    const isPostcode = links.length === 2 && outward.length <= 4 && /^[A-Z]{1,2}[0-9][0-9A-Z]*$/.test(outward) && /^[0-9][A-Z]{2}$/.test(inward);
    return isPostcode ? joined(links) : null;
  },
};
const joined = (/** @type {Token[]} */ links, by = '') => links.map(({ word }) => word).join(by);

/** What the tokens of a chain make together: `[{word, tokens}]`. @param {Token[]} chain */
function madeOf(chain) {
  const made = [];
  /** @type {string | null} */
  let number = null;
  for (let from = 0; from + 1 < chain.length; ) {
    const by = /** @type {string} */ (chain[from + 1].by);
    let to = from + 1;
    while (chain[to + 1]?.by === by) to++;
    const links = chain.slice(from, to + 1);
    const word = MAKERS[by](links, number);
    number = /^[0-9]/.test(word ?? '') ? word : null;
    if (word && sizeOf(word) <= MAX_WORD) made.push({ word, tokens: links });
    from = to;
  }
  return made;
}

/**
 * Whether a token goes on with the chain.
 *
 * @param {Token | undefined} last
 * @param {string | undefined} by
 * @param {string} raw
 * @param {string} word
 */
function goesOn(last, by, raw, word) {
  if (!last || !by) return false;
  if (by !== ' ') return true;
  return /[0-9]/.test(last.raw) && (word in SCALES || /^[0-9][A-Z]{2}$/.test(raw));
}

/**
 * Adds to each token of `tokensOf` its `made`: `{word, tokens}` where several tokens make one word together, `{word}` where it is made
 * of this token alone.
 *
 * @param {{ plain: string, tokens: Token[] }} text
 */
export function withMade({ plain, tokens }) {
  /** @type {Token[]} */
  let chain = [];
  let end = 0;
  const endChain = () => {
    for (const made of madeOf(chain)) made.tokens[0].made?.push(made);
    chain = [];
  };
  for (const token of tokens) {
    token.by = JOINERS[plain.slice(end, token.from)];
    token.made = token.whole ? partsOf(token.word).map((word) => ({ word })) : [];
    end = token.to;
    if (!goesOn(chain.at(-1), token.by, token.raw, token.word)) endChain();
    const [sign] = /^(?:\+\+|#)(?![\p{Alphabetic}\p{M}\p{N}+#])/u.exec(plain.slice(end)) ?? /** @type {string[]} */ ([]);
    if (sign && !isLong(token.raw) && !IS_NUMBER.test(token.raw)) token.made.push({ word: token.word + sign });
    chain.push(token);
  }
  endChain();
  return tokens;
}
