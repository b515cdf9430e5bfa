// Words that mean the same as words of a query. src/search/synonyms.rs makes the file that says which.

import { plainWord } from './marks.mjs';

// What a synonym counts, so that studies with the very word come first: the least weight of a word is about this share of the most.
const SYNONYM = 0.35;

/** @typedef {import('./terms.mjs').Term} Term */
/** @typedef {import('./library.mjs').Index} Index */

/** The stems that a term of the query may have. One that was corrected is still what the visitor typed. @param {Term} term @param {Index} index */
async function stemsOf({ word, parts: [first], correction }, index) {
  if (first && !first.completes && !correction) return [first.stem.stem];
  const stemmed = (await index.stemmer())?.(word) ?? [];
  return [word, ...[stemmed].flat()];
}

/**
 * Adds to terms the parts of their synonyms; to each of several terms that only together have one. Returns what was added: the words,
 * and what else is searched for. Words in quotation marks stay as they are.
 *
 * @param {string} name of the file, without `synonyms-`
 * @param {import('./simple.mjs').Word[]} words
 * @param {Term[]} terms
 * @param {Index} index
 */
export async function alsoMeant(name, words, terms, index) {
  const meanings = await index.json(`synonyms-${name}.json`);
  /** @type {Map<number, Term>} */
  const termAt = new Map();
  for (const term of terms) for (const place of term.places) termAt.set(place, term);
  const termOf = (/** @type {number} */ place) => /** @type {Term} */ (termAt.get(place));
  // Each place that says something; one for several that are one word (`A&E`).
  const places = [...termAt.keys()].sort((a, b) => a - b).filter((place, at, all) => termAt.get(place) !== termAt.get(all[at - 1]));
  /** @type {string[][]} */
  const stems = await Promise.all(places.map(async (place) => (words[place].quoted ? [] : stemsOf(termOf(place), index))));
  /** @type {{ word: string, also: string[] }[]} */
  const added = [];
  /** @type {{ said: Term[], other: string[], isSaid: boolean }[]} */
  const wanted = [];
  for (const members of meanings) {
    for (const member of members) {
      const key = /** @type {string[]} */ (member[0].split(' '));
      for (const from of places.keys()) {
        if (!key.every((stem, at) => stems[from + at]?.includes(stem))) continue;
        const said = places.slice(from, from + key.length).map(termOf);
        // Several words also count for more where they follow one another.
        for (const other of members) if (other[1] && (other !== member || key.length > 1)) wanted.push({ said, other, isSaid: other === member });
      }
    }
  }
  const found = await Promise.all(wanted.map(({ other }) => index.exactly(other[1])));
  wanted.forEach(({ said, other: [, , text], isSaid }, at) => {
    if (!found[at]) return;
    const { stem } = found[at];
    const isNew = said.filter(({ parts }) => !parts.some((part) => part.stem.stem === stem.stem));
    if (!isNew.length) return;
    for (const term of isNew) {
      if (term.correction) Object.assign(term, { parts: [], correction: undefined });
      // Rarer words would come before the very word.
      const own = Math.max(0, ...term.parts.map((part) => (part.weight === 1 ? part.stem.studies : 0)));
      term.parts.push({ stem: isSaid ? stem : { ...stem, studies: Math.max(own, stem.studies) }, weight: own && !isSaid ? SYNONYM : 1 });
    }
    if (isSaid) return;
    const word = said.map((term) => plainWord(term.word)).join(' ');
    const before = added.find((each) => each.word === word) ?? added[added.push({ word, also: [] }) - 1];
    if (text && !before.also.includes(text)) before.also.push(text);
  });
  return added.filter(({ also }) => also.length);
}
