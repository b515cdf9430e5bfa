//! Follows every link, and finds what only the whole library shows: dead links, unknown keys.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::broken::{Guess, Names, WrittenLink, broken_link, edit, suggest};
use super::claims::folder_needed;
use super::pages::{Owner, Page, PageKind, Pages};
use super::resolve::{Resolved, resolve};
use super::{File, Library, Study, wanted};
use crate::config::{Config, FILE, language};
use crate::ids::{DocumentId, FileId, StudyId, Table};
use crate::parse::{Document, target::LinkKind};
use crate::picture::{Size, unfit};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;
use crate::source::slug::{file_slug, folded};

/// Where the links of a library lead.
#[derive(Debug)]
pub struct Links {
    /// For each study, those that its author named.
    pub related: Table<StudyId, Vec<StudyId>>,
    /// The files that texts show as pictures, with the sizes of their smaller versions, the
    /// narrowest first; some have none.
    pub shown: BTreeMap<FileId, Vec<Size>>,
    /// The pages of these versions.
    pub versions: Vec<Page>,
    /// The files that pages lead to or show.
    pub linked: BTreeSet<FileId>,
}

/// The files that one document leads to.
#[derive(Default)]
struct LinkedFiles {
    /// Those shown as pictures.
    shown: Vec<FileId>,
    others: Vec<FileId>,
}

/// Follows every link, and looks for what else only the whole library shows to be wrong.
pub(super) fn links(library: &Library, pages: &Pages, config: &Config) -> Reported<Links> {
    let mut report = Report::default();
    let names = Names::new(library, pages);
    let related = report.take(related(library, pages, &names));
    let found_in_documents: Vec<Reported<LinkedFiles>> = library
        .documents
        .par_iter()
        .map(|(id, _)| document(library, pages, id, &names, config))
        .collect();
    let (mut found, mut linked) = (BTreeSet::new(), BTreeSet::new());
    for of_document in found_in_documents {
        let LinkedFiles { shown, others } = report.take(of_document);
        linked.extend(shown.iter().copied().chain(others));
        found.extend(shown);
    }
    for file in &found {
        let File { path, picture, .. } = &pages.files[*file].file;
        report.all(picture.iter().flat_map(|picture| unfit(path, picture)));
    }
    let shown = found.into_iter().map(|file| {
        let File { picture, bytes, .. } = pages.files[file].file;
        (
            file,
            picture.map_or(vec![], |picture| picture.versions(bytes)),
        )
    });
    let shown = shown.collect();
    for study in library.studies.values() {
        required(library, study, config, &mut report);
    }
    for document in library.documents.values() {
        report.all(unknown_language(library, document, config));
    }
    let versions = report.take(versions(&shown, pages));
    report.on(Links {
        related,
        shown,
        versions,
        linked,
    })
}

/// Reports a file that is named like a translation into a language that isn't in the settings.
fn unknown_language(library: &Library, document: &Document, config: &Config) -> Option<Finding> {
    let (path, _ending) = document.path_in_content().rsplit_once('.')?;
    let (original, tag) = path
        .rsplit_once('.')
        .filter(|(original, _)| !original.ends_with('/'))?;
    let code = tag.split('-').next().unwrap_or(tag);
    if config.language_of_suffix(tag).is_some()
        || !language::is_tag(tag)
        || !language::is_code(code)
    {
        return None;
    }
    let has_original = library
        .document_at(&format!("{original}.md"))
        .or_else(|| library.document_at(original))
        .is_some();
    let tags: Vec<&str> = config
        .languages
        .values()
        .map(|language| language.tag.as_str())
        .chain([tag])
        .collect();
    (has_original || !language::is_ambiguous(tag)).then(|| {
        Finding::warning(
            rules::UNKNOWN_LANGUAGE,
            format!("`{tag}` is not one of the library's languages, so this is published in `{}`", tags[0]),
        )
        .at(Place::file(document.path.clone()), "")
        .help(format!(
            "if it is a translation, write `languages: [{}]` in {FILE}; else take the dot out of its name",
            tags.join(", ")
        ))
    })
}

