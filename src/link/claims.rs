//! Who asks for each address; of several, which one gets it, and what is reported about the others.
//!
//! Two addresses that differ only in case, or in how an accent is written, are one: some hosts and
//! disks serve them as one.

use std::borrow::Cow;

use rayon::prelude::*;

use super::address::normal;
use super::files::{Placed, STATIC};
use super::pages::Page;
use super::wanted::{Claimant, Wanted};
use super::{Library, Term};
use crate::config::{Config, FILE, OWN_FOLDER};
use crate::ids::{DocumentId, FacetId, FileId, LanguageId, PageId, Table};
use crate::parse::{Document, Kind};
use crate::report::{Finding, Report, Reported, Severity, rules};
use crate::source::Place;
use crate::source::site_path::{Flaw, FlawKind, MANIFEST, flaws};
use crate::source::slug::{folded, slug};

/// A claim as messages show it.
struct Claim<'a> {
    address: &'a str,
    by: Claimant,
    /// `None` for a page that casebook makes.
    place: Option<Place>,
}

impl Claim<'_> {
    /// What a message calls the claimant at its place.
    fn what(&self) -> &'static str {
        match self.by {
            Claimant::Document(_) | Claimant::Second(_) if self.is_written() => "this `slug`",
            Claimant::Document(_) | Claimant::Second(_) | Claimant::File(_) => "this file",
            Claimant::Made => "a page that casebook makes",
            Claimant::Alias { .. } => "this alias",
        }
    }

    /// What a message calls the claimant anywhere else.
    fn in_words(&self) -> String {
        match (&self.place, self.by) {
            (Some(place), Claimant::Alias { .. }) => format!("an alias in `{}`", place.file),
            (Some(place), _) => format!("`{}`", place.file),
            (None, _) => self.what().to_owned(),
        }
    }

    /// True if the address is written out in a `slug` or an alias, rather than made of a file's
    /// name.
    fn is_written(&self) -> bool {
        let place = self.place.as_ref();
        place.is_some_and(|place| place.span.is_some())
    }
}

/// What is wanted, in the order of addresses as they are compared.
struct Sorted<'w> {
    normal: Cow<'w, str>,
    /// Whether it is refused anyhow, the claimant's rank, and the place among all that is wanted.
    rank: (bool, (u8, u32), usize),
    wanted: &'w Wanted,
}

/// The library as claims need it, to say where each was made.
struct Places<'a> {
    library: &'a Library,
    files: &'a Table<FileId, Placed>,
}

impl Places<'_> {
    fn claim<'w>(&self, wanted: &'w Wanted) -> Claim<'w> {
        Claim {
            address: wanted.page.address(),
            by: wanted.by,
            place: self.place(wanted.by),
        }
    }

    fn place(&self, by: Claimant) -> Option<Place> {
        let documents = &self.library.documents;
        Some(match by {
            Claimant::Made => return None,
            Claimant::File(file) => Place::file(self.files[file].file.path.as_str()),
            Claimant::Document(id) | Claimant::Second(id) => {
                let slug = documents[id].front.slug.as_ref();
                Place {
                    file: documents[id].path.clone(),
                    span: slug.map(|slug| slug.span),
                }
            }
            Claimant::Alias { document, alias } => {
                let document = &documents[document];
                document.place(document.front.aliases[alias].span)
            }
        })
    }
}

/// Gives each address to the first who asks for it, and reports what cannot be published: two for
/// one address, a file where a folder is needed, a place that is casebook's, a name that some disk
/// cannot hold.
///
/// The pages that are left keep their order.
pub(super) fn settled(
    wanted: Vec<Wanted>,
    library: &Library,
    files: &Table<FileId, Placed>,
    config: &Config,
) -> Reported<Table<PageId, Page>> {
    let mut report = Report::default();
    let places = Places { library, files };
    let refused = report.take(refused(library, config));
    let is_refused = |by: Claimant| match by {
        Claimant::Document(id) | Claimant::Second(id) => refused[id],
        _ => false,
    };
    let mut sorted: Vec<Sorted> = wanted
        .par_iter()
        .enumerate()
        .map(|(number, wanted)| Sorted {
            normal: normal(wanted.page.address()),
            rank: (is_refused(wanted.by), wanted.by.rank(), number),
            wanted,
        })
        .collect();
    sorted.par_sort_unstable_by(|a, b| (&a.normal, a.rank).cmp(&(&b.normal, b.rank)));
    let mut lost = vec![false; wanted.len()];
    for same in sorted.chunk_by(|a, b| a.normal == b.normal) {
        let first = places.claim(same[0].wanted);
        for other in &same[1..] {
            // What else is wrong with a document's page is found in the same run.
            lost[other.rank.2] = !matches!(other.wanted.by, Claimant::Document(_));
            let claim = places.claim(other.wanted);
            if is_refused(other.wanted.by) {
                continue;
            }
            if first.place.is_some() || claim.place.is_some() {
                report.add(collision(&first, &claim));
            } else if library.has_own_folders() {
                report.add(settings_collide(claim.address));
            }
        }
    }
    sorted.dedup_by(|later, first| later.normal == first.normal);
    sorted.retain(|sorted| !is_refused(sorted.wanted.by));
    check_folders(&sorted, &places, &mut report);
    check_kept(&sorted, &places, &mut report);
    check_names(&sorted, &places, &mut report);
    check_terms(library, &mut report);
    drop(sorted);
    let pages = wanted.into_iter().zip(lost);
    let pages = pages.filter(|(wanted, lost)| !lost && !matches!(wanted.by, Claimant::Second(_)));
    report.on(pages.map(|(wanted, _)| wanted.page).collect())
}

