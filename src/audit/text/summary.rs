//! A summary that repeats the title, itself or the text.
//!
//! The page shows the summary above the text, so a sentence in both is read twice.

use std::collections::HashSet;

use super::{Block, SourceText};
use crate::config::Config;
use crate::parse::Document;
use crate::report::{Finding, Report, rules};
use crate::source::{Place, slug::slug};

/// The fewest words of a sentence that does not appear twice by chance, as "It worked." may.
const MIN_WORDS: usize = 6;

/// The fewest letters of such a sentence in a script without spaces between words, such as Chinese.
const MIN_LETTERS: usize = 14;

/// Words by which an author recognises a sentence.
const MAX_EXCERPT: usize = 8;

/// Reports the first repetition in a document's summary.
pub(super) fn report_repeats(
    at: SourceText,
    blocks: &[Block],
    document: &Document,
    config: &Config,
    report: &mut Report,
) {
    let Some(summary) = &document.front.summary else {
        return;
    };
    let key = config.key("summary");
    let in_front = Place {
        file: document.path.clone(),
        span: document.line_of(key),
    };
    if !document.title.is_empty() && slug(summary) == slug(&document.title) {
        report.add(
            Finding::warning(
                rules::SUMMARY_REPEATS,
                format!("`{key}` says no more than the title"),
            )
            .at(in_front, "the same as the title")
            .help("say in a sentence or two what was done and what came of it, or delete the line"),
        );
        return;
    }
    let mut folded = HashSet::new();
    for sentence in sentences(summary) {
        if !folded.insert(sentence.folded) {
            let message = format!("`{key}` says `{}` twice", excerpt(sentence.words));
            report.add(
                Finding::warning(rules::SUMMARY_REPEATS, message)
                    .at(in_front, "a sentence appears twice")
                    .help("delete one of them"),
            );
            return;
        }
    }
    report.all(repeated_in_text(at, blocks, &folded, in_front));
}

/// The finding for the first of the summary's sentences that the text repeats.
fn repeated_in_text(
    at: SourceText,
    blocks: &[Block],
    summary: &HashSet<String>,
    in_front: Place,
) -> Option<Finding> {
    let beginnings: HashSet<Vec<u8>> = summary.iter().filter_map(|own| beginning(own)).collect();
    // Nearly every sentence begins otherwise than those of the summary.
    let may_repeat = |words: &&str| beginning(words).is_none_or(|own| beginnings.contains(&own));
    blocks.iter().find_map(|block| {
        let sentence = words_of_sentences(&block.words)
            .filter(may_repeat)
            .map(Sentence::of)
            .find(|sentence| summary.contains(&sentence.folded))?;
        // Emphasis or a link may be in the sentence. Then the block's beginning is its place.
        let beginning: Vec<&str> = sentence.words.split_whitespace().take(3).collect();
        let start = at.text[block.start..]
            .find(&beginning.join(" "))
            .map_or(block.start, |found| block.start + found);
        let message = format!(
            "`{}` is in the summary and in the text",
            excerpt(sentence.words)
        );
        Some(
            Finding::warning(rules::SUMMARY_REPEATS, message)
                .at(
                    at.rest_of_line(start),
                    "people read it twice, since the page shows the summary above the text",
                )
                .also(in_front.clone(), "the summary")
                .help("delete the sentence from one of them, or say it in other words"),
        )
    })
}

/// A sentence, and only its letters and digits, in lower case.
struct Sentence<'t> {
    words: &'t str,
    folded: String,
}

impl Sentence<'_> {
    fn of(words: &str) -> Sentence<'_> {
        Sentence {
            words,
            folded: slug(words),
        }
    }
}

/// The sentences of a text that are too long to appear twice by chance.
fn sentences(text: &str) -> impl Iterator<Item = Sentence<'_>> {
    words_of_sentences(text)
        .map(Sentence::of)
        .filter(|sentence| is_long(&sentence.folded))
}

/// The words of each sentence of a text, with the sign that ends it.
fn words_of_sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = rest.match_indices(['.', '!', '?', '。', '！', '？']);
        let end = ends
            .map(|(at, sign)| (at + sign.len(), sign))
            .find(|(end, sign)| {
                !sign.is_ascii() || rest[*end..].chars().next().is_none_or(char::is_whitespace)
            })
            .map_or(rest.len(), |(end, _)| end);
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence.trim())
    })
}

/// The first letters and digits of a sentence, in lower case, which its slug has too; `None` if
/// there are others than English ones among them.
fn beginning(sentence: &str) -> Option<Vec<u8>> {
    const LETTERS: usize = 5;
    let letters = sentence
        .bytes()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        .take(LETTERS);
    letters
        .map(|byte| byte.is_ascii().then(|| byte.to_ascii_lowercase()))
        .collect()
}

fn is_long(folded: &str) -> bool {
    let words = folded.split('-').count();
    words >= MIN_WORDS || words <= 2 && folded.chars().count() >= MIN_LETTERS && !folded.is_ascii()
}

/// The beginning of a sentence.
fn excerpt(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    if words.len() <= MAX_EXCERPT {
        words.join(" ")
    } else {
        format!("{} …", words[..MAX_EXCERPT].join(" "))
    }
}
