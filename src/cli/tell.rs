//! What a run says: its findings in the format asked for, how it went, how long it took.

use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

use clap::ValueEnum;

use super::Outcome;
use super::library::{Library, Read};
use crate::compile::Phase;
use crate::host::read::plain;
use crate::report::{self, Finding, Note, Severity};
use crate::source::FilePath;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the line itself and a caret
    Human,
    /// One line each: file:line:column: severity[rule]: message
    Short,
    /// One JSON object a line
    Json,
    /// Commands of a GitHub workflow, and the step's summary
    Github,
    /// One SARIF document
    Sarif,
}

/// Writes what was found in a library to stderr.
pub fn tell(findings: &[Finding], library: &Library, read: &Read) {
    tell_after(&[], findings, library, read);
}

/// Writes what was found in a library to stderr, after what was done to its files.
pub fn tell_after(notes: &[Note], findings: &[Finding], library: &Library, read: &Read) {
    let Read {
        inputs, settings, ..
    } = read;
    let settings =
        |path: &FilePath| (*path == settings.path).then_some(settings.text.as_str().into());
    show_after(notes, findings, library, &|path| {
        inputs.text(path).or_else(|| settings(path))
    });
}

/// Writes findings to stderr, all of a run at once: some formats are one document.
pub fn show(findings: &[Finding], library: &Library, texts: &report::Texts) {
    show_after(&[], findings, library, texts);
}

/// Writes findings, after notes on what was done to files; formats that are not one document have
/// had those already.
pub fn show_after(notes: &[Note], findings: &[Finding], library: &Library, texts: &report::Texts) {
    let format = match library.format {
        Format::Human => report::Format::Human { colour: true },
        Format::Short => report::Format::Short,
        Format::Json => report::Format::Json,
        Format::Github => report::Format::Github,
        Format::Sarif => report::Format::Sarif,
    };
    let root = way_to(&library.root);
    let text = match format {
        report::Format::Sarif => report::document(findings, notes, &root, texts),
        format => report::show(findings, format, &root, texts),
    };
    write(&text);
    if library.format == Format::Github {
        summarise(&report::summary(findings, &root, texts));
    }
}

/// The way to the library from the top of its repository, or else from here, as code hosts want it:
/// with a slash at its end, or empty.
fn way_to(root: &Path) -> String {
    let here = || {
        root.strip_prefix(env::current_dir().unwrap_or_default())
            .unwrap_or(root)
            .to_owned()
    };
    let parts = from_top(root).unwrap_or_else(here);
    let parts = parts.components().filter(|part| *part != Component::CurDir);
    parts
        .map(|part| format!("{}/", part.as_os_str().to_string_lossy()).replace("//", "/"))
        .collect()
}

fn from_top(root: &Path) -> Option<PathBuf> {
    let library = fs::canonicalize(root).ok()?;
    // In a further work tree it is a file.
    let top = library
        .ancestors()
        .find(|folder| folder.join(".git").exists())?;
    library.strip_prefix(top).ok().map(Path::to_owned)
}

/// Adds to the summary of the workflow's step, where this runs in one.
fn summarise(text: &str) {
    let Some(path) =
        env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty() && !text.is_empty())
    else {
        return;
    };
    let added = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    if let Err(error) = added {
        line(&format!(
            "the step's summary cannot be written: {}",
            plain(&error)
        ));
    }
}

/// Whether something was said that nobody could hear, such as into a log on a disk that is full.
static UNHEARD: AtomicBool = AtomicBool::new(false);

/// Writes a line to stderr. What cannot be written is remembered for the end, and stops nothing.
pub fn line(words: &str) {
    write(&format!("{words}\n"));
}

fn write(text: &str) {
    // anstream takes the colour out where nobody would see it.
    let written = anstream::stderr().lock().write_all(text.as_bytes());
    UNHEARD.fetch_or(
        written.is_err_and(|error| !is_closed(&error)),
        Ordering::Relaxed,
    );
}

/// Who reads no further has enough.
pub fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// What a run ends with, once it is known whether all that it said was written.
pub fn heard(outcome: Outcome) -> Outcome {
    if UNHEARD.load(Ordering::Relaxed) {
        Outcome::Outside
    } else {
        outcome
    }
}

/// Says how the run went, where the format is for people.
pub fn say(format: Format, words: &str) {
    if !matches!(format, Format::Json | Format::Sarif) {
        line(words);
    }
}

/// Errors of settings and theme are the maintainer's.
pub fn outcome_of(findings: &[Finding]) -> Outcome {
    let mut errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .peekable();
    if errors.peek().is_none() {
        Outcome::Fine
    } else if errors.all(is_maintainers) {
        Outcome::Use
    } else {
        Outcome::Content
    }
}

fn is_maintainers(finding: &Finding) -> bool {
    let of_theme = finding
        .place
        .as_ref()
        .is_some_and(|place| place.file.starts_with("themes/"));
    of_theme || finding.rule.is_about_theme()
}

#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
}

impl Counts {
    pub fn of(findings: &[Finding]) -> Counts {
        let errors = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count();
        Counts {
            errors,
            warnings: findings.len() - errors,
        }
    }

    pub fn in_words(self) -> String {
        let errors = counted(self.errors, "error", "errors");
        let warnings = counted(self.warnings, "warning", "warnings");
        match (self.errors, self.warnings) {
            (0, 0) => "no problems found".to_owned(),
            (_, 0) => errors,
            (0, _) => warnings,
            _ => format!("{errors}, {warnings}"),
        }
    }
}

pub fn counted(count: usize, one: &str, many: &str) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if count == 1 { one } else { many })
}

pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// How long each phase took.
pub struct Clock {
    start: Instant,
    laps: Vec<(&'static str, Instant)>,
}

impl Clock {
    pub fn start() -> Clock {
        Clock {
            start: Instant::now(),
            laps: vec![],
        }
    }

    pub fn lap(&mut self, phase: &'static str) {
        self.laps.push((phase, Instant::now()));
    }

    pub fn total(&self) -> Duration {
        self.start.elapsed()
    }

    pub fn tell(&self) {
        let mut last = self.start;
        for (phase, end) in &self.laps {
            line(&format!(
                "{phase:>8} {:>8.1} ms",
                (*end - last).as_secs_f64() * 1000.0
            ));
            last = *end;
        }
    }
}

/// A phase as `--timings` names it.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Parse => "parse",
        Phase::Link => "link",
        Phase::Plan => "plan",
    }
}

/// Says that a file could not be written, and that therefore nothing was.
pub fn unwritten(path: &Path, error: &io::Error) -> Outcome {
    line(&format!(
        "error: {} cannot be written: {}\n  nothing was written",
        path.display(),
        plain(error)
    ));
    Outcome::Outside
}

/// Writes what was asked for to stdout.
pub fn result(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Outcome::Fine,
        Err(error) if is_closed(&error) => Outcome::Fine,
        Err(error) => {
            line(&format!(
                "error: the result cannot be written: {}",
                plain(&error)
            ));
            Outcome::Outside
        }
    }
}
