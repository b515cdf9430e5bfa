//! `search.yaml` into what searches should find.

use rustc_hash::FxHashMap;

use crate::config::{Config, mistakes, not_yaml};
use crate::ids::{LanguageId, StudyId};
use crate::link::Library;
use crate::parse::CONTENT;
use crate::report::{Finding, NamesInOrder, Report, Reported, listed, nearest, rules};
use crate::search::client::PAGE;
use crate::source::{Source, Span};
use crate::yaml::read::{Reader, Spanned};
use crate::yaml::{self, Entry, Node, Value};

/// What one search should find.
pub(super) struct Expectation {
    pub(super) query: String,
    pub(super) language: LanguageId,
    /// Case studies that must be among the first results.
    pub(super) first: Vec<ExpectedStudy>,
    /// How many results count as the first.
    pub(super) among: usize,
    /// Case studies that must not be among the results that a page shows.
    pub(super) not: Vec<ExpectedStudy>,
}

/// A case study as `search.yaml` names it.
pub(super) struct ExpectedStudy {
    pub(super) study: StudyId,
    /// Where it is named.
    pub(super) span: Span,
}

/// The keys of an expectation.
const KEYS: [&str; 5] = ["query", "lang", "first", "among", "not"];

/// The most results that `among` may look at.
const MAX_AMONG: usize = 100;

/// Reads what searches should find. An expectation with a mistake is left out.
pub(super) fn expectations(
    source: &Source,
    library: &Library,
    config: &Config,
) -> Reported<Vec<Expectation>> {
    let mut report = Report::default();
    let rule = rules::EXPECTED_RESULTS;
    let root = match yaml::parse(&source.text, Span::new(0, source.text.len())) {
        Ok(root) => match yaml::repair::explain_parsed_file(&source.text, &root) {
            Some(repair) => {
                report.all(mistakes(rule, &source.path, source, repair));
                return report.on(vec![]);
            }
            None => root,
        },
        Err(error) => {
            report.all(not_yaml(rule, &source.path, source, &error));
            return report.on(vec![]);
        }
    };
    let studies = studies(library);
    let names = studies.keys().copied().collect();
    let mut reader = ExpectationReader {
        reader: Reader {
            source,
            report: &mut report,
        },
        library,
        config,
        studies,
        names,
    };
    let items = reader.reader.items(&root);
    let read = items.iter().filter_map(|item| reader.expectation(item));
    let read = read.collect();
    report.on(read)
}

/// The published case studies by the paths of their files below `content/`, in every language.
fn studies(library: &Library) -> FxHashMap<&str, StudyId> {
    let studies = library.studies.iter();
    studies
        .flat_map(|(id, study)| {
            let versions = study.versions.values().flatten();
            versions.map(move |document| (below_content(&library.documents[*document].path), id))
        })
        .collect()
}

fn below_content(path: &str) -> &str {
    path.strip_prefix(CONTENT).unwrap_or(path)
}

struct ExpectationReader<'a> {
    reader: Reader<'a>,
    library: &'a Library,
    config: &'a Config,
    studies: FxHashMap<&'a str, StudyId>,
    names: NamesInOrder<'a>,
}

