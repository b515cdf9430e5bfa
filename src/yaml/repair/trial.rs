//! Tries corrections until the parser reads the whole.
//!
//! The parser is the only judge: it says whether lines are YAML, and how far it gets. To keep it
//! from swallowing half a file in a quotation that is never closed, each entry is first parsed
//! alone: what does not parse alone holds the mistake. There the cheapest correction wins that
//! makes it parse, or that at least lets the parser read on.

use std::ops::Range;

use super::Repair;
use super::correction::{Correction, Frame, Lines};
use super::duplicates::doubled;
use super::kinds::Kind;
use super::mistake::{edits, mistake};
use super::swallowed::swallowed;
use super::text::{Line, Start, closing_quote, indent, is_delimiter, is_gap, line_at};
use crate::report::{Edit, column_in};
use crate::source::Span;
use crate::yaml::{self, Node, Value};

/// Bytes that the parser may read in all for one file: about a third of a second.
const MAX_PARSED: usize = 6_000_000;

/// Corrections of one file. A file that needs more is not YAML. The next run finds the rest.
const MAX_CORRECTIONS: usize = 100;

/// Lines of one entry for which corrections are tried: from its first line on, and from the line
/// where the parser stopped upwards.
const MAX_LINES: usize = 40;

/// Lines below an entry that opens a quotation in which its closing mark is looked for.
const MAX_BELOW: usize = 200;

/// What a correction costs more if the entry still does not parse and the parser only reads on.
const NOT_YET: u32 = 15;

/// The corrections that were made, and the lines with them.
pub(super) struct Outcome {
    /// In the order in which they were made. Their places are those of the file as it was.
    pub(super) corrections: Vec<Correction>,
    /// The lines with all corrections, for reading on.
    pub(super) lines: Vec<Line>,
    /// The lines without those corrections that only the author can decide on.
    pub(super) offered: Vec<Line>,
}

impl Outcome {
    /// The corrections from the top of the file, keys that appear twice after all others.
    pub(super) fn in_order(&self) -> Vec<&Correction> {
        let mut found: Vec<&Correction> = self.corrections.iter().collect();
        found.sort_by_key(|found| (found.kind == Kind::DuplicateKey, found.line));
        found
    }

    /// The corrections as mistakes of the lines as they were. There must be at least one.
    ///
    /// Corrections that change the same line can only be made together: the edits of all of them
    /// are those of the first. A mistake that is made line after line is one mistake.
    pub(super) fn repair(&self, before: &[Line]) -> Repair {
        let found = self.in_order();
        let groups = groups(&found);
        let mut fixes: Vec<Vec<Edit>> = vec![vec![]; found.len()];
        for edit in edits(before, &self.offered) {
            // A line is added below the one that it was a part of.
            let line = match edit {
                Edit::Insert { line, .. } => line - 1,
                _ => edit.line(),
            };
            let first = found.iter().position(|found| found.changes(line));
            fixes[first.map_or(0, |at| groups[at])].push(edit);
        }
        let index = |number: usize| before.iter().position(|line| line.number == number);
        let numbered = found.iter().zip(fixes).enumerate();
        let first_ones = numbered.filter(|(at, _)| !is_repeated(&found, *at));
        let mistakes = first_ones.map(|(_, (found, fix))| {
            let mut found = (*found).clone();
            found.line = index(found.line).unwrap_or(0);
            if let Some((line, ..)) = &mut found.also {
                *line = index(*line).unwrap_or(0);
            }
            mistake(found, before).with_fix(fix)
        });
        Repair {
            mistakes: mistakes.collect(),
            edits: edits(before, &self.lines),
            is_sure: found.iter().all(|found| found.offered),
        }
    }
}

/// Whether a mistake is the same as the one on the line above.
fn is_repeated(found: &[&Correction], at: usize) -> bool {
    let Some(above) = at.checked_sub(1).map(|above| found[above]) else {
        return false;
    };
    let repeats = matches!(
        above.kind,
        Kind::Bullet
            | Kind::ControlCharacter
            | Kind::ItemTooDeep
            | Kind::MissingDash
            | Kind::NonBreakingSpace
            | Kind::NotIndented
            | Kind::OddSpace
            | Kind::PartTooFarOut
            | Kind::SpaceAfterDash
            | Kind::Tab
            | Kind::TabAfterDash
            | Kind::TabAlone
    );
    repeats && found[at].kind == above.kind && found[at].line == above.line + 1
}

