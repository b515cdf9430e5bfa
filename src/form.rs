//! The settings into a description of a case study's front matter, for all who ask an author for
//! one.
//!
//! The template of a new case study, the schema for editors, the forms of code hosts, the settings
//! of an editing website and the columns of a spreadsheet are each a function of one [`Form`], so
//! that none of them can ask for what the library does not know. What is read is decided in
//! `parse/front_matter.rs`; `part` here names every key of it, or does not compile.

mod cms;
mod issue;
mod schema;
pub mod table;
mod template;
mod written;

pub use cms::cms;
pub use issue::issue_form;
pub use schema::schema;
pub use template::{Known, Length, template};

use crate::config::{Config, FieldConfig, FieldKind, Language};
use crate::parse::front_matter::{KEYS, Key};

/// What a case study is asked for.
#[derive(Debug, Clone)]
pub struct Form {
    /// The folder of case studies, below the library's root: `content/case-studies`.
    pub folder: String,
    /// In the order in which an author is asked.
    pub parts: Vec<Part>,
    /// Keys that may stand there and are nobody's business.
    pub ignored: Vec<String>,
    /// The headings of a case study, each with what belongs below it.
    pub headings: Vec<(String, String)>,
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
    pub shape: Shape,
    pub required: bool,
    pub asked: Asked,
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Text,
    /// A text of a sentence or two.
    LongText,
    /// One text or several.
    Texts,
    Date,
    /// With its unit, for example `GBP`.
    Number(Option<String>),
    Url,
    Boolean,
    Terms(Terms),
    /// `src`, `alt`, `caption`.
    Image,
    /// `name`, `email`, `phone`, `url`.
    Contact,
    /// Each a `title` and a `url`.
    Links,
    /// Each a `title` and a `file`.
    Attachments,
    /// Case studies, by their addresses or files.
    Studies,
}

/// What a facet's key may hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The only terms allowed, or those that case studies have already.
    pub names: Vec<String>,
    /// Whether others are errors.
    pub closed: bool,
    /// What separates the terms, where they are kept as one text.
    pub split: Option<String>,
}

/// How much an author has to do with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Everyone is.
    Always,
    /// Offered to those who want it.
    Offered,
    /// Understood where somebody knows it.
    Never,
}

impl Form {
    pub fn part(&self, key: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.key == key)
    }
}

/// The parts of `image` and of `contact`, as front matter reads them.
pub const IMAGE: [&str; 3] = ["src", "alt", "caption"];
pub const CONTACT: [&str; 4] = ["name", "email", "phone", "url"];

/// The form of a library's case studies, in the words of one of its languages.
///
/// `used` are the terms that case studies have already, by facet, those most used first: an open
/// facet offers them.
pub fn form(config: &Config, language: &Language, used: &[Vec<String>]) -> Form {
    let facets = (0..config.facets.len()).map(Key::Facet);
    let fields = (0..config.fields.len()).map(Key::Field);
    let order = [Key::Title, Key::Summary, Key::Date]
        .into_iter()
        .chain(facets)
        .chain(fields)
        .chain(
            KEYS.iter()
                .map(|(_, key)| *key)
                .filter(|key| !matches!(key, Key::Title | Key::Summary | Key::Date)),
        );
    let mut parts: Vec<Part> = vec![];
    for key in order {
        let part = part(key, config, language, used);
        // A library may make several of ours out of one key of its own: the first says what it
        // holds.
        if !parts.iter().any(|known| known.key == part.key) {
            parts.push(part);
        }
    }
    Form {
        folder: format!("{}{}", crate::parse::CONTENT, config.studies),
        parts,
        ignored: config.ignore.iter().cloned().collect(),
        headings: headings(config, language),
    }
}

/// Those of the settings, or else the usual ones.
fn headings(config: &Config, language: &Language) -> Vec<(String, String)> {
    let own = config
        .languages
        .iter()
        .position(|known| known == language)
        .and_then(|number| config.headings.get(number));
    let Some(own) = own.filter(|own| !own.is_empty()) else {
        return HEADINGS
            .map(|(heading, help)| (heading.to_owned(), help.to_owned()))
            .to_vec();
    };
    let help = |heading: &str| {
        HEADINGS
            .iter()
            .find(|(usual, _)| *usual == heading)
            .map_or("…", |(_, help)| *help)
    };
    own.iter()
        .map(|heading| (heading.name.clone(), help(&heading.name).to_owned()))
        .collect()
}

/// What most case studies are made of.
const HEADINGS: [(&str, &str); 4] = [
    (
        "The challenge",
        "What was wrong, for whom, and how you knew.",
    ),
    (
        "The solution",
        "What you did, with whom, and in what order.",
    ),
    (
        "The impact",
        "What changed, with figures where you have them. Say so plainly if it is too early to tell.",
    ),
    (
        "Lessons learned",
        "What you would tell someone who starts tomorrow.",
    ),
];

