//! Studies into postings: for each stem, the studies that have it and how much it weighs in each,
//! quantised to eight levels.
//!
//! The studies are counted in a few large parts, each alone. Nothing that leaves this module
//! depends on how many parts there were: stems come out in order of the alphabet, studies in their
//! own.

use super::{Entry, bits::varint, text};
use elasticlunr::Language;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// The fields, in the order of all arrays of three: title, summary, text.
pub const FIELDS: usize = 3;
/// What a word in each field counts for.
const WEIGHT: [f32; FIELDS] = [2.0, 1.0, 1.0];
/// How much the length of a field counts against it.
const B: [f32; FIELDS] = [0.75, 0.75, 0.6];
/// Where more of the same word stops to matter. BM25's usual value.
const K1: f32 = 1.2;
/// How many levels the weights are rounded to. Eight cost no relevance: .3914 on Cranfield beside
/// .391 for plain BM25F.
pub const LEVELS: usize = 8;
/// What share of the postings has each level, lowest first. Halving shares make the unary code of a
/// level its best code.
const SHARES: [f32; LEVELS] = [0.40, 0.24, 0.15, 0.09, 0.055, 0.035, 0.02, 0.01];
/// Into how many steps the weights are sorted to find the levels.
const STEPS: usize = 4096;

/// All that is counted in the studies of one language.
pub struct Postings<T> {
    /// What the caller made of each stem, in the client's order of the alphabet, see [`order`].
    pub stems: Vec<T>,
    /// Words that the pipeline drops.
    pub stop_words: Vec<String>,
    /// The weight that each level stands for, on BM25's scale: below `k1 + 1`.
    pub levels: [f32; LEVELS],
}

/// A stem, the words that have it, and where it stands.
pub struct Stem {
    pub stem: String,
    /// The words as written (folded), in the client's order of the alphabet.
    pub words: Vec<String>,
    /// Ascending by study.
    pub list: Vec<Posting>,
}

/// A stem's place in one study, in four bytes: the study, whether the stem is in its title, its
/// level.
#[derive(Clone, Copy)]
pub struct Posting(u32);

impl Posting {
    fn of(study: u32, level: u8, in_title: bool) -> Self {
        Self(study << 4 | u32::from(in_title) << 3 | u32::from(level))
    }

    pub fn study(self) -> u32 {
        self.0 >> 4
    }

    pub fn level(self) -> u32 {
        self.0 & 7
    }

    pub fn in_title(self) -> bool {
        self.0 & 8 > 0
    }
}

/// How often one stem stands in each field of one study. Counts past the type's end stay there: it
/// is far beyond where more of the same word matters.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    pub title: u8,
    pub summary: u8,
    pub text: u16,
}

/// The order in which the client compares words: by UTF-16 code units, as `<` does in JavaScript.
pub fn order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.cmp(b)
    } else {
        a.encode_utf16().cmp(b.encode_utf16())
    }
}

