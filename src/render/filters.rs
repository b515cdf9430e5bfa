//! The terms that lead from one list to another.
//!
//! Every selection has pages of its own, so filters work without JavaScript.

use std::cmp::Reverse;

use super::edition::Edition;
use super::face::share;
use super::order::{MAX_TERMS, MostFrequent};
use super::view::{FacetTerms, TermLink};
use crate::ids::{FacetId, TermId};
use crate::link::{Library, Pairs, Selection};

/// A term of a facet.
pub(super) type FacetAndTerm = (FacetId, TermId);

/// A term that can be added to a list's selection, or removed from it.
struct Offer {
    term: TermId,
    target: Selection,
    count: usize,
    chosen: bool,
}

/// For each facet, the terms that can be added: only those that lead to a list with studies.
pub(super) fn filters(
    library: &Library,
    edition: &Edition,
    selection: Selection,
) -> Vec<FacetTerms> {
    let facets = library.facets.ids();
    facets
        .map(|facet| filter(library, edition, selection, facet))
        .collect()
}

fn filter(
    library: &Library,
    edition: &Edition,
    selection: Selection,
    facet: FacetId,
) -> FacetTerms {
    let chosen = terms_of(library, selection);
    let candidates = candidates(edition, &chosen, facet);
    let order = &edition.order[facet];
    let mut terms = candidates.map_or(vec![], |candidates| candidates.terms.clone());
    // A chosen term is offered however rare it is.
    terms.extend(
        chosen
            .iter()
            .filter(|(own, _)| *own == facet)
            .map(|(_, term)| *term),
    );
    terms.sort_unstable_by_key(|term| order.places[*term]);
    terms.dedup();
    let offers: Vec<Offer> = terms
        .into_iter()
        .filter_map(|term| offer(library, &chosen, (facet, term)))
        .collect();
    let are_all = candidates.is_none_or(|candidates| candidates.of <= MAX_TERMS);
    let links = most_frequent(offers).into_iter().map(|offer| {
        // A chosen term links to the list without it.
        let target = if offer.chosen {
            without(&chosen, facet)
        } else {
            offer.target
        };
        TermLink {
            chosen: offer.chosen,
            ..term_link(library, edition, (facet, offer.term), target, offer.count)
        }
    });
    FacetTerms {
        all: (!are_all).then_some(order.in_use.of),
        ..facet_terms(edition, facet, links.collect())
    }
}

/// The terms of a facet that can be added to a selection: the most frequent of those in use, or of
/// those that any study has together with the chosen term of another facet.
fn candidates<'e>(
    edition: &'e Edition,
    chosen: &[FacetAndTerm],
    facet: FacetId,
) -> Option<&'e MostFrequent> {
    let other = match *chosen {
        [own] if facet != own.0 => own,
        [first, second] if facet == first.0 => second,
        [first, second] if facet == second.0 => first,
        [_, _] => return None,
        _ => return Some(&edition.order[facet].in_use),
    };
    let mut pairs = edition.together.values();
    let (pair, is_second) = pairs.find_map(|pair| match pair.facets {
        facets if facets == (other.0, facet) => Some((pair, true)),
        facets if facets == (facet, other.0) => Some((pair, false)),
        _ => None,
    })?;
    let partners = if is_second {
        &pair.of_first
    } else {
        &pair.of_second
    };
    partners.get(&other.1)
}

/// `None` for a term that leads to no list with studies.
fn offer(library: &Library, chosen: &[FacetAndTerm], added: FacetAndTerm) -> Option<Offer> {
    let target = with(library, chosen, added)?;
    let count = target.count(library);
    (count > 0).then_some(Offer {
        term: added.1,
        target,
        count,
        chosen: chosen.contains(&added),
    })
}

