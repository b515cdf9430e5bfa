//! Studies into postings: for each stem, the studies that have it and its weight in each, as one of
//! eight levels.
//!
//! The studies are cut into a few large parts. Threads work on the parts one by one, and meet only
//! where all parts have to be known:
//!
//! ```text
//!   studies     part 0         part 1        …    each part alone
//!                 │ WordCounts::of
//!                 ▼              ▼
//!   WordCounts  word → counts  word → counts      words numbered in each part
//!                 └──────┬───────┘
//!                        ▼ Vocabulary::of         all parts: words → stems, in order
//!                 ┌──────┴───────┐
//!                 ▼ StemCounts::of
//!   StemCounts  stem → counts  stem → counts      stems numbered the same in all parts
//!                 └──────┬───────┘
//!                        ▼ Weigher                all parts: mean lengths
//!                 ┌──────┴───────┐
//!                 ▼ Lists::of    ▼
//!   Lists       stem → postings stem → postings   sorted by stem
//!                 └──────┬───────┘
//!                        ▼ make                   all parts: the whole list of one stem,
//!   Stem        stem → its words and postings     one stem after the other
//! ```
//!
//! Counts are the bulk of it: 30 million at 100,000 studies. They are kept as bytes, study by
//! study:
//!
//! ```text
//!   Packed      one block of about 256 kB │ the next …
//!   a study     │ how many │ number·0 │ number·1 title labels summary text │ number·0 │ …
//!                            once in the text      the four counts
//! ```
//!
//! Each step reads the blocks of the step before and frees them one by one, so that the two never
//! fill memory together. The result does not depend on the number of parts: stems come out in
//! alphabetical order, and the studies of each in their own order.

