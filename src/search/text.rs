//! Text into the words that are searched, as people write them.
//!
//! The client (src/search/client/text.mjs) splits queries by exactly the same rules: change both
//! or neither. `tests/search/words.test.mjs` compares them.
//!
//! A text gives its plain words, and beside them words made of several or of parts: `co-production`
//! also gives `coproduction`, `A&E` also `a&e`, `£1,200,000` also `1200000`, `S106` also `106`. So
//! whichever way a visitor writes it, there is a word that both have.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Bytes of the longest word. A longer run of letters is an address, a key or a hash.
pub(super) const MAX_WORD: usize = 48;

/// The last character of a word that was written in capitals: `NHS` is `nhs^`. So `IT` is not the
/// stop word, and `SEND` comes before "send".
pub(super) const CAPITALS: char = '^';

/// How a word was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// A word of the text, in its place.
    Plain,
    /// A word made of the plain ones before it, or of a part of the last one.
    Made,
}

/// What a language does with apostrophes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Apostrophes {
    /// They are dropped: `don't` is `dont`.
    Dropped,
    /// An article before one is dropped: `l'eau` is `eau`. French, Italian and Catalan.
    AfterArticle,
    /// A particle behind one is dropped: `Cymru'n` is `cymru`. Welsh.
    BeforeParticle,
}

/// French, Italian and Catalan articles that come before an apostrophe and are not part of the word.
const ARTICLES: [&str; 30] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu",
    "un", "dell", "nell", "sull", "all", "dall", "coll", "quell", "quest", "bell", "dov", "com",
    "cos", "anch", "degl", "gl",
];

/// Welsh particles that follow an apostrophe and are not part of the word.
const PARTICLES: [&str; 9] = ["n", "r", "i", "u", "w", "ch", "m", "th", "s"];

impl Apostrophes {
    /// The rule of a language, by the first part of its tag.
    pub(super) fn of(code: &str) -> Self {
        match code {
            "fr" | "it" | "ca" => Self::AfterArticle,
            "cy" => Self::BeforeParticle,
            _ => Self::Dropped,
        }
    }

    /// The part of a word that is searched, in small letters.
    fn word(self, raw: &str) -> String {
        let mut lower = raw.to_lowercase();
        if !lower.contains(is_apostrophe) {
            return lower;
        }
        if !lower.is_ascii() {
            lower = lower.replace(['’', '‘'], "'");
        }
        let trimmed = lower.trim_end_matches('\'');
        let run = trimmed.strip_suffix("'s").unwrap_or(trimmed);
        let kept = match (self, run.split_once('\'')) {
            (Self::AfterArticle, Some((article, word))) if ARTICLES.contains(&article) => word,
            (Self::BeforeParticle, Some((word, particle))) if PARTICLES.contains(&particle) => word,
            _ => run,
        };
        kept.replace('\'', "")
    }
}

// The kinds of a byte, as bits, so that the kinds of a run can be combined.
const SEPARATOR: u8 = 0;
const APOSTROPHE: u8 = 1;
const SMALL: u8 = 2;
const CAPITAL: u8 = 4;
/// A part of a non-ASCII letter or separator.
const OTHER: u8 = 8;
const DIGIT: u8 = 16;

const KIND: [u8; 256] = {
    let mut kinds = [SEPARATOR; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'\'' => APOSTROPHE,
            b'a'..=b'z' => SMALL,
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => CAPITAL,
            128.. => OTHER,
            _ => SEPARATOR,
        };
        byte += 1;
    }
    kinds
};

/// Calls `found` with each word of a text, folded: compatibility forms resolved, accents removed,
/// in lower case, without `'s` and apostrophes. Scripts that are written without spaces give
/// overlapping pairs of letters.
pub(super) fn each_word(text: &str, apostrophes: Apostrophes, found: impl FnMut(&str, Role)) {
    let bytes = text.as_bytes();
    let mut splitter = Splitter {
        apostrophes,
        found,
        chain: vec![],
        last: Last::Nothing,
        lower: String::new(),
        all: text,
        is_shouted: None,
    };
    let (mut at, mut gap_from) = (0, 0);
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
        let (gap, run) = (&text[gap_from..start], &text[start..at]);
        gap_from = at;
        let is_long = run.len() > 1 || !matches!(bytes.get(at), Some(b'+' | b'#'));
        let is_plain = kinds == SMALL || kinds & !SMALL == CAPITAL && is_name(run.as_bytes());
        if is_plain && is_long && run.len() <= MAX_WORD && splitter.is_apart(gap) {
            splitter.plain(run, kinds == SMALL);
        } else if kinds & OTHER == 0 {
            splitter.token(gap, run.into(), &text[at..]);
        } else {
            splitter.folded(gap, run, &text[at..]);
        }
    }
    splitter.end_chain();
}

