//! What could read better in one text: all of it is published as it stands, and only `check` says
//! so.
//!
//! This is a walk of its own, so that a build does not pay for it.

mod raw;

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use crate::config::{Config, HeadingConfig};
use crate::parse::events::{events, is_comment};
use crate::parse::{Document, Kind};
use crate::report::{Finding, Report, Reported, listed, nearest, rules};
use crate::source::{Place, Source, Span, slug::slug};
use raw::{Shown, raw};

/// Words of a link that say nothing of where it leads, in lower case, by language.
const VAGUE: [(&str, &[&str]); 2] = [
    (
        "en",
        &[
            "click",
            "click here",
            "click this",
            "click this link",
            "click the link",
            "clicking here",
            "continue",
            "continue reading",
            "details",
            "find out more",
            "further information",
            "go here",
            "here",
            "learn more",
            "link",
            "more",
            "more details",
            "more info",
            "more information",
            "read",
            "read here",
            "read more",
            "read more here",
            "see here",
            "see more",
            "this",
            "this link",
            "this page",
            "this site",
            "this website",
            "view",
            "view more",
        ],
    ),
    (
        "cy",
        &[
            "cliciwch",
            "cliciwch yma",
            "darllen mwy",
            "darllenwch fwy",
            "dolen",
            "fan hyn",
            "gweld mwy",
            "manylion",
            "mwy",
            "mwy o wybodaeth",
            "rhagor",
            "rhagor o wybodaeth",
            "y ddolen hon",
            "y dudalen hon",
            "y wefan hon",
            "yma",
        ],
    ),
];

/// An address that stands for its own words is read out letter by letter; a short one can be borne.
const MOST_ADDRESS: usize = 40;

/// A sentence shorter than this may well stand twice: "It worked." Where words are not set apart,
/// as in Chinese, letters are counted.
const FEWEST_WORDS: usize = 6;
const FEWEST_LETTERS: usize = 14;

/// Looks through the text of one document, and at its summary beside it.
///
/// A document without a title had no front matter to read: what looks like text there may be none.
pub fn lint(document: &Document, config: &Config) -> Reported<()> {
    if document.front.title.is_none() {
        return Report::default().on(());
    }
    let source = &*document.source.source();
    let text = &source.text[document.body_start..];
    let mut lint = Lint {
        source,
        text,
        start: document.body_start,
        language: config.languages[document.language].primary(),
        report: Report::default(),
        heading: None,
        level: 1,
        draft: document.front.draft,
        waiting: None,
        headings: vec![],
        link: None,
        in_picture: 0,
        in_code: false,
        in_html: false,
        texts: vec![],
        header: None,
        block: (0, String::new()),
        blocks: vec![],
        html: Html::default(),
        tables: vec![],
    };
    for (event, range) in events(text) {
        lint.event(event, range);
    }
    lint.waiting(0);
    lint.html_tables();
    lint.texts();
    lint.summary(document, config);
    if document.kind == Kind::Study && !document.front.draft {
        lint.recommended(document, config);
    }
    lint.report.on(())
}

struct Lint<'a> {
    source: &'a Source,
    text: &'a str,
    /// The byte of the source at which the text begins.
    start: usize,
    /// For example `en`.
    language: &'a str,
    report: Report,
    heading: Option<Heading>,
    /// The level of the last heading, as written; the page's title is 1.
    level: u8,
    /// Of a draft it is not said what is still missing.
    draft: bool,
    /// The last heading, until something stands below it.
    waiting: Option<Heading>,
    headings: Vec<Heading>,
    link: Option<Link>,
    in_picture: usize,
    in_code: bool,
    /// Within an `<a>` or `<code>` that the author wrote as HTML.
    in_html: bool,
    /// Where words stand that are no part of a link, a picture or code.
    texts: Vec<Range<usize>>,
    /// The header of a table: where the table stands, and whether anything stands in its header.
    header: Option<(Range<usize>, bool)>,
    /// The paragraph or item that is being read, and where it begins.
    block: (usize, String),
    blocks: Vec<(usize, String)>,
    /// The HTML block that is being read.
    html: Html,
    /// Where tables stand that an author wrote as HTML, and whether any of their cells is a header.
    tables: Vec<(usize, bool)>,
}

