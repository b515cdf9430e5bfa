//! The whole program on one screen: turns what was read into a site that can render itself.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::audit::{self, audit};
use crate::config::Config;
use crate::form::unfilled;
use crate::link::{self, File, Publication};
use crate::parse::{self, Parsed};
use crate::render::theme;
use crate::render::{self, Site};
use crate::report::{Finding, Report, Reported, Severity, rules};
use crate::source::{FilePath, Place, Source, Stored, ThemeFile};
use crate::words::Strings;

/// Everything that a site is made from, as it was read.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The settings.
    pub config: Arc<Config>,
    /// Every Markdown file below `content/`, in the order of their paths.
    pub sources: Vec<Arc<Stored>>,
    /// Every other file below `content/` and `static/`, in the order of their paths.
    pub files: Vec<File>,
    /// The files of the default theme, then those of the library's own.
    pub theme: Vec<ThemeFile>,
    /// What is published: drafts or not, and as of which day.
    pub publication: Publication,
    /// The text of `search.yaml`, if there is one. Only a check needs it.
    pub expected: Option<Source>,
}

impl Inputs {
    /// The text of a file, to show the lines that findings point at.
    pub fn text(&self, path: &FilePath) -> Option<Cow<'_, str>> {
        let source = self
            .sources
            .binary_search_by(|source| source.path().cmp(path))
            .ok();
        let theme = || self.theme.iter().rev().find(|file| file.path == *path);
        let theme = || theme().and_then(|file| std::str::from_utf8(&file.bytes).ok());
        let expected = self.expected.as_ref().filter(|file| file.path == *path);
        source
            .map(|number| self.sources[number].text_from(0))
            .or_else(|| theme().map(Cow::Borrowed))
            .or_else(|| expected.map(|file| file.text.as_str().into()))
    }
}

/// A site, and what the next run can reuse.
pub struct Compiled {
    /// The site, which renders its files when asked.
    pub site: Site,
    /// What this run has parsed.
    pub cache: Cache,
}

/// What a run has parsed. A preview passes it to the next run, which then parses only what has
/// changed. The site is the same with and without it.
#[derive(Default)]
pub struct Cache {
    settings: Option<Arc<Config>>,
    parsed: Parsed,
}

/// A phase of a run, for measuring times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Each file on its own.
    Parse,
    /// All files together.
    Link,
    /// The theme, and what all pages share.
    Plan,
}

/// Compiles a library of case studies into a site that can render itself.
///
/// Reads no file, clock or environment: the same inputs give the same site, byte for byte. Mistakes
/// in the content don't stop it, so that an author sees all of them in one run. Calls `done` at the
/// end of each phase.
pub fn compile(inputs: &Inputs, last: &Cache, done: &mut dyn FnMut(Phase)) -> Reported<Compiled> {
    let Inputs {
        config,
        sources,
        files,
        theme,
        publication,
        ..
    } = inputs;
    let mut report = Report::default();
    let kept = report.take(link::kept(sources, files, config));
    let parsed = parse::documents(&kept.sources, config, last.of(config));
    let documents = parsed
        .iter()
        .map(|parsed| report.take(parsed.clone()))
        .collect();
    done(Phase::Parse);
    // Templates are parsed while the library is linked. Neither needs the other.
    let linked = || link::linked(documents, kept.others, config, *publication);
    let (linked, theme) = rayon::join(linked, || theme::theme(theme, config));
    let (linked, theme) = (report.take(linked), report.take(theme));
    let words: Vec<&Strings> = config
        .languages
        .ids()
        .map(|id| &**theme.words(id))
        .collect();
    for document in linked.library.documents.values() {
        report.all(unfilled(document, &words, config));
    }
    done(Phase::Link);
    let site = render::site(linked, config.clone(), theme.into());
    // Of a library with errors, not all pages have a path of their own.
    if !report.has_errors() {
        report.all(site.site_paths().err().map(|finding| *finding));
    }
    done(Phase::Plan);
    let cache = Cache {
        settings: Some(config.clone()),
        parsed,
    };
    let mut compiled = report.on(Compiled { site, cache });
    drop_words_of_missing_pictures(&mut compiled.findings);
    strictly(compiled, config)
}

impl Cache {
    /// The documents, if they were parsed with these settings.
    fn of(&self, config: &Arc<Config>) -> &[Reported<Arc<parse::Document>>] {
        let same = self
            .settings
            .as_ref()
            .is_some_and(|settings| Arc::ptr_eq(settings, config));
        if same { &self.parsed } else { &[] }
    }
}

/// Drops what is said of a picture's words if the picture is missing too. It can be described when
/// it is there.
fn drop_words_of_missing_pictures(findings: &mut Vec<Finding>) {
    let missing = findings
        .iter()
        .filter(|finding| finding.rule == rules::MISSING_PICTURE);
    let missing: FxHashSet<Place> = missing
        .filter_map(|finding| finding.place.clone())
        .collect();
    findings.retain(|finding| {
        let place = finding.place.as_ref();
        finding.rule != rules::PICTURE_WITHOUT_ALT
            || !place.is_some_and(|place| missing.contains(place))
    });
}

/// Finds what else is wrong with a compiled site.
pub fn check(inputs: &Inputs, site: &Site) -> Reported<()> {
    let Inputs {
        config,
        theme,
        publication,
        ..
    } = inputs;
    let mut report = Report::default();
    report.take(audit(
        site,
        audit::AuditInputs {
            config,
            theme,
            today: publication.today,
        },
    ));
    #[cfg(feature = "search")]
    if let Some(expected) = &inputs.expected {
        report.take(audit::expected::expected(expected, site, config));
    }
    if site.library().has_drafts() {
        report.take(of_drafts(inputs, site));
    }
    strictly(report.on(()), config)
}

/// Findings that the drafts would raise if published, as warnings. `without` is the site without
/// drafts.
fn of_drafts(inputs: &Inputs, without: &Site) -> Reported<()> {
    let Inputs {
        config,
        sources,
        files,
        theme,
        publication,
        ..
    } = inputs;
    let mut report = Report::default();
    // The findings of each single file are reported already.
    let kept = link::kept(sources, files, config).value;
    let documents = parse::documents(&kept.sources, config, &[])
        .into_iter()
        .map(|parsed| parsed.value)
        .collect();
    let publication = Publication {
        drafts: true,
        ..*publication
    };
    let linked = report.take(link::linked(documents, kept.others, config, publication));
    let site = render::site(linked, config.clone(), without.theme().clone());
    report.take(audit(
        &site,
        audit::AuditInputs {
            config,
            theme,
            today: publication.today,
        },
    ));
    let Reported { findings, .. } = report.on(());
    let of_draft = |finding: &Finding| {
        finding
            .place
            .as_ref()
            .is_some_and(|place| without.library().is_draft(&place.file))
    };
    let warning = |finding: Finding| Finding {
        severity: Severity::Warning,
        ..finding
    };
    Reported {
        value: (),
        findings: findings.into_iter().filter(of_draft).map(warning).collect(),
    }
}

/// Turns warnings into errors if the settings say `strict`.
pub fn strictly<T>(mut reported: Reported<T>, config: &Config) -> Reported<T> {
    if config.strict {
        for finding in &mut reported.findings {
            finding.severity = Severity::Error;
        }
    }
    reported
}
