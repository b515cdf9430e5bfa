//! Says, in words an officer understands, why front matter does not parse, and on which line.
//!
//! A YAML parser stops where it can go no further, often lines below the slip: a quote left open on
//! line 2 is reported at the end. So this reads the front matter a line at a time, with a small
//! understanding of YAML's block style, and stops at the first line that cannot be right. The
//! parser's own word decides two things only: whether there is a mistake, and that it is not
//! further down than where the parser stopped. What parses is never called a mistake for style.

use std::ops::Range;

use crate::report::Edit;

#[cfg(test)]
mod tests;

/// What is wrong with a front matter, where, and how to mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// A lasting name in kebab case: `yaml-…` or `front-matter-…`.
    pub rule: &'static str,
    /// One line of plain words without a full stop.
    pub message: String,
    /// The very characters at fault, on one line; bytes of the whole file.
    pub span: Range<usize>,
    /// A few words for the caret.
    pub label: String,
    /// What to do, with the line as it should be where it is short enough to show.
    pub help: String,
    /// The mend, of this mistake and of those below it that stand on their own. May be empty.
    pub fix: Vec<Edit>,
}

/// How a file divides into front matter and body.
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    Front { yaml: Range<usize>, body: usize, blank_before: bool },
    Mistake(Mistake),
}

/// Finds the front matter between two lines of three dashes, or says why it cannot be found.
///
/// `text` has no byte order mark. Spaces after the dashes and blank lines before them are accepted.
pub fn split(text: &str) -> Split {
    if let Some(mistake) = old_line_ends(text) {
        return Split::Mistake(mistake);
    }
    let lines = lines(text);
    let Some(opening) = lines.iter().position(|line| !is_blank(&line.text)) else {
        return Split::Mistake(nothing_at_all());
    };
    if !is_delimiter(&lines[opening]) {
        return Split::Mistake(not_opened(&lines, opening));
    }
    let Some(closing) = (opening + 1..lines.len()).find(|&at| is_delimiter(&lines[at])) else {
        return Split::Mistake(not_closed(&lines, opening));
    };
    let start_after = |at: usize| lines.get(at + 1).map_or(text.len(), |line| line.start);
    Split::Front {
        yaml: start_after(opening)..lines[closing].start,
        body: start_after(closing),
        blank_before: opening > 0,
    }
}

/// Says why the front matter at `yaml` does not parse, given what the parser said and where.
///
/// Without an error it still speaks up where the YAML parses into what nobody can have meant: no
/// keys at all, a list read as one text, a key that starts with a space one cannot see.
pub fn explain(text: &str, yaml: Range<usize>, error: Option<(&str, Option<usize>)>) -> Option<Mistake> {
    let all = lines(text);
    let within = |line: &&Line| line.start < yaml.end && line.start >= yaml.start;
    let opening = all.iter().rev().find(|line| line.start < yaml.start).cloned();
    let mut front = vec![opening.unwrap_or_else(Line::unwritten_delimiter)];
    front.extend(all.iter().filter(within).cloned());

    let Some((said, offset)) = error else {
        return parsed_but_wrong(&front, &all);
    };
    let parser_line = offset.filter(|_| stopped_there(said)).map(|offset| line_at(&front, offset));
    let fault = first_fault(&front)
        .filter(|fault| parser_line.is_none_or(|line| fault.line <= line))
        .or_else(|| key_twice(&front, said))
        .unwrap_or_else(|| in_plain_words(&front, said, offset));
    Some(mistake(fault, &front))
}

// ── Lines ───────────────────────────────────────────────────────────────────────────────────────

/// One line of the file as it is, or as it would be after a mend.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    /// From 1, in the whole file. A line put in by a mend has the number of the line above it.
    number: usize,
    start: usize,
    /// Without the line end.
    text: String,
}

impl Line {
    /// Stands for the `---` that a file lacks, so that line 0 of a front matter is always one.
    fn unwritten_delimiter() -> Line {
        Line { number: 0, start: 0, text: "---".to_string() }
    }
}

fn lines(text: &str) -> Vec<Line> {
    let mut start = 0;
    let mut lines = Vec::new();
    for (index, whole) in text.split_inclusive('\n').enumerate() {
        let text = whole.trim_end_matches(['\n', '\r']).to_string();
        lines.push(Line { number: index + 1, start, text });
        start += whole.len();
    }
    lines
}

fn line_at(lines: &[Line], offset: usize) -> usize {
    lines.iter().rposition(|line| line.start <= offset).unwrap_or(0)
}

fn is_delimiter(line: &Line) -> bool {
    line.text.trim_end() == "---"
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn is_comment(text: &str) -> bool {
    text.trim_start().starts_with('#')
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

fn is_dash(text: &str) -> bool {
    text == "-" || text.starts_with("- ") || text.starts_with("-\t")
}

/// Where the colon stands that ends the key `text` starts with, if a key it is.
fn key_colon(text: &str) -> Option<usize> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => {
            let after = closing_quote(text, 1, quote)?;
            let blanks = text[after..].len() - text[after..].trim_start().len();
            ends_key(text, after + blanks).then_some(after + blanks)
        }
        _ => colon(&text[..comment_start(text)]),
    }
}

fn colon(text: &str) -> Option<usize> {
    text.match_indices(':').map(|(at, _)| at).find(|&at| ends_key(text, at))
}

fn ends_key(text: &str, at: usize) -> bool {
    text[at..].strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether the line starts with one word and a colon, as nearly every key does and prose seldom.
fn has_plain_key(text: &str) -> bool {
    let text = text.trim_start();
    key_colon(text).is_some_and(|at| is_word(text[..at].trim_end().trim_matches(['"', '\''])))
}

fn is_word(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
        && text.chars().all(|c| c.is_alphanumeric() || "_-.&;/()".contains(c) || is_mark(c))
}

/// Signs that stand on a letter in Indic scripts; Rust's `is_alphanumeric` leaves some of them out.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}')
}

/// Where a comment starts in unquoted text, or its length: a `#` counts after a blank only.
fn comment_start(text: &str) -> usize {
    let starts = |at: &usize| *at == 0 || text[..*at].ends_with([' ', '\t']);
    text.match_indices('#').map(|(at, _)| at).find(starts).unwrap_or(text.len())
}

/// Where the text after a closing quote begins, if quoted text that goes on at `from` ends on its line.
fn closing_quote(text: &str, from: usize, quote: char) -> Option<usize> {
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

// ── From fault to mistake ───────────────────────────────────────────────────────────────────────

/// A mistake in terms of the lines that are read, before it has a place in the file.
struct Fault {
    rule: &'static str,
    message: String,
    /// Into the lines read, not the file's number.
    line: usize,
    columns: Range<usize>,
    label: String,
    help: String,
    /// Lines, and what each becomes: nothing, another, or several.
    mend: Vec<(usize, Vec<String>)>,
}

type Sound = Result<(), Box<Fault>>;

impl Fault {
    fn new(rule: &'static str, line: usize, columns: Range<usize>, message: impl Into<String>) -> Fault {
        let (message, label, help, mend) = (message.into(), String::new(), String::new(), Vec::new());
        Fault { rule, message, line, columns, label, help, mend }
    }

    fn label(mut self, label: impl Into<String>) -> Fault {
        self.label = label.into();
        self
    }

    fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = help.into();
        self
    }

    fn mend(mut self, line: usize, becomes: Vec<String>) -> Fault {
        self.mend.push((line, becomes));
        self
    }

    fn mends(mut self, mend: Vec<(usize, Vec<String>)>) -> Fault {
        self.mend.extend(mend);
        self
    }

    /// Says what to do, and shows the mended line, or the ends of a long one.
    fn help_with_line(self, what: &str) -> Fault {
        /// A longer line makes the message harder to read, not easier.
        const READABLE: usize = 100;
        let shown = match self.mend.first().map(|(_, becomes)| becomes.as_slice()) {
            Some([line]) if self.mend.len() == 1 => {
                let chars: Vec<char> = line.trim().chars().collect();
                let ends = |part: &[char]| part.iter().collect::<String>();
                match chars.len() {
                    ..=READABLE => format!("{what}: `{}`", ends(&chars)),
                    long => format!("{what}: `{} … {}`", ends(&chars[..READABLE / 2]).trim_end(), ends(&chars[long - READABLE / 4..]).trim_start()),
                }
            }
            _ => what.to_string(),
        };
        self.help(shown)
    }
}

