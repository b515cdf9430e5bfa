//! Findings into JSON, one object on each line.

use std::borrow::Cow;

use serde::Serialize;

use super::line::LinedTexts;
use super::{Edit, Finding};
use crate::source::{Place, is_unfit};

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

pub(super) fn json(finding: &Finding, texts: &LinedTexts) -> String {
    let range = finding
        .place
        .as_ref()
        .and_then(|place| texts.positions(place));
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
    let row = serde_json::to_string(&row).expect("strings and numbers can be written as JSON");
    json_for_log(&row).into_owned() + "\n"
}

fn related(place: &Place, label: &str, texts: &LinedTexts) -> serde_json::Value {
    let start = texts.positions(place).map(|(start, _)| start);
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

/// Returns JSON with escapes for what is unfit for a log. To a program it says the same.
///
/// JSON itself only asks for the escapes of a few control characters.
pub(crate) fn json_for_log(json: &str) -> Cow<'_, str> {
    // A document has line ends between its values, and none within them.
    let is_unfit = |letter: char| is_unfit(letter) && letter != '\n';
    if !json.contains(is_unfit) && !json.contains("##") {
        return json.into();
    }
    let mut fit = String::with_capacity(json.len());
    let mut last = ' ';
    for letter in json.chars() {
        // `##[` is a command of GitHub Actions, wherever in a line it is.
        if is_unfit(letter) || (last == '#' && letter == '#') {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                fit += &format!("\\u{unit:04x}");
            }
        } else {
            fit.push(letter);
        }
        last = letter;
    }
    fit.into()
}
