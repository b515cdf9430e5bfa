// Ways on if nothing is found: the search without its filters, and each of its words alone.

import { link } from './links.mjs';
import { element, offers } from './parts.mjs';
import { cleared } from './state.mjs';
import { counted, fill, strings } from './texts.mjs';

/** @typedef {import('./state.mjs').State} State */
/** @typedef {{ state: State, text: string, total: number }} Offer */

// A longer search is a sentence, whose words say little alone.
const MAX_WORDS = 5;

/**
 * Searches that find something. Their files have been read for the search that found nothing.
 *
 * @param {State} state without limits that are ignored
 * @param {import('../engine.mjs').Options} options
 * @param {import('../engine.mjs').Library} library
 * @returns {Promise<Offer[]>}
 */
export async function offersFor(state, options, library) {
  const { filters = {}, from, to } = options;
  const isFiltered = from || to || Object.values(filters).some(({ length }) => length);
  const words = state.q.match(/(?<![\p{L}\p{N}-])[\p{L}\p{N}][^\s"“”]*/gu) ?? [];
  const alone = words.length > 1 && words.length <= MAX_WORDS ? [...new Set(words)] : [];
  const tried = [
    ...(isFiltered
      ? [
          {
            state: cleared(state),
            text: strings.unfiltered,
            options: { ...options, filters: {}, from: '', to: '' },
          },
        ]
      : []),
    ...alone.map((word) => ({
      state: { ...state, q: word, page: 1 },
      text: fill(strings.alone, { word, results: '{results}' }),
      options,
    })),
  ];
  const totals = await Promise.all(
    tried.map(async (offer) => ({
      ...offer,
      total: (
        await library.search(offer.state.q, {
          ...offer.options,
          prefix: false,
          counts: false,
          limit: 0,
        })
      ).total,
    })),
  );
  return totals.filter(({ total }) => total);
}

/** @param {Offer[]} ways */
export function renderOffers(ways) {
  if (!offers) return;
  offers.replaceChildren(
    ...ways.map(({ state, text, total }) =>
      element('li', {}, link(state, fill(text, { results: counted(strings.results, total) }))),
    ),
  );
  offers.hidden = !ways.length;
}