/// For each correction, the first one that is made together with it, which may be itself.
fn groups(found: &[&Correction]) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..found.len()).collect();
    for at in 0..found.len() {
        let shares_line = |above: &usize| {
            let mut lines = found[at].becomes.iter().map(|(line, _)| *line);
            lines.any(|line| found[*above].changes(line))
        };
        let is_with =
            |above: &usize| *above + 1 == at && is_repeated(found, at) || shares_line(above);
        for above in (0..at).filter(is_with).collect::<Vec<_>>() {
            let (one, other) = (groups[at], groups[above]);
            let first = one.min(other);
            for group in &mut groups {
                if [one, other].contains(group) {
                    *group = first;
                }
            }
        }
    }
    groups
}

/// Corrects the lines until they parse. They may also parse as they are, but not as their author
/// meant.
pub(super) fn corrected(lines: Lines) -> Outcome {
    let mut search = Search {
        of: lines,
        lines: lines.all.to_vec(),
        left: MAX_PARSED,
    };
    let mut corrections: Vec<Correction> = vec![];
    // The lines as they were that only the author can correct.
    let mut kept: Vec<Line> = vec![];
    let mut from = 1;
    while corrections.len() < MAX_CORRECTIONS
        && search.left > 0
        && let Some(found) = search.next(&mut from)
    {
        if !found.offered {
            let lines = found
                .becomes
                .iter()
                .map(|(at, _)| search.lines[*at].clone());
            kept.extend(lines);
        }
        let new = changed(&search.lines, 0..search.lines.len(), &found);
        corrections.push(of_file(found, &search.lines, lines.all));
        search.lines = new;
    }
    let before = |line: &Line| kept.iter().find(|kept| kept.number == line.number).cloned();
    let offered = search.lines.iter();
    let offered = offered.map(|line| before(line).unwrap_or_else(|| line.clone()));
    Outcome {
        corrections,
        offered: offered.collect(),
        lines: search.lines,
    }
}

/// A correction of lines that others have changed, with the places that the file has.
fn of_file(mut found: Correction, lines: &[Line], before: &[Line]) -> Correction {
    let place = |(at, columns): (usize, Range<usize>)| {
        let line = &lines[at];
        let as_it_was = before.iter().find(|was| was.number == line.number);
        let as_it_was = as_it_was.map_or("", |was| &was.text);
        let column = |column| column_in(as_it_was, &line.text, column);
        (line.number, column(columns.start)..column(columns.end))
    };
    (found.line, found.columns) = place((found.line, found.columns));
    if let Some((line, columns, _)) = &mut found.also {
        (*line, *columns) = place((*line, columns.clone()));
    }
    for (line, _) in &mut found.becomes {
        *line = lines[*line].number;
    }
    found
}

/// What is said of the place where the parser stops if no correction explains it.
pub(super) fn unknown(lines: &[Line], stop: usize) -> Correction {
    let stopped = line_at(lines, stop);
    let is_content = |at: &usize| !is_gap(&lines[*at].text);
    let at = (0..=stopped).rev().find(is_content).unwrap_or(0);
    let text = lines[at].text.trim_end();
    let column = Some(stop.saturating_sub(lines[at].start));
    let column = column.filter(|column| text.get(*column..).is_some_and(|rest| !rest.is_empty()));
    let start = column.unwrap_or(indent(text));
    Correction::new(Kind::Unknown, at, start..text.len()).undecided()
}

/// The lines of a range with a correction made.
fn changed(lines: &[Line], range: Range<usize>, found: &Correction) -> Vec<Line> {
    let mut new = Vec::with_capacity(range.len() + 1);
    for at in range {
        let line = &lines[at];
        match found.becomes.iter().find(|(changed, _)| *changed == at) {
            Some((_, texts)) => {
                new.extend(texts.iter().map(|text| Line {
                    text: text.clone(),
                    ..line.clone()
                }));
            }
            None => new.push(line.clone()),
        }
    }
    new
}

/// Where the parser stops.
struct Stop {
    /// Bytes of the unit that it does not reach.
    left: usize,
    /// True if it stops because a key appears twice.
    at_key: bool,
}

