//! Text files into sources, whatever encoding they were saved in.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::super::disk::unreadable;
use super::super::folder::{Folder, read_all};
use super::damaged::{is_pointer, pointer};
use crate::parse::{CONTENT, MAX_BYTES};
use crate::report::{Edit, Finding, Report, Reported, rules};
use crate::source::saved::{
    Decoded, Encoding, EncodingProblem, NotText, decode, garbled, not_text,
};
use crate::source::{Place, Source, Span};

/// Returns whether a path below the root is that of a Markdown file of the content.
pub(super) fn is_text(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    path.starts_with(CONTENT)
        && ["md", "markdown"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Reads a Markdown file. One that is not text becomes an unread source, so that links to it work.
pub(super) fn source(root: &Folder, path: &str) -> Reported<Source> {
    let bytes = match root.library_file(path).and_then(read_start) {
        Ok(bytes) => bytes,
        Err(error) => {
            return Reported {
                value: Source::unread(path),
                findings: vec![unreadable(path, &error)],
            };
        }
    };
    if is_pointer(&bytes) {
        return Reported {
            value: Source::unread(path),
            findings: vec![pointer(path)],
        };
    }
    if let Some(kind) = not_text(&bytes) {
        return Reported {
            value: Source::unread(path),
            findings: vec![is_not_text(path, kind)],
        };
    }
    let is_cut = bytes.len() > MAX_BYTES;
    let mut source = text(path, bytes);
    if is_cut {
        // It may be cut in the middle of a character, which is not a mistake in the file. That the
        // file is too long is found when it is parsed.
        source.findings.clear();
    }
    source
}

/// Reads one byte more of a file than a text may have, which shows that there are too many.
fn read_start(file: fs::File) -> io::Result<Vec<u8>> {
    // With room for all of it, a case study takes three system calls; growing the buffer takes ten.
    let size = file.metadata()?.len().min(MAX_BYTES as u64) as usize;
    let mut bytes = Vec::with_capacity(size + 1);
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_not_text(path: &str, kind: NotText) -> Finding {
    const COPY_WORDS: &str = "copy the words into a new plain text file; to offer this file for \
                              download, give it its own ending again";
    let (message, help) = match kind {
        NotText::Unknown => ("this file is not text".to_owned(), COPY_WORDS),
        NotText::Document(kind) => (format!("this file is {kind}, not text"), COPY_WORDS),
        NotText::Picture(kind) => (
            format!("this file is {kind}, not text"),
            "give the file its own ending again, and show it in a case study: \
             `![What it shows](street.png)`",
        ),
    };
    Finding::error(rules::NOT_TEXT, message)
        .at(Place::file(path), "")
        .help(help)
}

/// Turns a file's bytes into a source, and reports an encoding other than UTF-8.
pub(super) fn text(path: &str, bytes: Vec<u8>) -> Reported<Source> {
    let mut report = Report::default();
    let Decoded { text, problem } = decode(bytes);
    // `Source` removes the byte order mark and carriage returns, which moves the place.
    let at = problem.as_ref().map_or(0, |problem| {
        Source::new(path, text[..problem.at].to_owned()).text.len()
    });
    let source = Source::new(path, text);
    if let Some(problem) = problem {
        report.add(is_not_utf_8(&source, problem, at));
    }
    report.on(source)
}

fn is_not_utf_8(source: &Source, problem: EncodingProblem, at: usize) -> Finding {
    // If all characters are known, writing the affected lines anew fixes them. In UTF-16 that is
    // every line.
    let is_affected = |line: &str| match problem.encoding {
        Encoding::Utf16 => true,
        Encoding::Windows1252 => !line.is_ascii(),
        Encoding::Damaged => false,
    };
    let edits = source
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| is_affected(line))
        .map(|(number, line)| Edit::Replace {
            line: number + 1,
            new: line.to_owned(),
        });
    let help = match problem.encoding {
        Encoding::Utf16 | Encoding::Windows1252 => {
            "in your editor choose “Save with encoding”, then UTF-8"
        }
        Encoding::Damaged => {
            "type the character again, then in your editor choose “Save with encoding”, then UTF-8"
        }
    };
    Finding::error(rules::NOT_UTF_8, problem.message)
        .at(source.place(Span::new(at, at)), "not UTF-8 from here")
        .help(help)
        .fix(edits)
}

/// How many bytes a table may have. Its rows and their case studies take six times as much memory.
const MAX_TABLE_BYTES: u64 = 50_000_000;

/// Reads a CSV file. The inner error says why the file is not a table.
///
/// # Errors
///
/// Fails if the file cannot be read.
pub fn table(path: &Path) -> io::Result<Result<Reported<Source>, Box<Finding>>> {
    const SAVE_AS_CSV: &str = "in Excel choose File, Save As, then “CSV UTF-8 (Comma delimited)”";
    let bytes = read_all(fs::File::open(path)?, MAX_TABLE_BYTES)?;
    let name = path.to_string_lossy();
    let refuse = |message: String, help: &str| {
        let finding = Finding::error(rules::TABLE_NOT_TEXT, message)
            .at(Place::file(&*name), "")
            .help(help);
        Ok(Err(Box::new(finding)))
    };
    if bytes.starts_with(b"PK\x03\x04") {
        return refuse(
            "this is a spreadsheet, not a CSV file".to_owned(),
            SAVE_AS_CSV,
        );
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            return refuse(
                format!("the table is not UTF-8: line {line} has a character in another encoding"),
                &format!("{SAVE_AS_CSV}; plain “CSV” is Windows-1252"),
            );
        }
    };
    let source = Source::new(&*name, text);
    let findings = garbled_words(&source).into_iter().collect();
    Ok(Ok(Reported {
        value: source,
        findings,
    }))
}

/// Reports the first garbled word of a table, with the number of others.
fn garbled_words(source: &Source) -> Option<Finding> {
    let mut words = garbled(&source.text);
    let (word, meant) = words.next()?;
    let others = match words.count() {
        0 => String::new(),
        1 => "; 1 more word is garbled".to_owned(),
        others => format!("; {others} more words are garbled"),
    };
    let start = source.text.find(word).expect("the word is in this text");
    let message = format!("`{word}` was `{meant}` before the table was saved in a wrong encoding");
    let finding = Finding::warning(rules::TABLE_LETTERS, message)
        .at(
            source.place(Span::new(start, start + word.len())),
            "garbled",
        )
        .help(format!(
            "open the original spreadsheet and save it as “CSV UTF-8 (Comma delimited)”{others}"
        ));
    Some(finding)
}
