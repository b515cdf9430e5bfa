// Searches a library of case studies, in a browser or in Node, by reading a few small files of its index.
//
//   import { open } from '/search/search.js';
//   const library = open('/search/');
//   const { total, results } = await library.search('housing repairs', { filters: { topics: ['housing'] } });
//
// The files are described in src/search.rs of casebook. Nothing here touches the page.
//
// The file is served without its comments by a step that knows no JavaScript: a comment stands on lines of its own, and no string or
// template runs over several lines (src/search/script.rs).

// A word that merely begins as the visitor's does says less than the word itself.
const COMPLETION = 0.5;
// What words in the title add, times how rare they are and the square of how much of the query they are.
const TITLE = 0.3;
// A half-typed word is completed from at most this many files.
const FILES = 4;
// How many studies are looked through at most for a phrase, ten at a time.
const LOOKS = 40;
// Typing errors seldom change the first letter of a word, so a correction that does must be four times as common: two doublings. A
// judgement, not a measurement.
const FIRST_LETTER = 2;

// A study that is counted for the terms of all facets; one that a single facet leaves out is counted for that facet's alone.
const EVERYWHERE = 255;

// Lets the page answer a key that was pressed: on a slow phone, a query in one piece would keep it waiting. Where there is no such
// scheduler (Safari, Node), it is in one piece.
const pause = () => globalThis.scheduler?.yield?.();

