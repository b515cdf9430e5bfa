//! Words into the files of endings: every word spelt backwards, to correct typing errors at the
//! beginning of a word.
//!
//! If the error is near the end, the right word is near the wrong one in the files of words. If it
//! is near the beginning, the right word is near it here. One error cannot spoil both ends.

use super::{
    cuts,
    postings::order,
    words::{self, EncodedStem},
};
use rayon::prelude::*;

/// The client never corrects words of fewer letters.
const MIN_LETTERS: usize = 4;
/// In a library of more studies, a word that only one of them has is no likely correction.
const FEW: usize = 300;
/// The size to aim at for a file, in bytes. Larger than a file of words, since few are requested.
const TARGET: usize = 6144;

/// The files, and the prefix at which each begins.
pub(super) fn files(stems: &[EncodedStem], studies: usize) -> (Vec<Vec<u8>>, Vec<String>) {
    let few = studies < FEW;
    let mut ends: Vec<(String, u32)> = stems
        .par_iter()
        .flat_map_iter(|stem| {
            let correctable = |word: &&String| {
                word.chars().count() >= MIN_LETTERS
                    && word.chars().all(char::is_alphabetic)
                    && (few || stem.studies > 1)
            };
            let commonness = stem.studies.max(1).ilog2();
            stem.words
                .iter()
                .filter(correctable)
                .map(move |word| (word.chars().rev().collect(), commonness))
        })
        .collect();
    ends.par_sort_by(|a, b| order(&a.0, &b.0));
    let sizes: Vec<(&str, usize)> = ends.iter().map(|(end, _)| (end.as_str(), 6)).collect();
    let starts = cuts::cuts(&sizes, TARGET);
    let files = starts
        .par_iter()
        .enumerate()
        .map(|(file, start)| {
            let at = |start: &String| ends.partition_point(|(end, _)| order(end, start).is_lt());
            let (mut bytes, mut last): (Vec<u8>, &[u8]) = (Vec::new(), &[]);
            for (end, commonness) in &ends[at(start)..starts.get(file + 1).map_or(ends.len(), at)] {
                words::front_coded(&mut bytes, last, end.as_bytes());
                bytes.push(*commonness as u8);
                last = end.as_bytes();
            }
            bytes
        })
        .collect();
    (files, starts)
}
