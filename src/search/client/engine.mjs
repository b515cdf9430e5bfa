// The search without a page, in a browser or in Node.

/** @typedef {import('./engine/library.mjs').Options} Options */
/** @typedef {import('./engine/library.mjs').Result} Result */
/** @typedef {import('./engine/library.mjs').Found} Found */
/** @typedef {import('./engine/library.mjs').Counts} Counts */
/** @typedef {import('./engine/library.mjs').Library} Library */

export { open } from './engine/library.mjs';
export { words } from './engine/text.mjs';
