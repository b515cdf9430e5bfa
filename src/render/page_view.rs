//! What a page says about itself, in the words of its language.

use super::edition::Edition;
use super::face::Face;
use super::feed::feed_title;
use super::view::{Alternate, Feed, PageLink, PageView};
use crate::config::Config;
use crate::ids::{LanguageId, Table};
use crate::link::{Library, Selection};
use crate::source::ellipsis;

/// Characters of a description: about as many as search engines show.
const MAX_DESCRIPTION: usize = 160;

/// What every template gets about its page.
pub(super) fn page_view(
    config: &Config,
    library: &Library,
    editions: &Table<LanguageId, Edition>,
    face: Face,
) -> PageView {
    let (base, language) = (&library.base, &config.languages[face.language]);
    let edition = &editions[face.language];
    let home = PageLink {
        title: edition.words.get("home"),
        url: base.url(library.prefix(face.language)),
        lang: None,
    };
    let feed = face.feed.unwrap_or(Selection::All);
    let repository = config.repository.as_ref();
    PageView {
        alternates: alternates(config, editions, &face),
        languages: other_languages(config, library, editions, &face),
        kind: face.kind,
        title: face.title,
        description: ellipsis(&face.description, MAX_DESCRIPTION).into_owned(),
        lang: language.tag.clone(),
        dir: language.dir(),
        url: base.url(&face.address),
        canonical: base.canonical(&face.address),
        feed: Feed {
            title: feed_title(library, edition, feed),
            url: base.url(&library.feed_address(feed, face.language)),
        },
        image: face.image.map(|address| base.canonical(&address)),
        noindex: face.noindex,
        breadcrumbs: std::iter::once(home)
            .filter(|_| face.kind != "home")
            .chain(face.breadcrumbs)
            .collect(),
        edit_url: face
            .edit
            .and_then(|document| Some(repository?.edit(&library.documents[document].path))),
    }
}

/// The page in every language it has; none if it has only one.
fn alternates(
    config: &Config,
    editions: &Table<LanguageId, Edition>,
    face: &Face,
) -> Vec<Alternate> {
    if face.alternates.len() < 2 {
        return vec![];
    }
    let alternates = face.alternates.iter();
    alternates
        .map(|(language, address)| Alternate {
            lang: config.languages[*language].tag.clone(),
            name: editions[*language].words.get("language_name"),
            canonical: config.base.canonical(address),
            url: config.base.url(address),
            current: *language == face.language,
        })
        .collect()
}

/// Links to the page in the library's other languages, or to the home page if it has no translation.
fn other_languages(
    config: &Config,
    library: &Library,
    editions: &Table<LanguageId, Edition>,
    face: &Face,
) -> Vec<PageLink> {
    let others = editions.iter().filter(|(other, _)| *other != face.language);
    others
        .map(|(other, edition)| {
            let mut alternates = face.alternates.iter();
            let own = alternates.find(|(language, _)| *language == other);
            let address = own.map_or(library.prefix(other), |(_, address)| address);
            PageLink {
                title: edition.words.get("language_name"),
                url: config.base.url(address),
                lang: Some(config.languages[other].tag.clone()),
            }
        })
        .collect()
}