/// Reports two claims on one address. The finding is at something that its author can change: of
/// two, where the address is written out, or else at the later one.
fn collision(first: &Claim, second: &Claim) -> Finding {
    let at_first = second.place.is_none() || first.is_written() && !second.is_written();
    let (here, there) = if at_first {
        (first, second)
    } else {
        (second, first)
    };
    let how = if first.address == second.address {
        String::new()
    } else {
        format!(
            " (`/{}` and `/{}` differ only in how they are written)",
            first.address, second.address
        )
    };
    let by = format!("by {} and by {}", here.in_words(), there.in_words());
    let message = format!("the address `/{}` is used twice{how}: {by}", here.address);
    let mut finding = Finding::error(rules::ADDRESS_TAKEN, message);
    if let Some(place) = &here.place {
        finding = finding.at(place.clone(), here.what());
    }
    if let Some(place) = &there.place {
        finding = finding.also(place.clone(), format!("{} uses it too", there.what()));
    }
    finding.help(match (here.by, there.by) {
        (Claimant::Alias { .. }, _) => {
            "remove the alias: visitors to that address get the page that is there"
        }
        (Claimant::File(_), _) => "rename the file",
        (_, Claimant::File(_)) => "give the page another `slug`, or rename the other file",
        (_, Claimant::Made) => {
            "give the file another name or `slug`: casebook makes a page at that address"
        }
        _ => "give one of them another `slug`, or delete one",
    })
}

/// Reports files where a folder of the same name is needed.
fn check_folders(sorted: &[Sorted], places: &Places, report: &mut Report) {
    // Nearly every page is the index of a folder, and hardly a library has a folder of that name.
    let has_index_folder = sorted
        .iter()
        .any(|Sorted { normal, .. }| normal.split('/').any(|part| part == INDEX));
    for Sorted { normal, wanted, .. } in sorted {
        let path = folded(wanted.page.path());
        if *path != **normal && !has_index_folder {
            continue;
        }
        let Some(below) = first_below(sorted, &path) else {
            continue;
        };
        let (file, below) = (places.claim(wanted), places.claim(below));
        // Where casebook makes both, an author's page of a term may have been reported already.
        let is_known = file.place.is_none() && below.place.is_none();
        if !is_known || !report.has(rules::ADDRESS_TAKEN) {
            report.add(file_and_folder(wanted.page.path(), &file, &below));
        }
    }
}

/// The name of the file at the address of a folder.
const INDEX: &str = "index.html";

/// The first of what is in the folder of a name. `file` is a path that something else has.
fn first_below<'w>(sorted: &[Sorted<'w>], file: &str) -> Option<&'w Wanted> {
    let first_from = |name: &str| {
        let at = sorted.partition_point(|sorted| *sorted.normal < *name);
        sorted.get(at)
    };
    // The page at `a/index.html/` is at `a/index.html/index.html`.
    let is_page =
        |found: &&Sorted| found.normal == file && found.wanted.page.address().ends_with('/');
    let folder = format!("{file}/");
    let found = first_from(file).filter(is_page);
    let found =
        found.or_else(|| first_from(&folder).filter(|found| found.normal.starts_with(&folder)))?;
    Some(found.wanted)
}

