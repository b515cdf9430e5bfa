//! What templates get: one plain, serialisable value for each page.
//!
//! These types are the contract with theme authors. Every template gets `site` and `page`, and the
//! one view of its kind (`home`, `list`, `study`, `browse`, `body`, `ways` or `moved`). A `url` is
//! ready for an `href`: it includes the sub-folder of `base_url`. Text is plain text, unless the
//! field's name ends in `html`.

use serde::Serialize;

use crate::parse::date::Date;
use crate::words::Strings;

/// What is the same on every page of one language.
#[derive(Debug, Serialize)]
pub struct SiteView {
    /// The library's title.
    pub title: String,
    /// The site's address without a path, for example `https://example.org`.
    pub origin: String,
    /// The home page.
    pub home_url: String,
    /// The list of all case studies.
    pub all_url: String,
    /// The search page.
    pub search_url: String,
    /// The Atom feed of all case studies.
    pub feed_url: String,
    /// `/case-studies.json` of this language.
    pub data_url: String,
    /// The page on how to share a case study, if the library has one.
    pub submit_url: Option<String>,
    /// The facets, in the order of the settings.
    pub facets: Vec<FacetLink>,
    /// The other pages that the footer links to, in the order of their files.
    pub pages: Vec<PageLink>,
    /// The URL of the library's repository, if the settings name one.
    pub repository: Option<String>,
    /// How many case studies the library has.
    pub total: usize,
}

/// A facet as the navigation shows it.
#[derive(Debug, Clone, Serialize)]
pub struct FacetLink {
    /// The key in the front matter, for example `support_types`.
    pub key: String,
    /// The name of the facet, for example `Topics`.
    pub name: String,
    /// The name of one of its terms, for example `Topic`.
    pub singular: String,
    /// The page of the facet.
    pub url: String,
}

/// A link and its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLink {
    /// The text of the link.
    pub title: String,
    /// Where the link leads.
    pub url: String,
    /// The language of the linked page, if it differs from this page's.
    pub lang: Option<String>,
}

/// What every page says about itself.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// `home`, `all`, `term`, `pair`, `study`, `browse`, `page`, `search`, `moved` or `not-found`.
    pub kind: &'static str,
    /// Unique in the site. It does not include the site's title.
    pub title: String,
    /// A summary of at most 160 characters, for search engines.
    pub description: String,
    /// The tag of the page's language, for example `cy`.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The page's own address.
    pub url: String,
    /// The full URL, for `rel="canonical"`.
    pub canonical: String,
    /// The page in each of its languages, including this one. Empty if it has only one.
    pub alternates: Vec<Alternate>,
    /// The library's other languages. Each links to this page in that language, or to the home page
    /// if this page has no translation.
    pub languages: Vec<PageLink>,
    /// The page's own feed, or the feed of all case studies.
    pub feed: Feed,
    /// The full URL of a picture that other sites show with a link to this page.
    pub image: Option<String>,
    /// True if search engines should leave the page out.
    pub noindex: bool,
    /// From the home page to the parent of this page.
    pub breadcrumbs: Vec<PageLink>,
    /// Where the page's text can be edited on the code host.
    pub edit_url: Option<String>,
}

/// A page in one of its languages.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// The tag of the language.
    pub lang: String,
    /// The language's name in that language, for example `Cymraeg`.
    pub name: String,
    /// The full URL, for `hreflang`.
    pub canonical: String,
    /// The page in that language.
    pub url: String,
    /// True for the language of this page.
    pub current: bool,
}

/// An Atom feed.
#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    /// The title of the feed.
    pub title: String,
    /// The address of the feed.
    pub url: String,
}

/// A day, a month or a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// For `<time datetime>`: `2016`, `2016-05` or `2016-05-12`.
    pub iso: String,
    /// In the page's language: `2016`, `May 2016` or `12 May 2016`.
    pub text: String,
}

impl DateView {
    /// A date in the words of a language.
    pub fn new(date: Date, words: &Strings) -> DateView {
        let (iso, text) = (date.to_string(), words.date(date));
        DateView { iso, text }
    }
}

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The heading of the page.
    pub heading: String,
    /// The summary in the front matter, or nothing.
    pub summary: String,
    /// The text of `content/index.md`, or nothing.
    pub body_html: String,
    /// Every facet, with all its terms and their counts.
    pub facets: Vec<FacetTerms>,
    /// The five newest case studies.
    pub latest: Vec<Teaser>,
}

/// A facet with its terms.
#[derive(Debug, Clone, Serialize)]
pub struct FacetTerms {
    /// The facet's key in the front matter.
    pub key: String,
    /// The name of the facet, for example `Topics`.
    pub name: String,
    /// The name of one of its terms, for example `Topic`.
    pub singular: String,
    /// The page of the facet.
    pub url: String,
    /// In alphabetical order, without terms that no case study has.
    pub terms: Vec<TermLink>,
    /// The number of terms on the facet's page, if `terms` has only the most common ones. The
    /// filters of a list show at most 100 terms.
    pub all: Option<usize>,
}

