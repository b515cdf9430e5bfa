//! Atom feeds (RFC 4287): a list into its newest studies, for feed readers.

use super::edition::Edition;
use super::face::organisation;
use super::lists::list_title;
use crate::config::Config;
use crate::ids::{LanguageId, StudyId};
use crate::link::{Library, Selection};
use crate::parse::date::Date;

/// Entries in a feed.
const MAX_ENTRIES: usize = 20;

/// The feed of a list: its newest dated studies. Undated ones stay out, since an entry needs a date.
pub(super) fn feed(
    config: &Config,
    library: &Library,
    edition: &Edition,
    selection: Selection,
) -> String {
    let language = edition.language;
    let newest = selection.newest(library, MAX_ENTRIES);
    let entries: Vec<(Date, String)> = newest
        .into_iter()
        .filter_map(|study| entry(config, library, language, study))
        .collect();
    // A feed without entries is as old as the library's newest study, which is the first.
    let newest = || library.studies.first().and_then(|study| study.date);
    let updated = entries.iter().map(|(date, _)| *date).max().or_else(newest);
    let page = library
        .base
        .canonical(&library.list_address(selection, language, 1));
    let own = library
        .base
        .canonical(&library.feed_address(selection, language));
    let mut feed = Xml::default();
    feed.markup("<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    feed.attribute("xml:lang", &config.languages[language].tag);
    feed.markup(">");
    feed.element("title", &feed_title(library, edition, selection));
    feed.element("id", &page);
    feed.element("updated", &updated.map_or(EPOCH.to_owned(), moment));
    feed.markup("<author>");
    feed.element("name", &edition.title);
    feed.markup("</author><generator>casebook</generator>");
    feed.link(&own, "self", Some("application/atom+xml"));
    feed.link(&page, "alternate", Some("text/html"));
    for (_, entry) in &entries {
        feed.markup(entry);
    }
    feed.markup("</feed>");
    feed.0
}

/// The name of a list's feed. Two terms together have that of all, which has the site's name.
pub(super) fn feed_title(library: &Library, edition: &Edition, selection: Selection) -> String {
    match selection {
        Selection::All | Selection::Pair { .. } => edition.title.clone(),
        Selection::Term { .. } => format!(
            "{} – {}",
            list_title(library, edition, selection),
            edition.title
        ),
    }
}

/// A study's entry, with the day of its last change; `None` if it has no date.
fn entry(
    config: &Config,
    library: &Library,
    language: LanguageId,
    study: StudyId,
) -> Option<(Date, String)> {
    let version = library.version(study, language);
    let study = &library.studies[study];
    let document = &library.documents[version];
    let date = study.date?;
    let updated = document.front.updated.unwrap_or(date).max(date);
    let url = library.base.canonical(&library.address(version));
    let mut entry = Xml::default();
    entry.markup("<entry>");
    entry.element("title", &document.title);
    entry.element("id", &url);
    entry.element("updated", &moment(updated));
    if let Some(name) = organisation(config, library, study) {
        entry.markup("<author>");
        entry.element("name", &name);
        entry.markup("</author>");
    }
    entry.link(&url, "alternate", None);
    entry.element("published", &moment(date));
    entry.markup("<summary");
    if let Some(tag) = config.other_tag(document.language, language) {
        entry.attribute("xml:lang", tag);
    }
    entry.markup(">");
    entry.text(document.summary());
    entry.markup("</summary></entry>");
    Some((updated, entry.0))
}

/// When a library without any date was last changed: a feed has to say something.
const EPOCH: &str = "1970-01-01T00:00:00+00:00";

/// A day's midnight in UTC, in the form that Atom wants: `2016-05-12T00:00:00+00:00`.
fn moment(date: Date) -> String {
    format!("{}T00:00:00+00:00", date.first_day())
}

/// XML as it is written, one piece after the other.
#[derive(Default)]
struct Xml(String);

impl Xml {
    /// Adds tags as they are.
    fn markup(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Adds words, escaped. XML 1.0 has no escape for most control characters and for U+FFFE and
    /// U+FFFF: the replacement character takes their place.
    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&apos;"),
                '\t' | '\n' | '\r' => self.0.push(letter),
                '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => self.0.push('\u{fffd}'),
                _ => self.0.push(letter),
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.markup(&format!(" {name}=\""));
        self.text(value);
        self.markup("\"");
    }

    fn element(&mut self, name: &str, text: &str) {
        self.markup(&format!("<{name}>"));
        self.text(text);
        self.markup(&format!("</{name}>"));
    }

    /// `media_type` is what is found there, for readers that choose by it.
    fn link(&mut self, url: &str, relation: &str, media_type: Option<&str>) {
        self.markup("<link");
        self.attribute("href", url);
        self.attribute("rel", relation);
        if let Some(media_type) = media_type {
            self.attribute("type", media_type);
        }
        self.markup("/>");
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn words_in_a_feed_hold_nothing_that_xml_forbids() {
        let mut xml = Xml::default();
        xml.element("title", "R&D <b>\"it's\"</b>\u{1}\u{ffff}\tTŷ 🏠");
        let expected = "<title>R&amp;D &lt;b&gt;&quot;it&apos;s&quot;&lt;/b&gt;\u{fffd}\u{fffd}\tTŷ 🏠</title>";
        assert_eq!(xml.0, expected);
    }
}
