//! Cells into files, each cell with its place in the table for whatever there is to say of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::super::{Form, Part, Shape, Terms, written};
use super::grid::{Cell, Grid, Record, SEPARATORS, grid};
use super::{BETWEEN, EMPTY, FILE, LEADS_TO, TEXT, column, columns, key};
use crate::parse::date::{Date, FORMS, rewritten};
use crate::parse::invisible;
use crate::report::{Finding, Report, Reported, Severity, listed, nearest, rules};
use crate::source::{
    FilePath, Place, Source, Span,
    slug::{LONGEST_NAME, short_slug, slug},
};

/// How the cells of a table are to be understood, where people write them in more than one way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct How<'a> {
    /// What stands between the items of a cell, where that is not a semicolon.
    pub between: Option<&'a str>,
    /// Dates such as `03/04/2024` are refused without it.
    pub dates: Option<DateOrder>,
}

/// Which number of `03/04/2024` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// A table that was read.
#[derive(Debug)]
pub struct Table {
    pub rows: Vec<Row>,
}

/// One row, as the file it becomes.
#[derive(Debug)]
pub struct Row {
    /// As a spreadsheet counts them: the header is row 1.
    pub number: usize,
    pub file: Source,
    /// Where each cell stands in the table, and which bytes of the file it became.
    cells: Vec<(Span, Span)>,
    /// The first cell.
    start: Span,
}

/// Reads a table with a header; nothing in it is lost on the way to a file.
pub fn table(source: &Source, form: &Form, how: How) -> Reported<Table> {
    let mut report = Report::default();
    let grid = report.take(grid(source));
    let none = Table { rows: vec![] };
    let Some((header, rows)) = grid.records.split_first() else {
        if !report.has(rules::TABLE_QUOTE) {
            report.add(
                Finding::error(rules::TABLE_HEADER, "the table is empty")
                    .at(Place::file(source.path.clone()), "")
                    .help("its first row must name the columns, as `casebook schema --csv` does"),
            );
        }
        return report.on(none);
    };
    let reading = Reading { source, form, how };
    let meant = reading.columns(header, rows, &mut report);
    let is_title = |meant: &Option<Meant>| matches!(meant, Some(Meant::Part(part, _)) if part.required && part.shape == Shape::Text);
    if !meant.iter().any(is_title) {
        let title = &form.parts[0].key;
        report.add(
            Finding::error(
                rules::TABLE_HEADER,
                format!("no column is called `{title}`"),
            )
            .at(source.place(header.cells[0].span), "the header")
            .help(format!(
                "the first row names the columns: {}",
                listed(&columns(form))
            )),
        );
        return report.on(none);
    }
    if let Some(finding) = reading.otherwise_set_apart(&grid) {
        report.add(finding);
        return report.on(none);
    }
    reading
        .control_characters(rows)
        .into_iter()
        .for_each(|finding| report.add(finding));
    for (number, column) in meant.iter().enumerate() {
        if let Some(Meant::Part(
            Part {
                key,
                shape: Shape::Terms(terms),
                ..
            },
            None,
        )) = column
        {
            reading
                .lists_between_commas(rows, number, key, terms)
                .into_iter()
                .for_each(|finding| report.add(finding));
        }
    }
    let rows = reading.files(rows, &meant, &mut report);
    report.on(Table { rows })
}

