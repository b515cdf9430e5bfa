//! What git knows of a library: the files that changed since a revision, and the library as it was
//! then.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, io};

use tempfile::TempDir;

use super::read::plain;

/// Why git could not say what changed.
#[derive(Debug)]
pub enum GitError {
    /// The program is not there, or cannot be started.
    Missing(io::Error),
    NoRepository,
    UnknownRevision(String),
    /// There is no room for the library as it was.
    NoFolder(io::Error),
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
            GitError::NoFolder(error) => (
                format!(
                    "no temporary folder can be made for the library as it was: {}",
                    plain(error)
                ),
                "make room where temporary files are kept, or leave `--changed-since` out",
            ),
            GitError::Failed(words) => (format!("git says: {words}"), ""),
        }
    }
}

/// What differs between a library and what it was.
#[derive(Debug)]
pub struct Change {
    /// The commit that the library is compared with, or a tree without files.
    base: String,
    /// Below the library's root: what differs, what has gone, and what git does not know yet.
    pub files: BTreeSet<String>,
}

/// What has changed below `root` since `revision`.
///
/// What others did meanwhile on the branch that `revision` names is no change of ours, so files are
/// compared with the commit at which the two parted.
///
/// # Errors
///
/// Fails where git is missing, the library is in no repository, or the revision is not known.
pub fn changed(root: &Path, revision: &str) -> Result<Change, GitError> {
    if !git(root, &["rev-parse", "--is-inside-work-tree"])?
        .status
        .success()
    {
        return Err(GitError::NoRepository);
    }
    let base = base(root, revision)?;
    let tracked = [
        "diff",
        "--name-only",
        "--no-renames",
        "--relative",
        "-z",
        &base,
        "--",
        ".",
    ];
    let untracked = [
        "ls-files",
        "--others",
        "--exclude-standard",
        "-z",
        "--",
        ".",
    ];
    let mut files = BTreeSet::new();
    for arguments in [&tracked[..], &untracked[..]] {
        let output = done(git(root, arguments)?)?;
        let names = output
            .stdout
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty());
        files.extend(names.map(|name| String::from_utf8_lossy(name).into_owned()));
    }
    Ok(Change { base, files })
}

fn base(root: &Path, revision: &str) -> Result<String, GitError> {
    let commit = format!("{revision}^{{commit}}");
    let Some(commit) = object(root, &commit)? else {
        // Before its first commit a repository has a branch, and all files are new.
        let is_unborn = revision == "HEAD"
            && git(root, &["symbolic-ref", "--quiet", "HEAD"])?
                .status
                .success();
        return match is_unborn {
            true => Ok(line(&done(git(
                root,
                &["hash-object", "-t", "tree", "--stdin"],
            )?)?)),
            false => Err(GitError::UnknownRevision(revision.to_owned())),
        };
    };
    let parted = git(root, &["merge-base", &commit, "HEAD"])?;
    // Two histories without a commit in common, or too few commits fetched to find it.
    Ok(if parted.status.success() {
        line(&parted)
    } else {
        commit
    })
}

impl Change {
    /// The library as it was, in a folder of its own; empty where it was not there yet.
    ///
    /// The repository is only read: git keeps the list of what it writes beside the folder.
    ///
    /// # Errors
    ///
    /// Fails where the disk does, or git cannot give a file.
    pub fn before(&self, root: &Path) -> Result<Before, GitError> {
        let folder = TempDir::new().map_err(GitError::NoFolder)?;
        let before = Before {
            root: folder.path().join("library"),
            _folder: folder,
        };
        let below = line(&done(git(root, &["rev-parse", "--show-prefix"])?)?);
        let Some(tree) = object(root, &format!("{}:{below}", self.base))? else {
            return Ok(before);
        };
        // From a folder within it, git would write that folder alone.
        let top = PathBuf::from(line(&done(git(root, &["rev-parse", "--show-toplevel"])?)?));
        let index = before.root.with_extension("index");
        for arguments in [
            &["read-tree", &tree][..],
            &[
                "checkout-index",
                "--all",
                "--quiet",
                &format!("--prefix={}/", before.root.display()),
            ],
        ] {
            let output = command(&top, arguments)
                .env("GIT_INDEX_FILE", &index)
                .output();
            done(output.map_err(GitError::Missing)?)?;
        }
        Ok(before)
    }
}

/// A library as it was; its folder goes with the value.
#[derive(Debug)]
pub struct Before {
    pub root: PathBuf,
    _folder: TempDir,
}

/// The name that git has for something, where it has it.
fn object(root: &Path, name: &str) -> Result<Option<String>, GitError> {
    let known = git(
        root,
        &["rev-parse", "--verify", "--quiet", "--end-of-options", name],
    )?;
    Ok(Some(line(&known)).filter(|name| known.status.success() && !name.is_empty()))
}

fn line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout)
        .trim_end_matches(['\n', '\r'])
        .to_owned()
}

fn done(output: Output) -> Result<Output, GitError> {
    match output.status.success() {
        true => Ok(output),
        false => Err(GitError::Failed(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        )),
    }
}

fn git(root: &Path, arguments: &[&str]) -> Result<Output, GitError> {
    command(root, arguments).output().map_err(GitError::Missing)
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments);
    // A hook in a further work tree is given it, and git would then take the library's folder for
    // the top.
    if env::var_os("GIT_WORK_TREE").is_none() {
        command.env_remove("GIT_DIR");
    }
    command
}
