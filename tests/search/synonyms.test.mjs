// Words that mean the same: those of the settings and of terms' pages, and British and American spellings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { files } from './files.mjs';
import { built, manifestOf, script } from './library.mjs';

const study = (title, more = {}) => ({ key: title.toLowerCase().replace(/\W+/g, '-'), title, summary: 'A summary', ...more });
const titles = ({ results }) => results.map(({ title }) => title);

const some = built([
  study('Quiet streets', { text: 'Anti-social behaviour fell by half.', facets: [['Safety'], [], ['North']] }),
  study('ASB wardens', { text: 'The ASB team.', facets: [['Safety'], [], ['South']] }),
  study('A walk', { text: 'Social prescribing changes behaviour; the anti-litter day too.', facets: [['Health'], [], ['South']] }),
  study('Doctors and doctors', { text: 'A doctor, another doctor and a doctor.', facets: [['Health'], [], []] }),
  study('One visit', { text: 'The GP came once.', facets: [['Health'], [], []] }),
  study('Nothing else', { text: 'At all.' }),
  study('Flats', { facets: [['Housing'], [], []] }),
], {
  synonyms: { ASB: 'anti-social behaviour', GP: ['doctor', 'family doctor'], HMO: 'house in multiple occupation', NEET: 'youth' },
  pages: { 'topics/housing.md': '---\ntitle: Housing\nsynonyms: [accommodation, homes]\n---\n' },
});
const { open } = await script(some);
const at = (dist, log) => open('http://localhost/search/', { fetch: files(dist, log) });

test('a word also finds what means the same, and says so', async () => {
  const found = await at(some).search('ASB');
  assert.deepEqual(titles(found), ['ASB wardens', 'Quiet streets']);
  assert.equal(found.total, 2);
  assert.deepEqual(found.synonyms, [{ word: 'asb', also: ['anti-social behaviour'] }]);
  assert.ok(['asb', 'anti', 'social', 'behaviour'].every((word) => found.marks.has(word)));
});

test('names of letters and signs find what means the same, whether or not a study has them', async () => {
  const without = [study('Short waits', { text: 'The emergency department is quick.' }), study('Nothing else', { text: 'An e-mail.' })];
  const given = { synonyms: { 'A&E': 'emergency department', 'R&D': ['research'] } };
  const both = [...without, study('Fewer visits', { text: 'To A&E.' })];
  for (const query of ['A&E', 'a & e']) {
    assert.deepEqual(titles(await at(built(without, given)).search(query)), ['Short waits'], query);
    assert.deepEqual(titles(await at(built(both, given)).search(query)), ['Fewer visits', 'Short waits'], query);
  }
  assert.deepEqual(titles(await at(built(both, given)).search('emergency department')).sort(), ['Fewer visits', 'Short waits']);
  assert.deepEqual(titles(await at(built([study('Old research'), study('R&D')], given)).search('R&D')), ['R&D', 'Old research']);
});

test('several words find one that means the same, before studies with some of them', async () => {
  for (const query of ['anti-social behaviour', 'antisocial behaviours', 'Anti social behavior']) {
    const found = await at(some).search(query);
    assert.ok(titles(found).slice(0, found.total).includes('ASB wardens'), query);
    assert.deepEqual(found.synonyms.flatMap(({ also }) => also).filter((text) => text === 'ASB'), ['ASB'], query);
  }
  assert.equal(titles(await at(some).search('anti-social behaviour'))[0], 'Quiet streets');
});

test('studies with the very word come first, however often another has a synonym', async () => {
  assert.deepEqual(titles(await at(some).search('GP')), ['One visit', 'Doctors and doctors']);
  assert.deepEqual(titles(await at(some).search('doctors')), ['Doctors and doctors', 'One visit']);
});

test('totals, counts and filters are those of all words together', async () => {
  const found = await at(some).search('ASB', { counts: true });
  assert.deepEqual([found.facets.topics.safety, found.facets.region.north, found.facets.region.south], [2, 1, 1]);
  assert.deepEqual(titles(await at(some).search('ASB', { filters: { region: ['north'] } })), ['Quiet streets']);
  assert.equal((await at(some).search('ASB half')).total, 1);
});

test('a phrase, an exclusion and an exact search stay as they are', async () => {
  assert.deepEqual((await at(some).search('"anti-social behaviour"')).synonyms, []);
  assert.deepEqual(titles(await at(some).search('"anti-social behaviour"')), ['Quiet streets']);
  assert.deepEqual(titles(await at(some).search('safety -ASB')), ['Quiet streets']);
  const exact = await at(some).search('ASB', { fuzzy: false });
  assert.deepEqual([titles(exact), exact.synonyms], [['ASB wardens'], []]);
});

test('the synonyms of a term find its studies', async () => {
  const found = await at(some).search('accommodation');
  assert.deepEqual(titles(found), ['Flats']);
  assert.deepEqual(found.corrections, []);
});

test('a synonym that no study has is not named', async () => {
  const found = await at(some).search('HMO');
  assert.deepEqual([found.total, found.synonyms], [0, []]);
});

test('a query without synonyms reads nothing for them', async () => {
  const log = [];
  await at(some, log).search('nothing', { prefix: false });
  assert.ok(!log.some((path) => /synonyms|more/.test(path)), log.join());
  assert.ok(manifestOf(some).synonyms.length < 300);
  const without = built([study('Alone')]);
  assert.equal(manifestOf(without).synonyms, undefined);
});

const british = built([
  study('The organisation of centres', { text: 'A programme for neighbourhoods, with a licence. Grey tyres, catalogues.' }),
  study('Colour', { text: 'Behaviour, counselling and travelling; paediatric defence.' }),
  study('Hours of four tours', { text: 'Size and flour; the prize of a metre.' }),
]);

test('American spellings find British ones without a correction, and the other way round', async () => {
  for (const [query, title] of [
    ['organization', 'The organisation of centres'], ['organizations', 'The organisation of centres'], ['center', 'The organisation of centres'],
    ['program', 'The organisation of centres'], ['neighborhood', 'The organisation of centres'], ['license', 'The organisation of centres'],
    ['gray', 'The organisation of centres'], ['tire', 'The organisation of centres'], ['catalog', 'The organisation of centres'],
    ['color', 'Colour'], ['behavior', 'Colour'], ['counseling', 'Colour'], ['traveling', 'Colour'], ['pediatric', 'Colour'], ['defense', 'Colour'],
  ]) {
    const found = await at(british).search(query, { prefix: false });
    assert.deepEqual([titles(found), found.corrections, found.suggestions], [[title], [], []], query);
  }
  const american = at(built([study('Organization', { text: 'Color, center, labor' }), study('Other')]));
  for (const query of ['organisation', 'colour', 'centre', 'labour']) {
    const found = await american.search(query, { prefix: false });
    assert.deepEqual([titles(found), found.corrections], [['Organization'], []], query);
  }
});

test('words that only look alike stay apart', async () => {
  for (const query of ['hor', 'tor', 'sise', 'meter', 'prise', 'flor']) {
    assert.deepEqual(titles(await at(british).search(query, { prefix: false, fuzzy: false })), [], query);
  }
});

test('the very spelling comes first, and both are marked', async () => {
  const library = at(built([study('Organization', { date: '2024' }), study('Organisation', { date: '2020' })]));
  const found = await library.search('organisation');
  assert.deepEqual(titles(found), ['Organisation', 'Organization']);
  assert.ok(found.marks.has('organisation') && found.marks.has('organization'));
});
