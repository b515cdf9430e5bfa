//! The one step that publishes a site, and the removal of the last one.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::super::unix::site as unix;
use super::MANIFEST;
use super::error::{At, PublishError};
use super::files::{FolderEntry, children, in_folder, same_permissions};
use super::manifest::FileList;

/// Moves the new tree to the output path, where there is no folder or an empty one.
pub(super) fn take_place(new: &Path, out: &Path) -> Result<(), PublishError> {
    same_permissions(new, out)?;
    // A folder can only be renamed to an empty one, so files that are new there are safe.
    fs::rename(new, out).map_err(|error| match error.kind() {
        ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            PublishError::NotOurs { out: out.into() }
        }
        _ => not_renamed(error, out),
    })
}

/// Exchanges the two trees in one step. Returns where the old tree is now.
///
/// `spare` is a free path for it, in case the file system needs two steps.
pub(super) fn exchange(new: &Path, out: &Path, spare: &Path) -> Result<PathBuf, PublishError> {
    same_permissions(new, out)?;
    match unix::exchange(new, out) {
        Ok(true) => Ok(new.into()),
        Ok(false) => exchange_by_renames(new, out, spare),
        Err(error) => Err(not_renamed(error, out)),
    }
}

/// Exchanges the two trees in two steps. Between them there is no site. If the build is killed
/// then, the next one restores the site.
pub(super) fn exchange_by_renames(
    new: &Path,
    out: &Path,
    old: &Path,
) -> Result<PathBuf, PublishError> {
    fs::rename(out, old).map_err(|error| not_renamed(error, out))?;
    if let Err(error) = fs::rename(new, out) {
        fs::rename(old, out).at("restore", out)?;
        return Err(not_renamed(error, out));
    }
    Ok(old.into())
}

fn not_renamed(error: io::Error, out: &Path) -> PublishError {
    match error.kind() {
        // A mount point, or a folder that is part of a container image.
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => {
            PublishError::Immovable { out: out.into() }
        }
        _ => PublishError::Disk {
            doing: "replace",
            path: out.into(),
            error,
        },
    }
}

/// Removes the part `under` of a tree that is no longer the site, or never was.
///
/// Files that its list does not name are the user's. They were added to the old site while the new
/// one was made, and move to `out` unless the same or a newer file is there. In a tree without a
/// list every file is casebook's, or a second name of a file in `out`.
pub(super) fn retire(
    tree: &Path,
    under: &Path,
    manifest: Option<&FileList>,
    out: &Path,
) -> Result<(), PublishError> {
    let (folders, mut files): (Vec<FolderEntry>, Vec<FolderEntry>) = children(tree, under)?
        .into_iter()
        .partition(|entry| entry.kind.is_dir());
    folders
        .par_iter()
        .try_for_each(|folder| retire(tree, &folder.path, manifest, out))?;
    // The list goes last: after a kill before that, the files that are left are still the user's.
    files.sort_by_key(|file| file.path == Path::new(MANIFEST));
    for FolderEntry { path, .. } in files {
        let file = tree.join(&path);
        if manifest.is_none_or(|manifest| path.to_str().is_some_and(|path| manifest.lists(path))) {
            fs::remove_file(&file).at("remove", &file)?;
        } else {
            give_back(&file, &out.join(&path))?;
        }
    }
    let folder = tree.join(under);
    fs::remove_dir(&folder).at("remove", &folder)
}

fn give_back(from: &Path, to: &Path) -> Result<(), PublishError> {
    let old = fs::symlink_metadata(from).at("read", from)?;
    match fs::symlink_metadata(to) {
        Ok(new) if unix::is_same_file(&new, &old) || new.modified().ok() >= old.modified().ok() => {
            fs::remove_file(from).at("remove", from)
        }
        _ => in_folder(to, || fs::rename(from, to)).at("restore", to),
    }
}