/// Reports a file where something else needs a folder, at the one of the two that its author can
/// change. `path` is the file's.
fn file_and_folder(path: &str, file: &Claim, below: &Claim) -> Finding {
    let weight = |claim: &Claim| (claim.place.is_some(), claim.by.rank().0, claim.is_written());
    let (here, there) = if weight(below) > weight(file) {
        (below, file)
    } else {
        (file, below)
    };
    let Some(place) = &here.place else {
        // Both follow from the settings.
        return settings_collide(below.address);
    };
    let finding = folder_needed(path, &file.in_words(), below.address, &below.in_words());
    let finding = finding.at(place.clone(), here.what());
    let finding = match &there.place {
        Some(place) => finding.also(place.clone(), there.what()),
        None => finding,
    };
    finding.help(match here.by {
        Claimant::Alias { .. } => "remove the alias: no page can be at that address",
        Claimant::Document(_) | Claimant::Second(_) if here.is_written() => "write another `slug`",
        _ => "rename the file, or the folder that it is in",
    })
}

/// Reports two pages of casebook's own that have one address because of the settings' folders. If
/// two of these folders are one, that is reported where the settings are read.
fn settings_collide(address: &str) -> Finding {
    Finding::error(
        rules::ADDRESS_TAKEN,
        format!("casebook makes two pages at `/{address}`"),
    )
    .at(Place::file(FILE), "")
    .help("give one of your facets another `path`")
}

/// The finding for a file where something else needs a folder. `of_file` and `of_below` say who
/// asks for the two.
pub(super) fn folder_needed(file: &str, of_file: &str, below: &str, of_below: &str) -> Finding {
    Finding::error(
        rules::ADDRESS_TAKEN,
        format!(
            "`/{file}` ({of_file}) is a file, and `/{below}` ({of_below}) needs a folder of that name"
        ),
    )
}

/// Reports what authors put where casebook keeps its own files, which are named later: by the
/// theme, the search's index, or publishing.
fn check_kept(sorted: &[Sorted], places: &Places, report: &mut Report) {
    let library = places.library;
    let searches = library
        .home
        .ids()
        .map(|language| library.search_address(language));
    let kept: Vec<String> = searches
        .chain([OWN_FOLDER.to_owned(), MANIFEST.to_owned()])
        .map(|kept| normal(&kept).into_owned())
        .collect();
    for Sorted { wanted, .. } in sorted {
        let path = folded(wanted.page.path());
        let Some(kept) = kept.iter().find(|kept| {
            let rest = path.strip_prefix(kept.as_str());
            // The page at the folder itself is in nobody's way.
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('/') && rest != "/index.html"
            })
        }) else {
            continue;
        };
        let claim = places.claim(wanted);
        let Some(place) = claim.place else { continue };
        let message = if kept == MANIFEST {
            format!("`/{MANIFEST}` is the name of casebook's own list of files")
        } else {
            format!(
                "`/{}` is in the folder `/{kept}/`, which casebook keeps for its own files",
                claim.address
            )
        };
        report.add(
            Finding::error(rules::ADDRESS_TAKEN, message)
                .at(place, "not possible here")
                .help("give it another name or folder"),
        );
    }
}

/// Reports names that some disk or host cannot hold.
fn check_names(sorted: &[Sorted], places: &Places, report: &mut Report) {
    for Sorted { wanted, .. } in sorted {
        for flaw in flaws(wanted.page.address()) {
            report.all(flawed(flaw, &places.claim(wanted)));
        }
    }
}

/// The finding for a part of an address that some disk or host cannot hold. `None` for a page that
/// casebook makes: its address is made of terms and of the settings, which are looked at by
/// themselves.
fn flawed(flaw: Flaw, claim: &Claim) -> Option<Finding> {
    let place = claim.place.clone()?;
    let last = claim.address.trim_end_matches('/').rsplit('/').next();
    let is_last = last == Some(flaw.part);
    let place = match claim.by {
        // A `slug` is only the last part.
        Claimant::Document(_) | Claimant::Second(_) if !is_last => Place::file(place.file),
        _ => place,
    };
    let help = match claim.by {
        Claimant::Alias { .. } => "remove the alias: no page can be at that address",
        _ if place.span.is_some() => "write another `slug`",
        Claimant::File(_) if is_last => "rename the file",
        _ if is_last => "rename the file, or add a `slug:`",
        _ => "rename the folder that it is in",
    };
    let finding = in_words(flaw)
        .at(place.clone(), "not possible here")
        .help(help);
    // What a maintainer puts into `static/` may be for a host that takes it.
    let is_theirs = matches!(claim.by, Claimant::File(_)) && place.file.starts_with(STATIC);
    let severity = match flaw.kind {
        FlawKind::NameTooLong | FlawKind::PathTooLong => Severity::Error,
        _ if is_theirs => Severity::Warning,
        _ => Severity::Error,
    };
    Some(Finding {
        severity,
        ..finding
    })
}

