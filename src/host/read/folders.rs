//! The folders that the settings name, and whether they exist.

use super::super::folder::{EntryKind, Folder};
use super::outside::beside_content;
use crate::config::{self, Config};
use crate::report::{Finding, Report, Reported, nearest, rules};
use crate::source::{Place, Span};

/// Reports folders that the settings name and that do not exist.
pub(crate) fn folders(root: &Folder, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    if config.theme != "default" && !is_folder(root, &format!("themes/{}", config.theme)) {
        report.add(no_theme(config, &names_in(root, "themes")));
    }
    // If `content` is missing, or one of the two leads out of the library, only that is reported.
    let studies = format!("content/{}", config.studies);
    let is_missing =
        !is_folder(root, &studies) && !matches!(root.kind(&studies), Ok(EntryKind::Link));
    if is_missing && is_folder(root, "content") {
        let names = names_in(root, "content");
        let meant = nearest(&config.studies, names.iter().map(String::as_str));
        // A folder whose name is nearly the default one is reported elsewhere, like every folder of
        // pages with nearly the name of another.
        if config.studies_span.is_some() || meant.is_none() {
            report.add(no_studies(config, meant));
        }
    }
    report.take(beside_content(root, config));
    report.on(())
}

fn is_folder(root: &Folder, path: &str) -> bool {
    root.library_folder(path).is_ok()
}

/// Returns the names of the folders in a folder, in order.
fn names_in(root: &Folder, path: &str) -> Vec<String> {
    let entries = root
        .library_folder(path)
        .and_then(|folder| folder.entries());
    entries
        .into_iter()
        .flatten()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| !name.starts_with('.') && is_folder(root, &format!("{path}/{name}")))
        .collect()
}

fn no_theme(config: &Config, themes: &[String]) -> Finding {
    let theme = &config.theme;
    let known = themes.iter().map(String::as_str).chain(["default"]);
    let help = match nearest(theme, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("create the folder themes/{theme}, or remove `theme`"),
    };
    Finding::error(
        rules::SETTINGS_THEME,
        format!("there is no theme `{theme}`"),
    )
    .at(in_settings(config.theme_span), "no such folder in themes/")
    .help(help)
}

/// Reports a missing folder of case studies. That is a warning if no other folder can be meant: git
/// keeps no empty folder, and a new library has no case study.
fn no_studies(config: &Config, meant: Option<&str>) -> Finding {
    let studies = &config.studies;
    let new = match (config.studies_span, meant) {
        (Some(_), Some(_)) => Finding::error,
        _ => Finding::warning,
    };
    let help = match meant {
        Some(meant) => format!("did you mean `case_studies: {{path: {meant}}}`?"),
        None => format!(
            "create the folder content/{studies} for the case studies, or name another folder with \
             `case_studies: {{path: …}}`"
        ),
    };
    new(
        rules::NO_CASE_STUDIES,
        format!("there is no folder `content/{studies}`, so there are no case studies"),
    )
    .at(
        in_settings(config.studies_span),
        "no such folder in content/",
    )
    .help(help)
}

fn in_settings(span: Option<Span>) -> Place {
    Place {
        file: config::FILE.into(),
        span,
    }
}
