//! The files of the theme: the default theme's, and those of the site's own theme.

use std::fs;
use std::path::Path;

use super::super::disk::unreadable;
use super::text::text;
use super::walk;
use crate::config::Config;
use crate::report::{Report, Reported};
use crate::source::ThemeFile;

/// The default theme as it was when the program was compiled: the name of each file below the theme,
/// and its bytes. `build.rs` writes the table.
const DEFAULT_THEME: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/default_theme.rs"));

/// Reads the theme: files of the site's own theme come after the default ones of the same name.
pub fn theme(root: &Path, config: &Config) -> Reported<Vec<ThemeFile>> {
    let mut report = Report::default();
    let mut files: Vec<ThemeFile> = DEFAULT_THEME
        .iter()
        .map(|&(name, bytes)| ThemeFile {
            path: format!("themes/default/{name}").into(),
            name: name.to_owned(),
            bytes: bytes.into(),
            own: false,
        })
        .collect();
    let folder = format!("themes/{}", config.theme);
    if root.join(&folder).is_dir() {
        let paths = report.take(walk::folder(root, &folder)).paths;
        for path in paths {
            files.extend(report.take(theme_file(root, &folder, &path)));
        }
    }
    files.sort_by(|a, b| (&a.name, a.own).cmp(&(&b.name, b.own)));
    report.on(files)
}

fn theme_file(root: &Path, folder: &str, path: &str) -> Reported<Option<ThemeFile>> {
    let mut report = Report::default();
    let name = path[folder.len() + 1..].to_owned();
    let bytes = match fs::read(root.join(path)) {
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
