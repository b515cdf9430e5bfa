//! Brackets in a line that were meant as a link, a picture or a footnote.

use std::ops::Range;

use crate::report::{Finding, rules};
use crate::source::slug::slug;

/// A mark that does not work, with its bytes in the line.
pub(super) struct BrokenMark {
    pub(super) range: Range<usize>,
    pub(super) finding: Finding,
}

/// The brackets of a line that make no link, picture or footnote.
///
/// `line` is the visible text, in which the brackets are matched. `written` begins with the same
/// line as the author wrote it, from which words are quoted.
pub(super) fn broken_brackets(line: &str, written: &str) -> Vec<BrokenMark> {
    let closings = Closings::of(line);
    let mut broken: Vec<BrokenMark> = vec![];
    for (open, _) in line.match_indices(['[', '(']) {
        if broken.last().is_some_and(|last| last.range.end > open) {
            continue;
        }
        let at = Bracket {
            line,
            written,
            closings: &closings,
            open,
        };
        broken.extend(at.footnote());
        // `list[0](x)` is code that somebody forgot to mark. Only a footnote's mark joins a word.
        let joins_word = line[..open].ends_with(|letter: char| {
            letter.is_alphanumeric() || matches!(letter, ']' | ')' | '_')
        });
        if !joins_word {
            broken.extend(
                at.wiki_link()
                    .or_else(|| at.swapped_link())
                    .or_else(|| at.reference())
                    .or_else(|| at.broken_link()),
            );
        }
    }
    broken
}

/// Bytes of the words or of the address of a mark that somebody may have meant. What is between
/// brackets further apart is not looked at, or a line of brackets would take quadratic time.
const MAX_INSIDE: usize = 1_000;

/// Where the brackets of a line close, found in one pass.
struct Closings {
    /// Each `]`.
    square: Vec<usize>,
    /// Each `]]`.
    double: Vec<usize>,
    /// Each `)`.
    round: Vec<usize>,
    /// Each `(` that closes, with its `)`.
    pairs: Vec<(usize, usize)>,
}

impl Closings {
    fn of(line: &str) -> Closings {
        let mut open = vec![];
        let mut pairs = vec![];
        for (at, bracket) in line.match_indices(['(', ')']) {
            if bracket == "(" {
                open.push(at);
            } else if let Some(begin) = open.pop() {
                pairs.push((begin, at));
            }
        }
        pairs.sort_unstable();
        let places = |text: &str| line.match_indices(text).map(|(at, _)| at).collect();
        let square: Vec<usize> = places("]");
        let is_double = |at: &usize| line[at + 1..].starts_with(']');
        Closings {
            double: square.iter().copied().filter(is_double).collect(),
            square,
            round: places(")"),
            pairs,
        }
    }

    /// The `)` of the `(` at a byte.
    fn of_round(&self, open: usize) -> Option<usize> {
        let at = self.pairs.binary_search_by_key(&open, |(open, _)| *open);
        at.ok().map(|at| self.pairs[at].1)
    }
}

/// The text from a byte of the line to the next of some places, if that is near enough.
fn until<'l>(line: &'l str, from: usize, places: &[usize]) -> Option<&'l str> {
    let end = *places.get(places.partition_point(|place| *place < from))?;
    (end - from <= MAX_INSIDE).then(|| &line[from..end])
}

/// A bracket or parenthesis that opens.
struct Bracket<'l> {
    line: &'l str,
    written: &'l str,
    closings: &'l Closings,
    open: usize,
}

impl<'l> Bracket<'l> {
    /// The words in square brackets, and the visible text after them.
    fn words(&self) -> Option<(&'l str, &'l str)> {
        self.line[self.open..].strip_prefix('[')?;
        let words = until(self.line, self.open + 1, &self.closings.square)?;
        let after = &self.line[self.open + "[]".len() + words.len()..];
        Some((&self.written[self.open + 1..][..words.len()], after))
    }

    /// The text of the line from the beginning of `after`, its rest, up to the next `]`.
    fn in_square(&self, after: &'l str) -> Option<&'l str> {
        until(
            self.line,
            self.line.len() - after.len(),
            &self.closings.square,
        )
    }

    /// `!` if a picture was meant.
    fn mark(&self) -> &'static str {
        if self.line[..self.open].ends_with('!') {
            "!"
        } else {
            ""
        }
    }

    /// The link or picture as it should be written.
    fn link(&self, words: &str, address: &str) -> String {
        format!("write `{}[{words}]({address})`", self.mark())
    }

    fn not_a_link(&self, length: usize, why: &str, help: String) -> BrokenMark {
        let range = self.open - self.mark().len()..self.open + length;
        let what = if self.mark().is_empty() {
            "link"
        } else {
            "picture"
        };
        let message = format!("`{}` is not a {what}{why}", &self.written[range.clone()]);
        BrokenMark {
            range,
            finding: Finding::warning(rules::NOT_A_LINK, message).help(help),
        }
    }

    /// `[^2]`
    fn footnote(&self) -> Option<BrokenMark> {
        let (words, after) = self.words()?;
        let label = words
            .strip_prefix('^')
            .filter(|label| is_label(label) && !after.starts_with(':'))?;
        let help = if self.open == 0 && after.starts_with(' ') {
            let text = self.written[words.len() + 2..].lines().next()?;
            format!("add a colon after it: `[^{label}]:{text}`")
        } else {
            format!("add a line `[^{label}]: …` below the text")
        };
        let message = format!("the footnote `{label}` has no text");
        Some(BrokenMark {
            range: self.open..self.open + "[]".len() + words.len(),
            finding: Finding::warning(rules::FOOTNOTE_WITHOUT_TEXT, message).help(help),
        })
    }

