//! Cells into files, each cell with its place in the table for whatever there is to say of it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::{Form, Part, Shape, written};
use super::{BETWEEN, EMPTY, FILE, LEADS_TO, TEXT, column, columns, key};
use crate::config::read::first_line;
use crate::parse::date::Date;
use crate::report::{Finding, Report, Reported, Severity, listed, nearest};
use crate::source::{FilePath, Place, Source, Span, slug::slug};

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
    let (text, base) = match source.text.split_once('\n') {
        // Excel's own way to name the separator.
        Some((first, _)) if first.to_lowercase().starts_with("sep=") => {
            (&source.text[first.len() + 1..], first.len() + 1)
        }
        _ => (source.text.as_str(), 0),
    };
    let grid = Grid { source, base, separator: separator(text) };
    let records = grid.records(text);
    let Some((header, rows)) = records.split_first() else {
        report.add(
            Finding::error("table-header", "the table is empty")
                .at(Place::file(source.path.clone()), "")
                .help("its first row must name the columns, as `casebook schema --csv` does"),
        );
        return report.on(Table { rows: vec![] });
    };
    if let Some(open) = grid.open_quote(text, &records) {
        report.add(
            Finding::error("table-quote", "a quote is opened here and closed nowhere")
                .at(source.place(open), "opened here")
                .help("write each quote inside a cell twice, and one at its end"),
        );
        return report.on(Table { rows: vec![] });
    }
    let meant = grid.columns(header, rows, form, &mut report);
    if !meant
        .iter()
        .any(|meant| matches!(meant, Some(Meant::Part(part, _)) if part.required && part.shape == Shape::Text))
    {
        let title = &form.parts[0].key;
        report.add(
            Finding::error("table-header", format!("no column is called `{title}`"))
                .at(source.place(grid.cell(header, 0)), "the header")
                .help(format!("the first row names the columns: {}", listed(&columns(form)))),
        );
        return report.on(Table { rows: vec![] });
    }
    let mut made: Vec<Row> = vec![];
    let mut by_path: BTreeMap<FilePath, usize> = BTreeMap::new();
    for record in rows.iter().filter(|record| record.cells.iter().any(|cell| !cell.trim().is_empty())) {
        if let Some(stray) = (meant.len()..record.cells.len()).find(|cell| !record.cells[*cell].trim().is_empty()) {
            report.add(
                Finding::error(
                    "table-row",
                    format!(
                        "row {} has {} cells, and the header names {} columns",
                        record.row,
                        record.cells.len(),
                        meant.len()
                    ),
                )
                .at(source.place(grid.cell(record, stray)), "has no column")
                .help("a cell that holds the separator must stand in double quotes"),
            );
            continue;
        }
        let row = report.take(grid.row(record, &meant, form, how));
        let Some(row) = row else { continue };
        if let Some(other) = by_path.get(&row.file.path).map(|number| &made[*number]) {
            report.add(
                Finding::error(
                    "table-file",
                    format!("row {} and row {} become the same file, `{}`", other.number, row.number, row.file.path),
                )
                .at(source.place(row.start), "the second")
                .also(source.place(other.start), "the first")
                .help(format!("give each a name of its own in a column `{FILE}`")),
            );
            continue;
        }
        by_path.insert(row.file.path.clone(), made.len());
        made.push(row);
    }
    report.on(Table { rows: made })
}

