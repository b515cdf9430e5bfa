//! Explains front matter that does not parse: what is wrong, on which line, and how to fix it.
//!
//! Each mistake that people make is known by its correction, a small edit of a line with words. The
//! corrections are tried, and the parser alone says which of them helps: there is no second reader
//! of YAML here. The cheapest correction that makes the lines parse is the mistake that is
//! reported, and is its fix. Some mistakes parse, but not as their author meant; `swallowed`
//! finds those in the parsed tree.

mod bounds;
mod conflict;
mod correction;
mod delimiter;
mod duplicates;
mod entries;
mod flow;
mod indentation;
mod kinds;
mod mistake;
mod names;
mod quotes;
mod swallowed;
mod text;
mod trial;

use std::ops::Range;

pub use bounds::{Split, twice};
pub use conflict::{conflict_below, split};
pub use mistake::Mistake;
pub use names::KeyNames;

use super::{Node, NotYaml, Value};
use crate::report::fixed;
use bounds::{empty, not_a_map};
use conflict::{conflict_in, settled};
use correction::{Correction, Frame, Lines};
use kinds::Kind;
use mistake::{edits, mistake};
use swallowed::swallowed;
use text::{Line, is_delimiter, is_gap, lines};
use trial::{Outcome, corrected, unknown};

/// Why YAML does not parse, and the text as it may have been meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// The first mistake.
    pub mistake: Mistake,
    /// The whole file with every mistake corrected, for reading on. What only the author can
    /// decide is made a comment there.
    pub text: String,
}

/// Explains front matter at `yaml` that does not parse; `error` is what the parser says.
pub fn explain(text: &str, yaml: Range<usize>, error: &NotYaml, names: &KeyNames) -> Repair {
    let front = front_lines(text, &yaml);
    if let Some(found) = conflict_in(&front) {
        let mistake = settled(mistake(found, &front), text);
        let text = fixed(text, &mistake.fix);
        return Repair { mistake, text };
    }
    let unknown = unknown(&front, error.at.unwrap_or(yaml.start));
    repair(text, Lines::new(&front, names, Frame::FrontMatter), unknown)
}

/// Explains a file that is YAML as a whole and does not parse, in words for any such file.
pub fn explain_file(text: &str, error: &NotYaml) -> Repair {
    let whole = whole_file(text);
    let unknown = unknown(&whole, error.at.unwrap_or(0));
    repair(
        text,
        Lines::new(&whole, &KeyNames::default(), Frame::WholeFile),
        unknown,
    )
}

/// Explains front matter at `yaml` that parses to `root`, if its author cannot have meant that.
pub fn explain_parsed(
    text: &str,
    yaml: Range<usize>,
    root: &Node,
    names: &KeyNames,
) -> Option<Mistake> {
    let is_map = matches!(root.value, Value::Map(_));
    let front = front_lines(text, &yaml);
    let front_lines = Lines::new(&front, names, Frame::FrontMatter);
    if is_map && swallowed(front_lines, root, yaml.start).is_none() {
        return None;
    }
    if let Some(found) = conflict_in(&front) {
        return Some(settled(mistake(found, &front), text));
    }
    if (1..front.len()).all(|at| is_gap(&front[at].text)) {
        return Some(empty(&front, &lines(text)));
    }
    let outcome = corrected(front_lines);
    match outcome.first() {
        Some(found) if found.offered => Some(first_mistake(&front, &outcome, found)),
        _ if is_map => None,
        _ => Some(not_a_map(&front, &lines(text))),
    }
}

/// Explains a file that is YAML as a whole and parses to `root`, if its author cannot have meant
/// that.
pub fn explain_parsed_file(text: &str, root: &Node) -> Option<Mistake> {
    let (whole, names) = (whole_file(text), KeyNames::default());
    let of_file = Lines::new(&whole, &names, Frame::WholeFile);
    let base = whole.get(1).map_or(0, |line| line.start);
    swallowed(of_file, root, base)?;
    let outcome = corrected(of_file);
    Some(first_mistake(&whole, &outcome, outcome.first()?))
}

/// The lines of the front matter from its opening `---` on.
fn front_lines(text: &str, yaml: &Range<usize>) -> Vec<Line> {
    let mut front = lines(&text[..yaml.end]);
    let opening = front
        .iter()
        .rposition(|line| line.start < yaml.start)
        .unwrap_or(0);
    front.drain(..opening);
    front
}

/// The lines of a file that is YAML as a whole, below a line that marks its start.
fn whole_file(text: &str) -> Vec<Line> {
    let mut whole = lines(text);
    if !whole.first().is_some_and(is_delimiter) {
        whole.insert(0, Line::unwritten());
    }
    whole
}

/// The first mistake of an outcome, with its edits and those of the others.
fn first_mistake(before: &[Line], outcome: &Outcome, found: &Correction) -> Mistake {
    let index = |number: usize| before.iter().position(|line| line.number == number);
    let mut found = found.clone();
    found.line = index(found.line).unwrap_or(0);
    if let Some((line, ..)) = &mut found.also {
        *line = index(*line).unwrap_or(0);
    }
    let is_offered = found.offered;
    let mistake = mistake(found, before);
    if !is_offered {
        return mistake;
    }
    mistake.with_fix(edits(before, &outcome.offered))
}

/// What corrects the lines, and the first mistake; `unknown` if no correction explains it.
fn repair(text: &str, lines: Lines, unknown: Correction) -> Repair {
    let outcome = corrected(lines);
    let mistake = match outcome.first() {
        Some(found) if found.kind != Kind::Unknown => first_mistake(lines.all, &outcome, found),
        _ => mistake(unknown, lines.all),
    };
    let text = fixed(text, &edits(lines.all, &outcome.lines));
    Repair { mistake, text }
}
