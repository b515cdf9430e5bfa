//! Case studies into facets: the terms of each, who has them, and which terms are written two ways.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::studies::{Study, one_page, versions};
use super::{Documents, Versions};
use crate::config::{Config, FacetConfig, terms};
use crate::ids::{DocumentId, FacetId, Id, StudyId, Table, TermId};
use crate::parse::Kind;
use crate::parse::front_matter::parts;
use crate::report::{Edit, Finding, Report, Reported, rules};
use crate::source::{Place, Span, slug::slug};
use crate::yaml::read::Spanned;

/// A facet with all its terms.
#[derive(Debug)]
pub struct Facet {
    /// The documents that introduce the facet.
    pub page: Versions,
    /// In the order of their slugs.
    pub terms: Table<TermId, Term>,
    of_studies: TermsOfStudies,
}

impl Facet {
    /// The terms of a study, in the author's order.
    pub fn terms_of(&self, study: StudyId) -> &[TermId] {
        self.of_studies.of(study)
    }
}

/// One term of a facet.
#[derive(Debug)]
pub struct Term {
    /// Its name in addresses.
    pub slug: String,
    /// As the closed list writes it, or else most authors.
    pub name: String,
    /// The documents that introduce the term.
    pub versions: Versions,
    /// The studies that have it, ascending, so newest first.
    pub studies: Vec<StudyId>,
}

/// The studies of every two terms of two facets that any study has together.
#[derive(Debug)]
pub struct Pairs {
    /// The first facet and the second, in the order of the settings.
    pub facets: (FacetId, FacetId),
    /// The studies of two terms, one of each facet, newest first.
    pub studies: BTreeMap<(TermId, TermId), Vec<StudyId>>,
}

/// The terms of every study, in one list.
#[derive(Debug, Default)]
struct TermsOfStudies {
    terms: Vec<TermId>,
    /// Where in `terms` those of each study end.
    ends: Table<StudyId, u32>,
}

impl TermsOfStudies {
    fn of(&self, study: StudyId) -> &[TermId] {
        let start = study.before().map_or(0, |before| self.ends[before]);
        &self.terms[start as usize..self.ends[study] as usize]
    }

    fn push(&mut self, terms: impl Iterator<Item = TermId>) {
        self.terms.extend(terms);
        self.ends.push(self.terms.len() as u32);
    }
}

/// Studies whose terms one thread reads before it takes the next ones.
const STUDIES_PER_PART: usize = 1024;

/// Every facet of the settings.
pub(super) fn facets(
    documents: &Documents,
    studies: &Table<StudyId, Study>,
    config: &Config,
) -> Reported<Table<FacetId, Facet>> {
    let mut report = Report::default();
    let facets = config
        .facets
        .ids()
        .map(|facet| report.take(self::facet(facet, documents, studies, config)))
        .collect();
    report.on(facets)
}

fn facet(
    facet: FacetId,
    documents: &Documents,
    studies: &Table<StudyId, Study>,
    config: &Config,
) -> Reported<Facet> {
    let mut report = Report::default();
    let parts: Vec<Written> = studies
        .as_slice()
        .par_chunks(STUDIES_PER_PART)
        .map(|studies| Written::of(studies, documents, facet))
        .collect();
    let mut spellings = Spellings::default();
    let parts: Vec<(Vec<usize>, Vec<Vec<usize>>)> = parts
        .into_iter()
        .map(|part| (spellings.join(part.spellings), part.ways))
        .collect();
    let named = report.take(named(facet, &spellings, documents, config));
    let named: Table<TermId, (String, Named)> = named.into_iter().collect();
    let ids: FxHashMap<&str, TermId> = named
        .iter()
        .map(|(id, (slug, _))| (slug.as_str(), id))
        .collect();
    let term_of_way: Vec<TermId> = spellings
        .ways
        .iter()
        .map(|way| ids[way.slug.as_str()])
        .collect();
    let mut of_studies = TermsOfStudies::default();
    for (renumbered, written) in parts {
        for ways in written {
            of_studies.push(ways.into_iter().map(|way| term_of_way[renumbered[way]]));
        }
    }
    let mut studies_of: Table<TermId, Vec<StudyId>> = named.filled(vec![]);
    for study in studies.ids() {
        for &term in of_studies.of(study) {
            studies_of[term].push(study);
        }
    }
    let terms = named
        .into_values()
        .zip(studies_of.into_values())
        .map(|((slug, Named { name, versions }), studies)| Term {
            slug,
            name,
            versions,
            studies,
        })
        .collect();
    let page = versions(documents, config, |document| {
        document.kind == Kind::Facet(facet)
    });
    report.on(Facet {
        page,
        terms,
        of_studies,
    })
}

