//! Mistakes that parse: YAML reads them as part of a key or of a text.

use super::correction::{Correction, Lines};
use super::kinds::Kind;
use super::text::{
    bullet, first_word, indent, is_dash, is_gap, is_glued_key, is_odd_space, is_word, is_wrapped,
    key_colon,
};
use crate::yaml::{Node, Style, Value};

/// The first mistake in lines that parse to `root`, whose places count from `base` bytes above
/// line 1.
pub(super) fn swallowed(lines: Lines, root: &Node, base: usize) -> Option<Correction> {
    let mut starts = Vec::with_capacity(lines.end);
    let mut start = base;
    for line in &lines.all[1..lines.end] {
        starts.push(start);
        start += line.text.len() + 1;
    }
    Swallowed { lines, starts }.in_value(root, 0)
}

struct Swallowed<'a> {
    lines: Lines<'a>,
    /// Where each line starts, from line 1 on.
    starts: Vec<usize>,
}

impl Swallowed<'_> {
    /// The line and the column of a byte.
    fn at(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        (line, byte - self.starts.get(line - 1).copied().unwrap_or(0))
    }

    fn is_in_brackets(&self, node: &Node) -> bool {
        let (at, column) = self.at(node.span.start);
        let text = (at < self.lines.end).then(|| self.lines.text(at).get(column..));
        text.flatten()
            .is_some_and(|text| text.starts_with(['[', '{']))
    }

    /// A mistake in a value of the key or the dash on line `owner`; 0 for the whole.
    fn in_value(&self, node: &Node, owner: usize) -> Option<Correction> {
        match &node.value {
            // Between brackets, there is a sign at the end of each key and item.
            Value::Map(_) | Value::List(_) if self.is_in_brackets(node) => None,
            Value::Map(entries) => entries.iter().find_map(|entry| {
                let at = self.at(entry.key_span.start);
                self.in_key(&entry.key, at)
                    .or_else(|| self.in_value(&entry.value, at.0))
            }),
            Value::List(items) => items.iter().find_map(|item| {
                let at = self.at(item.span.start).0;
                let is_own = at < self.lines.end && self.lines.start(at).is_item();
                self.in_value(item, if is_own { at } else { owner })
            }),
            Value::Text(_) => self.in_text(node, owner),
            _ => None,
        }
    }

    fn in_key(&self, key: &str, (at, column): (usize, usize)) -> Option<Correction> {
        let lines = self.lines;
        if key.starts_with(is_odd_space) {
            return lines.odd_indentation(at).into_iter().next();
        }
        // `title:"Warm: homes"` and `title:Warm homes: a year`, where a later colon ends the key.
        let is_glued = key
            .split_once([':', '：', '﹕'])
            .is_some_and(|(word, rest)| {
                is_word(word)
                    && (rest.contains(' ')
                        || rest.starts_with(|c: char| matches!(c, '"' | '\'') || is_odd_space(c)))
            });
        if is_glued {
            return lines.space_after_colon(at, column);
        }
        if key.starts_with("<!--") {
            return lines.html_comment(at);
        }
        let after_dash = key.strip_prefix('-').and_then(|rest| rest.chars().next());
        if after_dash.is_some_and(|next| next.is_alphabetic() || is_odd_space(next)) {
            return lines.space_after_dash(at);
        }
        // `title "Warm: homes"` and `title Warm homes: a year`.
        let word = first_word(key);
        let rest = key[word.len()..].trim_start();
        let is_value = rest.starts_with(['"', '\'', '='])
            || !rest.is_empty() && matches!(word, "title" | "summary");
        if is_value && lines.is_known(word, at, column) {
            return lines.missing_colon(at, column);
        }
        lines.outside_of_group(at)
    }

    fn in_text(&self, node: &Node, owner: usize) -> Option<Correction> {
        let lines = self.lines;
        let (first, column) = self.at(node.span.start);
        let holder = if owner == 0 { first } else { owner };
        let is_inside =
            node.style == Style::Plain && first < lines.end && node.span.start < node.span.end;
        let value = is_inside.then(|| lines.text(holder).get(lines.start(holder).value..))??;
        // Values with a name or a tag.
        if value.starts_with(['&', '*', '!']) {
            return None;
        }
        let last = self.at(node.span.end - 1).0.min(lines.end - 1);
        self.in_first_line((first, column), owner, first == last)
            .or_else(|| (first + 1..=last).find_map(|at| self.in_next_line(at, first, owner)))
    }

    fn in_first_line(
        &self,
        (at, column): (usize, usize),
        owner: usize,
        is_alone: bool,
    ) -> Option<Correction> {
        let lines = self.lines;
        let rest = lines.text(at).get(column..)?;
        if at > owner {
            if bullet(rest).is_some() {
                return lines.bullet(at);
            }
            if rest.starts_with('-') && !rest.starts_with("--") {
                return lines.space_after_dash(at);
            }
            if is_glued_key(rest) {
                return lines.space_after_colon(at, column);
            }
            if let Some(found) = lines.missing_dash(at).filter(|_| owner > 0) {
                return Some(found);
            }
        }
        // `topics: a, b]`.
        let plain = rest.trim_end();
        let is_list = plain.ends_with(']') && !plain.contains('[') && plain.contains(", ");
        if is_alone && is_list && owner > 0 {
            let (head, end) = (&lines.text(at)[..column], column + plain.len());
            let found = Correction::new(Kind::BracketNotOpened, at, end - 1..end);
            let found = found.with(&lines.holder(at), "");
            return Some(found.set(at, format!("{head}[{rest}")));
        }
        self.part(at, column)
    }

    fn in_next_line(&self, at: usize, first: usize, owner: usize) -> Option<Correction> {
        let lines = self.lines;
        let text = lines.text(at);
        if is_gap(text) {
            return None;
        }
        let column = indent(text);
        let is_item = |at: usize| {
            at < lines.end && indent(lines.text(at)) == column && is_dash(&lines.text(at)[column..])
        };
        let is_next = owner > 0 && first == owner && at == first + 1;
        if is_next && !is_wrapped(lines.text(first)) && is_item(at) {
            if lines.start(owner).is_item() && lines.start(owner).key.is_none() {
                return lines.item_too_deep(at);
            }
            // A sentence may go on with a dash, but not over two lines.
            return lines.list_after_value(at).filter(|_| is_item(at + 1));
        }
        if let Some(found) = lines.missing_dash(at) {
            return Some(found);
        }
        self.part(at, column)
            .filter(|_| !is_wrapped(lines.text(first)))
    }

    /// `url https://…` and `url:https://…` in a group of keys that has a `url`.
    fn part(&self, at: usize, column: usize) -> Option<Correction> {
        let lines = self.lines;
        let rest = lines.text(at).get(column..)?;
        let word = first_word(rest);
        let is_right =
            key_colon(rest).is_some_and(|colon| rest[word.len()..colon].trim().is_empty());
        if word.len() == rest.trim_end().len() || is_right || !lines.is_missing_part(word, at) {
            return None;
        }
        match rest[word.len()..].chars().next()? {
            ':' | '：' | '﹕' => lines.space_after_colon(at, column),
            _ => lines.missing_colon(at, column),
        }
    }
}
