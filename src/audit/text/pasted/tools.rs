//! Marks that other programs read, and casebook shows.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Shown, and_more, quoted};
use crate::audit::text::is_within;
use crate::report::{Finding, rules};
use crate::source::Span;

/// A kind of mark of another program.
struct Tool {
    /// What it is, with its article.
    what: &'static str,
    help: &'static str,
    /// The first mark of a line from a byte on. `line` is as shown, and ends without blanks.
    find: fn(line: &ShownLine, from: usize) -> Option<Range<usize>>,
}

/// A line as the page shows it.
struct ShownLine<'a> {
    line: &'a str,
    /// The same line as written.
    written: &'a str,
    /// The line above, as shown.
    above: &'a str,
}

const TOOLS: &[Tool] = &[
    Tool {
        what: "a shortcode",
        help: "write it in Markdown, for example as a link or a picture, or delete it",
        find: |line, from| {
            let marks = [["{{<", ">}}"], ["{{%", "%}}"]].into_iter();
            let places = marks.filter_map(|[open, close]| between(line, from, open, close));
            places.min_by_key(|range| range.start)
        },
    },
    Tool {
        what: "a Liquid tag",
        help: "write it in Markdown, for example as a link or a picture, or delete it",
        find: |line, from| between(line, from, "{%", "%}"),
    },
    Tool {
        what: "a template's placeholder",
        help: "write the words that should be here",
        find: |line, from| between(line, from, "{{", "}}"),
    },
    Tool {
        what: "a list of attributes",
        help: "delete it: casebook has no classes, and makes the ids of headings from their words",
        find: attributes,
    },
    Tool {
        what: "a mark for a list of contents",
        help: "delete it: casebook adds a list of headings to each page",
        find: contents,
    },
    Tool {
        what: "the definition of an abbreviation",
        help: "write the words in full where the abbreviation is first used, and delete this line",
        find: |line, from| {
            let inside = line.line.strip_prefix("*[").filter(|_| from == 0)?;
            let (name, text) = inside.split_once("]: ")?;
            (!name.is_empty() && !text.is_empty()).then_some(0..line.line.len())
        },
    },
    Tool {
        what: "a list of definitions",
        help: "write `- **Term:** what it means`",
        find: |line, from| {
            let is_one = from == 0 && line.line.starts_with(": ") && !line.above.trim().is_empty();
            is_one.then_some(0..line.line.len())
        },
    },
    Tool {
        what: "a mark for a box",
        help: "write `> [!NOTE]`, and `> ` before each line of the text in the box",
        find: container,
    },
    Tool {
        what: "a kind of box",
        help: "write `> [!NOTE]` alone on its line (or `TIP`, `IMPORTANT`, `WARNING`, `CAUTION`), \
               and a title in bold on the line below",
        find: callout,
    },
    Tool {
        what: "a formula",
        help: "write it in words, or add a picture of it",
        find: |line, from| {
            between(line, from, "$$", "$$").or_else(|| whole(line, from, |line| line == "$$"))
        },
    },
    Tool {
        what: "a mark for highlighted words",
        help: "write `**words**`, or `<mark>words</mark>`",
        find: |line, from| {
            around(line, from, ["==", "=="], |words| {
                words.starts_with(char::is_alphanumeric)
                    && !words.ends_with(char::is_whitespace)
                    && !words.contains('=')
            })
        },
    },
    Tool {
        what: "a mark for subscript or superscript",
        help: "write `H<sub>2</sub>O` or `x<sup>2</sup>`",
        find: small_letters,
    },
    Tool {
        what: "a note inside a sentence",
        help: "write `[^1]` here, and a line `[^1]: …` with the note below the paragraph",
        find: |line, from| between(line, from, "^[", "]"),
    },
    Tool {
        what: "the name of an emoji",
        help: "write the emoji itself, or delete it",
        find: emoji,
    },
    Tool {
        what: "a tag in square brackets",
        help: "write it in Markdown: `[words](address)`, `**words**`, `![what it shows](file)`",
        find: square_tag,
    },
    Tool {
        what: "a mark of Govspeak",
        help: "delete it, or write the text in a box as `> text`",
        find: |line, from| {
            whole(line, from, |line| {
                let name = line.strip_prefix('$').unwrap_or_default();
                matches!(name.len(), 1..=4) && name.bytes().all(|byte| byte.is_ascii_uppercase())
            })
        },
    },
];

