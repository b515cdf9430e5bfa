//! A library's folders into the paths of the files in them.
//!
//! A symbolic link is followed only to something that could be published anyway. A path that is
//! found here is opened later, and `host/folder.rs` then makes sure of that once more.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::super::bounds::{LinkBounds, is_hidden, starts_with_dot};
use super::super::disk::{not_a_file, unreadable};
use super::super::folder::{EntryKind, Folder};
use super::text::is_text;
use crate::config;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// The files in one or more folders.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Path of each file below the root, in order.
    pub(super) paths: Vec<String>,
    /// True if there is a link among them, so that a file can change without any change at its
    /// path.
    pub(super) has_links: bool,
}

/// Finds every file of `content/` and `static/`.
pub(super) fn library(root: &Folder) -> Reported<Walked> {
    let mut walk = Walk::new(root);
    for name in ["content", "static"] {
        match root.kind(name) {
            Ok(EntryKind::Folder | EntryKind::Link) => walk.top(name),
            Ok(_) if name == "content" => walk
                .report
                .add(no_content("`content` is a file, but must be a folder")),
            Ok(_) => {}
            Err(error) if error.kind() != ErrorKind::NotFound => {
                walk.report.add(unreadable(name, &error));
            }
            Err(_) if name == "content" => {
                walk.report.add(no_content("there is no folder `content`"))
            }
            Err(_) => {}
        }
    }
    walk.ended()
}

fn no_content(message: &str) -> Finding {
    Finding::error(rules::NO_CONTENT, message)
        .at(Place::file(config::FILE), "")
        .help("create it beside casebook.yaml, with the case studies in content/case-studies")
}

/// Finds every file in one folder below the root.
pub(super) fn folder(root: &Folder, folder: &str) -> Reported<Walked> {
    let mut walk = Walk::new(root);
    walk.top(folder);
    walk.ended()
}

/// A walk through folders.
struct Walk<'a> {
    root: &'a Folder,
    bounds: LinkBounds,
    report: Report,
    walked: Walked,
}

