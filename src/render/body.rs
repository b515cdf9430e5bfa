//! The text of a document into what its page shows of it.

use super::edition::Edition;
use super::targets::{destination_of, picture, target};
use super::view::HeadingLink;
use crate::ids::DocumentId;
use crate::link::Linked;
use crate::parse::target::LinkKind;
use crate::parse::{Document, html};

/// "On this page" is shown from this number of headings.
const MIN_CONTENTS: usize = 3;

/// Headings that it shows. More are no help, and take ten times the memory of the text.
const MAX_CONTENTS: usize = 500;

/// A document's text as HTML, with the labels of the page's language.
pub(super) fn body(linked: &Linked, edition: &Edition, id: DocumentId) -> String {
    let document = &linked.library.documents[id];
    let text = &document.text();
    html::html(
        text,
        &document.body,
        &edition.labels,
        &|written, kind| match kind {
            LinkKind::Page => target(linked, id, written),
            LinkKind::Picture => picture(linked, &destination_of(linked, id, written), written),
        },
    )
}

/// The second-level headings with the third-level ones below them.
pub(super) fn contents(document: &Document) -> Vec<HeadingLink> {
    let mut contents: Vec<HeadingLink> = vec![];
    for heading in document.body.headings.iter().take(MAX_CONTENTS) {
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
pub(super) fn minutes_to_read(words: usize) -> usize {
    words.div_ceil(238).max(1)
}
