//! Files and folders of a site: found, compared, created, linked.

use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::super::unix::site as unix;
use super::FileBody;
use super::error::{At, PublishError};

/// A file or folder, by its path below the folder that was read.
pub(super) struct FolderEntry {
    pub(super) path: PathBuf,
    pub(super) kind: FileType,
}

/// Returns everything in a folder at any depth, a folder before what is in it. Links are not
/// followed.
pub(super) fn entries(tree: &Path, under: &Path) -> Result<Vec<FolderEntry>, PublishError> {
    let here = children(tree, under)?;
    let folders: Vec<&FolderEntry> = here.iter().filter(|entry| entry.kind.is_dir()).collect();
    let within = folders
        .par_iter()
        .map(|folder| entries(tree, &folder.path))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(here
        .into_iter()
        .chain(within.into_iter().flatten())
        .collect())
}

/// Returns everything directly in the folder `under` of a tree, by its path below the tree.
pub(super) fn children(tree: &Path, under: &Path) -> Result<Vec<FolderEntry>, PublishError> {
    let folder = tree.join(under);
    fs::read_dir(&folder)
        .and_then(|children| {
            children
                .map(|child| {
                    let child = child?;
                    Ok(FolderEntry {
                        path: under.join(child.file_name()),
                        kind: child.file_type()?,
                    })
                })
                .collect()
        })
        .at("read", &folder)
}

/// Returns whether a folder is empty or does not exist.
pub(super) fn is_empty(folder: &Path) -> Result<bool, PublishError> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        children => Ok(children.at("read", folder)?.next().is_none()),
    }
}

/// Returns whether there is anything at a path; a link counts even if it leads nowhere.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Gives a folder the permissions of the one it replaces, if that exists.
pub(super) fn same_permissions(new: &Path, old: &Path) -> Result<(), PublishError> {
    match fs::metadata(old) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        old => old
            .and_then(|old| fs::set_permissions(new, old.permissions()))
            .at("set the permissions of", new),
    }
}

/// Returns whether a file of the last site has exactly this content. A file that cannot be read has
/// not.
pub(super) fn holds(path: &Path, content: &FileBody) -> Result<bool, PublishError> {
    let Ok((old, old_size)) = open(path) else {
        return Ok(false);
    };
    Ok(match content {
        FileBody::Bytes(bytes) => {
            old_size == bytes.len() as u64 && equal(old, bytes.as_slice()).unwrap_or(false)
        }
        FileBody::File(source) => {
            let new_size = source.metadata().at("read", path)?.len();
            old_size == new_size && equal(old, source).unwrap_or(false)
        }
    })
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

/// Returns whether two readers give the same bytes until the shorter one ends.
fn equal(mut one: impl Read, mut other: impl Read) -> io::Result<bool> {
    let (mut a, mut b) = ([0; 16 * 1024], [0; 16 * 1024]);
    loop {
        let read = one.read(&mut a)?;
        if read == 0 {
            return Ok(true);
        }
        match other.read_exact(&mut b[..read]) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(false),
            read => read?,
        }
        if a[..read] != b[..read] {
            return Ok(false);
        }
    }
}

/// Creates a file, and its folder if it is missing.
///
/// It has the permissions of any new file, even if it is a copy: a web server could not send a file
/// that only its author may read.
pub(super) fn create(path: &Path, content: &FileBody) -> Result<(), PublishError> {
    let mut file = in_folder(path, || File::create_new(path)).at("create", path)?;
    match content {
        FileBody::Bytes(bytes) => file.write_all(bytes).at("write", path),
        FileBody::File(source) => {
            let mut source = source;
            source
                .rewind()
                .and_then(|()| io::copy(&mut source, &mut file))
                .map(drop)
                .at("write", path)
        }
    }
}

/// Waits until a whole tree is on the disk: its files, and that they are in their folders.
pub(super) fn flush_tree(tree: &Path) -> Result<(), PublishError> {
    let flush = |path: &Path| {
        File::open(path)
            .and_then(|file| file.sync_all())
            .at("flush", path)
    };
    // All of the file system at once takes far less time than thousands of files in turn.
    if unix::flush_disk(&File::open(tree).at("flush", tree)?) {
        return flush(tree);
    }
    // A folder comes before what is in it, so from the end each is flushed after its content.
    let entries = entries(tree, Path::new(""))?;
    for entry in entries
        .iter()
        .rev()
        .filter(|entry| !entry.kind.is_symlink())
    {
        flush(&tree.join(&entry.path))?;
    }
    flush(tree)
}

/// Links a file into the new tree. If the file system has no hard links, or does not allow them for
/// files of other users, the file is copied with its time and permissions.
pub(super) fn keep(from: &Path, to: &Path) -> Result<(), PublishError> {
    match in_folder(to, || fs::hard_link(from, to)) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => copy(from, to),
        linked => linked,
    }
    .at("create", to)
}

/// Copies a file or a link, with its time and permissions.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let last = fs::symlink_metadata(from)?;
    if last.is_symlink() {
        return in_folder(to, || unix::copy_link(from, to));
    }
    let mut file = in_folder(to, || File::create_new(to))?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.set_modified(last.modified()?)?;
    file.set_permissions(last.permissions())
}

/// Creates something in a folder, and the folder if it is missing.
///
/// A page nearly always has a folder of its own, which is created first. For other files, a failure
/// shows that it is missing. So there is one system call for each file and one for each folder, in
/// any order and on any number of threads.
pub(super) fn in_folder<T>(path: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    let folder = path.parent().expect("a file of the tree lies in a folder");
    if path.ends_with("index.html") {
        // If this fails, so does `make`.
        let _ = fs::create_dir(folder);
    }
    match make() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            make()
        }
        made => made,
    }
}