/// True if only the first of some ASCII letters is a capital.
fn is_name(letters: &[u8]) -> bool {
    !letters[1..].iter().any(u8::is_ascii_uppercase)
}

/// The token before the one at hand.
enum Last<'a> {
    Nothing,
    /// A word of small letters alone, but perhaps for its first, in the text.
    Plain(&'a str),
    /// Any other is in the chain.
    InChain,
}

/// A token that may be joined with its neighbours.
struct Link<'a> {
    /// What joins it to the one before: `-`, `.`, `,`, `&`, `/` or a space.
    by: char,
    /// As written, with accents removed.
    raw: Cow<'a, str>,
    /// The word that is searched.
    word: String,
}

struct Splitter<'a, F> {
    apostrophes: Apostrophes,
    found: F,
    /// The tokens up to the one at hand that are joined to each other.
    chain: Vec<Link<'a>>,
    last: Last<'a>,
    /// A word in small letters, for as long as it is at hand.
    lower: String,
    all: &'a str,
    /// True if capitals say nothing, because most of the text is written in them. `None` until that
    /// matters.
    is_shouted: Option<bool>,
}

impl<'a, F: FnMut(&str, Role)> Splitter<'a, F> {
    /// True if a word of small letters after this gap stands alone.
    fn is_apart(&self, gap: &str) -> bool {
        match joiner(gap) {
            None => true,
            Some(' ') => self.chain.last().is_none_or(|last| !has_digit(&last.raw)),
            Some(_) => matches!(self.last, Last::Nothing),
        }
    }

    /// What joins a token to the chain, if anything does.
    fn joined_by(&self, gap: &str, raw: &str, word: &str) -> Option<char> {
        let by = joiner(gap)?;
        let goes_on = match (by, &self.last) {
            (_, Last::Nothing) | (' ', Last::Plain(_)) => false,
            (' ', Last::InChain) => self.chain.last().is_some_and(|last| {
                has_digit(&last.raw) && (scale(word).is_some() || is_inward(raw))
            }),
            _ => true,
        };
        goes_on.then_some(by)
    }

    /// A word of ASCII letters alone of which none but the first is a capital: nearly every word.
    fn plain(&mut self, word: &'a str, is_small: bool) {
        self.end_chain();
        self.last = Last::Plain(word);
        if is_small {
            return (self.found)(word, Role::Plain);
        }
        self.lower.clear();
        self.lower.push_str(word);
        self.lower.make_ascii_lowercase();
        (self.found)(&self.lower, Role::Plain);
    }

    /// The tokens of a run with non-ASCII letters or separators.
    fn folded(&mut self, gap: &str, run: &str, after: &str) {
        let folded = without_accents(run);
        let (mut rest, mut gap) = (folded.as_str(), gap);
        let mut from = 0;
        while let Some(start) = rest.find(is_letter) {
            if from > 0 || start > 0 {
                gap = if from > 0 { &rest[..start] } else { "~" };
            }
            let token_on = &rest[start..];
            let end = token_on
                .find(|c| !is_letter(c) && !is_apostrophe(c))
                .unwrap_or(token_on.len());
            let (token, next) = token_on.split_at(end);
            self.token(
                gap,
                token.to_owned().into(),
                if next.is_empty() { after } else { next },
            );
            rest = next;
            from += 1;
        }
        // Signs after the last letter separate it from the next token.
        if from == 0 || !rest.is_empty() {
            self.end_chain();
            self.last = Last::Nothing;
        }
    }

