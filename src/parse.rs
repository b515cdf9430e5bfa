//! Sources into documents, each file alone and all in parallel.
//!
//! A file's folder says what it is: a case study, a term's page, or any other page. A document
//! holds no HTML. A page is written from the source when it is wanted, so a document keeps its
//! source.

pub mod amount;
pub(crate) mod authored;
mod autolink;
mod blocks;
pub mod body;
mod clean;
pub mod date;
pub(crate) mod elements;
pub(crate) mod events;
pub mod front_matter;
pub mod html;
pub mod invisible;
mod linker;
mod lost;
mod markdown;
mod outline;
pub mod plain;
pub(crate) mod references;
pub(crate) mod tags;
pub mod target;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use body::Body;
use date::Date;
use front_matter::{FrontMatter, keys::Keys};

use crate::config::{Config, FILE};
use crate::ids::{FacetId, LanguageId};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::{FilePath, Place, Source, Span, Stored, slug::file_slug};
use crate::yaml::read::Spanned;

/// One Markdown file, with all that can be known of it without the others.
#[derive(Debug, Clone)]
pub struct Document {
    /// Below the library's root, for example `content/case-studies/warm-homes.cy.md`.
    pub path: FilePath,
    /// The file's text as it was read.
    pub source: Arc<Stored>,
    /// What the file is a page of.
    pub kind: Kind,
    /// What a page's versions in all languages share: the path without language and ending, for
    /// example `case-studies/warm-homes`. For a folder's index it is the folder's path.
    pub key: String,
    /// The last part of its address, from `slug` or the file's name; empty for an index.
    pub slug: String,
    /// The language it is written in.
    pub language: LanguageId,
    /// What the author says about the page.
    pub front: FrontMatter,
    /// The title, or else one made from the file's name.
    pub title: String,
    /// The date in the front matter, or else in the file's name.
    pub date: Option<Date>,
    /// The outline of the text.
    pub body: Body,
    /// The byte of the source at which the text begins.
    pub body_start: usize,
}

/// What a Markdown file is a page of, by its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `content/index.md`.
    Home,
    /// `content/case-studies/index.md`: the text above the list of all case studies.
    All,
    /// A case study.
    Study,
    /// The page of a facet.
    Facet(FacetId),
    /// The page of a term of a facet.
    Term(FacetId),
    /// Any other page.
    Page,
}

impl Document {
    /// The file's folder below `content/`, without a slash at the end.
    pub fn folder(&self) -> &str {
        let path = self.path_in_content();
        path.rfind('/').map_or("", |slash| &path[..slash])
    }

    /// The path below `content/`.
    pub fn path_in_content(&self) -> &str {
        self.path.strip_prefix(CONTENT).unwrap_or(&self.path)
    }

    /// Whether the page has its own folder, in which pictures and attachments belong to it.
    pub fn is_bundle(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.starts_with("index.")
    }

    /// The Markdown below the front matter, with spaces for control characters.
    pub fn text(&self) -> Cow<'_, str> {
        let text = self.source.text_from(self.body_start);
        if self.body.invisible {
            invisible::without(&text).into_owned().into()
        } else {
            text
        }
    }

    /// The place of some bytes of its source.
    pub fn place(&self, span: Span) -> Place {
        Place {
            file: self.path.clone(),
            span: Some(span),
        }
    }

    /// The line of the front matter that a key is on.
    pub fn line_of(&self, key: &str) -> Option<Span> {
        line_of(&self.source.source().text[..self.body_start], key)
    }

    /// What the page is about, for lists: the summary, or else the first paragraph.
    pub fn summary(&self) -> &str {
        self.front.summary.as_deref().unwrap_or(&self.body.opening)
    }
}

/// The folder of the library's text, below its root.
pub const CONTENT: &str = "content/";

/// The most bytes of a file that is read as text: 2 MB, four hundred times the usual case study.
///
/// What the Markdown parser and the checks need of memory grows with a text. At most it is 210 times
/// the text, for one that is nothing but headings, so 420 MB.
pub const MAX_BYTES: usize = 2_000_000;

/// Every document with its findings, in the order of their paths.
pub type Parsed = Vec<Reported<Arc<Document>>>;

/// Parses every source. None is dropped, whatever is wrong with it.
///
/// `last` is what the last run under the same settings returned, empty for the first. Documents of
/// sources that are still the same are taken from it. `sources` and `last` are in the order of
/// their paths.
pub fn documents(
    sources: &[Arc<Stored>],
    config: &Config,
    last: &[Reported<Arc<Document>>],
) -> Parsed {
    let keys = Keys::new(config);
    let mut parsed: Parsed = sources
        .par_iter()
        .enumerate()
        .map(|(number, source)| {
            unchanged(source, number, last)
                .cloned()
                .unwrap_or_else(|| document(source, &keys, config).map(Arc::new))
        })
        .collect();
    let common = common_keys(&parsed);
    let keys = keys.with_common(common);
    parsed.par_iter_mut().for_each(|one| {
        let slips = &one.value.front.slips;
        if slips
            .iter()
            .any(|slip| slip.is_common != keys.common.contains(&slip.key))
        {
            *one = document(&one.value.source, &keys, config).map(Arc::new);
        }
    });
    parsed
}

