// Reads numbers from bits that src/search/bits.rs wrote. src/search.rs describes the format.

/** @param {string} message @returns {never} */
export function fail(message) {
  throw new Error(message);
}

/** @param {number} range @param {number} count */
export const riceParameter = (range, count) => 31 - Math.clz32(Math.max(1, range / Math.max(1, count)));

const decoder = new TextDecoder();
/** A text from its bytes. @param {Uint8Array} bytes */
export const string = (bytes) => decoder.decode(bytes);

export class Reader {
  at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  // The byte that contains the next bit.
  here() {
    return this.bytes[this.at >> 3] ?? fail('A file is damaged');
  }

  byte() {
    const byte = this.here();
    this.at += 8;
    return byte;
  }

  bit() {
    return (this.here() >> (7 - (this.at++ & 7))) & 1;
  }

  /** @returns {number} */
  varint() {
    const byte = this.byte();
    return byte < 128 ? byte : (byte & 127) + 128 * this.varint();
  }

  /** @param {number} count */
  bits(count) {
    let value = 0;
    for (let at = 0; at < count; at++) value = value * 2 + this.bit();
    return value;
  }

  /** @param {number} [longest] */
  unary(longest) {
    let value = 0;
    while (value !== longest && this.bit()) value++;
    return value;
  }

  /** @param {number} k */
  rice(k) {
    return this.unary() * 2 ** k + this.bits(k);
  }

  /**
   * Ascending numbers below `range`. `each` reads what follows a number.
   *
   * @param {number} count
   * @param {number} range
   * @param {(at: number) => void} [each]
   */
  ascending(count, range, each) {
    if (count > range) fail('A file is damaged');
    const numbers = new Uint32Array(count);
    const k = riceParameter(range, count);
    let next = 0;
    for (let at = 0; at < count; at++) {
      numbers[at] = next + this.rice(k);
      next = numbers[at] + 1;
      each?.(at);
    }
    if (next > range) fail('A file is damaged');
    return numbers;
  }

  /**
   * A string's bytes: the first `kept` bytes of another string, then as many new ones as the last four bits of `head` say.
   *
   * @param {Uint8Array} last
   * @param {number} kept
   * @param {number} head
   */
  string(last, kept, head) {
    const length = (head & 15) === 15 ? this.byte() : head & 15;
    const bytes = new Uint8Array(kept + length);
    bytes.set(last.subarray(0, kept));
    for (let at = kept; at < bytes.length; at++) bytes[at] = this.byte();
    return bytes;
  }

  /** @param {Uint8Array} last */
  frontCoded(last) {
    const head = this.byte();
    return this.string(last, Math.min(head >> 4, last.length), head);
  }
}
