//! Reads front matter a line at a time and stops at the first line that cannot be right.
//!
//! This is no YAML parser: it follows indentation, quotes, brackets and blocks of text just closely
//! enough to know what may come next. What it lets pass may still be wrong; what it stops at is not
//! right. `slips.rs` has the words for each stop.

use super::bounds::{is_like_delimiter, is_lone_dash};
use super::conflict::conflict;
use super::known::first_word;
use super::text::{
    Line, bad_escape, bullet, closing_quote, colon, comment_start, has_plain_key, indent,
    is_anchor, is_blank, is_comment, is_dash, is_delimiter, is_glued_key, is_literal, is_odd_space,
    is_tag, is_template, is_word, is_wrapped, key_colon, line_separator, odd_space_name,
    odd_space_rule, shortened, starts_curly,
};
use super::{Fault, Known, Sound};
use crate::report::rules;

/// Finds the first line of a front matter that cannot be right; line 0 is its opening `---`.
pub(super) fn first_fault(front: &[Line], known: &Known) -> Option<Fault> {
    let closing = (1..front.len()).find(|&at| is_delimiter(&front[at]) && !front[0].begins_file());
    let end = closing.unwrap_or(front.len());
    let lines = &front[..end];
    let anywhere = [conflict(lines), control_character(lines)]
        .into_iter()
        .flatten();
    let in_order = Reading::new(lines, known).first_fault();
    anywhere.chain(in_order).min_by_key(|fault| fault.line)
}

/// A character that YAML forbids anywhere, quoted or not.
fn control_character(lines: &[Line]) -> Option<Fault> {
    let forbidden = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\u{85}' | '\r')
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let found = |line: &Line| line.text.char_indices().find(|&(_, c)| forbidden(c));
    let (at, (column, c)) = lines
        .iter()
        .enumerate()
        .find_map(|(at, line)| Some((at, found(line)?)))?;
    let message = format!(
        "the invisible character U+{:04X} is not allowed here",
        u32::from(c)
    );
    Some(
        Fault::new(
            rules::YAML_CONTROL_CHARACTER,
            at,
            column..column + c.len_utf8(),
            message,
        )
        .label("an invisible character here")
        .help(
            "delete it, or type the words around it anew; it often comes along when text is pasted",
        )
        .mend(at, vec![lines[at].text.replace(forbidden, "")]),
    )
}

/// What the line above leaves open.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Open {
    /// The value is whole, nothing can follow but a new entry.
    Nothing,
    /// A key or a dash without a value, which comes below.
    Entry,
    /// Unquoted text begun at this line and column; lines further in go on with it.
    Text(usize, usize),
    /// A block of text begun with `|` or `>` at this line, whose lines are over.
    Block(usize),
}

/// A map or a list whose entries stand at one indentation.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub(super) indent: usize,
    pub(super) list: bool,
}

#[derive(Clone)]
pub(super) struct Reading<'a> {
    pub(super) lines: &'a [Line],
    pub(super) known: &'a Known<'a>,
    pub(super) at: usize,
    pub(super) levels: Vec<Level>,
    pub(super) open: Open,
    /// The key whose value is being read; none in a list of plain items.
    pub(super) key: Option<&'a str>,
    /// The line of the last entry.
    pub(super) entry: usize,
    pub(super) entries: Vec<Entry<'a>>,
}

/// Where a key or a list item begins.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) line: usize,
    pub(super) column: usize,
    /// None of a list item.
    pub(super) key: Option<&'a str>,
}

/// The keys and list items of a front matter, as far as it can be read; line 0 is its opening
/// `---`.
pub(super) fn entries<'a>(front: &'a [Line], known: &'a Known) -> Vec<Entry<'a>> {
    let mut reading = Reading::new(front, known);
    while reading.at < reading.lines.len() && reading.line().is_ok() {}
    reading.entries
}

impl<'a> Reading<'a> {
    fn new(lines: &'a [Line], known: &'a Known<'a>) -> Reading<'a> {
        let (levels, entries) = (Vec::new(), Vec::new());
        Reading {
            lines,
            known,
            at: 1,
            levels,
            open: Open::Nothing,
            key: None,
            entry: 0,
            entries,
        }
    }

    fn first_fault(mut self) -> Option<Fault> {
        while self.at < self.lines.len() {
            if let Err(fault) = self.line() {
                return Some(*fault);
            }
        }
        None
    }

    pub(super) fn text(&self) -> &'a str {
        &self.lines[self.at].text
    }

