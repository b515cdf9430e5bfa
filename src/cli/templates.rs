//! Ends the program if a template of the theme never ends.

use crate::host::watchdog::{Limits, watch};
use crate::render::Site;

use super::Outcome;
use super::printer::Printer;

/// Watches the pages of a site while they are made.
///
/// If a template never ends, the program does. `then` says what that means for what it was doing.
pub(super) fn watch_templates(site: &Site, printer: Printer, then: &'static str) {
    watch(site.theme().running(), Limits::USUAL, move |finding| {
        printer.report(std::slice::from_ref(finding), &|_| None);
        printer.print(&format!("1 error: {then}"));
        std::process::exit(Outcome::Use as i32);
    });
}
