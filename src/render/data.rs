//! Renders the library for programs: case studies as JSON, sitemaps, robots.txt.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use super::edition::Edition;
use crate::config::{Base, Config};
use crate::ids::{Id, StudyId};
use crate::link::Library;
use crate::link::pages::{Page, PageKind, Pages};
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

/// Every case study, newest first, one on each line.
pub(super) fn data(config: &Config, library: &Library, edition: &Edition) -> String {
    let mut out = String::from("[\n");
    for study in library.studies.ids() {
        if study.before().is_some() {
            out.push_str(",\n");
        }
        let row = serde_json::to_string(&row(config, library, edition, study));
        out.push_str(&row.expect("a row of strings and numbers is always JSON"));
    }
    out + "\n]\n"
}

fn row<'a>(config: &'a Config, library: &'a Library, edition: &Edition, id: StudyId) -> Row<'a> {
    let version = library.version(id, edition.language);
    let (study, document) = (&library.studies[id], &library.documents[version]);
    let mut facts = Map::new();
    for (facet, of_facet) in library.facets.iter() {
        let terms = of_facet.terms_of(id).iter();
        let names = terms.map(|term| Value::from(&*edition.terms[facet][*term].name));
        facts.insert(config.facets[facet].key.clone(), names.collect());
    }
    for (field, settings) in config.fields.iter() {
        let value = library.field(study, field).map(json_of_field);
        facts.extend(value.map(|value| (settings.key.clone(), value)));
    }
    Row {
        title: &document.title,
        url: library.base.canonical(&library.address(version)),
        lang: config.other_tag(document.language, edition.language),
        summary: document.summary(),
        date: study.date.map(|date| date.to_string()),
        updated: document.front.updated.map(|date| date.to_string()),
        facts,
    }
}

fn json_of_field(value: &FieldValue) -> Value {
    match value {
        FieldValue::Texts(texts) if texts.len() == 1 => Value::from(texts[0].as_str()),
        FieldValue::Texts(texts) => texts.iter().map(String::as_str).map(Value::from).collect(),
        FieldValue::Number(number) => Value::from(*number),
        FieldValue::Date(date) => Value::from(date.to_string()),
        FieldValue::Boolean(yes) => Value::from(*yes),
    }
}

/// One part of the sitemap, counted from 0.
pub(super) fn sitemap(library: &Library, pages: &Pages, part: usize) -> String {
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    ));
    for page in pages.in_sitemap(part) {
        // An address is percent-encoded, so nothing in it needs escaping in XML.
        let address = library.base.canonical(page.address());
        let changed = changed(library, page.kind);
        let changed = changed.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
        writeln!(out, "<url><loc>{address}</loc>{changed}</url>")
            .expect("writing to a String never fails");
    }
    out + "</urlset>\n"
}

/// What leads to each part of the sitemap.
pub(super) fn sitemap_index(base: &Base, pages: &Pages) -> String {
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    ));
    let is_part = |page: &&Page| matches!(page.kind, PageKind::Sitemap(_));
    for part in pages.list.values().filter(is_part) {
        let address = base.canonical(part.address());
        writeln!(out, "<sitemap><loc>{address}</loc></sitemap>")
            .expect("writing to a String never fails");
    }
    out + "</sitemapindex>\n"
}

/// The day on which a page last changed, if its author says so.
fn changed(library: &Library, kind: PageKind) -> Option<String> {
    let (PageKind::Study { document, .. } | PageKind::Text(document)) = kind else {
        return None;
    };
    let document = &library.documents[document];
    let date = document.front.updated.or(document.date)?;
    Some(date.to_string())
}

pub(super) fn robots(base: &Base) -> String {
    format!(
        "User-agent: *\nAllow: /\n\nSitemap: {}\n",
        base.canonical("sitemap.xml")
    )
}