    /// Whether the lines are a file that is YAML as a whole.
    pub(super) fn is_file(&self) -> bool {
        self.lines[0].begins_file()
    }

    /// The indentation a line must exceed to belong to the entry above it.
    pub(super) fn outer(&self) -> Option<usize> {
        self.levels.last().map(|level| level.indent)
    }

    fn is_deeper(&self, column: usize) -> bool {
        self.outer().is_some_and(|outer| column > outer)
    }

    fn line(&mut self) -> Sound {
        let text = self.text();
        if is_comment(text)
            && let Some(at) = line_separator(text)
        {
            return Err(self.line_separator(at).into());
        }
        if is_blank(text) {
            self.at += 1;
            return Ok(());
        }
        if is_comment(text) {
            self.comment();
            return Ok(());
        }
        self.indentation()?;
        let column = indent(text);
        let rest = &text[column..];
        if let Some(at) = line_separator(text) {
            return Err(self.line_separator(at).into());
        }
        if column == 0 && is_like_delimiter(text) && !is_lone_dash(text) || rest.trim_end() == "---"
        {
            return Err(self.misplaced_dashes().into());
        }
        if rest.starts_with("<!--") {
            return Err(self.html_comment(self.at, column).into());
        }
        if let Some(bullet) = bullet(rest).filter(|_| self.expects_item(column)) {
            return Err(self.wrong_bullet(column, bullet).into());
        }
        if self.is_glued_item(column) {
            return Err(self.dash_without_space(column).into());
        }
        if self.is_item_without_dash(column) {
            return Err(self.dash_missing(column).into());
        }
        if matches!(self.open, Open::Text(..)) && self.is_deeper(column) {
            return self.more_text(column);
        }
        let keyed = key_colon(rest).is_some() && !rest.starts_with(['[', '{']);
        let begins = self.levels.is_empty() && self.entry == 0;
        let awaited = self.open == Open::Entry && self.is_deeper(column)
            || begins && rest.starts_with(['[', '{']);
        if !is_dash(rest) && !keyed {
            return if awaited {
                self.value_below(column)
            } else {
                Err(self.stray(column).into())
            };
        }
        if let Some(inner) = self.part_too_far_out(column) {
            return Err(self.outside_of_group(column, inner).into());
        }
        self.settle(column, is_dash(rest))?;
        self.entry(column)
    }

    /// A line of its own that begins with `#`; text without quotes does not go on below it.
    fn comment(&mut self) {
        if matches!(self.open, Open::Text(..)) {
            self.open = Open::Nothing;
        }
        self.at += 1;
    }

    /// Only spaces may stand before an entry; a tab and the wider spaces look like them.
    fn indentation(&self) -> Sound {
        let text = self.text();
        let column = indent(text);
        let blanks = text.len() - text.trim_start().len();
        let Some(first) = text[column..]
            .chars()
            .next()
            .filter(|c| is_odd_space(*c) || *c == '\t')
        else {
            return Ok(());
        };
        let end = blanks.max(column + first.len_utf8());
        let body = text[end..].trim_start_matches(is_odd_space);
        let fault = if first == '\t' {
            Fault::new(
                rules::YAML_TAB,
                self.at,
                column..end,
                format!(
                    "a tab stands before `{}`, YAML is indented with spaces only",
                    shortened(body)
                ),
            )
            .label("a tab")
        } else {
            let message = format!(
                "what stands before `{}` looks like a plain space, but is not one ({})",
                shortened(body),
                odd_space_name(first)
            );
            Fault::new(odd_space_rule(first), self.at, column..end, message)
                .label("not a plain space")
        };
        let straight = " ".repeat(self.meant_indent(&text[..end], body));
        let is_alike = |at: &usize| {
            self.lines[*at]
                .text
                .strip_prefix(&text[..end])
                .is_some_and(|rest| !rest.starts_with(char::is_whitespace))
        };
        let alike = (self.at..self.lines.len()).take_while(is_alike);
        let mend = alike
            .map(|at| {
                (
                    at,
                    vec![format!("{straight}{}", &self.lines[at].text[end..])],
                )
            })
            .collect();
        Err(fault
            .help("indent with plain spaces, two a step")
            .mends(mend)
            .into())
    }

