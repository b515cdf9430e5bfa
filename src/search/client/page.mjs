// The search page: its form, filters, results and address, on top of engine.mjs.
//
// What the page's HTML must have (templates/search.html is a complete example). The script finds everything by `data-` attributes, so
// the theme chooses classes, ids and order. Parts marked "may" are optional.
//
//   <form data-search data-index="/search/" action="/search/">   `data-index`: the folder of the index, of this language
//     input[name=q]                                              the query
//     fieldset[data-facet=KEY] > … one label for each term:      a facet; terms in any order
//       input[type=checkbox][name=KEY][value=SLUG]               may have `data-href`: the term's own page, linked from results
//       [data-name]                                              the term's name
//       [data-count]                                             how many studies this choice would show
//     [data-extra]                                               may: terms hidden until "show all", with `hidden` set
//     button[data-show-all]                                      may: inside the fieldset; `aria-expanded=false`
//     input[name=from], input[name=to]                           may: a year, month or day, in a label; `aria-describedby` [data-date-error]
//     [data-date-error] (role=alert)                             empty; for the message about a date that cannot be read
//     select[name=sort]                                          may: relevance, newest, oldest, title
//     a[data-clear]                                              may, anywhere in the form: links to the page without choices
//     button[data-toggle], [data-panel]                          may: the "Filter and sort" disclosure of small screens. The panel
//                                                                gets `data-open`; the theme's CSS hides it on small screens without
//   [data-status] (role=status)                                  the script announces the count here, once
//   [data-heading] (h2, tabindex=-1)                             the count, or a text such as "Results" until it is known; gets the focus
//                                                                after "Apply filters", and on touch screens after every search
//   [data-note]                                                  hidden; corrections, and that no study has all words
//   [data-chips] (ul)                                            may: the choices, each a link that removes it; an item with
//                                                                a[data-clear] stays last
//     template[data-chip]                                        one choice: a[data-link] with [data-name]
//   [data-results] (ol)                                          the results; `aria-busy` while they change
//   template[data-result]                                        one result: [data-link], [data-summary]; may: [data-excerpt],
//                                                                [data-organisation], time[data-date], [data-terms]
//   [data-others]                                                may: hidden; a heading before results that have some of the words
//   [data-other-results] (ol)                                    those results
//   [data-pages] (nav)                                           hidden; links to pages
//   [data-none]                                                  hidden; tips when nothing is found
//   [data-failed] (role=alert) with button[data-retry]           hidden; when the index cannot be read
//   [data-ways]                                                  may: what the page offers without a script; hidden once it runs
//   [data-strings]                                               hidden; the texts as JSON, see below
//
// Texts: `title` ("{query} – {title}", the page's own), `results`, `atLeast`, `partial` (each by plural form: zero, one, two, few, many, other;
// "{count}" stands for the number), `searching`, `pageOf` ("{name}, page {number}"), `dateError` ("{name}: …"), `corrected` ("Showing
// results for {words}."), `instead` ("Search for {query} instead"), `near` ("Did you mean {words}?"), `from` ("From {date}"), `to`, `page`
// ("Page {number}"), `previous`, `next`.
// The page's `lang` decides how numbers, dates and plurals are written.
//
// Titles and summaries only become text nodes. Nothing is written into the page as HTML.

import { open, words } from './engine.mjs';

const PER_PAGE = 10;
// How long a visitor must pause, in milliseconds, before half a word is searched for and before the count is announced.
const PAUSE = 120;
const SILENCE = 900;
// After how long an unfinished search says so, in milliseconds.
const PATIENCE = 600;
// Length of a passage from a study's own page, in characters.
const PASSAGE = 220;

// Results the browser lays out at a time: on a slow phone, laying out all ten would delay the letters being typed.
const AT_ONCE = 2;

