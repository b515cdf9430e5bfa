// The script's answers, on small libraries that each show one thing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance } from '../../src/search/client/engine/distance.mjs';
import { words } from '../../src/search/client/engine/text.mjs';
import { files, inRounds } from './files.mjs';
import { KEYS, built, manifestOf, numbered, random, script, slug } from './library.mjs';

const study = (title, more = {}) => ({ key: title.toLowerCase().replace(/\W+/g, '-'), title, summary: 'A summary', ...more });

const some = built([
  study('Warm homes', { date: '2020-05-01', summary: 'Insulating council housing in Leeds', facets: [['Housing', 'Climate change'], ['Grant funding'], ['North']] }),
  study('Housing repairs on time', { date: '2019', text: 'A repairs service that tenants trust. The people’s choice.', facets: [['Housing'], ['Toolkit'], ['South']] }),
  study('Net zero by 2030', { date: '2021-02', text: 'Housing is a fifth of emissions', facets: [['Climate change'], [], ['North']] }),
  study('A café for carers', { text: 'Adult social care, with cake', organisation: 'Tŷ Council', facets: [['Care'], ['Toolkit'], []] }),
  study('Communities decide', { date: '2018-12-31', text: 'Community engagement, engaging communities', facets: [['Care', 'Housing'], [], ['South']] }),
]);
const { open } = await script(some);

// Made-up words that have nothing in common.
const made = (n) => [...(n * 7919 + 4096).toString(8)].map((digit) => 'bdfgkmpz'[+digit] + 'aeiou'[(n + +digit) % 5]).join('');

const at = (dist, log) => open('http://localhost/search/', { fetch: files(dist, log) });
const titles = ({ results }) => results.map(({ title }) => title);

// Words.

test('a word finds the studies that have it, in any form, title first', async () => {
  const found = await at(some).search('house repair');
  assert.equal(titles(found)[0], 'Housing repairs on time');
  assert.equal((await at(some).search('housing')).total, 4);
  assert.equal((await at(some).search('HOUSING!')).total, 4);
});

test('accents, apostrophes and case make no difference', async () => {
  assert.deepEqual(titles(await at(some).search('cafe')), ['A café for carers']);
  assert.deepEqual(titles(await at(some).search('CAFÉ')), ['A café for carers']);
  assert.deepEqual(titles(await at(some).search("people's")), ['Housing repairs on time']);
  assert.deepEqual(words('The Tŷ’s naïve ﬁnance'), ['the', 'ty', 'naive', 'finance']);
});

test('a result has everything that the page shows', async () => {
  const { results: [{ score, ...result }] } = await at(some).search('zero');
  assert.ok(score > 0);
  assert.deepEqual(result, {
    id: 0, title: 'Net zero by 2030', url: 'http://localhost/case-studies/net-zero-by-2030/', date: '2021-02', organisation: '', lang: undefined,
    summary: 'A summary', terms: { topics: ['climate-change'], support_types: [], region: ['north'] },
  });
});

test('in a sub-folder of a host, addresses start with the sub-folder', async () => {
  const dist = built([study('Alone'), study('Together')], { base: '/library/' });
  const read = files(dist);
  const library = open('http://localhost/library/search/', { fetch: (url) => read(new URL(new URL(url).pathname.slice(8), 'http://localhost')) });
  assert.equal((await library.search('alone')).results[0].url, 'http://localhost/library/case-studies/alone/');
});

test('studies with all words are counted, and those with some follow them', async () => {
  const found = await at(some).search('housing emissions');
  assert.equal(found.total, 1);
  assert.equal(found.partial, false);
  assert.equal(titles(found)[0], 'Net zero by 2030');
  assert.equal(found.results.length, 4);
});

test('if no study has all words, those with some are counted, and the result says so', async () => {
  const found = await at(some).search('insulating cake');
  assert.equal(found.partial, true);
  assert.equal(found.total, 2);
});

test('a word that no study has is named, and the others are searched', async () => {
  const found = await at(some).search('housing xylophone');
  assert.equal(found.partial, true);
  assert.deepEqual(found.unknown.map(({ word }) => word), ['xylophone']);
  assert.equal(found.total, 4);
});

