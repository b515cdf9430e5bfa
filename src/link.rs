//! All documents together: the library as a whole, resolved once.
//!
//! The one sequential step. It works on small values (addresses, terms, counts), decides every
//! address the site will have, and finds what only the whole shows: two files for one address, a
//! link to nothing, one topic written two ways. No text is read or written here.

pub mod address;
mod check;
pub mod related;
pub mod resolve;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use address::{Addresses, Owner};
use rustc_hash::FxHashMap;

use crate::config::read::Spanned;
use crate::config::{Base, Config, FacetConfig};
use crate::parse::date::Date;
use crate::parse::front_matter::FieldValue;
use crate::parse::{CONTENT, Document, Kind};
use crate::report::{Finding, Report, Reported};
use crate::source::{
    Place,
    slug::{file_slug, slug},
};

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Below the library's root, for example `content/case-studies/warm-homes/boiler.jpg`.
    pub path: String,
    pub bytes: u64,
    /// Width and height in pixels, of a picture.
    pub size: Option<(usize, usize)>,
}

/// A file with the address it is published at.
#[derive(Debug, Clone)]
pub struct Placed {
    pub file: File,
    pub address: String,
}

/// The document of each language that has one, by the language's number.
pub type Versions = Vec<Option<usize>>;

/// A library whose every part knows where it stands.
#[derive(Debug)]
pub struct Library {
    pub base: Base,
    /// What is published, whatever kind it is.
    pub documents: Vec<Arc<Document>>,
    /// Newest first; undated ones last. A study's number is its place here.
    pub studies: Vec<Study>,
    /// In the order of the settings.
    pub facets: Vec<Facet>,
    pub pairs: Vec<Pairs>,
    pub home: Versions,
    /// What stands above the list of all.
    pub all: Versions,
    /// Other pages, by their keys.
    pub pages: BTreeMap<String, Versions>,
    pub files: Vec<Placed>,
    pub addresses: Addresses,
    /// Files that exist but are not published, below `content/`, and why.
    hidden: FxHashMap<String, Hidden>,
    /// Documents by their path below `content/`.
    paths: FxHashMap<String, usize>,
    /// Files by their path below `content/` or `static/`.
    file_paths: FxHashMap<String, usize>,
    /// The number of the study that a document is a version of.
    study_of: FxHashMap<usize, usize>,
    /// The facet and the term that a document introduces.
    term_of: FxHashMap<usize, (usize, usize)>,
    layout: Layout,
}

/// One case study, in whatever languages it is told.
#[derive(Debug)]
pub struct Study {
    pub versions: Versions,
    /// The version in the default language, or else in the first that there is.
    pub main: usize,
    pub date: Option<Date>,
    /// The terms of each facet, by their numbers, in the author's order.
    pub facets: Vec<Vec<usize>>,
    pub fields: Vec<Option<FieldValue>>,
    /// Those that the author named, by their numbers.
    pub related: Vec<usize>,
}

/// A facet with all its terms.
#[derive(Debug)]
pub struct Facet {
    pub page: Versions,
    /// In the order of their slugs.
    pub terms: Vec<Term>,
}

/// One term of a facet.
#[derive(Debug)]
pub struct Term {
    pub slug: String,
    /// As the closed list, or most authors, write it.
    pub name: String,
    pub versions: Versions,
    /// Numbers of the studies that have it, ascending, so newest first.
    pub studies: Vec<usize>,
}

/// The studies of every two terms that have any together.
#[derive(Debug)]
pub struct Pairs {
    pub facets: (usize, usize),
    pub studies: BTreeMap<(usize, usize), Vec<usize>>,
}

/// Why a file that exists is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    Draft,
    /// Its day in `expires` has come, which needs no one to have done anything.
    Expired,
}

/// What addresses are made of.
#[derive(Debug, Clone)]
struct Layout {
    prefixes: Vec<String>,
    studies: String,
    facets: Vec<String>,
}

/// What a run is asked to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub drafts: bool,
    /// A document that expires on this day or before is left out.
    pub today: Date,
}

