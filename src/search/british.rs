//! American spellings into British ones, so that both have one stem: `organization` is a form of
//! the stem of `organisation`.
//!
//! The table says which: `words` as a whole; `starts` before anything; and `endings`, where `from`
//! becomes `to` between a root and one of `then` (`-` for nothing). A rule is for the roots in
//! `of`, or for all roots but those in `but`. Where rules would err, it has no rule: `tour` is no
//! `tor`, and a `meter` is seldom a `metre`. It goes from American to British, because endings such
//! as -ize would lead the stemmer from `personalized` to `person`.
//!
//! The client has the same table and the same rules (src/search/client/stem/british.mjs), and loads
//! them only for a word that the library does not have.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(Deserialize)]
struct Table<'a> {
    #[serde(borrow)]
    words: FxHashMap<&'a str, &'a str>,
    #[serde(borrow)]
    starts: BTreeMap<&'a str, &'a str>,
    #[serde(borrow)]
    endings: Vec<Ending<'a>>,
}

#[derive(Deserialize)]
struct Ending<'a> {
    #[serde(borrow)]
    from: &'a str,
    to: &'a str,
    #[serde(borrow, deserialize_with = "separate")]
    then: Vec<&'a str>,
    #[serde(borrow, default, deserialize_with = "set")]
    of: FxHashSet<&'a str>,
    #[serde(borrow, default, deserialize_with = "set")]
    but: FxHashSet<&'a str>,
}

/// Words separated by spaces; `-` is nothing.
fn separate<'a, D: serde::Deserializer<'a>>(from: D) -> Result<Vec<&'a str>, D::Error> {
    let words = <&str>::deserialize(from)?.split(' ');
    Ok(words.map(|word| word.trim_matches('-')).collect())
}

fn set<'a, D: serde::Deserializer<'a>>(from: D) -> Result<FxHashSet<&'a str>, D::Error> {
    separate(from).map(|words| words.into_iter().collect())
}

fn table() -> &'static Table<'static> {
    static TABLE: OnceLock<Table<'static>> = OnceLock::new();
    TABLE.get_or_init(|| {
        serde_json::from_str(include_str!("client/stem/british.json"))
            .expect("a test reads this table")
    })
}

/// The British spelling of a folded word; most words are as they are.
pub(super) fn british(word: &str) -> Cow<'_, str> {
    let table = table();
    if let Some(other) = table.words.get(word) {
        return Cow::Borrowed(other);
    }
    for (start, other) in &table.starts {
        if let Some(rest) = word.strip_prefix(start) {
            return Cow::Owned([other, rest].concat());
        }
    }
    for ending in &table.endings {
        for then in &ending.then {
            let root = word
                .strip_suffix(then)
                .and_then(|word| word.strip_suffix(ending.from))
                .filter(|root| !root.is_empty());
            if let Some(root) = root.filter(|root| ending.is_for(root)) {
                return Cow::Owned([root, ending.to, then].concat());
            }
        }
    }
    Cow::Borrowed(word)
}

impl Ending<'_> {
    fn is_for(&self, root: &str) -> bool {
        if self.of.is_empty() {
            !self.but.contains(root)
        } else {
            self.of.contains(root)
        }
    }
}
