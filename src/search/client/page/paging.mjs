// Links to the pages of the results.

import { link } from './links.mjs';
import { element, pages } from './parts.mjs';
import { figures, fill, strings } from './texts.mjs';

/** @typedef {import('./state.mjs').State} State */

export const PER_PAGE = 10;

/** The last page. @param {number} total */
export const lastOf = (total) => Math.max(1, Math.ceil(total / PER_PAGE));

/** @param {State} state @param {number} total */
export function renderPages(state, total) {
  const [{ page }, last] = [state, lastOf(total)];
  const item = (
    /** @type {number} */ number,
    /** @type {string} */ text,
    /** @type {Record<string, unknown>} */ properties,
  ) => element('li', {}, link({ ...state, page: number }, text, properties));
  const numbers = [...Array(last).keys()]
    .map((at) => at + 1)
    .filter((n) => n === 1 || n === last || Math.abs(n - page) < 2);
  const items = numbers.flatMap((number, at) => [
    ...(number - (numbers[at - 1] ?? 0) > 1 ? [element('li', {}, '…')] : []),
    item(number, figures(number), {
      ariaLabel: fill(strings.page, { number }),
      ariaCurrent: number === page ? 'page' : null,
    }),
  ]);
  if (page > 1) items.unshift(item(page - 1, strings.previous, { rel: 'prev' }));
  if (page < last) items.push(item(page + 1, strings.next, { rel: 'next' }));
  pages.replaceChildren(element('ul', {}, ...items));
  pages.hidden = last < 2;
}
