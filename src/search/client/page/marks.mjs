// Words of the query in a text.

import { words } from '../engine.mjs';
import { element } from './parts.mjs';

// Length of a passage from a study's own page, in characters.
const PASSAGE = 220;
// Words marked at most on a study's own page.
const MAX_MARKED = 3;
// Places in a long study that a passage may begin at.
const PLACES = 200;

/** What the page takes for one word. */
export const RUN = /[\p{L}\p{M}\p{N}'’]+/gu;

/**
 * A text in pieces, with the words in `marks` marked.
 *
 * @param {string} text
 * @param {Set<string>} marks
 */
function pieces(text, marks) {
  /** @type {{ text: string, marked: boolean }[]} */
  const found = [];
  let from = 0;
  const piece = (/** @type {number} */ to, /** @type {boolean} */ marked) => {
    if (to > from) found.push({ text: text.slice(from, to), marked });
    from = to;
  };
  for (const { 0: run, index } of text.matchAll(RUN)) {
    // Folding is slow, and most words need none.
    if (!(/^[a-z]+$/.test(run) ? marks.has(run) : words(run).some((word) => marks.has(word))))
      continue;
    piece(index, false);
    piece(index + run.length, true);
  }
  piece(text.length, false);
  return found;
}

/** @param {string} text @param {Set<string>} marks */
export const marked = (text, marks) =>
  pieces(text, marks).map((piece) => (piece.marked ? element('mark', {}, piece.text) : piece.text));

/**
 * The end of a link that makes the browser mark words of a text on the page it leads to. Empty if
 * the text has none but those of the title, which is at the top of that page anyway.
 *
 * @param {string} text
 * @param {Set<string>} marks
 * @param {string} [title]
 */
export function fragment(text, marks, title = '') {
  const found = (/** @type {string} */ source) =>
    pieces(source, marks).flatMap((piece) => (piece.marked ? piece.text.toLowerCase() : []));
  const known = new Set(found(title));
  const wanted = [...new Set(found(text))].filter((word) => !known.has(word)).slice(0, MAX_MARKED);
  // A hyphen and a comma are signs of the syntax; encodeURIComponent leaves the hyphen as it is.
  const marking = wanted.map((word) => `text=${encodeURIComponent(word).replace(/-/g, '%2D')}`);
  return marking.length ? `#:~:${marking.join('&')}` : '';
}

/**
 * The passage of a text that has most of the words; empty if it has none.
 *
 * @param {string} text
 * @param {Set<string>} marks
 */
export function bestPassage(text, marks) {
  /** @type {{ at: number, word: string }[]} */
  const places = [];
  let at = 0;
  for (const piece of pieces(text, marks)) {
    if (piece.marked) places.push({ at, word: piece.text.toLowerCase() });
    at += piece.text.length;
  }
  const worth = (/** @type {number} */ start) =>
    new Set(
      places
        .filter((place) => place.at >= start && place.at < start + PASSAGE * 0.7)
        .map(({ word }) => word),
    ).size;
  let best = { at: 0, worth: 0 };
  for (const place of places.slice(0, PLACES))
    if (worth(place.at) > best.worth) best = { at: place.at, worth: worth(place.at) };
  if (!best.worth) return '';
  const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, best.at - PASSAGE * 0.18)));
  const to = text.indexOf(' ', from + PASSAGE);
  return `${from ? '…' : ''}${text.slice(from, to < 0 ? undefined : to)}${to < 0 ? '' : ' …'}`;
}
