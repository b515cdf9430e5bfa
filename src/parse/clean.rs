//! An author's own HTML into the harmless part of it.
//!
//! This is an allow list, never a block list: no script, style, frame, form, event handler or
//! address that runs code survives. SVG and MathML are left out too, because cleaners get bypassed
//! through their parsing rules.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use ammonia::Builder;

use super::events::MAX_DEPTH;
use super::invisible;
use super::tags;
use super::target::{LinkKind, SCHEMES, Target, size_attributes};

/// The elements that are published.
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

/// Elements that do not count as depth: those that have no end tag, and those that end
/// where the next of their kind begins.
const FLAT: [&str; 27] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr", "param", "li", "p", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "rt", "rp",
    "option",
];

/// What an author's HTML holds that the rest of the site needs to know.
#[derive(Debug, Default)]
pub(super) struct HtmlContents {
    /// Each link and picture that is published.
    pub(super) links: Vec<(String, LinkKind)>,
    /// The ids that links can lead to.
    pub(super) ids: BTreeSet<String>,
    /// Why all HTML is shown as text, if it is.
    pub(super) refused: Option<Refused>,
    /// The names of elements that are removed, each once, in the order of the text.
    pub(super) removed: Vec<String>,
}

/// Why HTML is not parsed. An HTML parser's time is quadratic in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// More than [`MAX_DEPTH`] elements are nested inside each other.
    Depth,
    /// An element has more than [`MAX_ATTRIBUTES`](tags::MAX_ATTRIBUTES).
    Attributes,
}

/// Learns what HTML holds once it is cleaned.
pub(super) fn contents(html: &str) -> HtmlContents {
    let refused = refused(html);
    if refused.is_some() {
        return HtmlContents {
            refused,
            ..HtmlContents::default()
        };
    }
    let shared = Arc::new(Mutex::new(HtmlContents::default()));
    let filled = shared.clone();
    builder(DISABLED)
        .attribute_filter(move |element, attribute, value| {
            let mut contents = filled.lock().expect("the filter does not panic");
            match (element, attribute) {
                ("a", "href") => contents.links.push((value.to_owned(), LinkKind::Page)),
                ("img", "src") => contents.links.push((value.to_owned(), LinkKind::Picture)),
                (_, "id") | ("a", "name") => {
                    contents.ids.insert(value.to_owned());
                }
                _ => {}
            }
            Some(value.into())
        })
        .clean(html);
    let mut contents = std::mem::take(&mut *shared.lock().expect("the filter does not panic"));
    let mut seen = HashSet::new();
    for name in elements(html).filter(|name| !TAGS.contains(&name.as_str())) {
        if seen.insert(name.clone()) {
            contents.removed.push(name);
        }
    }
    contents
}

/// What links and pictures lead to, by the addresses that their author wrote.
pub(super) type Targets = BTreeMap<(String, LinkKind), Target>;

/// The harmless part of HTML, with what its links and pictures lead to.
///
/// Each picture also gets the attributes that reserve its space. `sizes` says how wide pictures are
/// shown.
pub(super) fn cleaned(html: &str, targets: Targets, sizes: &str) -> String {
    if refused(html).is_some() {
        return ammonia::clean_text(html);
    }
    let pictures = targets
        .iter()
        .filter(|((_, kind), _)| *kind == LinkKind::Picture);
    let pictures: BTreeMap<String, Target> = pictures
        .map(|(_, target)| (target.url.clone(), target.clone()))
        .collect();
    let mut builder = builder(DISABLED);
    builder.attribute_filter(
        move |element, attribute, value| match (element, attribute) {
            ("a", "href") => resolved(&targets, value, LinkKind::Page),
            ("img", "src") => resolved(&targets, value, LinkKind::Picture),
            // An id that begins with an underscore is the theme's, unless it is a footnote's.
            (_, "id" | "name") if value.starts_with('_') => {
                let footnote = value.starts_with("_note-") || value.starts_with("_ref-");
                footnote.then(|| value.into())
            }
            _ => Some(value.into()),
        },
    );
    // References such as `&#8;` have become characters.
    let clean = builder.clean(html).to_string();
    let clean = settled(invisible::without(&clean).into_owned());
    if pictures.is_empty() {
        clean
    } else {
        with_sizes(&clean, &pictures, sizes)
    }
}

/// Cleaned HTML that a browser reads as the cleaner did.
///
/// Where an element is removed and its content stays, elements may come to be inside each other that
/// a parser would put side by side, such as a paragraph in a paragraph. What a browser makes of such
/// HTML is not what was cleaned, so it is read again until nothing changes. HTML that never settles
/// is shown as text.
fn settled(clean: String) -> String {
    /// Each time, elements come apart by one level. Few texts need more than one.
    const MAX_TIMES: usize = 10;
    let builder = builder(CHECKBOX);
    let mut last = clean;
    for _ in 0..MAX_TIMES {
        let again = builder.clean(&last).to_string();
        if again == last {
            return last;
        }
        last = again;
    }
    ammonia::clean_text(&last)
}