/// Gives a fault its place in the file, and the mend of it and of the faults that show once it is gone.
fn mistake(fault: Fault, front: &[Line]) -> Mistake {
    let line = &front[fault.line];
    let fix = if fault.mend.is_empty() { Vec::new() } else { edits(front, &mended(front, &fault)) };
    Mistake {
        rule: fault.rule,
        span: line.start + fault.columns.start..line.start + fault.columns.end,
        message: fault.message,
        label: fault.label,
        help: fault.help,
        fix,
    }
}

fn mended(front: &[Line], first: &Fault) -> Vec<Line> {
    /// Each round mends a line for good, but a mend that does not help must not go on for ever.
    const ROUNDS: usize = 200;
    let mut lines = apply(front, &first.mend);
    for _ in 0..ROUNDS {
        match first_fault(&lines) {
            Some(next) if !next.mend.is_empty() => lines = apply(&lines, &next.mend),
            _ => break,
        }
    }
    lines
}

fn apply(lines: &[Line], mend: &[(usize, Vec<String>)]) -> Vec<Line> {
    let becomes = |at: usize| mend.iter().find(|(line, _)| *line == at).map(|(_, becomes)| becomes);
    let mut new = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        match becomes(at) {
            Some(texts) => new.extend(texts.iter().map(|text| Line { text: text.clone(), ..line.clone() })),
            None => new.push(line.clone()),
        }
    }
    new
}

/// What leads from `before` to `after`, whose lines still carry the numbers they had before.
fn edits(before: &[Line], after: &[Line]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for line in before.iter().filter(|line| line.number > 0) {
        let mut becomes = after.iter().filter(|new| new.number == line.number);
        match becomes.next() {
            None => edits.push(Edit::Delete { line: line.number }),
            Some(new) if new.text != line.text => {
                edits.push(Edit::Replace { line: line.number, new: new.text.clone() });
            }
            Some(_) => {}
        }
        edits.extend(becomes.map(|new| Edit::Insert { line: line.number + 1, new: new.text.clone() }));
    }
    edits
}

// ── Reading line by line ────────────────────────────────────────────────────────────────────────

/// Finds the first line of a front matter that cannot be right; line 0 is its opening `---`.
fn first_fault(front: &[Line]) -> Option<Fault> {
    let end = (1..front.len()).find(|&at| is_delimiter(&front[at])).unwrap_or(front.len());
    let lines = &front[..end];
    let anywhere = [conflict(lines), control_character(lines)].into_iter().flatten();
    let in_order = Reading::new(lines).first_fault();
    anywhere.chain(in_order).min_by_key(|fault| fault.line)
}

/// Git's marks of two versions that were never put together.
fn conflict(lines: &[Line]) -> Option<Fault> {
    let mark = |text: &str| ["<<<<<<<", ">>>>>>>"].into_iter().find(|mark| text.starts_with(mark));
    let (at, mark) = lines.iter().enumerate().find_map(|(at, line)| Some((at, mark(&line.text)?)))?;
    Some(
        Fault::new("yaml-merge-conflict", at, 0..mark.len(), "two versions of this file were never put together")
            .label("git left this mark")
            .help("keep one of the versions between `<<<<<<<`, `=======` and `>>>>>>>`, and delete the other and the three marks"),
    )
}

/// A character that YAML forbids anywhere, quoted or not.
fn control_character(lines: &[Line]) -> Option<Fault> {
    let forbidden = |c: char| c.is_control() && !matches!(c, '\t' | '\u{85}' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}');
    let found = |line: &Line| line.text.char_indices().find(|&(_, c)| forbidden(c));
    let (at, (column, c)) = lines.iter().enumerate().find_map(|(at, line)| Some((at, found(line)?)))?;
    let message = format!("the invisible character U+{:04X} is not allowed in front matter", u32::from(c));
    Some(
        Fault::new("yaml-control-character", at, column..column + c.len_utf8(), message)
            .label("an invisible character here")
            .help("delete it, or type the words around it anew; it often comes along when text is pasted")
            .mend(at, vec![lines[at].text.replace(forbidden, "")]),
    )
}

/// What the line above leaves open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
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
struct Level {
    indent: usize,
    list: bool,
}

struct Reading<'a> {
    lines: &'a [Line],
    at: usize,
    levels: Vec<Level>,
    open: Open,
    /// The key whose value is being read; none in a list of plain items.
    key: Option<&'a str>,
    /// The line of the last entry.
    entry: usize,
}

impl<'a> Reading<'a> {
    fn new(lines: &'a [Line]) -> Reading<'a> {
        Reading { lines, at: 1, levels: Vec::new(), open: Open::Nothing, key: None, entry: 0 }
    }

    fn first_fault(mut self) -> Option<Fault> {
        while self.at < self.lines.len() {
            if let Err(fault) = self.line() {
                return Some(*fault);
            }
        }
        None
    }

    fn text(&self) -> &'a str {
        &self.lines[self.at].text
    }

    /// The indentation a line must exceed to belong to the entry above it.
    fn outer(&self) -> Option<usize> {
        self.levels.last().map(|level| level.indent)
    }

    fn is_deeper(&self, column: usize) -> bool {
        self.outer().is_some_and(|outer| column > outer)
    }

    fn line(&mut self) -> Sound {
        let text = self.text();
        if is_blank(text) || is_comment(text) {
            self.at += 1;
            return Ok(());
        }
        self.indentation()?;
        let column = indent(text);
        let rest = &text[column..];
        if column == 0 && is_like_delimiter(text) && !is_dash(text) {
            return Err(bad_delimiter(self.lines, self.at).into());
        }
        if rest.starts_with("<!--") {
            return Err(self.html_comment(self.at, column).into());
        }
        if let Some(bullet) = bullet(rest).filter(|_| self.expects_item(column)) {
            return Err(self.wrong_bullet(column, bullet).into());
        }
        if matches!(self.open, Open::Text(..)) && self.is_deeper(column) {
            return self.more_text(column);
        }
        let keyed = key_colon(rest).is_some() && !rest.starts_with(['[', '{']);
        let begins = self.levels.is_empty() && self.entry == 0;
        let awaited = self.open == Open::Entry && self.is_deeper(column) || begins && rest.starts_with(['[', '{']);
        if !is_dash(rest) && !keyed {
            return if awaited { self.value_below(column) } else { Err(self.stray(column).into()) };
        }
        self.settle(column, is_dash(rest))?;
        self.entry(column)
    }

    /// Only spaces may stand before an entry; a tab and the wider spaces look like them.
    fn indentation(&self) -> Sound {
        let text = self.text();
        let column = indent(text);
        let blanks = text.len() - text.trim_start().len();
        let Some(first) = text[column..].chars().next().filter(|c| is_odd_space(*c) || *c == '\t') else {
            return Ok(());
        };
        let end = blanks.max(column + first.len_utf8());
        let body = text[end..].trim_start_matches(is_odd_space);
        let straight = text[..end].replace('\t', "  ").replace(is_odd_space, " ");
        let fault = if first == '\t' {
            Fault::new("yaml-tab", self.at, column..end, format!("a tab stands before `{}`, YAML is indented with spaces only", shortened(body)))
                .label("a tab")
        } else {
            let message = format!("what stands before `{}` looks like a space, but is not one (U+{:04X})", shortened(body), u32::from(first));
            Fault::new("yaml-odd-space", self.at, column..end, message).label("not a plain space")
        };
        let straight = if matches!(first, '\u{200b}' | '\u{feff}') { text[..column].to_string() } else { straight };
        Err(fault.help("indent with plain spaces, two a step").mend(self.at, vec![straight + body]).into())
    }

    /// Whether an entry at `column` would be an item of a list.
    fn expects_item(&self, column: usize) -> bool {
        match self.levels.last() {
            Some(level) if level.list => column == level.indent,
            Some(level) => self.open == Open::Entry && column >= level.indent,
            None => false,
        }
    }

    /// Goes on with unquoted text from the line above.
    fn more_text(&mut self, column: usize) -> Sound {
        let Open::Text(line, from) = self.open else { return Ok(()) };
        let rest = &self.text()[column..];
        let comment = comment_start(rest);
        if let Some(colon) = colon(&rest[..comment]) {
            let above = &self.lines[line].text[from..];
            let is_prose = above.split_whitespace().count() >= 6 || self.at > line + 1;
            return Err(match () {
                () if starts_curly(above) => self.curly(line, from),
                () if is_prose || !has_plain_key(rest) => self.colon_in_value((line, from), column + colon),
                () => self.misplaced(column, false, &self.levels.clone()),
            }
            .into());
        }
        if comment < rest.len() {
            self.open = Open::Nothing;
        }
        self.at += 1;
        Ok(())
    }

