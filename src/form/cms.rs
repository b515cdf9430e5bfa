//! The form as the settings of an editing website: Sveltia CMS or Decap CMS, which share a format.

use serde::Serialize;

use super::{Form, Part, Shape, Terms, help_with_terms};
use crate::config::Config;
use crate::config::repository::{Host, Repository};
use crate::ids::LanguageId;
use crate::parse::front_matter::keys::{ATTACHMENT, CONTACT, IMAGE, LINK};
use crate::words::Strings;
use crate::yaml;

#[derive(Debug, Serialize)]
struct CmsSettings<'a> {
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
    label: String,
    label_singular: String,
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
    /// A regular expression, and the message for a value that does not match it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<[String; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<Field>>,
}

/// The settings of the editing website, which edits the library's files in `repository`.
///
/// The website asks in one language, that of the form; a library's other languages are tabs of it.
pub fn cms(form: &Form, config: &Config, repository: &Repository) -> String {
    let has_translations = config.languages.len() > 1;
    yaml::write::document(&CmsSettings {
        backend: backend(repository),
        site_url: format!("{}{}", config.base.origin, config.base.path),
        publish_mode: "editorial_workflow",
        media_folder: "static/pictures",
        public_folder: "/pictures",
        i18n: has_translations.then(|| Languages {
            structure: "multiple_files",
            locales: config
                .languages
                .values()
                .map(|language| language.tag.as_str())
                .collect(),
            default_locale: &config.languages[LanguageId::DEFAULT].tag,
            initial_locales: "default",
            omit_default_locale_from_file_path: true,
        }),
        output: Output {
            omit_empty_optional_fields: true,
        },
        collections: vec![collection(form, has_translations)],
    })
}

fn backend(repository: &Repository) -> Backend<'_> {
    let (name, hosted, api) = match repository.host {
        Host::GitHub => ("github", "https://github.com", "api/v3"),
        Host::GitLab => ("gitlab", "https://gitlab.com", "api/v4"),
    };
    let origin = repository
        .url
        .strip_suffix(repository.name())
        .unwrap_or(&repository.url)
        .trim_end_matches('/');
    Backend {
        name,
        repo: repository.name(),
        branch: &repository.branch,
        base_url: Some(origin).filter(|origin| *origin != hosted),
        api_root: Some(format!("{origin}/{api}")).filter(|_| origin != hosted),
    }
}

/// The case studies, with a field for each part and one for the text.
fn collection(form: &Form, has_translations: bool) -> Collection<'_> {
    let words = &form.words;
    let mut fields: Vec<Field> = form
        .parts
        .iter()
        .map(|part| field(part, words, has_translations))
        .collect();
    let headings: String = form
        .headings
        .iter()
        .map(|(heading, _)| format!("## {heading}\n\n"))
        .collect();
    fields.push(Field {
        name: "body".to_owned(),
        label: words.get("form_cms_text"),
        widget: "markdown",
        i18n: has_translations.then_some("translate"),
        default: Some(headings.trim_end().to_owned()),
        ..Field::default()
    });
    Collection {
        name: "case_studies",
        label: words.get("case_studies_heading"),
        label_singular: words.get("form_cms_case_study"),
        folder: &form.folder,
        create: true,
        slug: "{{slug}}",
        extension: "md",
        format: "yaml-frontmatter",
        identifier_field: &form.parts[0].key,
        i18n: has_translations.then_some(true),
        fields,
    }
}

fn field(part: &Part, words: &Strings, has_translations: bool) -> Field {
    // A translation inherits the other keys from its original.
    let is_translated = part.shape == Shape::LongText || part.required && part.shape == Shape::Text;
    let simple = Field {
        name: part.key.clone(),
        label: part.label.clone(),
        widget: "string",
        required: part.required,
        hint: Some(help_with_terms(part, words)).filter(|hint| !hint.is_empty()),
        i18n: (has_translations && is_translated).then_some("translate"),
        ..Field::default()
    };
    match &part.shape {
        Shape::Text | Shape::Texts | Shape::Terms(Terms { split: Some(_), .. }) => simple,
        Shape::LongText => simple.with_widget("text"),
        Shape::Date => simple.with_pattern(
            "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
            words.get("form_cms_date"),
        ),
        Shape::Number(_) => Field {
            value_type: Some("float"),
            ..simple.with_widget("number")
        },
        Shape::Url => simple.with_pattern("^https?://", words.get("form_cms_url")),
        Shape::Boolean => simple.with_widget("boolean"),
        Shape::Terms(terms) if terms.closed => Field {
            multiple: Some(true),
            options: Some(terms.names.clone()),
            ..simple.with_widget("select")
        },
        Shape::Terms(_) | Shape::Studies => simple.with_widget("list"),
        Shape::Image => simple.with_keys("object", &IMAGE, words),
        Shape::Contact => simple.with_keys("object", &CONTACT, words),
        Shape::Links => simple.with_keys("list", &LINK, words),
        Shape::Attachments => simple.with_keys("list", &ATTACHMENT, words),
    }
}

impl Field {
    fn with_widget(self, widget: &'static str) -> Field {
        Field { widget, ..self }
    }

    fn with_pattern(self, pattern: &str, message: String) -> Field {
        Field {
            pattern: Some([pattern.to_owned(), message]),
            ..self
        }
    }

    /// A group of keys, or a list of such groups.
    ///
    /// Decap CMS checks the fields of an optional group even if the group is empty, so only those
    /// of a list, which may have no item, are required.
    fn with_keys(self, widget: &'static str, keys: &[&str], words: &Strings) -> Field {
        let fields = keys.iter().map(|key| Field {
            name: (*key).to_owned(),
            label: words.get(&format!("form_key_{key}")),
            widget: match *key {
                "src" => "image",
                "file" => "file",
                _ => "string",
            },
            required: widget == "list" && *key != "title",
            ..Field::default()
        });
        Field {
            fields: Some(fields.collect()),
            ..self.with_widget(widget)
        }
    }
}
