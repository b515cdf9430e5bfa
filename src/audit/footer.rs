//! Pages that the footer has no place for.

use crate::link::Library;
use crate::render::{MAX_IN_FOOTER, for_footer};
use crate::report::{Finding, rules};
use crate::source::Place;

/// The finding for the pages that should be linked in the footer, and are too many.
pub(super) fn left_out(library: &Library) -> Option<Finding> {
    let mut left_out = for_footer(library).skip(MAX_IN_FOOTER);
    let first = left_out.next()?;
    let document = library.others[first].values().flatten().next()?;
    let others = match left_out.count() {
        0 => String::new(),
        1 => " and 1 other page are".to_owned(),
        count => format!(" and {count} other pages are"),
    };
    let are = if others.is_empty() { " is" } else { &others };
    let path = &library.documents[*document].path;
    let message =
        format!("`{path}`{are} not linked in the footer, which has at most {MAX_IN_FOOTER} links");
    Some(
        Finding::warning(rules::FOOTER_TOO_LONG, message)
            .at(Place::file(path.clone()), "")
            .help("move pages that the footer does not need to a folder of `content/`"),
    )
}
