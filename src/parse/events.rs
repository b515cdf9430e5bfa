//! Markdown into events, the same for everyone who walks a text.
//!
//! The outline, the HTML and the checks must agree on headings, ids and words, so all of them read
//! the events from here. HTML among them is already understood (see `authored`).

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, DefaultBrokenLinkCallback, Event, OffsetIter, Options, Parser};

use super::authored::{HtmlProblem, Understood, understood};
use super::blocks::{looks_like_html, restored, shown_as_typed, with_blocks_that_end};
use super::invisible;

/// Elements within elements. The cleaner's time is quadratic in depth, and no page needs more.
pub(super) const MAX_DEPTH: usize = 100;

/// The events of a text, each with its bytes in the text.
///
/// Elements nested deeper than `MAX_DEPTH` are left out, and their text stays.
pub(crate) fn events(text: &str) -> Events<'_> {
    if !looks_like_html(text) {
        return Events {
            source: EventSource::Markdown(Limited::of(text)),
            problems: vec![],
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
    }
}

/// The events of a text as Markdown's parser gives them.
pub(super) fn parser(text: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    Parser::new_ext(text, options)
}

/// The iterator over a text's events, and what it came across on the way.
pub(crate) struct Events<'t> {
    source: EventSource<'t>,
    /// What is wrong with the author's HTML, in the order of the text.
    pub(crate) problems: Vec<HtmlProblem>,
}

/// Where events come from.
enum EventSource<'t> {
    /// A text without HTML: straight from the parser.
    Markdown(Limited<'t>),
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
    type Item = (Event<'t>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.source {
            EventSource::Markdown(markdown) => markdown.next(),
            EventSource::Understood { events, .. } => events.next(),
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
                return Some((event, range));
            }
            self.too_deep.get_or_insert(range.start);
        }
    }
}
