//! Typed values out of YAML, with a finding for each that is of the wrong type.
//!
//! Shared by the settings and by front matter, so that a mistake reads the same in both.

use std::borrow::Cow;

use super::{Entry, Node, Value};
use crate::report::{Edit, Finding, Report, rules};
use crate::source::{Source, Span, visible};

/// A value with the place an author wrote it at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// Reads typed values from one source, telling `report` what it could not read.
#[derive(Debug)]
pub struct Reader<'a> {
    pub source: &'a Source,
    pub report: &'a mut Report,
}

impl Reader<'_> {
    /// A text; numbers and yes/no count as they are written. Nothing at all is `None`.
    pub fn text(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        match node.scalar(&self.source.text) {
            Some(text) => spanned(self.printable(text, node.span).trim(), node.span),
            None => {
                self.must_be_unless_empty("text", key, node);
                None
            }
        }
    }

    /// A text with a space for each control character: YAML forbids them, but not an escape that
    /// stands for one.
    fn printable<'t>(&mut self, text: Cow<'t, str>, span: Span) -> Cow<'t, str> {
        let is_one = |letter: char| {
            letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')
                || matches!(letter, '\u{fffe}' | '\u{ffff}')
        };
        let Some(letter) = text.chars().find(|letter| is_one(*letter)) else {
            return text;
        };
        let message = format!(
            "an escape stands for the invisible character U+{:04X}, which no page may hold",
            u32::from(letter)
        );
        self.report.add(
            Finding::error(rules::YAML_CONTROL_CHARACTER, message)
                .at(
                    self.source.place(span.first_line(&self.source.text)),
                    "in this text",
                )
                .help("take what begins with `\\` out, or write a space for it"),
        );
        text.replace(is_one, " ").into()
    }

    /// One text or a list of them; empty items are left out.
    pub fn texts(&mut self, key: &str, node: &Node) -> Vec<Spanned<String>> {
        match &node.value {
            Value::List(items) => {
                // No more memory than is filled: a library has many lists of few terms.
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

    /// `true` or `false`; also `yes` and `no`, which authors write.
    pub fn boolean(&mut self, key: &str, node: &Node) -> Option<bool> {
        match &node.value {
            Value::Bool(value) => Some(*value),
            // With an invisible character beside it, `false` is a text.
            Value::Text(text) if is_any(text, ["yes", "true"]) => Some(true),
            Value::Text(text) if is_any(text, ["no", "false"]) => Some(false),
            _ => {
                self.must_be_unless_empty("`true` or `false`", key, node);
                None
            }
        }
    }

    pub fn number(&mut self, key: &str, node: &Node) -> Option<Spanned<f64>> {
        let number = match &node.value {
            Value::Number(value) => Some(*value),
            // In quotes it is a text, as `"true"` is.
            Value::Text(text) => text.parse().ok().filter(|value: &f64| value.is_finite()),
            _ => None,
        };
        if number.is_none() {
            self.must_be_unless_empty("a number", key, node);
        }
        number.map(|value| Spanned {
            value,
            span: node.span,
        })
    }

    /// The entries of a group of keys; none where it is something else.
    pub fn map<'n>(&mut self, key: &str, node: &'n Node) -> &'n [Entry] {
        match &node.value {
            Value::Map(entries) => entries,
            _ => {
                self.must_be_unless_empty("a group of keys", key, node);
                &[]
            }
        }
    }

    /// The items of a list; a single value counts as a list of one.
    pub fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(node),
        }
    }

    /// A key with nothing behind it is as if it were not there.
    fn must_be_unless_empty(&mut self, wanted: &str, key: &str, node: &Node) {
        if node.value != Value::Null {
            self.must_be(wanted, key, node);
        }
    }

    pub fn must_be(&mut self, wanted: &str, key: &str, node: &Node) {
        self.report.add(self.wrong_type(wanted, key, node));
    }

    /// That a value is of another kind than its key wants.
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

    /// Says that a key is not known, as an error where it is close to one that is.
    pub fn mistyped(&mut self, entry: &Entry, meant: &str) {
        let place = self.source.place(entry.key_span);
        self.report.add(
            Finding::error(
                rules::UNKNOWN_KEY,
                format!("`{}` is not a known key", entry.key),
            )
            .at(place, "not known")
            .help(format!("did you mean `{meant}`?"))
            .fix(vec![Edit::replacing(
                &self.source.text,
                entry.key_span,
                meant,
            )]),
        );
    }
}

fn spanned(text: &str, span: Span) -> Option<Spanned<String>> {
    (!text.is_empty()).then(|| Spanned {
        value: text.to_owned(),
        span,
    })
}

fn is_any(text: &str, words: [&str; 2]) -> bool {
    let text = visible(text);
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}
