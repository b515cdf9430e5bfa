// Tests what people do on the site: with a keyboard, without JavaScript, and on paper.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { browser, large, sample, serve } from './site.js';

const chromium = await browser();
after(() => chromium.close());
const library = large();
const { home } = await serve(library);
const inSubfolder = await serve(sample);

const window = async (options) => (await chromium.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options })).newPage();

describe('with a keyboard alone', () => {
  test('the skip link comes first, becomes visible and leads past the menu', async () => {
    for (const path of ['', 'case-studies/', 'search/', 'cy/about/']) {
      const page = await window();
      await page.goto(home + path);
      await page.keyboard.press('Tab');
      const skip = await focused(page);
      assert.match(skip.href, /#_?main$/, path);
      assert.equal(skip.fault, undefined);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      assert.ok((await focused(page)).inMain, `${path}: the skip link does not lead into the main part`);
      await page.close();
    }
  });

  for (const [width, height] of [[1280, 800], [320, 640]]) {
    test(`the keyboard reaches everything, in order, with the focus visible, ${width} pixels wide`, async () => {
      for (const path of ['', 'case-studies/page/2/', 'topics/digital/support-types/digital-tool/', 'case-studies/hm-treasury-spending-challenge/', 'search/?q=community', 'topics/']) {
        const page = await window({ viewport: { width, height } });
        await page.goto(home + path, { waitUntil: 'networkidle' });
        // All disclosures are open, so that their contents are reached too.
        await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
        const wanted = await page.evaluate(() =>
          [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
            .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled)
            .map((element, at) => (element.dataset.walk = at)));
        assert.ok(wanted.length > 15, `${path} has little to walk through`);
        for (const at of wanted) {
          await page.keyboard.press('Tab');
          const { walk, html, fault } = await focused(page);
          assert.equal(fault, undefined, `${path}: ${html}: ${fault}`);
          assert.equal(Number(walk), at, `${path}: ${html} has the focus, out of turn`);
        }
        await page.close();
      }
    });
  }

  test('on a phone, the menu and the filters open, and their links work', async () => {
    const page = await window({ viewport: { width: 320, height: 640 } });
    await page.goto(`${home}case-studies/`);
    for (const [name, inside, leads] of [['Menu', 'header nav details a', 'topics/'], ['Filter and sort', 'main nav a', 'topics/digital/']]) {
      await tabTo(page, ({ text }) => text === name);
      assert.ok(!(await page.locator(inside).first().isVisible()), `${name} is open from the start`);
      await page.keyboard.press('Enter');
      assert.ok(await page.locator(inside).first().isVisible(), `${name} does not open`);
      await tabTo(page, ({ href }) => href === home + leads);
      await page.keyboard.press('Enter');
      await page.waitForURL(home + leads);
      await page.goBack();
    }
  });

  test('search, filter, clear, turn the page, open a result and come back to the same place', async () => {
    const page = await window();
    const heading = page.locator('[data-heading]');
    const titles = () => page.locator('[data-results] h3 a').allInnerTexts();
    const until = (text) => page.waitForFunction((text) => document.querySelector('[data-heading]')?.textContent === text && document.activeElement.matches('[data-heading]'), text);
    await page.goto(home);
    await tabTo(page, ({ html }) => html.startsWith('<input'));
    await page.keyboard.type('community');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${home}search/?q=community`);
    await page.locator('[data-results] h3').first().waitFor();
    const all = await heading.innerText();
    await tabTo(page, ({ html }) => html.includes('value="digital"'));
    await page.keyboard.press('Space');
    // The filter applies at once; Enter in it also leads to the count.
    await page.keyboard.press('Enter');
    await page.waitForURL(`${home}search/?q=community&topics=digital`);
    await page.waitForFunction((all) => document.activeElement.matches('[data-heading]') && document.activeElement.textContent !== all, all);
    await page.keyboard.press('Shift+Tab');
    assert.equal((await focused(page)).text, 'Clear all');
    await page.keyboard.press('Enter');
    await until(all);
    await tabTo(page, ({ rel }) => rel === 'next');
    const [first] = await titles();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${home}search/?q=community&page=2`);
    await page.waitForFunction((first) => document.querySelector('[data-results] h3').textContent !== first && !document.querySelector('[data-results]').ariaBusy, first);
    const second = await titles();
    const chosen = second.at(-1);
    await tabTo(page, ({ text }) => text === chosen);
    const { scrolled } = await page.evaluate(() => ({ scrolled: scrollY }));
    assert.ok(scrolled > 0, 'the last result needs no scrolling');
    await page.keyboard.press('Enter');
    await page.waitForURL(/case-studies/);
    assert.equal(await page.locator('h1').innerText(), chosen);
    await page.goBack();
    await page.waitForFunction((scrolled) => Math.abs(scrollY - scrolled) < 3, scrolled);
    assert.equal(page.url(), `${home}search/?q=community&page=2`);
    assert.deepEqual(await titles(), second);
  });

  test('the pages of the list lead to all case studies', async () => {
    const page = await window();
    await page.goto(`${home}case-studies/`);
    const seen = new Set();
    for (let number = 1; ; number++) {
      for (const href of await page.locator('main h3 a').evaluateAll((links) => links.map((link) => link.href))) seen.add(href);
      if (!(await page.locator('main a[rel=next]').count())) break;
      await tabTo(page, ({ rel }) => rel === 'next');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${home}case-studies/page/${number + 1}/`);
    }
    assert.equal(seen.size, library.studies('en-GB').length);
  });
});

describe('without JavaScript', () => {
  test('links lead from home to a topic, to a support type in it, to a case study and back, each list as long as it says', async () => {
    const page = await window({ javaScriptEnabled: false });
    await page.goto(inSubfolder.home);
    const follow = async (within, name) => {
      const link = page.locator(within).getByRole('link', { name, exact: false }).first();
      const count = Number((await link.innerText()).match(/\d+\s*$/)?.[0]);
      await link.click();
      assert.equal(await page.locator('main h3 a').count(), count, `the list of ${name}`);
      assert.ok((await page.locator('main h2').allInnerTexts()).includes(`${count} case studies`), name);
    };
    await follow('main', 'Health and wellbeing');
    await follow('main nav', 'Consultation and engagement');
    const study = page.locator('main h3 a').first();
    const title = await study.innerText();
    await study.click();
    assert.equal(await page.locator('h1').innerText(), title);
    await page.locator('dl').getByRole('link', { name: 'Consultation and engagement' }).click();
    assert.equal(await page.locator('h1').innerText(), 'Consultation and engagement');
    await page.locator('header a').first().click();
    assert.equal(page.url(), inSubfolder.home);
  });

  test('a chosen filter can be removed again', async () => {
    const page = await window({ javaScriptEnabled: false });
    await page.goto(`${inSubfolder.home}topics/digital/support-types/digital-tool/`);
    await page.locator('main .results').getByRole('link', { name: 'Digital tool' }).first().click();
    assert.equal(page.url(), `${inSubfolder.home}topics/digital/`);
  });

  test('the search page says that it needs JavaScript, offers other links and shows no unusable form', async () => {
    for (const lang of ['', 'cy/']) {
      const page = await window({ javaScriptEnabled: false });
      await page.goto(`${inSubfolder.home}${lang}search/`);
      assert.match(await page.locator('main').innerText(), /JavaScript/);
      assert.equal(await page.locator('main form:visible').count(), 0);
      for (const way of ['topics/', 'support-types/', 'case-studies/']) {
        assert.ok(await page.locator(`main a[href="${sample.base}${lang}${way}"]:visible`).count(), `${lang}search/ does not offer ${way}`);
      }
    }
  });
});

test('search with a filter or two finds the case studies of the prebuilt page', async () => {
  const page = await window();
  for (const { page: path, slugs } of sample.lists().filter(({ lang }) => lang === 'en-GB')) {
    const [topics, supportTypes] = ['topics', 'support-types'].map((facet) => path.match(`(?:^|/)${facet}/([^/]+)/`)?.[1]);
    if (!topics && !supportTypes) continue;
    const query = new URLSearchParams([['topics', topics], ['support_types', supportTypes]].filter(([, term]) => term));
    await page.goto(`${inSubfolder.home}search/?${query}`);
    await page.waitForSelector('[data-results]:not([aria-busy]) h3');
    const found = await page.locator('main [data-results] h3 a').evaluateAll((links) => links.map((link) => link.href.split('/').at(-2)));
    assert.deepEqual(found.sort(), [...slugs].sort(), `${query} and ${path}`);
  }
});

test('a page without a translation links to the home page of the other language', async () => {
  const page = await window({ javaScriptEnabled: false });
  for (const [path, other] of [['case-studies/assembly-north/', 'cy/'], ['about/', 'cy/about/'], ['cy/topics/digital/', 'topics/digital/']]) {
    await page.goto(inSubfolder.home + path);
    await page.locator('.langs a').click();
    assert.equal(page.url(), inSubfolder.home + other, path);
  }
});

test('a list links to the search that shows the same case studies in another order', async () => {
  const page = await window();
  await page.goto(`${inSubfolder.home}topics/digital/support-types/consultation-and-engagement/`);
  const titles = await page.locator('main h3 a').allInnerTexts();
  await page.getByRole('link', { name: 'Oldest' }).click();
  const found = page.locator('main [data-results] h3 a');
  await page.waitForSelector('[data-results]:not([aria-busy]) h3');
  assert.deepEqual(await found.allInnerTexts(), [...titles].reverse());
});

test('the years on a browse page are drawn to scale, with a number for each', async () => {
  const page = await window();
  await page.goto(`${inSubfolder.home}topics/`);
  const figures = await page.locator('main table').last().locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => Number(cell.textContent))));
  const counts = new Map();
  for (const { front } of sample.studies('en-GB').filter(({ front }) => front.date)) {
    const year = Number(String(front.date).slice(0, 4));
    counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  assert.deepEqual(figures, [...counts].sort(([a], [b]) => b - a));
  const most = Math.max(...counts.values());
  const first = Math.min(...counts.keys());
  const drawn = await page.locator('main svg.years rect').evaluateAll((bars) => bars.map((bar) => [bar.x.baseVal.value, bar.height.baseVal.value]));
  assert.deepEqual(drawn.map(([x, height]) => [Math.floor(x) + first, Math.round((height * most) / 100)]), [...figures].reverse());
  // Bars start where their rows do, and the first year is above its number.
  const edges = () => page.evaluate(() => ['svg.bar-of rect', 'tbody th', 'svg.years rect', '.ends > *'].map((one) => document.querySelector(`main ${one}`).getBoundingClientRect()).map(({ left, right }) => [left, right]));
  const [bar, row, year, figure] = await edges();
  assert.equal(bar[0], row[0]);
  assert.ok(year[0] < figure[1]);
  await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
  const [mirroredBar, mirroredRow, mirroredYear, mirroredFigure] = await edges();
  assert.equal(mirroredBar[1], mirroredRow[1]);
  assert.ok(mirroredYear[1] > mirroredFigure[0]);
});

test('on paper, a case study has its text and its address, without navigation', async () => {
  const page = await window();
  const path = 'case-studies/nhs-england-citizens-assembly/';
  await page.goto(inSubfolder.home + path);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator(':is(nav, footer, form, .skip):visible').count(), 0);
  for (const part of ['h1', '.lead', 'dl', 'figure img', '.prose']) assert.ok(await page.locator(`main ${part}`).first().isVisible(), part);
  assert.ok((await page.locator('main').innerText()).includes(sample.settings.base_url + path));
  assert.match((await page.pdf()).subarray(0, 5).toString(), /^%PDF-/);
});

test('a missing page has a plain message, with links that work at any depth', async () => {
  const page = await window();
  const response = await page.goto(`${inSubfolder.home}topics/no/such/`);
  assert.equal(response.status(), 404);
  await page.locator('main').getByRole('link', { name: 'Digital' }).first().click();
  assert.equal(page.url(), `${inSubfolder.home}topics/digital/`);
});

/** Presses Tab until the focus is on the wanted element. */
async function tabTo(page, there) {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    if (there(await focused(page))) return;
  }
  assert.fail('not reached in 200 presses of Tab');
}

/** What has the focus, and what is wrong with how it looks. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { left, top, right, bottom } = element.getClientRects()[0] ?? {};
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const inSight = x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight;
    const over = inSight && document.elementFromPoint(x, y);
    const fault =
      outlineStyle === 'none' || parseFloat(outlineWidth) < 2 ? 'its focus does not show'
      : !inSight ? 'it is out of sight'
      : !(element.contains(over) || over?.localName === 'label') ? `it is hidden by ${over?.outerHTML.slice(0, 80)}`
      : undefined;
    return {
      walk: element.dataset.walk,
      html: element.outerHTML.slice(0, 120),
      text: element.textContent.trim(),
      href: element.href,
      rel: element.rel,
      inMain: !!element.closest('main') && element.localName !== 'main',
      fault,
    };
  });

test('a result in another language than its page has its language and text direction', async () => {
  const page = await window();
  await page.goto(`${inSubfolder.home}cy/search/`);
  await page.waitForSelector('[data-results]:not([aria-busy]) h3');
  const results = await page.locator('[data-results] > li').evaluateAll((items) => items.map((item) => [...item.querySelectorAll('[data-link], [data-summary]')].map(({ lang, dir }) => `${lang} ${dir}`)));
  const english = results.filter(([title, summary]) => title === 'en-GB auto' && summary === 'en-GB auto');
  const welsh = results.filter(([title, summary]) => title === ' ' && summary === ' ');
  assert.ok(english.length && english.length + welsh.length === results.length, JSON.stringify(results));
});
