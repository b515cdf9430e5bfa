//! Titles and headings into names for addresses and anchors, and addresses into what an `href` may
//! hold.
//!
//! Letters of every script stay (NFC, lower case), so that a Welsh or Arabic title has a readable
//! address. No slug begins with an underscore: the theme's own ids do, so the two never clash.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// The slug of a text: letters and digits in lower case, with one hyphen for everything between. It
/// may be empty.
///
/// Apostrophes are left out: `People's` becomes `peoples`, not `people-s`.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for letter in lower_case(&nfc(text)).chars() {
        if letter.is_alphanumeric() || is_mark(letter) {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(letter);
        } else if !matches!(letter, '\'' | '’') {
            gap = true;
        }
    }
    composed(slug)
}

/// Bytes of the longest name that casebook gives a file. Disks allow 255, and a site's folders add
/// to it.
pub const MAX_NAME: usize = 200;

/// The slug of a title for the name of a file: cut between words to a length that people can read.
pub fn short_slug(text: &str) -> String {
    /// In bytes.
    const MAX_SLUG: usize = 100;
    let mut slug = slug(text);
    if slug.len() > MAX_SLUG {
        let mut end = MAX_SLUG;
        while !slug.is_char_boundary(end) {
            end -= 1;
        }
        let is_whole = slug[end..].starts_with('-');
        slug.truncate(if is_whole {
            end
        } else {
            slug[..end].rfind('-').unwrap_or(end)
        });
    }
    slug
}

/// The slug of a file's name: like [`slug`], but underscores and dots between letters stay.
pub fn file_slug(stem: &str) -> String {
    let mut slug = String::with_capacity(stem.len());
    for letter in lower_case(&nfc(stem)).chars() {
        if letter.is_alphanumeric() || is_mark(letter) || matches!(letter, '_' | '.') {
            slug.push(letter);
        } else if !matches!(letter, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    composed(slug.trim_matches(['-', '.', '_']).to_owned())
}

/// A slug in NFC: a small letter may have one character with its mark where the capital has none,
/// as in `ǰ`, and a mark may come next to a letter when an apostrophe is left out.
fn composed(slug: String) -> String {
    match nfc(&slug) {
        Cow::Borrowed(_) => slug,
        Cow::Owned(composed) => composed,
    }
}

/// Whether a character is a mark on the letter before it, and so part of the word.
fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && unicode_normalization::char::is_combining_mark(letter)
}

/// The text in lower case. Unlike `str::to_lowercase`, it changes a letter in the same way wherever
/// the letter is in a word.
fn lower_case(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.chars().flat_map(char::to_lowercase).collect()
    }
}

/// The text in NFC, in which equal names have equal bytes.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    match is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => text.into(),
        _ => text.nfc().collect::<String>().into(),
    }
}

/// A file's name as a link finds it: in NFC, with each kind of space the usual one.
///
/// macOS puts a narrow space (U+202F) into the names of screenshots, which nobody can type.
pub fn name_in_links(path: &str) -> Cow<'_, str> {
    let is_odd = |letter: char| letter.is_whitespace() && letter != ' ';
    match nfc(path) {
        path if path.contains(is_odd) => path.replace(is_odd, " ").into(),
        path => path,
    }
}

/// The form in which paths are compared: NFC and lower case.
pub fn folded(path: &str) -> Cow<'_, str> {
    // Nearly all are so already.
    let is_folded = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if path.bytes().all(is_folded) {
        path.into()
    } else {
        nfc(path).to_lowercase().into()
    }
}

/// The characters that are not encoded in the path of an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'+');

/// An address of this or another site, ready for an `href`. Non-ASCII letters are encoded, as feeds
/// and sitemaps need them.
pub fn encoded(address: &str) -> Cow<'_, str> {
    utf8_percent_encode(address, PATH).into()
}

/// The id that GitHub gives a heading, before it is made different from those before: in lower case,
/// with a hyphen for each space, and without other signs than hyphens and underscores.
///
/// Unlike on GitHub, it does not begin with an underscore, as the theme's own ids do.
pub fn heading_id(heading: &str) -> String {
    let heading = lower_case(&nfc(heading));
    let kept = heading.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ => (letter.is_alphanumeric() || is_mark(letter)).then_some(letter),
    });
    let id = composed(kept.collect());
    id.trim_start_matches('_').to_owned()
}

/// Gives each heading of one page an id of its own.
#[derive(Debug, Default)]
pub struct Ids {
    taken: HashMap<String, usize>,
}

impl Ids {
    /// An id for a heading, as GitHub makes them: followed by `-1`, `-2` and so on if it is taken.
    pub fn id(&mut self, heading: &str) -> String {
        let base = match heading_id(heading) {
            id if id.is_empty() => "section".to_owned(),
            id => id,
        };
        let mut id = base.clone();
        while self.taken.contains_key(&id) {
            let count = self.taken.entry(base.clone()).or_default();
            *count += 1;
            id = format!("{base}-{count}");
        }
        self.taken.insert(id.clone(), 0);
        id
    }

    /// Takes an id that an author gave to a heading.
    pub fn take(&mut self, id: &str) {
        self.taken.insert(id.to_owned(), 0);
    }
}
