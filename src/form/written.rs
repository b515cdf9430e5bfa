//! Texts as YAML that is read as the same texts.

use crate::source::Span;
use crate::yaml::{self, Value};

/// A text as a YAML value on one line, in double quotes unless it is read the same without them.
pub fn text(text: &str) -> String {
    if is_plain(text) && reads_as(text, text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Texts as a YAML list on one line.
pub fn list<S: AsRef<str>>(texts: &[S]) -> String {
    let items: Vec<String> = texts
        .iter()
        .map(|item| item_of_list(item.as_ref()))
        .collect();
    format!("[{}]", items.join(", "))
}

fn item_of_list(item: &str) -> String {
    if item.contains([',', '[', ']', '{', '}']) {
        quoted(item)
    } else {
        text(item)
    }
}

/// True if a YAML value is read as this text.
fn reads_as(yaml: &str, text: &str) -> bool {
    yaml::parse(yaml, Span::new(0, yaml.len()))
        .is_ok_and(|node| node.value == Value::Text(text.to_owned()))
}

/// True if people can see without quotes that a text is no YAML syntax.
fn is_plain(text: &str) -> bool {
    let starts = |letter: char| letter.is_alphanumeric() || "(/£€$.“‘".contains(letter);
    text.starts_with(starts)
        && text.trim() == text
        && !text.contains(": ")
        && !text.ends_with(':')
        && !yaml::is_yes_or_no(text)
        && !text.contains(" #")
        && !text.chars().any(hidden)
}

/// Invisible characters, and those that some programs read as the end of a line.
fn hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            letter if hidden(letter) => quoted.push_str(&format!("\\u{:04X}", letter as u32)),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
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

    /// The texts of the only key of some YAML.
    fn values(yaml: &str) -> Vec<String> {
        let root = yaml::parse(yaml, Span::new(0, yaml.len()))
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