/// The facet and the term that each document introduces.
pub(super) fn term_of(facets: &Table<FacetId, Facet>) -> FxHashMap<DocumentId, (FacetId, TermId)> {
    let terms = facets.iter().flat_map(|(facet, of_facet)| {
        let terms = of_facet.terms.iter();
        terms.map(move |(term, of_term)| ((facet, term), of_term))
    });
    terms
        .flat_map(|(term, of_term)| {
            let documents = of_term.versions.values().flatten();
            documents.map(move |document| (*document, term))
        })
        .collect()
}

/// The studies of two facets' terms together.
pub(super) fn pairs(
    facets: &Table<FacetId, Facet>,
    pair: (FacetId, FacetId),
    studies: &Table<StudyId, Study>,
) -> Pairs {
    let (firsts, seconds) = (&facets[pair.0], &facets[pair.1]);
    let mut together: BTreeMap<(TermId, TermId), Vec<StudyId>> = BTreeMap::new();
    for study in studies.ids() {
        for &first in firsts.terms_of(study) {
            for &second in seconds.terms_of(study) {
                together.entry((first, second)).or_default().push(study);
            }
        }
    }
    Pairs {
        facets: pair,
        studies: together,
    }
}

/// A term of which is known how it is called, and not yet who has it.
struct Named {
    name: String,
    versions: Versions,
}

/// All terms of a facet by their slugs: those that studies have, those of the closed list, those
/// with a page.
fn named(
    facet: FacetId,
    spellings: &Spellings,
    documents: &Documents,
    config: &Config,
) -> Reported<BTreeMap<String, Named>> {
    let mut report = Report::default();
    let settings = &config.facets[facet];
    let unversioned = |name: &str| Named {
        name: name.to_owned(),
        versions: config.languages.filled(None),
    };
    let mut listed: BTreeMap<String, &str> = BTreeMap::new();
    for name in settings.terms.iter().flatten() {
        listed.entry(slug(name)).or_insert(name);
    }
    let mut terms: BTreeMap<String, Named> = BTreeMap::new();
    for (slug, ways) in spellings.by_slug() {
        let usual = usual(&ways, listed.get(slug).copied());
        report_spellings(settings, &ways, usual, documents, &mut report);
        terms.insert(slug.to_owned(), unversioned(usual));
    }
    for (slug, name) in listed {
        terms.entry(slug).or_insert_with(|| unversioned(name));
    }
    for (id, document) in documents.iter() {
        if document.kind != Kind::Term(facet) {
            continue;
        }
        // A term's page may be named by the term's slug, or have the term for its title.
        let by_title = slug(&document.title);
        let by_name = terms.contains_key(&document.slug) || !terms.contains_key(&by_title);
        let slug = if by_name { &document.slug } else { &by_title };
        let term = terms
            .entry(slug.clone())
            .or_insert_with(|| unversioned(&document.title));
        let first = *term.versions[document.language].get_or_insert(id);
        if first != id && document.slug != *slug {
            report.add(one_page(
                &documents[first],
                document,
                "put both into one file, or give one of them another title or name",
            ));
        }
    }
    report.on(terms)
}

/// The terms of some studies, as their authors wrote them.
struct Written<'d> {
    spellings: Spellings<'d>,
    /// For each study, the ways in which its terms are written, by their numbers in `spellings`.
    ways: Vec<Vec<usize>>,
}

