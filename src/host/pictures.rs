//! Pictures into smaller versions, which are kept in the library's cache.
//!
//! A version is kept under the hash of the picture's bytes. So it is found again if the picture is
//! renamed or the site is written elsewhere, and never used for a picture that has changed. A
//! picture that cannot be opened is a finding, and is published in place of its versions. A picture
//! without versions is opened too, but only once: an empty file in the cache says that it is whole.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use tempfile::{NamedTempFile, TempDir};

use super::cache::{self, CACHE};
use super::disk::{plain, unreadable};
#[cfg(feature = "serve")]
use super::read::inside;
use crate::picture::{Form, Size, smaller, smaller::Trouble};
use crate::render::Shown;
use crate::report::{Finding, Report, Reported, rules};

/// Name of the folder in the cache.
const FOLDER: &str = "pictures";

/// How long a version is kept that no build uses: another branch or a draft may show it.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How old a version's time may be before a build that uses it renews it.
const RENEWED: Duration = Duration::from_secs(24 * 60 * 60);

/// How many pixels are in memory at the same time, on all threads together. Each takes 4 to 9 bytes
/// with the versions made of it.
const MAX_PIXELS: u64 = 150_000_000;

/// PictureVersions of pictures, each a file.
pub(crate) struct PictureVersions {
    /// By the picture's path and the version's width. For a picture without versions the width is
    /// `None`, and the file is empty.
    files: HashMap<(String, Option<u32>), PathBuf>,
    /// Used if the cache cannot be written to. Removed when the value is dropped.
    _temporary: Option<TempDir>,
}

impl PictureVersions {
    /// Returns the file of a version, or `None` if the picture itself is to be used.
    pub(crate) fn file(&self, of: &Shown, size: Size) -> Option<&Path> {
        self.files
            .get(&(of.path.to_owned(), Some(size.width)))
            .map(PathBuf::as_path)
    }
}

/// Makes all versions of all pictures, except those that are in the cache.
pub(crate) fn versions(root: &Path, pictures: &[Shown]) -> Reported<PictureVersions> {
    let mut report = Report::default();
    if pictures.is_empty() {
        return report.on(PictureVersions {
            files: HashMap::new(),
            _temporary: None,
        });
    }
    let (folder, temporary) = match folder(root) {
        Ok(folder) => (folder, None),
        Err(error) => {
            if pictures.iter().any(|of| !of.sizes.is_empty()) {
                report.add(cache_is_unusable(&error));
            }
            match TempDir::new() {
                Ok(temporary) => (temporary.path().to_owned(), Some(temporary)),
                // No version can be made then, and each picture has a finding that says so.
                Err(_) => (root.join(CACHE).join(FOLDER), None),
            }
        }
    };
    let known: Vec<_> = pictures
        .par_iter()
        .map(|of| kept(root, &folder, of))
        .collect();
    let mut files = HashMap::new();
    let mut missing = vec![];
    for (of, known) in pictures.iter().zip(known) {
        match known {
            Some(known) => {
                known.iter().for_each(|(_, file)| renew(file));
                files.extend(known);
            }
            None => missing.push(of),
        }
    }
    for together in in_portions(&missing) {
        let made: Vec<_> = together
            .par_iter()
            .map(|of| made(root, &folder, of))
            .collect();
        for (of, made) in together.iter().zip(made) {
            match made {
                Ok(made) => files.extend(made),
                Err(error) => report.add(error.finding(of.path)),
            }
        }
    }
    report.on(PictureVersions {
        files,
        _temporary: temporary,
    })
}

/// Reports pictures that cannot be opened, and writes nothing.
pub(crate) fn check(root: &Path, pictures: &[Shown]) -> Reported<()> {
    let mut report = Report::default();
    let folder = root.join(CACHE).join(FOLDER);
    let unknown: Vec<bool> = pictures
        .par_iter()
        .map(|of| kept(root, &folder, of).is_none())
        .collect();
    let unknown: Vec<&Shown> = pictures
        .iter()
        .zip(unknown)
        .filter(|(_, unknown)| *unknown)
        .map(|(of, _)| of)
        .collect();
    for together in in_portions(&unknown) {
        let opened: Vec<_> = together
            .par_iter()
            .map(|of| Ok(smaller::opens(&fs::read(root.join(of.path))?, of.form)?))
            .collect::<Vec<Result<(), VersionError>>>();
        for (of, opened) in together.iter().zip(opened) {
            if let Err(error) = opened {
                report.add(error.finding(of.path));
            }
        }
    }
    report.on(())
}

/// Returns one version for a preview, from the cache or made now. `None` if that fails.
#[cfg(feature = "serve")]
pub fn preview_version(root: &Path, of: Shown, size: Size) -> Option<Vec<u8>> {
    let bytes = fs::read(inside(root, of.path)?).ok()?;
    let folder = folder(root).ok();
    let file = folder
        .as_ref()
        .map(|folder| folder.join(name(&bytes, of.form, Some(size.width))));
    if let Some(kept) = file.as_ref().and_then(|file| fs::read(file).ok()) {
        return Some(kept);
    }
    let version = smaller::versions(&bytes, &of.picture, of.form, &[size])
        .ok()?
        .pop()?;
    if let (Some(folder), Some(file)) = (&folder, &file) {
        // The preview can show the version even if the cache cannot keep it.
        let _ = keep(folder, file, &version);
    }
    Some(version)
}

