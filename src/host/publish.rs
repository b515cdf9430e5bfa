//! Makes the output folder hold exactly the site, whole or not at all.
//!
//! The new site is written into a folder beside the old one and then takes its place in one step,
//! so whatever ends a build before that step (a mistake, a full disk, a kill) leaves the old site
//! whole:
//!
//! ```text
//! dist/                    the site, with `.casebook.json`: the names of the files that are casebook's
//! .dist.casebook/          there only while a build runs, or after one was killed; also the lock
//!     new-12345/           the next site until the exchange, then the last one until it is removed
//!     old/                 the last site, where the file system cannot exchange two folders
//! ```
//!
//! A file whose bytes are those of the last build is the last build's file: a hard link, which
//! keeps its time, so that rsync sends only what changed. Nothing is ever written into a file that
//! exists, so a link never changes the old site. When no file differs at all, the old site simply
//! stays.
//!
//! What a newcomer would get wrong: nothing here trusts a size, a time or a hash to tell whether a
//! file changed. Old bytes are compared with new ones. Reading 12 kB that the system still has in
//! memory is cheaper than creating a file, a file altered by hand is always noticed, and the list
//! that is published with the site needs no times in it, so that the same input gives the same
//! bytes.
//!
//! No file is flushed to the disk (`fsync`): it would cost many times what the writing does, and a
//! site can be built again. Kills do no harm. After a power cut the latest files may be empty,
//! which the next build sees, because it compares bytes, and mends.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Read, Write};
use std::ops::Bound;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use super::read::FOLDERS;

/// The list of casebook's own files, inside the output folder.
///
/// Inside, not beside: so it is exchanged together with what it speaks of, and cannot disagree with
/// it.
pub const MANIFEST: &str = ".casebook.json";

/// What one file of the site holds.
#[derive(Debug)]
pub enum Content {
    Bytes(Vec<u8>),
    /// The same bytes as this file on the disk: copied (where the file system can, by sharing
    /// blocks), never linked, so that an edit of the source cannot reach a published file.
    File(PathBuf),
}

/// How many files a publishing made of what; the list of casebook's own files is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// All files of the site: `written` and `unchanged`.
    pub files: usize,
    /// New ones, and ones whose bytes are not those that stood there.
    pub written: usize,
    /// Ones that stood there already, and keep their time.
    pub unchanged: usize,
    /// Casebook's files of the last build that the site no longer has.
    pub removed: usize,
}

