// The history of the visit: one entry for each search, none for each letter.

import { fillForm } from './form.mjs';
import { show } from './show.mjs';
import { fromAddress, toAddress } from './state.mjs';

/** @typedef {import('./state.mjs').State} State */

/** Goes to a state, as a link does. @param {State} state @param {{ focus?: boolean }} [how] */
export function go(state, how) {
  const address = toAddress(state);
  if (address !== location.pathname + location.search) history.pushState(null, '', address);
  fillForm(state);
  return show(state, how);
}

/** Follows Back and Forward. */
export function follow() {
  addEventListener('popstate', () => {
    const state = fromAddress();
    fillForm(state);
    show(state);
  });
  // The results arrive after the browser has restored the scroll position, so restore it again.
  addEventListener('pagehide', () => history.replaceState({ scrolled: scrollY }, ''));
}
