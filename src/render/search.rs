//! Turns the library into search indexes, one for each language.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::edition::Edition;
use super::face::organisation;
use crate::config::{Config, FieldKind};
use crate::ids::{FacetId, Id, LanguageId, StudyId, Table, TermId};
use crate::link::{Library, Study, Term};
use crate::parse::Document;
use crate::parse::front_matter::FieldValue;
use crate::search::{self, Entry, FacetIn, TermIn};

/// The name of the classic single-file index, which the settings can ask for.
const CLASSIC: &str = "elasticlunr.json";

/// The index of every language: the path of each file below the output folder, with its bytes.
pub fn files(library: &Library, config: &Config) -> Vec<(String, Vec<u8>)> {
    config
        .languages
        .ids()
        .flat_map(|language| index(library, config, language))
        .collect()
}

/// Where a study has some words of the index of a language.
#[cfg(feature = "search")]
pub fn occurrences(
    library: &Library,
    config: &Config,
    language: LanguageId,
    study: StudyId,
    words: &[String],
) -> search::Occurrences {
    let names = names_of_terms(library);
    let of_study = &library.studies[study];
    let in_words = entry_words(library, config, language, study, of_study, &names);
    let entry = entry(library, config, language, study, &in_words);
    search::occurrences(&entry, &config.languages[language].tag, words)
}

fn index(library: &Library, config: &Config, language: LanguageId) -> Vec<(String, Vec<u8>)> {
    let tag = &config.languages[language].tag;
    let names = names_of_terms(library);
    let words: Vec<EntryWords> = library
        .studies
        .par_iter()
        .map(|(id, study)| entry_words(library, config, language, id, study, &names))
        .collect();
    let entries: Vec<Entry> = library
        .studies
        .ids()
        .zip(&words)
        .map(|(id, words)| entry(library, config, language, id, words))
        .collect();
    let facets = library.facets.iter();
    let facets: Vec<FacetIn> = facets
        .map(|(id, facet)| FacetIn {
            key: &config.facets[id].key,
            terms: facet
                .terms
                .values()
                .map(|term| TermIn { slug: &term.slug })
                .collect(),
        })
        .collect();
    let scripts = config.base.url("search/");
    let synonyms = synonyms(library, config);
    let mut files = search::index(&entries, &facets, &synonyms, tag, &scripts);
    if config.elasticlunr_json {
        files.push((
            CLASSIC.to_owned(),
            search::classic(&entries, tag).into_bytes(),
        ));
    }
    let folder = library.search_address(language);
    files
        .into_iter()
        .map(|(name, bytes)| (folder.clone() + &name, bytes))
        .collect()
}

/// What the search box for other pages (`element.js`) says in one language, and the folder of that
/// language's index.
#[derive(Serialize)]
struct BoxStrings {
    folder: String,
    label: String,
    search: String,
    searching: String,
    failed: String,
    all: String,
    corrected: String,
    partial: String,
    /// By plural form.
    results: BTreeMap<&'static str, String>,
}

/// The strings of the search box for other pages, by language: the path of the file, and its bytes.
///
/// All languages are in one file next to that script, so that the box finds them and their indexes
/// whatever the language of the page around it.
pub(super) fn strings(
    library: &Library,
    config: &Config,
    editions: &Table<LanguageId, Edition>,
) -> (String, Vec<u8>) {
    let all = editions.iter().map(|(language, edition)| {
        let get = |key: &str| edition.words.get(key);
        let forms = ["zero", "one", "two", "few", "many", "other"];
        let strings = BoxStrings {
            folder: config.base.url(&library.search_address(language)),
            label: get("search_label"),
            search: get("search"),
            searching: get("searching"),
            failed: get("search_failed"),
            all: get("search_all_results"),
            corrected: get("showing_results_for"),
            partial: get("results_partial"),
            results: forms
                .map(|form| (form, get(&format!("results_{form}"))))
                .into(),
        };
        (config.languages[language].tag.as_str(), strings)
    });
    let bytes = serde_json::to_vec(&all.collect::<BTreeMap<_, _>>());
    (
        "search/strings.json".to_owned(),
        bytes.expect("strings always serialise"),
    )
}

