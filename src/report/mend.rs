//! A file's text with edits made, and whether all that was written is still there.

use std::collections::BTreeMap;

use super::Edit;

/// The text with the edits made; the lines that stay keep their ends, new ones take that of the
/// first.
///
/// `text` is the file as it was saved. Its lines have the numbers that findings use, since a byte
/// order mark and carriage returns make no line of their own.
pub fn mended(text: &str, edits: &[Edit]) -> String {
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", text),
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let end = if lines.first().is_some_and(|line| line.ends_with("\r\n")) {
        "\r\n"
    } else {
        "\n"
    };
    let mut new = mark.to_owned();
    for number in 1..=lines
        .len()
        .max(edits.iter().map(Edit::line).max().unwrap_or(0))
    {
        let of_line = || edits.iter().filter(|edit| edit.line() == number);
        for edit in of_line() {
            if let Edit::Insert { new: inserted, .. } = edit {
                // The last line may have no end.
                if !new.is_empty() && new != mark && !new.ends_with('\n') {
                    new += end;
                }
                new += inserted;
                new += end;
            }
        }
        let Some(line) = lines.get(number - 1) else {
            continue;
        };
        let written = line.trim_end_matches(['\n', '\r']);
        match of_line().find(|edit| !matches!(edit, Edit::Insert { .. })) {
            Some(Edit::Replace {
                new: replacement, ..
            }) => {
                new += replacement;
                // Bare carriage returns are what such an edit takes out.
                new += if line.ends_with('\n') {
                    &line[written.len()..]
                } else {
                    ""
                };
            }
            Some(_) => {}
            None => new += line,
        }
    }
    new
}

/// Whether every letter and digit of `before` is in `after`, as often, wherever it stands.
///
/// What quotes, colons, spaces and dashes a mend adds or takes changes no word; a mend that takes a
/// word out is for a person to make.
pub fn keeps_every_letter(before: &str, after: &str) -> bool {
    let counted = |text: &str| {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for letter in text.chars().filter(|letter| letter.is_alphanumeric()) {
            *counts.entry(letter).or_default() += 1;
        }
        counts
    };
    let after = counted(after);
    counted(before)
        .iter()
        .all(|(letter, count)| after.get(letter).is_some_and(|there| there >= count))
}
