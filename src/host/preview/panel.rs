//! The problems in a library, as a panel at the foot of a page.
//!
//! Those in the page's own file come first. The panel is open if its reader has something to fix.

use std::borrow::Cow;

use super::page::{OPEN, STYLE, escaped};
use crate::report::{Finding, FindingCounts, Problem, Severity, Texts, problems};
use crate::source::{FilePath, Source, slug::encoded, thousands};

/// How many findings the panel shows of the page's own file, and how many of others.
const MAX_FINDINGS: usize = 100;

/// What is wrong with a library, for the panels of its pages.
#[derive(Debug, Clone, Default)]
pub(crate) struct Panel {
    /// What a build finds.
    pub(crate) of_build: Vec<Finding>,
    /// What else a check finds. It follows a moment after the page.
    pub(crate) of_check: Vec<Finding>,
    /// The settings that the findings point at.
    pub(crate) settings: Option<Source>,
    /// Differs for each panel of a snapshot.
    pub(crate) edition: u64,
}

impl Panel {
    /// Returns all findings.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.of_build.iter().chain(&self.of_check)
    }

    /// Returns whether the preview opens this file for the author, in the program for such files.
    ///
    /// Only texts that casebook reads, and that no system runs: the file may be a stranger's.
    pub(super) fn opens(&self, path: &str) -> bool {
        let mut files = self.findings().filter_map(file);
        is_opened(path) && files.any(|file| **file == *path)
    }

    /// Returns the text of the settings, if `path` is theirs.
    pub(crate) fn settings_text(&self, path: &FilePath) -> Option<Cow<'_, str>> {
        let settings = self.settings.as_ref();
        let settings = settings.filter(|settings| settings.path == *path)?;
        Some(settings.text.as_str().into())
    }

    /// Returns the panel for the page that shows `own`, or nothing if all is well.
    ///
    /// `texts` looks up the files of the library.
    pub(super) fn html(&self, own: Option<&FilePath>, texts: &Texts) -> String {
        let (mut shown, mut others): (Vec<&Finding>, Vec<&Finding>) = self
            .findings()
            .partition(|finding| own.is_some() && file(finding) == own);
        if shown.is_empty() && others.is_empty() {
            return String::new();
        }
        if own.is_none() {
            std::mem::swap(&mut shown, &mut others);
        }
        let with_settings = |path: &FilePath| self.settings_text(path).or_else(|| texts(path));
        let counts = FindingCounts::of(shown.iter().copied());
        let mut heading = counts.in_words();
        if own.is_some() {
            heading = format!("This page: {heading}");
        }
        let mut parts = listed(&shown, &with_settings);
        if !others.is_empty() {
            let counts = FindingCounts::of(others.iter().copied()).in_words();
            let list = listed(&others, &with_settings);
            heading += &format!(". Other files: {counts}");
            parts += &format!("<details><summary>Other files: {counts}</summary>{list}</details>");
        }
        let is_open = counts.errors > 0;
        let open = if is_open { " open" } else { "" };
        // A region that scrolls must be reachable by keyboard, and so needs a name.
        format!(
            "<aside class=\"_casebook\" aria-label=\"casebook\" lang=\"en\" dir=\"ltr\">\
             <link rel=\"stylesheet\" href=\"{STYLE}\">\
             <details{open}><summary>{heading}</summary>\
             <div role=\"region\" aria-label=\"Problems\" tabindex=\"0\">{parts}</div>\
             </details></aside>\n"
        )
    }
}

fn file(finding: &Finding) -> Option<&FilePath> {
    finding.place.as_ref().map(|place| &place.file)
}

fn is_opened(path: &str) -> bool {
    [".md", ".yaml"].iter().any(|ending| path.ends_with(ending))
}

/// Returns the first findings as a list, and a word about the others.
fn listed(findings: &[&Finding], texts: &Texts) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let shown = problems(findings.iter().copied(), MAX_FINDINGS, texts);
    let items: String = shown.iter().map(item).collect();
    let more = if shown.len() == MAX_FINDINGS && findings.len() > MAX_FINDINGS {
        format!(
            "<p>… and {} more. <code>casebook check</code> lists them.</p>",
            thousands(findings.len() - MAX_FINDINGS, ",")
        )
    } else {
        String::new()
    };
    format!("<ul>{items}</ul>{more}")
}

