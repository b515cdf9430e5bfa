//! `casebook check --fix`: makes the edits that take no word out, before all is looked at again.
//!
//! A file is changed only where its front matter can be read afterwards. Every mend is tried on the
//! text first, and what it lets come to light is mended as well, so that a file is written once.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::Outcome;
use super::library::{Library, inputs};
use super::tell::{Clock, Format, counted, line, say};
use crate::config::Config;
use crate::host::git::Change;
use crate::host::mend::{Mendable, mendable};
use crate::host::read::{Form, plain};
use crate::parse;
use crate::report::{
    Edit, Finding, Note, Rule, keeps_every_letter, mended,
    rules::{self, Area},
};
use crate::source::{FilePath, Source};

/// A file's mended text, with what was mended in it.
struct Mend {
    path: FilePath,
    file: Mendable,
    text: String,
    done: Vec<Finding>,
}

/// What was done to the files of a library.
#[derive(Debug, Default)]
pub struct Mended {
    pub notes: Vec<Note>,
    /// Whether a file could not be changed.
    pub failed: bool,
}

/// Mends what can be, of a change only in its files, and gives what was done; a library that cannot
/// be read is told of.
pub fn run(library: &Library, change: Option<&Change>) -> Result<Mended, Outcome> {
    let read = inputs(library, None, &mut Clock::start())?;
    let config = &read.inputs.config;
    let parsed = parse::documents(&read.inputs.sources, config, &[]);
    let faulty: BTreeSet<FilePath> = parsed
        .iter()
        .flat_map(|document| &document.findings)
        .chain(&read.findings)
        .filter(|finding| !finding.fix.is_empty() || finding.rule == NOT_UTF_8)
        .filter_map(|finding| Some(finding.place.as_ref()?.file.clone()))
        .filter(|path| path.starts_with(parse::CONTENT))
        .filter(|path| change.is_none_or(|change| change.files.contains(&**path)))
        .collect();
    let faulty: Vec<FilePath> = faulty.into_iter().collect();
    let tried: Vec<_> = faulty
        .par_iter()
        .map(|path| (path, mend(library, path, config)))
        .collect();
    let (mut files, mut failed, mut notes) = (0, false, vec![]);
    for (path, tried) in tried {
        match tried.and_then(|mend| {
            mend.map(|mend| mend.file.replace(&mend.text).map(|()| mend))
                .transpose()
        }) {
            Ok(Some(mend)) => {
                files += 1;
                tell(&mend, library.format);
                notes.extend(mend.done.iter().map(|finding| note(&mend.path, finding)));
            }
            Ok(None) => {}
            Err(error) => {
                failed = true;
                let why = plain(&error);
                tell_left(path, &why, library.format);
                notes.push(Note {
                    file: path.clone(),
                    rule: None,
                    message: format!("left as it was: {why}"),
                });
            }
        }
    }
    say(
        library.format,
        &format!("Mended {}", counted(files, "file", "files")),
    );
    Ok(Mended { notes, failed })
}

const NOT_UTF_8: Rule = rules::NOT_UTF_8;

fn mend(library: &Library, path: &FilePath, config: &Config) -> std::io::Result<Option<Mend>> {
    /// Each round mends something for good; what needs more than these needs a person.
    const ROUNDS: usize = 20;
    let file = mendable(&library.root, path)?;
    let (mut text, mut done) = (file.saved.text.clone(), vec![]);
    if let Some(problem) = &file.saved.problem {
        if problem.form == Form::Damaged {
            return Ok(None);
        }
        done.push(Finding::error(NOT_UTF_8, "saved as UTF-8"));
    }
    let found = |text: &str| {
        let source = Arc::new(Source::new(path.clone(), text.to_owned()).into());
        parse::documents(&[source], config, &[]).remove(0).findings
    };
    for _ in 0..ROUNDS {
        let (edits, mends) = safe(&text, found(&text));
        if mends.is_empty() {
            break;
        }
        text = mended(&text, &edits);
        done.extend(mends);
    }
    let readable = !found(&text).iter().any(|finding| {
        finding.rule.area() == Area::Yaml && finding.rule != rules::FRONT_MATTER_LATE
    });
    Ok((readable && !file.holds(&text)).then(|| Mend {
        path: path.clone(),
        file,
        text,
        done,
    }))
}

/// The edits that take no word out, and no two of them for one line.
fn safe(text: &str, findings: Vec<Finding>) -> (Vec<Edit>, Vec<Finding>) {
    let (mut edits, mut mends): (Vec<Edit>, Vec<Finding>) = (vec![], vec![]);
    for finding in findings
        .into_iter()
        .filter(|finding| !finding.fix.is_empty())
    {
        let is_free = finding
            .fix
            .iter()
            .all(|edit| edits.iter().all(|other| other.line() != edit.line()));
        if is_free && keeps_every_letter(text, &mended(text, &finding.fix)) {
            edits.extend(finding.fix.iter().cloned());
            mends.push(finding);
        }
    }
    (edits, mends)
}

/// Says what was changed: to people line by line, to programs as one object a file or in the
/// document of all findings.
fn tell(mend: &Mend, format: Format) {
    match format {
        Format::Json => {
            let rules: Vec<&str> = mend
                .done
                .iter()
                .map(|finding| finding.rule.name())
                .collect();
            let edits: Vec<String> = mend
                .done
                .iter()
                .flat_map(|finding| &finding.fix)
                .map(in_words)
                .collect();
            line(
                &serde_json::json!({"mended": &*mend.path, "rules": rules, "edits": edits})
                    .to_string(),
            );
        }
        // One document tells it with all else.
        Format::Sarif => {}
        Format::Human | Format::Short | Format::Github => {
            line(&format!("mended {}", mend.path));
            for finding in &mend.done {
                line(&format!("  {}: {}", finding.rule, finding.message));
                for edit in &finding.fix {
                    line(&format!("    {}", in_words(edit)));
                }
            }
        }
    }
}

/// Says which file could not be changed, and why.
fn tell_left(path: &FilePath, why: &str, format: Format) {
    match format {
        Format::Json => line(&serde_json::json!({"left": &**path, "why": why}).to_string()),
        Format::Sarif => {}
        Format::Human | Format::Short | Format::Github => {
            line(&format!("{path} is left as it was: {why}"))
        }
    }
}

fn note(path: &FilePath, finding: &Finding) -> Note {
    let edits = finding
        .fix
        .iter()
        .map(|edit| format!("\n{}", in_words(edit)));
    let message = format!("mended: {}{}", finding.message, edits.collect::<String>());
    Note {
        file: path.clone(),
        rule: Some(finding.rule),
        message,
    }
}

fn in_words(edit: &Edit) -> String {
    match edit {
        Edit::Replace { line, new } => format!("line {line} is now: {new}"),
        Edit::Delete { line } => format!("line {line} is gone"),
        Edit::Insert { line, new } => format!("before line {line} now: {new}"),
    }
}
