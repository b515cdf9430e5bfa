//! What a template is told: one plain, serialisable value a page.
//!
//! These types are the contract with theme authors. A template gets `site` and `page` on every
//! page, and beside them the one view of its kind (`home`, `list`, `study`, `browse`, `body`,
//! `ways`, `moved`). Every address is ready for an `href` (the sub-folder of `base_url` included),
//! every text is plain text unless its field's name ends in `html`.

use serde::Serialize;

use crate::parse::date::Date;
use crate::words::Strings;

/// What stays the same on every page of one language.
#[derive(Debug, Serialize)]
pub struct SiteView {
    pub title: String,
    /// The site's address without a path, for example `https://example.org`.
    pub origin: String,
    pub home_url: String,
    pub all_url: String,
    pub search_url: String,
    /// The Atom feed of all case studies.
    pub feed_url: String,
    /// `/case-studies.json` of this language.
    pub data_url: String,
    /// The page that says how to share a case study, where the library has one.
    pub submit_url: Option<String>,
    /// The facets, in the order of the settings.
    pub facets: Vec<FacetLink>,
    /// Other pages that stand in the footer, in the order of their files.
    pub pages: Vec<PageLink>,
    pub repository: Option<String>,
    /// How many case studies the library has.
    pub total: usize,
}

/// A facet as the navigation shows it.
#[derive(Debug, Clone, Serialize)]
pub struct FacetLink {
    /// The key in the front matter, for example `support_types`.
    pub key: String,
    pub name: String,
    pub singular: String,
    pub url: String,
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLink {
    pub title: String,
    pub url: String,
    /// The language of the page behind the link, where it is not this page's own.
    pub lang: Option<String>,
}

/// What every page says of itself.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// `home`, `all`, `term`, `pair`, `study`, `browse`, `page`, `search`, `moved` or `not-found`.
    pub kind: &'static str,
    /// Unique in the site; without the site's own title.
    pub title: String,
    pub description: String,
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    pub url: String,
    /// The absolute address, for `rel="canonical"`.
    pub canonical: String,
    /// The same page in every language it has, its own included; empty where there is only one.
    pub alternates: Vec<Alternate>,
    /// The library's other languages: this page there, or the home page where nobody translated it.
    pub languages: Vec<PageLink>,
    /// The feed that goes with the page: its own, or that of all case studies.
    pub feed: Feed,
    /// Absolute address of a picture for social sharing.
    pub image: Option<String>,
    pub noindex: bool,
    /// From the home page down to the parent of this page.
    pub breadcrumbs: Vec<PageLink>,
    /// Where the page's text can be edited in the code host.
    pub edit_url: Option<String>,
}

/// A page in another language, or in its own.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    pub lang: String,
    /// The language's name in that language, for example `Cymraeg`.
    pub name: String,
    /// Absolute, for `hreflang`.
    pub canonical: String,
    pub url: String,
    pub current: bool,
}

/// An Atom feed.
#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    pub title: String,
    pub url: String,
}

/// A day, month or year, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// For `<time datetime>`: `2016`, `2016-05` or `2016-05-12`.
    pub iso: String,
    /// In the page's language: `2016`, `May 2016` or `12 May 2016`.
    pub text: String,
}

impl DateView {
    pub fn new(date: Date, words: &Strings) -> DateView {
        let (iso, text) = (date.to_string(), words.date(date));
        DateView { iso, text }
    }
}

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    pub heading: String,
    pub summary: String,
    pub body_html: String,
    /// Every facet with all its terms and their counts.
    pub facets: Vec<FacetTerms>,
    /// The five latest.
    pub latest: Vec<Teaser>,
}

/// A facet with its terms.
#[derive(Debug, Clone, Serialize)]
pub struct FacetTerms {
    pub key: String,
    pub name: String,
    pub singular: String,
    pub url: String,
    /// In the order of the alphabet; those without any case study left out.
    pub terms: Vec<TermLink>,
    /// How many terms the page of the facet has, where `terms` are only the most frequent of them.
    /// The filters of a list have no more than 100.
    pub all: Option<usize>,
}

/// A term with how many case studies a visitor finds behind it.
#[derive(Debug, Clone, Serialize)]
pub struct TermLink {
    pub name: String,
    /// As in the addresses, and in `?topics=` of a search.
    pub slug: String,
    pub url: String,
    pub count: usize,
    /// `count` in hundredths of the largest count in the same list, for a bar's length.
    pub share: f64,
    pub summary: Option<String>,
    /// The language of the name, where it is not the page's own.
    pub lang: Option<String>,
    /// Whether the term is chosen on this page; `url` then leads to the page without it.
    pub chosen: bool,
}

/// A case study in a list: what `teaser.html` made of its [`TeaserView`], ready to stand in any
/// page.
///
/// It stands in seven lists or so, so it is made once, and knows nothing of the page around it.
pub type Teaser = tera::Value;

/// What a list says of a case study; told to `teaser.html` alone, as `teaser`.
#[derive(Debug, Serialize)]
pub struct TeaserView {
    pub title: String,
    pub url: String,
    pub summary: String,
    /// The language of title and summary, where it is not the page's own.
    pub lang: Option<String>,
    pub dir: Option<&'static str>,
    pub date: Option<DateView>,
    pub organisation: Option<String>,
    /// The terms of the first facet.
    pub terms: Vec<PageLink>,
}

