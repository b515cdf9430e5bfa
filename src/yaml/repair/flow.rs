//! Corrections of lists in square brackets and of groups in braces, and of values that start with
//! a sign that YAML keeps for itself.

use super::correction::{Correction, Lines};
use super::kinds::Kind;
use super::text::{
    bad_escape, closing_quote, comment_start, first_char, in_quotes, indent, is_anchor, is_blank,
    is_tag, is_template, is_word, shortened,
};

/// A line and a column in it.
type At = (usize, usize);

const LIST_ITEM: &str = "this list item";

/// What is wrong with a value that starts with a bracket.
enum Inside {
    Mistake(Box<Correction>),
    /// Text after the closing bracket, so that it is no list.
    TextAfter,
    Unknown,
}

impl From<Correction> for Inside {
    fn from(found: Correction) -> Inside {
        Inside::Mistake(found.into())
    }
}

impl Lines<'_> {
    /// True if `rest` is `*name` and `&name` is above: rare in front matter, but correct.
    fn is_alias(&self, at: usize, rest: &str) -> bool {
        let name = rest.split([',', ']', '}']).next().unwrap_or(rest)[1..].trim_end();
        let anchor = format!("&{name}");
        !name.is_empty() && (1..at).any(|above| self.text(above).contains(&anchor))
    }

    /// True if a value starts with a sign that has a meaning of its own and is not used for it.
    pub(super) fn is_special(&self, at: usize, rest: &str) -> bool {
        match first_char(rest) {
            '@' | '`' | '%' | ',' | ']' | '}' => true,
            '*' => !self.is_alias(at, rest),
            '&' => !is_anchor(rest),
            '!' => !is_tag(rest),
            _ => false,
        }
    }

    pub(super) fn special_start(&self, (line, column): At) -> Correction {
        let rest = &self.text(line)[column..];
        let is_double = rest.starts_with("{{") || rest.starts_with("{%");
        let sign = &rest[..if is_double {
            2
        } else {
            first_char(rest).len_utf8()
        }];
        let is_entry = self.start(line).is_entry();
        let holder = if is_entry {
            self.holder(line)
        } else {
            "this line".to_owned()
        };
        let found = Correction::new(Kind::SpecialSign, line, column..column + sign.len());
        self.quoted(found.with(&holder, sign), (line, column))
    }

    /// `@title: …` and `**title**: …`: a key is a plain word.
    pub(super) fn special_key(&self, at: usize) -> Option<Correction> {
        let (text, start) = (self.text(at), self.start(at));
        let key = start.key.filter(|key| match key.chars().next() {
            Some('!') => !(is_tag(key) && key.contains(' ')),
            Some('|' | '>') => true,
            first => first.is_some_and(|first| first != '&') && self.is_special(at, key),
        })?;
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

    /// The first mistake in `[a, b]` or `{a: b}`, or text that only starts with a bracket.
    pub(super) fn brackets(&self, from: At, out: &mut Vec<Correction>) {
        if is_template(&self.text(from.0)[from.1..]) {
            out.push(self.special_start(from).cost(10));
            return;
        }
        match self.in_brackets(from) {
            Inside::Mistake(found) => {
                out.push(*found);
                out.push(self.special_start(from).cost(50));
            }
            Inside::TextAfter => out.push(self.special_start(from)),
            Inside::Unknown => {}
        }
    }

    fn in_brackets(&self, from: At) -> Inside {
        let last = self.extent(from.0);
        let mut open = Vec::new();
        // The keys of the entry between braces so far.
        let mut keys = 0;
        let (mut line, mut at) = from;
        let mut item_starts = true;
        while line <= last {
            let text = self.text(line);
            let Some(c) = text[at..].chars().next() else {
                (line, at, item_starts) = (line + 1, 0, true);
                continue;
            };
            let rest = &text[at + c.len_utf8()..];
            match c {
                '"' | '\'' if item_starts => {
                    match self.item_in_quotes((line, at), last) {
                        Ok(end) => (line, at) = end,
                        Err(found) => return Inside::Mistake(found),
                    }
                    item_starts = false;
                    continue;
                }
                '#' if at == 0 || text[..at].ends_with([' ', '\t']) => {
                    if rest.contains([']', '}']) && !rest.starts_with(' ') {
                        return self.special_item(line, at).into();
                    }
                    at = text.len();
                    continue;
                }
                '@' | '`' | '%' | '>' | '|' if item_starts && open.len() < 2 => {
                    return self.special_item(line, at).into();
                }
                '*' if item_starts && open.len() < 2 && !self.is_alias(line, &text[at..]) => {
                    return self.special_item(line, at).into();
                }
                ',' if text[..at].trim_end().ends_with([',', '[', '{']) => {
                    return self.comma_twice(line, at).into();
                }
                ':' if open.last() == Some(&'{') && rest.starts_with(' ') && keys > 0 => {
                    return self.comma_missing(line, at).into();
                }
                ':' if open.last() == Some(&'{') && rest.starts_with(' ') => keys = 1,
                ',' => keys = 0,
                '[' | '{' => {
                    keys = 0;
                    open.push(c);
                }
                ']' | '}' if open.pop() != Some(if c == ']' { '[' } else { '{' }) => {
                    return self.wrong_bracket(line, at).into();
                }
                ']' | '}' => keys = 1,
                _ => {}
            }
            item_starts = matches!(c, '[' | '{' | ',')
                || item_starts && c.is_whitespace()
                || c.is_whitespace() && text[..at].ends_with(':');
            at += c.len_utf8();
            if open.is_empty() {
                let is_end = is_blank(&rest[..comment_start(rest)]);
                if is_end {
                    return Inside::Unknown;
                }
                let found = self.after_brackets(from, (line, at));
                return found.map_or(Inside::TextAfter, Inside::from);
            }
        }
        self.brackets_not_closed(from, last).into()
    }

    /// The place after one item in quotation marks, or what is wrong with it.
    fn item_in_quotes(&self, (line, at): At, last: usize) -> Result<At, Box<Correction>> {
        let text = self.text(line);
        let quote = first_char(&text[at..]);
        let after = |end: usize| if end == line { at + 1 } else { 0 };
        let close = |end: usize| Some((end, closing_quote(self.text(end), after(end), quote)?));
        let Some((end, after)) = (line..=last).find_map(close) else {
            return Err(self.item_not_closed(line, at).into());
        };
        if end > line {
            return Ok((end, after));
        }
        if let Some(escape) = bad_escape(text, at + 1).filter(|_| quote == '"') {
            return Err(self.backslash((line, at), line, escape).into());
        }
        let rest = text[after..].trim_start();
        if rest.is_empty() || rest.starts_with([',', ']', '}', ':', '#']) {
            return Ok((end, after));
        }
        Err(self.quote_inside_item(line, at, after).into())
    }

    /// The column where the item at `at` ends.
    fn item_end(&self, line: usize, at: usize) -> usize {
        let text = self.text(line);
        let end = at + text[at..].find([',', ']', '}']).unwrap_or(text.len() - at);
        text[..end].trim_end().len()
    }

    fn special_item(&self, line: usize, at: usize) -> Correction {
        let (text, end) = (self.text(line), self.item_end(line, at));
        let (item, sign) = (&text[at..end], first_char(&text[at..]));
        let quoted = in_quotes(&[item.to_owned()], false).concat();
        Correction::new(Kind::SpecialSign, line, at..at + sign.len_utf8())
            .with(
                &format!("the list item `{}`", shortened(item)),
                &sign.to_string(),
            )
            .set(line, format!("{}{quoted}{}", &text[..at], &text[end..]))
    }

    fn item_not_closed(&self, line: usize, at: usize) -> Correction {
        let text = self.text(line);
        let (quote, end) = (first_char(&text[at..]), self.item_end(line, at));
        Correction::new(Kind::QuoteNotClosed, line, at..at + 1)
            .with(&quote.to_string(), "")
            .set(line, format!("{}{quote}{}", &text[..end], &text[end..]))
    }

    fn quote_inside_item(&self, line: usize, at: usize, after: usize) -> Correction {
        let text = self.text(line);
        let (quote, rest) = (first_char(&text[at..]), &text[after..]);
        let gap = rest.trim_start();
        if text[at..after - 1].trim_end().ends_with(',') && gap.starts_with(char::is_alphanumeric) {
            // What seems to close it opens the next item.
            return self.item_not_closed(line, at);
        }
        if rest.len() > gap.len() && gap.starts_with(['"', '\'']) {
            return Correction::new(Kind::CommaMissing, line, after - 1..after)
                .with("between two items of this list", "after")
                .set(line, format!("{},{rest}", &text[..after]));
        }
        let ends = |end: &usize| text[end + 1..].trim_start().starts_with([',', ']', '}']);
        let end = rest.match_indices(quote).map(|(n, _)| after + n).find(ends);
        let item_end = self.item_end(line, after);
        if let Some(end) = end.filter(|end| *end <= item_end || quote == '\'') {
            let item = in_quotes(&[text[at + 1..end].to_owned()], quote == '"').concat();
            return Correction::new(Kind::QuoteInside, line, after - 1..after)
                .with(LIST_ITEM, &shortened(gap))
                .set(line, format!("{}{item}{}", &text[..at], &text[end + 1..]));
        }
        let quoted = in_quotes(&[text[at..item_end].to_owned()], false).concat();
        let start = after + rest.len() - gap.len();
        Correction::new(Kind::TextAfterQuote, line, start..item_end.max(start))
            .with(
                LIST_ITEM,
                &shortened(text.get(start..item_end).unwrap_or_default()),
            )
            .set(
                line,
                format!("{}{quoted}{}", &text[..at], &text[item_end..]),
            )
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
        let (before, rest) = (
            &self.text(line)[..at],
            self.text(line)[at + 1..].trim_start(),
        );
        let gap = if before.trim_end().ends_with(',') {
            " "
        } else {
            ""
        };
        Correction::new(Kind::CommaTwice, line, at..at + 1)
            .set(line, format!("{}{gap}{rest}", before.trim_end()))
    }

    /// `{a: b c: d}`: a second key without a comma before it.
    fn comma_missing(&self, line: usize, colon: usize) -> Correction {
        let text = self.text(line);
        let key = text[..colon]
            .rfind([' ', '{', '\t'])
            .map_or(0, |blank| blank + 1);
        Correction::new(Kind::CommaMissing, line, key..colon)
            .with(
                &format!("before `{}`", shortened(&text[key..colon])),
                "before",
            )
            .set(
                line,
                format!("{}, {}", text[..key].trim_end(), &text[key..]),
            )
    }

    /// `[a, b}`: opened by one kind of bracket and closed by another.
    fn wrong_bracket(&self, line: usize, at: usize) -> Correction {
        let text = self.text(line);
        let (wrong, right) = if text[at..].starts_with(']') {
            ("]", "}")
        } else {
            ("}", "]")
        };
        Correction::new(Kind::WrongBracket, line, at..at + 1)
            .with(wrong, right)
            .set(line, format!("{}{right}{}", &text[..at], &text[at + 1..]))
    }

    /// `[a, b], c` and `[a]]`: more of a list after the bracket that closes it.
    fn after_brackets(&self, from: At, (line, at): At) -> Option<Correction> {
        let text = self.text(line);
        let rest = text[at..at + comment_start(&text[at..])].trim_end();
        let more = rest.trim_start();
        let is_list = line == from.0 && text[from.1..].starts_with('[');
        let corrected = if more.chars().all(|c| matches!(c, ']' | '}')) {
            text[..at].to_owned()
        } else {
            let items = more
                .strip_prefix(',')
                .filter(|_| is_list)?
                .replace(['[', ']'], "");
            format!("{}, {}]", &text[..at - 1], items.trim())
        };
        let (start, end) = (at + rest.len() - more.len(), at + rest.len());
        Some(
            Correction::new(Kind::TextAfterBracket, line, start..end)
                .with(&shortened(more), "")
                .set(line, format!("{corrected}{}", &text[end..])),
        )
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
        found
            .becomes
            .push((line, vec![header, format!("{inner}{}", after.trim())]));
        Some(found)
    }
}
