//! The library into a site: a plan of files that render themselves when asked.
//!
//! Nothing here holds more than one page: each is made when it is asked for, on any thread. The
//! order of the plan is the order of the library, never of the clock.

mod data;
mod edition;
mod feed;
mod lists;
mod pages;
pub mod search;
mod sheets;
pub mod theme;
mod unread;
pub mod view;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use edition::Edition;
use lists::{Choice, List};
use rayon::prelude::*;
use theme::Theme;
use view::Teaser;

use crate::config::Config;
use crate::link::address::Owner;
use crate::link::{Library, Placed, SUBMIT, Study};
use crate::picture::{self, Form, Picture};
use crate::report::Finding;
use crate::source::slug::encoded;

/// A whole site, none of it made yet.
pub struct Site {
    config: Arc<Config>,
    library: Library,
    theme: Theme,
    /// By language.
    editions: Vec<Edition>,
    /// Every study as it stands in lists, by language and number: each is in seven lists or so, and
    /// is made for the first that asks.
    teasers: Vec<Vec<OnceLock<Made<Teaser>>>>,
    lists: Vec<List>,
    /// The search's index, once it was asked for.
    index: Vec<(String, Vec<u8>)>,
    plan: Vec<Planned>,
}

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Planned {
    /// Where it stands below the output folder: `case-studies/warm-homes/index.html`.
    path: String,
    language: usize,
    make: Make,
}

/// What a planned file is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Make {
    Home,
    /// One page, counted from 1, of a list, by its place in `lists`.
    List(usize, usize),
    /// A case study's version, by its document.
    Study {
        study: usize,
        document: usize,
    },
    Browse(usize),
    /// Any other page, by its document.
    Page(usize),
    /// The file that a new case study begins with.
    Blank,
    Search,
    /// A file of the search's index, by its place there.
    Index(usize),
    NotFound,
    /// The page at a former address, by the document that has moved.
    Moved(usize),
    Feed(Choice),
    Data,
    /// One of the sitemaps, counted from 0.
    Sitemap(usize),
    SitemapIndex,
    Robots,
    Asset(usize),
    File(usize),
    /// A smaller version of a picture, by the file's number.
    Smaller(usize, Form, picture::Size),
}

/// A page, or what a template had to say; boxed, since it is far larger than a page's text is.
pub type Made<T> = Result<T, Box<Finding>>;

/// A file's content.
#[derive(Debug)]
pub enum Content<'a> {
    Bytes(Cow<'a, [u8]>),
    /// A file of the library that is copied, by its path below the library's root.
    File(&'a str),
    /// A smaller version of a picture of the library.
    Smaller {
        of: Shown<'a>,
        size: picture::Size,
    },
}

/// A picture of the library that a text shows, and that can be opened here if it is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Below the library's root.
    pub path: &'a str,
    pub picture: Picture,
    pub form: Form,
    /// All of its versions; some have none.
    pub sizes: &'a [picture::Size],
}

/// How many of each thing a site has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub studies: usize,
    pub files: usize,
}

/// Plans the site.
pub fn site(library: Library, config: Arc<Config>, theme: Theme) -> Site {
    let languages = 0..config.languages.len();
    let editions = languages
        .clone()
        .map(|language| Edition::new(&library, &config, &theme, language))
        .collect();
    let unmade = || library.studies.iter().map(|_| OnceLock::new()).collect();
    let teasers = languages.map(|_| unmade()).collect();
    let mut site = Site {
        config,
        library,
        theme,
        editions,
        teasers,
        lists: vec![],
        index: vec![],
        plan: vec![],
    };
    site.lists = site.made_lists();
    site.plan = plan(&site);
    site
}

/// What a page is made from, for whoever has to say where its mistakes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// For example `study.html`.
    pub template: &'static str,
    pub language: usize,
    /// The document whose text stands in the page.
    pub document: Option<usize>,
}

impl Site {
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What a page is made from; nothing for a file that is no page.
    pub fn origin(&self, number: usize) -> Option<Origin> {
        let Planned { language, make, .. } = &self.plan[number];
        let language = *language;
        let (template, document) = match make {
            Make::Home => ("home.html", self.library.home[language]),
            Make::List(list, page) => (
                "list.html",
                self.introduction(language, &self.lists[*list].choice)
                    .filter(|_| *page == 1),
            ),
            Make::Study { document, .. } => ("study.html", Some(*document)),
            Make::Browse(facet) => ("browse.html", self.library.facets[*facet].page[language]),
            Make::Page(document) => ("page.html", Some(*document)),
            Make::Search => ("search.html", None),
            Make::NotFound => ("not-found.html", None),
            Make::Moved(_) => ("moved.html", None),
            Make::Index(_)
            | Make::Feed(_)
            | Make::Data
            | Make::Blank
            | Make::Sitemap(_)
            | Make::SitemapIndex
            | Make::Robots
            | Make::Asset(_)
            | Make::File(_)
            | Make::Smaller(..) => return None,
        };
        Some(Origin {
            template,
            language,
            document,
        })
    }

