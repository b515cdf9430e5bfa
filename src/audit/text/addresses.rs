//! Addresses of links and pictures that readers cannot open, or that have a slip in them.

use percent_encoding::percent_decode_str;

use super::pasted::{and_more, is_odd_space, quoted};
use super::{SourceText, is_within};
use crate::parse::Document;
use crate::parse::body::BodyLink;
use crate::parse::target::scheme;
use crate::report::{Edit, Finding, Report, rules};
use crate::source::Span;

/// Reports the addresses of a document's links and pictures, but for those in text that was meant
/// as a link and is `told` already.
pub(super) fn report_addresses(
    at: SourceText,
    document: &Document,
    told: &[Span],
    report: &mut Report,
) {
    let links = &document.body.links;
    report.all(odd_spaces(at, links));
    let is_told = |link: &&BodyLink| is_within(told, link.span.start - at.start);
    for link in links.iter().filter(|link| !is_told(link)) {
        let found = wrapped(at, link)
            .or_else(|| mistyped(at, link))
            .or_else(|| private(at, link));
        report.all(found);
    }
}

/// The finding for invisible or unusual spaces at the ends of addresses or in them.
fn odd_spaces(at: SourceText, links: &[BodyLink]) -> Option<Finding> {
    let text = &at.source.text;
    let is_blank = |letter: char| letter == ' ' || is_odd_space(letter);
    let mut changes: Vec<(Span, String)> = vec![];
    for link in links {
        let (start, end) = (link.span.start, link.span.end);
        let written = link.span.of(text);
        if written == link.target {
            let before = text[..start].trim_end_matches(is_blank).len();
            let after = end + text[end..].len() - text[end..].trim_start_matches(is_blank).len();
            let around = [&text[before..start], &text[end..after]];
            let is_inside = text[..before].ends_with(['(', '<', '"', '\'']);
            if is_inside && around.iter().any(|blanks| blanks.contains(is_odd_space)) {
                changes.push((Span::new(before, after), written.to_owned()));
            }
        } else if written.contains(is_odd_space) && scheme(&link.target).is_some() {
            // The address is not written as it was read, so all of the link is here.
            let plain = written.replace(['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'], "");
            if plain != written && plain.contains(&link.target) {
                changes.push((link.span, plain));
            }
        }
    }
    changes.dedup_by_key(|(span, _)| *span);
    let first = changes.first()?.0;
    let letter = first
        .of(text)
        .chars()
        .find(|letter| is_odd_space(*letter))?;
    let label = and_more("in this address", changes.len() - 1);
    let message = format!(
        "there is an invisible or unusual space (U+{:04X}) in a link",
        u32::from(letter)
    );
    let changes = changes
        .into_iter()
        .map(|(span, new)| (Span::new(span.start - at.start, span.end - at.start), new));
    Some(
        Finding::warning(rules::ODD_SPACE, message)
            .at(at.source.place(first), label)
            .help("delete it; it is left out of the page")
            .fix(at.edits(changes.collect())),
    )
}

/// The address without its scheme, if it is on the web.
fn without_scheme(target: &str) -> Option<&str> {
    let scheme = scheme(target)?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    target[scheme.len()..]
        .strip_prefix("://")
        .filter(|_| is_web)
}

/// The name of an address's host, in lower case, and its path.
fn host_and_path(target: &str) -> Option<(String, &str)> {
    let rest = without_scheme(target)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next()?.split(':').next()?;
    Some((host.to_ascii_lowercase(), &rest[end..]))
}

/// The edit that writes another address, if this one is written as it was read.
fn corrected(at: SourceText, link: &BodyLink, new: &str) -> Option<Edit> {
    Edit::replacing(&at.source.text, link.span, &link.target, new)
}

/// The finding for an address with a slip in it, which no site has.
fn mistyped(at: SourceText, link: &BodyLink) -> Option<Finding> {
    let target = link.target.as_str();
    let rest = without_scheme(target)?;
    let (host, _) = host_and_path(target)?;
    let repeated = [
        "https://", "http://", "https//", "http//", "https:/", "http:/",
    ]
    .iter()
    .find_map(|scheme| rest.strip_prefix(scheme))
    .map(|rest| rest.trim_start_matches('/'));
    let (why, meant) = if let Some(rest) = repeated {
        ("`https://` appears twice", format!("https://{rest}"))
    } else if host.contains("..") {
        let (before, after) = target.split_at(target.len() - rest.len());
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        let mut host = after[..end].to_owned();
        while host.contains("..") {
            host = host.replace("..", ".");
        }
        (
            "there are two dots in a row",
            format!("{before}{host}{}", &after[end..]),
        )
    } else if target.ends_with([',', ';']) {
        (
            "it ends with a comma or semicolon",
            target.trim_end_matches([',', ';', '.']).to_owned(),
        )
    } else {
        return None;
    };
    Some(
        Finding::warning(
            rules::ADDRESS_MISTYPED,
            format!("`{}` is mistyped: {why}", shown(target)),
        )
        .at(at.source.place(link.span), "leads nowhere")
        .help(format!("write `{meant}`"))
        .fix(corrected(at, link, &meant)),
    )
}

