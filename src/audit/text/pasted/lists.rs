//! Lines that begin with marks of another program's list.

use super::{Shown, and_more, quoted};
use crate::audit::text::structure::BlockKind;
use crate::report::{Edit, Finding, rules};

/// Marks of lists in Word and the like. Nothing else begins with them.
const BULLETS: &str = "•·‣▪●⁃○■□◦∙➢►\u{f0b7}\u{f0a7}\u{f0d8}";

/// Marks that say something, and stay.
const TICKS: &str = "✓✔✗✘";

/// Numbers in letters, in order.
const ROMAN: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

/// What an item of a list begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    /// `•`, in any place of a text.
    Bullet(char),
    /// `–` and `o `, which may begin a line by accident, and `-one`, without its space.
    Sign(char),
    /// `1.one` and `(1) one`, with the number.
    Number(usize),
    /// `a) one` and `(a) one`, with the number of the letter, and whether it is Roman.
    Letter(usize, bool),
}

impl Mark {
    /// The mark that a line begins with, and what is after it.
    fn of(line: &str) -> Option<(Mark, &str)> {
        let first = line.chars().next()?;
        let after = &line[first.len_utf8()..];
        let rest = after.trim_start();
        let is_spaced = rest.len() < after.len();
        let begins_word = after.starts_with(char::is_alphabetic);
        let mark = match first {
            _ if BULLETS.contains(first) || TICKS.contains(first) => Mark::Bullet(first),
            '§' if is_spaced && rest.starts_with(char::is_alphabetic) => Mark::Bullet(first),
            '–' | '—' if is_spaced || begins_word => Mark::Sign(first),
            '-' | '*' | '+' if begins_word => Mark::Sign(first),
            'o' if is_spaced => Mark::Sign(first),
            _ => return Mark::numbered(line),
        };
        (!rest.is_empty()).then_some((mark, rest))
    }

    /// `1.one`, `(1) one`, `a) one`, `(a) one`, `i. one`
    fn numbered(line: &str) -> Option<(Mark, &str)> {
        let inside = line.strip_prefix('(');
        let label = inside.unwrap_or(line);
        let end = label.find(['.', ')']).filter(|end| matches!(end, 1..=4))?;
        let (label, after) = label.split_at(end);
        let rest = after[1..].trim_start();
        let is_spaced = rest.len() + 1 < after.len();
        let closes = inside.is_none() || after.starts_with(')');
        if !closes || !rest.starts_with(|first: char| first.is_alphabetic() || first == '*') {
            return None;
        }
        if let Ok(number) = label.parse() {
            // `1. one` is a list of Markdown.
            return (inside.is_some() || !is_spaced).then_some((Mark::Number(number), rest));
        }
        let is_letter = label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_lowercase());
        let letter = label.bytes().next().filter(|_| is_letter);
        let mark = match ROMAN.iter().position(|roman| *roman == label) {
            Some(number) => Mark::Letter(number + 1, true),
            None => Mark::Letter(usize::from(letter? - b'a') + 1, false),
        };
        is_spaced.then_some((mark, rest))
    }

    /// Whether an item with this mark can come after one with `last`.
    fn follows(&self, last: &Mark) -> bool {
        match (self, last) {
            (Mark::Number(number), Mark::Number(last)) => *number == last + 1,
            // `i` is a letter as well as a number.
            (Mark::Letter(number, _), Mark::Letter(last, _)) => *number == last + 1,
            (Mark::Bullet(sign), Mark::Bullet(last)) => {
                sign == last || TICKS.contains(*sign) && TICKS.contains(*last)
            }
            _ => self == last,
        }
    }

    /// Whether the first item of a list can have this mark.
    fn may_begin(&self) -> bool {
        !matches!(self, Mark::Letter(2.., _))
    }

    /// How Markdown writes the mark; `None` if it has no such list.
    fn in_markdown(&self) -> Option<String> {
        match self {
            Mark::Bullet(tick) if TICKS.contains(*tick) => Some(format!("- {tick} ")),
            Mark::Bullet(_) | Mark::Sign(_) => Some("- ".to_owned()),
            Mark::Number(number) => Some(format!("{number}. ")),
            Mark::Letter(..) => None,
        }
    }
}

/// A line that was meant as an item.
struct Item<'a> {
    start: usize,
    line: &'a str,
    mark: Mark,
    rest: &'a str,
    /// Whether a paragraph begins with it.
    is_first: bool,
}

