//! A text's Markdown into its outline: headings, links, and where the words for the search are.
//!
//! This walk happens before any page's address is known; [`html`](super::html) walks the text again
//! when the page is wanted. Both read the same events, so the ids of one are the ids of the other.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::body::{Body, BodyLink, Heading};
use super::events::{MAX_DEPTH, events, is_comment};
use super::html::uncleaned;
use super::invisible;
use super::plain::{PlainBuilder, fitted};
use super::tags::{self, MAX_ATTRIBUTES};
use super::target::{LinkKind, unsafe_link};
use super::{clean, clean::HtmlContents, clean::Refused};
use crate::report::{Finding, Report, rules};
use crate::source::{Source, Span, ellipsis, slug::Ids};

/// Characters of a first paragraph that is shown as a summary.
const MAX_OPENING: usize = 300;

/// Learns what a text holds. `start` is the byte of the source at which the text begins.
pub(super) fn outline(source: &Source, start: usize, report: &mut Report) -> Body {
    let visible = invisible::without(&source.text[start..]);
    let has_invisible = matches!(visible, Cow::Owned(_));
    if has_invisible {
        invisible::report_characters(source, start, report);
    }
    let mut outline = Outline {
        source,
        text: &visible,
        start,
        report,
        headings: vec![],
        links: vec![],
        ids: Ids::default(),
        level: 1,
        heading: None,
        pictures: vec![],
        opening: Opening::Awaited,
        opening_words: String::new(),
        html_block: String::new(),
        comment_ends: OnceCell::new(),
        raw_html: false,
        depth: 0,
        plain: PlainBuilder::new(&visible),
    };
    outline.walk();
    let mut body = Body {
        by_id: by_id(&outline.headings),
        headings: fitted(outline.headings),
        links: Box::default(),
        ids: Box::default(),
        opening: shortened(&outline.opening_words),
        plain: outline.plain.finish(),
        raw_html: outline.raw_html,
        invisible: has_invisible,
    };
    let mut links = outline.links;
    if body.raw_html {
        let contents = clean::contents(&uncleaned(&visible, &body));
        let html = AuthorsHtml {
            source,
            text: &visible,
            start,
        };
        html.report_problems(&contents, report);
        html.add_links(contents.links, &mut links);
        body.ids = contents.ids.into_iter().collect();
    }
    Body {
        links: fitted(links),
        ..body
    }
}

/// The numbers of the headings that have an id, in the order of the ids.
fn by_id(headings: &[Heading]) -> Box<[u32]> {
    let with_id = (0..)
        .zip(headings)
        .filter(|(_, heading)| !heading.id.is_empty());
    let mut numbers: Vec<u32> = with_id.map(|(number, _)| number).collect();
    numbers.sort_unstable_by_key(|number| &headings[*number as usize].id);
    fitted(numbers)
}

/// What the walk has learnt so far.
struct Outline<'a, 'r> {
    source: &'a Source,
    text: &'a str,
    start: usize,
    report: &'r mut Report,
    headings: Vec<Heading>,
    links: Vec<BodyLink>,
    ids: Ids,
    /// The level of the last heading.
    level: u8,
    /// The heading being read, with its words so far.
    heading: Option<(HeadingLevel, String)>,
    /// The pictures being read, each within the one before, with their alternative text so far.
    pictures: Vec<(BodyLink, String)>,
    opening: Opening,
    opening_words: String,
    /// The HTML block being read.
    html_block: String,
    /// Where each comment of the text ends. Made for the first block with a comment.
    comment_ends: OnceCell<Vec<usize>>,
    raw_html: bool,
    /// How many elements are open.
    depth: usize,
    plain: PlainBuilder<'a>,
}

/// How far the first paragraph that has words has been read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Awaited,
    Open,
    Read,
}

impl Outline<'_, '_> {
    fn walk(&mut self) {
        let mut events = events(self.text);
        for (event, range) in events.by_ref() {
            match event {
                Event::Start(tag) => self.open(tag, range),
                Event::End(tag) => self.close(tag),
                Event::Text(text) | Event::Code(text) => self.words(&text, range),
                Event::SoftBreak | Event::HardBreak => self.line_break(),
                Event::Html(html) => self.html_block.push_str(&html),
                Event::InlineHtml(html) => self.raw_html |= !is_comment(&html),
                _ => {}
            }
        }
        if let Some(at) = events.too_deep {
            self.report
                .add(too_deep(self.source, self.text, self.start, at));
        }
        if let Some(range) = events.invisible {
            let span = Span::from(range).shifted(self.start);
            invisible::report_reference(self.source, span, self.report);
        }
    }

