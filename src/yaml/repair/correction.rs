//! A correction to try: the kind of mistake it is for, and the lines it changes.

use std::ops::Range;

use super::kinds::Kind;
use super::names::KeyNames;
use super::text::{Line, Start, has_plain_key, indent};
use super::text::{is_bare, is_comment, is_dash, is_gap, is_glued_key};

/// A small change of a few lines, and what it corrects.
#[derive(Debug, Clone)]
pub(super) struct Correction {
    pub(super) kind: Kind,
    pub(super) cost: u32,
    /// Into the lines read; not the number in the file.
    pub(super) line: usize,
    pub(super) columns: Range<usize>,
    /// What the words of the kind leave open.
    pub(super) with: [String; 2],
    /// Another place that helps to understand: line, columns, label.
    pub(super) also: Option<(usize, Range<usize>, &'static str)>,
    /// Lines, and what each becomes: nothing, one line, or several.
    pub(super) becomes: Vec<(usize, Vec<String>)>,
    /// False where only the author can say how to correct it; the change then serves to read on.
    pub(super) offered: bool,
}

impl Correction {
    pub(super) fn new(kind: Kind, line: usize, columns: Range<usize>) -> Correction {
        Correction {
            kind,
            cost: kind.words().cost,
            line,
            columns,
            with: Default::default(),
            also: None,
            becomes: vec![],
            offered: true,
        }
    }

    pub(super) fn with(mut self, one: &str, two: &str) -> Correction {
        self.with = [one.to_owned(), two.to_owned()];
        self
    }

    pub(super) fn cost(mut self, cost: u32) -> Correction {
        self.cost = cost;
        self
    }

    pub(super) fn set(mut self, line: usize, text: String) -> Correction {
        self.becomes.push((line, vec![text]));
        self
    }

    /// Changes each of the lines.
    pub(super) fn each(
        mut self,
        lines: impl IntoIterator<Item = usize>,
        new: impl Fn(usize) -> String,
    ) -> Correction {
        self.becomes
            .extend(lines.into_iter().map(|line| (line, vec![new(line)])));
        self
    }

    /// Whether it changes a line.
    pub(super) fn changes(&self, line: usize) -> bool {
        self.becomes.iter().any(|(changed, _)| *changed == line)
    }

    /// Marks a change that only serves to read on: the author must decide what is right.
    pub(super) fn undecided(mut self) -> Correction {
        self.offered = false;
        self
    }

    /// Message, label and help.
    pub(super) fn words(&self) -> (String, String, String) {
        /// A longer line makes the help harder to read.
        const MAX_SHOWN: usize = 100;
        let words = self.kind.words();
        let [one, two] = &self.with;
        let filled = |words: &str| words.replace("{0}", one).replace("{1}", two);
        let mut help = filled(words.help);
        if let Some(what) = help.strip_suffix(':') {
            help = what.to_owned();
            if let [(_, lines)] = &self.becomes[..]
                && let [line] = &lines[..]
            {
                let chars: Vec<char> = line.trim().chars().collect();
                let text = |part: &[char]| part.iter().collect::<String>();
                let shown = match chars.len() {
                    ..=MAX_SHOWN => text(&chars),
                    long => {
                        let (start, end) =
                            (&chars[..MAX_SHOWN / 2], &chars[long - MAX_SHOWN / 4..]);
                        format!("{} … {}", text(start).trim_end(), text(end).trim_start())
                    }
                };
                help = format!("{help}: `{shown}`");
            }
        }
        (filled(words.message), filled(words.label), help)
    }
}

/// What the lines are a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// Front matter between two lines `---`, with a text below.
    FrontMatter,
    /// A file that is YAML as a whole.
    WholeFile,
}

/// The lines that are read. Line 0 is the opening `---`, or marks the start of the file.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a> {
    pub(super) all: &'a [Line],
    pub(super) names: &'a KeyNames<'a>,
    pub(super) frame: Frame,
    /// No value reaches further than this line.
    pub(super) end: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(all: &'a [Line], names: &'a KeyNames<'a>, frame: Frame) -> Lines<'a> {
        let end = all.len();
        Lines {
            all,
            names,
            frame,
            end,
        }
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        &self.all[at].text
    }

    pub(super) fn start(&self, at: usize) -> Start<'a> {
        Start::of(self.text(at))
    }

    /// True if the entry on a line has no value there, so that it comes on the lines below.
    pub(super) fn is_bare(&self, at: usize) -> bool {
        is_bare(self.text(at), &self.start(at))
    }

    /// The indentation of the outermost keys.
    pub(super) fn root(&self) -> usize {
        let first = (1..self.all.len()).find(|&at| !is_gap(self.text(at)));
        first.map_or(0, |first| indent(self.text(first)))
    }

    /// The nearest line above that is a key or a list item.
    pub(super) fn entry_above(&self, at: usize) -> Option<usize> {
        let is_entry = |&at: &usize| !is_comment(self.text(at)) && self.start(at).is_entry();
        (1..at).rev().find(is_entry)
    }

    /// What holds the value on a line, to be used in a sentence.
    pub(super) fn holder(&self, at: usize) -> String {
        let is_entry = self.start(at).is_entry();
        let holder = if is_entry {
            Some(at)
        } else {
            self.entry_above(at)
        };
        match holder.map(|at| self.start(at).key) {
            Some(Some(key)) => format!("the value of `{key}`"),
            Some(None) => "this list item".to_owned(),
            None => "this line".to_owned(),
        }
    }

    /// The next line below with content, with its number.
    pub(super) fn below(&self, at: usize) -> Option<(usize, &'a str)> {
        let mut below = (at + 1..self.all.len()).map(|below| (below, self.text(below)));
        below.find(|(_, text)| !is_gap(text))
    }

    /// The last line that can belong to the value on line `at`: before the next entry, and neither
    /// blank nor a comment.
    pub(super) fn extent(&self, at: usize) -> usize {
        let is_entry = self.start(at).is_entry();
        let owner = Some(at).filter(|_| is_entry).or(self.entry_above(at));
        let outer = owner.map_or(0, |owner| self.start(owner).outer());
        let is_next = |&line: &usize| {
            let (column, rest) = (indent(self.text(line)), self.text(line).trim_start());
            column <= outer && (has_plain_key(rest) || is_glued_key(rest) || is_dash(rest))
        };
        let next = (at + 1..self.end).find(is_next).unwrap_or(self.end);
        self.last_content(at, next)
    }

    /// The last line of the text on line `from`, which a comment ends: the comments of a template
    /// are above its keys and very seldom inside a text.
    pub(super) fn end_of_text(&self, from: usize) -> usize {
        let last = self.extent(from).max(from);
        let comment = (from + 1..=last).find(|&at| is_comment(self.text(at)));
        self.last_content(from, comment.unwrap_or(last + 1))
    }

    fn last_content(&self, first: usize, end: usize) -> usize {
        (first..end)
            .rev()
            .find(|&at| !is_gap(self.text(at)))
            .unwrap_or(first)
    }

    /// True if the value of the entry is plain text that the lines below go on with.
    pub(super) fn is_open_text(&self, entry: usize) -> bool {
        let value = &self.text(entry)[self.start(entry).value..];
        !value.trim().is_empty() && !value.starts_with(OTHER_THAN_TEXT)
    }
}

/// What a value starts with that is not plain text.
pub(super) const OTHER_THAN_TEXT: [char; 10] = ['"', '\'', '[', '{', '|', '>', '#', '&', '*', '!'];
