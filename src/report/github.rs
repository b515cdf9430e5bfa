//! Findings as commands of a GitHub workflow, which shows them beside the lines of a pull request,
//! and as Markdown for the step's summary.
//!
//! A step shows ten annotations of a kind and drops the others without a word, so the tenth says
//! how many more there are.

use super::{Finding, Severity, positions, short};
use crate::report::Texts;
use crate::source::Place;

/// Annotations of a kind that are shown before one that counts the others.
const SHOWN: usize = 9;

/// The commands, errors first, and below them what they leave out, a line each.
pub fn commands(findings: &[&Finding], root: &str, texts: &Texts) -> String {
    let (mut commands, mut left_out) = (String::new(), String::new());
    for severity in [Severity::Error, Severity::Warning] {
        let mut of_kind = findings
            .iter()
            .filter(|finding| finding.severity == severity);
        commands.extend(
            of_kind
                .by_ref()
                .take(SHOWN)
                .map(|finding| command(finding, root, texts)),
        );
        let others: Vec<String> = of_kind.map(|finding| short(finding, texts)).collect();
        if !others.is_empty() {
            let kind = severity.name();
            let message = format!(
                "and {} more: the step's summary and its log have all",
                others.len()
            );
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

/// Another place in a line of its own: an annotation stands at one alone.
fn also(place: &Place, label: &str, root: &str, texts: &Texts) -> String {
    let line =
        positions(place, texts).map_or(String::new(), |(start, _)| format!(":{}", start.line));
    format!("\n{root}{}{line}: {label}", place.file)
}

/// A message as a command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// All findings as a table in Markdown.
pub fn summary(findings: &[&Finding], root: &str, texts: &Texts) -> String {
    /// GitHub refuses a summary above 1 MiB.
    const MOST: usize = 900_000;
    if findings.is_empty() {
        return String::new();
    }
    let mut text = "| | Where | What |\n| --- | --- | --- |\n".to_owned();
    let mut rows = findings
        .iter()
        .map(|finding| row(finding, root, texts))
        .peekable();
    while let Some(row) = rows.next_if(|row| text.len() + row.len() < MOST) {
        text += &row;
    }
    let left = rows.count();
    if left > 0 {
        text += &format!("\n… and {left} more, which the log has.\n");
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
