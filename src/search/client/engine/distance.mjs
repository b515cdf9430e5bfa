// How far one word is from another.

// A word is rare beside a neighbour that is this many times as common.
export const RARE = 50;
// Typing errors rarely change the first letter of a word, so a correction that does must be four times (two doublings) as common. This
// is a judgement, not a measurement.
const FIRST_LETTER = 2;

export const DIGIT = /\p{N}/u;

/** The number of errors that a word may have. @param {string} word */
export const errorsIn = (word) => (word.length < 4 || DIGIT.test(word) ? 0 : word.length < 8 ? 1 : 2);

/**
 * The number of errors between two words (a letter added, missing or changed, two swapped); if over `most`, any number over it.
 *
 * @param {string} a
 * @param {string} b
 * @param {number} most
 * @returns {number}
 */
export function distance(a, b, most) {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const [c, d] = [a.slice(same), b.slice(same)];
  if (!c || !d || !most || Math.abs(c.length - d.length) > most) return c.length + d.length;
  const after = (/** @type {number} */ i, /** @type {number} */ j) => distance(c.slice(i), d.slice(j), most - 1);
  return 1 + Math.min(after(1, 1), after(1, 0), after(0, 1), c[0] === d[1] && c[1] === d[0] ? after(2, 2) : most);
}

/**
 * How unlikely it is that a word stands for another, which is so many errors away. `commonness` is the logarithm of the number of studies
 * that have the other.
 *
 * @param {string} word
 * @param {string} other
 * @param {number} errors
 * @param {number} commonness
 */
export const doubtOf = (word, other, errors, commonness) =>
  errors * 100 + (other[0] === word[0] ? 0 : FIRST_LETTER) - commonness + Math.abs(other.length - word.length) / 10;
