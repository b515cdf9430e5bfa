//! Corrections of a value's quotation marks, and of text that needs them.

use super::correction::{Correction, Lines};
use super::kinds::Kind;
use super::text::{
    CURLY_CLOSING, closing_quote, colon, comment_start, drop_lone_quote, first_char, has_plain_key,
    in_quotes, indent, is_blank, is_comment, is_dash, is_literal, is_wrapped, shortened,
    starts_curly, strip_marks,
};

/// A line and a column in it.
type At = (usize, usize);

/// Backslashes of one value for which corrections are tried.
const MAX_BACKSLASHES: usize = 20;

impl Lines<'_> {
    /// The value from a place to the end of line `last`, a part a line, and the comment after it.
    fn parts(&self, (line, column): At, last: usize) -> (Vec<String>, String) {
        let mut parts: Vec<String> = (line..=last).map(|at| self.text(at).to_owned()).collect();
        parts[0].drain(..column);
        let part = parts[last - line].clone();
        // On a later line a `#` is part of the text, unless a quotation ends before it.
        let cut = comment_start(&part);
        let ends = line == last || part[..cut].trim_end().ends_with(['"', '\'']);
        let end = part[..if ends { cut } else { part.len() }].trim_end().len();
        parts[last - line].truncate(end);
        (parts, part[end..].to_owned())
    }

    /// Writes a value anew between quotation marks.
    fn requoted(&self, found: Correction, from: At, last: usize, strip: bool) -> Correction {
        let (mut parts, tail) = self.parts(from, last);
        let quote = first_char(&parts[0]);
        if strip {
            strip_marks(&mut parts);
            drop_lone_quote(&mut parts, quote);
        }
        self.rewritten(found, from, &parts, &tail, quote == '"')
    }

    fn rewritten(
        &self,
        mut found: Correction,
        (line, column): At,
        parts: &[String],
        tail: &str,
        escaped: bool,
    ) -> Correction {
        let mut texts = in_quotes(parts, escaped);
        texts[0].insert_str(0, &self.text(line)[..column]);
        if let Some(end) = texts.last_mut() {
            end.push_str(tail);
        }
        found
            .becomes
            .extend((line..).zip(texts.into_iter().map(|text| vec![text])));
        found
    }

    /// Puts the whole value between quotation marks.
    pub(super) fn quoted(&self, found: Correction, from: At) -> Correction {
        let (mut parts, tail) = self.parts(from, self.end_of_text(from.0));
        drop_lone_quote(&mut parts, '"');
        self.rewritten(found, from, &parts, &tail, false)
    }

    /// Text without quotation marks that holds a colon and a space.
    pub(super) fn colon_in_text(&self, from: At) -> Option<Correction> {
        let column_of = |at: usize| {
            if at == from.0 {
                from.1
            } else {
                indent(self.text(at))
            }
        };
        let colon_of = |at: usize| {
            let rest = &self.text(at)[column_of(at)..];
            Some((at, column_of(at) + colon(&rest[..comment_start(rest)])?))
        };
        let lines = (from.0..=self.extent(from.0)).filter(|&at| !is_comment(self.text(at)));
        let (at, colon) = lines.clone().find_map(colon_of)?;
        let (text, rest) = (self.text(at), &self.text(at)[column_of(at)..]);
        // A key with a mistake in its indentation looks the same as text with a colon.
        let goes_on = (from.0 + 1..at).any(|line| !is_blank(self.text(line)));
        let is_sentence = text[colon + 1..].trim().contains(' ');
        let is_prose = goes_on || is_sentence && is_wrapped(self.text(from.0));
        if at == from.0
            && let Some(doubled) = self.doubled_key(from, colon)
        {
            return Some(doubled);
        }
        let lines_up = column_of(at) == indent(self.text(at - 1));
        let is_known = self.names.heads(rest) && (!lines_up || is_literal(&text[colon + 1..]));
        let is_key = at > from.0 && (is_known || has_plain_key(rest) && !is_prose);
        let found = Correction::new(Kind::ColonInValue, at, colon..colon + 1)
            .with(&self.holder(from.0), "")
            .cost(if is_key { 45 } else { 20 });
        Some(self.quoted(found, from))
    }

    /// `date: date: 2024-03-12`.
    fn doubled_key(&self, (at, column): At, colon: usize) -> Option<Correction> {
        let text = self.text(at);
        let key = text[column..colon].trim_end();
        let start = self.start(at);
        let is_doubled = start.value == column && start.key == Some(key);
        is_doubled.then(|| {
            let new = format!("{}{}", &text[..column], text[colon + 1..].trim_start());
            Correction::new(Kind::DoubledKey, at, column..colon + 1)
                .with(key, "")
                .set(at, new)
        })
    }

    pub(super) fn curly(&self, (line, column): At) -> Option<Correction> {
        let rest = &self.text(line)[column..];
        let end = column + first_char(rest).len_utf8();
        let (mut parts, tail) = self.parts((line, column), self.end_of_text(line));
        strip_marks(&mut parts);
        let found = Correction::new(Kind::CurlyQuotes, line, column..end);
        starts_curly(rest).then(|| self.rewritten(found, (line, column), &parts, &tail, false))
    }

    /// A value that starts with a quotation mark.
    pub(super) fn quotation(&self, from: At, out: &mut Vec<Correction>) {
        let quote = first_char(&self.text(from.0)[from.1..]);
        let after = |at: usize| if at == from.0 { from.1 + 1 } else { 0 };
        let close = (from.0..=self.extent(from.0))
            .find_map(|at| Some((at, closing_quote(self.text(at), after(at), quote)?)))
            // A quotation mark in a comment closes nothing.
            .filter(|(at, _)| *at == from.0 || !is_comment(self.text(*at)));
        if let Some(found) = self.lone_quote(from, quote) {
            out.push(found);
            return;
        }
        let Some(close) = close else {
            out.push(self.not_closed(from, quote));
            return;
        };
        if quote == '"' {
            let all = (from.0..=close.0).flat_map(|line| self.backslashes(from, line));
            out.extend(all.take(MAX_BACKSLASHES));
        }
        let rest = &self.text(close.0)[close.1..];
        if !is_blank(&rest[..comment_start(rest)]) || rest.starts_with('#') {
            out.extend(self.items_without_brackets(from, close));
            out.push(self.after_quotation(from, quote, close));
        }
    }

    /// A quotation mark that ends the value too early: quotation marks within, or text after it.
    fn after_quotation(&self, from: At, quote: char, (line, after): At) -> Correction {
        let last = self.end_of_text(line);
        let (mut parts, tail) = self.parts(from, last);
        let rest = self.text(line)[after..].trim_end();
        let (holder, shown) = (self.holder(from.0), shortened(rest.trim()));
        let is_apostrophe = quote == '\'' && rest.starts_with(char::is_alphanumeric);
        let ends_quoted = parts
            .last()
            .is_some_and(|part| part.ends_with(quote) || part.ends_with(CURLY_CLOSING));
        let before = &self.text(line)[..after];
        // `“` without `”` opened a quotation within, which the straight mark was to close.
        let closes_curly = before.matches('“').count() > before.matches('”').count();
        let next = rest.trim_start_matches([' ', ',', ';']);
        let is_next_text = next.len() < rest.len() && next.starts_with(quote) && next.len() > 2;
        let columns = after - 1..after;
        if is_apostrophe && !ends_quoted {
            parts[0].remove(0);
            let found = Correction::new(Kind::Apostrophe, line, columns).with(&holder, &shown);
            return self.rewritten(found, from, &parts, &tail, false);
        }
        if is_apostrophe || ends_quoted && (closes_curly || !is_next_text) {
            let kind = if is_apostrophe {
                Kind::Apostrophe
            } else {
                Kind::QuoteInside
            };
            let found = Correction::new(kind, line, columns).with(&holder, &shown);
            return self.requoted(found, from, last, true);
        }
        let start = (after + rest.len() - rest.trim_start().len()).min(after + rest.len() - 1);
        let found = Correction::new(Kind::TextAfterQuote, line, start..after + rest.len());
        self.requoted(found.with(&holder, &shown), from, last, false)
    }

    /// `topics: "Housing", "Health"`: a list without its brackets.
    fn items_without_brackets(&self, from: At, (line, after): At) -> Option<Correction> {
        /// Keys of one text, which may well start with a word in quotation marks.
        const TEXTS: [&str; 5] = ["title", "summary", "description", "alt", "caption"];
        let key = self
            .start(from.0)
            .key
            .filter(|key| line == from.0 && !TEXTS.contains(key))?;
        let (parts, tail) = self.parts(from, line);
        let items = parts.concat();
        let is_item = |item: &str| {
            let is_quoted = item.starts_with(['"', '\'']);
            is_quoted && closing_quote(item, 1, first_char(item)) == Some(item.len())
        };
        let rest = self.text(line)[after..].trim_end();
        let is_list = rest.starts_with(',') && items.split(',').all(|item| is_item(item.trim()));
        let found = Correction::new(Kind::ListInQuotes, line, after..after + rest.len())
            .with(&format!("the value of `{key}`"), &shortened(rest))
            .set(
                line,
                format!("{}[{items}]{tail}", &self.text(line)[..from.1]),
            );
        is_list.then_some(found)
    }

    fn not_closed(&self, from: At, quote: char) -> Correction {
        let last = self.end_of_text(from.0);
        let (parts, _) = self.parts(from, last);
        let columns = from.1..from.1 + 1;
        let opens_curly = parts.iter().any(|part| part.contains(['“', '„', '«']));
        let end = parts.last().and_then(|part| part.chars().next_back());
        if let Some(curly) = end.filter(|end| CURLY_CLOSING.contains(end) && !opens_curly) {
            let found = Correction::new(Kind::CurlyAtEnd, from.0, columns)
                .with(&self.holder(from.0), &curly.to_string());
            return self.requoted(found, from, last, true);
        }
        // `#1` is part of the text, `# a note` is not.
        let text = self.text(last);
        let end = text[..text.find(" # ").unwrap_or(text.len())].trim_end();
        let tail = text[end.len()..].trim_end();
        // `"Warm homes'`: the other mark was meant to close it.
        let other = if quote == '"' { '\'' } else { '"' };
        let is_mixed = parts.concat().matches(other).count() == 1;
        let end = end.strip_suffix(other).filter(|_| is_mixed).unwrap_or(end);
        Correction::new(Kind::QuoteNotClosed, from.0, columns)
            .with(&quote.to_string(), "")
            .set(last, format!("{end}{quote}{tail}"))
    }

    /// `topics: "` with the list below it.
    fn lone_quote(&self, (line, column): At, quote: char) -> Option<Correction> {
        let (text, start) = (self.text(line), self.start(line));
        let key = start.key.filter(|_| is_blank(&text[column + 1..]))?;
        let (_, below) = self.below(line)?;
        let is_entry = is_dash(below.trim_start()) || has_plain_key(below);
        let found = Correction::new(Kind::LoneQuote, line, column..column + 1)
            .with(&quote.to_string(), key)
            .set(line, text[..column].trim_end().to_owned());
        (is_entry && (indent(below) > start.outer() || is_dash(below))).then_some(found)
    }

    /// The backslashes on a line between double quotation marks. The parser knows those that have
    /// a meaning.
    pub(super) fn backslashes(&self, from: At, line: usize) -> Vec<Correction> {
        let text = self.text(line);
        let is_simple = |(parts, _): &(Vec<String>, String)| {
            let inner = parts[0]
                .strip_prefix('"')
                .and_then(|inner| inner.strip_suffix('"'));
            inner.is_some_and(|inner| !inner.contains(['"', '\'']))
        };
        let simple = (line == from.0)
            .then(|| self.parts(from, line))
            .filter(is_simple);
        let one = |at: usize| {
            let shown: String = text[at..].chars().take(2).collect();
            let new = match &simple {
                Some((parts, tail)) => {
                    format!("{}'{}'{tail}", &text[..from.1], parts[0].trim_matches('"'))
                }
                None => format!("{}\\{}", &text[..at], &text[at..]),
            };
            Correction::new(Kind::Backslash, line, at..at + shown.len())
                .with(&shown, "")
                .set(line, new)
        };
        let is_odd = |at: &usize| !text[at + 1..].starts_with(['"', '\\']);
        let signs = text.match_indices('\\').map(|(at, _)| at);
        signs
            .filter(is_odd)
            .take(MAX_BACKSLASHES)
            .map(one)
            .collect()
    }
}
