//! How many problems there are, in words.

use super::{Finding, Severity};
use crate::source::thousands;

/// How many errors and warnings there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FindingCounts {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

impl FindingCounts {
    /// Counts findings by their severity.
    pub(crate) fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> FindingCounts {
        let (mut errors, mut warnings) = (0, 0);
        for finding in findings {
            match finding.severity {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
            }
        }
        FindingCounts { errors, warnings }
    }

    /// Returns for example `1 error, 2 warnings`, or `no problems found`.
    pub(crate) fn in_words(self) -> String {
        let errors = counted(self.errors, "error", "errors");
        let warnings = counted(self.warnings, "warning", "warnings");
        match (self.errors, self.warnings) {
            (0, 0) => "no problems found".to_owned(),
            (_, 0) => errors,
            (0, _) => warnings,
            _ => format!("{errors}, {warnings}"),
        }
    }

    /// Returns for example ` (2 warnings)` for the end of a sentence, or nothing.
    pub(crate) fn in_brackets(self) -> String {
        if self.errors + self.warnings == 0 {
            String::new()
        } else {
            format!(" ({})", self.in_words())
        }
    }
}

/// Returns a number with its noun, thousands grouped: `1 file`, `2,630 files`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{} {noun}", thousands(count, ","))
}