/// The findings about a library that are about the rows of a table, told of the rows.
///
/// `found` is what a library says that has the rows' files in it.
pub fn findings(table: &Table, source: &Source, found: Vec<Finding>) -> Vec<Finding> {
    let rows: BTreeMap<&FilePath, &Row> = table.rows.iter().map(|row| (&row.file.path, row)).collect();
    let moved = |place: &Place| rows.get(&place.file).map(|row| row.place(place, source));
    let of_row = |finding: Finding| {
        let places = finding.place.iter().chain(finding.also.iter().map(|(place, _)| place));
        let row = places.filter_map(|place| rows.get(&place.file)).next()?;
        let finding = at_row(finding, |place| rows.contains_key(&place.file));
        let place = finding.place.as_ref().and_then(moved).unwrap_or_else(|| source.place(row.start));
        let severity = match finding.rule {
            // Its pictures and files can be put beside it afterwards.
            "broken-link" | "broken-anchor" | "missing-picture" | "unknown-related" => Severity::Warning,
            _ => finding.severity,
        };
        Some(Finding {
            severity,
            message: format!("row {}: {}", row.number, finding.message),
            place: Some(place),
            also: finding.also.into_iter().map(|(place, label)| (moved(&place).unwrap_or(place), label)).collect(),
            // It speaks of lines of a file that is not there.
            fix: vec![],
            ..finding
        })
    };
    found.into_iter().filter_map(of_row).collect()
}

/// The finding at the first of its places that is in a row, with the place it stood at beside it.
fn at_row(mut finding: Finding, is_row: impl Fn(&Place) -> bool) -> Finding {
    if let Some(stood) = finding.place.as_mut().filter(|place| !is_row(place))
        && let Some((place, label)) = finding.also.iter_mut().find(|(place, _)| is_row(place))
    {
        std::mem::swap(stood, place);
        std::mem::swap(&mut finding.label, label);
    }
    finding
}

impl Row {
    /// A place in the row's file as one in the table.
    pub fn place(&self, place: &Place, source: &Source) -> Place {
        let cell = place.span.and_then(|span| {
            let holds = |made: &&(Span, Span)| made.1.start <= span.start && span.start < made.1.end;
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

/// One row as it was read.
#[derive(Debug)]
struct Record {
    row: usize,
    start: usize,
    cells: Vec<String>,
}

/// A table's text and how its cells are set apart.
struct Grid<'a> {
    source: &'a Source,
    /// Where the table begins in the text.
    base: usize,
    separator: u8,
}

/// What sets cells apart, told by the header: spreadsheets of many countries write semicolons.
fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(separator, _)| *separator == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of those that stand there most often.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

impl Grid<'_> {
    fn records(&self, text: &str) -> Vec<Record> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.separator)
            .from_reader(text.as_bytes());
        let mut records: Vec<Record> = vec![];
        let mut record = csv::StringRecord::new();
        let mut row = 0;
        while reader.read_record(&mut record).expect("text in memory is read, and rows may be of any length") {
            let at = record.position().map_or(0, |position| position.byte() as usize);
            // The reader steps over empty lines, which a spreadsheet counts.
            let empty = text[at..].bytes().take_while(|byte| *byte == b'\n').count();
            row += empty + 1;
            let cells = record.iter().map(unguarded).collect();
            records.push(Record { row, start: self.base + at + empty, cells });
        }
        records
    }

    /// The quote that was never closed, where the quotes of the text do not come in pairs.
    fn open_quote(&self, text: &str, records: &[Record]) -> Option<Span> {
        if text.bytes().filter(|byte| *byte == b'"').count().is_multiple_of(2) {
            return None;
        }
        // All that follows it is one cell: the last of the last row.
        let last = records.last()?;
        let cell = self.cell(last, last.cells.len().saturating_sub(1));
        let quote = self.source.text[..cell.start].ends_with('"').then(|| Span::new(cell.start - 1, cell.start));
        Some(quote.unwrap_or(cell))
    }

    /// Where a cell stands, without its quotes, as far as its first line goes.
    fn cell(&self, record: &Record, number: usize) -> Span {
        let text = &self.source.text;
        let (mut at, mut cell, mut quoted) = (record.start, 0, false);
        let bytes = text.as_bytes();
        while cell < number && at < bytes.len() {
            match bytes[at] {
                b'"' => quoted = !quoted,
                byte if byte == self.separator && !quoted => cell += 1,
                _ => {}
            }
            at += 1;
        }
        let start = if bytes.get(at) == Some(&b'"') { at + 1 } else { at };
        let (mut end, quoted) = (start, start > at);
        while end < bytes.len() {
            match bytes[end] {
                b'"' if quoted && bytes.get(end + 1) == Some(&b'"') => end += 1,
                b'"' if quoted => break,
                b'\n' => break,
                byte if byte == self.separator && !quoted => break,
                _ => {}
            }
            end += 1;
        }
        first_line(text, Span::new(start, end.min(bytes.len())))
    }

