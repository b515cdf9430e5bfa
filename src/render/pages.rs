//! Makes a view of each kind of page, and renders it with its template.

use std::collections::BTreeMap;

use tera::Context;

use super::body::{body, contents};
use super::edition::Edition;
use super::face::{Face, share};
use super::filters::{all_facets, all_terms};
use super::page_view::page_view;
use super::study::study_page;
use super::theme::value;
use super::view::{
    BodyView, BrowseView, DateView, HeadingLink, HomeView, MovedView, PageLink, SubmitView, Teaser,
    WaysView, Year,
};
use super::{Rendered, Site};
use crate::config::Config;
use crate::form::{Form, Length, Prefilled, form, template};
use crate::ids::{DocumentId, FacetId, LanguageId, StudyId};
use crate::link::{Library, SUBMIT, Selection};
use crate::parse::Document;

/// Case studies shown on the home page.
const LATEST: usize = 5;

impl Site {
    /// Renders a page. Its template gets the site, the page, and the view of its kind as `name`.
    pub(super) fn rendered<V: serde::Serialize>(
        &self,
        template: &str,
        face: Face,
        name: &'static str,
        view: &V,
    ) -> Rendered<Vec<u8>> {
        let (language, address) = (face.language, face.address.clone());
        let page = page_view(&self.config, &self.linked.library, &self.editions, face);
        let mut context = Context::new();
        context.insert_value("site", self.editions[language].site.clone());
        context.insert_value("page", value(&page));
        context.insert_value(name, value(view));
        self.theme.render(language, template, &context, &address)
    }

    /// The addresses of a page that exists in every language.
    pub(super) fn mirrored(
        &self,
        address: impl Fn(LanguageId) -> String,
    ) -> Vec<(LanguageId, String)> {
        let languages = self.editions.ids();
        languages.map(|other| (other, address(other))).collect()
    }

    /// A document's text as HTML, with the labels of a page in `language`.
    pub fn body(&self, language: LanguageId, document: DocumentId) -> String {
        body(&self.linked, &self.editions[language], document)
    }

    pub(super) fn home(&self, language: LanguageId) -> Rendered<Vec<u8>> {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let document = library.home[language];
        let own = document.map(|document| &library.documents[document]);
        let title = edition.title.clone();
        let summary = own.and_then(|own| own.front.summary.clone());
        let html = document.map(|document| body(&self.linked, edition, document));
        let view = HomeView {
            heading: own.map_or_else(|| title.clone(), |own| own.title.clone()),
            summary: summary.unwrap_or_default(),
            body_html: html.unwrap_or_default(),
            facets: all_facets(library, edition),
            latest: self.latest(language)?,
        };
        let description = match own.map(|own| own.summary()) {
            Some(summary) if !summary.is_empty() => summary.to_owned(),
            _ => title.clone(),
        };
        let face = Face {
            kind: "home",
            title,
            description,
            alternates: self.mirrored(|other| library.prefix(other).to_owned()),
            edit: document,
            ..Face::new(language, library.prefix(language).to_owned())
        };
        self.rendered("home.html", face, "home", &view)
    }

    fn latest(&self, language: LanguageId) -> Rendered<Vec<Teaser>> {
        let newest = Selection::All.newest(&self.linked.library, LATEST);
        newest
            .into_iter()
            .map(|study| self.teaser(language, study))
            .collect()
    }

    pub(super) fn browse(&self, language: LanguageId, facet: FacetId) -> Rendered<Vec<u8>> {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let document = library.facets[facet].page[language];
        let own = document.map(|document| &library.documents[document]);
        let link = &edition.facets[facet];
        let html = document.map(|document| body(&self.linked, edition, document));
        let view = BrowseView {
            heading: own.map_or_else(|| link.name.clone(), |own| own.title.clone()),
            summary: own.and_then(|own| own.front.summary.clone()),
            introduction_html: html.unwrap_or_default(),
            facet: all_terms(library, edition, facet),
            years: years(library),
        };
        let terms = view.facet.terms.iter();
        let names: Vec<&str> = terms.map(|term| term.name.as_str()).collect();
        let description = view
            .summary
            .clone()
            .unwrap_or_else(|| format!("{}: {}", link.name, names.join(", ")));
        let face = Face {
            kind: "browse",
            title: view.heading.clone(),
            description,
            alternates: self.mirrored(|other| library.facet_address(facet, other)),
            edit: document,
            ..Face::new(language, library.facet_address(facet, language))
        };
        self.rendered("browse.html", face, "browse", &view)
    }

    pub(super) fn study(
        &self,
        language: LanguageId,
        id: StudyId,
        document: DocumentId,
    ) -> Rendered<Vec<u8>> {
        let edition = &self.editions[language];
        let (face, view) = study_page(&self.config, &self.linked, edition, id, document);
        self.rendered("study.html", face, "study", &view)
    }

