//! The library that a command works on: its arguments, and all that is read of it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Outcome;
use super::tell::{Clock, Counts, Format, say, show};
use crate::compile::Inputs;
use crate::config::{self, Config, config};
use crate::form::{Form, form};
use crate::host::read;
use crate::link::{self, Choice};
use crate::parse;
use crate::parse::date::{Date, FORMS};
use crate::report::{Finding, Report};
use crate::source::{FilePath, Place, Source};

#[derive(Debug, Args)]
pub struct Library {
    /// The library's folder, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Publish drafts too
    #[arg(long)]
    pub drafts: bool,
    /// The day on which `expires` is looked at [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<Date>,
    /// How mistakes are written
    #[arg(long, default_value = "human")]
    pub format: Format,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|_| FORMS.to_owned())
}

/// A library that is asked what it asks of a case study.
pub struct Asked {
    pub config: Arc<Config>,
    pub library: link::Library,
    pub form: Form,
}

/// Reads the library in `root` for its form; mistakes in its content are no obstacle.
pub fn asked(root: &Path) -> Result<Asked, Outcome> {
    let library = Library { root: root.to_owned(), drafts: true, today: None, format: Format::Human };
    let Inputs { config, sources, files, choice, .. } = inputs(&library, None, &mut Clock::start())?.inputs;
    let parsed = parse::documents(&sources, &config, &[]);
    let documents = parsed.into_iter().map(|parsed| parsed.value).collect();
    let library = link::library(documents, files, &config, choice).value;
    let form = form(&config, &config.languages[0], &library.terms_in_use());
    Ok(Asked { config, library, form })
}

/// A path in the library's folder, as a person standing there would write it.
pub fn beside(root: &Path, name: &str) -> PathBuf {
    if root == Path::new(".") { PathBuf::from(name) } else { root.join(name) }
}

/// What was read, and what there was to say of it.
pub struct Read {
    pub inputs: Inputs,
    pub findings: Vec<Finding>,
}

/// Reads the library; says what is wrong where it cannot go on.
pub fn inputs(library: &Library, base_url: Option<&str>, clock: &mut Clock) -> Result<Read, Outcome> {
    let Library { root, drafts, today, format } = library;
    let source = read::settings(root).map_err(|error| {
        let file = beside(root, config::FILE);
        match error.kind() {
            io::ErrorKind::NotFound => anstream::eprintln!(
                "error: there is no {}\n  = help: run casebook in the library's folder, or name it with `--root`",
                file.display()
            ),
            io::ErrorKind::InvalidData => anstream::eprintln!(
                "error: {} is not UTF-8\n  = help: in your editor choose “Save with encoding”, then UTF-8",
                file.display()
            ),
            _ => anstream::eprintln!("error: {} cannot be read: {}", file.display(), read::plain(&error)),
        }
        let is_use = matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData);
        if is_use { Outcome::Use } else { Outcome::Outside }
    })?;
    let config = settings(&source, root, base_url, *format)?;
    let theme = read::theme(root, &config).map_err(|error| {
        anstream::eprintln!("error: the theme cannot be read: {}", read::plain(&error));
        Outcome::Outside
    })?;
    let content = read::content(root);
    clock.lap("read");
    let choice = Choice { drafts: *drafts, today: today.unwrap_or_else(read::today) };
    let read::Content { sources, files } = content.value;
    Ok(Read { inputs: Inputs { config: Arc::new(config), sources, files, theme, choice }, findings: content.findings })
}

fn settings(source: &Source, root: &Path, base_url: Option<&str>, format: Format) -> Result<Config, Outcome> {
    let mut report = Report::default();
    let mut config = report.take(config(source));
    if let Some(url) = base_url {
        match config::base(url) {
            Some(base) => config.base = base,
            None => {
                report.add(
                    Finding::error("settings-address", format!("`{url}` is not a web address"))
                        .help("for example `--base-url https://example.org/case-studies/`"),
                );
            }
        }
    }
    if !read::has_theme(root, &config) {
        report.add(
            Finding::error("settings-theme", format!("there is no theme `{}`", config.theme))
                .at(Place::file(config::FILE), "")
                .help(format!("make a folder themes/{}, or leave `theme` out", config.theme)),
        );
    }
    let reported = report.on(config);
    let texts = |path: &FilePath| (*path == source.path).then_some(source.text.as_str());
    show(&reported.findings, format, &texts);
    match Counts::of(&reported.findings) {
        Counts { errors: 0, .. } => Ok(reported.value),
        counts => {
            say(format, &format!("{} in the settings: nothing was done", counts.in_words()));
            Err(Outcome::Use)
        }
    }
}
