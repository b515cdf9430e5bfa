//! Words that stand beside each other, so that a phrase is counted without reading the studies.
//!
//! A *step* goes from one word that says something to the next, or to the one after that, with the
//! stop words between them: "state of the art" is one step; "adult social care" has three: "adult
//! social", "social care" and the whole. A step is known by the hash of its words. Only steps of several studies are kept, as many as fit: rarer ones are looked for in the
//! studies themselves, of which there are few.

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
    /// The last word that says something, and the stop words after it.
    words: String,
    /// The same from the word before that.
    longer: String,
    between: usize,
    /// The hashes of the steps of this study.
    found: Vec<u32>,
}

impl Steps {
    /// Begins another text.
    pub(super) fn begin(&mut self) {
        self.words.clear();
        self.longer.clear();
        self.between = 0;
    }

    /// Goes on to a word.
    pub(super) fn word(&mut self, word: &str, is_stop: bool) {
        if is_stop {
            self.between += 1;
            if self.between > MAX_BETWEEN {
                return self.begin();
            }
        }
        for words in [&mut self.longer, &mut self.words] {
            if !words.is_empty() {
                words.push(' ');
                words.push_str(word);
                if !is_stop {
                    self.found.push(hash(words));
                }
            }
        }
        if !is_stop {
            std::mem::swap(&mut self.longer, &mut self.words);
            self.words.clear();
            self.words.push_str(word);
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

/// The hash of Fowler, Noll and Vo (FNV-1a) of 32 bits, mixed once more as in MurmurHash3, so that
/// its first bits are as good as its last.
fn hash(words: &str) -> u32 {
    let mut hash = words.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// The files of steps. Their number is a power of two: the first bits of a hash say which file has
/// it. `steps` has those of each study, `others` the size of all other files in bytes.
pub(super) fn files(steps: &[Vec<u32>], others: usize) -> Near {
    let mut of: FxHashMap<u32, u32> = FxHashMap::default();
    for hash in steps.iter().flatten() {
        *of.entry(*hash).or_default() += 1;
    }
    let studies = steps.len();
    let least = least_studies(of.values().copied(), studies, others);
    let mut lists: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (study, found) in steps.iter().enumerate() {
        for hash in found.iter().filter(|hash| of[*hash] >= least) {
            lists.entry(*hash).or_default().push(study as u32);
        }
    }
    let mut lists: Vec<(u32, Vec<u32>)> = lists.into_iter().collect();
    lists.sort_unstable_by_key(|(hash, _)| *hash);
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
