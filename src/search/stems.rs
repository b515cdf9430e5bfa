//! Words into stems, by Snowball's stemmer for the language, and the words that say nothing.

use super::british::british;
use super::text::CAPITALS;
use elasticlunr::{Pipeline, lang};
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// What a language makes of its words.
///
/// Welsh has no stemmer in Snowball. A language that neither Snowball nor elasticlunr knows has
/// its words as they are.
pub(super) struct Stems {
    stemmer: Option<Stemmer>,
    stop_words: Option<Pipeline>,
    code: String,
}

/// A word of a language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// One that is in nearly every text (`the`). It is only searched in titles.
    Stop,
    /// Any other, with its stem.
    Stem(String),
}

/// Welsh words that are in nearly every text, folded.
const WELSH: [&str; 62] = [
    "a", "ac", "ag", "am", "ar", "at", "bod", "bydd", "chi", "dan", "drwy", "ei", "eich", "ein",
    "er", "eu", "fe", "fel", "felly", "fod", "fy", "gan", "gyda", "gydag", "hefyd", "hon", "hwn",
    "hyn", "i", "iawn", "mae", "maent", "mewn", "mi", "n", "na", "nac", "nad", "neu", "ni", "nid",
    "o", "oedd", "ond", "os", "pan", "r", "rhag", "roedd", "sy", "sydd", "trwy", "un", "w", "wedi",
    "wrth", "y", "ydy", "ydyn", "yn", "yr", "yw",
];

impl Kind {
    /// The stem of `word`, which this is the kind of. A stop word is its own.
    pub(super) fn stem<'a>(&'a self, word: &'a str) -> &'a str {
        match self {
            Self::Stop => word,
            Self::Stem(stem) => stem,
        }
    }

    pub(super) fn is_stop(&self) -> bool {
        *self == Self::Stop
    }
}

impl Stems {
    /// The stems of the language of a tag such as `en-GB`.
    pub(super) fn of(tag: &str) -> Self {
        let code = code(tag);
        let stop_words = lang::from_code(elasticlunrs(&code)).map(|stock| {
            let mut pipeline = stock.make_pipeline();
            pipeline
                .queue
                .retain(|step| step.name().starts_with("stopWordFilter"));
            pipeline
        });
        Self {
            stemmer: algorithm(&code).map(Stemmer::create),
            stop_words,
            code,
        }
    }

    /// What a word from [`super::text::each_word`] is.
    pub(super) fn kind(&self, word: &str) -> Kind {
        let plain = word.trim_end_matches(CAPITALS);
        if self.is_stop(plain) {
            return if plain.len() < word.len() {
                Kind::Stem(word.to_owned())
            } else {
                Kind::Stop
            };
        }
        Kind::Stem(match &self.stemmer {
            Some(stemmer) if plain.chars().all(char::is_alphabetic) => {
                let word = if self.code == "en" {
                    british(plain)
                } else {
                    plain.into()
                };
                stemmer.stem(&word).into_owned()
            }
            _ => plain.to_owned(),
        })
    }

    /// True for a word that is in nearly every text.
    pub(super) fn is_stop(&self, word: &str) -> bool {
        if self.code == "cy" {
            return WELSH.binary_search(&word).is_ok();
        }
        self.stop_words.as_ref().is_some_and(|stop_words| {
            let left = stop_words
                .queue
                .iter()
                .try_fold(word.to_owned(), |word, step| step.filter(word));
            left.is_none()
        })
    }
}

/// The languages for which the client has a stemmer: the files in src/search/client/stem.
const IN_BROWSER: [&str; 17] = [
    "ca", "cy", "da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv",
    "tr",
];

/// The name of the client's stemmer for the language of a tag; `None` if there is none.
pub fn in_browser(tag: &str) -> Option<String> {
    let code = match code(tag).as_str() {
        "nb" | "nn" => "no".to_owned(),
        code => code.to_owned(),
    };
    Some(code).filter(|code| IN_BROWSER.contains(&code.as_str()))
}

/// The first part of a language tag, in lower case.
pub(super) fn code(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_ascii_lowercase()
}

/// elasticlunr's name of a language.
pub(super) fn elasticlunrs(code: &str) -> &str {
    match code {
        "nl" => "du", // lunr-languages' name for Dutch
        "nb" | "nn" => "no",
        code => code,
    }
}

fn algorithm(code: &str) -> Option<Algorithm> {
    Some(match code {
        "ar" => Algorithm::Arabic,
        "hy" => Algorithm::Armenian,
        "eu" => Algorithm::Basque,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "et" => Algorithm::Estonian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "ga" => Algorithm::Irish,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
