//! The templates that a page is made from, and the place of a flaw in them.

use super::flaw::{Flaw, tag_span};
use crate::source::Place;
use crate::source::ThemeFile;

/// The folder of a theme's templates.
const FOLDER: &str = "templates/";

/// The place of a flaw's tag in the templates that a page is made from, or else the page's own
/// template.
pub(super) fn in_template(flaw: &Flaw, template: &str, theme: &[ThemeFile]) -> Place {
    // The page's own template comes first, then those that it is likely to be made with.
    let rank = |file: &ThemeFile| {
        let names = [template, "components.html", "base.html"];
        let name = file.name.strip_prefix(FOLDER).unwrap_or_default();
        let likely = names.iter().position(|known| *known == name);
        (likely.unwrap_or(names.len()), !file.own)
    };
    let mut files = templates_of(template, theme);
    files.sort_by_key(|file| rank(file));
    let found = files.iter().find_map(|file| {
        Some(Place {
            file: file.path.clone(),
            span: Some(tag_span(text(file)?, flaw)?),
        })
    });
    found.unwrap_or_else(|| {
        let own = files.first().map(|file| file.path.clone());
        Place::file(own.unwrap_or_else(|| template.into()))
    })
}

/// The templates that a page is made from: its own, all that they name, and those that every page
/// may have without naming them.
pub(super) fn templates_of<'t>(template: &str, theme: &'t [ThemeFile]) -> Vec<&'t ThemeFile> {
    let templates = || theme.iter().filter(|file| file.name.starts_with(FOLDER));
    let components =
        templates().filter(|file| text(file).is_some_and(|text| text.contains("endcomponent")));
    let mut made: Vec<&ThemeFile> = [template, "teaser.html", "filters.html"]
        .into_iter()
        .filter_map(|name| named(name, theme))
        .chain(components)
        .collect();
    let mut at = 0;
    while let Some(&file) = made.get(at) {
        let text = text(file).unwrap_or_default();
        let by_path = templates().filter(|file| has_quoted(text, &file.path));
        let by_name = templates()
            .filter_map(|file| file.name.strip_prefix(FOLDER))
            .filter(|name| has_quoted(text, name))
            .filter_map(|name| named(name, theme));
        for file in by_path.chain(by_name) {
            let is_known = |known: &&ThemeFile| known.path == file.path && known.own == file.own;
            if !made.iter().any(is_known) {
                made.push(file);
            }
        }
        at += 1;
    }
    made
}

/// The template that a name stands for: the site's own, if it has one.
fn named<'t>(name: &str, theme: &'t [ThemeFile]) -> Option<&'t ThemeFile> {
    theme
        .iter()
        .filter(|file| file.name.strip_prefix(FOLDER) == Some(name))
        .max_by_key(|file| file.own)
}

/// Whether a template has a name in quotes.
fn has_quoted(text: &str, name: &str) -> bool {
    ['"', '\'']
        .iter()
        .any(|quote| text.contains(&format!("{quote}{name}{quote}")))
}

fn text(file: &ThemeFile) -> Option<&str> {
    std::str::from_utf8(&file.bytes).ok()
}
