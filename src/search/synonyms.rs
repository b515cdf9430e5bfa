//! Words that mean the same into what the client needs to search for all of them.
//!
//! A meaning is a list of texts, each of one word or several: `ASB`, `anti-social behaviour`. A
//! query that has one of them (in any form, without stop words) also finds the studies that have
//! another. Which of them the library has is found out here:
//!
//! - One word is in the files of words like any other.
//! - Several words are looked for in the studies that have all of their stems: a study counts if
//!   they follow one another there, in any form. They are then a stem of their own in the files of
//!   words, named by its words with spaces between them, so that its totals are exact and the
//!   client reads it like every other.

use super::{
    Entry,
    postings::{Posting, Stem, order},
    stems::{self, Kind, Stems},
    text::{self, Apostrophes, CAPITALS, Role},
    words::{self, EncodedStem},
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most bytes that the manifest gives to the beginnings of words that have synonyms.
const MAX_BEGINNINGS: usize = 250;
/// Letters of a beginning at most, and fewer if there are too many. Forms of a word share them.
const LETTERS: usize = 4;

/// The most bytes of a name in the files of words.
const MAX_BYTES: usize = 200;

/// What the settings and the pages of terms say, in words.
pub(super) struct Synonyms<'a> {
    meanings: Vec<Vec<Member>>,
    /// The stems of all members.
    stems: FxHashSet<String>,
    lang: &'a str,
}

/// One of the texts that mean the same.
struct Member {
    /// The text that an editor wrote. Empty for a spelling that [`Synonyms::of`] added.
    text: String,
    /// Its words, and what each is.
    words: Vec<(String, Kind)>,
}

/// A member, as the client gets it.
#[derive(Serialize)]
struct Row(
    /// Its stems without stop words, separated by spaces.
    String,
    /// What it is called in the files of words; empty if no study has it.
    String,
    /// [`Member::text`].
    String,
);

/// What the client needs.
pub(super) struct File {
    pub(super) json: Vec<u8>,
    /// How the words begin that a query must have for this file to be read.
    pub(super) beginnings: Vec<String>,
}

impl Member {
    fn of(written: &str, shown: bool, stems: &Stems, apostrophes: Apostrophes) -> Option<Self> {
        let (mut plain, mut whole) = (vec![], None);
        text::each_word(written, apostrophes, |word, role| match role {
            Role::Plain => plain.push(word.to_owned()),
            // `A&E` is nothing but this word.
            Role::Made if word.contains(['&', '/', '+', '#']) || word.ends_with(CAPITALS) => {
                whole = Some(word.to_owned());
            }
            Role::Made => {}
        });
        let words = whole.map_or(plain, |whole| vec![whole]);
        let kinds = words.into_iter().map(|word| (stems.kind(&word), word));
        let words: Vec<(String, Kind)> = kinds.map(|(kind, word)| (word, kind)).collect();
        let text = if shown { written } else { "" };
        let member = Member {
            text: text.trim().to_owned(),
            words,
        };
        (!member.key().is_empty() && member.name().len() <= MAX_BYTES).then_some(member)
    }

    fn stems(&self) -> impl Iterator<Item = &str> {
        let says = self.words.iter().filter(|(_, kind)| !kind.is_stop());
        says.map(|(word, kind)| kind.stem(word))
    }

    fn key(&self) -> String {
        self.stems().collect::<Vec<_>>().join(" ")
    }

    /// Its words with spaces between them.
    fn name(&self) -> String {
        let words = self.words.iter();
        let words = words.map(|(word, _)| word.trim_end_matches(CAPITALS));
        words.collect::<Vec<_>>().join(" ")
    }

    fn has_several_words(&self) -> bool {
        self.words.len() > 1
    }
}

