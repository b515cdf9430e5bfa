//! What casebook prints is fit for a log, whatever an author wrote: no words of theirs become a
//! command to a code host, a line of their own, or an escape code of a terminal.
#![allow(
    clippy::disallowed_methods,
    reason = "a test reads its samples and starts the program"
)]

mod common;

use std::borrow::Cow;
use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::process::Command;

use casebook::report::{Finding, Format, formatted, rules};
use casebook::source::{FilePath, Place, Span};
use common::{Library, marked, write};
use tempfile::TempDir;

/// What an author could write to be misread.
const NASTY: [&str; 16] = [
    "x\n::stop-commands::pwn\n::error title=Fake::spoof",
    "x\r\n::add-mask::e",
    "x\r::error::e",
    "::error::x",
    " \t\u{a0}::error::x",
    "##[error]x",
    "a ##[add-mask]e ###[group]",
    "##vso[task.complete result=Succeeded;]",
    "\u{1b}[2J\u{1b}]8;;https://example.com/\u{7}x\u{1b}]8;;\u{7}",
    "\u{9b}31mx\u{85}::error::x",
    "x\u{b}::error::x\u{c}::error::x",
    "x\u{2028}::error::x\u{2029}::error::x",
    "\u{202e}x\u{2066}\u{200f}\u{61c}",
    "\u{e0041}\u{e007f}",
    "\u{1}:7:7\u{0}\u{7f}",
    "`|`` <b>[x](y) ![z](w) https://example.com\\",
];

const TOKEN: u128 = 7;

const FORMATS: [Format; 4] = [
    Format::Human { colour: false },
    Format::Human { colour: true },
    Format::Short,
    Format::Github { token: TOKEN },
];

/// Fails if a line of a log does anything but show itself.
fn assert_fit(log: &str, of: &str) {
    let is_unfit = |letter: char| {
        letter.is_control()
            || "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}".contains(letter)
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(letter, '\u{e0000}'..='\u{e007f}')
    };
    for line in without_colours(log).split('\n') {
        assert!(!line.contains(is_unfit), "{of}: {line:?}");
        assert!(!line.contains("##["), "{of}: {line:?}");
        assert!(!line.contains("##vso["), "{of}: {line:?}");
        if line.trim_start().starts_with("::") {
            let token = format!("{TOKEN:032x}");
            let is_own = ["::error ", "::warning "]
                .iter()
                .any(|command| line.starts_with(command))
                || line == format!("::stop-commands::{token}")
                || line == format!("::{token}::");
            assert!(is_own, "{of}: {line:?}");
        }
    }
}

/// Returns a text without the escape codes that colour it.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letters =
            part.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ';');
        match letters.strip_prefix('m') {
            Some(rest) => plain += rest,
            None => plain += &format!("\u{1b}[{part}"),
        }
    }
    plain
}

/// Returns findings with a text in each of their parts.
fn findings_with(nasty: &str) -> (String, Vec<Finding>) {
    let source = format!(
        "one\n{nasty} two {nasty}\n{}{nasty}\n",
        "three\n".repeat(5_000)
    );
    let plain = Finding::error(rules::BROKEN_LINK, "plain");
    let file = Place::file("content/a.md");
    let at = |place: &Place, start: usize, end: usize| Place {
        span: Some(Span::new(start, end)),
        ..place.clone()
    };
    let odd_file = Place::file(nasty);
    let end = 4 + nasty.len();
    let far = source.len() - nasty.len() - 1;
    let mut findings = vec![
        Finding::warning(rules::BROKEN_LINK, nasty),
        plain.clone().help(nasty),
        plain.clone().at(file.clone(), nasty),
        plain.clone().at(odd_file.clone(), ""),
        plain.clone().at(at(&odd_file, 4, end), nasty),
        plain
            .clone()
            .at(at(&file, 4, end), nasty)
            .also(at(&file, end + 5, end + 6), nasty),
        plain
            .clone()
            .at(at(&file, end + 1, end + 4), "")
            .also(at(&odd_file, far, far + 1), nasty),
        plain.clone().also(odd_file, nasty),
    ];
    // GitHub's log has those after the first nine.
    findings.extend(findings.clone());
    (source, findings)
}

#[test]
fn no_part_of_a_finding_does_anything_in_a_log() {
    for nasty in NASTY {
        let (source, findings) = findings_with(nasty);
        for format in FORMATS {
            let log = formatted(&findings, format, "", &|_| Some(source.as_str().into()));
            assert_fit(&log, &format!("{format:?} of {nasty:?}"));
            if format == Format::Short {
                assert_eq!(log.lines().count(), findings.len(), "{log}");
            }
        }
        let json = formatted(&findings, Format::Json, "", &|_| {
            Some(source.as_str().into())
        });
        assert_fit(&json, nasty);
        assert_eq!(json.lines().count(), findings.len(), "{json}");
        let says_all = json.lines().any(|row| {
            let row: serde_json::Value = serde_json::from_str(row).expect("a row is JSON");
            row["message"] == nasty
        });
        assert!(says_all, "{json}");
        let sarif = formatted(&findings, Format::Sarif, "", &|_| {
            Some(source.as_str().into())
        });
        assert_fit(&sarif, nasty);
        let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("one document");
        let results = sarif["runs"][0]["results"].as_array().expect("results");
        assert!(
            results
                .iter()
                .any(|result| result["message"]["text"] == nasty)
        );
    }
}