const find = (name, root = document) => root.querySelector(`[data-${name}]`);
const form = find('search');
const library = open(form.dataset.index);
const [status, heading, note, chips, list, others, otherList, pages, none, failed] = [
  'status', 'heading', 'note', 'chips', 'results', 'others', 'other-results', 'pages', 'none', 'failed',
].map((name) => find(name));
const { title } = document;
const { textContent: untold } = find('heading');
const [toggle, panel, dateError] = ['toggle', 'panel', 'date-error'].map((name) => find(name, form));
const { lang } = document.documentElement;
const strings = JSON.parse(find('strings').textContent);
// Made once, since making one takes longer than all its formatting.
const plurals = new Intl.PluralRules(lang);
const figures = new Intl.NumberFormat(lang);
const [months, days] = [{}, { day: 'numeric' }].map((parts) => new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long', timeZone: 'UTC', ...parts }));
const boxes = [...form.querySelectorAll('[data-facet] input')];
const counters = new Map(boxes.map((box) => [box, find('count', box.closest('label'))]));
const box = (key, slug) => boxes.find((box) => box.name === key && box.value === slug);
// With its language, if it is not the page's.
const nameOf = (box) => find('name', box.closest('label')).cloneNode(true);
const dates = ['from', 'to'].map((key) => form.elements[key]).filter(Boolean);
const pageOf = ({ page }) => Math.max(1, parseInt(page, 10) || 1);
const cleared = (state) => ({ ...state, filters: Object.fromEntries(KEYS.map((key) => [key, []])), from: '', to: '', page: '' });
const { saveData } = navigator.connection ?? {};
const whenIdle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
// Resolves once the page has been painted, or immediately if the page is not visible.
const painted = () => document.hidden || new Promise((next) => requestAnimationFrame(() => setTimeout(next)));

// A text in pieces, with the words in `marks` marked.
function pieces(text, marks) {
  const found = [];
  let from = 0;
  const piece = (to, marked) => {
    if (to > from) found.push({ text: text.slice(from, to), marked });
    from = to;
  };
  for (const { 0: run, index } of text.matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)) {
    // Folding is slow, and most words need none.
    if (!(/^[a-z]+$/.test(run) ? marks.has(run) : words(run).some((word) => marks.has(word)))) continue;
    piece(index, false);
    piece(index + run.length, true);
  }
  piece(text.length, false);
  return found;
}

const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
// Few languages have a plural form for zero, but the texts have one in every language.
const counted = (text, count) => fill(text[count ? plurals.select(count) : 'zero'] ?? text.other, { count: figures.format(count) });

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// The visitor's choices, to and from the address.

const KEYS = [...new Set(boxes.map((box) => box.name))];
const SINGLE = ['q', 'from', 'to', 'sort', 'exact', 'page'];

function fromAddress() {
  const given = new URLSearchParams(location.search);
  const state = { filters: {} };
  for (const key of KEYS) state.filters[key] = given.getAll(key);
  for (const key of SINGLE) state[key] = given.get(key) ?? '';
  return state;
}

function fromForm() {
  const state = { ...fromAddress(), filters: {}, page: '', exact: '' };
  for (const key of KEYS) state.filters[key] = boxes.filter((box) => box.name === key && box.checked).map((box) => box.value);
  for (const key of ['q', 'from', 'to', 'sort']) state[key] = form.elements[key]?.value.trim() ?? '';
  if (state.sort === 'relevance') state.sort = '';
  return state;
}

function toAddress(state) {
  const given = new URLSearchParams();
  if (state.q) given.set('q', state.q);
  for (const key of KEYS) for (const slug of state.filters[key]) given.append(key, slug);
  for (const key of SINGLE.slice(1)) if (state[key]) given.set(key, state[key]);
  const query = `${given}`;
  return location.pathname + (query && '?') + query;
}

const without = (state, key, slug) => ({
  ...state,
  page: '',
  ...(slug ? { filters: { ...state.filters, [key]: state.filters[key].filter((other) => other !== slug) } } : { [key]: '' }),
});

function fillForm(state) {
  for (const box of boxes) {
    box.checked = state.filters[box.name].includes(box.value);
    if (box.checked) box.closest('[data-extra]')?.removeAttribute('hidden');
    if (box.checked) box.closest('fieldset details')?.setAttribute('open', '');
  }
  for (const key of ['q', 'from', 'to', 'sort']) {
    const field = form.elements[key];
    if (field && field !== document.activeElement) field.value = state[key] || (key === 'sort' ? 'relevance' : '');
  }
}

// Searching. One search at a time: a new one ends the last.

let current = new AbortController();
let announcing;
// True once terms are counted in a library that is too large to count them for every query.
let counts;

