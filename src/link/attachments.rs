//! Which files may be published as they are.
//!
//! Whoever can add a file to `content/` is an author, and perhaps a stranger with a pull request. A
//! file that a browser or a server runs is not a text but part of the site's code: it can change
//! every page of it. So `content/` takes only kinds of attachments that nothing runs. `static/` is
//! for maintainers, who get a warning.

use super::files::{Placed, STATIC};
use crate::config::{Allowed, FILE};
use crate::ids::{FileId, Table};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;
use crate::source::file_kind::{FileKind, Treatment};

/// Reports the files that may not be published, or only if a maintainer means it.
pub(super) fn unfit(files: &Table<FileId, Placed>, allowed: &Allowed) -> Reported<()> {
    let mut report = Report::default();
    for placed in files.values() {
        let path = placed.file.path.as_str();
        let name = path.rsplit('/').next().unwrap_or(path);
        let kind = FileKind::of(name);
        if allowed.allows(path, &kind) {
            continue;
        }
        report.all(if path.starts_with(STATIC) {
            code_of_site(path, name, &kind)
        } else {
            no_attachment(path, name, &kind)
        });
    }
    report.on(())
}

/// The finding for a file in `content/` that is no attachment.
fn no_attachment(path: &str, name: &str, kind: &FileKind) -> Option<Finding> {
    let message = match kind.treatment {
        Treatment::Shown | Treatment::Saved => return None,
        Treatment::Unclear => {
            format!("`{name}` has no ending, so browsers may take it for a page")
        }
        Treatment::Unknown => {
            format!("`.{}` is not one of the kinds of attachments", kind.ending)
        }
        _ => in_words(name, kind)?,
    };
    let allow =
        |what: &str| format!("a maintainer can allow it with `allow_files: [{what}]` in {FILE}");
    let by_ending = || allow(&format!(".{}", kind.ending));
    let help = match (kind.treatment, kind.ending.as_str()) {
        (Treatment::Unclear, _) => "give it the ending of its kind, for example `.pdf`".to_owned(),
        (Treatment::Runs, "svg" | "svgz") => {
            format!("save the drawing as PNG, or delete it; {}", by_ending())
        }
        (Treatment::Runs, "html" | "htm" | "mht" | "mhtml") => {
            format!("save the page as PDF, or delete it; {}", by_ending())
        }
        (Treatment::Control, _) => format!("delete it; {}", allow(path)),
        (Treatment::Unknown, ending) => match without_macros(ending) {
            Some(other) => format!(
                "it can have macros: save it without them, as `.{other}`; {}",
                by_ending()
            ),
            None => format!(
                "save it in another format, for example PDF; {}",
                by_ending()
            ),
        },
        _ => format!("delete it; {}", by_ending()),
    };
    let finding = Finding::error(rules::ATTACHMENT_KIND, message);
    Some(finding.at(Place::file(path), "").help(help))
}

/// Returns the ending of the same kind of Office file without macros.
fn without_macros(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "docm" => "docx",
        "dotm" => "dotx",
        "pptm" => "pptx",
        "ppsm" => "ppsx",
        "xlsb" | "xlsm" => "xlsx",
        _ => return None,
    })
}

/// The finding for a file in `static/` that is part of the site's code.
fn code_of_site(path: &str, name: &str, kind: &FileKind) -> Option<Finding> {
    let finding = Finding::warning(rules::ACTIVE_FILE, in_words(name, kind)?);
    Some(finding.at(Place::file(path), "").help(format!(
        "if it belongs to your site, add `allow_files: [{path}]` to {FILE}; otherwise delete it"
    )))
}

/// What runs a file or obeys it; `None` if nothing does.
fn in_words(name: &str, kind: &FileKind) -> Option<String> {
    let ending = &kind.ending;
    Some(match kind.treatment {
        Treatment::Control => {
            format!("`{name}` changes how a web host serves the whole site")
        }
        Treatment::Runs => {
            format!("browsers run what is in a `.{ending}` file as part of this site")
        }
        Treatment::RunsOnServer => format!("some web servers run `.{ending}` files"),
        Treatment::Program => format!("a `.{ending}` file is a program"),
        Treatment::Shown | Treatment::Saved | Treatment::Unclear | Treatment::Unknown => {
            return None;
        }
    })
}
