//! Renders lists of case studies, and what they show of each.

use serde::Serialize;
use tera::{Context, Value};

use super::body::body;
use super::edition::Edition;
use super::face::{Face, organisation};
use super::filters::{chosen, filters, terms_of};
use super::theme::value;
use super::view::{DateView, ListView, PageLink, PageNumber, Pagination, Teaser, TeaserView};
use super::{Rendered, Site};
use crate::config::Config;
use crate::ids::{DocumentId, FacetId, LanguageId, ListId, StudyId, TermId};
use crate::link::{Library, Selection};
use crate::source::slug::encoded;

/// Page numbers shown on each side of the current one.
const AROUND: usize = 1;

/// One page of a list.
struct ListPage {
    selection: Selection,
    /// Counted from 1.
    number: usize,
    /// The document that introduces the list.
    introduction: Option<DocumentId>,
    title: String,
}

impl Site {
    pub(super) fn list(
        &self,
        language: LanguageId,
        list: ListId,
        number: usize,
    ) -> Rendered<Vec<u8>> {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let selection = self.linked.pages.lists[list];
        let page = ListPage {
            selection,
            number,
            introduction: selection.introduction(library, language),
            title: list_title(library, edition, selection),
        };
        let filters = self.filters[language][list]
            .get_or_init(|| self.made_filters(language, selection))
            .clone()?;
        let view = self.list_view(edition, &page, filters)?;
        let face = Face {
            alternates: self.mirrored(|other| library.list_address(selection, other, number)),
            ..list_face(library, edition, &page)
        };
        self.rendered("list.html", face, "list", &view)
    }

    fn list_view(&self, edition: &Edition, page: &ListPage, filters: Value) -> Rendered<ListView> {
        let ListPage {
            selection, number, ..
        } = *page;
        let (config, library) = (&self.config, &self.linked.library);
        let (total, per_page) = (selection.count(library), config.per_page);
        let before = (number - 1) * per_page;
        let studies = selection.studies(library, before..total.min(before + per_page));
        let introducing = page
            .introduction
            .map(|document| &library.documents[document]);
        // Only the first page has the introduction.
        let shown = page.introduction.filter(|_| number == 1);
        let introduction = shown.map(|document| body(&self.linked, edition, document));
        let other_tag = introducing
            .and_then(|introducing| config.other_tag(introducing.language, edition.language));
        let teasers = studies
            .iter()
            .map(|study| self.teaser(edition.language, *study));
        Ok(ListView {
            heading: page.title.clone(),
            // Without a summary of its own, the first paragraph would appear twice.
            summary: shown.and_then(|document| library.documents[document].front.summary.clone()),
            introduction_html: introduction.unwrap_or_default(),
            introduction_lang: other_tag.map(str::to_owned),
            total,
            first: if total == 0 { 0 } else { before + 1 },
            last: before + studies.len(),
            teasers: teasers.collect::<Rendered<_>>()?,
            chosen: chosen(library, edition, selection),
            filters,
            pagination: pagination(library, edition.language, selection, number, per_page),
            search_url: search_url(library, edition, selection),
        })
    }

    pub(super) fn teaser(&self, language: LanguageId, study: StudyId) -> Rendered<Teaser> {
        self.teasers[language][study]
            .get_or_init(|| self.made_teaser(language, study))
            .clone()
    }

    fn made_teaser(&self, language: LanguageId, study: StudyId) -> Rendered<Teaser> {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let address = library.address(library.version(study, language));
        let view = teaser_view(&self.config, library, edition, study);
        self.shared("teaser", &view, language, &address)
    }

    /// The filters of a list, rendered by `filters.html`.
    fn made_filters(&self, language: LanguageId, selection: Selection) -> Rendered<Value> {
        let (library, edition) = (&self.linked.library, &self.editions[language]);
        let address = library.list_address(selection, language, 1);
        let view = filters(library, edition, selection);
        self.shared("filters", &view, language, &address)
    }

    /// Renders a part that many pages share. Its template gets only this view.
    fn shared<V: Serialize>(
        &self,
        name: &'static str,
        view: &V,
        language: LanguageId,
        address: &str,
    ) -> Rendered<Value> {
        let mut context = Context::new();
        context.insert_value(name, value(view));
        let html = self
            .theme
            .render(language, &format!("{name}.html"), &context, address)?;
        Ok(Value::safe_string(
            std::str::from_utf8(&html).expect("templates and views are UTF-8"),
        ))
    }
}

/// What a page of a list says about itself.
fn list_face(library: &Library, edition: &Edition, page: &ListPage) -> Face {
    let (language, words) = (edition.language, &edition.words);
    let introduction = page
        .introduction
        .map(|document| &library.documents[document]);
    let summary = introduction
        .map(|document| document.summary().to_owned())
        .filter(|summary| !summary.is_empty());
    let description = summary.unwrap_or_else(|| {
        let count = page.selection.count(library);
        let count = words
            .filled("case_studies", Some(count), &[])
            .unwrap_or_default();
        format!("{}: {count}", page.title)
    });
    Face {
        kind: match page.selection {
            Selection::All => "all",
            Selection::Term { .. } => "term",
            Selection::Pair { .. } => "pair",
        },
        title: numbered_title(edition, page),
        description,
        breadcrumbs: list_breadcrumbs(library, edition, page.selection),
        feed: Some(page.selection),
        edit: page.introduction,
        noindex: page
            .introduction
            .is_some_and(|document| library.is_noindex(document)),
        ..Face::new(
            language,
            library.list_address(page.selection, language, page.number),
        )
    }
}

