//! The list of casebook's own files, which is published with the site.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::ops::Bound;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::MANIFEST;
use super::error::{At, PublishError};
use super::files::{FolderEntry, is_empty};
use crate::source::site_path::SitePaths;

/// The files that casebook wrote in a folder, without [`MANIFEST`] itself.
///
/// It is only asked whether it lists a path that was found in that folder. No path is made from its
/// lines, so a list that someone has changed cannot lead anywhere else.
#[derive(Serialize, Deserialize)]
pub(super) struct FileList {
    /// For people who find the file on a web server.
    about: String,
    /// Version of this format.
    version: u32,
    files: BTreeSet<String>,
}

impl FileList {
    const ABOUT: &str = "The files that casebook made in this folder. \
                         The next build replaces or removes these, and no others.";
    const VERSION: u32 = 1;

    /// Returns the list of a site's files.
    pub(super) fn of(paths: &SitePaths) -> FileList {
        FileList {
            about: Self::ABOUT.into(),
            version: Self::VERSION,
            files: paths.as_slice().iter().cloned().collect(),
        }
    }

    /// Reads the list in a folder. `None` if the folder is empty or does not exist.
    pub(super) fn of_folder(folder: &Path) -> Result<Option<FileList>, PublishError> {
        let path = folder.join(MANIFEST);
        let text = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound && is_empty(folder)? => {
                return Ok(None);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(PublishError::NotOurs { out: folder.into() });
            }
            read => read.at("read", &path)?,
        };
        let unusable = |cause: String| PublishError::Manifest {
            path: path.clone(),
            cause,
        };
        let manifest: FileList =
            serde_json::from_slice(&text).map_err(|error| unusable(error.to_string()))?;
        if manifest.version != Self::VERSION {
            return Err(unusable(format!(
                "its version {} is unknown",
                manifest.version
            )));
        }
        Ok(Some(manifest))
    }

    /// Returns the list with one path on each line, so that a site kept in git shows its changes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("strings and a number are JSON");
        text.push(b'\n');
        text
    }

    /// Returns whether a path is that of one of casebook's files.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.files.contains(path) || path == MANIFEST
    }

    /// Returns whether a listed file is in this folder, at any depth.
    pub(super) fn lists_within(&self, folder: &str) -> bool {
        let within = format!("{folder}/");
        self.files
            .range::<str, _>((Bound::Included(within.as_str()), Bound::Unbounded))
            .next()
            .is_some_and(|first| first.starts_with(&within))
    }

    /// Returns whether a listed file needs the path of this file or folder.
    pub(super) fn displaces(&self, entry: &FolderEntry) -> bool {
        let listed = |path: &Path| path.to_str().is_some_and(|path| self.lists(path));
        let within = |path: &Path| path.to_str().is_some_and(|path| self.lists_within(path));
        entry.path.ancestors().any(listed) || !entry.kind.is_dir() && within(&entry.path)
    }
}
