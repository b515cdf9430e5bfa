//! Makes the output folder hold exactly the site, as a whole or not at all.
//!
//! The new site is written to a folder beside the old one, and then takes its place in one step.
//! Whatever ends a build before that step (a mistake, a full disk, a kill) leaves the old site
//! whole:
//!
//! ```text
//! dist/                    the site, with `.casebook.json`: the names of casebook's own files
//! .dist.casebook/          exists while a build runs, or after one was killed; also the lock
//!     new-12345/           the next site until the exchange, then the last one until its removal
//!     old/                 the last site, if the file system cannot exchange two folders
//! ```
//!
//! A file with the same bytes as in the last build is the last build's file: a hard link, which
//! keeps its time, so that rsync sends only what has changed. Nothing is ever written into a file
//! that exists, so a link never changes the old site. If no file differs, the old site stays.
//!
//! What a newcomer would get wrong: no size, time or hash decides whether a file has changed. Old
//! bytes are compared with new ones. Reading 12 kB that the system still has in memory is cheaper
//! than creating a file, a file that was changed by hand is always noticed, and the list that is
//! published with the site needs no times in it, so that the same input gives the same bytes.
//!
//! No file is flushed to the disk unless that is asked for ([`Flush`]): it can cost many times what
//! the writing does, and a site can be built again. A kill does no harm. After a power cut the latest
//! files may be empty, and the next build writes them again, because it compares bytes. A server that
//! publishes in place has no next build at hand, so it asks for it.

mod error;
mod exchange;
mod files;
mod folder;
mod last;
mod manifest;
mod work;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use error::At;
pub(crate) use error::PublishError;
use exchange::{exchange, retire, take_place};
use files::{FolderEntry, create, exists, flush_tree, holds, keep, same_permissions};
use folder::output_folder;
use last::Last;
use manifest::FileList;
use work::Work;

/// Name of the list of casebook's own files, inside the output folder.
///
/// It is exchanged together with the files that it lists, and so cannot disagree with them.
use crate::source::site_path::{MANIFEST, SitePaths};

/// The content of one file of the site.
#[derive(Debug)]
pub(crate) enum FileBody {
    Bytes(Vec<u8>),
    /// The bytes of this open file. They are copied (by sharing blocks, if the file system can),
    /// never linked, so that a change of the source cannot reach a published file.
    File(File),
}

/// How many files were published, not counting the list of casebook's own files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Published {
    /// All files of the site.
    pub(crate) files: usize,
    /// New files, and files with other bytes than before. All others keep their time.
    pub(crate) written: usize,
    /// Casebook's files of the last build that the site no longer has.
    pub(crate) removed: usize,
}

/// Whether a site must survive a power cut as soon as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flush {
    /// The system writes to the disk when it likes to.
    Later,
    /// The new site is on the disk before it takes the place of the old one, and that it has done so
    /// is on the disk before the old one is removed.
    BeforeExchange,
}

/// Makes the folder `out` hold exactly the files `paths`, in one step.
///
/// `content(i)` makes the content of `paths[i]`, on any
/// thread, once; only as many contents as there are threads are held at the same time. `progress`
/// is called after each file. Files in `out` that casebook did not write stay. `root` is the
/// library's folder.
///
/// # Errors
///
/// Fails with the first error of `content` in the order of `paths`. The files before it are still
/// made, so that every machine reports the same mistake. Fails with a [`PublishError`] otherwise;
/// those that a person can put right come before the first call of `content`. The old site is
/// unchanged, unless the error is [`PublishError::Leftover`] or [`PublishError::Unflushed`].
pub(crate) fn publish<F, E>(
    out: &Path,
    root: &Path,
    paths: &SitePaths,
    content: F,
    flush: Flush,
    progress: &(dyn Fn() + Sync),
) -> Result<Published, E>
where
    F: Fn(usize) -> Result<FileBody, E> + Sync,
    E: From<PublishError> + Send,
{
    let site = FileList::of(paths);
    let paths = paths.as_slice();
    let out = &output_folder(out, root)?;
    let work = Work::begin(out)?;
    let last = Last::read(out, &work, &site)?;

    let new = &work.new;
    fs::create_dir(new).at("create", new)?;
    let tree = stage(new, out, &last, paths, content, progress).and_then(|changed| {
        let tree = Tree {
            site: &site,
            paths,
            changed: &changed,
        };
        Ok(put_in_place(&work, out, &last, &tree, flush)?)
    });
    let (written, spent) = tree.inspect_err(|_| {
        // If this fails, the next build removes it.
        let _ = fs::remove_dir_all(new);
    })?;
    if flush == Flush::BeforeExchange {
        flush_names(out, &work)?;
    }
    if let Some(tree) = spent {
        retire(&tree, Path::new(""), last.manifest.as_ref(), out).map_err(|error| {
            PublishError::Leftover {
                tree,
                error: Box::new(error),
            }
        })?;
    }
    Ok(Published {
        files: paths.len(),
        written,
        removed: last.ours.iter().filter(|path| !site.lists(path)).count(),
    })
}