/// Why the site could not be published. In all cases but `Leftover` the old site stands as it was.
#[derive(Debug)]
pub enum PublishError {
    /// The folder is one that a build must not replace: the home folder, the library's own …
    Protected { out: PathBuf, what: String },
    /// Something that is not a folder stands there.
    NotAFolder { out: PathBuf, what: &'static str },
    /// The folder holds files, and nothing that says casebook made it.
    NotOurs { out: PathBuf },
    /// The list of casebook's own files is there, but says nothing usable.
    Manifest { path: PathBuf, cause: String },
    /// A file that casebook did not write stands where the site needs its place.
    InTheWay { path: PathBuf },
    /// A path of the site is not one that can be written below the output folder.
    Path { path: String, what: &'static str },
    /// Another build holds the folder.
    Busy { out: PathBuf },
    /// The folder cannot be renamed: it is a mount point.
    Immovable { out: PathBuf },
    /// The disk failed.
    Disk {
        doing: &'static str,
        path: PathBuf,
        error: io::Error,
    },
    /// The new site stands, but the old one could not be removed.
    Leftover {
        tree: PathBuf,
        error: Box<PublishError>,
    },
}

/// Makes the folder `out` hold exactly the files `paths`, in one step.
///
/// `paths` are relative and separated by `/`; `bytes(i)` makes the content of `paths[i]`, on any
/// thread, once, and only that of as many files as there are threads is held at a time. `progress`
/// is called after each. Files in `out` that casebook did not write stay. `root` is the library's
/// folder.
///
/// # Errors
///
/// The first error of `bytes`, in the order of `paths`, ends it: pages before it are still made, so
/// that the same mistake is reported on every machine. Else a [`PublishError`]; what a person can
/// mend is looked for before the first call of `bytes`. The old site stands as it was, unless the
/// error is [`PublishError::Leftover`].
pub fn publish<F, E>(
    out: &Path,
    root: &Path,
    paths: &[String],
    bytes: F,
    progress: &(dyn Fn() + Sync),
) -> Result<Published, E>
where
    F: Fn(usize) -> Result<Content, E> + Sync,
    E: From<PublishError> + Send,
{
    let site = Manifest::of(paths)?;
    let list = Content::Bytes(site.to_bytes());
    let out = &output_folder(out, root)?;
    let work = Work::begin(out)?;
    let last = Last::read(out, &work, &site)?;

    let new = &work.new;
    fs::create_dir(new).at("make", new)?;
    let exchanged = stage(new, out, &last, paths, bytes, progress).and_then(|changed| {
        let written = changed.iter().filter(|changed| **changed).count();
        let list_stands = last.manifest.is_some() && holds(&out.join(MANIFEST), &list)?;
        if written == 0 && list_stands {
            return Ok((written, Some(new.clone())));
        }
        keep_unchanged(new, out, paths, &changed)?;
        keep_theirs(new, out, &last.theirs)?;
        // Last of all: a tree with a list in it is whole.
        if list_stands {
            keep(&out.join(MANIFEST), &new.join(MANIFEST))?;
        } else {
            create(&new.join(MANIFEST), &list)?;
        }
        let spent = match last.manifest {
            None => take_place(new, out).map(|()| None)?,
            Some(_) => Some(exchange(new, out, &work)?),
        };
        Ok((written, spent))
    });
    let (written, spent) = exchanged.inspect_err(|_| {
        // Whatever this cannot remove, the next build does.
        let _ = fs::remove_dir_all(new);
    })?;
    if let Some(tree) = spent {
        retire(&tree, Path::new(""), last.manifest.as_ref(), out).map_err(|error| {
            PublishError::Leftover {
                tree,
                error: Box::new(error),
            }
        })?;
    }
    Ok(Published {
        files: paths.len(),
        written,
        unchanged: paths.len() - written,
        removed: last.ours.iter().filter(|path| !site.lists(path)).count(),
    })
}

// ------------------------------------------------------------------------------------------------
// Which folder, and whether it may be

/// The output folder's real path, for one that a build may replace.
fn output_folder(out: &Path, root: &Path) -> Result<PathBuf, PublishError> {
    // By components: `dist/` with its slash would be the folder behind a link, not the link.
    let named: PathBuf = out.components().collect();
    let kind = fs::symlink_metadata(&named)
        .ok()
        .map(|meta| meta.file_type());
    if let Some(kind) = kind.filter(|kind| !kind.is_dir()) {
        let what = if kind.is_symlink() {
            "a symbolic link"
        } else {
            "a file"
        };
        return Err(PublishError::NotAFolder { out: named, what });
    }
    let real = real_path(&named).at("find", &named)?;
    let protected = |what: String| {
        Err(PublishError::Protected {
            out: named.clone(),
            what,
        })
    };
    let Some(parent) = real.parent() else {
        return protected("the root of the file system".into());
    };
    if let Some(home) = std::env::home_dir().and_then(|home| home.canonicalize().ok()) {
        if home == real {
            return protected("your home folder".into());
        }
        if home.starts_with(&real) {
            return protected("a folder that holds your home folder".into());
        }
    }
    let root = real_path(root).at("find", root)?;
    if root == real {
        return protected("the library's own folder".into());
    }
    // What they hold are sources, which no site may be written into.
    for name in FOLDERS {
        // Real path too: `content` may be a link to another folder of the library, which reading
        // refuses only where it leads out of it.
        let source = real_path(&root.join(name)).at("find", &root.join(name))?;
        if real.starts_with(&source) {
            return protected(format!("the library's `{name}`, or inside it"));
        }
        if source.starts_with(&real) {
            return protected(format!("a folder that holds the library's `{name}`"));
        }
    }
    fs::create_dir_all(parent).at("make", parent)?;
    let device = |path: &Path| fs::metadata(path).map(|meta| meta.dev());
    if kind.is_some() && device(&real).at("read", &real)? != device(parent).at("read", parent)? {
        return Err(PublishError::Immovable { out: named });
    }
    Ok(real)
}

/// The path without links, `.` and `..`, also of what does not exist yet.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    let path = if path == Path::new("") {
        Path::new(".")
    } else {
        path
    };
    match path.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(error);
            };
            Ok(real_path(parent)?.join(name))
        }
        found => found,
    }
}

