// Every kind of page in every way of showing it, in a real browser, under a policy that lets nothing
// in from outside.

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
const rightToLeft = (page) => page.evaluate(() => { document.documentElement.dir = 'rtl'; });
const modes = {
  'in light colours': { context: { colorScheme: 'light' } },
  'in dark colours': { context: { colorScheme: 'dark' } },
  'in forced colours': { context: { forcedColors: 'active' } },
  '320 pixels wide': { context: { viewport: narrow } },
  '320 pixels wide and from right to left': { context: { viewport: narrow }, prepare: rightToLeft },
  '1280 pixels wide': { context: { viewport: wide } },
  'from right to left': { context: { viewport: wide }, prepare: rightToLeft },
  'without JavaScript': { context: { viewport: wide }, script: false },
};

const server = await serve(sample);
const chromium = await browser();
after(() => chromium.close());

for (const [mode, { context: options, prepare, script = true }] of Object.entries(modes)) {
  // Two at a time: axe waits for the browser most of the time.
  describe(mode, { concurrency: 2 }, () => {
    for (const [name, path] of Object.entries(pages)) {
      test(`${name} is accessible, quiet, keeps to its origin and fits`, async () => {
        const context = await chromium.newContext({ viewport: { width: 1024, height: 768 }, reducedMotion: 'reduce', ...options });
        try {
          const page = await context.newPage();
          const faults = listen(page, server.home + path);
          // Scripts are switched off for loading alone: axe needs its timers afterwards.
          const switchScripts = async (on) => script || (await context.newCDPSession(page)).send('Emulation.setScriptExecutionDisabled', { value: !on });
          await switchScripts(false);
          await page.goto(server.home + path, { waitUntil: path.includes('search/') && script ? 'networkidle' : 'load' });
          await switchScripts(true);
          await prepare?.(page);

          await page.evaluate(axe);
          const { violations } = await page.evaluate((values) => axe.run(document, {
            runOnly: { type: 'tag', values },
            rules: { 'target-size': { enabled: true } },
            resultTypes: ['violations'],
            preload: false,
          }), rules);
          faults.push(...violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 120)} ${node.failureSummary}`)));
          faults.push(...(await overflowing(page)));
          if (options.viewport === narrow) {
            // WCAG 1.4.12: nothing is lost when a reader spaces text out. A sheet made by script obeys the policy.
            await page.evaluate(() => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
              document.adoptedStyleSheets = [sheet];
            });
            faults.push(...(await overflowing(page)).map((fault) => `with text spaced out, ${fault}`));
          }
          assert.equal(faults.length, 0, `${path}\n${faults.join('\n')}`);
        } finally {
          await context.close();
        }
      });
    }
  });
}

/** Collects, from now on, what a page says on the console, asks of others, or asks for in vain. */
function listen(page, address) {
  const faults = [];
  const itself = (url) => url === address && address.endsWith('/no/such/page/');
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !itself(message.location().url)) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error}`));
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
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
