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
//!                        ▼ Weigher, bounds        all parts: mean lengths, and which
//!                 ┌──────┴───────┐                weights make which level
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
//!   a study     │ how many │ number·0 │ number·1 title summary text │ number·0 │ …
//!                            once in the text      the three counts
//! ```
//!
//! Each step reads the blocks of the step before and frees them one by one, so that the two never
//! fill memory together. The result does not depend on the number of parts: stems come out in
//! alphabetical order, and the studies of each in their own order.

use super::{Entry, bits::varint, text};
use elasticlunr::Language;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// The fields, in the order of all arrays of three: title, summary, text.
pub(super) const FIELDS: usize = 3;
/// How much a word in each field counts.
const WEIGHT: [f32; FIELDS] = [2.0, 1.0, 1.0];
/// How much the length of a field counts against its words.
const B: [f32; FIELDS] = [0.75, 0.75, 0.6];
/// How soon more of the same word stops to matter. BM25's usual value.
const K1: f32 = 1.2;
/// The number of levels that weights are rounded to. Eight lose no relevance: on Cranfield they
/// score .3914, plain BM25F .391.
pub(super) const LEVELS: usize = 8;
/// The share of the postings that each level gets, lowest first. With shares that nearly halve,
/// unary is the best code for a level.
const SHARES: [f32; LEVELS] = [0.40, 0.24, 0.15, 0.09, 0.055, 0.035, 0.02, 0.01];
/// The number of steps that weights are counted in to find the levels.
const STEPS: usize = 4096;

/// What was counted in the studies of one language.
pub(super) struct Postings<T> {
    /// What the caller made from each stem, in the order of [`order`].
    pub(super) stems: Vec<T>,
    /// The words that the pipeline drops.
    pub(super) stop_words: Vec<String>,
    /// The weight that each level stands for, on BM25's scale: below `k1 + 1`.
    pub(super) levels: [f32; LEVELS],
}

/// A stem, its words, and its postings.
pub(super) struct Stem {
    pub(super) stem: String,
    /// The words as written (folded), in the order of [`order`].
    pub(super) words: Vec<String>,
    /// Ascending by study.
    pub(super) list: Vec<Posting>,
}

/// A stem in one study, in four bytes: the study, whether its title has the stem, and the level.
#[derive(Clone, Copy)]
pub(super) struct Posting(u32);

impl Posting {
    fn of(study: u32, level: u8, in_title: bool) -> Self {
        Self(study << 4 | u32::from(in_title) << 3 | u32::from(level))
    }

    pub(super) fn study(self) -> u32 {
        self.0 >> 4
    }

    pub(super) fn level(self) -> u32 {
        self.0 & 7
    }

    pub(super) fn in_title(self) -> bool {
        self.0 & 8 > 0
    }
}

/// How often each field of a study has a word or a stem. A count stops at its type's largest
/// number, which is far beyond where more of the same word matters.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Counts {
    pub(super) title: u8,
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
    let Counted { vocabulary, parts } = counted(entries, lang);
    let weigher = Weigher::of(&parts);
    let bounds = bounds(&parts, &weigher);
    let stems = vocabulary.stems.len();
    let parts: Vec<Lists> = parts
        .into_par_iter()
        .map(|part| Lists::of(part, stems, &weigher, &bounds))
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
        stems: stems.collect(),
        stop_words: vocabulary.stop_words,
        levels: bounds.mean,
    }
}

/// All counts, for the test that compares them with elasticlunr's.
#[cfg(test)]
pub(super) fn counts(entries: &[Entry], lang: &str) -> Vec<(String, u32, Counts)> {
    let Counted { vocabulary, parts } = counted(entries, lang);
    let mut all = Vec::new();
    for part in &parts {
        part.each(|study, stem, counts| {
            all.push((vocabulary.stems[stem as usize].0.clone(), study, counts))
        });
    }
    all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    all
}

/// The counts of every stem in every study, by part.
struct Counted {
    vocabulary: Vocabulary,
    parts: Vec<StemCounts>,
}

fn counted(entries: &[Entry], lang: &str) -> Counted {
    let size = entries
        .len()
        .div_ceil(rayon::current_num_threads() * 2)
        .max(64);
    let texts: Vec<WordCounts> = entries.par_chunks(size).map(WordCounts::of).collect();
    let vocabulary = Vocabulary::of(&texts, lang);
    let numbered = texts.into_par_iter().enumerate();
    let parts = numbered
        .map(|(n, texts)| StemCounts::of((n * size) as u32, texts, &vocabulary.stem_of[n]))
        .collect();
    Counted { vocabulary, parts }
}

impl Counts {
    fn one_more_in(&mut self, field: usize) {
        match field {
            0 => self.title = self.title.saturating_add(1),
            1 => self.summary = self.summary.saturating_add(1),
            _ => self.text = self.text.saturating_add(1),
        }
    }
}

