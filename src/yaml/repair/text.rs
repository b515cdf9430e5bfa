//! Text into lines, and a line into what it looks like: a key, a list item, a comment, a quotation.
//!
//! Each function looks at one line and knows nothing about the lines around it.

use std::borrow::Cow;

use crate::yaml::write::quoted;

/// One line of the file, as it is or as it would be after a correction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Counts from 1 in the whole file. A line that a correction adds has the number of the line
    /// above it; the line that marks the start of the file has 0.
    pub(super) number: usize,
    pub(super) start: usize,
    /// Without the line end.
    pub(super) text: String,
}

pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut start = 0;
    let mut lines = Vec::new();
    for (index, whole) in text.split_inclusive('\n').enumerate() {
        let text = whole.trim_end_matches(['\n', '\r']).to_string();
        lines.push(Line {
            number: index + 1,
            start,
            text,
        });
        start += whole.len();
    }
    lines
}

pub(super) fn line_at(lines: &[Line], offset: usize) -> usize {
    lines
        .iter()
        .rposition(|line| line.start <= offset)
        .unwrap_or(0)
}

pub(super) fn is_delimiter(line: &Line) -> bool {
    line.text.trim_end() == "---"
}

pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

pub(super) fn is_comment(text: &str) -> bool {
    text.trim_start().starts_with('#')
}

pub(super) fn indent(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

pub(super) fn is_dash(text: &str) -> bool {
    text == "-" || text.starts_with("- ") || text.starts_with("-\t")
}

/// The column of the colon after the key that `text` starts with.
pub(super) fn key_colon(text: &str) -> Option<usize> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => {
            let after = closing_quote(text, 1, quote)?;
            let blanks = text[after..].len() - text[after..].trim_start().len();
            ends_key(text, after + blanks).then_some(after + blanks)
        }
        _ => colon(&text[..comment_start(text)]),
    }
}

pub(super) fn colon(text: &str) -> Option<usize> {
    text.match_indices(':')
        .map(|(at, _)| at)
        .find(|&at| ends_key(text, at))
}

fn ends_key(text: &str, at: usize) -> bool {
    text[at..]
        .strip_prefix(':')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether the line starts with one word and a colon, as nearly every key does and prose seldom.
pub(super) fn has_plain_key(text: &str) -> bool {
    let text = text.trim_start();
    key_colon(text).is_some_and(|at| is_word(text[..at].trim_end().trim_matches(['"', '\''])))
}

/// `key:value` without a space, and no address or time of day.
pub(super) fn is_glued_key(text: &str) -> bool {
    let Some((key, value)) = text.split_once(':') else {
        return false;
    };
    is_word(key)
        && !key.starts_with(|c: char| c.is_ascii_digit())
        && !value.starts_with([' ', '/', ':'])
        && !value.is_empty()
}

pub(super) fn is_word(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "_-.&;/()".contains(c) || is_mark(c))
}

/// Signs that stand on a letter in Indic scripts; Rust's `is_alphanumeric` leaves some of them out.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}')
}

/// Where a comment starts in unquoted text, or its length: a `#` counts after a blank only.
pub(super) fn comment_start(text: &str) -> usize {
    let starts = |at: &usize| *at == 0 || text[..*at].ends_with([' ', '\t']);
    text.match_indices('#')
        .map(|(at, _)| at)
        .find(starts)
        .unwrap_or(text.len())
}

/// A value as its author means it: between quotes if it is plain and has a word such as `#3`, which
/// would be read as a comment.
pub(super) fn with_words(value: &str) -> Cow<'_, str> {
    let word = value[comment_start(value)..].strip_prefix('#');
    let hides_word = word.is_some_and(|word| word.starts_with(char::is_alphanumeric));
    if hides_word && !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!']) {
        quoted(value.trim_end()).into()
    } else {
        value.into()
    }
}

