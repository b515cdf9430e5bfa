// Stand-ins for `fetch`: one that reads a built library's files, one that counts rounds.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A `fetch` that reads the files of a folder and writes each into `log`. */
export function files(dist, log = []) {
  return async (url) => {
    const { pathname } = new URL(url);
    const path = join(dist, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    try {
      const bytes = await readFile(path);
      log.push({ path: pathname, bytes: bytes.length });
      return new Response(bytes);
    } catch {
      log.push({ path: pathname, bytes: 0 });
      return new Response('not found', { status: 404 });
    }
  };
}

/** A slow `fetch` that counts rounds: requests that had to wait for an earlier one. `start()` returns a function that gives the rounds since. */
export function inRounds(read) {
  let finished = 0;
  const fetch = async (url, init) => {
    const round = finished + 1;
    await new Promise((done) => setTimeout(done, 20));
    finished = Math.max(finished, round);
    return read(url, init);
  };
  const start = () => {
    const before = finished;
    return () => finished - before;
  };
  return { fetch, start };
}
