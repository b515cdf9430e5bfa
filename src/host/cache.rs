//! The folder of a library that keeps what takes long to find out or to make.
//!
//! It is never trusted. Anyone who can change a library can put such a folder into it, and a disk or
//! a restored backup can damage one. So:
//!
//! - A folder that git tracks, or that has a symbolic link in it, is refused (`Refused`): casebook
//!   tells git to ignore it, and makes no links.
//! - Each entry starts with a checksum of its name and bytes. One that does not fit is as good as
//!   missing, and is made again.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::disk::plain;
use super::folder::{Entry, EntryKind, Folder};
use super::git;
use super::unfinished::{Unfinished, remove_left};
use crate::report::{Finding, rules};

/// Name of the folder below the library's root.
pub const CACHE: &str = ".casebook-cache";

/// Name of the folder in it where files are written before they get their place.
const UNFINISHED: &str = "unfinished";

const GIT_IGNORE: &str = ".gitignore";

/// How many bytes an entry may have. The largest are the links of a library to other sites, and
/// versions of pictures.
const MAX_BYTES: u64 = 64_000_000;

/// Why a folder is not used as a cache.
#[derive(Debug)]
pub enum Refused {
    /// Git tracks this file in it.
    Tracked(String),
    /// It is a link, or has this link in it.
    Link(String),
    /// Git cannot say whether it tracks the folder.
    Unsure(String),
    /// The disk failed.
    Disk(io::Error),
}

impl Refused {
    /// Returns whether someone else may have put the folder there.
    pub(crate) fn is_suspicious(&self) -> bool {
        matches!(self, Refused::Tracked(_) | Refused::Link(_))
    }

    /// Returns why, in words that follow a colon.
    pub(crate) fn reason(&self) -> String {
        match self {
            Refused::Tracked(path) => format!("git tracks `{path}`"),
            Refused::Link(path) => format!("`{path}` is a symbolic link"),
            Refused::Unsure(why) => {
                format!("git cannot say whether it tracks that folder ({why})")
            }
            Refused::Disk(error) => plain(error),
        }
    }

    /// Returns what is wrong, and what to do about it.
    ///
    /// A folder that someone else may have put there is an error, so that somebody looks at it.
    /// Anything else is a warning: the site is the same without a cache.
    pub(crate) fn finding(&self) -> Finding {
        let reason = self.reason();
        let delete = match self {
            Refused::Tracked(_) => {
                format!("run `git rm -r --cached {CACHE}` and delete the folder")
            }
            Refused::Link(_) => format!("delete `{CACHE}`"),
            Refused::Unsure(_) | Refused::Disk(_) => {
                let message = format!("cannot save smaller pictures in {CACHE}: {reason}");
                return Finding::warning(rules::PICTURES_UNKEPT, message).help(self.remedy());
            }
        };
        Finding::error(
            rules::CACHE_REFUSED,
            format!("{CACHE} may not be casebook's own: {reason}"),
        )
        .help(format!(
            "{delete}; if it was not you who put it there, first find out who did"
        ))
    }

    fn remedy(&self) -> &'static str {
        match self {
            Refused::Disk(_) => {
                "make that folder writable; until then every build makes all of them again"
            }
            _ => "install git; until then every build makes all of them again",
        }
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        Refused::Disk(error)
    }
}

/// A folder of entries, each by its name.
#[derive(Debug)]
pub struct DiskCache {
    folder: Folder,
}

