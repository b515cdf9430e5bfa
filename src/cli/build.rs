//! `casebook build`: reads the library and writes the site.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::counts::{Clock, not_published, outcome_of, phase_name, seconds};
use super::library::{LibraryArgs, Loaded, load};
use super::printer::Printer;
use super::templates::watch_templates;
use crate::compile::{Cache, compile, strictly};
use crate::host::create::path_in;
use crate::host::folder::Folder;
use crate::host::pictures::{self, PictureVersions};
use crate::host::publish::{self, Flush, PublishError, Published};
use crate::render::{Content, Site};
use crate::report::{Finding, FindingCounts, counted};

#[derive(Debug, Args)]
#[command(mut_arg("drafts", |arg| arg.help("Publish drafts too")))]
pub(super) struct Build {
    #[command(flatten)]
    library: LibraryArgs,
    /// Folder for the site [default: dist in the library's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Override `base_url`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Make sure that the site is on the disk before it is published, in case of a power cut
    #[arg(long)]
    durable: bool,
    /// Print how long each phase took
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(args: &Build) -> Outcome {
    let mut clock = Clock::start();
    let loaded = match load(&args.library, args.base_url.as_deref(), &mut clock) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let root = &loaded.folder;
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| path_in(root.path(), "dist"));
    let build = Run {
        loaded: &loaded,
        printer: args.library.printer(),
        out: &out,
    };
    let reported = compile(&loaded.inputs, &Cache::default(), &mut |ended| {
        clock.lap(phase_name(ended));
    });
    let (compiled, mut findings) = (reported.value, reported.findings);
    watch_templates(
        &compiled.site,
        build.printer.clone(),
        "nothing was published",
    );
    findings.extend_from_slice(&loaded.findings);
    if FindingCounts::of(&findings).errors > 0 {
        return build.refuse(&findings, outcome_of(&findings));
    }
    let pictures = compiled.site.pictures();
    let versions = strictly(pictures::versions(root, &pictures), &loaded.inputs.config);
    if !pictures.is_empty() {
        clock.lap("pictures");
    }
    findings.extend(versions.findings);
    if FindingCounts::of(&findings).errors > 0 {
        return build.refuse(&findings, outcome_of(&findings));
    }
    let site = compiled.site.with_index();
    clock.lap("search");
    let flush = if args.durable {
        Flush::BeforeExchange
    } else {
        Flush::Later
    };
    let published = write_site(&site, &versions.value, root, &out, flush);
    clock.lap("publish");
    if args.timings {
        clock.print();
    }
    match published {
        Ok(published) => {
            pictures::prune(root, &versions.value);
            build.succeed(&findings, &site, &published, &clock);
            // The process ends now, and the system frees its memory in one step. Dropping millions
            // of small values one by one would make the user of a large library wait for it.
            std::mem::forget((site, compiled.cache, loaded));
            Outcome::Fine
        }
        Err(error) => {
            findings.push(error.finding());
            build.fail(&findings, &error)
        }
    }
}

/// A build under way, with what its messages need.
struct Run<'a> {
    loaded: &'a Loaded,
    printer: Printer,
    out: &'a Path,
}

impl Run<'_> {
    fn report(&self, findings: &[Finding]) {
        self.printer
            .report(findings, &|path| self.loaded.text(path));
    }

    /// Reports a site that was published.
    fn succeed(&self, findings: &[Finding], site: &Site, published: &Published, clock: &Clock) {
        self.report(findings);
        let Published {
            files,
            written,
            removed,
            ..
        } = published;
        let removed = if *removed > 0 {
            format!(", {removed} removed")
        } else {
            String::new()
        };
        self.printer.print(&format!(
            "Built {} in {}: {files} files, {written} written{removed}, in {}{}{}",
            counted(site.size().studies, "case study", "case studies"),
            self.out.display(),
            seconds(clock.total()),
            FindingCounts::of(findings).in_brackets(),
            not_published(site.library().left_out),
        ));
    }

    /// Reports why nothing was published, and returns the outcome.
    fn refuse(&self, findings: &[Finding], outcome: Outcome) -> Outcome {
        self.report(findings);
        let counts = FindingCounts::of(findings).in_words();
        let unchanged = if publish::is_site(self.out) {
            format!("; the site in {} is unchanged", self.out.display())
        } else {
            String::new()
        };
        self.printer
            .print(&format!("{counts}: nothing was published{unchanged}"));
        outcome
    }

    /// Reports a site that could not be written, and returns what the run ends with.
    fn fail(&self, findings: &[Finding], error: &WriteError) -> Outcome {
        match error {
            WriteError::Site(_) => self.refuse(findings, Outcome::Use),
            WriteError::Publish(PublishError::Leftover { .. } | PublishError::Unflushed { .. }) => {
                self.report(findings);
                let counts = FindingCounts::of(findings).in_words();
                self.printer
                    .print(&format!("{counts}: the new site was published"));
                Outcome::Outside
            }
            WriteError::Publish(PublishError::Disk { .. } | PublishError::Busy { .. }) => {
                self.refuse(findings, Outcome::Outside)
            }
            WriteError::Publish(_) => self.refuse(findings, Outcome::Use),
        }
    }
}

/// Why a site could not be written.
enum WriteError {
    /// A template fails, or the paths of the files cannot be published side by side.
    Site(Box<Finding>),
    Publish(PublishError),
}

impl WriteError {
    fn finding(&self) -> Finding {
        match self {
            WriteError::Site(finding) => (**finding).clone(),
            WriteError::Publish(error) => error.finding(),
        }
    }
}

impl From<PublishError> for WriteError {
    fn from(error: PublishError) -> WriteError {
        WriteError::Publish(error)
    }
}

fn write_site(
    site: &Site,
    versions: &PictureVersions,
    root: &Folder,
    out: &Path,
    flush: Flush,
) -> Result<Published, WriteError> {
    let paths = site.site_paths().map_err(WriteError::Site)?;
    let bar = progress_bar(paths.as_slice().len());
    let content = |number: usize| match site.content(number) {
        Ok(Content::Bytes(bytes)) => Ok(publish::FileBody::Bytes(bytes.into_owned())),
        Ok(Content::File(path)) => copied(root, path),
        Ok(Content::Smaller { of, size }) => match versions.bytes(&of, size) {
            Some(Ok(bytes)) => Ok(publish::FileBody::Bytes(bytes)),
            Some(Err(error)) => Err(unread(of.path, error)),
            None => copied(root, of.path),
        },
        Err(finding) => Err(WriteError::Site(finding)),
    };
    let published = publish::publish(out, root.path(), &paths, content, flush, &|| bar.inc(1));
    bar.finish_and_clear();
    published
}

/// Opens a file of the library that is published as it is.
fn copied(root: &Folder, path: &str) -> Result<publish::FileBody, WriteError> {
    match root.library_file(path) {
        Ok(file) => Ok(publish::FileBody::File(file)),
        Err(error) => Err(unread(path, error)),
    }
}

fn unread(path: &str, error: io::Error) -> WriteError {
    WriteError::Publish(PublishError::Disk {
        doing: "read",
        path: path.into(),
        error,
    })
}

/// Returns a progress bar for stderr, hidden if the build is short or stderr is not a terminal.
fn progress_bar(length: usize) -> ProgressBar {
    /// A build of fewer files is over before a bar could be read.
    const MIN_FILES: usize = 2_000;
    if length < MIN_FILES || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} files")
        .expect("the template is right");
    ProgressBar::new(length as u64).with_style(style)
}
