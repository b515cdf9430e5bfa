// Tests the built files with checkers that know nothing about casebook: lychee for links, the Nu
// checker for HTML, its RELAX NG engine for feeds, and a browser's parser for the rest.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { browser, contents, large, root, sample, scratch } from './site.js';

const lychee = process.env.LYCHEE ?? join(scratch, 'venv/bin/lychee');
const vnu = String(createRequire(import.meta.url)('vnu-jar'));
mkdirSync(scratch, { recursive: true });
const work = mkdtempSync(join(scratch, 'files-'));
after(() => rmSync(work, { recursive: true, force: true }));

const chromium = await browser();
const parser = await chromium.newPage();
after(() => chromium.close());

const run = (command, ...args) => {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) throw new Error(`${command} did not run: ${error.message}`);
  return { status, said: `${stdout}${stderr}` };
};
/** Asserts that two lists have the same items in any order, and names items that only one has. */
const same = (actual, expected, what) => {
  const lost = expected.filter((value) => !actual.includes(value));
  const found = actual.filter((value) => !expected.includes(value));
  const twice = repeated(actual);
  assert.ok(!lost.length && !found.length && !twice.length, `${what}: missing [${lost}], unexpected [${found}], twice [${twice}]`);
};
const repeated = (values) => values.filter((value, at) => values.indexOf(value) !== at);

/** Every broken link in a folder of files. Published addresses are mapped to the folder's files. */
const links = (folder, { origin }) =>
  run(lychee, '--offline', '--no-progress', '--mode', 'plain', '--include-fragments', '--index-files', 'index.html', '--extensions', 'html,xml,css', '--root-dir', folder, '--remap', `^${origin}/(.*) file://${folder}/$1`, folder);

const nu = (...paths) => run('java', '-jar', vnu, '--Werror', '--skip-non-html', ...paths);

