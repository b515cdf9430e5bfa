//! Findings into one document of the Static Analysis Results Interchange Format (SARIF), version
//! 2.1.0, which code hosts and editors read.
//!
//! Lines and columns count from 1, columns in characters, as `columnKind` says.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::json::json_for_log;
use super::line::{LinedText, LinedTexts};
use super::rules::{self, Explanation};
use super::{Edit, Finding, Note};
use crate::source::Place;

/// Returns the document, with the rules of its findings and with what the run did to files.
pub(super) fn document(
    findings: &[&Finding],
    notes: &[Note],
    root: &str,
    texts: &LinedTexts,
) -> String {
    let mut raised: Vec<Explanation> = rules::explanations()
        .into_iter()
        .flat_map(|(_, rules)| rules)
        .collect();
    raised.retain(|known| {
        let of_findings = findings.iter().map(|finding| finding.rule);
        of_findings
            .chain(notes.iter().filter_map(|note| note.rule))
            .any(|raised| raised == known.rule)
    });
    raised.sort_by_key(|known| known.rule);
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| result(finding, &raised, root, texts))
        .collect();
    let rules: Vec<Value> = raised.iter().map(described).collect();
    let mut document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "casebook",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    if !notes.is_empty() {
        let notifications: Vec<Value> = notes.iter().map(|note| notification(note, root)).collect();
        document["runs"][0]["invocations"] = json!([{
            "executionSuccessful": notes.iter().all(|note| note.rule.is_some()),
            "toolExecutionNotifications": notifications,
        }]);
    }
    json_for_log(&format!("{document:#}\n")).into_owned()
}

fn notification(note: &Note, root: &str) -> Value {
    let uri = uri(&Place::file(note.file.clone()), root);
    let mut notification = json!({
        "level": if note.rule.is_some() { "note" } else { "error" },
        "message": {"text": note.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}],
    });
    if let Some(rule) = note.rule {
        notification["associatedRule"] = json!({"id": rule.name()});
    }
    notification
}

fn described(rule: &Explanation) -> Value {
    json!({
        "id": rule.rule.name(),
        "shortDescription": {"text": format!("{}.", rule.title)},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.explained(1), "markdown": rule.explained(1)},
    })
}

fn result(finding: &Finding, rules: &[Explanation], root: &str, texts: &LinedTexts) -> Value {
    let help = if finding.help.is_empty() {
        String::new()
    } else {
        format!("\n{}", finding.help)
    };
    let locations: Vec<Value> = finding
        .place
        .iter()
        .map(|place| location(place, &finding.label, root, texts))
        .collect();
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "level": finding.severity.name(),
        "message": {"text": format!("{}{help}", finding.message)},
        "locations": locations,
    });
    if let Some(number) = rules.iter().position(|known| known.rule == finding.rule) {
        result["ruleIndex"] = number.into();
    }
    if !finding.also.is_empty() {
        let also = finding
            .also
            .iter()
            .map(|(place, label)| location(place, label, root, texts));
        result["relatedLocations"] = also.collect();
    }
    if let Some(place) = finding.place.as_ref().filter(|_| !finding.fix.is_empty()) {
        let lined = texts.of(&place.file);
        let replacements: Vec<Value> = finding
            .fix
            .iter()
            .map(|edit| replacement(edit, lined.as_deref()))
            .collect();
        let artifact = json!({"uri": uri(place, root)});
        let change = json!({"artifactLocation": artifact, "replacements": replacements});
        result["fixes"] = json!([{"artifactChanges": [change]}]);
    }
    result
}

fn location(place: &Place, label: &str, root: &str, texts: &LinedTexts) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(place, root)}});
    if let Some((start, end)) = texts.positions(place) {
        physical["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    let mut location = json!({"physicalLocation": physical});
    if !label.is_empty() {
        location["message"] = json!({"text": label});
    }
    location
}

/// Returns an edit as the region to delete and the text to insert. A deleted line includes its line
/// end.
fn replacement(edit: &Edit, lined: Option<&LinedText>) -> Value {
    let region = |line: usize, column: usize, end_line: usize, end_column: usize| {
        json!({
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        })
    };
    let columns = |line: usize| {
        lined.map_or(1, |LinedText { text, lines }| {
            lines.line(text, line).chars().count() + 1
        })
    };
    match edit {
        Edit::Replace { line, new } => {
            json!({
                "deletedRegion": region(*line, 1, *line, columns(*line)),
                "insertedContent": {"text": new},
            })
        }
        Edit::Delete { line } => json!({"deletedRegion": region(*line, 1, line + 1, 1)}),
        Edit::Insert { line, new } => {
            json!({
                "deletedRegion": region(*line, 1, *line, 1),
                "insertedContent": {"text": format!("{new}\n")},
            })
        }
    }
}

/// Returns the path of a place as a relative URI.
fn uri(place: &Place, root: &str) -> String {
    /// Characters that a path of a URI may contain as they are.
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(&format!("{root}{}", place.file), KEPT).to_string()
}
