//! Which case studies a list has.

use std::ops::Range;

use super::Library;
use crate::ids::{DocumentId, FacetId, LanguageId, ListId, PairId, StudyId, Table, TermId};

/// The case studies of one list, which is the same in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// All case studies.
    All,
    /// Those that have a term.
    Term {
        /// The facet.
        facet: FacetId,
        /// The term of that facet.
        term: TermId,
    },
    /// Two terms together, of the facets of a pair.
    Pair {
        /// The pair of facets.
        pair: PairId,
        /// A term of the first facet and one of the second.
        terms: (TermId, TermId),
    },
}

impl Selection {
    /// How many case studies it has.
    pub fn count(self, library: &Library) -> usize {
        self.listed(library)
            .map_or(library.studies.len(), <[StudyId]>::len)
    }

    /// A part of its case studies, newest first.
    pub fn studies(self, library: &Library, range: Range<usize>) -> Vec<StudyId> {
        match self.listed(library) {
            Some(studies) => studies[range].to_vec(),
            None => {
                let all = library.studies.ids();
                all.skip(range.start).take(range.len()).collect()
            }
        }
    }

    /// Its first case studies, at most `max`.
    pub fn newest(self, library: &Library, max: usize) -> Vec<StudyId> {
        self.studies(library, 0..self.count(library).min(max))
    }

    /// Pages of its list. A list without any case study has one, which says so.
    pub fn page_count(self, library: &Library, per_page: usize) -> usize {
        self.count(library).div_ceil(per_page).max(1)
    }

    /// The document that introduces the list, in the language or else in the default one.
    pub fn introduction(self, library: &Library, language: LanguageId) -> Option<DocumentId> {
        match self {
            Selection::All => library.all[language],
            Selection::Term { facet, term } => {
                let versions = &library.facets[facet].terms[term].versions;
                versions[language].or(versions[LanguageId::DEFAULT])
            }
            Selection::Pair { .. } => None,
        }
    }

    /// `None` for all of them.
    fn listed(self, library: &Library) -> Option<&[StudyId]> {
        match self {
            Selection::All => None,
            Selection::Term { facet, term } => Some(&library.facets[facet].terms[term].studies),
            Selection::Pair { pair, terms } => Some(&library.pairs[pair].studies[&terms]),
        }
    }
}

/// Every list of the site.
pub(super) fn selections(library: &Library) -> Table<ListId, Selection> {
    let facets = library.facets.iter();
    let terms = facets.flat_map(|(facet, of_facet)| {
        let terms = of_facet.terms.ids();
        terms.map(move |term| Selection::Term { facet, term })
    });
    let pairs = library.pairs.iter();
    let pairs = pairs.flat_map(|(pair, of_pair)| {
        let terms = of_pair.studies.keys();
        terms.map(move |&terms| Selection::Pair { pair, terms })
    });
    std::iter::once(Selection::All)
        .chain(terms)
        .chain(pairs)
        .collect()
}
