//! Words that YAML takes for a name or a type, because they start with `&` or `!`.
//!
//! Of `title: &Partners in care` YAML keeps `in care`, and does not mention the rest.

use crate::report::{Edit, Finding, rules};
use crate::source::{Source, Span};
use crate::yaml::{Entry, Node, Style, Value, write};

/// A value that YAML would keep only a part of.
pub(super) struct Signed {
    /// The value as it was written.
    pub(super) text: String,
    pub(super) finding: Finding,
}

/// The values of an entry that start with `&` or `!`.
pub(super) fn signed(entry: &Entry, source: &Source) -> Vec<Signed> {
    let mut found = vec![];
    values(&entry.key, &entry.value, source, &mut found);
    found
}

fn values(key: &str, node: &Node, source: &Source, found: &mut Vec<Signed>) {
    match &node.value {
        Value::List(items) => {
            for item in items {
                values(key, item, source, found);
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                values(&entry.key, &entry.value, source, found);
            }
        }
        _ => found.extend(scalar(key, node, source)),
    }
}

fn scalar(key: &str, node: &Node, source: &Source) -> Option<Signed> {
    let text = source.text.as_str();
    // If the rest is in quotation marks, the author meant a name or a type.
    if node.style != Style::Plain {
        return None;
    }
    let span = if node.span.start == node.span.end {
        let at = node.span.start;
        // The place of nothing may be before the word or after it.
        let before = first_word(text, at).map(|start| Span::new(start, at));
        lone_word(text, at).or(before)?
    } else {
        let start = first_word(text, node.span.start)?;
        Span::new(start, node.span.end)
    };
    let written = span.of(text).trim_end();
    let first = written.split_whitespace().next()?;
    if is_meant(first, text) || written.contains('\n') {
        return None;
    }
    let quoted = write::quoted(written);
    let sign = &first[..1];
    let message = format!(
        "the value of `{key}` starts with `{sign}`, which has a meaning of its own in YAML"
    );
    let span = Span::new(span.start, span.start + written.len());
    let finding = Finding::error(rules::YAML_STARTS_WITH_SPECIAL_SIGN, message)
        .at(
            source.place(span),
            format!("YAML would leave out `{first}`"),
        )
        .help(format!("put quotation marks around it: `{quoted}`"))
        .fix(Edit::replacing(text, span, written, &quoted));
    Some(Signed {
        text: written.to_owned(),
        finding,
    })
}

/// Where the words before a value begin that YAML takes for its name or type. `None` if there are
/// none.
fn first_word(text: &str, value: usize) -> Option<usize> {
    let line = text[..value].rfind('\n').map_or(0, |end| end + 1);
    let mut start = None;
    let mut end = value;
    loop {
        let before = text[line..end].trim_end_matches([' ', '\t']);
        let word = before
            .rfind([' ', '\t', '[', '{', ','])
            .map_or(line, |at| line + at + 1);
        let is_signed = text[word..line + before.len()].starts_with(['&', '!']);
        if !is_signed {
            return start;
        }
        start = Some(word);
        end = word;
    }
}

/// The word after a colon, dash or comma that YAML takes for a name or type of nothing.
fn lone_word(text: &str, from: usize) -> Option<Span> {
    let line = text[from..].split('\n').next().unwrap_or_default();
    let rest = line.trim_start();
    let start = from + (line.len() - rest.len());
    let end = rest
        .find([' ', ',', ']', '}'])
        .unwrap_or(rest.trim_end().len());
    rest.starts_with(['&', '!'])
        .then(|| Span::new(start, start + end))
}

/// True for a name that is used in the same text, and for the types that YAML itself has.
fn is_meant(word: &str, text: &str) -> bool {
    const TYPES: [&str; 12] = [
        "binary",
        "bool",
        "float",
        "int",
        "map",
        "null",
        "omap",
        "pairs",
        "seq",
        "set",
        "str",
        "timestamp",
    ];
    match word.strip_prefix('&') {
        Some(name) => {
            let uses = text.match_indices(&format!("*{name}")).any(|(at, used)| {
                let after = text[at + used.len()..].chars().next();
                after.is_none_or(|letter| letter.is_whitespace() || ",]}".contains(letter))
            });
            !name.is_empty() && uses
        }
        None => word
            .strip_prefix("!!")
            .is_some_and(|name| TYPES.contains(&name)),
    }
}
