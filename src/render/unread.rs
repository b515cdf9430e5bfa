//! Finds what nothing reads in a library's own theme: files with a wrong name, and strings that no
//! page or form uses.
//!
//! Without these findings a misspelt name would go unnoticed, since the default theme's file or
//! string is used instead.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::language::is_tag;
use crate::config::{Config, Language};
use crate::report::{Finding, Report, Reported, listed, nearest, rules};
use crate::source::{Place, Source, Span, ThemeFile};
use crate::words::OPTIONAL;
use crate::yaml::{self, Entry, Node, Value};

/// Reports files and strings of the library's own theme that nothing reads.
pub(super) fn unread(files: &[ThemeFile], config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let known = KnownTheme::new(files);
    for file in files.iter().filter(|file| file.own) {
        if let Some(help) = known.instead_of(&file.name, config) {
            report.add(
                Finding::warning(
                    rules::THEME_FILE_UNREAD,
                    "nothing uses this file of the theme",
                )
                .at(Place::file(file.path.clone()), "")
                .help(help),
            );
        } else if file.name.starts_with("strings/") {
            let source = Source::new(
                file.path.clone(),
                String::from_utf8_lossy(&file.bytes).into_owned(),
            );
            report.take(known.unread_strings(&source));
        }
    }
    report.on(())
}

/// The names that files and strings of a theme can have.
struct KnownTheme<'a> {
    /// The names of the default theme's files.
    names: Vec<&'a str>,
    /// The names that are filled in, by the key of the default theme's string.
    filled: BTreeMap<String, BTreeSet<String>>,
    /// All templates, each with its text.
    templates: Vec<(&'a ThemeFile, &'a str)>,
}

/// The folders of a theme.
const FOLDERS: [&str; 4] = ["templates", "strings", "assets", "search"];

/// The names that `t()` fills in.
const FILLED_BY_TEMPLATES: [&str; 5] = ["count", "name", "first", "second", "number"];

/// The forms of a plural.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl<'a> KnownTheme<'a> {
    fn new(files: &'a [ThemeFile]) -> KnownTheme<'a> {
        let mut filled: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (key, names) in OPTIONAL {
            filled.insert(
                key.to_owned(),
                names.iter().map(|name| (*name).to_owned()).collect(),
            );
        }
        for file in files
            .iter()
            .filter(|file| !file.own && file.name.starts_with("strings/"))
        {
            for entry in entries(&String::from_utf8_lossy(&file.bytes)) {
                let names = texts(&entry.value)
                    .into_iter()
                    .flat_map(|(text, _)| braces(text));
                let names = names
                    .filter(|brace| brace.closed)
                    .map(|brace| brace.name.to_owned())
                    .collect::<Vec<_>>();
                filled.entry(entry.key).or_default().extend(names);
            }
        }
        let names = files
            .iter()
            .filter(|file| !file.own)
            .map(|file| file.name.as_str())
            .collect();
        let templates = files
            .iter()
            .filter(|file| file.name.starts_with("templates/"));
        let templates =
            templates.filter_map(|file| Some((file, std::str::from_utf8(&file.bytes).ok()?)));
        KnownTheme {
            names,
            filled,
            templates: templates.collect(),
        }
    }

    /// What to do about a file that nothing reads; `None` for a file that is read, or whose folder
    /// may have any file.
    fn instead_of(&self, name: &str, config: &Config) -> Option<String> {
        let Some((folder, rest)) = name.split_once('/') else {
            let known = self
                .names
                .iter()
                .find(|known| known.rsplit('/').next() == Some(name))?;
            return Some(format!("move it to `{known}` in the theme"));
        };
        match folder {
            "templates" => self.instead_of_template(rest),
            "strings" => instead_of_strings(rest, config.languages.as_slice()),
            _ if FOLDERS.contains(&folder) => None,
            _ => nearest(folder, FOLDERS).map(|meant| format!("name the folder `{meant}`")),
        }
    }

    fn instead_of_template(&self, name: &str) -> Option<String> {
        let known: Vec<&str> = self
            .names
            .iter()
            .filter_map(|name| name.strip_prefix("templates/"))
            .collect();
        // Another template includes or extends it, by its name or path, or it has components, which
        // every template can use.
        let quoted = ['"', '\''].map(|quote| format!("{name}{quote}"));
        let is_named =
            |(_, text): &(&ThemeFile, &str)| quoted.iter().any(|name| text.contains(name));
        let has_components = |(file, text): &(&ThemeFile, &str)| {
            file.own
                && file.name.strip_prefix("templates/") == Some(name)
                && text.contains("endcomponent")
        };
        if known.contains(&name)
            || self
                .templates
                .iter()
                .any(|template| is_named(template) || has_components(template))
        {
            return None;
        }
        Some(match nearest(name, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => {
                "give it the name of a template of the default theme, or include it in another \
                     template"
                    .to_owned()
            }
        })
    }

    /// Reports strings that nothing uses, and braces in strings that nothing is filled in for.
    fn unread_strings(&self, source: &Source) -> Reported<()> {
        let mut report = Report::default();
        for entry in entries(&source.text) {
            let is_used = self.is_used(&entry.key);
            let known = self.filled.get(&entry.key);
            if known.is_none() && !is_used {
                report.add(unknown(
                    source,
                    &entry,
                    self.filled.keys().map(String::as_str),
                ));
                continue;
            }
            let of_templates = FILLED_BY_TEMPLATES.iter().copied().filter(|_| is_used);
            let filled: Vec<&str> = known
                .into_iter()
                .flatten()
                .map(String::as_str)
                .chain(of_templates)
                .collect();
            if let Value::Map(forms) = &entry.value.value {
                for form in forms
                    .iter()
                    .filter(|form| !FORMS.contains(&form.key.as_str()))
                {
                    report.add(no_form(source, form));
                }
            }
            for (text, span) in texts(&entry.value) {
                for brace in
                    braces(text).filter(|brace| !brace.closed || !filled.contains(&brace.name))
                {
                    report.add(not_filled(source, span, &brace, &filled));
                }
            }
        }
        report.on(())
    }

    /// True if one of the library's own templates has the key of a string.
    fn is_used(&self, key: &str) -> bool {
        let quoted = ['"', '\''].map(|quote| format!("{quote}{key}{quote}"));
        self.templates
            .iter()
            .any(|(file, text)| file.own && quoted.iter().any(|key| text.contains(key)))
    }
}

