// Dates as people type them, read into the form of the index and of addresses: `2019`, `2019-05` or
// `2019-05-01`.
//
// The day comes before the month, as in Europe: `01/05/2019` is the first of May. Months may be
// names, whole or cut short.

/**
 * @typedef {'unreadable' | 'impossible'} Wrong
 * @typedef {{ date: string, wrong?: undefined } | { date?: undefined, wrong: Wrong }} Reading
 */

// What stands around the numbers of a date and says nothing: English and Welsh ordinals, French
// "1er", Spanish "de".
const SILENT = new Set('st nd rd th of er re de del o af il ydd ed fed eg'.split(' '));
// Shortest beginning of a month's name, in letters.
const SHORTEST = 3;
// Years of two digits from here on are of the last century.
const LAST_CENTURY = 70;

/** @param {string} text */
const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * The names of months, each with its number from 1. In some languages a name differs with a day
 * beside it.
 *
 * @param {string} lang
 * @param {string[]} more the twelve names, for languages that the browser does not know
 */
function namesOf(lang, more) {
  /** @type {Map<string, number>} */
  const names = new Map();
  /** @param {string | undefined} name @param {number} month */
  const add = (name, month) => name && names.set(folded(name).replace(/\W+$/, ''), month);
  for (let month = 1; month <= 12; month++) {
    const day = Date.UTC(2019, month - 1, 1);
    for (const style of /** @type {const} */ (['long', 'short'])) {
      for (const locale of ['en', ...Intl.DateTimeFormat.supportedLocalesOf(lang)]) {
        const format = (/** @type {Intl.DateTimeFormatOptions} */ parts) =>
          new Intl.DateTimeFormat(locale, { month: style, timeZone: 'UTC', ...parts })
            .formatToParts(day)
            .find(({ type }) => type === 'month')?.value;
        add(format({}), month);
        add(format({ day: 'numeric' }), month);
      }
    }
    add(more[month - 1], month);
  }
  return names;
}

/**
 * The month that a word names; NaN if it names none, or begins two.
 *
 * @param {string} word
 * @param {Map<string, number>} names
 */
function monthOf(word, names) {
  const begun = new Set(
    [...names]
      .filter(([name]) => word.length >= SHORTEST && name.startsWith(word))
      .map(([, month]) => month),
  );
  return names.get(word) ?? (begun.size === 1 ? [...begun][0] : NaN);
}

/** @param {string} digits */
function yearOf(digits) {
  if (/^[1-9]\d{3}$/.test(digits)) return digits;
  return /^\d\d$/.test(digits) ? `${Number(digits) < LAST_CENTURY ? 20 : 19}${digits}` : '';
}

/**
 * Puts the numbers of a date in the order year, month, day. A named month is known by the letter
 * `m` before it.
 *
 * @param {string[]} given
 */
function ordered(given) {
  const [first = '', second = '', third] = given;
  const named = given.findIndex((part) => part.startsWith('m'));
  if (given.length === 1) return [first];
  if (given.length === 2)
    return first.length === 4 && named
      ? [first, second]
      : second.length === 4
        ? [second, first]
        : [];
  // "May 1, 2019"
  if (named === 0) return [third, first, second];
  return first.length === 4 ? given : [third, second, first];
}

/**
 * A function that reads dates. An empty text is no date, and right.
 *
 * @param {string} lang of the page; English is read everywhere
 * @param {string[]} [more] names of the months in that language
 * @returns {(text: string) => Reading}
 */
export function dateReader(lang, more = []) {
  /** @type {Map<string, number> | undefined} */
  let names;
  return (text) => {
    const trimmed = text.trim();
    if (!trimmed || /^[1-9]\d{3}$/.test(trimmed)) return { date: trimmed };
    const parts = /^[\p{L}\d\s.,/'’–-]+$/u.test(trimmed)
      ? (folded(trimmed).match(/\p{L}+|\d+/gu) ?? [])
      : [];
    const known = (names ??= namesOf(lang, more));
    const given = parts
      .filter((part) => !SILENT.has(part))
      .map((part) => (/\d/.test(part) ? part : `m${monthOf(part, known)}`));
    const [year = '', month = '', day] = given.length < 4 ? ordered(given) : [];
    // A day or month of one or two digits, or a month's name.
    if (!yearOf(year) || !/^(\d\d?|m\d+)$/.test(month) || !/^\d\d?$/.test(day ?? '1'))
      return { wrong: 'unreadable' };
    const [y, m, d] = [Number(yearOf(year)), Number(month.replace('m', '')), Number(day ?? 1)];
    const time = new Date(Date.UTC(y, m - 1, d));
    if (time.getUTCMonth() !== m - 1 || time.getUTCDate() !== d) return { wrong: 'impossible' };
    return { date: time.toISOString().slice(0, day ? 10 : 7) };
  };
}

/**
 * True if one date is after the end of another. Months and years are compared as far as both are
 * known.
 *
 * @param {string} from
 * @param {string} to
 */
export function crossed(from, to) {
  const known = Math.min(from.length, to.length);
  return from.slice(0, known) > to.slice(0, known);
}
