// The suggestions below the search box, in Chromium.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { BASE, at, counted, having, home, site, studies, titles, total } from './visit.mjs';

const SCRIPT = /^search\/suggestions\./;
const housing = `Housing, Topic, ${total(having([[0, 'Housing']]))}`;
const options = (page) => page.locator('#_suggestions [role=option]').allTextContents();

/** The box as screen readers know it: whether it is open, and the option that Enter would choose. */
const box = (page) =>
  page.evaluate(() => {
    const query = document.querySelector('[role=combobox]');
    const active = document.getElementById(query.getAttribute('aria-activedescendant'));
    const list = document.getElementById(query.getAttribute('aria-controls'));
    const selected = [...list.children].filter((option) => option.getAttribute('aria-selected') === 'true');
    return { open: query.getAttribute('aria-expanded') === 'true' && list.checkVisibility(), active: active?.textContent, selected: selected.map(({ textContent }) => textContent).join() || undefined };
  });

/** A search page on which the results for these letters, and so all suggestions, are shown. */
async function typed(t, letters, { path = 'search/', ...how } = {}) {
  const page = await at(t, path, how);
  await page.waitForSelector('[data-results]:not([aria-busy]) h3');
  const loaded = page.waitForResponse(/suggestions\.\w+\.js/);
  await page.focus('#_q');
  await loaded;
  await page.keyboard.type(letters, { delay: 20 });
  await page.waitForFunction((q) => new URLSearchParams(location.search).get('q')?.endsWith(q) && !document.querySelector('[data-results]').ariaBusy, letters.trim());
  return page;
}

/** Puts a text into the box, and waits for its suggestions. On a slow machine they come too late to open the list by themselves. */
async function suggested(page, text) {
  await page.fill('#_q', text);
  await page.waitForFunction((q) => (new URLSearchParams(location.search).get('q') ?? '') === q && !document.querySelector('[data-results]').ariaBusy, text.trim());
  await page.press('#_q', 'Alt+ArrowDown');
  return options(page);
}

test('terms, completed words and titles are suggested, at most six, and each says what it is', async (t) => {
  const page = await typed(t, 'hous');
  const shown = await options(page);
  assert.equal(shown[0], housing);
  assert.ok(shown.length <= 6, shown.join('\n'));
  const cards = (await titles(page)).filter((title) => / hous/i.test(title));
  assert.ok(cards.length > 0);
  assert.deepEqual(shown.filter((text) => text.endsWith(', Case study')), cards.slice(0, 3).map((title) => `${title}, Case study`));
  // A word of the results, in place of the half-typed one. The topic of that name is enough.
  assert.deepEqual(await suggested(page, 'velvet lan'), ['velvet lantern, Search', 'Velvet lantern, Case study']);
  // The words of a term may be anywhere in its name, and only the last may be half typed.
  assert.match((await suggested(page, 'social adu'))[0], /^Adult social care, Topic, \d+ case studies$/);
  assert.ok(!(await suggested(page, 'soc adult')).some((text) => text.startsWith('Adult')));
  for (const none of ['', '  ', 'health -hous']) {
    assert.deepEqual(await suggested(page, none), [], none);
  }
  assert.deepEqual(page.wrong, []);
});

test('all keys of a combobox work, and screen readers hear what they do', async (t) => {
  const page = await typed(t, 'hous');
  const shown = await options(page);
  assert.deepEqual(await box(page), { open: true, active: undefined, selected: undefined });
  const press = async (key) => {
    await page.keyboard.press(key);
    const { open, active, selected } = await box(page);
    assert.equal(active, selected);
    assert.equal(await page.evaluate(() => document.activeElement.id), '_q');
    return open ? active : 'closed';
  };
  for (const option of shown) assert.equal(await press('ArrowDown'), option);
  assert.equal(await press('ArrowDown'), undefined, 'past the last option is the box');
  assert.equal(await press('ArrowUp'), shown.at(-1));
  // Home and End belong to the text.
  assert.equal(await press('Home'), undefined);
  assert.deepEqual(await page.evaluate(() => document.activeElement.selectionStart), 0);
  assert.equal(await press('ArrowDown'), shown[0]);
  assert.equal(await press('End'), undefined);
  assert.deepEqual(await page.evaluate(() => document.activeElement.selectionStart), 4);
  assert.equal(await press('Alt+ArrowUp'), 'closed');
  assert.equal(await press('Alt+ArrowDown'), undefined);
  assert.equal(await press('Escape'), 'closed');
  assert.equal(await page.inputValue('#_q'), 'hous');
  assert.equal(await press('ArrowUp'), shown.at(-1));
  assert.equal(await press('Escape'), 'closed');
  assert.equal(await press('Escape'), 'closed');
  assert.equal(await page.inputValue('#_q'), '', 'the second Escape clears the box');
  await counted(page, total(402));
  await page.keyboard.type('hous');
  assert.equal((await box(page)).open, true);
  await page.keyboard.press('Tab');
  assert.equal((await box(page)).open, false);
  assert.deepEqual(page.wrong, []);
});

