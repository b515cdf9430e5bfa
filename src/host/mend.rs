//! A mended text into its file's place, whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::read::{Saved, saved};
use crate::parse::CONTENT;

/// A file of the content, as it was saved, to be replaced by its mended text.
#[derive(Debug)]
pub struct Mendable {
    file: PathBuf,
    pub saved: Saved,
    bytes: Vec<u8>,
}

/// Reads a file of the content with its byte order mark and its line ends.
///
/// # Errors
///
/// Fails where the disk does, and where the file is not really one of the content: a link may lead
/// elsewhere, and what stands there is not casebook's to change.
pub fn mendable(root: &Path, path: &str) -> io::Result<Mendable> {
    let content = fs::canonicalize(root.join(CONTENT))?;
    let file = fs::canonicalize(root.join(path))?;
    if !file.starts_with(&content) {
        return Err(io::Error::other("it leads out of the folder `content`"));
    }
    let bytes = fs::read(&file)?;
    Ok(Mendable {
        file,
        saved: saved(bytes.clone()),
        bytes,
    })
}

impl Mendable {
    /// Puts the mended text, in UTF-8, in the file's place.
    ///
    /// # Errors
    ///
    /// Fails, leaving the file as it was, where the disk does or the file was changed meanwhile.
    pub fn replace(&self, text: &str) -> io::Result<()> {
        let folder = self
            .file
            .parent()
            .expect("a file of the content is in a folder");
        let mut new = NamedTempFile::with_prefix_in(".casebook-", folder)?;
        new.write_all(text.as_bytes())?;
        new.as_file()
            .set_permissions(fs::metadata(&self.file)?.permissions())?;
        new.as_file().sync_all()?;
        if fs::read(&self.file)? != self.bytes {
            return Err(io::Error::other("it was changed meanwhile"));
        }
        new.persist(&self.file)?;
        Ok(())
    }

    /// Whether the file holds exactly this text already.
    pub fn holds(&self, text: &str) -> bool {
        self.bytes == text.as_bytes()
    }
}