const NUMBER = /\p{N}/u;
const RUNS = /[\p{Alphabetic}\p{M}\p{N}][\p{Alphabetic}\p{M}\p{N}'’‘]*/gu;
// Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]/;

function fail(message) {
  throw new Error(message);
}

/** The words of a text, folded as the index has them: the twin of `each_word` in src/search/text.rs. */
export function words(text) {
  const folded = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').normalize('NFC').toLowerCase();
  return (folded.match(RUNS) ?? []).flatMap((run) => {
    const word = run.replace(/['’‘]s$/, '').replace(/['’‘]/g, '');
    if (!UNSPACED.test(word)) return word;
    const letters = [...word];
    return letters.length > 1 ? letters.slice(1).map((letter, at) => letters[at] + letter) : word;
  });
}

// What a study's page marks as its text (`data-text`), without the numbers of notes. In Node, which has no parser, all text without tags.
function textOf(html) {
  if (!globalThis.DOMParser) return html.replace(/<[^>]*>/g, ' ');
  const page = new DOMParser().parseFromString(html, 'text/html');
  const text = page.querySelector('[data-text]') ?? page.body;
  for (const number of text.querySelectorAll('a[role]')) number.remove();
  for (const cell of text.querySelectorAll('th, td')) cell.append(' ');
  return text.textContent;
}

// Reading files. Every decoder is given a reader that stands behind the name of the build.

// Numbers out of bits, as src/search/bits.rs puts them in.
export class Reader {
  at = 64;

  constructor(bytes) {
    this.bytes = bytes;
  }

  // The byte that the next bit is in.
  here() {
    return this.bytes[this.at >> 3] ?? fail('A file is damaged');
  }

  byte() {
    const byte = this.here();
    this.at += 8;
    return byte;
  }

  bit() {
    return (this.here() >> (7 - (this.at++ & 7))) & 1;
  }

  varint() {
    const byte = this.byte();
    return byte < 128 ? byte : (byte & 127) + 128 * this.varint();
  }

  bits(count) {
    let value = 0;
    while (count-- > 0) value = value * 2 + this.bit();
    return value;
  }

  unary(longest) {
    let value = 0;
    while (value !== longest && this.bit()) value++;
    return value;
  }

  rice(k) {
    return this.unary() * 2 ** k + this.bits(k);
  }

  // Ascending numbers below `range`. `each` reads what stands behind a number.
  ascending(count, range, each) {
    if (count > range) fail('A file is damaged');
    const numbers = new Uint32Array(count);
    const k = riceParameter(range, count);
    let next = 0;
    for (let at = 0; at < count; at++) {
      numbers[at] = next + this.rice(k);
      next = numbers[at] + 1;
      each?.(at);
    }
    if (next > range) fail('A file is damaged');
    return numbers;
  }

  // A list: studies, and for each its level and whether the stem is in the title.
  list(count, inTitle, studies, first) {
    const levels = new Uint8Array(count);
    const numbers = this.ascending(count, studies, (at) => {
      const level = this.unary(7);
      levels[at] = first ? 7 - level : level;
    });
    for (const at of this.ascending(inTitle, count)) levels[at] |= IN_TITLE;
    return { numbers, levels };
  }

  // A string's bytes: the first `kept` of another's, then as many new ones as the last four bits of `head` say.
  string(last, kept, head) {
    const length = (head & 15) === 15 ? this.byte() : head & 15;
    const bytes = new Uint8Array(kept + length);
    bytes.set(last.subarray(0, kept));
    for (let at = kept; at < bytes.length; at++) bytes[at] = this.byte();
    return bytes;
  }

  frontCoded(last) {
    const head = this.byte();
    return this.string(last, Math.min(head >> 4, last.length), head);
  }
}

const IN_TITLE = 8;
const riceParameter = (range, count) => 31 - Math.clz32(Math.max(1, range / Math.max(1, count)));
const decoder = new TextDecoder();
const string = (bytes) => decoder.decode(bytes);
const NOTHING = new Uint8Array();

/** `words/N.bin`: from each word to its stem, `{stem, words, studies, list, rest}`. */
export function wordsFrom(reader, { studies }) {
  const stems = [];
  let last = NOTHING;
  for (let left = reader.varint(); left > 0; left--) {
    last = reader.frontCoded(last);
    const words = [];
    for (let head = 16; head & 16; ) {
      head = reader.byte();
      const dropped = head >> 5;
      words.push(string(reader.string(last, dropped < 7 ? Math.max(0, last.length - dropped) : 0, head)));
    }
    const head = reader.varint();
    const has = head >> 2;
    const [first, rest] = head & 2 ? [reader.varint(), reader.varint()] : [has, null];
    stems.push({ stem: string(last), words, studies: has, first, rest, inTitle: head & 1 && reader.varint() });
  }
  const found = new Map();
  for (const stem of stems) {
    stem.list = reader.list(stem.first, stem.inTitle, studies, stem.rest !== null);
    for (const word of stem.words) found.set(word, stem);
  }
  return found;
}

/** `rest/N.bin`: a list. */
export function restFrom(reader, { studies }) {
  return reader.list(reader.varint(), reader.varint(), studies);
}

/** `ends/N.bin`: words, each with the logarithm of how many studies have it. */
export function endsFrom(reader) {
  const found = [];
  let last = NOTHING;
  while (reader.at < reader.bytes.length * 8) {
    last = reader.frontCoded(last);
    found.push([backwards(string(last)), reader.byte()]);
  }
  return found;
}

/** `facets/N.bin`: for each of these facets, for each term, its studies. */
export function facetsFrom(reader, { studies }, facets) {
  return facets.map(({ terms }) => {
    const counts = terms.map(() => reader.varint());
    const lists = counts.map((count) => reader.ascending(count, studies));
    reader.at = (reader.at + 7) & ~7;
    return lists;
  });
}

/** `dates.bin`: the days of the dated studies, newest first. */
export function datesFrom(reader, { dated }) {
  const days = new Uint32Array(dated);
  if (!dated) return days;
  days[0] = reader.varint();
  const k = riceParameter(days[0] - reader.varint(), dated);
  for (let at = 1; at < dated; at++) days[at] = days[at - 1] - reader.rice(k);
  return days;
}

/** `titles.bin`: the studies in the order of their titles. */
export function titlesFrom(reader, { studies }) {
  return Uint32Array.from({ length: studies }, () => reader.bits(32 - Math.clz32(studies - 1)));
}

const backwards = (word) => [...word].reverse().join('');

// Which of an alphabetical row of files has a word.
function fileOf(starts, word) {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= word) low = middle;
    else high = middle;
  }
  return low;
}

