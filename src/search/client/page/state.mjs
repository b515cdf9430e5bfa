// What the visitor asks for, to and from the address.

import { KEYS } from './parts.mjs';

/**
 * @typedef {object} State
 * @property {string} q
 * @property {Record<string, string[]>} filters slugs of terms by facet
 * @property {string} from
 * @property {string} to
 * @property {string} sort empty: by relevance
 * @property {string} exact `1` if words are to stay as they are typed
 * @property {number} page from 1
 */

/** @returns {State} */
export function fromAddress() {
  const given = new URLSearchParams(location.search);
  const one = (/** @type {string} */ key) => given.get(key) ?? '';
  return {
    q: one('q'),
    filters: Object.fromEntries(KEYS.map((key) => [key, given.getAll(key)])),
    from: one('from'),
    to: one('to'),
    sort: one('sort'),
    exact: one('exact'),
    page: Math.max(1, parseInt(one('page'), 10) || 1),
  };
}

/** @param {State} state */
export function toAddress({ q, filters, from, to, sort, exact, page }) {
  const given = new URLSearchParams();
  const single = { from, to, sort, exact, page: page > 1 ? `${page}` : '' };
  if (q) given.set('q', q);
  for (const key of KEYS) for (const slug of filters[key] ?? []) given.append(key, slug);
  for (const [key, value] of Object.entries(single)) if (value) given.set(key, value);
  const query = `${given}`;
  return location.pathname + (query && '?') + query;
}

/** @param {State} state @returns {State} */
export const cleared = (state) => ({ ...state, filters: Object.fromEntries(KEYS.map((key) => [key, []])), from: '', to: '', page: 1 });

/** @param {State} state @param {string} key @param {string} slug @returns {State} */
export function withoutTerm(state, key, slug) {
  const left = (state.filters[key] ?? []).filter((other) => other !== slug);
  return { ...state, page: 1, filters: { ...state.filters, [key]: left } };
}
