//! Welsh words into the words that they are forms of.
//!
//! A Welsh word changes at its beginning after certain words: `Caerdydd`, `i Gaerdydd`, `yng
//! Nghaerdydd`, `a Chaerdydd`; `ysgol`, `ei hysgol`. The word in a dictionary is the *radical*; a
//! form is listed in the index under its radical, as the forms of an English word are under its
//! stem, so the client finds it without knowing any of this.
//!
//! Some beginnings are always of a form: no radical begins with `ngh`. Others may be: `dir` is a
//! form of `tir`, but `dim` is a word of its own, and `faes` is of `maes` while `fyd` is of `byd`.
//! There the library decides. A word is taken for a form of a radical if the library has that
//! radical, or a form of it that can be nothing else (`a thir`); and if it is not known to be a
//! radical itself: by the table, or since the library has a form of it. Context would tell more, but
//! words are stemmed once, not wherever they appear.
//!
//! Only words that studies in Welsh have count: the index of a library in two languages has the
//! words of studies that are not translated, too, and `gold` is no form of `cold`.
//!
//! The client has the same beginnings, for words that no study has (src/search/client/stem/cy.mjs).

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::OnceLock;

/// Beginnings of forms, each with that of the radical.
#[derive(Deserialize)]
struct Table {
    /// Letters of several signs. A word that begins with one begins with no shorter letter.
    letters: Vec<String>,
    certain: Vec<(String, String)>,
    possible: Vec<(String, String)>,
    /// Radicals that look like forms of another word, folded and separated by spaces.
    ///
    /// Of 64,554 words of a dictionary, 939 have another that they may be a form of. These are the
    /// common ones among them. Where the form is the more common of the two, it is not here: `bob`
    /// is of `pob`, `les` of `lles`, `lawr` of `llawr`.
    own: String,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        serde_json::from_str(include_str!("client/stem/welsh.json"))
            .expect("a test reads this table")
    })
}

/// The words that come from a word by one of some pairs of beginnings.
fn changed<'a>(
    word: &'a str,
    pairs: &'a [(String, String)],
) -> impl Iterator<Item = String> + use<'a> {
    let letters = &table().letters;
    let letter = letters.iter().find(|letter| word.starts_with(&***letter));
    let least = letter.map_or(0, String::len);
    pairs
        .iter()
        .filter(move |(from, _)| from.len() >= least)
        .filter_map(|(from, to)| Some([to, word.strip_prefix(&**from)?].concat()))
}

/// The radicals of a library's Welsh words.
#[derive(Default)]
pub(super) struct Radicals<'a> {
    /// How many studies in Welsh have each word.
    studies: FxHashMap<&'a str, u32>,
    /// Radicals of which the library has a form that can be nothing else.
    attested: FxHashSet<String>,
    own: FxHashSet<&'static str>,
}

impl<'a> Radicals<'a> {
    /// `words`: those of studies in Welsh, without stop words, each with the number of these
    /// studies.
    pub(super) fn of(words: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut radicals = Self {
            studies: FxHashMap::default(),
            attested: FxHashSet::default(),
            own: table().own.split(' ').collect(),
        };
        for (word, studies) in words {
            let is_word = word.chars().all(char::is_alphabetic);
            if studies > 0 && is_word {
                radicals.attested.extend(radicals.certain(word));
                radicals.studies.insert(word, studies);
            }
        }
        radicals
    }

    /// The radical of a form; `None` for a word that is none, or may be none.
    pub(super) fn radical(&self, word: &str) -> Option<String> {
        let own_studies = self.studies.get(word)?;
        if let Some(radical) = self.certain(word) {
            return Some(radical);
        }
        self.possible(word)
            .filter(|(radical, studies)| {
                // `b` and `d` seldom become `m` and `n`.
                let is_nasal = word.starts_with(['m', 'n']) && radical.starts_with(['b', 'd']);
                !is_nasal || studies >= own_studies
            })
            // What may itself be a form is no radical: `oed` is no form of `goed`, from `coed`.
            .filter(|(radical, _)| self.possible(radical).next().is_none())
            .max_by_key(|(_, studies)| *studies)
            .map(|(radical, _)| radical)
    }

    fn certain(&self, word: &str) -> Option<String> {
        if self.own.contains(word) {
            return None;
        }
        let radical = changed(word, &table().certain).next()?;
        // `chwaer` and `chwilio` are radicals, `chwsmer` is not; the library knows `cwestiwn`.
        let is_chw =
            word.starts_with("chw") && word[3..].starts_with(['a', 'e', 'i', 'o', 'w', 'y']);
        (!is_chw || self.studies.contains_key(&*radical)).then_some(radical)
    }

    /// The radicals that a word may be a form of and the library has, each with its studies.
    fn possible<'s>(&'s self, word: &'s str) -> impl Iterator<Item = (String, u32)> + 's {
        let is_radical = self.own.contains(word) || self.attested.contains(word);
        let may_be = if is_radical { "" } else { word };
        changed(may_be, &table().possible).filter_map(|radical| {
            let studies = self.studies.get(&*radical).copied();
            let is_known = studies.is_some() || self.attested.contains(&*radical);
            is_known.then(|| (radical, studies.unwrap_or_default()))
        })
    }
}
