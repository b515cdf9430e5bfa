//! All documents together: the library as a whole, resolved once.
//!
//! The one sequential step. It works on small values (addresses, terms, counts), decides every
//! address the site will have, and finds what only the whole shows: two files for one address, a
//! link to nothing, one topic written two ways. No text is read or written here.

pub mod address;
mod check;
mod numbers;
pub mod related;
pub mod resolve;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use address::{Addresses, Owner, long_name, too_long};
use numbers::Numbers;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::config::{self, Base, Config, FacetConfig};
use crate::parse::date::Date;
use crate::parse::front_matter::FieldValue;
use crate::parse::{CONTENT, Document, Kind};
use crate::picture::{Foreign, Form, MOST_PIXELS, Picture, Size};
use crate::report::{Edit, Finding, Report, Reported, rules};
use crate::source::{
    Place,
    slug::{file_slug, nfc, slug},
};
use crate::yaml::read::Spanned;

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Below the library's root, for example `content/case-studies/warm-homes/boiler.jpg`.
    pub path: String,
    pub bytes: u64,
    /// What a picture's first bytes say of it.
    pub picture: Option<Picture>,
}

impl File {
    /// The path below `content/` or `static/`.
    fn path_in_folder(&self) -> &str {
        let path = self
            .path
            .strip_prefix(CONTENT)
            .or_else(|| self.path.strip_prefix(STATIC));
        path.unwrap_or(&self.path)
    }
}

/// A file with the address it is published at.
#[derive(Debug, Clone)]
pub struct Placed {
    pub file: File,
    pub address: String,
    /// Whether a text shows it as a picture.
    pub shown: bool,
    /// The smaller versions of a picture that a text shows, the narrowest first.
    pub smaller: Vec<Size>,
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
    /// Files and folders that exist but are not published, below `content/` and in NFC, and why.
    hidden: FxHashMap<String, Hidden>,
    /// Documents by their path below `content/`, in NFC.
    paths: Numbers,
    /// Files by their path below `content/` or `static/`, in NFC.
    file_paths: Numbers,
    /// For each document, the number of the study that it is a version of.
    study_of: Vec<Option<usize>>,
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
    /// The document that tells each field, in the order of the settings; see [`Library::field`].
    fields: Vec<Option<usize>>,
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
pub fn library(
    documents: Vec<Arc<Document>>,
    files: Vec<File>,
    config: &Config,
    choice: Choice,
) -> Reported<Library> {
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
        paths: Numbers::default(),
        file_paths: Numbers::default(),
        study_of: vec![],
        term_of: FxHashMap::default(),
        layout: Layout::new(config),
        documents,
    };
    for number in 0..library.documents.len() {
        library.paths.add(number, |number| {
            nfc(library.documents[number].path_in_content())
        });
    }
    let pages = report
        .take(grouped(&library.documents, config, Kind::Page))
        .into_iter();
    library.pages = pages
        .map(|(key, versions)| (key.to_owned(), versions))
        .collect();
    library.studies = report.take(studies(&library.documents, config));
    library.study_of = vec![None; library.documents.len()];
    for (number, study) in library.studies.iter().enumerate() {
        for document in study.versions.iter().flatten() {
            library.study_of[*document] = Some(number);
        }
    }
    report.take(facets(&mut library, config));
    library.pairs = config
        .pairs
        .iter()
        .map(|facets| pairs(&library.studies, *facets))
        .collect();
    let hidden_files;
    (library.files, hidden_files) = placed(files, &library);
    library.hidden.extend(hidden_files);
    // Of two with one path, the one in `static/`, which comes last, is meant.
    for number in (0..library.files.len()).rev() {
        library.file_paths.add(number, |number| {
            nfc(library.files[number].file.path_in_folder())
        });
    }
    report.take(claims(&mut library, config));
    report.take(check::related(&mut library));
    let shown = report.take(check::all(&library, config));
    for file in shown {
        report.take(shown_small(&mut library.files[file]));
    }
    report.on(library)
}

