//! Something wrong in a page, and how to find it in the source that the page was made from.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::report::{Rule, rules};
use crate::source::Span;

/// Something wrong in a page.
#[derive(Debug, Clone)]
pub(super) struct Flaw {
    pub(super) rule: Rule,
    pub(super) message: String,
    pub(super) label: &'static str,
    pub(super) help: Help,
    /// Its byte in the page.
    pub(super) at: usize,
    /// How its tag begins, to find it in a source; empty if there is no tag.
    pub(super) needle: String,
    /// What the tag in the source does not have.
    pub(super) lacks: Option<&'static str>,
    /// Whether the second such tag is at fault, and not the first.
    pub(super) second: bool,
}

impl Flaw {
    /// A flaw of this rule at the start of the page, without words.
    pub(super) fn new(rule: Rule) -> Flaw {
        Flaw {
            rule,
            message: String::new(),
            label: "",
            help: Help::default(),
            at: 0,
            needle: String::new(),
            lacks: None,
            second: false,
        }
    }
}

/// What to do, for the author of a text and for the author of a template.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Help {
    pub(super) for_text: &'static str,
    pub(super) for_template: &'static str,
}

impl Help {
    /// The same help for both.
    pub(super) const fn both(help: &'static str) -> Help {
        Help {
            for_text: help,
            for_template: help,
        }
    }
}

/// The most bytes of one document that are read in search of tags. A text is read once for each
/// kind of tag, so one of 10 kB may have thousands of flaws, and one of 2 MB has their places for
/// thirty of them.
const MAX_READ: usize = 64_000_000;

/// A search for the tags of a document's flaws.
pub(super) struct TagSearch<'d> {
    text: Cow<'d, str>,
    /// What was found already.
    known: HashMap<(String, Option<&'static str>, bool), Option<Span>>,
}

impl<'d> TagSearch<'d> {
    pub(super) fn of(text: Cow<'d, str>) -> TagSearch<'d> {
        TagSearch {
            text,
            known: HashMap::new(),
        }
    }

    /// The span of a flaw's tag, as far as it can be found.
    pub(super) fn span(&mut self, flaw: &Flaw) -> Option<Span> {
        let tag = (flaw.needle.clone(), flaw.lacks, flaw.second);
        if let Some(known) = self.known.get(&tag) {
            return *known;
        }
        if self.known.len() * self.text.len() > MAX_READ {
            return None;
        }
        let span = tag_span(&self.text, flaw);
        self.known.insert(tag, span);
        span
    }
}

/// The span of a flaw's tag in a source, as far as it can be found.
pub(super) fn tag_span(text: &str, flaw: &Flaw) -> Option<Span> {
    let needle = Some(flaw.needle.as_str()).filter(|needle| !needle.is_empty())?;
    let is_whole = |tag: &str| {
        !tag[needle.len()..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '-')
    };
    let tags: Vec<(usize, &str)> = text
        .match_indices(needle)
        .map(|(at, _)| {
            let line = text[at..].split('\n').next().unwrap_or_default();
            let tag = &line[..line.find('>').map_or(line.len(), |end| end + 1)];
            (at, tag)
        })
        .filter(|(_, tag)| needle.len() <= tag.len() && is_whole(tag))
        .collect();
    let is_lacking = |(at, tag): &&(usize, &str)| {
        flaw.lacks.is_some_and(|lacks| !tag.contains(lacks))
            && (flaw.rule != rules::LINK_WITHOUT_WORDS || is_empty(&text[at + tag.len()..]))
    };
    // A tag that has the attribute may still have nothing in it.
    let &(at, tag) = tags
        .get(1)
        .filter(|_| flaw.second)
        .or_else(|| tags.iter().find(is_lacking))
        .or(tags.first())?;
    let length = if needle.starts_with('<') {
        tag.trim_end().len()
    } else {
        needle.len()
    };
    Some(Span::new(at, at + length))
}

/// Returns whether an element ends before it has a word. `rest` is what follows its first tag.
fn is_empty(rest: &str) -> bool {
    let mut rest = rest.trim_start();
    while let Some(tag) = rest.strip_prefix('<') {
        if tag.starts_with('/') {
            return true;
        }
        // Its name for a screen reader is the words of a picture, and this one has none.
        rest = tag
            .split_once('>')
            .map_or("", |(_, rest)| rest)
            .trim_start();
    }
    false
}
