// The results, each made from the theme's template. Titles and summaries only become text nodes.

import { bestPassage, fragment, marked } from './marks.mjs';
import { KEYS, boxOf, element, find, maybe, nameOf, painted, saveData } from './parts.mjs';
import { dateText } from './texts.mjs';

/** @typedef {import('../engine.mjs').Result} Result */

// Results the browser lays out at a time: on a slow phone, laying out all ten would delay the
// letters being typed.
const AT_ONCE = 2;

/** A copy of what a template holds. @param {string} name */
export function copyOf(name) {
  const { firstElementChild } = /** @type {HTMLTemplateElement} */ (find(name)).content;
  return /** @type {HTMLElement} */ (firstElementChild?.cloneNode(true));
}

/**
 * Replaces the results of the last search one by one.
 *
 * @param {HTMLElement} list
 * @param {Result[]} results
 * @param {Set<string>} marks
 * @param {AbortSignal} signal
 */
export async function renderResults(list, results, marks, signal) {
  for (const left of [...list.children].slice(results.length)) left.remove();
  for (const [at, result] of results.entries()) {
    if (at % AT_ONCE === 0) await painted();
    signal.throwIfAborted();
    const item = resultItem(result, marks);
    const last = list.children[at];
    if (!last) list.append(item);
    else if (!last.isEqualNode(item)) last.replaceWith(item);
  }
}

/** @param {Result} result @param {Set<string>} marks */
function resultItem({ title, url, date, organisation, lang, summary, terms }, marks) {
  const item = copyOf('result');
  const part = (/** @type {string} */ name) => maybe(name, item);
  if (lang)
    for (const name of ['link', 'summary', 'excerpt'])
      Object.assign(part(name) ?? {}, { lang, dir: 'auto' });
  const link = /** @type {HTMLAnchorElement} */ (part('link'));
  link.href = url + fragment(summary, marks, title);
  link.append(...marked(title, marks));
  part('summary')?.append(...marked(summary, marks));
  const [excerpt, time] = [part('excerpt'), part('date')];
  // Space for the passage, so that nothing moves when it arrives.
  if (excerpt) excerpt.hidden = saveData || !marks.size || Boolean(item.querySelector('mark'));
  if (organisation) part('organisation')?.append(organisation);
  else part('organisation')?.remove();
  if (!date) time?.remove();
  else if (time) Object.assign(time, { dateTime: date, textContent: dateText(date) });
  // The terms of the first facet, as in the lists.
  const first = KEYS[0] ?? '';
  const known = (terms[first] ?? [])
    .flatMap((slug) => boxOf(first, slug) ?? [])
    .filter((box) => box.dataset.href);
  if (known.length)
    part('terms')?.append(
      ...known.flatMap((box, at) => [
        at ? ', ' : '',
        element('a', { href: box.dataset.href }, nameOf(box)),
      ]),
    );
  else part('terms')?.remove();
  return item;
}

/**
 * If neither title nor summary has a word of the query: the passage of the study that has most of
 * them.
 *
 * @param {HTMLElement} item
 * @param {Set<string>} marks
 * @param {import('../engine.mjs').Library} library
 * @param {AbortSignal} signal
 */
export async function addPassage(item, marks, library, signal) {
  const place = maybe('excerpt', item);
  if (!place || !marks.size || item.querySelector('mark')) return;
  const link = /** @type {HTMLAnchorElement} */ (find('link', item));
  const text = await library.text(link.href, { signal });
  // Searching a long study takes a while, so let the page respond to keys.
  await painted();
  if (signal.aborted) return;
  const passage = bestPassage(text, marks);
  place.append(...marked(passage, marks));
  place.hidden = !passage;
  link.href += fragment(passage, marks);
}
