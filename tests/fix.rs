//! `casebook check --fix` on real files: what it changes, what it leaves unchanged, what it prints.
#![allow(
    clippy::disallowed_methods,
    reason = "a test starts the program and reads what it wrote"
)]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use casebook::report::{keeps_every_letter, rules};
use common::write;
use tempfile::TempDir;

fn library(text: impl AsRef<[u8]>) -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\n",
    );
    write(root.path(), STUDY, text);
    root
}

const STUDY: &str = "content/case-studies/warm-homes.md";

fn fix(root: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    let output: Output = command
        .args(["check", "--fix"])
        .args(arguments)
        .current_dir(root)
        .output()
        .expect("the program starts");
    (
        output.status.code(),
        [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .concat(),
    )
}

fn bytes(root: &Path) -> Vec<u8> {
    fs::read(root.join(STUDY)).expect("the file is there")
}

fn text(root: &Path) -> String {
    String::from_utf8(bytes(root)).expect("the file is text")
}

#[test]
fn a_file_is_fixed_line_by_line_and_keeps_every_other_byte() {
    let before = "\u{feff}---\r\ntitle: Warm: homes  \r\ntopics:\r\n-Housing\r\n-Health\r\n---\r\n\r\nText:  with\ttabs \r\nand no end";
    let root = library(before);
    let (code, said) = fix(root.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    let after = "\u{feff}---\r\ntitle: \"Warm: homes\"  \r\ntopics:\r\n- Housing\r\n- Health\r\n---\r\n\r\nText:  with\ttabs \r\nand no end";
    assert_eq!(text(root.path()), after);
    assert!(
        said.starts_with(&format!("fixed {STUDY}\n  yaml-colon-in-value: ")),
        "{said}"
    );
    assert!(
        said.contains("    line 2 is now: title: \"Warm: homes\""),
        "{said}"
    );
    assert!(said.contains("Fixed 1 file\n"), "{said}");
    let (code, said) = fix(root.path(), &[]);
    assert_eq!(code, Some(0));
    assert!(said.starts_with("Fixed 0 files\n"), "{said}");
}

#[test]
fn one_run_also_fixes_what_earlier_fixes_reveal() {
    let root = library(
        "---\ntitel: Warm: homes\nsumary: 'It's warm'\ntopics: - Housing\n  - Health\n---\n",
    );
    let (code, said) = fix(root.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        text(root.path()),
        "---\ntitle: \"Warm: homes\"\nsummary: \"It's warm\"\ntopics:\n  - Housing\n  - Health\n---\n"
    );
}

#[test]
fn front_matter_is_closed_above_a_heading_that_follows_directly() {
    let root = library("---\ntitle: Warm homes\ntopics:\n  - Housing\n## The challenge\n\nText.\n");
    fix(root.path(), &[]);
    assert_eq!(
        text(root.path()),
        "---\ntitle: Warm homes\ntopics:\n  - Housing\n---\n## The challenge\n\nText.\n"
    );
}

#[test]
fn a_title_is_taken_from_the_text_or_the_file_name_and_not_from_a_comment() {
    for (before, after) in [
        (
            "---\n# What it is about:\ntitle:\n---\n",
            "---\n# What it is about:\ntitle: \"Warm homes\"\n---\n",
        ),
        (
            "---\n# A note\ntitle:\n---\n\n# Warmth\n",
            "---\n# A note\ntitle: \"Warmth\"\n---\n\n# Warmth\n",
        ),
        (
            "---\ntitle: #WarmHomes\n---\n",
            "---\ntitle: \"#WarmHomes\"\n---\n",
        ),
        // A line of the text that looks like the key is text.
        (
            "---\ndate: 2020\n---\n\nIts first line was:\n\ntitle:\n",
            "---\ntitle: \"Warm homes\"\ndate: 2020\n---\n\nIts first line was:\n\ntitle:\n",
        ),
    ] {
        let root = library(before);
        let (code, said) = fix(root.path(), &[]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(text(root.path()), after);
    }
}

#[test]
fn text_that_was_pasted_is_fixed_once_and_keeps_its_words() {
    for (pasted, fixed) in [
        (
            "• Visited every home\n• Wrote letters",
            "- Visited every home\n- Wrote letters",
        ),
        ("Steps:\n2.Write\n3.Post", "Steps:\n\n2. Write\n3. Post"),
        ("##\u{a0}Costs\n\nText", "## Costs\n\nText"),
        ("|\u{a0}a |\n|\u{a0}--|\n| b |", "|\u{a0}a |\n| --|\n| b |"),
        (
            "**Cost:**about £5 and ** Time ** too",
            "**Cost:** about £5 and **Time** too",
        ),
        ("**重点。**内容", "**重点**。内容"),
        (
            "**One part of it\n\nand the other.**",
            "**One part of it**\n\n**and the other.**",
        ),
        (
            "Year\tHomes\n2023\t40",
            "| Year | Homes |\n| --- | --- |\n| 2023 | 40 |",
        ),
        ("**The impact:**\n\nText", "## The impact\n\nText"),
        ("Homes[1].\n\n[1] Counted.", "Homes[^1].\n\n[^1]: Counted."),
        ("1. One\n  - a\n2. Two", "1. One\n   - a\n2. Two"),
        (
            "[a](https://example.org/\u{200b}) [b](\u{a0}https://example.org,)",
            "[a](https://example.org/) [b](https://example.org)",
        ),
        (
            "Before\n\n    A sentence here.",
            "Before\n\nA sentence here.",
        ),
        // One line may have slips of several kinds.
        ("•\u{a0}** One **\n• Two", "- **One**\n- Two"),
    ] {
        let root = library(format!("---\ntitle: Warm homes\n---\n\n{pasted}\n"));
        let (code, said) = fix(root.path(), &[]);
        assert_eq!(code, Some(0), "{said}");
        let after = text(root.path());
        assert_eq!(after, format!("---\ntitle: Warm homes\n---\n\n{fixed}\n"));
        let (_, said) = fix(root.path(), &[]);
        assert!(said.starts_with("Fixed 0 files\n"), "{said}");
        assert_eq!(text(root.path()), after);
    }
}

#[test]
fn what_only_an_author_can_tell_stays_as_it_is() {
    for left in [
        "An **open mark",
        "a) One\nb) Two",
        "{{< youtube x >}}",
        "    let x = 1;",
        "Prose\n– with a dash\nand more",
        "https://example.org and [a](https://intranet/)",
    ] {
        let root = library(format!("---\ntitle: Warm homes\n---\n\n{left}\n"));
        let (_, said) = fix(root.path(), &[]);
        assert!(said.starts_with("Fixed 0 files\n"), "{said}");
    }
}

#[test]
fn references_in_values_become_the_signs_they_stand_for() {
    let root = library("---\ntitle: The council&#8217;s &amp;amp; **warm** homes\n---\n");
    let (code, said) = fix(root.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        text(root.path()),
        "---\ntitle: The council’s & warm homes\n---\n"
    );
}

#[test]
fn a_fix_that_would_remove_a_word_is_left_to_a_person() {
    for left in [
        "---\ntitle: Warm homes\ntitle: Warmer homes\n---\n",
        "---\n<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> x\n---\n",
        "---\ntitle: Warm homes\ndate: 12 March 2024\n---\n",
        "---\n- housing\n---\ntitle: Warm homes\n---\n",
    ] {
        let root = library(left);
        let (code, said) = fix(root.path(), &[]);
        assert_eq!(code, Some(1), "{left}{said}");
        assert_eq!(text(root.path()), left, "{said}");
    }
}

#[test]
fn a_file_with_a_merge_conflict_is_left_to_a_person() {
    for left in [
        "---\naliases: [/old/]\n<<<<<<< HEAD\ntitle: Warm homes\n---12/03/2024\ntopics: A\n",
        "---\ntitle: Warm: homes\n---\n\n<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> x\n",
        "---\n<<<<<<< HEAD\ntitle: Warm: homes\n=======\ntitle: Warm\n>>>>>>> x\n---\n",
    ] {
        let root = library(left);
        let (code, said) = fix(root.path(), &[]);
        assert_eq!(code, Some(1), "{left}{said}");
        assert_eq!(text(root.path()), left, "{said}");
    }
}

#[test]
fn a_file_in_another_encoding_is_saved_as_utf_8_and_a_damaged_file_is_left_unchanged() {
    let sound = "---\ntitle: Café – warm\n---\n\n£5\n";
    let latin: Vec<u8> = b"---\ntitle: Caf\xe9 \x96 warm\n---\n\n\xa35\n".to_vec();
    let wide = |unit: fn(u16) -> [u8; 2]| sound.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let marked = [b"\xff\xfe".to_vec(), wide(u16::to_le_bytes)].concat();
    for bytes in [
        latin,
        marked,
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ] {
        let root = library(bytes);
        let (code, said) = fix(root.path(), &[]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(text(root.path()).trim_start_matches('\u{feff}'), sound);
    }
    for damaged in [
        &b"---\ntitle: Caf\xc3\xa9 \xe2\x80\n---\n"[..],
        b"---\ntitle: Caf\xe2\x80\n---\n",
    ] {
        let root = library(damaged);
        let (code, said) = fix(root.path(), &[]);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("starts a character that is cut off"),
            "{said}"
        );
        assert_eq!(bytes(root.path()), damaged);
    }
}

#[test]
fn a_file_that_is_not_text_is_reported_once_and_left_unchanged() {
    let full = [
        b"---\ntitle: Warm: homes\n---\n".to_vec(),
        (0..=255).cycle().take(2000).collect(),
    ]
    .concat();
    let document = [b"PK\x03\x04\x14\0\x06\0".to_vec(), full.clone()].concat();
    let picture = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), full.clone()].concat();
    for (other, what) in [
        (
            document,
            "a document from Word, Excel or a similar program, not text",
        ),
        (picture, "a picture (PNG), not text"),
        (b"%PDF-1.7\n1 0 obj\n".to_vec(), "a PDF, not text"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0".to_vec(),
            "a document from an old Word or Excel, not text",
        ),
        (full, "not text"),
    ] {
        let root = library(&other);
        write(
            root.path(),
            "content/about.md",
            "---\ntitle: About\n---\n\n[Warm homes](case-studies/warm-homes.md)\n",
        );
        let (code, said) = fix(root.path(), &["--format", "short"]);
        assert_eq!(code, Some(1), "{said}");
        let expected = format!("Fixed 0 files\n{STUDY}: error[not-text]: this file is {what}\n");
        assert!(
            said.starts_with(&expected) && said.matches("error[").count() == 1,
            "{said}"
        );
        assert!(!said.contains("warning["), "{said}");
        assert_eq!(bytes(root.path()), other);
    }
}

#[cfg(unix)]
#[test]
fn only_files_of_the_content_are_changed_and_they_keep_their_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let broken = "---\ntitle: Warm: homes\n---\n";
    let root = library(broken);
    let study = root.path().join(STUDY);
    fs::set_permissions(&study, fs::Permissions::from_mode(0o640)).expect("permissions can be set");
    write(root.path(), "static/outside.md", broken);
    symlink(
        "../../static/outside.md",
        root.path().join("content/case-studies/linked.md"),
    )
    .expect("a link can be made");
    let (_, said) = fix(root.path(), &[]);
    assert_eq!(
        fs::metadata(&study)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777,
        0o640
    );
    assert_eq!(text(root.path()), "---\ntitle: \"Warm: homes\"\n---\n");
    assert_eq!(
        fs::read_to_string(root.path().join("static/outside.md")).expect("it is there"),
        broken
    );
    assert!(
        said.contains("linked.md was not changed: it is a link to a file outside `content`"),
        "{said}"
    );
    let left: Vec<_> = fs::read_dir(root.path().join("content/case-studies"))
        .expect("a folder")
        .collect();
    assert_eq!(left.len(), 2, "no other file is left in the folder");
}

