//! Studies into a search index that a browser reads a few small files of.
//!
//! # The format
//!
//! All files of one language stand in its `/search/` folder. `index.json` is read first and says
//! what the others are. Everything else is asked for with the build's name behind it
//! (`words/12.bin?1f2e3d4c`) and begins with that name, so that files of two builds are never
//! mixed: a file that has another build's name is out of date, or `index.json` is.
//!
//! | file | holds |
//! | --- | --- |
//! | `index.json` | what is below under "The manifest" |
//! | `words/N.bin` | stems, the words that have them, and the studies that have those |
//! | `rest/N.bin` | the second tier of the list of one very common stem |
//! | `ends/N.bin` | words spelt backwards, for corrections |
//! | `studies/N.json` | title, address, date, organisation, terms and summary (or else opening) of a few studies |
//! | `facets/N.bin` | the studies of each term |
//! | `dates.bin` | the day of each study |
//! | `titles.bin` | the order of the titles |
//!
//! A study is known by its number: 0 is the newest.
//!
//! ## The manifest
//!
//! `format` 1 · `build`, eight hexadecimal digits · `lang` · `studies`, how many there are ·
//! `dated`, how many have a date; they come first · `levels`, what each level of a posting weighs ·
//! `words` and `ends`, the prefix at which each such file begins, the first empty, with spaces
//! between · `stop`, words that are not in the index, with spaces between · `studies_per_file` ·
//! `address`, what all addresses begin with · `facets`, in order: `key`, `terms` (their slugs) and
//! `file`, the number of the file that has its lists.
//!
//! ## Building blocks
//!
//! *Name of the build*: the first eight bytes of a `.bin`, in ASCII; the first value of the list in
//! a `.json`. *Varint*: groups of seven bits, lowest first, the eighth bit set on all but the last.
//! *Bits*: from the highest of each byte to the lowest. *Unary*: that many ones, then a zero. *Rice
//! code* of n with parameter k: n >> k in unary, then the lowest k bits of n, highest first.
//! *Ascending list* of c numbers below r: for each, the Rice code of how many numbers were left out
//! since the last one, with k the whole part of log₂ of r ÷ c (whole division, never below 1; c
//! never below 1). *Order of words*: by UTF-16 code units. *Words* of a text are made as
//! `text::each_word` says.
//!
//! ## `words/N.bin`
//!
//! Varint: how many stems. Then for each:
//! - a byte whose upper half is how many bytes of the last stem it keeps, lower half how many
//!   follow (15: the next byte says), then those;
//! - its words that fall in this file: a byte of 3 bits, how many bytes of the stem are dropped at
//!   its end (7: all of it), 1 bit, whether another word follows, 4 bits, how many bytes are added
//!   (15: the next byte says), then those;
//! - varint: studies that have it × 4 + 2 if the list has a second tier + 1 if any title has it;
//! - if it has a second tier, varint: studies in the first; varint: the number of the `rest` file;
//! - if any title has it, varint: how many in the list that is in this file.
//!
//! Then as bits, one stem after the other, its *list*: for each study the Rice code of the gap, as
//! in an ascending list below `studies`, followed by its level in unary (level 7 without its zero;
//! in a first tier 7 less the level); then, as an ascending list, which places of the list are
//! those of studies that have the stem in their title.
//!
//! ## The others
//!
//! - `rest/N.bin`: varint: how many studies; varint: how many have it in their title; then a list
//!   as above.
//! - `ends/N.bin`: up to its end: front-coded as a stem is, then a byte, the whole part of log₂ of
//!   how many studies have its stem.
//! - `studies/N.json`: `[build, study, …]`, a study being `[title, end of its address, date,
//!   organisation, terms by facet, summary]` and its language if that is not the list's. An address
//!   is resolved against the folder of `index.json`.
//! - `facets/N.bin`: for each of its facets, byte-aligned: a varint for each term, how many studies
//!   have it; then those as ascending lists below `studies`.
//! - `dates.bin`: varint: the newest day, varint: the oldest (since 1 January 1970; a month or year
//!   is its first day); then for each dated study but the first the Rice code of how many days it
//!   is older than the one before it, with k the whole part of log₂ of (newest − oldest) ÷ `dated`,
//!   as above.
//! - `titles.bin`: the numbers of the studies by title, in as many bits as the largest needs.

