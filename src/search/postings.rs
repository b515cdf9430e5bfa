//! Studies into postings: for each stem, the studies that have it and how much it weighs in each, quantised to eight levels.
//!
//! The studies are counted in a few large parts, each alone. Nothing that leaves this module depends on how many parts there
//! were: stems come out in order of the alphabet, studies in their own.

use super::{Entry, text};
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
/// How many levels the weights are rounded to. Eight cost no relevance (SEARCH.md); here .3914 on Cranfield beside .391 for plain BM25F.
pub const LEVELS: usize = 8;
/// What share of the postings has each level, lowest first. Halving shares make the unary code of a level its best code.
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

/// A stem's place in one study.
#[derive(Clone, Copy)]
pub struct Posting {
    pub study: u32,
    pub level: u8,
    pub in_title: bool,
}

/// How often one stem stands in each field of one study. Counts past the type's end stay there: it is far beyond where
/// more of the same word matters.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    pub title: u8,
    pub summary: u8,
    pub text: u16,
}

/// What is counted in one part of the studies.
struct Part {
    /// Each distinct word with the number of its stem, or none for a stop word.
    words: Vec<(Box<str>, Option<u32>)>,
    stems: Vec<String>,
    /// Where the postings of each stem begin in `studies` and `counts`, and where the last ones end.
    starts: Vec<u32>,
    studies: Vec<u32>,
    counts: Vec<Counts>,
    /// The words of each field of each study, stop words left out.
    lengths: Vec<[u32; FIELDS]>,
}

/// The order in which the client compares words: by UTF-16 code units, as `<` does in JavaScript.
pub fn order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Counts the studies of one language, weighs what was counted, and hands each stem to `make` as soon as its list is whole:
/// at 100,000 studies the lists together would fill a quarter of a gigabyte.
pub fn postings<T: Send>(entries: &[Entry], lang: &str, make: impl Fn(Stem) -> T + Sync) -> Postings<T> {
    let parts = parts(entries, lang);
    let weigher = Weigher::of(&parts);
    let (vocabulary, stop_words) = vocabulary(&parts);
    let bounds = bounds(&parts, &weigher);
    let stems = vocabulary
        .into_par_iter()
        .map(|(stem, words, places)| make(Stem { stem, words, list: list(&places, &parts, &weigher, &bounds.upper) }))
        .collect();
    Postings { stems, stop_words, levels: bounds.mean }
}

