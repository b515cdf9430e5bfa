//! Documents and files as read, into those that are published and those that are not.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Documents, File, Publication};
use crate::ids::LanguageId;
use crate::parse::{CONTENT, Document, Kind};
use crate::source::slug::nfc;

/// Why a file that exists is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// Its front matter says `draft: true`.
    Draft,
    /// Its day in `expires` has come, which needs no edit by anyone.
    Expired,
}

/// Files and folders that are not published, by their path below `content/` in NFC.
pub(super) type HiddenPaths = FxHashMap<String, Hidden>;

/// What is published, before anything is known about how it fits together.
pub(super) struct Live {
    pub(super) documents: Documents,
    pub(super) files: Vec<File>,
    pub(super) hidden: HiddenPaths,
}

/// Separates what is published from drafts and expired pages.
///
/// The files in a page's own folder are hidden with the page, unless another version of it is
/// published.
pub(super) fn live(
    documents: Vec<Arc<Document>>,
    files: Vec<File>,
    publication: Publication,
) -> Live {
    let (documents, mut hidden) = published(documents, publication);
    let bundles: FxHashSet<&str> = documents
        .iter()
        .filter(|document| document.is_bundle())
        .map(|document| document.folder())
        .collect();
    let mut live_files = Vec::with_capacity(files.len());
    let mut hidden_files = vec![];
    for file in files {
        match hidden_by_folder(&file, &bundles, &hidden) {
            Some(why) => hidden_files.push((nfc(file.path_in_folder()).into_owned(), why)),
            None => live_files.push(file),
        }
    }
    hidden.extend(hidden_files);
    Live {
        files: live_files,
        hidden,
        documents: documents.into(),
    }
}

/// Why a file is hidden by the nearest folder that belongs to a page, if it is.
fn hidden_by_folder(
    file: &File,
    bundles: &FxHashSet<&str>,
    hidden: &HiddenPaths,
) -> Option<Hidden> {
    let path = file.path.strip_prefix(CONTENT)?;
    for (slash, _) in path.rmatch_indices('/') {
        let folder = &path[..slash];
        if bundles.contains(folder) {
            return None;
        }
        if let Some(why) = hidden.get(&*nfc(folder)) {
            return Some(*why);
        }
    }
    None
}

/// The published documents, and the paths of the others and of the folders that only they use.
///
/// A page hidden in the default language is hidden in every language.
fn published(
    documents: Vec<Arc<Document>>,
    publication: Publication,
) -> (Vec<Arc<Document>>, HiddenPaths) {
    let originals: FxHashMap<(Kind, &str), Hidden> = documents
        .iter()
        .filter(|document| document.language == LanguageId::DEFAULT)
        .filter_map(|document| {
            let why = why_hidden(document, publication)?;
            Some(((document.kind, document.key.as_str()), why))
        })
        .collect();
    let mut hidden = HiddenPaths::default();
    let mut kept = Vec::with_capacity(documents.len());
    for document in &documents {
        let original = originals.get(&(document.kind, document.key.as_str()));
        match why_hidden(document, publication).or(original.copied()) {
            Some(why) => {
                hidden.insert(nfc(document.path_in_content()).into_owned(), why);
                // The folder of a list's page also holds files of other pages.
                if document.is_bundle()
                    && matches!(document.kind, Kind::Study | Kind::Term(_) | Kind::Page)
                {
                    hidden.insert(nfc(document.folder()).into_owned(), why);
                }
            }
            None => kept.push(document.clone()),
        }
    }
    for document in kept.iter().filter(|document| document.is_bundle()) {
        hidden.remove(&*nfc(document.folder()));
    }
    (kept, hidden)
}

fn why_hidden(document: &Document, publication: Publication) -> Option<Hidden> {
    if document.front.draft && !publication.drafts {
        return Some(Hidden::Draft);
    }
    let expires = document.front.expires?;
    (expires.first_day() <= publication.today).then_some(Hidden::Expired)
}
