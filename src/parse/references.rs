//! References such as `&#8217;` in plain text into the signs that they stand for.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

use super::invisible;

/// A text with the signs that its references stand for: `’` for `&#8217;`.
///
/// Exports of other programs have references to references: `&amp;#8217;`.
pub(crate) fn without_references(text: &str) -> Cow<'_, str> {
    /// More is not written by any program.
    const MAX_ROUNDS: usize = 3;
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_ROUNDS {
        match resolved(&text) {
            Some(new) => text = Cow::Owned(new),
            None => break,
        }
    }
    text
}

/// A text with one round of its references resolved; `None` if it has none.
fn resolved(text: &str) -> Option<String> {
    /// Bytes of the longest name of a reference.
    const MAX_NAME: usize = 32;
    let mut new = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices('&') {
        let name = text[at + 1..].bytes().take(MAX_NAME);
        let length = name
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        let end = at + 1 + length + 1;
        if at < from || length < 2 || text.as_bytes().get(end - 1) != Some(&b';') {
            continue;
        }
        let sign = Parser::new(&text[at..end]).find_map(|event| match event {
            Event::Text(sign) if *sign != text[at..end] => {
                Some(invisible::without(&sign).into_owned())
            }
            _ => None,
        });
        if let Some(sign) = sign {
            new += &text[from..at];
            new += &sign;
            from = end;
        }
    }
    (from > 0).then(|| new + &text[from..])
}
