//! Random cases: the same ones in every run of `cargo test`, others for as long as one asks for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant, SystemTime};

pub(crate) use crate::common::random::Random;

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