    pub(super) fn page(&self, language: LanguageId, id: DocumentId) -> Rendered<Vec<u8>> {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let (document, words) = (&library.documents[id], &edition.words);
        let front = &document.front;
        let updated = front.updated.or(document.date);
        let reviewed = front.reviewed.as_ref();
        let blank = library
            .template_address(language)
            .filter(|_| document.key == SUBMIT);
        let submit = blank.map(|address| submit(&self.config, library, edition, &address));
        let mut contents = contents(document);
        if submit.is_some() && !contents.is_empty() {
            let begin = HeadingLink {
                id: "_begin".to_owned(),
                text: words.get("submit_heading"),
                children: vec![],
            };
            contents.insert(0, begin);
        }
        let view = BodyView {
            heading: document.title.clone(),
            summary: front.summary.clone(),
            html: body(&self.linked, edition, id),
            contents,
            submit,
            updated: updated.map(|date| DateView::new(date, words)),
            reviewed: reviewed.map(|date| DateView::new(date.value, words)),
        };
        let face = Face {
            title: document.title.clone(),
            description: document.summary().to_owned(),
            alternates: library.addresses(&library.others[&document.key]),
            breadcrumbs: parent(library, language, document).into_iter().collect(),
            edit: Some(id),
            noindex: library.is_noindex(id),
            ..Face::new(language, library.address(id))
        };
        self.rendered("page.html", face, "body", &view)
    }

    /// The template of a case study, as a file to download.
    pub(super) fn blank(&self, language: LanguageId) -> String {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let form = form_of(&self.config, library, edition);
        template(&form, &Prefilled::default(), Length::Full)
    }

    pub(super) fn search(&self, language: LanguageId) -> Rendered<Vec<u8>> {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let title = edition.words.get("search_title");
        let face = Face {
            kind: "search",
            description: format!("{title}: {}", edition.title),
            title,
            alternates: self.mirrored(|other| library.search_address(other)),
            ..Face::new(language, library.search_address(language))
        };
        self.rendered("search.html", face, "ways", &self.ways(language)?)
    }

    pub(super) fn not_found(&self, language: LanguageId) -> Rendered<Vec<u8>> {
        let title = self.editions[language].words.get("not_found");
        let face = Face {
            kind: "not-found",
            description: title.clone(),
            title,
            noindex: true,
            ..Face::new(language, "404.html".to_owned())
        };
        self.rendered("not-found.html", face, "ways", &self.ways(language)?)
    }

    fn ways(&self, language: LanguageId) -> Rendered<WaysView> {
        Ok(WaysView {
            facets: all_facets(&self.linked.library, &self.editions[language]),
            latest: self.latest(language)?,
        })
    }

    /// The page at a former address. It redirects, and has a link for browsers that don't.
    pub(super) fn moved(&self, at: &str, document: DocumentId) -> Rendered<Vec<u8>> {
        let library = &self.linked.library;
        let target = &library.documents[document];
        let address = library.address(document);
        let view = MovedView {
            title: target.title.clone(),
            url: library.base.url(&address),
            canonical: library.base.canonical(&address),
        };
        let face = Face {
            kind: "moved",
            title: target.title.clone(),
            description: target.summary().to_owned(),
            noindex: true,
            ..Face::new(target.language, at.to_owned())
        };
        self.rendered("moved.html", face, "moved", &view)
    }
}

/// How many case studies each year has. Years without any are shown too, so that gaps are visible.
fn years(library: &Library) -> Vec<Year> {
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    for date in library.studies.values().filter_map(|study| study.date) {
        *years.entry(date.year).or_default() += 1;
    }
    let most = years.values().max().copied().unwrap_or(1);
    let first = years.keys().next().copied().unwrap_or(0);
    let last = years.keys().next_back().copied().unwrap_or(-1);
    let counted = (first..=last).map(|year| (year, years.get(&year).copied().unwrap_or(0)));
    counted
        .map(|(year, count)| Year {
            year: year.to_string(),
            count,
            share: share(count, most),
        })
        .collect()
}

/// The page of the folder that a page is in, if the folder has one.
fn parent(library: &Library, language: LanguageId, document: &Document) -> Option<PageLink> {
    let (folder, _) = document.key.rsplit_once('/')?;
    let parent = library.others.get(folder)?[language]?;
    Some(PageLink {
        title: library.documents[parent].title.clone(),
        url: library.base.url(&library.address(parent)),
        lang: None,
    })
}

/// What a new case study begins with. `blank` is the address of the template to download.
fn submit(config: &Config, library: &Library, edition: &Edition, blank: &str) -> SubmitView {
    let form = form_of(config, library, edition);
    // A translation is in a file next to the original.
    let tag = config.other_tag(edition.language, LanguageId::DEFAULT);
    let suffix = tag.map_or(String::new(), |tag| format!(".{}", tag.to_lowercase()));
    let name = format!("{}{suffix}.md", edition.words.get("submit_file_name"));
    let texts = [Length::Full, Length::Short, Length::Bare]
        .map(|length| template(&form, &Prefilled::default(), length));
    let repository = config.repository.as_ref();
    let editor = repository.map(|repository| repository.new_file(&form.folder, &name, &texts));
    let [template, ..] = texts;
    SubmitView {
        template,
        download_url: library.base.url(blank),
        editor_filled: editor.as_ref().is_some_and(|editor| editor.filled),
        editor_url: editor.map(|editor| editor.url),
        host: repository.map(|repository| repository.host.name()),
    }
}

fn form_of(config: &Config, library: &Library, edition: &Edition) -> Form {
    form(config, &edition.words, &library.terms_in_use())
}
