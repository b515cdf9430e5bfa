//! The formats for programs: JSON, commands for GitHub Actions, SARIF. Each run uses the chosen one,
//! whatever goes wrong.
#![allow(
    clippy::disallowed_methods,
    reason = "a test starts the program and reads what it wrote"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::write;
use serde_json::Value;
use tempfile::TempDir;

/// A library with one mistake in YAML that has a fix, one in a link, and a warning in many files.
fn library() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\n",
    );
    write(
        root.path(),
        "content/case-studies/warm homes, 100%.md",
        "---\ntitle: Wärm: homes\n---\n",
    );
    write(
        root.path(),
        "content/case-studies/damp.md",
        "---\ntitle: Damp\ntitle: Damp\n---\n",
    );
    for number in 0..12 {
        let text = format!(
            "---\ntitle: Study {number}\nweight{number}: 1\n---\n\n[x](nowhere-{number}.md)\n"
        );
        write(
            root.path(),
            &format!("content/case-studies/s{number:02}.md"),
            &text,
        );
    }
    root
}

fn casebook(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.env_remove("GITHUB_STEP_SUMMARY");
    command
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn rows(output: &Output) -> Vec<Value> {
    let row =
        |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    said(output).lines().map(row).collect()
}

#[test]
fn json_has_the_same_keys_in_every_row_and_the_edits_of_fixes() {
    let root = library();
    let rows = rows(&casebook(root.path(), &["check", "--format", "json"]));
    const KEYS: [&str; 9] = [
        "severity",
        "rule",
        "message",
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "help",
    ];
    for row in &rows {
        assert!(KEYS.iter().all(|key| row.get(key).is_some()), "{row}");
        assert!(
            row.as_object()
                .expect("an object")
                .keys()
                .all(|key| KEYS.contains(&&**key) || ["fix", "related"].contains(&&**key)),
            "{row}"
        );
    }
    let fix = |rule: &str| {
        rows.iter()
            .find(|row| row["rule"] == rule)
            .map(|row| row["fix"].clone())
    };
    assert_eq!(
        fix("yaml-colon-in-value"),
        Some(serde_json::json!([{"line": 2, "new": "title: \"Wärm: homes\""}]))
    );
    assert_eq!(
        fix("yaml-duplicate-key"),
        Some(serde_json::json!([{"line": 3, "delete": true}]))
    );
}

#[test]
fn json_has_the_edit_for_a_term_in_its_usual_spelling() {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\n",
    );
    for (name, term) in [("a", "Old age"), ("b", "Old age"), ("c", "old-age")] {
        let text = format!("---\ntitle: Study {name}\ntopics: [{term}, Other]\n---\n");
        write(
            root.path(),
            &format!("content/case-studies/{name}.md"),
            &text,
        );
    }
    let rows = rows(&casebook(root.path(), &["check", "--format", "json"]));
    let row = rows
        .iter()
        .find(|row| row["rule"] == "near-duplicate-term")
        .expect("a term is written two ways");
    assert_eq!(
        row["fix"],
        serde_json::json!([{"line": 3, "new": "topics: [Old age, Other]"}])
    );
}