#[test]
fn with_changed_since_only_changed_files_are_fixed() {
    let broken = "---\ntitle: Warm: homes\n---\n";
    let root = library(broken);
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "."],
        &["commit", "--quiet", "--message", "Begin"],
    ] {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Sam", "-c", "user.email=sam@example.org"])
            .args(arguments)
            .current_dir(root.path());
        assert!(git.status().expect("git is installed").success());
    }
    write(root.path(), "content/case-studies/new.md", broken);
    let (_, said) = fix(root.path(), &["--changed-since", "HEAD"]);
    assert!(said.contains("Fixed 1 file\n"), "{said}");
    assert_eq!(text(root.path()), broken);
}

#[test]
fn the_examples_of_the_rules_are_fixed_or_keep_every_letter() {
    let (mut fixed, mut all) = (0, 0);
    for rule in rules::explanations()
        .into_iter()
        .flat_map(|(_, rules)| rules)
        .filter(|rule| rule.rule.name().starts_with("yaml"))
    {
        let Some((_, study)) = rule.wrong.split_once(&format!("//- {STUDY}\n")) else {
            continue;
        };
        let study: String = study
            .lines()
            .take_while(|line| !line.starts_with("//- "))
            .filter(|line| !line.starts_with("//"))
            .flat_map(|line| [line, "\n"])
            .collect();
        let root = library(&study);
        let (_, said) = fix(root.path(), &[]);
        let after = text(root.path());
        assert!(keeps_every_letter(&study, &after), "{}: {after}", rule.rule);
        all += 1;
        fixed += usize::from(!said.contains("error[yaml"));
    }
    // Three need a person: a key that appears twice, a stray line, and YAML whose cause is unknown.
    assert!(all >= 25 && fixed >= all - 3, "{fixed} of {all}");
}

