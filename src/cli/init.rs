//! `casebook init`: a new library that builds without errors.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::printer::{print_error, print_line, print_unwritten};
use crate::config;
use crate::host::create::{CreateError, create, open_or_new};

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder for the new library (it may hold other files)
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// The files that a new library starts with.
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

/// A model statement. Only its publisher can make it true.
const STATEMENT: &str = include_str!("../../content/accessibility-statement.md");

/// What to do once the files are there.
const NEXT_STEPS: [&str; 6] = [
    "  casebook serve --open",
    "",
    "To make it yours:",
    "  - casebook.yaml: set the title, the address and the topics",
    "  - casebook new \"A title\": write your first case study, then delete the example",
    "  - content/accessibility-statement.md: fill it in, then delete the line `draft: true`",
];

pub(super) fn run(args: &Init) -> Outcome {
    let folder = &args.folder;
    let statement = (
        "content/accessibility-statement.md".to_owned(),
        as_draft(STATEMENT),
    );
    let files: Vec<(String, String)> = FILES
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .chain([statement])
        .collect();
    let created = open_or_new(folder).and_then(|folder| create(&folder, &files));
    match created {
        Ok(()) => {}
        Err(CreateError::Exists(path)) => {
            print_error(
                &format!("{} already exists; nothing was written", path.display()),
                "choose a folder that has no library in it",
            );
            return Outcome::Use;
        }
        Err(CreateError::Disk { path, error }) => {
            print_unwritten(&path, &error);
            return Outcome::Outside;
        }
    }
    let written: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    print_line(&format!(
        "Created a library in {}: {}",
        folder.display(),
        written.join(", ")
    ));
    print_line("");
    print_line("To see it:");
    if folder.as_os_str() != "." {
        print_line(&format!("  cd {}", folder.display()));
    }
    for line in NEXT_STEPS {
        print_line(line);
    }
    Outcome::Fine
}

/// Returns the statement as a draft. Its review date is for its publisher to give.
fn as_draft(statement: &str) -> String {
    let lines = statement.lines().map(|line| {
        if line.starts_with("reviewed:") {
            "draft: true"
        } else {
            line
        }
    });
    lines.map(|line| format!("{line}\n")).collect()
}