// ------------------------------------------------------------------------------------------------
// The list of casebook's own files

/// The files that casebook wrote in a folder, [`MANIFEST`] itself left out.
///
/// Only ever asked whether it lists a path that was found in that folder. No path is made from one
/// of its lines, so a list that was tampered with can lead nowhere else.
#[derive(Serialize, Deserialize)]
struct Manifest {
    /// For the person who finds the file on a web server.
    about: String,
    /// The form of this list.
    version: u32,
    files: BTreeSet<String>,
}

impl Manifest {
    const ABOUT: &str = "The files that casebook made in this folder. The next build replaces or removes these, and no others.";
    const VERSION: u32 = 1;

    /// The list of a site's files, each a path that stays below the folder it is joined to.
    fn of(paths: &[String]) -> Result<Manifest, PublishError> {
        let mut files = BTreeSet::new();
        for path in paths {
            let what = if path.starts_with('/') {
                "starts with `/`"
            } else if path.contains('\0') {
                "has a zero byte in it"
            } else if path
                .split('/')
                .any(|segment| matches!(segment, "" | "." | ".."))
            {
                "has an empty segment, `.` or `..` in it"
            } else if path == MANIFEST {
                "is the name of casebook's own list of files"
            } else if !files.insert(path.clone()) {
                "stands in the site twice"
            } else {
                continue;
            };
            return Err(PublishError::Path {
                path: path.clone(),
                what,
            });
        }
        Ok(Manifest {
            about: Self::ABOUT.into(),
            version: Self::VERSION,
            files,
        })
    }

    /// The list in a folder; none where the folder is empty or does not exist.
    fn of_folder(folder: &Path) -> Result<Option<Manifest>, PublishError> {
        let path = folder.join(MANIFEST);
        let text = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound && is_empty(folder)? => {
                return Ok(None);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(PublishError::NotOurs { out: folder.into() });
            }
            read => read.at("read", &path)?,
        };
        let unusable = |cause: String| PublishError::Manifest {
            path: path.clone(),
            cause,
        };
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|error| unusable(error.to_string()))?;
        if manifest.version != Self::VERSION {
            return Err(unusable(format!(
                "version {} is not known here",
                manifest.version
            )));
        }
        Ok(Some(manifest))
    }

    /// One path a line, so that a site kept in git shows its changes.
    fn to_bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("strings and a number are JSON");
        text.push(b'\n');
        text
    }

    fn lists(&self, path: &str) -> bool {
        self.files.contains(path) || path == MANIFEST
    }

    /// Whether a listed file lies in this folder, at any depth.
    fn lists_within(&self, folder: &str) -> bool {
        let within = format!("{folder}/");
        self.files
            .range::<str, _>((Bound::Included(within.as_str()), Bound::Unbounded))
            .next()
            .is_some_and(|first| first.starts_with(&within))
    }

    /// Whether the listed files leave no place for this file or folder.
    fn displaces(&self, entry: &Entry) -> bool {
        let listed = |path: &Path| path.to_str().is_some_and(|path| self.lists(path));
        let within = |path: &Path| path.to_str().is_some_and(|path| self.lists_within(path));
        entry.path.ancestors().any(listed) || !entry.kind.is_dir() && within(&entry.path)
    }
}

/// Whether nothing is in a folder; so too where there is no folder.
fn is_empty(folder: &Path) -> Result<bool, PublishError> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        children => Ok(children.at("read", folder)?.next().is_none()),
    }
}

// ------------------------------------------------------------------------------------------------
// The lock, and what killed builds left

/// The folder beside the output where a build works. Whoever holds it is the only one building.
struct Work {
    folder: PathBuf,
    /// Where the next site is made, and where the last one stands after the exchange.
    new: PathBuf,
    /// Where the last site stands while two renames take the place of an exchange.
    old: PathBuf,
    /// Held as long as this is open; the system lets go of it when a process ends, however it ends.
    _lock: OwnedFd,
}

