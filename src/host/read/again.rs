//! A library that was read before, and what happened since, into the library as it is now.
//!
//! Only what changed is opened. A source whose text is what it was stays the very same value, by
//! which the next run knows that it need not be parsed again.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Content, Walked, file, is_text, source, walk};
use crate::link::File;
use crate::report::{Finding, Reported};
use crate::source::{FilePath, Stored};

/// What happened to a library's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These, or what stands below them, by their paths below the root.
    Paths(BTreeSet<String>),
    /// Too much at once for the system to say what.
    Unknown,
}

impl Changed {
    /// Whether it may concern the file at a path.
    pub fn concerns(&self, path: &str) -> bool {
        match self {
            // The path itself, or a folder it stands in.
            Changed::Paths(paths) => {
                let folders = path.match_indices('/').map(|(slash, _)| &path[..slash]);
                folders.chain([path]).any(|path| paths.contains(path))
            }
            Changed::Unknown => true,
        }
    }

    /// Whether it may concern anything in a folder at the root.
    pub fn concerns_below(&self, folder: &str) -> bool {
        match self {
            Changed::Paths(paths) => paths
                .iter()
                .any(|path| path.split('/').next() == Some(folder)),
            Changed::Unknown => true,
        }
    }
}

/// A library as it was last read.
pub struct Known {
    /// In the order of their paths.
    files: Vec<Seen>,
    /// What there was to say of folders and links.
    findings: Vec<Finding>,
    links: bool,
}

/// One file as it was last read.
#[derive(Clone)]
struct Seen {
    path: FilePath,
    stamp: Option<Stamp>,
    read: Reported<Read>,
}

#[derive(Clone)]
enum Read {
    Text(Arc<Stored>),
    /// None where it could not be measured.
    Other(Option<File>),
}

/// What differs once a file was written or replaced: the disk, the file's number, its length, and
/// the time of its last change in seconds and nanoseconds.
type Stamp = (u64, u64, u64, i64, i64);

fn stamp(root: &Path, path: &str) -> Option<Stamp> {
    let data = fs::metadata(root.join(path)).ok()?;
    Some((
        data.dev(),
        data.ino(),
        data.len(),
        data.ctime(),
        data.ctime_nsec(),
    ))
}

impl Known {
    /// Reads all of it, for the first time.
    pub fn new(root: &Path) -> Known {
        Known {
            files: vec![],
            findings: vec![],
            links: false,
        }
        .again(root, &Changed::Unknown)
    }

    /// Reads what changed.
    pub fn again(&self, root: &Path, changed: &Changed) -> Known {
        let told = |path: &str| matches!(changed, Changed::Paths(_)) && changed.concerns(path);
        if let Changed::Paths(paths) = changed
            && !self.links
            && paths
                .iter()
                .all(|path| self.at(path).is_some() && is_file(&root.join(path)))
        {
            // Somebody saved a file that was there: that is nearly always so, and needs no walk.
            let mut files = self.files.clone();
            for number in paths.iter().filter_map(|path| self.number(path)) {
                files[number] = Seen::new(root, &files[number].path, Some(&files[number]));
            }
            return Known {
                files,
                findings: self.findings.clone(),
                links: self.links,
            };
        }
        let Reported {
            value: Walked { paths, links },
            findings,
        } = walk(root);
        // Where the system did not say, or could not know, the disk is asked about every file.
        let ask = links || self.links || *changed == Changed::Unknown;
        let files = paths.par_iter().map(|path| match self.at(path) {
            Some(seen) if !told(path) && (!ask || seen.stamp == stamp(root, path)) => seen.clone(),
            last => Seen::new(root, path, last),
        });
        Known {
            files: files.collect(),
            findings,
            links,
        }
    }

    fn at(&self, path: &str) -> Option<&Seen> {
        self.number(path).map(|number| &self.files[number])
    }

    fn number(&self, path: &str) -> Option<usize> {
        self.files
            .binary_search_by(|seen| (*seen.path).cmp(path))
            .ok()
    }

    /// Whether a site of this is the same as a site of the other.
    pub fn is_same(&self, other: &Known) -> bool {
        let same = |(a, b): (&Seen, &Seen)| {
            let same = match (&a.read.value, &b.read.value) {
                (Read::Text(a), Read::Text(b)) => Arc::ptr_eq(a, b),
                // What is in a file that is copied is not known here.
                _ => a.stamp == b.stamp,
            };
            same && a.path == b.path && a.read.findings == b.read.findings
        };
        let findings = self.findings == other.findings;
        findings
            && self.files.len() == other.files.len()
            && self.files.iter().zip(&other.files).all(same)
    }

    /// What a site is made of.
    pub fn content(&self) -> Reported<Content> {
        let (mut sources, mut files, mut findings) = (vec![], vec![], self.findings.clone());
        for Seen { read, .. } in &self.files {
            findings.extend_from_slice(&read.findings);
            match &read.value {
                Read::Text(source) => sources.push(source.clone()),
                Read::Other(file) => files.extend(file.clone()),
            }
        }
        Reported {
            value: Content { sources, files },
            findings,
        }
    }
}

impl Seen {
    fn new(root: &Path, path: &str, last: Option<&Seen>) -> Seen {
        // Before the file is read: what happens to it meanwhile is seen next time.
        let stamp = stamp(root, path);
        let read = match is_text(path) {
            false => file(root, path).map(Read::Other),
            true => source(root, path).map(|source| match last.map(|last| &last.read.value) {
                Some(Read::Text(last)) if *last.source() == source => Read::Text(last.clone()),
                _ => Read::Text(Arc::new(source.into())),
            }),
        };
        Seen {
            path: path.into(),
            stamp,
            read,
        }
    }
}

/// Whether a path is a file itself: no folder, no link, nothing that has gone.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_file())
}