/// The studies that authors name in `related`, by the study that names them.
fn related(
    library: &Library,
    pages: &Pages,
    names: &Names,
) -> Reported<Table<StudyId, Vec<StudyId>>> {
    let mut report = Report::default();
    let mut documents = library.documents.values();
    if documents.all(|document| document.front.related.is_empty()) {
        return report.on(library.studies.filled(vec![]));
    }
    let mut slugs: FxHashMap<&str, StudyId> = FxHashMap::default();
    for (id, study) in library.studies.iter() {
        for version in study.versions.values().flatten() {
            let slug = &library.documents[*version].slug;
            slugs.entry(slug).or_insert(id);
        }
    }
    let by_link = |version: DocumentId, target: &str| match resolve(library, pages, version, target)
    {
        Ok(Resolved::Inside {
            owner: Owner::Document(document),
            ..
        }) => library.study_of[document],
        _ => None,
    };
    let mut related = library.studies.filled(vec![]);
    for (id, study) in library.studies.iter() {
        let of_study = &mut related[id];
        for &version in study.versions.values().flatten() {
            for named in &library.documents[version].front.related {
                let slug = file_slug(named.value.trim_end_matches(".md"));
                let by_slug = slugs.get(slug.as_str()).copied();
                match by_slug.or_else(|| by_link(version, &named.value)) {
                    Some(other) if other == id || of_study.contains(&other) => {}
                    Some(other) => of_study.push(other),
                    None => {
                        let place = library.documents[version].place(named.span);
                        report.add(unknown_related(&named.value, place, names));
                    }
                }
            }
        }
    }
    report.on(related)
}

fn unknown_related(named: &str, place: Place, names: &Names) -> Finding {
    let finding = Finding::error(
        rules::UNKNOWN_RELATED,
        format!("`{named}` is not one of the case studies"),
    );
    let near = names.near(named, Guess::Similar);
    suggest(finding.at(place, "leads nowhere"), &near, None)
}

/// The pages of the smaller versions of pictures. Reports a picture with a version where the
/// versions of others need a folder.
fn versions(shown: &BTreeMap<FileId, Vec<Size>>, pages: &Pages) -> Reported<Vec<Page>> {
    let mut report = Report::default();
    let versions: Vec<Page> = shown
        .iter()
        .flat_map(|(file, sizes)| wanted::versions(*file, &pages.files[*file], sizes))
        .collect();
    let by_path = versions.iter().map(|page| (folded(page.path()), page));
    let by_path: BTreeMap<Cow<str>, &Page> = by_path.collect();
    for (path, page) in &by_path {
        let folder: Cow<str> = format!("{path}/").into();
        let below = by_path.range(folder.clone()..).next();
        if let Some((_, below)) = below.filter(|(below, _)| below.starts_with(&*folder)) {
            report.all(version_needs_folder(page, below, pages));
        }
    }
    report.on(versions)
}

/// The finding for a version of a picture where the version of another needs a folder.
fn version_needs_folder(page: &Page, below: &Page, pages: &Pages) -> Option<Finding> {
    let picture_of = |page: &Page| match page.kind {
        PageKind::Version { file, .. } => Some(pages.files[file].file.path.as_str()),
        _ => None,
    };
    let (file, other) = (picture_of(page)?, picture_of(below)?);
    let version_of = |path: &str| format!("a smaller version of `{path}`");
    let (of_file, of_below) = (version_of(file), version_of(other));
    Some(
        folder_needed(page.path(), &of_file, below.path(), &of_below)
            .at(Place::file(file), "this file")
            .also(Place::file(other), "this file")
            .help("rename one of the files"),
    )
}

/// Broken links of one document for which similar names are looked for. An author who has more has
/// made one mistake many times.
const MAX_GUESSES: usize = 1_000;

/// Checks the links of a document. Returns the files that it leads to.
fn document(
    library: &Library,
    pages: &Pages,
    id: DocumentId,
    names: &Names,
    config: &Config,
) -> Reported<LinkedFiles> {
    let (mut report, mut files, mut broken_links) = (Report::default(), LinkedFiles::default(), 0);
    for link in written_links(library, id) {
        match resolve(library, pages, id, link.target) {
            Ok(Resolved::Inside {
                owner: Owner::File(file),
                ..
            }) => match link.kind {
                LinkKind::Picture => files.shown.push(file),
                LinkKind::Page => files.others.push(file),
            },
            Ok(Resolved::Outside) if link.kind == LinkKind::Picture => {
                report.all(picture_outside(library, link, config));
            }
            Ok(resolved) => report.all(other_anchor(library, link, &resolved)),
            Err(broken) => {
                broken_links += 1;
                let guess = if broken_links <= MAX_GUESSES {
                    Guess::Similar
                } else {
                    Guess::Same
                };
                report.add(broken_link(library, (link, guess), &broken, names));
            }
        }
    }
    report.on(files)
}

