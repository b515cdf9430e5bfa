//! The folder of a library that keeps what takes long to find out or to make.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Its name below the library's root.
pub const CACHE: &str = ".casebook-cache";

/// Makes the folder where it is not there; it tells git to leave it out.
///
/// # Errors
///
/// Fails where it cannot be made or written to.
pub fn folder(root: &Path) -> io::Result<PathBuf> {
    let folder = root.join(CACHE);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(".gitignore"), "*\n")?;
    Ok(folder)
}
