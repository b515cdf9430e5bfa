//! New files into a folder: all of them or none, and never over one that is there.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why nothing was written.
#[derive(Debug)]
pub enum NotCreated {
    /// One of the files is there already.
    Exists(String),
    Disk {
        path: String,
        error: io::Error,
    },
}

/// Writes files, by their paths below `root`, which is made where it is missing.
///
/// # Errors
///
/// Fails where one of them exists or the disk fails, and takes back what it wrote until then.
pub fn create(root: &Path, files: &[(String, String)]) -> Result<(), NotCreated> {
    let there = files
        .iter()
        .find(|(path, _)| fs::symlink_metadata(root.join(path)).is_ok());
    if let Some((path, _)) = there {
        return Err(NotCreated::Exists(path.clone()));
    }
    let (mut written, mut made): (Vec<PathBuf>, Vec<PathBuf>) = (vec![], vec![]);
    for (path, text) in files {
        let full = root.join(path);
        let done = folders(full.parent().unwrap_or(root), &mut made).and_then(|()| {
            let mut file = fs::File::create_new(&full)?;
            written.push(full.clone());
            file.write_all(text.as_bytes())
        });
        if let Err(error) = done {
            // What cannot be taken back either has been told by the error itself.
            for file in &written {
                let _ = fs::remove_file(file);
            }
            for folder in made.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
            return Err(match error.kind() {
                io::ErrorKind::AlreadyExists => NotCreated::Exists(path.clone()),
                _ => NotCreated::Disk {
                    path: path.clone(),
                    error,
                },
            });
        }
    }
    Ok(())
}

/// Makes a folder and those above it, and remembers which were missing.
fn folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .collect();
    for above in missing.into_iter().rev() {
        fs::create_dir(above)?;
        made.push(above.to_owned());
    }
    Ok(())
}
