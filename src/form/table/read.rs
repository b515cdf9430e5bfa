//! A table's rows into files, which remember the cells they came from.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Form, Part, Shape, Terms, written};
use super::grid::{Cell, Record, grid};
use super::header::{Column, columns, separated_otherwise};
use super::value::{CellFormat, DateOrder, iso_date, items, other_date, unknown_value, value};
use super::{FILE, column_names, inner, visible};
use crate::parse::date::{advice, rewritten};
use crate::parse::front_matter::placeholder;
use crate::parse::invisible;
use crate::report::{Finding, Report, Reported, Severity, listed, rules};
use crate::source::{
    FilePath, Place, Source, Span,
    slug::{MAX_NAME, short_slug, slug},
};

/// A table that was read.
#[derive(Debug)]
pub struct CaseTable {
    /// The rows below the header that are not empty.
    pub rows: Vec<CaseRow>,
}

/// One row, as the file it becomes.
#[derive(Debug)]
pub struct CaseRow {
    /// As a spreadsheet program counts rows: the header is row 1.
    pub number: usize,
    /// The Markdown file with the row's values.
    pub file: Source,
    /// The place of each cell in the table, and which bytes of the file it became.
    cells: Vec<(Span, Span)>,
    /// The row's first cell.
    start: Span,
}

/// Reads a table with a header. Every cell ends up in a file, or a finding says why not.
pub fn table(source: &Source, form: &Form, format: CellFormat) -> Reported<CaseTable> {
    let mut report = Report::default();
    let grid = report.take(grid(source));
    let Some((header, rows)) = grid.records.split_first() else {
        if !report.has(rules::TABLE_QUOTE) {
            report.add(
                Finding::error(rules::TABLE_HEADER, "the table is empty")
                    .at(Place::file(source.path.clone()), "")
                    .help("name the columns in its first row, as `casebook schema --csv` does"),
            );
        }
        return report.on(CaseTable { rows: vec![] });
    };
    let columns = columns(source, form, header, rows, &mut report);
    let untitled = no_title(source, form, header, &columns);
    if let Some(finding) = untitled.or_else(|| separated_otherwise(source, &grid)) {
        report.add(finding);
        return report.on(CaseTable { rows: vec![] });
    }
    report.all(control_characters(source, rows));
    report.all(failed_formulas(source, rows));
    let reader = RowReader {
        source,
        form,
        format,
    };
    for (number, column) in columns.iter().enumerate() {
        let Some(Column::Part(part, None)) = column else {
            continue;
        };
        match &part.shape {
            Shape::Terms(terms) => {
                report.all(reader.lists_between_commas(rows, number, part, terms));
            }
            Shape::Date => report.all(reader.dates_of_spreadsheets(rows, number)),
            _ => {}
        }
    }
    let rows = reader.rows(rows, &columns, &mut report);
    report.on(CaseTable { rows })
}

/// Reports a table without a column of titles.
fn no_title(
    source: &Source,
    form: &Form,
    header: &Record,
    columns: &[Option<Column>],
) -> Option<Finding> {
    let is_title = |column: &Option<Column>| match column {
        Some(Column::Part(part, _)) => part.required && part.shape == Shape::Text,
        _ => false,
    };
    if columns.iter().any(is_title) {
        return None;
    }
    let message = format!("no column is called `{}`", form.parts[0].key);
    let names = column_names(form);
    let finding = Finding::error(rules::TABLE_HEADER, message)
        .at(source.place(header.cells[0].span), "the header")
        .help(format!(
            "name the columns in the first row: {}",
            listed(&names)
        ));
    Some(finding)
}

/// Reports characters that no page may contain, once for the table.
fn control_characters(source: &Source, rows: &[Record]) -> Option<Finding> {
    let mut found = rows.iter().flat_map(|row| {
        row.cells
            .iter()
            .filter_map(|cell| Some((row.row, cell, invisible::first(&cell.text)?)))
    });
    let (row, cell, letter) = found.next()?;
    let message = format!(
        "row {row}: the invisible character U+{:04X} has no place on a page",
        u32::from(letter)
    );
    let others = and_others(found.count());
    let finding = Finding::warning(rules::CONTROL_CHARACTER, message)
        .at(source.place(cell.span), "in this cell")
        .help(format!("a space is written in its place{others}"));
    Some(finding)
}

