//! Keys that appear twice in one group of keys.

use std::collections::BTreeMap;
use std::ops::Range;

use super::correction::{Correction, Lines};
use super::kinds::Kind;
use super::text::is_gap;

/// A correction for each two lines in `range` with the same key at the same column. Lines of text
/// may look like keys: the parser says which of the corrections helps.
pub(super) fn doubled(lines: Lines, range: Range<usize>) -> Vec<Correction> {
    let mut found = vec![];
    // The lines of the keys of the groups around a line, by column.
    let mut above: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for at in range.clone().filter(|&at| !is_gap(lines.text(at))) {
        let start = lines.start(at);
        // What is further out ends a group.
        above.split_off(&(start.indent + 1, ""));
        let Some(key) = start.key else { continue };
        let key = key.trim_matches(['"', '\'']);
        if let Some(first) = above.insert((start.inner, key), at) {
            let nth = found.len() as u32;
            found.push(once(lines, range.end, (first, at), key).cost(nth));
        }
    }
    found
}

/// Deletes one of two entries with the same key.
fn once(lines: Lines, end: usize, (first, second): (usize, usize), key: &str) -> Correction {
    let column = lines.start(second).inner;
    let entry = |line: usize| {
        let is_next = |&at: &usize| {
            let start = lines.start(at);
            let is_out = start.indent < column || start.key.is_some() && start.inner == column;
            is_out && !is_gap(lines.text(at))
        };
        let next = (line + 1..end).find(is_next).unwrap_or(end);
        let last = (line..next).rev().find(|&at| !is_gap(lines.text(at)));
        line..last.unwrap_or(line) + 1
    };
    let value = |line: usize| -> String {
        let rest = &lines.text(line)[lines.start(line).value..];
        let below = entry(line).skip(1).map(|at| lines.text(at).trim());
        std::iter::once(rest.trim()).chain(below).collect()
    };
    // Where the two differ, the later one is what programs that accept both have shown.
    let is_item = lines.start(first).is_item();
    let is_second = is_item || value(second).is_empty() || value(second) == value(first);
    let gone = entry(if is_second { second } else { first });
    let columns = |line: usize| {
        let quote = usize::from(lines.text(line)[column..].starts_with(['"', '\'']));
        column + quote..column + quote + key.len()
    };
    let number = lines.all[first].number.to_string();
    let mut found = Correction::new(Kind::DuplicateKey, second, columns(second)).with(key, &number);
    found.also = Some((first, columns(first), "first here"));
    found.becomes = gone.map(|at| (at, vec![])).collect();
    found
}