test('stop words are ignored', async () => {
  const found = await at(some).search('the housing of the');
  assert.equal(found.total, 4);
  assert.deepEqual(found.ignored, ['the', 'of']);
});

test('no words find everything, newest first and those without a date last', async () => {
  const found = await at(some).search('');
  assert.equal(found.total, 5);
  assert.deepEqual(titles(found), ['Net zero by 2030', 'Warm homes', 'Housing repairs on time', 'Communities decide', 'A café for carers']);
});

test('any text as a query is answered', async () => {
  const library = at(some);
  for (const query of ['"', '"" “”', '  ', '\0', '🏠', '%', '<b>', '"a b', '\ud800', 'x'.repeat(5000), '地方自治', 'ﬃ', '__proto__', 'constructor']) {
    const found = await library.search(query, { prefix: true });
    assert.equal(typeof found.total, 'number', query);
  }
});

test('scripts without spaces are searched by pairs of letters', async () => {
  const library = at(built([study('地方自治体の事例', { key: 'a' }), study('住宅', { key: 'b' })]));
  assert.deepEqual(titles(await library.search('自治体')), ['地方自治体の事例']);
  assert.deepEqual(titles(await library.search('住宅')), ['住宅']);
});

test('hostile titles come out as they went in', async () => {
  const title = '<img src=x onerror=alert(1)> "&amp;" \u202e\u2028</script> {{ x }} \\';
  const found = await at(built([study(title, { key: 'x', summary: title })])).search('onerror');
  // A reference is the sign that it stands for.
  const shown = title.replace('&amp;', '&');
  assert.equal(found.results[0].title, shown);
  // casebook turns all white space in a summary into spaces.
  assert.equal(found.results[0].summary, shown.replace('\u2028', ' '));
});

test('libraries with one study or no studies can be searched', async () => {
  assert.equal((await at(built([study('Alone')])).search('alone')).total, 1);
  const none = at(built([]));
  assert.equal((await none.search('alone')).total, 0);
  assert.equal((await none.search('')).total, 0);
});

// Half words, wrong words, phrases.

test('a typing error is corrected, and the correction can be refused', async () => {
  for (const wrong of ['hosuing', 'housin', 'houssing', 'jousing', 'ousing']) {
    const found = await at(some).search(wrong, { prefix: false });
    assert.deepEqual(found.corrections, [{ from: wrong, to: 'housing' }], wrong);
    assert.equal(found.total, 4, wrong);
  }
  const found = await at(some).search('hosuing', { fuzzy: false });
  assert.equal(found.total, 0);
  assert.deepEqual(found.unknown, [{ word: 'hosuing', near: ['housing'] }]);
  const { unknown } = await at(some).search('houssing', { fuzzy: false, prefix: false });
  assert.deepEqual(unknown, [{ word: 'houssing', near: ['housing'] }], 'named once, though close and alike');
  assert.deepEqual((await at(some).search('comunites')).corrections, [{ from: 'comunites', to: 'communities' }]);
});

test('numbers and short words are never corrected', async () => {
  for (const query of ['2031', 'nett2', 'carr1', 'zer']) assert.deepEqual((await at(some).search(query, { prefix: false })).corrections, [], query);
});

test('the distance of two words counts letters added, lost, changed and swapped', () => {
  for (const [a, b, errors] of [['house', 'house', 0], ['hosue', 'house', 1], ['huse', 'house', 1], ['hhouse', 'house', 1], ['mouse', 'house', 1], ['hoose', 'mouse', 2], ['ohuse', 'house', 1], ['ab', 'ba', 1]]) {
    assert.equal(distance(a, b, 2), errors, `${a} ${b}`);
    assert.equal(distance(b, a, 2), errors, `${b} ${a}`);
  }
  assert.ok(distance('housing', 'transport', 2) > 2);
  assert.ok(distance('mouse', 'house', 0) > 0);
});

