//! Turns a theme's style sheets into those that are published. Imported sheets replace their
//! `@import` lines, so that a browser needs one request, and assets are named by their published
//! addresses.
//!
//! A name is looked up next to the sheet that it is in, as a browser would, and then among all
//! assets. That holds for imported sheets too.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::config::THEME_FOLDER;
use crate::link::resolve::joined;
use crate::parse::target::scheme;
use crate::report::{Finding, Report, Reported, nearest, rules};
use crate::source::{Place, Span, ThemeFile};

/// The published sheets, each with its name and text. `addresses` are those of the other assets.
pub(super) fn published<'a>(
    files: &BTreeMap<&'a str, &'a ThemeFile>,
    addresses: &BTreeMap<String, String>,
) -> Reported<Vec<(&'a str, String)>> {
    let texts = files
        .iter()
        .map(|(name, file)| (*name, String::from_utf8_lossy(&file.bytes)));
    let theme = Theme {
        files,
        texts: &texts.collect(),
        addresses,
    };
    let imported: BTreeSet<&str> = files.keys().flat_map(|name| theme.imported(name)).collect();
    let mut names: Vec<&str> = files.keys().copied().collect();
    names.sort_by_key(|name| imported.contains(name));
    let mut report = Report::default();
    let (mut published, mut within) = (vec![], BTreeSet::new());
    for name in names {
        let is_whole = !imported.contains(name);
        // A part that is in no other sheet is one of several that import each other.
        if is_whole || !within.contains(name) {
            let mut sheet = Sheet {
                theme: &theme,
                name,
                taken: BTreeSet::from([name]),
                report: &mut report,
            };
            published.push((name, sheet.with_imports(name)));
            if is_whole {
                within.append(&mut sheet.taken);
            }
        }
    }
    report.on(published)
}

/// What sheets may refer to.
struct Theme<'a, 'b> {
    files: &'b BTreeMap<&'a str, &'a ThemeFile>,
    texts: &'b BTreeMap<&'a str, Cow<'a, str>>,
    addresses: &'b BTreeMap<String, String>,
}

impl<'a> Theme<'a, '_> {
    /// The sheets that another one imports.
    fn imported(&self, name: &str) -> Vec<&'a str> {
        let pieces = pieces(&self.texts[name]);
        let imports = pieces.iter().filter(|piece| piece.kind == Kind::Import);
        imports
            .filter_map(|import| self.sheet(name, import.name))
            .filter(|other| *other != name)
            .collect()
    }

    fn sheet(&self, from: &str, name: &str) -> Option<&'a str> {
        named(from, name, |name| {
            self.files.get_key_value(name).map(|(name, _)| *name)
        })
    }

    /// The address of an asset that a sheet refers to, below the folder of assets.
    fn asset(&self, from: &str, name: &str) -> Option<&str> {
        named(from, name, |name| {
            self.addresses.get(name)?.strip_prefix(THEME_FOLDER)
        })
    }
}

/// Finds a name next to the sheet that it is in, or among all assets.
fn named<T>(from: &str, name: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    joined(folder, name)
        .and_then(|beside| find(&beside))
        .or_else(|| find(name))
}

/// A sheet that is being put together.
struct Sheet<'a, 'b, 'r> {
    theme: &'b Theme<'a, 'b>,
    name: &'a str,
    /// The sheets that it contains already. Each is included once, so circles end.
    taken: BTreeSet<&'a str>,
    report: &'r mut Report,
}

