//! Pictures into smaller versions, which are kept in the library's cache.
//!
//! A version is kept under the hash of the picture's bytes. So it is found again if the picture is
//! renamed or the site is written elsewhere, and never used for a picture that has changed. A
//! picture that cannot be opened is a finding, and is published in place of its versions. A picture
//! without versions is opened too, but only once: an empty entry in the cache says that it is whole.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::time::Duration;

use rayon::prelude::*;
use tempfile::TempDir;

use super::cache::{CACHE, DiskCache, Refused, is_older};
use super::disk::{plain, unreadable};
use super::folder::{EntryKind, Folder, read_all};
use crate::picture::{Form, Size, smaller, smaller::Trouble};
use crate::render::Shown;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// Name of the folder in the cache.
const FOLDER: &str = "pictures";

/// How long a version is kept that no build uses: another branch or a draft may show it.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How old a version's time may be before a build that uses it renews it.
const RENEWED: Duration = Duration::from_secs(24 * 60 * 60);

/// How many pixels are in memory at the same time, on all threads together. Each takes 4 to 9 bytes
/// with the versions made of it.
const MAX_PIXELS: u64 = 150_000_000;

/// How many bytes a picture may have that casebook opens. All of them are in memory then.
const MAX_BYTES: u64 = 100_000_000;

/// Versions of pictures, each an entry of a cache.
pub(crate) struct PictureVersions {
    /// By the picture's path and the version's width. For a picture without versions the width is
    /// `None`, and the entry is empty.
    entries: HashMap<(String, Option<u32>), Entry>,
    stores: Stores,
}

/// Where a version is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The path of the entry in its cache.
    path: String,
    store: Store,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Store {
    /// The library's cache.
    Library,
    /// A folder of this run.
    Aside,
}

/// The caches of a run.
struct Stores {
    /// `None` if there are no versions, or the library's cache cannot be used.
    library: Option<DiskCache>,
    /// For versions that cannot be kept in the library's cache. `None` if there are no versions, or
    /// there is no temporary folder either.
    aside: Option<DiskCache>,
    /// The folder of `aside`, which is removed when the value is dropped.
    _temporary: Option<TempDir>,
}

impl Stores {
    const NONE: Stores = Stores {
        library: None,
        aside: None,
        _temporary: None,
    };

    /// Opens the library's cache, or says why it cannot be used.
    fn open(root: &Folder) -> (Stores, Option<Refused>) {
        let temporary = TempDir::new().ok();
        let aside = temporary
            .as_ref()
            .and_then(|folder| DiskCache::aside(folder.path()).ok());
        let (library, refused) = match DiskCache::open(root) {
            Ok(cache) => (Some(cache), None),
            Err(refused) => (None, Some(refused)),
        };
        let stores = Stores {
            library,
            aside,
            _temporary: temporary,
        };
        (stores, refused)
    }

    fn cache(&self, store: Store) -> Option<&DiskCache> {
        match store {
            Store::Library => self.library.as_ref(),
            Store::Aside => self.aside.as_ref(),
        }
    }

    fn read(&self, entry: &Entry) -> Option<Vec<u8>> {
        self.cache(entry.store)?.read(&entry.path)
    }

    /// Keeps a version in the first cache that can.
    fn keep(&self, path: &str, version: &[u8]) -> io::Result<Entry> {
        let mut problem = io::Error::other("there is no folder for smaller pictures");
        for store in [Store::Library, Store::Aside] {
            match self.cache(store).map(|cache| cache.write(path, version)) {
                Some(Ok(())) => {
                    return Ok(Entry {
                        path: path.to_owned(),
                        store,
                    });
                }
                Some(Err(error)) => problem = error,
                None => {}
            }
        }
        Err(problem)
    }
}

impl PictureVersions {
    /// Returns the bytes of a version, or `None` if the picture itself is to be used.
    ///
    /// # Errors
    ///
    /// Fails if the version was changed or removed after it was made.
    pub(crate) fn bytes(&self, of: &Shown, size: Size) -> Option<io::Result<Vec<u8>>> {
        let entry = self.entries.get(&(of.path.to_owned(), Some(size.width)))?;
        let changed = || io::Error::other("another program changed it during the build");
        Some(self.stores.read(entry).ok_or_else(changed))
    }

