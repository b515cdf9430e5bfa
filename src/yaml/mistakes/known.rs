//! The keys that a front matter of one library can have: they tell a key with a slip in it from
//! text.

use super::text::{indent, key_colon};

/// The keys as the library writes them; none of a file of which nothing is known.
#[derive(Debug, Default)]
pub struct Known<'a> {
    pub keys: Vec<&'a str>,
    /// What can stand below a key that holds a group of keys, or a list of such groups.
    pub parts: Vec<(&'a str, &'static [&'static str])>,
}

impl Known<'_> {
    /// Whether a line begins with a known key and the colon of a key.
    pub fn heads(&self, text: &str) -> bool {
        indent(text) == 0
            && key_colon(text).is_some_and(|colon| {
                self.is_key(text[..colon].trim_end().trim_matches(['"', '\'']))
            })
    }

    /// Whether a line begins with a known key, which may have a slip in its colon or in the space
    /// after it.
    pub(super) fn begins(&self, text: &str) -> bool {
        let word = first_word(text);
        word.len() < text.trim_end().len() && self.is_key(word)
    }

    /// Whether a line further in begins with what may be a part of a group of keys, and lacks the
    /// colon or the space of one.
    pub(super) fn begins_part(&self, line: &str) -> bool {
        let text = line.trim_start_matches(' ');
        let item = text.strip_prefix("- ");
        let is_further_in = item.is_some() || text.len() < line.len();
        let text = item.unwrap_or(text);
        let lacks_colon = |rest: &str| !rest.is_empty() && rest != ":" && !rest.starts_with(": ");
        is_further_in && {
            let word = first_word(text);
            lacks_colon(&text[word.len()..])
                && self.parts.iter().any(|(_, parts)| parts.contains(&word))
        }
    }

    /// Whether a line begins with what is a part of a group of keys, and no key of the front
    /// matter.
    pub(super) fn heads_part(&self, line: &str) -> bool {
        let word = first_word(line);
        line[word.len()..].starts_with(':')
            && !self.is_key(word)
            && self.parts.iter().any(|(_, parts)| parts.contains(&word))
    }

    pub(super) fn is_key(&self, word: &str) -> bool {
        self.keys.contains(&word)
    }

    /// What can stand below `key`.
    pub(super) fn parts_of(&self, key: &str) -> &'static [&'static str] {
        self.parts
            .iter()
            .find(|(of, _)| *of == key)
            .map_or(&[], |(_, parts)| parts)
    }
}

/// The word a line begins with, up to what stands for its colon.
pub(super) fn first_word(text: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '﹕' | '=');
    &text[..text.find(ends).unwrap_or(text.len())]
}
