//! Problems in a library, as findings that are collected and never thrown.
//!
//! A function that finds problems returns them beside the best value it could still make, so one
//! run reports all of them. `show` turns findings into text for people and for programs.

mod bounded;
mod counts;
mod fix;
mod github;
mod json;
mod line;
mod near;
#[cfg(feature = "serve")]
mod problem;
pub mod rules;
mod sarif;
mod show;
mod snippet;

pub(crate) use counts::{FindingCounts, counted};
pub(crate) use fix::{Fixed, column_in};
pub use fix::{fixed, keeps_every_letter};
pub(crate) use json::json_for_log;
pub use line::Texts;
pub(crate) use near::NamesInOrder;
#[cfg(feature = "serve")]
pub(crate) use problem::{Problem, problems};
pub use rules::Rule;
#[cfg(feature = "serve")]
pub(crate) use show::in_words;
pub use show::{Format, formatted};
pub(crate) use show::{sarif, summary};

use rustc_hash::FxHashMap;

use crate::source::{FilePath, Place, Span};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site is not published.
    Error,
    /// The site is published, but someone should look at this.
    Warning,
}

impl Severity {
    /// Returns `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One problem, where it is, and what to do about it.
///
/// ```
/// use casebook::report::{Finding, rules};
/// use casebook::source::{Source, Span};
///
/// let source = Source::new("content/about.md", "See [us](nope.md)\n".into());
/// let finding = Finding::error(rules::BROKEN_LINK, "there is no file `nope.md`")
///     .at(source.place(Span::new(9, 16)), "not found")
///     .help("correct the address, or remove the link");
/// assert_eq!(finding.label, "not found");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Whether it stops the site from being published.
    pub severity: Severity,
    /// The kind of problem. Programs read its name.
    pub rule: Rule,
    /// One line of plain words without a full stop.
    pub message: String,
    /// `None` if the problem is in no file.
    pub place: Option<Place>,
    /// A few words beside the caret. May be empty.
    pub label: String,
    /// Other places that help to understand the problem, each with a few words.
    pub also: Vec<(Place, String)>,
    /// What to do. May be empty.
    pub help: String,
    /// Edits that fix the problem, if a program can fix it.
    pub fix: Vec<Edit>,
}

/// What a run did to a file. SARIF has a place for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    /// The file that was changed, or could not be.
    pub(crate) file: FilePath,
    /// The rule of the fixed problem, or `None` if the file could not be changed.
    pub(crate) rule: Option<Rule>,
    /// What was done, or why it was not.
    pub(crate) message: String,
}

/// A change of one line in the finding's file.
///
/// Lines count from 1 and are those of the file as it is. A new text has no line end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Edit {
    /// Gives a line a new text.
    Replace {
        /// The line.
        line: usize,
        /// Its new text.
        new: String,
    },
    /// Removes a line.
    Delete {
        /// The line.
        line: usize,
    },
    /// Adds a line.
    Insert {
        /// The line that it is added before.
        line: usize,
        /// The text of the new line.
        new: String,
    },
}

impl Edit {
    /// Returns the line that is changed, or before which a line is added.
    pub fn line(&self) -> usize {
        match self {
            Edit::Replace { line, .. } | Edit::Delete { line } | Edit::Insert { line, .. } => *line,
        }
    }

    /// Returns the edit that replaces `old`, which is at `span` of `text`, by `new`.
    ///
    /// `None` if anything else is there, because a fix may only write to a place that holds what it
    /// is about. `None` also if it is on more than one line or on a very long one: each edit holds
    /// the whole line.
    pub fn replacing(text: &str, span: Span, old: &str, new: &str) -> Option<Edit> {
        /// Bytes of a line. Paragraphs have a few thousand.
        const MAX_LINE: usize = 16 * 1024;
        let is_there = text.get(span.start..span.end) == Some(old);
        if !is_there || old.contains('\n') || new.contains('\n') {
            return None;
        }
        let (before, after) = (&text.as_bytes()[..span.start], &text.as_bytes()[span.end..]);
        let is_newline = |byte: &u8| *byte == b'\n';
        let start = before.iter().rev().take(MAX_LINE).position(is_newline);
        let end = after.iter().take(MAX_LINE).position(is_newline);
        let start = span.start - start.or((before.len() < MAX_LINE).then_some(before.len()))?;
        let end = span.end + end.or((after.len() < MAX_LINE).then_some(after.len()))?;
        Some(Edit::Replace {
            // Counting bytes is a hundred times faster than looking for each line end.
            line: before.iter().filter(|byte| is_newline(byte)).count() + 1,
            new: format!("{}{new}{}", &text[start..span.start], &text[span.end..end]),
        })
    }

    /// Returns how many bytes of new text the edit holds.
    fn bytes(&self) -> usize {
        match self {
            Edit::Replace { new, .. } | Edit::Insert { new, .. } => new.len(),
            Edit::Delete { .. } => 0,
        }
    }
}

