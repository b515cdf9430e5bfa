//! `casebook check`: all that a build would find and more; nothing is published, and nothing
//! written but, when asked for, mends and the answers of other sites.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;

use super::Outcome;
use super::fix;
use super::library::{Library, Read, inputs, try_inputs};
use super::tell::{
    Clock, Counts, Format, counted, outcome_of, phase, say, seconds, show, tell_after,
};
use crate::audit::outward::{self, Answer, Links};
use crate::compile::{Cache, Compiled, Inputs, check as audit, compile, strictly};
use crate::host::cache::CACHE;
use crate::host::git::{self, Change, GitError};
use crate::host::{outside, pictures};
use crate::render::Site;
use crate::report::{Finding, Reported, Rule, Severity, rules};
use crate::source::Place;

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    library: Library,
    /// First make the edits that take no word out, in the files themselves
    #[arg(long)]
    fix: bool,
    /// Ask other sites too, whether the pages that the library links to are still there
    #[arg(long)]
    outside: bool,
    /// Tell only of files that have changed since this git revision, and of errors that the change
    /// makes in others
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
}

pub fn run(check: &Check) -> Outcome {
    let mut clock = Clock::start();
    let Library { root, format, .. } = &check.library;
    let change = match check
        .changed_since
        .as_ref()
        .map(|revision| git::changed(root, revision))
        .transpose()
    {
        Ok(change) => change,
        Err(error) => return unchecked(&error, &check.library),
    };
    let fixes = match check
        .fix
        .then(|| fix::run(&check.library, change.as_ref()))
        .transpose()
    {
        Ok(fixes) => fixes.unwrap_or_default(),
        Err(outcome) => return outcome,
    };
    let read = match inputs(&check.library, None, &mut clock) {
        Ok(read) => read,
        Err(outcome) => return outcome,
    };
    let (site, mut findings) = found(&read, &mut clock);
    let mut pictures = site.pictures();
    if let Some(change) = &change {
        pictures.retain(|picture| change.files.contains(picture.path));
    }
    findings.extend(strictly(pictures::check(root, &pictures), &read.inputs.config).findings);
    let mut asked = Asked::default();
    if check.outside {
        let mut links = outward::links(site.library());
        if let Some(change) = &change {
            links
                .values_mut()
                .for_each(|places| places.retain(|place| change.files.contains(&*place.file)));
            links.retain(|_, places| !places.is_empty());
        }
        asked = ask(&links, root, &read.inputs, *format);
        findings.append(&mut asked.of_links);
    }
    let mut of_change = String::new();
    if let Some(change) = &change {
        let told = match told(findings, change, &check.library) {
            Ok(told) => told,
            Err(error) => return unchecked(&error, &check.library),
        };
        of_change = told.in_words(change);
        findings = told.here;
        findings.extend(told.elsewhere);
    }
    let counts = if of_change.is_empty() {
        Counts::of(&findings).in_words()
    } else {
        of_change
    };
    findings.append(&mut asked.of_asking);
    tell_after(&fixes.notes, &findings, &check.library, &read);
    let (studies, time) = (
        counted(site.size().studies, "case study", "case studies"),
        seconds(clock.total()),
    );
    say(*format, &format!("Checked {studies} in {time}: {counts}"));
    if asked.unreached || fixes.failed {
        Outcome::Outside
    } else {
        outcome_of(&findings)
    }
}

/// Says why git cannot tell what changed.
fn unchecked(error: &GitError, library: &Library) -> Outcome {
    let (message, help) = error.in_words();
    show(
        &[Finding::error(rules::CHANGED_SINCE, message).help(help)],
        library,
        &|_| None,
    );
    say(library.format, "1 error: nothing was checked");
    Outcome::Use
}

/// What is wrong with a library, pictures and other sites aside.
fn found(read: &Read, clock: &mut Clock) -> (Site, Vec<Finding>) {
    let compiled = compile(&read.inputs, &Cache::default(), &mut |ended| {
        clock.lap(phase(ended))
    });
    let Reported {
        value: Compiled { site, .. },
        mut findings,
    } = compiled;
    findings.extend_from_slice(&read.findings);
    findings.extend(audit(&read.inputs, &site).findings);
    (site, findings)
}

/// What whoever made a change is told.
struct Told {
    /// What has a place in a file that changed.
    here: Vec<Finding>,
    /// Errors that the change made in other files: a link to a page that has gone, a term that is
    /// no longer one.
    elsewhere: Vec<Finding>,
    /// How many others there are.
    others: usize,
}

