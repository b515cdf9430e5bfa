//! What a YAML text says, with the place and the style of every value.

use std::borrow::Cow;

use crate::source::Span;

/// A value, where it is written and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes of the value: without its quotes, without the `|` or `>` and the indentation of a
    /// block text, with the brackets of a list. Empty, just after the colon or the dash, where
    /// nothing is written.
    pub span: Span,
    /// What is written there.
    pub value: Value,
    /// How it is written.
    pub style: Style,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A group of keys with their values.
    Map(Vec<Entry>),
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes, on one line or several.
    Plain,
    /// Between `'`.
    SingleQuoted,
    /// Between `"`.
    DoubleQuoted,
    /// On the lines below a `|` or `>`.
    Block,
    /// A list or a group of keys.
    Collection,
    /// Written elsewhere and repeated by its name (`*year`); the span is the name's. Everything
    /// inside such a value has this style and span too.
    Alias,
    /// The place isn't known for sure, so nothing may be changed there. The span is the whole entry
    /// or, where even that isn't known, the whole text.
    Unknown,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as text.
    pub key: String,
    /// The bytes of the key, without its quotes.
    pub key_span: Span,
    /// How the key is written.
    pub key_style: Style,
    /// The value after the colon.
    pub value: Node,
}

impl Entry {
    /// The key with its place.
    pub fn key(&self) -> Spanned<String> {
        Spanned {
            value: self.key.clone(),
            span: self.key_span,
            style: self.key_style,
        }
    }
}

impl Node {
    /// The same value with its places, and those of its parts, moved.
    pub(super) fn moved(self, to: &dyn Fn(usize) -> usize) -> Node {
        let moved = |span: Span| Span::new(to(span.start), to(span.end));
        let value = match self.value {
            Value::List(items) => {
                Value::List(items.into_iter().map(|item| item.moved(to)).collect())
            }
            Value::Map(entries) => {
                let entries = entries.into_iter().map(|entry| Entry {
                    key_span: moved(entry.key_span),
                    value: entry.value.moved(to),
                    ..entry
                });
                Value::Map(entries.collect())
            }
            other => other,
        };
        Node {
            span: moved(self.span),
            value,
            style: self.style,
        }
    }

    /// The kind of the value, in an author's words.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "yes or no",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a group of keys",
        }
    }

    /// A single value as text, `None` for anything else.
    ///
    /// A number is the text as written: `price: 0.10` is `0.10` and `code: 0x1F` is `0x1F`. Only a
    /// number that an alias repeats is written anew (`0.1`).
    pub fn scalar<'a>(&'a self, text: &'a str) -> Option<Cow<'a, str>> {
        let anew = match &self.value {
            Value::Text(value) => return Some(value.into()),
            Value::Number(_) | Value::Bool(_) if self.style == Style::Plain => {
                return Some(self.span.of(text).into());
            }
            Value::Number(value) => value.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Null | Value::List(_) | Value::Map(_) => return None,
        };
        Some(anew.into())
    }
}

/// A value with the place where its author wrote it, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What is written there.
    pub value: T,
    /// Its bytes in the text.
    pub span: Span,
    /// How it is written.
    pub style: Style,
}

impl<T> Spanned<T> {
    /// A value that was read from a node.
    pub fn of(value: T, node: &Node) -> Spanned<T> {
        let Node { span, style, .. } = *node;
        Spanned { value, span, style }
    }
}
