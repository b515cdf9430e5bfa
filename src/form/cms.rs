//! The form as the settings of an editing website, Sveltia CMS or Decap CMS, which share a format.

use serde::Serialize;

use super::{CONTACT, Form, IMAGE, Part, Shape, Terms};
use crate::config::Config;
use crate::config::repository::{Host, Repository};
use crate::yaml;

#[derive(Debug, Serialize)]
struct Settings<'a> {
    backend: Backend<'a>,
    site_url: String,
    /// Each change is a pull request, so that it is checked and reviewed.
    publish_mode: &'static str,
    media_folder: &'static str,
    public_folder: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    i18n: Option<Languages<'a>>,
    output: Output,
    collections: Vec<Collection<'a>>,
}

#[derive(Debug, Serialize)]
struct Backend<'a> {
    name: &'static str,
    repo: &'a str,
    branch: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_root: Option<String>,
}

#[derive(Debug, Serialize)]
struct Languages<'a> {
    structure: &'static str,
    locales: Vec<&'a str>,
    default_locale: &'a str,
    initial_locales: &'static str,
    omit_default_locale_from_file_path: bool,
}

#[derive(Debug, Serialize)]
struct Output {
    omit_empty_optional_fields: bool,
}

#[derive(Debug, Serialize)]
struct Collection<'a> {
    name: &'static str,
    label: &'static str,
    label_singular: &'static str,
    folder: &'a str,
    create: bool,
    slug: &'static str,
    extension: &'static str,
    format: &'static str,
    identifier_field: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    i18n: Option<bool>,
    fields: Vec<Field>,
}

#[derive(Debug, Default, Serialize)]
struct Field {
    name: String,
    label: String,
    widget: &'static str,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    i18n: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multiple: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_type: Option<&'static str>,
    /// A regular expression, and what to say where it does not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<[&'static str; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<Field>>,
}

/// The settings of the editing website; the library's files are edited in `repository`.
pub fn cms(form: &Form, config: &Config, repository: &Repository) -> String {
    let several = config.languages.len() > 1;
    let title = &form.parts[0].key;
    let mut fields: Vec<Field> = form.parts.iter().map(|part| field(part, several)).collect();
    let headings = form
        .headings
        .iter()
        .map(|(heading, _)| format!("## {heading}\n\n"))
        .collect::<String>();
    fields.push(Field {
        name: "body".to_owned(),
        label: "Text".to_owned(),
        widget: "markdown",
        i18n: several.then_some("translate"),
        default: Some(headings.trim_end().to_owned()),
        ..Field::default()
    });
    let (name, hosted, api) = match repository.host {
        Host::GitHub => ("github", "https://github.com", "api/v3"),
        Host::GitLab => ("gitlab", "https://gitlab.com", "api/v4"),
    };
    let origin = repository
        .url
        .strip_suffix(repository.name())
        .unwrap_or(&repository.url)
        .trim_end_matches('/');
    yaml::written(&Settings {
        backend: Backend {
            name,
            repo: repository.name(),
            branch: &repository.branch,
            base_url: Some(origin).filter(|origin| *origin != hosted),
            api_root: Some(format!("{origin}/{api}")).filter(|_| origin != hosted),
        },
        site_url: format!("{}{}", config.base.origin, config.base.path),
        publish_mode: "editorial_workflow",
        media_folder: "static/pictures",
        public_folder: "/pictures",
        i18n: several.then(|| Languages {
            structure: "multiple_files",
            locales: config
                .languages
                .iter()
                .map(|language| language.tag.as_str())
                .collect(),
            default_locale: &config.languages[0].tag,
            initial_locales: "default",
            omit_default_locale_from_file_path: true,
        }),
        output: Output {
            omit_empty_optional_fields: true,
        },
        collections: vec![Collection {
            name: "case_studies",
            label: "Case studies",
            label_singular: "Case study",
            folder: &form.folder,
            create: true,
            slug: "{{slug}}",
            extension: "md",
            format: "yaml-frontmatter",
            identifier_field: title,
            i18n: several.then_some(true),
            fields,
        }],
    })
}

fn field(part: &Part, several: bool) -> Field {
    let translated =
        matches!(part.shape, Shape::LongText) || part.required && part.shape == Shape::Text;
    let simple = Field {
        name: part.key.clone(),
        label: part.label.clone(),
        widget: "string",
        required: part.required,
        hint: Some(hint(part)).filter(|hint| !hint.is_empty()),
        // What a translation leaves out is taken from the original.
        i18n: (several && translated).then_some("translate"),
        ..Field::default()
    };
    match &part.shape {
        Shape::Text | Shape::Texts => simple,
        Shape::LongText => Field {
            widget: "text",
            ..simple
        },
        Shape::Date => Field {
            pattern: Some([
                r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
                "A date is 2024-03-12, 2024-03 or 2024",
            ]),
            ..simple
        },
        Shape::Number(_) => Field {
            widget: "number",
            value_type: Some("float"),
            ..simple
        },
        Shape::Url => Field {
            pattern: Some(["^https?://", "A web address begins with https://"]),
            ..simple
        },
        Shape::Boolean => Field {
            widget: "boolean",
            ..simple
        },
        Shape::Terms(Terms { split: Some(_), .. }) => simple,
        Shape::Terms(terms) if terms.closed => Field {
            widget: "select",
            multiple: Some(true),
            options: Some(terms.names.clone()),
            ..simple
        },
        Shape::Terms(_) | Shape::Studies => Field {
            widget: "list",
            ..simple
        },
        Shape::Image => Field {
            widget: "object",
            fields: Some(
                IMAGE
                    .map(|name| {
                        let widget = if name == "src" { "image" } else { "string" };
                        Field {
                            widget,
                            required: name == "src",
                            ..plain(name)
                        }
                    })
                    .into(),
            ),
            ..simple
        },
        Shape::Contact => Field {
            widget: "object",
            fields: Some(CONTACT.map(plain).into()),
            ..simple
        },
        Shape::Links => pairs("url", "string", simple),
        Shape::Attachments => pairs("file", "file", simple),
    }
}

/// What to write, with the terms that are there already.
fn hint(part: &Part) -> String {
    let help = part.help.replace('`', "");
    match &part.shape {
        Shape::Terms(terms) if !terms.closed && !terms.names.is_empty() => {
            format!("{help} In use: {}.", terms.names.join("; "))
        }
        _ => help,
    }
}

fn plain(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        label: name.to_owned(),
        widget: "string",
        ..Field::default()
    }
}

/// A list of groups, each a title and what it leads to.
fn pairs(leads_to: &str, widget: &'static str, simple: Field) -> Field {
    let target = Field {
        widget,
        required: true,
        ..plain(leads_to)
    };
    Field {
        widget: "list",
        fields: Some(vec![plain("title"), target]),
        ..simple
    }
}