/// The selection with one more term, which takes the place of another one of its facet.
fn with(library: &Library, chosen: &[FacetAndTerm], added: FacetAndTerm) -> Option<Selection> {
    let (facet, term) = added;
    match *chosen {
        [first, second] if facet == first.0 => pair(library, added, second),
        [first, second] if facet == second.0 => pair(library, first, added),
        [_, _] => None,
        [own] if facet != own.0 => pair(library, own, added),
        _ => Some(Selection::Term { facet, term }),
    }
}

/// The selection without its term of a facet.
fn without(chosen: &[FacetAndTerm], facet: FacetId) -> Selection {
    match chosen.iter().find(|(own, _)| *own != facet) {
        Some(&(facet, term)) => Selection::Term { facet, term },
        None => Selection::All,
    }
}

/// The terms of a selection, each with its facet.
pub(super) fn terms_of(library: &Library, selection: Selection) -> Vec<FacetAndTerm> {
    match selection {
        Selection::All => vec![],
        Selection::Term { facet, term } => vec![(facet, term)],
        Selection::Pair { pair, terms } => {
            let (first, second) = library.pairs[pair].facets;
            vec![(first, terms.0), (second, terms.1)]
        }
    }
}

/// The selection of two terms of different facets, if these facets are a pair and any study has
/// both terms.
fn pair(library: &Library, a: FacetAndTerm, b: FacetAndTerm) -> Option<Selection> {
    let mut pairs = library.pairs.iter();
    pairs.find_map(
        |(
            pair,
            Pairs {
                facets, studies, ..
            },
        )| {
            let terms = match *facets {
                facets if facets == (a.0, b.0) => (a.1, b.1),
                facets if facets == (b.0, a.0) => (b.1, a.1),
                _ => return None,
            };
            let is_had = studies.contains_key(&terms);
            is_had.then_some(Selection::Pair { pair, terms })
        },
    )
}

/// The terms of a list's selection. Each links to the list without it.
pub(super) fn chosen(library: &Library, edition: &Edition, selection: Selection) -> Vec<TermLink> {
    let chosen = terms_of(library, selection);
    let links = chosen.iter().map(|term| {
        let rest = without(&chosen, term.0);
        TermLink {
            chosen: true,
            ..term_link(library, edition, *term, rest, rest.count(library))
        }
    });
    links.collect()
}

/// Every facet with all terms that any study has.
pub(super) fn all_facets(library: &Library, edition: &Edition) -> Vec<FacetTerms> {
    let facets = library.facets.ids();
    facets
        .map(|facet| all_terms(library, edition, facet))
        .collect()
}

/// A facet with all terms that any study has.
pub(super) fn all_terms(library: &Library, edition: &Edition, facet: FacetId) -> FacetTerms {
    let order = edition.order[facet].alphabetical.iter();
    let links = order.filter_map(|&term| {
        let target = Selection::Term { facet, term };
        let count = target.count(library);
        let summary = edition.terms[facet][term].summary.as_ref();
        (count > 0).then(|| TermLink {
            summary: summary.map(|summary| summary.to_string()),
            ..term_link(library, edition, (facet, term), target, count)
        })
    });
    let links = links.collect();
    facet_terms(edition, facet, links)
}

fn term_link(
    library: &Library,
    edition: &Edition,
    (facet, term): FacetAndTerm,
    target: Selection,
    count: usize,
) -> TermLink {
    let name = &edition.terms[facet][term];
    let address = library.list_address(target, edition.language, 1);
    TermLink {
        name: name.name.to_string(),
        slug: library.facets[facet].terms[term].slug.clone(),
        url: library.base.url(&address),
        count,
        share: 0.0,
        summary: None,
        lang: name.lang.clone(),
        chosen: false,
    }
}

fn facet_terms(edition: &Edition, facet: FacetId, mut terms: Vec<TermLink>) -> FacetTerms {
    let most = terms.iter().map(|term| term.count).max().unwrap_or(1);
    for term in &mut terms {
        term.share = share(term.count, most);
    }
    let link = edition.facets[facet].clone();
    FacetTerms {
        key: link.key,
        name: link.name,
        singular: link.singular,
        url: link.url,
        terms,
        all: None,
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