/// A link to a term's case studies, with their number.
#[derive(Debug, Clone, Serialize)]
pub struct TermLink {
    /// The name of the term.
    pub name: String,
    /// As in addresses, and in `?topics=` of a search.
    pub slug: String,
    /// The list of the term's case studies.
    pub url: String,
    /// The number of case studies in that list.
    pub count: usize,
    /// `count` as a percentage of the largest count in the list, for the length of a bar.
    pub share: f64,
    /// The summary of the term's own page.
    pub summary: Option<String>,
    /// The language of the name, if it differs from the page's.
    pub lang: Option<String>,
    /// True if the term is chosen on this page. `url` then leads to the list without it.
    pub chosen: bool,
}

/// A case study in a list: what `teaser.html` made from its [`TeaserView`], ready for any page.
///
/// A case study is in about seven lists, so its teaser is rendered once. It does not depend on the
/// page that it is on.
pub type Teaser = tera::Value;

/// What a list says about a case study. Only `teaser.html` gets it, as `teaser`.
#[derive(Debug, Serialize)]
pub struct TeaserView {
    /// The case study's title.
    pub title: String,
    /// The case study's page.
    pub url: String,
    /// The summary, or else the first paragraph.
    pub summary: String,
    /// The language of title and summary, if it differs from the page's.
    pub lang: Option<String>,
    /// `ltr` or `rtl`, if `lang` is set.
    pub dir: Option<&'static str>,
    /// When the case study was published.
    pub date: Option<DateView>,
    /// The value of the field `organisation`.
    pub organisation: Option<String>,
    /// The terms of the first facet.
    pub terms: Vec<PageLink>,
}

/// A list of case studies: all of them, those of a term, or those of two terms together.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// The heading of the page.
    pub heading: String,
    /// The summary of the list's introduction, on the first page only.
    pub summary: Option<String>,
    /// The introduction of the term, on the first page only.
    pub introduction_html: String,
    /// The language of `introduction_html` and `summary`, if it differs from the page's.
    pub introduction_lang: Option<String>,
    /// The number of case studies on all pages of the list.
    pub total: usize,
    /// The number of the first case study on this page, counted from 1; 0 if the list is empty.
    pub first: usize,
    /// The number of the last case study on this page.
    pub last: usize,
    /// The case studies of this page.
    pub teasers: Vec<Teaser>,
    /// The chosen terms. Each links to the list without it.
    pub chosen: Vec<TermLink>,
    /// What `filters.html` made from the terms that can be chosen here. Only that template gets
    /// them, as `filters`: a list of [`FacetTerms`], where each count is that of the list with the
    /// term. The filters are the same on all pages of the list, so they are rendered once.
    pub filters: tera::Value,
    /// Links to the list's other pages.
    pub pagination: Pagination,
    /// The search with the same terms chosen, ready for another `name=value`:
    /// `/search/?topics=digital&`.
    pub search_url: String,
}

/// The pages of a list.
#[derive(Debug, Serialize)]
pub struct Pagination {
    /// The number of this page, counted from 1.
    pub number: usize,
    /// The number of pages.
    pub count: usize,
    /// The page before this one.
    pub previous: Option<String>,
    /// The page after this one.
    pub next: Option<String>,
    /// The pages to link to: the first, the last, and those next to this one.
    pub pages: Vec<PageNumber>,
}

/// One link of a pagination, or a gap.
#[derive(Debug, Serialize)]
pub struct PageNumber {
    /// `None` for a gap.
    pub number: Option<usize>,
    /// The page; empty for a gap.
    pub url: String,
    /// True for this page.
    pub current: bool,
}

/// A case study.
#[derive(Debug, Serialize)]
pub struct StudyView {
    /// The case study's title.
    pub title: String,
    /// The summary in the front matter, or nothing.
    pub summary: String,
    /// The text of the case study.
    pub body_html: String,
    /// When the case study was published.
    pub date: Option<DateView>,
    /// When it was last changed.
    pub updated: Option<DateView>,
    /// The reading time in minutes, at least 1.
    pub minutes_to_read: usize,
    /// The organisation, the facets, the date, the contact, then the other fields.
    pub facts: Vec<Fact>,
    /// The picture in the front matter.
    pub image: Option<Picture>,
    /// The second-level headings, each with its third-level ones. Empty if there are fewer than
    /// three second-level headings.
    pub contents: Vec<HeadingLink>,
    /// The files to download.
    pub attachments: Vec<Attachment>,
    /// The links in the front matter.
    pub links: Vec<PageLink>,
    /// At most five related case studies, the closest first.
    pub related: Vec<Related>,
    /// The one before it in the list of `series`.
    pub previous: Option<PageLink>,
    /// The one after it in the list of `series`.
    pub next: Option<PageLink>,
    /// The study's first term of the first facet.
    pub series: Option<PageLink>,
}

