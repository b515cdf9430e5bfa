//! Values without places and events with places into nodes.
//!
//! Both come from the same text in the same order, so each value takes the next event. Where the
//! two disagree the value stays and its place is [`Style::Unknown`]: a caret may then underline
//! too much, but no fix can write to a wrong place.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, options};
use serde_yaml::Value as Parsed;

use super::{Entry, Node, Style, Value};
use crate::source::Span;

/// Reads the events of a text and gives each value its place.
pub(super) struct Places<'a> {
    text: &'a str,
    /// What is added to every place: `text` may be a part of a file.
    base: usize,
    /// `None` once the events have ended or no longer fit the values.
    events: Option<Parser<'a, StrInput<'a>>>,
    /// The end of the last key or value, with its quotes and brackets.
    end: usize,
}

/// What the next value is, as the events have it.
enum Token<'a> {
    Scalar(Cow<'a, str>, ScalarStyle),
    List,
    Map,
    Alias,
    /// The end of a list or of a group of keys.
    End,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, base: usize) -> Places<'a> {
        // What `serde_yaml` accepts and the specification doesn't is accepted here as well.
        let options = options! {
            bom_inside_document_as_content: true,
            block_scalar_eof_without_line_feed: true,
        };
        let events = Some(Parser::new_from_str_with_options(text, options));
        Places {
            text,
            base,
            events,
            end: 0,
        }
    }

    /// The value with its places; its event is the next.
    pub(super) fn node(&mut self, parsed: Parsed) -> Node {
        let parsed = untagged(parsed);
        let Some((token, span)) = self.token() else {
            if self.end == 0 && parsed == Parsed::Null {
                // An empty text has no events.
                return everywhere(parsed, Span::new(self.base, self.base), Style::Plain);
            }
            return self.lost(parsed);
        };
        match (token, parsed) {
            (Token::Scalar(text, style), parsed) if is_scalar(&parsed) => {
                self.scalar(parsed, &text, style, span)
            }
            (Token::List, Parsed::Sequence(items)) => {
                let nodes: Vec<Node> = items.into_iter().map(|item| self.item(item)).collect();
                let start = match nodes.first() {
                    // The event of a list with dashes may begin before its first dash or after.
                    Some(first) if span.start == span.end => self.start_of(first),
                    _ => span.start,
                };
                self.collection(start, Value::List(nodes))
            }
            (Token::Map, Parsed::Mapping(map)) => {
                let entries = map.into_iter().map(|(key, value)| self.entry(key, value));
                let entries = entries.collect();
                self.collection(span.start, Value::Map(entries))
            }
            (Token::Alias, parsed) => everywhere(parsed, span.shifted(self.base), Style::Alias),
            (_, parsed) => {
                self.events = None;
                self.lost(parsed)
            }
        }
    }

    fn scalar(&mut self, parsed: Parsed, text: &str, written: ScalarStyle, span: Span) -> Node {
        let (span, style) = self.content(span, written);
        let style = if agree(&parsed, text) {
            style
        } else {
            Style::Unknown
        };
        everywhere(parsed, span.shifted(self.base), style)
    }

    /// The bytes of a scalar without its quotes and the blanks around it.
    fn content(&self, span: Span, style: ScalarStyle) -> (Span, Style) {
        let (span, style) = match style {
            ScalarStyle::Plain => (span, Style::Plain),
            ScalarStyle::SingleQuoted => (within_quotes(span), Style::SingleQuoted),
            ScalarStyle::DoubleQuoted => (within_quotes(span), Style::DoubleQuoted),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let written = span.of(self.text);
                let start = span.start + (written.len() - written.trim_start().len());
                let end = span.start + written.trim_end().len();
                (Span::new(start.min(end), end), Style::Block)
            }
        };
        (span, style)
    }

    /// A list or a group of keys, all of whose parts have been read.
    fn collection(&mut self, start: usize, value: Value) -> Node {
        let style = if let Some((Token::End, _)) = self.token() {
            Style::Collection
        } else {
            self.events = None;
            Style::Unknown
        };
        Node {
            span: Span::new(start, self.end.max(start)).shifted(self.base),
            value,
            style,
        }
    }

    fn item(&mut self, item: Parsed) -> Node {
        let before = self.end;
        let mut node = self.node(item);
        if node.span.start == node.span.end && node.style == Style::Plain {
            let at = self.after_dash(before, node.span.start - self.base) + self.base;
            node.span = Span::new(at, at);
        }
        node
    }

    /// The place after the dash of an item without a value; its event may be some lines below.
    fn after_dash(&self, before: usize, event: usize) -> usize {
        let mut at = before;
        for line in self.text[before..event.max(before)].split_inclusive('\n') {
            let rest = line.trim_start_matches(' ');
            if (at > before || before == 0) && rest.starts_with('-') {
                return at + (line.len() - rest.len()) + 1;
            }
            at += line.len();
        }
        event
    }

    /// Where a value begins, its quote included.
    fn start_of(&self, node: &Node) -> usize {
        let is_quoted = matches!(node.style, Style::SingleQuoted | Style::DoubleQuoted);
        node.span.start - self.base - usize::from(is_quoted)
    }

    fn entry(&mut self, key: Parsed, value: Parsed) -> Entry {
        let (key_span, key_style) = self.key(&key).unwrap_or((self.whole(), Style::Unknown));
        let key = key_text(key);
        let after_colon = self.after_colon();
        let mut value = self.node(value);
        if value.style == Style::Unknown {
            let end = self.end_of_line(key_span.start).max(self.end + self.base);
            value.span = Span::new(key_span.start, end);
        } else if value.span.start == value.span.end {
            // The event of an empty value may be before the colon or on the next line.
            let at = after_colon.max(value.span.start.min(self.end_of_line(after_colon)));
            value.span = Span::new(at, at);
        }
        Entry {
            key,
            key_span,
            key_style,
            value,
        }
    }

    /// The place of a key; its event is the next.
    fn key(&mut self, key: &Parsed) -> Option<(Span, Style)> {
        let (token, span) = self.token()?;
        let (span, style) = match token {
            Token::Scalar(text, style) if agree(key, &text) => self.content(span, style),
            Token::Alias => (span, Style::Alias),
            Token::List | Token::Map => {
                self.skip();
                (
                    Span::new(span.start, self.end.max(span.end)),
                    Style::Collection,
                )
            }
            Token::Scalar(..) | Token::End => {
                self.events = None;
                return None;
            }
        };
        Some((span.shifted(self.base), style))
    }

    /// Where a value can begin after the key that was just read.
    fn after_colon(&self) -> usize {
        let rest = &self.text[self.end..];
        let colon = rest.trim_start_matches(' ').strip_prefix(':');
        let end = colon.map_or(self.end, |after| self.text.len() - after.len());
        end + self.base
    }

    fn end_of_line(&self, place: usize) -> usize {
        let rest = &self.text[place - self.base..];
        place + rest.find('\n').unwrap_or(rest.len())
    }

    /// Reads to the end of the list or group of keys that has just begun.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.token() {
                Some((Token::List | Token::Map, _)) => depth += 1,
                Some((Token::End, _)) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// The next event that belongs to a value, with its place in the text.
    fn token(&mut self) -> Option<(Token<'a>, Span)> {
        loop {
            let (event, span) = match self.events.as_mut()?.next() {
                Some(Ok((event, span))) => (event, span.byte_range()?),
                Some(Err(_)) | None => {
                    self.events = None;
                    return None;
                }
            };
            let token = match event {
                Event::StreamStart | Event::DocumentStart(..) => continue,
                Event::Scalar(text, style, ..) => Token::Scalar(text, style),
                Event::SequenceStart(..) => Token::List,
                Event::MappingStart(..) => Token::Map,
                Event::SequenceEnd | Event::MappingEnd => Token::End,
                Event::Alias(_) => Token::Alias,
                _ => {
                    self.events = None;
                    return None;
                }
            };
            // A block list has no sign at its end, and its event has the place of what follows.
            if !span.is_empty() {
                let written = &self.text[span.clone()];
                self.end = span.start + written.trim_end().len();
            }
            return Some((token, span.into()));
        }
    }

    /// A value whose place isn't known.
    fn lost(&self, parsed: Parsed) -> Node {
        everywhere(parsed, self.whole(), Style::Unknown)
    }

    fn whole(&self) -> Span {
        Span::new(0, self.text.trim_end().len()).shifted(self.base)
    }
}