/// Joins all documents into one library.
pub fn library(documents: Vec<Arc<Document>>, files: Vec<File>, config: &Config, choice: Choice) -> Reported<Library> {
    let mut report = Report::default();
    let (documents, hidden) = published(documents, choice);
    let mut library = Library {
        base: config.base.clone(),
        studies: vec![],
        facets: vec![],
        pairs: vec![],
        home: versions(&documents, config, |document| document.kind == Kind::Home),
        all: versions(&documents, config, |document| document.kind == Kind::All),
        pages: BTreeMap::new(),
        files: vec![],
        addresses: Addresses::default(),
        hidden,
        paths: FxHashMap::default(),
        file_paths: FxHashMap::default(),
        study_of: FxHashMap::default(),
        term_of: FxHashMap::default(),
        layout: Layout::new(config),
        documents,
    };
    for (number, document) in library.documents.iter().enumerate() {
        let path = document.path.strip_prefix(CONTENT).unwrap_or(&document.path);
        library.paths.insert(path.to_owned(), number);
    }
    library.pages = grouped(&library.documents, config, Kind::Page);
    library.studies = studies(&library.documents, config);
    for (number, study) in library.studies.iter().enumerate() {
        library.study_of.extend(study.versions.iter().flatten().map(|document| (*document, number)));
    }
    report.take(facets(&mut library, config));
    library.pairs = config.pairs.iter().map(|facets| pairs(&library.studies, *facets)).collect();
    library.files = placed(files, &library);
    for (number, placed) in library.files.iter().enumerate() {
        let path = placed.file.path.strip_prefix(CONTENT).or_else(|| placed.file.path.strip_prefix(STATIC));
        library.file_paths.insert(path.unwrap_or(&placed.file.path).to_owned(), number);
    }
    report.take(claims(&mut library, config));
    report.take(check::related(&mut library));
    report.take(check::all(&library, config));
    report.on(library)
}

/// Where files that are copied as they are stand, below the library's root.
pub const STATIC: &str = "static/";

impl Library {
    /// Where a page stands, relative to the site: `cy/case-studies/warm-homes/`.
    pub fn address(&self, document: usize) -> String {
        let Document { kind, language, slug, key, .. } = &*self.documents[document];
        let prefix = &self.layout.prefixes[*language];
        match kind {
            Kind::Home => prefix.clone(),
            Kind::All => self.all_address(*language),
            Kind::Facet(facet) => self.facet_address(*facet, *language),
            // A study in a folder of its own, of a year say, keeps the folder in its address.
            Kind::Study => {
                let below = key.strip_prefix(&self.layout.studies).unwrap_or(key).trim_start_matches('/');
                let folders = below.rsplit_once('/').map_or("", |(folders, _)| folders);
                let folders: String =
                    folders.split('/').filter(|f| !f.is_empty()).map(|f| file_slug(f) + "/").collect();
                [&self.all_address(*language), &folders, slug, "/"].concat()
            }
            Kind::Term(facet) => match self.term_of.get(&document) {
                Some((_, term)) => self.term_address(*facet, *term, *language),
                None => format!("{}{slug}/", self.facet_address(*facet, *language)),
            },
            // Other pages stand where their files do.
            Kind::Page => match key.rsplit_once('/') {
                Some((folder, _)) => format!("{prefix}{folder}/{slug}/"),
                None => format!("{prefix}{slug}/"),
            },
        }
    }

    pub fn all_address(&self, language: usize) -> String {
        [&self.layout.prefixes[language], &self.layout.studies, "/"].concat()
    }

    pub fn facet_address(&self, facet: usize, language: usize) -> String {
        [&self.layout.prefixes[language], &self.layout.facets[facet], "/"].concat()
    }

    pub fn term_address(&self, facet: usize, term: usize, language: usize) -> String {
        [&self.facet_address(facet, language), &self.facets[facet].terms[term].slug, "/"].concat()
    }

    /// Two terms together, in the order of the pair.
    pub fn pair_address(&self, pairs: &Pairs, terms: (usize, usize), language: usize) -> String {
        let (first, second) = pairs.facets;
        let second_slug = &self.facets[second].terms[terms.1].slug;
        let folder = &self.layout.facets[second];
        [&self.term_address(first, terms.0, language), folder, "/", second_slug, "/"].concat()
    }

