// Several libraries searched as one (`open([…])`), loaded only by those who do that.
//
// Every library runs its own search, which stops at three places until all libraries are there:
//
// - words: a word is known if any library has it, so a correction that only suits one is not used; and how rare a word is follows from the
//   numbers of all libraries together. So scores mean the same everywhere.
// - all: whether any study has all words. If so, no library shows those with only some as if they were all.
// - page: the lists of all libraries in one order, of which each then reads its part of the page. If only some libraries have the phrases
//   of the query, the lists of the others, which are about the words of those phrases, are left out.
//
// So the answer is that of one library with the studies of all. Only these differ: weights of words (each library compares the length of
// a text with its own), what a half-typed word is completed to, and how many studies are read for a rare phrase, where a library's size
// matters; and studies of the same day, which follow in the order of the libraries.

import { datesFrom } from './engine/decode-more.mjs';
import { text } from './engine/phrases.mjs';
import { meeting, named } from './many/meeting.mjs';
import { pageOf } from './many/page.mjs';
import { agreedWords, distinct, sum, understoodAs, weighed } from './many/words.mjs';

/** @typedef {import('./engine.mjs').Library} Library */
/** @typedef {import('./engine.mjs').Options} Options */
/** @typedef {import('./engine.mjs').Found} Found */
/** @typedef {import('./engine.mjs').Counts} Counts */
/** @typedef {import('./engine/library.mjs').Index} Index */
/** @typedef {import('./many/page.mjs').List} List */
/** @typedef {import('./many/page.mjs').Order} Order */

// How long the others wait for a library, once the first is there, in milliseconds.
const PATIENCE = 8000;
// Terms offered at most.
const OFFERED = 3;

/** How many studies each term would give in all libraries, by facet and slug. @param {Counts[]} all */
function added(all) {
  /** @type {Record<string, Record<string, number>>} */
  const facets = {};
  for (const [key, counts] of all.flatMap(Object.entries)) {
    if (!counts) continue;
    facets[key] ??= {};
    for (const [slug, count] of Object.entries(counts)) facets[key][slug] = (facets[key][slug] ?? 0) + count;
  }
  return facets;
}

/** The terms that a query names, in any library. @param {Found['terms']} all */
function termsIn(all) {
  /** @type {Map<string, Found['terms'][0]>} */
  const found = new Map();
  for (const term of all) {
    const key = `${term.facet} ${term.slug}`;
    found.set(key, { ...term, count: term.count + (found.get(key)?.count ?? 0) });
  }
  return [...found.values()].sort((a, b) => b.slug.length - a.slug.length).slice(0, OFFERED);
}

/**
 * Several opened libraries as one. `folders` are their names in answers.
 *
 * @param {(string | URL)[]} folders
 * @param {Library[]} libraries
 * @param {{ fetch?: typeof globalThis.fetch, patience?: number }} [given]
 * @returns {Library}
 */
