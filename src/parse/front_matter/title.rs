//! A file without a title into advice on how to give it one.

use super::keys::Keys;
use super::notes::note_after_value;
use crate::report::{Edit, Finding, Rule, rules};
use crate::source::{Source, Span};
use crate::yaml::{Entry, Node, Style, Value, write};

/// The errors of a file that a title would fix.
const FIXED_BY_TITLE: [Rule; 4] = [
    rules::FRONT_MATTER_EMPTY,
    rules::FRONT_MATTER_EMPTY_FILE,
    rules::FRONT_MATTER_MISSING,
    rules::MISSING_TITLE,
];

/// What is known of a file that may have no title.
pub(super) struct Titles<'a, 'k> {
    pub(super) source: &'a Source,
    /// A title made from the file's name. May be empty.
    pub(super) name: &'a str,
    pub(super) keys: &'a Keys<'k>,
}

impl Titles<'_, '_> {
    /// The finding for a missing title. A title of the wrong type is reported elsewhere.
    ///
    /// `opening` is the line above the front matter.
    pub(super) fn missing(&self, opening: Span, entries: &[Entry]) -> Option<Finding> {
        let (source, key) = (self.source, self.keys.title());
        let Some(entry) = entries.iter().find(|entry| entry.key == key) else {
            return Some(
                Finding::error(rules::MISSING_TITLE, format!("`{key}` is missing"))
                    .at(source.place(opening), "in this front matter")
                    .help(format!("add a line `{key}: What the case study is about`")),
            );
        };
        if let Some(note) = note_after_value(&source.text, &entry.value) {
            let written = note.of(&source.text);
            let title = write::quoted(written);
            return Some(
                Finding::error(
                    rules::MISSING_TITLE,
                    format!("`{key}` is empty, because text after `#` is a comment"),
                )
                .at(source.place(note), "ignored")
                .help(format!("put it in quotes: `{key}: {title}`"))
                .fix(Edit::replacing(&source.text, note, written, &title)),
            );
        }
        is_empty(&entry.value).then(|| {
            Finding::error(rules::MISSING_TITLE, format!("`{key}` is empty"))
                .at(source.place(entry.key_span), "nothing comes after it")
                .help(format!("write `{key}: What the case study is about`"))
        })
    }

    /// A finding that a title would fix, with a title to write; any other as it is.
    ///
    /// `body` is the byte of the source at which the text begins, `title` the entry of the title.
    pub(super) fn advise(&self, found: Finding, body: usize, title: Option<&Entry>) -> Finding {
        // A file with keys has front matter, even if something keeps it from being read.
        let has_keys = found.rule == rules::FRONT_MATTER_MISSING
            && self
                .source
                .text
                .lines()
                .any(|line| self.keys.names.heads(line));
        if !FIXED_BY_TITLE.contains(&found.rule) || !found.fix.is_empty() || has_keys {
            return found;
        }
        let Some(suggestion) = self.suggestion(body) else {
            return found;
        };
        let suggestion = write::quoted(suggestion);
        let line = format!("{}: {suggestion}", self.keys.title());
        if !matches!(found.rule, rules::FRONT_MATTER_EMPTY | rules::MISSING_TITLE) {
            return add_front_matter(found, line);
        }
        let Some(title) = title else {
            return self.add_title(found, line);
        };
        found
            .help(format!("write a title, for example `{line}`"))
            .fix(fill(&self.source.text, &title.value, &suggestion))
    }

    /// The first heading of the text, or else what the file's name says.
    fn suggestion(&self, body: usize) -> Option<&str> {
        let text = self.source.text.get(body..).unwrap_or_default();
        let heading = text
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .map(|title| title.trim_matches(['#', ' ']));
        heading
            .filter(|title| !title.is_empty())
            .or(Some(self.name).filter(|name| !name.is_empty()))
    }

    /// The finding with the advice to write a title's line in the file's front matter.
    fn add_title(&self, found: Finding, line: String) -> Finding {
        let text = &self.source.text;
        let opening = text
            .lines()
            .position(|line| line.trim_end() == "---")
            .map_or(1, |at| at + 1);
        found
            .help(format!("add a line, for example `{line}`"))
            .fix([Edit::Insert {
                line: opening + 1,
                new: line,
            }])
    }
}

/// The edit that writes a value after a key with nothing on its line; a comment there is kept.
fn fill(text: &str, value: &Node, new: &str) -> Option<Edit> {
    let Span { start, end } = value.span;
    let rest = text[end..].split('\n').next().unwrap_or_default();
    let is_bare = start == end && value.style == Style::Plain && rest.trim().is_empty();
    let place = Span::new(end, end + rest.len());
    Edit::replacing(text, place, rest, &format!(" {new}")).filter(|_| is_bare)
}

/// The finding with the advice to begin the file with front matter that has a title.
fn add_front_matter(found: Finding, line: String) -> Finding {
    let help = format!("begin the file with a line `---`, a line `{line}`, and a line `---`");
    let lines = ["---".to_owned(), line, "---".to_owned()];
    let edits = lines.into_iter().map(|new| Edit::Insert { line: 1, new });
    found.help(help).fix(edits)
}

/// Whether a key has no value, or only blanks.
pub(super) fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}
