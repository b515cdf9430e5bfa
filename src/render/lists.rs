//! Renders lists of case studies, and the filters that lead from one list to another.
//!
//! Every selection has pages of its own, so filters work without JavaScript.

use std::cmp::Reverse;

use serde::Serialize;
use tera::{Context, Value};

use super::face::{Face, organisation, share};
use super::theme::value;
use super::view::{
    DateView, FacetTerms, ListView, PageLink, PageNumber, Pagination, Teaser, TeaserView, TermLink,
};
use super::{Rendered, Site};
use crate::ids::{FacetId, LanguageId, ListId, StudyId, TermId};
use crate::link::{Pairs, Selection};
use crate::source::slug::encoded;

/// Page numbers shown on each side of the current one.
const AROUND: usize = 1;

/// Terms of one facet among the filters of a list. An open facet has as many lists as terms. With
/// all terms in each list, the site would grow with their square: 1.5 GB for 3,000 terms.
const MAX_TERMS: usize = 100;

/// A term that can be added to a list's selection, or removed from it.
struct Offer {
    term: TermId,
    target: Selection,
    count: usize,
    chosen: bool,
}

impl Site {
    /// The title of a list.
    pub(super) fn list_title(&self, language: LanguageId, selection: Selection) -> String {
        let terms = &self.editions[language].terms;
        match selection {
            Selection::All => match self.library.all[language] {
                Some(document) => self.library.documents[document].title.clone(),
                None => self.theme.words(language).get("all_case_studies"),
            },
            Selection::Term { facet, term } => terms[facet][term].name.to_string(),
            Selection::Pair {
                pair,
                terms: (first, second),
            } => {
                let facets = self.library.pairs[pair].facets;
                let (first, second) = (&terms[facets.0][first].name, &terms[facets.1][second].name);
                let names: [(&str, &str); 2] = [("first", first), ("second", second)];
                self.theme
                    .words(language)
                    .filled("pair", None, &names)
                    .unwrap_or_else(|| format!("{first}: {second}"))
            }
        }
    }

    pub(super) fn list(
        &self,
        language: LanguageId,
        list: ListId,
        page: usize,
    ) -> Rendered<Vec<u8>> {
        let selection = self.pages.lists[list];
        let words = self.theme.words(language);
        let (total, per_page) = (selection.count(&self.library), self.config.per_page);
        let first = (page - 1) * per_page;
        let numbers = selection.studies(&self.library, first..total.min(first + per_page));
        let title = self.list_title(language, selection);
        let introduction = selection.introduction(&self.library, language);
        let told = introduction.map(|document| &self.library.documents[document]);
        let summary = told
            .map(|told| told.summary().to_owned())
            .filter(|summary| !summary.is_empty());
        let shown = introduction.filter(|_| page == 1);
        // Without a summary of its own, the first paragraph would appear twice.
        let lead = told
            .and_then(|told| told.front.summary.clone())
            .filter(|_| page == 1);
        let view = ListView {
            heading: title.clone(),
            summary: lead,
            introduction_html: shown
                .map_or(String::new(), |document| self.body(language, document)),
            introduction_lang: told
                .filter(|told| told.language != language)
                .map(|told| self.config.languages[told.language].tag.clone()),
            total,
            first: if total == 0 { 0 } else { first + 1 },
            last: first + numbers.len(),
            teasers: numbers
                .iter()
                .map(|study| self.teaser(language, *study))
                .collect::<Rendered<_>>()?,
            chosen: self.chosen(language, selection),
            filters: self.filters[language][list]
                .get_or_init(|| self.made_filters(language, selection))
                .clone()?,
            pagination: self.pagination(language, selection, page),
            search_url: self.search_url(language, selection),
        };
        let number = words.number(page);
        let page_title = match page {
            1 => title,
            _ => words
                .filled("page_of", None, &[("name", &title), ("number", &number)])
                .unwrap_or_else(|| format!("{title} ({number})")),
        };
        let description = summary.unwrap_or_else(|| {
            let count = words
                .filled("case_studies", Some(total), &[])
                .unwrap_or_default();
            format!("{}: {count}", view.heading)
        });
        let face = Face {
            kind: match selection {
                Selection::All => "all",
                Selection::Term { .. } => "term",
                Selection::Pair { .. } => "pair",
            },
            title: page_title,
            description,
            alternates: self.mirrored(|other| self.library.list_address(selection, other, page)),
            breadcrumbs: self.list_breadcrumbs(language, selection),
            feed: Some(selection),
            edit: introduction,
            noindex: introduction.is_some_and(|document| self.library.is_noindex(document)),
            ..Face::new(
                language,
                self.library.list_address(selection, language, page),
            )
        };
        self.rendered("list.html", face, "list", &view)
    }

    fn list_breadcrumbs(&self, language: LanguageId, selection: Selection) -> Vec<PageLink> {
        let facet = |facet: FacetId| {
            let link = &self.editions[language].facets[facet];
            PageLink {
                title: link.name.clone(),
                url: link.url.clone(),
                lang: None,
            }
        };
        match selection {
            Selection::All => vec![],
            Selection::Term { facet: number, .. } => vec![facet(number)],
            Selection::Pair { pair, terms } => {
                let (first, _) = self.library.pairs[pair].facets;
                vec![facet(first), self.term_page(language, first, terms.0)]
            }
        }
    }

