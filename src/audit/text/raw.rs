//! Marks of Markdown that a slip keeps from working, so that readers see them as they were typed.
//!
//! What is looked through is [`Shown`]: the words of a text at their very places, all else blank.
//! So nothing in it is a link, a picture, a table or code, and what looks like one there was meant
//! as one.

use std::ops::Range;

use crate::report::{Finding, Report, Rule, rules};
use crate::source::{Source, Span, slug::slug};

/// The words of a text, each at its place; blanks where code, links, pictures and the marks of
/// Markdown stand.
pub struct Shown {
    bytes: Vec<u8>,
}

impl Shown {
    pub fn of(text: &str) -> Shown {
        Shown {
            bytes: text
                .bytes()
                .map(|byte| if byte == b'\n' { byte } else { b' ' })
                .collect(),
        }
    }

    /// Adds words that are shown as they stand in the text.
    pub fn add(&mut self, text: &str, range: Range<usize>) {
        // A sign behind a backslash is meant to be seen.
        let escaped = text[..range.start].ends_with('\\');
        let first = text[range.clone()].chars().next().map_or(0, char::len_utf8);
        let start = range.start + if escaped { first } else { 0 };
        self.bytes[start..range.end].copy_from_slice(&text.as_bytes()[start..range.end]);
    }

    fn into_text(self) -> String {
        String::from_utf8(self.bytes).expect("whole letters were added")
    }
}

/// Tells of every such slip. `start` is the byte of the source at which the text begins; gives the
/// places in the text that were told of as links.
pub fn raw(shown: Shown, source: &Source, start: usize, report: &mut Report) -> Vec<Span> {
    let shown = shown.into_text();
    let place = |from: usize, to: usize| source.place(Span::new(from, to).shifted(start));
    let (mut links, mut at) = (vec![], 0);
    let lines = shown.split_inclusive('\n').map(|line| {
        at += line.len();
        (at - line.len(), line.trim_end())
    });
    let lines: Vec<(usize, &str)> = lines.collect();
    // Whose text stands there without its colon is told of there.
    let begun: Vec<&str> = lines
        .iter()
        .filter_map(|(_, line)| Some(line.strip_prefix("[^")?.split_once("] ")?.0))
        .collect();
    for (at, line) in &lines {
        for Slip { range, finding } in slips(line, &source.text[start + at..]) {
            let label = line[range.clone()]
                .trim_start_matches("[^")
                .trim_end_matches(']');
            if finding.rule == FOOTNOTE && range.start > 0 && begun.contains(&label) {
                continue;
            }
            if finding.rule == NOT_A_LINK {
                links.push(Span::new(at + range.start, at + range.end));
            }
            report.add(finding.at(place(at + range.start, at + range.end), SHOWN));
        }
        let at_line = |from: usize| place(at + from, at + line.len());
        report.all(note(line).map(|(from, finding)| finding.at(at_line(from), SHOWN)));
        report.all(heading(line).map(|finding| finding.at(at_line(0), SHOWN)));
    }
    for rows in lines.chunk_by(|(_, above), (_, below)| is_row(above) == is_row(below)) {
        if let [(at, first), (_, second), ..] = rows
            && is_row(first)
            && first.matches('|').count() > 2
        {
            report.add(table(first, second).at(place(*at, at + first.len()), SHOWN));
        }
    }
    links
}

const SHOWN: &str = "readers see it as it is typed";
const NOT_A_LINK: Rule = rules::NOT_A_LINK;
const FOOTNOTE: Rule = rules::FOOTNOTE_WITHOUT_TEXT;

/// What was meant as a mark, where in its line.
struct Slip {
    range: Range<usize>,
    finding: Finding,
}

/// Links, pictures and footnotes that are none, in a line as it is shown and as it was `written`.
fn slips(line: &str, written: &str) -> Vec<Slip> {
    let mut slips: Vec<Slip> = vec![];
    for (open, _) in line.match_indices(['[', '(']) {
        if slips.last().is_some_and(|last| last.range.end > open) {
            continue;
        }
        let at = Bracket {
            line,
            written,
            open,
        };
        // `list[0](x)` is code that somebody forgot to mark; a footnote's mark does join a word.
        let joins = line[..open].ends_with(|letter: char| {
            letter.is_alphanumeric() || matches!(letter, ']' | ')' | '_')
        });
        slips.extend(at.footnote());
        if !joins {
            slips.extend(
                at.of_wikis()
                    .or_else(|| at.turned())
                    .or_else(|| at.labelled())
                    .or_else(|| at.addressed()),
            );
        }
    }
    slips
}

/// A bracket or parenthesis that opens, in a line as it is shown and as it was written.
struct Bracket<'l> {
    line: &'l str,
    written: &'l str,
    open: usize,
}

