//! Links that lead nowhere, and what their authors probably meant.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::pages::Pages;
use super::resolve::{Broken, Resolved, in_content, resolve};
use super::{Hidden, Library};
use crate::ids::{DocumentId, Table};
use crate::parse::target::{LinkKind, has_host};
use crate::report::{Edit, Finding, NamesInOrder, listed, nearest, rules};
use crate::source::{Place, Span};

/// Among which names the one that was meant by a broken link is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    /// Those that are spelt alike.
    Similar,
    /// Those of files that have this name in another folder.
    Same,
}

/// A link as an author wrote it.
#[derive(Clone, Copy)]
pub(super) struct WrittenLink<'d> {
    pub(super) from: DocumentId,
    pub(super) target: &'d str,
    pub(super) span: Span,
    pub(super) kind: LinkKind,
}

/// The finding for a link that leads nowhere.
pub(super) fn broken_link(
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
        Hidden::Name => Finding::error(
            rules::BROKEN_LINK,
            format!("`{target}` is not published because of its name, so the link leads nowhere"),
        )
        .at(place, "not published")
        .help("rename the file, or remove the link"),
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
    let document = &library.documents[link.from];
    let is_file = target == path_of(target) && has_file_ending(target) && !target.contains('@');
    let finding = match link.kind {
        LinkKind::Picture => Finding::error(
            rules::MISSING_PICTURE,
            format!("there is no picture `{target}`"),
        ),
        LinkKind::Page if is_file => {
            Finding::error(rules::BROKEN_LINK, format!("there is no file `{target}`"))
        }
        LinkKind::Page => Finding::error(rules::BROKEN_LINK, format!("`{target}` leads nowhere")),
    };
    let finding = finding.at(place, "not found");
    let mut near = names.near(target, guess);
    near.retain(|(distance, path)| {
        (link.kind == LinkKind::Page || has_file_ending(path))
            && (*distance > 0 || is_in_same_folder(target, path))
    });
    // If only capital letters differ, the suggestion is the file's own name.
    let name = last_part(path_of(target));
    let is_alike = near
        .iter()
        .any(|(_, path)| stem(last_part(path)).eq_ignore_ascii_case(stem(name)));
    if let Some(meant) =
        otherwise(library, names.pages, link).filter(|_| !(is_alike && name.ends_with(".md")))
    {
        let fix = edit(library, link, &meant);
        return finding.help(format!("write `{meant}`")).fix(fix);
    }
    let meant = names.meant(link.from, target, &near);
    let fix = meant.as_ref().and_then(|meant| edit(library, link, meant));
    if near.is_empty() && (is_file || link.kind == LinkKind::Picture) && !target.contains('/') {
        let folder = document
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        return finding.help(format!(
            "add the file to the folder `{folder}`, or correct its name here"
        ));
    }
    suggest(finding, &near, meant.as_deref()).fix(fix)
}

/// Whether a path ends like the name of a file that is not a page.
fn has_file_ending(path: &str) -> bool {
    let ending = last_part(path).rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        (2..=5).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !["md", "htm", "html"].contains(&ending.to_ascii_lowercase().as_str())
    })
}

/// Whether a path with the last part of a link can be what the link was meant for: if the link
/// names a folder as well, that is its folder.
fn is_in_same_folder(target: &str, path: &str) -> bool {
    let folder = |path: &str| {
        let path = path.trim_end_matches('/');
        let (above, _) = path.rsplit_once('/')?;
        let folder = last_part(above);
        (!matches!(folder, "" | "." | "..")).then(|| folder.to_lowercase())
    };
    folder(path_of(target)).is_none_or(|named| folder(path) == Some(named))
}

/// The link that a page needs, if this one was written for something else: a browser's address bar,
/// an old site, Windows.
fn otherwise(library: &Library, pages: &Pages, link: WrittenLink) -> Option<String> {
    let leads_somewhere = |link: &str, from| {
        matches!(
            resolve(library, pages, from, link),
            Ok(Resolved::Inside { .. })
        )
    };
    let written = link.target;
    let target = written.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '"' | '\'' | '“' | '”' | '‘' | '’' | '<' | '>')
    });
    let address = web_address(target, link.kind);
    if let Some(address) = address.filter(|address| address != written) {
        return Some(address);
    }
    if target != written && (has_host(target) || leads_somewhere(target, link.from)) {
        return Some(target.to_owned());
    }
    if link.kind == LinkKind::Picture && !target.contains('.') {
        let endings = ["jpg", "jpeg", "png", "webp", "gif", "svg", "avif"].into_iter();
        let mut pictures = endings.map(|ending| format!("{target}.{ending}"));
        return pictures.find(|picture| leads_somewhere(picture, link.from));
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
    links.find(|meant| leads_somewhere(meant, link.from))
}

/// The endings of hosts' names that public bodies link to most. None of them is one of a file.
const HOST_ENDINGS: [&str; 22] = [
    "uk", "com", "org", "net", "gov", "edu", "int", "info", "eu", "ie", "wales", "cymru", "scot",
    "london", "de", "fr", "es", "it", "nl", "ca", "au", "nz",
];

/// The address that a text was meant as, without what the address bar of a browser leaves out, or
/// with a slip in it.
fn web_address(target: &str, kind: LinkKind) -> Option<String> {
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
    let host = target.split(['/', '?', '#']).next().unwrap_or_default();
    let ending = host
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let is_address = kind == LinkKind::Page
        && is_host(host)
        && ending.is_some_and(|ending| HOST_ENDINGS.contains(&ending.as_str()));
    is_address.then(|| format!("https://{target}"))
}

/// Replaces a link. `None` if the source has it in another form, or if the new one needs escaping.
pub(super) fn edit(library: &Library, link: WrittenLink, meant: &str) -> Option<Edit> {
    let source = library.documents[link.from].source.source();
    let plain = meant
        .chars()
        .all(|letter| letter.is_alphanumeric() || "-_.~/#?=".contains(letter));
    Edit::replacing(&source.text, link.span, link.target, meant).filter(|_| plain)
}

/// All that a broken link may have been meant for. Made only when a link is broken.
pub(super) struct Names<'a> {
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
    pub(super) fn new(library: &'a Library, pages: &'a Pages) -> Names<'a> {
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
    pub(super) fn near(&self, target: &str, guess: Guess) -> Vec<(usize, &'a str)> {
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
pub(super) fn suggest(finding: Finding, near: &[(usize, &str)], meant: Option<&str>) -> Finding {
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
