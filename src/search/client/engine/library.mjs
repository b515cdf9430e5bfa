// Searches a library of case studies, in a browser or in Node, by reading a few small files of its index.
//
// The files are described in src/search.rs of casebook. Nothing here touches the page. A query goes through the modules beside this
// one: query.mjs takes it apart, terms.mjs finds its words in the index, score.mjs weighs the studies, filters.mjs leaves some out.

import { fail } from './bits.mjs';
import { restFrom } from './decode.mjs';
import { pause, reading } from './files.mjs';
import { EVERYWHERE, plainWord } from './marks.mjs';
import { best, HAS_TERM, IS_TITLE, raise, scored } from './score.mjs';
import { exactly, termsOf, wholeList, wordsNear } from './terms.mjs';
import { partsOf } from './simple.mjs';
import { words } from './text.mjs';

/**
 * A date limit is a year, a month or a day: `2019`, `2019-05`, `2019-05-01`.
 *
 * @typedef {object} Options
 * @property {boolean} [prefix] true if the last word may be incomplete; default: if the index does not have it
 * @property {boolean} [fuzzy] false to leave words as they are that the index does not have
 * @property {Record<string, string[]>} [filters] slugs of terms by facet; a study must have one of each facet
 * @property {string} [from] the first year, month or day; anything else is a RangeError
 * @property {string} [to] the last
 * @property {string} [sort] `relevance`, `newest`, `oldest` or `title`
 * @property {number} [offset] results to skip
 * @property {number} [limit] results to return
 * @property {boolean} [counts] whether to count terms; default: if there are filters, or `complete` is true
 * @property {boolean} [complete] true to read the whole lists of very common words first, so that the total is exact
 * @property {AbortSignal} [signal]
 * @property {Together} [together] where libraries that are searched as one wait for each other
 */
/**
 * @typedef {object} Result
 * @property {number} id
 * @property {string} title
 * @property {string} url
 * @property {string} [date]
 * @property {string} [organisation]
 * @property {string} [lang]
 * @property {string} summary
 * @property {number} score
 * @property {Record<string, string[]>} terms
 * @property {number} [library] of several, the number of its own
 */
/** @typedef {Record<string, Record<string, number> | undefined>} Counts */
/**
 * @typedef {object} Found
 * @property {number} total how many studies match
 * @property {Result[]} results those studies, then those with some of the words
 * @property {Counts} facets how many studies each term would give, by key and slug
 * @property {{ from: string, to: string }[]} corrections
 * @property {{ from: string, to: string, total: number }[]} suggestions commoner words close to words that few studies have
 * @property {string[]} ignored words of the query that were left out
 * @property {string[]} excluded
 * @property {{ facet: string, slug: string, count: number }[]} terms those that the query names
 * @property {{ missing: string[] }} phrases those that no study has, searched for as words
 * @property {boolean} cut true if only the beginning of the query was searched
 * @property {boolean} partial true if no study has all words, so that `total` counts those with some
 * @property {boolean} complete false if `total` may be too low
 * @property {{ word: string, near: string[] }[]} unknown
 * @property {string[]} failed what could not be read and was done without: `words`, `results`, `counts`, `corrections`, `phrases`, `synonyms`, or
 *   the folder of a library
 * @property {Set<string>} marks the words that matched
 * @property {{ word: string, also: string[] }[]} [synonyms] words of the query, and what was searched for beside them
 * @property {{ folder: string, total: number, error?: Error }[]} [libraries] of several
 */
/**
 * @typedef {object} Library
 * @property {(query: string, options?: Options) => Promise<Found>} search finds studies: words in quotation marks must follow one another,
 *   those with a minus must be absent
 * @property {() => Promise<void>} preload reads what every query needs, before the first query
 * @property {(url: string, options?: { signal?: AbortSignal }) => Promise<string>} text the plain text of a study's own page. It is not
 *   escaped: use it in text nodes only
 */
/**
 * @typedef {object} Helpers
 * @property {(word: string) => ReturnType<typeof wordsNear>} near
 * @property {(word: string) => ReturnType<typeof exactly>} exactly
 * @property {(stem: Stem) => ReturnType<typeof wholeList>} whole
 * @property {() => Promise<More | null>} more
 * @property {() => Promise<((word: string, half?: boolean) => any) | null>} stemmer
 */
