//! Each document's text into findings about what could read better.
//!
//! All of it is published as it is, and only `check` reports it. That is why the text is walked
//! here once more: a build does not pay for it.

mod addresses;
mod footnotes;
mod headings;
mod html;
mod links;
mod marks;
mod pasted;
mod pictures;
mod placeholders;
mod structure;
mod summary;
mod tables;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use rayon::prelude::*;

use crate::config::Config;
use crate::link::Library;
use crate::parse::elements::parts_words;
use crate::parse::events::events;
use crate::parse::tags::HtmlTag;
use crate::parse::{Document, Kind};
use crate::report::{Edit, Report, Reported};
use crate::source::{Place, Source, Span};
use footnotes::Footnotes;
use headings::Headings;
use marks::VisibleText;
use pasted::Shown;
use pictures::Picture;
use structure::Structure;
use tables::Tables;

/// Looks through the texts of all documents.
pub(super) fn texts(library: &Library, config: &Config) -> Reported<()> {
    let found: Vec<Reported<()>> = library
        .documents
        .par_iter()
        .map(|(_, document)| text(document, config))
        .collect();
    let mut report = Report::default();
    for reported in found {
        report.take(reported);
    }
    report.on(())
}

/// Looks through the text of one document, and compares its summary with it.
///
/// Without front matter that could be read, what looks like the text may be front matter, so nothing
/// is reported.
pub(super) fn text(document: &Document, config: &Config) -> Reported<()> {
    if document.front.opening.is_none() {
        return Report::default().on(());
    }
    let source = &*document.source.source();
    let text = &source.text[document.body_start..];
    let line_ends: Vec<usize> = text.match_indices('\n').map(|(end, _)| end).collect();
    let at = SourceText {
        source,
        text,
        line_ends: &line_ends,
        start: document.body_start,
        first_line: source.text[..document.body_start].matches('\n').count() + 1,
    };
    let TextScanner {
        mut report,
        headings,
        tables,
        footnotes,
        plain,
        bare,
        structure,
        blocks,
        ..
    } = TextScanner::scanned(at, document, config);
    tables.report_missing_headers(at, &mut report);
    footnotes.report(at, &mut report);
    // In a draft there may be gaps.
    if !document.front.draft {
        placeholders::report_placeholders(at, &plain, document, config, &mut report);
    }
    let visible = VisibleText::of(text, &plain);
    let told = marks::broken_marks(&visible, at, &mut report);
    addresses::report_addresses(at, document, &told, &mut report);
    summary::report_repeats(at, &blocks, document, config, &mut report);
    let bold = pasted::bold_lines(at, &structure);
    let bold_told = if document.kind == Kind::Study && !document.front.draft {
        headings.report_missing(at, document, config, &bold, &mut report)
    } else {
        vec![]
    };
    let shown = Shown {
        at,
        visible: visible.text(),
        structure: &structure,
        told: &told,
    };
    let marks = pasted::report_pasted(shown, &bold_told, &mut report);
    let told: Vec<&[Span]> = vec![&told, &marks];
    links::report_bare_addresses(at, &bare, &told, &mut report);
    report.on(())
}

/// The text of a document, as a part of its source.
#[derive(Clone, Copy)]
struct SourceText<'a> {
    source: &'a Source,
    text: &'a str,
    /// Where each line of the text ends, but the last. A line may have thousands of findings, each
    /// with a place from it to the line's end.
    line_ends: &'a [usize],
    /// The byte of the source at which the text begins.
    start: usize,
    /// The line of the source, counted from 1, at which the text begins.
    first_line: usize,
}

