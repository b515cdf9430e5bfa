// Searches a library of case studies, in a browser or in Node, by reading a few small files of its index.
//
// The files are described in src/search.rs of casebook. Nothing here touches the page.

// A word that only starts like the visitor's counts less than the word itself.
const COMPLETION = 0.5;
// The weight of words in the title, multiplied by how rare they are and by the square of their share of the query.
const TITLE = 0.3;
// Files read at most to complete a half-typed word.
const FILES = 4;
// Studies searched at most for a phrase, ten at a time.
const LOOKS = 40;
// Typing errors rarely change the first letter of a word, so a correction that does must be four times (two doublings) as common. This
// is a judgement, not a measurement.
const FIRST_LETTER = 2;

// Counted for the terms of all facets. A study that only one facet filters out is counted for the terms of that facet.
const EVERYWHERE = 255;

// Lets the page respond to a key: on a slow phone, a query without pauses would block it. Browsers without this scheduler (Safari), and
// Node, run the query without pauses.
const pause = () => globalThis.scheduler?.yield?.();

const NUMBER = /\p{N}/u;
const RUNS = /[\p{Alphabetic}\p{M}\p{N}][\p{Alphabetic}\p{M}\p{N}'’‘]*/gu;
// Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]/;

function fail(message) {
  throw new Error(message);
}

/** The words of a text, folded like those in the index: must agree with `each_word` in src/search/text.rs. */
export function words(text) {
  const folded = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').normalize('NFC').toLowerCase();
  return (folded.match(RUNS) ?? []).flatMap((run) => {
    const word = run.replace(/['’‘]s$/, '').replace(/['’‘]/g, '');
    if (!UNSPACED.test(word)) return word;
    const letters = [...word];
    return letters.length > 1 ? letters.slice(1).map((letter, at) => letters[at] + letter) : word;
  });
}

// The text of a study's page (`data-text`) without the numbers of footnotes. Node has no HTML parser, so there it is all text without tags.
function textOf(html) {
  if (!globalThis.DOMParser) return html.replace(/<[^>]*>/g, ' ');
  const page = new DOMParser().parseFromString(html, 'text/html');
  const text = page.querySelector('[data-text]') ?? page.body;
  for (const number of text.querySelectorAll('a[role]')) number.remove();
  for (const cell of text.querySelectorAll('th, td')) cell.append(' ');
  return text.textContent;
}

// Reading files. Every decoder gets a reader that is past the name of the build.

// Reads numbers from bits that src/search/bits.rs wrote.
export class Reader {
  at = 64;

  constructor(bytes) {
    this.bytes = bytes;
  }

  // The byte that contains the next bit.
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

  // Ascending numbers below `range`. `each` reads what follows a number.
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

  // A list: studies, each with its level and whether the stem is in the title.
  list(count, inTitle, studies, first) {
    const levels = new Uint8Array(count);
    const numbers = this.ascending(count, studies, (at) => {
      const level = this.unary(7);
      levels[at] = first ? 7 - level : level;
    });
    for (const at of this.ascending(inTitle, count)) levels[at] |= IN_TITLE;
    return { numbers, levels };
  }

  // A string's bytes: the first `kept` bytes of another string, then as many new ones as the last four bits of `head` say.
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

/** `facets/N.bin`: the studies of each term of each of these facets. */
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

// The file that has a word, among files in alphabetical order.
function fileOf(starts, word) {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= word) low = middle;
    else high = middle;
  }
  return low;
}

// Reads an index: its manifest, and `file`, which reads and decodes any other file once.
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
    // In JSON the name follows a bracket and a quotation mark.
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

// True if the lists of all facets are small enough to read for every query.
const few = ({ facets }) => facets.every(({ file }) => !file);

// Words of a query.

/** The number of errors between two words (a letter added, missing or changed, two swapped); if over `most`, any number over it. */
export function distance(a, b, most) {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const [c, d] = [a.slice(same), b.slice(same)];
  if (!c || !d || !most || Math.abs(c.length - d.length) > most) return c.length + d.length;
  const after = (i, j) => distance(c.slice(i), d.slice(j), most - 1);
  return 1 + Math.min(after(1, 1), after(1, 0), after(0, 1), c[0] === d[1] && c[1] === d[0] ? after(2, 2) : most);
}

// Words of the index that are close to one it does not have, the most likely first.
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
  // If there is another form of the same word, look no further.
  if (doubt < 100 && (word.startsWith(best) || best.startsWith(word))) return [best];
  for (const [other, commonness] of await index.file(`ends/${fileOf(index.ends, backwards(word))}.bin`, endsFrom)) weigh(other, commonness);
  return likeliest().map(([other]) => other);
}

// What the index has for a word: `parts`, which are stems with their weights, or else words near it.
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

// Joins terms of one stem (`house housing`) into one that counts twice.
function merged(terms) {
  const found = new Map();
  for (const term of terms) {
    const key = term.parts.map(({ stem }) => stem.stem).join();
    found.set(key, { ...term, count: term.count + (found.get(key)?.count ?? 0) });
  }
  return [...found.values()];
}

