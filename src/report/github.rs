//! Findings into commands for GitHub Actions, which shows them beside the lines of a pull request,
//! and into Markdown for the summary of the workflow step.
//!
//! A step shows ten annotations of each kind and silently drops the others, so the tenth says how
//! many more there are.

use std::borrow::Cow;

use super::bounded::bounded;
use super::line::{LinedTexts, short};
use super::{Finding, Severity};
use crate::source::{Place, for_log, thousands};

/// How many annotations of a kind come before the one that counts the others.
const MAX_SHOWN: usize = 9;

/// How many related places an annotation names.
const MAX_RELATED: usize = 20;

/// Returns the commands, errors first, and then a line for each finding that they leave out.
///
/// `token` ends those lines, in which GitHub looks for no commands.
pub(super) fn log(sorted: &[&Finding], root: &str, texts: &LinedTexts, token: u128) -> String {
    let shown = bounded(sorted);
    let (mut commands, mut left_out) = (String::new(), String::new());
    for severity in [Severity::Error, Severity::Warning] {
        let of_kind = |finding: &&Cow<Finding>| finding.severity == severity;
        let mut of_kind = shown.iter().filter(of_kind);
        commands.extend(
            of_kind
                .by_ref()
                .take(MAX_SHOWN)
                .map(|finding| command(finding, root, texts)),
        );
        left_out.extend(of_kind.map(|finding| short(finding, texts)));
        let all = sorted.iter().filter(|finding| finding.severity == severity);
        let others = all.count().saturating_sub(MAX_SHOWN);
        if others > 0 {
            let (kind, others) = (severity.name(), thousands(others, ","));
            let message = format!("and {others} more, in the step summary and the log");
            commands += &format!("::{kind} title={kind}s::{}\n", data(&message));
        }
    }
    if left_out.is_empty() {
        commands
    } else {
        format!("{commands}::stop-commands::{token:032x}\n{left_out}::{token:032x}::\n")
    }
}

fn command(finding: &Finding, root: &str, texts: &LinedTexts) -> String {
    let mut properties = vec![];
    if let Some(place) = &finding.place {
        properties.push(format!(
            "file={}",
            property(&for_log(&format!("{root}{}", place.file)))
        ));
        if let Some((start, end)) = texts.positions(place) {
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
        .take(MAX_RELATED)
        .map(|(place, label)| also(place, label, root, texts))
        .collect();
    let help = if finding.help.is_empty() {
        String::new()
    } else {
        format!("\n{}", for_log(&finding.help))
    };
    let message = format!("{}{also}{help}", for_log(&finding.message));
    format!(
        "::{} {}::{}\n",
        finding.severity.name(),
        properties.join(","),
        data(&message)
    )
}

/// Returns another place on a line of its own, because an annotation has only one.
fn also(place: &Place, label: &str, root: &str, texts: &LinedTexts) -> String {
    let line = texts
        .positions(place)
        .map_or(String::new(), |(start, _)| format!(":{}", start.line));
    let words = format!("{root}{}{line}: {label}", place.file);
    format!("\n{}", for_log(&words))
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

/// Returns findings as a table in Markdown.
pub(super) fn summary(findings: &[Cow<Finding>], root: &str, texts: &LinedTexts) -> String {
    /// GitHub refuses a summary above 1 MiB.
    const MAX_BYTES: usize = 900_000;
    let mut text = "| | Where | What |\n| --- | --- | --- |\n".to_owned();
    for (number, finding) in findings.iter().enumerate() {
        let row = row(finding, root, texts);
        if text.len() + row.len() > MAX_BYTES {
            let left = thousands(findings.len() - number, ",");
            text += &format!("\n… and {left} more, in the log.\n");
            break;
        }
        text += &row;
    }
    if findings.is_empty() {
        String::new()
    } else {
        text + "\n"
    }
}

fn row(finding: &Finding, root: &str, texts: &LinedTexts) -> String {
    let place = finding.place.as_ref().map_or(String::new(), |place| {
        let file = format!("{root}{}", place.file);
        let at = texts.positions(place).map_or(String::new(), |(start, _)| {
            format!(":{}:{}", start.line, start.column)
        });
        code(&format!("{file}{at}"))
    });
    let help = if finding.help.is_empty() {
        String::new()
    } else {
        format!("<br>{}", markdown(&finding.help))
    };
    let (severity, rule) = (finding.severity.name(), finding.rule);
    let what = markdown(&finding.message);
    format!("| {severity}[{rule}] | {place} | {what}{help} |\n")
}

/// Returns a text as Markdown that shows exactly this text: no words of an author's become a link,
/// a picture or HTML.
///
/// Plain words stay, and all others become code, as what a message has between backticks is.
fn markdown(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    for (number, part) in text.split('`').enumerate() {
        // Between the first and the second backtick, and so on.
        if number % 2 == 1 {
            markdown += &code(part);
            continue;
        }
        for word in part.split_inclusive(' ') {
            let (word, space) = word
                .strip_suffix(' ')
                .map_or((word, ""), |word| (word, " "));
            markdown += &if is_plain(word) {
                word.to_owned()
            } else {
                code(word)
            };
            markdown += space;
        }
    }
    markdown
}

/// Returns whether a word is only letters and digits, with the punctuation of a sentence around it.
fn is_plain(word: &str) -> bool {
    let inner = word.trim_start_matches(['(', '“']);
    let inner = inner.trim_end_matches([',', '.', ';', ':', '?', '!', ')', '”']);
    inner
        .chars()
        .all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '’' | '\'' | '–' | '…'))
}

/// Returns a text as a span of code in a cell of a table.
fn code(text: &str) -> String {
    let text = for_log(text);
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|letter| letter != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0) + 1);
    // Code that starts or ends with a backtick or a space needs a space that is not shown.
    let is_bare = |text: &str| !text.starts_with(['`', ' ']) && !text.ends_with(['`', ' ']);
    let space = if is_bare(&text) { "" } else { " " };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}