impl SourceText<'_> {
    /// The line of the source, counted from 1, that a byte of the text is on.
    fn line_number(&self, at: usize) -> usize {
        self.first_line + self.line_ends.partition_point(|end| *end < at)
    }

    /// The edits that write new words at spans of the text. Each is on one line.
    fn edits(&self, mut changes: Vec<(Span, String)>) -> Vec<Edit> {
        changes.sort_by_key(|(span, _)| *span);
        let mut edits = vec![];
        for changes in changes
            .chunk_by(|(a, _), (b, _)| self.line_number(a.start) == self.line_number(b.start))
        {
            let number = self.line_number(changes[0].0.start);
            let before = (number - self.first_line).checked_sub(1);
            let mut from = before.map_or(0, |before| self.line_ends[before] + 1);
            let end = self.line_ends.get(number - self.first_line).copied();
            let mut new = String::new();
            for (span, words) in changes {
                new += &self.text[from..span.start];
                new += words;
                from = span.end;
            }
            new += &self.text[from..end.unwrap_or(self.text.len())];
            edits.push(Edit::Replace { line: number, new });
        }
        edits
    }

    /// The place of a span of the text.
    fn place(&self, span: Span) -> Place {
        self.source.place(span.shifted(self.start))
    }

    /// The place from a byte of the text to the end of its line.
    fn rest_of_line(&self, at: usize) -> Place {
        let next = self.line_ends.partition_point(|end| *end < at);
        let end = self.line_ends.get(next).copied();
        let line = &self.text[at..end.unwrap_or(self.text.len())];
        self.place(Span::new(at, at + line.trim_end().len()))
    }
}

/// Whether a byte is within one of these spans, which are in the order of the text.
fn is_within(spans: &[Span], at: usize) -> bool {
    let before = spans.partition_point(|span| span.start <= at);
    spans[..before].last().is_some_and(|span| at < span.end)
}

/// A paragraph or list item, with its words.
struct Block {
    start: usize,
    words: String,
}

/// A text while it is read.
struct TextScanner<'a> {
    at: SourceText<'a>,
    report: Report,
    /// The language of the text, for example `en`.
    language: &'a str,
    headings: Headings,
    tables: Tables,
    footnotes: Footnotes,
    link: Option<OpenLink>,
    /// Web addresses in plain text.
    bare: Vec<Range<usize>>,
    structure: Structure,
    /// The outermost picture that is open.
    picture: Option<OpenLink>,
    /// How many pictures are open, each within the one before.
    pictures: usize,
    in_code: bool,
    /// Whether a block of HTML is open, in which Markdown has no marks.
    in_html: bool,
    /// The places of words outside links, pictures and code.
    plain: Vec<Range<usize>>,
    /// The paragraph or item being read.
    block: Block,
    blocks: Vec<Block>,
}

/// A link while its words are read.
struct OpenLink {
    range: Range<usize>,
    target: String,
    words: String,
    kind: LinkType,
}

