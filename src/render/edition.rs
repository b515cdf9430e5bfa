//! Makes what is the same on every page of one language.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use tera::Value;

use super::order::{TermOrder, TermsTogether};
use super::theme::{Theme, value};
use super::view::{FacetLink, PageLink, SiteView};
use super::{MAX_IN_FOOTER, for_footer};
use crate::config::Config;
use crate::ids::{FacetId, FieldId, LanguageId, PairId, Table, TermId};
use crate::link::{Facet, Library, SUBMIT, Selection, Term};
use crate::parse::html::Labels;
use crate::words::Strings;

/// The site in one language.
pub(super) struct Edition {
    pub language: LanguageId,
    /// The theme's strings in the language.
    pub words: Arc<Strings>,
    /// The [`SiteView`], ready for templates.
    pub site: Value,
    pub facets: Table<FacetId, FacetLink>,
    /// The names of each facet's terms.
    pub terms: Table<FacetId, Table<TermId, TermName>>,
    /// The names that terms of two facets have.
    pub shared_names: FxHashSet<Arc<str>>,
    pub order: Table<FacetId, TermOrder>,
    /// The terms that any study has together, for each pair of facets.
    pub together: Table<PairId, TermsTogether>,
    pub title: String,
    pub labels: Labels,
    pub field_names: Table<FieldId, String>,
}

/// What a term is called in one language.
#[derive(Debug, Clone)]
pub(super) struct TermName {
    pub name: Arc<str>,
    pub summary: Option<Arc<str>>,
    /// The language of the name, if it isn't the edition's.
    pub lang: Option<String>,
}

impl Edition {
    pub(super) fn new(
        library: &Library,
        config: &Config,
        theme: &Theme,
        language: LanguageId,
    ) -> Edition {
        let own = &config.languages[language];
        let words = theme.words(language);
        let facets = facet_links(library, config, language);
        let site = site_view(library, config, language, &facets);
        let facet_terms = |of_facet: &Facet| {
            let terms = &of_facet.terms;
            terms.map(|term| term_name(library, config, language, term))
        };
        let terms = library.facets.map(facet_terms);
        let facets_with_ids = library.facets.iter();
        let order = facets_with_ids
            .map(|(id, facet)| TermOrder::new(facet, |term| &terms[id][term].name))
            .collect();
        let field_names = config
            .fields
            .map(|field| field.name.in_language(own).to_owned());
        Edition {
            language,
            site: value(&site),
            together: library.pairs.map(|pairs| TermsTogether::new(pairs, &order)),
            order,
            title: site.title,
            labels: words.labels(),
            field_names,
            words: words.clone(),
            facets,
            shared_names: shared_names(&terms),
            terms,
        }
    }
}

fn shared_names(terms: &Table<FacetId, Table<TermId, TermName>>) -> FxHashSet<Arc<str>> {
    let mut known: FxHashSet<&Arc<str>> = FxHashSet::default();
    let mut shared = FxHashSet::default();
    for of_facet in terms.values() {
        let mut own: FxHashSet<&Arc<str>> = FxHashSet::default();
        for TermName { name, .. } in of_facet.values() {
            if own.insert(name) && !known.insert(name) {
                shared.insert(name.clone());
            }
        }
    }
    shared
}

fn facet_links(
    library: &Library,
    config: &Config,
    language: LanguageId,
) -> Table<FacetId, FacetLink> {
    let own = &config.languages[language];
    let facets = config.facets.iter();
    facets
        .map(|(id, facet)| FacetLink {
            key: facet.key.clone(),
            name: facet.name.in_language(own).to_owned(),
            singular: facet.singular.in_language(own).to_owned(),
            url: config.base.url(&library.facet_address(id, language)),
        })
        .collect()
}

fn site_view(
    library: &Library,
    config: &Config,
    language: LanguageId,
    facets: &Table<FacetId, FacetLink>,
) -> SiteView {
    let base = &config.base;
    let title = config.title.in_language(&config.languages[language]);
    let link = |key: &str| page_link(library, config, language, key);
    let in_footer = for_footer(library).take(MAX_IN_FOOTER);
    let repository = config.repository.as_ref();
    SiteView {
        title: title.to_owned(),
        origin: base.origin.clone(),
        home_url: base.url(library.prefix(language)),
        all_url: base.url(&library.all_address(language)),
        search_url: base.url(&library.search_address(language)),
        feed_url: base.url(&library.feed_address(Selection::All, language)),
        data_url: base.url(&library.data_address(language)),
        submit_url: link(SUBMIT).map(|link| link.url),
        facets: facets.values().cloned().collect(),
        pages: in_footer.filter_map(link).collect(),
        repository: repository.map(|repository| repository.url.clone()),
        total: library.studies.len(),
    }
}

/// A link to the page of a key, in the language or else in the first that it has.
fn page_link(
    library: &Library,
    config: &Config,
    language: LanguageId,
    key: &str,
) -> Option<PageLink> {
    let versions = library.others.get(key)?;
    let document = versions[language].or_else(|| versions.values().flatten().copied().next())?;
    let page = &library.documents[document];
    let lang = config.other_tag(page.language, language);
    Some(PageLink {
        title: page.title.clone(),
        url: config.base.url(&library.address(document)),
        lang: lang.map(str::to_owned),
    })
}

/// What a term is called: as its page is, in the language or else in the default one.
fn term_name(library: &Library, config: &Config, language: LanguageId, term: &Term) -> TermName {
    let document = term.versions[language].or(term.versions[LanguageId::DEFAULT]);
    let page = document.map(|document| &library.documents[document]);
    // A term without a translation is in the library's default language.
    let own = page.map_or(LanguageId::DEFAULT, |page| page.language);
    let summary = page
        .map(|page| page.summary())
        .filter(|summary| !summary.is_empty());
    TermName {
        name: match page {
            Some(page) if page.front.title.is_some() => page.title.as_str().into(),
            _ => term.name.as_str().into(),
        },
        summary: summary.map(Arc::from),
        lang: config.other_tag(own, language).map(str::to_owned),
    }
}
