//! New files into a folder: all of them or none, and never over a file that exists.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why nothing was written.
#[derive(Debug)]
pub(crate) enum CreateError {
    /// One of the files exists.
    Exists(PathBuf),
    /// The disk failed.
    Disk { path: PathBuf, error: io::Error },
}

/// Returns the path of a file in a folder as a person in the current folder would type it, so
/// without `./`.
pub(crate) fn path_in(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") {
        PathBuf::from(name)
    } else {
        folder.join(name)
    }
}

/// Writes files, each given by its path below `root` and its text. Missing folders are created.
///
/// # Errors
///
/// Fails if a file exists or the disk fails. Files and folders that were created until then are
/// removed.
pub(crate) fn create(root: &Path, files: &[(String, String)]) -> Result<(), CreateError> {
    for (name, _) in files {
        let path = path_in(root, name);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(CreateError::Exists(path));
        }
    }
    let (mut written, mut created): (Vec<PathBuf>, Vec<PathBuf>) = (vec![], vec![]);
    for (name, text) in files {
        let path = path_in(root, name);
        let done = create_folders(path.parent().unwrap_or(root), &mut created).and_then(|()| {
            let mut file = fs::File::create_new(&path)?;
            written.push(path.clone());
            file.write_all(text.as_bytes())
        });
        if let Err(error) = done {
            // If these fail too, the first error says enough.
            for file in &written {
                let _ = fs::remove_file(file);
            }
            for folder in created.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
            return Err(if error.kind() == io::ErrorKind::AlreadyExists {
                CreateError::Exists(path)
            } else {
                CreateError::Disk { path, error }
            });
        }
    }
    Ok(())
}

/// Creates a folder and the missing folders above it, and adds them to `created`.
fn create_folders(folder: &Path, created: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .collect();
    for above in missing.into_iter().rev() {
        fs::create_dir(above)?;
        created.push(above.to_owned());
    }
    Ok(())
}
