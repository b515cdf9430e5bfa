// Welsh words that change at their beginning. mutations.tsv has, in each line, whether a query finds a text (`yes` or `no`), the query and
// the text.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { files } from './files.mjs';
import { built, script } from './library.mjs';

const rows = readFileSync(new URL('mutations.tsv', import.meta.url), 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));

/** The rows of a library of their texts whose query finds the text although it should not, or the other way round. */
async function wrongIn(some) {
  const dist = built(some.map(([, , text], n) => ({ key: `n${n}`, title: `Rhif ${n}`, summary: '–', text })), { language: 'cy' });
  const { open } = await script(dist);
  const library = open('http://localhost/search/', { fetch: files(dist) });
  const wrong = [];
  for (const [n, row] of some.entries()) {
    const { results } = await library.search(row[1], { limit: 1000, prefix: false, fuzzy: false });
    if (results.some(({ title }) => title === `Rhif ${n}`) !== (row[0] === 'yes')) wrong.push(row.join(' · '));
  }
  return wrong;
}

test('in a library of them all, words find their forms and no others', async () => {
  const wrong = await wrongIn(rows);
  assert.ok(wrong.length <= rows.length / 100, wrong.join('\n'));
});

test('words find their forms in libraries that have few other words', async () => {
  const parts = Array.from({ length: 10 }, (_, part) => rows.filter((_, n) => n % 10 === part));
  const wrong = (await Promise.all(parts.map(wrongIn))).flat();
  assert.ok(wrong.length <= rows.length / 50, wrong.join('\n'));
});
