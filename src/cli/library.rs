//! The library that a command works on: its arguments, and all that is read of it.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Outcome;
use super::tell::{Clock, Counts, Format, say, show};
use crate::compile::{Inputs, strictly};
use crate::config::{self, Config, config};
use crate::form::{Form, form};
use crate::host::read;
use crate::link::{self, Choice};
use crate::parse;
use crate::parse::date::{Date, FORMS};
use crate::report::{Finding, Report, Reported, rules};
use crate::source::{FilePath, Place, Source};

#[derive(Debug, Clone, Args)]
pub struct Library {
    /// The library's folder, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Publish drafts too
    #[arg(long)]
    pub drafts: bool,
    /// The day on which `expires` and review dates are looked at [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub today: Option<Date>,
    /// How mistakes are written
    #[arg(long, default_value = "human")]
    pub format: Format,
}

impl Library {
    /// All of the library in a folder, drafts included.
    pub fn whole(root: &Path, format: Format) -> Library {
        Library {
            root: root.to_owned(),
            drafts: true,
            today: None,
            format,
        }
    }

    pub fn choice(&self) -> Choice {
        Choice {
            drafts: self.drafts,
            today: self.today.unwrap_or_else(read::today),
        }
    }
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|_| FORMS.to_owned())
}

/// A library that is asked what it asks of a case study.
pub struct Asked {
    pub read: Read,
    pub linked: link::Library,
    pub form: Form,
}

/// Reads the library for its form, its files' own mistakes among what was found. None is an
/// obstacle.
pub fn asked(library: &Library) -> Result<Asked, Outcome> {
    let mut read = inputs(library, None, &mut Clock::start())?;
    let Inputs {
        config,
        sources,
        files,
        choice,
        ..
    } = &read.inputs;
    let mut report = Report::default();
    let parsed = parse::documents(sources, config, &[]);
    let documents = parsed
        .into_iter()
        .map(|parsed| report.take(parsed))
        .collect();
    let linked = link::library(documents, files.clone(), config, *choice).value;
    let form = form(config, &config.languages[0], &linked.terms_in_use());
    read.findings.extend(report.on(()).findings);
    Ok(Asked { read, linked, form })
}

/// A path in the library's folder, as a person standing there would write it.
pub fn beside(root: &Path, name: &str) -> PathBuf {
    if root == Path::new(".") {
        PathBuf::from(name)
    } else {
        root.join(name)
    }
}

/// What was read, and what there was to say of it.
pub struct Read {
    pub inputs: Inputs,
    pub settings: Source,
    pub findings: Vec<Finding>,
}

/// Reads the library; says what is wrong where it cannot go on.
pub fn inputs(
    library: &Library,
    base_url: Option<&str>,
    clock: &mut Clock,
) -> Result<Read, Outcome> {
    try_inputs(library, base_url, clock).map_err(|stop| stop.tell(library))
}

/// Reads the library.
pub fn try_inputs(
    library: &Library,
    base_url: Option<&str>,
    clock: &mut Clock,
) -> Result<Read, Stop> {
    let root = &library.root;
    let Settings {
        config,
        source,
        mut findings,
    } = settings(root, base_url)?;
    let Reported {
        value: theme,
        findings: of_theme,
    } = read::theme(root, &config);
    findings.extend(of_theme);
    let content = read::content(root);
    clock.lap("read");
    let read::Content { sources, files } = content.value;
    findings.extend(content.findings);
    let findings = strictly(
        Reported {
            value: (),
            findings,
        },
        &config,
    )
    .findings;
    let inputs = Inputs {
        config,
        sources,
        files,
        theme,
        choice: library.choice(),
    };
    Ok(Read {
        inputs,
        settings: source,
        findings,
    })
}

/// Why a run ends before the content is looked at.
pub struct Stop {
    pub findings: Vec<Finding>,
    /// The settings, where they could be read.
    source: Option<Source>,
    outcome: Outcome,
}

impl Stop {
    /// The text of the settings, for the lines that findings point at.
    pub fn text(&self, path: &FilePath) -> Option<Cow<'_, str>> {
        self.source
            .as_ref()
            .filter(|source| source.path == *path)
            .map(|source| source.text.as_str().into())
    }

    pub fn tell(&self, library: &Library) -> Outcome {
        show(&self.findings, library, &|path| self.text(path));
        let counts = Counts::of(&self.findings);
        say(
            library.format,
            &format!("{} in the settings: nothing was done", counts.in_words()),
        );
        self.outcome
    }
}

/// Settings that can be used, as they were read.
pub struct Settings {
    pub config: Arc<Config>,
    pub source: Source,
    /// Warnings alone.
    pub findings: Vec<Finding>,
}

/// Why there are no settings.
fn unread(root: &Path, error: &io::Error) -> Stop {
    let at = Place::file(config::FILE);
    let (finding, outcome) = match error.kind() {
        io::ErrorKind::NotFound => {
            let finding = Finding::error(
                rules::NO_SETTINGS,
                format!("there is no {}", beside(root, config::FILE).display()),
            );
            let help = "run casebook in the library's folder, or name it with `--root`";
            (finding.at(at, "").help(help), Outcome::Use)
        }
        _ => (read::unreadable(config::FILE, error), Outcome::Outside),
    };
    Stop {
        findings: vec![finding],
        source: None,
        outcome,
    }
}

/// Reads the settings.
pub fn settings(root: &Path, base_url: Option<&str>) -> Result<Settings, Stop> {
    let mut report = Report::default();
    let source = report.take(read::settings(root).map_err(|error| unread(root, &error))?);
    let mut config = report.take(config(&source));
    if let Some(url) = base_url {
        match config::base(url) {
            Some(base) => config.base = base,
            None => {
                report.add(
                    Finding::error(
                        rules::SETTINGS_ADDRESS,
                        format!("`{url}` is not a web address"),
                    )
                    .help("for example `--base-url https://example.org/case-studies/`"),
                );
            }
        }
    }
    report.take(read::folders(root, &config));
    let Reported {
        value: config,
        findings,
    } = report.on(config);
    match Counts::of(&findings).errors {
        0 => Ok(Settings {
            config: Arc::new(config),
            source,
            findings,
        }),
        _ => Err(Stop {
            findings,
            source: Some(source),
            outcome: Outcome::Use,
        }),
    }
}