/// The finding for lists that are no lists.
pub(super) fn list_marks(shown: Shown) -> Option<Finding> {
    let lists = lists(shown);
    let first = lists.first()?.first()?;
    let mark = &first.line.trim_start()[..first.line.trim_start().len() - first.rest.len()];
    let mark = match first.mark {
        Mark::Number(_) | Mark::Letter(..) | Mark::Sign('o') => mark.trim_end(),
        _ => &mark[..mark.chars().next().map_or(0, char::len_utf8)],
    };
    let is_joined = matches!(first.mark, Mark::Sign('-' | '*' | '+'))
        || matches!(first.mark, Mark::Number(_)) && !mark.starts_with('(');
    let message = if is_joined {
        format!("`{mark}` makes no list without a space after it")
    } else {
        format!("`{mark}` does not make a list")
    };
    let others = lists.iter().map(Vec::len).sum::<usize>() - 1;
    let help = match first.mark.in_markdown() {
        Some(new) => format!("write `{new}{}`", quoted(first.rest)),
        None => format!("use numbers: `1. {}`", quoted(first.rest)),
    };
    let mut edits = vec![];
    // The letter `o` may be a word, so lists of it are never changed together with others.
    let are_letters = lists
        .iter()
        .flatten()
        .all(|item| item.mark == Mark::Sign('o'));
    for (place, item) in lists.iter().flat_map(|list| list.iter().enumerate()) {
        let Some(new) = item.mark.in_markdown() else {
            continue;
        };
        if item.mark == Mark::Sign('o') && !are_letters {
            continue;
        }
        let line = shown.at.line_number(item.start);
        // In a paragraph, only the number 1 begins a list.
        if place == 0 && !item.is_first && matches!(item.mark, Mark::Number(2..)) {
            edits.push(Edit::Insert {
                line,
                new: String::new(),
            });
        }
        let indent = &item.line[..item.line.len() - item.line.trim_start().len()];
        edits.push(Edit::Replace {
            line,
            new: format!("{indent}{new}{}", item.rest),
        });
    }
    let label = and_more("runs together with the lines around it", others);
    let found = Finding::warning(rules::LIST_MARK, message).help(help);
    Some(shown.at_line(found, first.start, &label).fix(edits))
}

/// The items that were meant as lists, list by list. Each has two items at least.
fn lists(shown: Shown) -> Vec<Vec<Item>> {
    let mut reader = ListReader::default();
    for block in &shown.structure.blocks {
        if !matches!(block.kind, BlockKind::Paragraph { .. }) {
            reader.end();
            continue;
        }
        for (number, (start, line)) in shown.lines_of(block).enumerate() {
            let words = line.trim_start();
            let is_shown = shown.shows(start + line.len() - words.len());
            match Mark::of(words).filter(|_| is_shown) {
                Some((mark, rest)) => reader.add(Item {
                    start,
                    line,
                    mark,
                    rest,
                    is_first: number == 0,
                }),
                None => reader.add_words(number == 0),
            }
        }
        // Only bullets have a paragraph for each item.
        if !reader.is_bulleted() {
            reader.end();
        }
    }
    reader.end();
    reader.lists
}

/// Lists while their lines are read.
#[derive(Default)]
struct ListReader<'a> {
    lists: Vec<Vec<Item<'a>>>,
    open: Vec<Item<'a>>,
}

impl<'a> ListReader<'a> {
    fn is_bulleted(&self) -> bool {
        let last = self.open.last();
        last.is_some_and(|last| matches!(last.mark, Mark::Bullet(_)))
    }

    fn add(&mut self, item: Item<'a>) {
        let follows = self.open.last().is_some_and(|last| {
            let is_bullet = matches!(item.mark, Mark::Bullet(_));
            item.mark.follows(&last.mark) && (is_bullet || !item.is_first)
        });
        if !follows {
            self.end();
        }
        if follows || item.mark.may_begin() {
            self.open.push(item);
        }
    }

    /// Adds a line without a mark.
    fn add_words(&mut self, is_first_of_paragraph: bool) {
        if is_first_of_paragraph {
            self.end();
        } else if !self.is_bulleted() {
            // A long item of a real list may go on in the next line. Any other sign is at the
            // beginning of such a line by chance.
            self.open.clear();
        }
    }

    fn end(&mut self) {
        let list = std::mem::take(&mut self.open);
        if list.len() > 1 {
            self.lists.push(list);
        }
    }
}
