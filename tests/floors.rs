//! The floor plan: a module uses only the floors below its own.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up.
const FLOORS: [&str; 15] = [
    "source", "report", "picture", "yaml", "config", "parse", "words", "form", "link", "search",
    "render", "audit", "compile", "host", "cli",
];

#[test]
fn a_module_uses_only_the_floors_below_its_own() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = vec![];
    for file in files(&src) {
        let below_src = file.strip_prefix(&src).expect("found below src");
        let name = below_src
            .components()
            .next()
            .expect("a file has a name")
            .as_os_str()
            .to_string_lossy();
        let Some(floor) = FLOORS
            .iter()
            .position(|known| *known == name.trim_end_matches(".rs"))
        else {
            continue;
        };
        let text = fs::read_to_string(&file).expect("source is text");
        for used in used(&text) {
            if FLOORS
                .iter()
                .position(|known| *known == used)
                .is_some_and(|other| other > floor)
            {
                wrong.push(format!("{} uses {used}", below_src.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The modules that a source names: `crate::host::read`, and those of `crate::{host, parse::{body,
/// clean}}`.
fn used(text: &str) -> Vec<&str> {
    let paths = text
        .split("crate::")
        .skip(1)
        .flat_map(|path| path.strip_prefix('{').map_or(vec![path], parts));
    let module =
        |path: &'_ str| path.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    paths
        .map(|path| &path[..module(path).unwrap_or(path.len())])
        .collect()
}

/// What stands between the commas of a group, up to its end.
fn parts(group: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (vec![], 0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                parts.push(group[start..at].trim());
                start = at + 1;
                if letter == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    parts
}

#[test]
fn each_module_of_a_group_is_seen() {
    let text = "use crate::{\n    host::{self, read},\n    parse\n};\nlet x = crate::link::library(a, b);\nuse crate::config;";
    assert_eq!(used(text), ["host", "parse", "link", "config"]);
}

#[test]
fn every_module_has_a_floor() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let top = fs::read_dir(&src)
        .expect("the source is there")
        .map(|entry| entry.expect("readable").path());
    let names = top.map(|path| {
        path.file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    });
    let strangers: Vec<String> = names
        .filter(|name| !FLOORS.contains(&name.as_str()) && name != "lib" && name != "main")
        .collect();
    assert!(strangers.is_empty(), "on no floor: {strangers:?}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("readable").path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
