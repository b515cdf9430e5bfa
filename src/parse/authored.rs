//! The HTML among a text's events into events that the rest of casebook understands.
//!
//! Markdown's parser gives HTML as it was written. A browser would let one slip change everything
//! after it: an `<iframe>` that is never closed swallows the rest of a text. So here each tag is
//! judged by itself, and what comes out is well-formed:
//!
//! - The text in HTML becomes [`Event::Text`], like that of Markdown. No other module reads HTML as it was written.
//! - A heading becomes [`Tag::Heading`].
//! - A tag of an element that authors may use becomes an [`Event::Html`] with that tag alone,
//!   written anew. A start tag always has its end tag, at the latest at the end of its block.
//! - So does the start tag of an embedded film or frame, with the address that a link can lead
//!   to as `src`. It has no end tag.
//! - Every other tag is left out, and the text inside it stays. Only the code in a closed `<script>`
//!   or `<style>` goes.
//! - What looks like a tag but is not an HTML tag is text.
//!
//! The cleaner still has the last word (see `clean`): nothing here is about safety.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::clean;
use super::elements::{
    BETWEEN_CELLS, CELLS, HEADINGS, MAX_DEPTH, ended_by, ends_by_itself, ends_paragraph,
    heading_level, is_allowed, is_code, is_embed, is_table_part, is_void, parts_words,
};
use super::invisible;
use super::tags::{HtmlPart, HtmlTag, decoded, is_html, opens, parts};

/// Something in the author's HTML that readers do not see as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HtmlProblem {
    pub(crate) kind: ProblemKind,
    /// The bytes of the tag.
    pub(crate) range: Range<usize>,
}

/// What is wrong with a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// The element, by its name, is not published. The text inside it is.
    Removed(String),
    /// The element is not published, and neither is the code inside it.
    RemovedWithCode(String),
    /// A link to what the element shows is published in its place.
    Linked { name: String, address: String },
    /// It is a tag of no element of HTML, and is shown as it was typed. Within a block of HTML,
    /// Markdown's backslash is no help.
    NotHtml { in_html: bool },
    /// The element, by its name, is never closed.
    NotClosed(String),
    /// Too many elements are open.
    TooDeep,
}

/// The events of a text with HTML, and what is wrong with the HTML.
pub(super) struct Understood<'t> {
    pub(super) events: Vec<(Event<'t>, Range<usize>)>,
    /// In the order of the text.
    pub(super) problems: Vec<HtmlProblem>,
}

/// Understands the HTML among the events of a text.
pub(super) fn understood<'t>(
    events: impl Iterator<Item = (Event<'t>, Range<usize>)>,
    text: &'t str,
) -> Understood<'t> {
    let mut problems = vec![];
    let pieces = without_code(pieces(events, text, &mut problems), &mut problems);
    // Which elements are never closed is only known at the end, and they are closed much earlier.
    let first = Balancer::balanced(&pieces, &BTreeSet::new());
    if first.not_closed.is_empty() {
        problems.extend(first.problems);
        problems.sort_by_key(|problem| problem.range.start);
        return Understood {
            events: first.events,
            problems,
        };
    }
    let second = Balancer::balanced(&pieces, &first.not_closed);
    problems.extend(second.problems);
    for number in first.reported {
        if let PieceKind::Tag(tag) = &pieces[number].kind {
            problems.push(HtmlProblem {
                kind: ProblemKind::NotClosed(tag.name.clone()),
                range: pieces[number].range.clone(),
            });
        }
    }
    problems.sort_by_key(|problem| problem.range.start);
    Understood {
        events: second.events,
        problems,
    }
}

/// An event of Markdown, or a tag of the author's.
#[derive(Debug, Clone)]
struct Piece<'t> {
    kind: PieceKind<'t>,
    range: Range<usize>,
}

#[derive(Debug, Clone)]
enum PieceKind<'t> {
    Markdown(Event<'t>),
    Tag(HtmlTag),
}

