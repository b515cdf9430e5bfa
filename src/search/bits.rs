//! Numbers into bits, the highest bit of each byte first. All lists of the index are written this
//! way.
//!
//! A list of study numbers is written as its gaps in Rice code: the upper part of a gap in unary
//! (ones, then a zero), its lower `k` bits as they are. `k` is never written, since both sides work
//! it out from the length of the list (see [`rice_parameter`]).

/// Writes bits into bytes.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that are not in `bytes` yet, in the highest bits of this number; the others are zero.
    last: u64,
    /// The number of those bits, below 32.
    count: u32,
}

impl BitWriter {
    /// Writes the lowest `count` bits of `value`, 32 at most, highest first.
    pub(super) fn bits(&mut self, value: u32, count: u32) {
        let value = u64::from(value) & ((1 << count) - 1);
        // Fewer than 32 bits are waiting, so there is room for 32 more. Two shifts, because a shift
        // by 64 is not allowed.
        self.last |= value << 1 << (63 - self.count - count);
        self.count += count;
        if self.count >= 32 {
            self.bytes.extend(((self.last >> 32) as u32).to_be_bytes());
            self.last <<= 32;
            self.count -= 32;
        }
    }

    /// Writes `value` ones, then a zero, which `longest` does not need.
    pub(super) fn unary(&mut self, value: u32, longest: Option<u32>) {
        let mut left = value;
        while left > 31 {
            self.bits(u32::MAX, 31);
            left -= 31;
        }
        let ones = (1 << left) - 1;
        if longest == Some(value) {
            self.bits(ones, left);
        } else {
            self.bits(ones << 1, left + 1);
        }
    }

    /// Writes `value` in Rice code.
    pub(super) fn rice(&mut self, value: u32, k: u32) {
        self.unary(value >> k, None);
        self.bits(value, k);
    }

    /// Writes all that `other` holds.
    pub(super) fn append(&mut self, other: &BitWriter) {
        for bytes in other.bytes.chunks_exact(4) {
            self.bits(
                u32::from_be_bytes(bytes.try_into().expect("a chunk has four bytes")),
                32,
            );
        }
        self.bits((other.last >> 32 >> (32 - other.count)) as u32, other.count);
    }

    /// The number of bytes written, including one that is not full.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() + self.count.div_ceil(8) as usize
    }

    /// The bytes written, with zeros at the end of the last one.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        [
            &self.bytes,
            &self.last.to_be_bytes()[..self.count.div_ceil(8) as usize],
        ]
        .concat()
    }
}

/// The Rice parameter of a list of `count` numbers below `range`: the whole part of log₂(range ÷
/// count).
///
/// Close to the best for lists without a pattern, and both sides can compute it.
pub(super) fn rice_parameter(range: usize, count: usize) -> u32 {
    (range / count.max(1)).max(1).ilog2()
}

/// Writes ascending numbers below `range` as Rice-coded gaps.
pub(super) fn ascending(
    bits: &mut BitWriter,
    numbers: impl ExactSizeIterator<Item = u32>,
    range: usize,
) {
    let k = rice_parameter(range, numbers.len());
    let mut next = 0;
    for number in numbers {
        bits.rice(number - next, k);
        next = number + 1;
    }
}

/// Writes a number in groups of seven bits, lowest first, the eighth bit set on all but the last
/// (LEB128).
pub(super) fn varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value > 127 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}
