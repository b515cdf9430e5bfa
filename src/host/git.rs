//! What git knows about a library: the files changed since a revision, and the library as it was
//! then.
//!
//! A library may come from somebody else, with its repository and the settings of that. Git itself
//! runs programs that such settings name, so `Git` turns all of these off.

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
            GitError::Failed(words) => {
                // A clone that left files out has them fetched when they are needed.
                let help = if words.contains("lazy fetching disabled") {
                    "fetch all files first, with `git fetch --refetch --no-filter`"
                } else {
                    ""
                };
                (format!("git says: {words}"), help)
            }
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
    let git = Git {
        root,
        filters: vec![],
    };
    let output = git.run(&[
        // In a container, the repository often belongs to another user. This command runs nothing
        // that the repository names, so it need not be trusted.
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "-z",
        "--",
        // On some disks, the name in other cases is the same folder.
        &format!(":(icase){path}"),
    ]);
    let output = match output {
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
    git: Git,
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
    let git = Git::new(root)?;
    let base = base_of(&git, revision)?;
    let tracked = [
        "diff",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        // Git would start another git in each submodule, with the settings of that.
        "--ignore-submodules=dirty",
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
        let output = successful(git.run(arguments)?)?;
        files.extend(parts(&output));
    }
    Ok(Change { git, base, files })
}

/// Returns the commit to compare with.
fn base_of(git: &Git, revision: &str) -> Result<String, GitError> {
    let commit = format!("{revision}^{{commit}}");
    let Some(commit) = git.object(&commit)? else {
        // A repository without a commit has a branch all the same, and every file is new.
        let is_unborn = revision == "HEAD"
            && git
                .run(&["symbolic-ref", "--quiet", "HEAD"])?
                .status
                .success();
        if !is_unborn {
            return Err(GitError::UnknownRevision(revision.to_owned()));
        }
        let empty_tree = git.run(&["hash-object", "-t", "tree", "--stdin"])?;
        return Ok(line(&successful(empty_tree)?));
    };
    let parted = git.run(&["merge-base", &commit, "HEAD"])?;
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
    /// The repository is only read: the index that git needs for this is a file of its own. Files
    /// that a filter of git keeps elsewhere, such as those of Git LFS, are there as git has them.
    ///
    /// # Errors
    ///
    /// Fails if the disk or git fails.
    pub(crate) fn before(&self) -> Result<Before, GitError> {
        let folder = TempDir::new().map_err(GitError::NoFolder)?;
        let before = Before {
            root: folder.path().join("library"),
            _folder: folder,
        };
        let below = line(&successful(self.git.run(&["rev-parse", "--show-prefix"])?)?);
        let Some(tree) = self.git.object(&format!("{}:{below}", self.base))? else {
            return Ok(before);
        };
        // Started in a folder below the top, git would write only that folder.
        let top = line(&successful(
            self.git.run(&["rev-parse", "--show-toplevel"])?,
        )?);
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
            let output = self
                .git
                .command(Path::new(&top), arguments)
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

/// Git in the folder of a library, which runs no program that the repository names.
#[derive(Debug)]
struct Git {
    root: PathBuf,
    /// Settings that name a filter's programs. They may have any name, so they are looked up.
    filters: Vec<String>,
}

/// Settings by which git would run other programs, or write into the repository.
const SAFE: [&str; 5] = [
    // A program that says what has changed. `true` would start git's own.
    "core.fsmonitor=false",
    // No file can be in there, so no hook.
    "core.hooksPath=/dev/null",
    "core.splitIndex=false",
    "core.untrackedCache=false",
    "core.pager=cat",
];

impl Git {
    /// Returns git in a folder.
    ///
    /// # Errors
    ///
    /// Fails if git is missing, or the folder is not in a work tree.
    fn new(root: &Path) -> Result<Git, GitError> {
        let mut git = Git {
            root: root.to_owned(),
            filters: vec![],
        };
        let is_inside = git.run(&["rev-parse", "--is-inside-work-tree"])?;
        if !is_inside.status.success() {
            return Err(GitError::NoRepository);
        }
        // It fails if there are none.
        let filters = git.run(&["config", "-z", "--name-only", "--get-regexp", r"^filter\."])?;
        git.filters = parts(&filters).collect();
        Ok(git)
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, GitError> {
        self.command(&self.root, arguments)
            .output()
            .map_err(GitError::Missing)
    }

    fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder);
        for setting in SAFE {
            command.args(["-c", setting]);
        }
        command.args(arguments);
        // A filter's name may have a `=` in it, so its settings cannot be arguments. There may be
        // some in the environment already.
        let given = env::var("GIT_CONFIG_COUNT").ok();
        let given: usize = given.and_then(|count| count.parse().ok()).unwrap_or(0);
        for (number, key) in (given..).zip(&self.filters) {
            let value = if key.ends_with(".required") {
                "false"
            } else {
                ""
            };
            command.env(format!("GIT_CONFIG_KEY_{number}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        let count = given + self.filters.len();
        command.env("GIT_CONFIG_COUNT", count.to_string());
        command.env("GIT_OPTIONAL_LOCKS", "0");
        command.env("GIT_TERMINAL_PROMPT", "0");
        // Objects that were never fetched stay where they are: a remote may be a program.
        command.env("GIT_NO_LAZY_FETCH", "1");
        command.env("GIT_ALLOW_PROTOCOL", "none");
        // A hook in a linked work tree runs with `GIT_DIR` set, and git would then take the
        // library's folder for the top of the work tree.
        if env::var_os("GIT_WORK_TREE").is_none() {
            command.env_remove("GIT_DIR");
        }
        command
    }

    /// Returns the id of an object, or `None` if git does not know it.
    fn object(&self, name: &str) -> Result<Option<String>, GitError> {
        let known = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", name])?;
        Ok(Some(line(&known)).filter(|name| known.status.success() && !name.is_empty()))
    }
}

/// Returns the output without its line end.
fn line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout)
        .trim_end_matches(['\n', '\r'])
        .to_owned()
}

/// Returns the parts of an output that end in zeros.
fn parts(output: &Output) -> impl Iterator<Item = String> {
    output
        .stdout
        .split(|byte| *byte == 0)
        .filter(|part| !part.is_empty())
        .map(|part| String::from_utf8_lossy(part).into_owned())
}

/// Returns the output of a successful command.
fn successful(output: Output) -> Result<Output, GitError> {
    if output.status.success() {
        return Ok(output);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = words.trim().lines().collect();
    Err(GitError::Failed(lines.join("; ")))
}