    /// Reads a value that stands on lines of its own below its key.
    fn value_below(&mut self, column: usize) -> Sound {
        let rest = &self.text()[column..];
        let is_number = rest.trim().parse::<f64>().is_ok();
        if rest.starts_with('-') && !rest.starts_with("--") && !is_number {
            return Err(self.dash_without_space(column).into());
        }
        if self.levels.is_empty() {
            self.levels.push(Level { indent: column, list: false });
        }
        self.value(column)
    }

    /// Finds the level that an entry at `column` belongs to.
    fn settle(&mut self, column: usize, dash: bool) -> Sound {
        let new = Level { indent: column, list: dash };
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
        self.levels.retain(|level| level.indent < column || level.indent == column && (dash || !level.list));
        if self.levels.last() == Some(&new) { Ok(()) } else { Err(self.misplaced(column, dash, &before).into()) }
    }

    /// Reads `- …` or `key: …`.
    fn entry(&mut self, column: usize) -> Sound {
        let text = self.text();
        self.entry = self.at;
        if !is_dash(&text[column..]) {
            return self.keyed(column);
        }
        let inner = text.len() - text[column + 1..].trim_start_matches([' ', '\t']).len();
        let rest = &text[inner..];
        self.key = None;
        if is_dash(rest) {
            self.levels.push(Level { indent: inner, list: true });
            self.entry(inner)
        } else if key_colon(rest).is_some() && !rest.starts_with(['[', '{', '#']) {
            self.levels.push(Level { indent: inner, list: false });
            self.keyed(inner)
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
        if key.starts_with(['@', '`', '%', '|', '>', ',', ']', '}']) || key.starts_with("**") {
            return Err(self.special_start(column).into());
        }
        let value = text.len() - text[column + colon + 1..].trim_start_matches([' ', '\t']).len();
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
            Some('&') if is_word(rest[1..].split(' ').next().unwrap_or("")) => self.value(after_first_word()),
            Some('!') => self.value(after_first_word()),
            Some('*' | '&' | '@' | '`' | '%' | ',' | ']' | '}') => Err(self.special_start(column).into()),
            Some('?' | '-') if rest[1..].starts_with(' ') || rest.len() == 1 => Err(self.dash_on_key_line(column).into()),
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
        !name.is_empty() && self.lines[..self.at].iter().any(|line| line.text.contains(&anchor))
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
        if let Some(at) = value.find(['\u{2028}', '\u{2029}', '\u{85}']) {
            return Err(self.line_separator(column + at).into());
        }
        self.open = if comment < rest.len() { Open::Nothing } else { Open::Text(self.at, column) };
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
        let last = self.extent();
        let mut depth = 0;
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
                '#' if after_blank && text[at + 1..].contains([']', '}']) && !text[at + 1..].starts_with(' ') => {
                    return Err(self.special_item(line, at).into());
                }
                '#' if after_blank => {
                    at = text.len();
                    continue;
                }
                '@' | '`' | '%' if item_starts && depth < 2 => return Err(self.special_item(line, at).into()),
                '[' | '{' => depth += 1,
                ']' | '}' => depth -= 1,
                _ => {}
            }
            item_starts = matches!(c, '[' | '{' | ',') || item_starts && c.is_whitespace() || c.is_whitespace() && text[..at].ends_with(':');
            at += c.len_utf8();
            if depth == 0 {
                let rest = &text[at..];
                if !is_blank(&rest[..comment_start(rest)]) {
                    return Err(self.special_start(column).into());
                }
                self.at = line;
                return self.whole();
            }
        }
        Err(self.bracket_not_closed(column, last).into())
    }

    /// Reads one quoted item between brackets; gives the place after it.
    fn quoted_item(&self, line: usize, at: usize, quote: char) -> Result<(usize, usize), Box<Fault>> {
        let text = &self.lines[line].text;
        let Some((end, after)) = self.close(line, at + 1, quote).filter(|(end, _)| *end <= self.extent()) else {
            return Err(self.item_quote_not_closed(line, at, quote).into());
        };
        let rest = self.lines[end].text[after..].trim_start();
        if end == line && !(rest.is_empty() || rest.starts_with([',', ']', '}', ':', '#'])) {
            return Err(self.quote_inside_item(line, at, after, quote).into());
        }
        debug_assert!(text.is_char_boundary(at));
        Ok((end, after))
    }

    /// Reads a block of text that starts with `|` or `>`.
    fn block(&mut self, column: usize) -> Sound {
        let rest = &self.text()[column..];
        let header = rest[..comment_start(rest)].trim_end();
        if !header[1..].chars().all(|c| matches!(c, '+' | '-' | '1'..='9')) || header.len() > 3 {
            return Err(self.text_after_block_sign(column).into());
        }
        let (begun, outer) = (self.at, self.outer().unwrap_or(0));
        let mut inner = None;
        self.at += 1;
        while self.at < self.lines.len() {
            let text = self.text();
            let column = indent(text);
            let blank = is_blank(text);
            if !blank && text[column..].starts_with('\t') && inner.is_none_or(|inner| column < inner) {
                return self.indentation();
            }
            if !blank && column <= outer {
                break;
            }
            if !blank && column < *inner.get_or_insert(column) {
                return Err(self.block_line_too_far_out(inner.unwrap_or(column)).into());
            }
            self.at += 1;
        }
        self.open = Open::Block(begun);
        Ok(())
    }

    /// The last line that can belong to the value on this line: the one before the next entry.
    fn extent(&self) -> usize {
        let outer = self.outer().unwrap_or(0);
        let is_entry = |line: &Line| {
            let column = indent(&line.text);
            let rest = &line.text[column..];
            column <= outer && (has_plain_key(rest) || is_dash(rest)) || is_delimiter(line)
        };
        let next = (self.at + 1..self.lines.len()).find(|&at| is_entry(&self.lines[at])).unwrap_or(self.lines.len());
        (self.at..next).rev().find(|&at| !is_blank(&self.lines[at].text)).unwrap_or(self.at)
    }
}

// ── What the slips are, in words ────────────────────────────────────────────────────────────────

