//! Each finished page as a browser gets it: its language, title, landmarks, headings, ids,
//! pictures, links and fields.
//!
//! Pages are made one by one and let go again. What is wrong is traced to the text of the document
//! that stands in the page, or else to the template; a template says the same on all its pages, so
//! it is told of once.

mod links;
mod reading;

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::Made;
use crate::parse::{Document, Kind};
use crate::render::{Content, Origin, Site};
use crate::report::{Finding, Report, Reported, Rule, rules};
use crate::source::{FilePath, Place, Span, ThemeFile};
use links::Known;
use reading::{Flaw, Seen, Wanted, read};

/// Makes and reads every page. What `texts` has said of a document is not said again.
pub fn pages(site: &Site, made: Made, texts: &Reported<()>) -> Reported<()> {
    let paths: Vec<&str> = site.paths().collect();
    let origins = (0..paths.len()).filter_map(|number| Some((number, site.origin(number)?)));
    let origins: Vec<(usize, Origin)> = origins.collect();
    let known = Known::new(site, made);
    let seen: Vec<Result<Page, Box<Finding>>> = origins
        .par_iter()
        .map(|(number, origin)| page(site, made, &known, *number, *origin))
        .collect();
    let mut report = Report::default();
    let mut of_templates: BTreeMap<(Place, Rule, String), (Finding, Vec<&str>)> = BTreeMap::new();
    // Found by their hashes: a large library may have a flaw in every text.
    let said = texts
        .findings
        .iter()
        .filter_map(|finding| Some((finding.rule, &finding.place.as_ref()?.file)));
    let said: HashSet<(Rule, &FilePath)> = said.collect();
    let mut of_texts: HashSet<Finding> = HashSet::new();
    let mut dead: BTreeMap<(&str, usize, String), Vec<&str>> = BTreeMap::new();
    let mut titles: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    // One template at fault says so on every page: the first will do.
    let mut fails: BTreeMap<Option<Place>, Finding> = BTreeMap::new();
    for (at, page) in seen.into_iter().enumerate() {
        let (number, origin) = origins[at];
        let page = match page {
            Ok(page) => page,
            Err(finding) => {
                fails.entry(finding.place.clone()).or_insert(*finding);
                continue;
            }
        };
        if let Some(title) = page.title.filter(|_| origin.template != MOVED) {
            titles.entry((origin.language, title)).or_default().push(at);
        }
        for link in page.dead {
            dead.entry((origin.template, origin.language, link))
                .or_default()
                .push(paths[number]);
        }
        for Traced {
            finding,
            place,
            of_template,
        } in page.flaws
        {
            if of_template {
                let key = (place.clone(), finding.rule, finding.message.clone());
                of_templates
                    .entry(key)
                    .or_insert_with(|| (finding, vec![]))
                    .1
                    .push(paths[number]);
            } else if !said.contains(&(finding.rule, &place.file))
                && of_texts.insert(finding.clone())
            {
                report.add(finding);
            }
        }
    }
    for ((template, language, link), on) in dead {
        if let Some((place, finding)) =
            known.finding(&link, language, &made_of(template, made.theme))
        {
            let key = (place, finding.rule, finding.message.clone());
            of_templates
                .entry(key)
                .or_insert_with(|| (finding, vec![]))
                .1
                .extend(on);
        }
    }
    for (finding, on) in of_templates.into_values() {
        let message = format!("{}, on {}", finding.message, pages_in_words(&on));
        report.add(Finding { message, ..finding });
    }
    same_titles(site, made, &titles, &origins, &paths, &mut report);
    for finding in fails.into_values() {
        report.add(finding);
    }
    report.on(())
}

/// Leads on at once, so that nobody stays there.
const MOVED: &str = "moved.html";

/// What was seen of one page.
#[derive(Default)]
struct Page {
    title: Option<String>,
    flaws: Vec<Traced>,
    /// Links to no page of the site, whoever wrote them.
    dead: Vec<String>,
}

/// A flaw as a finding, with whom it belongs to.
struct Traced {
    finding: Finding,
    place: Place,
    of_template: bool,
}

