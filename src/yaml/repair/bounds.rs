//! Where front matter begins and ends, and what is wrong with the lines that should say so.

use std::ops::Range;

use super::correction::Correction;
use super::delimiter::{TOML, bad_closing, bad_delimiter, is_like_delimiter};
use super::kinds::Kind;
use super::mistake::{Mistake, mistake};
use super::names::KeyNames;
use super::text::{
    Line, bullet, closing_quote, first_word, has_plain_key, in_quotes, indent, is_blank,
    is_comment, is_dash, is_delimiter, is_gap, is_glued_key, is_markdown, key_colon, lines,
    shortened,
};
use crate::report::Edit;

/// How a file divides into front matter and body.
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    /// The bytes of the YAML between the two lines `---`, and where the text begins.
    Front {
        /// The bytes between the two lines.
        yaml: Range<usize>,
        /// The byte after the second line.
        body: usize,
        /// True if there are empty lines before the first `---`.
        blank_before: bool,
    },
    /// Why there are no such lines.
    Mistake(Mistake),
}

/// The front matter between two lines `---`, if both are as they should be. Nearly every file
/// ends here.
pub(super) fn bounds(text: &str) -> Option<Split> {
    let mut start = 0;
    let mut opening = None;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        match opening {
            None if is_blank(line) => {}
            None if line.trim_end() == "---" => opening = Some((start, end)),
            None => return None,
            Some((before, yaml)) if line.trim_end() == "---" => {
                return Some(Split::Front {
                    yaml: yaml..start,
                    body: end,
                    blank_before: before > 0,
                });
            }
            Some(_) => {}
        }
        start = end;
    }
    None
}

/// A file with the line ends of old Macs, which looks like one long line.
pub(super) fn old_line_ends(text: &str) -> Option<Mistake> {
    let first = text.split('\n').next()?.trim_end_matches('\r');
    let starts = first.trim_start().starts_with("---");
    let end = first.find('\r').filter(|_| starts)?;
    let mut parts = first.split('\r');
    let new = parts.next().unwrap_or_default().to_owned();
    let mut fix = vec![Edit::Replace { line: 1, new }];
    fix.extend(parts.map(|part| insert(2, part)));
    let found = Correction::new(Kind::MacLineEnds, 0, 0..end);
    Some(mistake(found, &lines(text)).with_fix(fix))
}

/// The mark around an example of code in Markdown.
const FENCE: &str = "```";

fn replace(line: &Line, new: &str) -> Edit {
    let (line, new) = (line.number, new.to_owned());
    Edit::Replace { line, new }
}

fn insert(line: usize, new: &str) -> Edit {
    let new = new.to_owned();
    Edit::Insert { line, new }
}

fn delete(line: &Line) -> Edit {
    Edit::Delete { line: line.number }
}

/// Says why a file has no front matter between two lines `---`.
pub(super) fn no_bounds(lines: &[Line], names: &KeyNames) -> Mistake {
    let Some(first) = lines.iter().position(|line| !is_blank(&line.text)) else {
        return mistake(
            Correction::new(Kind::EmptyFile, 0, 0..0),
            &[Line::unwritten()],
        );
    };
    let around = Around {
        lines,
        names,
        first,
    };
    if is_delimiter(&lines[first]) {
        around.not_closed()
    } else {
        around.not_opened()
    }
}

/// A file without front matter between two lines `---`, by its first line that is not blank.
struct Around<'a> {
    lines: &'a [Line],
    names: &'a KeyNames<'a>,
    first: usize,
}

