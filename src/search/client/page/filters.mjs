// Filters that apply as soon as they are ticked, on wide screens.

import { fromForm, isLive, wide } from './form.mjs';
import { go } from './going.mjs';
import { currentState } from './history.mjs';
import { boxes, form, maybe, panel, sort } from './parts.mjs';
import { toAddress } from './state.mjs';

// How long a visitor has to tick the next of several boxes, in milliseconds.
const SEVERAL = 300;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let delay;

export const stopFilters = () => clearTimeout(delay);

/** Applies what is chosen in the form, if anything changed. */
function apply() {
  stopFilters();
  const next = fromForm(currentState());
  if (toAddress(next) !== toAddress({ ...currentState(), page: 1 })) go(next);
}

/** "Apply" is only for those who need it. */
function renderButton() {
  const button = maybe('apply', form);
  if (button) button.hidden = isLive();
}

export function listenToFilters() {
  panel?.addEventListener('change', ({ target }) => {
    if (target !== sort && !isLive()) return;
    stopFilters();
    delay = setTimeout(
      apply,
      boxes.includes(/** @type {HTMLInputElement} */ (target)) ? SEVERAL : 0,
    );
  });
  wide.addEventListener('change', () => {
    renderButton();
    if (isLive()) apply();
  });
  renderButton();
}
