//! A text's Markdown into its outline: headings, links, and where the words for the search are.
//!
//! This walk happens before any page's address is known; [`html`](super::html) walks the text again
//! when the page is wanted. Both read the same events, so the ids of one are the ids of the other.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::authored::{HtmlProblem, ProblemKind};
use super::body::{Body, BodyLink, Heading};
use super::elements::{MAX_DEPTH, ends_paragraph, is_embed, parts_words};
use super::events::events;
use super::invisible;
use super::lost::{Part, cells_left_out, code_not_closed};
use super::plain::{PlainBuilder, fitted};
use super::tags::HtmlTag;
use super::target::{LinkKind, unsafe_link};
use crate::report::{Finding, Report, rules};
use crate::source::slug::{Ids, slug};
use crate::source::{Place, Source, Span, ellipsis};

/// Characters of a first paragraph that is shown as a summary.
const MAX_OPENING: usize = 300;

/// Learns what a text holds.
///
/// `start` is the byte of the source at which the text begins, and `title` what the page shows above
/// it.
pub(super) fn outline(
    source: &Source,
    start: usize,
    title: Option<&str>,
    report: &mut Report,
) -> Body {
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
        ids: BTreeSet::new(),
        heading: None,
        is_at_start: true,
        pictures: vec![],
        opening: Opening::Awaited,
        opening_words: String::new(),
        comment_ends: OnceCell::new(),
        raw_html: false,
        depth: 0,
        in_html_block: false,
        columns: 0,
        around: 0,
        plain: PlainBuilder::new(&visible),
    };
    outline.walk();
    let (headings, shift) = at_their_levels(outline.headings, title);
    Body {
        by_id: by_id(&headings),
        headings: fitted(headings),
        shift,
        links: fitted(outline.links),
        ids: outline.ids.into_iter().collect(),
        opening: shortened(&outline.opening_words),
        plain: outline.plain.finish(),
        raw_html: outline.raw_html,
        invisible: has_invisible,
    }
}

/// The headings at their levels on the page, each with an id, and how many levels they are below
/// those that were written.
///
/// A page's only `h1` is its title. If a text has headings of the second level below one of the
/// first, all of them move down by one. A first heading that repeats the title is not shown.
fn at_their_levels(written: Vec<WrittenHeading>, title: Option<&str>) -> (Vec<Heading>, u8) {
    let is_title = |heading: &WrittenHeading| {
        heading.is_first
            && heading.level == 1
            && title
                .is_some_and(|title| !heading.text.is_empty() && slug(title) == slug(&heading.text))
    };
    let titles = usize::from(written.first().is_some_and(is_title));
    let named = || {
        written[titles..]
            .iter()
            .filter(|heading| !heading.text.is_empty())
    };
    let above = named().position(|heading| heading.level == 1);
    let is_below = above.is_some_and(|above| named().skip(above).any(|heading| heading.level > 1));
    let shift = u8::from(is_below);
    let mut ids = Ids::default();
    for id in written
        .iter()
        .filter_map(|heading| heading.own_id.as_deref())
    {
        ids.take(id);
    }
    let mut last = 1;
    let at_level = |(number, heading): (usize, WrittenHeading)| {
        let id = match (heading.text.is_empty(), heading.own_id) {
            (true, _) => String::new(),
            (false, Some(own)) => own,
            (false, None) => ids.id(&heading.text),
        };
        let level = if number < titles {
            1
        } else {
            (heading.level + shift).clamp(2, 6).min(last + 1)
        };
        if !heading.text.is_empty() {
            last = level;
        }
        Heading {
            level,
            id,
            text: heading.text,
        }
    };
    (
        written.into_iter().enumerate().map(at_level).collect(),
        shift,
    )
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

/// A heading as its author wrote it.
struct WrittenHeading {
    /// From 1 to 6.
    level: u8,
    /// The id that its author gave it in HTML.
    own_id: Option<String>,
    text: String,
    /// Whether the text begins with it, and it is nothing but words.
    is_first: bool,
}

/// What the walk has learnt so far.
struct Outline<'a, 'r> {
    source: &'a Source,
    text: &'a str,
    start: usize,
    report: &'r mut Report,
    headings: Vec<WrittenHeading>,
    links: Vec<BodyLink>,
    /// The ids in the author's own HTML.
    ids: BTreeSet<String>,
    /// The heading being read, with its words so far.
    heading: Option<WrittenHeading>,
    /// Whether nothing has been read yet.
    is_at_start: bool,
    /// The pictures being read, each within the one before, with their alternative text so far.
    pictures: Vec<(BodyLink, String)>,
    opening: Opening,
    opening_words: String,
    /// Where each comment of the text ends. Made for the first block with a comment.
    comment_ends: OnceCell<Vec<usize>>,
    raw_html: bool,
    /// How many elements of Markdown are open.
    depth: usize,
    in_html_block: bool,
    /// How many columns the table has that is being read.
    columns: usize,
    /// How many elements of HTML are open in which no summary is looked for.
    around: usize,
    plain: PlainBuilder<'a>,
}

/// How far the first paragraph that has words has been read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Awaited,
    Open,
    Read,
}

