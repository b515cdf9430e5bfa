// How well each study matches: BM25F, whose weights the index has as levels, and a bonus for titles.
//
// `globalThis.explained` hears how each score comes about. Only program.mjs has it, for `casebook search --explain`: bundle.mjs leaves
// it out of the scripts for browsers.

// The weight of words in the title, multiplied by how rare they are and by the square of their share of the query.
const TITLE = 0.3;
// What the very word that was typed adds to its stem, as a share of its own weight.
const EXACT = 0.3;
// More than any other score: a title that is the query …
export const IS_TITLE = 1000;
// … and then a term whose name is the query.
export const HAS_TERM = 100;
const LONG_TITLE = 7;
const MAX_FORMS = 16;

/** @typedef {import('./decode.mjs').List} List */
/** @typedef {import('./decode.mjs').Stem} Stem */

/** How much it says that a study has a word which so many have. @param {number} having @param {number} studies */
export const rarityOf = (having, studies) => Math.log(1 + (studies - having + 0.5) / (having + 0.5));

/**
 * How well every study matches, and how many of the terms it has.
 *
 * A term is `{parts, count}`, a part `{stem, weight, form, completes}`: a stem with its word that was typed, if it has it. A study has
 * a term if it has one of its parts. `rests`: the second tiers of stems that were read. `titled`: the number of words that a title
 * would have if it were the query, 0 if none could be.
 *
 * @param {import('./terms.mjs').Term[]} terms
 * @param {Map<Stem, List[]>} rests
 * @param {number} titled
 * @param {{ studies: number, levels: number[] }} index
 */
export function scored(terms, rests, titled, { studies, levels }) {
  const [score, title] = [new Float32Array(studies), new Float32Array(studies)];
  const [has, inTitle, inPart, length] = [new Uint8Array(studies), new Uint8Array(studies), new Uint8Array(studies), new Uint8Array(studies)];
  const [bestGain, bestTitle] = [new Float32Array(studies), new Float32Array(studies)];
  globalThis.explained?.begin(terms);
  for (const { parts, count } of terms) {
    /** @type {number[]} */
    const touched = [];
    const all = parts.reduce((sum, { stem, completes }) => sum + (completes ? stem.studies : 0), 0);
    for (const { stem, weight, form, completes } of parts) {
      const common = completes ? Math.min(all, studies) : stem.studies;
      const often = weight * (1 + Math.log(count));
      const rarity = often * rarityOf(common, studies);
      const exact = form === undefined ? 0 : EXACT * often * rarityOf(stem.formStudies[form] ?? stem.studies, studies);
      for (const list of [stem.list, ...(rests.get(stem) ?? [])]) {
        const isForm = list.forms[Math.min(form ?? 0, MAX_FORMS - 1)];
        for (let at = 0; at < list.numbers.length; at++) {
          const study = list.numbers[at];
          const gain = levels[list.levels[at]] * (rarity + (isForm && !isForm[at] ? 0 : exact));
          globalThis.explained?.gain(study, gain, parts, { count, stem, weight, form, completes, common, rarity, exact, level: list.levels[at], levels });
          if (!bestGain[study]) touched.push(study);
          if (gain > bestGain[study]) bestGain[study] = gain;
        }
        for (let at = 0; at < list.titled.length; at++) {
          const study = list.numbers[list.titled[at]];
          length[study] = list.lengths[at];
          const gain = rarity + (form === undefined || (isForm && list.titleForms[at] !== form) ? 0 : exact);
          globalThis.explained?.title(study, gain, parts);
          if (gain > bestTitle[study]) bestTitle[study] = gain;
          if (weight < 1) inPart[study] = 1;
        }
      }
    }
    for (const study of touched) {
      has[study]++;
      score[study] += bestGain[study];
      title[study] += bestTitle[study];
      inTitle[study] += bestTitle[study] > 0 ? 1 : 0;
      bestGain[study] = bestTitle[study] = 0;
    }
  }
  const alike = [];
  for (let study = 0; study < studies; study++) {
    if (!inTitle[study]) continue;
    globalThis.explained?.bonus(study, TITLE, title[study], inTitle[study], terms.length);
    score[study] += TITLE * title[study] * (inTitle[study] / terms.length) ** 2;
    if (titled && titled < LONG_TITLE && length[study] === titled && inTitle[study] === terms.length && !inPart[study]) alike.push(study);
  }
  return { score, has, alike };
}

/** Puts some studies before others. @param {Iterable<number>} studies @param {Float32Array} score @param {number} by */
export function raise(studies, score, by) {
  globalThis.explained?.raise(studies, by);
  for (const study of studies) score[study] += by;
}

/**
 * The `count` best of some studies; of equally good ones, the newer first. Takes time in proportion to both, not to their product.
 *
 * @param {number[]} studies
 * @param {Float32Array} score
 * @param {number} count
 */
export function best(studies, score, count) {
  const better = (/** @type {number} */ a, /** @type {number} */ b) => score[b] - score[a] || a - b;
  if (studies.length <= count * 4) return [...studies].sort(better).slice(0, count);
  /** @type {number[]} */
  let found = [];
  let least = -Infinity;
  for (const study of studies) {
    if (score[study] < least) continue;
    found.push(study);
    if (found.length < count * 2) continue;
    found = found.sort(better).slice(0, count);
    least = score[found[found.length - 1]];
  }
  return found.sort(better).slice(0, count);
}