impl<'a> Synonyms<'a> {
    pub(super) fn of(meanings: &[Vec<String>], lang: &'a str) -> Self {
        let (of_lang, apostrophes) = (Stems::of(lang), Apostrophes::of(&stems::code(lang)));
        let members = |texts: &Vec<String>| {
            let mut members: Vec<Member> = vec![];
            let written = texts.iter().map(|text| (text.clone(), true));
            // `anti-social` is also written `antisocial`.
            let joined = texts.iter().filter(|text| text.contains('-'));
            let joined = joined.map(|text| (text.replace('-', ""), false));
            for (text, shown) in written.chain(joined) {
                let member = Member::of(&text, shown, &of_lang, apostrophes);
                let is_new =
                    |member: &Member| members.iter().all(|other| other.key() != member.key());
                members.extend(member.filter(is_new));
            }
            members
        };
        let meanings = meanings.iter().map(members);
        let meanings: Vec<Vec<Member>> = meanings.filter(|members| members.len() > 1).collect();
        let stems = meanings.iter().flatten().flat_map(Member::stems);
        Self {
            stems: stems.map(str::to_owned).collect(),
            meanings,
            lang,
        }
    }

    /// A copy of a stem that is needed below.
    pub(super) fn kept(&self, stem: &Stem) -> Option<Stem> {
        self.stems.contains(&stem.stem).then(|| stem.clone())
    }

    /// Adds to `stems` those of several words, and returns what the client needs; `None` if no
    /// study has any of them. `kept` are the stems that [`Self::kept`] returned.
    pub(super) fn file(
        &self,
        kept: Vec<Stem>,
        entries: &[Entry],
        stems: &mut Vec<EncodedStem>,
    ) -> Option<File> {
        let kept: BTreeMap<&str, &Stem> = kept
            .iter()
            .filter(|stem| !stem.list.is_empty())
            .map(|stem| (stem.stem.as_str(), stem))
            .collect();
        let phrases = self.phrases(&kept, entries);
        let called = |member: &Member| {
            if member.has_several_words() {
                let name = member.name();
                return phrases.contains_key(&name).then_some(name);
            }
            let word = &member.words[0].0;
            let stem = kept.get(member.stems().next()?)?;
            let has_word = stem.words.contains(word);
            Some(if has_word { word } else { &stem.words[0] }.clone())
        };
        let rows = |members: &Vec<Member>| -> Option<Vec<Row>> {
            let rows = members.iter().map(|member| {
                let called = called(member).unwrap_or_default();
                Row(member.key(), called, member.text.clone())
            });
            let rows: Vec<Row> = rows.collect();
            rows.iter().any(|row| !row.1.is_empty()).then_some(rows)
        };
        let meanings: Vec<(&Vec<Member>, Vec<Row>)> = self
            .meanings
            .iter()
            .filter_map(|members| Some((members, rows(members)?)))
            .collect();
        if meanings.is_empty() {
            return None;
        }
        let members = meanings.iter().flat_map(|(members, _)| *members);
        let beginnings = beginnings(members, &kept);
        let rows: Vec<&Vec<Row>> = meanings.iter().map(|(_, rows)| rows).collect();
        let json = serde_json::to_vec(&rows).expect("strings always serialise");
        for (name, list) in phrases {
            let stem = Stem {
                words: vec![name.clone()],
                stem: name,
                list,
            };
            stems.push(words::written(stem, entries.len()));
        }
        stems.sort_by(|a, b| order(&a.stem, &b.stem));
        Some(File { json, beginnings })
    }

