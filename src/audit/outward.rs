//! Links to other sites, and the other sites' answers, into findings.
//!
//! The sites are asked by `host::outside`, not here.

use std::collections::BTreeMap;

use crate::link::Library;
use crate::link::pages::Pages;
use crate::link::resolve::{Resolved, resolve};
use crate::parse::Document;
use crate::parse::front_matter::FieldValue;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::{Place, Span, thousands};

/// Every address on another site, with the places that link to it.
pub type Links = BTreeMap<String, Vec<Place>>;

/// What another site answers for one address.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The page is there.
    Fine,
    /// The page has permanently moved to this address.
    Moved(String),
    /// The site blocks programs, with this status. A person may still see the page.
    Closed(u16),
    /// The site answers with this status that there is no such page.
    Gone(u16),
    /// The site does not answer, or not as it should. The reason reads on from "the site".
    Silent(String),
    /// The address, or one that it redirects to, is not on the internet.
    Private,
    /// The address has a user name or password in it, so it was not asked for.
    Password,
}

/// Gathers the links of all documents.
pub fn links(library: &Library, pages: &Pages) -> Links {
    let mut links = Links::new();
    let mut add = |url: &str, file: &Document, span: Option<Span>| {
        let url = url.trim().split('#').next().unwrap_or_default();
        if url.starts_with("https://") || url.starts_with("http://") {
            let place = Place {
                file: file.path.clone(),
                span,
            };
            links.entry(url.to_owned()).or_default().push(place);
        }
    };
    for (id, document) in library.documents.iter() {
        let outside =
            |target: &str| matches!(resolve(library, pages, id, target), Ok(Resolved::Outside));
        for link in document
            .body
            .links
            .iter()
            .filter(|link| outside(&link.target))
        {
            add(&link.target, document, Some(link.span));
        }
        let front = &document.front;
        for link in front.links.iter().filter(|link| outside(&link.url.value)) {
            add(&link.url.value, document, Some(link.url.span));
        }
        let texts = front
            .fields
            .values()
            .flatten()
            .flat_map(|value| match value {
                FieldValue::Texts(texts) => texts.as_slice(),
                _ => &[],
            });
        let contact = front
            .contact
            .iter()
            .filter_map(|contact| contact.url.as_ref());
        let mut urls = texts.chain(contact).peekable();
        if urls.peek().is_none() {
            continue;
        }
        let source = document.source.source();
        let yaml = &source.text[..document.body_start];
        for url in urls {
            let span = yaml
                .find(url.as_str())
                .map(|at| Span::new(at, at + url.len()));
            add(url, document, span);
        }
    }
    links
}

/// The findings for the answers, at every place that links to the address.
pub fn findings(links: &Links, answers: &BTreeMap<String, Answer>) -> Reported<()> {
    let mut report = Report::default();
    for (url, answer) in answers {
        let finding = match answer {
            Answer::Fine | Answer::Closed(_) => continue,
            Answer::Moved(to) => {
                Finding::warning(rules::OUTSIDE_MOVED, format!("`{url}` has moved"))
                    .help(format!("if that is still the page you mean, write `{to}`"))
            }
            Answer::Gone(status) => Finding::warning(
                rules::OUTSIDE_GONE,
                format!("`{url}` is not there any more ({status})"),
            )
            .help("find the page's new address, or remove the link"),
            Answer::Silent(why) => {
                Finding::warning(rules::OUTSIDE_SILENT, format!("`{url}`: the site {why}"))
                    .help("try it in your browser; if it still fails, remove the link")
            }
            Answer::Private => Finding::warning(
                rules::OUTSIDE_PRIVATE,
                format!("`{url}` leads to a computer that is not on the internet"),
            )
            .help(
                "link to a page that every reader can open, or check such links with \
                 `--outside-private`",
            ),
            Answer::Password => Finding::warning(
                rules::OUTSIDE_PASSWORD,
                "this link has a user name or password in it, and was not checked",
            )
            .help("remove everything from the `//` to the `@`, and the `@`; change the password"),
        };
        let label = match answer {
            Answer::Moved(_) => "has permanently moved",
            Answer::Gone(_) => "no such page",
            Answer::Private => "not on the internet",
            Answer::Password => "every reader can see it",
            _ => "no answer",
        };
        for place in &links[url] {
            report.add(finding.clone().at(place.clone(), label));
        }
    }
    report.on(())
}

/// The finding for links that were left when the time for a check was over.
pub fn unasked(links: usize, minutes: u64) -> Finding {
    let links = match links {
        1 => "1 link to another site was".to_owned(),
        _ => format!("{} links to other sites were", thousands(links, ",")),
    };
    let message = format!("{links} not checked, because {minutes} minutes were over");
    Finding::warning(rules::OUTSIDE_UNASKED, message)
        .help("check again: pages that were there are not asked for again for a week")
}
