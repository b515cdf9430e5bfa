//! Pages in a place that makes them something other than their authors meant, and copies of pages.

use std::collections::{BTreeMap, BTreeSet};

use super::Library;
use crate::config::Config;
use crate::parse::{CONTENT, Document, Kind};
use crate::report::{Finding, Report, Reported, nearest, rules};
use crate::source::Place;
use crate::source::slug::file_slug;

/// Reports pages that are probably in the wrong place or have the wrong name.
pub(super) fn misplaced(library: &Library, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let mistyped = report.take(mistyped_folders(library, config));
    report.all(studies_elsewhere(library, config, &mistyped));
    let paths: BTreeSet<&str> = library
        .documents
        .values()
        .map(|document| document.path_in_content())
        .collect();
    for document in library.documents.values() {
        let found = misnamed_index(document)
            .or_else(|| copy(document, &paths))
            .or_else(|| named_like_its_folder(document, &paths))
            .or_else(|| in_folder_twice(document, config));
        report.all(found);
    }
    report.on(())
}

/// Reports folders whose name is nearly that of the case studies or of a facet: their files are
/// published as other pages. Returns these folders.
fn mistyped_folders<'l>(library: &'l Library, config: &Config) -> Reported<BTreeSet<&'l str>> {
    let mut report = Report::default();
    let known = || {
        config
            .facets
            .values()
            .map(|facet| &facet.path)
            .chain([&config.studies])
            .map(String::as_str)
    };
    let mut folders: BTreeMap<&str, &Document> = BTreeMap::new();
    let pages = library.documents.values();
    for document in pages.filter(|document| document.kind == Kind::Page) {
        if let Some((folder, _)) = document.path_in_content().split_once('/') {
            folders.entry(folder).or_insert(document);
        }
    }
    let mut mistyped = BTreeSet::new();
    for (folder, document) in folders {
        let same = known().find(|known| singular(known) == singular(folder));
        if let Some(meant) = same.or_else(|| nearest(folder, known())) {
            mistyped.insert(folder);
            report.add(
                Finding::warning(
                    rules::FOLDER_MISTYPED,
                    format!(
                        "the folder `{folder}` is nearly `{meant}`, so what is in it is published as other pages"
                    ),
                )
                .at(Place::file(document.path.clone()), "")
                .help(format!("move its files to {CONTENT}{meant}")),
            );
        }
    }
    report.on(mistyped)
}

/// A folder's name in lower case, without what parts its words, in the singular.
fn singular(name: &str) -> String {
    let plain = name.to_lowercase().replace(['-', '_', ' '], "");
    match plain.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => plain.strip_suffix('s').unwrap_or(&plain).to_owned(),
    }
}

/// Reports pages with the keys of a case study outside the folder of case studies: once for each
/// folder.
fn studies_elsewhere(
    library: &Library,
    config: &Config,
    mistyped: &BTreeSet<&str>,
) -> Vec<Finding> {
    let mut by_folder: BTreeMap<&str, Vec<(&Document, &str)>> = BTreeMap::new();
    let pages = library.documents.values();
    for document in pages.filter(|document| document.kind == Kind::Page) {
        let folder = document.folder();
        let first = folder.split('/').next().unwrap_or_default();
        if mistyped.contains(first) {
            continue;
        }
        if let Some(key) = key_of_study(document, config) {
            by_folder.entry(folder).or_default().push((document, key));
        }
    }
    let folder_of_studies = format!("{CONTENT}{}", config.studies);
    by_folder
        .into_values()
        .map(|pages| {
            let (document, key) = pages[0];
            let others = match pages.len() {
                1 => String::new(),
                2 => ", like 1 other in its folder".to_owned(),
                count => format!(", like {} others in its folder", count - 1),
            };
            let place = Place {
                file: document.path.clone(),
                span: document.line_of(key),
            };
            Finding::warning(
                rules::PAGE_MISPLACED,
                format!("this page has the key `{key}`, which only case studies use{others}"),
            )
            .at(place, "only case studies are in lists and filters")
            .help(format!(
                "if it is a case study, move it to {folder_of_studies}; otherwise delete the line"
            ))
        })
        .collect()
}

/// A facet or a field of the settings that a page has a value for.
fn key_of_study<'c>(document: &Document, config: &'c Config) -> Option<&'c str> {
    let facets = config.facets.iter();
    let facet = facets
        .filter(|(id, _)| {
            let terms = document.front.facets.get(*id);
            terms.is_some_and(|terms| !terms.is_empty())
        })
        .map(|(_, facet)| facet.key.as_str());
    let fields = config.fields.iter();
    let field = fields
        .filter(|(id, _)| document.front.fields.get(*id).is_some_and(Option::is_some))
        .map(|(_, field)| field.key.as_str());
    facet.chain(field).next().map(|key| config.key(key))
}

/// The finding for `Index.md`, which is not read as the page of its folder.
fn misnamed_index(document: &Document) -> Option<Finding> {
    let name = file_name(document);
    let lower = name.to_lowercase();
    (lower.starts_with("index.") && !document.is_bundle()).then(|| {
        Finding::warning(
            rules::PAGE_MISPLACED,
            format!("`{name}` is not read as the page of its folder, because its name has capital letters"),
        )
        .at(Place::file(document.path.clone()), "")
        .help(format!("rename it to `{lower}`"))
    })
}