/// Lists of words that mean the same: those of the settings, and each term with the synonyms on its
/// pages. Those of all languages, since a study that is not translated is in each index.
fn synonyms(library: &Library, config: &Config) -> Vec<Vec<String>> {
    let mut synonyms = config.synonyms.clone();
    for facet in library.facets.values() {
        for term in facet.terms.values() {
            let pages = term.versions.values().flatten();
            let pages: Vec<&Document> = pages.map(|page| &*library.documents[*page]).collect();
            let written = pages.iter().flat_map(|page| &page.front.synonyms);
            let written: Vec<String> = written.map(|text| text.value.clone()).collect();
            if !written.is_empty() {
                let titles = pages.iter().map(|page| page.title.clone());
                let names = [term.name.clone()].into_iter().chain(titles);
                synonyms.push(names.chain(written).collect());
            }
        }
    }
    synonyms
}

/// The names of every term, by facet.
fn names_of_terms(library: &Library) -> Table<FacetId, Vec<String>> {
    library.facets.map(|facet| {
        let terms = facet.terms.values();
        terms.map(|term| names(library, term)).collect()
    })
}

/// What is put in words for one entry. Entries only borrow their words.
struct EntryWords {
    url: String,
    date: Option<String>,
    organisation: Option<String>,
    labels: String,
}

/// The names of a term, each on a line of its own: as authors write it, and as its page is called
/// in each language.
fn names(library: &Library, term: &Term) -> String {
    let titles = term.versions.values().flatten();
    let titles = titles.map(|document| library.documents[*document].title.as_str());
    let mut names = vec![term.name.as_str()];
    for title in titles {
        if !names.contains(&title) {
            names.push(title);
        }
    }
    names.join("\n")
}

/// What a card shows beside title and summary: the names of the study's terms, and its fields that
/// are texts.
fn labels(
    library: &Library,
    config: &Config,
    id: StudyId,
    study: &Study,
    names: &Table<FacetId, Vec<String>>,
) -> String {
    let terms = library.facets.iter().flat_map(|(facet, linked)| {
        let terms = linked.terms_of(id).iter();
        terms.map(move |term| {
            names[facet][usize::try_from(term.number()).expect("a small number")].as_str()
        })
    });
    let texts = config.fields.iter().flat_map(|(field, settings)| {
        match library.field(study, field) {
            Some(FieldValue::Texts(texts)) if settings.kind == FieldKind::Text => texts.as_slice(),
            _ => &[],
        }
        .iter()
        .map(String::as_str)
    });
    terms.chain(texts).collect::<Vec<_>>().join("\n")
}

fn entry_words(
    library: &Library,
    config: &Config,
    language: LanguageId,
    id: StudyId,
    study: &Study,
    names: &Table<FacetId, Vec<String>>,
) -> EntryWords {
    let version = library.version(id, language);
    EntryWords {
        url: config.base.url(&library.address(version)),
        date: study.date.map(|date| date.to_string()),
        organisation: organisation(config, library, study),
        labels: labels(library, config, id, study, names),
    }
}

fn entry<'a>(
    library: &'a Library,
    config: &'a Config,
    language: LanguageId,
    id: StudyId,
    words: &'a EntryWords,
) -> Entry<'a> {
    let version = library.version(id, language);
    let document = &library.documents[version];
    let numbers = |terms: &[TermId]| terms.iter().map(|term| term.number()).collect();
    let facets = library.facets.values();
    Entry {
        title: &document.title,
        labels: &words.labels,
        url: &words.url,
        summary: document.front.summary.as_deref(),
        opening: &document.body.opening,
        date: words.date.as_deref(),
        lang: config.other_tag(document.language, language),
        organisation: words.organisation.as_deref(),
        facets: facets.map(|facet| numbers(facet.terms_of(id))).collect(),
        text: Box::new(|| document.body.plain.read(&document.text())),
    }
}