const libraries = { 'the sample library': sample, 'the same with lists of several pages, at the root of a host': large() };
for (const [name, site] of Object.entries(libraries)) {
  describe(name, async () => {
    const url = new URL(site.settings.base_url);
    const host = join(work, name.replace(/\W/g, '-'));
    cpSync(site.dist, join(host, site.base), { recursive: true });
    const pages = await contents(chromium, site);
    const standing = pages.filter((page) => !page.moved);

    test('no link, anchor, picture, style sheet or translation is broken', () => {
      const { status, said } = links(host, url);
      assert.equal(status, 0, said);
      const [, checked] = said.match(/(\d+) OK/) ?? [];
      assert.ok(checked > site.pages.length * 10, `only ${checked} links were looked at`);
    });

    test('the Nu checker finds neither error nor warning on any page', () => {
      const { status, said } = nu(site.dist);
      assert.equal(status, 0, said);
    });

    test('every feed is valid Atom', () => {
      const feeds = site.files.filter((file) => file.endsWith('feed.xml'));
      assert.ok(feeds.length > 10);
      const { status, said } = run('java', '-cp', vnu, 'nu.validator.vendor.thaiopensource.relaxng.util.Driver', '-c', join(root, 'tests/site/atom.rnc'), ...feeds.map((file) => join(site.dist, file)));
      assert.equal(status, 0, said);
    });

    test('every feed has its own address and the latest dated case studies of its list, with pages that exist', async () => {
      const lists = new Map(site.lists().map(({ page, slugs, lang }) => [page, site.studies(lang).filter(({ slug, front }) => front.date && slugs.includes(slug))]));
      for (const file of site.files.filter((file) => file.endsWith('feed.xml'))) {
        const feed = await xml(site.read(file));
        assert.equal(feed.self, site.settings.base_url + file, file);
        assert.deepEqual(repeated(feed.entries.map(({ id }) => id)), [], file);
        const list = file.replace('feed.xml', '');
        const dated = lists.get(/^(\w\w\/)?$/.test(list) ? `${list}case-studies/` : list).map(({ slug }) => slug);
        assert.equal(feed.entries.length, Math.min(dated.length, 20), file);
        for (const { link } of feed.entries) assert.ok(dated.includes(link.split('/').at(-2)), `${file}: ${link}`);
        for (const { link, updated } of feed.entries) {
          assert.ok(site.file(link), `${file}: ${link}`);
          assert.ok(updated <= feed.updated, `${file}: ${link} is newer than its feed`);
        }
      }
    });

    test('the sitemap lists every page once, except the search and further pages of lists, and nothing else', async () => {
      const { root, locs } = await xml(site.read('sitemap.xml'));
      assert.equal(root, 'http://www.sitemaps.org/schemas/sitemap/0.9 urlset');
      const shown = standing.filter(({ path, hidden }) => !hidden && !/(^|\/)(404.html|search\/|page\/\d+\/)$/.test(path));
      same(locs.map(decodeURI), shown.map(({ path }) => site.settings.base_url + path), 'sitemap.xml');
      assert.match(site.read('robots.txt'), new RegExp(`^Sitemap: ${site.settings.base_url}sitemap.xml$`, 'm'));
    });

    test('case-studies.json names every case study with a page that exists', () => {
      for (const lang of site.settings.languages) {
        const file = lang === site.settings.language ? 'case-studies.json' : `${lang}/case-studies.json`;
        const studies = JSON.parse(site.read(file));
        same(studies.map(({ title }) => title), site.studies(lang).map(({ title }) => title), file);
        for (const { url } of studies) assert.ok(site.file(url), `${file}: ${url}`);
      }
    });

    test('every page has a unique title, one h1, a language and unique ids', () => {
      assert.deepEqual(repeated(standing.map(({ title }) => title)), []);
      for (const page of pages) {
        assert.equal(page.h1.length, 1, `${page.path}: ${page.h1}`);
        assert.ok(page.title && site.settings.languages.includes(page.lang) && page.dir, `${page.path} lacks a title, lang or dir`);
        assert.deepEqual(repeated(page.ids), [], page.path);
      }
    });

    test('every page has its own address, and translations link to each other', () => {
      const alternates = new Map(standing.map((page) => [site.settings.base_url + page.path, page.alternates]));
      for (const page of standing.filter(({ path }) => path !== '404.html')) {
        const own = site.settings.base_url + page.path;
        assert.deepEqual(page.canonical, [own]);
        for (const [, other] of page.alternates) assert.deepEqual(alternates.get(other), page.alternates, `${own} and ${other}`);
        if (page.alternates.length) assert.deepEqual(page.alternates.find(([lang]) => lang === page.lang), [page.lang, own]);
      }
    });

    test('every expected list exists, complete, newest first and with the right count', () => {
      const at = new Map(pages.map((page) => [page.path, page]));
      const lists = site.lists();
      const built = pages.filter(({ path }) => /^(\w\w\/)?(case-studies|(topics|support-types|regions)\/[^/]+|topics\/[^/]+\/support-types\/[^/]+)\/$/.test(path) && !at.get(path).moved);
      same(built.map(({ path }) => path), lists.map(({ page }) => page), 'the lists');
      for (const { page: first, slugs } of lists) {
        const entries = [];
        const dates = [];
        const seen = new Set();
        for (let page = at.get(first); page; page = at.get(page.links.find(({ rel }) => rel === 'next')?.to)) {
          assert.ok(!seen.has(page.path), `${first} goes round in a circle`);
          seen.add(page.path);
          assert.ok(page.entries.length <= 20, page.path);
          assert.deepEqual(counts(page.h2), [slugs.length], `the count on ${page.path}`);
          entries.push(...page.entries.map((entry) => entry.split('/').at(-2)));
          dates.push(...page.dates);
        }
        same(entries, slugs, first);
        assert.deepEqual(dates, [...dates].sort().reverse(), `${first} is not newest first`);
      }
    });

    test('every count beside a link to a list is its number of case studies', () => {
      const lengths = new Map(site.lists().map(({ page, slugs }) => [page, slugs.length]));
      let checked = 0;
      for (const page of pages) {
        const own = lengths.get(page.path.replace(/page\/\d+\/$/, ''));
        for (const { to, text, count, on } of page.links) {
          if (!/^\d+$/.test(count) || !lengths.has(to)) continue;
          // A chosen filter links to the list without it, but shows the count of the current one.
          assert.equal(Number(count), on ? own : lengths.get(to), `“${text}” on ${page.path}`);
          checked++;
        }
      }
      assert.ok(checked > 500, `only ${checked} counts were looked at`);
    });

    test('pages are small, and each only has the script that it needs', () => {
      const size = (...files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(join(site.dist, file))).length, 0);
      const within = (limit, path, ...files) => assert.ok(size(...files) <= limit * 1024, `${path}: ${size(...files)} bytes, more than ${limit} KB`);
      const lists = new Set(site.lists().map(({ page }) => page));
      const studies = new Set(site.lists()[0].slugs);
      const sheets = site.files.filter((file) => file.endsWith('.css'));
      within(10, 'style sheets', ...sheets);
      for (const file of site.files.filter((file) => file.endsWith('.js'))) {
        within({ search: 9, 'search-page': 16, 'search-more': 6, 'search-many': 6, element: 3, en: 3, suggestions: 3, filters: 1, back: 1 }[basename(file).split('.')[0]] ?? 2, file, file);
      }
      for (const { path, scripts, styles } of standing) {
        const file = path.endsWith('/') || path === '' ? `${path}index.html` : path;
        if (lists.has(path.replace(/page\/\d+\/$/, ''))) within(12, path, file);
        const isStudy = /(^|\/)case-studies\/[^/]+\/$/.test(path) && studies.has(path.split('/').at(-2));
        if (isStudy) within(14, path, file);
        const isList = lists.has(path.replace(/page\/\d+\/$/, ''));
        const wanted = isList ? ['filters.js'] : isStudy ? ['back.js'] : /(^|\/)search\/$/.test(path) ? ['search-page.js'] : [];
        assert.deepEqual(scripts.map((script) => script.replace(/^.*\/|\.[0-9a-f]{8}(?=\.)/g, '')), wanted, path);
        assert.ok(!scripts.includes('inline'), `${path} has an inline script`);
        assert.deepEqual(styles, [], `${path} has inline style`);
      }
    });
  });
}

