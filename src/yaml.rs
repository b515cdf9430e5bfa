//! YAML text into a tree of values that know where they stand.
//!
//! The parser gives values but not their places, so `Locator` finds each value again in the text,
//! in order. It never decides what a value is, only where: were it wrong, a caret would stand a few
//! characters off and nothing else. So a number is the text found for it (`007`) only where that
//! text is the number.

pub mod mistakes;
pub mod read;

use std::borrow::Cow;

use serde_yaml::Value as Parsed;

use crate::source::Span;

/// A value and the bytes it stands in, without its quotes.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

/// What YAML can say.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

impl Node {
    /// What the value is, in an author's words.
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

    /// A single value as it was written: `title: 1984` is the text `1984`. What an alias (`*year`)
    /// stands for is written anew.
    pub fn scalar<'a>(&'a self, text: &'a str) -> Option<Cow<'a, str>> {
        let anew = match &self.value {
            Value::Text(value) => return Some(value.into()),
            Value::Number(value) => value.to_string(),
            Value::Bool(value) => value.to_string(),
            _ => return None,
        };
        let written = self.span.of(text);
        let again = match serde_yaml::from_str(written) {
            Ok(Parsed::Number(value)) => float(&value).to_string(),
            Ok(Parsed::Bool(value)) => value.to_string(),
            _ => return Some(anew.into()),
        };
        Some(if again == anew {
            written.into()
        } else {
            anew.into()
        })
    }
}

fn float(number: &serde_yaml::Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

/// Why text is not YAML, in the parser's own words, and the byte where it stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotYaml {
    pub message: String,
    pub at: Option<usize>,
}

/// Reads the YAML that stands in `span` of `text`; places count in `text` as a whole.
///
/// # Errors
///
/// Fails where the parser does, duplicate keys included.
pub fn parse(text: &str, span: Span) -> Result<Node, NotYaml> {
    let yaml = span.of(text);
    if is_too_deep(yaml) {
        return Err(NotYaml {
            message: "recursion limit exceeded".to_owned(),
            at: None,
        });
    }
    let parsed: Parsed = serde_yaml::from_str(yaml).map_err(|error| NotYaml {
        message: error.to_string(),
        at: error
            .location()
            .map(|location| span.start + location.index().min(yaml.len())),
    })?;
    let plain = without_comments(yaml);
    let mut locator = Locator {
        text: yaml,
        plain: &plain,
        at: 0,
        base: span.start,
    };
    Ok(locator.node(parsed))
}

/// Whether far more brackets open than a parser follows, which takes quadratic time to find that
/// out.
fn is_too_deep(yaml: &str) -> bool {
    /// Eight times the depth at which the parser stops.
    const DEEP: usize = 1024;
    let opens = yaml
        .bytes()
        .filter(|byte| matches!(byte, b'[' | b'{'))
        .count();
    opens
        > DEEP
            + yaml
                .bytes()
                .filter(|byte| matches!(byte, b']' | b'}'))
                .count()
}

/// The text with each comment's bytes made blank, so that nothing is found inside one.
fn without_comments(yaml: &str) -> String {
    let mut bytes = yaml.as_bytes().to_vec();
    let mut quote = None;
    let mut at = 0;
    while at < bytes.len() {
        let before = if at == 0 { b'\n' } else { bytes[at - 1] };
        match (quote, bytes[at]) {
            (None, b'#') if before.is_ascii_whitespace() => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    bytes[at] = b' ';
                    at += 1;
                }
            }
            // A quote opens a value only where a value can begin.
            (None, b'"' | b'\'') if before.is_ascii_whitespace() || b"[{,".contains(&before) => {
                quote = Some(bytes[at])
            }
            (Some(b'"'), b'\\') => at += 1,
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        at += 1;
    }
    String::from_utf8(bytes).expect("whole letters were made blank")
}

/// Walks a text beside the values parsed from it.
struct Locator<'a> {
    text: &'a str,
    plain: &'a str,
    /// The byte behind the last value found.
    at: usize,
    base: usize,
}

