//! YAML text into a tree of nodes.

use std::borrow::Cow;

use serde_yaml::Value as Parsed;

use super::Node;
use super::places::Places;
use crate::source::Span;

/// Why a text isn't YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotYaml {
    /// The parser's own words.
    pub message: String,
    /// The byte where the parser stopped, if it says so.
    pub at: Option<usize>,
}

/// Reads the YAML in `span` of `text`; places count from the beginning of `text`.
///
/// `serde_yaml` decides what is YAML and what it says. It gives no places, so a second parser,
/// `granit_parser`, reads the text again and `places` puts the two together.
///
/// # Errors
///
/// Fails if the text is not YAML, repeats a key, nests deeper than 128 levels or repeats itself by
/// aliases without end.
pub fn parse(text: &str, span: Span) -> Result<Node, NotYaml> {
    let yaml = span.of(text);
    if is_too_deep(yaml) {
        return Err(NotYaml {
            message: "recursion limit exceeded".to_owned(),
            at: None,
        });
    }
    if let Some((joined, places)) = with_joined_pairs(yaml) {
        let node = parse(&joined, Span::new(0, joined.len()));
        return match node {
            Ok(node) => Ok(node.moved(&|at| span.start + places.original(at))),
            Err(error) => Err(NotYaml {
                at: error.at.map(|at| span.start + places.original(at)),
                ..error
            }),
        };
    }
    let parsed = parsed(yaml).map_err(|error| NotYaml {
        message: error.to_string(),
        at: error
            .location()
            .map(|location| span.start + location.index().min(yaml.len())),
    })?;
    Ok(Places::new(yaml, span.start).node(parsed))
}

/// Where a text was made shorter: for each place, in the shorter text, the bytes taken out so far.
struct Shortened(Vec<(usize, usize)>);

impl Shortened {
    /// The place in the text as it was written.
    fn original(&self, at: usize) -> usize {
        let before = self.0.partition_point(|(end, _)| *end <= at);
        let taken = before.checked_sub(1).map_or(0, |last| self.0[last].1);
        at + taken
    }
}

/// The text with one escape for each pair of escapes by which JSON writes a letter beyond U+FFFF:
/// `\uD83C\uDFE1` becomes `\U0001F3E1`, which YAML reads. `None` if there is no such pair.
fn with_joined_pairs(yaml: &str) -> Option<(String, Shortened)> {
    /// The bytes of one escape, such as `\uD83C`.
    const ESCAPE: usize = 6;
    let mut joined = String::new();
    let mut places = vec![];
    let mut from = 0;
    for (at, _) in yaml.match_indices("\\u") {
        let half = |at: usize| -> Option<u16> {
            let digits = yaml.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
            u16::from_str_radix(digits, 16).ok()
        };
        let is_escaped = yaml[..at].ends_with('\\');
        if at < from || is_escaped {
            continue;
        }
        let Some((high, low)) = half(at).zip(half(at + ESCAPE)) else {
            continue;
        };
        let Some(Ok(letter)) = char::decode_utf16([high, low]).next() else {
            continue;
        };
        if u32::from(letter) <= 0xFFFF {
            continue;
        }
        joined += &yaml[from..at];
        joined += &format!("\\U{:08X}", u32::from(letter));
        from = at + 2 * ESCAPE;
        places.push((joined.len(), from - joined.len()));
    }
    (from > 0).then(|| {
        joined += &yaml[from..];
        (joined, Shortened(places))
    })
}

/// Numbers of more digits than 64 bits hold, of which a text may have this many. Each costs one
/// more reading of the whole text.
const MAX_LONG_NUMBERS: usize = 16;

/// What the YAML says.
///
/// `serde_yaml` refuses a whole number that needs between 64 and 128 bits. Such a number is read
/// again as one with an exponent, as long as it was written, so that no place changes.
fn parsed(yaml: &str) -> Result<Parsed, serde_yaml::Error> {
    let mut yaml = Cow::Borrowed(yaml);
    for _ in 0..MAX_LONG_NUMBERS {
        match serde_yaml::from_str(&yaml) {
            Ok(parsed) => return Ok(parsed),
            Err(error) => match with_exponent(&yaml, &error) {
                Some(shorter) => yaml = shorter.into(),
                None => return Err(error),
            },
        }
    }
    serde_yaml::from_str(&yaml)
}

/// The text with an exponent in the long number at which the parser stopped: `12345678901234567890`
/// becomes `12345678901234567e03`. `None` if it stopped at anything else.
fn with_exponent(yaml: &str, error: &serde_yaml::Error) -> Option<String> {
    let start = error.location()?.index();
    let rest = yaml.get(start..)?;
    let sign = rest.len() - rest.trim_start_matches(['-', '+']).len();
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let digits = rest
        .bytes()
        .skip(sign)
        .take_while(|byte| is_digit(*byte))
        .count();
    // 2 to the power of 64 has 20 digits. Three less are more than a float can tell apart.
    (digits >= 20).then(|| {
        let end = start + sign + digits;
        [&yaml[..end - 3], "e03", &yaml[end..]].concat()
    })
}

/// The most brackets that may be open at a time; the parser itself stops at 128.
///
/// It takes quadratic time to find that out: 16,000 times `{a: ` take it 5.1 s, 100,000 times `[`
/// 4.3 s (release build, 2 cores at 2 GHz). Other texts take linear time: a list of 1 MB 0.3 s,
/// 1 MB of keys 0.6 s, and aliases of aliases are refused after 0.2 s. The parser for places
/// takes 0.2 s at most for each of them.
const MAX_OPEN_BRACKETS: usize = 512;

/// True if more brackets are open at a time than [`MAX_OPEN_BRACKETS`], wherever they are.
fn is_too_deep(yaml: &str) -> bool {
    let mut open: usize = 0;
    yaml.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_OPEN_BRACKETS
    })
}
