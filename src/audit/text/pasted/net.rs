//! Marks that no other check has a name for, but that no reader should see.

use super::{Shown, and_more};
use crate::audit::text::is_within;
use crate::report::{Finding, rules};
use crate::source::Span;

/// Beginnings of marks. What shows one of them was meant for a program.
const MARKS: [&str; 7] = ["{{", "{%", "{:", "{#", ":::", "[!", "^["];

/// The finding for marks that the page shows and no other rule reports.
///
/// `told` has the places of those that are reported, in the order of the text.
pub(super) fn visible_marks(shown: Shown, told: &[Span]) -> Option<Finding> {
    let mut places: Vec<(usize, &str)> = MARKS
        .iter()
        // To ask whether they are there is faster than to begin to search.
        .filter(|mark| shown.visible.contains(**mark))
        .flat_map(|mark| shown.visible.match_indices(mark))
        .filter(|(at, _)| !is_within(told, *at) && !is_within(shown.told, *at))
        .collect();
    places.sort_unstable();
    let (at, mark) = *places.first()?;
    Some(
        Finding::warning(
            rules::VISIBLE_MARK,
            format!("`{mark}` is shown on the page"),
        )
        .at(
            shown.at.rest_of_line(at),
            and_more("shown as typed", places.len() - 1),
        )
        .help("write in Markdown what it was meant for, or delete it"),
    )
}