    /// How many plain spaces stand for blanks that are none: as many as it looks like, where the
    /// line fits in so.
    fn meant_indent(&self, blanks: &str, body: &str) -> usize {
        let width = |c: char| match c {
            '\t' => 2,
            '\u{200b}' | '\u{feff}' | '\u{2060}' => 0,
            _ => 1,
        };
        let plain = indent(blanks);
        let looks: usize = blanks.chars().map(width).sum();
        // A lone one is seldom an indentation: it came along when the key was pasted.
        let is_stray =
            !blanks.contains('\t') && blanks[plain..].chars().count() == 1 && !is_dash(body);
        let of_levels = self.levels.iter().rev().map(|level| level.indent);
        // A tab may be wider than it is taken for: what stands below a bare key is further in.
        let below_key = self.outer().filter(|outer| {
            blanks.contains('\t') && looks <= *outer && self.open == Open::Entry && !is_dash(body)
        });
        let first = is_stray
            .then_some(plain)
            .or(below_key.map(|outer| outer + 2));
        let candidates = first.into_iter().chain([looks]).chain(of_levels);
        let fits = |indent: &usize| {
            let mut lines = self.lines.to_vec();
            lines[self.at].text = format!("{}{body}", " ".repeat(*indent));
            let mut there = Reading {
                lines: &lines,
                ..self.clone()
            };
            there.line().is_ok()
        };
        candidates.into_iter().find(fits).unwrap_or(looks)
    }

    /// Whether an entry at `column` would be an item of a list.
    fn expects_item(&self, column: usize) -> bool {
        self.is_in_list(column)
            || self.open == Open::Entry && self.outer().is_some_and(|outer| column >= outer)
    }

    /// Whether the items of a list stand at `column`.
    fn is_in_list(&self, column: usize) -> bool {
        self.levels
            .iter()
            .any(|level| level.list && level.indent == column)
    }

    /// Whether the line is an item of a list whose dash is gone, so that YAML takes it for more of
    /// the item above.
    ///
    /// Its neighbours tell: a short item above and no step to the right, or one below in the same
    /// column.
    fn is_item_without_dash(&self, column: usize) -> bool {
        /// An item of more words is rather a text, which may go on.
        const WORDS: usize = 5;
        let rest = &self.text()[column..];
        let is_short = |text: &str| {
            text.split_whitespace().count() <= WORDS && !text.trim_end().ends_with('.')
        };
        let is_lower = |text: &str| {
            text.trim_start_matches(['-', ' ', '"', '\''])
                .starts_with(char::is_lowercase)
        };
        if is_dash(rest)
            || !rest.starts_with(char::is_alphanumeric)
            || !is_short(rest)
            || is_glued_key(rest)
        {
            return false;
        }
        let is_item_below = self
            .next_content()
            .is_some_and(|below| indent(&below.text) == column && is_dash(&below.text[column..]));
        let is_key = self.is_known(first_word(rest), column)
            || key_colon(rest).is_some()
            || rest.trim().contains(' ') && self.colon_missing(column).is_some();
        let is_first = self.open == Open::Entry && is_item_below;
        let above = &self.lines[self.entry].text;
        let follows = self.open != Open::Entry
            && matches!(&self.levels[..], [_, .., list] if list.list && (list.indent..list.indent + 2).contains(&column))
            && self.lines[self.entry + 1..self.at]
                .iter()
                .all(|line| is_comment(&line.text))
            && is_short(above)
            && (is_lower(above) || !is_lower(rest));
        !is_key && (is_first || follows)
    }

    /// Whether `word` is a key that can stand at `column`: a known one of the front matter, or in a
    /// group of keys one of its parts that has not been given.
    pub(super) fn is_known(&self, word: &str, column: usize) -> bool {
        let root = self.levels.first().map_or(0, |level| level.indent);
        if column == root {
            self.known.is_key(word)
        } else {
            self.is_missing_part(word)
        }
    }

