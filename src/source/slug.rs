//! Names for addresses and anchors, made from titles and headings; and addresses as a page may hold
//! them.
//!
//! Letters of every script stay (NFC, lower case), so that a Welsh or Arabic title has a readable
//! address. No slug begins with an underscore: the theme's own ids do, so the two never clash.

use std::borrow::Cow;
use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// The slug of a text: letters and digits in lower case, all else one hyphen. May be empty.
///
/// Apostrophes vanish, so that `People's` gives `peoples` and not `people-s`.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for letter in nfc(text).chars().flat_map(char::to_lowercase) {
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
    slug
}

/// The longest name of a file that is written by casebook, in bytes: disks take 255, and a site's
/// folders add to it.
pub const LONGEST_NAME: usize = 200;

/// The slug of a title, to name a file by: no longer than an address that people can still read,
/// cut between words.
pub fn short_slug(text: &str) -> String {
    /// In bytes.
    const LONGEST: usize = 100;
    let mut slug = slug(text);
    if slug.len() > LONGEST {
        let mut end = LONGEST;
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

/// The slug that a file's name gives: like [`slug`], but underscores and dots between letters stay
/// as the author wrote them.
pub fn file_slug(stem: &str) -> String {
    let mut slug = String::with_capacity(stem.len());
    for letter in nfc(stem).chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() || is_mark(letter) || matches!(letter, '_' | '.') {
            slug.push(letter);
        } else if !matches!(letter, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches(['-', '.', '_']).to_owned()
}

/// Marks that are written onto the letter before them and belong to the word.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// The text in the normal form in which equal names are equal bytes.
pub fn nfc(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => text.into(),
        _ => text.nfc().collect::<String>().into(),
    }
}

/// What may stand in the path of an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'+');

/// An address of this or another site, ready for an `href`; letters of other scripts are encoded,
/// for feeds and sitemaps.
pub fn encoded(address: &str) -> Cow<'_, str> {
    utf8_percent_encode(address, PATH).into()
}

/// Gives each heading of one page an id of its own.
#[derive(Debug, Default)]
pub struct Ids {
    taken: HashMap<String, usize>,
}

impl Ids {
    /// An id for a heading: its slug, with `-1`, `-2` … behind it where that is taken.
    pub fn id(&mut self, heading: &str) -> String {
        let base = match slug(heading) {
            slug if slug.is_empty() => "section".to_owned(),
            slug => slug,
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
}
