//! Which other case studies a reader may want next, and why.

use std::collections::BTreeMap;

use super::{Library, Study};

/// A related case study with the terms both have, as (facet, term).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub study: usize,
    /// Empty where the author chose it.
    pub because: Vec<(usize, usize)>,
}

/// How many are shown.
const MOST: usize = 5;

/// How many neighbours in each of its terms' lists a study is compared with.
///
/// Compared with all, a library of 100,000 would take 100,000² steps; the nearest in time are also
/// those a reader finds most alike.
const NEIGHBOURS: usize = 100;

/// The author's own choice first, then those that share the most telling terms.
pub fn related(library: &Library, number: usize) -> Vec<Related> {
    let study = &library.studies[number];
    let mut related: Vec<Related> = study.related.iter().map(|study| Related { study: *study, because: vec![] }).collect();
    let mut shared: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (facet, terms) in study.facets.iter().enumerate() {
        for &term in terms {
            for other in around(&library.facets[facet].terms[term].studies, number) {
                shared.entry(other).or_default().push((facet, term));
            }
        }
    }
    let mut ranked: Vec<(f64, usize, usize, Vec<(usize, usize)>)> = shared
        .into_iter()
        .filter(|(other, _)| !study.related.contains(other))
        .map(|(other, because)| (-weight(library, study, &because), number.abs_diff(other), other, because))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    related.extend(ranked.into_iter().map(|(_, _, study, because)| Related { study, because }));
    related.truncate(MOST);
    related
}

/// The studies nearest to `number` in an ascending list, itself left out.
fn around(list: &[usize], number: usize) -> impl Iterator<Item = usize> {
    let at = list.partition_point(|other| *other < number);
    let from = at.saturating_sub(NEIGHBOURS / 2);
    let to = (at + NEIGHBOURS / 2).min(list.len());
    list[from..to].iter().copied().filter(move |other| *other != number)
}

/// A rare term tells more than a common one; an author's first topic more than the last.
fn weight(library: &Library, study: &Study, because: &[(usize, usize)]) -> f64 {
    let all = library.studies.len() as f64;
    because
        .iter()
        .map(|&(facet, term)| {
            let having = library.facets[facet].terms[term].studies.len() as f64;
            let place = study.facets[facet].iter().position(|other| *other == term).unwrap_or(0);
            (1.0 + all / having).ln() / (1.0 + place as f64 / 4.0)
        })
        .sum()
}
