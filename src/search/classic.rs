//! The classic single-file index, as elasticlunr.js reads it, for those who have a client for it.

use super::{Entry, text::Folding};
use elasticlunr::{Index, IndexBuilder};

/// The index as JSON. Studies are known by their numbers; their texts are not in it.
pub fn classic(entries: &[Entry], lang: &str) -> String {
    index(entries, lang).to_json()
}

/// The index before it is written.
pub fn index(entries: &[Entry], lang: &str) -> Index {
    let mut index = IndexBuilder::with_language(Box::new(Folding::of(lang)))
        .save_docs(false)
        .add_fields(["title", "summary", "text"])
        .build();
    for (study, entry) in entries.iter().enumerate() {
        index.add_doc(&study.to_string(), entry.fields());
    }
    index
}
