//! Makes a view of each kind of page, and renders it with its template.

use std::collections::BTreeMap;

use tera::{Context, Value};

use super::face::{Face, ORGANISATION, share};
use super::theme::value;
use super::view::{
    Alternate, Attachment, BodyView, BrowseView, DateView, Fact, FactValue, Feed, HeadingLink,
    HomeView, MovedView, PageLink, PageView, Picture, Related, StudyView, SubmitView, Teaser,
    WaysView, Year,
};
use super::{Rendered, Site};
use crate::form::{Form, Length, Prefilled, form, template};
use crate::ids::{DocumentId, FacetId, FileId, LanguageId, StudyId};
use crate::link::pages::Owner;
use crate::link::related::related;
use crate::link::resolve::{Broken, Resolved, resolve};
use crate::link::{File, Placed, SUBMIT, Selection, Study, Versions, version_address};
use crate::parse::Document;
use crate::parse::front_matter::FieldValue;
use crate::parse::html;
use crate::parse::target::{LinkKind, Target};
use crate::picture::{self, Size};
use crate::source::ellipsis;
use crate::words::Strings;

/// Case studies shown on the home page.
const LATEST: usize = 5;

/// Characters of a description: about as many as search engines show.
const MAX_DESCRIPTION: usize = 160;

/// "On this page" is shown from this number of headings.
const MIN_CONTENTS: usize = 3;

/// Where a link leads. Resolved once, even if a page uses it several times.
type Led = Result<Resolved, Broken>;

impl Site {
    /// Renders a page. Its template gets the site, the page, and the view of its kind as `name`.
    pub(super) fn rendered<V: serde::Serialize>(
        &self,
        template: &str,
        face: Face,
        name: &'static str,
        view: &V,
    ) -> Rendered<Vec<u8>> {
        let (language, address) = (face.language, face.address.clone());
        let mut context = Context::new();
        context.insert_value("site", self.editions[language].site.clone());
        context.insert_value("page", self.page_value(face));
        context.insert_value(name, value(view));
        self.theme.render(language, template, &context, &address)
    }

    fn page_value(&self, face: Face) -> Value {
        let language = &self.config.languages[face.language];
        let words = self.theme.words(face.language);
        let alternates = face
            .alternates
            .iter()
            .filter(|_| face.alternates.len() > 1)
            .map(|(number, address)| Alternate {
                lang: self.config.languages[*number].tag.clone(),
                name: self.theme.words(*number).get("language_name"),
                canonical: self.canonical(address),
                url: self.url(address),
                current: *number == face.language,
            });
        let others = self.editions.ids().filter(|other| *other != face.language);
        let languages = others.map(|other| {
            let own = face
                .alternates
                .iter()
                .find(|(language, _)| *language == other);
            PageLink {
                title: self.theme.words(other).get("language_name"),
                url: self.url(own.map_or(self.library.prefix(other), |(_, address)| address)),
                lang: Some(self.config.languages[other].tag.clone()),
            }
        });
        let home = PageLink {
            title: words.get("home"),
            url: self.url(self.library.prefix(face.language)),
            lang: None,
        };
        let feed = face.feed.unwrap_or(Selection::All);
        let site_title = &self.editions[face.language].title;
        let feed_title = match feed {
            Selection::Term { .. } => {
                format!("{} – {site_title}", self.list_title(face.language, feed))
            }
            _ => site_title.clone(),
        };
        value(&PageView {
            kind: face.kind,
            title: face.title,
            description: ellipsis(&face.description, MAX_DESCRIPTION).into_owned(),
            lang: language.tag.clone(),
            dir: language.dir(),
            url: self.url(&face.address),
            canonical: self.canonical(&face.address),
            alternates: alternates.collect(),
            languages: languages.collect(),
            feed: Feed {
                title: feed_title,
                url: self.url(&self.library.feed_address(feed, face.language)),
            },
            image: face.image.map(|address| self.canonical(&address)),
            noindex: face.noindex,
            breadcrumbs: std::iter::once(home)
                .filter(|_| face.kind != "home")
                .chain(face.breadcrumbs)
                .collect(),
            edit_url: face
                .edit
                .and_then(|document| self.edit_url(&self.library.documents[document])),
        })
    }