#[test]
fn json_has_one_object_for_each_file_that_was_fixed() {
    let root = library("---\ntitle: Warm: homes\n---\n");
    let (_, said) = fix(root.path(), &["--format", "json"]);
    let row: serde_json::Value = serde_json::from_str(&said).expect("one object");
    let edits = ["line 2 is now: title: \"Warm: homes\""];
    assert_eq!(
        row,
        serde_json::json!({"fixed": STUDY, "rules": ["yaml-colon-in-value"], "edits": edits})
    );
}

#[test]
fn sarif_is_one_document_that_says_what_was_fixed() {
    let root = library("---\ntitle: Warm: homes\n---\n\n[x](nowhere.md)\n");
    let (_, said) = fix(root.path(), &["--format", "sarif"]);
    let document: serde_json::Value = serde_json::from_str(&said).expect("one document");
    let run = &document["runs"][0];
    assert_eq!(
        run["invocations"].as_array().map(Vec::len),
        Some(1),
        "{said}"
    );
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let notes = invocation["toolExecutionNotifications"]
        .as_array()
        .expect("a list");
    assert_eq!(notes.len(), 1, "{said}");
    assert_eq!(notes[0]["level"], "note");
    assert_eq!(notes[0]["associatedRule"]["id"], "yaml-colon-in-value");
    assert_eq!(
        notes[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        STUDY
    );
    let message = notes[0]["message"]["text"].as_str().expect("text");
    assert!(
        message.starts_with("fixed: ")
            && message.ends_with("\nline 2 is now: title: \"Warm: homes\""),
        "{message}"
    );
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    assert!(
        rules.iter().any(|rule| rule["id"] == "yaml-colon-in-value"),
        "the note names a rule of the document"
    );
    assert!(
        run["results"]
            .as_array()
            .is_some_and(|results| results.iter().any(|one| one["ruleId"] == "broken-link"))
    );
    let (_, said) = fix(root.path(), &["--format", "sarif"]);
    let document: serde_json::Value = serde_json::from_str(&said).expect("one document");
    assert_eq!(
        document["runs"][0].get("invocations"),
        None,
        "nothing is left to fix"
    );
}

#[test]
fn a_file_that_cannot_be_fixed_is_reported_in_the_requested_format() {
    let root = library("---\ntitle: Fine\n---\n\n[x](nowhere.md)\n");
    let path = "content/case-studies/cold-homes.md";
    write(
        root.path(),
        "static/cold-homes.md",
        "---\ntitle: Cold: homes\n---\n",
    );
    std::os::unix::fs::symlink("../../static/cold-homes.md", root.path().join(path))
        .expect("a link can be made");
    let (code, said) = fix(root.path(), &["--format", "json"]);
    assert_eq!(code, Some(3), "{said}");
    let (row, findings) = said.split_once('\n').expect("more than one line");
    let row: serde_json::Value = serde_json::from_str(row).expect("one object");
    assert!(
        findings.contains("\"yaml-colon-in-value\"") && findings.contains("\"broken-link\""),
        "{said}"
    );
    assert_eq!(
        row,
        serde_json::json!({"skipped": path, "why": "it is a link to a file outside `content`"})
    );
    let (_, said) = fix(root.path(), &["--format", "sarif"]);
    let document: serde_json::Value = serde_json::from_str(&said).expect("one document");
    let invocation = &document["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false, "{said}");
    assert_eq!(
        invocation["toolExecutionNotifications"][0]["level"], "error",
        "{said}"
    );
}

/// Fixes a case study in a library whose topics are a closed list, and gives its text afterwards.
fn fixed_study(before: &str) -> (String, String) {
    let root = library(before);
    let terms = r#"[Housing, Transport, "Arts, culture", "Children's", 'A 12" pipe']"#;
    write(
        root.path(),
        "casebook.yaml",
        format!(
            "title: Case studies\nbase_url: https://example.org/\n\
             facets: {{topics: {{terms: {terms}}}}}\nfields: {{started: {{type: date}}}}\n"
        ),
    );
    let (_, said) = fix(root.path(), &[]);
    (text(root.path()), said)
}

#[test]
fn a_fix_writes_where_the_value_is_and_nowhere_else() {
    for (before, after) in [
        (
            "title: Warm homes\nsummary: |\n  How #Housing and Transprt meet.\ntopics: Transprt\n",
            "title: Warm homes\nsummary: |\n  How #Housing and Transprt meet.\ntopics: Transport\n",
        ),
        (
            "title: Warm\nsummary: >\n  We were # 1 for date 2024.\ntopics: [Housing]\ndate: 2024–03–12\n",
            "title: Warm\nsummary: >\n  We were # 1 for date 2024.\ntopics: [Housing]\ndate: 2024-03-12\n",
        ),
        (
            "title: Warm homes of the '90s\n# topics: Hosing is not our word\ntopics: Hosing\n",
            "title: Warm homes of the '90s\n# topics: Hosing is not our word\ntopics: Housing\n",
        ),
        // A key that is a value too, letters of several bytes, and lists over lines.
        (
            "title: titel\n\"sumary\": 'Tŷ 😀 titel: # sumary'\ntopics: [Housing, # Hosing\n  \"Hosing\"]\n",
            "title: titel\n\"summary\": 'Tŷ 😀 titel: # sumary'\ntopics: [Housing, # Hosing\n  \"Housing\"]\n",
        ),
        (
            "title: Warm\ntopics: [Hosing, Hosing]\n",
            "title: Warm\ntopics: [Housing, Housing]\n",
        ),
        // What is repeated by a name is fixed where it is written.
        (
            "title: Warm\ndate: &day 2024–03–12\nstarted: *day\n",
            "title: Warm\ndate: &day 2024-03-12\nstarted: *day\n",
        ),
        // What is fixed is still between its quotes, and still one value.
        (
            "title: Warm\ntopics: ['Childrns', \"Art culture\", \"A 12 pip\"]\n",
            "title: Warm\ntopics: ['Children''s', \"Arts, culture\", \"A 12\\\" pipe\"]\n",
        ),
        // A line of a text that looks like a key is text.
        (
            "summary: \"It says\n\n  title:\n\n  and no more\"\n",
            "title: \"Warm homes\"\nsummary: \"It says\n\n  title:\n\n  and no more\"\n",
        ),
        ("title: #Warm\n", "title: \"#Warm\"\n"),
        ("title: # the name\n", "title: # the name\n"),
        // Nothing is changed in a block text, nor where it would take quotes.
        (
            "title: Warm\ntopics: |\n  Hosing\n",
            "title: Warm\ntopics: |\n  Hosing\n",
        ),
        (
            "title: Warm\ntopics: [Art culture]\n",
            "title: Warm\ntopics: [Art culture]\n",
        ),
        (
            "title: Warm\nsummary: >\n  He said so\"\n",
            "title: Warm\nsummary: >\n  He said so\"\n",
        ),
        (
            "title: Warm\nsummary: He said so\"\n",
            "title: Warm\nsummary: He said so\n",
        ),
    ] {
        let (fixed, said) = fixed_study(&format!("---\n{before}---\n"));
        assert_eq!(fixed, format!("---\n{after}---\n"), "{said}");
        let (again, said) = fixed_study(&fixed);
        assert_eq!(again, fixed, "{said}");
    }
}
