//! Tables that do not say what is in their columns.

use std::ops::Range;

use crate::parse::tags::HtmlTag;
use crate::report::{Edit, Finding, Report, rules};
use crate::source::Span;

use super::SourceText;

/// The tables of a text while it is read.
#[derive(Default)]
pub(super) struct Tables {
    /// The header being read: where its table begins, and whether any of its cells is filled.
    header: Option<(usize, bool)>,
    /// Where each table of Markdown begins that has no header.
    headless: Vec<usize>,
    /// Where each table of HTML begins, and whether it has a header.
    in_html: Vec<(usize, bool)>,
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

    /// Notes a tag of HTML that begins at a byte of the text.
    pub(super) fn see_tag(&mut self, tag: &HtmlTag, start: usize) {
        match (tag.name.as_str(), tag.is_end, self.in_html.last_mut()) {
            ("table", false, _) => self.in_html.push((start, false)),
            ("th", false, Some((_, has_header))) => *has_header = true,
            _ => {}
        }
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

/// The finding for a line straight after a table, which Markdown reads as one of its rows.
pub(super) fn text_after(at: SourceText, row: Range<usize>) -> Option<Finding> {
    let line = at.text[row.clone()].trim_end();
    if line.is_empty() || line.contains('|') {
        return None;
    }
    let span = Span::new(row.start, row.start + line.len());
    let found = Finding::warning(
        rules::TABLE_TEXT_AFTER,
        "this line is read as a row of the table",
    )
    .at(at.place(span), "shown in the table's first column")
    .help("put an empty line before it");
    // Within a quotation, an empty line has a mark of its own.
    let is_whole_line = row.start == 0 || at.text[..row.start].ends_with('\n');
    Some(found.fix(is_whole_line.then(|| Edit::Insert {
        line: at.line_number(row.start),
        new: String::new(),
    })))
}
