//! Which folder the site is written to, and whether a build may replace it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::super::bounds::FOLDERS;
use super::super::unix::site::on_one_disk;
use super::error::{At, PublishError};

/// Returns the real path of the output folder, if a build may replace it.
pub(super) fn output_folder(out: &Path, root: &Path) -> Result<PathBuf, PublishError> {
    // Without a slash at its end: `dist/` would be the folder that a link leads to.
    let named: PathBuf = out.components().collect();
    let kind = fs::symlink_metadata(&named)
        .ok()
        .map(|meta| meta.file_type());
    if let Some(kind) = kind.filter(|kind| !kind.is_dir()) {
        let what = if kind.is_symlink() {
            "a symbolic link"
        } else {
            "a file"
        };
        return Err(PublishError::NotAFolder { out: named, what });
    }
    let real = real_path(&named).at("find", &named)?;
    let protected = |what: String| {
        Err(PublishError::Protected {
            out: named.clone(),
            what,
        })
    };
    let Some(parent) = real.parent() else {
        return protected("the root of the file system".into());
    };
    if let Some(home) = std::env::home_dir().and_then(|home| home.canonicalize().ok()) {
        if home == real {
            return protected("your home folder".into());
        }
        if home.starts_with(&real) {
            return protected("a folder that holds your home folder".into());
        }
    }
    let root = real_path(root).at("find", root)?;
    if root == real {
        return protected("the library's own folder".into());
    }
    // No site may be written among the sources.
    for name in FOLDERS {
        // `content` may be a link to another folder of the library.
        let source = real_path(&root.join(name)).at("find", &root.join(name))?;
        if real.starts_with(&source) {
            return protected(format!("the library's folder `{name}`, or inside it"));
        }
        if source.starts_with(&real) {
            return protected(format!("a folder that holds the library's `{name}`"));
        }
    }
    fs::create_dir_all(parent).at("create", parent)?;
    if kind.is_some() && !on_one_disk(&real, parent).at("read", &real)? {
        return Err(PublishError::Immovable { out: named });
    }
    Ok(real)
}

/// Returns the path without links, `.` and `..`, even if it does not exist yet.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    let path = if path == Path::new("") {
        Path::new(".")
    } else {
        path
    };
    match path.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
                return Err(error);
            };
            Ok(real_path(parent)?.join(name))
        }
        found => found,
    }
}
