// The script reads what the Rust side writes: compares every list of random libraries, number by number, with a count of the sources.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Reader } from '../../src/search/client/engine/bits.mjs';
import { restFrom, wordsFrom } from '../../src/search/client/engine/decode.mjs';
import { datesFrom, endsFrom, facetsFrom, titlesFrom } from '../../src/search/client/engine/decode-more.mjs';
import { pathOf } from '../../src/search/client/engine/names.mjs';
import { KEYS, built, manifestOf, numbered, random, read, slug } from './library.mjs';

// Made-up words that the English stemmer does not change: none of its endings can follow an `x`.
const LETTERS = 'bcdfgklmnpqrtvwz';
const made = (n) => `${[...n.toString(8)].map((digit) => LETTERS[+digit] + LETTERS[(+digit * 7 + n) % 16]).join('')}x`;
const TERMS = Array.from({ length: 9 }, (_, n) => `term ${n}`);
// What its card shows beside title and summary. The name of the organisation is also a stop word, which is not searched there.
const labelsOf = ({ facets, organisation }) => [...facets.flat(), organisation ? 'council' : ''].join(' ').trim();
const two = (number) => `${number}`.padStart(2, '0');

/** A made-up library, its studies in the order of their numbers. */
function library(studies, words, seed) {
  const below = random(seed);
  // Some words in nearly all studies, most in few.
  const some = (count) => Array.from({ length: count }, () => made(Math.floor(words * (below(1e6) / 1e6) ** 3)));
  return numbered(
    Array.from({ length: studies }, (_, n) => ({
      key: `${below(2) ? 'a' : 'study'}-${n}`,
      title: some(1 + below(5)).join(' '),
      summary: some(1 + below(11)).join(' '),
      text: some(below(60)).join(' '),
      date: below(9) ? `${1990 + below(30)}-${two(1 + below(12))}-${two(1 + below(28))}` : undefined,
      organisation: below(3) ? 'Council “A”' : undefined,
      facets: [TERMS.filter(() => !below(4)), [TERMS[below(2)]], []],
    })),
  );
}

/** A built index: its manifest, and a function that opens a file for reading. */
async function index(studies) {
  const dist = built(studies);
  const manifest = manifestOf(dist);
  const reader = (path) => new Reader(read(dist, path));
  /** The stems in all files. */
  const stems = () => manifest.words.split(' ').flatMap((start, file) =>
    [...wordsFrom(reader(pathOf('words', file, manifest.word_names)), manifest)].map(([word, stem]) => ({ word, stem, start })));
  return { dist, manifest, reader, stems };
}

for (const [studies, words, seed] of [[1, 30, 1], [2, 5, 2], [17, 40, 3], [300, 3000, 4], [6500, 900, 5]]) {
  test(`every list of ${studies} studies and ${words} words comes out as it went in`, async () => {
    const list = library(studies, words, seed);
    const { dist, manifest, reader, stems } = await index(list);

    // Which studies have each word, and which in the title.
    const has = new Map();
    const titled = new Map();
    const add = (map, word, study) => (map.has(word) ? map.get(word).push(study) : map.set(word, [study]));
    list.forEach((each, study) => {
      const { title, summary, text } = each;
      for (const word of new Set(`${title} ${labelsOf(each)} ${summary} ${text}`.trim().split(/ +/))) add(has, word, study);
      for (const word of new Set(title.split(' '))) add(titled, word, study);
    });
    const seen = new Set();
    let tiers = 0;
    for (const { word, stem, start } of stems()) {
      assert.ok(word >= start);
      assert.deepEqual(stem.words, [word]);
      let postings = [...stem.list.numbers].map((study, at) => [study, stem.list.levels[at]]);
      if (stem.rest !== null) {
        tiers++;
        const rest = restFrom(reader(stem.rest), manifest, stem.words.length);
        postings = [...postings, ...[...rest.numbers].map((study, at) => [study, rest.levels[at]])].sort((a, b) => a[0] - b[0]);
      }
      assert.equal(stem.studies, postings.length);
      assert.deepEqual(postings.map(([study]) => study), has.get(word));
      if (stem.rest === null) assert.deepEqual([...stem.list.titled].map((at) => stem.list.numbers[at]), titled.get(word) ?? []);
      [...stem.list.titled].forEach((at, n) => {
        const { length } = list[stem.list.numbers[at]].title.split(' ');
        assert.equal(stem.list.lengths[n], Math.min(length, 7));
      });
      seen.add(word);
    }
    assert.equal(seen.size, has.size);
    assert.equal(tiers > 0, [...has.values()].some(({ length }) => length >= 6144), 'the commonest words have a second tier');

    // Words of four letters and more, spelt backwards.
    const more = JSON.parse(new TextDecoder().decode(read(dist, `more-${manifest.more}.json`)));
    const ends = more.ends.split(' ').flatMap((_, file) => endsFrom(reader(pathOf('ends', file, more.end_names))));
    assert.deepEqual(
      new Map(ends),
      new Map([...has].filter(([word, { length }]) => word.length > 3 && (length > 1 || list.length < 300)).map(([word, { length }]) => [word, Math.floor(Math.log2(length))])),
    );

    assert.deepEqual(manifest.facets.map(({ key }) => key), KEYS);
    for (const file of new Set(manifest.facets.map(({ file }) => file))) {
      const together = manifest.facets.filter((facet) => facet.file === file);
      facetsFrom(reader(`facets/${file}.bin`), manifest, together).forEach((lists, at) => {
        const facet = manifest.facets.indexOf(together[at]);
        lists.forEach((numbers, term) => {
          const expected = list.flatMap(({ facets }, study) => (facets[facet].some((name) => slug(name) === together[at].terms[term]) ? study : []));
          assert.deepEqual([...numbers], expected);
        });
      });
    }

    const days = datesFrom(reader(`dates-${manifest.dates}.bin`), manifest);
    assert.deepEqual([...days], list.filter(({ date }) => date).map(({ date }) => Date.parse(date) / 864e5));

    const byTitle = list.map((_, study) => study).sort((a, b) => (list[a].title < list[b].title ? -1 : list[a].title > list[b].title ? 1 : a - b));
    assert.deepEqual([...titlesFrom(reader(`titles-${manifest.titles}.bin`), manifest)], byTitle);
  });
}

