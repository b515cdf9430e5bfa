//! The YAML at the top of a file into what its author says about the page.
//!
//! All front matter is read here and nowhere else. A mistake becomes a finding beside the best
//! value that could still be made. Even a file without usable front matter gets a title from its
//! name, so that it has an address and links to it do not break as well.

mod held_back;
pub mod keys;
mod markup;
mod notes;
mod placeholder;
mod read;
mod repaired;
mod signs;
mod title;

use super::date::Date;
use crate::config::Config;
use crate::ids::{FacetId, FieldId, Table};
use crate::report::{Finding, Report, rules};
use crate::source::{Source, Span};
use crate::yaml::read::Spanned;
use crate::yaml::repair::{self, Repair, Split};
use crate::yaml::{self, Node, Value};
pub use held_back::Embargo;
pub(crate) use held_back::may_hold_back;
use keys::Keys;
pub(crate) use placeholder::placeholder;
pub(crate) use read::parts;
use repaired::Repaired;
use title::Titles;

/// What an author says about a file before its text.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    /// The name of the page.
    pub title: Option<Spanned<String>>,
    /// What the page is about, on one line.
    pub summary: Option<String>,
    /// When the work began, or the event was held.
    pub date: Option<Date>,
    /// When the page last changed.
    pub updated: Option<Date>,
    /// When somebody last made sure that the page is true, as an accessibility statement must say.
    pub reviewed: Option<Spanned<Date>>,
    /// The day by which somebody should check again whether the page is still true.
    pub review_by: Option<Spanned<Date>>,
    /// The terms of each facet, in the order of the settings' facets.
    pub facets: Table<FacetId, Vec<Spanned<String>>>,
    /// The value of each field, in the order of the settings' fields.
    pub fields: Table<FieldId, Option<FieldValue>>,
    /// The last part of the page's address.
    pub slug: Option<Spanned<String>>,
    /// Former addresses.
    pub aliases: Vec<Spanned<String>>,
    /// The picture for lists. In a box, since most documents have none.
    pub image: Option<Box<Image>>,
    /// Who readers can contact. In a box, since most documents say nothing.
    pub contact: Option<Box<Contact>>,
    /// Further reading.
    pub links: Vec<Link>,
    /// Files to download.
    pub attachments: Vec<AttachedFile>,
    /// Case studies that are like this one, by their files or addresses.
    pub related: Vec<Spanned<String>>,
    /// Whether the page is not ready to be published.
    pub draft: bool,
    /// The last day on which the page is published.
    pub expires: Option<Date>,
    /// Whether search engines should leave the page out.
    pub noindex: bool,
    /// Words that mean the same as the title. Only the pages of terms have some.
    pub synonyms: Vec<Spanned<String>>,
    /// Days until which keys of other programs keep the page back.
    pub embargoes: Vec<Embargo>,
    /// The keys that are not known, with their places.
    pub unknown: Vec<Spanned<String>>,
    /// The keys that are nearly known ones.
    pub slips: Vec<Slip>,
    /// The line `---` above it. `None` if there is none, or what is below it cannot be read.
    pub opening: Option<Span>,
    /// Whether all of it could be read.
    pub is_whole: bool,
}

impl FrontMatter {
    /// Front matter that says nothing.
    fn empty(config: &Config) -> FrontMatter {
        FrontMatter {
            facets: config.facets.filled(vec![]),
            fields: config.fields.filled(None),
            ..FrontMatter::default()
        }
    }

    /// Changes each place in the file that it holds.
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        // With all fields, so that a new one with a place is not forgotten.
        let FrontMatter {
            title,
            summary: _,
            date: _,
            updated: _,
            reviewed,
            review_by,
            facets,
            fields: _,
            slug,
            aliases,
            image,
            contact: _,
            links,
            attachments,
            related,
            draft: _,
            expires: _,
            noindex: _,
            synonyms,
            embargoes,
            unknown,
            slips: _,
            opening,
            is_whole: _,
        } = self;
        let texts = [aliases, related, synonyms, unknown].into_iter();
        let texts = texts.chain(facets.values_mut()).flatten();
        let texts = texts.chain([title, slug].into_iter().flatten());
        let keys = embargoes.iter_mut().map(|embargo| &mut embargo.key);
        let dates = [reviewed, review_by].into_iter().flatten();
        texts
            .chain(keys)
            .map(|text| &mut text.span)
            .chain(dates.map(|date| &mut date.span))
            .chain(links.iter_mut().map(|link| &mut link.url.span))
            .chain(attachments.iter_mut().map(|file| &mut file.file.span))
            .chain(image.iter_mut().map(|image| &mut image.src.span))
            .chain(opening)
            .for_each(change);
    }
}

