// Opens every page of a library that a stranger has written, in a real browser and without a content security policy.
//
// No page may run a script of theirs, ask another site for anything but a picture that a text shows, or send a reader elsewhere.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { stringify } from 'yaml';
import { addresses, pictures, texts, words } from './payloads.js';
import { browser, built, casebook, scratch, serve } from './site.js';

const AWAY = 'https://away.example/';

/** Each of the addresses, as it is in the library. */
const filledIn = new Map();

/** What calls `hit`, by the number that it calls it with. Quotes would keep some payloads from being HTML. */
const callers = [];
const filled = (text, name) => text.replaceAll('HIT', `hit(${callers.push(name) - 1})`).replaceAll('AWAY', AWAY + name);

/** Returns each third, or all if that is asked for. Lists and searches show the same words again and again. */
const some = (list) => (process.env.CASEBOOK_PAYLOADS === 'all' ? list : list.filter((_, at) => at % 3 === 0));

const settings = {
  title: 'Case studies',
  base_url: 'https://example.org/',
  facets: { topics: {}, support_types: {} },
  fields: { organisation: {}, note: {}, homepage: { type: 'url' }, savings: { type: 'number' }, began: { type: 'date' }, done: { type: 'boolean' } },
};

/** A picture of one pixel. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Every file of the library, by its path. Each study has words of its own, `title-NAME` and `text-NAME`, to search for. */
function library() {
  const files = new Map();
  const study = (name, front, text = '') => {
    const header = { title: 'Words', summary: `payload title${name}`, topics: ['Housing'], date: '2024-02-29', ...front };
    files.set(`content/case-studies/${name}/x.png`, png);
    files.set(`content/case-studies/${name}/index.md`, `---\n${stringify(header)}---\n\n${text}\n\nThe last words are text${name}.\n`);
  };
  words.forEach((payload, at) => {
    const name = `words${at}`;
    const word = filled(payload, name);
    study(name, front(word, name), word);
    files.set(`content/case-studies/${name}/a.csv`, '');
  });
  addresses.forEach((payload, at) => {
    filledIn.set(payload, filled(payload, `address${at}`));
    for (const [place, front] of Object.entries(led(filledIn.get(payload)))) study(`address${at}${place}`, front);
  });
  texts.forEach((payload, at) => study(`text${at}`, {}, filled(payload, `text${at}`)));
  pictures.forEach(([payload], at) => study(`picture${at}`, {}, filled(payload, `picture${at}`)));
  // The same in names of files and folders.
  for (const [at, payload] of ['"><img src=x onerror=HIT>', "' onfocus='HIT' autofocus='", '<script>HIT', '{{ HIT }}', 'javascript:HIT', '&lt;script&gt;HIT', '%3Cscript%3EHIT', '-->&lt;img onerror=HIT&gt;'].entries()) {
    const name = filled(payload, `file${at}`);
    files.set(`content/case-studies/${name}.md`, `---\ntitle: A file\n---\n\nWords.\n`);
    files.set(`content/case-studies/file${at}/index.md`, `---\n${stringify({ title: 'With files', attachments: [`${name}.csv`] })}---\n\n![A street](<${name}.png>)\n`);
    files.set(`content/case-studies/file${at}/${name}.csv`, '').set(`content/case-studies/file${at}/${name}.png`, png);
  }
  return files;
}

/** A word in every place of the front matter that takes words. */
const front = (word, name) => ({
  title: word,
  summary: `${word} payload title${name}`,
  topics: [word, 'Housing'],
  support_types: word,
  organisation: word,
  note: word,
  image: { src: 'x.png', alt: word, caption: word },
  contact: { name: word, email: 'sam@example.org', phone: word },
  links: [{ title: word, url: 'https://example.org/' }],
  attachments: [{ title: word, src: 'a.csv' }],
});

/** An address in every place that takes one. */
const led = (address) => ({
  links: { links: [{ title: 'A link', url: address }] },
  contact: { contact: { name: 'Sam', url: address, email: address } },
  image: { image: { src: address, alt: '' } },
  attachment: { attachments: [{ title: 'A file', src: address }] },
  alias: { aliases: [`/${address}/`] },
  homepage: { homepage: address, organisation: address },
  related: { related: [address] },
  slug: { slug: address },
  others: { savings: address, began: address, done: address, expires: address },
});

function write(folder, files) {
  rmSync(folder, { recursive: true, force: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, 'casebook.yaml'), stringify(settings));
}

/** The files that keep a library from being published. */
function refused(folder) {
  const { stdout } = spawnSync(casebook, ['check', '--root', folder, '--format', 'json'], { encoding: 'utf8', maxBuffer: 1e9 });
  const findings = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return new Set(findings.filter(({ severity }) => severity === 'error').map(({ file }) => file));
}

const all = library();
const everything = join(scratch, `payloads-${process.pid}`);
write(everything, all);
let sound = all;
const publishable = join(scratch, `payloads-published-${process.pid}`);
// Without a file that is refused, others may lead to nothing.
for (let errors = refused(everything); errors.size > 0; errors = refused(publishable)) {
  sound = new Map([...sound].filter(([path]) => !errors.has(path)));
  write(publishable, sound);
}

