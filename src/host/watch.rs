//! What an author does to the library's folder into what has to be read again.
//!
//! Editors save in several steps: another file is written, the old one is moved away, the new one
//! is moved to its place. Steps that follow one another within `STEPS` are told as one. Folders
//! that are no part of the library (`dist`, `.git`) are not watched at all.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use super::read::{Changed, FOLDERS};
use crate::config;

/// How long after a step another one belongs to it. An editor's steps are within a millisecond;
/// whoever waits for the page waits for this as well.
const STEPS: Duration = Duration::from_millis(20);

/// A library's folder, watched.
pub struct Watch {
    /// As the system names it when it tells of a file.
    root: PathBuf,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    told: Receiver<DebounceEventResult>,
}

impl Watch {
    /// Watches a library from now on.
    ///
    /// # Errors
    ///
    /// Fails where the folder is not there, or the system watches no more folders.
    pub fn new(root: &Path) -> io::Result<Watch> {
        let (tell, told) = mpsc::channel();
        let debouncer = new_debouncer(STEPS, None, tell).map_err(io::Error::other)?;
        let mut watch = Watch {
            root: fs::canonicalize(root)?,
            debouncer,
            told,
        };
        watch
            .debouncer
            .watch(&watch.root, RecursiveMode::NonRecursive)
            .map_err(io::Error::other)?;
        for folder in FOLDERS {
            watch.folder(folder)?;
        }
        Ok(watch)
    }

    /// Watches a folder that may have come, gone, or been replaced by another of its name.
    fn folder(&mut self, folder: &str) -> io::Result<()> {
        let folder = self.root.join(folder);
        // Fails where it is not watched.
        let _ = self.debouncer.unwatch(&folder);
        match folder.is_dir() {
            true => self
                .debouncer
                .watch(&folder, RecursiveMode::Recursive)
                .map_err(io::Error::other),
            false => Ok(()),
        }
    }

    /// Waits for the next change.
    ///
    /// # Errors
    ///
    /// Fails where the system watches no more folders.
    pub fn change(&mut self) -> io::Result<Changed> {
        loop {
            let first = self
                .told
                .recv()
                .expect("the debouncer lives as long as this does");
            let all: Vec<DebounceEventResult> =
                std::iter::once(first).chain(self.told.try_iter()).collect();
            let mut paths = BTreeSet::new();
            let mut unknown = false;
            for events in all {
                // Where the system fails to tell, the disk can still be asked.
                let Ok(events) = events else {
                    unknown = true;
                    continue;
                };
                unknown |= events.iter().any(|event| event.need_rescan());
                let changes = events
                    .iter()
                    .filter(|event| !matches!(event.kind, EventKind::Access(_)));
                paths.extend(
                    changes
                        .flat_map(|event| &event.paths)
                        .filter_map(|path| self.below(path)),
                );
            }
            for folder in FOLDERS {
                if unknown || paths.contains(folder) {
                    self.folder(folder)?;
                }
            }
            match (unknown, paths.is_empty()) {
                (true, _) => return Ok(Changed::Unknown),
                (false, false) => return Ok(Changed::Paths(paths)),
                (false, true) => {}
            }
        }
    }

    /// A path below the root, where it is the library's.
    fn below(&self, path: &Path) -> Option<String> {
        let path = path.strip_prefix(&self.root).ok()?;
        let parts: Vec<_> = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        let first = parts.first()?;
        (first == config::FILE || FOLDERS.contains(&&**first)).then(|| parts.join("/"))
    }
}