/// A key that is nearly a known one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// As it was written.
    pub key: String,
    /// Whether many files have it, so that it is read as an unknown key and not as a slip.
    pub is_common: bool,
}

/// The value of a field of the settings.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Texts, or one web address.
    Texts(Vec<String>),
    /// A number, in the field's unit.
    Number(f64),
    /// A date.
    Date(Date),
    /// Yes or no.
    Boolean(bool),
}

/// The picture that lists show with a case study.
#[derive(Debug, Clone)]
pub struct Image {
    /// The address of its file.
    pub src: Spanned<String>,
    /// What it shows, for people who cannot see it. Empty if it is only decoration.
    pub alt: String,
    /// The words below it.
    pub caption: Option<String>,
}

/// Who readers can contact. At least one of the four is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// A person's or a team's name.
    pub name: Option<String>,
    /// An email address.
    pub email: Option<String>,
    /// A telephone number, as it was written.
    pub phone: Option<String>,
    /// A web address.
    pub url: Option<String>,
}

/// A link to further reading.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its words. Without them the address is shown.
    pub title: Option<String>,
    /// Its address.
    pub url: Spanned<String>,
}

/// A file to download.
#[derive(Debug, Clone)]
pub struct AttachedFile {
    /// Its name for readers. Without it the file's name is shown.
    pub title: Option<String>,
    /// The address of the file.
    pub file: Spanned<String>,
}

/// A file's front matter, and where its text begins.
#[derive(Debug)]
pub struct Head {
    /// What the author says about the file.
    pub front: FrontMatter,
    /// The byte at which the text begins.
    pub body: usize,
}

/// The most bytes of front matter that are read: more is text that belongs below it.
///
/// The longest of 1,425 real ones has 5 KB. The YAML parsers take linear time (0.8 s for 1 MB of
/// keys), but what explains broken YAML is made for some dozens of lines.
const MAX_YAML: usize = 64 * 1024;

/// Reads a file's front matter. `name` is a title made from the file's name, and may be empty.
pub fn head(source: &Source, name: &str, keys: &Keys, report: &mut Report) -> Head {
    let head = read_head(source, name, keys, report);
    if !report.has(rules::MERGE_CONFLICT)
        && let Some(conflict) = repair::conflict_below(&source.text, head.body)
    {
        report.add(conflict.finding(source));
    }
    head
}

/// Reads on where a mistake was reported, so that one run reports all of them: the front matter is
/// corrected in memory, and what is found there is reported at its place in the file.
fn read_head(source: &Source, name: &str, keys: &Keys, report: &mut Report) -> Head {
    let front = FrontMatter::empty(keys.config);
    if source.unread {
        return Head { front, body: 0 };
    }
    let mut repaired = Repaired::new(source);
    let Some((yaml, body)) = bounds(&mut repaired, name, keys, report) else {
        // The whole file counts as text, so that nothing is lost and links into it still work.
        return Head { front, body: 0 };
    };
    let body_in_file = repaired.byte_before(body);
    let front = parsed(&mut repaired, yaml, keys, report)
        .map(|(root, yaml)| values(&repaired, (&root, yaml), name, keys, report));
    Head {
        front: front.unwrap_or_else(|| FrontMatter::empty(keys.config)),
        body: body_in_file,
    }
}