test('the last word is completed while typing, and studies with exactly that word come first', async () => {
  assert.equal((await at(some).search('hous', { prefix: true })).total, 4);
  assert.deepEqual(titles(await at(some).search('net ze', { prefix: true })), ['Net zero by 2030']);
  assert.deepEqual(titles(await at(some).search('care', { prefix: true })), ['A café for carers', 'Communities decide']);
  assert.equal((await at(some).search('hou ', { prefix: true })).total, 0, 'a word followed by a space is finished');
  const library = at(built([study('Inform', { date: '2019' }), study('Informatics', { date: '2020' })]));
  assert.deepEqual(titles(await library.search('inform', { prefix: true })), ['Inform', 'Informatics']);
});

test('a phrase is looked for in title, summary and the study itself', async () => {
  const library = at(built([
    study('Social care first', { text: 'Apart' }),
    study('Care that is social', { text: 'Social, and apart from that care' }),
    study('Elsewhere', { summary: 'What social care needs' }),
    study('Inside', { text: 'Care. It is better with social budgets than without.' }),
    study('Outside', { text: 'Budgets, social or better or both.' }),
  ]));
  // Node reads the whole page of a study, including the titles of its neighbours; a browser only reads its text.
  const found = await library.search('"social care"');
  assert.ok(['Social care first', 'Elsewhere'].every((title) => titles(found).includes(title)));
  assert.deepEqual(titles(await library.search('“social budgets”')), ['Inside']);
  assert.deepEqual((await library.search('"care social first"')).phrases.missing, ['care social first']);
});

test('a phrase that many studies have fills pages, and its total is exact', async () => {
  const library = at(built([
    ...Array.from({ length: 35 }, (_, n) => study(`Social care ${n}`)),
    ...Array.from({ length: 30 }, (_, n) => study(`Care that is social ${n}`)),
  ]));
  const pages = await Promise.all([0, 10, 30].map((offset) => library.search('"social care"', { offset })));
  for (const { total, complete } of pages) assert.deepEqual([total, complete], [35, true]);
  assert.deepEqual(pages.map(({ results }) => results.length), [10, 10, 5]);
  assert.equal((await library.search('"social care"', { sort: 'title' })).total, 35);
});

test('a rare phrase among many studies with its words is found', async () => {
  const words = ['adult', 'social', 'care'];
  const library = at(built([
    ...Array.from({ length: 60 }, (_, n) => study(`Study ${n}`, { date: '2020', text: `${words[n % 3]} and ${words[(n + 2) % 3]}, then ${words[(n + 1) % 3]}.` })),
    study('The one', { date: '2001', text: `${'Long text. '.repeat(40)} The adult social care team met.` }),
  ]));
  const found = await library.search('"adult social care"');
  assert.deepEqual([found.total, titles(found)], [1, ['The one']]);
});

test('a phrase that no study has is searched for as words, and the result says so', async () => {
  const found = await at(some).search('"care adult social"');
  assert.deepEqual(found.phrases.missing, ['care adult social']);
  assert.equal(titles(found)[0], 'A café for carers');
});

test('a phrase that only filtered-out studies have is not called missing', async () => {
  const library = at(built([study('Social care', { facets: [['Care'], [], []] }), study('Care that is social', { facets: [['Housing'], [], []] })]));
  const found = await library.search('"social care"', { filters: { topics: ['housing'] } });
  assert.deepEqual([found.total, found.phrases.missing], [0, []]);
});

test('stop words inside a phrase count', async () => {
  const library = at(built([study('The state of the art'), study('Art of the state'), study('State and art')]));
  assert.deepEqual(titles(await library.search('"state of the art"')), ['The state of the art']);
});

test('words and phrases with a minus are left out', async () => {
  const library = at(some);
  const all = titles(await library.search('housing', { limit: 50 }));
  const without = titles(await library.search('housing -repairs', { limit: 50 }));
  assert.deepEqual(without, all.filter((title) => title !== 'Housing repairs on time'));
  assert.equal((await library.search('housing NOT repairs')).total, without.length);
  assert.equal((await library.search('-"repairs service"')).total, 4);
  assert.equal((await library.search('e-mail co-op')).excluded.length, 0, 'a hyphen is no minus');
});

