// How many studies each choice would show.

import { boxes, find } from './parts.mjs';
import { figures } from './texts.mjs';

const counters = new Map(boxes.map((box) => [box, find('count', /** @type {HTMLElement} */ (box.closest('label')))]));

/** @type {import('../engine.mjs').Counts} */
let told = {};

/** @param {import('../engine.mjs').Counts} counts */
export function tell(counts) {
  told = counts;
}

/** True if some term is not counted. */
export const areMissing = () => boxes.some((box) => !told[box.name]);

/** Only if they can be seen: the browser lays out closed panels too, at every key. */
export function renderCounts() {
  for (const box of boxes) {
    if (box.checkVisibility?.() === false) continue;
    const count = told[box.name]?.[box.value];
    const text = count === undefined ? '' : figures(count);
    const counter = counters.get(box);
    if (counter && counter.textContent !== text) counter.textContent = text;
    box.disabled = count === 0 && !box.checked;
  }
}
