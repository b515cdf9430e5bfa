//! All documents together: the library as a whole, resolved once.
//!
//! The one sequential step. It works on small values (addresses, terms, counts), decides every
//! address that the site will have, and finds what only the whole shows: two files for one address,
//! a link to nothing, one topic written two ways. No text is read or written here.

mod address;
mod attachments;
mod broken;
mod check;
mod claims;
mod facets;
mod files;
mod hidden;
mod keys;
mod lookup;
mod misplaced;
pub mod pages;
pub mod related;
pub mod resolve;
mod selection;
mod stray;
mod studies;
#[cfg(test)]
mod tests;
mod unpublished;
mod wanted;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use address::Layout;
use hidden::{HiddenPaths, Live, live};
use lookup::Lookup;
use pages::Pages;
use studies::{grouped, study_of, versions};

pub use address::version_address;
pub use check::Links;
pub use facets::{Facet, Pairs, Term};
pub use files::{File, Placed};
pub use hidden::{Hidden, LeftOut};
pub use selection::Selection;
pub use studies::Study;
pub use unpublished::{Kept, Others, kept};

use crate::config::{Base, Config};
use crate::ids::{DocumentId, FacetId, FieldId, LanguageId, PairId, StudyId, Table, TermId};
use crate::parse::date::Date;
use crate::parse::front_matter::FieldValue;
use crate::parse::{Document, Kind};
use crate::report::{Report, Reported};
use crate::source::slug::nfc;

/// The document of each language that has one.
pub type Versions = Table<LanguageId, Option<DocumentId>>;

/// All that is published, of whatever kind.
pub type Documents = Table<DocumentId, Arc<Document>>;

/// The key of the page that says how to share a case study.
pub const SUBMIT: &str = "submit";

/// Addresses in one sitemap (sitemaps.org: at most 50,000).
const MAX_IN_SITEMAP: usize = 50_000;

/// A library, all that the site serves of it, and where its links lead.
#[derive(Debug)]
pub struct Linked {
    /// The library.
    pub library: Library,
    /// Every page of the site.
    pub pages: Pages,
    /// Where the links of texts lead.
    pub links: Links,
}

/// All documents with how they belong together.
#[derive(Debug)]
pub struct Library {
    /// The address of the site.
    pub base: Base,
    /// Every document that is published.
    pub documents: Documents,
    /// Newest first; undated ones last.
    pub studies: Table<StudyId, Study>,
    /// The facets, in the order of the settings.
    pub facets: Table<FacetId, Facet>,
    /// The pairs of facets, in the order of the settings.
    pub pairs: Table<PairId, Pairs>,
    /// The home page, in each language that has its own.
    pub home: Versions,
    /// What introduces the list of all case studies.
    pub all: Versions,
    /// Other pages, by their keys.
    pub others: BTreeMap<String, Versions>,
    /// How many case studies are not published, and why.
    pub left_out: LeftOut,
    hidden: HiddenPaths,
    /// Documents by their path below `content/`, in NFC.
    paths: Lookup<DocumentId>,
    /// The study that each document is a version of.
    study_of: Table<DocumentId, Option<StudyId>>,
    /// The facet and the term that a document introduces.
    term_of: FxHashMap<DocumentId, (FacetId, TermId)>,
    layout: Layout,
}

/// What a run publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publication {
    /// True to publish drafts too.
    pub drafts: bool,
    /// A document that expires on this day or before is left out.
    pub today: Date,
}

/// Joins all documents into one library, with every page of the site and every link followed.
pub fn linked(
    documents: Vec<Arc<Document>>,
    others: Others,
    config: &Config,
    publication: Publication,
) -> Reported<Linked> {
    let mut report = Report::default();
    let Live {
        documents,
        files,
        mut hidden,
        mut left_out,
        hidden_documents,
    } = live(documents, others.files, publication);
    hidden.extend(others.hidden);
    left_out.named = others.studies;
    let library = report.take(library(documents, (hidden, left_out), config));
    let pages = report.take(pages(&library, files, config, MAX_IN_SITEMAP));
    let links = report.take(check::links(&library, &pages, config));
    let strays = stray::stray(
        &pages.files,
        &library,
        &links.linked,
        &hidden_documents,
        config,
    );
    report.all(strays);
    report.take(misplaced::misplaced(&library, config));
    report.take(keys::keys(&library, config, publication.today));
    report.on(Linked {
        library,
        pages,
        links,
    })
}

