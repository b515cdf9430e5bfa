//! Markdown into what the rest of the site needs of it, and into HTML.
//!
//! A text is walked twice: [`outline`] learns its headings, links and words before any page is
//! made; [`html`] writes it once every link's address is known. Both see the same events through
//! `events`, so the ids of one are the ids of the other.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options,
    Parser, Tag, TagEnd,
};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use super::clean;
use super::fitted;
use super::invisible;
use super::plain::{Gathering, Plain};
use crate::report::{Finding, Report, nearest, rules};
use crate::source::{Place, Source, Span, slug::Ids};

/// What is known of a text before its page is made.
#[derive(Debug, Clone, Default)]
pub struct Body {
    pub headings: Box<[Heading]>,
    pub links: Box<[Link]>,
    /// Ids in the author's own HTML.
    pub ids: Box<[String]>,
    /// The first paragraph that has words, as plain text, cut at a word after `MOST_OPENING`
    /// characters; a document with a summary does without.
    pub opening: String,
    /// What it says, for the search.
    pub plain: Plain,
    /// Whether the author wrote HTML, which then has to be cleaned.
    pub raw_html: bool,
    /// Whether the text has characters that no page may hold.
    pub invisible: bool,
}

impl Body {
    /// Every id that a link can lead to, in order.
    pub fn anchors(&self) -> BTreeSet<&str> {
        let headings = self
            .headings
            .iter()
            .map(|heading| &heading.id)
            .filter(|id| !id.is_empty());
        headings.chain(&self.ids).map(String::as_str).collect()
    }

    pub fn has_anchor(&self, id: &str) -> bool {
        self.headings.iter().any(|heading| heading.id == id) || self.ids.iter().any(|own| own == id)
    }
}

/// A heading, at the level it has on the page: 2 to 6, never more than one below the last.
///
/// One without words, of a picture alone say, has neither text nor id, and heads nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// A link or picture, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: String,
    pub span: Span,
    pub kind: LinkKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    Page,
    Picture,
}

/// What a link leads to, ready for the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Empty where the link leads nowhere and its words alone are shown.
    pub url: String,
    /// Width and height in pixels, of a picture whose measures are known.
    pub size: Option<(u32, u32)>,
    /// What a browser chooses a picture's version from, for `srcset`; empty where there is only the
    /// one.
    pub versions: String,
}

impl Target {
    /// The attributes by which a browser chooses the version of a picture that suits it.
    pub(super) fn choice(&self, sizes: &str) -> String {
        if self.versions.is_empty() {
            return String::new();
        }
        // A browser that knows `auto` sees for itself how wide a picture is; others go by what
        // follows.
        format!(
            " srcset=\"{}\" sizes=\"auto, {}\"",
            attribute(&self.versions),
            attribute(sizes)
        )
    }
}

/// The attributes that keep a picture's place free until it has come; `given` are an author's own
/// width and height, whose other one follows from the picture's measures.
pub(super) fn measures((width, height): (u32, u32), given: [Option<&str>; 2]) -> String {
    let other = |given: &str, own: u32, other: u32| {
        let given = given.parse::<u64>().ok()?;
        Some((given * u64::from(other) + u64::from(own) / 2) / u64::from(own.max(1)))
    };
    match given {
        [None, None] => format!(" width=\"{width}\" height=\"{height}\""),
        [Some(given), None] => other(given, width, height)
            .map_or(String::new(), |height| format!(" height=\"{height}\"")),
        [None, Some(given)] => {
            other(given, height, width).map_or(String::new(), |width| format!(" width=\"{width}\""))
        }
        [Some(_), Some(_)] => String::new(),
    }
}

/// The words that casebook itself puts into a text, in the text's language.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    pub table: String,
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub done: String,
    pub to_do: String,
    pub footnotes: String,
    pub back_to_text: String,
    /// How wide pictures of a text are shown, for `sizes`.
    pub picture_sizes: String,
}

/// Elements within elements. The cleaner's time is quadratic in depth, and no page needs more.
const MOST_DEPTH: usize = 100;

/// Characters of a first paragraph that stands for a summary.
const MOST_OPENING: usize = 300;

/// The Markdown of a text as events, elements deeper than `MOST_DEPTH` left out (their text stays).
pub(super) fn events<'t>(text: &'t str) -> Events<impl Iterator<Item = (Event<'t>, Range<usize>)>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    Events {
        parser: Parser::new_ext(text, options).into_offset_iter(),
        depth: 0,
        too_deep: None,
        invisible: None,
    }
}