use super::{
    Entry,
    bits::varint,
    near::{self, PartSteps, StepWord, Steps},
    stems::{self, Kind, Stems},
    text::{self, Apostrophes, Role},
    welsh::Radicals,
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// The fields, in the order of all arrays of four: title, labels, summary, text.
pub(super) const FIELDS: usize = 4;
/// The number of the field that is the text.
const TEXT: usize = 3;
/// How much a word in each field counts.
const WEIGHT: [f32; FIELDS] = [2.0, 1.5, 1.0, 1.0];
/// How much the length of a field counts against its words.
const B: [f32; FIELDS] = [0.75, 0.5, 0.75, 0.6];
/// How soon more of the same word stops to matter. BM25's usual value.
const K1: f32 = 1.2;
/// The number of levels that weights are rounded to.
pub(super) const LEVELS: usize = 8;
/// The least weight of each level but the lowest, on BM25's scale.
///
/// They are fixed, so that one edited sentence leaves the levels of all other studies alone. On
/// texts that people wrote, the levels get some 40, 24, 15, 9, 6, 3, 2 and 1 % of the postings; with
/// shares that nearly halve, unary is the best code for a level.
const BOUNDS: [f32; LEVELS - 1] = [0.95, 1.18, 1.375, 1.545, 1.70, 1.84, 1.975];
/// Lengths are rounded to this part of a doubling, so that a few more words in a study change none
/// of its levels.
const LENGTH_STEPS: f32 = 4.0;
/// The words of a stem that each study has are known up to this number of them; the others count
/// as one.
pub(super) const MAX_FORMS: usize = 16;
/// A title of this many words or more is long.
pub(super) const LONG_TITLE: u8 = 7;

/// What was counted in the studies of one language.
pub(super) struct Postings<T> {
    /// What the caller made from each stem, in the order of [`order`].
    pub(super) stems: Vec<T>,
    /// The words that are only searched in titles.
    pub(super) stop_words: Vec<String>,
    /// The weight that each level stands for, on BM25's scale: below `k1 + 1`.
    pub(super) levels: [f32; LEVELS],
    /// The steps of each part of the studies (see [`near`]).
    pub(super) steps: Vec<PartSteps>,
}

/// A stem, its words, and its postings.
#[derive(Clone)]
pub(super) struct Stem {
    pub(super) stem: String,
    /// The words that have it (folded), those of most studies first. A word's place is its number.
    pub(super) words: Vec<String>,
    /// Ascending by study.
    pub(super) list: Vec<Posting>,
}

/// A stem in one study.
///
/// In bits, from the lowest: level 3, words of the title 3 (0 if the stem is not in it), number of
/// the stem's first word in the title 4, the stem's words in the study 16, study 32.
#[derive(Clone, Copy)]
pub(super) struct Posting(u64);

impl Posting {
    fn of(study: u32, level: u8, forms: Forms, title_words: u8) -> Self {
        let title = forms.in_title.map_or(0, |form| {
            u64::from(form) << 6 | u64::from(title_words.clamp(1, LONG_TITLE)) << 3
        });
        Self(u64::from(study) << 32 | u64::from(forms.all) << 10 | title | u64::from(level))
    }

    /// That of a stem with a single word.
    pub(super) fn alone(study: u32, level: u32, title_words: Option<u8>) -> Self {
        let in_title = title_words.map(|_| 0);
        let forms = Forms { all: 1, in_title };
        Self::of(study, level as u8, forms, title_words.unwrap_or_default())
    }

    pub(super) fn study(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(super) fn level(self) -> u32 {
        (self.0 & 7) as u32
    }

    /// The number of words in the title, [`LONG_TITLE`] for more; 0 if the stem is not in it.
    pub(super) fn title_words(self) -> u32 {
        (self.0 >> 3 & 7) as u32
    }

    /// The number of the first of the stem's words in the title.
    pub(super) fn title_form(self) -> u32 {
        (self.0 >> 6 & 15) as u32
    }

    /// The stem's words that the study has, a bit each.
    pub(super) fn forms(self) -> u16 {
        (self.0 >> 10) as u16
    }
}

/// Which of a stem's words a study has, by their numbers.
#[derive(Clone, Copy, Default)]
struct Forms {
    /// A bit each.
    all: u16,
    /// The first of those in the title.
    in_title: Option<u8>,
}

/// How often each field of a study has a word or a stem. A count stops at its type's largest
/// number, which is far beyond where more of the same word matters.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Counts {
    pub(super) title: u8,
    pub(super) labels: u8,
    pub(super) summary: u8,
    pub(super) text: u16,
}

/// The order in which the client compares words: by UTF-16 code units, as `<` does in JavaScript.
pub(super) fn order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.cmp(b)
    } else {
        a.encode_utf16().cmp(b.encode_utf16())
    }
}

/// The postings of one language's studies.
///
/// `make` gets each stem as soon as its list is complete, and returns what to keep of it: at
/// 100,000 studies all lists together would take a quarter of a gigabyte.
pub(super) fn postings<T: Send>(
    entries: &[Entry],
    lang: &str,
    make: impl Fn(Stem) -> T + Sync,
) -> Postings<T> {
    let Counted {
        vocabulary,
        parts,
        steps,
    } = counted(entries, lang);
    let weigher = Weigher::of(&parts);
    let levels = mean_weights(&parts, &weigher);
    let stems = vocabulary.stems.len();
    let parts: Vec<Lists> = parts
        .into_par_iter()
        .map(|part| Lists::of(part, stems, &weigher))
        .collect();
    let stems = vocabulary.stems.into_par_iter().enumerate();
    let stems = stems.map(|(number, (stem, words))| {
        let lists: Vec<&[Posting]> = parts.iter().map(|part| part.list(number)).collect();
        make(Stem {
            stem,
            words,
            list: lists.concat(),
        })
    });
    Postings {
        // A stop word that is in no title has no list.
        stems: stems.collect(),
        stop_words: vocabulary.stop_words,
        levels,
        steps,
    }
}

/// The counts of every stem in every study, by part.
struct Counted {
    vocabulary: Vocabulary,
    parts: Vec<StemCounts>,
    steps: Vec<PartSteps>,
}

