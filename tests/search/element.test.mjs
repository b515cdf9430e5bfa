// The search box for other pages, on a page of another site with a strict policy, in a real browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { browser, host } from './host.mjs';
import { built } from './library.mjs';

const study = (title, more = {}) => ({ key: title.toLowerCase().replace(/\W+/g, '-'), title, summary: `About ${title.toLowerCase()}`, ...more });
const shared = { 'access-control-allow-origin': '*' };
const warm = Array.from({ length: 12 }, (_, n) => study(`Warm homes ${n}`, { date: `20${10 + n}-01-01`, organisation: 'Tŷ Council', text: 'Housing' }));
const first = { dist: built([...warm, study('Orchard <b>of</b> quince')], { languages: ['en-GB', 'cy'] }), base: '/', headers: shared };
const second = { dist: built([study('Warm welcome', { date: '2024-01-01' })]), base: '/', headers: shared };
const [A, B] = await Promise.all([host(first), host(second)]);
const chromium = await browser();
after(() => chromium.close());

const fallback = `<p><a href="${A}/search/">Search the case studies</a></p>`;
/** A page of another site, whose policy allows scripts of one library, and reading from both. */
const around = (element, head = '') => `<!doctype html><html lang="en"><title>Council</title><link rel="icon" href="data:,">${head}
  <script type="module" src="${A}/search/element.js"></script><main><h1>Our council</h1>${element}</main>`;
let html = '';
const site = { base: '/', dist: first.dist, answer: (path) => (path === 'council/' ? html : undefined) };
site.policy = `default-src 'none'; script-src 'self' ${A}; connect-src ${A} ${B}; img-src data:; style-src 'self'`;
const council = await host(site);

/** Opens a page of the council with an element. Fails if the policy is broken anywhere. */
async function visit(element, { head, ...options } = {}) {
  html = around(element, head);
  const context = await chromium.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(30000);
  page.complaints = [];
  page.on('console', (message) => /policy|CORS/i.test(message.text()) && page.complaints.push(message.text()));
  await page.goto(`${council}/council/`);
  return page;
}

const box = (page) => page.getByRole('searchbox', { name: 'Search case studies' });
const said = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor();
const links = (page) => page.locator('[part=link]').allTextContents();

