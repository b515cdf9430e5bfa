// The link from a case study back to the results that led to it, in Chromium.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { host } from './host.mjs';
import { built } from './library.mjs';
import { at, counted, home, studies, titles } from './visit.mjs';

const link = (page) => page.locator('a[data-back]');
const ready = (page) => page.waitForLoadState('networkidle');

test('it leads to the same query, filters, order and page of the results', async (t) => {
  const page = await at(t, 'search/?q=council&topics=housing&sort=oldest&page=2');
  await page.waitForSelector('[data-results]:not([aria-busy]) h3');
  const [shown, count] = [await titles(page), await page.locator('[data-heading]').textContent()];
  await page.locator('[data-results] h3 a').nth(1).click();
  await page.waitForURL('**/case-studies/**');
  await ready(page);
  assert.equal(await link(page).textContent(), 'Back to results');
  // In the place of the breadcrumbs, so that nothing moves.
  assert.equal(await page.locator('.crumbs').isVisible(), false);
  const places = () => page.evaluate(() => [...document.querySelectorAll('h1, .bar form')].map((part) => JSON.stringify(part.getBoundingClientRect())));
  for (const width of [320, 390, 800, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const before = await places();
    await link(page).evaluate((back) => { back.hidden = true; });
    assert.deepEqual(await places(), before, `${width} pixels wide`);
    await link(page).evaluate((back) => { back.hidden = false; });
  }
  await link(page).click();
  await counted(page, count);
  assert.equal(page.url(), `${home}search/?q=council&topics=housing&sort=oldest&page=2`);
  assert.deepEqual(await titles(page), shown);
  assert.deepEqual(page.wrong, []);
});

test('it knows what was typed', async (t) => {
  const page = await at(t, 'search/');
  await page.waitForSelector('[data-results]:not([aria-busy]) h3');
  await page.locator('#_q').pressSequentially('velvet', { delay: 30 });
  await page.waitForFunction(() => location.search === '?q=velvet' && document.querySelector('[data-results] h3')?.textContent === 'Velvet lantern');
  await page.locator('[data-results] h3 a').first().click();
  await page.waitForURL('**/case-studies/study-200/**');
  await ready(page);
  assert.equal(await link(page).getAttribute('href'), `${home}search/?q=velvet`);
});

test('it is not there for visitors from elsewhere, or without JavaScript', async (t) => {
  const study = 'case-studies/study-200/';
  const page = await at(t, study);
  await ready(page);
  assert.equal(await link(page).isVisible(), false);
  for (const path of ['', 'case-studies/', 'topics/housing/']) {
    await page.goto(home + path);
    await page.locator('.teasers h3 a').first().click();
    await page.waitForURL('**/case-studies/*/');
    await ready(page);
    assert.deepEqual([await link(page).isVisible(), await page.locator('.crumbs').isVisible()], [false, true], path);
  }
  // A search of another site.
  const other = await host({ dist: '/nowhere', base: '/', answer: () => `<!doctype html><title>Other</title><a href="${home}${study}">x</a>` });
  for (const path of ['search/?q=velvet', 'library/search/']) {
    const visit = await page.context().newPage();
    await visit.goto(`${other}/${path}`);
    await visit.click('a');
    await visit.waitForURL(home + study);
    await ready(visit);
    assert.equal(await link(visit).isVisible(), false, path);
  }
  assert.deepEqual(page.wrong, []);
  const plain = await at(t, `${study}?`, { javaScriptEnabled: false });
  assert.equal(await link(plain).isVisible(), false);
});

test('in every language it leads to the search that the visitor came from', async (t) => {
  const translated = { ...studies[0], key: `${studies[0].key}.cy`, title: 'Astudiaeth zyxcymraeg' };
  const dist = built([...studies.slice(0, 5), translated], { base: '/deep/er/', languages: ['en-GB', 'cy'] });
  const root = `${await host({ dist, base: '/deep/er/', policy: "script-src 'self'" })}/deep/er/`;
  for (const [search, study, text] of [
    ['search/?q=study', 'case-studies/', 'Back to results'],
    ['cy/search/?q=zyxcymraeg', 'cy/case-studies/', 'Yn ôl i’r canlyniadau'],
    // In English, because there is no translation.
    [`cy/search/?q=${studies[1].title.split(' ')[1].replace(':', '')}`, 'case-studies/', 'Back to results'],
  ]) {
    const page = await at(t, root + search);
    await page.waitForSelector('[data-results]:not([aria-busy]) h3');
    await page.locator('[data-results] h3 a').first().click();
    await page.waitForURL(`${root}${study}**`);
    await ready(page);
    assert.equal(await link(page).textContent(), text);
    assert.equal(await link(page).getAttribute('href'), root + search);
    assert.deepEqual(page.wrong, []);
  }
});
