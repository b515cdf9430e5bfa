// Filters by term and date, and how many studies each term would give.

import { datesFrom, facetsFrom, titlesFrom } from './decode-more.mjs';
import { EVERYWHERE } from './marks.mjs';

/** @typedef {import('./files.mjs').Facet} Facet */
/** @typedef {Record<string, Uint32Array[]>} Lists the studies of each term, by facet */
/** @typedef {Record<string, string[]>} Filters */

/** The lists of some facets, by key. @param {Facet[]} wanted @param {import('./library.mjs').Index} index @returns {Promise<Lists>} */
export async function listsOf(wanted, { facets, bits }) {
  const lists = wanted.map(async (facet) => {
    const together = facets.filter((other) => other.file === facet.file);
    const found = await bits(`facets/${facet.file}.bin`, facetsFrom, together);
    return /** @type {const} */ ([facet.key, found[together.indexOf(facet)]]);
  });
  return Object.fromEntries(await Promise.all(lists));
}

/**
 * The day of a date, counted like those in the index; for a month or year, its first or last day.
 *
 * @param {string} date
 * @param {boolean} [last]
 */
function dayOf(date, last) {
  const [year, month = last ? 12 : 1, day] = /** @type {any[]} */ (date.split('-'));
  const first = last && !day ? 0 : 1;
  const time = Date.UTC(year, month - first, day ?? first);
  // JavaScript turns a month or day that does not exist into a later one.
  if (!new Date(time).toJSON()?.startsWith(date)) throw new RangeError(date);
  return time / 864e5;
}

/**
 * The studies between two dates: the first, and the one after the last. Throws a RangeError for what is no date.
 *
 * @param {string | undefined} from
 * @param {string | undefined} to
 * @param {import('./library.mjs').Index} index
 */
export async function period(from, to, { studies, dates, bits }) {
  if (!from && !to) return [0, studies];
  const [oldest, newest] = [from ? dayOf(from) : 0, to ? dayOf(to, true) : Infinity];
  const days = await bits(`dates-${dates}.bin`, datesFrom);
  return [days.filter((day) => day > newest).length, days.filter((day) => day >= oldest).length];
}

/**
 * For every study, how many facets filter it out, and the number, from 1, of the last facet that does.
 *
 * @param {Filters} filters
 * @param {Lists} lists
 * @param {{ studies: number, facets: Facet[] }} index
 */
export function leftOut(filters, lists, { studies, facets }) {
  const [out, by] = [new Uint8Array(studies), new Uint8Array(studies)];
  facets.forEach(({ key, terms }, facet) => {
    if (!filters[key]?.length) return;
    const chosen = new Uint8Array(studies);
    for (const slug of filters[key]) for (const study of lists[key][terms.indexOf(slug)] ?? []) chosen[study] = 1;
    for (let study = 0; study < studies; study++) {
      if (chosen[study]) continue;
      out[study]++;
      by[study] = facet + 1;
    }
  });
  return { out, by };
}

/**
 * The studies of each term whose name is the query.
 *
 * @param {{ facet: string, slug: string, whole: boolean }[]} named
 * @param {import('./library.mjs').Index} index
 */
export async function studiesOfTerms(named, index) {
  const whole = named.filter((term) => term.whole);
  const lists = await listsOf(index.facets.filter(({ key }) => whole.some(({ facet }) => facet === key)), index);
  return index.facets.flatMap(({ key, terms }) =>
    whole.filter(({ facet }) => facet === key).map(({ slug }) => lists[key][terms.indexOf(slug)]));
}

/** How many studies each term would give, by facet and slug. @param {Lists} lists @param {Uint8Array} counted @param {Facet[]} facets */
export function tallied(lists, counted, facets) {
  const tally = facets.map(({ key, terms }, facet) => {
    const size = (/** @type {Uint32Array} */ list) => {
      let count = 0;
      for (const study of list) if (counted[study] === EVERYWHERE || counted[study] === facet + 1) count++;
      return count;
    };
    return [key, lists[key] && Object.fromEntries(terms.map((slug, at) => [slug, size(lists[key][at])]))];
  });
  return Object.fromEntries(tally);
}

/** The studies inside, in the order of their titles. @param {Uint8Array} counted @param {import('./library.mjs').Index} index */
export async function byTitle(counted, { titles, bits }) {
  return [...(await bits(`titles-${titles}.bin`, titlesFrom))].filter((study) => counted[study] === EVERYWHERE);
}
