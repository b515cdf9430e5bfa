// The theme's scripts, and the one inside the program, are what their sources say.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { bundled, bundledProgram, program, theme } from './bundle.mjs';

test('the scripts in the theme are made from their sources', async () => {
  const scripts = await bundled();
  assert.deepEqual(readdirSync(theme, { recursive: true }).filter((name) => name.endsWith('.js')).sort(), Object.keys(scripts).sort());
  for (const [name, text] of Object.entries(scripts)) {
    assert.equal(readFileSync(theme + name, 'utf8'), text, `${name} is out of date: run 'npm run bundle --prefix tests/search'`);
  }
});

test('the script inside the program is made from the same sources', async () => {
  assert.equal(readFileSync(program, 'utf8'), await bundledProgram(), "src/search/program.js is out of date: run 'npm run bundle --prefix tests/search'");
});

test('scripts for browsers hold nothing that only the program uses', async () => {
  for (const [name, text] of Object.entries(await bundled())) assert.ok(!text.includes('explained'), name);
});