    /// The studies that have each member of several words, by its name.
    fn phrases(
        &self,
        kept: &BTreeMap<&str, &Stem>,
        entries: &[Entry],
    ) -> BTreeMap<String, Vec<Posting>> {
        let several = self.meanings.iter().flatten();
        let several = several.filter(|member| member.has_several_words());
        let mut candidates: Vec<Vec<(usize, u32)>> = vec![vec![]; entries.len()];
        let several: Vec<&Member> = several.collect();
        for (number, member) in several.iter().enumerate() {
            for (study, level) in with_all(member, kept) {
                candidates[study as usize].push((number, level));
            }
        }
        let mut stem_of: FxHashMap<&str, &str> = FxHashMap::default();
        for stem in kept.values() {
            stem_of.extend(stem.words.iter().map(|word| (word.as_str(), &*stem.stem)));
        }
        let wanted: Vec<Vec<&str>> = several
            .iter()
            .map(|member| {
                let words = member.words.iter();
                words.map(|(word, kind)| kind.stem(word)).collect()
            })
            .collect();
        let apostrophes = Apostrophes::of(&stems::code(self.lang));
        let found = entries.par_iter().zip(&candidates).enumerate();
        let found = found.filter(|(_, (_, candidates))| !candidates.is_empty());
        let found = found.flat_map_iter(|(study, (entry, candidates))| {
            let fields = entry.fields().map(|field| {
                let mut said = vec![];
                text::each_word(&field, apostrophes, |word, role| {
                    if role == Role::Plain {
                        said.push(stem_of.get(word).map_or_else(
                            || word.trim_end_matches(CAPITALS).to_owned(),
                            |stem| (*stem).to_owned(),
                        ));
                    }
                });
                said
            });
            let wanted = &wanted;
            candidates
                .iter()
                .filter_map(move |(number, level)| {
                    let wanted = &wanted[*number];
                    let says =
                        |said: &Vec<String>| said.windows(wanted.len()).any(|at| at == wanted);
                    let in_title = says(&fields[0]);
                    let title_words = in_title.then(|| fields[0].len().min(255) as u8);
                    (in_title || fields[1..].iter().any(says))
                        .then(|| (*number, Posting::alone(study as u32, *level, title_words)))
                })
                .collect::<Vec<_>>()
        });
        let found: Vec<(usize, Posting)> = found.collect();
        let mut phrases: BTreeMap<String, Vec<Posting>> = Default::default();
        for (number, posting) in found {
            let list = phrases.entry(several[number].name()).or_default();
            // Two meanings may share a member.
            if list
                .last()
                .is_none_or(|last| last.study() < posting.study())
            {
                list.push(posting);
            }
        }
        phrases
    }
}

/// The studies that have all stems of a member, each with the lowest of their levels.
fn with_all(member: &Member, kept: &BTreeMap<&str, &Stem>) -> Vec<(u32, u32)> {
    let mut found: Option<Vec<(u32, u32)>> = None;
    for stem in member.stems() {
        let Some(stem) = kept.get(stem) else {
            return vec![];
        };
        let list = &stem.list;
        found = Some(match found {
            None => list.iter().map(|one| (one.study(), one.level())).collect(),
            Some(found) => found
                .into_iter()
                .filter_map(|(study, level)| {
                    let at = list.binary_search_by_key(&study, |one| one.study()).ok()?;
                    Some((study, level.min(list[at].level())))
                })
                .collect(),
        });
    }
    found.unwrap_or_default()
}

/// How the first words of members begin, in any form, in no more than so many bytes.
fn beginnings<'a>(
    members: impl Iterator<Item = &'a Member>,
    kept: &BTreeMap<&str, &Stem>,
) -> Vec<String> {
    let mut firsts: Vec<&str> = vec![];
    for member in members {
        let first = member.words.iter().find(|(_, kind)| !kind.is_stop());
        if let Some((word, kind)) = first {
            let stem = kind.stem(word);
            firsts.extend([word, stem]);
            let forms = kept.get(stem).map(|stem| &stem.words);
            firsts.extend(forms.into_iter().flatten().map(String::as_str));
        }
    }
    let cut = |letters| {
        let words = firsts.iter().map(|word| word.trim_end_matches(CAPITALS));
        let words = words.map(|word| word.chars().take(letters).collect());
        let cut: BTreeSet<String> = words.collect();
        cut.into_iter().collect::<Vec<_>>()
    };
    let fits = |cut: &Vec<String>| cut.join(" ").len() <= MAX_BEGINNINGS;
    let cuts = (1..=LETTERS).rev().map(cut);
    let found = cuts.into_iter().find(fits);
    found.unwrap_or_else(|| vec![String::new()])
}
