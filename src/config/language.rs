//! Language tags, such as `cy` and `en-GB`, and whether a text is one.

/// True for texts in the form of a language tag (BCP 47): two or three letters, then parts of up to
/// eight letters and digits after hyphens.
pub fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let further = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    (2..=3).contains(&language.len()) && letters(language) && parts.all(further)
}

/// True for the two-letter codes of languages (ISO 639-1).
pub fn is_code(text: &str) -> bool {
    text.len() == 2 && CODES.split(' ').any(|code| code.eq_ignore_ascii_case(text))
}

/// True for codes that are as likely a word, a number or the end of an address: `gov.uk`,
/// `part.ii`.
pub fn is_ambiguous(code: &str) -> bool {
    let other = "\
        am an as be ch co ee he hi ho ia id ie ii io is it la ml mr ms mt my na no om or pa \
        pi sc se so st to uk ve";
    other
        .split(' ')
        .any(|other| other.eq_ignore_ascii_case(code))
}

/// All codes of ISO 639-1.
const CODES: &str = "\
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv \
    cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr \
    ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw \
    ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv \
    ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr \
    ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi \
    yo za zh zu";
