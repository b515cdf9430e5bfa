//! A page of the site into the page that an author sees.
//!
//! It gets a panel with the problems in the library, and a script that reloads it after a change.
//! Built sites have neither.

use pulldown_cmark_escape::escape_html;

/// Address of the stream of changes.
///
/// Addresses of the preview's own files cannot clash with a page: no address of a site begins with
/// an underscore at the root of a host.
pub(super) const CHANGES: &str = "/_casebook/changes";
/// Address of the script that reloads a page after a change.
pub(super) const SCRIPT: &str = "/_casebook/reload.js";
/// Address of the panel's style sheet.
pub(super) const STYLE: &str = "/_casebook/panel.css";
/// Beginning of the address that opens a file. Its path below the library's root follows.
pub(super) const OPEN: &str = "/_casebook/open/";

/// Returns a page with the panel and the script at the end of its body.
///
/// `version` says what the page shows, as the stream of changes does.
pub(super) fn with_panel(html: &str, panel: &str, version: &str) -> String {
    let end = html.rfind("</body>").unwrap_or(html.len());
    let (before, after) = html.split_at(end);
    format!("{before}{panel}<script src=\"{SCRIPT}?{version}\" defer></script>\n{after}")
}

/// Returns the page to show if a template fails.
pub(super) fn failed(message: &str, panel: &str, version: &str) -> String {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>This page cannot be shown</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE}\">\n\
         <body>\n<main class=\"_casebook\"><h1>This page cannot be shown</h1>\
         <pre>{}</pre></main>\n</body>\n</html>\n",
        escaped(message.trim_end())
    );
    with_panel(&html, panel, version)
}

/// Returns a text for HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_html(&mut out, text).expect("writing to a String cannot fail");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panel_and_script_are_at_the_end_of_the_body_even_if_the_text_mentions_bodies() {
        let page = with_panel(
            "<body><p>&lt;/body></body>\n</html>",
            "<aside></aside>\n",
            "7-0",
        );
        assert_eq!(
            page,
            "<body><p>&lt;/body><aside></aside>\n\
             <script src=\"/_casebook/reload.js?7-0\" defer></script>\n</body>\n</html>"
        );
    }
}
