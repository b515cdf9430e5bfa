//! Marks of bold and italic words that the page shows.
//!
//! Markdown decides by the signs around `**` whether it begins or ends bold words. With a space
//! inside or a letter outside it does neither, and the next `**` is then taken for the other half.
//! So all marks of a line are paired in their order, as their author meant them, and the line is
//! written again with spaces where they are needed. The parser says whether that is right.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::{NewLines, Shown, and_more, quoted};
use crate::parse::events::events;
use crate::report::{Finding, rules};

/// A line with marks that are shown.
struct MarkedLine {
    start: usize,
    /// The first mark that is shown.
    at: usize,
    mark: &'static str,
    /// How it was meant. `None` if only its author can tell.
    meant: Option<String>,
    /// Whether it may be the mark of a note, as in `112**`.
    is_note: bool,
}

/// The finding for `**`, `__` and `*` that do not make words bold or italic.
pub(super) fn shown_emphasis(shown: Shown) -> Option<Finding> {
    let consumed: BTreeSet<usize> = shown
        .structure
        .bold
        .iter()
        .flat_map(|bold| [bold.start, bold.end - "**".len()])
        .collect();
    let mut lines: Vec<MarkedLine> = vec![];
    for (start, line) in shown.lines() {
        let found = doubled(shown, &consumed, start, line)
            .or_else(|| underscores(shown, start, line))
            .or_else(|| single(shown, start, line));
        lines.extend(found);
    }
    pair_over_paragraphs(shown, &mut lines);
    lines.retain(|line| line.meant.is_some() || !line.is_note);
    let first = lines.first()?;
    let MarkedLine { at, mark, .. } = *first;
    let written = shown.at.text[at..].lines().next().unwrap_or_default();
    let message = format!("the `{mark}` of `{}` is shown on the page", quoted(written));
    let example = if mark == "*" { "*words*" } else { "**words**" };
    let help = match lines.iter().find_map(|line| line.meant.as_deref()) {
        Some(meant) if first.meant.as_deref() == Some(meant) && meant.len() < 100 => {
            format!("write `{}`", meant.trim())
        }
        _ => format!(
            "write `{example}`: no space inside the marks, a space or a full stop outside, and \
             all in one paragraph; for a sign that readers should see, write `\\{}`",
            &mark[..1]
        ),
    };
    let mut new = NewLines::default();
    for line in &lines {
        if let Some(meant) = &line.meant {
            new.0.insert(line.start, meant.clone());
        }
    }
    let label = and_more("shown as typed", lines.len() - 1);
    let found = Finding::warning(rules::SHOWN_EMPHASIS, message).help(help);
    Some(
        found
            .at(shown.at.rest_of_line(at), label)
            .fix(new.edits(shown.at)),
    )
}

/// The places of `**` in a line, shown or not.
fn marks(shown: Shown, consumed: &BTreeSet<usize>, start: usize, line: &str) -> Vec<usize> {
    let bytes = line.as_bytes();
    let is_star = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'*');
    let found = line.match_indices("**").map(|(at, _)| at);
    found
        .filter(|at| !is_star(at.checked_sub(1)) && !is_star(Some(at + 2)))
        .filter(|at| {
            let at = start + at;
            consumed.contains(&at) || shown.shows(at) && shown.shows(at + 1)
        })
        .collect()
}

/// A line in which `**` is shown.
fn doubled(
    shown: Shown,
    consumed: &BTreeSet<usize>,
    start: usize,
    line: &str,
) -> Option<MarkedLine> {
    if !line.contains("**") {
        return None;
    }
    let marks = marks(shown, consumed, start, line);
    let is_shown = |at: &&usize| shown.shows(start + **at) && !consumed.contains(&(start + **at));
    let first = marks.iter().find(is_shown)?;
    let is_within_word = |at: usize| {
        let digit = |letter: char| letter.is_ascii_digit();
        line[..at].ends_with(digit) && line[at + 2..].starts_with(digit)
    };
    // `2**10` is a sum.
    if is_within_word(*first) {
        return None;
    }
    let is_note =
        marks.len() == 1 && line[..*first].ends_with(|before: char| !before.is_whitespace());
    let meant = if marks.len().is_multiple_of(2) {
        let pairs: Vec<Range<usize>> = marks.chunks(2).map(|pair| pair[0]..pair[1]).collect();
        written_again(line, &pairs, "**")
    } else {
        None
    };
    Some(MarkedLine {
        start,
        at: start + first,
        mark: "**",
        meant,
        is_note,
    })
}

/// A line with `*Note:*text`. Other single stars may be anything.
fn single(shown: Shown, start: usize, line: &str) -> Option<MarkedLine> {
    let is_single = |at: usize| {
        shown.shows(start + at)
            && !line[..at].ends_with(['*', '\\'])
            && !line[at + 1..].starts_with('*')
    };
    let mut marks = line
        .match_indices('*')
        .map(|(at, _)| at)
        .filter(|at| is_single(*at));
    let (open, close) = (marks.next()?, marks.next()?);
    let begins = line[..open]
        .chars()
        .next_back()
        .is_none_or(char::is_whitespace)
        && line[open + 1..].starts_with(char::is_alphanumeric);
    let ends = line[..close].ends_with([':', '.', '?', '!', ',', ')'])
        && line[close + 1..].starts_with(char::is_alphanumeric);
    if !begins || !ends || marks.next().is_some() {
        return None;
    }
    Some(MarkedLine {
        start,
        at: start + open,
        mark: "*",
        meant: written_again(line, std::slice::from_ref(&(open..close)), "*"),
        is_note: false,
    })
}

