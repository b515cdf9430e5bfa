//! What is known of a text before its page is made.
//!
//! `outline` learns it from the Markdown, and [`html`](super::html) writes the page with it.

use std::collections::BTreeSet;

use super::plain::Plain;
use super::target::LinkKind;
use crate::source::Span;

/// A text's headings, links and words.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Every heading of the Markdown, in order.
    pub headings: Box<[Heading]>,
    /// The numbers of the headings that have an id, in the order of the ids.
    pub(super) by_id: Box<[u32]>,
    /// How many levels the headings are below those that their author wrote.
    pub shift: u8,
    /// Every link and picture whose address may be published.
    pub links: Box<[BodyLink]>,
    /// The ids in the author's own HTML, in alphabetical order.
    pub ids: Box<[String]>,
    /// The first paragraph that has words, as plain text of at most 300 characters.
    ///
    /// Empty in a document with a summary, which is shown instead.
    pub opening: String,
    /// The words for the search.
    pub plain: Plain,
    /// Whether the author wrote HTML, which then has to be cleaned.
    pub raw_html: bool,
    /// Whether the text has characters that must not be on a page.
    pub invisible: bool,
}

impl Body {
    /// Every id that a link can lead to, in alphabetical order.
    pub fn anchors(&self) -> BTreeSet<&str> {
        let headings = self
            .headings
            .iter()
            .map(|heading| &heading.id)
            .filter(|id| !id.is_empty());
        headings.chain(&self.ids).map(String::as_str).collect()
    }

    /// Whether a link can lead to this id.
    pub fn has_anchor(&self, id: &str) -> bool {
        let heading_id = |number: &u32| self.headings[*number as usize].id.as_str();
        self.by_id
            .binary_search_by(|number| heading_id(number).cmp(id))
            .is_ok()
            || self
                .ids
                .binary_search_by(|own| own.as_str().cmp(id))
                .is_ok()
    }

    /// The only heading whose id has the same letters and digits, or that ends with `{#id}` as
    /// other programs read it.
    pub fn heading_meant(&self, id: &str) -> Option<&Heading> {
        /// Headings that are looked through for each link. No real text has more than 200.
        const MAX_HEADINGS: usize = 500;
        fn folded(text: &str) -> impl Iterator<Item = char> {
            let letters = text.chars().filter(|letter| letter.is_alphanumeric());
            letters.flat_map(char::to_lowercase)
        }
        folded(id).next()?;
        let given = format!("{{#{id}}}");
        let is_meant = |heading: &&Heading| {
            heading.text.ends_with(&given) || folded(&heading.id).eq(folded(id))
        };
        let mut meant = self.headings.iter().take(MAX_HEADINGS).filter(is_meant);
        match (meant.next(), meant.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }
}

/// A heading, at its level on the page: 2 to 6, and at most one below the heading before it.
///
/// A first heading that repeats the title is at level 1. The page shows only the title.
///
/// A heading without words, for example one that is only a picture, has no text and no id. The page
/// shows what is in it as a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// From 2 to 6; 1 for the title.
    pub level: u8,
    /// The id that links lead to, without `#`.
    pub id: String,
    /// The words, as plain text.
    pub text: String,
}

/// A link or picture in a text, as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLink {
    /// The address.
    pub target: String,
    /// The bytes of the source that hold the address.
    pub span: Span,
    /// Whether it is a link or a picture.
    pub kind: LinkKind,
}
