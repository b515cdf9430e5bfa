// The search page: its form, filters, results and address, on top of search.js.
//
// What the page's HTML must have (templates/search.html is a whole example). Everything is found by a `data-` attribute, so classes,
// ids and order are the theme's own. Whatever is marked "may" can be left out.
//
//   <form data-search data-index="/search/" action="/search/">   `data-index`: the folder of the index, of this language
//     input[name=q]                                              the query
//     fieldset[data-facet=KEY] > … one label a term:             a facet; terms in any order
//       input[type=checkbox][name=KEY][value=SLUG]               may have `data-href`: the term's own page, linked from results
//       [data-name]                                              the term's name
//       [data-count]                                             how many studies the choice would give
//     [data-extra]                                               may: terms hidden until "show all", with `hidden` set
//     button[data-show-all]                                      may: inside the fieldset; `aria-expanded=false`
//     input[name=from], input[name=to]                           may: a year, month or day; `aria-describedby` [data-date-error]
//     [data-date-error]                                          hidden; shown when a date cannot be read
//     select[name=sort]                                          may: relevance, newest, oldest, title
//     a[data-clear]                                              may: the address without choices
//     button[data-toggle], [data-panel]                          may: the "Filter and sort" disclosure of small screens. The panel
//                                                                gets `data-open`; the theme's CSS hides it on small screens without
//   [data-status] (role=status)                                  the count is announced here, once
//   [data-heading] (h2, tabindex=-1)                             the count, and until it is known a text such as "Results"; gets the focus
//                                                                after "Apply filters"
//   [data-note]                                                  hidden; corrections, and that no study has all words
//   [data-chips]                                                 may: the choices made, as links that undo one
//   [data-results] (ol)                                          the results; `aria-busy` while they change
//   template[data-result]                                        one result: [data-link], [data-summary]; may: [data-excerpt],
//                                                                [data-organisation], time[data-date], [data-terms]
//   [data-others]                                                may: hidden; a heading before results that have some of the words
//   [data-other-results] (ol)                                    those
//   [data-pages] (nav)                                           hidden; links to pages
//   [data-none]                                                  hidden; tips when nothing is found
//   [data-failed] (role=alert) with button[data-retry]           hidden; when the index cannot be read
//   [data-ways]                                                  may: what the page offers without a script; hidden once it runs
//   [data-strings]                                               hidden; the texts as JSON, see below
//
// Texts: `title` ("{query} – {title}", the page's own), `results`, `atLeast`, `partial` (each by plural form: zero, one, two, few, many, other;
// "{count}" stands for the number), `corrected` ("Showing results for {words}."), `instead` ("Search for {query} instead"), `near`
// ("Did you mean {words}?"), `from` ("From {date}"), `to`, `remove` ("Remove {name}"), `page` ("Page {number}"), `previous`, `next`.
// The page's own `lang` says how numbers, dates and plurals are written.
//
// Titles and summaries only ever become text nodes. Nothing is written into the page as HTML.

import { open, words } from './search.js';

const PER_PAGE = 10;
// How long the visitor must pause before half a word is searched for, and before the count is announced. Milliseconds.
const PAUSE = 120;
const SILENCE = 900;
// Letters of a passage cut from a study's own page.
const PASSAGE = 220;

// How many results the browser lays out at once: on a slow phone, all ten would keep a key from appearing.
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
// Made once: making one takes longer than all that it will format.
const plurals = new Intl.PluralRules(lang);
const figures = new Intl.NumberFormat(lang);
const [months, days] = [{}, { day: 'numeric' }].map((parts) => new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long', timeZone: 'UTC', ...parts }));
const boxes = [...form.querySelectorAll('[data-facet] input')];
const counters = new Map(boxes.map((box) => [box, find('count', box.closest('label'))]));
const box = (key, slug) => boxes.find((box) => box.name === key && box.value === slug);
const nameOf = (box) => find('name', box.closest('label')).textContent;
const { saveData } = navigator.connection ?? {};
const whenIdle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
// Resolves once the page has been painted; at once where nobody sees it.
const painted = () => document.hidden || new Promise((next) => requestAnimationFrame(() => setTimeout(next)));

// A text in pieces, marked where a word is one of `marks`.
function pieces(text, marks) {
  const found = [];
  let from = 0;
  const piece = (to, marked) => {
    if (to > from) found.push({ text: text.slice(from, to), marked });
    from = to;
  };
  for (const { 0: run, index } of text.matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)) {
    // Folding is slow, and most words are folded already.
    if (!(/^[a-z]+$/.test(run) ? marks.has(run) : words(run).some((word) => marks.has(word)))) continue;
    piece(index, false);
    piece(index + run.length, true);
  }
  piece(text.length, false);
  return found;
}

