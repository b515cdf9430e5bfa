// The cost of the officer queries with an empty cache (bytes, requests, rounds of requests), and of the next query in the same visit.
//
//   casebook build; node weight.mjs [DIST]       DIST: a built library; by default, dist in this repository
//   OPTIONS='{"complete":true}' node weight.mjs  with options of `search`
//
// Bytes are those of the files without compression, until ten results are shown.

import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { files, inRounds } from './files.mjs';
import { script } from './library.mjs';
import { officer } from './officer.mjs';

const dist = resolve(process.argv[2] ?? fileURLToPath(new URL('../../dist', import.meta.url)));
const options = JSON.parse(process.env.OPTIONS ?? '{}');
const { open } = await script(dist);
const log = [];
const read = files(dist, log);
const { fetch, start } = inRounds(read);
const bytes = () => log.splice(0).reduce((sum, { bytes }) => sum + bytes, 0);
const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.ceil(share * numbers.length) - 1];

const rows = [];
for (const [at, query] of officer.entries()) {
  const library = open('http://localhost/search/', { fetch });
  const count = start();
  const { total, partial, corrections, complete } = await library.search(query, options);
  const notes = [partial && 'some words', !complete && 'first tier', ...corrections.map(({ to }) => to)].filter(Boolean);
  const row = { query, requests: log.length, rounds: count(), bytes: bytes(), total, notes: notes.join(', ') };
  await library.search(officer[(at + 1) % officer.length], options);
  rows.push({ ...row, next: bytes() });
}
console.table(rows);
for (const [name, key] of [['First query, bytes', 'bytes'], ['requests', 'requests'], ['rounds', 'rounds'], ['Next query, bytes', 'next']]) {
  const numbers = rows.map((row) => row[key]);
  console.log(`${name}: median ${quantile(numbers, 0.5)}, p95 ${quantile(numbers, 0.95)}, most ${Math.max(...numbers)}`);
}
