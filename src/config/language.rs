//! Names of languages as programs write them: `cy`, `en-GB`.

/// Whether a text has the form of a language tag (BCP 47): two or three letters, and behind hyphens more of up to eight.
pub fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let further = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=3).contains(&language.len()) && letters(language) && parts.all(further)
}