fn counted(entries: &[Entry], lang: &str) -> Counted {
    let size = entries
        .len()
        .div_ceil(rayon::current_num_threads() * 2)
        .max(64);
    let in_texts = entries.len() <= near::MAX_STUDIES;
    let mut texts: Vec<WordCounts> = entries
        .par_chunks(size)
        .enumerate()
        .map(|(n, entries)| WordCounts::of((n * size) as u32, entries, lang, in_texts))
        .collect();
    let steps = texts.iter_mut().map(|part| std::mem::take(&mut part.steps));
    let steps = steps.collect();
    let vocabulary = Vocabulary::of(&texts, lang);
    let numbered = texts.into_par_iter().enumerate();
    let parts = numbered
        .map(|(n, texts)| StemCounts::of((n * size) as u32, texts, &vocabulary.places[n]))
        .collect();
    Counted {
        vocabulary,
        parts,
        steps,
    }
}

impl Counts {
    fn one_more_in(&mut self, field: usize) {
        match field {
            0 => self.title = self.title.saturating_add(1),
            1 => self.labels = self.labels.saturating_add(1),
            2 => self.summary = self.summary.saturating_add(1),
            _ => self.text = self.text.saturating_add(1),
        }
    }
}

/// The counts of a part, study by study: how many numbers the study has, then those numbers.
///
/// A number is that of a word or of a stem. Its lowest bits say whether counts and forms follow:
/// most words are once in the text and nowhere else, and need none. Counts take two bytes here, and
/// would take eight as plain values.
///
/// The bytes are in blocks, so that a reader can free them one by one.
#[derive(Default)]
struct Packed {
    blocks: Vec<Vec<u8>>,
}

/// A block that has this many bytes is full. It holds a few hundred studies.
const BLOCK: usize = 256 * 1024;

/// What is known of a word or of a stem in one study. A word has no forms.
#[derive(Clone, Copy, Default)]
struct Tallied {
    counts: Counts,
    forms: Forms,
}

const ONCE: Counts = Counts {
    title: 0,
    labels: 0,
    summary: 0,
    text: 1,
};

impl Packed {
    fn study(&mut self, found: impl ExactSizeIterator<Item = (u32, Tallied)>) {
        if self.blocks.last().is_none_or(|block| block.len() >= BLOCK) {
            self.blocks.push(vec![]);
        }
        let block = self.blocks.last_mut().expect("there is one now");
        varint(block, found.len() as u32);
        for (number, Tallied { counts, forms }) in found {
            let has_counts = counts != ONCE;
            let has_forms = forms.all > 1;
            varint(
                block,
                number << 2 | u32::from(has_forms) << 1 | u32::from(has_counts),
            );
            if has_counts {
                block.extend([counts.title, counts.labels, counts.summary]);
                varint(block, counts.text.into());
            }
            if has_forms {
                varint(block, forms.all.into());
                if counts.title > 0 {
                    block.push(forms.in_title.unwrap_or_default());
                }
            }
        }
    }
}

/// The rest of a block that is being read.
struct Unpacked<'a>(&'a [u8]);

impl Unpacked<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads the next study, and calls `found` with each of its numbers.
    fn study(&mut self, mut found: impl FnMut(u32, Tallied)) {
        for _ in 0..self.varint() {
            let head = self.varint();
            let counts = match head & 1 {
                0 => ONCE,
                _ => Counts {
                    title: self.byte(),
                    labels: self.byte(),
                    summary: self.byte(),
                    text: self.varint() as u16,
                },
            };
            let all = if head & 2 > 0 {
                self.varint() as u16
            } else {
                1
            };
            let in_title = (counts.title > 0).then(|| if all > 1 { self.byte() } else { 0 });
            let forms = Forms { all, in_title };
            found(head >> 2, Tallied { counts, forms });
        }
    }

    fn byte(&mut self) -> u8 {
        let (byte, rest) = self
            .0
            .split_first()
            .expect("as many bytes are read as were written");
        self.0 = rest;
        *byte
    }

    fn varint(&mut self) -> u32 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = u32::from(self.byte());
            value |= (byte & 127) << shift;
            if byte < 128 {
                return value;
            }
            shift += 7;
        }
    }
}

