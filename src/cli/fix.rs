//! `casebook check --fix`: applies safe fixes to the files before everything is checked.
//!
//! All fixes are tried on the text first, including those that earlier fixes make possible, so each
//! file is written once.

use std::collections::BTreeSet;
use std::io;

use rayon::prelude::*;

use super::Outcome;
use super::counts::Clock;
use super::library::{LibraryArgs, load};
use super::printer::{OutputFormat, Printer, print_line};
use crate::audit;
use crate::config::Config;
use crate::host::cache::DiskCache;
use crate::host::disk::plain;
use crate::host::fix::Original;
use crate::host::folder::Folder;
use crate::host::git::Change;
use crate::link;
use crate::parse;
use crate::report::{Edit, Finding, Note, counted, rules};
use crate::source::FilePath;
use crate::source::saved::Encoding;

/// A file with its fixed text and the findings that are fixed in it.
struct FixedFile<'a> {
    path: FilePath,
    original: Original<'a>,
    text: String,
    done: Vec<Finding>,
}

/// What `--fix` did to the files of a library.
#[derive(Debug, Default)]
pub(super) struct Fixes {
    /// One for each fix, and one for each file that could not be written.
    pub(super) notes: Vec<Note>,
    /// True if a file could not be read or written.
    pub(super) failed: bool,
}

/// Fixes the files of a library, or only those of a change, and reports each one.
///
/// # Errors
///
/// Fails, having reported why, if the library cannot be read.
pub(super) fn run(library: &LibraryArgs, change: Option<&Change>) -> Result<Fixes, Outcome> {
    let loaded = load(library, None, &mut Clock::start())?;
    let printer = library.printer();
    let config = &loaded.inputs.config;
    let kept = link::kept(&loaded.inputs.sources, &loaded.inputs.files, config).value;
    let parsed = parse::documents(&kept.sources, config, &[]);
    let common = parse::common_keys(&parsed);
    let of_documents: Vec<Vec<Finding>> = parsed
        .par_iter()
        .map(|document| audit::fix::findings_of(document, config))
        .collect();
    let fixable: BTreeSet<FilePath> = of_documents
        .iter()
        .flatten()
        .chain(&loaded.findings)
        .filter(|finding| !finding.fix.is_empty() || finding.rule == rules::NOT_UTF_8)
        .filter_map(|finding| Some(finding.place.as_ref()?.file.clone()))
        .filter(|path| path.starts_with(parse::CONTENT))
        .filter(|path| change.is_none_or(|change| change.files.contains(&**path)))
        .collect();
    let fixable: Vec<FilePath> = fixable.into_iter().collect();
    let tried: Vec<_> = fixable
        .par_iter()
        .map(|path| (path, try_fix(&loaded.folder, path, config, &common)))
        .collect();
    let mut fixes = Fixes::default();
    let mut files = 0;
    let has_fixes = tried.iter().any(|(_, file)| matches!(file, Ok(Some(_))));
    // The check that follows says why a cache cannot be used.
    let cache = has_fixes
        .then(|| DiskCache::open(&loaded.folder).ok())
        .flatten();
    for (path, tried) in tried {
        match tried.and_then(|file| write(file, cache.as_ref())) {
            Ok(Some(file)) => {
                files += 1;
                report_fixed(&file, &printer);
                fixes.notes.extend(
                    file.done
                        .iter()
                        .map(|finding| fixed_note(&file.path, finding)),
                );
            }
            Ok(None) => {}
            Err(error) => {
                let why = plain(&error);
                report_skipped(path, &why, &printer);
                fixes.failed = true;
                fixes.notes.push(Note {
                    file: path.clone(),
                    rule: None,
                    message: format!("not changed: {why}"),
                });
            }
        }
    }
    printer.print(&format!("Fixed {}", counted(files, "file", "files")));
    Ok(fixes)
}

/// Returns the file with its fixed text, or `None` if nothing can be fixed safely.
fn try_fix<'a>(
    root: &'a Folder,
    path: &FilePath,
    config: &Config,
    common: &BTreeSet<String>,
) -> io::Result<Option<FixedFile<'a>>> {
    let original = Original::read(root, path)?;
    let mut done = vec![];
    if let Some(problem) = &original.decoded.problem {
        if problem.encoding == Encoding::Damaged {
            return Ok(None);
        }
        done.push(Finding::error(rules::NOT_UTF_8, "saved as UTF-8"));
    }
    let Some(fixed) = audit::fix::fixed_text(path, &original.decoded.text, config, common) else {
        return Ok(None);
    };
    done.extend(fixed.findings);
    Ok((!original.holds(&fixed.value)).then(|| FixedFile {
        path: path.clone(),
        original,
        text: fixed.value,
        done,
    }))
}

fn write<'a>(
    file: Option<FixedFile<'a>>,
    cache: Option<&DiskCache>,
) -> io::Result<Option<FixedFile<'a>>> {
    if let Some(file) = &file {
        file.original.replace(&file.text, cache)?;
    }
    Ok(file)
}

/// Reports the fixes in a file: line by line for people, as one object for programs.
fn report_fixed(file: &FixedFile, printer: &Printer) {
    match printer.format {
        OutputFormat::Json => {
            let rules: Vec<&str> = file
                .done
                .iter()
                .map(|finding| finding.rule.name())
                .collect();
            let edits: Vec<String> = file
                .done
                .iter()
                .flat_map(|finding| &finding.fix)
                .map(in_words)
                .collect();
            let row = serde_json::json!({"fixed": &*file.path, "rules": rules, "edits": edits});
            printer.print_json(&row);
        }
        // The notes become part of the one document.
        OutputFormat::Sarif => {}
        OutputFormat::Human | OutputFormat::Short | OutputFormat::Github => {
            print_line(&format!("fixed {}", file.path));
            for finding in &file.done {
                print_line(&format!("  {}: {}", finding.rule, finding.message));
                for edit in &finding.fix {
                    print_line(&format!("    {}", in_words(edit)));
                }
            }
        }
    }
}

/// Reports a file that could not be fixed, and why.
fn report_skipped(path: &FilePath, why: &str, printer: &Printer) {
    match printer.format {
        OutputFormat::Json => {
            printer.print_json(&serde_json::json!({"skipped": &**path, "why": why}));
        }
        OutputFormat::Sarif => {}
        OutputFormat::Human | OutputFormat::Short | OutputFormat::Github => {
            print_line(&format!("{path} was not changed: {why}"));
        }
    }
}

fn fixed_note(path: &FilePath, finding: &Finding) -> Note {
    let edits: String = finding
        .fix
        .iter()
        .map(|edit| format!("\n{}", in_words(edit)))
        .collect();
    Note {
        file: path.clone(),
        rule: Some(finding.rule),
        message: format!("fixed: {}{edits}", finding.message),
    }
}

fn in_words(edit: &Edit) -> String {
    match edit {
        Edit::Replace { line, new } => format!("line {line} is now: {new}"),
        Edit::Delete { line } => format!("line {line} was deleted"),
        Edit::Insert { line, new } => format!("added before line {line}: {new}"),
    }
}
