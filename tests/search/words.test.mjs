// The words of a text are the same in the index and in a query: src/search/text.rs and the client's text.mjs and made.mjs agree.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reader } from '../../src/search/client/engine/bits.mjs';
import { wordsFrom } from '../../src/search/client/engine/decode.mjs';
import { withMade } from '../../src/search/client/engine/made.mjs';
import { pathOf } from '../../src/search/client/engine/names.mjs';
import { tokensOf } from '../../src/search/client/engine/text.mjs';
import { built, manifestOf, random, read } from './library.mjs';

// What a tokenizer may trip over, among plain words.
const PIECES = [
  'housing', 'Repair', 'IT', 'NHS', 'EVs', 'a', 'I', 'e', 'B', 'C', 'X2', 's106', 'COVID', '19', '2024', '3', '3m', '5m', 'million', 'bn', '200', '000', '1',
  'HD1', '2TT', 'Bs', 'W1A', 'café', 'Tŷ', 'l', 'qu', "Cymru'n", 'people’s', "dogs'", "d'eau", 'L’école', 'Straße', 'œuvre', 'łódź', 'ﬁnance', 'neigh\u00adbour', 'x²',
  'Brand™', '案例', '2024年', '地', 'ไทย', 'الخدمات', 'والإسكان', 'дома', 'йод', 'ё', 'js', 'The', 'ÉTÉ', 'Ærø', '½', 'א', 'שָׁלוֹם', 'k', 'm', '7TH', '4G', "O'Brien", 'ǅ',
];
const GAPS = [' ', ' ', ' ', ' ', '-', '‐', '‑', '.', ',', '&', ' & ', '/', '. ', ', ', ' – ', '…', '++ ', '# ', '\n', '\u00a0', '(', ') ', '_', '’', "'", '--', '🏠'];

const textOf = (below) => Array.from({ length: 4 + below(5) }, () => PIECES[below(PIECES.length)] + GAPS[below(GAPS.length)]).join('');

/** All words that the client finds in a text, made ones too. */
const wordsOf = (text, language) => withMade(tokensOf(text, language)).flatMap(({ words, made }) => [...words, ...made.map(({ word }) => word)]);

test('a query has the words that the index has of the same text', () => {
  const below = random(17);
  const titles = Array.from({ length: 1500 }, () => textOf(below));
  // In a title, stop words are searched too.
  const dist = built(titles.map((title, n) => ({ key: `study-${n}`, title: `x${n}x ${title}`, date: '2020' })));
  const manifest = manifestOf(dist);
  const [found, numbers] = [titles.map(() => new Set()), new Map()];
  const files = manifest.words.split(' ').map((_, file) => wordsFrom(new Reader(read(dist, pathOf('words', file, manifest.word_names))), manifest));
  const stems = new Set(files.flatMap((words) => [...words.values()]));
  for (const stem of stems) {
    stem.words.forEach((word, form) => {
      stem.list.numbers.forEach((study, at) => {
        const has = stem.words.length === 1 || (form < 15 ? stem.list.forms[form][at] : stem.list.forms[15]?.[at]);
        if (has) found[study].add(word);
      });
    });
  }
  // A study's number follows from the word that only it has.
  for (const stem of stems) for (const word of stem.words) if (/^x[0-9]+x$/.test(word)) numbers.set(Number(word.slice(1, -1)), stem.list.numbers[0]);
  let compared = 0;
  titles.forEach((title, n) => {
    const expected = new Set(wordsOf(`x${n}x ${title}`, 'en'));
    assert.deepEqual([...found[numbers.get(n)]].sort(), [...expected].sort(), JSON.stringify(title));
    compared += expected.size;
  });
  assert.ok(compared > 10000, `${compared}`);
});
