//! An author's HTML into tags, comments and the text between them.
//!
//! What looks like a tag and never ends is text, so that no words are lost. A browser would leave
//! out everything after it.

use std::collections::HashMap;
use std::ops::Range;

use html5gum::{Token, Tokenizer};
use pulldown_cmark_escape::escape_html;

use super::elements::{is_code, is_known, is_void};

/// A tag with its attributes, their values decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HtmlTag {
    /// The element's name in lower case.
    pub(crate) name: String,
    /// Whether it ends its element.
    pub(crate) is_end: bool,
    /// Whether it ends in `/>`.
    pub(super) is_self_closed: bool,
    /// The names and values, in the order of the names.
    pub(super) attributes: Vec<(String, String)>,
}

impl HtmlTag {
    /// The tag that begins a text; `None` if none does.
    pub(crate) fn read(html: &str) -> Option<HtmlTag> {
        let mut tokens = Tokenizer::new(html).map(|Ok(token)| token);
        // Slips such as an attribute twice come before the tag itself.
        let token = tokens.find(|token| !matches!(token, Token::Error(_)))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match token {
            Token::StartTag(tag) => Some(HtmlTag {
                name: text(&tag.name),
                is_end: false,
                is_self_closed: tag.self_closing,
                attributes: tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (text(name), text(value)))
                    .collect(),
            }),
            Token::EndTag(tag) => Some(HtmlTag {
                name: text(&tag.name),
                is_end: true,
                ..HtmlTag::default()
            }),
            _ => None,
        }
    }

    /// An attribute's value.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let known = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(&known.1)
    }

    /// The tag as it is written, with every value in quotes.
    pub(super) fn written(&self) -> String {
        if self.is_end {
            return format!("</{}>", self.name);
        }
        let mut html = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            html.extend([" ", name, "=\""]);
            escape_html(&mut html, value).expect("writing to a String never fails");
            html.push('"');
        }
        html + ">"
    }
}

/// The text that HTML without tags reads as, its references decoded.
pub(super) fn decoded(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    // No part has a `<`, so none is read as a tag.
    for (number, part) in html.split('<').enumerate() {
        if number > 0 {
            text.push('<');
        }
        for token in Tokenizer::new(part) {
            let Ok(token) = token;
            if let Token::String(words) = token {
                text += &String::from_utf8_lossy(&words);
            }
        }
    }
    text
}

/// A part of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HtmlPart {
    Text,
    Tag(HtmlTag),
    /// A comment.
    Comment,
    /// An element's code with its tags, or what else is for a program to read. Gives its name.
    Code(String),
    /// An address in angle brackets, as Markdown has it.
    Address,
}

/// The parts of HTML, each with its bytes. Together they are all of it.
pub(super) fn parts(html: &str) -> Vec<(HtmlPart, Range<usize>)> {
    let mut reader = PartReader {
        html,
        parts: vec![],
        text_from: 0,
        left: MAX_READ,
        last: HashMap::new(),
    };
    reader.read();
    reader.parts
}

/// Bytes read in search of ends that are not there. A text may have a million `<` without an end.
const MAX_READ: usize = 64_000_000;

struct PartReader<'h> {
    html: &'h str,
    parts: Vec<(HtmlPart, Range<usize>)>,
    /// Where the text begins that is not among the parts yet.
    text_from: usize,
    /// Bytes that may still be read in vain.
    left: usize,
    /// Where each mark was last found to be missing from.
    last: HashMap<String, usize>,
}