    /// Any token: its word, and what it makes with its neighbours.
    fn token(&mut self, gap: &str, raw: Cow<'a, str>, after: &str) {
        let word = self.apostrophes.word(&raw);
        let link = self.joined_by(gap, &raw, &word);
        match (link, &self.last) {
            (None, _) => self.end_chain(),
            (Some(_), Last::Plain(last)) => self.chain.push(Link {
                by: '~',
                raw: (*last).into(),
                word: last.to_ascii_lowercase(),
            }),
            _ => {}
        }
        self.word(&raw, &word);
        if let Some(sign) = sign_after(&raw, after) {
            (self.found)(&format!("{word}{sign}"), Role::Made);
        }
        self.chain.push(Link {
            by: link.unwrap_or('~'),
            raw,
            word,
        });
        self.last = Last::InChain;
    }

    /// One word, and the words that are parts of it.
    fn word(&mut self, raw: &str, word: &str) {
        if !word.is_ascii() && word.contains(is_unspaced) {
            return each_pair(word, &mut self.found);
        }
        if word.is_empty() || word.len() > MAX_WORD {
            return;
        }
        if !word.is_ascii()
            && let Some(bare) = without_arabic_article(word)
        {
            return (self.found)(bare, Role::Plain);
        }
        let all = self.all;
        let is_shouted = &mut self.is_shouted;
        let acronym =
            in_capitals(raw).filter(|_| !*is_shouted.get_or_insert_with(|| mostly_capitals(all)));
        match acronym {
            Some(acronym) => {
                let acronym = acronym.to_lowercase().replace(is_apostrophe, "");
                (self.found)(&format!("{acronym}{CAPITALS}"), Role::Plain);
            }
            None => (self.found)(word, Role::Plain),
        }
        parts(word, &mut self.found);
    }

    /// The words that the tokens of the chain make together.
    fn end_chain(&mut self) {
        if self.chain.len() > 1 {
            let chain = std::mem::take(&mut self.chain);
            let mut number = None;
            let mut from = 0;
            while from + 1 < chain.len() {
                let by = chain[from + 1].by;
                let mut to = from + 1;
                while to + 1 < chain.len() && chain[to + 1].by == by {
                    to += 1;
                }
                let links = &chain[from..=to];
                let made = match by {
                    '-' => hyphenated(links),
                    '.' => dotted(links),
                    ',' => thousands(links),
                    '&' | '/' => single_letters(links, by),
                    _ => number_of_words(number.as_deref(), links).or_else(|| postcode(links)),
                };
                number = made
                    .clone()
                    .filter(|made| made.starts_with(|c: char| c.is_ascii_digit()));
                if let Some(made) = made.filter(|made| made.len() <= MAX_WORD) {
                    (self.found)(&made, Role::Made);
                }
                from = to;
            }
            self.chain = chain;
        }
        self.chain.clear();
    }
}

/// What joins two tokens, if anything does.
fn joiner(gap: &str) -> Option<char> {
    match gap {
        "-" | "\u{2010}" | "\u{2011}" => Some('-'),
        "." => Some('.'),
        "," => Some(','),
        "&" | " & " => Some('&'),
        "/" => Some('/'),
        " " => Some(' '),
        _ => None,
    }
}

/// `co-production` is also `coproduction`; so are three parts, but more are a sentence.
fn hyphenated(links: &[Link]) -> Option<String> {
    (links.len() <= 3).then(|| links.iter().map(|link| link.word.as_str()).collect())
}

/// `N.H.S.` is also `nhs^`, `3.5` also `3.5`, and `node.js` also `nodejs`.
fn dotted(links: &[Link]) -> Option<String> {
    let joined = || {
        links
            .iter()
            .map(|link| link.word.as_str())
            .collect::<String>()
    };
    let single = |link: &Link| link.raw.chars().count() == 1 && !is_number(&link.raw);
    if links.iter().all(single) {
        let capitals = links
            .iter()
            .all(|link| link.raw.chars().all(char::is_uppercase));
        return Some(joined() + if capitals { "^" } else { "" });
    }
    let [first, second] = links else { return None };
    if is_number(&first.raw) {
        let digits = second.word.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = &second.word[digits.len()..];
        return (is_number(digits) && (unit.is_empty() || scale(unit).is_some()))
            .then(|| format!("{}.{digits}{}", first.word, scale(unit).unwrap_or_default()));
    }
    // `end.The` is two sentences without a space between them.
    let mut letters = second.raw.chars();
    let begins_sentence = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    (!begins_sentence).then(joined)
}