/// The counts of the study that is being counted, by number.
#[derive(Default)]
struct Tally {
    found: Vec<Tallied>,
    /// The numbers that have a count, in the order in which they came.
    touched: Vec<u32>,
}

impl Tally {
    fn of(&mut self, number: u32) -> &mut Tallied {
        if number as usize >= self.found.len() {
            self.found.resize(number as usize + 1, Tallied::default());
        }
        let tallied = &mut self.found[number as usize];
        if tallied.counts == Counts::default() {
            self.touched.push(number);
        }
        tallied
    }

    /// Writes the study, and clears the tally for the next.
    fn pack(&mut self, packed: &mut Packed) {
        let found = &mut self.found;
        packed.study(
            self.touched
                .drain(..)
                .map(|number| (number, std::mem::take(&mut found[number as usize]))),
        );
    }
}

/// The counts of every word of a part, the words as they are written.
struct WordCounts {
    /// The words by their numbers in this part.
    words: Vec<Box<str>>,
    /// In how many studies each is.
    studies: Vec<u32>,
    /// The same, of studies in the language of the index; only known if that is Welsh.
    own: Vec<u32>,
    counts: Packed,
    /// The number of words in each study's title, stop words included.
    title_words: Vec<u8>,
    steps: PartSteps,
}

impl WordCounts {
    /// `first` is the number of the first study. `in_texts`: whether the steps of the texts are kept,
    /// not only those of titles and summaries.
    fn of(first: u32, entries: &[Entry], lang: &str, in_texts: bool) -> Self {
        let apostrophes = Apostrophes::of(&stems::code(lang));
        let stems = Stems::of(lang);
        let mut step_words: Vec<StepWord> = vec![];
        let (mut steps, mut all_steps) = (Steps::default(), PartSteps::default());
        let mut words = WordNumbers::default();
        let (mut tally, mut counts) = (Tally::default(), Packed::default());
        let (mut studies, mut own) = (vec![], vec![]);
        let is_welsh = stems::code(lang) == "cy";
        let mut title_words = vec![];
        for (study, entry) in (first..).zip(entries) {
            for (field, text) in entry.fields().into_iter().enumerate() {
                let mut plain = 0_u8;
                steps.begin();
                text::each_word(&text, apostrophes, |word, role| {
                    let number = words.number(word);
                    if number as usize == step_words.len() {
                        let word = word.trim_end_matches(text::CAPITALS);
                        step_words.push(StepWord::of(word, stems.is_stop(word)));
                    }
                    tally.of(number).counts.one_more_in(field);
                    if role != Role::Plain {
                        return;
                    }
                    plain = plain.saturating_add(1);
                    if in_texts || field != TEXT {
                        steps.word(step_words[number as usize]);
                    }
                });
                if field == 0 {
                    title_words.push(plain);
                }
            }
            studies.resize(words.all.len(), 0);
            for word in &tally.touched {
                studies[*word as usize] += 1;
            }
            if is_welsh && entry.lang.is_none() {
                own.resize(words.all.len(), 0);
                for word in &tally.touched {
                    own[*word as usize] += 1;
                }
            }
            tally.pack(&mut counts);
            all_steps.add(study, &mut steps);
        }
        Self {
            words: words.all,
            studies,
            own,
            counts,
            title_words,
            steps: all_steps,
        }
    }
}

