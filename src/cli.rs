//! The command line: arguments in, messages and exit codes out.
#![allow(clippy::disallowed_methods, reason = "the clock, for how long a build took")]

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::compile::{Inputs, Phase, compile};
use crate::config::{self, Config, config};
use crate::host::publish::{self, PublishError, Published};
use crate::host::read;
use crate::link::Choice;
use crate::parse::date::{Date, FORMS};
use crate::render::{Content, Site};
use crate::report::{self, Finding, Report, Severity};
use crate::source::{FilePath, Place, Source};

/// Turns a folder of Markdown case studies into a searchable, accessible website.
#[derive(Debug, Parser)]
#[command(version, about, disable_help_subcommand = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colour
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site
    Build(Build),
    /// Look for mistakes, and write nothing
    Check(Check),
}

#[derive(Debug, Args)]
struct Build {
    #[command(flatten)]
    library: Library,
    /// Where the site is written [default: dist in the library's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Publish at this address, not at that of the settings
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Say how long each phase took
    #[arg(long)]
    timings: bool,
}

#[derive(Debug, Args)]
struct Check {
    #[command(flatten)]
    library: Library,
}

#[derive(Debug, Args)]
struct Library {
    /// The library's folder, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// The day on which `expires` is looked at [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
    /// How mistakes are written
    #[arg(long, default_value = "human")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the line itself and a caret
    Human,
    /// One line each: file:line:column: severity[rule]: message
    Short,
    /// One JSON object a line
    Json,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|_| FORMS.to_owned())
}

/// What a run ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine = 0,
    /// The content has errors.
    Content = 1,
    /// Wrong use, or wrong settings or theme.
    Use = 2,
    /// The disk or the network failed.
    Outside = 3,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = error.exit_code();
            // A closed pipe is no reason to say more.
            let _ = error.print();
            return ExitCode::from(u8::try_from(code).unwrap_or(2));
        }
    };
    match cli.color {
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
        ColorChoice::Auto => anstream::ColorChoice::Auto.write_global(),
    }
    let outcome = match cli.command {
        Command::Build(build) => run_build(&build),
        Command::Check(check) => run_check(&check),
    };
    ExitCode::from(outcome as u8)
}

fn run_build(build: &Build) -> Outcome {
    let mut clock = Clock::start();
    let inputs = match inputs(&build.library, build.base_url.as_deref(), &mut clock) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let out = build.out.clone().unwrap_or_else(|| beside(&build.library.root, "dist"));
    let shown = out.display();
    let format = build.library.format;
    let mut reported = compile(&inputs.inputs, &mut |phase| clock.lap(name(phase)));
    reported.findings.extend(inputs.findings);
    let counts = Counts::of(&reported.findings);
    tell(&reported.findings, format, &inputs.inputs);
    if counts.errors > 0 {
        say(format, &format!("{}: nothing was published, {shown} is as it was", counts.in_words()));
        return outcome_of(&reported.findings);
    }
    let site = reported.value;
    let size = site.size();
    let published = write(&site, &out, &build.library.root);
    clock.lap("publish");
    if build.timings {
        clock.tell();
    }
    match published {
        Ok(published) => {
            let warnings = if counts.warnings > 0 { format!(" ({})", counts.in_words()) } else { String::new() };
            let Published { files, written, removed, .. } = published;
            let removed = if removed > 0 { format!(", {removed} removed") } else { String::new() };
            say(
                format,
                &format!(
                    "Built {} in {shown}: {files} files, {written} written{removed}, in {}{warnings}",
                    counted(size.studies, "case study", "case studies"),
                    seconds(clock.total()),
                ),
            );
            Outcome::Fine
        }
        Err(Stop::Template(finding)) => {
            tell(&[*finding], format, &inputs.inputs);
            say(format, &format!("1 error: nothing was published, {shown} is as it was"));
            Outcome::Use
        }
        Err(Stop::Publish(error)) => {
            anstream::eprintln!("error: {error}");
            if matches!(error, PublishError::Disk { .. } | PublishError::Leftover { .. } | PublishError::Busy { .. }) {
                Outcome::Outside
            } else {
                Outcome::Use
            }
        }
    }
}

fn run_check(check: &Check) -> Outcome {
    let mut clock = Clock::start();
    let inputs = match inputs(&check.library, None, &mut clock) {
        Ok(inputs) => inputs,
        Err(outcome) => return outcome,
    };
    let format = check.library.format;
    let mut reported = compile(&inputs.inputs, &mut |phase| clock.lap(name(phase)));
    reported.findings.extend(inputs.findings);
    let pages = (0..reported.value.size().files).into_par_iter().map(|number| reported.value.content(number));
    // One template at fault says so on every page: the first will do.
    let failed = pages.filter_map(Result::err).find_first(|_| true).map(|finding| *finding);
    reported.findings.extend(failed);
    tell(&reported.findings, format, &inputs.inputs);
    let counts = Counts::of(&reported.findings);
    let studies = counted(reported.value.size().studies, "case study", "case studies");
    say(format, &format!("Checked {studies} in {}: {}", seconds(clock.total()), counts.in_words()));
    outcome_of(&reported.findings)
}

/// A path in the library's folder, as a person standing there would write it.
fn beside(root: &Path, name: &str) -> PathBuf {
    if root == Path::new(".") { PathBuf::from(name) } else { root.join(name) }
}

/// What was read, and what there was to say of it.
struct Read {
    inputs: Inputs,
    findings: Vec<Finding>,
}

