//! Terms that no case study has, and terms that may be one.

use std::collections::BTreeMap;

use crate::config::read::Spanned;
use crate::config::{Config, FILE, FacetConfig};
use crate::link::{Library, Term};
use crate::parse::Document;
use crate::report::{Finding, Report, Reported, listed};
use crate::source::{Place, slug::slug};

/// Looks at every term of every facet.
pub fn terms(library: &Library, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    for (number, (facet, settings)) in library.facets.iter().zip(&config.facets).enumerate() {
        unused(library, &facet.terms, settings, &mut report);
        // Two terms of a closed list are as the library wants them.
        if settings.terms.is_none() {
            similar(library, number, settings, &mut report);
        }
    }
    report.on(())
}

fn unused(library: &Library, terms: &[Term], facet: &FacetConfig, report: &mut Report) {
    let mut bare = vec![];
    for term in terms.iter().filter(|term| term.studies.is_empty()) {
        match term.versions.iter().flatten().next() {
            Some(document) => {
                let document: &Document = &library.documents[*document];
                let span = document.front.title.as_ref().map(|title| title.span);
                report.add(
                    Finding::warning(
                        "unused-term",
                        format!("no case study has `{}` among its {}", term.name, facet.key),
                    )
                    .at(Place { file: document.path.clone(), span }, "its page has nothing to list")
                    .help(format!("add it to the `{}:` of a case study, or delete this file", facet.key)),
                );
            }
            None => bare.push(term.name.as_str()),
        }
    }
    // A library that has only begun cannot have used its whole list.
    let begun = library.studies.len() < facet.terms.as_ref().map_or(0, Vec::len);
    if !bare.is_empty() && !begun {
        let (has, them) = if bare.len() == 1 { ("has", "it") } else { ("have", "them") };
        report.add(
            Finding::warning("unused-term", format!("of the {}, {} {has} no case study", facet.key, listed(&bare)))
                .at(Place { file: FILE.into(), span: Some(facet.span) }, "visitors find nothing there")
                .help(format!("use {them} in a case study, or take {them} off the list")),
        );
    }
}

/// Two spellings of one term, as far as letters tell.
fn similar(library: &Library, number: usize, facet: &FacetConfig, report: &mut Report) {
    let terms: Vec<&Term> = library.facets[number].terms.iter().filter(|term| !term.studies.is_empty()).collect();
    let keys: Vec<String> = terms.iter().map(|term| folded(&term.slug)).collect();
    let mut pairs: Vec<(usize, usize)> = vec![];
    let mut same: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, key) in keys.iter().enumerate() {
        match same.get(key.as_str()) {
            Some(first) => pairs.push((*first, at)),
            None => {
                same.insert(key, at);
            }
        }
    }
    // One letter apart, looked for among terms that begin or end alike: a library may have thousands.
    for side in [beginning, ending] {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, term) in terms.iter().enumerate() {
            groups.entry(side(&term.slug)).or_default().push(at);
        }
        for group in groups.values() {
            for (position, &first) in group.iter().enumerate() {
                for &second in &group[position + 1..] {
                    if slip(&terms[first].slug, &terms[second].slug) && !pairs.contains(&(first, second)) {
                        pairs.push((first, second));
                    }
                }
            }
        }
    }
    pairs.sort_unstable();
    for (first, second) in pairs {
        let (usual, rare) = match terms[first].studies.len() >= terms[second].studies.len() {
            true => (terms[first], terms[second]),
            false => (terms[second], terms[first]),
        };
        let place = |term: &Term| place(library, number, term);
        let times = |term: &Term| match term.studies.len() {
            1 => "in 1 case study".to_owned(),
            count => format!("in {count} case studies"),
        };
        let mut finding = Finding::warning(
            "similar-terms",
            format!("`{}` and `{}` are nearly the same, and two of the {}", rare.name, usual.name, facet.key),
        )
        .help(format!("if they mean one thing, write `{}` everywhere", usual.name));
        if let Some(place) = place(rare) {
            finding = finding.at(place, times(rare));
        }
        if let Some(place) = place(usual) {
            finding = finding.also(place, times(usual));
        }
        report.add(finding);
    }
}

/// What two ways to write one term have in common: its words in any order and number, without "and" and "the".
fn folded(slug: &str) -> String {
    let mut words: Vec<String> = slug
        .split('-')
        .filter(|word| !matches!(*word, "and" | "the" | "of" | "a" | "an"))
        .map(|word| match word.strip_suffix("ies").or_else(|| word.strip_suffix('y')) {
            Some(stem) if stem.len() > 2 => stem.to_owned(),
            _ if word.len() > 3 && !word.ends_with("ss") => word.strip_suffix('s').unwrap_or(word).to_owned(),
            _ => word.to_owned(),
        })
        .collect();
    words.sort_unstable();
    words.join("-")
}

fn beginning(slug: &str) -> String {
    slug.chars().take(3).collect()
}

fn ending(slug: &str) -> String {
    slug.chars().rev().take(3).collect()
}

/// Whether two terms are a typing slip apart. Short words one letter apart are mostly two words, and so are terms
/// that differ in a digit.
fn slip(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 7;
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).count();
    let digits = |text: &str| text.chars().filter(|letter| letter.is_numeric()).collect::<String>();
    letters(one).min(letters(other)) >= SHORTEST
        && one.len().abs_diff(other.len()) <= 4
        && digits(one) == digits(other)
        && strsim::osa_distance(one, other) == 1
}

/// Where the newest case study of a term names it.
fn place(library: &Library, facet: usize, term: &Term) -> Option<Place> {
    let study = &library.studies[*term.studies.first()?];
    study.versions.iter().flatten().find_map(|version| {
        let document = &library.documents[*version];
        let written: Option<&Spanned<String>> =
            document.front.facets[facet].iter().find(|written| slug(&written.value) == term.slug);
        Some(Place { file: document.path.clone(), span: Some(written?.span) })
    })
}