impl PartReader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        while let Some(start) = self.html[at..].find('<').map(|found| at + found) {
            at = match self.part(start) {
                Some((part, inside)) => {
                    self.end_text(start);
                    self.text_from = inside.end;
                    self.parts.push((part, start..inside.end));
                    inside.end
                }
                None => start + 1,
            };
        }
        self.end_text(self.html.len());
    }

    fn end_text(&mut self, end: usize) {
        if self.text_from < end {
            self.parts.push((HtmlPart::Text, self.text_from..end));
        }
        self.text_from = end;
    }

    /// The part that begins at a `<`; `None` if it is only that character.
    fn part(&mut self, start: usize) -> Option<(HtmlPart, Range<usize>)> {
        let rest = &self.html[start..];
        let ending = |end: usize| start..end;
        if rest.starts_with("<!--") {
            // `<!-->` is a comment, too. One that never ends is an error, and left out.
            let end = self.after(start + 2, "-->").unwrap_or(self.html.len());
            return Some((HtmlPart::Comment, ending(end)));
        }
        if rest.starts_with("<![CDATA[") {
            // Its content is text.
            self.after(start, "]]>")?;
            return Some((HtmlPart::Comment, ending(start + "<![CDATA[".len())));
        }
        if rest.starts_with("<?") {
            let end = self.after(start, "?>")?;
            return Some((HtmlPart::Code("?".to_owned()), ending(end)));
        }
        if let Some(named) = rest.strip_prefix("<!")
            && named.starts_with(|first: char| first.is_ascii_alphabetic())
        {
            let end = self.after(start, ">")?;
            return Some((HtmlPart::Code("!doctype".to_owned()), ending(end)));
        }
        if let Some(end) = address_end(rest) {
            return Some((HtmlPart::Address, ending(start + end)));
        }
        self.tag(start)
    }

    fn tag(&mut self, start: usize) -> Option<(HtmlPart, Range<usize>)> {
        let end = start + self.tag_length(start)?;
        let tag = HtmlTag::read(&self.html[start..end])?;
        if is_code(&tag.name)
            && !tag.is_end
            && !tag.is_self_closed
            && let Some(end) = self.code_end(end, &tag.name)
        {
            return Some((HtmlPart::Code(tag.name), start..end));
        }
        Some((HtmlPart::Tag(tag), start..end))
    }

    /// Where the tag ends of which the element's code is read.
    fn code_end(&mut self, from: usize, name: &str) -> Option<usize> {
        let mut at = from;
        loop {
            let inside = self.after(at, "</")?;
            let rest = &self.html.as_bytes()[inside..];
            if rest.len() > name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                return self.after(inside, ">");
            }
            self.left = self.left.saturating_sub(inside - at);
            at = inside;
            if self.left == 0 {
                return None;
            }
        }
    }

    /// The byte after the next `mark`.
    fn after(&mut self, from: usize, mark: &str) -> Option<usize> {
        if self.last.get(mark).is_some_and(|none| from >= *none) {
            return None;
        }
        let found = self.html[from..].find(mark);
        if found.is_none() {
            self.last.insert(mark.to_owned(), from);
        }
        found.map(|at| from + at + mark.len())
    }

    /// How many bytes the tag has that begins here; `None` if it is no tag, or never ends.
    fn tag_length(&mut self, start: usize) -> Option<usize> {
        let bytes = &self.html.as_bytes()[start..];
        let name_at = 1 + usize::from(bytes.get(1) == Some(&b'/'));
        if self.left == 0 || !bytes.get(name_at)?.is_ascii_alphabetic() {
            return None;
        }
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':');
        let name_end = name_at
            + bytes[name_at..]
                .iter()
                .take_while(|byte| is_name(byte))
                .count();
        let after_name = *bytes.get(name_end)?;
        if !(is_blank(after_name) || matches!(after_name, b'/' | b'>')) {
            return None;
        }
        let end = tag_end(bytes, name_end);
        if end.is_none() {
            self.left = self.left.saturating_sub(bytes.len());
        }
        end
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// Where a tag ends whose attributes begin at a byte, as the HTML standard reads them.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut has_name = false;
    loop {
        match *bytes.get(at)? {
            b'>' => return Some(at + 1),
            b'=' if has_name => {
                at += 1;
                at += bytes[at..]
                    .iter()
                    .take_while(|byte| is_blank(**byte))
                    .count();
                has_name = false;
                match *bytes.get(at)? {
                    quote @ (b'"' | b'\'') => {
                        let length = bytes[at + 1..].iter().position(|byte| *byte == quote)?;
                        at += length + 2;
                    }
                    _ => {
                        let ends = |byte: &u8| is_blank(*byte) || *byte == b'>';
                        at += bytes[at..].iter().position(ends)?;
                    }
                }
            }
            b'/' => (at, has_name) = (at + 1, false),
            byte if is_blank(byte) => at += 1,
            _ => (at, has_name) = (at + 1, true),
        }
    }
}

/// Where `<https://example.org>` or `<jo@example.org>` ends.
fn address_end(html: &str) -> Option<usize> {
    let end = 1 + html[1..].find(['<', '>', ' ', '\n', '\t', '"', '\''])?;
    let inside = &html[1..end];
    let is_web = inside.split_once("://").is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let is_email = match inside.split_once('@') {
        Some((user, host)) => {
            let plain =
                |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_' | '+');
            !user.is_empty() && host.contains('.') && user.chars().chain(host.chars()).all(plain)
        }
        None => false,
    };
    (html[end..].starts_with('>') && (is_web || is_email)).then_some(end + 1)
}

/// Attributes that need no value.
const WITHOUT_VALUE: [&str; 31] = [
    "allowfullscreen",
    "alt",
    "async",
    "autofocus",
    "autoplay",
    "checked",
    "class",
    "compact",
    "contenteditable",
    "controls",
    "default",
    "defer",
    "disabled",
    "download",
    "draggable",
    "hidden",
    "href",
    "id",
    "inert",
    "ismap",
    "loop",
    "multiple",
    "muted",
    "noshade",
    "nowrap",
    "open",
    "playsinline",
    "readonly",
    "required",
    "reversed",
    "selected",
];

/// Whether a tag, written as `html`, is one of HTML's.
///
/// `<address of the tenant>` is a blank to fill in: its "attributes" are words.
pub(super) fn is_html(tag: &HtmlTag, html: &str) -> bool {
    let is_word = |(name, _): &(String, String)| {
        !WITHOUT_VALUE.contains(&name.as_str()) && name.chars().all(char::is_alphabetic)
    };
    let is_prose = !html.contains('=') && tag.attributes.iter().any(is_word);
    is_known(&tag.name) && !is_prose
}

/// Whether a tag begins an element that stays open.
pub(super) fn opens(tag: &HtmlTag) -> bool {
    !tag.is_end && !tag.is_self_closed && !is_void(&tag.name)
}
