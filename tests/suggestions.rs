//! Every suggested edit is made, and does what it promises: the finding is gone, and no error has
//! come in its place. The samples are those of tests/findings/.
//!
//! A suggestion is the edits that programs are given, or a help that says what to write.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::BTreeMap;

use casebook::report::{Edit, Finding, Severity, fixed, rules};
use casebook::source::{Position, Span};
use common::{Library, marked, sections};

/// The edits of a finding in a file, and where they come from.
struct Suggestion<'f> {
    finding: &'f Finding,
    edits: Vec<Edit>,
}

/// What a finding suggests for its file with this text.
fn suggestions<'f>(finding: &'f Finding, text: &str) -> Vec<Suggestion<'f>> {
    let mut suggestions = vec![];
    let span = finding.place.as_ref().and_then(|place| place.span);
    let line = span.and_then(|span| text.lines().nth(Position::of(text, span.start).line - 1));
    // A value with a name is read in two places.
    if line.is_some_and(|line| line.contains(": &") || line.contains(": *")) {
        return suggestions;
    }
    if !finding.fix.is_empty() {
        suggestions.push(Suggestion {
            finding,
            edits: finding.fix.clone(),
        });
    }
    suggestions.extend(span.and_then(|span| {
        Some(Suggestion {
            finding,
            edits: vec![written(&finding.help, text, span)?],
        })
    }));
    suggestions
}

/// The edit that a help asks for that is only "write `…`". What to write goes in the place of the
/// line if it has the line's key, else in the place of what the finding points at.
fn written(help: &str, text: &str, span: Span) -> Option<Edit> {
    let new = help.strip_prefix("write `")?.strip_suffix('`')?;
    if new.contains('`') || new.contains('…') {
        return None;
    }
    let number = Position::of(text, span.start).line;
    let line = text.lines().nth(number - 1)?;
    let key = |line: &str| line.split_once(": ").map(|(key, _)| key.trim().to_owned());
    let indent = &line[..line.len() - line.trim_start().len()];
    if key(new).is_some() {
        let new = format!("{indent}{new}");
        let is_line = key(new.as_str()) == key(line);
        return is_line.then_some(Edit::Replace { line: number, new });
    }
    // What is around the place is to be written as well.
    let is_part = new.contains(span.of(text));
    Edit::replacing(text, span, span.of(text), new).filter(|_| !is_part)
}

/// Findings by file, and then by rule and message, with their number.
type Counts = BTreeMap<String, BTreeMap<(Severity, String), usize>>;

fn counts(findings: &[Finding]) -> Counts {
    let mut counts = Counts::new();
    for finding in findings {
        let file = finding.place.as_ref().map(|place| place.file.to_string());
        let of_file = counts.entry(file.unwrap_or_default()).or_default();
        let words = format!("{}: {}", finding.rule, finding.message);
        *of_file.entry((finding.severity, words)).or_default() += 1;
    }
    counts
}

/// Makes one suggestion in each file at a time. Returns what went wrong, and how many were made.
fn tried(files: &[(String, String)]) -> (Vec<String>, usize) {
    let library = |files: &[(String, String)]| {
        let sections = files
            .iter()
            .map(|(path, text)| format!("//- {path}\n{text}"));
        Library::new(&sections.collect::<String>())
    };
    let findings = library(files).findings();
    let before = counts(&findings);
    let mut of_files: BTreeMap<&str, Vec<Suggestion>> = BTreeMap::new();
    for finding in &findings {
        let file = finding.place.as_ref().map(|place| place.file.to_string());
        let Some((path, text)) = files.iter().find(|(path, _)| Some(path) == file.as_ref()) else {
            continue;
        };
        let of_file = of_files.entry(path).or_default();
        of_file.extend(suggestions(finding, text));
    }
    let rounds = of_files.values().map(Vec::len).max().unwrap_or(0);
    let mut wrong = vec![];
    for round in 0..rounds {
        let edits = |path: &str| of_files.get(path).and_then(|all| all.get(round));
        let edited: Vec<(String, String)> = files
            .iter()
            .map(|(path, text)| {
                let edits = edits(path).map_or(&[][..], |suggestion| &suggestion.edits);
                (path.clone(), fixed(text, edits))
            })
            .collect();
        let after = counts(&library(&edited).findings());
        for (path, text) in &edited {
            let Some(Suggestion { finding, .. }) = edits(path) else {
                continue;
            };
            let nothing = BTreeMap::new();
            let (was, is) = (
                before.get(path).unwrap_or(&nothing),
                after.get(path).unwrap_or(&nothing),
            );
            let key = (
                finding.severity,
                format!("{}: {}", finding.rule, finding.message),
            );
            // Of several slips of a kind, some may need their author.
            let is_of_several = finding.label.contains("more place");
            if is.get(&key) >= was.get(&key) && !is_of_several {
                wrong.push(format!(
                    "{path}: {} stays\n  help: {}\n{text}",
                    key.1, finding.help
                ));
            }
            for ((severity, words), count) in is {
                let is_new = was
                    .get(&(*severity, words.clone()))
                    .is_none_or(|was| was < count);
                // These make a link, or the settings, which then can be wrong in themselves.
                let reveals = [rules::NOT_A_LINK, rules::SETTINGS_YAML].contains(&finding.rule);
                if *severity == Severity::Error && is_new && !reveals {
                    wrong.push(format!("{path}: after {}\n  comes {words}\n{text}", key.1));
                }
            }
        }
    }
    (wrong, of_files.values().map(Vec::len).sum())
}

#[test]
fn every_suggestion_removes_its_finding_and_adds_no_error() {
    let (mut wrong, mut made) = (vec![], 0);
    insta::glob!("findings/*.txt", |path| {
        let sample = std::fs::read_to_string(path).expect("a sample is text");
        let (of_sample, count) = tried(&sections(&marked(&sample).0));
        wrong.extend(of_sample);
        made += count;
    });
    assert!(
        wrong.is_empty(),
        "{} of {made}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(made > 50, "only {made} suggestions were made");
}