/// The findings about a library that are about the rows of a table, told of the rows.
///
/// `found` is what a library says that has the rows' files in it. Keys that nobody uses are left
/// out: the header has told of them.
pub fn findings(table: &Table, source: &Source, how: How, found: Vec<Finding>) -> Vec<Finding> {
    let rows: BTreeMap<&FilePath, &Row> =
        table.rows.iter().map(|row| (&row.file.path, row)).collect();
    let moved = |place: &Place| rows.get(&place.file).map(|row| row.place(place, source));
    let of_row = |finding: Finding| {
        let places = finding
            .place
            .iter()
            .chain(finding.also.iter().map(|(place, _)| place));
        let row = places.filter_map(|place| rows.get(&place.file)).next()?;
        // Its edits would be of lines of a file that is not there.
        let finding = finding
            .fix(vec![])
            .moved_to(|place| rows.contains_key(&place.file));
        let place = finding
            .place
            .as_ref()
            .and_then(moved)
            .unwrap_or_else(|| source.place(row.start));
        let severity = match finding.rule {
            // Its pictures and files can be put beside it afterwards.
            rules::BROKEN_LINK
            | rules::BROKEN_ANCHOR
            | rules::MISSING_PICTURE
            | rules::UNKNOWN_RELATED => Severity::Warning,
            _ => finding.severity,
        };
        let help = match finding.rule {
            rules::BAD_DATE => {
                help_with_date(place.span.unwrap_or(row.start).of(&source.text).trim(), how)
            }
            _ => finding.help,
        };
        Some(Finding {
            severity,
            help,
            message: format!("row {}: {}", row.number, finding.message),
            place: Some(place),
            also: finding
                .also
                .into_iter()
                .map(|(place, label)| (moved(&place).unwrap_or(place), label))
                .collect(),
            ..finding
        })
    };
    let is_in_header = |finding: &Finding| {
        finding.rule == rules::UNKNOWN_KEY && finding.severity == Severity::Warning
    };
    found
        .into_iter()
        .filter(|finding| !is_in_header(finding))
        .filter_map(of_row)
        .collect()
}

/// What to do about a cell that cannot be read as a date.
fn help_with_date(cell: &str, how: How) -> String {
    let dates = (
        turned(cell, DateOrder::DayFirst),
        turned(cell, DateOrder::MonthFirst),
    );
    match (how.dates, dates) {
        (None, (Some(_), Some(_))) => {
            "say which number is the day, for all dates: `--dates day-first` or `--dates month-first`".to_owned()
        }
        (None, (Some(date), None)) => format!("write `{date}`, or add `--dates day-first` for all dates"),
        (None, (None, Some(date))) => format!("write `{date}`, or add `--dates month-first` for all dates"),
        _ => rewritten(cell).map_or(FORMS.to_owned(), |date| format!("write `{date}`")),
    }
}

impl Row {
    /// A place in the row's file as one in the table.
    pub fn place(&self, place: &Place, source: &Source) -> Place {
        let cell = place.span.and_then(|span| {
            let holds =
                |made: &&(Span, Span)| made.1.start <= span.start && span.start < made.1.end;
            self.cells.iter().find(holds).map(|(cell, _)| *cell)
        });
        source.place(cell.unwrap_or(self.start))
    }
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
enum Meant<'a> {
    File,
    Text,
    /// A part of the form; of `image` and `contact`, one of their own parts.
    Part(&'a Part, Option<String>),
    /// A key that nobody knows; or a part of one.
    Other(String, Option<String>),
}

/// A table that is read into files.
struct Reading<'a> {
    source: &'a Source,
    form: &'a Form,
    how: How<'a>,
}

