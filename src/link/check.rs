//! Follows every link, and finds what only the whole library shows: dead links, unknown keys.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::claims::folder_needed;
use super::pages::{Owner, Page, PageKind, Pages};
use super::resolve::{Broken, Resolved, in_content, resolve};
use super::{File, Hidden, Library, Study, wanted};
use crate::config::{Config, FILE, language};
use crate::ids::{DocumentId, FileId, StudyId, Table};
use crate::parse::{Document, Kind, target::LinkKind};
use crate::picture::{Size, unfit};
use crate::report::{Edit, Finding, NamesInOrder, Report, Reported, listed, nearest, rules};
use crate::source::slug::{file_slug, folded};
use crate::source::{Place, Span};
use crate::yaml::read::Spanned;

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
}

/// Follows every link, and looks for what else only the whole library shows to be wrong.
pub(super) fn links(library: &Library, pages: &Pages, config: &Config) -> Reported<Links> {
    let mut report = Report::default();
    let names = Names::new(library, pages);
    let related = report.take(related(library, pages, &names));
    let found: Vec<Reported<Vec<FileId>>> = library
        .documents
        .par_iter()
        .map(|(id, _)| document(library, pages, id, &names, config))
        .collect();
    let found = found.into_iter().flat_map(|found| report.take(found));
    let found: BTreeSet<FileId> = found.collect();
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
    unknown_keys(library, &mut report);
    mistyped_folders(library, config, &mut report);
    for document in library.documents.values() {
        report.all(unknown_language(library, document, config));
    }
    let versions = report.take(versions(&shown, pages));
    report.on(Links {
        related,
        shown,
        versions,
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

/// Among which names the one that was meant by a broken link is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    /// Those that are spelt alike.
    Similar,
    /// Those of files that have this name in another folder.
    Same,
}

/// A link as an author wrote it.
#[derive(Clone, Copy)]
struct WrittenLink<'d> {
    from: DocumentId,
    target: &'d str,
    span: Span,
    kind: LinkKind,
}

/// Checks the links of a document. Returns the files that it shows as pictures.
fn document(
    library: &Library,
    pages: &Pages,
    id: DocumentId,
    names: &Names,
    config: &Config,
) -> Reported<Vec<FileId>> {
    let (mut report, mut shown, mut broken_links) = (Report::default(), vec![], 0);
    for link in written_links(library, id) {
        match resolve(library, pages, id, link.target) {
            Ok(Resolved::Inside {
                owner: Owner::File(file),
                ..
            }) if link.kind == LinkKind::Picture => shown.push(file),
            Ok(Resolved::Outside) if link.kind == LinkKind::Picture => {
                report.all(picture_outside(library, link, config));
            }
            Ok(_) => {}
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
    report.on(shown)
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

/// The finding for a link that leads nowhere.
fn broken_link(
    library: &Library,
    (link, guess): (WrittenLink, Guess),
    broken: &Broken,
    names: &Names,
) -> Finding {
    let place = library.documents[link.from].place(link.span);
    match broken {
        Broken::Hidden(why) => hidden_target(link.target, *why, place),
        Broken::Anchor { fragment, document } => {
            let file = &library.documents[*document].path;
            let finding = Finding::error(
                rules::BROKEN_ANCHOR,
                format!("`{file}` has no heading `#{fragment}`"),
            );
            finding.at(place, "no such heading").help(meant_anchor(
                names.anchors(*document),
                fragment,
                guess,
            ))
        }
        Broken::Nothing => missing_target(library, (link, guess), place, names),
    }
}

/// The finding for a link to something that is not published.
fn hidden_target(target: &str, why: Hidden, place: Place) -> Finding {
    match why {
        Hidden::Draft => Finding::error(
            rules::BROKEN_LINK,
            format!("`{target}` is a draft, so the link leads nowhere"),
        )
        .at(place, "not published")
        .help("publish it, or remove the link"),
        // The passing of time must not stop a library from being published.
        Hidden::Expired => Finding::warning(
            rules::EXPIRED_LINK,
            format!("`{target}` is past the date in `expires`, so the link is left out"),
        )
        .at(place, "no longer published")
        .help("remove the link, or choose a later date"),
    }
}

/// What to do about a link to a heading that a page does not have.
fn meant_anchor(anchors: &NamesInOrder, fragment: &str, guess: Guess) -> String {
    let around = anchors.around(fragment);
    let meant = (guess == Guess::Similar).then(|| nearest(fragment, around));
    if let Some(meant) = meant.flatten() {
        return format!("did you mean `#{meant}`?");
    }
    let anchors = anchors.all();
    if anchors.is_empty() {
        return "that page has no headings".to_owned();
    }
    let first = anchors.iter().take(8);
    let first: Vec<String> = first.map(|anchor| format!("#{anchor}")).collect();
    format!("its headings are {}", listed(&first))
}

/// The finding for a link to something that does not exist, with what was probably meant.
fn missing_target(
    library: &Library,
    (link, guess): (WrittenLink, Guess),
    place: Place,
    names: &Names,
) -> Finding {
    let target = link.target;
    let finding = match link.kind {
        LinkKind::Picture => Finding::error(
            rules::MISSING_PICTURE,
            format!("there is no picture `{target}`"),
        ),
        LinkKind::Page => Finding::error(rules::BROKEN_LINK, format!("`{target}` leads nowhere")),
    };
    let finding = finding.at(place, "not found");
    let near = names.near(target, guess);
    // If only capital letters differ, the suggestion is the file's own name.
    let name = last_part(path_of(target));
    let is_alike = near
        .iter()
        .any(|(_, path)| stem(last_part(path)).eq_ignore_ascii_case(stem(name)));
    if let Some(meant) = otherwise(library, names.pages, link.from, target)
        .filter(|_| !(is_alike && name.ends_with(".md")))
    {
        let fix = edit(library, link, &meant);
        return finding.help(format!("write `{meant}`")).fix(fix);
    }
    let meant = names.meant(link.from, target, &near);
    let fix = meant.as_ref().and_then(|meant| edit(library, link, meant));
    suggest(finding, &near, meant.as_deref()).fix(fix)
}

/// The link that a page needs, if this one was written for something else: a browser's address bar,
/// an old site, Windows.
fn otherwise(library: &Library, pages: &Pages, id: DocumentId, target: &str) -> Option<String> {
    let is_host = |text: &str| text.contains('.') && !text.contains([' ', '@']);
    if target.starts_with("www.") {
        return Some(format!("https://{target}"));
    }
    if let Some((_, host)) = target
        .split_once('@')
        .filter(|(name, host)| !name.contains(['/', ' ']) && is_host(host))
    {
        return (!host.contains('/')).then(|| format!("mailto:{target}"));
    }
    if let Some((scheme, rest)) = target
        .split_once(':')
        .filter(|(scheme, _)| scheme.to_lowercase().starts_with("http"))
    {
        let host = rest.trim_start_matches(['/', '\\']);
        return is_host(host).then(|| format!("{scheme}://{host}"));
    }
    let slashes = target.replace('\\', "/");
    let (path, rest) = slashes.split_at(slashes.find(['#', '?']).unwrap_or(slashes.len()));
    let bare = [".html", ".htm", ".md"].iter().find_map(|ending| {
        let stem = path.len().checked_sub(ending.len())?;
        path.get(stem..)?
            .eq_ignore_ascii_case(ending)
            .then(|| &path[..stem])
    });
    let written = [
        Some(path.to_owned()),
        bare.map(|bare| format!("{bare}.md")),
        bare.map(|bare| format!("{bare}/")),
    ];
    let mut links = written
        .into_iter()
        .flatten()
        .map(|path| path + rest)
        .filter(|link| link != target);
    links.find(|link| {
        matches!(
            resolve(library, pages, id, link),
            Ok(Resolved::Inside { .. })
        )
    })
}

/// Replaces a link. `None` if the source has it in another form, or if the new one needs escaping.
fn edit(library: &Library, link: WrittenLink, meant: &str) -> Option<Edit> {
    let source = library.documents[link.from].source.source();
    let plain = meant
        .chars()
        .all(|letter| letter.is_alphanumeric() || "-_.~/#?=".contains(letter));
    Edit::replacing(&source.text, link.span, link.target, meant).filter(|_| plain)
}

/// All that a broken link may have been meant for. Made only when a link is broken.
struct Names<'a> {
    library: &'a Library,
    pages: &'a Pages,
    paths: OnceLock<Paths<'a>>,
    /// What links into each document can lead to.
    anchors: OnceLock<Table<DocumentId, OnceLock<Box<NamesInOrder<'a>>>>>,
}

/// Paths by their last part without its ending.
struct Paths<'a> {
    by_stem: FxHashMap<&'a str, Vec<&'a str>>,
    /// These stems by the [`beginning`] of the last part.
    stems: BTreeMap<String, NamesInOrder<'a>>,
}

/// Paths with one last part that are looked at. A thousand folders may each have a `costs.csv`.
const MAX_OF_ONE_NAME: usize = 100;

impl<'a> Names<'a> {
    fn new(library: &'a Library, pages: &'a Pages) -> Names<'a> {
        Names {
            library,
            pages,
            paths: OnceLock::new(),
            anchors: OnceLock::new(),
        }
    }

    /// What a link into a document can lead to.
    fn anchors(&self, document: DocumentId) -> &NamesInOrder<'a> {
        let documents = &self.library.documents;
        let all = self
            .anchors
            .get_or_init(|| documents.map(|_| OnceLock::new()));
        all[document].get_or_init(|| {
            let anchors = documents[document].body.anchors();
            Box::new(anchors.into_iter().collect())
        })
    }

    fn paths(&self) -> &Paths<'a> {
        self.paths.get_or_init(|| {
            let files = self
                .pages
                .files
                .values()
                .map(|placed| in_content(&placed.file.path));
            let documents = self.library.documents.values().map(|document| {
                if document.is_bundle() {
                    document.folder()
                } else {
                    document.path_in_content()
                }
            });
            Paths::of(documents.chain(files))
        })
    }

    /// The paths whose last part is similar to that of a link, each with the number of letters that
    /// differ. The nearest come first.
    fn near(&self, target: &str, guess: Guess) -> Vec<(usize, &'a str)> {
        let name = last_part(path_of(target));
        let (written, most) = (stem(name), 1 + name.len() / 8);
        let Paths { by_stem, stems } = self.paths();
        let mut near: Vec<(usize, &str)> = vec![];
        let mut add = |distance: usize, stem: &str| {
            let paths = by_stem.get(stem).into_iter().flatten();
            near.extend(paths.map(|path| (distance, *path)));
        };
        match (guess, stems.get(&beginning(name))) {
            (Guess::Same, _) => add(0, written),
            (Guess::Similar, None) => {}
            (Guess::Similar, Some(stems)) => {
                for stem in stems.around(written) {
                    if let Some(distance) = distance(written, stem, most) {
                        add(distance, stem);
                    }
                }
            }
        }
        near.sort_by_key(|(distance, path)| (*distance, last_part(path), *path));
        // Versions of a page in a folder of its own share the folder.
        near.dedup();
        near
    }

    /// The link that was probably meant: to the only page or file with a similar name.
    fn meant(&self, id: DocumentId, target: &str, near: &[(usize, &str)]) -> Option<String> {
        let [(distance, path)] = near else {
            return None;
        };
        let written = path_of(target);
        let name = last_part(written);
        let folder = match distance {
            0 => way(self.library.documents[id].folder(), path),
            _ => written[..written.len() - name.len()].to_owned(),
        };
        // In the author's style: a link to the file, or to the page.
        let file = last_part(path);
        let names = if name == stem(name) {
            [stem(file), file]
        } else {
            [file, stem(file)]
        };
        let links = names.map(|name| format!("{folder}{name}{}", &target[written.len()..]));
        links.into_iter().find(|link| {
            matches!(
                resolve(self.library, self.pages, id, link),
                Ok(Resolved::Inside { .. })
            )
        })
    }
}