// Reads an index: what its manifest says, and `file`, which reads and decodes any other file once.
async function reading(base, fetch, cache) {
  const files = new Map();

  async function get(path) {
    await pause();
    const response = await fetch(new URL(path, base), { cache });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : fail(`${path} is missing`);
  }

  function file(path, decode, ...more) {
    if (!files.has(path)) files.set(path, decoded(path, decode, more));
    return files.get(path);
  }

  async function decoded(path, decode, more) {
    const bytes = await get(`${path}?${index.build}`);
    // In JSON the name stands behind a bracket and a quotation mark.
    const at = decode ? 0 : 2;
    if (string(bytes.subarray(at, at + 8)) !== index.build) fail(`${path} is of another build`);
    return decode ? decode(new Reader(bytes), index, ...more) : JSON.parse(string(bytes));
  }

  const manifest = JSON.parse(string(await get('index.json')));
  if (manifest.format !== 1) fail('The index is of another format');
  const [starts, ends, stop] = [manifest.words, manifest.ends, manifest.stop].map((words) => words.split(' '));
  const index = { ...manifest, starts, ends, stop: new Set(stop), base, file };
  return index;
}

const wordsIn = (at, index) => index.file(`words/${at}.bin`, wordsFrom);

// The lists of some facets, by key.
async function listsOf(wanted, { facets, file }) {
  const lists = wanted.map(async (facet) => {
    const together = facets.filter((other) => other.file === facet.file);
    const found = await file(`facets/${facet.file}.bin`, facetsFrom, together);
    return [facet.key, found[together.indexOf(facet)]];
  });
  return Object.fromEntries(await Promise.all(lists));
}

// Whether the lists of all facets are small enough to read unasked.
const few = ({ facets }) => facets.every(({ file }) => !file);

// Words of a query.

/** How many errors (a letter too many, too few or another, two swapped) stand between two words; past `most`, any more than it. */
export function distance(a, b, most) {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const [c, d] = [a.slice(same), b.slice(same)];
  if (!c || !d || !most || Math.abs(c.length - d.length) > most) return c.length + d.length;
  const after = (i, j) => distance(c.slice(i), d.slice(j), most - 1);
  return 1 + Math.min(after(1, 1), after(1, 0), after(0, 1), c[0] === d[1] && c[1] === d[0] ? after(2, 2) : most);
}

// Words of the index close to one that it does not have, the likeliest first.
async function closeTo(word, known, most, index) {
  const found = new Map();
  const weigh = (other, commonness) => {
    const errors = distance(word, other, most);
    if (errors > most || NUMBER.test(other)) return;
    found.set(other, errors * 100 + (other[0] === word[0] ? 0 : FIRST_LETTER) - commonness + Math.abs(other.length - word.length) / 10);
  };
  const likeliest = () => [...found].sort((a, b) => a[1] - b[1]);
  for (const [other, { studies }] of known) weigh(other, Math.log2(studies) | 0);
  const [[best, doubt] = []] = likeliest();
  // With another form of the same word at hand there is no need to look further.
  if (doubt < 100 && (word.startsWith(best) || best.startsWith(word))) return [best];
  for (const [other, commonness] of await index.file(`ends/${fileOf(index.ends, backwards(word))}.bin`, endsFrom)) weigh(other, commonness);
  return likeliest().map(([other]) => other);
}

// What the index has for a word: `parts`, stems and how much each of them weighs; or else words near it.
async function term(word, count, completes, fuzzy, index) {
  const at = fileOf(index.starts, word);
  const known = await wordsIn(at, index);
  const exact = known.get(word);
  const parts = exact ? [{ stem: exact, weight: 1 }] : [];
  const to = fileOf(index.starts, `${word}\uffff`);
  if ((completes ?? !exact) && to - at < FILES) {
    const stems = new Map();
    for (const file of await Promise.all(index.starts.slice(at, to + 1).map((_, next) => wordsIn(at + next, index)))) {
      for (const [other, stem] of file) if (other.startsWith(word) && stem.stem !== exact?.stem) stems.set(stem.stem, stem);
    }
    for (const stem of stems.values()) parts.push({ stem, weight: exact ? COMPLETION : 1, completes: true });
  }
  if (parts.length || word.length < 4 || NUMBER.test(word)) return { word, count, parts, near: [] };
  const close = await closeTo(word, known, word.length < 8 ? 1 : 2, index);
  if (fuzzy && close.length) return { ...(await term(close[0], count, false, false, index)), word, correction: { from: word, to: close[0] } };
  const alike = [...known.keys()].filter((other) => other.startsWith(word.slice(0, 4)));
  return { word, count, parts, near: [...new Set([...close, ...alike])].slice(0, 3) };
}