impl Reading<'_> {
    /// The thing that holds the value being read, to begin a sentence with.
    fn holder(&self) -> String {
        self.key.map_or("this list item".to_string(), |key| format!("the value of `{key}`"))
    }

    /// The value from a place to the end of line `last`, a part a line, and the comment after it.
    fn parts(&self, (line, column): (usize, usize), last: usize) -> (Vec<String>, &str) {
        let mut parts: Vec<String> = self.lines[line..=last].iter().map(|line| line.text.clone()).collect();
        parts[0].drain(..column);
        let cut = if line == last { comment_start(&parts[0]) } else { parts[last - line].len() };
        let end = parts[last - line][..cut].trim_end().len();
        let tail = &self.lines[last].text[self.lines[last].text.len() - (parts[last - line].len() - end)..];
        parts[last - line].truncate(end);
        (parts, tail)
    }

    /// The mend that writes a value anew between quotes.
    fn requoted(&self, (line, column): (usize, usize), parts: &[String], tail: &str, escaped: bool) -> Vec<(usize, Vec<String>)> {
        let mut texts = in_quotes(parts, escaped);
        texts[0].insert_str(0, &self.lines[line].text[..column]);
        if let Some(end) = texts.last_mut() {
            end.push_str(tail);
        }
        texts.into_iter().enumerate().map(|(n, text)| (line + n, vec![text])).collect()
    }

    fn quote_whole(&self, from: (usize, usize)) -> Vec<(usize, Vec<String>)> {
        let (parts, tail) = self.parts(from, self.extent().max(from.0));
        self.requoted(from, &parts, tail, false)
    }

    fn colon_in_value(&self, from: (usize, usize), colon: usize) -> Fault {
        let mend = self.quote_whole(from);
        let message = format!("{} holds a colon and is not in quotes, so YAML takes `{}` for a key", self.holder(), {
            let start = if from.0 == self.at { from.1 } else { indent(self.text()) };
            shortened(self.text()[start..colon].trim())
        });
        Fault::new("yaml-colon-in-value", self.at, colon..colon + 1, message)
            .label("a colon in text without quotes")
            .mends(mend)
            .help_with_line("put the whole value in quotes")
    }

    fn curly(&self, line: usize, column: usize) -> Fault {
        let mark = first_char(&self.lines[line].text[column..]);
        let last = self.extent_from(line);
        let (mut parts, tail) = self.parts((line, column), last);
        strip_marks(&mut parts);
        let mend = self.requoted((line, column), &parts, tail, false);
        Fault::new("yaml-curly-quotes", line, column..column + mark.len_utf8(), format!("`{mark}` is a typographic quote, which does not hold a value together as `\"` does"))
            .label("a curly quote")
            .mends(mend)
            .help_with_line("use straight quotes")
    }

    /// The last line of unquoted text that began at `line`, where the reading may be further down.
    fn extent_from(&self, line: usize) -> usize {
        if line == self.at { self.extent() } else { self.extent().max(line) }
    }

    /// A quote that ends the value before its end: quotes within, or text after.
    fn after_quote(&self, column: usize, quote: char, (line, after): (usize, usize)) -> Fault {
        let last = self.extent();
        if line > last {
            return self.never_closed(column, quote);
        }
        let from = (self.at, column);
        let (mut parts, tail) = self.parts(from, last);
        let rest = self.lines[line].text[after..].trim_end();
        let inner_word = quote == '\'' && rest.starts_with(char::is_alphanumeric);
        let ends_quoted = parts.last().is_some_and(|part| part.ends_with(quote) || part.ends_with(CURLY_CLOSING));
        if inner_word || ends_quoted && !is_side_by_side(&self.lines[line].text[..after], rest) {
            let message = if inner_word {
                format!("the apostrophe before `{}` ends {}, which began with a single quote", shortened(rest), self.holder())
            } else {
                format!("a quote inside the quotes ends {} before `{}`", self.holder(), shortened(rest.trim()))
            };
            if ends_quoted {
                strip_marks(&mut parts);
                drop_lone_quote(&mut parts, quote);
            } else if quote == '\'' {
                parts[0].remove(0);
            }
            let fault = Fault::new("yaml-quote-inside-quotes", line, after - 1..after, message).label("the value ends here");
            return fault
                .mends(self.requoted(from, &parts, tail, quote == '"'))
                .help_with_line("use the other kind of quotes around the whole, or write the inner ones as `\\\"`");
        }
        let start = after + rest.len() - rest.trim_start().len();
        let message = format!("`{}` stands after the closing quote of {}", shortened(rest.trim()), self.holder());
        Fault::new("yaml-text-after-quote", line, start.min(after + rest.len() - 1)..after + rest.len(), message)
            .label("outside the quotes")
            .mends(self.requoted(from, &parts, tail, quote == '"'))
            .help_with_line("put everything inside one pair of quotes")
    }

    fn never_closed(&self, column: usize, quote: char) -> Fault {
        let last = self.extent();
        let (mut parts, tail) = self.parts((self.at, column), last);
        let fault_at = |rule, message: String| Fault::new(rule, self.at, column..column + 1, message);
        if let Some(curly) = parts.last().and_then(|part| part.chars().next_back()).filter(|c| CURLY_CLOSING.contains(c)) {
            strip_marks(&mut parts);
            return fault_at("yaml-curly-quotes", format!("{} opens with `{quote}` and closes with `{curly}`, a typographic quote", self.holder()))
                .label("opens with a straight quote")
                .mends(self.requoted((self.at, column), &parts, tail, quote == '"'))
                .help_with_line("use a straight quote at both ends");
        }
        let mut end = self.lines[last].text.trim_end().to_string();
        end.push(quote);
        fault_at("yaml-quote-not-closed", format!("the quote that opens {} is never closed", self.holder()))
            .label("opened here, never closed")
            .mend(last, vec![end])
            .help_with_line(&format!("add `{quote}` at the end of the value"))
    }

    fn backslash(&self, column: usize, line: usize, at: usize) -> Fault {
        let text = &self.lines[line].text;
        let shown: String = text[at..].chars().take(2).collect();
        let end = at + shown.len();
        let message = format!("`{shown}` means nothing to YAML; between double quotes a backslash starts a special sign");
        let fault = Fault::new("yaml-backslash", line, at..end, message).label("a backslash in double quotes");
        let (mut parts, tail) = self.parts((self.at, column), line);
        let whole = parts.concat();
        if line == self.at && !whole.contains('\'') && !whole.contains("\\\"") {
            strip_marks(&mut parts);
            let text = format!("{}'{}'{tail}", &text[..column], parts[0]);
            return fault.mend(line, vec![text]).help_with_line("use single quotes, which leave a backslash as it is");
        }
        fault.mend(line, vec![format!("{}\\{}", &text[..at], &text[at..])]).help_with_line("write the backslash twice")
    }

    /// A sign at the start of a value, or of a line, that YAML keeps for itself.
    fn special_start(&self, column: usize) -> Fault {
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
            _ => "a sign of its own",
        };
        let what = if self.entry == self.at && column > indent(self.text()) { self.holder() } else { "this line".to_string() };
        let message = format!("{what} starts with `{sign}`, which YAML takes for {meaning}");
        let (mut parts, tail) = self.parts((self.at, column), self.extent());
        drop_lone_quote(&mut parts, '"');
        let mend = self.requoted((self.at, column), &parts, tail, false);
        let what_to_do = if rest.starts_with('[') && rest.contains("](") { "put the link in quotes" } else { "put the whole value in quotes" };
        Fault::new("yaml-special-start", self.at, column..column + sign.len(), message)
            .label("starts with a special sign")
            .mends(mend)
            .help_with_line(what_to_do)
    }

    fn special_item(&self, line: usize, at: usize) -> Fault {
        let text = &self.lines[line].text;
        let end = at + text[at..].find([',', ']', '}']).unwrap_or(text.len() - at);
        let item = text[at..end].trim_end();
        let sign = first_char(item);
        let quoted = in_quotes(&[item.to_string()], false).concat();
        Fault::new("yaml-special-start", line, at..at + sign.len_utf8(), format!("the list item `{}` starts with `{sign}`, which has a meaning of its own in YAML", shortened(item)))
            .label("starts with a special sign")
            .mend(line, vec![format!("{}{quoted}{}", &text[..at], &text[at + item.len()..])])
            .help_with_line("put the item in quotes")
    }

    fn item_quote_not_closed(&self, line: usize, at: usize, quote: char) -> Fault {
        let text = &self.lines[line].text;
        let end = at + text[at..].find([',', ']', '}']).unwrap_or(text.len() - at);
        Fault::new("yaml-quote-not-closed", line, at..at + 1, "the quote that opens this list item is never closed")
            .label("opened here, never closed")
            .mend(line, vec![format!("{}{quote}{}", &text[..end], &text[end..])])
            .help_with_line(&format!("add `{quote}` at the end of the item"))
    }

    fn quote_inside_item(&self, line: usize, at: usize, after: usize, quote: char) -> Fault {
        let text = &self.lines[line].text;
        let rest = &text[after..];
        let gap = rest.trim_start();
        if rest.len() > gap.len() && gap.starts_with(['"', '\'']) {
            return Fault::new("yaml-comma-missing", line, after - 1..after, "no comma stands between two items of this list")
                .label("a comma is missing after this")
                .mend(line, vec![format!("{},{rest}", &text[..after])])
                .help_with_line("put a comma between them");
        }
        let ends = |end: &usize| text[end + 1..].trim_start().starts_with([',', ']', '}']);
        let end = rest.match_indices(quote).map(|(n, _)| after + n).find(ends);
        let fault = Fault::new("yaml-quote-inside-quotes", line, after - 1..after, format!("a quote inside the quotes ends this list item before `{}`", shortened(gap)))
            .label("the item ends here");
        match end {
            Some(end) => {
                let item = in_quotes(&[text[at + 1..end].to_string()], quote == '"').concat();
                fault.mend(line, vec![format!("{}{item}{}", &text[..at], &text[end + 1..])])
            }
            None => fault,
        }
        .help_with_line("use the other kind of quotes around the item")
    }

    fn bracket_not_closed(&self, column: usize, last: usize) -> Fault {
        let text = self.text();
        let open = &text[column..column + 1];
        let close = if open == "[" { "]" } else { "}" };
        let end = &self.lines[last].text;
        let cut = end[..comment_start(end)].trim_end().trim_end_matches(',').len();
        Fault::new("yaml-bracket-not-closed", self.at, column..column + 1, format!("the `{open}` that opens {} is never closed", self.holder()))
            .label("opened here, never closed")
            .mend(last, vec![format!("{}{close}{}", &end[..cut], end[cut..].trim_start_matches(','))])
            .help_with_line(&format!("add `{close}` at the end; if it is not a list, put the whole value in quotes"))
    }

    fn text_after_block_sign(&self, column: usize) -> Fault {
        let text = self.text();
        let sign = &text[column..column + 1];
        let words = text[column + 1..].trim_start_matches(['+', '-']).trim();
        let header = text[..text.len() - text[column + 1..].trim_start_matches(['+', '-']).len()].trim_end();
        let next = self.lines.get(self.at + 1).map_or(0, |line| indent(&line.text));
        let outer = self.outer().unwrap_or(0);
        let fault = Fault::new("yaml-special-start", self.at, column..column + 1, format!("`{}` stands on the same line as `{sign}`, which begins a block of text on the lines below", shortened(words)))
            .label("begins a block of text");
        if !text[column + 1..].starts_with([' ', '+', '-']) {
            return fault.mends(self.quote_whole((self.at, column))).help_with_line("put the whole value in quotes");
        }
        let inner = if next > outer { next } else { outer + 2 };
        fault
            .mend(self.at, vec![header.to_string(), format!("{}{words}", " ".repeat(inner))])
            .help(format!("move the text to the next line and indent it, or put the whole value in quotes without `{sign}`"))
    }

    fn block_line_too_far_out(&self, inner: usize) -> Fault {
        let text = self.text();
        let column = indent(text);
        Fault::new("yaml-indent", self.at, column..text.trim_end().len(), format!("`{}` is indented less than the lines of text above it", shortened(text.trim())))
            .label("too far to the left")
            .mend(self.at, vec![format!("{}{}", " ".repeat(inner), text.trim())])
            .help("indent all lines of the text alike")
    }

    fn dash_on_key_line(&self, column: usize) -> Fault {
        let text = self.text();
        let item = text[column + 1..].trim();
        let next = self.lines.get(self.at + 1).filter(|line| is_dash(line.text.trim_start()));
        let fault = Fault::new("yaml-list-on-key-line", self.at, column..column + 1, format!("{} starts with `{}`, which begins a list on a line of its own", self.holder(), &text[column..column + 1]))
            .label("begins a list");
        match next {
            Some(next) => fault
                .mend(self.at, vec![text[..column].trim_end().to_string(), format!("{}- {item}", " ".repeat(indent(&next.text)))])
                .help("move the first item to a line of its own, below the key"),
            None => fault.mends(self.quote_whole((self.at, column))).help_with_line(
                "for a list put each item on a line of its own below the key; for text put it in quotes",
            ),
        }
    }

    fn line_separator(&self, at: usize) -> Fault {
        let text = self.text();
        let c = first_char(&text[at..]);
        Fault::new("yaml-control-character", self.at, at..at + c.len_utf8(), format!("the invisible character U+{:04X} ends the line here", u32::from(c)))
            .label("an invisible line end")
            .mend(self.at, vec![text.replace(c, " ")])
            .help("delete it; it often comes along when text is pasted")
    }

    fn html_comment(&self, line: usize, column: usize) -> Fault {
        let closes = |at: &usize| self.lines[*at].text.contains("-->");
        let last = (line..self.lines.len()).find(closes).unwrap_or(line);
        let comment = |at: usize| {
            let text = &self.lines[at].text;
            let (before, words) = text.split_at(if at == line { column } else { indent(text) });
            let words = words.replacen("<!--", "", 1).replacen("-->", "", 1);
            vec![format!("{before}# {}", words.trim())]
        };
        Fault::new("yaml-html-comment", line, column..column + 4, "`<!--` begins a comment in a page, but not in front matter")
            .label("not a comment here")
            .mends((line..=last).map(|at| (at, comment(at))).collect())
            .help_with_line("begin the comment with `#`")
    }

    fn wrong_bullet(&self, column: usize, bullet: &str) -> Fault {
        let text = self.text();
        let rest = &text[column + bullet.len()..];
        Fault::new("yaml-bullet", self.at, column..column + bullet.len(), format!("the list item `{}` begins with `{bullet}`, in front matter it is `-`", shortened(rest.trim())))
            .label("not a dash")
            .mend(self.at, vec![format!("{}- {}", &text[..column], rest.trim_start())])
            .help_with_line("begin the item with a dash and a space")
    }

    fn dash_without_space(&self, column: usize) -> Fault {
        let text = self.text();
        Fault::new("yaml-dash-space", self.at, column..column + 1, format!("no space stands between the dash and `{}`, so it is not a list item", shortened(text[column + 1..].trim())))
            .label("a space is missing after this")
            .mend(self.at, vec![format!("{}- {}", &text[..column], &text[column + 1..])])
            .help_with_line("put a space after the dash")
    }

    /// An entry that stands where no entry of its kind can stand.
    fn misplaced(&self, column: usize, dash: bool, levels: &[Level]) -> Fault {
        let text = self.text();
        let rest = &text[column..];
        let word = if dash { rest.trim_end() } else { &rest[..key_colon(rest).unwrap_or(rest.len())] };
        let root = levels.first().map_or(0, |level| level.indent);
        if column < root {
            return self.first_lines_indented(root - column);
        }
        let nearest = levels.iter().filter(|level| level.list == dash).map(|level| level.indent);
        let Some(nearest) = nearest.min_by_key(|indent| (indent.abs_diff(column), usize::MAX - indent)) else {
            return if dash { self.list_after_value(column) } else { self.key_after_list(column) };
        };
        if nearest == column {
            return self.list_after_value(column);
        }
        let side = if column > nearest { "right" } else { "left" };
        Fault::new("yaml-indent", self.at, column..column + word.len(), format!("`{}` does not line up with anything above it", shortened(word)))
            .label(format!("too far to the {side}"))
            .mend(self.at, vec![format!("{}{rest}", " ".repeat(nearest))])
            .help(format!("begin the line with {}, as its neighbours do", spaces(nearest)))
    }

    /// The file's first entry is indented and a later one is not: the first ones are at fault.
    fn first_lines_indented(&self, by: usize) -> Fault {
        let first = (1..self.at).find(|&at| !is_blank(&self.lines[at].text) && !is_comment(&self.lines[at].text)).unwrap_or(1);
        let text = &self.lines[first].text;
        let column = indent(text);
        let shift = |at: usize| (at, vec![self.lines[at].text.get(by..).unwrap_or("").to_string()]);
        let word = &text[column..column + key_colon(&text[column..]).unwrap_or(text.len() - column)];
        Fault::new("yaml-indent", first, column..column + word.len(), format!("`{word}` is indented, but the keys below it are not"))
            .label("too far to the right")
            .mends((first..self.at).filter(|&at| indent(&self.lines[at].text) >= by).map(shift).collect())
            .help("start every key at the very beginning of its line")
    }

    fn list_after_value(&self, column: usize) -> Fault {
        let text = self.text();
        let item = text[column..].trim_end();
        let above = &self.lines[self.entry].text;
        let start = indent(above);
        let colon = key_colon(&above[start..]).map(|at| start + at);
        let key = colon.map_or("the entry above", |at| above[start..at].trim());
        let fault = Fault::new("yaml-list-after-value", self.at, column..column + item.len(), format!("`{}` is a list item, but `{key}` above it already has a value", shortened(item)))
            .label("a list item out of place");
        match colon {
            Some(colon) if self.entry + 1 == self.at && column >= start => {
                let value = above[colon + 1..].trim();
                let first = format!("{}- {value}", " ".repeat(column));
                fault.mend(self.entry, vec![above[..=colon].to_string(), first]).help(format!("make `{}` the first item of the list, on a line of its own", shortened(value)))
            }
            _ => fault.help("put a key of its own above the list, as in `topics:`"),
        }
    }

    fn key_after_list(&self, column: usize) -> Fault {
        let rest = &self.text()[column..];
        let key = &rest[..key_colon(rest).unwrap_or(rest.len())];
        let first = (1..self.at).find(|&at| is_dash(self.lines[at].text.trim_start())).unwrap_or(self.at);
        let item = self.lines[first].text.trim();
        let start = indent(&self.lines[first].text);
        Fault::new("front-matter-not-a-map", first, start..start + item.len(), format!("the list that begins with `{}` has no key, but `{key}` below it is one", shortened(item)))
            .label("a list without a key")
            .help("put a key above the list, as in `topics:`, or delete the list")
    }

    /// A line that is neither an entry nor part of one.
    fn stray(&self, column: usize) -> Fault {
        let text = self.text();
        let rest = &text[column..];
        let after_dash = rest.strip_prefix('-').and_then(|after| after.chars().next());
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
        if self.is_body(column) {
            return self.body_begins();
        }
        if let Some(fault) = self.colon_missing(column) {
            return fault;
        }
        if rest.starts_with(['@', '`', '%', '[', '{', ']', '}', ',']) && !matches!(self.open, Open::Text(..) | Open::Block(..)) {
            return self.special_start(column);
        }
        if matches!(self.open, Open::Nothing) || self.levels.is_empty() {
            return Fault::new("yaml-stray-text", self.at, column..text.trim_end().len(), format!("`{}` belongs to no key", shortened(rest.trim())))
                .label("neither `key: value` nor a list item")
                .help("write it as `key: value`, move it below the closing `---`, or delete it");
        }
        self.not_indented(column)
    }

    fn not_indented(&self, column: usize) -> Fault {
        let text = self.text();
        let outer = self.outer().unwrap_or(0);
        let inner = match self.open {
            Open::Block(begun) if begun + 1 < self.at => indent(&self.lines[begun + 1].text).max(outer + 1),
            _ => outer + 2,
        };
        let indented = |at: usize| (at, vec![format!("{}{}", " ".repeat(inner), self.lines[at].text.trim_start())]);
        let with_text = |at: &usize| !is_blank(&self.lines[*at].text);
        Fault::new("yaml-continuation-not-indented", self.at, column..text.trim_end().len(), format!("`{}` goes on with {}, but is not indented", shortened(text.trim()), self.holder()))
            .label("not indented")
            .mends((self.at..=self.extent()).filter(with_text).map(indented).collect())
            .help(format!("put {} before each line that goes on with a value", spaces(inner)))
    }

    /// `key:value`, also with a colon or a space that only look like the plain ones.
    fn colon_without_space(&self, column: usize) -> Option<Fault> {
        let text = self.text();
        let rest = &text[column..];
        let (at, colon) = rest.char_indices().find(|&(_, c)| matches!(c, ':' | '：' | '﹕'))?;
        let (key, value) = (rest[..at].trim_end(), &rest[at + colon.len_utf8()..]);
        let few_words = key.split(' ').count() <= 3 && key.split(' ').all(|word| is_word(word.trim_matches(['"', '\''])));
        if !few_words || value.starts_with("//") || key.ends_with(|c: char| c.is_ascii_digit()) && value.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let colon_at = column + at;
        let mended = format!("{}{key}: {}", &text[..column], value.trim_start());
        let (rule, end, message, label) = match value.chars().next() {
            _ if colon != ':' => {
                ("yaml-wide-colon", colon_at + colon.len_utf8(), format!("the `{colon}` after `{key}` is a full-width colon, front matter needs `:` and a space"), "not a plain colon")
            }
            Some(space) if is_odd_space(space) => {
                ("yaml-odd-space", colon_at + 1 + space.len_utf8(), format!("what stands after `{key}:` looks like a space, but is not one (U+{:04X})", u32::from(space)), "not a plain space")
            }
            _ => ("yaml-colon-space", colon_at + 1, format!("no space stands after the colon of `{key}:`"), "a space is missing after this"),
        };
        let start = if rule == "yaml-odd-space" { colon_at + 1 } else { colon_at };
        Some(Fault::new(rule, self.at, start..end, message).label(label).mend(self.at, vec![mended]).help_with_line("put a plain colon and a space after the key"))
    }

    /// `title Warm homes`, `title = Warm homes`, or a lone word with a list below it.
    fn colon_missing(&self, column: usize) -> Option<Fault> {
        /// Keys so usual that a line which starts with one is hardly prose.
        const USUAL: [&str; 12] = ["title", "summary", "date", "updated", "topics", "tags", "slug", "image", "author", "authors", "description", "draft"];
        let text = self.text();
        let rest = text[column..].trim_end();
        let word = &rest[..rest.find([' ', '=']).unwrap_or(rest.len())];
        let value = rest[word.len()..].trim_start();
        let below = self.lines[self.at + 1..].iter().find(|line| !is_blank(&line.text));
        let heads_list = below.is_some_and(|below| is_dash(below.text.trim_start()) || indent(&below.text) > column);
        let is_key = is_word(word) && (value.starts_with('=') || value.is_empty() && heads_list || !value.is_empty() && USUAL.contains(&word));
        if !is_key || matches!(self.open, Open::Block(_)) {
            return None;
        }
        let value = value.trim_start_matches('=').trim_start();
        let mended = format!("{}{word}: {value}", &text[..column]);
        Some(
            Fault::new("yaml-colon-missing", self.at, column..column + word.len(), format!("no colon stands after `{word}`"))
                .label("a colon is missing after this")
                .mend(self.at, vec![mended.trim_end().to_string()])
                .help_with_line("put a colon after the key"),
        )
    }

    /// Whether the text of the page seems to begin here: after a gap, with no key below it.
    fn is_body(&self, column: usize) -> bool {
        let above = &self.lines[self.at - 1].text;
        let gap = is_blank(above) || above.starts_with('#');
        let is_prose = self.text().trim().contains(' ') || self.text().starts_with(['<', '!', '[', '*']);
        let key_below = self.lines[self.at..].iter().any(|line| indent(&line.text) == 0 && has_plain_key(&line.text));
        column == 0 && self.at > 1 && gap && is_prose && !key_below
    }

    fn body_begins(&self) -> Fault {
        let is_gap = |at: &usize| is_blank(&self.lines[*at].text) || self.lines[*at].text.starts_with('#');
        let end = (1..self.at).rev().find(|at| !is_gap(at)).unwrap_or(0);
        let end_text = self.lines[end].text.clone();
        Fault::new("front-matter-not-closed", 0, 0..3, format!("the front matter is not closed before the text begins with `{}`", shortened(self.text().trim())))
            .label("opened here")
            .mend(end, vec![end_text, "---".to_string()])
            .help(format!("put a line `---` between the last key and the text, after line {}", self.lines[end].number))
    }
}

