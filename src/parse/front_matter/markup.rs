//! Marks of web pages and of Markdown in values that readers see as plain text.
//!
//! References such as `&#8217;` come from exports of other websites. They stand for one sign each,
//! so a page shows that sign. What is bold or a link cannot be shown in a title, and is reported.

use std::borrow::Cow;

use crate::parse::references::without_references;
use crate::report::{Finding, rules};
use crate::source::ellipsis;
use crate::yaml::read::{Reader, Spanned};

/// The text as readers should see it. Reports what was written for another place.
pub(super) fn plain(reader: &mut Reader, key: &str, text: Spanned<String>) -> Spanned<String> {
    let meant = match without_references(&text.value) {
        Cow::Borrowed(_) => None,
        Cow::Owned(meant) => Some(meant),
    };
    if let Some(meant) = &meant {
        report_references(reader, key, &text, meant);
    }
    report_marks(reader, key, &text);
    report_quotes(reader, key, &text);
    match meant {
        None => text,
        Some(value) => Spanned { value, ..text },
    }
}

fn report_references(reader: &mut Reader, key: &str, text: &Spanned<String>, meant: &str) {
    let written = text.value.split('&').skip(1).find_map(|part| {
        let name = part.split_once(';')?.0;
        let reference = format!("&{name};");
        let sign = without_references(&reference).into_owned();
        (sign != reference).then_some((reference, sign))
    });
    let Some((reference, sign)) = written else {
        return;
    };
    add(
        reader,
        text,
        Finding::warning(
            rules::REFERENCE_IN_VALUE,
            format!("`{reference}` in `{key}` is written for a web page, and means `{sign}`"),
        )
        .help(format!("write `{}`", shortened(meant)))
        .fix(text.replaced(&reader.source.text, meant)),
    );
}

fn report_marks(reader: &mut Reader, key: &str, text: &Spanned<String>) {
    let Some((mark, meant)) = without_marks(&text.value) else {
        return;
    };
    add(
        reader,
        text,
        Finding::warning(
            rules::MARKUP_IN_VALUE,
            format!("`{}` in `{key}` is shown as typed", shortened(&mark)),
        )
        .help(format!("write plain words: `{}`", shortened(&meant)))
        .fix(text.replaced(&reader.source.text, &meant)),
    );
}

fn report_quotes(reader: &mut Reader, key: &str, text: &Spanned<String>) {
    let is_quote = |sign: char| matches!(sign, '“' | '”' | '„');
    let inside = text.value.strip_prefix(['“', '”', '„']);
    let inside = inside.and_then(|rest| rest.strip_suffix(['“', '”']));
    let Some(inside) = inside.filter(|inside| !inside.contains(is_quote)) else {
        return;
    };
    add(
        reader,
        text,
        Finding::warning(
            rules::QUOTED_VALUE,
            format!("readers see the curly quotation marks around `{key}`"),
        )
        .help(format!(
            "write `{}`, unless it is what somebody said",
            shortened(inside)
        )),
    );
}

fn add(reader: &mut Reader, text: &Spanned<String>, finding: Finding) {
    let span = text.span.first_line(&reader.source.text);
    reader
        .report
        .add(finding.at(reader.source.place(span), "in plain text"));
}

fn shortened(text: &str) -> Cow<'_, str> {
    ellipsis(text, 100)
}

/// The first mark of Markdown or HTML in a text, and the text without any. `None` if it has none.
fn without_marks(text: &str) -> Option<(String, String)> {
    if !text.contains(['*', '[', '<', '_']) {
        return None;
    }
    let mut mark = None;
    let (mut new, mut rest) = (String::with_capacity(text.len()), text);
    // A mark that is never closed is looked for once.
    let has = |text: &str, end: &str| text.contains(end);
    let ends = [
        has(text, "**"),
        has(text, "__"),
        has(text, "]("),
        has(text, ">"),
    ];
    while let Some(first) = rest.chars().next() {
        let found = match first {
            '*' if ends[0] => doubled(rest, "**"),
            '_' if ends[1] => doubled(rest, "__"),
            '[' | '!' if ends[2] => link(rest),
            '<' if ends[3] => tag(rest),
            _ => None,
        };
        match found {
            Some((length, words)) => {
                mark.get_or_insert_with(|| rest[..length].to_owned());
                new += words;
                rest = &rest[length..];
            }
            None => {
                new.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    let new = new.split_whitespace().collect::<Vec<_>>().join(" ");
    mark.map(|mark| (mark, new))
}

/// Bytes of a mark in a value. What is longer was not meant as one.
const MAX_MARK: usize = 500;

/// The beginning of a text, in which a mark is looked for.
fn near(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_MARK);
    end.map_or(text, |(end, _)| &text[..end])
}

/// `**words**`: its length and its words.
fn doubled<'t>(text: &'t str, mark: &str) -> Option<(usize, &'t str)> {
    let inside = near(text.strip_prefix(mark)?);
    let words = &inside[..inside.find(mark)?];
    let is_tight = !words.is_empty() && words.trim() == words && !words.starts_with(['*', '_']);
    is_tight.then_some((words.len() + 2 * mark.len(), words))
}

/// `[words](address)`: its length and its words.
fn link(text: &str) -> Option<(usize, &str)> {
    let sign = usize::from(text.starts_with('!'));
    let inside = near(text[sign..].strip_prefix('[')?);
    let (words, after) = inside.split_once("](")?;
    let address = after.split_once(')')?.0;
    let is_link = !words.is_empty() && !words.contains(['[', ']']) && !address.contains(' ');
    is_link.then_some((sign + words.len() + address.len() + "[]()".len(), words))
}

/// `<strong>` and `</strong>`: its length, and a space if it ends a line.
fn tag(text: &str) -> Option<(usize, &'static str)> {
    const NAMES: [&str; 24] = [
        "a",
        "b",
        "big",
        "blockquote",
        "br",
        "center",
        "code",
        "div",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "i",
        "img",
        "li",
        "p",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    ];
    let inside = near(text.strip_prefix('<')?);
    let inside = &inside[..inside.find('>')?];
    let name = inside.trim_start_matches('/');
    let name = &name[..name.find([' ', '/']).unwrap_or(name.len())];
    let is_known = NAMES.iter().any(|known| name.eq_ignore_ascii_case(known));
    let ends_line = ["br", "p", "div", "li"].contains(&name.to_ascii_lowercase().as_str());
    is_known.then_some((inside.len() + 2, if ends_line { " " } else { "" }))
}