/// An HTML block without what stands before its lines in a quotation or a list.
#[derive(Default)]
struct Html {
    text: String,
    /// Where each piece begins here, and where in the document's text.
    pieces: Vec<(usize, usize)>,
}

impl Html {
    fn push(&mut self, html: &str, start: usize) {
        self.pieces.push((self.text.len(), start));
        self.text.push_str(html);
    }

    /// The byte of the document's text at which a byte of the block stands.
    fn place_of(&self, at: usize) -> usize {
        let behind = self.pieces.partition_point(|(begins, _)| *begins <= at);
        self.pieces[..behind]
            .last()
            .map_or(0, |(begins, start)| start + at - begins)
    }
}

struct Heading {
    level: u8,
    start: usize,
    words: String,
    picture: bool,
}

struct Link {
    range: Range<usize>,
    target: String,
    words: String,
    kind: LinkType,
}

impl Lint<'_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => {
                if !self.in_code && self.in_picture == 0 && self.link.is_none() && !self.in_html {
                    self.texts.push(range);
                }
                self.words(&text);
            }
            Event::Code(text) => self.words(&text),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::Html(html) => self.html.push(&html, range.start),
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
        match &tag {
            Tag::Heading { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
            // Whatever else begins, something stands below the last heading, unless it is a part of
            // it.
            _ if self.heading.is_none() => self.waiting = None,
            _ => {}
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.heading = Some(Heading {
                    level: number(level),
                    start: range.start,
                    words: String::new(),
                    picture: false,
                });
            }
            Tag::Paragraph | Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => {
                self.end_block();
                self.block.0 = range.start;
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                self.link = Some(Link {
                    range,
                    target: dest_url.into_string(),
                    words: String::new(),
                    kind: link_type,
                });
            }
            Tag::Image { .. } => {
                self.in_picture += 1;
                if let Some(heading) = &mut self.heading {
                    heading.picture = true;
                }
                if let Some((_, filled)) = &mut self.header {
                    *filled = true;
                }
            }
            Tag::Table(_) => self.header = Some((range, false)),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Paragraph | TagEnd::Item => self.end_block(),
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.in_picture -= 1,
            TagEnd::TableHead => {
                if let Some((range, false)) = self.header.take() {
                    self.without_header(range.start);
                }
            }
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.words.push_str(text);
        }
        if let Some(link) = &mut self.link {
            link.words.push_str(text);
        }
        if let Some((_, filled)) = &mut self.header {
            *filled |= !text.trim().is_empty();
        }
        if !self.in_code && self.in_picture == 0 && self.heading.is_none() {
            self.block.1.push_str(text);
        }
    }

    fn end_block(&mut self) {
        let (start, words) = (self.block.0, std::mem::take(&mut self.block.1));
        if !words.trim().is_empty() {
            self.blocks.push((start, words));
        }
    }

    fn end_heading(&mut self) {
        let Some(mut heading) = self.heading.take() else {
            return;
        };
        heading.words = heading
            .words
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        // A body's own h1 is published as an h2.
        heading.level = heading.level.max(2);
        self.waiting(heading.level);
        if heading.words.is_empty() {
            if !heading.picture {
                let place = self.line(heading.start);
                self.report.add(
                    Finding::warning(rules::HEADING_WITHOUT_WORDS, "this heading has no words")
                        .at(place, "not published")
                        .help("write the heading behind it, or delete the line"),
                );
            }
            return;
        }
        if heading.level > self.level + 1 {
            let right = "#".repeat(usize::from(self.level) + 1);
            let message = match self.level {
                1 => format!(
                    "the first heading, `{}`, is one of level {}",
                    heading.words, heading.level
                ),
                level => {
                    format!(
                        "`{}` is a heading of level {}, below one of level {level}",
                        heading.words, heading.level
                    )
                }
            };
            let place = self.line(heading.start);
            self.report.add(
                Finding::warning(rules::HEADING_JUMP, message)
                    .at(place, "a level is left out")
                    .help(format!("write `{right} {}`", heading.words)),
            );
        }
        self.level = heading.level;
        let again = Heading {
            words: heading.words.clone(),
            ..heading
        };
        self.waiting = Some(heading);
        self.headings.push(again);
    }

    /// Ends the wait for something below the last heading, when one of `level` follows; 0 is the
    /// end of the text.
    fn waiting(&mut self, level: u8) {
        let Some(heading) = self.waiting.take() else {
            return;
        };
        if heading.level < level || self.draft {
            return;
        }
        let place = self.line(heading.start);
        self.report.add(
            Finding::warning(
                rules::HEADING_WITHOUT_TEXT,
                format!("nothing stands below the heading `{}`", heading.words),
            )
            .at(place, "the next heading, or the end, follows at once")
            .help("write what belongs there, or delete the heading"),
        );
    }

    fn end_html(&mut self) {
        const TABLE: &str = "<table";
        let html = std::mem::take(&mut self.html);
        if is_comment(&html.text) {
            return;
        }
        self.waiting = None;
        let has_header = |html: &str| html.contains("<th>") || html.contains("<th ");
        let mut at = 0;
        for (number, part) in html.text.to_ascii_lowercase().split(TABLE).enumerate() {
            match number {
                // An empty line within a table ends the block, so its header may stand in a later
                // one.
                0 => self
                    .tables
                    .iter_mut()
                    .last()
                    .into_iter()
                    .for_each(|(_, header)| *header |= has_header(part)),
                _ => self
                    .tables
                    .push((html.place_of(at - TABLE.len()), has_header(part))),
            }
            at += part.len() + TABLE.len();
        }
    }

    fn html_tables(&mut self) {
        for (start, header) in std::mem::take(&mut self.tables) {
            if !header {
                self.without_header(start);
            }
        }
    }

    fn without_header(&mut self, start: usize) {
        let place = self.line(start);
        self.report.add(
            Finding::warning(
                rules::TABLE_WITHOUT_HEADER,
                "this table does not say what is in its columns",
            )
            .at(place, "no header")
            .help("write what each column holds into the table's first row"),
        );
    }

    fn end_link(&mut self) {
        let Some(Link {
            range,
            target,
            words,
            kind,
        }) = self.link.take()
        else {
            return;
        };
        let shown = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = shown
            .trim_matches(|letter: char| !letter.is_alphanumeric())
            .to_lowercase();
        let vague = || {
            VAGUE
                .iter()
                .filter(|(language, _)| ["en", self.language].contains(language))
        };
        let place = || self.place(Span::from(range.clone()).first_line(self.text));
        let finding = if shown.is_empty() {
            Finding::warning(
                rules::LINK_WITHOUT_WORDS,
                format!("the link to `{target}` has no words"),
            )
            .at(place(), "nothing to see or to hear")
            .help(format!("write `[What stands there]({target})`"))
        } else if vague().any(|(_, words)| words.contains(&plain.as_str())) {
            Finding::warning(rules::LINK_TEXT, format!("`{shown}` does not say where the link leads"))
                .at(place(), "read out by itself, this means nothing")
                .help("make the link from the words that name what stands there: `[the council's plan](…)`")
        } else if is_address(&shown)
            && kind != LinkType::Email
            && shown.chars().count() > MOST_ADDRESS
        {
            Finding::warning(
                rules::LINK_TEXT,
                "this link has a web address for its words",
            )
            .at(place(), "read out letter by letter")
            .help(format!("write `[What stands there]({target})`"))
        } else {
            return;
        };
        self.report.add(finding);
    }

    /// What plain text has that was meant as a link, a heading or the like.
    fn texts(&mut self) {
        let texts = std::mem::take(&mut self.texts);
        let mut shown = Shown::of(self.text);
        texts
            .iter()
            .for_each(|range| shown.add(self.text, range.clone()));
        let told = raw(shown, self.source, self.start, &mut self.report);
        texts
            .into_iter()
            .for_each(|range| self.bare_addresses(range, &told));
    }

    /// Web addresses within plain text, but for those of links that were `told` of. `range` is that
    /// of the text in the source.
    fn bare_addresses(&mut self, range: Range<usize>, told: &[Span]) {
        let mut from = range.start;
        while let Some(at) = self.text[from..range.end].find("http").map(|at| from + at) {
            let rest = &self.text[at..];
            from = at + 4;
            if !is_address(rest) || told.iter().any(|link| (link.start..link.end).contains(&at)) {
                continue;
            }
            // The address may go on in the next piece of text.
            let end = rest.find(|letter: char| {
                letter.is_whitespace() || matches!(letter, '<' | '>' | '"' | '|' | '`')
            });
            let address = rest[..end.unwrap_or(rest.len())]
                .trim_end_matches(['.', ',', ';', ':', ')', ']', '*', '_']);
            let place = self.place(Span::new(at, at + address.len()));
            let help = match self.text[..at].ends_with("] (") {
                true => "take out the space between `]` and `(` before it".to_owned(),
                false => format!("write `[What stands there]({address})`"),
            };
            self.report.add(
                Finding::warning(rules::BARE_URL, format!("`{address}` is not a link"))
                    .at(place, "readers cannot follow it")
                    .help(help),
            );
            from = (at + address.len()).max(from);
            if from >= range.end {
                break;
            }
        }
    }

    /// The page shows the summary above the text: a sentence of both is read twice.
    fn summary(&mut self, document: &Document, config: &Config) {
        self.end_block();
        let Some(summary) = &document.front.summary else {
            return;
        };
        let key = config.key("summary");
        let in_front = Place {
            file: document.path.clone(),
            span: document.line_of(key),
        };
        if !document.title.is_empty() && slug(summary) == slug(&document.title) {
            self.report.add(
                Finding::warning(rules::SUMMARY_REPEATS, format!("`{key}` says no more than the title"))
                    .at(in_front, "the title once more")
                    .help("say in a sentence or two what was done and what came of it, or take the line out"),
            );
            return;
        }
        let mut seen = HashSet::new();
        for sentence in sentences(summary) {
            if !seen.insert(sentence.folded) {
                let message = format!("`{key}` says `{}` twice", excerpt(sentence.words));
                self.report.add(
                    Finding::warning(rules::SUMMARY_REPEATS, message)
                        .at(in_front, "a sentence stands twice")
                        .help("take one of them out"),
                );
                return;
            }
        }
        let blocks = std::mem::take(&mut self.blocks);
        for (start, words) in &blocks {
            let Some(sentence) = sentences(words)
                .into_iter()
                .find(|sentence| seen.contains(&sentence.folded))
            else {
                continue;
            };
            // Where emphasis or a link stands in it, the paragraph's beginning has to do.
            let beginning = sentence
                .words
                .split_whitespace()
                .take(3)
                .collect::<Vec<_>>()
                .join(" ");
            let at = self.text[*start..]
                .find(&beginning)
                .map_or(*start, |at| start + at);
            let place = self.line(at);
            self.report.add(
                Finding::warning(
                    rules::SUMMARY_REPEATS,
                    format!(
                        "`{}` stands in the summary and in the text",
                        excerpt(sentence.words)
                    ),
                )
                .at(
                    place,
                    "read twice, since the page shows the summary above the text",
                )
                .also(in_front, "the summary")
                .help("take the sentence out of one of them, or put it in other words"),
            );
            return;
        }
    }

    /// The headings that the settings want in case studies.
    fn recommended(&mut self, document: &Document, config: &Config) {
        let Some(wanted) = config.headings.get(document.language) else {
            return;
        };
        let has = |wanted: &str| {
            self.headings
                .iter()
                .any(|heading| slug(&heading.words) == slug(wanted))
        };
        let mut missing: Vec<&HeadingConfig> =
            wanted.iter().filter(|wanted| !has(&wanted.name)).collect();
        let mut found = vec![];
        for heading in self
            .headings
            .iter()
            .filter(|heading| !wanted.iter().any(|w| slug(&w.name) == slug(&heading.words)))
        {
            let written = without_article(&heading.words);
            let near = missing.iter().position(|missing| {
                let missing = without_article(&missing.name);
                written == missing || nearest(&written, [missing.as_str()]).is_some()
            });
            if let Some(near) = near {
                let meant = &missing.remove(near).name;
                found.push(
                    Finding::warning(
                        rules::MISSING_HEADING,
                        format!(
                            "the heading `{}` is `{meant}` in other case studies",
                            heading.words
                        ),
                    )
                    .at(self.line(heading.start), "nearly the same")
                    .help(format!(
                        "write `{meant}`, so that readers find it again in each"
                    )),
                );
            }
        }
        let missing: Vec<&str> = missing
            .iter()
            .filter(|m| !m.optional)
            .map(|missing| missing.name.as_str())
            .collect();
        if let (Some(first), Some(title)) = (missing.first(), &document.front.title) {
            let message = match missing.len() {
                1 => format!("the heading `{first}` is missing"),
                _ => format!("the headings {} are missing", listed(&missing)),
            };
            found.push(
                Finding::warning(rules::MISSING_HEADING, message)
                    .at(self.source.place(title.span), "has none of this name")
                    .help(format!(
                        "add a line `## {first}` and, below it, what there is to say"
                    )),
            );
        }
        for finding in found {
            self.report.add(finding);
        }
    }

    /// From a byte of the text to the end of its line.
    fn line(&self, at: usize) -> Place {
        let written = Span::new(at, self.text.len()).first_line(self.text);
        self.place(written)
    }

    fn place(&self, span: Span) -> Place {
        self.source.place(span.shifted(self.start))
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

fn is_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|letter: char| letter.is_alphanumeric()))
}

