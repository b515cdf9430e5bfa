//! What `check` finds beyond a build: texts that could read better, terms, dates, and the finished
//! pages.
//!
//! None of it keeps a site from being published, so all of it is a warning, and no build pays for
//! it.

mod dates;
pub mod outward;
mod pages;
mod pictures;
mod terms;
mod text;

use rayon::prelude::*;

use crate::config::Config;
use crate::link::Library;
use crate::parse::date::Date;
use crate::render::Site;
use crate::report::{Report, Reported};
use crate::source::ThemeFile;
use text::lint;

/// What a site was made from.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    pub config: &'a Config,
    pub theme: &'a [ThemeFile],
    /// The day on which dates are looked at.
    pub today: Date,
}

/// Looks through a site and all that it was made from.
pub fn audit(site: &Site, made: Made) -> Reported<()> {
    let library = site.library();
    let mut report = Report::default();
    let texts = texts(library, made);
    let pages = pages::pages(site, made, &texts);
    report.take(texts);
    report.take(terms::terms(library, made.config));
    report.take(dates::dates(library, made));
    report.take(pictures::pictures(library));
    report.take(pages);
    report.on(())
}

fn texts(library: &Library, made: Made) -> Reported<()> {
    let mut report = Report::default();
    let found: Vec<Reported<()>> = library
        .documents
        .par_iter()
        .map(|document| lint(document, made.config))
        .collect();
    for reported in found {
        report.take(reported);
    }
    report.on(())
}