impl<'l> Bracket<'l> {
    /// The words in square brackets, and what is shown behind them.
    fn words(&self) -> Option<(&'l str, &'l str)> {
        let inside = self.line[self.open..].strip_prefix('[')?;
        let (words, behind) = inside.split_at(inside.find(']')?);
        Some((&self.written[self.open + 1..][..words.len()], &behind[1..]))
    }

    /// `!` where it is a picture that was meant.
    fn mark(&self) -> &'static str {
        if self.line[..self.open].ends_with('!') {
            "!"
        } else {
            ""
        }
    }

    fn not_a_link(&self, length: usize, why: &str, help: String) -> Slip {
        let range = self.open - self.mark().len()..self.open + length;
        let what = if self.mark().is_empty() {
            "link"
        } else {
            "picture"
        };
        let message = format!("`{}` is no {what}{why}", &self.written[range.clone()]);
        Slip {
            range,
            finding: Finding::warning(NOT_A_LINK, message).help(help),
        }
    }

    /// `[^2]`
    fn footnote(&self) -> Option<Slip> {
        let (words, behind) = self.words()?;
        let label = words
            .strip_prefix('^')
            .filter(|label| is_label(label) && !behind.starts_with(':'))?;
        let help = match self.open == 0 && behind.starts_with(' ') {
            true => format!(
                "put a colon behind it: `[^{label}]:{}`",
                self.written[words.len() + 2..].lines().next()?
            ),
            false => format!("add a line `[^{label}]: …` below the text"),
        };
        let finding =
            Finding::warning(FOOTNOTE, format!("the footnote `{label}` has no text")).help(help);
        Some(Slip {
            range: self.open..self.open + "[]".len() + words.len(),
            finding,
        })
    }

    /// `[[cold-homes]]`, `[[Cold homes|the words]]`
    fn of_wikis(&self) -> Option<Slip> {
        let inside = self.line[self.open..].strip_prefix("[[")?;
        let name = &inside[..inside.find("]]")?];
        let is_name = name.starts_with(char::is_alphabetic) && !name.contains(['[', ']']);
        let (target, words) = name.split_once('|').unwrap_or((name, "What stands there"));
        let file = if is_address(target) {
            target.to_owned()
        } else {
            format!("{}.md", slug(target))
        };
        let help = || format!("write `{}[{words}]({file})`", self.mark());
        is_name.then(|| self.not_a_link("[[]]".len() + name.len(), ", but a mark of wikis", help()))
    }

    /// `(cold homes)[cold-homes.md]`
    fn turned(&self) -> Option<Slip> {
        let inside = self.line[self.open..].strip_prefix('(')?;
        let (words, behind) = inside.split_at(inside.find(')')?);
        let target = behind.strip_prefix(")[")?;
        let target = &target[..target.find(']')?];
        let length = "()[]".len() + words.len() + target.len();
        let help = || format!("write `{}[{words}]({target})`", self.mark());
        is_address(target)
            .then(|| self.not_a_link(length, ": its brackets are the wrong way round", help()))
    }

    /// `[cold homes][report]`
    fn labelled(&self) -> Option<Slip> {
        let (words, behind) = self.words()?;
        let label = behind.strip_prefix('[')?;
        let label = &label[..label.find(']')?];
        let has_letters = |text: &str| text.contains(char::is_alphabetic);
        // `[sic][emphasis added]` is what an editor writes.
        let is_label = label.is_empty() || has_letters(label) && !label.contains(['[', ' ']);
        let is_meant = has_letters(words) && words != "sic" && is_label;
        let length = "[][]".len() + words.len() + label.len();
        if is_address(label) {
            let help = format!("write `{}[{words}]({label})`", self.mark());
            return Some(self.not_a_link(length, ": an address stands in parentheses", help));
        }
        let why = format!(
            ": no line `[{}]: …` says where it leads",
            if label.is_empty() { words } else { label }
        );
        let help = || {
            format!(
                "write `{}[{words}](…)` with the address in the parentheses",
                self.mark()
            )
        };
        is_meant.then(|| self.not_a_link(length, &why, help()))
    }

    /// `[cold homes](cold homes.md)` and `[cold homes] (cold-homes.md)`
    fn addressed(&self) -> Option<Slip> {
        let (words, behind) = self.words()?;
        let target = behind.trim_start_matches(' ').strip_prefix('(')?;
        let spaces = behind.len() - target.len() - "(".len();
        let target = &target[..closing(target)?];
        // A web address behind a space is told as one that is no link.
        let is_meant = match spaces {
            0 => is_address(target),
            1 => is_address(target) && !target.contains(' ') && !target.starts_with("http"),
            _ => false,
        };
        let (why, address) = match mended(target) {
            _ if spaces == 1 => (": a space stands between `]` and `(`", target.to_owned()),
            address if target.contains("{{") => (
                ": nobody reads what stands in `{{ }}`",
                address.unwrap_or_else(|| "…".to_owned()),
            ),
            Some(mended) => (": a space ends an address", mended),
            None => ("", "…".to_owned()),
        };
        let help = format!("write `{}[{words}]({address})`", self.mark());
        is_meant.then(|| {
            self.not_a_link(
                "[]()".len() + words.len() + spaces + target.len(),
                why,
                help,
            )
        })
    }
}