    /// What each column holds; says so where that cannot be told.
    fn columns<'f>(
        &self,
        header: &Record,
        rows: &[Record],
        form: &'f Form,
        report: &mut Report,
    ) -> Vec<Option<Meant<'f>>> {
        let mut meant: Vec<Option<Meant>> = vec![];
        for (number, name) in header.cells.iter().enumerate() {
            let name = name.trim();
            let place = self.source.place(self.cell(header, number));
            let column = self::meant(name, form);
            let used = rows.iter().any(|row| row.cells.get(number).is_some_and(|cell| !cell.trim().is_empty()));
            if name.is_empty() {
                if used {
                    report.add(
                        Finding::error("table-header", format!("column {} has no name", number + 1))
                            .at(place, "nothing")
                            .help("name it in the first row, or delete the column"),
                    );
                }
                meant.push(None);
                continue;
            }
            if meant.contains(&Some(column.clone())) {
                report.add(
                    Finding::error("table-header", format!("two columns are called `{name}`"))
                        .at(place, "the second")
                        .help("rename one of them, or delete it"),
                );
                meant.push(None);
                continue;
            }
            if let Meant::Other(other, _) = &column
                && !form.ignored.contains(other)
            {
                let known: Vec<String> = columns(form);
                report.add(match nearest(name, known.iter().map(String::as_str)) {
                    Some(known) => Finding::error("table-header", format!("`{name}` is not a known column"))
                        .at(place, "not known")
                        .help(format!("did you mean `{known}`?")),
                    None => Finding::warning("table-header", format!("`{name}` is not a column of this library"))
                        .at(place, "kept in the front matter, and not shown")
                        .help(format!("to show it, add it to `fields:` in {}", crate::config::FILE)),
                });
            }
            meant.push(Some(column));
        }
        meant
    }

    /// A row as a file; nothing where it has no name.
    fn row(&self, record: &Record, meant: &[Option<Meant>], form: &Form, how: How) -> Reported<Option<Row>> {
        let mut report = Report::default();
        let start = self.cell(record, 0);
        let numbers: Vec<usize> = (0..meant.len())
            .filter(|number| record.cells.get(*number).is_some_and(|cell| !cell.trim().is_empty()))
            .collect();
        let of = |wanted: &Meant| numbers.iter().copied().find(|number| meant[*number].as_ref() == Some(wanted));
        let title = numbers
            .iter()
            .copied()
            .find(|number| matches!(&meant[*number], Some(Meant::Part(part, _)) if part.key == form.parts[0].key));
        let (name, named) = match (of(&Meant::File), title) {
            (Some(number), _) => (record.cells[number].trim().to_owned(), number),
            (None, Some(number)) => (slug(&record.cells[number]), number),
            (None, None) => {
                report.add(
                    Finding::error("table-row", format!("row {}: `{}` is empty", record.row, form.parts[0].key))
                        .at(self.source.place(start), "this row")
                        .help("every case study needs a title"),
                );
                return report.on(None);
            }
        };
        let name = if name.to_lowercase().ends_with(".md") || name.is_empty() { name } else { format!("{name}.md") };
        let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\n', '\0']);
        if name == ".md" || !name.split('/').all(plain) {
            report.add(
                Finding::error("table-file", format!("row {}: `{name}` is not the name of a file here", record.row))
                    .at(self.source.place(self.cell(record, named)), "not a name")
                    .help(format!("give it a name such as `warm-homes.md` in a column `{FILE}`")),
            );
            return report.on(None);
        }
        let mut text = String::from("---\n");
        let mut cells = vec![];
        let mut groups: Vec<&str> = vec![];
        for &number in &numbers {
            let Some(column) = &meant[number] else { continue };
            let cell = record.cells[number].trim();
            let begin = text.len();
            match column {
                Meant::File | Meant::Text => continue,
                Meant::Part(part, None) => {
                    text += &format!("{}: {}\n", written::text(&part.key), value(cell, &part.shape, how))
                }
                Meant::Other(key, None) => text += &format!("{}: {}\n", written::text(key), other(cell)),
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
                            Meant::Part(Part { key: other_key, .. }, Some(part)) | Meant::Other(other_key, Some(part)),
                        ) = &meant[number]
                        else {
                            continue;
                        };
                        if other_key == key {
                            let begin = text.len();
                            text += &format!("  {}: {}\n", written::text(part), sub(&record.cells[number]));
                            cells.push((self.cell(record, number), Span::new(begin, text.len())));
                        }
                    }
                }
            }
            cells.push((self.cell(record, number), Span::new(begin, text.len())));
        }
        text += "---\n";
        if let Some(number) = of(&Meant::Text) {
            let begin = text.len();
            text += &format!("\n{}\n", super::inner(&record.cells[number]));
            cells.push((self.cell(record, number), Span::new(begin, text.len())));
        }
        let file = Source { path: format!("{}/{name}", form.folder).into(), text };
        report.on(Some(Row { number: record.row, file, cells, start }))
    }
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if super::is_formula(rest.trim_start_matches('\'')) => rest.to_owned(),
        _ => cell.to_owned(),
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
    let exactly = form.parts.iter().find(|part| column(&part.key) == name && !is_group(part));
    let named = || form.parts.iter().find(|part| (same(&part.key) || same(&part.label)) && !is_group(part));
    if let Some(part) = exactly.or_else(named) {
        return Meant::Part(part, None);
    }
    match name.split_once('.') {
        Some((group, part)) if !group.is_empty() && !part.is_empty() => match form.part(group) {
            Some(known) if is_group(known) => Meant::Part(known, Some(part.to_owned())),
            _ => Meant::Other(group.to_owned(), Some(part.to_owned())),
        },
        _ => match form.parts.iter().find(|part| is_group(part) && (same(&part.key) || same(&part.label))) {
            Some(part) => Meant::Part(part, None),
            None => Meant::Other(key(name).to_owned(), None),
        },
    }
}

