// What the stemmers share: the regions of a word, and steps that change the end of a word.
//
// A step is a function (word, places) that returns the changed word, or `undefined` if it doesn't apply. `places` says
// where the word's regions start: an ending is in a region if it starts there or later. A rule is a text to add to a
// word that has lost its ending, or a step for such a word.

const apply = (rule, word, places) => (typeof rule === 'string' ? word + rule : rule(word, places));

/** The place after the first match of a pattern, or the end of the word. */
export function after(pattern, word, from = 0) {
  const found = word.slice(from).match(pattern);
  return found ? from + found.index + found[0].length : word.length;
}

/** The word with the last letter of every match of a pattern in upper case, which marks a vowel as a consonant. */
export function marked(word, pattern) {
  return word.replace(pattern, (found) => found.slice(0, -1) + found.slice(-1).toUpperCase());
}

/** R1: after the first consonant that follows a vowel. R2: the same again, from R1. RV: after a pattern. */
export function regions(word, vowels, rv) {
  const pattern = RegExp(`[${vowels}][^${vowels}]`);
  const r1 = after(pattern, word);
  return { r1, r2: after(pattern, word, r1), rv: rv && after(rv, word) };
}

/** What comes before RV in some Romance languages. */
export const BEFORE_RV = /^([aeiou]([aeiou]+[^aeiou]|[^aeiou]+[aeiou])|[^aeiou]([aeiou].|[^aeiou]+[aeiou]))/;

/** R1 of the Scandinavian languages and German: not before the fourth letter. */
export const late = ({ r1, r2 }) => ({ r1: Math.max(r1, 3), r2 });

/**
 * A step that removes the longest of some endings and then follows the ending's rule. It tries no shorter ending. A key
 * is endings with spaces between them. With `region`, the step sees only this part of the word.
 */
export function endings(table, region) {
  const rules = new Map(Object.entries(table).flatMap(([keys, rule]) => keys.split(' ').map((key) => [key, rule])));
  return (word, places) => {
    for (let at = places[region] ?? 0; at <= word.length; at++) {
      const rule = rules.get(word.slice(at));
      if (rule !== undefined) return apply(rule, word.slice(0, at), places);
    }
  };
}

/** A rule for endings in a region. */
export const inside = (region, rule = '') => (rest, places) =>
  rest.length < places[region] ? undefined : apply(rule, rest, places);

/** A rule for endings after a pattern. */
export const when = (pattern, rule = '') => (rest, places) =>
  pattern.test(rest) ? apply(rule, rest, places) : undefined;

/** A rule for endings that aren't after a pattern. */
export const unless = (pattern, rule = '') => (rest, places) =>
  pattern.test(rest) ? undefined : apply(rule, rest, places);

/** The first of some steps that applies. */
export const first = (...steps) => (word, places) => {
  for (const step of steps) {
    const changed = step(word, places);
    if (changed !== undefined) return changed;
  }
};

/** Steps one after another, each of which may not apply. */
export const each = (...steps) => (word, places) =>
  steps.reduce((changed, step) => step(changed, places) ?? changed, word);
