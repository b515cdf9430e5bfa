//! `casebook import`: the rows of a spreadsheet as case studies, all of them or none.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::library::{LibraryArgs, Loaded, WithForm, load_with_form};
use super::printer::{OutputFormat, Printer};
use crate::compile::{Inputs, strictly};
use crate::form::Form;
use crate::form::table::{self, CaseTable, CellFormat, findings};
use crate::host::create::{CreateError, create, path_in};
use crate::host::disk::{plain, unreadable};
use crate::host::folder::Folder;
use crate::host::read;
use crate::report::{Finding, FindingCounts, Report, Reported, counted, rules};
use crate::source::{FilePath, Place, Source, Stored};
use crate::{link, parse};

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Folder of the library, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// CSV file in UTF-8, with the column names in its first row
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// What separates several topics in one cell [default: a semicolon]
    #[arg(long, value_name = "TEXT")]
    between: Option<String>,
    /// Whether a date such as 03/04/2024 starts with the day or the month
    #[arg(long, value_name = "ORDER")]
    dates: Option<DateArgument>,
    /// How problems are printed
    #[arg(long, default_value = "human")]
    format: OutputFormat,
    /// Report problems without writing files
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DateArgument {
    DayFirst,
    MonthFirst,
}

impl From<DateArgument> for table::DateOrder {
    fn from(order: DateArgument) -> table::DateOrder {
        match order {
            DateArgument::DayFirst => table::DateOrder::DayFirst,
            DateArgument::MonthFirst => table::DateOrder::MonthFirst,
        }
    }
}

pub(super) fn run(args: &Import) -> Outcome {
    import(args).unwrap_or_else(|outcome| outcome)
}

/// Writes the rows as files.
///
/// # Errors
///
/// Fails, having reported why, if nothing was written.
fn import(args: &Import) -> Result<Outcome, Outcome> {
    let library = LibraryArgs::whole(&args.root, args.format);
    let printer = library.printer();
    let read = read_table(args, &printer)?;
    let WithForm { loaded, form, .. } = load_with_form(&library)?;
    let format = CellFormat {
        between: args.between.as_deref(),
        dates: args.dates.map(Into::into),
    };
    let rows = Rows::new(read, &form, format, loaded);
    printer.report(&rows.findings, &|path| rows.text(path));
    let counts = FindingCounts::of(&rows.findings);
    if counts.errors > 0 || args.check {
        printer.print(&format!(
            "Read {}: {}; nothing was written",
            counted(rows.table.rows.len(), "row", "rows"),
            counts.in_words()
        ));
        return Ok(if counts.errors > 0 {
            Outcome::Content
        } else {
            Outcome::Fine
        });
    }
    let files: Vec<(String, String)> = rows
        .table
        .rows
        .iter()
        .map(|row| (row.file.path.to_string(), row.file.text.clone()))
        .collect();
    create(&rows.folder, &files).map_err(|error| rows.report_unwritten(&error, &printer))?;
    printer.print(&format!(
        "Wrote {} to {}{}",
        counted(files.len(), "case study", "case studies"),
        path_in(&args.root, &form.folder).display(),
        counts.in_brackets(),
    ));
    Ok(Outcome::Fine)
}

/// Reads the file, or reports why it is not a table.
fn read_table(args: &Import, printer: &Printer) -> Result<Reported<Source>, Outcome> {
    let (finding, outcome) = match read::table(&args.file) {
        Ok(Ok(read)) => return Ok(read),
        Ok(Err(finding)) => (*finding, Outcome::Content),
        Err(error) => (
            unreadable(&args.file.to_string_lossy(), &error),
            Outcome::Outside,
        ),
    };
    printer.report(&[finding], &|_| None);
    printer.print("1 error: nothing was written");
    Err(outcome)
}

/// The rows of a table as files of the library, with all that is wrong with them.
struct Rows {
    /// The library's folder.
    folder: Folder,
    /// The text of the table.
    source: Source,
    table: CaseTable,
    /// The library's files and those of the rows, by path.
    sources: Vec<Arc<Stored>>,
    findings: Vec<Finding>,
}

impl Rows {
    /// Reads the rows, and checks the library as it would be with them, so that a row gets every
    /// finding that a file would get.
    fn new(read: Reported<Source>, form: &Form, format: CellFormat, library: Loaded) -> Rows {
        let folder = library.folder;
        let Inputs {
            config,
            sources: existing,
            files,
            publication,
            ..
        } = library.inputs;
        let mut report = Report::default();
        let source = report.take(read);
        let table = report.take(table::table(&source, form, format));
        let mut sources = existing.clone();
        for row in &table.rows {
            let file = &row.file;
            let found = existing.binary_search_by(|source| source.path().cmp(&file.path));
            if found.is_err() {
                sources.push(Arc::new(file.clone().into()));
                continue;
            }
            let message = format!("row {}: {} already exists", row.number, file.path);
            let place = row.place(&Place::file(file.path.clone()), &source);
            report.add(
                Finding::error(rules::TABLE_FILE, message)
                    .at(place, "will not be overwritten")
                    .help("delete the row, or give it another name in a column `file`"),
            );
        }
        sources.sort_by(|a, b| a.path().cmp(b.path()));
        let mut of_library = Report::default();
        let kept = of_library.take(link::kept(&sources, &files, &config));
        let documents = parse::documents(&kept.sources, &config, &[])
            .into_iter()
            .map(|parsed| of_library.take(parsed))
            .collect();
        of_library.take(link::linked(documents, kept.others, &config, publication));
        let of_library = of_library.on(()).findings;
        report.all(findings(&table, &source, format, of_library));
        let findings = strictly(report.on(()), &config).findings;
        Rows {
            folder,
            source,
            table,
            sources,
            findings,
        }
    }

    /// Returns the text of a file, for the lines that findings point at.
    fn text(&self, path: &FilePath) -> Option<Cow<'_, str>> {
        if *path == self.source.path {
            return Some(self.source.text.as_str().into());
        }
        let number = self
            .sources
            .binary_search_by(|source| source.path().cmp(path))
            .ok()?;
        Some(self.sources[number].text_from(0))
    }

    /// Reports a row whose file could not be written.
    fn report_unwritten(&self, error: &CreateError, printer: &Printer) -> Outcome {
        let (path, why, outcome) = match error {
            CreateError::Exists(path) => (path, "it exists now".to_owned(), Outcome::Use),
            CreateError::Disk { path, error } => (path, plain(error), Outcome::Outside),
        };
        let row = self
            .table
            .rows
            .iter()
            .find(|row| path.ends_with(&*row.file.path))
            .expect("only files of rows are written");
        let message = format!("row {}: cannot write {}: {why}", row.number, path.display());
        let place = row.place(&Place::file(row.file.path.clone()), &self.source);
        let finding = Finding::error(rules::TABLE_FILE, message).at(place, "this row");
        printer.report(&[finding], &|path| self.text(path));
        printer.print("1 error: nothing was written");
        outcome
    }
}
