//! A text as it was read, and places in it.
//!
//! A place is a range of bytes; lines and columns are counted only when a finding is shown.
//! Columns count characters, so that they agree with what an editor says.

pub mod saved;
pub mod slug;
mod stored;
mod theme_file;

use std::borrow::Cow;
use std::sync::Arc;

pub use stored::{Stored, stored};
pub use theme_file::ThemeFile;

/// A file's path below the library's root, its parts joined by `/` on every system.
pub type FilePath = Arc<str>;

/// A text file of the library.
///
/// The text has no byte order mark and its lines end in `\n`: how a file was saved must not show
/// in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub path: FilePath,
    pub text: String,
    /// Whether there is a file and no text of it: the disk would not give it, or it is a picture,
    /// say. Its text is empty then, of which nothing is to be said.
    pub unread: bool,
}

impl Source {
    /// Takes a file's text in, however its editor saved it.
    pub fn new(path: impl Into<FilePath>, text: String) -> Source {
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let text = if text.contains("\r\n") {
            text.replace("\r\n", "\n")
        } else {
            text
        };
        Source {
            path: path.into(),
            text,
            unread: false,
        }
    }

    /// A file that gave no text, so that links to it do not break as well.
    pub fn unread(path: impl Into<FilePath>) -> Source {
        Source {
            path: path.into(),
            text: String::new(),
            unread: true,
        }
    }

    /// The place of some bytes of this text.
    pub fn place(&self, span: Span) -> Place {
        Place {
            file: self.path.clone(),
            span: Some(span),
        }
    }
}

/// Bytes of one text, from `start` up to but without `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The same bytes, counted from `base` bytes further back.
    pub fn shifted(self, base: usize) -> Span {
        Span {
            start: self.start + base,
            end: self.end + base,
        }
    }

    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// The part of the span on its first line, without the blanks at its end, so that a caret
    /// never runs over a page. `text` is the whole text that the span counts in.
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

/// Where something stands: a whole file, or some bytes of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub file: FilePath,
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

/// A text with plain spaces for those that look like one, and without the characters that nobody
/// sees.
///
/// They come along when text is pasted from a web page or a document. Those that join letters in
/// some scripts stay.
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

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    /// The position of a byte of `text`; past its end, that of its end.
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