    /// The addresses of a page that exists in every language.
    pub(super) fn mirrored(
        &self,
        address: impl Fn(LanguageId) -> String,
    ) -> Vec<(LanguageId, String)> {
        let languages = self.editions.ids();
        languages.map(|other| (other, address(other))).collect()
    }

    /// The addresses of the versions that a page has.
    fn told_in(&self, versions: &Versions) -> Vec<(LanguageId, String)> {
        let told = versions.iter();
        told.filter_map(|(language, document)| Some((language, self.library.address((*document)?))))
            .collect()
    }

    fn edit_url(&self, document: &Document) -> Option<String> {
        Some(self.config.repository.as_ref()?.edit(&document.path))
    }

    /// A document's text as HTML, with links from a page in `language`.
    pub fn body(&self, language: LanguageId, id: DocumentId) -> String {
        let document = &self.library.documents[id];
        let text = &document.text();
        let labels = &self.editions[language].labels;
        html::html(text, &document.body, labels, &|target, kind| match kind {
            LinkKind::Page => self.target(id, target),
            LinkKind::Picture => {
                self.picture(&resolve(&self.library, &self.pages, id, target), target)
            }
        })
    }

    /// The target of a link in a document. Empty if the link is broken, which is reported
    /// elsewhere.
    fn target(&self, document: DocumentId, target: &str) -> Target {
        self.plain(
            &resolve(&self.library, &self.pages, document, target),
            target,
        )
    }

    fn plain(&self, led: &Led, target: &str) -> Target {
        let url = match led {
            Ok(Resolved::Inside { address, rest, .. }) => self.url(address) + rest,
            Ok(Resolved::Here { fragment }) => format!("#{fragment}"),
            Ok(Resolved::Outside) => target.to_owned(),
            Err(_) => String::new(),
        };
        Target {
            url,
            ..Target::default()
        }
    }

    /// The usual version of a picture, and those that a browser may choose instead.
    fn picture(&self, led: &Led, target: &str) -> Target {
        let plain = self.plain(led, target);
        let Ok(Resolved::Inside {
            owner: Owner::File(file),
            ..
        }) = *led
        else {
            return plain;
        };
        let Placed {
            address,
            file: File { picture, .. },
        } = &self.pages.files[file];
        let Some(picture) = picture else { return plain };
        let size = Some((picture.width, picture.height));
        let Some((form, usual)) = self.usual_version(file) else {
            return Target { size, ..plain };
        };
        let at = |size: Size| self.url(&version_address(address, form, size));
        let smaller = self.smaller(file);
        let mut offered: Vec<String> = smaller
            .iter()
            .map(|size| format!("{} {}w", at(*size), size.width))
            .collect();
        // If no version replaces the file, the file is the widest version.
        if picture.is_its_widest(smaller) {
            offered.push(format!("{} {}w", self.url(address), picture.width));
        }
        let versions = if offered.len() > 1 {
            offered.join(", ")
        } else {
            String::new()
        };
        Target {
            url: at(usual),
            size,
            versions,
        }
    }

    /// The version of a picture for browsers that don't choose. `None` if it has no versions.
    fn usual_version(&self, file: FileId) -> Option<(picture::Form, Size)> {
        let picture = self.pages.files[file].file.picture?;
        Some((picture.form?, picture::Picture::usual(self.smaller(file))?))
    }

    /// The sizes of a picture's smaller versions, the narrowest first.
    fn smaller(&self, file: FileId) -> &[Size] {
        self.links.shown.get(&file).map_or(&[], Vec::as_slice)
    }