impl<'a> Paths<'a> {
    fn of(paths: impl Iterator<Item = &'a str>) -> Paths<'a> {
        let mut by_stem: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        let mut stems: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let mut paths: Vec<&str> = paths.collect();
        paths.sort_unstable_by_key(|path| (last_part(path), *path));
        paths.dedup();
        for path in paths {
            let stem = stem(last_part(path));
            let same = by_stem.entry(stem).or_default();
            if same.len() < MAX_OF_ONE_NAME {
                same.push(path);
            }
            let alike = stems.entry(beginning(last_part(path))).or_default();
            alike.push(stem);
        }
        let stems = stems.into_iter();
        Paths {
            by_stem,
            stems: stems
                .map(|(beginning, stems)| (beginning, stems.into_iter().collect()))
                .collect(),
        }
    }
}

/// Adds a suggestion: the nearest name, and the link to it if that is known.
fn suggest(finding: Finding, near: &[(usize, &str)], meant: Option<&str>) -> Finding {
    match (
        near.first()
            .map(|(distance, path)| (*distance, last_part(path))),
        meant,
    ) {
        (Some((0, name)), Some(meant)) => {
            finding.help(format!("`{name}` is in another folder: write `{meant}`"))
        }
        (Some((0, name)), None) => finding.help(format!("`{name}` is in another folder")),
        (Some((_, name)), _) => finding.help(format!("did you mean `{name}`?")),
        (None, _) => finding.help("correct the address, or remove the link"),
    }
}

/// The path of a link, without the slash at its end.
fn path_of(target: &str) -> &str {
    target
        .split(['#', '?'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn stem(name: &str) -> &str {
    name.strip_suffix(".md").unwrap_or(name)
}

/// The relative path from one folder to the folder of a path. It ends with a slash, or is empty if
/// both are the same.
fn way(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let (to, _) = path.rsplit_once('/').unwrap_or_default();
    let to: Vec<&str> = to.split('/').filter(|part| !part.is_empty()).collect();
    let shared = from
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    "../".repeat(from.len() - shared)
        + &to[shared..]
            .iter()
            .map(|part| format!("{part}/"))
            .collect::<String>()
}

/// The first two letters of a name after its date. Thousands of names may begin with the same date.
fn beginning(name: &str) -> String {
    let undated = name
        .trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '_'));
    let name = if stem(undated).is_empty() {
        name
    } else {
        undated
    };
    name.chars().take(2).flat_map(char::to_lowercase).collect()
}

/// The number of letters in which two names differ, if it is at most `most`.
///
/// The time for this grows with the product of the lengths, so a common beginning and end are cut
/// off first.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    if one.chars().count().abs_diff(other.chars().count()) > most {
        return None;
    }
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs
            .take_while(|(one, other)| one == other)
            .map(|(letter, _)| letter.len_utf8())
            .sum()
    };
    let begin = same(&mut one.chars().zip(other.chars()));
    let (one, other) = (&one[begin..], &other[begin..]);
    let end = same(&mut one.chars().rev().zip(other.chars().rev()));
    let distance = strsim::osa_distance(&one[..one.len() - end], &other[..other.len() - end]);
    (distance <= most).then_some(distance)
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

