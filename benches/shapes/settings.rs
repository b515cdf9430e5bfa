//! Large settings.

use crate::{Files, Shape};

/// The least that a library needs.
pub(crate) const PLAIN: &str = "title: Case studies\nbase_url: https://example.org/\n";

/// Settings with two open facets and a field.
pub(crate) const FACETS: &str = "title: Case studies
base_url: https://example.org/
facets: {topics: {name: Topics}, regions: {name: Regions}}
fields: {organisation: {}}
";

/// Settings with two languages.
pub(crate) const LANGUAGES: &str = "title: Case studies
base_url: https://example.org/
languages: [en-GB, cy]
facets: {topics: {name: Topics}}
";

/// Settings with one case study on each page of a list.
pub(crate) const ONE_PER_PAGE: &str = "title: Case studies
base_url: https://example.org/
case_studies: {per_page: 1}
";

/// A library of a few case studies with these settings added to the plain ones.
fn settings(lines: impl AsRef<str>) -> Files {
    let study = "---\ntitle: A study\n---\n\nText.\n".to_owned();
    vec![
        ("casebook.yaml".into(), format!("{PLAIN}{}", lines.as_ref())),
        ("content/case-studies/a.md".into(), study),
    ]
}

fn numbered(size: usize, line: impl Fn(usize) -> String) -> String {
    (0..size).map(line).collect()
}

pub(crate) fn shapes() -> Vec<Shape> {
    let shape = |name, size, files| Shape { name, size, files };
    vec![
        shape("settings: terms of a closed list", 200, |n| {
            let terms = numbered(n, |i| format!("      - Term {i}\n"));
            settings(format!(
                "facets:\n  topics:\n    name: Topics\n    terms:\n{terms}"
            ))
        }),
        shape("settings: terms of a closed list in use", 200, |n| {
            let terms = numbered(n, |i| format!("      - Term {i}\n"));
            let mut files = settings(format!("facets:\n  topics:\n    terms:\n{terms}"));
            files.extend((0..n).map(|i| {
                let text = format!("---\ntitle: Study {i}\ntopics: Term {i}\n---\n\nText.\n");
                (format!("content/case-studies/{i}.md"), text)
            }));
            files
        }),
        shape(
            "settings: terms that are not on the closed list",
            200,
            |n| {
                let terms = numbered(n, |i| format!("      - Term {i}\n"));
                let mut files = settings(format!("facets:\n  topics:\n    terms:\n{terms}"));
                files.extend((0..n).map(|i| {
                    let text = format!("---\ntitle: Study {i}\ntopics: Tern {i}\n---\n\nText.\n");
                    (format!("content/case-studies/{i}.md"), text)
                }));
                files
            },
        ),
        shape("settings: facets", 20, |n| {
            settings("facets:\n".to_owned() + &numbered(n, |i| format!("  f{i}: {{name: F{i}}}\n")))
        }),
        shape("settings: fields", 100, |n| {
            settings("fields:\n".to_owned() + &numbered(n, |i| format!("  f{i}: {{}}\n")))
        }),
        shape("settings: keys to ignore", 500, |n| {
            settings(format!(
                "ignore: [{}]\n",
                numbered(n, |i| format!("k{i}, "))
            ))
        }),
        shape("settings: headings", 200, |n| {
            let names = numbered(n, |i| format!("    - Heading {i}\n"));
            settings(format!("case_studies:\n  headings:\n{names}"))
        }),
        shape("settings: unknown keys", 500, |n| {
            settings(numbered(n, |i| format!("key{i}: a\n")))
        }),
        shape("settings: groups within each other", 160, |n| {
            settings(numbered(n, |i| format!("{}a:\n", " ".repeat(i))))
        }),
        shape("settings: aliases of aliases of YAML", 200, |n| {
            settings(
                "a0: &a0 [x, x]\n".to_owned()
                    + &numbered(n, |i| format!("a{}: &a{} [*a{i}, *a{i}]\n", i + 1, i + 1)),
            )
        }),
        shape("settings: lines that are not YAML", 500, |n| {
            settings(numbered(n, |i| format!("key{i}: a: b\n")))
        }),
        shape("settings: a long text", 50_000, |n| {
            settings(format!("title: {}\n", "a ".repeat(n)))
        }),
    ]
}