    fn open(&mut self, tag: Tag, range: Range<usize>) {
        self.depth += 1;
        match tag {
            Tag::Heading { level, .. } => self.heading = Some((level, String::new())),
            Tag::Paragraph if self.depth == 1 && self.opening == Opening::Awaited => {
                self.opening = Opening::Open;
            }
            Tag::Link {
                dest_url,
                link_type,
                ..
            // `<someone@example.org>` gives the bare address.
            } if link_type != LinkType::Email => {
                let span = self.target_span(&dest_url, range, link_type);
                self.add_link(BodyLink {
                    target: dest_url.into_string(),
                    span,
                    kind: LinkKind::Page,
                });
            }
            Tag::Image {
                dest_url,
                link_type,
                ..
            } => {
                let span = self.target_span(&dest_url, range, link_type);
                let link = BodyLink {
                    target: dest_url.into_string(),
                    span,
                    kind: LinkKind::Picture,
                };
                self.pictures.push((link, String::new()));
            }
            Tag::HtmlBlock => {
                self.html_block.clear();
                self.check_comments(range);
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        if !matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
        ) {
            self.plain.end_word();
        }
        match tag {
            TagEnd::Heading(_) => {
                if let Some((level, text)) = self.heading.take() {
                    self.add_heading(level, &text);
                }
            }
            TagEnd::Paragraph if self.opening == Opening::Open => {
                // A paragraph that is only a picture has no words.
                self.opening = if self.opening_words.trim().is_empty() {
                    Opening::Awaited
                } else {
                    Opening::Read
                };
            }
            TagEnd::Image => {
                // An image inside another image's alternative text contributes only its words.
                if let (Some((link, alt)), true) = (self.pictures.pop(), self.pictures.is_empty()) {
                    self.add_picture(link, &alt);
                }
            }
            TagEnd::HtmlBlock => self.raw_html |= !is_comment(&self.html_block),
            _ => {}
        }
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        self.plain.add(text, range);
        self.add_to_open(text);
        if self.opening == Opening::Open && self.pictures.is_empty() {
            self.opening_words.push_str(text);
        }
    }

    fn line_break(&mut self) {
        self.plain.end_word();
        self.add_to_open(" ");
        if self.opening == Opening::Open {
            self.opening_words.push(' ');
        }
    }

    /// Adds words to the heading and to the outermost picture that are open.
    fn add_to_open(&mut self, text: &str) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push_str(text);
        }
        if let Some((_, alt)) = self.pictures.first_mut() {
            alt.push_str(text);
        }
    }

    fn add_heading(&mut self, written: HeadingLevel, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut id = String::new();
        if !text.is_empty() {
            self.level = (written as u8).clamp(2, self.level + 1);
            id = self.ids.id(&text);
        }
        self.headings.push(Heading {
            level: self.level,
            id,
            text,
        });
    }

    fn add_link(&mut self, link: BodyLink) {
        match unsafe_link(&link.target, self.source.place(link.span)) {
            Some(finding) => self.report.add(finding),
            None => self.links.push(link),
        }
    }

    fn add_picture(&mut self, picture: BodyLink, alt: &str) {
        if alt.trim().is_empty() {
            let target = &picture.target;
            self.report.add(
                Finding::warning(
                    rules::PICTURE_WITHOUT_ALT,
                    format!("the picture `{target}` has no text for people who cannot see it"),
                )
                .at(
                    self.source.place(picture.span),
                    "the `[]` before it is empty",
                )
                .help(format!("write `![What the picture shows]({target})`")),
            );
        }
        self.add_link(picture);
    }

    /// Reports a comment in a block of HTML that is never closed, or closed too late.
    fn check_comments(&mut self, block: Range<usize>) {
        const CODE: [&str; 3] = ["<script", "<style", "<textarea"];
        let html = &self.text[block.clone()];
        let beginning = html.trim_start().to_ascii_lowercase();
        if CODE.iter().any(|tag| beginning.starts_with(tag)) {
            return;
        }
        let mut from = 0;
        while let Some(at) = html[from..].find("<!--").map(|at| block.start + from + at) {
            // `<!-->` is a comment, too.
            let inside = &self.text[at + "<!".len()..];
            let end = self.comment_end(at + "<!".len());
            let next = inside[..end.unwrap_or(inside.len())].find("<!--");
            if end.is_none() || next.is_some() {
                let message = if end.is_some() {
                    "this HTML comment is only closed where the next one ends, so the text \
                     between them is left out"
                } else {
                    "this HTML comment is never closed, so everything after it is left out"
                };
                let line = line_at(self.text, at).shifted(self.start);
                self.report.add(
                    Finding::error(rules::COMMENT_NOT_CLOSED, message)
                        .at(self.source.place(line), "starts here")
                        .help("write `-->` where the comment should end"),
                );
                return;
            }
            from = at - block.start + "<!".len() + end.unwrap_or_default();
            if from >= html.len() {
                return;
            }
        }
    }

    /// How many bytes after a byte of the text the next comment ends.
    fn comment_end(&self, from: usize) -> Option<usize> {
        let ends = self.comment_ends.get_or_init(|| {
            let ends = self.text.match_indices("-->");
            ends.map(|(at, _)| at).collect()
        });
        let next = ends.get(ends.partition_point(|end| *end < from))?;
        Some(next - from)
    }

    /// The bytes of the source that hold a link's address, within `range`, the whole link.
    fn target_span(&self, target: &str, range: Range<usize>, link_type: LinkType) -> Span {
        let written = &self.text[range.clone()];
        let found = match link_type {
            LinkType::Inline => written
                .rfind(&format!("]({target}"))
                .map(|at| at + 2)
                .or_else(|| written.rfind(target)),
            _ => written.rfind(target),
        };
        let span = match found {
            Some(at) if !target.is_empty() => {
                Span::new(range.start + at, range.start + at + target.len())
            }
            _ => Span::from(range).first_line(self.text),
        };
        span.shifted(self.start)
    }
}

