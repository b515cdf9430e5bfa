//! What `casebook explain` prints: every rule has an explanation, and its example, read from a disk,
//! gives exactly the findings that it shows.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use casebook::config::Config;
use casebook::form::form;
use casebook::form::table::CellFormat;
use casebook::host::read;
use casebook::ids::{LanguageId, Table};
use casebook::report::rules::{self, Explanation};
use casebook::report::{Finding, Reported};
use casebook::source::{Place, Source};
use common::{Library, SETTINGS, Said, marked, said, sections, words};
use tempfile::TempDir;

fn all() -> Vec<Explanation> {
    rules::explanations()
        .into_iter()
        .flat_map(|(_, rules)| rules)
        .collect()
}

/// Writes a file of a sample to the disk, in the way given in brackets after its path.
fn write(root: &Path, path: &str, text: &str) {
    let (path, saved) = path.split_once(" (").map_or((path, ""), |(path, saved)| {
        (path, saved.trim_end_matches(')'))
    });
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("a file has a folder"))
        .expect("the folder can be made");
    let _ = fs::remove_file(&file);
    match saved {
        "" => fs::write(file, text).expect("the file can be written"),
        "saved as Latin-1" => {
            let bytes = text
                .chars()
                .map(|letter| u8::try_from(letter).expect("a letter of Latin-1"));
            fs::write(file, bytes.collect::<Vec<u8>>()).expect("the file can be written");
        }
        // The sample has it under its new name.
        "renamed" => {}
        "a picture" => fs::write(file, b"\x89PNG\r\n\x1a\n").expect("the file can be written"),
        "saved with the line ends of old Macs" => {
            fs::write(file, text.replace('\n', "\r")).expect("the file can be written");
        }
        link => {
            let target = link
                .strip_prefix("a link to ")
                .unwrap_or_else(|| panic!("{path}: what is `{link}`?"));
            std::os::unix::fs::symlink(target, file).expect("a link can be made");
        }
    }
}

/// The findings in the library at `root`, and the texts that they are in.
fn found(root: &Path) -> (Vec<Finding>, Vec<Source>) {
    let library = Library::in_folder(root, "2024-06-01");
    let mut findings = library.findings();
    library.assert_builds_if_sound(&findings, "a sample");
    let table = table(root, &library.inputs.config, &mut findings);
    let inputs = library.inputs;
    let theme = inputs.theme.iter().filter_map(|file| {
        let text = std::str::from_utf8(&file.bytes).ok()?;
        Some(Source::new(file.path.clone(), text.to_owned()))
    });
    let texts = inputs
        .sources
        .iter()
        .map(|stored| stored.source().into_owned())
        .chain(theme)
        .chain(table)
        .chain(inputs.expected)
        .chain([library.settings])
        .collect();
    (findings, texts)
}

/// Reads a sample's table as `casebook import` would, if it has one. Its findings are added to
/// `findings`.
fn table(root: &Path, config: &Config, findings: &mut Vec<Finding>) -> Option<Source> {
    let path = root.join(TABLE);
    let read = path
        .exists()
        .then(|| read::table(&path).expect("the table can be read"))?;
    let in_library = |finding: Finding| {
        let place = finding.place.clone().map(|place| Place {
            file: TABLE.into(),
            ..place
        });
        Finding { place, ..finding }
    };
    match read {
        Ok(Reported {
            value: source,
            findings: of_letters,
        }) => {
            let form = form(
                config,
                &words(&config.languages[LanguageId::DEFAULT]),
                &Table::default(),
            );
            let found =
                casebook::form::table::table(&source, &form, CellFormat::default()).findings;
            findings.extend(found.into_iter().chain(of_letters).map(in_library));
            Some(Source {
                path: TABLE.into(),
                ..source
            })
        }
        Err(finding) => {
            findings.push(in_library(*finding));
            None
        }
    }
}

const TABLE: &str = "table.csv";

fn found_in(finding: &Finding, texts: &[Source]) -> Said {
    let place = finding.place.as_ref();
    let source = place.and_then(|place| texts.iter().find(|text| text.path == place.file));
    said(finding, source.map(|source| source.text.as_str()))
}

fn library(samples: &[&str], without_content: bool) -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    if !without_content {
        fs::create_dir(root.path().join("content")).expect("the folder can be made");
    }
    // A drawing is the only picture that a sample can hold as text.
    let settings = format!("{SETTINGS}allow_files: [.svg]\n");
    write(root.path(), "casebook.yaml", &settings);
    for (path, text) in samples.iter().flat_map(|sample| sections(sample)) {
        write(root.path(), &path, &text);
    }
    root
}

