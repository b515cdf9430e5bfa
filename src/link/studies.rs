//! Documents into case studies, each with its versions and its place in time.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{Documents, Versions};
use crate::config::Config;
use crate::ids::{DocumentId, FieldId, LanguageId, StudyId, Table};
use crate::parse::date::Date;
use crate::parse::{Document, Kind};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// One case study, in whatever languages it is written in.
#[derive(Debug)]
pub struct Study {
    /// The document of each language that it is written in.
    pub versions: Versions,
    /// The version in the default language, or else in the first that there is.
    pub main: DocumentId,
    /// The date of the first version that has one.
    pub date: Option<Date>,
    /// The document that each field's value is taken from; see
    /// [`Library::field`](super::Library::field).
    pub(super) fields: Table<FieldId, Option<DocumentId>>,
}

/// Every case study, newest first; undated ones last, those of one day in the order of their keys.
pub(super) fn studies(documents: &Documents, config: &Config) -> Reported<Table<StudyId, Study>> {
    grouped(documents, config, Kind::Study).map(|grouped| {
        let mut studies: Vec<Study> = grouped
            .into_par_iter()
            .filter_map(|(_, versions)| study(documents, versions, config))
            .collect();
        studies.sort_by_key(|study| Reverse(study.date));
        studies.into()
    })
}

/// `None` if there is no version at all.
fn study(documents: &Documents, versions: Versions, config: &Config) -> Option<Study> {
    let ids = || versions.values().flatten().copied();
    let main = ids().next()?;
    let date = ids().find_map(|document| documents[document].date);
    // A translation leaves out what it shares with the original.
    let with_value = |field: FieldId| ids().find(|id| documents[*id].front.fields[field].is_some());
    let fields = config.fields.ids().map(with_value).collect();
    Some(Study {
        main,
        date,
        fields,
        versions,
    })
}

/// The study that each document is a version of.
pub(super) fn study_of(
    studies: &Table<StudyId, Study>,
    documents: &Documents,
) -> Table<DocumentId, Option<StudyId>> {
    let mut study_of = documents.filled(None);
    for (id, study) in studies.iter() {
        for document in study.versions.values().flatten() {
            study_of[*document] = Some(id);
        }
    }
    study_of
}

/// The first document of each language that is `wanted`.
pub(super) fn versions(
    documents: &Documents,
    config: &Config,
    wanted: impl Fn(&Document) -> bool,
) -> Versions {
    let mut versions = config.languages.filled(None);
    for (id, document) in documents.iter() {
        if wanted(document) {
            versions[document.language].get_or_insert(id);
        }
    }
    versions
}

/// The versions of each page of a kind, by the key they have in common, in the order of the keys.
pub(super) fn grouped<'d>(
    documents: &'d Documents,
    config: &Config,
    kind: Kind,
) -> Reported<Vec<(&'d str, Versions)>> {
    let mut report = Report::default();
    let of_kind = documents
        .par_iter()
        .filter(|(_, document)| document.kind == kind);
    let mut of_kind: Vec<(&str, LanguageId, DocumentId)> = of_kind
        .map(|(id, document)| (&*document.key, document.language, id))
        .collect();
    of_kind.sort_unstable();
    for same in of_kind.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let first = &documents[same[0].2];
        // If both have one address, that is reported where addresses are claimed.
        for other in same
            .iter()
            .map(|(_, _, id)| &documents[*id])
            .filter(|other| other.slug != first.slug)
        {
            report.add(one_page(
                first,
                other,
                "put both into one file, or give one of the files another name",
            ));
        }
    }
    let group = |group: &[(&'d str, LanguageId, DocumentId)]| {
        let mut versions = config.languages.filled(None);
        for (_, language, id) in group {
            versions[*language].get_or_insert(*id);
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
