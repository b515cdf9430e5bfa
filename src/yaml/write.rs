//! Values as YAML text that every parser reads back as the same values.

use serde::Serialize;

use super::{Style, Value, parse};
use crate::source::Span;

/// A value as a YAML document, also for programs that read YAML 1.1.
pub fn document<T: Serialize>(value: &T) -> String {
    let yaml = serde_yaml::to_string(value).expect("the keys of such values are texts");
    let lines = yaml.lines().map(|line| match line.rsplit_once(' ') {
        Some((before, word)) if before.ends_with(['-', ':']) && is_yes_or_no(word) => {
            format!("{before} '{word}'\n")
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// A text as a YAML value on one line: without quotes if it reads back as the same text.
///
/// ```
/// assert_eq!(casebook::yaml::write::text("Warm homes"), "Warm homes");
/// assert_eq!(casebook::yaml::write::text("Homes: warm"), "\"Homes: warm\"");
/// ```
pub fn text(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Texts as a YAML list on one line: `[Housing, "Arts, culture"]`.
pub fn list<S: AsRef<str>>(texts: &[S]) -> String {
    let items: Vec<String> = texts
        .iter()
        .map(|item| item_of_list(item.as_ref()))
        .collect();
    format!("[{}]", items.join(", "))
}

fn item_of_list(item: &str) -> String {
    if has_list_signs(item) {
        quoted(item)
    } else {
        text(item)
    }
}

fn has_list_signs(text: &str) -> bool {
    text.contains([',', '[', ']', '{', '}'])
}

/// A text between quotes: single ones if it has double quotes and nothing else to escape.
///
/// ```
/// assert_eq!(casebook::yaml::write::quoted("Warm homes"), "\"Warm homes\"");
/// assert_eq!(casebook::yaml::write::quoted("A \"warm\" home"), "'A \"warm\" home'");
/// ```
pub fn quoted(text: &str) -> String {
    if text.contains('"') && !text.contains(['\'', '\\']) && !text.chars().any(is_hidden) {
        format!("'{text}'")
    } else {
        format!("\"{}\"", escaped(text))
    }
}

/// A text as the content of a value that has this style already; `None` where it can't be.
///
/// A value without quotes may be inside a list on one line, so it has no commas or brackets.
pub(super) fn within(text: &str, style: Style) -> Option<String> {
    match style {
        Style::Plain => (!has_list_signs(text) && is_plain(text)).then(|| text.to_owned()),
        Style::SingleQuoted => (!text.chars().any(is_hidden)).then(|| text.replace('\'', "''")),
        Style::DoubleQuoted => Some(escaped(text)),
        Style::Block | Style::Collection | Style::Alias | Style::Unknown => None,
    }
}

/// True if a text needs no quotes: YAML reads it as this very text, and a person can tell it from
/// YAML's own signs.
fn is_plain(text: &str) -> bool {
    let starts = |letter: char| letter.is_alphanumeric() || "(/£€$.“‘".contains(letter);
    text.starts_with(starts)
        && text.trim() == text
        && !text.contains(": ")
        && !text.ends_with(':')
        && !is_yes_or_no(text)
        && !text.contains(" #")
        && !text.chars().any(is_hidden)
        && reads_as_itself(text)
}

/// True if YAML reads a value without quotes as this very text.
fn reads_as_itself(text: &str) -> bool {
    parse(text, Span::new(0, text.len())).is_ok_and(|node| node.value == Value::Text(text.into()))
}

/// True if a word without quotes is not a text in YAML 1.1, which code hosts still read.
fn is_yes_or_no(word: &str) -> bool {
    ["y", "n", "yes", "no", "on", "off"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}

/// True for characters that can't be seen, and for those that end a line for some programs.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// A text with all that needs it escaped for a place between double quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            letter if is_hidden(letter) => {
                escaped.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECES: [&str; 56] = [
        "",
        " ",
        "a",
        "Warm homes: street by street",
        "- item",
        "#1",
        "a #b",
        "'",
        "\"",
        "\\",
        "\n",
        "\t",
        "yes",
        "null",
        "~",
        "1984",
        "1e3",
        "0x1F",
        "2024-03-12",
        "true",
        "[a]",
        "{a}",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "|",
        ">",
        "? a",
        "a:",
        ":",
        "---",
        "...",
        "Tŷ",
        "العربية",
        "😀",
        "\u{a0}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7}",
        "\u{fffe}",
        "\u{1fffe}",
        "=",
        "<<",
        "a, b",
        "12:30",
        "£12,500",
        "{{ x }}",
        "C:\\temp",
        ".5",
        "a{b",
        "\r",
        "\u{0}",
    ];

    #[test]
    fn a_text_reads_back_as_it_was_whatever_it_holds() {
        for first in PIECES {
            for second in PIECES {
                let whole = format!("{first}{second}");
                let written = text(&whole);
                assert!(!written.contains('\n'), "{whole:?} takes more than a line");
                assert_eq!(
                    values(&format!("key: {written}\n")),
                    [whole.as_str()],
                    "written {written}"
                );
                let written = list(&[first, second]);
                assert_eq!(
                    values(&format!("key: {written}\n")),
                    [first, second],
                    "written {written}"
                );
            }
        }
    }

    #[test]
    fn what_needs_no_quotes_has_none() {
        for plain in [
            "Warm homes",
            "Tŷ cynnes",
            "12 homes, 3 streets",
            "https://example.org/a?b=c#d",
            "Children's services",
        ] {
            assert_eq!(text(plain), plain);
        }
    }

    /// The texts behind the one key of some YAML.
    fn values(yaml: &str) -> Vec<String> {
        let root = parse(yaml, Span::new(0, yaml.len()))
            .unwrap_or_else(|error| panic!("{yaml}: {}", error.message));
        let Value::Map(entries) = root.value else {
            panic!("{yaml} is no map")
        };
        let nodes = match &entries[0].value.value {
            Value::List(nodes) => nodes.clone(),
            _ => vec![entries[0].value.clone()],
        };
        let texts = nodes.into_iter().map(|node| match node.value {
            Value::Text(text) => text,
            other => panic!("{yaml} holds {other:?}"),
        });
        texts.collect()
    }
}
