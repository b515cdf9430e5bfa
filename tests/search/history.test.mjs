// The search page's history, its search box and the keys that lead there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, counted, titles, total } from './visit.mjs';

/** Waits until the address and the box say this. */
async function both(page, query) {
  await page.waitForFunction((wanted) => (new URLSearchParams(location.search).get('q') ?? '') === wanted, query);
  await page.waitForFunction(() => !document.querySelector('[data-results]').ariaBusy);
  assert.equal(await page.inputValue('#_q'), query);
}

const entries = (page) => page.evaluate(() => history.length);

test('Back and Forward fill the box, even if it has the focus', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  for (const words of ['museum', 'harbour']) {
    await page.fill('#_q', words);
    await page.keyboard.press('Enter');
    await both(page, words);
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), '_q');
  await page.goBack();
  await both(page, 'museum');
  await page.goForward();
  await both(page, 'harbour');
  await page.goBack();
  await page.goBack();
  await both(page, '');
  assert.deepEqual(page.wrong, []);
});

test('typing adds one entry at its first letter, so Back returns to the page it began on', async (t) => {
  const page = await at(t, 'search/?q=council&page=2');
  await page.waitForSelector('[data-results] h3');
  const [second, before] = [await titles(page), await entries(page)];
  await page.locator('#_q').press('End');
  await page.locator('#_q').pressSequentially(' museum harb', { delay: 150 });
  await both(page, 'council museum harb');
  // The last letters are not yet searched for when Enter is pressed.
  await page.locator('#_q').pressSequentially('our');
  await page.keyboard.press('Enter');
  await both(page, 'council museum harbour');
  await page.keyboard.press('Enter');
  assert.equal(await entries(page), before + 1);
  await page.goBack();
  await both(page, 'council');
  assert.equal(new URL(page.url()).search, '?q=council&page=2');
  assert.deepEqual(await titles(page), second);
});

test('a slash leads to the box, unless it is a letter or part of a shortcut', async (t) => {
  const page = await at(t, 'search/?q=museum');
  await page.waitForSelector('[data-results] h3');
  const place = () => page.evaluate(() => document.activeElement.name ?? document.activeElement.localName);
  await page.keyboard.press('Control+/');
  assert.equal(await place(), 'body');
  await page.keyboard.press('/');
  assert.equal(await place(), 'q');
  assert.equal(await page.inputValue('#_q'), 'museum');
  await page.keyboard.press('End');
  await page.keyboard.type('/');
  assert.equal(await page.inputValue('#_q'), 'museum/');
  await page.focus('[name=from]');
  await page.keyboard.type('/');
  assert.equal(await page.inputValue('[name=from]'), '/');
  await page.locator('[name=region]').first().focus();
  await page.keyboard.press('/');
  assert.equal(await place(), 'q');
});

test('Escape clears the box, and all studies are listed', async (t) => {
  const page = await at(t, 'search/?q=museum');
  await page.waitForSelector('[data-results] h3');
  await page.focus('#_q');
  await page.keyboard.press('Escape');
  await both(page, '');
  await counted(page, total(402));
});
