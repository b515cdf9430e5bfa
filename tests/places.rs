//! Properties of places and fixes, for all samples of the project: what a parser says of a value is
//! exactly where it is, and a fix writes nowhere else.
#![allow(
    clippy::disallowed_methods,
    reason = "a test reads its samples and starts the program"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use casebook::report::rules::{self, Area};
use casebook::report::{Edit, Finding};
use casebook::source::Span;
use casebook::yaml::{self, Node, Style, Value};
use common::{Library, marked, sections};
use tempfile::TempDir;

/// Every sample library: its name and its files as one text.
fn samples() -> Vec<(String, String)> {
    let mut samples = vec![];
    for path in files(Path::new("tests/findings")) {
        let text = fs::read_to_string(&path).expect("a sample is text");
        samples.push((path.display().to_string(), marked(&text).0));
    }
    for rule in rules::explanations().into_iter().flat_map(|(_, all)| all) {
        if !rule.wrong.is_empty() {
            samples.push((rule.rule.name().to_owned(), marked(&rule.wrong).0));
        }
    }
    samples
}

/// The files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let entries = fs::read_dir(folder).expect("the folder is there");
    for entry in entries {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every YAML text of the project that parses: front matter, settings and strings of themes.
fn yaml_texts() -> Vec<(String, String)> {
    let mut texts = vec![];
    let mut add = |name: &str, path: &str, text: &str| {
        if path.ends_with(".yaml") {
            texts.push((format!("{name} {path}"), text.to_owned()));
        } else if let Some(front) = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---"))
        {
            texts.push((format!("{name} {path}"), format!("{}\n", front.0)));
        }
    };
    for (name, sample) in samples() {
        for (path, text) in sections(&sample) {
            add(&name, &path, &text);
        }
    }
    for folder in [
        "tests/sites",
        "tests/themes",
        "tests/theme",
        "content",
        "themes",
    ] {
        for path in files(Path::new(folder)) {
            if let Ok(text) = fs::read_to_string(&path) {
                add("", &path.display().to_string(), &text);
            }
        }
    }
    let settings = fs::read_to_string("casebook.yaml").expect("the library has settings");
    add("", "casebook.yaml", &settings);
    texts
}

#[test]
fn both_yaml_parsers_agree_on_every_sample() {
    let (mut values, mut texts, mut uncertain) = (0, 0, vec![]);
    for (name, text) in yaml_texts() {
        let Ok(root) = yaml::parse(&text, Span::new(0, text.len())) else {
            continue;
        };
        texts += 1;
        walk(&root, &mut |node| {
            values += 1;
            if node.style == Style::Unknown {
                uncertain.push(format!("{name}: {:?}", node.span.of(&text)));
            }
        });
    }
    assert!(uncertain.is_empty(), "{}", uncertain.join("\n"));
    assert!(
        texts > 300 && values > 2_000,
        "{texts} texts, {values} values"
    );
}

fn walk(node: &Node, look: &mut impl FnMut(&Node)) {
    look(node);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| walk(item, look)),
        Value::Map(entries) => entries.iter().for_each(|entry| walk(&entry.value, look)),
        _ => {}
    }
}

/// True if a finding is about one value, and not about the signs of YAML around it.
fn is_about_a_value(finding: &Finding) -> bool {
    let of_lines = [
        rules::NOT_UTF_8,
        rules::MISSING_TITLE,
        rules::CONTROL_CHARACTER,
        rules::MERGE_CONFLICT,
        rules::SETTINGS_YAML,
        rules::THEME_STRINGS,
    ];
    let is_of_yaml = finding.rule.area() == Area::Yaml && finding.rule != rules::YAML_LONE_QUOTE;
    // One finding about a text fixes the same slip wherever it is.
    let is_of_text = finding.rule.area() == Area::Text;
    !is_of_yaml
        && !is_of_text
        && !of_lines.contains(&finding.rule)
        && !finding.rule.name().starts_with("front-matter")
}

