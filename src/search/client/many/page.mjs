// Which studies of each of several libraries are on a page of results.

import { folded } from '../engine/text.mjs';

/** @typedef {import('../engine/library.mjs').Options} Options */
/** @typedef {import('../engine/library.mjs').Page & { days: Uint32Array | never[] }} List what a library has for the page */
/** @typedef {[library: number, study: number][]} Order */

/**
 * Puts sorted lists in one order, as far as `until`: pairs of a list and a place in it. `before` compares two values.
 *
 * @template T
 * @param {T[][]} lists
 * @param {(a: T, b: T) => number} before
 * @param {number} until
 */
function merged(lists, before, until) {
  const places = lists.map(() => 0);
  /** @type {Order} */
  const order = [];
  while (order.length < until) {
    let next = -1;
    lists.forEach((list, at) => {
      if (places[at] < list.length && (next < 0 || before(list[places[at]], lists[next][places[next]]) < 0)) next = at;
    });
    if (next < 0) break;
    order.push([next, places[next]++]);
  }
  return order;
}

/**
 * How many values of each sorted list are among the first `count` of all. Reads few of them: takes from the list whose value comes first,
 * of those at the same distance, as many as are surely among them.
 *
 * @template T
 * @param {number} count
 * @param {number[][]} lists
 * @param {(list: number, study: number) => Promise<T>} valueOf
 * @param {(a: T, b: T) => number} before
 */
async function placesAfter(count, lists, valueOf, before) {
  const places = lists.map(() => 0);
  let left = count;
  while (left > 0) {
    const open = [...lists.keys()].filter((at) => places[at] < lists[at].length);
    if (!open.length) break;
    const step = Math.max(1, Math.floor(left / open.length));
    const steps = await Promise.all(open.map(async (at) => {
      const to = Math.min(places[at] + step, lists[at].length);
      return { at, to, value: await valueOf(at, lists[at][to - 1]) };
    }));
    const [{ at, to }] = steps.sort((a, b) => before(a.value, b.value) || a.at - b.at);
    left -= to - places[at];
    places[at] = to;
  }
  return places;
}

/** @param {string} a @param {string} b */
const byTitle = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Which studies of each library are on the page: pairs of a library and a study. `brought` is what each library has: `order`, its studies
 * in the order asked for; `match`, with their scores; their `days`; `read`, which reads a study; `wanted`, how many words it looked for.
 *
 * @param {(List | undefined)[]} brought
 * @param {Options} options
 * @param {(library: number) => boolean} isOut
 * @returns {Promise<Order>}
 */
export async function pageOf(brought, { sort = 'relevance', offset = 0, limit = 10 }, isOut) {
  const lists = Array.from(brought, (one, library) => (one && !isOut(library) ? one.order : []));
  const until = offset + limit;
  if (sort === 'title') {
    const titleOf = async (/** @type {number} */ library, /** @type {number} */ study) =>
      folded((await brought[library]?.read(study).catch(() => null))?.title ?? '');
    const from = await placesAfter(offset, lists, titleOf, byTitle);
    const next = lists.map((list, library) => list.slice(from[library], from[library] + limit));
    const titles = await Promise.all(next.map((list, library) => Promise.all(list.map((study) => titleOf(library, study)))));
    return merged(titles, byTitle, limit).map(([library, at]) => /** @type {const} */ ([library, next[library][at]]));
  }
  const byScore = sort === 'relevance' && brought.some((one) => one && one.wanted > 0);
  const valued = lists.map((list, library) => {
    const one = brought[library];
    if (!one) return [];
    const { match, days } = one;
    const undated = sort === 'oldest' ? Infinity : -1;
    const shown = list.slice(0, until);
    return shown.map((study, at) => ({ isOther: at >= match.inside.length, score: match.score[study], day: days[study] ?? undated }));
  });
  /** @typedef {typeof valued[0][0]} Valued */
  // The difference of two studies without a day is no number.
  const newest = (/** @type {Valued} */ a, /** @type {Valued} */ b) => b.day - a.day || 0;
  const oldest = (/** @type {Valued} */ a, /** @type {Valued} */ b) => newest(b, a);
  const best = (/** @type {Valued} */ a, /** @type {Valued} */ b) =>
    Number(a.isOther) - Number(b.isOther) || b.score - a.score || newest(a, b);
  const order = merged(valued, byScore ? best : sort === 'oldest' ? oldest : newest, until);
  return order.slice(offset).map(([library, at]) => /** @type {const} */ ([library, lists[library][at]]));
}
