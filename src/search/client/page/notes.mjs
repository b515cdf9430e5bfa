// What the page says about a search before its results: how it was understood, what is chosen, and
// which terms it names.

import { words } from '../engine.mjs';
import { lead, link } from './links.mjs';
import { RUN } from './marks.mjs';
import { boxOf, chips, element, find, maybe, nameOf, note, terms } from './parts.mjs';
import { copyOf } from './results.mjs';
import { longest, withoutTerm } from './state.mjs';
import { counted, dateText, figures, fill, filled, strings } from './texts.mjs';

/** @typedef {import('./state.mjs').State} State */
/** @typedef {import('../engine.mjs').Found} Found */

// Terms offered at most.
const MAX_TERMS = 3;
// Words that show where a long query was cut, and their letters at most.
const LAST_WORDS = 3;
const LAST_LETTERS = 40;

/**
 * @param {State} state
 * @param {Found} found
 * @param {string[]} faults what is wrong with the dates, whose fields may be out of sight
 */
export function renderNote(state, found, faults) {
  const { corrections, unknown, ignored = [], suggestions = [], phrases, synonyms = [] } = found;
  const also = synonyms.flatMap((synonym) => synonym.also);
  const corrected = corrections.reduce((query, { from, to }) => replaced(query, from, to), state.q);
  const near = [
    ...suggestions.map(({ from, to, total }) => [meant(state, from, to, ` (${figures(total)})`)]),
    ...unknown.map(({ word, near: others }) => others.map((other) => meant(state, word, other))),
  ].filter(({ length }) => length);
  const lines = [
    state.q.length >= longest && [
      fill(strings.cut, { count: figures(longest), words: endOf(state.q) }),
    ],
    ...termsOf(state).map(({ slug, box }) => !box && [fill(strings.noFilter, { name: slug })]),
    corrections.length && [
      `${fill(strings.corrected, { words: corrected })} `,
      link({ ...state, exact: '1', page: 1 }, fill(strings.instead, { query: state.q })),
    ],
    ignored.length && [fill(strings.ignored, { words: ignored.join(', ') })],
    ...(phrases?.missing ?? []).map((phrase) => [fill(strings.noPhrase, { phrase })]),
    found.failed?.includes('phrases') && [strings.phrasesFailed],
    also.length && [
      `${fill(strings.synonyms, { words: also.join(', ') })} `,
      link({ ...state, exact: '1', page: 1 }, fill(strings.only, { query: state.q })),
    ],
    hasTotal(found) && [counted(strings.partial, found.total)],
    ...near.map((links) =>
      filled(strings.near, { words: links.flatMap((other, at) => (at ? [', ', other] : other)) }),
    ),
  ];
  note.replaceChildren(
    ...faults.map((text) => element('p', { className: 'error' }, text)),
    ...lines.flatMap((parts) => (parts ? element('p', {}, ...parts) : [])),
  );
  note.hidden = !note.firstChild;
}

/** True if the note says how many there are. @param {Pick<Found, 'partial' | 'total'>} found */
export const hasTotal = ({ partial, total }) => partial && total > 0;

/** @param {string} query */
const endOf = (query) => query.split(/\s+/).slice(-LAST_WORDS).join(' ').slice(-LAST_LETTERS);

/**
 * A link to the query with one word changed.
 *
 * @param {State} state
 * @param {string} from
 * @param {string} to
 * @param {string} [more]
 */
const meant = (state, from, to, more = '') =>
  link({ ...state, q: replaced(state.q, from, to), page: 1 }, to + more);

/**
 * A query with one word changed, not the inside of another. Unchanged if folding made the word
 * impossible to find in it.
 *
 * @param {string} query
 * @param {string} from
 * @param {string} to
 */
function replaced(query, from, to) {
  const changed = query.replace(RUN, (run) => (words(run).join() === from ? to : run));
  return changed === query
    ? query.replace(new RegExp(from.replace(/[^\p{L}\p{N}]/gu, '.'), 'iu'), () => to)
    : changed;
}

/** The terms chosen; those that do not exist have no box. @param {State} state */
const termsOf = ({ filters }) =>
  Object.entries(filters).flatMap(([key, slugs]) =>
    slugs.map((slug) => ({ key, slug, box: boxOf(key, slug) })),
  );

/**
 * The terms that the query names, each a link to its page.
 *
 * @param {State} state
 * @param {NonNullable<Found['terms']>} found
 */
export function renderTerms(state, found) {
  if (!terms) return;
  const items = found.flatMap(({ facet, slug, count }) => {
    const box = boxOf(facet, slug);
    const href = box?.dataset.href;
    if (!box || !href || state.filters[facet]?.includes(slug)) return [];
    const fieldset = box.closest('fieldset');
    const one =
      fieldset?.dataset.singular || fieldset?.querySelector('legend')?.textContent.trim() || facet;
    const text = filled(strings.term, {
      facet: one,
      name: nameOf(box),
      results: counted(strings.results, count),
    });
    return element('li', {}, element('a', { href }, ...text));
  });
  terms.replaceChildren(...items.slice(0, MAX_TERMS));
  terms.hidden = !items.length || state.page > 1;
}

/**
 * The choices, each a link that removes it.
 *
 * @param {State} state
 * @param {Record<'from' | 'to', string>} limits without those that are ignored
 */
export function renderChips(state, limits) {
  if (!chips) return;
  const chip = (/** @type {Node | string} */ name, /** @type {State} */ next) => {
    const item = copyOf('chip');
    find('name', item).append(name);
    lead(/** @type {HTMLAnchorElement} */ (find('link', item)), next);
    return item;
  };
  const made = [
    ...termsOf(state).map(({ key, slug, box }) =>
      chip(box ? nameOf(box) : slug, withoutTerm(state, key, slug)),
    ),
    ...Object.entries(limits).flatMap(([key, date]) =>
      date
        ? chip(fill(strings[key], { date: dateText(date) }), { ...state, page: 1, [key]: '' })
        : [],
    ),
  ];
  chips.replaceChildren(...made, ...[...chips.children].filter((item) => maybe('clear', item)));
  chips.hidden = !made.length;
}