/// Returns the bytes of the YAML, and where the text begins. `None` if no lines `---` say so, which
/// is reported.
fn bounds(
    repaired: &mut Repaired,
    name: &str,
    keys: &Keys,
    report: &mut Report,
) -> Option<(Span, usize)> {
    /// Mistakes in these lines: one in each of the two, and text above them.
    const MAX_MISTAKES: usize = 3;
    for _ in 0..MAX_MISTAKES {
        let source = repaired.source();
        let (mistake, front) = match repair::split(&source.text, &keys.names) {
            Split::Front {
                yaml,
                body,
                blank_before,
            } => {
                if blank_before && repaired.is_as_written() {
                    report.add(late(source));
                }
                let front = (Span::from(yaml), body);
                let is_map = |(yaml, _): &(Span, usize)| {
                    yaml::parse(&source.text, *yaml)
                        .is_ok_and(|root| matches!(root.value, Value::Map(_)))
                };
                match repair::twice(&source.text, body, &keys.names) {
                    Some(mistake) if is_map(&front) => (mistake, Some(front)),
                    _ => return Some(front),
                }
            }
            Split::Mistake(mistake) => (mistake, None),
        };
        let edits = mistake.fix.clone();
        let is_without = mistake.rule == rules::FRONT_MATTER_MISSING;
        let titles = Titles { source, name, keys };
        let found = titles.advise(mistake.finding(source), 0, None);
        report.add(repaired.before(found));
        // Which version counts is for the author to say.
        if edits.is_empty() || is_without || report.has(rules::MERGE_CONFLICT) {
            repaired.is_sure = false;
            return front;
        }
        repaired.apply(&edits);
    }
    None
}

/// Returns the values of the front matter, and the bytes that they are in. `None` if it cannot be
/// parsed, which is reported.
fn parsed(
    repaired: &mut Repaired,
    yaml: Span,
    keys: &Keys,
    report: &mut Report,
) -> Option<(Node, Span)> {
    let source = repaired.source();
    if yaml.end - yaml.start > MAX_YAML {
        report.add(
            Finding::error(
                rules::FRONT_MATTER_TOO_LONG,
                "the front matter is longer than 64 KiB",
            )
            .at(source.place(Span::new(0, 3)), "starts here")
            .help("move the text below the second `---`"),
        );
        return None;
    }
    let text = &source.text;
    let bytes = yaml.start..yaml.end;
    let (root, repair) = match yaml::parse(text, yaml) {
        Ok(root) => {
            let repair = repair::explain_parsed(text, bytes, &root, &keys.names);
            (Some(root), repair)
        }
        Err(error) => (
            None,
            Some(repair::explain(text, bytes, &error, &keys.names)),
        ),
    };
    let Some(repair) = repair else {
        return root.map(|root| (root, yaml));
    };
    report_repair(repaired, repair, report);
    if report.has(rules::MERGE_CONFLICT) {
        return None;
    }
    let text = &repaired.source().text;
    let Split::Front { yaml, .. } = repair::split(text, &keys.names) else {
        return None;
    };
    let yaml = Span::from(yaml);
    let root = yaml::parse(text, yaml).ok()?;
    Some((root, yaml))
}

/// Reports all mistakes, and corrects them for reading on.
fn report_repair(repaired: &mut Repaired, repair: Repair, report: &mut Report) {
    for mistake in repair.mistakes {
        let found = mistake.finding(repaired.source());
        report.add(repaired.before(found));
    }
    repaired.apply(&repair.edits);
    repaired.is_sure &= repair.is_sure;
}

/// The front matter that the entries of `root` say, with the places of the file.
fn values(
    repaired: &Repaired,
    (root, yaml): (&Node, Span),
    name: &str,
    keys: &Keys,
    report: &mut Report,
) -> FrontMatter {
    let front = FrontMatter::empty(keys.config);
    let Value::Map(entries) = &root.value else {
        return front;
    };
    let source = repaired.source();
    let mut found = Report::default();
    let mut front = read::values(entries, front, source, keys, &mut found);
    let opening = opening(yaml);
    front.opening = Some(opening);
    front.is_whole = repaired.is_sure;
    let titles = Titles { source, name, keys };
    if front.title.is_none()
        && front.is_whole
        && let Some(missing) = titles.missing(opening, entries)
    {
        let title = entries.iter().find(|entry| entry.key == keys.title());
        found.add(titles.advise(missing, yaml.end, title));
    }
    if !repaired.is_as_written() {
        front.each_span(&mut |span| *span = repaired.span_before(*span));
    }
    for finding in found.on(()).findings {
        report.add(repaired.before(finding));
    }
    front
}

/// The line `---` above the YAML.
fn opening(yaml: Span) -> Span {
    Span::new(yaml.start.saturating_sub(4), yaml.start.saturating_sub(1))
}

/// The finding for front matter that begins below the first line.
fn late(source: &Source) -> Finding {
    let first = source.text.len() - source.text.trim_start().len();
    Finding::warning(
        rules::FRONT_MATTER_LATE,
        "there are empty lines before the front matter",
    )
    .at(
        source.place(Span::new(first, first + 3)),
        "should be the first line",
    )
    .help("delete the empty lines")
}
