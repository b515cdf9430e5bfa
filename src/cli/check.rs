//! `casebook check`: reports all that a build would find, and more. Nothing is published.
//!
//! It writes files only when asked to: `--fix` changes the content, and `--outside` keeps the
//! answers of other sites.

#[cfg(feature = "outside")]
mod outside;

use std::collections::BTreeSet;

use clap::Args;

use super::Outcome;
use super::counts::{Clock, not_published, outcome_of, phase_name, seconds};
use super::fix;
use super::library::{LibraryArgs, Loaded, load, try_load};
use super::printer::Printer;
use super::templates::watch_templates;
use crate::compile::{Cache, Compiled, check as audit, compile, strictly};
use crate::host::cache::{DiskCache, Refused};
use crate::host::git::{self, Change, GitError};
#[cfg(feature = "outside")]
use crate::host::outside::Reach;
use crate::host::pictures;
use crate::host::read;
use crate::render::Site;
use crate::report::{Finding, FindingCounts, Reported, Rule, Severity, counted};
use crate::source::Place;

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    library: LibraryArgs,
    /// First apply safe fixes to your files (no words are removed)
    #[arg(long)]
    fix: bool,
    /// Also check links to other sites
    #[cfg(feature = "outside")]
    #[arg(long)]
    outside: bool,
    /// Check links to this computer and private networks too
    #[cfg(feature = "outside")]
    #[arg(long, requires = "outside")]
    outside_private: bool,
    /// Only report files changed since this git revision, and errors the change causes elsewhere
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
}

pub(super) fn run(args: &Check) -> Outcome {
    check(args).unwrap_or_else(|outcome| outcome)
}

/// Checks the library.
///
/// # Errors
///
/// Fails, having reported why, if the library or its changes cannot be read.
fn check(args: &Check) -> Result<Outcome, Outcome> {
    let mut clock = Clock::start();
    let (root, printer) = (&args.library.root, args.library.printer());
    let change = args
        .changed_since
        .as_ref()
        .map(|revision| git::changed(root, revision))
        .transpose()
        .map_err(|error| report_git(&error, &printer))?;
    let fixes = if args.fix {
        fix::run(&args.library, change.as_ref())?
    } else {
        fix::Fixes::default()
    };
    let loaded = load(&args.library, None, &mut clock)?;
    let (site, mut findings) = findings_of(&loaded, &printer, &mut clock);
    #[cfg(not(feature = "search"))]
    if let Some(expected) = &loaded.inputs.expected {
        printer.print(&format!(
            "{} was not checked: this casebook was built without `search`",
            expected.path
        ));
    }
    if let Some(change) = &change {
        findings.extend(outside_content(change, &loaded));
    }
    findings.extend(of_pictures(&site, change.as_ref(), &loaded));
    let mut of_outside = OutsideFindings::default();
    #[cfg(feature = "outside")]
    if args.outside {
        let reach = if args.outside_private {
            Reach::Everywhere
        } else {
            Reach::Internet
        };
        let change = change.as_ref();
        of_outside = outside::check_links(&loaded, &site, change, reach, &printer);
        findings.append(&mut of_outside.of_links);
    }
    let counts = if let Some(change) = &change {
        let of_change = OfChange::of(findings, change, &args.library)
            .map_err(|error| report_git(&error, &printer))?;
        let counts = of_change.in_words(change);
        findings = of_change.here;
        findings.extend(of_change.elsewhere);
        counts
    } else {
        FindingCounts::of(&findings).in_words()
    };
    findings.append(&mut of_outside.of_network);
    printer.report_with_notes(&fixes.notes, &findings, &|path| loaded.text(path));
    let studies = counted(site.size().studies, "case study", "case studies");
    let time = seconds(clock.total());
    let not_published = not_published(site.library().left_out);
    printer.print(&format!(
        "Checked {studies} in {time}: {counts}{not_published}"
    ));
    if of_outside.is_offline || fixes.failed {
        Ok(Outcome::Outside)
    } else {
        Ok(outcome_of(&findings))
    }
}

/// Returns the findings for changed files that are case studies outside `content/`. Those at the top
/// of the library's folder are found without git.
fn outside_content(change: &Change, loaded: &Loaded) -> Vec<Finding> {
    let (root, config) = (&loaded.folder, &loaded.inputs.config);
    let found = change
        .files
        .iter()
        .filter_map(|path| read::outside(root, path, config));
    let new = found.filter(|finding| !loaded.findings.contains(finding));
    strictly(
        Reported {
            value: (),
            findings: new.collect(),
        },
        config,
    )
    .findings
}

/// Reports why git cannot say what changed.
fn report_git(error: &GitError, printer: &Printer) -> Outcome {
    printer.report(&[error.finding()], &|_| None);
    printer.print("1 error: nothing was checked");
    Outcome::Use
}

