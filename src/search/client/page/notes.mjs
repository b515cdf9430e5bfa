// What the page says about a search before its results: how it was understood, and what is chosen.

import { lead, link } from './links.mjs';
import { boxes, chips, dates, element, find, maybe, nameOf, note } from './parts.mjs';
import { copyOf } from './results.mjs';
import { withoutTerm } from './state.mjs';
import { counted, dateText, fill, strings } from './texts.mjs';

/** @typedef {import('./state.mjs').State} State */
/** @typedef {import('../engine.mjs').Found} Found */

/** @param {State} state @param {Found} found */
export function renderNote(state, { partial, corrections, total, unknown }) {
  note.replaceChildren();
  const line = (/** @type {(Node | string)[]} */ ...parts) => note.append(element('p', {}, ...parts));
  const corrected = corrections.reduce((words, { from, to }) => replaced(words, from, to), state.q);
  if (corrections.length) {
    line(fill(strings.corrected, { words: corrected }), ' ', link({ ...state, exact: '1', page: 1 }, fill(strings.instead, { query: state.q })));
  }
  if (hasTotal({ partial, total })) line(counted(strings.partial, total));
  for (const { word, near } of unknown) {
    if (!near.length) continue;
    const [before, after] = strings.near.split('{words}');
    const links = near.flatMap((other, at) => [at ? ', ' : '', link({ ...state, q: replaced(state.q, word, other), page: 1 }, other)]);
    line(before, ...links, after);
  }
  note.hidden = !note.firstChild;
}

/** True if the note says how many there are. @param {Pick<Found, 'partial' | 'total'>} found */
export const hasTotal = ({ partial, total }) => partial && total > 0;

/**
 * A query with one word changed; unchanged if folding made the word impossible to find in it.
 *
 * @param {string} query
 * @param {string} from
 * @param {string} to
 */
const replaced = (query, from, to) => query.replace(new RegExp(from.replace(/[^\p{L}\p{N}]/gu, '.'), 'iu'), () => to);

/** The choices, each a link that removes it. @param {State} state */
export function renderChips(state) {
  if (!chips) return;
  const chip = (/** @type {Node | string} */ name, /** @type {State} */ next) => {
    const item = copyOf('chip');
    find('name', item).append(name);
    lead(/** @type {HTMLAnchorElement} */ (find('link', item)), next);
    return item;
  };
  const chosen = boxes.filter((box) => state.filters[box.name]?.includes(box.value));
  // A date that was ignored sets no limit.
  const limits = dates.filter(({ ariaInvalid }) => !ariaInvalid).map(({ name }) => /** @type {'from' | 'to'} */ (name));
  const made = [
    ...chosen.map((box) => chip(nameOf(box), withoutTerm(state, box.name, box.value))),
    ...limits.filter((key) => state[key]).map((key) => chip(fill(strings[key], { date: dateText(state[key]) }), { ...state, page: 1, [key]: '' })),
  ];
  chips.replaceChildren(...made, ...[...chips.children].filter((item) => maybe('clear', item)));
  chips.hidden = !made.length;
}