/// Every count as it is, for the test that compares them with elasticlunr's own.
#[cfg(test)]
pub fn counts(entries: &[Entry], lang: &str) -> Vec<(String, u32, Counts)> {
    let mut all: Vec<_> = parts(entries, lang)
        .iter()
        .flat_map(|part| {
            (0..part.stems.len()).flat_map(move |stem| {
                part.range(stem).map(move |at| (part.stems[stem].clone(), part.studies[at], part.counts[at]))
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    all
}

fn parts(entries: &[Entry], lang: &str) -> Vec<Part> {
    let size = entries.len().div_ceil(rayon::current_num_threads() * 4).max(64);
    let starts: Vec<usize> = (0..entries.len()).step_by(size).collect();
    starts.into_par_iter().map(|first| part(entries, first..(first + size).min(entries.len()), lang)).collect()
}

fn part(entries: &[Entry], range: std::ops::Range<usize>, lang: &str) -> Part {
    let pipeline = text::Folding::of(lang).make_pipeline();
    let mut words = Words::default();
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    // What the study at hand has of each stem, and which stems those are.
    let mut counted: Vec<Counts> = Vec::new();
    let mut touched: Vec<u32> = Vec::new();
    let mut found: Vec<(u32, u32, Counts)> = Vec::new();
    let mut lengths = Vec::with_capacity(range.len());
    for study in range {
        let entry = &entries[study];
        let mut length = [0; FIELDS];
        for (field, text) in entry.fields().into_iter().enumerate() {
            text::each_word(text, |word| {
                let number = words.number(word, || {
                    let stem = text::stem(&pipeline, word)?;
                    let next = numbers.len() as u32;
                    Some(*numbers.entry(stem).or_insert(next))
                });
                let Some(number) = number else { return };
                length[field] += 1;
                if number as usize >= counted.len() {
                    counted.resize(number as usize + 1, Counts::default());
                }
                let counts = &mut counted[number as usize];
                if *counts == Counts::default() {
                    touched.push(number);
                }
                match field {
                    0 => counts.title = counts.title.saturating_add(1),
                    1 => counts.summary = counts.summary.saturating_add(1),
                    _ => counts.text = counts.text.saturating_add(1),
                }
            });
        }
        found.extend(touched.drain(..).map(|stem| (stem, study as u32, std::mem::take(&mut counted[stem as usize]))));
        lengths.push(length);
    }
    let mut stems = vec![String::new(); numbers.len()];
    for (stem, number) in numbers {
        stems[number as usize] = stem;
    }
    Part::of(words.all, stems, &found, lengths)
}

/// The words seen so far, each with the number of its stem, so that the pipeline runs once for each.
#[derive(Default)]
struct Words {
    /// Words of up to 15 bytes, as numbers: looking one up follows no pointer.
    short: FxHashMap<u128, Option<u32>>,
    long: FxHashMap<Box<str>, Option<u32>>,
    all: Vec<(Box<str>, Option<u32>)>,
}

impl Words {
    fn number(&mut self, word: &str, new: impl FnOnce() -> Option<u32>) -> Option<u32> {
        let mut bytes = [0; 16];
        if word.len() > 15 {
            if let Some(number) = self.long.get(word) {
                return *number;
            }
            let number = new();
            self.long.insert(word.into(), number);
            self.all.push((word.into(), number));
            return number;
        }
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        *self.short.entry(u128::from_le_bytes(bytes)).or_insert_with(|| {
            let number = new();
            self.all.push((word.into(), number));
            number
        })
    }
}

impl Part {
    /// Sorts what was found study by study into lists, stem by stem.
    fn of(
        words: Vec<(Box<str>, Option<u32>)>,
        stems: Vec<String>,
        found: &[(u32, u32, Counts)],
        lengths: Vec<[u32; FIELDS]>,
    ) -> Self {
        let mut starts = vec![0; stems.len() + 1];
        for (stem, ..) in found {
            starts[*stem as usize + 1] += 1;
        }
        for stem in 0..stems.len() {
            starts[stem + 1] += starts[stem];
        }
        let mut next = starts.clone();
        let mut studies = vec![0; found.len()];
        let mut counts = vec![Counts::default(); found.len()];
        for (stem, study, count) in found {
            let at = next[*stem as usize] as usize;
            (studies[at], counts[at]) = (*study, *count);
            next[*stem as usize] += 1;
        }
        Self { words, stems, starts, studies, counts, lengths }
    }

    fn range(&self, stem: usize) -> std::ops::Range<usize> {
        self.starts[stem] as usize..self.starts[stem + 1] as usize
    }
}

/// Weighs counts by BM25F: each field's count, tamed by the field's length, added up and brought below one.
struct Weigher {
    /// For each study and field, what one word in it adds.
    worth: Vec<[f32; FIELDS]>,
}

impl Weigher {
    fn of(parts: &[Part]) -> Self {
        let lengths = || parts.iter().flat_map(|part| &part.lengths);
        let studies = lengths().count().max(1) as f32;
        let mean = std::array::from_fn(|field| {
            lengths().map(|length| u64::from(length[field])).sum::<u64>().max(1) as f32 / studies
        });
        let worth = |length: &[u32; FIELDS]| {
            let mean: &[f32; FIELDS] = &mean;
            std::array::from_fn(|f| WEIGHT[f] / (1.0 - B[f] + B[f] * length[f] as f32 / mean[f]))
        };
        Self { worth: lengths().map(worth).collect() }
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

/// A stem, its words, and where its lists stand: (part, stem's number there).
type Found = (String, Vec<String>, Vec<(usize, usize)>);

/// All stems of all parts, and the stop words.
fn vocabulary(parts: &[Part]) -> (Vec<Found>, Vec<String>) {
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut vocabulary: Vec<Found> = Vec::new();
    let mut stop_words = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        for (number, stem) in part.stems.iter().enumerate() {
            let place = *numbers.entry(stem).or_insert_with(|| {
                vocabulary.push((stem.clone(), Vec::new(), Vec::new()));
                vocabulary.len() - 1
            });
            vocabulary[place].2.push((at, number));
        }
        for (word, number) in &part.words {
            match number {
                Some(number) => vocabulary[numbers[part.stems[*number as usize].as_str()]].1.push(word.to_string()),
                None => stop_words.push(word.to_string()),
            }
        }
    }
    vocabulary.par_iter_mut().for_each(|(_, words, _)| sorted(words));
    vocabulary.par_sort_by(|a, b| order(&a.0, &b.0));
    sorted(&mut stop_words);
    (vocabulary, stop_words)
}

fn sorted(words: &mut Vec<String>) {
    words.sort_by(|a, b| order(a, b));
    words.dedup();
}

/// Where each level ends, as a step, and the mean weight of the postings in it.
struct Bounds {
    upper: [usize; LEVELS],
    mean: [f32; LEVELS],
}

fn bounds(parts: &[Part], weigher: &Weigher) -> Bounds {
    let histogram = parts
        .par_iter()
        .map(|part| {
            let mut histogram = vec![0_u64; STEPS];
            for (study, counts) in part.studies.iter().zip(&part.counts) {
                histogram[weigher.step(*study, *counts)] += 1;
            }
            histogram
        })
        .reduce(|| vec![0; STEPS], |a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect());
    let all = histogram.iter().sum::<u64>() as f32;
    let (mut upper, mut mean) = ([STEPS; LEVELS], [0.0; LEVELS]);
    let (mut step, mut seen, mut share) = (0, 0, 0.0);
    for level in 0..LEVELS {
        share += SHARES[level];
        let (mut weight, mut count) = (0, 0);
        while step < STEPS && (level == LEVELS - 1 || count == 0 || (seen as f32) < share * all) {
            seen += histogram[step];
            count += histogram[step];
            weight += histogram[step] * (2 * step as u64 + 1);
            step += 1;
        }
        upper[level] = step;
        mean[level] = (K1 + 1.0) * weight as f32 / (2 * count.max(1) * STEPS as u64) as f32;
    }
    Bounds { upper, mean }
}

fn list(places: &[(usize, usize)], parts: &[Part], weigher: &Weigher, upper: &[usize; LEVELS]) -> Vec<Posting> {
    let mut list = Vec::with_capacity(places.iter().map(|(part, stem)| parts[*part].range(*stem).len()).sum());
    for (part, stem) in places {
        let part = &parts[*part];
        list.extend(part.range(*stem).map(|at| {
            let (study, counts) = (part.studies[at], part.counts[at]);
            let step = weigher.step(study, counts);
            let level = upper.iter().position(|upper| step < *upper).unwrap_or(LEVELS - 1);
            Posting { study, level: level as u8, in_title: counts.title > 0 }
        }));
    }
    list
}
