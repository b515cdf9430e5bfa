// Several libraries searched as one (`open([…])`), loaded only by those who do that.
//
// Every library searches by itself, and waits for the others at three places (STAGES):
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
import { distance } from './engine/distance.mjs';
import { CAPITALS, plainWord } from './engine/marks.mjs';
import { text } from './engine/phrases.mjs';
import { folded } from './engine/text.mjs';

/** @typedef {import('./engine.mjs').Library} Library */
/** @typedef {import('./engine.mjs').Options} Options */
/** @typedef {import('./engine.mjs').Found} Found */
/** @typedef {import('./engine.mjs').Counts} Counts */
/** @typedef {import('./engine/library.mjs').Index} Index */
/** @typedef {import('./engine/library.mjs').Page & { days: Uint32Array | never[] }} List what a library has for the page */
/** @typedef {import('./engine/terms.mjs').Term} Term */
/** @typedef {import('./engine/terms.mjs').Part} Part */
/** @typedef {import('./engine/terms.mjs').Understood} Understood */
/** @typedef {{ understood: Understood, asked: import('./engine/simple.mjs').Asked, index: Index }} Brought what a library has for words */
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
/** @typedef {[library: number, study: number][]} Order */

const STAGES = ['words', 'all', 'page'];
// How long the others wait for a library, once the first is there, in milliseconds.
const PATIENCE = 8000;
// As in terms.mjs: a word of more studies than this is no compound, one this many times as common as another may have been meant, and
// what begins with a word, or is another way to write it, counts less than the word.
const FEW = 3;
const RARE = 50;
const [COMPLETION, COMPOUND] = [0.5, 0.6];
// Words and terms offered at most.
const OFFERED = 3;

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
/** @param {string} message @param {string} name @param {unknown} [cause] @returns {Error} */
const named = (message, name, cause) => Object.assign(new Error(message, { cause }), { name });

/** The different ones of some lists of values, in their order. @template T @param {T[][]} lists @returns {T[]} */
const distinct = (lists) => [...new Map(lists.flat().map((value) => [JSON.stringify(value), value])).values()];

/**
 * Where libraries wait for each other. `decide.STAGE` makes of what all have brought to a stage, by library, what they agree on. A library
 * that has left, or has passed a stage, is not waited for.
 *
 * @param {number} count
 * @param {number} patience
 * @param {Record<string, (brought: any[]) => any>} decide
 */
function meeting(count, patience, decide) {
  const members = Array.from({ length: count }, () => ({ stage: -1, gone: false }));
  const rooms = STAGES.map((name) => ({
    name,
    brought: /** @type {any[]} */ ([]),
    closed: false,
    timer: /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined),
    ...promised(),
  }));
  const exclusions = members.map(() => promised());

  function look() {
    rooms.forEach((room, stage) => {
      if (!room.brought.length || room.closed || !members.every((member) => member.gone || member.stage >= stage)) return;
      room.closed = true;
      clearTimeout(room.timer);
      room.resolve(decide[room.name](room.brought));
    });
  }

  /** @param {number} member */
  function leave(member) {
    members[member].gone = true;
    look();
  }

  /** @param {number} stage */
  function excludeLate(stage) {
    members.forEach((member, number) => {
      if (member.gone || member.stage >= stage) return;
      member.gone = true;
      exclusions[number].reject(named('The library takes too long', 'TimeoutError'));
    });
    look();
  }

  /**
   * What all agree on, once they have come. A library may come again.
   *
   * @param {string} name
   * @param {number} member
   * @param {unknown} value
   */
  function at(name, member, value) {
    const stage = STAGES.indexOf(name);
    const room = rooms[stage];
    members[member].stage = Math.max(members[member].stage, stage);
    if (!room.closed) room.brought[member] = value;
    room.timer ??= setTimeout(excludeLate, patience, stage);
    look();
    return room.promise;
  }

  return {
    at,
    leave,
    excluded: exclusions.map(({ promise }) => promise),
    has: (/** @type {string} */ name) => rooms[STAGES.indexOf(name)].closed,
  };
}

