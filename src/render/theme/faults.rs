//! Turns tera's errors into findings, at the lines of their templates.

use std::collections::BTreeSet;

use tera::{ErrorKind, ReportError};

use crate::report::{Finding, Rule, listed, nearest, rules};
use crate::source::{Place, Span, ThemeFile};

/// Reports why a page cannot be made, at the line of the template.
pub(super) fn failure(error: &tera::Error) -> Finding {
    if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind() {
        return at_template(report, rules::TEMPLATE_FAILS);
    }
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    Finding::error(rules::TEMPLATE_FAILS, message)
}

const UNREADABLE: Rule = rules::TEMPLATE_UNREADABLE;

/// Reports why templates cannot be parsed, each at its line.
pub(super) fn faults(error: &tera::Error, files: &[ThemeFile]) -> Vec<Finding> {
    match error.kind() {
        ErrorKind::SyntaxError(report) => vec![at_template(report, UNREADABLE)],
        ErrorKind::CircularExtend {
            inheritance_chain: chain,
            ..
        } => vec![circle(chain, "extend", files)],
        ErrorKind::CircularInclude {
            include_chain: chain,
            ..
        } => vec![circle(chain, "include", files)],
        ErrorKind::MissingParent { current, parent } => {
            let finding = Finding::error(
                UNREADABLE,
                format!("there is no template `{parent}` to extend"),
            );
            vec![
                finding
                    .at(named(current, "extend", parent, files), "not found")
                    .help(meant(parent, files)),
            ]
        }
        _ => error
            .to_string()
            .split("\n\nerror: ")
            .map(|report| in_report(report, files))
            .collect(),
    }
}

/// Reports templates that include each other in a circle, at the site's own one.
fn circle(chain: &[String], verb: &str, files: &[ThemeFile]) -> Finding {
    let is_own = |path: &&String| files.iter().any(|file| file.own && *file.path == ***path);
    let at = chain.iter().position(|path| is_own(&path)).unwrap_or(0);
    let (path, next) = (&chain[at], &chain[(at + 1) % chain.len()]);
    let names: BTreeSet<&String> = chain.iter().collect();
    let message = match names.len() {
        1 => format!("the template {verb}s itself"),
        _ => format!(
            "templates {verb} each other in a circle: {}",
            listed(&names.into_iter().collect::<Vec<_>>())
        ),
    };
    let name = path
        .rsplit_once("templates/")
        .map_or(path.as_str(), |(_, name)| name);
    let default = files
        .iter()
        .find(|file| !file.own && file.name.strip_prefix("templates/") == Some(name));
    let help = match default {
        Some(default) if verb == "extend" => {
            format!(
                "to build on the default theme's, write `{{% extends \"{}\" %}}`",
                default.path
            )
        }
        _ => format!("remove the `{verb}` from one of them"),
    };
    Finding::error(UNREADABLE, message)
        .at(named(path, verb, next, files), "leads back here")
        .help(help)
}

/// Where a template names the one that it extends or includes.
fn named(path: &str, verb: &str, other: &str, files: &[ThemeFile]) -> Place {
    let text = files
        .iter()
        .rev()
        .find(|file| *file.path == *path)
        .map_or("", text_of);
    let names = text.match_indices(verb).filter_map(|(at, _)| {
        let start = at + text[at..].find(['"', '\''])? + 1;
        let end = start + text[start..].find(['"', '\''])?;
        Some(Span::new(start, end))
    });
    let span = names
        .clone()
        .find(|span| other.ends_with(span.of(text)))
        .or_else(|| names.clone().next());
    Place {
        file: path.into(),
        span,
    }
}