/// Splits HTML into its tags, and makes events of the text between them.
fn pieces<'t>(
    events: impl Iterator<Item = (Event<'t>, Range<usize>)>,
    text: &'t str,
    problems: &mut Vec<HtmlProblem>,
) -> Vec<Piece<'t>> {
    let mut pieces = vec![];
    let mut block = HtmlBlock::default();
    for (event, range) in events {
        match event {
            Event::Html(html) => block.add(&html, range.start),
            Event::InlineHtml(html) => {
                let mut inline = HtmlBlock::default();
                inline.add(&html, range.start);
                inline.end(text, false, &mut pieces, problems);
            }
            Event::End(TagEnd::HtmlBlock) => {
                std::mem::take(&mut block).end(text, true, &mut pieces, problems);
                pieces.push(Piece::markdown(Event::End(TagEnd::HtmlBlock), range));
            }
            event => pieces.push(Piece::markdown(event, range)),
        }
    }
    pieces
}

impl<'t> Piece<'t> {
    fn markdown(event: Event<'t>, range: Range<usize>) -> Piece<'t> {
        Piece {
            kind: PieceKind::Markdown(event),
            range,
        }
    }

    fn event(&self) -> Option<&Event<'t>> {
        match &self.kind {
            PieceKind::Markdown(event) => Some(event),
            PieceKind::Tag(_) => None,
        }
    }

    fn tag(&self) -> Option<&HtmlTag> {
        match &self.kind {
            PieceKind::Tag(tag) => Some(tag),
            PieceKind::Markdown(_) => None,
        }
    }
}

/// HTML without the marks of a quotation or a list before its lines.
#[derive(Default)]
struct HtmlBlock {
    html: String,
    /// Where each chunk begins here, and where in the text.
    chunks: Vec<(usize, usize)>,
}

impl HtmlBlock {
    /// Adds a chunk that begins at a byte of the text.
    fn add(&mut self, html: &str, start: usize) {
        self.chunks.push((self.html.len(), start));
        self.html.push_str(html);
    }

    /// The bytes of the text that some bytes come from.
    fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..self.place(range.end.max(1) - 1).max(start) + usize::from(range.end > range.start)
    }

    fn place(&self, at: usize) -> usize {
        let after = self.chunks.partition_point(|(begins, _)| *begins <= at);
        self.chunks[..after]
            .last()
            .map_or(0, |(begins, start)| start + at - begins)
    }

    /// Adds the pieces of the HTML, which has ended.
    fn end<'t>(
        self,
        text: &'t str,
        in_html: bool,
        pieces: &mut Vec<Piece<'t>>,
        problems: &mut Vec<HtmlProblem>,
    ) {
        for (part, range) in parts(&self.html) {
            let place = self.range(&range);
            let written = &self.html[range.clone()];
            match part {
                HtmlPart::Text => self.add_text(range, text, pieces),
                HtmlPart::Tag(tag) if !is_html(&tag, written) => {
                    problems.push(HtmlProblem {
                        kind: ProblemKind::NotHtml { in_html },
                        range: place.clone(),
                    });
                    pieces.push(words(written, place, text));
                }
                HtmlPart::Tag(tag) => pieces.push(Piece {
                    kind: PieceKind::Tag(tag),
                    range: place,
                }),
                HtmlPart::Comment => {}
                HtmlPart::Code(name) => problems.push(HtmlProblem {
                    kind: ProblemKind::RemovedWithCode(name),
                    range: place,
                }),
                HtmlPart::Address => {
                    add_address(&written[1..written.len() - 1], place, text, pieces)
                }
            }
        }
    }

    /// Adds text line by line, so that each line is the same in the text.
    fn add_text<'t>(&self, range: Range<usize>, text: &'t str, pieces: &mut Vec<Piece<'t>>) {
        let mut at = range.start;
        for line in self.html[range].split_inclusive('\n') {
            let words_of_line = line.trim_end_matches('\n');
            let end = at + words_of_line.len();
            if !words_of_line.is_empty() {
                let place = self.range(&(at..end));
                if words_of_line.contains('&') {
                    pieces.push(words(
                        &invisible::without(&decoded(words_of_line)),
                        place,
                        text,
                    ));
                } else {
                    pieces.push(words(words_of_line, place, text));
                }
            }
            if line.ends_with('\n') {
                let place = self.range(&(end..end + 1));
                pieces.push(Piece::markdown(Event::SoftBreak, place));
            }
            at += line.len();
        }
    }
}

