//! Markdown into pulldown-cmark's events, within the limits of a page.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, DefaultBrokenLinkCallback, Event, OffsetIter, Options, Parser, Tag};

use super::elements::MAX_DEPTH;
use super::invisible;

/// An event with its bytes in the text.
pub(super) type PlacedEvent<'t> = (Event<'t>, Range<usize>);

/// The events of a text as Markdown's parser gives them.
pub(super) fn parser(text: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    Parser::new_ext(text, options)
}

/// The parser's events without what a page must not hold.
pub(super) struct Limited<'t> {
    parser: OffsetIter<'t, DefaultBrokenLinkCallback>,
    depth: usize,
    /// Where the first element begins that was left out.
    pub(super) too_deep: Option<usize>,
    /// The first reference to a character that must not be on a page.
    pub(super) invisible: Option<Range<usize>>,
}

impl<'t> Limited<'t> {
    pub(super) fn of(text: &'t str) -> Limited<'t> {
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
    type Item = PlacedEvent<'t>;

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