// Shows the results for a state. `typing`: the last word may be incomplete.
async function show(state, { typing = false, focus = false } = {}) {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  list.ariaBusy = 'true';
  const name = state.q ? fill(strings.title, { query: state.q, title }) : title;
  document.title = pageOf(state) > 1 ? fill(strings.pageOf, { name, number: pageOf(state) }) : name;
  const waiting = setTimeout(() => {
    heading.textContent = strings.searching;
    announce();
  }, PATIENCE);
  const offset = (pageOf(state) - 1) * PER_PAGE;
  const options = {
    filters: state.filters, from: state.from, to: state.to, sort: state.sort || undefined, fuzzy: !state.exact,
    prefix: typing || undefined, offset, limit: PER_PAGE, counts, signal,
  };
  try {
    const found = await search(state.q, options);
    clearTimeout(waiting);
    await render(state, found, offset, signal);
    if (typing) history.replaceState(null, '', toAddress(state));
    const wrong = dates.find((date) => date.ariaInvalid);
    if (focus) (wrong ?? heading).focus();
    announce(focus && !wrong);
    whenIdle(() => finish(state, found, options));
  } catch (error) {
    if (signal.aborted) return;
    failed.hidden = false;
    if (focus) find('retry', failed).focus();
    clearTimeout(announcing);
    heading.textContent = untold;
    for (const part of [note, none, others, pages]) if (part) part.hidden = true;
    for (const part of [list, otherList, status]) part.replaceChildren();
    console.error(error);
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) list.ariaBusy = null;
  }
}

// A date that cannot be read gets a message beside it, and is ignored.
async function search(query, options, wrong = []) {
  try {
    const found = await library.search(query, options);
    if (dateError) renderDateError(wrong);
    return found;
  } catch (problem) {
    const date = dates.find(({ name }) => options[name] && options[name] === problem.message);
    if (!(problem instanceof RangeError && date)) throw problem;
    return search(query, { ...options, [date.name]: '' }, [...wrong, date]);
  }
}

// What can wait: exact totals of very common words, and passages. Skipped if the visitor saves data.
async function finish(state, found, options) {
  if (saveData || options.signal.aborted) return;
  try {
    if (!found.complete) {
      const whole = await search(state.q, { ...options, complete: true });
      // A full page of results does not change while the visitor reads it.
      if (found.total < PER_PAGE) await render(state, whole, 0, options.signal);
      else {
        const { textContent: before } = heading;
        renderTotal(state, whole);
        if (heading.textContent !== before) announce();
        renderPages(state, whole.total);
        renderCounts();
      }
    }
  } catch {
    // The results are shown; a missing exact total needs no message.
  }
  for (const item of list.children) {
    try {
      await addPassage(item, found.marks, options.signal);
    } catch {
      if (options.signal.aborted) return;
      // Nor does a missing passage, but its space is removed.
      find('excerpt', item).hidden = true;
    }
  }
}

// Showing.

async function render(state, found, offset, signal) {
  const inside = Math.max(0, found.total - offset);
  await painted();
  signal.throwIfAborted();
  failed.hidden = true;
  none.hidden = found.results.length > 0;
  renderNote(state, found);
  renderChips(state);
  renderTotal(state, found);
  list.start = offset + 1;
  // Shown after the results, so that they do not push it down.
  await renderResults(list, found.results.slice(0, inside), found.marks, signal);
  if (others) others.hidden = inside >= found.results.length;
  await renderResults(otherList, found.results.slice(inside), found.marks, signal);
  renderPages(state, found.total);
  await painted();
  signal.throwIfAborted();
  renderCounts();
}

// Replaces the results of the last search one by one.
async function renderResults(list, results, marks, signal) {
  for (const left of [...list.children].slice(results.length)) left.remove();
  for (const [at, result] of results.entries()) {
    if (at % AT_ONCE === 0) await painted();
    signal.throwIfAborted();
    const item = resultItem(result, marks);
    const last = list.children[at];
    if (!last) list.append(item);
    else if (!last.isEqualNode(item)) last.replaceWith(item);
  }
}

let told = {};
// True if the note says how many there are.
let inNote = false;

function renderTotal(state, { complete, total, facets }) {
  told = facets;
  const name = counted(complete ? strings.results : strings.atLeast, total);
  const page = pageOf(state);
  heading.textContent = page > 1 ? fill(strings.pageOf, { name, number: figures.format(page) }) : name;
}

// Announces the count and the note once the visitor pauses. Screen readers have already read a heading that got the focus.
function announce(focus) {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    const said = [...note.children, ...(focus || inNote ? [] : [heading])].map((part) => part.textContent).join(' ');
    // Screen readers announce a text only if it changes.
    status.textContent = status.textContent === said ? `${said}\u00a0` : said;
  }, SILENCE);
}

function renderDateError(wrong) {
  const text = wrong.map((date) => fill(strings.dateError, { name: date.labels[0].textContent.trim() })).join(' ');
  if (dateError.textContent !== text) dateError.textContent = text;
  for (const date of dates) date.ariaInvalid = wrong.includes(date) ? 'true' : null;
  if (text) dateError.closest('details')?.setAttribute('open', '');
}