/// Where the text after a closing quote begins, if quoted text that goes on at `from` ends on its
/// line.
pub(super) fn closing_quote(text: &str, from: usize, quote: char) -> Option<usize> {
    let mut chars = text[from..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let doubled = quote == '\'' && chars.peek().is_some_and(|&(_, next)| next == '\'');
        if c == '\\' && quote == '"' || c == quote && doubled {
            chars.next();
        } else if c == quote {
            return Some(from + at + 1);
        }
    }
    None
}

const CURLY_OPENING: [char; 10] = ['“', '„', '‟', '‘', '‚', '‛', '«', '‹', '＂', '”'];
pub(super) const CURLY_CLOSING: [char; 8] = ['”', '“', '‟', '’', '‘', '»', '›', '＂'];

pub(super) fn starts_curly(text: &str) -> bool {
    text.starts_with(CURLY_OPENING)
}

pub(super) fn first_char(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

/// The column of an invisible character that ends a line in YAML, outside of quotation marks.
pub(super) fn line_separator(text: &str) -> Option<usize> {
    let at = text.find(['\r', '\u{2028}', '\u{2029}', '\u{85}'])?;
    (!text[..at].contains(['"', '\''])).then_some(at)
}

/// Whether text is a number, a date, an address, the sign of a block of text, or another value that
/// very seldom ends a sentence.
pub(super) fn is_literal(text: &str) -> bool {
    let text = text.trim();
    let of_date = |c: char| c.is_ascii_digit() || "-/.:".contains(c);
    matches!(
        text,
        "true" | "false" | "yes" | "no" | "null" | "|" | ">" | "|-" | ">-"
    ) || text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(of_date)
        || text.starts_with("http") && text.contains("://") && !text.contains(' ')
}

/// Whether a line is as long as those that an editor breaks, and stops within a sentence.
pub(super) fn is_wrapped(text: &str) -> bool {
    let text = text.trim_end();
    text.chars().count() >= 60
        && text.split(' ').count() >= 8
        && !text.ends_with(['.', '!', '?', ')', '"'])
}

/// Whether a line starts as lines do in Markdown and its kin, but not in front matter.
pub(super) fn is_markdown(text: &str) -> bool {
    const SIGNS: [&str; 9] = [
        "##", "```", "~~~", "![", "<", ":::", "> ", "import ", "export ",
    ];
    SIGNS.iter().any(|sign| text.starts_with(sign))
        && !text.starts_with("<!--")
        && !text.starts_with("<<")
}

/// Spaces other than the plain one, and characters without any width.
pub(super) fn is_odd_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r')
        || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// True for a space that does not break a line. It comes from word processors and web pages.
pub(super) fn is_non_breaking(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// What people use for a dash at the start of a list item.
pub(super) fn bullet(text: &str) -> Option<&str> {
    if text.starts_with("-- ") {
        return Some("--");
    }
    let sign = first_char(text);
    let rest = text.get(sign.len_utf8()..)?;
    let always = matches!(sign, '•' | '◦' | '‣' | '·' | '▪' | '●');
    let before_space = matches!(sign, '*' | '+' | '–' | '—' | '−') && rest.starts_with(' ');
    (always || before_space).then_some(&text[..sign.len_utf8()])
}

/// Author's words short enough for a message.
pub(super) fn shortened(text: &str) -> String {
    const LONG: usize = 40;
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_string(),
    }
}

/// Takes the quotes, of whatever kind, from both ends.
pub(super) fn strip_marks(parts: &mut [String]) {
    let is_mark = |c: char| {
        matches!(c, '"' | '\'') || CURLY_OPENING.contains(&c) || CURLY_CLOSING.contains(&c)
    };
    if let Some(first) = parts.first_mut().filter(|first| first.starts_with(is_mark)) {
        first.remove(0);
    }
    if let Some(last) = parts.last_mut().filter(|last| last.ends_with(is_mark)) {
        last.pop();
    }
}

/// Drops a quotation mark typed twice by mistake: the only one within, at one of the ends.
pub(super) fn drop_lone_quote(parts: &mut [String], quote: char) {
    let count: usize = parts.iter().map(|part| part.matches(quote).count()).sum();
    if count == 1 && parts[0].starts_with(quote) {
        parts[0].remove(0);
    } else if let Some(last) = parts
        .last_mut()
        .filter(|last| count == 1 && last.ends_with(quote) && !last.ends_with("\\\""))
    {
        last.pop();
    }
}

/// Text, a part a line, between the quotes that need least escaping.
///
/// `escaped`: it stood between double quotes, so a backslash in it is already what YAML wants.
pub(super) fn in_quotes(parts: &[String], escaped: bool) -> Vec<String> {
    let has = |c: char| parts.iter().any(|part| part.contains(c));
    let (quote, write): (&str, fn(&str, bool) -> String) = if !has('\'') && !has('\\') && has('"') {
        ("'", |part, _| part.to_string())
    } else {
        ("\"", escape)
    };
    let mut texts: Vec<String> = parts.iter().map(|part| write(part, escaped)).collect();
    texts[0].insert_str(0, quote);
    if let Some(last) = texts.last_mut() {
        last.push_str(quote);
    }
    texts
}

/// Escapes what must be escaped between double quotes, leaving escapes that are there already.
fn escape(text: &str, escaped: bool) -> String {
    let mut new = String::with_capacity(text.len() + 8);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if escaped => {
                new.push(c);
                new.extend(chars.next());
            }
            '\\' | '"' => new.extend(['\\', c]),
            _ => new.push(c),
        }
    }
    new
}

