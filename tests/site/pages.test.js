// Tests every kind of page in every way of showing it, in a real browser, with a policy that blocks
// everything from other sites.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { browser, sample, serve } from './site.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const kinds = {
  'the home page': '',
  'the list of all': 'case-studies/',
  'the list of a topic': 'topics/digital/',
  'the list of a topic and a support type': 'topics/digital/support-types/digital-tool/',
  'a case study': 'case-studies/welsh-national-assembly-loomio/',
  'the topics from A to Z': 'topics/',
  'a page of text': 'about/',
  'the search page': 'search/',
  'search results': 'search/?q=community&topics=community-engagement',
};
const english = {
  'a case study with a picture and files': 'case-studies/nhs-england-citizens-assembly/',
  'a case study with a table': 'case-studies/hm-treasury-spending-challenge/',
  'a search without results': 'search/?q=xyzzy',
  'the page to share a case study': 'submit/',
  'the page for what is missing': 'no/such/page/',
};
const pages = {
  ...kinds,
  ...english,
  ...Object.fromEntries(Object.entries(kinds).map(([name, path]) => [`${name} in Welsh`, `cy/${path}`])),
};

const wide = { width: 1280, height: 800 };
const narrow = { width: 320, height: 640 };
const plain = { colorScheme: 'light', forcedColors: 'none' };
const modes = {
  'in light colours, 1280 pixels wide': {},
  'in dark colours': { media: { colorScheme: 'dark' } },
  'in forced colours': { media: { forcedColors: 'active' } },
  'from right to left': { dir: 'rtl' },
  '320 pixels wide': { size: narrow },
};

const server = await serve(sample);
const chromium = await browser();
after(() => chromium.close());

// Two at a time: axe examines one page while another loads. Each is loaded once and shown in every way.
describe('every kind of page is accessible, quiet, keeps to its origin and fits', { concurrency: 2 }, () => {
  for (const [name, path] of Object.entries(pages)) {
    test(name, async (kind) => {
      const { page, faults, close } = await open(path);
      const dir = await page.evaluate(() => document.documentElement.dir);
      for (const [mode, { media, size = wide, dir: other = dir }] of Object.entries(modes)) {
        await kind.test(mode, async () => {
          await page.setViewportSize(size);
          await page.emulateMedia({ ...plain, ...media });
          await page.evaluate((dir) => { document.documentElement.dir = dir; }, other);
          const found = [...faults.splice(0), ...(await inaccessible(page)), ...(await overflowing(page))];
          assert.equal(found.length, 0, `${path}\n${found.join('\n')}`);
        });
      }
      await kind.test('320 pixels wide, with wide text spacing, and right to left', async () => {
        await page.setViewportSize(narrow);
        // WCAG 1.4.12. The style sheet is made by a script, which the policy allows.
        await page.evaluate(() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
          document.adoptedStyleSheets = [sheet];
        });
        const found = await overflowing(page);
        await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
        found.push(...(await overflowing(page)));
        assert.equal(found.length, 0, `${path}\n${found.join('\n')}`);
      });
      await close();

      await kind.test('without JavaScript', async () => {
        const { page, faults, close } = await open(path, false);
        faults.push(...(await inaccessible(page)), ...(await overflowing(page)));
        assert.equal(faults.length, 0, `${path}\n${faults.join('\n')}`);
        await close();
      });
    });
  }
});

/** A loaded page, its console messages, its requests to other sites and its failed requests. */
async function open(path, script = true) {
  const context = await chromium.newContext({ viewport: wide, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const faults = listen(page, server.home + path, script);
  // Scripts are only off while loading: axe needs its timers afterwards.
  const devtools = await context.newCDPSession(page);
  const switchScripts = (on) => devtools.send('Emulation.setScriptExecutionDisabled', { value: !on });
  if (!script) await switchScripts(false);
  await page.goto(server.home + path, { waitUntil: script && path.includes('search/') ? 'networkidle' : 'load' });
  if (!script) await switchScripts(true);
  // axe must also see what the style sheet only shows after a while.
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await page.evaluate(axe);
  return { page, faults, close: () => context.close() };
}

async function inaccessible(page) {
  const { violations } = await page.evaluate((values) => axe.run(document, {
    runOnly: { type: 'tag', values },
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
    preload: false,
  }), rules);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) => `${id}: ${target}: ${html.slice(0, 120)}: ${failureSummary}`));
}

function listen(page, address, script) {
  const faults = [];
  const itself = (url) => url === address && address.endsWith('/no/such/page/');
  // With scripting off, nothing uses what was loaded ahead for them. On a slow machine the browser says so.
  const idle = (message) => !script && message.text().includes('preloaded using link preload but not used');
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !itself(message.location().url) && !idle(message)) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error}`));
  // With scripting off, the browser refuses scripts, even preloaded ones.
  page.on('requestfailed', (request) => (!script && request.resourceType() === 'script') || faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('request', (request) => new URL(request.url()).origin === server.origin || faults.push(`off the origin: ${request.url()}`));
  page.on('response', (response) => response.status() < 400 || itself(response.url()) || faults.push(`${response.status()}: ${response.url()}`));
  return faults;
}

/** The innermost elements that make a page scroll sideways. */
const overflowing = (page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = (element) => { const { left, right } = element.getBoundingClientRect(); return right > clientWidth + 0.5 || left < -0.5; };
    const guilty = [...document.body.querySelectorAll('*')].filter((element) => beyond(element) && ![...element.children].some(beyond));
    return [`${scrollWidth} pixels wide in a window of ${clientWidth}: ${guilty.slice(0, 5).map((element) => element.outerHTML.slice(0, 100)).join(' | ')}`];
  });

test('a browser loads the smallest version of a picture that is sharp on its screen', async () => {
  const path = 'guide/adding-a-case-study/';
  for (const [size, pixels, version] of [[narrow, 1, 480], [narrow, 2, 720], [narrow, 3, 1120], [wide, 1, 720]]) {
    const page = await chromium.newPage({ viewport: size, deviceScaleFactor: pixels });
    await page.goto(server.home + path);
    const picture = page.locator('img[src*="street.jpg"]');
    await picture.scrollIntoViewIfNeeded();
    await picture.evaluate((image) => image.decode());
    const { source, shape } = await picture.evaluate(({ currentSrc, width, height }) => ({ source: currentSrc, shape: width / height }));
    assert.ok(source.endsWith(`/street.jpg.${version}.jpg`), `${size.width} wide, ${pixels} pixels each: ${source}`);
    assert.ok(Math.abs(shape - 1.6) < 0.02, `${size.width} wide: ${shape}`);
    await page.close();
  }
});

test('the menu does not move when the rest of its page arrives', async () => {
  const page = await chromium.newPage({ viewport: narrow });
  await page.goto(server.home);
  const place = () => page.locator('header summary').boundingBox();
  const whole = await place();
  await page.evaluate(() => {
    const all = document.createRange();
    all.setStartAfter(document.querySelector('header .menu'));
    all.setEndAfter(document.body.lastChild);
    all.deleteContents();
  });
  assert.deepEqual(await place(), whole);
  await page.close();
});