/// A text that has HTML of its author's.
struct AuthorsHtml<'a> {
    source: &'a Source,
    text: &'a str,
    start: usize,
}

impl AuthorsHtml<'_> {
    /// Reports HTML that is not published.
    fn report_problems(&self, contents: &HtmlContents, report: &mut Report) {
        let first_tag = || self.text.find('<').unwrap_or(0);
        match contents.refused {
            None => {}
            Some(Refused::Depth) => {
                report.add(too_deep(self.source, self.text, self.start, first_tag()));
            }
            Some(Refused::Attributes) => {
                let at = tags::with_too_many_attributes(self.text).unwrap_or_else(first_tag);
                report.add(self.too_many_attributes(at));
            }
        }
        let lower = self.text.to_ascii_lowercase();
        let mut search = SearchInOrder::of(&lower);
        for tag in &contents.removed {
            let at = search.find(&format!("<{tag}"));
            search.last = at;
            let span = Span::new(at, (at + tag.len() + 1).min(self.text.len())).shifted(self.start);
            report.add(
                Finding::warning(
                    rules::HTML_REMOVED,
                    format!("`<{tag}>` is not published, to keep readers safe"),
                )
                .at(self.source.place(span), "left out")
                .help(match tag.as_str() {
                    "audio" | "embed" | "iframe" | "object" | "video" => "link to it instead",
                    _ => "write it in Markdown, or link to it",
                }),
            );
        }
    }

    fn too_many_attributes(&self, at: usize) -> Finding {
        let line = line_at(self.text, at).shifted(self.start);
        Finding::error(
            rules::TOO_MANY_ATTRIBUTES,
            format!("this element has more than {MAX_ATTRIBUTES} attributes"),
        )
        .at(self.source.place(line), "starts here")
        .help("delete those that readers do not need, or write the text in Markdown")
    }

    /// Adds the links in the HTML to those of the Markdown, which are known already.
    fn add_links(&self, found: Vec<(String, LinkKind)>, links: &mut Vec<BodyLink>) {
        let known: BTreeSet<(String, LinkKind)> = links
            .iter()
            .map(|link| (link.target.clone(), link.kind))
            .collect();
        let mut search = SearchInOrder::of(self.text);
        for (target, kind) in found {
            if known.contains(&(target.clone(), kind)) {
                continue;
            }
            // In HTML, `&` may also be written `&amp;`.
            let beginning = target.split('&').next().unwrap_or_default();
            let at = search.find(beginning);
            let ways = [target.as_str(), &target.replace('&', "&amp;")];
            let written = ways
                .into_iter()
                .find(|way| self.text[at..].starts_with(way));
            search.last = at + written.map_or(0, str::len);
            let span = Span::new(at, search.last).shifted(self.start);
            links.push(BodyLink { target, span, kind });
        }
    }
}