    /// A link to a term's page.
    pub(super) fn term_page(&self, language: LanguageId, facet: FacetId, term: TermId) -> PageLink {
        let name = &self.editions[language].terms[facet][term];
        PageLink {
            title: name.name.to_string(),
            url: self.url(&self.library.term_address(facet, term, language)),
            lang: name.lang.clone(),
        }
    }

    pub(super) fn teaser(&self, language: LanguageId, study: StudyId) -> Rendered<Teaser> {
        self.teasers[language][study]
            .get_or_init(|| self.made_teaser(language, study))
            .clone()
    }

    fn made_teaser(&self, language: LanguageId, study: StudyId) -> Rendered<Teaser> {
        let version = self.library.version(study, language);
        let address = self.library.address(version);
        let document = &self.library.documents[version];
        let of_study = &self.library.studies[study];
        let other =
            (document.language != language).then(|| &self.config.languages[document.language]);
        let first = self.library.facets.iter().next();
        let terms = first
            .into_iter()
            .flat_map(|(id, facet)| facet.terms_of(study).iter().map(move |term| (id, *term)));
        let view = TeaserView {
            title: document.title.clone(),
            url: self.url(&address),
            summary: document.summary().to_owned(),
            lang: other.map(|other| other.tag.clone()),
            dir: other.map(|other| other.dir()),
            date: of_study
                .date
                .map(|date| DateView::new(date, self.theme.words(language))),
            organisation: organisation(&self.config, &self.library, of_study),
            terms: terms
                .map(|(facet, term)| self.term_page(language, facet, term))
                .collect(),
        };
        self.shared("teaser", &view, language, &address)
    }