/// The piece for words that are at a place of the text.
fn words<'t>(words: &str, place: Range<usize>, text: &'t str) -> Piece<'t> {
    let words = match text.get(place.clone()) {
        Some(written) if written == words => CowStr::Borrowed(written),
        _ => CowStr::from(words.to_owned()),
    };
    Piece::markdown(Event::Text(words), place)
}

/// Adds the link that an address in angle brackets is.
fn add_address<'t>(address: &str, place: Range<usize>, text: &'t str, pieces: &mut Vec<Piece<'t>>) {
    let link_type = if address.contains("://") {
        LinkType::Autolink
    } else {
        LinkType::Email
    };
    let link = Tag::Link {
        link_type,
        dest_url: CowStr::from(address.to_owned()),
        title: "".into(),
        id: "".into(),
    };
    let inside = place.start + 1..place.end - 1;
    pieces.push(Piece::markdown(Event::Start(link), place.clone()));
    pieces.push(words(address, inside, text));
    pieces.push(Piece::markdown(Event::End(TagEnd::Link), place));
}

/// The pieces without the code of scripts and styles whose end tag is in a later event.
///
/// Both tags must be in the same element of Markdown: otherwise the second one is not the end of
/// the first.
fn without_code<'t>(pieces: Vec<Piece<'t>>, problems: &mut Vec<HtmlProblem>) -> Vec<Piece<'t>> {
    let is_code_tag = |piece: &Piece| piece.tag().is_some_and(|tag| is_code(&tag.name));
    if !pieces.iter().any(is_code_tag) {
        return pieces;
    }
    let parents = parents(&pieces);
    let mut ends: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, piece) in pieces.iter().enumerate() {
        if let Some(tag) = piece.tag().filter(|tag| tag.is_end && is_code(&tag.name)) {
            ends.entry(&tag.name).or_default().push(number);
        }
    }
    let mut left_out: Vec<Range<usize>> = vec![];
    for (number, piece) in pieces.iter().enumerate() {
        let is_inside = left_out.last().is_some_and(|last| number < last.end);
        let Some(tag) = piece
            .tag()
            .filter(|tag| is_code(&tag.name) && opens(tag) && !is_inside)
        else {
            continue;
        };
        let ends = ends.get(tag.name.as_str()).map_or(&[][..], Vec::as_slice);
        let end = ends.get(ends.partition_point(|end| *end < number)).copied();
        if let Some(end) = end.filter(|end| parents[*end] == parents[number]) {
            left_out.push(number..end + 1);
            problems.push(HtmlProblem {
                kind: ProblemKind::RemovedWithCode(tag.name.clone()),
                range: piece.range.clone(),
            });
        }
    }
    let mut left_out = left_out.into_iter().peekable();
    let mut kept = vec![];
    for (number, piece) in pieces.into_iter().enumerate() {
        while left_out.next_if(|range| range.end <= number).is_some() {}
        if left_out.peek().is_none_or(|range| number < range.start) {
            kept.push(piece);
        }
    }
    kept
}

