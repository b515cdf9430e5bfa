//! The YAML at the head of a file into what is known of it.
//!
//! Every key of a front matter is read here and nowhere else. What an author got wrong is a
//! finding beside the best value that could still be made: a file without a usable front matter
//! still has a title, so that it still has an address and links to it do not break as well.

use std::collections::HashMap;

use super::amount::{amount, meant};
use super::date::{Date, FORMS, NotADate, impossible, rewritten};
use super::target::{has_host, unsafe_link};
use crate::config::{Config, FieldKind};
use crate::report::{Edit, Finding, Report, Rule, listed, nearest, rules};
use crate::source::{Position, Source, Span, slug::slug, visible};
use crate::yaml::mistakes::{self, Known, Mistake, Split};
use crate::yaml::read::{Reader, Spanned};
use crate::yaml::{self, Entry, Node, Value};

/// What an author says about a file before its text.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    pub title: Option<Spanned<String>>,
    pub summary: Option<String>,
    pub date: Option<Date>,
    pub updated: Option<Date>,
    /// When somebody last made sure that the page is true: of an accessibility statement, say.
    pub reviewed: Option<Spanned<Date>>,
    /// The day by which somebody should look again whether the page is still true.
    pub review_by: Option<Spanned<Date>>,
    /// The terms of each facet, in the order of the settings' facets.
    pub facets: Vec<Vec<Spanned<String>>>,
    /// The value of each field, in the order of the settings' fields.
    pub fields: Vec<Option<FieldValue>>,
    pub slug: Option<Spanned<String>>,
    pub aliases: Vec<Spanned<String>>,
    /// Boxed, as what most documents do without.
    pub image: Option<Box<Image>>,
    pub contact: Option<Box<Contact>>,
    pub links: Vec<Link>,
    pub attachments: Vec<Attachment>,
    pub related: Vec<Spanned<String>>,
    pub draft: bool,
    pub expires: Option<Date>,
    pub noindex: bool,
    /// Keys that nobody knows, with their places.
    pub unknown: Vec<Spanned<String>>,
}

/// The value of a field of the settings.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Text, or a web address.
    Texts(Vec<String>),
    Number(f64),
    Date(Date),
    Boolean(bool),
}

/// The picture that stands for a case study.
#[derive(Debug, Clone)]
pub struct Image {
    pub src: Spanned<String>,
    pub alt: String,
    pub caption: Option<String>,
}

/// Whom to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub url: Option<String>,
}

/// A link with its words.
#[derive(Debug, Clone)]
pub struct Link {
    pub title: Option<String>,
    pub url: Spanned<String>,
}

/// A file to download.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub title: Option<String>,
    pub file: Spanned<String>,
}

/// A key's part in casebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Title,
    Summary,
    Date,
    Updated,
    Reviewed,
    ReviewBy,
    Slug,
    Aliases,
    Image,
    Contact,
    Links,
    Attachments,
    Related,
    Draft,
    Expires,
    Noindex,
    Facet(usize),
    Field(usize),
}

/// Our own keys, as front matter writes them.
pub const KEYS: [(&str, Key); 16] = [
    ("title", Key::Title),
    ("summary", Key::Summary),
    ("date", Key::Date),
    ("updated", Key::Updated),
    ("reviewed", Key::Reviewed),
    ("review_by", Key::ReviewBy),
    ("slug", Key::Slug),
    ("aliases", Key::Aliases),
    ("image", Key::Image),
    ("contact", Key::Contact),
    ("links", Key::Links),
    ("attachments", Key::Attachments),
    ("related", Key::Related),
    ("draft", Key::Draft),
    ("expires", Key::Expires),
    ("noindex", Key::Noindex),
];

pub const IMAGE: [&str; 3] = ["src", "alt", "caption"];
pub const CONTACT: [&str; 4] = ["name", "email", "phone", "url"];
pub const LINK: [&str; 2] = ["title", "url"];
pub const ATTACHMENT: [&str; 2] = ["title", "file"];

/// What stands below those of our keys that hold groups of keys.
const GROUPS: [(&str, &[&str]); 4] = [
    ("image", &IMAGE),
    ("contact", &CONTACT),
    ("links", &LINK),
    ("attachments", &ATTACHMENT),
];