// Words as people write them.

test('terms, organisations and other text on a card are searched', async () => {
  assert.deepEqual(titles(await at(some).search('Tŷ Council'))[0], 'A café for carers');
  const found = await at(some).search('climate change', { counts: true });
  assert.equal(found.total, 2);
  assert.deepEqual(found.terms, [{ facet: 'topics', slug: 'climate-change', count: 2 }]);
});

test('if the query is the name of a term, its studies come first, after a title that is the query', async () => {
  const library = at(built([
    study('How we met adult social care', { summary: 'Adult social care', text: 'Adult social care. '.repeat(9) }),
    study('A longer walk', { text: 'Nothing of the kind is said here.', facets: [['Adult social care'], [], []] }),
    study('Adult social care'),
  ]));
  const first = ['Adult social care', 'A longer walk', 'How we met adult social care'];
  assert.deepEqual(titles(await library.search('adult social care')), first);
  assert.equal(titles(await library.search('The Adult Social Care'))[0], 'A longer walk');
  assert.equal(titles(await library.search('adult social care walk'))[0], 'A longer walk');
  assert.deepEqual(titles(await library.search('adult social')).slice(-1), ['A longer walk']);
});

test('acronyms, signs, numbers and compounds meet however they are written', async () => {
  const library = at(built([
    study('IT service redesign', { text: 'The IT desk.' }),
    study('Fewer visits to A&E', { text: 'At R&D and the N.H.S., about COVID-19 and S106, in HD1 2TT.' }),
    study('Support for carers', { text: 'It is a support. E-learning on a web site. Well being, 3 million.' }),
    study('Wellbeing', { text: 'Co-production saves £1,200,000 and £3m; Node.js and C++ at 20mph.' }),
  ]));
  const first = async (query) => titles(await library.search(query))[0];
  for (const [query, title] of [
    ['IT', 'IT service redesign'], ['IT support', 'IT service redesign'], ['A&E', 'Fewer visits to A&E'], ['r&d', 'Fewer visits to A&E'], ['nhs', 'Fewer visits to A&E'],
    ['COVID19', 'Fewer visits to A&E'], ['covid 19', 'Fewer visits to A&E'], ['section 106', 'Fewer visits to A&E'], ['HD12TT', 'Fewer visits to A&E'],
    ['coproduction', 'Wellbeing'], ['co production', 'Wellbeing'], ['1200000', 'Wellbeing'], ['nodejs', 'Wellbeing'], ['C++', 'Wellbeing'], ['20 mph', 'Wellbeing'],
    ['elearning', 'Support for carers'], ['website', 'Support for carers'],
  ]) assert.equal(await first(query), title, query);
  assert.equal((await library.search('IT')).total, 1);
  assert.equal((await library.search('wellbeing')).total, 2);
  assert.equal((await library.search('£3 million')).total, 2);
  assert.deepEqual((await library.search('A&E')).total, 1);
});

test('a query without a word finds nothing, one of stop words what has them in its title', async () => {
  const library = at(built([study('The Hub'), study('Hub and spokes', { text: 'Hub, hub, hub and hub.' }), study('What is on')]));
  for (const query of ['&', '!!!', '💉']) assert.equal((await library.search(query)).total, 0, query);
  assert.equal(titles(await library.search('the hub'))[0], 'The Hub');
  assert.deepEqual(titles(await library.search("what's on")), ['What is on']);
});

test('a form of a word that no study has finds the other forms', async () => {
  const library = at(built([study('Agencies', { text: 'Disabilities, campaigns and budgets.' }), study('Elsewhere')]));
  for (const query of ['agency', 'disability', 'campaigning', 'budgeting']) assert.deepEqual(titles(await library.search(query)), ['Agencies'], query);
});

test('a rare word beside a much commoner one is asked about', async () => {
  const library = at(built([...Array.from({ length: 60 }, (_, n) => study(`Government ${n}`)), study('A slip', { text: 'The goverment.' })]));
  const found = await library.search('goverment');
  assert.equal(found.total, 1);
  assert.deepEqual(found.suggestions, [{ from: 'goverment', to: 'government', total: 60 }]);
});

