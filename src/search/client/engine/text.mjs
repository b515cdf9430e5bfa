// A text into the words that are searched. Must agree with src/search/text.rs, which explains the rules;
// tests/search/words.test.mjs compares the two. made.mjs has the words that are made of others.

import { CAPITALS, MAX_WORD, plainWord, sizeOf } from './marks.mjs';

/**
 * A word of the query or a text as it is written. made.mjs adds the last three.
 *
 * @typedef {object} Token
 * @property {string} raw
 * @property {string} word in small letters
 * @property {number} from
 * @property {number} to
 * @property {string[]} words those that are searched
 * @property {boolean} [whole] whether its words are the whole of it
 * @property {string} [by] what joins it to the token before it
 * @property {{ word: string, tokens?: Token[] }[]} [made]
 * @property {number} [end] in a query, the place of its last word
 */

const ARTICLES = new Set(
  'l d j m t s n c qu jusqu lorsqu puisqu quoiqu presqu un dell nell sull all dall coll quell quest bell dov com cos anch degl gl'.split(' '),
);
const PARTICLES = new Set('n r i u w ch m th s'.split(' '));
/** @type {Record<string, string>} */
const LETTERS = {
  œ: 'oe', Œ: 'OE', æ: 'ae', Æ: 'AE', ß: 'ss', ẞ: 'SS', þ: 'th', Þ: 'TH', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D',
  ħ: 'h', Ħ: 'H', ŋ: 'n', Ŋ: 'N', ı: 'i',
};

const TOKEN = /[\p{Alphabetic}\p{M}\p{N}][\p{Alphabetic}\p{M}\p{N}'’‘]*/gu;
// Accents, vowel signs of Arabic and Hebrew, soft hyphens and joiners.
const UNWRITTEN = /[\u0300-\u036f\u0591-\u05bd\u05c1-\u05c2\u05c4-\u05c5\u064b-\u065f\u200b-\u200f]|\u05bf|\u05c7|\u0640|\u0670|\u00ad|\u2060|\ufeff/g;
// Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
const UNSPACED = '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u9fff';
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`);
const BY_SCRIPT = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'g');
const isShort = (/** @type {string} */ word) => sizeOf(word) <= MAX_WORD;

/** A text without accents, in the case in which it was written. @param {string} text */
const withoutAccents = (text) =>
  text
    .replace(/[™℠]/g, ' ')
    .normalize('NFKD')
    .replace(UNWRITTEN, '')
    .normalize('NFC')
    .replace(/[œŒæÆßẞþÞøØłŁđĐðÐħĦŋŊı]/g, (letter) => LETTERS[letter]);

/** What two spellings of a text have in common: `fold` in src/search/text.rs, by which titles are sorted. @param {string} text */
export const folded = (text) => withoutAccents(text).toLowerCase();

/** The part of a token that is searched, in small letters. @param {string} raw @param {string} language */
function wordOf(raw, language) {
  const run = raw.toLowerCase().replace(/[’‘]/g, "'").replace(/'+$/, '').replace(/'s$/, '');
  const at = run.indexOf("'");
  const [before, after] = [run.slice(0, at), run.slice(at + 1)];
  let kept = run;
  if (at >= 0 && /^(fr|it|ca)$/.test(language) && ARTICLES.has(before)) kept = after;
  if (at >= 0 && language === 'cy' && PARTICLES.has(after)) kept = before;
  return kept.replaceAll("'", '');
}

/** The letters of a token in capitals, without the small `s` of its plural; null for any other. @param {string} raw */
function inCapitals(raw) {
  const stem = raw.replace(/(['’]?s)$/, '');
  const letters = stem.match(/\p{Lu}/gu) ?? [];
  return letters.length > 1 && !/\p{Ll}/u.test(stem) && sizeOf(stem) < MAX_WORD ? stem : null;
}

/** @param {string} text */
function mostlyCapitals(text) {
  const capitals = text.match(/[A-Z]/g)?.length ?? 0;
  return capitals > 12 && capitals > (text.match(/[a-z]/g)?.length ?? 0);
}

/**
 * The tokens of a text: `{raw, words}`, and where in the folded text `plain` each is (`from`, `to`). Few have more than one word.
 *
 * @param {string} text
 */
export function tokensOf(text, language = '') {
  const plain = withoutAccents(text);
  const noAcronyms = mostlyCapitals(text);
  const tokens = [...plain.matchAll(TOKEN)].map(({ 0: raw, index: from }) => {
    const word = wordOf(raw, language);
    /** @type {Token} */
    const token = { raw, word, from, to: from + raw.length, words: [] };
    if (HAS_UNSPACED.test(word)) token.words = (word.match(BY_SCRIPT) ?? []).flatMap(pairs).filter(isShort);
    else if (word && isShort(word)) {
      const bare = /^(?:[وبفك]?ال)(.{3,})$/u.exec(word)?.[1];
      const acronym = bare || noAcronyms ? null : inCapitals(raw);
      token.words = [bare ?? (acronym ? acronym.toLowerCase().replace(/['’‘]/g, '') + CAPITALS : word)];
      token.whole = !bare;
    }
    return token;
  });
  return { plain, tokens };
}

/** @param {string} part */
function pairs(part) {
  const letters = [...part];
  if (!HAS_UNSPACED.test(part) || letters.length === 1) return [part];
  return letters.slice(1).map((letter, at) => letters[at] + letter);
}

/** All words of a text, without the mark of capitals. @param {string} text @param {string} [language] */
export const words = (text, language) => tokensOf(text, language).tokens.flatMap((token) => token.words.map(plainWord));
