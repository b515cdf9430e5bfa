//! Finds terms that no case study has, and terms that may be the same.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::config::{Config, FILE, FacetConfig};
use crate::ids::{FacetId, Table, TermId};
use crate::link::{Library, Term};
use crate::parse::Document;
use crate::parse::front_matter::parts;
use crate::report::{Finding, Report, Reported, listed, rules};
use crate::source::{Place, site_path::MAX_NAME, slug::slug};
use crate::yaml::read::Spanned;

/// Looks at every term of every facet.
pub(super) fn terms(library: &Library, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    for (id, facet) in library.facets.iter() {
        let settings = &config.facets[id];
        unused(library, &facet.terms, settings, &mut report);
        // In a closed list, similar terms are intended.
        if settings.terms.is_none() {
            similar(library, id, settings, &mut report);
            several(library, id, settings, &mut report);
        }
    }
    report.on(())
}

/// Reports terms that no case study has: each with a page at that page, the others together.
fn unused(
    library: &Library,
    terms: &Table<TermId, Term>,
    facet: &FacetConfig,
    report: &mut Report,
) {
    let mut bare = vec![];
    for term in terms.values().filter(|term| term.studies.is_empty()) {
        match term.versions.values().flatten().next() {
            Some(page) => report.add(unused_page(term, &library.documents[*page], facet)),
            None => bare.push(term.name.as_str()),
        }
    }
    // A new library can't have used its whole list yet.
    let is_new = library.studies.len() < facet.terms.as_ref().map_or(0, Vec::len);
    if !bare.is_empty() && !is_new {
        report.add(unused_in_list(&bare, facet));
    }
}

fn unused_page(term: &Term, page: &Document, facet: &FacetConfig) -> Finding {
    let message = format!(
        "no case study has the term `{}` in `{}`",
        term.name, facet.key
    );
    let place = Place {
        file: page.path.clone(),
        span: page.front.title.as_ref().map(|title| title.span),
    };
    Finding::warning(rules::UNUSED_TERM, message)
        .at(place, "this page has no case studies to list")
        .help(format!(
            "add it to the `{}:` of a case study, or delete this file",
            facet.key
        ))
}

fn unused_in_list(names: &[&str], facet: &FacetConfig) -> Finding {
    let (terms, them) = if names.len() == 1 {
        ("term", "it")
    } else {
        ("terms", "them")
    };
    let message = format!(
        "no case study has the {terms} {} in `{}`",
        listed(names),
        facet.key
    );
    let place = Place {
        file: FILE.into(),
        span: Some(facet.span),
    };
    Finding::warning(rules::UNUSED_TERM, message)
        .at(place, format!("visitors find nothing under {them}"))
        .help(format!(
            "use {them} in a case study, or remove {them} from the list"
        ))
}

/// Reports terms whose spelling is so similar that they may be the same.
fn similar(library: &Library, id: FacetId, facet: &FacetConfig, report: &mut Report) {
    let terms: Vec<&Term> = library.facets[id]
        .terms
        .values()
        .filter(|term| !term.studies.is_empty())
        .collect();
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut same: BTreeMap<String, usize> = BTreeMap::new();
    for (at, term) in terms.iter().enumerate() {
        let first = *same.entry(folded(&term.slug)).or_insert(at);
        if first != at {
            pairs.insert((first, at));
        }
    }
    pairs.extend(one_letter_apart(&terms));
    for (first, second) in pairs {
        let (usual, rare) = by_use(terms[first], terms[second]);
        let place = |term: &Term| place(library, id, term);
        let times = |term: &Term| match term.studies.len() {
            1 => "in 1 case study".to_owned(),
            count => format!("in {count} case studies"),
        };
        let mut finding = Finding::warning(
            rules::SIMILAR_TERMS,
            format!(
                "`{}` and `{}` are nearly the same, but they are two terms of `{}`",
                rare.name, usual.name, facet.key
            ),
        )
        .help(format!(
            "if they mean the same, write `{}` everywhere",
            usual.name
        ));
        if let Some(place) = place(rare) {
            finding = finding.at(place, times(rare));
        }
        if let Some(place) = place(usual) {
            finding = finding.also(place, times(usual));
        }
        report.add(finding);
    }
}