impl Work {
    /// Takes the lock, or fails at once: whoever waited would only build the same site again.
    fn begin(out: &Path) -> Result<Work, PublishError> {
        let mut name = OsString::from(".");
        name.push(
            out.file_name()
                .expect("only the file system's root has no name, and it is refused"),
        );
        name.push(".casebook");
        let folder = out.with_file_name(name);
        loop {
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(error).at("make", &folder);
                }
                _ => {}
            }
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let lock = match rustix::fs::open(&folder, flags, Mode::empty()) {
                Err(Errno::NOENT) => continue,
                opened => opened.map_err(io::Error::from).at("open", &folder)?,
            };
            match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
                Err(Errno::WOULDBLOCK) => return Err(PublishError::Busy { out: out.into() }),
                locked => locked.map_err(io::Error::from).at("lock", &folder)?,
            }
            // A build that ended between our opening and our locking has removed the folder: what
            // we hold then is a lock that nobody else can see.
            let held = rustix::fs::fstat(&lock)
                .map_err(io::Error::from)
                .at("read", &folder)?;
            match fs::symlink_metadata(&folder) {
                Ok(seen) if seen.ino() == held.st_ino => {
                    spread(&lock);
                    let new = folder.join(format!("new-{}", held.st_ino));
                    return Ok(Work {
                        new,
                        old: folder.join("old"),
                        folder,
                        _lock: lock,
                    });
                }
                _ => continue,
            }
        }
    }

    /// Brings back a site that was killed between the two renames of [`exchange_by_renames`].
    fn restore(&self, out: &Path) -> Result<(), PublishError> {
        if exists(&self.old) && !exists(out) {
            fs::rename(&self.old, out).at("bring back", out)?;
        }
        Ok(())
    }

    /// Removes the trees that a killed build left.
    fn clear(&self, out: &Path) -> Result<(), PublishError> {
        let left = children(&self.folder, Path::new(""))?;
        for tree in left.iter().filter(|entry| entry.kind.is_dir()) {
            let tree = &self.folder.join(&tree.path);
            // A tree with a list is whole, so it may be the site before this one, with files of the
            // user's in it. One without, or with half of one, was still being made.
            // And who removed the output folder since wants nothing back.
            let manifest = Manifest::of_folder(tree)
                .ok()
                .flatten()
                .filter(|_| exists(out));
            retire(tree, Path::new(""), manifest.as_ref(), out)?;
        }
        Ok(())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // Empty unless something failed; then it stays, for the next build to clear.
        let _ = fs::remove_dir(&self.folder);
    }
}

/// Asks ext4 to make each folder in this one far from where the last was made (`chattr +T`).
///
/// Without a journal, as in many of the virtual machines that builds run in, ext4 gives out no
/// inode that was freed in the last minutes, and steps over each such inode, one by one, for every
/// file made near them. A build soon after another site was removed takes many times as long then:
/// 3,000 folders with a file of 12 kB each took 7 to 14 s on Linux 6.18, and 0.2 to 1 s with this.
/// Where a folder goes is told by its name, hence the number in `new-12345`: it is that of the
/// inode of the folder which `new-12345` lies in, so another one each time in those minutes. Other
/// file systems refuse the flag, which is as good.
fn spread(_folder: &OwnedFd) {
    #[cfg(target_os = "linux")]
    if let Ok(flags) = rustix::fs::ioctl_getflags(_folder) {
        let _ = rustix::fs::ioctl_setflags(_folder, flags | rustix::fs::IFlags::TOPDIR);
    }
}

// ------------------------------------------------------------------------------------------------
// The last site

/// What stands in the output folder before the site is made.
struct Last {
    /// None where there is no folder, or an empty one.
    manifest: Option<Manifest>,
    /// Casebook's files that are still there, and are files.
    ours: HashSet<String>,
    /// The user's files and folders, a folder before what is in it. A folder that casebook made for
    /// its own files is neither.
    theirs: Vec<Entry>,
}

/// A file or folder by its path below the folder that was read.
struct Entry {
    path: PathBuf,
    kind: FileType,
}

impl Last {
    /// Reads the output folder, once what a killed build left has been put right.
    fn read(out: &Path, work: &Work, site: &Manifest) -> Result<Last, PublishError> {
        work.restore(out)?;
        let manifest = Manifest::of_folder(out)?;
        work.clear(out)?;
        let Some(manifest) = manifest else {
            return Ok(Last {
                manifest: None,
                ours: HashSet::new(),
                theirs: Vec::new(),
            });
        };
        let mut ours = HashSet::new();
        let mut theirs = Vec::new();
        for entry in entries(out, Path::new(""))? {
            match entry.path.to_str() {
                Some(path) if entry.kind.is_dir() && manifest.lists_within(path) => {}
                Some(path) if !entry.kind.is_dir() && manifest.lists(path) => {
                    // A link that took the place of a file is not one to compare with, nor to keep.
                    if entry.kind.is_file() && path != MANIFEST {
                        ours.insert(path.to_owned());
                    }
                }
                _ if site.displaces(&entry) => {
                    return Err(PublishError::InTheWay {
                        path: out.join(entry.path),
                    });
                }
                _ => theirs.push(entry),
            }
        }
        Ok(Last {
            manifest: Some(manifest),
            ours,
            theirs,
        })
    }
}