/// Gives a picture that a text shows its smaller versions.
fn shown_small(placed: &mut Placed) -> Reported<()> {
    let mut report = Report::default();
    placed.shown = true;
    let File {
        path,
        bytes,
        picture,
    } = &placed.file;
    let Some(picture) = picture else {
        return report.on(());
    };
    placed.smaller = picture.versions(*bytes);
    if let Some(foreign) = picture.foreign {
        report.add(unfit(path, foreign));
    }
    if picture.is_too_large() {
        let Picture { width, height, .. } = picture;
        report.add(
            Finding::warning(
                rules::PICTURE_TOO_LARGE,
                format!("the picture has {width} × {height} pixels, too many to make smaller versions of it"),
            )
            .at(Place::file(path.as_str()), "")
            .help(format!(
                "every visitor gets all of it: save it with at most {} million pixels, 4000 × 3000 say",
                MOST_PIXELS / 1_000_000
            )),
        );
    }
    report.on(())
}

/// Says why a picture that a text shows is not for pages.
fn unfit(path: &str, foreign: Foreign) -> Finding {
    let finding = match foreign {
        Foreign::Tiff => {
            Finding::warning(rules::PICTURE_UNREADABLE, "the picture is in the format of scanners (TIFF), which most browsers do not show")
                .help("open it on your computer, save it as PNG or JPEG, and show that; the TIFF itself may be linked to, as a file to download")
        }
        Foreign::Bmp => Finding::warning(rules::PICTURE_UNPACKED, "the picture is a BMP, which takes many times the bytes it would need")
            .help("open it on your computer, save it as PNG (a photo as JPEG), and show that"),
    };
    finding.at(Place::file(path), "")
}

/// Where files that are copied as they are stand, below the library's root.
pub const STATIC: &str = "static/";

