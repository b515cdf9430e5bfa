//! Studies into a search index that a browser reads a few small files of.
//!
//! # The format
//!
//! All files of one language are in its `/search/` folder. The client reads `index.json` first,
//! which says what the others are called. Every other file has five letters of the hash of its
//! content in its name (`words/12-4f0qz.bin`), so a file that a host or a browser has kept from an
//! older build is never taken for a newer one. The exception are the studies: their folder has a
//! name made from the order of the studies, so an older file there holds an older text of the same
//! studies. In this way one changed sentence changes few files.
//!
//! | file | holds |
//! | --- | --- |
//! | `index.json` | what is below under "The manifest" |
//! | `words/N-NAME.bin` | stems, the words that have them, and the studies that have those |
//! | `rest/N-NAME.bin` | the second tier of one very common stem's list |
//! | `ends/N-NAME.bin` | words spelt backwards, to correct typing errors |
//! | `studies/NAME/N.bin` | title, address, date, organisation, terms and summary (or else opening) of a few studies |
//! | `facets/N-NAME.bin` | the studies of each term |
//! | `dates-NAME.bin` | the day of each study |
//! | `titles-NAME.bin` | the order of the titles |
//! | `near/N-NAME.bin` | the studies that have certain words beside each other |
//! | `more-NAME.json` | the names of the files in `ends` and `near` |
//! | `synonyms-NAME.json` | words that mean the same, if the library says which |
//!
//! Each study has a number; 0 is the newest.
//!
//! ## The manifest
//!
//! `format` is 2 · `lang` · `studies` is their number · `dated` is the number of those with a date,
//! which come first · `levels` has the weight of each level of a posting · `words` has the prefix at
//! which each such file begins (the first is empty), separated by spaces, and `word_names` their
//! names, five letters each · `stop` has the words that are only searched in titles, separated by
//! spaces · `catalogue` is the name of the folder of studies, and `studies_per_file` their number ·
//! `address` is what all addresses begin with · `facets` has, in order, each one's `key`, `terms`
//! (their slugs), `sizes` (how many studies have each, unless there are very many) and `file`
//! (`N-NAME` of the file with its lists) · `dates`, `titles` and `more` are the names of those files
//! · `synonyms`, if there are any, is the name of that file, then how the first words of its members
//! begin, separated by spaces · `scripts` is the address of the folder with the search's scripts ·
//! `stemmer` is the name of the one in its folder `stem` that stems the index's words, if there is
//! one.
//!
//! ## Building blocks
//!
//! *Varint*: groups of seven bits, lowest first, the eighth bit set on all but the last.
//! *Bits*: from the highest of each byte to the lowest. *Unary*: that many ones, then a zero. *Rice
//! code* of n with parameter k: n >> k in unary, then the lowest k bits of n, highest first.
//! *Ascending list* of c numbers below r: for each, the Rice code of how many numbers it skips
//! after the last one, with k the whole part of log₂ of r ÷ c (whole division, at least 1; c at
//! least 1). *Order of words*: by UTF-16 code units. *Words* of a text are made as
//! `text::each_word` says.
//!
//! ## `words/N-NAME.bin`
//!
//! Varint: the number of stems. Then for each:
//! - a byte whose upper half is the number of bytes kept from the last stem, and whose lower half
//!   is the number of new ones (15: the next byte has it), then those;
//! - its words, those of most studies first, each as a byte (3 bits: the number of bytes dropped
//!   from the stem's end, 7 for all; 1 bit: whether another word follows; 4 bits: the number of
//!   bytes added, 15: the next byte has it), then those bytes;
//! - varint: studies that have it × 4 + 2 if the list has a second tier + 1 if it is in any title;
//! - if it has a second tier, varint: studies in the first; varint: the number of the `rest` file,
//!   then its name;
//! - if it is in any title, varint: in how many, counted in this file's list;
//! - if it has several words, for each of the first 16 a varint: how many studies of the list have
//!   it (the 16th counts for all further ones).
//!
//! Then, as bits, the *list* of each stem in turn: for each study the Rice code of the gap, as in
//! an ascending list below `studies`, then its level in unary (level 7 without the final zero; in a
//! first tier, 7 minus the level). An ascending list follows: the positions in the list of the
//! studies that have the stem in their title. For each of those: 7 minus the number of words in the
//! title (at most 7) in unary, the seventh without the final zero; and, if the stem has several
//! words, the number of the first that is in the title, in unary (the last without the final zero).
//! Then for each of the first 16 words, if there are several, an ascending list of the positions of
//! the studies that have it or, if these are more than half, of those that don't.
//!
//! ## The others
//!
//! - `rest/N-NAME.bin`: varint: the number of studies × 2 + 1 if any has it in its title; the counts
//!   of titles and of words as above; then a list as above.
//! - `ends/N-NAME.bin`: to the end of the file, words: each front-coded like a stem, then a byte,
//!   the whole part of log₂ of how many studies have its stem.
//! - `near/N-NAME.bin`: steps (`near` says what these are) whose hashes begin with the bits of N, as
//!   many bits as the number of files needs. Varint: their number; varint for each: the number of
//!   its studies. Then, as bits, an ascending list of what is left of the hashes, and for each step
//!   an ascending list of its studies.
//! - `more-NAME.json`: `ends`, the prefix at which each such file begins, separated by spaces;
//!   `end_names` and `near_names`, five letters for each file; `least`, the number of studies of the
//!   rarest steps in `near`.
//! - `synonyms-NAME.json`: a list of meanings; each is a list of members; each is a list of its
//!   stems without stop words, separated by spaces; the word by which the files of words have it,
//!   empty if no study has it; and the text to show, empty for none. If it has several words, they
//!   are a word of their own there, with spaces.
//! - `studies/NAME/N.bin`: as raw deflate: `[study, …]`, a study being `[title, end of its address,
//!   date, organisation, terms by facet, summary]` and its language if that is not the list's. An
//!   address is resolved against the folder of `index.json`.
//! - `facets/N-NAME.bin`: for each of its facets, byte-aligned: for each term a varint, the number
//!   of its studies; then those studies as ascending lists below `studies`.
//! - `dates-NAME.bin`: varint: the newest day, varint: the oldest (days since 1 January 1970; a
//!   month or year counts as its first day); then for each dated study except the first the Rice
//!   code of how many days older than the last one it is, with k the whole part of log₂ of (newest −
//!   oldest) ÷ `dated`, as above.
//! - `titles-NAME.bin`: the numbers of the studies in the order of their titles, each in as many
//!   bits as the largest needs.

