//! A cell's text into a YAML value of its key's shape.
//!
//! A text that does not fit the shape is written as text, and reported where the front matter is
//! read.

use serde_json::Value as Json;

use super::super::{Shape, written};
use super::{BETWEEN, EMPTY, LEADS_TO};
use crate::parse::date::{Date, four_digits, of_spreadsheet};
use crate::parse::front_matter::keys::{ATTACHMENT, LINK};

/// How to read cells that people write in more than one way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellFormat<'a> {
    /// What separates the items of a cell; `None` for a semicolon.
    pub between: Option<&'a str>,
    /// How to read dates such as `03/04/2024`, which are errors without it.
    pub dates: Option<DateOrder>,
}

/// Which number of `03/04/2024` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// The 3rd of April.
    DayFirst,
    /// The 4th of March.
    MonthFirst,
}

/// A cell as a YAML value of a shape.
pub(super) fn value(cell: &str, shape: &Shape, format: CellFormat) -> String {
    if cell == EMPTY {
        return EMPTY.to_owned();
    }
    match shape {
        Shape::Date => {
            let ordered = format.dates.and_then(|order| iso_date(cell, order));
            let date = ordered.unwrap_or_else(|| cell.to_owned());
            let date = other_date(&date).map_or(date, |other| other.to_string());
            if Date::parse(&date).is_ok() {
                date
            } else {
                written::text(&date)
            }
        }
        Shape::Number(_) if cell.parse::<f64>().is_ok_and(f64::is_finite) => cell.to_owned(),
        Shape::Boolean => boolean(cell).map_or_else(|| written::text(cell), str::to_owned),
        Shape::Texts | Shape::Studies => match &items(cell, format)[..] {
            [one] => written::text(one),
            several => written::list(several),
        },
        Shape::Terms(terms) if terms.split.is_none() => written::list(&items(cell, format)),
        Shape::Links => pairs(cell, LINK),
        Shape::Attachments => pairs(cell, ATTACHMENT),
        _ => written::text(cell),
    }
}

/// A cell as `true` or `false`, which some spreadsheets write as `1` and `0`.
fn boolean(cell: &str) -> Option<&'static str> {
    match cell.to_lowercase().as_str() {
        "true" | "1" => Some("true"),
        "false" | "0" => Some("false"),
        _ => None,
    }
}

/// The date of a cell that is not written as in front matter, and has one meaning all the same.
pub(super) fn other_date(cell: &str) -> Option<Date> {
    of_spreadsheet(cell).filter(|_| Date::parse(cell).is_err())
}

/// A cell of an unknown column as a YAML value: a list or group in JSON, which YAML reads too, or a
/// text.
pub(super) fn unknown_value(cell: &str) -> String {
    match serde_json::from_str::<Json>(cell) {
        Ok(Json::String(text)) => written::text(&text),
        Ok(value @ (Json::Array(_) | Json::Object(_))) => value.to_string(),
        Ok(Json::Number(_) | Json::Bool(_)) => cell.to_owned(),
        Ok(Json::Null) | Err(_) => written::text(cell),
    }
}

/// The items of a cell: separated by semicolons, on lines of their own, or a list in JSON.
pub(super) fn items(cell: &str, format: CellFormat) -> Vec<String> {
    if let Ok(Json::Array(items)) = serde_json::from_str::<Json>(cell) {
        let text = |item: &Json| item.as_str().map(str::to_owned);
        return items
            .iter()
            .map(|item| text(item).unwrap_or_else(|| item.to_string()))
            .collect();
    }
    let between = format.between.unwrap_or(BETWEEN.trim());
    cell.lines()
        .flat_map(|line| line.split(between))
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Lines of `Title | target` as a YAML list of groups with the given keys.
fn pairs(cell: &str, [title_key, target_key]: [&str; 2]) -> String {
    if let Ok(value @ Json::Array(_)) = serde_json::from_str::<Json>(cell) {
        return value.to_string();
    }
    let mut list = String::new();
    for line in cell.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let pair = line
            .rsplit_once(LEADS_TO)
            .or_else(|| line.rsplit_once(LEADS_TO.trim()));
        list += &match pair {
            Some((title, target)) => format!(
                "\n- {title_key}: {}\n  {target_key}: {}",
                written::text(title.trim()),
                written::text(target.trim())
            ),
            None => format!("\n- {}", written::text(line)),
        };
    }
    list
}

/// `03/04/2024` as `2024-04-03`, or with the month first as `2024-03-04`; `None` if the calendar
/// has no such day.
pub(super) fn iso_date(cell: &str, order: DateOrder) -> Option<String> {
    let parts: Vec<&str> = cell.split(['/', '.', '-']).collect();
    let [first, second, year] = parts[..] else {
        return None;
    };
    let (day, month) = match order {
        DateOrder::DayFirst => (first, second),
        DateOrder::MonthFirst => (second, first),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let short = |part: &str| matches!(part.len(), 1 | 2) && digits(part);
    let year = four_digits(year).unwrap_or_else(|| year.to_owned());
    let date = (year.len() == 4 && short(day) && short(month))
        .then(|| format!("{year}-{month:0>2}-{day:0>2}"));
    date.filter(|date| Date::parse(date).is_ok())
}
