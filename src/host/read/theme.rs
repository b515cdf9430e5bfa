//! The files of the theme: the default theme's, and those of the site's own theme.

use std::io::ErrorKind;

use super::super::disk::unreadable;
use super::super::folder::{Folder, read_all};
use super::text::text;
use super::walk;
use crate::config::Config;
use crate::report::{Report, Reported};
use crate::source::ThemeFile;

/// The default theme as it was when the program was compiled: the name of each file below the theme,
/// and its bytes. `build.rs` writes the table.
const DEFAULT_THEME: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/default_theme.rs"));

/// How many bytes a file of a theme may have. All of a theme is in memory while a site is made.
const MAX_BYTES: u64 = 32_000_000;

/// Returns the files of the default theme.
pub fn default_theme() -> Vec<ThemeFile> {
    DEFAULT_THEME
        .iter()
        .map(|&(name, bytes)| ThemeFile {
            path: format!("themes/default/{name}").into(),
            name: name.to_owned(),
            bytes: bytes.into(),
            own: false,
        })
        .collect()
}

/// Reads the theme: files of the site's own theme come after the default ones of the same name.
pub fn theme(root: &Folder, config: &Config) -> Reported<Vec<ThemeFile>> {
    let mut report = Report::default();
    let mut files = default_theme();
    let folder = format!("themes/{}", config.theme);
    match root.kind(&folder) {
        Ok(_) => {
            for path in report.take(walk::folder(root, &folder)).paths {
                files.extend(report.take(theme_file(root, &folder, &path)));
            }
        }
        // It is the default theme: the settings may name no other that is missing.
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => report.add(unreadable(&folder, &error)),
    }
    files.sort_by(|a, b| (&a.name, a.own).cmp(&(&b.name, b.own)));
    report.on(files)
}

fn theme_file(root: &Folder, folder: &str, path: &str) -> Reported<Option<ThemeFile>> {
    let mut report = Report::default();
    let name = path[folder.len() + 1..].to_owned();
    let read = root
        .library_file(path)
        .and_then(|file| read_all(file, MAX_BYTES));
    let bytes = match read {
        Ok(bytes) if is_text(&name) => report.take(text(path, bytes)).text.into_bytes(),
        Ok(bytes) => bytes,
        Err(error) => {
            report.add(unreadable(path, &error));
            return report.on(None);
        }
    };
    report.on(Some(ThemeFile {
        path: path.into(),
        name,
        bytes: bytes.into(),
        own: true,
    }))
}

/// Returns whether casebook reads a file of a theme as text. Others are published as they are.
fn is_text(name: &str) -> bool {
    ["templates/", "strings/", "search/"]
        .iter()
        .any(|folder| name.starts_with(folder))
        || name.ends_with(".css")
}
