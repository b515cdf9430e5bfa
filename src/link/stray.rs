//! Documents of Word and the like that lie among the case studies and belong to none.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::files::Placed;
use super::resolve::decoded;
use super::{Documents, Library};
use crate::config::Config;
use crate::ids::{FileId, Table};
use crate::parse::{CONTENT, Document};
use crate::report::{Finding, rules};
use crate::source::Place;
use crate::source::file_kind::FileKind;

/// The endings of documents that people write case studies and their attachments in.
const DOCUMENTS: [&str; 14] = [
    "doc", "docx", "key", "numbers", "odp", "ods", "odt", "pages", "pdf", "ppt", "pptx", "rtf",
    "xls", "xlsx",
];

/// The findings for documents beside the case studies that no page leads to. Those in a page's own
/// folder are its attachments.
///
/// `linked` are the files that published pages lead to, `hidden` the pages that are not published.
pub(super) fn stray(
    files: &Table<FileId, Placed>,
    library: &Library,
    linked: &BTreeSet<FileId>,
    hidden: &[Arc<Document>],
    config: &Config,
) -> Vec<Finding> {
    let folder = format!("{CONTENT}{}/", config.studies);
    let drafts = linked_names(hidden);
    let bundles = bundles(&library.documents);
    let is_stray = |id: FileId, path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let kind = FileKind::of(name);
        path.starts_with(&folder)
            && DOCUMENTS.contains(&kind.ending.as_str())
            && !linked.contains(&id)
            && !drafts.contains(name)
            && !config.allow_files.allows(path, &kind)
            && !in_bundle(path, &bundles)
    };
    let strays = files
        .iter()
        .filter(|(id, placed)| is_stray(*id, &placed.file.path))
        .map(|(_, placed)| placed.file.path.as_str());
    strays
        .enumerate()
        .filter(|(number, path)| *number >= MAX_LOOKED_FOR || !is_named(path, library))
        .map(|(_, path)| finding(path))
        .collect()
}

/// Documents whose names are looked for in all texts, which takes time.
const MAX_LOOKED_FOR: usize = 20;

/// True if a text has the name of a file: then a link to it is broken, which is reported there.
fn is_named(path: &str, library: &Library) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut documents = library.documents.values();
    documents.any(|document| document.source.text_from(0).contains(name))
}

/// The last parts of the links of these documents.
fn linked_names(documents: &[Arc<Document>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for document in documents {
        let in_text = document.body.links.iter().map(|link| link.target.as_str());
        let attached = document.front.attachments.iter();
        let attached = attached.map(|attached| attached.file.value.as_str());
        for target in in_text.chain(attached) {
            let path = target.split(['?', '#']).next().unwrap_or_default();
            let name = path.rsplit('/').next().unwrap_or_default();
            names.insert(decoded(name));
        }
    }
    names
}

/// The folders of pages that have one of their own, below `content/`.
fn bundles(documents: &Documents) -> BTreeSet<&str> {
    documents
        .values()
        .filter(|document| document.is_bundle())
        .map(|document| document.folder())
        .collect()
}

/// True if a file is in the folder of a case study. The folder of all case studies has a page, too,
/// but its files are of many.
fn in_bundle(path: &str, bundles: &BTreeSet<&str>) -> bool {
    let below = path.strip_prefix(CONTENT).unwrap_or(path);
    below
        .match_indices('/')
        .skip(1)
        .any(|(slash, _)| bundles.contains(&below[..slash]))
}

fn finding(path: &str) -> Finding {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Finding::error(
        rules::STRAY_DOCUMENT,
        format!("`{name}` is not part of any case study, so readers cannot find it"),
    )
    .at(Place::file(path), "")
    .help(format!(
        "to offer it for download, link to it from a case study; if it is a case study, copy its \
         words into a new file `{stem}.md`; otherwise delete it"
    ))
}