/// A list of case studies: all of them, those of a term, or those of two terms together.
#[derive(Debug, Serialize)]
pub struct ListView {
    pub heading: String,
    pub summary: Option<String>,
    /// The introduction of the term, on the first page only.
    pub introduction_html: String,
    /// The language of `introduction_html` and `summary`, where it is not the page's own.
    pub introduction_lang: Option<String>,
    /// How many case studies the list has on all its pages.
    pub total: usize,
    /// The numbers of the first and last case study on this page, from 1.
    pub first: usize,
    pub last: usize,
    pub teasers: Vec<Teaser>,
    /// The terms chosen, each with the page without it.
    pub chosen: Vec<TermLink>,
    /// What `filters.html` made of the terms that can be chosen from here, facet by facet, with the
    /// count that would follow: a list of [`FacetTerms`], told to it alone, as `filters`. It is the
    /// same on all pages of the list, so it is made once.
    pub filters: tera::Value,
    pub pagination: Pagination,
    /// The search with the same choice, ready for one more `name=value`:
    /// `/search/?topics=digital&`.
    pub search_url: String,
}

/// The pages of a list.
#[derive(Debug, Serialize)]
pub struct Pagination {
    /// From 1.
    pub number: usize,
    pub count: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// The pages worth a link: the first, the last, those around this one.
    pub pages: Vec<PageNumber>,
}

/// One link of a pagination, or a gap.
#[derive(Debug, Serialize)]
pub struct PageNumber {
    /// `None` is a gap.
    pub number: Option<usize>,
    pub url: String,
    pub current: bool,
}

/// A case study.
#[derive(Debug, Serialize)]
pub struct StudyView {
    pub title: String,
    pub summary: String,
    pub body_html: String,
    pub date: Option<DateView>,
    pub updated: Option<DateView>,
    pub minutes_to_read: usize,
    /// Organisation, the facets, the date, whom to ask, then the other fields.
    pub facts: Vec<Fact>,
    pub image: Option<Picture>,
    /// Headings of the second level, with those of the third below them; empty where there are
    /// fewer than three of the second.
    pub contents: Vec<HeadingLink>,
    pub attachments: Vec<Attachment>,
    pub links: Vec<PageLink>,
    /// The best related case studies, five at most.
    pub related: Vec<Related>,
    /// The neighbours in the list of the study's first term of the first facet.
    pub previous: Option<PageLink>,
    pub next: Option<PageLink>,
    /// The term that `previous` and `next` belong to.
    pub series: Option<PageLink>,
}

/// A label with one or more values, for a `<dl>`.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// The key in the front matter.
    pub key: String,
    pub label: String,
    pub values: Vec<FactValue>,
}

/// One value of a fact.
#[derive(Debug, Serialize)]
pub struct FactValue {
    pub text: String,
    pub url: Option<String>,
    /// For `<time datetime>`, where the value is a date.
    pub iso: Option<String>,
    /// The language of the text, where it is not the page's own.
    pub lang: Option<String>,
}

/// A picture with its measures.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// For `src`: the version that most screens can use, or the picture itself where it has none.
    pub url: String,
    /// For `srcset`: the versions that a browser may choose from; none where there is only the one.
    pub versions: Option<String>,
    /// The picture as its author gave it.
    pub original_url: String,
    pub alt: String,
    pub caption: Option<String>,
    /// In pixels, as it is shown, where known.
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// A heading that can be linked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadingLink {
    pub id: String,
    pub text: String,
    pub children: Vec<HeadingLink>,
}

/// A file to download.
#[derive(Debug, Serialize)]
pub struct Attachment {
    pub title: String,
    pub url: String,
    /// For example `PDF`.
    pub kind: String,
    /// For example `1.2 MB`; none where the file stands on another site.
    pub size: Option<String>,
}

/// A related case study, and why.
#[derive(Debug, Serialize)]
pub struct Related {
    pub title: String,
    pub url: String,
    pub lang: Option<String>,
    /// Names of the terms both have; empty where the author named it in `related`.
    pub because: Vec<String>,
}

/// All terms of a facet.
#[derive(Debug, Serialize)]
pub struct BrowseView {
    pub heading: String,
    pub summary: Option<String>,
    pub introduction_html: String,
    pub facet: FacetTerms,
    /// Case studies by year, oldest first.
    pub years: Vec<Year>,
}

/// How many case studies a year has.
#[derive(Debug, Clone, Serialize)]
pub struct Year {
    pub year: String,
    pub count: usize,
    /// `count` in hundredths of the largest.
    pub share: f64,
}

/// Any other page: its own text.
#[derive(Debug, Serialize)]
pub struct BodyView {
    pub heading: String,
    pub summary: Option<String>,
    pub html: String,
    pub contents: Vec<HeadingLink>,
    pub updated: Option<DateView>,
    /// When somebody last made sure that the page is true.
    pub reviewed: Option<DateView>,
    /// On the page that says how to share a case study: the template to fill in.
    pub submit: Option<SubmitView>,
}

/// What a new case study begins with, made from the settings.
#[derive(Debug, Serialize)]
pub struct SubmitView {
    /// The text of a file to fill in.
    pub template: String,
    /// The same as a file to download.
    pub download_url: String,
    /// The code host's editor for a new file, where the settings name a repository.
    pub editor_url: Option<String>,
    /// Whether the editor opens with the template in it.
    pub editor_filled: bool,
    /// For example `GitHub`.
    pub host: Option<&'static str>,
}

/// The search page, and the page for an address that is not there: ways on from here.
#[derive(Debug, Serialize)]
pub struct WaysView {
    pub facets: Vec<FacetTerms>,
    pub latest: Vec<Teaser>,
}

/// The page at a former address.
#[derive(Debug, Serialize)]
pub struct MovedView {
    /// Of the page that has moved.
    pub title: String,
    pub url: String,
    pub canonical: String,
}
