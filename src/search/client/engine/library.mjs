// Searches a library of case studies, in a browser or in Node, by reading a few small files of its index.
//
// The files are described in src/search.rs of casebook. Nothing here touches the page. A query goes through the modules beside this
// one: query.mjs takes it apart, terms.mjs finds its words in the index, score.mjs weighs the studies, filters.mjs leaves some out.

import { fail } from './bits.mjs';
import { restFrom } from './decode.mjs';
import { pause, reading } from './files.mjs';
import { EVERYWHERE, plainWord } from './marks.mjs';
import { best, raise, scored } from './score.mjs';
import { exactly, termsOf, wholeList, wordsNear } from './terms.mjs';
import { partsOf } from './simple.mjs';
import { words } from './text.mjs';

// What a result shows about a study.
async function resultOf(id, score, { base, packed, catalogue, facets, address, studies_per_file: size }) {
  const read = await packed(`studies/${catalogue}/${Math.floor(id / size)}.bin`);
  const [title, end, date, organisation, has, summary, lang] = read[id % size];
  const terms = facets.map(({ key, terms: slugs }, facet) => [key, (has[facet] ?? []).map((term) => slugs[term])]);
  const url = new URL(address + end, base).href;
  return { id, title, url, date, organisation, lang, summary, score: score[id], terms: Object.fromEntries(terms) };
}

// Joins terms of one stem (`house housing`) into one that counts twice.
function merged(terms) {
  const found = new Map();
  for (const term of terms) {
    const key = term.parts.map(({ stem }) => stem.stem).join();
    const before = found.get(key);
    found.set(key, { ...term, count: term.count + (before?.count ?? 0) });
  }
  return [...found.values()];
}

// The stems that have a second tier.
const tieredIn = (terms) => terms.flatMap(({ parts }) => parts.map(({ stem }) => stem).filter(({ rest }) => rest !== null));

// The studies that match: `inside` with all words or, if no study has them all, with any; `others` with some. `counted` says for which
// facets each study counts. Without second tiers (`whole` is false), it cannot know that no study has all words.
async function matched({ terms, wanted, titled, said, gone, out, by, first, end }, whole, index) {
  const stems = whole ? tieredIn(terms) : [];
  const rests = stems.map(async (stem) => [stem, [await index.bits(stem.rest, restFrom, stem.words.length)]]);
  const read = new Map(await Promise.all(rests));
  await pause();
  const { score, has, alike } = scored(terms, read, titled, index);
  await pause();
  const partial = whole && wanted > 0 && !has.includes(wanted);
  const least = partial ? 1 : wanted;
  const [inside, others, counted] = [[], [], new Uint8Array(index.studies)];
  for (let study = first; study < end; study++) {
    if (gone[study] || (said && !said[study])) continue;
    const all = has[study] >= least;
    if (!out[study] && (has[study] || !wanted)) (all ? inside : others).push(study);
    if (all && out[study] < 2) counted[study] = out[study] ? by[study] : EVERYWHERE;
  }
  return { score, alike, partial, inside, others, counted, whole };
}

// The studies in the order of `sort`; by relevance, the `until` best and no more.
async function ranked({ score, inside, others, counted }, sort, wanted, until, more, index) {
  if (sort === 'oldest') {
    const undated = inside.filter((study) => study >= index.dated);
    return [...inside.slice(0, inside.length - undated.length).reverse(), ...undated];
  }
  if (sort === 'title') return more.byTitle(counted, index);
  if (sort !== 'relevance' || !wanted) return inside;
  const found = best(inside, score, until);
  return [...found, ...best(others, score, until - found.length)];
}

// Which studies the filters, dates and excluded words leave out. Without any of them, nothing has to be read.
async function choice({ excluded }, { filters = {}, from, to, counts }, more, index, attempt) {
  const none = () => new Uint8Array(index.studies);
  if (!more) return { lists: {}, first: 0, end: index.studies, gone: none(), out: none(), by: none() };
  const isChosen = ({ key }) => filters[key]?.length > 0;
  const [chosen, others, [first, end], gone] = await Promise.all([
    more.listsOf(index.facets.filter(isChosen), index),
    attempt(more.listsOf(index.facets.filter((facet) => counts && !isChosen(facet)), index), 'counts', {}),
    more.period(from, to, index),
    more.withOneOf(excluded, index),
  ]);
  const lists = { ...chosen, ...others };
  return { lists, first, end, gone, ...more.leftOut(filters, lists, index) };
}