    /// The filters of a list, rendered by `filters.html`.
    fn made_filters(&self, language: LanguageId, selection: Selection) -> Rendered<Value> {
        let address = self.library.list_address(selection, language, 1);
        self.shared(
            "filters",
            &self.filters(language, selection),
            language,
            &address,
        )
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

    fn search_url(&self, language: LanguageId, selection: Selection) -> String {
        let of = |facet: FacetId, term: TermId| {
            let facet_key = encoded(&self.editions[language].facets[facet].key);
            format!(
                "{facet_key}={}&",
                encoded(&self.library.facets[facet].terms[term].slug)
            )
        };
        let given = match selection {
            Selection::All => String::new(),
            Selection::Term { facet, term } => of(facet, term),
            Selection::Pair { pair, terms } => {
                let (first, second) = self.library.pairs[pair].facets;
                of(first, terms.0) + &of(second, terms.1)
            }
        };
        self.url(&self.library.search_address(language)) + "?" + &given
    }

    fn pagination(&self, language: LanguageId, selection: Selection, page: usize) -> Pagination {
        let count = selection.page_count(&self.library, self.config.per_page);
        let url = |number: usize| self.url(&self.library.list_address(selection, language, number));
        let mut pages: Vec<PageNumber> = vec![];
        let mut last = 0;
        for number in (1..=count)
            .filter(|number| *number == 1 || *number == count || number.abs_diff(page) <= AROUND)
        {
            // A gap for one page would be no shorter than the page's number.
            match number - last {
                1 => {}
                2 => pages.push(PageNumber {
                    number: Some(last + 1),
                    url: url(last + 1),
                    current: false,
                }),
                _ => pages.push(PageNumber {
                    number: None,
                    url: String::new(),
                    current: false,
                }),
            }
            pages.push(PageNumber {
                number: Some(number),
                url: url(number),
                current: number == page,
            });
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

    /// The terms of a list's selection. Each links to the list without it.
    fn chosen(&self, language: LanguageId, selection: Selection) -> Vec<TermLink> {
        let link = |facet: FacetId, term: TermId, without: Selection| {
            let count = without.count(&self.library);
            TermLink {
                chosen: true,
                ..self.term_link(language, facet, term, without, count)
            }
        };
        match selection {
            Selection::All => vec![],
            Selection::Term { facet, term } => vec![link(facet, term, Selection::All)],
            Selection::Pair { pair, terms } => {
                let (first, second) = self.library.pairs[pair].facets;
                vec![
                    link(
                        first,
                        terms.0,
                        Selection::Term {
                            facet: second,
                            term: terms.1,
                        },
                    ),
                    link(
                        second,
                        terms.1,
                        Selection::Term {
                            facet: first,
                            term: terms.0,
                        },
                    ),
                ]
            }
        }
    }

    /// For each facet, the terms that can be added: only those that lead to a list with studies.
    fn filters(&self, language: LanguageId, selection: Selection) -> Vec<FacetTerms> {
        let facets = self.library.facets.ids();
        facets
            .map(|facet| self.filter(language, selection, facet))
            .collect()
    }

    fn filter(&self, language: LanguageId, selection: Selection, facet: FacetId) -> FacetTerms {
        let leads_to = |term: TermId| -> Option<Selection> {
            match selection {
                Selection::All => Some(Selection::Term { facet, term }),
                Selection::Term { facet: own, .. } if own == facet => {
                    Some(Selection::Term { facet, term })
                }
                Selection::Term {
                    facet: own,
                    term: chosen,
                } => self.pair((own, chosen), (facet, term)),
                Selection::Pair { pair, terms } => {
                    let (first, second) = self.library.pairs[pair].facets;
                    match facet {
                        _ if facet == first => self.pair((first, term), (second, terms.1)),
                        _ if facet == second => self.pair((first, terms.0), (second, term)),
                        _ => None,
                    }
                }
            }
        };
        let offer = |&term: &TermId| {
            let target = leads_to(term)?;
            let count = target.count(&self.library);
            let chosen = target == selection;
            (count > 0).then_some(Offer {
                term,
                target,
                count,
                chosen,
            })
        };
        let offers: Vec<Offer> = self.editions[language].order[facet]
            .iter()
            .filter_map(offer)
            .collect();
        let are_all = offers.len() <= MAX_TERMS;
        let links = most_frequent(offers).into_iter().map(
            |Offer {
                 term,
                 target,
                 count,
                 chosen,
             }| {
                // A chosen term links to the list without it.
                let target = match selection {
                    Selection::Pair { pair, terms } if chosen => {
                        let (first, second) = self.library.pairs[pair].facets;
                        match facet == first {
                            true => Selection::Term {
                                facet: second,
                                term: terms.1,
                            },
                            false => Selection::Term {
                                facet: first,
                                term: terms.0,
                            },
                        }
                    }
                    _ if chosen => Selection::All,
                    _ => target,
                };
                TermLink {
                    chosen,
                    ..self.term_link(language, facet, term, target, count)
                }
            },
        );
        let in_use = || {
            self.library.facets[facet]
                .terms
                .values()
                .filter(|term| !term.studies.is_empty())
                .count()
        };
        FacetTerms {
            all: (!are_all).then(in_use),
            ..self.facet_terms(language, facet, links.collect())
        }
    }

    /// The selection of two terms of different facets, if these facets are a pair and any study has
    /// both terms.
    fn pair(&self, a: (FacetId, TermId), b: (FacetId, TermId)) -> Option<Selection> {
        self.library
            .pairs
            .iter()
            .find_map(|(pair, Pairs { facets, studies })| {
                let terms = match *facets {
                    facets if facets == (a.0, b.0) => (a.1, b.1),
                    facets if facets == (b.0, a.0) => (b.1, a.1),
                    _ => return None,
                };
                studies
                    .contains_key(&terms)
                    .then_some(Selection::Pair { pair, terms })
            })
    }

    fn term_link(
        &self,
        language: LanguageId,
        facet: FacetId,
        term: TermId,
        target: Selection,
        count: usize,
    ) -> TermLink {
        let name = &self.editions[language].terms[facet][term];
        TermLink {
            name: name.name.to_string(),
            slug: self.library.facets[facet].terms[term].slug.clone(),
            url: self.url(&self.library.list_address(target, language, 1)),
            count,
            share: 0.0,
            summary: None,
            lang: name.lang.clone(),
            chosen: false,
        }
    }

    /// A facet with all terms that any study has.
    pub(super) fn all_terms(&self, language: LanguageId, facet: FacetId) -> FacetTerms {
        let order = self.editions[language].order[facet].iter();
        let links = order.filter_map(|&term| {
            let target = Selection::Term { facet, term };
            let count = target.count(&self.library);
            let summary = self.editions[language].terms[facet][term]
                .summary
                .as_ref()
                .map(|summary| summary.to_string());
            (count > 0).then(|| TermLink {
                summary,
                ..self.term_link(language, facet, term, target, count)
            })
        });
        let links = links.collect();
        self.facet_terms(language, facet, links)
    }

    fn facet_terms(
        &self,
        language: LanguageId,
        facet: FacetId,
        mut terms: Vec<TermLink>,
    ) -> FacetTerms {
        let most = terms.iter().map(|term| term.count).max().unwrap_or(1);
        for term in &mut terms {
            term.share = share(term.count, most);
        }
        let link = self.editions[language].facets[facet].clone();
        FacetTerms {
            key: link.key,
            name: link.name,
            singular: link.singular,
            url: link.url,
            terms,
            all: None,
        }
    }
}

/// The chosen terms and those with the most case studies, at most [`MAX_TERMS`], in their old
/// order.
fn most_frequent(offers: Vec<Offer>) -> Vec<Offer> {
    if offers.len() <= MAX_TERMS {
        return offers;
    }
    let rank = |(at, offer): (usize, &Offer)| (!offer.chosen, Reverse(offer.count), at);
    let mut ranks: Vec<_> = offers.iter().enumerate().map(rank).collect();
    let last = *ranks.select_nth_unstable(MAX_TERMS - 1).1;
    let kept = offers
        .into_iter()
        .enumerate()
        .filter(|(at, offer)| rank((*at, offer)) <= last);
    kept.map(|(_, offer)| offer).collect()
}
