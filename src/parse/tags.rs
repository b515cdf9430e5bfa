//! The tags of an author's HTML, counted without parsing it.

/// Attributes of one element. The time of an HTML parser is quadratic in their number: it compares
/// each with those before. 80,000 took 5 s. No element of 1,363 real texts has more than 10.
pub(super) const MAX_ATTRIBUTES: usize = 500;

/// Where a tag begins that has too many attributes, if there may be one.
///
/// What is a tag depends on what is before it: not within a comment or a script, for example. So
/// each `<` with a letter after it is followed as if it were one. Of two such tags that a parser
/// would read in the same way from here on, the one with more attributes counts, so that all are
/// followed in one pass.
pub(super) fn with_too_many_attributes(html: &str) -> Option<usize> {
    let mut followed: [Option<FollowedTag>; STATES.len()] = [None; STATES.len()];
    let mut bytes = html.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        let mut next = [None; STATES.len()];
        for state in STATES {
            if let Some(mut tag) = followed[state as usize]
                && let Some(reached) = state.after(byte)
            {
                tag.attributes += usize::from(state.begins_attribute(reached));
                if tag.attributes > MAX_ATTRIBUTES {
                    return Some(tag.start);
                }
                let known: &mut Option<FollowedTag> = &mut next[reached as usize];
                if known.is_none_or(|known| known.attributes < tag.attributes) {
                    *known = Some(tag);
                }
            }
        }
        let is_letter = |(_, next): &(usize, u8)| next.is_ascii_alphabetic();
        if byte == b'<' && bytes.peek().is_some_and(is_letter) {
            next[State::Name as usize].get_or_insert(FollowedTag {
                start: at,
                attributes: 0,
            });
        }
        followed = next;
    }
    None
}

/// A tag that is being read.
#[derive(Debug, Clone, Copy)]
struct FollowedTag {
    start: usize,
    attributes: usize,
}

/// Where in a tag the next byte is, as the HTML standard has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Name,
    BeforeAttribute,
    Attribute,
    AfterAttribute,
    BeforeValue,
    InDoubleQuotes,
    InSingleQuotes,
    Unquoted,
}

const STATES: [State; 8] = [
    State::Name,
    State::BeforeAttribute,
    State::Attribute,
    State::AfterAttribute,
    State::BeforeValue,
    State::InDoubleQuotes,
    State::InSingleQuotes,
    State::Unquoted,
];

impl State {
    /// The state after a byte. `None` at the end of the tag.
    fn after(self, byte: u8) -> Option<State> {
        use State::*;
        let is_blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c');
        Some(match (self, byte) {
            (InDoubleQuotes, b'"') | (InSingleQuotes, b'\'') => BeforeAttribute,
            (InDoubleQuotes | InSingleQuotes, _) => self,
            (_, b'>') => return None,
            (BeforeValue, b'"') => InDoubleQuotes,
            (BeforeValue, b'\'') => InSingleQuotes,
            (BeforeValue, _) if is_blank => BeforeValue,
            (BeforeValue, _) => Unquoted,
            (Attribute | AfterAttribute, b'=') => BeforeValue,
            (Attribute | AfterAttribute, _) if is_blank => AfterAttribute,
            (Unquoted, b'/') => Unquoted,
            (_, b'/') => BeforeAttribute,
            (_, _) if is_blank => BeforeAttribute,
            (Name | Unquoted, _) => self,
            (BeforeAttribute | Attribute | AfterAttribute, _) => Attribute,
        })
    }

    /// Whether an attribute begins where the state changes to `next`.
    fn begins_attribute(self, next: State) -> bool {
        next == State::Attribute && self != State::Attribute
    }
}