/// Reads one of the errors that tera finds only in all templates together. It gives them as text, each
/// as `error: MESSAGE`, ` --> FILE:LINE:COLUMN`, a line of nothing, the template's line, and carets
/// below it.
fn in_report(report: &str, files: &[ThemeFile]) -> Finding {
    let lines: Vec<&str> = report.lines().map(str::trim).collect();
    let message = lines.first().map_or("", |line| {
        line.trim_start_matches("error: ").trim_end_matches('.')
    });
    let carets = lines.get(4).map_or(1, |line| line.matches('^').count());
    let place = lines
        .get(1)
        .and_then(|line| located(line.strip_prefix("--> ")?, carets, files));
    // It may name the file without saying where in it.
    let file = || {
        files
            .iter()
            .find(|file| file.own && message.contains(&*file.path))
    };
    let finding = Finding::error(UNREADABLE, message);
    let finding = match message.strip_prefix("Unknown template `") {
        Some(name) => finding.help(meant(name.trim_end_matches('`'), files)),
        None => finding,
    };
    match place.or_else(|| Some(Place::file(file()?.path.clone()))) {
        Some(place) => finding.at(place, "in this template"),
        None => finding,
    }
}

/// The template with the name most similar to a missing one.
fn meant(name: &str, files: &[ThemeFile]) -> String {
    let names = files
        .iter()
        .filter_map(|file| file.name.strip_prefix("templates/"));
    nearest(name, names).map_or_else(String::new, |meant| format!("did you mean `{meant}`?"))
}

/// The place `FILE:LINE:COLUMN`, with a number of letters from there.
fn located(at: &str, letters: usize, files: &[ThemeFile]) -> Option<Place> {
    let mut parts = at.rsplitn(3, ':');
    let (column, line, path) = (
        parts.next()?.parse::<usize>().ok()?,
        parts.next()?.parse::<usize>().ok()?,
        parts.next()?,
    );
    let text = files
        .iter()
        .rev()
        .find(|file| *file.path == *path)
        .map(text_of)?;
    let start: usize = text
        .split_inclusive('\n')
        .take(line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let line = text[start..].lines().next().unwrap_or_default();
    let byte = |letters: usize| {
        line.char_indices()
            .nth(letters)
            .map_or(line.len(), |(at, _)| at)
    };
    let column = column.checked_sub(1)?;
    Some(Place {
        file: path.into(),
        span: Some(Span::new(
            start + byte(column),
            start + byte(column + letters),
        )),
    })
}

fn at_template(report: &ReportError, rule: Rule) -> Finding {
    let range = report.span().range.clone();
    // If something is never closed, the range is all the text after it. It was missed at its end.
    let unclosed = report.message().starts_with("Unexpected end");
    let span = if unclosed {
        range.end.saturating_sub(1)..range.end
    } else {
        range
    };
    let place = Place {
        file: report.filename().into(),
        span: Some(span.into()),
    };
    let finding = Finding::error(rule, report.message().trim_end_matches('.').to_owned())
        .at(place, "in this template");
    match report.message() {
        // An `endblock` gets this error too, if an `if` inside the block is never closed.
        "Unknown tag" => {
            finding.help("if this ends a block, look above it for an `if` or `for` without an end")
        }
        _ => finding,
    }
}

/// True if a template lacks only something from a template that was left out.
pub(super) fn is_consequence(
    fault: &Finding,
    left_out: &BTreeSet<&str>,
    files: &[ThemeFile],
) -> bool {
    let lacks = ["Unknown template", "Unknown component", "Block"]
        .iter()
        .any(|what| fault.message.starts_with(what));
    let name = fault.message.split('`').nth(1).filter(|_| lacks);
    let has =
        |file: &&ThemeFile, name: &str| file.path.ends_with(name) || text_of(file).contains(name);
    let left_out = || {
        files
            .iter()
            .filter(|file| file.own && left_out.contains(&*file.path))
    };
    name.is_some_and(|name| left_out().any(|file| has(&file, name)))
}

fn text_of(file: &ThemeFile) -> &str {
    std::str::from_utf8(&file.bytes).unwrap_or_default()
}