impl<'a> Reading<'a> {
    /// What each column holds; says so where that cannot be told.
    fn columns(
        &self,
        header: &Record,
        rows: &[Record],
        report: &mut Report,
    ) -> Vec<Option<Meant<'a>>> {
        let form = self.form;
        let known = columns(form);
        let mut meant: Vec<Option<Meant>> = vec![];
        for (number, cell) in header.cells.iter().enumerate() {
            let name = cell.text.trim();
            let place = self.source.place(cell.span);
            let column = self::meant(name, form);
            let used = rows
                .iter()
                .any(|row| row.cells.get(number).is_some_and(|cell| !cell.is_empty()));
            if name.is_empty() {
                if used {
                    report.add(
                        Finding::error(
                            rules::TABLE_HEADER,
                            format!("column {} has no name", number + 1),
                        )
                        .at(place, "nothing")
                        .help("name it in the first row, or delete the column"),
                    );
                }
                meant.push(None);
                continue;
            }
            if meant.contains(&Some(column.clone())) {
                report.add(
                    Finding::error(
                        rules::TABLE_HEADER,
                        format!("two columns are called `{name}`"),
                    )
                    .at(place, "the second")
                    .help("rename one of them, or delete it"),
                );
                meant.push(None);
                continue;
            }
            let is_unknown = match &column {
                Meant::Other(key, _) => !form.ignored.contains(key),
                Meant::Part(part, Some(own)) => !known.contains(&format!("{}.{own}", part.key)),
                _ => false,
            };
            let near = nearest(name, known.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`?"));
            let of_group = || match &column {
                Meant::Part(Part { key, .. }, Some(_)) => {
                    let of_group: Vec<&String> = known
                        .iter()
                        .filter(|known| known.starts_with(&format!("{key}.")))
                        .collect();
                    Some(format!("the columns of `{key}` are {}", listed(&of_group)))
                }
                _ => None,
            };
            if is_unknown && let Some(help) = near.or_else(of_group) {
                report.add(
                    Finding::error(
                        rules::TABLE_HEADER,
                        format!("`{name}` is not a known column"),
                    )
                    .at(place, "not known")
                    .help(help),
                );
                meant.push(None);
                continue;
            }
            if is_unknown {
                report.add(
                    Finding::warning(
                        rules::TABLE_HEADER,
                        format!("`{name}` is not a column of this library"),
                    )
                    .at(place, "kept in the front matter, and not shown")
                    .help(format!(
                        "to show it, add it to `fields:` in {}",
                        crate::config::FILE
                    )),
                );
            }
            meant.push(Some(column));
        }
        meant
    }

    /// Says so where no row has the header's separator, and rows have another one.
    fn otherwise_set_apart(&self, grid: &Grid) -> Option<Finding> {
        let (header, rows) = grid.records.split_first()?;
        let first = rows.first()?;
        if header.cells.len() < 2 || rows.iter().any(|row| row.cells.len() > 1) {
            return None;
        }
        let has = |separator: u8| {
            rows.iter()
                .all(|row| row.cells[0].text.contains(char::from(separator)))
        };
        let other = SEPARATORS
            .into_iter()
            .find(|(other, _)| *other != grid.separator && has(*other))?
            .1;
        let own = SEPARATORS
            .into_iter()
            .find(|(own, _)| *own == grid.separator)?
            .1;
        let message = format!(
            "the header has {own} between its columns, and row {} has {other}",
            first.row
        );
        let finding = Finding::error(rules::TABLE_HEADER, message)
            .at(
                self.source.place(first.cells[0].span),
                "one cell, as it is read",
            )
            .help(format!("write the header with {other} too"));
        Some(finding)
    }

    /// Characters that no page may hold, told of once for the table.
    fn control_characters(&self, rows: &[Record]) -> Option<Finding> {
        let cells = rows
            .iter()
            .flat_map(|row| row.cells.iter().map(move |cell| (row.row, cell)));
        let mut found =
            cells.filter_map(|(row, cell)| Some((row, cell, invisible::first(&cell.text)?)));
        let (row, cell, letter) = found.next()?;
        let others = and_others(found.count());
        let message = format!(
            "row {row}: the invisible character U+{:04X} has no place on a page",
            u32::from(letter)
        );
        let finding = Finding::warning(rules::CONTROL_CHARACTER, message)
            .at(self.source.place(cell.span), "in this cell")
            .help(format!("a space is written in its place{others}"));
        Some(finding)
    }

    /// Cells of a column that are taken for one term, though what stands between their commas are
    /// terms of their own; told of once for the column.
    fn lists_between_commas(
        &self,
        rows: &[Record],
        column: usize,
        key: &str,
        terms: &Terms,
    ) -> Option<Finding> {
        if self.how.between.is_some() || terms.split.is_some() {
            return None;
        }
        let cells = || {
            rows.iter()
                .filter_map(|row| Some((row.row, row.cells.get(column)?)))
        };
        let single = cells()
            .flat_map(|(_, cell)| items(&cell.text, self.how))
            .filter(|name| !name.contains(','));
        let known: BTreeSet<String> = terms
            .names
            .iter()
            .cloned()
            .chain(single)
            .map(|name| slug(&name))
            .collect();
        let are_several = |cell: &Cell| {
            let [one] = &items(&cell.text, self.how)[..] else {
                return false;
            };
            one.contains(',')
                && !known.contains(&slug(one))
                && one.split(',').all(|part| known.contains(&slug(part)))
        };
        let mut found = cells().filter(|(_, cell)| are_several(cell));
        let (row, cell) = found.next()?;
        let parts: Vec<&str> = cell.text.split(',').map(str::trim).collect();
        let others = and_others(found.count());
        let whole = cell.text.trim();
        let message = format!(
            "row {row}: `{whole}` is read as one of the {key}, though {} are {key} too",
            listed(&parts)
        );
        let finding = Finding::warning(rules::TABLE_LIST, message)
            .at(self.source.place(cell.span), "has no semicolon")
            .help(format!(
                "add `--between \",\"` if commas stand between the {key} here{others}"
            ));
        Some(finding)
    }

    /// The files of all rows.
    fn files(&self, rows: &[Record], meant: &[Option<Meant>], report: &mut Report) -> Vec<Row> {
        let mut made: Vec<Row> = vec![];
        let mut by_path: BTreeMap<FilePath, usize> = BTreeMap::new();
        for record in rows {
            if let Some(stray) = record
                .cells
                .iter()
                .skip(meant.len())
                .find(|cell| !cell.is_empty())
            {
                let (row, cells, columns) = (record.row, record.cells.len(), meant.len());
                let message =
                    format!("row {row} has {cells} cells, and the header names {columns} columns");
                report.add(
                    Finding::error(rules::TABLE_ROW, message)
                        .at(self.source.place(stray.span), "has no column")
                        .help("a cell that holds the separator must stand in double quotes"),
                );
                continue;
            }
            let Some(row) = report.take(self.row(record, meant)) else {
                continue;
            };
            if let Some(other) = by_path.get(&row.file.path).map(|number| &made[*number]) {
                let (one, two, file) = (other.number, row.number, &row.file.path);
                report.add(
                    Finding::error(
                        rules::TABLE_FILE,
                        format!("row {one} and row {two} become the same file, `{file}`"),
                    )
                    .at(self.source.place(row.start), "the second")
                    .also(self.source.place(other.start), "the first")
                    .help(format!("give each a name of its own in a column `{FILE}`")),
                );
                continue;
            }
            by_path.insert(row.file.path.clone(), made.len());
            made.push(row);
        }
        made
    }

    /// A row as a file; nothing where it has no name.
    fn row(&self, record: &Record, meant: &[Option<Meant>]) -> Reported<Option<Row>> {
        let Reading { form, how, .. } = *self;
        let mut report = Report::default();
        let start = record.cells[0].span;
        // A page break is space on a page, and nothing that a text in YAML may hold.
        let visible = |cell: &Cell| invisible::without(&cell.text).replace('\x0c', " ");
        let cells_of: Vec<String> = record.cells.iter().map(visible).collect();
        let numbers: Vec<usize> = (0..meant.len())
            .filter(|number| {
                record
                    .cells
                    .get(*number)
                    .is_some_and(|cell| !cell.is_empty())
            })
            .collect();
        let of = |wanted: &Meant| {
            numbers
                .iter()
                .copied()
                .find(|number| meant[*number].as_ref() == Some(wanted))
        };
        let title = numbers
            .iter()
            .copied()
            .find(|number| matches!(&meant[*number], Some(Meant::Part(part, _)) if part.key == form.parts[0].key));
        let (name, named) = match (of(&Meant::File), title) {
            (Some(number), _) => (cells_of[number].trim().to_owned(), number),
            (None, Some(number)) => (short_slug(&cells_of[number]), number),
            (None, None) => {
                report.add(
                    Finding::error(
                        rules::TABLE_ROW,
                        format!("row {}: `{}` is empty", record.row, form.parts[0].key),
                    )
                    .at(self.source.place(start), "this row")
                    .help("every case study needs a title"),
                );
                return report.on(None);
            }
        };
        let not_a_name = |message: String| {
            Finding::error(rules::TABLE_FILE, format!("row {}: {message}", record.row))
                .at(self.source.place(record.cells[named].span), "not a name")
                .help(format!(
                    "give it a name such as `warm-homes.md` in a column `{FILE}`"
                ))
        };
        if name.is_empty() {
            let title = cells_of[named].trim();
            report.add(not_a_name(format!(
                "`{title}` has no letter or digit to name a file by"
            )));
            return report.on(None);
        }
        let name = if name.to_lowercase().ends_with(".md") {
            name
        } else {
            format!("{name}.md")
        };
        let plain = |part: &str| !part.starts_with('.') && !part.contains(['\\', ':', '\n', '\0']);
        let fits = |part: &str| !part.is_empty() && part.len() <= LONGEST_NAME;
        if !name.split('/').all(|part| plain(part) && fits(part)) {
            report.add(not_a_name(format!(
                "`{name}` is not the name of a file here"
            )));
            return report.on(None);
        }
        if name.starts_with("index.") {
            report.add(not_a_name(format!(
                "`{name}` is what stands above the list of all"
            )));
            return report.on(None);
        }
        let mut text = String::from("---\n");
        let mut cells = vec![];
        let mut groups: Vec<&str> = vec![];
        for &number in &numbers {
            let Some(column) = &meant[number] else {
                continue;
            };
            let cell = cells_of[number].trim();
            let begin = text.len();
            match column {
                Meant::File | Meant::Text => continue,
                Meant::Part(part, None) => {
                    text += &format!(
                        "{}: {}\n",
                        written::text(&part.key),
                        value(cell, &part.shape, how)
                    )
                }
                Meant::Other(key, None) => {
                    text += &format!("{}: {}\n", written::text(key), other(cell))
                }
                Meant::Part(Part { key, .. }, Some(_)) | Meant::Other(key, Some(_))
                    if groups.contains(&key.as_str()) =>
                {
                    continue;
                }
                Meant::Part(Part { key, .. }, Some(_)) | Meant::Other(key, Some(_)) => {
                    groups.push(key);
                    text += &format!("{}:\n", written::text(key));
                    let sub = |cell: &str| match column {
                        Meant::Part(..) => value(cell.trim(), &Shape::Text, how),
                        _ => other(cell.trim()),
                    };
                    for &number in &numbers {
                        let Some(
                            Meant::Part(Part { key: other_key, .. }, Some(part))
                            | Meant::Other(other_key, Some(part)),
                        ) = &meant[number]
                        else {
                            continue;
                        };
                        if other_key == key {
                            let begin = text.len();
                            text +=
                                &format!("  {}: {}\n", written::text(part), sub(&cells_of[number]));
                            cells.push((record.cells[number].span, Span::new(begin, text.len())));
                        }
                    }
                }
            }
            cells.push((record.cells[number].span, Span::new(begin, text.len())));
        }
        text += "---\n";
        if let Some(number) = of(&Meant::Text) {
            let begin = text.len();
            text += &format!("\n{}\n", super::inner(&cells_of[number]));
            cells.push((record.cells[number].span, Span::new(begin, text.len())));
        }
        let file = Source::new(format!("{}/{name}", form.folder), text);
        report.on(Some(Row {
            number: record.row,
            file,
            cells,
            start,
        }))
    }
}

