//! Words that are next to each other, so that a phrase is counted without reading the studies.
//!
//! A *step* goes from one word that says something to the next, or to the one after that, with the
//! stop words between them: "state of the art" is one step; "adult social care" has three: "adult
//! social", "social care" and the whole. A step is known by the hash of its words. Only steps of
//! several studies are kept, as many as fit. Rarer ones are looked for in the studies themselves,
//! of which there are few.
//!
//! There are millions of steps. As they are read, they are put into [`BUCKETS`] by the first bits of
//! their hashes. Each bucket is sorted by itself, and is small enough for a processor's cache.

use super::bits::{self, BitWriter, varint};
use rayon::prelude::*;

/// Stop words between two words of a step, at most.
const MAX_BETWEEN: usize = 3;
/// The part of the index that steps may take, in percent of all other files …
const SHARE: usize = 13;
/// … and what they may take in any library, in bytes.
const SMALL: usize = 48 * 1024;
/// The size to aim at for a file, in bytes.
const TARGET: usize = 4096;
/// In a larger library, steps are only kept of titles and summaries: those of all texts would take
/// half a gigabyte of memory at 100,000 studies.
pub(super) const MAX_STUDIES: usize = 30_000;

/// A word as steps know it.
#[derive(Clone, Copy)]
pub(super) struct StepWord {
    hash: u32,
    is_stop: bool,
}

impl StepWord {
    pub(super) fn of(word: &str, is_stop: bool) -> Self {
        // The hash of Fowler, Noll and Vo (FNV-1a), of 32 bits.
        let hash = word.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        Self { hash, is_stop }
    }
}

/// The steps of a text, as its words are read.
#[derive(Default)]
pub(super) struct Steps {
    /// The hash so far of the last word that says something and the stop words after it.
    words: Option<u32>,
    /// The same from the word before that.
    longer: Option<u32>,
    between: usize,
    /// The hashes of the steps of this study.
    found: Vec<u32>,
}

impl Steps {
    /// Begins another text.
    pub(super) fn begin(&mut self) {
        (self.words, self.longer, self.between) = (None, None, 0);
    }

    /// Goes on to a word.
    pub(super) fn word(&mut self, word: StepWord) {
        if word.is_stop {
            self.between += 1;
            if self.between > MAX_BETWEEN {
                return self.begin();
            }
        }
        for hash in [&mut self.longer, &mut self.words].into_iter().flatten() {
            *hash = followed(*hash, word);
            if !word.is_stop {
                self.found.push(mixed(*hash));
            }
        }
        if !word.is_stop {
            self.longer = self.words;
            self.words = Some(followed(0, word));
            self.between = 0;
        }
    }

    /// The hashes of the steps of a study. The next study begins.
    fn take(&mut self) -> std::vec::Drain<'_, u32> {
        self.begin();
        self.found.drain(..)
    }
}

/// Goes on with the hash of a step to its next word.
fn followed(before: u32, word: StepWord) -> u32 {
    (before.rotate_left(5) ^ word.hash).wrapping_mul(0x9e37_79b1)
}