/// The finding for `warm-homes/warm-homes.md`, which was probably meant as the folder's page.
fn named_like_its_folder(document: &Document, paths: &BTreeSet<&str>) -> Option<Finding> {
    let folder = document.folder();
    let (_, name) = folder.rsplit_once('/')?;
    let has_index = paths
        .range(format!("{folder}/index.").as_str()..)
        .next()
        .is_some_and(|path| path.starts_with(&format!("{folder}/index.")));
    let stem = file_name(document).split('.').next().unwrap_or_default();
    let is_page = matches!(document.kind, Kind::Study | Kind::Page);
    (is_page && !has_index && file_slug(name) == file_slug(stem)).then(|| {
        let index = file_name(document).replacen(stem, "index", 1);
        Finding::warning(
            rules::PAGE_MISPLACED,
            format!("the address of this page has `{}` twice", file_slug(stem)),
        )
        .at(Place::file(document.path.clone()), "")
        .help(format!(
            "rename it to `{index}`, so that it is the page of its folder"
        ))
    })
}

/// The finding for a case study in a folder of case studies within the folder of case studies.
fn in_folder_twice(document: &Document, config: &Config) -> Option<Finding> {
    let below = document
        .path_in_content()
        .strip_prefix(&config.studies)?
        .strip_prefix('/')?;
    let (folder, _) = below.split_once('/')?;
    let last = config.studies.rsplit('/').next().unwrap_or_default();
    (singular(folder) == singular(last)).then(|| {
        Finding::warning(
            rules::PAGE_MISPLACED,
            format!(
                "this case study is in a folder `{folder}` inside {CONTENT}{}",
                config.studies
            ),
        )
        .at(Place::file(document.path.clone()), "")
        .help(format!("move it to {CONTENT}{}", config.studies))
    })
}

/// The finding for a page that a program or a person made as a copy of another.
fn copy(document: &Document, paths: &BTreeSet<&str>) -> Option<Finding> {
    let path = document.path_in_content();
    let name = file_name(document);
    let (stem, ending) = name.split_at(name.rfind('.')?);
    let folder = &path[..path.len() - name.len()];
    let original = |stem: &str| {
        let other = format!("{folder}{stem}{ending}");
        paths.contains(other.as_str()).then_some(other)
    };
    let (meant, is_certain) = copied(stem, |stem| original(stem).is_some())?;
    let other = original(&meant);
    if other.is_none() && !is_certain {
        return None;
    }
    let (message, help) = match other {
        Some(other) => (
            format!("this looks like a copy of {CONTENT}{other}, and both are published"),
            "delete one of them, or give this one a name of its own".to_owned(),
        ),
        None => (
            "this looks like a copy that a program made of another page".to_owned(),
            format!("delete it, or rename it to `{meant}{ending}`"),
        ),
    };
    Some(
        Finding::warning(rules::COPY_OF_PAGE, message)
            .at(Place::file(document.path.clone()), "")
            .help(help),
    )
}

/// The name without what marks it as a copy, and whether only copies have such names. `exists` says
/// whether there is a page with a name.
fn copied(stem: &str, exists: impl Fn(&str) -> bool) -> Option<(String, bool)> {
    let lower = stem.to_lowercase();
    // Dropbox, OneDrive, Nextcloud and Syncthing.
    const CONFLICTS: [&str; 4] = [
        "conflicted copy",
        "conflict copy",
        "sync-conflict",
        "case conflict",
    ];
    if CONFLICTS.iter().any(|conflict| lower.contains(conflict)) {
        let end = stem
            .find([' ', '('])
            .or_else(|| stem.find(".sync"))
            .unwrap_or(stem.len());
        let end = stem.find(" (").unwrap_or(end);
        return Some((stem[..end].trim().to_owned(), true));
    }
    let unnumbered = without_number(stem);
    for ending in [" - copy", " – copy", " - kopie"] {
        if unnumbered.to_lowercase().ends_with(ending) {
            let end = unnumbered.len() - ending.len();
            return unnumbered.get(..end).map(|stem| (stem.to_owned(), true));
        }
    }
    let beginning = ["copy of ", "copy-of-"]
        .iter()
        .find(|of| lower.starts_with(**of));
    if let Some(rest) = beginning.and_then(|of| stem.get(of.len()..)) {
        return Some((rest.to_owned(), false));
    }
    for ending in [" copy", "-copy", "_copy"] {
        if unnumbered.to_lowercase().ends_with(ending) {
            let end = unnumbered.len() - ending.len();
            return unnumbered.get(..end).map(|stem| (stem.to_owned(), false));
        }
    }
    if unnumbered != stem {
        return Some((unnumbered.to_owned(), false));
    }
    // OneDrive adds the name of the computer, in capitals: `warm-homes-DESKTOP-4F2K.md`.
    stem.match_indices('-')
        .find(|(at, _)| {
            let computer = &stem[at + 1..];
            computer.len() > 4
                && computer.contains(|letter: char| letter.is_ascii_uppercase())
                && !computer.contains(|letter: char| letter.is_lowercase())
                && exists(&stem[..*at])
        })
        .map(|(at, _)| (stem[..at].to_owned(), false))
}

/// A name without a number at its end: `warm-homes` for `warm-homes (1)` and `warm-homes copy` for
/// `warm-homes copy 2`.
fn without_number(stem: &str) -> &str {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let in_brackets = stem
        .strip_suffix(')')
        .map(|rest| rest.trim_end_matches(is_digit))
        .and_then(|rest| rest.strip_suffix('('))
        .map(str::trim_end);
    if let Some(rest) = in_brackets {
        return rest;
    }
    let rest = stem.trim_end_matches(is_digit).trim_end();
    let is_copy = rest.to_lowercase().ends_with("copy");
    if is_copy { rest } else { stem }
}

fn file_name(document: &Document) -> &str {
    document.path.rsplit('/').next().unwrap_or_default()
}
