//! Numbers of things found by a text that each thing has.

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;

/// The numbers alone: each thing has its text itself, and `text_of` gives it again to compare. With
/// the texts for keys, a map of all addresses would hold each of them twice.
#[derive(Debug, Default)]
pub struct Numbers(HashTable<u32>);

impl Numbers {
    /// The number that has this text.
    pub fn get<'t>(&self, text: &str, text_of: impl Fn(usize) -> Cow<'t, str>) -> Option<usize> {
        self.0
            .find(hash(text), |number| text_of(*number as usize) == text)
            .map(|number| *number as usize)
    }

    /// Adds a number unless another has its text, which is then given back.
    pub fn add<'t>(
        &mut self,
        number: usize,
        text_of: impl Fn(usize) -> Cow<'t, str>,
    ) -> Option<usize> {
        let text = text_of(number);
        let same = |other: &u32| text_of(*other as usize) == text;
        match self
            .0
            .entry(hash(&text), same, |other| hash(&text_of(*other as usize)))
        {
            Entry::Occupied(taken) => Some(*taken.get() as usize),
            Entry::Vacant(free) => {
                free.insert(number as u32);
                None
            }
        }
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}