const CURLY_OPENING: [char; 10] = ['“', '„', '‟', '‘', '‚', '‛', '«', '‹', '＂', '”'];
const CURLY_CLOSING: [char; 8] = ['”', '“', '‟', '’', '‘', '»', '›', '＂'];

fn starts_curly(text: &str) -> bool {
    text.starts_with(CURLY_OPENING)
}

fn first_char(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

/// Spaces other than the plain one, and characters without any width.
fn is_odd_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r') || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// What people use for a dash at the start of a list item.
fn bullet(text: &str) -> Option<&str> {
    let sign = first_char(text);
    let rest = text.get(sign.len_utf8()..)?;
    let always = matches!(sign, '•' | '◦' | '‣' | '·' | '▪' | '●');
    let before_space = matches!(sign, '*' | '+' | '–' | '—' | '−') && rest.starts_with(' ');
    (always || before_space).then_some(&text[..sign.len_utf8()])
}

/// Author's words short enough for a message.
fn shortened(text: &str) -> String {
    const LONG: usize = 40;
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_string(),
    }
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no space".to_string(),
        1 => "one space".to_string(),
        _ => format!("{count} spaces"),
    }
}

/// Two quoted texts with nothing but a blank or a comma between them.
fn is_side_by_side(first: &str, rest: &str) -> bool {
    let quote = first.chars().next_back().unwrap_or('"');
    let next = rest.trim_start_matches([' ', ',', ';']);
    let word_ends = first.trim_end_matches(quote).ends_with(|c: char| !c.is_whitespace());
    next.len() < rest.len() && next.starts_with(quote) && word_ends && next[1..].starts_with(|c: char| !c.is_whitespace())
}

