//! Studies into the single-file index that elasticlunr.js reads, for sites with a client for it.

use super::{
    Entry,
    stems::{code, elasticlunrs},
    text::{self, Apostrophes, CAPITALS, Role},
};
use elasticlunr::{IndexBuilder, Language, Pipeline, lang, pipeline::PipelineFn};

/// The index as JSON. It has the numbers of studies, and not their texts.
pub fn classic(entries: &[Entry], lang: &str) -> String {
    let mut index = IndexBuilder::with_language(Box::new(Folding::of(lang)))
        .save_docs(false)
        .add_fields(["title", "labels", "summary", "text"])
        .build();
    for (study, entry) in entries.iter().enumerate() {
        index.add_doc(&study.to_string(), entry.fields());
    }
    index.to_json()
}

/// A language of elasticlunr with our tokenizer.
///
/// elasticlunr's own splits only at white space and hyphens, so `people's` and `people` are two
/// words to it, `café` becomes `caf` and the Welsh `Tŷ` becomes `t`. A language that elasticlunr
/// doesn't know, such as Welsh, has no stop words and no stemmer.
struct Folding {
    stock: Option<Box<dyn Language>>,
    code: String,
}

impl Folding {
    /// The language of a tag such as `en-GB`.
    fn of(tag: &str) -> Self {
        let code = code(tag);
        Self {
            stock: lang::from_code(elasticlunrs(&code)),
            code,
        }
    }
}

impl Language for Folding {
    fn name(&self) -> String {
        self.stock
            .as_ref()
            .map_or_else(|| self.code.clone(), |stock| stock.name())
    }

    fn code(&self) -> String {
        self.code.clone()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        text::each_word(text, Apostrophes::of(&self.code), |word, role| {
            if role == Role::Plain {
                words.push(word.trim_end_matches(CAPITALS).to_owned());
            }
        });
        words
    }

    fn make_pipeline(&self) -> Pipeline {
        let mut pipeline = match &self.stock {
            Some(stock) => stock.make_pipeline(),
            None => Pipeline { queue: Vec::new() },
        };
        for step in &mut pipeline.queue {
            if step.name().starts_with("trimmer") {
                *step = Box::new(Trimmed(step.name()));
            }
        }
        pipeline
    }
}

/// Takes the place of elasticlunr's trimmer and changes nothing: our tokenizer has trimmed the
/// words already, and the original drops every number in German or French. The name stays, because
/// elasticlunr.js finds its own trimmer by it.
struct Trimmed(String);

impl PipelineFn for Trimmed {
    fn name(&self) -> String {
        self.0.clone()
    }

    fn filter(&self, token: String) -> Option<String> {
        Some(token)
    }
}