impl Library {
    /// Where a page stands, relative to the site: `cy/case-studies/warm-homes/`.
    pub fn address(&self, document: usize) -> String {
        let Document {
            kind,
            language,
            slug,
            key,
            ..
        } = &*self.documents[document];
        let prefix = &self.layout.prefixes[*language];
        match kind {
            Kind::Home => prefix.clone(),
            Kind::All => self.all_address(*language),
            Kind::Facet(facet) => self.facet_address(*facet, *language),
            // A study in a folder of its own, of a year say, keeps the folder in its address.
            Kind::Study => {
                let below = key
                    .strip_prefix(&self.layout.studies)
                    .unwrap_or(key)
                    .trim_start_matches('/');
                let folders = below.rsplit_once('/').map_or("", |(folders, _)| folders);
                let folders: String = folders
                    .split('/')
                    .filter(|f| !f.is_empty())
                    .map(|f| file_slug(f) + "/")
                    .collect();
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
        [
            &self.layout.prefixes[language],
            &self.layout.facets[facet],
            "/",
        ]
        .concat()
    }

    pub fn term_address(&self, facet: usize, term: usize, language: usize) -> String {
        [
            &self.facet_address(facet, language),
            &self.facets[facet].terms[term].slug,
            "/",
        ]
        .concat()
    }

    /// Two terms together, in the order of the pair.
    pub fn pair_address(&self, pairs: &Pairs, terms: (usize, usize), language: usize) -> String {
        let (first, second) = pairs.facets;
        let second_slug = &self.facets[second].terms[terms.1].slug;
        let folder = &self.layout.facets[second];
        [
            &self.term_address(first, terms.0, language),
            folder,
            "/",
            second_slug,
            "/",
        ]
        .concat()
    }

    /// The file that a new case study begins with, where a page offers it.
    pub fn blank_address(&self, language: usize) -> Option<String> {
        self.pages.get(SUBMIT)?[language]?;
        Some(format!("{}case-study.md", self.prefix(language)))
    }

    /// The names of each facet's terms, those of most studies first.
    pub fn terms_in_use(&self) -> Vec<Vec<String>> {
        let of_facet = |facet: &Facet| {
            let mut used: Vec<&Term> = facet
                .terms
                .iter()
                .filter(|term| !term.studies.is_empty())
                .collect();
            // The terms stand in the order of their slugs, and the sort keeps it among equals.
            used.sort_by_key(|term| std::cmp::Reverse(term.studies.len()));
            used.into_iter().map(|term| term.name.clone()).collect()
        };
        self.facets.iter().map(of_facet).collect()
    }

    /// Where a smaller version of a picture stands. In a folder where nothing of an author's can,
    /// and below it under the picture's whole address, so that no two are the same.
    pub fn smaller_address(&self, file: usize, form: Form, size: Size) -> String {
        let address = &self.files[file].address;
        format!(
            "{ASSETS}/pictures/{address}.{}.{}",
            size.width,
            form.ending()
        )
    }

    pub fn prefix(&self, language: usize) -> &str {
        &self.layout.prefixes[language]
    }

    /// The document that tells a study in a language, or else its main one.
    pub fn version(&self, study: usize, language: usize) -> usize {
        let study = &self.studies[study];
        study.versions[language].unwrap_or(study.main)
    }

    /// The value of a field of a study, by the field's number in the settings.
    pub fn field(&self, study: &Study, field: usize) -> Option<&FieldValue> {
        self.documents[study.fields[field]?].front.fields[field].as_ref()
    }

    /// A document by its path below `content/`, as a link names it.
    fn document_at(&self, path: &str) -> Option<usize> {
        let at = |path: &str| {
            self.paths.get(&nfc(path), |number| {
                nfc(self.documents[number].path_in_content())
            })
        };
        // A folder stands for its index.
        at(path).or_else(|| at(&format!("{}/index.md", path.trim_end_matches('/'))))
    }

    pub fn has_drafts(&self) -> bool {
        self.hidden.values().any(|why| *why == Hidden::Draft)
    }

    /// Whether a file is not published because it is a draft.
    pub fn is_draft(&self, path: &str) -> bool {
        self.hidden.get(&*nfc(resolve::in_content(path))) == Some(&Hidden::Draft)
    }

    /// Why a path or address leads to nothing, where a file for it is there.
    fn hidden_at(&self, path: &str) -> Option<&Hidden> {
        let path = nfc(path.trim_end_matches('/'));
        let ways = [
            path.clone().into_owned(),
            format!("{path}.md"),
            format!("{path}/index.md"),
        ];
        ways.iter().find_map(|path| self.hidden.get(path))
    }

    fn file_at(&self, path: &str) -> Option<usize> {
        self.file_paths.get(&nfc(path), |number| {
            nfc(self.files[number].file.path_in_folder())
        })
    }

    /// The version of a document's page in a language, or the document itself.
    pub fn in_language(&self, document: usize, language: usize) -> usize {
        let Document {
            key,
            kind,
            language: own,
            ..
        } = &*self.documents[document];
        if *own == language {
            return document;
        }
        let study = || self.study_of[document].map(|study| &self.studies[study].versions);
        let term = || {
            self.term_of
                .get(&document)
                .map(|(facet, term)| &self.facets[*facet].terms[*term].versions)
        };
        let versions = match kind {
            Kind::Home => Some(&self.home),
            Kind::All => Some(&self.all),
            Kind::Facet(facet) => Some(&self.facets[*facet].page),
            Kind::Page => self.pages.get(key),
            Kind::Term(_) => term(),
            Kind::Study => study(),
        };
        versions
            .and_then(|versions| versions[language])
            .unwrap_or(document)
    }
}

impl Layout {
    fn new(config: &Config) -> Layout {
        Layout {
            prefixes: config
                .languages
                .iter()
                .map(|language| language.prefix.clone())
                .collect(),
            studies: config.studies.clone(),
            facets: config
                .facets
                .iter()
                .map(|facet| facet.path.clone())
                .collect(),
        }
    }
}

/// Leaves out drafts and what has expired. What the default language leaves out, no other tells.
///
/// What is hidden are the documents, and the folders of those that have one to themselves.
fn published(
    documents: Vec<Arc<Document>>,
    choice: Choice,
) -> (Vec<Arc<Document>>, FxHashMap<String, Hidden>) {
    let why = |document: &Document| {
        let expired = document
            .front
            .expires
            .is_some_and(|expires| expires.first_day() <= choice.today);
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
        let of_original = originals
            .get(&(document.kind, document.key.as_str()))
            .copied();
        match why(document).or(of_original) {
            Some(why) => {
                hidden.insert(nfc(document.path_in_content()).into_owned(), why);
                // Below the page of a list stand the files of others.
                if document.is_bundle()
                    && matches!(document.kind, Kind::Study | Kind::Term(_) | Kind::Page)
                {
                    hidden.insert(nfc(document.folder()).into_owned(), why);
                }
            }
            None => kept.push(document.clone()),
        }
    }
    // One version that is published has the folder's files published with it.
    for document in kept.iter().filter(|document| document.is_bundle()) {
        hidden.remove(&*nfc(document.folder()));
    }
    (kept, hidden)
}

fn versions(
    documents: &[Arc<Document>],
    config: &Config,
    wanted: impl Fn(&Document) -> bool,
) -> Versions {
    let mut versions = vec![None; config.languages.len()];
    for (number, document) in documents
        .iter()
        .enumerate()
        .filter(|(_, document)| wanted(document))
    {
        versions[document.language].get_or_insert(number);
    }
    versions
}

/// The versions of each page of a kind, by the key they have in common, in the order of the keys.
fn grouped<'d>(
    documents: &'d [Arc<Document>],
    config: &Config,
    kind: Kind,
) -> Reported<Vec<(&'d str, Versions)>> {
    let mut report = Report::default();
    let of_kind = documents
        .par_iter()
        .enumerate()
        .filter(|(_, document)| document.kind == kind);
    let mut of_kind: Vec<(&str, usize, usize)> = of_kind
        .map(|(number, document)| (&*document.key, document.language, number))
        .collect();
    of_kind.sort_unstable();
    for same in of_kind.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let first = &documents[same[0].2];
        // Where both ask for one address, that is told.
        for other in same
            .iter()
            .map(|(_, _, number)| &documents[*number])
            .filter(|other| other.slug != first.slug)
        {
            report.add(second(
                first,
                other,
                "put both into one file, or give one of the files another name",
            ));
        }
    }
    let group = |group: &[(&'d str, usize, usize)]| {
        let mut versions = vec![None; config.languages.len()];
        for (_, language, number) in group {
            versions[*language].get_or_insert(*number);
        }
        (group[0].0, versions)
    };
    report.on(of_kind.par_chunk_by(|a, b| a.0 == b.0).map(group).collect())
}

/// Says that a file is for a page that another file tells, whatever address it asks for.
fn second(first: &Document, second: &Document, help: &str) -> Finding {
    Finding::error(
        rules::ADDRESS_TAKEN,
        format!("this file and `{}` are for one page", first.path),
    )
    .at(Place::file(second.path.clone()), "this file")
    .also(Place::file(first.path.clone()), "and this one")
    .help(help)
}

/// Every case study with its place in time; its terms follow in [`facets`].
fn studies(documents: &[Arc<Document>], config: &Config) -> Reported<Vec<Study>> {
    grouped(documents, config, Kind::Study).map(|grouped| in_time(documents, grouped, config))
}

fn in_time(
    documents: &[Arc<Document>],
    grouped: Vec<(&str, Versions)>,
    config: &Config,
) -> Vec<Study> {
    let mut studies: Vec<Study> = grouped
        .into_par_iter()
        .filter_map(|(_, versions)| {
            let main = versions.iter().flatten().copied().next()?;
            let told = || versions.iter().flatten().copied();
            // A translation leaves out what it shares with the original.
            let fields = (0..config.fields.len())
                .map(|field| {
                    told().find(|document| documents[*document].front.fields[field].is_some())
                })
                .collect();
            let date = told().find_map(|document| documents[document].date);
            let facets = Vec::with_capacity(config.facets.len());
            Some(Study {
                main,
                date,
                fields,
                facets,
                related: vec![],
                versions,
            })
        })
        .collect();
    // Those of one day stay in the order of their keys.
    studies.sort_by_key(|study| Reverse(study.date));
    studies
}

/// Of how many studies the terms are read on one thread, before the next of them.
const PART: usize = 1024;

/// Finds the terms of every facet, and tells each study its own.
fn facets(library: &mut Library, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let Library {
        documents, studies, ..
    } = library;
    for (number, facet) in config.facets.iter().enumerate() {
        let parts = studies.par_chunks(PART).map(|studies| {
            let mut spellings = Spellings::default();
            let written: Vec<Vec<usize>> = studies
                .iter()
                .map(|study| {
                    // A translation leaves out what it shares with the original.
                    let mut versions = study
                        .versions
                        .iter()
                        .flatten()
                        .map(|version| &documents[*version]);
                    let telling =
                        versions.find(|document| !document.front.facets[number].is_empty());
                    let terms = telling.map(|document| (document, &document.front.facets[number]));
                    terms
                        .into_iter()
                        .flat_map(|(document, terms)| {
                            terms.iter().map(move |term| (term, document))
                        })
                        .map(|(term, document)| spellings.add(term, document))
                        .collect()
                })
                .collect();
            (spellings, written)
        });
        let parts: Vec<(Spellings, Vec<Vec<usize>>)> = parts.collect();
        let mut spellings = Spellings::default();
        let parts: Vec<(Vec<usize>, Vec<Vec<usize>>)> = parts
            .into_iter()
            .map(|(ways, written)| (spellings.join(ways), written))
            .collect();
        let mut terms = terms(number, facet, &spellings, documents, config, &mut report);
        let numbers: FxHashMap<&str, usize> = terms
            .iter()
            .enumerate()
            .map(|(n, term)| (term.slug.as_str(), n))
            .collect();
        let term_of_way: Vec<usize> = spellings
            .ways
            .iter()
            .map(|way| numbers[way.slug.as_str()])
            .collect();
        let told = studies.par_chunks_mut(PART).zip(parts);
        told.for_each(|(studies, (ways, written))| {
            for (study, written) in studies.iter_mut().zip(written) {
                study.facets.push(
                    written
                        .into_iter()
                        .map(|way| term_of_way[ways[way]])
                        .collect(),
                );
            }
        });
        for (number_of_study, study) in studies.iter().enumerate() {
            for &term in &study.facets[number] {
                terms[term].studies.push(number_of_study);
            }
        }
        for (number_of_term, term) in terms.iter().enumerate() {
            let versions = term.versions.iter().flatten();
            library
                .term_of
                .extend(versions.map(|document| (*document, (number, number_of_term))));
        }
        let page = versions(documents, config, |document| {
            document.kind == Kind::Facet(number)
        });
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
    for (slug, ways) in spellings.by_slug() {
        let name = usual(&ways, facet, slug);
        report_spellings(facet, &ways, &name, documents, report);
        terms.insert(slug.to_owned(), term(slug, &name));
    }
    for name in facet.terms.iter().flatten() {
        let slug = slug(name);
        terms
            .entry(slug.clone())
            .or_insert_with(|| term(&slug, name));
    }
    for (at, document) in documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.kind == Kind::Term(number))
    {
        // A term's page may be named by the term's slug, or have the term for its title.
        let by_title = slug(&document.title);
        let slug = match terms.contains_key(&document.slug) || !terms.contains_key(&by_title) {
            true => &document.slug,
            false => &by_title,
        };
        let term = terms
            .entry(slug.clone())
            .or_insert_with(|| term(slug, &document.title));
        let told = *term.versions[document.language].get_or_insert(at);
        if told != at && document.slug != term.slug {
            let help = "put both into one file, or give one of them another title or name";
            report.add(second(&documents[told], document, help));
        }
    }
    terms.into_values().collect()
}

/// Each way in which authors write a term: few, beside how often they do.
#[derive(Default)]
struct Spellings<'d> {
    ways: Vec<Way<'d>>,
    numbers: FxHashMap<&'d str, usize>,
}