const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
// Few languages have a plural form for none; the texts have one in all.
const counted = (text, count) => fill(text[count ? plurals.select(count) : 'zero'] ?? text.other, { count: figures.format(count) });

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// What the visitor asks for, to and from the address.

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
  return `${location.pathname}${given.size ? '?' : ''}${given}`;
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
// Whether a library too large to count its terms unasked was asked to.
let counts;

// Shows what a state asks for. `typing`: the last word may go on.
async function show(state, { typing = false, focus = false } = {}) {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  list.ariaBusy = 'true';
  const offset = (Math.max(1, parseInt(state.page, 10) || 1) - 1) * PER_PAGE;
  const options = {
    filters: state.filters, from: state.from, to: state.to, sort: state.sort || undefined, fuzzy: !state.exact,
    prefix: typing || undefined, offset, limit: PER_PAGE, counts, signal,
  };
  try {
    const found = await search(state.q, options);
    await render(state, found, offset, signal);
    if (typing) history.replaceState(null, '', toAddress(state));
    if (focus) heading.focus();
    whenIdle(() => finish(state, found, options));
  } catch (error) {
    if (signal.aborted) return;
    failed.hidden = false;
    heading.textContent = untold;
    for (const part of [note, none, others, pages]) if (part) part.hidden = true;
    for (const part of [list, otherList, status]) part.replaceChildren();
    console.error(error);
  } finally {
    if (!signal.aborted) list.ariaBusy = null;
  }
}

async function search(query, options) {
  try {
    const found = await library.search(query, options);
    if (dateError) dateError.hidden = true;
    return found;
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    // A date that is none: said beside it, and left out.
    dateError.hidden = false;
    return library.search(query, { ...options, from: '', to: '' });
  }
}

// What can wait: whole totals of very common words, and passages. Never where the visitor saves data.
async function finish(state, found, options) {
  if (saveData || options.signal.aborted) return;
  try {
    if (!found.complete) {
      const whole = await search(state.q, { ...options, complete: true });
      // A page of results that was full stays as it is under the visitor's eyes.
      if (found.total < PER_PAGE) await render(state, whole, 0, options.signal);
      else {
        renderTotal(whole);
        renderPages(state, whole.total);
        renderCounts();
      }
    }
    for (const item of list.children) await addPassage(item, found.marks, options.signal);
  } catch {
    // The results stand; a passage or an exact total is not worth a message.
  }
}

// Showing.

async function render(state, found, offset, signal) {
  const inside = Math.max(0, found.total - offset);
  await painted();
  signal.throwIfAborted();
  document.title = state.q ? fill(strings.title, { query: state.q, title }) : title;
  failed.hidden = true;
  none.hidden = found.results.length > 0;
  renderNote(state, found);
  renderChips(state);
  renderTotal(found);
  list.start = offset + 1;
  // What stands below the results comes after them, so that they do not push it down.
  await renderResults(list, found.results.slice(0, inside), found.marks, signal);
  if (others) others.hidden = inside >= found.results.length;
  await renderResults(otherList, found.results.slice(inside), found.marks, signal);
  renderPages(state, found.total);
  await painted();
  signal.throwIfAborted();
  renderCounts();
}

// Each in the place of the last search's, from the first on.
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

function renderTotal({ complete, total, facets }) {
  told = facets;
  const text = counted(complete ? strings.results : strings.atLeast, total);
  heading.textContent = text;
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    if (status.textContent !== text) status.textContent = text;
  }, SILENCE);
}

// Only where it can be seen: the browser lays out what is folded away, too, as often as a key is pressed.
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
  // Room for the passage that is to come, so that nothing moves when it does.
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

function link(state, text, properties) {
  const made = element('a', { href: toAddress(state), ...properties }, ...[text].flat());
  made.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(state, { focus: true });
  });
  return made;
}

