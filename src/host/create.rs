//! New files into a library: all of them or none, and never over a file that exists.
//!
//! A disk cannot create several files in one step. So a list of them is written to the cache first,
//! and removed last. If the program is killed in between, the list is still there, and the next run
//! removes the files that it names ([`undo`]).

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache::{CACHE, DiskCache};
use super::folder::{EntryKind, Folder, read_all};
use crate::parse::MAX_BYTES;

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

/// Opens the folder of a new library, and creates it if it is missing.
///
/// # Errors
///
/// Fails if the disk does.
pub(crate) fn open_or_new(path: &Path) -> Result<Folder, CreateError> {
    let opened = std::fs::create_dir_all(path).and_then(|()| Folder::open(path));
    opened.map_err(|error| CreateError::Disk {
        path: path.to_owned(),
        error,
    })
}

/// The files of a run that creates some, by path, and the folders that it has to create for them.
#[derive(Serialize, Deserialize)]
struct NewFiles {
    files: Vec<(String, String)>,
    folders: Vec<String>,
}

/// Name of the list of new files in the cache.
const LIST: &str = "new-files";

/// Writes files, each given by its path below the library and its text. Missing folders are created.
///
/// # Errors
///
/// Fails if a file exists, a folder is a link that leads out of the library, or the disk fails.
/// Files and folders that were created until then are removed.
pub(crate) fn create(root: &Folder, files: &[(String, String)]) -> Result<(), CreateError> {
    undo(root).map_err(|error| CreateError::Disk {
        path: path_in(root.path(), CACHE),
        error,
    })?;
    let new = NewFiles::planned(root, files)?;
    let had_cache = root.kind(CACHE).is_ok();
    // If there is no cache, a killed run leaves files.
    let cache = DiskCache::open(root).ok();
    let list = serde_json::to_vec(&new).expect("strings can be written as JSON");
    let _lock = cache.as_ref().and_then(|cache| {
        cache.write(LIST, &list).ok()?;
        cache.lock(LIST)
    });
    let written = new.write(root);
    if let Some(cache) = &cache {
        let _ = cache.remove(LIST);
    }
    if let Some(cache) = cache.filter(|_| !had_cache) {
        cache.remove_if_empty(root);
    }
    written
}

/// Removes the files of a run that was killed while it created some. Returns how many.
///
/// # Errors
///
/// Fails if the disk does.
pub(crate) fn undo(root: &Folder) -> io::Result<usize> {
    if root.kind(&format!("{CACHE}/{LIST}")).is_err() {
        return Ok(0);
    }
    let Ok(Some(cache)) = DiskCache::existing(root) else {
        return Ok(0);
    };
    // If the list is locked, that run has not been killed.
    let Some(_lock) = cache.lock(LIST) else {
        return Ok(0);
    };
    let new = cache
        .read(LIST)
        .and_then(|list| serde_json::from_slice::<NewFiles>(&list).ok());
    let removed = new.map_or(Ok(0), |new| new.remove(root))?;
    cache.remove(LIST)?;
    Ok(removed)
}

impl NewFiles {
    /// Returns what is to be created, with real paths.
    fn planned(root: &Folder, files: &[(String, String)]) -> Result<NewFiles, CreateError> {
        let mut new = NewFiles {
            files: vec![],
            folders: vec![],
        };
        for (path, text) in files {
            let shown = path_in(root.path(), path);
            let real = match new.real(root, path) {
                Ok(real) => real,
                Err(error) => return Err(CreateError::Disk { path: shown, error }),
            };
            if root.kind(&real).is_ok() {
                return Err(CreateError::Exists(shown));
            }
            new.files.push((real, text.clone()));
        }
        Ok(new)
    }

    /// Returns the real path of a file that is to be created, and adds missing folders.
    fn real(&mut self, root: &Folder, path: &str) -> io::Result<String> {
        let Some((folder, name)) = path.rsplit_once('/') else {
            return Ok(path.to_owned());
        };
        let folder = match root.real(folder) {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // A link that leads nowhere is there, but cannot be found.
                if matches!(root.kind(folder), Ok(EntryKind::Link)) {
                    return Err(error);
                }
                let folder = self.real(root, folder)?;
                if !self.folders.contains(&folder) {
                    self.folders.push(folder.clone());
                }
                folder
            }
            Err(error) => return Err(error),
        };
        Ok(format!("{folder}/{name}"))
    }

    fn write(&self, root: &Folder) -> Result<(), CreateError> {
        for folder in &self.folders {
            if let Err(error) = root.new_folder(folder)
                && error.kind() != ErrorKind::AlreadyExists
            {
                return Err(self.taken_back(root, 0, folder, error));
            }
        }
        for (number, (path, text)) in self.files.iter().enumerate() {
            let written = root.new_file(path).map_err(|error| (number, error));
            let written = written.and_then(|mut file| {
                let written = file.write_all(text.as_bytes());
                written.map_err(|error| (number + 1, error))
            });
            if let Err((created, error)) = written {
                return Err(self.taken_back(root, created, path, error));
            }
        }
        Ok(())
    }

    /// Removes the first files and the folders again, and returns the error that was the reason.
    fn taken_back(
        &self,
        root: &Folder,
        created: usize,
        path: &str,
        error: io::Error,
    ) -> CreateError {
        // If these fail too, the first error says enough.
        for (path, _) in &self.files[..created] {
            let _ = root.remove_file(path);
        }
        self.remove_folders(root);
        let path = path_in(root.path(), path);
        if error.kind() == ErrorKind::AlreadyExists {
            CreateError::Exists(path)
        } else {
            CreateError::Disk { path, error }
        }
    }

    /// Removes the files that still are what the killed run wrote, or the beginning of it.
    fn remove(&self, root: &Folder) -> io::Result<usize> {
        let mut removed = 0;
        for (path, text) in &self.files {
            let bytes = match root.file(path) {
                Ok(file) => read_all(file, MAX_BYTES as u64)?,
                // Not created, or no longer a file of casebook.
                Err(_) => continue,
            };
            if text.as_bytes().starts_with(&bytes) {
                root.remove_file(path)?;
                removed += 1;
            }
        }
        self.remove_folders(root);
        Ok(removed)
    }

    /// Removes the new folders, unless there is something in them by now.
    fn remove_folders(&self, root: &Folder) {
        for folder in self.folders.iter().rev() {
            let _ = root.remove_folder(folder);
        }
    }
}
