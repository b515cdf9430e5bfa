//! `search.yaml` into findings: the searches that do not find what they should.
//!
//! A library keeps there what people search for and must find, so that a change of a title, a text
//! or of casebook itself that moves a result is seen. A miss is a warning: the site is sound, and a
//! new case study may well be the better result.

mod read;

use read::{Expectation, ExpectedStudy, expectations};

use crate::config::Config;
use crate::ids::{LanguageId, StudyId};
use crate::parse::CONTENT;
use crate::render::Site;
use crate::render::visitor::SiteSearch;
use crate::report::{Finding, Report, Reported, rules};
use crate::search::client::{PAGE, Query};
use crate::source::{Place, Source};

/// Runs the searches of `search.yaml`, and reports what they should find and do not.
pub fn expected(source: &Source, site: &Site, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let expectations = report.take(expectations(source, site.library(), config));
    // Without expectations, no index has to be made.
    if !expectations.is_empty() {
        match misses(source, site, config, &expectations) {
            Ok(misses) => report.all(misses),
            Err(error) => report.add(
                Finding::error(
                    rules::EXPECTED_RESULTS,
                    format!("the search cannot be run: {error}"),
                )
                .at(Place::file(source.path.clone()), ""),
            ),
        }
    }
    report.on(())
}

/// # Errors
///
/// Fails if a search cannot be run.
fn misses(
    source: &Source,
    site: &Site,
    config: &Config,
    expectations: &[Expectation],
) -> Result<Vec<Finding>, String> {
    let search = SiteSearch::new(site)?;
    let mut misses = vec![];
    for expectation in expectations {
        let query = Query {
            limit: expectation.limit(),
            ..Query::new(expectation.query.as_str())
        };
        let found = search.search(expectation.language, &query)?;
        let hits = found.results.iter();
        let search = Searched {
            source,
            site,
            tag: &config.languages[expectation.language].tag,
            expectation,
            found: hits.map(|hit| search.study(hit)).collect(),
        };
        let first = expectation.first.iter();
        misses.extend(first.filter_map(|wanted| search.not_first(wanted)));
        let not = expectation.not.iter();
        misses.extend(not.filter_map(|unwanted| search.unwanted(unwanted)));
    }
    Ok(misses)
}

/// A search that was run, with what it found.
struct Searched<'a> {
    source: &'a Source,
    site: &'a Site,
    tag: &'a str,
    expectation: &'a Expectation,
    /// In the order of the results.
    found: Vec<StudyId>,
}

impl Searched<'_> {
    /// The finding for a case study that is not among the first results, but should be.
    fn not_first(&self, wanted: &ExpectedStudy) -> Option<Finding> {
        let place = self.place_of(wanted);
        let among = self.expectation.among;
        if place.is_some_and(|place| place <= among) {
            return None;
        }
        let should = match among {
            1 => "not first".to_owned(),
            _ => format!("not among the first {among}"),
        };
        let query = &self.expectation.query;
        let (message, label) = match place {
            Some(place) => (
                format!("the search for `{query}` finds this in place {place}, {should}"),
                format!("in place {place}"),
            ),
            None => (
                format!(
                    "the search for `{query}` does not find this among the first {}",
                    self.expectation.limit()
                ),
                "not found".to_owned(),
            ),
        };
        Some(self.finding(wanted, message, label))
    }

    /// The finding for a case study on the first page of results that should not be there.
    fn unwanted(&self, unwanted: &ExpectedStudy) -> Option<Finding> {
        let place = self.place_of(unwanted).filter(|place| *place <= PAGE)?;
        let query = &self.expectation.query;
        let message =
            format!("the search for `{query}` finds this in place {place}, and should not");
        Some(self.finding(unwanted, message, format!("in place {place}")))
    }

    /// The place of a case study among the results, counted from 1.
    fn place_of(&self, of: &ExpectedStudy) -> Option<usize> {
        let mut found = self.found.iter();
        found.position(|study| *study == of.study).map(|at| at + 1)
    }

    fn finding(&self, of: &ExpectedStudy, message: String, label: String) -> Finding {
        /// As many results as a reader takes in at a glance.
        const SHOWN: usize = 3;
        let first = self
            .found
            .iter()
            .take(SHOWN.max(self.expectation.among.min(PAGE)));
        let first: Vec<String> = first
            .map(|study| format!("`{}`", self.file(*study)))
            .collect();
        let instead = if first.is_empty() {
            "it finds nothing".to_owned()
        } else {
            format!("it finds {}", first.join(", then "))
        };
        let help = format!("{instead}; `{}` shows why", self.command());
        Finding::warning(rules::EXPECTED_RESULT, message)
            .at(self.source.place(of.span), label)
            .help(help)
    }

    /// The file of a case study below `content/`.
    fn file(&self, study: StudyId) -> &str {
        let library = self.site.library();
        let version = library.version(study, self.expectation.language);
        let path = &*library.documents[version].path;
        path.strip_prefix(CONTENT).unwrap_or(path)
    }

    /// The command that explains the search.
    fn command(&self) -> String {
        let query = &self.expectation.query;
        let quote = if query.contains('"') { '\'' } else { '"' };
        let language = if self.expectation.language == LanguageId::DEFAULT {
            String::new()
        } else {
            format!(" --lang {}", self.tag)
        };
        format!("casebook search {quote}{query}{quote}{language} --explain")
    }
}
