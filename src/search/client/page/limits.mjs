// The first and last date, and what is wrong with them.

import { crossed, dateReader } from '../dates.mjs';
import { dateError, dates } from './parts.mjs';
import { fill, lang, months, strings } from './texts.mjs';

/** @typedef {'from' | 'to'} Key */

const read = dateReader(lang, months);

/** A date in the form of addresses; unchanged if it is none. @param {string} text */
export const normal = (text) => read(text).date ?? text.trim();

/** @param {string} key */
const nameOf = (key) => dates.find(({ name }) => name === key)?.labels?.[0]?.textContent.trim();

/**
 * The limits to search with, what is wrong with the others, and at which fields. A limit that is
 * wrong is ignored.
 *
 * @param {Record<Key, string>} state
 */
export function limitsOf(state) {
  /** @type {Record<Key, string>} */
  const limits = { from: '', to: '' };
  /** @type {{ keys: Key[], texts: string[] }} */
  const faults = { keys: [], texts: [] };
  for (const key of /** @type {Key[]} */ (Object.keys(limits))) {
    const { date, wrong } = read(state[key]);
    limits[key] = date ?? '';
    if (!wrong) continue;
    faults.keys.push(key);
    faults.texts.push(
      fill(wrong === 'impossible' ? strings.dateImpossible : strings.dateError, {
        name: nameOf(key),
        date: state[key],
      }),
    );
  }
  if (!limits.from || !limits.to || !crossed(limits.from, limits.to)) return { limits, faults };
  const text = fill(strings.datesCrossed, { from: nameOf('from'), to: nameOf('to') });
  return {
    limits: { from: '', to: '' },
    faults: { keys: /** @type {Key[]} */ (['from', 'to']), texts: [text] },
  };
}

/** Says what is wrong, beside the fields. @param {ReturnType<typeof limitsOf>['faults']} faults */
export function renderFaults({ keys, texts }) {
  if (!dateError) return;
  const text = texts.join(' ');
  if (dateError.textContent !== text) dateError.textContent = text;
  for (const date of dates)
    date.ariaInvalid = keys.includes(/** @type {Key} */ (date.name)) ? 'true' : null;
  if (text) dateError.closest('details')?.setAttribute('open', '');
}