/** @typedef {Omit<import('./files.mjs').Manifest, 'more' | 'stemmer' | 'stop'> & import('./files.mjs').Readable & Helpers} Index */
/** @typedef {typeof import('./more.mjs')} More */
/** @typedef {import('./decode.mjs').Stem} Stem */
/** @typedef {import('./decode.mjs').List} List */
/** @typedef {import('./terms.mjs').Term} Term */
/** @typedef {import('./simple.mjs').Asked} Asked */
/** @typedef {<T, Other>(promise: Promise<T>, name: string, otherwise: Other) => Promise<T | Other>} Attempt */
/** @typedef {Awaited<ReturnType<typeof choice>>} Choice */
/** @typedef {Choice & { terms: Term[], wanted: number, titled: number, said?: Uint8Array, together?: Together }} Question */
/**
 * The studies that match: `inside` with all words, `others` with some.
 *
 * @typedef {object} Match
 * @property {Float32Array} score
 * @property {number[]} alike
 * @property {boolean} partial
 * @property {number[]} inside
 * @property {number[]} others
 * @property {Uint8Array} counted
 * @property {boolean} whole
 */
/** @typedef {{ order: number[], match: Match, read: (study: number) => Promise<Result>, missing: string[], wanted: number }} Page */
/**
 * @typedef {object} Together
 * @property {(understood: import('./terms.mjs').Understood, asked: Asked, index: Index) => Promise<import('./terms.mjs').Understood>} terms
 * @property {(some: boolean) => Promise<boolean>} all whether a study of any library has all words
 * @property {(page: Page) => Promise<number[]>} page the studies of this library on the page
 */

/** What a result shows about a study. @param {number} id @param {Float32Array} score @param {Index} index @returns {Promise<Result>} */
async function resultOf(id, score, { base, packed, catalogue, facets, address, studies_per_file: size }) {
  const read = await packed(`studies/${catalogue}/${Math.floor(id / size)}.bin`);
  const [title, end, date, organisation, has, summary, lang] = read[id % size];
  const terms = facets.map(({ key, terms: slugs }, facet) => [key, (has[facet] ?? []).map((/** @type {number} */ term) => slugs[term])]);
  const url = new URL(address + end, base).href;
  return { id, title, url, date, organisation, lang, summary, score: score[id], terms: Object.fromEntries(terms) };
}

/** Joins terms of one stem (`house housing`) into one that counts twice. @param {Term[]} terms @returns {Term[]} */
function merged(terms) {
  const found = new Map();
  for (const term of terms) {
    const key = term.parts.map(({ stem }) => stem.stem).join();
    const before = found.get(key);
    found.set(key, { ...term, count: term.count + (before?.count ?? 0) });
  }
  return [...found.values()];
}

/** The stems that have a second tier. @param {Term[]} terms */
const tieredIn = (terms) => terms.flatMap(({ parts }) => parts.map(({ stem }) => stem).filter(({ rest }) => rest !== null));

/**
 * The studies that match: `inside` with all words or, if no study has them all, with any; `others` with some. `counted` says for which
 * facets each study counts. Without second tiers (`whole` is false), it cannot know that no study has all words.
 *
 * @param {Question} question
 * @param {boolean} whole
 * @param {Index} index
 * @returns {Promise<Match>}
 */
async function matched({ terms, wanted, titled, said, gone, out, by, first, end, together }, whole, index) {
  const stems = whole ? tieredIn(terms) : [];
  /** @returns {Promise<[Stem, List[]]>} */
  const second = async (/** @type {Stem} */ stem) => [stem, [await index.bits(String(stem.rest), restFrom, stem.words.length)]];
  const read = new Map(await Promise.all(stems.map(second)));
  await pause();
  const { score, has, alike } = scored(terms, read, titled, index);
  await pause();
  const some = has.includes(wanted);
  const partial = whole && wanted > 0 && !((await together?.all(some)) ?? some);
  const least = partial ? 1 : wanted;
  const [inside, others] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  const counted = new Uint8Array(index.studies);
  for (let study = first; study < end; study++) {
    if (gone[study] || (said && !said[study])) continue;
    const all = has[study] >= least;
    if (!out[study] && (has[study] || !wanted)) (all ? inside : others).push(study);
    if (all && out[study] < 2) counted[study] = out[study] ? by[study] : EVERYWHERE;
  }
  return { score, alike, partial, inside, others, counted, whole };
}

/**
 * The studies in the order of `sort`; by relevance, the `until` best and no more.
 *
 * @param {Match} match
 * @param {string} sort
 * @param {number} wanted
 * @param {number} until
 * @param {More | null} more
 * @param {Index} index
 */