/// A folder that the walk is in.
struct Here<'a> {
    /// Its path below the root, in which links may be.
    path: &'a str,
    /// The real path, without links.
    real: &'a Path,
    /// The first part of the path: `content`, `static` or `themes`.
    top: &'a str,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Folder) -> Walk<'a> {
        Walk {
            root,
            bounds: LinkBounds::of(root.path()),
            report: Report::default(),
            walked: Walked::default(),
        }
    }

    fn ended(mut self) -> Reported<Walked> {
        self.walked.paths.sort();
        self.report.on(self.walked)
    }

    /// Walks through a folder that may itself be a link, or behind one.
    fn top(&mut self, path: &str) {
        let top = path.split('/').next().unwrap_or_default();
        match self.bounds.real(path) {
            Ok(Some(real)) => self.folder(&Here {
                path,
                real: &real,
                top,
            }),
            Ok(None) => self.report.add(out_of_library(path)),
            Err(error) => self.report.add(unreadable(path, &error)),
        }
        self.walked.has_links |= matches!(self.root.kind(path), Ok(EntryKind::Link));
    }

    fn folder(&mut self, here: &Here) {
        let entries = self
            .root
            .library_folder(here.path)
            .and_then(|folder| folder.entries());
        match entries {
            Ok(entries) => {
                for (name, kind) in entries {
                    self.entry(here, &name, kind);
                }
            }
            Err(error) => self.report.add(unreadable(here.path, &error)),
        }
    }

    fn entry(&mut self, here: &Here, name: &OsStr, kind: EntryKind) {
        let path = format!("{}/{}", here.path, name.to_string_lossy());
        if is_hidden(here.top, name) {
            if here.top == "content" {
                self.hidden(&path, name, kind);
            }
            return;
        }
        let real = here.real.join(name);
        // A link may have led here from a folder in which other names are hidden.
        if starts_with_dot(name) && !self.bounds.contain(&real) {
            return;
        }
        if name.to_str().is_none() {
            self.report.add(name_is_not_utf_8(&path));
            return;
        }
        match kind {
            EntryKind::File => self.walked.paths.push(path),
            EntryKind::Folder => self.folder(&Here {
                path: &path,
                real: &real,
                top: here.top,
            }),
            EntryKind::Link => self.link(here, path),
            EntryKind::Other(what) => self.report.add(not_a_file(&path, what)),
        }
    }

    fn link(&mut self, here: &Here, path: String) {
        self.walked.has_links = true;
        let real = match self.bounds.real(&path) {
            Ok(Some(real)) => real,
            Ok(None) => return self.report.add(out_of_library(&path)),
            // An editor's lock file is a link to nothing.
            Err(_) if Path::new(&path).file_name().is_some_and(starts_with_dot) => return,
            Err(error) => return self.report.add(unreadable(&path, &error)),
        };
        match self.kind_of_real(&real) {
            Ok(EntryKind::File) => self.walked.paths.push(path),
            Ok(EntryKind::Folder) if here.real.starts_with(&real) => {
                let error = io::Error::other("this link leads back to a folder above it");
                self.report.add(unreadable(&path, &error));
            }
            Ok(EntryKind::Folder) => self.folder(&Here {
                path: &path,
                real: &real,
                top: here.top,
            }),
            Ok(EntryKind::Link) => self.report.add(out_of_library(&path)),
            Ok(EntryKind::Other(what)) => self.report.add(not_a_file(&path, what)),
            Err(error) => self.report.add(unreadable(&path, &error)),
        }
    }

    fn kind_of_real(&self, real: &Path) -> io::Result<EntryKind> {
        // A real path has the names of the library's folders, and a link to it has been read.
        let real = real.to_str().ok_or(ErrorKind::InvalidFilename)?;
        self.root.kind(real)
    }

    /// Reports a page of the content that is not published because its name is hidden.
    fn hidden(&mut self, path: &str, name: &OsStr, kind: EntryKind) {
        let is_page = match kind {
            EntryKind::File => is_text(path) && !is_of_system(name),
            EntryKind::Folder if !is_of_program(name) => self
                .root
                .library_folder(path)
                .and_then(|folder| folder.entries())
                .is_ok_and(|entries| {
                    entries.iter().any(|(name, kind)| {
                        *kind == EntryKind::File
                            && !starts_with_dot(name)
                            && is_text(&format!("{path}/{}", name.to_string_lossy()))
                    })
                }),
            _ => false,
        };
        if is_page {
            self.report.add(hidden_page(path, kind));
        }
    }
}

/// Returns whether a hidden file is one that a system or an editor makes beside a page.
fn is_of_system(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b"._") || name.starts_with(b".#")
}

/// Returns whether a hidden folder is one of git, or of a program for notes or code.
fn is_of_program(name: &OsStr) -> bool {
    const FOLDERS: [&str; 7] = [
        ".git",
        ".github",
        ".idea",
        ".obsidian",
        ".stfolder",
        ".trash",
        ".vscode",
    ];
    FOLDERS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn hidden_page(path: &str, kind: EntryKind) -> Finding {
    let what = match kind {
        EntryKind::Folder => "the pages in this folder are not published, because its name",
        _ => "this page is not published, because its name",
    };
    let is_only_ending = path.ends_with("/.md");
    let help = if is_only_ending {
        "give it a name before the dot to publish it, or delete it"
    } else {
        "remove the dot to publish it; to keep it back, move it out of `content`"
    };
    Finding::warning(rules::HIDDEN_PAGE, format!("{what} starts with a dot"))
        .at(Place::file(path), "")
        .help(help)
}

fn out_of_library(path: &str) -> Finding {
    Finding::error(
        rules::LINK_OUT_OF_LIBRARY,
        "this symbolic link leads to something that is not part of the library",
    )
    .at(Place::file(path), "")
    .help("replace the link with a copy of what it leads to, or delete it")
}

fn name_is_not_utf_8(path: &str) -> Finding {
    Finding::error(
        rules::NAME_NOT_UTF_8,
        "this name is not UTF-8, so it has no address",
    )
    .at(Place::file(path), "")
    .help("rename it")
}
