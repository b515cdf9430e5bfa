//! A text as it was read, and places in it.
//!
//! A place is a range of bytes; lines and columns are counted only when a finding is shown.
//! Columns count characters, so that they agree with what an editor says.

pub mod file_kind;
mod for_log;
pub mod leftover;
mod lines;
pub mod saved;
pub mod site_path;
pub mod slug;
mod stored;
mod theme_file;

use std::borrow::Cow;
use std::sync::Arc;

pub use for_log::{for_log, line_for_log};
pub(crate) use for_log::{is_unfit, lines_for_log};
pub use lines::LineTable;
pub use stored::{Stored, stored};
pub use theme_file::ThemeFile;

/// A file's path below the library's root, its parts joined by `/` on every system.
pub type FilePath = Arc<str>;

/// A text file of the library.
///
/// The text has no byte order mark and its lines end in `\n`, so that the way a file was saved
/// doesn't show in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Below the library's root.
    pub path: FilePath,
    /// All of its text.
    pub text: String,
    /// True if the file exists but has no usable text (unreadable or binary). `text` is empty, and
    /// no findings are raised for it.
    pub unread: bool,
}

impl Source {
    /// A source with the text of a file, without byte order mark and with plain line ends.
    pub fn new(path: impl Into<FilePath>, text: String) -> Source {
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        // Some programs turn `\r\n` into `\r\r\n`.
        let without_returns = |line: &str| match line.strip_suffix('\n') {
            Some(line) => format!("{}\n", line.trim_end_matches('\r')),
            None => line.to_owned(),
        };
        let text = if text.contains("\r\n") {
            text.split_inclusive('\n').map(without_returns).collect()
        } else {
            text
        };
        Source {
            path: path.into(),
            text,
            unread: false,
        }
    }

    /// A source for a file without usable text. Links to its page still work.
    pub fn unread(path: impl Into<FilePath>) -> Source {
        Source {
            path: path.into(),
            text: String::new(),
            unread: true,
        }
    }

    /// The place of a span of this text.
    pub fn place(&self, span: Span) -> Place {
        Place {
            file: self.path.clone(),
            span: Some(span),
        }
    }
}

/// Bytes of a text, from `start` up to but not including `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to but not including `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The same bytes in a text that has `base` more bytes before them.
    pub fn shifted(self, base: usize) -> Span {
        Span {
            start: self.start + base,
            end: self.end + base,
        }
    }

    /// The bytes of the span in its text.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// The part of the span on its first line, without blanks at the end: a caret under a whole
    /// paragraph helps no one. `text` is the whole text that the span belongs to.
    pub fn first_line(self, text: &str) -> Span {
        let line = self.of(text).split('\n').next().unwrap_or_default();
        Span::new(self.start, self.start + line.trim_end().len())
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Span {
        Span {
            start: range.start,
            end: range.end,
        }
    }
}

/// Where something is: a file, or a span of its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's path below the library's root.
    pub file: FilePath,
    /// Bytes of its text; `None` for the file as a whole.
    pub span: Option<Span>,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: impl Into<FilePath>) -> Place {
        Place {
            file: path.into(),
            span: None,
        }
    }
}

/// A text without invisible characters, and with plain spaces for characters that look like one.
///
/// Both come with text that is pasted from a web page or a document. Characters that join letters
/// in some scripts stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    const SPACES: [char; 3] = ['\u{a0}', '\u{2007}', '\u{202f}'];
    const NOTHING: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];
    if text.is_ascii()
        || !text.contains(|letter| SPACES.contains(&letter) || NOTHING.contains(&letter))
    {
        return text.trim().into();
    }
    let letters = text.chars().filter(|letter| !NOTHING.contains(letter));
    let seen: String = letters
        .map(|letter| {
            if SPACES.contains(&letter) {
                ' '
            } else {
                letter
            }
        })
        .collect();
    seen.trim().to_owned().into()
}

/// A line and a column, both counted from 1. The column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl Position {
    /// The position of a byte of `text`, or of its end if `byte` is beyond it.
    pub fn of(text: &str, byte: usize) -> Position {
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &text[..byte];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A whole number with a separator between its thousands: `12,500`.
pub fn thousands(number: usize, separator: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push_str(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A text of at most `max` characters: a longer one is cut between words and ends in `…`.
pub fn ellipsis(text: &str, max: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(max) else {
        return text.into();
    };
    let end = text[..end].rfind(' ').unwrap_or(end);
    let cut = text[..end].trim_end_matches([',', ';', ':', '.', ' ']);
    format!("{cut}…").into()
}