impl Told {
    fn in_words(&self, change: &Change) -> String {
        let Told {
            here,
            elsewhere,
            others,
        } = self;
        let files = counted(change.files.len(), "changed file", "changed files");
        let made = match elsewhere.len() {
            0 => String::new(),
            made => format!(
                ", {} that the change makes in other files",
                counted(made, "error", "errors")
            ),
        };
        let others = match others {
            0 => String::new(),
            others => format!(
                " ({} elsewhere not told)",
                counted(*others, "finding", "findings")
            ),
        };
        format!("{} in {files}{made}{others}", Counts::of(here).in_words())
    }
}

fn told(findings: Vec<Finding>, change: &Change, library: &Library) -> Result<Told, GitError> {
    let (here, others): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .partition(|finding| concerns(finding, &change.files));
    let (mut elsewhere, warnings): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    let all = elsewhere.len() + warnings.len();
    // Beside the lines of a pull request, only what stands in them is seen.
    let here = here
        .into_iter()
        .map(|finding| finding.standing_at(|place| change.files.contains(&*place.file)))
        .collect();
    // Most changes break nothing elsewhere, and need not wait for a second look.
    if !elsewhere.is_empty() {
        let before = errors_before(change, library)?;
        elsewhere.retain(|finding| !before.contains(&known_by(finding)));
    }
    for finding in &mut elsewhere {
        let help = std::mem::take(&mut finding.help);
        let of_change = "this file is as it was: something that it needs has changed";
        finding.help = if help.is_empty() {
            of_change.to_owned()
        } else {
            format!("{of_change}; {help}")
        };
    }
    Ok(Told {
        here,
        others: all - elsewhere.len(),
        elsewhere,
    })
}

/// Whether a finding has a place in one of these files.
fn concerns(finding: &Finding, changed: &BTreeSet<String>) -> bool {
    let also = finding.also.iter().map(|(place, _)| place);
    finding
        .place
        .iter()
        .chain(also)
        .any(|place| changed.contains(&*place.file))
}

/// What makes a finding the same in a file that did not change.
type KnownBy = (Option<Place>, Rule, String);

fn known_by(finding: &Finding) -> KnownBy {
    (finding.place.clone(), finding.rule, finding.message.clone())
}

/// The errors of the library as it was; none where its settings could not be used, for then nothing
/// could be built.
fn errors_before(change: &Change, library: &Library) -> Result<BTreeSet<KnownBy>, GitError> {
    let before = change.before(&library.root)?;
    let library = Library {
        root: before.root.clone(),
        ..library.clone()
    };
    let clock = &mut Clock::start();
    let findings = try_inputs(&library, None, clock).map_or(vec![], |read| found(&read, clock).1);
    Ok(findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(known_by)
        .collect())
}

/// What came of asking other sites.
#[derive(Debug, Default)]
struct Asked {
    of_links: Vec<Finding>,
    /// What is wrong with the asking itself.
    of_asking: Vec<Finding>,
    /// Whether no site at all could be reached.
    unreached: bool,
}

fn ask(links: &Links, root: &Path, inputs: &Inputs, format: Format) -> Asked {
    let urls: Vec<&str> = links.keys().map(String::as_str).collect();
    say(
        format,
        &format!(
            "Asking for {} on other sites",
            counted(urls.len(), "page", "pages")
        ),
    );
    let outside::Asked {
        answers,
        reached,
        kept,
        unkept,
    } = outside::ask(
        &urls,
        root,
        inputs.choice.today,
        outside::Manners::default(),
    );
    let mut of_asking = vec![];
    if let Some(error) = unkept {
        of_asking.push(
            Finding::warning(
                rules::OUTSIDE_UNKEPT,
                format!("answers cannot be kept in {}: {error}", CACHE),
            )
            .help(
                "make it a folder that may be written to; without it, all is asked again each time",
            ),
        );
    }
    if !reached {
        of_asking.push(
            Finding::error(
                rules::NO_NETWORK,
                "no other site could be reached, so links to them were not checked",
            )
            .help("look whether this computer is connected, and try again"),
        );
        return Asked {
            of_links: vec![],
            of_asking,
            unreached: true,
        };
    }
    let closed = answers
        .values()
        .filter(|answer| matches!(answer, Answer::Closed(_)))
        .count();
    let kept = match kept {
        0 => String::new(),
        kept => format!(
            ", {} known from the last days",
            counted(kept, "answer", "answers")
        ),
    };
    let closed = match closed {
        0 => String::new(),
        closed => format!(
            "; {} where no program is let in were not checked",
            counted(closed, "page", "pages")
        ),
    };
    say(
        format,
        &format!(
            "Asked for {}{kept}{closed}",
            counted(urls.len(), "page", "pages")
        ),
    );
    let of_links = strictly(outward::findings(links, &answers), &inputs.config).findings;
    Asked {
        of_links,
        of_asking,
        unreached: false,
    }
}
