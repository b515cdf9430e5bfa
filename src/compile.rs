//! The whole program on one screen: what was read into a site that can render itself.

use crate::config::Config;
use crate::link::{self, Choice, File};
use crate::parse;
use crate::render::theme::{self, ThemeFile};
use crate::render::{self, Site};
use crate::report::{Report, Reported, Severity};
use crate::source::Source;

/// All that a site is made of, as it was read.
#[derive(Debug)]
pub struct Inputs {
    pub config: Config,
    /// Every Markdown file below `content/`, in the order of their paths.
    pub sources: Vec<Source>,
    /// Every other file below `content/` and `static/`, in the order of their paths.
    pub files: Vec<File>,
    pub theme: Vec<ThemeFile>,
    pub choice: Choice,
}

/// A step of the way, for those who measure it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Parse,
    Link,
    Search,
    Plan,
}

/// Compiles a library of case studies into a site that can render itself.
///
/// Reads no file, clock or environment: equal inputs give equal sites, byte for byte. Goes on past
/// mistakes in the content, so that an author sees all of them at once. `done` is told of each phase
/// as it ends.
pub fn compile<'a>(inputs: &'a Inputs, done: &mut dyn FnMut(Phase)) -> Reported<Site<'a>> {
    let Inputs { config, sources, files, theme, choice } = inputs;
    let mut report = Report::default();
    let documents = report.take(parse::documents(sources, config));
    done(Phase::Parse);
    let library = report.take(link::library(documents, files.clone(), config, *choice));
    done(Phase::Link);
    let indexes = render::search::indexes(&library, config);
    done(Phase::Search);
    let theme = report.take(theme::theme(theme, config));
    let site = render::site(library, sources, config, theme, indexes);
    done(Phase::Plan);
    strictly(report.on(site), config)
}

/// In a strict library a warning is an error.
fn strictly<T>(mut reported: Reported<T>, config: &Config) -> Reported<T> {
    if config.strict {
        for finding in &mut reported.findings {
            finding.severity = Severity::Error;
        }
    }
    reported
}