/// Everything in a folder at any depth, a folder before what is in it; links are not followed.
fn entries(tree: &Path, under: &Path) -> Result<Vec<Entry>, PublishError> {
    let here = children(tree, under)?;
    let folders: Vec<&Entry> = here.iter().filter(|entry| entry.kind.is_dir()).collect();
    let within = folders
        .par_iter()
        .map(|folder| entries(tree, &folder.path))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(here
        .into_iter()
        .chain(within.into_iter().flatten())
        .collect())
}

fn children(tree: &Path, under: &Path) -> Result<Vec<Entry>, PublishError> {
    let folder = tree.join(under);
    fs::read_dir(&folder)
        .and_then(|children| {
            children
                .map(|child| {
                    let child = child?;
                    Ok(Entry {
                        path: under.join(child.file_name()),
                        kind: child.file_type()?,
                    })
                })
                .collect()
        })
        .at("read", &folder)
}

// ------------------------------------------------------------------------------------------------
// Making the new tree

/// Writes the files that changed into the new tree; tells for each path whether it did.
fn stage<F, E>(
    new: &Path,
    out: &Path,
    last: &Last,
    paths: &[String],
    bytes: F,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<bool>, E>
where
    F: Fn(usize) -> Result<Content, E> + Sync,
    E: From<PublishError> + Send,
{
    // Files after the first that failed are left out; those before it are still made, for one of
    // them may fail too and is then the one to speak of.
    let failed = AtomicUsize::new(usize::MAX);
    let changed: Vec<Result<bool, E>> = (0..paths.len())
        .into_par_iter()
        .map(|i| {
            if i > failed.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let one = || {
                let content = bytes(i)?;
                let path = &paths[i];
                let changed = !last.ours.contains(path) || !holds(&out.join(path), &content)?;
                if changed {
                    create(&new.join(path), &content)?;
                }
                progress();
                Ok(changed)
            };
            one().inspect_err(|_| {
                failed.fetch_min(i, Ordering::Relaxed);
            })
        })
        .collect();
    changed.into_iter().collect()
}

/// Takes the files that did not change over into the new tree.
fn keep_unchanged(
    new: &Path,
    out: &Path,
    paths: &[String],
    changed: &[bool],
) -> Result<(), PublishError> {
    paths
        .par_iter()
        .zip(changed)
        .filter(|(_, changed)| !**changed)
        .try_for_each(|(path, _)| keep(&out.join(path), &new.join(path)))
}

/// Takes what the user put into the output folder over into the new tree.
fn keep_theirs(new: &Path, out: &Path, theirs: &[Entry]) -> Result<(), PublishError> {
    for entry in theirs {
        let (from, to) = (out.join(&entry.path), new.join(&entry.path));
        if entry.kind.is_dir() {
            fs::create_dir_all(&to).at("make", &to)?;
        } else {
            // The user may just have removed it, as git does with its locks.
            keep(&from, &to).or_else(|error| if exists(&from) { Err(error) } else { Ok(()) })?;
        }
    }
    // From the deepest up, once they are filled: one of them may not be writable.
    for entry in theirs.iter().rev().filter(|entry| entry.kind.is_dir()) {
        let (from, to) = (out.join(&entry.path), new.join(&entry.path));
        same_permissions(&to, &from)?;
    }
    Ok(())
}

/// Gives a folder the permissions of the one it stands for; the umask's where that is none.
fn same_permissions(new: &Path, old: &Path) -> Result<(), PublishError> {
    match fs::metadata(old) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        old => old
            .and_then(|old| fs::set_permissions(new, old.permissions()))
            .at("set up", new),
    }
}