    /// Whether `word` is a part of the group of keys that is being read, and not given in it.
    fn is_missing_part(&self, word: &str) -> bool {
        let root = self.levels.first().map_or(0, |level| level.indent);
        let holds = |entry: &Entry| entry.column == root && entry.key.is_some();
        let holder = self
            .entries
            .iter()
            .rfind(|entry| holds(entry))
            .and_then(|entry| entry.key);
        let mut group = self
            .entries
            .iter()
            .rev()
            .take_while(|entry| entry.key.is_some() && !holds(entry));
        holder.is_some_and(|key| self.known.parts_of(key).contains(&word))
            && !group.any(|entry| entry.key == Some(word))
    }

    /// The slip in a part of a group of keys that YAML takes for text: `url https://…` below a
    /// title.
    fn part_with_slip(&self, column: usize) -> Option<Fault> {
        let rest = &self.text()[column..];
        let word = first_word(rest);
        match rest[word.len()..].chars().next() {
            _ if !self.is_missing_part(word) => None,
            Some(_)
                if key_colon(rest)
                    .is_some_and(|colon| rest[word.len()..colon].trim().is_empty()) =>
            {
                None
            }
            Some(':' | '：' | '﹕') => self.colon_without_space(column),
            _ => self.colon_missing(column),
        }
    }

    /// Where the key at `column` belongs, if it is one of the group above and none of the front
    /// matter.
    fn part_too_far_out(&self, column: usize) -> Option<usize> {
        let rest = &self.text()[column..];
        let key = rest[..key_colon(rest)?].trim_end();
        let root = self.levels.first()?.indent;
        let group = self
            .levels
            .iter()
            .rfind(|level| !level.list && level.indent > column)
            .map(|level| level.indent);
        let is_part = column == root && !self.known.is_key(key) && self.is_missing_part(key);
        let inner = if self.open == Open::Entry {
            Some(root + 2)
        } else {
            group
        };
        inner.filter(|_| is_part)
    }

    /// Whether the line is `-title: …` where an item of a list can stand: YAML takes the dash for a
    /// letter.
    fn is_glued_item(&self, column: usize) -> bool {
        let rest = &self.text()[column..];
        let glued = rest.strip_prefix('-').is_some_and(|after| {
            after.starts_with(|first: char| first.is_alphabetic() || is_odd_space(first))
        });
        glued && key_colon(rest).is_some() && self.expects_item(column)
    }

    /// Goes on with unquoted text from the line above.
    fn more_text(&mut self, column: usize) -> Sound {
        let Open::Text(line, from) = self.open else {
            return Ok(());
        };
        let rest = &self.text()[column..];
        if let Some(fault) = self.joined_item((line, from), column) {
            return Err(fault.into());
        }
        let is_wrapped_above = is_wrapped(&self.lines[line].text);
        if let Some(fault) = self.part_with_slip(column).filter(|_| !is_wrapped_above) {
            return Err(fault.into());
        }
        let comment = comment_start(rest);
        if let Some(colon) = colon(&rest[..comment]) {
            let above = &self.lines[line].text[from..];
            let goes_on = self.lines[line + 1..self.at]
                .iter()
                .any(|line| !is_blank(&line.text));
            // What has one word or none behind its colon is a key's line even below a long one.
            let is_sentence = rest[colon + 1..comment].trim().contains(' ');
            let is_prose = goes_on || is_sentence && is_wrapped_above;
            let first_key = self
                .key_below((line, from), column)
                .filter(|_| has_plain_key(rest) && !is_prose);
            // A key that the library knows is no text, if it does not line up with the line above
            // or has what no text has.
            let lines_up = column == indent(&self.lines[self.at - 1].text);
            let is_key = self.known.heads(rest)
                && self.levels.len() == 1
                && (!lines_up || is_literal(&rest[colon + 1..comment]));
            return Err(match first_key {
                _ if starts_curly(above) => self.curly(line, from),
                Some(first_key) => first_key,
                None if is_key => self.misplaced(column, false, &self.levels),
                None if is_prose || !has_plain_key(rest) => {
                    self.colon_in_value((line, from), column + colon)
                }
                None => self.misplaced(column, false, &self.levels),
            }
            .into());
        }
        if comment < rest.len() {
            self.open = Open::Nothing;
        }
        self.at += 1;
        Ok(())
    }

