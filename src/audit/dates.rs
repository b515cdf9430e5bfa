//! Pages that somebody should look at again.
//!
//! The clock is asked here and not in a build, so that no site stops being published because time
//! went by.

use super::Made;
use crate::config::Config;
use crate::link::Library;
use crate::parse::date::Date;
use crate::parse::{Document, Kind};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;
use crate::yaml::read::Spanned;

/// The key of the page that the law wants looked at each year.
const STATEMENT: &str = "accessibility-statement";

/// Compares `review_by` and `reviewed` with the day.
pub fn dates(library: &Library, made: Made) -> Reported<()> {
    let mut report = Report::default();
    // Nobody has finished a draft, let alone reviewed it.
    for document in library
        .documents
        .iter()
        .filter(|document| !document.front.draft)
    {
        report_dates(document, made, &mut report);
    }
    for versions in library.pages.get(STATEMENT).into_iter() {
        let told: Vec<&Document> = versions
            .iter()
            .flatten()
            .map(|number| &*library.documents[*number])
            .collect();
        let dated = |document: &&&Document| {
            let front = &document.front;
            front.reviewed.is_some() || front.review_by.is_some() || front.draft
        };
        if let (Some(first), None) = (told.first(), told.iter().find(dated)) {
            report.add(without_date(first, made.config, made.today));
        }
    }
    report.on(())
}

fn report_dates(document: &Document, Made { config, today, .. }: Made, report: &mut Report) {
    let what = if document.kind == Kind::Study {
        "case study"
    } else {
        "page"
    };
    let place = |date: &Spanned<Date>| Place {
        file: document.path.clone(),
        span: Some(date.span),
    };
    // A date that somebody has set goes before the rule of a year.
    if let Some(due) = &document.front.review_by {
        if due.value.last_day() < today {
            let key = config.key("review_by");
            report.add(
                Finding::warning(
                    rules::REVIEW_OVERDUE,
                    format!("this {what} was to be reviewed by {}", due.value),
                )
                .at(place(due), "this day is past")
                .help(format!(
                    "make sure that the {what} is still true, then set `{key}` to a later day"
                )),
            );
        }
    } else if let Some(reviewed) = &document.front.reviewed
        && reviewed.value.last_day().year_later() <= today
    {
        let key = config.key("reviewed");
        report.add(
            Finding::warning(
                rules::REVIEW_OVERDUE,
                format!("this {what} was last reviewed a year ago or more"),
            )
            .at(place(reviewed), "a year old")
            .help(format!(
                "make sure that the {what} is still true, then write `{key}: {today}`"
            )),
        );
    }
}

fn without_date(document: &Document, config: &Config, today: Date) -> Finding {
    let key = config.key("reviewed");
    let span = document.front.title.as_ref().map(|title| title.span);
    Finding::warning(
        rules::REVIEW_UNKNOWN,
        "the accessibility statement does not say when it was last reviewed",
    )
    .at(
        Place {
            file: document.path.clone(),
            span,
        },
        "no review date",
    )
    .help(format!(
        "make sure that it is still true, then add a line `{key}: {today}`"
    ))
}
