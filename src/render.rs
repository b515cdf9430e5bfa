//! Turns a linked library into a site: a list of files, each made when asked for.
//!
//! No more than one page is held at a time, and any thread can make it. The order of the files is
//! that of the library, never of the clock.

mod body;
mod data;
mod edition;
mod face;
mod feed;
mod filters;
mod lists;
mod order;
mod page_view;
mod pages;
pub mod search;
mod sheets;
mod study;
mod targets;
pub mod theme;
mod unread;
pub mod view;
#[cfg(feature = "search")]
pub mod visitor;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use data::{data, robots, sitemap, sitemap_index};
use edition::Edition;
use feed::feed;
use tera::Value;
use theme::Theme;
use view::Teaser;

use crate::config::Config;
use crate::ids::{DocumentId, FileId, Id, LanguageId, ListId, StudyId, Table};
use crate::link::pages::{Page, PageKind, Pages};
use crate::link::{File, Library, Linked, SUBMIT};
use crate::picture::{self, Form, Picture};
use crate::report::{Finding, rules};
use crate::source::site_path::{PathFault, SitePaths};

/// A whole site, none of it made yet.
pub struct Site {
    config: Arc<Config>,
    linked: Linked,
    theme: Arc<Theme>,
    editions: Table<LanguageId, Edition>,
    /// Every study as lists show it, by language. Each is in about seven lists, and is
    /// made for the first that asks.
    teasers: Table<LanguageId, Table<StudyId, OnceLock<Rendered<Teaser>>>>,
    /// The filters of every list, by language. They are made for the first page that asks.
    filters: Table<LanguageId, Table<ListId, OnceLock<Rendered<Value>>>>,
    /// The search index, once it was asked for.
    index: Vec<(String, Vec<u8>)>,
}

/// What a file of the site is made from.
enum Source<'a> {
    Page(&'a Page),
    /// A file of the theme, or of the search index.
    Bytes(&'a [u8]),
}

/// A rendered page or a part of one, or the finding if its template fails. Boxed, because a finding
/// is much larger than a pointer.
pub type Rendered<T> = Result<T, Box<Finding>>;

/// The content of a file of the site.
#[derive(Debug)]
pub enum Content<'a> {
    /// The bytes themselves.
    Bytes(Cow<'a, [u8]>),
    /// The path of a file to copy, below the library's root.
    File(&'a str),
    /// A smaller version of a picture of the library.
    Smaller {
        /// The picture.
        of: Shown<'a>,
        /// The size of the version.
        size: picture::Size,
    },
}

/// A picture that a text shows, in a format that casebook can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Below the library's root.
    pub path: &'a str,
    /// What its first bytes say about it.
    pub picture: Picture,
    /// The format of its smaller versions.
    pub form: Form,
    /// All of its versions; some have none.
    pub sizes: &'a [picture::Size],
}

/// The size of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Case studies.
    pub studies: usize,
    /// Files of the site.
    pub files: usize,
}

/// Makes a site of a linked library. No page is rendered yet.
pub fn site(linked: Linked, config: Arc<Config>, theme: Arc<Theme>) -> Site {
    let Linked { library, pages, .. } = &linked;
    let languages = config.languages.ids();
    Site {
        teasers: unmade(&config, &library.studies),
        filters: unmade(&config, &pages.lists),
        editions: languages
            .map(|language| Edition::new(library, &config, &theme, language))
            .collect(),
        config,
        linked,
        theme,
        index: vec![],
    }
}

/// Empty cells for what is made of each thing in each language when asked for.
fn unmade<I: Id, R, T>(
    config: &Config,
    of: &Table<I, R>,
) -> Table<LanguageId, Table<I, OnceLock<T>>> {
    let languages = &config.languages;
    languages.map(|_| of.map(|_| OnceLock::new()))
}

/// What a page is made from, to find out where its mistakes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// For example `study.html`.
    pub template: &'static str,
    /// The language of the page.
    pub language: LanguageId,
    /// The document whose text the page shows.
    pub document: Option<DocumentId>,
}

impl Site {
    /// The library that the site is made from.
    pub fn library(&self) -> &Library {
        &self.linked.library
    }

    /// Every page of the site.
    pub fn pages(&self) -> &Pages {
        &self.linked.pages
    }

    /// What makes the pages.
    pub fn theme(&self) -> &Arc<Theme> {
        &self.theme
    }

    /// What a page is made from; `None` for a file that is not a page.
    pub fn origin(&self, number: usize) -> Option<Origin> {
        let page = self.linked.pages.list.as_slice().get(number)?;
        let language = page.language;
        Some(Origin {
            template: page.kind.template()?,
            language,
            document: match page.kind {
                PageKind::Home => self.linked.library.home[language],
                PageKind::Browse(facet) => self.linked.library.facets[facet].page[language],
                PageKind::List { list, page: 1 } => {
                    self.linked.pages.lists[list].introduction(&self.linked.library, language)
                }
                PageKind::Study { document, .. } | PageKind::Text(document) => Some(document),
                _ => None,
            },
        })
    }

    /// Adds the search index to the site.
    ///
    /// Making it is the longest part of a run, and no page needs it, so a preview waits until
    /// somebody searches.
    pub fn with_index(self) -> Site {
        Site {
            index: self.index(),
            ..self
        }
    }

    /// The files of the search index: each path below the output folder, with its bytes.
    pub fn index(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = search::files(&self.linked.library, &self.config);
        files.push(search::strings(
            &self.linked.library,
            &self.config,
            &self.editions,
        ));
        files
    }

