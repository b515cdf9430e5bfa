//! The door into the crate for tests: a library from one text or from a folder, and what comes out.
//!
//! In a text, each line `//- path` starts a file, and no disk is needed.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test program has it as a module, and uses a part of it"
)]

pub mod random;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use casebook::compile::{Cache, Compiled, Inputs, check, compile};
use casebook::config::{self, Config, Language, config};
use casebook::host::folder::Folder;
use casebook::host::read;
use casebook::link::{File, Publication};
use casebook::parse::date::Date;
use casebook::render::{Content, Site};
use casebook::report::{self, Finding, Format, Report, Reported, Severity};
use casebook::source::{FilePath, Position, Source, ThemeFile, stored};
use casebook::words::{Strings, strings};

pub const SETTINGS: &str = "title: Case studies\nbase_url: https://example.org/\n";

/// The default theme's words in a language.
pub fn words(language: &Language) -> Arc<Strings> {
    Arc::new(strings(&read::default_theme(), language).value)
}

/// A library that is ready to be compiled.
pub struct Library {
    pub inputs: Inputs,
    /// The text of the settings.
    pub settings: Source,
    /// What was found while the settings and files were read.
    pub read_findings: Vec<Finding>,
}

impl Library {
    /// Takes a library from a text. Without a `casebook.yaml` it has [`SETTINGS`].
    pub fn new(text: &str) -> Library {
        let mut settings = SETTINGS.to_owned();
        let (mut sources, mut files, mut own_theme) = (vec![], vec![], vec![]);
        let mut expected = None;
        for (path, text) in sections(text) {
            if path == config::FILE {
                settings = text;
            } else if path == "search.yaml" {
                expected = Some(Source::new(path, text));
            } else if let Some(name) = path.strip_prefix("themes/ours/") {
                let (name, path) = (name.to_owned(), FilePath::from(path.as_str()));
                own_theme.push(ThemeFile {
                    name,
                    path,
                    bytes: text.into_bytes().into(),
                    own: true,
                });
            } else if path.ends_with(".md") {
                sources.push(Source::new(path, text));
            } else {
                files.push(File {
                    path,
                    bytes: text.len() as u64,
                    picture: None,
                });
            }
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let settings = Source::new(config::FILE, settings);
        let read_settings = config(&settings);
        let config = read_settings.value;
        let mut theme = read::default_theme();
        theme.extend(own_theme);
        let publication = Publication {
            drafts: false,
            today: Date::parse("2020-01-01").expect("a day"),
        };
        let inputs = Inputs {
            config: config.into(),
            sources: stored(sources),
            files,
            theme,
            publication,
            expected,
        };
        Library {
            inputs,
            settings,
            read_findings: read_settings.findings,
        }
    }

    /// Reads a library from a folder. `today` is a date as an author writes it.
    pub fn in_folder(root: &Path, today: &str) -> Library {
        let root = &Folder::open(root).expect("the folder exists");
        let mut report = Report::default();
        let settings = report.take(read::settings(root).expect("the settings can be read"));
        let config = report.take(config(&settings));
        let read::LibraryContent { sources, files } = report.take(read::content(root));
        let theme = report.take(read::theme(root, &config));
        let expected = report.take(read::expected(root));
        let publication = Publication {
            drafts: false,
            today: Date::parse(today).expect("a day"),
        };
        let inputs = Inputs {
            config: config.into(),
            sources,
            files,
            theme,
            publication,
            expected,
        };
        Library {
            inputs,
            settings,
            read_findings: report.on(()).findings,
        }
    }

    /// Returns the compiled site.
    pub fn compiled(&self) -> Reported<Compiled> {
        compile(&self.inputs, &Cache::default(), &mut |_| ())
    }

    /// Returns all findings of a check, those of reading first.
    pub fn findings(&self) -> Vec<Finding> {
        let compiled = self.compiled();
        let mut findings = self.read_findings.clone();
        findings.extend(compiled.findings);
        findings.extend(check(&self.inputs, &compiled.value.site).findings);
        findings
    }

    /// Returns the text of a file, for the lines that findings point at.
    pub fn text(&self, path: &FilePath) -> Option<Cow<'_, str>> {
        let settings = (*path == self.settings.path).then_some(self.settings.text.as_str().into());
        self.inputs.text(path).or(settings)
    }

    /// Checks that a library without errors can be published.
    pub fn assert_builds_if_sound(&self, findings: &[Finding], name: &str) {
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        if !findings.iter().any(is_error) {
            let built = build(self.compiled().value.site);
            assert_eq!(built, Ok(()), "a check has nothing against {name}");
        }
    }

    /// Returns the findings as an author reads them.
    pub fn messages(&self) -> String {
        report::formatted(
            &self.findings(),
            Format::Human { colour: false },
            "",
            &|path| self.text(path),
        )
    }

    /// Returns one file of the site as text.
    pub fn page(&self, path: &str) -> String {
        let site = self.compiled().value.site;
        let number = site.paths().position(|known| known == path);
        content(
            &site,
            number.unwrap_or_else(|| panic!("there is no {path}")),
        )
    }

    /// Returns the paths of all files of the site, the search index included.
    pub fn paths(&self) -> Vec<String> {
        self.compiled()
            .value
            .site
            .with_index()
            .paths()
            .map(str::to_owned)
            .collect()
    }
}

