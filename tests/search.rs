//! `casebook search`: what it prints, and that its explanations add up.
#![allow(
    clippy::disallowed_methods,
    reason = "a test starts the program and reads what it wrote"
)]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::{Library, write};
use serde_json::Value;
use tempfile::TempDir;

fn casebook(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(arguments)
        .current_dir(root)
        .output()
        .expect("the program starts")
}

fn sample() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns what the program prints for a search in the sample library.
fn printed(arguments: &[&str]) -> String {
    let output = casebook(sample(), &[&["search"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    assert_eq!(output.stderr, b"", "{arguments:?}");
    String::from_utf8(output.stdout).expect("results are text")
}

#[test]
fn results_are_as_reviewed() {
    let searches: [&[&str]; 7] = [
        &["citizens' assembly"],
        &["citizens assembly", "--explain", "--limit", "2"],
        &["polise zebra the"],
        &["cynulliad", "--lang", "cy", "--explain"],
        &[
            "\"spending challenge\" -police",
            "--from",
            "2010",
            "--to",
            "2015-06",
        ],
        &["", "--filter", "region=Scotland", "--sort", "title"],
        &["zebra", "--explain"],
    ];
    let all: String = searches
        .iter()
        .map(|search| format!("===== {}\n{}\n", search.join(" "), printed(search)))
        .collect();
    for line in all.lines().filter(|line| !line.contains("content/")) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn an_explained_score_is_the_sum_of_its_parts() {
    for query in [
        "citizens' assembly",
        "police",
        "assembly north",
        "democracy",
        "counc*",
    ] {
        let json = printed(&[query, "--explain", "--format", "json"]);
        let found: Value = serde_json::from_str(&json).expect("JSON");
        let results = found["results"].as_array().expect("a list");
        assert!(!results.is_empty(), "{query}");
        for result in results {
            let number = |value: &Value| value.as_f64().unwrap_or_default();
            let explained = &result["explained"];
            let words = explained["words"].as_array().expect("a list");
            let sum = words.iter().map(|word| number(&word["gain"])).sum::<f64>()
                + number(&explained["title"]["bonus"])
                + number(&explained["is_title"])
                + number(&explained["has_term"]);
            let score = number(&result["score"]);
            assert!((score - sum).abs() < score * 1e-4, "{query}: {result}");
        }
    }
}

#[test]
fn arguments_that_do_not_fit_the_library_are_explained() {
    let wrong: [(&[&str], &str); 5] = [
        (
            &["x", "--filter", "topic=x"],
            "error: `topic` is not a facet of this library\n  = help: did you mean `topics`?\n",
        ),
        (
            &["x", "--filter", "region=Scotlan"],
            "error: `Scotlan` is not one of the region\n  = help: did you mean `region=scotland`?\n",
        ),
        (
            &["x", "--lang", "fr"],
            "error: `fr` is not a language of this library\n  = help: its languages are `en-GB` and `cy`\n",
        ),
        (
            &["x", "--filter", "housing"],
            "write a facet and a term, such as `topics=housing`",
        ),
        (
            &["x", "--from", "soon"],
            "invalid value 'soon' for '--from <DATE>'",
        ),
    ];
    for (arguments, said) in wrong {
        let output = casebook(sample(), &[&["search"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_library_with_errors_is_searched_with_a_warning() {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\n",
    );
    write(
        root.path(),
        "content/case-studies/warm-homes.md",
        "---\ntitle: \"Warm \\e[31m homes\"\n---\n\n[x](nope.md)\n",
    );
    let output = casebook(root.path(), &["search", "warm", "--color", "never"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.starts_with("warning: the library has "), "{stderr}");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        stdout.contains("content/case-studies/warm-homes.md"),
        "{stdout}"
    );
    assert!(!stdout.contains('\u{1b}'), "{stdout}");
}

#[test]
fn the_sample_library_finds_what_it_should() {
    let library = Library::in_folder(sample(), "2026-01-01");
    assert!(library.inputs.expected.is_some());
    let findings = library.findings();
    let misses = findings
        .iter()
        .filter(|finding| finding.rule.name().starts_with("expected-"));
    assert_eq!(
        misses.collect::<Vec<_>>(),
        Vec::<&casebook::report::Finding>::new()
    );
}

#[test]
fn a_miss_says_what_came_instead() {
    let library = Library::new(
        "
        //- search.yaml
        - query: cold
          first: case-studies/warm-homes.md
        //- content/case-studies/cold-homes.md
        ---
        title: Cold homes
        ---

        Text.
        //- content/case-studies/warm-homes.md
        ---
        title: Warm homes
        ---

        No home here is cold.
        ",
    );
    let message = library.messages();
    let help = "  = help: it finds `case-studies/cold-homes.md`, then `case-studies/warm-homes.md`; \
                `casebook search \"cold\" --explain` shows why";
    assert!(message.contains(help), "{message}");
}
