//! What is known of each HTML element by its name.
//!
//! The lists follow the HTML standard. Names are in lower case.

/// Elements within elements. The cleaner's time is quadratic in depth, and no page needs more.
pub(super) const MAX_DEPTH: usize = 100;

/// The elements that are published.
pub(super) const ALLOWED: [&str; 68] = [
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

/// Elements that are not published, in the words of the standard's index and of those before it.
const OTHER: &str = " acronym applet area article audio base basefont bgsound big blink body \
    button canvas center command content datalist dialog dir embed fencedframe fieldset font form \
    frame frameset geolocation h1 head hgroup html iframe image input isindex keygen label legend \
    link listing main map marquee menu menuitem meta meter multicol nav nextid nobr noembed \
    noframes noscript object optgroup option output param picture plaintext portal progress rb rtc \
    script search select selectedcontent shadow slot source spacer strike style template textarea \
    title track tt video xmp ";

/// Elements of SVG and MathML, which are not published either.
const DRAWN: &str = " animate animatemotion animatetransform annotation annotation-xml circle \
    clippath defs desc ellipse feblend fecolormatrix fecomponenttransfer fecomposite \
    feconvolvematrix fediffuselighting fedisplacementmap fedistantlight fedropshadow feflood \
    fefunca fefuncb fefuncg fefuncr fegaussianblur feimage femerge femergenode femorphology \
    feoffset fepointlight fespecularlighting fespotlight fetile feturbulence filter foreignobject \
    g line lineargradient maction marker mask math menclose merror metadata mfrac mglyph mi \
    mlabeledtr malignmark mmultiscripts mn mo mover mpadded mpath mphantom mprescripts mroot mrow \
    ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none path \
    pattern polygon polyline radialgradient rect semantics set stop svg switch symbol text \
    textpath tspan use view ";

/// Elements without an end tag.
const VOID: &str = " area base basefont bgsound br col command embed frame hr image img input \
    keygen link meta param source track wbr ";

/// Elements whose end tag the standard lets authors leave out.
const ENDS_BY_ITSELF: &str = " caption colgroup dd dt li p rp rt tbody td tfoot th thead tr ";

/// Elements before which a paragraph ends.
const ENDS_PARAGRAPH: &str = " address aside blockquote dd details div dl dt figcaption figure \
    footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section summary table ul ";

/// Elements within a sentence: the words before and after their tags belong together.
const PHRASES: &str = " a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins \
    label mark meta nobr q s small span strike strong sub sup time tt u var wbr ";

/// Elements that show something of another file.
const EMBEDS: &str = " audio embed iframe object video ";

/// Elements that are a part of a table.
const TABLE_PARTS: &str = " caption col colgroup tbody td tfoot th thead tr ";

/// The headings. One can't be in another.
pub(super) const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// The elements of a table that hold text. What is around the table goes on after it.
pub(super) const CELLS: [&str; 3] = ["td", "th", "caption"];

/// The elements of a table that hold no text themselves.
pub(super) const BETWEEN_CELLS: [&str; 6] = ["table", "thead", "tbody", "tfoot", "tr", "colgroup"];

fn is_in(list: &str, name: &str) -> bool {
    list.split(' ').any(|known| known == name) && !name.is_empty()
}

/// Whether HTML, SVG or MathML has an element of this name.
///
/// Names with a colon are those of office programs, such as `o:p`.
pub(super) fn is_known(name: &str) -> bool {
    ALLOWED.contains(&name) || is_in(OTHER, name) || is_in(DRAWN, name) || name.contains(':')
}

/// Whether an author may use the element. The boxes of tasks are casebook's own.
pub(super) fn is_allowed(name: &str) -> bool {
    name == "h1" || (name != "input" && ALLOWED.contains(&name))
}

/// Whether the element has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    is_in(VOID, name)
}

/// Whether the element may be left without its end tag.
pub(super) fn ends_by_itself(name: &str) -> bool {
    is_in(ENDS_BY_ITSELF, name)
}

/// Whether a paragraph ends where the element begins.
pub(super) fn ends_paragraph(name: &str) -> bool {
    is_in(ENDS_PARAGRAPH, name)
}

/// Whether words on both sides of a tag of the element are words of their own.
pub(crate) fn parts_words(name: &str) -> bool {
    !is_in(PHRASES, name)
}

/// Whether the element shows something of another file, to which a link can lead instead.
pub(super) fn is_embed(name: &str) -> bool {
    is_in(EMBEDS, name)
}

/// Whether the element only means something within a table.
pub(super) fn is_table_part(name: &str) -> bool {
    is_in(TABLE_PARTS, name)
}

/// Whether the element's content is code, which readers never see.
pub(super) fn is_code(name: &str) -> bool {
    matches!(name, "script" | "style")
}

/// The level of a heading, by its element.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// The elements that a new one ends, and those within which it ends none.
pub(super) fn ended_by(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li"], &["ul", "ol"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl"]),
        "td" | "th" => (&["td", "th", "caption", "colgroup"], &["tr", "table"]),
        "tr" => (&["tr", "caption", "colgroup"], &["table"]),
        "thead" | "tbody" | "tfoot" | "colgroup" => (
            &["thead", "tbody", "tfoot", "caption", "colgroup"],
            &["table"],
        ),
        "rt" | "rp" => (&["rt", "rp"], &["ruby"]),
        "a" => (&["a"], &["td", "th", "caption", "table"]),
        _ if heading_level(name).is_some() => (&HEADINGS, &CELLS),
        _ => (&[], &[]),
    }
}
