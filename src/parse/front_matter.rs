//! The YAML at the top of a file into what its author says about the page.
//!
//! All front matter is read here and nowhere else. A mistake becomes a finding beside the best
//! value that could still be made. Even a file without usable front matter gets a title from its
//! name, so that it has an address and links to it do not break as well.

pub mod keys;
mod notes;
mod read;
mod title;

use super::date::Date;
use crate::config::Config;
use crate::ids::{FacetId, FieldId, Table};
use crate::report::{Finding, Report, rules};
use crate::source::{Source, Span};
use crate::yaml::read::Spanned;
use crate::yaml::repair::{self, Split};
use crate::yaml::{self, Node, Value};
use keys::Keys;
pub(crate) use read::parts;
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
    /// The keys that are not known, with their places.
    pub unknown: Vec<Spanned<String>>,
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

fn read_head(source: &Source, name: &str, keys: &Keys, report: &mut Report) -> Head {
    let front = FrontMatter::empty(keys.config);
    if source.unread {
        return Head { front, body: 0 };
    }
    let titles = Titles { source, name, keys };
    let (yaml, body) = match repair::split(&source.text, &keys.names) {
        Split::Front {
            yaml,
            body,
            blank_before,
        } => {
            if blank_before {
                report.add(late(source));
            }
            (Span::from(yaml), body)
        }
        Split::Mistake(mistake) => {
            report.add(titles.advise(mistake.finding(source), 0, None));
            // The whole file counts as text, so that nothing is lost and links into it still work.
            return Head { front, body: 0 };
        }
    };
    let Some(root) = parsed(source, yaml, keys, report) else {
        return Head { front, body };
    };
    let slip = swallowed_slip(source, (yaml, &root), body, keys);
    let has_slip = slip.is_some();
    // What follows from a slip is not reported as well.
    let mut consequences = Report::default();
    let report = match slip {
        Some(slip) => {
            report.add(titles.advise(slip, body, None));
            &mut consequences
        }
        None => report,
    };
    let Value::Map(entries) = &root.value else {
        return Head { front, body };
    };
    let mut front = read::values(entries, front, source, keys, report);
    if front.title.is_none()
        && let Some(missing) = titles.missing(yaml, entries)
    {
        let title = entries.iter().find(|entry| entry.key == keys.title());
        report.add(titles.advise(missing, body, title));
    }
    if has_slip {
        front.unknown.clear();
        front.links.clear();
        front.attachments.clear();
    }
    Head { front, body }
}

/// The values of the front matter. `None` if it cannot be parsed, which is reported.
fn parsed(source: &Source, yaml: Span, keys: &Keys, report: &mut Report) -> Option<Node> {
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
    let error = match yaml::parse(&source.text, yaml) {
        Ok(root) => return Some(root),
        Err(error) => error,
    };
    let repair = repair::explain(&source.text, yaml.start..yaml.end, &error, &keys.names);
    report.add(repair.mistake.finding(source));
    None
}

/// A slip that YAML accepts as part of a key or a text.
fn swallowed_slip(
    source: &Source,
    (yaml, root): (Span, &Node),
    body: usize,
    keys: &Keys,
) -> Option<Finding> {
    repair::explain_parsed(&source.text, yaml.start..yaml.end, root, &keys.names)
        .or_else(|| repair::twice(&source.text, body, &keys.names))
        .map(|mistake| mistake.finding(source))
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
