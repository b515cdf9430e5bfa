//! Words that are next to each other, so that a phrase is counted without reading the studies.
//!
//! A *step* goes from one word that says something to the next, or to the one after that, with the
//! stop words between them: "state of the art" is one step; "adult social care" has three: "adult
//! social", "social care" and the whole. A step is known by the hash of its words. Only steps of
//! several studies are kept, as many as fit. Rarer ones are looked for in the studies themselves,
//! of which there are few.

use super::bits::{self, BitWriter, varint};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

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
    pub(super) fn word(&mut self, word: &str, is_stop: bool) {
        if is_stop {
            self.between += 1;
            if self.between > MAX_BETWEEN {
                return self.begin();
            }
        }
        for hash in [&mut self.longer, &mut self.words].into_iter().flatten() {
            *hash = hashed(hashed(*hash, " "), word);
            if !is_stop {
                self.found.push(mixed(*hash));
            }
        }
        if !is_stop {
            self.longer = self.words;
            self.words = Some(hashed(NOTHING, word));
            self.between = 0;
        }
    }

    /// The steps of the study, each once. The next study begins.
    pub(super) fn take(&mut self) -> Vec<u32> {
        let mut found = std::mem::take(&mut self.found);
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The hash of no text.
const NOTHING: u32 = 0x811c_9dc5;

/// Goes on with the hash of a text: that of Fowler, Noll and Vo (FNV-1a), of 32 bits.
fn hashed(before: u32, text: &str) -> u32 {
    text.bytes().fold(before, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// A finished hash, mixed as in MurmurHash3, so that its first bits are as good as its last.
fn mixed(mut hash: u32) -> u32 {
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// The files of steps. Their number is a power of two: the first bits of a hash say which file has
/// it. `steps` has those of each study, `others` the size of all other files in bytes.
pub(super) fn files(steps: &[Vec<u32>], others: usize) -> Near {
    // Each as one number, the hash before the study: sorting them is faster than a table of lists.
    let studies = steps.len();
    let mut all: Vec<u64> = steps
        .par_iter()
        .enumerate()
        .flat_map_iter(|(study, found)| {
            found
                .iter()
                .map(move |hash| u64::from(*hash) << 32 | study as u64)
        })
        .collect();
    all.par_sort_unstable();
    let of_one = || all.chunk_by(|a, b| a >> 32 == b >> 32);
    let counts = of_one().map(|of_one| of_one.len() as u32);
    let least = least_studies(counts, studies, others);
    let lists: Vec<(u32, Vec<u32>)> = of_one()
        .filter(|of_one| of_one.len() >= least as usize)
        .map(|of_one| {
            let studies = of_one.iter().map(|step| *step as u32);
            ((of_one[0] >> 32) as u32, studies.collect())
        })
        .collect();
    let size: usize = lists
        .iter()
        .map(|(_, list)| bytes_of(list.len(), studies))
        .sum();
    // At least two, so that what is left of a hash has fewer than 32 bits.
    let bits = (size / TARGET).max(2).ilog2();
    let files = (0..1_u32 << bits).into_par_iter().map(|file| {
        let of_file = |hash: u32| hash >> (32 - bits);
        let from = lists.partition_point(|(hash, _)| of_file(*hash) < file);
        let to = lists.partition_point(|(hash, _)| of_file(*hash) <= file);
        self::file(&lists[from..to], bits, studies)
    });
    Near {
        least,
        files: files.collect(),
    }
}

/// The files of steps.
pub(super) struct Near {
    /// Steps of fewer studies are not in the files.
    pub(super) least: u32,
    pub(super) files: Vec<Vec<u8>>,
}

fn file(lists: &[(u32, Vec<u32>)], bits: u32, studies: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(&mut bytes, lists.len() as u32);
    let mut numbers = BitWriter::default();
    let range = 1_usize << (32 - bits);
    let rest = |hash: u32| (u64::from(hash) & (range as u64 - 1)) as u32;
    bits::ascending(
        &mut numbers,
        lists.iter().map(|(hash, _)| rest(*hash)),
        range,
    );
    for (_, list) in lists {
        varint(&mut bytes, list.len() as u32);
        bits::ascending(&mut numbers, list.iter().copied(), studies);
    }
    bytes.extend(numbers.to_bytes());
    bytes
}

/// About how many bytes a step of so many studies takes: a hash, a count and a list.
fn bytes_of(having: usize, studies: usize) -> usize {
    (14 + 8 + having * (bits::rice_parameter(studies, having) as usize + 2)).div_ceil(8)
}

/// The smallest number of studies of a step for which all such steps are not too much.
fn least_studies(counts: impl Iterator<Item = u32>, studies: usize, others: usize) -> u32 {
    let budget = (others * SHARE / 100).max(SMALL);
    let mut sizes: FxHashMap<u32, usize> = FxHashMap::default();
    for count in counts {
        *sizes.entry(count).or_default() += bytes_of(count as usize, studies);
    }
    let mut sizes: Vec<(u32, usize)> = sizes.into_iter().collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let (mut least, mut size) = (u32::MAX, 0);
    for (count, bytes) in sizes {
        size += bytes;
        if size > budget {
            break;
        }
        least = count;
    }
    least
}
