//! Studies into a search index that a browser reads a few small files of.
//!
//! # The format
//!
//! All files of one language are in its `/search/` folder. The client reads `index.json` first,
//! which says what the others are. It requests every other file with the build's name in the query
//! (`words/12.bin?1f2e3d4c`), and the file begins with that name. So files of two builds are never
//! mixed: if the names differ, the file or `index.json` is out of date.
//!
//! | file | holds |
//! | --- | --- |
//! | `index.json` | what is below under "The manifest" |
//! | `words/N.bin` | stems, the words that have them, and the studies that have those |
//! | `rest/N.bin` | the second tier of one very common stem's list |
//! | `ends/N.bin` | words spelt backwards, to correct typing errors |
//! | `studies/N.json` | title, address, date, organisation, terms and summary (or else opening) of a few studies |
//! | `facets/N.bin` | the studies of each term |
//! | `dates.bin` | the day of each study |
//! | `titles.bin` | the order of the titles |
//!
//! Each study has a number; 0 is the newest.
//!
//! ## The manifest
//!
//! `format` is 1 · `build` has eight hexadecimal digits · `lang` · `studies` is their number ·
//! `dated` is the number of those with a date, which come first · `levels` has the weight of each
//! level of a posting · `words` and `ends` have the prefix at which each such file begins (the
//! first is empty), separated by spaces · `stop` has the words that the index leaves out, separated
//! by spaces · `studies_per_file` · `address` is what all addresses begin with · `facets` has, in
//! order, each one's `key`, `terms` (their slugs) and `file` (the number of the file with its
//! lists).
//!
//! ## Building blocks
//!
//! *Name of the build*: the first eight bytes of a `.bin`, in ASCII; the first value of the list in
//! a `.json`. *Varint*: groups of seven bits, lowest first, the eighth bit set on all but the last.
//! *Bits*: from the highest of each byte to the lowest. *Unary*: that many ones, then a zero. *Rice
//! code* of n with parameter k: n >> k in unary, then the lowest k bits of n, highest first.
//! *Ascending list* of c numbers below r: for each, the Rice code of how many numbers it skips
//! after the last one, with k the whole part of log₂ of r ÷ c (whole division, at least 1; c at
//! least 1). *Order of words*: by UTF-16 code units. *Words* of a text are made as
//! `text::each_word` says.
//!
//! ## `words/N.bin`
//!
//! Varint: the number of stems. Then for each:
//! - a byte whose upper half is the number of bytes kept from the last stem, and whose lower half
//!   is the number of new ones (15: the next byte has it), then those;
//! - its words that belong in this file, each as a byte (3 bits: the number of bytes dropped from
//!   the stem's end, 7 for all; 1 bit: whether another word follows; 4 bits: the number of bytes
//!   added, 15: the next byte has it), then those bytes;
//! - varint: studies that have it × 4 + 2 if the list has a second tier + 1 if it is in any title;
//! - if it has a second tier, varint: studies in the first; varint: the number of the `rest` file;
//! - if it is in any title, varint: in how many, counted in this file's list.
//!
//! Then, as bits, the *list* of each stem in turn: for each study the Rice code of the gap, as in
//! an ascending list below `studies`, then its level in unary (level 7 without the final zero; in a
//! first tier, 7 minus the level). An ascending list follows: the positions in the list of the
//! studies that have the stem in their title.
//!
//! ## The others
//!
//! - `rest/N.bin`: varint: the number of studies; varint: how many have it in their title; then a
//!   list as above.
//! - `ends/N.bin`: to the end of the file, words: each front-coded like a stem, then a byte, the
//!   whole part of log₂ of how many studies have its stem.
//! - `studies/N.json`: `[build, study, …]`, a study being `[title, end of its address, date,
//!   organisation, terms by facet, summary]` and its language if that is not the list's. An address
//!   is resolved against the folder of `index.json`.
//! - `facets/N.bin`: for each of its facets, byte-aligned: for each term a varint, the number of
//!   its studies; then those studies as ascending lists below `studies`.
//! - `dates.bin`: varint: the newest day, varint: the oldest (days since 1 January 1970; a month or
//!   year counts as its first day); then for each dated study except the first the Rice code of how
//!   many days older than the last one it is, with k the whole part of log₂ of (newest − oldest) ÷
//!   `dated`, as above.
//! - `titles.bin`: the numbers of the studies in the order of their titles, each in as many bits as
//!   the largest needs.

mod bits;
mod catalogue;
mod classic;
mod cuts;
mod facets;
mod lexicon;
mod postings;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use classic::classic;

use std::borrow::Cow;

use postings::Postings;
use rayon::prelude::*;
use serde::Serialize;

/// What the search knows about one study. Its position in the list, newest first, is its number.
pub struct Entry<'a> {
    /// The study's title, plain text.
    pub title: &'a str,
    /// The study's address, absolute or relative to the language's `/search/` folder:
    /// `/case-studies/x/`, `/library/case-studies/x/` on a site below a folder, or
    /// `../case-studies/x/`.
    pub url: &'a str,
    /// The author's summary; `None` if the front matter has none.
    pub summary: Option<&'a str>,
    /// The beginning of the text. Results show it if there is no summary. It isn't indexed as one,
    /// since it is part of the text.
    pub opening: &'a str,
    /// A year, a month or a day: `2016`, `2016-05`, `2016-05-12`.
    pub date: Option<&'a str>,
    /// The language tag, if it isn't the index's own.
    pub lang: Option<&'a str>,
    /// The organisation as results show it.
    pub organisation: Option<&'a str>,
    /// For each facet, the numbers of the study's terms.
    pub facets: Vec<Vec<u32>>,
    /// Headings and text, plain. A function, because all texts together would take half a gigabyte
    /// at 100,000 studies.
    pub text: Text<'a>,
}

