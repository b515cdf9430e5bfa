// Tells screen readers the note, the count and how many suggestions there are, once, when the
// visitor pauses. Errors in the note have been announced at their fields.

import { heading, maybe, note, status } from './parts.mjs';
import { fill, strings } from './texts.mjs';

// How long a pause is, in milliseconds.
const SILENCE = 900;

const suggestions = maybe('suggestions');

/** @type {ReturnType<typeof setTimeout> | undefined} */
let announcing;

/**
 * @param {boolean} [withCount] false if the count got the focus, and so has been read
 */
export function announce(withCount = true) {
  stopAnnouncing();
  announcing = setTimeout(() => {
    const notes = [...note.children].filter((part) => part.className !== 'error');
    const found = [...notes, ...(withCount ? [heading] : [])]
      .map((part) => part.textContent)
      .join(' ');
    const count = suggestions?.hidden ? 0 : suggestions?.childElementCount;
    const said = count ? `${found}. ${fill(strings.suggested, { count })}` : found;
    // Screen readers announce a text only if it changes.
    status.textContent = status.textContent === said ? `${said}\u00a0` : said;
  }, SILENCE);
}

export const stopAnnouncing = () => clearTimeout(announcing);
