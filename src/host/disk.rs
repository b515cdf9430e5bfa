//! Errors of the disk in plain words.

use std::io::{self, ErrorKind};

use super::unix;
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
///
/// If that is because of what is at the path, its author can do something about it. If the disk
/// fails, or does not allow it, only the person at the computer can.
pub(crate) fn unreadable(path: &str, error: &io::Error) -> Finding {
    if error.raw_os_error().is_some() && !is_about_path(error) {
        return Finding::error(
            rules::DISK,
            format!("cannot read this file: {}", plain(error)),
        )
        .at(Place::file(path), "")
        .help("check that you are allowed to read it, and that the disk works");
    }
    Finding::error(
        rules::UNREADABLE,
        format!("the file cannot be read: {}", plain(error)),
    )
    .at(Place::file(path), "")
    .help("check that the file exists, and that it is a file")
}

/// Returns whether an error is about what there is at a path.
fn is_about_path(error: &io::Error) -> bool {
    unix::is_of_link(error)
        || matches!(
            error.kind(),
            ErrorKind::NotFound
                | ErrorKind::IsADirectory
                | ErrorKind::NotADirectory
                | ErrorKind::InvalidFilename
                | ErrorKind::FileTooLarge
        )
}

/// Returns the finding for something in a library's folder that is neither a file nor a folder.
pub(crate) fn not_a_file(path: &str, what: &str) -> Finding {
    Finding::error(rules::UNREADABLE, format!("this is {what}, not a file"))
        .at(Place::file(path), "")
        .help("delete it, or move it out of the library")
}
