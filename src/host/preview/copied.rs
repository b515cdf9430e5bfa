//! A file of the library, or the part that a browser asks for, as an answer.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::ops::RangeInclusive;

use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_range_header::parse_range_header;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::media_type;

/// Sends an open file. What was opened is sent, whatever is at its path by now.
pub(super) fn response(name: &str, file: File, headers: &HeaderMap) -> Response {
    let Ok(size) = file.metadata().map(|data| data.len()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match wanted(headers, size) {
        Wanted::All => part(name, file, 0..=size.saturating_sub(1), size, StatusCode::OK),
        Wanted::Part(range) => part(name, file, range, size, StatusCode::PARTIAL_CONTENT),
        Wanted::Impossible => {
            let range = [(CONTENT_RANGE, format!("bytes */{size}"))];
            (StatusCode::RANGE_NOT_SATISFIABLE, range).into_response()
        }
    }
}

enum Wanted {
    All,
    Part(RangeInclusive<u64>),
    Impossible,
}

/// Returns which bytes are asked for. Several parts, which browsers do not ask for, are answered
/// with all of the file.
fn wanted(headers: &HeaderMap, size: u64) -> Wanted {
    let Some(range) = headers.get(RANGE).and_then(|range| range.to_str().ok()) else {
        return Wanted::All;
    };
    let ranges = parse_range_header(range).map(|ranges| ranges.validate(size));
    match ranges {
        Ok(Ok(ranges)) if ranges.len() == 1 => Wanted::Part(ranges[0].clone()),
        Ok(Ok(_)) => Wanted::All,
        _ => Wanted::Impossible,
    }
}

fn part(
    name: &str,
    mut file: File,
    range: RangeInclusive<u64>,
    size: u64,
    status: StatusCode,
) -> Response {
    let (start, end) = (*range.start(), *range.end());
    let length = (end + 1 - start).min(size);
    let moved: io::Result<u64> = file.seek(SeekFrom::Start(start));
    if moved.is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let bytes = tokio::fs::File::from_std(file).take(length);
    let headers = [
        (CONTENT_TYPE, media_type(name)),
        (CONTENT_LENGTH, length.to_string()),
        (ACCEPT_RANGES, "bytes".to_owned()),
    ];
    let body = Body::from_stream(ReaderStream::new(bytes));
    let mut response = (status, headers, body).into_response();
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = format!("bytes {start}-{end}/{size}").parse()
    {
        response.headers_mut().insert(CONTENT_RANGE, range);
    }
    response
}
