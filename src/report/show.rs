//! Findings into text: with the line and a caret for people, one line each, JSON, or the formats of
//! code hosts.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use std::ops::Range;

use super::line::{Texts, positions, short};
use super::{Edit, Finding, Note, Severity, github, sarif as sarif_format};
use crate::source::{FilePath, Place, Span};

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The line itself with a caret below the value, with or without colour.
    Human {
        /// Whether the text has the escape codes of a terminal in it.
        colour: bool,
    },
    /// `file:line:column: severity[rule]: message`, for editors.
    Short,
    /// One object on each line.
    Json,
    /// Commands for GitHub Actions.
    Github,
    /// One document in the Static Analysis Results Interchange Format.
    Sarif,
}

/// Returns all findings of a run as text, in the order of their places.
///
/// `root` is the path from the top of the repository to the library, and ends with a slash unless
/// it is empty. Code hosts want paths from there.
pub fn formatted(findings: &[Finding], format: Format, root: &str, texts: &Texts) -> String {
    let sorted = in_order(findings);
    let each =
        |show: &dyn Fn(&Finding) -> String| sorted.iter().map(|finding| show(finding)).collect();
    match format {
        Format::Human { colour } => each(&|finding| human(finding, colour, texts)),
        Format::Short => each(&|finding| short(finding, texts)),
        Format::Json => each(&|finding| json(finding, texts)),
        Format::Github => github::commands(&sorted, root, texts),
        Format::Sarif => sarif_format::document(&sorted, &[], root, texts),
    }
}

/// Returns all findings of a run as one SARIF document, with what the run did to files.
pub(crate) fn sarif(findings: &[Finding], notes: &[Note], root: &str, texts: &Texts) -> String {
    sarif_format::document(&in_order(findings), notes, root, texts)
}

/// Returns all findings as Markdown, errors first, for the summary of a workflow step.
pub(crate) fn summary(findings: &[Finding], root: &str, texts: &Texts) -> String {
    let mut sorted = in_order(findings);
    sorted.sort_by_key(|finding| finding.severity);
    github::summary(&sorted, root, texts)
}

/// Returns findings in the order of their places.
pub(crate) fn in_order(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| (&finding.place, finding.severity, finding.rule));
    sorted
}

/// Returns a finding with the lines it points at, for people.
fn human(finding: &Finding, colour: bool, texts: &Texts) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(&finding.message)
        .id(finding.rule.name());
    let mut group = Group::with_title(title);
    let mut snippets: Vec<(&FilePath, Snippet<_>)> = vec![];
    let mut remarks = vec![];
    let first = finding
        .place
        .iter()
        .map(|place| (place, &finding.label, AnnotationKind::Primary));
    let also = finding
        .also
        .iter()
        .map(|(place, label)| (place, label, AnnotationKind::Context));
    for (place, label, kind) in first.chain(also) {
        let Some((span, text)) = place.span.zip(texts(&place.file)) else {
            match kind {
                AnnotationKind::Primary => group = group.element(Origin::path(&*place.file)),
                _ if label.is_empty() => remarks.push(place.file.to_string()),
                _ => remarks.push(format!("{}: {label}", place.file)),
            }
            continue;
        };
        let mut mark = kind.span(visible_span(span, &text));
        if !label.is_empty() {
            mark = mark.label(label);
        }
        match snippets.iter_mut().find(|(file, _)| *file == &place.file) {
            Some((_, snippet)) => *snippet = snippet.clone().annotation(mark),
            None => snippets.push((
                &place.file,
                Snippet::source(text).path(&*place.file).annotation(mark),
            )),
        }
    }
    group = group.elements(snippets.into_iter().map(|(_, snippet)| snippet));
    group = group.elements(
        remarks
            .into_iter()
            .map(|remark| Level::NOTE.message(remark)),
    );
    if !finding.help.is_empty() {
        group = group.element(Level::HELP.message(&finding.help));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group]) + "\n\n"
}

/// Returns the bytes to put carets below: within the text, and at least one character, because an
/// empty span, as for a missing value, would have no caret.
fn visible_span(span: Span, text: &str) -> Range<usize> {
    let start = span.start.min(text.len());
    let next = text[start..].chars().next();
    let end = next.map_or(start, |next| start + next.len_utf8());
    start..span.end.min(text.len()).max(end)
}

/// A finding as an object of JSON. Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct JsonFinding<'a> {
    severity: &'static str,
    rule: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fix: Vec<serde_json::Value>,
}

fn json(finding: &Finding, texts: &Texts) -> String {
    let range = finding
        .place
        .as_ref()
        .and_then(|place| positions(place, texts));
    let row = JsonFinding {
        severity: finding.severity.name(),
        rule: finding.rule.name(),
        message: &finding.message,
        file: finding.place.as_ref().map(|place| &*place.file),
        line: range.map(|(start, _)| start.line),
        column: range.map(|(start, _)| start.column),
        end_line: range.map(|(_, end)| end.line),
        end_column: range.map(|(_, end)| end.column),
        help: Some(finding.help.as_str()).filter(|help| !help.is_empty()),
        related: finding
            .also
            .iter()
            .map(|(place, label)| related(place, label, texts))
            .collect(),
        fix: finding.fix.iter().map(edit).collect(),
    };
    serde_json::to_string(&row).expect("strings and numbers can be written as JSON") + "\n"
}

fn related(place: &Place, label: &str, texts: &Texts) -> serde_json::Value {
    let start = positions(place, texts).map(|(start, _)| start);
    let (line, column) = (
        start.map(|start| start.line),
        start.map(|start| start.column),
    );
    serde_json::json!({"file": &*place.file, "line": line, "column": column, "message": label})
}

fn edit(edit: &Edit) -> serde_json::Value {
    match edit {
        Edit::Replace { line, new } => serde_json::json!({"line": line, "new": new}),
        Edit::Delete { line } => serde_json::json!({"line": line, "delete": true}),
        Edit::Insert { line, new } => serde_json::json!({"line": line, "insert": new}),
    }
}
