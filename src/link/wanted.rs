//! Every page that a library asks for, whether or not its address is free.

use rayon::prelude::*;

use super::Library;
use super::address::{normal, sitemap_address, version_address};
use super::files::Placed;
use super::pages::{Page, PageKind};
use super::resolve::decoded;
use super::selection::Selection;
use crate::config::{Base, Config};
use crate::ids::{DocumentId, FileId, Id, LanguageId, ListId, Table};
use crate::picture::Size;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// Who asks for an address. Of several, the first in this order gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claimant {
    /// The document whose page it is.
    Document(DocumentId),
    /// A document that is for a page which another document is already.
    Second(DocumentId),
    /// A page that casebook makes: a list, a feed.
    Made,
    /// A file that is copied.
    File(FileId),
    /// A former address of a document, by its place among the document's.
    Alias { document: DocumentId, alias: usize },
}

impl Claimant {
    /// The order in which addresses are given.
    pub(super) fn rank(self) -> (u8, u32) {
        match self {
            Claimant::Document(document) | Claimant::Second(document) => (0, document.number()),
            Claimant::Made => (1, 0),
            Claimant::File(file) => (2, file.number()),
            Claimant::Alias { document, .. } => (3, document.number()),
        }
    }
}

/// A page that the library asks for, and who asks for it.
pub(super) struct Wanted {
    pub(super) page: Page,
    pub(super) by: Claimant,
}

/// Every page that the library asks for, in the order of
/// [`Pages::list`](super::pages::Pages::list), and after them those of documents that are second
/// ones for a page. Reports aliases that are not addresses.
pub(super) fn wanted(
    library: &Library,
    lists: &Table<ListId, Selection>,
    files: &Table<FileId, Placed>,
    max_in_sitemap: usize,
    config: &Config,
) -> Reported<Vec<Wanted>> {
    let mut report = Report::default();
    let mut wanted = vec![];
    for language in config.languages.ids() {
        of_language(library, lists, language, config.per_page, &mut wanted);
    }
    wanted.par_extend(of_studies(library));
    wanted.extend(of_texts(library));
    wanted.extend(report.take(moved(library)));
    wanted.push(made("404.html", LanguageId::DEFAULT, PageKind::NotFound));
    wanted.extend(sitemaps(&wanted, max_in_sitemap));
    wanted.push(made("robots.txt", LanguageId::DEFAULT, PageKind::Robots));
    wanted.extend(files.iter().map(|(file, placed)| Wanted {
        page: Page::new(&placed.address, LanguageId::DEFAULT, PageKind::File(file)),
        by: Claimant::File(file),
    }));
    wanted.extend(second(library, &wanted));
    report.on(wanted)
}

fn made(address: &str, language: LanguageId, kind: PageKind) -> Wanted {
    Wanted {
        page: Page::new(address, language, kind),
        by: Claimant::Made,
    }
}

/// The pages that each language has, whatever authors write.
fn of_language(
    library: &Library,
    lists: &Table<ListId, Selection>,
    language: LanguageId,
    per_page: usize,
    wanted: &mut Vec<Wanted>,
) {
    let mut add =
        |address: &str, kind: PageKind, document: Option<DocumentId>, is_indexed: bool| {
            wanted.push(Wanted {
                page: Page::new(address, language, kind).indexed(is_indexed),
                by: document.map_or(Claimant::Made, Claimant::Document),
            });
        };
    let prefix = library.prefix(language);
    add(prefix, PageKind::Home, library.home[language], true);
    for (id, facet) in library.facets.iter() {
        let address = library.facet_address(id, language);
        add(&address, PageKind::Browse(id), facet.page[language], true);
    }
    for (list, selection) in lists.iter() {
        let introduction = selection.introduction(library, language);
        let is_indexed = introduction.is_none_or(|document| !library.is_noindex(document));
        // Another language's introduction is the page of that language.
        let own = introduction.filter(|document| library.documents[*document].language == language);
        for page in 1..=selection.page_count(library, per_page) {
            let address = library.list_address(*selection, language, page);
            let is_first = page == 1;
            add(
                &address,
                PageKind::List { list, page },
                own.filter(|_| is_first),
                is_first && is_indexed,
            );
        }
        if !matches!(selection, Selection::Pair { .. }) {
            let address = library.feed_address(*selection, language);
            add(&address, PageKind::Feed(list), None, false);
        }
    }
    let search = library.search_address(language);
    add(&search, PageKind::Search, None, false);
    add(&library.data_address(language), PageKind::Data, None, false);
    if let Some(address) = library.template_address(language) {
        add(&address, PageKind::Template, None, false);
    }
}

fn of_studies(library: &Library) -> impl ParallelIterator<Item = Wanted> {
    let studies = library.studies.par_iter();
    studies.flat_map_iter(move |(study, of_study)| {
        let documents = of_study.versions.values().flatten();
        documents.map(move |&document| {
            of_document(library, document, PageKind::Study { study, document })
        })
    })
}

