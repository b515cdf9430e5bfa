//! Stems into the files of words: each stem with its words and the studies that have it.
//!
//! The alphabet decides which file a word is in. Its stem and the stem's whole list are in the same
//! file, so the client never needs a second one for a word. Words of one stem nearly always share a
//! file with their stem; if they don't (`try` and `tries`), each of the files has the list.

use super::{
    bits::{self, BitWriter, varint},
    cuts,
    names::short_name,
    postings::{LEVELS, LONG_TITLE, MAX_FORMS, Posting, Stem},
};
use rayon::prelude::*;

/// A list of more studies than this is split into two tiers …
const LONG: usize = 6144;
/// … and the first tier has this many studies, those with the highest weight.
const FIRST: usize = 1024;

/// A stem, ready to be written to any file.
pub(super) struct EncodedStem {
    pub(super) stem: String,
    pub(super) words: Vec<String>,
    /// The number of studies that have it; 0 for a stop word that is in no title.
    pub(super) studies: usize,
    /// The whole list, or its first tier if `rest` has the second.
    list: List,
    rest: Option<List>,
}

/// One list of postings.
struct List {
    studies: usize,
    in_title: usize,
    /// How many of the studies have each word of the stem, if it has several.
    forms: Vec<u32>,
    bits: BitWriter,
}

/// Encodes the list of a stem. `studies` is the number of studies in the library.
pub(super) fn written(stem: Stem, studies: usize) -> EncodedStem {
    let Stem { stem, words, list } = stem;
    let forms = words.len().min(MAX_FORMS);
    if list.len() <= LONG {
        return EncodedStem {
            stem,
            words,
            studies: list.len(),
            list: List::of(&list, studies, forms, Tier::Only),
            rest: None,
        };
    }
    let mut best: Vec<&Posting> = list.iter().collect();
    best.sort_by_key(|posting| (std::cmp::Reverse(posting.level()), posting.study()));
    let by_study = |tier: &[&Posting]| {
        let mut tier: Vec<Posting> = tier.iter().map(|posting| **posting).collect();
        tier.sort_by_key(|posting| posting.study());
        tier
    };
    let (first, rest) = best.split_at(FIRST);
    EncodedStem {
        stem,
        words,
        studies: list.len(),
        list: List::of(&by_study(first), studies, forms, Tier::First),
        rest: Some(List::of(&by_study(rest), studies, forms, Tier::Only)),
    }
}

#[derive(PartialEq)]
enum Tier {
    /// Level 0 is the most common and is written as 0.
    Only,
    /// The highest level is the most common here and is written as 0.
    First,
}

impl List {
    fn of(postings: &[Posting], studies: usize, forms: usize, tier: Tier) -> Self {
        let mut bits = BitWriter::default();
        let highest = LEVELS as u32 - 1;
        let k = bits::rice_parameter(studies, postings.len());
        let mut next = 0;
        for posting in postings {
            let level = posting.level();
            bits.rice(posting.study() - next, k);
            bits.unary(
                if tier == Tier::First {
                    highest - level
                } else {
                    level
                },
                Some(highest),
            );
            next = posting.study() + 1;
        }
        let in_title = places(postings, |posting| posting.title_words() > 0);
        bits::ascending(&mut bits, in_title.iter().copied(), postings.len());
        for place in &in_title {
            let posting = postings[*place as usize];
            bits.unary(
                u32::from(LONG_TITLE) - posting.title_words(),
                Some(LONG_TITLE.into()),
            );
            if forms > 1 {
                bits.unary(posting.title_form(), Some(forms as u32 - 1));
            }
        }
        let mut having = vec![];
        if forms > 1 {
            let mut places_of = vec![vec![]; forms];
            for (at, posting) in postings.iter().enumerate() {
                let mut has = posting.forms();
                while has > 0 {
                    places_of[has.trailing_zeros() as usize].push(at as u32);
                    has &= has - 1;
                }
            }
            for (form, with) in places_of.into_iter().enumerate() {
                having.push(with.len() as u32);
                // The smaller half says which the larger is.
                let smaller = if is_minority(with.len(), postings.len()) {
                    with
                } else {
                    places(postings, |posting| posting.forms() >> form & 1 == 0)
                };
                bits::ascending(&mut bits, smaller.iter().copied(), postings.len());
            }
        }
        Self {
            studies: postings.len(),
            in_title: in_title.len(),
            forms: having,
            bits,
        }
    }

    /// Writes the numbers that stand before the list.
    fn write_counts(&self, bytes: &mut Vec<u8>) {
        if self.in_title > 0 {
            varint(bytes, self.in_title as u32);
        }
        for form in &self.forms {
            varint(bytes, *form);
        }
    }
}

