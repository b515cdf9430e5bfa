//! A library that was read before, and what has changed since, into the library as it is now.
//!
//! Only files that have changed are opened. A source with the same text stays the same value, by
//! which the next run knows that it need not parse it again.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::folder::{EntryKind, Folder, Stamp};
use super::LibraryContent;
use super::damaged::with_pointers_as_one;
use super::file::file;
use super::text::{is_text, source};
use super::walk::{self, Walked};
use crate::link::File;
use crate::report::{Finding, Reported};
use crate::source::{FilePath, Stored};

/// What has changed in a library's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Changed {
    /// Paths below the root; for a folder, anything in it may have changed.
    Paths(BTreeSet<String>),
    /// There was too much for the system to say what.
    Unknown,
}

impl Changed {
    /// Returns whether the file at a path may have changed.
    pub(crate) fn concerns(&self, path: &str) -> bool {
        match self {
            Changed::Paths(paths) => {
                let folders = path.match_indices('/').map(|(slash, _)| &path[..slash]);
                folders.chain([path]).any(|path| paths.contains(path))
            }
            Changed::Unknown => true,
        }
    }

    /// Returns whether anything in a folder at the root may have changed.
    pub(crate) fn concerns_below(&self, folder: &str) -> bool {
        match self {
            Changed::Paths(paths) => paths
                .iter()
                .any(|path| path.split('/').next() == Some(folder)),
            Changed::Unknown => true,
        }
    }
}

/// The files of a library as they were last read.
pub(crate) struct LibraryFiles {
    /// By path.
    files: Vec<ReadFile>,
    /// Findings about folders and links.
    findings: Vec<Finding>,
    has_links: bool,
}

/// One file as it was last read.
#[derive(Clone)]
struct ReadFile {
    path: FilePath,
    stamp: Option<Stamp>,
    content: Reported<FileContent>,
}

#[derive(Clone)]
enum FileContent {
    Text(Arc<Stored>),
    /// `None` if the file could not be read.
    Other(Option<File>),
}

impl LibraryFiles {
    /// Reads all files, for the first time.
    pub(crate) fn read(root: &Folder) -> LibraryFiles {
        let empty = LibraryFiles {
            files: vec![],
            findings: vec![],
            has_links: false,
        };
        empty.read_again(root, &Changed::Unknown)
    }

    /// Reads the files that have changed.
    pub(crate) fn read_again(&self, root: &Folder, changed: &Changed) -> LibraryFiles {
        if let Changed::Paths(paths) = changed
            && !self.has_links
            && paths.iter().all(|path| {
                self.get(path).is_some() && matches!(root.kind(path), Ok(EntryKind::File))
            })
        {
            return self.read_saved(root, paths);
        }
        let Reported {
            value: Walked { paths, has_links },
            findings,
        } = walk::library(root);
        let is_named = |path: &str| matches!(changed, Changed::Paths(_)) && changed.concerns(path);
        // If the system did not say or cannot know what has changed, all stamps are compared.
        let compare = has_links || self.has_links || *changed == Changed::Unknown;
        let files = paths.par_iter().map(|path| match self.get(path) {
            Some(last) if !is_named(path) && (!compare || last.stamp == root.stamp(path).ok()) => {
                last.clone()
            }
            last => ReadFile::read(root, path, last),
        });
        LibraryFiles {
            files: files.collect(),
            findings,
            has_links,
        }
    }

    /// Reads files that existed and were saved. Nearly all changes are such, and need no walk
    /// through the folders.
    fn read_saved(&self, root: &Folder, paths: &BTreeSet<String>) -> LibraryFiles {
        let mut files = self.files.clone();
        for number in paths.iter().filter_map(|path| self.position(path)) {
            files[number] = ReadFile::read(root, &files[number].path, Some(&files[number]));
        }
        LibraryFiles {
            files,
            findings: self.findings.clone(),
            has_links: self.has_links,
        }
    }

    fn get(&self, path: &str) -> Option<&ReadFile> {
        self.position(path).map(|number| &self.files[number])
    }

    fn position(&self, path: &str) -> Option<usize> {
        self.files
            .binary_search_by(|file| (*file.path).cmp(path))
            .ok()
    }

    /// Returns whether a site made of these files is the same as one made of the others.
    pub(crate) fn is_same(&self, other: &LibraryFiles) -> bool {
        self.findings == other.findings
            && self.files.len() == other.files.len()
            && self
                .files
                .iter()
                .zip(&other.files)
                .all(|(a, b)| a.is_same(b))
    }

    /// Returns what a site is made of.
    pub(crate) fn content(&self) -> Reported<LibraryContent> {
        let (mut sources, mut files, mut findings) = (vec![], vec![], self.findings.clone());
        for file in &self.files {
            findings.extend_from_slice(&file.content.findings);
            match &file.content.value {
                FileContent::Text(source) => sources.push(source.clone()),
                FileContent::Other(file) => files.extend(file.clone()),
            }
        }
        Reported {
            value: LibraryContent { sources, files },
            findings: with_pointers_as_one(findings),
        }
    }
}

impl ReadFile {
    fn read(root: &Folder, path: &str, last: Option<&ReadFile>) -> ReadFile {
        // Taken before the file is read, so that a change while it is read shows the next time.
        let stamp = root.stamp(path).ok();
        let content = if is_text(path) {
            source(root, path).map(|source| match last.map(|last| &last.content.value) {
                Some(FileContent::Text(last)) if *last.source() == source => {
                    FileContent::Text(last.clone())
                }
                _ => FileContent::Text(Arc::new(source.into())),
            })
        } else {
            file(root, path).map(FileContent::Other)
        };
        ReadFile {
            path: path.into(),
            stamp,
            content,
        }
    }

    fn is_same(&self, other: &ReadFile) -> bool {
        let is_same = match (&self.content.value, &other.content.value) {
            (FileContent::Text(a), FileContent::Text(b)) => Arc::ptr_eq(a, b),
            // The bytes of other files are not known here.
            _ => self.stamp == other.stamp,
        };
        is_same && self.path == other.path && self.content.findings == other.content.findings
    }
}
