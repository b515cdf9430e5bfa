//! Terms that would have one page, and are different things.

use crate::report::{Finding, rules};

/// The finding, without its place, for two terms with one slug that are told apart by signs which
/// no address has: `C`, `C++` and `C#`. `None` if they are one term, written two ways.
pub fn share_address(name: &str, other: &str) -> Option<Finding> {
    if signs(name).eq(signs(other)) {
        return None;
    }
    let signed = if signs(name).next().is_some() {
        name
    } else {
        other
    };
    let in_words = signed.replace('#', " sharp").replace("++", " plus plus");
    let in_words = in_words.replace('+', " plus");
    let help = if signs(&in_words).next().is_some() {
        format!("write the signs of `{signed}` as words")
    } else {
        format!("write the signs as words: `{in_words}` in place of `{signed}`")
    };
    let message = format!("`{name}` and `{other}` are different terms, but would have one page");
    Some(Finding::error(rules::TERMS_SHARE_ADDRESS, message).help(help))
}

/// The signs of a term that make it another one. Other punctuation only varies how one term is
/// written.
fn signs(term: &str) -> impl Iterator<Item = char> {
    term.chars()
        .filter(|letter| "+#♯*%@=<>$£€°".contains(*letter))
}
