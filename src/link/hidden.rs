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
    /// Its name, or that of a folder it is in, says so.
    Name,
}

/// How many case studies are not published, by reason. Translations do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Drafts.
    pub drafts: usize,
    /// Those whose day in `expires` has come.
    pub expired: usize,
    /// Those that their names hold back.
    pub named: usize,
}

/// Files and folders that are not published, by their path below `content/` in NFC.
pub(super) type HiddenPaths = FxHashMap<String, Hidden>;

/// What is published, before anything is known about how it fits together.
pub(super) struct Live {
    pub(super) documents: Documents,
    pub(super) files: Vec<File>,
    pub(super) hidden: HiddenPaths,
    pub(super) left_out: LeftOut,
    /// The documents that are not published.
    pub(super) hidden_documents: Vec<Arc<Document>>,
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
    let originals = originals(&documents, publication);
    let left_out = left_out(&originals);
    let (kept, mut hidden) = published(&documents, &originals, publication);
    let is_hidden =
        |document: &&Arc<Document>| hidden.contains_key(&*nfc(document.path_in_content()));
    let hidden_documents = documents.iter().filter(is_hidden).cloned().collect();
    let bundles: FxHashSet<&str> = kept
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
        left_out,
        hidden_documents,
        documents: kept.into(),
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

/// The pages that are hidden in the default language, and with it in every language.
type Originals<'d> = FxHashMap<(Kind, &'d str), Hidden>;

fn originals(documents: &[Arc<Document>], publication: Publication) -> Originals<'_> {
    documents
        .iter()
        .filter(|document| document.language == LanguageId::DEFAULT)
        .filter_map(|document| {
            let why = why_hidden(document, publication)?;
            Some(((document.kind, document.key.as_str()), why))
        })
        .collect()
}

fn left_out(originals: &Originals) -> LeftOut {
    let mut left_out = LeftOut::default();
    for (_, why) in originals
        .iter()
        .filter(|((kind, _), _)| *kind == Kind::Study)
    {
        match why {
            Hidden::Draft => left_out.drafts += 1,
            Hidden::Expired => left_out.expired += 1,
            Hidden::Name => left_out.named += 1,
        }
    }
    left_out
}

/// The published documents, and the paths of the others and of the folders that only they use.
fn published(
    documents: &[Arc<Document>],
    originals: &Originals,
    publication: Publication,
) -> (Vec<Arc<Document>>, HiddenPaths) {
    let mut hidden = HiddenPaths::default();
    let mut kept = Vec::with_capacity(documents.len());
    for document in documents {
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