    pub(super) fn home(&self, language: LanguageId) -> Rendered<Vec<u8>> {
        let document = self.library.home[language];
        let told = document.map(|document| &self.library.documents[document]);
        let title = self.editions[language].title.clone();
        let summary = told
            .and_then(|told| told.front.summary.clone())
            .unwrap_or_default();
        let view = HomeView {
            heading: told.map_or_else(|| title.clone(), |told| told.title.clone()),
            summary: summary.clone(),
            body_html: document.map_or(String::new(), |document| self.body(language, document)),
            facets: self.all_facets(language),
            latest: self.latest(language)?,
        };
        let description = match told.map(|told| told.summary()) {
            Some(summary) if !summary.is_empty() => summary.to_owned(),
            _ => title.clone(),
        };
        let face = Face {
            kind: "home",
            title,
            description,
            alternates: self.mirrored(|other| self.library.prefix(other).to_owned()),
            edit: document,
            ..Face::new(language, self.library.prefix(language).to_owned())
        };
        self.rendered("home.html", face, "home", &view)
    }

    fn all_facets(&self, language: LanguageId) -> Vec<super::view::FacetTerms> {
        let facets = self.library.facets.ids();
        facets
            .map(|facet| self.all_terms(language, facet))
            .collect()
    }

    fn latest(&self, language: LanguageId) -> Rendered<Vec<Teaser>> {
        let newest = Selection::All.newest(&self.library, LATEST);
        newest
            .into_iter()
            .map(|study| self.teaser(language, study))
            .collect()
    }

    pub(super) fn browse(&self, language: LanguageId, facet: FacetId) -> Rendered<Vec<u8>> {
        let document = self.library.facets[facet].page[language];
        let told = document.map(|document| &self.library.documents[document]);
        let link = &self.editions[language].facets[facet];
        let view = BrowseView {
            heading: told.map_or_else(|| link.name.clone(), |told| told.title.clone()),
            summary: told.and_then(|told| told.front.summary.clone()),
            introduction_html: document
                .map_or(String::new(), |document| self.body(language, document)),
            facet: self.all_terms(language, facet),
            years: self.years(),
        };
        let names: Vec<&str> = view
            .facet
            .terms
            .iter()
            .map(|term| term.name.as_str())
            .collect();
        let description = view
            .summary
            .clone()
            .unwrap_or_else(|| format!("{}: {}", link.name, names.join(", ")));
        let face = Face {
            kind: "browse",
            title: view.heading.clone(),
            description,
            alternates: self.mirrored(|other| self.library.facet_address(facet, other)),
            edit: document,
            ..Face::new(language, self.library.facet_address(facet, language))
        };
        self.rendered("browse.html", face, "browse", &view)
    }

    fn years(&self) -> Vec<Year> {
        let mut years: BTreeMap<i16, usize> = BTreeMap::new();
        for date in self.library.studies.values().filter_map(|study| study.date) {
            *years.entry(date.year).or_default() += 1;
        }
        let most = years.values().max().copied().unwrap_or(1);
        // Years without case studies are shown too, so that gaps are visible.
        let first = years.keys().next().copied().unwrap_or(0);
        let last = years.keys().next_back().copied().unwrap_or(-1);
        let counted = (first..=last).map(|year| (year, years.get(&year).copied().unwrap_or(0)));
        counted
            .map(|(year, count)| Year {
                year: year.to_string(),
                count,
                share: share(count, most),
            })
            .collect()
    }

