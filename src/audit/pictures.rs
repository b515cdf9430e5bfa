//! Pictures that say more than they show.

use crate::link::Library;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::Place;

/// A picture is published as its author gave it, with all that the camera wrote into it.
pub fn pictures(library: &Library) -> Reported<()> {
    let mut report = Report::default();
    let files = library.files.iter().map(|placed| &placed.file);
    for file in files.filter(|file| file.picture.is_some_and(|picture| picture.located)) {
        report.add(
            Finding::warning(rules::PICTURE_POSITION, "the picture tells everyone where it was taken (its GPS position)")
                .at(Place::file(file.path.as_str()), "")
                .help("if that is nobody’s business, take it out: on Windows in the file’s Properties, Details, “Remove Properties and Personal Information”; on a Mac in Preview, Tools, Show Inspector, GPS; or with `exiftool -gps:all= FILE`"),
        );
    }
    report.on(())
}