/// The counts of a part, study by study: how many numbers the study has, then those numbers.
///
/// A number is that of a word or of a stem. Its lowest bit says whether three counts follow: most
/// words are once in the text and nowhere else, and need none. A count takes two bytes here, and
/// would take twelve as a plain value.
///
/// The bytes are in blocks, so that a reader can free them one by one.
#[derive(Default)]
struct Packed {
    blocks: Vec<Vec<u8>>,
}

/// A block that has this many bytes is full. It holds a few hundred studies.
const BLOCK: usize = 256 * 1024;

const ONCE: Counts = Counts {
    title: 0,
    summary: 0,
    text: 1,
};

impl Packed {
    fn study(&mut self, found: impl ExactSizeIterator<Item = (u32, Counts)>) {
        if self.blocks.last().is_none_or(|block| block.len() >= BLOCK) {
            self.blocks.push(vec![]);
        }
        let block = self.blocks.last_mut().expect("there is one now");
        varint(block, found.len() as u32);
        for (number, counts) in found {
            varint(block, number << 1 | u32::from(counts != ONCE));
            if counts != ONCE {
                block.extend([counts.title, counts.summary]);
                varint(block, counts.text.into());
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
    fn study(&mut self, mut found: impl FnMut(u32, Counts)) {
        for _ in 0..self.varint() {
            let head = self.varint();
            let counts = match head & 1 {
                0 => ONCE,
                _ => Counts {
                    title: self.byte(),
                    summary: self.byte(),
                    text: self.varint() as u16,
                },
            };
            found(head >> 1, counts);
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
    counts: Vec<Counts>,
    /// The numbers that have a count, in the order in which they came.
    touched: Vec<u32>,
}

impl Tally {
    fn of(&mut self, number: u32) -> &mut Counts {
        if number as usize >= self.counts.len() {
            self.counts.resize(number as usize + 1, Counts::default());
        }
        let counts = &mut self.counts[number as usize];
        if *counts == Counts::default() {
            self.touched.push(number);
        }
        counts
    }

    /// Writes the study, and clears the tally for the next.
    fn pack(&mut self, packed: &mut Packed) {
        let counts = &mut self.counts;
        packed.study(
            self.touched
                .drain(..)
                .map(|number| (number, std::mem::take(&mut counts[number as usize]))),
        );
    }
}

/// The counts of every word of a part, the words as they are written.
struct WordCounts {
    /// The words by their numbers in this part.
    words: Vec<Box<str>>,
    counts: Packed,
}

impl WordCounts {
    fn of(entries: &[Entry]) -> Self {
        let mut words = WordNumbers::default();
        let (mut tally, mut counts) = (Tally::default(), Packed::default());
        for entry in entries {
            for (field, text) in entry.fields().into_iter().enumerate() {
                text::each_word(&text, |word| {
                    tally.of(words.number(word)).one_more_in(field)
                });
            }
            tally.pack(&mut counts);
        }
        Self {
            words: words.all,
            counts,
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
    /// Each stem with its words, both in the order of [`order`].
    stems: Vec<(String, Vec<String>)>,
    stop_words: Vec<String>,
    /// For each part: by the number of a word, the number of its stem; `None` for a stop word.
    stem_of: Vec<Vec<Option<u32>>>,
}

impl Vocabulary {
    /// Runs the pipeline once for each word.
    fn of(texts: &[WordCounts], lang: &str) -> Self {
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        let mut words: Vec<&str> = Vec::new();
        let places: Vec<Vec<usize>> = texts
            .iter()
            .map(|texts| {
                let place = |word| {
                    *numbers.entry(word).or_insert_with(|| {
                        words.push(word);
                        words.len() - 1
                    })
                };
                texts.words.iter().map(|word| &**word).map(place).collect()
            })
            .collect();
        let stemmed = words.par_iter().enumerate().map_init(
            || text::Folding::of(lang).make_pipeline(),
            |pipeline, (place, word)| (text::stem(pipeline, word), *word, place),
        );
        let mut stemmed: Vec<(Option<String>, &str, usize)> = stemmed.collect();
        stemmed.par_sort_unstable_by(|a, b| {
            let stems = order(
                a.0.as_deref().unwrap_or_default(),
                b.0.as_deref().unwrap_or_default(),
            );
            stems.then_with(|| order(a.1, b.1))
        });
        let mut numbered = vec![None; words.len()];
        let (mut stems, mut stop_words): (Vec<(String, Vec<String>)>, _) = (Vec::new(), Vec::new());
        for (stem, word, place) in stemmed {
            let Some(stem) = stem else {
                stop_words.push(word.to_owned());
                continue;
            };
            match stems.last_mut() {
                Some((last, words)) if *last == stem => words.push(word.to_owned()),
                _ => stems.push((stem, vec![word.to_owned()])),
            }
            numbered[place] = Some(stems.len() as u32 - 1);
        }
        let stem_of = places
            .iter()
            .map(|part| part.iter().map(|place| numbered[*place]).collect())
            .collect();
        Self {
            stems,
            stop_words,
            stem_of,
        }
    }
}

/// The counts of every stem of a part.
struct StemCounts {
    /// The number of its first study.
    first: u32,
    counts: Packed,
    /// The number of words in each field of each study, without stop words.
    lengths: Vec<[u32; FIELDS]>,
}

impl StemCounts {
    fn of(first: u32, texts: WordCounts, stem_of: &[Option<u32>]) -> Self {
        let (mut tally, mut counts) = (Tally::default(), Packed::default());
        let mut all_lengths = vec![];
        for block in texts.counts.blocks {
            let mut words = Unpacked(&block);
            while !words.is_empty() {
                let mut lengths = [0; FIELDS];
                words.study(|word, counts| {
                    let Some(stem) = stem_of[word as usize] else {
                        return;
                    };
                    let all = tally.of(stem);
                    all.title = all.title.saturating_add(counts.title);
                    all.summary = all.summary.saturating_add(counts.summary);
                    all.text = all.text.saturating_add(counts.text);
                    lengths[0] += u32::from(counts.title);
                    lengths[1] += u32::from(counts.summary);
                    lengths[2] += u32::from(counts.text);
                });
                tally.pack(&mut counts);
                all_lengths.push(lengths);
            }
        }
        Self {
            first,
            counts,
            lengths: all_lengths,
        }
    }

    /// Calls `found` with each study, stem and counts, study by study.
    fn each(&self, mut found: impl FnMut(u32, u32, Counts)) {
        let mut study = self.first;
        for block in &self.counts.blocks {
            each_of(block, &mut study, &mut found);
        }
    }

    /// The same, and frees each block when it has been read.
    fn into_each(self, mut found: impl FnMut(u32, u32, Counts)) {
        let mut study = self.first;
        for block in self.counts.blocks {
            each_of(&block, &mut study, &mut found);
        }
    }
}

/// Calls `found` for the studies of a block, and counts `study` up from the block's first.
fn each_of(block: &[u8], study: &mut u32, found: &mut impl FnMut(u32, u32, Counts)) {
    let mut studies = Unpacked(block);
    while !studies.is_empty() {
        studies.study(|stem, counts| found(*study, stem, counts));
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
    fn of(part: StemCounts, stems: usize, weigher: &Weigher, bounds: &Bounds) -> Self {
        // A counting sort: count the postings of each stem, add up where each begins, then put
        // every posting in its place.
        let mut starts = vec![0; stems + 1];
        part.each(|_, stem, _| starts[stem as usize + 1] += 1);
        for stem in 0..stems {
            starts[stem + 1] += starts[stem];
        }
        let mut next = starts.clone();
        let mut postings = vec![Posting(0); starts[stems] as usize];
        part.into_each(|study, stem, counts| {
            let next = &mut next[stem as usize];
            postings[*next as usize] = Posting::of(
                study,
                bounds.level[weigher.step(study, counts)],
                counts.title > 0,
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
            std::array::from_fn(|f| WEIGHT[f] / (1.0 - B[f] + B[f] * length[f] as f32 / mean[f]))
        };
        Self {
            worth: lengths().map(worth).collect(),
        }
    }

    /// The weight, from 0 up to but not including 1.
    fn weight(&self, study: u32, counts: Counts) -> f32 {
        let worth = self.worth[study as usize];
        let sum = f32::from(counts.title) * worth[0]
            + f32::from(counts.summary) * worth[1]
            + f32::from(counts.text) * worth[2];
        sum / (sum + K1)
    }

    fn step(&self, study: u32, counts: Counts) -> usize {
        (self.weight(study, counts) * STEPS as f32) as usize
    }
}

/// Which level each step of weight has, and the mean weight of each level on BM25's scale.
struct Bounds {
    level: Vec<u8>,
    mean: [f32; LEVELS],
}

fn bounds(parts: &[StemCounts], weigher: &Weigher) -> Bounds {
    let histogram = parts
        .par_iter()
        .map(|part| {
            let mut histogram = vec![0_u64; STEPS];
            part.each(|study, _, counts| histogram[weigher.step(study, counts)] += 1);
            histogram
        })
        .reduce(
            || vec![0; STEPS],
            |a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect(),
        );
    let all = histogram.iter().sum::<u64>() as f32;
    let (mut levels, mut mean) = (Vec::with_capacity(STEPS), [0.0; LEVELS]);
    let (mut step, mut seen, mut share) = (0, 0, 0.0);
    for level in 0..LEVELS {
        share += SHARES[level];
        let (mut weight, mut count) = (0, 0);
        while step < STEPS && (level == LEVELS - 1 || count == 0 || (seen as f32) < share * all) {
            seen += histogram[step];
            count += histogram[step];
            weight += histogram[step] * (2 * step as u64 + 1);
            step += 1;
            levels.push(level as u8);
        }
        mean[level] = (K1 + 1.0) * weight as f32 / (2 * count.max(1) * STEPS as u64) as f32;
    }
    Bounds {
        level: levels,
        mean,
    }
}
