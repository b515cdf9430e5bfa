//! Footnotes that are defined twice, or that nothing mentions. Their words are shown all the same.

use std::collections::HashSet;

use super::SourceText;
use crate::report::{Finding, Report, rules};

/// The footnotes of a text while it is read.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Each text of a footnote: its label, and where it begins.
    texts: Vec<(String, usize)>,
    /// The labels that are mentioned, in lower case.
    mentioned: HashSet<String>,
}

impl Footnotes {
    pub(super) fn mention(&mut self, label: &str) {
        self.mentioned.insert(label.to_lowercase());
    }

    pub(super) fn begin(&mut self, label: &str, start: usize) {
        self.texts.push((label.to_owned(), start));
    }

    pub(super) fn report(&self, at: SourceText, report: &mut Report) {
        let mut seen = HashSet::new();
        for (label, start) in &self.texts {
            let place = at.rest_of_line(*start);
            let folded = label.to_lowercase();
            if !seen.insert(folded.clone()) {
                let message = format!("the footnote `{label}` has two texts");
                report.add(
                    Finding::warning(rules::FOOTNOTE_TWICE, message)
                        .at(place, "shown after the first")
                        .help("give it a label of its own, and mention it in the text"),
                );
            } else if !self.mentioned.contains(&folded) {
                let message = format!("nothing mentions the footnote `{label}`");
                report.add(
                    Finding::warning(rules::FOOTNOTE_NOT_MENTIONED, message)
                        .at(place, "shown after the other footnotes")
                        .help(format!("write `[^{label}]` where it belongs, or delete it")),
                );
            }
        }
    }
}
