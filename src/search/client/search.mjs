// The search as a module that any page can import.
//
//   import { open } from '/search/search.js';
//   const library = open('/search/');
//   const { total, results } = await library.search('housing repairs', { filters: { topics: ['housing'] } });

import { open } from './engine.mjs';

// The index in this script's folder.
const { search, preload } = open(new URL('.', import.meta.url));
export { open, search, preload };
