//! A fixed text into its file, which is replaced as a whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::parse::CONTENT;
use crate::source::saved::{Decoded, decode};

/// A file of `content/` as it was saved, ready to be replaced by its fixed text.
#[derive(Debug)]
pub(crate) struct Original {
    file: PathBuf,
    /// The text with its byte order mark and line ends.
    pub(crate) decoded: Decoded,
    bytes: Vec<u8>,
}

impl Original {
    /// Reads a file of `content/`, given its path below the library's root.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or is really outside `content/`: a symbolic link may lead
    /// anywhere, and casebook must not change files there.
    pub(crate) fn read(root: &Path, path: &str) -> io::Result<Original> {
        let content = fs::canonicalize(root.join(CONTENT))?;
        let file = fs::canonicalize(root.join(path))?;
        if !file.starts_with(&content) {
            return Err(io::Error::other("it is a link to a file outside `content`"));
        }
        let bytes = fs::read(&file)?;
        Ok(Original {
            file,
            decoded: decode(bytes.clone()),
            bytes,
        })
    }

    /// Replaces the file by the fixed text, in UTF-8.
    ///
    /// # Errors
    ///
    /// Fails, and leaves the file unchanged, if the disk fails or the file has changed since it was
    /// read.
    pub(crate) fn replace(&self, text: &str) -> io::Result<()> {
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
            return Err(io::Error::other(
                "another program changed it in the meantime",
            ));
        }
        new.persist(&self.file)?;
        Ok(())
    }

    /// Returns whether the file already holds exactly this text.
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.bytes == text.as_bytes()
    }
}