fn page(
    site: &Site,
    made: Made,
    known: &Known,
    number: usize,
    origin: Origin,
) -> Result<Page, Box<Finding>> {
    let Content::Bytes(bytes) = site.content(number)? else {
        return Ok(Page::default());
    };
    let html = String::from_utf8_lossy(&bytes);
    if html.trim().is_empty() {
        // Whatever else it lacks, it lacks for that.
        let empty = empty(in_template(
            &Flaw::new(rules::PAGE_EMPTY),
            origin.template,
            made.theme,
        ));
        return Ok(Page {
            flaws: vec![empty],
            ..Page::default()
        });
    }
    let wanted = if origin.template == MOVED {
        Wanted::Little
    } else {
        Wanted::All
    };
    let Seen {
        title,
        flaws,
        links,
    } = read(&html, wanted);
    let dead = links
        .into_iter()
        .filter(|link| known.is_dead(link))
        .collect();
    // The text is made once more only for a page that has something wrong in it.
    let text = origin
        .document
        .filter(|_| !flaws.is_empty())
        .and_then(|number| {
            let text = site.body(origin.language, number);
            let at = html.find(&text).filter(|_| !text.is_empty())?;
            Some((&site.library().documents[number], at..at + text.len()))
        });
    let traced = flaws.into_iter().map(|flaw| {
        let of = text
            .as_ref()
            .filter(|(_, range)| range.contains(&flaw.at))
            .map(|(document, _)| *document);
        let place = match of {
            Some(document) => in_document(&flaw, document),
            None => in_template(&flaw, origin.template, made.theme),
        };
        let Flaw {
            rule,
            message,
            label,
            help,
            ..
        } = flaw;
        let help = if of.is_some() {
            help.of_text
        } else {
            help.of_template
        };
        let finding = Finding::warning(rule, message)
            .at(place.clone(), label)
            .help(help);
        Traced {
            finding,
            place,
            of_template: of.is_none(),
        }
    });
    Ok(Page {
        title,
        flaws: traced.collect(),
        dead,
    })
}

fn empty(place: Place) -> Traced {
    let finding = Finding::warning(rules::PAGE_EMPTY, "the page is empty")
        .at(place.clone(), "")
        .help("write what it is to show, or delete the template, whose place the default theme's then takes");
    Traced {
        finding,
        place,
        of_template: true,
    }
}

/// The HTML that an author wrote for it, or else the file.
fn in_document(flaw: &Flaw, document: &Document) -> Place {
    let found = found(&document.text(), flaw);
    Place {
        file: document.path.clone(),
        span: found.map(|span| span.shifted(document.body_start)),
    }
}

/// The tag in the templates that a page is made of, or else the page's own template.
fn in_template(flaw: &Flaw, template: &str, theme: &[ThemeFile]) -> Place {
    // The page's own first, then those that it is made with.
    let rank = |file: &ThemeFile| {
        let names = [template, "components.html", "base.html"];
        let name = file.name.strip_prefix("templates/").unwrap_or_default();
        (
            names
                .iter()
                .position(|known| *known == name)
                .unwrap_or(names.len()),
            !file.own,
        )
    };
    let mut files = made_of(template, theme);
    files.sort_by_key(|file| rank(file));
    let found = files.iter().find_map(|file| {
        let text = std::str::from_utf8(&file.bytes).ok()?;
        Some(Place {
            file: file.path.clone(),
            span: Some(found(text, flaw)?),
        })
    });
    let own = || {
        files
            .first()
            .map_or_else(|| template.into(), |file| file.path.clone())
    };
    found.unwrap_or_else(|| Place::file(own()))
}

/// The templates that a page is made of: its own, all that they name, and what every page may have
/// without naming it.
fn made_of<'t>(template: &str, theme: &'t [ThemeFile]) -> Vec<&'t ThemeFile> {
    let text = |file: &'t ThemeFile| std::str::from_utf8(&file.bytes).unwrap_or_default();
    let templates = || {
        theme
            .iter()
            .filter(|file| file.name.starts_with("templates/"))
    };
    // By its name alone it is the site's own, where there is one.
    let called = |name: &str| {
        let is_called = |file: &&ThemeFile| file.name.strip_prefix("templates/") == Some(name);
        templates().filter(is_called).max_by_key(|file| file.own)
    };
    let is_named = |text: &str, name: &str| {
        ['"', '\'']
            .iter()
            .any(|quote| text.contains(&format!("{quote}{name}{quote}")))
    };
    let components = templates().filter(|file| text(file).contains("endcomponent"));
    let everywhere = ["teaser.html", "filters.html"]
        .into_iter()
        .filter_map(called)
        .chain(components);
    let mut made: Vec<&ThemeFile> = called(template).into_iter().chain(everywhere).collect();
    let mut at = 0;
    while let Some(text) = made.get(at).map(|file| text(file)) {
        let by_path = templates().filter(|file| is_named(text, &file.path));
        let names = templates().filter_map(|file| file.name.strip_prefix("templates/"));
        let by_name = names.filter(|name| is_named(text, name)).filter_map(called);
        for file in by_path.chain(by_name).collect::<Vec<_>>() {
            if !made
                .iter()
                .any(|known| known.path == file.path && known.own == file.own)
            {
                made.push(file);
            }
        }
        at += 1;
    }
    made
}

