// What the engine uses of a browser, for the JavaScript engine inside casebook, which has only the language itself.
//
// src/search/client.rs gives three functions that work on bytes, and answers the requests. Bytes reach them as a text with a letter for
// each, because only unsafe code could read an array of the script's.

const { inflate, decode: decodeText, encode } = globalThis.native;

const PIECE = 4096;
function asText(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}
const decode = (bytes) => decodeText(asText(bytes));

globalThis.TextDecoder = class {
  decode = (bytes) => decode(bytes);
};
globalThis.TextEncoder = class {
  encode = (text) => encode(text);
};

// As much as reading a packed file needs: `new Blob([bytes]).stream().pipeThrough(new DecompressionStream(…))`, read by a `Response`.
globalThis.DecompressionStream = class {
  read = (bytes) => inflate(asText(bytes));
};
globalThis.Blob = class {
  constructor([bytes]) {
    this.bytes = bytes;
  }
  stream() {
    return { pipeThrough: ({ read }) => read(this.bytes) };
  }
};
globalThis.Response = class {
  ok = true;
  constructor(bytes) {
    this.bytes = bytes;
  }
  async arrayBuffer() {
    return this.bytes;
  }
  async text() {
    return decode(this.bytes);
  }
};

// Nothing has to be waited for.
globalThis.AbortSignal = { timeout: () => undefined };

// Addresses of one site: `/case-studies/x/` or `../case-studies/x/`, against the folder of an index.
globalThis.URL = class {
  constructor(address, base) {
    const [, origin, path] = /^([a-z]+:\/\/[^/]*)?(.*)$/s.exec(String(address));
    const folder = path.startsWith('/') || !base ? '' : base.pathname.replace(/[^/]*$/, '');
    const parts = [];
    for (const part of (folder + path).split('/')) {
      if (part === '..') parts.splice(Math.max(1, parts.length - 1));
      else if (part !== '.') parts.push(part);
    }
    this.pathname = parts.join('/') || '/';
    this.href = (origin ?? base?.origin ?? '') + this.pathname;
    this.origin = origin ?? base?.origin;
  }
  toString() {
    return this.href;
  }
};

/** The requests that wait for an answer. */
export const requests = [];
/** Asks the program for a file of the site. */
export const fetch = (url) => new Promise((answer) => requests.push({ path: new URL(url).pathname, answer }));
