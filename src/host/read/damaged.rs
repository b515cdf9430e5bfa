//! Files whose bytes are not what their names say: pointers of Git LFS, empty files, and web pages
//! saved under the name of a document.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::report::{Finding, rules};
use crate::source::Place;
use crate::source::file_kind::{FileKind, Treatment, is_picture};
use crate::source::leftover::leftover;

/// The first line of a pointer (git-lfs, docs/spec.md, which also limits a pointer to 1,024 bytes).
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1";

/// Why a file cannot be what its name says. `None` if nothing shows. `file` is read from its start
/// again afterwards.
pub(super) fn damaged(file: &mut File, path: &str, bytes: u64) -> Option<Finding> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if leftover(name).is_some() {
        return None;
    }
    let kind = FileKind::of(name);
    let is_text = matches!(
        kind.ending.as_str(),
        "csv" | "json" | "srt" | "tsv" | "txt" | "vtt"
    );
    let is_document = !is_text && matches!(kind.treatment, Treatment::Shown | Treatment::Saved);
    if bytes == 0 {
        // An empty picture is reported like every other that cannot be shown.
        return (is_document && !is_picture(name)).then(|| empty(path));
    }
    if bytes >= 1024 && !is_document {
        return None;
    }
    let start = start(file).ok()?;
    if is_pointer(&start) {
        Some(pointer(path))
    } else {
        // So is a picture that is none.
        (is_document && !is_picture(name) && is_web_page(&start))
            .then(|| web_page(path, &kind.ending))
    }
}

fn start(file: &mut File) -> io::Result<Vec<u8>> {
    let mut start = Vec::with_capacity(256);
    file.by_ref().take(256).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(start)
}

/// True for the bytes of a pointer that Git LFS keeps in place of a file.
pub(super) fn is_pointer(start: &[u8]) -> bool {
    start.starts_with(POINTER)
}

fn is_web_page(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let start = start.trim_ascii_start().to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

fn empty(path: &str) -> Finding {
    Finding::error(rules::DAMAGED_FILE, "this file is empty")
        .at(Place::file(path), "")
        .help("save it again, or delete it")
}

fn web_page(path: &str, ending: &str) -> Finding {
    Finding::error(
        rules::DAMAGED_FILE,
        format!("this file is a web page, although its name ends in `.{ending}`"),
    )
    .at(Place::file(path), "")
    .help("a log-in page may have been saved in its place: sign in, and download the file again")
}

/// The finding for one pointer of Git LFS. A run shows all of them as one.
pub(super) fn pointer(path: &str) -> Finding {
    Finding::error(
        rules::LFS_POINTER,
        "this file is only a pointer of Git LFS, not the file itself",
    )
    .at(Place::file(path), "")
    .help(
        "run `git lfs pull`; in a workflow on GitHub, write `lfs: true` below `with:` of \
         `actions/checkout`",
    )
}

/// The findings with one for all pointers of Git LFS: they have one cause.
pub(super) fn with_pointers_as_one(findings: Vec<Finding>) -> Vec<Finding> {
    let is_pointer = |finding: &Finding| finding.rule == rules::LFS_POINTER;
    let (mut pointers, mut others): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_pointer);
    if pointers.len() > 1 {
        pointers.sort_by(|one, other| one.place.cmp(&other.place));
        let message = format!(
            "{} files are only pointers of Git LFS, not the files themselves",
            pointers.len()
        );
        let rest = pointers.split_off(1);
        let also = rest.into_iter().filter_map(|finding| finding.place);
        pointers[0].message = message;
        pointers[0].also = also.map(|place| (place, String::new())).collect();
    }
    others.extend(pointers);
    others
}