#[test]
fn a_fix_changes_only_the_bytes_its_finding_underlines() {
    let mut checked = 0;
    for (name, sample) in samples() {
        let library = Library::new(&sample);
        for finding in library
            .findings()
            .iter()
            .filter(|found| is_about_a_value(found))
        {
            for edit in &finding.fix {
                let place = finding.place.as_ref().expect("a fix has a place");
                let text = library.text(&place.file).expect("the file is there");
                let span = place.span.expect("a fix is of some bytes");
                let Edit::Replace { line, new } = edit else {
                    panic!("{name}: {finding:?} changes whole lines");
                };
                let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
                let end = text[span.end..]
                    .find('\n')
                    .map_or(text.len(), |at| span.end + at);
                let number = text[..start].matches('\n').count() + 1;
                let (before, after) = (&text[start..span.start], &text[span.end..end]);
                assert_eq!(*line, number, "{name}: {finding:?}");
                assert!(
                    new.starts_with(before)
                        && new.ends_with(after)
                        && new.len() >= before.len() + after.len(),
                    "{name}: {finding:?}"
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 15, "{checked} edits");
}

#[test]
fn a_comment_that_repeats_the_line_below_it_changes_no_fix() {
    let mut checked = 0;
    for (name, sample) in samples() {
        let library = Library::new(&sample);
        for finding in library
            .findings()
            .iter()
            .filter(|found| is_about_a_value(found))
        {
            let [Edit::Replace { line, new }] = &finding.fix[..] else {
                continue;
            };
            let place = finding.place.as_ref().expect("a fix has a place");
            let text = library.text(&place.file).expect("the file is there");
            let (Some(span), false) = (place.span, *line == 1) else {
                continue;
            };
            let in_front = text[..span.start].matches("---\n").count() == 1;
            if !in_front || !text.starts_with("---\n") {
                continue;
            }
            let old = text.lines().nth(line - 1).expect("the line is there");
            // A comment before the line, with an apostrophe before a word as a further trap.
            let at = text.lines().take(line - 1).map(|line| line.len() + 1).sum();
            let mut trap = text.clone().into_owned();
            trap.insert_str(at, &format!("# '90s {}\n", old.trim()));
            let sample = sample.replacen(&*text, &trap, 1);
            let trapped = Library::new(&sample);
            let same = trapped.findings().into_iter().find(|other| {
                (other.rule, &other.message, &other.fix)
                    == (
                        finding.rule,
                        &finding.message,
                        &vec![Edit::Replace {
                            line: line + 1,
                            new: new.clone(),
                        }],
                    )
            });
            assert!(
                same.is_some(),
                "{name}: {finding:?}\n{}",
                trapped.messages()
            );
            checked += 1;
        }
    }
    assert!(checked > 12, "{checked} fixes");
}

#[test]
fn fixing_twice_is_fixing_once() {
    let mut changed = 0;
    for (name, sample) in samples() {
        let files: Vec<(String, String)> = sections(&sample)
            .into_iter()
            .filter(|(path, _)| path.ends_with(".md") || path == "casebook.yaml")
            .collect();
        let root = TempDir::new().expect("a temporary folder");
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
            fs::write(path, text).expect("the file can be written");
        };
        write("casebook.yaml", common::SETTINGS);
        for (path, text) in &files {
            write(path, text);
        }
        let read = || -> Vec<String> {
            let texts = files.iter().map(|(path, _)| root.path().join(path));
            texts
                .map(|path| fs::read_to_string(path).expect("it is text"))
                .collect()
        };
        let before = read();
        fix(root.path());
        let once = read();
        fix(root.path());
        assert_eq!(once, read(), "{name}");
        changed += usize::from(before != once);
    }
    assert!(changed > 25, "{changed} libraries were fixed");
}

fn fix(root: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["check", "--fix"])
        .current_dir(root)
        .output()
        .expect("the program starts");
    let code = output.status.code();
    assert!(code.is_some_and(|code| code < 3), "{output:?}");
}
