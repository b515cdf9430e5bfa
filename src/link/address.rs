//! Where each page is, relative to the site; nothing else makes an address.
//!
//! The address of a page ends with a slash (`case-studies/warm-homes/`), that of a file does not.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::selection::Selection;
use super::{Library, SUBMIT, Versions};
use crate::config::{Config, OWN_FOLDER, SEARCH_FOLDER};
use crate::ids::{DocumentId, FacetId, LanguageId, PairId, Table, TermId};
use crate::parse::{Document, Kind};
use crate::picture::{Form, Size};
use crate::source::slug::{file_slug, folded};

/// What addresses are made of.
#[derive(Debug)]
pub(super) struct Layout {
    /// Nothing, or for example `cy/`.
    prefixes: Table<LanguageId, String>,
    /// The folder of the case studies.
    studies: String,
    /// The folder of each facet.
    facets: Table<FacetId, String>,
}

impl Layout {
    pub(super) fn new(config: &Config) -> Layout {
        Layout {
            prefixes: config.languages.map(|language| language.prefix.clone()),
            studies: config.studies.clone(),
            facets: config.facets.map(|facet| facet.path.clone()),
        }
    }
}

impl Library {
    /// True if the case studies, each facet and each language have folders of their own, as the
    /// settings demand.
    pub(super) fn has_own_folders(&self) -> bool {
        let Layout {
            prefixes,
            studies,
            facets,
        } = &self.layout;
        let folders: Vec<&str> = prefixes
            .values()
            .chain(facets.values())
            .chain([studies])
            .map(String::as_str)
            .chain([SEARCH_FOLDER, OWN_FOLDER])
            .collect();
        let first =
            |folder: &&str| folded(folder.split('/').next().unwrap_or_default()).into_owned();
        let distinct: BTreeSet<String> = folders.iter().map(first).collect();
        distinct.len() == folders.len()
    }

    /// The address of a document's page, for example `cy/case-studies/warm-homes/`.
    pub fn address(&self, id: DocumentId) -> String {
        let document = &self.documents[id];
        let language = document.language;
        match document.kind {
            Kind::Home => self.prefix(language).to_owned(),
            Kind::All => self.all_address(language),
            Kind::Facet(facet) => self.facet_address(facet, language),
            Kind::Study => self.study_address(document),
            Kind::Term(facet) => match self.term_of.get(&id) {
                Some((_, term)) => self.term_address(facet, *term, language),
                None => format!("{}{}/", self.facet_address(facet, language), document.slug),
            },
            // Other pages are where their files are.
            Kind::Page => {
                let prefix = self.prefix(language);
                let slug = &document.slug;
                match document.key.rsplit_once('/') {
                    Some((folder, _)) => format!("{prefix}{folder}/{slug}/"),
                    None => format!("{prefix}{slug}/"),
                }
            }
        }
    }

    /// The addresses of the versions that a page has.
    pub fn addresses(&self, versions: &Versions) -> Vec<(LanguageId, String)> {
        let versions = versions.iter();
        versions
            .filter_map(|(language, document)| Some((language, self.address((*document)?))))
            .collect()
    }

    /// A case study in a folder of its own, for example of a year, keeps the folder in its address.
    fn study_address(&self, document: &Document) -> String {
        let Document { key, slug, .. } = document;
        let below = key
            .strip_prefix(&self.layout.studies)
            .unwrap_or(key)
            .trim_start_matches('/');
        let folders = below.rsplit_once('/').map_or("", |(folders, _)| folders);
        let folders: String = folders
            .split('/')
            .filter(|folder| !folder.is_empty())
            .map(|folder| file_slug(folder) + "/")
            .collect();
        [&self.all_address(document.language), &folders, slug, "/"].concat()
    }

    /// What all addresses of a language begin with: nothing, or for example `cy/`.
    pub fn prefix(&self, language: LanguageId) -> &str {
        &self.layout.prefixes[language]
    }

    /// The list of all case studies.
    pub fn all_address(&self, language: LanguageId) -> String {
        [self.prefix(language), &self.layout.studies, "/"].concat()
    }

    /// The page with all terms of a facet.
    pub fn facet_address(&self, facet: FacetId, language: LanguageId) -> String {
        [self.prefix(language), &self.layout.facets[facet], "/"].concat()
    }

    /// The first page of the list of a term.
    pub fn term_address(&self, facet: FacetId, term: TermId, language: LanguageId) -> String {
        let slug = &self.facets[facet].terms[term].slug;
        [&self.facet_address(facet, language), slug, "/"].concat()
    }

    /// A page of a list, counted from 1.
    pub fn list_address(&self, selection: Selection, language: LanguageId, page: usize) -> String {
        let first = match selection {
            Selection::All => self.all_address(language),
            Selection::Term { facet, term } => self.term_address(facet, term, language),
            Selection::Pair { pair, terms } => self.pair_address(pair, terms, language),
        };
        if page == 1 {
            first
        } else {
            format!("{first}page/{page}/")
        }
    }

    /// Two terms together, in the order of the pair.
    fn pair_address(&self, pair: PairId, terms: (TermId, TermId), language: LanguageId) -> String {
        let (first, second) = self.pairs[pair].facets;
        let folder = &self.layout.facets[second];
        let slug = &self.facets[second].terms[terms.1].slug;
        let first = self.term_address(first, terms.0, language);
        [&first, folder, "/", slug, "/"].concat()
    }

    /// The feed of a list. Two terms together have none of their own, so it's that of all.
    pub fn feed_address(&self, selection: Selection, language: LanguageId) -> String {
        match selection {
            Selection::All | Selection::Pair { .. } => {
                format!("{}feed.xml", self.prefix(language))
            }
            Selection::Term { .. } => self.list_address(selection, language, 1) + "feed.xml",
        }
    }

    /// The search page, in whose folder the index and the scripts are.
    pub fn search_address(&self, language: LanguageId) -> String {
        format!("{}{SEARCH_FOLDER}/", self.prefix(language))
    }

    /// Every case study as JSON.
    pub fn data_address(&self, language: LanguageId) -> String {
        format!("{}case-studies.json", self.prefix(language))
    }

    /// The template of a new case study, if a page offers it for download.
    pub fn template_address(&self, language: LanguageId) -> Option<String> {
        self.others.get(SUBMIT)?[language]?;
        Some(format!("{}case-study.md", self.prefix(language)))
    }
}

/// The address of a part of a sitemap that is too long for one file.
pub(super) fn sitemap_address(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

/// Where a smaller version of the picture at an address is.
pub fn version_address(picture: &str, form: Form, size: Size) -> String {
    let (width, ending) = (size.width, form.ending());
    format!("{OWN_FOLDER}/pictures/{picture}.{width}.{ending}")
}

/// The form in which addresses are compared.
pub(super) fn normal(address: &str) -> Cow<'_, str> {
    let page = address
        .strip_suffix("index.html")
        .filter(|folder| folder.is_empty() || folder.ends_with('/'));
    folded(page.unwrap_or(address).trim_matches('/'))
}
