//! Keys of front matter that are not used, and days until which other programs keep a page back.

use std::collections::BTreeMap;

use super::Library;
use crate::config::{Config, FILE};
use crate::parse::date::Date;
use crate::parse::front_matter::may_hold_back;
use crate::parse::{Document, Kind};
use crate::report::{Finding, Report, Reported, rules};
use crate::yaml::read::Spanned;

/// Reports pages that another program would not publish before a day to come, and each unknown key
/// once, at the first file that has it.
pub(super) fn keys(library: &Library, config: &Config, today: Date) -> Reported<()> {
    let mut report = Report::default();
    let mut unused: BTreeMap<&str, Vec<(&Document, &Spanned<String>)>> = BTreeMap::new();
    for document in library.documents.values() {
        for key in &document.front.unknown {
            unused.entry(&key.value).or_default().push((document, key));
        }
        for embargo in &document.front.embargoes {
            if embargo.until.first_day() > today {
                report.add(embargo.finding(document.place(embargo.key.span), config));
            } else {
                let key = &embargo.key;
                unused.entry(&key.value).or_default().push((document, key));
            }
        }
    }
    report.all(
        unused
            .into_iter()
            .map(|(key, uses)| unknown_key(key, &uses)),
    );
    report.on(())
}

fn unknown_key(key: &str, uses: &[(&Document, &Spanned<String>)]) -> Finding {
    let (document, first) = uses[0];
    let others = match uses.len() {
        1 => String::new(),
        2 => " here or in 1 other file".to_owned(),
        count => format!(" here or in {} other files", count - 1),
    };
    let to_ignore = format!("add `ignore: [{key}]`");
    let help = match document.kind {
        // Ignored, it would keep nothing back in any file.
        _ if may_hold_back(key) => {
            format!("take it out; to publish it, add it to `fields:` in {FILE}")
        }
        Kind::Study => {
            format!("to publish it, add it to `fields:` in {FILE}; to ignore it, {to_ignore}")
        }
        _ => format!("take it out, or {to_ignore} to {FILE}"),
    };
    Finding::warning(rules::UNKNOWN_KEY, format!("`{key}` is not used{others}"))
        .at(document.place(first.span), "not known")
        .help(help)
}
