//! Bits: the one way in which lists of numbers are written, most significant bit of each byte
//! first.
//!
//! A list of study numbers is its gaps in Rice code: the gap's upper part in unary (ones, then a
//! zero), its lower `k` bits as they are. `k` is never written: both sides take it from the length
//! of the list, see [`rice_parameter`].

/// Writes bits into bytes.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that are not in `bytes` yet, from the highest of this number downwards, zeros below
    /// them.
    last: u64,
    /// How many those are.
    count: u32,
}

impl BitWriter {
    /// Writes the lowest `count` bits of `value`, 32 at most, highest first.
    pub fn bits(&mut self, value: u32, count: u32) {
        let value = u64::from(value) & ((1 << count) - 1);
        // Fewer than 32 bits are waiting, so there is room for 32 more. In two steps: a shift by 64
        // is none.
        self.last |= value << 1 << (63 - self.count - count);
        self.count += count;
        if self.count >= 32 {
            self.bytes.extend(((self.last >> 32) as u32).to_be_bytes());
            self.last <<= 32;
            self.count -= 32;
        }
    }

    /// Writes `value` ones and, unless that is `longest`, the zero that ends them.
    pub fn unary(&mut self, value: u32, longest: Option<u32>) {
        let mut left = value;
        while left > 31 {
            self.bits(u32::MAX, 31);
            left -= 31;
        }
        let ones = (1 << left) - 1;
        match longest == Some(value) {
            true => self.bits(ones, left),
            false => self.bits(ones << 1, left + 1),
        }
    }

    /// Writes `value` in Rice code.
    pub fn rice(&mut self, value: u32, k: u32) {
        self.unary(value >> k, None);
        self.bits(value, k);
    }

    /// Writes what another has written.
    pub fn append(&mut self, other: &BitWriter) {
        for bytes in other.bytes.chunks_exact(4) {
            self.bits(
                u32::from_be_bytes(bytes.try_into().expect("a chunk has four bytes")),
                32,
            );
        }
        self.bits((other.last >> 32 >> (32 - other.count)) as u32, other.count);
    }

    /// How many bytes have been written, the last one perhaps in part.
    pub fn len(&self) -> usize {
        self.bytes.len() + self.count.div_ceil(8) as usize
    }

    /// The bytes written, the last one filled up with zeros.
    pub fn to_bytes(&self) -> Vec<u8> {
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
/// Near the best one for lists without pattern, and both sides can compute it.
pub fn rice_parameter(range: usize, count: usize) -> u32 {
    (range / count.max(1)).max(1).ilog2()
}

/// Writes ascending numbers below `range` as Rice-coded gaps.
pub fn ascending(bits: &mut BitWriter, numbers: impl ExactSizeIterator<Item = u32>, range: usize) {
    let k = rice_parameter(range, numbers.len());
    let mut next = 0;
    for number in numbers {
        bits.rice(number - next, k);
        next = number + 1;
    }
}

/// Writes a number in groups of seven bits, lowest first, the eighth bit set on all but the last
/// (LEB128).
pub fn varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value > 127 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}
