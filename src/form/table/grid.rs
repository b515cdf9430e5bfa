//! A table's text into cells that know their places.
//!
//! A cell that starts with a double quote ends at the next quote that is not doubled, even if that
//! is lines below. In any other cell a quote is a character like others, for example an inch sign.

use crate::report::{Finding, Report, Reported, rules};
use crate::source::{Position, Source, Span};

/// A table as it was read.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) separator: u8,
    /// The header first; empty rows are left out.
    pub(super) records: Vec<Record>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Record {
    /// As a spreadsheet program counts rows: the header is row 1.
    pub(super) row: usize,
    pub(super) cells: Vec<Cell>,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    /// The cell's first line, without its quotes.
    pub(super) span: Span,
}

impl Cell {
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The separators that spreadsheet programs write, and what people call them.
pub(super) const SEPARATORS: [(u8, &str); 3] =
    [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];

/// Reads a table's cells; no rows if its quotes leave unclear what the cells are.
pub(super) fn grid(source: &Source) -> Reported<Grid> {
    // Excel names the separator in a first line of its own.
    let named = source
        .text
        .split_once('\n')
        .filter(|(first, _)| first.to_lowercase().starts_with("sep="));
    let at = named.map_or(0, |(first, _)| first.len() + 1);
    let separator = separator(&source.text[at..]);
    let mut reader = GridReader {
        source,
        separator,
        at,
        report: Report::default(),
    };
    let records = reader.records().unwrap_or_default();
    reader.report.on(Grid { separator, records })
}

/// The separator that the header has most of; spreadsheet programs in many countries write
/// semicolons.
fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = SEPARATORS.map(|(separator, _)| (separator, 0));
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts
                .iter_mut()
                .filter(|(separator, _)| *separator == byte)
                .for_each(|(_, count)| *count += 1),
        }
    }
    // Of those that are equally frequent, the first.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| *separator)
}

struct GridReader<'a> {
    source: &'a Source,
    separator: u8,
    at: usize,
    report: Report,
}

impl GridReader<'_> {
    fn byte(&self) -> Option<u8> {
        self.source.text.as_bytes().get(self.at).copied()
    }

    fn records(&mut self) -> Option<Vec<Record>> {
        let (mut records, mut row) = (vec![], 0);
        while let Some(byte) = self.byte() {
            row += 1;
            // Spreadsheet programs count empty lines too.
            if !ends_line(byte) {
                let mut cells = vec![self.cell()?];
                while self.byte() == Some(self.separator) {
                    self.at += 1;
                    cells.push(self.cell()?);
                }
                if row == 1 || cells.iter().any(|cell| !cell.is_empty()) {
                    records.push(Record { row, cells });
                }
            }
            self.at += 1;
        }
        Some(records)
    }

    fn cell(&mut self) -> Option<Cell> {
        if self.byte() == Some(b'"') {
            return self.quoted();
        }
        let (text, start) = (&self.source.text, self.at);
        let ends = |byte: &u8| *byte == self.separator || ends_line(*byte);
        self.at = text.as_bytes()[start..]
            .iter()
            .position(ends)
            .map_or(text.len(), |end| start + end);
        let span = Span::new(start, self.at);
        Some(Cell {
            text: unguarded(span.of(text)),
            span: span.first_line(text),
        })
    }

    fn quoted(&mut self) -> Option<Cell> {
        let source = self.source;
        let open = Span::new(self.at, self.at + 1);
        let (mut cell, mut from, mut is_reported) = (String::new(), open.end, false);
        loop {
            let Some(quote) = source.text[from..].find('"').map(|at| from + at) else {
                if !is_reported {
                    self.report.add(
                        Finding::error(
                            rules::TABLE_QUOTE,
                            "this quotation mark is never closed",
                        )
                        .at(source.place(open), "opened here")
                        .help("double each quotation mark inside the cell, and put one at its end"),
                    );
                }
                return None;
            };
            cell += &source.text[from..quote];
            let rest = &source.text[quote + 1..];
            let next = rest.trim_start_matches(' ').bytes().next();
            if rest.starts_with('"') {
                cell.push('"');
                from = quote + 2;
            } else if next.is_none_or(|byte| byte == self.separator || ends_line(byte)) {
                self.at = source.text.len() - rest.trim_start_matches(' ').len();
                let span = Span::new(open.end, quote).first_line(&source.text);
                return Some(Cell {
                    text: unguarded(&cell),
                    span,
                });
            } else {
                let is_one_line = !source.text[open.end..quote].contains('\n');
                if !is_reported {
                    self.report.add(stray(source, open, quote, is_one_line));
                    is_reported = true;
                }
                // Read on as if the quote were doubled.
                if !is_one_line {
                    return None;
                }
                cell.push('"');
                from = quote + 1;
            }
        }
    }
}

fn ends_line(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Reports a quote with more of its cell after it.
///
/// In the cell's first line, it should have been doubled. Further down, it is more likely that the
/// cell was meant to end long before.
fn stray(source: &Source, open: Span, quote: usize, is_one_line: bool) -> Finding {
    let (open, closed) = (
        source.place(open),
        source.place(Span::new(quote, quote + 1)),
    );
    if is_one_line {
        let message = "this quotation mark ends the cell, but more of the cell follows";
        return Finding::error(rules::TABLE_QUOTE, message)
            .at(closed, "closed here")
            .also(open, "opened here")
            .help("double each quotation mark inside the cell: `\"\"`");
    }
    let line = Position::of(&source.text, quote).line;
    let message =
        format!("this quotation mark is closed in line {line}, where more of the cell follows");
    Finding::error(rules::TABLE_QUOTE, message)
        .at(open, "opened here")
        .also(closed, "closed here")
        .help("put a quotation mark at the end of the cell, and double each one inside it")
}

/// A cell without the apostrophe that stops a spreadsheet program from running it.
fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if super::is_formula(rest.trim_start_matches('\'')) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}