    pub(super) fn page(&self, language: LanguageId, id: DocumentId) -> Rendered<Vec<u8>> {
        let document = &self.library.documents[id];
        let blank = self
            .library
            .template_address(language)
            .filter(|_| document.key == SUBMIT);
        let submit = blank.map(|address| self.submit(language, &address));
        let mut contents = contents(document);
        if submit.is_some() && !contents.is_empty() {
            let text = self.theme.words(language).get("submit_heading");
            contents.insert(
                0,
                HeadingLink {
                    id: "_begin".to_owned(),
                    text,
                    children: vec![],
                },
            );
        }
        let view = BodyView {
            heading: document.title.clone(),
            summary: document.front.summary.clone(),
            html: self.body(language, id),
            contents,
            submit,
            updated: document
                .front
                .updated
                .or(document.date)
                .map(|date| DateView::new(date, self.theme.words(language))),
            reviewed: document
                .front
                .reviewed
                .as_ref()
                .map(|date| DateView::new(date.value, self.theme.words(language))),
        };
        // A page in a folder is below the folder's own page, if there is one.
        let parent = document
            .key
            .rsplit_once('/')
            .and_then(|(folder, _)| self.library.others.get(folder)?[language]);
        let breadcrumbs = parent.map(|parent| PageLink {
            title: self.library.documents[parent].title.clone(),
            url: self.url(&self.library.address(parent)),
            lang: None,
        });
        let face = Face {
            title: document.title.clone(),
            description: document.summary().to_owned(),
            alternates: self.told_in(&self.library.others[&document.key]),
            breadcrumbs: breadcrumbs.into_iter().collect(),
            edit: Some(id),
            noindex: self.library.is_noindex(id),
            ..Face::new(language, self.library.address(id))
        };
        self.rendered("page.html", face, "body", &view)
    }

    fn submit(&self, language: LanguageId, blank: &str) -> SubmitView {
        let form = self.form(language);
        // A translation is in a file next to the original.
        let suffix = match language {
            LanguageId::DEFAULT => String::new(),
            _ => format!(".{}", self.config.languages[language].tag.to_lowercase()),
        };
        let name = format!(
            "{}{suffix}.md",
            self.theme.words(language).get("submit_file_name")
        );
        let texts = [Length::Full, Length::Short, Length::Bare]
            .map(|length| template(&form, &Prefilled::default(), length));
        let repository = self.config.repository.as_ref();
        let editor = repository.map(|repository| repository.new_file(&form.folder, &name, &texts));
        let [template, ..] = texts;
        SubmitView {
            template,
            download_url: self.url(blank),
            editor_filled: editor.as_ref().is_some_and(|editor| editor.filled),
            editor_url: editor.map(|editor| editor.url),
            host: repository.map(|repository| repository.host.name()),
        }
    }

    fn form(&self, language: LanguageId) -> Form {
        form(
            &self.config,
            self.theme.words(language),
            &self.library.terms_in_use(),
        )
    }

    /// The template of a case study, as a file to download.
    pub(super) fn blank(&self, language: LanguageId) -> String {
        template(&self.form(language), &Prefilled::default(), Length::Full)
    }

    pub(super) fn search(&self, language: LanguageId) -> Rendered<Vec<u8>> {
        let address = |language: LanguageId| self.library.search_address(language);
        let words = self.theme.words(language);
        let face = Face {
            kind: "search",
            title: words.get("search_title"),
            description: format!(
                "{}: {}",
                words.get("search_title"),
                self.editions[language].title
            ),
            alternates: self.mirrored(address),
            ..Face::new(language, address(language))
        };
        self.rendered("search.html", face, "ways", &self.ways(language)?)
    }

    pub(super) fn not_found(&self, language: LanguageId) -> Rendered<Vec<u8>> {
        let words = self.theme.words(language);
        let face = Face {
            kind: "not-found",
            title: words.get("not_found"),
            description: words.get("not_found"),
            noindex: true,
            ..Face::new(language, "404.html".to_owned())
        };
        self.rendered("not-found.html", face, "ways", &self.ways(language)?)
    }

    fn ways(&self, language: LanguageId) -> Rendered<WaysView> {
        Ok(WaysView {
            facets: self.all_facets(language),
            latest: self.latest(language)?,
        })
    }

