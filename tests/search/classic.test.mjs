// The classic index, loaded and queried by elasticlunr.js itself.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import elasticlunr from 'elasticlunr';
import { files } from './files.mjs';
import { built, script } from './library.mjs';

const studies = [
  { key: 'a', title: 'Warm homes', date: '2020', summary: 'Lofts', text: 'Insulating council housing' },
  { key: 'b', title: 'Housing repairs', date: '2019', summary: 'A service', text: 'What tenants say; the people’s choice' },
  { key: 'c', title: 'A café', date: '2018', summary: 'Cake', text: 'Tea' },
];

test('elasticlunr.js 0.9.5 loads the classic index and finds studies by their numbers', () => {
  const dist = built(studies, { classic: true });
  const index = elasticlunr.Index.load(JSON.parse(readFileSync(join(dist, 'search/elasticlunr.json'), 'utf8')));
  const found = (query, options) => index.search(query, options).map(({ ref }) => Number(ref));
  assert.deepEqual(found('housing'), [1, 0]);
  assert.deepEqual(found('repaired, insulation!').sort(), [0, 1]);
  assert.deepEqual(found('cafe'), [2]);
  assert.deepEqual(found('people choice', { bool: 'AND' }), [1]);
  assert.deepEqual(found('hous', { expand: true }), [1, 0]);
});

test('a study without a summary shows its beginning, which counts once, as text', async () => {
  const dist = built([{ key: 'a', title: 'Warm homes', text: 'Insulating lofts' }], { classic: true });
  const index = elasticlunr.Index.load(JSON.parse(readFileSync(join(dist, 'search/elasticlunr.json'), 'utf8')));
  const found = (field) => index.search('lofts', { fields: { [field]: {} } }).length;
  assert.deepEqual(['title', 'summary', 'text'].map(found), [0, 0, 1]);
  const { results } = await (await script(dist)).open('http://localhost/search/', { fetch: files(dist) }).search('lofts');
  assert.equal(results[0].summary, 'Insulating lofts');
});

test('the classic index is only written if the settings ask for it', () => {
  assert.ok(!existsSync(join(built(studies), 'search/elasticlunr.json')));
});