/// Whether a cell has the error of a formula.
fn is_failed_formula(cell: &str) -> bool {
    const ERRORS: [&str; 10] = [
        "#BLOCKED!",
        "#CALC!",
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#SPILL!",
        "#VALUE!",
    ];
    ERRORS.contains(&cell.trim())
}

/// Reports cells with the error of a formula, once for the table.
fn failed_formulas(source: &Source, rows: &[Record]) -> Option<Finding> {
    let mut failed = rows.iter().flat_map(|row| {
        let cells = row.cells.iter();
        let cells = cells.filter(|cell| is_failed_formula(&cell.text));
        cells.map(|cell| (row.row, cell))
    });
    let (row, cell) = failed.next()?;
    let message = format!(
        "row {row}: `{}` is an error of the spreadsheet, not a value",
        cell.text.trim()
    );
    let others = and_others(failed.count());
    let finding = Finding::error(rules::TABLE_FORMULA, message)
        .at(source.place(cell.span), "a formula that failed")
        .help(format!("type the value, or empty the cell{others}"));
    Some(finding)
}

fn and_others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => ", as in 1 more cell".to_owned(),
        count => format!(", as in {count} more cells"),
    }
}

/// The findings about a library that are about the rows of a table, moved to the table's cells.
///
/// `found` are the findings of a library that the rows' files are part of. Unknown keys are left
/// out, since they are reported at the header.
pub fn findings(
    table: &CaseTable,
    source: &Source,
    format: CellFormat,
    found: Vec<Finding>,
) -> Vec<Finding> {
    let rows: BTreeMap<&FilePath, &CaseRow> =
        table.rows.iter().map(|row| (&row.file.path, row)).collect();
    let is_in_header = |finding: &Finding| {
        finding.rule == rules::UNKNOWN_KEY && finding.severity == Severity::Warning
    };
    found
        .into_iter()
        .filter(|finding| !is_in_header(finding))
        .filter_map(|finding| of_row(finding, &rows, source, format))
        .collect()
}

/// A finding about a row's file as one about its cells; `None` if it is about no row.
fn of_row(
    finding: Finding,
    rows: &BTreeMap<&FilePath, &CaseRow>,
    source: &Source,
    format: CellFormat,
) -> Option<Finding> {
    let in_table = |place: &Place| rows.get(&place.file).map(|row| row.place(place, source));
    let others = finding.also.iter().map(|(place, _)| place);
    let row = finding
        .place
        .iter()
        .chain(others)
        .find_map(|place| rows.get(&place.file))?;
    // Its edits are for a file that does not exist yet.
    let finding = finding
        .fix(vec![])
        .moved_to(|place| rows.contains_key(&place.file));
    let place = finding
        .place
        .as_ref()
        .and_then(in_table)
        .unwrap_or_else(|| source.place(row.start));
    let severity = match finding.rule {
        // Pictures and files can be added afterwards.
        rules::BROKEN_LINK
        | rules::BROKEN_ANCHOR
        | rules::MISSING_PICTURE
        | rules::UNKNOWN_RELATED => Severity::Warning,
        _ => finding.severity,
    };
    let cell = place.span.unwrap_or(row.start).of(&source.text).trim();
    // Reported as what it is.
    if is_failed_formula(cell) {
        return None;
    }
    let help = match finding.rule {
        rules::BAD_DATE => help_with_date(cell, format),
        _ => finding.help,
    };
    let also = finding
        .also
        .into_iter()
        .map(|(place, label)| (in_table(&place).unwrap_or(place), label));
    Some(Finding {
        severity,
        help,
        message: format!("row {}: {}", row.number, finding.message),
        place: Some(place),
        also: also.collect(),
        ..finding
    })
}

