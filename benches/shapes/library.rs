//! Many files.

use crate::settings::{FACETS, LANGUAGES, ONE_PER_PAGE};
use crate::{Files, Shape};

/// A library with settings and this many case studies.
fn studies(settings: &str, size: usize, study: impl Fn(usize) -> String) -> Files {
    let mut files: Files = (0..size)
        .map(|i| (format!("content/case-studies/study-{i:06}.md"), study(i)))
        .collect();
    files.push(("casebook.yaml".into(), settings.into()));
    files
}

/// The case study of a number, with a line of front matter and a text.
fn study(number: usize, line: &str, text: &str) -> String {
    format!("---\ntitle: Study {number}\nsummary: What was done.\n{line}\n---\n\n{text}\n")
}

pub(crate) fn shapes() -> Vec<Shape> {
    let shape = |name, size, files| Shape { name, size, files };
    vec![
        shape("library: studies", 200, |n| {
            studies(FACETS, n, |i| study(i, "topics: [Housing]", "Text."))
        }),
        shape("library: studies with one title", 200, |n| {
            studies(FACETS, n, |_| "---\ntitle: One\n---\n\nText.\n".into())
        }),
        shape("library: studies with one slug", 500, |n| {
            studies(FACETS, n, |i| study(i, "slug: one", "Text."))
        }),
        shape("library: studies with one alias", 500, |n| {
            studies(FACETS, n, |i| study(i, "aliases: [/one/]", "Text."))
        }),
        shape("library: broken links", 500, |n| {
            studies(FACETS, n, |i| {
                let words =
                    format!("[a](stud-{i:06}x.md) [b](tenants-{i}.md) [c](study-{i:05}.md)");
                study(i, "", &words)
            })
        }),
        shape("library: broken links to one heading", 500, |n| {
            studies(FACETS, n, |i| {
                let text = if i == 0 {
                    (0..n)
                        .map(|i| format!("## Heading {i}\n\nText.\n\n"))
                        .collect()
                } else {
                    format!("[a](study-000000.md#heding-{i})")
                };
                study(i, "", &text)
            })
        }),
        shape("library: two terms for each study", 300, |n| {
            studies(FACETS, n, |i| {
                study(i, &format!("topics: [Word {i}a, Word {i}b]"), "Text.")
            })
        }),
        shape("library: two near-alike terms for each study", 200, |n| {
            studies(FACETS, n, |i| {
                let line = format!("topics: [Community engagement {i}, Community engagment {i}]");
                study(i, &line, "Text.")
            })
        }),
        shape("library: two facets with their own terms", 200, |n| {
            studies(FACETS, n, |i| {
                let line = format!("topics: [Word {i}a, Word {i}b]\nregions: [Place {i}]");
                study(i, &line, "Text.")
            })
        }),
        shape("library: a facet of one term, another of many", 200, |n| {
            studies(FACETS, n, |i| {
                study(
                    i,
                    &format!("topics: [Housing]\nregions: [Place {i}]"),
                    "Text.",
                )
            })
        }),
        shape("library: terms written two ways", 500, |n| {
            studies(FACETS, n, |i| {
                let term = if i % 2 == 0 {
                    format!("Word {i}")
                } else {
                    format!("word-{}", i - 1)
                };
                study(i, &format!("topics: [{term}]"), "Text.")
            })
        }),
        shape("library: one term written many ways", 500, |n| {
            studies(FACETS, n, |i| {
                let signs = "!".repeat(1 + i % 100) + &"?".repeat(1 + i / 100);
                study(i, &format!("topics: [\"Warm{signs}homes\"]"), "Text.")
            })
        }),
        shape("library: pages in the footer", 200, |n| {
            (0..n)
                .map(|i| (format!("content/{i}.md"), study(i, "", "Text.")))
                .collect()
        }),
        shape("library: pages of terms", 500, |n| {
            let mut files: Files = (0..n)
                .map(|i| (format!("content/topics/term-{i}.md"), study(i, "", "Text.")))
                .collect();
            files.push(("casebook.yaml".into(), FACETS.into()));
            files
        }),
        shape("library: one page a study", 500, |n| {
            studies(ONE_PER_PAGE, n, |i| study(i, "", "Text."))
        }),
        shape("library: translations", 200, |n| {
            let mut files = studies(LANGUAGES, n, |i| study(i, "topics: [Housing]", "Text."));
            let translated = files
                .iter()
                .filter(|(path, _)| path.ends_with(".md"))
                .map(|(path, text)| (path.replace(".md", ".cy.md"), text.clone()));
            let translated: Files = translated.collect();
            files.extend(translated);
            files
        }),
        shape("library: unknown keys", 500, |n| {
            studies(FACETS, n, |i| study(i, &format!("key{i}: a"), "Text."))
        }),
        shape("library: one unknown key", 500, |n| {
            studies(FACETS, n, |i| study(i, "key: a", "Text."))
        }),
        shape("library: drafts", 500, |n| {
            studies(FACETS, n, |i| study(i, "draft: true", "Text."))
        }),
        shape("library: links to drafts", 500, |n| {
            studies(FACETS, n, |i| {
                let line = if i % 2 == 0 { "draft: true" } else { "" };
                study(i, line, &format!("[a](study-{:06}.md)", (i + 1) % n))
            })
        }),
        shape("library: related studies", 300, |n| {
            studies(FACETS, n, |i| {
                study(i, &format!("related: [study-{:06}]", (i + 7) % n), "Text.")
            })
        }),
        shape("library: one study related to all", 300, |n| {
            studies(FACETS, n, |i| {
                let all: String = (0..n).map(|i| format!("  - study-{i:06}\n")).collect();
                let line = if i == 0 {
                    format!("related:\n{all}")
                } else {
                    String::new()
                };
                study(i, line.trim_end(), "Text.")
            })
        }),
        shape("library: files", 1_000, |n| {
            (0..n)
                .map(|i| (format!("static/files/{i}.pdf"), String::new()))
                .collect()
        }),
        shape("library: files that want one address", 500, |n| {
            (0..n)
                .flat_map(|i| {
                    let name = format!("files/{i}.pdf");
                    [
                        (format!("static/{name}"), String::new()),
                        (format!("content/{name}"), String::new()),
                    ]
                })
                .collect()
        }),
        shape("library: folders within folders", 200, |n| {
            (0..n)
                .map(|i| {
                    let folder = "a/".repeat(1 + i % 50);
                    (format!("content/{folder}{i}.md"), study(i, "", "Text."))
                })
                .collect()
        }),
        shape("library: pages in unknown languages", 500, |n| {
            studies(FACETS, n, |i| study(i, "", "Text."))
                .into_iter()
                .map(|(path, text)| (path.replace(".md", ".fr.md"), text))
                .collect()
        }),
        shape("library: fields", 300, |n| {
            studies(FACETS, n, |i| {
                study(i, &format!("organisation: Council {i}"), "Text.")
            })
        }),
        shape("library: dates that passed", 500, |n| {
            studies(FACETS, n, |i| study(i, "review_by: 2020-01-01", "Text."))
        }),
    ]
}