#[test]
fn the_findings_of_every_sample_are_fit_for_a_log() {
    insta::glob!("findings/*.txt", |path| {
        let sample = fs::read_to_string(path).expect("a sample is text");
        let library = Library::new(&marked(&sample).0);
        let findings = library.findings();
        for format in FORMATS.into_iter().chain([Format::Json, Format::Sarif]) {
            let log = formatted(&findings, format, "", &|path| library.text(path));
            assert_fit(&log, &path.display().to_string());
        }
    });
}

/// A library with nasty words in titles, terms, links and names of files.
fn library() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    let settings = "title: T\nbase_url: https://example.org/\nfacets: {topics: {terms: [a]}}\n";
    write(root.path(), "casebook.yaml", settings);
    for (number, nasty) in NASTY.iter().enumerate() {
        let quoted = serde_json::to_string(nasty).expect("a string");
        let references: String = nasty
            .chars()
            .map(|c| format!("&#{};", u32::from(c)))
            .collect();
        let text = format!(
            "---\ntitle: {quoted}\ntopics: [{quoted}]\naliases: [{quoted}]\n\
             titel: {quoted}\n{quoted}: x\nlinks: [{{title: x, url: {quoted}}}]\n---\n\n\
             ![](a.png) [{references}]({references}) ![{references}]({references}.png)\n\n\
             {nasty}\n\n# {nasty}\n\n[here](<x {nasty}>)\n"
        );
        write(
            root.path(),
            &format!("content/case-studies/{number}.md"),
            text,
        );
        // A name on the disk has no slash and no zero.
        let name = nasty.replace(['/', '\0'], "");
        write(
            root.path(),
            &format!("content/case-studies/{name}.md"),
            format!(
                "---\ntitle: A: {number}\ndate: \u{201c}2020\u{201d}\n---\n\n[x](nowhere.md)\n"
            ),
        );
    }
    root
}

fn said(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(arguments)
        .env_remove("GITHUB_STEP_SUMMARY")
        .current_dir(root)
        .output()
        .expect("the program starts");
    [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8(bytes).expect("it speaks UTF-8"))
        .concat()
}

/// Fails if a log has a command that casebook did not give, or anything else that is unfit.
fn assert_log_fit(log: &str, of: &str) {
    let mut lines: Vec<&str> = vec![];
    let mut end = None;
    for line in log.lines() {
        if let Some(token) = line.strip_prefix("::stop-commands::") {
            assert!(end.is_none() && token.len() == 32, "{of}: {line}");
            end = Some(format!("::{token}::"));
        } else if end.as_deref() == Some(line) {
            end = None;
        } else {
            lines.push(line);
        }
    }
    assert_eq!(end, None, "{of}: commands are looked for again");
    assert_fit(&lines.join("\n"), of);
}

#[test]
fn no_command_prints_what_does_something_in_a_log() {
    let root = library();
    for format in ["human", "short", "github", "json", "sarif"] {
        for arguments in [
            &["check"][..],
            &["build"],
            &["export"],
            &["check", "--drafts"],
        ] {
            let arguments = [arguments, &["--format", format]].concat();
            assert_log_fit(&said(root.path(), &arguments), &arguments.join(" "));
        }
    }
    let out = "x\n::error::y\u{1b}";
    assert_log_fit(&said(root.path(), &["build", "--out", out]), "build --out");
    assert_log_fit(
        &said(root.path(), &["check", "--root", out]),
        "check --root",
    );
    assert_log_fit(&said(root.path(), &["init", out]), "init");
    assert_log_fit(&said(root.path(), &["init", out]), "init again");
    for nasty in NASTY.iter().filter(|nasty| !nasty.contains('\0')) {
        assert_log_fit(&said(root.path(), &["new", nasty]), "new");
        assert_log_fit(
            &said(root.path(), &["new", "T", "--topic", nasty]),
            "new --topic",
        );
        assert_log_fit(&said(root.path(), &["explain", nasty]), "explain");
        let changed = ["check", "--changed-since", nasty];
        assert_log_fit(&said(root.path(), &changed), "check --changed-since");
    }
    let rows = NASTY.map(|nasty| format!("\"{}\",x", nasty.replace('"', "\"\"")));
    write(
        root.path(),
        "::error::x\n.csv",
        format!("title,{}\n", rows.join("\n")),
    );
    for format in ["human", "short", "github", "json", "sarif"] {
        let import = ["import", "::error::x\n.csv", "--format", format];
        assert_log_fit(&said(root.path(), &import), "import");
    }
    for format in ["human", "json"] {
        let root = library();
        let fix = ["check", "--fix", "--format", format];
        let said = said(root.path(), &fix);
        assert!(said.contains("fixed"), "{said}");
        assert_log_fit(&said, "check --fix");
    }
}