/// For each piece, the number of the piece that begins the element of Markdown around it.
fn parents(pieces: &[Piece]) -> Vec<Option<usize>> {
    let mut open = vec![];
    let parent = |(number, piece): (usize, &Piece)| {
        match piece.event() {
            Some(Event::Start(tag)) if *tag != Tag::HtmlBlock => open.push(number),
            Some(Event::End(tag)) if *tag != TagEnd::HtmlBlock => {
                open.pop();
            }
            _ => {}
        }
        open.last().copied()
    };
    pieces.iter().enumerate().map(parent).collect()
}

/// Writes the tags so that each start tag has its end tag within the same element of Markdown.
struct Balancer<'p, 't> {
    pieces: &'p [Piece<'t>],
    /// The start tags that are known to have no end tag. They end with their block.
    known_open: &'p BTreeSet<usize>,
    open: Vec<OpenElement>,
    frames: Vec<Frame>,
    out: Balanced<'t>,
    in_block: bool,
    /// How many pictures are open, in whose words there are no tags.
    pictures: usize,
}

/// What the author's tags have become.
#[derive(Default)]
struct Balanced<'t> {
    events: Vec<(Event<'t>, Range<usize>)>,
    /// The numbers of the start tags whose element only ends with what is around it.
    not_closed: BTreeSet<usize>,
    /// Those of them that the author is told of.
    reported: BTreeSet<usize>,
    problems: Vec<HtmlProblem>,
}

/// An element of the author's that is open.
struct OpenElement {
    name: String,
    /// The number of its start tag.
    piece: usize,
}

/// An element of Markdown that is open.
#[derive(Default)]
struct Frame {
    /// How many of the author's elements are open around it.
    base: usize,
    is_paragraph: bool,
    is_heading: bool,
    /// Elements in it that are not written since too many are open, by name.
    too_deep: HashMap<String, usize>,
    /// Elements in it that ended with another one, before their own end tag.
    overlapping: Vec<OpenElement>,
    /// End tags in it of elements that are open around it.
    ends_around: Vec<usize>,
}

impl<'p, 't> Balancer<'p, 't> {
    fn balanced(pieces: &'p [Piece<'t>], known_open: &'p BTreeSet<usize>) -> Balanced<'t> {
        let mut balancer = Balancer {
            pieces,
            known_open,
            open: vec![],
            frames: vec![Frame::default()],
            out: Balanced::default(),
            in_block: false,
            pictures: 0,
        };
        for (number, piece) in pieces.iter().enumerate() {
            match &piece.kind {
                PieceKind::Markdown(event) => balancer.markdown(event, &piece.range),
                PieceKind::Tag(_) if balancer.pictures > 0 => balancer.add_gap(number),
                PieceKind::Tag(tag) if tag.is_end => balancer.end(number, tag),
                PieceKind::Tag(tag) => balancer.start(number, tag),
            }
        }
        let end = pieces.last().map_or(0, |last| last.range.end);
        balancer.end_frame(&(end..end));
        balancer.out
    }

