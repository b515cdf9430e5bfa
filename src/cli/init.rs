//! `casebook init`: a new library that builds at once.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::library::beside;
use super::tell::{line, unwritten};
use crate::config;
use crate::host::create::{NotCreated, create};

#[derive(Debug, Args)]
pub struct Init {
    /// The folder of the new library; it may hold other files already
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// What a new library begins with.
const FILES: [(&str, &str); 7] = [
    (config::FILE, include_str!("starter/casebook.yaml")),
    ("content/index.md", include_str!("starter/index.md")),
    ("content/about.md", include_str!("starter/about.md")),
    ("content/submit.md", include_str!("starter/submit.md")),
    (
        "content/case-studies/example.md",
        include_str!("starter/example.md"),
    ),
    ("README.md", include_str!("starter/README.md")),
    (".gitignore", include_str!("starter/gitignore")),
];

/// The model of a statement, which only its publisher can make true.
const STATEMENT: &str = include_str!("../../content/accessibility-statement.md");

pub fn run(init: &Init) -> Outcome {
    let Init { folder } = init;
    let files: Vec<(String, String)> = FILES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .chain([(
            "content/accessibility-statement.md".to_owned(),
            unpublished(STATEMENT),
        )])
        .collect();
    match create(folder, &files) {
        Ok(()) => {}
        Err(NotCreated::Exists(path)) => {
            line(&format!(
                "error: there is a {} already: nothing was written\n  = help: choose a folder without a library in it",
                beside(folder, &path).display()
            ));
            return Outcome::Use;
        }
        Err(NotCreated::Disk { path, error }) => return unwritten(&beside(folder, &path), &error),
    }
    let written: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let here = folder.as_os_str() == ".";
    let go = if here {
        String::new()
    } else {
        format!("  cd {}\n", folder.display())
    };
    line(&format!(
        "Made a library in {}: {}

Look at it:
{go}  casebook serve --open

Then make it yours:
  - casebook.yaml: its name, its address, what it is filtered by
  - casebook new \"A title\": your first case study; then delete the example
  - content/accessibility-statement.md: a model; fill it in, then delete its line `draft: true`",
        folder.display(),
        written.join(", "),
    ));
    Outcome::Fine
}

/// The statement as a draft: its review date is its publisher's to give.
fn unpublished(statement: &str) -> String {
    let lines = statement.lines().map(|line| {
        if line.starts_with("reviewed:") {
            "draft: true"
        } else {
            line
        }
    });
    lines.map(|line| format!("{line}\n")).collect()
}
