//! An author's own HTML into the harmless part of it.
//!
//! This is an allow list, never a block list: no script, style, frame, form, event handler or
//! address that runs code survives. SVG and MathML are left out too, because cleaners get bypassed
//! through their parsing rules.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use ammonia::Builder;
use pulldown_cmark_escape::escape_html_body_text;

use super::elements::ALLOWED;
use super::invisible;
use super::target::{LinkKind, SCHEMES, Target, size_attributes};

/// What links and pictures lead to, by the addresses that their author wrote.
pub(super) type Targets = BTreeMap<(String, LinkKind), Target>;

/// The harmless part of HTML, with what its links and pictures lead to.
///
/// Each picture also gets the attributes that reserve its space. `sizes` says how wide pictures are
/// shown.
pub(super) fn cleaned(html: &str, targets: Targets, sizes: &str) -> String {
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
    // Cleaned once more, so that it is written as the parser writes it.
    let mut as_text = String::with_capacity(last.len() * 2);
    escape_html_body_text(&mut as_text, &last).expect("writing to a String never fails");
    builder.clean(&as_text).to_string()
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

/// Whether an author may use an attribute of an element.
pub(super) fn allows(element: &str, attribute: &str) -> bool {
    let mut of_elements = ATTRIBUTES_OF.iter();
    ATTRIBUTES.contains(&attribute)
        || of_elements.any(|(known, names)| *known == element && names.contains(&attribute))
}

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
        .tags(ALLOWED.into())
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