    fn markdown(&mut self, event: &Event<'t>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.in_block = true,
            Event::End(TagEnd::HtmlBlock) => {
                self.in_block = false;
                self.end_known_open(range);
            }
            Event::Start(tag) => {
                self.pictures += usize::from(matches!(tag, Tag::Image { .. }));
                if is_block(tag) {
                    self.end_elements(&["p"], &CELLS, range);
                }
                // A heading can hold a paragraph, but no other heading.
                if is_block(tag) && *tag != Tag::Paragraph {
                    self.end_elements(&HEADINGS, &CELLS, range);
                }
                self.frames.push(Frame {
                    base: self.open.len(),
                    is_paragraph: *tag == Tag::Paragraph,
                    is_heading: matches!(tag, Tag::Heading { .. }),
                    ..Frame::default()
                });
            }
            Event::End(tag) => {
                self.pictures -= usize::from(*tag == TagEnd::Image);
                let ends = self.end_frame(range);
                self.out.events.push((event.clone(), range.clone()));
                for number in &ends {
                    if let PieceKind::Tag(tag) = &self.pieces[*number].kind {
                        self.end(*number, tag);
                    }
                }
                if !ends.is_empty() {
                    self.end_known_open(range);
                }
                return;
            }
            _ => {}
        }
        self.out.events.push((event.clone(), range.clone()));
        // An HTML parser puts words between cells before the table, all next to each other.
        let innermost = self.open.last().map_or("", |last| last.name.as_str());
        if matches!(event, Event::Text(_)) && BETWEEN_CELLS.contains(&innermost) {
            self.out.events.push((Event::SoftBreak, range.clone()));
        }
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the text itself is a frame")
    }

    /// The elements that are open in the innermost element of Markdown.
    fn open_here(&self) -> &[OpenElement] {
        &self.open[self.frames.last().map_or(0, |frame| frame.base)..]
    }

    /// Ends all elements of the innermost element of Markdown. Gives the end tags that are left.
    fn end_frame(&mut self, range: &Range<usize>) -> Vec<usize> {
        while !self.open_here().is_empty() {
            self.end_last(range, EndedBy::End);
        }
        self.frames
            .pop()
            .map(|frame| frame.ends_around)
            .unwrap_or_default()
    }

    /// Ends the elements that have no end tag of their own, at the end of a block.
    fn end_known_open(&mut self, range: &Range<usize>) {
        while let Some(last) = self.open_here().last()
            && self.known_open.contains(&last.piece)
        {
            self.end_last(range, EndedBy::End);
        }
    }

    /// Ends the innermost element.
    fn end_last(&mut self, range: &Range<usize>, by: EndedBy) {
        let Some(last) = self.open.pop() else { return };
        let event = match heading_level(&last.name) {
            Some(level) => Event::End(TagEnd::Heading(heading(level))),
            None => Event::Html(format!("</{}>", last.name).into()),
        };
        self.out.events.push((event, range.clone()));
        if by == EndedBy::ItsTag {
            return;
        }
        if by == EndedBy::End || !ends_by_itself(&last.name) {
            self.out.not_closed.insert(last.piece);
        }
        if !ends_by_itself(&last.name) {
            self.out.reported.insert(last.piece);
            self.frame().overlapping.push(last);
        }
    }

    /// Ends the innermost of some elements that is open here, with all that is in it.
    fn end_elements(&mut self, names: &[&str], within: &[&str], range: &Range<usize>) {
        let open = self.open_here();
        let Some(count) = count_to(open, |name| names.contains(&name), within) else {
            return;
        };
        for _ in 0..count {
            self.end_last(range, EndedBy::Other);
        }
    }

    fn start(&mut self, number: usize, tag: &HtmlTag) {
        let name = tag.name.as_str();
        if is_embed(name) {
            return self.embed(number, tag);
        }
        let is_lost =
            is_table_part(name) && !self.open_here().iter().any(|open| open.name == "table");
        if !is_allowed(name) || is_lost {
            if !is_lost && !matches!(name, "source" | "track" | "param") {
                self.add_problem(number, ProblemKind::Removed(name.to_owned()));
            }
            return self.add_gap(number);
        }
        if heading_level(name).is_some() && self.is_in_heading() {
            return self.add_gap(number);
        }
        let range = &self.pieces[number].range;
        if ends_paragraph(name) {
            self.end_elements(&["p"], &CELLS, range);
        }
        let (names, within) = ended_by(name);
        self.end_elements(names, within, range);
        if is_void(name) {
            self.add(Event::Html(allowed(tag).written().into()), number);
        } else if self.open.len() + self.frames.len() > MAX_DEPTH {
            if opens(tag) {
                self.add_problem(number, ProblemKind::TooDeep);
                *self.frame().too_deep.entry(name.to_owned()).or_default() += 1;
            }
        } else {
            self.add(start_event(tag), number);
            self.open.push(OpenElement {
                name: name.to_owned(),
                piece: number,
            });
            if !opens(tag) {
                self.end_last(range, EndedBy::ItsTag);
            }
        }
    }

    /// Whether there is a heading around the innermost element of Markdown.
    fn is_in_heading(&self) -> bool {
        let around = self.open.len() - self.open_here().len();
        let mut around = self.open[..around].iter();
        around.any(|open| heading_level(&open.name).is_some())
            || self.frames.iter().any(|frame| frame.is_heading)
    }

    fn end(&mut self, number: usize, tag: &HtmlTag) {
        let name = tag.name.as_str();
        if !is_allowed(name) || is_void(name) {
            if name == "br" {
                self.add(Event::Html("<br>".into()), number);
            } else {
                self.add_gap(number);
            }
            return;
        }
        if let Some(count) = self
            .frame()
            .too_deep
            .get_mut(name)
            .filter(|count| **count > 0)
        {
            *count -= 1;
            return;
        }
        // Any end tag of a heading ends the heading.
        let is_same =
            |open: &str| open == name || heading_level(open).and(heading_level(name)).is_some();
        let within: &[&str] = if is_table_part(name) || name == "table" {
            &[]
        } else {
            &["td", "th", "caption", "table"]
        };
        let range = &self.pieces[number].range;
        if let Some(count) = count_to(self.open_here(), is_same, within) {
            for _ in 1..count {
                self.end_last(range, EndedBy::Other);
            }
            self.end_last(range, EndedBy::ItsTag);
        } else {
            self.end_stray(number, name);
        }
    }

    /// Finds what an end tag ends that has no start tag in the same element of Markdown.
    fn end_stray(&mut self, number: usize, name: &str) {
        let overlapping = &mut self.frame().overlapping;
        if let Some(at) = overlapping.iter().rposition(|ended| ended.name == name) {
            let ended = overlapping.remove(at);
            self.out.reported.remove(&ended.piece);
            return;
        }
        // `</span>` on the last line of a paragraph may end what began before the paragraph.
        if let [.., around, paragraph] = self.frames.as_slice()
            && paragraph.is_paragraph
            && self.open[around.base..paragraph.base]
                .iter()
                .any(|open| open.name == name)
        {
            self.frame().ends_around.push(number);
        } else {
            self.add_gap(number);
        }
    }

    /// Adds the start tag of an embedded film or frame, as consumers of these events know it.
    fn embed(&mut self, number: usize, tag: &HtmlTag) {
        let Some(address) = self.address(number, tag) else {
            self.add_problem(number, ProblemKind::Removed(tag.name.clone()));
            return self.add_gap(number);
        };
        let linked = ProblemKind::Linked {
            name: tag.name.clone(),
            address: address.clone(),
        };
        self.add_problem(number, linked);
        let title = ["title", "aria-label"]
            .iter()
            .find_map(|name| tag.attribute(name));
        let mut attributes = vec![("src".to_owned(), address)];
        attributes.extend(title.map(|title| ("title".to_owned(), title.to_owned())));
        let embed = HtmlTag {
            name: tag.name.clone(),
            attributes,
            ..HtmlTag::default()
        };
        // Only where a paragraph can begin.
        const HOLD_PARAGRAPHS: [&str; 9] = [
            "div",
            "section",
            "aside",
            "blockquote",
            "details",
            "header",
            "footer",
            "figure",
            "dd",
        ];
        let holds = |last: &OpenElement| HOLD_PARAGRAPHS.contains(&last.name.as_str());
        let is_alone = self.in_block && self.open_here().last().is_none_or(holds);
        if is_alone {
            self.add(Event::Html("<p>".into()), number);
        }
        self.add(Event::Html(embed.written().into()), number);
        if is_alone {
            self.add(Event::Html("</p>".into()), number);
        } else {
            self.add(Event::SoftBreak, number);
        }
    }

    /// What an embedded element shows, unless a link inside it leads there.
    fn address(&self, number: usize, tag: &HtmlTag) -> Option<String> {
        /// Pieces inside an element that are looked at.
        const MAX_INSIDE: usize = 100;
        let own = tag.attribute(if tag.name == "object" { "data" } else { "src" });
        let mut address = own.map(str::to_owned);
        let inside = if opens(tag) {
            &self.pieces[number + 1..self.pieces.len().min(number + MAX_INSIDE)]
        } else {
            &[]
        };
        for tag_inside in inside.iter().filter_map(Piece::tag) {
            match (tag_inside.name.as_str(), tag_inside.is_end) {
                (name, true) if name == tag.name => break,
                ("source", false) => {
                    address = address.or_else(|| tag_inside.attribute("src").map(str::to_owned));
                }
                ("a", false) if tag_inside.attribute("href") == address.as_deref() => return None,
                _ => {}
            }
        }
        let address = address?;
        let address = address.trim();
        match address.strip_prefix("//") {
            Some(_) => Some(format!("https:{address}")),
            None => (!address.is_empty() && address != "about:blank").then(|| address.to_owned()),
        }
    }

    fn add(&mut self, event: Event<'t>, number: usize) {
        self.out
            .events
            .push((event, self.pieces[number].range.clone()));
    }

    /// Adds a space where a tag is left out that parts words.
    fn add_gap(&mut self, number: usize) {
        let is_gap = self.pieces[number]
            .tag()
            .is_some_and(|tag| parts_words(&tag.name));
        if is_gap {
            self.add(Event::SoftBreak, number);
        }
    }

    fn add_problem(&mut self, number: usize, kind: ProblemKind) {
        self.out.problems.push(HtmlProblem {
            kind,
            range: self.pieces[number].range.clone(),
        });
    }
}

