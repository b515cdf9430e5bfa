//! Turns the library into search indexes, one for each language.

use rayon::prelude::*;

use super::face::organisation;
use crate::config::Config;
use crate::ids::{Id, LanguageId};
use crate::link::Library;
use crate::search::{self, Entry, FacetIn, TermIn};
use crate::source::slug::encoded;

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

fn index(library: &Library, config: &Config, language: LanguageId) -> Vec<(String, Vec<u8>)> {
    let tag = &config.languages[language].tag;
    let url = |address: &str| format!("{}{}", config.base.path, encoded(address));
    let owned: Vec<(String, Option<String>, Option<String>)> = library
        .studies
        .par_iter()
        .map(|(id, study)| {
            let version = library.version(id, language);
            let date = study.date.map(|date| date.to_string());
            (
                url(&library.address(version)),
                date,
                organisation(config, library, study),
            )
        })
        .collect();
    let entries: Vec<Entry> = library
        .studies
        .ids()
        .zip(&owned)
        .map(|(id, (url, date, organisation))| {
            let version = library.version(id, language);
            let document = &library.documents[version];
            Entry {
                title: &document.title,
                url,
                summary: document.front.summary.as_deref(),
                opening: &document.body.opening,
                date: date.as_deref(),
                lang: (document.language != language)
                    .then(|| config.languages[document.language].tag.as_str()),
                organisation: organisation.as_deref(),
                facets: library
                    .facets
                    .values()
                    .map(|facet| {
                        facet
                            .terms_of(id)
                            .iter()
                            .map(|term| term.number())
                            .collect()
                    })
                    .collect(),
                text: Box::new(|| document.body.plain.read(&document.text())),
            }
        })
        .collect();
    let facets: Vec<FacetIn> = library
        .facets
        .values()
        .zip(config.facets.values())
        .map(|(facet, settings)| FacetIn {
            key: &settings.key,
            terms: facet
                .terms
                .values()
                .map(|term| TermIn { slug: &term.slug })
                .collect(),
        })
        .collect();
    let mut files = search::index(&entries, &facets, tag);
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
