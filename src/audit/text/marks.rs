//! Marks of Markdown that a slip keeps from working, so that readers see them as they were typed.
//!
//! They are looked for in [`VisibleText`]: the plain words of a text, each at its own byte, and
//! blanks for everything else. No link, picture, table or code is in it, so what looks like one was
//! meant as one.

mod bracket;

use std::collections::HashSet;
use std::ops::Range;

use super::SourceText;
use super::pasted::is_odd_space;
use crate::report::{Finding, Report, rules};
use crate::source::Span;
use bracket::{BrokenMark, broken_brackets};

/// A text of which only the plain words are left. Everything else is blanks, so that each byte
/// stays where it was.
///
/// ```text
/// See [the *plan*](plan.md) and [our report] (report.md).
/// See                       and [our report] (report.md).
/// ```
pub(super) struct VisibleText(String);

impl VisibleText {
    /// The words that a text has at `plain`, as they are shown.
    pub(super) fn of(text: &str, plain: &[Range<usize>]) -> VisibleText {
        let blank = |byte| if byte == b'\n' { byte } else { b' ' };
        let mut bytes: Vec<u8> = text.bytes().map(blank).collect();
        for range in plain {
            // A sign after a backslash is meant to be seen.
            let is_escaped = text[..range.start].ends_with('\\');
            let first = text[range.clone()].chars().next().map_or(0, char::len_utf8);
            let start = range.start + if is_escaped { first } else { 0 };
            bytes[start..range.end].copy_from_slice(&text.as_bytes()[start..range.end]);
        }
        VisibleText(String::from_utf8(bytes).expect("whole letters were added"))
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

const AS_TYPED: &str = "this will appear on the page exactly as typed";

/// Reports every mark that does not work. Gives the places in the text of those meant as links.
pub(super) fn broken_marks(
    visible: &VisibleText,
    at: SourceText,
    report: &mut Report,
) -> Vec<Span> {
    let mut end = 0;
    let lines = visible.text().split_inclusive('\n').map(|line| {
        end += line.len();
        (end - line.len(), line.trim_end())
    });
    let lines: Vec<(usize, &str)> = lines.collect();
    let links = report_brackets(&lines, at, report);
    for (start, line) in &lines {
        let from = |byte: usize| at.place(Span::new(start + byte, start + line.len()));
        report.all(open_comment(line).map(|(byte, found)| found.at(from(byte), AS_TYPED)));
        report.all(joined_heading(line).map(|found| found.at(from(0), AS_TYPED)));
    }
    for rows in lines.chunk_by(|(_, above), (_, below)| is_row(above) == is_row(below)) {
        if let [(start, first), (_, second), ..] = rows
            && is_row(first)
            && first.matches('|').count() > 2
            // Odd spaces in the line of dashes are reported where they are.
            && !(is_dashes(second) && second.contains(is_odd_space))
        {
            let place = at.place(Span::new(*start, start + first.len()));
            report.add(broken_table(first, second).at(place, AS_TYPED));
        }
    }
    links
}

/// Reports brackets that make no link, picture or footnote. Gives the places of the links.
fn report_brackets(lines: &[(usize, &str)], at: SourceText, report: &mut Report) -> Vec<Span> {
    // A footnote's text without its colon is reported where it is, and not at its mention.
    let without_colon: HashSet<&str> = lines
        .iter()
        .filter_map(|(_, line)| Some(line.strip_prefix("[^")?.split_once("] ")?.0))
        .collect();
    let mut links = vec![];
    for (start, line) in lines {
        for BrokenMark { range, finding } in broken_brackets(line, &at.text[*start..]) {
            let label = line[range.clone()]
                .trim_start_matches("[^")
                .trim_end_matches(']');
            if finding.rule == rules::FOOTNOTE_WITHOUT_TEXT
                && range.start > 0
                && without_colon.contains(label)
            {
                continue;
            }
            let span = Span::new(start + range.start, start + range.end);
            if finding.rule == rules::NOT_A_LINK {
                links.push(span);
            }
            report.add(finding.at(at.place(span), AS_TYPED));
        }
    }
    links
}

/// The beginning of an HTML comment that is never closed.
fn open_comment(line: &str) -> Option<(usize, Finding)> {
    let at = line.find("<!--")?;
    let found = Finding::warning(
        rules::COMMENT_NOT_CLOSED,
        "this HTML comment is never closed",
    );
    Some((at, found.help("write `-->` where it should end")))
}

/// `##The challenge`. A single `#` may be the hashtag that it looks like.
fn joined_heading(line: &str) -> Option<Finding> {
    let signs = line.len() - line.trim_start_matches('#').len();
    let (signs, words) = line.split_at(signs);
    let is_heading = matches!(signs.len(), 2..=6) && words.starts_with(char::is_alphanumeric);
    is_heading.then(|| {
        Finding::warning(
            rules::HEADING_WITHOUT_SPACE,
            format!("`{signs}{words}` is not a heading"),
        )
        .help(format!(
            "put a space after the `{signs}`: `{signs} {words}`"
        ))
    })
}

/// Whether a line begins and ends with a vertical line, as a row of a table does.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 1 && line.starts_with('|') && line.ends_with('|')
}

/// Whether a row has only what the line below a table's header has.
fn is_dashes(row: &str) -> bool {
    row.chars()
        .all(|letter| matches!(letter, '|' | '-' | ':' | ' ') || is_odd_space(letter))
}

/// The finding for rows that do not make a table, by the first two of them.
fn broken_table(first: &str, second: &str) -> Finding {
    let columns = first.trim().matches('|').count() - 1;
    let line = format!("|{}", " --- |".repeat(columns));
    let (why, help) = if is_dashes(second) {
        (
            "the line below the first has a different number of columns",
            format!("write `{line}` in its place"),
        )
    } else {
        (
            "there is no line of dashes below the first",
            format!("add a line `{line}` below the first"),
        )
    };
    Finding::warning(
        rules::TABLE_WITHOUT_LINE,
        format!("these rows are not a table, because {why}"),
    )
    .help(help)
}
