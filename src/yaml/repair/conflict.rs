//! Git's marks of two versions that were never put together, in front matter and below it.

use super::bounds::{Split, bounds, no_bounds, old_line_ends};
use super::correction::{Correction, Frame, Lines};
use super::kinds::Kind;
use super::mistake::{Mistake, mistake};
use super::names::KeyNames;
use super::text::{Line, is_blank, lines};
use super::trial::corrected;
use crate::report::Edit;

const BEGIN: &str = "<<<<<<<";
/// Below it is what both versions began from, if git was told to show it.
const BEFORE: &str = "|||||||";
const MIDDLE: &str = "=======";
const END: &str = ">>>>>>>";

/// Finds the front matter between two lines of three dashes, or says why it cannot be found.
///
/// `text` has no byte order mark. Spaces after the dashes and blank lines before them are accepted.
pub fn split(text: &str, names: &KeyNames) -> Split {
    if let Some(found) = old_line_ends(text) {
        return Split::Mistake(found);
    }
    if let Some(front) = bounds(text) {
        return front;
    }
    let all = lines(text);
    let first = all
        .iter()
        .position(|line| !is_blank(&line.text))
        .unwrap_or(0);
    let marked = all.get(..=first).and_then(conflict_in);
    Split::Mistake(match marked {
        Some(found) => settled(mistake(found, &all), text),
        None => no_bounds(&all, names),
    })
}

/// The first mark among the lines.
pub(super) fn conflict_in(lines: &[Line]) -> Option<Correction> {
    let mark = |text: &str| [BEGIN, END].into_iter().find(|mark| text.starts_with(mark));
    let marked = |(at, line): (usize, &Line)| Some((at, mark(&line.text)?));
    let (at, mark) = lines.iter().enumerate().find_map(marked)?;
    // The first mark alone may have been deleted.
    let is_middle = |line: &Line| mark == END && line.text == MIDDLE;
    let (at, mark) = lines[..at]
        .iter()
        .position(is_middle)
        .map_or((at, mark), |middle| (middle, MIDDLE));
    Some(Correction::new(Kind::Conflict, at, 0..mark.len()))
}

/// Two versions in the text below the front matter; an example of code may show some.
pub fn conflict_below(text: &str, body: usize) -> Option<Mistake> {
    // Nearly every file ends here.
    text[body..].find("<<<<<<< ")?;
    let all = lines(text);
    let first = all.iter().position(|line| line.start >= body)?;
    let find = |from: usize, mark: &str| {
        all[from..]
            .iter()
            .position(|line| line.text.starts_with(mark))
            .map(|at| from + at)
    };
    let at = find(first, "<<<<<<< ")?;
    let in_code = leaves_code_open(&all[first..at]);
    find(find(at, MIDDLE)?, END)?;
    let found = conflict_in(&all[..=at]).filter(|_| !in_code)?;
    Some(settled(mistake(found, &all), text))
}

/// Whether a block of code is open at the end of the lines. It ends at a fence of the same sign that
/// is at least as long as the one it began with.
fn leaves_code_open(lines: &[Line]) -> bool {
    let mut open: Option<(char, usize)> = None;
    for line in lines {
        let text = line.text.trim();
        let Some(sign) = text.chars().next().filter(|sign| matches!(sign, '`' | '~')) else {
            continue;
        };
        let length = text.chars().take_while(|letter| *letter == sign).count();
        match open {
            None if length >= 3 => open = Some((sign, length)),
            Some((begun, least)) if begun == sign && length >= least && length == text.len() => {
                open = None;
            }
            _ => {}
        }
    }
    open.is_some()
}

/// A conflict with its edits: one of the versions stays, the first of the two that is correct.
pub(super) fn settled(found: Mistake, text: &str) -> Mistake {
    let all = lines(text);
    let is_correct = |gone: &Vec<usize>| {
        let kept = all
            .iter()
            .filter(|line| gone.binary_search(&line.number).is_err());
        let settled: String = kept.flat_map(|line| [line.text.as_str(), "\n"]).collect();
        let settled = settled.trim_start_matches('\u{feff}');
        let Some(Split::Front { yaml, .. }) = bounds(settled) else {
            return false;
        };
        let mut front = vec![Line::unwritten()];
        front.extend(lines(&settled[yaml]));
        corrected(Lines::new(&front, &KeyNames::default(), Frame::FrontMatter))
            .corrections
            .is_empty()
    };
    let sides = [BEGIN, MIDDLE].into_iter().map(|kept| left_out(&all, kept));
    let Some(gone) = sides.into_iter().find(is_correct) else {
        return found;
    };
    let fix = gone.iter().map(|&line| Edit::Delete { line }).collect();
    found.with_fix(fix)
}

/// The numbers, in order, of the lines to delete if what is below the mark `kept` stays: the marks, and the
/// other version.
fn left_out(all: &[Line], kept: &str) -> Vec<usize> {
    let mut gone = vec![];
    let mut below = None;
    for line in all {
        let text = line.text.trim_start_matches('\u{feff}');
        let mut marks = [BEGIN, BEFORE, MIDDLE, END].into_iter();
        let mark = marks.find(|&mark| {
            // Without the first mark it is not known where the first version begins: it is kept.
            let is_whole = below.is_some() || mark == BEGIN || mark == END || text == MIDDLE;
            is_whole && text.starts_with(mark)
        });
        if mark.is_some() || below.is_some_and(|below| below != kept) {
            gone.push(line.number);
        }
        below = mark.or(below).filter(|&below| below != END);
    }
    gone
}