/// One way to write a term, how often it is written so, and where first.
struct Way<'d> {
    name: &'d str,
    slug: String,
    count: usize,
    first: Place,
}

impl<'d> Spellings<'d> {
    /// Counts a term; gives the number of the way in which it is written.
    fn add(&mut self, term: &'d Spanned<String>, document: &Document) -> usize {
        self.count(&term.value, 1, || Place {
            file: document.path.clone(),
            span: Some(term.span),
        })
    }

    /// Counts what was found in later studies; gives the number that each way of theirs has here.
    fn join(&mut self, later: Spellings<'d>) -> Vec<usize> {
        later
            .ways
            .into_iter()
            .map(
                |Way {
                     name, count, first, ..
                 }| self.count(name, count, || first),
            )
            .collect()
    }

    fn count(&mut self, name: &'d str, count: usize, first: impl FnOnce() -> Place) -> usize {
        let number = *self.numbers.entry(name).or_insert(self.ways.len());
        match self.ways.get_mut(number) {
            Some(way) => way.count += count,
            None => self.ways.push(Way {
                name,
                slug: slug(name),
                count,
                first: first(),
            }),
        }
        number
    }

    /// The ways in which each term is written, by its slug.
    fn by_slug(&self) -> BTreeMap<&str, Vec<&Way<'d>>> {
        let mut by_slug: BTreeMap<&str, Vec<&Way>> = BTreeMap::new();
        for way in &self.ways {
            by_slug.entry(&way.slug).or_default().push(way);
        }
        by_slug
    }
}

