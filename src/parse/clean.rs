//! The author's own HTML, kept only so far as it is harmless.
//!
//! An allow list, never a block list: no script, style, frame, form, event handler or address
//! that runs code survives. No SVG or MathML: their parsing rules are how cleaners get bypassed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use ammonia::Builder;

use super::body::{LinkKind, SCHEMES, Target, measures};
use super::invisible;

const TAGS: [&str; 68] = [
    "a",
    "abbr",
    "address",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements that do not count as depth: those that never stand open, and those that end by
/// themselves where the next of their kind begins.
const FLAT: [&str; 27] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr", "param", "li", "p", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "rt", "rp",
    "option",
];

/// Elements within elements, beyond which the author's HTML is shown as text: the parser's time is
/// quadratic in depth.
const MOST_DEPTH: usize = 100;

/// What the author's HTML holds that the rest of the site wants to know of.
#[derive(Debug, Default)]
pub struct Found {
    pub links: Vec<(String, LinkKind)>,
    pub ids: BTreeSet<String>,
    /// Whether so many elements stand within each other that none is kept.
    pub too_deep: bool,
    /// Names of elements that do not survive, each once, in the order of the text.
    pub removed: Vec<String>,
}

/// Looks through HTML as the cleaner sees it.
pub fn found(html: &str) -> Found {
    if is_too_deep(html) {
        return Found {
            too_deep: true,
            ..Found::default()
        };
    }
    let seen = Arc::new(Mutex::new(Found::default()));
    let inside = seen.clone();
    builder()
        .attribute_filter(move |element, attribute, value| {
            let mut found = inside.lock().expect("the filter does not panic");
            match (element, attribute) {
                ("a", "href") => found.links.push((value.to_owned(), LinkKind::Page)),
                ("img", "src") => found.links.push((value.to_owned(), LinkKind::Picture)),
                (_, "id") | ("a", "name") => {
                    found.ids.insert(value.to_owned());
                }
                _ => {}
            }
            Some(value.into())
        })
        .clean(html);
    let mut found = std::mem::take(&mut *seen.lock().expect("the filter does not panic"));
    let mut told = HashSet::new();
    for name in elements(html).filter(|name| !TAGS.contains(&name.as_str())) {
        if told.insert(name.clone()) {
            found.removed.push(name);
        }
    }
    found
}

/// Links and pictures by what their author wrote.
pub type Targets = BTreeMap<(String, LinkKind), Target>;

/// The harmless part of HTML, its links and pictures replaced by what they lead to, and its
/// pictures measured.
pub fn cleaned(html: &str, targets: Targets, sizes: &str) -> String {
    if is_too_deep(html) {
        return ammonia::clean_text(html);
    }
    let pictures = targets
        .iter()
        .filter(|((_, kind), _)| *kind == LinkKind::Picture);
    let pictures: BTreeMap<String, Target> = pictures
        .map(|(_, target)| (target.url.clone(), target.clone()))
        .collect();
    let clean = builder()
        .attribute_filter(
            move |element, attribute, value| match (element, attribute) {
                ("a", "href") | ("img", "src") => {
                    let kind = if element == "a" {
                        LinkKind::Page
                    } else {
                        LinkKind::Picture
                    };
                    let url = targets
                        .get(&(value.to_owned(), kind))
                        .map_or(value, |target| &target.url);
                    (!url.is_empty()).then(|| Cow::Owned(url.to_owned()))
                }
                // An id that begins with an underscore is the theme's, unless it is a footnote's.
                (_, "id" | "name") if value.starts_with('_') => {
                    let footnote = value.starts_with("_note-") || value.starts_with("_ref-");
                    footnote.then(|| value.into())
                }
                _ => Some(value.into()),
            },
        )
        .clean(html)
        .to_string();
    // References such as `&#8;` are characters now.
    let clean = invisible::without(&clean);
    if pictures.is_empty() {
        clean.into_owned()
    } else {
        measured(&clean, &pictures, sizes)
    }
}

