//! The paths that the files of a site can have.
//!
//! A site is written to one disk, copied to others, and served by hosts of which some keep files on
//! Windows. So a path has to do for all of them: [`flaws`] finds the parts of it that one of them
//! refuses, and [`SitePaths`] is the proof that a whole set of paths can be written side by side.
//! Checking and publishing ask the same questions here, so that what a check passes can be
//! published.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::slug::folded;
use super::thousands;

/// The list of a build's own files, which publishing adds to the site.
pub const MANIFEST: &str = ".casebook.json";

/// Bytes of the name of a file or folder. Disks take 255, and the smaller versions of a picture
/// have a longer name than the picture.
pub const MAX_NAME: usize = 240;

/// Bytes of a whole path below the output folder. macOS takes 1,024 for a path and S3 for a key
/// (their documentation of `PATH_MAX` and of object keys); the rest is for the output folder, and
/// for the folder and the ending of the smaller versions of pictures.
pub const MAX_PATH: usize = 900;

/// A part of a path that cannot be the name of a file or folder, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flaw<'a> {
    /// The part, or the whole path if that is too long.
    pub part: &'a str,
    /// What is wrong with it.
    pub kind: FlawKind,
}

/// Why a name cannot be part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlawKind {
    /// Nothing between two slashes, or before the first.
    Empty,
    /// `.` or `..`, which mean other folders.
    Dots,
    /// More than [`MAX_NAME`] bytes.
    NameTooLong,
    /// The whole path has more than [`MAX_PATH`] bytes.
    PathTooLong,
    /// An invisible character: a control character, or one that changes the direction of text.
    Invisible(char),
    /// A sign that Windows does not allow in a name.
    Sign(char),
    /// A dot or a blank at the end, which Windows drops.
    End(char),
    /// The name of a device of Windows.
    Device,
}

impl Flaw<'_> {
    /// What is wrong, in words without a full stop.
    pub fn in_words(self) -> String {
        let Flaw { part, kind } = self;
        let too_long = || {
            let beginning: String = part.chars().take(20).collect();
            let letters = thousands(part.chars().count(), ",");
            format!("`{beginning}…` is too long for an address: {letters} letters")
        };
        match kind {
            FlawKind::Empty => "an address cannot have an empty part".to_owned(),
            FlawKind::Dots => format!("`{part}` cannot be part of an address"),
            FlawKind::NameTooLong | FlawKind::PathTooLong => too_long(),
            FlawKind::Invisible(letter) => {
                let code = u32::from(letter);
                format!("the name has the invisible character U+{code:04X} in it")
            }
            FlawKind::Sign(sign) => {
                format!("`{part}` has a `{sign}` in it, which Windows does not allow in a name")
            }
            FlawKind::End('.') => format!("`{part}` ends with a dot, which Windows does not allow"),
            FlawKind::End(_) => format!("`{part}` ends with a space, which Windows does not allow"),
            FlawKind::Device => format!("`{part}` is a name that Windows keeps for a device"),
        }
    }
}

/// Finds the parts of a path that some disk or host cannot hold. A slash at the end, as the address
/// of a page has, is no part.
pub fn flaws(path: &str) -> impl Iterator<Item = Flaw<'_>> {
    let is_too_long = path.len() > MAX_PATH;
    let whole = is_too_long.then_some(Flaw {
        part: path,
        kind: FlawKind::PathTooLong,
    });
    let parts = path.strip_suffix('/').unwrap_or(path).split('/');
    let flawed = parts.filter_map(|part| {
        let kind = flaw_of_name(part)?;
        Some(Flaw { part, kind })
    });
    // The home page has an address without any part.
    flawed.filter(|_| !path.is_empty()).chain(whole)
}

fn flaw_of_name(name: &str) -> Option<FlawKind> {
    let is_invisible = |letter: &char| {
        letter.is_control() || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let is_sign = |letter: &char| matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\');
    let last = name.chars().next_back();
    if name.is_empty() {
        Some(FlawKind::Empty)
    } else if matches!(name, "." | "..") {
        Some(FlawKind::Dots)
    } else if name.len() > MAX_NAME {
        Some(FlawKind::NameTooLong)
    } else if let Some(letter) = name.chars().find(is_invisible) {
        Some(FlawKind::Invisible(letter))
    } else if let Some(letter) = name.chars().find(is_sign) {
        Some(FlawKind::Sign(letter))
    } else if let Some(end) = last.filter(|last| *last == '.' || last.is_whitespace()) {
        Some(FlawKind::End(end))
    } else {
        is_device(name).then_some(FlawKind::Device)
    }
}

/// True for a name that Windows gives to a device, with any ending: `con`, `LPT1.txt`.
///
/// The names are from Microsoft's page "Naming Files, Paths, and Namespaces".
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let is = |device: &str| stem.eq_ignore_ascii_case(device);
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
        .into_iter()
        .any(is)
    {
        return true;
    }
    let Some((port, number)) = stem.split_at_checked(3) else {
        return false;
    };
    let is_port = port.eq_ignore_ascii_case("COM") || port.eq_ignore_ascii_case("LPT");
    let mut numbers = number.chars();
    let is_number = |number| matches!(number, '0'..='9' | '¹' | '²' | '³');
    is_port && numbers.next().is_some_and(is_number) && numbers.next().is_none()
}