// Terms of one stem (`house housing`) become one that counts twice.
function merged(terms) {
  const found = new Map();
  for (const term of terms) {
    const key = term.parts.map(({ stem }) => stem.stem).join();
    found.set(key, { ...term, count: term.count + (found.get(key)?.count ?? 0) });
  }
  return [...found.values()];
}

// For every study, how well it matches, and how many of the terms it has. `rests`: the second tiers of stems, where they were read.
function scored(terms, rests, { studies, levels }) {
  const [score, has, title, inTitle] = [Float32Array, Uint16Array, Float32Array, Uint16Array].map((Kind) => new Kind(studies));
  for (const { parts, count } of terms) {
    const [best, bestTitle] = [new Float32Array(studies), new Float32Array(studies)];
    const all = parts.reduce((sum, { stem, completes }) => sum + (completes ? stem.studies : 0), 0);
    for (const { stem, weight, completes } of parts) {
      const common = completes ? Math.min(all, studies) : stem.studies;
      const rarity = weight * Math.log(1 + (studies - common + 0.5) / (common + 0.5));
      const worth = levels.map((level) => level * rarity * (1 + Math.log(count)));
      for (const { numbers, levels } of [stem.list, ...(rests.get(stem) ?? [])]) {
        for (let at = 0; at < numbers.length; at++) {
          const study = numbers[at];
          const gain = worth[levels[at] % IN_TITLE];
          if (gain > best[study]) best[study] = gain;
          if (levels[at] >= IN_TITLE && rarity > bestTitle[study]) bestTitle[study] = rarity;
        }
      }
    }
    for (let study = 0; study < studies; study++) {
      if (!best[study]) continue;
      has[study]++;
      score[study] += best[study];
      title[study] += bestTitle[study];
      inTitle[study] += bestTitle[study] > 0;
    }
  }
  for (let study = 0; study < studies; study++) {
    if (inTitle[study]) score[study] += TITLE * title[study] * (inTitle[study] / terms.length) ** 2;
  }
  return { score, has };
}

// Filters, order and results.

// The day of a date, counted as the index does; of a month or year, the first or the last.
function dayOf(date, last) {
  const [year, month = last ? 12 : 1, day] = date.split('-');
  const first = last && !day ? 0 : 1;
  const time = Date.UTC(year, month - first, day ?? first);
  // A month or day that there is none of would be one of the next.
  if (!new Date(time).toJSON()?.startsWith(date)) throw new RangeError(date);
  return time / 864e5;
}

// The studies between two days: the first, and the first past the last.
async function period(oldest, newest, { studies, file }) {
  if (!oldest && newest === Infinity) return [0, studies];
  const days = await file('dates.bin', datesFrom);
  return [days.filter((day) => day > newest).length, days.filter((day) => day >= oldest).length];
}

// For every study, how many facets leave it out by the terms chosen in them, and the number of the last of those, from 1.
function leftOut(filters, lists, { studies, facets }) {
  const [out, by] = [new Uint8Array(studies), new Uint8Array(studies)];
  facets.forEach(({ key, terms }, facet) => {
    if (!filters[key]?.length) return;
    const chosen = new Uint8Array(studies);
    for (const slug of filters[key]) for (const study of lists[key][terms.indexOf(slug)] ?? []) chosen[study] = 1;
    for (let study = 0; study < studies; study++) {
      if (chosen[study]) continue;
      out[study]++;
      by[study] = facet + 1;
    }
  });
  return { out, by };
}

// The `count` best of some studies, the newer first among equals.
function best(studies, score, count) {
  const found = [];
  for (const study of studies) {
    if (found.length >= count && !(score[study] > score[found.at(-1)])) continue;
    let [low, high] = [0, found.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (score[found[middle]] >= score[study]) low = middle + 1;
      else high = middle;
    }
    found.splice(low, 0, study);
    if (found.length > count) found.pop();
  }
  return found;
}

