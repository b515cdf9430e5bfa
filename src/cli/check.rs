//! `casebook check`: all that a build would find and more; nothing is published, and nothing written but, when asked
//! for, mends and the answers of other sites.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;

use super::Outcome;
use super::library::{Library, inputs};
use super::mend;
use super::tell::{Clock, Counts, Format, counted, outcome_of, phase, say, seconds, tell_after};
use crate::audit::outward::{self, Answer, Links};
use crate::compile::{Cache, Compiled, Inputs, check as audit, compile, strictly};
use crate::host::cache::CACHE;
use crate::host::{git, outside, pictures};
use crate::report::{Finding, Reported};

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
    /// Tell only of files that have changed since this git revision
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
}

pub fn run(check: &Check) -> Outcome {
    let mut clock = Clock::start();
    let mended = match check.fix.then(|| mend::run(&check.library)).transpose() {
        Ok(mended) => mended.unwrap_or_default(),
        Err(outcome) => return outcome,
    };
    let Library { root, format, .. } = &check.library;
    let read = match inputs(&check.library, None, &mut clock) {
        Ok(read) => read,
        Err(outcome) => return outcome,
    };
    let changed = match check.changed_since.as_ref().map(|revision| git::changed(root, revision)).transpose() {
        Ok(changed) => changed,
        Err(error) => {
            let (message, help) = error.in_words();
            tell_after(&mended, &[Finding::error("changed-since", message).help(help)], &check.library, &read);
            say(*format, "1 error: nothing was checked");
            return Outcome::Use;
        }
    };
    let compiled = compile(&read.inputs, &Cache::default(), &mut |ended| clock.lap(phase(ended)));
    let Reported { value: Compiled { site, .. }, mut findings } = compiled;
    findings.extend_from_slice(&read.findings);
    findings.extend(audit(&read.inputs, &site).findings);
    let mut pictures = site.pictures();
    if let Some(changed) = &changed {
        pictures.retain(|picture| changed.contains(picture.path));
    }
    findings.extend(strictly(pictures::check(root, &pictures), &read.inputs.config).findings);
    let mut asked = Asked::default();
    if check.outside {
        let mut links = outward::links(site.library());
        if let Some(changed) = &changed {
            links.values_mut().for_each(|places| places.retain(|place| changed.contains(&*place.file)));
            links.retain(|_, places| !places.is_empty());
        }
        asked = ask(&links, root, &read.inputs, *format);
        findings.append(&mut asked.of_links);
    }
    let all = findings.len();
    if let Some(changed) = &changed {
        findings.retain(|finding| concerns(finding, changed));
    }
    let elsewhere = all - findings.len();
    findings.append(&mut asked.of_asking);
    tell_after(&mended, &findings, &check.library, &read);
    let counts = Counts::of(&findings);
    let (studies, time) = (counted(site.size().studies, "case study", "case studies"), seconds(clock.total()));
    let of_changed = changed.as_ref().map_or_else(String::new, |changed| {
        let elsewhere = match elsewhere {
            0 => String::new(),
            hidden => format!(" ({} elsewhere not told)", counted(hidden, "finding", "findings")),
        };
        format!(" in {}{elsewhere}", counted(changed.len(), "changed file", "changed files"))
    });
    say(*format, &format!("Checked {studies} in {time}: {}{of_changed}", counts.in_words()));
    if asked.unreached { Outcome::Outside } else { outcome_of(&findings) }
}

/// Whether a finding has a place in one of these files.
fn concerns(finding: &Finding, changed: &BTreeSet<String>) -> bool {
    let also = finding.also.iter().map(|(place, _)| place);
    finding.place.iter().chain(also).any(|place| changed.contains(&*place.file))
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
    say(format, &format!("Asking for {} on other sites", counted(urls.len(), "page", "pages")));
    let outside::Asked { answers, reached, kept, unkept } =
        outside::ask(&urls, root, inputs.choice.today, outside::Manners::default());
    let mut of_asking = vec![];
    if let Some(error) = unkept {
        of_asking.push(
            Finding::warning("outside-unkept", format!("answers cannot be kept in {}: {error}", CACHE))
                .help("make it a folder that may be written to; without it, all is asked again each time"),
        );
    }
    if !reached {
        of_asking.push(
            Finding::error("no-network", "no other site could be reached, so links to them were not checked")
                .help("look whether this computer is connected, and try again"),
        );
        return Asked { of_links: vec![], of_asking, unreached: true };
    }
    let closed = answers.values().filter(|answer| matches!(answer, Answer::Closed(_))).count();
    let kept = match kept {
        0 => String::new(),
        kept => format!(", {} known from the last days", counted(kept, "answer", "answers")),
    };
    let closed = match closed {
        0 => String::new(),
        closed => format!("; {} where no program is let in were not checked", counted(closed, "page", "pages")),
    };
    say(format, &format!("Asked for {}{kept}{closed}", counted(urls.len(), "page", "pages")));
    let of_links = strictly(outward::findings(links, &answers), &inputs.config).findings;
    Asked { of_links, of_asking, unreached: false }
}