/// Counts the studies of one language, weighs what was counted, and hands each stem to `make` as
/// soon as its list is whole: at 100,000 studies the lists together would fill a quarter of a
/// gigabyte.
pub fn postings<T: Send>(
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

/// Every count as it is, for the test that compares them with elasticlunr's own.
#[cfg(test)]
pub fn counts(entries: &[Entry], lang: &str) -> Vec<(String, u32, Counts)> {
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

/// What every study has of every stem, in parts of the studies.
struct Counted {
    vocabulary: Vocabulary,
    parts: Vec<Part>,
}

fn counted(entries: &[Entry], lang: &str) -> Counted {
    let size = entries
        .len()
        .div_ceil(rayon::current_num_threads() * 2)
        .max(64);
    let texts: Vec<Texts> = entries.par_chunks(size).map(Texts::of).collect();
    let vocabulary = Vocabulary::of(&texts, lang);
    let numbered = texts.into_par_iter().enumerate();
    let parts = numbered
        .map(|(n, texts)| Part::of((n * size) as u32, texts, &vocabulary.stem_of[n]))
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

/// Counts of some studies, one after the other: how many numbers the study has, then those. A
/// number, of a word or a stem, stands above a bit that says whether its counts follow: most words
/// stand once in the text and nowhere else. At 100,000 studies there are 30 million counts, of two
/// bytes each here and of twelve as plain values.
///
/// They stand in blocks, so that what is made of them can take the place of one after the other.
#[derive(Default)]
struct Packed {
    blocks: Vec<Vec<u8>>,
}

/// The size from which on a block is full, in bytes: a few hundred studies.
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

struct Unpacked<'a>(&'a [u8]);

impl Unpacked<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Calls `found` with all numbers of the next study.
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

/// Counts of the study at hand, by number.
#[derive(Default)]
struct Tally {
    counts: Vec<Counts>,
    /// The numbers that have any, in the order in which they came.
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

    /// Writes what was counted, and forgets it.
    fn pack(&mut self, packed: &mut Packed) {
        let counts = &mut self.counts;
        packed.study(
            self.touched
                .drain(..)
                .map(|number| (number, std::mem::take(&mut counts[number as usize]))),
        );
    }
}

/// What a part of the studies has of every word, as it is written.
struct Texts {
    /// By the number that the word has in this part.
    words: Vec<Box<str>>,
    counts: Packed,
}

impl Texts {
    fn of(entries: &[Entry]) -> Self {
        let mut words = Words::default();
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

/// The words seen so far, each with its number.
///
/// Looking a word up takes longer than all else that is done with it, and what takes long is
/// memory: so short words stand in a table of their own as numbers, sixteen bytes a word and no
/// pointer to follow.
#[derive(Default)]
struct Words {
    short: FxHashMap<u64, u32>,
    middling: FxHashMap<(u64, u64), u32>,
    long: FxHashMap<Box<str>, u32>,
    all: Vec<Box<str>>,
}

impl Words {
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

/// Up to eight bytes as a number, zeros behind them. By two loads that overlap: copying so few
/// takes longer.
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

/// All words and stems there are.
struct Vocabulary {
    /// Each stem with the words that have it, in the client's order of the alphabet.
    stems: Vec<(String, Vec<String>)>,
    stop_words: Vec<String>,
    /// By part, for the number of each word, that of its stem; none for a stop word.
    stem_of: Vec<Vec<Option<u32>>>,
}

impl Vocabulary {
    /// The pipeline runs here, once for each word.
    fn of(texts: &[Texts], lang: &str) -> Self {
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

/// What a part of the studies has of every stem.
struct Part {
    first: u32,
    counts: Packed,
    /// The words of each field of each study, stop words left out.
    lengths: Vec<[u32; FIELDS]>,
}

impl Part {
    fn of(first: u32, texts: Texts, stem_of: &[Option<u32>]) -> Self {
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

    /// Calls `found` with each study, stem and count, study by study.
    fn each(&self, mut found: impl FnMut(u32, u32, Counts)) {
        let mut study = self.first;
        for block in &self.counts.blocks {
            each_of(block, &mut study, &mut found);
        }
    }

    /// The same, and lets go of what was called with.
    fn into_each(self, mut found: impl FnMut(u32, u32, Counts)) {
        let mut study = self.first;
        for block in self.counts.blocks {
            each_of(&block, &mut study, &mut found);
        }
    }
}

/// Calls `found` with each study of a block, the first being `study`.
fn each_of(block: &[u8], study: &mut u32, found: &mut impl FnMut(u32, u32, Counts)) {
    let mut studies = Unpacked(block);
    while !studies.is_empty() {
        studies.study(|stem, counts| found(*study, stem, counts));
        *study += 1;
    }
}

/// The postings of a part of the studies, stem by stem.
struct Lists {
    /// Where those of each stem begin, and where the last ones end.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

impl Lists {
    fn of(part: Part, stems: usize, weigher: &Weigher, bounds: &Bounds) -> Self {
        // Of each stem first how many postings come before, then where its next one goes, which is
        // at last where they end.
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

/// Weighs counts by BM25F: each field's count, tamed by the field's length, added up and brought
/// below one.
struct Weigher {
    /// For each study and field, what one word in it adds.
    worth: Vec<[f32; FIELDS]>,
}

impl Weigher {
    fn of(parts: &[Part]) -> Self {
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

    /// Between 0 and 1.
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

/// The level of each step, and the mean weight of the postings in each level.
struct Bounds {
    level: Vec<u8>,
    mean: [f32; LEVELS],
}

fn bounds(parts: &[Part], weigher: &Weigher) -> Bounds {
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
