//! Pages with one title, which people cannot tell apart in tabs or in search results.

use std::collections::BTreeMap;

use super::flaw::Flaw;
use super::template::in_template;
use super::{AuditInputs, MadePage};
use crate::ids::LanguageId;
use crate::parse::{Document, Kind};
use crate::render::Site;
use crate::report::{Finding, Report, rules};
use crate::source::Place;

/// The most pages that a finding shows beside its own.
const MAX_ALSO: usize = 9;

/// Reports pages of one language that share a title.
pub(super) fn report_same(
    site: &Site,
    inputs: AuditInputs,
    titles: &BTreeMap<(LanguageId, String), Vec<MadePage>>,
    report: &mut Report,
) {
    for ((_, title), pages) in titles.iter().filter(|(_, pages)| pages.len() > 1) {
        // The titles of case studies and other pages are their authors' choice.
        let own = |page: &MadePage| {
            let document: &Document = &site.library().documents[page.origin.document?];
            matches!(document.kind, Kind::Study | Kind::Page).then_some(document)
        };
        let documents: Vec<&Document> = pages.iter().filter_map(own).collect();
        report.add(match documents[..] {
            [first, second, ref others @ ..] => of_documents(first, second, others),
            _ => of_template(title, pages, inputs),
        });
    }
}

fn of_documents(first: &Document, second: &Document, others: &[&Document]) -> Finding {
    const LABEL: &str = "the same title";
    let place = |document: &Document| Place {
        file: document.path.clone(),
        span: document.front.title.as_ref().map(|title| title.span),
    };
    let (one, other, title) = (&first.path, &second.path, &second.title);
    let message = match others.len() {
        0 => format!("`{one}` and `{other}` have the same title, `{title}`"),
        1 => format!("`{one}`, `{other}` and 1 other page have the same title, `{title}`"),
        count => {
            format!("`{one}`, `{other}` and {count} other pages have the same title, `{title}`")
        }
    };
    let finding = Finding::warning(rules::SAME_TITLE, message).at(place(second), LABEL);
    let also = [first].into_iter().chain(others.iter().copied());
    also.take(MAX_ALSO)
        .fold(finding, |finding, other| finding.also(place(other), LABEL))
        .help("say in each title what is special about that page")
}

fn of_template(title: &str, pages: &[MadePage], inputs: AuditInputs) -> Finding {
    let paths: Vec<&str> = pages.iter().map(|page| page.path).collect();
    let flaw = Flaw {
        needle: "<title".to_owned(),
        ..Flaw::new(rules::SAME_TITLE)
    };
    Finding::warning(
        rules::SAME_TITLE,
        format!("`{title}` is the title of {}", listed_pages(&paths)),
    )
    .at(
        in_template(&flaw, pages[0].origin.template, inputs.theme),
        "the same for each page",
    )
    .help("let the title say which page it is")
}

/// Pages by their addresses: `` `/about/` and 2 other pages ``.
pub(super) fn listed_pages(paths: &[&str]) -> String {
    let address = |path: &str| format!("`/{}`", path.strip_suffix("index.html").unwrap_or(path));
    match paths {
        [] => String::new(),
        [only] => address(only),
        [first, _] => format!("{} and 1 other page", address(first)),
        [first, others @ ..] => format!("{} and {} other pages", address(first), others.len()),
    }
}