fn without_article(heading: &str) -> String {
    let words = slug(heading).replace('-', " ");
    let articles = ["the ", "a ", "an ", "our ", "yr ", "y "];
    articles
        .iter()
        .find_map(|article| words.strip_prefix(article))
        .unwrap_or(&words)
        .to_owned()
}

/// A sentence, and its letters and digits alone, in lower case.
struct Sentence<'t> {
    words: &'t str,
    folded: String,
}

/// The sentences of a text that are long enough not to stand twice by chance.
fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut sentences = vec![];
    let (mut start, mut letters) = (0, text.char_indices().peekable());
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let ends = match letter {
            '.' | '!' | '?' => next.is_none_or(char::is_whitespace),
            '。' | '！' | '？' => true,
            _ => false,
        };
        if ends || next.is_none() {
            let end = at + letter.len_utf8();
            sentences.push(text[start..end].trim());
            start = end;
        }
    }
    let folded = sentences.into_iter().map(|words| Sentence {
        words,
        folded: slug(words),
    });
    let long = |sentence: &Sentence| {
        let words = sentence.folded.split('-').count();
        let letters = sentence.folded.chars().count();
        words >= FEWEST_WORDS
            || (words <= 2 && letters >= FEWEST_LETTERS && !sentence.folded.is_ascii())
    };
    folded.filter(long).collect()
}

/// The beginning of a sentence, to know it by.
fn excerpt(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    match words.len() {
        0..=8 => words.join(" "),
        _ => format!("{} …", words[..8].join(" ")),
    }
}