pub(super) struct Events<P> {
    parser: P,
    depth: usize,
    /// Where the first element stands that was left out.
    too_deep: Option<usize>,
    /// Where the first reference such as `&#8;` stands, to a character that no page may hold.
    invisible: Option<Range<usize>>,
}

impl<'t, P: Iterator<Item = (Event<'t>, Range<usize>)>> Iterator for Events<P> {
    type Item = (Event<'t>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (event, range) = self.parser.next()?;
            let depth = match event {
                Event::Start(_) => {
                    self.depth += 1;
                    self.depth
                }
                Event::End(_) => {
                    self.depth -= 1;
                    self.depth + 1
                }
                // What is borrowed stands in the text as it is, and there are none in it any more.
                Event::Text(CowStr::Boxed(_) | CowStr::Inlined(_)) => {
                    return Some((self.visible(event, &range), range));
                }
                _ => return Some((event, range)),
            };
            if depth <= MOST_DEPTH {
                return Some((event, range));
            }
            self.too_deep.get_or_insert(range.start);
        }
    }
}

impl<P> Events<P> {
    /// The words that a reference stands for, with spaces for what no page may hold.
    fn visible<'t>(&mut self, event: Event<'t>, range: &Range<usize>) -> Event<'t> {
        match &event {
            Event::Text(text) if matches!(invisible::without(text), Cow::Owned(_)) => {
                self.invisible.get_or_insert_with(|| range.clone());
                Event::Text(" ".into())
            }
            _ => event,
        }
    }
}

/// Learns what a text holds. `start` is the byte of the source where the text begins.
pub fn outline(source: &Source, start: usize, report: &mut Report) -> Body {
    let without = invisible::without(&source.text[start..]);
    let (text, invisible) = (&*without, matches!(without, Cow::Owned(_)));
    if invisible {
        invisible::told(source, start, report);
    }
    let (body, ids) = (
        Body {
            invisible,
            ..Body::default()
        },
        Ids::default(),
    );
    let mut outline = Outline {
        source,
        text,
        start,
        report,
        body,
        headings: vec![],
        links: vec![],
        ids,
        level: 1,
    };
    outline.walk();
    outline.body.headings = fitted(std::mem::take(&mut outline.headings));
    if outline.body.raw_html {
        outline.raw_html();
    }
    Body {
        links: fitted(outline.links),
        ..outline.body
    }
}

struct Outline<'a, 'r> {
    source: &'a Source,
    text: &'a str,
    start: usize,
    report: &'r mut Report,
    body: Body,
    headings: Vec<Heading>,
    links: Vec<Link>,
    ids: Ids,
    /// The level of the last heading.
    level: u8,
}

