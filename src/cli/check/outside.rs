//! `casebook check --outside`: the links to other sites into findings.

use super::OutsideFindings;
use crate::audit::outward::{self, Answer, Links};
use crate::cli::library::Loaded;
use crate::cli::printer::Printer;
use crate::compile::strictly;
use crate::host::cache::{CACHE, DiskCache};
use crate::host::disk::plain;
use crate::host::git::Change;
use crate::host::outside::{self, CheckedLinks, Manners, Reach};
use crate::render::Site;
use crate::report::{Finding, counted, rules};

/// Checks the links of a library to other sites, or only those in the files of a change.
pub(super) fn check_links(
    loaded: &Loaded,
    site: &Site,
    change: Option<&Change>,
    reach: Reach,
    printer: &Printer,
) -> OutsideFindings {
    let inputs = &loaded.inputs;
    let links = links_of(site, change);
    let urls: Vec<&str> = links.keys().map(String::as_str).collect();
    let pages = counted(urls.len(), "page", "pages");
    printer.print(&format!("Checking {pages} on other sites"));
    let today = inputs.publication.today;
    let (cache, refused) = match DiskCache::open(&loaded.folder) {
        Ok(cache) => (Some(cache), None),
        Err(refused) => (None, Some(refused.reason())),
    };
    let manners = Manners {
        reach,
        ..Manners::default()
    };
    let checked = outside::check_links(&urls, cache.as_ref(), today, manners);
    let mut found = OutsideFindings::default();
    if let Some(why) = checked.unsaved.as_ref().map(plain).or(refused) {
        let message = format!("cannot save the answers of other sites in {CACHE}: {why}");
        found.of_network.push(
            Finding::warning(rules::OUTSIDE_UNKEPT, message)
                .help("make that folder writable; until then every check asks all sites again"),
        );
    }
    if !checked.is_online {
        let message = "no other site could be reached, so links to them were not checked";
        found.of_network.push(
            Finding::error(rules::NO_NETWORK, message)
                .help("check your internet connection and try again"),
        );
        found.is_offline = true;
        return found;
    }
    if checked.unasked > 0 {
        let minutes = manners.deadline.as_secs() / 60;
        found
            .of_network
            .push(outward::unasked(checked.unasked, minutes));
    }
    printer.print(&in_words(&checked));
    found.of_links = strictly(outward::findings(&links, &checked.answers), &inputs.config).findings;
    found
}

/// Returns how many pages were checked, and how many answers are from earlier or say nothing.
fn in_words(checked: &CheckedLinks) -> String {
    let pages = counted(checked.answers.len(), "page", "pages");
    let saved = match checked.saved {
        0 => String::new(),
        saved => format!(
            ", {} saved from the last days",
            counted(saved, "answer", "answers")
        ),
    };
    let blocked = checked
        .answers
        .values()
        .filter(|answer| matches!(answer, Answer::Closed(_)))
        .count();
    let blocked = match blocked {
        0 => String::new(),
        1 => "; 1 page blocks automated checks and was skipped".to_owned(),
        blocked => format!("; {blocked} pages block automated checks and were skipped"),
    };
    format!("Checked {pages} on other sites{saved}{blocked}")
}

/// Returns the links to other sites, or only those in changed files.
fn links_of(site: &Site, change: Option<&Change>) -> Links {
    let mut links = outward::links(site.library(), site.pages());
    if let Some(change) = change {
        for places in links.values_mut() {
            places.retain(|place| change.files.contains(&*place.file));
        }
        links.retain(|_, places| !places.is_empty());
    }
    links
}
