//! Text into words, and words into stems: a tokenizer of our own, then elasticlunr's pipeline.
//!
//! elasticlunr's tokenizer splits only at white space and hyphens, so `people's` and `people` are
//! two words to it, `café` becomes `caf` and the Welsh `Tŷ` becomes `t`. Ours folds the text first.
//! The client (src/search/client/engine.mjs) splits queries by exactly the same rules: change
//! both or neither.

use elasticlunr::{Language, Pipeline, lang, pipeline::PipelineFn};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Bytes of the longest word. A longer run of letters is an address, a key or a hash.
const MAX_WORD: usize = 48;

/// A language of elasticlunr with our tokenizer.
///
/// A language that elasticlunr doesn't know, such as Welsh, has no stop words and no stemmer.
pub(super) struct Folding {
    stock: Option<Box<dyn Language>>,
    code: String,
}

impl Folding {
    /// The language of a tag such as `en-GB`.
    pub(super) fn of(tag: &str) -> Self {
        let code = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
        let known = match code.as_str() {
            "nl" => "du", // lunr-languages' name for Dutch
            "nb" | "nn" => "no",
            code => code,
        };
        Self {
            stock: lang::from_code(known),
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
        each_word(text, |word| words.push(word.to_owned()));
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

/// The stem of a word from [`each_word`]; `None` for a stop word.
pub(super) fn stem(pipeline: &Pipeline, word: &str) -> Option<String> {
    let stem = pipeline
        .queue
        .iter()
        .try_fold(word.to_owned(), |word, step| step.filter(word));
    stem.filter(|stem| !stem.is_empty())
}

/// Calls `found` with each word of a text, folded: compatibility forms resolved, accents removed,
/// in lower case, without `'s` and apostrophes. Scripts that are written without spaces give
/// overlapping pairs of letters.
pub(super) fn each_word(text: &str, mut found: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if KIND[bytes[at] as usize] <= APOSTROPHE {
            at += 1;
            continue;
        }
        // A run up to the next ASCII separator. It needs folding only if it has non-ASCII letters.
        let start = at;
        let mut kinds = 0;
        while at < bytes.len() && KIND[bytes[at] as usize] != SEPARATOR {
            kinds |= KIND[bytes[at] as usize];
            at += 1;
        }
        match kinds {
            SMALL if at - start <= MAX_WORD => found(&text[start..at]),
            SMALL => {}
            _ if kinds & OTHER == 0 => ascii_word(&bytes[start..at], &mut found),
            _ => other_words(&text[start..at], &mut found),
        }
    }
}

// The kinds of a byte, as bits, so that the kinds of a run can be combined.
const SEPARATOR: u8 = 0;
const APOSTROPHE: u8 = 1;
/// A small letter or a digit. A word of these alone is indexed as it is written.
const SMALL: u8 = 2;
const CAPITAL: u8 = 4;
/// A part of a non-ASCII letter.
const OTHER: u8 = 8;

const KIND: [u8; 256] = {
    let mut kinds = [SEPARATOR; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'\'' => APOSTROPHE,
            b'a'..=b'z' | b'0'..=b'9' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            128.. => OTHER,
            _ => SEPARATOR,
        };
        byte += 1;
    }
    kinds
};

/// Gives one word of ASCII letters, digits and apostrophes, without allocating.
fn ascii_word(run: &[u8], found: &mut impl FnMut(&str)) {
    let run = match run {
        [word @ .., b'\'', b's' | b'S'] => word,
        run => run,
    };
    let mut word = [0; MAX_WORD];
    let mut length = 0;
    for byte in run.iter().filter(|byte| **byte != b'\'') {
        if length == MAX_WORD {
            return;
        }
        word[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    found(std::str::from_utf8(&word[..length]).expect("only ASCII letters and digits were copied"));
}

/// Gives the words of a run with non-ASCII letters or separators.
fn other_words(run: &str, found: &mut impl FnMut(&str)) {
    let folded = fold(run);
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(is_letter) {
        rest = &rest[start..];
        let end = rest
            .find(|c| !is_letter(c) && !is_apostrophe(c))
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let word = without_apostrophes(run);
        if word.contains(is_unspaced) {
            each_pair(&word, found);
        } else if word.len() <= MAX_WORD {
            found(&word);
        }
        rest = after;
    }
}

/// A text with compatibility forms resolved, without accents, in lower case: what two spellings of
/// a word have in common.
pub(super) fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .nfc()
        .collect::<String>()
        .to_lowercase()
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

/// Whether a letter belongs to a script that is written without spaces: kana, Han, Thai, Lao, Khmer
/// or Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{9fff}')
}

fn without_apostrophes(run: &str) -> String {
    let run = run
        .strip_suffix("'s")
        .or_else(|| run.strip_suffix("’s"))
        .or_else(|| run.strip_suffix("‘s"))
        .unwrap_or(run);
    run.chars().filter(|c| !is_apostrophe(*c)).collect()
}

fn each_pair(word: &str, found: &mut impl FnMut(&str)) {
    let starts: Vec<usize> = word
        .char_indices()
        .map(|(at, _)| at)
        .chain([word.len()])
        .collect();
    if starts.len() == 2 {
        found(word);
    }
    for pair in starts.windows(3) {
        found(&word[pair[0]..pair[2]]);
    }
}
