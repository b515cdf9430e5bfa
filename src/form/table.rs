//! Case studies as rows of a table, and back: libraries arrive as spreadsheets, and leave as them.
//!
//! A row is `file`, the front matter's keys in the order of the form, then `text`. The shape of a
//! key decides what its cells hold, in both directions, so that writing a table, reading it and
//! writing it again gives the same table.
//!
//! `write.rs` makes cells. On the way back `grid.rs` reads cells, `header.rs` decides what their
//! columns hold, `value.rs` makes YAML of them, and `read.rs` makes files.

mod grid;
mod header;
mod read;
mod value;
mod write;

pub use read::{CaseRow, CaseTable, findings, table};
pub use value::{CellFormat, DateOrder};
pub use write::{csv, header, json};

use super::{Form, Shape};
use crate::parse::front_matter::keys::{CONTACT, IMAGE};
use crate::parse::invisible;

/// The column with a case study's file, below the folder of case studies.
const FILE: &str = "file";

/// The column with the text below the front matter.
const TEXT: &str = "text";

/// What separates the items of one cell.
const BETWEEN: &str = "; ";

/// What separates a title from what it leads to.
const LEADS_TO: &str = " | ";

/// A cell for an empty text, where an empty cell would mean that the key is missing.
const EMPTY: &str = "\"\"";

/// The name of a key's column.
///
/// Front matter may have a key `file` or `text` too; its column gets a low line in front.
fn column_name(key: &str) -> String {
    if is_own(key) {
        format!("_{key}")
    } else {
        key.to_owned()
    }
}

/// The key of a column's name; the reverse of [`column_name`].
fn key_of(column: &str) -> &str {
    if is_own(column) {
        column.strip_prefix('_').unwrap_or(column)
    } else {
        column
    }
}

/// Whether a name is `file` or `text`, in letters of either case and with low lines in front.
fn is_own(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    [FILE, TEXT]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}

/// The columns of a form's parts: one for each, or one for each key of a group.
fn column_names(form: &Form) -> Vec<String> {
    let mut names = vec![];
    for part in &form.parts {
        let keys: &[&str] = match part.shape {
            Shape::Image => &IMAGE,
            Shape::Contact => &CONTACT,
            _ => {
                names.push(column_name(&part.key));
                continue;
            }
        };
        names.extend(keys.iter().map(|key| format!("{}.{key}", part.key)));
    }
    names
}

/// True for a text that a spreadsheet program would run as a formula.
fn is_formula(text: &str) -> bool {
    let number =
        text.ends_with(|letter: char| letter.is_ascii_digit()) && text.parse::<f64>().is_ok();
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number
}

/// A text without the empty lines around it.
///
/// Its first line keeps its indent, which Markdown may give a meaning.
fn inner(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((line, rest)) = text.split_once('\n')
        && line.trim().is_empty()
    {
        text = rest;
    }
    text
}

/// A text with a space for each control character and page break, as a page shows them.
///
/// YAML allows no page break in a text.
fn visible(text: &str) -> String {
    invisible::without(text).replace('\x0c', " ")
}