fn part(key: Key, config: &Config, language: &Language, used: &[Vec<String>]) -> Part {
    let own = |label: &str, help: &str, shape: Shape, asked: Asked| Part {
        key: config.key(name(key)).to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        shape,
        required: false,
        asked,
    };
    use Asked::{Always, Never, Offered};
    match key {
        Key::Title => Part {
            required: true,
            ..own("Title", "The name of the case study.", Shape::Text, Always)
        },
        Key::Summary => own(
            "Summary",
            "One or two sentences, for lists and search results.",
            Shape::LongText,
            Always,
        ),
        Key::Date => own(
            "Date",
            "When the work began, or the event was held, as far as you know: 2024-03-12, 2024-03 or 2024.",
            Shape::Date,
            Always,
        ),
        Key::Image => own(
            "Picture",
            "The name of a picture's file, and in `alt` what the picture shows, for those who cannot see it.",
            Shape::Image,
            Offered,
        ),
        Key::Contact => own(
            "Contact",
            "Whom readers can ask. Give a team's address, not a person's.",
            Shape::Contact,
            Offered,
        ),
        Key::Links => own(
            "Links",
            "Websites for further reading.",
            Shape::Links,
            Offered,
        ),
        Key::Attachments => own(
            "Files to download",
            "Files that lie beside the text.",
            Shape::Attachments,
            Offered,
        ),
        Key::Related => own(
            "Related case studies",
            "Other case studies, by their files.",
            Shape::Studies,
            Offered,
        ),
        Key::Updated => own(
            "Updated",
            "When the text last changed in a way that matters.",
            Shape::Date,
            Never,
        ),
        Key::Reviewed => own(
            "Reviewed",
            "When somebody last made sure that it is true.",
            Shape::Date,
            Never,
        ),
        Key::ReviewBy => own(
            "Review by",
            "The day by which somebody should look again.",
            Shape::Date,
            Never,
        ),
        Key::Slug => own(
            "Address",
            "The last part of the address, if not the file's name.",
            Shape::Text,
            Never,
        ),
        Key::Aliases => own(
            "Former addresses",
            "Older addresses that lead here.",
            Shape::Texts,
            Never,
        ),
        Key::Draft => own("Draft", "Not ready to be published.", Shape::Boolean, Never),
        Key::Expires => own(
            "Expires",
            "The day from which it is no longer published.",
            Shape::Date,
            Never,
        ),
        Key::Noindex => own(
            "Not for search engines",
            "Ask search engines to leave it out.",
            Shape::Boolean,
            Never,
        ),
        Key::Facet(number) => {
            let facet = &config.facets[number];
            let (names, closed) = match (&facet.terms, used.get(number)) {
                (Some(terms), _) => (terms.clone(), true),
                (None, Some(used)) => (used.clone(), false),
                (None, None) => (vec![], false),
            };
            let about = match closed {
                true => "One or more of those that the library knows.",
                false => "One or more. Choose from those in use before you make a new one.",
            };
            Part {
                key: config.key(&facet.key).to_owned(),
                label: facet.name.in_language(language).to_owned(),
                help: facet
                    .help
                    .as_ref()
                    .map_or(about, |help| help.in_language(language))
                    .to_owned(),
                shape: Shape::Terms(Terms {
                    names,
                    closed,
                    split: facet.split.clone(),
                }),
                required: false,
                asked: Always,
            }
        }
        Key::Field(number) => field(&config.fields[number], config, language),
    }
}

fn field(field: &FieldConfig, config: &Config, language: &Language) -> Part {
    let unit = field
        .unit
        .as_ref()
        .map_or(String::new(), |unit| format!(" in {unit}"));
    let about = match field.kind {
        FieldKind::Text => String::new(),
        FieldKind::Number => format!("A number{unit}."),
        FieldKind::Date => "As far as you know: 2024-03-12, 2024-03 or 2024.".to_owned(),
        FieldKind::Url => "A web address that begins with https://.".to_owned(),
        FieldKind::Boolean => "`true` or `false`.".to_owned(),
    };
    Part {
        key: config.key(&field.key).to_owned(),
        label: field.name.in_language(language).to_owned(),
        help: field
            .help
            .as_ref()
            .map_or(about, |help| help.in_language(language).to_owned()),
        shape: match field.kind {
            FieldKind::Text => Shape::Texts,
            FieldKind::Number => Shape::Number(field.unit.clone()),
            FieldKind::Date => Shape::Date,
            FieldKind::Url => Shape::Url,
            FieldKind::Boolean => Shape::Boolean,
        },
        required: field.required,
        asked: Asked::Always,
    }
}

/// What casebook itself calls a key.
fn name(key: Key) -> &'static str {
    KEYS.iter()
        .find(|(_, known)| *known == key)
        .map_or("", |(name, _)| name)
}
