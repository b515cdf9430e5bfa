//! One case study with much front matter. It may have 64 KiB.

use crate::settings::FACETS;
use crate::{Files, Shape};

/// A library with two facets and one case study with these lines of front matter.
fn lines(lines: impl AsRef<str>) -> Files {
    let text = format!("---\ntitle: A study\n{}---\n\nText.\n", lines.as_ref());
    vec![
        ("casebook.yaml".into(), FACETS.into()),
        ("content/case-studies/a.md".into(), text),
    ]
}

fn numbered(size: usize, line: impl Fn(usize) -> String) -> String {
    (0..size).map(line).collect()
}

/// A list with numbered items.
fn list(key: &str, size: usize, item: impl Fn(usize) -> String) -> Files {
    lines(format!(
        "{key}:\n{}",
        numbered(size, |i| format!("  - {}\n", item(i)))
    ))
}

pub(crate) fn shapes() -> Vec<Shape> {
    let shape = |name, size, files| Shape { name, size, files };
    vec![
        shape("terms of one case study", 500, |n| {
            list("topics", n, |i| format!("Term {i}x"))
        }),
        shape("terms of one study, near-alike", 500, |n| {
            list("topics", n, |i| {
                format!("Community engagment {}", letters(i))
            })
        }),
        shape("terms of one study, one letter apart", 500, |n| {
            list("topics", n, |i| format!("Warm homes {}", letter(i)))
        }),
        shape("terms of two facets", 200, |n| {
            let terms = |key| format!("{key}: [{}]\n", numbered(n, |i| format!("Term {i}x, ")));
            lines(terms("topics") + &terms("regions"))
        }),
        shape("a long term", 5_000, |n| {
            lines(format!("topics: [{}]\n", "abcde".repeat(n)))
        }),
        shape("one term written many ways", 500, |n| {
            list("topics", n, |i| {
                format!(
                    "Warm{}homes",
                    "!".repeat(1 + i % 100) + &"?".repeat(1 + i / 100)
                )
            })
        }),
        shape("terms with commas", 500, |n| {
            list("topics", n, |i| format!("\"Term {i}x, Term {}x\"", i + 1))
        }),
        shape("aliases", 1_000, |n| {
            list("aliases", n, |i| format!("/old/{i}/"))
        }),
        shape("one alias again and again", 1_000, |n| {
            list("aliases", n, |_| "/old/".into())
        }),
        shape("aliases that are no addresses", 1_000, |n| {
            list("aliases", n, |_| "a?b".into())
        }),
        shape("unknown related studies", 1_000, |n| {
            list("related", n, |i| format!("b{i}"))
        }),
        shape("attachments that are missing", 500, |n| {
            list("attachments", n, |i| {
                format!("{{title: File, file: b{i}.pdf}}")
            })
        }),
        shape("links", 500, |n| {
            list("links", n, |i| {
                format!("{{title: Site, url: \"https://{i}.example/\"}}")
            })
        }),
        shape("links without an address", 500, |n| {
            list("links", n, |_| "{title: Site}".into())
        }),
        shape("texts of a field", 1_000, |n| {
            list("organisation", n, |i| format!("Council {i}"))
        }),
        shape("unknown keys", 500, |n| {
            lines(numbered(n, |i| format!("key{i}: a\n")))
        }),
        shape("unknown keys that are nearly known", 500, |n| {
            lines(numbered(n, |i| format!("summar{}: a\n", letter(i))))
        }),
        shape("a key again and again", 1_000, |n| {
            lines("summary: a\n".repeat(n))
        }),
        shape("lists in brackets within each other", 5_000, |n| {
            lines(format!("topics: {}{}\n", "[".repeat(n), "]".repeat(n)))
        }),
        shape("brackets that never close", 10_000, |n| {
            lines(format!("topics: {}\n", "[".repeat(n)))
        }),
        shape("braces within each other", 5_000, |n| {
            lines(format!("topics: {}\n", "{a: ".repeat(n)))
        }),
        shape("brackets around braces", 3_000, |n| {
            lines(format!("topics: {}\n", "[{a: ".repeat(n)))
        }),
        shape("lists within each other", 2_000, |n| {
            lines(format!("topics: {}a\n", "- ".repeat(n)))
        }),
        shape("lists within each other on lines", 2_000, |n| {
            lines(format!("topics:\n  {}a\n", "- ".repeat(n)))
        }),
        shape("groups within each other", 160, |n| {
            lines(numbered(n, |i| format!("{}a:\n", " ".repeat(i))))
        }),
        shape("questions within each other", 2_000, |n| {
            lines(format!("{}a\n", "? ".repeat(n)))
        }),
        shape("aliases of YAML", 1_000, |n| {
            lines(format!("summary: &a b\ntopics: [{}]\n", "*a, ".repeat(n)))
        }),
        shape("aliases of aliases of YAML", 200, |n| {
            let first = "a0: &a0 [x, x]\n".to_owned();
            lines(first + &numbered(n, |i| format!("a{}: &a{} [*a{i}, *a{i}]\n", i + 1, i + 1)))
        }),
        shape("merges of YAML", 500, |n| {
            lines(
                "a0: &a0 {x: y}\n".to_owned()
                    + &numbered(n, |i| {
                        format!("a{}: &a{} {{<<: *a{i}, x{i}: y}}\n", i + 1, i + 1)
                    }),
            )
        }),
        shape("tags of YAML", 2_000, |n| {
            lines(format!("summary: {}a\n", "!a ".repeat(n)))
        }),
        shape("documents of YAML", 2_000, |n| lines("...\n".repeat(n))),
        shape("quotes that never close", 1_000, |n| {
            lines("summary: \"a\n".repeat(n))
        }),
        shape("lines that are not YAML", 500, |n| {
            lines(numbered(n, |i| format!("key{i}: a: b\n")))
        }),
        shape("lines with one space too many", 500, |n| {
            lines(numbered(n, |i| format!("key{i}: a\n b: c\n")))
        }),
        shape("lines without a colon", 1_000, |n| {
            lines("some words\n".repeat(n))
        }),
        shape("lines with tabs", 1_000, |n| {
            lines("\tsummary: a\n".repeat(n))
        }),
        shape("notes after values", 1_000, |n| {
            list("topics", n, |i| format!("Term {i} # note"))
        }),
        shape("lines of comments", 2_000, |n| {
            lines("# a comment\n".repeat(n))
        }),
        shape("lines of a folded text", 2_000, |n| {
            lines("summary: >\n".to_owned() + &"  some words\n".repeat(n))
        }),
        shape("sentences of a summary", 400, |n| {
            lines(format!(
                "summary: {}\n",
                numbered(n, |i| format!(
                    "This is the sentence of number {i} of them. "
                ))
            ))
        }),
        shape("a long title", 4_000, |n| {
            lines(format!("summary: {}\n", "words ".repeat(n)))
        }),
        shape("front matter without an end", 10_000, |n| {
            vec![(
                "content/case-studies/a.md".into(),
                "---\n".to_owned() + &"key: a\n".repeat(n),
            )]
        }),
        shape("front matter twice", 2_000, |n| {
            vec![(
                "content/case-studies/a.md".into(),
                "---\ntitle: A\n---\n".repeat(n),
            )]
        }),
    ]
}

/// A number as one letter.
fn letter(number: usize) -> char {
    char::from_u32(0x4e00 + number as u32).expect("a Chinese letter")
}

/// A number as Latin letters.
fn letters(number: usize) -> String {
    number
        .to_string()
        .bytes()
        .map(|digit| char::from(digit - b'0' + b'a'))
        .collect()
}