/// Whether a file of the last site holds exactly this; one that cannot be read does not.
fn holds(path: &Path, content: &Content) -> Result<bool, PublishError> {
    let Ok((old, old_size)) = open(path) else {
        return Ok(false);
    };
    Ok(match content {
        Content::Bytes(bytes) => {
            old_size == bytes.len() as u64 && equal(old, bytes.as_slice()).unwrap_or(false)
        }
        Content::File(source) => {
            let (new, new_size) = open(source)?;
            old_size == new_size && equal(old, new).unwrap_or(false)
        }
    })
}

fn open(path: &Path) -> Result<(File, u64), PublishError> {
    let file = File::open(path).at("read", path)?;
    let size = file.metadata().at("read", path)?.len();
    Ok((file, size))
}

/// Whether two readers give the same bytes, until the shorter one ends.
fn equal(mut one: impl Read, mut other: impl Read) -> io::Result<bool> {
    let (mut a, mut b) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        let read = one.read(&mut a)?;
        if read == 0 {
            return Ok(true);
        }
        match other.read_exact(&mut b[..read]) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(false),
            read => read?,
        }
        if a[..read] != b[..read] {
            return Ok(false);
        }
    }
}

/// Makes a file that does not exist yet, and its folder if need be.
///
/// With the permissions that the user's umask gives any new file, also where it is a copy: a source
/// that only its author may read is nothing a web server could send.
fn create(path: &Path, content: &Content) -> Result<(), PublishError> {
    let mut file = in_folder(path, || File::create_new(path)).at("make", path)?;
    match content {
        Content::Bytes(bytes) => file.write_all(bytes).at("write", path),
        Content::File(source) => {
            let (mut source, _) = open(source)?;
            io::copy(&mut source, &mut file).map(drop).at("write", path)
        }
    }
}

/// Gives a file a second name in the new tree, or where the file system has only one name for a
/// file (or does not let us link what someone else owns) a copy with the same time and permissions.
fn keep(from: &Path, to: &Path) -> Result<(), PublishError> {
    match in_folder(to, || fs::hard_link(from, to)) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => copy(from, to),
        linked => linked,
    }
    .at("make", to)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let last = fs::symlink_metadata(from)?;
    if last.is_symlink() {
        return in_folder(to, || std::os::unix::fs::symlink(fs::read_link(from)?, to));
    }
    let mut file = in_folder(to, || File::create_new(to))?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.set_modified(last.modified()?)?;
    file.set_permissions(last.permissions())
}

/// Makes something in a folder, and the folder first where it is not there.
///
/// A page nearly always has a folder of its own, which is made at once; for other files only a
/// failure asks for one. So it is one system call a file and one a folder, in any order and on any
/// number of threads.
fn in_folder<T>(path: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    let folder = path.parent().expect("a file of the tree lies in a folder");
    if path.ends_with("index.html") {
        // Whatever is wrong with it shows below.
        let _ = fs::create_dir(folder);
    }
    match make() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            make()
        }
        made => made,
    }
}

// ------------------------------------------------------------------------------------------------
// The one step, and what remains after it

/// Lets the new tree take the place of an empty folder, or of none.
fn take_place(new: &Path, out: &Path) -> Result<(), PublishError> {
    same_permissions(new, out)?;
    // Renaming a folder onto another works only where that is empty: what came to stand there since
    // we looked is not touched.
    fs::rename(new, out).map_err(|error| match error.kind() {
        ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            PublishError::NotOurs { out: out.into() }
        }
        _ => not_renamed(error, out),
    })
}

/// Exchanges the two trees in one step; returns where the old one stands now.
fn exchange(new: &Path, out: &Path, work: &Work) -> Result<PathBuf, PublishError> {
    same_permissions(new, out)?;
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(new.into()),
            // What a kernel or a file system without it answers.
            Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => {}
            Err(error) => return Err(not_renamed(error.into(), out)),
        }
    }
    exchange_by_renames(new, out, &work.old)
}

/// Exchanges the two trees in two steps. Who asks between them finds no site; who is killed between
/// them leaves it where [`Work::restore`] finds it.
fn exchange_by_renames(new: &Path, out: &Path, old: &Path) -> Result<PathBuf, PublishError> {
    fs::rename(out, old).map_err(|error| not_renamed(error, out))?;
    if let Err(error) = fs::rename(new, out) {
        fs::rename(old, out).at("bring back", out)?;
        return Err(not_renamed(error, out));
    }
    Ok(old.into())
}

