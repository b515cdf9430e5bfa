//! A library's folders into the files that stand in them, by their paths.
//!
//! A link of the file system is followed, but only to what could be published anyway: whoever may
//! change a library, by a pull request say, could otherwise have any file of the computer published
//! by one.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::unreadable;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// The folders that a library's files stand in.
pub const FOLDERS: [&str; 3] = ["content", "static", "themes"];

/// What stands in a library's folders.
#[derive(Debug, Default)]
pub struct Walked {
    /// Every file's path below the root, in order.
    pub paths: Vec<String>,
    /// Whether any of it is a link, so that a file may change without anything happening at its
    /// path.
    pub links: bool,
}

/// Where links may lead: to what stands in a folder of the library and is not hidden there.
///
/// Neither `.git`, which in a workflow can hold the key to the repository, nor `.env` is within.
pub struct Bounds {
    /// Each with its name, as the system names it. One may be a link itself, to another folder of
    /// the library.
    folders: Vec<(&'static str, PathBuf)>,
}

impl Bounds {
    pub fn of(root: &Path) -> Bounds {
        let real = |name: &'static str| {
            let (root, folder) = (
                fs::canonicalize(root).ok()?,
                fs::canonicalize(root.join(name)).ok()?,
            );
            let below = folder.strip_prefix(&root).ok()?;
            let within = below != Path::new("") && !below.iter().any(starts_with_dot);
            within.then_some((name, folder))
        };
        Bounds {
            folders: FOLDERS.into_iter().filter_map(real).collect(),
        }
    }

    /// Where a path really leads, if that is within.
    pub fn real(&self, path: &Path) -> Option<PathBuf> {
        let real = fs::canonicalize(path).ok()?;
        let within = |(name, folder): &(&str, PathBuf)| {
            real.strip_prefix(folder)
                .is_ok_and(|below| !below.iter().any(|part| is_hidden(name, part)))
        };
        self.folders.iter().any(within).then_some(real)
    }
}

/// Whether systems, editors or git keep something for themselves in one of the library's folders.
fn is_hidden(folder: &str, name: &OsStr) -> bool {
    match folder {
        // `.well-known` and the like are meant to be published.
        "static" => name == ".git" || name == ".DS_Store",
        _ => starts_with_dot(name),
    }
}

fn starts_with_dot(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Finds every file in a folder below the root; what a link would lead elsewhere for is reported.
pub fn files(root: &Path, folder: &str, bounds: &Bounds) -> Reported<Walked> {
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
                let path = error.path().unwrap_or(&top).to_owned();
                // An editor's lock is a link to nothing.
                let is_lock = path.is_symlink() && path.file_name().is_some_and(starts_with_dot);
                if !is_lock {
                    // walkdir's own words name the path once more.
                    let error = error
                        .into_io_error()
                        .unwrap_or_else(|| io::Error::other("it leads back into itself"));
                    report.add(unreadable(&below(root, &path), &error));
                }
                continue;
            }
        };
        let hidden = entry.depth() > 0 && is_hidden(kind, entry.file_name());
        let leads_out = !hidden && may_lead_out(&entry) && bounds.real(entry.path()).is_none();
        walked.links |= entry.path_is_symlink();
        if leads_out && (entry.path_is_symlink() || entry.depth() == 0) {
            report.add(out_of_library(below(root, entry.path())));
        }
        if hidden || leads_out {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        } else if !entry.file_type().is_dir() {
            match entry.path().to_str() {
                Some(_) => walked.paths.push(below(root, entry.path())),
                None => report.add(not_utf_8(below(root, entry.path()))),
            }
        }
    }
    walked.paths.sort();
    report.on(walked)
}

/// Whether it has to be asked where something really stands: a link, the folder itself, which may
/// stand in one, and what would be hidden in another folder, to which a link may have led.
fn may_lead_out(entry: &DirEntry) -> bool {
    entry.depth() == 0 || entry.path_is_symlink() || starts_with_dot(entry.file_name())
}

fn out_of_library(path: String) -> Finding {
    Finding::error(
        rules::LINK_OUT_OF_LIBRARY,
        "this link leads to what is no part of the library",
    )
    .at(Place::file(path), "")
    .help("copy here what it leads to, or take the link out")
}

fn not_utf_8(path: String) -> Finding {
    Finding::error(
        rules::NAME_NOT_UTF_8,
        "the file's name is not UTF-8, so it has no address",
    )
    .at(Place::file(path), "")
    .help("rename the file")
}

fn below(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<Cow<str>>>()
        .join("/")
}
