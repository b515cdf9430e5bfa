//! Changes in the library's folder into what has to be read again.
//!
//! Editors save in several steps: they write another file, move the old one away, and move the new
//! one into its place. Steps that follow each other within `MAX_STEP` count as one change. Folders
//! that do not belong to the library (`dist`, `.git`) are not watched at all.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use super::bounds::FOLDERS;
use super::read::Changed;
use crate::config;

/// Longest time between two steps of one change.
///
/// An editor's steps are within a millisecond. The author waits this long for each page.
const MAX_STEP: Duration = Duration::from_millis(20);

/// A watched library.
pub(crate) struct Watch {
    /// The real path of the library's folder, which the system uses in events.
    root: PathBuf,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    events: Receiver<DebounceEventResult>,
}

impl Watch {
    /// Watches a library from now on.
    ///
    /// # Errors
    ///
    /// Fails if the folder is missing, or the system cannot watch more folders.
    pub(crate) fn new(root: &Path) -> io::Result<Watch> {
        let (sender, events) = mpsc::channel();
        let debouncer = new_debouncer(MAX_STEP, None, sender).map_err(io::Error::other)?;
        let mut watch = Watch {
            root: fs::canonicalize(root)?,
            debouncer,
            events,
        };
        watch
            .debouncer
            .watch(&watch.root, RecursiveMode::NonRecursive)
            .map_err(io::Error::other)?;
        for folder in FOLDERS {
            watch.watch_folder(folder)?;
        }
        Ok(watch)
    }

    /// Watches a folder that may be new, deleted, or replaced by another of the same name.
    fn watch_folder(&mut self, folder: &str) -> io::Result<()> {
        let folder = self.root.join(folder);
        // Fails if the folder was not watched, which is as good.
        let _ = self.debouncer.unwatch(&folder);
        if !folder.is_dir() {
            return Ok(());
        }
        self.debouncer
            .watch(&folder, RecursiveMode::Recursive)
            .map_err(io::Error::other)
    }

    /// Waits for the next change.
    ///
    /// # Errors
    ///
    /// Fails if the system cannot watch more folders.
    pub(crate) fn change(&mut self) -> io::Result<Changed> {
        loop {
            let first = self
                .events
                .recv()
                .expect("the debouncer lives as long as this does");
            let all: Vec<DebounceEventResult> = std::iter::once(first)
                .chain(self.events.try_iter())
                .collect();
            let mut paths = BTreeSet::new();
            let mut unknown = false;
            for events in all {
                // Without events from the system, the files have to be compared.
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
                    self.watch_folder(folder)?;
                }
            }
            if unknown {
                return Ok(Changed::Unknown);
            }
            if !paths.is_empty() {
                return Ok(Changed::Paths(paths));
            }
        }
    }

    /// Returns the path below the root, or `None` if it is not part of the library.
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