/// The finding for an address that a mail program wrote around another one.
fn wrapped(at: SourceText, link: &BodyLink) -> Option<Finding> {
    let (host, path) = host_and_path(&link.target)?;
    let inside = if host.ends_with(".safelinks.protection.outlook.com") {
        let query = path.split_once('?')?.1;
        let url = query
            .split('&')
            .find_map(|part| part.trim_start_matches("amp;").strip_prefix("url="))?;
        percent_decode_str(url).decode_utf8().ok()?.into_owned()
    } else if host == "urldefense.com" {
        path.strip_prefix("/v3/__")?.split_once("__;")?.0.to_owned()
    } else {
        return None;
    };
    without_scheme(&inside)?;
    Some(
        Finding::warning(
            rules::PRIVATE_LINK,
            format!("this link goes through a mail program's filter, `{host}`"),
        )
        .at(
            at.source.place(link.span),
            "the filter learns who reads the page",
        )
        .help(format!("write `{inside}`"))
        .fix(corrected(at, link, &inside)),
    )
}

/// An address for a message, without a user name and password: a log may be public.
fn shown(target: &str) -> String {
    let Some((scheme, rest)) = target.split_once("//") else {
        return quoted(target);
    };
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    match host.rfind('@') {
        Some(at) => quoted(&format!("{scheme}//{}", &rest[at + 1..])),
        None => quoted(target),
    }
}

/// The finding for an address that only colleagues can open.
fn private(at: SourceText, link: &BodyLink) -> Option<Finding> {
    let why = why_private(&link.target)?;
    let help = if why == EDITED {
        "save the document beside the case study, or choose File, Share, Publish to web, and \
         link to that address"
    } else {
        "save the file beside the case study and write its name, or link to a public page"
    };
    Some(
        Finding::warning(
            rules::PRIVATE_LINK,
            format!("readers may not be able to open `{}`", shown(&link.target)),
        )
        .at(at.source.place(link.span), why)
        .help(help),
    )
}

const EDITED: &str = "this is the page to edit the document";

/// Why only colleagues can open an address; `None` if others can.
pub(super) fn why_private(target: &str) -> Option<&'static str> {
    const ACCOUNTS: [(&str, &str); 8] = [
        ("sharepoint.com", "SharePoint asks readers for an account"),
        ("onedrive.live.com", "OneDrive asks readers for an account"),
        ("1drv.ms", "OneDrive asks readers for an account"),
        ("teams.microsoft.com", "Teams asks readers for an account"),
        ("teams.live.com", "Teams asks readers for an account"),
        ("outlook.office.com", "only you can read your mail"),
        ("outlook.office365.com", "only you can read your mail"),
        ("mail.google.com", "only you can read your mail"),
    ];
    let (host, path) = host_and_path(target)?;
    let is_of = |name: &str| {
        let before = host.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    if let Some((_, why)) = ACCOUNTS.iter().find(|(name, _)| is_of(name)) {
        return Some(why);
    }
    if host == "docs.google.com" && path.contains("/edit") {
        return Some(EDITED);
    }
    if host == "localhost" || host.starts_with("127.") || host == "0.0.0.0" {
        return Some("this is your own computer");
    }
    is_of_network(&host).then_some("this is an address of your own network")
}

/// Whether a host is only in a private network.
fn is_of_network(host: &str) -> bool {
    let address: Option<Vec<u8>> = host.split('.').map(|part| part.parse().ok()).collect();
    if let Some([first, second, _, _]) = address.as_deref() {
        return match first {
            10 => true,
            172 => (16..32).contains(second),
            192 => *second == 168,
            169 => *second == 254,
            _ => false,
        };
    }
    let ending = host.rsplit('.').next().unwrap_or_default();
    let is_name = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
    is_name
        && (!host.contains('.')
            || [
                "local",
                "internal",
                "lan",
                "intranet",
                "corp",
                "localdomain",
            ]
            .contains(&ending)
            || host.starts_with("intranet."))
}
