//! All that a run prints: findings in the chosen format, remarks for people, results for programs.
//!
//! Results go to stdout, so that they can be piped, and so do findings in formats for programs.
//! Findings for people and remarks go to stderr. No command prints both a result and findings.
//!
//! All of it passes here, and what an author wrote is made fit for a log: findings by
//! `report`, and every other line by `print_line`.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::{env, fs};

use clap::ValueEnum;

use super::Outcome;
use crate::host::disk::plain;
use crate::report::{self, Finding, Note, Texts, json_for_log};
use crate::source::line_for_log;

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// For people: the line itself, with a caret below the words
    Human,
    /// One line each: file:line:column: severity[rule]: message
    Short,
    /// One JSON object on each line
    Json,
    /// Annotations and a step summary for GitHub Actions
    Github,
    /// One SARIF document
    Sarif,
}

/// Prints what a run has to say about one library.
#[derive(Debug, Clone)]
pub(super) struct Printer {
    pub(super) format: OutputFormat,
    /// The library's folder. Code hosts want paths from the top of the repository it is in.
    pub(super) root: PathBuf,
}

impl Printer {
    /// Reports findings. Called once in a run, because some formats are one document.
    ///
    /// `texts` looks up the files that the findings point at.
    pub(super) fn report(&self, findings: &[Finding], texts: &Texts) {
        self.report_with_notes(&[], findings, texts);
    }

    /// Reports findings, together with what the run has done to files.
    ///
    /// Only SARIF has a place for notes; for other formats they are printed as files are fixed.
    pub(super) fn report_with_notes(&self, notes: &[Note], findings: &[Finding], texts: &Texts) {
        let root = path_in_repository(&self.root);
        let format = match self.format {
            OutputFormat::Human => report::Format::Human { colour: true },
            OutputFormat::Short => report::Format::Short,
            OutputFormat::Json => report::Format::Json,
            OutputFormat::Github => report::Format::Github { token: token() },
            OutputFormat::Sarif => {
                return self.write(&report::sarif(findings, notes, &root, texts));
            }
        };
        self.write(&report::formatted(findings, format, &root, texts));
        if self.format == OutputFormat::Github {
            write_step_summary(&report::summary(findings, &root, texts));
        }
    }

    /// Writes findings where programs or people look for them.
    fn write(&self, text: &str) {
        match self.format {
            OutputFormat::Json | OutputFormat::Github | OutputFormat::Sarif => {
                write_to_stdout(text)
            }
            _ => write(text),
        }
    }

    /// Prints a line of JSON that belongs to the findings.
    pub(super) fn print_json(&self, value: &serde_json::Value) {
        self.write(&format!("{}\n", json_for_log(&value.to_string())));
    }

    /// Prints a line to stderr, unless only programs read the output.
    pub(super) fn print(&self, words: &str) {
        if !matches!(self.format, OutputFormat::Json | OutputFormat::Sarif) {
            print_line(words);
        }
    }
}

/// Returns the path from the top of the repository to the library, ending with `/` unless it is
/// empty. Without a repository the path starts at the current folder.
fn path_in_repository(root: &Path) -> String {
    let from_here = || {
        root.strip_prefix(env::current_dir().unwrap_or_default())
            .unwrap_or(root)
            .to_owned()
    };
    let path = path_from_top(root).unwrap_or_else(from_here);
    path.components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| format!("{}/", part.as_os_str().to_string_lossy()).replace("//", "/"))
        .collect()
}

fn path_from_top(root: &Path) -> Option<PathBuf> {
    let library = fs::canonicalize(root).ok()?;
    // `.git` is a file in a linked work tree.
    let top = library
        .ancestors()
        .find(|folder| folder.join(".git").exists())?;
    library.strip_prefix(top).ok().map(Path::to_owned)
}

/// Appends to the summary of the workflow step, if this runs in one.
fn write_step_summary(text: &str) {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY") else {
        return;
    };
    if path.is_empty() || text.is_empty() {
        return;
    }
    let written = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    if let Err(error) = written {
        print_line(&format!(
            "warning: cannot write the step summary: {}",
            plain(&error)
        ));
    }
}

/// True once something could not be printed, for example to a log on a full disk.
static HAS_FAILED: AtomicBool = AtomicBool::new(false);

/// Prints a line to stderr, whatever the format. It stays one line, whatever is in it.
///
/// A line that cannot be printed stops nothing: [`final_outcome`] accounts for it at the end.
pub(super) fn print_line(words: &str) {
    write(&format!("{}\n", line_for_log(words)));
}

/// Prints an error that belongs to no file, and what to do about it. `help` may be empty.
pub(super) fn print_error(message: &str, help: &str) {
    print_line(&format!("error: {message}"));
    if !help.is_empty() {
        print_line(&format!("  = help: {help}"));
    }
}

/// Prints that a file could not be written, and that nothing was.
pub(super) fn print_unwritten(path: &Path, error: &io::Error) {
    print_error(
        &format!("cannot write {}: {}", path.display(), plain(error)),
        "",
    );
    print_line("  nothing was written");
}

/// Returns a number that an author cannot guess.
fn token() -> u128 {
    // Each has random keys of its own.
    let random = || u128::from(RandomState::new().hash_one(()));
    random() << 64 | random()
}

fn write(text: &str) {
    // anstream removes colours where they would not show.
    let written = anstream::stderr().lock().write_all(text.as_bytes());
    let has_failed = written.is_err_and(|error| !is_closed(&error));
    HAS_FAILED.fetch_or(has_failed, Ordering::Relaxed);
}

/// Writes findings to stdout, as a document or lines for programs.
fn write_to_stdout(text: &str) {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    let has_failed = written.is_err_and(|error| !is_closed(&error));
    HAS_FAILED.fetch_or(has_failed, Ordering::Relaxed);
}

/// Writes a result to stdout.
pub(super) fn write_result(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Outcome::Fine,
        Err(error) if is_closed(&error) => Outcome::Fine,
        Err(error) => {
            print_error(&format!("cannot write the output: {}", plain(&error)), "");
            Outcome::Outside
        }
    }
}

/// Writes a result with colours to stdout, without them where they would not show.
#[cfg(feature = "search")]
pub(super) fn write_coloured_result(text: &str) -> Outcome {
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Outcome::Fine,
        Err(error) if is_closed(&error) => Outcome::Fine,
        Err(error) => {
            print_error(&format!("cannot write the output: {}", plain(&error)), "");
            Outcome::Outside
        }
    }
}

/// Returns whether output failed because the reader had enough, as `head` has. That is no error.
pub(super) fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Returns the outcome of a run, which is `Outside` if something could not be printed.
pub(super) fn final_outcome(outcome: Outcome) -> Outcome {
    if HAS_FAILED.load(Ordering::Relaxed) {
        Outcome::Outside
    } else {
        outcome
    }
}
