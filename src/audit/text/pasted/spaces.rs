//! Spaces of other programs next to Markdown's marks, which then do not work.

use super::{NewLines, Shown, and_more};
use crate::report::{Finding, rules};

/// Whether a character looks like a space or like nothing, and is no space to Markdown.
pub(in crate::audit::text) fn is_odd_space(letter: char) -> bool {
    matches!(
        letter,
        '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{200b}'
    ) || matches!(
        letter,
        '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

/// Whether an odd space has no width.
fn has_no_width(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The finding for odd spaces that keep a mark at the beginning of a line from working.
pub(super) fn odd_spaces(shown: Shown) -> Option<Finding> {
    let mut first: Option<(usize, char, String)> = None;
    let mut new = NewLines::default();
    let mut before = "";
    for (start, line) in shown.lines() {
        if let Some((letter, what, fixed)) = odd_space_in(shown, start, line, before) {
            first.get_or_insert((start, letter, what));
            new.0.insert(start, fixed);
        }
        before = line;
    }
    let (start, letter, what) = first?;
    let name = name_of(letter);
    let others = new.0.len() - 1;
    let found = Finding::warning(rules::ODD_SPACE, format!("{name} {what}"))
        .help("type an ordinary space in its place, or delete it");
    let label = and_more("shown as typed", others);
    Some(shown.at_line(found, start, &label).fix(new.edits(shown.at)))
}

fn name_of(letter: char) -> String {
    let code = u32::from(letter);
    match letter {
        '\u{a0}' | '\u{202f}' => format!("a no-break space (U+{code:04X})"),
        _ if has_no_width(letter) => format!("an invisible character (U+{code:04X})"),
        _ => format!("an unusual space (U+{code:04X})"),
    }
}

/// The odd space of a line that matters, what it does, and the line without it.
fn odd_space_in(
    shown: Shown,
    start: usize,
    line: &str,
    before: &str,
) -> Option<(char, String, String)> {
    let odd = line.find(is_odd_space)?;
    let letter = line[odd..].chars().next()?;
    if line
        .chars()
        .all(|letter| letter == ' ' || is_odd_space(letter))
    {
        let end = start + line.len();
        let next = shown.at.text.get(end + 1..).unwrap_or_default();
        let joins = shown.shows(start + odd)
            && !before.trim().is_empty()
            && !next.lines().next().unwrap_or_default().trim().is_empty();
        let what = "keeps this line from being empty, so the paragraphs around it are joined";
        return joins.then(|| (letter, what.to_owned(), String::new()));
    }
    if let Some(fixed) = line_of_dashes(line).filter(|_| shown.shows(start + odd)) {
        let what = "keeps this line of dashes from making a table";
        return Some((letter, what.to_owned(), fixed));
    }
    let is_blank = |letter: char| matches!(letter, ' ' | '\t') || is_odd_space(letter);
    let words = line.trim_start_matches(is_blank);
    let (indent, at) = (&line[..line.len() - words.len()], line.len() - words.len());
    let mark = mark(words).filter(|_| shown.shows(start + at))?;
    let after = &words[mark.len()..];
    let rest = after.trim_start_matches(is_blank);
    let blanks = &after[..after.len() - rest.len()];
    let letter = [indent, blanks]
        .iter()
        .find_map(|blanks| blanks.chars().find(|letter| is_odd_space(*letter)))?;
    // Without a space after it, a mark is no mark.
    if blanks.chars().all(has_no_width) || rest.is_empty() {
        return None;
    }
    let indent = plain(indent);
    // Four spaces before a mark make code, unless there is a list above.
    let is_item = |line: &str| mark_of_item(plain(line).trim_start());
    let indent = if indent.len() < 4 || is_item(before) {
        indent
    } else {
        String::new()
    };
    let what = format!("keeps `{mark}` from working");
    Some((letter, what, format!("{indent}{mark} {rest}")))
}

/// The mark at the beginning of a line: `##`, `-`, `1.` or `>`.
fn mark(words: &str) -> Option<&str> {
    let signs = words.len() - words.trim_start_matches('#').len();
    let digits = words.len()
        - words
            .trim_start_matches(|letter: char| letter.is_ascii_digit())
            .len();
    let length = match words.chars().next()? {
        '#' if signs <= 6 => signs,
        '-' | '*' | '+' | '>' => 1,
        '0'..='9' if digits <= 9 && words[digits..].starts_with(['.', ')']) => digits + 1,
        _ => return None,
    };
    Some(&words[..length])
}

/// Whether a line begins an item of a list.
fn mark_of_item(words: &str) -> bool {
    mark(words)
        .is_some_and(|mark| !mark.starts_with(['#', '>']) && words[mark.len()..].starts_with(' '))
}

/// The line with plain spaces, if it is one of dashes between a table's header and its rows.
fn line_of_dashes(line: &str) -> Option<String> {
    let new = plain(line);
    let is_dashes = new
        .chars()
        .all(|letter| matches!(letter, '|' | '-' | ':' | ' '));
    (is_dashes && new.contains('|') && new.contains("--")).then(|| new.trim().to_owned())
}

/// A text with plain spaces for odd ones, and without those that have no width.
pub(super) fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| !has_no_width(*letter));
    letters
        .map(|letter| if is_odd_space(letter) { ' ' } else { letter })
        .collect()
}
