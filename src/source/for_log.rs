//! Any text into one that is fit for a line of a log.
//!
//! A log is read by people and by programs. A line break in an author's title starts a line that
//! looks like the program's own, which a code host may take for a command; an escape code paints
//! over what was printed before; a mark of direction shows words in another order than they have.

use std::borrow::Cow;

/// A text without characters that do anything in a log except show themselves.
///
/// Such a character becomes its escape: `\n`, `\t` or `\u{202e}`. A bracket that would start a
/// command of GitHub Actions (`##[`) or Azure Pipelines (`##vso[`) gets a backslash before it.
///
/// ```
/// use casebook::source::for_log;
///
/// assert_eq!(for_log("Warm\n::error::homes"), r"Warm\n::error::homes");
/// assert_eq!(for_log("##[add-mask]homes"), r"##\[add-mask]homes");
/// ```
pub fn for_log(text: &str) -> Cow<'_, str> {
    escaped(text, is_unfit)
}

/// A whole line as [`for_log`] gives it, and that is no command even at the start of a line.
///
/// GitHub Actions drops blanks before it looks for `::`, so a backslash goes before that.
pub fn line_for_log(line: &str) -> Cow<'_, str> {
    let line = for_log(line);
    if line.trim_start().starts_with("::") {
        format!("\\{}", line.trim_start()).into()
    } else {
        line
    }
}

/// Lines of a source as [`for_log`] gives them, but with their line ends and tabs.
pub(crate) fn lines_for_log(lines: &str) -> Cow<'_, str> {
    escaped(lines, |letter| {
        is_unfit(letter) && !matches!(letter, '\n' | '\t')
    })
}

fn escaped(text: &str, is_unfit: fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(is_unfit) && !text.contains("##") {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut command = Command::None;
    for letter in text.chars() {
        if letter == '[' && command == Command::Started {
            escaped.push('\\');
        }
        command = command.after(letter);
        match letter {
            _ if !is_unfit(letter) => escaped.push(letter),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            _ => escaped.extend(letter.escape_unicode()),
        }
    }
    escaped.into()
}

/// Returns whether a character does something else in a log than show itself.
///
/// These are control characters, separators of lines and paragraphs, marks of direction, marks of
/// annotations, and the tags, which spell out words that nobody sees. The flags of England,
/// Scotland and Wales are written with tags too.
pub(crate) fn is_unfit(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{206f}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// How much of `##[` or `##vso[` was just read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Command {
    None,
    /// One `#`.
    Hash,
    /// Two, and perhaps a name.
    Started,
}

impl Command {
    fn after(self, letter: char) -> Command {
        match (self, letter) {
            (Command::None, '#') => Command::Hash,
            (_, '#') => Command::Started,
            (Command::Started, letter) if letter.is_ascii_alphabetic() => Command::Started,
            _ => Command::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_something_in_a_log_is_escaped_and_nothing_else() {
        for (text, fit) in [
            ("Tŷ – 地方自治 🏠 ‍👩‍🚒 نص", "Tŷ – 地方自治 🏠 ‍👩‍🚒 نص"),
            ("a\r\n\tb\u{b}\u{c}\u{85}", r"a\r\n\tb\u{b}\u{c}\u{85}"),
            (
                "\u{1b}[31m\u{7}\u{7f}\u{9b}",
                r"\u{1b}[31m\u{7}\u{7f}\u{9b}",
            ),
            ("\u{2028}\u{2029}", r"\u{2028}\u{2029}"),
            ("a\u{202e}b\u{2066}\u{200f}", r"a\u{202e}b\u{2066}\u{200f}"),
            ("\u{e0041}", r"\u{e0041}"),
            ("## [a](b) #[c] ##d", "## [a](b) #[c] ##d"),
            ("x###[error]y ##vso[task]", r"x###\[error]y ##vso\[task]"),
        ] {
            assert_eq!(for_log(text), fit);
        }
    }

    #[test]
    fn a_line_that_would_be_a_command_gets_a_backslash() {
        assert_eq!(line_for_log(" \u{a0}::error::x"), r"\::error::x");
        assert_eq!(line_for_log("content/::error::x"), "content/::error::x");
    }
}
