//! What casebook says about front matter with a mistake in it, and that its fix is right.
//!
//! The samples are in tests/yaml/. Each begins with a line `//- rule`, and marks the characters at
//! fault with ⟦ and ⟧. If there are more mistakes below, the line says their rules as well. `<U+00A0>` is an invisible character. The samples of one file are the
//! case studies of one library, which is checked as a whole.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use casebook::config::config;
use casebook::report::{Edit, Finding, fixed, keeps_every_letter};
use casebook::source::Source;
use common::{Library, sections};

/// A file with a mistake: its rule, its text, and the bytes at fault.
struct Sample {
    rule: String,
    /// The rules of the other mistakes in the file, in order.
    others: Vec<String>,
    text: String,
    span: Range<usize>,
}

impl Sample {
    fn new(rule: &str, marked: &str) -> Sample {
        let start = marked.find('⟦').expect("a sample marks where it is wrong");
        let end = marked.find('⟧').expect("a mark has an end") - '⟦'.len_utf8();
        let mut rules = rule.split(' ').map(str::to_owned);
        Sample {
            rule: rules.next().unwrap_or_default(),
            others: rules.collect(),
            text: marked.replace(['⟦', '⟧'], ""),
            span: start..end,
        }
    }
}

/// The samples of a file, each with the word of its first line.
fn samples(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/yaml")
        .join(name);
    let text = fs::read_to_string(path).expect("a sample is text");
    let sections = sections(&text).into_iter();
    sections
        .map(|(word, text)| (word, unescaped(&text)))
        .collect()
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split("<U+");
    let mut new = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('>').expect("an escape has an end");
        let code = u32::from_str_radix(code, 16).expect("a number");
        new.push(char::from_u32(code).expect("a character"));
        new += rest;
    }
    new
}

/// Front matter between its two lines, with a text below.
fn file(yaml: &str) -> String {
    format!("---\n{yaml}---\n\nText.\n")
}

/// What is wrong with the YAML or the bounds of each of the files.
fn found<'t>(files: impl Iterator<Item = &'t str>) -> Vec<Vec<Finding>> {
    let mut library = "//- casebook.yaml\ntitle: T\nbase_url: https://example.org/\n\
                       facets: {topics: {}, organisation: {}}\n"
        .to_owned();
    let mut count = 0;
    for (n, text) in files.enumerate() {
        library += &format!("//- content/case-studies/{n}.md\n{text}");
        count = n + 1;
    }
    let mut by_file: HashMap<String, Vec<Finding>> = HashMap::new();
    for finding in Library::new(&library).findings() {
        let is_yaml = ["yaml", "front-matter", "merge-conflict"]
            .iter()
            .any(|area| finding.rule.name().starts_with(area));
        if is_yaml && let Some(place) = &finding.place {
            by_file
                .entry(place.file.to_string())
                .or_default()
                .push(finding);
        }
    }
    let of = |n: usize| by_file.remove(&format!("content/case-studies/{n}.md"));
    (0..count).map(of).map(Option::unwrap_or_default).collect()
}