    /// The site with its search's index.
    ///
    /// That is the longest part of a run, and no page is made of it: a preview does without until
    /// somebody searches.
    pub fn with_index(mut self) -> Site {
        self.index = self.index();
        let files = self.index.iter().enumerate();
        let planned = files.map(|(number, (path, _))| Planned {
            path: path.clone(),
            language: 0,
            make: Make::Index(number),
        });
        self.plan.extend(planned);
        self
    }

    /// Every file of the search's index, by where it stands below the output folder.
    pub fn index(&self) -> Vec<(String, Vec<u8>)> {
        search::files(&self.library, &self.config)
    }

    /// Whether a path is where the files of the search's index stand.
    pub fn is_of_index(&self, path: &str) -> bool {
        let languages = 0..self.config.languages.len();
        let mut folders = languages
            .map(|language| format!("{}{}", self.library.prefix(language), search::FOLDER));
        folders.any(|folder| path.starts_with(&folder))
    }

    /// The path that all addresses of the site begin with: `/`, or `/library/`.
    pub fn base(&self) -> &str {
        &self.config.base.path
    }

    pub fn size(&self) -> Size {
        Size {
            studies: self.library.studies.len(),
            files: self.plan.len(),
        }
    }

    /// Where each file stands below the output folder, in the order of the plan.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.plan.iter().map(|planned| planned.path.as_str())
    }

    /// Makes one file, by its place in the plan.
    ///
    /// # Errors
    ///
    /// A finding that points into the template, where a template fails.
    pub fn content(&self, number: usize) -> Made<Content<'_>> {
        let Planned {
            path,
            language,
            make,
        } = &self.plan[number];
        let language = *language;
        let html = |html: Vec<u8>| Content::Bytes(Cow::Owned(html));
        let text = |text: String| Content::Bytes(Cow::Owned(text.into_bytes()));
        Ok(match make {
            Make::Home => html(self.home(language)?),
            Make::List(list, page) => html(self.list(&self.lists[*list], *page)?),
            Make::Study { study, document } => html(self.study(language, *study, *document)?),
            Make::Browse(facet) => html(self.browse(language, *facet)?),
            Make::Page(document) => html(self.page(language, *document)?),
            Make::Blank => text(self.blank(language)),
            Make::Search => html(self.search(language)?),
            Make::Index(file) => Content::Bytes(Cow::Borrowed(&self.index[*file].1)),
            Make::NotFound => html(self.not_found(language)?),
            Make::Moved(document) => html(self.moved(path, *document)?),
            Make::Feed(choice) => text(self.feed(language, choice)),
            Make::Data => text(self.data(language)),
            Make::Sitemap(part) => text(self.sitemap(*part)),
            Make::SitemapIndex => text(self.sitemap_index()),
            Make::Robots => text(self.robots()),
            Make::Asset(asset) => Content::Bytes(Cow::Borrowed(&self.theme.assets.files[*asset].1)),
            Make::File(file) => Content::File(&self.library.files[*file].file.path),
            Make::Smaller(file, _, size) => {
                let of = shown(&self.library.files[*file])
                    .expect("only a picture is planned in smaller versions");
                Content::Smaller { of, size: *size }
            }
        })
    }

    /// Every picture that is to be opened: for its smaller versions, or only to see that it is
    /// whole.
    pub fn pictures(&self) -> Vec<Shown<'_>> {
        self.library.files.iter().filter_map(shown).collect()
    }

    /// An address of this site as it stands in an `href`.
    fn url(&self, address: &str) -> String {
        [&self.config.base.path, &*encoded(address)].concat()
    }

    /// An address of this site as another site would write it.
    fn canonical(&self, address: &str) -> String {
        [
            &self.config.base.origin,
            &self.config.base.path,
            &*encoded(address),
        ]
        .concat()
    }
}

