//! Documents into case studies, each with its versions and its place in time.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use super::Versions;
use crate::config::Config;
use crate::ids::LanguageId;
use crate::parse::date::Date;
use crate::parse::{Document, Kind};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// One case study, in whatever languages it is written in.
#[derive(Debug)]
pub struct Study {
    pub versions: Versions,
    /// The version in the default language, or else in the first that there is.
    pub main: usize,
    /// The date of the first version that has one.
    pub date: Option<Date>,
    /// The document that each field's value is taken from, in the order of the settings; see
    /// [`Library::field`](super::Library::field).
    pub(super) fields: Vec<Option<usize>>,
}

/// Every case study, newest first; undated ones last, those of one day in the order of their keys.
pub(super) fn studies(documents: &[Arc<Document>], config: &Config) -> Reported<Vec<Study>> {
    grouped(documents, config, Kind::Study).map(|grouped| {
        let mut studies: Vec<Study> = grouped
            .into_par_iter()
            .filter_map(|(_, versions)| study(documents, versions, config))
            .collect();
        studies.sort_by_key(|study| Reverse(study.date));
        studies
    })
}

/// `None` if there is no version at all.
fn study(documents: &[Arc<Document>], versions: Versions, config: &Config) -> Option<Study> {
    let numbers = || versions.values().flatten().copied();
    let main = numbers().next()?;
    let date = numbers().find_map(|document| documents[document].date);
    // A translation leaves out what it shares with the original.
    let fields = (0..config.fields.len())
        .map(|field| numbers().find(|number| documents[*number].front.fields[field].is_some()))
        .collect();
    Some(Study {
        main,
        date,
        fields,
        versions,
    })
}

/// For each document, the number of the study that it is a version of.
pub(super) fn study_of(studies: &[Study], documents: usize) -> Vec<Option<usize>> {
    let mut study_of = vec![None; documents];
    for (number, study) in studies.iter().enumerate() {
        for document in study.versions.values().flatten() {
            study_of[*document] = Some(number);
        }
    }
    study_of
}

/// The first document of each language that is `wanted`.
pub(super) fn versions(
    documents: &[Arc<Document>],
    config: &Config,
    wanted: impl Fn(&Document) -> bool,
) -> Versions {
    let mut versions = config.languages.filled(None);
    for (number, document) in documents.iter().enumerate() {
        if wanted(document) {
            versions[document.language].get_or_insert(number);
        }
    }
    versions
}

/// The versions of each page of a kind, by the key they have in common, in the order of the keys.
pub(super) fn grouped<'d>(
    documents: &'d [Arc<Document>],
    config: &Config,
    kind: Kind,
) -> Reported<Vec<(&'d str, Versions)>> {
    let mut report = Report::default();
    let of_kind = documents
        .par_iter()
        .enumerate()
        .filter(|(_, document)| document.kind == kind);
    let mut of_kind: Vec<(&str, LanguageId, usize)> = of_kind
        .map(|(number, document)| (&*document.key, document.language, number))
        .collect();
    of_kind.sort_unstable();
    for same in of_kind.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let first = &documents[same[0].2];
        // If both have one address, that is reported where addresses are claimed.
        for other in same
            .iter()
            .map(|(_, _, number)| &documents[*number])
            .filter(|other| other.slug != first.slug)
        {
            report.add(one_page(
                first,
                other,
                "put both into one file, or give one of the files another name",
            ));
        }
    }
    let group = |group: &[(&'d str, LanguageId, usize)]| {
        let mut versions = config.languages.filled(None);
        for (_, language, number) in group {
            versions[*language].get_or_insert(*number);
        }
        (group[0].0, versions)
    };
    report.on(of_kind.par_chunk_by(|a, b| a.0 == b.0).map(group).collect())
}

/// Reports a second file for a page that another file already is, whatever addresses they have.
pub(super) fn one_page(first: &Document, second: &Document, help: &str) -> Finding {
    Finding::error(
        rules::ADDRESS_TAKEN,
        format!("this file and `{}` are for one page", first.path),
    )
    .at(Place::file(second.path.clone()), "this file")
    .also(Place::file(first.path.clone()), "and this one")
    .help(help)
}
