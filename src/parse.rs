//! Each file alone, in parallel, into a document.
//!
//! Where a file stands says what it is: a case study, a term's page, any other page. A document
//! keeps no HTML: a page's text is taken from the source, which lives as long as a document of it
//! does.

pub mod amount;
pub mod body;
mod clean;
pub mod date;
pub mod front_matter;
pub mod invisible;
pub mod lint;
pub mod plain;

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use body::Body;
use date::Date;
use front_matter::{FrontMatter, Keys};

use crate::config::Config;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::{FilePath, Place, Source, Span, Stored, slug::file_slug};
use crate::yaml::read::Spanned;

/// One Markdown file, understood as far as that is possible without the others.
#[derive(Debug, Clone)]
pub struct Document {
    /// Below the library's root, for example `content/case-studies/warm-homes.cy.md`.
    pub path: FilePath,
    pub source: Arc<Stored>,
    pub kind: Kind,
    /// What the versions of one page have in common: its path without language and ending, for
    /// example `case-studies/warm-homes`. A folder with an index has the folder's.
    pub key: String,
    /// The last part of its address, from `slug` or the file's name; empty for an index.
    pub slug: String,
    /// The number of its language in the settings.
    pub language: usize,
    pub front: FrontMatter,
    /// The title, or what the file's name gives for one.
    pub title: String,
    /// The date of the front matter, or that of the file's name.
    pub date: Option<Date>,
    pub body: Body,
    /// The byte of the source at which the text begins.
    pub body_start: usize,
}

/// What a Markdown file is, told by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `content/index.md`.
    Home,
    /// `content/case-studies/index.md`: what stands above the list of all.
    All,
    Study,
    /// The page of a facet, by the facet's number.
    Facet(usize),
    /// The page of a term.
    Term(usize),
    Page,
}

impl Document {
    /// The folder of the file, below `content/`, without a slash at its end.
    pub fn folder(&self) -> &str {
        let path = self.path_in_content();
        path.rfind('/').map_or("", |slash| &path[..slash])
    }

    /// The path below `content/`.
    pub fn path_in_content(&self) -> &str {
        self.path.strip_prefix(CONTENT).unwrap_or(&self.path)
    }

    /// Whether the page has a folder of its own, with pictures and attachments beside the text.
    pub fn is_bundle(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.starts_with("index.")
    }

    /// Its text as its author wrote it, with spaces for what no page may hold.
    pub fn text(&self) -> Cow<'_, str> {
        let text = self.source.text_from(self.body_start);
        match self.body.invisible {
            true => invisible::without(&text).into_owned().into(),
            false => text,
        }
    }

    /// The line of the front matter on which a key stands.
    pub fn line_of(&self, key: &str) -> Option<Span> {
        let source = self.source.source();
        let mut at = 0;
        for line in source.text[..self.body_start].split_inclusive('\n') {
            if line
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with(':'))
            {
                return Some(Span::new(at, at + line.trim_end().len()));
            }
            at += line.len();
        }
        None
    }

    /// What a reader is told the page is about: the summary, else the first paragraph.
    pub fn summary(&self) -> &str {
        self.front.summary.as_deref().unwrap_or(&self.body.opening)
    }
}

/// A list of what was gathered, in no more memory than it fills.
///
/// By moving it: mimalloc leaves a block that shrinks by less than half as large as it was.
fn fitted<T>(mut gathered: Vec<T>) -> Box<[T]> {
    gathered.drain(..).collect()
}

/// Where the library's text stands, below its root.
pub const CONTENT: &str = "content/";

/// A file above this is not read as text: 5 MB, a thousand times the usual case study.
pub const MOST_BYTES: usize = 5_000_000;

/// What was understood of each source alone, in the order of their paths.
pub type Parsed = Vec<Reported<Arc<Document>>>;

/// Understands every source; none is dropped, whatever is wrong with it.
///
/// `last` is what the last run under the same settings understood, empty for the first. What it has
/// of a source that is still the same is taken over. Both are in the order of their paths.
pub fn documents(
    sources: &[Arc<Stored>],
    config: &Config,
    last: &[Reported<Arc<Document>>],
) -> Parsed {
    let keys = Keys::new(config);
    let known = |number: usize, source: &Arc<Stored>| {
        // Where no file came or went since, it stands where it stood.
        let same = |known: &&Reported<Arc<Document>>| Arc::ptr_eq(&known.value.source, source);
        let found = || {
            last.binary_search_by(|known| known.value.path.cmp(source.path()))
                .ok()
        };
        last.get(number)
            .filter(same)
            .or_else(|| last.get(found()?).filter(same))
            .cloned()
    };
    let sources = sources.par_iter().enumerate();
    let read = |source| document(source, &keys, config).map(Arc::new);
    sources
        .map(|(number, source)| known(number, source).unwrap_or_else(|| read(source)))
        .collect()
}

