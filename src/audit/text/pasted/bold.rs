//! Bold lines that were meant as headings.

use std::ops::Range;

use super::{NewLines, Shown, and_more};
use crate::audit::text::SourceText;
use crate::audit::text::structure::{BlockKind, Structure, TopBlock};
use crate::report::{Edit, Finding, rules};

/// A paragraph that is one bold line, and looks like a heading.
pub(in crate::audit::text) struct BoldHeading {
    /// The first byte of its line.
    pub(in crate::audit::text) start: usize,
    /// Its words, without marks and the colon at the end.
    pub(in crate::audit::text) words: String,
    /// How a heading with these words is written here.
    pub(in crate::audit::text) heading: String,
}

impl BoldHeading {
    /// The edit that makes it a heading of a level.
    pub(in crate::audit::text) fn edit(&self, at: SourceText, heading: &str) -> Edit {
        Edit::Replace {
            line: at.line_number(self.start),
            new: heading.to_owned(),
        }
    }
}

/// The bold lines of a text that look like headings: short, no sentence, and with text below.
pub(in crate::audit::text) fn bold_lines(
    at: SourceText,
    structure: &Structure,
) -> Vec<BoldHeading> {
    let mut lines = vec![];
    // The published level of the last heading; the page's title is 1.
    let mut level = 1;
    let is_bold =
        |block: &TopBlock| matches!(block.kind, BlockKind::Paragraph { all_bold: Some(_) });
    for (number, block) in structure.blocks.iter().enumerate() {
        let above = number.checked_sub(1).map(|above| &structure.blocks[above]);
        let below = structure.blocks.get(number + 1);
        match &block.kind {
            BlockKind::Heading(written) => level = usize::from(*written).max(2),
            BlockKind::Paragraph {
                all_bold: Some(words),
            } => {
                // Several bold lines are a text in bold, and a heading has text below it.
                let is_alone = above.is_none_or(|above| !is_bold(above));
                let has_text = below.is_some_and(|below| {
                    !is_bold(below) && !matches!(below.kind, BlockKind::Heading(_))
                });
                let words = words_of_heading(at.text, words.clone());
                lines.extend(
                    words
                        .filter(|_| is_alone && has_text)
                        .map(|words| BoldHeading {
                            start: block.range.start,
                            heading: format!("{} {words}", "#".repeat((level + 1).min(6))),
                            words,
                        }),
                );
            }
            _ => {}
        }
    }
    lines
}

/// Bold words, if they can be a heading's.
fn words_of_heading(text: &str, bold: Range<usize>) -> Option<String> {
    /// Real headings are shorter, and sentences in bold are longer.
    const MAX_LETTERS: usize = 60;
    let words = text[bold].trim().trim_end_matches(':').trim_end();
    let is_short = words.chars().count() <= MAX_LETTERS && !words.contains('\n');
    // `Jo: Why?` is what somebody says.
    let is_sentence =
        words.ends_with(['.', '!', ',', ';', '…', '。', '"', '”']) || words.contains(": ");
    let has_letters = words.contains(char::is_alphabetic) && !words.starts_with(['#', '-', '•']);
    (is_short && !is_sentence && has_letters).then(|| words.to_owned())
}

/// The finding for bold lines in place of headings, but for those that are `told` elsewhere.
pub(super) fn bold_headings(shown: Shown, told: &[&BoldHeading]) -> Option<Finding> {
    let mut lines = bold_lines(shown.at, shown.structure);
    lines.retain(|line| told.iter().all(|told| told.start != line.start));
    let first = lines.first()?;
    let mut new = NewLines::default();
    for line in &lines {
        new.0.insert(line.start, line.heading.clone());
    }
    let message = format!("`{}` is in bold, but is not a heading", first.words);
    let label = and_more("looks like a heading", lines.len() - 1);
    let found = Finding::warning(rules::BOLD_HEADING, message)
        .help(format!("if it is a heading, write `{}`", first.heading));
    Some(
        shown
            .at_line(found, first.start, &label)
            .fix(new.edits(shown.at)),
    )
}
