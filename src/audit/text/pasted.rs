//! Text that was pasted from another program, and looks wrong on the page.
//!
//! Word, Excel and other programs have marks of their own, or put Markdown's marks next to signs
//! that keep them from working. Each kind is reported once for a file, at its first place: what
//! was pasted once has usually been pasted in many lines. If one reading is certain, the finding
//! has the edits of all these lines.

mod bold;
mod emphasis;
mod indented;
mod lists;
mod net;
mod notes;
mod spaces;
mod tabs;
mod tools;

use std::collections::BTreeMap;

pub(super) use bold::{BoldHeading, bold_lines};
pub(super) use spaces::is_odd_space;

use super::SourceText;
use super::structure::{BlockKind, Structure, TopBlock};
use crate::report::{Edit, Finding, Report};
use crate::source::Span;

/// A text as its page shows it, beside the text as it was written.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) at: SourceText<'a>,
    /// The plain words, with blanks for everything else, so that each byte is where it is in the
    /// text. A mark that is here has not worked.
    pub(super) visible: &'a str,
    pub(super) structure: &'a Structure,
    /// What was meant as a link, and is reported already, in the order of the text.
    pub(super) told: &'a [Span],
}

/// Reports everything that was pasted. `headings` are the bold lines that are reported elsewhere.
/// Gives the places of other programs' marks, in the order of the text.
pub(super) fn report_pasted(
    shown: Shown,
    headings: &[&BoldHeading],
    report: &mut Report,
) -> Vec<Span> {
    report.all(lists::list_marks(shown));
    report.all(spaces::odd_spaces(shown));
    report.all(bold::bold_headings(shown, headings));
    report.all(emphasis::shown_emphasis(shown));
    report.all(tabs::table_with_tabs(shown));
    report.all(indented::indented_text(shown));
    report.all(indented::heading_by_dashes(shown));
    report.all(indented::list_indentation(shown));
    report.all(notes::notes_by_hand(shown));
    let mut told = vec![];
    report.all(tools::marks_of_tools(shown, &mut told));
    report.all(net::visible_marks(shown, &told));
    told
}

impl<'a> Shown<'a> {
    /// Each line with its first byte, as written.
    fn lines(self) -> impl Iterator<Item = (usize, &'a str)> {
        let ends = self.at.line_ends.iter().copied();
        let mut start = 0;
        ends.chain([self.at.text.len()]).map(move |end| {
            let line = (start, &self.at.text[start..end]);
            start = end + 1;
            line
        })
    }

    /// Whether the page shows the sign at a byte as it was typed.
    fn shows(self, at: usize) -> bool {
        let written = self.at.text.as_bytes().get(at);
        written.is_some() && written == self.visible.as_bytes().get(at)
    }

    /// The lines of a block, each with its first byte.
    fn lines_of(self, block: &TopBlock) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        let text = self.at.text;
        // The block begins after the blanks of its first line.
        let mut start = text[..block.range.start]
            .rfind('\n')
            .map_or(0, |end| end + 1);
        let block = text[start..block.range.end].trim_end_matches('\n');
        block.split('\n').map(move |line| {
            let placed = (start, line);
            start += line.len() + 1;
            placed
        })
    }

    /// Paragraphs that are in no other block.
    fn paragraphs(self) -> impl Iterator<Item = &'a TopBlock> {
        let blocks = self.structure.blocks.iter();
        blocks.filter(|block| matches!(block.kind, BlockKind::Paragraph { .. }))
    }

    /// A finding at a line, from its first word on.
    fn at_line(self, finding: Finding, line: usize, label: &str) -> Finding {
        let rest = &self.at.text[line..];
        let start = line + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        finding.at(self.at.rest_of_line(start), label)
    }
}

/// New texts of lines, by the first byte of each.
#[derive(Default)]
struct NewLines(BTreeMap<usize, String>);

impl NewLines {
    fn edits(self, at: SourceText) -> impl Iterator<Item = Edit> {
        self.0.into_iter().map(move |(start, new)| Edit::Replace {
            line: at.line_number(start),
            new,
        })
    }
}

/// A label with the number of other places: `shown as typed, here and in 2 more places`.
pub(super) fn and_more(label: &str, others: usize) -> String {
    match others {
        0 => label.to_owned(),
        1 => format!("{label}, here and in 1 more place"),
        others => format!("{label}, here and in {others} more places"),
    }
}

/// The beginning of an author's line, short enough for a message.
pub(super) fn quoted(line: &str) -> String {
    const MAX_QUOTED: usize = 50;
    crate::source::ellipsis(line.trim(), MAX_QUOTED).into_owned()
}
