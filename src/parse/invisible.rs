//! Control characters, which must not be on a page, into spaces.
//!
//! They get into a text when it is pasted from another program.

use std::borrow::Cow;

use crate::report::{Edit, Finding, Report, rules};
use crate::source::{Source, Span};

/// A text with a space for each control character.
///
/// The space takes as many bytes as the character did, so that every place in the text stays the
/// same.
pub fn without(text: &str) -> Cow<'_, str> {
    if !may_hold(text) || !text.contains(is_control) {
        return text.into();
    }
    let letters = text.chars().map(|letter| {
        if is_control(letter) {
            blank(letter)
        } else {
            letter
        }
    });
    letters.collect::<String>().into()
}

/// The first control character of a text.
pub fn first(text: &str) -> Option<char> {
    text.chars().find(|letter| is_control(*letter))
}

/// Reports the first control character from a byte of the source on.
///
/// The finding's edits delete those of every line.
pub(super) fn report_characters(source: &Source, start: usize, report: &mut Report) {
    let Some((at, letter)) = source.text[start..]
        .char_indices()
        .find(|(_, letter)| is_control(*letter))
    else {
        return;
    };
    let (before, after) = source.text.split_at(start);
    let first = before.matches('\n').count() + 1;
    let lines = after
        .split('\n')
        .enumerate()
        .filter(|(_, line)| line.contains(is_control));
    let fix = lines.map(|(at, line)| Edit::Replace {
        line: first + at,
        new: line.replace(is_control, ""),
    });
    report.add(
        Finding::warning(
            rules::CONTROL_CHARACTER,
            format!(
                "the invisible character U+{:04X} must not be on a page",
                u32::from(letter)
            ),
        )
        .at(
            source.place(Span::new(start + at, start + at + letter.len_utf8())),
            "here",
        )
        .help("delete it, or type the words around it again; a space is published in its place")
        .fix(fix),
    );
}

/// Reports a reference to a control character, such as `&#8;`.
pub(super) fn report_reference(source: &Source, span: Span, report: &mut Report) {
    let written = span.of(&source.text);
    let message =
        format!("`{written}` stands for an invisible character that must not be on a page");
    report.add(
        Finding::warning(rules::CONTROL_CHARACTER, message)
            .at(source.place(span), "here")
            .help("delete it; a space is published in its place")
            .fix(Edit::replacing(&source.text, span, written, "")),
    );
}

/// Whether a text may hold a control character, going by its bytes.
///
/// Every letter of the library passes here, and bytes can be compared many at a time.
fn may_hold(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| {
        found | (byte < b' ' && byte != b'\n') | (byte == 0x7f) | (byte == 0xc2)
    })
}

fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\t' | '\n' | '\x0c' | '\r')
}

/// A space of as many bytes as the letter.
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
