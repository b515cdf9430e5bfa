// Loads the suggestions when the search box first gets the focus. A visitor who never types does
// not pay for them.

import { words } from '../engine.mjs';
import { totals } from './counts.mjs';
import { boxes, maybe, nameOf, query } from './parts.mjs';
import { copyOf } from './results.mjs';
import { latest } from './show.mjs';
import { counted, fill, strings } from './texts.mjs';

const place = maybe('suggestions');

/** What the page lends to suggestions.mjs, which has no copy of the engine. */
const page = { boxes, copyOf, counted, fill, latest, nameOf, query, strings, totals, words };
/** @typedef {typeof page} Page */

export function offerSuggestions() {
  const { suggestions } = place?.dataset ?? {};
  if (!place || !suggestions) return;
  // Before the box gets the focus, because that is when screen readers say what it is.
  Object.assign(query, { role: 'combobox', ariaAutoComplete: 'list', ariaExpanded: 'false' });
  query.setAttribute('aria-controls', place.id);
  query.addEventListener(
    'focus',
    async () => {
      const before = query.value;
      // The search does without them.
      const script = await import(suggestions).catch(() => null);
      script?.suggest(place, page, query.value !== before);
    },
    { once: true },
  );
}