impl<'d> Written<'d> {
    fn of(studies: &[Study], documents: &'d Documents, facet: FacetId) -> Written<'d> {
        let mut spellings = Spellings::default();
        let mut ways = Vec::with_capacity(studies.len());
        for study in studies {
            // A translation leaves out what it shares with the original.
            let terms_of = |version: &DocumentId| &documents[*version].front.facets[facet];
            let mut versions = study.versions.values().flatten();
            let version = versions.find(|version| !terms_of(version).is_empty());
            let written = version.into_iter().flat_map(|version| {
                let terms = terms_of(version).iter();
                terms.map(|term| (term, *version))
            });
            ways.push(
                written
                    .map(|(term, version)| spellings.add(term, version))
                    .collect(),
            );
        }
        Written { spellings, ways }
    }
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
    first: FirstUse,
}

/// Where a term is first written in one way.
#[derive(Clone, Copy)]
struct FirstUse {
    document: DocumentId,
    span: Span,
}

impl FirstUse {
    fn place(self, documents: &Documents) -> Place {
        documents[self.document].place(self.span)
    }
}

impl<'d> Spellings<'d> {
    /// Counts a term; gives the number of the way in which it is written.
    fn add(&mut self, term: &'d Spanned<String>, document: DocumentId) -> usize {
        let span = term.span;
        self.count(&term.value, 1, FirstUse { document, span })
    }

    /// Counts what was found in later studies; gives the number that each way of theirs has here.
    fn join(&mut self, later: Spellings<'d>) -> Vec<usize> {
        later
            .ways
            .into_iter()
            .map(
                |Way {
                     name, count, first, ..
                 }| self.count(name, count, first),
            )
            .collect()
    }

    fn count(&mut self, name: &'d str, count: usize, first: FirstUse) -> usize {
        let number = *self.numbers.entry(name).or_insert(self.ways.len());
        match self.ways.get_mut(number) {
            Some(way) => way.count += count,
            None => self.ways.push(Way {
                name,
                slug: slug(name),
                count,
                first,
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
fn usual<'w>(ways: &[&Way<'w>], listed: Option<&'w str>) -> &'w str {
    let frequent = || {
        ways.iter()
            .max_by_key(|way| (way.count, !is_slip(way.name), Reverse(way.name)))
    };
    listed
        .or_else(|| frequent().map(|way| way.name))
        .unwrap_or_default()
}

/// Whether a way to write a term is probably a mistake: `HOUSING`, `(Housing`.
fn is_slip(name: &str) -> bool {
    /// Letters of an abbreviation, which is in capitals.
    const MAX_ABBREVIATION: usize = 5;
    let letters = || name.chars().filter(|letter| letter.is_alphabetic());
    let is_in_capitals = letters().count() > MAX_ABBREVIATION && !letters().any(char::is_lowercase);
    let opens = name.matches('(').count();
    let has_stray_sign = opens != name.matches(')').count()
        || name.starts_with(|first: char| !first.is_alphanumeric() && first != '(');
    is_in_capitals || has_stray_sign
}

fn report_spellings(
    facet: &FacetConfig,
    ways: &[&Way],
    usual: &str,
    documents: &Documents,
    report: &mut Report,
) {
    let elsewhere = ways.iter().find(|way| way.name == usual);
    for Way {
        name, count, first, ..
    } in ways
        .iter()
        .filter(|way| way.name != usual && !is_several(way.name, usual))
    {
        let times = if *count == 1 {
            String::new()
        } else {
            format!(", {count} times")
        };
        let two_terms = terms::share_address(name, usual);
        let written_two_ways = || {
            Finding::warning(
                rules::NEAR_DUPLICATE_TERM,
                format!(
                    "`{name}` and `{usual}` are one term of {}, written two ways",
                    facet.key
                ),
            )
            .help(format!("write `{usual}`"))
            .fix(respelled(*first, name, usual, documents))
        };
        let finding = two_terms.unwrap_or_else(written_two_ways);
        let mut finding = finding.at(first.place(documents), format!("written so here{times}"));
        if let Some(Way { first, .. }) = elsewhere {
            finding = finding.also(first.place(documents), format!("written `{usual}` here"));
        }
        report.add(finding);
    }
}

/// True for two texts that each name several terms, with different signs between them. A check
/// reports both.
fn is_several(name: &str, usual: &str) -> bool {
    parts(name).count() > 1 && parts(name).eq(parts(usual))
}

/// The edit that writes a term in its usual way, where it stands plainly and the usual way needs no
/// quotes.
fn respelled(first: FirstUse, name: &str, usual: &str, documents: &Documents) -> Option<Edit> {
    let source = documents[first.document].source.source();
    let is_plain = usual
        .chars()
        .all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-'))
        && usual.starts_with(char::is_alphabetic);
    Edit::replacing(&source.text, first.span, name, usual).filter(|_| is_plain)
}
