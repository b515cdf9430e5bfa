//! `casebook export`: the case studies as a table for spreadsheets, or as data for programs.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::library::{Asked, Library, asked};
use super::tell::{Counts, Format, result, say, tell};
use crate::form::table::{csv, json};
use crate::parse::Kind;
use crate::report::{Finding, Severity};
use crate::source::{FilePath, Source};

#[derive(Debug, Args)]
pub struct Export {
    /// The library's folder, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// A table for spreadsheets (this is the default)
    #[arg(long, group = "as")]
    csv: bool,
    /// Data for programs
    #[arg(long, group = "as")]
    json: bool,
    /// How mistakes are written
    #[arg(long, default_value = "human")]
    format: Format,
}

pub fn run(export: &Export) -> Outcome {
    let library = Library::whole(&export.root, export.format);
    let Asked { read, linked, form } = match asked(&library) {
        Ok(asked) => asked,
        Err(outcome) => return outcome,
    };
    // What cannot be read would be lost on the way.
    let errors: Vec<Finding> = read
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .cloned()
        .collect();
    if !errors.is_empty() {
        tell(&errors, &library, &read);
        say(
            export.format,
            &format!("{}: nothing was exported", Counts::of(&errors).in_words()),
        );
        return Outcome::Content;
    }
    let below = format!("{}/", form.folder);
    // What stands above the list of all is in the folder too.
    let above: Vec<_> = linked
        .documents
        .iter()
        .filter(|document| document.kind == Kind::All)
        .collect();
    let is_study =
        |path: &FilePath| path.starts_with(&below) && above.iter().all(|above| above.path != *path);
    let stored = read
        .inputs
        .sources
        .iter()
        .filter(|source| is_study(source.path()));
    let sources: Vec<Cow<Source>> = stored.map(|stored| stored.source()).collect();
    let studies: Vec<&Source> = sources.iter().map(|source| &**source).collect();
    result(&if export.json {
        json(&form, &studies)
    } else {
        csv(&form, &studies)
    })
}
