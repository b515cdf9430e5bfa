// Marks that several modules share.

/** The mark of a word that was written in capitals: `NHS` is `nhs^`. */
export const CAPITALS = '^';

export const plainWord = (word) => (word.endsWith(CAPITALS) ? word.slice(0, -1) : word);

// Counted for the terms of all facets. A study that only one facet filters out is counted for the terms of that facet.
export const EVERYWHERE = 255;