/// What ends an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EndedBy {
    /// Its own end tag.
    ItsTag,
    /// A tag of another element.
    Other,
    /// The end of what it is in.
    End,
}

/// How many elements end with the innermost that `is_meant`. `None` if there is none, or if it is
/// outside one of those `within` which it can only be ended.
fn count_to(
    open: &[OpenElement],
    is_meant: impl Fn(&str) -> bool,
    within: &[&str],
) -> Option<usize> {
    let innermost = open.iter().rev().enumerate();
    let mut names = innermost.map(|(above, element)| (above + 1, element.name.as_str()));
    let (count, name) = names.find(|(_, name)| is_meant(name) || within.contains(name))?;
    is_meant(name).then_some(count)
}

/// Whether an element of Markdown ends a paragraph before it.
fn is_block(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::List(_)
            | Tag::Table(_)
            | Tag::FootnoteDefinition(_)
    )
}

fn heading(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).expect("an element's level is from 1 to 6")
}

/// The event for the start of an element that authors may use.
fn start_event<'t>(tag: &HtmlTag) -> Event<'t> {
    let mut tag = allowed(tag);
    let Some(level) = heading_level(&tag.name) else {
        return Event::Html(tag.written().into());
    };
    let is_own = |(name, value): &(String, String)| {
        name == "id" && !value.is_empty() && !value.starts_with('_')
    };
    let id = tag
        .attributes
        .iter()
        .find(|attribute| is_own(attribute))
        .cloned();
    tag.attributes.retain(|(name, _)| name != "id");
    let attributes = tag.attributes.into_iter();
    Event::Start(Tag::Heading {
        level: heading(level),
        id: id.map(|(_, id)| id.into()),
        classes: vec![],
        attrs: attributes
            .map(|(name, value)| (name.into(), Some(value.into())))
            .collect(),
    })
}

/// The tag with the attributes that authors may use.
fn allowed(tag: &HtmlTag) -> HtmlTag {
    let mut tag = tag.clone();
    tag.is_self_closed = false;
    let name = tag.name.clone();
    tag.attributes
        .retain(|(attribute, _)| clean::allows(&name, attribute));
    tag
}
