// What modules of both scripts share: small, because each script has its own copy.

/** The mark of a word that was written in capitals: `NHS` is `nhs^`. */
export const CAPITALS = '^';

/** @param {string} word */
export const plainWord = (word) => (word.endsWith(CAPITALS) ? word.slice(0, -1) : word);

// Counted for the terms of all facets. A study that only one facet filters out is counted for the terms of that facet.
export const EVERYWHERE = 255;

/** Bytes of the longest word that is searched. */
export const MAX_WORD = 48;

const encoder = new TextEncoder();
/** The number of bytes of a text. @param {string} text */
export const sizeOf = (text) => encoder.encode(text).length;