#[test]
fn each_example_gives_the_findings_it_shows_and_none_once_fixed() {
    let mut failures = vec![];
    for rule in all().iter().filter(|rule| !rule.wrong.is_empty()) {
        let (wrong, mut shown) = marked(&rule.wrong);
        for (path, ..) in &mut shown {
            path.truncate(path.find(" (").unwrap_or(path.len()));
        }
        let (findings, texts) = found(library(&[&wrong], rule.rule == rules::NO_CONTENT).path());
        let mut really: Vec<Said> = findings
            .iter()
            .map(|finding| found_in(finding, &texts))
            .collect();
        shown.sort();
        really.sort();
        if shown != really {
            failures.push(format!(
                "{}\n  shown:  {shown:?}\n  really: {really:?}",
                rule.rule
            ));
        }
        if !findings.iter().any(|finding| finding.rule == rule.rule) {
            failures.push(format!("{} is not raised by its own example", rule.rule));
        }
        let (left, _) = found(library(&[&wrong, &rule.fixed], false).path());
        if !left.is_empty() {
            failures.push(format!("{} still has {left:?} once fixed", rule.rule));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Rules that a sample of a few lines cannot raise, and the file of the test that does.
const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    ("front-matter-too-long", "tests/program.rs"),
    ("file-too-long", "tests/program.rs"),
    ("name-not-utf-8", "tests/program.rs"),
    ("no-settings", "tests/program.rs"),
    ("name-too-long", "tests/findings/addresses.txt"),
    ("footer-too-long", "tests/limits.rs"),
    ("no-case-studies", "tests/program.rs"),
    ("output-folder", "tests/program.rs"),
    ("output-busy", "src/host/publish/error.rs"),
    ("output-disk", "src/host/publish/error.rs"),
    ("output-leftover", "src/host/publish/error.rs"),
    ("outside-gone", "tests/outside.rs"),
    ("outside-moved", "tests/outside.rs"),
    ("outside-password", "tests/outside.rs"),
    ("outside-private", "tests/outside.rs"),
    ("outside-silent", "tests/outside.rs"),
    ("outside-unasked", "tests/outside.rs"),
    ("no-network", "tests/outside.rs"),
    ("outside-unkept", "tests/outside.rs"),
    ("cache-refused", "tests/trust.rs"),
    ("changed-since", "tests/program.rs"),
    ("disk", "tests/faults.rs"),
    ("picture-too-large", "tests/pictures.rs"),
    ("picture-position", "tests/pictures.rs"),
    ("pictures-unkept", "tests/pictures.rs"),
];

#[test]
fn a_rule_without_an_example_is_raised_by_another_test() {
    let without: BTreeSet<String> = all()
        .into_iter()
        .filter(|rule| rule.wrong.is_empty())
        .map(|rule| rule.rule.name().to_owned())
        .collect();
    for rule in all() {
        let says_why = rule
            .why
            .lines()
            .last()
            .is_some_and(|line| line.contains("There is no example"));
        assert_eq!(
            rule.wrong.is_empty(),
            says_why,
            "{}: needs an example, or a last sentence on why there is none",
            rule.rule
        );
    }
    let listed: BTreeSet<String> = WITHOUT_EXAMPLE
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(without, listed);
    for (name, file) in WITHOUT_EXAMPLE {
        let test = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
            .expect("the test is there");
        assert!(
            ["[{}]", "\"{}\""]
                .iter()
                .any(|form| test.contains(&form.replace("{}", name)))
                || test.contains(&format!("rules::{}", name.to_uppercase().replace('-', "_"))),
            "{file} does not mention {name}"
        );
    }
}

#[test]
fn every_rule_is_raised_somewhere_and_has_a_file() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let code = code(&src);
    let known: BTreeSet<String> = all()
        .iter()
        .map(|known| known.rule.name().to_owned())
        .collect();
    let unraised: Vec<&String> = known
        .iter()
        .filter(|name| {
            let constant = format!("rules::{}", name.to_uppercase().replace('-', "_"));
            let goes_on =
                |rest: &str| rest.starts_with(|next: char| next == '_' || next.is_alphanumeric());
            code.split(&constant).skip(1).all(goes_on)
        })
        .collect();
    assert!(unraised.is_empty(), "never raised: {unraised:?}");
    let areas = fs::read_dir(src.join("report/rules")).expect("a folder for each area");
    let files: BTreeSet<String> = areas
        .flat_map(|area| fs::read_dir(area.expect("readable").path()).expect("a folder of rules"))
        .map(|file| {
            file.expect("readable")
                .path()
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(
        files, known,
        "the files in src/report/rules/ and the rules in src/report/rules.rs"
    );
}

/// All code in a folder, without comments and tests.
fn code(folder: &Path) -> String {
    let mut code = String::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            code += &self::code(&path);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).expect("source is text");
            code.extend(
                text.lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .flat_map(|line| [line, "\n"]),
            );
        }
    }
    code
}

#[test]
fn titles_have_no_full_stop_and_explanations_end_with_one() {
    for rule in all() {
        assert!(
            rule.title.starts_with(char::is_uppercase) && !rule.title.ends_with('.'),
            "{}: {}",
            rule.rule,
            rule.title
        );
        assert!(
            !rule.title.contains('\n') && rule.why.ends_with('.'),
            "{}: {}",
            rule.rule,
            rule.why
        );
    }
}

#[test]
fn the_guide_lists_every_rule_as_the_program_explains_it() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guide/messages.md");
    let text = fs::read_to_string(guide).expect("the guide is there");
    assert!(
        text == rules::page(),
        "run `cargo run -- explain --all > content/guide/messages.md`"
    );
}