/// A function that returns a study's text.
pub type Text<'a> = Box<dyn Fn() -> String + Sync + 'a>;

impl Entry<'_> {
    /// The texts that are searched: title, summary, text.
    fn fields(&self) -> [Cow<'_, str>; 3] {
        [
            self.title.into(),
            self.summary.unwrap_or_default().into(),
            (self.text)().into(),
        ]
    }
}

/// A facet and its terms, in the order in which [`Entry::facets`] counts them.
pub struct FacetIn<'a> {
    /// The facet's key in the settings.
    pub key: &'a str,
    /// Its terms, in the order of their numbers.
    pub terms: Vec<TermIn<'a>>,
}

/// A term of a facet. The index has only its slug; its name and address are in the page's HTML.
pub struct TermIn<'a> {
    /// The name of the term in addresses.
    pub slug: &'a str,
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    build: &'a str,
    lang: &'a str,
    studies: usize,
    dated: usize,
    studies_per_file: usize,
    address: &'a str,
    levels: Vec<f32>,
    facets: Vec<FacetRow<'a>>,
    words: String,
    ends: String,
    stop: String,
}

#[derive(Serialize)]
struct FacetRow<'a> {
    key: &'a str,
    terms: Vec<&'a str>,
    file: usize,
}

/// The index of one language: the path of each file below the `/search/` folder, and its bytes.
///
/// The same studies give the same bytes on any number of threads.
pub fn index(entries: &[Entry], facets: &[FacetIn], lang: &str) -> Vec<(String, Vec<u8>)> {
    let Postings {
        stems,
        stop_words,
        levels,
    } = postings::postings(entries, lang, |stem| words::written(stem, entries.len()));
    let (word_files, rests, word_starts) = words::files(&stems, size_of_word_files(entries.len()));
    let (end_files, end_starts) = lexicon::files(&stems);
    // The files hold all of it now; keeping both would double the memory.
    drop(stems);
    let address = catalogue::beginning(entries);
    let (facet_files, file_of) = facets::files(entries, facets);
    let (dated, dates) = facets::dates(entries);

    let mut files = Vec::new();
    let mut add = |folder: &str, ending: &str, bodies: Vec<Vec<u8>>| {
        files.extend(
            bodies
                .into_iter()
                .enumerate()
                .map(|(n, body)| (format!("{folder}/{n}.{ending}"), body)),
        );
    };
    add("words", "bin", word_files);
    add("rest", "bin", rests);
    add("ends", "bin", end_files);
    add("studies", "json", catalogue::files(entries, address));
    add("facets", "bin", facet_files);
    files.push(("dates.bin".to_owned(), dates));
    files.push(("titles.bin".to_owned(), facets::titles(entries)));

    let manifest = Manifest {
        format: 1,
        build: "",
        lang,
        studies: entries.len(),
        dated,
        studies_per_file: catalogue::studies_per_file(entries.len()),
        address,
        levels: levels
            .iter()
            .map(|level| (level * 1000.0).round() / 1000.0)
            .collect(),
        facets: facets
            .iter()
            .zip(&file_of)
            .map(|(facet, file)| facet_of(facet, *file))
            .collect(),
        words: word_starts.join(" "),
        ends: end_starts.join(" "),
        stop: stop_words.join(" "),
    };
    named(manifest, files)
}

/// The files of a build, `index.json` first, each with the name of the build in it.
fn named(manifest: Manifest, mut files: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let build = build_name(&manifest, &files);
    let manifest = Manifest {
        build: &build,
        ..manifest
    };
    let manifest = serde_json::to_vec(&manifest).expect("strings and numbers always serialise");
    files
        .par_iter_mut()
        .for_each(|(path, body)| *body = stamped(path, body, &build));
    files.insert(0, ("index.json".to_owned(), manifest));
    files
}

/// The size to aim at for a file of words, in bytes.
fn size_of_word_files(studies: usize) -> usize {
    if studies > 50_000 { 6144 } else { 3072 }
}

fn facet_of<'a>(facet: &FacetIn<'a>, file: usize) -> FacetRow<'a> {
    FacetRow {
        key: facet.key,
        terms: facet.terms.iter().map(|term| term.slug).collect(),
        file,
    }
}

/// A name for this build, which changes if any file changes.
fn build_name(manifest: &Manifest, files: &[(String, Vec<u8>)]) -> String {
    let manifest = serde_json::to_vec(manifest).expect("strings and numbers always serialise");
    let hashes: Vec<u8> = files
        .par_iter()
        .flat_map_iter(|(_, body)| fnv(body).to_le_bytes())
        .collect();
    let hash = fnv(&manifest) ^ fnv(&hashes).rotate_left(1);
    format!("{:08x}", (hash ^ hash >> 32) as u32)
}

/// The hash of Fowler, Noll and Vo (FNV-1a).
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The file's body with the name of the build before it.
fn stamped(path: &str, body: &[u8], build: &str) -> Vec<u8> {
    if path.ends_with(".json") {
        return [b"[\"", build.as_bytes(), b"\",", body].concat();
    }
    [build.as_bytes(), body].concat()
}