/// What is wrong with a part of an address, as an error.
fn in_words(flaw: Flaw) -> Finding {
    let rule = match flaw.kind {
        // Of all names, only that of a case study's folder loses what is no letter or digit.
        FlawKind::Empty | FlawKind::Dots => {
            return Finding::error(
                rules::NO_ADDRESS,
                "the folder's name has no letter or digit to make an address of",
            );
        }
        FlawKind::NameTooLong | FlawKind::PathTooLong => rules::NAME_TOO_LONG,
        _ => rules::NAME_NOT_PORTABLE,
    };
    Finding::error(rule, flaw.in_words())
}

/// Reports terms that cannot be part of an address, unless they have a page, which is reported.
fn check_terms(library: &Library, report: &mut Report) {
    for (id, facet) in library.facets.iter() {
        let terms = facet.terms.values();
        for term in terms.filter(|term| term.versions.values().all(Option::is_none)) {
            for flaw in flaws(&term.slug) {
                // One that no study has is in the settings.
                let place = library.place_of_term(id, term);
                let place = place.unwrap_or_else(|| Place::file(FILE));
                let help = match flaw.kind {
                    FlawKind::NameTooLong | FlawKind::PathTooLong => "write it shorter",
                    _ => "write it another way: each term has a page, whose address is made of it",
                };
                report.add(in_words(flaw).at(place, "not possible here").help(help));
            }
        }
    }
}

impl Library {
    /// Where a study has a term.
    fn place_of_term(&self, facet: FacetId, term: &Term) -> Option<Place> {
        let studies = term.studies.iter().map(|study| &self.studies[*study]);
        let mut versions = studies.flat_map(|study| study.versions.values().flatten());
        versions.find_map(|version| {
            let document = &self.documents[*version];
            let mut terms = document.front.facets[facet].iter();
            let written = terms.find(|written| slug(&written.value) == term.slug)?;
            Some(document.place(written.span))
        })
    }
}

/// Which documents can have no page whatever others ask for; reports why.
fn refused(library: &Library, config: &Config) -> Reported<Table<DocumentId, bool>> {
    let mut report = Report::default();
    let mut refused = library.documents.filled(false);
    for (id, document) in library.documents.iter() {
        let needs_slug = matches!(document.kind, Kind::Study | Kind::Term(_) | Kind::Page);
        let finding = if needs_slug && document.slug.is_empty() {
            Some(no_address(document))
        } else {
            translated_into_default(library, id, config)
        };
        refused[id] = finding.is_some();
        report.all(finding);
    }
    report.on(refused)
}

fn no_address(document: &Document) -> Finding {
    match &document.front.slug {
        Some(slug) => {
            let place = document.place(slug.span);
            Finding::error(
                rules::NO_ADDRESS,
                format!(
                    "`{}` has no letter or digit to make an address of",
                    slug.value
                ),
            )
            .at(place, "nothing is left to make an address of")
            .help("write another, or delete the line, and the address is made from the file's name")
        }
        None => Finding::error(
            rules::NO_ADDRESS,
            "the file's name has no letter or digit to make an address of",
        )
        .at(Place::file(document.path.clone()), "")
        .help("rename the file, or add a `slug:`"),
    }
}

/// Reports a translation into the language that its original has by its name, as if `languages` in
/// the settings left out the original's.
fn translated_into_default(library: &Library, id: DocumentId, config: &Config) -> Option<Finding> {
    let document = &library.documents[id];
    let (path, _ending) = document
        .path_in_content()
        .rsplit_once('.')
        .filter(|_| document.language == LanguageId::DEFAULT)?;
    let (original, suffix) = path.rsplit_once('.')?;
    config.language_of_suffix(suffix)?;
    let original = library
        .document_at(&format!("{original}.md"))
        .or_else(|| library.document_at(original))?;
    let (tag, address) = (
        &config.languages[LanguageId::DEFAULT].tag,
        library.address(id),
    );
    Some(
        Finding::error(
            rules::ADDRESS_TAKEN,
            format!("the address `/{address}` is used twice"),
        )
        .at(Place::file(document.path.clone()), "this file")
        .also(
            Place::file(library.documents[original].path.clone()),
            "this file",
        )
        .help(format!(
            "a file without a language in its name is in `{tag}` too, the first of the settings: \
             put the other's before it, as `languages: [en-GB, cy]`, or delete one of the two"
        )),
    )
}
