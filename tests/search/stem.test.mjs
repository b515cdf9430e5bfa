// The stemmers that the browser has. The Rust side must give the same stems: stems.tsv is the table of both.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const text = readFileSync(new URL('stems.tsv', import.meta.url), 'utf8');
const table = text.trimEnd().split('\n').map((line) => line.split('\t'));

for (const lang of new Set(table.map(([lang]) => lang))) {
  test(`words in ${lang} have the stems that the index has`, async () => {
    const { default: stem } = await import(`../../src/search/client/stem/${lang}.mjs`);
    const expected = table.filter((row) => row[0] === lang);
    assert.deepEqual(expected.map(([, word]) => [lang, word, stem(word)]), expected);
  });
}