/// A line with `__words__more`, which Markdown takes for a name in code.
fn underscores(shown: Shown, start: usize, line: &str) -> Option<MarkedLine> {
    let mut marks = line
        .match_indices("__")
        .map(|(at, _)| at)
        .filter(|at| shown.shows(start + at) && !line[..*at].ends_with(['_', '\\']));
    let (open, close) = (marks.next()?, marks.next()?);
    let inside = &line[open + 2..close];
    let is_blank = |letter: char| letter == '_' || letter.is_whitespace();
    // `____` is a gap to fill in.
    let has_words =
        !inside.is_empty() && !inside.starts_with('_') && !line[close + 2..].starts_with('_');
    let is_bold = line[..open].chars().next_back().is_none_or(is_blank)
        && inside.contains(|letter: char| letter.is_alphabetic());
    (has_words && is_bold).then(|| MarkedLine {
        start,
        at: start + open,
        mark: "__",
        meant: None,
        is_note: false,
    })
}

/// The line with each pair of marks directly around its words, and spaces outside. `None` if the
/// parser does not read that as it was meant.
fn written_again(line: &str, pairs: &[Range<usize>], mark: &str) -> Option<String> {
    let mut new = String::with_capacity(line.len() + pairs.len());
    let mut from = 0;
    for pair in pairs {
        let before = &line[from..pair.start];
        let inside = &line[pair.start + mark.len()..pair.end];
        let (words, sign) = words_and_sign(inside.trim(), &line[pair.end + mark.len()..]);
        from = pair.end + mark.len();
        let after = &line[from..];
        new += before;
        // A blank inside the marks belongs outside.
        let is_blank = |text: &str| text.is_empty() || text.ends_with(char::is_whitespace);
        let moved = inside.starts_with(char::is_whitespace);
        let joins =
            new.ends_with(char::is_alphanumeric) && !words.starts_with(char::is_alphanumeric);
        if (moved || joins) && !is_blank(&new) && !new.ends_with(['(', '“', '"', '[']) {
            new.push(' ');
        }
        new += &format!("{mark}{words}{mark}{sign}");
        let moved = inside.ends_with(char::is_whitespace);
        let joins = after.starts_with(char::is_alphanumeric)
            && !words.ends_with(char::is_alphanumeric)
            && sign.is_empty();
        if (moved || joins)
            && !after.starts_with(|next: char| next.is_whitespace() || ".,;:!?)”".contains(next))
            && !after.is_empty()
        {
            new.push(' ');
        }
    }
    new += &line[from..];
    (emphasised(&new, mark) == Some(pairs.len())).then_some(new)
}

/// Bold words without the sign at their end, and the sign. It goes outside the marks where the
/// script of what comes after has no spaces.
fn words_and_sign<'w>(words: &'w str, after: &str) -> (&'w str, &'w str) {
    let last = words.chars().next_back();
    let last = last.filter(|last| !last.is_alphanumeric() && after.starts_with(has_no_spaces));
    words.split_at(words.len() - last.map_or(0, char::len_utf8))
}

/// Letters of a script that has no spaces between words.
fn has_no_spaces(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{e7f}')
}

/// How many bold words a line has, or italic ones for `*`. `None` if it shows the mark.
fn emphasised(line: &str, mark: &str) -> Option<usize> {
    let mut count = 0;
    for (event, _) in events(line) {
        match event {
            Event::Start(Tag::Strong) => count += usize::from(mark == "**"),
            Event::Start(Tag::Emphasis) => count += usize::from(mark == "*"),
            Event::Text(text) if text.contains(mark) => return None,
            _ => {}
        }
    }
    Some(count)
}

/// Bold words over two paragraphs: the first begins with `**`, and the second ends with it.
fn pair_over_paragraphs(shown: Shown, lines: &mut [MarkedLine]) {
    for number in 1..lines.len() {
        let (before, after) = lines.split_at_mut(number);
        let (Some(first), second) = (before.last_mut(), &mut after[0]) else {
            continue;
        };
        let text = shown.at.text;
        let line = |start: usize| text[start..].lines().next().unwrap_or_default();
        let (opening, closing) = (line(first.start), line(second.start));
        let between = &text[first.start + opening.len()..second.start];
        let is_pair = first.meant.is_none()
            && second.meant.is_none()
            && first.mark == "**"
            && between.trim().is_empty()
            && between.matches('\n').count() == 2
            && opening.matches("**").count() == 1
            && closing.matches("**").count() == 1
            && closing.trim_end().ends_with("**");
        let (one, two) = (format!("{}**", opening.trim_end()), format!("**{closing}"));
        let is_right = |line: &str| emphasised(line, "**") == Some(1);
        if is_pair && is_right(&one) && is_right(&two) {
            (first.meant, second.meant) = (Some(one), Some(two));
        }
    }
}
