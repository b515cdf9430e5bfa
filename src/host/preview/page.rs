//! A page of the site into the page that an author sees: with what there is to mend, and a script
//! that loads it again after a change. Built sites have neither.

use pulldown_cmark_escape::escape_html;

/// Where the preview's own files are, out of the way of every page: an author's address never
/// begins with an underscore at the root of a host.
pub const CHANGES: &str = "/_casebook/changes";
pub const SCRIPT: &str = "/_casebook/reload.js";
pub const STYLE: &str = "/_casebook/panel.css";

/// More than this many findings are left to the terminal.
pub const MOST: usize = 100;

/// What there is to mend, as it is said in the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Panel {
    /// `2 errors and 1 warning`.
    pub heading: String,
    /// Whether it is so bad that the panel is open from the start.
    pub open: bool,
    /// The first [`MOST`], each as text.
    pub findings: Vec<String>,
    /// How many there are.
    pub all: usize,
}

impl Panel {
    fn html(&self) -> String {
        if self.findings.is_empty() {
            return String::new();
        }
        let open = if self.open { " open" } else { "" };
        let mut findings: String = self
            .findings
            .iter()
            .map(|finding| format!("<pre>{}</pre>", escaped(finding.trim_end())))
            .collect();
        if self.all > self.findings.len() {
            findings += &format!(
                "<p>… and {} more, in the terminal</p>",
                self.all - self.findings.len()
            );
        }
        let heading = escaped(&self.heading);
        // What scrolls can be reached by keyboard, and then has a name.
        format!(
            "<aside class=\"_casebook\" aria-label=\"casebook\" lang=\"en\" dir=\"ltr\"><details{open}><summary>{heading}</summary>\
             <div role=\"region\" aria-label=\"What there is to mend\" tabindex=\"0\">{findings}</div></details></aside>\n"
        )
    }
}

/// A page with the panel and the script at its end.
pub fn shown(html: &str, panel: &Panel, version: u64) -> String {
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

/// The page in the place of one that a template failed to make.
pub fn failed(said: &str, panel: &Panel, version: u64) -> String {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>This page cannot be made</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE}\">\n\
         <body>\n<main class=\"_casebook\"><h1>This page cannot be made</h1><pre>{}</pre></main>\n</body>\n</html>\n",
        escaped(said.trim_end())
    );
    shown(&html, panel, version)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_html(&mut out, text).expect("a String takes everything");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(finding: &str) -> Panel {
        Panel {
            heading: "1 error".to_owned(),
            open: true,
            findings: vec![finding.to_owned()],
            all: 1,
        }
    }

    #[test]
    fn an_authors_words_stand_in_the_panel_as_text() {
        let page = shown(
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
    fn panel_and_script_stand_at_the_end_of_the_body_even_of_one_that_speaks_of_bodies() {
        let page = shown("<body><p>&lt;/body></body>\n</html>", &panel("x"), 7);
        assert!(
            page.ends_with(
                "<script src=\"/_casebook/reload.js?7\" defer></script>\n</body>\n</html>"
            ),
            "{page}"
        );
    }

    #[test]
    fn where_there_is_nothing_to_mend_there_is_no_panel() {
        let page = shown("<body></body>", &Panel::default(), 1);
        assert_eq!(
            page,
            "<body><script src=\"/_casebook/reload.js?1\" defer></script>\n</body>"
        );
    }

    #[test]
    fn what_the_panel_leaves_out_is_counted() {
        let page = shown(
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