mod bits;
mod british;
mod catalogue;
mod classic;
#[cfg(feature = "search")]
pub mod client;
mod cuts;
mod facets;
mod lexicon;
mod names;
mod near;
#[cfg(feature = "search")]
mod occurrences;
mod postings;
mod stems;
mod synonyms;
#[cfg(test)]
mod tests;
mod text;
mod welsh;
mod words;

pub use classic::classic;
#[cfg(feature = "search")]
pub use occurrences::{Occurrences, occurrences};
pub use stems::in_browser as stemmer;

use std::borrow::Cow;

use names::short_name;
use postings::{Postings, Stem};
use rayon::prelude::*;
use serde::Serialize;
use synonyms::Synonyms;
use words::EncodedStem;

/// What the search knows about one study. Its position in the list, newest first, is its number.
pub struct Entry<'a> {
    /// The study's title, plain text.
    pub title: &'a str,
    /// What else its card shows: the names of its terms and its text fields, a line each.
    pub labels: &'a str,
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
    /// The texts that are searched: title, labels, summary, text.
    fn fields(&self) -> [Cow<'_, str>; postings::FIELDS] {
        [
            self.title.into(),
            self.labels.into(),
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
    lang: &'a str,
    studies: usize,
    dated: usize,
    studies_per_file: usize,
    catalogue: String,
    address: &'a str,
    levels: Vec<f32>,
    facets: Vec<FacetRow<'a>>,
    words: String,
    word_names: String,
    stop: String,
    dates: String,
    titles: String,
    more: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    synonyms: Option<String>,
    scripts: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stemmer: Option<String>,
}

#[derive(Serialize)]
struct FacetRow<'a> {
    key: &'a str,
    terms: Vec<&'a str>,
    /// Left out of a facet with very many terms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sizes: Vec<usize>,
    file: String,
}

/// The terms of a facet that the client offers when a query names one, at most.
const MAX_NAMED: usize = 300;

/// What few queries need to know.
#[derive(Serialize)]
struct More {
    ends: String,
    end_names: String,
    least: u32,
    near_names: String,
}

