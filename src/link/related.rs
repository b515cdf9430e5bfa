//! Finds the case studies that a reader may want next, and why.

use super::Library;
use crate::ids::{FacetId, Id, StudyId, TermId};

/// A related case study, with the terms that both have, as (facet, term).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The related case study.
    pub study: StudyId,
    /// Empty if the author chose it.
    pub because: Vec<(FacetId, TermId)>,
}

/// Related case studies shown on a page.
const MAX_RELATED: usize = 5;

/// Neighbours that a study is compared with in the list of each of its terms.
///
/// Comparing all studies would take 100,000² steps in a library of 100,000. Studies close in time
/// are also the most alike to readers.
const NEIGHBOURS: usize = 40;

/// The related studies of a study: the author's choice first, then those that share the rarest
/// terms.
///
/// `chosen` are those that the author named.
pub fn related(library: &Library, chosen: &[StudyId], study: StudyId) -> Vec<Related> {
    let mut related: Vec<Related> = chosen
        .iter()
        .map(|chosen| Related {
            study: *chosen,
            because: vec![],
        })
        .collect();
    related.truncate(MAX_RELATED);
    // Each neighbour is listed once for each term that it shares, and then summed.
    let mut shared: Vec<(StudyId, f64)> = Vec::with_capacity(8 * NEIGHBOURS);
    for facet in library.facets.values() {
        for (place, &term) in facet.terms_of(study).iter().enumerate() {
            let having = &facet.terms[term].studies;
            let weight = weight(library.studies.len(), having.len(), place);
            shared.extend(around(having, study).map(|other| (other, weight)));
        }
    }
    shared.sort_unstable_by_key(|(other, _)| *other);
    let mut ranked: Vec<(f64, u32, StudyId)> = shared
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| {
            (
                same.iter().map(|(_, weight)| weight).sum(),
                study.number().abs_diff(same[0].0.number()),
                same[0].0,
            )
        })
        .filter(|(_, _, other)| !chosen.contains(other))
        .collect();
    let order = |a: &(f64, u32, StudyId), b: &(f64, u32, StudyId)| {
        b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2)))
    };
    // Only those that are shown need sorting.
    if ranked.len() > MAX_RELATED {
        ranked.select_nth_unstable_by(MAX_RELATED, order);
        ranked.truncate(MAX_RELATED);
    }
    ranked.sort_unstable_by(order);
    let best = ranked
        .into_iter()
        .take(MAX_RELATED - related.len())
        .map(|(_, _, other)| other);
    related.extend(best.map(|other| Related {
        study: other,
        because: in_common(library, study, other),
    }));
    related
}

/// The studies nearest to one in an ascending list, without itself.
fn around(list: &[StudyId], study: StudyId) -> impl Iterator<Item = StudyId> {
    let at = list.partition_point(|other| *other < study);
    let from = at.saturating_sub(NEIGHBOURS / 2);
    let to = (at + NEIGHBOURS / 2).min(list.len());
    list[from..to]
        .iter()
        .copied()
        .filter(move |other| *other != study)
}

/// A rare term counts more than a common one, and an author's first term more than the last.
fn weight(all: usize, having: usize, place: usize) -> f64 {
    (1.0 + all as f64 / having as f64).ln() / (1.0 + place as f64 / 4.0)
}

/// The terms that two studies have in common, as (facet, term).
fn in_common(library: &Library, one: StudyId, other: StudyId) -> Vec<(FacetId, TermId)> {
    let facets = library.facets.iter();
    facets
        .flat_map(|(id, facet)| {
            let others = facet.terms_of(other);
            let terms = facet.terms_of(one).iter();
            terms
                .filter(|term| others.contains(term))
                .map(move |term| (id, *term))
        })
        .collect()
}
