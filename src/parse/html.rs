//! A text's Markdown into HTML, once every link's address is known.
//!
//! pulldown-cmark's own events are safe to write once link schemes are checked. Only a text in
//! which the author wrote HTML goes through the cleaner, as a whole.

use std::collections::BTreeMap;
use std::fmt::Write;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd,
};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use rustc_hash::FxHashMap;

use super::body::{Body, Heading};
use super::clean;
use super::elements::is_embed;
use super::events::events;
use super::tags::HtmlTag;
use super::target::{LinkKind, Target, attribute, scheme, size_attributes, unsafe_scheme};
use crate::source::ellipsis;

/// The words that casebook itself puts into a text, in the text's language.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// The name of a table, followed by the heading it is under.
    pub table: String,
    /// The title of a `> [!NOTE]`, as the four below it are of theirs.
    pub note: String,
    /// The title of a `> [!TIP]`.
    pub tip: String,
    /// The title of a `> [!IMPORTANT]`.
    pub important: String,
    /// The title of a `> [!WARNING]`.
    pub warning: String,
    /// The title of a `> [!CAUTION]`.
    pub caution: String,
    /// The state of a task that is ticked.
    pub done: String,
    /// The state of a task that is not ticked.
    pub to_do: String,
    /// The name of the section of footnotes.
    pub footnotes: String,
    /// The name of a footnote's link back, followed by its number.
    pub back_to_text: String,
    /// How wide pictures in a text are shown, for `sizes`.
    pub picture_sizes: String,
    /// The words of a link that replaces a film.
    pub video: String,
    /// The words of a link that replaces a sound recording.
    pub audio: String,
    /// The words of a link that replaces another page or file.
    pub embedded: String,
}

/// The HTML of a text, safe to put into a page.
///
/// `body` is the text's outline. `resolve` says what each link and picture leads to.
pub fn html(
    text: &str,
    body: &Body,
    labels: &Labels,
    resolve: &dyn Fn(&str, LinkKind) -> Target,
) -> String {
    if !body.raw_html {
        return html_with(text, body, labels, resolve);
    }
    // The cleaner resolves links and measures pictures, so that it also reaches those in the
    // author's own HTML.
    let targets = body.links.iter().map(|link| {
        (
            (link.target.clone(), link.kind),
            resolve(&link.target, link.kind),
        )
    });
    clean::cleaned(
        &html_with(text, body, labels, &as_written),
        targets.collect(),
        &labels.picture_sizes,
    )
}

/// A target that leaves an address as it is.
fn as_written(target: &str, _: LinkKind) -> Target {
    Target {
        url: target.to_owned(),
        ..Target::default()
    }
}

/// The HTML of a text, with the author's own HTML in it as it was written.
fn html_with(
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
        above: None,
        notes: Footnotes::default(),
        suspended: vec![],
        table: TableState::default(),
        html_tables: 0,
    };
    let mut events = events(text);
    let mut events = events.by_ref().map(|(event, _)| event);
    while let Some(event) = events.next() {
        writer.event(event, &mut events);
    }
    writer.footnotes();
    writer.out
}

/// The name of an attribute, and its value if it has one.
type GivenAttribute<'t> = (CowStr<'t>, Option<CowStr<'t>>);

