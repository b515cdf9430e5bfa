// Tells screen readers the note and the count, once, when the visitor pauses. Errors in the note
// have been announced at their fields.

import { heading, note, status } from './parts.mjs';

// How long a pause is, in milliseconds.
const SILENCE = 900;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let announcing;

/**
 * @param {boolean} [withCount] false if the count got the focus, and so has been read
 */
export function announce(withCount = true) {
  stopAnnouncing();
  announcing = setTimeout(() => {
    const notes = [...note.children].filter((part) => part.className !== 'error');
    const said = [...notes, ...(withCount ? [heading] : [])]
      .map((part) => part.textContent)
      .join(' ');
    // Screen readers announce a text only if it changes.
    status.textContent = status.textContent === said ? `${said}\u00a0` : said;
  }, SILENCE);
}

export const stopAnnouncing = () => clearTimeout(announcing);
