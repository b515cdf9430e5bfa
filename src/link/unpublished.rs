//! Files that are not published because of their names: what authors hold back as other programs
//! let them (`_drafts/`), notes to colleagues (`README.md`), and what systems and editors leave
//! behind.
//!
//! This is decided before anything is parsed, so that a mistake in such a file is no problem.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{File, Hidden, HiddenPaths};
use crate::config::Config;
use crate::parse::CONTENT;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::file_kind::{FileKind, Treatment, is_picture};
use crate::source::leftover::leftover;
use crate::source::slug::nfc;
use crate::source::{Place, Stored};

/// The sources and files of a library without those that their names hold back.
#[derive(Debug)]
pub struct Kept {
    /// The Markdown files that are pages.
    pub sources: Vec<Arc<Stored>>,
    /// Everything else.
    pub others: Others,
}

/// The files that are not pages, and what is known of those left out.
#[derive(Debug, Default)]
pub struct Others {
    /// The files that may be published.
    pub files: Vec<File>,
    /// What is left out, by its path below `content/` in NFC.
    pub(super) hidden: HiddenPaths,
    /// How many case studies are left out.
    pub(super) studies: usize,
}

/// Why a name holds a file back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// A part of its path starts with `_`.
    Underscore,
    /// It is in a folder for drafts.
    Drafts,
    /// It is about the files, for the people who work on them.
    Notes,
    /// A system or an editor left it behind.
    Leftover(&'static str),
}

/// A file or a folder whose name holds back what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Withheld<'a> {
    /// Below the library's root.
    path: &'a str,
    is_folder: bool,
    reason: Reason,
}

/// Leaves out what names hold back, and reports each such name once.
pub fn kept(sources: &[Arc<Stored>], files: &[File], config: &Config) -> Reported<Kept> {
    let mut others = Others::default();
    let mut names: BTreeMap<&str, Withheld> = BTreeMap::new();
    let mut kept = Vec::with_capacity(sources.len());
    let studies = format!("{CONTENT}{}/", config.studies);
    for source in sources {
        let Some(withheld) = withheld_page(source, config) else {
            kept.push(source.clone());
            continue;
        };
        names.insert(withheld.path, withheld);
        others.hide(source.path());
        let is_study = matches!(withheld.reason, Reason::Underscore | Reason::Drafts)
            && !is_index(source.path())
            && source.path().starts_with(&studies);
        others.studies += usize::from(is_study);
    }
    for file in files {
        match withheld_file(&file.path, config) {
            Some(withheld) => {
                names.insert(withheld.path, withheld);
                others.hide(&file.path);
            }
            None => others.files.push(file.clone()),
        }
    }
    let mut report = Report::default();
    report.all(names.into_values().map(finding));
    report.on(Kept {
        sources: kept,
        others,
    })
}

impl Others {
    fn hide(&mut self, path: &str) {
        if let Some(path) = path.strip_prefix(CONTENT) {
            self.hidden.insert(nfc(path).into_owned(), Hidden::Name);
        }
    }
}

impl<'a> Withheld<'a> {
    fn file(path: &'a str, reason: Reason) -> Withheld<'a> {
        Withheld {
            path,
            is_folder: false,
            reason,
        }
    }
}

fn withheld_page<'a>(source: &'a Stored, config: &Config) -> Option<Withheld<'a>> {
    let path = source.path();
    withheld_folder(path, config).or_else(|| {
        let name = file_name(path);
        if let Some(what) = leftover(name) {
            Some(Withheld::file(path, Reason::Leftover(what)))
        } else if name.starts_with('_') {
            Some(Withheld::file(path, Reason::Underscore))
        } else {
            (is_notes(name) && !has_front_matter(source))
                .then(|| Withheld::file(path, Reason::Notes))
        }
    })
}