/// The files of an index, each named by its content.
#[derive(Default)]
struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    /// Adds the files of a folder, and returns their names.
    fn folder(&mut self, folder: &str, bodies: Vec<Vec<u8>>) -> Vec<String> {
        let names: Vec<String> = bodies.par_iter().map(|body| short_name(body)).collect();
        for (n, (name, body)) in names.iter().zip(bodies).enumerate() {
            self.0.push((format!("{folder}/{n}-{name}.bin"), body));
        }
        names
    }

    /// Adds a file, and returns its name.
    fn file(&mut self, file: &str, ending: &str, body: Vec<u8>) -> String {
        let name = short_name(&body);
        self.0.push((format!("{file}-{name}.{ending}"), body));
        name
    }
}

/// The index of one language: the path of each file below the `/search/` folder, and its bytes.
///
/// `synonyms` are lists of texts that mean the same. `scripts` is the address of the folder with the
/// search's scripts. The same studies give the same bytes on any number of threads.
pub fn index(
    entries: &[Entry],
    facets: &[FacetIn],
    synonyms: &[Vec<String>],
    lang: &str,
    scripts: &str,
) -> Vec<(String, Vec<u8>)> {
    let synonyms = Synonyms::of(synonyms, lang);
    let Postings {
        stems,
        stop_words,
        levels,
        steps,
    } = postings::postings(entries, lang, |stem| {
        let kept = synonyms.kept(&stem);
        (words::written(stem, entries.len()), kept)
    });
    let (mut stems, kept): (Vec<EncodedStem>, Vec<Option<Stem>>) = stems.into_iter().unzip();
    stems.retain(|stem| stem.studies > 0);
    let kept = kept.into_iter().flatten().collect();
    let synonyms = synonyms.file(kept, entries, &mut stems);
    let (word_files, rests, word_starts) = words::files(&stems, size_of_word_files(entries.len()));
    let (end_files, end_starts) = lexicon::files(&stems, entries.len());
    // The files hold all of it now; keeping both would double the memory.
    drop(stems);
    let address = catalogue::beginning(entries);
    let catalogue = catalogue::folder(entries);
    let (facet_files, file_of) = facets::files(entries, facets);
    let (dated, dates) = facets::dates(entries);

    let mut files = Files::default();
    let word_names = files.folder("words", word_files);
    files.folder("rest", rests);
    let end_names = files.folder("ends", end_files);
    let facet_names = files.folder("facets", facet_files);
    for (n, body) in catalogue::files(entries, address).into_iter().enumerate() {
        files.0.push((format!("studies/{catalogue}/{n}.bin"), body));
    }
    let others = files.0.iter().map(|(_, body)| body.len()).sum();
    let near = near::files(&steps, entries.len(), others);
    drop(steps);
    let more = More {
        ends: end_starts.join(" "),
        end_names: end_names.concat(),
        least: near.least,
        near_names: files.folder("near", near.files).concat(),
    };
    let manifest = Manifest {
        format: 2,
        lang,
        studies: entries.len(),
        dated,
        studies_per_file: catalogue::studies_per_file(entries.len()),
        catalogue,
        address,
        levels: levels
            .iter()
            .map(|level| (level * 1000.0).round() / 1000.0)
            .collect(),
        facets: facets
            .iter()
            .zip(&file_of)
            .enumerate()
            .map(|(number, (facet, file))| FacetRow {
                key: facet.key,
                sizes: facets::sizes(entries, number, facet.terms.len(), MAX_NAMED),
                terms: facet.terms.iter().map(|term| term.slug).collect(),
                file: format!("{file}-{}", facet_names[*file]),
            })
            .collect(),
        words: word_starts.join(" "),
        word_names: word_names.concat(),
        stop: stop_words.join(" "),
        dates: files.file("dates", "bin", dates),
        titles: files.file("titles", "bin", facets::titles(entries)),
        more: files.file("more", "json", json(&more)),
        synonyms: synonyms.map(|found| {
            let name = files.file("synonyms", "json", found.json);
            [vec![name], found.beginnings].concat().join(" ")
        }),
        scripts,
        stemmer: stems::in_browser(lang),
    };
    files
        .0
        .insert(0, ("index.json".to_owned(), json(&manifest)));
    files.0
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("strings and numbers always serialise")
}

/// The size to aim at for a file of words, in bytes.
fn size_of_word_files(studies: usize) -> usize {
    if studies > 50_000 { 6144 } else { 4608 }
}
