//! The numbers by which everything else names things, each of a type of its own, and the tables
//! that have these things.
//!
//! The compiler refuses the number of a document where that of a study is needed. Only a [`Table`]
//! makes numbers, so each of them is the number of something.

use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use rayon::prelude::*;

/// A number that names one row of a [`Table`].
///
/// It takes half the memory of a `usize`, and a library has long lists of them.
pub trait Id: Copy + Ord + Hash + Debug + Send + Sync + 'static + place::Numbered {
    /// The number itself, for a file or a distance.
    fn number(self) -> u32 {
        self.place() as u32
    }

    /// The id of the thing before; `None` for the first.
    fn before(self) -> Option<Self> {
        self.place().checked_sub(1).map(Self::at)
    }
}

/// Hides from other modules how an id is made.
mod place {
    pub trait Numbered {
        fn at(place: usize) -> Self;
        fn place(self) -> usize;
    }
}

/// Makes an [`Id`] of each name.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl place::Numbered for $name {
            fn at(place: usize) -> $name {
                $name(u32::try_from(place).expect("memory is full before 4 billion of anything"))
            }

            fn place(self) -> usize {
                self.0 as usize
            }
        }

        impl Id for $name {}
    )*};
}

ids! {
    /// Names a case study of a library.
    StudyId,
    /// Names a document that is published.
    DocumentId,
    /// Names a file that is copied as it is.
    FileId,
    /// Names a list of case studies, which has its pages in each language.
    ListId,
    /// Names a page of a site.
    PageId,
    /// Names a language of the settings.
    LanguageId,
    /// Names a facet of the settings.
    FacetId,
    /// Names a field of the settings.
    FieldId,
    /// Names a term of a facet. It does not say which facet.
    TermId,
    /// Names a pair of facets whose terms have pages together.
    PairId,
}

impl LanguageId {
    /// The first language of the settings, which all libraries have.
    pub const DEFAULT: LanguageId = LanguageId(0);
}

/// A list in which each thing has an id.
///
/// It works like a map from ids, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<I, T> {
    rows: Vec<T>,
    of: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    /// How many things it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if it has nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A thing, if there is one of that id.
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.place())
    }

    /// The first thing.
    pub fn first(&self) -> Option<&T> {
        self.rows.first()
    }

    /// The ids of all things.
    pub fn ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        (0..self.rows.len()).map(I::at)
    }

    /// All things.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// All things, to change in place.
    pub fn values_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }

    /// All things, taken out.
    pub fn into_values(self) -> std::vec::IntoIter<T> {
        self.rows.into_iter()
    }

    /// Each thing with its id.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.ids().zip(&self.rows)
    }

    /// The id of the first thing that is wanted.
    pub fn find(&self, wanted: impl FnMut(&T) -> bool) -> Option<I> {
        self.rows.iter().position(wanted).map(I::at)
    }

    /// Adds a thing at the end.
    pub fn push(&mut self, row: T) {
        self.rows.push(row);
    }

    /// A table for the same ids, with one value for all of them.
    pub fn filled<U: Clone>(&self, value: U) -> Table<I, U> {
        vec![value; self.rows.len()].into()
    }

    /// A table for the same ids, with what a function makes of each thing.
    pub fn map<'t, U>(&'t self, made: impl FnMut(&'t T) -> U) -> Table<I, U> {
        self.rows.iter().map(made).collect()
    }

    /// All things in a row, without their ids.
    pub fn as_slice(&self) -> &[T] {
        &self.rows
    }
}

impl<I: Id, T: Sync> Table<I, T> {
    /// Each thing with its id, on all threads.
    pub fn par_iter(&self) -> impl IndexedParallelIterator<Item = (I, &T)> {
        let rows = self.rows.par_iter().enumerate();
        rows.map(|(place, row)| (I::at(place), row))
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.rows[id.place()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.place()]
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Table<I, T> {
        Vec::new().into()
    }
}

impl<I, T> From<Vec<T>> for Table<I, T> {
    fn from(rows: Vec<T>) -> Table<I, T> {
        Table {
            rows,
            of: PhantomData,
        }
    }
}

impl<I, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Table<I, T> {
        Vec::from_iter(rows).into()
    }
}