/// Parses a file on its own. `common` are the library's [`common_keys`].
pub fn document_alone(
    source: Source,
    config: &Config,
    common: &BTreeSet<String>,
) -> Reported<Arc<Document>> {
    let keys = Keys::new(config).with_common(common.clone());
    document(&Arc::new(source.into()), &keys, config).map(Arc::new)
}

/// The keys that are nearly known ones, but that so many files have that nobody mistyped them.
pub fn common_keys(parsed: &[Reported<Arc<Document>>]) -> BTreeSet<String> {
    /// Files in which the same slip is made.
    const MAX_SLIPS: usize = 4;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in parsed {
        for slip in &one.value.front.slips {
            *counts.entry(&slip.key).or_default() += 1;
        }
    }
    let common = counts.into_iter().filter(|(_, count)| *count > MAX_SLIPS);
    common.map(|(key, _)| key.to_owned()).collect()
}

/// The last run's document of a source, if the source has not changed.
fn unchanged<'l>(
    source: &Arc<Stored>,
    number: usize,
    last: &'l [Reported<Arc<Document>>],
) -> Option<&'l Reported<Arc<Document>>> {
    let is_same = |known: &&Reported<Arc<Document>>| Arc::ptr_eq(&known.value.source, source);
    // If no file has come or gone since, it has the same number.
    if let Some(known) = last.get(number).filter(is_same) {
        return Some(known);
    }
    let number = last
        .binary_search_by(|known| known.value.path.cmp(source.path()))
        .ok()?;
    last.get(number).filter(is_same)
}

fn document(stored: &Arc<Stored>, keys: &Keys, config: &Config) -> Reported<Document> {
    let mut report = Report::default();
    let source = &*stored.source();
    let name = FileName::new(&source.path, config);
    let kind = kind(&name, config);
    let dated = if kind == Kind::Study {
        Date::of_file_name(&name.stem)
    } else {
        None
    };
    let stem = dated.map_or(name.stem.as_str(), |(_, rest)| rest);
    let head = front_matter::head(source, &title_of_stem(stem), keys, &mut report);
    if kind == Kind::Study && dated.is_none() && head.front.date.is_none() {
        report.all(misread_date(&source.path, stem));
    }
    if !matches!(kind, Kind::Term(_)) {
        report.all(misplaced_synonyms(&head.front, source, config));
    }
    let date = head.front.date.or(dated.map(|(date, _)| date));
    report.all(expires_before(date, &head.front, source, config));
    let title = head.front.title.as_ref().map(|title| title.value.as_str());
    let mut body = if source.text.len() > MAX_BYTES {
        report.add(
            Finding::error(rules::FILE_TOO_LONG, "the file has more than 2 MB of text")
                .at(Place::file(source.path.clone()), "")
                .help("split it, or publish it as an attachment"),
        );
        Body::default()
    } else {
        outline::outline(source, head.body, title, &mut report)
    };
    // Wherever the opening is shown, a summary is shown instead.
    if head.front.summary.is_some() {
        body.opening = String::new();
    }
    let slug = match &head.front.slug {
        Some(slug) => file_slug(&report.take(last_part(slug, source))),
        None => file_slug(stem),
    };
    let title = match &head.front.title {
        Some(title) => title.value.clone(),
        None if stem.is_empty() => config
            .title
            .in_language(&config.languages[name.language])
            .to_owned(),
        None => stem.replace(['-', '_'], " "),
    };
    report.on(Document {
        path: source.path.clone(),
        source: stored.clone(),
        kind,
        slug,
        language: name.language,
        date,
        title,
        key: name.key,
        front: head.front,
        body,
        body_start: head.body,
    })
}

/// The finding for synonyms on a page that is no term's.
fn misplaced_synonyms(front: &FrontMatter, source: &Source, config: &Config) -> Option<Finding> {
    let first = front.synonyms.first()?;
    let key = config.key("synonyms");
    let message = format!("`{key}` is only for the pages of topics and other terms");
    let help = format!(
        "delete it, or write it on the page of a term; words that belong to no term can be in \
         `{FILE}` under `search`"
    );
    Some(
        Finding::warning(rules::UNKNOWN_KEY, message)
            .at(source.place(first.span), "not used here")
            .help(help),
    )
}

