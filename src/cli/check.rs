//! `casebook check`: looks for the mistakes that a build would find; it writes nothing but, when asked to, mends.

use clap::Args;
use rayon::prelude::*;

use super::Outcome;
use super::library::{Library, inputs};
use super::mend;
use super::tell::{Clock, Counts, counted, outcome_of, phase, say, seconds, tell};
use crate::compile::{Cache, compile};

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    library: Library,
    /// First make the edits that take no word out, in the files themselves
    #[arg(long)]
    fix: bool,
}

pub fn run(check: &Check) -> Outcome {
    let mut clock = Clock::start();
    if check.fix
        && let Err(outcome) = mend::run(&check.library)
    {
        return outcome;
    }
    let read = match inputs(&check.library, None, &mut clock) {
        Ok(read) => read,
        Err(outcome) => return outcome,
    };
    let format = check.library.format;
    let mut reported = compile(&read.inputs, &Cache::default(), &mut |ended| clock.lap(phase(ended)));
    reported.findings.extend_from_slice(&read.findings);
    let site = &reported.value.site;
    let pages = (0..site.size().files).into_par_iter().map(|number| site.content(number));
    // One template at fault says so on every page: the first will do.
    let failed = pages.filter_map(Result::err).find_first(|_| true).map(|finding| *finding);
    reported.findings.extend(failed);
    tell(&reported.findings, &check.library, &read);
    let counts = Counts::of(&reported.findings);
    let studies = counted(site.size().studies, "case study", "case studies");
    say(format, &format!("Checked {studies} in {}: {}", seconds(clock.total()), counts.in_words()));
    outcome_of(&reported.findings)
}