/// Where the parenthesis ends that is open before a text.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    text.char_indices().find_map(|(at, letter)| {
        match letter {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        (open == 0).then_some(at)
    })
}

/// Whether a text can only be meant as an address: by how it begins, or by the ending of a file.
fn is_address(text: &str) -> bool {
    const BEGINNINGS: [&str; 10] = [
        "http://", "https://", "www.", "mailto:", "tel:", "/", "./", "../", "#", "{{",
    ];
    let has_ending = |word: &str| {
        let path = word.split(['#', '?']).next().unwrap_or_default();
        let ending = path.rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| {
            matches!(ending.len(), 2..=5)
                && ending.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    BEGINNINGS
        .iter()
        .any(|beginning| text.starts_with(beginning))
        || text.split(' ').any(has_ending)
}

fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
}

/// An address without what keeps it from being one; `None` where that is for its author to say.
fn mended(target: &str) -> Option<String> {
    // What other programs make an address of, most of them from one between quotes.
    if target.contains("{{") {
        return target
            .split('"')
            .nth(1)
            .filter(|address| address.starts_with('/'))
            .map(str::to_owned);
    }
    let (first, rest) = target.split_once(' ')?;
    // A size or words that some other program reads.
    if is_address(first) && rest.trim_start().starts_with(['=', '"', '“', '\'', '{']) {
        return Some(first.to_owned());
    }
    if target.starts_with("tel:") {
        return Some(target.replace(' ', ""));
    }
    if target.starts_with("mailto:") {
        let (address, query) = target.split_at(target.find('?').unwrap_or(target.len()));
        return Some(address.replace(' ', "") + &query.replace(' ', "%20"));
    }
    if let Some((_, host)) = first.split_once("://") {
        return Some(match rest.starts_with('.') || first.ends_with(['.', '/']) {
            // The host itself was written in two.
            true => format!("{first}{rest}").replace(' ', "%20"),
            // Words behind a host are no part of its address.
            false if !host.contains('/') => first.to_owned(),
            false => target.replace(' ', "%20"),
        });
    }
    // The id of a heading is its words with dashes between them.
    let (path, heading) = target
        .split_once('#')
        .map_or((target, None), |(path, heading)| (path, Some(heading)));
    let heading = heading.map_or(String::new(), |heading| format!("#{}", slug(heading)));
    Some(format!("{}{heading}", path.trim().replace(' ', "%20")))
}

/// The beginning of a note that does not end.
fn note(line: &str) -> Option<(usize, Finding)> {
    let at = line.find("<!--")?;
    let finding = Finding::warning(
        rules::COMMENT_NOT_CLOSED,
        "the note that begins here does not end",
    );
    Some((at, finding.help("write `-->` where it ends")))
}

/// `##The challenge`; a single `#` may be the hashtag that it looks like.
fn heading(line: &str) -> Option<Finding> {
    let signs = line.len() - line.trim_start_matches('#').len();
    let words = &line[signs..];
    let is_heading = matches!(signs, 2..=6) && words.starts_with(char::is_alphanumeric);
    let signs = &line[..signs];
    is_heading.then(|| {
        Finding::warning(
            rules::HEADING_WITHOUT_SPACE,
            format!("`{signs}{words}` is no heading"),
        )
        .help(format!(
            "put a space behind the number signs: `{signs} {words}`"
        ))
    })
}

/// Whether a line stands between upright lines, as a row of a table does.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 1 && line.starts_with('|') && line.ends_with('|')
}

fn table(first: &str, second: &str) -> Finding {
    let line = format!(
        "|{}",
        " --- |".repeat(first.trim().matches('|').count() - 1)
    );
    let (why, help) = match second
        .chars()
        .all(|letter| matches!(letter, '|' | '-' | ':' | ' '))
    {
        true => (
            "the line below the first has another number of columns",
            format!("write `{line}` in its place"),
        ),
        false => (
            "no line of dashes stands below the first",
            format!("add a line `{line}` below the first"),
        ),
    };
    Finding::warning(
        rules::TABLE_WITHOUT_LINE,
        format!("these rows are no table, because {why}"),
    )
    .help(help)
}