fn and_others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => ", as in 1 cell more".to_owned(),
        count => format!(", as in {count} cells more"),
    }
}

/// What a column is meant to hold, by its key or by what a form calls it.
fn meant<'a>(name: &str, form: &'a Form) -> Meant<'a> {
    let same = |other: &str| slug(other) == slug(name);
    if name.eq_ignore_ascii_case(FILE) {
        return Meant::File;
    }
    if name.eq_ignore_ascii_case(TEXT) {
        return Meant::Text;
    }
    let is_group = |part: &Part| matches!(part.shape, Shape::Image | Shape::Contact);
    let exactly = form
        .parts
        .iter()
        .find(|part| column(&part.key) == name && !is_group(part));
    let named = || {
        form.parts
            .iter()
            .find(|part| (same(&part.key) || same(&part.label)) && !is_group(part))
    };
    if let Some(part) = exactly.or_else(named) {
        return Meant::Part(part, None);
    }
    match name.split_once('.') {
        Some((group, part)) if !group.is_empty() && !part.is_empty() => match form.part(group) {
            Some(known) if is_group(known) => Meant::Part(known, Some(part.to_owned())),
            _ => Meant::Other(group.to_owned(), Some(part.to_owned())),
        },
        _ => match form
            .parts
            .iter()
            .find(|part| is_group(part) && (same(&part.key) || same(&part.label)))
        {
            Some(part) => Meant::Part(part, None),
            None => Meant::Other(key(name).to_owned(), None),
        },
    }
}