    /// A list item that YAML takes for more of the text above: `- a`, and below it a deeper `- b`.
    ///
    /// A sentence may go on with a dash, so below a key two such lines are asked for, and none
    /// where the text above is as long as those that an editor breaks.
    fn joined_item(&self, (line, from): (usize, usize), column: usize) -> Option<Fault> {
        let is_item = |at: usize| {
            let line = self.lines.get(at);
            line.is_some_and(|line| indent(&line.text) == column && is_dash(&line.text[column..]))
        };
        let is_next = line + 1 == self.at
            && line == self.entry
            && !is_wrapped(&self.lines[line].text[from..]);
        match self.levels.last() {
            Some(level) if is_next && level.list && is_item(self.at) => {
                Some(self.item_too_deep(column, level.indent))
            }
            Some(_) if is_next && is_item(self.at) && is_item(self.at + 1) => {
                Some(self.list_after_value(column))
            }
            _ => None,
        }
    }

    /// The slip in a line that was taken for text and that the key after it shows to be a key.
    fn key_below(&self, (line, from): (usize, usize), column: usize) -> Option<Fault> {
        let there = Reading {
            at: line,
            open: Open::Entry,
            ..self.clone()
        };
        let in_item = line == self.entry && from == column && is_dash(there.text().trim_start());
        let lines_up = line > self.entry && indent(there.text()) == column || in_item;
        lines_up.then(|| {
            there
                .colon_without_space(column)
                .or_else(|| there.colon_missing(column))
        })?
    }

    /// Reads a value that stands on lines of its own below its key.
    fn value_below(&mut self, column: usize) -> Sound {
        let rest = &self.text()[column..];
        let is_number = rest.trim().parse::<f64>().is_ok();
        if rest.starts_with('-') && !rest.starts_with("--") && !is_number {
            return Err(self.dash_without_space(column).into());
        }
        let glued = is_glued_key(rest)
            .then(|| self.colon_without_space(column))
            .flatten();
        if let Some(fault) = glued.or_else(|| self.part_with_slip(column)) {
            return Err(fault.into());
        }
        if self.levels.is_empty() {
            self.levels.push(Level {
                indent: column,
                list: false,
            });
        }
        self.value(column)
    }

    /// Finds the level that an entry at `column` belongs to.
    fn settle(&mut self, column: usize, dash: bool) -> Sound {
        let new = Level {
            indent: column,
            list: dash,
        };
        let before = self.levels.clone();
        let Some(last) = before.last() else {
            self.levels.push(new);
            return Ok(());
        };
        let list_below_key = dash && !last.list && column == last.indent;
        if self.open == Open::Entry && (column > last.indent || list_below_key) {
            self.levels.push(new);
            return Ok(());
        }
        self.levels.retain(|level| {
            level.indent < column || level.indent == column && (dash || !level.list)
        });
        if self.levels.last() == Some(&new) {
            Ok(())
        } else {
            Err(self.misplaced(column, dash, &before).into())
        }
    }

    /// Reads `- …` or `key: …`.
    fn entry(&mut self, column: usize) -> Sound {
        let text = self.text();
        self.entry = self.at;
        if !is_dash(&text[column..]) {
            return self.keyed(column);
        }
        self.entries.push(Entry {
            line: self.at,
            column,
            key: None,
        });
        let inner = text.len() - text[column + 1..].trim_start_matches([' ', '\t']).len();
        let rest = &text[inner..];
        if text[column + 1..inner].contains('\t') && !rest.is_empty() {
            return Err(self.tab_after_dash(column, inner).into());
        }
        self.key = None;
        if is_dash(rest) {
            self.levels.push(Level {
                indent: inner,
                list: true,
            });
            self.entry(inner)
        } else if key_colon(rest).is_some() && !rest.starts_with(['[', '{', '#']) {
            self.levels.push(Level {
                indent: inner,
                list: false,
            });
            self.keyed(inner)
        } else if let Some(fault) = self.part_with_slip(inner) {
            Err(fault.into())
        } else {
            self.value(inner)
        }
    }