/// A cell as a YAML value of a shape. What is not of the shape is written as text, and found where the
/// front matter is read.
fn value(cell: &str, shape: &Shape, how: How) -> String {
    if cell == EMPTY {
        return EMPTY.to_owned();
    }
    match shape {
        Shape::Date => {
            let date = how.dates.and_then(|order| turned(cell, order)).unwrap_or_else(|| cell.to_owned());
            if Date::parse(&date).is_ok() { date } else { written::text(&date) }
        }
        Shape::Number(_) if cell.parse::<f64>().is_ok_and(f64::is_finite) => cell.to_owned(),
        Shape::Boolean if ["true", "false"].iter().any(|word| cell.eq_ignore_ascii_case(word)) => cell.to_lowercase(),
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
        return items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect();
    }
    let lines = cell.lines().flat_map(|line| line.split(how.between.unwrap_or(BETWEEN.trim())));
    lines.map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// Lines of `Title | target` as a YAML list of groups.
fn pairs(cell: &str, leads_to: &str) -> String {
    if let Ok(value @ Json::Array(_)) = serde_json::from_str::<Json>(cell) {
        return value.to_string();
    }
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    let groups = lines.map(|line| match line.rsplit_once(LEADS_TO) {
        Some((title, target)) => {
            format!("\n- title: {}\n  {leads_to}: {}", written::text(title.trim()), written::text(target.trim()))
        }
        None => format!("\n- {}", written::text(line)),
    });
    groups.collect()
}

/// `03/04/2024` as `2024-04-03`, or with the month first as `2024-03-04`.
fn turned(cell: &str, order: DateOrder) -> Option<String> {
    let parts: Vec<&str> = cell.split(['/', '.', '-']).collect();
    let [first, second, year] = parts[..] else { return None };
    let (day, month) = if order == DateOrder::DayFirst { (first, second) } else { (second, first) };
    let short = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && short(day) && short(month)).then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}