/// Removes versions that no build has used for a while. If that fails, the next build tries again.
pub(crate) fn prune(root: &Path, used: &PictureVersions) {
    let folder = root.join(CACHE).join(FOLDER);
    let Ok(entries) = fs::read_dir(&folder) else {
        return;
    };
    let used: BTreeSet<&Path> = used.files.values().map(PathBuf::as_path).collect();
    for path in entries.flatten().map(|entry| entry.path()) {
        if !used.contains(&*path) && is_older(&path, KEPT) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Sets a file's time, which tells [`prune`] when a build last used it. If that fails, the version
/// is only made again some day.
fn renew(file: &Path) {
    if is_older(file, RENEWED) {
        let _ = fs::File::open(file).and_then(|file| file.set_modified(SystemTime::now()));
    }
}

fn is_older(file: &Path, age: Duration) -> bool {
    let time = fs::metadata(file).and_then(|data| data.modified()).ok();
    time.and_then(|time| SystemTime::now().duration_since(time).ok())
        .is_some_and(|its| its > age)
}

/// Returns the folder of the cache for versions, and creates it if it is missing.
fn folder(root: &Path) -> io::Result<PathBuf> {
    let folder = cache::folder(root)?.join(FOLDER);
    fs::create_dir_all(&folder)?;
    // Finds out now whether it can be written to, not at the hundredth picture.
    NamedTempFile::new_in(&folder)?;
    Ok(folder)
}

/// Returns the name of the file for a version of a picture with these bytes, or for the note that
/// the picture could be opened.
fn name(bytes: &[u8], form: Form, width: Option<u32>) -> String {
    let hash = &blake3::hash(bytes).to_hex()[..40];
    let recipe = smaller::RECIPE;
    width.map_or_else(
        || format!("{hash}.{recipe}.whole"),
        |width| format!("{hash}.{recipe}.{width}.{}", form.ending()),
    )
}

/// Files with the picture's path and the version's width.
type Files = Vec<((String, Option<u32>), PathBuf)>;

/// Returns the files for a picture: one for each version, or an empty file if it has none.
fn files(folder: &Path, of: &Shown, bytes: &[u8]) -> Files {
    let widths = of
        .sizes
        .iter()
        .map(|size| Some(size.width))
        .chain(of.sizes.is_empty().then_some(None));
    widths
        .map(|width| {
            (
                (of.path.to_owned(), width),
                folder.join(name(bytes, of.form, width)),
            )
        })
        .collect()
}

/// Returns the files for a picture if all of them are in the cache.
fn kept(root: &Path, folder: &Path, of: &Shown) -> Option<Files> {
    let files = files(folder, of, &fs::read(root.join(of.path)).ok()?);
    files
        .iter()
        .all(|(_, file)| file.is_file())
        .then_some(files)
}

/// Splits pictures into portions that fit into memory. A picture that is too large for that is a
/// portion of its own.
fn in_portions<'a>(pictures: &[&'a Shown<'a>]) -> Vec<Vec<&'a Shown<'a>>> {
    let mut portions: Vec<Vec<&Shown>> = vec![];
    let mut room = 0;
    for of in pictures {
        let pixels = Size {
            width: of.picture.width,
            height: of.picture.height,
        }
        .pixels();
        match portions.last_mut() {
            Some(portion) if pixels <= room => portion.push(of),
            _ => {
                portions.push(vec![of]);
                room = MAX_PIXELS;
            }
        }
        room = room.saturating_sub(pixels);
    }
    portions
}

/// Why a picture has no versions.
enum VersionError {
    Disk(io::Error),
    Picture(Trouble),
}

impl VersionError {
    fn finding(&self, path: &str) -> Finding {
        match self {
            VersionError::Disk(error) => unreadable(path, error),
            VersionError::Picture(trouble) => trouble.finding(path),
        }
    }
}

impl From<io::Error> for VersionError {
    fn from(error: io::Error) -> VersionError {
        VersionError::Disk(error)
    }
}

impl From<Trouble> for VersionError {
    fn from(trouble: Trouble) -> VersionError {
        VersionError::Picture(trouble)
    }
}

fn made(root: &Path, folder: &Path, of: &Shown) -> Result<Files, VersionError> {
    let bytes = fs::read(root.join(of.path))?;
    let versions = smaller::versions(&bytes, &of.picture, of.form, of.sizes)?;
    let files = files(folder, of, &bytes);
    if versions.is_empty() {
        // An empty file is whole as soon as it exists.
        files
            .iter()
            .try_for_each(|(_, file)| fs::File::create(file).map(drop))?;
    }
    for ((_, file), version) in files.iter().zip(versions) {
        keep(folder, file, &version)?;
    }
    Ok(files)
}

/// Writes a version as a whole or not at all. It is on the disk before it has its name, because its
/// bytes are never checked again: half of a version would be published from then on.
fn keep(folder: &Path, file: &Path, version: &[u8]) -> io::Result<()> {
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(version)?;
    new.as_file().sync_data()?;
    new.persist(file).map(drop).map_err(|error| error.error)
}

fn cache_is_unusable(error: &io::Error) -> Finding {
    let error = plain(error);
    Finding::warning(
        rules::PICTURES_UNKEPT,
        format!("cannot save smaller pictures in {CACHE}: {error}"),
    )
    .help("make that folder writable; until then every build makes all of them again")
}