/// What to do about a file in `strings/` that is of no language.
fn instead_of_strings(name: &str, languages: &[Language]) -> Option<String> {
    let stem = [".yaml", ".yml"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))?;
    let tags = languages
        .iter()
        .flat_map(|language| [language.tag.as_str(), language.primary()])
        .chain(["en"]);
    let meant = tags
        .clone()
        .find(|tag| tag.eq_ignore_ascii_case(stem))
        .or(is_tag(stem).then_some(stem));
    match meant {
        // Another library with this theme may have the language.
        Some(tag) if name == format!("{tag}.yaml") => None,
        Some(tag) => Some(format!("name it `strings/{tag}.yaml`")),
        None => {
            Some("name it after its language, for example `strings/cy.yaml` for Welsh".to_owned())
        }
    }
}

/// The strings of a file; none if it cannot be read, which is reported elsewhere.
fn entries(text: &str) -> Vec<Entry> {
    match yaml::parse(text, Span::new(0, text.len())) {
        Ok(Node {
            value: Value::Map(entries),
            ..
        }) => entries,
        _ => vec![],
    }
}

/// The texts of one string, each with its place.
fn texts(node: &Node) -> Vec<(&str, Span)> {
    match &node.value {
        Value::Text(text) => vec![(text, node.span)],
        Value::Map(forms) => forms.iter().flat_map(|form| texts(&form.value)).collect(),
        _ => vec![],
    }
}

/// The name after an opening brace, up to the closing one, or if there is none, up to the first
/// character that a name cannot have.
struct Brace<'a> {
    name: &'a str,
    closed: bool,
}

fn braces(text: &str) -> impl Iterator<Item = Brace<'_>> {
    text.split('{')
        .skip(1)
        .map(|rest| match rest.split_once('}') {
            Some((name, _)) => Brace { name, closed: true },
            None => {
                let end = rest
                    .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .unwrap_or(rest.len());
                Brace {
                    name: &rest[..end],
                    closed: false,
                }
            }
        })
}

fn unknown<'a>(source: &Source, entry: &Entry, known: impl Iterator<Item = &'a str>) -> Finding {
    let help = match nearest(&entry.key, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "strings/en.yaml of the default theme has every string that is used".to_owned(),
    };
    Finding::warning(
        rules::THEME_STRING_UNKNOWN,
        format!("nothing uses the string `{}`", entry.key),
    )
    .at(source.place(entry.key_span), "never shown")
    .help(help)
}

fn no_form(source: &Source, form: &Entry) -> Finding {
    let help = match nearest(&form.key, FORMS) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the forms are {}", listed(&FORMS)),
    };
    Finding::warning(
        rules::THEME_STRING_UNKNOWN,
        format!("`{}` is not a form of a plural", form.key),
    )
    .at(source.place(form.key_span), "never shown")
    .help(help)
}

fn not_filled(source: &Source, span: Span, brace: &Brace, filled: &[&str]) -> Finding {
    let Brace { name, closed } = brace;
    let written = format!("{{{name}{}", if *closed { "}" } else { "" });
    let at = span
        .of(&source.text)
        .find(&written)
        .map(|at| span.start + at);
    let span = at.map_or(span, |at| Span::new(at, at + written.len()));
    let braced: Vec<String> = filled.iter().map(|name| format!("{{{name}}}")).collect();
    let help = match nearest(name, filled.iter().copied()) {
        Some(meant) => format!("did you mean `{{{meant}}}`?"),
        None if filled.is_empty() => "remove the braces: nothing is filled in here".to_owned(),
        None => format!("names that are filled in here: {}", listed(&braced)),
    };
    let message = if *closed {
        format!("nothing is filled in for `{written}`")
    } else {
        format!("`{written}` has no closing brace")
    };
    Finding::warning(rules::THEME_STRING_UNKNOWN, message)
        .at(source.place(span), "shown as typed")
        .help(help)
}
