// How long the officer queries take in Chromium: with an empty cache over slow 4G (150 ms, 1.6 Mbit/s), and with the index in memory,
// also on a processor six times slower. Then how long typing them blocks the search page on such a phone: tasks over 50 ms, as the
// browser counts them.
//
//   casebook build; node speed.mjs [DIST]        DIST: a built library; by default, dist in this repository

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser, host } from './host.mjs';
import { officer } from './officer.mjs';

const dist = resolve(process.argv[2] ?? fileURLToPath(new URL('../../dist', import.meta.url)));
const origin = await host({ dist, base: '/', answer: (path) => (path === 'blank/' ? '<!doctype html><title>Blank</title><link rel="icon" href="data:,">' : undefined) });
const chromium = await browser();
const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.ceil(share * numbers.length) - 1];
const say = (what, times) => console.log(`${what}: median ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`);

async function visit() {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/blank/`);
  await page.evaluate(async () => { window.library = (await import('/search/search.js')).open('/search/'); });
  return { page, devtools: await context.newCDPSession(page), close: () => context.close() };
}

const slow4G = { offline: false, latency: 150, downloadThroughput: 2e5, uploadThroughput: 94e3 };

for (const preload of [false, true]) {
  const times = [];
  for (const query of officer) {
    const { page, devtools, close } = await visit();
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', slow4G);
    if (preload) await page.evaluate(() => window.library.preload());
    times.push(await page.evaluate(async (query) => {
      const start = performance.now();
      await window.library.search(query);
      return performance.now() - start;
    }, query));
    await close();
  }
  say(`Cold over slow 4G${preload ? ', after preload()' : ''}`, times);
}
for (const slower of [1, 6]) {
  const { page, devtools, close } = await visit();
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const times = await page.evaluate(async (officer) => {
    const times = [];
    for (let round = 0; round < 12; round++) for (const query of officer) {
      const start = performance.now();
      await window.library.search(query, { prefix: true });
      // The first rounds read files and warm up the compiler.
      if (round > 1) times.push(performance.now() - start);
    }
    return times;
  }, officer);
  say(`In memory${slower > 1 ? `, processor ${slower} times as slow` : ''}`, times);
  await close();
}

const tasks = [];
const typed = officer.slice(0, 5);
for (const query of typed) {
  const context = await chromium.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', slow4G);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.goto(`${origin}/search/`);
  await page.waitForSelector('[data-results] h3');
  await page.evaluate(() => {
    window.long = [];
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  await page.locator('input[type=search]').pressSequentially(query, { delay: 180, timeout: 0 });
  // Until passages have been read and the count has been announced.
  await page.waitForTimeout(4000);
  tasks.push(...(await page.evaluate(() => window.long)));
  await context.close();
}
console.log(`Typing ${typed.length} queries, processor six times as slow, slow 4G: ${tasks.length} tasks over 50 ms${tasks.length ? `, the longest ${Math.max(...tasks)} ms` : ''}`);
await chromium.close();