/// Takes the quotes, of whatever kind, from both ends.
fn strip_marks(parts: &mut [String]) {
    let is_mark = |c: char| matches!(c, '"' | '\'') || CURLY_OPENING.contains(&c) || CURLY_CLOSING.contains(&c);
    if let Some(first) = parts.first_mut().filter(|first| first.starts_with(is_mark)) {
        first.remove(0);
    }
    if let Some(last) = parts.last_mut().filter(|last| last.ends_with(is_mark)) {
        last.pop();
    }
}

/// Drops a quote doubled by a slip of the finger: the only one within, at one of the ends.
fn drop_lone_quote(parts: &mut [String], quote: char) {
    let count: usize = parts.iter().map(|part| part.matches(quote).count()).sum();
    if count == 1 && parts[0].starts_with(quote) {
        parts[0].remove(0);
    } else if let Some(last) = parts.last_mut().filter(|last| count == 1 && last.ends_with(quote) && !last.ends_with("\\\"")) {
        last.pop();
    }
}

/// Text, a part a line, between the quotes that need least escaping.
///
/// `escaped`: it stood between double quotes, so a backslash in it is already what YAML wants.
fn in_quotes(parts: &[String], escaped: bool) -> Vec<String> {
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

/// Where a backslash stands that starts no escape known to YAML 1.2, before the closing quote.
fn bad_escape(text: &str, from: usize) -> Option<usize> {
    let mut chars = text[from..].char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '"' {
            return None;
        }
        if c != '\\' {
            continue;
        }
        let digits = match chars.next() {
            Some((_, 'x')) => 2,
            Some((_, 'u')) => 4,
            Some((_, 'U')) => 8,
            Some((_, c)) if !"0abtnvfre \"/\\N_LP\t".contains(c) => return Some(from + at),
            _ => 0,
        };
        let hex = chars.clone().take(digits).take_while(|(_, c)| c.is_ascii_hexdigit()).count();
        if hex < digits {
            return Some(from + at);
        }
    }
    None
}

