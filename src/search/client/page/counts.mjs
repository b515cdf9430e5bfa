// How many studies each choice would show.

import { boxes, find, form, panel } from './parts.mjs';
import { figures } from './texts.mjs';

/** @typedef {import('../engine.mjs').Counts} Counts */

const counters = new Map(
  boxes.map((box) => [box, find('count', /** @type {HTMLElement} */ (box.closest('label')))]),
);

/** How many studies each choice has in the whole library, as the page's HTML says. */
export const totals = new Map([...counters].map(([box, { textContent }]) => [box, textContent]));

/** @type {Counts} */
let told = {};

/** @param {HTMLElement} part */
const isInSight = (part) => part.checkVisibility?.() ?? true;
export const areInSight = () => isInSight(panel ?? form);

/**
 * Only counts that can be seen: the browser lays out closed lists too, at every key.
 *
 * @param {Counts} [counts]
 */
export function renderCounts(counts = told) {
  told = counts;
  /** @type {NodeListOf<HTMLElement>} */
  const facets = form.querySelectorAll('[data-facet]');
  // The theme hides terms that are not chosen of a facet that leads nowhere.
  for (const facet of facets)
    facet.toggleAttribute(
      'data-empty',
      Object.values(told[facet.dataset.facet ?? ''] ?? [1]).every((count) => !count),
    );
  for (const box of boxes) {
    if (!isInSight(box) && !box.closest('[data-empty]')) continue;
    const count = told[box.name]?.[box.value];
    const text = count === undefined ? '' : figures(count);
    const counter = counters.get(box);
    if (counter && counter.textContent !== text) counter.textContent = text;
    box.disabled = count === 0 && !box.checked && box !== document.activeElement;
  }
}