/// Reports terms that are probably several: the parts between their commas are terms of other case
/// studies.
fn several(library: &Library, id: FacetId, facet: &FacetConfig, report: &mut Report) {
    let used: Vec<&Term> = library.facets[id]
        .terms
        .values()
        .filter(|term| !term.studies.is_empty())
        .collect();
    let slugs: BTreeSet<&str> = used.iter().map(|term| term.slug.as_str()).collect();
    for term in used {
        // `(Housing, Health)` was meant as a list.
        let whole = term.name.strip_prefix('(');
        let inner = whole.and_then(|inner| inner.strip_suffix(')'));
        let parts: Vec<&str> = parts(inner.unwrap_or(&term.name)).collect();
        // A bracket is a mistake that is reported where it is read.
        if parts.len() < 2 || term.name.contains(['[', ']']) {
            continue;
        }
        let mut known = parts.iter().map(|part| slugs.contains(slug(part).as_str()));
        // Names often have a comma. In a list of terms, an author knows how to write several.
        let has_comma_alone = !term.name.contains([';', '|']) && !term.name.contains(" / ");
        let is_name = has_comma_alone && !is_whole_value(library, id, term, facet);
        if is_name && !known.all(|known| known) {
            continue;
        }
        let list = match &facet.split {
            Some(separator) => parts.join(separator),
            None => format!("[{}]", parts.join(", ")),
        };
        let name = &term.name;
        let as_one = if has_comma_alone && facet.split.is_none() {
            format!("; if it is one term, write `{}: [\"{name}\"]`", facet.key)
        } else {
            String::new()
        };
        let finding = Finding::warning(
            rules::SEVERAL_TERMS,
            format!(
                "`{}` is one term of `{}`, but looks like several",
                term.name, facet.key
            ),
        )
        .help(format!("write `{}: {list}`{as_one}", facet.key));
        report.add(match place(library, id, term) {
            Some(place) => finding.at(place, "one term"),
            None => finding,
        });
    }
}

/// True if a term is all that follows its key, where it is first written.
fn is_whole_value(library: &Library, id: FacetId, term: &Term, facet: &FacetConfig) -> bool {
    let Some(Place {
        file,
        span: Some(span),
    }) = place(library, id, term)
    else {
        return false;
    };
    let mut documents = library.documents.values();
    documents
        .find(|document| document.path == file)
        .is_some_and(|document| {
            let source = document.source.source();
            let before = source.text.get(..span.start).unwrap_or_default();
            let line = before.rsplit('\n').next().unwrap_or_default();
            let key = line.trim_end_matches([' ', '"', '\'']).strip_suffix(':');
            key.is_some_and(|key| !key.contains(['[', '-']) || key == facet.key)
        })
}

/// A form that is equal for different spellings of one term: its words sorted, in the singular,
/// without "and" and "the".
fn folded(slug: &str) -> String {
    let mut words: Vec<String> = slug
        .split('-')
        .filter(|word| !matches!(*word, "and" | "the" | "of" | "a" | "an"))
        .map(
            |word| match word.strip_suffix("ies").or_else(|| word.strip_suffix('y')) {
                Some(stem) if stem.len() > 2 => stem.to_owned(),
                _ if word.len() > 3 && !word.ends_with("ss") => {
                    word.strip_suffix('s').unwrap_or(word).to_owned()
                }
                _ => word.to_owned(),
            },
        )
        .collect();
    words.sort_unstable();
    words.join("-")
}

/// Terms that differ in one letter at the same place and are compared with each other. More than
/// these are a series, such as `Class A` to `Class Z`.
const MAX_ALIKE: usize = 30;

