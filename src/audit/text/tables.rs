//! Tables that do not say what is in their columns.
//!
//! An author may also write a table as HTML, and an empty line within it ends the HTML block. So
//! the header may be in a later block than the table's beginning.

use crate::parse::events::is_comment;
use crate::report::{Finding, Report, rules};

use super::SourceText;

/// The tables of a text while it is read.
#[derive(Default)]
pub(super) struct Tables {
    /// The header being read: where its table begins, and whether any of its cells is filled.
    header: Option<(usize, bool)>,
    /// The HTML block being read.
    html: HtmlBlock,
    /// Where each table of Markdown begins that has no header.
    headless: Vec<usize>,
    /// Where each table of HTML begins, and whether it has a header.
    in_html: Vec<(usize, bool)>,
}

/// An HTML block without the marks of a quotation or a list before its lines.
#[derive(Default)]
struct HtmlBlock {
    html: String,
    /// Where each piece begins here, and where in the document's text.
    pieces: Vec<(usize, usize)>,
}

impl Tables {
    pub(super) fn open_header(&mut self, start: usize) {
        self.header = Some((start, false));
    }

    /// Notes that there is something in the header being read.
    pub(super) fn add_to_header(&mut self) {
        if let Some((_, is_filled)) = &mut self.header {
            *is_filled = true;
        }
    }

    pub(super) fn close_header(&mut self) {
        if let Some((start, false)) = self.header.take() {
            self.headless.push(start);
        }
    }

    /// Adds a piece of HTML that begins at a byte of the text.
    pub(super) fn add_html(&mut self, html: &str, start: usize) {
        self.html.pieces.push((self.html.html.len(), start));
        self.html.html.push_str(html);
    }

    /// Ends the HTML block. Gives whether there is more in it than a comment.
    pub(super) fn end_html(&mut self) -> bool {
        const TABLE: &str = "<table";
        let block = std::mem::take(&mut self.html);
        if is_comment(&block.html) {
            return false;
        }
        let mut at = 0;
        for (number, part) in block.html.to_ascii_lowercase().split(TABLE).enumerate() {
            let has_header = part.contains("<th>") || part.contains("<th ");
            if number > 0 {
                let start = block.place_of(at - TABLE.len());
                self.in_html.push((start, has_header));
            } else if let Some((_, header)) = self.in_html.last_mut() {
                // The block may continue the last one's table.
                *header |= has_header;
            }
            at += part.len() + TABLE.len();
        }
        true
    }

    /// Reports each table without a header.
    pub(super) fn report_missing_headers(&self, at: SourceText, report: &mut Report) {
        let of_html = self.in_html.iter().filter(|(_, has_header)| !has_header);
        for start in self.headless.iter().chain(of_html.map(|(start, _)| start)) {
            report.add(
                Finding::warning(
                    rules::TABLE_WITHOUT_HEADER,
                    "this table does not say what is in its columns",
                )
                .at(at.rest_of_line(*start), "no header")
                .help("write what each column holds in the table's first row"),
            );
        }
    }
}

impl HtmlBlock {
    /// The byte of the document's text that a byte of the block comes from.
    fn place_of(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|(begins, _)| *begins <= at);
        self.pieces[..after]
            .last()
            .map_or(0, |(begins, start)| start + at - begins)
    }
}
