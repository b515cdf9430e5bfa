//! The folder where a build works, which is also a lock, and what killed builds left in it.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::super::git;
use super::super::unix::{FolderHandle, site as unix};
use super::error::{At, PublishError};
use super::exchange::retire;
use super::files::{FolderEntry, children, exists};
use super::manifest::FileList;

/// The folder beside the output folder where a build works. It is also the lock: only one build has
/// it at a time.
pub(super) struct Work {
    folder: PathBuf,
    /// Where the next site is made, and where the last one is after the exchange.
    pub(super) new: PathBuf,
    /// Where the last site is between two renames, if the file system cannot exchange folders.
    pub(super) old: PathBuf,
    /// Held as long as this is open.
    _lock: FolderHandle,
}

/// Name of the last site between two renames.
const OLD: &str = "old";

impl Work {
    /// Takes the lock. It does not wait for another build, which probably makes the same site.
    pub(super) fn begin(out: &Path) -> Result<Work, PublishError> {
        let mut name = OsString::from(".");
        name.push(
            out.file_name()
                .expect("only the file system's root has no name, and it is refused"),
        );
        name.push(".casebook");
        let folder = out.with_file_name(name);
        loop {
            match fs::create_dir(&folder) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => untracked(&folder)?,
                Err(error) => return Err(error).at("create", &folder),
            }
            let lock = match unix::lock_folder(&folder) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                locked => locked
                    .at("lock", &folder)?
                    .ok_or_else(|| PublishError::Busy { out: out.into() })?,
            };
            // If a build ended after the folder was opened and before it was locked, it has removed
            // the folder, and no other build can see this lock.
            let inode = unix::inode(&lock).at("read", &folder)?;
            match unix::inode_at(&folder) {
                Ok(seen) if seen == inode => {
                    unix::spread(&lock);
                    return Ok(Work {
                        // The name decides where ext4 puts the folder, so it differs from build
                        // to build.
                        new: folder.join(format!("new-{inode}")),
                        old: folder.join(OLD),
                        folder,
                        _lock: lock,
                    });
                }
                _ => continue,
            }
        }
    }

    /// Restores the site if a build was killed between the two renames of an exchange.
    pub(super) fn restore(&self, out: &Path) -> Result<(), PublishError> {
        if exists(&self.old) && !exists(out) {
            fs::rename(&self.old, out).at("restore", out)?;
        }
        Ok(())
    }

    /// Removes the trees of a killed build.
    pub(super) fn clear(&self, out: &Path) -> Result<(), PublishError> {
        let left = children(&self.folder, Path::new(""))?;
        let is_tree = |entry: &&FolderEntry| entry.kind.is_dir() && is_of_build(&entry.path);
        for tree in left.iter().filter(is_tree) {
            let tree = &self.folder.join(&tree.path);
            // A tree with a list is complete: it may be the last site, with the user's files in it.
            // A tree without a list, or with half of one, was still being made. If the output
            // folder was deleted since, its files are not wanted back.
            let manifest = FileList::of_folder(tree)
                .ok()
                .flatten()
                .filter(|_| exists(out));
            retire(tree, Path::new(""), manifest.as_ref(), out)?;
        }
        Ok(())
    }
}

/// Returns whether a name is one that a build gives to a tree.
fn is_of_build(name: &Path) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    let number = name.strip_prefix("new-");
    name == OLD || number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Refuses a folder that git tracks: no build has made it, and its files would be published.
fn untracked(folder: &Path) -> Result<(), PublishError> {
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Ok(());
    };
    match git::tracked(parent, &name.to_string_lossy()) {
        Ok(Some(_)) => Err(PublishError::Tracked {
            folder: folder.into(),
        }),
        // Without git, what a killed build left must still be removed.
        _ => Ok(()),
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // Fails if something else has failed and the folder is not empty. The next build clears it.
        let _ = fs::remove_dir(&self.folder);
    }
}
