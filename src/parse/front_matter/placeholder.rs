//! Words written where a value is missing: `TBC`, `n/a`, `[name of partner]`.

/// What a placeholder says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placeholder {
    /// That the value is not known yet: `TBC`, `[name of partner]`.
    NotYet,
    /// That there is no value: `n/a`, `none`.
    Nothing,
}

/// Texts that only say that something is missing, in lower case without signs at the end.
const NOT_YET: &[&str] = &[
    "fixme",
    "insert here",
    "lorem ipsum",
    "placeholder",
    "tba",
    "tbc",
    "tbd",
    "to add",
    "to be added",
    "to be announced",
    "to be completed",
    "to be confirmed",
    "to be decided",
    "to be determined",
    "to do",
    "to follow",
    "to-do",
    "todo",
    "xx",
    "xxx",
    "xxxx",
    "xxxxx",
];

/// Texts that say that there is no value, in the same form.
const NOTHING: &[&str] = &[
    "#n/a",
    "n.a",
    "n/a",
    "nil",
    "none",
    "not applicable",
    "not available",
    "not known",
    "null",
    "unknown",
];

/// What a text says, if all of it is a placeholder.
pub(crate) fn placeholder(text: &str) -> Option<Placeholder> {
    let text = text.trim();
    let plain = text.to_lowercase();
    let plain = plain.trim_end_matches(['.', '…', ':', '!', '?', ' ']);
    if plain.is_empty() {
        let is_marks = text.chars().all(|letter| letter == '?');
        return (is_marks && !text.is_empty()).then_some(Placeholder::NotYet);
    }
    let inner = [('[', ']'), ('<', '>'), ('{', '}')]
        .iter()
        .find_map(|(open, close)| {
            let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
            // Words, not code or a tag.
            let is_of_words = |letter: char| {
                letter.is_alphanumeric()
                    || letter.is_whitespace()
                    || "-–'’,.…:/?!&£".contains(letter)
            };
            inner.chars().all(is_of_words).then_some(inner)
        });
    if inner.is_some_and(|inner| inner.contains(char::is_alphabetic)) || NOT_YET.contains(&plain) {
        Some(Placeholder::NotYet)
    } else if NOTHING.contains(&plain) || text.chars().all(|letter| "-–—".contains(letter)) {
        Some(Placeholder::Nothing)
    } else {
        None
    }
}