/// Where in a source the flaw's tag stands, as far as can be told.
fn found(text: &str, flaw: &Flaw) -> Option<Span> {
    let needle = Some(flaw.needle.as_str()).filter(|needle| !needle.is_empty())?;
    let places = text.match_indices(needle).map(|(at, _)| at);
    let tags = places.map(|at| {
        let line = text[at..].split('\n').next().unwrap_or_default();
        let tag = &line[..line.find('>').map_or(line.len(), |end| end + 1)];
        (at, tag)
    });
    let whole = |tag: &str| {
        !tag[needle.len()..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '-')
    };
    let tags: Vec<(usize, &str)> = tags
        .filter(|(_, tag)| needle.len() <= tag.len() && whole(tag))
        .collect();
    let lacking = |(_, tag): &&(usize, &str)| flaw.lacks.is_some_and(|lacks| !tag.contains(lacks));
    let second = tags.get(1).filter(|_| flaw.second);
    // A tag that has what it should have may still have nothing in it.
    let &(at, tag) = second
        .or_else(|| tags.iter().find(lacking))
        .or(tags.first())?;
    let length = if needle.starts_with('<') {
        tag.trim_end().len()
    } else {
        needle.len()
    };
    Some(Span::new(at, at + length))
}

fn pages_in_words(paths: &[&str]) -> String {
    let address = |path: &str| format!("`/{}`", path.strip_suffix("index.html").unwrap_or(path));
    match paths {
        [] => String::new(),
        [only] => address(only),
        [first, _] => format!("{} and 1 other page", address(first)),
        [first, others @ ..] => format!("{} and {} other pages", address(first), others.len()),
    }
}

/// How many pages with one title are shown beside the one that a finding stands at.
const SAME_TITLES: usize = 9;

/// Pages that a person cannot tell apart in a list of tabs or of search results.
fn same_titles(
    site: &Site,
    made: Made,
    titles: &BTreeMap<(usize, String), Vec<usize>>,
    origins: &[(usize, Origin)],
    paths: &[&str],
    report: &mut Report,
) {
    for ((_, title), pages) in titles.iter().filter(|(_, pages)| pages.len() > 1) {
        let own = |page: &&usize| {
            let document: &Document = &site.library().documents[origins[**page].1.document?];
            matches!(document.kind, Kind::Study | Kind::Page).then_some(document)
        };
        let place = |document: &Document| Place {
            file: document.path.clone(),
            span: document.front.title.as_ref().map(|title| title.span),
        };
        let documents: Vec<&Document> = pages.iter().filter_map(|page| own(&page)).collect();
        let finding = match documents[..] {
            [first, second, ref others @ ..] => {
                let (one, other, title) = (&first.path, &second.path, &second.title);
                let message = match others.len() {
                    0 => format!("`{one}` and `{other}` have one title, `{title}`"),
                    1 => format!("`{one}`, `{other}` and 1 other page have one title, `{title}`"),
                    count => format!(
                        "`{one}`, `{other}` and {count} other pages have one title, `{title}`"
                    ),
                };
                let finding =
                    Finding::warning(rules::SAME_TITLE, message).at(place(second), "the same");
                let others = [first]
                    .into_iter()
                    .chain(others.iter().copied())
                    .take(SAME_TITLES);
                others
                    .fold(finding, |finding, other| {
                        finding.also(place(other), "the same")
                    })
                    .help("say in each title what is special about this one")
            }
            _ => {
                let on: Vec<&str> = pages.iter().map(|page| paths[origins[*page].0]).collect();
                let flaw = Flaw {
                    needle: "<title".to_owned(),
                    ..Flaw::new(rules::SAME_TITLE)
                };
                let template = origins[pages[0]].1.template;
                Finding::warning(
                    rules::SAME_TITLE,
                    format!("`{title}` is the title of {}", pages_in_words(&on)),
                )
                .at(
                    in_template(&flaw, template, made.theme),
                    "the same for each",
                )
                .help("let the title say which page it is")
            }
        };
        report.add(finding);
    }
}
