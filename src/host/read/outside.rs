//! Case studies that are outside `content/`, where casebook does not look for them.
//!
//! In the editor of a code host, a file is one wrong click away from the top of the repository.

use super::super::folder::{EntryKind, Folder};
use crate::config::Config;
use crate::report::{Finding, Report, Reported, nearest, rules};
use crate::source::Place;

/// The most bytes of a file that are read to see whether it is a case study.
const MAX_BYTES: u64 = 64 * 1024;

/// Reports case studies at the top of the library's folder, and in a folder there that has the name
/// of the folder of case studies.
pub(super) fn beside_content(root: &Folder, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    for (name, kind) in entries(root, ".") {
        if kind == EntryKind::File {
            report.all(outside(root, &name, config));
        } else if kind == EntryKind::Folder && is_nearly(&name, &config.studies) {
            for (file, kind) in entries(root, &name) {
                if kind == EntryKind::File {
                    report.all(outside(root, &format!("{name}/{file}"), config));
                }
            }
        }
    }
    report.on(())
}

/// True if a folder has the name of another, or one that was probably meant as it.
fn is_nearly(name: &str, folder: &str) -> bool {
    name == folder || nearest(name, [folder]).is_some()
}

fn entries(root: &Folder, path: &str) -> Vec<(String, EntryKind)> {
    let folder = if path == "." {
        root.entries()
    } else {
        root.folder(path).and_then(|folder| folder.entries())
    };
    let entries = folder.into_iter().flatten();
    let mut named: Vec<(String, EntryKind)> = entries
        .filter_map(|(name, kind)| Some((name.into_string().ok()?, kind)))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    named.sort_by(|(one, _), (other, _)| one.cmp(other));
    named
}

/// The finding for a file outside `content/` that has front matter with a title, as a case study
/// has.
pub(crate) fn outside(root: &Folder, path: &str, config: &Config) -> Option<Finding> {
    let is_markdown = path.to_ascii_lowercase().ends_with(".md");
    let top = path.split('/').next().unwrap_or_default();
    if !is_markdown || matches!(top, "content" | "static" | "themes") || top.starts_with('.') {
        return None;
    }
    let bytes = root.read(path, MAX_BYTES).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.trim_start_matches('\u{feff}').lines();
    let mut front = lines.skip_while(|line| line.trim().is_empty());
    if front.next()?.trim_end() != "---" {
        return None;
    }
    let title = format!("{}:", config.key("title"));
    let has_title = front
        .take_while(|line| line.trim_end() != "---")
        .any(|line| line.starts_with(&title));
    let folder = format!("content/{}", config.studies);
    has_title.then(|| {
        Finding::warning(
            rules::PAGE_MISPLACED,
            "this looks like a case study, but it is not published, because it is outside `content`",
        )
        .at(Place::file(path), "")
        .help(format!("move it to {folder}"))
    })
}
