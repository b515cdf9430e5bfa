//! The last site in the output folder: casebook's files, and the user's own.

use std::collections::HashSet;
use std::path::Path;

use super::MANIFEST;
use super::error::PublishError;
use super::files::{FolderEntry, entries};
use super::manifest::FileList;
use super::work::Work;

/// What is in the output folder before the site is made.
pub(super) struct Last {
    /// `None` if there is no folder, or an empty one.
    pub(super) manifest: Option<FileList>,
    /// Casebook's files that still exist and are files.
    pub(super) ours: HashSet<String>,
    /// The user's own files and folders, a folder before what is in it. Folders with files of
    /// casebook in them do not count.
    pub(super) theirs: Vec<FolderEntry>,
}

impl Last {
    /// Reads the output folder, after cleaning up after a killed build.
    pub(super) fn read(out: &Path, work: &Work, site: &FileList) -> Result<Last, PublishError> {
        work.restore(out)?;
        let manifest = FileList::of_folder(out)?;
        work.clear(out)?;
        let Some(manifest) = manifest else {
            return Ok(Last {
                manifest: None,
                ours: HashSet::new(),
                theirs: Vec::new(),
            });
        };
        let mut ours = HashSet::new();
        let mut theirs = Vec::new();
        for entry in entries(out, Path::new(""))? {
            match entry.path.to_str() {
                Some(path) if entry.kind.is_dir() && manifest.lists_within(path) => {}
                Some(path) if !entry.kind.is_dir() && manifest.lists(path) => {
                    // A link that has replaced a file is neither compared nor kept.
                    if entry.kind.is_file() && path != MANIFEST {
                        ours.insert(path.to_owned());
                    }
                }
                _ if site.displaces(&entry) => {
                    return Err(PublishError::InTheWay {
                        path: out.join(entry.path),
                    });
                }
                _ => theirs.push(entry),
            }
        }
        Ok(Last {
            manifest: Some(manifest),
            ours,
            theirs,
        })
    }
}
