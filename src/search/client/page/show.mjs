// Searching and showing what was found. One search at a time: a new one ends the last.

import { open } from '../engine.mjs';
import { announce, stopAnnouncing } from './announcing.mjs';
import { areMissing, renderCounts, tell } from './counts.mjs';
import { renderDateError } from './form.mjs';
import { hasTotal, renderChips, renderNote } from './notes.mjs';
import { PER_PAGE, renderPages } from './paging.mjs';
import { dates, failed, find, form, heading, list, none, note, otherList, others, pages, painted, saveData, status, title, untold } from './parts.mjs';
import { addPassage, renderResults } from './results.mjs';
import { counted, figures, fill, strings } from './texts.mjs';

/** @typedef {import('./state.mjs').State} State */
/** @typedef {import('../engine.mjs').Options} Options */
/** @typedef {import('../engine.mjs').Found} Found */

// After how long an unfinished search says so, in milliseconds.
const PATIENCE = 600;

const library = open(/** @type {string} */ (form.dataset.index));
const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
let current = new AbortController();
/** True once terms are counted in a library that is too large to count them for every query. @type {true | undefined} */
let counts;

/**
 * Shows the results for a state.
 *
 * @param {State} state
 * @param {{ typing?: boolean, focus?: boolean }} [how] `typing`: the last word may be incomplete; `focus`: the count gets the focus
 */
export async function show(state, { typing = false, focus = false } = {}) {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  list.ariaBusy = 'true';
  document.title = paged(state.q ? fill(strings.title, { query: state.q, title }) : title, state.page);
  const waiting = setTimeout(() => {
    heading.textContent = strings.searching;
    announce();
  }, PATIENCE);
  const offset = (state.page - 1) * PER_PAGE;
  const { filters, from, to } = state;
  const options = { filters, from, to, sort: state.sort || undefined, fuzzy: !state.exact, prefix: typing || undefined, offset, limit: PER_PAGE, counts, signal };
  try {
    const found = await search(state.q, options);
    clearTimeout(waiting);
    await render(state, found, offset, signal);
    const wrong = dates.find((date) => date.ariaInvalid);
    if (focus) (wrong ?? heading).focus();
    announce((!focus || Boolean(wrong)) && !hasTotal(found));
    whenIdle(() => addPassages(found, signal));
  } catch (error) {
    if (signal.aborted) return;
    failed.hidden = false;
    if (focus) find('retry', failed).focus();
    stopAnnouncing();
    heading.textContent = untold;
    for (const part of [note, none, others, pages]) if (part) part.hidden = true;
    for (const part of [list, otherList, status]) part.replaceChildren();
    console.error(error);
  } finally {
    clearTimeout(waiting);
    if (!signal.aborted) list.ariaBusy = null;
  }
}

/** @param {string} name @param {number} page */
const paged = (name, page) => (page > 1 ? fill(strings.pageOf, { name, number: figures(page) }) : name);

/**
 * A date that cannot be read gets a message beside it, and is ignored.
 *
 * @param {string} query
 * @param {Options} options
 * @param {HTMLInputElement[]} wrong
 * @returns {Promise<Found>}
 */
async function search(query, options, wrong = []) {
  try {
    const found = await library.search(query, options);
    renderDateError(wrong);
    return found;
  } catch (problem) {
    const date = problem instanceof RangeError && dates.find(({ name }) => options[/** @type {'from' | 'to'} */ (name)] === problem.message);
    if (!date) throw problem;
    return search(query, { ...options, [date.name]: '' }, [...wrong, date]);
  }
}

/** @param {State} state @param {Found} found @param {number} offset @param {AbortSignal} signal */
async function render(state, found, offset, signal) {
  const inside = Math.max(0, found.total - offset);
  await painted();
  signal.throwIfAborted();
  failed.hidden = true;
  none.hidden = found.results.length > 0;
  renderNote(state, found);
  renderChips(state);
  tell(found.facets);
  heading.textContent = paged(counted(strings.results, found.total), state.page);
  /** @type {HTMLOListElement} */ (list).start = offset + 1;
  // Shown after the results, so that they do not push it down.
  await renderResults(list, found.results.slice(0, inside), found.marks, signal);
  if (others) others.hidden = inside >= found.results.length;
  await renderResults(otherList, found.results.slice(inside), found.marks, signal);
  renderPages(state, found.total);
  await painted();
  signal.throwIfAborted();
  renderCounts();
}

/** What can wait. Skipped if the visitor saves data. @param {Found} found @param {AbortSignal} signal */
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

/** Counts the terms from now on. @param {State} state */
export function countTerms(state) {
  if (counts) return;
  counts = true;
  if (areMissing()) show(state);
}
