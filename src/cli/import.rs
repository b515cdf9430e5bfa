//! `casebook import`: a spreadsheet's rows as case studies, all of them or none.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::library::{Asked, Library, Read, asked, beside};
use super::tell::{Counts, Format, counted, say, show};
use crate::compile::{Inputs, strictly};
use crate::form::table::{self, How, findings};
use crate::host::create::{NotCreated, create};
use crate::host::read;
use crate::report::{Finding, Reported, rules};
use crate::source::{FilePath, Place};
use crate::{link, parse};

#[derive(Debug, Args)]
pub struct Import {
    /// The library's folder, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// A table as CSV in UTF-8; its first row names the columns
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// What stands between several topics in one cell [default: a semicolon]
    #[arg(long, value_name = "TEXT")]
    between: Option<String>,
    /// Which number of 03/04/2024 is the day
    #[arg(long, value_name = "ORDER")]
    dates: Option<DateOrder>,
    /// How mistakes are written
    #[arg(long, default_value = "human")]
    format: Format,
    /// Look for mistakes, and write nothing
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DateOrder {
    DayFirst,
    MonthFirst,
}

pub fn run(import: &Import) -> Outcome {
    let Import {
        root,
        file,
        between,
        dates,
        format,
        check,
    } = import;
    let library = Library::whole(root, *format);
    let Reported {
        value: source,
        findings: of_letters,
    } = match read::table(file) {
        Ok(Ok(read)) => read,
        Ok(Err(finding)) => {
            show(&[*finding], &library, &|_| None);
            say(*format, "1 error: nothing was written");
            return Outcome::Content;
        }
        Err(error) => {
            show(
                &[read::unreadable(&file.to_string_lossy(), &error)],
                &library,
                &|_| None,
            );
            say(*format, "1 error: nothing was written");
            return Outcome::Outside;
        }
    };
    let Asked {
        read: Read { inputs, .. },
        form,
        ..
    } = match asked(&library) {
        Ok(asked) => asked,
        Err(outcome) => return outcome,
    };
    let Inputs {
        config,
        sources,
        files,
        choice,
        ..
    } = inputs;
    let dates = dates.map(|order| match order {
        DateOrder::DayFirst => table::DateOrder::DayFirst,
        DateOrder::MonthFirst => table::DateOrder::MonthFirst,
    });
    let how = How {
        between: between.as_deref(),
        dates,
    };
    let reported = table::table(&source, &form, how);
    let (table, mut found) = (reported.value, reported.findings);
    found.extend(of_letters);

    // The library as it would be, so that a row is told all that a file would be told.
    let there = sources;
    let mut sources = there.clone();
    for row in &table.rows {
        match there
            .binary_search_by(|there| there.path().cmp(&row.file.path))
            .is_ok()
        {
            true => found.push(
                Finding::error(
                    rules::TABLE_FILE,
                    format!("row {}: there is a {} already", row.number, row.file.path),
                )
                .at(
                    row.place(&Place::file(row.file.path.clone()), &source),
                    "not written over",
                )
                .help("delete the row, or give it another name in a column `file`"),
            ),
            false => sources.push(Arc::new(row.file.clone().into())),
        }
    }
    sources.sort_by(|a, b| a.path().cmp(b.path()));
    let parsed = parse::documents(&sources, &config, &[]);
    let mut of_library = vec![];
    let documents = parsed.into_iter().map(|parsed| {
        of_library.extend(parsed.findings);
        parsed.value
    });
    let documents = documents.collect();
    of_library.extend(link::library(documents, files, &config, choice).findings);
    found.extend(findings(&table, &source, how, of_library));
    let found = strictly(
        Reported {
            value: (),
            findings: found,
        },
        &config,
    )
    .findings;
    let texts = |path: &FilePath| match sources.binary_search_by(|source| source.path().cmp(path)) {
        _ if *path == source.path => Some(source.text.as_str().into()),
        Ok(number) => Some(sources[number].text_from(0)),
        Err(_) => None,
    };
    show(&found, &library, &texts);
    let counts = Counts::of(&found);
    let rows = counted(table.rows.len(), "row", "rows");
    if counts.errors > 0 || *check {
        say(
            *format,
            &format!("Read {rows}: {}; nothing was written", counts.in_words()),
        );
        return if counts.errors > 0 {
            Outcome::Content
        } else {
            Outcome::Fine
        };
    }
    let written: Vec<(String, String)> = table
        .rows
        .iter()
        .map(|row| (row.file.path.to_string(), row.file.text.clone()))
        .collect();
    if let Err(stop) = create(root, &written) {
        let (path, why, outcome) = match &stop {
            NotCreated::Exists(path) => (path, "it has come meanwhile".to_owned(), Outcome::Use),
            NotCreated::Disk { path, error } => (path, read::plain(error), Outcome::Outside),
        };
        let row = table
            .rows
            .iter()
            .find(|row| *row.file.path == **path)
            .expect("the files are those of rows");
        let message = format!(
            "row {}: {} cannot be written: {why}",
            row.number,
            beside(root, path).display()
        );
        let place = row.place(&Place::file(row.file.path.clone()), &source);
        show(
            &[Finding::error(rules::TABLE_FILE, message).at(place, "this row")],
            &library,
            &texts,
        );
        say(*format, "1 error: nothing was written");
        return outcome;
    }
    let written = counted(written.len(), "case study", "case studies");
    let warnings = if counts.warnings > 0 {
        format!(" ({})", counts.in_words())
    } else {
        String::new()
    };
    say(
        *format,
        &format!(
            "Wrote {written} to {}{warnings}",
            beside(root, &form.folder).display()
        ),
    );
    Outcome::Fine
}
