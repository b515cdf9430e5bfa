// Tests the search page of the default theme in Chromium, in a sub-folder of a plain host.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { host } from './host.mjs';
import { KEYS, built, manifestOf, slug } from './library.mjs';
import { BASE, HOSTILE, at, counted, focused, having, heading, home, origin, site, strings, studies, titles, total } from './visit.mjs';

test('without a query all studies are listed, newest first, and nothing goes wrong', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  assert.deepEqual(await titles(page), studies.slice(390, 400).reverse().map(({ title }) => title));
  assert.equal(await page.locator('[data-ways]').isVisible(), false);
  assert.deepEqual(page.wrong, []);
});

test('the address holds the whole search: words, filters, dates, order', async (t) => {
  const page = await at(t, 'search/?topics=housing&topics=finance&region=wales&from=2014&to=2022&sort=oldest');
  const expected = studies.filter(({ facets, date }) => (facets[0].includes('Housing') || facets[0].includes('Finance')) && facets[2].includes('Wales') && date >= '2014' && date < '2023');
  await counted(page, total(expected.length));
  assert.equal((await titles(page))[0], expected[0].title);
  assert.equal(await page.isChecked('input[value=housing]'), true);
  assert.equal(await page.inputValue('[name=from]'), '2014');
  assert.equal(await page.inputValue('[name=sort]'), 'oldest');
  assert.equal(await page.locator('[data-chips] a:not([data-clear])').count(), 5);
});