/// The keys of a front matter as one library writes them.
#[derive(Debug)]
pub struct Keys<'a> {
    config: &'a Config,
    /// A library may make several of ours out of one of its own.
    parts: HashMap<&'a str, Vec<Key>>,
    known: Known<'a>,
    /// The slugs of each facet's closed list, with the words of the list.
    closed: Vec<Option<Vec<(String, &'a str)>>>,
}

impl<'a> Keys<'a> {
    pub fn new(config: &'a Config) -> Keys<'a> {
        let mut parts: HashMap<&str, Vec<Key>> = HashMap::new();
        let facets = config
            .facets
            .iter()
            .enumerate()
            .map(|(n, facet)| (facet.key.as_str(), Key::Facet(n)));
        let fields = config
            .fields
            .iter()
            .enumerate()
            .map(|(n, field)| (field.key.as_str(), Key::Field(n)));
        for (ours, key) in KEYS.into_iter().chain(facets).chain(fields) {
            parts.entry(config.key(ours)).or_default().push(key);
        }
        let closed = config.facets.iter().map(|facet| {
            let terms = facet.terms.as_ref()?;
            Some(
                terms
                    .iter()
                    .map(|term| (slug(term), term.as_str()))
                    .collect(),
            )
        });
        let known = Known {
            keys: parts.keys().copied().collect(),
            parts: GROUPS
                .into_iter()
                .map(|(ours, parts)| (config.key(ours), parts))
                .collect(),
        };
        Keys {
            config,
            parts,
            known,
            closed: closed.collect(),
        }
    }

    fn written(&self, ours: &'a str) -> &'a str {
        self.config.key(ours)
    }
}

/// A file's front matter with the byte at which its text begins.
#[derive(Debug)]
pub struct Head {
    pub front: FrontMatter,
    /// Where the text begins.
    pub body: usize,
}

/// Reads the front matter of one file; `name` is what its file name says of it.
pub fn head(source: &Source, name: &str, keys: &Keys, report: &mut Report) -> Head {
    let head = front(source, name, keys, report);
    let is_told = report.has(rules::MERGE_CONFLICT);
    if let Some(conflict) =
        mistakes::conflict_below(&source.text, head.body, &keys.known).filter(|_| !is_told)
    {
        report.add(finding(source, conflict));
    }
    head
}

fn front(source: &Source, name: &str, keys: &Keys, report: &mut Report) -> Head {
    let empty = FrontMatter {
        facets: vec![vec![]; keys.config.facets.len()],
        fields: vec![None; keys.config.fields.len()],
        ..FrontMatter::default()
    };
    if source.unread {
        return Head {
            front: empty,
            body: 0,
        };
    }
    let (yaml, body) = match mistakes::split(&source.text, &keys.known) {
        Split::Front {
            yaml,
            body,
            blank_before,
        } => {
            if blank_before {
                let first = source.text.len() - source.text.trim_start().len();
                report.add(
                    Finding::warning(
                        rules::FRONT_MATTER_LATE,
                        "there are empty lines before the front matter",
                    )
                    .at(
                        source.place(Span::new(first, first + 3)),
                        "should be the first line",
                    )
                    .help("delete the empty lines"),
                );
            }
            (Span::from(yaml), body)
        }
        Split::Mistake(mistake) => {
            report.add(titled(finding(source, mistake), source, name, keys, 0));
            // All of it is text, so that nothing is lost and links into it still work.
            return Head {
                front: empty,
                body: 0,
            };
        }
    };
    if yaml.end - yaml.start > MOST_YAML {
        report.add(
            Finding::error(
                rules::FRONT_MATTER_TOO_LONG,
                "the front matter is longer than 64 KiB",
            )
            .at(source.place(Span::new(0, 3)), "begins here")
            .help("move the text below the second `---`"),
        );
        return Head { front: empty, body };
    }
    let root = match yaml::parse(&source.text, yaml) {
        Ok(root) => root,
        Err(error) => {
            let mistake = mistakes::explain(
                &source.text,
                yaml.start..yaml.end,
                Some((&error.message, error.at)),
                &keys.known,
            )
            .expect("an error of the parser is always explained");
            report.add(finding(source, mistake));
            return Head { front: empty, body };
        }
    };
    // What follows from a slip that YAML takes for part of a key or a text is not said as well.
    let mut unsaid = Report::default();
    let slip = mistakes::explain(&source.text, yaml.start..yaml.end, None, &keys.known)
        .or_else(|| mistakes::twice(&source.text, body, &keys.known))
        .map(|mistake| finding(source, mistake));
    let is_slip = slip.is_some();
    let report = match slip {
        Some(slip) => {
            report.add(titled(slip, source, name, keys, body));
            &mut unsaid
        }
        None => report,
    };
    let mut reading = Reading {
        reader: Reader { source, report },
        keys,
        front: empty,
    };
    let Value::Map(entries) = &root.value else {
        return Head {
            front: reading.front,
            body,
        };
    };
    for entry in entries {
        reading.entry(entry, entries);
    }
    if reading.front.title.is_none()
        && let Some(missing) = without_title(source, yaml, entries, keys)
    {
        reading
            .reader
            .report
            .add(titled(missing, source, name, keys, body));
    }
    if is_slip {
        reading.front.unknown.clear();
        reading.front.links.clear();
        reading.front.attachments.clear();
    }
    Head {
        front: reading.front,
        body,
    }
}

/// A front matter above this is refused: nesting costs the YAML parser quadratic time.
const MOST_YAML: usize = 64 * 1024;

/// Says that there is no title; a value that is no text has been told of.
fn without_title(source: &Source, yaml: Span, entries: &[Entry], keys: &Keys) -> Option<Finding> {
    let key = keys.written("title");
    let Some(entry) = entries.iter().find(|entry| entry.key == key) else {
        let at = source.place(Span::new(
            yaml.start.saturating_sub(4),
            yaml.start.saturating_sub(1),
        ));
        return Some(
            Finding::error(rules::MISSING_TITLE, format!("`{key}` is missing"))
                .at(at, "in this front matter")
                .help(format!("add a line `{key}: What the case study is about`")),
        );
    };
    if let Some(note) = note_behind(&source.text, entry) {
        let line = format!("{key}: {}", mistakes::in_quotes(note.of(&source.text)));
        return Some(
            Finding::error(
                rules::MISSING_TITLE,
                format!("`{key}` is empty, because what begins with `#` is a note"),
            )
            .at(source.place(note), "not read")
            .help(format!("put it in quotes: `{line}`"))
            .fix(vec![Edit::Replace {
                line: Position::of(&source.text, note.start).line,
                new: line,
            }]),
        );
    }
    is_empty(&entry.value).then(|| {
        Finding::error(rules::MISSING_TITLE, format!("`{key}` is empty"))
            .at(source.place(entry.key_span), "nothing stands behind it")
            .help(format!("write `{key}: What the case study is about`"))
    })
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// What stands behind a value, or in the place of one, as YAML's comment and was hardly meant so:
/// `#WarmHomes`, `#3`. With a space behind the number sign it is a comment as people write them.
fn note_behind(text: &str, entry: &Entry) -> Option<Span> {
    let value = &entry.value;
    let from = match &value.value {
        Value::Null => entry.key_span.end,
        Value::Text(_) | Value::Number(_) | Value::Bool(_) => value.span.end,
        Value::List(_) | Value::Map(_) => return None,
    };
    let line = text[from..].split('\n').next().unwrap_or_default();
    let behind = if value.value == Value::Null {
        line.strip_prefix(':')?
    } else {
        line
    };
    let note = behind.strip_prefix(' ')?.trim_start();
    let is_word = note
        .strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let end = from + line.len();
    is_word.then(|| Span::new(end - note.len(), from + line.trim_end().len()))
}

/// The items of a list in whose place such a note stands: `- #Housing`.
fn notes_for_items(text: &str, entry: &Entry) -> Vec<Span> {
    let Value::List(items) = &entry.value.value else {
        return vec![];
    };
    let mut at = entry.key_span.end;
    let below = text[at..].split_inclusive('\n').map(|line| {
        at += line.len();
        Span::new(at - line.len(), at - line.len() + line.trim_end().len())
    });
    let lines = below
        .skip(1)
        .take_while(|line| line.of(text).trim_start().starts_with('-'));
    let empty = items
        .iter()
        .filter(|item| item.value == Value::Null)
        .count();
    let notes = lines.filter_map(|line| {
        let note = line.of(text).trim_start().strip_prefix("- ")?.trim_start();
        let is_word = note
            .strip_prefix('#')
            .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        is_word.then(|| Span::new(line.end - note.len(), line.end))
    });
    notes.take(empty).collect()
}

/// Where a file has no title, one is the mend: the first heading of its text, or what the file's
/// name says. `body` is the byte at which its text begins.
fn titled(found: Finding, source: &Source, name: &str, keys: &Keys, body: usize) -> Finding {
    const TITLE_MENDS: [Rule; 4] = [
        rules::FRONT_MATTER_EMPTY,
        rules::FRONT_MATTER_EMPTY_FILE,
        rules::FRONT_MATTER_MISSING,
        rules::MISSING_TITLE,
    ];
    // With keys in the file it has a front matter, whatever keeps it from being read as one.
    let has_keys = found.rule == rules::FRONT_MATTER_MISSING
        && source.text.lines().any(|line| keys.known.heads(line));
    if !TITLE_MENDS.contains(&found.rule) || !found.fix.is_empty() || has_keys {
        return found;
    }
    let text = source.text.get(body..).unwrap_or_default();
    let heading = text
        .lines()
        .find_map(|line| line.strip_prefix("# "))
        .map(|title| title.trim_matches(['#', ' ']));
    let Some(title) = heading
        .filter(|title| !title.is_empty())
        .or(Some(name).filter(|name| !name.is_empty()))
    else {
        return found;
    };
    let line = format!("{}: {}", keys.written("title"), mistakes::in_quotes(title));
    if matches!(found.rule, rules::FRONT_MATTER_EMPTY | rules::MISSING_TITLE) {
        let is_key = |line: &str| {
            line.strip_prefix(keys.written("title"))
                .is_some_and(|rest| rest.starts_with(':'))
        };
        if let Some(at) = source.text[..body].lines().position(is_key) {
            // What is no title may be a note, which stays.
            let is_bare = source
                .text
                .lines()
                .nth(at)
                .is_some_and(|line| line.trim_end().ends_with(':'));
            let fix = if is_bare {
                vec![Edit::Replace {
                    line: at + 1,
                    new: line.clone(),
                }]
            } else {
                vec![]
            };
            return found
                .help(format!("write a title, such as `{line}`"))
                .fix(fix);
        }
        let opening = source
            .text
            .lines()
            .position(|line| line.trim_end() == "---")
            .map_or(1, |at| at + 1);
        let help = format!("add a line such as `{line}`");
        return found.help(help).fix(vec![Edit::Insert {
            line: opening + 1,
            new: line,
        }]);
    }
    let help = format!("begin the file with a line `---`, a line `{line}`, and a line `---`");
    let new = ["---".to_owned(), line, "---".to_owned()];
    found.help(help).fix(
        new.into_iter()
            .map(|new| Edit::Insert { line: 1, new })
            .collect(),
    )
}

fn finding(source: &Source, mistake: Mistake) -> Finding {
    let found = Finding::error(mistake.rule, mistake.message)
        .at(source.place(mistake.span.into()), mistake.label)
        .help(mistake.help)
        .fix(mistake.fix);
    match mistake.also {
        Some((span, label)) => found.also(source.place(span.into()), label),
        None => found,
    }
}

/// A front matter while it is read, key by key.
struct Reading<'a, 'k> {
    reader: Reader<'a>,
    keys: &'a Keys<'k>,
    front: FrontMatter,
}

impl Reading<'_, '_> {
    fn entry(&mut self, entry: &Entry, all: &[Entry]) {
        self.lone_quote(&entry.key, &entry.value);
        let Some(parts) = self.keys.parts.get(entry.key.as_str()) else {
            return self.unknown(entry, all);
        };
        for part in parts {
            self.part(*part, &entry.key, &entry.value);
        }
        // A title that is none is told with what follows from it.
        if entry.key != self.keys.written("title") || !is_empty(&entry.value) {
            self.note(entry);
        }
    }

    /// Says that a word with a number sign before it is not read.
    fn note(&mut self, entry: &Entry) {
        let source = self.reader.source;
        let mut tell = |note: Span, line: String| {
            self.reader.report.add(
                Finding::warning(
                    rules::YAML_NUMBER_SIGN,
                    format!(
                        "`{}` is not read, because what begins with `#` is a note",
                        note.of(&source.text)
                    ),
                )
                .at(source.place(note), "read over")
                .help(format!(
                    "write `{line}`; if it is a note, put a space behind the `#`"
                )),
            );
        };
        if let Some(note) = note_behind(&source.text, entry) {
            let value = source.text[entry.key_span.end..note.end]
                .trim_start_matches(':')
                .trim_start();
            tell(
                note,
                format!("{}: {}", entry.key, mistakes::in_quotes(value)),
            );
        }
        for note in notes_for_items(&source.text, entry) {
            tell(
                note,
                format!("- {}", mistakes::in_quotes(note.of(&source.text))),
            );
        }
    }

    fn part(&mut self, part: Key, key: &str, node: &Node) {
        match part {
            Key::Title => self.front.title = self.reader.text(key, node),
            Key::Summary => {
                let summary = self.reader.text(key, node);
                self.front.summary =
                    summary.map(|text| text.value.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Key::Date => self.front.date = self.date(key, node),
            Key::Updated => self.front.updated = self.date(key, node),
            Key::Reviewed => {
                let date = self.date(key, node);
                self.front.reviewed = date.map(|value| Spanned {
                    value,
                    span: node.span,
                });
            }
            Key::ReviewBy => {
                let date = self.date(key, node);
                self.front.review_by = date.map(|value| Spanned {
                    value,
                    span: node.span,
                });
            }
            Key::Slug => self.front.slug = self.reader.text(key, node),
            Key::Aliases => self.front.aliases = self.reader.texts(key, node),
            Key::Image => self.front.image = self.image(key, node).map(Box::new),
            Key::Contact => self.front.contact = self.contact(key, node).map(Box::new),
            Key::Links => self.front.links = self.links(key, node),
            Key::Attachments => self.front.attachments = self.attachments(key, node),
            Key::Related => self.front.related = self.reader.texts(key, node),
            Key::Draft => self.front.draft = self.reader.boolean(key, node).unwrap_or(false),
            Key::Expires => self.front.expires = self.date(key, node),
            Key::Noindex => self.front.noindex = self.reader.boolean(key, node).unwrap_or(false),
            Key::Facet(number) => self.front.facets[number] = self.terms(number, key, node),
            Key::Field(number) => self.front.fields[number] = self.field(number, key, node),
        }
    }

    /// A quote at the end of a text that none opens, which visitors would see.
    fn lone_quote(&mut self, key: &str, node: &Node) {
        let Value::Text(_) = node.value else { return };
        let written = node.span.of(&self.reader.source.text);
        let Some(before) = written.strip_suffix('"') else {
            return;
        };
        // `"12"` ends in a quote of its own, and a plank of 12" is twelve inches wide.
        let is_opened = before.contains(['"', '“', '„'])
            || self.reader.source.text[..node.span.start].ends_with(['"', '\'']);
        if is_opened
            || before.ends_with(|last: char| last.is_ascii_digit())
            || before.contains('\n')
        {
            return;
        }
        let span = Span::new(node.span.end - 1, node.span.end);
        self.reader.report.add(
            Finding::warning(
                rules::YAML_LONE_QUOTE,
                format!("the value of `{key}` ends with a quote, and none opens it"),
            )
            .at(self.reader.source.place(span), "shown as it stands")
            .help("delete it, or put one before the value as well")
            .fix(vec![Edit::replacing(&self.reader.source.text, span, "")]),
        );
    }

    /// A mistyped key is read as the one that was meant, so that it is not missed as well.
    fn unknown(&mut self, entry: &Entry, all: &[Entry]) {
        if self.keys.config.ignore.contains(&entry.key) {
            return;
        }
        // What is close to a known key is a slip; other keys are gathered, and said once for all
        // files.
        match nearest(&entry.key, self.keys.parts.keys().copied()) {
            Some(meant) => {
                self.reader.mistyped(entry, meant);
                if !all.iter().any(|other| other.key == meant) {
                    for part in &self.keys.parts[meant] {
                        self.part(*part, meant, &entry.value);
                    }
                }
            }
            None => self.front.unknown.push(Spanned {
                value: entry.key.clone(),
                span: entry.key_span,
            }),
        }
    }

    fn date(&mut self, key: &str, node: &Node) -> Option<Date> {
        let text = self.reader.text(key, node)?;
        let (rule, message, label) = match Date::parse(&text.value) {
            Ok(date) => return Some(date),
            Err(NotADate::Impossible) => (
                rules::IMPOSSIBLE_DATE,
                "there is no such day as",
                "not in the calendar",
            ),
            Err(NotADate::Form) => (
                rules::BAD_DATE,
                "cannot be read as a date:",
                "not a form that is known",
            ),
        };
        let message = match rule {
            rules::BAD_DATE => format!("`{key}` {message} `{}`", text.value),
            _ => format!("{message} `{}`", text.value),
        };
        let span = text.span.first_line(&self.reader.source.text);
        let found = Finding::error(rule, message).at(self.reader.source.place(span), label);
        self.reader.report.add(match rewritten(&text.value) {
            Some(date) => found
                .help(format!("write `{key}: {date}`"))
                .fix(vec![Edit::replacing(&self.reader.source.text, span, &date)]),
            None if rule == rules::IMPOSSIBLE_DATE => found.help(impossible(&text.value)),
            None => found.help(FORMS),
        });
        None
    }

    fn terms(&mut self, number: usize, key: &str, node: &Node) -> Vec<Spanned<String>> {
        let facet = &self.keys.config.facets[number];
        let mut terms: Vec<Spanned<String>> = vec![];
        for Spanned { value, span } in self.reader.texts(key, node) {
            let term = Spanned {
                value: visible(&value).into_owned(),
                span,
            };
            match &facet.split {
                Some(separator) => terms.extend(split(&term, separator)),
                None => terms.push(term),
            }
        }
        let mut kept: Vec<Spanned<String>> = Vec::with_capacity(terms.len());
        for term in terms {
            let name = slug(&term.value);
            if name.is_empty() {
                let place = self.reader.source.place(term.span);
                self.reader.report.add(
                    Finding::error(
                        rules::TERM_WITHOUT_LETTERS,
                        format!("`{}` has no letter or digit to name a page by", term.value),
                    )
                    .at(place, "not a name"),
                );
            } else if self.known(number, key, &term, &name)
                && !kept.iter().any(|other| slug(&other.value) == name)
            {
                kept.push(term);
            }
        }
        kept
    }

    /// Whether a closed facet has the term; says so where it does not.
    fn known(&mut self, number: usize, key: &str, term: &Spanned<String>, name: &str) -> bool {
        let Some(closed) = &self.keys.closed[number] else {
            return true;
        };
        if closed.iter().any(|(slug, _)| slug == name) {
            return true;
        }
        let names: Vec<&str> = closed.iter().map(|(_, words)| *words).collect();
        let found = Finding::error(
            rules::UNKNOWN_TERM,
            format!("`{}` is not one of the {key}", term.value),
        )
        .at(self.reader.source.place(term.span), "not in casebook.yaml");
        // Each of several terms that were written as one.
        let several: Option<Vec<&str>> = parts(&term.value)
            .map(|part| {
                closed
                    .iter()
                    .find(|(name, _)| *name == slug(part))
                    .map(|(_, words)| *words)
            })
            .collect();
        self.reader.report.add(
            match (several, nearest(&term.value, names.iter().copied())) {
                (Some(several), _) => found.help(format!(
                    "for several write a list: `{key}: [{}]`",
                    several.join(", ")
                )),
                (None, Some(meant)) => found
                    .help(format!(
                        "did you mean `{meant}`? The {key} are {}",
                        listed(&names)
                    ))
                    .fix(vec![Edit::replacing(
                        &self.reader.source.text,
                        term.span,
                        meant,
                    )]),
                (None, None) => found.help(format!("the {key} are {}", listed(&names))),
            },
        );
        false
    }

    fn field(&mut self, number: usize, key: &str, node: &Node) -> Option<FieldValue> {
        match self.keys.config.fields[number].kind {
            FieldKind::Text => {
                let texts = self.reader.texts(key, node);
                (!texts.is_empty())
                    .then(|| FieldValue::Texts(texts.into_iter().map(|text| text.value).collect()))
            }
            FieldKind::Number => self.amount(number, key, node).map(FieldValue::Number),
            FieldKind::Date => self.date(key, node).map(FieldValue::Date),
            FieldKind::Boolean => self.reader.boolean(key, node).map(FieldValue::Boolean),
            FieldKind::Url => {
                let url = self.reader.text(key, node)?;
                self.web_address(key, &url)
                    .then(|| FieldValue::Texts(vec![url.value]))
            }
        }
    }

    fn amount(&mut self, number: usize, key: &str, node: &Node) -> Option<f64> {
        let unit = self.keys.config.fields[number].unit.as_deref();
        if is_empty(node) {
            return None;
        }
        let written = node.scalar(&self.reader.source.text);
        let written = written.as_deref().map(visible);
        let read = written.as_ref().and_then(|written| amount(written, unit));
        if read.is_none() {
            let help = match (written.and_then(|written| meant(&written, unit)), unit) {
                (Some(number), _) => format!("write `{key}: {number}`"),
                (None, Some(unit)) => {
                    format!("write the number in {unit} with digits alone, `{key}: 12500` say")
                }
                (None, None) => format!("write it with digits alone, `{key}: 12500` say"),
            };
            self.reader
                .report
                .add(self.reader.wrong_type("a number", key, node).help(help));
        }
        read
    }

    fn web_address(&mut self, key: &str, url: &Spanned<String>) -> bool {
        let right = ["https://", "http://"]
            .iter()
            .any(|scheme| url.value.starts_with(scheme))
            && has_host(&url.value);
        if !right {
            let help = match linked(&url.value) {
                Some((_, address)) => format!("write the address alone: `{key}: {address}`"),
                None => format!("for example `{key}: https://example.org/`"),
            };
            self.reader.report.add(
                Finding::error(
                    rules::NOT_A_WEB_ADDRESS,
                    format!("`{}` is not a web address", url.value),
                )
                .at(
                    self.reader.source.place(url.span),
                    "does not begin with `https://`",
                )
                .help(help),
            );
        }
        right
    }

    fn image(&mut self, key: &str, node: &Node) -> Option<Image> {
        if !matches!(node.value, Value::Map(_)) {
            let src = self.reader.text(key, node)?;
            if !self.safe(&src) {
                return None;
            }
            self.without_alt(key, &src);
            return Some(Image {
                src,
                alt: String::new(),
                caption: None,
            });
        }
        let (mut src, mut alt, mut caption) = (None, None, None);
        for entry in self.reader.map(key, node) {
            match entry.key.as_str() {
                "src" => src = self.reader.text("src", &entry.value),
                "alt" => {
                    alt = Some(
                        self.reader
                            .text("alt", &entry.value)
                            .map_or(String::new(), |alt| alt.value),
                    )
                }
                "caption" => {
                    caption = self
                        .reader
                        .text("caption", &entry.value)
                        .map(|caption| caption.value)
                }
                _ => self.unknown_part(key, entry, &IMAGE),
            }
        }
        let Some(src) = src else {
            let place = self
                .reader
                .source
                .place(node.span.first_line(&self.reader.source.text));
            self.reader.report.add(
                Finding::error(
                    rules::PICTURE_MISSING_SRC,
                    format!("`{key}` does not say which picture"),
                )
                .at(place, "no `src`")
                .help("add `src:` with the picture's file name"),
            );
            return None;
        };
        if !self.safe(&src) {
            return None;
        }
        if alt.is_none() {
            self.without_alt(key, &src);
        }
        Some(Image {
            src,
            alt: alt.unwrap_or_default(),
            caption,
        })
    }

    /// Whether an address may stand in a page; says so where it may not.
    fn safe(&mut self, target: &Spanned<String>) -> bool {
        let found = unsafe_link(&target.value, self.reader.source.place(target.span));
        let is_safe = found.is_none();
        self.reader.report.all(found);
        is_safe
    }

    fn without_alt(&mut self, key: &str, src: &Spanned<String>) {
        self.reader.report.add(
            Finding::warning(
                rules::PICTURE_WITHOUT_ALT,
                format!("the picture `{}` has no text for those who cannot see it", src.value),
            )
            .at(self.reader.source.place(src.span), "no `alt`")
            .help(format!(
                "write `{key}: {{src: {}, alt: What the picture shows}}`, or `alt: \"\"` if it only decorates",
                src.value
            )),
        );
    }

    fn contact(&mut self, key: &str, node: &Node) -> Option<Contact> {
        let mut contact = Contact::default();
        if matches!(node.value, Value::Map(_)) {
            for entry in self.reader.map(key, node) {
                let text = self.reader.text(&entry.key, &entry.value);
                match entry.key.as_str() {
                    "name" => contact.name = text.map(|text| text.value),
                    "email" => {
                        contact.email = text
                            .filter(|text| self.email(text, &entry.value))
                            .map(|text| text.value)
                    }
                    "phone" => contact.phone = text.map(|text| text.value),
                    "url" => {
                        contact.url = text
                            .filter(|url| self.web_address("url", url))
                            .map(|url| url.value)
                    }
                    _ => self.unknown_part(key, entry, &CONTACT),
                }
            }
        } else {
            let text = self.reader.text(key, node)?.value;
            match text.contains('@') && !text.contains(' ') {
                true => contact.email = Some(text),
                false => contact.name = Some(text),
            }
        }
        (contact != Contact::default()).then_some(contact)
    }

    /// Whether a text can be an email address; says so where it cannot.
    fn email(&mut self, text: &Spanned<String>, node: &Node) -> bool {
        let around = text
            .value
            .split_once('@')
            .filter(|_| !text.value.contains(char::is_whitespace));
        let right =
            around.is_some_and(|(before, behind)| !before.is_empty() && behind.contains('.'));
        if !right {
            let finding = self.reader.wrong_type("an email address", "email", node);
            self.reader
                .report
                .add(finding.help("for example `email: housing@example.org`"));
        }
        right
    }

    fn links(&mut self, key: &str, node: &Node) -> Vec<Link> {
        let mut links = vec![];
        for item in self.reader.items(node) {
            let (title, url) = self.pair(key, item, &LINK);
            links.extend(url.map(|url| Link { title, url }));
        }
        links
    }

    fn attachments(&mut self, key: &str, node: &Node) -> Vec<Attachment> {
        let mut attachments = vec![];
        for item in self.reader.items(node) {
            let (title, file) = self.pair(key, item, &ATTACHMENT);
            attachments.extend(file.map(|file| Attachment { title, file }));
        }
        attachments
    }

    /// A text alone, or a group of `title` and what it leads to, which is the second of `parts`.
    fn pair(
        &mut self,
        key: &str,
        node: &Node,
        parts: &[&str],
    ) -> (Option<String>, Option<Spanned<String>>) {
        let leads_to = parts[1];
        if !matches!(node.value, Value::Map(_)) {
            let target = self.reader.text(key, node);
            if let Some((title, address)) = target.as_ref().and_then(|target| linked(&target.value))
            {
                let (title, address) = (mistakes::in_quotes(title), address.to_owned());
                let found = self.reader.wrong_type(
                    "an address, or a group of `title` and what it leads to",
                    key,
                    node,
                );
                self.reader.report.add(found.help(format!(
                    "write `- title: {title}` and below it `  {leads_to}: {address}`"
                )));
                return (None, None);
            }
            return (None, target.filter(|target| self.safe(target)));
        }
        let (mut title, mut target) = (None, None);
        let mut is_told = false;
        for entry in self.reader.map(key, node) {
            match entry.key.as_str() {
                "title" => {
                    title = self
                        .reader
                        .text("title", &entry.value)
                        .map(|title| title.value)
                }
                name if name == leads_to || name == "src" => {
                    target = self.reader.text(name, &entry.value);
                    is_told |= target.is_none() && !is_empty(&entry.value);
                }
                _ => {
                    self.unknown_part(key, entry, parts);
                    is_told = true;
                }
            }
        }
        if target.is_none() && !is_told {
            let place = self
                .reader
                .source
                .place(node.span.first_line(&self.reader.source.text));
            self.reader.report.add(
                Finding::error(
                    rules::MISSING_TARGET,
                    format!("an entry of `{key}` does not say what it leads to"),
                )
                .at(place, format!("no `{leads_to}`"))
                .help(format!("add `{leads_to}:` to it, or delete the entry")),
            );
        }
        (title, target.filter(|target| self.safe(target)))
    }

    fn unknown_part(&mut self, key: &str, entry: &Entry, known: &[&str]) {
        let help = match nearest(&entry.key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known there are {}", listed(known)),
        };
        self.reader.report.add(
            Finding::error(
                rules::UNKNOWN_KEY,
                format!("`{}` is not a known part of `{key}`", entry.key),
            )
            .at(self.reader.source.place(entry.key_span), "not known")
            .help(help),
        );
    }
}

/// What stands between the commas or semicolons of a text.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The words and the address of a text that is written as a link of Markdown.
fn linked(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")
}

/// The parts of one text, each with its own place where the text stands as it was written.
fn split<'a>(
    text: &'a Spanned<String>,
    separator: &'a str,
) -> impl Iterator<Item = Spanned<String>> + 'a {
    let whole = text.span.end - text.span.start == text.value.len();
    let mut at = 0;
    text.value.split(separator).filter_map(move |part| {
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + separator.len();
        let part = part.trim();
        let span = if whole {
            Span::new(start, start + part.len()).shifted(text.span.start)
        } else {
            text.span
        };
        (!part.is_empty()).then(|| Spanned {
            value: part.to_owned(),
            span,
        })
    })
}
