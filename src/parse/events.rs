//! Markdown into events, the same for everyone who walks a text.
//!
//! The outline, the HTML and the checks must agree on headings, ids, words and addresses, so all of
//! them read the events from here. HTML among them is already understood (see `authored`). Addresses
//! in plain text are links, and the address of a link or picture has no invisible characters.

use std::borrow::Cow;
use std::ops::Range;

use super::authored::{HtmlProblem, Understood, understood};
use super::blocks::{looks_like_html, restored, shown_as_typed, with_blocks_that_end};
use super::linker::Linker;
use super::markdown::{Limited, PlacedEvent};

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
    match with_blocks_that_end(text) {
        Cow::Borrowed(_) => {
            let mut markdown = Limited::of(text);
            let known = understood(markdown.by_ref(), text);
            Events::of_html(known, markdown.too_deep, markdown.invisible, text)
        }
        Cow::Owned(masked) => {
            let mut markdown = Limited::of(&masked);
            let events = markdown
                .by_ref()
                .map(|(event, range)| (restored(event, &range, text), range));
            let mut known = understood(events, text);
            known.problems.extend(shown_as_typed(&masked, text));
            known.problems.sort_by_key(|problem| problem.range.start);
            Events::of_html(known, markdown.too_deep, markdown.invisible, text)
        }
    }
}

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
        events: std::vec::IntoIter<PlacedEvent<'t>>,
        too_deep: Option<usize>,
        invisible: Option<Range<usize>>,
    },
}

impl<'t> Events<'t> {
    /// The events of a text with HTML that is already understood.
    fn of_html(
        known: Understood<'t>,
        too_deep: Option<usize>,
        invisible: Option<Range<usize>>,
        text: &str,
    ) -> Events<'t> {
        Events {
            problems: known.problems,
            source: EventSource::Understood {
                events: known.events.into_iter(),
                too_deep,
                invisible,
            },
            linker: Linker::of(text),
        }
    }

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
    type Item = PlacedEvent<'t>;

    fn next(&mut self) -> Option<PlacedEvent<'t>> {
        self.linker.next(&mut self.source)
    }
}

impl<'t> Iterator for EventSource<'t> {
    type Item = PlacedEvent<'t>;

    fn next(&mut self) -> Option<PlacedEvent<'t>> {
        match self {
            EventSource::Markdown(markdown) => markdown.next(),
            EventSource::Understood { events, .. } => events.next(),
        }
    }
}
