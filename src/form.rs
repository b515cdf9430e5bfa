//! The settings into a description of a case study's front matter, for everything that asks an
//! author for one.
//!
//! The template of a new case study, the schema for editors, the forms of code hosts, the settings
//! of an editing website and the columns of a spreadsheet are each a function of one [`Form`], so
//! they all ask for what the library knows. `parse/front_matter.rs` decides what is read; `part`
//! here matches every key of it, so a new key does not compile until it has a shape here. The
//! words are the theme's: `form_KEY` and `form_KEY_help`.

mod cms;
mod issue;
mod schema;
pub mod table;
mod template;
mod unfilled;

use std::sync::Arc;

pub use cms::cms;
pub use issue::issue_form;
pub use schema::schema;
pub use template::{Length, Prefilled, template};
pub use unfilled::unfilled;

use crate::config::{Config, FieldConfig, FieldKind};
use crate::ids::{FacetId, Table};
use crate::parse::front_matter::keys::{KEYS, Key};
use crate::words::Strings;
use crate::yaml::write as written;

/// What a case study is asked for, in the words of one language.
#[derive(Debug, Clone)]
pub struct Form {
    /// The folder of case studies, below the library's root: `content/case-studies`.
    pub folder: String,
    /// In the order in which an author is asked.
    pub parts: Vec<Part>,
    /// Keys that front matter may have and nothing reads.
    pub ignored: Vec<String>,
    /// The headings of a case study, each with what to write below it.
    pub headings: Vec<(String, String)>,
    /// The words that the parts and headings are from, for the rest of a form.
    pub words: Arc<Strings>,
}

/// One key of the front matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// As this library writes it.
    pub key: String,
    /// What a form calls it.
    pub label: String,
    /// What to write there: a sentence or two.
    pub help: String,
    /// The form of the value.
    pub shape: Shape,
    /// True if a case study must have the key.
    pub required: bool,
    /// How strongly the form asks for the value.
    pub emphasis: Emphasis,
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A text of a few words.
    Text,
    /// A text of a sentence or two.
    LongText,
    /// One text or several.
    Texts,
    /// A day, a month or a year.
    Date,
    /// With its unit, for example `GBP`.
    Number(Option<String>),
    /// A web address.
    Url,
    /// Yes or no.
    Boolean,
    /// Terms of a facet.
    Terms(Terms),
    /// A group of the keys [`IMAGE`](crate::parse::front_matter::keys::IMAGE).
    Image,
    /// A group of the keys [`CONTACT`](crate::parse::front_matter::keys::CONTACT).
    Contact,
    /// Each a group of the keys [`LINK`](crate::parse::front_matter::keys::LINK).
    Links,
    /// Each a group of the keys [`ATTACHMENT`](crate::parse::front_matter::keys::ATTACHMENT).
    Attachments,
    /// Case studies, by their addresses or files.
    Studies,
}

/// What a facet's key may hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The only terms allowed, or those that case studies already have.
    pub names: Vec<String>,
    /// True if other terms are errors.
    pub closed: bool,
    /// What separates the terms, if they are written as one text.
    pub split: Option<String>,
}

/// How much forms make of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// Every author is asked for it.
    Always,
    /// Authors who want it are shown how to write it.
    Offered,
    /// Templates and issue forms leave it out; the schema knows it.
    Never,
}

impl Form {
    /// The part for a key, as this library writes it.
    pub fn part(&self, key: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.key == key)
    }
}

/// The form of a library's case studies, in the language of some words.
///
/// `used` are the terms that case studies already have, by facet, the most frequent first: an open
/// facet offers them.
pub fn form(config: &Config, words: &Arc<Strings>, used: &Table<FacetId, Vec<String>>) -> Form {
    let facets = config.facets.ids().map(Key::Facet);
    let fields = config.fields.ids().map(Key::Field);
    let first = [Key::Title, Key::Summary, Key::Date];
    let others = KEYS
        .iter()
        .map(|(_, key)| *key)
        .filter(|key| !first.contains(key) && *key != Key::Synonyms);
    let order = first.into_iter().chain(facets).chain(fields).chain(others);
    let mut parts: Vec<Part> = vec![];
    for key in order {
        let part = part(key, config, words, used);
        // A library may read several of our keys from one of its own: the first decides what it
        // holds.
        if !parts.iter().any(|known| known.key == part.key) {
            parts.push(part);
        }
    }
    Form {
        folder: format!("{}{}", crate::parse::CONTENT, config.studies),
        parts,
        ignored: config.ignore.iter().cloned().collect(),
        headings: headings(config, words),
        words: words.clone(),
    }
}

/// The strings of the headings that most case studies have; each has a `_help`.
const HEADINGS: [&str; 4] = [
    "form_heading_challenge",
    "form_heading_solution",
    "form_heading_impact",
    "form_heading_lessons",
];

