//! Nodes of YAML into typed values, with a finding for each of the wrong type.
//!
//! The settings and front matter share it, so that a mistake reads the same in both.

use std::borrow::Cow;

pub use super::node::Spanned;
use super::{Entry, Node, Value, write};
use crate::report::{Edit, Finding, Report, rules};
use crate::source::{Source, Span, visible};

impl Spanned<String> {
    /// The edit that writes `new` in place of the text; `source` is the file it is from.
    ///
    /// `None` if the text is not written there as it was read (an alias, a block text, several
    /// lines, escapes) or if `new` would need other quotes.
    pub fn replaced(&self, source: &str, new: &str) -> Option<Edit> {
        let written = self.span.of(source);
        // What was read may have been trimmed and lost its invisible characters.
        let is_as_read = visible(written).trim() == visible(&self.value).trim();
        let new = write::within(new, self.style).filter(|_| is_as_read)?;
        Edit::replacing(source, self.span, written, &new)
    }
}

/// Reads typed values from one source and reports what it can't read.
#[derive(Debug)]
pub struct Reader<'a> {
    /// The text that the values are from.
    pub source: &'a Source,
    /// Where findings go.
    pub report: &'a mut Report,
}

impl Reader<'_> {
    /// A text without blanks around it; a number or `true` is the text as written.
    ///
    /// `None` if there is no text. Reports a list or a group of keys.
    pub fn text(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match node.scalar(&self.source.text) {
            Some(text) => {
                let text = self.printable(text, node.span);
                let text = text.trim();
                (!text.is_empty()).then(|| Spanned::of(text.to_owned(), node))
            }
            None => {
                self.must_be_unless_empty("text", key, node);
                None
            }
        }
    }

    /// A text with a space for each control character, which it reports.
    ///
    /// YAML allows none in its text, but escapes such as `\x07` become one.
    fn printable<'t>(&mut self, text: Cow<'t, str>, span: Span) -> Cow<'t, str> {
        let is_one = |letter: char| {
            letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')
                || matches!(letter, '\u{fffe}' | '\u{ffff}')
        };
        let Some(letter) = text.chars().find(|letter| is_one(*letter)) else {
            return text;
        };
        let message = format!(
            "an escape stands for the invisible character U+{:04X}, which is not allowed on a page",
            u32::from(letter)
        );
        self.report.add(
            Finding::error(rules::YAML_CONTROL_CHARACTER, message)
                .at(
                    self.source.place(span.first_line(&self.source.text)),
                    "in this text",
                )
                .help("delete the escape, which begins with `\\`, or replace it with a space"),
        );
        text.replace(is_one, " ").into()
    }

    /// One text or a list of them, without empty items. Reports what is neither.
    pub fn texts(&mut self, key: &str, node: &Node) -> Vec<Spanned<String>> {
        match &node.value {
            Value::List(items) => {
                // Exactly as much memory as needed: a library has many lists of few terms.
                let mut texts = Vec::with_capacity(items.len());
                texts.extend(items.iter().filter_map(|item| self.text(key, item)));
                texts
            }
            Value::Map(_) => {
                self.must_be("text or a list of texts", key, node);
                vec![]
            }
            _ => self.text(key, node).into_iter().collect(),
        }
    }

    /// `true` or `false`, for which authors also write `yes` and `no`. Reports anything else.
    pub fn boolean(&mut self, key: &str, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Bool(value) => Some(*value),
            // With an invisible character beside it, YAML reads `false` as a text.
            Value::Text(text) if is_any(text, ["yes", "true"]) => Some(true),
            Value::Text(text) if is_any(text, ["no", "false"]) => Some(false),
            _ => {
                self.must_be_unless_empty("`true` or `false`", key, node);
                None
            }
        }
    }

    /// A number, also in quotes. Reports anything else.
    pub fn number(&mut self, key: &str, node: &Node) -> Option<Spanned<f64>> {
        let number = match &node.value {
            Value::Number(value) => Some(*value),
            // YAML reads it as a text when it is in quotes.
            Value::Text(text) => text.parse().ok(),
            _ => None,
        };
        let number = number.filter(|value: &f64| value.is_finite());
        if number.is_none() {
            self.must_be_unless_empty("a number", key, node);
        }
        number.map(|value| Spanned::of(value, node))
    }

    /// The entries of a group of keys. Reports anything else, which has no entries.
    pub fn map<'n>(&mut self, key: &str, node: &'n Node) -> &'n [Entry] {
        match &node.value {
            Value::Map(entries) => entries,
            _ => {
                self.must_be_unless_empty("a group of keys", key, node);
                &[]
            }
        }
    }

    /// The items of a list; a single value is a list of one.
    pub fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(node),
        }
    }

    /// Reports a value of the wrong type. A key without a value counts as left out.
    fn must_be_unless_empty(&mut self, wanted: &str, key: &str, node: &Node) {
        if node.value != Value::Null {
            self.must_be(wanted, key, node);
        }
    }

    /// Reports that a value is not what its key wants: `text`, say.
    pub fn must_be(&mut self, wanted: &str, key: &str, node: &Node) {
        self.report.add(self.wrong_type(wanted, key, node));
    }

    /// The finding for a value of another type than its key wants.
    pub fn wrong_type(&self, wanted: &str, key: &str, node: &Node) -> Finding {
        let span = node.span.first_line(&self.source.text);
        let written = match node.scalar(&self.source.text) {
            Some(_) => format!("`{}`", span.of(&self.source.text)),
            None => node.kind().to_owned(),
        };
        let message = format!("`{key}` must be {wanted}, and is {written}");
        Finding::error(rules::WRONG_TYPE, message)
            .at(self.source.place(span), format!("not {wanted}"))
    }

    /// Reports a key that is nearly a known one, with the fix.
    pub fn mistyped(&mut self, entry: &Entry, meant: &str) {
        let place = self.source.place(entry.key_span);
        self.report.add(
            Finding::error(
                rules::UNKNOWN_KEY,
                format!("`{}` is not a known key", entry.key),
            )
            .at(place, "not known")
            .help(format!("did you mean `{meant}`?"))
            .fix(entry.key().replaced(&self.source.text, meant)),
        );
    }
}

fn is_any(text: &str, words: [&str; 2]) -> bool {
    let text = visible(text);
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}
