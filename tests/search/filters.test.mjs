// The filters of the search page: when they apply, what is said about those that cannot, and what is offered if they leave nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answering, at, counted, focused, having, home, strings, studies, titles, total } from './visit.mjs';

const NARROW = { viewport: { width: 390, height: 800 } };
const note = (page) => page.locator('[data-note]').textContent();
const chips = async (page) => (await page.locator('[data-chips] a > [data-name]').allTextContents()).map((text) => text.trim());
const query = (page, wanted) => page.waitForFunction((search) => location.search === search, wanted);
const between = (from, to) => studies.filter(({ date = '' }) => date >= from && date <= to).length;

test('on a wide screen, ticks apply at once, several as one step, and the focus stays', async (t) => {
  const page = await at(t, 'search/?q=council');
  await page.waitForSelector('[data-results] h3');
  assert.equal(await page.getByRole('button', { name: 'Apply filters' }).isVisible(), false);
  const before = await page.evaluate(() => history.length);
  await page.locator('[name=region]').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await query(page, '?q=council&region=london&region=north-east');
  await page.waitForFunction(() => !document.querySelector('[data-results]').ariaBusy);
  assert.equal(await page.evaluate(() => history.length), before + 1);
  assert.equal(await page.evaluate(() => document.activeElement.value), 'north-east');
  await page.waitForFunction(() => document.querySelector('[data-status]').textContent === document.querySelector('[data-heading]').textContent);
  await page.goBack();
  await query(page, '?q=council');
  assert.equal(await page.isChecked('input[value=london]'), false);
  assert.deepEqual(page.wrong, []);
});

test('on a wide screen, a date applies once it is complete, not at each key', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  await page.locator('[name=from]').pressSequentially('1st May 2019', { delay: 60 });
  await page.waitForTimeout(500);
  assert.equal(new URL(page.url()).search, '');
  await page.keyboard.press('Tab');
  await query(page, '?from=2019-05-01');
  await counted(page, total(between('2019-05-01', '9')));
  // As the visitor wrote it, here.
  assert.equal(await page.inputValue('[name=from]'), '1st May 2019');
  assert.deepEqual(await chips(page), [strings.from_date.replace('{date}', '1 May 2019')]);
  assert.equal(await page.evaluate(() => document.activeElement.name), 'to');
});

test('on a narrow screen, ticks wait for Apply: typing does not use them and the next page does not lose them', async (t) => {
  const page = await at(t, 'search/', NARROW);
  await counted(page, total(402));
  await page.getByText('Filter and sort').click();
  await page.check('input[value=wales]');
  await page.fill('[name=from]', '2015');
  await page.locator('#_q').pressSequentially('council', { delay: 30 });
  await query(page, '?q=council');
  await page.waitForFunction(() => !document.querySelector('[data-results]').ariaBusy);
  assert.deepEqual(await chips(page), []);
  await page.getByRole('link', { name: 'Next page' }).click();
  await query(page, '?q=council&page=2');
  await page.selectOption('[name=sort]', 'oldest');
  await query(page, '?q=council&sort=oldest');
  assert.equal(await page.isChecked('input[value=wales]'), true);
  assert.equal(await page.inputValue('[name=from]'), '2015');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await query(page, '?q=council&region=wales&from=2015&sort=oldest');
  await page.goBack();
  await query(page, '?q=council&sort=oldest');
  assert.equal(await page.isChecked('input[value=wales]'), false);
  assert.equal(await page.inputValue('[name=from]'), '');
});

test('an impossible date and crossed dates are explained at their fields, and not used', async (t) => {
  const page = await at(t, 'search/?from=31+Feb+2019&topics=housing');
  await page.waitForSelector('[data-date-error]:not(:empty)');
  await counted(page, total(having([[0, 'Housing']])));
  assert.match(await page.locator('[data-date-error]').textContent(), /^From: there is no such date as 31 Feb 2019\./);
  assert.deepEqual(await chips(page), ['Housing']);
  await page.goto(`${home}search/?from=2020&to=5/2018&topics=housing`);
  await page.waitForSelector('[data-date-error]:not(:empty)');
  await counted(page, total(having([[0, 'Housing']])));
  assert.match(await page.locator('[data-date-error]').textContent(), /^“From” is later than “To”\./);
  // Also above the results, since the fields may be out of sight; announced at the fields alone.
  assert.equal(await note(page), await page.locator('[data-date-error]').textContent());
  await page.waitForFunction(() => document.querySelector('[data-status]').textContent === document.querySelector('[data-heading]').textContent);
  assert.deepEqual(await page.locator('[aria-invalid]').evaluateAll((fields) => fields.map(({ name }) => name)), ['from', 'to']);
  await page.fill('[name=from]', '2017');
  await page.keyboard.press('Enter');
  await query(page, '?topics=housing&from=2017&to=2018-05');
  await counted(page, total(studies.filter(({ facets, date = '' }) => facets[0].includes('Housing') && date >= '2017' && date < '2018-06').length));
  assert.equal(await page.locator('[data-date-error]').isVisible(), false);
});

test('a term that does not exist any more is said, can be removed and is not used', async (t) => {
  const page = await at(t, 'search/?topics=nosuch&topics=housing');
  await counted(page, total(having([[0, 'Housing']])));
  assert.deepEqual(await chips(page), ['nosuch', 'Housing']);
  assert.equal(await note(page), 'The filter “nosuch” does not exist any more, so it is not used.');
  await page.locator('[data-chips] a', { hasText: 'nosuch' }).click();
  await query(page, '?topics=housing');
  await page.waitForSelector('[data-note][hidden]', { state: 'attached' });
});

