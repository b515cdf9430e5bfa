//! A finding with the lines it points at, for people.
//!
//! The lines are drawn by annotate-snippets. It gets only the part of a text around the marks, with
//! all characters escaped that are unfit for a log, and so cannot count lines and columns itself.

use std::ops::Range;
use std::rc::Rc;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::line::{LinedText, LinedTexts};
use super::{Finding, Severity};
use crate::source::{FilePath, Span, for_log, lines_for_log};

/// How many related places are shown. Programs get all of them.
const MAX_RELATED: usize = 20;

/// Bytes that are shown on each side of a mark in a long line.
const MAX_CONTEXT: usize = 1_000;

/// Bytes of a mark that are shown.
const MAX_MARK: usize = 400;

/// Bytes between two marks in a file that are still drawn as one piece of its text.
const MAX_GAP: usize = 10_000;

/// Returns a finding as text, with or without the escape codes of a terminal.
pub(super) fn human(finding: &Finding, colour: bool, texts: &LinedTexts) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(for_log(&finding.message))
        .id(finding.rule.name());
    let (pieces, remarks) = pieces(finding, texts);
    let mut group = Group::with_title(title);
    if let Some(place) = &finding.place
        && pieces.first().is_none_or(|piece| !piece.is_primary)
    {
        group = group.element(Origin::path(for_log(&place.file)));
    }
    let (snippets, origins): (Vec<_>, Vec<String>) = pieces.iter().map(Piece::drawn).unzip();
    group = group.elements(snippets);
    group = group.elements(
        remarks
            .into_iter()
            .map(|remark| Level::NOTE.message(remark)),
    );
    if !finding.help.is_empty() {
        group = group.element(Level::HELP.message(for_log(&finding.help)));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    with_origins(&renderer.render(&[group]), &origins) + "\n\n"
}

/// A part of a text with marks, drawn as one.
struct Piece<'f, 't> {
    file: &'f FilePath,
    lined: Rc<LinedText<'t>>,
    /// Whether the finding's own place is in it.
    is_primary: bool,
    /// The bytes of the text to show.
    shown: Range<usize>,
    /// The first is the finding's own place, if that is in this piece.
    marks: Vec<Mark<'f>>,
}

/// Bytes to draw carets or dashes below.
struct Mark<'f> {
    kind: AnnotationKind,
    span: Range<usize>,
    label: &'f str,
}

/// Returns what to draw of the texts that a finding points at, and what to say of places without a
/// text.
fn pieces<'f, 't>(
    finding: &'f Finding,
    texts: &LinedTexts<'_, 't>,
) -> (Vec<Piece<'f, 't>>, Vec<String>) {
    let (mut pieces, mut remarks): (Vec<Piece>, Vec<String>) = (vec![], vec![]);
    let first = finding
        .place
        .iter()
        .map(|place| (place, &finding.label, AnnotationKind::Primary));
    let also = finding
        .also
        .iter()
        .take(MAX_RELATED)
        .map(|(place, label)| (place, label, AnnotationKind::Context));
    for (place, label, kind) in first.chain(also) {
        let Some((span, lined)) = place.span.zip(texts.of(&place.file)) else {
            match kind {
                AnnotationKind::Primary => {}
                _ if label.is_empty() => remarks.push(for_log(&place.file).into_owned()),
                _ => remarks.push(for_log(&format!("{}: {label}", place.file)).into_owned()),
            }
            continue;
        };
        let mark = Mark {
            kind,
            span: visible_span(span, &lined.text),
            label,
        };
        let shown = context(&mark.span, &lined.text);
        let near = pieces
            .iter_mut()
            .find(|piece| piece.file == &place.file && piece.is_near(&shown));
        if let Some(piece) = near {
            piece.shown = piece.shown.start.min(shown.start)..piece.shown.end.max(shown.end);
            piece.marks.push(mark);
        } else {
            pieces.push(Piece {
                file: &place.file,
                lined,
                is_primary: kind == AnnotationKind::Primary,
                shown,
                marks: vec![mark],
            });
        }
    }
    let others = finding.also.len().saturating_sub(MAX_RELATED);
    if others > 0 {
        remarks.push(format!(
            "{others} more places; `--format json` lists all of them"
        ));
    }
    (pieces, remarks)
}

impl Piece<'_, '_> {
    fn is_near(&self, other: &Range<usize>) -> bool {
        other.start <= self.shown.end + MAX_GAP && self.shown.start <= other.end + MAX_GAP
    }

    /// Returns the piece for annotate-snippets, and where it is from.
    fn drawn(&self) -> (Snippet<'static, Annotation<'static>>, String) {
        let LinedText { text, lines } = &*self.lined;
        let Range { start, end } = self.shown;
        let before = if text[..start].ends_with('\n') || start == 0 {
            ""
        } else {
            "…"
        };
        let after = if text[end..].starts_with('\n') || end == text.len() {
            ""
        } else {
            "…"
        };
        let source = format!("{before}{}{after}", lines_for_log(&text[start..end]));
        let within = |byte: usize| before.len() + lines_for_log(&text[start..byte]).len();
        let mut snippet = Snippet::source(source)
            .line_start(lines.position(text, start).line)
            .path(STAND_IN);
        for mark in &self.marks {
            let mut annotation = mark
                .kind
                .span(within(mark.span.start)..within(mark.span.end));
            if !mark.label.is_empty() {
                annotation = annotation.label(for_log(mark.label).into_owned());
            }
            snippet = snippet.annotation(annotation);
        }
        // The finding's own place, or else the first.
        let first = self
            .marks
            .iter()
            .min_by_key(|mark| (mark.kind != AnnotationKind::Primary, mark.span.start));
        let position = lines.position(text, first.map_or(start, |mark| mark.span.start));
        let file = for_log(self.file);
        let origin = format!("{file}:{}:{}", position.line, position.column);
        (snippet, origin)
    }
}

/// Stands for a path until the lines are drawn. No text that is fit for a log contains it.
const STAND_IN: &str = "\u{1}";

/// Puts the origins of the pieces where annotate-snippets has put stand-ins, each with a line and a
/// column that are only right within the piece.
///
/// It begins the line of a second origin with `:::`. GitHub Actions looks for commands in lines
/// that begin with two colons, so it gets an arrow as well.
fn with_origins(drawn: &str, origins: &[String]) -> String {
    let mut parts = drawn.split(STAND_IN);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (origin, rest) in origins.iter().zip(parts) {
        let line = text.rfind('\n').map_or(0, |newline| newline + 1);
        let start = text.split_off(line).replace(":::", "-->");
        text += &start;
        text += origin;
        text += rest.trim_start_matches(|letter: char| letter == ':' || letter.is_ascii_digit());
    }
    text
}

/// Returns the bytes to put carets below: within the text, at least one character, because an empty
/// span, as for a missing value, would have no caret, and no more than can be shown.
fn visible_span(span: Span, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let next = text[start..].chars().next();
    let min = next.map_or(start, |next| start + next.len_utf8());
    let max = text.ceil_char_boundary(start + MAX_MARK);
    start..text.floor_char_boundary(span.end).clamp(min, max)
}

/// Returns the lines of a mark, or as much of them as is near to it.
fn context(mark: &Range<usize>, text: &str) -> Range<usize> {
    let from = text.floor_char_boundary(mark.start.saturating_sub(MAX_CONTEXT));
    let to = text.ceil_char_boundary(mark.end + MAX_CONTEXT);
    let start = text[from..mark.start].rfind('\n');
    let end = text[mark.end..to].find('\n');
    start.map_or(from, |newline| from + newline + 1)..end.map_or(to, |newline| mark.end + newline)
}
