// A library for the tests of the search page, on a plain host in a sub-folder, and a browser to visit it with.

import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser, host } from './host.mjs';
import { built, random } from './library.mjs';

export const BASE = '/library/';
export const HOSTILE = '<img src=x onerror="document.title=\'gone\'"> & </script><b>zyxhostile</b>';
const TOPICS = ['Adult social care', 'Ageing', 'Climate change', 'Communities', 'Crime', 'Culture', 'Data', 'Digital', 'Education', 'Environment', 'Finance', 'Health', 'Housing', 'Libraries', 'Planning', 'Procurement', 'Transport', 'Waste'];
const SUPPORT = ['Grant funding', 'Peer challenge', 'Toolkit', 'Training'];
const REGIONS = ['London', 'North East', 'South West', 'Wales'];
// Most common first.
const VOCABULARY = `council service resident people work support data local need team government project community housing health management change
  partner cost improve plan home family care staff digital approach programme learn result area group budget design online public young
  school report access network manager meeting street neighbour response visit charity library volunteer transport energy recycle park
  evidence survey interview prototype contract review strategy leader training garden bridge river museum harbour festival orchard`.split(/\s+/);

/** Made-up studies with real words. */
function made(count) {
  const below = random(3);
  const some = (count) => Array.from({ length: count }, () => VOCABULARY[Math.floor(VOCABULARY.length * (below(1e6) / 1e6) ** 2)]).join(' ');
  const pick = (terms, share) => terms.filter(() => below(share) === 0);
  return Array.from({ length: count }, (_, n) => ({
    key: `study-${n}`,
    title: `Study ${n}: ${some(3 + below(3))}`,
    summary: some(8 + below(8)),
    text: some(30 + below(60)),
    // No two studies have the same day, so only one order is right.
    date: new Date(Date.UTC(2010, 0, 1) + (n * 12 + below(11)) * 864e5).toISOString().slice(0, 10),
    facets: [pick(TOPICS, 7), pick(SUPPORT, 3), [REGIONS[below(REGIONS.length)]]],
  }));
}

export const studies = made(400);
for (const n of [20, 150, 290]) studies[n].text += ' archipelago';
// A phrase in a title. The studies next to it have its words apart, and their pages link to that title.
studies[200].title = 'Velvet lantern';
for (const n of [199, 201]) studies[n].text += ' lantern or velvet';
studies.push({ key: 'undated', title: 'Undated', summary: 'zyxundated', facets: [['Housing'], [], []] });
studies.push({ key: 'hostile', title: HOSTILE, summary: HOSTILE, date: '2001-01-01', text: HOSTILE, facets: [['Housing'], [], ['Wales']] });

// Data for scripts inside pages must cope with these.
export const strings = { from_date: 'As of "{date}" \\ </div><b>out</b> & &quot;' };
export const site = { dist: built(studies, { base: BASE, pairs: [['topics', 'support_types']], strings }), base: BASE };
export const origin = await host(site);
export const home = origin + BASE;
export const chromium = await browser();
after(() => chromium.close());

/** A page at an address, and everything that went wrong in it. Closed when the test ends. `before` prepares it. */
export async function at(context, address, { before, ...options } = {}) {
  const visit = await chromium.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  context.after(() => visit.close());
  const page = await visit.newPage();
  page.wrong = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && page.wrong.push(message.text()));
  page.on('pageerror', (error) => page.wrong.push(String(error)));
  page.on('request', (request) => new URL(request.url()).origin === new URL(address, home).origin || page.wrong.push(request.url()));
  await before?.(page);
  await page.goto(new URL(address, home).href);
  return page;
}

/**
 * Makes the search say more than it finds: what `added(query, options)`, which runs in the page, returns. For answers that only certain
 * libraries give.
 */
export async function answering(page, added) {
  const { outputFiles: [script] } = await build({
    entryPoints: [`${client}page.mjs`],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [{ name: 'answers', setup: withAnswers }],
  });
  await page.addInitScript(`globalThis.added = ${added}`);
  await page.route('**/search-page.*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script.text }));
}

const client = fileURLToPath(new URL('../../src/search/client/', import.meta.url));

function withAnswers(bundler) {
  bundler.onResolve({ filter: /engine\.mjs$/ }, ({ importer }) => (importer.endsWith('/answers') ? { path: `${client}engine.mjs` } : { path: `${client}answers`, namespace: 'answers' }));
  bundler.onLoad({ filter: /.*/, namespace: 'answers' }, () => ({
    resolveDir: client,
    contents: `import * as engine from './engine.mjs';
      export const { words } = engine;
      export function open(folder) {
        const library = engine.open(folder);
        return { ...library, search: async (query, options) => ({ ...(await library.search(query, options)), ...globalThis.added(query, options) }) };
      }`,
  }));
}

export const heading = (page) => page.locator('[data-heading]');
export const titles = (page) => page.locator('[data-results] h3').allTextContents();
export const total = (count) => `${count || 'No'} case stud${count === 1 ? 'y' : 'ies'}`;

/** Waits until the count has this value and all results are shown. */
export async function counted(page, text) {
  const shown = (text) => document.querySelector('[data-heading]').textContent === text && !document.querySelector('[data-results]').ariaBusy;
  await page.waitForFunction(shown, text, { timeout: 30000 }).catch(async () => {
    assert.equal(await heading(page).textContent(), text);
    assert.equal(await page.getAttribute('[data-results]', 'aria-busy'), null);
  });
}

/** The number of studies that have one of the given terms in each of these facets. */
export const having = (filters) => studies.filter(({ facets }) => filters.every(([facet, ...names]) => names.some((name) => facets[facet].includes(name)))).length;

export const focused = (page, test) => page.waitForFunction(test, undefined, { timeout: 30000 });