/// The closed list's way to write a term, or the most frequent one.
fn usual(ways: &[&Way], facet: &FacetConfig, slug_of_term: &str) -> String {
    let listed = facet
        .terms
        .iter()
        .flatten()
        .find(|name| slug(name) == slug_of_term)
        .cloned();
    let frequent = || ways.iter().max_by_key(|way| (way.count, Reverse(way.name)));
    listed
        .or_else(|| frequent().map(|way| way.name.to_owned()))
        .unwrap_or_default()
}

fn report_spellings(
    facet: &FacetConfig,
    ways: &[&Way],
    usual: &str,
    documents: &[Arc<Document>],
    report: &mut Report,
) {
    for Way {
        name, count, first, ..
    } in ways.iter().filter(|way| way.name != usual)
    {
        let elsewhere = ways
            .iter()
            .find(|way| way.name == usual)
            .map(|way| way.first.clone());
        let times = if *count == 1 {
            String::new()
        } else {
            format!(", {count} times")
        };
        let mut finding = Finding::warning(
            rules::NEAR_DUPLICATE_TERM,
            format!(
                "`{name}` and `{usual}` are one term of {}, written two ways",
                facet.key
            ),
        )
        .at(first.clone(), format!("written so here{times}"))
        .help(format!("write `{usual}`"))
        .fix(
            respelled(first, name, usual, documents)
                .into_iter()
                .collect(),
        );
        if let Some(place) = elsewhere {
            finding = finding.also(place, format!("written `{usual}` here"));
        }
        report.add(finding);
    }
}