struct Search<'a> {
    of: Lines<'a>,
    lines: Vec<Line>,
    /// Bytes that the parser may still read.
    left: usize,
}

impl Search<'_> {
    /// The next correction to make; the entries before line `from` parse.
    fn next(&mut self, from: &mut usize) -> Option<Correction> {
        let whole = 1..self.end();
        // The last correction may have made what was an entry a part of the one above.
        *from = self.entry(*from);
        if let Some(entry) = self.broken(*from..whole.end) {
            *from = entry.start;
            let wider = self.entry(entry.start - 1)..entry.end;
            // A part of a group of keys belongs to the entry above, whatever else is wrong.
            let is_part = self.view(whole.end).outside_of_group(entry.start).is_some();
            let narrow = if is_part {
                None
            } else {
                self.correction(&entry)
            };
            return narrow
                .or_else(|| self.correction(&wider))
                .or_else(|| self.commented_out(entry));
        }
        if let Ok(root) = self.judged(&whole) {
            return swallowed(self.view(whole.end), &root, 0);
        }
        *from = 1;
        self.correction(&whole)
    }

    /// The line after the last one of the front matter.
    fn end(&self) -> usize {
        let ends = |line: &Line| self.of.frame == Frame::FrontMatter && is_delimiter(line);
        let end = self.lines[1..].iter().position(ends);
        end.map_or(self.lines.len(), |end| end + 1)
    }

    fn view(&self, end: usize) -> Lines<'_> {
        Lines {
            all: &self.lines,
            end,
            ..self.of
        }
    }

    fn text(&self, at: usize) -> &str {
        &self.lines[at].text
    }

    /// What the lines of a range are parsed to, or where the parser stops.
    fn judged(&mut self, range: &Range<usize>) -> Result<Node, Stop> {
        let lines = self.lines[range.clone()].to_vec();
        self.parsed(&lines, range.start)
    }

    /// The same for other lines from line `from` on.
    fn parsed(&mut self, lines: &[Line], from: usize) -> Result<Node, Stop> {
        let ends = |line: &Line| self.of.frame == Frame::FrontMatter && is_delimiter(line);
        let count = lines.iter().skip(1).take_while(|line| !ends(line)).count() + 1;
        let lines = lines.iter().take(count);
        let mut text: String = lines.flat_map(|line| [line.text.as_str(), "\n"]).collect();
        // A value named above is unknown here where it is repeated.
        let above = if text.contains('*') { from } else { 1 };
        let above = self.lines[1..above].iter();
        let words = above.flat_map(|line| line.text.split_whitespace());
        let names = words.filter_map(|word| word.strip_prefix('&'));
        for name in names.filter(|name| !name.is_empty()) {
            text = text.replace(&format!("*{name}"), name);
        }
        self.left = self.left.saturating_sub(text.len() + 200);
        match yaml::parse(&text, Span::new(0, text.len())) {
            Ok(root) => match root.value {
                Value::Map(_) | Value::Null => Ok(root),
                // An item alone. Only a map is front matter.
                Value::List(_) if from > 1 => Ok(root),
                _ => Err(Stop {
                    left: text.len(),
                    at_key: false,
                }),
            },
            Err(error) => Err(Stop {
                left: text.len() - error.at.unwrap_or(0),
                at_key: error.message.contains("duplicate entry"),
            }),
        }
    }

    /// The first entry that does not parse alone.
    fn broken(&mut self, mut range: Range<usize>) -> Option<Range<usize>> {
        'entries: loop {
            for entry in self.entries(range.clone()) {
                if self.judged(&entry).is_ok() {
                    continue;
                }
                match self.longer(&entry, range.end) {
                    Some(longer) if self.judged(&longer).is_ok() => range.start = longer.end,
                    _ => return Some(entry),
                }
                continue 'entries;
            }
            return None;
        }
    }

    /// The entries in a range, at the indentation of the first.
    fn entries(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let Some(first) = range.clone().find(|&at| !is_gap(self.text(at))) else {
            return vec![];
        };
        let of_first = Start::of(self.text(first));
        let is_head = |at: &usize| {
            let (start, text) = (Start::of(self.text(*at)), self.text(*at));
            let is_odd = !start.is_item() && text[start.inner..].starts_with(char::is_whitespace);
            let is_alike = start.is_item() == of_first.is_item() && start.is_entry();
            is_alike && start.indent == of_first.indent && !is_odd && !is_gap(text)
        };
        let heads = (first + 1..range.end).filter(is_head);
        let starts: Vec<usize> = [range.start].into_iter().chain(heads).collect();
        let ends = starts.iter().skip(1).copied().chain([range.end]);
        starts
            .iter()
            .zip(ends)
            .map(|(&start, end)| start..end)
            .collect()
    }

    /// An entry to the line that closes its quotation or brackets, which may go on over lines that
    /// look like entries.
    fn longer(&self, entry: &Range<usize>, end: usize) -> Option<Range<usize>> {
        let text = self.text(entry.start);
        let value = &text[Start::of(text).value..];
        let close = match value.chars().next()? {
            quote @ ('"' | '\'') if closing_quote(value, 1, quote).is_none() => quote,
            '[' => ']',
            '{' => '}',
            _ => return None,
        };
        let mut below = (entry.end..end).take(MAX_BELOW);
        let last = below.find(|&at| self.text(at).contains(close))?;
        Some(entry.start..last + 1)
    }

    /// The first line of the entry of the front matter that holds line `at`.
    fn entry(&self, at: usize) -> usize {
        let entries = self.entries(1..self.end());
        let starts = entries.iter().rev().map(|entry| entry.start);
        starts.into_iter().find(|start| *start <= at).unwrap_or(1)
    }

    /// All of an entry as a comment, so that the rest can be read: the last resort.
    fn commented_out(&mut self, entry: Range<usize>) -> Option<Correction> {
        let stop = self.judged(&entry).err()?;
        let at = self.line_at(&entry, stop.left);
        let found = unknown(&self.lines, self.lines[at].start);
        Some(found.each(entry, |at| format!("# {}", self.text(at).trim())))
    }

    /// The line with so many bytes from its start to the end of the range.
    fn line_at(&self, range: &Range<usize>, mut not_read: usize) -> usize {
        for at in range.clone().rev() {
            let length = self.text(at).len() + 1;
            if not_read <= length {
                return at;
            }
            not_read -= length;
        }
        range.start
    }

    /// The cheapest correction that makes the lines of a range parse, or lets the parser read on.
    fn correction(&mut self, range: &Range<usize>) -> Option<Correction> {
        let before = self.judged(range).err()?;
        let stop = self.line_at(range, before.left);
        let view = self.view(range.end);
        let mut candidates: Vec<Correction> = if before.at_key {
            doubled(view, range.clone())
        } else {
            let above = range.start.max((stop + 3).saturating_sub(MAX_LINES));
            let near = above.max(range.start + MAX_LINES)..range.end.min(stop + 3);
            let top = range.clone().take(MAX_LINES);
            top.chain(near)
                .flat_map(|at| view.corrections(at))
                .collect()
        };
        // The first line of an entry is where it belongs.
        candidates.retain(|f| f.kind != Kind::Indentation || f.line != range.start);
        candidates.sort_by_key(|found| (found.cost, found.line.abs_diff(stop)));
        let mut best: Option<(u32, usize, Correction)> = None;
        for found in candidates {
            let is_worse = |(cost, ..): &(u32, usize, Correction)| *cost <= found.cost;
            if self.left == 0 || best.as_ref().is_some_and(is_worse) {
                break;
            }
            // All that it changes must be judged, and the lines above too where it changes them.
            let lines = found.becomes.iter().map(|(at, _)| *at);
            let first = lines.clone().min().unwrap_or(range.start).min(range.start);
            if lines.max() >= Some(range.end) {
                continue;
            }
            let new = changed(&self.lines, first..range.end, &found);
            if new[..] == self.lines[first..range.end] {
                continue;
            }
            let left = match self.parsed(&new, range.start) {
                Ok(_) => return Some(found),
                Err(stop) => stop.left,
            };
            let cost = found.cost + NOT_YET;
            let is_best = best
                .as_ref()
                .is_none_or(|(c, l, _)| (cost, left) < (*c, *l));
            if left < before.left && is_best {
                best = Some((cost, left, found));
            }
        }
        best.map(|(.., found)| found)
    }
}
