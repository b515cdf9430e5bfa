//! Markdown into pulldown-cmark's events, the same for everyone who walks a text.
//!
//! The outline, the HTML and the checks must agree on headings and ids, so all of them read the
//! events from here.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser};

use super::invisible;

/// Elements within elements. The cleaner's time is quadratic in depth, and no page needs more.
pub(super) const MAX_DEPTH: usize = 100;

/// The events of a text, each with its bytes in the text.
///
/// Elements nested deeper than `MAX_DEPTH` are left out, and their text stays.
pub(crate) fn events<'t>(text: &'t str) -> Events<impl Iterator<Item = (Event<'t>, Range<usize>)>> {
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

/// The iterator over a text's events, and what it came across on the way.
pub(crate) struct Events<P> {
    parser: P,
    depth: usize,
    /// Where the first element begins that was left out.
    pub(super) too_deep: Option<usize>,
    /// The first reference, such as `&#8;`, to a character that must not be on a page.
    pub(super) invisible: Option<Range<usize>>,
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

impl<P> Events<P> {
    /// The event, with a space for a control character that a reference stands for.
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

/// Whether HTML is a single comment, which is left out without the cleaner's help.
pub(crate) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|inside| !inside.contains("-->"))
}
