//! Words that YAML takes for a comment, because a `#` comes before them.
//!
//! In `title: #WarmHomes` and `title: Ward #3` an author hardly meant a comment. With a space after
//! the `#` it is one, as people write them.

use crate::source::Span;
use crate::yaml::{Entry, Value};

/// A comment on the line of a value, or in its place, that was probably meant as text.
pub(super) fn note_after_value(text: &str, entry: &Entry) -> Option<Span> {
    let value = &entry.value;
    let from = match &value.value {
        Value::Null => entry.key_span.end,
        Value::Text(_) | Value::Number(_) | Value::Bool(_) => value.span.end,
        Value::List(_) | Value::Map(_) => return None,
    };
    let line = text[from..].split('\n').next().unwrap_or_default();
    let after = if value.value == Value::Null {
        line.strip_prefix(':')?
    } else {
        line
    };
    let note = after.strip_prefix(' ')?.trim_start();
    let end = from + line.len();
    is_meant_as_text(note).then(|| Span::new(end - note.len(), from + line.trim_end().len()))
}

/// The comments in the place of a list's items, as in `- #Housing`.
pub(super) fn notes_in_list(text: &str, entry: &Entry) -> Vec<Span> {
    let Value::List(items) = &entry.value.value else {
        return vec![];
    };
    let mut at = entry.key_span.end;
    let lines = text[at..].split_inclusive('\n').map(|line| {
        at += line.len();
        Span::new(at - line.len(), at - line.len() + line.trim_end().len())
    });
    let items_lines = lines
        .skip(1)
        .take_while(|line| line.of(text).trim_start().starts_with('-'));
    let empty = items
        .iter()
        .filter(|item| item.value == Value::Null)
        .count();
    let notes = items_lines.filter_map(|line| {
        let note = line.of(text).trim_start().strip_prefix("- ")?.trim_start();
        is_meant_as_text(note).then(|| Span::new(line.end - note.len(), line.end))
    });
    notes.take(empty).collect()
}

fn is_meant_as_text(note: &str) -> bool {
    note.strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}
