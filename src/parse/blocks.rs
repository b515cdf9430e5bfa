//! Blocks of HTML that never end, so that the Markdown after them is read.
//!
//! Markdown reads everything after a `<script>`, `<style>`, `<pre>` or `<textarea>` as HTML, up to
//! the end tag or else to the end of the text. The same goes for `<?` and `<!DOCTYPE`. And it reads
//! a line such as `<type of person>` as HTML up to the next blank line. So before the text is
//! parsed, such beginnings become others of the same length, and afterwards they are put back.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::authored::{HtmlProblem, ProblemKind};
use super::markdown::parser;
use super::tags::{HtmlTag, is_html};

/// What stands for a `<` that is text. No text has it: it must not be on a page.
const LESS_THAN: u8 = 1;

/// Elements whose block only ends with the end tag, each with one of the same length whose block
/// ends at a blank line.
const TO_END_TAG: [(&str, &str); 4] = [
    ("script", "center"),
    ("style", "frame"),
    ("pre", "div"),
    ("textarea", "fieldset"),
];

/// Whether a text may hold HTML, going by its bytes.
pub(super) fn looks_like_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let name = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-');
        match rest.first() {
            Some(b'/' | b'!' | b'?') => true,
            // `<https://example.org>` and `<jo@example.org>` are links.
            Some(first) if first.is_ascii_alphabetic() => rest
                .get(name.count())
                .is_none_or(|after| !matches!(after, b':' | b'@' | b'.' | b'+' | b'_')),
            _ => false,
        }
    })
}

/// The text with other beginnings for blocks of HTML that never end.
pub(super) fn with_blocks_that_end(text: &str) -> Cow<'_, str> {
    /// Times that a text is parsed. Each time, the first block of those inside each other is found.
    const MAX_TIMES: usize = 12;
    if text.as_bytes().contains(&LESS_THAN) || !may_be_endless(text) {
        return text.into();
    }
    let mut masked = Cow::Borrowed(text);
    for time in 1..=MAX_TIMES {
        let blocks = endless_blocks(&masked);
        if blocks.is_empty() {
            break;
        }
        let mut bytes = masked.into_owned().into_bytes();
        for block in blocks {
            mask(&mut bytes, block.clone());
            // In the end, all those inside it at once.
            for at in block.start + 1..if time < MAX_TIMES { 0 } else { block.end } {
                if bytes[at] == b'<' && to_end_tag(&bytes[at..]).is_some() {
                    mask(&mut bytes, at..block.end);
                }
            }
        }
        masked = Cow::Owned(String::from_utf8(bytes).expect("only ASCII letters were replaced"));
    }
    masked
}

/// Whether a line of a text may begin a block of HTML that reaches too far. A quick look: nearly all
/// texts with HTML have none, and need not be parsed once more.
fn may_be_endless(text: &str) -> bool {
    text.lines().any(|line| {
        let marks = |sign: char| sign.is_ascii_digit() || " \t>-*+.)[]xX".contains(sign);
        let html = line.trim_start_matches(marks);
        let is_whole = html.contains('>') && to_end_tag(html.as_bytes()).is_none();
        html.starts_with('<') && (!is_whole || is_endless(html))
    })
}

/// The blocks of HTML that reach too far, from their `<` to their end.
fn endless_blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = vec![];
    for (event, range) in parser(text).into_offset_iter() {
        if matches!(event, Event::Start(Tag::HtmlBlock)) {
            let block = &text[range.clone()];
            let start = range.start + block.len() - block.trim_start().len();
            if is_endless(block.trim_start()) {
                blocks.push(start..range.end);
            }
        }
    }
    blocks
}

/// Whether a block of HTML only ends with what is around it, or is not an HTML element.
fn is_endless(block: &str) -> bool {
    if block.starts_with("<!--") {
        return false;
    }
    if block.starts_with("<?") {
        return !block.contains("?>");
    }
    if block.starts_with("<![CDATA[") {
        return !block.contains("]]>");
    }
    if block.starts_with("<!") {
        return !block.contains('>');
    }
    match to_end_tag(block.as_bytes()) {
        Some((name, _)) => {
            let tag = HtmlTag::read(block);
            let goes_on = |end: usize| {
                block[end..]
                    .lines()
                    .skip(1)
                    .any(|line| !line.trim().is_empty())
            };
            tag.is_none_or(|tag| tag.is_self_closed) || end_tag(block, name).is_none_or(goes_on)
        }
        None => {
            let end = block.find('>').map_or(block.len(), |end| end + 1);
            HtmlTag::read(block).is_some_and(|tag| !is_html(&tag, &block[..end]))
        }
    }
}

/// The entry of `TO_END_TAG` for the element that begins here.
fn to_end_tag(html: &[u8]) -> Option<(&'static str, &'static str)> {
    let after = html.strip_prefix(b"<")?;
    let is_end = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'-';
    TO_END_TAG.into_iter().find(|(name, _)| {
        after.len() >= name.len()
            && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && after.get(name.len()).is_none_or(is_end)
    })
}

/// Where the name in an element's end tag begins.
fn end_tag(html: &str, name: &str) -> Option<usize> {
    let mut ends = html.match_indices("</").map(|(at, _)| at + 2);
    ends.find(|at| {
        let after = &html.as_bytes()[*at..];
        after.len() > name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
    })
}

/// Puts another in the place of the beginning of a block.
fn mask(bytes: &mut [u8], block: Range<usize>) {
    let start = block.start;
    let Some((name, other)) = to_end_tag(&bytes[start..]) else {
        bytes[start] = LESS_THAN;
        return;
    };
    // Markdown's parser only knows end tags in small letters.
    let html = std::str::from_utf8(&bytes[block]).unwrap_or_default();
    let end = end_tag(html, name).map(|end| start + end..start + end + name.len());
    match end.filter(|end| bytes[end.clone()] != *name.as_bytes()) {
        Some(end) => bytes[end].make_ascii_lowercase(),
        None => bytes[start + 1..start + 1 + other.len()].copy_from_slice(other.as_bytes()),
    }
}

/// The event of a text from which beginnings were replaced, with those of the text itself.
pub(super) fn restored<'t>(event: Event<'_>, range: &Range<usize>, text: &'t str) -> Event<'t> {
    let written = text.get(range.clone()).unwrap_or_default();
    let is_same = |masked: &str| {
        let mut pairs = masked.bytes().zip(written.bytes());
        masked.len() == written.len()
            && pairs.all(|(masked, written)| masked == written || masked == LESS_THAN)
    };
    match event {
        Event::Text(masked) if is_same(&masked) => Event::Text(written.into()),
        Event::Html(masked) if masked.len() == written.len() => Event::Html(written.into()),
        Event::InlineHtml(masked) if masked.len() == written.len() => {
            Event::InlineHtml(written.into())
        }
        Event::Text(masked) if masked.as_bytes().contains(&LESS_THAN) => {
            Event::Text(masked.replace(char::from(LESS_THAN), "<").into())
        }
        other => other.into_static(),
    }
}

/// The tags at the beginnings of blocks that are not HTML elements, so that they are shown.
pub(super) fn shown_as_typed<'a>(
    masked: &'a str,
    text: &'a str,
) -> impl Iterator<Item = HtmlProblem> + 'a {
    masked
        .match_indices(char::from(LESS_THAN))
        .filter_map(|(at, _)| {
            let tag = text
                .get(at..)
                .filter(|rest| HtmlTag::read(rest).is_some())?;
            Some(HtmlProblem {
                kind: ProblemKind::NotHtml { in_html: false },
                range: at..at + tag.find('>')? + 1,
            })
        })
}
