// Results while the visitor types.

import { fromForm } from './form.mjs';
import { query } from './parts.mjs';
import { show } from './show.mjs';
import { toAddress } from './state.mjs';

// How long a visitor must pause before half a word is searched for, in milliseconds.
const PAUSE = 120;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;

/** Forgets what was typed and not yet searched for. */
export const stopTyping = () => clearTimeout(pause);

export function listen() {
  query.addEventListener('input', () => {
    stopTyping();
    pause = setTimeout(() => {
      const state = fromForm();
      history.replaceState(null, '', toAddress(state));
      show(state, { typing: true });
    }, PAUSE);
  });
}
