//! Markdown into events, the same for everyone who walks a text.
//!
//! The outline, the HTML and the checks must agree on headings, ids, words and addresses, so all of
//! them read the events from here. HTML among them is already understood (see `authored`). Addresses
//! in plain text are links, and the address of a link or picture has no invisible characters.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{
    CowStr, DefaultBrokenLinkCallback, Event, LinkType, OffsetIter, Parser, Tag, TagEnd,
};

use super::authored::{HtmlProblem, Understood, understood};
use super::autolink::{self, AddressKind, BareAddress};
use super::blocks::{looks_like_html, parser, restored, shown_as_typed, with_blocks_that_end};
use super::elements::MAX_DEPTH;
use super::invisible;

/// The events of a text, each with its bytes in the text.
///
/// Elements nested deeper than `MAX_DEPTH` are left out, and their text stays.
pub(crate) fn events(text: &str) -> Events<'_> {
    if !looks_like_html(text) {
        return Events {
            source: EventSource::Markdown(Box::new(Limited::of(text))),
            problems: vec![],
            linker: Linker::of(text),
        };
    }
    let masked = with_blocks_that_end(text);
    let mut markdown = Limited::of(&masked);
    let known = markdown
        .by_ref()
        .map(|(event, range)| (restored(event, &range, text), range));
    let Understood {
        events: known,
        mut problems,
    } = understood(known, text);
    problems.extend(shown_as_typed(&masked, text));
    problems.sort_by_key(|problem| problem.range.start);
    Events {
        problems,
        source: EventSource::Understood {
            events: known.into_iter(),
            too_deep: markdown.too_deep,
            invisible: markdown.invisible,
        },
        linker: Linker::of(text),
    }
}

/// An event with its bytes in the text.
type Placed<'t> = (Event<'t>, Range<usize>);

/// The iterator over a text's events, and what it came across on the way.
pub(crate) struct Events<'t> {
    source: EventSource<'t>,
    /// What is wrong with the author's HTML, in the order of the text.
    pub(crate) problems: Vec<HtmlProblem>,
    linker: Linker<'t>,
}

/// Where events come from.
enum EventSource<'t> {
    /// A text without HTML: straight from the parser.
    Markdown(Box<Limited<'t>>),
    /// A text with HTML, read as a whole.
    Understood {
        events: std::vec::IntoIter<(Event<'t>, Range<usize>)>,
        too_deep: Option<usize>,
        invisible: Option<Range<usize>>,
    },
}

impl Events<'_> {
    /// Where the first element of Markdown begins that was left out. Known at the end.
    pub(super) fn too_deep(&self) -> Option<usize> {
        match &self.source {
            EventSource::Markdown(markdown) => markdown.too_deep,
            EventSource::Understood { too_deep, .. } => *too_deep,
        }
    }

    /// The first reference, such as `&#8;`, to a character that must not be on a page. Known at the
    /// end.
    pub(super) fn invisible(&self) -> Option<Range<usize>> {
        match &self.source {
            EventSource::Markdown(markdown) => markdown.invisible.clone(),
            EventSource::Understood { invisible, .. } => invisible.clone(),
        }
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Placed<'t>;

    fn next(&mut self) -> Option<Placed<'t>> {
        self.linker.next(&mut self.source)
    }
}

impl<'t> Iterator for EventSource<'t> {
    type Item = Placed<'t>;

    fn next(&mut self) -> Option<Placed<'t>> {
        match self {
            EventSource::Markdown(markdown) => markdown.next(),
            EventSource::Understood { events, .. } => events.next(),
        }
    }
}

/// Makes links of the addresses in plain text.
struct Linker<'t> {
    /// Whether plain text may hold addresses.
    has_addresses: bool,
    /// How many links, pictures, and blocks of code or HTML are open. No link begins in them.
    unlinked: usize,
    /// The element of HTML that is open in which no link begins.
    in_html: Option<&'static str>,
    /// Events that come next.
    queue: VecDeque<Placed<'t>>,
}

/// Whether plain text in this element is never a link.
fn has_no_links(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock
    )
}