/// The edit that writes a term in its usual way, where it stands plainly and the usual way needs no
/// quotes.
fn respelled(place: &Place, name: &str, usual: &str, documents: &[Arc<Document>]) -> Option<Edit> {
    let document = documents
        .iter()
        .find(|document| document.path == place.file)?;
    let (source, span) = (document.source.source(), place.span?);
    let is_plain = usual
        .chars()
        .all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-'))
        && usual.starts_with(char::is_alphabetic);
    (is_plain && span.of(&source.text) == name).then(|| Edit::replacing(&source.text, span, usual))
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
    Pairs {
        facets,
        studies: together,
    }
}

/// Files beside a text go where its page goes, or are hidden with it; others keep their path.
fn placed(files: Vec<File>, library: &Library) -> (Vec<Placed>, Vec<(String, Hidden)>) {
    let mut bundles: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, document) in library
        .documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.is_bundle())
    {
        let first = bundles.entry(document.folder()).or_insert(number);
        // Files stand once, beside the version in the default language.
        if document.language < library.documents[*first].language {
            *first = number;
        }
    }
    let address = |path: &str| {
        if let Some(path) = path.strip_prefix(STATIC) {
            return Ok(path.to_owned());
        }
        let path = path.strip_prefix(CONTENT).unwrap_or(path);
        let folders = path
            .match_indices('/')
            .rev()
            .map(|(slash, _)| path.split_at(slash));
        for (folder, rest) in folders {
            if let Some(document) = bundles.get(folder) {
                return Ok(format!("{}{}", library.address(*document), &rest[1..]));
            }
            if let Some(why) = library.hidden.get(&*nfc(folder)) {
                return Err((nfc(path).into_owned(), *why));
            }
        }
        Ok(path.to_owned())
    };
    let (mut placed, mut hidden) = (Vec::with_capacity(files.len()), vec![]);
    for file in files {
        match address(&file.path) {
            Ok(address) => placed.push(Placed {
                address,
                file,
                shown: false,
                smaller: vec![],
            }),
            Err(left_out) => hidden.push(left_out),
        }
    }
    (placed, hidden)
}