/// The first word of a line, up to a blank or to what was meant as a colon.
pub(super) fn first_word(text: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '﹕' | '=');
    &text[..text.find(ends).unwrap_or(text.len())]
}

/// How a line starts: its dashes, its key, and where its value begins.
#[derive(Debug, Clone)]
pub(super) struct Start<'t> {
    pub(super) indent: usize,
    /// The column after the dashes of list items; `indent` where there are none.
    pub(super) inner: usize,
    pub(super) key: Option<&'t str>,
    /// The column of the value, or the length of the line if it has none.
    pub(super) value: usize,
}

impl<'t> Start<'t> {
    pub(super) fn of(text: &'t str) -> Start<'t> {
        let indent = indent(text);
        let mut inner = indent;
        while is_dash(&text[inner..]) {
            inner = text.len() - text[inner + 1..].trim_start_matches([' ', '\t']).len();
        }
        let rest = &text[inner..];
        let colon = key_colon(rest).filter(|_| !rest.starts_with(['[', '{', '#']));
        let value = colon.map_or(inner, |colon| {
            text.len() - rest[colon + 1..].trim_start_matches([' ', '\t']).len()
        });
        let key = colon.map(|colon| rest[..colon].trim_end());
        Start {
            indent,
            inner,
            key,
            value,
        }
    }

    pub(super) fn is_item(&self) -> bool {
        self.inner > self.indent
    }

    pub(super) fn is_entry(&self) -> bool {
        self.key.is_some() || self.is_item()
    }

    /// The column that lines of the value must exceed.
    pub(super) fn outer(&self) -> usize {
        if self.key.is_some() {
            self.inner
        } else {
            self.indent
        }
    }
}

/// True for a line without content: blank, or a comment.
pub(super) fn is_gap(text: &str) -> bool {
    is_blank(text) || is_comment(text)
}

/// True if a value is left out, so that it comes on the lines below.
pub(super) fn is_bare(text: &str, start: &Start) -> bool {
    let value = &text[start.value..];
    start.is_entry() && (value.is_empty() || value.starts_with('#'))
}

impl Line {
    /// Stands for the `---` that a file lacks, so that line 0 of what is read is always one.
    pub(super) fn unwritten() -> Line {
        Line {
            number: 0,
            start: 0,
            text: "---".to_owned(),
        }
    }
}
