//! One long text with its author's own HTML.

use crate::markdown::{numbered, text};
use crate::{Files, Shape};

/// HTML that is the same again and again, in one block.
fn again(part: &str, size: usize) -> Files {
    text("<div></div>".to_owned() + &part.repeat(size))
}

pub(crate) fn shapes() -> Vec<Shape> {
    let shape = |name, size, files| Shape { name, size, files };
    vec![
        shape("HTML: attributes of an element", 10_000, |n| {
            let attributes: String = (0..n).map(|i| format!(" a{i}=x")).collect();
            text(format!("<a{attributes}>b</a>"))
        }),
        shape("HTML: attributes over lines", 10_000, |n| {
            let attributes: String = (0..n).map(|i| format!("\na{i}=x")).collect();
            text(format!("<div{attributes}>b</div>"))
        }),
        shape("HTML: attributes without an end", 10_000, |n| {
            let attributes: String = (0..n).map(|i| format!(" a{i}")).collect();
            text(format!("<div{attributes}"))
        }),
        shape("HTML: elements never closed", 20_000, |n| again("<div>", n)),
        shape("HTML: paragraphs never closed", 20_000, |n| again("<p>", n)),
        shape("HTML: items never closed", 20_000, |n| again("<li>", n)),
        shape("HTML: cells never closed", 20_000, |n| again("<td>", n)),
        shape("HTML: tables never closed", 20_000, |n| again("<table>", n)),
        shape("HTML: bold never closed", 20_000, |n| again("<b>", n)),
        shape("HTML: bold around paragraphs", 2_000, |n| {
            again("<b><p></b>", n)
        }),
        shape("HTML: links around paragraphs", 2_000, |n| {
            again("<a href=x><p></a>", n)
        }),
        shape("HTML: links never closed", 2_000, |n| {
            again("<a href=https://a.example>b</p>", n)
        }),
        shape("HTML: text within tables", 2_000, |n| {
            text("<table>".to_owned() + &"a<tr>".repeat(n) + "</table>")
        }),
        shape("HTML: ends without a beginning", 20_000, |n| {
            again("</b>", n)
        }),
        shape("HTML: ends of paragraphs", 20_000, |n| again("</p>", n)),
        shape("HTML: ids", 5_000, |n| {
            numbered(n, |i| format!("<p id=a{i}>b</p>\n"))
        }),
        shape("HTML: one id again and again", 5_000, |n| {
            again("<p id=a>b</p>\n", n)
        }),
        shape("HTML: elements that are not published", 1_000, |n| {
            numbered(n, |i| format!("<x-{i}>b</x-{i}>\n"))
        }),
        shape("HTML: elements not published, in footnotes", 1_000, |n| {
            let notes: String = (0..n)
                .map(|i| format!("[^{i}]: Note <x-{i}>b</x-{i}>\n\n"))
                .collect();
            let words: String = (0..n).rev().map(|i| format!("Word[^{i}] ")).collect();
            text(notes + &words)
        }),
        shape("HTML: links", 2_000, |n| {
            numbered(n, |i| {
                format!("<a href=\"https://a.example/{i}\">Site {i}</a>\n")
            })
        }),
        shape("HTML: links written with references", 2_000, |n| {
            numbered(n, |i| {
                format!("<a href=\"&#104;ttps://a.example/{i}\">Site {i}</a>\n")
            })
        }),
        shape("HTML: broken links", 2_000, |n| {
            numbered(n, |i| format!("<a href=\"nope-{i}.md\">Page {i}</a>\n"))
        }),
        shape("HTML: pictures", 2_000, |n| {
            numbered(n, |i| {
                format!("<img src=\"https://a.example/{i}.png\" alt=\"Picture\">\n")
            })
        }),
        shape("HTML: comments", 10_000, |n| {
            numbered(n, |_| "<!-- a -->\n\n".to_owned())
        }),
        shape("HTML: comments that never close", 5_000, |n| {
            numbered(n, |_| "<div><!-- a\n\n".to_owned())
        }),
        shape("HTML: comments that close at the end", 5_000, |n| {
            text("<div><!-- a\n\n".repeat(n) + "-->")
        }),
        shape("HTML: beginnings of comments", 50_000, |n| again("<!--", n)),
        shape("HTML: beginnings of comments in words", 20_000, |n| {
            text("a <!-- ".repeat(n))
        }),
        shape("HTML: beginnings of tags", 100_000, |n| again("<a", n)),
        shape("HTML: beginnings of tags in words", 20_000, |n| {
            text("a <b c=\"d".repeat(n))
        }),
        shape("HTML: CDATA", 50_000, |n| text("a <![CDATA[ ".repeat(n))),
        shape("HTML: instructions", 50_000, |n| text("a <? ".repeat(n))),
        shape("HTML: declarations", 50_000, |n| text("a <!X ".repeat(n))),
        shape("HTML: tables", 1_000, |n| {
            again("<table><tr><td>a</td></tr></table>\n", n)
        }),
        shape("HTML: tables, each in a block", 1_000, |n| {
            numbered(n, |_| "<table><tr><td>a</td></tr></table>\n\n".to_owned())
        }),
        shape("HTML: a table over blocks", 1_000, |n| {
            numbered(n, |_| "<table>\n\n<tr><td>a</td></tr>\n\n".to_owned())
        }),
        shape("HTML: abbreviations", 5_000, |n| {
            numbered(n, |i| {
                format!("<abbr title=\"Abbreviation {i}\">A{i}</abbr>\n")
            })
        }),
        shape("HTML: drawings", 5_000, |n| again("<svg><path>", n)),
        shape("HTML: selections", 10_000, |n| again("<select><option>", n)),
        shape("HTML: templates", 5_000, |n| again("<template>", n)),
        shape("HTML: frames and forms", 5_000, |n| {
            again("<form><input></form>", n)
        }),
        shape("HTML: headings", 5_000, |n| again("<h2>a", n)),
        shape("HTML: ruby", 10_000, |n| again("<ruby>a<rt>b", n)),
    ]
}