/// Every file of the site. What a person reads comes first, so that a slow page shows early.
fn plan(site: &Site) -> Vec<Planned> {
    let Site {
        library, config, ..
    } = site;
    let mut plan = vec![];
    let planned = |address: &str, language: usize, make: Make| Planned {
        path: file_at(address),
        language,
        make,
    };
    let mut add =
        |address: &str, language: usize, make: Make| plan.push(planned(address, language, make));
    for language in 0..config.languages.len() {
        let prefix = library.prefix(language);
        add(prefix, language, Make::Home);
        let lists = site
            .lists
            .iter()
            .enumerate()
            .filter(|(_, list)| list.language == language);
        for (number, List { choice, .. }) in lists {
            for page in 1..=site.page_count(choice) {
                add(
                    &site.list_address(language, choice, page),
                    language,
                    Make::List(number, page),
                );
            }
            if !matches!(choice, Choice::Pair { .. }) {
                add(
                    &site.feed_address(language, choice),
                    language,
                    Make::Feed(choice.clone()),
                );
            }
        }
        for facet in 0..library.facets.len() {
            add(
                &library.facet_address(facet, language),
                language,
                Make::Browse(facet),
            );
        }
        add(&format!("{prefix}search/"), language, Make::Search);
        add(&format!("{prefix}case-studies.json"), language, Make::Data);
        if let Some(address) = library.blank_address(language) {
            add(&address, language, Make::Blank);
        }
    }
    let versions =
        library
            .studies
            .par_iter()
            .enumerate()
            .flat_map_iter(|(study, Study { versions, .. })| {
                versions
                    .iter()
                    .flatten()
                    .map(move |&document| (study, document))
            });
    plan.par_extend(versions.map(|(study, document)| {
        let language = library.documents[document].language;
        planned(
            &library.address(document),
            language,
            Make::Study { study, document },
        )
    }));
    let mut add =
        |address: &str, language: usize, make: Make| plan.push(planned(address, language, make));
    for &document in library
        .pages
        .values()
        .flat_map(|versions| versions.iter().flatten())
    {
        let language = library.documents[document].language;
        add(&library.address(document), language, Make::Page(document));
    }
    let mut moved: Vec<(&str, usize)> = library
        .addresses
        .iter()
        .filter_map(|claim| match claim.owner {
            Owner::Alias(document) => Some((claim.address.as_str(), document)),
            _ => None,
        })
        .collect();
    moved.sort_unstable();
    for (address, document) in moved {
        add(
            address,
            library.documents[document].language,
            Make::Moved(document),
        );
    }
    add("404.html", 0, Make::NotFound);
    match site.sitemap_count() {
        1 => add("sitemap.xml", 0, Make::Sitemap(0)),
        count => {
            add("sitemap.xml", 0, Make::SitemapIndex);
            for part in 0..count {
                add(&data::sitemap_address(part), 0, Make::Sitemap(part));
            }
        }
    }
    add("robots.txt", 0, Make::Robots);
    for (number, (address, _)) in site.theme.assets.files.iter().enumerate() {
        add(address, 0, Make::Asset(number));
    }
    for (number, placed) in library.files.iter().enumerate() {
        // A file whose address is another's has been reported, and is left out here.
        if library
            .addresses
            .get(&placed.address)
            .is_some_and(|claim| claim.owner == Owner::File(number))
        {
            add(&placed.address, 0, Make::File(number));
        }
        for (Shown { form, .. }, size) in shown(placed)
            .into_iter()
            .flat_map(|of| of.sizes.iter().map(move |s| (of, *s)))
        {
            add(
                &library.smaller_address(number, form, size),
                0,
                Make::Smaller(number, form, size),
            );
        }
    }
    plan
}

fn shown(placed: &Placed) -> Option<Shown<'_>> {
    let Placed { file, smaller, .. } = placed;
    let picture = file
        .picture
        .filter(|picture| placed.shown && !picture.is_too_large())?;
    Some(Shown {
        path: &file.path,
        picture,
        form: picture.form?,
        sizes: smaller,
    })
}

/// A page is the index of its folder.
fn file_at(address: &str) -> String {
    match address.is_empty() || address.ends_with('/') {
        true => format!("{address}index.html"),
        false => address.to_owned(),
    }
}

/// Whether a document's page is left to itself by search engines.
fn hidden_from_search(site: &Site, document: usize) -> bool {
    // What holds for the original holds for its translations.
    let original = site.library.in_language(document, 0);
    [document, original]
        .iter()
        .any(|document| site.library.documents[*document].front.noindex)
}

/// Whether a page, by its key, stands in the footer: those at the top do, but the one that says how
/// to share a case study, which has a place of its own.
fn in_footer(key: &str) -> bool {
    !key.contains('/') && key != SUBMIT
}
