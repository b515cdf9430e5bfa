// What the search page says about a search, and while it waits.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { BASE, answering, at, counted, heading, home, titles, total } from './visit.mjs';

const lines = (page) => page.locator('[data-note] p').allTextContents();
const done = (page) => page.waitForFunction(() => document.querySelector('[data-results] h3') && !document.querySelector('[data-results]').ariaBusy);

/** The page for a query whose answer has more than the library gives. */
async function answered(t, address, added) {
  const page = await at(t, address, { before: (made) => answering(made, added) });
  await done(page);
  return page;
}

test('words left out, rare words, missing phrases and synonyms are said, and announced once with the count', async (t) => {
  const page = await answered(t, 'search/?q=the+museum+of+%22red+harbour%22+goverment', () => ({
    ignored: ['the', 'of'],
    suggestions: [{ from: 'goverment', to: 'government', total: 1845 }],
    phrases: { missing: ['red harbour'] },
    synonyms: [{ word: 'museum', also: ['gallery', 'collection'] }],
    excluded: ['park'],
    partial: false,
    corrections: [],
    unknown: [],
    results: [{ title: 'Museum', url: '/', summary: '', terms: {} }],
    total: 1,
  }));
  const said = [
    'We left out: the, of.',
    'No case study has “red harbour”. Showing results for its words.',
    'Also searching for gallery, collection. Search only for the museum of "red harbour" goverment',
    'Did you mean government (1,845)?',
  ];
  assert.deepEqual(await lines(page), said);
  await page.waitForFunction((text) => document.querySelector('[data-status]').textContent === text, [...said, await heading(page).textContent()].join(' '));
  await page.locator('[data-note] a', { hasText: '1,845' }).click();
  await page.waitForFunction(() => new URLSearchParams(location.search).get('q') === 'the museum of "red harbour" government');
  assert.deepEqual(page.wrong, []);
});

test('a suggestion changes the word and not the inside of another', async (t) => {
  const page = await answered(t, 'search/?q=Cr%C3%A8chemuseum+cr%C3%A8che', () => ({ suggestions: [{ from: 'creche', to: 'nursery', total: 2 }], corrections: [], unknown: [], results: [{ title: 'A', url: '/', summary: '', terms: {} }], total: 1, partial: false }));
  await page.locator('[data-note] a').click();
  await page.waitForFunction(() => new URLSearchParams(location.search).get('q') === 'Crèchemuseum nursery');
});

test('terms that the query names lead to their pages, three at most', async (t) => {
  const page = await answered(t, 'search/?q=council', () => ({
    terms: [['topics', 'housing'], ['topics', 'nosuch'], ['region', 'wales'], ['topics', 'data'], ['topics', 'crime']].map(([facet, slug]) => ({ facet, slug, count: 214 })),
  }));
  const terms = page.locator('[data-terms-found] a');
  assert.deepEqual(await terms.allTextContents(), ['Topic: Housing, 214 case studies', 'Regions: Wales, 214 case studies', 'Topic: Data, 214 case studies']);
  assert.equal(await terms.first().getAttribute('href'), `${BASE}topics/housing/`);
  await terms.first().click();
  await page.waitForURL(`${home}topics/housing/`);
});

test('if phrases could not be looked up, the page says so', async (t) => {
  const page = await answered(t, 'search/?q=%22council+museum%22', () => ({ failed: ['phrases', 'counts'], results: [{ title: 'A', url: '/', summary: '', terms: {} }], total: 1 }));
  assert.deepEqual(await lines(page), ['Part of the search did not load, so quotation marks have no effect.']);
});

test('only the beginning of a very long query is used, and the page says which', async (t) => {
  const page = await at(t, `search/?q=${'council+museum+'.repeat(400)}`);
  await done(page);
  assert.deepEqual((await lines(page))[0], 'Only the first 500 letters of your search were used, up to “council museum counc”.');
  assert.equal((await page.inputValue('#_q')).length, 500);
  // A paste is cut by the browser.
  await page.evaluate(() => document.querySelector('#_q').select());
  await page.keyboard.insertText('harbour '.repeat(800));
  await page.waitForFunction(() => location.search.startsWith('?q=harbour'));
  assert.equal((await page.inputValue('#_q')).length, 500);
});

test('links to results mark words on the page of the study, but not those of its title', async (t) => {
  const page = await at(t, 'search/?q=archipelago');
  await counted(page, total(3));
  await page.waitForFunction(() => document.querySelectorAll('[data-excerpt] mark').length === 3);
  const hrefs = () => page.locator('[data-results] h3 a').evaluateAll((links) => links.map(({ href }) => href));
  for (const href of await hrefs()) assert.match(href, /\/#:~:text=archipelago$/);
  await page.fill('#_q', '"velvet lantern"');
  await counted(page, total(1));
  assert.doesNotMatch((await hrefs())[0], /#/);
  await page.fill('#_q', 'zyxundated');
  await page.waitForFunction(() => document.querySelector('[data-results] h3')?.textContent === 'Undated');
  assert.match((await hrefs())[0], /undated\/#:~:text=zyxundated$/);
  await page.locator('[data-results] h3 a').click();
  await page.waitForURL(/\/undated\//);
});

test('while a search waits, the last results fade; after ten seconds it says so and can be tried again', async (t) => {
  const page = await at(t, 'search/?q=museum');
  await done(page);
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // The file never comes the first time.
  let asked = 0;
  await page.route('**/search/words/**', (route) => asked++ && route.continue());
  await page.fill('#_q', 'archipelago');
  await page.waitForFunction(() => document.querySelector('[data-heading]').textContent === 'Searching…');
  assert.ok(await page.locator('[data-results]').evaluate((list) => getComputedStyle(list).opacity < 0.5));
  await page.waitForSelector('[data-slow]:not([hidden])', { timeout: 15000 });
  assert.deepEqual(await titles(page), []);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  await page.locator('[data-slow] [data-retry]').click();
  await counted(page, total(3));
  assert.equal(await page.locator('[data-slow]').isVisible(), false);
  assert.equal(new URL(page.url()).search, '?q=archipelago');
});

test('axe finds nothing in notes, terms, zero results and crossed dates', async (t) => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const added = () => ({ ignored: ['the'], suggestions: [{ from: 'council', to: 'counsel', total: 3 }], terms: [{ facet: 'topics', slug: 'housing', count: 3 }] });
  const none = 'search/?q=archipelago&from=1990&to=1991&region=wales&topics=nosuch';
  for (const [address, more, viewport] of [['search/?q=the+council', added], [none], [none, undefined, { width: 390, height: 800 }], ['search/?from=2020&to=2018']]) {
    const page = await at(t, address, { ...(viewport && { viewport }), before: async (made) => more && answering(made, more) });
    await page.waitForFunction(() => document.querySelector('[data-heading]').textContent !== 'Results' && !document.querySelector('[data-results]').ariaBusy);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], address);
  }
});