impl Outline<'_, '_> {
    fn walk(&mut self) {
        let mut heading: Option<(HeadingLevel, String)> = None;
        // A picture in another's words is read out with them, and not shown.
        let mut pictures: Vec<(Link, String)> = vec![];
        let mut paragraph = Opening::Awaited;
        let mut block = String::new();
        let mut open = 0_usize;
        let mut plain = Gathering::of(self.text);
        let mut events = events(self.text);
        for (event, range) in events.by_ref() {
            match event {
                Event::Start(tag) => {
                    open += 1;
                    match tag {
                        Tag::Heading { level, .. } => heading = Some((level, String::new())),
                        Tag::Paragraph if open == 1 && paragraph == Opening::Awaited => {
                            paragraph = Opening::Open
                        }
                        Tag::Link {
                            dest_url,
                            link_type,
                            ..
                        } => {
                            let span = self.target_span(&dest_url, range, link_type);
                            // `<someone@example.org>` gives the bare address.
                            if link_type != LinkType::Email {
                                self.link(Link {
                                    target: dest_url.into_string(),
                                    span,
                                    kind: LinkKind::Page,
                                });
                            }
                        }
                        Tag::Image {
                            dest_url,
                            link_type,
                            ..
                        } => {
                            let span = self.target_span(&dest_url, range, link_type);
                            let link = Link {
                                target: dest_url.into_string(),
                                span,
                                kind: LinkKind::Picture,
                            };
                            pictures.push((link, String::new()));
                        }
                        Tag::HtmlBlock => {
                            block.clear();
                            self.comments(range);
                        }
                        _ => {}
                    }
                }
                Event::End(tag) => {
                    open = open.saturating_sub(1);
                    if !matches!(
                        tag,
                        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
                    ) {
                        plain.apart();
                    }
                    match tag {
                        TagEnd::Heading(_) => {
                            if let Some((level, text)) = heading.take() {
                                self.heading(level, text);
                            }
                        }
                        // One that shows a picture alone says nothing.
                        TagEnd::Paragraph if paragraph == Opening::Open => {
                            let is_empty = self.body.opening.trim().is_empty();
                            paragraph = if is_empty {
                                Opening::Awaited
                            } else {
                                Opening::Read
                            };
                        }
                        TagEnd::Image => {
                            if let (Some((link, alt)), true) = (pictures.pop(), pictures.is_empty())
                            {
                                self.picture(link, &alt);
                            }
                        }
                        TagEnd::HtmlBlock => self.html_found(&block),
                        _ => {}
                    }
                }
                Event::Text(text) | Event::Code(text) => {
                    plain.add(&text, range);
                    let heading = heading.as_mut().map(|(_, text)| text);
                    for gathered in heading
                        .into_iter()
                        .chain(pictures.first_mut().map(|(_, alt)| alt))
                    {
                        gathered.push_str(&text);
                    }
                    if paragraph == Opening::Open && pictures.is_empty() {
                        self.body.opening.push_str(&text);
                    }
                }
                Event::SoftBreak | Event::HardBreak => {
                    let heading = heading.as_mut().map(|(_, text)| text);
                    for gathered in heading
                        .into_iter()
                        .chain(pictures.first_mut().map(|(_, alt)| alt))
                    {
                        gathered.push(' ');
                    }
                    if paragraph == Opening::Open {
                        self.body.opening.push(' ');
                    }
                    plain.apart();
                }
                Event::Html(html) => block.push_str(&html),
                Event::InlineHtml(html) => self.html_found(&html),
                _ => {}
            }
        }
        self.body.opening = cut(&self.body.opening);
        self.body.plain = plain.gathered();
        if let Some(at) = events.too_deep {
            self.too_deep(at);
        }
        if let Some(range) = events.invisible {
            invisible::referred_to(
                self.source,
                Span::from(range).shifted(self.start),
                self.report,
            );
        }
    }

