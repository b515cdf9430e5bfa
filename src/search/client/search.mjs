// The search as a module that any page can import.
//
//   import { open } from '/search/search.js';
//   const library = open('/search/');
//   const { total, results } = await library.search('housing repairs', { filters: { topics: ['housing'] } });
//
// The guide's page about the search on other pages describes everything that a library answers.

import { open as openOne } from './engine.mjs';

/**
 * Opens the index in a folder, or in several to be searched as one.
 *
 * Several libraries load their scripts from the folder of this one: the other libraries are only data, which must not run.
 *
 * @param {string | URL | (string | URL)[]} folder
 * @param {{ fetch?: typeof fetch, scripts?: string | URL, patience?: number }} [given]
 * @returns {import('./engine.mjs').Library}
 */
export function open(folder, given) {
  if (!Array.isArray(folder)) return openOne(folder, given);
  const libraries = folder.map((each) => openOne(each, { scripts: import.meta.url, ...given }));
  /** @param {string} name @returns {(...asked: any[]) => Promise<any>} */
  const does = (name) => async (...asked) => {
    // @ts-expect-error The name of many.mjs where it is published.
    const { many } = await import('./search-many.js');
    return many(folder, libraries, given)[name](...asked);
  };
  return { search: does('search'), preload: does('preload'), text: does('text') };
}

// The index in this script's folder.
export const { search, preload } = open(new URL('.', import.meta.url));