/// What to do about a cell that casebook cannot read as a date.
fn help_with_date(cell: &str, format: CellFormat) -> String {
    if placeholder(cell).is_some() {
        return "empty the cell until you know the date".to_owned();
    }
    let day_first = iso_date(cell, DateOrder::DayFirst);
    let month_first = iso_date(cell, DateOrder::MonthFirst);
    match (format.dates, day_first, month_first) {
        (None, Some(_), Some(_)) => "to say which number is the day, in all dates, add \
                                     `--dates day-first` or `--dates month-first`"
            .to_owned(),
        (None, Some(date), None) => {
            format!("write `{date}`, or add `--dates day-first` for all dates")
        }
        (None, None, Some(date)) => {
            format!("write `{date}`, or add `--dates month-first` for all dates")
        }
        _ => rewritten(cell).map_or_else(|| advice(cell), |date| format!("write `{date}`")),
    }
}

impl CaseRow {
    /// A place in the row's file as one in the table.
    pub fn place(&self, place: &Place, source: &Source) -> Place {
        let cell = place.span.and_then(|span| {
            self.cells
                .iter()
                .find(|(_, became)| became.start <= span.start && span.start < became.end)
        });
        source.place(cell.map_or(self.start, |(cell, _)| *cell))
    }
}

/// Reads the rows of one table.
struct RowReader<'a> {
    source: &'a Source,
    form: &'a Form,
    format: CellFormat<'a>,
}

/// A cell that is not empty, and what its column holds.
struct FilledCell<'a> {
    column: &'a Column<'a>,
    text: String,
    span: Span,
}

/// A file while it is written.
#[derive(Default)]
struct CaseFile {
    text: String,
    /// The place of each cell in the table, and which bytes of the text it became.
    cells: Vec<(Span, Span)>,
}

impl CaseFile {
    fn write(&mut self, cell: Span, text: &str) {
        let start = self.text.len();
        self.text += text;
        self.cells.push((cell, Span::new(start, self.text.len())));
    }
}

/// What a cell holds if a sign other than a semicolon separates its items.
struct CellList {
    separator: &'static str,
    items: Vec<String>,
    /// True if each item is a term of the library or of another cell.
    are_known: bool,
}

/// The sign by which a text may be a list.
fn separator(text: &str) -> Option<&'static str> {
    [" | ", "|", " / ", ","]
        .into_iter()
        .find(|sign| text.contains(sign))
}

