//! The addresses in plain text into links, among the events of a text.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::autolink::{self, AddressKind, BareAddress};
use super::markdown::PlacedEvent;

/// Makes links of the addresses in plain text.
pub(super) struct Linker<'t> {
    /// Where addresses may be in the text, in order.
    signs: Vec<usize>,
    /// How many links, pictures, and blocks of code or HTML are open. No link begins in them.
    unlinked: usize,
    /// The element of HTML that is open in which no link begins.
    in_html: Option<&'static str>,
    /// Events that come next.
    queue: VecDeque<PlacedEvent<'t>>,
}

/// Whether plain text in this element is never a link.
fn has_no_links(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock
    )
}

impl<'t> Linker<'t> {
    /// The linker for a text.
    pub(super) fn of(text: &str) -> Linker<'t> {
        Linker {
            signs: autolink::signs(text),
            unlinked: 0,
            in_html: None,
            queue: VecDeque::new(),
        }
    }

    /// The next event of a source, with links for the addresses.
    pub(super) fn next(
        &mut self,
        source: &mut impl Iterator<Item = PlacedEvent<'t>>,
    ) -> Option<PlacedEvent<'t>> {
        let (event, range) = match self.queue.pop_front() {
            Some(next) => return Some(next),
            None => source.next()?,
        };
        if self.signs.is_empty() {
            return Some((event, range));
        }
        if !matches!(event, Event::Text(_)) {
            self.see(&event);
        } else if self.unlinked == 0 && self.in_html.is_none() && self.is_near_sign(&range) {
            self.link_addresses((event, range), source);
            return self.queue.pop_front();
        }
        Some((event, range))
    }

    /// Whether text at these bytes may be a part of an address.
    fn is_near_sign(&self, range: &Range<usize>) -> bool {
        let before = self.signs.partition_point(|sign| *sign < range.start);
        let next = self.signs.get(before);
        next.is_some_and(|sign| *sign < range.end + autolink::MAX_BEFORE_SIGN)
    }

    /// Queues the text that begins with `first`, with links for the addresses in it, and the event
    /// after the text.
    ///
    /// The parser cuts a text wherever a mark could be, so an address may be in several events.
    fn link_addresses(
        &mut self,
        first: PlacedEvent<'t>,
        source: &mut impl Iterator<Item = PlacedEvent<'t>>,
    ) {
        self.queue.push_back(first);
        let after = loop {
            match source.next() {
                Some((Event::Text(text), range)) => {
                    self.queue.push_back((Event::Text(text), range))
                }
                after => break after,
            }
        };
        let whole: Cow<str> = match (self.queue.len(), self.queue.front()) {
            (1, Some((Event::Text(text), _))) => Cow::Borrowed(text),
            _ => self
                .queue
                .iter()
                .map(|(event, _)| words_of(event))
                .collect(),
        };
        let found = autolink::addresses(&whole);
        if !found.is_empty() {
            let targets: Vec<CowStr> = found
                .iter()
                .map(|address| target(address, &whole).into())
                .collect();
            drop(whole);
            let mut cutter = PieceCutter {
                pieces: std::mem::take(&mut self.queue),
                at: 0,
                queue: &mut self.queue,
            };
            for (address, target) in found.into_iter().zip(targets) {
                cutter.pass(address.range.start);
                cutter.link(&address, target);
            }
            cutter.pass(usize::MAX);
        }
        if let Some((event, range)) = after {
            self.see(&event);
            self.queue.push_back((event, range));
        }
    }

    /// Notes whether a link may begin after an event.
    fn see(&mut self, event: &Event) {
        match event {
            Event::Html(html) => self.see_html(html),
            Event::Start(tag) => self.unlinked += usize::from(has_no_links(&tag.to_end())),
            Event::End(tag) => {
                self.unlinked -= usize::from(has_no_links(tag) && self.unlinked > 0);
            }
            _ => {}
        }
    }

    /// Notes the beginning or end of an author's element in which no link begins. Every tag is
    /// written in small letters, and has its end tag.
    fn see_html(&mut self, html: &str) {
        const WITHOUT_LINKS: [&str; 5] = ["a", "code", "kbd", "samp", "pre"];
        let is_tag = |tag: &str, name: &str| {
            tag.strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
        };
        if let Some(tag) = html.strip_prefix("</") {
            self.in_html = self.in_html.filter(|name| !is_tag(tag, name));
        } else if let Some(tag) = html.strip_prefix('<') {
            let name = WITHOUT_LINKS.into_iter().find(|name| is_tag(tag, name));
            self.in_html = self.in_html.or(name);
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
    pieces: VecDeque<PlacedEvent<'t>>,
    /// The byte of the whole text at which the first piece begins.
    at: usize,
    queue: &'q mut VecDeque<PlacedEvent<'t>>,
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

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Tag};

    use crate::parse::events::events;

    #[test]
    fn no_link_begins_in_a_link_or_in_code() {
        const ADDRESS: &str = "https://example.org/a";
        let links = |text: &str| {
            let is_link = |event: &Event| matches!(event, Event::Start(Tag::Link { .. }));
            events(text).filter(|(event, _)| is_link(event)).count()
        };
        for element in ["a href=\"b\"", "code", "pre", "kbd"] {
            let name = element.split(' ').next().unwrap_or_default();
            for text in [
                format!("<{element}>{ADDRESS}</{name}>"),
                format!("See <{element}>it: {ADDRESS}</{name}>"),
                format!("<{element}>\n\nOne.\n\nTwo {ADDRESS}\n\n</{name}>"),
            ] {
                assert_eq!(links(&text), 0, "{text}");
                assert_eq!(links(&format!("{text}\n\n{ADDRESS}")), 1, "{text}");
            }
        }
    }
}