test('the very word comes before others of its stem', async () => {
  const library = at(built([
    study('Hospitality training', { text: 'Hotels.', date: '2024' }), study('Hospital discharge', { text: 'Wards.', date: '2020' }),
    study('Parks for everyone', { date: '2024' }), study('Parking made simple', { date: '2020' }),
  ]));
  assert.equal(titles(await library.search('hospital'))[0], 'Hospital discharge');
  assert.equal(titles(await library.search('parking'))[0], 'Parking made simple');
});

// Filters, dates and order.

test('dates bound the results, a month or year to its last day', async () => {
  const total = async (options) => (await at(some).search('', options)).total;
  assert.equal(await total({ from: '2020' }), 2);
  assert.equal(await total({ from: '2020-05-01' }), 2);
  assert.equal(await total({ from: '2020-05-02' }), 1);
  assert.equal(await total({ to: '2018' }), 1);
  assert.equal(await total({ to: '2018-12-30' }), 0);
  assert.equal(await total({ from: '2018', to: '2020-05' }), 3);
  assert.equal(await total({ from: '2019', to: '2018' }), 0);
  for (const none of ['soon', '12-Mar-24', '12-03-2024', '2024-13', '2024-02-31', '12/03/2024']) await assert.rejects(total({ from: none }), RangeError, none);
});

test('results are sorted by date and title', async () => {
  const sorted = async (sort) => titles(await at(some).search('housing', { sort }));
  assert.deepEqual(await sorted('newest'), ['Net zero by 2030', 'Warm homes', 'Housing repairs on time', 'Communities decide']);
  assert.deepEqual(await sorted('oldest'), ['Communities decide', 'Housing repairs on time', 'Warm homes', 'Net zero by 2030']);
  assert.deepEqual(await sorted('title'), ['Communities decide', 'Housing repairs on time', 'Net zero by 2030', 'Warm homes']);
  assert.equal(titles(await at(some).search('', { sort: 'oldest' })).at(-1), 'A café for carers');
});

test('offset and limit cut pages that neither overlap nor leave anything out', async () => {
  const library = at(some);
  const whole = titles(await library.search('housing care community', { limit: 50 }));
  const pages = [];
  for (let offset = 0; offset < whole.length; offset += 2) pages.push(...titles(await library.search('housing care community', { offset, limit: 2 })));
  assert.deepEqual(pages, whole);
});

const TERMS = [['Housing', 'Care', 'Climate change', 'Transport', 'Waste'], ['Toolkit', 'Grant funding', 'Training'], ['North', 'South', 'East']];
const VOCABULARY = ['apple', 'pear', 'plum', 'fig'];

for (const [count, withWords] of [[200, false], [50, true]]) {
  test(`results and counts of ${count} random choices with${withWords ? '' : 'out'} words are those of a recount by hand`, async () => {
    const below = random(withWords ? 12 : 11);
    const pick = (of) => of.filter(() => below(3) === 0);
    const studies = numbered(Array.from({ length: 400 }, (_, n) => study(`Number ${n}`, {
      text: pick(VOCABULARY).join(' '), date: `20${10 + below(10)}-0${1 + below(9)}-1${below(9)}`, facets: [pick(TERMS[0]), pick(TERMS[1]), pick(TERMS[2]).slice(0, 1)],
    })));
    const library = at(built(studies));
    for (let n = 0; n < count; n++) {
      const filters = Object.fromEntries(KEYS.map((key, facet) => [key, pick(TERMS[facet]).map(slug)]));
      const query = withWords ? [VOCABULARY[below(4)], VOCABULARY[below(4)]] : [];
      const [from, to] = [below(3) ? '' : '2013', below(3) ? '' : '2017-06'];
      // Studies that match the choices, except those in the facet `but`.
      const left = (least, but) => studies.filter(({ facets, text, date }) =>
        query.filter((word) => text.includes(word)).length >= least &&
        (!from || date >= from) && (!to || date <= `${to}-31`) &&
        KEYS.every((key, facet) => key === but || !filters[key].length || facets[facet].some((name) => filters[key].includes(slug(name)))));
      const found = await library.search(query.join(' '), { filters, from, to, limit: 400, counts: true });
      // Whether any study has all words depends on the whole library, not on the filtered studies.
      const all = query.length;
      assert.equal(found.partial, false);
      assert.equal(found.total, left(all).length);
      const expected = left(all).map(({ title }) => title);
      assert.deepEqual(withWords ? titles(found).slice(0, found.total).sort() : titles(found), withWords ? expected.sort() : expected);
      KEYS.forEach((key, facet) => {
        const counts = Object.fromEntries(TERMS[facet].map((name) => [slug(name), left(all, key).filter(({ facets }) => facets[facet].includes(name)).length]));
        assert.deepEqual(found.facets[key], counts);
      });
    }
  });
}

