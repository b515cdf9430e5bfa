//! What a run says: its findings in the format asked for, how it went, how long it took.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use super::Outcome;
use crate::compile::{Inputs, Phase};
use crate::host::read::plain;
use crate::report::{self, Finding, Severity};
use crate::source::FilePath;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the line itself and a caret
    Human,
    /// One line each: file:line:column: severity[rule]: message
    Short,
    /// One JSON object a line
    Json,
}

pub fn tell(findings: &[Finding], format: Format, inputs: &Inputs) {
    let themes: BTreeMap<&FilePath, &str> =
        inputs.theme.iter().filter_map(|file| Some((&file.path, std::str::from_utf8(&file.bytes).ok()?))).collect();
    let texts = |path: &FilePath| {
        let source = inputs.sources.binary_search_by(|source| source.path.cmp(path)).ok();
        source.map(|number| inputs.sources[number].text.as_str()).or_else(|| themes.get(path).copied())
    };
    show(findings, format, &texts);
}

/// Writes findings to stderr, in the order of their places.
pub fn show(findings: &[Finding], format: Format, texts: &report::Texts) {
    let format = match format {
        Format::Human => report::Format::Human { colour: true },
        Format::Short => report::Format::Short,
        Format::Json => report::Format::Json,
    };
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| (finding.place.clone(), finding.severity, finding.rule));
    // anstream takes the colour out where nobody would see it.
    let mut err = anstream::stderr().lock();
    for finding in sorted {
        let _ = write!(err, "{}", report::show(finding, format, texts));
    }
}

/// Says how the run went: for people only, since JSON is for programs.
pub fn say(format: Format, line: &str) {
    if format != Format::Json {
        anstream::eprintln!("{line}");
    }
}

/// Errors of settings and theme are the maintainer's.
pub fn outcome_of(findings: &[Finding]) -> Outcome {
    let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error).peekable();
    if errors.peek().is_none() {
        Outcome::Fine
    } else if errors.all(|finding| finding.rule.starts_with("template-") || finding.rule.starts_with("theme-")) {
        Outcome::Use
    } else {
        Outcome::Content
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
}

impl Counts {
    pub fn of(findings: &[Finding]) -> Counts {
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        Counts { errors, warnings: findings.len() - errors }
    }

    pub fn in_words(self) -> String {
        let errors = counted(self.errors, "error", "errors");
        let warnings = counted(self.warnings, "warning", "warnings");
        match (self.errors, self.warnings) {
            (0, 0) => "nothing to mend".to_owned(),
            (_, 0) => errors,
            (0, _) => warnings,
            _ => format!("{errors} and {warnings}"),
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
        Clock { start: Instant::now(), laps: vec![] }
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
            anstream::eprintln!("{phase:>8} {:>8.1} ms", (*end - last).as_secs_f64() * 1000.0);
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
    anstream::eprintln!("error: {} cannot be written: {}\n  nothing was written", path.display(), plain(error));
    Outcome::Outside
}

/// Writes what was asked for to stdout.
pub fn result(text: &str) -> Outcome {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Outcome::Fine,
        // Who reads no further has enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Fine,
        Err(error) => {
            anstream::eprintln!("error: the result cannot be written: {}", plain(&error));
            Outcome::Outside
        }
    }
}