/// Elements of HTML that hold no first paragraph.
const NO_OPENING: [&str; 13] = [
    "address",
    "aside",
    "blockquote",
    "dl",
    "figcaption",
    "figure",
    "footer",
    "header",
    "ol",
    "pre",
    "summary",
    "table",
    "ul",
];

impl Outline<'_, '_> {
    fn walk(&mut self) {
        let mut events = events(self.text);
        for (event, range) in events.by_ref() {
            match event {
                Event::Start(tag) => self.open(tag, range),
                Event::End(tag) => self.close(tag),
                Event::Text(text) | Event::Code(text) => self.words(&text, range),
                Event::SoftBreak | Event::HardBreak => self.line_break(),
                Event::Html(html) => self.html(&html, range),
                _ => {}
            }
        }
        if let Some(at) = events.too_deep() {
            self.report
                .add(too_deep(self.source, self.text, self.start, at));
        }
        if let Some(range) = events.invisible() {
            let span = Span::from(range).shifted(self.start);
            invisible::report_reference(self.source, span, self.report);
        }
        self.report_html(&events.problems);
    }

    fn open(&mut self, tag: Tag, range: Range<usize>) {
        self.depth += 1;
        let is_heading = matches!(tag, Tag::Heading { .. });
        if !matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }
        ) {
            self.plain.end_word();
        }
        if !is_heading && tag != Tag::HtmlBlock {
            self.note_content();
        }
        match tag {
            Tag::Heading { level, id, .. } => self.open_heading(level, id),
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
            Tag::Table(alignments) => self.columns = alignments.len(),
            Tag::TableRow => self.report.all(cells_left_out(self.part(), self.columns, range)),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
                self.report.all(code_not_closed(self.part(), range));
            }
            Tag::HtmlBlock => {
                self.in_html_block = true;
                self.check_comments(range);
            }
            _ => {}
        }
    }

    fn open_heading(&mut self, level: HeadingLevel, own_id: Option<CowStr>) {
        self.end_opening();
        self.heading = Some(WrittenHeading {
            level: level as u8,
            own_id: own_id.map(CowStr::into_string),
            text: String::new(),
            is_first: self.is_at_start,
        });
        self.is_at_start = false;
    }

    fn part(&self) -> Part<'_> {
        Part {
            source: self.source,
            text: self.text,
            start: self.start,
        }
    }

    /// Notes that there is something other than a heading of words alone.
    fn note_content(&mut self) {
        self.is_at_start = false;
        if let Some(heading) = &mut self.heading {
            heading.is_first = false;
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
                if let Some(mut heading) = self.heading.take() {
                    heading.text = heading
                        .text
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ");
                    self.headings.push(heading);
                }
            }
            TagEnd::Paragraph => self.end_opening(),
            TagEnd::Image => {
                // An image inside another image's alternative text contributes only its words.
                if let (Some((link, alt)), true) = (self.pictures.pop(), self.pictures.is_empty()) {
                    self.add_picture(link, &alt);
                }
            }
            TagEnd::HtmlBlock => {
                self.in_html_block = false;
                self.end_opening();
            }
            _ => {}
        }
    }

    /// Ends the first paragraph, if it is open.
    fn end_opening(&mut self) {
        if self.opening == Opening::Open {
            // A paragraph that is only a picture has no words.
            self.opening = if self.opening_words.trim().is_empty() {
                Opening::Awaited
            } else {
                Opening::Read
            };
        }
    }

    /// Reads a tag of the author's own HTML.
    fn html(&mut self, html: &str, range: Range<usize>) {
        self.raw_html = true;
        let Some(tag) = HtmlTag::read(html) else {
            return;
        };
        self.note_content();
        if parts_words(&tag.name) {
            self.line_break();
        }
        if ends_paragraph(&tag.name) && self.in_html_block {
            self.end_opening();
        }
        if NO_OPENING.contains(&tag.name.as_str()) {
            self.around = (self.around + 1).saturating_sub(2 * usize::from(tag.is_end));
        }
        let is_own = |id: &&str| !id.is_empty() && !id.starts_with('_');
        self.ids
            .extend(tag.attribute("id").filter(is_own).map(str::to_owned));
        match tag.name.as_str() {
            "a" => {
                self.ids
                    .extend(tag.attribute("name").filter(is_own).map(str::to_owned));
                self.add_html_link(tag.attribute("href"), &range, LinkKind::Page);
            }
            "img" => self.html_picture(&tag, range),
            name if is_embed(name) => {
                self.add_html_link(tag.attribute("src"), &range, LinkKind::Page);
                let title = tag.attribute("title").unwrap_or_default();
                self.words(title, range);
                self.plain.end_word();
            }
            _ => {}
        }
    }

    fn html_picture(&mut self, tag: &HtmlTag, range: Range<usize>) {
        let Some(target) = tag.attribute("src") else {
            return;
        };
        let link = BodyLink {
            target: target.to_owned(),
            span: self.value_span(target, &range),
            kind: LinkKind::Picture,
        };
        // A check of the finished page tells of a picture without `alt`.
        let alt = tag.attribute("alt").unwrap_or_default();
        self.plain.end_word();
        self.plain.add(alt, range);
        self.plain.end_word();
        self.add_to_open(alt);
        self.add_link(link);
    }

    fn add_html_link(&mut self, target: Option<&str>, range: &Range<usize>, kind: LinkKind) {
        if let Some(target) = target {
            self.add_link(BodyLink {
                target: target.to_owned(),
                span: self.value_span(target, range),
                kind,
            });
        }
    }

    /// The bytes of the source that hold an attribute's value, within the range of its tag.
    fn value_span(&self, value: &str, range: &Range<usize>) -> Span {
        // In HTML, `&` may also be written `&amp;`.
        let written = self.text.get(range.clone()).unwrap_or_default();
        let ways = [value, &value.replace('&', "&amp;")];
        let found = ways.into_iter().find_map(|way| {
            let at = written.find(way).filter(|_| !way.is_empty())?;
            Some(Span::new(range.start + at, range.start + at + way.len()))
        });
        found
            .unwrap_or_else(|| Span::from(range.clone()).first_line(self.text))
            .shifted(self.start)
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        self.is_at_start &= text.trim().is_empty() || self.heading.is_some();
        self.plain.add(text, range);
        self.add_to_open(text);
        let is_bare = self.in_html_block && self.depth == 1 && self.around == 0;
        if self.opening == Opening::Awaited && is_bare && !text.trim().is_empty() {
            self.opening = Opening::Open;
        }
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
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some((_, alt)) = self.pictures.first_mut() {
            alt.push_str(text);
        }
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

    /// Reports HTML that is not published, each element once.
    fn report_html(&mut self, problems: &[HtmlProblem]) {
        let mut reported = BTreeSet::new();
        for HtmlProblem { kind, range } in problems {
            if let ProblemKind::TooDeep = kind {
                if reported.insert("") {
                    let finding = too_deep(self.source, self.text, self.start, range.start);
                    self.report.add(finding);
                }
                continue;
            }
            let (ProblemKind::Removed(name)
            | ProblemKind::RemovedWithCode(name)
            | ProblemKind::Linked { name, .. }) = kind
            else {
                continue;
            };
            if reported.insert(name) {
                let name_end = range.start + 1 + name.len();
                let span = Span::new(range.start, name_end.min(self.text.len()));
                let place = self.source.place(span.shifted(self.start));
                self.report.add(removed(kind, name, place));
            }
        }
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

/// The finding for an element that is not published.
fn removed(kind: &ProblemKind, name: &str, place: Place) -> Finding {
    let (message, label, help) = match kind {
        ProblemKind::Linked { address, .. } => (
            format!("`<{name}>` is published as a link, to keep readers safe"),
            "a link replaces it",
            format!("write the link in Markdown: `[What it shows]({address})`"),
        ),
        ProblemKind::RemovedWithCode(_) => (
            format!("`<{name}>` is not published, to keep readers safe"),
            "left out with what is in it",
            "delete it".to_owned(),
        ),
        _ => (
            format!("`<{name}>` is not published, to keep readers safe"),
            "left out; text inside it is kept",
            "write it in Markdown, or link to it".to_owned(),
        ),
    };
    Finding::warning(rules::HTML_REMOVED, message)
        .at(place, label)
        .help(help)
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
            let plain = outline(&source, 0, None, &mut Report::default()).plain;
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
