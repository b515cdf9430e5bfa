// How long the officer queries take in Chromium: cold over slow 4G (150 ms, 1.6 Mbit/s), and with the index in memory, also on a
// processor six times as slow.
//
//   casebook build; node speed.mjs [DIST]        DIST: a built library, dist of this checkout without it

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

for (const preload of [false, true]) {
  const times = [];
  for (const query of officer) {
    const { page, devtools, close } = await visit();
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 2e5, uploadThroughput: 94e3 });
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
      // The first rounds read files and warm the compiler.
      if (round > 1) times.push(performance.now() - start);
    }
    return times;
  }, officer);
  say(`In memory${slower > 1 ? `, processor ${slower} times as slow` : ''}`, times);
  await close();
}
await chromium.close();
