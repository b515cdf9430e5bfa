//! A fixed text into its file, which is replaced as a whole or not at all.

use std::io::{self, ErrorKind, Write};

use super::cache::DiskCache;
use super::folder::{Folder, read_all};
use super::unfinished::Unfinished;
use super::unix;
use crate::parse::{CONTENT, MAX_BYTES};
use crate::source::saved::{Decoded, decode};

/// A file of `content/` as it was saved, ready to be replaced by its fixed text.
#[derive(Debug)]
pub(crate) struct Original<'a> {
    root: &'a Folder,
    /// Its path below the root, without links.
    path: String,
    /// The text with its byte order mark and line ends.
    pub(crate) decoded: Decoded,
    bytes: Vec<u8>,
}

impl<'a> Original<'a> {
    /// Reads a file of `content/`, given its path below the library's root.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, is read-only, or is really outside `content/`: a symbolic
    /// link may lead there, and casebook must not change files there.
    pub(crate) fn read(root: &'a Folder, path: &str) -> io::Result<Original<'a>> {
        let content = root.real(CONTENT.trim_end_matches('/'))?;
        let real = root.real(path)?;
        if !real.starts_with(&format!("{content}/")) {
            return Err(io::Error::other("it is a link to a file outside `content`"));
        }
        let file = root.file(&real)?;
        if file.metadata()?.permissions().readonly() {
            return Err(io::Error::other("it is read-only"));
        }
        let bytes = read_all(file, MAX_BYTES as u64)?;
        Ok(Original {
            root,
            path: real,
            decoded: decode(bytes.clone()),
            bytes,
        })
    }

    /// Replaces the file by the fixed text, in UTF-8. The new file has the owner, the permissions
    /// and the extended attributes of the old one.
    ///
    /// It is written in the cache if there is one, so that a killed run leaves nothing among the
    /// case studies.
    ///
    /// # Errors
    ///
    /// Fails, and leaves the file unchanged, if the disk fails or the file has changed since it was
    /// read.
    pub(crate) fn replace(&self, text: &str, cache: Option<&DiskCache>) -> io::Result<()> {
        let beside = self.root.folder(folder_of(&self.path))?;
        let cached = cache.map(DiskCache::unfinished).transpose()?;
        match self.replace_from(cached.as_ref().unwrap_or(&beside), text) {
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {
                self.replace_from(&beside, text)
            }
            replaced => replaced,
        }
    }

    /// Writes the new file in a folder, and moves it from there.
    fn replace_from(&self, folder: &Folder, text: &str) -> io::Result<()> {
        let old = self.root.file(&self.path)?;
        let mut new = Unfinished::new(folder)?;
        new.file.write_all(text.as_bytes())?;
        unix::copy_attributes(&old, &new.file)?;
        new.file.sync_all()?;
        if read_all(old, MAX_BYTES as u64)? != self.bytes {
            return Err(io::Error::other(
                "another program changed it in the meantime",
            ));
        }
        new.finish(self.root, &self.path)
    }

    /// Returns whether the file already holds exactly this text.
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.bytes == text.as_bytes()
    }
}

/// Returns the folder that a path is in.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(folder, _)| folder)
}
