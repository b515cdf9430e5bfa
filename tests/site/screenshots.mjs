// Takes the README's pictures of the built sample library:
// `cargo run --release -- build && npm run screenshots --prefix tests/site`.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { browser, root, sample, serve } from './site.js';

const wide = { width: 1040, height: 660 };
const phone = { width: 390, height: 720 };
const pictures = [
  { name: 'home-light', path: '', viewport: wide, colorScheme: 'light' },
  { name: 'search-light', path: 'search/?q=community&topics=community-engagement', viewport: wide, colorScheme: 'light' },
  { name: 'study-dark', path: 'case-studies/nhs-england-citizens-assembly/', viewport: wide, colorScheme: 'dark' },
  { name: 'topics-light', path: 'topics/', viewport: wide, colorScheme: 'light' },
  { name: 'phone-home-light', path: '', viewport: phone, colorScheme: 'light' },
  { name: 'phone-list-dark', path: 'topics/community-engagement/', viewport: phone, colorScheme: 'dark' },
];
// Largest size of a picture in the README, in bytes.
const MOST = 150_000;

const folder = join(root, '.github/pictures');
mkdirSync(folder, { recursive: true });
const server = await serve(sample);
const chromium = await browser();
for (const { name, path, ...options } of pictures) {
  const page = await chromium.newPage({ ...options, reducedMotion: 'reduce' });
  await page.goto(server.home + path, { waitUntil: 'networkidle' });
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  await page.close();
  const { size } = statSync(file);
  console.log(`${name}.png: ${size} bytes`);
  if (size > MOST) throw new Error(`${name}.png has more than ${MOST} bytes`);
}
await chromium.close();
