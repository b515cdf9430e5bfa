//! The plan of the source: a module uses only the floors below its own, and no two files use each
//! other, directly or through others. So every file can be read after those that it uses.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up.
const FLOORS: [&str; 16] = [
    "ids", "source", "report", "picture", "yaml", "config", "parse", "words", "form", "link",
    "search", "render", "audit", "compile", "host", "cli",
];

/// A module by its path below the crate: `["link", "pages"]`.
type Module = Vec<String>;

#[test]
fn a_module_uses_only_the_floors_below_its_own() {
    let texts = source();
    let floor = |module: &Module| FLOORS.iter().position(|known| *known == module[0]);
    let mut wrong = vec![];
    for (module, text) in &texts {
        for used in used(module, text, &texts) {
            if floor(&used) > floor(module) {
                wrong.push(format!("{} uses {}", module.join("/"), used.join("/")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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

#[test]
fn no_files_use_each_other_in_a_circle() {
    let circle = circle(&source());
    assert!(circle.is_empty(), "in a circle:\n{}", circle.join("\n"));
}

#[test]
fn a_circle_is_seen_through_groups_and_what_a_parent_hands_on() {
    let texts = |files: &[(&str, &str)]| -> BTreeMap<Module, String> {
        let files = files.iter();
        files
            .map(|(path, text)| (module(Path::new(path)).expect("a module"), code(text)))
            .collect()
    };
    let parent = (
        "a.rs",
        "mod b;\nmod c;\npub use b::{B, Other};\nstruct A;\nb::f();",
    );
    let c = ("a/c.rs", "use super::{A, B};\nfn g() {}");
    let sound = texts(&[parent, ("a/b.rs", "use super::A;\n// super::c::g"), c]);
    assert_eq!(circle(&sound), Vec::<String>::new());
    let wrong = texts(&[
        parent,
        (
            "a/b.rs",
            "use crate::{\n    a::{c::{self, g}, A},\n};\nstruct B;",
        ),
        c,
    ]);
    assert_eq!(circle(&wrong), ["a/b uses a/c", "a/c uses a/b"]);
    let test = texts(&[
        parent,
        (
            "a/b.rs",
            "struct B;\n#[cfg(test)]\nmod tests {\n    use super::super::c::g;\n}",
        ),
        c,
    ]);
    assert_eq!(circle(&test), Vec::<String>::new());
}

/// The code of every module.
fn source() -> BTreeMap<Module, String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files(&src)
        .into_iter()
        .filter_map(|file| {
            let module = module(file.strip_prefix(&src).expect("found below src"))?;
            let text = fs::read_to_string(&file).expect("source is text");
            Some((module, code(&text)))
        })
        .collect()
}

/// Every use that leads back to its user.
fn circle(texts: &BTreeMap<Module, String>) -> Vec<String> {
    let uses: BTreeMap<&Module, BTreeSet<Module>> = texts
        .iter()
        .map(|(module, text)| {
            let mut used = used(module, text, texts);
            // A child may use what its parent has for all its children.
            used.retain(|used| !module.starts_with(used));
            (module, used)
        })
        .collect();
    let leads_to = |from: &Module, to: &Module| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            if module == to {
                return true;
            }
            if seen.insert(module) {
                next.extend(uses.get(module).into_iter().flatten());
            }
        }
        false
    };
    let all = uses
        .iter()
        .flat_map(|(user, used)| used.iter().map(move |used| (*user, used)));
    all.filter(|(user, used)| leads_to(used, user))
        .map(|(user, used)| format!("{} uses {}", user.join("/"), used.join("/")))
        .collect()
}

/// The modules that a module names.
fn used(module: &Module, text: &str, texts: &BTreeMap<Module, String>) -> BTreeSet<Module> {
    let paths = paths(text).into_iter();
    paths
        .filter_map(|path| resolved(module, &path, texts))
        .collect()
}

/// The file that a path leads to, as seen from a module; `None` if it leads out of the crate.
fn resolved(from: &Module, path: &[String], texts: &BTreeMap<Module, String>) -> Option<Module> {
    let mut at = match path[0].as_str() {
        "crate" => vec![],
        "super" => from[..from.len() - 1].to_vec(),
        "self" => from.clone(),
        child => {
            let child = [from.as_slice(), &[child.to_owned()]].concat();
            texts.contains_key(&child).then_some(child)?
        }
    };
    for (place, name) in path.iter().enumerate().skip(1) {
        let next = [at.as_slice(), std::slice::from_ref(name)].concat();
        if name == "super" {
            at.pop();
        } else if texts.contains_key(&next) {
            at = next;
        } else {
            // What a module hands on belongs to the child that has it.
            let handed = texts.get(&at).into_iter().flat_map(|text| paths_used(text));
            let of_child = handed
                .filter(|path| {
                    path.last() == Some(name) && path[0] != "crate" && path[0] != "super"
                })
                .find_map(|path| resolved(&at, &path, texts));
            return Some(of_child.filter(|_| place > 0).unwrap_or(at));
        }
    }
    (!at.is_empty()).then_some(at)
}

/// The paths of `use` lines alone.
fn paths_used(text: &str) -> Vec<Vec<String>> {
    let lines = text.split(';').map(str::trim_start);
    let uses = lines.filter_map(|line| {
        let start = line
            .rfind("use ")
            .filter(|at| line[..*at].is_empty() || line[..*at].ends_with([' ', '\n']))?;
        Some(line[start + 4..].to_owned())
    });
    uses.flat_map(|path| expanded(&path)).collect()
}

/// Every path in a text that goes on after `::`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut paths = paths_used(text);
    for (at, _) in text.match_indices("::") {
        let before = &text[..at];
        let start = before
            .rfind(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .map_or(0, |before| before + 1);
        if start < at && !before[..start].ends_with("::") {
            paths.extend(expanded(&text[start..]));
        }
    }
    paths
}

/// The paths that a text begins with: `a::{b, c::d}` is two.
fn expanded(text: &str) -> Vec<Vec<String>> {
    let end = text
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if let Some(group) = text.strip_prefix('{') {
        return parts(group).into_iter().flat_map(expanded).collect();
    }
    if name.is_empty() {
        return vec![];
    }
    let Some(rest) = rest.strip_prefix("::") else {
        return vec![vec![name.to_owned()]];
    };
    let rest = expanded(rest);
    if rest.is_empty() {
        return vec![vec![name.to_owned()]];
    }
    rest.into_iter()
        .map(|path| [vec![name.to_owned()], path].concat())
        .collect()
}

/// What is between the commas of a group, up to its end.
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

/// `link/pages.rs` as a module; `None` for the crate's root and for tests.
fn module(file: &Path) -> Option<Module> {
    let path = file.with_extension("");
    let names: Module = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    let is_rust = file.extension().is_some_and(|end| end == "rs");
    let is_root = ["lib", "main"].contains(&names.join("/").as_str());
    (is_rust && !is_root && !names.contains(&"tests".to_owned())).then_some(names)
}

/// A source without its comments and its tests.
fn code(text: &str) -> String {
    let own = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let lines = own
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
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