    fn heading(&mut self, written: HeadingLevel, text: String) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            self.headings.push(Heading {
                level: self.level,
                id: String::new(),
                text,
            });
            return;
        }
        self.level = (written as u8).clamp(2, self.level + 1);
        let id = self.ids.id(&text);
        self.headings.push(Heading {
            level: self.level,
            id,
            text,
        });
    }

    fn link(&mut self, link: Link) {
        match unsafe_scheme(&link.target) {
            Some(scheme) => self
                .report
                .add(unsafe_link(scheme, self.source.place(link.span))),
            None => self.links.push(link),
        }
    }

    fn picture(&mut self, link: Link, alt: &str) {
        if alt.trim().is_empty() {
            self.report.add(
                Finding::warning(
                    rules::PICTURE_WITHOUT_ALT,
                    format!(
                        "the picture `{}` has no text for those who cannot see it",
                        link.target
                    ),
                )
                .at(
                    self.source.place(link.span),
                    "no words in the `[]` before it",
                )
                .help(format!(
                    "write `![What the picture shows]({})`",
                    link.target
                )),
            );
        }
        self.link(link);
    }

    /// Looks for comments in a block of HTML that do not end, or not where they were meant to.
    fn comments(&mut self, block: Range<usize>) {
        const CODE: [&str; 3] = ["<script", "<style", "<textarea"];
        let html = &self.text[block.clone()];
        let begins = html.trim_start().to_ascii_lowercase();
        if CODE.iter().any(|tag| begins.starts_with(tag)) {
            return;
        }
        let mut from = 0;
        while let Some(at) = html[from..].find("<!--").map(|at| block.start + from + at) {
            // `<!-->` is a comment, too.
            let inside = &self.text[at + "<!".len()..];
            let end = inside.find("-->");
            let further = inside[..end.unwrap_or(inside.len())].find("<!--");
            if end.is_none() || further.is_some() {
                self.without_end(at, end.is_some());
                return;
            }
            from = at - block.start + "<!".len() + end.unwrap_or_default();
            if from >= html.len() {
                return;
            }
        }
    }

    fn without_end(&mut self, at: usize, ends: bool) {
        let what = match ends {
            true => "ends only where the next one does, and what stands between is left out",
            false => "does not end, and all that follows is left out",
        };
        let line = Span::new(at, self.text.len())
            .first_line(self.text)
            .shifted(self.start);
        self.report.add(
            Finding::error(
                rules::COMMENT_NOT_CLOSED,
                format!("the note that begins here {what}"),
            )
            .at(self.source.place(line), "begins here")
            .help("write `-->` where the note ends"),
        );
    }

    fn html_found(&mut self, html: &str) {
        if !is_comment(html) {
            self.body.raw_html = true;
        }
    }

    /// Where the address of a link stands, within the bytes of the whole link.
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

    /// Links and ids that stand in the author's own HTML, as the cleaner sees them.
    fn raw_html(&mut self) {
        let written = written(self.text, &self.body, &Labels::default(), &as_written);
        let found = clean::found(&written);
        if found.too_deep {
            self.too_deep(self.text.find('<').unwrap_or(0));
        }
        let lower = self.text.to_ascii_lowercase();
        let mut last = 0;
        for tag in &found.removed {
            let at = found_from(&lower, last, &format!("<{tag}")).unwrap_or(0);
            last = at;
            let span = Span::new(at, (at + tag.len() + 1).min(self.text.len())).shifted(self.start);
            self.report.add(
                Finding::warning(
                    rules::HTML_REMOVED,
                    format!("`<{tag}>` is not published, for the safety of readers"),
                )
                .at(self.source.place(span), "left out")
                .help("say it in Markdown, or link to it"),
            );
        }
        let known = self
            .links
            .iter()
            .map(|link| (link.target.clone(), link.kind));
        let known: BTreeSet<(String, LinkKind)> = known.collect();
        let mut last = 0;
        for (target, kind) in found.links {
            if !known.contains(&(target.clone(), kind)) {
                // In HTML, `&` may also be written `&amp;`.
                let beginning = target.split('&').next().unwrap_or_default();
                let at = found_from(self.text, last, beginning).unwrap_or(0);
                let ways = [target.as_str(), &target.replace('&', "&amp;")];
                let written = ways
                    .into_iter()
                    .find(|way| self.text[at..].starts_with(way));
                last = at + written.map_or(0, str::len);
                let span = Span::new(at, last).shifted(self.start);
                self.links.push(Link { target, span, kind });
            }
        }
        self.body.ids = found.ids.into_iter().collect();
    }

    fn too_deep(&mut self, at: usize) {
        let span = Span::new(at, self.text.len())
            .first_line(self.text)
            .shifted(self.start);
        self.report.add(
            Finding::error(
                rules::NESTING_TOO_DEEP,
                format!("more than {MOST_DEPTH} elements stand within each other"),
            )
            .at(self.source.place(span), "here")
            .help("close some of the lists, quotes or HTML elements before opening more"),
        );
    }
}

/// Where something stands from a byte of a text on, or else before. What is looked for in the order
/// of the text, each from where the last was found, takes one walk in all.
fn found_from(text: &str, from: usize, wanted: &str) -> Option<usize> {
    text[from..]
        .find(wanted)
        .map(|at| from + at)
        .or_else(|| text.find(wanted))
}

/// The scheme of an address that must not stand in a page, `javascript` say.
pub fn unsafe_scheme(target: &str) -> Option<&str> {
    scheme(target).filter(|scheme| !SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()))
}

/// Says that a link is left out because of its scheme.
pub fn unsafe_link(scheme: &str, place: Place) -> Finding {
    let help = match nearest(scheme, SCHEMES) {
        Some(meant) => format!("did you mean `{meant}:`?"),
        None => "link to a web address, a file of the library, `mailto:` or `tel:`".to_owned(),
    };
    Finding::error(
        rules::UNSAFE_LINK,
        format!("links with `{scheme}:` are not published"),
    )
    .at(place, "left out")
    .help(help)
}

/// Whether the first paragraph has been seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Awaited,
    Open,
    Read,
}