// `lenient`: what cannot be read is left out, and named in `failed`.
async function search(query, options, index, text, lenient) {
  const failed = new Set();
  // Goes on without something that could not be read.
  const attempt = (promise, name, otherwise) => (lenient ? promise.catch(() => failed.add(name) && otherwise) : promise);
  const { filters = {}, sort = 'relevance', offset = 0, limit = 10, prefix, fuzzy = true, from, to, signal } = options;
  const isFiltered = index.facets.some(({ key }) => filters[key]?.length);
  const counts = options.counts ?? (!!options.complete || isFiltered);
  const asked = await partsOf(query, index);
  const { phrases, excluded } = asked;
  const mustHaveMore = isFiltered || from || to || sort === 'title' || phrases.length > 0 || excluded.length > 0;
  const [same, ...starts] = fuzzy && index.synonyms ? index.synonyms.split(' ') : [];
  const maybeSame = asked.words.some(({ word }) => starts.some((start) => word.startsWith(start)));
  const more = counts || mustHaveMore || maybeSame ? await index.more() : null;
  if (!more && mustHaveMore) fail('search-more.js is missing');
  if (!more && counts) failed.add('counts');
  const [{ terms: found, ignored }, chosen] = await Promise.all([
    termsOf(asked, { prefix, fuzzy, attempt, failed }, index),
    choice(asked, { filters, from, to, counts }, more, index, attempt),
  ]);
  const synonyms = maybeSame && more ? await attempt(more.alsoMeant(same, asked.words, found, index), 'synonyms', []) : [];
  signal?.throwIfAborted();

  const terms = merged(found.filter(({ parts }) => parts.length));
  const unknown = found.filter(({ parts }) => !parts.length);
  // A query without a word finds nothing, and no query everything.
  const wanted = terms.length + unknown.length || (query.trim() && !excluded.length ? 1 : 0);
  const question = { terms, wanted, titled: asked.words.length, ...chosen };
  const whole = !tieredIn(terms).length || !!options.complete || sort !== 'relevance' || offset > 0 || phrases.length > 0;
  let match = await matched(question, whole, index);
  if (!whole && match.inside.length + match.others.length < limit) match = await matched(question, true, index);
  let missing = [];
  if (phrases.length) {
    const read = (url) => text(url, { signal });
    const said = match.partial ? null : await attempt(saidBy(phrases, match, question, more, index, read), 'phrases', null);
    if (said) match = { ...said, others: [] };
    else missing = phrases.map((phrase) => phrase.map(plainWord).join(' '));
  }
  await firstTitles(match, asked, ignored, index);
  signal?.throwIfAborted();

  const until = offset + limit;
  const order = await ranked(match, sort, wanted, until, more, index);
  const shown = order.slice(offset, until).map((study) => attempt(resultOf(study, match.score, index), 'results', null));
  const results = (await Promise.all(shown)).filter(Boolean);
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
    terms: termsNamed(asked.words, index.facets),
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

// The studies that have the phrases of a query, as `matched` gives them; null if no study has. A phrase that the index cannot know is
// looked for in the best of those that may have it.
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

// Terms whose names are in the query, with how many studies have them, the longest names first.
function termsNamed(asked, facets) {
  const query = `-${asked.map(({ word }) => plainWord(word)).join('-')}-`;
  const found = facets.flatMap(({ key, terms, sizes = [] }) =>
    terms.flatMap((slug, at) => (sizes[at] && query.includes(`-${slug}-`) ? { facet: key, slug, count: sizes[at] } : [])));
  return found.sort((a, b) => b.slug.length - a.slug.length).slice(0, OFFERED);
}

// Puts first the studies whose title is the query, with its stop words.
async function firstTitles({ score, alike }, asked, ignored, index) {
  let same = alike;
  for (const word of same.length ? ignored : []) {
    const found = await exactly(word, index);
    const has = new Set();
    if (found) for (const at of found.stem.list.titled) has.add(found.stem.list.numbers[at]);
    same = same.filter((study) => has.has(study));
  }
  if (new Set(asked.words.map(({ word }) => word)).size === asked.words.length) raise(same, score);
}

// What a function promises, asked for once; again only if it was nothing.
function once(load) {
  let loading;
  return () => (loading ??= load().then((loaded) => loaded || ((loading = undefined), null)));
}

/**
 * Opens the index in a folder (an address, such as `/search/`). Reads nothing yet.
 *
 * @param {string | URL} folder
 * @param {{fetch?: typeof fetch}} [given]
 */
export function open(folder, { fetch = globalThis.fetch } = {}) {
  const base = new URL(folder, globalThis.document?.baseURI);
  let current = null;

  // Opens the index, and forgets it again if that fails.
  function opened(cache) {
    const opening = reading(base, fetch, cache).then(withHelpers);
    opening.catch(() => {
      if (current === opening) current = null;
    });
    return opening;
  }

  // The index with what more.mjs uses of it, and with the modules that few queries need: `more` and `stemmer` are names in the manifest,
  // and here functions that load what has that name.
  function withHelpers(index) {
    const helpers = {
      near: (word) => wordsNear(word, whole),
      exactly: (word) => exactly(word, whole),
      whole: (stem) => wholeList(stem, whole),
      more: once(() => module('search-more.js', index)),
      stemmer: once(async () => index.stemmer && (await module(`stem/${index.stemmer}.js`, index))?.default),
    };
    const whole = { ...index, ...helpers };
    return whole;
  }

  // A module beside this script; null if it cannot be loaded, because the search goes on without it.
  async function module(name, { scripts }) {
    const url = new URL(scripts + name, base);
    try {
      if (globalThis.document) return await import(url.href);
      // Node imports no modules from a host.
      return await import(`data:text/javascript,${encodeURIComponent(await (await fetch(url)).text())}`);
    } catch {
      return null;
    }
  }

  // Does `work` with the index. If a file is missing or damaged, a newer index may have been published: then tries once more with that.
  // If there is none, or no network, does what can be done without the file.
  async function withIndex(work, signal) {
    let read;
    try {
      current ??= opened('default');
      read = await current;
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

  // The plain text of a study's own page. It is not escaped: use it in text nodes only.
  const text = (url, { signal } = {}) =>
    withIndex(async (index) => {
      const more = (await index.more()) ?? fail('search-more.js is missing');
      return more.text(new URL(url, base), fetch, signal);
    });

  return {
    /**
     * Finds studies. All options are optional.
     *
     * @param {string} query words; those in quotation marks must follow one another, those with a minus must be absent
     * @param {object} [options]
     * @param {boolean} [options.prefix] true if the last word may be incomplete; default: if the index does not have it
     * @param {boolean} [options.fuzzy] false to leave words as they are that the index does not have
     * @param {Record<string, string[]>} [options.filters] slugs of terms by facet; a study must have one of each facet
     * @param {string} [options.from] the first year, month or day; throws a RangeError for anything else
     * @param {string} [options.to] the last
     * @param {'relevance' | 'newest' | 'oldest' | 'title'} [options.sort]
     * @param {number} [options.offset] results to skip
     * @param {number} [options.limit] results to return
     * @param {boolean} [options.counts] whether to count terms; default: if there are filters, or `complete` is true
     * @param {boolean} [options.complete] true to read the whole lists of very common words first
     * @param {AbortSignal} [options.signal]
     *
     * Returns `total`, the number of studies that match; `results`: those studies, then those with some of the words; `facets`: how
     * many studies each term would give, by key and slug; `terms`: those that the query names; `corrections` and `suggestions` (words
     * that may have been meant); `synonyms`, words of the query and what was searched for beside them; `phrases.missing`: those that no study has; `ignored` words; `partial`: true if no study has all words, so that `total` counts those with some; `complete`: false if `total` may be too
     * low; `unknown` words, each with words near it; `marks`: the words that matched; `cut`: true if only the beginning was searched;
     * `failed`: what could not be read and was done without (`words`, `results`, `counts`, `corrections`, `synonyms`).
     */
    search(query, options = {}) {
      const { signal } = options;
      return new Promise((resolve, reject) => {
        // Files that were requested still arrive, for the next query.
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        withIndex((index, lenient) => search(query, options, index, text, lenient), signal).then(resolve, reject);
      });
    },

    /** Reads what every query needs, before the first query. */
    preload: () => withIndex(async () => {}),

    text,
  };
}