fn within_quotes(span: Span) -> Span {
    Span::new(
        span.start + 1,
        span.end.saturating_sub(1).max(span.start + 1),
    )
}

fn untagged(mut parsed: Parsed) -> Parsed {
    while let Parsed::Tagged(tagged) = parsed {
        parsed = tagged.value;
    }
    parsed
}

fn is_scalar(parsed: &Parsed) -> bool {
    !matches!(parsed, Parsed::Sequence(_) | Parsed::Mapping(_))
}

/// True if both parsers read the same scalar.
fn agree(parsed: &Parsed, text: &str) -> bool {
    match parsed {
        Parsed::String(value) => value == text,
        Parsed::Number(value) => {
            text.parse()
                .is_ok_and(|number: serde_yaml::Number| number == *value)
                || is_long_number(text, value)
        }
        Parsed::Bool(value) => text.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
        Parsed::Null => matches!(text, "" | "~" | "null" | "Null" | "NULL"),
        Parsed::Tagged(tagged) => agree(&tagged.value, text),
        Parsed::Sequence(_) | Parsed::Mapping(_) => false,
    }
}

/// True if a text is a whole number of more than 64 bits, which `parse` reads with an exponent.
fn is_long_number(text: &str, value: &serde_yaml::Number) -> bool {
    let is_whole = text
        .trim_start_matches(['-', '+'])
        .bytes()
        .all(|byte| byte.is_ascii_digit());
    let pair = text.parse::<f64>().ok().zip(value.as_f64());
    // Of the digits that the exponent stands for, a float holds none.
    is_whole && pair.is_some_and(|(one, other)| (one / other - 1.0).abs() < 1e-15)
}

/// A value all of which has one place.
fn everywhere(parsed: Parsed, span: Span, style: Style) -> Node {
    let value = match parsed {
        Parsed::Null => Value::Null,
        Parsed::Bool(value) => Value::Bool(value),
        Parsed::Number(value) => Value::Number(value.as_f64().unwrap_or(f64::NAN)),
        Parsed::String(value) => Value::Text(value),
        Parsed::Sequence(items) => {
            let nodes = items.into_iter().map(|item| everywhere(item, span, style));
            Value::List(nodes.collect())
        }
        Parsed::Mapping(map) => {
            let entries = map.into_iter().map(|(key, value)| Entry {
                key: key_text(key),
                key_span: span,
                key_style: style,
                value: everywhere(value, span, style),
            });
            Value::Map(entries.collect())
        }
        Parsed::Tagged(tagged) => return everywhere(tagged.value, span, style),
    };
    Node { span, value, style }
}

/// A key as text; `2024: x` has the key `2024`.
fn key_text(key: Parsed) -> String {
    match key {
        Parsed::String(key) => key,
        other => serde_yaml::to_string(&other)
            .unwrap_or_default()
            .trim()
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