    /// True if a path is in a folder of the search index.
    pub fn is_of_index(&self, path: &str) -> bool {
        let mut languages = self.config.languages.ids();
        languages.any(|language| path.starts_with(&self.linked.library.search_address(language)))
    }

    /// The path that all addresses of the site begin with: `/`, or `/library/`.
    pub fn base(&self) -> &str {
        &self.config.base.path
    }

    /// How large the site is.
    pub fn size(&self) -> Size {
        Size {
            studies: self.linked.library.studies.len(),
            files: self.paths().count(),
        }
    }

    /// The path of each file below the output folder: the pages, then the files of the theme and of
    /// the search index. A file's number is its place here.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let pages = self
            .linked
            .pages
            .list
            .values()
            .chain(&self.linked.links.versions);
        let assets = self.theme.assets.files.iter();
        pages
            .map(Page::path)
            .chain(assets.map(|(path, _)| path.as_str()))
            .chain(self.index.iter().map(|(path, _)| path.as_str()))
    }

    /// The paths of all files, with the proof that they can be published side by side.
    ///
    /// # Errors
    ///
    /// Returns a finding if they cannot. For what authors write, linking has said so in their own
    /// words. So this one is about the files of a theme.
    pub fn site_paths(&self) -> Rendered<SitePaths> {
        let paths = SitePaths::new(self.paths().map(str::to_owned).collect());
        paths.map_err(|fault| {
            let message = match fault {
                PathFault::Unfit(path) => format!("`/{path}` cannot be a file of the site"),
                PathFault::Twice(one, other) => {
                    format!("`/{one}` and `/{other}` would be one file of the site")
                }
                PathFault::FolderNeeded(file, below) => {
                    format!("`/{file}` is a file, and `/{below}` needs a folder of that name")
                }
            };
            let finding = Finding::error(rules::ADDRESS_TAKEN, message);
            Box::new(finding.help("rename the file that it is made from"))
        })
    }

    fn source(&self, number: usize) -> Source<'_> {
        let (pages, versions) = (
            self.linked.pages.list.as_slice(),
            &self.linked.links.versions,
        );
        let assets = &self.theme.assets.files;
        let mut number = number;
        if let Some(page) = pages.get(number) {
            return Source::Page(page);
        }
        number -= pages.len();
        if let Some(version) = versions.get(number) {
            return Source::Page(version);
        }
        number -= versions.len();
        match assets.get(number) {
            Some((_, bytes)) => Source::Bytes(bytes),
            None => Source::Bytes(&self.index[number - assets.len()].1),
        }
    }

    /// Makes one file, by its number.
    ///
    /// # Errors
    ///
    /// Returns a finding that points into the template if the template fails.
    pub fn content(&self, number: usize) -> Rendered<Content<'_>> {
        let page = match self.source(number) {
            Source::Bytes(bytes) => return Ok(Content::Bytes(Cow::Borrowed(bytes))),
            Source::Page(page) => page,
        };
        let language = page.language;
        let (config, library, pages) = (&self.config, &self.linked.library, &self.linked.pages);
        let edition = &self.editions[language];
        let html = |html: Vec<u8>| Content::Bytes(Cow::Owned(html));
        let text = |text: String| Content::Bytes(Cow::Owned(text.into_bytes()));
        Ok(match page.kind {
            PageKind::Home => html(self.home(language)?),
            PageKind::Browse(facet) => html(self.browse(language, facet)?),
            PageKind::List { list, page } => html(self.list(language, list, page)?),
            PageKind::Search => html(self.search(language)?),
            PageKind::Study { study, document } => html(self.study(language, study, document)?),
            PageKind::Text(document) => html(self.page(language, document)?),
            PageKind::Moved(document) => html(self.moved(page.address(), document)?),
            PageKind::NotFound => html(self.not_found(language)?),
            PageKind::Feed(list) => text(feed(config, library, edition, pages.lists[list])),
            PageKind::Data => text(data(config, library, edition)),
            PageKind::Template => text(self.blank(language)),
            PageKind::Sitemap(part) => text(sitemap(library, pages, part)),
            PageKind::SitemapIndex => text(sitemap_index(&library.base, pages)),
            PageKind::Robots => text(robots(&library.base)),
            PageKind::File(file) => Content::File(&pages.files[file].file.path),
            PageKind::Version { file, size, .. } => {
                let of = self
                    .shown(file)
                    .expect("only a picture is planned in smaller versions");
                Content::Smaller { of, size }
            }
        })
    }

    /// The pictures to open, to make smaller versions of them or only to see that they are whole.
    pub fn pictures(&self) -> Vec<Shown<'_>> {
        let shown = self.linked.links.shown.keys();
        shown.filter_map(|file| self.shown(*file)).collect()
    }

    /// A file as a picture that a text shows, if it can be opened here.
    fn shown(&self, file: FileId) -> Option<Shown<'_>> {
        let File { path, picture, .. } = &self.linked.pages.files[file].file;
        let picture = picture.filter(|picture| !picture.is_too_large())?;
        Some(Shown {
            path,
            picture,
            form: picture.form?,
            sizes: self.linked.links.shown.get(&file)?,
        })
    }
}

/// The most pages that are linked in the footer. Each page has all of these links, so without a
/// limit the site would grow with the square of their number.
pub const MAX_IN_FOOTER: usize = 50;

/// The keys of the pages for the footer, in their order: those directly below `content/`, except the
/// one on how to share a case study, which has its own place. At most [`MAX_IN_FOOTER`] are linked.
pub fn for_footer(library: &Library) -> impl Iterator<Item = &str> {
    let keys = library.others.keys().map(String::as_str);
    keys.filter(|key| !key.contains('/') && *key != SUBMIT)
}