/// The paths of all files of a site, in its order: each stays below the folder that it is joined
/// to, no two are one file, and none is a file where another needs a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePaths(Vec<String>);

/// Why a set of paths cannot be a site's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathFault {
    /// This path leads to no file below the folder, or to [`MANIFEST`].
    Unfit(String),
    /// Two files have one path, on some disks at least.
    Twice(String, String),
    /// The first is a file, and the second needs a folder of that name.
    FolderNeeded(String, String),
}

impl SitePaths {
    /// Proves that files of these paths can be written to one folder.
    ///
    /// # Errors
    ///
    /// Fails with the first path that cannot.
    pub fn new(paths: Vec<String>) -> Result<SitePaths, PathFault> {
        match fault(&paths) {
            Some(fault) => Err(fault),
            None => Ok(SitePaths(paths)),
        }
    }

    /// The paths, in the order in which they were given.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// Finds the first of some paths that cannot be a file beside the others.
fn fault(paths: &[String]) -> Option<PathFault> {
    let compared: Vec<Cow<str>> = paths.iter().map(|path| folded(path)).collect();
    let mut files: FxHashMap<&str, &str> = FxHashMap::default();
    files.reserve(paths.len());
    for (path, compared) in paths.iter().zip(&compared) {
        let is_other = |part: &str| matches!(part, "" | "." | "..") || part.contains('\0');
        if path.split('/').any(is_other) || compared == MANIFEST {
            return Some(PathFault::Unfit(path.clone()));
        }
        if let Some(other) = files.insert(compared, path) {
            return Some(PathFault::Twice(other.to_owned(), path.clone()));
        }
    }
    let mut folders: FxHashSet<&str> = FxHashSet::default();
    for path in &compared {
        for (slash, _) in path.rmatch_indices('/') {
            if !folders.insert(&path[..slash]) {
                break; // and so were those above it
            }
        }
    }
    let file = compared.iter().position(|path| folders.contains(&**path))?;
    let folder = format!("{}/", compared[file]);
    let below = compared.iter().position(|path| path.starts_with(&folder))?;
    Some(PathFault::FolderNeeded(
        paths[file].clone(),
        paths[below].clone(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_disk_cannot_hold_are_found() {
        use FlawKind::{Device, Dots, Empty, End, Invisible, NameTooLong, PathTooLong, Sign};
        let long = "a".repeat(MAX_NAME + 1);
        let deep = "a/".repeat(MAX_PATH / 2 + 1);
        for (path, kind) in [
            ("a//b", Empty),
            ("/a", Empty),
            ("/", Empty),
            ("a/../b", Dots),
            ("./a", Dots),
            (long.as_str(), NameTooLong),
            (deep.as_str(), PathTooLong),
            ("a\0b", Invisible('\0')),
            ("a\tb/c", Invisible('\t')),
            ("a\u{85}", Invisible('\u{85}')),
            ("a\u{202e}fdp.exe", Invisible('\u{202e}')),
            ("what?.pdf", Sign('?')),
            ("a\\b", Sign('\\')),
            ("Report: final.pdf", Sign(':')),
            ("notes./a", End('.')),
            ("notes /a", End(' ')),
            ("CON", Device),
            ("a/nul.tar.gz", Device),
            ("aux .txt", Device),
            ("lpt9/", Device),
            ("Com¹.txt", Device),
        ] {
            assert!(flaws(path).any(|flaw| flaw.kind == kind), "{path:?}");
        }
        let longest = "a".repeat(MAX_NAME);
        for path in [
            "",
            "a/",
            "case-studies/warm-homes/index.html",
            ".well-known/security.txt",
            "constable/console.txt",
            "com/lpt/com12",
            "Tŷ ni.pdf",
            "a - b (1)+&'.pdf",
            longest.as_str(),
        ] {
            assert_eq!(flaws(path).next(), None, "{path:?}");
        }
    }

    #[test]
    fn paths_that_cannot_be_files_of_one_folder_are_refused() {
        let paths =
            |paths: &[&str]| SitePaths::new(paths.iter().map(|&path| path.into()).collect());
        for unfit in [
            "",
            "/a",
            "a/",
            "a//b",
            "a/./b",
            "../a",
            "a\0",
            MANIFEST,
            ".Casebook.json",
        ] {
            assert_eq!(
                paths(&["b", unfit]),
                Err(PathFault::Unfit(unfit.into())),
                "{unfit:?}"
            );
        }
        assert_eq!(
            paths(&["a/b", "c", "A/b"]),
            Err(PathFault::Twice("a/b".into(), "A/b".into()))
        );
        for below in ["a/b", "A/b/c", "a/b/c/d"] {
            let file = &below[..below.rfind('/').expect("a slash")].to_lowercase();
            for both in [[file, "a-b", below], [below, "a-b", file]] {
                let refused = Err(PathFault::FolderNeeded(file.clone(), below.into()));
                assert_eq!(paths(&both), refused, "{both:?}");
            }
        }
        let fine = ["a-b", "a/b", "a/b.c/d", "a/c", "con", "what?"];
        assert!(paths(&fine).is_ok());
    }
}