impl Around<'_> {
    /// Says why no front matter opens at the first line.
    fn not_opened(&self) -> Mistake {
        let (lines, names, first) = (self.lines, self.names, self.first);
        let text = lines[first].text.trim();
        let is_key = |line: &Line| has_plain_key(&line.text) || names.begins(&line.text);
        let next = lines[first + 1..].iter().find(|line| !is_gap(&line.text));
        let is_opening = is_like_delimiter(text) || text.starts_with(FENCE);
        if next.is_some_and(is_key) && is_opening || text == TOML {
            return self.badly_opened();
        }
        let beside = text.strip_prefix("---").map(str::trim_start);
        if let Some(key) = beside.filter(|key| has_plain_key(key) || is_glued_key(key)) {
            return self.opened_beside(key);
        }
        if let Some(end) = json_end(lines, first) {
            return self.without_opening(end);
        }
        let end = front_matter_end(lines, first, names);
        let is_head = |line: &&Line| indent(&line.text) == 0 && is_key(line);
        let keys = lines[first..end].iter().filter(is_head).count();
        let is_closed = lines
            .get(end)
            .is_some_and(|line| is_like_delimiter(&line.text));
        let block = block_below(lines, first);
        // `# note` is a comment above keys, and a heading above text.
        let uncommented = lines[first..].iter().find(|line| !is_comment(&line.text));
        let is_note = is_comment(text) && uncommented.is_some_and(is_key);
        let is_first_key = is_key(&lines[first]) && (keys >= 2 || is_closed && block.is_none());
        match block {
            _ if is_first_key || is_note && keys >= 2 && is_closed => self.without_opening(end),
            Some(block) => self.text_before(block),
            None => self.no_front_matter(),
        }
    }

    fn badly_opened(&self) -> Mistake {
        let (lines, names, first) = (self.lines, self.names, self.first);
        let in_fence = lines[first].text.trim_start().starts_with(FENCE);
        let is_closing = |at: &usize| {
            let text = &lines[*at].text;
            (is_like_delimiter(text) || in_fence && text.starts_with(FENCE)) && indent(text) == 0
        };
        let end = (first + 1..lines.len())
            .find(is_closing)
            .unwrap_or_else(|| front_matter_end(lines, first + 1, names));
        let mut fix = vec![replace(&lines[first], "---")];
        fix.extend(closing_edit(lines, end));
        mistake(bad_delimiter(lines, first, Kind::BadOpening), lines).with_fix(fix)
    }

    /// `--- title: a`, all on one line.
    fn opened_beside(&self, key: &str) -> Mistake {
        let (lines, names, first) = (self.lines, self.names, self.first);
        let word = key.split(':').next().unwrap_or(key);
        let length = lines[first].text.trim_end().len();
        let columns = length - key.trim_end().len()..length;
        let found = Correction::new(Kind::BesideKey, first, columns).with(word, "");
        let end = front_matter_end(lines, first + 1, names);
        let number = lines[first].number + 1;
        let mut fix = vec![replace(&lines[first], "---"), insert(number, key)];
        fix.extend(closing_edit(lines, end));
        mistake(found, lines).with_fix(fix)
    }

    fn without_opening(&self, end: usize) -> Mistake {
        let (lines, first) = (self.lines, self.first);
        let begins = lines[first..end]
            .iter()
            .find(|line| !is_comment(&line.text));
        let begins = begins.unwrap_or(&lines[first]).text.trim();
        let colon = key_colon(begins).filter(|_| !begins.starts_with('{'));
        let word = &begins[..colon.unwrap_or(1)];
        let closing = closing_edit(lines, end);
        let is_open = matches!(closing, Some(Edit::Insert { .. }));
        let nor = if is_open {
            ", and none after the last key"
        } else {
            ""
        };
        // An empty first line is where the `---` belongs.
        let text = &lines[0].text;
        let (columns, opening) = if first == 0 {
            let is_key = text.trim_start().starts_with(word);
            let length = if is_key { word.len() } else { 1 };
            (indent(text)..indent(text) + length, insert(1, "---"))
        } else {
            (0..0, replace(&lines[0], "---"))
        };
        let found = Correction::new(Kind::NoOpening, 0, columns).with(&shortened(word), nor);
        mistake(found, lines).with_fix([opening].into_iter().chain(closing).collect())
    }

    /// Text above the front matter. The fix moves it below, so that no word is lost.
    fn text_before(&self, (opening, closing): (usize, usize)) -> Mistake {
        let (lines, first) = (self.lines, self.first);
        let number = lines[closing].number;
        let found = self
            .first_line(Kind::TextBefore)
            .with(&self.shown(), &number.to_string());
        let mut fix: Vec<Edit> = lines[..opening].iter().map(delete).collect();
        fix.extend(
            lines[first..opening]
                .iter()
                .map(|line| insert(number + 1, &line.text)),
        );
        mistake(found, lines).with_fix(fix)
    }

    fn no_front_matter(&self) -> Mistake {
        let (lines, names, first) = (self.lines, self.names, self.first);
        if let Some(key) = lines.iter().find(|line| names.heads(&line.text)) {
            // It has front matter, whatever keeps it from being read.
            let found = self.first_line(Kind::LostFrontMatter);
            return mistake(found.with(&self.shown(), &key.number.to_string()), lines);
        }
        let text = lines[first].text.as_str();
        let heading = text
            .strip_prefix('#')
            .map(|title| title.trim_matches(['#', ' ']));
        let heading = heading.filter(|title| !title.is_empty());
        let title = heading.map(|title| in_quotes(&[title.to_owned()], false).concat());
        let line = format!("title: {}", title.as_deref().unwrap_or("…"));
        let found = self
            .first_line(Kind::NoFrontMatter)
            .with(&self.shown(), &line);
        let lines_of_it = ["---", &line, "---"].map(|new| insert(1, new)).to_vec();
        let fix = if title.is_some() { lines_of_it } else { vec![] };
        mistake(found, lines).with_fix(fix)
    }

    fn shown(&self) -> String {
        shortened(self.lines[self.first].text.trim())
    }

    fn first_line(&self, kind: Kind) -> Correction {
        let text = &self.lines[self.first].text;
        let columns = text.len() - text.trim_start().len()..text.trim_end().len();
        Correction::new(kind, self.first, columns)
    }

    fn not_closed(&self) -> Mistake {
        let (lines, names, first) = (self.lines, self.names, self.first);
        let end = front_matter_end(lines, first + 1, names);
        let found = if lines
            .get(end)
            .is_some_and(|line| is_like_delimiter(&line.text))
        {
            bad_closing(lines, end)
        } else {
            Correction::new(Kind::NotClosed, first, 0..3).with(&(end + 1).to_string(), "")
        };
        let fix = closing_edit(lines, end).into_iter().collect();
        mistake(found, lines).with_fix(fix)
    }
}

