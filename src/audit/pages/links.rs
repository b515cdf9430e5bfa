//! Links that a site's own templates write by themselves, and that lead to no page of the site.
//!
//! A link of a text is looked up where the text is linked; one that a template is told leads where
//! it should.

use rustc_hash::FxHashSet;

use super::Made;
use crate::link::resolve::decoded;
use crate::render::Site;
use crate::report::{Finding, rules};
use crate::source::{Place, Span, ThemeFile};

/// What can be linked to.
pub struct Known<'s> {
    site: &'s Site,
    paths: FxHashSet<&'s str>,
}

impl<'s> Known<'s> {
    /// Without templates of the site's own nothing is looked up.
    pub fn new(site: &'s Site, made: Made) -> Known<'s> {
        let has_own = made
            .theme
            .iter()
            .any(|file| file.own && file.name.starts_with("templates/"));
        Known {
            site,
            paths: if has_own {
                site.paths().collect()
            } else {
                FxHashSet::default()
            },
        }
    }

    /// Whether a link from the host's root should lead to a page of the site, and does not.
    pub fn is_dead(&self, link: &str) -> bool {
        if self.paths.is_empty() {
            return false;
        }
        match self.below(link) {
            Some(address) => !self.has(&address),
            // What else stands on the host is not ours to know, but this is meant to be ours.
            None => self.has(&path(link)[1..]),
        }
    }

    /// The address within the site; none where the link leads beside the folder that the site
    /// stands in.
    fn below(&self, link: &str) -> Option<String> {
        path(link)
            .strip_prefix(&self.site.library().base.path)
            .map(str::to_owned)
    }

    fn has(&self, address: &str) -> bool {
        let page = format!("{}/index.html", address.trim_end_matches('/'));
        self.paths.contains(address) || self.paths.contains(page.trim_start_matches('/'))
    }

    /// The finding and its place, where one of the site's own templates has the link as it stands.
    pub fn finding(
        &self,
        link: &str,
        language: usize,
        templates: &[&ThemeFile],
    ) -> Option<(Place, Finding)> {
        let below = self.below(link);
        let prefix = self.site.library().prefix(language);
        let asked = below
            .as_deref()
            .map(|below| below.strip_prefix(prefix).unwrap_or(below));
        let asked = asked
            .into_iter()
            .flat_map(|path| [format!("/{path}"), path.to_owned()]);
        let ways: Vec<String> = [path(link)]
            .into_iter()
            .chain(asked)
            .filter(|way| !way.is_empty())
            .collect();
        let place = templates.iter().filter(|file| file.own).find_map(|file| {
            let text = std::str::from_utf8(&file.bytes).ok()?;
            let span = ways.iter().find_map(|way| quoted(text, way))?;
            Some(Place {
                file: file.path.clone(),
                span: Some(span),
            })
        })?;
        let (label, help) = match below {
            Some(_) => (
                "not found",
                "write an address as it stands in the browser, as `url(path=\"/about/\")`",
            ),
            None => (
                "leaves out the folder that the library stands in",
                "write it with `{{ url(path=\"/about/\") }}`",
            ),
        };
        let finding = Finding::warning(
            rules::TEMPLATE_LINK,
            format!("`{link}` leads to no page of the site"),
        );
        Some((place.clone(), finding.at(place, label).help(help)))
    }
}

/// A link's path alone.
fn path(link: &str) -> String {
    decoded(link.split(['?', '#']).next().unwrap_or(link))
}

/// Where a text stands between quotes; what is behind it in them may be a query.
fn quoted(text: &str, wanted: &str) -> Option<Span> {
    let places = text
        .match_indices(wanted)
        .map(|(at, _)| Span::new(at, at + wanted.len()));
    let mut places = places.filter(|span| {
        text[..span.start].ends_with(['"', '\''])
            && text[span.end..].starts_with(['"', '\'', '?', '#'])
    });
    places.next()
}
