// Compares casebook's search with Pagefind's on the same pages in Chromium: bytes and requests of a first query with an empty cache,
// until ten results are shown, and of the next query in the same visit. The host is plain: HTTP/1.1 without compression.
//
//   pip install pagefind-bin; casebook build; node beside.mjs [DIST]     DIST: a built library; by default, dist in this repository
//   PAGEFIND='path/to/python -m pagefind_bin' node beside.mjs            if `pagefind` is not on the PATH

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser, host } from './host.mjs';
import { officer } from './officer.mjs';

const built = resolve(process.argv[2] ?? fileURLToPath(new URL('../../dist', import.meta.url)));
const dist = mkdtempSync(join(tmpdir(), 'casebook-beside-'));
process.on('exit', () => rmSync(dist, { recursive: true, force: true }));
cpSync(built, dist, { recursive: true });

// Pagefind indexes only case studies, and only their <main>, as casebook does.
const [program, ...given] = (process.env.PAGEFIND ?? 'pagefind').split(' ');
const pagefind = spawnSync(program, [...given, '--site', dist, '--glob', 'case-studies/*/index.html', '--root-selector', 'main'], { encoding: 'utf8' });
if (pagefind.status !== 0) {
  console.error(`${program} did not index the pages:\n${pagefind.error ?? pagefind.stdout + pagefind.stderr}`);
  process.exit(1);
}

const served = [];
const blank = '<!doctype html><title>Blank</title><link rel="icon" href="data:,">';
const origin = await host({ dist, base: '/', policy: "default-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'", answer: (path) => (path === 'blank/' ? blank : undefined), served: (path, bytes) => served.push({ path, bytes }) });
const chromium = await browser();
const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.ceil(share * numbers.length) - 1];

const engines = {
  casebook: async (query) => {
    window.library ??= (await import('/search/search.js')).open('/search/');
    return (await window.library.search(query)).total;
  },
  Pagefind: async (query) => {
    window.pagefind ??= await import('/pagefind/pagefind.js');
    const { results } = await window.pagefind.search(query);
    await Promise.all(results.slice(0, 10).map((result) => result.data()));
    return results.length;
  },
};
for (const [name, search] of Object.entries(engines)) {
  const rows = [];
  for (const [at, query] of officer.entries()) {
    const context = await chromium.newContext();
    const page = await context.newPage();
    await page.goto(`${origin}/blank/`);
    const cost = async (query) => {
      served.length = 0;
      const total = await page.evaluate(search, query);
      return { total, requests: served.length, bytes: served.reduce((sum, { bytes }) => sum + bytes, 0) };
    };
    const first = await cost(query);
    rows.push({ query, ...first, next: (await cost(officer[(at + 1) % officer.length])).bytes });
    await context.close();
  }
  console.table(rows);
  for (const [what, key] of [['First query, script and all, bytes', 'bytes'], ['requests', 'requests'], ['Next query, bytes', 'next']]) {
    const numbers = rows.map((row) => row[key]);
    console.log(`${name}: ${what}: median ${quantile(numbers, 0.5)}, p95 ${quantile(numbers, 0.95)}`);
  }
}
await chromium.close();
