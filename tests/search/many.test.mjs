// Several libraries searched as one, on libraries of which one holds the studies of all the others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { files } from './files.mjs';
import { KEYS, built, random, script, slug } from './library.mjs';

const TERMS = [['Housing', 'Care', 'Climate change', 'Transport', 'Waste'], ['Toolkit', 'Grant funding', 'Training'], ['North', 'South', 'East']];
// Most common first. Some have several forms; some of those at the end are in one of the libraries only.
const COMMON = 'council services support housing house family care carers community communities digital project projects energy planning plan learning'.split(' ');
const RARE = 'orchard archipelago velvet lanterns lantern museum harbours harbour festival interviews prototype gardening gardens bridges river'.split(' ');
const STOPS = ['the', 'of', 'and', 'with'];

/** Studies with words of their own, no two of the same day. */
function made(count, seed, rare, title, base = 0) {
  const below = random(seed);
  const word = () => (below(6) === 0 ? STOPS[below(4)] : below(5) ? COMMON[Math.floor(COMMON.length * (below(1e6) / 1e6) ** 1.6)] : rare[below(rare.length)]);
  const some = (number) => Array.from({ length: number }, word).join(' ');
  return Array.from({ length: count }, (_, n) => ({
    key: `${title}-${n}`,
    title: `${some(2 + below(3))} ${title} ${n}`,
    summary: some(6 + below(6)),
    text: some(15 + below(40)),
    date: new Date(Date.UTC(2012, 0, 1) + (n * 9 + base) * 864e5).toISOString().slice(0, 10),
    facets: [TERMS[0].filter(() => !below(3)), [TERMS[1][below(3)]], [TERMS[2][below(3)]]],
  }));
}

const first = made(200, 5, RARE.slice(0, 9), 'alpha');
const second = made(140, 6, RARE.slice(6), 'beta', 4);
const dists = { 'a.test': built(first), 'b.test': built(second), 'all.test': built([...first, ...second]) };
const { open } = await script(dists['a.test']);

/** A `fetch` that reads the libraries by their hosts. `answer(url)` can replace an answer. */
const hosts = (answer = () => undefined) => async (url, init) => {
  const { hostname } = new URL(url);
  return (await answer(new URL(url), init)) ?? (dists[hostname] ? files(dists[hostname])(url) : Promise.reject(new TypeError('no network')));
};
const A = 'http://a.test/search/';
const B = 'http://b.test/search/';
const scripts = A;
const both = open([A, B], { fetch: hosts(), scripts });
const one = open('http://all.test/search/', { fetch: hosts() });
const titles = ({ results }) => results.map(({ title }) => title);

const below = random(77);
const pick = (of) => of[below(of.length)];
const typo = (word) => (word.length > 6 ? word.slice(0, 3) + word[4] + word[3] + word.slice(5) : word);

/** A random query with options. */
function asked() {
  const words = Array.from({ length: 1 + below(3) }, () => (below(3) ? pick(COMMON) : pick(RARE)));
  if (!below(6)) words[0] = typo(words[0]);
  if (!below(8)) words.push('xylophone');
  if (!below(5)) words.push(pick(STOPS));
  const phrase = below(3) ? [] : [`"${pick(COMMON)} ${below(2) ? `${pick(STOPS)} ` : ''}${pick(COMMON)}"`];
  const excluded = below(3) ? [] : [`-${below(2) ? pick(COMMON) : pick(RARE)}`];
  const filters = below(2) ? {} : Object.fromEntries(KEYS.map((key, facet) => [key, TERMS[facet].filter(() => !below(3)).map(slug)]));
  return { query: [...words, ...phrase, ...excluded].join(' '), options: { filters, from: below(4) ? '' : '2013', to: below(4) ? '' : '2016-06', prefix: false, counts: true } };
}

test('totals, counts and notes of 400 random queries are those of one library with all studies', async () => {
  let [some, phrases, partial, corrected, unknown, doubtful] = [0, 0, 0, 0, 0, 0];
  for (let n = 0; n < 400; n++) {
    const { query, options } = asked();
    const [found, expected] = await Promise.all([both, one].map((library) => library.search(query, { ...options, complete: true })));
    // The index of a smaller library has more of its rare phrases. One that it does not have is only looked for in a few studies.
    if (found.phrases.missing.length < expected.phrases.missing.length) {
      doubtful++;
      continue;
    }
    for (const key of ['total', 'partial', 'corrections', 'ignored', 'excluded', 'cut', 'complete', 'failed', 'facets'])
      assert.deepEqual(found[key], expected[key], `${key} of ${query} ${JSON.stringify(options)}`);
    assert.deepEqual(found.unknown.map(({ word }) => word), expected.unknown.map(({ word }) => word), query);
    assert.deepEqual(found.phrases.missing, expected.phrases.missing, query);
    some += found.total > 0;
    phrases += query.includes('"') && found.total > 0 && !found.phrases.missing.length;
    partial += found.partial;
    corrected += found.corrections.length;
    unknown += found.unknown.length;
  }
  assert.ok(some > 150 && phrases > 15 && partial > 20 && corrected > 10 && unknown > 10 && doubtful < 20, `${[some, phrases, partial, corrected, unknown, doubtful]}`);
});