fn withheld_file<'a>(path: &'a str, config: &Config) -> Option<Withheld<'a>> {
    let name = file_name(path);
    let kind = FileKind::of(name);
    // What sets up a host is refused with an error, whatever its name begins with.
    if kind.treatment == Treatment::Control || config.allow_files.allows(path, &kind) {
        return None;
    }
    if let Some(what) = leftover(name) {
        return Some(Withheld::file(path, Reason::Leftover(what)));
    }
    if !path.starts_with(CONTENT) {
        return None;
    }
    // Cameras name photos `_DSC1234.jpg`. A photo is only seen if a page shows it.
    let is_named_back = name.starts_with('_') && !is_picture(name);
    withheld_folder(path, config)
        .or(is_named_back.then(|| Withheld::file(path, Reason::Underscore)))
}

/// The first folder of a path below `content/` whose name holds back what is in it.
fn withheld_folder<'a>(path: &'a str, config: &Config) -> Option<Withheld<'a>> {
    let named = config.facets.values().map(|facet| facet.path.as_str());
    // The settings may name a folder `_posts`.
    let start = named
        .chain([config.studies.as_str()])
        .map(|folder| format!("{CONTENT}{folder}/"))
        .find(|folder| path.starts_with(folder.as_str()))
        .map_or(CONTENT.len(), |folder| folder.len());
    let below = path.get(start..)?;
    let mut at = start;
    for part in below.split_inclusive('/') {
        let folder = part.strip_suffix('/')?;
        let reason = if folder.starts_with('_') {
            Some(Reason::Underscore)
        } else if is_for_drafts(folder) {
            Some(Reason::Drafts)
        } else {
            None
        };
        if let Some(reason) = reason {
            return Some(Withheld {
                path: &path[..at + folder.len()],
                is_folder: true,
                reason,
            });
        }
        at += part.len();
    }
    None
}

fn is_for_drafts(folder: &str) -> bool {
    ["drafts", "draft"]
        .iter()
        .any(|name| folder.eq_ignore_ascii_case(name))
}

/// True for the names of files that tell people about a repository.
fn is_notes(name: &str) -> bool {
    const NAMES: [&str; 6] = [
        "readme",
        "contributing",
        "changelog",
        "code_of_conduct",
        "license",
        "licence",
    ];
    let stem = name.split('.').next().unwrap_or_default();
    NAMES.iter().any(|known| stem.eq_ignore_ascii_case(known))
}

fn has_front_matter(source: &Stored) -> bool {
    source.text_from(0).trim_start().starts_with("---")
}

fn is_index(path: &str) -> bool {
    let name = file_name(path).trim_start_matches('_');
    name.to_ascii_lowercase().starts_with("index.")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn finding(withheld: Withheld) -> Finding {
    let Withheld {
        path,
        is_folder,
        reason,
    } = withheld;
    let name = file_name(path);
    let what = if is_folder {
        "nothing in this folder is published"
    } else if path.ends_with(".md") {
        "this page is not published"
    } else {
        "this file is not published"
    };
    let (rule, message, help) = match reason {
        Reason::Leftover(of) => (
            rules::LEFTOVER_FILE,
            format!("this file is not published, because it is {of}"),
            "delete it".to_owned(),
        ),
        Reason::Drafts => (
            rules::HIDDEN_PAGE,
            format!("{what}, because its name is `{name}`"),
            "to publish a file, move it out of this folder".to_owned(),
        ),
        Reason::Notes => (
            rules::HIDDEN_PAGE,
            format!("{what}, because `{name}` is for people who work on the files"),
            "to publish it, add front matter with a `title`".to_owned(),
        ),
        Reason::Underscore => (
            rules::HIDDEN_PAGE,
            format!("{what}, because its name starts with `_`"),
            format!(
                "call it `{}` to publish {}",
                name.trim_start_matches('_'),
                if is_folder { "what is in it" } else { "it" }
            ),
        ),
    };
    Finding::warning(rule, message)
        .at(Place::file(path), "")
        .help(help)
}
