//! Each finished page, as a browser gets it, into findings about it.
//!
//! They are about its language, title, landmarks, headings, ids, pictures, links and fields.
//!
//! Pages are made one by one and dropped again. A flaw is traced to the document whose text is in
//! the page, or else to the template. A template has the same flaw on all its pages, so it is
//! reported once.

mod flaw;
mod links;
mod scan;
mod template;
mod titles;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::AuditInputs;
use crate::ids::LanguageId;
use crate::parse::Document;
use crate::render::{Content, Origin, Site};
use crate::report::{Finding, Report, Reported, Rule, rules};
use crate::source::{FilePath, Place};
use flaw::{Flaw, TagSearch};
use links::PageIndex;
use scan::{Expected, PageScan, scan};
use template::{in_template, templates_of};

/// Makes and reads every page.
///
/// `texts` has the findings about the documents' texts, which are not reported again.
pub(super) fn pages(site: &Site, inputs: AuditInputs, texts: &Reported<()>) -> Reported<()> {
    let paths: Vec<&str> = site.paths().collect();
    let made: Vec<MadePage> = (0..paths.len())
        .filter_map(|number| {
            Some(MadePage {
                number,
                path: paths[number],
                origin: site.origin(number)?,
            })
        })
        .collect();
    let index = PageIndex::new(site, inputs);
    let audited: Vec<Result<AuditedPage, Box<Finding>>> = made
        .par_iter()
        .map(|page| audited(site, inputs, &index, *page))
        .collect();
    let mut findings = PageFindings::new(texts);
    for (page, audited) in made.iter().zip(audited) {
        match audited {
            Ok(audited) => findings.add(*page, audited),
            Err(failure) => {
                let place = failure.place.clone();
                findings.failures.entry(place).or_insert(*failure);
            }
        }
    }
    findings.trace_dead_links(&index, inputs);
    let mut report = Report::default();
    titles::report_same(site, inputs, &findings.titles, &mut report);
    findings.report(&mut report);
    report.on(())
}

/// A page that only leads to its new address.
const MOVED: &str = "moved.html";

/// A page of the site, and what it is made from.
#[derive(Clone, Copy)]
struct MadePage<'s> {
    /// Its number in the site.
    number: usize,
    path: &'s str,
    origin: Origin,
}

/// What one page shows.
#[derive(Default)]
struct AuditedPage {
    title: Option<String>,
    flaws: Vec<TracedFlaw>,
    /// Links to pages that the site does not have, from the text or the template.
    dead_links: Vec<String>,
}

/// A flaw as a finding, and whether a template is to blame.
struct TracedFlaw {
    finding: Finding,
    place: Place,
    of_template: bool,
}

/// Makes one page and reads it.
///
/// # Errors
///
/// The finding of a template that cannot be rendered.
fn audited(
    site: &Site,
    inputs: AuditInputs,
    index: &PageIndex,
    page: MadePage,
) -> Result<AuditedPage, Box<Finding>> {
    let Content::Bytes(bytes) = site.content(page.number)? else {
        return Ok(AuditedPage::default());
    };
    let MadePage { origin, .. } = page;
    let html = String::from_utf8_lossy(&bytes);
    if html.trim().is_empty() {
        // Everything else that is missing follows from this.
        return Ok(AuditedPage {
            flaws: vec![empty_page(origin.template, inputs)],
            ..AuditedPage::default()
        });
    }
    let expected = if origin.template == MOVED {
        Expected::NoLandmarks
    } else {
        Expected::All
    };
    let PageScan {
        title,
        flaws,
        links,
    } = scan(&html, expected);
    // The text is only made again for a page that has a flaw.
    let mut text = origin
        .document
        .filter(|_| !flaws.is_empty())
        .and_then(|id| {
            let text = site.body(origin.language, id);
            let at = html.find(&text).filter(|_| !text.is_empty())?;
            let document: &Document = &site.library().documents[id];
            Some(PlacedText {
                document,
                range: at..at + text.len(),
                search: TagSearch::of(document.text()),
            })
        });
    let flaws = flaws.into_iter().map(|flaw| {
        let text = text.as_mut();
        let text = text.filter(|text| text.range.contains(&flaw.at));
        traced(flaw, text, origin.template, inputs)
    });
    Ok(AuditedPage {
        title,
        flaws: flaws.collect(),
        dead_links: links
            .into_iter()
            .filter(|link| index.is_dead(link))
            .collect(),
    })
}

/// The text of a document in a page.
struct PlacedText<'d> {
    document: &'d Document,
    /// Its bytes in the page.
    range: Range<usize>,
    search: TagSearch<'d>,
}