test('totals and counts of 300 random choices of words, phrases, exclusions, filters and dates are those of a recount', async () => {
  const below = random(21);
  const pick = (of) => of[below(of.length)];
  // None of these is another form of another. Two stop words may be inside a phrase.
  const vocabulary = ['apple', 'pear', 'plum', 'fig', 'lemon', 'melon', 'quince', 'of', 'the'];
  const fruit = vocabulary.slice(0, 7);
  const studies = numbered(Array.from({ length: 500 }, (_, n) => study(`Number ${n}`, {
    text: Array.from({ length: 3 + below(25) }, () => pick(vocabulary)).join(' '),
    date: `20${10 + below(10)}-0${1 + below(9)}-1${below(9)}`, facets: [TERMS[0].filter(() => !below(3)), [], [pick(TERMS[2])]],
  })));
  const library = at(built(studies));
  const has = ({ text }, words) => ` ${text} `.includes(` ${words} `);
  let [found, withPhrases, without] = [0, 0, 0];
  for (let n = 0; n < 300; n++) {
    const words = Array.from({ length: below(3) }, () => pick(fruit));
    const phrases = below(2) ? [[pick(fruit), ...Array.from({ length: below(2) }, () => pick(vocabulary)), pick(fruit)].join(' ')] : [];
    const excluded = below(2) ? [pick(fruit)] : [];
    const filters = below(2) ? { topics: [slug(pick(TERMS[0])), slug(pick(TERMS[0]))] } : {};
    const [from, to] = [below(3) ? '' : '2012', below(3) ? '' : '2018-06'];
    const matching = (ignored) => studies.filter((each) =>
      words.every((word) => has(each, word)) && phrases.every((phrase) => has(each, phrase)) && !excluded.some((word) => has(each, word)) &&
      (!from || each.date >= from) && (!to || each.date <= `${to}-31`) &&
      (ignored === 'topics' || !filters.topics || each.facets[0].some((name) => filters.topics.includes(slug(name)))));
    const query = [...words, ...phrases.map((phrase) => `"${phrase}"`), ...excluded.map((word) => `-${word}`)].join(' ');
    const answer = await library.search(query, { filters, from, to, counts: true });
    if (answer.phrases.missing.length || answer.partial) {
      // Then no study at all has the phrase, or all of the words.
      assert.equal(matching().length, 0, query);
      continue;
    }
    assert.equal(answer.total, matching().length, `${query} ${JSON.stringify({ filters, from, to })}`);
    const counts = Object.fromEntries(TERMS[0].map((name) => [slug(name), matching('topics').filter(({ facets }) => facets[0].includes(name)).length]));
    assert.deepEqual(answer.facets.topics, counts, query);
    found += answer.total > 0 ? 1 : 0;
    withPhrases += phrases.length && answer.total > 0 ? 1 : 0;
    without += excluded.length && answer.total > 0 ? 1 : 0;
  }
  assert.ok(found > 150 && withPhrases > 50 && without > 50, `${found} ${withPhrases} ${without}`);
});

