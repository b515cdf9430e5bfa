//! Front matter is read without a panic, and what `check --fix` writes is safe.

use std::collections::{BTreeMap, BTreeSet};

use casebook::audit::fix::fixed_text;
use casebook::config::Config;
use casebook::report::{self, Format, fixed, keeps_every_letter};
use casebook::source::{FilePath, Source};

use crate::common::settings;
use crate::random::fuzz;
use crate::texts::{Texts, YAML};
use crate::{SETTINGS, STUDY, parsed};

#[test]
fn front_matter_and_fixes() {
    let texts = Texts::new(|text| text.contains(": "), &[YAML]);
    let config = settings(SETTINGS);
    fuzz("front_matter_and_fixes", 400, |random| {
        let front = texts.changed(random);
        let text = if front.starts_with("---") && !random.once_in(20) {
            front
        } else {
            format!("---\n{front}---\n\nText.\n")
        };
        let (_, findings) = parsed(&text, &config);
        let source = Source::new(STUDY, text.clone());
        // Showing a finding cuts the text where the finding begins and ends.
        report::formatted(&findings, Format::Human { colour: false }, "", &|_| {
            Some((&*source.text).into())
        });
        for finding in &findings {
            fixed(&text, &finding.fix);
        }
        assert_fixes_are_safe(&text, &config);
    });
}

/// Checks what `check --fix` would write for a text.
fn assert_fixes_are_safe(text: &str, config: &Config) {
    let path = FilePath::from(STUDY);
    let Some(mended) = fixed_text(&path, text, config, &BTreeSet::new()) else {
        return;
    };
    let after = mended.value;
    assert!(keeps_every_letter(text, &after), "{text:?}\n{after:?}");
    if after != text {
        assert!(is_mapping(&after), "{text:?}\n{after:?}");
    }
    let edits: usize = mended
        .findings
        .iter()
        .map(|finding| finding.fix.len())
        .sum();
    let gone = lines_missing(text, &after);
    assert!(
        gone <= edits,
        "{gone} lines changed by {edits} edits: {text:?}\n{after:?}"
    );
    let again = fixed_text(&path, &after, config, &BTreeSet::new()).map(|again| again.value);
    assert_eq!(
        again.as_ref(),
        Some(&after),
        "a second time changes more: {text:?}"
    );
}

/// Returns whether a text has no front matter, or such that another reader understands.
fn is_mapping(text: &str) -> bool {
    let text = text.trim_start_matches(['\u{feff}', '\n', ' ', '\t', '\r']);
    let Some(rest) = text.strip_prefix("---") else {
        return true;
    };
    let is_end = |line: &&str| matches!(line.trim_end(), "---" | "...");
    let front: Vec<&str> = rest
        .lines()
        .skip(1)
        .take_while(|line| !is_end(line))
        .collect();
    let front = serde_yaml::from_str::<serde_yaml::Value>(&readable(&front.join("\n")));
    front.is_ok_and(|front| front.is_mapping() || front.is_null())
}

/// A text without what YAML allows and the other reader cannot hold: a number of more than 18
/// digits, and a letter that is escaped as two halves, as in JSON.
fn readable(yaml: &str) -> String {
    let mut digits = 0;
    let fits = |letter: &char| {
        digits = if letter.is_ascii_digit() {
            digits + 1
        } else {
            0
        };
        digits <= 18
    };
    let mut whole = yaml.to_owned();
    while let Some(at) = whole.match_indices("\\u").map(|(at, _)| at).find(|at| {
        let half = |at: usize| u16::from_str_radix(whole.get(at + 2..at + 6)?, 16).ok();
        let is_second = whole[at + 2..].get(4..6) == Some("\\u");
        matches!(half(*at), Some(0xD800..0xDC00))
            && is_second
            && matches!(half(at + 6), Some(0xDC00..0xE000))
    }) {
        whole.replace_range(at..at + 12, "?");
    }
    whole.chars().filter(fits).collect()
}

/// Returns how many lines of `before` are not in `after`, each as often as it occurs.
fn lines_missing(before: &str, after: &str) -> usize {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for line in after.lines() {
        *left.entry(line).or_default() += 1;
    }
    let mut missing = 0;
    for line in before.lines() {
        match left.get_mut(line) {
            Some(count) if *count > 0 => *count -= 1,
            _ => missing += 1,
        }
    }
    missing
}