    fn keyed(&mut self, column: usize) -> Sound {
        let text = self.text();
        let Some(colon) = key_colon(&text[column..]) else {
            return Err(self.stray(column).into());
        };
        let key = &text[column..column + colon];
        self.key = Some(key.trim_end());
        let name = key.trim_end().trim_matches(['"', '\'']);
        self.entries.push(Entry {
            line: self.at,
            column,
            key: Some(name),
        });
        let is_marked = key.starts_with('!') && !(is_tag(key) && key.contains(' '))
            || key.starts_with('*') && !self.is_alias(key);
        if is_marked || key.starts_with(['@', '`', '%', '|', '>', ',', ']', '}']) {
            return Err(self.special_key(column, key).into());
        }
        if key.is_empty() {
            return Err(self.no_key(column).into());
        }
        // `title:"Warm: homes"` and `title:Warm homes: a year`, where a later colon is taken for
        // the key's.
        let is_glued = key
            .split_once([':', '：', '﹕'])
            .is_some_and(|(word, rest)| {
                let begins_value = rest
                    .starts_with(|first: char| matches!(first, '"' | '\'') || is_odd_space(first));
                is_word(word) && (begins_value || rest.contains(' '))
            });
        if let Some(fault) = is_glued.then(|| self.colon_without_space(column)).flatten() {
            return Err(fault.into());
        }
        // `title "Warm: homes"` and `title Warm: homes`, where the same happens without a colon
        // before.
        let word = first_word(key);
        let rest = key[word.len()..].trim_start();
        let is_value = rest.starts_with(['"', '\'', '='])
            || !rest.is_empty() && matches!(word, "title" | "summary");
        let lacks_colon = is_value && self.is_known(word, column);
        if let Some(fault) = lacks_colon.then(|| self.colon_missing(column)).flatten() {
            return Err(fault.into());
        }
        // `contact {name: Ada}`: the colon is that of a key between the braces.
        let is_in_brackets = key.contains(['[', '{']) && !key.contains([']', '}']);
        if let Some(fault) = is_in_brackets.then(|| self.colon_missing(column)).flatten() {
            return Err(fault.into());
        }
        let value = text.len()
            - text[column + colon + 1..]
                .trim_start_matches([' ', '\t'])
                .len();
        self.value(value)
    }

    /// Reads the value that starts at `column` of this line, and the lines it goes on over.
    fn value(&mut self, column: usize) -> Sound {
        let rest = &self.text()[column..];
        let after_first_word = || column + rest.find([' ', '\t']).map_or(rest.len(), |at| at + 1);
        match rest.chars().next() {
            None | Some('#') => {
                self.open = Open::Entry;
                self.at += 1;
                Ok(())
            }
            Some(quote @ ('"' | '\'')) => self.quoted(column, quote),
            Some('[' | '{') => self.bracketed(column),
            Some('|' | '>') => self.block(column),
            Some('*') if self.is_alias(rest) => self.whole(),
            Some('&') if is_anchor(rest) => self.value(after_first_word()),
            Some('!') if is_tag(rest) => self.value(after_first_word()),
            Some('*' | '&' | '!' | '@' | '`' | '%' | ',' | ']' | '}') => {
                Err(self.special_start(column).into())
            }
            Some('?' | '-') if rest[1..].starts_with(' ') || rest.len() == 1 => {
                Err(self.dash_on_key_line(column).into())
            }
            Some(_) => self.unquoted(column),
        }
    }

    /// The value is complete on this line.
    fn whole(&mut self) -> Sound {
        self.open = Open::Nothing;
        self.at += 1;
        Ok(())
    }

    /// Whether `rest` is `*name` where `&name` was given before: rare in front matter, but sound.
    fn is_alias(&self, rest: &str) -> bool {
        let name = rest[1..].trim_end();
        let anchor = format!("&{name}");
        !name.is_empty()
            && self.lines[..self.at]
                .iter()
                .any(|line| line.text.contains(&anchor))
    }

    fn is_alias_in(&self, rest: &str) -> bool {
        rest.starts_with('*') && self.is_alias(rest.split([',', ']', '}']).next().unwrap_or(rest))
    }

