//! All that casebook needs of Unix alone. Another system needs a module with the same functions.
//!
//! Here are the system calls that open a path below a folder and follow no link on the way.
//! `folder.rs` is made of them. `site.rs` has those that publish a site.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, XattrFlags};
use rustix::io::Errno;

pub(super) mod site;

/// A folder that is open.
pub(super) type FolderHandle = OwnedFd;

/// What there is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    Folder,
    Link,
    /// In words, with its article, such as `a named pipe`.
    Other(&'static str),
}

impl From<FileType> for EntryKind {
    fn from(kind: FileType) -> EntryKind {
        match kind {
            FileType::RegularFile => EntryKind::File,
            FileType::Directory => EntryKind::Folder,
            FileType::Symlink => EntryKind::Link,
            FileType::Fifo => EntryKind::Other("a named pipe"),
            FileType::Socket => EntryKind::Other("a socket"),
            FileType::CharacterDevice | FileType::BlockDevice => EntryKind::Other("a device"),
            FileType::Unknown => EntryKind::Other("something unknown"),
        }
    }
}

/// What tells a file from one that was written or put there later: device, inode, length in bytes,
/// and the time of the last change in seconds and nanoseconds.
#[cfg(feature = "serve")]
pub(crate) type Stamp = (u64, u64, u64, i64, i64);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY);
/// Without waiting for the other end of a named pipe, and without becoming a terminal's program.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY);
const NEW_FILE: OFlags = OFlags::RDWR.union(OFlags::CREATE).union(OFlags::EXCL);
const FOR_ALL: Mode = Mode::from_raw_mode(0o777);

/// Opens the folder that a person named, whatever links lead to it.
pub(super) fn folder_at(path: &Path) -> io::Result<FolderHandle> {
    Ok(rustix::fs::open(
        path,
        FOLDER | OFlags::CLOEXEC,
        Mode::empty(),
    )?)
}

/// Opens a folder below another.
pub(super) fn folder(top: &FolderHandle, path: &Path) -> io::Result<FolderHandle> {
    below(top, path, FOLDER, Mode::empty())
}

/// Opens a file below a folder for reading, whatever kind of file it is.
pub(super) fn file(top: &FolderHandle, path: &Path) -> io::Result<File> {
    Ok(File::from(below(top, path, FILE, Mode::empty())?))
}

/// Creates a file in a folder and opens it. Fails if there is anything of this name.
pub(super) fn new_file(folder: &FolderHandle, name: &OsStr) -> io::Result<File> {
    let mode = Mode::from_raw_mode(0o666);
    Ok(File::from(below(folder, Path::new(name), NEW_FILE, mode)?))
}

/// Creates a folder in another. Fails if there is anything of this name.
pub(super) fn new_folder(folder: &FolderHandle, name: &OsStr) -> io::Result<()> {
    Ok(rustix::fs::mkdirat(folder, name, FOR_ALL)?)
}

/// Gives a file another name, perhaps in another folder, in place of any file that has it.
pub(super) fn rename(from: (&FolderHandle, &OsStr), to: (&FolderHandle, &OsStr)) -> io::Result<()> {
    Ok(rustix::fs::renameat(from.0, from.1, to.0, to.1)?)
}

/// Removes a file or a link, but not what the link leads to.
pub(super) fn remove_file(folder: &FolderHandle, name: &OsStr) -> io::Result<()> {
    Ok(rustix::fs::unlinkat(folder, name, AtFlags::empty())?)
}

/// Removes an empty folder.
pub(super) fn remove_folder(folder: &FolderHandle, name: &OsStr) -> io::Result<()> {
    Ok(rustix::fs::unlinkat(folder, name, AtFlags::REMOVEDIR)?)
}

/// Returns what is in a folder, in no order, without `.` and `..`.
pub(super) fn entries(folder: &FolderHandle) -> io::Result<Vec<(OsString, EntryKind)>> {
    let mut entries = vec![];
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        let kind = match entry.file_type() {
            // Some file systems do not keep the kind with the name.
            FileType::Unknown => match kind(folder, name) {
                Ok(kind) => kind,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            },
            known => known.into(),
        };
        entries.push((name.to_owned(), kind));
    }
    Ok(entries)
}

/// Returns what there is of a name in a folder.
pub(super) fn kind(folder: &FolderHandle, name: &OsStr) -> io::Result<EntryKind> {
    let data = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(FileType::from_raw_mode(data.st_mode).into())
}

/// Returns what kind of file is open.
pub(super) fn kind_of(file: &File) -> io::Result<EntryKind> {
    Ok(FileType::from_raw_mode(rustix::fs::fstat(file)?.st_mode).into())
}

/// Returns the stamp of what a path leads to. Links are followed: a stamp says nothing else about a
/// file, so it does not matter where it is.
#[cfg(feature = "serve")]
pub(super) fn stamp_at(top: &FolderHandle, path: &Path) -> io::Result<Stamp> {
    Ok(stamp(&rustix::fs::statat(top, path, AtFlags::empty())?))
}

// The types of these fields differ between systems.
#[cfg(feature = "serve")]
#[allow(clippy::unnecessary_cast)]
fn stamp(data: &rustix::fs::Stat) -> Stamp {
    (
        data.st_dev as u64,
        data.st_ino as u64,
        data.st_size as u64,
        data.st_ctime as i64,
        data.st_ctime_nsec as i64,
    )
}