    /// The page at a former address. It redirects, and has a link for browsers that don't.
    pub(super) fn moved(&self, at: &str, document: DocumentId) -> Rendered<Vec<u8>> {
        let told = &self.library.documents[document];
        let address = self.library.address(document);
        let view = MovedView {
            title: told.title.clone(),
            url: self.url(&address),
            canonical: self.canonical(&address),
        };
        let face = Face {
            kind: "moved",
            title: told.title.clone(),
            description: told.summary().to_owned(),
            noindex: true,
            ..Face::new(told.language, at.to_owned())
        };
        self.rendered("moved.html", face, "moved", &view)
    }

    pub(super) fn study(
        &self,
        language: LanguageId,
        id: StudyId,
        document: DocumentId,
    ) -> Rendered<Vec<u8>> {
        let words = self.theme.words(language);
        let (study, told) = (&self.library.studies[id], &self.library.documents[document]);
        let first = self.library.facets.iter().next();
        let series = first.and_then(|(facet, of_facet)| {
            let term = *of_facet.terms_of(id).first()?;
            Some(Selection::Term { facet, term })
        });
        let (previous, next) = series.as_ref().map_or((None, None), |series| {
            self.neighbours(language, *series, id)
        });
        let image = told
            .front
            .image
            .as_ref()
            .or_else(|| self.library.documents[study.main].front.image.as_ref());
        let image_of = if told.front.image.is_some() {
            document
        } else {
            study.main
        };
        let image = image.map(|image| {
            (
                image,
                resolve(&self.library, &self.pages, image_of, &image.src.value),
            )
        });
        // A picture or file that is no longer published is reported elsewhere, as a link to one is.
        let picture = image
            .as_ref()
            .filter(|(_, led)| led.is_ok())
            .map(|(image, led)| {
                let Target {
                    url,
                    size,
                    versions,
                } = self.picture(led, &image.src.value);
                Picture {
                    url,
                    versions: Some(versions).filter(|versions| !versions.is_empty()),
                    original_url: self.plain(led, &image.src.value).url,
                    alt: image.alt.clone(),
                    caption: image.caption.clone(),
                    width: size.map(|(width, _)| width),
                    height: size.map(|(_, height)| height),
                }
            });
        let view = StudyView {
            title: told.title.clone(),
            summary: told.front.summary.clone().unwrap_or_default(),
            body_html: self.body(language, document),
            date: study.date.map(|date| DateView::new(date, words)),
            updated: told.front.updated.map(|date| DateView::new(date, words)),
            minutes_to_read: minutes_to_read(told.body.plain.words),
            facts: self.facts(language, id, told),
            contents: contents(told),
            attachments: self.attachments(study, document, words),
            links: self.links(document),
            related: self.related(language, id),
            previous,
            next,
            series: match series {
                Some(Selection::Term { facet, term }) => {
                    Some(self.term_page(language, facet, term))
                }
                _ => None,
            },
            image: picture,
        };
        let all = PageLink {
            title: self.list_title(language, Selection::All),
            url: self.url(&self.library.all_address(language)),
            lang: None,
        };
        let face = Face {
            kind: "study",
            title: told.title.clone(),
            description: told.summary().to_owned(),
            alternates: self.told_in(&study.versions),
            breadcrumbs: vec![view.series.clone().unwrap_or(all)],
            edit: Some(document),
            image: image.and_then(|(_, led)| self.shared_picture(led)),
            noindex: self.library.is_noindex(document),
            ..Face::new(language, self.library.address(document))
        };
        self.rendered("study.html", face, "study", &view)
    }

    /// The address of the picture that other sites show for a page: the usual version, because some
    /// sites refuse large files.
    fn shared_picture(&self, led: Led) -> Option<String> {
        let Ok(Resolved::Inside { address, owner, .. }) = led else {
            return None;
        };
        let smaller = || {
            let Owner::File(file) = owner else {
                return None;
            };
            let (form, size) = self.usual_version(file)?;
            Some(version_address(&self.pages.files[file].address, form, size))
        };
        Some(smaller().unwrap_or(address))
    }

