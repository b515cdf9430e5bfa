// Searching and showing what was found. One search at a time: a new one ends the last.

import { open } from '../engine.mjs';
import { announce, stopAnnouncing } from './announcing.mjs';
import { areInSight, renderCounts } from './counts.mjs';
import { amend } from './history.mjs';
import { limitsOf, renderFaults } from './limits.mjs';
import { hasTotal, renderChips, renderNote, renderTerms } from './notes.mjs';
import { offersFor, renderOffers } from './offers.mjs';
import { PER_PAGE, lastOf, renderPages } from './paging.mjs';
import {
  dates,
  failed,
  find,
  form,
  heading,
  list,
  none,
  note,
  offers,
  otherList,
  others,
  pages,
  painted,
  saveData,
  slow,
  status,
  terms,
  title,
  untold,
} from './parts.mjs';
import { addPassage, renderResults } from './results.mjs';
import { knownFilters } from './state.mjs';
import { counted, figures, fill, strings } from './texts.mjs';

/** @typedef {import('./state.mjs').State} State */
/** @typedef {import('../engine.mjs').Options} Options */
/** @typedef {import('../engine.mjs').Found} Found */
/** @typedef {import('./offers.mjs').Offer} Offer */
/** @typedef {Record<'from' | 'to', string>} Limits */

// After how long an unfinished search says so, and offers to try again, in milliseconds.
const PATIENCE = 600;
const TOO_LONG = 10_000;

let requests = new AbortController();
/**
 * The index, whose requests all end together: a second request for a file would wait for the first.
 */
function openIndex() {
  requests.abort();
  requests = new AbortController();
  const { signal } = requests;
  return open(/** @type {string} */ (form.dataset.index), {
    fetch: (url, options) => fetch(url, { signal, ...options }),
  });
}
let library = openIndex();
const whenIdle =
  globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
let current = new AbortController();
/** A search whose terms are not counted yet. @type {{ q: string, options: Options } | null} */
let uncounted = null;

/**
 * What was found last, and what is called when that changes. suggestions.mjs reads it.
 *
 * @type {{ found?: Found, changed?: () => void }}
 */
export const latest = {};

/**
 * Shows the results for a state.
 *
 * @param {State} state
 * @param {object} [how]
 * @param {boolean} [how.typing] whether the last word may be incomplete
 * @param {boolean} [how.focus] whether the count gets the focus
 */
export async function show(state, { typing = false, focus = false } = {}) {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const { limits, faults } = limitsOf(state);
  const options = {
    filters: knownFilters(state),
    ...limits,
    sort: state.sort || undefined,
    fuzzy: !state.exact,
    prefix: typing || undefined,
    signal,
  };
  const timers = [setTimeout(sayWaiting, PATIENCE), setTimeout(sayTooLong, TOO_LONG)];
  uncounted = null;
  list.ariaBusy = 'true';
  document.title = paged(
    state.q ? fill(strings.title, { query: state.q, title }) : title,
    state.page,
  );
  try {
    const { found, page } = await search(state, options);
    const ways = found.total ? [] : await offersFor({ ...state, ...limits }, options, library);
    timers.forEach(clearTimeout);
    renderFaults(faults);
    await render({ ...state, page }, { ...found, ways, limits, faults: faults.texts }, signal);
    latest.found = found;
    latest.changed?.();
    if (focus) (dates.find(({ ariaInvalid }) => ariaInvalid) ?? heading).focus();
    announce((document.activeElement !== heading || !focus) && !hasTotal(found));
    uncounted = { q: state.q, options };
    whenIdle(() => addPassages(found, signal));
    countTerms();
  } catch (error) {
    if (signal.aborted) return;
    clear();
    failed.hidden = false;
    if (focus) find('retry', failed).focus();
    console.error(error);
  } finally {
    timers.forEach(clearTimeout);
    if (!signal.aborted) list.ariaBusy = null;
  }
}