test('by date and title, every page is that of one library with all studies', async () => {
  for (let n = 0; n < 60; n++) {
    const { query, options } = asked();
    for (const sort of ['newest', 'oldest', 'title']) {
      const asking = { ...options, sort, offset: below(4) * 7, limit: 1 + below(12) };
      const [found, expected] = await Promise.all([both, one].map((library) => library.search(query, asking)));
      if (found.phrases.missing.length === expected.phrases.missing.length) assert.deepEqual(titles(found), titles(expected), `${query} ${JSON.stringify(asking)}`);
    }
  }
});

test('pages in every order have no gaps and nothing twice', async () => {
  for (const sort of ['relevance', 'newest', 'oldest', 'title']) {
    for (const query of ['', 'housing', 'housing archipelago', 'lantern orchard velvet']) {
      const whole = await both.search(query, { sort, limit: 400 });
      const paged = [];
      for (let offset = 0; offset < whole.results.length; offset += 13) paged.push(...(await both.search(query, { sort, offset, limit: 13 })).results);
      assert.deepEqual(paged.map(({ url }) => url), whole.results.map(({ url }) => url), `${query} ${sort}`);
      assert.equal(new Set(whole.results.map(({ id }) => id)).size, whole.results.length, 'ids are unique');
      assert.ok(whole.results.every(({ url, library }) => url.startsWith(['http://a.test/', 'http://b.test/'][library])));
    }
  }
});

test('the best results are nearly those of one library with all studies', async () => {
  let [same, of, first] = [0, 0, 0];
  for (let n = 0; n < 150; n++) {
    const { query, options } = asked();
    const [found, expected] = await Promise.all([both, one].map((library) => library.search(query, { ...options, complete: true })));
    const best = new Set(titles(expected));
    same += titles(found).filter((title) => best.has(title)).length;
    of += best.size;
    first += titles(found)[0] === titles(expected)[0];
  }
  console.log(`Of the ten best, ${((same / of) * 100).toFixed(1)} % are the same; the best is in ${first} of 150`);
  assert.ok(same / of > 0.9 && first > 120, `${same} of ${of}, ${first}`);
});

const study = (title, more = {}) => ({ key: title.toLowerCase().replace(/\W+/g, '-'), title, summary: 'A summary', ...more });
const small = {
  'here.test': built([
    study('Warm homes', { date: '2020-05-01', text: 'A government programme. '.repeat(3), facets: [['Housing'], [], ['North']] }),
    study('The damson orchard', { date: '2021-01-01', facets: [['Waste'], [], []] }),
    study('Café culture', { date: '2018-02-01' }),
  ]),
  'there.test': built([
    study('Warm welcome', { date: '2022-03-01', text: 'Jam, made by Dawson', facets: [['Housing', 'Care'], [], []] }),
    study('Abandoned places', { date: '2019-04-01', text: 'Damask and lace' }),
    study('Bees', { text: 'No date' }),
  ]),
  'cymru.test': built([study('Cartrefi cynnes', { date: '2023-01-01', text: 'Mae’r cartrefi yn gynnes' }), study('Warm words', { date: '2017-01-01', text: 'the text says the' })], { language: 'cy' }),
};
Object.assign(dists, small);
const [HERE, THERE, CYMRU] = Object.keys(small).map((host) => `http://${host}/search/`);
const pair = (answer, given) => open([HERE, THERE], { fetch: hosts(answer), scripts: HERE, ...given });
const status = (host, code = 404) => (url) => (url.hostname === host ? new Response('not found', { status: code }) : undefined);

test('a word that only one library has is neither unknown nor corrected in the other', async () => {
  // In the other library alone, it is taken for a typing error.
  assert.deepEqual((await open(THERE, { fetch: hosts() }).search('damson', { prefix: false })).corrections, [{ from: 'damson', to: 'dawson' }]);
  const found = await pair().search('damson', { prefix: false });
  assert.deepEqual(titles(found), ['The damson orchard']);
  assert.deepEqual([found.total, found.corrections, found.unknown, found.partial], [1, [], [], false]);
});

test('a word that no library has is corrected in the same way in all, or unknown', async () => {
  const found = await pair().search('wram', { prefix: false });
  assert.deepEqual(found.corrections, [{ from: 'wram', to: 'warm' }]);
  assert.equal(found.total, 2);
  const { unknown } = await pair().search('xylophones', { prefix: false });
  assert.deepEqual(unknown.map(({ word }) => word), ['xylophones']);
});

test('if one library has all words, those with some of them come after its studies', async () => {
  const found = await pair().search('warm orchard jam', { prefix: false });
  assert.equal(found.partial, true, 'none has all three');
  assert.equal((await pair().search('warm jam', { prefix: false })).total, 1);
  assert.deepEqual(titles(await pair().search('warm jam', { prefix: false })), ['Warm welcome', 'Warm homes']);
});