impl<'t> Linker<'t> {
    fn of(text: &str) -> Linker<'t> {
        Linker {
            has_addresses: autolink::may_hold(text),
            unlinked: 0,
            in_html: None,
            queue: VecDeque::new(),
        }
    }

    fn next(&mut self, source: &mut EventSource<'t>) -> Option<Placed<'t>> {
        let (event, range) = match self.queue.pop_front() {
            Some(next) => return Some(next),
            None => source.next()?,
        };
        if !self.has_addresses {
            return Some((event, range));
        }
        if matches!(event, Event::Text(_)) && self.unlinked == 0 && self.in_html.is_none() {
            self.link_addresses((event, range), source);
            return self.queue.pop_front();
        }
        self.see(&event);
        Some((event, range))
    }

    /// Queues the text that begins with `first`, with links for the addresses in it, and the event
    /// after the text.
    ///
    /// The parser cuts a text wherever a mark could be, so an address may be in several events.
    fn link_addresses(&mut self, first: Placed<'t>, source: &mut EventSource<'t>) {
        let mut pieces = vec![first];
        let after = loop {
            match source.next() {
                Some((Event::Text(text), range)) => pieces.push((Event::Text(text), range)),
                after => break after,
            }
        };
        let whole: Cow<str> = match &pieces[..] {
            [(Event::Text(text), _)] => Cow::Borrowed(text),
            pieces => pieces.iter().map(|(event, _)| words_of(event)).collect(),
        };
        let found = if autolink::may_hold(&whole) {
            autolink::addresses(&whole)
        } else {
            vec![]
        };
        let targets: Vec<CowStr> = found
            .iter()
            .map(|address| target(address, &whole).into())
            .collect();
        drop(whole);
        let mut cutter = PieceCutter {
            pieces: pieces.into(),
            at: 0,
            queue: &mut self.queue,
        };
        for (address, target) in found.into_iter().zip(targets) {
            cutter.pass(address.range.start);
            cutter.link(&address, target);
        }
        cutter.pass(usize::MAX);
        if let Some((event, range)) = after {
            self.see(&event);
            self.queue.push_back((event, range));
        }
    }

    /// Notes whether a link may begin after an event.
    fn see(&mut self, event: &Event) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => self.see_html(html),
            Event::Start(tag) => self.unlinked += usize::from(has_no_links(&tag.to_end())),
            Event::End(tag) => {
                self.unlinked -= usize::from(has_no_links(tag) && self.unlinked > 0);
                // An element that is never closed ends with its paragraph.
                if matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) {
                    self.in_html = None;
                }
            }
            _ => {}
        }
    }

    /// Notes the beginning or end of an author's element in which no link begins.
    fn see_html(&mut self, html: &str) {
        const WITHOUT_LINKS: [&str; 6] = ["a", "code", "kbd", "samp", "button", "pre"];
        let is_tag = |tag: &str, name: &str| {
            tag.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
                && !tag[name.len()..].starts_with(|next: char| next.is_ascii_alphanumeric())
        };
        if let Some(tag) = html.strip_prefix("</") {
            self.in_html = self.in_html.filter(|name| !is_tag(tag, name));
        } else if let Some(tag) = html.strip_prefix('<').filter(|_| !html.ends_with("/>")) {
            let name = WITHOUT_LINKS.into_iter().find(|name| is_tag(tag, name));
            self.in_html = self.in_html.or(name);
        }
    }
}

/// The parser's events without what a page must not hold.
struct Limited<'t> {
    parser: OffsetIter<'t, DefaultBrokenLinkCallback>,
    depth: usize,
    /// Where the first element begins that was left out.
    too_deep: Option<usize>,
    /// The first reference to a character that must not be on a page.
    invisible: Option<Range<usize>>,
}

impl<'t> Limited<'t> {
    fn of(text: &'t str) -> Limited<'t> {
        Limited {
            parser: parser(text).into_offset_iter(),
            depth: 0,
            too_deep: None,
            invisible: None,
        }
    }

    /// The event, with a space for a control character that a reference stands for.
    fn visible(&mut self, event: Event<'t>, range: &Range<usize>) -> Event<'t> {
        match &event {
            Event::Text(text) if matches!(invisible::without(text), Cow::Owned(_)) => {
                self.invisible.get_or_insert_with(|| range.clone());
                Event::Text(" ".into())
            }
            _ => event,
        }
    }
}

impl<'t> Iterator for Limited<'t> {
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
                // Borrowed text is a verbatim slice of the source, which is already free of
                // control characters.
                Event::Text(CowStr::Boxed(_) | CowStr::Inlined(_)) => {
                    return Some((self.visible(event, &range), range));
                }
                _ => return Some((event, range)),
            };
            if depth <= MAX_DEPTH {
                return Some((with_plain_address(event), range));
            }
            self.too_deep.get_or_insert(range.start);
        }
    }
}

/// The words of a piece of text.
fn words_of<'e>(event: &'e Event) -> &'e str {
    match event {
        Event::Text(text) => text,
        _ => "",
    }
}

/// What an address in plain text leads to.
fn target(address: &BareAddress, text: &str) -> String {
    let written = &text[address.range.clone()];
    match address.kind {
        AddressKind::Web | AddressKind::Email => written.to_owned(),
        AddressKind::Www => format!("https://{written}"),
    }
}

/// Moves pieces of text to the queue, cut where links begin and end.
struct PieceCutter<'t, 'q> {
    pieces: VecDeque<Placed<'t>>,
    /// The byte of the whole text at which the first piece begins.
    at: usize,
    queue: &'q mut VecDeque<Placed<'t>>,
}