    /// The studies before and after one in a list.
    fn neighbours(
        &self,
        language: LanguageId,
        list: Selection,
        study: StudyId,
    ) -> (Option<PageLink>, Option<PageLink>) {
        let Selection::Term { facet, term } = list else {
            return (None, None);
        };
        let studies = &self.library.facets[facet].terms[term].studies;
        let at = studies.partition_point(|other| *other < study);
        let link = |study: &StudyId| self.study_link(language, *study);
        (
            at.checked_sub(1)
                .and_then(|before| studies.get(before))
                .map(link),
            studies.get(at + 1).map(link),
        )
    }

    fn study_link(&self, language: LanguageId, study: StudyId) -> PageLink {
        let version = self.library.version(study, language);
        let document = &self.library.documents[version];
        PageLink {
            title: document.title.clone(),
            url: self.url(&self.library.address(version)),
            lang: (document.language != language)
                .then(|| self.config.languages[document.language].tag.clone()),
        }
    }

    fn related(&self, language: LanguageId, study: StudyId) -> Vec<Related> {
        let related = related(&self.library, &self.links.related[study], study)
            .into_iter()
            .map(|related| {
                let PageLink {
                    title, url, lang, ..
                } = self.study_link(language, related.study);
                let names = related.because.iter();
                let because = names
                    .map(|(facet, term)| {
                        self.editions[language].terms[*facet][*term]
                            .name
                            .to_string()
                    })
                    .collect();
                Related {
                    title,
                    url,
                    lang,
                    because,
                }
            });
        related.collect()
    }

    /// Organisation first, then facets, dates, contact, and the other fields.
    fn facts(&self, language: LanguageId, id: StudyId, told: &Document) -> Vec<Fact> {
        let study = &self.library.studies[id];
        let words = self.theme.words(language);
        let plain = |text: String| FactValue {
            text,
            url: None,
            iso: None,
            lang: None,
        };
        let mut facts = vec![];
        let mut others = vec![];
        for (field_number, field) in self.config.fields.iter().enumerate() {
            // A translation may have its own value for a field.
            let own = told.front.fields[field_number]
                .as_ref()
                .or_else(|| self.library.field(study, field_number));
            let Some(field_value) = own else { continue };
            let values = match field_value {
                FieldValue::Texts(texts) => texts
                    .iter()
                    .map(
                        |text| match text.starts_with("https://") || text.starts_with("http://") {
                            true => FactValue {
                                url: Some(text.clone()),
                                ..plain(text.clone())
                            },
                            false => plain(text.clone()),
                        },
                    )
                    .collect(),
                FieldValue::Number(number) => {
                    vec![plain(words.measure(*number, field.unit.as_deref()))]
                }
                FieldValue::Date(date) => {
                    let date = DateView::new(*date, words);
                    vec![FactValue {
                        iso: Some(date.iso),
                        ..plain(date.text)
                    }]
                }
                FieldValue::Boolean(yes) => vec![plain(words.get(if *yes { "yes" } else { "no" }))],
            };
            let fact = Fact {
                key: field.key.clone(),
                label: self.editions[language].field_names[field_number].clone(),
                values,
            };
            if field.key == ORGANISATION {
                facts.push(fact)
            } else {
                others.push(fact)
            }
        }
        for (facet, of_facet) in self.library.facets.iter() {
            let terms = of_facet.terms_of(id);
            if terms.is_empty() {
                continue;
            }
            let link = &self.editions[language].facets[facet];
            let label = if terms.len() == 1 {
                &link.singular
            } else {
                &link.name
            };
            let values = terms.iter().map(|term| {
                let PageLink { title, url, lang } = self.term_page(language, facet, *term);
                FactValue {
                    text: title,
                    url: Some(url),
                    iso: None,
                    lang,
                }
            });
            facts.push(Fact {
                key: link.key.clone(),
                label: label.clone(),
                values: values.collect(),
            });
        }
        if let Some(date) = study.date {
            let date = DateView::new(date, words);
            let values = vec![FactValue {
                iso: Some(date.iso),
                ..plain(date.text)
            }];
            facts.push(Fact {
                key: "date".into(),
                label: words.get("published"),
                values,
            });
        }
        let original = &self.library.documents[study.main].front.contact;
        if let Some(contact) = told.front.contact.as_ref().or(original.as_ref()) {
            let mut values: Vec<FactValue> = vec![];
            let name = contact.name.clone();
            match (&name, &contact.url) {
                (Some(name), url) => values.push(FactValue {
                    url: url.clone(),
                    ..plain(name.clone())
                }),
                (None, Some(url)) => values.push(FactValue {
                    url: Some(url.clone()),
                    ..plain(url.clone())
                }),
                (None, None) => {}
            }
            values.extend(contact.email.iter().map(|email| FactValue {
                url: Some(format!("mailto:{email}")),
                ..plain(email.clone())
            }));
            values.extend(contact.phone.iter().map(|phone| {
                let digits: String = phone
                    .chars()
                    .filter(|letter| letter.is_ascii_digit() || *letter == '+')
                    .collect();
                FactValue {
                    url: Some(format!("tel:{digits}")),
                    ..plain(phone.clone())
                }
            }));
            facts.push(Fact {
                key: "contact".into(),
                label: words.get("contact"),
                values,
            });
        }
        facts.extend(others);
        facts
    }

