//! Which studies have each term of each facet, how old the studies are, and how their titles are
//! ordered.

use super::{
    Entry, FacetIn,
    bits::{self, BitWriter, varint},
    postings::order,
    text,
};
use rayon::prelude::*;

/// Facets share a file up to this size in bytes. While there is only one file, the client reads it
/// with the first query; where there are more, only when they are asked for.
const TARGET: usize = 20 * 1024;

/// The files of facets and, for each facet, which file has it.
pub fn files(entries: &[Entry], facets: &[FacetIn]) -> (Vec<Vec<u8>>, Vec<usize>) {
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

/// One facet: how many studies each term has, then their numbers, term by term.
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

/// How many studies have a date, and the days of those, newest first: the newest, the oldest, then
/// how far each is from the one before it.
///
/// The order of the studies is the caller's. One that is newer than the one before it is given that
/// one's day.
pub fn dates(entries: &[Entry]) -> (usize, Vec<u8>) {
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

/// The first day of a date, a month or a year, in days since 1 January 1970. An earlier one is
/// given that day.
///
/// By Howard Hinnant's `days_from_civil` (howardhinnant.github.io/date_algorithms.html).
fn day(date: &str) -> Option<u32> {
    let mut parts = date
        .get(..date.len().min(10))?
        .splitn(3, '-')
        .map(|part| part.parse::<u32>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(1))?;
    let day = parts.next().unwrap_or(Some(1))?;
    // A year that begins in March has its leap day last.
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
pub fn titles(entries: &[Entry]) -> Vec<u8> {
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

/// How many bits the number of a study takes.
fn width(studies: usize) -> u32 {
    usize::BITS - studies.saturating_sub(1).leading_zeros()
}
