//! A case study into what its page shows.

use super::body::{body, contents, minutes_to_read};
use super::edition::Edition;
use super::face::{Face, ORGANISATION};
use super::lists::{list_title, term_page};
use super::targets::{Destination, destination_of, picture, plain, shared_picture, target};
use super::view::{Attachment, DateView, Fact, FactValue, PageLink, Picture, Related, StudyView};
use crate::config::{Config, FieldConfig};
use crate::ids::{DocumentId, FacetId, StudyId, TermId};
use crate::link::pages::Owner;
use crate::link::related::{self, related};
use crate::link::resolve::Resolved;
use crate::link::{Library, Linked, Selection, Study};
use crate::parse::Document;
use crate::parse::front_matter::{AttachedFile, Contact, FieldValue, Image};
use crate::parse::target::Target;
use crate::words::Strings;

/// The page of a study, made from one of its versions: what it says about itself, and its view.
pub(super) fn study_page(
    config: &Config,
    linked: &Linked,
    edition: &Edition,
    id: StudyId,
    document: DocumentId,
) -> (Face, StudyView) {
    let study = &linked.library.studies[id];
    let image = image(linked, study, document);
    let picture = image
        .as_ref()
        .and_then(|(image, destination)| picture_view(linked, image, destination));
    let view = study_view(config, linked, edition, id, document, picture);
    let face = Face {
        image: image.and_then(|(_, destination)| shared_picture(linked, destination)),
        ..study_face(linked, edition, study, document, view.series.clone())
    };
    (face, view)
}

fn study_view(
    config: &Config,
    linked: &Linked,
    edition: &Edition,
    id: StudyId,
    document: DocumentId,
    picture: Option<Picture>,
) -> StudyView {
    let Linked { library, links, .. } = linked;
    let words = &edition.words;
    let (study, version) = (&library.studies[id], &library.documents[document]);
    let series = series(library, id);
    let (previous, next) = series.map_or((None, None), |list| {
        neighbours(config, library, edition, list, id)
    });
    StudyView {
        title: version.title.clone(),
        summary: version.front.summary.clone().unwrap_or_default(),
        body_html: body(linked, edition, document),
        date: study.date.map(|date| DateView::new(date, words)),
        updated: version.front.updated.map(|date| DateView::new(date, words)),
        minutes_to_read: minutes_to_read(version.body.plain.words),
        facts: facts(config, library, edition, id, version),
        image: picture,
        contents: contents(version),
        attachments: attachments(linked, study, document, words),
        links: further_links(linked, document),
        related: related(library, &links.related[id], id)
            .into_iter()
            .map(|other| related_view(config, library, edition, other))
            .collect(),
        previous,
        next,
        series: series.map(|(facet, term)| term_page(library, edition, facet, term)),
    }
}

/// What the page of a study says about itself, without its picture.
fn study_face(
    linked: &Linked,
    edition: &Edition,
    study: &Study,
    document: DocumentId,
    series: Option<PageLink>,
) -> Face {
    let library = &linked.library;
    let version = &library.documents[document];
    let all = PageLink {
        title: list_title(library, edition, Selection::All),
        url: library.base.url(&library.all_address(edition.language)),
        lang: None,
    };
    Face {
        kind: "study",
        title: version.title.clone(),
        description: version.summary().to_owned(),
        alternates: library.addresses(&study.versions),
        breadcrumbs: vec![series.unwrap_or(all)],
        edit: Some(document),
        noindex: library.is_noindex(document),
        ..Face::new(edition.language, library.address(document))
    }
}

/// The list whose neighbours a study's page leads to: its first term of the first facet.
fn series(library: &Library, study: StudyId) -> Option<(FacetId, TermId)> {
    let (facet, of_facet) = library.facets.iter().next()?;
    Some((facet, *of_facet.terms_of(study).first()?))
}

/// The studies before and after one in the list of a term.
fn neighbours(
    config: &Config,
    library: &Library,
    edition: &Edition,
    (facet, term): (FacetId, TermId),
    study: StudyId,
) -> (Option<PageLink>, Option<PageLink>) {
    let studies = &library.facets[facet].terms[term].studies;
    let at = studies.partition_point(|other| *other < study);
    let before = at.checked_sub(1).and_then(|before| studies.get(before));
    let after = studies.get(at + 1);
    let link = |study: &StudyId| study_link(config, library, edition, *study);
    (before.map(link), after.map(link))
}