impl<'t> PieceCutter<'t, '_> {
    /// Moves the text up to a byte of the whole text. Gives its bytes in the source.
    fn pass(&mut self, end: usize) -> Option<Range<usize>> {
        let mut passed: Option<Range<usize>> = None;
        while self.at < end {
            let Some((event, range)) = self.pieces.pop_front() else {
                break;
            };
            let Event::Text(text) = event else { continue };
            let length = end - self.at;
            let range = if length < text.len() {
                let (here, later) = cut(text, &range, length);
                self.pieces.push_front((Event::Text(later.0), later.1));
                self.at += length;
                self.queue.push_back((Event::Text(here.0), here.1.clone()));
                here.1
            } else {
                self.at += text.len();
                self.queue.push_back((Event::Text(text), range.clone()));
                range
            };
            passed = Some(passed.map_or(range.start, |passed| passed.start)..range.end);
        }
        passed
    }

    /// Moves an address as a link.
    fn link(&mut self, address: &BareAddress, target: CowStr<'t>) {
        let link_type = match address.kind {
            AddressKind::Web | AddressKind::Www => LinkType::Autolink,
            AddressKind::Email => LinkType::Email,
        };
        let first = self.queue.len();
        let Some(range) = self.pass(address.range.end) else {
            return;
        };
        let start = Event::Start(Tag::Link {
            link_type,
            dest_url: target,
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        });
        self.queue.insert(first, (start, range.clone()));
        self.queue.push_back((Event::End(TagEnd::Link), range));
    }
}

/// A text in two, each with its bytes in the source.
fn cut<'t>(
    text: CowStr<'t>,
    range: &Range<usize>,
    length: usize,
) -> ((CowStr<'t>, Range<usize>), (CowStr<'t>, Range<usize>)) {
    // What is written with a reference, such as `&amp;`, is not in the source as it reads.
    let is_as_written = range.len() == text.len();
    let middle = if is_as_written {
        range.start + length
    } else {
        range.start
    };
    let (here, later) = match text {
        CowStr::Borrowed(text) => {
            let (here, later) = text.split_at(length);
            (CowStr::Borrowed(here), CowStr::Borrowed(later))
        }
        text => {
            let (here, later) = text.split_at(length);
            (here.to_owned().into(), later.to_owned().into())
        }
    };
    ((here, range.start..middle), (later, middle..range.end))
}

/// The event, without invisible characters in the address of a link or picture.
fn with_plain_address(event: Event) -> Event {
    match event {
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: plain_address(dest_url),
            title,
            id,
        }),
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Image {
            link_type,
            dest_url: plain_address(dest_url),
            title,
            id,
        }),
        event => event,
    }
}

/// An address without blanks at its ends, and without characters that have no width.
fn plain_address(address: CowStr) -> CowStr {
    let trimmed = address.trim_matches(is_no_part_of_address);
    // A file of the library may have such a name, but no web address has.
    if trimmed.contains(':') && trimmed.contains(HAS_NO_WIDTH) {
        trimmed.replace(HAS_NO_WIDTH, "").into()
    } else if trimmed.len() == address.len() {
        address
    } else {
        trimmed.to_owned().into()
    }
}

/// Characters without width that no address has: a program put them there to break a line.
const HAS_NO_WIDTH: [char; 4] = ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'];

fn is_no_part_of_address(letter: char) -> bool {
    letter.is_whitespace() || HAS_NO_WIDTH.contains(&letter)
}

/// A text with the signs that its references stand for: `’` for `&#8217;`.
///
/// Exports of other programs have references to references: `&amp;#8217;`.
pub(crate) fn without_references(text: &str) -> Cow<'_, str> {
    /// More is not written by any program.
    const MAX_ROUNDS: usize = 3;
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_ROUNDS {
        match resolved(&text) {
            Some(new) => text = Cow::Owned(new),
            None => break,
        }
    }
    text
}

/// A text with one round of its references resolved; `None` if it has none.
fn resolved(text: &str) -> Option<String> {
    /// Bytes of the longest name of a reference.
    const MAX_NAME: usize = 32;
    let mut new = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices('&') {
        let name = text[at + 1..].bytes().take(MAX_NAME);
        let length = name
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        let end = at + 1 + length + 1;
        if at < from || length < 2 || text.as_bytes().get(end - 1) != Some(&b';') {
            continue;
        }
        let sign = Parser::new(&text[at..end]).find_map(|event| match event {
            Event::Text(sign) if *sign != text[at..end] => {
                Some(invisible::without(&sign).into_owned())
            }
            _ => None,
        });
        if let Some(sign) = sign {
            new += &text[from..at];
            new += &sign;
            from = end;
        }
    }
    (from > 0).then(|| new + &text[from..])
}
