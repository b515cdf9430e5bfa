//! The form as a form of the code host: for those who would rather fill in boxes than write a file.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Asked, Form, Part, Shape};
use crate::config::repository::Host;
use crate::source::slug::slug;
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

const NAME: &str = "Share a case study";
const ABOUT: &str = "Tell us what you did. An editor makes a case study of it and shows it to you before it is published.";

/// The form for a code host: an issue form for GitHub, a description template for GitLab.
pub fn issue_form(form: &Form, host: Host) -> String {
    match host {
        Host::GitHub => {
            let intro = Attributes {
                value: Some(ABOUT.to_owned()),
                ..Attributes::default()
            };
            let intro = Element {
                kind: "markdown",
                id: None,
                attributes: intro,
                validations: None,
            };
            let mut ids = Names::default();
            let mut labels = Names::default();
            let boxes = asked(form)
                .map(|part| element(part, &mut ids, &mut labels))
                .collect::<Vec<_>>();
            let texts = form.headings.iter().map(|(heading, help)| {
                labelled(
                    "textarea",
                    slug(heading),
                    heading,
                    help,
                    false,
                    &mut ids,
                    &mut labels,
                )
            });
            let texts: Vec<Element> = texts.collect();
            let body = std::iter::once(intro).chain(boxes).chain(texts).collect();
            yaml::written(&Issue {
                name: NAME,
                description: ABOUT,
                title: "Case study: ",
                body,
            })
        }
        Host::GitLab => {
            let mut text = format!("<!-- {ABOUT} -->\n");
            for part in asked(form) {
                let choices = match &part.shape {
                    Shape::Terms(terms) if terms.closed => terms
                        .names
                        .iter()
                        .map(|name| format!("- [ ] {name}\n"))
                        .collect(),
                    _ => String::new(),
                };
                text += &format!("\n## {}\n\n<!-- {} -->\n{choices}", part.label, about(part));
            }
            for (heading, help) in &form.headings {
                text += &format!("\n## {heading}\n\n<!-- {help} -->\n");
            }
            text
        }
    }
}

fn asked(form: &Form) -> impl Iterator<Item = &Part> {
    form.parts.iter().filter(|part| part.asked != Asked::Never)
}

/// What to write, with the terms of an open facet that are there already.
fn about(part: &Part) -> String {
    let help = part.help.replace('`', "");
    match &part.shape {
        Shape::Terms(terms) if !terms.closed && !terms.names.is_empty() => {
            format!("{help} In use: {}.", terms.names.join("; "))
        }
        Shape::Image => {
            "What the picture shows, for those who cannot see it. Drag the picture into this box."
                .to_owned()
        }
        Shape::Attachments => "Drag the files into this box.".to_owned(),
        _ => help,
    }
}

fn element(part: &Part, ids: &mut Names, labels: &mut Names) -> Element {
    let kind = match &part.shape {
        Shape::Terms(terms) if terms.closed && !terms.names.is_empty() => "dropdown",
        Shape::Boolean => "dropdown",
        Shape::LongText | Shape::Image | Shape::Links | Shape::Attachments => "textarea",
        _ => "input",
    };
    let about = about(part);
    let mut element = labelled(
        kind,
        slug(&part.key),
        &part.label,
        &about,
        part.required,
        ids,
        labels,
    );
    match &part.shape {
        Shape::Terms(terms) if kind == "dropdown" => {
            element.attributes.multiple = Some(true);
            element.attributes.options = Some(terms.names.clone());
        }
        Shape::Boolean => {
            element.attributes.options = Some(vec!["Yes".to_owned(), "No".to_owned()])
        }
        _ => {}
    }
    element
}

fn labelled(
    kind: &'static str,
    id: String,
    label: &str,
    about: &str,
    required: bool,
    ids: &mut Names,
    labels: &mut Names,
) -> Element {
    // GitHub takes ASCII letters, digits, hyphens and underscores.
    let id: String = id
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .collect();
    let id = if id.is_empty() { "part".to_owned() } else { id };
    let attributes = Attributes {
        label: Some(labels.own(label)),
        description: Some(about.to_owned()).filter(|about| !about.is_empty()),
        ..Attributes::default()
    };
    Element {
        kind,
        id: Some(ids.own(&id)),
        attributes,
        validations: Some(Validations { required }),
    }
}

/// Names that are each given once.
#[derive(Debug, Default)]
struct Names {
    given: BTreeMap<String, usize>,
}

impl Names {
    /// The name, with a number behind it where it has been given.
    fn own(&mut self, name: &str) -> String {
        let count = self.given.entry(name.to_lowercase()).or_default();
        *count += 1;
        if *count == 1 {
            name.to_owned()
        } else {
            format!("{name}-{count}")
        }
    }
}