/// A finished hash, mixed as in MurmurHash3, so that its first bits are as good as its last.
fn mixed(mut hash: u32) -> u32 {
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// The steps of some studies, by the first bits of their hashes.
pub(super) struct Buckets {
    /// The first of the studies.
    first: u32,
    /// In each, the steps in the order in which they were read: 8 bits say which of the studies has
    /// it, 24 are the rest of the hash.
    steps: Vec<Vec<u32>>,
}

/// If more steps than this were read, those of a single study are too many to keep.
const MANY: usize = 250_000;
/// The number of buckets.
const BUCKETS: usize = 256;
/// The number of studies that have their buckets together, at most.
const TOGETHER: usize = 256;
/// The bits of a hash that the number of its bucket leaves.
const REST: u32 = 24;

impl Buckets {
    fn of(first: u32) -> Self {
        Self {
            first,
            steps: vec![vec![]; BUCKETS],
        }
    }
}

/// The buckets of a part of the studies.
#[derive(Default)]
pub(super) struct PartSteps(Vec<Buckets>);

impl PartSteps {
    /// Adds the steps of the study of this number, each study after the one before.
    pub(super) fn add(&mut self, study: u32, steps: &mut Steps) {
        let has_place = |last: &Buckets| study - last.first < TOGETHER as u32;
        if !self.0.last().is_some_and(has_place) {
            self.0.push(Buckets::of(study));
        }
        let last = self.0.last_mut().expect("there is one now");
        for hash in steps.take() {
            last.steps[(hash >> REST) as usize]
                .push((study - last.first) << REST | hash & ((1 << REST) - 1));
        }
    }
}

/// The steps of a bucket that at least so many studies have, in order: the hash before the study.
fn sorted(parts: &[PartSteps], bucket: usize, least: usize) -> Vec<u64> {
    let groups = || parts.iter().flat_map(|part| &part.0);
    let mut all = Vec::with_capacity(groups().map(|group| group.steps[bucket].len()).sum());
    for group in groups() {
        all.extend(group.steps[bucket].iter().map(|step| {
            let hash = (bucket as u32) << REST | step & ((1 << REST) - 1);
            u64::from(hash) << 32 | u64::from(group.first + (step >> REST))
        }));
    }
    if least > 1 {
        drop_singles(&mut all);
    }
    all.sort_unstable();
    all.dedup();
    if least == 1 {
        return all;
    }
    let several = all
        .chunk_by(of_same_step)
        .filter(|step| step.len() >= least);
    several.collect::<Vec<_>>().concat()
}

/// Drops most of those steps of a bucket that occur once, which most do: sorting takes longer than
/// two looks at a table of bits.
fn drop_singles(all: &mut Vec<u64>) {
    /// As many as fit beside the rest into a processor's first or second cache.
    const BITS: u32 = 18;
    let place = |step: u64| {
        let bit = (step >> (32 + REST - BITS)) as usize & ((1 << BITS) - 1);
        (bit / 64, 1_u64 << (bit % 64))
    };
    let mut once = vec![0_u64; 1 << (BITS - 6)];
    let mut again = once.clone();
    for step in &*all {
        let (at, bit) = place(*step);
        again[at] |= once[at] & bit;
        once[at] |= bit;
    }
    all.retain(|step| {
        let (at, bit) = place(*step);
        again[at] & bit > 0
    });
}

fn of_same_step(a: &u64, b: &u64) -> bool {
    a >> 32 == b >> 32
}

/// The files of steps. Their number is a power of two: the first bits of a hash say which file has
/// it. `steps` has those of `studies` studies, `others` the size of all other files in bytes.
pub(super) fn files(steps: &[PartSteps], studies: usize, others: usize) -> Near {
    let groups = steps.iter().flat_map(|part| &part.0);
    let all: usize = groups.flat_map(|group| &group.steps).map(Vec::len).sum();
    let possible = if all > MANY { 2 } else { 1 };
    let buckets: Vec<Vec<u64>> = (0..BUCKETS)
        .into_par_iter()
        .map(|bucket| sorted(steps, bucket, possible))
        .collect();
    let lists = || buckets.iter().flat_map(|all| all.chunk_by(of_same_step));
    let least = least_studies(lists().map(<[u64]>::len), possible, studies, others);
    let lists: Vec<&[u64]> = lists().filter(|list| list.len() >= least).collect();
    let size: usize = lists.iter().map(|list| bytes_of(list.len(), studies)).sum();
    // At least two, so that what is left of a hash has fewer than 32 bits.
    let bits = (size / TARGET).max(2).ilog2();
    let files = (0..1_u32 << bits).into_par_iter().map(|file| {
        let of_file = |list: &[u64]| hash_of(list) >> (32 - bits);
        let from = lists.partition_point(|list| of_file(list) < file);
        let to = lists.partition_point(|list| of_file(list) <= file);
        self::file(&lists[from..to], bits, studies)
    });
    Near {
        least: u32::try_from(least).unwrap_or(u32::MAX),
        files: files.collect(),
    }
}

/// The files of steps.
pub(super) struct Near {
    /// Steps of fewer studies are not in the files.
    pub(super) least: u32,
    pub(super) files: Vec<Vec<u8>>,
}

/// The hash of a step, from the list of its studies.
fn hash_of(list: &[u64]) -> u32 {
    (list[0] >> 32) as u32
}

fn file(lists: &[&[u64]], bits: u32, studies: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(&mut bytes, lists.len() as u32);
    let mut numbers = BitWriter::default();
    let range = 1_usize << (32 - bits);
    let rest = |hash: u32| (u64::from(hash) & (range as u64 - 1)) as u32;
    bits::ascending(
        &mut numbers,
        lists.iter().map(|list| rest(hash_of(list))),
        range,
    );
    for list in lists {
        varint(&mut bytes, list.len() as u32);
        bits::ascending(&mut numbers, list.iter().map(|step| *step as u32), studies);
    }
    bytes.extend(numbers.to_bytes());
    bytes
}

/// About how many bytes a step of so many studies takes: a hash, a count and a list.
fn bytes_of(having: usize, studies: usize) -> usize {
    (14 + 8 + having * (bits::rice_parameter(studies, having) as usize + 2)).div_ceil(8)
}

/// The smallest number of studies of a step, at least `possible`, for which all such steps are not
/// too much. `counts` are the numbers of studies of all steps.
fn least_studies(
    counts: impl Iterator<Item = usize>,
    possible: usize,
    studies: usize,
    others: usize,
) -> usize {
    let mut budget = (others * SHARE / 100).max(SMALL);
    let mut steps_of = vec![0; studies + 1];
    for count in counts {
        steps_of[count] += 1;
    }
    let fits = |count: &usize| {
        let size = steps_of[*count] * bytes_of(*count, studies);
        budget = budget.saturating_sub(size);
        budget > 0
    };
    (possible..=studies)
        .rev()
        .take_while(fits)
        .last()
        .unwrap_or(usize::MAX)
}