/**
 * Searches again, with nothing left of the last time: a file that never came may come now.
 *
 * @param {State} state
 */
export function retry(state) {
  library = openIndex();
  clear();
  return show(state, { focus: true });
}

/** @param {string} name @param {number} page */
const paged = (name, page) =>
  page > 1 ? fill(strings.pageOf, { name, number: figures(page) }) : name;

/**
 * What was found, and the page: the last, if there is none with the number asked for.
 *
 * @param {State} state
 * @param {Options} options
 */
async function search(state, options) {
  const ask = (/** @type {number} */ page) =>
    library.search(state.q, {
      ...options,
      complete: true,
      counts: false,
      offset: (page - 1) * PER_PAGE,
      limit: PER_PAGE,
    });
  const found = await ask(state.page);
  const page = Math.min(state.page, lastOf(found.total));
  if (page === state.page) return { found, page };
  amend({ ...state, page });
  return { found: await ask(page), page };
}

/**
 * @param {State} state
 * @param {Found & { ways: Offer[], limits: Limits, faults: string[] }} found
 * @param {AbortSignal} signal
 */
async function render(state, found, signal) {
  const offset = (state.page - 1) * PER_PAGE;
  const inside = Math.max(0, found.total - offset);
  await painted();
  signal.throwIfAborted();
  restore();
  none.hidden = found.results.length > 0;
  renderNote(state, found, found.faults);
  renderChips(state, found.limits);
  renderTerms(state, found.terms ?? []);
  renderOffers(found.ways);
  heading.textContent = paged(counted(strings.results, found.total), state.page);
  /** @type {HTMLOListElement} */ (list).start = offset + 1;
  // Shown after the results, so that they do not push it down.
  await renderResults(list, found.results.slice(0, inside), found.marks, signal);
  if (others) others.hidden = inside >= found.results.length;
  await renderResults(otherList, found.results.slice(inside), found.marks, signal);
  renderPages(state, found.total);
}

/** Ends what is said while visitors wait. */
function restore() {
  delete form.dataset.stale;
  failed.hidden = true;
  if (slow) slow.hidden = true;
}

/** Removes the results of the last search. */
function clear() {
  restore();
  stopAnnouncing();
  heading.textContent = untold;
  for (const part of [note, none, others, pages, offers, terms]) if (part) part.hidden = true;
  for (const part of [list, otherList, status]) part.replaceChildren();
}

/** What is shown is of the last search: the theme lets it fade. */
function sayWaiting() {
  form.dataset.stale = '';
  heading.textContent = strings.searching;
  announce();
}

function sayTooLong() {
  clear();
  heading.textContent = strings.searching;
  if (slow) slow.hidden = false;
}

/**
 * Passages, which can wait. Skipped if the visitor saves data.
 *
 * @param {Found} found
 * @param {AbortSignal} signal
 */
async function addPassages({ marks }, signal) {
  if (saveData) return;
  for (const item of /** @type {Iterable<HTMLElement>} */ (list.children)) {
    if (signal.aborted) return;
    try {
      await addPassage(item, marks, library, signal);
    } catch {
      if (signal.aborted) return;
      // A missing passage needs no message, but its space is removed.
      find('excerpt', item).hidden = true;
    }
  }
}

/**
 * Counts the terms of what is shown, if they are in sight and not yet counted.
 *
 * @param {boolean} [asked] even if the visitor saves data
 */
export async function countTerms(asked = !saveData) {
  if (!areInSight()) return;
  const counting = uncounted;
  if (!counting) return renderCounts();
  // Those of the last search would be wrong.
  if (!asked) return renderCounts({});
  uncounted = null;
  await painted();
  try {
    const { facets } = await library.search(counting.q, {
      ...counting.options,
      complete: true,
      counts: true,
      limit: 0,
    });
    renderCounts(facets);
  } catch {
    // The results are shown; choices without counts can still be made.
    if (!counting.options.signal?.aborted) renderCounts({});
  }
}
