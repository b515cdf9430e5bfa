//! Tries corrections until the parser reads the whole.
//!
//! The parser is the only judge: it says whether lines are YAML, and how far it gets. To keep it
//! from swallowing half a file in a quotation that is never closed, each entry is first parsed
//! alone, and entries within it alone again: what does not parse alone holds the mistake. There
//! the cheapest correction wins that makes it parse, or that at least lets the parser read on.

use std::ops::Range;

use super::correction::{Correction, Frame, Lines};
use super::duplicates::doubled;
use super::kinds::Kind;
use super::swallowed::swallowed;
use super::text::{
    Line, Start, closing_quote, indent, is_bare, is_dash, is_delimiter, is_gap, line_at,
};
use crate::source::Span;
use crate::yaml::{self, Node, Value};

/// Bytes that the parser may read in all for one file: about a third of a second.
const MAX_PARSED: usize = 6_000_000;

/// Corrections of one file. A file that needs more is not YAML. The next run finds the rest.
const MAX_CORRECTIONS: usize = 100;

/// Lines of one entry for which corrections are tried: from its first line on, and from the line
/// where the parser stopped upwards.
const MAX_LINES: usize = 40;

/// Entries below one that opens a quotation in which its closing mark is looked for.
const MAX_BELOW: usize = 200;

/// What a correction costs more if the entry still does not parse and the parser only reads on.
const NOT_YET: u32 = 15;

/// The corrections that were made, and the lines with them.
pub(super) struct Outcome {
    /// In the order in which they were made. Their lines are numbers of the file.
    pub(super) corrections: Vec<Correction>,
    /// The lines with all corrections, for reading on.
    pub(super) lines: Vec<Line>,
    /// The lines without those corrections that only the author can decide on.
    pub(super) offered: Vec<Line>,
}

impl Outcome {
    /// The correction to report: the one furthest up, keys that appear twice after all others.
    pub(super) fn first(&self) -> Option<&Correction> {
        let order = |found: &&Correction| (found.kind == Kind::DuplicateKey, found.line);
        self.corrections.iter().min_by_key(order)
    }
}