async function ranked({ score, inside, others, counted }, sort, wanted, until, more, index) {
  if (sort === 'oldest') {
    const undated = inside.filter((study) => study >= index.dated);
    return [...inside.slice(0, inside.length - undated.length).reverse(), ...undated];
  }
  if (sort === 'title' && more) return more.byTitle(counted, index);
  if (sort !== 'relevance' || !wanted) return inside;
  const found = best(inside, score, until);
  return [...found, ...best(others, score, until - found.length)];
}

/**
 * Which studies the filters, dates and excluded words leave out. Without any of them, nothing has to be read.
 *
 * @param {Asked} asked
 * @param {Options} options
 * @param {More | null} more
 * @param {Index} index
 * @param {Attempt} attempt
 */
async function choice({ excluded }, { filters = {}, from, to, counts }, more, index, attempt) {
  const none = () => new Uint8Array(index.studies);
  /** @type {import('./filters.mjs').Lists} */
  const noLists = {};
  if (!more) return { lists: noLists, first: 0, end: index.studies, gone: none(), out: none(), by: none() };
  const isChosen = (/** @type {{ key: string }} */ { key }) => filters[key]?.length > 0;
  const [chosen, others, [first, end], gone] = await Promise.all([
    more.listsOf(index.facets.filter(isChosen), index),
    attempt(more.listsOf(index.facets.filter((facet) => counts && !isChosen(facet)), index), 'counts', {}),
    more.period(from, to, index),
    more.withOneOf(excluded, index),
  ]);
  const lists = { ...chosen, ...others };
  return { lists, first, end, gone, ...more.leftOut(filters, lists, index) };
}

/**
 * What is found. `lenient`: what cannot be read is left out, and named in `failed`.
 *
 * @param {string} query
 * @param {Options} options
 * @param {Index} index
 * @param {Library['text']} text
 * @param {boolean} lenient
 * @returns {Promise<Found>}
 */
async function search(query, options, index, text, lenient) {
  /** @type {Set<string>} */
  const failed = new Set();
  // Goes on without something that could not be read.
  /** @type {Attempt} */
  const attempt = (promise, name, otherwise) => (lenient ? promise.catch(() => (failed.add(name), otherwise)) : promise);
  const { filters = {}, sort = 'relevance', offset = 0, limit = 10, prefix, fuzzy = true, from, to, signal, together } = options;
  const isFiltered = index.facets.some(({ key }) => filters[key]?.length);
  const counts = options.counts ?? (!!options.complete || isFiltered);
  const asked = await partsOf(query, index);
  const { phrases, excluded } = asked;
  const named = termsNamed(asked.words, index);
  const isTerm = named.some(({ whole }) => whole);
  const mustHaveMore = isFiltered || from || to || sort === 'title' || phrases.length > 0 || excluded.length > 0;
  // The name of the file of synonyms, and how the words that have some begin.
  const [same, ...starts] = fuzzy && index.synonyms ? index.synonyms.split(' ') : [];
  const maybeSame = [...asked.words, ...asked.joins].some(({ word }) => starts.some((start) => word.startsWith(start)));
  const more = counts || mustHaveMore || isTerm || maybeSame ? await index.more() : null;
  if (!more && mustHaveMore) fail('search-more.js is missing');
  if (!more && counts) failed.add('counts');
  const [understood, chosen] = await Promise.all([
    termsOf(asked, { prefix, fuzzy, attempt, failed }, index),
    choice(asked, { filters, from, to, counts }, more, index, attempt),
  ]);
  const synonyms = maybeSame && more ? await attempt(more.alsoMeant(same, asked.words, understood.terms, index), 'synonyms', []) : [];
  const { terms: found, ignored } = (await together?.terms(understood, asked, index)) ?? understood;
  signal?.throwIfAborted();

  const terms = merged(found.filter(({ parts }) => parts.length));
  const unknown = found.filter(({ parts }) => !parts.length);
  // A query without a word finds nothing, and no query everything.
  const wanted = terms.length + unknown.length || (query.trim() && !excluded.length ? 1 : 0);
  const question = { terms, wanted, titled: asked.words.length, together, ...chosen };
  const whole = !tieredIn(terms).length || !!options.complete || sort !== 'relevance' || offset > 0 || phrases.length > 0 || (isTerm && !!more);
  let match = await matched(question, whole, index);
  if (!whole && match.inside.length + match.others.length < limit) match = await matched(question, true, index);
  /** @type {string[]} */
  let missing = [];
  if (phrases.length && more) {
    const read = (/** @type {string} */ url) => text(url, { signal });
    const said = match.partial ? null : await attempt(saidBy(phrases, match, question, more, index, read), 'phrases', null);
    if (said) match = { ...said, others: [] };
    else missing = phrases.map((phrase) => phrase.map(plainWord).join(' '));
  }
  const filed = isTerm ? await more?.studiesOfTerms(named, index).catch(() => void failed.add('counts')) : null;
  for (const studies of filed ?? []) raise(studies, match.score, HAS_TERM);
  await firstTitles(match, asked, ignored, index);
  signal?.throwIfAborted();

  const until = offset + limit;
  const order = await ranked(match, sort, wanted, until, more, index);
  const read = (/** @type {number} */ study) => resultOf(study, match.score, index);
  const page = (await together?.page({ order, match, read, missing, wanted })) ?? order.slice(offset, until);
  const shown = page.map((study) => attempt(read(study), 'results', null));
  const results = /** @type {Result[]} */ ((await Promise.all(shown)).filter(Boolean));
  const { inside: { length: total }, whole: complete } = match;

  if (terms.length + results.length === 0 && failed.has('words')) fail('No word could be read');
  if (total > 0 && !results.length && failed.has('results')) fail('No result could be read');
  return {
    total,
    results,
    facets: more?.tallied(chosen.lists, match.counted, index.facets) ?? {},
    corrections: found.flatMap(({ correction }) => correction ?? []),
    suggestions: found.flatMap(({ suggestion }) => suggestion ?? []),
    ignored: [...asked.ignored, ...ignored],
    synonyms,
    terms: named.map(({ facet, slug, count }) => ({ facet, slug, count })),
    phrases: { missing },
    excluded: excluded.map((leftOut) => leftOut.join(' ')),
    cut: asked.cut,
    partial: match.partial,
    complete,
    unknown: unknown.map(({ word, near }) => ({ word, near })),
    failed: [...failed],
    marks: new Set(terms.flatMap(({ parts }) => parts.flatMap(({ stem }) => stem.words.map(plainWord))).flatMap((word) => word.split(' '))),
  };
}

