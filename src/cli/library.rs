//! The library that a command works on: its arguments, and what is read from its folder.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Outcome;
use super::counts::Clock;
use super::printer::{OutputFormat, Printer, print_line};
use crate::compile::{Inputs, strictly};
use crate::config::{self, Config, config};
use crate::form::{Form, form};
use crate::host::create::{path_in, undo};
use crate::host::disk::{plain, unreadable};
use crate::host::folder::Folder;
use crate::host::read;
use crate::ids::LanguageId;
use crate::link::{self, Publication};
use crate::parse;
use crate::parse::date::{Date, FORMS};
use crate::report::{Finding, FindingCounts, Report, Reported, counted, rules};
use crate::source::{FilePath, Place, Source};
use crate::words::strings;

/// The arguments of commands that compile a library.
#[derive(Debug, Clone, Args)]
pub(super) struct LibraryArgs {
    /// Folder of the library, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Include drafts
    #[arg(long)]
    pub(super) drafts: bool,
    /// Date to use for `expires` and `review_by` [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) today: Option<Date>,
    /// How problems are printed
    #[arg(long, default_value = "human")]
    pub(super) format: OutputFormat,
}

impl LibraryArgs {
    /// Returns arguments for all of a library, drafts included.
    pub(super) fn whole(root: &Path, format: OutputFormat) -> LibraryArgs {
        LibraryArgs {
            root: root.to_owned(),
            drafts: true,
            today: None,
            format,
        }
    }

    /// Returns the printer that these arguments ask for.
    pub(super) fn printer(&self) -> Printer {
        Printer {
            format: self.format,
            root: self.root.clone(),
        }
    }

    /// Returns which drafts and expired pages are left out.
    pub(super) fn publication(&self) -> Publication {
        Publication {
            drafts: self.drafts,
            today: self.today.unwrap_or_else(read::today),
        }
    }
}

fn parse_day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|_| FORMS.to_owned())
}

/// A library as read from the disk.
pub(super) struct Loaded {
    pub(super) folder: Folder,
    pub(super) inputs: Inputs,
    /// The text of the settings.
    pub(super) settings: Source,
    /// What was found while reading.
    pub(super) findings: Vec<Finding>,
}

impl Loaded {
    /// Returns the text of a file, for the lines that findings point at.
    pub(super) fn text(&self, path: &FilePath) -> Option<Cow<'_, str>> {
        let settings = || (*path == self.settings.path).then_some(&*self.settings.text);
        self.inputs
            .text(path)
            .or_else(|| settings().map(Cow::Borrowed))
    }
}

/// Reads the library.
///
/// `base_url` overrides the address in the settings.
///
/// # Errors
///
/// Fails, having reported why, if the settings cannot be used.
pub(super) fn load(
    args: &LibraryArgs,
    base_url: Option<&str>,
    clock: &mut Clock,
) -> Result<Loaded, Outcome> {
    undo_interrupted(args);
    try_load(args, base_url, clock).map_err(|error| error.report(&args.printer()))
}

/// Removes the files of an import that was interrupted, so that half of it is never published.
pub(super) fn undo_interrupted(args: &LibraryArgs) {
    // If there is no such folder, the settings are missing too.
    let Ok(folder) = Folder::open(&args.root) else {
        return;
    };
    match undo(&folder) {
        Ok(0) => {}
        Ok(removed) => args.printer().print(&format!(
            "Removed {} of an import that was interrupted",
            counted(removed, "file", "files")
        )),
        Err(error) => print_line(&format!(
            "warning: cannot remove the files of an import that was interrupted: {}",
            plain(&error)
        )),
    }
}

/// Reads the library, and reports nothing.
///
/// # Errors
///
/// Fails if the settings cannot be used.
pub(super) fn try_load(
    args: &LibraryArgs,
    base_url: Option<&str>,
    clock: &mut Clock,
) -> Result<Loaded, SettingsError> {
    let settings = load_settings(&args.root, base_url)?;
    let (folder, config) = (settings.folder, settings.config);
    let mut report = Report::default();
    report.all(settings.findings);
    let theme = report.take(read::theme(&folder, &config));
    let read::LibraryContent { sources, files } = report.take(read::content(&folder));
    let expected = report.take(read::expected(&folder));
    clock.lap("read");
    let Reported { findings, .. } = strictly(report.on(()), &config);
    let inputs = Inputs {
        config,
        sources,
        files,
        theme,
        publication: args.publication(),
        expected,
    };
    Ok(Loaded {
        folder,
        inputs,
        settings: settings.source,
        findings,
    })
}

