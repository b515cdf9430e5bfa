//! A correction as a mistake of the file: its place in bytes, and its edits by line.

use std::ops::Range;

use super::correction::Correction;
use super::text::Line;
use crate::report::{Edit, Finding, Rule};
use crate::source::Source;

/// What is wrong with a front matter, where, and how to fix it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// `yaml-…`, `front-matter-…` or `merge-conflict`.
    pub rule: Rule,
    /// One line of plain words without a full stop.
    pub message: String,
    /// The very characters at fault, on one line; bytes of the whole file.
    pub span: Range<usize>,
    /// A few words for the caret.
    pub label: String,
    /// Another place that helps to understand, with its label.
    pub also: Option<(Range<usize>, String)>,
    /// What to do, with the line as it should be if it is short enough to show.
    pub help: String,
    /// The edits that fix this mistake and the others that were found with it. Empty if only the
    /// author can say how.
    pub fix: Vec<Edit>,
}

impl Mistake {
    /// The error to report about a file.
    pub fn finding(self, source: &Source) -> Finding {
        let found = Finding::error(self.rule, self.message)
            .at(source.place(self.span.into()), self.label)
            .help(self.help)
            .fix(self.fix);
        match self.also {
            Some((span, label)) => found.also(source.place(span.into()), label),
            None => found,
        }
    }

    /// The mistake with the edits that fix it.
    pub(super) fn with_fix(self, fix: Vec<Edit>) -> Mistake {
        Mistake { fix, ..self }
    }
}

/// A correction as a mistake without edits. Its lines are indexes into `lines`.
pub(super) fn mistake(found: Correction, lines: &[Line]) -> Mistake {
    let span = |at: usize, columns: Range<usize>| {
        let line = &lines[at];
        let end = |column: usize| line.start + column.min(line.text.len());
        end(columns.start)..end(columns.end)
    };
    let (message, label, help) = found.words();
    Mistake {
        rule: found.kind.words().rule,
        span: span(found.line, found.columns),
        message,
        label,
        also: found
            .also
            .map(|(at, columns, label)| (span(at, columns), label.to_owned())),
        help,
        fix: Vec::new(),
    }
}

/// What leads from `before` to `after`, whose lines still have the numbers they had before.
pub(super) fn edits(before: &[Line], after: &[Line]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut from = after.iter().take_while(|line| line.number == 0).count();
    for line in before.iter().filter(|line| line.number > 0) {
        let mut becomes = after[from..]
            .iter()
            .take_while(|new| new.number == line.number);
        let count = becomes.clone().count();
        match becomes.next() {
            None => edits.push(Edit::Delete { line: line.number }),
            Some(new) if new.text != line.text => {
                edits.push(Edit::Replace {
                    line: line.number,
                    new: new.text.clone(),
                });
            }
            Some(_) => {}
        }
        let inserted = |new: &Line| Edit::Insert {
            line: line.number + 1,
            new: new.text.clone(),
        };
        edits.extend(becomes.map(inserted));
        from += count;
    }
    edits
}