fn document(stored: &Arc<Stored>, keys: &Keys, config: &Config) -> Reported<Document> {
    let mut report = Report::default();
    let source = &*stored.source();
    let name = Name::of(&source.path, config);
    let kind = kind(&name, config);
    let dated = if kind == Kind::Study {
        Date::of_file_name(&name.stem)
    } else {
        None
    };
    let stem = dated.map_or(name.stem.as_str(), |(_, rest)| rest);
    let head = front_matter::head(source, &in_words(stem), keys, &mut report);
    if kind == Kind::Study && dated.is_none() && head.front.date.is_none() {
        report.all(misdated(&source.path, stem));
    }
    let mut body = if source.text.len() > MOST_BYTES {
        report.add(
            Finding::error(rules::FILE_TOO_LONG, "the file has more than 5 MB of text")
                .at(Place::file(source.path.clone()), "")
                .help("split it, or publish it as an attachment"),
        );
        Body::default()
    } else {
        body::outline(source, head.body, &mut report)
    };
    // Nobody is shown the one beside the other.
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
        date: head.front.date.or(dated.map(|(date, _)| date)),
        title,
        key: name.key,
        front: head.front,
        body,
        body_start: head.body,
    })
}

/// Says that what a file's name begins with looks like a date and is none.
fn misdated(path: &FilePath, stem: &str) -> Option<Finding> {
    let end = stem
        .find(|letter: char| !(letter.is_ascii_digit() || letter == '-'))
        .unwrap_or(stem.len());
    let written = stem[..end].trim_end_matches('-');
    let lengths: Vec<usize> = written.split('-').map(str::len).collect();
    if !matches!(lengths[..], [4, 1..=2, 1..=2]) {
        return None;
    }
    let unread = format!("the file's name begins with `{written}`, which cannot be read as a date");
    let (message, help) = match date::rewritten(written) {
        Some(date) if date == written => (
            format!("the file's name is nothing but the date `{date}`, so the page has none"),
            format!("put words behind it: `{date}-warm-homes.md`"),
        ),
        Some(date) => (
            unread,
            format!("rename the file, so that its name begins with `{date}`"),
        ),
        None => (
            unread,
            "rename the file, or give the date in the front matter".to_owned(),
        ),
    };
    Some(
        Finding::warning(rules::DATE_IN_NAME, message)
            .at(Place::file(path.clone()), "")
            .help(help),
    )
}

/// A slug as it is meant where a whole address was written.
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
                    "`{}` is an address, and a slug is the last part of one",
                    slug.value
                ),
            )
            .at(source.place(slug.span), "not a slug")
            .help(format!(
                "write `{last}`, and move the file to have it in another folder"
            )),
        );
    }
    report.on(last)
}

/// What a file's name says, as a title: `warm-homes` as `Warm homes`.
fn in_words(stem: &str) -> String {
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

/// What a file's path says.
struct Name {
    /// Below `content/`, without language and ending; a folder's index has the folder's.
    key: String,
    /// The last part of the key.
    stem: String,
    language: usize,
}

impl Name {
    fn of(path: &str, config: &Config) -> Name {
        let path = path.strip_prefix(CONTENT).unwrap_or(path);
        // Every source is Markdown, however its ending is cased.
        let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
        let (path, language) = match path.rsplit_once('.') {
            Some((before, suffix)) if !before.is_empty() && !before.ends_with('/') => {
                match config.language_of_suffix(suffix) {
                    Some(language) => (before, language),
                    None => (path, 0),
                }
            }
            _ => (path, 0),
        };
        let key = match path.strip_suffix("index") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => {
                folder.trim_end_matches('/')
            }
            _ => path,
        };
        Name {
            key: key.to_owned(),
            stem: key.rsplit('/').next().unwrap_or_default().to_owned(),
            language,
        }
    }
}

fn kind(name: &Name, config: &Config) -> Kind {
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
    for (number, facet) in config.facets.iter().enumerate() {
        match below(&facet.path) {
            Some("") => return Kind::Facet(number),
            Some(_) => return Kind::Term(number),
            None => {}
        }
    }
    Kind::Page
}