// How well every study matches, and how many of the terms it has. `rests`: the second tiers of stems that were read.
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

// The day of a date, counted like those in the index; for a month or year, its first or last day.
function dayOf(date, last) {
  const [year, month = last ? 12 : 1, day] = date.split('-');
  const first = last && !day ? 0 : 1;
  const time = Date.UTC(year, month - first, day ?? first);
  // JavaScript turns a month or day that does not exist into a later one.
  if (!new Date(time).toJSON()?.startsWith(date)) throw new RangeError(date);
  return time / 864e5;
}

// The studies between two days: the first, and the one after the last.
async function period(oldest, newest, { studies, file }) {
  if (!oldest && newest === Infinity) return [0, studies];
  const days = await file('dates.bin', datesFrom);
  return [days.filter((day) => day > newest).length, days.filter((day) => day >= oldest).length];
}

// For every study, how many facets filter it out, and the number, from 1, of the last facet that does.
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

// The `count` best of some studies; of equally good ones, the newer first.
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

// What a result shows about a study.
async function resultOf(id, score, { base, file, facets, address, studies_per_file: size }) {
  const read = await file(`studies/${Math.floor(id / size)}.json`);
  const [title, end, date, organisation, has, summary, lang] = read[1 + (id % size)];
  const terms = facets.map(({ key, terms }, facet) => [key, (has[facet] ?? []).map((term) => terms[term])]);
  const url = new URL(address + end, base).href;
  return { id, title, url, date, organisation, lang, summary, score: score[id], terms: Object.fromEntries(terms) };
}

