//! The files of endings: every word spelt backwards, for typing errors at the beginning of a word.
//!
//! A word whose end is wrong stands close to the right one in the files of words. A word whose beginning is wrong stands close
//! to it here. One error cannot break both ends.

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
            let correctable = |word: &&String| word.chars().count() >= SHORTEST && !word.contains(char::is_numeric);
            let commonness = stem.studies.max(1).ilog2();
            stem.words.iter().filter(correctable).map(move |word| (word.chars().rev().collect(), commonness))
        })
        .collect();
    ends.par_sort_by(|a, b| order(&a.0, &b.0));
    let sizes: Vec<(&str, usize)> = ends.iter().map(|(end, _)| (end.as_str(), 6)).collect();
    let starts = cuts::cuts(&sizes, TARGET);
    let mut files = vec![Vec::new(); starts.len()];
    let mut last: (usize, &[u8]) = (0, &[]);
    for (end, commonness) in &ends {
        let file = cuts::file_of(&starts, end);
        words::front_coded(&mut files[file], if last.0 == file { last.1 } else { &[] }, end.as_bytes());
        files[file].push(*commonness as u8);
        last = (file, end.as_bytes());
    }
    (files, starts)
}
