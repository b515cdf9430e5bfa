//! Case studies as rows of a table, and back: libraries arrive as spreadsheets, and leave as them.
//!
//! A row is `file`, the front matter's keys in the order of the form, then `text`. What stands in a
//! cell is told by the shape of its key, in both directions, so that writing a table, reading it
//! and writing it again gives the same table. `write.rs` makes cells, `grid.rs` reads them,
//! `read.rs` makes files of them.

mod grid;
mod read;
mod write;

pub use read::{DateOrder, How, Row, Table, findings, table};
pub use write::{csv, header, json};

use super::{CONTACT, Form, IMAGE, Shape};

/// The column with a case study's file, below the folder of case studies.
const FILE: &str = "file";

/// The column with what stands below the front matter.
const TEXT: &str = "text";

/// What stands between the items of one cell.
const BETWEEN: &str = "; ";

/// What stands between a title and where it leads.
const LEADS_TO: &str = " | ";

/// A cell that says of a text that it is empty, where nothing at all would mean something else.
const EMPTY: &str = "\"\"";

/// A key as the name of a column: a key that is called as one of our own columns gets a low line
/// before it.
fn column(key: &str) -> String {
    let own = [FILE, TEXT].contains(&key.trim_start_matches('_'));
    if own {
        format!("_{key}")
    } else {
        key.to_owned()
    }
}

/// The key behind the name of a column.
fn key(column: &str) -> &str {
    let own = [FILE, TEXT].contains(&column.trim_start_matches('_'));
    if own {
        column.strip_prefix('_').unwrap_or(column)
    } else {
        column
    }
}

/// The columns of a form's part: one, or one for each of the parts it has itself.
fn columns(form: &Form) -> Vec<String> {
    let of_part = |part: &super::Part| {
        let parts = |names: &[&str]| {
            names
                .iter()
                .map(|name| format!("{}.{name}", part.key))
                .collect()
        };
        match part.shape {
            Shape::Image => parts(&IMAGE),
            Shape::Contact => parts(&CONTACT),
            _ => vec![column(&part.key)],
        }
    };
    form.parts.iter().flat_map(of_part).collect()
}

/// Whether spreadsheets would take a text for a formula and run it.
fn is_formula(text: &str) -> bool {
    let number =
        text.ends_with(|letter: char| letter.is_ascii_digit()) && text.parse::<f64>().is_ok();
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number
}

/// A text without the empty lines around it; its first line keeps its indent, which may mean
/// something.
fn inner(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((line, rest)) = text.split_once('\n')
        && line.trim().is_empty()
    {
        text = rest;
    }
    text
}
