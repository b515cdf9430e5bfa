//! A text into the table from which positions in it are read.
//!
//! A file may have thousands of findings, and a line thousands of them. Counting lines and
//! characters from the top for each would take the square of the size of the file.

use super::Position;

/// Where the lines of a text start, and how many characters come before every so many bytes.
///
/// ```
/// use casebook::source::{LineTable, Position};
///
/// let text = "Tŷ\nhomes\n";
/// let table = LineTable::of(text);
/// assert_eq!(table.position(text, 5), Position { line: 2, column: 2 });
/// ```
#[derive(Debug, Clone)]
pub struct LineTable {
    /// The first byte of each line.
    starts: Vec<usize>,
    /// The number of characters that start before byte `number * STRIDE`.
    characters: Vec<usize>,
}

/// Bytes between two counts of characters: at most as many are counted for a position.
const STRIDE: usize = 1024;

impl LineTable {
    /// The table of a text.
    pub fn of(text: &str) -> LineTable {
        let newlines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let mut before = 0;
        let characters = text.as_bytes().chunks(STRIDE).map(|chunk| {
            let count = before;
            before += characters_in(chunk);
            count
        });
        LineTable {
            characters: characters.collect(),
            starts: std::iter::once(0).chain(newlines).collect(),
        }
    }

    /// The position of a byte of the text, or of its end if `byte` is beyond it.
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let byte = text.floor_char_boundary(byte);
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts[line - 1];
        Position {
            line,
            column: self.characters_before(text, byte) - self.characters_before(text, start) + 1,
        }
    }

    /// The bytes of a line, counted from 1, without its line end. Empty if there is no such line.
    pub fn line<'a>(&self, text: &'a str, line: usize) -> &'a str {
        let start = |line: usize| self.starts.get(line).copied();
        let Some(from) = line.checked_sub(1).and_then(start) else {
            return "";
        };
        &text[from..start(line).map_or(text.len(), |next| next - 1)]
    }

    fn characters_before(&self, text: &str, byte: usize) -> usize {
        let counted = byte / STRIDE;
        let Some(count) = self.characters.get(counted) else {
            // The end of a text whose length is a multiple of the stride, or an empty text.
            let Some(last) = counted.checked_sub(1) else {
                return 0;
            };
            let rest = &text.as_bytes()[last * STRIDE..byte];
            return self.characters[last] + characters_in(rest);
        };
        count + characters_in(&text.as_bytes()[counted * STRIDE..byte])
    }
}

/// Counts the bytes that start a character.
fn characters_in(bytes: &[u8]) -> usize {
    let is_start = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
    bytes.iter().filter(is_start).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_the_position_that_counting_from_the_top_gives() {
        let long = "Tŷ – 地方自治 🏠 ".repeat(100);
        for text in [
            String::new(),
            "\n".to_owned(),
            "one\ntwo\n\nthree".to_owned(),
            format!("{long}\n{long}{long}\n\n{long}"),
            "x".repeat(STRIDE),
            "x\n".repeat(STRIDE),
        ] {
            let table = LineTable::of(&text);
            for byte in 0..text.len() + 2 {
                assert_eq!(table.position(&text, byte), Position::of(&text, byte));
            }
            for (at, line) in text.split('\n').enumerate() {
                assert_eq!(table.line(&text, at + 1), line);
            }
            assert_eq!(table.line(&text, 0), "");
            assert_eq!(table.line(&text, text.len() + 2), "");
        }
    }
}
