//! What git knows about a library: the files changed since a revision, and the library as it was
//! then.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, io};

use tempfile::TempDir;

use super::disk::plain;
use crate::report::{Finding, rules};

/// Why git cannot say what changed.
#[derive(Debug)]
pub(crate) enum GitError {
    /// Git is not installed or cannot be started.
    Missing(io::Error),
    /// The library is not in a git repository.
    NoRepository,
    UnknownRevision(String),
    /// There is no temporary folder for the library as it was.
    NoFolder(io::Error),
    /// Anything else, in git's own words.
    Failed(String),
}

impl GitError {
    /// Returns what is wrong, and what to do about it.
    pub(crate) fn finding(&self) -> Finding {
        let (message, help) = match self {
            GitError::Missing(error) if error.kind() == io::ErrorKind::NotFound => (
                "`--changed-since` needs git, which is not installed".to_owned(),
                "install git, or check all files without `--changed-since`",
            ),
            GitError::Missing(error) => (format!("cannot start git: {}", plain(error)), ""),
            GitError::NoRepository => (
                "`--changed-since` needs a git repository, and the library is not in one"
                    .to_owned(),
                "check all files without `--changed-since`",
            ),
            GitError::UnknownRevision(revision) => (
                format!("git knows no revision `{revision}` here"),
                "name a branch, a tag or a commit; a workflow that fetches only the newest commit \
                 needs `fetch-depth: 0`",
            ),
            GitError::NoFolder(error) => (
                format!("cannot create a temporary folder: {}", plain(error)),
                "make room for temporary files, or check all files without `--changed-since`",
            ),
            GitError::Failed(words) => (format!("git says: {words}"), ""),
        };
        Finding::error(rules::CHANGED_SINCE, message).help(help)
    }
}

/// Returns the path of a file that git tracks at or below `path`, if there is one. `None` if the
/// library is not in a repository.
///
/// # Errors
///
/// Fails, with the reason in words, if the library is in a repository and git cannot read it.
pub(crate) fn tracked(root: &Path, path: &str) -> Result<Option<String>, String> {
    let root = root.canonicalize().map_err(|error| plain(&error))?;
    if !root.ancestors().any(|folder| folder.join(".git").exists()) {
        return Ok(None);
    }
    let arguments = [
        // In a container, the repository often belongs to another user. This command runs nothing
        // that the repository names, so it need not be trusted.
        "-c",
        "safe.directory=*",
        "-c",
        "core.fsmonitor=false",
        "ls-files",
        "--cached",
        "-z",
        "--",
        // On some disks, the name in other cases is the same folder.
        &format!(":(icase){path}"),
    ];
    let output = match git(&root, &arguments) {
        Ok(output) if output.status.success() => output,
        Ok(output) => return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(GitError::Missing(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Err("git is not installed".to_owned());
        }
        Err(error) => return Err(error.finding().message),
    };
    let first = output.stdout.split(|byte| *byte == 0).next();
    Ok(first
        .filter(|name| !name.is_empty())
        .map(|name| String::from_utf8_lossy(name).into_owned()))
}

/// The difference between a library and an earlier state of it.
#[derive(Debug)]
pub(crate) struct Change {
    /// The commit that the library is compared with, or the empty tree.
    base: String,
    /// Paths below the library's root of files that differ, were deleted, or are new to git.
    pub(crate) files: BTreeSet<String>,
}

/// Returns what has changed below `root` since `revision`.
///
/// Files are compared with the commit where the branch left `revision`: later work of others on
/// that branch is not part of the change.
///
/// # Errors
///
/// Fails if git is missing, the library is not in a repository, or git does not know the revision.
pub(crate) fn changed(root: &Path, revision: &str) -> Result<Change, GitError> {
    if !git(root, &["rev-parse", "--is-inside-work-tree"])?
        .status
        .success()
    {
        return Err(GitError::NoRepository);
    }
    let base = base_of(root, revision)?;
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
        let output = successful(git(root, arguments)?)?;
        let names = output
            .stdout
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty());
        files.extend(names.map(|name| String::from_utf8_lossy(name).into_owned()));
    }
    Ok(Change { base, files })
}

/// Returns the commit to compare with.
fn base_of(root: &Path, revision: &str) -> Result<String, GitError> {
    let commit = format!("{revision}^{{commit}}");
    let Some(commit) = object(root, &commit)? else {
        // A repository without a commit has a branch all the same, and every file is new.
        let is_unborn = revision == "HEAD"
            && git(root, &["symbolic-ref", "--quiet", "HEAD"])?
                .status
                .success();
        if !is_unborn {
            return Err(GitError::UnknownRevision(revision.to_owned()));
        }
        let empty_tree = git(root, &["hash-object", "-t", "tree", "--stdin"])?;
        return Ok(line(&successful(empty_tree)?));
    };
    let parted = git(root, &["merge-base", &commit, "HEAD"])?;
    // It fails if the histories have no commit in common, or too few commits were fetched.
    Ok(if parted.status.success() {
        line(&parted)
    } else {
        commit
    })
}

impl Change {
    /// Writes the library as it was to a temporary folder, which is empty if the library is new.
    ///
    /// The repository is only read: the index that git needs for this is a file of its own.
    ///
    /// # Errors
    ///
    /// Fails if the disk or git fails.
    pub(crate) fn before(&self, root: &Path) -> Result<Before, GitError> {
        let folder = TempDir::new().map_err(GitError::NoFolder)?;
        let before = Before {
            root: folder.path().join("library"),
            _folder: folder,
        };
        let below = line(&successful(git(root, &["rev-parse", "--show-prefix"])?)?);
        let Some(tree) = object(root, &format!("{}:{below}", self.base))? else {
            return Ok(before);
        };
        // Started in a folder below the top, git would write only that folder.
        let top = PathBuf::from(line(&successful(git(
            root,
            &["rev-parse", "--show-toplevel"],
        )?)?));
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
            successful(output.map_err(GitError::Missing)?)?;
        }
        Ok(before)
    }
}

/// A library as it was. Its folder is removed when the value is dropped.
#[derive(Debug)]
pub(crate) struct Before {
    pub(crate) root: PathBuf,
    _folder: TempDir,
}

/// Returns the id of an object, or `None` if git does not know it.
fn object(root: &Path, name: &str) -> Result<Option<String>, GitError> {
    let known = git(
        root,
        &["rev-parse", "--verify", "--quiet", "--end-of-options", name],
    )?;
    Ok(Some(line(&known)).filter(|name| known.status.success() && !name.is_empty()))
}

/// Returns the output without its line end.
fn line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout)
        .trim_end_matches(['\n', '\r'])
        .to_owned()
}

/// Returns the output of a successful command.
fn successful(output: Output) -> Result<Output, GitError> {
    if output.status.success() {
        return Ok(output);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(GitError::Failed(words.trim().to_owned()))
}

fn git(root: &Path, arguments: &[&str]) -> Result<Output, GitError> {
    command(root, arguments).output().map_err(GitError::Missing)
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments);
    // A hook in a linked work tree runs with `GIT_DIR` set, and git would then take the library's
    // folder for the top of the work tree.
    if env::var_os("GIT_WORK_TREE").is_none() {
        command.env_remove("GIT_DIR");
    }
    command
}