// ── Where the front matter begins and ends ──────────────────────────────────────────────────────

/// A line meant as `---`: too many dashes, too few, smart ones, a stray sign beside them.
fn is_like_delimiter(text: &str) -> bool {
    let text = text.trim();
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '―' | '−' | '‐' | '‑' | '_' | '=' | '~');
    let dashes = text.chars().filter(|&c| is_dash(c)).count();
    let others = text.chars().filter(|&c| !is_dash(c) && c != ' ').count();
    let only_dashes = others == 0 && (dashes >= 2 || matches!(text, "—" | "–" | "-"));
    only_dashes || text.contains("---") && others <= 2 || matches!(text, "..." | "+++" | "***" | ";;;")
}

fn bad_delimiter(lines: &[Line], at: usize) -> Fault {
    let text = lines[at].text.trim_end();
    let column = text.len() - text.trim_start().len();
    let shown = text.trim_start();
    let count = shown.chars().count();
    let (place, why) = match () {
        () if shown == "---" => (0..column, "a space stands before it".to_string()),
        () if count == 1 => (column..text.len(), "it is one dash".to_string()),
        () if shown.chars().all(|c| c == '-') => (column..text.len(), format!("it has {} dashes", number_word(count))),
        () => (column..text.len(), "it is not three plain dashes".to_string()),
    };
    Fault::new("front-matter-dashes", at, place, format!("`{shown}` does not bound the front matter, because {why}"))
        .label("must be exactly three dashes")
        .mend(at, vec!["---".to_string()])
        .help("write exactly `---`, three plain dashes at the start of the line and nothing else")
}

fn number_word(count: usize) -> String {
    ["no", "one", "two", "three", "four", "five", "six"].get(count).map_or(count.to_string(), ToString::to_string)
}

/// A file written with the line ends of old Macs, which look like one long line.
fn old_line_ends(text: &str) -> Option<Mistake> {
    let first = text.split('\n').next()?;
    let inner = first.trim_end_matches('\r');
    let return_at = inner.find('\r').filter(|_| inner.trim_start().starts_with("---"))?;
    let mut parts = inner.split('\r').map(str::to_string);
    let mut fix = vec![Edit::Replace { line: 1, new: parts.next().unwrap_or_default() }];
    fix.extend(parts.map(|new| Edit::Insert { line: 2, new }));
    Some(Mistake {
        rule: "front-matter-line-ends",
        message: "the lines end in bare carriage returns, as on old Macs, so the front matter is one long line".to_string(),
        span: 0..return_at,
        label: "the line should end here".to_string(),
        help: "save the file with the line ends of Unix (LF) or Windows (CRLF)".to_string(),
        fix,
    })
}

fn nothing_at_all() -> Mistake {
    Mistake {
        rule: "front-matter-empty-file",
        message: "the file is empty".to_string(),
        span: 0..0,
        label: "nothing here".to_string(),
        help: format!("begin with front matter: {SMALLEST}"),
        fix: Vec::new(),
    }
}

/// The smallest front matter, for those who have never seen one.
const SMALLEST: &str = "a line `---`, a line `title: …`, and a line `---`";

/// Says why no front matter opens at `first`, the first line that is not blank.
fn not_opened(lines: &[Line], first: usize) -> Mistake {
    let text = lines[first].text.trim();
    let next_has_key = lines[first + 1..].iter().find(|line| !is_blank(&line.text)).is_some_and(|line| has_plain_key(&line.text));
    if let Some(fault) = conflict(&lines[..=first]) {
        return mistake(fault, lines);
    }
    if is_like_delimiter(text) && next_has_key {
        return badly_opened(lines, first);
    }
    let end = front_matter_end(lines, first);
    let keys = lines[first..end].iter().filter(|line| indent(&line.text) == 0 && has_plain_key(&line.text)).count();
    let closing = lines.get(end).filter(|line| is_like_delimiter(&line.text));
    let block = block_below(lines, first);
    if has_plain_key(text) && (keys >= 2 || closing.is_some() && block.is_none()) {
        return without_opening(lines, first, end);
    }
    match block {
        Some((opening, closing)) => text_before(lines, first, opening, closing),
        None => no_front_matter(lines, first),
    }
}

/// The opening and closing lines of front matter that stands below other text.
fn block_below(lines: &[Line], first: usize) -> Option<(usize, usize)> {
    /// Further down a `---` is a rule between parts of the text.
    const NEAR: usize = 20;
    let opens = |at: &usize| is_delimiter(&lines[*at]) && lines.get(at + 1).is_some_and(|line| has_plain_key(&line.text));
    let opening = (first + 1..lines.len().min(first + NEAR)).find(opens)?;
    let closing = (opening + 1..lines.len()).find(|&at| is_delimiter(&lines[at]))?;
    Some((opening, closing))
}

/// The line after the last one that can belong to front matter without a closing `---`.
fn front_matter_end(lines: &[Line], first: usize) -> usize {
    let mut in_quotes = false;
    let mut end = first;
    for (at, line) in lines.iter().enumerate().skip(first) {
        let text = line.text.as_str();
        let ends_quoted_text = in_quotes && closing_quote(text, 0, '"').is_some();
        let opens_quoted_text = !in_quotes && leaves_quote_open(text);
        let is_entry = has_plain_key(text) || is_dash(text.trim_start()) && text.trim() != "-" || text.starts_with(' ');
        let is_typo = text.starts_with('-') && !is_like_delimiter(text) || word_and_colon(text);
        let goes_on = is_entry || is_typo || in_quotes || text.starts_with('#') && end == at;
        if is_blank(text) && !in_quotes {
            continue;
        }
        if !goes_on || is_like_delimiter(text) && indent(text) == 0 && text.trim() != "-" {
            break;
        }
        in_quotes ^= ends_quoted_text || opens_quoted_text;
        end = at + 1;
    }
    match (end..lines.len()).find(|&at| !is_blank(&lines[at].text)) {
        Some(next) if is_like_delimiter(&lines[next].text) => next,
        _ => end,
    }
}

/// Whether a value opens with a double quote and goes on over the next lines.
fn leaves_quote_open(text: &str) -> bool {
    let value = key_colon(text).map_or("", |colon| text[colon + 1..].trim_start());
    value.starts_with('"') && closing_quote(value, 1, '"').is_none()
}

/// `key:value`, with or without a space.
fn word_and_colon(text: &str) -> bool {
    text.find(':').is_some_and(|at| is_word(&text[..at])) && !text.contains("://")
}

/// A mistake about the bounds, with the mends of what stands between them.
fn bounds_mistake(lines: &[Line], fault: Fault, content: Range<usize>, bounds: Vec<Edit>) -> Mistake {
    let mut front = vec![Line::unwritten_delimiter()];
    front.extend(lines[content].iter().cloned());
    let mut fix = bounds;
    fix.extend(edits(&front, &mended(&front, &fault_without_mend())));
    Mistake { fix, ..mistake(fault, lines) }
}

fn fault_without_mend() -> Fault {
    Fault::new("", 0, 0..0, "")
}

/// The edit that closes front matter whose content ends before line `end`.
fn closing_edit(lines: &[Line], end: usize) -> Vec<Edit> {
    match lines.get(end) {
        Some(line) if is_delimiter(line) => Vec::new(),
        Some(line) if is_like_delimiter(&line.text) => vec![Edit::Replace { line: line.number, new: "---".to_string() }],
        _ => vec![Edit::Insert { line: end + 1, new: "---".to_string() }],
    }
}

fn badly_opened(lines: &[Line], first: usize) -> Mistake {
    let is_closing = |at: &usize| is_like_delimiter(&lines[*at].text) && indent(&lines[*at].text) == 0;
    let end = (first + 1..lines.len()).find(is_closing).unwrap_or_else(|| front_matter_end(lines, first + 1));
    let mut bounds = vec![Edit::Replace { line: lines[first].number, new: "---".to_string() }];
    bounds.extend(closing_edit(lines, end));
    bounds_mistake(lines, bad_delimiter(lines, first), first + 1..end, bounds)
}

fn without_opening(lines: &[Line], first: usize, end: usize) -> Mistake {
    let text = &lines[first].text;
    let column = text.len() - text.trim_start().len();
    let key = &text[column..column + key_colon(&text[column..]).unwrap_or(0)];
    let fault = Fault::new("front-matter-not-opened", first, column..column + key.len(), format!("no line `---` stands before `{key}`"))
        .label("front matter begins here")
        .help("put a line `---` above it");
    let mut bounds = vec![Edit::Insert { line: first + 1, new: "---".to_string() }];
    bounds.extend(closing_edit(lines, end));
    bounds_mistake(lines, fault, first..end, bounds)
}

