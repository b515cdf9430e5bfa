//! Findings into commands for GitHub Actions, which shows them beside the lines of a pull request,
//! and into Markdown for the summary of the workflow step.
//!
//! A step shows ten annotations of each kind and silently drops the others, so the tenth says how
//! many more there are.

use super::line::{Texts, positions, short};
use super::{Finding, Severity};
use crate::source::Place;

/// How many annotations of a kind come before the one that counts the others.
const MAX_SHOWN: usize = 9;

/// Returns the commands, errors first, and then a line for each finding that they leave out.
pub(super) fn commands(findings: &[&Finding], root: &str, texts: &Texts) -> String {
    let (mut commands, mut left_out) = (String::new(), String::new());
    for severity in [Severity::Error, Severity::Warning] {
        let mut of_kind = findings
            .iter()
            .filter(|finding| finding.severity == severity);
        commands.extend(
            of_kind
                .by_ref()
                .take(MAX_SHOWN)
                .map(|finding| command(finding, root, texts)),
        );
        let others: Vec<String> = of_kind.map(|finding| short(finding, texts)).collect();
        if !others.is_empty() {
            let kind = severity.name();
            let message = format!("and {} more, in the step summary and the log", others.len());
            commands += &format!("::{kind} title={kind}s::{}\n", data(&message));
            left_out.extend(others);
        }
    }
    commands + &left_out
}

fn command(finding: &Finding, root: &str, texts: &Texts) -> String {
    let mut properties = vec![];
    if let Some(place) = &finding.place {
        properties.push(format!(
            "file={}",
            property(&format!("{root}{}", place.file))
        ));
        if let Some((start, end)) = positions(place, texts) {
            properties.push(format!("line={}", start.line));
            // GitHub shows columns within one line only.
            if start.line == end.line {
                properties.push(format!(
                    "col={},endColumn={}",
                    start.column,
                    end.column.max(start.column + 1)
                ));
            }
        }
    }
    properties.push(format!("title={}", property(finding.rule.name())));
    let also: String = finding
        .also
        .iter()
        .map(|(place, label)| also(place, label, root, texts))
        .collect();
    let help = if finding.help.is_empty() {
        String::new()
    } else {
        format!("\n{}", finding.help)
    };
    let message = format!("{}{also}{help}", finding.message);
    format!(
        "::{} {}::{}\n",
        finding.severity.name(),
        properties.join(","),
        data(&message)
    )
}

/// Returns another place on a line of its own, because an annotation has only one.
fn also(place: &Place, label: &str, root: &str, texts: &Texts) -> String {
    let line =
        positions(place, texts).map_or(String::new(), |(start, _)| format!(":{}", start.line));
    format!("\n{root}{}{line}: {label}", place.file)
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Returns all findings as a table in Markdown.
pub(super) fn summary(findings: &[&Finding], root: &str, texts: &Texts) -> String {
    /// GitHub refuses a summary above 1 MiB.
    const MAX_BYTES: usize = 900_000;
    if findings.is_empty() {
        return String::new();
    }
    let mut text = "| | Where | What |\n| --- | --- | --- |\n".to_owned();
    let mut rows = findings
        .iter()
        .map(|finding| row(finding, root, texts))
        .peekable();
    while let Some(row) = rows.next_if(|row| text.len() + row.len() < MAX_BYTES) {
        text += &row;
    }
    let left = rows.count();
    if left > 0 {
        text += &format!("\n… and {left} more, in the log.\n");
    }
    text + "\n"
}

fn row(finding: &Finding, root: &str, texts: &Texts) -> String {
    let place =
        finding
            .place
            .as_ref()
            .map_or(String::new(), |place| match positions(place, texts) {
                Some((start, _)) => {
                    format!("`{root}{}:{}:{}`", place.file, start.line, start.column)
                }
                None => format!("`{root}{}`", place.file),
            });
    let help = if finding.help.is_empty() {
        String::new()
    } else {
        format!("<br>{}", finding.help)
    };
    let what = format!("{}{help}", finding.message)
        .replace('|', "\\|")
        .replace('\n', " ");
    format!(
        "| {}[{}] | {} | {what} |\n",
        finding.severity.name(),
        finding.rule,
        place.replace('|', "\\|")
    )
}