test('a page that does not exist is the last page, or the first', async (t) => {
  const last = Math.ceil(402 / 10);
  const page = await at(t, 'search/?page=9999');
  await counted(page, `${total(402)}, page ${last}`);
  assert.equal(new URL(page.url()).search, `?page=${last}`);
  assert.equal((await titles(page)).length, 2);
  for (const number of ['0', '-1', 'abc', '1e3', '']) {
    await page.goto(`${home}search/?page=${number}`);
    await counted(page, total(402));
    assert.equal((await titles(page)).length, 10);
  }
});

test('if filters leave nothing, the search without them is offered, and boxes that cannot be ticked are out of the way', async (t) => {
  const page = await at(t, 'search/?q=archipelago&from=1990&to=1991&region=wales');
  await counted(page, total(0));
  const offers = page.locator('[data-offers] a');
  assert.deepEqual(await offers.allTextContents(), ['Without the filters: 3 case studies']);
  assert.ok(await page.locator('[data-none] a').first().isVisible(), 'links to browse');
  await page.waitForFunction(() => document.querySelectorAll('[data-empty]').length === 3);
  assert.deepEqual(await page.locator('[data-facet] input:visible').evaluateAll((boxes) => boxes.map(({ value }) => value)), ['wales']);
  await offers.click();
  await query(page, '?q=archipelago');
  await counted(page, total(3));
  assert.equal(await page.locator('[data-offers]').isVisible(), false);
  await page.waitForFunction(() => document.querySelectorAll('[data-empty]').length === 0);
  assert.ok((await page.locator('[data-facet] input:visible').count()) > 10);
});

/** Two rare words and two neighbours in time, each with one of the words. */
function apart() {
  const has = ({ title, summary, text = '' }, word) => `${title} ${summary} ${text}`.split(/\W+/).includes(word);
  const rare = ['orchard', 'festival', 'harbour', 'museum', 'river', 'bridge', 'garden'];
  for (let n = 0; n < 399; n++) {
    for (const one of rare) {
      for (const other of rare) {
        const [first, second] = [studies[n], studies[n + 1]];
        if (has(first, one) && !has(first, other) && has(second, other) && !has(second, one)) return { one, other, from: first.date, to: second.date };
      }
    }
  }
  throw new Error('no two studies');
}

test('if filters leave nothing, each word is offered alone with its total', async (t) => {
  const { one, other, from, to } = apart();
  const page = await at(t, `search/?q=${one}+${other}&from=${from}&to=${to}`);
  await counted(page, total(0));
  const [, ...alone] = await page.locator('[data-offers] a').allTextContents();
  assert.deepEqual(alone, [`Only “${one}”: 1 case study`, `Only “${other}”: 1 case study`]);
  await page.locator('[data-offers] a').last().click();
  await query(page, `?q=${other}&from=${from}&to=${to}`);
  await counted(page, total(1));
  assert.equal(await page.inputValue('#_q'), other);
});

test('the results are at most five stops from the box: a link skips the filters', async (t) => {
  for (const options of [{}, NARROW]) {
    const page = await at(t, 'search/?q=council&topics=housing&region=wales', options);
    await page.waitForSelector('[data-results] h3');
    await page.focus('#_q');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to results' });
    assert.ok(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().height > 20), 'the link is visible');
    const before = page.url();
    await page.keyboard.press('Enter');
    await focused(page, () => document.activeElement.hasAttribute('data-results'));
    assert.equal(page.url(), before);
    let stops = 2;
    for (; stops < 9 && !(await page.evaluate(() => document.activeElement.matches('[data-results] h3 a'))); stops++) await page.keyboard.press('Tab');
    assert.ok(stops <= 5, `${stops} stops`);
  }
});

test('if the visitor saves data, terms are only counted on request, and old counts do not stay', async (t) => {
  const saving = (made) => made.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  const page = await at(t, 'search/?q=archipelago', { before: saving });
  await counted(page, total(3));
  const beside = page.locator('label', { has: page.locator('input[value=wales]') }).locator('[data-count]');
  await page.waitForFunction(() => document.querySelector('[data-count]').textContent === '');
  assert.equal(await beside.textContent(), '');
  await page.focus('[name=from]');
  await page.waitForFunction(() => document.querySelector('[data-count]').textContent !== '');
  assert.equal(await beside.textContent(), `${[20, 150, 290].filter((n) => studies[n].facets[2].includes('Wales')).length}`);
});

test('terms are counted after the results are shown, and only if they are in sight', async (t) => {
  const added = (query, { counts }) => {
    (globalThis.asked ??= []).push([Boolean(counts), document.querySelectorAll('[data-results] h3').length]);
    return {};
  };
  const page = await at(t, 'search/?q=council', { before: (made) => answering(made, added) });
  await page.waitForFunction(() => globalThis.asked?.length === 2);
  assert.deepEqual(await page.evaluate(() => globalThis.asked), [[false, 0], [true, 10]]);
  const narrow = await at(t, 'search/?q=council', { ...NARROW, before: (made) => answering(made, added) });
  await narrow.waitForSelector('[data-results] h3');
  await narrow.waitForTimeout(500);
  assert.equal(await narrow.evaluate(() => globalThis.asked.length), 1);
  await narrow.getByText('Filter and sort').click();
  await narrow.waitForFunction(() => globalThis.asked.length === 2);
});