/// Reports folders whose name is nearly that of the case studies or of a facet: their files are
/// published as other pages.
fn mistyped_folders(library: &Library, config: &Config, report: &mut Report) {
    let known = || {
        config
            .facets
            .values()
            .map(|facet| &facet.path)
            .chain([&config.studies])
            .map(String::as_str)
    };
    let mut folders: BTreeMap<&str, &Document> = BTreeMap::new();
    for document in library
        .documents
        .values()
        .filter(|document| document.kind == Kind::Page)
    {
        if let Some((folder, _)) = document.path_in_content().split_once('/') {
            folders.entry(folder).or_insert(document);
        }
    }
    for (folder, document) in folders {
        let plain = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
        let same = known().find(|known| plain(known) == plain(folder));
        if let Some(meant) = same.or_else(|| nearest(folder, known())) {
            report.add(
                Finding::warning(
                    rules::FOLDER_MISTYPED,
                    format!(
                        "the folder `{folder}` is nearly `{meant}`, so what is in it is published as other pages"
                    ),
                )
                .at(Place::file(document.path.clone()), "")
                .help(format!("move its files to content/{meant}")),
            );
        }
    }
}

/// Reports each unknown key once, at the first file that has it.
fn unknown_keys(library: &Library, report: &mut Report) {
    let mut keys: BTreeMap<&str, Vec<(&Document, &Spanned<String>)>> = BTreeMap::new();
    for document in library.documents.values() {
        for key in &document.front.unknown {
            keys.entry(&key.value).or_default().push((document, key));
        }
    }
    for (key, uses) in keys {
        let (document, first) = uses[0];
        let others = match uses.len() {
            1 => String::new(),
            2 => " here or in 1 other file".to_owned(),
            count => format!(" here or in {} other files", count - 1),
        };
        let help = match document.kind {
            Kind::Study => format!(
                "to publish it, add it to `fields:` in {}; to ignore it, add `ignore: [{key}]`",
                crate::config::FILE
            ),
            _ => format!(
                "take it out, or add `ignore: [{key}]` to {}",
                crate::config::FILE
            ),
        };
        report.add(
            Finding::warning(rules::UNKNOWN_KEY, format!("`{key}` is not used{others}"))
                .at(document.place(first.span), "not known")
                .help(help),
        );
    }
}
