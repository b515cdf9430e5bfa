//! `casebook.yaml` into the settings of a library.

mod allowed;
pub mod language;
pub mod repository;
mod settings;
pub mod terms;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{FacetId, FieldId, LanguageId, PairId, Table};
use crate::yaml::repair::Repair;
use crate::yaml::{self, NotYaml};
pub use allowed::Allowed;
use percent_encoding::percent_decode_str;
use repository::Repository;
pub use settings::config;

use crate::report::{Finding, Rule};
use crate::source::slug::encoded;
use crate::source::{Source, Span};

/// The file with the settings.
pub const FILE: &str = "casebook.yaml";

/// The folder of the site that holds casebook's own files: those of the theme, and the smaller
/// versions of pictures.
///
/// Nothing of an author's can be in it. Its name doesn't begin with an underscore, since some hosts
/// leave such folders out.
pub const OWN_FOLDER: &str = "casebook-files";

/// The folder in [`OWN_FOLDER`] that holds the theme's assets.
pub const THEME_FOLDER: &str = "casebook-files/theme/";

/// The folder, in each language, of the search page, its scripts and its index.
pub const SEARCH_FOLDER: &str = "search";

/// The settings of a library.
#[derive(Debug, Clone)]
pub struct Config {
    /// The name of the library.
    pub title: Words,
    /// The address of the site.
    pub base: Base,
    /// The default language first; never empty.
    pub languages: Table<LanguageId, Language>,
    /// The name of the theme: `default`, or a folder of `themes/`.
    pub theme: String,
    /// The place of `theme` in the settings, if it is there.
    pub theme_span: Option<Span>,
    /// The folder below `content/` that holds the case studies, for example `case-studies`.
    pub studies: String,
    /// The place of that folder in the settings, if it is there.
    pub studies_span: Option<Span>,
    /// Case studies on one page of a list.
    pub per_page: usize,
    /// The headings of a case study for each language, empty if the settings have none.
    pub headings: Table<LanguageId, Vec<HeadingConfig>>,
    /// In the order they have on a page.
    pub facets: Table<FacetId, FacetConfig>,
    /// The fields of case studies, in the order they have on a page.
    pub fields: Table<FieldId, FieldConfig>,
    /// The library's own names for casebook's keys, where they differ: casebook's to the library's.
    pub keys: BTreeMap<String, String>,
    /// Keys of the front matter that are neither shown nor reported.
    pub ignore: BTreeSet<String>,
    /// Pairs of facets whose terms have pages together.
    pub pairs: Table<PairId, (FacetId, FacetId)>,
    /// Files that are published although casebook would refuse them or warn about them.
    pub allow_files: Allowed,
    /// Hosts of other sites whose pictures may be shown, in lower case.
    pub picture_hosts: BTreeSet<String>,
    /// Lists of words that mean the same to the search.
    pub synonyms: Vec<Vec<String>>,
    /// True to write an index for elasticlunr.js as well.
    pub elasticlunr_json: bool,
    /// Where the library's files can be edited.
    pub repository: Option<Repository>,
    /// True if warnings stop a build, as errors do.
    pub strict: bool,
}

/// A text for all languages, or one for each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    default: String,
    by_language: BTreeMap<String, String>,
}

impl Words {
    /// The same text for all languages.
    pub fn new(default: impl Into<String>) -> Words {
        Words {
            default: default.into(),
            by_language: BTreeMap::new(),
        }
    }

    /// The text for a language, or else the one for all.
    pub fn in_language(&self, language: &Language) -> &str {
        self.by_language.get(&language.tag).unwrap_or(&self.default)
    }
}

/// The address of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// For example `https://example.org`.
    pub origin: String,
    /// The sub-folder with a slash at both ends, `/` if there is none. Encoded, so that pages,
    /// feeds and the sitemap can use it as it is.
    pub path: String,
}

impl Base {
    /// An address of the site for an `href`: in the sub-folder, and encoded.
    pub fn url(&self, address: &str) -> String {
        [&self.path, &*encoded(address)].concat()
    }

    /// An address of the site as a full URL.
    pub fn canonical(&self, address: &str) -> String {
        [&self.origin, &self.path, &*encoded(address)].concat()
    }

    /// The sub-folder as authors write it, not encoded.
    pub fn folder(&self) -> Cow<'_, str> {
        percent_decode_str(&self.path).decode_utf8_lossy()
    }
}

/// A language of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// For example `en-GB`.
    pub tag: String,
    /// The beginning of the addresses of its pages: empty for the default language, otherwise for
    /// example `cy/`.
    pub prefix: String,
}

impl Language {
    /// For example `en` of `en-GB`.
    pub fn primary(&self) -> &str {
        self.tag.split('-').next().unwrap_or(&self.tag)
    }

    /// `rtl` for languages that are written from right to left.
    pub fn dir(&self) -> &'static str {
        match self.primary() {
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => {
                "rtl"
            }
            _ => "ltr",
        }
    }
}

