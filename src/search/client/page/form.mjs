// The form: what is chosen in it, and how it shows a state.
//
// On a wide screen, filters apply as soon as they are ticked. On a narrow one they wait for
// "Apply": until then they are only ticks in the form, which other searches neither use nor undo.

import { KEYS, boxes, dates, panel, query, sort } from './parts.mjs';
import { normal } from './limits.mjs';

/** @typedef {import('./state.mjs').State} State */
/** @typedef {import('./limits.mjs').Key} Key */

export const wide = matchMedia(panel?.dataset.live || 'not all');
/**
 * True if filters apply as soon as they are ticked. Browsers without ::details-content do not
 * keep them in sight.
 */
export const isLive = () => wide.matches && CSS.supports('selector(::details-content)');

/** The last state that the form showed. @type {State | undefined} */
let filled;

/**
 * What the form asks for, on its first page.
 *
 * @param {State} state the current one
 * @param {boolean} [apply] whether to use the filters of the form, or keep those of the state
 * @returns {State}
 */
export function fromForm(state, apply = isLive()) {
  const q = query.value.trim();
  const next = {
    ...state,
    q,
    page: 1,
    exact: q === state.q ? state.exact : '',
    sort: sort && sort.value !== 'relevance' ? sort.value : '',
  };
  if (!apply) return next;
  const chosen = (/** @type {string} */ key) =>
    boxes.filter((box) => box.name === key && box.checked).map(({ value }) => value);
  const limits = dates.map(({ name, value }) => [name, normal(value)]);
  return {
    ...next,
    ...Object.fromEntries(limits),
    filters: Object.fromEntries(KEYS.map((key) => [key, chosen(key)])),
  };
}

/** @param {State} state @param {boolean} [keep] whether to keep choices that wait for "Apply" */
export function fillForm(state, keep = false) {
  const waits = keep && !isLive() && filled;
  for (const box of boxes) {
    const isChosen = (/** @type {State} */ { filters }) =>
      filters[box.name]?.includes(box.value) ?? false;
    if (!waits || box.checked === isChosen(waits)) box.checked = isChosen(state);
    if (!box.checked) continue;
    box.closest('[data-extra]')?.removeAttribute('hidden');
    box.closest('fieldset details')?.setAttribute('open', '');
  }
  for (const date of dates) {
    const [key, shown] = [/** @type {Key} */ (date.name), normal(date.value)];
    // A date stays as the visitor wrote it while it means the same.
    if (shown !== state[key] && (!waits || shown === waits[key])) date.value = state[key];
  }
  // A space after the last word may be followed by another.
  if (query.value.trim() !== state.q) query.value = state.q;
  if (sort) sort.value = state.sort || 'relevance';
  filled = state;
}
