//! The address in a link or picture into what may go on a page.
//!
//! Which schemes are published is decided here, for Markdown and for an author's HTML alike. So are
//! the attributes that a picture gets from what is known of its file.

use pulldown_cmark_escape::escape_html;

use super::invisible;
use crate::report::{Finding, nearest, rules};
use crate::source::Place;

/// Whether an address is that of a link or of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// A link that readers follow, to a page or a file.
    Page,
    /// A picture that the page shows.
    Picture,
}

/// What a link or picture leads to, ready for the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Empty if the link leads nowhere, so that only its words are shown.
    pub url: String,
    /// A picture's width and height in pixels, if they are known.
    pub size: Option<(u32, u32)>,
    /// The picture's versions, as `srcset` lists them. Empty if there is only the picture itself.
    pub versions: String,
}

impl Target {
    /// The attributes `srcset` and `sizes`, from which a browser chooses a version of the picture.
    pub(super) fn version_attributes(&self, sizes: &str) -> String {
        if self.versions.is_empty() {
            return String::new();
        }
        // With `auto`, a browser measures how wide it shows the picture. Those that do not know
        // `auto` use what follows it.
        format!(
            " srcset=\"{}\" sizes=\"auto, {}\"",
            attribute(&self.versions),
            attribute(sizes)
        )
    }
}

/// The attributes that reserve a picture's space until it has loaded.
///
/// `given` are the author's own width and height. If only one is given, the other follows from the
/// picture's proportions.
pub(super) fn size_attributes((width, height): (u32, u32), given: [Option<&str>; 2]) -> String {
    match given {
        [None, None] => format!(" width=\"{width}\" height=\"{height}\""),
        [Some(given), None] => scaled(given, width, height)
            .map_or(String::new(), |height| format!(" height=\"{height}\"")),
        [None, Some(given)] => scaled(given, height, width)
            .map_or(String::new(), |width| format!(" width=\"{width}\"")),
        [Some(_), Some(_)] => String::new(),
    }
}

/// The other side of a picture whose side `own` is shown at the `given` length, rounded.
///
/// `None` if `given` is not a number of pixels.
fn scaled(given: &str, own: u32, other: u32) -> Option<u64> {
    let given = given.parse::<u64>().ok()?;
    Some((given * u64::from(other) + u64::from(own) / 2) / u64::from(own.max(1)))
}

/// A text escaped for use within an attribute's quotes.
pub(super) fn attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // The titles of links and pictures pass only here, with references such as `&#8;` resolved.
    escape_html(&mut escaped, &invisible::without(text)).expect("writing to a String never fails");
    escaped
}

/// The schemes of addresses that may be published. The cleaner allows the same.
pub const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// The scheme of an address: `mailto` in `mailto:someone@example.org`, `None` in `about.md`.
///
/// Leading blanks and control characters are skipped, as browsers do.
pub fn scheme(target: &str) -> Option<&str> {
    let target = target.trim_start_matches(|letter: char| letter <= ' ');
    let (scheme, _) = target.split_once(':')?;
    let first = scheme.chars().next()?;
    let plain = |letter: char| {
        letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.' | '\t' | '\n' | '\r')
    };
    (first.is_ascii_alphabetic() && scheme.chars().all(plain)).then_some(scheme)
}

/// The scheme of an address that must not be published, for example `javascript`.
pub fn unsafe_scheme(target: &str) -> Option<&str> {
    scheme(target).filter(|scheme| !SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()))
}

/// Whether an address names another site: `https://` and `http:/example.org` name none.
pub fn has_host(target: &str) -> bool {
    let after =
        scheme(target).and_then(|scheme| target.trim_start()[scheme.len()..].strip_prefix("://"));
    after
        .is_some_and(|host| host.starts_with(|first: char| first.is_alphanumeric() || first == '['))
}

/// The finding for an address that is left out because of its scheme; `None` if it may stay.
pub(super) fn unsafe_link(target: &str, place: Place) -> Option<Finding> {
    let scheme = unsafe_scheme(target)?;
    // `C:\Users\jo\street.png` and `file:///S:/street.png`.
    let is_own_file = scheme.len() == 1 || scheme.eq_ignore_ascii_case("file");
    let name = target.rsplit(['/', '\\']).next().unwrap_or_default();
    let (message, help) = if is_own_file {
        (
            format!("`{target}` is on a drive that readers cannot open"),
            if name.is_empty() || name.contains(':') {
                "add the file to the library next to this one, and write its name alone".to_owned()
            } else {
                format!("add the file to the library next to this one, and write `{name}`")
            },
        )
    } else {
        (
            format!("links with `{scheme}:` are not published"),
            match nearest(scheme, SCHEMES) {
                Some(meant) => format!("did you mean `{meant}:`?"),
                None => "link to a web address, a file of the library, `mailto:` or `tel:`".into(),
            },
        )
    };
    Some(
        Finding::error(rules::UNSAFE_LINK, message)
            .at(place, "left out")
            .help(help),
    )
}
