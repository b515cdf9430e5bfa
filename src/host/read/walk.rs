//! A library's folders into the paths of the files in them.
//!
//! A symbolic link is followed only to something that could be published anyway. Otherwise anyone
//! who can change a library, for example with a pull request, could have any file of the computer
//! published.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::super::disk::unreadable;
use crate::config;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// The folders with a library's files.
pub(crate) const FOLDERS: [&str; 3] = ["content", "static", "themes"];

/// The files in one or more folders.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Path of each file below the root, in order.
    pub(super) paths: Vec<String>,
    /// True if there is a link among them, so that a file can change without any change at its
    /// path.
    pub(super) has_links: bool,
}

/// Where links may lead: to anything in the library's folders that is not hidden there.
///
/// That excludes `.git`, which can hold the key to the repository in a workflow, and `.env`.
pub(super) struct LinkBounds {
    /// Each folder's name and real path. A folder may be a link to another folder of the library.
    folders: Vec<(&'static str, PathBuf)>,
}

impl LinkBounds {
    /// Returns the bounds of a library.
    pub(super) fn of(root: &Path) -> LinkBounds {
        let real = |name: &'static str| {
            let library = fs::canonicalize(root).ok()?;
            let folder = fs::canonicalize(root.join(name)).ok()?;
            let below = folder.strip_prefix(&library).ok()?;
            let is_within = below != Path::new("") && !below.iter().any(starts_with_dot);
            is_within.then_some((name, folder))
        };
        LinkBounds {
            folders: FOLDERS.into_iter().filter_map(real).collect(),
        }
    }

    /// Returns the real path of a file or folder, or `None` if it is out of bounds.
    pub(super) fn real(&self, path: &Path) -> Option<PathBuf> {
        let real = fs::canonicalize(path).ok()?;
        let is_within = |(name, folder): &(&str, PathBuf)| {
            real.strip_prefix(folder)
                .is_ok_and(|below| !below.iter().any(|part| is_hidden(name, part)))
        };
        self.folders.iter().any(is_within).then_some(real)
    }
}

/// Returns the real path of a file that was read, or `None` if it may no longer be published: a
/// link may have replaced it since.
#[cfg(feature = "serve")]
pub(crate) fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    LinkBounds::of(root)
        .real(&root.join(path))
        .filter(|path| path.is_file())
}

/// Returns whether a name in one of the library's folders belongs to the system, an editor or git.
fn is_hidden(folder: &str, name: &OsStr) -> bool {
    match folder {
        // `.well-known` and the like are there to be published.
        "static" => name == ".git" || name == ".DS_Store",
        _ => starts_with_dot(name),
    }
}

fn starts_with_dot(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Finds every file of `content/` and `static/`.
pub(super) fn library(root: &Path) -> Reported<Walked> {
    let mut report = Report::default();
    let bounds = LinkBounds::of(root);
    let mut all = Walked::default();
    for name in ["content", "static"] {
        let top = root.join(name);
        if top.is_dir() {
            let walked = report.take(walk(root, name, &bounds));
            all.paths.extend(walked.paths);
            all.has_links |= walked.has_links;
        } else if name == "content" {
            report.add(no_content(&top));
        }
    }
    report.on(all)
}

fn no_content(top: &Path) -> Finding {
    let message = if top.exists() {
        "`content` is a file, but must be a folder"
    } else {
        "there is no folder `content`"
    };
    Finding::error(rules::NO_CONTENT, message)
        .at(Place::file(config::FILE), "")
        .help("create it beside casebook.yaml, with the case studies in content/case-studies")
}

/// Finds every file in one folder below the root.
pub(super) fn folder(root: &Path, folder: &str) -> Reported<Walked> {
    walk(root, folder, &LinkBounds::of(root))
}

/// Finds every file in a folder, and reports links that lead out of bounds.
fn walk(root: &Path, folder: &str, bounds: &LinkBounds) -> Reported<Walked> {
    let mut report = Report::default();
    let mut walked = Walked::default();
    let top = root.join(folder);
    let kind = folder.split('/').next().unwrap_or_default();
    let mut entries = WalkDir::new(&top)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                report.all(unreadable_entry(root, &top, bounds, error));
                continue;
            }
        };
        let is_hidden = entry.depth() > 0 && is_hidden(kind, entry.file_name());
        let leads_out = !is_hidden && may_lead_out(&entry) && bounds.real(entry.path()).is_none();
        walked.has_links |= entry.path_is_symlink();
        if leads_out && (entry.path_is_symlink() || entry.depth() == 0) {
            report.add(out_of_library(below(root, entry.path())));
        }
        if is_hidden || leads_out {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        } else if !entry.file_type().is_dir() {
            if entry.path().to_str().is_some() {
                walked.paths.push(below(root, entry.path()));
            } else {
                report.add(name_is_not_utf_8(below(root, entry.path())));
            }
        }
    }
    walked.paths.sort();
    report.on(walked)
}

/// Returns whether the real path of an entry has to be looked up: for a link, for the top folder,
/// which may be in a link, and for a name that is hidden in another folder, where a link may lead.
fn may_lead_out(entry: &DirEntry) -> bool {
    entry.depth() == 0 || entry.path_is_symlink() || starts_with_dot(entry.file_name())
}

/// Reports an entry that cannot be read. An editor's lock file, which is a link to nothing, is not
/// reported.
fn unreadable_entry(
    root: &Path,
    top: &Path,
    bounds: &LinkBounds,
    error: walkdir::Error,
) -> Option<Finding> {
    let path = error.path().unwrap_or(top).to_owned();
    // A link to a folder above the one that is read leads in a circle and out of it.
    if error.loop_ancestor().is_some() && bounds.real(&path).is_none() {
        return Some(out_of_library(below(root, &path)));
    }
    if path.is_symlink() && path.file_name().is_some_and(starts_with_dot) {
        return None;
    }
    // The error of walkdir itself would name the path a second time.
    let error = error
        .into_io_error()
        .unwrap_or_else(|| io::Error::other("this link leads back to a folder above it"));
    Some(unreadable(&below(root, &path), &error))
}

fn out_of_library(path: String) -> Finding {
    Finding::error(
        rules::LINK_OUT_OF_LIBRARY,
        "this symbolic link leads to something that is not part of the library",
    )
    .at(Place::file(path), "")
    .help("replace the link with a copy of what it leads to, or delete it")
}

fn name_is_not_utf_8(path: String) -> Finding {
    Finding::error(
        rules::NAME_NOT_UTF_8,
        "the file's name is not UTF-8, so it has no address",
    )
    .at(Place::file(path), "")
    .help("rename the file")
}

/// Returns a path below the root, its parts joined by `/`.
fn below(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<Cow<str>>>()
        .join("/")
}