export function many(folders, libraries, { fetch = globalThis.fetch, patience = PATIENCE } = {}) {
  /**
   * One search of all, and whether it has to be done again because a library was published meanwhile.
   *
   * @param {string} query
   * @param {Options} options
   */
  async function together(query, options) {
    const { filters = {}, offset = 0, limit = 10 } = options;
    const chosen = Object.keys(filters).filter((key) => filters[key]?.length);
    /** @type {(Index | undefined)[]} */
    let indexes = [];
    /** @type {Order} */
    let page = [];
    let again = false;
    /** @type {Set<number>} */
    let without = new Set();
    const hasFacet = (/** @type {Index | undefined} */ index, /** @type {string} */ key) =>
      index?.facets.some((facet) => facet.key === key);
    // No study of a library without a facet has a term of it. A facet that no library has is not used.
    const isOut = (/** @type {number} */ library) =>
      without.has(library) ||
      chosen.some((key) => !hasFacet(indexes[library], key) && indexes.some((index) => hasFacet(index, key)));
    const { at, leave, excluded, has } = meeting(libraries.length, patience, {
      words: async (brought) => {
        const agreed = await agreedWords(brought, options);
        indexes = agreed.indexes;
        return agreed;
      },
      all: (brought) => brought.some(Boolean),
      page: async (brought) => {
        const isMissing = (/** @type {List} */ { missing }) => missing.length > 0;
        const some = brought.some((one) => !isMissing(one));
        without = new Set([...brought.keys()].filter((library) => some && brought[library] && isMissing(brought[library])));
        page = await pageOf(brought, { ...options, offset, limit }, isOut);
        return page;
      },
    });
    /** @param {number} library @returns {NonNullable<Options['together']>} */
    const member = (library) => {
      /** @type {Index} */
      let own;
      let failed = false;
      // The days of the studies. If they cannot be read, a newer index may have them; if there is none, the studies count as undated.
      const daysOf = () =>
        own.bits(`dates-${own.dates}.bin`, datesFrom).catch((error) => {
          if (failed) return [];
          failed = true;
          throw error;
        });
      return {
        async terms(understood, asked, index) {
          again ||= has('words') && indexes[library] !== index;
          own = index;
          const agreed = await at('words', library, { understood, asked, index });
          const { terms, ignored } = await understoodAs(understood, agreed, index);
          return { terms: weighed(terms, agreed, index), ignored };
        },
        all: (some) => at('all', library, some),
        async page(list) {
          const agreed = await at('page', library, { ...list, days: options.sort === 'title' ? [] : await daysOf() });
          return agreed.flatMap((/** @type {Order[0]} */ [of, study]) => (of === library ? study : []));
        },
      };
    };
    const given = { ...options, complete: true, counts: options.counts ?? (!!options.complete || chosen.length > 0) };
    const answers = await Promise.all(libraries.map(async (library, number) => {
      try {
        const found = library.search(query, { ...given, together: member(number) });
        return { found: await Promise.race([found, excluded[number]]) };
      } catch (error) {
        return { error };
      } finally {
        leave(number);
      }
    }));
    return { answers, page, isOut, again };
  }

  /** @type {Library['search']} */
  async function search(query, options = {}) {
    const tried = await together(query, options);
    const { answers, page, isOut } = tried.again ? await together(query, options) : tried;
    options.signal?.throwIfAborted();
    const errors = answers.flatMap(({ error }) => error ?? []);
    const wrong = errors.find((error) => error instanceof RangeError) ?? (errors.length === answers.length ? errors[0] : null);
    if (wrong instanceof RangeError) throw wrong;
    if (wrong) throw named('No search index can be read', 'SearchError', wrong);

    const read = answers.flatMap(({ found }) => found ?? []);
    const some = (/** @type {'cut' | 'partial'} */ key) => read.some((found) => found[key]);
    const place = new Map(page.map(([library, study], at) => [`${library} ${study}`, at]));
    const results = answers.flatMap(({ found }, library) =>
      (found?.results ?? []).map((/** @type {import('./engine.mjs').Result} */ result) => ({
        at: place.get(`${library} ${result.id}`),
        result: { ...result, id: result.id * folders.length + library, library },
      })));
    const inside = answers.flatMap(({ found }, library) => (found && !isOut(library) ? found : []));
    const facets = answers.flatMap(({ found }, library) => (!found ? [] : isOut(library) ? emptied(found.facets) : found.facets));
    const lost = answers.flatMap(({ error }, library) => (error ? String(folders[library]) : []));
    const leftOut = [...new Set(read.flatMap((found) => found.ignored))];
    const ignored = leftOut.filter((word) => read.every((found) => found.ignored.includes(word)));
    const counted = answers.map(({ found }, library) => (found && !isOut(library) ? found.total : 0));
    return {
      ...read[0],
      total: sum(counted),
      results: results.sort((a, b) => Number(a.at) - Number(b.at)).map(({ result }) => result),
      facets: added(facets),
      corrections: distinct(read.map((found) => found.corrections)),
      suggestions: distinct(read.map((found) => found.suggestions)),
      ignored,
      terms: termsIn(read.flatMap((found) => found.terms)),
      phrases: { missing: distinct(inside.map(({ phrases }) => phrases.missing)) },
      excluded: distinct(read.map((found) => found.excluded)),
      cut: some('cut'),
      partial: some('partial'),
      complete: read.every(({ complete }) => complete),
      unknown: distinct(read.map((found) => found.unknown)),
      failed: [...new Set([...lost, ...read.flatMap((found) => found.failed)])],
      marks: new Set(read.flatMap(({ marks }) => [...marks])),
      libraries: answers.map(({ error }, library) => ({ folder: String(folders[library]), total: counted[library], error })),
    };
  }

  async function preload() {
    const errors = await Promise.all(libraries.map((library) => library.preload().catch((error) => error)));
    if (errors.every(Boolean)) throw errors[0];
  }

  const base = new URL(folders[0], globalThis.document?.baseURI);
  return { search, preload, text: (url, { signal } = {}) => text(new URL(url, base), fetch, signal) };
}

/** @param {Record<string, number> | undefined} counts */
const none = (counts) => counts && Object.fromEntries(Object.keys(counts).map((slug) => [slug, 0]));
/** The same terms without studies. @param {Counts} facets @returns {Counts} */
const emptied = (facets) => Object.fromEntries(Object.entries(facets).map(([key, counts]) => [key, none(counts)]));