fn study_link(config: &Config, library: &Library, edition: &Edition, study: StudyId) -> PageLink {
    let version = library.version(study, edition.language);
    let document = &library.documents[version];
    let lang = config.other_tag(document.language, edition.language);
    PageLink {
        title: document.title.clone(),
        url: library.base.url(&library.address(version)),
        lang: lang.map(str::to_owned),
    }
}

fn related_view(
    config: &Config,
    library: &Library,
    edition: &Edition,
    related: related::Related,
) -> Related {
    let PageLink { title, url, lang } = study_link(config, library, edition, related.study);
    let shared = related.because.iter();
    Related {
        title,
        url,
        lang,
        because: shared
            .map(|(facet, term)| edition.terms[*facet][*term].name.to_string())
            .collect(),
    }
}

/// The picture of a study with where its link leads: the version's own, or else the main version's.
fn image<'a>(
    linked: &'a Linked,
    study: &Study,
    document: DocumentId,
) -> Option<(&'a Image, Destination)> {
    [document, study.main].into_iter().find_map(|from| {
        let image = linked.library.documents[from].front.image.as_deref()?;
        Some((image, destination_of(linked, from, &image.src.value)))
    })
}

/// `None` for a picture that is no longer published, which is reported elsewhere, as a link to one
/// is.
fn picture_view(linked: &Linked, image: &Image, destination: &Destination) -> Option<Picture> {
    destination.as_ref().ok()?;
    let written = &image.src.value;
    let Target {
        url,
        size,
        versions,
    } = picture(linked, destination, written);
    Some(Picture {
        url,
        versions: Some(versions).filter(|versions| !versions.is_empty()),
        original_url: plain(linked, destination, written).url,
        alt: image.alt.clone(),
        caption: image.caption.clone(),
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    })
}

/// Organisation first, then facets, dates, contact, and the other fields.
fn facts(
    config: &Config,
    library: &Library,
    edition: &Edition,
    id: StudyId,
    version: &Document,
) -> Vec<Fact> {
    let study = &library.studies[id];
    let fields = field_facts(config, library, edition, study, version);
    let (organisation, others): (Vec<Fact>, Vec<Fact>) = fields
        .into_iter()
        .partition(|fact| fact.key == ORGANISATION);
    let original = &library.documents[study.main].front.contact;
    let contact = version.front.contact.as_ref().or(original.as_ref());
    organisation
        .into_iter()
        .chain(facet_facts(library, edition, id))
        .chain(date_fact(study, &edition.words))
        .chain(contact.map(|contact| contact_fact(contact, &edition.words)))
        .chain(others)
        .collect()
}

/// A fact for each field that has a value.
fn field_facts(
    config: &Config,
    library: &Library,
    edition: &Edition,
    study: &Study,
    version: &Document,
) -> Vec<Fact> {
    let fields = config.fields.iter();
    let facts = fields.filter_map(|(id, field)| {
        // A translation may have its own value for a field.
        let own = version.front.fields[id].as_ref();
        let field_value = own.or_else(|| library.field(study, id))?;
        Some(Fact {
            key: field.key.clone(),
            label: edition.field_names[id].clone(),
            values: field_values(field_value, field, &edition.words),
        })
    });
    facts.collect()
}

fn field_values(value: &FieldValue, field: &FieldConfig, words: &Strings) -> Vec<FactValue> {
    match value {
        FieldValue::Texts(texts) => texts.iter().map(|text| text_value(text)).collect(),
        FieldValue::Number(number) => {
            vec![plain_value(words.measure(*number, field.unit.as_deref()))]
        }
        FieldValue::Date(date) => vec![date_value(DateView::new(*date, words))],
        FieldValue::Boolean(true) => vec![plain_value(words.get("yes"))],
        FieldValue::Boolean(false) => vec![plain_value(words.get("no"))],
    }
}