    fn unquoted(&mut self, column: usize) -> Sound {
        let rest = &self.text()[column..];
        let comment = comment_start(rest);
        let value = &rest[..comment];
        if let Some(colon) = colon(value) {
            return Err(match value.find("<!--") {
                _ if starts_curly(value) => self.curly(self.at, column),
                Some(html) if html < colon => self.html_comment(self.at, column + html),
                _ => self.colon_in_value((self.at, column), column + colon),
            }
            .into());
        }
        if value.trim_end().ends_with(']') && !value.contains('[') && value.contains(", ") {
            return Err(self
                .bracket_not_opened(column, value.trim_end().len())
                .into());
        }
        self.open = if comment < rest.len() {
            Open::Nothing
        } else {
            Open::Text(self.at, column)
        };
        self.at += 1;
        Ok(())
    }

    fn quoted(&mut self, column: usize, quote: char) -> Sound {
        let Some((line, after)) = self.close(self.at, column + 1, quote) else {
            return Err(self.never_closed(column, quote).into());
        };
        let rest = &self.lines[line].text[after..];
        if !is_blank(&rest[..comment_start(rest)]) || rest.starts_with('#') {
            return Err(self.after_quote(column, quote, (line, after)).into());
        }
        if quote == '"' {
            self.escapes(column, line)?;
        }
        self.at = line;
        self.whole()
    }

    /// Line and column after the quote that closes quoted text which goes on at `from`.
    fn close(&self, line: usize, from: usize, quote: char) -> Option<(usize, usize)> {
        let first = closing_quote(&self.lines[line].text, from, quote).map(|after| (line, after));
        let later = |at: usize| Some((at, closing_quote(&self.lines[at].text, 0, quote)?));
        first.or_else(|| (line + 1..self.lines.len()).find_map(later))
    }

    /// Looks for a backslash that starts nothing YAML knows, in text between double quotes.
    fn escapes(&self, column: usize, last: usize) -> Sound {
        for line in self.at..=last {
            let from = if line == self.at { column + 1 } else { 0 };
            if let Some(at) = bad_escape(&self.lines[line].text, from) {
                return Err(self.backslash(column, line, at).into());
            }
        }
        Ok(())
    }

    /// Reads `[a, b]` or `{a: b}`.
    fn bracketed(&mut self, column: usize) -> Sound {
        if is_template(&self.text()[column..]) {
            return Err(self.special_start(column).into());
        }
        let last = self.extent();
        let mut open = Vec::new();
        // How many keys the entry between braces has had.
        let mut keys = 0;
        let (mut line, mut at) = (self.at, column);
        let mut item_starts = true;
        while line <= last {
            let text = self.lines[line].text.as_str();
            let Some(c) = text[at..].chars().next() else {
                (line, at, item_starts) = (line + 1, 0, true);
                continue;
            };
            let after_blank = at == 0 || text[..at].ends_with([' ', '\t']);
            match c {
                '"' | '\'' if item_starts => {
                    (line, at) = self.quoted_item(line, at, c)?;
                    item_starts = false;
                    continue;
                }
                '#' if after_blank
                    && text[at + 1..].contains([']', '}'])
                    && !text[at + 1..].starts_with(' ') =>
                {
                    return Err(self.special_item(line, at).into());
                }
                '#' if after_blank => {
                    at = text.len();
                    continue;
                }
                '@' | '`' | '%' | '>' | '|' | '*'
                    if item_starts && open.len() < 2 && !self.is_alias_in(&text[at..]) =>
                {
                    return Err(self.special_item(line, at).into());
                }
                ',' if text[..at].trim_end().ends_with([',', '[', '{']) => {
                    return Err(self.comma_too_many(line, at).into());
                }
                ':' if open.last() == Some(&'{') && text[at + 1..].starts_with(' ') => {
                    keys += 1;
                    if keys > 1 {
                        return Err(self.comma_missing_before(line, at).into());
                    }
                }
                ',' => keys = 0,
                '[' | '{' => {
                    keys = 0;
                    open.push(c);
                }
                ']' | '}' if open.pop() != Some(if c == ']' { '[' } else { '{' }) => {
                    return Err(self.wrong_bracket(line, at).into());
                }
                ']' | '}' => keys = 1,
                _ => {}
            }
            item_starts = matches!(c, '[' | '{' | ',')
                || item_starts && c.is_whitespace()
                || c.is_whitespace() && text[..at].ends_with(':');
            at += c.len_utf8();
            if open.is_empty() {
                let rest = &text[at..];
                if !is_blank(&rest[..comment_start(rest)]) {
                    let fault = self.after_bracket(column, (line, at));
                    return Err(fault.unwrap_or_else(|| self.special_start(column)).into());
                }
                self.at = line;
                return self.whole();
            }
        }
        Err(self.bracket_not_closed(column, last).into())
    }