/// The line after front matter that is written as JSON, which YAML reads as well.
fn json_end(lines: &[Line], first: usize) -> Option<usize> {
    let text = lines[first].text.trim_end();
    let inner = text.strip_prefix('{')?;
    let closes = |at: &usize| match lines[*at].text.trim_end() {
        "}" => true,
        one_line => *at == first && one_line.ends_with('}'),
    };
    let is_json = inner.is_empty() || inner.trim_start().starts_with('"');
    (first..lines.len())
        .filter(|_| is_json)
        .find(closes)
        .map(|closing| closing + 1)
}

/// The opening and closing lines of front matter below other text.
fn block_below(lines: &[Line], first: usize) -> Option<(usize, usize)> {
    /// Further down a `---` is a rule between parts of the text.
    const MAX_ABOVE: usize = 20;
    let first_below = |at: usize| lines[at + 1..].iter().find(|line| !is_gap(&line.text));
    let opens = |at: &usize| {
        is_delimiter(&lines[*at]) && first_below(*at).is_some_and(|line| has_plain_key(&line.text))
    };
    let opening = (first + 1..lines.len().min(first + MAX_ABOVE)).find(opens)?;
    let closing = (opening + 1..lines.len()).find(|&at| is_delimiter(&lines[at]))?;
    Some((opening, closing))
}

