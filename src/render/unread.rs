//! What of a site's own theme nothing reads: files under other names than are looked for, and words
//! that no page asks for.
//!
//! A slip there changes nothing, and says nothing by itself: the default theme's file or words
//! stand in.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::language::is_tag;
use crate::config::{Config, Language};
use crate::report::{Finding, Report, Reported, listed, nearest, rules};
use crate::source::{Place, Source, Span, ThemeFile};
use crate::words::OPTIONAL;
use crate::yaml::{self, Entry, Node, Value};

/// Looks through the files of the site's own theme.
pub fn unread(files: &[ThemeFile], config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let theirs = Theirs::new(files);
    for file in files.iter().filter(|file| file.own) {
        if let Some(help) = theirs.instead_of(&file.name, config) {
            report.add(
                Finding::warning(
                    rules::THEME_FILE_UNREAD,
                    "nothing reads this file of the theme",
                )
                .at(Place::file(file.path.clone()), "")
                .help(help),
            );
        } else if file.name.starts_with("strings/") {
            let source = Source::new(
                file.path.clone(),
                String::from_utf8_lossy(&file.bytes).into_owned(),
            );
            report.take(theirs.words(&source));
        }
    }
    report.on(())
}

/// What a theme's files are held against.
struct Theirs<'a> {
    /// The names of the default theme's files.
    names: Vec<&'a str>,
    /// The names that are filled in for each of the default theme's words.
    filled: BTreeMap<String, BTreeSet<String>>,
    /// All templates with their texts.
    templates: Vec<(&'a ThemeFile, &'a str)>,
}

/// The folders of a theme.
const FOLDERS: [&str; 4] = ["templates", "strings", "assets", "search"];

/// What `t()` fills in.
const OF_TEMPLATES: [&str; 5] = ["count", "name", "first", "second", "number"];

const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl<'a> Theirs<'a> {
    fn new(files: &'a [ThemeFile]) -> Theirs<'a> {
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
        Theirs {
            names,
            filled,
            templates: templates.collect(),
        }
    }

    /// What to do about a file that nothing reads; `None` where it is read, or is not meant to be.
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
            "strings" => instead_of_strings(rest, &config.languages),
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
        // Included or extended, by its name or its path; or it has components, which every template
        // knows.
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
            None => "a template is read where the default theme has one of that name, or where another includes it"
                .to_owned(),
        })
    }

    fn words(&self, source: &Source) -> Reported<()> {
        let mut report = Report::default();
        for entry in entries(&source.text) {
            let asked = self.is_asked_for(&entry.key);
            let known = self.filled.get(&entry.key);
            if known.is_none() && !asked {
                report.add(unknown(
                    source,
                    &entry,
                    self.filled.keys().map(String::as_str),
                ));
                continue;
            }
            let of_templates = OF_TEMPLATES.iter().copied().filter(|_| asked);
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

    /// Whether one of the site's own templates names a word.
    fn is_asked_for(&self, key: &str) -> bool {
        let quoted = ['"', '\''].map(|quote| format!("{quote}{key}{quote}"));
        self.templates
            .iter()
            .any(|(file, text)| file.own && quoted.iter().any(|key| text.contains(key)))
    }
}

/// What to do about a file in `strings/` that no language has.
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
        // Of a language that the library does not have, but another with this theme may.
        Some(tag) if name == format!("{tag}.yaml") => None,
        Some(tag) => Some(format!("name it `strings/{tag}.yaml`")),
        None => {
            Some("name it by the tag of its language, as `strings/cy.yaml` for Welsh".to_owned())
        }
    }
}

/// The words of a file; none where it cannot be read, which is told elsewhere.
fn entries(text: &str) -> Vec<Entry> {
    match yaml::parse(text, Span::new(0, text.len())) {
        Ok(Node {
            value: Value::Map(entries),
            ..
        }) => entries,
        _ => vec![],
    }
}

/// The texts of one entry, with where each stands.
fn texts(node: &Node) -> Vec<(&str, Span)> {
    match &node.value {
        Value::Text(text) => vec![(text, node.span)],
        Value::Map(forms) => forms.iter().flat_map(|form| texts(&form.value)).collect(),
        _ => vec![],
    }
}

/// What stands behind an opening brace, up to the closing one or as far as it has letters.
struct Brace<'a> {
    name: &'a str,
    closed: bool,
}

fn braces(text: &str) -> impl Iterator<Item = Brace<'_>> {
    text.split('{')
        .skip(1)
        .map(|behind| match behind.split_once('}') {
            Some((name, _)) => Brace { name, closed: true },
            None => {
                let end = behind
                    .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .unwrap_or(behind.len());
                Brace {
                    name: &behind[..end],
                    closed: false,
                }
            }
        })
}

fn unknown<'a>(source: &Source, entry: &Entry, known: impl Iterator<Item = &'a str>) -> Finding {
    let help = match nearest(&entry.key, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "strings/en.yaml of the default theme has all that its pages ask for".to_owned(),
    };
    Finding::warning(
        rules::THEME_STRING_UNKNOWN,
        format!("no page asks for the words `{}`", entry.key),
    )
    .at(source.place(entry.key_span), "shown nowhere")
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
    .at(source.place(form.key_span), "shown nowhere")
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
        None if filled.is_empty() => "nothing is filled in here: take the braces out".to_owned(),
        None => format!("what can stand in braces here: {}", listed(&braced)),
    };
    let message = match closed {
        true => format!("nothing is filled in for `{written}`"),
        false => format!("`{written}` has no closing brace"),
    };
    Finding::warning(rules::THEME_STRING_UNKNOWN, message)
        .at(source.place(span), "shown as it is")
        .help(help)
}
