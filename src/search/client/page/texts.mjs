// The texts of the theme, and numbers and dates as the page's language writes them.

import { find } from './parts.mjs';

export const { lang } = document.documentElement;
export const strings = JSON.parse(/** @type {string} */ (find('strings').textContent));

// Made once, since making one takes longer than all its formatting.
const plurals = new Intl.PluralRules(lang);
const numbers = new Intl.NumberFormat(lang);
/** @param {Intl.DateTimeFormatOptions} parts */
const dateFormat = (parts) =>
  new Intl.DateTimeFormat(lang, { year: 'numeric', month: 'long', timeZone: 'UTC', ...parts });
const [monthFormat, dayFormat] = [dateFormat({}), dateFormat({ day: 'numeric' })];
// Chromium, for one, knows no Welsh.
const knowsMonths = Intl.DateTimeFormat.supportedLocalesOf(lang).length > 0;

/** The names of the months in the theme. @type {string[]} */
export const months = strings.months?.split(', ') ?? [];

/** @param {number} number */
export const figures = (number) => numbers.format(number);

/**
 * A text with its names in braces filled in.
 *
 * @param {string | undefined} text
 * @param {Record<string, unknown>} values
 */
export const fill = (text = '', values) =>
  text.replace(/{(\w+)}/g, (_, name) => String(values[name]));

/**
 * A text with its names filled in by nodes.
 *
 * @param {string | undefined} text
 * @param {Record<string, Node | string | (Node | string)[]>} values
 */
export const filled = (text = '', values) =>
  text.split(/({\w+})/).flatMap((part) => values[part.slice(1, -1)] ?? part);

/**
 * The form of a text for a number. Few languages have one for zero, but the texts have one in every
 * language.
 *
 * @param {Record<string, string>} text
 * @param {number} count
 */
export const counted = (text, count) =>
  fill(text[count ? plurals.select(count) : 'zero'] ?? text.other ?? '', { count: figures(count) });

/** A date as far as it is known. @param {string} date */
export function dateText(date) {
  const [year, month, day] = date.slice(0, 10).split('-').map(Number);
  if (!year || !month) return date;
  if (!knowsMonths && months.length === 12)
    return `${day ? `${day} ` : ''}${months[month - 1]} ${year}`;
  return (day ? dayFormat : monthFormat).format(Date.UTC(year, month - 1, day ?? 1));
}