/// The line after the last one that can belong to front matter without a closing `---`.
///
/// A line with a mistake in it looks like text, and there may be keys below it: if the front matter
/// ended above them, they would be published. So it goes on at a known key, or at a line meant as
/// `---` without an empty line above.
fn front_matter_end(lines: &[Line], first: usize, names: &KeyNames) -> usize {
    /// A value may have so many lines by mistake; a text is longer.
    const MAX_LINES: usize = 5;
    let (mut end, mut in_quotes) = (first, false);
    // Of the lines that look like text, since `end`.
    let (mut count, mut is_parted) = (0, false);
    for (at, line) in lines.iter().enumerate().skip(first) {
        let text = line.text.as_str();
        if is_blank(text) && !in_quotes {
            is_parted |= count > 0;
            continue;
        }
        let is_closing = is_like_delimiter(text) && indent(text) == 0 && text.trim() != "-";
        if is_closing && !is_parted {
            return at;
        }
        if is_closing || count > MAX_LINES {
            break;
        }
        let belongs = in_quotes || belongs(text, end == at, names);
        if belongs && count == 0 || names.heads(text) {
            let ends_quotation = in_quotes && closing_quote(text, 0, '"').is_some();
            in_quotes ^= ends_quotation || !in_quotes && leaves_quote_open(text);
            (end, count, is_parted) = (at + 1, 0, false);
        } else if is_markdown(text) {
            break;
        } else {
            is_parted |= count == 0 && end < at;
            count += usize::from(!is_comment(text));
        }
    }
    end
}

/// True if a line looks like an entry or a part of one; `is_near` if it is right below one.
fn belongs(text: &str, is_near: bool, names: &KeyNames) -> bool {
    let is_entry = has_plain_key(text)
        || is_dash(text.trim_start()) && text.trim() != "-"
        || text.starts_with(' ') && text.trim() != "---";
    let is_typo = text.starts_with('-') && !is_like_delimiter(text) || is_glued_key(text);
    // Below an empty line such a line is rather part of the text, as a heading is.
    let is_note = text.starts_with('#') && !text.starts_with("##");
    is_entry || is_typo || is_near && (is_note || names.begins(text) || bullet(text).is_some())
}

/// True if a value opens with a double quotation mark and goes on over the next lines.
fn leaves_quote_open(text: &str) -> bool {
    let value = key_colon(text).map_or("", |colon| text[colon + 1..].trim_start());
    value.starts_with('"') && closing_quote(value, 1, '"').is_none()
}

/// The edit that closes front matter whose content ends before line `end`.
fn closing_edit(lines: &[Line], end: usize) -> Option<Edit> {
    match lines.get(end) {
        Some(line) if is_delimiter(line) => None,
        Some(line) if is_like_delimiter(&line.text) || line.text.starts_with(FENCE) => {
            Some(replace(line, "---"))
        }
        _ => Some(insert(end + 1, "---")),
    }
}

/// Front matter without a key.
pub(super) fn empty(front: &[Line], file: &[Line]) -> Mistake {
    let columns = 0..front[0].text.trim_end().len();
    let begins = front[0].number;
    let Some(real) = real_front_matter(begins, file) else {
        return mistake(Correction::new(Kind::Empty, 0, columns), front);
    };
    let above = file[..real - 1].iter().rfind(|line| is_delimiter(line));
    let key = shortened(file[real - 1].text.trim());
    let found = Correction::new(Kind::EmptyAbove, 0, columns).with(&key, &real.to_string());
    let opening = above.map_or(begins, |line| line.number);
    let fix = file[begins - 1..opening - 1].iter().map(delete).collect();
    mistake(found, front).with_fix(fix)
}

