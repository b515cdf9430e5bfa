//! The folder of a library that keeps what takes long to find out or to make.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the folder below the library's root.
pub const CACHE: &str = ".casebook-cache";

/// Creates the folder if it is missing, with a `.gitignore` so that git ignores it.
///
/// # Errors
///
/// Fails if the folder cannot be created or written to.
pub(crate) fn folder(root: &Path) -> io::Result<PathBuf> {
    let folder = root.join(CACHE);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(".gitignore"), "*\n")?;
    Ok(folder)
}