/// Addresses that may stand in a page. `clean` allows the same.
pub const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// The scheme of an address, where it has one: `mailto` in `mailto:someone@example.org`.
///
/// Blanks and control characters are read over, as browsers do.
pub fn scheme(target: &str) -> Option<&str> {
    let target = target.trim_start_matches(|letter: char| letter <= ' ');
    let (scheme, _) = target.split_once(':')?;
    let first = scheme.chars().next()?;
    let plain = |letter: char| {
        letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.' | '\t' | '\n' | '\r')
    };
    (first.is_ascii_alphabetic() && scheme.chars().all(plain)).then_some(scheme)
}

/// Whether an address of another site names the site: `https://` and `http:/example.org` name none.
pub fn has_host(target: &str) -> bool {
    let behind =
        scheme(target).and_then(|scheme| target.trim_start()[scheme.len()..].strip_prefix("://"));
    behind
        .is_some_and(|host| host.starts_with(|first: char| first.is_alphanumeric() || first == '['))
}

pub(super) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|inside| !inside.contains("-->"))
}

/// A text of at most `MOST_OPENING` characters, cut between words.
fn cut(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((most, _)) = text.char_indices().nth(MOST_OPENING) else {
        return text;
    };
    let end = text[..most].rfind(' ').unwrap_or(most);
    format!(
        "{}…",
        text[..end].trim_end_matches([',', ';', ':', '.', ' '])
    )
}

/// Writes a text as HTML, every link through `resolve`, fit to stand in a page.
///
/// What pulldown-cmark's own events give is safe once link schemes are checked; only where the
/// author wrote HTML does the whole go through the cleaner.
pub fn html(
    text: &str,
    body: &Body,
    labels: &Labels,
    resolve: &dyn Fn(&str, LinkKind) -> Target,
) -> String {
    if !body.raw_html {
        return written(text, body, labels, resolve);
    }
    // The cleaner resolves links and measures pictures, so that those in the author's own HTML are
    // too.
    let targets = body.links.iter().map(|link| {
        (
            (link.target.clone(), link.kind),
            resolve(&link.target, link.kind),
        )
    });
    clean::cleaned(
        &written(text, body, labels, &as_written),
        targets.collect(),
        &labels.picture_sizes,
    )
}

fn as_written(target: &str, _: LinkKind) -> Target {
    Target {
        url: target.to_owned(),
        ..Target::default()
    }
}

/// The HTML of a text, the author's own HTML in it as it was written.
fn written(
    text: &str,
    body: &Body,
    labels: &Labels,
    resolve: &dyn Fn(&str, LinkKind) -> Target,
) -> String {
    let mut writer = Writer {
        out: String::with_capacity(text.len() * 5 / 4),
        body,
        labels,
        resolve,
        heading: 0,
        notes: Notes::default(),
        held: vec![],
        table: Table::default(),
    };
    let mut events = events(text);
    while let Some((event, _)) = events.next() {
        writer.event(event, &mut events.by_ref().map(|(event, _)| event));
    }
    writer.footnotes();
    writer.out
}

struct Writer<'a, 't> {
    out: String,
    body: &'a Body,
    labels: &'a Labels,
    resolve: &'a dyn Fn(&str, LinkKind) -> Target,
    /// How many headings have been written.
    heading: usize,
    notes: Notes,
    /// What was written before a footnote's definition began.
    held: Vec<(CowStr<'t>, String)>,
    table: Table,
}

/// Footnotes: their labels in the order of their first mention, and their texts. Labels are in
/// lower case: `[^A]` mentions `[^a]`.
#[derive(Default)]
struct Notes {
    numbers: Vec<String>,
    texts: BTreeMap<String, String>,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
    /// Where the cell's content begins in the output.
    cell: usize,
}

impl<'t> Writer<'_, 't> {
    fn event(&mut self, event: Event<'t>, rest: &mut dyn Iterator<Item = Event<'t>>) {
        match event {
            Event::Start(tag) => self.start(tag, rest),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.text(&code);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::TaskListMarker(done) => {
                let (checked, label) = if done {
                    (" checked", &self.labels.done)
                } else {
                    ("", &self.labels.to_do)
                };
                let label = attribute(label);
                self.write(format_args!(
                    "<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "
                ));
            }
            Event::InlineMath(math) | Event::DisplayMath(math) => self.text(&math),
        }
    }