// Only if it is visible: the browser lays out closed panels too, at every key.
function renderCounts() {
  for (const box of boxes.filter((box) => box.checkVisibility?.() ?? true)) {
    const count = told[box.name]?.[box.value];
    const text = count === undefined ? '' : figures.format(count);
    const counter = counters.get(box);
    if (counter.textContent !== text) counter.textContent = text;
    box.disabled = count === 0 && !box.checked;
  }
}

function resultItem({ title, url, date, organisation, lang: language, summary, terms }, marks) {
  const item = find('result').content.firstElementChild.cloneNode(true);
  const part = (name) => find(name, item);
  if (language) for (const name of ['link', 'summary', 'excerpt']) Object.assign(part(name) ?? {}, { lang: language, dir: 'auto' });
  part('link').href = url;
  part('link').append(...marked(title, marks));
  part('summary').append(...marked(summary, marks));
  // Space for the passage, so that nothing moves when it arrives.
  if (part('excerpt')) part('excerpt').hidden = saveData || !marks.size || Boolean(item.querySelector('mark'));
  if (organisation) part('organisation')?.append(organisation);
  else part('organisation')?.remove();
  if (!date) part('date')?.remove();
  else if (part('date')) Object.assign(part('date'), { dateTime: date, textContent: dateText(date) });
  // The terms of the first facet, as in the lists.
  const known = (terms[KEYS[0]] ?? []).map((slug) => box(KEYS[0], slug)).filter((known) => known?.dataset.href);
  if (known.length) part('terms')?.append(...known.flatMap((known, at) => [at ? ', ' : '', element('a', { href: known.dataset.href }, nameOf(known))]));
  else part('terms')?.remove();
  return item;
}

const marked = (text, marks) => pieces(text, marks).map(({ text, marked }) => (marked ? element('mark', {}, text) : text));

function dateText(date) {
  const [year, month, day] = date.slice(0, 10).split('-');
  if (!month) return date;
  return (day ? days : months).format(Date.UTC(year, month - 1, day ?? 1));
}

const link = (state, text, properties) => follow(element('a', properties, text), state);

// Makes a link lead to a state.
function follow(link, state) {
  link.href = toAddress(state);
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(state, { focus: true });
  });
  return link;
}

function renderNote(state, { partial, corrections, total, unknown }) {
  inNote = partial && total > 0;
  note.replaceChildren();
  const line = (...parts) => note.append(element('p', {}, ...parts));
  const query = corrections.reduce((query, { from, to }) => replaced(query, from, to), state.q);
  if (corrections.length) {
    line(fill(strings.corrected, { words: query }), ' ', link({ ...state, exact: '1', page: '' }, fill(strings.instead, { query: state.q })));
  }
  if (inNote) line(counted(strings.partial, total));
  for (const { word, near } of unknown) {
    if (!near.length) continue;
    const [before, after] = strings.near.split('{words}');
    const links = near.flatMap((other, at) => [at ? ', ' : '', link({ ...state, q: replaced(state.q, word, other), page: '' }, other)]);
    line(before, ...links, after);
  }
  note.hidden = !note.firstChild;
}

// A query with one word changed; unchanged if folding made the word impossible to find in it.
const replaced = (query, from, to) => query.replace(new RegExp(from.replace(/[^\p{L}\p{N}]/gu, '.'), 'iu'), () => to);

function renderChips(state) {
  if (!chips) return;
  const chip = (name, next) => {
    const item = find('chip').content.firstElementChild.cloneNode(true);
    find('name', item).append(name);
    follow(find('link', item), next);
    return item;
  };
  const chosen = boxes.filter((box) => state.filters[box.name].includes(box.value));
  // A date that was ignored sets no limit.
  const bounds = dates.filter(({ name, ariaInvalid }) => state[name] && !ariaInvalid);
  const made = [
    ...chosen.map((box) => chip(nameOf(box), without(state, box.name, box.value))),
    ...bounds.map(({ name }) => chip(fill(strings[name], { date: dateText(state[name]) }), without(state, name))),
  ];
  chips.replaceChildren(...made, ...[...chips.children].filter((item) => find('clear', item)));
  chips.hidden = !made.length;
}

