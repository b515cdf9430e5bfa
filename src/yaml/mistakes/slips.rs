//! What each slip is called, where its characters are, what to say and how to mend it.

use super::Fault;
use super::bounds::bad_closing;
use super::known::first_word;
use super::reading::{Level, Open, Reading};
use super::text::{
    CURLY_CLOSING, Line, closing_quote, comment_start, drop_lone_quote, first_char, has_plain_key,
    in_quotes, indent, is_blank, is_comment, is_dash, is_literal, is_markdown, is_odd_space,
    is_side_by_side, is_word, is_wrapped, key_colon, odd_space_name, odd_space_rule, shortened,
    spaces, starts_curly, strip_marks,
};
use crate::report::rules;

impl Reading<'_> {
    /// The thing that holds the value being read, to begin a sentence with.
    fn holder(&self) -> String {
        self.key.map_or("this list item".to_string(), |key| {
            format!("the value of `{key}`")
        })
    }

    /// The value from a place to the end of line `last`, a part a line, and the comment after it.
    fn parts(&self, (line, column): (usize, usize), last: usize) -> (Vec<String>, &str) {
        let mut parts: Vec<String> = self.lines[line..=last]
            .iter()
            .map(|line| line.text.clone())
            .collect();
        parts[0].drain(..column);
        let part = &parts[last - line];
        // Further down a `#` is one of the text's, unless a quote ends before it.
        let ends = |cut: usize| line == last || part[..cut].trim_end().ends_with(['"', '\'']);
        let cut = Some(comment_start(part))
            .filter(|cut| ends(*cut))
            .unwrap_or(part.len());
        let end = parts[last - line][..cut].trim_end().len();
        let tail = &self.lines[last].text
            [self.lines[last].text.len() - (parts[last - line].len() - end)..];
        parts[last - line].truncate(end);
        (parts, tail)
    }

    /// The mend that writes a value anew between quotes.
    fn requoted(
        &self,
        (line, column): (usize, usize),
        parts: &[String],
        tail: &str,
        escaped: bool,
    ) -> Vec<(usize, Vec<String>)> {
        let mut texts = in_quotes(parts, escaped);
        texts[0].insert_str(0, &self.lines[line].text[..column]);
        if let Some(end) = texts.last_mut() {
            end.push_str(tail);
        }
        texts
            .into_iter()
            .enumerate()
            .map(|(n, text)| (line + n, vec![text]))
            .collect()
    }

    fn quote_whole(&self, from: (usize, usize)) -> Vec<(usize, Vec<String>)> {
        let (parts, tail) = self.parts(from, self.end_of_text(from.0));
        self.requoted(from, &parts, tail, false)
    }

    pub(super) fn colon_in_value(&self, from: (usize, usize), colon: usize) -> Fault {
        let mend = self.quote_whole(from);
        let message = format!(
            "{} holds a colon and is not in quotes, so YAML takes `{}` for a key",
            self.holder(),
            {
                let start = if from.0 == self.at {
                    from.1
                } else {
                    indent(self.text())
                };
                shortened(self.text()[start..colon].trim())
            }
        );
        Fault::new(
            rules::YAML_COLON_IN_VALUE,
            self.at,
            colon..colon + 1,
            message,
        )
        .label("a colon in text without quotes")
        .mends(mend)
        .help_with_line("put the whole value in quotes")
    }

    pub(super) fn curly(&self, line: usize, column: usize) -> Fault {
        let mark = first_char(&self.lines[line].text[column..]);
        let (mut parts, tail) = self.parts((line, column), self.end_of_text(line));
        strip_marks(&mut parts);
        let mend = self.requoted((line, column), &parts, tail, false);
        Fault::new(
            rules::YAML_CURLY_QUOTES,
            line,
            column..column + mark.len_utf8(),
            format!(
                "`{mark}` is a typographic quote, which does not hold a value together as `\"` does"
            ),
        )
        .label("a curly quote")
        .mends(mend)
        .help_with_line("use straight quotes")
    }

    /// A quote that ends the value before its end: quotes within, or text after.
    pub(super) fn after_quote(
        &self,
        column: usize,
        quote: char,
        (line, after): (usize, usize),
    ) -> Fault {
        if let Some(fault) = self.lone_quote(column, quote) {
            return fault;
        }
        // A quote in a note below closes nothing; a line within the quotes may well begin with `#`.
        if line > self.extent() || line > self.at && is_comment(&self.lines[line].text) {
            return self.never_closed(column, quote);
        }
        if let Some(fault) = self.items_without_brackets(column, (line, after)) {
            return fault;
        }
        let from = (self.at, column);
        let (mut parts, tail) = self.parts(from, self.end_of_text(line));
        let rest = self.lines[line].text[after..].trim_end();
        let inner_word = quote == '\'' && rest.starts_with(char::is_alphanumeric);
        let ends_quoted = parts
            .last()
            .is_some_and(|part| part.ends_with(quote) || part.ends_with(CURLY_CLOSING));
        let before = &self.lines[line].text[..after];
        // `“` without `”` opened a quotation within, which the straight quote was to close.
        let closes_curly = before.matches('“').count() > before.matches('”').count();
        if inner_word || ends_quoted && (closes_curly || !is_side_by_side(before, rest)) {
            let message = if inner_word {
                format!(
                    "the apostrophe before `{}` ends {}, which began with a single quote",
                    shortened(rest),
                    self.holder()
                )
            } else {
                format!(
                    "a quote inside the quotes ends {} before `{}`",
                    self.holder(),
                    shortened(rest.trim())
                )
            };
            if ends_quoted {
                strip_marks(&mut parts);
                drop_lone_quote(&mut parts, quote);
            } else if quote == '\'' {
                parts[0].remove(0);
            }
            let fault = Fault::new(
                rules::YAML_QUOTE_INSIDE_QUOTES,
                line,
                after - 1..after,
                message,
            )
            .label("the value ends here");
            return fault
                .mends(self.requoted(from, &parts, tail, quote == '"'))
                .help_with_line("use the other kind of quotes around the whole, or write the inner ones as `\\\"`");
        }
        let start = after + rest.len() - rest.trim_start().len();
        let message = format!(
            "`{}` stands after the closing quote of {}",
            shortened(rest.trim()),
            self.holder()
        );
        Fault::new(
            rules::YAML_TEXT_AFTER_QUOTE,
            line,
            start.min(after + rest.len() - 1)..after + rest.len(),
            message,
        )
        .label("outside the quotes")
        .mends(self.requoted(from, &parts, tail, quote == '"'))
        .help_with_line("put everything inside one pair of quotes")
    }

    /// `topics: "Housing", "Health"`: a list whose brackets are missing.
    fn items_without_brackets(
        &self,
        column: usize,
        (line, after): (usize, usize),
    ) -> Option<Fault> {
        /// Keys of one text, which may well begin with a word in quotes.
        const TEXTS: [&str; 5] = ["title", "summary", "description", "alt", "caption"];
        let key = self
            .key
            .filter(|key| !TEXTS.contains(key) && line == self.at)?;
        let text = self.text();
        let (parts, tail) = self.parts((line, column), line);
        let items = parts.concat();
        let is_item = |item: &str| closing_quote(item, 1, first_char(item)) == Some(item.len());
        let is_list = items
            .split(',')
            .map(str::trim)
            .all(|item| item.starts_with(['"', '\'']) && is_item(item));
        let rest = text[after..].trim_end();
        (is_list && rest.starts_with(',')).then(|| {
            Fault::new(
                rules::YAML_TEXT_AFTER_QUOTE,
                line,
                after..after + rest.len(),
                {
                    format!(
                        "`{}` stands after the closing quote of the value of `{key}`",
                        shortened(rest)
                    )
                },
            )
            .label("outside the quotes")
            .mend(line, vec![format!("{}[{items}]{tail}", &text[..column])])
            .help_with_line("put the items of a list between brackets")
        })
    }

    pub(super) fn never_closed(&self, column: usize, quote: char) -> Fault {
        let last = self.end_of_text(self.at);
        let (mut parts, tail) = self.parts((self.at, column), last);
        let fault_at =
            |rule, message: String| Fault::new(rule, self.at, column..column + 1, message);
        let inner_pair = parts.iter().any(|part| part.contains(['“', '„', '«']));
        let end = parts.last().and_then(|part| part.chars().next_back());
        if let Some(curly) = end.filter(|c| CURLY_CLOSING.contains(c) && !inner_pair) {
            strip_marks(&mut parts);
            return fault_at(
                rules::YAML_CURLY_QUOTES,
                format!(
                    "{} opens with `{quote}` and closes with `{curly}`, a typographic quote",
                    self.holder()
                ),
            )
            .label("opens with a straight quote")
            .mends(self.requoted((self.at, column), &parts, tail, quote == '"'))
            .help_with_line("use a straight quote at both ends");
        }
        if let Some(fault) = self.lone_quote(column, quote) {
            return fault;
        }
        // `#1` is one of the text's, `# a note` is none.
        let text = &self.lines[last].text;
        let cut = text.find(" # ").unwrap_or(text.len());
        let end = text[..cut].trim_end();
        let end = format!("{end}{quote}{}", &text[end.len()..].trim_end());
        fault_at(
            rules::YAML_QUOTE_NOT_CLOSED,
            format!("the quote that opens {} is never closed", self.holder()),
        )
        .label("opened here, never closed")
        .mend(last, vec![end])
        .help_with_line(&format!("add `{quote}` at the end of the value"))
    }

    /// `topics: "` with the list below it.
    fn lone_quote(&self, column: usize, quote: char) -> Option<Fault> {
        let is_bare = is_blank(&self.text()[column + 1..]);
        let is_entry = |line: &Line| is_dash(line.text.trim_start()) || has_plain_key(&line.text);
        let is_below = |line: &Line| Some(indent(&line.text)) > self.outer() || is_dash(&line.text);
        let key = self.key.filter(|_| {
            is_bare
                && self
                    .next_content()
                    .is_some_and(|line| is_entry(line) && is_below(line))
        })?;
        Some(
            Fault::new(rules::YAML_QUOTE_NOT_CLOSED, self.at, column..column + 1, {
                format!("`{quote}` stands alone behind `{key}`, whose value is below")
            })
            .label("opens nothing")
            .mend(self.at, vec![self.text()[..column].trim_end().to_string()])
            .help("delete it"),
        )
    }

    pub(super) fn backslash(&self, column: usize, line: usize, at: usize) -> Fault {
        let text = &self.lines[line].text;
        let shown: String = text[at..].chars().take(2).collect();
        let end = at + shown.len();
        let message = format!(
            "`{shown}` means nothing to YAML; between double quotes a backslash starts a special sign"
        );
        let fault = Fault::new(rules::YAML_BACKSLASH, line, at..end, message)
            .label("a backslash in double quotes");
        let (mut parts, tail) = self.parts((self.at, column), line);
        let whole = parts.concat();
        if line == self.at
            && !whole.contains('\'')
            && whole.matches('"').count() == 2
            && whole.ends_with('"')
        {
            strip_marks(&mut parts);
            let text = format!("{}'{}'{tail}", &text[..column], parts[0]);
            return fault
                .mend(line, vec![text])
                .help_with_line("use single quotes, which leave a backslash as it is");
        }
        fault
            .mend(line, vec![format!("{}\\{}", &text[..at], &text[at..])])
            .help_with_line("write the backslash twice")
    }

    /// A sign at the start of a value, or of a line, that YAML keeps for itself.
    pub(super) fn special_start(&self, column: usize) -> Fault {
        let rest = &self.text()[column..];
        let sign = match rest.chars().next() {
            Some('{') if rest.starts_with("{{") || rest.starts_with("{%") => &rest[..2],
            Some(c) => &rest[..c.len_utf8()],
            None => "",
        };
        let meaning = match sign {
            "*" | "&" => "a mark for repeating a value",
            "[" | "]" => "a list in brackets",
            "{" | "{{" | "{%" | "}" => "a map in braces",
            "|" | ">" => "a block of text",
            "!" => "a tag",
            _ => "a sign of its own",
        };
        let what = if self.entry == self.at && column > indent(self.text()) {
            self.holder()
        } else {
            "this line".to_string()
        };
        let message = format!("{what} starts with `{sign}`, which YAML takes for {meaning}");
        let (mut parts, tail) = self.parts((self.at, column), self.end_of_text(self.at));
        drop_lone_quote(&mut parts, '"');
        let mend = self.requoted((self.at, column), &parts, tail, false);
        let what_to_do = if rest.starts_with('[') && rest.contains("](") {
            "put the link in quotes"
        } else {
            "put the whole value in quotes"
        };
        Fault::new(
            rules::YAML_STARTS_WITH_SPECIAL_SIGN,
            self.at,
            column..column + sign.len(),
            message,
        )
        .label("starts with a special sign")
        .mends(mend)
        .help_with_line(what_to_do)
    }

    /// `@title: …` and `**title**: …`: a key is a plain word; text that begins so is quoted as a
    /// whole.
    pub(super) fn special_key(&self, column: usize, key: &str) -> Fault {
        let text = self.text();
        let plain = key
            .trim()
            .trim_matches(['*', '@', '`', '%', '!', '>', '|', ',', '_']);
        if !is_word(plain) || !is_blank(&text[..column]) {
            return self.special_start(column);
        }
        let sign = first_char(key);
        let message = format!(
            "the key `{plain}` starts with `{sign}`, which has a meaning of its own in YAML"
        );
        Fault::new(
            rules::YAML_STARTS_WITH_SPECIAL_SIGN,
            self.at,
            column..column + sign.len_utf8(),
            message,
        )
        .label("starts with a special sign")
        .mend(
            self.at,
            vec![format!(
                "{}{plain}{}",
                &text[..column],
                &text[column + key.len()..]
            )],
        )
        .help_with_line("write the key as a plain word")
    }

    /// `topics: a, b]`, which YAML takes for text.
    pub(super) fn bracket_not_opened(&self, column: usize, length: usize) -> Fault {
        let text = self.text();
        let message = format!(
            "the `]` that closes {} is never opened, so YAML takes it for text",
            self.holder()
        );
        Fault::new(
            rules::YAML_BRACKET_NOT_OPENED,
            self.at,
            column + length - 1..column + length,
            message,
        )
        .label("closes what nothing opened")
        .mend(
            self.at,
            vec![format!("{}[{}", &text[..column], &text[column..])],
        )
        .help_with_line(
            "put `[` before the first item; if it is not a list, put the whole value in quotes",
        )
    }

    pub(super) fn special_item(&self, line: usize, at: usize) -> Fault {
        let text = &self.lines[line].text;
        let end = at + text[at..].find([',', ']', '}']).unwrap_or(text.len() - at);
        let item = text[at..end].trim_end();
        let sign = first_char(item);
        let quoted = in_quotes(&[item.to_string()], false).concat();
        Fault::new(
            rules::YAML_STARTS_WITH_SPECIAL_SIGN,
            line,
            at..at + sign.len_utf8(),
            format!(
                "the list item `{}` starts with `{sign}`, which has a meaning of its own in YAML",
                shortened(item)
            ),
        )
        .label("starts with a special sign")
        .mend(
            line,
            vec![format!(
                "{}{quoted}{}",
                &text[..at],
                &text[at + item.len()..]
            )],
        )
        .help_with_line("put the item in quotes")
    }

    pub(super) fn item_quote_not_closed(&self, line: usize, at: usize, quote: char) -> Fault {
        let text = &self.lines[line].text;
        let end = at + text[at..].find([',', ']', '}']).unwrap_or(text.len() - at);
        Fault::new(
            rules::YAML_QUOTE_NOT_CLOSED,
            line,
            at..at + 1,
            "the quote that opens this list item is never closed",
        )
        .label("opened here, never closed")
        .mend(
            line,
            vec![format!("{}{quote}{}", &text[..end], &text[end..])],
        )
        .help_with_line(&format!("add `{quote}` at the end of the item"))
    }

    pub(super) fn quote_inside_item(
        &self,
        line: usize,
        at: usize,
        after: usize,
        quote: char,
    ) -> Fault {
        let text = &self.lines[line].text;
        let rest = &text[after..];
        let gap = rest.trim_start();
        if text[at..after - 1].trim_end().ends_with(',') && gap.starts_with(char::is_alphanumeric) {
            // What seems to close it opens the next item.
            return self.item_quote_not_closed(line, at, quote);
        }
        if rest.len() > gap.len() && gap.starts_with(['"', '\'']) {
            return Fault::new(
                rules::YAML_COMMA_MISSING,
                line,
                after - 1..after,
                "no comma stands between two items of this list",
            )
            .label("a comma is missing after this")
            .mend(line, vec![format!("{},{rest}", &text[..after])])
            .help_with_line("put a comma between them");
        }
        let ends = |end: &usize| text[end + 1..].trim_start().starts_with([',', ']', '}']);
        let end = rest.match_indices(quote).map(|(n, _)| after + n).find(ends);
        let item_end = after + rest.find([',', ']', '}']).unwrap_or(rest.len());
        if end.is_none_or(|end| end > item_end) && quote == '"' {
            let item = text[at..item_end].trim_end();
            let quoted = in_quotes(&[item.to_string()], false).concat();
            let start = after + rest.len() - gap.len();
            return Fault::new(
                rules::YAML_TEXT_AFTER_QUOTE,
                line,
                start..at + item.len(),
                format!(
                    "`{}` stands after the closing quote of this list item",
                    shortened(&text[start..at + item.len()])
                ),
            )
            .label("outside the quotes")
            .mend(
                line,
                vec![format!(
                    "{}{quoted}{}",
                    &text[..at],
                    &text[at + item.len()..]
                )],
            )
            .help_with_line(
                "put a comma between two items, or put all of one item inside one pair of quotes",
            );
        }
        let fault = Fault::new(
            rules::YAML_QUOTE_INSIDE_QUOTES,
            line,
            after - 1..after,
            format!(
                "a quote inside the quotes ends this list item before `{}`",
                shortened(gap)
            ),
        )
        .label("the item ends here");
        match end {
            Some(end) => {
                let item = in_quotes(&[text[at + 1..end].to_string()], quote == '"').concat();
                fault.mend(
                    line,
                    vec![format!("{}{item}{}", &text[..at], &text[end + 1..])],
                )
            }
            None => fault,
        }
        .help_with_line("use the other kind of quotes around the item")
    }

    pub(super) fn bracket_not_closed(&self, column: usize, last: usize) -> Fault {
        let text = self.text();
        let open = &text[column..column + 1];
        let close = if open == "[" { "]" } else { "}" };
        let end = &self.lines[last].text;
        let written = end[..comment_start(end)].trim_end();
        // `[a, b)` was closed, by the wrong sign.
        let by_wrong_sign = written.ends_with(')') && !written.contains('(');
        let cut = if by_wrong_sign {
            written.len() - 1
        } else {
            written.trim_end_matches(',').len()
        };
        let tail = &end[if by_wrong_sign { written.len() } else { cut }..];
        Fault::new(
            rules::YAML_BRACKET_NOT_CLOSED,
            self.at,
            column..column + 1,
            format!("the `{open}` that opens {} is never closed", self.holder()),
        )
        .label("opened here, never closed")
        .mend(
            last,
            vec![format!(
                "{}{close}{}",
                &end[..cut],
                tail.trim_start_matches(',')
            )],
        )
        .help_with_line(&format!(
            "add `{close}` at the end; if it is not a list, put the whole value in quotes"
        ))
    }

    /// `[a,, b]`: nothing stands before a comma.
    pub(super) fn comma_too_many(&self, line: usize, at: usize) -> Fault {
        let text = &self.lines[line].text;
        let rest = text[at + 1..].strip_prefix(' ').unwrap_or(&text[at + 1..]);
        let before = if text[..at].ends_with(' ') {
            text[..at].trim_end()
        } else {
            &text[..at]
        };
        let gap = if before.ends_with(',') { " " } else { "" };
        Fault::new(
            rules::YAML_COMMA_TWICE,
            line,
            at..at + 1,
            "nothing stands before this comma in the list",
        )
        .label("one comma too many")
        .mend(line, vec![format!("{before}{gap}{}", rest.trim_start())])
        .help_with_line("take it out")
    }

    /// `{a: b c: d}`: a second key without a comma before it.
    pub(super) fn comma_missing_before(&self, line: usize, colon: usize) -> Fault {
        let text = &self.lines[line].text;
        let key = text[..colon]
            .rfind([' ', '{', '\t'])
            .map_or(0, |blank| blank + 1);
        let before = text[..key].trim_end();
        Fault::new(
            rules::YAML_COMMA_MISSING,
            line,
            key..colon,
            format!(
                "no comma stands before `{}` between the braces",
                shortened(&text[key..colon])
            ),
        )
        .label("a comma is missing before this")
        .mend(line, vec![format!("{before}, {}", &text[key..])])
        .help_with_line("put a comma before it")
    }

    /// `[a, b}`: what opened closes with the other kind.
    pub(super) fn wrong_bracket(&self, line: usize, at: usize) -> Fault {
        let text = &self.lines[line].text;
        let (wrong, right) = if text[at..].starts_with(']') {
            (']', '}')
        } else {
            ('}', ']')
        };
        let opening = if right == ']' { '[' } else { '{' };
        Fault::new(
            rules::YAML_BRACKET_NOT_CLOSED,
            line,
            at..at + 1,
            format!(
                "`{wrong}` cannot close what `{opening}` opens in {}",
                self.holder()
            ),
        )
        .label(format!("should be `{right}`"))
        .mend(
            line,
            vec![format!("{}{right}{}", &text[..at], &text[at + 1..])],
        )
        .help_with_line(&format!("close it with `{right}`"))
    }

    /// `[a, b], c` and `[a]]`: more of a list behind the bracket that closes it. Text is another
    /// matter.
    pub(super) fn after_bracket(&self, column: usize, (line, at): (usize, usize)) -> Option<Fault> {
        let text = &self.lines[line].text;
        let rest = &text[at..at + comment_start(&text[at..])].trim_end();
        let more = rest.trim_start();
        let too_many = more.chars().all(|c| matches!(c, ']' | '}'));
        let items = more
            .strip_prefix(',')
            .filter(|_| line == self.at && self.text()[column..].starts_with('['));
        let (mended, help) = match items {
            _ if too_many => (text[..at].to_string(), "take it out"),
            Some(items) => {
                let items = items.replace(['[', ']'], "");
                (
                    format!("{}, {}]", &text[..at - 1], items.trim()),
                    "put all items between one pair of brackets",
                )
            }
            None => return None,
        };
        let start = at + rest.len() - more.len();
        let message = format!(
            "`{}` stands after the bracket that closes {}",
            shortened(more),
            self.holder()
        );
        let fault = Fault::new(
            rules::YAML_TEXT_AFTER_BRACKET,
            line,
            start..at + rest.len(),
            message,
        )
        .label("behind the list");
        Some(
            fault
                .mend(line, vec![format!("{mended}{}", &text[at + rest.len()..])])
                .help_with_line(help),
        )
    }

    pub(super) fn text_after_block_sign(&self, column: usize) -> Fault {
        let text = self.text();
        let sign = &text[column..column + 1];
        let words = text[column + 1..].trim_start_matches(['+', '-']).trim();
        let header =
            text[..text.len() - text[column + 1..].trim_start_matches(['+', '-']).len()].trim_end();
        let next = self
            .lines
            .get(self.at + 1)
            .map_or(0, |line| indent(&line.text));
        let outer = self.outer().unwrap_or(0);
        let fault = Fault::new(
            rules::YAML_STARTS_WITH_SPECIAL_SIGN,
            self.at,
            column..column + 1,
            format!(
                "`{}` stands on the same line as `{sign}`, which begins a block of text on the lines below",
                shortened(words)
            ),
        )
        .label("begins a block of text");
        if !text[column + 1..].starts_with([' ', '+', '-']) {
            return fault
                .mends(self.quote_whole((self.at, column)))
                .help_with_line("put the whole value in quotes");
        }
        let inner = if next > outer { next } else { outer + 2 };
        fault.mend(self.at, vec![header.to_string(), format!("{}{words}", " ".repeat(inner))]).help(format!(
            "move the text to the next line and indent it, or put the whole value in quotes without `{sign}`"
        ))
    }

    pub(super) fn block_line_too_far_out(&self, inner: usize) -> Fault {
        let text = self.text();
        let column = indent(text);
        Fault::new(
            rules::YAML_INDENTATION,
            self.at,
            column..text.trim_end().len(),
            format!(
                "`{}` is indented less than the lines of text above it",
                shortened(text.trim())
            ),
        )
        .label("too far to the left")
        .mend(
            self.at,
            vec![format!("{}{}", " ".repeat(inner), text.trim())],
        )
        .help("indent all lines of the text alike")
    }

    pub(super) fn dash_on_key_line(&self, column: usize) -> Fault {
        let text = self.text();
        let item = text[column + 1..].trim();
        let next = self
            .next_content()
            .filter(|line| is_dash(line.text.trim_start()));
        let fault = Fault::new(
            rules::YAML_LIST_ON_KEY_LINE,
            self.at,
            column..column + 1,
            format!(
                "{} starts with `{}`, which begins a list on a line of its own",
                self.holder(),
                &text[column..column + 1]
            ),
        )
        .label("begins a list");
        match next {
            Some(next) => fault
                .mend(
                    self.at,
                    vec![text[..column].trim_end().to_string(), format!("{}- {item}", " ".repeat(indent(&next.text)))],
                )
                .help("move the first item to a line of its own, below the key"),
            None => fault.mends(self.quote_whole((self.at, column))).help_with_line(
                "for a list put each item on a line of its own below the key; for text put it in quotes",
            ),
        }
    }

    pub(super) fn line_separator(&self, at: usize) -> Fault {
        let text = self.text();
        let c = first_char(&text[at..]);
        Fault::new(
            rules::YAML_CONTROL_CHARACTER,
            self.at,
            at..at + c.len_utf8(),
            format!(
                "the invisible character U+{:04X} ends the line here",
                u32::from(c)
            ),
        )
        .label("an invisible line end")
        .mend(self.at, vec![text.replace(c, " ")])
        .help("delete it; it often comes along when text is pasted")
    }

    pub(super) fn html_comment(&self, line: usize, column: usize) -> Fault {
        let closes = |at: &usize| self.lines[*at].text.contains("-->");
        let last = (line..self.lines.len()).find(closes).unwrap_or(line);
        let comment = |at: usize| {
            let text = &self.lines[at].text;
            let (before, words) = text.split_at(if at == line { column } else { indent(text) });
            let words = words.replacen("<!--", "", 1).replacen("-->", "", 1);
            vec![format!("{before}# {}", words.trim())]
        };
        Fault::new(
            rules::YAML_HTML_COMMENT,
            line,
            column..column + 4,
            "`<!--` begins a comment in a page, but not here",
        )
        .label("not a comment here")
        .mends((line..=last).map(|at| (at, comment(at))).collect())
        .help_with_line("begin the comment with `#`")
    }

    pub(super) fn wrong_bullet(&self, column: usize, bullet: &str) -> Fault {
        let text = self.text();
        let rest = &text[column + bullet.len()..];
        Fault::new(
            rules::YAML_BULLET,
            self.at,
            column..column + bullet.len(),
            format!(
                "the list item `{}` begins with `{bullet}` and not with `-`",
                shortened(rest.trim())
            ),
        )
        .label("not a dash")
        .mend(
            self.at,
            vec![format!("{}- {}", &text[..column], rest.trim_start())],
        )
        .help_with_line("begin the item with a dash and a space")
    }

    pub(super) fn tab_after_dash(&self, column: usize, inner: usize) -> Fault {
        let text = self.text();
        Fault::new(
            rules::YAML_TAB,
            self.at,
            column + 1..inner,
            format!(
                "a tab stands between the dash and `{}`, where YAML wants a space",
                shortened(text[inner..].trim())
            ),
        )
        .label("a tab")
        .mend(
            self.at,
            vec![format!("{}- {}", &text[..column], &text[inner..])],
        )
        .help_with_line("put a plain space after the dash")
    }

    /// `: Warm homes`, a value whose key is gone.
    pub(super) fn no_key(&self, column: usize) -> Fault {
        let rest = self.text()[column..].trim_end();
        Fault::new(
            rules::YAML_STRAY_TEXT,
            self.at,
            column..column + rest.len(),
            format!("no key stands before the colon of `{}`", shortened(rest)),
        )
        .label("neither `key: value` nor a list item")
        .help("write the key before the colon, as in `title: Warm homes`")
    }

    pub(super) fn dash_without_space(&self, column: usize) -> Fault {
        let text = self.text();
        if let Some(space) = text[column + 1..]
            .chars()
            .next()
            .filter(|c| is_odd_space(*c))
        {
            let item = text[column + 1..].trim_start_matches(|c| c == ' ' || is_odd_space(c));
            let message = format!(
                "what stands after the dash looks like a plain space, but is not one ({})",
                odd_space_name(space)
            );
            return Fault::new(
                odd_space_rule(space),
                self.at,
                column + 1..column + 1 + space.len_utf8(),
                message,
            )
            .label("not a plain space")
            .mend(self.at, vec![format!("{}- {item}", &text[..column])])
            .help_with_line("put a plain space after the dash");
        }
        Fault::new(
            rules::YAML_MISSING_SPACE_AFTER_DASH,
            self.at,
            column..column + 1,
            format!(
                "no space stands between the dash and `{}`, so it is not a list item",
                shortened(text[column + 1..].trim())
            ),
        )
        .label("a space is missing after this")
        .mend(
            self.at,
            vec![format!("{}- {}", &text[..column], &text[column + 1..])],
        )
        .help_with_line("put a space after the dash")
    }

    /// `Housing` between `- Energy` and `- Health`.
    pub(super) fn dash_missing(&self, column: usize) -> Fault {
        let text = self.text();
        let item = text[column..].trim_end();
        let to = match self.levels.last() {
            Some(level) if level.list => level.indent,
            _ => column,
        };
        Fault::new(
            rules::YAML_MISSING_DASH,
            self.at,
            column..column + item.len(),
            format!(
                "no dash stands before `{}`, so it is not an item of the list",
                shortened(item)
            ),
        )
        .label("a dash is missing before this")
        .mend(self.at, vec![format!("{}- {item}", " ".repeat(to))])
        .help_with_line("begin the item with a dash and a space")
    }

    /// `url: …` at the start of its line, below an item of `links`.
    pub(super) fn outside_of_group(&self, column: usize, inner: usize) -> Fault {
        let rest = self.text()[column..].trim_end();
        let key = &rest[..key_colon(rest).unwrap_or(rest.len())];
        let holder = self
            .entries
            .iter()
            .rfind(|entry| entry.column == column)
            .and_then(|entry| entry.key);
        Fault::new(
            rules::YAML_INDENTATION,
            self.at,
            column..column + key.len(),
            format!(
                "`{key}` is one of the keys below `{}`, and does not line up with them",
                holder.unwrap_or_default()
            ),
        )
        .label("too far to the left")
        .mend(self.at, vec![format!("{}{rest}", " ".repeat(inner))])
        .help(format!(
            "begin the line with {}, as its neighbours do",
            spaces(inner)
        ))
    }

    /// An entry that stands where no entry of its kind can stand.
    pub(super) fn misplaced(&self, column: usize, dash: bool, levels: &[Level]) -> Fault {
        let text = self.text();
        let rest = &text[column..];
        let word = if dash {
            rest.trim_end()
        } else {
            &rest[..key_colon(rest).unwrap_or(rest.len())]
        };
        let root = levels.first().map_or(0, |level| level.indent);
        if column < root {
            return self.first_lines_indented(root - column);
        }
        let nearest = levels
            .iter()
            .filter(|level| level.list == dash)
            .map(|level| level.indent);
        let Some(nearest) =
            nearest.min_by_key(|indent| (indent.abs_diff(column), usize::MAX - indent))
        else {
            return if dash {
                self.list_after_value(column)
            } else {
                self.key_after_list(column)
            };
        };
        if nearest == column {
            return self.list_after_value(column);
        }
        if let Some(fault) = self
            .entry_above_too_far_out(column)
            .filter(|_| column > nearest)
        {
            return fault;
        }
        let side = if column > nearest { "right" } else { "left" };
        Fault::new(
            rules::YAML_INDENTATION,
            self.at,
            column..column + word.len(),
            format!(
                "`{}` does not line up with anything above it",
                shortened(word)
            ),
        )
        .label(format!("too far to the {side}"))
        .mend(self.at, vec![format!("{}{rest}", " ".repeat(nearest))])
        .help(format!(
            "begin the line with {}, as its neighbours do",
            spaces(nearest)
        ))
    }

    /// `topics:`, `name: Topics` right below and not further in, and `singular: Topic` further in,
    /// where `name` belongs.
    ///
    /// Front matter has many a bare key with another below it.
    fn entry_above_too_far_out(&self, column: usize) -> Option<Fault> {
        let [.., bare, above] = &self.entries[..] else {
            return None;
        };
        let (head, text) = (&self.lines[bare.line].text, &self.lines[above.line].text);
        let value = head[key_colon(&head[bare.column..])? + bare.column + 1..].trim_start();
        let is_bare = value.is_empty() || value.starts_with('#');
        let beside =
            above.line == self.entry && bare.column == above.column && indent(text) == above.column;
        let key = above.key.filter(|_| self.is_file() && is_bare && beside)?;
        Some(
            Fault::new(
                rules::YAML_INDENTATION,
                above.line,
                above.column..above.column + key.len(),
                format!("`{key}` is not indented as the line below it"),
            )
            .label("too far to the left")
            .mend(
                above.line,
                vec![format!("{}{}", " ".repeat(column), text.trim_start())],
            )
            .help(format!(
                "if it belongs to `{}`, begin the line with {}",
                bare.key?,
                spaces(column)
            )),
        )
    }

    /// `- a` and below it a deeper `- b`, which YAML reads as one text.
    pub(super) fn item_too_deep(&self, column: usize, indent: usize) -> Fault {
        let item = self.text()[column..].trim_end();
        let above = self.lines[self.entry].text.trim();
        Fault::new(
            rules::YAML_ITEM_INDENTATION,
            self.at,
            column..column + item.len(),
            format!(
                "`{}` is indented further than `{}` above it, so YAML reads both as one text",
                shortened(item),
                shortened(above)
            ),
        )
        .label("too far to the right")
        .mend(self.at, vec![format!("{}{item}", " ".repeat(indent))])
        .help(format!(
            "begin the line with {}, as the item above does",
            spaces(indent)
        ))
    }

    /// The file's first entry is indented and a later one is not: the first ones are at fault.
    fn first_lines_indented(&self, by: usize) -> Fault {
        let first = (1..self.at)
            .find(|&at| !is_blank(&self.lines[at].text) && !is_comment(&self.lines[at].text))
            .unwrap_or(1);
        let text = &self.lines[first].text;
        let column = indent(text);
        let shift = |at: usize| {
            (
                at,
                vec![self.lines[at].text.get(by..).unwrap_or("").to_string()],
            )
        };
        let word =
            &text[column..column + key_colon(&text[column..]).unwrap_or(text.len() - column)];
        Fault::new(
            rules::YAML_INDENTATION,
            first,
            column..column + word.len(),
            format!("`{word}` is indented, but the keys below it are not"),
        )
        .label("too far to the right")
        .mends(
            (first..self.at)
                .filter(|&at| indent(&self.lines[at].text) >= by)
                .map(shift)
                .collect(),
        )
        .help("start every key at the very beginning of its line")
    }

    pub(super) fn list_after_value(&self, column: usize) -> Fault {
        let text = self.text();
        let item = text[column..].trim_end();
        if text.trim_end() == "-" {
            return self.misplaced_dashes();
        }
        let above = &self.lines[self.entry].text;
        let start = indent(above);
        let colon = key_colon(&above[start..]).map(|at| start + at);
        let key = colon.map_or("the entry above", |at| above[start..at].trim());
        let is_next = self.lines[self.entry + 1..self.at]
            .iter()
            .all(|line| is_comment(&line.text));
        let fault = Fault::new(
            rules::YAML_LIST_AFTER_VALUE,
            self.at,
            column..column + item.len(),
            format!(
                "`{}` is a list item, but `{key}` above it already has a value",
                shortened(item)
            ),
        )
        .label("a list item out of place");
        match colon {
            Some(colon) if is_next && column >= start => {
                let value = above[colon + 1..].trim();
                let first = format!("{}- {value}", " ".repeat(column));
                fault
                    .mend(self.entry, vec![above[..=colon].to_string(), first])
                    .help(format!(
                        "make `{}` the first item of the list, on a line of its own",
                        shortened(value)
                    ))
            }
            _ => fault.help("put a key of its own above the list, as in `topics:`"),
        }
    }

    fn key_after_list(&self, column: usize) -> Fault {
        let rest = &self.text()[column..];
        let key = &rest[..key_colon(rest).unwrap_or(rest.len())];
        let first = (1..self.at)
            .find(|&at| is_dash(self.lines[at].text.trim_start()))
            .unwrap_or(self.at);
        let item = self.lines[first].text.trim();
        let start = indent(&self.lines[first].text);
        Fault::new(
            rules::FRONT_MATTER_NOT_A_MAP,
            first,
            start..start + item.len(),
            format!(
                "the list that begins with `{}` has no key, but `{key}` below it is one",
                shortened(item)
            ),
        )
        .label("a list without a key")
        .help("put a key above the list, as in `topics:`, or delete the list")
    }

    /// A line that is neither an entry nor part of one.
    pub(super) fn stray(&self, column: usize) -> Fault {
        let text = self.text();
        let rest = &text[column..];
        let after_dash = rest
            .strip_prefix('-')
            .and_then(|after| after.chars().next());
        if after_dash.is_some_and(|c| c != '-') {
            return self.dash_without_space(column);
        }
        if let Some(fault) = self.colon_without_space(column) {
            return fault;
        }
        if let Open::Text(line, from) = self.open {
            let value = &self.lines[line].text[from..];
            if starts_curly(value) {
                return self.curly(line, from);
            }
            if let Some(html) = value.find("<!--") {
                return self.html_comment(line, from + html);
            }
        }
        // Below a gap a known word may well begin a text, below a note it is a key.
        let is_key =
            self.is_known(first_word(rest), column) && !is_blank(&self.lines[self.at - 1].text);
        if !self.is_file() && !is_key && self.is_body(column) {
            return self.body_begins();
        }
        if let Some(fault) = self.colon_missing(column) {
            return fault;
        }
        if rest.starts_with(['@', '`', '%', '[', '{', ']', '}', ','])
            && !matches!(self.open, Open::Text(..) | Open::Block(..))
        {
            return self.special_start(column);
        }
        if let Some(fault) = self.text_taken_for_key() {
            return fault;
        }
        if matches!(self.open, Open::Nothing) || self.levels.is_empty() {
            return Fault::new(
                rules::YAML_STRAY_TEXT,
                self.at,
                column..text.trim_end().len(),
                format!("`{}` belongs to no key", shortened(rest.trim())),
            )
            .label("neither `key: value` nor a list item")
            .help(match self.is_file() {
                true => "write it as `key: value`, or delete it",
                false => "write it as `key: value`, move it below the closing `---`, or delete it",
            });
        }
        self.not_indented(column)
    }

    /// A line of text below its key that holds a colon, as the line of plain text after it shows.
    fn text_taken_for_key(&self) -> Option<Fault> {
        /// Keys of so many words are hardly keys.
        const WORDS: usize = 4;
        let outer = self.levels.iter().rev().nth(1)?;
        let above = self.lines[..self.entry]
            .iter()
            .rfind(|line| indent(&line.text) <= outer.indent && has_plain_key(&line.text))?;
        let levels = self.levels[..self.levels.len() - 1].to_vec();
        let there = Reading {
            at: self.entry,
            key: above.text.trim_start().split(':').next(),
            levels,
            ..self.clone()
        };
        let column = indent(there.text());
        let colon = key_colon(&there.text()[column..])?;
        let is_text = self.key?.split(' ').count() >= WORDS && !is_dash(&there.text()[column..]);
        is_text.then(|| there.colon_in_value((self.entry, column), column + colon))
    }

    fn not_indented(&self, column: usize) -> Fault {
        let text = self.text();
        let outer = self.outer().unwrap_or(0);
        let inner = match self.open {
            Open::Block(begun) if begun + 1 < self.at => {
                indent(&self.lines[begun + 1].text).max(outer + 1)
            }
            _ => outer + 2,
        };
        let indented = |at: usize| {
            (
                at,
                vec![format!(
                    "{}{}",
                    " ".repeat(inner),
                    self.lines[at].text.trim_start()
                )],
            )
        };
        let with_text = |at: &usize| !is_blank(&self.lines[*at].text);
        // A block of text may hold any sign.
        let last = if matches!(self.open, Open::Block(_)) {
            self.extent()
        } else {
            self.end_of_text(self.at)
        };
        Fault::new(
            rules::YAML_CONTINUATION_NOT_INDENTED,
            self.at,
            column..text.trim_end().len(),
            format!(
                "`{}` goes on with {}, but is not indented",
                shortened(text.trim()),
                self.holder()
            ),
        )
        .label("not indented")
        .mends((self.at..=last).filter(with_text).map(indented).collect())
        .help(format!(
            "put {} before each line that goes on with a value",
            spaces(inner)
        ))
    }

    /// `key:value`, also with a colon or a space that only look like the plain ones.
    pub(super) fn colon_without_space(&self, column: usize) -> Option<Fault> {
        let text = self.text();
        let rest = &text[column..];
        let (at, colon) = rest
            .char_indices()
            .find(|&(_, c)| matches!(c, ':' | '：' | '﹕'))?;
        let (key, value) = (rest[..at].trim_end(), &rest[at + colon.len_utf8()..]);
        let few = if matches!(self.open, Open::Text(..)) {
            1
        } else {
            3
        };
        let few_words = key.split(' ').count() <= few
            && key
                .split(' ')
                .all(|word| is_word(word.trim_matches(['"', '\''])));
        if !few_words
            || value.starts_with("//")
            || key.ends_with(|c: char| c.is_ascii_digit())
                && value.starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let colon_at = column + at;
        let mended = format!("{}{key}: {}", &text[..column], value.trim_start());
        let (rule, end, message, label) = match value.chars().next() {
            _ if colon != ':' => (
                rules::YAML_WIDE_COLON,
                colon_at + colon.len_utf8(),
                format!(
                    "the `{colon}` after `{key}` is a full-width colon, and `:` with a space is needed"
                ),
                "not a plain colon",
            ),
            Some(space) if is_odd_space(space) => (
                odd_space_rule(space),
                colon_at + 1 + space.len_utf8(),
                format!(
                    "what stands after `{key}:` looks like a plain space, but is not one ({})",
                    odd_space_name(space)
                ),
                "not a plain space",
            ),
            _ => (
                rules::YAML_MISSING_SPACE_AFTER_COLON,
                colon_at + 1,
                format!("no space stands after the colon of `{key}:`"),
                "a space is missing after this",
            ),
        };
        let start = if label == "not a plain space" {
            colon_at + 1
        } else {
            colon_at
        };
        Some(
            Fault::new(rule, self.at, start..end, message)
                .label(label)
                .mend(self.at, vec![mended])
                .help_with_line("put a plain colon and a space after the key"),
        )
    }

    /// `title Warm homes`, `title = Warm homes`, or a lone word with a list below it.
    pub(super) fn colon_missing(&self, column: usize) -> Option<Fault> {
        /// Keys so usual that a line which starts with one is hardly prose.
        const USUAL: [&str; 15] = [
            "title",
            "summary",
            "date",
            "updated",
            "topics",
            "tags",
            "slug",
            "image",
            "author",
            "authors",
            "description",
            "draft",
            "excerpt",
            "categories",
            "layout",
        ];
        let text = self.text();
        let rest = text[column..].trim_end();
        let word = &rest[..rest.find([' ', '=']).unwrap_or(rest.len())];
        let value = rest[word.len()..].trim_start();
        let below = self.next_content();
        let heads_list = below
            .is_some_and(|below| is_dash(below.text.trim_start()) || indent(&below.text) > column);
        // A quote that opens behind the first word and holds all the rest is a value's, not prose.
        let holds_rest = |quote: char| {
            value.strip_prefix(quote).is_some_and(|inner| {
                !inner.trim_end_matches(quote).contains(quote) || inner.ends_with(quote)
            })
        };
        let is_quoted = value.len() > 1 && (holds_rest('"') || holds_rest('\''));
        // `order 7`, `draft - true`: what a key has and a sentence hardly, as the line below shows.
        let separated = ["= ", "- ", "– ", "— "]
            .iter()
            .find_map(|sign| value.strip_prefix(sign));
        let plain = separated.unwrap_or(value).trim_start();
        let ends = plain.starts_with(['|', '>'])
            || below
                .is_none_or(|below| has_plain_key(&below.text) && indent(&below.text) <= column);
        let is_lone = word.starts_with(char::is_lowercase)
            && ends
            && !is_wrapped(&self.lines[self.at - 1].text);
        let is_key = is_word(word)
            && (value.starts_with(['=', '[', '{'])
                || value.is_empty() && heads_list
                || !value.is_empty() && (USUAL.contains(&word) || self.is_known(word, column))
                || is_lone && (separated.is_some() || is_literal(plain) || word.contains('_'))
                || is_quoted
                    && !matches!(self.open, Open::Text(line, _) if is_wrapped(&self.lines[line].text)));
        if !is_key {
            return None;
        }
        let value = plain.trim_start_matches('=').trim_start();
        let mended = format!("{}{word}: {value}", &text[..column]);
        Some(
            Fault::new(
                rules::YAML_MISSING_COLON,
                self.at,
                column..column + word.len(),
                format!("no colon stands after `{word}`"),
            )
            .label("a colon is missing after this")
            .mend(self.at, vec![mended.trim_end().to_string()])
            .help_with_line("put a colon after the key"),
        )
    }

    /// Whether the text of the page seems to begin here: after a gap or with a sign of Markdown,
    /// and with no key below it, or more Markdown before the next thing that looks like one.
    fn is_body(&self, column: usize) -> bool {
        let (text, above) = (self.text(), self.lines[self.at - 1].text.as_str());
        let gap = is_blank(above) || above.starts_with('#');
        let is_key = |line: &&Line| indent(&line.text) == 0 && has_plain_key(&line.text);
        let mut below = self.lines[self.at + 1..]
            .iter()
            .take_while(|line| !is_key(line));
        let key_below = self.lines[self.at + 1..].iter().any(|line| is_key(&line));
        let is_prose =
            text.trim().contains(' ') && (!key_below || below.any(|line| is_markdown(&line.text)));
        let awaited = self.open == Open::Block(self.at - 1);
        column == 0 && self.entry > 0 && !awaited && (gap && is_prose || is_markdown(text))
    }

    /// A line of dashes, or one like it: meant to close front matter, and not to stand in a file at
    /// all.
    pub(super) fn misplaced_dashes(&self) -> Fault {
        if !self.is_file() {
            return bad_closing(self.lines, self.at);
        }
        let text = self.text().trim_end();
        let column = indent(text);
        Fault::new(
            rules::YAML,
            self.at,
            column..text.len(),
            format!("`{}` stands alone on a line", &text[column..]),
        )
        .label("neither a key nor a value")
        .mend(self.at, vec![])
        .help("delete the line")
    }

    fn body_begins(&self) -> Fault {
        let is_gap =
            |at: &usize| is_blank(&self.lines[*at].text) || self.lines[*at].text.starts_with('#');
        let end = (1..self.at).rev().find(|at| !is_gap(at)).unwrap_or(0);
        let end_text = self.lines[end].text.clone();
        Fault::new(
            rules::FRONT_MATTER_NOT_CLOSED,
            0,
            0..3,
            format!(
                "the front matter is not closed before the text begins with `{}`",
                shortened(self.text().trim())
            ),
        )
        .label("opened here")
        .mend(end, vec![end_text, "---".to_string()])
        .help(format!(
            "put a line `---` between the last key and the text, after line {}",
            self.lines[end].number
        ))
    }
}