    fn start(&mut self, tag: Tag<'t>, rest: &mut dyn Iterator<Item = Event<'t>>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { .. } => self.heading(rest),
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = match kind {
                    BlockQuoteKind::Note => ("note", &self.labels.note),
                    BlockQuoteKind::Tip => ("tip", &self.labels.tip),
                    BlockQuoteKind::Important => ("important", &self.labels.important),
                    BlockQuoteKind::Warning => ("warning", &self.labels.warning),
                    BlockQuoteKind::Caution => ("caution", &self.labels.caution),
                };
                let title = attribute(title);
                self.write(format_args!(
                    "<div class=\"alert alert-{class}\">\n<p class=\"alert-title\">{title}</p>\n"
                ));
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) if !language.is_empty() => {
                let name = language.split([' ', ',']).next().unwrap_or_default();
                let name = attribute(name);
                self.write(format_args!(
                    "<pre tabindex=\"0\"><code class=\"language-{name}\">"
                ));
            }
            Tag::CodeBlock(_) => self.out.push_str("<pre tabindex=\"0\"><code>"),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.write(format_args!("<ol start=\"{first}\">\n")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.held.push((label, std::mem::take(&mut self.out)))
            }
            Tag::Table(alignments) => self.table(alignments),
            Tag::TableHead => {
                self.table.head = true;
                self.row();
            }
            Tag::TableRow => self.row(),
            Tag::TableCell => self.table.cell = self.out.len(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.link(link_type, &dest_url, &title),
            Tag::Image {
                dest_url, title, ..
            } => self.picture(&dest_url, &title, rest),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => {
                if let Some((label, before)) = self.held.pop() {
                    let text = std::mem::replace(&mut self.out, before);
                    self.notes.texts.insert(label.to_lowercase(), text);
                }
            }
            TagEnd::Table => self.out.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.out.push_str("</tr>\n</thead>\n<tbody>\n");
                self.table.head = false;
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.out.push_str("</a>"),
            _ => {}
        }
    }

    /// Writes a heading whole, since one without words is none.
    fn heading(&mut self, rest: &mut dyn Iterator<Item = Event<'t>>) {
        let before = self.out.len();
        while let Some(event) = rest.next() {
            match event {
                Event::End(TagEnd::Heading(_)) => break,
                event => self.event(event, rest),
            }
        }
        let inside = self.out.split_off(before);
        let heading = self.body.headings.get(self.heading);
        self.heading += 1;
        match heading {
            Some(Heading { level, id, text }) if !text.is_empty() => {
                let id = attribute(id);
                self.write(format_args!(
                    "<h{level} id=\"{id}\">{}</h{level}>\n",
                    inside.trim()
                ));
            }
            _ if !inside.trim().is_empty() => {
                self.write(format_args!("<p>{}</p>\n", inside.trim()))
            }
            _ => {}
        }
    }

    fn table(&mut self, alignments: Vec<Alignment>) {
        let name = match self.body.headings[..self.heading.min(self.body.headings.len())]
            .iter()
            .rfind(|heading| !heading.text.is_empty())
        {
            Some(heading) => format!("{}: {}", self.labels.table, heading.text),
            None => self.labels.table.clone(),
        };
        let name = attribute(&name);
        self.write(format_args!(
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">\n<table>\n<thead>\n"
        ));
        self.table.alignments = alignments;
    }

    fn row(&mut self) {
        self.table.column = 0;
        self.out.push_str("<tr>");
    }

    /// Wraps a cell once its content is known: an empty one heads no column.
    fn cell(&mut self) {
        let content = self.out.split_off(self.table.cell);
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"centre\"",
            _ => "",
        };
        self.table.column += 1;
        match self.table.head && !content.trim().is_empty() {
            true => self.write(format_args!("<th scope=\"col\"{class}>{content}</th>")),
            false => self.write(format_args!("<td{class}>{content}</td>")),
        }
    }

    fn link(&mut self, link_type: LinkType, target: &str, title: &str) {
        let url = match link_type {
            LinkType::Email => format!("mailto:{target}"),
            _ if unsafe_scheme(target).is_some() => {
                self.out.push_str("<a>");
                return;
            }
            _ => (self.resolve)(target, LinkKind::Page).url,
        };
        if url.is_empty() {
            self.out.push_str("<a>");
            return;
        }
        self.out.push_str("<a href=\"");
        self.address(&url);
        self.out.push('"');
        if !title.is_empty() {
            let title = attribute(title);
            self.write(format_args!(" title=\"{title}\""));
        }
        self.out.push('>');
    }

    fn picture(&mut self, target: &str, title: &str, rest: &mut dyn Iterator<Item = Event<'t>>) {
        let mut alt = String::new();
        let mut open = 0;
        for event in rest {
            match event {
                Event::Start(_) => open += 1,
                Event::End(TagEnd::Image) if open == 0 => break,
                Event::End(_) => open -= 1,
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        if scheme(target).is_some_and(|scheme| !scheme.to_ascii_lowercase().starts_with("http")) {
            return self.text(&alt);
        }
        let target = (self.resolve)(target, LinkKind::Picture);
        if target.url.is_empty() {
            return self.text(&alt);
        }
        self.out.push_str("<img src=\"");
        self.address(&target.url);
        let alt = attribute(&alt);
        self.write(format_args!("\" alt=\"{alt}\""));
        if !title.is_empty() {
            let title = attribute(title);
            self.write(format_args!(" title=\"{title}\""));
        }
        // The cleaner measures pictures itself.
        if !self.body.raw_html {
            let measures = target
                .size
                .map_or(String::new(), |size| measures(size, [None, None]));
            self.write(format_args!(
                "{measures}{}",
                target.choice(&self.labels.picture_sizes)
            ));
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.out.push('>');
    }

    /// The cleaner looks an address up as it was written; elsewhere it is as it will be.
    fn address(&mut self, url: &str) {
        let written = match self.body.raw_html {
            true => escape_html(&mut self.out, url),
            false => escape_href(&mut self.out, url),
        };
        written.expect("writing to a String never fails");
    }

    fn footnote_reference(&mut self, label: CowStr<'t>) {
        let label = label.to_lowercase();
        let known = self.notes.numbers.iter().position(|known| *known == label);
        let number = known.map_or(self.notes.numbers.len(), |known| known) + 1;
        // Only the first mention can be the one to come back to.
        let id = if known.is_none() {
            format!(" id=\"_ref-{number}\"")
        } else {
            String::new()
        };
        if known.is_none() {
            self.notes.numbers.push(label);
        }
        self.write(format_args!(
            "<sup><a href=\"#_note-{number}\"{id} role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    fn footnotes(&mut self) {
        // A note may mention a further note, so their number can grow on the way.
        let texts = std::mem::take(&mut self.notes.texts);
        let numbers = std::mem::take(&mut self.notes.numbers);
        if !numbers.iter().any(|label| texts.contains_key(label)) {
            return;
        }
        let (title, back) = (
            attribute(&self.labels.footnotes),
            attribute(&self.labels.back_to_text),
        );
        self.write(format_args!(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{title}\">\n<ol>\n"
        ));
        for (number, label) in (1..).zip(&numbers) {
            let text = texts.get(label).map_or("", String::as_str).trim_end();
            let link = format!(
                " <a href=\"#_ref-{number}\" role=\"doc-backlink\" aria-label=\"{back} {number}\">↩</a>"
            );
            let text = match text.strip_suffix("</p>") {
                Some(inside) => format!("{inside}{link}</p>"),
                None => format!("{text}{link}"),
            };
            self.write(format_args!("<li id=\"_note-{number}\">{text}</li>\n"));
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// The author's own HTML, which the cleaner has yet to see; comments go at once.
    fn raw(&mut self, html: &str) {
        if self.body.raw_html {
            self.out.push_str(&demoted(html));
        }
    }

    fn text(&mut self, text: &str) {
        escape_html_body_text(&mut self.out, text).expect("writing to a String never fails");
    }

    fn write(&mut self, text: std::fmt::Arguments) {
        self.out
            .write_fmt(text)
            .expect("writing to a String never fails");
    }
}

fn attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Only here do the titles of links and pictures pass, in which references such as `&#8;` are
    // characters.
    escape_html(&mut escaped, &invisible::without(text)).expect("writing to a String never fails");
    escaped
}

/// A page has one h1, its title: an author's own becomes an h2.
fn demoted(html: &str) -> String {
    let mut out = html.to_owned();
    for (one, two) in [
        ("<h1", "<h2"),
        ("<H1", "<h2"),
        ("</h1", "</h2"),
        ("</H1", "</h2"),
    ] {
        if out.contains(one) {
            out = out.replace(one, two);
        }
    }
    out
}
