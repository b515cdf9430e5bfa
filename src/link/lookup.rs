//! Things found by a text that each of them has.

use std::borrow::Cow;

use crate::ids::{Id, Table};
use rayon::prelude::*;

/// The ids of things, in the order of their texts: each thing has its text already, and gives it
/// again to be compared. A map with the texts for keys would hold each of them twice.
#[derive(Debug)]
pub(super) struct Lookup<I>(Box<[I]>);

impl<I: Id> Lookup<I> {
    /// Finds the first of things with one text.
    pub(super) fn of_first<'t, T: Sync>(
        things: &'t Table<I, T>,
        text_of: impl Fn(&'t T) -> Cow<'t, str> + Sync,
    ) -> Lookup<I> {
        let mut sorted = sorted(things, text_of);
        sorted.dedup_by(|later, first| later.0 == first.0);
        Lookup(sorted.into_iter().map(|(_, id)| id).collect())
    }

    /// Finds the last of things with one text.
    pub(super) fn of_last<'t, T: Sync>(
        things: &'t Table<I, T>,
        text_of: impl Fn(&'t T) -> Cow<'t, str> + Sync,
    ) -> Lookup<I> {
        let mut sorted = sorted(things, text_of);
        sorted.reverse();
        sorted.dedup_by(|earlier, last| earlier.0 == last.0);
        Lookup(sorted.into_iter().rev().map(|(_, id)| id).collect())
    }

    /// The thing that has this text. `things` and `text_of` must be those that the lookup was made
    /// with.
    pub(super) fn get<'t, T>(
        &self,
        text: &str,
        things: &'t Table<I, T>,
        text_of: impl Fn(&'t T) -> Cow<'t, str>,
    ) -> Option<I> {
        let compared = |id: &I| (*text_of(&things[*id])).cmp(text);
        let place = self.0.binary_search_by(compared).ok()?;
        Some(self.0[place])
    }
}

fn sorted<'t, I: Id, T: Sync>(
    things: &'t Table<I, T>,
    text_of: impl Fn(&'t T) -> Cow<'t, str> + Sync,
) -> Vec<(Cow<'t, str>, I)> {
    let mut sorted: Vec<(Cow<str>, I)> = things
        .par_iter()
        .map(|(id, thing)| (text_of(thing), id))
        .collect();
    sorted.par_sort_unstable();
    sorted
}
