//! `casebook build`: reads the library and writes the site.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::library::{Library, beside, inputs};
use super::tell::{Clock, Counts, counted, outcome_of, phase, say, seconds, tell};
use crate::compile::{Cache, compile, strictly};
use crate::host::pictures::{self, Versions};
use crate::host::publish::{self, PublishError, Published};
use crate::render::{Content, Site};
use crate::report::{Finding, Reported, rules};

#[derive(Debug, Args)]
pub struct Build {
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

pub fn run(build: &Build) -> Outcome {
    let mut clock = Clock::start();
    let read = match inputs(&build.library, build.base_url.as_deref(), &mut clock) {
        Ok(read) => read,
        Err(outcome) => return outcome,
    };
    let out = build
        .out
        .clone()
        .unwrap_or_else(|| beside(&build.library.root, "dist"));
    let shown = out.display();
    let format = build.library.format;
    let reported = compile(&read.inputs, &Cache::default(), &mut |ended| {
        clock.lap(phase(ended))
    });
    let mut findings = reported.findings;
    findings.extend_from_slice(&read.findings);
    let refused = |findings: &[Finding], counts: &Counts| {
        tell(findings, &build.library, &read);
        say(
            format,
            &format!(
                "{}: nothing was published, {shown} is as it was",
                counts.in_words()
            ),
        );
        outcome_of(findings)
    };
    let counts = Counts::of(&findings);
    if counts.errors > 0 {
        return refused(&findings, &counts);
    }
    let root = &build.library.root;
    let pictures = reported.value.site.pictures();
    let versions = pictures::versions(root, &pictures);
    if !pictures.is_empty() {
        clock.lap("pictures");
    }
    let Reported {
        value: versions,
        findings: of_pictures,
    } = strictly(versions, &read.inputs.config);
    findings.extend(of_pictures);
    let counts = Counts::of(&findings);
    if counts.errors > 0 {
        return refused(&findings, &counts);
    }
    let site = reported.value.site.with_index();
    clock.lap("search");
    let size = site.size();
    let published = write(&site, &versions, &out, root);
    clock.lap("publish");
    if build.timings {
        clock.tell();
    }
    let (finding, outcome) = match published {
        Ok(published) => {
            pictures::prune(root, &versions);
            tell(&findings, &build.library, &read);
            let warnings = if counts.warnings > 0 {
                format!(" ({})", counts.in_words())
            } else {
                String::new()
            };
            let Published {
                files,
                written,
                removed,
                ..
            } = published;
            let removed = if removed > 0 {
                format!(", {removed} removed")
            } else {
                String::new()
            };
            say(
                format,
                &format!(
                    "Built {} in {shown}: {files} files, {written} written{removed}, in {}{warnings}",
                    counted(size.studies, "case study", "case studies"),
                    seconds(clock.total()),
                ),
            );
            // The run is over. The system takes its memory back at once, and faster than it could
            // be given back piece by piece.
            std::mem::forget((site, reported.value.cache, read));
            return Outcome::Fine;
        }
        Err(Stop::Template(finding)) => (*finding, Outcome::Use),
        Err(Stop::Publish(error)) => unpublished(&error),
    };
    let leftover = finding.rule == rules::OUTPUT_LEFTOVER;
    findings.push(finding);
    tell(&findings, &build.library, &read);
    let stands = if leftover {
        "the new site is published"
    } else {
        "nothing was published"
    };
    let as_it_was = if leftover {
        String::new()
    } else {
        format!(", {shown} is as it was")
    };
    say(
        format,
        &format!("{}: {stands}{as_it_was}", Counts::of(&findings).in_words()),
    );
    outcome
}

/// Why the site could not be published, and what the run ends with.
fn unpublished(error: &PublishError) -> (Finding, Outcome) {
    let (rule, outcome) = match error {
        PublishError::Disk { .. } => (rules::OUTPUT_DISK, Outcome::Outside),
        PublishError::Leftover { .. } => (rules::OUTPUT_LEFTOVER, Outcome::Outside),
        PublishError::Busy { .. } => (rules::OUTPUT_BUSY, Outcome::Outside),
        _ => (rules::OUTPUT_FOLDER, Outcome::Use),
    };
    let text = error.to_string();
    // What to do is the last part of each.
    let (message, help) = text.rsplit_once("; ").unwrap_or((&text, ""));
    (Finding::error(rule, message).help(help), outcome)
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

fn write(site: &Site, versions: &Versions, out: &Path, root: &Path) -> Result<Published, Stop> {
    let paths: Vec<String> = site.paths().map(str::to_owned).collect();
    let bar = progress(paths.len());
    let bytes = |number: usize| match site.content(number) {
        Ok(Content::Bytes(bytes)) => Ok(publish::Content::Bytes(bytes.into_owned())),
        Ok(Content::File(path)) => Ok(publish::Content::File(root.join(path))),
        Ok(Content::Smaller { of, size }) => {
            let version = versions
                .file(&of, size)
                .map_or_else(|| root.join(of.path), Path::to_owned);
            Ok(publish::Content::File(version))
        }
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
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} files")
        .expect("the template is right");
    ProgressBar::new(length as u64).with_style(style)
}