/**
 * The studies that have the phrases of a query, as `matched` gives them; null if no study has. A phrase that the index cannot know is
 * looked for in the best of those that may have it.
 *
 * @param {string[][]} phrases
 * @param {Match} match
 * @param {Question} question
 * @param {More} more
 * @param {Index} index
 * @param {(url: string) => Promise<string>} read
 */
async function saidBy(phrases, match, question, more, index, read) {
  const { has, sure } = await more.withAll(phrases, index);
  const may = best(match.inside.filter((study) => has[study]), match.score, match.inside.length);
  const found = sure ? may : await more.saying(phrases, may, (study) => resultOf(study, match.score, index), words, read);
  const said = new Uint8Array(index.studies);
  if (sure) said.set(has);
  else for (const study of found) said[study] = 1;
  const those = await matched({ ...question, said }, true, index);
  return those.inside.length || (sure && has.includes(1)) ? those : null;
}

// Terms offered at most.
const OFFERED = 3;

/**
 * Terms whose names are in the query, with how many studies have them, the longest names first. `whole`: but for stop words, the query
 * has no other words.
 *
 * @param {{ word: string }[]} asked
 * @param {{ facets: import('./files.mjs').Facet[], stop: Set<string> }} index
 */
function termsNamed(asked, { facets, stop }) {
  const bare = (/** @type {string[]} */ all) => `-${all.filter((word) => !stop.has(word)).join('-')}-`;
  const query = asked.map(({ word }) => plainWord(word));
  const [written, says] = [`-${query.join('-')}-`, bare(query)];
  const found = facets.flatMap(({ key, terms, sizes = [] }) =>
    terms.flatMap((slug, at) => {
      const whole = says === bare(slug.split('-'));
      return sizes[at] && (whole || written.includes(`-${slug}-`)) ? { facet: key, slug, count: sizes[at], whole } : [];
    }));
  return found.sort((a, b) => b.slug.length - a.slug.length).slice(0, OFFERED);
}

/**
 * Puts first the studies whose title is the query, with its stop words.
 *
 * @param {Match} match
 * @param {Asked} asked
 * @param {string[]} ignored
 * @param {Index} index
 */
