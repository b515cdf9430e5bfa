//! The words of a text without their marks, as places in its source.

use std::ops::Range;

use super::fitted;

/// What a text says: headings, paragraphs, tables and code, for the search.
///
/// Nearly all of it stands in the source just so, so that only its places are kept. The words
/// themselves would take as much memory again as the sources do, for one step of a run.
#[derive(Debug, Clone, Default)]
pub struct Plain {
    /// Places in the text, and past its end in `other`, in the order in which they are read.
    pieces: Box<[Range<u32>]>,
    /// What the text says but does not have as it reads: `&amp;` is `&`.
    other: Box<str>,
    /// How many words there are: what stands between spaces and line breaks.
    pub words: usize,
}

impl Plain {
    /// The words, with at least one space wherever one element ends and another begins. `text` is
    /// what they were found in.
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

/// Gathers what a text says, piece by piece.
pub struct Gathering<'t> {
    text: &'t str,
    pieces: Vec<Range<u32>>,
    other: String,
    words: usize,
    /// Whether the next letter begins a word.
    begins: bool,
    /// Whether that has yet to be seen in the pieces.
    unseen: bool,
}

impl<'t> Gathering<'t> {
    /// The text is far below 4 GB: a file of more than [`MOST_BYTES`](super::MOST_BYTES) has none.
    pub fn of(text: &'t str) -> Gathering<'t> {
        Gathering {
            text,
            pieces: vec![],
            other: String::new(),
            words: 0,
            begins: true,
            unseen: false,
        }
    }

    /// Ends the word before, if there is one.
    pub fn apart(&mut self) {
        self.unseen |= !self.begins;
        self.begins = true;
    }

    /// Adds what was read from some bytes of the text.
    pub fn add(&mut self, said: &str, from: Range<usize>) {
        let Some(last) = said.bytes().last() else {
            return;
        };
        let written = &self.text[from.clone()];
        // Code has its marks among its bytes.
        let at = if written.starts_with(said) {
            Some(0)
        } else {
            written.find(said)
        };
        match at.map(|at| from.start + at) {
            Some(start) => self.written(start, start + said.len()),
            None => {
                self.space();
                self.unwritten(said);
            }
        }
        self.words += words(said, self.begins);
        (self.begins, self.unseen) = (is_blank(last), false);
    }

    /// Adds a place in the text, with the blanks before it where a word begins there: they set it
    /// apart, and often it then goes on where the last place ends.
    fn written(&mut self, start: usize, end: usize) {
        let last = self.pieces.last().map_or(0, |last| last.end as usize);
        let before = &self.text.as_bytes()[if last <= start { last } else { 0 }..start];
        let blanks = before
            .iter()
            .rev()
            .take_while(|byte| self.begins && is_blank(**byte))
            .count();
        if blanks == 0 {
            self.space();
        }
        self.piece(start - blanks..end);
    }

    fn space(&mut self) {
        if self.unseen {
            self.unwritten(" ");
        }
    }

    fn unwritten(&mut self, said: &str) {
        let start = self.text.len() + self.other.len();
        self.other.push_str(said);
        self.piece(start..start + said.len());
    }

    fn piece(&mut self, piece: Range<usize>) {
        let (start, end) = (piece.start as u32, piece.end as u32);
        match self.pieces.last_mut() {
            // A place at the text's very end does not go on in `other`.
            Some(last) if last.end == start && piece.start != self.text.len() => last.end = end,
            _ => self.pieces.push(start..end),
        }
    }

    pub fn gathered(self) -> Plain {
        Plain {
            pieces: fitted(self.pieces),
            other: self.other.into(),
            words: self.words,
        }
    }
}

/// How many words begin in a text, the first letter's among them where one `begins` there. Byte by
/// byte, which a processor does many at a time: every letter of the library passes here.
fn words(text: &str, begins: bool) -> usize {
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

#[cfg(test)]
mod tests {
    use super::super::body::outline;
    use crate::report::Report;
    use crate::source::Source;

    #[test]
    fn the_words_of_a_text_are_read_from_its_source() {
        for (text, says) in [
            (
                "One *two* th**re**e.\n\n## Four\n\n- five\n- six\n",
                "One two three. Four five six",
            ),
            ("|one|two|\n|-|-|\n|three|four|\n", "one two three four"),
            ("> one\n> two\n>\n> three", "one two three"),
            ("one\\\ntwo  \nthree\nfour", "one two three four"),
            ("fish &amp; chips&#33; a\\*b", "fish & chips! a*b"),
            ("&amp;\n\n&amp;", "& &"),
            ("`` a`b `` and `c\nd`", "a`b and c d"),
            (
                "    let x;\n    let y;\n\n```\nfn\n```\nend",
                "let x; let y; fn end",
            ),
            (
                "![a picture](x.png)and [a link](y) <b>bold</b>",
                "a picture and a link bold",
            ),
            ("Tŷ[^1]\n\n[^1]: nodyn ŵyl", "Tŷ nodyn ŵyl"),
            ("# \n\n***\n", ""),
        ] {
            let source = Source::new("content/a.md", text.to_owned());
            let plain = outline(&source, 0, &mut Report::default()).plain;
            let read = plain.read(&source.text);
            let read: Vec<&str> = read.split_whitespace().collect();
            assert_eq!(
                (read.join(" ").as_str(), read.len()),
                (says, plain.words),
                "{text}"
            );
        }
    }
}