test('the checkers do find a broken link, anchor and translation, and bad HTML', () => {
  const folder = join(work, 'faults');
  mkdirSync(folder);
  const faults = ['<link rel="alternate" hreflang="cy" href="https://example.org/lost/cy/">', '<a href="/lost/page/">x</a>', '<a href="#lost">x</a>', '<img src="lost.png" alt="">'];
  writeFileSync(join(folder, 'index.html'), `<!doctype html><html lang="en"><title>x</title><h1>x</h1>${faults.join('')}<div><p></div></span>`);
  const { said } = links(folder, new URL('https://example.org/'));
  for (const lost of ['lost/cy', 'lost/page', '#lost', 'lost.png']) assert.ok(said.includes(lost), said);
  assert.notEqual(nu(folder).status, 0);
});

/** The numbers in a page's level 2 headings. A list has one: its count. */
const counts = (headings) => headings.flatMap((heading) => heading.match(/\d[\d,.]*/)?.[0].replace(/\D/g, '') ?? []).map(Number);

/** The contents of a feed or sitemap, read by a browser's strict XML parser. */
async function xml(text) {
  return parser.evaluate((text) => {
    const doc = new DOMParser().parseFromString(text, 'application/xml');
    const fault = doc.querySelector('parsererror');
    if (fault) throw new Error(fault.textContent);
    const of = (from, selector) => from.querySelector(`:scope > ${selector}`);
    const at = (from) => Date.parse(of(from, 'updated').textContent);
    const { documentElement: top } = doc;
    return {
      root: `${top.namespaceURI} ${top.localName}`,
      locs: [...doc.querySelectorAll('url > loc')].map((loc) => loc.textContent),
      self: of(top, 'link[rel=self]')?.getAttribute('href'),
      updated: of(top, 'updated') && at(top),
      entries: [...top.querySelectorAll(':scope > entry')].map((entry) => ({ id: of(entry, 'id').textContent, updated: at(entry), link: of(entry, 'link').getAttribute('href') })),
    };
  }, text);
}
