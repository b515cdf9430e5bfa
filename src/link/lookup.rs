//! Numbers of things, found by a text that each thing has.

use std::borrow::Cow;

use rayon::prelude::*;

/// The numbers alone, in the order of the texts: each thing has its text already, and gives it
/// again to be compared. A map with the texts for keys would hold each of them twice.
#[derive(Debug, Default)]
pub(super) struct Lookup(Box<[u32]>);

impl Lookup {
    /// Sorts the numbers below `count` by their texts. Of several with one text, the lowest number
    /// is found.
    pub(super) fn new<'t>(count: usize, text_of: impl Fn(usize) -> Cow<'t, str> + Sync) -> Lookup {
        let mut sorted: Vec<(Cow<'t, str>, u32)> = (0..count)
            .into_par_iter()
            .map(|number| (text_of(number), number as u32))
            .collect();
        sorted.par_sort_unstable();
        sorted.dedup_by(|later, first| later.0 == first.0);
        Lookup(sorted.into_iter().map(|(_, number)| number).collect())
    }

    /// The number that has this text. `text_of` must be the function that the lookup was made with.
    pub(super) fn get<'t>(
        &self,
        text: &str,
        text_of: impl Fn(usize) -> Cow<'t, str>,
    ) -> Option<usize> {
        let place = self
            .0
            .binary_search_by(|number| (*text_of(*number as usize)).cmp(text))
            .ok()?;
        Some(self.0[place] as usize)
    }
}