/// Text above the front matter; the mend moves it below, so that no word is lost.
fn text_before(lines: &[Line], first: usize, opening: usize, closing: usize) -> Mistake {
    let text = lines[first].text.as_str();
    let column = text.len() - text.trim_start().len();
    let fault = Fault::new("front-matter-text-before", first, column..text.trim_end().len(), format!("`{}` stands before the front matter, which must come first", shortened(text.trim())))
        .label("before the front matter")
        .help(format!("move it below the closing `---` in line {}, or delete it", lines[closing].number));
    let mut bounds: Vec<Edit> = lines[..opening].iter().map(|line| Edit::Delete { line: line.number }).collect();
    bounds.extend(lines[first..opening].iter().map(|line| Edit::Insert { line: closing + 2, new: line.text.clone() }));
    bounds_mistake(lines, fault, opening + 1..closing, bounds)
}

fn no_front_matter(lines: &[Line], first: usize) -> Mistake {
    let text = lines[first].text.as_str();
    let column = text.len() - text.trim_start().len();
    let fault = Fault::new("front-matter-missing", first, column..text.trim_end().len(), format!("no front matter stands before `{}`", shortened(text.trim())))
        .label("the text begins at once");
    let Some(title) = text.strip_prefix('#').map(|title| title.trim_matches(['#', ' '])).filter(|title| !title.is_empty()) else {
        return mistake(fault.help(format!("begin the file with {SMALLEST}")), lines);
    };
    let title = in_quotes(&[title.to_string()], false).concat();
    let new = ["---".to_string(), format!("title: {title}"), "---".to_string()];
    let fix = new.into_iter().map(|new| Edit::Insert { line: 1, new }).collect();
    let help = format!("begin the file with a line `---`, a line `title: {title}`, and a line `---`");
    Mistake { fix, ..mistake(fault.help(help), lines) }
}

fn not_closed(lines: &[Line], opening: usize) -> Mistake {
    let end = front_matter_end(lines, opening + 1);
    let near = lines.get(end).filter(|line| is_like_delimiter(&line.text));
    let fault = match near {
        Some(_) => bad_delimiter(lines, end),
        None => Fault::new("front-matter-not-closed", opening, 0..3, "the front matter is opened here and never closed")
            .label("opened here, never closed")
            .help(format!("put a line `---` after the last key, before line {}", end + 1)),
    };
    bounds_mistake(lines, fault, opening + 1..end, closing_edit(lines, end))
}

// ── What the parser says, and does not say ──────────────────────────────────────────────────────

/// What parses, but into nothing that anyone can have meant.
fn parsed_but_wrong(front: &[Line], file: &[Line]) -> Option<Mistake> {
    /// Slips that a parser takes for part of a key or of a text.
    const SWALLOWED: [&str; 3] = ["yaml-dash-space", "yaml-odd-space", "yaml-merge-conflict"];
    let is_content = |at: &usize| !is_blank(&front[*at].text) && !is_comment(&front[*at].text);
    let Some(first) = (1..front.len()).find(is_content) else {
        return Some(mistake(empty(front), front));
    };
    let text = front[first].text.trim_start();
    let is_list = is_dash(text);
    let is_map = !is_list && (key_colon(text).is_some() || text.starts_with(['{', '?', '&', '!']));
    match first_fault(front) {
        Some(fault) if SWALLOWED.contains(&fault.rule) || !is_map && !is_list => Some(mistake(fault, front)),
        _ if !is_map => Some(not_a_map(front, first, file)),
        _ => None,
    }
}

fn empty(front: &[Line]) -> Fault {
    Fault::new("front-matter-empty", 0, 0..front[0].text.trim_end().len(), "nothing stands between the two lines `---`")
        .label("front matter begins here")
        .help("put at least a line `title: …` between them")
}

fn not_a_map(front: &[Line], first: usize, file: &[Line]) -> Mistake {
    let text = &front[first].text;
    let column = indent(text);
    let what = if is_dash(&text[column..]) { "a list" } else { "plain text" };
    let message = format!("`{}` has no key; the front matter is {what}, not lines of `key: value`", shortened(text.trim()));
    let fault = Fault::new("front-matter-not-a-map", first, column..text.trim_end().len(), message).label("no key before this");
    let begins = front[first].number;
    match real_front_matter(begins, file) {
        Some(real) => Mistake {
            fix: (begins..real).map(|line| Edit::Delete { line }).collect(),
            ..mistake(fault.help(format!("delete what stands above the first key, `{}` in line {real}", shortened(file[real - 1].text.trim()))), front)
        },
        None => mistake(fault.help("write each line as `key: value`, as in `title: Warm homes`; put a key such as `topics:` above a list"), front),
    }
}

/// The line of the first key below a stray list, if only more of the like stands between.
fn real_front_matter(from: usize, file: &[Line]) -> Option<usize> {
    let below = &file[from - 1..];
    let is_debris = |line: &Line| {
        let text = line.text.trim();
        is_blank(text) || is_dash(text) || is_like_delimiter(text) || text.starts_with("<!--") || text.starts_with('#')
    };
    let key = below.iter().find(|line| !is_debris(line)).filter(|line| has_plain_key(&line.text) && indent(&line.text) == 0)?;
    let closes = file[key.number..].iter().any(is_delimiter);
    closes.then_some(key.number)
}

/// Whether the parser's place is where it stopped reading: it looks for control characters before it
/// begins, and for keys that stand twice when the map is whole.
fn stopped_there(said: &str) -> bool {
    !said.contains("control characters") && !said.contains("duplicate entry")
}

/// A key given twice in a map within the front matter.
fn key_twice(front: &[Line], said: &str) -> Option<Fault> {
    let key = said.split_once("duplicate entry with key \"")?.1.split('"').next()?;
    let column = |line: &Line| {
        let start = line.text.len() - line.text.trim_start_matches([' ', '-']).len();
        key_colon(&line.text[start..]).filter(|&colon| line.text[start..start + colon].trim_matches([' ', '"', '\'']) == key).map(|_| start)
    };
    let places: Vec<(usize, usize)> = front.iter().enumerate().filter_map(|(at, line)| Some((at, column(line)?))).collect();
    let twice = |later: usize| places[..later].iter().find(|earlier| earlier.1 == places[later].1).map(|earlier| (earlier.0, places[later]));
    let (first, (at, column)) = (1..places.len()).find_map(twice)?;
    Some(
        Fault::new("yaml-duplicate-key", at, column..column + key.len(), format!("`{key}` stands here twice"))
            .label("given before")
            .help(format!("keep one of the two: the other is in line {}", front[first].number)),
    )
}

/// The last resort: the parser's own message, in plain words, where it stopped.
fn in_plain_words(front: &[Line], said: &str, offset: Option<usize>) -> Fault {
    /// What libyaml says, by a part of its message, and what it means.
    const MEANINGS: [(&str, &str); 13] = [
        ("mapping values are not allowed", "a colon stands where no key can be"),
        ("could not find expected ':'", "a key without its colon, or text that is not indented, stands here or just above"),
        ("did not find expected key", "this does not fit what stands above it; often a quote or the indentation is wrong"),
        ("did not find expected '-'", "a list item is expected here, lined up with those above"),
        ("did not find expected ',' or", "a comma or a closing bracket is missing"),
        ("did not find expected node", "a value is expected here"),
        ("cannot start any token", "this sign cannot start a value, put the value in quotes"),
        ("unexpected end of stream", "a quote or a bracket is never closed"),
        ("block sequence entries", "a list item cannot stand here"),
        ("unknown anchor", "a value that starts with `*` must be in quotes"),
        ("more than one document", "the front matter falls into two parts here; often the indentation is wrong"),
        ("control characters", "an invisible character is not allowed in front matter"),
        ("recursion limit", "the front matter is nested too deep"),
    ];
    let said = said.split(" at line ").next().unwrap_or(said).trim();
    let meaning = MEANINGS.iter().find(|(part, _)| said.contains(part)).map_or(said, |(_, meaning)| meaning);
    let is_content = |at: &usize| !is_blank(&front[*at].text);
    let stopped = offset.map_or(1, |offset| line_at(front, offset));
    let line = (0..=stopped.min(front.len() - 1)).rev().find(is_content).unwrap_or(0);
    let text = front[line].text.trim_end();
    let mut start = offset.map_or(0, |offset| offset.saturating_sub(front[line].start));
    if start >= text.len() || !text.is_char_boundary(start) {
        start = indent(text);
    }
    Fault::new("yaml", line, start..text.len(), format!("the front matter cannot be read: {meaning}"))
        .label("reading stopped here")
        .help("look at this line and the one above; when in doubt, put the value in quotes")
}
