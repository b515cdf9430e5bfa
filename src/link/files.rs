//! Files that are copied as they are, and where each is published.

use rustc_hash::FxHashMap;

use super::{Documents, Library};
use crate::ids::{DocumentId, FileId, Table};
use crate::parse::CONTENT;
use crate::picture::Picture;

/// The folder for files that are copied as they are, below the library's root.
pub(super) const STATIC: &str = "static/";

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Below the library's root, for example `content/case-studies/warm-homes/boiler.jpg`.
    pub path: String,
    /// How large it is.
    pub bytes: u64,
    /// What a picture's first bytes say about it.
    pub picture: Option<Picture>,
}

impl File {
    /// The path below `content/` or `static/`.
    pub(super) fn path_in_folder(&self) -> &str {
        let path = self
            .path
            .strip_prefix(CONTENT)
            .or_else(|| self.path.strip_prefix(STATIC));
        path.unwrap_or(&self.path)
    }
}

/// A file with the address it is published at.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The file.
    pub file: File,
    /// Where it is published, relative to the site.
    pub address: String,
}

/// Gives each file its address: one in a page's own folder goes where the page goes, others keep
/// their path.
pub(super) fn placed(files: Vec<File>, library: &Library) -> Table<FileId, Placed> {
    let bundles = bundles(&library.documents);
    let placed = files.into_iter().map(|file| {
        let address = match file.path.strip_prefix(STATIC) {
            Some(path) => path.to_owned(),
            None => in_bundle(file.path_in_folder(), &bundles, library),
        };
        Placed { file, address }
    });
    placed.collect()
}

fn in_bundle(path: &str, bundles: &FxHashMap<&str, DocumentId>, library: &Library) -> String {
    for (slash, _) in path.rmatch_indices('/') {
        if let Some(document) = bundles.get(&path[..slash]) {
            return library.address(*document) + &path[slash + 1..];
        }
    }
    path.to_owned()
}

/// The documents that have a folder to themselves, by the folder. The files in it are published
/// once, beside the version in the default language.
fn bundles(documents: &Documents) -> FxHashMap<&str, DocumentId> {
    let mut bundles: FxHashMap<&str, DocumentId> = FxHashMap::default();
    for (id, document) in documents.iter() {
        if !document.is_bundle() {
            continue;
        }
        let first = bundles.entry(document.folder()).or_insert(id);
        if document.language < documents[*first].language {
            *first = id;
        }
    }
    bundles
}
