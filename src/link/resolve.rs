//! Where a link in a text leads.
//!
//! Authors write links in the ways they know: to the other file, to the page's address, to a
//! picture next to the text. Each is tried in that order. A link that matches none is broken.

use super::pages::{Owner, Pages};
use super::{Hidden, Library};
use crate::ids::DocumentId;
use crate::parse::{
    CONTENT,
    target::{has_host, scheme},
};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// To another site, or to a program such as a mail reader. Published as written.
    Outside,
    /// To an address of this site, with what follows it (`?…`, `#…`).
    Inside {
        /// The address, relative to the site.
        address: String,
        /// What is there.
        owner: Owner,
        /// What follows the address, with its sign.
        rest: String,
    },
    /// To a place on the same page.
    Here {
        /// The anchor, without its sign.
        fragment: String,
    },
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// Nothing is there.
    Nothing,
    /// There is a file, but it is not published. Says why.
    Hidden(Hidden),
    /// The page exists, but the anchor doesn't.
    Anchor {
        /// The anchor, without its sign.
        fragment: String,
        /// The page.
        document: DocumentId,
    },
}

/// Resolves one link of one document.
pub fn resolve(
    library: &Library,
    pages: &Pages,
    document: DocumentId,
    target: &str,
) -> Result<Resolved, Broken> {
    let target = target.trim();
    if target.starts_with("//") {
        return Ok(Resolved::Outside);
    }
    if let Some(own) = own_site(library, target) {
        let resolved = resolve(library, pages, document, own);
        // If the library has a folder of a host, all of that folder is ours. If it has the whole
        // host, other programs may serve other pages there.
        return if library.base.path == "/" {
            resolved.or(Ok(Resolved::Outside))
        } else {
            resolved
        };
    }
    if let Some(scheme) = scheme(target) {
        let names_a_site = !scheme.to_ascii_lowercase().starts_with("http") || has_host(target);
        return if names_a_site {
            Ok(Resolved::Outside)
        } else {
            Err(Broken::Nothing)
        };
    }
    let path_end = target.find(['?', '#']).unwrap_or(target.len());
    let (path, rest) = target.split_at(path_end);
    let fragment = rest
        .split_once('#')
        .map(|(_, fragment)| decoded(fragment))
        .unwrap_or_default();
    if path.is_empty() && rest.starts_with('#') {
        let fragment = anchor(library, document, fragment)?;
        return Ok(Resolved::Here { fragment });
    }
    let path = decoded(path);
    let (address, owner) = find(library, pages, document, &path, fragment.is_empty())?;
    let mut rest = rest.to_owned();
    if let Owner::Document(found) = owner {
        let meant = anchor(library, found, fragment.clone())?;
        if meant != fragment {
            rest.truncate(rest.find('#').unwrap_or(rest.len()));
            rest += &format!("#{meant}");
        }
    }
    Ok(Resolved::Inside {
        address,
        owner,
        rest,
    })
}

impl Resolved {
    /// The anchor that a link leads to if it is not the one that `target` names.
    pub fn other_anchor(&self, target: &str) -> Option<&str> {
        let leads_to = match self {
            Resolved::Here { fragment } => fragment,
            Resolved::Inside { rest, .. } => rest.split_once('#')?.1,
            Resolved::Outside => return None,
        };
        let (_, written) = target.trim().split_once('#')?;
        (decoded(written) != decoded(leads_to)).then_some(leads_to)
    }
}

/// The path of a full URL, if it may be one of this site.
fn own_site<'t>(library: &Library, target: &'t str) -> Option<&'t str> {
    let path = target
        .strip_prefix(&library.base.origin)
        .filter(|_| !library.base.origin.is_empty())?;
    decoded(path)
        .starts_with(&*library.base.folder())
        .then_some(path)
}

fn find(
    library: &Library,
    pages: &Pages,
    from: DocumentId,
    path: &str,
    any_language: bool,
) -> Result<(String, Owner), Broken> {
    let (beside_file, beside_page) = match path.strip_prefix('/') {
        Some(absolute) => {
            let sub_folder = library.base.folder();
            let sub_folder = sub_folder.trim_start_matches('/');
            let inside = absolute
                .strip_prefix(sub_folder)
                .filter(|_| !sub_folder.is_empty());
            (Some(absolute.to_owned()), inside.map(str::to_owned))
        }
        None => (
            joined(library.documents[from].folder(), path),
            joined(&library.address(from), path),
        ),
    };
    let file = |path: &String| found_file(library, pages, from, path, any_language);
    let page = |path: &String| found_page(library, pages, path);
    // `../other/` is an address, so it is tried from the page before it is tried from the file.
    let (beside_file, beside_page) = (beside_file.as_ref(), beside_page.as_ref());
    let found = beside_file
        .and_then(file)
        .or_else(|| beside_page.and_then(file));
    let found = found
        .or_else(|| beside_page.and_then(page))
        .or_else(|| beside_file.and_then(page));
    // From the library's root, as editors show paths.
    let found = found.or_else(|| file(&path.strip_prefix(CONTENT)?.to_owned()));
    found.ok_or_else(|| {
        let hidden = [beside_file, beside_page]
            .into_iter()
            .flatten()
            .find_map(|path| library.hidden_at(in_content(path)));
        hidden.map_or(Broken::Nothing, |why| Broken::Hidden(*why))
    })
}

/// A file of the library: a text (the link then leads to its page), or a file that is copied.
fn found_file(
    library: &Library,
    pages: &Pages,
    from: DocumentId,
    path: &str,
    any_language: bool,
) -> Option<(String, Owner)> {
    let path = in_content(path);
    if let Some(named) = library.document_at(path) {
        let meant = if any_language {
            library.in_language(named, library.documents[from].language)
        } else {
            named
        };
        return Some((library.address(meant), Owner::Document(meant)));
    }
    let file = pages.file_at(path)?;
    Some((pages.files[file].address.clone(), Owner::File(file)))
}

/// A page of the site, by its address.
fn found_page(library: &Library, pages: &Pages, path: &str) -> Option<(String, Owner)> {
    let page = pages.at(path.strip_suffix("index.html").unwrap_or(path))?;
    let owner = pages.owner(page, library);
    if let Owner::Alias(document) = owner {
        return Some((library.address(document), owner));
    }
    Some((page.address().to_owned(), owner))
}

/// A path below `content/`, however it was written.
pub fn in_content(path: &str) -> &str {
    path.strip_prefix(CONTENT).unwrap_or(path)
}

/// The anchor that is meant: the one that is written, or else the only one that is much the same.
fn anchor(library: &Library, document: DocumentId, fragment: String) -> Result<String, Broken> {
    let body = &library.documents[document].body;
    // The theme's own ids begin with an underscore; every page has a top.
    let known = fragment.is_empty() || fragment == "top" || fragment.starts_with('_');
    if known || body.has_anchor(&fragment) {
        return Ok(fragment);
    }
    match body.heading_meant(&fragment) {
        Some(heading) => Ok(heading.id.clone()),
        None => Err(Broken::Anchor { fragment, document }),
    }
}

/// Joins a folder and a path, and follows `.` and `..`. `None` if that leaves the site.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Decodes `%20` and the like in a path. Returns it as written if the result isn't UTF-8.
pub fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .map_or_else(|_| path.to_owned(), Into::into)
}
