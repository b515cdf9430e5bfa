//! The form as a file to fill in: front matter with a note above each key, then the headings.

use super::{Emphasis, Form, Part, Shape, written};
use crate::source::slug::slug;
use crate::words::Strings;

/// How much a template says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Notes, every term, and the keys that few authors need, commented out.
    Full,
    /// Notes, and only the first terms of each facet.
    Short,
    /// The keys alone.
    Bare,
}

/// The most terms of a facet that a short template lists.
const MAX_TERMS_SHORT: usize = 8;

/// The most terms of an open facet that a full template lists: there may be hundreds in use.
const MAX_TERMS_OPEN: usize = 24;

/// What is known of a case study before its author begins.
#[derive(Debug, Clone, Default)]
pub struct Prefilled<'a> {
    /// The title; empty if it is not known.
    pub title: &'a str,
    /// Terms already chosen, by the facet's key.
    pub terms: Vec<(&'a str, Vec<&'a str>)>,
    /// True to keep it off the site until its author deletes a line.
    pub draft: bool,
}

/// A new case study to fill in, in the form's language.
///
/// Read unchanged, it has no errors but those of required keys that are empty.
pub fn template(form: &Form, prefilled: &Prefilled, length: Length) -> String {
    let words = &form.words;
    let with_notes = length != Length::Bare;
    let mut text = String::from("---\n");
    if with_notes {
        text += &comment(&words.get("form_intro"));
    }
    for part in with_emphasis(form, Emphasis::Always) {
        if with_notes {
            text += &note(part, words);
        }
        text += &line(part, prefilled, length);
    }
    if length == Length::Full {
        text += &comment(&words.get("form_offered"));
        for part in with_emphasis(form, Emphasis::Offered) {
            for line in example(part, words).lines() {
                text += &format!("#{line}\n");
            }
        }
    }
    if prefilled.draft {
        text += &comment(&words.get("form_draft_note"));
        text += "draft: true\n";
    }
    text += "---\n";
    for (heading, help) in &form.headings {
        text += &format!("\n## {heading}\n\n");
        if with_notes {
            text += &format!("<!-- {help} -->\n");
        }
    }
    text
}

fn with_emphasis(form: &Form, emphasis: Emphasis) -> impl Iterator<Item = &Part> {
    form.parts
        .iter()
        .filter(move |part| part.emphasis == emphasis)
}

/// A text as a YAML comment on one line; nothing for an empty text.
fn comment(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        text
    } else {
        format!("# {text}\n")
    }
}

/// What to write for a key, as a comment.
fn note(part: &Part, words: &Strings) -> String {
    let mut sentences = vec![];
    // A label that repeats the key adds nothing.
    if slug(&part.label) != slug(&part.key) {
        sentences.push(format!("{}.", part.label));
    }
    sentences.push(part.help.clone());
    if part.required {
        sentences.push(words.get("form_required"));
    }
    if let Shape::Terms(terms) = &part.shape
        && terms.split.is_none()
        && !terms.names.is_empty()
    {
        sentences.push(words.get("form_delete_signs"));
    }
    comment(&sentences.join(" "))
}

/// A key with what is known of its value.
fn line(part: &Part, prefilled: &Prefilled, length: Length) -> String {
    let key = &part.key;
    if part.required && part.shape == Shape::Text && !prefilled.title.is_empty() {
        return format!("{key}: {}\n", written::text(prefilled.title));
    }
    let Shape::Terms(terms) = &part.shape else {
        return format!("{key}:\n");
    };
    let chosen = prefilled
        .terms
        .iter()
        .find(|(facet, _)| facet == key)
        .map_or(&[][..], |(_, chosen)| chosen);
    if let Some(separator) = &terms.split {
        return if chosen.is_empty() {
            format!("{key}:\n")
        } else {
            format!("{key}: {}\n", written::text(&chosen.join(separator)))
        };
    }
    let max = match length {
        Length::Full if terms.closed => usize::MAX,
        Length::Full => MAX_TERMS_OPEN,
        Length::Short => MAX_TERMS_SHORT,
        Length::Bare => 0,
    };
    let mut lines = format!("{key}:\n");
    for name in chosen {
        lines += &format!("- {}\n", written::text(name));
    }
    for name in terms.names.iter().take(max) {
        if !chosen.contains(&name.as_str()) {
            lines += &format!("#- {}\n", written::text(name));
        }
    }
    lines
}

/// A key that few authors need, as one would write it.
fn example(part: &Part, words: &Strings) -> String {
    let key = &part.key;
    let word = |name: &str| written::text(&words.get(&format!("form_example_{name}")));
    let value = match part.shape {
        Shape::Image => format!("\n  src: {}\n  alt: {}", word("picture"), word("alt")),
        Shape::Contact => format!("\n  name: {}\n  email: {}", word("team"), word("email")),
        Shape::Links => format!("\n- title: {}\n  url: https://example.org/", word("link")),
        Shape::Attachments => {
            format!(
                "\n- title: {}\n  file: {}",
                word("attachment"),
                word("file")
            )
        }
        Shape::Studies => format!("\n- {}", word("study")),
        _ => String::new(),
    };
    format!("{key}:{value}\n")
}
