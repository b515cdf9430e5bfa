//! Makes what is the same on every page of one language.

use std::sync::Arc;

use tera::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::in_footer;
use super::theme::{Theme, value};
use super::view::{FacetLink, PageLink, SiteView};
use crate::config::Config;
use crate::ids::{FacetId, LanguageId, Table, TermId};
use crate::link::{Library, SUBMIT, Selection};
use crate::source::slug::encoded;

/// The site in one language.
pub struct Edition {
    /// The [`SiteView`], ready for templates.
    pub site: Value,
    pub facets: Table<FacetId, FacetLink>,
    /// The names of each facet's terms.
    pub terms: Table<FacetId, Table<TermId, TermName>>,
    /// Each facet's terms in alphabetical order.
    pub order: Table<FacetId, Vec<TermId>>,
    pub title: String,
    pub labels: crate::parse::html::Labels,
    /// The names of the fields, in the order of the settings.
    pub field_names: Vec<String>,
}

/// What a term is called in one language.
#[derive(Debug, Clone)]
pub struct TermName {
    pub name: Arc<str>,
    pub summary: Option<Arc<str>>,
    /// The language of the name, if it isn't the edition's.
    pub lang: Option<String>,
}

impl Edition {
    pub fn new(library: &Library, config: &Config, theme: &Theme, language: LanguageId) -> Edition {
        let own = &config.languages[language];
        let url = |address: &str| format!("{}{}", config.base.path, encoded(address));
        let prefix = library.prefix(language);
        let title = config.title.in_language(own).to_owned();
        let facets: Table<FacetId, FacetLink> = config
            .facets
            .iter()
            .map(|(id, facet)| FacetLink {
                key: facet.key.clone(),
                name: facet.name.in_language(own).to_owned(),
                singular: facet.singular.in_language(own).to_owned(),
                url: url(&library.facet_address(id, language)),
            })
            .collect();
        let link = |key: &str| {
            let versions = library.others.get(key)?;
            let document =
                versions[language].or_else(|| versions.values().flatten().copied().next())?;
            let told = &library.documents[document];
            let lang =
                (told.language != language).then(|| config.languages[told.language].tag.clone());
            Some(PageLink {
                title: told.title.clone(),
                url: url(&library.address(document)),
                lang,
            })
        };
        let pages = library
            .others
            .keys()
            .filter(|key| in_footer(key))
            .filter_map(|key| link(key))
            .collect();
        let site = SiteView {
            title: title.clone(),
            origin: config.base.origin.clone(),
            home_url: url(prefix),
            all_url: url(&library.all_address(language)),
            search_url: url(&library.search_address(language)),
            feed_url: url(&library.feed_address(Selection::All, language)),
            data_url: url(&library.data_address(language)),
            submit_url: link(SUBMIT).map(|link| link.url),
            facets: facets.values().cloned().collect(),
            pages,
            repository: config
                .repository
                .as_ref()
                .map(|repository| repository.url.clone()),
            total: library.studies.len(),
        };
        let terms: Table<FacetId, Table<TermId, TermName>> = library
            .facets
            .values()
            .map(|facet| {
                let names = facet.terms.values().map(|term| {
                    // A term without a translation is in the library's default language.
                    let told = term.versions[language]
                        .or(term.versions[LanguageId::DEFAULT])
                        .map(|document| &library.documents[document]);
                    let own = told.map_or(LanguageId::DEFAULT, |told| told.language);
                    TermName {
                        name: match told {
                            Some(told) if told.front.title.is_some() => told.title.as_str().into(),
                            _ => term.name.as_str().into(),
                        },
                        summary: told
                            .map(|told| told.summary())
                            .filter(|summary| !summary.is_empty())
                            .map(Arc::from),
                        lang: (own != language).then(|| config.languages[own].tag.clone()),
                    }
                });
                names.collect()
            })
            .collect();
        let order = terms.map(|names| {
            let mut order: Vec<TermId> = names.ids().collect();
            order.sort_by_cached_key(|term| (alphabetical(&names[*term].name), *term));
            order
        });
        let field_names = config
            .fields
            .iter()
            .map(|field| field.name.in_language(own).to_owned())
            .collect();
        Edition {
            site: value(&site),
            facets,
            terms,
            order,
            title,
            labels: theme.words(language).labels(),
            field_names,
        }
    }
}

/// A sort key that ignores case and accents, as dictionaries do.
fn alphabetical(name: &str) -> String {
    name.nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}
