//! A finding on one line, with where it is.

use std::borrow::Cow;

use super::Finding;
use crate::source::{FilePath, Place, Position};

/// Looks up the text of a file, for the lines that findings point at.
pub type Texts<'a> = dyn Fn(&FilePath) -> Option<Cow<'a, str>> + 'a;

/// Returns a finding on one line.
pub(super) fn short(finding: &Finding, texts: &Texts) -> String {
    let place = match &finding.place {
        None => String::new(),
        Some(place) => match positions(place, texts) {
            Some((start, _)) => format!("{}:{}:{}: ", place.file, start.line, start.column),
            None => format!("{}: ", place.file),
        },
    };
    let (severity, rule, message) = (finding.severity.name(), finding.rule, &finding.message);
    format!("{place}{severity}[{rule}]: {message}\n")
}

/// Returns where a place starts and ends, or `None` if it is a whole file or its text is unknown.
pub(super) fn positions(place: &Place, texts: &Texts) -> Option<(Position, Position)> {
    let (span, text) = (place.span?, texts(&place.file)?);
    Some((
        Position::of(&text, span.start),
        Position::of(&text, span.end),
    ))
}
