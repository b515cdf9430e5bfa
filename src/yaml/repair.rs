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
use crate::report::Edit;
use bounds::{empty, not_a_map};
use conflict::{conflict_in, settled};
use correction::{Correction, Frame, Lines};
use kinds::Kind;
use mistake::mistake;
use swallowed::swallowed;
use text::{Line, is_delimiter, is_gap, lines};
use trial::{corrected, unknown};

/// Why YAML does not parse, or not as it was meant, and how to read on.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// Every mistake that was found, from the top of the file, keys that appear twice after all
    /// others. At least one.
    pub mistakes: Vec<Mistake>,
    /// What corrects them all, for reading on. What only the author can decide is made a comment,
    /// or guessed.
    pub edits: Vec<Edit>,
    /// Whether the edits are what the author would make, as far as a program can say.
    pub is_sure: bool,
}

impl Repair {
    /// A mistake that nothing but its own edits can correct.
    fn alone(mistake: Mistake) -> Repair {
        Repair {
            edits: mistake.fix.clone(),
            is_sure: !mistake.fix.is_empty(),
            mistakes: vec![mistake],
        }
    }
}

/// Explains front matter at `yaml` that does not parse; `error` is what the parser says.
pub fn explain(text: &str, yaml: Range<usize>, error: &NotYaml, names: &KeyNames) -> Repair {
    let front = front_lines(text, &yaml);
    if let Some(found) = conflict_in(&front) {
        return Repair::alone(settled(mistake(found, &front), text));
    }
    let unknown = unknown(&front, error.at.unwrap_or(yaml.start));
    repair(Lines::new(&front, names, Frame::FrontMatter), unknown)
}

/// Explains a file that is YAML as a whole and does not parse, in words for any such file.
pub fn explain_file(text: &str, error: &NotYaml) -> Repair {
    let whole = whole_file(text);
    let unknown = unknown(&whole, error.at.unwrap_or(0));
    repair(
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
) -> Option<Repair> {
    let is_map = matches!(root.value, Value::Map(_));
    let front = front_lines(text, &yaml);
    let front_lines = Lines::new(&front, names, Frame::FrontMatter);
    if is_map && swallowed(front_lines, root, yaml.start).is_none() {
        return None;
    }
    if let Some(found) = conflict_in(&front) {
        return Some(Repair::alone(settled(mistake(found, &front), text)));
    }
    if (1..front.len()).all(|at| is_gap(&front[at].text)) {
        return Some(Repair::alone(empty(&front, &lines(text))));
    }
    let outcome = corrected(front_lines);
    match outcome.in_order().first() {
        Some(found) if found.offered => Some(outcome.repair(&front)),
        _ if is_map => None,
        _ => Some(Repair::alone(not_a_map(&front, &lines(text)))),
    }
}

/// Explains a file that is YAML as a whole and parses to `root`, if its author cannot have meant
/// that.
pub fn explain_parsed_file(text: &str, root: &Node) -> Option<Repair> {
    let (whole, names) = (whole_file(text), KeyNames::default());
    let of_file = Lines::new(&whole, &names, Frame::WholeFile);
    let base = whole.get(1).map_or(0, |line| line.start);
    swallowed(of_file, root, base)?;
    let outcome = corrected(of_file);
    (!outcome.corrections.is_empty()).then(|| outcome.repair(&whole))
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

/// What corrects the lines. `unknown` stands for a first mistake that no correction explains.
fn repair(lines: Lines, unknown: Correction) -> Repair {
    let outcome = corrected(lines);
    let explains = |found: &&Correction| found.kind != Kind::Unknown;
    let first = outcome.in_order().into_iter().next().filter(explains);
    if first.is_some() {
        return outcome.repair(lines.all);
    }
    let unknown = mistake(unknown, lines.all);
    if outcome.corrections.is_empty() {
        return Repair::alone(unknown);
    }
    let mut repair = outcome.repair(lines.all);
    repair.mistakes[0] = unknown;
    repair
}
