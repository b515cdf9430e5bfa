//! The form as a form of the code host, for people who prefer boxes to a file.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Emphasis, Form, Part, Shape};
use crate::config::repository::Host;
use crate::source::slug::slug;
use crate::words::Strings;
use crate::yaml;

#[derive(Debug, Serialize)]
struct Issue<'a> {
    name: &'a str,
    description: &'a str,
    title: &'a str,
    body: Vec<Element>,
}

#[derive(Debug, Serialize)]
struct Element {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    attributes: Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    validations: Option<Validations>,
}

#[derive(Debug, Default, Serialize)]
struct Attributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multiple: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

#[derive(Debug, Serialize)]
struct Validations {
    required: bool,
}

/// The form for a code host: an issue form for GitHub, a description template for GitLab.
///
/// People fill it in who would rather not write a file; an editor makes the case study of it.
pub fn issue_form(form: &Form, host: Host) -> String {
    match host {
        Host::GitHub => issue(form),
        Host::GitLab => description(form),
    }
}

/// GitHub's form of boxes, as YAML.
fn issue(form: &Form) -> String {
    let words = &form.words;
    let about = words.get("form_issue_about");
    let mut body = vec![Element {
        kind: "markdown",
        id: None,
        attributes: Attributes {
            value: Some(about.clone()),
            ..Attributes::default()
        },
        validations: None,
    }];
    let (mut ids, mut labels) = (UniqueNames::default(), UniqueNames::default());
    for part in asked(form) {
        let mut element = element(part, words);
        element.name(&slug(&part.key), &part.label, &mut ids, &mut labels);
        body.push(element);
    }
    for (heading, help) in &form.headings {
        let mut element = Element::new("textarea", help, false);
        element.name(&slug(heading), heading, &mut ids, &mut labels);
        body.push(element);
    }
    yaml::write::document(&Issue {
        name: &words.get("form_issue_name"),
        description: &about,
        title: &words.get("form_issue_title"),
        body,
    })
}

/// GitLab's description template: Markdown with a heading for each part.
fn description(form: &Form) -> String {
    let words = &form.words;
    let mut text = format!("<!-- {} -->\n", words.get("form_issue_about"));
    for part in asked(form) {
        text += &format!("\n## {}\n\n<!-- {} -->\n", part.label, about(part, words));
        if let Shape::Terms(terms) = &part.shape
            && terms.closed
        {
            for name in &terms.names {
                text += &format!("- [ ] {name}\n");
            }
        }
    }
    for (heading, help) in &form.headings {
        text += &format!("\n## {heading}\n\n<!-- {help} -->\n");
    }
    text
}

fn asked(form: &Form) -> impl Iterator<Item = &Part> {
    form.parts
        .iter()
        .filter(|part| part.emphasis != Emphasis::Never)
}

/// What to write in a part's box.
fn about(part: &Part, words: &Strings) -> String {
    match part.shape {
        Shape::Image => words.get("form_issue_image"),
        Shape::Attachments => words.get("form_issue_attachments"),
        _ => super::help_with_terms(part, words),
    }
}

/// A part's box, without its name.
fn element(part: &Part, words: &Strings) -> Element {
    let options = match &part.shape {
        Shape::Terms(terms) if terms.closed && !terms.names.is_empty() => Some(terms.names.clone()),
        Shape::Boolean => Some(vec![words.get("yes"), words.get("no")]),
        _ => None,
    };
    let kind = match &part.shape {
        _ if options.is_some() => "dropdown",
        Shape::LongText | Shape::Image | Shape::Links | Shape::Attachments => "textarea",
        _ => "input",
    };
    let mut element = Element::new(kind, &about(part, words), part.required);
    element.attributes.multiple =
        (options.is_some() && part.shape != Shape::Boolean).then_some(true);
    element.attributes.options = options;
    element
}

impl Element {
    fn new(kind: &'static str, about: &str, required: bool) -> Element {
        Element {
            kind,
            id: None,
            attributes: Attributes {
                description: Some(about.to_owned()).filter(|about| !about.is_empty()),
                ..Attributes::default()
            },
            validations: Some(Validations { required }),
        }
    }

    /// Gives the element an id and a label that no other element has.
    fn name(&mut self, id: &str, label: &str, ids: &mut UniqueNames, labels: &mut UniqueNames) {
        // GitHub takes ASCII letters, digits, hyphens and underscores.
        let id: String = id
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
            .collect();
        self.id = Some(ids.unique(if id.is_empty() { "part" } else { &id }));
        self.attributes.label = Some(labels.unique(label));
    }
}

/// Names that have been used, so that none is used twice.
#[derive(Debug, Default)]
struct UniqueNames {
    /// How often each has been asked for, by the name in lower case.
    used: BTreeMap<String, usize>,
}

impl UniqueNames {
    /// The name, with a number after it if it has been used.
    fn unique(&mut self, name: &str) -> String {
        let count = self.used.entry(name.to_lowercase()).or_default();
        *count += 1;
        if *count == 1 {
            name.to_owned()
        } else {
            format!("{name}-{count}")
        }
    }
}