    /// `[[cold-homes]]`, `[[Cold homes|the words]]`
    fn wiki_link(&self) -> Option<BrokenMark> {
        self.line[self.open..].strip_prefix("[[")?;
        let name = until(self.line, self.open + "[[".len(), &self.closings.double)?;
        if !name.starts_with(char::is_alphabetic) || name.contains(['[', ']']) {
            return None;
        }
        let (target, words) = name
            .split_once('|')
            .unwrap_or((name, "What the page is about"));
        let file = if is_address(target) {
            target.to_owned()
        } else {
            format!("{}.md", slug(target))
        };
        let length = "[[]]".len() + name.len();
        let why = ": `[[ ]]` does not make one here";
        Some(self.not_a_link(length, why, self.link(words, &file)))
    }

    /// `(cold homes)[cold-homes.md]`
    fn swapped_link(&self) -> Option<BrokenMark> {
        self.line[self.open..].strip_prefix('(')?;
        let words = until(self.line, self.open + 1, &self.closings.round)?;
        let after = &self.line[self.open + 1 + words.len()..];
        let target = self.in_square(after.strip_prefix(")[")?)?;
        let length = "()[]".len() + words.len() + target.len();
        let why = ": its brackets are the wrong way round";
        is_address(target).then(|| self.not_a_link(length, why, self.link(words, target)))
    }

    /// `[cold homes][report]`
    fn reference(&self) -> Option<BrokenMark> {
        let (words, after) = self.words()?;
        let label = self.in_square(after.strip_prefix('[')?)?;
        let length = "[][]".len() + words.len() + label.len();
        if is_address(label) {
            let why = ": an address goes in parentheses";
            return Some(self.not_a_link(length, why, self.link(words, label)));
        }
        let has_letters = |text: &str| text.contains(char::is_alphabetic);
        // `[sic][emphasis added]` is what an editor writes.
        let is_label = label.is_empty() || has_letters(label) && !label.contains(['[', ' ']);
        if !is_label || !has_letters(words) || words == "sic" {
            return None;
        }
        let name = if label.is_empty() { words } else { label };
        let why = format!(": no line `[{name}]: …` says where it leads");
        let help = self.link(words, "…") + " with the address in the parentheses";
        Some(self.not_a_link(length, &why, help))
    }

    /// `[cold homes](cold homes.md)` and `[cold homes] (cold-homes.md)`
    fn broken_link(&self) -> Option<BrokenMark> {
        let (words, after) = self.words()?;
        let target = after.trim_start_matches(' ').strip_prefix('(')?;
        let spaces = after.len() - target.len() - "(".len();
        let begin = self.line.len() - target.len();
        let end = self.closings.of_round(begin - 1)?;
        let target = Some(&self.line[begin..end]).filter(|target| target.len() <= MAX_INSIDE)?;
        // A web address after a space is reported as one that is not a link.
        let is_meant = match spaces {
            0 => is_address(target),
            1 => is_address(target) && !target.contains(' ') && !target.starts_with("http"),
            _ => false,
        };
        if !is_meant {
            return None;
        }
        let (why, address) = match repaired(target) {
            _ if spaces == 1 => (
                ": there is a space between `]` and `(`",
                Some(target.to_owned()),
            ),
            address if target.contains("{{") => (": casebook does not process `{{ }}`", address),
            Some(address) => (": an address cannot have spaces", Some(address)),
            None => ("", None),
        };
        let length = "[]()".len() + words.len() + spaces + target.len();
        let help = self.link(words, address.as_deref().unwrap_or("…"));
        Some(self.not_a_link(length, why, help))
    }
}

/// Whether a text can only be meant as an address, by its beginning or the ending of a file.
fn is_address(text: &str) -> bool {
    const BEGINNINGS: [&str; 10] = [
        "http://", "https://", "www.", "mailto:", "tel:", "/", "./", "../", "#", "{{",
    ];
    BEGINNINGS
        .iter()
        .any(|beginning| text.starts_with(beginning))
        || text.split(' ').any(has_file_ending)
}

fn has_file_ending(word: &str) -> bool {
    let path = word.split(['#', '?']).next().unwrap_or_default();
    path.rsplit_once('.').is_some_and(|(_, ending)| {
        matches!(ending.len(), 2..=5)
            && ending.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Whether a text can be a footnote's label.
fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
}

/// An address without what keeps it from being one. `None` if only its author can tell.
fn repaired(target: &str) -> Option<String> {
    // Other programs make an address from `{{ }}`, most of them from one between quotes.
    if target.contains("{{") {
        return target
            .split('"')
            .nth(1)
            .filter(|address| address.starts_with('/'))
            .map(str::to_owned);
    }
    let (first, rest) = target.split_once(' ')?;
    // After an address, other programs read a size or words.
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
        // The space may be within the host's name.
        let is_host_split = rest.starts_with('.') || first.ends_with(['.', '/']);
        return Some(if is_host_split {
            format!("{first}{rest}").replace(' ', "%20")
        } else if host.contains('/') {
            target.replace(' ', "%20")
        } else {
            // Words after a host's name are not part of the address.
            first.to_owned()
        });
    }
    // The id of a heading is its words with dashes between them.
    let (path, heading) = target
        .split_once('#')
        .map_or((target, None), |(path, heading)| (path, Some(heading)));
    let heading = heading.map_or(String::new(), |heading| format!("#{}", slug(heading)));
    Some(format!("{}{heading}", path.trim().replace(' ', "%20")))
}
