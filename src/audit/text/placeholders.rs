//! Words that show that something is missing in a text: `[name of partner]`, `TODO`, `XX homes`.

use std::ops::Range;

use super::SourceText;
use crate::config::Config;
use crate::parse::Document;
use crate::parse::front_matter::placeholder;
use crate::report::{Finding, Report, rules};
use crate::source::{Place, Span};

/// Reports what is still missing in the words of a text, which are at `plain`, and in the title and
/// the summary.
pub(super) fn report_placeholders(
    at: SourceText,
    plain: &[Range<usize>],
    document: &Document,
    config: &Config,
    report: &mut Report,
) {
    let mut next = 0;
    while let Some(first) = plain.get(next) {
        let mut range = first.clone();
        next += 1;
        // Brackets are words of their own.
        while let Some(more) = plain.get(next).filter(|more| more.start == range.end) {
            range.end = more.end;
            next += 1;
        }
        let words = &at.text[range.clone()];
        // A sign after a backslash is meant to be seen.
        let is_escaped = at.text[..range.start].ends_with('\\');
        for found in placeholders(words) {
            if found.start == 0 && is_escaped {
                continue;
            }
            let span = Span::new(range.start + found.start, range.start + found.end);
            report.add(finding(span.of(at.text), at.place(span)));
        }
    }
    let front = &document.front;
    let title = front.title.as_ref();
    let title = title.map(|title| (title.value.as_str(), Some(title.span)));
    let line = document.line_of(config.key("summary"));
    let summary = front.summary.as_deref().map(|summary| (summary, line));
    // A text that is nothing else is reported where it is read.
    let texts = title.into_iter().chain(summary);
    for (text, span) in texts.filter(|(text, _)| placeholder(text).is_none()) {
        for found in placeholders(text) {
            let place = Place {
                file: document.path.clone(),
                span,
            };
            report.add(finding(&text[found], place));
        }
    }
}

fn finding(written: &str, place: Place) -> Finding {
    Finding::warning(
        rules::PLACEHOLDER_TEXT,
        format!("`{written}` looks like a gap that was not filled in"),
    )
    .at(place, "readers will see it")
    .help("write what belongs there, or take the sentence out")
}

/// The places of gaps in a text.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = blanks(text).collect();
    // The blanks are in the order of the text, and none is in another.
    let in_blank = |word: &Range<usize>| {
        let before = found.partition_point(|blank| blank.start <= word.start);
        found[..before]
            .last()
            .is_some_and(|blank| word.end <= blank.end)
    };
    let marks: Vec<Range<usize>> = marks(text).filter(|mark| !in_blank(mark)).collect();
    let lorem = ["Lorem ipsum", "lorem ipsum", "LOREM IPSUM"].into_iter();
    // To ask whether they are there is faster than to begin to search.
    let lorem = lorem
        .filter(|words| text.contains(words))
        .flat_map(|words| text.match_indices(words))
        .map(|(at, words)| at..at + words.len())
        .filter(|words| !is_quoted(text, words));
    found.extend(lorem);
    found.extend(marks);
    found
}

/// The bracketed blanks of a text.
fn blanks(text: &str) -> impl Iterator<Item = Range<usize>> {
    /// Longer brackets hold a sentence of their author's.
    const MAX_BLANK: usize = 60;
    text.match_indices('[').filter_map(|(open, _)| {
        let rest = &text[open + 1..];
        let close = rest.find([']', '[', '\n'])?;
        let after = rest[close..].strip_prefix(']')?;
        // It was meant as a link, whose address does not work.
        let is_link = after.starts_with(['(', '[']) || text[..open].ends_with(']');
        let is_blank = !is_link && close <= MAX_BLANK && is_blank(&rest[..close]);
        is_blank.then(|| open..open + close + 2)
    })
}

/// True for words in brackets that say what somebody should write there.
fn is_blank(inner: &str) -> bool {
    const WHOLE: [&str; 14] = [
        "amount",
        "council",
        "date",
        "figure",
        "link",
        "name",
        "number",
        "organisation",
        "organization",
        "partner",
        "place",
        "quote",
        "title",
        "year",
    ];
    const BEGINNINGS: [&str; 16] = [
        "add ",
        "amount of ",
        "date of ",
        "describe ",
        "details of ",
        "enter ",
        "figure ",
        "fill in",
        "insert ",
        "link to ",
        "name of ",
        "number of ",
        "placeholder",
        "title of ",
        "write ",
        "your ",
    ];
    let lower = inner.trim().to_lowercase();
    let has_small = inner.contains(|letter: char| letter.is_lowercase());
    let is_shouted = !has_small && inner.trim().contains(' ') && lower.len() > 5;
    let letters = || {
        inner
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count()
    };
    WHOLE.contains(&&*lower)
        || BEGINNINGS
            .iter()
            .any(|beginning| lower.starts_with(beginning))
        || is_shouted && letters() > 4
        || is_mark(inner.trim())
}

/// True for a word that stands for something that is missing.
fn is_mark(word: &str) -> bool {
    let is_crosses = (2..=6).contains(&word.len()) && word.bytes().all(|byte| byte == b'X');
    is_crosses || matches!(word, "TBA" | "TBC" | "TBD" | "TODO" | "FIXME")
}

/// The marks of a text that are words of their own.
fn marks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let capitals = std::iter::from_fn(move || {
        let is_capital = |byte: u8| byte.is_ascii_uppercase();
        let start = at + text[at..].bytes().position(is_capital)?;
        let length = text[start..].bytes().take_while(|byte| is_capital(*byte));
        at = start + length.count();
        Some(start..at)
    });
    capitals.filter(|word| {
        is_mark(&text[word.clone()])
            && !text[..word.start].ends_with(char::is_alphanumeric)
            && !text[word.end..].starts_with(char::is_alphanumeric)
            && !is_quoted(text, word)
    })
}

/// Whether a text speaks of some words, in quotation marks: listed as “TBD”.
fn is_quoted(text: &str, words: &Range<usize>) -> bool {
    const MARKS: [char; 9] = ['"', '\'', '“', '”', '„', '‘', '’', '«', '»'];
    text[..words.start].ends_with(MARKS) && text[words.end..].starts_with(MARKS)
}