test('results say which library they are from, and each library its total', async () => {
  const { results, libraries } = await pair().search('warm', { sort: 'newest' });
  assert.deepEqual(results.map(({ title, library }) => [title, library]), [['Warm welcome', 1], ['Warm homes', 0]]);
  assert.deepEqual(libraries, [{ folder: HERE, total: 1, error: undefined }, { folder: THERE, total: 1, error: undefined }]);
});

test('a library without a facet has no studies with its terms', async () => {
  // `region` is the last facet, so an index without it can be read.
  const without = async (url) => {
    if (url.href !== `${THERE}index.json`) return undefined;
    const manifest = JSON.parse(await (await files(small['there.test'])(url)).text());
    return new Response(JSON.stringify({ ...manifest, facets: manifest.facets.slice(0, 2) }));
  };
  const found = await pair(without).search('warm', { filters: { region: ['north'] } });
  assert.deepEqual([found.total, titles(found)], [1, ['Warm homes']]);
  assert.deepEqual([found.facets.topics, found.facets.region], [{ housing: 1, waste: 0, care: 0 }, { north: 1 }]);
  assert.equal((await pair(without).search('warm', { filters: { colour: ['red'] } })).total, 2, 'a facet that no library has is not used');
});

test('a library that cannot be read costs only its results, and is named', async () => {
  const cause = async (answer, given) => {
    const found = await pair(answer, given).search('warm');
    assert.deepEqual([titles(found), found.failed], [['Warm homes'], [THERE]]);
    const { error } = found.libraries[1];
    return `${error.name}: ${error.cause?.message ?? error.message}`;
  };
  assert.match(await cause(status('there.test')), /^SearchError: .* is missing$/);
  assert.match(await cause((url) => (url.hostname === 'there.test' ? Promise.reject(new TypeError('Failed to fetch')) : undefined)), /^SearchError: Failed to fetch$/);
  assert.match(await cause((url) => (url.hostname === 'there.test' ? new Response('{"format":9}') : undefined)), /^SearchError: The index is of another format$/);
  assert.match(await cause((url) => (url.hostname === 'there.test' ? new Promise((late) => setTimeout(late, 900)) : undefined), { patience: 200 }), /^TimeoutError/);
  // Later, when its words have been counted.
  assert.match(await cause((url) => (url.href.includes('there.test/search/studies') || url.href.includes('there.test/search/dates') ? new Response('', { status: 503 }) : undefined)), /^SearchError/);
});

test('a library that comes back is searched by the next query', async () => {
  let down = true;
  const library = pair((url) => (down ? status('there.test')(url) : undefined));
  assert.equal((await library.search('warm')).total, 1);
  down = false;
  assert.equal((await library.search('warm')).total, 2);
});

test('if no library can be read, that is an error; so are a wrong date and an aborted search', async () => {
  await assert.rejects(open(['http://gone.test/search/', 'http://lost.test/search/'], { fetch: hosts(), scripts: HERE }).search('warm'), { name: 'SearchError' });
  await assert.rejects(pair().search('warm', { from: '2019-13' }), RangeError);
  const controller = new AbortController();
  const search = pair().search('warm', { signal: controller.signal });
  controller.abort(new Error('no more'));
  await assert.rejects(search, /no more/);
});

test('libraries may have different languages', async () => {
  const library = open([HERE, CYMRU], { fetch: hosts(), scripts: HERE });
  assert.deepEqual(titles(await library.search('the warm words')), ['Warm words', 'Warm homes']);
  assert.deepEqual(titles(await library.search('cartrefi')), ['Cartrefi cynnes']);
  assert.equal((await library.search('')).total, 5);
});

test('the text of a study is read from its own library, and both indexes before a query', async () => {
  const log = [];
  const library = pair((url) => void log.push(url.href));
  await library.preload();
  assert.deepEqual(log.sort(), [`${HERE}index.json`, `${THERE}index.json`]);
  const { results: [{ url }] } = await library.search('damask');
  assert.match(await library.text(url), /Damask and lace/);
});

test('only scripts of the first library run', async () => {
  const log = [];
  const library = pair((url) => void log.push(url.href));
  await library.search('warm houses -jam "warm homes"', { counts: true, sort: 'title' });
  assert.deepEqual(log.filter((url) => url.endsWith('.js') && !url.startsWith(HERE)), []);
});

// The last, since it changes a library.
test('a library published during a search is searched again', async () => {
  const folder = small['there.test'].replace(/\/dist$/, '');
  const read = files(small['there.test']);
  let published = false;
  const library = pair(async (url) => {
    if (!/there.test.search.(studies|dates)/.test(url.href) || published) return undefined;
    published = true;
    built([study('Warm bread', { date: '2024-01-01' }), study('Warm welcome', { date: '2022-03-01' })], { folder });
    return read(url);
  });
  assert.deepEqual(titles(await library.search('warm', { sort: 'newest' })), ['Warm bread', 'Warm welcome', 'Warm homes']);
});