/// The finding for elements nested so deeply that they are left out.
fn too_deep(source: &Source, text: &str, start: usize, at: usize) -> Finding {
    Finding::error(
        rules::NESTING_TOO_DEEP,
        format!("more than {MAX_DEPTH} elements are nested inside each other"),
    )
    .at(source.place(line_at(text, at).shifted(start)), "here")
    .help("close some of the lists, quotes or HTML elements before opening more")
}

/// From a byte of a text to the end of its line.
fn line_at(text: &str, at: usize) -> Span {
    Span::new(at, text.len()).first_line(text)
}

/// The most bytes that are read in search of the links and elements of one text. Nearly all are
/// found in the order of the text, which reads it once.
const MAX_READ: usize = 64_000_000;

/// A search for one thing after the other in a text that has them mostly in this order.
struct SearchInOrder<'t> {
    text: &'t str,
    /// Where the last thing ended.
    last: usize,
    /// Bytes that may still be read. A text in which nothing is found, because all is written with
    /// references to characters, would otherwise be read once for each thing.
    left: usize,
}

impl<'t> SearchInOrder<'t> {
    fn of(text: &'t str) -> SearchInOrder<'t> {
        SearchInOrder {
            text,
            last: 0,
            left: MAX_READ,
        }
    }

    /// The byte of the next `wanted`, or else of the first one of all; 0 if there is none.
    fn find(&mut self, wanted: &str) -> usize {
        self.find_from(self.last, wanted)
            .or_else(|| self.find_from(0, wanted))
            .unwrap_or(0)
    }

    fn find_from(&mut self, from: usize, wanted: &str) -> Option<usize> {
        if self.left == 0 {
            return None;
        }
        let found = self.text[from..].find(wanted);
        let read = found.unwrap_or(self.text.len() - from);
        self.left = self.left.saturating_sub(read);
        found.map(|at| from + at)
    }
}

/// A text of at most `MAX_OPENING` characters, cut between words.
fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    ellipsis(&text, MAX_OPENING).into_owned()
}

#[cfg(test)]
mod tests {
    use super::outline;
    use crate::report::Report;
    use crate::source::Source;

    #[test]
    fn the_words_of_a_text_are_read_from_its_source() {
        for (text, says) in [
            (
                "One *two* th**re**e.\n\n## Four\n\n- five\n- six\n",
                "One two three. Four five six",
            ),
            ("|one|two|\n|-|-|\n|three|four|\n", "one two three four"),
            ("> one\n> two\n>\n> three", "one two three"),
            ("one\\\ntwo  \nthree\nfour", "one two three four"),
            ("fish &amp; chips&#33; a\\*b", "fish & chips! a*b"),
            ("&amp;\n\n&amp;", "& &"),
            ("`` a`b `` and `c\nd`", "a`b and c d"),
            (
                "    let x;\n    let y;\n\n```\nfn\n```\nend",
                "let x; let y; fn end",
            ),
            (
                "![a picture](x.png)and [a link](y) <b>bold</b>",
                "a picture and a link bold",
            ),
            ("Tŷ[^1]\n\n[^1]: nodyn ŵyl", "Tŷ nodyn ŵyl"),
            ("# \n\n***\n", ""),
        ] {
            let source = Source::new("content/a.md", text.to_owned());
            let plain = outline(&source, 0, &mut Report::default()).plain;
            let read = plain.read(&source.text);
            let read: Vec<&str> = read.split_whitespace().collect();
            assert_eq!(
                (read.join(" ").as_str(), read.len()),
                (says, plain.words),
                "{text}"
            );
        }
    }
}
