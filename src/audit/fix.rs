//! A text into the same without the mistakes that can be fixed safely.
//!
//! A fix is safe if it keeps every letter and digit. The text as a whole is only changed if its front
//! matter can be read afterwards.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::text;
use crate::config::Config;
use crate::parse::{Document, document_alone};
use crate::report::{
    Edit, Finding, Reported, Rule, fixed, keeps_every_letter,
    rules::{self, Area},
};
use crate::source::{FilePath, Source};

/// Returns a file's text with all safe fixes, and the findings that they remove.
///
/// `common` are the library's [`common_keys`](crate::parse::common_keys), which are not typing mistakes. Includes
/// fixes that earlier ones make possible. `None` if a fix does not work, or if the front
/// matter could not be read afterwards.
pub fn fixed_text(
    path: &FilePath,
    text: &str,
    config: &Config,
    common: &BTreeSet<String>,
) -> Option<Reported<String>> {
    let findings_in = |text: &str| {
        let source = Source::new(path.clone(), text.to_owned());
        findings_of(&document_alone(source, config, common), config)
    };
    /// Each round fixes at least one thing for good. A file that needs more rounds needs a person.
    const MAX_ROUNDS: usize = 20;
    let (mut text, mut done) = (text.to_owned(), vec![]);
    // What was done, so that no fix is made again and again. Another finding with the same message
    // may be on the same line: `topics: [Hosing, Hosing]`.
    let mut made: HashSet<(Rule, Vec<Edit>)> = HashSet::new();
    for _ in 0..MAX_ROUNDS {
        let (edits, findings) = safe_edits(&text, findings_in(&text));
        if findings.is_empty() {
            break;
        }
        let fixes: Vec<(Rule, Vec<Edit>)> = findings
            .iter()
            .map(|finding| (finding.rule, finding.fix.clone()))
            .collect();
        if fixes.iter().any(|fix| made.contains(fix)) {
            return None;
        }
        made.extend(fixes);
        text = fixed(&text, &edits);
        done.extend(findings);
    }
    let left = findings_in(&text);
    (!left.iter().any(is_for_a_person)).then_some(Reported {
        value: text,
        findings: done,
    })
}

/// Returns whether a finding means that the front matter may not be read as it was meant.
fn is_for_a_person(finding: &Finding) -> bool {
    finding.rule == rules::MERGE_CONFLICT
        || finding.rule.area() == Area::Yaml && finding.rule != rules::FRONT_MATTER_LATE
}

/// Returns what is wrong with a document that was read on its own: what parsing it found, and what
/// its text shows.
pub fn findings_of(parsed: &Reported<Arc<Document>>, config: &Config) -> Vec<Finding> {
    let mut findings = parsed.findings.clone();
    findings.extend(text::text(&parsed.value, config).findings);
    findings
}

/// Returns the edits that remove no word, at most one for each line, with their findings.
fn safe_edits(text: &str, findings: Vec<Finding>) -> (Vec<Edit>, Vec<Finding>) {
    let lines: Vec<&str> = text.split('\n').collect();
    let (mut edits, mut safe): (Vec<Edit>, Vec<Finding>) = (vec![], vec![]);
    let mut taken: HashSet<usize> = HashSet::new();
    for finding in findings {
        let fix = &finding.fix;
        let is_free = fix.iter().all(|edit| !taken.contains(&edit.line()));
        if !fix.is_empty() && is_free && keeps_words(&lines, fix) {
            taken.extend(fix.iter().map(Edit::line));
            edits.extend(fix.iter().cloned());
            safe.push(finding);
        }
    }
    (edits, safe)
}

/// Returns whether edits keep each letter and digit. Only the lines that they change are looked at.
fn keeps_words(lines: &[&str], edits: &[Edit]) -> bool {
    let mut changes: BTreeMap<usize, &Edit> = BTreeMap::new();
    let mut after = String::new();
    for edit in edits {
        match edit {
            Edit::Insert { new, .. } => after += new,
            // Of several changes of one line, `fixed` makes the first.
            _ => _ = changes.entry(edit.line()).or_insert(edit),
        }
    }
    let mut before = String::new();
    for (line, edit) in changes {
        before += lines.get(line - 1).copied().unwrap_or_default();
        if let Edit::Replace { new, .. } = edit {
            after += new;
        }
    }
    keeps_every_letter(&before, &after)
}
