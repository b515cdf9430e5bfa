//! Pictures whose words say nothing to people who cannot see them.

use super::SourceText;
use super::pasted::quoted;
use crate::report::{Finding, rules};
use crate::source::Span;

/// Words for a picture that say nothing about it, in lower case.
const VAGUE: [&str; 22] = [
    "alt",
    "alt text",
    "banner",
    "description",
    "figure",
    "graphic",
    "header",
    "header image",
    "hero",
    "image",
    "image alt text",
    "image description",
    "img",
    "photo",
    "photograph",
    "pic",
    "picture",
    "placeholder",
    "screen shot",
    "screenshot",
    "thumbnail",
    "untitled",
];

/// A picture in a text.
pub(super) struct Picture<'a> {
    /// Its bytes in the text.
    pub(super) span: Span,
    /// What is read out in its place.
    pub(super) words: &'a str,
    pub(super) target: &'a str,
    /// Whether its author wrote it as HTML.
    pub(super) is_html: bool,
}

/// The finding for a picture whose words say nothing.
pub(super) fn vague_words(at: SourceText, picture: Picture) -> Option<Finding> {
    let Picture {
        span,
        words,
        target,
        is_html,
    } = picture;
    let words = words.trim();
    let name = target.rsplit(['/', '\\']).next().unwrap_or_default();
    if !is_vague(words, name) {
        return None;
    }
    let written = if is_html {
        "alt=\"What the picture shows\"".to_owned()
    } else {
        format!("![What the picture shows]({target})")
    };
    let message = format!("`{}` does not say what the picture shows", quoted(words));
    Some(
        Finding::warning(rules::ALT_TEXT, message)
            .at(
                at.place(span.first_line(at.text)),
                "read out to people who cannot see it",
            )
            .help(format!("write `{written}`")),
    )
}

/// Whether a picture's words are a general word, with or without a number, or a file's name.
fn is_vague(words: &str, file: &str) -> bool {
    const ENDINGS: [&str; 8] = [
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".heic",
    ];
    let lower = words.to_lowercase();
    let letters = lower.trim_end_matches(|letter: char| !letter.is_alphabetic());
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_name =
        words == stem && words.contains(|letter: char| letter.is_ascii_digit() || letter == '_');
    let is_shot = lower
        .strip_prefix("screenshot")
        .or_else(|| lower.strip_prefix("screen shot"))
        .is_some_and(|rest| {
            !rest
                .replace(" at ", "")
                .replace("am", "")
                .replace("pm", "")
                .contains(char::is_alphabetic)
        });
    is_name
        || is_shot
        || VAGUE.contains(&letters)
        || ENDINGS.iter().any(|ending| lower.ends_with(ending))
}
