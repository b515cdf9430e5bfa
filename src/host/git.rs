//! What git knows of a library: the files that changed since a revision.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

use super::read::plain;

/// Why git could not say what changed.
#[derive(Debug)]
pub enum GitError {
    /// The program is not there, or cannot be started.
    Missing(io::Error),
    NoRepository,
    UnknownRevision(String),
    /// Anything else, in git's own words.
    Failed(String),
}

impl GitError {
    /// What is wrong, and what to do about it.
    pub fn in_words(&self) -> (String, &'static str) {
        match self {
            GitError::Missing(error) if error.kind() == io::ErrorKind::NotFound => (
                "`--changed-since` needs git, which is not installed".to_owned(),
                "install git, or leave `--changed-since` out",
            ),
            GitError::Missing(error) => (format!("git cannot be started: {}", plain(error)), ""),
            GitError::NoRepository => (
                "`--changed-since` needs a git repository, and the library is in none".to_owned(),
                "leave `--changed-since` out, to check all files",
            ),
            GitError::UnknownRevision(revision) => (
                format!("git knows no revision `{revision}` here"),
                "name a branch, a tag or a commit; where only the newest commit was fetched, as in many workflows, fetch all of them (`fetch-depth: 0`)",
            ),
            GitError::Failed(words) => (format!("git says: {words}"), ""),
        }
    }
}

/// The files below `root` that differ from what they were at `revision`, and those that git does not know yet.
///
/// What others did meanwhile on the branch that `revision` names is no change of ours, so files are compared with
/// the commit at which the two parted.
///
/// # Errors
///
/// Fails where git is missing, the library is in no repository, or the revision is not known.
pub fn changed(root: &Path, revision: &str) -> Result<BTreeSet<String>, GitError> {
    if !git(root, &["rev-parse", "--is-inside-work-tree"])?.status.success() {
        return Err(GitError::NoRepository);
    }
    let commit = format!("{revision}^{{commit}}");
    let known = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    let commit = String::from_utf8_lossy(&known.stdout).trim().to_owned();
    if !known.status.success() || commit.is_empty() {
        return Err(GitError::UnknownRevision(revision.to_owned()));
    }
    let base = git(root, &["merge-base", &commit, "HEAD"])?;
    // Two histories without a commit in common, or too few commits fetched to find it.
    let base = match base.status.success() {
        true => String::from_utf8_lossy(&base.stdout).trim().to_owned(),
        false => commit,
    };
    let tracked = ["diff", "--name-only", "--no-renames", "--relative", "-z", &base, "--", "."];
    let untracked = ["ls-files", "--others", "--exclude-standard", "-z", "--", "."];
    let mut files = BTreeSet::new();
    for arguments in [&tracked[..], &untracked[..]] {
        let output = git(root, arguments)?;
        if !output.status.success() {
            return Err(GitError::Failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        let names = output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        files.extend(names.map(|name| String::from_utf8_lossy(name).into_owned()));
    }
    Ok(files)
}

fn git(root: &Path, arguments: &[&str]) -> Result<Output, GitError> {
    Command::new("git").arg("-C").arg(root).args(arguments).output().map_err(GitError::Missing)
}
