//! Footnotes with numbers in brackets, as Word and old web pages have them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Shown, and_more};
use crate::report::{Edit, Finding, rules};
use crate::source::Span;

/// The finding for `112 homes[1]` with a line `[1] Counted in 2024`.
pub(super) fn notes_by_hand(shown: Shown) -> Option<Finding> {
    // Where each note's text begins, by its label.
    let mut notes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut mentions: Vec<(&str, Span)> = vec![];
    for (at, _) in shown.visible.match_indices('[') {
        let inside = &shown.visible[at + 1..];
        let length = inside
            .bytes()
            .take(4)
            .take_while(u8::is_ascii_digit)
            .count();
        let after = &inside[length..];
        if !matches!(length, 1..=3) || !after.starts_with(']') {
            continue;
        }
        let (label, after) = (&inside[..length], &after[1..]);
        let before = shown.at.text[..at].chars().next_back();
        let is_text =
            after.starts_with(' ') && after.trim_start().starts_with(char::is_alphanumeric);
        match before {
            None | Some('\n') if is_text => _ = notes.entry(label).or_insert(at),
            Some(before) if !before.is_whitespace() && !"([{`\\".contains(before) => {
                mentions.push((label, Span::new(at, at + length + 2)));
            }
            _ => {}
        }
    }
    mentions.retain(|(label, span)| notes.get(label).is_some_and(|note| span.start < *note));
    let mentioned: BTreeSet<&str> = mentions.iter().map(|(label, _)| *label).collect();
    notes.retain(|label, _| mentioned.contains(label));
    let (label, first) = mentions.first()?;
    let mut changes: Vec<(Span, String)> = mentions
        .iter()
        .map(|(label, span)| (*span, format!("[^{label}]")))
        .collect();
    let mut edits: Vec<Edit> = vec![];
    let begins: BTreeSet<usize> = shown.paragraphs().map(|block| block.range.start).collect();
    let lines: BTreeSet<usize> = notes.values().map(|at| shown.at.line_number(*at)).collect();
    for (label, at) in &notes {
        let span = Span::new(*at, at + label.len() + 2);
        changes.push((span, format!("[^{label}]:")));
        // A note's text does not end the paragraph above it.
        let line = shown.at.line_number(*at);
        if !begins.contains(at) && !lines.contains(&(line - 1)) {
            edits.push(Edit::Insert {
                line,
                new: String::new(),
            });
        }
    }
    edits.extend(shown.at.edits(changes));
    let message = format!("`[{label}]` does not lead to its note");
    let label_of_place = and_more("shown as typed", mentions.len() - 1);
    let found = Finding::warning(rules::NOTE_BY_HAND, message)
        .at(shown.at.place(*first), label_of_place)
        .help(format!(
            "write `[^{label}]` here, and `[^{label}]:` in place of `[{label}]` before the note"
        ));
    Some(found.fix(edits))
}