impl ExpectationReader<'_> {
    fn expectation(&mut self, node: &Node) -> Option<Expectation> {
        let Value::Map(entries) = &node.value else {
            let help = "write `query:` and what it should find, such as \
                        `first: case-studies/damp-homes.md`";
            self.add("this is not a search with its results", node.span, help);
            return None;
        };
        let mut query = None;
        let mut language = Some(LanguageId::DEFAULT);
        let (mut first, mut not, mut among) = (None, None, None);
        for entry in entries {
            let (key, value) = (entry.key.as_str(), &entry.value);
            match key {
                "query" => query = self.reader.text(key, value),
                "lang" => language = self.language(value),
                "first" => first = Some(self.expected_studies(key, value)),
                "not" => not = Some(self.expected_studies(key, value)),
                "among" => among = self.among(value),
                _ => self.unknown(entry),
            }
        }
        let place = node.span;
        let Some(query) = query else {
            let key = entries.iter().find(|entry| entry.key == "query");
            let (message, span) = match key {
                Some(entry) => ("`query` is empty", entry.key_span),
                None => ("this search has no `query`", place),
            };
            self.add(
                message,
                span,
                "write what a visitor types: `query: damp homes`",
            );
            return None;
        };
        if first.is_none() && not.is_none() {
            let message = format!("nothing is expected of the search for `{}`", query.value);
            self.add(
                &message,
                query.span,
                "name a file: `first: case-studies/damp-homes.md`, or `not: …`",
            );
        }
        let first = first.unwrap_or_default();
        if let Some(few) = among.as_ref().filter(|few| few.value < first.len()) {
            let message = format!(
                "{} case studies cannot be among the first {}",
                first.len(),
                few.value
            );
            let help = format!("write `among: {}` or more", first.len());
            self.add(&message, few.span, &help);
            return None;
        }
        Some(Expectation {
            query: query.value,
            language: language?,
            among: among.map_or(first.len(), |among| among.value),
            first,
            not: not.unwrap_or_default(),
        })
    }

    fn add(&mut self, message: &str, span: Span, help: &str) {
        let source = self.reader.source;
        let place = source.place(span.first_line(&source.text));
        self.reader.report.add(
            Finding::error(rules::EXPECTED_RESULTS, message)
                .at(place, "")
                .help(help),
        );
    }

    fn unknown(&mut self, entry: &Entry) {
        let meant = nearest(&entry.key, KEYS);
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys here are {}", listed(&KEYS)),
        };
        let source = self.reader.source;
        let fix = meant.and_then(|meant| entry.key().replaced(&source.text, meant));
        self.reader.report.add(
            Finding::error(
                rules::EXPECTED_RESULTS,
                format!("`{}` is not a known key", entry.key),
            )
            .at(source.place(entry.key_span), "not known")
            .help(help)
            .fix(fix),
        );
    }

    fn among(&mut self, node: &Node) -> Option<Spanned<usize>> {
        let number = self.reader.number("among", node)?;
        let is_fit =
            number.value.fract() == 0.0 && number.value >= 1.0 && number.value <= MAX_AMONG as f64;
        if !is_fit {
            let wanted = format!("a whole number from 1 to {MAX_AMONG}");
            self.reader.must_be(&wanted, "among", node);
            return None;
        }
        Some(Spanned::of(number.value as usize, node))
    }

    fn language(&mut self, node: &Node) -> Option<LanguageId> {
        let Some(tag) = self.reader.text("lang", node) else {
            return Some(LanguageId::DEFAULT);
        };
        let languages = &self.config.languages;
        let found = languages.find(|language| language.tag.eq_ignore_ascii_case(&tag.value));
        if found.is_none() {
            let tags: Vec<&str> = languages.values().map(|language| &*language.tag).collect();
            let message = format!("`{}` is not a language of this library", tag.value);
            let help = format!("its languages are {}", listed(&tags));
            self.add(&message, tag.span, &help);
        }
        found
    }

    /// The case studies that a key names. Reports a file that is not one.
    fn expected_studies(&mut self, key: &str, node: &Node) -> Vec<ExpectedStudy> {
        let files = self.reader.texts(key, node);
        files
            .into_iter()
            .filter_map(|file| self.expected_study(&file))
            .collect()
    }

    fn expected_study(&mut self, file: &Spanned<String>) -> Option<ExpectedStudy> {
        let path = below_content(file.value.trim_start_matches("./"));
        let path = path.trim_start_matches('/');
        if let Some(study) = self.studies.get(path) {
            return Some(ExpectedStudy {
                study: *study,
                span: file.span,
            });
        }
        let source = self.reader.source;
        let (message, help) = if self.library.is_draft(&format!("{CONTENT}{path}")) {
            let message = format!("`{path}` is a draft, so no search finds it");
            (message, "publish it, or remove it here".to_owned())
        } else {
            let message = format!("there is no case study `{path}`");
            let help = match nearest(path, self.names.around(path)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "write the path of its file as it is below `content/`, such as \
                         `case-studies/damp-homes.md`"
                    .to_owned(),
            };
            (message, help)
        };
        // A warning: people rename case studies without knowing of this file, and their site is right.
        self.reader.report.add(
            Finding::warning(rules::EXPECTED_STUDY, message)
                .at(source.place(file.span), "not published")
                .help(help),
        );
        None
    }
}

impl Expectation {
    /// How many results have to be looked at.
    pub(super) fn limit(&self) -> usize {
        self.among.max(PAGE)
    }
}
