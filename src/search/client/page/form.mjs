// The form: what is chosen in it, and how it shows a state.

import { KEYS, boxes, dateError, dates, query, sort } from './parts.mjs';
import { fill, strings } from './texts.mjs';

/** @typedef {import('./state.mjs').State} State */

/** What the form asks for: always the first page. @returns {State} */
export function fromForm() {
  const chosen = (/** @type {string} */ key) => boxes.filter((box) => box.name === key && box.checked).map((box) => box.value);
  const [from, to] = ['from', 'to'].map((key) => dates.find(({ name }) => name === key)?.value.trim() ?? '');
  return {
    q: query.value.trim(),
    filters: Object.fromEntries(KEYS.map((key) => [key, chosen(key)])),
    from: from ?? '',
    to: to ?? '',
    sort: !sort || sort.value === 'relevance' ? '' : sort.value,
    exact: '',
    page: 1,
  };
}

/** @param {State} state */
export function fillForm(state) {
  for (const box of boxes) {
    box.checked = state.filters[box.name]?.includes(box.value) ?? false;
    if (!box.checked) continue;
    box.closest('[data-extra]')?.removeAttribute('hidden');
    box.closest('fieldset details')?.setAttribute('open', '');
  }
  if (query !== document.activeElement) query.value = state.q;
  for (const date of dates) if (date !== document.activeElement) date.value = state[/** @type {'from' | 'to'} */ (date.name)];
  if (sort && sort !== document.activeElement) sort.value = state.sort || 'relevance';
}

/** The message about dates that cannot be read, at their fields. @param {HTMLInputElement[]} wrong */
export function renderDateError(wrong) {
  if (!dateError) return;
  const text = wrong.map((date) => fill(strings.dateError, { name: date.labels?.[0]?.textContent.trim() })).join(' ');
  if (dateError.textContent !== text) dateError.textContent = text;
  for (const date of dates) date.ariaInvalid = wrong.includes(date) ? 'true' : null;
  if (text) dateError.closest('details')?.setAttribute('open', '');
}
