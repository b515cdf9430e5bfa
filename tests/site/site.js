// What the tests share: the two built sites, an independent count of what should be in them, a server
// as strict as a careful host, and a browser.
//
// The counts come from the front matter, read by another YAML parser and without any of casebook's
// code. Sharing code with the program would make the tests agree with its mistakes.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { parse, stringify } from 'yaml';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const scratch = process.env.PAGE_TESTS ?? join(root, 'target/page-tests');
export const casebook = process.env.CASEBOOK ?? join(root, 'target/release/casebook');

/** The built sample library, in a sub-folder of its host. */
export const sample = site(root, process.env.DIST ?? join(root, 'dist'));

/** The sample library with 40 more studies, so that lists have several pages; at the root of its host. */
export function large() {
  const folder = join(scratch, `large-${process.pid}`);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const settings = parse(readFileSync(join(root, 'casebook.yaml'), 'utf8'));
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
  writeFileSync(join(folder, 'casebook.yaml'), stringify({ ...settings, base_url: 'https://example.org/' }));
  // Sentences from the sample's own texts, so that the pages are as large as real ones.
  const sentences = sample.studies('en-GB').flatMap(({ text }) => text.match(/^[A-Z][^.|\[\n]{40,160}\./gm) ?? []);
  for (let n = 0; n < 40; n++) {
    const { title, front } = sample.studies('en-GB')[n % sample.studies('en-GB').length];
    const { topics, support_types, region, organisation } = front;
    const summary = sentences[(n * 7) % sentences.length];
    const date = `${1980 + n}-0${1 + (n % 9)}`;
    const header = stringify({ title: `${title}, part ${n}`, summary, date, topics, support_types, region, organisation });
    writeFileSync(join(folder, `content/case-studies/part-${n}.md`), `---\n${header}---\n\n${sentences.slice(n % 9, (n % 9) + 9).join('\n\n')}\n`);
  }
  return built(folder);
}

/** Builds the library in a folder. */
export function built(folder) {
  const build = spawnSync(casebook, ['build', '--root', folder], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`${casebook} did not build ${folder}:\n${build.error ?? build.stderr}`);
  return site(folder, join(folder, 'dist'));
}

/** A library's sources and the site built from them. */
function site(folder, dist) {
  const settings = parse(readFileSync(join(folder, 'casebook.yaml'), 'utf8'));
  if (!existsSync(join(dist, 'index.html'))) throw new Error(`${dist} holds no built site: run casebook build first`);
  const { language, languages = [language] } = settings;
  const base = new URL(settings.base_url).pathname;
  const files = readdirSync(dist, { recursive: true }).filter((file) => statSync(join(dist, file)).isFile()).sort();
  return {
    folder,
    dist,
    settings,
    base,
    /** Every built file, as its path in dist. */
    files,
    /** Every page, as its path from the site's own root: `topics/digital/`. */
    pages: files.filter((file) => file.endsWith('.html')).map((file) => file.replace(/(^|\/)index\.html$/, '$1')),
    read: (file) => readFileSync(join(dist, file), 'utf8'),
    /** The path in dist of a published address; `undefined` if there is none. */
    file(url) {
      if (!url.startsWith(settings.base_url)) return undefined;
      const path = decodeURI(new URL(url).pathname).slice(base.length);
      const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
      return files.includes(file) ? file : undefined;
    },
    studies: (lang) => studies(folder, settings, lang),
    /** Every expected list in every language, with the slugs of its case studies. */
    lists: () => languages.flatMap((lang) => lists(settings, studies(folder, settings, lang), lang === language ? '' : `${lang}/`).map((list) => ({ ...list, lang }))),
  };
}

function studies(folder, { language, languages = [language], facets }, lang) {
  const home = join(folder, 'content/case-studies');
  const found = new Map();
  const suffix = new RegExp(`(\\.(${languages.join('|')}))?\\.md$`);
  for (const path of readdirSync(home, { recursive: true }).filter((path) => path.endsWith('.md')).sort()) {
    const [, header, text] = readFileSync(join(home, path), 'utf8').match(/^\s*---\r?\n(.*?)^---\s*$(.*)/ms);
    const its = path.match(suffix)[2] ?? language;
    const stem = path.replace(suffix, '').replace(/\/index$/, '');
    found.set(stem, { ...found.get(stem), [its]: { front: parse(header), text } });
  }
  return [...found].flatMap(([stem, versions]) => {
    const one = versions[lang] ?? versions[language];
    if (!one || one.front.draft) return [];
    const front = { ...versions[language]?.front, ...one.front };
    const terms = Object.fromEntries(Object.keys(facets).map((key) => [key, [front[key] ?? []].flat().map(slug)]));
    return [{ slug: front.slug ?? stem.replace(/^\d{4}-\d\d-\d\d-/, ''), title: front.title, front, terms, text: one.text }];
  });
}

const slug = (term) => term.normalize('NFC').toLowerCase().replace(/['’]/g, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');

function lists({ facets, pairs = [Object.keys(facets).slice(0, 2)] }, studies, prefix) {
  const path = (key) => facets[key].path ?? key.replaceAll('_', '-');
  const all = [{ page: `${prefix}case-studies/`, slugs: studies.map((study) => study.slug) }];
  const add = (page, of) => of.length && all.push({ page: prefix + page, slugs: of.map((study) => study.slug) });
  const terms = (key) => [...new Set(studies.flatMap((study) => study.terms[key]))];
  const having = (of, key, term) => of.filter((study) => study.terms[key].includes(term));
  for (const key of Object.keys(facets)) for (const term of terms(key)) add(`${path(key)}/${term}/`, having(studies, key, term));
  for (const [one, other] of pairs) {
    for (const a of terms(one)) for (const b of terms(other)) add(`${path(one)}/${a}/${path(other)}/${b}/`, having(having(studies, one, a), other, b));
  }
  return all;
}

const types = {
  '.css': 'text/css', '.csv': 'text/csv', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm', '.xml': 'application/xml',
};

/** Serves a site at the address in its settings, with the strictest policy that the theme works with, or with none. */
export async function serve({ dist, base }, policy = "default-src 'self'") {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const inside = pathname.startsWith(base) ? join(dist, decodeURI(pathname).slice(base.length)) : undefined;
    const file = inside && [inside, join(inside, 'index.html')].find((path) => existsSync(path) && statSync(path).isFile());
    if (file?.endsWith('index.html') && !/\/(index\.html)?$/.test(pathname)) return response.writeHead(301, { location: `${pathname}/` }).end();
    const sent = file ?? join(dist, '404.html');
    const headers = { 'content-type': types[extname(sent)] ?? 'application/octet-stream', ...(policy && { 'content-security-policy': policy }) };
    response.writeHead(file ? 200 : 404, headers).end(readFileSync(sent));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, home: origin + base, close: () => server.close() };
}

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const browser = () => chromium.launch({ executablePath, args: flags });

/** The contents of every page of a site, read by a browser's parser, without scripts. */
export async function contents(chromium, site) {
  const server = await serve(site);
  const page = await chromium.newPage();
  await page.goto(server.home);
  const read = await page.evaluate(async ({ pages, home }) => {
    const text = (element) => element.textContent.replace(/\s+/g, ' ').trim();
    const all = (from, selector, of) => [...from.querySelectorAll(selector)].map(of);
    const one = async (path) => {
      const html = await (await fetch(home + path)).text();
      const page = new DOMParser().parseFromString(html, 'text/html');
      const local = (element) => new URL(element.getAttribute('href'), home + path).href.replace(home, '');
      return {
        path,
        title: page.title,
        lang: page.documentElement.lang,
        dir: page.documentElement.dir,
        moved: !!page.querySelector('meta[http-equiv=refresh]'),
        hidden: !!page.querySelector('meta[name=robots][content*=noindex]'),
        h1: all(page, 'h1', text),
        h2: all(page, 'main h2', text),
        ids: all(page, '[id]', (element) => element.id),
        scripts: all(page, 'script', (element) => element.getAttribute('src') ?? 'inline'),
        styles: all(page, 'style, [style]', (element) => element.outerHTML.slice(0, 80)),
        canonical: all(page, 'link[rel=canonical]', (element) => element.href),
        alternates: all(page, 'link[hreflang]', (element) => [element.hreflang, element.href]),
        entries: all(page, 'main h3 a[href]', local),
        dates: all(page, 'main li:has(h3)', (item) => item.querySelector('time')?.dateTime ?? ''),
        links: all(page, 'a[href]', (element) => ({ to: local(element), text: text(element), count: element.lastElementChild?.textContent, on: element.matches('.on'), rel: element.rel })),
      };
    };
    return Promise.all(pages.map(one));
  }, { pages: site.pages, home: server.home });
  await page.close();
  server.close();
  return read;
}

