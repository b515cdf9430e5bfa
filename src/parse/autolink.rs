//! Plain text into the web and email addresses in it, which become links on the page.
//!
//! The rules are those of GitHub, where authors look at their text first, with two differences:
//! quotation marks and the punctuation of Chinese and Japanese end an address.

use std::ops::Range;

/// An address in plain text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BareAddress {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    pub(super) kind: AddressKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressKind {
    /// `https://example.org/`
    Web,
    /// `www.example.org`, whose scheme has to be added.
    Www,
    /// `jo@example.org`
    Email,
}

/// Bytes that an address may have before its [sign](signs), and one more that says whether it is
/// free.
pub(super) const MAX_BEFORE_SIGN: usize = MAX_NAME + 1;

/// Bytes before the `@` of an email address, as the standard has it (RFC 5321).
const MAX_NAME: usize = 64;

/// The places in a text of what every address has: `://`, `www.` or `@`. In the order of the text.
pub(super) fn signs(text: &str) -> Vec<usize> {
    let mut signs: Vec<usize> = text.match_indices('@').map(|(at, _)| at).collect();
    for sign in ["://"].into_iter().chain(WWW) {
        // To ask whether it is there is faster than to begin to search.
        if text.contains(sign) {
            signs.extend(text.match_indices(sign).map(|(at, _)| at));
        }
    }
    signs.sort_unstable();
    signs
}

/// The beginnings of web addresses without a scheme.
const WWW: [&str; 2] = ["www.", "WWW."];

/// The addresses in a text, in order.
pub(super) fn addresses(text: &str) -> Vec<BareAddress> {
    let bytes = text.as_bytes();
    let mut found: Vec<BareAddress> = vec![];
    let mut free_from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if at < free_from {
            continue;
        }
        let address = match byte {
            b':' if text[at..].starts_with("://") => web(text, free_from, at),
            b'w' | b'W' => www(text, at),
            b'@' => email(text, free_from, at),
            _ => None,
        };
        if let Some(address) = address {
            free_from = address.range.end;
            found.push(address);
        }
    }
    found
}

/// The web address whose `://` is at a byte.
fn web(text: &str, free_from: usize, colon: usize) -> Option<BareAddress> {
    let before = &text[free_from..colon];
    let start = ["https", "http"].into_iter().find_map(|scheme| {
        let start = before.len().checked_sub(scheme.len())?;
        let is_scheme = before.get(start..)?.eq_ignore_ascii_case(scheme);
        let is_word = before[..start].ends_with(|letter: char| letter.is_ascii_alphanumeric());
        (is_scheme && !is_word).then_some(free_from + start)
    })?;
    let host = colon + "://".len();
    let starts = text[host..].starts_with(|letter: char| letter.is_alphanumeric());
    starts.then(|| BareAddress {
        range: start..host + length(&text[host..]),
        kind: AddressKind::Web,
    })
}

/// The address that begins with `www.` at a byte.
fn www(text: &str, start: usize) -> Option<BareAddress> {
    let rest = WWW.iter().find_map(|www| text[start..].strip_prefix(www));
    let is_free = text[..start].chars().next_back().is_none_or(|before| {
        before.is_whitespace() || matches!(before, '*' | '_' | '~' | '(' | '"' | '“' | '‘' | ':')
    });
    let rest = rest.filter(|_| is_free)?;
    let is_of_host = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let host = &rest[..rest
        .find(|letter| !is_of_host(letter))
        .unwrap_or(rest.len())];
    // `www.` and a name alone is no address.
    let is_host = host.trim_end_matches('.').contains('.') && !host.starts_with('.');
    is_host.then(|| BareAddress {
        range: start..start + length(&text[start..]),
        kind: AddressKind::Www,
    })
}

/// The email address whose `@` is at a byte.
fn email(text: &str, free_from: usize, at: usize) -> Option<BareAddress> {
    let before = &text.as_bytes()[free_from..at];
    let is_of_name =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let name = before.iter().rev().take(MAX_NAME).take_while(is_of_name);
    let start = at - name.count();
    // A name may not begin with a dot, and `_jo@example.org_` is in italics on other programs.
    let start =
        start + text[start..at].len() - text[start..at].trim_start_matches(['.', '_']).len();
    let is_free = !text[..start].ends_with(['/', '@', ':']) || text[..start].ends_with("mailto:");
    let is_of_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let rest = &text[at + 1..];
    let host = &rest[..rest.bytes().take_while(|byte| is_of_host(byte)).count()];
    let host = host.trim_end_matches(['.', '-', '_']);
    let (_, ending) = host.rsplit_once('.')?;
    let is_host = ending.len() > 1
        && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
        && host.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !host.contains("..");
    // `git@example.org:name.git` is the address of a repository.
    let after = &rest[host.len()..];
    let goes_on = after
        .strip_prefix([':', '/', '@'])
        .is_some_and(|after| after.starts_with(|next: char| next.is_ascii_alphanumeric()));
    (start < at && is_free && is_host && !goes_on).then(|| BareAddress {
        range: start..at + 1 + host.len(),
        kind: AddressKind::Email,
    })
}

/// How many bytes at the beginning of a text belong to a web address.
fn length(text: &str) -> usize {
    let ends = |letter: char| {
        letter.is_whitespace()
            || matches!(
                letter,
                '<' | '>' | '[' | ']' | '"' | '“' | '”' | '„' | '«' | '»' | '`'
            )
            || matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}')
            || matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}')
            || matches!(letter, '\u{ff1a}'..='\u{ff20}')
    };
    let mut address = &text[..text.find(ends).unwrap_or(text.len())];
    let opened = address.matches('(').count();
    let mut closed = address.matches(')').count();
    loop {
        address = match address.chars().next_back() {
            Some(')') if closed > opened => {
                closed -= 1;
                &address[..address.len() - 1]
            }
            Some(last) if is_after(last) => &address[..address.len() - last.len_utf8()],
            _ => return address.len(),
        };
    }
}

/// Whether a sign at the end of an address belongs to the sentence around it.
fn is_after(sign: char) -> bool {
    matches!(
        sign,
        '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’' | '‘' | '…'
    )
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        for (text, found) in [
            ("See https://example.org/a_b.", "https://example.org/a_b"),
            ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
            ("“https://example.org/a”", "https://example.org/a"),
            (
                "HTTP://example.org/?a=1&b=2!",
                "HTTP://example.org/?a=1&b=2",
            ),
            ("https://example.org/。次", "https://example.org/"),
            ("www.example.org, and", "www.example.org"),
            ("*www.example.org/a*", "www.example.org/a"),
            ("Www.example.org", ""),
            ("jo.b_c@example.gov.uk.", "jo.b_c@example.gov.uk"),
            ("mailto:jo@example.org", "jo@example.org"),
            ("https://example.org/@jo", "https://example.org/@jo"),
            ("https://a.org https://b.org", "https://a.org https://b.org"),
            ("www.example and https:// and xhttps://example.org", ""),
            ("awww.example.org, a@b, @example.org, a@1.2.3", ""),
            ("git@example.org:jo/homes.git and a@b..org", ""),
        ] {
            let found_here: Vec<&str> = addresses(text)
                .into_iter()
                .map(|address| &text[address.range])
                .collect();
            assert_eq!(found_here.join(" "), found, "{text}");
        }
    }
}