/// A flaw with its place in the text that it is in, or else in a template.
fn traced(
    flaw: Flaw,
    text: Option<&mut PlacedText>,
    template: &str,
    inputs: AuditInputs,
) -> TracedFlaw {
    let of_template = text.is_none();
    let (place, help) = match text {
        Some(text) => (in_document(&flaw, text), flaw.help.for_text),
        None => (
            in_template(&flaw, template, inputs.theme),
            flaw.help.for_template,
        ),
    };
    TracedFlaw {
        finding: Finding::warning(flaw.rule, flaw.message)
            .at(place.clone(), flaw.label)
            .help(help),
        place,
        of_template,
    }
}

/// The flaw of a page on which there is nothing.
fn empty_page(template: &str, inputs: AuditInputs) -> TracedFlaw {
    let place = in_template(&Flaw::new(rules::PAGE_EMPTY), template, inputs.theme);
    TracedFlaw {
        finding: Finding::warning(rules::PAGE_EMPTY, "the page is empty")
            .at(place.clone(), "")
            .help("write what it should show, or delete the template to use the default theme's"),
        place,
        of_template: true,
    }
}

/// The place of the HTML that an author wrote, or else the file.
fn in_document(flaw: &Flaw, text: &mut PlacedText) -> Place {
    let span = text.search.span(flaw);
    Place {
        file: text.document.path.clone(),
        span: span.map(|span| span.shifted(text.document.body_start)),
    }
}

/// What is one flaw of a template, however many pages show it.
type TemplateFlaw = (Place, Rule, String);

/// The findings of all pages, each once.
struct PageFindings<'s, 't> {
    /// What the check of the texts has reported, by rule and file.
    reported: HashSet<(Rule, &'t FilePath)>,
    /// With the pages that show the flaw.
    of_templates: BTreeMap<TemplateFlaw, (Finding, Vec<&'s str>)>,
    of_texts: Vec<Finding>,
    /// The findings in `of_texts`, by their hashes: a large library may have a flaw in every text.
    known: HashSet<Finding>,
    /// Links by template, language and address, with the pages that have them.
    dead_links: BTreeMap<(&'s str, LanguageId, String), Vec<&'s str>>,
    /// Pages by language and title.
    titles: BTreeMap<(LanguageId, String), Vec<MadePage<'s>>>,
    /// A template that cannot be rendered fails on each of its pages; the first is enough.
    failures: BTreeMap<Option<Place>, Finding>,
}

impl<'s, 't> PageFindings<'s, 't> {
    fn new(texts: &'t Reported<()>) -> PageFindings<'s, 't> {
        let reported = texts
            .findings
            .iter()
            .filter_map(|finding| Some((finding.rule, &finding.place.as_ref()?.file)));
        PageFindings {
            reported: reported.collect(),
            of_templates: BTreeMap::new(),
            of_texts: vec![],
            known: HashSet::new(),
            dead_links: BTreeMap::new(),
            titles: BTreeMap::new(),
            failures: BTreeMap::new(),
        }
    }

    fn add(&mut self, page: MadePage<'s>, audited: AuditedPage) {
        let MadePage { origin, path, .. } = page;
        if let Some(title) = audited.title.filter(|_| origin.template != MOVED) {
            let key = (origin.language, title);
            self.titles.entry(key).or_default().push(page);
        }
        for link in audited.dead_links {
            let key = (origin.template, origin.language, link);
            self.dead_links.entry(key).or_default().push(path);
        }
        for flaw in audited.flaws {
            if flaw.of_template {
                self.add_of_template(flaw.place, flaw.finding, [path]);
            } else if !self
                .reported
                .contains(&(flaw.finding.rule, &flaw.place.file))
            {
                self.add_of_text(flaw.finding);
            }
        }
    }

    fn add_of_text(&mut self, finding: Finding) {
        if self.known.insert(finding.clone()) {
            self.of_texts.push(finding);
        }
    }

    fn add_of_template(
        &mut self,
        place: Place,
        finding: Finding,
        on: impl IntoIterator<Item = &'s str>,
    ) {
        let key = (place, finding.rule, finding.message.clone());
        self.of_templates
            .entry(key)
            .or_insert_with(|| (finding, vec![]))
            .1
            .extend(on);
    }

    /// Finds the templates that wrote the dead links.
    fn trace_dead_links(&mut self, index: &PageIndex, inputs: AuditInputs) {
        for ((template, language, link), on) in std::mem::take(&mut self.dead_links) {
            let templates = templates_of(template, inputs.theme);
            if let Some((place, finding)) = index.dead_link(&link, language, &templates) {
                self.add_of_template(place, finding, on);
            }
        }
    }

    fn report(self, report: &mut Report) {
        report.all(self.of_texts);
        report.all(self.of_templates.into_values().map(|(finding, on)| {
            let message = format!("{}, on {}", finding.message, titles::listed_pages(&on));
            Finding { message, ..finding }
        }));
        report.all(self.failures.into_values());
    }
}