fn of_texts(library: &Library) -> impl Iterator<Item = Wanted> {
    let documents = library.others.values().flat_map(Table::values).flatten();
    documents.map(|&document| of_document(library, document, PageKind::Text(document)))
}

fn of_document(library: &Library, document: DocumentId, kind: PageKind) -> Wanted {
    let language = library.documents[document].language;
    let page = Page::new(&library.address(document), language, kind);
    Wanted {
        page: page.indexed(!library.is_noindex(document)),
        by: Claimant::Document(document),
    }
}

/// The pages at former addresses, in the order of these. Reports aliases that are not addresses.
fn moved(library: &Library) -> Reported<Vec<Wanted>> {
    let mut report = Report::default();
    let mut moved = vec![];
    for (id, document) in library.documents.iter() {
        for (alias, written) in document.front.aliases.iter().enumerate() {
            match alias_address(&written.value, &library.base) {
                Some(address) if normal(&address) == normal(&library.address(id)) => {
                    report.add(own_address(&written.value, document.place(written.span)));
                }
                Some(address) => moved.push(Wanted {
                    page: Page::new(&address, document.language, PageKind::Moved(id)),
                    by: Claimant::Alias {
                        document: id,
                        alias,
                    },
                }),
                None => report.add(bad_alias(&written.value, document.place(written.span))),
            }
        }
    }
    moved.sort_by(|a, b| a.page.path().cmp(b.page.path()));
    report.on(moved)
}

/// The finding for a former address that is the address of the page itself.
fn own_address(alias: &str, place: Place) -> Finding {
    Finding::warning(
        rules::BAD_ALIAS,
        format!("`{alias}` is the address of this page, not a former one"),
    )
    .at(place, "does nothing")
    .help("delete it")
}

fn bad_alias(alias: &str, place: Place) -> Finding {
    Finding::error(
        rules::BAD_ALIAS,
        format!("`{alias}` is not an address of this site"),
    )
    .at(place, "cannot lead here")
    .help("write the old address from the site's root, for example `/case-studies/old-name/`")
}

/// A former address as an address of this site; `None` if it cannot be one.
fn alias_address(written: &str, base: &Base) -> Option<String> {
    // Some programs keep other names of a page in `aliases`.
    if !written.contains('/') && written.contains(' ') {
        return None;
    }
    let path = decoded(written.strip_prefix(&base.origin).unwrap_or(written));
    let path = path
        .strip_prefix(&*base.folder())
        .or_else(|| path.strip_prefix('/'))
        .unwrap_or(&path);
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let is_plain = |part: &&str| {
        !part.is_empty() && !part.starts_with('.') && !part.contains(['?', '#', ':', '\\', '\0'])
    };
    if !parts.iter().all(is_plain) {
        return None;
    }
    let end = if path.ends_with(".html") { "" } else { "/" };
    Some(parts.join("/") + end)
}

/// The sitemap, or the parts of one that is too long for one file with what leads to them.
fn sitemaps(wanted: &[Wanted], max_in_sitemap: usize) -> Vec<Wanted> {
    let indexed = wanted.iter().filter(|wanted| wanted.page.is_indexed);
    let parts = indexed.count().div_ceil(max_in_sitemap).max(1);
    if parts == 1 {
        return vec![made(
            "sitemap.xml",
            LanguageId::DEFAULT,
            PageKind::Sitemap(0),
        )];
    }
    let parts = (0..parts).map(|part| {
        made(
            &sitemap_address(part),
            LanguageId::DEFAULT,
            PageKind::Sitemap(part),
        )
    });
    std::iter::once(made(
        "sitemap.xml",
        LanguageId::DEFAULT,
        PageKind::SitemapIndex,
    ))
    .chain(parts)
    .collect()
}

/// The documents for pages that another document is already.
fn second(library: &Library, wanted: &[Wanted]) -> Vec<Wanted> {
    let mut is_first = library.documents.filled(false);
    for wanted in wanted {
        if let Claimant::Document(document) = wanted.by {
            is_first[document] = true;
        }
    }
    let documents = library.documents.ids();
    let second = documents.filter(|document| !is_first[*document]);
    second
        .map(|document| Wanted {
            by: Claimant::Second(document),
            ..of_document(library, document, PageKind::Text(document))
        })
        .collect()
}

/// The smaller versions of a picture, in a folder where nothing of an author's can be, and below it
/// at the picture's whole address, so that no two have one address.
pub(super) fn versions(file: FileId, placed: &Placed, sizes: &[Size]) -> Vec<Page> {
    let form = placed.file.picture.and_then(|picture| picture.form);
    let pages = form.into_iter().flat_map(|form| {
        sizes.iter().map(move |&size| {
            let address = version_address(&placed.address, form, size);
            Page::new(
                &address,
                LanguageId::DEFAULT,
                PageKind::Version { file, form, size },
            )
        })
    });
    pages.collect()
}
