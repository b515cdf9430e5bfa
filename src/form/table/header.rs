//! A table's header into what its columns hold.

use super::super::{Form, Part, Shape};
use super::grid::{Cell, Grid, Record, SEPARATORS};
use super::{FILE, TEXT, column_name, column_names, key_of};
use crate::report::{Finding, Report, Severity, listed, nearest, rules};
use crate::source::{Source, slug::slug};

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Column<'a> {
    File,
    Text,
    /// A part of the form, or one key of a group such as `image`.
    Part(&'a Part, Option<String>),
    /// A key that the form does not have, or one key of such a group.
    Other(String, Option<String>),
}

impl Column<'_> {
    /// The group that the column is a key of, and that key.
    pub(super) fn in_group(&self) -> Option<(&str, &str)> {
        match self {
            Column::Part(Part { key, .. }, Some(own)) | Column::Other(key, Some(own)) => {
                Some((key, own))
            }
            _ => None,
        }
    }
}

/// What each column holds; `None` for one that is skipped, which is reported if it has cells.
pub(super) fn columns<'a>(
    source: &Source,
    form: &'a Form,
    header: &Record,
    rows: &[Record],
    report: &mut Report,
) -> Vec<Option<Column<'a>>> {
    let mut columns: Vec<Option<Column>> = vec![];
    for (number, cell) in header.cells.iter().enumerate() {
        let name = cell.text.trim();
        let column = column(name, form);
        let finding = if name.is_empty() {
            let is_used = rows
                .iter()
                .any(|row| row.cells.get(number).is_some_and(|cell| !cell.is_empty()));
            if !is_used {
                columns.push(None);
                continue;
            }
            Some(unnamed(source, cell, number))
        } else if columns.contains(&Some(column.clone())) {
            Some(doubled(source, cell))
        } else {
            unknown(source, cell, &column, form)
        };
        let is_error = finding
            .as_ref()
            .is_some_and(|finding| finding.severity == Severity::Error);
        columns.push((!is_error).then_some(column));
        report.all(finding);
    }
    columns
}

/// What a column holds, by its key or by the label that forms give it.
fn column<'a>(name: &str, form: &'a Form) -> Column<'a> {
    if name.eq_ignore_ascii_case(FILE) {
        return Column::File;
    }
    if name.eq_ignore_ascii_case(TEXT) {
        return Column::Text;
    }
    let is_group = |part: &Part| matches!(part.shape, Shape::Image | Shape::Contact);
    let is_named = |part: &Part, name: &str| {
        [&part.key, &part.label]
            .iter()
            .any(|own| slug(own) == slug(name))
    };
    let is_called = |part: &Part| is_named(part, name);
    let singles = || form.parts.iter().filter(|part| !is_group(part));
    let part = singles()
        .find(|part| column_name(&part.key) == name)
        .or_else(|| singles().find(|part| is_called(part)));
    if let Some(part) = part {
        return Column::Part(part, None);
    }
    let parts = name.split_once('.');
    if let Some((group, key)) = parts.map(|(group, key)| (group.trim(), key.trim()))
        && !group.is_empty()
        && !key.is_empty()
    {
        let mut groups = form.parts.iter().filter(|part| is_group(part));
        return match groups.find(|part| is_named(part, group)) {
            Some(part) => Column::Part(part, Some(key.to_owned())),
            None => Column::Other(group.to_owned(), Some(key.to_owned())),
        };
    }
    let group = form
        .parts
        .iter()
        .find(|part| is_group(part) && is_called(part));
    match group {
        Some(part) => Column::Part(part, None),
        None => Column::Other(key_of(name).to_owned(), None),
    }
}

fn unnamed(source: &Source, cell: &Cell, number: usize) -> Finding {
    Finding::error(
        rules::TABLE_HEADER,
        format!("column {} has no name", number + 1),
    )
    .at(source.place(cell.span), "no name")
    .help("name the column in the first row, or delete it")
}

fn doubled(source: &Source, cell: &Cell) -> Finding {
    Finding::error(
        rules::TABLE_HEADER,
        format!("two columns are called `{}`", cell.text.trim()),
    )
    .at(source.place(cell.span), "the second")
    .help("rename one of them, or delete it")
}

/// A column that the library does not have; an error if its name may be a typing mistake.
fn unknown(source: &Source, cell: &Cell, column: &Column, form: &Form) -> Option<Finding> {
    let known = column_names(form);
    let is_unknown = match column {
        Column::Other(key, _) => !form.ignored.contains(key),
        Column::Part(part, Some(own)) => !known.contains(&format!("{}.{own}", part.key)),
        _ => false,
    };
    if !is_unknown {
        return None;
    }
    let name = cell.text.trim();
    let place = source.place(cell.span);
    let near = |name: &str| nearest(name, known.iter().map(String::as_str));
    let near = match column {
        Column::Other(group, Some(key)) => near(&format!("{group}.{key}")).or_else(|| near(group)),
        _ => near(name),
    };
    let help = match (near, column) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Column::Part(Part { key, .. }, Some(_))) => {
            let group = format!("{key}.");
            let of_group: Vec<&String> = known
                .iter()
                .filter(|name| name.starts_with(&group))
                .collect();
            format!("the columns of `{key}` are {}", listed(&of_group))
        }
        (None, _) => {
            let message = format!("`{name}` is not a column of this library");
            let help = format!("to show it, add it to `fields:` in {}", crate::config::FILE);
            return Some(
                Finding::warning(rules::TABLE_HEADER, message)
                    .at(place, "imported, but not shown on the page")
                    .help(help),
            );
        }
    };
    let message = format!("`{name}` is not a known column");
    Some(
        Finding::error(rules::TABLE_HEADER, message)
            .at(place, "not known")
            .help(help),
    )
}

/// Reports a header whose separator no row has, while all rows have another one.
pub(super) fn separated_otherwise(source: &Source, grid: &Grid) -> Option<Finding> {
    let (header, rows) = grid.records.split_first()?;
    let first = rows.first()?;
    if header.cells.len() < 2 || rows.iter().any(|row| row.cells.len() > 1) {
        return None;
    }
    let in_every_row = |separator: u8| {
        rows.iter()
            .all(|row| row.cells[0].text.contains(char::from(separator)))
    };
    let own = SEPARATORS
        .into_iter()
        .find(|(own, _)| *own == grid.separator)?
        .1;
    let other = SEPARATORS
        .into_iter()
        .find(|(other, _)| *other != grid.separator && in_every_row(*other))?
        .1;
    let message = format!(
        "the header has {own} between its columns, but row {} has {other}",
        first.row
    );
    let finding = Finding::error(rules::TABLE_HEADER, message)
        .at(source.place(first.cells[0].span), "read as one cell")
        .help(format!("put {other} between the columns of the header too"));
    Some(finding)
}