fn not_renamed(error: io::Error, out: &Path) -> PublishError {
    match error.kind() {
        // What a mount answers, and a folder that is part of a container's image.
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => {
            PublishError::Immovable { out: out.into() }
        }
        _ => PublishError::Disk {
            doing: "replace",
            path: out.into(),
            error,
        },
    }
}

/// Removes the part `under` of a tree that is no longer the site, or never was.
///
/// What its list does not name is the user's, and goes back to `out` unless it stands there in the
/// same or a newer form: it came into the old site while the new one was made. In a tree without a
/// list everything is casebook's, or a second name of a file in `out`.
fn retire(
    tree: &Path,
    under: &Path,
    manifest: Option<&Manifest>,
    out: &Path,
) -> Result<(), PublishError> {
    let (folders, mut files): (Vec<Entry>, Vec<Entry>) = children(tree, under)?
        .into_iter()
        .partition(|entry| entry.kind.is_dir());
    folders
        .par_iter()
        .try_for_each(|folder| retire(tree, &folder.path, manifest, out))?;
    // The list goes last, so that a kill in between does not make all that is left casebook's.
    files.sort_by_key(|file| file.path == Path::new(MANIFEST));
    for Entry { path, .. } in files {
        let file = tree.join(&path);
        if manifest.is_none_or(|manifest| path.to_str().is_some_and(|path| manifest.lists(path))) {
            fs::remove_file(&file).at("remove", &file)?;
        } else {
            give_back(&file, &out.join(&path))?;
        }
    }
    let folder = tree.join(under);
    fs::remove_dir(&folder).at("remove", &folder)
}

fn give_back(from: &Path, to: &Path) -> Result<(), PublishError> {
    let old = fs::symlink_metadata(from).at("read", from)?;
    match fs::symlink_metadata(to) {
        Ok(new) if new.ino() == old.ino() || new.modified().ok() >= old.modified().ok() => {
            fs::remove_file(from).at("remove", from)
        }
        _ => in_folder(to, || fs::rename(from, to)).at("bring back", to),
    }
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

// ------------------------------------------------------------------------------------------------
// Errors, in plain words

/// Adds to a failure of the disk what was being done, and to what.
trait At<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, PublishError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: &'static str, path: &Path) -> Result<T, PublishError> {
        self.map_err(|error| PublishError::Disk {
            doing,
            path: path.into(),
            error,
        })
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protected { out, what } => write!(
                f,
                "`{}` is {what}, and a build replaces the folder it writes to; \
                 give --out a folder of its own, such as `dist`",
                out.display()
            ),
            Self::NotAFolder { out, what } => write!(
                f,
                "`{}` is {what}, where the site needs a folder; remove it, or give --out another name",
                out.display()
            ),
            Self::NotOurs { out } => write!(
                f,
                "`{}` holds files that casebook did not put there (it has no `{MANIFEST}`), so it is \
                 left as it is; give --out another folder, or empty this one yourself",
                out.display()
            ),
            Self::Manifest { path, cause } => write!(
                f,
                "`{}` does not say which files are casebook's ({cause}), so the folder is left as it \
                 is; bring that file back, or remove the folder yourself",
                path.display()
            ),
            Self::InTheWay { path } => write!(
                f,
                "`{}` is not casebook's, but the site needs its place; move it away, or rename the \
                 page that has this address",
                path.display()
            ),
            Self::Path { path, what } => write!(
                f,
                "`{}` cannot be a file of the site, because it {what}; rename what it is made from",
                path.escape_debug()
            ),
            Self::Busy { out } => write!(
                f,
                "another build is writing to `{}`; wait until it has ended, or give --out another folder",
                out.display()
            ),
            Self::Immovable { out } => write!(
                f,
                "`{0}` cannot be replaced, because it is a mount point or part of a container's image; \
                 give --out a folder inside it, such as `{0}/site`",
                out.display()
            ),
            Self::Disk { doing, path, error } => {
                write!(
                    f,
                    "could not {doing} `{}`: {error}; the site stands as it was",
                    path.display()
                )
            }
            Self::Leftover { tree, error } => {
                let cause: &dyn fmt::Display = match &**error {
                    Self::Disk { error, .. } => error,
                    other => other,
                };
                write!(
                    f,
                    "the new site is published, but the old one could not be removed ({cause}); \
                     remove `{}` yourself",
                    tree.display()
                )
            }
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Disk { error, .. } => Some(error),
            Self::Leftover { error, .. } => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
