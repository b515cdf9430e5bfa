// What the visitor asks for, to and from the address.

import { normal } from './limits.mjs';
import { KEYS, boxOf, query } from './parts.mjs';

// Longest query, in UTF-16 units, if the theme's field has no limit. One of 6,000 letters would ask
// for a hundred files.
const LONGEST = 500;
const ORDERS = ['newest', 'oldest', 'title'];

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

export const longest = query.maxLength > 0 ? query.maxLength : LONGEST;

/** @returns {State} */
export function fromAddress() {
  const given = new URLSearchParams(location.search);
  const one = (/** @type {string} */ key) => given.get(key) ?? '';
  return {
    q: one('q').trim().slice(0, longest),
    filters: Object.fromEntries(KEYS.map((key) => [key, [...new Set(given.getAll(key))]])),
    from: normal(one('from')),
    to: normal(one('to')),
    sort: ORDERS.includes(one('sort')) ? one('sort') : '',
    exact: one('exact'),
    page: /^\d{1,6}$/.test(one('page')) ? Math.max(1, Number(one('page'))) : 1,
  };
}

/** @param {State} state */
export function toAddress({ q, filters, from, to, sort, exact, page }) {
  const given = new URLSearchParams();
  const single = { from, to, sort, exact, page: page > 1 ? `${page}` : '' };
  if (q) given.set('q', q);
  for (const key of KEYS) for (const slug of filters[key] ?? []) given.append(key, slug);
  for (const [key, value] of Object.entries(single)) if (value) given.set(key, value);
  const asked = `${given}`;
  return location.pathname + (asked && '?') + asked;
}

/** The filters whose terms exist; an old bookmark may have others. @param {State} state */
export const knownFilters = ({ filters }) =>
  Object.fromEntries(
    Object.entries(filters).map(([key, slugs]) => [key, slugs.filter((slug) => boxOf(key, slug))]),
  );

/** @param {State} state @returns {State} */
export const cleared = (state) => ({
  ...state,
  filters: Object.fromEntries(KEYS.map((key) => [key, []])),
  from: '',
  to: '',
  page: 1,
});

/** @param {State} state @param {string} key @param {string} slug @returns {State} */
export function withoutTerm(state, key, slug) {
  const left = (state.filters[key] ?? []).filter((other) => other !== slug);
  return { ...state, page: 1, filters: { ...state.filters, [key]: left } };
}
