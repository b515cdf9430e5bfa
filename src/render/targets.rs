//! Where the links and pictures of documents lead, as a browser needs it.

use crate::ids::{DocumentId, FileId};
use crate::link::pages::Owner;
use crate::link::resolve::{Broken, Resolved, resolve};
use crate::link::{File, Linked, Placed, version_address};
use crate::parse::target::Target;
use crate::picture::{self, Size};

/// Where a link leads. Resolved once, even if a page uses it several times.
pub(super) type Destination = Result<Resolved, Broken>;

/// Where a link of a document leads.
pub(super) fn destination_of(linked: &Linked, document: DocumentId, written: &str) -> Destination {
    resolve(&linked.library, &linked.pages, document, written)
}

/// The target of a link in a document. Empty if the link is broken, which is reported elsewhere.
pub(super) fn target(linked: &Linked, document: DocumentId, written: &str) -> Target {
    plain(linked, &destination_of(linked, document, written), written)
}

/// The target of a link that is followed, whatever is there.
pub(super) fn plain(linked: &Linked, destination: &Destination, written: &str) -> Target {
    let url = match destination {
        Ok(Resolved::Inside { address, rest, .. }) => linked.library.base.url(address) + rest,
        Ok(Resolved::Here { fragment }) => format!("#{fragment}"),
        Ok(Resolved::Outside) => written.to_owned(),
        Err(_) => String::new(),
    };
    Target {
        url,
        ..Target::default()
    }
}

/// The usual version of a picture, and those that a browser may choose instead.
pub(super) fn picture(linked: &Linked, destination: &Destination, written: &str) -> Target {
    let plain = plain(linked, destination, written);
    let Ok(Resolved::Inside {
        owner: Owner::File(file),
        ..
    }) = *destination
    else {
        return plain;
    };
    let Placed {
        address,
        file: File { picture, .. },
    } = &linked.pages.files[file];
    let Some(picture) = picture else { return plain };
    let size = Some((picture.width, picture.height));
    let Some((form, usual)) = usual_version(linked, file) else {
        return Target { size, ..plain };
    };
    let base = &linked.library.base;
    let at = |size: Size| base.url(&version_address(address, form, size));
    let smaller = smaller(linked, file);
    let mut offered: Vec<String> = smaller
        .iter()
        .map(|size| format!("{} {}w", at(*size), size.width))
        .collect();
    // If no version replaces the file, the file is the widest version.
    if picture.is_its_widest(smaller) {
        offered.push(format!("{} {}w", base.url(address), picture.width));
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

/// The address of the picture that other sites show for a page: the usual version, because some
/// sites refuse large files.
pub(super) fn shared_picture(linked: &Linked, destination: Destination) -> Option<String> {
    let Resolved::Inside { address, owner, .. } = destination.ok()? else {
        return None;
    };
    let usual = match owner {
        Owner::File(file) => usual_version(linked, file).map(|(form, size)| {
            let picture = &linked.pages.files[file].address;
            version_address(picture, form, size)
        }),
        _ => None,
    };
    Some(usual.unwrap_or(address))
}

/// The version of a picture for browsers that don't choose. `None` if it has no versions.
fn usual_version(linked: &Linked, file: FileId) -> Option<(picture::Form, Size)> {
    let picture = linked.pages.files[file].file.picture?;
    Some((
        picture.form?,
        picture::Picture::usual(smaller(linked, file))?,
    ))
}

/// The sizes of a picture's smaller versions, the narrowest first.
fn smaller(linked: &Linked, file: FileId) -> &[Size] {
    linked.links.shown.get(&file).map_or(&[], Vec::as_slice)
}
