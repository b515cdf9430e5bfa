//! Random cases: the same ones in every run of `cargo test`, others for as long as one asks for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant, SystemTime};

/// For how many seconds each test runs.
const SECONDS: &str = "CASEBOOK_FUZZ_SECONDS";

/// The number of the first case.
const SEED: &str = "CASEBOOK_FUZZ_SEED";

/// Runs `case` for the first `cases` numbers, or for as long as [`SECONDS`] says.
///
/// Each case is made from its number alone, so a failure can be repeated by that number.
pub(crate) fn fuzz(name: &str, cases: u64, case: impl Fn(&mut Random)) {
    let number = |key| std::env::var(key).ok().map(|text| number(key, &text));
    let limit = number(SECONDS).map(Duration::from_secs);
    let first = number(SEED).unwrap_or_else(|| limit.map_or(0, |_| another_seed()));
    let start = Instant::now();
    let mut done = 0;
    while limit.map_or(done < cases, |limit| start.elapsed() < limit) {
        let seed = first + done;
        let run = || case(&mut Random::new(seed));
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            panic!("to repeat this: {SEED}={seed} cargo test --test fuzz {name}");
        }
        done += 1;
    }
    if limit.is_some() {
        println!("{name}: {done} cases from {SEED}={first}");
    }
}

fn number(key: &str, text: &str) -> u64 {
    text.parse()
        .unwrap_or_else(|_| panic!("{key} is a number, not `{text}`"))
}

/// Returns a seed that differs from run to run.
fn another_seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.expect("the clock is later than 1970").as_secs() << 24
}

/// Numbers without pattern (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        let mut random = Random(seed);
        // Neighbouring seeds are far apart from here on.
        Random(random.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `range`, or 0 if that is 0.
    pub(crate) fn below(&mut self, range: usize) -> usize {
        (self.next() % range.max(1) as u64) as usize
    }

    /// Returns true once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Returns a character: mostly plain, often one that has a meaning somewhere, sometimes any.
    pub(crate) fn letter(&mut self) -> char {
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
    pub(crate) fn text(&mut self, most: usize) -> String {
        (0..self.below(most)).map(|_| self.letter()).collect()
    }
}
