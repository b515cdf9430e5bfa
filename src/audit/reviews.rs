//! Pages that somebody should look at again.
//!
//! Only a check compares dates with the day. A build does not, so that no library stops being
//! published because time went by.

use super::AuditInputs;
use crate::link::Library;
use crate::parse::{Document, Kind};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::{Place, Span};

/// The key of the page that the law wants reviewed each year.
const STATEMENT: &str = "accessibility-statement";

/// Compares `review_by` and `reviewed` with the day.
pub(super) fn reviews(library: &Library, inputs: AuditInputs) -> Reported<()> {
    let mut report = Report::default();
    // A draft is not finished, so it cannot have been reviewed.
    let finished = library
        .documents
        .values()
        .filter(|document| !document.front.draft);
    for document in finished {
        report.all(overdue(document, inputs));
    }
    for versions in library.others.get(STATEMENT).into_iter() {
        let documents: Vec<&Document> = versions
            .values()
            .flatten()
            .map(|id| &*library.documents[*id])
            .collect();
        let is_dated = |document: &&Document| {
            let front = &document.front;
            front.reviewed.is_some() || front.review_by.is_some() || front.draft
        };
        if let Some(first) = documents.first()
            && !documents.iter().any(is_dated)
        {
            report.add(without_date(first, inputs));
        }
    }
    report.on(())
}

/// The finding for a page whose review is overdue.
fn overdue(document: &Document, inputs: AuditInputs) -> Option<Finding> {
    let AuditInputs { config, today, .. } = inputs;
    let what = if document.kind == Kind::Study {
        "case study"
    } else {
        "page"
    };
    // A date that somebody has set comes before the rule of a year.
    if let Some(due) = &document.front.review_by {
        if due.value.last_day() >= today {
            return None;
        }
        let key = config.key("review_by");
        let message = format!("this {what} was due for review by {}", due.value);
        return Some(
            Finding::warning(rules::REVIEW_OVERDUE, message)
                .at(place(document, Some(due.span)), "this day has passed")
                .help(format!(
                    "check that the {what} is still true, then set `{key}` to a later day"
                )),
        );
    }
    let reviewed = document.front.reviewed.as_ref()?;
    if reviewed.value.last_day().year_later() > today {
        return None;
    }
    let key = config.key("reviewed");
    let message = format!("this {what} was last reviewed a year ago or more");
    Some(
        Finding::warning(rules::REVIEW_OVERDUE, message)
            .at(place(document, Some(reviewed.span)), "a year ago or more")
            .help(format!(
                "check that the {what} is still true, then write `{key}: {today}`"
            )),
    )
}

/// The finding for an accessibility statement without any date of a review.
fn without_date(document: &Document, inputs: AuditInputs) -> Finding {
    let AuditInputs { config, today, .. } = inputs;
    let key = config.key("reviewed");
    let span = document.front.title.as_ref().map(|title| title.span);
    Finding::warning(
        rules::REVIEW_UNKNOWN,
        "the accessibility statement does not say when it was last reviewed",
    )
    .at(place(document, span), "no review date")
    .help(format!(
        "check that it is still true, then add a line `{key}: {today}`"
    ))
}

fn place(document: &Document, span: Option<Span>) -> Place {
    Place {
        file: document.path.clone(),
        span,
    }
}