/// A cell as a YAML value of a shape. What is not of the shape is written as text, and found where
/// the front matter is read.
fn value(cell: &str, shape: &Shape, how: How) -> String {
    if cell == EMPTY {
        return EMPTY.to_owned();
    }
    match shape {
        Shape::Date => {
            let date = how
                .dates
                .and_then(|order| turned(cell, order))
                .unwrap_or_else(|| cell.to_owned());
            if Date::parse(&date).is_ok() {
                date
            } else {
                written::text(&date)
            }
        }
        Shape::Number(_) if cell.parse::<f64>().is_ok_and(f64::is_finite) => cell.to_owned(),
        Shape::Boolean
            if ["true", "false"]
                .iter()
                .any(|word| cell.eq_ignore_ascii_case(word)) =>
        {
            cell.to_lowercase()
        }
        Shape::Texts | Shape::Studies => match &items(cell, how)[..] {
            [one] => written::text(one),
            several => written::list(several),
        },
        Shape::Terms(terms) if terms.split.is_none() => written::list(&items(cell, how)),
        Shape::Links => pairs(cell, "url"),
        Shape::Attachments => pairs(cell, "file"),
        _ => written::text(cell),
    }
}

/// A cell of a column that nobody knows: a list or group as JSON, which is YAML too, or a text.
fn other(cell: &str) -> String {
    match serde_json::from_str::<Json>(cell) {
        Ok(Json::String(text)) => written::text(&text),
        Ok(value @ (Json::Array(_) | Json::Object(_))) => value.to_string(),
        Ok(Json::Number(_) | Json::Bool(_)) => cell.to_owned(),
        Ok(Json::Null) | Err(_) => written::text(cell),
    }
}