test('levels are in order of BM25F', async () => {
  const list = library(1200, 500, 9);
  const { manifest, stems } = await index(list);
  const texts = list.map((study) => [study.title, labelsOf(study), study.summary, study.text].map((text) => text.split(' ').filter(Boolean)));
  const mean = [0, 1, 2, 3].map((field) => texts.reduce((sum, fields) => sum + fields[field].length, 0) / list.length);
  // Title twice, labels one and a half times, k1 1.2, b 0.75, for labels 0.5 and for the text 0.6. Lengths are rounded to quarters of a doubling.
  const rounded = (length) => length && 2 ** (Math.round(Math.log2(length) * 4) / 4);
  const weight = (study, word) => {
    const sum = [2, 1.5, 1, 1].reduce((sum, boost, field) => {
      const words = texts[study][field];
      const b = [0.75, 0.5, 0.75, 0.6][field];
      return sum + (boost * words.filter((other) => other === word).length) / (1 - b + b * rounded(words.length / rounded(mean[field])));
    }, 0);
    return (sum / (sum + 1.2)) * 2.2;
  };
  const [least, most] = [Array(8).fill(9), Array(8).fill(0)];
  for (const { word, stem: { list } } of stems()) {
    list.numbers.forEach((study, at) => {
      const level = list.levels[at];
      least[level] = Math.min(least[level], weight(study, word));
      most[level] = Math.max(most[level], weight(study, word));
    });
  }
  for (let level = 0; level < 8; level++) {
    assert.ok(least[level] - 0.002 <= manifest.levels[level] && manifest.levels[level] <= most[level] + 0.002, `level ${level}`);
    if (level) assert.ok(most[level - 1] <= least[level] + 0.002, `level ${level}`);
  }
});

test('the index has as many files as its manifest says', async () => {
  const { dist, manifest } = await index(library(300, 3000, 4));
  const count = (folder) => readdirSync(join(dist, 'search', folder)).length;
  assert.equal(count('words'), manifest.words.split(' ').length);
  assert.equal(count(`studies/${manifest.catalogue}`), Math.ceil(manifest.studies / manifest.studies_per_file));
});

test('a file cut short at any byte is an error, never a wrong answer', async () => {
  const { dist, manifest } = await index(library(300, 3000, 4));
  const whole = read(dist, pathOf('words', 0, manifest.word_names));
  for (let length = 1; length < whole.length; length++) {
    assert.throws(() => wordsFrom(new Reader(whole.subarray(0, length)), manifest), `${length} of ${whole.length} bytes`);
  }
});

test('a file of random bytes ends in an answer or an error', async () => {
  const below = random(8);
  for (let n = 0; n < 500; n++) {
    const bytes = Uint8Array.from({ length: 8 + below(200) }, () => below(256));
    for (const decode of [wordsFrom, restFrom, endsFrom, datesFrom, titlesFrom]) {
      try {
        decode(new Reader(bytes), { studies: 500, dated: 400 }, 2);
      } catch (error) {
        assert.ok(error instanceof Error);
      }
    }
  }
});
