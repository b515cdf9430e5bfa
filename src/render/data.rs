//! Renders the library for programs: case studies as JSON, sitemaps, robots.txt.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Site;
use crate::ids::{Id, LanguageId, StudyId};
use crate::link::pages::{Page, PageKind};
use crate::parse::front_matter::FieldValue;

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
    /// Facets with their terms, fields with their values.
    #[serde(flatten)]
    facts: Map<String, Value>,
}

impl Site {
    /// Every case study, newest first, one on each line.
    pub(super) fn data(&self, language: LanguageId) -> String {
        let mut out = String::from("[\n");
        for study in self.library.studies.ids() {
            if study.before().is_some() {
                out.push_str(",\n");
            }
            let row = serde_json::to_string(&self.row(language, study));
            out.push_str(&row.expect("a row of strings and numbers is always JSON"));
        }
        out + "\n]\n"
    }

    fn row(&self, language: LanguageId, id: StudyId) -> Row<'_> {
        let version = self.library.version(id, language);
        let (study, document) = (&self.library.studies[id], &self.library.documents[version]);
        let mut facts = Map::new();
        for (facet, of_facet) in self.library.facets.iter() {
            let names = of_facet
                .terms_of(id)
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

    /// One part of the sitemap, counted from 0.
    pub(super) fn sitemap(&self, part: usize) -> String {
        let mut out = String::from(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        ));
        for page in self.pages.in_sitemap(part) {
            // An address is percent-encoded, so nothing in it needs escaping in XML.
            let changed = self.changed(page.kind);
            let changed =
                changed.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
            writeln!(
                out,
                "<url><loc>{}</loc>{changed}</url>",
                self.canonical(page.address())
            )
            .expect("writing to a String never fails");
        }
        out + "</urlset>\n"
    }

    /// What leads to each part of the sitemap.
    pub(super) fn sitemap_index(&self) -> String {
        let mut out = String::from(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        ));
        let is_part = |page: &&Page| matches!(page.kind, PageKind::Sitemap(_));
        for part in self.pages.list.values().filter(is_part) {
            let address = self.canonical(part.address());
            writeln!(out, "<sitemap><loc>{address}</loc></sitemap>")
                .expect("writing to a String never fails");
        }
        out + "</sitemapindex>\n"
    }

    /// The day on which a page last changed, if its author says so.
    fn changed(&self, kind: PageKind) -> Option<String> {
        let (PageKind::Study { document, .. } | PageKind::Text(document)) = kind else {
            return None;
        };
        let document = &self.library.documents[document];
        let date = document.front.updated.or(document.date)?;
        Some(date.to_string())
    }

    pub(super) fn robots(&self) -> String {
        format!(
            "User-agent: *\nAllow: /\n\nSitemap: {}\n",
            self.canonical("sitemap.xml")
        )
    }
}