/// True if at most half of the studies have something.
fn is_minority(with: usize, all: usize) -> bool {
    with * 2 <= all
}

/// Where in a list the postings are that have a property.
fn places(postings: &[Posting], has: impl Fn(Posting) -> bool) -> Vec<u32> {
    let places = postings.iter().enumerate();
    places
        .filter(|(_, posting)| has(**posting))
        .map(|(at, _)| at as u32)
        .collect()
}

/// The files of words, the files of second tiers, and the prefixes at which files of words begin.
pub(super) fn files(
    stems: &[EncodedStem],
    target: usize,
) -> (Vec<Vec<u8>>, Vec<Vec<u8>>, Vec<String>) {
    let sizes: Vec<(&str, usize)> = stems
        .iter()
        .map(|stem| {
            (
                stem.stem.as_str(),
                6 + 4 * stem.words.len() + stem.list.bits.len(),
            )
        })
        .collect();
    let starts = cuts::cuts(&sizes, target);
    let mut members: Vec<Vec<usize>> = starts.iter().map(|_| Vec::new()).collect();
    for (number, stem) in stems.iter().enumerate() {
        // In the file of its name, too, so that the client finds it for a form that no study has.
        for word in stem.words.iter().chain([&stem.stem]) {
            let file = &mut members[cuts::file_of(&starts, word)];
            if file.last() != Some(&number) {
                file.push(number);
            }
        }
    }
    for file in &mut members {
        file.dedup();
    }
    let mut rest_of = vec![(0, String::new()); stems.len()];
    let mut rests = Vec::new();
    for (number, stem) in stems.iter().enumerate() {
        if let Some(rest) = &stem.rest {
            let mut bytes = Vec::new();
            varint(
                &mut bytes,
                (rest.studies as u32) << 1 | u32::from(rest.in_title > 0),
            );
            rest.write_counts(&mut bytes);
            bytes.extend(rest.bits.to_bytes());
            rest_of[number] = (rests.len(), short_name(&bytes));
            rests.push(bytes);
        }
    }
    let files = members
        .par_iter()
        .map(|members| file(members, stems, &rest_of))
        .collect();
    (files, rests, starts)
}

fn file(members: &[usize], stems: &[EncodedStem], rest_of: &[(usize, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut lists = BitWriter::default();
    varint(&mut bytes, members.len() as u32);
    let mut last: &[u8] = &[];
    for number in members {
        let stem = &stems[*number];
        let letters = stem.stem.as_bytes();
        front_coded(&mut bytes, last, letters);
        for (at, word) in stem.words.iter().enumerate() {
            ending(
                &mut bytes,
                letters,
                word.as_bytes(),
                at + 1 < stem.words.len(),
            );
        }
        let list = &stem.list;
        varint(
            &mut bytes,
            (stem.studies as u32) << 2
                | u32::from(stem.rest.is_some()) << 1
                | u32::from(list.in_title > 0),
        );
        if stem.rest.is_some() {
            let (rest, name) = &rest_of[*number];
            varint(&mut bytes, list.studies as u32);
            varint(&mut bytes, *rest as u32);
            bytes.extend(name.as_bytes());
        }
        list.write_counts(&mut bytes);
        lists.append(&list.bits);
        last = letters;
    }
    bytes.extend(lists.to_bytes());
    bytes
}

/// Writes a string by what it shares with the last one: a byte of two halves (bytes shared, bytes
/// that follow), then the bytes that follow. 15 in the lower half means that the next byte has
/// their number.
pub(super) fn front_coded(bytes: &mut Vec<u8>, last: &[u8], this: &[u8]) {
    let shared = shared(last, this).min(15);
    let rest = &this[shared..];
    bytes.push((shared << 4 | rest.len().min(15)) as u8);
    if rest.len() >= 15 {
        bytes.push(rest.len() as u8);
    }
    bytes.extend(rest);
}

/// Writes a word by its stem: a byte with the number of bytes dropped from the stem's end (3 bits;
/// 7: all), whether another word follows (1 bit) and the number of bytes added (4 bits; 15: the
/// next byte has it), then the bytes added.
fn ending(bytes: &mut Vec<u8>, stem: &[u8], word: &[u8], more: bool) {
    let shared = shared(stem, word);
    let (gone, rest) = match stem.len() - shared {
        gone @ ..7 => (gone, &word[shared..]),
        _ => (7, word),
    };
    bytes.push((gone << 5 | usize::from(more) << 4 | rest.len().min(15)) as u8);
    if rest.len() >= 15 {
        bytes.push(rest.len() as u8);
    }
    bytes.extend(rest);
}

fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}