    /// Returns the first entry that could not be kept in the library's cache.
    fn aside(&self) -> Option<&Entry> {
        let entries = self.entries.values();
        entries.filter(|entry| entry.store == Store::Aside).min()
    }
}

/// Makes all versions of all pictures, except those that are in the cache.
pub(crate) fn versions(root: &Folder, pictures: &[Shown]) -> Reported<PictureVersions> {
    let mut report = Report::default();
    let mut versions = PictureVersions {
        entries: HashMap::new(),
        stores: Stores::NONE,
    };
    if pictures.is_empty() {
        return report.on(versions);
    }
    let (stores, refused) = Stores::open(root);
    if let Some(refused) = refused {
        report.add(refused.finding());
    }
    let known: Vec<_> = pictures
        .par_iter()
        .map(|of| {
            stores
                .library
                .as_ref()
                .and_then(|cache| kept(root, cache, of))
        })
        .collect();
    let mut missing = vec![];
    for (of, known) in pictures.iter().zip(known) {
        match known {
            Some(known) => versions.entries.extend(known),
            None => missing.push(of),
        }
    }
    for together in in_portions(&missing) {
        let made: Vec<_> = together
            .par_iter()
            .map(|of| made(root, &stores, of))
            .collect();
        for (of, made) in together.iter().zip(made) {
            match made {
                Ok(made) => versions.entries.extend(made),
                Err(error) => report.add(error.finding(of.path)),
            }
        }
    }
    if stores.library.is_some()
        && let Some(entry) = versions.aside()
    {
        report.add(unkept(&entry.path));
    }
    versions.stores = stores;
    report.on(versions)
}

