//! Files that are being written, under a name of their own until they are whole.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicU64, Ordering};

use super::folder::{EntryKind, Folder};

/// A file that is being written. Until it is finished, it has a name of its own.
///
/// It is locked, so that the next run can tell it from one whose program was killed.
pub(super) struct Unfinished<'a> {
    folder: &'a Folder,
    name: String,
    pub(super) file: File,
    is_finished: bool,
}

impl<'a> Unfinished<'a> {
    /// Creates a file in a folder.
    ///
    /// # Errors
    ///
    /// Fails if the disk does.
    pub(super) fn new(folder: &'a Folder) -> io::Result<Unfinished<'a>> {
        loop {
            let name = unused_name();
            let file = match folder.new_file(&name) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                created => created?,
            };
            file.try_lock().map_err(io::Error::from)?;
            return Ok(Unfinished {
                folder,
                name,
                file,
                is_finished: false,
            });
        }
    }

    /// Gives the file its place, instead of any file that is there.
    ///
    /// # Errors
    ///
    /// Fails if the disk does, or something other than a file is there. The file is then removed.
    pub(super) fn finish(mut self, folder: &Folder, path: &str) -> io::Result<()> {
        self.folder.rename_into(&self.name, folder, path)?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            // If this fails, the next run removes it.
            let _ = self.folder.remove_file(&self.name);
        }
    }
}

/// Returns a name that no other file of this process has had.
fn unused_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!(".casebook-{}-{count}", std::process::id())
}

/// Removes the unfinished files of runs that were killed. One that is locked is still being written.
///
/// # Errors
///
/// Fails if the folder cannot be read.
pub(super) fn remove_left(folder: &Folder) -> io::Result<()> {
    for (name, kind) in folder.entries()? {
        let (Some(name), EntryKind::File) = (name.to_str(), kind) else {
            continue;
        };
        if folder.file(name).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = folder.remove_file(name);
        }
    }
    Ok(())
}
