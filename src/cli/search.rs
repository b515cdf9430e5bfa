//! `casebook search`: what a visitor finds, and why the results are in this order.

mod show;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Outcome;
use super::counts::Clock;
use super::library::{LibraryArgs, load};
use super::printer::{OutputFormat, print_error, print_line, write_coloured_result, write_result};
use crate::compile::{Cache, compile};
use crate::config::Config;
use crate::ids::LanguageId;
use crate::link::Library;
use crate::parse::date::{Date, FORMS};
use crate::render::Site;
use crate::render::search::occurrences;
use crate::render::visitor::SiteSearch;
use crate::report::{FindingCounts, counted, json_for_log, listed, nearest};
use crate::search::Occurrences;
use crate::search::client::{Bonus, Correction, Explained, Found, Hit, NamedTerm, Query, Unknown};
use crate::search::client::{PAGE, WordGain};
use crate::source::slug::slug;

#[derive(Debug, Args)]
pub(super) struct Search {
    /// What a visitor types
    #[arg(value_name = "QUERY")]
    query: String,
    /// Show how the score of each result comes about
    #[arg(long)]
    explain: bool,
    /// Only case studies with this term; of several for one facet, with any of them
    #[arg(long, value_name = "FACET=TERM", value_parser = parse_filter)]
    filter: Vec<(String, String)>,
    /// Only case studies from this year, month or day on
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    from: Option<Date>,
    /// Only case studies up to this year, month or day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    to: Option<Date>,
    /// Order of the results
    #[arg(long, default_value = "relevance")]
    sort: Sort,
    /// How many results to show
    #[arg(long, value_name = "NUMBER", default_value_t = PAGE)]
    limit: usize,
    /// Language of the site to search [default: the default language]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// Folder of the library, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// How the results are printed
    #[arg(long, default_value = "human")]
    format: ResultFormat,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ResultFormat {
    /// For people
    Human,
    /// One JSON document
    Json,
}

/// The order of results, as the search page offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// The best first
    Relevance,
    /// The newest first
    Newest,
    /// The oldest first
    Oldest,
    /// By title, from A to Z
    Title,
}

fn parse_filter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((facet, term)) if !facet.is_empty() && !term.is_empty() => {
            Ok((facet.to_owned(), term.to_owned()))
        }
        _ => Err("write a facet and a term, such as `topics=housing`".to_owned()),
    }
}

fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|_| FORMS.to_owned())
}

pub(super) fn run(args: &Search) -> Outcome {
    search(args).unwrap_or_else(|outcome| outcome)
}

/// # Errors
///
/// Fails, having reported why, if the library cannot be read or the arguments do not fit it.
fn search(args: &Search) -> Result<Outcome, Outcome> {
    let library = LibraryArgs {
        root: args.root.clone(),
        drafts: args.drafts,
        today: None,
        format: OutputFormat::Human,
    };
    let loaded = load(&library, None, &mut Clock::start())?;
    let config = &loaded.inputs.config;
    let compiled = compile(&loaded.inputs, &Cache::default(), &mut |_| ());
    let errors =
        FindingCounts::of(&compiled.findings).errors + FindingCounts::of(&loaded.findings).errors;
    if errors > 0 {
        print_line(&format!(
            "warning: the library has {}, which `casebook check` shows; until they are fixed, \
             the published site may find something else",
            counted(errors, "error", "errors")
        ));
    }
    let site = compiled.value.site;
    let language = language(args, config)?;
    let query = query(args, site.library(), config)?;
    let cannot = |error: String| {
        print_error(&format!("the search cannot be run: {error}"), "");
        Outcome::Outside
    };
    let search = SiteSearch::new(&site).map_err(cannot)?;
    let found = search.search(language, &query).map_err(cannot)?;
    let results = found.results.iter();
    let results = results
        .map(|hit| result(hit, &search, &site, config, language))
        .collect();
    let shown = Shown::of(args, &config.languages[language].tag, found, results);
    Ok(match args.format {
        ResultFormat::Human => write_coloured_result(&shown.for_people(args.explain)),
        ResultFormat::Json => {
            let json =
                serde_json::to_string_pretty(&shown).expect("strings and numbers always serialise");
            write_result(&format!("{}\n", json_for_log(&json)))
        }
    })
}

