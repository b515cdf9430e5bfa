//! Studies into the single-file index that elasticlunr.js reads, for sites with a client for it.

use super::{Entry, text::Folding};
use elasticlunr::{Index, IndexBuilder};

/// The index as JSON. It has the numbers of studies, and not their texts.
pub fn classic(entries: &[Entry], lang: &str) -> String {
    index(entries, lang).to_json()
}

/// The index as a value.
pub(super) fn index(entries: &[Entry], lang: &str) -> Index {
    let mut index = IndexBuilder::with_language(Box::new(Folding::of(lang)))
        .save_docs(false)
        .add_fields(["title", "summary", "text"])
        .build();
    for (study, entry) in entries.iter().enumerate() {
        index.add_doc(&study.to_string(), entry.fields());
    }
    index
}
