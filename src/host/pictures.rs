//! Smaller versions of a library's pictures: made where they are missing, and kept in the library's
//! cache.
//!
//! A version is kept under the hash of the picture's bytes, so that it is found again whatever the
//! picture is called and wherever the site is written, and none outlives a change of its picture.
//! What cannot be opened is a finding, and the picture itself then stands in for its versions. A
//! picture that has none is opened as well, once: an empty file is kept of it.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use tempfile::{NamedTempFile, TempDir};

use super::cache::{self, CACHE};
use super::read::{inside, plain, unreadable};
use crate::picture::{Form, Size, smaller, smaller::Trouble};
use crate::render::Shown;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// Below the cache.
const FOLDER: &str = "pictures";

/// How long a version is kept that no build asks for: another branch, or a draft, may show its
/// picture.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How old the time of a version may be before a build that asks for it sets it anew.
const RENEWED: Duration = Duration::from_secs(24 * 60 * 60);

/// Pixels that are in memory at once, on all threads together: 4 to 9 bytes each, with what is made
/// of them.
const PIXELS_AT_ONCE: u64 = 150_000_000;

/// Versions of pictures, each a file.
pub struct Versions {
    /// By the picture's path and the version's width; without one, what is kept of a picture that
    /// has no versions.
    files: HashMap<(String, Option<u32>), PathBuf>,
    /// Where the cache cannot be written to; removed when the run is over.
    _meanwhile: Option<TempDir>,
}

impl Versions {
    /// The file that holds a version; none where the picture stands in for it.
    pub fn file(&self, of: &Shown, size: Size) -> Option<&Path> {
        self.files
            .get(&(of.path.to_owned(), Some(size.width)))
            .map(PathBuf::as_path)
    }
}

/// Makes all versions of all pictures that are not kept from an earlier run.
pub fn versions(root: &Path, pictures: &[Shown]) -> Reported<Versions> {
    let mut report = Report::default();
    if pictures.is_empty() {
        return report.on(Versions {
            files: HashMap::new(),
            _meanwhile: None,
        });
    }
    let (folder, meanwhile) = match folder(root) {
        Ok(folder) => (folder, None),
        Err(error) => {
            if pictures.iter().any(|of| !of.sizes.is_empty()) {
                report.add(unkept(&error));
            }
            match TempDir::new() {
                Ok(meanwhile) => (meanwhile.path().to_owned(), Some(meanwhile)),
                // Then none can be made, which each picture says.
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
                Err(trouble) => report.add(finding(of.path, trouble)),
            }
        }
    }
    report.on(Versions {
        files,
        _meanwhile: meanwhile,
    })
}

/// Says which pictures cannot be opened, and writes nothing.
pub fn check(root: &Path, pictures: &[Shown]) -> Reported<()> {
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
            .collect::<Vec<Result<(), Unmade>>>();
        for (of, opened) in together.iter().zip(opened) {
            if let Err(unmade) = opened {
                report.add(finding(of.path, unmade));
            }
        }
    }
    report.on(())
}

/// One version, for a preview: kept, or made now; none where that fails.
pub fn one(root: &Path, of: Shown, size: Size) -> Option<Vec<u8>> {
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
        // A preview shows it all the same.
        let _ = keep(folder, file, &version);
    }
    Some(version)
}

