//! What a text's HTML may hold, written down a second time, and read by other parsers than the
//! cleaner's own settings.

use std::collections::{HashMap, HashSet};

use html5gum::{Token, Tokenizer};

/// Elements that only carry text, structure or a picture.
const ELEMENTS: [&str; 68] = [
    // Headings and sections. The page's own title is its only h1.
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "footer",
    "section",
    "aside",
    "address",
    "div",
    "p",
    "hr",
    "pre",
    "blockquote",
    "figure",
    "figcaption",
    "details",
    "summary",
    // Lists and tables.
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "colgroup",
    "col",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    // Words.
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "br",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "var",
    "wbr",
    // A picture, and the box of a task.
    "img",
    "input",
];

const ON_ALL: [&str; 10] = [
    "id",
    "class",
    "lang",
    "dir",
    "title",
    "role",
    "tabindex",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
];

const ON_ONE: [(&str, &[&str]); 14] = [
    ("a", &["href", "name", "hreflang"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["datetime"]),
    ("details", &["open"]),
    // What casebook itself adds comes after `alt`.
    (
        "img",
        &[
            "src", "alt", "width", "height", "loading", "decoding", "srcset", "sizes",
        ],
    ),
    ("input", &["type", "checked", "disabled"]),
    ("ins", &["datetime"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "headers", "scope"]),
    ("time", &["datetime"]),
];

const SCHEMES: [&str; 5] = ["ftp", "http", "https", "mailto", "tel"];

/// Returns what may not be on a page, read tag by tag.
pub(crate) fn forbidden(html: &str) -> Option<String> {
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match token {
            Token::StartTag(tag) => {
                let element = name(&tag.name);
                let attributes = tag
                    .attributes
                    .iter()
                    .map(|(key, value)| (name(key), name(value)));
                let attributes: Vec<(String, String)> = attributes.collect();
                if let Some(found) = forbidden_in(&element, &attributes) {
                    return Some(found);
                }
            }
            Token::EndTag(tag) if !ELEMENTS.contains(&name(&tag.name).as_str()) => {
                return Some(format!("</{}>", name(&tag.name)));
            }
            Token::EndTag(_) | Token::String(_) => {}
            Token::Comment(_) => return Some("a comment".to_owned()),
            Token::Doctype(_) => return Some("a doctype".to_owned()),
            Token::Error(_) => {}
        }
    }
    None
}

fn forbidden_in(element: &str, attributes: &[(String, String)]) -> Option<String> {
    if !ELEMENTS.contains(&element) {
        return Some(format!("<{element}>"));
    }
    let of_element = ON_ONE
        .iter()
        .find(|(name, _)| *name == element)
        .map_or(&[][..], |(_, all)| all);
    for (name, value) in attributes {
        let is_allowed = ON_ALL.contains(&name.as_str()) || of_element.contains(&name.as_str());
        let is_taken = matches!(name.as_str(), "id" | "name")
            && value.starts_with('_')
            && !value.starts_with("_note-")
            && !value.starts_with("_ref-");
        let is_address = matches!(name.as_str(), "href" | "src");
        if !is_allowed || is_taken || (is_address && !has_plain_scheme(value)) {
            return Some(format!("<{element} {name}={value:?}>"));
        }
    }
    let has = |name: &str, wanted: &str| {
        attributes
            .iter()
            .any(|(key, value)| key == name && value == wanted)
    };
    if element == "input" && !(has("type", "checkbox") && has("disabled", "")) {
        return Some("an input that is no box of a task".to_owned());
    }
    None
}

/// Returns whether a browser follows an address to a page, a file or a person.
///
/// As the URL Standard says: controls and spaces around an address are dropped, as are tabs and line
/// ends within.
fn has_plain_scheme(address: &str) -> bool {
    let address: String = address
        .trim_matches(|letter: char| letter <= ' ')
        .chars()
        .filter(|letter| !matches!(letter, '\t' | '\n' | '\r'))
        .collect();
    let Some((scheme, _)) = address.split_once(':') else {
        return true;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'));
    !is_scheme || SCHEMES.contains(&scheme.to_ascii_lowercase().as_str())
}

/// Returns the HTML as a parser that builds a tree writes it again, with only what is on the lists.
pub(crate) fn written_again(html: &str) -> String {
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let on_one: HashMap<_, _> = ON_ONE
        .iter()
        .map(|(element, names)| (*element, set(names)))
        .collect();
    ammonia::Builder::empty()
        .tags(set(&ELEMENTS))
        .generic_attributes(set(&ON_ALL))
        .tag_attributes(on_one)
        .url_schemes(set(&SCHEMES))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .clean(html)
        .to_string()
}
