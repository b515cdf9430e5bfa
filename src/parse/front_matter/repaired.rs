//! A file with its mistakes corrected in memory, and where in the file each of its places is.

use crate::report::{Edit, Finding, Fixed};
use crate::source::{Source, Span};

/// A file, as it was written or corrected.
pub(super) struct Repaired<'s> {
    written: &'s Source,
    /// One after the other, each with the edits that lead to it from the one before.
    steps: Vec<(Source, Fixed)>,
    /// Whether every correction is what the author would do, as far as a program can say.
    pub(super) is_sure: bool,
}

impl<'s> Repaired<'s> {
    /// A file as it was written.
    pub(super) fn new(written: &'s Source) -> Repaired<'s> {
        Repaired {
            written,
            steps: vec![],
            is_sure: true,
        }
    }

    /// The file with all corrections.
    pub(super) fn source(&self) -> &Source {
        self.steps.last().map_or(self.written, |(source, _)| source)
    }

    /// Whether nothing was corrected.
    pub(super) fn is_as_written(&self) -> bool {
        self.steps.is_empty()
    }

    /// Corrects lines.
    pub(super) fn apply(&mut self, edits: &[Edit]) {
        let fixed = Fixed::new(&self.source().text, edits);
        let source = Source {
            path: self.written.path.clone(),
            text: fixed.text.clone(),
            unread: false,
        };
        self.steps.push((source, fixed));
    }

    /// The byte of the file as it was written that a byte of the corrected one was.
    pub(super) fn byte_before(&self, byte: usize) -> usize {
        let steps = self.steps.iter().enumerate().rev();
        steps.fold(byte, |byte, (at, (_, fixed))| {
            fixed.byte_before(self.text_before(at), byte)
        })
    }

    /// The bytes of the file as it was written that some bytes of the corrected one were.
    pub(super) fn span_before(&self, span: Span) -> Span {
        let start = self.byte_before(span.start);
        Span::new(start, self.byte_before(span.end).max(start))
    }

    /// A finding of the corrected file as one of the file as it was written. Its edits are left out
    /// if a correction has changed their lines.
    pub(super) fn before(&self, mut finding: Finding) -> Finding {
        if self.is_as_written() {
            return finding;
        }
        let also = finding.also.iter_mut().map(|(place, _)| place);
        for place in finding.place.iter_mut().chain(also) {
            if let Some(span) = place.span.filter(|_| place.file == self.written.path) {
                place.span = Some(self.span_before(span));
            }
        }
        let edits = finding.fix.iter().map(|edit| self.edit_before(edit));
        finding.fix = edits.collect::<Option<Vec<Edit>>>().unwrap_or_default();
        finding
    }

    fn edit_before(&self, edit: &Edit) -> Option<Edit> {
        let mut steps = self.steps.iter().enumerate().rev();
        steps.try_fold(edit.clone(), |edit, (at, (_, fixed))| {
            fixed.edit_before(self.text_before(at), &edit)
        })
    }

    /// The text that a step began with.
    fn text_before(&self, step: usize) -> &str {
        let before = step.checked_sub(1).and_then(|step| self.steps.get(step));
        &before.map_or(self.written, |(source, _)| source).text
    }
}
