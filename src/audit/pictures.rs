//! Pictures that tell more than they show.

use crate::link::pages::Pages;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// Reports pictures with a GPS position. They are published as they are, with everything that the
/// camera wrote into them.
pub(super) fn pictures(pages: &Pages) -> Reported<()> {
    let mut report = Report::default();
    let files = pages.files.values().map(|placed| &placed.file);
    for file in files.filter(|file| file.picture.is_some_and(|picture| picture.located)) {
        report.add(
            Finding::warning(
                rules::PICTURE_POSITION,
                "the picture tells everyone where it was taken (its GPS position)",
            )
            .at(Place::file(file.path.as_str()), "")
            .help(
                "if readers should not know, remove it: on Windows in the file’s Properties, \
                 Details, “Remove Properties and Personal Information”; on a Mac in Preview, \
                 Tools, Show Inspector, GPS; or with `exiftool -gps:all= FILE`",
            ),
        );
    }
    report.on(())
}
