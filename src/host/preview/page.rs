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

/// How many findings the panel shows.
pub(crate) const MAX_FINDINGS: usize = 100;

/// The problems in the library, in the same words as in the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Panel {
    /// For example `2 errors, 1 warning`.
    pub(crate) heading: String,
    /// True if the panel is open from the start.
    pub(crate) is_open: bool,
    /// The first [`MAX_FINDINGS`], each as text.
    pub(crate) findings: Vec<String>,
    /// How many findings there are in all.
    pub(crate) all: usize,
}

impl Panel {
    fn html(&self) -> String {
        if self.findings.is_empty() {
            return String::new();
        }
        let open = if self.is_open { " open" } else { "" };
        let mut findings: String = self
            .findings
            .iter()
            .map(|finding| format!("<pre>{}</pre>", escaped(finding.trim_end())))
            .collect();
        if self.all > self.findings.len() {
            findings += &format!(
                "<p>… and {} more; <code>casebook check --format json</code> lists all</p>",
                self.all - self.findings.len()
            );
        }
        let heading = escaped(&self.heading);
        // A region that scrolls must be reachable by keyboard, and so needs a name.
        format!(
            "<aside class=\"_casebook\" aria-label=\"casebook\" lang=\"en\" dir=\"ltr\">\
             <details{open}><summary>{heading}</summary>\
             <div role=\"region\" aria-label=\"Problems\" tabindex=\"0\">{findings}</div>\
             </details></aside>\n"
        )
    }
}

/// Returns a page with the panel and the script at the end of its body.
pub(super) fn with_panel(html: &str, panel: &Panel, version: u64) -> String {
    let end = html.rfind("</body>").unwrap_or(html.len());
    let (before, after) = html.split_at(end);
    let style = if panel.findings.is_empty() {
        String::new()
    } else {
        format!("<link rel=\"stylesheet\" href=\"{STYLE}\">\n")
    };
    format!(
        "{before}{style}{}<script src=\"{SCRIPT}?{version}\" defer></script>\n{after}",
        panel.html()
    )
}

/// Returns the page to show if a template fails.
pub(super) fn failed(message: &str, panel: &Panel, version: u64) -> String {
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

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_html(&mut out, text).expect("writing to a String cannot fail");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(finding: &str) -> Panel {
        Panel {
            heading: "1 error".to_owned(),
            is_open: true,
            findings: vec![finding.to_owned()],
            all: 1,
        }
    }

    #[test]
    fn an_authors_words_are_escaped_in_the_panel() {
        let page = with_panel(
            "<body></body>",
            &panel("`</pre><script>alert(1)</script>` leads nowhere"),
            1,
        );
        assert!(
            page.contains(
                "<pre>`&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;` leads nowhere</pre>"
            ),
            "{page}"
        );
    }

    #[test]
    fn panel_and_script_are_at_the_end_of_the_body_even_if_the_text_mentions_bodies() {
        let page = with_panel("<body><p>&lt;/body></body>\n</html>", &panel("x"), 7);
        assert!(
            page.ends_with(
                "<script src=\"/_casebook/reload.js?7\" defer></script>\n</body>\n</html>"
            ),
            "{page}"
        );
    }

    #[test]
    fn without_problems_there_is_no_panel() {
        let page = with_panel("<body></body>", &Panel::default(), 1);
        assert_eq!(
            page,
            "<body><script src=\"/_casebook/reload.js?1\" defer></script>\n</body>"
        );
    }

    #[test]
    fn findings_that_the_panel_leaves_out_are_counted() {
        let page = with_panel(
            "",
            &Panel {
                all: 901,
                ..panel("x")
            },
            1,
        );
        assert!(page.contains("and 900 more"), "{page}");
    }
}
