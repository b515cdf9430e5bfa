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
    Fixed::new(text, edits).text
}

/// A text with edits applied, and where its lines were before.
#[derive(Debug)]
pub(crate) struct Fixed {
    /// The text with the edits.
    pub(crate) text: String,
    /// The number of the line before the edits, for each line: of the same line, or for a new one
    /// of the line above it. Numbers count from 1.
    lines: Vec<usize>,
}

impl Fixed {
    /// Applies the edits.
    pub(crate) fn new(text: &str, edits: &[Edit]) -> Fixed {
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
        let mut new = Fixed {
            text: mark.to_owned(),
            lines: vec![],
        };
        for number in 1..=lines.len().max(last) {
            let of_line = of_lines.get(&number).map_or(&[][..], Vec::as_slice);
            for edit in of_line {
                if let Edit::Insert { new: inserted, .. } = edit {
                    // The last line of the file may have no line end.
                    if !new.lines.is_empty() && !new.text.ends_with('\n') {
                        new.text += line_end;
                    }
                    new.line(
                        (number - 1).clamp(1, lines.len().max(1)),
                        inserted,
                        line_end,
                    );
                }
            }
            let Some(line) = lines.get(number - 1) else {
                continue;
            };
            let is_change = |edit: &&&Edit| !matches!(edit, Edit::Insert { .. });
            match of_line.iter().find(is_change) {
                // Without any bare carriage returns before the line end: removing those is what
                // such an edit is for.
                Some(Edit::Replace { new: other, .. }) if line.ends_with('\n') => {
                    let end = &line[line.trim_end_matches(['\n', '\r']).len()..];
                    new.line(number, other, end);
                }
                Some(Edit::Replace { new: other, .. }) => new.line(number, other, ""),
                Some(_) => {}
                None => new.line(number, line, ""),
            }
        }
        new
    }

    fn line(&mut self, number: usize, text: &str, end: &str) {
        self.text += text;
        self.text += end;
        self.lines.push(number);
    }

    /// Returns the byte of `before` that a byte of the text was. In a line that was changed, it is
    /// one near it.
    pub(crate) fn byte_before(&self, before: &str, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let index = self.text[..byte].matches('\n').count();
        let Some(number) = self.lines.get(index) else {
            return before.len();
        };
        let line_start = self.text[..byte].rfind('\n').map_or(0, |end| end + 1);
        let line = self.text[line_start..].split('\n').next();
        let mut start = 0;
        for (at, old) in before.split_inclusive('\n').enumerate() {
            if at + 1 == *number {
                let (old, new) = (old.trim_end_matches('\n'), line.unwrap_or_default());
                return start + column_in(old, new, byte - line_start);
            }
            start += old.len();
        }
        before.len()
    }

    /// Returns an edit of the text as one of `before`. `None` if the text has another line there.
    pub(crate) fn edit_before(&self, before: &str, edit: &Edit) -> Option<Edit> {
        let line = edit.line();
        let number = |line: usize| self.lines.get(line.checked_sub(1)?).copied();
        let is_same = |line: usize| {
            let old = number(line).and_then(|number| before.lines().nth(number - 1));
            old.is_some() && old == self.text.lines().nth(line - 1)
        };
        match edit {
            Edit::Insert { new, .. } => Some(Edit::Insert {
                line: if line == 1 { 1 } else { number(line - 1)? + 1 },
                new: new.clone(),
            }),
            Edit::Replace { new, .. } if is_same(line) => Some(Edit::Replace {
                line: number(line)?,
                new: new.clone(),
            }),
            Edit::Delete { .. } if is_same(line) => Some(Edit::Delete {
                line: number(line)?,
            }),
            _ => None,
        }
    }
}

/// Returns the column of a line that was `column` before the line became `new`. What both lines
/// begin and end with is the same in both. Columns count bytes.
pub(crate) fn column_in(old: &str, new: &str, column: usize) -> usize {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs
            .take_while(|(one, other)| one == other)
            .map(|(letter, _)| letter.len_utf8())
            .sum()
    };
    let begin = same(&mut old.chars().zip(new.chars()));
    if column <= begin {
        return column;
    }
    let end = same(&mut old[begin..].chars().rev().zip(new[begin..].chars().rev()));
    match new.len().checked_sub(column) {
        Some(left) if left <= end => old.len() - left,
        _ => begin,
    }
}

/// Returns whether each letter and digit occurs in `after` at least as often as in `before`.
///
/// Those of references, such as `&#8217;`, do not count: readers see another sign.
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
    for (number, part) in text.split('&').enumerate() {
        let reference = if number == 0 {
            0
        } else {
            reference_length(part)
        };
        for letter in part[reference..]
            .chars()
            .filter(|letter| letter.is_alphanumeric())
        {
            *counts.entry(letter).or_default() += 1;
        }
    }
    counts
}

/// Returns how many bytes after a `&` are a reference, or a reference to one such as `&amp;#8217;`;
/// 0 if they are none.
fn reference_length(text: &str) -> usize {
    let inside = text.trim_start_matches("amp;");
    let name = inside.strip_prefix('#').unwrap_or(inside);
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric();
    let length = name.bytes().take_while(is_of_name).count();
    if length > 0 && name[length..].starts_with(';') {
        text.len() - name.len() + length + 1
    } else {
        text.len() - inside.len()
    }
}