/// Returns the site and what is wrong with it, apart from pictures and links to other sites.
fn findings_of(loaded: &Loaded, printer: &Printer, clock: &mut Clock) -> (Site, Vec<Finding>) {
    let compiled = compile(&loaded.inputs, &Cache::default(), &mut |ended| {
        clock.lap(phase_name(ended));
    });
    let Reported {
        value: Compiled { site, .. },
        mut findings,
    } = compiled;
    watch_templates(&site, printer.clone(), "not everything was checked");
    findings.extend_from_slice(&loaded.findings);
    findings.extend(audit(&loaded.inputs, &site).findings);
    (site, findings)
}

/// Returns what is wrong with the pictures of a site, or only with those of a change.
fn of_pictures(site: &Site, change: Option<&Change>, loaded: &Loaded) -> Vec<Finding> {
    let (root, config) = (&loaded.folder, &loaded.inputs.config);
    let (cache, refused) = match DiskCache::existing(root) {
        Ok(cache) => (cache, None),
        Err(refused) => (None, Some(refused)),
    };
    // A check needs no cache. Only a build says that it cannot write to it.
    let refused = refused.filter(Refused::is_suspicious);
    let mut pictures = site.pictures();
    if let Some(change) = change {
        pictures.retain(|picture| change.files.contains(picture.path));
    }
    let checked = pictures::check(root, cache.as_ref(), &pictures);
    let findings = strictly(checked, config).findings;
    let refused = refused.iter().map(Refused::finding);
    findings.into_iter().chain(refused).collect()
}

/// The findings that concern a change.
struct OfChange {
    /// Those with a place in a changed file.
    here: Vec<Finding>,
    /// Errors that the change causes in other files, such as a link to a page that was deleted.
    elsewhere: Vec<Finding>,
    /// How many other findings there are.
    others: usize,
}

impl OfChange {
    /// Picks the findings that concern a change.
    ///
    /// # Errors
    ///
    /// Fails if git cannot give the library as it was.
    fn of(
        findings: Vec<Finding>,
        change: &Change,
        library: &LibraryArgs,
    ) -> Result<OfChange, GitError> {
        let (here, others): (Vec<_>, Vec<_>) = findings
            .into_iter()
            .partition(|finding| concerns(finding, &change.files));
        let (mut elsewhere, warnings): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|finding| finding.severity == Severity::Error);
        let all = elsewhere.len() + warnings.len();
        // A pull request shows findings only beside the lines that it changes.
        let here = here
            .into_iter()
            .map(|finding| finding.moved_to(|place| change.files.contains(&*place.file)))
            .collect();
        // Most changes break nothing elsewhere. Only the others need the library as it was.
        if !elsewhere.is_empty() {
            let before = errors_before(change, library)?;
            elsewhere.retain(|finding| !before.contains(&identity(finding)));
        }
        for finding in &mut elsewhere {
            let cause = "this file has not changed, but something it refers to has";
            finding.help = match &*finding.help {
                "" => cause.to_owned(),
                help => format!("{cause}; {help}"),
            };
        }
        Ok(OfChange {
            here,
            others: all - elsewhere.len(),
            elsewhere,
        })
    }

    /// Returns for example `1 error in 2 changed files, 1 error caused in other files`.
    fn in_words(&self, change: &Change) -> String {
        let counts = FindingCounts::of(&self.here).in_words();
        let files = counted(change.files.len(), "changed file", "changed files");
        let caused = match self.elsewhere.len() {
            0 => String::new(),
            caused => format!(
                ", {} caused in other files",
                counted(caused, "error", "errors")
            ),
        };
        let others = match self.others {
            0 => String::new(),
            1 => " (1 problem in other files is not shown)".to_owned(),
            others => format!(
                " ({} in other files are not shown)",
                counted(others, "problem", "problems")
            ),
        };
        format!("{counts} in {files}{caused}{others}")
    }
}

/// Returns whether a finding has a place in one of these files.
fn concerns(finding: &Finding, changed: &BTreeSet<String>) -> bool {
    let also = finding.also.iter().map(|(place, _)| place);
    finding
        .place
        .iter()
        .chain(also)
        .any(|place| changed.contains(&*place.file))
}

/// What makes two findings the same one, in a file that did not change.
type Identity = (Option<Place>, Rule, String);

fn identity(finding: &Finding) -> Identity {
    (finding.place.clone(), finding.rule, finding.message.clone())
}

/// Returns the errors of the library as it was. There are none if its settings were unusable,
/// because nothing could be built then.
fn errors_before(change: &Change, args: &LibraryArgs) -> Result<BTreeSet<Identity>, GitError> {
    let before = change.before()?;
    let args = LibraryArgs {
        root: before.root.clone(),
        ..args.clone()
    };
    let clock = &mut Clock::start();
    let findings = try_load(&args, None, clock)
        .map_or(vec![], |then| findings_of(&then, &args.printer(), clock).1);
    Ok(findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(identity)
        .collect())
}

/// What a check of links to other sites found.
#[derive(Debug, Default)]
struct OutsideFindings {
    #[cfg(feature = "outside")]
    of_links: Vec<Finding>,
    /// What is wrong with the network or the cache.
    of_network: Vec<Finding>,
    /// True if no site could be reached.
    is_offline: bool,
}
