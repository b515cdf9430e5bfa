//! Tables that were copied from Word or Excel, with tabs between their cells.

use super::{Shown, and_more};
use crate::report::{Edit, Finding, rules};

/// The finding for lines with tabs that are no table.
pub(super) fn table_with_tabs(shown: Shown) -> Option<Finding> {
    let mut first = None;
    let mut rows = 0;
    let mut edits = vec![];
    for block in shown.paragraphs() {
        let lines: Vec<(usize, &str)> = shown.lines_of(block).collect();
        let columns = lines.first().map_or(0, |(_, line)| cells(line).len());
        if lines.len() < 2 || !is_table(&lines, columns) {
            continue;
        }
        first = first.or(Some((lines[0].0, columns)));
        rows += lines.len();
        for (number, (start, line)) in lines.iter().enumerate() {
            let number_of_line = shown.at.line_number(*start);
            if number == 1 {
                edits.push(Edit::Insert {
                    line: number_of_line,
                    new: dashes(columns),
                });
            }
            let cells: Vec<String> = cells(line)
                .iter()
                .map(|cell| cell.trim().replace('|', "\\|"))
                .collect();
            edits.push(Edit::Replace {
                line: number_of_line,
                new: format!("| {} |", cells.join(" | ")),
            });
        }
    }
    let (start, columns) = first?;
    let message = "these lines are not a table: Markdown does not read tabs";
    let found = Finding::warning(rules::TABLE_WITH_TABS, message).help(format!(
        "put `|` between the cells of each line, and a line `{}` below the first",
        dashes(columns)
    ));
    let label = and_more("runs together with the lines below", rows - 1);
    Some(shown.at_line(found, start, &label).fix(edits))
}

/// The line between a table's header and its rows.
fn dashes(columns: usize) -> String {
    format!("|{}", " --- |".repeat(columns))
}

fn cells(line: &str) -> Vec<&str> {
    line.split('\t').collect()
}

/// Whether lines have the same number of cells, and what is in the first column is no list.
fn is_table(lines: &[(usize, &str)], columns: usize) -> bool {
    let is_mark = |cell: &str| {
        cell.chars()
            .filter(|letter| letter.is_alphanumeric())
            .count()
            < 2
            && cell.contains(|letter: char| !letter.is_alphanumeric())
    };
    let has_marks = lines.iter().all(|(_, line)| is_mark(cells(line)[0].trim()));
    let is_row = |line: &str| {
        let cells = cells(line);
        // Tabs at the beginning of a line are an indent.
        cells.len() == columns
            && cells.iter().filter(|cell| !cell.trim().is_empty()).count() > 1
            && !line.starts_with('\t')
    };
    columns > 1
        && !has_marks
        && lines
            .iter()
            .all(|(_, line)| is_row(line) && !line.contains('`'))
}
