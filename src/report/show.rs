//! Findings into text: with the line and a caret for people, one line each, JSON, or the formats of
//! code hosts.

use super::bounded::bounded;
use super::json::json;
use super::line::{LinedTexts, Texts, short};
use super::snippet::human;
use super::{Finding, Note, github, sarif as sarif_format};

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
    /// Commands for GitHub Actions, then a log in which it looks for none.
    Github {
        /// Ends that log. An author who could guess it could end the log too.
        token: u128,
    },
    /// One document in the Static Analysis Results Interchange Format.
    Sarif,
}

/// Returns all findings of a run as text, in the order of their places.
///
/// Formats for people show the first of many findings of a rule in a file, and count the others.
/// `root` is the path from the top of the repository to the library, and ends with a slash unless
/// it is empty. Code hosts want paths from there.
pub fn formatted(findings: &[Finding], format: Format, root: &str, texts: &Texts) -> String {
    let (sorted, texts) = (in_order(findings), &LinedTexts::new(texts));
    let bounded = || bounded(&sorted).into_iter();
    match format {
        Format::Human { colour } => bounded().map(|f| human(&f, colour, texts)).collect(),
        Format::Short => bounded().map(|finding| short(&finding, texts)).collect(),
        Format::Json => sorted.iter().map(|finding| json(finding, texts)).collect(),
        Format::Github { token } => github::log(&sorted, root, texts, token),
        Format::Sarif => sarif_format::document(&sorted, &[], root, texts),
    }
}

/// Returns all findings of a run as one SARIF document, with what the run did to files.
pub(crate) fn sarif(findings: &[Finding], notes: &[Note], root: &str, texts: &Texts) -> String {
    sarif_format::document(&in_order(findings), notes, root, &LinedTexts::new(texts))
}

/// Returns all findings as Markdown, errors first, for the summary of a workflow step.
pub(crate) fn summary(findings: &[Finding], root: &str, texts: &Texts) -> String {
    let sorted = in_order(findings);
    let mut bounded = bounded(&sorted);
    bounded.sort_by_key(|finding| finding.severity);
    github::summary(&bounded, root, &LinedTexts::new(texts))
}

/// Returns a finding as a terminal without colours shows it.
#[cfg(feature = "serve")]
pub(crate) fn in_words(finding: &Finding, texts: &Texts) -> String {
    human(finding, false, &LinedTexts::new(texts))
}

/// Returns findings in the order of their places.
pub(super) fn in_order<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<&'f Finding> {
    let mut sorted: Vec<&Finding> = findings.into_iter().collect();
    sorted.sort_by_key(|finding| (&finding.place, finding.severity, finding.rule));
    sorted
}