impl Sheet<'_, '_, '_> {
    /// The text of a sheet with its imports included.
    fn with_imports(&mut self, part: &str) -> String {
        let theme = self.theme;
        let text = &theme.texts[part];
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece.kind {
                Kind::Text => out.push_str(piece.text),
                Kind::Import => match theme.sheet(part, piece.name) {
                    Some(other) if self.taken.insert(other) => {
                        out.push_str(self.with_imports(other).trim_end())
                    }
                    Some(_) => {}
                    None => {
                        out.push_str(piece.text);
                        self.lost(part, &piece);
                    }
                },
                Kind::Conditional => {
                    out.push_str(piece.text);
                    match theme.sheet(part, piece.name) {
                        Some(_) => self.conditional(part, &piece),
                        None => self.lost(part, &piece),
                    }
                }
                Kind::Url => match theme.asset(part, path_of(piece.name)) {
                    Some(address) => {
                        let up = "../".repeat(self.name.matches('/').count());
                        out += &format!(
                            "url(\"{up}{address}{}\")",
                            &piece.name[path_of(piece.name).len()..]
                        );
                    }
                    None => {
                        out.push_str(piece.text);
                        self.lost(part, &piece);
                    }
                },
            }
        }
        out
    }

    /// Reports a name that isn't found, unless it is on another site or a part of the page.
    fn lost(&mut self, part: &str, piece: &Piece) {
        if piece.name.is_empty()
            || piece.name.starts_with(['/', '#'])
            || scheme(piece.name).is_some()
        {
            return;
        }
        let known = self
            .theme
            .files
            .keys()
            .copied()
            .chain(self.theme.addresses.keys().map(String::as_str));
        let help = match nearest(path_of(piece.name), known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "put the file into the theme's `assets` folder, or remove this".to_owned(),
        };
        self.warn(
            part,
            piece,
            format!("the theme has no asset `{}`", piece.name),
            "not found",
            help,
        );
    }

    fn conditional(&mut self, part: &str, piece: &Piece) {
        let (message, label) = (
            format!("`{}` is imported with a condition", piece.name),
            "not included",
        );
        let help = format!(
            "write `@import \"{0}\";`, and move the condition into {0}: `@media print {{ … }}`",
            piece.name
        );
        self.warn(part, piece, message, label, help);
    }

    fn warn(&mut self, part: &str, piece: &Piece, message: String, label: &str, help: String) {
        let place = Place {
            file: self.theme.files[part].path.clone(),
            span: Some(piece.span),
        };
        self.report.add(
            Finding::warning(rules::THEME_ASSET, message)
                .at(place, label)
                .help(help),
        );
    }
}

/// A name without its query and fragment: `icons.svg` of `icons.svg#home`.
fn path_of(name: &str) -> &str {
    name.split(['?', '#']).next().unwrap_or_default()
}

/// A part of a sheet's text.
struct Piece<'t> {
    kind: Kind,
    text: &'t str,
    /// What it refers to; empty in text that refers to nothing.
    name: &'t str,
    /// The place of the name in the sheet.
    span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `@import "brand.css";`
    Import,
    /// `@import "paper.css" print;`
    Conditional,
    /// `url(street.jpg)`
    Url,
    Text,
}

/// Splits a sheet into pieces. Comments and quoted texts refer to nothing.
fn pieces(sheet: &str) -> Vec<Piece<'_>> {
    let mut pieces = vec![];
    let mut at = 0;
    while at < sheet.len() {
        let rest = &sheet[at..];
        let (kind, length, name) = import(rest)
            .or_else(|| url(rest).map(|(length, name)| (Kind::Url, length, name)))
            .unwrap_or_else(|| (Kind::Text, plain(rest), ""));
        let text = &rest[..length];
        let start = at + text.rfind(name).unwrap_or_default();
        pieces.push(Piece {
            kind,
            text,
            name,
            span: Span::new(start, start + name.len()),
        });
        at += length;
    }
    pieces
}

/// The length of the text at the beginning that refers to nothing.
fn plain(text: &str) -> usize {
    match text.strip_prefix("/*") {
        Some(comment) => comment
            .find("*/")
            .map_or(text.len(), |end| end + "/**/".len()),
        None if text.starts_with(['"', '\'']) => quoted(text),
        None => {
            let next = text
                .char_indices()
                .skip(1)
                .find(|(_, letter)| matches!(letter, '/' | '"' | '\'' | '@' | 'u'));
            next.map_or(text.len(), |(next, _)| next)
        }
    }
}

/// The length of the quoted text at the beginning, with its quotes.
fn quoted(text: &str) -> usize {
    let quote = text.chars().next();
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, letter)| {
        let ends = !escaped && Some(*letter) == quote;
        escaped = !escaped && *letter == '\\';
        ends
    });
    end.map_or(text.len(), |(end, _)| end + 1)
}

/// The `url()` at the beginning: its length, and the name in it.
fn url(text: &str) -> Option<(usize, &str)> {
    let inner = text.strip_prefix("url(")?.trim_start();
    let named = if inner.starts_with(['"', '\'']) {
        quoted(inner)
    } else {
        inner.find(')')?
    };
    let end = text.len() - inner.len() + named + inner[named..].find(')')? + 1;
    Some((end, inner[..named].trim().trim_matches(['"', '\''])))
}

/// The import at the beginning: its length, and the name in it.
fn import(text: &str) -> Option<(Kind, usize, &str)> {
    let named = text.strip_prefix("@import")?.trim_start();
    let (length, name) = if named.starts_with(['"', '\'']) {
        let length = quoted(named);
        (length, named[..length].trim_matches(['"', '\'']))
    } else {
        url(named)?
    };
    let (condition, rest) = named[length..].split_once(';')?;
    let kind = if condition.trim().is_empty() {
        Kind::Import
    } else {
        Kind::Conditional
    };
    Some((kind, text.len() - rest.len(), name))
}
