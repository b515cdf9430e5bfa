// What libraries that are searched as one agree on about the words of a query.

import { distance, doubtOf, RARE } from '../engine/distance.mjs';
import { CAPITALS, plainWord } from '../engine/marks.mjs';
import { COMPLETION, COMPOUND, FEW } from '../engine/terms.mjs';

/** @typedef {import('../engine/library.mjs').Index} Index */
/** @typedef {import('../engine/library.mjs').Options} Options */
/** @typedef {import('../engine/terms.mjs').Term} Term */
/** @typedef {import('../engine/terms.mjs').Part} Part */
/** @typedef {import('../engine/terms.mjs').Understood} Understood */
/** @typedef {{ understood: Understood, asked: import('../engine/simple.mjs').Asked, index: Index }} Brought what a library has for words */
/**
 * What is agreed about a word.
 *
 * @typedef {object} Agreed
 * @property {string} word
 * @property {boolean} isExact whether a library has the very word
 * @property {boolean} isWhole whether one has it in the capitals in which it was typed
 * @property {boolean} isCommon
 * @property {boolean} known
 * @property {string} stem
 * @property {string} raw as it was typed
 * @property {boolean} prefix whether it is completed
 * @property {string[]} near
 * @property {Term['correction']} [correction]
 * @property {{ from: string, to: string, total: number }} [suggestion]
 */
/** @typedef {{ words: Map<string, Agreed>, ignoredIn: Map<string, Set<string>>, indexes: (Index | undefined)[] }} Words */
/** @typedef {Words & { counts: Map<string, number>, studies: number }} Weights */

// Words offered at most.
const OFFERED = 3;

/** @param {number[]} numbers */
export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** The different ones of some lists of values, in their order. @template T @param {T[][]} lists @returns {T[]} */
export const distinct = (lists) => [...new Map(lists.flat().map((value) => [JSON.stringify(value), value])).values()];

// A term is the same in all libraries if its letters are, and its place in the query.
const keyOf = (/** @type {Term} */ { word, places }) => `${word} ${places}`;
const isExact = (/** @type {Part} */ { form = -1, weight }) => form >= 0 && weight === 1;
const isTwo = (/** @type {Part} */ { stem }) => stem.stem.includes(' ');
const spelled = (/** @type {Part} */ { stem, form = -1 }) => stem.words[form];

/** The parts of a term without those of its correction. @param {Term} term */
const ownParts = ({ parts, correction }) => (correction ? parts.filter(({ stem }) => !stem.words.includes(correction.to)) : parts);

/**
 * Of words that are close to another, the one that was most probably meant, with how many studies have it.
 *
 * @param {string} word
 * @param {string[]} others
 * @param {Index[]} indexes
 */
async function likeliest(word, others, indexes) {
  const known = await Promise.all([...new Set(others)].map(async (other) => {
    const found = await Promise.all(indexes.map((index) => index.exactly(other).catch(() => null)));
    const total = sum(found.map((part) => part?.stem.studies ?? 0));
    const errors = distance(word, other, 2);
    return { other, total, doubt: doubtOf(word, other, errors, Math.log2(total)), stem: found.find(Boolean)?.stem.stem };
  }));
  return known.sort((a, b) => a.doubt - b.doubt)[0];
}

/**
 * What is agreed about one word, from each library's term for it.
 *
 * @param {Term[]} terms
 * @param {string} raw
 * @param {Index[]} indexes
 * @param {boolean} prefix
 * @returns {Promise<Agreed>}
 */
async function agreedOn(terms, raw, indexes, prefix) {
  const [{ word }] = terms;
  const own = terms.flatMap(ownParts);
  const exact = own.filter(isExact);
  const typed = sum(exact.map(({ stem }) => stem.studies));
  /** @type {Agreed} */
  const agreed = {
    word,
    known: own.length > 0,
    isExact: exact.length > 0,
    isWhole: exact.some((part) => spelled(part) === raw),
    isCommon: typed > FEW,
    stem: (exact[0] ?? own[0])?.stem.stem ?? word,
    raw,
    prefix,
    near: distinct(terms.map(({ near }) => near)).slice(0, OFFERED),
  };
  const corrections = terms.flatMap(({ correction }) => correction?.to ?? []);
  const suggestions = terms.flatMap(({ suggestion }) => suggestion?.to ?? []);
  if (exact.length && !prefix && !raw.endsWith(CAPITALS)) {
    const meant = await likeliest(word, [...corrections, ...suggestions], indexes);
    if (meant && meant.total >= RARE * typed && meant.stem !== agreed.stem) {
      agreed.suggestion = { from: word, to: meant.other, total: meant.total };
    }
  }
  if (!own.length && corrections.length) {
    const meant = await likeliest(word, corrections, indexes);
    agreed.correction = { from: word, to: meant.other };
    agreed.stem = meant.stem ?? meant.other;
    agreed.known = true;
  }
  return agreed;
}

/** @type {any} */
const NO_LIST = { numbers: [], levels: [], titled: [], lengths: [], titleForms: [], forms: [] };
/** A stem that no study of a library has, though those of another do. @param {string} stem @param {string} word @returns {Part} */
const absent = (stem, word) => ({ stem: { stem, words: [word], studies: 0, formStudies: [], list: NO_LIST, rest: null }, weight: 1 });