impl Locator<'_> {
    fn bytes(&self) -> &[u8] {
        self.plain.as_bytes()
    }

    fn node(&mut self, parsed: Parsed) -> Node {
        match parsed {
            Parsed::Mapping(map) => {
                let start = self.skip_to_value();
                let entries = map
                    .into_iter()
                    .map(|(key, value)| self.entry(key, value))
                    .collect();
                self.made(start, self.at, Value::Map(entries))
            }
            Parsed::Sequence(items) => {
                let start = self.skip_to_value();
                let items = items.into_iter().map(|item| self.node(item)).collect();
                self.made(start, self.at, Value::List(items))
            }
            Parsed::Tagged(tagged) => self.node(tagged.value),
            Parsed::Null => self.null(),
            Parsed::Bool(value) => self.bare(Value::Bool(value)),
            Parsed::Number(value) => self.bare(Value::Number(float(&value))),
            Parsed::String(value) => self.string(value),
        }
    }

    fn entry(&mut self, key: Parsed, value: Parsed) -> Entry {
        let key = match key {
            Parsed::String(key) => key,
            other => serde_yaml::to_string(&other)
                .unwrap_or_default()
                .trim()
                .to_owned(),
        };
        let key_span = self.key(&key);
        Entry {
            key,
            key_span,
            value: self.node(value),
        }
    }

    /// Finds a key: its letters at the start of a word, with a colon behind them.
    fn key(&mut self, key: &str) -> Span {
        let mut from = self.at;
        while let Some(found) = self.find(key, from) {
            let end = found + key.len();
            let starts = found == 0
                || matches!(
                    self.bytes()[found - 1],
                    b' ' | b'\n' | b'\t' | b'{' | b',' | b'"' | b'\''
                );
            let behind = self.bytes()[end..]
                .iter()
                .position(|byte| !matches!(byte, b' ' | b'"' | b'\''));
            if starts && behind.is_some_and(|gap| self.bytes()[end + gap] == b':') {
                self.at = end + behind.unwrap_or_default() + 1;
                return Span::new(found, end).shifted(self.base);
            }
            from = end.max(found + 1);
        }
        Span::new(self.at, self.at).shifted(self.base)
    }

    fn find(&self, word: &str, from: usize) -> Option<usize> {
        let rest = self.plain.get(from..).filter(|_| !word.is_empty())?;
        rest.find(word).map(|found| from + found)
    }

    /// Moves to the first byte of the next value: past blanks, brackets, commas and list dashes.
    fn skip_to_value(&mut self) -> usize {
        while let Some(&byte) = self.bytes().get(self.at) {
            let dash = byte == b'-'
                && self
                    .bytes()
                    .get(self.at + 1)
                    .is_none_or(u8::is_ascii_whitespace);
            if !(byte.is_ascii_whitespace() || dash || b"[]{},".contains(&byte)) {
                break;
            }
            self.at += 1;
        }
        self.at
    }

    /// Moves to the next value, past the name that aliases know it by (`&year`) and its tag
    /// (`!!int`).
    fn skip_to_content(&mut self) -> usize {
        loop {
            let start = self.skip_to_value();
            match self.bytes().get(start) {
                Some(b'&' | b'!') => self.at = self.end_of_word(),
                _ => return start,
            }
        }
    }

    fn end_of_word(&self) -> usize {
        let rest = &self.plain[self.at..];
        self.at
            + rest
                .find(|letter: char| letter.is_whitespace() || ",]}".contains(letter))
                .unwrap_or(rest.len())
    }

    fn null(&mut self) -> Node {
        let start = self.at;
        let rest = &self.text[start..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        for word in ["null", "~", "Null", "NULL"] {
            if rest[blank..].starts_with(word) {
                self.at = start + blank + word.len();
                return self.made(start + blank, self.at, Value::Null);
            }
        }
        self.made(start, start, Value::Null)
    }

    fn bare(&mut self, value: Value) -> Node {
        let start = self.skip_to_content();
        let rest = &self.bytes()[start..];
        let length = rest
            .iter()
            .position(|byte| b",]}\n".contains(byte))
            .unwrap_or(rest.len());
        let length = self.text[start..start + length].trim_end().len();
        // A comment's bytes are blank in `plain` but not in `text`.
        let length = rest[..length]
            .iter()
            .rposition(|byte| *byte != b' ')
            .map_or(0, |last| last + 1);
        self.at = start + length;
        self.made(start, self.at, value)
    }

    fn string(&mut self, value: String) -> Node {
        let start = self.skip_to_content();
        match self.bytes().get(start) {
            // No text begins so without quotes: it is an alias.
            Some(b'*') => {
                self.at = self.end_of_word();
                self.made(start, self.at, Value::Text(value))
            }
            Some(quote @ (b'"' | b'\'')) => {
                let mut end = start + 1;
                while end < self.plain.len() {
                    match self.bytes()[end] {
                        b'\\' if *quote == b'"' => end += 1,
                        byte if byte == *quote => {
                            if *quote == b'\'' && self.bytes().get(end + 1) == Some(quote) {
                                end += 1;
                            } else {
                                break;
                            }
                        }
                        _ => {}
                    }
                    end += 1;
                }
                let end = end.min(self.plain.len());
                self.at = (end + 1).min(self.plain.len());
                self.made(start + 1, end.max(start + 1), Value::Text(value))
            }
            _ if self.text[start..].starts_with(&value) => {
                self.at = start + value.len();
                self.made(start, self.at, Value::Text(value))
            }
            _ => self.folded(start, value),
        }
    }

    /// A text over several lines: each of its words follows the one before.
    fn folded(&mut self, start: usize, value: String) -> Node {
        let mut first = None;
        for word in value.split_whitespace() {
            if let Some(found) = self.find(word, self.at) {
                first.get_or_insert(found);
                self.at = found + word.len();
            }
        }
        self.made(first.unwrap_or(start), self.at, Value::Text(value))
    }

    fn made(&self, start: usize, end: usize, value: Value) -> Node {
        Node {
            span: Span::new(start, end.max(start)).shifted(self.base),
            value,
        }
    }
}

/// A value as YAML, for programs that read it, also those that keep to YAML 1.1.
pub fn written<T: serde::Serialize>(value: &T) -> String {
    let yaml = serde_yaml::to_string(value).expect("values of this program have texts for keys");
    let lines = yaml.lines().map(|line| match line.rsplit_once(' ') {
        Some((before, word)) if before.ends_with(['-', ':']) && is_yes_or_no(word) => {
            format!("{before} '{word}'\n")
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// Whether a word without quotes is no text in YAML 1.1, which code hosts still read; in YAML 1.2
/// it is.
pub fn is_yes_or_no(word: &str) -> bool {
    ["y", "n", "yes", "no", "on", "off"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}