test('a filter with an unknown term matches nothing, one with an unknown facet everything', async () => {
  assert.equal((await at(some).search('', { filters: { topics: ['no-such-topic'] } })).total, 0);
  assert.equal((await at(some).search('', { filters: { colour: ['red'] } })).total, 5);
});

test('common words of a large library are exact once whole lists are asked for', async () => {
  const below = random(5);
  const studies = Array.from({ length: 6500 }, (_, n) => study(`Study ${n}`, {
    text: ['council', 'rare'].filter((_, at) => below(100) < [98, 10][at]).flatMap((word) => Array(1 + below(4)).fill(word)).join(' '),
    summary: below(100) < 98 ? 'A service' : 'Nothing',
  }));
  const count = (...words) => studies.filter(({ text, summary }) => words.every((word) => `${text} ${summary}`.includes(word))).length;
  const library = at(built(studies));
  const first = await library.search('council service');
  assert.equal(first.complete, false);
  assert.ok(first.total <= count('council', 'service'));
  assert.equal(first.results.length, 10);
  const whole = await library.search('council service', { complete: true });
  assert.equal(whole.complete, true);
  assert.equal(whole.total, count('council', 'service'));
  for (const options of [{ sort: 'newest' }, { offset: 10 }]) assert.equal((await library.search('council service', options)).total, whole.total);
  assert.equal((await library.search('council rare', { complete: true })).total, count('council', 'rare'));
});

// What can go wrong while loading.

/** A host that records requests, and can replace files. */
const bare = (dist) => {
  const read = files(dist);
  const host = { calls: [], replace: {}, read };
  host.fetch = async (url, init) => {
    const { pathname, search } = new URL(url);
    host.calls.push(`${pathname}${search} ${init?.cache ?? ''}`.trim());
    for (const [part, answer] of Object.entries(host.replace)) if (pathname.includes(part)) return answer(url, init);
    return read(url);
  };
  return host;
};
const gone = () => new Response('gone', { status: 404 });

test('if nothing that a query needs can be read, that is an error, and the next query works', async () => {
  const host = bare(some);
  host.replace['/words/'] = gone;
  const library = open('http://localhost/search/', host);
  await assert.rejects(library.search('housing'), { name: 'SearchError' });
  assert.ok(host.calls.some((call) => call.endsWith('index.json no-cache')), 'a newer index is looked for');
  host.replace = {};
  assert.equal((await library.search('housing')).total, 4);
});

test('a truncated file and a file that is not an index are errors too', async () => {
  for (const path of ['index.json', '/words/', '/studies/']) {
    for (const body of ['', '<!doctype html>', '{}', '["00000000"]', '{"format":2}', 'null']) {
      const host = bare(some);
      host.replace[path] = () => new Response(body);
      await assert.rejects(open('http://localhost/search/', host).search('housing'), { name: 'SearchError' }, `${path} ${body}`);
    }
    const host = bare(some);
    host.replace[path] = async (url) => new Response((await (await files(some)(url)).arrayBuffer()).slice(0, -3));
    await assert.rejects(open('http://localhost/search/', host).search('housing'), { name: 'SearchError' }, path);
  }
});

test('a file that only some things need costs only those', async () => {
  const without = async (part, query, options) => {
    const host = bare(some);
    host.replace[part] = gone;
    return open('http://localhost/search/', host).search(query, options);
  };
  const counts = await without('/facets/', 'housing', { counts: true });
  assert.deepEqual([counts.total, counts.failed], [4, ['counts']]);
  const corrections = await without('/search-more.js', 'housing hosuing');
  assert.deepEqual([corrections.total, corrections.failed], [4, ['corrections']]);
  const spelling = await without('/more-', 'housing xyzzyx');
  assert.equal(spelling.results.length, 4);
  // Of 200 studies, those of one file cannot be shown.
  const many = built(Array.from({ length: 200 }, (_, n) => study(`Lantern ${n}`)));
  const host = bare(many);
  host.replace['/7.bin'] = gone;
  const results = await open('http://localhost/search/', host).search('lantern', { limit: 200 });
  assert.deepEqual([results.total, results.results.length, results.failed], [200, 196, ['results']]);
});

