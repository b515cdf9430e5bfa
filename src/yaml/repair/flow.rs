//! Corrections of lists in square brackets and of groups in braces, and of values that start with
//! a sign that YAML keeps for itself.

use std::ops::Range;

use super::correction::{Correction, Lines};
use super::kinds::Kind;
use super::text::{
    closing_quote, comment_start, first_char, in_quotes, indent, is_word, shortened,
};

/// A line and a column in it.
type At = (usize, usize);

const LIST_ITEM: &str = "this list item";

/// Items of one line for which corrections are tried.
const MAX_ITEMS: usize = 40;

impl Lines<'_> {
    pub(super) fn special_start(&self, (line, column): At) -> Correction {
        let rest = &self.text(line)[column..];
        let is_double = rest.starts_with("{{") || rest.starts_with("{%");
        let length = if is_double {
            2
        } else {
            first_char(rest).len_utf8()
        };
        let is_entry = self.start(line).is_entry();
        let holder = if is_entry {
            self.holder(line)
        } else {
            "this line".to_owned()
        };
        let found = Correction::new(Kind::SpecialSign, line, column..column + length);
        self.quoted(found.with(&holder, &rest[..length]), (line, column))
    }

    /// `@title: …` and `**title**: …`: a key is a plain word.
    pub(super) fn special_key(&self, at: usize) -> Option<Correction> {
        let (text, start) = (self.text(at), self.start(at));
        let is_wrong = |key: &&str| key.starts_with(['|', '>']) || is_special(key);
        let key = start.key.filter(is_wrong)?;
        let plain = key.trim_matches(['*', '@', '`', '%', '!', '>', '|', ',', '_']);
        if !is_word(plain) || start.is_item() {
            return Some(self.special_start((at, start.inner)));
        }
        let (sign, column) = (first_char(key), start.inner);
        let rest = &text[column + key.len()..];
        Some(
            Correction::new(Kind::SpecialKey, at, column..column + sign.len_utf8())
                .with(plain, &sign.to_string())
                .set(at, format!("{}{plain}{rest}", &text[..column])),
        )
    }

    /// What can be wrong with `[a, b]` or `{a: b}`, or with text that only starts with a bracket.
    pub(super) fn brackets(&self, from: At, out: &mut Vec<Correction>) {
        let last = self.extent(from.0);
        out.extend(self.after_brackets(from));
        for line in from.0..=last {
            let text = self.text(line);
            let start = if line == from.0 { from.1 } else { 0 };
            out.extend(self.backslashes(from, line));
            for item in items(text, start).take(MAX_ITEMS) {
                out.extend(self.in_item(line, item));
            }
        }
        out.extend(self.wrong_bracket(last));
        out.push(self.brackets_not_closed(from, last));
        // What ends with a bracket is a list whose mistake is not known, and not text.
        let ends_list = |line: usize| {
            let text = self.text(line);
            let written = &text[..comment_start(text)];
            written.trim_end().ends_with([']', '}'])
        };
        let is_list = ends_list(from.0) || ends_list(last);
        if !is_list || self.text(from.0)[from.1..].starts_with("{{") {
            out.push(self.special_start(from).cost(50));
        }
    }

    /// What can be wrong with an item between brackets.
    fn in_item(&self, line: usize, item: Range<usize>) -> Option<Correction> {
        let (text, at) = (self.text(line), item.start);
        let written = &text[item.clone()];
        let (sign, rest) = (first_char(written), &text[item.end..]);
        let set =
            |found: Correction, new: &str| found.set(line, format!("{}{new}{rest}", &text[..at]));
        match sign {
            ' ' => rest
                .starts_with(',')
                .then(|| self.comma_twice(line, item.end)),
            '"' | '\'' => self.quoted_item(line, item),
            '#' if written.starts_with("# ") => None,
            '@' | '`' | '%' | '>' | '|' | '*' | '#' => {
                let shown = format!("the list item `{}`", shortened(written));
                let found = Correction::new(Kind::SpecialSign, line, at..at + sign.len_utf8())
                    .with(&shown, &sign.to_string());
                Some(set(
                    found,
                    &in_quotes(&[written.to_owned()], false).concat(),
                ))
            }
            _ => {
                // `{a: b c: d}`: a second key without a comma before it.
                let colon = written
                    .rfind(": ")
                    .filter(|colon| written[..*colon].contains(": "))?;
                let key = written[..colon].rfind(' ')? + 1;
                let shown = format!("before `{}`", shortened(&written[key..colon]));
                let found = Correction::new(Kind::CommaMissing, line, at + key..at + colon)
                    .with(&shown, "before");
                let new = format!("{}, {}", written[..key].trim_end(), &written[key..]);
                Some(set(found, &new))
            }
        }
    }

    /// What can be wrong with an item that starts with a quotation mark.
    fn quoted_item(&self, line: usize, item: Range<usize>) -> Option<Correction> {
        let (text, at) = (self.text(line), item.start);
        let (written, rest) = (&text[item.clone()], &text[item.end..]);
        let quote = first_char(written);
        let set =
            |found: Correction, new: String| found.set(line, format!("{}{new}{rest}", &text[..at]));
        let Some(after) = closing_quote(written, 1, quote) else {
            let found = Correction::new(Kind::QuoteNotClosed, line, at..at + 1)
                .with(&quote.to_string(), "");
            return Some(set(found, format!("{written}{quote}")));
        };
        let more = &written[after..];
        let gap = more.len() - more.trim_start().len();
        let closes = at + after - 1..at + after;
        if more.is_empty() || more.starts_with(':') {
            return None;
        }
        Some(if gap > 0 && more[gap..].starts_with(['"', '\'']) {
            let found = Correction::new(Kind::CommaMissing, line, closes)
                .with("between two items of this list", "after");
            set(found, format!("{},{more}", &written[..after]))
        } else if more.ends_with(quote) {
            let inner = written[1..written.len() - 1].to_owned();
            let found = Correction::new(Kind::QuoteInside, line, closes).with(
                LIST_ITEM,
                &shortened(&format!("{}{rest}", more.trim_start())),
            );
            set(found, in_quotes(&[inner], quote == '"').concat())
        } else {
            let found = Correction::new(Kind::TextAfterQuote, line, at + after + gap..item.end)
                .with(LIST_ITEM, &shortened(&more[gap..]));
            set(found, in_quotes(&[written.to_owned()], false).concat())
        })
    }

    fn brackets_not_closed(&self, (line, column): At, last: usize) -> Correction {
        let open = &self.text(line)[column..column + 1];
        let close = if open == "[" { "]" } else { "}" };
        let end = self.text(last);
        let written = end[..comment_start(end)].trim_end();
        // `[a, b)` was closed, by the wrong sign.
        let wrong = written.strip_suffix(')').filter(|rest| !rest.contains('('));
        let kept = wrong.unwrap_or(written.trim_end_matches(','));
        Correction::new(Kind::BracketNotClosed, line, column..column + 1)
            .with(open, close)
            .set(last, format!("{kept}{close}{}", &end[written.len()..]))
    }

    /// `[a,, b]`: nothing before a comma.
    fn comma_twice(&self, line: usize, at: usize) -> Correction {
        let (before, rest) = self.text(line).split_at(at);
        let before = before.trim_end();
        let gap = if before.ends_with(',') { " " } else { "" };
        Correction::new(Kind::CommaTwice, line, at..at + 1)
            .set(line, format!("{before}{gap}{}", rest[1..].trim_start()))
    }

    /// `[a, b}`: opened by one kind of bracket and closed by another.
    fn wrong_bracket(&self, line: usize) -> Option<Correction> {
        let text = self.text(line);
        let at = text.rfind([']', '}'])?;
        let (wrong, right) = if text[at..].starts_with(']') {
            ("]", "}")
        } else {
            ("}", "]")
        };
        Some(
            Correction::new(Kind::WrongBracket, line, at..at + 1)
                .with(wrong, right)
                .set(line, format!("{}{right}{}", &text[..at], &text[at + 1..])),
        )
    }

    /// `[a, b], c` and `[a]]`: more of a list after the bracket that closes it. Other text after it
    /// shows that it is no list.
    fn after_brackets(&self, (line, column): At) -> Option<Correction> {
        let (head, value) = self.text(line).split_at(column);
        let (value, comment) = value.split_at(comment_start(value));
        let close = if value.starts_with('[') { ']' } else { '}' };
        let (list, more) = value.trim_end().split_once(close)?;
        let shown = more.trim_start();
        if !(shown.starts_with(',') || shown == "]") || close == '}' {
            return (!shown.is_empty()).then(|| self.special_start((line, column)));
        }
        let inner = format!("{list}{more}").replace(['[', ']'], "");
        let end = column + value.trim_end().len();
        let new = format!("{head}[{inner}]{}{comment}", &value[end - column..]);
        let found = Correction::new(Kind::TextAfterBracket, line, end - shown.len()..end);
        Some(found.with(&shortened(shown), "").set(line, new))
    }

    /// `summary: > Warm homes`: text on the line of the sign that starts a block of text.
    pub(super) fn block_sign(&self, (line, column): At) -> Option<Correction> {
        let text = self.text(line);
        let sign = &text[column..column + 1];
        let after = text[column + 1..].trim_start_matches(['+', '-']);
        let words = after[..comment_start(after)].trim();
        if words.is_empty() || words.len() == 1 && words.parse::<u8>().is_ok() {
            return None;
        }
        if !text[column + 1..].starts_with([' ', '+', '-']) {
            return Some(self.special_start((line, column)));
        }
        let outer = self.start(line).outer();
        let next = self.all.get(line + 1).map_or(0, |next| indent(&next.text));
        let inner = " ".repeat(if next > outer { next } else { outer + 2 });
        let header = text[..text.len() - after.len()].trim_end().to_owned();
        let mut found = Correction::new(Kind::BlockSign, line, column..column + 1)
            .with(&shortened(after.trim()), sign);
        let body = format!("{inner}{}", after.trim());
        found.becomes.push((line, vec![header, body]));
        Some(found)
    }
}

/// True if a text starts with a sign that has a meaning of its own.
pub(super) fn is_special(text: &str) -> bool {
    text.starts_with(['@', '`', '%', ',', ']', '}', '*', '&', '!'])
}

/// What stands between the brackets and commas of a line, without the blanks around it. What has
/// nothing in it is a blank, or empty.
fn items(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    let signs = text[from..]
        .match_indices(['[', ']', '{', '}', ','])
        .map(move |(at, _)| from + at);
    let mut start = from;
    signs.chain([text.len()]).map(move |end| {
        let item = start..end;
        start = end + 1;
        let rest = text[item.clone()].trim_start();
        let first = (end - rest.len()).min(end);
        first..first + rest.trim_end().len()
    })
}
