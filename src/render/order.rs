//! The orders in which terms are shown, and which of them a list can offer.
//!
//! A library has as many lists as terms and pairs of terms, so no list may look at all terms of a
//! large facet. What each needs is put in order here, once per language.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::ids::{FacetId, Table, TermId};
use crate::link::{Facet, Pairs};

/// Terms of one facet among the filters of a list. An open facet has as many lists as terms. With
/// all terms in each list, the site would grow with their square: 1.5 GB for 3,000 terms.
pub(super) const MAX_TERMS: usize = 100;

/// The terms of a facet, in the orders of one language.
pub(super) struct TermOrder {
    /// All of them, in alphabetical order.
    pub(super) alphabetical: Vec<TermId>,
    /// The place of each in that order.
    pub(super) places: Table<TermId, usize>,
    /// The most frequent of those that any study has.
    pub(super) in_use: MostFrequent,
}

/// The terms of a facet that most studies have, those of most studies first and equals in
/// alphabetical order.
#[derive(Default)]
pub(super) struct MostFrequent {
    /// At most [`MAX_TERMS`].
    pub(super) terms: Vec<TermId>,
    /// How many there are.
    pub(super) of: usize,
}

impl TermOrder {
    /// Puts the terms of a facet in order by the names that they have in a language.
    pub(super) fn new<'n>(facet: &Facet, name: impl Fn(TermId) -> &'n str) -> TermOrder {
        let mut alphabetical: Vec<TermId> = facet.terms.ids().collect();
        alphabetical.sort_by_cached_key(|term| (sort_key(name(*term)), *term));
        let mut places = facet.terms.filled(0);
        for (place, term) in alphabetical.iter().enumerate() {
            places[*term] = place;
        }
        let counts = facet.terms.iter();
        let counts = counts.map(|(term, of_term)| (term, of_term.studies.len()));
        let in_use = counts.filter(|(_, count)| *count > 0).collect();
        TermOrder {
            in_use: MostFrequent::of(in_use, &places),
            alphabetical,
            places,
        }
    }
}

impl MostFrequent {
    /// Takes terms with the number of studies that each has.
    fn of(mut terms: Vec<(TermId, usize)>, places: &Table<TermId, usize>) -> MostFrequent {
        terms.sort_unstable_by_key(|(term, count)| (Reverse(*count), places[*term]));
        let most = terms.iter().take(MAX_TERMS);
        MostFrequent {
            terms: most.map(|(term, _)| *term).collect(),
            of: terms.len(),
        }
    }
}

/// The terms of two facets that any study has together.
pub(super) struct TermsTogether {
    /// The two facets, in the order of the settings.
    pub(super) facets: (FacetId, FacetId),
    /// For each term of the first facet, those of the second.
    pub(super) of_first: FxHashMap<TermId, MostFrequent>,
    /// For each term of the second facet, those of the first.
    pub(super) of_second: FxHashMap<TermId, MostFrequent>,
}

impl TermsTogether {
    pub(super) fn new(pairs: &Pairs, order: &Table<FacetId, TermOrder>) -> TermsTogether {
        let (first, second) = pairs.facets;
        let together = pairs.studies.iter();
        let counted = together.map(|((one, other), studies)| (*one, *other, studies.len()));
        let swapped = counted
            .clone()
            .map(|(one, other, count)| (other, one, count));
        TermsTogether {
            facets: pairs.facets,
            of_first: partners(counted, &order[second].places),
            of_second: partners(swapped, &order[first].places),
        }
    }
}

/// The second of each two terms, by the first of them. `places` are those of the second ones.
fn partners(
    together: impl Iterator<Item = (TermId, TermId, usize)>,
    places: &Table<TermId, usize>,
) -> FxHashMap<TermId, MostFrequent> {
    let mut partners: FxHashMap<TermId, Vec<(TermId, usize)>> = FxHashMap::default();
    for (term, partner, count) in together {
        partners.entry(term).or_default().push((partner, count));
    }
    partners
        .into_iter()
        .map(|(term, partners)| (term, MostFrequent::of(partners, places)))
        .collect()
}

/// A sort key that ignores case and accents, as dictionaries do.
fn sort_key(name: &str) -> String {
    name.nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}