    fn attachments(&self, study: &Study, document: DocumentId, words: &Strings) -> Vec<Attachment> {
        let own = &self.library.documents[document].front.attachments;
        // A translation has the original's files, unless it names its own.
        let (from, attachments) = match own.is_empty() {
            true => (
                study.main,
                &self.library.documents[study.main].front.attachments,
            ),
            false => (document, own),
        };
        let attachments = attachments.iter().filter_map(|attachment| {
            let name = attachment.file.value.rsplit('/').next().unwrap_or_default();
            let led = resolve(&self.library, &self.pages, from, &attachment.file.value).ok()?;
            let bytes = match &led {
                Resolved::Inside {
                    owner: Owner::File(file),
                    ..
                } => Some(self.pages.files[*file].file.bytes),
                _ => None,
            };
            Some(Attachment {
                title: attachment.title.clone().unwrap_or_else(|| name.to_owned()),
                url: self.plain(&Ok(led), &attachment.file.value).url,
                kind: name
                    .rsplit_once('.')
                    .map_or(String::new(), |(_, ending)| ending.to_uppercase()),
                size: bytes.map(|bytes| words.size(bytes)),
            })
        });
        attachments.collect()
    }

    fn links(&self, document: DocumentId) -> Vec<PageLink> {
        let links = self.library.documents[document]
            .front
            .links
            .iter()
            .map(|link| PageLink {
                title: link.title.clone().unwrap_or_else(|| link.url.value.clone()),
                url: self.target(document, &link.url.value).url,
                lang: None,
            });
        links.filter(|link| !link.url.is_empty()).collect()
    }
}

/// The second-level headings with the third-level ones below them.
fn contents(document: &Document) -> Vec<HeadingLink> {
    let mut contents: Vec<HeadingLink> = vec![];
    for heading in &document.body.headings {
        let link = HeadingLink {
            id: heading.id.clone(),
            text: heading.text.clone(),
            children: vec![],
        };
        match (heading.level, contents.last_mut()) {
            _ if heading.text.is_empty() => {}
            (2, _) => contents.push(link),
            (3, Some(parent)) => parent.children.push(link),
            _ => {}
        }
    }
    if contents.len() < MIN_CONTENTS {
        vec![]
    } else {
        contents
    }
}

/// Reading time in whole minutes, at least 1.
///
/// 238 words a minute: the mean for adults reading English non-fiction silently (Brysbaert 2019,
/// doi:10.1016/j.jml.2019.104047). Used for every language.
fn minutes_to_read(words: usize) -> usize {
    words.div_ceil(238).max(1)
}