/// Checks that each sample is found at its very characters, and that its fix leaves nothing.
fn assert_found(samples: &[Sample], is_fixed: bool) {
    /// Which of two lines stays is what such a fix decides.
    const CHOOSES: [&str; 3] = [
        "yaml-duplicate-key",
        "merge-conflict",
        "front-matter-not-a-map",
    ];
    let mut failures = vec![];
    let mut after = vec![];
    for (sample, findings) in samples
        .iter()
        .zip(found(samples.iter().map(|s| s.text.as_str())))
    {
        let Sample {
            rule,
            others,
            text,
            span,
        } = sample;
        let mut fail = |why: String| failures.push(format!("{rule}: {why}\n{text}"));
        let more = findings.iter().skip(1);
        let more: Vec<&str> = more.map(|finding| finding.rule.name()).collect();
        let Some(finding) = findings.first().filter(|_| more == *others) else {
            fail(format!("found {findings:?}"));
            after.push(String::new());
            continue;
        };
        let at = finding.place.as_ref().and_then(|place| place.span);
        let at = at.map(|at| at.start..at.end);
        if finding.rule.name() != rule || at.as_ref() != Some(span) {
            fail(format!("{} at {at:?}, not {span:?}", finding.rule));
        }
        let words = [&finding.message, &finding.label, &finding.help];
        if words
            .iter()
            .any(|words| words.is_empty() || words.contains(['\n', '{']) && !text.contains('{'))
            || finding.message.ends_with('.')
        {
            fail(format!("words: {words:?}"));
        }
        let edits: Vec<Edit> = findings
            .iter()
            .flat_map(|found| found.fix.clone())
            .collect();
        let new = fixed(text, &edits);
        // `---yaml` and a fence's `yaml` are marks, not words.
        let is_mark = finding.message.contains("yaml`");
        if !is_mark && !CHOOSES.contains(&rule.as_str()) && !keeps_every_letter(text, &new) {
            fail(format!("the fix takes a letter out:\n{new}"));
        }
        after.push(new);
    }
    if is_fixed {
        for (new, left) in after.iter().zip(found(after.iter().map(String::as_str))) {
            if let Some(left) = left.first() {
                failures.push(format!(
                    "the fix leaves {} ({})\n{new}",
                    left.rule, left.message
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} fail:\n\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

/// The samples of front matter, each in a file that `place` makes of it.
fn placed(
    name: &str,
    is_apt: impl Fn(&str, &str) -> bool,
    place: impl Fn(&str) -> String,
) -> Vec<Sample> {
    let samples = samples(name)
        .into_iter()
        .filter(|(rule, yaml)| is_apt(rule, yaml));
    samples
        .map(|(rule, yaml)| Sample::new(&rule, &place(&yaml)))
        .collect()
}

/// The rules of single lines; a sample of the first line's indentation fits only at the top.
fn is_line(rule: &str, yaml: &str) -> bool {
    rule.starts_with("yaml") && !yaml.starts_with("  ⟦")
}

#[test]
fn each_mistake_is_found_at_its_characters_and_fixed() {
    assert_found(&placed("front-matter.txt", |_, _| true, file), true);
    assert_found(
        &placed("front-matter-undecided.txt", |_, _| true, file),
        false,
    );
}

#[test]
fn a_file_whose_front_matter_has_no_bounds_is_fixed() {
    let whole = |text: &str| text.to_owned();
    assert_found(&placed("files.txt", |_, _| true, whole), true);
    assert_found(&placed("files-undecided.txt", |_, _| true, whole), false);
}

#[test]
fn a_comment_below_a_mistake_stays_a_comment() {
    const COMMENT: &str = "# A note: \"what\" it [holds\nlast: a\n";
    let place = |yaml: &str| file(&format!("{}\n{COMMENT}", yaml.trim_end_matches('\n')));
    let samples = placed("front-matter.txt", is_line, place);
    assert_found(&samples, true);
    for (sample, findings) in samples
        .iter()
        .zip(found(samples.iter().map(|s| s.text.as_str())))
    {
        let edits: Vec<Edit> = findings
            .iter()
            .flat_map(|found| found.fix.clone())
            .collect();
        let after = fixed(&sample.text, &edits);
        assert!(after.contains(COMMENT), "{after}");
    }
}

#[test]
fn a_mistake_is_found_below_other_keys_and_above_a_rule_in_the_text() {
    const ABOVE: &str = "lang: cy\npobl:\n  - Siân\n新聞: |\n  a: b\n\n  c\nnote: \"x\ny: z\"\n";
    let place = |yaml: &str| format!("{}\n---\n\nMore.\n", file(&format!("{ABOVE}{yaml}")));
    assert_found(&placed("front-matter.txt", is_line, place), true);
}

#[test]
fn a_mistake_is_found_a_level_further_in() {
    let is_apt = |rule: &str, yaml: &str| {
        let is_spaced = yaml.contains(['\t', '\u{a0}', '\u{200b}', '<', '>']);
        is_line(rule, yaml) && !is_spaced
    };
    let place = |yaml: &str| {
        let nested = yaml.trim_end().replace('\n', "\n  ");
        file(&format!("outer:\n  {nested}\nlast: a\n"))
    };
    assert_found(&placed("front-matter.txt", is_apt, place), true);
}

/// Checks that the fix of each wrong text makes it the right one below.
fn assert_fixed(name: &str, place: impl Fn(&str) -> String) {
    let texts: Vec<String> = samples(name).iter().map(|(_, text)| place(text)).collect();
    let wrong = texts.iter().step_by(2).map(String::as_str);
    for (pair, findings) in texts.chunks(2).zip(found(wrong)) {
        assert!(!findings.is_empty(), "nothing found in {}", pair[0]);
        let edits: Vec<Edit> = findings
            .iter()
            .flat_map(|found| found.fix.clone())
            .collect();
        let after = fixed(&pair[0], &edits);
        assert_eq!(after.trim_end(), pair[1].trim_end(), "{findings:?}");
    }
}

#[test]
fn a_fix_changes_no_more_than_what_is_wrong() {
    assert_fixed("fixes.txt", file);
}

#[test]
fn a_fix_of_the_bounds_leaves_no_key_outside() {
    assert_fixed("files-fixes.txt", str::to_owned);
}

#[test]
fn what_parses_is_left_alone() {
    let texts: Vec<String> = samples("sound.txt")
        .iter()
        .map(|(_, yaml)| file(yaml))
        .collect();
    for (text, findings) in texts.iter().zip(found(texts.iter().map(String::as_str))) {
        assert!(findings.is_empty(), "{text}\n{findings:?}");
    }
}

#[test]
fn correct_lines_above_a_mistake_are_not_blamed() {
    let samples = samples("sound.txt");
    let is_open = |yaml: &&String| !yaml.starts_with(['{', '?']) && !yaml.ends_with("...\n");
    let yaml = samples.iter().map(|(_, yaml)| yaml).filter(is_open);
    let texts: Vec<String> = yaml
        .map(|yaml| file(&format!("{yaml}last: a: b\n")))
        .collect();
    for (text, findings) in texts.iter().zip(found(texts.iter().map(String::as_str))) {
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.name()).collect();
        assert_eq!(rules, ["yaml-colon-in-value"], "{text}");
    }
}

#[test]
fn every_beginning_of_a_sample_gets_an_answer_on_one_line() {
    let mut texts = vec![];
    for (_, yaml) in samples("front-matter.txt") {
        let yaml = yaml.replace(['⟦', '⟧'], "");
        let cuts = yaml
            .char_indices()
            .step_by(3)
            .map(|(end, _)| file(&format!("{}\n", &yaml[..end])));
        texts.extend(cuts);
    }
    for (text, findings) in texts.iter().zip(found(texts.iter().map(String::as_str))) {
        for finding in findings {
            let span = finding.place.and_then(|place| place.span).expect("a place");
            assert!(!span.of(text).contains('\n'), "{text}\n{}", finding.message);
        }
    }
}

#[test]
fn settings_are_told_nothing_about_front_matter_or_a_text_below() {
    let foreign = [
        "front matter",
        "closing `---`",
        "line `---`",
        "three dashes",
    ];
    let below = [
        "",
        "More.\n",
        "\nA street.\n\n## Costs\n",
        "---\nMore.\n",
        "--\n",
    ];
    let mut count = 0;
    for (_, yaml) in samples("front-matter.txt") {
        let yaml = yaml.replace(['⟦', '⟧'], "");
        for text in below.map(|below| format!("{yaml}{below}")) {
            let source = Source::new("casebook.yaml", text.clone());
            for finding in config(&source).findings {
                let also = finding.also.iter().map(|(_, words)| words);
                for words in [&finding.message, &finding.label, &finding.help]
                    .into_iter()
                    .chain(also)
                {
                    let is_foreign = |part: &&str| words.contains(*part) && !text.contains(*part);
                    assert!(!foreign.iter().any(is_foreign), "{text}\n{finding:?}");
                }
                count += 1;
            }
        }
    }
    assert!(count > 1000, "{count}");
}

#[test]
fn the_line_ends_of_old_macs_are_found_and_fixed() {
    let text = "---\rtitle: a\rdate: 2024-01-01\r---\rText.\n";
    let findings = &found([text].into_iter())[0];
    assert_eq!(findings[0].rule.name(), "front-matter-line-ends");
    let after = fixed(text, &findings[0].fix);
    assert!(found([after.as_str()].into_iter())[0].is_empty(), "{after}");
}

/// Files that are made to take long: each is explained, or given up, in good time.
#[test]
fn a_hostile_file_is_given_up_in_time() {
    let many = |line: &str, count: usize| line.repeat(count);
    let texts = [
        many("a: b: c\n", 2000),
        format!("a: \"{}\n", many("b \"c\" d: e\n", 1500)),
        format!("a: {}: b\n", many("x \"y\" ", 8000)),
        format!("a: [{}\n", many("\"b\" c, ", 7000)),
        format!("a: {}\n", many("[", 900)),
        many("- a\n - b: c: d\n", 1500),
        format!("a:\n{}x y\n", many("  b c\n", 2000)),
        format!("a: |\n{}", many("   b\n  c\n", 1500)),
        many("\tkey: [a, \"b\n", 1500),
    ];
    let texts: Vec<String> = texts.iter().map(|yaml| file(yaml)).collect();
    for (text, findings) in texts.iter().zip(found(texts.iter().map(String::as_str))) {
        assert!(!findings.is_empty(), "{}", &text[..100]);
    }
}
