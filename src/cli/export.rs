//! `casebook export`: the case studies as a table for spreadsheets, or as data for programs.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::library::{LibraryArgs, WithForm, load_with_form};
use super::printer::{OutputFormat, write_result};
use crate::form::table::{csv, json};
use crate::parse::Kind;
use crate::report::{Finding, FindingCounts, Severity};
use crate::source::{FilePath, Source};

#[derive(Debug, Args)]
pub(super) struct Export {
    /// Folder of the library, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Print CSV for spreadsheets (the default)
    #[arg(long, group = "as")]
    csv: bool,
    /// Print JSON for programs
    #[arg(long, group = "as")]
    json: bool,
    /// How problems are printed
    #[arg(long, default_value = "human")]
    format: OutputFormat,
}

pub(super) fn run(args: &Export) -> Outcome {
    let library = LibraryArgs::whole(&args.root, args.format);
    let WithForm {
        loaded,
        linked,
        form,
    } = match load_with_form(&library) {
        Ok(read) => read,
        Err(outcome) => return outcome,
    };
    // A value that cannot be read would be missing from the export.
    let errors: Vec<Finding> = loaded
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .cloned()
        .collect();
    if !errors.is_empty() {
        let printer = library.printer();
        printer.report(&errors, &|path| loaded.text(path));
        let counts = FindingCounts::of(&errors).in_words();
        printer.print(&format!("{counts}: nothing was exported"));
        return Outcome::Content;
    }
    let folder = format!("{}/", form.folder);
    // The introduction to the list of all case studies is in the same folder.
    let introductions: Vec<_> = linked
        .library
        .documents
        .values()
        .filter(|document| document.kind == Kind::All)
        .collect();
    let is_study = |path: &FilePath| {
        path.starts_with(&folder) && introductions.iter().all(|page| page.path != *path)
    };
    let sources: Vec<Cow<Source>> = loaded
        .inputs
        .sources
        .iter()
        .filter(|source| is_study(source.path()))
        .map(|stored| stored.source())
        .collect();
    let studies: Vec<&Source> = sources.iter().map(|source| &**source).collect();
    write_result(&if args.json {
        json(&form, &studies)
    } else {
        csv(&form, &studies)
    })
}
