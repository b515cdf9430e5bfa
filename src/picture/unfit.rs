//! A picture that a text shows, into what its author should know about it.

use super::{Foreign, MAX_PIXELS, Picture};
use crate::report::{Finding, rules};
use crate::source::Place;

/// What is wrong with a picture as part of a page. `path` is that of its file.
pub fn unfit(path: &str, picture: &Picture) -> Vec<Finding> {
    let format = picture.foreign.map(foreign);
    let size = picture.is_too_large().then(|| too_large(picture));
    format
        .into_iter()
        .chain(size)
        .map(|finding| finding.at(Place::file(path), ""))
        .collect()
}

fn foreign(format: Foreign) -> Finding {
    match format {
        Foreign::Tiff => Finding::warning(
            rules::PICTURE_UNREADABLE,
            "the picture is in the format of scanners (TIFF), which most browsers do not show",
        )
        .help(
            "open it on your computer, save it as PNG or JPEG, and show that; \
             the TIFF itself may be linked to, as a file to download",
        ),
        Foreign::Bmp => Finding::warning(
            rules::PICTURE_UNPACKED,
            "the picture is a BMP, which takes many times the bytes it would need",
        )
        .help("open it on your computer, save it as PNG (a photo as JPEG), and show that"),
    }
}

fn too_large(picture: &Picture) -> Finding {
    let Picture { width, height, .. } = picture;
    Finding::warning(
        rules::PICTURE_TOO_LARGE,
        format!(
            "the picture has {width} × {height} pixels, too many to make smaller versions of it"
        ),
    )
    .help(format!(
        "every visitor downloads all of it: save it with at most {} million pixels, \
         for example 4000 × 3000",
        MAX_PIXELS / 1_000_000
    ))
}
