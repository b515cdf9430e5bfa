//! Random numbers, the same for the same seed.

/// Numbers without pattern (SplitMix64).
pub struct Random(u64);

impl Random {
    /// Returns the numbers of a seed.
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed);
        // Neighbouring seeds are far apart from here on.
        Random(random.next())
    }

    /// Returns the next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `range`, or 0 if that is 0.
    pub fn below(&mut self, range: usize) -> usize {
        (self.next() % range.max(1) as u64) as usize
    }

    /// Returns true once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Returns one of some values.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Returns a character: mostly plain, often one that has a meaning somewhere, sometimes any.
    pub fn letter(&mut self) -> char {
        const ODD: &str = "\0\t\n\r\u{8}\u{1b}\u{7f}\u{85}\u{a0}\u{ad}\u{300}\u{301}\u{323}\u{345}\u{30c}\u{34f}\u{61c}\
            \u{200b}\u{200d}\u{202e}\u{2028}\u{2029}\u{2066}\u{feff}\u{fffd}İıſßŉǰΐΣςK℃Ω豈\
            각ᄀ\u{1161}\u{11a8}ａ‘’“”–—…😀\u{e0061}\u{10ffff}";
        const MEANING: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \n";
        match self.below(8) {
            0 => {
                let odd: Vec<char> = ODD.chars().collect();
                *self.pick(&odd)
            }
            1 => char::from_u32(self.next() as u32 % 0x11_0000).unwrap_or('\u{d7ff}'),
            2..5 => char::from(*self.pick(MEANING.as_bytes())),
            _ => char::from(b'a' + self.below(26) as u8),
        }
    }

    /// Returns a text of fewer than `most` characters.
    pub fn text(&mut self, most: usize) -> String {
        (0..self.below(most)).map(|_| self.letter()).collect()
    }
}
