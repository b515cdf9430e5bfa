// Results while the visitor types, and the key that leads to the search box.

import { fromForm } from './form.mjs';
import { currentState, record } from './history.mjs';
import { query } from './parts.mjs';
import { show } from './show.mjs';

// How long a visitor must pause before half a word is searched for, in milliseconds.
const PAUSE = 120;
// Where a slash is a letter.
const WRITTEN_IN = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;

/** Forgets what was typed and not yet searched for. */
export const stopTyping = () => clearTimeout(pause);

export function listen() {
  query.addEventListener('input', () => {
    stopTyping();
    pause = setTimeout(() => {
      const state = fromForm(currentState());
      record(state, true);
      show(state, { typing: true });
    }, PAUSE);
  });
  addEventListener('keydown', (event) => {
    const isTaken =
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      /** @type {Element} */ (event.target).closest(WRITTEN_IN);
    if (event.key !== '/' || isTaken) return;
    event.preventDefault();
    query.focus();
    query.select();
  });
}