/// The address that an author's address leads to; `None` if it leads nowhere.
fn resolved<'v>(targets: &Targets, value: &'v str, kind: LinkKind) -> Option<Cow<'v, str>> {
    let url = targets
        .get(&(value.to_owned(), kind))
        .map_or(value, |target| &target.url);
    (!url.is_empty()).then(|| Cow::Owned(url.to_owned()))
}

/// Cleaned HTML in which each picture says how large it is and how to load it.
///
/// The cleaner writes every attribute as ` name="value"` and no `<` or `>` within a value, so each
/// `<img ` is a picture, and the next `>` is its end.
fn with_sizes(html: &str, pictures: &BTreeMap<String, Target>, sizes: &str) -> String {
    const IMG: &str = "<img ";
    let mut out = String::with_capacity(html.len() + html.len() / 4);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(IMG) {
        let (attributes, after) = after.split_once('>').unwrap_or((after, ""));
        out.extend([before, IMG, attributes]);
        out.push_str(&picture_attributes(attributes, pictures, sizes));
        out.push('>');
        rest = after;
    }
    out + rest
}

/// The attributes to add to those that a picture has already.
fn picture_attributes(given: &str, pictures: &BTreeMap<String, Target>, sizes: &str) -> String {
    let value = |name: &str| {
        let at = [" ", given].concat().find(&format!(" {name}=\""))?;
        given[at + name.len() + 2..].split('"').next()
    };
    let mut added = String::new();
    let src = value("src");
    if let Some(target) = src.and_then(|url| pictures.get(&url.replace("&amp;", "&"))) {
        if let Some(size) = target.size {
            added += &size_attributes(size, [value("width"), value("height")]);
        }
        added += &target.version_attributes(sizes);
    }
    if src.is_some() {
        if value("loading").is_none() {
            added += " loading=\"lazy\"";
        }
        added += " decoding=\"async\"";
    }
    added
}

/// Elements that are removed together with their content.
const REMOVED_WHOLE: [&str; 8] = [
    "script", "style", "iframe", "object", "svg", "math", "template", "noscript",
];

/// Attributes that every element may have.
const ATTRIBUTES: [&str; 10] = [
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

/// Attributes that one element may have.
const ATTRIBUTES_OF: [(&str, &[&str]); 14] = [
    ("a", &["href", "name", "hreflang"]),
    ("img", &["src", "alt", "width", "height", "loading"]),
    ("ol", &["start", "reversed"]),
    ("li", &["value"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "headers", "scope"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("time", &["datetime"]),
    ("data", &["value"]),
    ("del", &["datetime"]),
    ("ins", &["datetime"]),
    ("details", &["open"]),
    ("input", &["checked"]),
];

/// An attribute that every input gets: the only input is the box of a task, which nobody can tick.
///
/// The cleaner is told one at a time, since the order of several would change from run to run.
const DISABLED: (&str, &str) = ("disabled", "");

/// The other attribute that every input gets.
const CHECKBOX: (&str, &str) = ("type", "checkbox");

/// The allow list.
fn builder(of_inputs: (&'static str, &'static str)) -> Builder<'static> {
    let attributes_of =
        ATTRIBUTES_OF.map(|(element, names)| (element, names.iter().copied().collect()));
    let of_input = HashMap::from([
        ("type", HashSet::from(["checkbox"])),
        ("disabled", HashSet::from([""])),
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into())
        .clean_content_tags(REMOVED_WHOLE.into())
        .generic_attributes(ATTRIBUTES.into())
        .tag_attributes(attributes_of.into())
        .tag_attribute_values(HashMap::from([("input", of_input)]))
        .set_tag_attribute_values(HashMap::from([("input", HashMap::from([of_inputs]))]))
        .url_schemes(SCHEMES.into())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}

/// Why HTML must not be parsed, found without parsing it.
fn refused(html: &str) -> Option<Refused> {
    if is_too_deep(html) {
        Some(Refused::Depth)
    } else {
        tags::with_too_many_attributes(html).map(|_| Refused::Attributes)
    }
}

/// Whether too many elements are nested inside each other.
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
            // A parser ignores an end tag without its start tag.
            Some(_) => {
                if let Some(closed) = open.iter().rposition(|open| *open == name) {
                    open.remove(closed);
                }
            }
            None if !FLAT.contains(&name.as_str()) => open.push(name),
            None => {}
        }
        if open.len() > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// The name of every element that begins in HTML, in lower case.
fn elements(html: &str) -> impl Iterator<Item = String> {
    html.match_indices('<')
        .map(|(at, _)| &html[at + 1..])
        .filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()))
        .map(name)
}

/// The element's name with which a tag goes on after its `<`.
fn name(rest: &str) -> String {
    rest.chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect::<String>()
        .to_ascii_lowercase()
}
