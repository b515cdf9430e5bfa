//! Studies into three kinds of lists: the studies of each term, the days, and the order of titles.

use super::{
    Entry, FacetIn,
    bits::{self, BitWriter, varint},
    postings::order,
    text,
};
use rayon::prelude::*;

/// Facets share a file up to this size in bytes. The client reads a single file with the first
/// query, and several only when it needs them.
const TARGET: usize = 20 * 1024;

/// The files of facets and, for each facet, the number of its file.
pub(super) fn files(entries: &[Entry], facets: &[FacetIn]) -> (Vec<Vec<u8>>, Vec<usize>) {
    let mut files: Vec<Vec<u8>> = Vec::new();
    let mut file_of = Vec::new();
    for (number, facet) in facets.iter().enumerate() {
        let bytes = facet_bytes(entries, number, facet.terms.len());
        match files.last_mut() {
            Some(file) if file.len() + bytes.len() <= TARGET => file.extend(bytes),
            _ => files.push(bytes),
        }
        file_of.push(files.len() - 1);
    }
    (files, file_of)
}

/// How many studies have each term of a facet; nothing for a facet of more than `most` terms.
pub(super) fn sizes(entries: &[Entry], facet: usize, terms: usize, most: usize) -> Vec<usize> {
    if terms > most {
        return vec![];
    }
    let mut sizes = vec![0; terms];
    for entry in entries {
        for term in entry.facets.get(facet).into_iter().flatten() {
            sizes[*term as usize] += 1;
        }
    }
    sizes
}

/// One facet: the number of studies of each term, then the studies, term by term.
fn facet_bytes(entries: &[Entry], facet: usize, terms: usize) -> Vec<u8> {
    let mut lists = vec![Vec::new(); terms];
    for (study, entry) in entries.iter().enumerate() {
        for term in entry.facets.get(facet).into_iter().flatten() {
            let list: &mut Vec<u32> = &mut lists[*term as usize];
            if list.last() != Some(&(study as u32)) {
                list.push(study as u32);
            }
        }
    }
    let (mut bytes, mut numbers) = (Vec::new(), BitWriter::default());
    for list in &lists {
        varint(&mut bytes, list.len() as u32);
        bits::ascending(&mut numbers, list.iter().copied(), entries.len());
    }
    bytes.extend(numbers.to_bytes());
    bytes
}

/// The number of studies with a date, and their days, newest first: the newest, the oldest, then
/// the gap before each.
///
/// The caller sorts the studies. One that is newer than the study before it gets that study's day.
pub(super) fn dates(entries: &[Entry]) -> (usize, Vec<u8>) {
    let dated = entries
        .iter()
        .rposition(|entry| entry.date.is_some())
        .map_or(0, |last| last + 1);
    let mut days: Vec<u32> = Vec::with_capacity(dated);
    for entry in &entries[..dated] {
        let last = days.last().copied().unwrap_or(u32::MAX);
        days.push(entry.date.and_then(day).unwrap_or(last).min(last));
    }
    let (Some(newest), Some(oldest)) = (days.first(), days.last()) else {
        return (0, Vec::new());
    };
    let mut bytes = Vec::new();
    varint(&mut bytes, *newest);
    varint(&mut bytes, *oldest);
    let k = bits::rice_parameter((newest - oldest) as usize, dated);
    let mut gaps = BitWriter::default();
    for pair in days.windows(2) {
        gaps.rice(pair[0] - pair[1], k);
    }
    bytes.extend(gaps.to_bytes());
    (dated, bytes)
}

/// The first day of a date, month or year, in days since 1 January 1970; 0 for an earlier one.
///
/// After Howard Hinnant's `days_from_civil` (howardhinnant.github.io/date_algorithms.html).
fn day(date: &str) -> Option<u32> {
    let mut parts = date
        .get(..date.len().min(10))?
        .splitn(3, '-')
        .map(|part| part.parse::<u32>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(1))?;
    let day = parts.next().unwrap_or(Some(1))?;
    // If the year begins in March, its leap day comes last.
    let (year, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year.checked_sub(1)?, month + 9)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * months + 2) / 5 + day;
    // From 1 March of year 0 to 1 January 1970 there are 719,468 days; the day of the month counts
    // from 1.
    Some(days.saturating_sub(719_469))
}

/// The numbers of the studies in the order of their titles, each in as many bits as the largest
/// needs.
pub(super) fn titles(entries: &[Entry]) -> Vec<u8> {
    let mut order_of: Vec<(String, u32)> = entries
        .par_iter()
        .enumerate()
        .map(|(study, entry)| (text::fold(entry.title), study as u32))
        .collect();
    order_of.par_sort_by(|a, b| order(&a.0, &b.0).then(a.1.cmp(&b.1)));
    let width = width(entries.len());
    let mut bits = BitWriter::default();
    for (_, study) in &order_of {
        bits.bits(*study, width);
    }
    bits.to_bytes()
}

/// The number of bits that the largest study number takes.
fn width(studies: usize) -> u32 {
    usize::BITS - studies.saturating_sub(1).leading_zeros()
}
