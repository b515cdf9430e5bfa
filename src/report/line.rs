//! A finding on one line, with where it is.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Finding;
use crate::source::{FilePath, LineTable, Place, Position, line_for_log};

/// Looks up the text of a file, for the lines that findings point at.
pub type Texts<'a> = dyn Fn(&FilePath) -> Option<Cow<'a, str>> + 'a;

/// A text with the table of its lines.
pub(super) struct LinedText<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) lines: LineTable,
}

/// The texts that findings point at. Each is looked up once, however many findings it has.
pub(super) struct LinedTexts<'t, 'a> {
    texts: &'t Texts<'a>,
    held: RefCell<HeldTexts<'a>>,
}

#[derive(Default)]
struct HeldTexts<'a> {
    texts: FxHashMap<FilePath, Option<Rc<LinedText<'a>>>>,
    bytes: usize,
}

impl<'t, 'a> LinedTexts<'t, 'a> {
    pub(super) fn new(texts: &'t Texts<'a>) -> LinedTexts<'t, 'a> {
        LinedTexts {
            texts,
            held: RefCell::default(),
        }
    }

    /// Returns the text of a file, or `None` if it is unknown.
    pub(super) fn of(&self, file: &FilePath) -> Option<Rc<LinedText<'a>>> {
        /// Bytes of texts that are held at once. Findings come in the order of their files, so few
        /// are needed again; but a large library's texts are unpacked for this.
        const MAX_HELD: usize = 64 * 1024 * 1024;
        if let Some(known) = self.held.borrow().texts.get(file) {
            return known.clone();
        }
        let lined = (self.texts)(file).map(|text| {
            let lines = LineTable::of(&text);
            Rc::new(LinedText { text, lines })
        });
        let mut held = self.held.borrow_mut();
        held.bytes += lined.as_ref().map_or(0, |lined| lined.text.len());
        if held.bytes > MAX_HELD {
            *held = HeldTexts::default();
        }
        held.texts.insert(file.clone(), lined.clone());
        lined
    }

    /// Returns where a place starts and ends, or `None` if it is a whole file or its text is
    /// unknown.
    pub(super) fn positions(&self, place: &Place) -> Option<(Position, Position)> {
        let (span, lined) = (place.span?, self.of(&place.file)?);
        let position = |byte| lined.lines.position(&lined.text, byte);
        Some((position(span.start), position(span.end)))
    }
}

/// Returns a finding on one line.
pub(super) fn short(finding: &Finding, texts: &LinedTexts) -> String {
    let place = match &finding.place {
        None => String::new(),
        Some(place) => match texts.positions(place) {
            Some((start, _)) => format!("{}:{}:{}: ", place.file, start.line, start.column),
            None => format!("{}: ", place.file),
        },
    };
    let (severity, rule, message) = (finding.severity.name(), finding.rule, &finding.message);
    let line = format!("{place}{severity}[{rule}]: {message}");
    line_for_log(&line).into_owned() + "\n"
}
