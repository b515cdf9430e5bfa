//! One long text of Markdown.

use crate::{Files, Shape};

/// A library of one case study with this text.
pub(crate) fn text(text: impl AsRef<str>) -> Files {
    let front = "---\ntitle: A study\nsummary: What was done.\ndate: 2024\n---\n\n";
    let path = "content/case-studies/a.md".to_owned();
    vec![(path, format!("{front}{}\n", text.as_ref()))]
}

/// A text that is the same again and again.
fn again(part: &str, size: usize) -> Files {
    text(part.repeat(size))
}

/// A text of numbered parts.
pub(crate) fn numbered(size: usize, part: impl Fn(usize) -> String) -> Files {
    text((0..size).map(part).collect::<String>())
}

/// Opens that are all closed at the end.
fn nested(open: &str, close: &str, size: usize) -> Files {
    text(open.repeat(size) + &close.repeat(size))
}

pub(crate) fn shapes() -> Vec<Shape> {
    let shape = |name, size, files| Shape { name, size, files };
    vec![
        shape("headings without text", 4_000, |n| again("## h\n\n", n)),
        shape("headings without words", 20_000, |n| again("#\n\n", n)),
        shape("headings with one text", 4_000, |n| {
            again("## One\n\nText.\n\n", n)
        }),
        shape("headings that take each other's ids", 4_000, |n| {
            numbered(n, |i| format!("## One-{i}\n\nText.\n\n## One\n\nText.\n\n"))
        }),
        shape("headings that jump", 4_000, |n| {
            again("## a\n\nb\n\n#### c\n\nd\n\n", n)
        }),
        shape("setext headings", 4_000, |n| {
            again("Heading\n---\n\nText.\n\n", n)
        }),
        shape("bare addresses in one line", 4_000, |n| {
            again("https://a.example/x ", n)
        }),
        shape("bare addresses without spaces", 1_000, |n| {
            again("https://a.example/x**y**", n)
        }),
        shape("bare addresses in broken links", 2_000, |n| {
            again("[words](https://a.example/x y) https://b.example/ ", n)
        }),
        shape("vague links", 4_000, |n| {
            again("[here](https://a.example/) ", n)
        }),
        shape("links without words", 4_000, |n| {
            again("[](https://a.example/) ", n)
        }),
        shape("one broken link again and again", 4_000, |n| {
            again("[a](nope.md)\n\n", n)
        }),
        shape("broken links", 2_000, |n| {
            numbered(n, |i| format!("[a](nope-{i}.md)\n\n"))
        }),
        shape("links to other sites", 4_000, |n| {
            numbered(n, |i| format!("[Site {i}](https://{i}.example/)\n\n"))
        }),
        shape("addresses in angle brackets", 4_000, |n| {
            again("<https://a.example/> ", n)
        }),
        shape("pictures without alternative text", 2_000, |n| {
            again("![](https://a.example/i.png)\n\n", n)
        }),
        shape("pictures within pictures", 20_000, |n| {
            nested("![", "](a.png)", n)
        }),
        shape("links that work to headings", 2_000, |n| {
            numbered(n, |i| {
                format!("## Heading {i}\n\n[To it](#heading-{i})\n\n")
            })
        }),
        shape("links that fail to headings", 1_000, |n| {
            numbered(n, |i| format!("## Heading {i}\n\n[To it](#hed-{i}x)\n\n"))
        }),
        shape("brackets", 20_000, |n| nested("[", "]", n)),
        shape("brackets that never close", 100_000, |n| again("[", n)),
        shape("brackets of pictures", 50_000, |n| again("![", n)),
        shape("brackets of links", 20_000, |n| again("[a](", n)),
        shape("brackets of links with an address", 20_000, |n| {
            again("[a](<", n)
        }),
        shape("brackets of links with a title", 20_000, |n| {
            again("[a](b \"", n)
        }),
        shape("brackets of wiki links", 20_000, |n| again("[[a", n)),
        shape("wiki links", 4_000, |n| again("[[cold-homes]] ", n)),
        shape("links the wrong way round", 4_000, |n| {
            again("(cold homes)[cold-homes.md] ", n)
        }),
        shape("links with a space", 4_000, |n| {
            again("[cold homes] (cold-homes.md) ", n)
        }),
        shape("links without a definition", 4_000, |n| {
            again("[cold homes][report] ", n)
        }),
        shape("brackets before one that closes", 20_000, |n| {
            text("[a] ".repeat(n) + &"[a ".repeat(n) + "](x.md")
        }),
        shape("parentheses", 20_000, |n| nested("(", ")", n)),
        shape("parentheses of a link", 20_000, |n| {
            text("[a](".to_owned() + &"(".repeat(n))
        }),
        shape("broken links with parentheses", 20_000, |n| {
            again("[a](b c.md(", n)
        }),
        shape("footnotes", 4_000, |n| {
            numbered(n, |i| format!("Word[^{i}]\n\n[^{i}]: Note.\n\n"))
        }),
        shape("one footnote mentioned often", 10_000, |n| {
            text("Word[^1] ".repeat(n) + "\n\n[^1]: Note.")
        }),
        shape("footnotes without text", 4_000, |n| {
            numbered(n, |i| format!("Word[^a{i}] "))
        }),
        shape("footnotes without a colon", 2_000, |n| {
            numbered(n, |i| format!("[^{i}] Note.\n\n"))
                .into_iter()
                .map(|(path, notes)| {
                    let words: String = (0..n).map(|i| format!("Word[^{i}] ")).collect();
                    (path, notes + "\n" + &words)
                })
                .collect()
        }),
        shape("footnotes within footnotes", 4_000, |n| {
            numbered(n, |i| format!("[^{i}]: Note[^{}]\n\n", i + 1))
                .into_iter()
                .map(|(path, notes)| (path, notes + "Word[^0]\n"))
                .collect()
        }),
        shape("definitions of links", 10_000, |n| {
            numbered(n, |i| format!("[a{i}]: /b\n"))
        }),
        shape("links with one definition", 4_000, |n| {
            text("[a] ".repeat(n) + "\n\n[a]: https://a.example/long/address")
        }),
        shape("tables", 1_000, |n| {
            again("| a | b |\n| - | - |\n| c | d |\n\n", n)
        }),
        shape("tables below headings without words", 1_000, |n| {
            text("#\n\n".repeat(20 * n) + &"| a | b |\n| - | - |\n| c | d |\n\n".repeat(n))
        }),
        shape("tables below a long heading", 500, |n| {
            text(
                format!("## {}\n\n", "word ".repeat(n))
                    + &"| a | b |\n| - | - |\n| c | d |\n\n".repeat(n),
            )
        }),
        shape("rows of a table", 5_000, |n| {
            text("| a | b |\n| - | - |\n".to_owned() + &"| c | d |\n".repeat(n))
        }),
        shape("columns of a table", 5_000, |n| {
            text(format!(
                "|{}\n|{}\n|{}",
                "a|".repeat(n),
                "-|".repeat(n),
                "b|".repeat(n)
            ))
        }),
        shape("a table with few cells", 1_000, |n| {
            text(format!(
                "|{}\n|{}\n{}",
                "a|".repeat(n),
                "-|".repeat(n),
                "|b|\n".repeat(n)
            ))
        }),
        shape("tables without a line", 2_000, |n| {
            again("| a | b |\n| c | d |\n\n", n)
        }),
        shape("tables without a header", 2_000, |n| {
            again("| | |\n| - | - |\n| c | d |\n\n", n)
        }),
        shape("quotes within quotes", 20_000, |n| again(">", n)),
        shape("quotes within quotes, line by line", 2_000, |n| {
            numbered(n, |i| ">".repeat(i % 100) + "a\n")
        }),
        shape("lists within lists", 10_000, |n| again("- ", n)),
        shape("lists within lists, line by line", 2_000, |n| {
            numbered(n, |i| "  ".repeat(i % 100) + "- a\n")
        }),
        shape("list items", 10_000, |n| again("- a\n", n)),
        shape("tasks", 4_000, |n| again("- [ ] a\n", n)),
        shape("stars", 50_000, |n| again("*a ", n)),
        shape("double stars", 50_000, |n| again("**a", n)),
        shape("stars and underscores", 20_000, |n| again("*a_b**c__", n)),
        shape("tildes", 50_000, |n| again("~~a", n)),
        shape("backticks of growing length", 40_000, |n| {
            numbered(n.isqrt(), |i| "`".repeat(i) + "a")
        }),
        shape("code", 4_000, |n| again("```\na\n```\n\n", n)),
        shape("references to characters", 20_000, |n| again("&amp; ", n)),
        shape("references to control characters", 4_000, |n| {
            again("a&#8;b ", n)
        }),
        shape("control characters", 10_000, |n| again("a\u{8}b\n", n)),
        shape("one long word", 1_000_000, |n| again("a", n)),
        shape("words", 50_000, |n| numbered(n, |i| format!("word{i} "))),
        shape("paragraphs", 10_000, |n| {
            again("A paragraph of a few words.\n\n", n)
        }),
        shape("marks above a letter", 100_000, |n| {
            text("a".to_owned() + &"\u{301}".repeat(n))
        }),
        shape("a heading with marks above a letter", 50_000, |n| {
            text("## a".to_owned() + &"\u{301}\u{323}".repeat(n) + "\n\nText.")
        }),
        shape("words in Chinese", 50_000, |n| again("字", n)),
        shape("headings without a space", 4_000, |n| {
            again("##Heading\n\n", n)
        }),
        shape("backslashes", 100_000, |n| again("\\*", n)),
        shape("links with `{{ }}`", 4_000, |n| {
            again("[a]({{ site.url }}/b) ", n)
        }),
        shape("conflicts of a merge", 4_000, |n| {
            again("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n", n)
        }),
    ]
}