test('a visitor finds case studies on a page of another site, whose policy is strict', async () => {
  const page = await visit(`<casebook-search>${fallback}</casebook-search>`);
  await box(page).fill('wram homes');
  await said(page, 'Showing results for warm homes. 12 case studies');
  assert.equal((await links(page)).length, 5);
  assert.equal(await page.locator('[part=by]').first().textContent(), 'Tŷ Council · 2021');
  assert.equal(await page.getByRole('link', { name: 'See all results' }).getAttribute('href'), `${A}/search/?q=wram+homes`);
  assert.equal(await page.getByText('Search the case studies').isVisible(), false);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('a title is only text', async () => {
  const page = await visit('<casebook-search></casebook-search>');
  await box(page).fill('quince');
  await said(page, '1 case study');
  assert.deepEqual(await links(page), ['Orchard <b>of</b> quince']);
  await page.context().close();
});

test('several libraries are searched as one, and each has a link to its own search', async () => {
  const page = await visit(`<casebook-search libraries="${A}/search/ ${B}/search/" limit="3"></casebook-search>`);
  await box(page).fill('warm');
  await said(page, '13 case studies');
  assert.equal((await links(page)).length, 3);
  assert.deepEqual(await page.locator('[part=all-link]').allTextContents(), [`${new URL(A).host}: 12 case studies`, `${new URL(B).host}: 1 case study`]);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('without JavaScript, the page shows what is inside the element', async () => {
  const page = await visit(`<casebook-search>${fallback}</casebook-search>`, { javaScriptEnabled: false });
  assert.ok(await page.getByRole('link', { name: 'Search the case studies' }).isVisible());
  await page.context().close();
});

test('it is used by keyboard alone, and the focus is visible', async () => {
  const page = await visit('<casebook-search></casebook-search>');
  await box(page).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('orchard');
  await page.keyboard.press('Enter');
  await said(page, '1 case study');
  const focused = () => page.evaluate(() => {
    const { activeElement: at } = document.activeElement.shadowRoot;
    return [at.part.value, getComputedStyle(at).outlineStyle, getComputedStyle(at).outlineWidth];
  });
  assert.deepEqual(await focused(), ['input', 'solid', '3px']);
  await page.keyboard.press('Tab');
  assert.equal((await focused())[0], 'button');
  await page.keyboard.press('Tab');
  assert.deepEqual(await focused(), ['link', 'solid', '3px']);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${A}/case-studies/**`);
  await page.context().close();
});

test('if nothing is found, it says so and leads to the search page', async () => {
  const page = await visit('<casebook-search></casebook-search>');
  await box(page).fill('xyzzyplugh');
  await said(page, 'No case studies');
  assert.deepEqual(await links(page), []);
  assert.equal(await page.locator('[part=all-link]').getAttribute('href'), `${A}/search/?q=xyzzyplugh`);
  await page.context().close();
});

test('an answer that comes late does not replace a newer one', async () => {
  const page = await visit('<casebook-search></casebook-search>');
  await box(page).waitFor();
  const shown = await page.evaluate(async () => {
    const element = document.querySelector('casebook-search');
    const found = [];
    element.addEventListener('casebook-results', ({ detail }) => found.push(detail.query));
    element.search('warm');
    await element.search('orchard');
    await new Promise((later) => setTimeout(later, 500));
    return found;
  });
  assert.deepEqual(shown, ['orchard']);
  await said(page, '1 case study');
  await page.context().close();
});

test('if a library cannot be read, it says so in a sentence and shows what is inside', async () => {
  const page = await visit(`<casebook-search libraries="${A}/nowhere/">${fallback}</casebook-search>`);
  await page.evaluate(() => document.addEventListener('casebook-error', ({ detail }) => (document.title = detail.error.name)));
  await box(page).fill('warm');
  await said(page, 'The search did not load. Check your connection, then try again.');
  assert.ok(await page.getByRole('link', { name: 'Search the case studies' }).isVisible());
  assert.equal(await page.title(), 'SearchError');
  // One of two costs only its results.
  await page.evaluate((libraries) => document.querySelector('casebook-search').setAttribute('libraries', libraries), `${A}/nowhere/ ${B}/search/`);
  await said(page, '1 case study');
  await page.context().close();
});

test('it speaks the language of the page around it, or the words it is given', async () => {
  const page = await visit('<div lang="cy"><casebook-search></casebook-search></div><casebook-search label="Ask us" results-other="{count} found"></casebook-search>');
  await page.getByRole('searchbox', { name: 'Chwilio’r astudiaethau' }).fill('warm');
  await said(page, '12 o astudiaethau achos');
  assert.equal(await page.locator('[part=all-link]').getAttribute('href'), `${A}/cy/search/?q=warm`);
  assert.equal(await page.locator('[part=link]').first().getAttribute('lang'), 'en-GB', 'a study that is not translated');
  await page.getByRole('searchbox', { name: 'Ask us' }).fill('warm');
  await said(page, '12 found');
  await page.context().close();
});

test('it takes the page’s font and colours, and the page can style its parts', async () => {
  const page = await visit('<casebook-search value="warm"></casebook-search>', { head: '<link rel="stylesheet" href="/council/style.css">' });
  await said(page, '12 case studies');
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('main { font: 20px serif; color: rgb(1, 2, 3) } casebook-search { --casebook-border: rgb(4, 5, 6) } casebook-search::part(button) { text-transform: uppercase }');
    document.adoptedStyleSheets = [sheet];
  });
  const style = (part) => page.locator(`[part=${part}]`).first().evaluate((each) => {
    const { fontFamily, fontSize, color, borderTopColor, textTransform } = getComputedStyle(each);
    return { fontFamily, fontSize, color, borderTopColor, textTransform };
  });
  assert.deepEqual(await style('input'), { fontFamily: 'serif', fontSize: '20px', color: 'rgb(1, 2, 3)', borderTopColor: 'rgb(4, 5, 6)', textTransform: 'none' });
  assert.equal((await style('button')).textTransform, 'uppercase');
  await page.context().close();
});

test('a page can follow what is chosen itself', async () => {
  const page = await visit('<casebook-search value="orchard"></casebook-search>');
  await page.evaluate(() => document.addEventListener('casebook-select', (event) => {
    event.preventDefault();
    document.title = event.detail.result.title;
  }));
  await page.locator('[part=link]').click();
  assert.equal(await page.title(), 'Orchard <b>of</b> quince');
  assert.equal(page.url(), `${council}/council/`);
  await page.context().close();
});

test('axe finds nothing wrong with it', async () => {
  const page = await visit('<casebook-search value="warm"></casebook-search>');
  await said(page, '12 case studies');
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  await page.context().close();
});
