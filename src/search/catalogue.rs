//! Studies into the files that results are shown from, a few studies in each.

use super::{Entry, names::short_name};
use flate2::{Compress, Compression, FlushCompress, Status};
use rayon::prelude::*;
use serde::Serialize;

/// One study: title, the end of its address, date, organisation, terms by facet, summary or else
/// opening, and its language if that isn't the index's.
#[derive(Serialize)]
struct StudyRow<'a>(
    &'a str,
    &'a str,
    &'a str,
    &'a str,
    &'a [Vec<u32>],
    &'a str,
    #[serde(skip_serializing_if = "Option::is_none")] Option<&'a str>,
);

/// The number of studies in a file. Ten results seldom share a file, so small ones waste least.
/// Above 50,000 studies there would be too many files for hosts that limit their number.
pub(super) fn studies_per_file(studies: usize) -> usize {
    if studies > 50_000 { 18 } else { 4 }
}

/// The files, each a JSON list, deflated: hosts that compress nothing send half of the bytes.
pub(super) fn files(entries: &[Entry], beginning: &str) -> Vec<Vec<u8>> {
    entries
        .par_chunks(studies_per_file(entries.len()))
        .map_init(Deflater::default, |deflater, entries| {
            let studies: Vec<StudyRow> = entries
                .iter()
                .map(|entry| {
                    StudyRow(
                        entry.title,
                        &entry.url[beginning.len()..],
                        entry.date.unwrap_or_default(),
                        entry.organisation.unwrap_or_default(),
                        &entry.facets,
                        entry.summary.unwrap_or(entry.opening),
                        entry.lang,
                    )
                })
                .collect();
            deflater.deflated(
                &serde_json::to_vec(&studies).expect("strings and numbers always serialise"),
            )
        })
        .collect()
}

/// Deflates one file after the other. What it needs for that takes longer to make than a file of a
/// few studies to deflate.
struct Deflater(Compress);

impl Default for Deflater {
    fn default() -> Self {
        Self(Compress::new(Compression::default(), false))
    }
}

impl Deflater {
    /// Bytes as raw deflate (RFC 1951).
    fn deflated(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.reset();
        // Text never grows by more than a few bytes.
        let mut deflated = Vec::with_capacity(bytes.len() + 64);
        let end = self
            .0
            .compress_vec(bytes, &mut deflated, FlushCompress::Finish);
        assert!(matches!(end, Ok(Status::StreamEnd)), "all bytes fit");
        deflated
    }
}

/// The name of the folder of these files: another if a study's place in the order changes, so that
/// no number ever stands for another study. An older copy of a file has an older text of the same
/// studies.
pub(super) fn folder(entries: &[Entry]) -> String {
    let mut order = studies_per_file(entries.len()).to_string();
    for entry in entries {
        order.push('\n');
        order.push_str(entry.url);
    }
    short_name(order.as_bytes())
}

/// The beginning that all addresses share, up to and including a `/`.
pub(super) fn beginning<'a>(entries: &[Entry<'a>]) -> &'a str {
    let Some(first) = entries.first() else {
        return "";
    };
    entries.iter().fold(first.url, |common, entry| {
        let shared = common
            .bytes()
            .zip(entry.url.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        &common[..common.as_bytes()[..shared]
            .iter()
            .rposition(|byte| *byte == b'/')
            .map_or(0, |slash| slash + 1)]
    })
}