// What a result shows of a study.
async function resultOf(id, score, { base, file, facets, address, studies_per_file: size }) {
  const read = await file(`studies/${Math.floor(id / size)}.json`);
  const [title, end, date, organisation, has, summary, lang] = read[1 + (id % size)];
  const terms = facets.map(({ key, terms }, facet) => [key, (has[facet] ?? []).map((term) => terms[term])]);
  const url = new URL(address + end, base).href;
  return { id, title, url, date, organisation, lang, summary, score: score[id], terms: Object.fromEntries(terms) };
}

async function search(query, options, days, index, text) {
  const { filters = {}, sort = 'relevance', offset = 0, limit = 10, prefix, fuzzy = true, counts = few(index), signal } = options;
  const { studies, dated, facets, stop } = index;

  const phrases = [...query.matchAll(/["“](.+?)["”]/g)].map((found) => ` ${words(found[1]).join(' ')} `);
  const asked = words(query);
  const last = !/[\s"”]$/.test(query) && asked.at(-1);
  const times = new Map();
  for (const word of asked) if (!stop.has(word)) times.set(word, (times.get(word) ?? 0) + 1);
  const [found, lists, [first, end]] = await Promise.all([
    Promise.all([...times].map(([word, count]) => term(word, count, word === last ? prefix : false, fuzzy, index))),
    listsOf(facets.filter(({ key }) => counts || filters[key]?.length), index),
    period(...days, index),
  ]);
  signal?.throwIfAborted();
  const terms = merged(found.filter(({ parts }) => parts.length));
  const unknown = found.filter(({ parts }) => !parts.length);
  const { out, by } = leftOut(filters, lists, index);

  // Those with all words match, or if there is none, those with any. First tiers alone cannot tell that there is none.
  const tiered = terms.flatMap(({ parts }) => parts.map(({ stem }) => stem).filter(({ rest }) => rest !== null));
  const wanted = terms.length + unknown.length;
  async function matches(whole) {
    const stems = whole ? tiered : [];
    const rests = stems.map(async (stem) => [stem, [await index.file(`rest/${stem.rest}.bin`, restFrom)]]);
    const read = new Map(await Promise.all(rests));
    await pause();
    const { score, has } = scored(terms, read, index);
    await pause();
    const partial = whole && wanted > 0 && !has.includes(wanted);
    const least = partial ? 1 : wanted;
    const [inside, others, counted] = [[], [], new Uint8Array(studies)];
    for (let study = first; study < end; study++) {
      const all = has[study] >= least;
      if (!out[study] && (has[study] || !wanted)) (all ? inside : others).push(study);
      if (all && out[study] < 2) counted[study] = out[study] ? by[study] : EVERYWHERE;
    }
    return { score, partial, inside, others, counted, whole };
  }
  let match = await matches(!tiered.length || !!options.complete || sort !== 'relevance' || offset > 0 || phrases.length > 0);
  if (!match.whole && match.inside.length + match.others.length < limit) match = await matches(true);
  signal?.throwIfAborted();
  const { score, partial, inside, others, counted } = match;

  const until = offset + limit;
  let ranked = inside;
  if (sort === 'oldest') {
    const undated = inside.filter((study) => study >= dated);
    ranked = [...inside.slice(0, inside.length - undated.length).reverse(), ...undated];
  } else if (sort === 'title') {
    ranked = [...await index.file('titles.bin', titlesFrom)].filter((study) => counted[study] === EVERYWHERE);
  } else if (sort === 'relevance' && wanted) {
    ranked = best(inside, score, phrases.length ? LOOKS : until);
    if (!phrases.length) ranked.push(...best(others, score, until - ranked.length));
  }
  const show = (from, to) => Promise.all(ranked.slice(from, to).map((study) => resultOf(study, score, index)));
  let { length: total } = inside;
  let complete = match.whole;
  let results = [];
  if (phrases.length) {
    const says = (text) => phrases.every((phrase) => ` ${words(text).join(' ')} `.includes(phrase));
    const said = async ({ title, summary, url }) => says(title) || says(summary) || says(await text(url, { signal }).catch(() => ''));
    let looked = partial ? total : 0;
    for (; looked < Math.min(LOOKS, total) && results.length <= until; looked += 10) {
      const ten = await show(looked, looked + 10);
      const found = await Promise.all(ten.map(said));
      results.push(...ten.filter((_, at) => found[at]));
    }
    complete = looked >= total;
    total = results.length;
    results = results.slice(offset, until);
  } else results = await show(offset, until);

  const tally = facets.map(({ key, terms }, facet) => {
    const size = (list) => {
      let count = 0;
      for (const study of list) if (counted[study] === EVERYWHERE || counted[study] === facet + 1) count++;
      return count;
    };
    return [key, lists[key] && Object.fromEntries(terms.map((slug, at) => [slug, size(lists[key][at])]))];
  });
  return {
    total,
    results,
    facets: Object.fromEntries(tally),
    corrections: found.flatMap(({ correction }) => correction ?? []),
    partial,
    complete,
    unknown: unknown.map(({ word, near }) => ({ word, near })),
    marks: new Set(terms.flatMap(({ parts }) => parts.flatMap(({ stem }) => stem.words))),
  };
}

/**
 * Opens the index in a folder (an address, such as `/search/`). Reads nothing until it is asked to.
 *
 * @param {string | URL} folder
 * @param {{fetch?: typeof fetch}} [given]
 */
export function open(folder, { fetch = globalThis.fetch } = {}) {
  const base = new URL(folder, globalThis.document?.baseURI);
  let index = null;

  // Does `work` with the index. Whatever goes wrong (the network, a file that is missing, damaged or of another build), it tries once
  // more with an index read afresh, past all caches.
  async function withIndex(work, signal) {
    let cause;
    for (const cache of ['default', 'reload']) {
      const used = (index ??= reading(base, fetch, cache));
      try {
        return await work(await used);
      } catch (error) {
        signal?.throwIfAborted();
        if (index === used) index = null;
        cause = error;
      }
    }
    throw Object.assign(new Error('The search index cannot be read', { cause }), { name: 'SearchError' });
  }

  // The plain text of a study's own page. For text nodes only: it is not escaped.
  async function text(url, { signal } = {}) {
    const response = await fetch(new URL(url, base), { signal });
    return response.ok ? textOf(await response.text()) : fail(`${url} is missing`);
  }

  return {
    /**
     * Finds studies. All options may be left out.
     *
     * @param {string} query words; those in quotation marks must follow one another
     * @param {object} [options]
     * @param {boolean} [options.prefix] whether the last word may go on, as while typing; left out: if it is no word of the index
     * @param {boolean} [options.fuzzy] false: words that the index does not have are not corrected
     * @param {Record<string, string[]>} [options.filters] by facet, the slugs of terms of which a study must have one
     * @param {string} [options.from] the first year, month or day; a RangeError if it is none
     * @param {string} [options.to] the last
     * @param {'relevance' | 'newest' | 'oldest' | 'title'} [options.sort]
     * @param {number} [options.offset] how many results to leave out
     * @param {number} [options.limit] how many to give
     * @param {boolean} [options.counts] whether to count terms; left out: where the lists of all facets are small
     * @param {boolean} [options.complete] whether to read the whole lists of very common words first
     * @param {AbortSignal} [options.signal]
     *
     * Gives `total`, the studies that match; `results`, which go on past them with those that have some of the words; `facets`, how
     * many each term would give, by key and slug; `corrections`; `partial`, that none has all words and `total` counts those
     * with some; `complete`, false if `total` may be too low; `unknown` words with those near them; `marks`, the words that matched.
     */
    search(query, options = {}) {
      const { signal } = options;
      return new Promise((resolve, reject) => {
        // What was asked of the network arrives all the same, for the next query.
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        const days = [options.from ? dayOf(options.from) : 0, options.to ? dayOf(options.to, true) : Infinity];
        withIndex((index) => search(query, options, days, index, text), signal).then(resolve, reject);
      });
    },

    /** Reads what every query needs, before the first. */
    preload: () => withIndex((index) => listsOf(few(index) ? index.facets : [], index)),

    text,
  };
}

// The index beside this script.
const beside = open(new URL('.', import.meta.url));
const { search: find, preload } = beside;
export { find as search, preload };