/// Makes every file of a site, and looks for paths that publishing refuses.
///
/// # Errors
///
/// Says why the site could not be published.
fn build(site: Site) -> Result<(), String> {
    let site = site.with_index();
    let mut files = BTreeSet::new();
    for (number, path) in site.paths().enumerate() {
        site.content(number)
            .map_err(|finding| finding.message.clone())?;
        let is_plain = |part: &str| !matches!(part, "" | "." | "..");
        if path == ".casebook.json" || !path.split('/').all(is_plain) || !files.insert(path) {
            return Err(format!(
                "{path} cannot be a file of the site, or is one twice"
            ));
        }
    }
    for path in &files {
        let folders = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        if let Some(file) = folders.into_iter().find(|folder| files.contains(folder)) {
            return Err(format!("{file} is a file and a folder of the site"));
        }
    }
    Ok(())
}

/// Returns a file of a site as text.
pub fn content(site: &Site, number: usize) -> String {
    match site.content(number) {
        Ok(Content::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        Ok(Content::File(path)) => format!("(a copy of {path})\n"),
        Ok(Content::Smaller { of, size }) => {
            format!("({}, {} × {})\n", of.path, size.width, size.height)
        }
        Err(finding) => panic!("{}", finding.message),
    }
}

/// Writes a file of a library on the disk, and its folders.
pub fn write(root: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = root.join(path);
    let folder = path.parent().expect("a file has a folder");
    std::fs::create_dir_all(folder).expect("the folder can be made");
    std::fs::write(path, text).expect("the file can be written");
}

/// Returns settings that have no findings.
pub fn settings(text: &str) -> Config {
    let read = config(&Source::new(config::FILE, text.to_owned()));
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    read.value
}

/// Returns the settings and case studies of the sample library in this repository.
pub fn sample() -> (Config, Vec<Source>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = Folder::open(root).expect("the folder exists");
    let config = settings(
        &read::settings(&root)
            .expect("the sample has settings")
            .value
            .text,
    );
    let folder = format!("content/{}/", config.studies);
    let sources = read::content(&root).value.sources;
    let studies = sources
        .iter()
        .map(|stored| stored.source().into_owned())
        .filter(|source| source.path.starts_with(&folder))
        .collect();
    (config, studies)
}

/// Returns the files of a text: each starts with a line `//- path`.
pub fn sections(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.trim().is_empty())
        .collect();
    // A sample may be indented like the code around it.
    let indent = lines
        .first()
        .map_or(0, |line| line.len() - line.trim_start().len());
    let mut sections: Vec<(String, String)> = vec![];
    for line in lines {
        let line = line.get(indent..).unwrap_or_else(|| line.trim_start());
        match (line.strip_prefix("//- "), sections.last_mut()) {
            (Some(path), _) => sections.push((path.trim().to_owned(), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => panic!("a sample starts with `//- path`, not `{line}`"),
        }
    }
    sections
}

/// A finding as a sample writes it: file, line, first column, number of columns, words.
pub type Said = (String, usize, usize, usize, String);

/// Returns a finding as a sample writes it. `text` gives the text of the file it is in.
pub fn said(finding: &Finding, text: Option<&str>) -> Said {
    let words = format!(
        "{}[{}]: {}",
        finding.severity.name(),
        finding.rule,
        finding.message
    );
    let Some(place) = &finding.place else {
        return (String::new(), 0, 0, 0, words);
    };
    let file = place.file.to_string();
    let Some((span, text)) = place.span.zip(text) else {
        return (file, 0, 0, 0, words);
    };
    let written = span.of(text).trim_end();
    assert!(
        !written.contains('\n'),
        "a caret is under one line: {words}"
    );
    let start = Position::of(text, span.start);
    let width = written.chars().count().max(1);
    (file, start.line, start.column, width, words)
}

/// Returns a sample without its marks, and the findings that they describe.
pub fn marked(sample: &str) -> (String, Vec<Said>) {
    let (mut text, mut said) = (String::new(), vec![]);
    let (mut file, mut line) = (String::new(), 0);
    for row in sample.lines() {
        if let Some(path) = row.strip_prefix("//- ") {
            (file, line) = (path.trim().to_owned(), 0);
        } else if let Some(words) = row.strip_prefix("//! ") {
            said.push((file.clone(), 0, 0, 0, words.to_owned()));
            continue;
        } else if let Some(words) = row.strip_prefix("//< ") {
            // For a finding in the first columns, where a caret has no room: `//< 3 error[…]: …`.
            let (width, words) = words.split_once(' ').expect("a width, then the words");
            said.push((
                file.clone(),
                line,
                1,
                width.parse().expect("a width"),
                words.to_owned(),
            ));
            continue;
        } else if row.starts_with("//") && row.trim_start_matches('/').trim_start().starts_with('^')
        {
            let column = row
                .chars()
                .position(|letter| letter == '^')
                .expect("just seen")
                + 1;
            let carets = row.chars().filter(|letter| *letter == '^').count();
            let words = row[row.rfind('^').expect("just seen") + 1..].trim();
            said.push((file.clone(), line, column, carets, words.to_owned()));
            continue;
        } else {
            line += 1;
        }
        text.push_str(row);
        text.push('\n');
    }
    (text, said)
}