/// A taxonomy by which case studies are filtered.
#[derive(Debug, Clone)]
pub struct FacetConfig {
    /// The key in the front matter.
    pub key: String,
    /// What it is called, for example `Topics`.
    pub name: Words,
    /// What one of its terms is called, for example `Topic`.
    pub singular: Words,
    /// The folder of its pages, for example `support-types`.
    pub path: String,
    /// The help for authors.
    pub help: Option<Words>,
    /// The only terms allowed, if the list is closed.
    pub terms: Option<Vec<String>>,
    /// The place of the facet's key in the settings.
    pub span: Span,
    /// The separator between the terms of a facet that is written as one text.
    pub split: Option<String>,
}

/// A heading that case studies share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingConfig {
    /// What it is called.
    pub name: String,
    /// True if a case study may leave it out.
    pub optional: bool,
}

/// A key of front matter that the library has added, so that its values are checked and shown.
#[derive(Debug, Clone)]
pub struct FieldConfig {
    /// The key in the front matter.
    pub key: String,
    /// What it is called, for example `Budget`.
    pub name: Words,
    /// The help for authors.
    pub help: Option<Words>,
    /// The type of its values.
    pub kind: FieldKind,
    /// For example `GBP`.
    pub unit: Option<String>,
    /// True if every case study needs it.
    pub required: bool,
}

/// The type of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One text or a list of them.
    Text,
    /// A number, in the field's unit.
    Number,
    /// A day, a month or a year.
    Date,
    /// A web address.
    Url,
    /// Yes or no.
    Boolean,
}

impl Config {
    /// The library's name for casebook's key `ours`.
    pub fn key<'a>(&'a self, ours: &'a str) -> &'a str {
        self.keys.get(ours).map_or(ours, String::as_str)
    }

    /// The tag of a language; `None` if it is the page's own.
    pub fn other_tag(&self, language: LanguageId, own: LanguageId) -> Option<&str> {
        (language != own).then_some(&self.languages[language].tag)
    }

    /// The language of a file name's suffix: `cy` in `housing.cy.md`.
    pub fn language_of_suffix(&self, suffix: &str) -> Option<LanguageId> {
        let languages = &self.languages;
        let exactly = languages.find(|language| language.tag.eq_ignore_ascii_case(suffix));
        exactly
            .or_else(|| languages.find(|language| language.primary().eq_ignore_ascii_case(suffix)))
    }
}

/// A web address as origin and path; `None` for anything else.
pub fn base(url: &str) -> Option<Base> {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    if host.is_empty() || host.starts_with('/') || url.contains(['?', '#', ' ', '"', '<', '>']) {
        return None;
    }
    let scheme = url.len() - host.len();
    let origin = scheme + host.find('/').unwrap_or(host.len());
    if url[..origin].contains(['&', '\'']) {
        return None;
    }
    // It may have letters, their codes, or some of each.
    let folder = percent_decode_str(&url[origin..]).decode_utf8_lossy();
    let path = format!("/{}/", folder.trim_matches('/')).replace("//", "/");
    Some(Base {
        origin: url[..origin].to_owned(),
        path: encoded(&path).into_owned(),
    })
}

/// The findings for a file of YAML that doesn't parse, explained as for front matter.
pub fn not_yaml(rule: Rule, what: &str, source: &Source, error: &NotYaml) -> Vec<Finding> {
    let repair = yaml::repair::explain_file(&source.text, error);
    mistakes(rule, what, source, repair)
}

/// The findings for what is wrong with a file of YAML.
pub(crate) fn mistakes(rule: Rule, what: &str, source: &Source, repair: Repair) -> Vec<Finding> {
    let mistakes = repair.mistakes.into_iter();
    mistakes
        .map(|mistake| unreadable(rule, what, mistake.finding(source)))
        .collect()
}

/// A mistake of front matter as one of another file.
fn unreadable(rule: Rule, what: &str, finding: Finding) -> Finding {
    Finding {
        rule,
        message: format!("{what} cannot be read: {}", finding.message),
        ..finding
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: Words::new("Case studies"),
            base: Base {
                origin: String::new(),
                path: "/".into(),
            },
            languages: Table::from(vec![Language {
                tag: "en-GB".into(),
                prefix: String::new(),
            }]),
            theme: "default".into(),
            theme_span: None,
            studies: "case-studies".into(),
            studies_span: None,
            per_page: 20,
            headings: Table::default(),
            facets: Table::default(),
            fields: Table::default(),
            keys: BTreeMap::new(),
            ignore: BTreeSet::new(),
            pairs: Table::default(),
            allow_files: Allowed::default(),
            picture_hosts: BTreeSet::new(),
            synonyms: vec![],
            elasticlunr_json: false,
            repository: None,
            strict: false,
        }
    }
}
