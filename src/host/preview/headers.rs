//! What a browser is told about an answer, so that no file of an author's runs in the preview.
//!
//! `content/guide/hosting.md` tells maintainers how to send the same from their hosts.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, HeaderValue};

use crate::config::Config;
use crate::parse::CONTENT;
use crate::source::file_kind::{FileKind, Treatment};

/// The policy for pages: scripts and styles of the site only, and pictures from anywhere, since
/// authors may show those of other sites. The default theme works under it.
const OF_PAGES: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' http: https:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);

/// The policy for files that browsers run: they are shown, and nothing in them runs.
const OF_ACTIVE_FILES: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
);

/// Adds the headers of a page. A theme of the library's own may need scripts of other sites, which
/// only its maintainer knows.
pub(super) fn for_page(headers: &mut HeaderMap, config: &Config) {
    if config.theme == "default" {
        headers.insert(CONTENT_SECURITY_POLICY, OF_PAGES);
    }
}

/// Adds the headers of a file that is copied. `path` is below the library's root.
pub(super) fn for_file(headers: &mut HeaderMap, path: &str, config: &Config) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kind = FileKind::of(name);
    if path.starts_with(CONTENT) && kind.treatment != Treatment::Shown {
        headers.insert(CONTENT_SECURITY_POLICY, OF_ACTIVE_FILES);
    }
    if kind.treatment != Treatment::Shown && !config.allow_files.allows(path, &kind) {
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
}
