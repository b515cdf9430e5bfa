//! Errors of the disk in plain words.

use std::io;

use crate::report::{Finding, rules};
use crate::source::Place;

/// Returns what an error says, in lower case and without its number.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or(&text)
        .to_lowercase()
}

/// Returns the finding for a file that cannot be read.
pub(crate) fn unreadable(path: &str, error: &io::Error) -> Finding {
    Finding::error(
        rules::UNREADABLE,
        format!("the file cannot be read: {}", plain(error)),
    )
    .at(Place::file(path), "")
    .help("check that the file exists and that you are allowed to read it")
}

/// Returns the finding for something in a library's folder that is neither a file nor a folder.
pub(crate) fn not_a_file(path: &str, what: &str) -> Finding {
    Finding::error(rules::UNREADABLE, format!("this is {what}, not a file"))
        .at(Place::file(path), "")
        .help("delete it, or move it out of the library")
}