fn library(
    documents: Documents,
    (hidden, left_out): (HiddenPaths, LeftOut),
    config: &Config,
) -> Reported<Library> {
    let mut report = Report::default();
    let others = report.take(grouped(&documents, config, Kind::Page));
    let others = others.into_iter();
    let studies = report.take(studies::studies(&documents, config));
    let facets = report.take(facets::facets(&documents, &studies, config));
    let pairs = &config.pairs;
    let pairs = pairs.map(|pair| facets::pairs(&facets, *pair, &studies));
    report.on(Library {
        base: config.base.clone(),
        home: versions(&documents, config, |document| document.kind == Kind::Home),
        all: versions(&documents, config, |document| document.kind == Kind::All),
        others: others
            .map(|(key, versions)| (key.to_owned(), versions))
            .collect(),
        pairs,
        hidden,
        left_out,
        paths: Lookup::of_first(&documents, path_in_content),
        study_of: study_of(&studies, &documents),
        term_of: facets::term_of(&facets),
        layout: Layout::new(config),
        studies,
        facets,
        documents,
    })
}

/// Decides every page of the site.
fn pages(
    library: &Library,
    files: Vec<File>,
    config: &Config,
    max_in_sitemap: usize,
) -> Reported<Pages> {
    let lists = selection::selections(library);
    let files = files::placed(files, library);
    let mut report = Report::default();
    let wanted = wanted::wanted(library, &lists, &files, max_in_sitemap, config);
    let wanted = report.take(wanted);
    let list = report.take(claims::settled(wanted, library, &files, config));
    report.take(attachments::unfit(&files, &config.allow_files));
    report.on(Pages::new(list, lists, files, max_in_sitemap))
}

/// A document's path below `content/`, in NFC.
fn path_in_content(document: &Arc<Document>) -> Cow<'_, str> {
    nfc(document.path_in_content())
}

impl Library {
    /// The document that tells a study in a language, or else its main one.
    pub fn version(&self, study: StudyId, language: LanguageId) -> DocumentId {
        let study = &self.studies[study];
        study.versions[language].unwrap_or(study.main)
    }

    /// The value of a field of a study.
    pub fn field(&self, study: &Study, field: FieldId) -> Option<&FieldValue> {
        self.documents[study.fields[field]?].front.fields[field].as_ref()
    }

    /// The names of each facet's terms, those of most studies first.
    pub fn terms_in_use(&self) -> Table<FacetId, Vec<String>> {
        let of_facet = |facet: &Facet| {
            let terms = facet.terms.values();
            let mut used: Vec<&Term> = terms.filter(|term| !term.studies.is_empty()).collect();
            // The sort keeps the order of the slugs among equals.
            used.sort_by_key(|term| std::cmp::Reverse(term.studies.len()));
            used.into_iter().map(|term| term.name.clone()).collect()
        };
        self.facets.map(of_facet)
    }

    /// A document by its path below `content/`, as a link names it.
    fn document_at(&self, path: &str) -> Option<DocumentId> {
        let at = |path: &str| self.paths.get(&nfc(path), &self.documents, path_in_content);
        // A folder means its index.
        at(path).or_else(|| at(&format!("{}/index.md", path.trim_end_matches('/'))))
    }

    /// True if any document is left out because it is a draft.
    pub fn has_drafts(&self) -> bool {
        self.hidden.values().any(|why| *why == Hidden::Draft)
    }

    /// Whether a file is not published because it is a draft.
    pub fn is_draft(&self, path: &str) -> bool {
        self.hidden.get(&*nfc(resolve::in_content(path))) == Some(&Hidden::Draft)
    }

    /// Why a path or address leads to nothing, if there is a file for it.
    fn hidden_at(&self, path: &str) -> Option<&Hidden> {
        let path = nfc(path.trim_end_matches('/'));
        let ways = [
            path.clone().into_owned(),
            format!("{path}.md"),
            format!("{path}/index.md"),
        ];
        ways.iter().find_map(|path| self.hidden.get(path))
    }

    /// The version of a document's page in a language, or the document itself.
    pub fn in_language(&self, document: DocumentId, language: LanguageId) -> DocumentId {
        let Document {
            key,
            kind,
            language: own,
            ..
        } = &*self.documents[document];
        if *own == language {
            return document;
        }
        let versions = match kind {
            Kind::Home => Some(&self.home),
            Kind::All => Some(&self.all),
            Kind::Facet(facet) => Some(&self.facets[*facet].page),
            Kind::Page => self.others.get(key),
            Kind::Term(_) => self.term_of.get(&document).map(|(facet, term)| {
                let terms = &self.facets[*facet].terms;
                &terms[*term].versions
            }),
            Kind::Study => self.study_of[document].map(|study| &self.studies[study].versions),
        };
        versions
            .and_then(|versions| versions[language])
            .unwrap_or(document)
    }

    /// Whether search engines should leave a document's page alone: what holds for the original
    /// holds for its translations.
    pub fn is_noindex(&self, document: DocumentId) -> bool {
        let original = self.in_language(document, LanguageId::DEFAULT);
        [document, original]
            .iter()
            .any(|document| self.documents[*document].front.noindex)
    }
}