// A query in its parts: its phrases; how often it has each word that the index has not left out; and its last word, if that may be
// half typed.
function partsOf(query, { stop }) {
  const phrases = [...query.matchAll(/["“](.+?)["”]/g)].map((found) => ` ${words(found[1]).join(' ')} `);
  const asked = words(query);
  const last = !/[\s"”]$/.test(query) && asked.at(-1);
  const times = new Map();
  for (const word of asked) if (!stop.has(word)) times.set(word, (times.get(word) ?? 0) + 1);
  return { phrases, times, last };
}

// The stems that have a second tier.
const tieredIn = (terms) => terms.flatMap(({ parts }) => parts.map(({ stem }) => stem).filter(({ rest }) => rest !== null));

// The studies that match: `inside` with all words or, if no study has them all, with any; `others` with some. `counted` says for which
// facets each study counts. Without second tiers (`whole` is false), it cannot know that no study has all words.
async function matched({ terms, wanted, out, by, first, end }, whole, index) {
  const stems = whole ? tieredIn(terms) : [];
  const rests = stems.map(async (stem) => [stem, [await index.file(`rest/${stem.rest}.bin`, restFrom)]]);
  const read = new Map(await Promise.all(rests));
  await pause();
  const { score, has } = scored(terms, read, index);
  await pause();
  const partial = whole && wanted > 0 && !has.includes(wanted);
  const least = partial ? 1 : wanted;
  const [inside, others, counted] = [[], [], new Uint8Array(index.studies)];
  for (let study = first; study < end; study++) {
    const all = has[study] >= least;
    if (!out[study] && (has[study] || !wanted)) (all ? inside : others).push(study);
    if (all && out[study] < 2) counted[study] = out[study] ? by[study] : EVERYWHERE;
  }
  return { score, partial, inside, others, counted, whole };
}

// The studies in the order of `sort`. By relevance, the `until` best and no more, or as many as are looked through for phrases.
async function ranked({ score, inside, others, counted }, sort, wanted, until, phrases, { dated, file }) {
  if (sort === 'oldest') {
    const undated = inside.filter((study) => study >= dated);
    return [...inside.slice(0, inside.length - undated.length).reverse(), ...undated];
  }
  if (sort === 'title') return [...await file('titles.bin', titlesFrom)].filter((study) => counted[study] === EVERYWHERE);
  if (sort !== 'relevance' || !wanted) return inside;
  if (phrases.length) return best(inside, score, LOOKS);
  const found = best(inside, score, until);
  return [...found, ...best(others, score, until - found.length)];
}

// The first results, more than `until` of them if there are, whose title, summary or page has every phrase. Ten are read at a time.
async function saying(phrases, show, { inside: { length }, partial }, until, read) {
  const says = (text) => phrases.every((phrase) => ` ${words(text).join(' ')} `.includes(phrase));
  const said = async ({ title, summary, url }) => says(title) || says(summary) || says(await read(url).catch(() => ''));
  const results = [];
  let looked = partial ? length : 0;
  for (; looked < Math.min(LOOKS, length) && results.length <= until; looked += 10) {
    const ten = await show(looked, looked + 10);
    const found = await Promise.all(ten.map(said));
    results.push(...ten.filter((_, at) => found[at]));
  }
  return { results, complete: looked >= length };
}

// How many studies each term would give, by facet and slug.
function tallied(lists, counted, facets) {
  const tally = facets.map(({ key, terms }, facet) => {
    const size = (list) => {
      let count = 0;
      for (const study of list) if (counted[study] === EVERYWHERE || counted[study] === facet + 1) count++;
      return count;
    };
    return [key, lists[key] && Object.fromEntries(terms.map((slug, at) => [slug, size(lists[key][at])]))];
  });
  return Object.fromEntries(tally);
}

async function search(query, options, days, index, text) {
  const { filters = {}, sort = 'relevance', offset = 0, limit = 10, prefix, fuzzy = true, counts = few(index), signal } = options;
  const { facets } = index;
  const { phrases, times, last } = partsOf(query, index);
  const [found, lists, [first, end]] = await Promise.all([
    Promise.all([...times].map(([word, count]) => term(word, count, word === last ? prefix : false, fuzzy, index))),
    listsOf(facets.filter(({ key }) => counts || filters[key]?.length), index),
    period(...days, index),
  ]);
  signal?.throwIfAborted();

  const terms = merged(found.filter(({ parts }) => parts.length));
  const unknown = found.filter(({ parts }) => !parts.length);
  const asked = { terms, wanted: terms.length + unknown.length, first, end, ...leftOut(filters, lists, index) };
  const whole = !tieredIn(terms).length || !!options.complete || sort !== 'relevance' || offset > 0 || phrases.length > 0;
  let match = await matched(asked, whole, index);
  if (!whole && match.inside.length + match.others.length < limit) match = await matched(asked, true, index);
  signal?.throwIfAborted();

  const until = offset + limit;
  const order = await ranked(match, sort, asked.wanted, until, phrases, index);
  const show = (from, to) => Promise.all(order.slice(from, to).map((study) => resultOf(study, match.score, index)));
  let { inside: { length: total }, whole: complete } = match;
  let results;
  if (phrases.length) {
    ({ results, complete } = await saying(phrases, show, match, until, (url) => text(url, { signal })));
    total = results.length;
    results = results.slice(offset, until);
  } else results = await show(offset, until);

  return {
    total,
    results,
    facets: tallied(lists, match.counted, facets),
    corrections: found.flatMap(({ correction }) => correction ?? []),
    partial: match.partial,
    complete,
    unknown: unknown.map(({ word, near }) => ({ word, near })),
    marks: new Set(terms.flatMap(({ parts }) => parts.flatMap(({ stem }) => stem.words))),
  };
}

/**
 * Opens the index in a folder (an address, such as `/search/`). Reads nothing yet.
 *
 * @param {string | URL} folder
 * @param {{fetch?: typeof fetch}} [given]
 */
export function open(folder, { fetch = globalThis.fetch } = {}) {
  const base = new URL(folder, globalThis.document?.baseURI);
  let index = null;

  // Does `work` with the index. If that fails (the network, or a file that is missing, damaged or of another build), tries once more
  // with the index read again, without caches.
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

  // The plain text of a study's own page. It is not escaped: use it in text nodes only.
  async function text(url, { signal } = {}) {
    const response = await fetch(new URL(url, base), { signal });
    return response.ok ? textOf(await response.text()) : fail(`${url} is missing`);
  }

  return {
    /**
     * Finds studies. All options are optional.
     *
     * @param {string} query words; those in quotation marks must follow one another
     * @param {object} [options]
     * @param {boolean} [options.prefix] true if the last word may be incomplete; default: if the index does not have it
     * @param {boolean} [options.fuzzy] false to leave words as they are that the index does not have
     * @param {Record<string, string[]>} [options.filters] slugs of terms by facet; a study must have one of each facet
     * @param {string} [options.from] the first year, month or day; throws a RangeError for anything else
     * @param {string} [options.to] the last
     * @param {'relevance' | 'newest' | 'oldest' | 'title'} [options.sort]
     * @param {number} [options.offset] results to skip
     * @param {number} [options.limit] results to return
     * @param {boolean} [options.counts] whether to count terms; default: if the lists of all facets are small
     * @param {boolean} [options.complete] true to read the whole lists of very common words first
     * @param {AbortSignal} [options.signal]
     *
     * Returns `total`, the number of studies that match; `results`: those studies, then those with some of the words; `facets`: how
     * many studies each term would give, by key and slug; `corrections`; `partial`: true if no study has all words, so that `total`
     * counts those with some; `complete`: false if `total` may be too low; `unknown` words, each with words near it; `marks`: the
     * words that matched.
     */
    search(query, options = {}) {
      const { signal } = options;
      return new Promise((resolve, reject) => {
        // Files that were requested still arrive, for the next query.
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        const days = [options.from ? dayOf(options.from) : 0, options.to ? dayOf(options.to, true) : Infinity];
        withIndex((index) => search(query, options, days, index, text), signal).then(resolve, reject);
      });
    },

    /** Reads the files that every query needs, before the first query. */
    preload: () => withIndex((index) => listsOf(few(index) ? index.facets : [], index)),

    text,
  };
}
