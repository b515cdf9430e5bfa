//! A finished site into what only `check` reports: texts that could read better, terms, dates, and
//! the pages themselves.
//!
//! These problems do not stop a site from being published, so they are warnings, and a build does
//! not look for them.

mod dates;
#[cfg(feature = "search")]
pub mod expected;
pub mod fix;
mod footer;
#[cfg(feature = "outside")]
pub mod outward;
mod pages;
mod pictures;
mod reviews;
mod terms;
mod text;

use crate::config::Config;
use crate::parse::date::Date;
use crate::render::Site;
use crate::report::{Report, Reported};
use crate::source::ThemeFile;

/// What a site was made from, and the day of the check.
#[derive(Debug, Clone, Copy)]
pub struct AuditInputs<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The site's own theme and the default theme.
    pub theme: &'a [ThemeFile],
    /// The day with which the dates of reviews are compared.
    pub today: Date,
}

/// Looks through a site and everything that it was made from.
pub fn audit(site: &Site, inputs: AuditInputs) -> Reported<()> {
    let library = site.library();
    let mut report = Report::default();
    let texts = text::texts(library, inputs.config);
    let pages = pages::pages(site, inputs, &texts);
    report.take(texts);
    report.take(terms::terms(library, inputs.config));
    report.take(reviews::reviews(library, inputs));
    report.take(dates::dates(library, inputs));
    report.take(pictures::pictures(site.pages()));
    report.all(footer::left_out(library));
    report.take(pages);
    report.on(())
}
