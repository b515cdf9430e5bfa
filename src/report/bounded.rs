//! All findings into those that a person is shown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Finding, Rule, Severity};
use crate::source::{FilePath, Place, thousands};

/// Returns what a person is shown: the first findings of a rule in each file, and a finding that
/// counts the others.
///
/// A mistake that is repeated thousands of times would hide all others.
pub(super) fn bounded<'a>(sorted: &[&'a Finding]) -> Vec<Cow<'a, Finding>> {
    /// A person who has seen this many knows what to look for.
    const MAX_SHOWN: usize = 20;
    let file = |finding: &Finding| finding.place.as_ref().map(|place| place.file.clone());
    let mut shown = vec![];
    for of_file in sorted.chunk_by(|a, b| file(a) == file(b)) {
        let mut counts: BTreeMap<(Severity, Rule), usize> = BTreeMap::new();
        for finding in of_file {
            let count = counts.entry((finding.severity, finding.rule)).or_default();
            *count += 1;
            if *count <= MAX_SHOWN {
                shown.push(Cow::Borrowed(*finding));
            }
        }
        let file = file(of_file[0]);
        let others = counts.into_iter().filter(|(_, count)| *count > MAX_SHOWN);
        shown.extend(others.map(|((severity, rule), count)| {
            Cow::Owned(others_like(severity, rule, count - MAX_SHOWN, file.clone()))
        }));
    }
    shown
}

/// Returns the finding that counts those of a rule in a file which are not shown.
fn others_like(severity: Severity, rule: Rule, count: usize, file: Option<FilePath>) -> Finding {
    let here = if file.is_some() { " in this file" } else { "" };
    let count = thousands(count, ",");
    let message = format!("{count} more like this{here}; `--format json` lists all of them");
    Finding {
        place: file.map(Place::file),
        ..Finding::new(severity, rule, message)
    }
}
