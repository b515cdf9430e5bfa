//! Why a site could not be published.

use std::io;
use std::path::{Path, PathBuf};

use super::super::disk::plain;
use super::MANIFEST;
use crate::report::{Finding, rules};

/// Why the site could not be published. The old site is unchanged, unless it is `Leftover` or
/// `Unflushed`.
#[derive(Debug)]
pub(crate) enum PublishError {
    /// A build must not replace this folder: the home folder, the library's own …
    Protected { out: PathBuf, what: String },
    /// There is something other than a folder at this path.
    NotAFolder { out: PathBuf, what: &'static str },
    /// The folder has files in it, and no list that says casebook made it.
    NotOurs { out: PathBuf },
    /// The list of casebook's own files cannot be used.
    Manifest { path: PathBuf, cause: String },
    /// A file that casebook did not write is where the site needs to put one.
    InTheWay { path: PathBuf },
    /// Another build is using the folder.
    Busy { out: PathBuf },
    /// The folder cannot be renamed: it is a mount point.
    Immovable { out: PathBuf },
    /// Git tracks the folder where a build works.
    Tracked { folder: PathBuf },
    /// The disk failed.
    Disk {
        doing: &'static str,
        path: PathBuf,
        error: io::Error,
    },
    /// The new site is published, but perhaps not on the disk.
    Unflushed { error: io::Error },
    /// The new site is published, but the old one could not be removed.
    Leftover {
        tree: PathBuf,
        error: Box<PublishError>,
    },
}

impl PublishError {
    /// Returns what is wrong, and what to do about it.
    pub(crate) fn finding(&self) -> Finding {
        let rule = match self {
            Self::Disk { .. } | Self::Unflushed { .. } => rules::OUTPUT_DISK,
            Self::Leftover { .. } => rules::OUTPUT_LEFTOVER,
            Self::Busy { .. } => rules::OUTPUT_BUSY,
            _ => rules::OUTPUT_FOLDER,
        };
        Finding::error(rule, self.message()).help(self.help())
    }

    fn message(&self) -> String {
        match self {
            Self::Protected { out, what } => format!(
                "`{}` is {what}, and a build would replace it",
                out.display()
            ),
            Self::NotAFolder { out, what } => {
                format!("`{}` is {what}, but the site needs a folder", out.display())
            }
            Self::NotOurs { out } => format!(
                "`{}` has files in it that casebook did not write (there is no `{MANIFEST}`)",
                out.display()
            ),
            Self::Manifest { path, cause } => format!(
                "`{}` does not say which files are casebook's ({cause})",
                path.display()
            ),
            Self::InTheWay { path } => format!(
                "`{}` is not casebook's, but the site needs this path",
                path.display()
            ),
            Self::Busy { out } => format!("another build is writing to `{}`", out.display()),
            Self::Immovable { out } => format!(
                "`{}` cannot be replaced, because it is a mount point or part of a container image",
                out.display()
            ),
            Self::Tracked { folder } => format!(
                "git tracks files in `{}`, but only a build may write there",
                folder.display()
            ),
            Self::Disk { doing, path, error } => {
                format!("cannot {doing} `{}`: {}", path.display(), plain(error))
            }
            Self::Unflushed { error } => format!(
                "the new site is published, but a power cut could undo that: {}",
                plain(error)
            ),
            Self::Leftover { error, .. } => {
                let cause = match &**error {
                    Self::Disk { error, .. } => plain(error),
                    other => other.message(),
                };
                format!("the new site is published, but the old one cannot be removed: {cause}")
            }
        }
    }

    fn help(&self) -> String {
        match self {
            Self::Protected { .. } => {
                "choose a folder only for the site, for example `--out dist`".to_owned()
            }
            Self::NotAFolder { .. } => "delete it, or choose a folder with `--out`".to_owned(),
            Self::NotOurs { .. } => {
                "choose another folder with `--out`, or empty this one yourself".to_owned()
            }
            Self::Manifest { .. } => {
                "restore this file, or delete the whole folder yourself".to_owned()
            }
            Self::InTheWay { .. } => "move it, or rename the page that has this address".to_owned(),
            Self::Busy { .. } => {
                "wait until it has finished, or choose another folder with `--out`".to_owned()
            }
            Self::Immovable { out } => {
                format!(
                    "choose a folder inside it, for example `--out {}/site`",
                    out.display()
                )
            }
            Self::Tracked { folder } => format!(
                "run `git rm -r --cached {0}` and delete the folder; if it was not you who put it \
                 there, first find out who did",
                folder.display()
            ),
            Self::Unflushed { .. } => "check the disk, then build again".to_owned(),
            Self::Disk { .. } => {
                "check that the disk has space and that you are allowed to write there".to_owned()
            }
            Self::Leftover { tree, .. } => format!("delete `{}` yourself", tree.display()),
        }
    }
}

/// Adds to an error of the disk what was being done, and to which path.
pub(super) trait At<T> {
    /// `doing` is a verb that follows "cannot".
    fn at(self, doing: &'static str, path: &Path) -> Result<T, PublishError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, PublishError> {
        self.map_err(|error| PublishError::Disk {
            doing,
            path: path.into(),
            error,
        })
    }
}