/** The term of a library as all agreed. @param {Term} term @param {Agreed} agreed @param {Index} index @returns {Promise<Term>} */
async function asAgreed(term, agreed, index) {
  const parts = ownParts(term).flatMap((part) => {
    if (isExact(part) && agreed.isWhole && spelled(part) !== agreed.raw) return [];
    if (part.completes && agreed.isExact) return agreed.prefix ? { ...part, weight: COMPLETION } : [];
    if (isTwo(part) && agreed.isExact) return agreed.isCommon ? [] : { ...part, weight: COMPOUND };
    return part;
  });
  const { word, correction, suggestion } = agreed;
  const corrected = correction && (await index.exactly(correction.to).catch(() => null));
  if (corrected) parts.unshift(corrected);
  if (!parts.length && agreed.known) parts.push(absent(agreed.stem, correction?.to ?? word));
  return { ...term, parts, correction, suggestion, near: agreed.known ? [] : agreed.near };
}

/** The terms and the ignored words of a library as all agreed. @param {Understood} understood @param {Words} agreed @param {Index} index */
export async function understoodAs({ terms, ignored }, { words, ignoredIn }, index) {
  // In a text without the stop words of its language, they are words like any others.
  const isIgnored = (/** @type {Term} */ { word, parts, correction }) =>
    ignoredIn.get(word)?.has(index.language) || (ignoredIn.has(word) && (!parts.some(isExact) || correction));
  const left = terms.filter((term) => !isIgnored(term));
  // A word that this library leaves out may say something in another language.
  return {
    terms: await Promise.all(left.map((term) => asAgreed(term, /** @type {Agreed} */ (words.get(keyOf(term))), index))),
    ignored: [...new Set([...ignored, ...terms.filter(isIgnored).map(({ word }) => word)])],
  };
}

/**
 * How many studies of all libraries have each stem, each word, and what each half-typed word begins.
 *
 * @param {{ terms: Term[] }[]} all
 */
function frequencies(all) {
  /** @type {Map<string, number[]>} by name, of each library */
  const counts = new Map();
  const count = (/** @type {string} */ name, /** @type {number} */ library, /** @type {number} */ studies) => {
    const own = counts.get(name) ?? [];
    own[library] = studies;
    counts.set(name, own);
  };
  all.forEach(({ terms }, library) => {
    for (const term of terms) {
      let completed = 0;
      for (const { stem, form, completes } of term.parts) {
        count(`stem ${stem.stem}`, library, stem.studies);
        if (form !== undefined && form >= 0) count(`word ${stem.words[form]}`, library, stem.formStudies[form] ?? stem.studies);
        if (completes) completed += stem.studies;
      }
      if (completed) count(`completed ${keyOf(term)}`, library, completed);
    }
  });
  return new Map([...counts].map(([name, studies]) => [name, sum(studies.filter(Boolean))]));
}

/**
 * The terms of a library with the numbers of all. score.mjs makes of a number of studies how rare a word is, by the number of all
 * studies of its library; so the numbers are those that make the same of this library as the true ones make of all libraries.
 *
 * @param {Term[]} terms
 * @param {Weights} weights
 * @param {Index} index
 */
export function weighed(terms, { counts, studies: all }, { studies }) {
  const having = (/** @type {string} */ name) => ((studies + 1) * (Math.min(counts.get(name) ?? 0, all) + 0.5)) / (all + 1) - 0.5;
  return terms.map((term) => {
    const completing = term.parts.filter(({ completes }) => completes).length;
    const parts = term.parts.map((part) => {
      const { stem, form, completes } = part;
      /** @type {number[]} */
      const formStudies = [];
      if (form !== undefined && form >= 0) formStudies[form] = having(`word ${stem.words[form]}`);
      const own = completes ? having(`completed ${keyOf(term)}`) / completing : having(`stem ${stem.stem}`);
      return { ...part, stem: { ...stem, studies: own, formStudies } };
    });
    return { ...term, parts };
  });
}

/**
 * What the libraries agree on about the words of a query.
 *
 * @param {(Brought | undefined)[]} brought
 * @param {Options} options
 * @returns {Promise<Weights>}
 */
export async function agreedWords(brought, { prefix }) {
  const present = brought.flatMap((one) => one ?? []);
  const indexes = present.map(({ index }) => index);
  /** @type {Map<string, { terms: Term[], raw: string, prefix: boolean }>} */
  const found = new Map();
  /** @type {Words['ignoredIn']} the languages in which each word is left out */
  const ignoredIn = new Map();
  for (const { understood, asked, index } of present) {
    for (const term of understood.terms) {
      const key = keyOf(term);
      const [place] = term.places;
      const { word, starts, last } = asked.words[place];
      // A word that the query has as several, such as `A & E`, is only in the term.
      const raw = plainWord(word) === term.word ? word : term.word;
      const before = found.get(key)?.terms ?? [];
      found.set(key, { raw, prefix: starts || (!!prefix && last), terms: [...before, term] });
    }
    for (const word of understood.ignored) {
      ignoredIn.set(word, new Set([...(ignoredIn.get(word) ?? []), index.language]));
    }
  }
  /** @type {Words['words']} */
  const words = new Map();
  await Promise.all([...found].map(async ([key, each]) => words.set(key, await agreedOn(each.terms, each.raw, indexes, each.prefix))));
  const agreed = { words, ignoredIn, indexes: brought.map((one) => one?.index) };
  const all = await Promise.all(present.map(({ understood, index }) => understoodAs(understood, agreed, index)));
  return { ...agreed, counts: frequencies(all), studies: sum(indexes.map(({ studies }) => studies)) };
}
