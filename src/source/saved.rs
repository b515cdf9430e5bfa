//! A file's bytes into text, whatever encoding they were saved in.
//!
//! Old Windows programs save Windows-1252 or UTF-16, and other files are sometimes renamed to look
//! like text. Nothing here reports anything: it says what the bytes are.

use encoding_rs::WINDOWS_1252;

/// The text of a file, and what is wrong with its encoding.
#[derive(Debug)]
pub struct Decoded {
    /// The text with its byte order mark and line ends.
    pub text: String,
    /// `None` if the file is UTF-8.
    pub problem: Option<EncodingProblem>,
}

/// Why a file is not UTF-8.
#[derive(Debug)]
pub struct EncodingProblem {
    /// One line of plain words.
    pub message: String,
    /// The first byte of the decoded text that is affected.
    pub at: usize,
    /// What the file is saved as.
    pub encoding: Encoding,
}

/// What a file is saved as that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-16, as `Unicode text` of some Windows programs.
    Utf16,
    /// Saved by an old Windows program, with every character known.
    Windows1252,
    /// UTF-8 with cut or unknown characters, so that some of the text is lost.
    Damaged,
}

/// Decodes a file's bytes.
///
/// They are UTF-8 if they can be, else UTF-16 if zeros or a byte order mark show it, else
/// Windows-1252, unless there are characters of UTF-8 among them.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(text) = utf_16(&bytes) {
        return Decoded {
            text,
            problem: Some(EncodingProblem {
                message: "the file is saved as UTF-16, not as UTF-8".to_owned(),
                at: 0,
                encoding: Encoding::Utf16,
            }),
        };
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => {
            return Decoded {
                text,
                problem: None,
            };
        }
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let is_cut = error.utf8_error().error_len() != Some(1);
    let bytes = error.into_bytes();
    let lossy = String::from_utf8_lossy(&bytes);
    let byte = format!("byte {} (0x{:02x})", at + 1, bytes[at]);
    let has_utf_8 = lossy
        .chars()
        .any(|letter| !letter.is_ascii() && letter != char::REPLACEMENT_CHARACTER);
    if !is_cut && !has_utf_8 {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        let letter = text[at..].chars().next().unwrap_or_default();
        let message = format!(
            "the file is saved as Latin-1 (Windows-1252), not as UTF-8: {byte} is `{letter}`"
        );
        return Decoded {
            text: text.into_owned(),
            problem: Some(EncodingProblem {
                message,
                at,
                encoding: Encoding::Windows1252,
            }),
        };
    }
    let message = if is_cut {
        format!("the file is not UTF-8: {byte} starts a character that is cut off")
    } else {
        format!("the file is not UTF-8: {byte} does not start a character")
    };
    Decoded {
        text: lossy.into_owned(),
        problem: Some(EncodingProblem {
            message,
            at,
            encoding: Encoding::Damaged,
        }),
    }
}

/// Decodes UTF-16, which shows by its byte order mark, or by the zeros beside the characters that
/// most languages share.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |first: usize| {
        start
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        // Text rarely has a zero, and never in every second byte.
        _ if zeros(0) == 0 && zeros(1) * 4 > start.len() => u16::from_le_bytes,
        _ if zeros(1) == 0 && zeros(0) * 4 > start.len() => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(
        char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}

/// What a file is that only looks like text by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotText {
    /// With words for the kind of picture.
    Picture(&'static str),
    /// With words for the kind of document.
    Document(&'static str),
    /// Anything else that is not text.
    Unknown,
}

/// The first bytes of files that are not text.
const SIGNATURES: [(&[u8], NotText); 7] = [
    (
        b"PK\x03\x04",
        NotText::Document("a document from Word, Excel or a similar program"),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        NotText::Document("a document from an old Word or Excel"),
    ),
    (b"{\\rtf", NotText::Document("a rich text document (RTF)")),
    (b"%PDF-", NotText::Document("a PDF")),
    (b"\x89PNG", NotText::Picture("a picture (PNG)")),
    (b"\xff\xd8\xff", NotText::Picture("a picture (JPEG)")),
    (b"GIF8", NotText::Picture("a picture (GIF)")),
];

/// Returns what a file is if it is not text, which shows by its first bytes or by many control
/// characters.
pub fn not_text(bytes: &[u8]) -> Option<NotText> {
    /// How many bytes are looked at.
    const START: usize = 4096;
    /// In random bytes, one in nine is a control character.
    const ONE_IN: usize = 20;
    /// A few control characters may have been pasted into a text. In a short text that is one in
    /// less than `ONE_IN`.
    const MAX_PASTED: usize = 4;
    let known = SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature));
    if let Some((_, kind)) = known {
        return Some(*kind);
    }
    let start = &bytes[..bytes.len().min(START)];
    let is_control =
        |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\t' | b'\n' | b'\x0c' | b'\r');
    let count = start.iter().filter(is_control).count();
    let has_many = count > MAX_PASTED && count > start.len() / ONE_IN;
    (has_many && utf_16(bytes).is_none()).then_some(NotText::Unknown)
}

/// Finds the words that were saved as UTF-8 and later read as Windows-1252, such as `CafÃ©`, each
/// with the word that was meant.
pub fn garbled(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_ascii())
        .filter_map(|word| Some((word, ungarbled(word)?)))
}

fn ungarbled(word: &str) -> Option<String> {
    let (bytes, _, has_unmappable) = WINDOWS_1252.encode(word);
    String::from_utf8(bytes.into_owned())
        .ok()
        .filter(|meant| !has_unmappable && meant != word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbled_words_are_found_with_the_words_that_were_meant() {
        let found: Vec<(&str, String)> = garbled("CafÃ© and café, 20Â°").collect();
        let meant = [("CafÃ©", "Café".to_owned()), ("20Â°", "20°".to_owned())];
        assert_eq!(found, meant);
    }

    #[test]
    fn a_few_control_characters_do_not_make_a_short_text_another_kind_of_file() {
        assert_eq!(not_text(b"Warm \x01\x02\x03\x04 homes"), None);
        assert_eq!(
            not_text(&[1, 2, 3, 4, 5, 6].repeat(9)),
            Some(NotText::Unknown)
        );
    }
}
