//! Corrections of how a line begins: its dash, its key, its colon.

use super::correction::{Correction, Frame, Lines};
use super::delimiter::{bad_closing, is_like_delimiter};
use super::flow::is_special;
use super::kinds::Kind;
use super::text::{
    bullet, first_char, first_word, has_plain_key, indent, is_blank, is_comment, is_dash, is_gap,
    is_glued_key, is_literal, is_markdown, is_non_breaking, is_odd_space, is_word, is_wrapped,
    key_colon, line_separator, shortened, with_words,
};

impl Lines<'_> {
    /// Every correction that may let the parser read on past line `at`.
    pub(super) fn corrections(&self, at: usize) -> Vec<Correction> {
        let text = self.text(at);
        let mut out: Vec<Correction> = self.invisible(at).into_iter().collect();
        if is_gap(text) {
            return out;
        }
        let start = self.start(at);
        out.extend(self.odd_indentation(at));
        out.extend(self.html_comment(at));
        out.extend(self.dashes_alone(at));
        out.extend(self.text_begins(at));
        out.extend(self.bullet(at));
        out.extend(self.space_after_dash(at));
        out.extend(self.special_key(at));
        for column in [start.indent, start.inner] {
            out.extend(self.space_after_colon(at, column));
            out.extend(self.missing_colon(at, column));
        }
        out.extend(self.missing_dash(at));
        self.values(at, &mut out);
        out.extend(self.list_after_value(at));
        out.extend(self.list_without_key(at));
        out.extend(self.outside_of_group(at));
        out.extend(self.first_lines_indented(at));
        out.extend(self.one_step_out(at));
        out.extend(self.item_too_deep(at));
        out.extend(self.indentation(at));
        out.extend(self.not_indented(at));
        out.push(self.stray(at));
        out
    }

    /// The corrections of a value that begins on line `at`.
    fn values(&self, at: usize, out: &mut Vec<Correction>) {
        let (text, start) = (self.text(at), self.start(at));
        if start.is_entry() {
            self.value((at, start.value), out);
        }
        // Text below its key, or at the start of the front matter, may look like a key itself.
        let above = self.entry_above(at);
        let is_below = above.is_none_or(|above| {
            let gap = (above + 1..at).all(|line| is_gap(self.text(line)));
            self.is_bare(above) && start.indent > self.start(above).outer() && gap
        });
        if is_below && start.key.map_or(!start.is_item(), |key| !is_word(key)) {
            self.value((at, start.indent), out);
        } else if !start.is_entry() && is_special(&text[start.indent..]) {
            out.push(self.special_start((at, start.indent)).cost(30));
        }
    }

    fn value(&self, (at, column): (usize, usize), out: &mut Vec<Correction>) {
        let rest = &self.text(at)[column..];
        let is_spaced = rest.chars().nth(1).is_none_or(|next| next == ' ');
        match rest.chars().next() {
            None | Some('#') => {}
            Some('"' | '\'') => self.quotation((at, column), out),
            Some('[' | '{') => self.brackets((at, column), out),
            Some('|' | '>') => out.extend(self.block_sign((at, column))),
            Some('?' | '-') if is_spaced => out.push(self.list_on_key_line((at, column))),
            Some(_) if is_special(rest) => out.push(self.special_start((at, column))),
            Some(_) => {
                out.extend(self.curly((at, column)));
                out.extend(self.colon_in_text((at, column)));
            }
        }
    }

    /// A character that YAML allows nowhere or takes for the end of a line, or a tab alone.
    fn invisible(&self, at: usize) -> Option<Correction> {
        let is_forbidden = |c: char| {
            c.is_control() && !matches!(c, '\t' | '\u{85}' | '\r')
                || matches!(c, '\u{fffe}' | '\u{ffff}')
        };
        let text = self.text(at);
        let found = |kind: Kind, column: usize| {
            let c = first_char(&text[column..]);
            let name = format!("U+{:04X}", u32::from(c));
            Correction::new(kind, at, column..column + c.len_utf8()).with(&name, "")
        };
        if let Some(column) = text.find(is_forbidden) {
            return Some(
                found(Kind::ControlCharacter, column).set(at, text.replace(is_forbidden, "")),
            );
        }
        if let Some(column) = line_separator(text) {
            let new = text.replace(first_char(&text[column..]), " ");
            return Some(found(Kind::LineEnd, column).set(at, new));
        }
        let tab = text.find('\t').filter(|_| is_blank(text))?;
        Some(found(Kind::TabAlone, tab).set(at, String::new()))
    }

    /// A space that is not the plain one.
    pub(super) fn odd_space(&self, at: usize, column: usize, place: &str) -> Correction {
        let c = first_char(&self.text(at)[column..]);
        let kind = if is_non_breaking(c) {
            Kind::NonBreakingSpace
        } else {
            Kind::OddSpace
        };
        let name = format!("U+{:04X}", u32::from(c));
        Correction::new(kind, at, column..column + c.len_utf8()).with(place, &name)
    }

    pub(super) fn html_comment(&self, at: usize) -> Option<Correction> {
        let text = self.text(at);
        let column = text.find("<!--")?;
        let value = self.start(at).value.min(column);
        let last = (at..self.end)
            .find(|&line| self.text(line).contains("-->"))
            .unwrap_or(at);
        let comment = |line: usize| {
            let text = self.text(line);
            let (before, words) = text.split_at(if line == at { column } else { indent(text) });
            let words = words.replacen("<!--", "", 1).replacen("-->", "", 1);
            format!("{before}# {}", words.trim())
        };
        let found = Correction::new(Kind::HtmlComment, at, column..column + 4);
        (!text[value..column].contains(['"', '\''])).then(|| found.each(at..=last, comment))
    }

    /// A line of dashes, or one like it, that was meant to end the front matter.
    fn dashes_alone(&self, at: usize) -> Option<Correction> {
        let (text, shown) = (self.text(at), self.text(at).trim());
        let is_meant = is_like_delimiter(text) && indent(text) == 0 && shown != "-";
        if !is_meant && shown != "---" {
            return None;
        }
        if self.frame == Frame::FrontMatter {
            return Some(bad_closing(self.all, at));
        }
        let mut found = Correction::new(Kind::DashesAlone, at, indent(text)..text.trim_end().len())
            .with(shown, "");
        found.becomes.push((at, vec![]));
        Some(found)
    }

    /// The text of the page begins: after a gap or with a sign of Markdown, and with no key below
    /// it, or more Markdown before the next line that looks like one.
    fn text_begins(&self, at: usize) -> Option<Correction> {
        let (text, above) = (self.text(at), self.text(at - 1));
        let is_empty = |text: &str| is_blank(text) || text.starts_with('#');
        let end = (1..at).rev().find(|&line| !is_empty(self.text(line)))?;
        let is_key = |line: usize| indent(self.text(line)) == 0 && has_plain_key(self.text(line));
        let next_key = (at + 1..self.all.len()).find(|&line| is_key(line));
        let is_prose = text.trim().contains(' ')
            && next_key.is_none_or(|key| (at + 1..key).any(|line| is_markdown(self.text(line))));
        let is_known = self.names.is_key(first_word(text)) && !is_blank(above);
        let is_awaited = self.text(end).trim_end().ends_with(['|', '>', '-']) && end == at - 1;
        let begins = is_empty(above) && is_prose || is_markdown(text);
        let is_inside = indent(text) > 0 || self.start(at).is_entry();
        if is_known || is_awaited || !begins || is_inside || self.frame == Frame::WholeFile {
            return None;
        }
        let mut found = Correction::new(Kind::TextBegins, 0, 0..3)
            .with(&shortened(text.trim()), &self.all[end].number.to_string());
        found
            .becomes
            .push((end, vec![self.text(end).to_owned(), "---".to_owned()]));
        Some(found)
    }

    /// True if a list item can begin on line `at`, at `column`.
    fn expects_item(&self, at: usize, column: usize) -> bool {
        let Some(above) = self.entry_above(at) else {
            return false;
        };
        let is_item = |line: usize| {
            let text = self.text(line);
            indent(text) == column && is_dash(&text[column..])
        };
        let is_below = self.is_bare(above) && column >= self.start(above).outer();
        is_below || (1..at).any(is_item)
    }

    pub(super) fn bullet(&self, at: usize) -> Option<Correction> {
        let text = self.text(at);
        let column = indent(text);
        let sign = bullet(&text[column..]).filter(|_| self.expects_item(at, column))?;
        let end = column + sign.len();
        let item = text[end..].trim_start();
        let found = Correction::new(Kind::Bullet, at, column..end)
            .with(&shortened(item.trim_end()), sign)
            .set(at, format!("{}- {}", &text[..column], with_words(item)));
        Some(found)
    }

    /// `-housing`, also with a tab or an odd space after the dash.
    pub(super) fn space_after_dash(&self, at: usize) -> Option<Correction> {
        let text = self.text(at);
        let column = indent(text);
        let after = text[column..].strip_prefix('-')?;
        let next = after.chars().next()?;
        let shown = shortened(after.trim());
        let is_number = text[column..].trim().parse::<f64>().is_ok();
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        let found = if after[..blanks].contains('\t') && blanks < after.len() {
            Correction::new(Kind::TabAfterDash, at, column + 1..column + 1 + blanks)
                .with(&shown, "")
        } else if is_odd_space(next) {
            self.odd_space(at, column + 1, "after the dash")
        } else if matches!(next, '-' | ' ') || is_number {
            return None;
        } else {
            Correction::new(Kind::SpaceAfterDash, at, column..column + 1).with(&shown, "")
        };
        let is_space = |c: char| matches!(c, ' ' | '\t') || is_odd_space(c);
        let item = after.trim_start_matches(is_space);
        Some(found.set(at, format!("{}- {}", &text[..column], with_words(item))))
    }

    /// `key:value`, also with a colon or a space that only look like the plain ones.
    pub(super) fn space_after_colon(&self, at: usize, column: usize) -> Option<Correction> {
        let text = self.text(at);
        let rest = &text[column..];
        let (colon, sign) = rest
            .char_indices()
            .find(|&(_, c)| matches!(c, ':' | '：' | '﹕'))?;
        let (place, end) = (column + colon, column + colon + sign.len_utf8());
        let (key, value) = (rest[..colon].trim_end(), &text[end..]);
        let is_open = self
            .entry_above(at)
            .is_some_and(|above| self.is_open_text(above));
        let words = || key.split(' ').map(|word| word.trim_matches(['"', '\'']));
        let is_key = words().count() <= if is_open { 1 } else { 3 } && words().all(is_word);
        let is_digit = |c: char| c.is_ascii_digit();
        let is_time = key.ends_with(is_digit) && value.starts_with(is_digit);
        let is_right = sign == ':' && (value.is_empty() || value.starts_with([' ', '\t']));
        if !is_key || is_time || is_right || value.starts_with("//") {
            return None;
        }
        let found = if sign != ':' {
            Correction::new(Kind::WideColon, at, place..end).with(key, &sign.to_string())
        } else if value.starts_with(is_odd_space) {
            self.odd_space(at, end, &format!("after `{key}:`"))
        } else {
            Correction::new(Kind::SpaceAfterColon, at, place..end).with(key, "")
        };
        Some(found.set(
            at,
            format!(
                "{}{key}: {}",
                &text[..column],
                with_words(value.trim_start())
            ),
        ))
    }

    /// True if `word` is a key that can be at `column` of line `at`: a known key of the front
    /// matter, or a part of the group of keys around it that has not been given yet.
    pub(super) fn is_known(&self, word: &str, at: usize, column: usize) -> bool {
        if column == self.root() {
            self.names.is_key(word)
        } else {
            self.is_missing_part(word, at)
        }
    }

    /// True if `word` is a part of the group of keys above line `at` and has not been given.
    pub(super) fn is_missing_part(&self, word: &str, at: usize) -> bool {
        if !self.names.is_some_part(word) {
            return false;
        }
        let root = self.root();
        let mut is_same_group = true;
        for line in (1..at).rev().filter(|&line| !is_gap(self.text(line))) {
            let start = self.start(line);
            let Some(key) = start.key else { continue };
            if start.indent == root && !start.is_item() {
                return self.names.is_part(word, key);
            }
            if key == word && is_same_group {
                return false;
            }
            // What is above the first key of an item is another item's.
            is_same_group &= !start.is_item();
        }
        false
    }

    /// `title Warm homes`, `title = Warm homes`, or a single word with a list below it.
    pub(super) fn missing_colon(&self, at: usize, column: usize) -> Option<Correction> {
        /// Keys so usual that a line that starts with one is very seldom prose.
        const USUAL: &str = " title summary date updated topics tags slug image author authors \
                             description draft excerpt categories layout ";
        let text = self.text(at);
        let rest = text[column..].trim_end();
        let word = &rest[..rest.find([' ', '=']).unwrap_or(rest.len())];
        let value = rest[word.len()..].trim_start();
        if !is_word(word) || value.starts_with(':') {
            return None;
        }
        let below = self.below(at).map(|(_, below)| below);
        let heads_list =
            below.is_some_and(|below| is_dash(below.trim_start()) || indent(below) > column);
        // Quotation marks around all but the first word hold a value; prose has no such thing.
        let holds_rest = |quote: char| {
            value.strip_prefix(quote).is_some_and(|inner| {
                !inner.trim_end_matches(quote).contains(quote) || inner.ends_with(quote)
            })
        };
        let is_quoted = value.len() > 1 && (holds_rest('"') || holds_rest('\''));
        // `order 7`, `draft - true`: keys have such values, and sentences do not, if a key is on
        // the line below.
        let signs = ["= ", "- ", "– ", "— "];
        let separated = signs.iter().find_map(|sign| value.strip_prefix(sign));
        let plain = separated.unwrap_or(value).trim_start();
        let ends = plain.starts_with(['|', '>'])
            || below.is_none_or(|below| has_plain_key(below) && indent(below) <= column);
        let is_lower = word.starts_with(char::is_lowercase);
        let is_wrapped = |above: usize| self.is_open_text(above) && is_wrapped(self.text(above));
        let in_long_text = self.entry_above(at).is_some_and(is_wrapped);
        let is_alone = is_lower && ends && !in_long_text;
        let is_usual = USUAL.contains(&format!(" {word} ")) || self.is_known(word, at, column);
        let is_key = value.starts_with(['=', '[', '{'])
            || if value.is_empty() {
                heads_list
            } else {
                is_usual
            }
            || is_alone && (separated.is_some() || is_literal(plain) || word.contains('_'))
            || is_quoted && !in_long_text;
        let value = plain.trim_start_matches('=').trim_start();
        let new = format!("{}{word}: {}", &text[..column], with_words(value));
        let found = Correction::new(Kind::MissingColon, at, column..column + word.len());
        is_key.then(|| found.with(word, "").set(at, new.trim_end().to_owned()))
    }

    /// `Housing` below `topics:`, or between `- Energy` and `- Health`.
    pub(super) fn missing_dash(&self, at: usize) -> Option<Correction> {
        /// More words are rather a text, which may go on.
        const MAX_WORDS: usize = 5;
        let text = self.text(at);
        let (column, rest) = (indent(text), text.trim());
        let is_short = |text: &str| {
            text.split_whitespace().count() <= MAX_WORDS && !text.trim_end().ends_with('.')
        };
        let is_plain = |text: &str| {
            let text = text.trim();
            let is_key = is_glued_key(text) || key_colon(text).is_some();
            text.starts_with(char::is_alphanumeric) && is_short(text) && !is_key
        };
        let is_key = self.is_known(first_word(rest), at, column)
            || rest.contains(' ') && self.missing_colon(at, column).is_some();
        let above = self.entry_above(at).filter(|_| is_plain(text) && !is_key)?;
        let start = self.start(above);
        let below = self.below(at).map_or("", |(_, below)| below);
        let is_even = indent(below) == column;
        let is_next = (above + 1..at).all(|line| is_gap(self.text(line)));
        let key = start.key.filter(|_| self.is_bare(above) && is_next);
        let is_first = key.is_some() && is_even && is_dash(below.trim_start());
        // A facet with a line for each of its terms.
        let is_list = key.is_some_and(|key| self.names.lists.contains(&key))
            && is_even
            && column >= start.outer()
            && is_plain(below);
        let follows = start.is_item()
            && start.key.is_none()
            && (start.indent..start.indent + 2).contains(&column)
            && (above + 1..at).all(|line| is_comment(self.text(line)))
            && is_short(self.text(above));
        let to = " ".repeat(if follows { start.indent } else { column });
        let found = Correction::new(Kind::MissingDash, at, column..column + rest.len())
            .with(&shortened(rest), "");
        let is_one = is_first || follows || is_list;
        is_one.then(|| found.set(at, format!("{to}- {rest}")))
    }

    fn list_on_key_line(&self, (at, column): (usize, usize)) -> Correction {
        let (head, item) = self.text(at).split_at(column);
        let found = Correction::new(Kind::ListOnKeyLine, at, column..column + 1)
            .with(&self.holder(at), &item[..1]);
        let below = self
            .below(at)
            .filter(|(_, below)| is_dash(below.trim_start()));
        let Some((_, below)) = below else {
            return self.quoted(found, (at, column));
        };
        let first = format!("{}- {}", " ".repeat(indent(below)), item[1..].trim());
        let becomes = vec![(at, vec![head.trim_end().to_owned(), first])];
        Correction { becomes, ..found }
    }

    /// `topics: housing` with `- planning` below it.
    pub(super) fn list_after_value(&self, at: usize) -> Option<Correction> {
        let (column, item) = (indent(self.text(at)), self.text(at).trim());
        let above = self
            .entry_above(at)
            .filter(|_| is_dash(item) && item != "-")?;
        let (text, start) = (self.text(above), self.start(above));
        let key = start.key.filter(|_| !self.is_bare(above))?;
        let is_next = (above + 1..at).all(|line| is_comment(self.text(line)));
        let spaces = " ".repeat(column);
        let found = |kind: Kind| {
            let columns = column..column + item.len();
            Correction::new(kind, at, columns).with(&shortened(item), key)
        };
        if !is_next || column < start.inner {
            let note = format!("{spaces}# {item}");
            return Some(found(Kind::ListWithoutKey).set(at, note).undecided());
        }
        let (head, value) = text.split_at(start.value);
        let items = flat_items(value.trim());
        let first = items.iter().flatten();
        let lines = std::iter::once(head.trim_end().to_owned())
            .chain(first.map(|item| format!("{spaces}- {item}")))
            .collect();
        let corrected = Correction {
            becomes: vec![(above, lines)],
            ..found(Kind::ListAfterValue)
        };
        Some(if items.is_some() {
            corrected
        } else {
            corrected.undecided()
        })
    }

    /// A list at the top of the front matter, with a key below it.
    fn list_without_key(&self, at: usize) -> Option<Correction> {
        let (text, column) = (self.text(at), indent(self.text(at)));
        let is_list = is_dash(&text[column..]) && self.entry_above(at).is_none();
        let is_key =
            |line: &usize| has_plain_key(self.text(*line)) && indent(self.text(*line)) <= column;
        let below = (at + 1..self.end).find(is_key).filter(|_| is_list)?;
        let key = self.start(below).key.unwrap_or_default();
        Some(
            Correction::new(Kind::NotAMap, at, column..text.trim_end().len())
                .with(&shortened(text.trim()), key)
                .each(at..below, |line| format!("# {}", self.text(line).trim()))
                .undecided(),
        )
    }

    /// A line that is neither an entry nor part of one. Only its author knows where it belongs.
    fn stray(&self, at: usize) -> Correction {
        let (text, start) = (self.text(at), self.start(at));
        let (column, body) = (start.indent, text.trim());
        let (kind, cost) = match start.key {
            Some("") => (Kind::NoKey, 90),
            _ if start.is_entry() => (Kind::Unknown, 100),
            _ => (Kind::StrayText, 90),
        };
        Correction::new(kind, at, column..text.trim_end().len())
            .with(&shortened(body), "")
            .cost(cost)
            .set(at, format!("{}# {body}", &text[..column]))
            .undecided()
    }
}

/// The items that a value adds to a list with dashes: those between its brackets, or else the value
/// itself. `None` for a list in brackets with lists, groups, quotations or comments in it.
fn flat_items(value: &str) -> Option<Vec<&str>> {
    let Some(list) = value.strip_prefix('[') else {
        return Some(vec![value]);
    };
    let inner = list.strip_suffix(']')?;
    if inner.contains(['[', ']', '{', '}', '"', '\'', '#']) {
        return None;
    }
    let items = inner.split(',').map(str::trim);
    Some(items.filter(|item| !item.is_empty()).collect())
}