impl<'a> TextScanner<'a> {
    /// The scanner at the end of a text.
    fn scanned(at: SourceText<'a>, document: &Document, config: &'a Config) -> TextScanner<'a> {
        let mut scanner = TextScanner {
            at,
            report: Report::default(),
            language: config.languages[document.language].primary(),
            headings: Headings::of(document),
            tables: Tables::default(),
            footnotes: Footnotes::default(),
            link: None,
            bare: vec![],
            structure: Structure::default(),
            picture: None,
            pictures: 0,
            in_code: false,
            in_html: false,
            plain: vec![],
            block: Block {
                start: 0,
                words: String::new(),
            },
            blocks: vec![],
        };
        let events = events(at.text);
        html::report_problems(&events.problems, at, &mut scanner.report);
        for (event, range) in events {
            scanner.event(event, range);
        }
        scanner.headings.end_section(0, at, &mut scanner.report);
        scanner.end_block();
        scanner
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        self.structure.add(&event, &range, self.at.text);
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => {
                if !text.trim().is_empty() {
                    self.headings.see_content();
                }
                if !self.in_code && self.pictures == 0 && self.link.is_none() && !self.in_html {
                    self.plain.push(range);
                }
                self.words(&text);
            }
            Event::Code(text) => self.words(&text),
            Event::FootnoteReference(label) => self.footnotes.mention(&label),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::Html(html) => {
                if let Some(tag) = HtmlTag::read(&html) {
                    self.tag(tag, range);
                }
            }
            _ => {}
        }
    }

    /// Reads a tag of the author's own HTML.
    fn tag(&mut self, tag: HtmlTag, range: Range<usize>) {
        self.tables.see_tag(&tag, range.start);
        match (tag.name.as_str(), tag.is_end) {
            ("a", false) => {
                let target = tag.attribute("href").map(str::to_owned);
                self.link = target.map(|target| OpenLink {
                    range,
                    target,
                    words: String::new(),
                    kind: LinkType::Inline,
                });
            }
            ("a", true) => self.end_link(),
            ("code", _) => self.in_code = !tag.is_end,
            ("img", _) => {
                self.headings.add_picture();
                self.headings.see_content();
                if let Some(link) = &mut self.link {
                    link.words
                        .push_str(tag.attribute("alt").unwrap_or_default());
                }
                if let Some(words) = tag.attribute("alt") {
                    let picture = Picture {
                        span: range.into(),
                        words,
                        target: tag.attribute("src").unwrap_or_default(),
                        is_html: true,
                    };
                    self.report.all(pictures::vague_words(self.at, picture));
                }
            }
            (name, _) if parts_words(name) => {
                self.words(" ");
                self.end_block();
                self.block.start = range.end;
            }
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let link = self.link.take();
        let found = link.and_then(|link| links::unclear(&link, self.language, self.at));
        self.report.all(found);
    }

    fn open(&mut self, tag: Tag, range: Range<usize>) {
        if !matches!(
            tag,
            Tag::Heading { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_)
        ) {
            self.headings.see_content();
        }
        if let Tag::FootnoteDefinition(label) = &tag {
            self.footnotes.begin(label, range.start);
        }
        // An address in plain text is on the page as it was typed.
        let is_bare = !self.at.text[range.start..].starts_with(['[', '<']);
        match tag {
            Tag::Heading { level, .. } => self.headings.open(level, range.start),
            Tag::TableRow => self.report.all(tables::text_after(self.at, range)),
            Tag::Paragraph | Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => {
                self.end_block();
                self.block.start = range.start;
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::HtmlBlock => {
                self.in_html = true;
                self.end_block();
                self.block.start = range.start;
            }
            Tag::Link {
                link_type: LinkType::Autolink,
                ..
            } if is_bare => self.bare.push(range),
            Tag::Link { .. } if is_bare => {}
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                self.link = Some(OpenLink {
                    range,
                    target: dest_url.into_string(),
                    words: String::new(),
                    kind: link_type,
                });
            }
            Tag::Image {
                dest_url,
                link_type,
                ..
            } => {
                if self.pictures == 0 {
                    self.picture = Some(OpenLink {
                        range,
                        target: dest_url.into_string(),
                        words: String::new(),
                        kind: link_type,
                    });
                }
                self.pictures += 1;
                self.headings.add_picture();
                self.tables.add_to_header();
            }
            Tag::Table(_) => self.tables.open_header(range.start),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.without_heading_id();
                self.headings.close(self.at, &mut self.report);
            }
            TagEnd::Paragraph | TagEnd::Item => self.end_block(),
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::HtmlBlock => {
                self.in_html = false;
                self.end_block();
            }
            TagEnd::Link => self.end_link(),
            TagEnd::Image => {
                self.pictures -= 1;
                if let Some(picture) = self.picture.take_if(|_| self.pictures == 0) {
                    let picture = Picture {
                        span: picture.range.into(),
                        words: &picture.words,
                        target: &picture.target,
                        is_html: false,
                    };
                    self.report.all(pictures::vague_words(self.at, picture));
                }
            }
            TagEnd::TableHead => self.tables.close_header(),
            _ => {}
        }
    }

    /// Takes the id after a heading's words out of the plain words: it has a finding of its own.
    fn without_heading_id(&mut self) {
        if let Some(range) = self.plain.last_mut() {
            let words = self.at.text[range.clone()].trim_end();
            if let Some(id) = words.rfind("{#").filter(|_| words.ends_with('}')) {
                range.end = range.start + id;
            }
        }
    }

    fn words(&mut self, text: &str) {
        self.headings.add_words(text);
        if let Some(picture) = &mut self.picture {
            picture.words.push_str(text);
        }
        if let Some(link) = &mut self.link {
            link.words.push_str(text);
        }
        if !text.trim().is_empty() {
            self.tables.add_to_header();
        }
        if !self.in_code && self.pictures == 0 && !self.headings.is_open() {
            self.block.words.push_str(text);
        }
    }

    fn end_block(&mut self) {
        let words = std::mem::take(&mut self.block.words);
        if !words.trim().is_empty() {
            self.blocks.push(Block {
                start: self.block.start,
                words,
            });
        }
    }
}