/// The findings for marks of other programs, one for each kind. Adds their places to `told`, in the
/// order of the text.
pub(super) fn marks_of_tools(shown: Shown, told: &mut Vec<Span>) -> Vec<Finding> {
    let mut found: BTreeMap<usize, (Span, usize)> = BTreeMap::new();
    let mut above = "";
    for (start, written) in shown.lines() {
        let line = shown.visible[start..start + written.len()].trim_end();
        let first_of_line = told.len();
        // Each of the marks has one of these signs.
        if line.contains(['{', '[', '<', '*', ':', '!', '$', '=', '~', '^']) {
            let line = ShownLine {
                line,
                written,
                above,
            };
            for (kind, tool) in TOOLS.iter().enumerate() {
                for range in places(tool, &line) {
                    let span = Span::from(range).shifted(start);
                    let is_told = |other: &Span| span.start < other.end && other.start < span.end;
                    if is_within(shown.told, span.start)
                        || told[first_of_line..].iter().any(is_told)
                    {
                        continue;
                    }
                    told.push(span);
                    found.entry(kind).or_insert((span, 0)).1 += 1;
                }
            }
        }
        told[first_of_line..].sort_by_key(|span| span.start);
        above = line;
    }
    let findings = found.into_iter().map(|(kind, (span, count))| {
        let tool = &TOOLS[kind];
        let written = quoted(span.of(shown.at.text));
        let message = format!("`{written}` is {}, which casebook does not read", tool.what);
        Finding::warning(rules::OTHER_MARKUP, message)
            .at(shown.at.place(span), and_more("shown as typed", count - 1))
            .help(tool.help)
    });
    findings.collect()
}

/// Every place of a kind of mark in a line, up to a number that nobody writes by hand.
fn places(tool: &Tool, line: &ShownLine) -> Vec<Range<usize>> {
    const MAX_IN_LINE: usize = 100;
    let (mut places, mut from) = (vec![], 0);
    while places.len() < MAX_IN_LINE
        && let Some(range) = (tool.find)(line, from)
    {
        from = range.end.max(from + 1);
        places.push(range);
        if !line.line.is_char_boundary(from) || from >= line.line.len() {
            break;
        }
    }
    places
}

/// Letters between two marks. What is further apart is not one mark, and would take quadratic time.
const MAX_INSIDE: usize = 300;

/// From an opening mark to the closing one after it.
fn between(line: &ShownLine, from: usize, open: &str, close: &str) -> Option<Range<usize>> {
    around(line, from, [open, close], |_| true)
}

/// The first opening mark with a closing one near it, and with such words between them as wanted.
fn around(
    line: &ShownLine,
    from: usize,
    [open, close]: [&str; 2],
    are_wanted: impl Fn(&str) -> bool,
) -> Option<Range<usize>> {
    let mut from = from;
    loop {
        let start = from + line.line[from..].find(open)?;
        let inside = &line.line[start + open.len()..];
        let near = inside
            .char_indices()
            .nth(MAX_INSIDE)
            .map_or(inside, |(end, _)| &inside[..end]);
        if let Some(length) = near.find(close).filter(|end| are_wanted(&near[..*end])) {
            return Some(start..start + open.len() + length + close.len());
        }
        from = start + open.len();
    }
}

/// The whole line, if it is as wanted.
fn whole(line: &ShownLine, from: usize, is_wanted: fn(&str) -> bool) -> Option<Range<usize>> {
    (from == 0 && is_wanted(line.line.trim())).then_some(0..line.line.len())
}

