// The search without a page, in a browser or in Node. engine.d.mts describes what it offers.

export { open } from './engine/library.mjs';
export { words } from './engine/text.mjs';