mod bits;
mod catalogue;
mod classic;
mod cuts;
mod facets;
mod lexicon;
mod postings;
mod script;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use classic::classic;
pub use script::served;

use std::borrow::Cow;

use postings::Postings;
use rayon::prelude::*;
use serde::Serialize;

/// What the search knows of one study. Its place in the list, newest first, is its number.
pub struct Entry<'a> {
    pub title: &'a str,
    /// Where the study stands, as seen from the language's `/search/` folder: `/case-studies/x/` if
    /// the site has no folder of its own, `/library/case-studies/x/` if it has, or
    /// `../case-studies/x/` wherever it is.
    pub url: &'a str,
    /// What its author wrote to sum it up.
    pub summary: Option<&'a str>,
    /// How its text begins: shown where there is no summary, and not counted as one, since it is in
    /// the text already.
    pub opening: &'a str,
    /// A year, a month or a day: `2016`, `2016-05`, `2016-05-12`.
    pub date: Option<&'a str>,
    /// Only where it is not the list's.
    pub lang: Option<&'a str>,
    pub organisation: Option<&'a str>,
    /// For each facet, the numbers of the study's terms.
    pub facets: Vec<Vec<u32>>,
    /// Headings and text, plain. Made when it is asked for: together the texts would fill half a
    /// gigabyte at 100,000 studies.
    pub text: Text<'a>,
}

/// What makes a study's text.
pub type Text<'a> = Box<dyn Fn() -> String + Sync + 'a>;

impl Entry<'_> {
    /// What is searched: title, summary, text.
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
    pub key: &'a str,
    pub terms: Vec<TermIn<'a>>,
}

/// A term of a facet. Its name and address stand in the page's own HTML; the index has the slug
/// alone.
pub struct TermIn<'a> {
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
    facets: Vec<Facet<'a>>,
    words: String,
    ends: String,
    stop: String,
}

#[derive(Serialize)]
struct Facet<'a> {
    key: &'a str,
    terms: Vec<&'a str>,
    file: usize,
}

/// Writes the index of one language: paths within its `/search/` folder, and bytes.
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
    // All of them are in the files now, and would be in memory twice.
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

    let mut manifest = Manifest {
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
    let build = build_name(&manifest, &files);
    manifest.build = &build;
    let manifest = serde_json::to_vec(&manifest).expect("strings and numbers always serialise");
    files
        .par_iter_mut()
        .for_each(|(path, body)| *body = stamped(path, body, &build));
    files.insert(0, ("index.json".to_owned(), manifest));
    files
}

/// About how large a file of words is, in bytes.
fn size_of_word_files(studies: usize) -> usize {
    if studies > 50_000 { 6144 } else { 3072 }
}

fn facet_of<'a>(facet: &FacetIn<'a>, file: usize) -> Facet<'a> {
    Facet {
        key: facet.key,
        terms: facet.terms.iter().map(|term| term.slug).collect(),
        file,
    }
}

/// A name for this build: the same if all files are, another if any is not.
fn build_name(manifest: &Manifest, files: &[(String, Vec<u8>)]) -> String {
    let manifest = serde_json::to_vec(manifest).expect("strings and numbers always serialise");
    let hashes: Vec<u8> = files
        .par_iter()
        .flat_map_iter(|(_, body)| fnv(body).to_le_bytes())
        .collect();
    let hash = fnv(&manifest) ^ fnv(&hashes).rotate_left(1);
    format!("{:08x}", (hash ^ hash >> 32) as u32)
}

/// The hash of Fowler, Noll and Vo, FNV-1a.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A file's body behind the name of the build.
fn stamped(path: &str, body: &[u8], build: &str) -> Vec<u8> {
    if path.ends_with(".json") {
        return [b"[\"", build.as_bytes(), b"\",", body].concat();
    }
    [build.as_bytes(), body].concat()
}