/// # Errors
///
/// Fails, having reported it, if the library does not have the language.
fn language(args: &Search, config: &Config) -> Result<LanguageId, Outcome> {
    let Some(tag) = &args.lang else {
        return Ok(LanguageId::DEFAULT);
    };
    let found = config
        .languages
        .find(|language| language.tag.eq_ignore_ascii_case(tag));
    found.ok_or_else(|| {
        let tags: Vec<&str> = config.languages.values().map(|one| &*one.tag).collect();
        let help = format!("its languages are {}", listed(&tags));
        print_error(&format!("`{tag}` is not a language of this library"), &help);
        Outcome::Use
    })
}

/// # Errors
///
/// Fails, having reported it, if a filter names no term of the library.
fn query(args: &Search, library: &Library, config: &Config) -> Result<Query, Outcome> {
    let mut filters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, term) in &args.filter {
        let Some(facet) = config.facets.find(|facet| facet.key == *key) else {
            let keys: Vec<&str> = config.facets.values().map(|facet| &*facet.key).collect();
            let help = match nearest(key, keys.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("its facets are {}", listed(&keys)),
            };
            print_error(&format!("`{key}` is not a facet of this library"), &help);
            return Err(Outcome::Use);
        };
        let slug = slug(term);
        let mut terms = library.facets[facet].terms.values();
        if !terms.any(|known| known.slug == slug) {
            let slugs = library.facets[facet].terms.values();
            let help = match nearest(&slug, slugs.map(|term| &*term.slug)) {
                Some(meant) => format!("did you mean `{key}={meant}`?"),
                None => "write the name of the term, or the last part of its address".to_owned(),
            };
            print_error(&format!("`{term}` is not one of the {key}"), &help);
            return Err(Outcome::Use);
        }
        filters.entry(key.clone()).or_default().push(slug);
    }
    Ok(Query {
        filters,
        from: args.from.map(|date| date.to_string()),
        to: args.to.map(|date| date.to_string()),
        sort: args
            .sort
            .to_possible_value()
            .map(|sort| sort.get_name().to_owned()),
        limit: args.limit,
        explain: args.explain,
        ..Query::new(args.query.as_str())
    })
}

/// What is shown of a search.
#[derive(Serialize)]
struct Shown {
    query: String,
    lang: String,
    total: usize,
    /// True if no case study has all words, so that the total counts those with some.
    partial: bool,
    results: Vec<ShownResult>,
    corrections: Vec<Correction>,
    suggestions: Vec<Correction>,
    ignored: Vec<String>,
    unknown: Vec<Unknown>,
    terms: Vec<NamedTerm>,
    missing_phrases: Vec<String>,
    excluded: Vec<String>,
    /// True if the query was too long, and only its beginning was searched.
    cut: bool,
}

#[derive(Serialize)]
struct ShownResult {
    title: String,
    /// Below the library's folder.
    file: String,
    url: String,
    score: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<ShownScore>,
}

#[derive(Serialize)]
struct ShownScore {
    words: Vec<ShownWord>,
    title: Option<Bonus>,
    /// What it adds that the title is the query.
    is_title: f64,
    /// What it adds that the query is the name of one of its terms.
    has_term: f64,
}

#[derive(Serialize)]
struct ShownWord {
    #[serde(flatten)]
    gain: WordGain,
    found: Occurrences,
}

impl Shown {
    fn of(args: &Search, tag: &str, found: Found, results: Vec<ShownResult>) -> Shown {
        Shown {
            query: args.query.clone(),
            lang: tag.to_owned(),
            total: found.total,
            partial: found.partial,
            results,
            corrections: found.corrections,
            suggestions: found.suggestions,
            ignored: found.ignored,
            unknown: found.unknown,
            terms: found.terms,
            missing_phrases: found.phrases.missing,
            excluded: found.excluded,
            cut: found.cut,
        }
    }
}

fn result(
    hit: &Hit,
    search: &SiteSearch,
    site: &Site,
    config: &Config,
    language: LanguageId,
) -> ShownResult {
    let library = site.library();
    let study = search.study(hit);
    let version = library.version(study, language);
    let score = |Explained {
                     words,
                     bonus,
                     is_title,
                     has_term,
                 }: &Explained| {
        let words = words.iter().map(|gain| ShownWord {
            found: occurrences(library, config, language, study, &gain.forms),
            gain: gain.clone(),
        });
        ShownScore {
            words: words.collect(),
            title: bonus.clone(),
            is_title: *is_title,
            has_term: *has_term,
        }
    };
    ShownResult {
        title: hit.title.clone(),
        file: library.documents[version].path.to_string(),
        url: config.base.url(&library.address(version)),
        score: hit.score,
        explained: hit.explained.as_ref().map(score),
    }
}