function renderNote(state, { partial, corrections, total, unknown }) {
  note.replaceChildren();
  const line = (...parts) => note.append(element('p', {}, ...parts));
  const query = corrections.reduce((query, { from, to }) => replaced(query, from, to), state.q);
  if (corrections.length) {
    line(fill(strings.corrected, { words: query }), ' ', link({ ...state, exact: '1', page: '' }, fill(strings.instead, { query: state.q })));
  }
  if (partial && total) line(counted(strings.partial, total));
  for (const { word, near } of unknown) {
    if (!near.length) continue;
    const [before, after] = strings.near.split('{words}');
    const links = near.flatMap((other, at) => [at ? ', ' : '', link({ ...state, q: replaced(state.q, word, other), page: '' }, other)]);
    line(before, ...links, after);
  }
  note.hidden = !note.firstChild;
}

// A query with one word changed. A word that was folded beyond recognition leaves it as it is.
const replaced = (query, from, to) => query.replace(new RegExp(from.replace(/[^\p{L}\p{N}]/gu, '.'), 'iu'), () => to);

function renderChips(state) {
  if (!chips) return;
  const chip = (name, next) => element('li', {}, link(next, name, { title: fill(strings.remove, { name }) }));
  const chosen = boxes.filter((box) => state.filters[box.name].includes(box.value));
  // Of dates that were left out, neither bounds the results.
  const bounds = ['from', 'to'].filter((key) => state[key] && dateError?.hidden !== false);
  chips.replaceChildren(
    ...chosen.map((box) => chip(nameOf(box), without(state, box.name, box.value))),
    ...bounds.map((key) => chip(fill(strings[key], { date: dateText(state[key]) }), without(state, key))),
  );
  chips.hidden = !chips.firstChild;
}

function renderPages(state, total) {
  const [page, last] = [Math.max(1, parseInt(state.page, 10) || 1), Math.ceil(total / PER_PAGE)];
  const to = (number) => ({ ...state, page: number > 1 ? `${number}` : '' });
  const numbers = [...Array(last).keys()].map((at) => at + 1).filter((n) => n === 1 || n === last || Math.abs(n - page) < 3);
  const items = numbers.flatMap((number, at) => [
    ...(number - (numbers[at - 1] ?? 0) > 1 ? [element('li', {}, '…')] : []),
    element('li', {}, link(to(number), figures.format(number), { ariaLabel: fill(strings.page, { number }), ariaCurrent: number === page ? 'page' : null })),
  ]);
  const step = (number, text, rel) => (number < 1 || number > last ? [] : [element('li', {}, link(to(number), text, { rel }))]);
  pages.replaceChildren(element('ul', {}, ...step(page - 1, strings.previous, 'prev'), ...items, ...step(page + 1, strings.next, 'next')));
  pages.hidden = last < 2;
}

// Where neither title nor summary has a word of the query: the passage of the study that has most of them.
async function addPassage(item, marks, signal) {
  const place = find('excerpt', item);
  if (!place || !marks.size || item.querySelector('mark')) return;
  const text = await library.text(find('link', item).href, { signal });
  // A long study takes as long to look through as to read, so a key may come between.
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
  const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, best.at - PASSAGE * 0.3)));
  const to = text.indexOf(' ', from + PASSAGE);
  return `${from ? '…' : ''}${text.slice(from, to < 0 ? undefined : to)}${to < 0 ? '' : ' …'}`;
}

// What the visitor does.

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
  // Enter in a filter is "Apply" too, though the browser names the first button.
  go(fromForm(), { focus: Boolean(panel?.contains(event.submitter) || panel?.contains(document.activeElement)) });
});
find('clear', form)?.addEventListener('click', (event) => {
  event.preventDefault();
  go({ ...fromAddress(), filters: Object.fromEntries(KEYS.map((key) => [key, []])), from: '', to: '', page: '' }, { focus: true });
});
find('retry', failed).addEventListener('click', () => show(fromAddress(), { focus: true }));
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
// Results come after the browser has put the page where it was, so it is put there again.
addEventListener('pagehide', () => history.replaceState({ scrolled: scrollY }, ''));

form.hidden = false;
find('ways')?.setAttribute('hidden', '');
const start = fromAddress();
const scrolled = history.state?.scrolled;
fillForm(start);
await show(start);
if (scrolled) scrollTo(0, scrolled);
