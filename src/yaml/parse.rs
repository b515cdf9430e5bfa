//! YAML text into a tree of nodes.

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
    let parsed: Parsed = serde_yaml::from_str(yaml).map_err(|error| NotYaml {
        message: error.to_string(),
        at: error
            .location()
            .map(|location| span.start + location.index().min(yaml.len())),
    })?;
    Ok(Places::new(yaml, span.start).node(parsed))
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