test('Enter follows the active suggestion, and without one it searches', async (t) => {
  const page = await typed(t, 'hous');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${home}topics/housing/`);
  assert.equal(await page.locator('main .results h2').textContent(), total(having([[0, 'Housing']])));
  await page.goBack();
  await page.waitForSelector('[data-results] h3');
  assert.equal(await page.inputValue('#_q'), 'hous');
  assert.equal((await box(page)).open, false);
  await page.focus('#_q');
  await page.keyboard.press('End');
  await page.keyboard.type('i');
  await page.waitForSelector('[role=option]');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  assert.deepEqual([new URL(page.url()).search, (await box(page)).open], ['?q=housi', false]);
  // A word fills the box and searches, a title opens its study.
  await suggested(page, 'velvet lan');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.search === '?q=velvet+lantern' && !document.querySelector('[data-results]').ariaBusy);
  assert.equal(await page.inputValue('#_q'), 'velvet lantern');
  await page.keyboard.press('ArrowUp');
  assert.equal((await box(page)).active, 'Velvet lantern, Case study');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${home}case-studies/study-200/`);
  assert.deepEqual(page.wrong, []);
});

for (const [device, press, how] of [
  ['mouse', 'click', {}],
  ['finger', 'tap', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }],
]) {
  test(`a ${device} chooses a suggestion, and closes the list anywhere else`, async (t) => {
    const page = await typed(t, 'hous', how);
    await page.evaluate(() => {
      window.left = 0;
      document.querySelector('#_q').addEventListener('blur', () => window.left++);
    });
    await page.locator('main h1')[press]();
    assert.equal((await box(page)).open, false);
    await suggested(page, 'velvet lan');
    const before = await page.evaluate(() => window.left);
    await page.locator('[role=option]').first()[press]();
    await page.waitForFunction(() => location.search === '?q=velvet+lantern');
    if (device === 'mouse') assert.equal(await page.evaluate(() => window.left), before, 'the box keeps the focus');
    await suggested(page, 'velvet');
    await page.locator('[role=option]', { hasText: 'Case study' }).first()[press]();
    await page.waitForURL(`${home}case-studies/study-200/`);
    assert.deepEqual(page.wrong, []);
  });
}

test('nothing is suggested while a word is being composed', async (t) => {
  const page = await typed(t, 'hous');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text: 'i', selectionStart: 1, selectionEnd: 1 });
  assert.deepEqual([await page.inputValue('#_q'), (await box(page)).open], ['housi', false]);
  await page.waitForFunction(() => location.search === '?q=housi' && !document.querySelector('[data-results]').ariaBusy);
  assert.equal((await box(page)).open, false);
  await devtools.send('Input.insertText', { text: 'i' });
  await page.waitForSelector('[role=option]');
  assert.deepEqual([await page.inputValue('#_q'), (await options(page))[0]], ['housi', housing]);
});

test('suggestions request nothing but their script, once', async (t) => {
  // Everything that is read for each letter, with suggestions and without.
  const read = async (without) => {
    const context = { before: (page) => without && page.route(/suggestions\.\w+\.js/, (route) => route.abort()) };
    const page = await at(t, 'search/', context);
    await counted(page, total(402));
    const [letters, asked] = [[], []];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname.slice(BASE.length)));
    await page.focus('#_q');
    for (const letter of 'housing tra') {
      await page.keyboard.type(letter);
      await page.waitForLoadState('networkidle');
      await page.waitForFunction(() => new URLSearchParams(location.search).get('q') === document.querySelector('#_q').value.trim() && !document.querySelector('[data-results]').ariaBusy);
      // Passages, which come when the browser is idle, are the results' too.
      letters.push(asked.splice(0).filter((path) => !path.startsWith('case-studies/')).sort());
    }
    return letters.flat();
  };
  const [[script, ...others], without] = [(await read(false)).sort((a, b) => SCRIPT.test(b) - SCRIPT.test(a)), await read(true)];
  assert.match(script, SCRIPT);
  assert.deepEqual(others.sort(), without.filter((path) => !SCRIPT.test(path)).sort());
});

