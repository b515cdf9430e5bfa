//! A file's text and edits of its lines into the fixed text.
//!
//! Edits count lines in the file as it was, so all of them are applied in one pass.

use std::collections::BTreeMap;

use super::Edit;

/// Returns the text with all edits applied.
///
/// Lines that stay keep their line ends; new lines take the line end of the first line. `text` is
/// the file as it was saved. Its line numbers are those that findings use, because neither a byte
/// order mark nor a carriage return makes a line of its own.
///
/// ```
/// use casebook::report::{Edit, fixed};
///
/// let edit = Edit::Replace { line: 2, new: "two".into() };
/// assert_eq!(fixed("1\r\n2\r\n", &[edit]), "1\r\ntwo\r\n");
/// ```
pub fn fixed(text: &str, edits: &[Edit]) -> String {
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", text),
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line_end = match lines.first() {
        Some(line) if line.ends_with("\r\n") => "\r\n",
        _ => "\n",
    };
    let mut of_lines: BTreeMap<usize, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        of_lines.entry(edit.line()).or_default().push(edit);
    }
    let last = of_lines.last_key_value().map_or(0, |(line, _)| *line);
    let mut new = mark.to_owned();
    for number in 1..=lines.len().max(last) {
        let of_line = of_lines.get(&number).map_or(&[][..], Vec::as_slice);
        for edit in of_line {
            if let Edit::Insert { new: inserted, .. } = edit {
                // The last line of the file may have no line end.
                if !new.is_empty() && new != mark && !new.ends_with('\n') {
                    new += line_end;
                }
                new += inserted;
                new += line_end;
            }
        }
        let Some(line) = lines.get(number - 1) else {
            continue;
        };
        let is_change = |edit: &&&Edit| !matches!(edit, Edit::Insert { .. });
        match of_line.iter().find(is_change) {
            Some(Edit::Replace { new: other, .. }) => {
                new += other;
                if line.ends_with('\n') {
                    // Without any bare carriage returns before the line end: removing those is
                    // what such an edit is for.
                    new += &line[line.trim_end_matches(['\n', '\r']).len()..];
                }
            }
            Some(_) => {}
            None => new += line,
        }
    }
    new
}

/// Returns whether each letter and digit occurs in `after` at least as often as in `before`.
///
/// Fixes that only add or remove quotes, colons, spaces and dashes pass. A fix that removes a word
/// fails, and is left to a person.
pub fn keeps_every_letter(before: &str, after: &str) -> bool {
    let after = letters(after);
    letters(before)
        .iter()
        .all(|(letter, count)| after.get(letter).is_some_and(|kept| kept >= count))
}

/// Counts the letters and digits of a text.
fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for letter in text.chars().filter(|letter| letter.is_alphanumeric()) {
        *counts.entry(letter).or_default() += 1;
    }
    counts
}
