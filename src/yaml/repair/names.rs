//! The keys that the front matter of one library can have, to tell a key with a mistake in it from
//! text.

use super::text::{first_word, indent, key_colon};

/// The keys as the library writes them. Empty for a file about which nothing is known.
#[derive(Debug, Default)]
pub struct KeyNames<'a> {
    /// The keys of the front matter itself.
    pub keys: Vec<&'a str>,
    /// Each key that holds a group of keys, or a list of such groups, with the keys of the group.
    pub parts: Vec<(&'a str, &'static [&'static str])>,
    /// The keys that hold a list of terms.
    pub lists: Vec<&'a str>,
}

impl KeyNames<'_> {
    /// True if a line starts with a known key and the colon of a key.
    pub fn heads(&self, text: &str) -> bool {
        let key = |colon: usize| text[..colon].trim_end().trim_matches(['"', '\'']);
        indent(text) == 0 && key_colon(text).is_some_and(|colon| self.is_key(key(colon)))
    }

    /// True if a line starts with a known key, even with a mistake in its colon or in the space
    /// after it.
    pub(super) fn begins(&self, text: &str) -> bool {
        let word = first_word(text);
        word.len() < text.trim_end().len() && self.is_key(word)
    }

    /// True if `word` is a key of the front matter itself.
    pub(super) fn is_key(&self, word: &str) -> bool {
        self.keys.contains(&word)
    }

    /// True if `word` is a key of some group. Nearly every word is not.
    pub(super) fn is_some_part(&self, word: &str) -> bool {
        self.parts.iter().any(|(_, parts)| parts.contains(&word))
    }

    /// True if `word` can be a key below the key `of`.
    pub(super) fn is_part(&self, word: &str, of: &str) -> bool {
        let parts = self.parts.iter().find(|(key, _)| *key == of);
        parts.is_some_and(|(_, parts)| parts.contains(&word))
    }
}
