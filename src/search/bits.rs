//! Bits: the one way in which lists of numbers are written, most significant bit of each byte first.
//!
//! A list of study numbers is its gaps in Rice code: the gap's upper part in unary (ones, then a zero), its lower `k` bits as
//! they are. `k` is never written: both sides take it from the length of the list, see [`rice_parameter`].

/// Writes bits into bytes.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits still free in the last byte.
    free: u32,
}

impl BitWriter {
    /// Writes the lowest `count` bits of `value`, highest first.
    pub fn bits(&mut self, value: u32, count: u32) {
        let mut left = count;
        while left > 0 {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            let take = left.min(self.free);
            let part = (value >> (left - take)) & ((1 << take) - 1);
            let last = self.bytes.last_mut().expect("a byte was pushed above where none was free");
            *last |= (part << (self.free - take)) as u8;
            self.free -= take;
            left -= take;
        }
    }

    /// Writes `value` ones and, unless that is `longest`, the zero that ends them.
    pub fn unary(&mut self, value: u32, longest: Option<u32>) {
        let mut left = value;
        while left > 0 {
            let take = left.min(16);
            self.bits((1 << take) - 1, take);
            left -= take;
        }
        if longest != Some(value) {
            self.bits(0, 1);
        }
    }

    /// Writes `value` in Rice code.
    pub fn rice(&mut self, value: u32, k: u32) {
        self.unary(value >> k, None);
        self.bits(value, k);
    }

    /// Writes what another has written, without the filling of its last byte.
    pub fn append(&mut self, other: &BitWriter) {
        let Some((last, whole)) = other.bytes.split_last() else { return };
        for byte in whole {
            self.bits(u32::from(*byte), 8);
        }
        self.bits(u32::from(*last) >> other.free, 8 - other.free);
    }

    /// How many bytes have been written, the last one perhaps in part.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes written, the last one filled up with zeros.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The Rice parameter of a list of `count` numbers below `range`: the whole part of log₂(range ÷ count).
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

/// Writes a number in groups of seven bits, lowest first, the eighth bit set on all but the last (LEB128).
pub fn varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value > 127 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}