/// A label with one or more values, for a `<dl>`.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// The key in the front matter.
    pub key: String,
    /// What the page calls it.
    pub label: String,
    /// At least one value.
    pub values: Vec<FactValue>,
}

/// One value of a fact.
#[derive(Debug, Serialize)]
pub struct FactValue {
    /// The value as text.
    pub text: String,
    /// Where the value leads, if it is a link.
    pub url: Option<String>,
    /// For `<time datetime>`, if the value is a date.
    pub iso: Option<String>,
    /// The language of the text, if it differs from the page's.
    pub lang: Option<String>,
}

/// A picture with its size.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// For `src`: the version that suits most screens, or the picture itself if it has no versions.
    pub url: String,
    /// For `srcset`: the versions that a browser can choose from, if there is more than one.
    pub versions: Option<String>,
    /// The author's own file.
    pub original_url: String,
    /// What the picture shows, for people who can't see it.
    pub alt: String,
    /// The text below the picture.
    pub caption: Option<String>,
    /// In pixels, after turning the picture upright. `None` if it can't be read from the file.
    pub width: Option<u32>,
    /// See `width`.
    pub height: Option<u32>,
}

/// A link to a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadingLink {
    /// The heading's `id`.
    pub id: String,
    /// The text of the heading.
    pub text: String,
    /// The headings below it.
    pub children: Vec<HeadingLink>,
}

/// A file to download.
#[derive(Debug, Serialize)]
pub struct Attachment {
    /// The title in the front matter, or else the file's name.
    pub title: String,
    /// The file.
    pub url: String,
    /// For example `PDF`.
    pub kind: String,
    /// For example `1.2 MB`. `None` if the file is on another site.
    pub size: Option<String>,
}

/// A related case study, and why it is related.
#[derive(Debug, Serialize)]
pub struct Related {
    /// The case study's title.
    pub title: String,
    /// The case study's page.
    pub url: String,
    /// The language of the title, if it differs from the page's.
    pub lang: Option<String>,
    /// The names of the terms that both have. Empty if the author named it in `related`.
    pub because: Vec<String>,
}

/// All terms of a facet.
#[derive(Debug, Serialize)]
pub struct BrowseView {
    /// The heading of the page.
    pub heading: String,
    /// The summary in the front matter of the facet's page.
    pub summary: Option<String>,
    /// The text of the facet's page, or nothing.
    pub introduction_html: String,
    /// The facet with its terms.
    pub facet: FacetTerms,
    /// Case studies by year, oldest first.
    pub years: Vec<Year>,
}

/// How many case studies a year has.
#[derive(Debug, Clone, Serialize)]
pub struct Year {
    /// The year, for example `2024`.
    pub year: String,
    /// The number of case studies published in it.
    pub count: usize,
    /// `count` as a percentage of the largest.
    pub share: f64,
}

/// A page that is only text.
#[derive(Debug, Serialize)]
pub struct BodyView {
    /// The heading of the page.
    pub heading: String,
    /// The summary in the front matter.
    pub summary: Option<String>,
    /// The text of the page.
    pub html: String,
    /// As in [`StudyView`].
    pub contents: Vec<HeadingLink>,
    /// When the page was last changed, or else its date.
    pub updated: Option<DateView>,
    /// When somebody last checked that the page is still right.
    pub reviewed: Option<DateView>,
    /// The template to fill in, on the page on how to share a case study.
    pub submit: Option<SubmitView>,
}

/// The template of a new case study, made from the settings.
#[derive(Debug, Serialize)]
pub struct SubmitView {
    /// The text of a file to fill in.
    pub template: String,
    /// The same, as a file to download.
    pub download_url: String,
    /// The code host's editor for a new file, if the settings name a repository.
    pub editor_url: Option<String>,
    /// True if the editor opens with the template in it.
    pub editor_filled: bool,
    /// For example `GitHub`.
    pub host: Option<&'static str>,
}

/// Links to what the library has, for the search page and the page for unknown addresses.
#[derive(Debug, Serialize)]
pub struct WaysView {
    /// Every facet, with all its terms.
    pub facets: Vec<FacetTerms>,
    /// The five newest case studies.
    pub latest: Vec<Teaser>,
}

/// The page at a former address.
#[derive(Debug, Serialize)]
pub struct MovedView {
    /// Of the page that has moved.
    pub title: String,
    /// The page's new address.
    pub url: String,
    /// The full URL of that address.
    pub canonical: String,
}
