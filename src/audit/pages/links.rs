//! Links in a site's own templates that lead to no page of the site.
//!
//! Links in a text are resolved with the library. A link that casebook hands to a template leads
//! where it should. Only an address that a template itself writes can be wrong here.

use rustc_hash::FxHashSet;

use super::AuditInputs;
use crate::ids::LanguageId;
use crate::link::resolve::decoded;
use crate::render::Site;
use crate::report::{Finding, rules};
use crate::source::ThemeFile;
use crate::source::{Place, Span};

/// The paths of a site that a link can lead to.
pub(super) struct PageIndex<'s> {
    site: &'s Site,
    /// Empty if no link has to be looked up.
    paths: FxHashSet<&'s str>,
}

impl<'s> PageIndex<'s> {
    /// The paths of a site. Without templates of the site's own no link is looked up.
    pub(super) fn new(site: &'s Site, inputs: AuditInputs) -> PageIndex<'s> {
        let has_own = inputs
            .theme
            .iter()
            .any(|file| file.own && file.name.starts_with("templates/"));
        PageIndex {
            site,
            paths: if has_own {
                site.paths().collect()
            } else {
                FxHashSet::default()
            },
        }
    }

    /// Whether a link that begins with `/` should lead to a page of the site, and does not.
    pub(super) fn is_dead(&self, link: &str) -> bool {
        if self.paths.is_empty() {
            return false;
        }
        match self.below_base(link) {
            Some(address) => !self.has(&address),
            // Other addresses of the host are not ours to know, unless the site's folder is left
            // out by mistake.
            None => self.has(&path(link)[1..]),
        }
    }

    /// The address within the site; `None` if the link leads outside the site's folder.
    fn below_base(&self, link: &str) -> Option<String> {
        path(link)
            .strip_prefix(&self.site.library().base.path)
            .map(str::to_owned)
    }

    fn has(&self, address: &str) -> bool {
        let page = format!("{}/index.html", address.trim_end_matches('/'));
        self.paths.contains(address) || self.paths.contains(page.trim_start_matches('/'))
    }

    /// The finding for a dead link and its place, if one of the site's own templates wrote it.
    pub(super) fn dead_link(
        &self,
        link: &str,
        language: LanguageId,
        templates: &[&ThemeFile],
    ) -> Option<(Place, Finding)> {
        let below = self.below_base(link);
        let prefix = self.site.library().prefix(language);
        // `url()` adds the site's folder and the language to what the template wrote.
        let without_prefix = below
            .as_deref()
            .map(|below| below.strip_prefix(prefix).unwrap_or(below))
            .into_iter()
            .flat_map(|path| [format!("/{path}"), path.to_owned()]);
        let ways: Vec<String> = [path(link)]
            .into_iter()
            .chain(without_prefix)
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
        let (label, help) = if below.is_some() {
            (
                "not found",
                "write an address as the browser shows it, for example `url(path=\"/about/\")`",
            )
        } else {
            (
                "leaves out the folder that the library is in",
                "write it with `{{ url(path=\"/about/\") }}`",
            )
        };
        let finding = Finding::warning(
            rules::TEMPLATE_LINK,
            format!("`{link}` leads to no page of the site"),
        );
        Some((place.clone(), finding.at(place, label).help(help)))
    }
}

/// The path of a link, without its query and fragment.
fn path(link: &str) -> String {
    decoded(link.split(['?', '#']).next().unwrap_or(link))
}

/// The span of an address between quotes, in which a query may follow it.
fn quoted(text: &str, address: &str) -> Option<Span> {
    text.match_indices(address)
        .map(|(at, _)| Span::new(at, at + address.len()))
        .find(|span| {
            text[..span.start].ends_with(['"', '\''])
                && text[span.end..].starts_with(['"', '\'', '?', '#'])
        })
}