/// The items of a cell: between semicolons or on lines of their own, or a list in JSON.
fn items(cell: &str, how: How) -> Vec<String> {
    if let Ok(Json::Array(items)) = serde_json::from_str::<Json>(cell) {
        return items
            .iter()
            .map(|item| {
                item.as_str()
                    .map_or_else(|| item.to_string(), str::to_owned)
            })
            .collect();
    }
    let lines = cell
        .lines()
        .flat_map(|line| line.split(how.between.unwrap_or(BETWEEN.trim())));
    lines
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Lines of `Title | target` as a YAML list of groups.
fn pairs(cell: &str, leads_to: &str) -> String {
    if let Ok(value @ Json::Array(_)) = serde_json::from_str::<Json>(cell) {
        return value.to_string();
    }
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    let groups = lines.map(|line| {
        match line
            .rsplit_once(LEADS_TO)
            .or_else(|| line.rsplit_once(LEADS_TO.trim()))
        {
            Some((title, target)) => {
                format!(
                    "\n- title: {}\n  {leads_to}: {}",
                    written::text(title.trim()),
                    written::text(target.trim())
                )
            }
            None => format!("\n- {}", written::text(line)),
        }
    });
    groups.collect()
}

/// `03/04/2024` as `2024-04-03`, or with the month first as `2024-03-04`; nothing where the
/// calendar has no such day.
fn turned(cell: &str, order: DateOrder) -> Option<String> {
    let parts: Vec<&str> = cell.split(['/', '.', '-']).collect();
    let [first, second, year] = parts[..] else {
        return None;
    };
    let (day, month) = if order == DateOrder::DayFirst {
        (first, second)
    } else {
        (second, first)
    };
    let short =
        |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let date = (year.len() == 4 && short(day) && short(month))
        .then(|| format!("{year}-{month:0>2}-{day:0>2}"));
    date.filter(|date| Date::parse(date).is_ok())
}
