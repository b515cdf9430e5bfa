//! Dates that are probably wrong: too long ago, too far ahead, or in the wrong order.
//!
//! Only a check compares them with the day. A build does not, so that no library stops being
//! published because time went by.

use super::AuditInputs;
use crate::link::Library;
use crate::parse::Document;
use crate::parse::date::Date;
use crate::parse::front_matter::FieldValue;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// No case study is from before this year.
const FIRST_YEAR: i16 = 1900;

/// In a field of the library's own, a date may be that of an old building. One before this year
/// lacks a digit.
const FIRST_YEAR_OF_FIELD: i16 = 1000;

/// A date further ahead is probably a typo. In years.
const YEARS_AHEAD: i16 = 2;

/// Reports the dates of all documents that are probably wrong.
pub(super) fn dates(library: &Library, inputs: AuditInputs) -> Reported<()> {
    let mut report = Report::default();
    for document in library.documents.values() {
        for shown in shown_dates(document, inputs) {
            report.all(unlikely(document, shown, inputs));
        }
        report.all(updated_before_date(document, inputs));
    }
    report.on(())
}

/// A date that a page shows.
struct ShownDate<'c> {
    /// That of `date` for a date in a file's name.
    key: &'c str,
    date: Date,
    first_year: i16,
}

/// The dates that a page shows.
fn shown_dates<'c>(document: &Document, inputs: AuditInputs<'c>) -> Vec<ShownDate<'c>> {
    let config = inputs.config;
    let front = &document.front;
    let own = [
        ("date", document.date),
        ("updated", front.updated),
        ("reviewed", front.reviewed.as_ref().map(|date| date.value)),
    ];
    let own = own.into_iter().filter_map(|(key, date)| {
        Some(ShownDate {
            key: config.key(key),
            date: date?,
            first_year: FIRST_YEAR,
        })
    });
    let fields = config.fields.iter().filter_map(|(id, field)| {
        match front.fields.get(id).and_then(Option::as_ref) {
            Some(FieldValue::Date(date)) => Some(ShownDate {
                key: config.key(&field.key),
                date: *date,
                first_year: FIRST_YEAR_OF_FIELD,
            }),
            _ => None,
        }
    });
    own.chain(fields).collect()
}

fn unlikely(document: &Document, shown: ShownDate, inputs: AuditInputs) -> Option<Finding> {
    let ShownDate {
        key,
        date,
        first_year,
    } = shown;
    let is_ahead = date.year > inputs.today.year.saturating_add(YEARS_AHEAD);
    if !is_ahead && date.year >= first_year {
        return None;
    }
    let (place, written) = match document.line_of(key) {
        Some(line) => (document.place(line), format!("`{key}: {date}`")),
        None => (
            Place::file(document.path.clone()),
            format!("the date `{date}` in the file's name"),
        ),
    };
    let when = if is_ahead { "far ahead" } else { "long ago" };
    Some(
        Finding::warning(rules::UNLIKELY_DATE, format!("{written} is {when}"))
            .at(place, "is the year right?")
            .help("correct the year"),
    )
}

fn updated_before_date(document: &Document, inputs: AuditInputs) -> Option<Finding> {
    let (date, updated) = (document.date?, document.front.updated?);
    if updated.last_day() >= date.first_day() {
        return None;
    }
    let key = inputs.config.key("updated");
    let place = document.line_of(key).map(|line| document.place(line))?;
    Some(
        Finding::warning(
            rules::DATES_CONTRADICT,
            format!("`{key}: {updated}` is before the date of the page, {date}"),
        )
        .at(place, "earlier than the date")
        .help("correct one of the two dates"),
    )
}