/// The line of a text that begins with a key and its colon.
fn line_of(text: &str, key: &str) -> Option<Span> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let value = line.strip_prefix(key).map(str::trim_start);
        if value.is_some_and(|value| value.starts_with(':')) {
            return Some(Span::new(at, at + line.trim_end().len()));
        }
        at += line.len();
    }
    None
}

/// The finding for a page that expires before its own date, so that it is never shown.
fn expires_before(
    date: Option<Date>,
    front: &FrontMatter,
    source: &Source,
    config: &Config,
) -> Option<Finding> {
    let (date, expires) = (date?, front.expires?);
    if expires.last_day() >= date.first_day() {
        return None;
    }
    let key = config.key("expires");
    let line = line_of(&source.text, key)?;
    Some(
        Finding::warning(
            rules::DATES_CONTRADICT,
            format!("`{key}: {expires}` is before the date of the page, {date}"),
        )
        .at(source.place(line), "never published")
        .help("correct one of the two dates"),
    )
}

/// The finding for a file's name that begins with something like a date that cannot be read.
fn misread_date(path: &FilePath, stem: &str) -> Option<Finding> {
    let end = stem
        .find(|letter: char| !(letter.is_ascii_digit() || letter == '-'))
        .unwrap_or(stem.len());
    let written = stem[..end].trim_end_matches('-');
    let lengths: Vec<usize> = written.split('-').map(str::len).collect();
    if !matches!(lengths[..], [4, 1..=2, 1..=2]) {
        return None;
    }
    let not_a_date = format!("the file's name begins with `{written}`, which is not a date");
    let (message, help) = match date::rewritten(written) {
        Some(date) if date == written => (
            format!("the file's name is only the date `{date}`, so it is read as a name"),
            format!("add words after it, for example `{date}-warm-homes.md`"),
        ),
        Some(date) => (
            not_a_date,
            format!("rename the file so that its name begins with `{date}`"),
        ),
        None => (
            not_a_date,
            "rename the file, or give the date in the front matter".to_owned(),
        ),
    };
    Some(
        Finding::warning(rules::DATE_IN_NAME, message)
            .at(Place::file(path.clone()), "")
            .help(help),
    )
}

/// The slug that is meant: the last part, if the author wrote a whole address.
fn last_part(slug: &Spanned<String>, source: &Source) -> Reported<String> {
    let mut report = Report::default();
    let parts: Vec<&str> = slug
        .value
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let last = parts.last().copied().unwrap_or_default().to_owned();
    if parts.len() > 1 {
        report.add(
            Finding::error(
                rules::BAD_SLUG,
                format!(
                    "`{}` is a whole address, and a slug is only its last part",
                    slug.value
                ),
            )
            .at(source.place(slug.span), "not a slug")
            .help(format!(
                "write `{last}`; to publish the page in another folder, move the file there"
            )),
        );
    }
    report.on(last)
}

/// A title made from a file's name: `Warm homes` for `warm-homes`.
fn title_of_stem(stem: &str) -> String {
    let mut letters = stem.chars().map(|letter| {
        if matches!(letter, '-' | '_') {
            ' '
        } else {
            letter
        }
    });
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// What a file's path says about it.
struct FileName {
    /// The path below `content/` without language and ending; for a folder's index, the folder's.
    key: String,
    /// The last part of the key.
    stem: String,
    language: LanguageId,
}

impl FileName {
    fn new(path: &str, config: &Config) -> FileName {
        let path = path.strip_prefix(CONTENT).unwrap_or(path);
        // Every source is Markdown, so the ending can be anything, such as `.MD`.
        let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
        let (path, language) = match path.rsplit_once('.') {
            Some((before, suffix)) if !before.is_empty() && !before.ends_with('/') => {
                match config.language_of_suffix(suffix) {
                    Some(language) => (before, language),
                    None => (path, LanguageId::DEFAULT),
                }
            }
            _ => (path, LanguageId::DEFAULT),
        };
        let key = match path.strip_suffix("index") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => {
                folder.trim_end_matches('/')
            }
            _ => path,
        };
        FileName {
            key: key.to_owned(),
            stem: key.rsplit('/').next().unwrap_or_default().to_owned(),
            language,
        }
    }
}

fn kind(name: &FileName, config: &Config) -> Kind {
    if name.key.is_empty() {
        return Kind::Home;
    }
    let below = |folder: &str| {
        name.key
            .strip_prefix(folder)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match below(&config.studies) {
        Some("") => return Kind::All,
        Some(_) => return Kind::Study,
        None => {}
    }
    for (id, facet) in config.facets.iter() {
        match below(&facet.path) {
            Some("") => return Kind::Facet(id),
            Some(_) => return Kind::Term(id),
            None => {}
        }
    }
    Kind::Page
}