    /// The file that a new case study begins with, where a page offers it.
    pub fn blank_address(&self, language: usize) -> Option<String> {
        self.pages.get(SUBMIT)?[language]?;
        Some(format!("{}case-study.md", self.prefix(language)))
    }

    /// The names of each facet's terms, those of most studies first.
    pub fn terms_in_use(&self) -> Vec<Vec<String>> {
        let of_facet = |facet: &Facet| {
            let mut used: Vec<&Term> = facet.terms.iter().filter(|term| !term.studies.is_empty()).collect();
            // The terms stand in the order of their slugs, and the sort keeps it among equals.
            used.sort_by_key(|term| std::cmp::Reverse(term.studies.len()));
            used.into_iter().map(|term| term.name.clone()).collect()
        };
        self.facets.iter().map(of_facet).collect()
    }

    pub fn prefix(&self, language: usize) -> &str {
        &self.layout.prefixes[language]
    }

    /// The document that tells a study in a language, or else its main one.
    pub fn version(&self, study: usize, language: usize) -> usize {
        let study = &self.studies[study];
        study.versions[language].unwrap_or(study.main)
    }

    /// A document by its path below `content/`, as a link names it.
    fn document_at(&self, path: &str) -> Option<usize> {
        let exactly = self.paths.get(path).copied();
        // A folder stands for its index.
        exactly.or_else(|| self.paths.get(&format!("{}/index.md", path.trim_end_matches('/'))).copied())
    }

    /// Why a path or address leads to nothing, where a file for it is there.
    fn hidden_at(&self, path: &str) -> Option<&Hidden> {
        let path = path.trim_end_matches('/');
        let ways = [path.to_owned(), format!("{path}.md"), format!("{path}/index.md")];
        ways.iter().find_map(|path| self.hidden.get(path))
    }

    fn file_at(&self, path: &str) -> Option<usize> {
        self.file_paths.get(path).copied()
    }

    /// The version of a document's page in a language, or the document itself.
    pub fn in_language(&self, document: usize, language: usize) -> usize {
        let Document { key, kind, language: own, .. } = &*self.documents[document];
        if *own == language {
            return document;
        }
        let study = || self.study_of.get(&document).map(|study| &self.studies[*study].versions);
        let term = || self.term_of.get(&document).map(|(facet, term)| &self.facets[*facet].terms[*term].versions);
        let versions = match kind {
            Kind::Home => Some(&self.home),
            Kind::All => Some(&self.all),
            Kind::Facet(facet) => Some(&self.facets[*facet].page),
            Kind::Page => self.pages.get(key),
            Kind::Term(_) => term(),
            Kind::Study => study(),
        };
        versions.and_then(|versions| versions[language]).unwrap_or(document)
    }
}

impl Layout {
    fn new(config: &Config) -> Layout {
        Layout {
            prefixes: config.languages.iter().map(|language| language.prefix.clone()).collect(),
            studies: config.studies.clone(),
            facets: config.facets.iter().map(|facet| facet.path.clone()).collect(),
        }
    }
}

/// Leaves out drafts and what has expired. What the default language leaves out, no other tells.
fn published(documents: Vec<Arc<Document>>, choice: Choice) -> (Vec<Arc<Document>>, FxHashMap<String, Hidden>) {
    let why = |document: &Document| {
        let expired = document.front.expires.is_some_and(|expires| expires.first_day() <= choice.today);
        match document.front.draft && !choice.drafts {
            true => Some(Hidden::Draft),
            false => expired.then_some(Hidden::Expired),
        }
    };
    let originals: FxHashMap<(Kind, &str), Hidden> = documents
        .iter()
        .filter(|document| document.language == 0)
        .filter_map(|document| Some(((document.kind, document.key.as_str()), why(document)?)))
        .collect();
    let mut hidden = FxHashMap::default();
    let mut kept = Vec::with_capacity(documents.len());
    for document in &documents {
        let of_original = originals.get(&(document.kind, document.key.as_str())).copied();
        match why(document).or(of_original) {
            Some(why) => {
                hidden.insert(document.path.strip_prefix(CONTENT).unwrap_or(&document.path).to_owned(), why);
            }
            None => kept.push(document.clone()),
        }
    }
    (kept, hidden)
}

