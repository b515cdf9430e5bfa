//! What pages of every kind have in common, before any template is asked.

use super::view::PageLink;
use crate::config::Config;
use crate::ids::{DocumentId, LanguageId};
use crate::link::{Library, Selection, Study};
use crate::parse::front_matter::FieldValue;

/// The field that says who a case study is from.
pub(super) const ORGANISATION: &str = "organisation";

/// What every page says about itself, before it is put in words for a template.
#[derive(Debug)]
pub(super) struct Face {
    pub(super) kind: &'static str,
    pub(super) language: LanguageId,
    /// Relative to the site.
    pub(super) address: String,
    pub(super) title: String,
    pub(super) description: String,
    /// The page's address in each language that has it.
    pub(super) alternates: Vec<(LanguageId, String)>,
    /// Between the home page and this one.
    pub(super) breadcrumbs: Vec<PageLink>,
    /// The list whose feed goes with the page; `None` for that of all case studies.
    pub(super) feed: Option<Selection>,
    /// The document whose file can be edited.
    pub(super) edit: Option<DocumentId>,
    /// The address of a picture, relative to the site.
    pub(super) image: Option<String>,
    pub(super) noindex: bool,
}

impl Face {
    pub(super) fn new(language: LanguageId, address: String) -> Face {
        Face {
            kind: "page",
            language,
            address,
            title: String::new(),
            description: String::new(),
            alternates: vec![],
            breadcrumbs: vec![],
            feed: None,
            edit: None,
            image: None,
            noindex: false,
        }
    }
}

/// The organisation that a study is from, if the library has such a field.
pub(super) fn organisation(config: &Config, library: &Library, study: &Study) -> Option<String> {
    let field = config.fields.find(|field| field.key == ORGANISATION)?;
    match library.field(study, field)? {
        FieldValue::Texts(texts) => Some(texts.join(", ")),
        _ => None,
    }
}

/// A count in percent of the largest one, to one decimal place.
pub(super) fn share(count: usize, most: usize) -> f64 {
    (count as f64 * 1000.0 / most.max(1) as f64).round() / 10.0
}