/// Claims every address of the site, in an order in which an author's pages come first.
fn claims(library: &mut Library, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let mut addresses = Addresses::default();
    let own: Vec<String> = (0..library.documents.len())
        .into_par_iter()
        .map(|number| library.address(number))
        .collect();
    for ((number, document), address) in library.documents.iter().enumerate().zip(own) {
        let slug = document.front.slug.as_ref().map(|slug| slug.span);
        let place = Some(Place {
            file: document.path.clone(),
            span: slug,
        });
        if document.slug.is_empty()
            && matches!(document.kind, Kind::Study | Kind::Term(_) | Kind::Page)
        {
            report.add(no_address(document));
            continue;
        }
        if let Some(finding) = translated_into_default(library, document, &address, config) {
            report.add(finding);
            continue;
        }
        addresses.claim(address, Owner::Document(number), place, &mut report);
    }
    for address in made(library, config) {
        // A document may stand for a page that would be made anyhow: the home page, a term's page.
        let documented =
            matches!(addresses.get(&address), Some(claim) if stands_for(library, claim.owner));
        if !documented {
            addresses.claim(address, Owner::Made, None, &mut report);
        }
    }
    for (number, placed) in library.files.iter().enumerate() {
        let place = Some(Place::file(placed.file.path.as_str()));
        addresses.claim(
            placed.address.clone(),
            Owner::File(number),
            place,
            &mut report,
        );
    }
    for (number, document) in library.documents.iter().enumerate() {
        for alias in &document.front.aliases {
            let place = Place {
                file: document.path.clone(),
                span: Some(alias.span),
            };
            match check::alias(&alias.value, &library.base) {
                Some(address) => addresses.claim(address, Owner::Alias(number), Some(place), &mut report),
                None => report.add(
                    Finding::error(rules::BAD_ALIAS, format!("`{}` is not an address of this site", alias.value))
                        .at(place, "cannot lead here")
                        .help("write the old address from the site's root, for example `/case-studies/old-name/`"),
                ),
            }
        }
    }
    addresses.check_folders(&reserved(library), &mut report);
    addresses.check_lengths(&mut report);
    long_terms(library, &mut report);
    library.addresses = addresses;
    report.on(())
}

