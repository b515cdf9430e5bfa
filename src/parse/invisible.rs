//! Characters that no page may hold: control characters, which come along when a text is pasted
//! from elsewhere.

use std::borrow::Cow;

use crate::report::{Edit, Finding, Report, rules};
use crate::source::{Source, Span};

/// A text with spaces in their places, byte for byte as long as before: every place in it stays
/// what it was.
pub fn without(text: &str) -> Cow<'_, str> {
    match may_hold(text) && text.contains(is_one) {
        true => text
            .chars()
            .map(|letter| {
                if is_one(letter) {
                    blank(letter)
                } else {
                    letter
                }
            })
            .collect::<String>()
            .into(),
        false => text.into(),
    }
}

/// The first of them.
pub fn first(text: &str) -> Option<char> {
    text.chars().find(|letter| is_one(*letter))
}

/// Tells of them in the text that begins at a byte of the source, once, with an edit for each line
/// that has one.
pub fn told(source: &Source, start: usize, report: &mut Report) {
    let Some((at, letter)) = source.text[start..]
        .char_indices()
        .find(|(_, letter)| is_one(*letter))
    else {
        return;
    };
    let (before, behind) = source.text.split_at(start);
    let first = before.matches('\n').count() + 1;
    let lines = behind
        .split('\n')
        .enumerate()
        .filter(|(_, line)| line.contains(is_one));
    let fix = lines
        .map(|(at, line)| Edit::Replace {
            line: first + at,
            new: line.replace(is_one, ""),
        })
        .collect();
    report.add(
        Finding::warning(
            rules::CONTROL_CHARACTER,
            format!(
                "the invisible character U+{:04X} has no place on a page",
                u32::from(letter)
            ),
        )
        .at(
            source.place(Span::new(start + at, start + at + letter.len_utf8())),
            "here",
        )
        .help("delete it, or type the words around it anew; a space is published in its place")
        .fix(fix),
    );
}

/// Tells of a reference to one, such as `&#8;`.
pub fn referred_to(source: &Source, span: Span, report: &mut Report) {
    let message = format!(
        "`{}` stands for an invisible character that has no place on a page",
        span.of(&source.text)
    );
    report.add(
        Finding::warning(rules::CONTROL_CHARACTER, message)
            .at(source.place(span), "here")
            .help("delete it; a space is published in its place")
            .fix(vec![Edit::replacing(&source.text, span, "")]),
    );
}

/// Whether any can be there, without telling letters apart: every letter of the library passes
/// here, many at a time.
fn may_hold(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| {
        found | (byte < b' ' && byte != b'\n') | (byte == 0x7f) | (byte == 0xc2)
    })
}

fn is_one(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\t' | '\n' | '\x0c' | '\r')
}

/// A space of as many bytes.
fn blank(letter: char) -> char {
    if letter.len_utf8() == 1 {
        ' '
    } else {
        '\u{a0}'
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_page_may_hold_becomes_a_space() {
        for (text, without_them) in [
            ("Warm\u{8}homes\0\n", "Warm homes \n"),
            ("Warm\u{7f}\u{80}\u{9f}homes", "Warm \u{a0}\u{a0}homes"),
            (
                "\tWarm\u{a0}£ homes – Tŷ\r\n\x0c",
                "\tWarm\u{a0}£ homes – Tŷ\r\n\x0c",
            ),
        ] {
            assert_eq!(without(text), without_them);
            assert_eq!(without(text).len(), text.len());
        }
    }
}