/// `1,200,000` is also `1200000`.
fn thousands(links: &[Link]) -> Option<String> {
    let (first, others) = links.split_first()?;
    let whole = is_number(&first.raw)
        && first.raw.len() <= 3
        && others
            .iter()
            .all(|link| is_number(&link.raw) && link.raw.len() == 3);
    whole.then(|| links.iter().map(|link| link.word.as_str()).collect())
}

/// `A&E` is also `a&e`, `B&Bs` also `b&b`, and `24/7` also `24/7`.
fn single_letters(links: &[Link], by: char) -> Option<String> {
    let [first, second] = links else { return None };
    let is_single = |raw: &str| raw.chars().count() == 1;
    let is_short = |raw: &str| match by {
        '&' => {
            is_single(raw)
                || raw.chars().count() <= 3
                    && raw.chars().all(|c| c.is_uppercase() || c.is_numeric())
        }
        _ => is_single(raw) || is_number(raw) && raw.len() <= 2,
    };
    // The small `s` of a plural.
    let singular = second
        .raw
        .strip_suffix('s')
        .filter(|raw| by == '&' && raw.chars().all(char::is_uppercase) && !raw.is_empty());
    let (raw, word) = match singular {
        Some(raw) => (raw, raw.to_lowercase()),
        None => (&*second.raw, second.word.clone()),
    };
    (is_short(&first.raw) && is_short(raw)).then(|| format!("{}{by}{word}", first.word))
}

/// `3 million` and `3.5 million` are also `3m` and `3.5m`.
fn number_of_words(number: Option<&str>, links: &[Link]) -> Option<String> {
    let number = match number {
        Some(number) => number,
        None => links.first().map(|link| link.word.as_str())?,
    };
    let letter = scale(&links.get(1)?.word)?;
    number
        .chars()
        .all(|c| c.is_ascii_digit() || c == '.')
        .then(|| format!("{number}{letter}"))
}

/// The letter for a power of ten: `m` for `million`.
fn scale(word: &str) -> Option<&'static str> {
    match word {
        "m" | "mn" | "million" | "millions" => Some("m"),
        "bn" | "billion" | "billions" => Some("bn"),
        "k" | "thousand" => Some("k"),
        _ => None,
    }
}

/// `HD1 2TT` is also `hd12tt`: the two halves of a British postcode.
fn postcode(links: &[Link]) -> Option<String> {
    let [first, second] = links else { return None };
    let outward = first.raw.as_bytes();
    let letters = outward
        .iter()
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    let is_outward = (1..=2).contains(&letters)
        && (2..=4).contains(&outward.len())
        && outward.get(letters).is_some_and(u8::is_ascii_digit)
        && outward[letters..]
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    (is_outward && is_inward(&second.raw)).then(|| format!("{}{}", first.word, second.word))
}

/// The second half of a postcode: `2TT`.
fn is_inward(raw: &str) -> bool {
    matches!(raw.as_bytes(), [b'0'..=b'9', b'A'..=b'Z', b'A'..=b'Z'])
}

/// The sign that is a part of a name of one letter: `C++`, `C#`.
fn sign_after(raw: &str, after: &str) -> Option<&'static str> {
    let alone = |rest: &str| !rest.starts_with(|c: char| is_letter(c) || c == '+' || c == '#');
    if raw.chars().count() != 1 || is_number(raw) {
        return None;
    }
    ["++", "#"]
        .into_iter()
        .find(|sign| after.strip_prefix(sign).is_some_and(alone))
}

/// The letters and the digits of a word that has both: `s106` also gives `106`. Parts of a single
/// character say nothing.
fn parts(word: &str, found: &mut impl FnMut(&str, Role)) {
    let is_digit = |c: char| c.is_ascii_digit();
    if !(word.contains(is_digit) && word.contains(char::is_alphabetic)) {
        return;
    }
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c| is_digit(c) != is_digit(first))
            .unwrap_or(rest.len());
        let (part, next) = rest.split_at(end);
        if part.len() > 1 {
            found(part, Role::Made);
        }
        rest = next;
    }
    // `3million` and `3mn` are also `3m`.
    let digits = word.trim_end_matches(char::is_alphabetic);
    if let Some(letter) = scale(&word[digits.len()..]).filter(|_| is_number(digits)) {
        let short = format!("{digits}{letter}");
        if short != word {
            found(&short, Role::Made);
        }
    }
}