    /// Reads one quoted item between brackets; gives the place after it.
    fn quoted_item(
        &self,
        line: usize,
        at: usize,
        quote: char,
    ) -> Result<(usize, usize), Box<Fault>> {
        let Some((end, after)) = self
            .close(line, at + 1, quote)
            .filter(|(end, _)| *end <= self.extent())
        else {
            return Err(self.item_quote_not_closed(line, at, quote).into());
        };
        let escape =
            bad_escape(&self.lines[line].text, at + 1).filter(|_| quote == '"' && end == line);
        if let Some(escape) = escape {
            return Err(self.backslash(at, line, escape).into());
        }
        let rest = self.lines[end].text[after..].trim_start();
        if end == line && !(rest.is_empty() || rest.starts_with([',', ']', '}', ':', '#'])) {
            return Err(self.quote_inside_item(line, at, after, quote).into());
        }
        Ok((end, after))
    }

    /// Reads a block of text that starts with `|` or `>`.
    fn block(&mut self, column: usize) -> Sound {
        let rest = &self.text()[column..];
        let header = rest[..comment_start(rest)].trim_end();
        if !matches!(
            header[1..]
                .replacen(|c| matches!(c, '1'..='9'), "", 1)
                .as_str(),
            "" | "+" | "-"
        ) {
            return Err(self.text_after_block_sign(column).into());
        }
        let (begun, outer) = (self.at, self.outer().unwrap_or(0));
        let mut inner = None;
        self.at += 1;
        while self.at < self.lines.len() {
            let text = self.text();
            let column = indent(text);
            let blank = is_blank(text);
            if let Some(at) = line_separator(text).filter(|_| column > outer) {
                return Err(self.line_separator(at).into());
            }
            if !blank
                && text[column..].starts_with('\t')
                && inner.is_none_or(|inner| column < inner)
            {
                return self.indentation();
            }
            if !blank && column <= outer {
                break;
            }
            if !blank
                && inner.is_some_and(|inner| column < inner)
                && self.known.heads(&text[column..])
            {
                return Err(self.misplaced(column, false, &self.levels).into());
            }
            if !blank && column < *inner.get_or_insert(column) {
                return Err(self.block_line_too_far_out(inner.unwrap_or(column)).into());
            }
            self.at += 1;
        }
        self.open = Open::Block(begun);
        Ok(())
    }

    /// The last line that can belong to the value on this line: what stands before the next entry
    /// and is no comment.
    pub(super) fn extent(&self) -> usize {
        let outer = self.outer().unwrap_or(0);
        let is_entry = |line: &Line| {
            let column = indent(&line.text);
            let rest = &line.text[column..];
            column <= outer && (has_plain_key(rest) || is_glued_key(rest) || is_dash(rest))
                || is_delimiter(line)
        };
        let next = (self.at + 1..self.lines.len())
            .find(|&at| is_entry(&self.lines[at]))
            .unwrap_or(self.lines.len());
        self.last_content(self.at, next)
    }

    /// The last line of the text that stands on line `from` and belongs to the value on this line.
    ///
    /// Notes stand above the keys of a template, and between two lines of text hardly ever: the
    /// first one ends it.
    pub(super) fn end_of_text(&self, from: usize) -> usize {
        let last = self.extent().max(from);
        let comment = (from + 1..=last).find(|&at| is_comment(&self.lines[at].text));
        self.last_content(from, comment.unwrap_or(last + 1))
    }

    /// The last line from `first` to before `end` that is neither blank nor a comment.
    fn last_content(&self, first: usize, end: usize) -> usize {
        let is_content = |line: &Line| !is_blank(&line.text) && !is_comment(&line.text);
        (first..end)
            .rev()
            .find(|&at| is_content(&self.lines[at]))
            .unwrap_or(first)
    }

    /// The next line below that is neither blank nor a comment.
    pub(super) fn next_content(&self) -> Option<&'a Line> {
        self.lines[self.at + 1..]
            .iter()
            .find(|line| !is_blank(&line.text) && !is_comment(&line.text))
    }
}
