//! Git's marks of two versions that nobody put together, in front matter and below it.

use super::bounds::bounds;
use super::parser::doubled_key;
use super::reading::first_fault;
use super::text::{Line, lines};
use super::{Edit, Fault, Known, Mistake, Split, mistake};
use crate::report::rules;

const MARKS: [&str; 2] = ["<<<<<<<", ">>>>>>>"];

const MIDDLE: &str = "=======";

/// The first mark among the lines.
pub(super) fn conflict(lines: &[Line]) -> Option<Fault> {
    let mark = |text: &str| MARKS.into_iter().find(|mark| text.starts_with(mark));
    let (at, mark) = lines
        .iter()
        .enumerate()
        .find_map(|(at, line)| Some((at, mark(&line.text)?)))?;
    // Somebody may have deleted the first mark alone.
    let middle = lines[..at]
        .iter()
        .position(|line| line.text == MIDDLE)
        .filter(|_| mark == MARKS[1]);
    let (at, mark) = middle.map_or((at, mark), |middle| (middle, MIDDLE));
    Some(
        Fault::new(rules::MERGE_CONFLICT, at, 0..mark.len(), "two versions of this file were never put together")
            .label("git left this mark")
            .help("keep one of the versions between `<<<<<<<`, `=======` and `>>>>>>>`, and delete the other and the three marks"),
    )
}

/// Two versions in the text below the front matter; in an example of code they are meant to be
/// there.
pub fn conflict_below(text: &str, body: usize, known: &Known) -> Option<Mistake> {
    // Nearly every file ends here.
    text[body..].find("<<<<<<< ")?;
    let all = lines(text);
    let first = all.iter().position(|line| line.start >= body)?;
    let fence = |line: &Line| {
        line.text.trim_start().starts_with("```") || line.text.trim_start().starts_with("~~~")
    };
    let starts = |mark: &'static str| move |line: &Line| line.text.starts_with(mark);
    let at = first + all[first..].iter().position(starts("<<<<<<< "))?;
    let in_code = all[first..at].iter().filter(|line| fence(line)).count() % 2 == 1;
    let middle = at + all[at..].iter().position(starts("======="))?;
    all[middle..].iter().find(|line| starts(">>>>>>>")(line))?;
    let fault = conflict(&all[..=at]).filter(|_| !in_code)?;
    Some(with_conflict_settled(
        mistake(fault, &all, known),
        text,
        known,
    ))
}

/// Gives a conflict its mend: one of the versions, the first where it reads well.
pub(super) fn with_conflict_settled(found: Mistake, text: &str, known: &Known) -> Mistake {
    if found.rule != rules::MERGE_CONFLICT {
        return found;
    }
    let all = lines(text);
    let reads_well = |gone: &Vec<usize>| {
        let kept = all.iter().filter(|line| !gone.contains(&line.number));
        let settled: String = kept.flat_map(|line| [line.text.as_str(), "\n"]).collect();
        let settled = settled.trim_start_matches('\u{feff}');
        match bounds(settled) {
            Some(Split::Front { yaml, .. }) => {
                let front = lines(&settled[..yaml.end]);
                first_fault(&front, known)
                    .or_else(|| doubled_key(&front, known))
                    .is_none()
            }
            _ => false,
        }
    };
    let gone = [Side::Ours, Side::Theirs]
        .into_iter()
        .map(|kept| left_out(&all, kept))
        .find(reads_well);
    let Some(gone) = gone else { return found };
    // Where Git put its mark before the file's first line, a byte order mark is left in the middle.
    let unmarked = all
        .iter()
        .filter(|line| !gone.contains(&line.number))
        .filter_map(|line| {
            let new = line.text.strip_prefix('\u{feff}')?.to_string();
            Some(Edit::Replace {
                line: line.number,
                new,
            })
        });
    let fix = gone
        .iter()
        .map(|&line| Edit::Delete { line })
        .chain(unmarked)
        .collect();
    Mistake { fix, ..found }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Above the `=======`.
    Ours,
    /// What both began from, where Git was told to show it.
    Before,
    Theirs,
}

/// The numbers of the lines that go when one side is kept: the marks, and the other side.
fn left_out(all: &[Line], kept: Side) -> Vec<usize> {
    let mut gone = vec![];
    let mut side = None;
    for line in all {
        let starts = |mark: &str| line.text.trim_start_matches('\u{feff}').starts_with(mark);
        let is_mark = match () {
            () if starts("<<<<<<<") => {
                side = Some(Side::Ours);
                true
            }
            () if side.is_some() && starts("|||||||") => {
                side = Some(Side::Before);
                true
            }
            // With the first mark gone nobody knows where the first version begins: it is kept.
            () if side.is_some() && starts(MIDDLE) || line.text == MIDDLE => {
                side = Some(Side::Theirs);
                true
            }
            () if starts(">>>>>>>") => {
                side = None;
                true
            }
            () => false,
        };
        if is_mark || side.is_some_and(|side| side != kept) {
            gone.push(line.number);
        }
    }
    gone
}
