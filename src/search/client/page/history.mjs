// The history of the visit: an entry for each search, and one for all letters typed in a row.

import { fromAddress, toAddress } from './state.mjs';

/** @typedef {import('./state.mjs').State} State */

let current = fromAddress();
// True while the newest entry is of what the visitor is typing.
let isTyping = false;

/** What the page shows, or is about to show. */
export const currentState = () => current;

/**
 * Makes a state the current one. Its entry replaces the last if the visitor is still typing and has
 * changed nothing but the words.
 *
 * @param {State} state
 * @param {boolean} [typing]
 */
export function record(state, typing = false) {
  const continues = isTyping && toAddress({ ...state, q: current.q }) === toAddress(current);
  const address = toAddress(state);
  current = state;
  if (!typing) isTyping = false;
  if (address === location.pathname + location.search) return;
  isTyping = typing;
  try {
    if (continues) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
  } catch {
    // Safari refuses more than a hundred changes in half a minute. The next one will tell.
  }
}

/** Corrects the address of the current state. @param {State} state */
export function amend(state) {
  current = state;
  history.replaceState(history.state, '', toAddress(state));
}

/** Calls `show` after Back and Forward. @param {(state: State) => void} show */
export function onReturn(show) {
  addEventListener('popstate', () => {
    isTyping = false;
    current = fromAddress();
    show(current);
  });
  // The results arrive after the browser has restored the scroll position, so page.mjs restores it
  // again.
  addEventListener('pagehide', () => history.replaceState({ scrolled: scrollY }, ''));
}
