//! Corrections of a line's indentation.

use super::correction::{Correction, Frame, Lines};
use super::kinds::Kind;
use super::text::{
    indent, is_blank, is_comment, is_dash, is_gap, is_odd_space, is_word, shortened,
};

impl Lines<'_> {
    /// A tab, or a space that is not the plain one, before what the line says.
    pub(super) fn odd_indentation(&self, at: usize) -> Vec<Correction> {
        let text = self.text(at);
        let column = indent(text);
        let is_odd = |c: &char| is_odd_space(*c) || *c == '\t';
        let Some(first) = text[column..].chars().next().filter(is_odd) else {
            return vec![];
        };
        let end = (text.len() - text.trim_start().len()).max(column + first.len_utf8());
        let body = text[end..].trim_start_matches(is_odd_space);
        let mut found = match first {
            '\t' => Correction::new(Kind::Tab, at, column..end).with(&shortened(body), ""),
            _ => self.odd_space(at, column, &format!("before `{}`", shortened(body))),
        };
        found.columns.end = end;
        let widths = self
            .meant_indents(at, &text[..end], body)
            .into_iter()
            .zip(0..);
        let indented = |(width, cost)| {
            let new = format!("{}{body}", " ".repeat(width));
            found.clone().cost(cost).set(at, new)
        };
        widths.map(indented).collect()
    }

    /// How many plain spaces may be meant, the likeliest first.
    fn meant_indents(&self, at: usize, blanks: &str, body: &str) -> Vec<usize> {
        let width = |c: char| match c {
            '\t' => 2,
            '\u{200b}' | '\u{feff}' | '\u{2060}' => 0,
            _ => 1,
        };
        let plain = indent(blanks);
        let looks: usize = blanks.chars().map(width).sum();
        let has_tab = blanks.contains('\t');
        // A single one is seldom an indentation: it came along when the key was pasted.
        let is_stray = !has_tab && blanks[plain..].chars().count() == 1 && !is_dash(body);
        let mut all: Vec<usize> = is_stray.then_some(plain).into_iter().collect();
        // A tab may be wider than two spaces: what is below a bare key is further in.
        if let Some(above) = self.entry_above(at).filter(|_| has_tab && !is_dash(body)) {
            let outer = self.start(above).outer();
            all.extend((looks <= outer && self.is_bare(above)).then_some(outer + 2));
        }
        all.push(looks);
        let above = (1..at)
            .rev()
            .filter(|&line| !is_gap(self.text(line)))
            .take(4);
        all.extend(above.flat_map(|line| [self.start(line).inner, self.start(line).indent]));
        all
    }

    /// A key or a list item that does not line up with its neighbours.
    pub(super) fn indentation(&self, at: usize) -> Vec<Correction> {
        let (text, start) = (self.text(at), self.start(at));
        let column = start.indent;
        let is_dashed = start.is_item();
        if !start.is_entry() {
            return vec![];
        }
        let above = (1..at)
            .rev()
            .filter(|&line| !is_gap(self.text(line)))
            .take(50);
        let column_of = |line: usize| {
            let other = self.start(line);
            let is_like = is_dashed && other.is_item() || !is_dashed && other.key.is_some();
            is_like.then_some(if is_dashed { other.indent } else { other.inner })
        };
        let mut columns: Vec<usize> = above.filter_map(column_of).collect();
        columns.retain(|other| *other != column);
        columns.sort_by_key(|other| (other.abs_diff(column), usize::MAX - other));
        columns.dedup();
        columns.truncate(4);
        let word = if is_dashed {
            text.trim()
        } else {
            start.key.unwrap_or_default()
        };
        let cost = if is_dashed || is_word(word) { 40 } else { 48 };
        let last = if self.is_bare(at) {
            self.extent(at)
        } else {
            at
        };
        let moved = |(n, to): (usize, usize)| {
            let side = if column > to { "right" } else { "left" };
            // What is below a bare key moves along.
            let new = |line: usize| {
                let text = self.text(line);
                if line > at && (is_blank(text) || indent(text) <= column) {
                    return text.to_owned();
                }
                let width = (indent(text) + to).saturating_sub(column);
                format!("{}{}", " ".repeat(width), text.trim_start())
            };
            Correction::new(Kind::Indentation, at, column..column + word.len())
                .with(&shortened(word), side)
                .cost(cost + n as u32)
                .each(at..=last, new)
        };
        columns.into_iter().enumerate().map(moved).collect()
    }

    /// `- a` and below it a deeper `- b`, which YAML reads as one text.
    pub(super) fn item_too_deep(&self, at: usize) -> Option<Correction> {
        let (column, item) = (indent(self.text(at)), self.text(at).trim());
        let above = self.entry_above(at).filter(|_| is_dash(item))?;
        let start = self.start(above);
        let is_item = start.is_item() && start.key.is_none() && self.is_open_text(above);
        let found = Correction::new(Kind::ItemTooDeep, at, column..column + item.len())
            .with(&shortened(item), &shortened(self.text(above).trim()));
        let is_deeper = is_item && start.indent < column;
        is_deeper.then(|| found.set(at, format!("{}{item}", " ".repeat(start.indent))))
    }

    /// The first keys are indented and a later one is not.
    pub(super) fn first_lines_indented(&self, at: usize) -> Option<Correction> {
        let (first, start) = (1..at)
            .find(|&line| !is_gap(self.text(line)))
            .map(|first| (first, self.start(first)))?;
        let by = start
            .indent
            .checked_sub(indent(self.text(at)))
            .filter(|by| *by > 0)?;
        let word = start
            .key
            .filter(|_| !start.is_item() && self.start(at).is_entry())?;
        let deep = (first..at).filter(|&line| indent(self.text(line)) >= by);
        Some(
            Correction::new(
                Kind::FirstLines,
                first,
                start.indent..start.indent + word.len(),
            )
            .with(word, "")
            .each(deep, |line| self.text(line)[by..].to_owned()),
        )
    }

    /// `topics:`, below it `name: …` at the same indentation, and below that a deeper key. Front
    /// matter has many a bare key with another below it.
    pub(super) fn one_step_out(&self, at: usize) -> Option<Correction> {
        let start = self.start(at);
        let above = self
            .entry_above(at)
            .filter(|_| self.frame == Frame::WholeFile)?;
        let bare = self.entry_above(above).filter(|&bare| self.is_bare(bare))?;
        let of_above = self.start(above);
        let (key, group) = (of_above.key?, self.start(bare).key?);
        let (column, text) = (of_above.indent, self.text(above).trim());
        let is_deeper = start.key.is_some() && start.indent > column;
        let found = Correction::new(Kind::OneStepOut, above, column..column + key.len())
            .with(key, group)
            .set(above, format!("{}{text}", " ".repeat(start.indent)));
        (is_deeper && self.start(bare).inner == column && !of_above.is_item()).then_some(found)
    }

    /// `url: …` at the start of its line, below an item of `links`.
    pub(super) fn outside_of_group(&self, at: usize) -> Option<Correction> {
        let root = self.root();
        let part = |line: usize| {
            let is_own = |key: &&str| self.names.is_some_part(key) && !self.names.is_key(key);
            self.start(line).key.filter(is_own)
        };
        let is_root = |line: usize| {
            let start = self.start(line);
            start.indent == root && !start.is_item() && !is_gap(self.text(line))
        };
        let key = part(at).filter(|_| is_root(at))?;
        // Its neighbours may be as far out.
        let is_holder = |line: &usize| is_root(*line) && part(*line).is_none();
        let holder = (1..at)
            .rev()
            .find(is_holder)
            .filter(|&holder| self.is_bare(holder))?;
        let group = self
            .start(holder)
            .key
            .filter(|group| self.names.is_part(key, group))?;
        let above = || (holder + 1..at).rev().map(|line| self.start(line));
        let mut in_item = above().take_while(|above| !above.is_item());
        let is_given = in_item.any(|above| above.key == Some(key));
        let inner = above().find(|above| above.key.is_some() && above.inner > root);
        let inner = " ".repeat(inner.map_or(root + 2, |above| above.inner));
        let found = Correction::new(Kind::PartTooFarOut, at, root..root + key.len())
            .with(key, group)
            .set(at, format!("{inner}{}", self.text(at).trim()));
        (!is_given).then_some(found)
    }

    /// Text that goes on with a value from the line above and is not indented.
    pub(super) fn not_indented(&self, at: usize) -> Option<Correction> {
        let (text, start) = (self.text(at), self.start(at));
        let is_text = !start.is_item() && start.key.is_none_or(|key| !is_word(key));
        let above = self.entry_above(at).filter(|_| is_text)?;
        let owner = self.start(above);
        let is_block = self.text(above)[owner.value..].starts_with(['|', '>']);
        let goes_on = self.is_open_text(above) || is_block || self.is_bare(above);
        // A comment ends the text.
        let is_cut = !is_block && (above + 1..at).any(|line| is_comment(self.text(line)));
        let first = (above + 1..at).find(|&line| is_block && !is_blank(self.text(line)));
        let outer = owner.outer();
        let inner = first.map_or(outer + 2, |first| indent(self.text(first)).max(outer + 1));
        let last = if is_block {
            self.extent(at)
        } else {
            self.end_of_text(at)
        };
        let lines = (at..=last).filter(|&line| !is_blank(self.text(line)));
        let new = |line: usize| {
            let (text, width) = (self.text(line), indent(self.text(line)).max(inner));
            format!("{}{}", " ".repeat(width), text.trim_start())
        };
        let is_less = start.indent > outer && start.indent < inner;
        let kind = if is_less {
            Kind::BlockLine
        } else {
            Kind::NotIndented
        };
        let found = Correction::new(kind, at, start.indent..text.trim_end().len())
            .with(&shortened(text.trim()), &self.holder(above));
        let is_one = goes_on && (start.indent <= outer || is_block && is_less) && !is_cut;
        is_one.then(|| found.each(lines, new))
    }
}
