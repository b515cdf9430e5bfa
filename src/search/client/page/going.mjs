// Going from one state of the page to another, as a link does.

import { fillForm } from './form.mjs';
import { record } from './history.mjs';
import { show } from './show.mjs';

/**
 * @param {import('./state.mjs').State} state
 * @param {{ focus?: boolean, keep?: boolean }} [how] `keep`: choices that wait for "Apply"
 */
export function go(state, { focus, keep = true } = {}) {
  record(state);
  fillForm(state, keep);
  return show(state, { focus });
}