/// Front matter that is a list or one text.
pub(super) fn not_a_map(front: &[Line], file: &[Line]) -> Mistake {
    let first = (1..front.len())
        .find(|&at| !is_gap(&front[at].text))
        .unwrap_or(0);
    let (text, column) = (&front[first].text, indent(&front[first].text));
    let is_list = is_dash(&text[column..]);
    let shown = shortened(text.trim());
    let found = |kind: Kind, two: &str| {
        Correction::new(kind, first, column..text.trim_end().len()).with(&shown, two)
    };
    let begins = front[first].number;
    if let Some(real) = real_front_matter(begins, file) {
        let fix = file[begins - 1..real - 1].iter().map(delete).collect();
        return mistake(found(Kind::KeysBelow, &real.to_string()), front).with_fix(fix);
    }
    if is_list || front[first + 1..].iter().any(|line| !is_gap(&line.text)) {
        let what = if is_list { "a list" } else { "plain text" };
        return mistake(found(Kind::NoKeys, what), front);
    }
    let title = in_quotes(&[text.trim().trim_matches('"').to_owned()], false).concat();
    let title = format!("title: {title}");
    let fix = vec![replace(&front[first], &title)];
    mistake(found(Kind::Title, &title), front).with_fix(fix)
}

/// The line of the first key below a stray list, if there is only more of the like between.
fn real_front_matter(from: usize, file: &[Line]) -> Option<usize> {
    let is_debris = |line: &&Line| {
        let text = line.text.trim();
        is_gap(text) || is_dash(text) || is_like_delimiter(text) || text.starts_with("<!--")
    };
    let key = file[from - 1..].iter().find(|line| !is_debris(line))?;
    let is_key = has_plain_key(&key.text) && indent(&key.text) == 0;
    (is_key && file[key.number..].iter().any(is_delimiter)).then_some(key.number)
}

/// A second front matter right below the first, whose keys would be published as text; `body` is
/// where the text begins.
pub fn twice(text: &str, body: usize, names: &KeyNames) -> Option<Mistake> {
    // Nearly every file ends here.
    let begins = text[body..].lines().find(|line| !is_blank(line))?;
    let is_delimited = begins.trim_end() == "---";
    let is_comment_first = is_comment(begins);
    if !is_delimited && !is_comment_first && !names.heads(begins) {
        return None;
    }
    let all = lines(text);
    let closing = all.iter().rposition(|line| line.start < body)?;
    let is_between = |at: &usize| is_blank(&all[*at].text) || is_delimiter(&all[*at]);
    let is_note = |at: &usize| {
        is_between(at) || (is_delimited || is_comment_first) && is_comment(&all[*at].text)
    };
    let first = (closing + 1..all.len()).find(|at| !is_note(at))?;
    let end = front_matter_end(&all, first, names);
    let heads = all[first..end]
        .iter()
        .filter(|line| names.heads(&line.text))
        .count();
    let is_closed = all
        .get(end)
        .is_some_and(|line| is_like_delimiter(&line.text));
    // A single line may be a sentence that starts with the word of a key.
    let is_front_matter = if is_comment_first {
        heads >= 2 && is_closed
    } else {
        heads >= 2 || is_closed
    };
    if !names.heads(&all[first].text) || !is_front_matter {
        return None;
    }
    let key = &all[first].text[..key_colon(&all[first].text)?];
    let mut found = Correction::new(Kind::Twice, first, 0..key.len()).with(key.trim(), "");
    found.also = Some((closing, 0..3, "ends here"));
    let keys = |range: Range<usize>| {
        let is_head = |line: &&Line| indent(&line.text) == 0 && has_plain_key(&line.text);
        all[range]
            .iter()
            .filter(is_head)
            .map(|line| first_word(&line.text))
            .collect::<Vec<&str>>()
    };
    // Which of two values counts is for the author to say.
    let above = keys(0..closing);
    if keys(first..end).iter().any(|key| above.contains(key)) {
        return Some(mistake(found, &all));
    }
    let between = (closing..first)
        .filter(is_between)
        .map(|at| delete(&all[at]));
    let fix = between.chain(closing_edit(&all, end)).collect();
    Some(mistake(found, &all).with_fix(fix))
}