/// Looks for terms that are too long for an address, where no page of an author's has told of it.
fn long_terms(library: &Library, report: &mut Report) {
    for (number, facet) in library.facets.iter().enumerate() {
        let terms = facet
            .terms
            .iter()
            .filter(|term| term.versions.iter().all(Option::is_none));
        for (term, name) in terms.filter_map(|term| Some((term, too_long(&term.slug)?))) {
            let studies = term.studies.iter().map(|study| &library.studies[*study]);
            let documents = studies.flat_map(|study| study.versions.iter().flatten());
            let written = documents
                .map(|document| &library.documents[*document])
                .find_map(|document| {
                    let written = document.front.facets[number]
                        .iter()
                        .find(|written| slug(&written.value) == term.slug)?;
                    Some(Place {
                        file: document.path.clone(),
                        span: Some(written.span),
                    })
                });
            // One that no study has is in the settings.
            let place = written.unwrap_or_else(|| Place::file(config::FILE));
            report.add(long_name(name, place, "write it shorter"));
        }
    }
}

fn no_address(document: &Document) -> Finding {
    match &document.front.slug {
        Some(slug) => {
            let place = Place {
                file: document.path.clone(),
                span: Some(slug.span),
            };
            Finding::error(
                rules::NO_ADDRESS,
                format!(
                    "`{}` has no letter or digit to make an address of",
                    slug.value
                ),
            )
            .at(place, "nothing is left of it")
            .help(
                "write another, or take the line out: the address is then made of the file's name",
            )
        }
        None => Finding::error(
            rules::NO_ADDRESS,
            "the file's name has no letter or digit to make an address of",
        )
        .at(Place::file(document.path.clone()), "")
        .help("rename the file, or add a `slug:`"),
    }
}

/// A translation into the language that its original is in by its name, as where `languages` leaves
/// the original's out.
fn translated_into_default(
    library: &Library,
    document: &Document,
    address: &str,
    config: &Config,
) -> Option<Finding> {
    let (path, _ending) = document
        .path_in_content()
        .rsplit_once('.')
        .filter(|_| document.language == 0)?;
    let (original, suffix) = path.rsplit_once('.')?;
    config.language_of_suffix(suffix)?;
    let original = library
        .document_at(&format!("{original}.md"))
        .or_else(|| library.document_at(original))?;
    let tag = &config.languages[0].tag;
    Some(
        Finding::error(rules::ADDRESS_TAKEN, format!("the address `/{address}` is asked for twice"))
            .at(Place::file(document.path.clone()), "this file")
            .also(Place::file(library.documents[original].path.clone()), "this file")
            .help(format!(
                "a file without a language in its name is in `{tag}` too, the first of the settings: put the other's before it, as `languages: [en-GB, cy]`, or delete one of the two"
            )),
    )
}

fn stands_for(library: &Library, owner: Owner) -> bool {
    match owner {
        Owner::Document(number) => {
            !matches!(library.documents[number].kind, Kind::Study | Kind::Page)
        }
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
        made.extend([
            format!("{prefix}feed.xml"),
            format!("{prefix}case-studies.json"),
        ]);
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
            made.extend(
                (0..facet.terms.len())
                    .map(|term| library.term_address(number, term, language) + "feed.xml"),
            );
        }
    }
    made.extend(["sitemap.xml", "robots.txt", "404.html"].map(str::to_owned));
    made
}

/// Where the theme's files and the smaller versions of pictures stand.
const ASSETS: &str = "assets";

/// Folders whose files casebook names by itself: nothing of an author's can stand in them.
fn reserved(library: &Library) -> Vec<String> {
    let searches = library
        .layout
        .prefixes
        .iter()
        .map(|prefix| format!("{prefix}search"));
    searches.chain([ASSETS.to_owned()]).collect()
}
