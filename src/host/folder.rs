//! The one door to the files of a library: they are opened below its folder, and never through a
//! link that leads out of it.
//!
//! Anyone who can change a library, for example with a pull request, can put symbolic links, named
//! pipes or huge files into it. So a path is never opened by its name alone. `Folder::file` opens
//! it below the folder without following any link, and then asks the open file what it is. Where a
//! library may have links (`Folder::library_file`), the link is looked up first, and the real
//! path that it leads to is opened in the same way. A link that is swapped in between is not
//! followed. Code that reads or copies the file uses what was opened, not the path again.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::bounds::LinkBounds;
pub(crate) use super::unix::EntryKind;
#[cfg(feature = "serve")]
pub(crate) use super::unix::Stamp;
use super::unix::{self, FolderHandle};

/// A folder that is open, and whose files are opened below it.
#[derive(Debug)]
pub struct Folder {
    handle: FolderHandle,
    /// The path by which it was opened.
    path: PathBuf,
}

/// A name in a folder, and what it is.
pub(crate) type Entry = (OsString, EntryKind);

impl Folder {
    /// Opens a folder that a person named.
    ///
    /// # Errors
    ///
    /// Fails if there is no folder at the path, or it may not be read.
    pub fn open(path: &Path) -> io::Result<Folder> {
        let path = if path == Path::new("") {
            Path::new(".")
        } else {
            path
        };
        Ok(Folder {
            handle: unix::folder_at(path)?,
            path: path.to_owned(),
        })
    }

    /// Returns the path by which the folder was opened.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a folder below this one. No part of its path may be a link.
    ///
    /// # Errors
    ///
    /// Fails if there is no folder, or there is a link on the way.
    pub(crate) fn folder(&self, path: &str) -> io::Result<Folder> {
        Ok(Folder {
            handle: unix::folder(&self.handle, Path::new(path))
                .map_err(|error| link_in_words(error, path))?,
            path: self.path.join(path),
        })
    }