async function firstTitles({ score, alike }, asked, ignored, index) {
  let same = alike;
  for (const word of same.length ? ignored : []) {
    const found = await exactly(word, index);
    const has = new Set();
    if (found) for (const at of found.stem.list.titled) has.add(found.stem.list.numbers[at]);
    same = same.filter((study) => has.has(study));
  }
  if (new Set(asked.words.map(({ word }) => word)).size === asked.words.length) raise(same, score, IS_TITLE);
}

/**
 * What a function promises, asked for once; again only if it was nothing.
 *
 * @template T
 * @param {() => Promise<T>} load
 * @returns {() => Promise<T | null>}
 */
function once(load) {
  /** @type {Promise<T | null> | undefined} */
  let loading;
  return () => (loading ??= load().then((loaded) => loaded || ((loading = undefined), null)));
}

/**
 * Opens the index in a folder (an address, such as `/search/`). Reads nothing yet.
 *
 * `scripts` is the folder to load further modules from; by default, the one that the index names.
 *
 * @param {string | URL} folder
 * @param {{ fetch?: import('./files.mjs').Fetch, scripts?: string | URL }} [given]
 * @returns {Library}
 */
export function open(folder, { fetch = globalThis.fetch, scripts } = {}) {
  const base = new URL(folder, globalThis.document?.baseURI);
  /** @type {Promise<Index> | null} */
  let current = null;

  /** Opens the index, and forgets it again if that fails. @param {RequestCache} cache */
  function opened(cache) {
    const opening = reading(base, fetch, cache).then(withHelpers);
    opening.catch(() => {
      if (current === opening) current = null;
    });
    return opening;
  }

  /**
   * The index with what more.mjs uses of it, and with the modules that few queries need: `more` and `stemmer` are names in the manifest,
   * and here functions that load what has that name.
   *
   * @param {Awaited<ReturnType<typeof reading>>} index
   */
  function withHelpers(index) {
    /** @type {Helpers} */
    const helpers = {
      near: (word) => wordsNear(word, whole),
      exactly: (word) => exactly(word, whole),
      whole: (stem) => wholeList(stem, whole),
      more: once(() => module('search-more.js', index)),
      stemmer: once(async () => index.stemmer && (await module(`stem/${index.stemmer}.js`, index))?.default),
    };
    /** @type {Index} */
    const whole = { ...index, ...helpers };
    return whole;
  }

  /**
   * A module beside this script; null if it cannot be loaded, because the search goes on without it.
   *
   * @param {string} name
   * @param {{ scripts: string }} index
   */
  async function module(name, index) {
    const url = new URL(name, scripts ?? new URL(index.scripts, base));
    try {
      if (globalThis.document) return await import(url.href);
      // Node imports no modules from a host.
      return await import(`data:text/javascript,${encodeURIComponent(await (await fetch(url)).text())}`);
    } catch {
      return null;
    }
  }

  /**
   * Does `work` with the index. If a file is missing or damaged, a newer index may have been published: then tries once more with that.
   * If there is none, or no network, does what can be done without the file.
   *
   * @template T
   * @param {(index: Index, lenient: boolean) => Promise<T>} work
   * @param {AbortSignal} [signal]
   * @returns {Promise<T>}
   */
  async function withIndex(work, signal) {
    try {
      current ??= opened('default');
      const read = await current;
      return await work(read, false).catch(async (error) => {
        if (error instanceof RangeError || signal?.aborted) throw error;
        const newer = error.stale ? await opened('no-cache').catch(() => null) : null;
        if (!newer || newer.text === read.text) return work(read, true);
        current = Promise.resolve(newer);
        return work(newer, false);
      });
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof RangeError) throw cause;
      throw Object.assign(new Error('The search index cannot be read', { cause }), { name: 'SearchError' });
    }
  }

  /** @type {Library['text']} */
  const text = (url, { signal } = {}) =>
    withIndex(async (index) => {
      const more = (await index.more()) ?? fail('search-more.js is missing');
      return more.text(new URL(url, base), fetch, signal);
    });

  return {
    search(query, options = {}) {
      const { signal } = options;
      return new Promise((resolve, reject) => {
        // Files that were requested still arrive, for the next query.
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        withIndex((index, lenient) => search(query, options, index, text, lenient), signal).then(resolve, reject);
      });
    },

    preload: () => withIndex(async () => {}),

    text,
  };
}