impl Finding {
    /// Returns an error without a place.
    pub fn error(rule: Rule, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Error, rule, message.into())
    }

    /// Returns a warning without a place.
    pub fn warning(rule: Rule, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Warning, rule, message.into())
    }

    fn new(severity: Severity, rule: Rule, message: String) -> Finding {
        let (label, help) = (String::new(), String::new());
        Finding {
            severity,
            rule,
            message,
            place: None,
            label,
            also: vec![],
            help,
            fix: vec![],
        }
    }

    /// Sets the place, with a few words beside the caret.
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Finding {
        self.place = Some(place);
        self.label = label.into();
        self
    }

    /// Adds another place that belongs to the problem.
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Finding {
        self.also.push((place, label.into()));
        self
    }

    /// Moves the finding to the first of its places for which `is_wanted` holds.
    ///
    /// A finding with edits stays where it is, because the edits are for that file.
    pub fn moved_to(mut self, is_wanted: impl Fn(&Place) -> bool) -> Finding {
        if self.fix.is_empty()
            && let Some(current) = self.place.as_mut().filter(|place| !is_wanted(place))
            && let Some((place, label)) = self.also.iter_mut().find(|(place, _)| is_wanted(place))
        {
            std::mem::swap(current, place);
            std::mem::swap(&mut self.label, label);
        }
        self
    }

    /// Sets what to do about the problem.
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = help.into();
        self
    }

    /// Sets the edits that fix the problem; none if a program can't fix it.
    pub fn fix(mut self, edits: impl IntoIterator<Item = Edit>) -> Finding {
        self.fix = edits.into_iter().collect();
        self
    }
}

/// A value, with the findings of making it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported<T> {
    /// The best value that could be made.
    pub value: T,
    /// The problems that were found.
    pub findings: Vec<Finding>,
}

/// Collects findings while a value is made.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    /// Bytes of the edits in each file.
    fixes: FxHashMap<FilePath, usize>,
}

impl Report {
    /// Adds a finding.
    ///
    /// It comes without its edits if those of earlier findings in its file are so many that no
    /// person wrote what they are about. They would fill the memory: each holds a whole line.
    pub fn add(&mut self, mut finding: Finding) {
        /// Bytes of edits in a file. A file that is not UTF-8 has an edit for each of its lines.
        const MAX_FIXES: usize = 8 * 1024 * 1024;
        if let Some(place) = finding.place.as_ref().filter(|_| !finding.fix.is_empty()) {
            let bytes = self.fixes.entry(place.file.clone()).or_default();
            if *bytes > MAX_FIXES {
                finding.fix = vec![];
            }
            *bytes += finding.fix.iter().map(Edit::bytes).sum::<usize>();
        }
        self.findings.push(finding);
    }

    /// Adds several findings.
    pub fn all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Returns whether there is a finding of this rule.
    pub fn has(&self, rule: Rule) -> bool {
        self.findings.iter().any(|finding| finding.rule == rule)
    }

    /// Returns whether there is an error.
    pub fn has_errors(&self) -> bool {
        let severities = self.findings.iter().map(|finding| finding.severity);
        severities
            .into_iter()
            .any(|severity| severity == Severity::Error)
    }

    /// Keeps the findings of a reported value, and returns the value.
    pub fn take<T>(&mut self, reported: Reported<T>) -> T {
        self.findings.extend(reported.findings);
        reported.value
    }

    /// Returns a value with all findings, sorted by place, then severity, then rule.
    pub fn on<T>(mut self, value: T) -> Reported<T> {
        self.findings.sort_by(|a, b| {
            (&a.place, a.severity, a.rule, &a.message)
                .cmp(&(&b.place, b.severity, b.rule, &b.message))
        });
        Reported {
            value,
            findings: self.findings,
        }
    }
}

impl<T> Reported<T> {
    /// Turns the value into another, and keeps the findings.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Reported<U> {
        Reported {
            value: make(self.value),
            findings: self.findings,
        }
    }
}

/// Returns the known name nearest to a mistyped one, if it is near enough.
///
/// That is one edit for up to five characters, and two for longer names. At that distance, no two
/// keys of front matter were confused in tests.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let length = name.chars().count();
    let max_distance = if length < 6 { 1 } else { 2 };
    known
        .into_iter()
        // The difference in length is a lower bound, and takes a thousandth of the time.
        .filter(|known| known.chars().count().abs_diff(length) <= max_distance)
        .map(|known| (strsim::osa_distance(&lower, &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= max_distance)
        .min()
        .map(|(_, known)| known)
}

/// A name as it reads within a sentence: `support types` for `Support types`, but `UK regions`.
pub fn within_sentence(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// Returns a list of names in words: `` `a`, `b` and `c` ``.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}
