//! A key that appears twice in one group of keys.

use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::ops::Range;

use super::correction::{Correction, Lines};
use super::kinds::Kind;
use super::text::{closing_quote, indent, is_gap};

/// A key, by its line and its column.
type At = (usize, usize);

/// The first key in `range` that appears twice in its group.
pub(super) fn doubled(lines: Lines, range: Range<usize>) -> Option<Correction> {
    let (first, second, key) = first_and_second(lines, range.clone())?;
    let entry = |(line, column): At| {
        let is_next = |&at: &usize| {
            let start = lines.start(at);
            !is_gap(lines.text(at))
                && (start.indent < column || start.key.is_some() && start.inner == column)
        };
        let end = (line + 1..range.end).find(is_next).unwrap_or(range.end);
        let last = (line..end)
            .rev()
            .find(|&at| !is_gap(lines.text(at)))
            .unwrap_or(line);
        line..last + 1
    };
    let value = |at: At| -> Vec<&str> {
        let rest = &lines.text(at.0)[lines.start(at.0).value..];
        let below = (at.0 + 1..entry(at).end).map(|line| lines.text(line));
        std::iter::once(rest)
            .chain(below)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .collect()
    };
    // Where the two differ, the later one is what programs that accept both have shown.
    let is_item = lines.start(first.0).is_item();
    let gone = if is_item || value(second).is_empty() || value(second) == value(first) {
        second
    } else {
        first
    };
    let columns = |(line, column): At| {
        let quote = usize::from(lines.text(line)[column..].starts_with(['"', '\'']));
        column + quote..column + quote + key.len()
    };
    let mut found = Correction::new(Kind::DuplicateKey, second.0, columns(second))
        .with(key, &lines.all[first.0].number.to_string());
    found.also = Some((first.0, columns(first), "first here"));
    found.becomes = entry(gone).map(|at| (at, vec![])).collect();
    Some(found)
}

fn first_and_second<'t>(lines: Lines<'t>, range: Range<usize>) -> Option<(At, At, &'t str)> {
    // The groups around a line, by the column of their keys; what is further out ends a group.
    let mut groups: Vec<(usize, HashMap<&str, usize>)> = vec![];
    let mut skip_to = range.start;
    for at in range.clone().filter(|&at| !is_gap(lines.text(at))) {
        if at < skip_to {
            continue;
        }
        let (text, start) = (lines.text(at), lines.start(at));
        skip_to = end_of_value(lines, at, range.end);
        if start.is_item() {
            groups.retain(|(column, _)| *column <= start.indent);
        }
        groups.retain(|(column, _)| *column <= start.inner);
        let Some(key) = start.key else { continue };
        if groups
            .last()
            .is_none_or(|(column, _)| *column < start.inner)
        {
            groups.push((start.inner, HashMap::new()));
        }
        let key = if text[start.inner..].starts_with(['"', '\'']) {
            key.trim_matches(['"', '\''])
        } else {
            key
        };
        match groups.last_mut()?.1.entry(key) {
            Occupied(first) => {
                let first = *first.get();
                return Some(((first, lines.start(first).inner), (at, start.inner), key));
            }
            Vacant(free) => free.insert(at),
        };
    }
    None
}

/// The line after a value that may hold lines which look like keys: a block of text or a quotation.
fn end_of_value(lines: Lines, at: usize, end: usize) -> usize {
    let (text, start) = (lines.text(at), lines.start(at));
    let value = &text[start.value..];
    let below = |ends: &dyn Fn(&str) -> bool| (at + 1..end).find(|&line| ends(lines.text(line)));
    match value.chars().next() {
        Some('|' | '>') => {
            below(&|text| !text.trim().is_empty() && indent(text) <= start.outer()).unwrap_or(end)
        }
        Some(quote @ ('"' | '\'')) if closing_quote(value, 1, quote).is_none() => {
            below(&|text| closing_quote(text, 0, quote).is_some()).map_or(end, |line| line + 1)
        }
        _ => at + 1,
    }
}