fn versions(documents: &[Arc<Document>], config: &Config, wanted: impl Fn(&Document) -> bool) -> Versions {
    let mut versions = vec![None; config.languages.len()];
    for (number, document) in documents.iter().enumerate().filter(|(_, document)| wanted(document)) {
        versions[document.language].get_or_insert(number);
    }
    versions
}

/// The versions of each page of a kind, by the key they have in common.
fn grouped(documents: &[Arc<Document>], config: &Config, kind: Kind) -> BTreeMap<String, Versions> {
    let mut groups: BTreeMap<String, Versions> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate().filter(|(_, document)| document.kind == kind) {
        let versions = groups.entry(document.key.clone()).or_insert_with(|| vec![None; config.languages.len()]);
        // Two files for one version are found by their address.
        versions[document.language].get_or_insert(number);
    }
    groups
}

/// Every case study with its place in time; its terms follow in [`facets`].
fn studies(documents: &[Arc<Document>], config: &Config) -> Vec<Study> {
    let mut studies: Vec<Study> = grouped(documents, config, Kind::Study)
        .into_values()
        .filter_map(|versions| {
            let main = versions.iter().flatten().copied().next()?;
            let told = || versions.iter().flatten().map(|number| &documents[*number]);
            // A translation leaves out what it shares with the original.
            let fields = (0..config.fields.len())
                .map(|field| told().find_map(|document| document.front.fields[field].clone()))
                .collect();
            let date = told().find_map(|document| document.date);
            Some(Study { main, date, fields, facets: vec![], related: vec![], versions })
        })
        .collect();
    studies.sort_by(|a, b| (Reverse(a.date), &documents[a.main].key).cmp(&(Reverse(b.date), &documents[b.main].key)));
    studies
}

/// Finds the terms of every facet, and tells each study its own.
fn facets(library: &mut Library, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    for (number, facet) in config.facets.iter().enumerate() {
        let mut spellings = Spellings::default();
        let written: Vec<Vec<String>> = library
            .studies
            .iter()
            .map(|study| {
                // A translation leaves out what it shares with the original.
                let versions = study.versions.iter().flatten().map(|version| &library.documents[*version]);
                let telling = versions.into_iter().find(|document| !document.front.facets[number].is_empty());
                let terms = telling.map(|document| (document, &document.front.facets[number]));
                terms
                    .into_iter()
                    .flat_map(|(document, terms)| terms.iter().map(move |term| (term, document)))
                    .map(|(term, document)| spellings.add(term, document))
                    .collect()
            })
            .collect();
        let mut terms = terms(number, facet, &spellings, &library.documents, config, &mut report);
        let numbers: FxHashMap<&str, usize> =
            terms.iter().enumerate().map(|(n, term)| (term.slug.as_str(), n)).collect();
        let having: Vec<Vec<usize>> =
            written.iter().map(|slugs| slugs.iter().map(|slug| numbers[slug.as_str()]).collect()).collect();
        for (study, (having, of_study)) in having.into_iter().zip(&mut library.studies).enumerate() {
            for &term in &having {
                terms[term].studies.push(study);
            }
            of_study.facets.push(having);
        }
        for (number_of_term, term) in terms.iter().enumerate() {
            let versions = term.versions.iter().flatten();
            library.term_of.extend(versions.map(|document| (*document, (number, number_of_term))));
        }
        let page = versions(&library.documents, config, |document| document.kind == Kind::Facet(number));
        library.facets.push(Facet { page, terms });
    }
    report.on(())
}