/// Reports pictures that cannot be opened, and writes nothing.
pub(crate) fn check(root: &Folder, cache: Option<&DiskCache>, pictures: &[Shown]) -> Reported<()> {
    let mut report = Report::default();
    let unknown: Vec<bool> = pictures
        .par_iter()
        .map(|of| cache.and_then(|cache| kept(root, cache, of)).is_none())
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
            .map(|of| Ok(smaller::opens(&picture(root, of)?, of.form)?))
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
pub fn preview_version(
    root: &Folder,
    cache: Option<&DiskCache>,
    of: Shown,
    size: Size,
) -> Option<Vec<u8>> {
    let bytes = picture(root, &of).ok()?;
    let name = name(&bytes, of.form, Some(size.width));
    if let Some(kept) = cache.and_then(|cache| cache.read(&name)) {
        return Some(kept);
    }
    let version = smaller::versions(&bytes, &of.picture, of.form, &[size])
        .ok()?
        .pop()?;
    if let Some(cache) = cache {
        // The preview can show the version even if the cache cannot keep it.
        let _ = cache.write(&name, &version);
    }
    Some(version)
}

/// Removes versions that no build has used for a while. If that fails, the next build tries again.
///
/// Only files with a version's name are removed: the folder may have files of others in it.
pub(crate) fn prune(root: &Folder, versions: &PictureVersions) {
    let existing = match versions.stores.library {
        // There are no pictures, or no longer.
        None if versions.entries.is_empty() => DiskCache::existing(root).ok().flatten(),
        _ => None,
    };
    let Some(cache) = versions.stores.library.as_ref().or(existing.as_ref()) else {
        return;
    };
    let Some(folder) = cache.folder(FOLDER) else {
        return;
    };
    let used: BTreeSet<&str> = versions
        .entries
        .values()
        .map(|entry| &*entry.path)
        .collect();
    for (name, kind) in folder.entries().unwrap_or_default() {
        let Some(name) = name.to_str().filter(|name| is_name(name)) else {
            continue;
        };
        if kind != EntryKind::File {
            continue;
        }
        let path = format!("{FOLDER}/{name}");
        if used.contains(&*path) {
            cache.renew(&path, RENEWED);
        } else if folder.file(name).is_ok_and(|file| is_older(&file, KEPT)) {
            let _ = folder.remove_file(name);
        }
    }
}

/// Returns the path of the entry for a version of a picture with these bytes, or for the note that
/// the picture could be opened.
fn name(bytes: &[u8], form: Form, width: Option<u32>) -> String {
    let hash = &blake3::hash(bytes).to_hex()[..HASH_LENGTH];
    let recipe = smaller::RECIPE;
    width.map_or_else(
        || format!("{FOLDER}/{hash}.{recipe}.whole"),
        |width| format!("{FOLDER}/{hash}.{recipe}.{width}.{}", form.ending()),
    )
}

/// How many digits of a picture's hash are in the names of its versions.
const HASH_LENGTH: usize = 40;

/// Returns whether a name is like those of [`name`], of this recipe or an older one.
fn is_name(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = name.split('.');
    let (hash, recipe) = (parts.next(), parts.next());
    let hash = hash.is_some_and(|hash| {
        hash.len() == HASH_LENGTH && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let rest: Vec<&str> = parts.collect();
    let rest = match rest[..] {
        ["whole"] => true,
        [width, ending] => is_number(width) && Form::ALL.iter().any(|form| form.ending() == ending),
        _ => false,
    };
    hash && recipe.is_some_and(is_number) && rest
}

/// Entries with the picture's path and the version's width.
type Entries = Vec<((String, Option<u32>), Entry)>;

/// Returns the paths of the entries for a picture, with the widths: one for each version, or one
/// without a width if it has none.
fn names(of: &Shown, bytes: &[u8]) -> Vec<(Option<u32>, String)> {
    let widths = of
        .sizes
        .iter()
        .map(|size| Some(size.width))
        .chain(of.sizes.is_empty().then_some(None));
    widths
        .map(|width| (width, name(bytes, of.form, width)))
        .collect()
}

/// Returns the entries for a picture if all of them are in the cache, and whole.
fn kept(root: &Folder, cache: &DiskCache, of: &Shown) -> Option<Entries> {
    let names = names(of, &picture(root, of).ok()?);
    let entry = |(width, path): (Option<u32>, String)| {
        cache.read(&path)?;
        let store = Store::Library;
        Some(((of.path.to_owned(), width), Entry { path, store }))
    };
    names.into_iter().map(entry).collect()
}

/// Reads a picture.
fn picture(root: &Folder, of: &Shown) -> io::Result<Vec<u8>> {
    read_all(root.library_file(of.path)?, MAX_BYTES)
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
    /// The picture cannot be read.
    Disk(io::Error),
    /// Its versions cannot be kept anywhere.
    Unkept(io::Error),
    Picture(Trouble),
}

impl VersionError {
    fn finding(&self, path: &str) -> Finding {
        match self {
            VersionError::Disk(error) => unreadable(path, error),
            VersionError::Unkept(error) => Finding::error(
                rules::PICTURES_UNKEPT,
                format!(
                    "cannot save a smaller version of this picture: {}",
                    plain(error)
                ),
            )
            .at(Place::file(path), "")
            .help("make room for temporary files"),
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

fn made(root: &Folder, stores: &Stores, of: &Shown) -> Result<Entries, VersionError> {
    let bytes = picture(root, of)?;
    let mut versions = smaller::versions(&bytes, &of.picture, of.form, of.sizes)?;
    if versions.is_empty() {
        // The note that the picture could be opened.
        versions.push(vec![]);
    }
    let names = names(of, &bytes);
    let entries = names
        .into_iter()
        .zip(versions)
        .map(|((width, path), version)| {
            let entry = stores.keep(&path, &version).map_err(VersionError::Unkept)?;
            Ok(((of.path.to_owned(), width), entry))
        });
    entries.collect()
}

fn unkept(path: &str) -> Finding {
    Finding::warning(
        rules::PICTURES_UNKEPT,
        format!("cannot save a smaller picture as `{CACHE}/{path}`"),
    )
    .help("delete whatever is there, and make the folder writable; until then every build makes it again")
}
