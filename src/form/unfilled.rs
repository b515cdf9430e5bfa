//! What authors leave of a template: its file name, and the values that only show what to write.

use crate::config::Config;
use crate::parse::{Document, Kind};
use crate::report::{Finding, rules};
use crate::source::slug::{file_slug, short_slug};
use crate::source::{Place, Span};
use crate::words::Strings;

/// The findings for a case study that still has something of the template, in any of the library's
/// languages.
pub fn unfilled(document: &Document, words: &[&Strings], config: &Config) -> Vec<Finding> {
    if document.kind != Kind::Study {
        return vec![];
    }
    let mut findings: Vec<Finding> = template_name(document, words).into_iter().collect();
    for (text, span) in examples(document, config) {
        let is_example = words.iter().any(|words| {
            EXAMPLES
                .iter()
                .any(|key| words.plain(key).is_some_and(|example| example == text))
        });
        if is_example {
            findings.push(
                Finding::error(
                    rules::PLACEHOLDER,
                    format!("`{text}` is an example from the template"),
                )
                .at(
                    Place {
                        file: document.path.clone(),
                        span,
                    },
                    "readers would see it",
                )
                .help("write your own words in its place, or delete the lines"),
            );
        }
    }
    findings
}

/// The strings of values that only show what to write.
const EXAMPLES: [&str; 4] = [
    "form_example_alt",
    "form_example_attachment",
    "form_example_email",
    "form_example_link",
];

/// The texts that a template shows examples of, each with its place.
fn examples<'d>(document: &'d Document, config: &Config) -> Vec<(&'d str, Option<Span>)> {
    let front = &document.front;
    let mut texts = vec![];
    if let Some(image) = &front.image {
        texts.push((image.alt.as_str(), Some(image.src.span)));
    }
    if let Some(contact) = &front.contact {
        let line = document.line_of(config.key("contact"));
        texts.extend(contact.email.iter().map(|email| (email.as_str(), line)));
    }
    for link in &front.links {
        texts.extend(
            link.title
                .iter()
                .map(|title| (title.as_str(), Some(link.url.span))),
        );
    }
    for attached in &front.attachments {
        let title = attached.title.iter();
        texts.extend(title.map(|title| (title.as_str(), Some(attached.file.span))));
    }
    texts
}

/// The finding for a case study whose file has the name that the template suggests.
fn template_name(document: &Document, words: &[&Strings]) -> Option<Finding> {
    let name = document.key.rsplit('/').next().unwrap_or_default();
    let is_template = words
        .iter()
        .filter_map(|words| words.plain("submit_file_name"))
        .any(|suggested| file_slug(suggested) == file_slug(name));
    if !is_template {
        return None;
    }
    let title = short_slug(&document.title);
    let meant = match &document.front.title {
        Some(_) if !title.is_empty() => title,
        _ => "warm-homes".to_owned(),
    };
    let ending = if document.is_bundle() { "" } else { ".md" };
    Some(
        Finding::error(
            rules::PLACEHOLDER,
            format!("`{name}` is the name of the template, not of a case study"),
        )
        .at(Place::file(document.path.clone()), "")
        .help(format!("rename it, for example to `{meant}{ending}`")),
    )
}
