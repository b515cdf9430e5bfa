// Links to other states of the page. page.mjs follows them without loading the page again.

import { element } from './parts.mjs';
import { toAddress } from './state.mjs';

/** @typedef {import('./state.mjs').State} State */

/** @type {WeakMap<Element, State>} */
const states = new WeakMap();

/** Makes a link lead to a state. @param {HTMLAnchorElement} link @param {State} state */
export function lead(link, state) {
  link.href = toAddress(state);
  states.set(link, state);
  return link;
}

/** @param {State} state @param {string} text @param {Record<string, unknown>} [properties] */
export const link = (state, text, properties) => lead(element('a', properties, text), state);

/**
 * The state that a click leads to; none if it opens a window of its own.
 *
 * @param {MouseEvent} event
 */
export function stateOf(event) {
  const clicked = /** @type {Element} */ (event.target).closest('a');
  return clicked && !event.ctrlKey && !event.metaKey && !event.shiftKey
    ? states.get(clicked)
    : undefined;
}