const site = built(publishable);
const server = await serve(site, '');
const chromium = await browser();
after(() => chromium.close());

/** A window in which hits, dialogs, foreign requests and navigations are noted. */
async function watched(origin) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 3000 }, reducedMotion: 'reduce' });
  const faults = [];
  const foreign = [];
  await context.exposeFunction('hit', (number) => faults.push(`a script of ${callers[number] ?? number} ran`));
  // Whatever is asked for from elsewhere is answered so that it would run.
  await context.route((url) => url.origin !== origin && url.protocol.startsWith('http'), (route) => {
    const url = route.request().url();
    foreign.push(url);
    const name = url.split('/').pop();
    return route.fulfill({ contentType: route.request().resourceType() === 'script' ? 'text/javascript' : 'text/html', body: `hit('${name}')//<script>hit('${name}')</script>` });
  });
  const page = await context.newPage();
  page.on('dialog', (dialog) => { faults.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('pageerror', (error) => faults.push(`script: ${error}`));
  page.on('popup', (popup) => faults.push(`a window: ${popup.url()}`));
  page.on('console', (message) => message.type() === 'error' && !/Failed to load resource/.test(message.text()) && faults.push(`console: ${message.text()}`));
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) faults.push(`a frame: ${frame.url()}`);
    else if (new URL(frame.url()).origin !== origin) faults.push(`sent to ${frame.url()}`);
  });
  return { page, faults, foreign, close: () => context.close() };
}

/** What is in a page that no page may hold. Then activates each link that a reader could follow. */
const suspicious = (page) => page.evaluate(() => {
  const found = [];
  const banned = 'iframe frame frameset fencedframe object embed applet base style portal audio video source track math foreignObject use animate set image dialog textarea marquee noscript xmp plaintext param map area';
  for (const element of document.querySelectorAll(banned.split(' ').join())) found.push(element.outerHTML);
  const attributes = /^on|^(srcdoc|formaction|ping|xlink:href|background|autofocus|contenteditable|popover|popovertarget|is|style|lowsrc|dynsrc|attributionsrc|usemap|http-equiv|srcset)$/i;
  for (const element of document.querySelectorAll('*')) {
    for (const { name } of element.attributes) if (attributes.test(name)) found.push(element.outerHTML);
    for (const address of [element.href, element.src, element.action]) {
      if (typeof address !== 'string' || !address) continue;
      const { protocol, origin } = new URL(address, location);
      const isOwn = origin === location.origin;
      if (!['http:', 'https:', 'mailto:', 'tel:', 'ftp:'].includes(protocol)) found.push(element.outerHTML);
      if (element.matches('script, form') && !isOwn) found.push(element.outerHTML);
      if (element.matches('link:not([rel=canonical], [rel=alternate])') && !isOwn) found.push(element.outerHTML);
    }
    if (element.matches('script:not([src])')) found.push(element.outerHTML);
    if (element.id.startsWith('_') && document.querySelectorAll(`[id="${CSS.escape(element.id)}"]`).length > 1) found.push(element.outerHTML);
  }
  for (const link of document.querySelectorAll('main a')) {
    link.addEventListener('click', (event) => /^(https?|mailto|tel|ftp):$/.test(link.protocol) && event.preventDefault(), { once: true });
    link.click();
  }
  return found.map((html) => html.slice(0, 300));
});

/** Opens pages in several windows, and returns what was wrong and which foreign files were asked for. */
async function walk(origin, addresses, look = suspicious) {
  const [left, found, asked] = [[...addresses], [], []];
  await Promise.all(Array.from({ length: 4 }, async () => {
    const { page, faults, foreign, close } = await watched(origin);
    for (let address = left.pop(); address !== undefined; address = left.pop()) {
      await page.goto(address, { waitUntil: 'load' });
      faults.push(...(await look(page)));
      // What was started by the page, or by a click, has happened by now.
      await page.evaluate(() => new Promise((next) => setTimeout(next)));
      found.push(...faults.splice(0).map((fault) => `${address}: ${fault}`));
      asked.push(...foreign.splice(0));
    }
    await close();
  }));
  return { found, asked: [...new Set(asked)].sort() };
}

const encoded = (path) => path.split('/').map(encodeURIComponent).join('/');
// A picture of a study, named in its front matter, may be of another site too.
const shown = [...pictures.map(([, url]) => url), ...addresses.filter((address) => address.startsWith('https:')).map((address) => new URL(filledIn.get(address)).href)].sort();

test('there are enough payloads, and most of them can be published', () => {
  assert.ok(words.length + addresses.length + texts.length + pictures.length >= 230);
  const studies = [...sound.keys()].filter((path) => path.endsWith('.md'));
  assert.ok(studies.length >= 150, `${studies.length} of ${all.size}`);
  // Two are no YAML or no name for a page.
  assert.ok(words.filter((_, at) => !sound.has(`content/case-studies/words${at}/index.md`)).length < 4);
});

