//! Links whose words say too little, and web addresses that are not links.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::addresses::why_private;
use super::{OpenLink, SourceText, is_within};
use crate::report::{Finding, Report, rules};
use crate::source::Span;

/// Words of a link that say nothing about where it leads, in lower case, by language.
const VAGUE: [(&str, &[&str]); 2] = [
    (
        "en",
        &[
            "click",
            "click here",
            "click this",
            "click this link",
            "click the link",
            "clicking here",
            "continue",
            "continue reading",
            "details",
            "find out more",
            "further information",
            "go here",
            "here",
            "learn more",
            "link",
            "more",
            "more details",
            "more info",
            "more information",
            "read",
            "read here",
            "read more",
            "read more here",
            "see here",
            "see more",
            "this",
            "this link",
            "this page",
            "this site",
            "this website",
            "view",
            "view more",
        ],
    ),
    (
        "cy",
        &[
            "cliciwch",
            "cliciwch yma",
            "darllen mwy",
            "darllenwch fwy",
            "dolen",
            "fan hyn",
            "gweld mwy",
            "manylion",
            "mwy",
            "mwy o wybodaeth",
            "rhagor",
            "rhagor o wybodaeth",
            "y ddolen hon",
            "y dudalen hon",
            "y wefan hon",
            "yma",
        ],
    ),
];

/// Characters of an address that may be a link's words. A longer one takes too long to hear, letter
/// by letter.
const MAX_ADDRESS: usize = 40;

/// The finding for a link whose words do not say where it leads.
pub(super) fn unclear(link: &OpenLink, language: &str, at: SourceText) -> Option<Finding> {
    let target = &link.target;
    let shown = link.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = at.place(Span::from(link.range.clone()).first_line(at.text));
    if shown.is_empty() {
        Some(
            Finding::warning(
                rules::LINK_WITHOUT_WORDS,
                format!("the link to `{target}` has no words"),
            )
            .at(place, "nothing to see or to hear")
            .help(format!("write `[What the page is about]({target})`")),
        )
    } else if is_vague(&shown, language) {
        Some(
            Finding::warning(
                rules::LINK_TEXT,
                format!("`{shown}` does not say where the link goes"),
            )
            .at(place, "means nothing when read out on its own")
            .help("use words that say where the link goes: `[the council's plan](…)`"),
        )
    } else if is_web_address(&shown)
        && link.kind != LinkType::Email
        && shown.chars().count() > MAX_ADDRESS
    {
        Some(
            Finding::warning(rules::LINK_TEXT, "the words of this link are a web address")
                .at(place, "read out letter by letter")
                .help(format!("write `[What the page is about]({target})`")),
        )
    } else {
        None
    }
}

fn is_vague(words: &str, language: &str) -> bool {
    let plain = words
        .trim_matches(|letter: char| !letter.is_alphanumeric())
        .to_lowercase();
    VAGUE
        .iter()
        .filter(|(known, _)| ["en", language].contains(known))
        .any(|(_, words)| words.contains(&plain.as_str()))
}

/// Reports the web addresses in plain text, unless they are in something that is `reported` already.
///
/// All lists are in the order of the text.
pub(super) fn report_bare_addresses(
    at: SourceText,
    bare: &[Range<usize>],
    reported: &[&[Span]],
    report: &mut Report,
) {
    for range in bare {
        let address = &at.text[range.clone()];
        let whole = if is_web_address(address) {
            address.to_owned()
        } else {
            format!("https://{address}")
        };
        let is_told = reported.iter().any(|spans| is_within(spans, range.start));
        if is_told || why_private(&whole).is_some() {
            continue;
        }
        let help = if at.text[..range.start].ends_with("] (") {
            "delete the space between `]` and `(` before it".to_owned()
        } else {
            format!("write `[What the page is about]({whole})`")
        };
        report.add(
            Finding::warning(
                rules::BARE_URL,
                format!("`{address}` has no words that say where it leads"),
            )
            .at(
                at.place(Span::from(range.clone())),
                "read out letter by letter",
            )
            .help(help),
        );
    }
}

/// Whether a text begins with a web address.
fn is_web_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|letter: char| letter.is_alphanumeric()))
}
