//! Marks of Markdown that leave words out, or change their meaning by mistake.

use std::ops::Range;

use crate::report::{Finding, rules};
use crate::source::{Source, Span};

/// A source's text below its front matter.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) source: &'a Source,
    pub(super) text: &'a str,
    /// The byte of the source at which the text begins.
    pub(super) start: usize,
}

/// The finding for a row of a table with more cells than the table has columns.
pub(super) fn cells_left_out(part: Part, columns: usize, row: Range<usize>) -> Option<Finding> {
    let written = &part.text[row.clone()];
    let begins = usize::from(written.starts_with('|'));
    // The marks after which a cell begins, except the first of a row that begins with one.
    let mut marks = marks(written).skip(begins);
    let from = marks.nth(columns.checked_sub(1)?)? + 1;
    let left_out = written[from..].trim_end().trim_end_matches('|').trim();
    if left_out.is_empty() {
        return None;
    }
    let at = row.start + from + written[from..].find(left_out)?;
    let span = Span::new(at, at + left_out.len()).first_line(part.text);
    let noun = if columns == 1 { "column" } else { "columns" };
    Some(
        Finding::error(
            rules::TABLE_CELLS,
            format!("the table has {columns} {noun}, so `{left_out}` is not published"),
        )
        .at(part.source.place(span.shifted(part.start)), "left out")
        .help(
            "add a column to the table's first two lines; for a `|` that readers should see, write \
             `\\|`",
        ),
    )
}

/// Where a row has a `|` that separates cells.
fn marks(row: &str) -> impl Iterator<Item = usize> + '_ {
    let mut is_escaped = false;
    row.bytes().enumerate().filter_map(move |(at, byte)| {
        let is_mark = byte == b'|' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_mark.then_some(at)
    })
}

/// The finding for code between fences of which the second is missing.
pub(super) fn code_not_closed(part: Part, block: Range<usize>) -> Option<Finding> {
    let written = &part.text[block.clone()];
    let mark = written.chars().next()?;
    let fence = &written[..written.len() - written.trim_start_matches(mark).len()];
    // A quotation's marks are before it.
    let mut lines = written.trim_end().lines();
    let first = lines.next()?;
    let last = lines
        .next_back()
        .unwrap_or_default()
        .trim_start_matches([' ', '\t', '>']);
    if last.starts_with(fence) && last.trim_end().chars().all(|letter| letter == mark) {
        return None;
    }
    let span = Span::new(block.start, block.start + first.trim_end().len());
    Some(
        Finding::warning(
            rules::CODE_NOT_CLOSED,
            "this code is never closed, so everything after it is shown as code",
        )
        .at(part.source.place(span.shifted(part.start)), "starts here")
        .help(format!(
            "write `{fence}` on a line of its own where the code should end"
        )),
    )
}