/// All terms of a facet: those that studies have, those of the closed list, those with a page.
fn terms(
    number: usize,
    facet: &FacetConfig,
    spellings: &Spellings,
    documents: &[Arc<Document>],
    config: &Config,
    report: &mut Report,
) -> Vec<Term> {
    let term = |slug: &str, name: &str| Term {
        slug: slug.to_owned(),
        name: name.to_owned(),
        versions: vec![None; config.languages.len()],
        studies: vec![],
    };
    let mut terms: BTreeMap<String, Term> = BTreeMap::new();
    for (slug, spelling) in &spellings.by_slug {
        let name = spelling.usual(facet, slug);
        report_spellings(facet, spelling, &name, report);
        terms.insert(slug.clone(), term(slug, &name));
    }
    for name in facet.terms.iter().flatten() {
        let slug = slug(name);
        terms.entry(slug.clone()).or_insert_with(|| term(&slug, name));
    }
    for (at, document) in documents.iter().enumerate().filter(|(_, document)| document.kind == Kind::Term(number)) {
        // A term's page may be named by the term's slug, or have the term for its title.
        let by_title = slug(&document.title);
        let slug = match terms.contains_key(&document.slug) || !terms.contains_key(&by_title) {
            true => &document.slug,
            false => &by_title,
        };
        let term = terms.entry(slug.clone()).or_insert_with(|| term(slug, &document.title));
        term.versions[document.language].get_or_insert(at);
    }
    terms.into_values().collect()
}

/// How authors write each term.
#[derive(Default)]
struct Spellings {
    by_slug: BTreeMap<String, Spelling>,
}

/// Each way one term is written, how often, and where first.
#[derive(Default)]
struct Spelling {
    ways: BTreeMap<String, (usize, Place)>,
}

impl Spellings {
    fn add(&mut self, term: &Spanned<String>, document: &Document) -> String {
        let slug = slug(&term.value);
        let ways = &mut self.by_slug.entry(slug.clone()).or_default().ways;
        match ways.get_mut(&term.value) {
            Some((count, _)) => *count += 1,
            None => {
                let place = Place { file: document.path.clone(), span: Some(term.span) };
                ways.insert(term.value.clone(), (1, place));
            }
        }
        slug
    }
}

impl Spelling {
    /// The closed list's way, or the most frequent one.
    fn usual(&self, facet: &FacetConfig, slug_of_term: &str) -> String {
        let listed = facet.terms.iter().flatten().find(|name| slug(name) == slug_of_term).cloned();
        let frequent = || self.ways.iter().max_by_key(|(name, (count, _))| (*count, Reverse(*name)));
        listed.or_else(|| frequent().map(|(name, _)| name.clone())).unwrap_or_default()
    }
}

fn report_spellings(facet: &FacetConfig, spelling: &Spelling, usual: &str, report: &mut Report) {
    for (name, (count, place)) in spelling.ways.iter().filter(|(name, _)| *name != usual) {
        let elsewhere = spelling.ways.get(usual).map(|(_, place)| place.clone());
        let times = if *count == 1 { String::new() } else { format!(", {count} times") };
        let mut finding = Finding::warning(
            "near-duplicate-term",
            format!("`{name}` and `{usual}` are one term of {}, written two ways", facet.key),
        )
        .at(place.clone(), format!("written so here{times}"))
        .help(format!("write `{usual}`"));
        if let Some(place) = elsewhere {
            finding = finding.also(place, format!("written `{usual}` here"));
        }
        report.add(finding);
    }
}

fn pairs(studies: &[Study], facets: (usize, usize)) -> Pairs {
    let mut together: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (number, study) in studies.iter().enumerate() {
        for &first in &study.facets[facets.0] {
            for &second in &study.facets[facets.1] {
                together.entry((first, second)).or_default().push(number);
            }
        }
    }
    Pairs { facets, studies: together }
}

/// Files beside a text go where its page goes; others keep their path.
fn placed(files: Vec<File>, library: &Library) -> Vec<Placed> {
    let mut bundles: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, document) in library.documents.iter().enumerate().filter(|(_, document)| document.is_bundle()) {
        let first = bundles.entry(document.folder()).or_insert(number);
        // Files stand once, beside the version in the default language.
        if document.language < library.documents[*first].language {
            *first = number;
        }
    }
    let address = |path: &str| {
        if let Some(path) = path.strip_prefix(STATIC) {
            return path.to_owned();
        }
        let path = path.strip_prefix(CONTENT).unwrap_or(path);
        let folders = path.match_indices('/').rev().map(|(slash, _)| path.split_at(slash));
        for (folder, rest) in folders {
            if let Some(document) = bundles.get(folder) {
                return format!("{}{}", library.address(*document), &rest[1..]);
            }
        }
        path.to_owned()
    };
    files.into_iter().map(|file| Placed { address: address(&file.path), file }).collect()
}

