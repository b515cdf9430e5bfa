// The files of the index that few queries need, as values. src/search.rs describes each.

import { riceParameter, string } from './bits.mjs';

/** @typedef {import('./bits.mjs').Reader} Reader */
/** @typedef {import('./files.mjs').Manifest} Manifest */

/** `ends/N.bin`: words, each with the logarithm of how many studies have it. @param {Reader} reader */
export function endsFrom(reader) {
  /** @type {[string, number][]} */
  const found = [];
  let last = new Uint8Array();
  while (reader.at < reader.bytes.length * 8) {
    last = reader.frontCoded(last);
    found.push([backwards(string(last)), reader.byte()]);
  }
  return found;
}

/**
 * `facets/N.bin`: the studies of each term of each of these facets.
 *
 * @param {Reader} reader
 * @param {Manifest} manifest
 * @param {import('./files.mjs').Facet[]} facets
 */
export function facetsFrom(reader, { studies }, facets) {
  return facets.map(({ terms }) => {
    const counts = terms.map(() => reader.varint());
    const lists = counts.map((count) => reader.ascending(count, studies));
    reader.at = (reader.at + 7) & ~7;
    return lists;
  });
}

/** `dates.bin`: the days of the dated studies, newest first. @param {Reader} reader @param {Manifest} manifest */
export function datesFrom(reader, { dated }) {
  const days = new Uint32Array(dated);
  if (!dated) return days;
  days[0] = reader.varint();
  const k = riceParameter(days[0] - reader.varint(), dated);
  for (let at = 1; at < dated; at++) days[at] = days[at - 1] - reader.rice(k);
  return days;
}

/** `titles.bin`: the studies in the order of their titles. @param {Reader} reader @param {Manifest} manifest */
export function titlesFrom(reader, { studies }) {
  return Uint32Array.from({ length: studies }, () => reader.bits(32 - Math.clz32(studies - 1)));
}

/**
 * `near/N.bin`: from the rest of the hash of each step to the studies that have it. `bits` of the hash are in the number of the file.
 *
 * @param {Reader} reader
 * @param {Manifest} manifest
 * @param {number} bits
 */
export function nearFrom(reader, { studies }, bits) {
  const count = reader.varint();
  const sizes = Array.from({ length: count }, () => reader.varint());
  const hashes = reader.ascending(count, 2 ** (32 - bits));
  return new Map(sizes.map((size, at) => [hashes[at], reader.ascending(size, studies)]));
}

/** @param {string} word */
export const backwards = (word) => [...word].reverse().join('');
