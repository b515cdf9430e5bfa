// The names of files, and which of them has a word.

/** Letters of a name. */
export const NAME = 5;

/**
 * The path of the file in a folder, by its number, from the names of all of them in one text.
 *
 * @param {string} folder
 * @param {number} number
 * @param {string} names
 */
export const pathOf = (folder, number, names) => `${folder}/${number}-${names.slice(number * NAME, (number + 1) * NAME)}.bin`;

/** The number of the file that has a word, among files in alphabetical order. @param {string[]} starts @param {string} word */
export function fileOf(starts, word) {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= word) low = middle;
    else high = middle;
  }
  return low;
}
