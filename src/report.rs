//! What casebook has to say about a library: findings, gathered and never thrown.
//!
//! A finding stands beside the best value that could still be made; nothing ends early because of
//! one. `show` turns findings into text for people and for programs.

mod fix;
mod github;
pub mod rules;
mod sarif;
mod show;

pub use fix::{fixed, keeps_every_letter};
pub use rules::Rule;
pub use show::{Format, Texts, document, in_order, show, summary};
use show::{positions, short};

use crate::source::{FilePath, Place, Position, Span};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site is not published.
    Error,
    /// The site is published; somebody should look.
    Warning,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One thing that is wrong, where it stands, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    pub severity: Severity,
    /// What kind of mistake it is; programs read its name.
    pub rule: Rule,
    /// One line of plain words without a full stop.
    pub message: String,
    pub place: Option<Place>,
    /// The few words beside the caret; may be empty.
    pub label: String,
    /// Other places that help to understand, each with its words.
    pub also: Vec<(Place, String)>,
    /// What to do; may be empty.
    pub help: String,
    /// Line edits that mend it, where it can be mended mechanically.
    pub fix: Vec<Edit>,
}

/// What a run did to a file, for the formats that have a place for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub file: FilePath,
    /// The rule that was mended; none where the file could not be changed.
    pub rule: Option<Rule>,
    pub message: String,
}

/// A change of one line of the finding's file; lines from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Edit {
    Replace {
        line: usize,
        new: String,
    },
    Delete {
        line: usize,
    },
    /// Puts a line before `line`.
    Insert {
        line: usize,
        new: String,
    },
}

impl Edit {
    /// The line that it changes, or that it puts one before.
    pub fn line(&self) -> usize {
        match self {
            Edit::Replace { line, .. } | Edit::Delete { line } | Edit::Insert { line, .. } => *line,
        }
    }

    /// Puts `new` where `span` is, which stands on one line of `text`.
    pub fn replacing(text: &str, span: Span, new: &str) -> Edit {
        let start = text[..span.start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let end = text[span.end..]
            .find('\n')
            .map_or(text.len(), |newline| span.end + newline);
        let new = format!("{}{new}{}", &text[start..span.start], &text[span.end..end]);
        Edit::Replace {
            line: Position::of(text, span.start).line,
            new,
        }
    }
}

impl Finding {
    pub fn error(rule: Rule, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Error, rule, message.into())
    }

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

    /// Points at the very bytes, with a few words beside the caret.
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Finding {
        self.place = Some(place);
        self.label = label.into();
        self
    }

    /// Names another place that belongs to the matter.
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Finding {
        self.also.push((place, label.into()));
        self
    }

    /// The finding at the first of its places that is wanted, where the one it stands at is not.
    ///
    /// One with edits stays, for they are of the file that it stands in.
    pub fn standing_at(mut self, is_wanted: impl Fn(&Place) -> bool) -> Finding {
        if self.fix.is_empty()
            && let Some(stood) = self.place.as_mut().filter(|place| !is_wanted(place))
            && let Some((place, label)) = self.also.iter_mut().find(|(place, _)| is_wanted(place))
        {
            std::mem::swap(stood, place);
            std::mem::swap(&mut self.label, label);
        }
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = help.into();
        self
    }

    pub fn fix(mut self, edits: Vec<Edit>) -> Finding {
        self.fix = edits;
        self
    }
}

/// A value, with what there was to say while it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported<T> {
    pub value: T,
    pub findings: Vec<Finding>,
}

/// Gathers findings while a value is made.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub fn all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
    }

    /// Whether a finding of this rule is among what was gathered.
    pub fn has(&self, rule: Rule) -> bool {
        self.findings.iter().any(|finding| finding.rule == rule)
    }

    /// Keeps the findings, hands on the value.
    pub fn take<T>(&mut self, reported: Reported<T>) -> T {
        self.findings.extend(reported.findings);
        reported.value
    }

    /// The value with all that was found, in a stable order: by place, then severity, then rule.
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
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Reported<U> {
        Reported {
            value: make(self.value),
            findings: self.findings,
        }
    }
}

/// The known name nearest to a mistyped one, where one is near enough to be meant.
///
/// One edit up to five letters, two from six: at that distance two keys of a front matter have not
/// been seen to be confused.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let length = name.chars().count();
    let most = if length < 6 { 1 } else { 2 };
    known
        .into_iter()
        // The distance is never below this, and takes a thousand times as long to find.
        .filter(|known| known.chars().count().abs_diff(length) <= most)
        .map(|known| (strsim::osa_distance(&lower, &known.to_lowercase()), known))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, known)| known)
}

/// A list of names in words: `` `a`, `b` and `c` ``.
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
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