/// Claims every address of the site, in an order in which an author's pages come first.
fn claims(library: &mut Library, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let mut addresses = Addresses::default();
    for (number, document) in library.documents.iter().enumerate() {
        let place = Some(Place::file(document.path.clone()));
        if document.slug.is_empty() && matches!(document.kind, Kind::Study | Kind::Term(_) | Kind::Page) {
            report.add(
                Finding::error("no-address", "the file's name has no letter or digit to make an address of")
                    .at(Place::file(document.path.clone()), "")
                    .help("rename the file, or add a `slug:`"),
            );
            continue;
        }
        addresses.claim(&library.address(number), Owner::Document(number), place, "this file", &mut report);
    }
    for address in made(library, config) {
        // A document may stand for a page that would be made anyhow: the home page, a term's page.
        let documented = matches!(addresses.get(&address), Some(claim) if stands_for(library, claim.owner));
        if !documented {
            addresses.claim(&address, Owner::Made, None, "a page that casebook makes", &mut report);
        }
    }
    for (number, placed) in library.files.iter().enumerate() {
        let place = Some(Place::file(placed.file.path.as_str()));
        addresses.claim(&placed.address, Owner::File(number), place, "this file", &mut report);
    }
    for (number, document) in library.documents.iter().enumerate() {
        for alias in &document.front.aliases {
            let place = Place { file: document.path.clone(), span: Some(alias.span) };
            match check::alias(&alias.value, &library.base) {
                Some(address) => {
                    addresses.claim(&address, Owner::Alias(number), Some(place), "this alias", &mut report)
                }
                None => report.add(
                    Finding::error("bad-alias", format!("`{}` is not an address of this site", alias.value))
                        .at(place, "cannot lead here")
                        .help("write the old address from the site's root, for example `/case-studies/old-name/`"),
                ),
            }
        }
    }
    addresses.check_folders(&reserved(library), &mut report);
    library.addresses = addresses;
    report.on(())
}

fn stands_for(library: &Library, owner: Owner) -> bool {
    match owner {
        Owner::Document(number) => !matches!(library.documents[number].kind, Kind::Study | Kind::Page),
        _ => false,
    }
}

/// The key of the page that says how to share a case study.
pub const SUBMIT: &str = "submit";

/// Addresses that exist whatever an author writes.
fn made(library: &Library, config: &Config) -> Vec<String> {
    let mut made = vec![];
    for language in 0..config.languages.len() {
        let prefix = library.prefix(language);
        made.extend([prefix.to_owned(), format!("{prefix}search/")]);
        made.extend([format!("{prefix}feed.xml"), format!("{prefix}case-studies.json")]);
        made.extend(library.blank_address(language));
        let mut list = |first: String, studies: usize| {
            let pages = studies.div_ceil(config.per_page).max(1);
            made.extend((2..=pages).map(|page| format!("{first}page/{page}/")));
            made.push(first);
        };
        list(library.all_address(language), library.studies.len());
        for pairs in &library.pairs {
            for (terms, studies) in &pairs.studies {
                list(library.pair_address(pairs, *terms, language), studies.len());
            }
        }
        for (number, facet) in library.facets.iter().enumerate() {
            for (term, Term { studies, .. }) in facet.terms.iter().enumerate() {
                list(library.term_address(number, term, language), studies.len());
            }
        }
        for (number, facet) in library.facets.iter().enumerate() {
            made.push(library.facet_address(number, language));
            made.extend((0..facet.terms.len()).map(|term| library.term_address(number, term, language) + "feed.xml"));
        }
    }
    made.extend(["sitemap.xml", "robots.txt", "404.html"].map(str::to_owned));
    made
}

/// Folders whose files casebook names by itself: nothing of an author's can stand in them.
fn reserved(library: &Library) -> Vec<String> {
    let searches = library.layout.prefixes.iter().map(|prefix| format!("{prefix}search"));
    searches.chain(["assets".to_owned()]).collect()
}
