//! Things found by a text that each of them has.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::hash::BuildHasher;

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::ids::{Id, Table};

/// The ids of things, in the order of the hashes of their texts.
///
/// Each thing has its text already, and gives it again to be compared: a map with the texts for
/// keys would hold each of them twice. A search looks at hashes until it is down to one thing, so
/// that it waits for the memory of one text only.
#[derive(Debug)]
pub(super) struct Lookup<I>(Box<[(u32, I)]>);

impl<I: Id> Lookup<I> {
    /// Finds the first of things with one text.
    pub(super) fn of_first<'t, T: Sync>(
        things: &'t Table<I, T>,
        text_of: impl Fn(&'t T) -> Cow<'t, str> + Sync,
    ) -> Lookup<I> {
        let mut hashed = hashed(things, text_of);
        hashed.par_sort_unstable();
        Lookup(hashed.into())
    }

    /// Finds the last of things with one text.
    pub(super) fn of_last<'t, T: Sync>(
        things: &'t Table<I, T>,
        text_of: impl Fn(&'t T) -> Cow<'t, str> + Sync,
    ) -> Lookup<I> {
        let mut hashed = hashed(things, text_of);
        hashed.par_sort_unstable_by_key(|(hash, id)| (*hash, Reverse(*id)));
        Lookup(hashed.into())
    }

    /// The thing that has this text. `things` and `text_of` must be those that the lookup was made
    /// with.
    pub(super) fn get<'t, T>(
        &self,
        text: &str,
        things: &'t Table<I, T>,
        text_of: impl Fn(&'t T) -> Cow<'t, str>,
    ) -> Option<I> {
        let wanted = hash(text);
        let start = self.0.partition_point(|(hash, _)| *hash < wanted);
        let mut same_hash = self.0[start..]
            .iter()
            .take_while(|(hash, _)| *hash == wanted)
            .map(|(_, id)| *id);
        same_hash.find(|id| text_of(&things[*id]) == text)
    }
}

fn hashed<'t, I: Id, T: Sync>(
    things: &'t Table<I, T>,
    text_of: impl Fn(&'t T) -> Cow<'t, str> + Sync,
) -> Vec<(u32, I)> {
    things
        .par_iter()
        .map(|(id, thing)| (hash(&text_of(thing)), id))
        .collect()
}

/// The upper half of the hash, whose bits differ most.
fn hash(text: &str) -> u32 {
    (FxBuildHasher.hash_one(text) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_with_one_text_the_first_or_the_last_is_found() {
        let things: Table<crate::ids::FileId, &str> = vec!["a", "b", "a", "c"].into();
        let text_of = |text: &&'static str| Cow::Borrowed(*text);
        let ids: Vec<_> = things.ids().collect();
        let first = Lookup::of_first(&things, text_of);
        let last = Lookup::of_last(&things, text_of);
        assert_eq!(first.get("a", &things, text_of), Some(ids[0]));
        assert_eq!(last.get("a", &things, text_of), Some(ids[2]));
        assert_eq!(last.get("b", &things, text_of), Some(ids[1]));
        assert_eq!(first.get("d", &things, text_of), None);
    }
}
