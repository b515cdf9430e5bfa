//! Words that YAML takes for a comment, because a `#` comes before them.
//!
//! In `title: #WarmHomes` and `title: Ward #3` an author hardly meant a comment. With a space after
//! the `#` it is one, as people write them.

use crate::parse::date::Date;
use crate::source::Span;
use crate::yaml::{Entry, Node, Style, Value};

/// A comment on the line of a value, or in its place, that was probably meant as text.
pub(super) fn note_after_value(text: &str, value: &Node) -> Option<Span> {
    // Only plain text and a missing value can go on with more text.
    let goes_on = match &value.value {
        Value::Text(text) => value.style == Style::Plain && Date::parse(text).is_err(),
        Value::Null => true,
        _ => false,
    };
    if !goes_on {
        return None;
    }
    let from = value.span.end;
    let line = text[from..].split('\n').next().unwrap_or_default();
    let note = line.strip_prefix(' ')?.trim_start();
    let end = from + line.len();
    is_meant_as_text(note).then(|| Span::new(end - note.len(), from + line.trim_end().len()))
}

/// The comments in the place of a list's items, as in `- #Housing`.
pub(super) fn notes_in_list(text: &str, entry: &Entry) -> Vec<Span> {
    let Value::List(items) = &entry.value.value else {
        return vec![];
    };
    let empty = items.iter().filter(|item| item.value == Value::Null);
    empty
        .filter_map(|item| note_after_value(text, item))
        .collect()
}

fn is_meant_as_text(note: &str) -> bool {
    note.strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}
