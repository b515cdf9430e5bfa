//! The system calls of Unix that publish a site: the lock, the exchange of two folders, and what
//! tells whether two paths lead to the same file.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::FolderHandle;

/// Locks a folder until the returned handle is closed. The system closes it when a process ends in
/// any way.
///
/// Returns `None` if another process has the lock. The path may not be a link.
pub(in super::super) fn lock_folder(path: &Path) -> io::Result<Option<FolderHandle>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = rustix::fs::open(path, flags, Mode::empty())?;
    match rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => Ok(None),
        locked => Ok(locked.map(|()| Some(folder))?),
    }
}

/// Returns the inode of an open folder.
pub(in super::super) fn inode(folder: &FolderHandle) -> io::Result<u64> {
    Ok(rustix::fs::fstat(folder)?.st_ino)
}

/// Returns the inode of what is at a path, which may be a link.
pub(in super::super) fn inode_at(path: &Path) -> io::Result<u64> {
    Ok(fs::symlink_metadata(path)?.ino())
}

/// Returns whether two names in one file system are names of the same file.
pub(in super::super) fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    one.ino() == other.ino()
}

/// Returns whether two paths lead to the same file system.
pub(in super::super) fn on_one_disk(one: &Path, other: &Path) -> io::Result<bool> {
    Ok(fs::metadata(one)?.dev() == fs::metadata(other)?.dev())
}

/// Exchanges two folders in one step. Returns `false` if the kernel or the file system cannot.
pub(in super::super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => {}
            exchanged => return Ok(exchanged.map(|()| true)?),
        }
    }
    Ok(false)
}

/// Waits until everything in a folder's file system is on the disk. Returns `false` if the system
/// cannot do that.
pub(in super::super) fn flush_disk(_folder: &File) -> bool {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        rustix::fs::syncfs(_folder).is_ok()
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        false
    }
}

/// Creates a link that leads where another does.
pub(in super::super) fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

/// Asks ext4 to create each folder in this one far from the last one (`chattr +T`).
///
/// Without a journal, as in many virtual machines, ext4 does not use an inode that was freed in the
/// last minutes, and steps over each of them for every file created near them. That makes a build
/// soon after another site was removed many times slower: 3,000 folders with a file of 12 kB each
/// took 7 to 14 s on Linux 6.18, and 0.2 to 1 s with this flag.
///
/// Other file systems refuse the flag.
pub(in super::super) fn spread(_folder: &FolderHandle) {
    #[cfg(target_os = "linux")]
    if let Ok(flags) = rustix::fs::ioctl_getflags(_folder) {
        let _ = rustix::fs::ioctl_setflags(_folder, flags | rustix::fs::IFlags::TOPDIR);
    }
}