/// The headings of the settings, or else the usual ones.
fn headings(config: &Config, words: &Strings) -> Vec<(String, String)> {
    let usual = HEADINGS.map(|key| (words.get(key), words.get(&format!("{key}_help"))));
    let own = config
        .languages
        .find(|known| *known == words.language)
        .and_then(|number| config.headings.get(number))
        .filter(|own| !own.is_empty());
    let Some(own) = own else {
        return usual.into();
    };
    let help = |heading: &str| {
        usual
            .iter()
            .find(|(usual, _)| usual == heading)
            .map_or("…", |(_, help)| help)
    };
    own.iter()
        .map(|heading| (heading.name.clone(), help(&heading.name).to_owned()))
        .collect()
}

fn part(key: Key, config: &Config, words: &Strings, used: &Table<FacetId, Vec<String>>) -> Part {
    use Emphasis::{Always, Never, Offered};
    let (shape, emphasis) = match key {
        Key::Facet(id) => return facet(id, config, words, used),
        Key::Field(id) => return field(&config.fields[id], config, words),
        Key::Title => (Shape::Text, Always),
        Key::Summary => (Shape::LongText, Always),
        Key::Date => (Shape::Date, Always),
        Key::Image => (Shape::Image, Offered),
        Key::Contact => (Shape::Contact, Offered),
        Key::Links => (Shape::Links, Offered),
        Key::Attachments => (Shape::Attachments, Offered),
        Key::Related => (Shape::Studies, Offered),
        Key::Updated | Key::Reviewed | Key::ReviewBy | Key::Expires => (Shape::Date, Never),
        Key::Slug => (Shape::Text, Never),
        Key::Aliases | Key::Synonyms => (Shape::Texts, Never),
        Key::Draft | Key::Noindex => (Shape::Boolean, Never),
    };
    let name = name(key);
    Part {
        key: config.key(name).to_owned(),
        label: words.get(&format!("form_{name}")),
        help: words.get(&format!("form_{name}_help")),
        shape,
        required: key == Key::Title,
        emphasis,
    }
}

fn facet(
    id: FacetId,
    config: &Config,
    words: &Strings,
    used: &Table<FacetId, Vec<String>>,
) -> Part {
    let facet = &config.facets[id];
    let (names, closed) = match (&facet.terms, used.get(id)) {
        (Some(terms), _) => (terms.clone(), true),
        (None, Some(used)) => (used.clone(), false),
        (None, None) => (vec![], false),
    };
    let usual = match (closed, &facet.split) {
        (true, None) => "form_terms_closed",
        // A template does not list the terms of a facet that writes them as one text.
        (true, Some(_)) => "form_terms_known",
        (false, _) => "form_terms_open",
    };
    Part {
        key: config.key(&facet.key).to_owned(),
        label: facet.name.in_language(&words.language).to_owned(),
        help: match &facet.help {
            Some(help) => help.in_language(&words.language).to_owned(),
            None => words.get(usual),
        },
        shape: Shape::Terms(Terms {
            names,
            closed,
            split: facet.split.clone(),
        }),
        required: false,
        emphasis: Emphasis::Always,
    }
}

fn field(field: &FieldConfig, config: &Config, words: &Strings) -> Part {
    Part {
        key: config.key(&field.key).to_owned(),
        label: field.name.in_language(&words.language).to_owned(),
        help: match &field.help {
            Some(help) => help.in_language(&words.language).to_owned(),
            None => help_of_kind(field, words),
        },
        shape: match field.kind {
            FieldKind::Text => Shape::Texts,
            FieldKind::Number => Shape::Number(field.unit.clone()),
            FieldKind::Date => Shape::Date,
            FieldKind::Url => Shape::Url,
            FieldKind::Boolean => Shape::Boolean,
        },
        required: field.required,
        emphasis: Emphasis::Always,
    }
}

/// What to write in a field that the settings say nothing about.
fn help_of_kind(field: &FieldConfig, words: &Strings) -> String {
    match (field.kind, &field.unit) {
        (FieldKind::Text, _) => String::new(),
        (FieldKind::Number, None) => words.get("form_field_number"),
        (FieldKind::Number, Some(unit)) => {
            // `GBP` is `pounds` to people.
            let name = words.plain(&format!("form_unit_{unit}")).unwrap_or(unit);
            words.with("form_field_number_unit", &[("unit", name)])
        }
        (FieldKind::Date, _) => words.get("form_field_date"),
        (FieldKind::Url, _) => words.get("form_field_url"),
        (FieldKind::Boolean, _) => words.get("form_field_boolean"),
    }
}

/// What to write for a key, with the terms of an open facet that are in use; as plain text.
fn help_with_terms(part: &Part, words: &Strings) -> String {
    let help = part.help.replace('`', "");
    match &part.shape {
        Shape::Terms(terms) if !terms.closed && !terms.names.is_empty() => {
            let in_use = words.with("form_terms_in_use", &[("terms", &terms.names.join("; "))]);
            format!("{help} {in_use}").trim_start().to_owned()
        }
        _ => help,
    }
}

/// What casebook itself calls a key.
fn name(key: Key) -> &'static str {
    KEYS.iter()
        .find(|(_, known)| *known == key)
        .map_or("", |(name, _)| name)
}