/// The words of a part, each with its number.
///
/// Finding a word takes longer than everything else that is done with it, and most of that is
/// waiting for memory. So words of up to 16 bytes are kept as numbers, in tables of their own,
/// without a pointer to follow.
#[derive(Default)]
struct WordNumbers {
    short: FxHashMap<u64, u32>,
    middling: FxHashMap<(u64, u64), u32>,
    long: FxHashMap<Box<str>, u32>,
    all: Vec<Box<str>>,
}

impl WordNumbers {
    fn number(&mut self, word: &str) -> u32 {
        let next = self.all.len() as u32;
        let bytes = word.as_bytes();
        let number = match bytes.split_at_checked(8) {
            None | Some((_, [])) => *self.short.entry(padded(bytes)).or_insert(next),
            Some((first, last)) if last.len() <= 8 => *self
                .middling
                .entry((padded(first), padded(last)))
                .or_insert(next),
            _ => match self.long.get(word) {
                Some(number) => *number,
                None => *self.long.entry(word.into()).or_insert(next),
            },
        };
        if number == next {
            self.all.push(word.into());
        }
        number
    }
}

/// Up to eight bytes as a number, filled up with zeros. Two loads that overlap are faster than a
/// copy of so few bytes.
fn padded(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last)) >> (8 * (8 - bytes.len()));
            u64::from(u32::from_le_bytes(*first)) | last << 32
        }
        _ => bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// The words and stems of all parts.
struct Vocabulary {
    /// Each stem with its words; the stems in the order of [`order`], the words of most studies
    /// first.
    stems: Vec<(String, Vec<String>)>,
    stop_words: Vec<String>,
    /// For each part: what each of its words is, by the word's number.
    places: Vec<Vec<WordPlace>>,
}

/// A word's place among all stems.
#[derive(Clone, Copy, Default)]
struct WordPlace {
    /// The number of its stem.
    stem: u32,
    /// Its number among the words of that stem, below [`MAX_FORMS`].
    form: u8,
    /// True if it is only searched in titles.
    stop: bool,
}

impl Vocabulary {
    /// Stems each word once.
    fn of(texts: &[WordCounts], lang: &str) -> Self {
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        let mut words: Vec<(&str, u32)> = Vec::new();
        let mut places: Vec<Vec<usize>> = vec![];
        for part in texts {
            let mut part_places = Vec::with_capacity(part.words.len());
            for (word, studies) in part.words.iter().zip(&part.studies) {
                let place = *numbers.entry(word).or_insert_with(|| {
                    words.push((word, 0));
                    words.len() - 1
                });
                words[place].1 += studies;
                part_places.push(place);
            }
            places.push(part_places);
        }
        let radicals = radicals(texts, lang);
        let stemmed = words.par_iter().enumerate().map_init(
            || Stems::of(lang),
            |stems, (place, (word, studies))| {
                let radical = radicals.radical(word).map(Kind::Stem);
                (
                    radical.unwrap_or_else(|| stems.kind(word)),
                    *word,
                    *studies,
                    place,
                )
            },
        );
        let mut stemmed: Vec<(Kind, &str, u32, usize)> = stemmed.collect();
        stemmed.par_sort_unstable_by(|a, b| {
            let stems = order(a.0.stem(a.1), b.0.stem(b.1));
            let stops = a.0.is_stop().cmp(&b.0.is_stop());
            stems
                .then(stops)
                .then(b.2.cmp(&a.2))
                .then_with(|| order(a.1, b.1))
        });
        let mut numbered = vec![WordPlace::default(); words.len()];
        let (mut stems, mut stop_words): (Vec<(String, Vec<String>)>, _) = (Vec::new(), Vec::new());
        let mut last_stops = false;
        for (kind, word, _, place) in stemmed {
            let (stem, stop) = (kind.stem(word), kind.is_stop());
            if stop {
                stop_words.push(word.to_owned());
            }
            match stems.last_mut() {
                Some((last, words)) if last == stem && last_stops == stop => {
                    words.push(word.to_owned());
                }
                _ => stems.push((stem.to_owned(), vec![word.to_owned()])),
            }
            last_stops = stop;
            let forms = stems.last().map_or(0, |(_, words)| words.len());
            numbered[place] = WordPlace {
                stem: stems.len() as u32 - 1,
                form: forms.min(MAX_FORMS) as u8 - 1,
                stop,
            };
        }
        let places = places
            .iter()
            .map(|part| part.iter().map(|place| numbered[*place]).collect())
            .collect();
        Self {
            stems,
            stop_words,
            places,
        }
    }
}

