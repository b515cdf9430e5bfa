//! What a run ends with, and how long it took.

use std::time::{Duration, Instant};

use super::Outcome;
use super::printer::print_line;
use crate::compile::Phase;
use crate::link::LeftOut;
use crate::report::{Finding, Severity, counted, rules};
use crate::source::thousands;

/// Returns what a run with these findings ends with.
///
/// Errors only in settings and theme are the maintainer's, not an author's.
pub(super) fn outcome_of(findings: &[Finding]) -> Outcome {
    let mut errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .peekable();
    if findings.iter().any(|finding| finding.rule == rules::DISK) {
        Outcome::Outside
    } else if errors.peek().is_none() {
        Outcome::Fine
    } else if errors.all(is_for_maintainer) {
        Outcome::Use
    } else {
        Outcome::Content
    }
}

fn is_for_maintainer(finding: &Finding) -> bool {
    let is_in_theme = finding
        .place
        .as_ref()
        .is_some_and(|place| place.file.starts_with("themes/"));
    is_in_theme || finding.rule.is_about_theme()
}

/// Returns for example `; not published: 1,619 expired, 3 drafts`, or nothing if all is published.
pub(super) fn not_published(left_out: LeftOut) -> String {
    let LeftOut {
        drafts,
        expired,
        named,
    } = left_out;
    let reasons = [
        (expired, format!("{} expired", thousands(expired, ","))),
        (drafts, counted(drafts, "draft", "drafts")),
        (named, format!("{} hidden by name", thousands(named, ","))),
    ];
    let reasons: Vec<String> = reasons
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, words)| words)
        .collect();
    if reasons.is_empty() {
        String::new()
    } else {
        format!("; not published: {}", reasons.join(", "))
    }
}

/// Returns a time in seconds with two decimals: `0.25 s`.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// Measures how long each phase of a run takes.
pub(super) struct Clock {
    start: Instant,
    laps: Vec<(&'static str, Instant)>,
}

impl Clock {
    /// Starts to measure.
    pub(super) fn start() -> Clock {
        Clock {
            start: Instant::now(),
            laps: vec![],
        }
    }

    /// Ends a phase; the next one starts.
    pub(super) fn lap(&mut self, phase: &'static str) {
        self.laps.push((phase, Instant::now()));
    }

    /// Returns the time since the start.
    pub(super) fn total(&self) -> Duration {
        self.start.elapsed()
    }

    /// Prints the time of each phase, for `--timings`.
    pub(super) fn print(&self) {
        let mut last = self.start;
        for (phase, end) in &self.laps {
            let time = (*end - last).as_secs_f64() * 1000.0;
            print_line(&format!("{phase:>8} {time:>8.1} ms"));
            last = *end;
        }
    }
}

/// Returns a phase as `--timings` names it.
pub(super) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Parse => "parse",
        Phase::Link => "link",
        Phase::Plan => "plan",
    }
}