/// Cleaned HTML with what a browser wants to know of each picture, by its address.
///
/// The cleaner writes every attribute as ` name="value"` and no `<` or `>` within a value, so that
/// `<img ` is a picture wherever it stands, and the next `>` its end.
fn measured(html: &str, pictures: &BTreeMap<String, Target>, sizes: &str) -> String {
    const BEGIN: &str = "<img ";
    let mut out = String::with_capacity(html.len() + html.len() / 4);
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once(BEGIN) {
        let (tag, behind) = behind.split_once('>').unwrap_or((behind, ""));
        let value = |name: &str| {
            let at = [" ", tag].concat().find(&format!(" {name}=\""))?;
            tag[at + name.len() + 2..].split('"').next()
        };
        let target = value("src").and_then(|url| pictures.get(&url.replace("&amp;", "&")));
        let own = target.map_or(String::new(), |target| {
            let given = [value("width"), value("height")];
            target
                .size
                .map_or(String::new(), |size| measures(size, given))
                + &target.choice(sizes)
        });
        let lazy = if value("loading").is_some() {
            ""
        } else {
            " loading=\"lazy\""
        };
        let how = if value("src").is_some() {
            [lazy, " decoding=\"async\""]
        } else {
            [""; 2]
        };
        out.extend([before, BEGIN, tag, &own, how[0], how[1], ">"]);
        rest = behind;
    }
    out + rest
}

fn builder() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into())
        .clean_content_tags(
            [
                "script", "style", "iframe", "object", "svg", "math", "template", "noscript",
            ]
            .into(),
        )
        .generic_attributes(
            [
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
            ]
            .into(),
        )
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "name", "hreflang"])),
            (
                "img",
                HashSet::from(["src", "alt", "width", "height", "loading"]),
            ),
            ("ol", HashSet::from(["start", "reversed"])),
            ("li", HashSet::from(["value"])),
            ("td", HashSet::from(["colspan", "rowspan", "headers"])),
            (
                "th",
                HashSet::from(["colspan", "rowspan", "headers", "scope"]),
            ),
            ("col", HashSet::from(["span"])),
            ("colgroup", HashSet::from(["span"])),
            ("time", HashSet::from(["datetime"])),
            ("data", HashSet::from(["value"])),
            ("del", HashSet::from(["datetime"])),
            ("ins", HashSet::from(["datetime"])),
            ("details", HashSet::from(["open"])),
            ("input", HashSet::from(["checked"])),
        ]))
        .tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([
                ("type", HashSet::from(["checkbox"])),
                ("disabled", HashSet::from([""])),
            ]),
        )]))
        // One value only: the order of several would change from run to run.
        .set_tag_attribute_values(HashMap::from([(
            "input",
            HashMap::from([("disabled", "")]),
        )]))
        .url_schemes(SCHEMES.into())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}

/// Whether too many elements stand within each other, told without parsing.
fn is_too_deep(html: &str) -> bool {
    let mut open: Vec<String> = vec![];
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let closes = rest.strip_prefix('/');
        let rest = closes.unwrap_or(rest);
        if !rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            continue;
        }
        let name = name(rest);
        match closes {
            // A parser passes over what closes no element.
            Some(_) => {
                if let Some(closed) = open.iter().rposition(|open| *open == name) {
                    open.remove(closed);
                }
            }
            None if !FLAT.contains(&name.as_str()) => open.push(name),
            None => {}
        }
        if open.len() > MOST_DEPTH {
            return true;
        }
    }
    false
}

fn elements(html: &str) -> impl Iterator<Item = String> {
    html.match_indices('<')
        .map(|(at, _)| &html[at + 1..])
        .filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()))
        .map(name)
}

fn name(rest: &str) -> String {
    rest.chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect::<String>()
        .to_ascii_lowercase()
}
