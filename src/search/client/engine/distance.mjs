// How far one word is from another.

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