/// Returns whether a folder has a site in it that casebook published.
pub(crate) fn is_site(out: &Path) -> bool {
    out.join(MANIFEST).is_file()
}

/// Completes the new tree and puts it in the place of the old one, unless no file differs.
///
/// Returns how many files were written, and the tree that is to be removed.
fn put_in_place(
    work: &Work,
    out: &Path,
    last: &Last,
    tree: &Tree,
    flush: Flush,
) -> Result<(usize, Option<PathBuf>), PublishError> {
    let new = &work.new;
    let Tree {
        site,
        paths,
        changed,
    } = tree;
    let list = FileBody::Bytes(site.to_bytes());
    let written = changed.iter().filter(|changed| **changed).count();
    let is_same_list = last.manifest.is_some() && holds(&out.join(MANIFEST), &list)?;
    if written == 0 && is_same_list {
        return Ok((written, Some(new.clone())));
    }
    keep_unchanged(new, out, paths, changed)?;
    keep_theirs(new, out, &last.theirs)?;
    // Last of all: a tree with a list in it is complete.
    if is_same_list {
        keep(&out.join(MANIFEST), &new.join(MANIFEST))?;
    } else {
        create(&new.join(MANIFEST), &list)?;
    }
    if flush == Flush::BeforeExchange {
        flush_tree(new)?;
    }
    let spent = if last.manifest.is_some() {
        Some(exchange(new, out, &work.old)?)
    } else {
        take_place(new, out)?;
        None
    };
    Ok((written, spent))
}

/// Waits until it is on the disk that the new site is in its place.
fn flush_names(out: &Path, work: &Work) -> Result<(), PublishError> {
    for folder in [out.parent(), work.new.parent()].into_iter().flatten() {
        let flushed = File::open(folder).and_then(|folder| folder.sync_all());
        flushed.map_err(|error| PublishError::Unflushed { error })?;
    }
    Ok(())
}

/// A new site that is being made.
struct Tree<'a> {
    site: &'a FileList,
    paths: &'a [String],
    /// For each path, whether its file has been written to the new tree.
    changed: &'a [bool],
}

/// Writes the files that have changed to the new tree. Returns for each path whether it has.
fn stage<F, E>(
    new: &Path,
    out: &Path,
    last: &Last,
    paths: &[String],
    content: F,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<bool>, E>
where
    F: Fn(usize) -> Result<FileBody, E> + Sync,
    E: From<PublishError> + Send,
{
    // Files after one that failed are left out. Files before it are still made, because one of them
    // may fail too, and is then the one to report.
    let failed = AtomicUsize::new(usize::MAX);
    let changed: Vec<Result<bool, E>> = (0..paths.len())
        .into_par_iter()
        .map(|i| {
            if i > failed.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let one = || {
                let content = content(i)?;
                let path = &paths[i];
                let changed = !last.ours.contains(path) || !holds(&out.join(path), &content)?;
                if changed {
                    create(&new.join(path), &content)?;
                }
                progress();
                Ok(changed)
            };
            one().inspect_err(|_| {
                failed.fetch_min(i, Ordering::Relaxed);
            })
        })
        .collect();
    changed.into_iter().collect()
}

/// Links the files that have not changed into the new tree.
fn keep_unchanged(
    new: &Path,
    out: &Path,
    paths: &[String],
    changed: &[bool],
) -> Result<(), PublishError> {
    paths
        .par_iter()
        .zip(changed)
        .filter(|(_, changed)| !**changed)
        .try_for_each(|(path, _)| keep(&out.join(path), &new.join(path)))
}

/// Links the user's own files in the output folder into the new tree.
fn keep_theirs(new: &Path, out: &Path, theirs: &[FolderEntry]) -> Result<(), PublishError> {
    for entry in theirs {
        let (from, to) = (out.join(&entry.path), new.join(&entry.path));
        if entry.kind.is_dir() {
            fs::create_dir_all(&to).at("create", &to)?;
        } else {
            // The file may be gone by now, as git's lock files are.
            keep(&from, &to).or_else(|error| if exists(&from) { Err(error) } else { Ok(()) })?;
        }
    }
    // Permissions come last and from the deepest folder up: a folder may not be writable.
    for entry in theirs.iter().rev().filter(|entry| entry.kind.is_dir()) {
        let (from, to) = (out.join(&entry.path), new.join(&entry.path));
        same_permissions(&to, &from)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