/// The letters of a word in capitals, without the small `s` of its plural: `NHS`, `EVs`.
fn in_capitals(raw: &str) -> Option<&str> {
    let stem = raw
        .strip_suffix("'s")
        .or_else(|| raw.strip_suffix("’s"))
        .or_else(|| raw.strip_suffix('s'))
        .unwrap_or(raw);
    let capitals = stem.chars().filter(|c| c.is_uppercase()).count();
    (capitals >= 2 && stem.len() < MAX_WORD && !stem.chars().any(char::is_lowercase))
        .then_some(stem)
}

/// True if most letters of a text are capitals, so that they are no sign of an acronym.
fn mostly_capitals(text: &str) -> bool {
    let (mut capitals, mut small) = (0, 0);
    for byte in text.bytes() {
        capitals += usize::from(byte.is_ascii_uppercase());
        small += usize::from(byte.is_ascii_lowercase());
    }
    // The name of something may be an acronym alone: `IT`.
    capitals > small && capitals > 12
}

fn has_digit(raw: &str) -> bool {
    raw.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word without the Arabic article, alone or behind a preposition: `الخدمات` is `خدمات`.
fn without_arabic_article(word: &str) -> Option<&str> {
    const WITH_ARTICLE: [&str; 5] = ["ال", "وال", "بال", "فال", "كال"];
    WITH_ARTICLE
        .iter()
        .filter_map(|article| word.strip_prefix(article))
        .find(|bare| bare.chars().count() >= 3)
}

/// A text with compatibility forms resolved, without accents, in lower case: what two spellings of
/// a word have in common.
pub(super) fn fold(text: &str) -> String {
    without_accents(text).to_lowercase()
}

/// The same in the case in which it was written.
fn without_accents(text: &str) -> String {
    let marked = text.chars().map(|c| match c {
        // They would become letters.
        '™' | '℠' => ' ',
        c => c,
    });
    let mut plain = String::with_capacity(text.len());
    for c in marked.nfkd().filter(|c| !is_unwritten(*c)).nfc() {
        match c {
            'œ' => plain.push_str("oe"),
            'Œ' => plain.push_str("OE"),
            'æ' => plain.push_str("ae"),
            'Æ' => plain.push_str("AE"),
            'ß' => plain.push_str("ss"),
            'ẞ' => plain.push_str("SS"),
            'þ' => plain.push_str("th"),
            'Þ' => plain.push_str("TH"),
            'ø' => plain.push('o'),
            'Ø' => plain.push('O'),
            'ł' => plain.push('l'),
            'Ł' => plain.push('L'),
            'đ' | 'ð' => plain.push('d'),
            'Đ' | 'Ð' => plain.push('D'),
            'ħ' => plain.push('h'),
            'Ħ' => plain.push('H'),
            'ŋ' => plain.push('n'),
            'Ŋ' => plain.push('N'),
            'ı' => plain.push('i'),
            c => plain.push(c),
        }
    }
    plain
}

/// True for marks that most people leave out (accents, vowel signs of Arabic and Hebrew), and for
/// characters that cannot be seen (soft hyphens, joiners).
fn is_unwritten(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
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

/// The pairs of letters of a word in such a script, and the words in other scripts inside it.
fn each_pair(word: &str, found: &mut impl FnMut(&str, Role)) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c| is_unspaced(c) != is_unspaced(first))
            .unwrap_or(rest.len());
        let (part, next) = rest.split_at(end);
        rest = next;
        if !is_unspaced(first) {
            if part.len() <= MAX_WORD {
                found(part, Role::Plain);
            }
            continue;
        }
        let starts: Vec<usize> = part
            .char_indices()
            .map(|(at, _)| at)
            .chain([part.len()])
            .collect();
        if starts.len() == 2 {
            found(part, Role::Plain);
        }
        for pair in starts.windows(3) {
            found(&part[pair[0]..pair[2]], Role::Plain);
        }
    }
}