/// `{: .lead}`, `{#impact}`, `{.wide}`, `{width=50%}`
fn attributes(line: &ShownLine, from: usize) -> Option<Range<usize>> {
    let is_name = |name: &str| {
        name.starts_with(char::is_alphabetic)
            && !name.contains(|letter: char| !letter.is_alphanumeric() && !"-_".contains(letter))
    };
    around(line, from, ["{", "}"], |inside| {
        match inside.chars().next() {
            Some(':') => true,
            Some('#' | '.') => inside[1..].split_whitespace().next().is_some_and(is_name),
            Some(_) => inside
                .split_once('=')
                .is_some_and(|(name, _)| is_name(name)),
            None => false,
        }
    })
}

/// `[toc]`, `[[_TOC_]]`, `{:toc}`
fn contents(line: &ShownLine, from: usize) -> Option<Range<usize>> {
    const MARKS: [&str; 6] = [
        "[toc]",
        "[[toc]]",
        "[[_toc_]]",
        "@[toc]",
        "${toc}",
        "[[table-of-contents]]",
    ];
    let written = line.written.trim();
    let is_mark = MARKS.iter().any(|mark| written.eq_ignore_ascii_case(mark));
    let start = line.line.len() - line.line.trim_start().len();
    (from == 0 && is_mark && !line.line.trim().is_empty()).then_some(start..line.line.len())
}

/// `:::note`, `!!! note`
fn container(line: &ShownLine, from: usize) -> Option<Range<usize>> {
    let words = line.line.trim_start();
    let start = line.line.len() - words.len();
    let is_admonition = ["!!!", "???"].iter().any(|mark| {
        let name = words
            .strip_prefix(mark)
            .map(|name| name.trim_start_matches(['+', ' ']));
        name.is_some_and(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
    });
    (from == 0 && (words.starts_with(":::") || is_admonition)).then_some(start..line.line.len())
}

/// `[!INFO]`, `[!NOTE] A title`
fn callout(line: &ShownLine, from: usize) -> Option<Range<usize>> {
    let words = line.line.trim_start();
    let name = words.strip_prefix("[!")?.split_once(']')?.0;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let start = line.line.len() - words.len();
    (from == 0 && is_name && line.written.trim_start().starts_with('>'))
        .then_some(start..line.line.len())
}

/// `H~2~O`, `x^2^`
fn small_letters(line: &ShownLine, from: usize) -> Option<Range<usize>> {
    let is_small = |letter: char| letter.is_alphanumeric() || matches!(letter, '+' | '-' | '−');
    let places = ["~", "^"].into_iter().filter_map(|mark| {
        let text = line.line;
        let is_small =
            |inside: &str| matches!(inside.chars().count(), 1..=4) && inside.chars().all(is_small);
        let mut from = from;
        loop {
            let range = around(line, from, [mark, mark], is_small)?;
            if text[..range.start].ends_with(char::is_alphanumeric) {
                return Some(range);
            }
            from = range.start + mark.len();
        }
    });
    places.min_by_key(|range| range.start)
}

/// `:smile:`
fn emoji(line: &ShownLine, from: usize) -> Option<Range<usize>> {
    let text = line.line;
    let mut at = from;
    while let Some(start) = text[at..].find(':').map(|start| at + start) {
        let name = &text[start + 1..];
        let is_of_name =
            |byte: &u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'+' | b'1');
        let length = name.bytes().take_while(|byte| is_of_name(byte)).count();
        let after = &name[length..];
        let is_free =
            |next: Option<char>| next.is_none_or(|next| !next.is_alphanumeric() && next != ':');
        if length > 1
            && after.starts_with(':')
            && is_free(text[..start].chars().next_back())
            && is_free(after[1..].chars().next())
        {
            return Some(start..start + 1 + length + 1);
        }
        at = start + 1;
    }
    None
}

/// `[url=https://example.org/]our page[/url]`
fn square_tag(line: &ShownLine, from: usize) -> Option<Range<usize>> {
    let close = from + line.line[from..].find("[/")?;
    let name = line.line[close + 2..].split_once(']')?.0;
    let is_name = matches!(name.len(), 1..=20)
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if !is_name {
        return None;
    }
    let open = line.line[from..close].find(&format!("[{name}"));
    Some(open.map_or(close, |open| from + open)..close + "[/]".len() + name.len())
}
