// `casebook search` finds what the script finds in Node, and its explanations add up.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judged } from './council.mjs';
import { files } from './files.mjs';
import { casebook, script } from './library.mjs';

const folder = mkdtempSync(join(tmpdir(), 'casebook-program-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
cpSync(fileURLToPath(new URL('council', import.meta.url)), folder, { recursive: true });
const run = (command, ...args) => spawnSync(casebook, [command, '--root', folder, ...args], { encoding: 'utf8' });
assert.equal(run('build').status, 0);
const dist = join(folder, 'dist');
const { open } = await script(dist);
const library = open('http://localhost/search/', { fetch: files(dist) });

// Every seventh judged query, and some with what few have.
const QUERIES = [
  ...judged().map(({ query }) => query).filter((_, at) => at % 7 === 0),
  '"damp and mould"', '"of the library"', 'homes -damp', 'libary', 'housing OR homes', 'inspecting', 'A&E', '£3 million', 'colour*', 'the', 'zebra', '',
];

test('the program finds what the script finds', async () => {
  for (const query of QUERIES) {
    const { status, stdout, stderr } = run('search', '--format', 'json', '--explain', '--', query);
    assert.equal(status, 0, `${query}: ${stderr}`);
    const found = JSON.parse(stdout);
    const wanted = await library.search(query, { complete: true });
    const shown = ({ title, url }) => `${title} ${new URL(url, 'http://localhost').pathname}`;
    assert.equal(found.total, wanted.total, query);
    assert.deepEqual(found.results.map(shown), wanted.results.map(shown), query);
    assert.deepEqual(found.corrections, wanted.corrections, query);
    assert.deepEqual(found.ignored, wanted.ignored, query);
    assert.deepEqual(found.unknown, wanted.unknown, query);
    found.results.forEach(({ title, score, explained }, at) => {
      assert.ok(Math.abs(score - wanted.results[at].score) < 1e-4, `${query}: ${title}`);
      if (!explained) return assert.equal(score, 0, `${query}: ${title}`);
      const sum = explained.words.reduce((all, { gain }) => all + gain, (explained.title?.bonus ?? 0) + explained.is_title + explained.has_term);
      // Scores are rounded to 24 bits.
      assert.ok(Math.abs(score - sum) < 1e-5 * Math.max(1, score) * 4, `${query}: ${title}: ${score} is not ${sum}`);
      for (const word of explained.words) {
        assert.ok(Math.abs(word.level_weight * (word.rarity + word.exact) - word.gain) < 1e-9, `${query}: ${title}: ${word.word}`);
        assert.ok(Object.values(word.found).flat().length, `${query}: ${title} has ${word.word}`);
      }
    });
  }
});
