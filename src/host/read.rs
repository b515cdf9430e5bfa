//! A library's folder into what a site is made of.
//!
//! A file that cannot be read is a finding, and all others are read. The order is that of the
//! paths, whatever order the disk gives.

#[cfg(feature = "serve")]
mod again;
mod damaged;
mod file;
mod folders;
mod outside;
mod text;
mod theme;
mod walk;

use std::io;
use std::sync::Arc;

#[cfg(feature = "serve")]
pub(crate) use again::{Changed, LibraryFiles};
pub(crate) use folders::folders;
pub(crate) use outside::outside;
pub use text::table;
pub use theme::{default_theme, theme};

use rayon::prelude::*;

use super::disk::unreadable;
use super::folder::Folder;
use crate::config;
use crate::link::File;
use crate::parse::date::Date;
use crate::report::{Report, Reported};
use crate::source::{Source, Stored, stored};

/// The texts and other files of a library.
#[derive(Debug, Clone)]
pub struct LibraryContent {
    /// Markdown files below `content/`, by path.
    pub sources: Vec<Arc<Stored>>,
    /// All other files below `content/` and `static/`, by path.
    pub files: Vec<File>,
}

/// How many bytes of settings are read. `config` says that a tenth of this is too much.
const MAX_SETTINGS_BYTES: u64 = 10_000_000;

/// Reads the text of the settings.
///
/// # Errors
///
/// Fails if there is no `casebook.yaml`, it cannot be read, or it is a symbolic link: messages show
/// its lines, and so those of any file that it led to.
pub fn settings(root: &Folder) -> io::Result<Reported<Source>> {
    let bytes = root.read(config::FILE, MAX_SETTINGS_BYTES)?;
    Ok(text::text(config::FILE, bytes))
}

/// Reads the text of `search.yaml`, which says what searches should find. Most libraries have none.
pub fn expected(root: &Folder) -> Reported<Option<Source>> {
    let mut report = Report::default();
    let source = match root.read(EXPECTED, MAX_SETTINGS_BYTES) {
        Ok(bytes) => Some(report.take(text::text(EXPECTED, bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            report.add(unreadable(EXPECTED, &error));
            None
        }
    };
    report.on(source)
}

/// The file with expected results of the search, beside the settings.
const EXPECTED: &str = "search.yaml";

/// Returns today's date by the system's clock, in UTC.
pub(crate) fn today() -> Date {
    let now = jiff::tz::TimeZone::UTC
        .to_datetime(jiff::Timestamp::now())
        .date();
    Date {
        year: now.year(),
        month: Some(now.month()),
        day: Some(now.day()),
    }
}

/// Reads all of `content/` and `static/`.
pub fn content(root: &Folder) -> Reported<LibraryContent> {
    let mut report = Report::default();
    let paths = report.take(walk::library(root)).paths;
    let (texts, others): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| text::is_text(path));
    let sources: Vec<Reported<Source>> = texts
        .par_iter()
        .map(|path| text::source(root, path))
        .collect();
    let sources = stored(sources.into_iter().map(|one| report.take(one)).collect());
    let files: Vec<Reported<Option<File>>> = others
        .par_iter()
        .map(|path| file::file(root, path))
        .collect();
    let files = files
        .into_iter()
        .filter_map(|file| report.take(file))
        .collect();
    let Reported { value, findings } = report.on(LibraryContent { sources, files });
    Reported {
        value,
        findings: damaged::with_pointers_as_one(findings),
    }
}
