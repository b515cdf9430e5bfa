//! Many names, among which the one that was meant by a mistyped name can be looked for.

/// Names that a mistyped one is compared with, on each side of its place in an order of names.
const NEIGHBOURS: usize = 100;

/// Names in order, so that a mistyped one is compared with few of them.
///
/// A slip leaves the beginning or the end of a name as it was. So the name that was meant is near
/// the mistyped one in the order of all names, or in the order of all names read backwards. Up to
/// twice [`NEIGHBOURS`] names are all compared.
#[derive(Debug, Default)]
pub(crate) struct NamesInOrder<'a> {
    forwards: Vec<&'a str>,
    backwards: Vec<&'a str>,
}

impl<'a> FromIterator<&'a str> for NamesInOrder<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> NamesInOrder<'a> {
        let mut forwards: Vec<&str> = names.into_iter().collect();
        forwards.sort_unstable();
        forwards.dedup();
        let mut backwards = vec![];
        if forwards.len() > 2 * NEIGHBOURS {
            backwards.clone_from(&forwards);
            backwards.sort_unstable_by(|one, other| one.chars().rev().cmp(other.chars().rev()));
        }
        NamesInOrder {
            forwards,
            backwards,
        }
    }
}

impl<'a> NamesInOrder<'a> {
    /// Returns all names, in alphabetical order.
    pub(crate) fn all(&self) -> &[&'a str] {
        &self.forwards
    }

    /// Returns the names that a mistyped one may have been meant as, in no order of likelihood.
    ///
    /// Some may be returned twice.
    pub(crate) fn around(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let at = self.forwards.partition_point(|known| *known < name);
        let from_end = |known: &&str| known.chars().rev().lt(name.chars().rev());
        let back = self.backwards.partition_point(from_end);
        let forwards = window(&self.forwards, at);
        forwards
            .iter()
            .chain(window(&self.backwards, back))
            .copied()
    }
}

/// The names nearest to a place.
fn window<'n, 'a>(names: &'n [&'a str], at: usize) -> &'n [&'a str] {
    let start = at
        .saturating_sub(NEIGHBOURS)
        .min(names.len().saturating_sub(2 * NEIGHBOURS));
    &names[start..(start + 2 * NEIGHBOURS).min(names.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::nearest;

    #[test]
    fn of_many_names_the_one_that_was_meant_is_around() {
        let names: Vec<String> = (0..100_000)
            .map(|number| format!("study-{number:06}-of-all"))
            .collect();
        let names: NamesInOrder = names.iter().map(String::as_str).collect();
        for mistyped in [
            "stduy-012345-of-all",
            "study-012345-offall",
            "study012345-of-all",
        ] {
            let around: Vec<&str> = names.around(mistyped).collect();
            assert!(around.len() <= 4 * NEIGHBOURS);
            assert_eq!(
                nearest(mistyped, around),
                Some("study-012345-of-all"),
                "{mistyped}"
            );
        }
    }

    #[test]
    fn few_names_are_all_around() {
        let names: NamesInOrder = ["a", "b", "c"].into_iter().collect();
        assert_eq!(names.around("z").collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