/// A library with the form that its case studies follow.
pub(super) struct WithForm {
    /// Its findings include those of each file on its own.
    pub(super) loaded: Loaded,
    pub(super) linked: link::Linked,
    pub(super) form: Form,
}

/// Reads all of a library, drafts included, for its form. Findings in its files are no obstacle.
///
/// # Errors
///
/// Fails, having reported why, if the settings cannot be used.
pub(super) fn load_with_form(args: &LibraryArgs) -> Result<WithForm, Outcome> {
    let mut loaded = load(args, None, &mut Clock::start())?;
    let Inputs {
        config,
        sources,
        files,
        theme,
        publication,
        ..
    } = &loaded.inputs;
    let mut report = Report::default();
    let kept = report.take(link::kept(sources, files, config));
    let documents = parse::documents(&kept.sources, config, &[])
        .into_iter()
        .map(|parsed| report.take(parsed))
        .collect();
    let linked = link::linked(documents, kept.others, config, *publication).value;
    // `check` and `build` report what is wrong with a theme's strings.
    let words = strings(theme, &config.languages[LanguageId::DEFAULT]).value;
    let form = form(config, &Arc::new(words), &linked.library.terms_in_use());
    loaded.findings.extend(report.on(()).findings);
    Ok(WithForm {
        loaded,
        linked,
        form,
    })
}

/// Why a run ends before the content is read.
pub(super) struct SettingsError {
    pub(super) findings: Vec<Finding>,
    /// The text of the settings, if they could be read.
    pub(super) source: Option<Source>,
    outcome: Outcome,
}

impl SettingsError {
    /// Returns the text of the settings, for the lines that findings point at.
    pub(super) fn text(&self, path: &FilePath) -> Option<Cow<'_, str>> {
        self.source
            .as_ref()
            .filter(|source| source.path == *path)
            .map(|source| source.text.as_str().into())
    }

    /// Reports the findings, and returns what the run ends with.
    pub(super) fn report(&self, printer: &Printer) -> Outcome {
        printer.report(&self.findings, &|path| self.text(path));
        let counts = FindingCounts::of(&self.findings).in_words();
        printer.print(&format!("{counts} in the settings; nothing was done"));
        self.outcome
    }
}

/// Settings that can be used.
pub(super) struct LoadedSettings {
    /// The library's folder.
    pub(super) folder: Folder,
    pub(super) config: Arc<Config>,
    pub(super) source: Source,
    /// Only warnings.
    pub(super) findings: Vec<Finding>,
}

/// Reads the settings.
///
/// # Errors
///
/// Fails if there are no settings or they have errors.
pub(super) fn load_settings(
    root: &Path,
    base_url: Option<&str>,
) -> Result<LoadedSettings, SettingsError> {
    let mut report = Report::default();
    let no_settings = |error| no_settings(root, &error);
    let folder = Folder::open(root).map_err(no_settings)?;
    let source = report.take(read::settings(&folder).map_err(no_settings)?);
    let mut config = report.take(config(&source));
    match base_url.map(config::base) {
        None => {}
        Some(Some(base)) => config.base = base,
        Some(None) => report.add(not_an_address(base_url.unwrap_or_default())),
    }
    report.take(read::folders(&folder, &config));
    let Reported { findings, .. } = report.on(());
    if FindingCounts::of(&findings).errors > 0 {
        return Err(SettingsError {
            findings,
            source: Some(source),
            outcome: Outcome::Use,
        });
    }
    Ok(LoadedSettings {
        folder,
        config: Arc::new(config),
        source,
        findings,
    })
}

fn no_settings(root: &Path, error: &io::Error) -> SettingsError {
    let (finding, outcome) = if error.kind() == io::ErrorKind::NotFound {
        let path = path_in(root, config::FILE);
        let message = format!("there is no {}", path.display());
        let finding = Finding::error(rules::NO_SETTINGS, message)
            .at(Place::file(config::FILE), "")
            .help("run casebook in the library's folder, or give the folder with `--root`");
        (finding, Outcome::Use)
    } else {
        (unreadable(config::FILE, error), Outcome::Outside)
    };
    SettingsError {
        findings: vec![finding],
        source: None,
        outcome,
    }
}

fn not_an_address(url: &str) -> Finding {
    Finding::error(
        rules::SETTINGS_ADDRESS,
        format!("`{url}` is not a web address"),
    )
    .help("for example `--base-url https://example.org/case-studies/`")
}