/// Gives a new file the permissions, the owner and the extended attributes of an old one.
///
/// Fails if the new file cannot have that owner. Attributes that only the system may set, or that
/// the disk does not have, are left out.
pub(super) fn copy_attributes(old: &File, new: &File) -> io::Result<()> {
    let data = old.metadata()?;
    let is_of_another = |new: &Metadata| (new.uid(), new.gid()) != (data.uid(), data.gid());
    if is_of_another(&new.metadata()?) {
        std::os::unix::fs::fchown(new, Some(data.uid()), Some(data.gid()))?;
    }
    // After the owner: a change of owner takes some permissions away.
    new.set_permissions(data.permissions())?;
    let mut names = Vec::with_capacity(MAX_ATTRIBUTE_BYTES);
    if rustix::fs::flistxattr(old, rustix::buffer::spare_capacity(&mut names)).is_ok() {
        for name in names
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty())
        {
            let mut value = Vec::with_capacity(MAX_ATTRIBUTE_BYTES);
            let spare = rustix::buffer::spare_capacity(&mut value);
            if rustix::fs::fgetxattr(old, name, spare).is_ok() {
                let _ = rustix::fs::fsetxattr(new, name, &value, XattrFlags::empty());
            }
        }
    }
    Ok(())
}

/// How many bytes the names of all extended attributes of a file may have, and each of the values.
/// Linux allows no more.
const MAX_ATTRIBUTE_BYTES: usize = 65_536;

/// Returns whether an attempt to open a path failed because of a link on the way.
pub(super) fn is_of_link(error: &io::Error) -> bool {
    let error = Errno::from_io_error(error);
    // Without `openat2`, a link in the place of a folder is "not a directory".
    error == Some(Errno::LOOP) || error == Some(Errno::NOTDIR)
}

/// Returns the bytes of memory that the program has. 0 on systems without `/proc`.
pub(super) fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|counts| counts.split(' ').nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * rustix::param::page_size() as u64
}

/// Opens a path below a folder. No part of it may be a link.
fn below(top: &FolderHandle, path: &Path, flags: OFlags, mode: Mode) -> io::Result<FolderHandle> {
    let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::fs::ResolveFlags;
        let resolve =
            ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match rustix::fs::openat2(top, path, flags, mode, resolve) {
            // Linux before 5.6 does not have it, some containers forbid it, and a folder that was
            // renamed at the same moment can make it uncertain.
            Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => {}
            opened => return Ok(opened?),
        }
    }
    step_by_step(top, path, flags, mode)
}

/// Opens a path below a folder, one part after the other.
fn step_by_step(
    top: &FolderHandle,
    path: &Path,
    flags: OFlags,
    mode: Mode,
) -> io::Result<FolderHandle> {
    let mut parts = path.components().peekable();
    let mut folder: Option<FolderHandle> = None;
    while let Some(part) = parts.next() {
        let name = match part {
            Component::Normal(name) => name,
            Component::CurDir => OsStr::new("."),
            // Leads out of the folder, or might.
            _ => return Err(Errno::XDEV.into()),
        };
        let flags = match parts.peek() {
            Some(_) => FOLDER | OFlags::CLOEXEC | OFlags::NOFOLLOW,
            None => flags,
        };
        let at = folder.as_ref().unwrap_or(top);
        folder = Some(rustix::fs::openat(at, name, flags, mode)?);
    }
    match folder {
        Some(last) => Ok(last),
        None => Ok(rustix::fs::openat(top, ".", flags, mode)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Way = fn(&FolderHandle, &Path, OFlags, Mode) -> io::Result<FolderHandle>;

    /// Both ways to open a path must give the same answers.
    #[test]
    fn no_way_to_open_a_path_follows_a_link() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), "secret").unwrap();
        let inside = tempfile::tempdir().unwrap();
        let at = |path: &str| inside.path().join(path);
        std::fs::create_dir_all(at("folder/deep")).unwrap();
        std::fs::write(at("folder/deep/file"), "file").unwrap();
        for (link, target) in [
            ("link", outside.path().join("secret")),
            ("folder/up", outside.path().to_owned()),
            ("near", "folder".into()),
            ("folder/deep/again", "file".into()),
        ] {
            std::os::unix::fs::symlink(target, at(link)).unwrap();
        }
        let top = folder_at(inside.path()).unwrap();
        let slowly = |top: &FolderHandle, path: &Path, flags, mode| {
            step_by_step(top, path, flags | OFlags::CLOEXEC | OFlags::NOFOLLOW, mode)
        };
        let ways: [Way; 2] = [below, slowly];
        for open in ways {
            let open = |path: &str| open(&top, Path::new(path), FILE, Mode::empty());
            assert!(open("folder/deep/file").is_ok());
            for link in [
                "link",
                "folder/up/secret",
                "near/deep/file",
                "folder/deep/again",
            ] {
                let error = open(link).unwrap_err();
                assert!(is_of_link(&error), "{link}: {error}");
            }
            for out in [
                "../x",
                "folder/../../x",
                "/etc/passwd",
                "folder/deep/../../..",
            ] {
                assert!(open(out).is_err(), "{out}");
            }
        }
    }

    #[test]
    fn opening_a_named_pipe_does_not_wait() {
        let inside = tempfile::tempdir().unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            inside.path().join("pipe"),
            FileType::Fifo,
            Mode::RWXU,
            0,
        )
        .unwrap();
        let top = folder_at(inside.path()).unwrap();
        let pipe = file(&top, Path::new("pipe")).unwrap();
        assert_eq!(kind_of(&pipe).unwrap(), EntryKind::Other("a named pipe"));
    }
}