/// The finding for a link that names a heading otherwise than its id does.
fn other_anchor(library: &Library, link: WrittenLink, resolved: &Resolved) -> Option<Finding> {
    let id = resolved.other_anchor(link.target)?;
    let (before, written) = link.target.split_once('#')?;
    let place = library.documents[link.from].place(link.span);
    Some(
        Finding::warning(
            rules::ANCHOR_DIFFERS,
            format!("the id of this heading is `#{id}`, not `#{written}`"),
        )
        .at(place, "another id")
        .help(format!("write `{before}#{id}`"))
        .fix(edit(library, link, &format!("{before}#{id}"))),
    )
}

/// The finding for a picture that each reader's browser would load from another site.
fn picture_outside(library: &Library, link: WrittenLink, config: &Config) -> Option<Finding> {
    let target = link.target.trim();
    let (scheme, rest) = target.split_once("//")?;
    let is_web = ["", "http:", "https:"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default().to_lowercase();
    let own = library.base.origin.split_once("//").map(|(_, own)| own);
    let is_own = own.is_some_and(|own| own.eq_ignore_ascii_case(host));
    (is_web && !is_own && !config.picture_hosts.contains(&name)).then(|| {
        let place = library.documents[link.from].place(link.span);
        let message =
            format!("this picture is on another site, `{name}`, which learns who reads the page");
        Finding::warning(rules::PICTURE_OUTSIDE, message)
            .at(place, "loaded from another site")
            .help(format!(
                "save the picture beside the page, and write its name here; if you trust the \
                 site, add `picture_hosts: [{name}]` to {FILE}"
            ))
    })
}

/// The links in the text of a document, then those in its front matter.
fn written_links(library: &Library, id: DocumentId) -> impl Iterator<Item = WrittenLink<'_>> {
    let Document { body, front, .. } = &*library.documents[id];
    let in_text = body.links.iter().map(move |link| WrittenLink {
        from: id,
        target: &link.target,
        span: link.span,
        kind: link.kind,
    });
    let pictures = front
        .image
        .iter()
        .map(|image| (&image.src, LinkKind::Picture));
    let attached = front.attachments.iter();
    let attachments = attached.map(|attached| (&attached.file, LinkKind::Page));
    let further = front.links.iter().map(|link| (&link.url, LinkKind::Page));
    let in_front = pictures.chain(attachments).chain(further);
    in_text.chain(in_front.map(move |(target, kind)| WrittenLink {
        from: id,
        target: &target.value,
        span: target.span,
        kind,
    }))
}

/// Reports required fields that no version of the study has.
fn required(library: &Library, study: &Study, config: &Config, report: &mut Report) {
    let document = &library.documents[study.main];
    let front = &document.front;
    // What could not be read is reported elsewhere.
    let Some(opening) = front.opening.filter(|_| front.is_whole) else {
        return;
    };
    let near = front.title.as_ref().map_or(opening, |title| title.span);
    for (id, field) in config.fields.iter().filter(|(_, field)| field.required) {
        if library.field(study, id).is_none() {
            let key = config.key(&field.key);
            let (what, span, help) = match document.line_of(key) {
                // The value is of the wrong type, which is reported elsewhere.
                Some(line) if !is_bare(line.of(&document.source.source().text)) => continue,
                Some(line) => (
                    "empty",
                    line,
                    format!("write it after the colon: `{key}: …`"),
                ),
                None => ("missing", near, format!("add a line `{key}: …`")),
            };
            report.add(
                Finding::error(rules::MISSING_FIELD, format!("`{key}` is {what}"))
                    .at(
                        document.place(span),
                        "every case study of this library needs it",
                    )
                    .help(help),
            );
        }
    }
}

/// True if nothing follows the key of a line, or only empty quotes or a comment.
fn is_bare(line: &str) -> bool {
    let (_, value) = line.split_once(':').unwrap_or_default();
    let value = value.trim();
    matches!(value, "" | "\"\"" | "''" | "~" | "null") || value.starts_with('#')
}
