//! The words of a text without its Markdown, as places in its source.

use std::ops::Range;

/// The words of a text's headings, paragraphs, tables and code, for the search.
///
/// Nearly all of them are in the source as they read, so only their places are kept. The words
/// themselves would take as much memory again as the sources do, for one step of a run.
#[derive(Debug, Clone, Default)]
pub struct Plain {
    /// Places in the order of reading: of the text, or past its end, of `other`.
    pieces: Box<[Range<u32>]>,
    /// Words that the source writes in another way than they read: `&` for `&amp;`.
    other: Box<str>,
    /// How many words there are, counted between spaces and line breaks.
    pub words: usize,
}

impl Plain {
    /// The words, with at least one space between elements.
    ///
    /// `text` is the text that the places are in.
    pub fn read(&self, text: &str) -> String {
        let length = |piece: &Range<u32>| (piece.end - piece.start) as usize;
        let mut plain = String::with_capacity(self.pieces.iter().map(length).sum());
        for piece in &self.pieces {
            let (start, end) = (piece.start as usize, piece.end as usize);
            plain.push_str(match start.checked_sub(text.len()) {
                None => &text[start..end],
                Some(start) => &self.other[start..end - text.len()],
            });
        }
        plain
    }
}

/// Builds a [`Plain`] piece by piece.
pub(super) struct PlainBuilder<'t> {
    text: &'t str,
    pieces: Vec<Range<u32>>,
    other: String,
    words: usize,
    /// Whether the next letter begins a word.
    begins: bool,
    /// Whether the last word has ended, and the pieces have no space after it yet.
    needs_space: bool,
}

impl<'t> PlainBuilder<'t> {
    /// The builder for a text, which is at most [`MAX_BYTES`](super::MAX_BYTES) long.
    pub(super) fn new(text: &'t str) -> PlainBuilder<'t> {
        PlainBuilder {
            text,
            pieces: vec![],
            other: String::new(),
            words: 0,
            begins: true,
            needs_space: false,
        }
    }

    /// Ends the word before, if there is one.
    pub(super) fn end_word(&mut self) {
        self.needs_space |= !self.begins;
        self.begins = true;
    }

    /// Adds words that some bytes of the text read as.
    pub(super) fn add(&mut self, words: &str, from: Range<usize>) {
        let Some(last) = words.bytes().last() else {
            return;
        };
        let written = &self.text[from.clone()];
        // The bytes of code include its marks.
        let at = if written.starts_with(words) {
            Some(0)
        } else {
            written.find(words)
        };
        match at.map(|at| from.start + at) {
            Some(start) => self.add_place(start, start + words.len()),
            None => {
                self.add_space();
                self.add_other(words);
            }
        }
        self.words += word_count(words, self.begins);
        (self.begins, self.needs_space) = (is_blank(last), false);
    }

    /// Adds a place in the text.
    ///
    /// If a word begins there, the blanks before it are added as well: they separate it from the
    /// word before, and the place then often continues the last one.
    fn add_place(&mut self, start: usize, end: usize) {
        let last = self.pieces.last().map_or(0, |last| last.end as usize);
        let before = &self.text.as_bytes()[if last <= start { last } else { 0 }..start];
        let blanks = before
            .iter()
            .rev()
            .take_while(|byte| self.begins && is_blank(**byte))
            .count();
        if blanks == 0 {
            self.add_space();
        }
        self.add_piece(start - blanks..end);
    }

    fn add_space(&mut self) {
        if self.needs_space {
            self.add_other(" ");
        }
    }

    fn add_other(&mut self, words: &str) {
        let start = self.text.len() + self.other.len();
        self.other.push_str(words);
        self.add_piece(start..start + words.len());
    }

    fn add_piece(&mut self, piece: Range<usize>) {
        let (start, end) = (piece.start as u32, piece.end as u32);
        match self.pieces.last_mut() {
            // A place at the very end of the text does not continue in `other`.
            Some(last) if last.end == start && piece.start != self.text.len() => last.end = end,
            _ => self.pieces.push(start..end),
        }
    }

    /// Everything that was added.
    pub(super) fn finish(self) -> Plain {
        Plain {
            pieces: fitted(self.pieces),
            other: self.other.into(),
            words: self.words,
        }
    }
}

/// How many words begin in a text. At its first letter one begins only if `begins` is true.
///
/// Every letter of the library passes here, and bytes can be compared many at a time.
fn word_count(text: &str, begins: bool) -> usize {
    let bytes = text.as_bytes();
    let first = begins && bytes.first().is_some_and(|first| !is_blank(*first));
    usize::from(first)
        + bytes
            .windows(2)
            .filter(|pair| is_blank(pair[0]) && !is_blank(pair[1]))
            .count()
}

fn is_blank(byte: u8) -> bool {
    byte <= b' '
}

/// A list's items in exactly the memory they need.
///
/// They are moved, because mimalloc does not give back the rest of a block that shrinks by less
/// than half.
pub(super) fn fitted<T>(mut items: Vec<T>) -> Box<[T]> {
    items.drain(..).collect()
}
