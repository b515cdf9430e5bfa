//! Atom feeds: the newest of a list.

use atom_syndication::{Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use super::Site;
use super::face::organisation;
use crate::link::Selection;
use crate::parse::date::Date;

/// Entries in a feed.
const MOST: usize = 20;

impl Site {
    /// The newest dated studies of a list. An entry needs a date, so undated ones stay out.
    pub(super) fn feed(&self, language: usize, selection: Selection) -> String {
        let newest = selection.newest(&self.library, MOST);
        let entries: Vec<(Date, Entry)> = newest
            .into_iter()
            .filter_map(|study| self.entry(language, study))
            .collect();
        let site_title = &self.editions[language].title;
        let title = match selection {
            Selection::All => site_title.clone(),
            _ => format!("{} – {site_title}", self.list_title(language, selection)),
        };
        let page = self.canonical(&self.library.list_address(selection, language, 1));
        let own = self.canonical(&self.library.feed_address(selection, language));
        // A feed without entries has no moment of its own: it is as old as the library's newest
        // study, the first.
        let newest = || self.library.studies.first().and_then(|study| study.date);
        let updated = entries.iter().map(|(date, _)| *date).max().or_else(newest);
        let updated = updated.map_or("1970-01-01T00:00:00Z".to_owned(), Date::instant);
        let feed = Feed {
            title: Text::plain(title),
            id: page.clone(),
            updated: moment(&updated),
            lang: Some(self.config.languages[language].tag.clone()),
            generator: Some(Generator {
                value: "casebook".into(),
                uri: None,
                version: None,
            }),
            links: vec![
                Link {
                    rel: "self".into(),
                    mime_type: Some("application/atom+xml".into()),
                    href: own,
                    ..Link::default()
                },
                Link {
                    rel: "alternate".into(),
                    mime_type: Some("text/html".into()),
                    href: page,
                    ..Link::default()
                },
            ],
            authors: vec![Person {
                name: site_title.clone(),
                ..Person::default()
            }],
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
            ..Feed::default()
        };
        feed.to_string()
    }

    fn entry(&self, language: usize, study: usize) -> Option<(Date, Entry)> {
        let number = self.library.version(study, language);
        let (study, document) = (
            &self.library.studies[study],
            &self.library.documents[number],
        );
        let date = study.date?;
        let updated = document.front.updated.unwrap_or(date).max(date);
        let url = self.canonical(&self.library.address(number));
        let mut summary = Text::plain(document.summary().to_owned());
        summary.lang = (document.language != language)
            .then(|| self.config.languages[document.language].tag.clone());
        let entry = Entry {
            title: Text::plain(document.title.clone()),
            id: url.clone(),
            updated: moment(&updated.instant()),
            published: Some(moment(&date.instant())),
            authors: organisation(&self.config, &self.library, study)
                .into_iter()
                .map(|name| Person {
                    name,
                    ..Person::default()
                })
                .collect(),
            links: vec![Link {
                rel: "alternate".into(),
                href: url,
                ..Link::default()
            }],
            summary: Some(summary),
            ..Entry::default()
        };
        Some((updated, entry))
    }
}

fn moment(text: &str) -> FixedDateTime {
    text.parse()
        .expect("a date of the calendar at midnight is RFC 3339")
}
