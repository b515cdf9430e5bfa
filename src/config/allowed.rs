//! The files that a maintainer lets through.

use crate::source::file_kind::{FileKind, Treatment};
use crate::source::slug::folded;

/// Files that are published although casebook would refuse them or warn about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Endings in lower case, without their dot.
    endings: Vec<String>,
    /// Files and folders below the library's root, as paths are compared. A folder ends in a slash.
    paths: Vec<String>,
}

impl Allowed {
    /// Adds an ending (`.svg`), a file (`static/CNAME`) or a folder (`static/admin/`). Returns
    /// whether the text is one of these.
    pub(super) fn add(&mut self, written: &str) -> bool {
        let is_word = |ending: &str| !ending.is_empty() && !ending.contains(['.', '/']);
        if let Some(ending) = written.strip_prefix('.').filter(|ending| is_word(ending)) {
            self.endings.push(ending.to_lowercase());
            return true;
        }
        let below = written
            .strip_prefix("content/")
            .or_else(|| written.strip_prefix("static/"));
        let is_below = below.is_some_and(|below| !below.is_empty());
        if is_below {
            self.paths.push(folded(written).into_owned());
        }
        is_below
    }

    /// True if a file below the library's root is allowed, by its ending or by its path. A file
    /// that sets up a host is allowed only by its path.
    pub fn allows(&self, path: &str, kind: &FileKind) -> bool {
        let path = folded(path);
        let is_meant = |allowed: &String| {
            *path == **allowed || allowed.ends_with('/') && path.starts_with(allowed.as_str())
        };
        let is_control = kind.treatment == Treatment::Control;
        !is_control && self.endings.contains(&kind.ending) || self.paths.iter().any(is_meant)
    }
}
