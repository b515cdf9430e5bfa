//! The library for programs: case studies as JSON, sitemaps, robots.txt.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Site, hidden_from_search};
use crate::parse::front_matter::FieldValue;

/// Addresses in one sitemap (sitemaps.org: 50,000 at the most).
const MOST_ADDRESSES: usize = 50_000;

/// Where a part of a sitemap stands.
pub fn sitemap_address(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

/// One case study for programs.
#[derive(Serialize)]
struct Row<'a> {
    title: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    /// Every facet with its terms, every field with its value.
    #[serde(flatten)]
    facts: Map<String, Value>,
}

impl Site {
    /// Every case study, newest first, one a line.
    pub(super) fn data(&self, language: usize) -> String {
        let mut out = String::from("[\n");
        for study in 0..self.library.studies.len() {
            if study > 0 {
                out.push_str(",\n");
            }
            let row = serde_json::to_string(&self.row(language, study));
            out.push_str(&row.expect("a row of strings and numbers is always JSON"));
        }
        out + "\n]\n"
    }

    fn row(&self, language: usize, number: usize) -> Row<'_> {
        let version = self.library.version(number, language);
        let (study, document) = (
            &self.library.studies[number],
            &self.library.documents[version],
        );
        let mut facts = Map::new();
        for (facet, terms) in study.facets.iter().enumerate() {
            let names = terms
                .iter()
                .map(|term| Value::from(&*self.editions[language].terms[facet][*term].name));
            facts.insert(self.config.facets[facet].key.clone(), names.collect());
        }
        for (field, settings) in self.config.fields.iter().enumerate() {
            let value = match self.library.field(study, field) {
                None => continue,
                Some(FieldValue::Texts(texts)) if texts.len() == 1 => {
                    Value::from(texts[0].as_str())
                }
                Some(FieldValue::Texts(texts)) => {
                    texts.iter().map(String::as_str).map(Value::from).collect()
                }
                Some(FieldValue::Number(number)) => Value::from(*number),
                Some(FieldValue::Date(date)) => Value::from(date.to_string()),
                Some(FieldValue::Boolean(yes)) => Value::from(*yes),
            };
            facts.insert(settings.key.clone(), value);
        }
        Row {
            title: &document.title,
            url: self.canonical(&self.library.address(version)),
            lang: (document.language != language)
                .then_some(self.config.languages[document.language].tag.as_str()),
            summary: document.summary(),
            date: study.date.map(|date| date.to_string()),
            updated: document.front.updated.map(|date| date.to_string()),
            facts,
        }
    }

    pub(super) fn sitemap_count(&self) -> usize {
        self.indexed().count().div_ceil(MOST_ADDRESSES).max(1)
    }

    pub(super) fn sitemap(&self, part: usize) -> String {
        let mut out = String::from(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        ));
        for (address, changed) in self
            .indexed()
            .skip(part * MOST_ADDRESSES)
            .take(MOST_ADDRESSES)
        {
            // An address is percent-encoded, so it holds nothing that XML would have escaped.
            let changed =
                changed.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
            writeln!(
                out,
                "<url><loc>{}</loc>{changed}</url>",
                self.canonical(&address)
            )
            .expect("writing to a String never fails");
        }
        out + "</urlset>\n"
    }

    pub(super) fn sitemap_index(&self) -> String {
        let mut out = String::from(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        ));
        for part in 0..self.sitemap_count() {
            let address = self.canonical(&sitemap_address(part));
            writeln!(out, "<sitemap><loc>{address}</loc></sitemap>")
                .expect("writing to a String never fails");
        }
        out + "</sitemapindex>\n"
    }

    /// Every page that a search engine should know, with the day it last changed where that is
    /// known. Lists count with their first page: the others lead on from there.
    fn indexed(&self) -> impl Iterator<Item = (String, Option<String>)> {
        let library = &self.library;
        let lists = (0..self.editions.len()).flat_map(move |language| {
            let home = std::iter::once(library.prefix(language).to_owned());
            let facets =
                (0..library.facets.len()).map(move |facet| library.facet_address(facet, language));
            let choices = self.choices().into_iter().filter(move |choice| {
                self.introduction(language, choice)
                    .is_none_or(|document| !hidden_from_search(self, document))
            });
            let choices = choices.map(move |choice| self.list_address(language, &choice, 1));
            home.chain(facets)
                .chain(choices)
                .map(|address| (address, None))
        });
        let studies = library
            .studies
            .iter()
            .flat_map(|study| study.versions.iter().flatten());
        let pages = library
            .pages
            .values()
            .flat_map(|versions| versions.iter().flatten());
        let documents = studies
            .chain(pages)
            .filter(|document| !hidden_from_search(self, **document));
        lists.chain(documents.map(|&document| {
            let told = &library.documents[document];
            let changed = told
                .front
                .updated
                .or(told.date)
                .map(|date| date.to_string());
            (library.address(document), changed)
        }))
    }

    pub(super) fn robots(&self) -> String {
        format!(
            "User-agent: *\nAllow: /\n\nSitemap: {}\n",
            self.canonical("sitemap.xml")
        )
    }
}
