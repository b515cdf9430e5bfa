//! Where a study has the words of a stem: the four fields, before they become a level.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::text::{self, Apostrophes};
use super::{Entry, stems};

/// How often each field of a study has each of some words. A word that a field does not have is left
/// out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Occurrences {
    /// In the title.
    pub title: Vec<(String, usize)>,
    /// In the names of terms, the organisation and other text fields.
    pub labels: Vec<(String, usize)>,
    /// In the summary.
    pub summary: Vec<(String, usize)>,
    /// In the text.
    pub text: Vec<(String, usize)>,
}

/// Counts the `words` of the index of one language in a study.
pub fn occurrences(entry: &Entry, lang: &str, words: &[String]) -> Occurrences {
    let apostrophes = Apostrophes::of(&stems::code(lang));
    let [title, labels, summary, text] = entry.fields().map(|text| {
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        text::each_word(&text, apostrophes, |word, _| {
            if words.iter().any(|known| known == word) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        });
        let known = words.iter();
        known
            .filter_map(|word| Some((word.clone(), *counts.get(word)?)))
            .collect()
    });
    Occurrences {
        title,
        labels,
        summary,
        text,
    }
}