/// The radicals of all Welsh words that say something; none in another language.
fn radicals<'a>(texts: &'a [WordCounts], lang: &str) -> Radicals<'a> {
    let stems = Stems::of(lang);
    let mut studies: FxHashMap<&str, u32> = FxHashMap::default();
    for part in texts {
        for (word, own) in part.words.iter().zip(&part.own) {
            *studies.entry(word).or_default() += own;
        }
    }
    studies.retain(|word, _| !stems.is_stop(word));
    Radicals::of(studies.into_iter())
}

/// The counts of every stem of a part.
struct StemCounts {
    /// The number of its first study.
    first: u32,
    counts: Packed,
    /// The number of words in each field of each study, without stop words.
    lengths: Vec<[u32; FIELDS]>,
    /// The number of words in each study's title, stop words included.
    title_words: Vec<u8>,
}

impl StemCounts {
    fn of(first: u32, texts: WordCounts, places: &[WordPlace]) -> Self {
        let (mut tally, mut counts) = (Tally::default(), Packed::default());
        let mut all_lengths = vec![];
        for block in texts.counts.blocks {
            let mut words = Unpacked(&block);
            while !words.is_empty() {
                let mut lengths = [0; FIELDS];
                words.study(|word, Tallied { counts, .. }| {
                    let place = places[word as usize];
                    if place.stop && counts.title == 0 {
                        return;
                    }
                    let all = tally.of(place.stem);
                    let in_title = all.forms.in_title;
                    all.forms.all |= 1 << place.form;
                    all.counts.title = all.counts.title.saturating_add(counts.title);
                    if counts.title > 0 {
                        all.forms.in_title = in_title.or(Some(place.form));
                    }
                    if place.stop {
                        return;
                    }
                    all.counts.labels = all.counts.labels.saturating_add(counts.labels);
                    all.counts.summary = all.counts.summary.saturating_add(counts.summary);
                    all.counts.text = all.counts.text.saturating_add(counts.text);
                    lengths[0] += u32::from(counts.title);
                    lengths[1] += u32::from(counts.labels);
                    lengths[2] += u32::from(counts.summary);
                    lengths[3] += u32::from(counts.text);
                });
                tally.pack(&mut counts);
                all_lengths.push(lengths);
            }
        }
        Self {
            first,
            counts,
            lengths: all_lengths,
            title_words: texts.title_words,
        }
    }

    /// Calls `found` with each study, stem and what is known of it, study by study.
    fn each(&self, mut found: impl FnMut(u32, u32, Tallied)) {
        let mut study = self.first;
        for block in &self.counts.blocks {
            each_of(block, &mut study, &mut found);
        }
    }

    /// The same, and frees each block when it has been read.
    fn into_each(counts: Packed, first: u32, mut found: impl FnMut(u32, u32, Tallied)) {
        let mut study = first;
        for block in counts.blocks {
            each_of(&block, &mut study, &mut found);
        }
    }
}

/// Calls `found` for the studies of a block, and counts `study` up from the block's first.
fn each_of(block: &[u8], study: &mut u32, found: &mut impl FnMut(u32, u32, Tallied)) {
    let mut studies = Unpacked(block);
    while !studies.is_empty() {
        studies.study(|stem, tallied| found(*study, stem, tallied));
        *study += 1;
    }
}

