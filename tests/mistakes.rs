//! Random case studies with three mistakes each: nearly all are reported in one run, and no
//! mistake hides another.

mod common;

use casebook::report::{Rule, rules};
use common::Library;
use common::random::Random;

const SETTINGS: &str = "\
title: Case studies
base_url: https://example.org/
facets:
  topics: {}
  support_types: {terms: [Grant, Loan, Advice]}
fields:
  organisation: {required: true}
  savings: {type: number, unit: GBP}
case_studies: {headings: [The challenge, The impact]}
";

const STUDY: &str = "\
---
title: Warm homes, street by street
summary: A cold street was insulated in one winter.
date: 2019-03-12
topics:
  - Housing
  - Energy
support_types: [Grant, Advice]
organisation: Anytown Council
savings: 12500
contact:
  name: Street team
  email: streets@example.org
draft: false
links:
  - title: What we learned
    url: https://example.org/report
slug: warm-streets
---

## The challenge

The street was cold. Read [the first report](https://example.org/first).

## The impact

| Year | Homes |
| --- | --- |
| 2024 | 112 |

Each home is warm now.
";

/// A mistake: the lines that it replaces, and the lines with it.
struct Mistake {
    lines: &'static str,
    with: &'static str,
    /// Rules of which one reports it.
    rules: &'static [Rule],
}

const fn mistake(lines: &'static str, with: &'static str, rules: &'static [Rule]) -> Mistake {
    Mistake { lines, with, rules }
}

const MISTAKES: &[Mistake] = &[
    mistake(
        "title: Warm homes, street by street",
        "title: Warm homes: street by street",
        &[rules::YAML_COLON_IN_VALUE],
    ),
    mistake(
        "title: Warm homes, street by street",
        "title: \"Warm homes, street by street",
        &[rules::YAML_QUOTE_NOT_CLOSED],
    ),
    mistake(
        "title: Warm homes, street by street",
        "title:Warm homes, street by street",
        &[rules::YAML_MISSING_SPACE_AFTER_COLON],
    ),
    mistake(
        "title: Warm homes, street by street",
        "title:",
        &[rules::MISSING_TITLE],
    ),
    mistake(
        "title: Warm homes, street by street\n",
        "",
        &[rules::MISSING_TITLE],
    ),
    mistake(
        "title: Warm homes, street by street",
        "title: [Warm homes",
        &[rules::YAML_BRACKET_NOT_CLOSED],
    ),
    mistake(
        "summary: A cold",
        "summary: Insulation: a cold",
        &[rules::YAML_COLON_IN_VALUE],
    ),
    mistake(
        "summary: A cold",
        "summary: @council: a cold",
        &[rules::YAML_STARTS_WITH_SPECIAL_SIGN],
    ),
    mistake("summary: A cold", "sumary: A cold", &[rules::UNKNOWN_KEY]),
    mistake(
        "one winter.\ndate",
        "one winter.\nThen the next was.\ndate",
        &[rules::YAML_CONTINUATION_NOT_INDENTED],
    ),
    mistake(
        "date: 2019-03-12",
        "date: 12 or 13 March",
        &[rules::BAD_DATE],
    ),
    mistake(
        "date: 2019-03-12",
        "date: 2019-02-31",
        &[rules::IMPOSSIBLE_DATE],
    ),
    mistake(
        "date: 2019-03-12",
        "date: 2019-03-12\ndate: 2019-04-12",
        &[rules::YAML_DUPLICATE_KEY],
    ),
    mistake(
        "date: 2019-03-12",
        "date 2019-03-12",
        &[rules::YAML_MISSING_COLON],
    ),
    mistake("  - Housing", "\t- Housing", &[rules::YAML_TAB]),
    mistake(
        "  - Energy",
        "  -Energy",
        &[rules::YAML_MISSING_SPACE_AFTER_DASH],
    ),
    mistake("[Grant, Advice]", "[Grant, Advise]", &[rules::UNKNOWN_TERM]),
    mistake(
        "[Grant, Advice]",
        "[Grant, Advice",
        &[rules::YAML_BRACKET_NOT_CLOSED],
    ),
    mistake(
        "[Grant, Advice]",
        "Grant, Advice]",
        &[rules::YAML_BRACKET_NOT_OPENED],
    ),
    mistake("support_types:", "suport_types:", &[rules::UNKNOWN_KEY]),
    mistake(
        "organisation: Anytown Council\n",
        "",
        &[rules::MISSING_FIELD],
    ),
    mistake(
        "organisation: Anytown Council",
        "organisation:",
        &[rules::MISSING_FIELD],
    ),
    mistake(
        "organisation: Anytown Council",
        "organisation: 'Anytown Council",
        &[rules::YAML_QUOTE_NOT_CLOSED],
    ),
    mistake(
        "savings: 12500",
        "savings: many thousands",
        &[rules::WRONG_TYPE],
    ),
    mistake(
        "  name: Street team",
        "  name: Street team: north",
        &[rules::YAML_COLON_IN_VALUE],
    ),
    mistake("  email:", " email:", &[rules::YAML_INDENTATION]),
    mistake("draft: false", "draft: perhaps", &[rules::WRONG_TYPE]),
    mistake(
        "    url: https://example.org/report",
        "    url: javascript:alert(1)",
        &[rules::UNSAFE_LINK],
    ),
    mistake(
        "  - title: What we learned",
        "  - title: What we learned: 2024",
        &[rules::YAML_COLON_IN_VALUE],
    ),
    mistake(
        "slug: warm-streets\n---",
        "slug: warm-streets\n--",
        &[rules::FRONT_MATTER_NOT_CLOSED],
    ),
    mistake(
        "slug: warm-streets\n---\n",
        "slug: warm-streets\n",
        &[rules::FRONT_MATTER_NOT_CLOSED],
    ),
    mistake("---\ntitle", "title", &[rules::FRONT_MATTER_NO_OPENING]),
    mistake(
        "## The challenge",
        "##The challenge",
        &[rules::HEADING_WITHOUT_SPACE],
    ),
    mistake(
        "(https://example.org/first)",
        "(first.md)",
        &[rules::BROKEN_LINK],
    ),
    mistake(
        "(https://example.org/first)",
        "(javascript:alert%281%29)",
        &[rules::UNSAFE_LINK],
    ),
    mistake("[the first report]", "[click here]", &[rules::LINK_TEXT]),
    mistake(
        "Each home is warm now.",
        "![](street.png)",
        &[rules::MISSING_PICTURE],
    ),
    mistake("## The impact", "## Results", &[rules::MISSING_HEADING]),
];

/// A case study with mistakes in different places.
fn study(random: &mut Random, count: usize) -> (String, Vec<&'static Mistake>) {
    let mut made: Vec<(usize, &Mistake)> = vec![];
    while made.len() < count {
        let mistake = &MISTAKES[random.below(MISTAKES.len())];
        let at = STUDY
            .find(mistake.lines)
            .expect("the study has these lines");
        let range = at..at + mistake.lines.len();
        let is_apart = |(start, other): &(usize, &Mistake)| {
            range.end < *start || start + other.lines.len() < range.start
        };
        if made.iter().all(is_apart) {
            made.push((at, mistake));
        }
    }
    made.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut text = STUDY.to_owned();
    for (at, mistake) in &made {
        text.replace_range(*at..at + mistake.lines.len(), mistake.with);
    }
    (text, made.into_iter().map(|(_, mistake)| mistake).collect())
}

/// The rules of what is found in a library with one case study.
fn found(study: &str) -> Vec<Rule> {
    let files = format!("//- casebook.yaml\n{SETTINGS}//- content/case-studies/warm.md\n{study}");
    let findings = Library::new(&files).findings();
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_study_without_a_mistake_has_no_finding() {
    let of_settings = [rules::UNUSED_TERM];
    let found = found(STUDY);
    assert!(
        found.iter().all(|rule| of_settings.contains(rule)),
        "{found:?}"
    );
}

#[test]
fn each_mistake_alone_is_reported() {
    for mistake in MISTAKES {
        assert_eq!(STUDY.matches(mistake.lines).count(), 1, "{}", mistake.lines);
        let found = found(&STUDY.replace(mistake.lines, mistake.with));
        let is_reported = found.iter().any(|rule| mistake.rules.contains(rule));
        assert!(is_reported, "{}: {found:?}", mistake.with);
    }
}

#[test]
fn three_mistakes_in_a_file_are_reported_in_one_run() {
    /// Files, and mistakes in each.
    const FILES: usize = 60;
    const EACH: usize = 3;
    let mut random = Random::new(1);
    let mut missed = vec![];
    for _ in 0..FILES {
        let (text, mistakes) = study(&mut random, EACH);
        let mut rules = found(&text);
        for mistake in mistakes {
            match rules.iter().position(|rule| mistake.rules.contains(rule)) {
                Some(at) => _ = rules.remove(at),
                None => missed.push(format!("{:?} of\n{text}\n{rules:?}", mistake.with)),
            }
        }
    }
    let all = FILES * EACH;
    assert!(
        missed.len() * 20 <= all,
        "{} of {all} are missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}
