//! The keys of front matter: casebook's own, and a library's facets and fields.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::ids::{FacetId, FieldId, Table};
use crate::report::NamesInOrder;
use crate::source::slug::slug;
use crate::yaml::repair::KeyNames;

/// Makes [`Key`] and [`KEYS`] from one row for each key: its name, and what it is for.
macro_rules! keys {
    ($($(#[$doc:meta])* $name:literal => $key:ident,)*) => {
        /// A key of front matter, whatever a library calls it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key {
            $($(#[$doc])* $key,)*
            /// A facet of the settings.
            Facet(FacetId),
            /// A field of the settings.
            Field(FieldId),
        }

        /// Casebook's own keys by the names that front matter has for them.
        ///
        /// Forms and templates list optional keys in this order.
        pub const KEYS: &[(&str, Key)] = &[$(($name, Key::$key),)*];
    };
}

keys! {
    /// The name of the page.
    "title" => Title,
    /// What the page is about, in a sentence or two.
    "summary" => Summary,
    /// When the work began, or the event was held.
    "date" => Date,
    /// When the page last changed.
    "updated" => Updated,
    /// When somebody last made sure that the page is true.
    "reviewed" => Reviewed,
    /// The day by which somebody should look at the page again.
    "review_by" => ReviewBy,
    /// The last part of the page's address.
    "slug" => Slug,
    /// Former addresses of the page.
    "aliases" => Aliases,
    /// The picture shown with the page in lists: a group of [`IMAGE`].
    "image" => Image,
    /// Who readers can contact: a group of [`CONTACT`].
    "contact" => Contact,
    /// Further reading: a list of [`LINK`].
    "links" => Links,
    /// Files to download: a list of [`ATTACHMENT`].
    "attachments" => Attachments,
    /// Case studies that are like this one.
    "related" => Related,
    /// Whether the page is not ready to be published.
    "draft" => Draft,
    /// The last day on which the page is published.
    "expires" => Expires,
    /// Whether search engines should leave the page out.
    "noindex" => Noindex,
    /// Words that mean the same as the title of a term's page.
    "synonyms" => Synonyms,
}

/// The keys of an `image`.
pub const IMAGE: [&str; 3] = ["src", "alt", "caption"];
/// The keys of a `contact`.
pub const CONTACT: [&str; 4] = ["name", "email", "phone", "url"];
/// The keys of an item of `links`.
pub const LINK: [&str; 2] = ["title", "url"];
/// The keys of an item of `attachments`.
pub const ATTACHMENT: [&str; 2] = ["title", "file"];

/// The keys that hold groups of keys, with the keys of the groups.
const GROUPS: [(&str, &[&str]); 4] = [
    ("image", &IMAGE),
    ("contact", &CONTACT),
    ("links", &LINK),
    ("attachments", &ATTACHMENT),
];

/// The keys of front matter as one library writes them.
#[derive(Debug)]
pub struct Keys<'a> {
    pub(super) config: &'a Config,
    /// What each of the library's keys is for. A library may use one key for several of ours.
    pub(super) purposes: BTreeMap<&'a str, Vec<Key>>,
    pub(super) names: KeyNames<'a>,
    pub(super) closed: Table<FacetId, Option<ClosedList<'a>>>,
    /// Keys that are nearly one of the library's, and are no slips: many files have them.
    pub(in super::super) common: BTreeSet<String>,
}

/// The only terms that a facet may have, as the settings write them.
#[derive(Debug)]
pub(super) struct ClosedList<'a> {
    pub(super) terms: Vec<&'a str>,
    /// The same, for finding the one that was meant by a mistyped one.
    pub(super) names: NamesInOrder<'a>,
    by_slug: FxHashMap<String, &'a str>,
}

impl<'a> ClosedList<'a> {
    fn of(terms: &'a [String]) -> ClosedList<'a> {
        let mut by_slug = FxHashMap::default();
        for term in terms {
            by_slug.entry(slug(term)).or_insert(term.as_str());
        }
        ClosedList {
            terms: terms.iter().map(String::as_str).collect(),
            names: terms.iter().map(String::as_str).collect(),
            by_slug,
        }
    }

    /// The term with a slug.
    pub(super) fn get(&self, slug: &str) -> Option<&'a str> {
        self.by_slug.get(slug).copied()
    }
}

impl<'a> Keys<'a> {
    /// The keys of a library with these settings.
    pub fn new(config: &'a Config) -> Keys<'a> {
        let facets = config.facets.iter();
        let facets = facets.map(|(id, facet)| (facet.key.as_str(), Key::Facet(id)));
        let fields = config.fields.iter();
        let fields = fields.map(|(id, field)| (field.key.as_str(), Key::Field(id)));
        let mut purposes: BTreeMap<&str, Vec<Key>> = BTreeMap::new();
        for (ours, key) in KEYS.iter().copied().chain(facets).chain(fields) {
            purposes.entry(config.key(ours)).or_default().push(key);
        }
        let names = KeyNames {
            keys: purposes.keys().copied().collect(),
            parts: GROUPS
                .into_iter()
                .map(|(ours, parts)| (config.key(ours), parts))
                .collect(),
            lists: config
                .facets
                .values()
                .map(|facet| facet.key.as_str())
                .collect(),
        };
        let closed = config
            .facets
            .map(|facet| facet.terms.as_deref().map(ClosedList::of));
        Keys {
            config,
            purposes,
            names,
            closed,
            common: BTreeSet::new(),
        }
    }

    /// The same with keys that many files have.
    pub(in super::super) fn with_common(self, common: BTreeSet<String>) -> Keys<'a> {
        Keys { common, ..self }
    }

    /// The library's own name for the title's key.
    pub(super) fn title(&self) -> &'a str {
        self.config.key("title")
    }
}