test('no page of a built library runs, asks for or leads to what a stranger put there', async () => {
  assert.ok(site.pages.length > 300, `${site.pages.length} pages`);
  const isStudy = (path) => path.startsWith('case-studies/');
  const pages = [...site.pages.filter(isStudy), ...some(site.pages.filter((path) => !isStudy(path)))];
  const { found, asked } = await walk(server.origin, pages.map((path) => server.home + encoded(path)), async (page) => {
    // A former address sends its readers on, within the site.
    await page.waitForFunction(() => !document.querySelector('meta[http-equiv=refresh]'));
    return suspicious(page);
  });
  assert.deepEqual(found, []);
  assert.deepEqual(asked, shown);
});

test('searching for what a stranger wrote shows it as text', async () => {
  const { page, faults, foreign, close } = await watched(server.origin);
  const settled = () => page.waitForFunction(() => !document.querySelector('[data-results]').ariaBusy);
  const names = [...sound.keys()].filter((path) => path.endsWith('.md') && !/^content\/case-studies\/file|[<'"{:]/.test(path)).map((path) => path.match(/case-studies\/([^/.]+)/)[1]);
  await page.goto(`${server.home}search/`, { waitUntil: 'networkidle' });
  let seen = 0;
  for (const name of some(names)) {
    // In the summary of one, and the passage of another.
    await page.evaluate((query) => {
      const form = document.querySelector('[data-search]');
      form.elements.q.value = query;
      form.requestSubmit();
    }, `${seen % 3 ? 'title' : 'text'}${name}`);
    await settled();
    seen += await page.locator('[data-results] > li').count() > 0;
  }
  assert.equal(seen, some(names).length);
  const found = await suspicious(page);
  // Everything in the address, as a link from elsewhere could have it.
  const queries = some(words).flatMap((payload, at) => {
    const word = filled(payload, `query${at}`);
    return [{ q: word }, { q: `payload ${word}`, from: word, to: word, sort: word, exact: word, page: word, topics: word }];
  });
  const addresses = queries.map((query) => `${server.home}search/?${new URLSearchParams(query)}`);
  const chosen = await page.locator('fieldset[data-facet=topics] input').evaluateAll((boxes) => boxes.map((box) => box.value));
  assert.ok(chosen.length > 25);
  addresses.push(...some(chosen).map((slug) => `${server.home}search/?topics=${encodeURIComponent(slug)}`));
  const walked = await walk(server.origin, addresses, async (page) => {
    await page.waitForFunction(() => document.querySelector('[data-results]:not([aria-busy])'));
    return suspicious(page);
  });
  assert.deepEqual([...faults, ...found, ...walked.found], []);
  assert.deepEqual([...foreign, ...walked.asked], []);
  await close();
});

test('choosing several filters of a list shows their names as text', async () => {
  const { page, faults, foreign, close } = await watched(server.origin);
  await page.goto(`${server.home}case-studies/`);
  await page.locator('button.several').click();
  assert.ok(await page.locator('nav form label').count() > 25);
  assert.deepEqual([...(await suspicious(page)), ...faults, ...foreign], []);
  await close();
});

test('the feed, the sitemap and the data are sound, and nothing in them runs', async () => {
  const { page, faults, foreign, close } = await watched(server.origin);
  for (const file of site.files.filter((file) => /\.(xml|json)$/.test(file))) {
    const text = site.read(file);
    if (file.endsWith('.json')) JSON.parse(text);
    await page.goto(server.home + encoded(file));
    if (!file.endsWith('.xml')) continue;
    const names = await page.evaluate((text) => {
      const root = new DOMParser().parseFromString(text, 'application/xml');
      return [...root.querySelectorAll('*')].map(({ namespaceURI, localName }) => `${namespaceURI} ${localName}`);
    }, text);
    const odd = names.filter((name) => !/^http:\/\/(www\.w3\.org\/2005\/Atom|www\.sitemaps\.org\/schemas\/sitemap\/0\.9) |xhtml link$/.test(name));
    assert.deepEqual([...new Set(odd)], [], file);
  }
  assert.deepEqual([...faults, ...foreign], []);
  await close();
});

test('the preview shows what cannot be published as text, in its pages and in its list of problems', async () => {
  const preview = spawn(casebook, ['serve', '--root', everything, '--port', '0', '--format', 'short'], { stdio: ['ignore', 'pipe', 'ignore'] });
  after(() => preview.kill());
  const home = await new Promise((started) => preview.stdout.once('data', (line) => started(`${line}`.trim())));
  const studies = [...all.keys()].filter((path) => !sound.has(path) && /^content\/case-studies\/(address|text|words)/.test(path));
  assert.ok(studies.length > 100, `${studies.length} studies cannot be published`);
  const paths = ['', 'case-studies/', 'search/', 'topics/', ...some(studies).map((path) => `${path.replace(/^content\//, '').replace(/(\/index)?\.md$/, '')}/`)];
  const { found, asked } = await walk(new URL(home).origin, paths.map((path) => home + encoded(path)));
  assert.deepEqual(found, []);
  assert.deepEqual(asked, []);
  preview.kill();
});