/// The title of a page of a list: with its number, if it is not the first.
fn numbered_title(edition: &Edition, page: &ListPage) -> String {
    let ListPage { title, number, .. } = page;
    if *number == 1 {
        return title.clone();
    }
    let words = &edition.words;
    let number = words.number(*number);
    words
        .filled("page_of", None, &[("name", title), ("number", &number)])
        .unwrap_or_else(|| format!("{title} ({number})"))
}

/// The title of a list.
pub(super) fn list_title(library: &Library, edition: &Edition, selection: Selection) -> String {
    let (words, terms) = (&edition.words, &edition.terms);
    match selection {
        Selection::All => match library.all[edition.language] {
            Some(document) => library.documents[document].title.clone(),
            None => words.get("all_case_studies"),
        },
        Selection::Term { facet, term } => {
            let name = &terms[facet][term].name;
            if edition.shared_names.contains(name) {
                format!("{name} ({})", edition.facets[facet].singular)
            } else {
                name.to_string()
            }
        }
        Selection::Pair {
            pair,
            terms: (first, second),
        } => {
            let facets = library.pairs[pair].facets;
            let (first, second) = (&terms[facets.0][first].name, &terms[facets.1][second].name);
            let names: [(&str, &str); 2] = [("first", first), ("second", second)];
            words
                .filled("pair", None, &names)
                .unwrap_or_else(|| format!("{first}: {second}"))
        }
    }
}

fn list_breadcrumbs(library: &Library, edition: &Edition, selection: Selection) -> Vec<PageLink> {
    match terms_of(library, selection)[..] {
        [(facet, _)] => vec![facet_page(edition, facet)],
        [(facet, term), ..] => vec![
            facet_page(edition, facet),
            term_page(library, edition, facet, term),
        ],
        [] => vec![],
    }
}

/// A link to a facet's page.
fn facet_page(edition: &Edition, facet: FacetId) -> PageLink {
    let link = &edition.facets[facet];
    PageLink {
        title: link.name.clone(),
        url: link.url.clone(),
        lang: None,
    }
}

/// A link to a term's page.
pub(super) fn term_page(
    library: &Library,
    edition: &Edition,
    facet: FacetId,
    term: TermId,
) -> PageLink {
    let name = &edition.terms[facet][term];
    let address = library.term_address(facet, term, edition.language);
    PageLink {
        title: name.name.to_string(),
        url: library.base.url(&address),
        lang: name.lang.clone(),
    }
}

/// What a list says of a case study.
fn teaser_view(config: &Config, library: &Library, edition: &Edition, id: StudyId) -> TeaserView {
    let version = library.version(id, edition.language);
    let (study, document) = (&library.studies[id], &library.documents[version]);
    let is_other = document.language != edition.language;
    let other = is_other.then(|| &config.languages[document.language]);
    let first = library.facets.iter().next();
    let terms = first.into_iter().flat_map(|(facet, of_facet)| {
        let terms = of_facet.terms_of(id).iter();
        terms.map(move |term| term_page(library, edition, facet, *term))
    });
    TeaserView {
        title: document.title.clone(),
        url: library.base.url(&library.address(version)),
        summary: document.summary().to_owned(),
        lang: other.map(|other| other.tag.clone()),
        dir: other.map(|other| other.dir()),
        date: study.date.map(|date| DateView::new(date, &edition.words)),
        organisation: organisation(config, library, study),
        terms: terms.collect(),
    }
}

/// The search with a list's terms chosen.
fn search_url(library: &Library, edition: &Edition, selection: Selection) -> String {
    let chosen = terms_of(library, selection).into_iter();
    let given: String = chosen
        .map(|(facet, term)| {
            let key = encoded(&edition.facets[facet].key);
            let slug = &library.facets[facet].terms[term].slug;
            format!("{key}={}&", encoded(slug))
        })
        .collect();
    let search = library.search_address(edition.language);
    library.base.url(&search) + "?" + &given
}

fn pagination(
    library: &Library,
    language: LanguageId,
    selection: Selection,
    page: usize,
    per_page: usize,
) -> Pagination {
    let count = selection.page_count(library, per_page);
    let url = |number: usize| {
        let address = library.list_address(selection, language, number);
        library.base.url(&address)
    };
    let shown = |number: usize| PageNumber {
        number: Some(number),
        url: url(number),
        current: number == page,
    };
    let around = page.saturating_sub(AROUND)..=page + AROUND;
    let near = around.filter(|number| (2..count).contains(number));
    let last_page = Some(count).filter(|count| *count > 1);
    let mut pages: Vec<PageNumber> = vec![];
    let mut last = 0;
    for number in [1].into_iter().chain(near).chain(last_page) {
        // A gap for one page would be no shorter than the page's number.
        match number - last {
            1 => {}
            2 => pages.push(shown(last + 1)),
            _ => pages.push(PageNumber {
                number: None,
                url: String::new(),
                current: false,
            }),
        }
        pages.push(shown(number));
        last = number;
    }
    Pagination {
        number: page,
        count,
        previous: (page > 1).then(|| url(page - 1)),
        next: (page < count).then(|| url(page + 1)),
        pages,
    }
}
