//! A finding in sentences and parts, for a page that shows it.

use super::bounded::bounded;
use super::line::{LinedTexts, Texts};
use super::show::in_order;
use super::{Finding, Severity};
use crate::source::{FilePath, for_log};

/// Letters of a line that are shown before a mark, and after it.
const MAX_AROUND: usize = 60;

/// Letters of a mark that are shown.
const MAX_MARK: usize = 120;

/// A finding as a person reads it. Its texts are fit for a log, and not escaped for HTML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) severity: Severity,
    /// `None` if the problem is in no file.
    pub(crate) file: Option<FilePath>,
    /// Counted from 1. `None` for a whole file.
    pub(crate) line: Option<usize>,
    /// What is wrong, as a sentence.
    pub(crate) message: String,
    /// What to do, as a sentence. May be empty.
    pub(crate) help: String,
    /// The part of the line before the mark, the marked part and the part after it.
    pub(crate) excerpt: Option<[String; 3]>,
}

/// Returns the first `max` findings in the order of their places. Of many that are alike, the first
/// are shown and the others counted.
pub(crate) fn problems<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    max: usize,
    texts: &Texts,
) -> Vec<Problem> {
    let texts = &LinedTexts::new(texts);
    let shown = bounded(&in_order(findings));
    shown
        .iter()
        .take(max)
        .map(|finding| problem(finding, texts))
        .collect()
}

fn problem(finding: &Finding, texts: &LinedTexts) -> Problem {
    let place = finding.place.as_ref();
    let positions = place.and_then(|place| texts.positions(place));
    Problem {
        severity: finding.severity,
        file: place.map(|place| place.file.clone()),
        line: positions.map(|(start, _)| start.line),
        message: sentence(&finding.message),
        help: sentence(&finding.help),
        excerpt: excerpt(finding, texts),
    }
}

/// Returns the line of a finding in three parts, unless it has nothing to show.
fn excerpt(finding: &Finding, texts: &LinedTexts) -> Option<[String; 3]> {
    let place = finding.place.as_ref()?;
    let (span, lined) = (place.span?, texts.of(&place.file)?);
    let text = &*lined.text;
    let start = text.floor_char_boundary(span.start);
    let line = lined
        .lines
        .line(text, lined.lines.position(text, start).line);
    let from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let (before, rest) = line.split_at_checked(start - from)?;
    let marked = text.floor_char_boundary(span.end).saturating_sub(start);
    let (marked, after) = rest.split_at(rest.floor_char_boundary(marked));
    let parts = [
        last_of(before.trim_start()),
        first_of(marked, MAX_MARK),
        first_of(after.trim_end(), MAX_AROUND),
    ];
    parts
        .iter()
        .any(|part| !part.is_empty())
        .then(|| parts.map(|part| for_log(&part).into_owned()))
}

/// Returns the first letters of a text, with `…` if there are more.
fn first_of(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the last letters of a text, with `…` if there are more.
fn last_of(text: &str) -> String {
    match text.char_indices().nth_back(MAX_AROUND) {
        Some((start, letter)) => format!("…{}", &text[start + letter.len_utf8()..]),
        None => text.to_owned(),
    }
}

/// Returns the words of a message as a sentence: with a capital letter, and a full stop.
///
/// Words in backticks are an author's or a key's, and stay as they are.
fn sentence(words: &str) -> String {
    let words = for_log(words);
    let mut letters = words.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let end = if words.ends_with(['.', '?', '!', '…', ':']) {
        ""
    } else {
        "."
    };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::rules;
    use crate::source::{Source, Span};

    #[test]
    fn a_finding_becomes_sentences_around_its_line() {
        let text = format!("# A\n{}[click here](b.md) and more\r\n", "é".repeat(70));
        let source = Source::new("content/a.md", text.clone());
        let start = text.find('[').expect("a link");
        let found = Finding::warning(rules::BROKEN_LINK, "there is no file `b.md`")
            .at(source.place(Span::new(start, start + 18)), "not found")
            .help("did you mean `c.md`?");
        let shown = problems([&found], 10, &|_| Some(text.as_str().into()));
        assert_eq!(
            shown,
            [Problem {
                severity: Severity::Warning,
                file: Some(source.path.clone()),
                line: Some(2),
                message: "There is no file `b.md`.".to_owned(),
                help: "Did you mean `c.md`?".to_owned(),
                excerpt: Some([
                    format!("…{}", "é".repeat(60)),
                    "[click here](b.md)".to_owned(),
                    " and more".to_owned()
                ]),
            }]
        );
    }

    #[test]
    fn a_finding_without_a_place_has_no_line() {
        let found = Finding::error(rules::BROKEN_LINK, "`x` is missing");
        let shown = &problems([&found], 10, &|_| None)[0];
        assert_eq!(shown.message, "`x` is missing.");
        assert_eq!((shown.line, &shown.excerpt), (None, &None));
    }
}
