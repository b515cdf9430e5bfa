//! A file without a title into advice on how to give it one.

use super::keys::Keys;
use super::notes::note_after_value;
use crate::report::{Edit, Finding, Rule, rules};
use crate::source::{Position, Source, Span};
use crate::yaml::{Entry, Node, Value, mistakes};

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
    pub(super) fn missing(&self, yaml: Span, entries: &[Entry]) -> Option<Finding> {
        let (source, key) = (self.source, self.keys.title());
        let Some(entry) = entries.iter().find(|entry| entry.key == key) else {
            // The line `---` above the YAML.
            let opening = Span::new(yaml.start.saturating_sub(4), yaml.start.saturating_sub(1));
            return Some(
                Finding::error(rules::MISSING_TITLE, format!("`{key}` is missing"))
                    .at(source.place(opening), "in this front matter")
                    .help(format!("add a line `{key}: What the case study is about`")),
            );
        };
        if let Some(note) = note_after_value(&source.text, entry) {
            let line = format!("{key}: {}", mistakes::in_quotes(note.of(&source.text)));
            return Some(
                Finding::error(
                    rules::MISSING_TITLE,
                    format!("`{key}` is empty, because text after `#` is a comment"),
                )
                .at(source.place(note), "ignored")
                .help(format!("put it in quotes: `{line}`"))
                .fix(vec![Edit::Replace {
                    line: Position::of(&source.text, note.start).line,
                    new: line,
                }]),
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
    /// `body` is the byte of the source at which the text begins.
    pub(super) fn advise(&self, found: Finding, body: usize) -> Finding {
        // A file with keys has front matter, even if something keeps it from being read.
        let has_keys = found.rule == rules::FRONT_MATTER_MISSING
            && self
                .source
                .text
                .lines()
                .any(|line| self.keys.known.heads(line));
        if !FIXED_BY_TITLE.contains(&found.rule) || !found.fix.is_empty() || has_keys {
            return found;
        }
        let Some(title) = self.suggestion(body) else {
            return found;
        };
        let line = format!("{}: {}", self.keys.title(), mistakes::in_quotes(title));
        if matches!(found.rule, rules::FRONT_MATTER_EMPTY | rules::MISSING_TITLE) {
            self.add_title(found, line, body)
        } else {
            add_front_matter(found, line)
        }
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
    fn add_title(&self, found: Finding, line: String, body: usize) -> Finding {
        let text = &self.source.text;
        let is_title = |line: &str| {
            line.strip_prefix(self.keys.title())
                .is_some_and(|rest| rest.starts_with(':'))
        };
        if let Some(at) = text[..body].lines().position(is_title) {
            let help = format!("write a title, for example `{line}`");
            // After the colon there may be a comment, which is kept.
            let is_bare = text
                .lines()
                .nth(at)
                .is_some_and(|line| line.trim_end().ends_with(':'));
            let edit = is_bare.then_some(Edit::Replace {
                line: at + 1,
                new: line,
            });
            return found.help(help).fix(edit.into_iter().collect());
        }
        let opening = text
            .lines()
            .position(|line| line.trim_end() == "---")
            .map_or(1, |at| at + 1);
        found
            .help(format!("add a line, for example `{line}`"))
            .fix(vec![Edit::Insert {
                line: opening + 1,
                new: line,
            }])
    }
}

/// The finding with the advice to begin the file with front matter that has a title.
fn add_front_matter(found: Finding, line: String) -> Finding {
    let help = format!("begin the file with a line `---`, a line `{line}`, and a line `---`");
    let lines = ["---".to_owned(), line, "---".to_owned()];
    let edits = lines.into_iter().map(|new| Edit::Insert { line: 1, new });
    found.help(help).fix(edits.collect())
}

/// Whether a key has no value, or only blanks.
pub(super) fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}