/// Reads the library; says what is wrong where it cannot go on.
fn inputs(library: &Library, base_url: Option<&str>, clock: &mut Clock) -> Result<Read, Outcome> {
    let Library { root, drafts, today, format } = library;
    let source = read::settings(root).map_err(|error| {
        let file = beside(root, config::FILE);
        match error.kind() {
            io::ErrorKind::NotFound => anstream::eprintln!(
                "error: there is no {}\n  = help: run casebook in the library's folder, or name it with `--root`",
                file.display()
            ),
            io::ErrorKind::InvalidData => anstream::eprintln!(
                "error: {} is not UTF-8\n  = help: in your editor choose “Save with encoding”, then UTF-8",
                file.display()
            ),
            _ => anstream::eprintln!("error: {} cannot be read: {}", file.display(), read::plain(&error)),
        }
        let is_use = matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData);
        if is_use { Outcome::Use } else { Outcome::Outside }
    })?;
    let config = settings(&source, root, base_url, *format)?;
    let theme = read::theme(root, &config).map_err(|error| {
        anstream::eprintln!("error: the theme cannot be read: {}", read::plain(&error));
        Outcome::Outside
    })?;
    let content = read::content(root);
    clock.lap("read");
    let choice = Choice { drafts: *drafts, today: today.unwrap_or_else(read::today) };
    let read::Content { sources, files } = content.value;
    Ok(Read { inputs: Inputs { config, sources, files, theme, choice }, findings: content.findings })
}

fn settings(source: &Source, root: &Path, base_url: Option<&str>, format: Format) -> Result<Config, Outcome> {
    let mut report = Report::default();
    let mut config = report.take(config(source));
    if let Some(url) = base_url {
        match config::base(url) {
            Some(base) => config.base = base,
            None => {
                report.add(
                    Finding::error("settings-address", format!("`{url}` is not a web address"))
                        .help("for example `--base-url https://example.org/case-studies/`"),
                );
            }
        }
    }
    if !read::has_theme(root, &config) {
        report.add(
            Finding::error("settings-theme", format!("there is no theme `{}`", config.theme))
                .at(Place::file(config::FILE), "")
                .help(format!("make a folder themes/{}, or leave `theme` out", config.theme)),
        );
    }
    let reported = report.on(config);
    let texts = |path: &FilePath| (*path == source.path).then_some(source.text.as_str());
    show(&reported.findings, format, &texts);
    match Counts::of(&reported.findings) {
        Counts { errors: 0, .. } => Ok(reported.value),
        counts => {
            say(format, &format!("{} in the settings: nothing was done", counts.in_words()));
            Err(Outcome::Use)
        }
    }
}

/// Why a site could not be written.
enum Stop {
    Template(Box<Finding>),
    Publish(PublishError),
}

impl From<PublishError> for Stop {
    fn from(error: PublishError) -> Stop {
        Stop::Publish(error)
    }
}

fn write(site: &Site, out: &Path, root: &Path) -> Result<Published, Stop> {
    let paths: Vec<String> = site.paths().map(str::to_owned).collect();
    let bar = progress(paths.len());
    let bytes = |number: usize| match site.content(number) {
        Ok(Content::Bytes(bytes)) => Ok(publish::Content::Bytes(bytes.into_owned())),
        Ok(Content::File(path)) => Ok(publish::Content::File(root.join(path))),
        Err(finding) => Err(Stop::Template(finding)),
    };
    let published = publish::publish(out, root, &paths, bytes, &|| bar.inc(1));
    bar.finish_and_clear();
    published
}

/// A bar on a terminal, once a build is long enough to want one.
fn progress(length: usize) -> ProgressBar {
    const WORTH_A_BAR: usize = 2_000;
    if length < WORTH_A_BAR || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} files").expect("the template is right");
    ProgressBar::new(length as u64).with_style(style)
}

fn tell(findings: &[Finding], format: Format, inputs: &Inputs) {
    let themes: BTreeMap<&FilePath, &str> =
        inputs.theme.iter().filter_map(|file| Some((&file.path, std::str::from_utf8(&file.bytes).ok()?))).collect();
    let texts = |path: &FilePath| {
        let source = inputs.sources.binary_search_by(|source| source.path.cmp(path)).ok();
        source.map(|number| inputs.sources[number].text.as_str()).or_else(|| themes.get(path).copied())
    };
    show(findings, format, &texts);
}

/// Writes findings to stderr, in the order of their places.
fn show(findings: &[Finding], format: Format, texts: &report::Texts) {
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
fn say(format: Format, line: &str) {
    if format != Format::Json {
        anstream::eprintln!("{line}");
    }
}

/// Errors of settings and theme are the maintainer's.
fn outcome_of(findings: &[Finding]) -> Outcome {
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
struct Counts {
    errors: usize,
    warnings: usize,
}

impl Counts {
    fn of(findings: &[Finding]) -> Counts {
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        Counts { errors, warnings: findings.len() - errors }
    }

    fn in_words(self) -> String {
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

fn counted(count: usize, one: &str, many: &str) -> String {
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

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// How long each phase took.
struct Clock {
    start: Instant,
    laps: Vec<(&'static str, Instant)>,
}

impl Clock {
    fn start() -> Clock {
        Clock { start: Instant::now(), laps: vec![] }
    }

    fn lap(&mut self, phase: &'static str) {
        self.laps.push((phase, Instant::now()));
    }

    fn total(&self) -> Duration {
        self.start.elapsed()
    }

    fn tell(&self) {
        let mut last = self.start;
        for (phase, end) in &self.laps {
            anstream::eprintln!("{phase:>8} {:>8.1} ms", (*end - last).as_secs_f64() * 1000.0);
            last = *end;
        }
    }
}

fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Parse => "parse",
        Phase::Link => "link",
        Phase::Search => "search",
        Phase::Plan => "plan",
    }
}