impl RowReader<'_> {
    /// Reports cells of a column that are read as one term, though they look like a list with other
    /// signs between its items; once for the column, at a cell whose items are terms too if there is
    /// one.
    fn lists_between_commas(
        &self,
        rows: &[Record],
        column: usize,
        part: &Part,
        terms: &Terms,
    ) -> Option<Finding> {
        if self.format.between.is_some() || terms.split.is_some() {
            return None;
        }
        let cells = || {
            rows.iter()
                .filter_map(|row| Some((row.row, row.cells.get(column)?)))
        };
        let single = cells()
            .flat_map(|(_, cell)| items(&cell.text, self.format))
            .filter(|name| separator(name).is_none());
        let known: BTreeSet<String> = terms
            .names
            .iter()
            .cloned()
            .chain(single)
            .map(|name| slug(&name))
            .collect();
        let found: Vec<(usize, &Cell, CellList)> = cells()
            .filter_map(|(row, cell)| Some((row, cell, self.list(cell, &known)?)))
            .filter(|(_, _, list)| list.are_known || !terms.closed)
            .collect();
        let sure = found.iter().find(|(_, _, list)| list.are_known);
        let (row, cell, list) = sure.or(found.first())?;
        let whole = cell.text.trim();
        let why = if list.are_known {
            format!(", but {} are terms too", listed(&list.items))
        } else {
            String::new()
        };
        let label = &part.label;
        let message = format!("row {row}: `{whole}` is read as one term of \"{label}\"{why}");
        let others = and_others(found.len() - 1);
        let sign = list.separator;
        let finding = Finding::warning(rules::TABLE_LIST, message)
            .at(self.source.place(cell.span), "has no semicolon")
            .help(format!(
                "add `--between \"{sign}\"` if it separates the terms here{others}"
            ));
        Some(finding)
    }

    /// Reports how dates are read that are not written as in front matter, once for a column.
    fn dates_of_spreadsheets(&self, rows: &[Record], number: usize) -> Option<Finding> {
        let mut dates = rows.iter().filter_map(|row| {
            let cell = row.cells.get(number)?;
            let text = cell.text.trim();
            let is_ordered = self
                .format
                .dates
                .is_some_and(|order| iso_date(text, order).is_some());
            let date = other_date(text).filter(|_| !is_ordered)?;
            Some((row.row, cell, text, date))
        });
        let (row, cell, text, date) = dates.next()?;
        let message = format!("row {row}: `{text}` is read as the date {date}");
        let others = and_others(dates.count());
        let finding = Finding::warning(rules::TABLE_DATE, message)
            .at(
                self.source.place(cell.span),
                format!("written by a spreadsheet{others}"),
            )
            .help("if it means another day, write the date as `2024-03-12`");
        Some(finding)
    }

    /// The list that a cell looks like, if it is read as one term that is not known.
    fn list(&self, cell: &Cell, known: &BTreeSet<String>) -> Option<CellList> {
        let [one] = &items(&cell.text, self.format)[..] else {
            return None;
        };
        let separator = separator(one).filter(|_| !known.contains(&slug(one)))?;
        let items: Vec<String> = one
            .split(separator)
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect();
        (items.len() > 1).then(|| CellList {
            separator,
            are_known: items.iter().all(|item| known.contains(&slug(item))),
            items,
        })
    }

    /// All rows that become a file.
    fn rows(
        &self,
        records: &[Record],
        columns: &[Option<Column>],
        report: &mut Report,
    ) -> Vec<CaseRow> {
        let mut rows: Vec<CaseRow> = vec![];
        let mut by_path: BTreeMap<FilePath, usize> = BTreeMap::new();
        for record in records {
            let beyond = record.cells.iter().skip(columns.len());
            if let Some(stray) = beyond.into_iter().find(|cell| !cell.is_empty()) {
                report.add(self.too_many_cells(record, columns.len(), stray));
                continue;
            }
            let row = match self.row(record, columns) {
                Ok(row) => row,
                Err(finding) => {
                    report.add(*finding);
                    continue;
                }
            };
            if let Some(number) = by_path.get(&row.file.path) {
                report.add(self.same_file(&rows[*number], &row));
                continue;
            }
            by_path.insert(row.file.path.clone(), rows.len());
            rows.push(row);
        }
        rows
    }

    fn too_many_cells(&self, record: &Record, columns: usize, stray: &Cell) -> Finding {
        let message = format!(
            "row {} has {} cells, but the header has {columns} columns",
            record.row,
            record.cells.len()
        );
        Finding::error(rules::TABLE_ROW, message)
            .at(self.source.place(stray.span), "has no column")
            .help("put double quotes around a cell that contains the separator")
    }

    fn same_file(&self, first: &CaseRow, second: &CaseRow) -> Finding {
        let message = format!(
            "row {} and row {} become the same file, `{}`",
            first.number, second.number, first.file.path
        );
        Finding::error(rules::TABLE_FILE, message)
            .at(self.source.place(second.start), "the second")
            .also(self.source.place(first.start), "the first")
            .help(format!("give each its own name in a column `{FILE}`"))
    }

    /// A row as a file.
    ///
    /// # Errors
    ///
    /// A finding, if the row has no title or no name that a file can have.
    fn row(&self, record: &Record, columns: &[Option<Column>]) -> Result<CaseRow, Box<Finding>> {
        let mut cells = vec![];
        for (cell, column) in record.cells.iter().zip(columns) {
            if let Some(column) = column
                && !cell.is_empty()
            {
                cells.push(FilledCell {
                    column,
                    text: visible(&cell.text),
                    span: cell.span,
                });
            }
        }
        let name = self.file_name(record, &cells)?;
        let mut file = CaseFile::default();
        self.write_front_matter(&cells, &mut file);
        if let Some(cell) = cells.iter().find(|cell| *cell.column == Column::Text) {
            file.write(cell.span, &format!("\n{}\n", inner(&cell.text)));
        }
        Ok(CaseRow {
            number: record.row,
            file: Source::new(format!("{}/{name}", self.form.folder), file.text),
            cells: file.cells,
            start: record.cells[0].span,
        })
    }

    /// The name of a row's file: from the column `file`, or else made from the title.
    fn file_name(&self, record: &Record, cells: &[FilledCell]) -> Result<String, Box<Finding>> {
        let title = &self.form.parts[0].key;
        let is_title =
            |column: &Column| matches!(column, Column::Part(part, _) if part.key == *title);
        let of_file = cells.iter().find(|cell| *cell.column == Column::File);
        let of_title = cells.iter().find(|cell| is_title(cell.column));
        let (name, cell) = match (of_file, of_title) {
            (Some(cell), _) => (cell.text.trim().to_owned(), cell),
            (None, Some(cell)) => (short_slug(&cell.text), cell),
            (None, None) => {
                let message = format!("row {}: `{title}` is empty", record.row);
                let place = self.source.place(record.cells[0].span);
                return Err(Finding::error(rules::TABLE_ROW, message)
                    .at(place, "this row")
                    .help("every case study needs a title")
                    .into());
            }
        };
        let why = if name.is_empty() {
            let title = cell.text.trim();
            format!("`{title}` has no letter or digit to name a file by")
        } else {
            let name = if name.to_lowercase().ends_with(".md") {
                name
            } else {
                format!("{name}.md")
            };
            if !name.split('/').all(is_file_name) {
                format!("a file cannot have the name `{name}`")
            } else if name.starts_with("index.") {
                format!("`{name}` is the page above the list of all case studies")
            } else {
                return Ok(name);
            }
        };
        let message = format!("row {}: {why}", record.row);
        Err(Finding::error(rules::TABLE_FILE, message)
            .at(self.source.place(cell.span), "not a file name")
            .help(format!(
                "write a name such as `warm-homes.md` in a column `{FILE}`"
            ))
            .into())
    }

    /// Writes a line of YAML for each cell, or several for the cells of a group.
    fn write_front_matter(&self, cells: &[FilledCell], file: &mut CaseFile) {
        file.text += "---\n";
        let mut groups: BTreeSet<&str> = BTreeSet::new();
        for cell in cells {
            let text = cell.text.trim();
            let (key, value) = match cell.column {
                Column::File | Column::Text => continue,
                Column::Part(part, None) => (&part.key, value(text, &part.shape, self.format)),
                Column::Other(key, None) => (key, unknown_value(text)),
                Column::Part(Part { key, .. }, Some(_)) | Column::Other(key, Some(_)) => {
                    if groups.insert(key) {
                        self.write_group(key, cell, cells, file);
                    }
                    continue;
                }
            };
            file.write(cell.span, &format!("{}: {value}\n", written::text(key)));
        }
        file.text += "---\n";
    }

    /// Writes all cells of a group, such as `image.src` and `image.alt`, below its key.
    fn write_group(
        &self,
        group: &str,
        first: &FilledCell,
        cells: &[FilledCell],
        file: &mut CaseFile,
    ) {
        let start = file.text.len();
        file.text += &format!("{}:\n", written::text(group));
        for cell in cells {
            let Some((_, key)) = cell.column.in_group().filter(|(of, _)| *of == group) else {
                continue;
            };
            let text = cell.text.trim();
            let value = match cell.column {
                Column::Part(..) => value(text, &Shape::Text, self.format),
                _ => unknown_value(text),
            };
            file.write(cell.span, &format!("  {}: {value}\n", written::text(key)));
        }
        // A finding about the group as a whole is about its first cell.
        file.cells
            .push((first.span, Span::new(start, file.text.len())));
    }
}

/// True for a name that a file or folder can have on every system.
fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME
        && !name.starts_with('.')
        && !name.contains(['\\', ':', '\n', '\0'])
}