#[test]
fn errors_in_settings_and_publishing_use_the_format_too() {
    let root = library();
    let only_rule = |arguments: &[&str]| -> (Option<i32>, String) {
        let output = casebook(root.path(), arguments);
        let rows = rows(&output);
        assert_eq!(rows.len(), 1, "{}", said(&output));
        (
            output.status.code(),
            rows[0]["rule"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(
        only_rule(&["check", "--root", "nowhere", "--format", "json"]),
        (Some(2), "no-settings".into())
    );
    let studies = root.path().join("content/case-studies");
    fs::remove_dir_all(&studies)
        .and_then(|()| fs::create_dir(&studies))
        .expect("the folder can be emptied");
    let protected = ["build", "--out", "content", "--format", "json"];
    assert_eq!(only_rule(&protected), (Some(2), "output-folder".into()));
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\ntheem: ours\n",
    );
    assert_eq!(
        only_rule(&["build", "--format", "json"]),
        (Some(2), "unknown-setting".into())
    );
    fs::write(
        root.path().join("casebook.yaml"),
        b"title: Caf\xe9\nbase_url: https://example.org/\n",
    )
    .expect("the file can be written");
    assert_eq!(
        only_rule(&["build", "--format", "json"]),
        (Some(2), "not-utf-8".into())
    );
}

#[test]
fn a_github_step_shows_nine_of_a_kind_errors_first_and_counts_the_others() {
    let root = library();
    let folder = root.path().parent().expect("a folder above").to_owned();
    let name = root
        .path()
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let output = casebook(&folder, &["check", "--root", &name, "--format", "github"]);
    let said = said(&output);
    let of_kind = |kind: &str| {
        said.lines()
            .filter(|line| line.starts_with(&format!("::{kind} ")))
            .count()
    };
    assert_eq!((of_kind("error"), of_kind("warning")), (10, 10), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    let last_error = lines
        .iter()
        .rposition(|line| line.starts_with("::error "))
        .expect("errors");
    let first_warning = lines
        .iter()
        .position(|line| line.starts_with("::warning "))
        .expect("warnings");
    assert!(last_error < first_warning, "{said}");
    assert_eq!(
        lines[9],
        "::error title=errors::and 5 more, in the step summary and the log"
    );
    let colon = format!(
        "::error file={name}/content/case-studies/warm homes%2C 100%25.md,line=2,col=12,endColumn=13,title=yaml-colon-in-value::"
    );
    // It is the last of fourteen, so it is in the log below the commands.
    assert!(
        said.contains("warm homes, 100%.md:2:12: error[yaml-colon-in-value]"),
        "{said}"
    );
    for number in 0..11 {
        fs::remove_file(
            root.path()
                .join(format!("content/case-studies/s{number:02}.md")),
        )
        .expect("a study can go");
    }
    let said = self::said(&casebook(
        &folder,
        &["check", "--root", &name, "--format", "github"],
    ));
    assert!(said.contains(&colon), "{said}");
    assert!(
        said.contains("%0Aput the whole value in quotation marks: `title: \"Wärm: homes\"`\n"),
        "{said}"
    );
    assert!(!said.contains("more"), "{said}");
}

#[test]
fn the_step_summary_has_every_finding_after_its_old_text() {
    let root = library();
    let summary = root.path().join("summary.md");
    fs::write(&summary, "Before\n").expect("the file can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["check", "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", &summary)
        .current_dir(root.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let text = fs::read_to_string(&summary).expect("the summary is text");
    assert!(text.starts_with("Before\n| | Where | What |\n"), "{text}");
    let rows: Vec<&str> = text
        .lines()
        .skip(3)
        .filter(|line| line.starts_with("| "))
        .collect();
    assert_eq!(rows.len(), 14 + 12, "{text}");
    assert!(
        rows[..14].iter().all(|row| row.starts_with("| error[")),
        "{text}"
    );
    assert!(
        text.contains("| error[broken-link] | `content/case-studies/s11.md:6:5` | `nowhere-11.md` leads nowhere"),
        "{text}"
    );
}

/// Returns the schema from which the types of the crate `serde-sarif` were made.
fn sarif_schema() -> Value {
    let rustc = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc starts");
    let rustc = String::from_utf8(rustc.stdout).expect("rustc speaks UTF-8");
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("rustc says what it runs on");
    let mut metadata = Command::new(env!("CARGO"));
    // Only the dependencies for this system have been downloaded.
    metadata.args([
        "metadata",
        "--format-version",
        "1",
        "--offline",
        "--locked",
        "--filter-platform",
        host,
    ]);
    let output = metadata
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif")
        .expect("a dependency of the tests");
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
    let schema = fs::read_to_string(manifest.with_file_name("src/schema.json"))
        .expect("the crate has the schema");
    // Its pattern for a language has a bracket too many.
    let fixed = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    assert_ne!(
        schema, fixed,
        "the schema is right now, so use it unchanged"
    );
    serde_json::from_str(&fixed).expect("the schema is JSON")
}

#[test]
fn sarif_matches_its_schema_whatever_is_found() {
    let schema = jsonschema::validator_for(&sarif_schema()).expect("the schema is one");
    let root = library();
    let documents = [
        casebook(root.path(), &["check", "--format", "sarif"]),
        casebook(
            root.path(),
            &["check", "--root", "nowhere", "--format", "sarif"],
        ),
        casebook(
            root.path(),
            &["build", "--base-url", "x", "--format", "sarif"],
        ),
    ];
    for output in &documents {
        let document: Value = serde_json::from_slice(&output.stdout).expect("one document");
        let wrong: Vec<String> = schema
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{}", said(output));
    }
    let whole: Value = serde_json::from_slice(&documents[0].stdout).expect("one document");
    let run = &whole["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 14 + 12);
    for result in results {
        let number = result["ruleIndex"]
            .as_u64()
            .expect("every rule is described");
        assert_eq!(
            run["tool"]["driver"]["rules"][usize::try_from(number).expect("small")]["id"],
            result["ruleId"]
        );
    }
    let colon = results
        .iter()
        .find(|result| result["ruleId"] == "yaml-colon-in-value")
        .expect("it was found");
    let place = &colon["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "content/case-studies/warm%20homes%2C%20100%25.md"
    );
    assert_eq!(place["region"]["startColumn"], 12);
    let change = &colon["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "title: \"Wärm: homes\"");
    assert_eq!(change["deletedRegion"]["endColumn"], 19);
    let typed: serde_sarif::sarif::Sarif =
        serde_json::from_value(whole).expect("as the types want it");
    assert_eq!(typed.runs.len(), 1);
}

#[test]
fn a_library_without_mistakes_gives_a_document_without_results() {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\n",
    );
    write(
        root.path(),
        "content/case-studies/a.md",
        "---\ntitle: A\n---\n",
    );
    let output = casebook(root.path(), &["check", "--format", "sarif"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert_eq!(document["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(
        said(&casebook(root.path(), &["check", "--format", "json"])),
        ""
    );
}

#[test]
fn a_link_near_to_only_one_page_or_file_has_a_fix() {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\n",
    );
    let files = [
        "damp-homes",
        "street-red",
        "street-bed",
        "2014-03-12-dry-floors",
    ];
    for path in files
        .map(|name| format!("case-studies/{name}.md"))
        .iter()
        .map(String::as_str)
        .chain(["about.md"])
    {
        write(
            root.path(),
            &format!("content/{path}"),
            "---\ntitle: Another\nnoindex: true\n---\n\n## The end\n\nOver.\n",
        );
    }
    write(root.path(), "content/case-studies/plans.pdf", "x");
    let links = [
        ("damp-hmes.md#the-end", Some("damp-homes.md#the-end")),
        (
            "/case-studies/damp-hmoes/",
            Some("/case-studies/damp-homes/"),
        ),
        ("../damp-home/", Some("../damp-homes/")),
        ("plan.pdf", Some("plans.pdf")),
        ("about.md", Some("../about.md")),
        ("2014-03-12-dry-flors.md", Some("2014-03-12-dry-floors.md")),
        ("214-03-12-dry-floors.md", Some("2014-03-12-dry-floors.md")),
        // The first may mean either street. The others have nothing near them.
        ("street-ed.md", None),
        ("damp-hmes.md#the-beginning", None),
        ("quite-another.md", None),
    ];
    for (written, meant) in links {
        let line = format!("Read [the other one]({written}) first.");
        write(
            root.path(),
            "content/case-studies/warm.md",
            format!("---\ntitle: Warm homes\n---\n\n{line}\n"),
        );
        let rows = rows(&casebook(root.path(), &["check", "--format", "json"]));
        let row = rows
            .iter()
            .find(|row| row["rule"] == "broken-link")
            .unwrap_or_else(|| panic!("{written}: {rows:?}"));
        let new = meant
            .map(|meant| serde_json::json!([{"line": 5, "new": line.replace(written, meant)}]));
        assert_eq!(row.get("fix"), new.as_ref(), "{written}");
    }
    casebook(root.path(), &["check", "--fix"]);
    let left = fs::read_to_string(root.path().join("content/case-studies/warm.md"))
        .expect("the file is there");
    assert!(left.contains("quite-another.md"), "{left}");
    write(
        root.path(),
        "content/case-studies/warm.md",
        "---\ntitle: Warm homes\n---\n\n[The other one](plan.pdf).\n",
    );
    casebook(root.path(), &["check", "--fix"]);
    let left = fs::read_to_string(root.path().join("content/case-studies/warm.md"))
        .expect("the file is there");
    assert!(
        left.contains("(plan.pdf)"),
        "which page is meant is for a person to say: {left}"
    );
}
