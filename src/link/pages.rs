//! The one list of all that the site serves.
//!
//! A new kind of page is a variant of [`PageKind`], a line in `wanted`, and a function in `render`
//! that makes it. Whoever needs the addresses of the site reads this list: links, the sitemaps,
//! the build, the preview and the checks of finished pages.

use std::borrow::Cow;

use super::Library;
use super::address::normal;
use super::files::Placed;
use super::lookup::Lookup;
use super::selection::Selection;
use crate::ids::{DocumentId, FacetId, FileId, LanguageId, ListId, PageId, StudyId, Table};
use crate::picture::{Form, Size};
use crate::source::slug::name_in_links;

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    path: Box<str>,
    /// The language of what is around its text.
    pub language: LanguageId,
    /// What it is.
    pub kind: PageKind,
    /// Whether a search engine should know it. A list counts with its first page.
    pub is_indexed: bool,
}

/// What a file of the site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// The home page.
    Home,
    /// A facet with all its terms.
    Browse(FacetId),
    /// One page of a list, counted from 1.
    List {
        /// The list.
        list: ListId,
        /// The number of the page.
        page: usize,
    },
    /// The search page.
    Search,
    /// A version of a case study.
    Study {
        /// The case study.
        study: StudyId,
        /// The version.
        document: DocumentId,
    },
    /// Any other page that an author wrote, by its document.
    Text(DocumentId),
    /// The page at a former address, by the document that has moved.
    Moved(DocumentId),
    /// What visitors get where there is no page.
    NotFound,
    /// The feed of a list.
    Feed(ListId),
    /// The case studies as JSON.
    Data,
    /// The file that a new case study begins with.
    Template,
    /// One part of the sitemap, counted from 0.
    Sitemap(usize),
    /// What leads to the parts of a sitemap that is too long for one file.
    SitemapIndex,
    /// `robots.txt`, which tells search engines where the sitemap is.
    Robots,
    /// A file that is copied.
    File(FileId),
    /// A smaller version of a picture, which is itself a file that is copied.
    Version {
        /// The picture.
        file: FileId,
        /// The format of the version.
        form: Form,
        /// The size of the version.
        size: Size,
    },
}

impl PageKind {
    /// The template that makes it; `None` for a file that is not a page.
    pub fn template(self) -> Option<&'static str> {
        Some(match self {
            PageKind::Home => "home.html",
            PageKind::Browse(_) => "browse.html",
            PageKind::List { .. } => "list.html",
            PageKind::Search => "search.html",
            PageKind::Study { .. } => "study.html",
            PageKind::Text(_) => "page.html",
            PageKind::Moved(_) => "moved.html",
            PageKind::NotFound => "not-found.html",
            PageKind::Feed(_)
            | PageKind::Data
            | PageKind::Template
            | PageKind::Sitemap(_)
            | PageKind::SitemapIndex
            | PageKind::Robots
            | PageKind::File(_)
            | PageKind::Version { .. } => return None,
        })
    }
}

impl Page {
    /// A page is the index of its folder.
    pub(super) fn new(address: &str, language: LanguageId, kind: PageKind) -> Page {
        let path = if address.is_empty() || address.ends_with('/') {
            format!("{address}index.html")
        } else {
            address.to_owned()
        };
        Page {
            path: path.into(),
            language,
            kind,
            is_indexed: false,
        }
    }

    pub(super) fn indexed(self, is_indexed: bool) -> Page {
        Page { is_indexed, ..self }
    }

    /// The path below the output folder, for example `case-studies/warm-homes/index.html`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What a link says, relative to the site: `case-studies/warm-homes/`.
    pub fn address(&self) -> &str {
        match self.kind {
            PageKind::File(_) => &self.path,
            _ => self.path.strip_suffix("index.html").unwrap_or(&self.path),
        }
    }
}

/// All that the site serves but the files of the theme and of the search's index, which have
/// folders of their own.
#[derive(Debug)]
pub struct Pages {
    /// What a person reads comes first, so that a slow page shows early. Two have one
    /// address only if both are documents', which is reported.
    pub list: Table<PageId, Page>,
    /// Every list of case studies, the same in each language.
    pub lists: Table<ListId, Selection>,
    /// Files that are copied as they are, those that lost their address to others among them.
    pub files: Table<FileId, Placed>,
    by_address: Lookup<PageId>,
    /// Files by their path below `content/` or `static/`, in NFC.
    files_by_path: Lookup<FileId>,
    max_in_sitemap: usize,
}

/// Who an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A document.
    Document(DocumentId),
    /// A page that casebook makes: a list, a term's page, a feed.
    Made,
    /// A file that is copied.
    File(FileId),
    /// A document that had the address once.
    Alias(DocumentId),
}

/// The address of a page in the form in which addresses are compared.
fn normal_address(page: &Page) -> Cow<'_, str> {
    normal(page.address())
}

/// The path of a file below `content/` or `static/`, in NFC.
fn path_in_folder(placed: &Placed) -> Cow<'_, str> {
    name_in_links(placed.file.path_in_folder())
}

impl Pages {
    /// Indexes a list of pages by address. Of two documents with one address, the first is found.
    pub(super) fn new(
        list: Table<PageId, Page>,
        lists: Table<ListId, Selection>,
        files: Table<FileId, Placed>,
        max_in_sitemap: usize,
    ) -> Pages {
        Pages {
            by_address: Lookup::of_first(&list, normal_address),
            // Of two files with one path, the one in `static/` is meant, which comes last.
            files_by_path: Lookup::of_last(&files, path_in_folder),
            list,
            lists,
            files,
            max_in_sitemap,
        }
    }

    /// The page at an address, however its letters are cased and whether or not a slash ends it.
    pub fn at(&self, address: &str) -> Option<&Page> {
        let page = self
            .by_address
            .get(&normal(address), &self.list, normal_address);
        page.map(|page| &self.list[page])
    }

    /// A file by its path below `content/` or `static/`.
    pub(super) fn file_at(&self, path: &str) -> Option<FileId> {
        self.files_by_path
            .get(&name_in_links(path), &self.files, path_in_folder)
    }

    /// Who the address of a page belongs to.
    pub fn owner(&self, page: &Page, library: &Library) -> Owner {
        let language = page.language;
        let document = match page.kind {
            PageKind::Study { document, .. } | PageKind::Text(document) => Some(document),
            PageKind::Home => library.home[language],
            PageKind::Browse(facet) => library.facets[facet].page[language],
            PageKind::List { list, page: 1 } => {
                let introduction = self.lists[list].introduction(library, language);
                introduction.filter(|document| library.documents[*document].language == language)
            }
            PageKind::File(file) => return Owner::File(file),
            PageKind::Moved(document) => return Owner::Alias(document),
            _ => None,
        };
        document.map_or(Owner::Made, Owner::Document)
    }

    /// Who the address of a page belongs to, for people: a file's path, or what casebook makes.
    pub fn owner_in_words<'a>(&'a self, page: &Page, library: &'a Library) -> &'a str {
        match self.owner(page, library) {
            Owner::Document(document) | Owner::Alias(document) => &library.documents[document].path,
            Owner::File(file) => &self.files[file].file.path,
            Owner::Made => "a page that casebook makes",
        }
    }

    /// The pages of one part of the sitemap, counted from 0.
    pub fn in_sitemap(&self, part: usize) -> impl Iterator<Item = &Page> {
        let indexed = self.list.values().filter(|page| page.is_indexed);
        indexed
            .skip(part * self.max_in_sitemap)
            .take(self.max_in_sitemap)
    }
}
