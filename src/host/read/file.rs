//! Files that are not pages: published as they are, pictures with their measures.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};

use super::super::disk::unreadable;
use super::super::folder::Folder;
use super::damaged::damaged;
use crate::link::File;
use crate::parse::CONTENT;
use crate::picture::{self, Picture};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;
use crate::source::file_kind::is_picture;
use crate::source::leftover::leftover;

/// Reads what a site must know of a file. `None` if the file cannot be read.
pub(super) fn file(root: &Folder, path: &str) -> Reported<Option<File>> {
    let mut report = Report::default();
    let opened = root
        .library_file(path)
        .and_then(|file| Ok((file.metadata()?.len(), file)));
    let (bytes, mut opened) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            report.add(unreadable(path, &error));
            return report.on(None);
        }
    };
    let damage = damaged(&mut opened, path, bytes);
    let is_damaged = damage.is_some();
    report.all(damage);
    if is_named_like_a_page(path) || may_be_a_page(path) && starts_like_a_page(&mut opened) {
        report.add(misnamed(path));
    }
    let picture = if is_picture(path) && !is_damaged {
        report.take(picture(opened, path, bytes))
    } else {
        None
    };
    report.on(Some(File {
        path: path.to_owned(),
        bytes,
        picture,
    }))
}

fn picture(file: fs::File, path: &str, bytes: u64) -> Reported<Option<Picture>> {
    let mut report = Report::default();
    let mut disk = Disk { file, error: None };
    let seen = picture::seen(io::BufReader::new(&mut disk), bytes);
    // A picture that the disk does not give is not damaged.
    let picture = match (disk.error, seen) {
        (Some(error), _) => Err(unreadable(path, &error)),
        (None, Err(unseen)) => Err(unseen.finding(path)),
        (None, Ok(picture)) => Ok(picture),
    };
    let picture = picture.map_err(|finding| report.add(finding)).ok();
    report.on(picture)
}

/// A file that remembers the first error of the disk.
struct Disk {
    file: fs::File,
    error: Option<io::Error>,
}

impl Read for Disk {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes).map_err(|error| {
            let kind = error.kind();
            self.error.get_or_insert(error);
            kind.into()
        })
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // Fails if the file names a place in itself that cannot be, and never because of the disk.
        self.file.seek(to)
    }
}

/// Returns whether a file of the content has the name of a page with something added by an editor
/// or a browser.
fn is_named_like_a_page(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let is_page = |ending: &str| matches!(ending, "mdx" | "mdown" | "mkd" | "mdwn");
    path.starts_with(CONTENT)
        && leftover(&name).is_none()
        && (name.contains(".md.")
            || name
                .rsplit_once('.')
                .is_some_and(|(_, ending)| is_page(ending)))
}

/// Returns whether a file's name leaves open whether it is a page.
fn may_be_a_page(path: &str) -> bool {
    path.starts_with(CONTENT)
        && file_name(path)
            .rsplit_once('.')
            .is_none_or(|(_, ending)| ending.eq_ignore_ascii_case("txt"))
}

/// Returns whether a file starts with the first line of front matter.
fn starts_like_a_page(file: &mut fs::File) -> bool {
    let mut start = [0; 8];
    let read = file.read(&mut start).unwrap_or(0);
    let start = &start[..read];
    let line = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    line.starts_with(b"---\n") || line.starts_with(b"---\r")
}

fn misnamed(path: &str) -> Finding {
    let name = file_name(path);
    let end = name
        .to_ascii_lowercase()
        .find(".md")
        .or_else(|| name.rfind('.'))
        .unwrap_or(name.len());
    Finding::warning(
        rules::NOT_A_PAGE,
        "this looks like a page, but its name does not end in .md, so readers can only download it",
    )
    .at(Place::file(path), "")
    .help(format!(
        "if it is a page, rename it to `{}.md`; if it is a copy, delete it",
        &name[..end]
    ))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}