/// Corrects the lines until they parse. They may also parse as they are, but not as their author
/// meant.
pub(super) fn corrected(lines: Lines) -> Outcome {
    let mut search = Search {
        of: lines,
        lines: lines.all.to_vec(),
        left: MAX_PARSED,
    };
    let mut corrections = vec![];
    let mut kept: Vec<Line> = vec![];
    let mut from = 1;
    while corrections.len() < MAX_CORRECTIONS && search.left > 0 {
        let Some(found) = search.next(&mut from) else {
            break;
        };
        if !found.offered {
            kept.extend(
                found
                    .becomes
                    .iter()
                    .map(|(at, _)| search.lines[*at].clone()),
            );
        }
        let new = changed(&search.lines, 0..search.lines.len(), &found);
        let number = |at: usize| search.lines[at].number;
        let also = found
            .also
            .map(|(at, columns, label)| (number(at), columns, label));
        corrections.push(Correction {
            line: number(found.line),
            also,
            ..found
        });
        search.lines = new;
    }
    let before = |line: &Line| kept.iter().find(|kept| kept.number == line.number).cloned();
    let offered = search
        .lines
        .iter()
        .map(|line| before(line).unwrap_or_else(|| line.clone()));
    Outcome {
        corrections,
        offered: offered.collect(),
        lines: search.lines,
    }
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

/// Lines that are judged together, with the entries around them that give them their meaning.
#[derive(Debug, Clone, Default, PartialEq)]
struct Unit {
    range: Range<usize>,
    /// A line for each entry around: its key or its dash alone.
    context: Vec<String>,
    /// The first line's dash is in the context.
    after_dash: bool,
    /// The lines before this one are correct: a quotation that goes on over lines like entries.
    correct_to: usize,
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
        let whole = self.whole(1);
        // The last correction may have made what was an entry a part of the one above.
        *from = self.top(*from);
        if let Some(unit) = self.broken(&self.whole(*from)) {
            *from = self.top(unit.range.start);
            // A part of a group of keys belongs to the entry above, whatever else is wrong.
            if *from > 1 && self.view(whole.range.end).outside_of_group(*from).is_some() {
                return self.wider(*from, &unit);
            }
            return self.correction(&unit).or_else(|| self.wider(*from, &unit));
        }
        if let Ok(root) = self.judged(&whole) {
            return swallowed(self.view(whole.range.end), &root, 0);
        }
        *from = 1;
        self.correction(&whole)
    }

    /// All lines from `from` to the end of the front matter.
    fn whole(&self, from: usize) -> Unit {
        let ends =
            |at: &usize| self.of.frame == Frame::FrontMatter && is_delimiter(&self.lines[*at]);
        let end = (1..self.lines.len()).find(ends).unwrap_or(self.lines.len());
        Unit {
            range: from..end.max(from),
            ..Unit::default()
        }
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

    /// How the line starts inside its unit.
    fn start(&self, at: usize, unit: &Unit) -> Start<'_> {
        let start = Start::of(self.text(at));
        let is_first = unit.after_dash && at == unit.range.start;
        Start {
            indent: if is_first { start.inner } else { start.indent },
            ..start
        }
    }

    /// What the unit is parsed to, or where the parser stops.
    fn judged(&mut self, unit: &Unit) -> Result<Node, Stop> {
        let lines = self.lines[unit.range.clone()].to_vec();
        self.parsed(&lines, unit)
    }

    /// The same with other lines in the place of the unit's.
    fn parsed(&mut self, lines: &[Line], unit: &Unit) -> Result<Node, Stop> {
        let mut text: String = unit
            .context
            .iter()
            .flat_map(|line| [line.as_str(), "\n"])
            .collect();
        let is_nested = !text.is_empty();
        let start = text.len();
        for (n, line) in lines.iter().enumerate() {
            if n > 0 && self.of.frame == Frame::FrontMatter && is_delimiter(line) {
                break;
            }
            let dash = if n == 0 && unit.after_dash {
                indent(&line.text) + 1
            } else {
                0
            };
            text.extend(std::iter::repeat_n(' ', dash));
            text += line.text.get(dash..).unwrap_or("");
            text.push('\n');
        }
        let length = text.len() - start;
        if text.contains('*') && !is_nested {
            text = self.anchors(&text, unit.range.start) + &text;
        }
        self.left = self.left.saturating_sub(text.len() + 200);
        match yaml::parse(&text, Span::new(0, text.len())) {
            Ok(root) => match root.value {
                Value::Map(_) | Value::Null => Ok(root),
                // An item alone. Only a map is front matter.
                Value::List(_) if unit.range.start > 1 => Ok(root),
                _ if is_nested => Ok(root),
                _ => Err(Stop {
                    left: length,
                    at_key: false,
                }),
            },
            Err(error) => Err(Stop {
                left: text.len().saturating_sub(error.at.unwrap_or(0)).min(length),
                at_key: error.message.contains("duplicate entry"),
            }),
        }
    }

    /// An entry for each value that the text repeats and that is named above line `from`.
    fn anchors(&self, text: &str, from: usize) -> String {
        let is_end = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
        let mut named = String::new();
        for (n, part) in text.split('*').skip(1).enumerate() {
            let name = &part[..part.find(is_end).unwrap_or(part.len())];
            let anchor = format!("&{name}");
            let is_above = (1..from).any(|at| self.text(at).contains(&anchor));
            if !name.is_empty() && is_above && !named.contains(&format!("{anchor} ")) {
                named += &format!("\"anchor {n}\": {anchor} 0\n");
            }
        }
        named
    }

    /// The smallest unit in `unit` that does not parse alone.
    fn broken(&mut self, unit: &Unit) -> Option<Unit> {
        let parts = self.parts(unit);
        let mut correct_to = 0;
        for (n, part) in parts.iter().enumerate() {
            if part.range.start < correct_to || self.judged(part).is_ok() {
                continue;
            }
            if let Some((longer, close)) = self.longer(part, &parts[n + 1..]) {
                if self.judged(&longer).is_ok() {
                    correct_to = longer.range.end;
                    continue;
                }
                let quotation = Unit {
                    range: part.range.start..close + 1,
                    ..part.clone()
                };
                if self.judged(&quotation).is_ok() {
                    return Some(Unit {
                        correct_to: close + 1,
                        ..longer
                    });
                }
            }
            return Some(part.clone());
        }
        None
    }

    /// The entries of a unit, at the indentation of the first.
    fn parts(&self, unit: &Unit) -> Vec<Unit> {
        let Some(first) = unit.range.clone().find(|&at| !is_gap(self.text(at))) else {
            return vec![];
        };
        let of_first = self.start(first, unit);
        let is_head = |at: &usize| {
            let (start, text) = (self.start(*at, unit), self.text(*at));
            let is_odd = !start.is_item() && text[start.inner..].starts_with(char::is_whitespace);
            let is_alike = start.is_item() == of_first.is_item() && start.is_entry();
            is_alike && start.indent == of_first.indent && !is_odd && !is_gap(text)
        };
        let mut starts = vec![unit.range.start];
        starts.extend(
            unit.range
                .clone()
                .filter(is_head)
                .skip_while(|&at| at == first),
        );
        starts.push(unit.range.end);
        let part = |(n, range): (usize, &[usize])| Unit {
            range: range[0]..range[1],
            context: unit.context.clone(),
            after_dash: unit.after_dash && n == 0,
            correct_to: 0,
        };
        starts.windows(2).enumerate().map(part).collect()
    }

    /// A quotation or brackets may go on over lines that look like entries: the unit with those,
    /// and the line that closes it.
    fn longer(&self, part: &Unit, below: &[Unit]) -> Option<(Unit, usize)> {
        let text = self.text(part.range.start);
        let value = &text[Start::of(text).value..];
        let close = match value.chars().next()? {
            quote @ ('"' | '\'') if closing_quote(value, 1, quote).is_none() => quote,
            '[' => ']',
            '{' => '}',
            _ => return None,
        };
        let closing = |part: &Unit| part.range.clone().find(|&at| self.text(at).contains(close));
        let mut below = below.iter().take(MAX_BELOW);
        let (end, close) = below.find_map(|part| Some((part.range.end, closing(part)?)))?;
        Some((
            Unit {
                range: part.range.start..end,
                ..part.clone()
            },
            close,
        ))
    }

    /// The first line of the entry of the front matter that holds line `at`.
    fn top(&self, at: usize) -> usize {
        let parts = self.parts(&self.whole(1));
        let starts = parts.iter().rev().map(|part| part.range.start);
        starts.into_iter().find(|start| *start <= at).unwrap_or(1)
    }

    /// A correction of a unit together with the entry around it, and with the one above that.
    fn wider(&mut self, top: usize, unit: &Unit) -> Option<Correction> {
        let parts = self.parts(&self.whole(1));
        let n = parts.iter().position(|part| part.range.start == top)?;
        for start in [top, parts[n.saturating_sub(1)].range.start] {
            let wider = Unit {
                range: start..parts[n].range.end,
                ..Unit::default()
            };
            let found = if wider == *unit {
                None
            } else {
                self.correction(&wider)
            };
            if found.is_some() {
                return found;
            }
        }
        // As a last resort all of it becomes a comment, so that the rest can be read.
        let stop = self.judged(unit).err()?;
        let at = self.line_at(unit, stop.left);
        let found = unknown(&self.lines, self.lines[at].start);
        Some(found.each(unit.range.clone(), |at| {
            format!("# {}", self.text(at).trim())
        }))
    }

    /// The line with so many bytes from its start to the end of the unit.
    fn line_at(&self, unit: &Unit, mut not_read: usize) -> usize {
        for at in unit.range.clone().rev() {
            let length = self.text(at).len() + 1;
            if not_read <= length {
                return at;
            }
            not_read -= length;
        }
        unit.range.start
    }

    /// The cheapest correction that makes a unit parse, or lets the parser read on.
    fn correction(&mut self, unit: &Unit) -> Option<Correction> {
        let before = self.judged(unit).err()?;
        let range = unit.range.clone();
        let stop = self.line_at(unit, before.left);
        let above = (range.start..(stop + 3).min(range.end))
            .rev()
            .take(MAX_LINES);
        let mut tried: Vec<usize> = range.clone().take(MAX_LINES).chain(above).collect();
        tried.retain(|at| *at >= unit.correct_to);
        tried.sort_unstable();
        tried.dedup();
        let view = self.view(range.end);
        let mut candidates: Vec<Correction> = if before.at_key {
            doubled(view, range.clone())
        } else {
            tried
                .into_iter()
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
            let is_outside = first < range.start && !unit.context.is_empty();
            if is_outside || lines.max() >= Some(range.end) {
                continue;
            }
            let new = changed(&self.lines, first..range.end, &found);
            if new[..] == self.lines[first..range.end] {
                continue;
            }
            let left = match self.parsed(&new, unit) {
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