fn item(problem: &Problem) -> String {
    let kind = match problem.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
    };
    let message = with_code(&problem.message);
    let excerpt = problem.excerpt.as_ref().map_or(String::new(), |excerpt| {
        let [before, marked, after] = excerpt.each_ref().map(|part| escaped(part));
        let marked = if marked.is_empty() {
            marked
        } else {
            format!("<mark>{marked}</mark>")
        };
        format!("<pre>{before}{marked}{after}</pre>")
    });
    let help = if problem.help.is_empty() {
        String::new()
    } else {
        format!("<p>{}</p>", with_code(&problem.help))
    };
    format!(
        "<li><p><b>{kind}:</b> {message}</p>{excerpt}{help}{}</li>",
        place(problem)
    )
}

/// Returns where a problem is, as a button that opens the file.
fn place(problem: &Problem) -> String {
    let Some(file) = &problem.file else {
        return String::new();
    };
    let line = problem
        .line
        .map_or(String::new(), |line| format!(", line {line}"));
    let words = format!("{}{line}", escaped(file));
    if is_opened(file) {
        let address = escaped(&format!("{OPEN}{}", encoded(file)));
        format!("<form method=\"post\" action=\"{address}\"><button>Open {words}</button></form>")
    } else {
        format!("<p>{words}</p>")
    }
}

/// Returns a sentence as HTML, with code for what is between backticks.
fn with_code(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate();
    parts
        .map(|(number, part)| match number % 2 {
            1 => format!("<code>{}</code>", escaped(part)),
            _ => escaped(part),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::rules;
    use crate::source::Span;

    const TEXT: &str = "---\ntitle: A\n---\n[<b>](\"><script>)\n";

    /// The panel of a page, with one error in `a.md` and as many warnings in `b.md`.
    fn html(own: Option<&str>, warnings: usize) -> String {
        let a = Source::new("a.md", TEXT.to_owned());
        let error = Finding::error(rules::BROKEN_LINK, "`\"><script>` leads nowhere")
            .at(a.place(Span::new(23, 33)), "");
        let warning = |number| {
            let file = Source::new(format!("b/{number}.html"), String::new());
            Finding::warning(rules::BROKEN_LINK, "it is odd").at(file.place(Span::new(0, 0)), "")
        };
        let panel = Panel {
            of_build: vec![error],
            of_check: (0..warnings).map(warning).collect(),
            ..Panel::default()
        };
        let own = own.map(|own| Source::new(own, String::new()).path);
        panel.html(own.as_ref(), &|_| Some(TEXT.into()))
    }

    #[test]
    fn an_authors_words_are_escaped() {
        let html = html(Some("a.md"), 0);
        assert!(!html.contains("<script"), "{html}");
        assert!(
            html.contains("<code>&quot;&gt;&lt;script&gt;</code> leads nowhere."),
            "{html}"
        );
        assert!(
            html.contains("<pre>[&lt;b&gt;](<mark>&quot;&gt;&lt;script&gt;</mark>)</pre>"),
            "{html}"
        );
    }

    #[test]
    fn the_problems_of_the_page_come_first_and_open_the_panel() {
        let own = html(Some("a.md"), 2);
        assert!(
            own.contains("<details open><summary>This page: 1 error. Other files: 2 warnings<")
        );
        assert!(own.contains("<details><summary>Other files: 2 warnings<"));
        let other = html(Some("c.md"), 2);
        assert!(other.contains(
            "<details><summary>This page: no problems found. Other files: 1 error, 2 warnings<"
        ));
        let list = html(None, 2);
        assert!(
            list.contains("<details open><summary>1 error, 2 warnings<"),
            "{list}"
        );
    }

    #[test]
    fn findings_that_the_panel_leaves_out_are_counted() {
        assert!(html(None, 900).contains("and 801 more"));
        assert!(!html(None, 99).contains("more"));
    }

    #[test]
    fn only_texts_with_a_problem_are_opened() {
        let html = html(None, 1);
        assert!(html.contains(
            "<form method=\"post\" action=\"/_casebook/open/a.md\"><button>Open a.md, line 4<"
        ));
        assert!(html.contains("<p>b/0.html, line 1</p>"), "{html}");
    }

    #[test]
    fn without_problems_there_is_no_panel() {
        assert_eq!(Panel::default().html(None, &|_| None), "");
    }
}