/// Removes versions that nobody has asked for in a while. What it cannot remove now, it can another
/// time.
pub fn prune(root: &Path, used: &Versions) {
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

/// Sets a file's time, by which [`prune`] tells when a build last asked for it. Where it cannot,
/// the version is made once more some day.
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

/// The folder of the cache that keeps versions.
fn folder(root: &Path) -> io::Result<PathBuf> {
    let folder = cache::folder(root)?.join(FOLDER);
    fs::create_dir_all(&folder)?;
    // One that can only be read is found out now, not with the hundredth picture.
    NamedTempFile::new_in(&folder)?;
    Ok(folder)
}

/// The name under which a version of a picture with these bytes is kept, or that the picture could
/// be opened.
fn name(bytes: &[u8], form: Form, width: Option<u32>) -> String {
    let hash = &blake3::hash(bytes).to_hex()[..40];
    let recipe = smaller::RECIPE;
    width.map_or_else(
        || format!("{hash}.{recipe}.whole"),
        |width| format!("{hash}.{recipe}.{width}.{}", form.ending()),
    )
}

type Files = Vec<((String, Option<u32>), PathBuf)>;

/// What is kept of a picture: its versions, or an empty file where it has none.
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

/// What is kept of a picture, if all of it is.
fn kept(root: &Path, folder: &Path, of: &Shown) -> Option<Files> {
    let files = files(folder, of, &fs::read(root.join(of.path)).ok()?);
    files
        .iter()
        .all(|(_, file)| file.is_file())
        .then_some(files)
}

/// Pictures in portions that fit into memory, each as it stands in the list: a picture alone,
/// however large, is a portion.
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
                room = PIXELS_AT_ONCE;
            }
        }
        room = room.saturating_sub(pixels);
    }
    portions
}

/// Why a picture has no versions.
enum Unmade {
    Disk(io::Error),
    Picture(Trouble),
}

impl From<io::Error> for Unmade {
    fn from(error: io::Error) -> Unmade {
        Unmade::Disk(error)
    }
}

impl From<Trouble> for Unmade {
    fn from(trouble: Trouble) -> Unmade {
        Unmade::Picture(trouble)
    }
}

fn made(root: &Path, folder: &Path, of: &Shown) -> Result<Files, Unmade> {
    let bytes = fs::read(root.join(of.path))?;
    let versions = smaller::versions(&bytes, &of.picture, of.form, of.sizes)?;
    let files = files(folder, of, &bytes);
    if versions.is_empty() {
        // Whole as soon as it is there.
        files
            .iter()
            .try_for_each(|(_, file)| fs::File::create(file).map(drop))?;
    }
    for ((_, file), version) in files.iter().zip(versions) {
        keep(folder, file, &version)?;
    }
    Ok(files)
}

/// Writes a version, whole or not at all. It is on the disk before it has its name: nobody looks
/// into it again, so half of one would be published from then on.
fn keep(folder: &Path, file: &Path, version: &[u8]) -> io::Result<()> {
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(version)?;
    new.as_file().sync_data()?;
    new.persist(file).map(drop).map_err(|error| error.error)
}

fn unkept(error: &io::Error) -> Finding {
    Finding::warning(
        rules::PICTURES_UNKEPT,
        format!(
            "smaller pictures cannot be kept in {CACHE}: {}",
            plain(error)
        ),
    )
    .help(
        "make it a folder that may be written to; without it, all of them are made anew each time",
    )
}

fn finding(path: &str, unmade: Unmade) -> Finding {
    let again = "open it on your computer and save it anew as JPEG or PNG; if it does not open there, take it from where it came from once more";
    let (rule, message, help) = match unmade {
        Unmade::Disk(error) => return unreadable(path, &error),
        Unmade::Picture(Trouble::Cut) => (
            rules::PICTURE_UNREADABLE,
            "a part of the picture is missing: the file ends before it is complete".to_owned(),
            "copy it here from where it came from once more",
        ),
        Unmade::Picture(Trouble::TooLarge) => (
            rules::PICTURE_TOO_LARGE,
            "the picture takes too much memory to make smaller versions of it".to_owned(),
            "every visitor gets all of it: save it with fewer pixels, 4000 × 3000 say, and 8 bits a colour",
        ),
        Unmade::Picture(Trouble::Broken(why)) => (
            rules::PICTURE_UNREADABLE,
            format!("the picture cannot be opened: {why}"),
            again,
        ),
    };
    Finding::warning(rule, message)
        .at(Place::file(path), "")
        .help(help)
}
