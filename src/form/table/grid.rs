//! A table's text into cells that know where they stand.
//!
//! A cell that begins with a double quote goes on to the next quote that is not doubled, over line
//! ends too, and ends there. In any other cell a quote is a letter like others: an inch, say.

use crate::report::{Finding, Report, Reported, rules};
use crate::source::{Position, Source, Span};

/// A table as it was read.
#[derive(Debug)]
pub(super) struct Grid {
    pub separator: u8,
    /// The header first; rows without anything in them are left out.
    pub records: Vec<Record>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Record {
    /// As a spreadsheet counts them: the header is row 1.
    pub row: usize,
    pub cells: Vec<Cell>,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub text: String,
    /// Its first line, without its quotes.
    pub span: Span,
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Separators that spreadsheets write, and what people call them.
pub(super) const SEPARATORS: [(u8, &str); 3] =
    [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs")];

/// Reads a table's cells; none where its quotes leave open what the cells are.
pub(super) fn grid(source: &Source) -> Reported<Grid> {
    // Excel's own way to name the separator.
    let named = source
        .text
        .split_once('\n')
        .filter(|(first, _)| first.to_lowercase().starts_with("sep="));
    let at = named.map_or(0, |(first, _)| first.len() + 1);
    let separator = separator(&source.text[at..]);
    let mut reader = Reader {
        source,
        separator,
        at,
        report: Report::default(),
    };
    let records = reader.records().unwrap_or_default();
    reader.report.on(Grid { separator, records })
}

/// What sets cells apart, told by the header: spreadsheets of many countries write semicolons.
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
    // The first of those that stand there most often.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| *separator)
}

struct Reader<'a> {
    source: &'a Source,
    separator: u8,
    at: usize,
    report: Report,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.source.text.as_bytes().get(self.at).copied()
    }

    fn records(&mut self) -> Option<Vec<Record>> {
        let (mut records, mut row) = (vec![], 0);
        while let Some(byte) = self.byte() {
            row += 1;
            // A spreadsheet counts empty lines too.
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
        let (mut cell, mut from, mut is_told) = (String::new(), open.end, false);
        loop {
            let Some(quote) = source.text[from..].find('"').map(|at| from + at) else {
                if !is_told {
                    self.report.add(
                        Finding::error(
                            rules::TABLE_QUOTE,
                            "a quote is opened here and closed nowhere",
                        )
                        .at(source.place(open), "opened here")
                        .help("write each quote inside a cell twice, and one at its end"),
                    );
                }
                return None;
            };
            cell += &source.text[from..quote];
            let behind = &source.text[quote + 1..];
            let next = behind.trim_start_matches(' ').bytes().next();
            if behind.starts_with('"') {
                cell.push('"');
                from = quote + 2;
            } else if next.is_none_or(|byte| byte == self.separator || ends_line(byte)) {
                self.at = source.text.len() - behind.trim_start_matches(' ').len();
                let span = Span::new(open.end, quote).first_line(&source.text);
                return Some(Cell {
                    text: unguarded(&cell),
                    span,
                });
            } else {
                let is_one_line = !source.text[open.end..quote].contains('\n');
                if !is_told {
                    self.report.add(stray(source, open, quote, is_one_line));
                    is_told = true;
                }
                // Where it was meant as a letter, what follows can be read all the same.
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

/// A quote that closes a cell which goes on behind it.
///
/// In the line in which the cell began it is one that should have been doubled. Further down, the
/// cell is more likely one that was meant to end long before.
fn stray(source: &Source, open: Span, quote: usize, is_one_line: bool) -> Finding {
    let (open, closed) = (
        source.place(open),
        source.place(Span::new(quote, quote + 1)),
    );
    if is_one_line {
        let message = "a quote closes the cell here, and more of the cell follows";
        return Finding::error(rules::TABLE_QUOTE, message)
            .at(closed, "closed here")
            .also(open, "opened here")
            .help("write each quote inside a cell twice: `\"\"`");
    }
    let line = Position::of(&source.text, quote).line;
    let message =
        format!("a quote is opened here and closed in line {line}, where more of the cell follows");
    Finding::error(rules::TABLE_QUOTE, message)
        .at(open, "opened here")
        .also(closed, "closed here")
        .help("write a quote at the end of the cell, and each quote inside it twice")
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if super::is_formula(rest.trim_start_matches('\'')) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}
