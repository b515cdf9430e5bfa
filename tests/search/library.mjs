// Libraries for the tests, each written into its own folder and built by casebook.
//
// $CASEBOOK is the program; by default, the release build of this repository.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const casebook = process.env.CASEBOOK ?? fileURLToPath(new URL('../../target/release/casebook', import.meta.url));

/** The keys of the facets, in the order of a study's `facets`. */
export const KEYS = ['topics', 'support_types', 'region'];

/** The address of a term. Only correct for the terms in these tests. */
export const slug = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** Pseudo-random numbers, the same in every run (mulberry32): a function of the range. */
export function random(seed) {
  return (range) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * range);
  };
}

/**
 * Builds a library and returns its `dist`.
 *
 * A study is `{key, title, summary, date, organisation, facets, text}`. `key` is its file name and so its address. `text` is plain, and
 * is escaped for Markdown. `base` is the sub-folder on the host, `pairs` the facets whose terms have pages together, `strings` changed
 * strings of the theme, `language` and `languages` the library's, `synonyms` its setting, `pages` other files by their path in `content`,
 * and `folder` a folder to build in again.
 */
export function built(
  studies,
  { base = '/', classic = false, pairs = [], strings = {}, language = 'en-GB', languages = [language], synonyms = {}, pages = {}, folder = temporary() } = {},
) {
  const home = join(folder, 'content/case-studies');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const settings = {
    // Scripts inside pages must cope with these.
    title: 'Library “A” "B" \\ {query}',
    base_url: `https://example.org${base}`,
    language,
    languages,
    facets: { topics: { name: 'Topics', singular: 'Topic' }, support_types: { name: 'Support types', path: 'support-types' }, region: { name: 'Regions', path: 'regions' } },
    pairs,
    fields: { organisation: { type: 'text' } },
    search: { elasticlunr_json: classic, synonyms },
  };
  // JSON is YAML, here as in front matter.
  writeFileSync(join(folder, 'casebook.yaml'), JSON.stringify(settings));
  mkdirSync(join(folder, 'themes/default/strings'), { recursive: true });
  writeFileSync(join(folder, 'themes/default/strings/en.yaml'), JSON.stringify(strings));
  for (const study of studies) writeFileSync(join(home, `${study.key}.md`), source(study));
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(folder, 'content', path)), { recursive: true });
    writeFileSync(join(folder, 'content', path), text);
  }
  const { status, error, stderr } = spawnSync(casebook, ['build', '--root', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${casebook} did not build the library:\n${error ?? stderr}`);
  return join(folder, 'dist');
}

function source({ title, summary, date, organisation, facets = [], text = '' }) {
  const front = { title, summary, date, organisation };
  KEYS.forEach((key, at) => (front[key] = facets[at]));
  // JSON does not escape these two, but some YAML readers treat them as the end of a line.
  const json = (value) => JSON.stringify(value).replace('\u2028', '\\u2028').replace('\u2029', '\\u2029');
  const lines = Object.entries(front).flatMap(([key, value]) => (value === undefined ? [] : `${key}: ${json(value)}\n`));
  // Every ASCII punctuation mark may be escaped. Spaces and line breaks at the start of a paragraph have a meaning too.
  const body = text.replace(/\s+/g, ' ').trim().replace(/[!-/:-@[-`{-~]/g, '\\$&');
  return `---\n${lines.join('')}---\n\n${body}\n`;
}

function temporary() {
  const folder = mkdtempSync(join(tmpdir(), 'casebook-search-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
process.setMaxListeners(100);

/** The same studies in the order of their numbers: newest first, those without a date last, then by key. */
export const numbered = (studies) =>
  [...studies].sort((a, b) => ((b.date ?? '') < (a.date ?? '') ? -1 : (b.date ?? '') > (a.date ?? '') ? 1 : a.key < b.key ? -1 : 1));

/** A file of an index. */
export const read = (dist, path) => new Uint8Array(readFileSync(join(dist, 'search', path)));

export const manifestOf = (dist) => JSON.parse(readFileSync(join(dist, 'search/index.json'), 'utf8'));

/** The exports of the search script as casebook serves it, without comments. */
export function script(dist) {
  // Without a package.json next to it, Node recognises a module by its ending.
  const copy = join(dirname(dist), 'search.mjs');
  copyFileSync(join(dist, 'search/search.js'), copy);
  copyFileSync(join(dist, 'search/search-many.js'), join(dirname(dist), 'search-many.js'));
  writeFileSync(join(dirname(dist), 'package.json'), '{ "type": "module" }');
  return import(pathToFileURL(copy));
}