/** A promise that others keep or break. */
function promised() {
  const made = /** @type {{ promise: Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void }} */ ({});
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

/* What the libraries agree on about words. */

// A term is the same in all libraries if its letters are, and its place in the query.
const keyOf = (/** @type {Term} */ { word, places }) => `${word} ${places}`;
const isExact = (/** @type {Part} */ { form = -1, weight }) => form >= 0 && weight === 1;
const isTwo = (/** @type {Part} */ { stem }) => stem.stem.includes(' ');
const spelled = (/** @type {Part} */ { stem, form = -1 }) => stem.words[form];

/** The parts of a term without those of its correction. @param {Term} term */
const ownParts = ({ parts, correction }) => (correction ? parts.filter(({ stem }) => !stem.words.includes(correction.to)) : parts);

/**
 * Of words that are close to another, the one that was most probably meant, with how many studies have it: as in spelling.mjs.
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
    const doubt = errors * 100 + (other[0] === word[0] ? 0 : 2) - Math.log2(total) + Math.abs(other.length - word.length) / 10;
    return { other, total, doubt, stem: found.find(Boolean)?.stem.stem };
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
async function understoodAs({ terms, ignored }, { words, ignoredIn }, index) {
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
function weighed(terms, { counts, studies: all }, { studies }) {
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
async function agreedWords(brought, { prefix }) {
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

/* The page. */

/**
 * Puts sorted lists in one order, as far as `until`: pairs of a list and a place in it. `before` compares two values.
 *
 * @template T
 * @param {T[][]} lists
 * @param {(a: T, b: T) => number} before
 * @param {number} until
 */
function merged(lists, before, until) {
  const places = lists.map(() => 0);
  /** @type {Order} */
  const order = [];
  while (order.length < until) {
    let next = -1;
    lists.forEach((list, at) => {
      if (places[at] < list.length && (next < 0 || before(list[places[at]], lists[next][places[next]]) < 0)) next = at;
    });
    if (next < 0) break;
    order.push([next, places[next]++]);
  }
  return order;
}

/**
 * How many values of each sorted list are among the first `count` of all. Reads few of them: takes from the list whose value comes first,
 * of those at the same distance, as many as are surely among them.
 *
 * @template T
 * @param {number} count
 * @param {number[][]} lists
 * @param {(list: number, study: number) => Promise<T>} valueOf
 * @param {(a: T, b: T) => number} before
 */
async function placesAfter(count, lists, valueOf, before) {
  const places = lists.map(() => 0);
  let left = count;
  while (left > 0) {
    const open = [...lists.keys()].filter((at) => places[at] < lists[at].length);
    if (!open.length) break;
    const step = Math.max(1, Math.floor(left / open.length));
    const steps = await Promise.all(open.map(async (at) => {
      const to = Math.min(places[at] + step, lists[at].length);
      return { at, to, value: await valueOf(at, lists[at][to - 1]) };
    }));
    const [{ at, to }] = steps.sort((a, b) => before(a.value, b.value) || a.at - b.at);
    left -= to - places[at];
    places[at] = to;
  }
  return places;
}

/** @param {string} a @param {string} b */
const byTitle = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Which studies of each library are on the page: pairs of a library and a study. `brought` is what each library has: `order`, its studies
 * in the order asked for; `match`, with their scores; their `days`; `read`, which reads a study; `wanted`, how many words it looked for.
 *
 * @param {(List | undefined)[]} brought
 * @param {Options} options
 * @param {(library: number) => boolean} isOut
 * @returns {Promise<Order>}
 */
async function pageOf(brought, { sort = 'relevance', offset = 0, limit = 10 }, isOut) {
  const lists = Array.from(brought, (one, library) => (one && !isOut(library) ? one.order : []));
  const until = offset + limit;
  if (sort === 'title') {
    const titleOf = async (/** @type {number} */ library, /** @type {number} */ study) =>
      folded((await brought[library]?.read(study).catch(() => null))?.title ?? '');
    const from = await placesAfter(offset, lists, titleOf, byTitle);
    const next = lists.map((list, library) => list.slice(from[library], from[library] + limit));
    const titles = await Promise.all(next.map((list, library) => Promise.all(list.map((study) => titleOf(library, study)))));
    return merged(titles, byTitle, limit).map(([library, at]) => /** @type {const} */ ([library, next[library][at]]));
  }
  const byScore = sort === 'relevance' && brought.some((one) => one && one.wanted > 0);
  const valued = lists.map((list, library) => {
    const one = brought[library];
    if (!one) return [];
    const { match, days } = one;
    const undated = sort === 'oldest' ? Infinity : -1;
    const shown = list.slice(0, until);
    return shown.map((study, at) => ({ isOther: at >= match.inside.length, score: match.score[study], day: days[study] ?? undated }));
  });
  /** @typedef {typeof valued[0][0]} Valued */
  // The difference of two studies without a day is no number.
  const newest = (/** @type {Valued} */ a, /** @type {Valued} */ b) => b.day - a.day || 0;
  const oldest = (/** @type {Valued} */ a, /** @type {Valued} */ b) => newest(b, a);
  const best = (/** @type {Valued} */ a, /** @type {Valued} */ b) =>
    Number(a.isOther) - Number(b.isOther) || b.score - a.score || newest(a, b);
  const order = merged(valued, byScore ? best : sort === 'oldest' ? oldest : newest, until);
  return order.slice(offset).map(([library, at]) => /** @type {const} */ ([library, lists[library][at]]));
}

/* The answer. */

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
    /** @type {Words['indexes']} */
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
