//! Each document's text into findings about what could read better.
//!
//! All of it is published as it is, and only `check` reports it. That is why the text is walked
//! here once more: a build does not pay for it.

mod headings;
mod links;
mod marks;
mod placeholders;
mod summary;
mod tables;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use rayon::prelude::*;

use crate::config::Config;
use crate::link::Library;
use crate::parse::events::events;
use crate::parse::{Document, Kind};
use crate::report::{Report, Reported};
use crate::source::{Place, Source, Span};
use headings::Headings;
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
/// Without front matter that could be read, what looks like its text
/// may be front matter, and nothing is reported.
fn text(document: &Document, config: &Config) -> Reported<()> {
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
    };
    let TextScanner {
        mut report,
        headings,
        tables,
        plain,
        blocks,
        ..
    } = TextScanner::scanned(at, document, config);
    tables.report_missing_headers(at, &mut report);
    links::report_unmarked(at, &plain, &mut report);
    // In a draft there may be gaps.
    if !document.front.draft {
        placeholders::report_placeholders(at, &plain, document, config, &mut report);
    }
    summary::report_repeats(at, &blocks, document, config, &mut report);
    if document.kind == Kind::Study && !document.front.draft {
        headings.report_missing(at, document, config, &mut report);
    }
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
}

impl SourceText<'_> {
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
    link: Option<OpenLink>,
    /// How many pictures are open, each within the one before.
    pictures: usize,
    in_code: bool,
    /// Whether an `<a>` or `<code>` is open that the author wrote as HTML.
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
            headings: Headings::new(document.front.draft),
            tables: Tables::default(),
            link: None,
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
        for (event, range) in events(at.text) {
            scanner.event(event, range);
        }
        scanner.headings.end_section(0, at, &mut scanner.report);
        scanner.end_block();
        scanner
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => {
                if !self.in_code && self.pictures == 0 && self.link.is_none() && !self.in_html {
                    self.plain.push(range);
                }
                self.words(&text);
            }
            Event::Code(text) => self.words(&text),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::Html(html) => self.tables.add_html(&html, range.start),
            Event::InlineHtml(html) => {
                let tag = html.to_ascii_lowercase();
                if tag.starts_with("<a ") || tag.starts_with("<code") {
                    self.in_html = true;
                } else if tag.starts_with("</a") || tag.starts_with("</code") {
                    self.in_html = false;
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag, range: Range<usize>) {
        if !matches!(
            tag,
            Tag::Heading { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_)
        ) {
            self.headings.see_content();
        }
        match tag {
            Tag::Heading { level, .. } => self.headings.open(level, range.start),
            Tag::Paragraph | Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => {
                self.end_block();
                self.block.start = range.start;
            }
            Tag::CodeBlock(_) => self.in_code = true,
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
            Tag::Image { .. } => {
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
            TagEnd::Heading(_) => self.headings.close(self.at, &mut self.report),
            TagEnd::Paragraph | TagEnd::Item => self.end_block(),
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::HtmlBlock if self.tables.end_html() => self.headings.see_content(),
            TagEnd::Link => {
                let link = self.link.take();
                let found = link.and_then(|link| links::unclear(&link, self.language, self.at));
                self.report.all(found);
            }
            TagEnd::Image => self.pictures -= 1,
            TagEnd::TableHead => self.tables.close_header(),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        self.headings.add_words(text);
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