#[test]
fn the_step_summary_has_no_links_pictures_or_html_of_an_authors() {
    let root = library();
    let summary = root.path().join("summary.md");
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["check", "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", &summary)
        .current_dir(root.path())
        .output()
        .expect("the program starts");
    let text = fs::read_to_string(&summary).expect("the summary is text");
    let parser = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES);
    let mut rows = 0;
    for event in parser {
        use pulldown_cmark::{Event, Tag};
        match event {
            Event::Start(Tag::TableRow) => rows += 1,
            Event::Start(Tag::TableHead | Tag::TableCell | Tag::Table(_)) | Event::End(_) => {}
            Event::InlineHtml(html) => assert_eq!(&*html, "<br>"),
            Event::Text(text) => {
                for part in ["://", "www.", "@", "<", "["] {
                    let is_rule = part == "[" && text.contains(['[', ']']);
                    assert!(is_rule || !text.contains(part), "{text}");
                }
            }
            Event::Code(_) => {}
            other => panic!("{other:?} in\n{text}"),
        }
    }
    assert!(rows > 50, "{text}");
    assert_eq!(text.lines().count(), rows + 3, "a row is a line:\n{text}");
}

#[test]
fn a_mistake_that_is_repeated_is_counted_and_programs_get_all_of_it() {
    let text = format!(
        "---\ntitle: A\n---\n\n{}",
        "[x](nowhere.md)\n\n".repeat(5_021)
    );
    let library = Library::new(&format!(
        "//- content/case-studies/a.md\n{text}//- content/case-studies/b.md\n{text}"
    ));
    let findings = library.findings();
    let is_broken_link = |finding: &&Finding| finding.rule == rules::BROKEN_LINK;
    assert_eq!(findings.iter().filter(is_broken_link).count(), 2 * 5_021);
    let show = |format| formatted(&findings, format, "", &|path| library.text(path));
    let short = show(Format::Short);
    let links: Vec<&str> = short
        .lines()
        .filter(|line| line.contains("broken-link"))
        .collect();
    assert_eq!(links.len(), 2 * 21, "{short}");
    assert_eq!(
        links[20],
        "content/case-studies/a.md: error[broken-link]: 5,001 more like this in this file; \
         `--format json` lists all of them"
    );
    let human = show(Format::Human { colour: false });
    assert_eq!(
        human.matches("error[broken-link]").count(),
        2 * 21,
        "{human}"
    );
    let github = show(Format::Github { token: TOKEN });
    assert!(
        github.contains("::error title=errors::and 10,033 more, in the step summary and the log\n"),
        "{github}"
    );
    assert_eq!(show(Format::Json).lines().count(), findings.len());
    let sarif: serde_json::Value = serde_json::from_str(&show(Format::Sarif)).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), findings.len());
}

/// Otherwise the time would grow with the square of the size of the file.
#[test]
fn a_text_is_looked_up_once_however_many_findings_are_in_it() {
    let text = "## h\n\n".repeat(3_000);
    let findings: Vec<Finding> = (0..3_000)
        .map(|number| {
            let place = |at: usize| Place {
                file: FilePath::from("content/a.md"),
                span: Some(Span::new(at, at + 4)),
            };
            Finding::error(rules::BROKEN_LINK, format!("{number}"))
                .at(place(number * 6), "here")
                .also(place(0), "there")
        })
        .collect();
    for format in FORMATS.into_iter().chain([Format::Json, Format::Sarif]) {
        let count = Cell::new(0);
        let log = formatted(&findings, format, "", &|_| {
            count.set(count.get() + 1);
            Some(Cow::Borrowed(text.as_str()))
        });
        assert_eq!(count.get(), 1, "{format:?}");
        assert!(log.len() < 10_000_000, "{format:?}: {}", log.len());
    }
}

#[test]
fn a_place_far_down_a_long_line_keeps_its_column_and_a_short_line() {
    let line = "Tŷ\u{202e} ".repeat(50_000);
    let at = line.len() - 5;
    let place = |at: usize| Place {
        file: FilePath::from("content/a.md"),
        span: Some(Span::new(at, at + 1)),
    };
    let finding = Finding::error(rules::BROKEN_LINK, "x")
        .at(place(at + 1), "here")
        .also(place(0), "there");
    let text = format!("one\n\n{line}\n");
    let log = formatted(
        std::slice::from_ref(&finding),
        Format::Human { colour: false },
        "",
        &|_| Some(text.as_str().into()),
    );
    insta::assert_snapshot!(log);
    let again = formatted(&[finding], Format::Short, "", &|_| {
        Some(text.as_str().into())
    });
    let position = again.split(": error").next().expect("a place");
    assert!(log.contains(&format!("--> {position}\n")), "{log}{again}");
}