test('the search box of any other page leads here', async (t) => {
  for (const path of ['', 'case-studies/', 'case-studies/study-7/']) {
    const page = await at(t, path);
    await page.getByRole('searchbox').first().fill('zyxhostile');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${home}search/?q=zyxhostile`);
    await counted(page, total(1));
    assert.deepEqual(page.wrong, []);
  }
});

test('results appear while typing, and the address changes with one entry in the history', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  const before = await page.evaluate(() => history.length);
  await page.locator('#_q').pressSequentially('archipel', { delay: 30 });
  await counted(page, total(3));
  assert.equal(new URL(page.url()).search, '?q=archipel');
  assert.equal(await page.evaluate(() => history.length), before + 1);
  assert.equal(await page.evaluate(() => document.activeElement.id), '_q');
  assert.deepEqual(page.wrong, []);
});

test('counts beside 200 random choices, and 50 with words, equal those that Python counts in the front matter', async (t) => {
  const { stdout, stderr } = spawnSync('python3', [fileURLToPath(new URL('recount.py', import.meta.url)), join(dirname(site.dist), 'content/case-studies')], { encoding: 'utf8', maxBuffer: 1e8 });
  assert.ok(stdout, stderr);
  const choices = JSON.parse(stdout);
  assert.equal(choices.length, 250);
  const page = await at(t, 'search/');
  await counted(page, total(402));
  await page.locator('[data-facet] details').evaluateAll((folded) => folded.forEach((details) => { details.open = true; }));
  for (const { query, total: expected, counts } of choices) {
    await page.evaluate((query) => {
      document.querySelector('[data-heading]').textContent = '';
      history.pushState(null, '', `?${query}`);
      dispatchEvent(new PopStateEvent('popstate'));
    }, query);
    await counted(page, total(expected));
    // The terms are counted once the results are shown.
    const beside = (wanted) => [...document.querySelectorAll('[data-facet] input')].every((box) => box.closest('label').querySelector('[data-count]').textContent === `${wanted[box.name][box.value]}`);
    await page.waitForFunction(beside, counts, { timeout: 5000 }).catch(() => {});
    const shown = await page.locator('[data-facet] input').evaluateAll((boxes) => boxes.map((box) => [box.name, box.value, box.closest('label').querySelector('[data-count]').textContent, box.disabled]));
    assert.equal(shown.length, KEYS.flatMap((key) => Object.keys(counts[key])).length);
    const chosen = new URLSearchParams(query);
    for (const [key, value, count, disabled] of shown) {
      assert.equal(count, `${counts[key][value]}`, `${query}: ${value}`);
      assert.equal(disabled, counts[key][value] === 0 && !chosen.getAll(key).includes(value), `${query}: ${value}`);
    }
  }
  assert.deepEqual(page.wrong, []);
});

test('counts hidden during a search are right when shown later, or when the window becomes wide', async (t) => {
  const page = await at(t, 'search/', { viewport: { width: 390, height: 900 } });
  const beside = (text) => page.locator('label', { has: page.locator('input[value=wales]') }).getByText(text, { exact: true }).waitFor();
  await counted(page, total(402));
  await page.fill('#_q', 'archipelago');
  await counted(page, total(3));
  await page.getByText('Filter and sort').click();
  await beside(`${[20, 150, 290].filter((n) => studies[n].facets[2].includes('Wales')).length}`);
  await page.getByText('Filter and sort').click();
  await page.fill('#_q', '');
  await counted(page, total(402));
  await page.setViewportSize({ width: 1280, height: 900 });
  await beside(`${having([[2, 'Wales']])}`);
  assert.deepEqual(page.wrong, []);
});

test('Apply filters moves the focus to the count, Back undoes it, and a chip removes one choice', async (t) => {
  const page = await at(t, 'search/', { viewport: { width: 800, height: 900 } });
  await counted(page, total(402));
  await page.getByText('Filter and sort').click();
  await page.locator('[data-facet=topics] summary').click();
  await page.check('input[value=finance]');
  await page.check('input[value=toolkit]');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  const both = total(having([[0, 'Finance'], [1, 'Toolkit']]));
  await counted(page, both);
  await focused(page, () => document.activeElement.hasAttribute('data-heading'));
  assert.equal(new URL(page.url()).search, '?topics=finance&support_types=toolkit');
  await page.locator('[data-chips] a', { hasText: 'Toolkit' }).click();
  await counted(page, total(having([[0, 'Finance']])));
  await page.goBack();
  await counted(page, both);
  assert.equal(await page.isChecked('input[value=toolkit]'), true);
  await page.goBack();
  await counted(page, total(402));
  assert.equal(await page.isChecked('input[value=finance]'), false);
  await page.goForward();
  await counted(page, both);
  await page.getByRole('link', { name: 'Clear all' }).first().click();
  await counted(page, total(402));
  assert.equal(new URL(page.url()).search, '');
  assert.deepEqual(page.wrong, []);
});

test('strings of a theme reach the page unchanged, even with quotation marks and slashes', async (t) => {
  const page = await at(t, 'search/?topics=finance&from=2000');
  await counted(page, total(studies.filter(({ facets, date }) => facets[0].includes('Finance') && date >= '2000').length));
  assert.equal(await page.locator('[data-chips] [data-name]').last().textContent(), strings.from_date.replace('{date}', '2000'));
  assert.deepEqual(page.wrong, []);
});

test('a result without a date has no date element, and one with a date has a machine-readable one', async (t) => {
  const page = await at(t, 'search/?q=zyxundated');
  await counted(page, total(1));
  assert.equal(await page.locator('[data-results] time').count(), 0);
  await page.goto(`${home}search/?q=zyxhostile`);
  await counted(page, total(1));
  assert.equal(await page.locator('[data-results] time').getAttribute('datetime'), '2001-01-01');
});

// Choices that a list page and the search page share, and the number of studies.
for (const [path, own, more] of [
  ['case-studies/', [], [[0, 'Housing'], [2, 'Wales']]],
  ['topics/finance/', [[0, 'Finance']], [[0, 'Health'], [1, 'Toolkit']]],
  ['topics/finance/support-types/toolkit/', [[0, 'Finance'], [1, 'Toolkit']], [[0, 'Waste'], [1, 'Training']]],
]) {
  test(`on ${path} several filters can be combined, starting with its own`, async (t) => {
    const page = await at(t, path);
    await page.waitForSelector('.several');
    const [listed, first] = [await page.locator('main .results h2').textContent(), await page.locator('main .teasers h3').allTextContents()];
    assert.equal(listed, total(having(own)));
    const choose = async (expected) => {
      await page.goto(home + path);
      await page.getByRole('button', { name: 'Choose several' }).click();
      await focused(page, () => document.activeElement.matches('[data-facet] input'));
      const boxes = page.locator('[data-facet] input:checked');
      assert.deepEqual((await boxes.evaluateAll((boxes) => boxes.map(({ name, value }) => [name, value]))), own.map(([facet, name]) => [KEYS[facet], slug(name)]));
      for (const [facet, name] of expected) await page.locator(`input[name=${KEYS[facet]}][value=${slug(name)}]`).evaluate((box) => box.click());
      await page.getByRole('button', { name: 'Apply filters' }).click();
      await page.waitForURL((url) => url.pathname === `${BASE}search/`);
    };
    // Exactly what the page itself shows, in the same order.
    await choose([]);
    await counted(page, listed);
    if (own.length) assert.deepEqual(await titles(page), first.slice(0, 10));
    await choose(more);
    const both = [0, 1, 2].map((facet) => [facet, ...[...own, ...more].filter(([other]) => other === facet).map(([, name]) => name)]).filter(({ length }) => length > 1);
    await counted(page, total(having(both)));
    for (const [facet, name] of [...own, ...more]) assert.equal(await page.isChecked(`input[name=${KEYS[facet]}][value=${slug(name)}]`), true, name);
    assert.deepEqual(page.wrong, []);
  });
}

test('pages show each result once, and going to a study and back keeps the page', async (t) => {
  const page = await at(t, 'search/?topics=housing');
  const expected = having([[0, 'Housing']]);
  await counted(page, total(expected));
  const seen = [];
  for (let number = 2; ; number++) {
    const shown = await titles(page);
    seen.push(...shown);
    const next = page.getByRole('link', { name: 'Next page' });
    if (!(await next.count())) break;
    await next.click();
    await page.waitForFunction((first) => document.querySelector('[data-results] h3')?.textContent !== first, shown[0]);
    await counted(page, `${total(expected)}, page ${number}`);
    assert.match(await page.title(), new RegExp(`, page ${number}$`));
  }
  assert.equal(seen.length, expected);
  assert.equal(new Set(seen).size, expected);
  const address = page.url();
  const last = await titles(page);
  await page.locator('[data-results] h3 a').first().click();
  await page.waitForURL('**/case-studies/**');
  assert.equal(await page.locator('h1').textContent(), last[0]);
  await page.goBack();
  await counted(page, `${total(expected)}, page 7`);
  assert.equal(page.url(), address);
  assert.deepEqual(await titles(page), last);
});

test('a typing error is corrected, with a way back', async (t) => {
  const page = await at(t, 'search/?q=managemnt');
  await page.waitForSelector('[data-note]:not([hidden])');
  assert.match(await page.locator('[data-note]').textContent(), /Showing results for management\. Search for managemnt instead/);
  await page.getByRole('link', { name: 'Search for managemnt instead' }).click();
  await page.waitForFunction(() => location.search.includes('exact=1'));
  await counted(page, total(0));
  assert.equal(await page.locator('[data-note]').textContent(), 'Did you mean management, manager?');
  await page.locator('[data-note]').getByRole('link', { name: 'management', exact: true }).click();
  await page.waitForSelector('[data-results] h3');
  assert.equal(await page.locator('[data-note]').isVisible(), false);
});

test('if no study has all words, those with some are listed, and the page says so', async (t) => {
  const page = await at(t, 'search/?q=archipelago+zyxhostile');
  await counted(page, total(4));
  assert.match(await page.locator('[data-note]').textContent(), /^No case study has all of your words\. With some of them: 4\./);
  await page.fill('#_q', 'velvet archipelago lantern');
  await page.waitForFunction(() => document.querySelector('[data-results] h3')?.textContent === 'Velvet lantern');
});

test('if nothing is found, tips and links to browse are shown', async (t) => {
  const page = await at(t, 'search/?q=xqzxqz');
  await counted(page, total(0));
  const tips = page.locator('[data-none]');
  assert.equal(await tips.isVisible(), true);
  assert.ok(await tips.locator(`a[href="${BASE}topics/"]`).isVisible());
  await page.fill('#_q', 'council');
  await page.waitForSelector('[data-results] h3');
  assert.equal(await tips.isVisible(), false);
});

test('the count is announced when the visitor pauses, the results never are', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  await page.waitForTimeout(1200);
  await page.evaluate(() => {
    window.said = [];
    for (const live of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
      new MutationObserver(() => window.said.push(live.textContent)).observe(live, { childList: true, characterData: true, subtree: true });
    }
  });
  await page.locator('#_q').pressSequentially('housing', { delay: 60 });
  await page.waitForTimeout(1600);
  const count = await heading(page).textContent();
  const suggestions = await page.locator('[role=option]').count();
  assert.deepEqual(await page.evaluate(() => window.said), [`${count}. Suggestions: ${suggestions}`]);
  // Announced again if another query has as many results. Notes come before the count.
  await page.fill('#_q', 'housng');
  await page.waitForTimeout(1600);
  const [, said] = await page.evaluate(() => window.said);
  assert.equal(said, `${await page.locator('[data-note] p').textContent()} ${await heading(page).textContent()}`);
  // If the count gets the focus, it has already been read out.
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Search for housng instead' }).click();
  await focused(page, () => document.activeElement.hasAttribute('data-heading'));
  await page.waitForTimeout(1600);
  assert.ok(!(await page.evaluate(() => window.said.at(-1))).includes(await heading(page).textContent()));
});

test('a slow search says so, in place of the count', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  await page.route('**/search/words/**', async (route) => {
    await new Promise((later) => setTimeout(later, 2500));
    await route.continue();
  });
  await page.fill('#_q', 'archipelago');
  await page.waitForFunction(() => document.querySelector('[data-heading]').textContent === 'Searching…');
  await page.waitForFunction(() => document.querySelector('[data-status]').textContent === 'Searching…');
  await counted(page, total(3));
});

test('addresses are right in browsers without URLSearchParams.size', async (t) => {
  const page = await at(t, 'search/');
  await page.addInitScript(() => delete URLSearchParams.prototype.size);
  await page.goto(`${origin}${BASE}search/?q=data`);
  await page.waitForSelector('[data-results] h3');
  const region = page.locator('[name=region]:visible').first();
  await region.check();
  await page.waitForFunction((slug) => location.search === `?q=data&region=${slug}`, await region.getAttribute('value'));
  await page.getByRole('link', { name: 'Clear all' }).first().click();
  await page.waitForFunction(() => location.search === '?q=data');
});

test('changing the order takes effect immediately', async (t) => {
  const page = await at(t, 'search/?q=data');
  await page.waitForSelector('[data-results] h3');
  await page.selectOption('[name=sort]', 'oldest');
  await page.waitForFunction(() => location.search === '?q=data&sort=oldest' && !document.querySelector('[data-results]').ariaBusy);
});

test('a hostile title is shown as text, in results, headings and the search box', async (t) => {
  const page = await at(t, 'search/?q=zyxhostile');
  await counted(page, total(1));
  assert.equal((await titles(page))[0], HOSTILE);
  assert.equal(await page.locator('[data-results] :is(img, b, script)').count(), 0);
  assert.equal(await page.locator('[data-results] h3 mark').textContent(), 'zyxhostile');
  await page.fill('#_q', '"><img src=x onerror=alert(1)>{q}');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.title === '"><img src=x onerror=alert(1)>{q} – Search case studies – Library “A” "B" \\ {query}');
  assert.equal(await page.locator('main img').count(), 0);
  assert.deepEqual(page.wrong, []);
});

test('if the title and summary lack the word, a passage of the study shows it', async (t) => {
  const page = await at(t, 'search/?q=archipelago');
  await counted(page, total(3));
  await page.waitForFunction(() => document.querySelectorAll('[data-results] [data-excerpt] mark').length === 3);
  assert.deepEqual(await page.locator('[data-excerpt] mark').allTextContents(), Array(3).fill('archipelago'));
});

test('a study that cannot be read has no passage, and the others show theirs', async (t) => {
  let refused;
  site.answer = (path) => (path.startsWith('case-studies/') && (refused ??= path) === path ? null : undefined);
  t.after(() => delete site.answer);
  const page = await at(t, 'search/?q=archipelago');
  await counted(page, total(3));
  await page.waitForFunction(() => document.querySelectorAll('[data-results] [data-excerpt] mark').length === 2);
  assert.equal(await page.locator('[data-excerpt]:not([hidden])').count(), 2);
});

test('a phrase is looked for in a study, not in what surrounds it on its page', async (t) => {
  const page = await at(t, 'search/?q=velvet+lantern');
  await counted(page, total(3));
  await page.fill('#_q', '"velvet lantern"');
  await counted(page, total(1));
  assert.deepEqual(await titles(page), ['Velvet lantern']);
});

test('an unreadable index is reported plainly, and Try again works', async (t) => {
  site.answer = (path) => (path.startsWith('search/words/') ? null : undefined);
  t.after(() => delete site.answer);
  const page = await at(t, 'search/?q=data');
  await page.waitForSelector('[data-failed]:not([hidden])');
  assert.equal(await page.locator('[data-failed]').isVisible(), true);
  assert.equal(await page.locator('[data-results] li').count(), 0);
  assert.equal(await page.locator('[data-none]').isVisible(), false);
  // The answer waits until the message is gone, or it could be back before anyone looks.
  let release;
  const gone = new Promise((resolve) => (release = resolve));
  site.answer = (path) => (path.startsWith('search/words/') ? gone.then(() => null) : undefined);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForSelector('[data-failed][hidden]', { state: 'attached' });
  release();
  await focused(page, () => document.activeElement.hasAttribute('data-retry'));
  delete site.answer;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForSelector('[data-results] h3');
  assert.equal(await page.locator('[data-failed]').isVisible(), false);
  await focused(page, () => document.activeElement.hasAttribute('data-heading'));
});

test('if the script does not load, links to browse remain', async (t) => {
  site.answer = (path) => (/^search\/search-page\./.test(path) ? null : undefined);
  t.after(() => delete site.answer);
  const page = await at(t, 'search/?q=data');
  assert.equal(await page.locator('form[data-search]').isVisible(), false);
  // They wait a moment for the script, to avoid a flash if it does load.
  await page.locator(`[data-ways] a[href="${BASE}case-studies/"]`).first().waitFor({ timeout: 30000 });
});

test('a deploy in the middle of a visit is not noticed by the visitor', async (t) => {
  const before = studies.slice(0, 200);
  const dist = built(before, { base: BASE });
  const page = await at(t, `${await host({ dist, base: BASE })}${BASE}search/?q=data`);
  await page.waitForSelector('[data-results] h3');
  assert.ok(manifestOf(dist).words.split(' ').length > 1, 'there are words that have not been read yet');
  const added = { key: 'anew', title: 'Anew zyxanew', summary: 'Data', date: '2026-01-01', facets: [['Housing'], [], []] };
  built([...before, added], { base: BASE, folder: dirname(dist) });
  await page.locator('#_q').press('End');
  await page.locator('#_q').pressSequentially(' zyxanew');
  await counted(page, total(1));
  assert.equal((await titles(page))[0], added.title);
  assert.equal(await page.locator('[data-failed]').isVisible(), false);
  await page.fill('#_q', '');
  await counted(page, total(201));
  await page.locator('[data-results] h3 a').first().click();
  await page.waitForURL('**/case-studies/anew/');
  assert.equal(await page.locator('h1').textContent(), added.title);
  // The browser reports the old file that is gone. The visitor sees nothing of it.
  assert.deepEqual(page.wrong.filter((message) => !message.includes('404')), []);
});

test('a date that cannot be read is reported at its field and ignored', async (t) => {
  for (const none of ['soon', 'next week', '2024-13']) {
    const page = await at(t, `search/?from=${none}&topics=housing`);
    await page.waitForSelector('[data-date-error]:not(:empty)');
    await counted(page, total(studies.filter(({ facets }) => facets[0].includes('Housing')).length));
    assert.deepEqual((await page.locator('[data-chips] li').allTextContents()).map((text) => text.trim()), ['Remove filter Housing', 'Clear all']);
  }
  const page = await at(t, 'search/?from=soon&to=2015');
  await page.waitForSelector('[data-date-error]:not(:empty)');
  // The other date limits the results.
  await counted(page, total(studies.filter(({ date }) => date < '2016').length));
  assert.match(await page.locator('[data-date-error]').textContent(), /^From: enter a year/);
  assert.equal(await page.getAttribute('[name=from]', 'aria-invalid'), 'true');
  assert.equal(await page.getAttribute('[name=to]', 'aria-invalid'), null);
  await page.focus('[name=to]');
  await page.keyboard.press('Enter');
  await focused(page, () => document.activeElement.name === 'from');
  await page.fill('[name=from]', '2020');
  await page.fill('[name=to]', '');
  await page.keyboard.press('Enter');
  await counted(page, total(studies.filter(({ date }) => date >= '2020').length));
  assert.equal(await page.locator('[data-date-error]').isVisible(), false);
  assert.equal(await page.getAttribute('[name=from]', 'aria-invalid'), null);
});

test('with the keyboard alone: type, reach a filter, apply, land on the count, go to the first result', async (t) => {
  const page = await at(t, 'search/');
  await counted(page, total(402));
  await page.focus('#_q');
  await page.keyboard.type('council');
  await page.waitForFunction(() => location.search === '?q=council');
  const on = (selector) => page.evaluate((selector) => document.activeElement.matches(selector), selector);
  const tabTo = async (selector) => {
    for (let n = 0; n < 60 && !(await on(selector)); n++) await page.keyboard.press('Tab');
    assert.ok(await on(selector), `${selector} is not reached`);
  };
  await tabTo('input[value=toolkit]');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.search === '?q=council&support_types=toolkit');
  await focused(page, () => document.activeElement.hasAttribute('data-heading'));
  const first = (await titles(page))[0];
  await tabTo('[data-results] h3 a');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/case-studies/**');
  assert.equal(await page.locator('h1').textContent(), first);
});

test('on a small screen, filters are inside a disclosure', async (t) => {
  const page = await at(t, 'search/', { viewport: { width: 390, height: 800 } });
  await counted(page, total(402));
  assert.equal(await page.locator('[data-panel]').isVisible(), false);
  await page.getByText('Filter and sort').click();
  assert.equal(await page.locator('[data-panel]').isVisible(), true);
  await page.check('input[value=wales]');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await counted(page, total(having([[2, 'Wales']])));
  await page.waitForTimeout(200);
  assert.ok(await heading(page).evaluate((heading) => heading.getBoundingClientRect().top < innerHeight && heading.getBoundingClientRect().bottom > 0), 'the count is in sight');
});

test('axe finds nothing in corrections, some words, failure or filters chosen', async (t) => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  t.after(() => delete site.answer);
  const states = [
    ['search/?q=managemnt', '[data-note]:not([hidden])'],
    ['search/?q=archipelago+velvet', '[data-note]:not([hidden])'],
    ['search/?q=data&topics=housing&from=soon', '[data-date-error]:not(:empty)'],
    ['search/?q=orchard', '[data-failed]:not([hidden])'],
  ];
  for (const [address, sign] of states) {
    if (sign.includes('failed')) site.answer = (path) => (path.startsWith('search/words/') ? null : undefined);
    const page = await at(t, address);
    await page.waitForSelector(sign);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], address);
  }
});
