//! The files of endings: every word spelt backwards, for typing errors at the beginning of a word.
//!
//! A word whose end is wrong stands close to the right one in the files of words. A word whose
//! beginning is wrong stands close to it here. One error cannot break both ends.

use super::{
    cuts,
    postings::order,
    words::{self, Written},
};
use rayon::prelude::*;

/// Shorter words are never corrected.
const SHORTEST: usize = 4;
/// Size of a file. Larger than a file of words: fewer are ever asked for.
const TARGET: usize = 4096;

/// The files, and the prefixes at which they begin.
pub fn files(stems: &[Written]) -> (Vec<Vec<u8>>, Vec<String>) {
    let mut ends: Vec<(String, u32)> = stems
        .par_iter()
        .flat_map_iter(|stem| {
            let correctable = |word: &&String| {
                word.chars().count() >= SHORTEST && !word.contains(char::is_numeric)
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
