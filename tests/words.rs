//! The theme's strings: each language has them all, and writes numbers and dates its own way.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use casebook::config::Language;
use casebook::parse::date::Date;
use casebook::source::{Span, ThemeFile};
use casebook::words::{OPTIONAL, Strings, strings};
use casebook::yaml::{self, Node, Value};
use common::words;

/// The strings of a built-in language: by key, whether it is a plural, and the names to fill in.
fn built_in(tag: &str) -> BTreeMap<String, (bool, BTreeSet<String>)> {
    let text = text_of(&format!("themes/default/strings/{tag}.yaml"));
    let root = yaml::parse(&text, Span::new(0, text.len())).expect("the strings are YAML");
    let Value::Map(entries) = root.value else {
        panic!("{tag}.yaml is a group of keys")
    };
    let described = entries.into_iter().map(|entry| {
        let is_plural = matches!(entry.value.value, Value::Map(_));
        (entry.key, (is_plural, names(&entry.value)))
    });
    described.collect()
}

fn names(node: &Node) -> BTreeSet<String> {
    match &node.value {
        Value::Text(text) => text
            .split('{')
            .skip(1)
            .map(|rest| rest.split('}').next().unwrap_or(rest).to_owned())
            .collect(),
        Value::Map(forms) => forms.iter().flat_map(|form| names(&form.value)).collect(),
        _ => BTreeSet::new(),
    }
}

fn text_of(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join(path)).expect("a file of the program")
}

#[test]
fn each_built_in_language_has_the_same_strings_with_the_same_names_to_fill_in() {
    assert_eq!(built_in("en"), built_in("cy"));
}

#[test]
fn every_string_that_the_program_asks_for_is_in_the_built_in_theme() {
    let known = built_in("en");
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut asked = BTreeSet::new();
    for file in ["words.rs", "form.rs", "form", "render.rs", "render"] {
        for path in sources(&src.join(file)) {
            let code = fs::read_to_string(&path).expect("source is text");
            asked.extend(keys_asked_for(&code));
        }
    }
    assert!(asked.len() > 40, "the keys are no longer found: {asked:?}");
    let optional: Vec<&str> = OPTIONAL.iter().map(|(key, _)| *key).collect();
    let missing: Vec<&String> = asked
        .iter()
        .filter(|key| !known.contains_key(*key) && !optional.contains(&key.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn sources(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder of the source");
    entries
        .flat_map(|entry| sources(&entry.expect("readable").path()))
        .collect()
}

/// The keys in `words.get("key")` and its like, wherever the lines are broken.
fn keys_asked_for(code: &str) -> Vec<String> {
    let code: String = code.split_whitespace().collect();
    let mut keys = vec![];
    for owner in ["words", "words(language)", "self"] {
        for method in ["get", "with", "filled", "optional"] {
            let call = format!("{owner}.{method}(\"");
            let calls = code.split(&call).skip(1);
            keys.extend(calls.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    keys
}

/// The default theme's strings with those of a library's own theme.
fn with_own(tag: &str, own: &str) -> Strings {
    let file = ThemeFile {
        name: format!("strings/{tag}.yaml"),
        path: format!("themes/ours/strings/{tag}.yaml").as_str().into(),
        bytes: own.to_owned().into_bytes().into(),
        own: true,
    };
    let english = ThemeFile {
        name: "strings/en.yaml".to_owned(),
        path: "themes/default/strings/en.yaml".into(),
        bytes: text_of("themes/default/strings/en.yaml")
            .into_bytes()
            .into(),
        own: false,
    };
    let read = strings(&[english, file], &language(tag));
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    read.value
}

fn language(tag: &str) -> Language {
    Language {
        tag: tag.to_owned(),
        prefix: String::new(),
    }
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

#[test]
fn sizes_are_written_in_the_words_of_the_language() {
    let (english, welsh) = (words(&language("en-GB")), words(&language("cy")));
    for (bytes, in_english, in_welsh) in [
        (0, "0 bytes", "0 beit"),
        (1, "1 byte", "1 beit"),
        (2, "2 bytes", "2 feit"),
        (850, "850 bytes", "850 beit"),
        (1_000, "1 kB", "1 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1.0 MB", "1.0 MB"),
        (1_234_567_890, "1,234.6 MB", "1,234.6 MB"),
    ] {
        assert_eq!(english.size(bytes), in_english);
        assert_eq!(welsh.size(bytes), in_welsh);
    }
    let german = with_own("de", "thousands: .\ndecimal: ','\n");
    assert_eq!(german.size(1_234_567_890), "1.234,6 MB");
    assert_eq!(german.measure(1200.5, Some("t")), "1.200,5 t");
    assert_eq!(german.measure(-12500.1, Some("EUR")), "−€12.500,10");
}

#[test]
fn a_language_may_change_the_name_of_a_month_after_a_day() {
    let polish = with_own(
        "pl",
        "months: [styczeń, luty, marzec]\nmonths_with_day: [stycznia, lutego, marca]\n",
    );
    assert_eq!(polish.date(date("2024-03-12")), "12 marca 2024");
    assert_eq!(polish.date(date("2024-03")), "marzec 2024");
    assert_eq!(polish.date(date("2024")), "2024");
    let welsh = words(&language("cy"));
    assert_eq!(welsh.date(date("2024-03-12")), "12 Mawrth 2024");
}