test('fast letters are searched for once, and an answer that comes late does not open the list', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  const loaded = page.waitForResponse(/suggestions\.\w+\.js/);
  await page.focus('#_q');
  await loaded;
  const words = [];
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/search/words/**', async (route) => {
    words.push(route.request().url());
    await held;
    await route.continue();
  });
  await page.keyboard.type('velvet', { delay: 20 });
  await page.waitForTimeout(400);
  const [first, ...more] = words;
  assert.ok(first && more.length < 2, words.join());
  // No term has these letters, so nothing is suggested until the results are there.
  assert.equal((await box(page)).open, false);
  await page.waitForTimeout(2000);
  release();
  await page.waitForFunction(() => document.querySelector('[data-results] h3')?.textContent === 'Velvet lantern');
  await page.waitForTimeout(200);
  assert.equal((await box(page)).open, false);
  // The down key still opens it.
  await page.keyboard.press('ArrowDown');
  assert.match((await box(page)).active, /^Velvet lantern/i);
});

test('the last letters win over an answer to earlier ones', async (t) => {
  const page = await typed(t, 'h');
  let release;
  const held = new Promise((resolve) => (release = resolve));
  site.answer = async (path) => (path.startsWith('search/words/') ? held : undefined);
  t.after(() => delete site.answer);
  await page.keyboard.type('ous');
  await page.waitForTimeout(200);
  await page.fill('#_q', 'velvet lan');
  release(undefined);
  assert.deepEqual(await suggested(page, 'velvet lan'), ['velvet lantern, Search', 'Velvet lantern, Case study']);
});

test('what the visitor is choosing from does not change', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  let release;
  const held = new Promise((resolve) => (release = resolve));
  site.answer = async (path) => (path.startsWith('search/words/') ? held : undefined);
  t.after(() => delete site.answer);
  const loaded = page.waitForResponse(/suggestions\.\w+\.js/);
  await page.focus('#_q');
  await loaded;
  await page.keyboard.type('hous');
  await page.keyboard.press('ArrowDown');
  const shown = await options(page);
  release(undefined);
  await page.waitForFunction(() => location.search === '?q=hous' && !document.querySelector('[data-results]').ariaBusy);
  assert.deepEqual(await options(page), shown);
  assert.equal((await box(page)).active, housing);
});

test('without their script, or without JavaScript, the page is as it would be', async (t) => {
  site.answer = (path) => (SCRIPT.test(path) ? null : undefined);
  t.after(() => delete site.answer);
  const page = await at(t, 'search/');
  await counted(page, total(402));
  await page.focus('#_q');
  await page.keyboard.type('archipel');
  await counted(page, total(3));
  assert.deepEqual(await box(page), { open: false, active: undefined, selected: undefined });
  assert.deepEqual(page.wrong.filter((message) => !message.includes('404')), []);
  const plain = await at(t, 'search/', { javaScriptEnabled: false });
  for (const part of ['#_q', '#_suggestions']) assert.equal(await plain.locator(part).isVisible(), false, part);
});

test('a hostile title is suggested as text', async (t) => {
  const page = await typed(t, 'zyxhostile');
  assert.equal(await page.locator('[role=option] :is(img, b, script)').count(), 0);
  assert.ok((await options(page)).at(-1).startsWith(studies.at(-1).title));
  assert.deepEqual(page.wrong, []);
});

test('axe finds nothing in an open list, which fits and is large enough to press, in every way of showing it', async (t) => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const phone = { hasTouch: true, isMobile: true };
  for (const [least, how] of [
    [24, {}],
    [24, { colorScheme: 'dark' }],
    [24, { forcedColors: 'active' }],
    // 200 % zoom.
    [24, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
    [44, { ...phone, viewport: { width: 390, height: 844 } }],
    [44, { ...phone, viewport: { width: 320, height: 640 } }],
  ]) {
    const page = await typed(t, 'hous', how);
    await page.keyboard.press('ArrowDown');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { 'target-size': { enabled: true } } }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], JSON.stringify(how));
    const heights = await page.locator('[role=option]').evaluateAll((all) => all.map((option) => option.getBoundingClientRect().height));
    assert.ok(Math.min(...heights) >= least, `${heights} ${JSON.stringify(how)}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  }
});
