// Reads the files of an index: each once, and again only if that can help.

import { Reader, string } from './bits.mjs';

// How long to wait for a file, in milliseconds, before it is requested once more.
const PATIENCE = 15_000;

// Lets the page respond to a key: on a slow phone, a query without pauses would block it. Browsers without this scheduler (Safari), and
// Node, run the query without pauses.
export const pause = () => globalThis.scheduler?.yield?.();

// What went wrong with a file: `stale` if a newer index may know better.
const problem = (message, stale) => Object.assign(new Error(message), { stale });

// The addresses of files that were missing: a browser may have kept that answer.
const missing = new Set();

/** The bytes of a file. A request that gets no answer is made once more, from the browser's cache if it is there by then. */
async function bytesOf(url, fetch, cache) {
  for (let again = false; ; again = true) {
    try {
      const init = { cache: missing.has(url.href) ? 'reload' : cache, signal: AbortSignal.timeout(PATIENCE) };
      const response = await fetch(url, init);
      if (!response.ok) {
        missing.add(url.href);
        throw problem(`${url} is missing`, true);
      }
      missing.delete(url.href);
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      if (again || error.stale || error.name !== 'TimeoutError') throw error;
    }
  }
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** How a file's bytes become a value. */
const AS_JSON = (bytes) => JSON.parse(string(bytes));
const AS_PACKED = async (bytes) => AS_JSON(await inflated(bytes));

/** Reads an index: its manifest, with `file`, which reads and decodes any other file once. */
export async function reading(base, fetch, cache) {
  const files = new Map();
  const text = string(await bytesOf(new URL('index.json', base), fetch, cache));
  const manifest = JSON.parse(text);
  if (manifest?.format !== 2) throw problem('The index is of another format', true);

  function file(path, decode) {
    if (!files.has(path)) {
      const made = decoded(path, decode);
      files.set(path, made);
      // A file that could not be read is requested again by the next query.
      made.catch(() => files.delete(path));
    }
    return files.get(path);
  }

  async function decoded(path, decode) {
    await pause();
    const url = new URL(path, base);
    // A damaged file may be one that the browser kept only a part of.
    for (const from of ['default', 'reload']) {
      const bytes = await bytesOf(url, fetch, from);
      try {
        return await decode(bytes);
      } catch (error) {
        if (from === 'reload') throw problem(`${path} is damaged: ${error.message}`, true);
      }
    }
  }

  const index = {
    ...manifest,
    text,
    base,
    starts: manifest.words.split(' '),
    stop: new Set(manifest.stop.split(' ')),
    moreName: manifest.more,
    language: manifest.lang.split('-')[0].toLowerCase(),
    /** A file of bits, through one of the functions in decode.mjs. */
    bits: (path, decode, ...more) => file(path, (bytes) => decode(new Reader(bytes), manifest, ...more)),
    json: (path) => file(path, AS_JSON),
    packed: (path) => file(path, AS_PACKED),
  };
  return index;
}

