//! Where the symbolic links of a library may lead.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders with a library's files.
pub(crate) const FOLDERS: [&str; 3] = ["content", "static", "themes"];

/// Where links may lead: to anything in the library's folders that is not hidden there.
///
/// That excludes `.git`, which can hold the key to the repository in a workflow, and `.env`.
/// Otherwise anyone who can change a library could have any file of the computer published.
pub(super) struct LinkBounds {
    /// The real path of the library.
    library: PathBuf,
    /// Each folder's name, and its real path below the library. A folder may be a link to another
    /// folder of the library.
    folders: Vec<(&'static str, PathBuf)>,
}

impl LinkBounds {
    /// Returns the bounds of the library in a folder.
    pub(super) fn of(library: &Path) -> LinkBounds {
        let library = fs::canonicalize(library).unwrap_or_else(|_| library.into());
        let real = |name: &'static str| {
            let folder = fs::canonicalize(library.join(name)).ok()?;
            let below = folder.strip_prefix(&library).ok()?;
            let is_within = below != Path::new("") && !below.iter().any(starts_with_dot);
            is_within.then(|| (name, below.to_owned()))
        };
        let folders = FOLDERS.into_iter().filter_map(real).collect();
        LinkBounds { library, folders }
    }

    /// Returns the real path of a file or folder below the library, or `None` if it is out of
    /// bounds.
    ///
    /// # Errors
    ///
    /// Fails if a link leads to nothing, or in a circle.
    pub(super) fn real(&self, path: &str) -> io::Result<Option<PathBuf>> {
        let real = fs::canonicalize(self.library.join(path))?;
        Ok(real
            .strip_prefix(&self.library)
            .ok()
            .filter(|real| self.contain(real))
            .map(Path::to_owned))
    }

    /// Returns whether a real path below the library is within the bounds.
    pub(super) fn contain(&self, real: &Path) -> bool {
        self.folders.iter().any(|(name, folder)| {
            real.strip_prefix(folder)
                .is_ok_and(|below| !below.iter().any(|part| is_hidden(name, part)))
        })
    }
}

/// Returns whether a name in one of the library's folders belongs to the system, an editor or git.
pub(super) fn is_hidden(folder: &str, name: &OsStr) -> bool {
    match folder {
        // `.well-known` and the like are there to be published.
        "static" => name.eq_ignore_ascii_case(".git") || name == ".DS_Store",
        _ => starts_with_dot(name),
    }
}

/// Returns whether a name starts with a dot.
pub(super) fn starts_with_dot(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}
