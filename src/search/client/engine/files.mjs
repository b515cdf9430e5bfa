// Reads the files of an index: each once, and again only if that can help.

import { Reader, string } from './bits.mjs';

/**
 * @typedef {object} Facet
 * @property {string} key
 * @property {string[]} terms their slugs
 * @property {number[]} [sizes] how many studies have each
 * @property {string} file
 */
/**
 * `index.json`, as src/search.rs describes it.
 *
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string} lang
 * @property {number} studies
 * @property {number} dated
 * @property {number[]} levels
 * @property {string} words
 * @property {string} word_names
 * @property {string} stop
 * @property {string} catalogue
 * @property {number} studies_per_file
 * @property {string} address
 * @property {Facet[]} facets
 * @property {string} dates
 * @property {string} titles
 * @property {string} more
 * @property {string} scripts
 * @property {string} [stemmer]
 * @property {string} [synonyms] the name of their file, then how the words begin that have some
 */
/**
 * `more-NAME.json`.
 *
 * @typedef {{ ends: string, end_names: string, near_names: string, least: number }} MoreNames
 */
/** @template T @template {unknown[]} More @typedef {(reader: Reader, manifest: Manifest, ...more: More) => T} Decode */
/**
 * What can be read of an index. The files of JSON are trusted to be what src/search.rs says.
 *
 * @typedef {object} Readable
 * @property {string} text the manifest as it was read
 * @property {URL} base
 * @property {string[]} starts of the files of words
 * @property {Set<string>} stop
 * @property {string} moreName
 * @property {string} language
 * @property {<T, More extends unknown[]>(path: string, decode: Decode<T, More>, ...more: More) => Promise<T>} bits a file of bits, through
 *   one of the functions in decode.mjs
 * @property {(path: string) => Promise<any>} json
 * @property {(path: string) => Promise<any>} packed
 */
/** @typedef {typeof globalThis.fetch} Fetch */

// How long to wait for a file, in milliseconds, before it is requested once more.
const PATIENCE = 15_000;

// Lets the page respond to a key: on a slow phone, a query without pauses would block it. Browsers without this scheduler (Safari), and
// Node, run the query without pauses.
export const pause = () => /** @type {any} */ (globalThis).scheduler?.yield?.();

/** What went wrong with a file: `stale` if a newer index may know better. @param {string} message @param {boolean} stale */
const problem = (message, stale) => Object.assign(new Error(message), { stale });

// The addresses of files that were missing: a browser may have kept that answer.
const missing = new Set();

/**
 * The bytes of a file. A request that gets no answer is made once more, from the browser's cache if it is there by then.
 *
 * @param {URL} url
 * @param {Fetch} fetch
 * @param {RequestCache} cache
 */
async function bytesOf(url, fetch, cache) {
  for (let again = false; ; again = true) {
    try {
      /** @type {RequestInit} */
      const init = { cache: missing.has(url.href) ? 'reload' : cache, signal: AbortSignal.timeout(PATIENCE) };
      const response = await fetch(url, init);
      if (!response.ok) {
        missing.add(url.href);
        throw problem(`${url} is missing`, true);
      }
      missing.delete(url.href);
      return new Uint8Array(await response.arrayBuffer());
    } catch (caught) {
      const error = /** @type {Error & { stale?: boolean }} */ (caught);
      if (again || error.stale || error.name !== 'TimeoutError') throw error;
    }
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** How a file's bytes become a value. */
const AS_JSON = (/** @type {Uint8Array} */ bytes) => JSON.parse(string(bytes));
const AS_PACKED = async (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => AS_JSON(await inflated(bytes));

/**
 * Reads an index: its manifest, with `file`, which reads and decodes any other file once.
 *
 * @param {URL} base
 * @param {Fetch} fetch
 * @param {RequestCache} cache
 * @returns {Promise<Omit<Manifest, 'stop'> & Readable>}
 */
export async function reading(base, fetch, cache) {
  /** @type {Map<string, Promise<any>>} */
  const files = new Map();
  const text = string(await bytesOf(new URL('index.json', base), fetch, cache));
  /** @type {Manifest} */
  const manifest = JSON.parse(text);
  if (manifest?.format !== 2) throw problem('The index is of another format', true);

  /** @template T @param {string} path @param {(bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>} decode @returns {Promise<T>} */
  function file(path, decode) {
    if (!files.has(path)) {
      const made = decoded(path, decode);
      files.set(path, made);
      // A file that could not be read is requested again by the next query.
      made.catch(() => files.delete(path));
    }
    return /** @type {Promise<T>} */ (files.get(path));
  }

  /** @template T @param {string} path @param {(bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>} decode @returns {Promise<T>} */
  async function decoded(path, decode) {
    await pause();
    const url = new URL(path, base);
    // A damaged file may be one that the browser kept only a part of.
    for (let from = /** @type {RequestCache} */ ('default'); ; from = 'reload') {
      const bytes = await bytesOf(url, fetch, from);
      try {
        return await decode(bytes);
      } catch (error) {
        if (from === 'reload') throw problem(`${path} is damaged: ${/** @type {Error} */ (error).message}`, true);
      }
    }
  }

  /** @type {Omit<Manifest, 'stop'> & Readable} */
  const index = {
    ...manifest,
    text,
    base,
    starts: manifest.words.split(' '),
    stop: new Set(manifest.stop.split(' ')),
    moreName: manifest.more,
    language: manifest.lang.split('-')[0].toLowerCase(),
    bits: (path, decode, ...more) => file(path, (bytes) => decode(new Reader(bytes), manifest, ...more)),
    json: (path) => file(path, AS_JSON),
    packed: (path) => file(path, AS_PACKED),
  };
  return index;
}