function renderPages(state, total) {
  const [page, last] = [pageOf(state), Math.ceil(total / PER_PAGE)];
  const to = (number) => ({ ...state, page: number > 1 ? `${number}` : '' });
  const numbers = [...Array(last).keys()].map((at) => at + 1).filter((n) => n === 1 || n === last || Math.abs(n - page) < 2);
  const items = numbers.flatMap((number, at) => [
    ...(number - (numbers[at - 1] ?? 0) > 1 ? [element('li', {}, '…')] : []),
    element('li', {}, link(to(number), figures.format(number), { ariaLabel: fill(strings.page, { number }), ariaCurrent: number === page ? 'page' : null })),
  ]);
  const step = (number, text, rel) => (number < 1 || number > last ? [] : [element('li', {}, link(to(number), text, { rel }))]);
  pages.replaceChildren(element('ul', {}, ...step(page - 1, strings.previous, 'prev'), ...items, ...step(page + 1, strings.next, 'next')));
  pages.hidden = last < 2;
}

// If neither title nor summary has a word of the query: the passage of the study that has most of them.
async function addPassage(item, marks, signal) {
  const place = find('excerpt', item);
  if (!place || !marks.size || item.querySelector('mark')) return;
  const text = await library.text(find('link', item).href, { signal });
  // Searching a long study takes a while, so let the page respond to keys.
  await painted();
  if (signal.aborted) return;
  const passage = bestPassage(text, marks);
  place.append(...marked(passage, marks));
  place.hidden = !passage;
}

function bestPassage(text, marks) {
  const places = [];
  let at = 0;
  for (const piece of pieces(text, marks)) {
    if (piece.marked) places.push({ at, word: piece.text.toLowerCase() });
    at += piece.text.length;
  }
  const worth = ({ at }) => new Set(places.filter((other) => other.at >= at && other.at < at + PASSAGE * 0.7).map(({ word }) => word)).size;
  const best = places.slice(0, 200).reduce((best, place) => (worth(place) > (best ? worth(best) : 0) ? place : best), null);
  if (!best) return '';
  const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, best.at - PASSAGE * 0.18)));
  const to = text.indexOf(' ', from + PASSAGE);
  return `${from ? '…' : ''}${text.slice(from, to < 0 ? undefined : to)}${to < 0 ? '' : ' …'}`;
}

// The visitor's actions.

function go(state, how) {
  const address = toAddress(state);
  if (address !== location.pathname + location.search) history.pushState(null, '', address);
  fillForm(state);
  return show(state, how);
}

let pause;
form.elements.q.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    show(fromForm(), { typing: true });
  }, PAUSE);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(pause);
  // Enter in a filter means "Apply" too, although the browser reports the first button. On a touch screen, the keyboard would cover the
  // results.
  const applied = panel?.contains(event.submitter) || panel?.contains(document.activeElement);
  go(fromForm(), { focus: applied || matchMedia('(pointer: coarse)').matches });
});
form.elements.sort?.addEventListener('change', () => go(fromForm()));
for (const clear of form.querySelectorAll('[data-clear]')) {
  clear.addEventListener('click', (event) => {
    event.preventDefault();
    go(cleared(fromAddress()), { focus: true });
  });
}
find('retry', failed).addEventListener('click', () => {
  failed.hidden = true;
  show(fromAddress(), { focus: true });
});
for (const button of form.querySelectorAll('[data-show-all]')) {
  button.addEventListener('click', () => {
    const open = button.ariaExpanded !== 'true';
    button.ariaExpanded = String(open);
    for (const extra of button.closest('fieldset').querySelectorAll('[data-extra]')) extra.hidden = !open && !extra.querySelector(':checked');
  });
}
toggle?.addEventListener('click', () => {
  const open = panel.toggleAttribute('data-open');
  toggle.ariaExpanded = String(open);
  renderCounts();
});
for (const event of ['toggle', 'resize']) addEventListener(event, renderCounts, true);
for (const event of ['focusin', 'pointerover']) {
  (panel ?? form).addEventListener(event, function count() {
    if (counts) return;
    counts = true;
    if (boxes.some((box) => !told[box.name])) show(fromAddress());
  });
}
addEventListener('popstate', () => {
  const state = fromAddress();
  fillForm(state);
  show(state);
});
// The results arrive after the browser has restored the scroll position, so restore it again.
addEventListener('pagehide', () => history.replaceState({ scrolled: scrollY }, ''));

form.hidden = false;
find('ways')?.setAttribute('hidden', '');
const start = fromAddress();
const scrolled = history.state?.scrolled;
fillForm(start);
await show(start);
if (scrolled) scrollTo({ top: scrolled, behavior: 'instant' });