struct Writer<'a, 't> {
    out: String,
    body: &'a Body,
    labels: &'a Labels,
    resolve: &'a dyn Fn(&str, LinkKind) -> Target,
    /// How many headings have been written.
    heading: usize,
    /// The last of them that has words.
    above: Option<&'a Heading>,
    notes: Footnotes,
    /// The output so far, set aside while a footnote's text is written.
    suspended: Vec<(CowStr<'t>, String)>,
    table: TableState,
    /// How many tables of the author's HTML are open.
    html_tables: usize,
}

/// The footnotes, by their labels in lower case: `[^A]` mentions `[^a]`.
#[derive(Default)]
struct Footnotes {
    /// The labels in the order of their first mention.
    mentioned: Vec<String>,
    /// The place of each in that order, counted from 1.
    numbers: FxHashMap<String, usize>,
    texts: BTreeMap<String, String>,
}

/// Characters of a heading that names a table. Each table below it repeats them.
const MAX_NAME_OF_TABLE: usize = 200;

/// The table being written.
#[derive(Default)]
struct TableState {
    alignments: Vec<Alignment>,
    column: usize,
    /// Whether the row is the header.
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
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
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
            Tag::Heading { attrs, .. } => self.heading(&attrs, rest),
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.write(format_args!("<ol start=\"{first}\">\n")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.suspended.push((label, std::mem::take(&mut self.out)))
            }
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => {
                self.table.head = true;
                self.start_row();
            }
            Tag::TableRow => self.start_row(),
            Tag::TableCell => self.table.cell = self.out.len(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.start_link(link_type, &dest_url, &title),
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
                if let Some((label, before)) = self.suspended.pop() {
                    let text = std::mem::replace(&mut self.out, before);
                    // A second text for a footnote follows the first.
                    let texts = self.notes.texts.entry(label.to_lowercase());
                    texts.or_default().push_str(&text);
                }
            }
            TagEnd::Table => self.out.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.out.push_str("</tr>\n</thead>\n<tbody>\n");
                self.table.head = false;
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.out.push_str("</a>"),
            _ => {}
        }
    }

    fn start_alert(&mut self, kind: BlockQuoteKind) {
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

    fn start_code(&mut self, kind: CodeBlockKind<'t>) {
        match kind {
            CodeBlockKind::Fenced(language) if !language.is_empty() => {
                let name = attribute(language.split([' ', ',']).next().unwrap_or_default());
                self.write(format_args!(
                    "<pre tabindex=\"0\"><code class=\"language-{name}\">"
                ));
            }
            _ => self.out.push_str("<pre tabindex=\"0\"><code>"),
        }
    }

    /// Writes a whole heading at once, since what is in it decides whether it is one.
    ///
    /// `given` are the attributes of a heading of HTML, but for its id.
    fn heading(&mut self, given: &[GivenAttribute], rest: &mut dyn Iterator<Item = Event<'t>>) {
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
            // The page shows its title. Links to this heading lead to where it was.
            Some(Heading { level: 1, id, .. }) => {
                let id = attribute(id);
                self.write(format_args!("<span id=\"{id}\"></span>"));
            }
            Some(heading @ Heading { level, id, text }) if !text.is_empty() => {
                self.above = Some(heading);
                let id = attribute(id);
                self.write(format_args!("<h{level} id=\"{id}\""));
                for (name, value) in given {
                    let value = attribute(value.as_deref().unwrap_or_default());
                    self.write(format_args!(" {name}=\"{value}\""));
                }
                self.write(format_args!(">{}</h{level}>\n", inside.trim()));
            }
            _ if !inside.trim().is_empty() => {
                self.write(format_args!("<p>{}</p>\n", inside.trim()))
            }
            _ => {}
        }
    }

    fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.start_region();
        self.out.push_str("<table>\n<thead>\n");
        self.table.alignments = alignments;
    }

    /// Begins what a table can be scrolled in, with a name for people who cannot see it.
    fn start_region(&mut self) {
        let name = match self.above {
            Some(heading) => {
                let heading = ellipsis(&heading.text, MAX_NAME_OF_TABLE);
                format!("{}: {heading}", self.labels.table)
            }
            None => self.labels.table.clone(),
        };
        let name = attribute(&name);
        self.write(format_args!(
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">\n"
        ));
    }

    fn start_row(&mut self) {
        self.table.column = 0;
        self.out.push_str("<tr>");
    }

    /// Puts a cell's tags around its content: a header cell that is empty heads no column.
    fn end_cell(&mut self) {
        let content = self.out.split_off(self.table.cell);
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"centre\"",
            _ => "",
        };
        self.table.column += 1;
        if self.table.head && !content.trim().is_empty() {
            self.write(format_args!("<th scope=\"col\"{class}>{content}</th>"));
        } else {
            self.write(format_args!("<td{class}>{content}</td>"));
        }
    }

    fn start_link(&mut self, link_type: LinkType, target: &str, title: &str) {
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
        self.write_address(&url);
        self.out.push('"');
        if !title.is_empty() {
            let title = attribute(title);
            self.write(format_args!(" title=\"{title}\""));
        }
        self.out.push('>');
    }

    fn picture(&mut self, target: &str, title: &str, rest: &mut dyn Iterator<Item = Event<'t>>) {
        let alt = alternative_text(rest);
        if scheme(target).is_some_and(|scheme| !scheme.to_ascii_lowercase().starts_with("http")) {
            return self.text(&alt);
        }
        let target = (self.resolve)(target, LinkKind::Picture);
        if target.url.is_empty() {
            return self.text(&alt);
        }
        self.out.push_str("<img src=\"");
        self.write_address(&target.url);
        let alt = attribute(&alt);
        self.write(format_args!("\" alt=\"{alt}\""));
        if !title.is_empty() {
            let title = attribute(title);
            self.write(format_args!(" title=\"{title}\""));
        }
        // The cleaner measures pictures itself.
        if !self.body.raw_html {
            let size = target
                .size
                .map_or(String::new(), |size| size_attributes(size, [None, None]));
            self.write(format_args!(
                "{size}{}",
                target.version_attributes(&self.labels.picture_sizes)
            ));
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.out.push('>');
    }

    /// Writes an address: as the author wrote it if the cleaner has yet to look it up, else as it
    /// will be on the page.
    fn write_address(&mut self, url: &str) {
        let written = if self.body.raw_html {
            escape_html(&mut self.out, url)
        } else {
            escape_href(&mut self.out, url)
        };
        written.expect("writing to a String never fails");
    }

    fn footnote_reference(&mut self, label: CowStr<'t>) {
        let label = label.to_lowercase();
        let Footnotes {
            mentioned, numbers, ..
        } = &mut self.notes;
        let known = numbers.get(&label).copied();
        let number = known.unwrap_or(mentioned.len() + 1);
        // The footnote's link back leads to its first mention.
        let id = if known.is_none() {
            format!(" id=\"_ref-{number}\"")
        } else {
            String::new()
        };
        if known.is_none() {
            numbers.insert(label.clone(), number);
            mentioned.push(label);
        }
        self.write(format_args!(
            "<sup><a href=\"#_note-{number}\"{id} role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    fn footnotes(&mut self) {
        // One without text keeps its number.
        let Footnotes {
            mentioned,
            mut texts,
            ..
        } = std::mem::take(&mut self.notes);
        if texts.is_empty() {
            return;
        }
        let (title, back) = (
            attribute(&self.labels.footnotes),
            attribute(&self.labels.back_to_text),
        );
        self.write(format_args!(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{title}\">\n<ol>\n"
        ));
        for (number, label) in (1..).zip(&mentioned) {
            let text = texts.remove(label).unwrap_or_default();
            let text = text.trim_end();
            let link = format!(
                " <a href=\"#_ref-{number}\" role=\"doc-backlink\" \
                 aria-label=\"{back} {number}\">↩</a>"
            );
            let text = match text.strip_suffix("</p>") {
                Some(inside) => format!("{inside}{link}</p>"),
                None => format!("{text}{link}"),
            };
            self.write(format_args!("<li id=\"_note-{number}\">{text}</li>\n"));
        }
        // Nothing mentions these, and their words are not to be lost.
        for text in texts.values() {
            self.write(format_args!("<li>{}</li>\n", text.trim_end()));
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// Writes a tag of the author's own HTML, which the cleaner has yet to see.
    fn html(&mut self, html: &str) {
        let Some(tag) = HtmlTag::read(html) else {
            return;
        };
        match (tag.name.as_str(), tag.is_end) {
            (name, false) if is_embed(name) => self.embedded(&tag),
            ("table", false) => {
                // A table in a cell scrolls with the one around it.
                if self.html_tables == 0 {
                    self.start_region();
                }
                self.html_tables += 1;
                self.out.push_str(html);
            }
            ("table", true) => {
                self.html_tables -= 1;
                self.out.push_str(html);
                if self.html_tables == 0 {
                    self.out.push_str("\n</div>");
                }
            }
            _ => self.out.push_str(html),
        }
    }

    /// Writes a link to what an embedded element shows.
    fn embedded(&mut self, tag: &HtmlTag) {
        let label = match tag.name.as_str() {
            "video" => &self.labels.video,
            "audio" => &self.labels.audio,
            _ => &self.labels.embedded,
        };
        let title = tag
            .attribute("title")
            .filter(|title| !title.trim().is_empty());
        let label = title.unwrap_or(label).to_owned();
        self.start_link(
            LinkType::Inline,
            tag.attribute("src").unwrap_or_default(),
            "",
        );
        self.text(&label);
        self.out.push_str("</a>");
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

/// The words of a picture, read up to its end.
fn alternative_text<'t>(rest: &mut dyn Iterator<Item = Event<'t>>) -> String {
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
    alt
}