    /// Opens a folder below this one, and creates it if it is missing.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be created, or something other than a folder is there.
    pub(crate) fn folder_or_new(&self, path: &str) -> io::Result<Folder> {
        match self.folder(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            opened => return opened,
        }
        let (parent, name) = self.parent(path)?;
        match unix::new_folder(&parent.handle, name) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => self.folder(path),
        }
    }

    /// Opens a file for reading. No part of its path may be a link.
    ///
    /// # Errors
    ///
    /// Fails if there is no file, something other than a file, or a link on the way.
    pub(crate) fn file(&self, path: &str) -> io::Result<File> {
        let file = unix::file(&self.handle, Path::new(path))
            .map_err(|error| link_in_words(error, path))?;
        only_file(file)
    }

    /// Opens a file of a library for reading. Links are followed within [`LinkBounds`].
    ///
    /// # Errors
    ///
    /// Fails if there is no file, something other than a file, or a link that is out of bounds.
    pub(crate) fn library_file(&self, path: &str) -> io::Result<File> {
        match unix::file(&self.handle, Path::new(path)) {
            Err(error) if unix::is_of_link(&error) => {
                let real = LinkBounds::of(&self.path)
                    .real(path)?
                    .ok_or_else(leads_out)?;
                only_file(unix::file(&self.handle, &real)?)
            }
            file => only_file(file?),
        }
    }

    /// Opens a folder of a library. Links are followed within [`LinkBounds`].
    ///
    /// # Errors
    ///
    /// Fails if there is no folder, or a link that is out of bounds.
    pub(crate) fn library_folder(&self, path: &str) -> io::Result<Folder> {
        let handle = match unix::folder(&self.handle, Path::new(path)) {
            Err(error) if unix::is_of_link(&error) => {
                let real = LinkBounds::of(&self.path)
                    .real(path)?
                    .ok_or_else(leads_out)?;
                unix::folder(&self.handle, &real)?
            }
            handle => handle?,
        };
        Ok(Folder {
            handle,
            path: self.path.join(path),
        })
    }

    /// Returns the path without links of a file or folder of a library.
    ///
    /// # Errors
    ///
    /// Fails if there is nothing, or a link that is out of [`LinkBounds`].
    pub(crate) fn real(&self, path: &str) -> io::Result<String> {
        // Nearly always, there is no link.
        if self.folder(path).is_ok() || self.file(path).is_ok() {
            return Ok(path.to_owned());
        }
        let real = LinkBounds::of(&self.path)
            .real(path)?
            .ok_or_else(leads_out)?;
        let real = real.into_os_string().into_string();
        real.map_err(|_| ErrorKind::InvalidFilename.into())
    }

    /// Reads a file, as [`Folder::file`] opens it.
    ///
    /// # Errors
    ///
    /// Also fails if it has more than `limit` bytes.
    pub(crate) fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        read_all(self.file(path)?, limit)
    }

    /// Returns what is in the folder, in the order of the names.
    ///
    /// # Errors
    ///
    /// Fails if the disk does.
    pub(crate) fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = unix::entries(&self.handle)?;
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(entries)
    }

    /// Returns what there is at a path. No part of the path before the last may be a link.
    ///
    /// # Errors
    ///
    /// Fails if there is nothing.
    pub(crate) fn kind(&self, path: &str) -> io::Result<EntryKind> {
        let (parent, name) = self.parent(path)?;
        unix::kind(&parent.handle, name)
    }

    /// Returns the stamp of a file.
    ///
    /// # Errors
    ///
    /// Fails if there is no file.
    #[cfg(feature = "serve")]
    pub(crate) fn stamp(&self, path: &str) -> io::Result<Stamp> {
        unix::stamp_at(&self.handle, Path::new(path))
    }

    /// Creates a file and opens it for writing. Nothing of that name may exist, not even a link
    /// that leads nowhere.
    ///
    /// # Errors
    ///
    /// Fails if there is something of that name, a link on the way, or the disk does.
    pub(crate) fn new_file(&self, path: &str) -> io::Result<File> {
        let (parent, name) = self.parent(path)?;
        unix::new_file(&parent.handle, name)
    }

    /// Creates a folder. Nothing of that name may exist.
    ///
    /// # Errors
    ///
    /// Fails if there is something of that name, a link on the way, or the disk does.
    pub(crate) fn new_folder(&self, path: &str) -> io::Result<()> {
        let (parent, name) = self.parent(path)?;
        unix::new_folder(&parent.handle, name)
    }

    /// Gives a file of this folder the name `to` in another, in place of any file that has it.
    ///
    /// # Errors
    ///
    /// Fails if the disk does, or the folders are on two disks.
    pub(crate) fn rename_into(&self, from: &str, folder: &Folder, to: &str) -> io::Result<()> {
        let (from_parent, from_name) = self.parent(from)?;
        let (to_parent, to_name) = folder.parent(to)?;
        unix::rename(
            (&from_parent.handle, from_name),
            (&to_parent.handle, to_name),
        )
    }

    /// Removes a file, or a link but not what it leads to.
    ///
    /// # Errors
    ///
    /// Fails if the disk does.
    pub(crate) fn remove_file(&self, path: &str) -> io::Result<()> {
        let (parent, name) = self.parent(path)?;
        unix::remove_file(&parent.handle, name)
    }

    /// Removes an empty folder.
    ///
    /// # Errors
    ///
    /// Fails if it is not empty, or the disk fails.
    pub(crate) fn remove_folder(&self, path: &str) -> io::Result<()> {
        let (parent, name) = self.parent(path)?;
        unix::remove_folder(&parent.handle, name)
    }

    /// Opens the folder that a path is in, and returns it with the path's last part.
    fn parent<'a>(&self, path: &'a str) -> io::Result<(Folder, &'a OsStr)> {
        let path = Path::new(path);
        let name = path
            .file_name()
            .ok_or_else(|| io::Error::other("it has no name"))?;
        let parent = path.parent().and_then(Path::to_str).unwrap_or_default();
        let parent = if parent.is_empty() { "." } else { parent };
        Ok((self.folder(parent)?, name))
    }
}

/// Reads all of an open file.
///
/// # Errors
///
/// Fails if it has more than `limit` bytes, or the disk does.
pub(crate) fn read_all(file: File, limit: u64) -> io::Result<Vec<u8>> {
    // With room for all of it, a small file takes three system calls; growing the buffer takes ten.
    let size = file.metadata()?.len().min(limit);
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let limit = limit / 1_000_000;
        return Err(io::Error::new(
            ErrorKind::FileTooLarge,
            format!("it is larger than {limit} MB"),
        ));
    }
    Ok(bytes)
}

/// Returns an open file, if it is a file and nothing else.
fn only_file(file: File) -> io::Result<File> {
    match unix::kind_of(&file)? {
        EntryKind::File => Ok(file),
        EntryKind::Folder => Err(ErrorKind::IsADirectory.into()),
        EntryKind::Link => Err(leads_out()),
        EntryKind::Other(what) => Err(io::Error::other(format!("it is {what}, not a file"))),
    }
}

fn leads_out() -> io::Error {
    io::Error::other("it is a symbolic link to something that is not part of the library")
}

/// Returns an error with the reason in words, if there is a link in the way.
fn link_in_words(error: io::Error, path: &str) -> io::Error {
    if unix::is_of_link(&error) && error.kind() != ErrorKind::NotADirectory {
        return io::Error::other(format!("`{path}` is a symbolic link, or is behind one"));
    }
    error
}