test('a word whose file is missing does not keep the others from being found', async () => {
  const host = bare(built(Array.from({ length: 60 }, (_, n) => study(`Lantern ${made(n)}`, { text: Array.from({ length: 80 }, (_, m) => made(n * 80 + m)).join(' ') }))));
  const names = new Set();
  const library = open('http://localhost/search/', host);
  await library.search('lantern');
  for (const call of host.calls) if (call.includes('/words/')) names.add(call.split(' ')[0]);
  const word = made(4000);
  host.replace['/words/'] = (url) => (names.has(new URL(url).pathname) ? host.read(url) : gone());
  const found = await open('http://localhost/search/', host).search(`lantern ${word}`);
  assert.equal(found.results.length, 10);
  assert.deepEqual(found.failed, ['words']);
});

test('being offline is an error, the next query recovers, and what was read stays', async () => {
  const host = bare(some);
  host.replace.search = () => Promise.reject(new TypeError('Failed to fetch'));
  const library = open('http://localhost/search/', host);
  await assert.rejects(library.search('housing'), { name: 'SearchError' });
  host.replace = {};
  assert.equal((await library.search('housing')).total, 4);
  host.replace.search = () => Promise.reject(new TypeError('Failed to fetch'));
  assert.equal((await library.search('housing')).total, 4);
});

const after = built([study('Housing anew'), study('Housing again')]);

test('after a deploy during a visit, the new index is read', async () => {
  const host = bare(some);
  const library = open('http://localhost/search/', host);
  assert.equal((await library.search('housing')).total, 4);
  host.replace['/search/'] = files(after);
  assert.equal((await library.search('again')).total, 1);
  assert.equal((await library.search('housing')).total, 2);
});

test('whatever a host keeps of an old build, a visitor gets old or new results', async () => {
  const [old, now] = [files(some), files(after)];
  const either = async (first, second, ...more) => {
    const response = await first(...more);
    return response.ok ? response : second(...more);
  };
  for (const [index, rest, total] of [
    // The browser has the old index, and the host only new files.
    [(url, init) => (init?.cache === 'no-cache' ? now(url) : old(url)), now, 2],
    // The index is not uploaded yet, but new files are.
    [old, (url) => either(now, old, url), 4],
    // A cache that ignores queries has some old files, and the index is new.
    [now, (url) => either(old, now, url), 2],
  ]) {
    const host = bare(some);
    host.replace['/search/'] = (url, init) => (String(url).endsWith('index.json') ? index(url, init) : rest(url));
    assert.equal((await open('http://localhost/search/', host).search('housing')).total, total);
  }
});

test('each file is requested once, with its content in its name', async () => {
  const host = bare(some);
  const library = open('http://localhost/search/', host);
  await Promise.all([library.search('housing'), library.search('housing care'), library.preload()]);
  assert.equal(new Set(host.calls).size, host.calls.length);
  for (const call of host.calls.slice(1)) assert.match(call, /-[0-9a-z]{5}\.bin|studies\/[0-9a-z]{5}\/|search-more\.js/);
});

test('an aborted search rejects immediately, and the next one is complete', async () => {
  const host = bare(some);
  let answer;
  host.replace['/words/'] = (url) => new Promise((resolve) => (answer = () => resolve(files(some)(url))));
  const library = open('http://localhost/search/', host);
  const stop = new AbortController();
  const search = library.search('housing', { signal: stop.signal });
  while (!answer) await new Promise((done) => setTimeout(done, 5));
  stop.abort();
  await assert.rejects(search, { name: 'AbortError' });
  answer();
  host.replace = {};
  assert.equal((await library.search('housing')).total, 4);
  await assert.rejects(library.search('housing', { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('the first query takes three rounds of requests, and two after preload', async () => {
  const rounds = async (preload) => {
    const { fetch, start } = inRounds(files(some));
    const library = open('http://localhost/search/', { fetch });
    if (preload) await library.preload();
    const count = start();
    await library.search('housing repairs');
    return count();
  };
  assert.equal(await rounds(false), 3);
  assert.equal(await rounds(true), 2);
});