/// A fact for each facet of which the study has terms.
fn facet_facts(library: &Library, edition: &Edition, study: StudyId) -> Vec<Fact> {
    let facets = library.facets.iter();
    let having = facets.filter(|(_, facet)| !facet.terms_of(study).is_empty());
    let facts = having.map(|(id, facet)| {
        let terms = facet.terms_of(study);
        let link = &edition.facets[id];
        let label = if terms.len() == 1 {
            &link.singular
        } else {
            &link.name
        };
        Fact {
            key: link.key.clone(),
            label: label.clone(),
            values: terms
                .iter()
                .map(|term| linked_value(term_page(library, edition, id, *term)))
                .collect(),
        }
    });
    facts.collect()
}

fn date_fact(study: &Study, words: &Strings) -> Option<Fact> {
    Some(Fact {
        key: "date".into(),
        label: words.get("published"),
        values: vec![date_value(DateView::new(study.date?, words))],
    })
}

fn contact_fact(contact: &Contact, words: &Strings) -> Fact {
    let Contact {
        name,
        email,
        phone,
        url,
    } = contact;
    // Without a name, the address itself is shown.
    let person = name.as_ref().or(url.as_ref()).map(|shown| FactValue {
        url: url.clone(),
        ..plain_value(shown.clone())
    });
    let email = email.as_ref().map(|email| FactValue {
        url: Some(format!("mailto:{email}")),
        ..plain_value(email.clone())
    });
    let phone = phone.as_ref().map(|phone| {
        let digits: String = phone
            .chars()
            .filter(|letter| letter.is_ascii_digit() || *letter == '+')
            .collect();
        FactValue {
            url: Some(format!("tel:{digits}")),
            ..plain_value(phone.clone())
        }
    });
    Fact {
        key: "contact".into(),
        label: words.get("contact"),
        values: person.into_iter().chain(email).chain(phone).collect(),
    }
}

fn plain_value(text: String) -> FactValue {
    FactValue {
        text,
        url: None,
        iso: None,
        lang: None,
    }
}

/// A text, which is a link if it is a web address.
fn text_value(text: &str) -> FactValue {
    let is_link = text.starts_with("https://") || text.starts_with("http://");
    FactValue {
        url: is_link.then(|| text.to_owned()),
        ..plain_value(text.to_owned())
    }
}

fn date_value(date: DateView) -> FactValue {
    FactValue {
        iso: Some(date.iso),
        ..plain_value(date.text)
    }
}

fn linked_value(PageLink { title, url, lang }: PageLink) -> FactValue {
    FactValue {
        url: Some(url),
        lang,
        ..plain_value(title)
    }
}

/// The files to download. A translation has the original's, unless it names its own.
fn attachments(
    linked: &Linked,
    study: &Study,
    document: DocumentId,
    words: &Strings,
) -> Vec<Attachment> {
    let documents = &linked.library.documents;
    let has_own = !documents[document].front.attachments.is_empty();
    let from = if has_own { document } else { study.main };
    let attached = documents[from].front.attachments.iter();
    attached
        .filter_map(|attached| attachment(linked, from, attached, words))
        .collect()
}

/// `None` for a file that is not there.
fn attachment(
    linked: &Linked,
    from: DocumentId,
    attached: &AttachedFile,
    words: &Strings,
) -> Option<Attachment> {
    let written = &attached.file.value;
    let name = written.rsplit('/').next().unwrap_or_default();
    let destination = destination_of(linked, from, written);
    let bytes = match destination.as_ref().ok()? {
        Resolved::Inside {
            owner: Owner::File(file),
            ..
        } => Some(linked.pages.files[*file].file.bytes),
        _ => None,
    };
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    Some(Attachment {
        title: attached.title.clone().unwrap_or_else(|| name.to_owned()),
        url: plain(linked, &destination, written).url,
        kind: ending.map(str::to_uppercase).unwrap_or_default(),
        size: bytes.map(|bytes| words.size(bytes)),
    })
}

/// Further reading, without the links that are broken.
fn further_links(linked: &Linked, document: DocumentId) -> Vec<PageLink> {
    let links = &linked.library.documents[document].front.links;
    let links = links.iter().map(|link| PageLink {
        title: link.title.clone().unwrap_or_else(|| link.url.value.clone()),
        url: target(linked, document, &link.url.value).url,
        lang: None,
    });
    links.filter(|link| !link.url.is_empty()).collect()
}