/// Terms between which there may be a typo.
///
/// Two slugs with one typo between them are equal once a letter is left out of each. This avoids
/// comparing all pairs of thousands of terms.
fn one_letter_apart(terms: &[&Term]) -> Vec<(usize, usize)> {
    let mut shortened: Vec<(u64, usize)> = vec![];
    for (at, term) in terms.iter().enumerate() {
        shortened.extend(without_a_letter(&term.slug).map(|short| (short, at)));
    }
    shortened.sort_unstable();
    shortened.dedup();
    let mut pairs = vec![];
    for group in shortened.chunk_by(|one, other| one.0 == other.0) {
        let group = &group[..group.len().min(MAX_ALIKE)];
        for (place, &(_, first)) in group.iter().enumerate() {
            let others = group[place + 1..].iter().map(|(_, second)| *second);
            let others = others.filter(|second| slip(terms[first], terms[*second]));
            pairs.extend(others.map(|second| (first, second)));
        }
    }
    pairs
}

/// Hashes of a slug, and of the slug without each of its letters in turn. None for a slug that is
/// too long to be published.
fn without_a_letter(slug: &str) -> impl Iterator<Item = u64> {
    let is_published = slug.len() <= MAX_NAME;
    let slug = Some(slug).filter(|_| is_published).into_iter();
    slug.flat_map(|slug| {
        let letters = slug.char_indices();
        let shorter = letters.map(|(at, letter)| (&slug[..at], &slug[at + letter.len_utf8()..]));
        shorter.chain([(slug, "")]).map(|(before, after)| {
            let mut hasher = FxHasher::default();
            before
                .bytes()
                .chain(after.bytes())
                .for_each(|byte| hasher.write_u8(byte));
            hasher.finish()
        })
    })
}

/// The term that more case studies have, then the other.
fn by_use<'a>(one: &'a Term, other: &'a Term) -> (&'a Term, &'a Term) {
    if one.studies.len() >= other.studies.len() {
        (one, other)
    } else {
        (other, one)
    }
}

/// True if one of two terms may be a typo of the other: a letter too many, too few, wrong, or
/// swapped with its neighbour.
///
/// Short words such as `Health` and `Wealth` are usually both intended. For them, the first letter,
/// which is rarely mistyped, must be the same, and one term must be much rarer. Words of less than
/// five letters are never reported, nor are terms that differ in a digit, which are usually a
/// series.
fn slip(one: &Term, other: &Term) -> bool {
    const RARER: usize = 5;
    /// A long word in at most this many case studies can be a typo, however rare the other is.
    const FEW: usize = 3;
    let (usual, rare) = by_use(one, other);
    let digits = |term: &Term| {
        term.slug
            .chars()
            .filter(|letter| letter.is_numeric())
            .collect::<String>()
    };
    if digits(usual) != digits(rare) || strsim::osa_distance(&usual.slug, &rare.slug) != 1 {
        return false;
    }
    let (meant, written) = differing(&usual.slug, &rare.slug);
    let letters = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_rare = usual.studies.len() >= RARER * rare.studies.len();
    match letters(meant).min(letters(written)) {
        0..5 => false,
        5..7 => is_rare && meant.chars().next() == written.chars().next(),
        _ => is_rare || rare.studies.len() <= FEW,
    }
}

/// The word in which two slugs differ. The whole slugs if one has more words.
fn differing<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let same_number = one.matches('-').count() == other.matches('-').count();
    let words = one
        .split('-')
        .zip(other.split('-'))
        .find(|(one, other)| one != other);
    words.filter(|_| same_number).unwrap_or((one, other))
}

/// The place of a term in the newest case study that has it.
fn place(library: &Library, facet: FacetId, term: &Term) -> Option<Place> {
    let study = &library.studies[*term.studies.first()?];
    study.versions.values().flatten().find_map(|version| {
        let document = &library.documents[*version];
        let written: Option<&Spanned<String>> = document.front.facets[facet]
            .iter()
            .find(|written| slug(&written.value) == term.slug);
        Some(Place {
            file: document.path.clone(),
            span: Some(written?.span),
        })
    })
}