/// The postings of a part of the studies, stem by stem.
struct Lists {
    /// Where the postings of each stem begin in `postings`, and at last where they end.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

impl Lists {
    fn of(part: StemCounts, stems: usize, weigher: &Weigher) -> Self {
        // A counting sort: count the postings of each stem, add up where each begins, then put
        // every posting in its place.
        let mut starts = vec![0; stems + 1];
        part.each(|_, stem, _| starts[stem as usize + 1] += 1);
        for stem in 0..stems {
            starts[stem + 1] += starts[stem];
        }
        let mut next = starts.clone();
        let mut postings = vec![Posting(0); starts[stems] as usize];
        let title_words = part.title_words;
        let first = part.first;
        StemCounts::into_each(part.counts, first, |study, stem, tallied| {
            let next = &mut next[stem as usize];
            postings[*next as usize] = Posting::of(
                study,
                weigher.level(study, tallied.counts),
                tallied.forms,
                title_words[(study - first) as usize],
            );
            *next += 1;
        });
        Self { starts, postings }
    }

    fn list(&self, stem: usize) -> &[Posting] {
        &self.postings[self.starts[stem] as usize..self.starts[stem + 1] as usize]
    }
}

/// Weighs counts by BM25F: the count of each field, reduced by the field's length; their sum,
/// brought below 1.
struct Weigher {
    /// For each study and field, how much one word in it adds.
    worth: Vec<[f32; FIELDS]>,
}

impl Weigher {
    fn of(parts: &[StemCounts]) -> Self {
        let lengths = || parts.iter().flat_map(|part| &part.lengths);
        let studies = lengths().count().max(1) as f32;
        let mean = std::array::from_fn(|field| {
            lengths()
                .map(|length| u64::from(length[field]))
                .sum::<u64>()
                .max(1) as f32
                / studies
        });
        let worth = |length: &[u32; FIELDS]| {
            let mean: &[f32; FIELDS] = &mean;
            std::array::from_fn(|f| {
                WEIGHT[f] / (1.0 - B[f] + B[f] * rounded(length[f] as f32 / rounded(mean[f])))
            })
        };
        Self {
            worth: lengths().map(worth).collect(),
        }
    }

    /// The weight on BM25's scale, below `K1 + 1`.
    fn weight(&self, study: u32, counts: Counts) -> f32 {
        let worth = self.worth[study as usize];
        let sum = f32::from(counts.title) * worth[0]
            + f32::from(counts.labels) * worth[1]
            + f32::from(counts.summary) * worth[2]
            + f32::from(counts.text) * worth[3];
        (K1 + 1.0) * sum / (sum + K1)
    }

    fn level(&self, study: u32, counts: Counts) -> u8 {
        let weight = self.weight(study, counts);
        BOUNDS.iter().filter(|bound| weight >= **bound).count() as u8
    }
}

/// The nearest of a few steps on a scale that doubles.
fn rounded(length: f32) -> f32 {
    if length <= 0.0 {
        return 0.0;
    }
    ((length.log2() * LENGTH_STEPS).round() / LENGTH_STEPS).exp2()
}

/// The mean weight of the postings of each level.
fn mean_weights(parts: &[StemCounts], weigher: &Weigher) -> [f32; LEVELS] {
    // Sums of whole numbers are the same in any order, so on any number of threads.
    const PARTS_OF_ONE: f32 = 65_536.0;
    type Sums = [(u64, u64); LEVELS];
    let sums = |part: &StemCounts| {
        let mut sums = Sums::default();
        part.each(|study, _, tallied| {
            let sum = &mut sums[weigher.level(study, tallied.counts) as usize];
            sum.0 += (weigher.weight(study, tallied.counts) * PARTS_OF_ONE) as u64;
            sum.1 += 1;
        });
        sums
    };
    let add = |a: Sums, b: Sums| std::array::from_fn(|n| (a[n].0 + b[n].0, a[n].1 + b[n].1));
    let all = parts.par_iter().map(sums).reduce(Sums::default, add);
    all.map(|(weights, count)| weights as f32 / count.max(1) as f32 / PARTS_OF_ONE)
}