impl DiskCache {
    /// Opens the cache of a library. `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if the folder may not be casebook's own, or cannot be read.
    pub(crate) fn existing(root: &Folder) -> Result<Option<DiskCache>, Refused> {
        match root.kind(CACHE) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Ok(EntryKind::Link) => return Err(Refused::Link(CACHE.to_owned())),
            kind => kind?,
        };
        let folder = root.folder(CACHE)?;
        if let Some(link) = link_in(&folder, CACHE)? {
            return Err(Refused::Link(link));
        }
        match git::tracked(root.path(), CACHE) {
            Ok(None) => Ok(Some(DiskCache { folder })),
            Ok(Some(path)) => Err(Refused::Tracked(path)),
            Err(why) => Err(Refused::Unsure(why)),
        }
    }

    /// Opens the cache of a library, and creates it if there is none. What a killed run left
    /// unfinished is removed.
    ///
    /// # Errors
    ///
    /// Fails if the folder may not be casebook's own, or cannot be written to.
    pub fn open(root: &Folder) -> Result<DiskCache, Refused> {
        let cache = match DiskCache::existing(root)? {
            Some(cache) => cache,
            None => DiskCache {
                folder: root.folder_or_new(CACHE)?,
            },
        };
        cache.prepare()?;
        Ok(cache)
    }

    /// Returns a cache in a folder that nobody else writes to, for a run that may not use the
    /// library's.
    ///
    /// # Errors
    ///
    /// Fails if the disk does.
    pub(crate) fn aside(folder: &Path) -> io::Result<DiskCache> {
        let cache = DiskCache {
            folder: Folder::open(folder)?,
        };
        cache.prepare()?;
        Ok(cache)
    }

    fn prepare(&self) -> io::Result<()> {
        match self.folder.new_file(GIT_IGNORE) {
            Ok(mut file) => file.write_all(b"*\n")?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let unfinished = self.folder.folder_or_new(UNFINISHED)?;
        remove_left(&unfinished)?;
        // Finds out now whether it can be written to, not at the hundredth entry.
        Unfinished::new(&unfinished)?;
        Ok(())
    }

    /// Returns the bytes of an entry, or `None` if there is none that is whole. `path` is below the
    /// cache, such as `pictures/NAME`.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let mut bytes = self.folder.read(path, MAX_BYTES).ok()?;
        let body = bytes.split_off(bytes.len().min(CHECKSUM_BYTES));
        (bytes == checksum(path, &body)).then_some(body)
    }

    /// Writes an entry, as a whole or not at all.
    ///
    /// # Errors
    ///
    /// Fails if the disk does, or something other than a file has this name.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.folder.folder_or_new(folder)?;
        }
        let unfinished = self.folder.folder(UNFINISHED)?;
        let mut new = Unfinished::new(&unfinished)?;
        new.file.write_all(&checksum(path, bytes))?;
        new.file.write_all(bytes)?;
        new.finish(&self.folder, path)
    }

    /// Returns a lock on an entry, or `None` if another process has it. The system releases it when
    /// that process ends in any way.
    pub(crate) fn lock(&self, path: &str) -> Option<File> {
        let file = self.folder.file(path).ok()?;
        file.try_lock().is_ok().then_some(file)
    }

    /// Removes an entry.
    ///
    /// # Errors
    ///
    /// Fails if the disk does.
    pub(crate) fn remove(&self, path: &str) -> io::Result<()> {
        self.folder.remove_file(path)
    }

    /// Removes the cache of a library if it has no entry.
    pub(crate) fn remove_if_empty(self, root: &Folder) {
        let is_entry = |(name, _): &Entry| name != UNFINISHED && name != GIT_IGNORE;
        if self
            .folder
            .entries()
            .is_ok_and(|all| !all.iter().any(is_entry))
        {
            // If one of these fails, the next does too.
            let _ = self.folder.remove_folder(UNFINISHED);
            let _ = self.folder.remove_file(GIT_IGNORE);
            let _ = root.remove_folder(CACHE);
        }
    }

    /// Returns the folder for files that are being written.
    ///
    /// # Errors
    ///
    /// Fails if the disk does.
    pub(crate) fn unfinished(&self) -> io::Result<Folder> {
        self.folder.folder(UNFINISHED)
    }

    /// Opens one of the folders of entries, if it exists.
    pub(crate) fn folder(&self, path: &str) -> Option<Folder> {
        self.folder.folder(path).ok()
    }

    /// Notes that an entry is used, if its time is older than `age`. If that fails, the entry is
    /// only made again some day.
    pub(crate) fn renew(&self, path: &str, age: Duration) {
        if let Ok(file) = self.folder.file(path)
            && is_older(&file, age)
        {
            let _ = file.set_modified(SystemTime::now());
        }
    }
}

/// Returns whether a file was last written, or renewed, longer ago than `age`.
pub(crate) fn is_older(file: &File, age: Duration) -> bool {
    let time = file.metadata().and_then(|data| data.modified()).ok();
    time.and_then(|time| SystemTime::now().duration_since(time).ok())
        .is_some_and(|its| its > age)
}

/// Returns the path of a symbolic link in a folder of the cache, if there is one.
fn link_in(folder: &Folder, path: &str) -> io::Result<Option<String>> {
    for (name, kind) in folder.entries()? {
        let name = name.to_string_lossy();
        let path = format!("{path}/{name}");
        let link = match kind {
            EntryKind::Link => Some(path),
            EntryKind::Folder => link_in(&folder.folder(&name)?, &path)?,
            _ => None,
        };
        if link.is_some() {
            return Ok(link);
        }
    }
    Ok(None)
}

/// Length of [`checksum`].
const CHECKSUM_BYTES: usize = 65;

/// Returns the first line of an entry: the hash of its path and bytes, in hexadecimal.
///
/// With the path, so that an entry under another's name is not taken for it.
fn checksum(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(bytes);
    let mut line = hasher.finalize().to_hex().as_bytes().to_vec();
    line.push(b'\n');
    line
}
