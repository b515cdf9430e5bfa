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
            .map(|(key, uses)| unknown_key(key, &uses, config)),
    );
    report.on(())
}

/// What other programs and people call casebook's keys, in lower case, with letters and digits alone.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    (
        "topics",
        &[
            "categories",
            "category",
            "keyword",
            "keywords",
            "label",
            "labels",
            "subject",
            "subjects",
            "tag",
            "tags",
            "taxonomy",
            "theme",
            "themes",
        ],
    ),
    (
        "organisation",
        &[
            "agency",
            "authority",
            "company",
            "council",
            "department",
            "localauthority",
            "org",
            "organization",
            "publisher",
        ],
    ),
    (
        "summary",
        &[
            "abstract",
            "blurb",
            "description",
            "excerpt",
            "intro",
            "introduction",
            "standfirst",
            "subtitle",
            "synopsis",
            "teaser",
        ],
    ),
    (
        "date",
        &["created", "createdat", "datecreated", "posted", "year"],
    ),
    (
        "updated",
        &[
            "lastmod",
            "lastmodified",
            "lastupdated",
            "modified",
            "updatedat",
        ],
    ),
    (
        "aliases",
        &["oldurl", "oldurls", "redirect", "redirectfrom", "redirects"],
    ),
    (
        "image",
        &[
            "banner",
            "cover",
            "coverimage",
            "featuredimage",
            "headerimage",
            "hero",
            "photo",
            "picture",
            "thumbnail",
        ],
    ),
    ("attachments", &["documents", "downloads", "files"]),
    (
        "links",
        &["references", "relatedlinks", "sources", "website"],
    ),
    (
        "related",
        &["relatedcasestudies", "relatedposts", "seealso"],
    ),
];

/// The key of the library that another one may stand for, unless its document has that too.
fn meant<'c>(key: &str, document: &Document, config: &'c Config) -> Option<&'c str> {
    let plain: String = key
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let (ours, _) = OTHER_NAMES
        .iter()
        .find(|(_, others)| others.contains(&plain.as_str()))?;
    let facets = config.facets.values().map(|facet| facet.key.as_str());
    let meant = match *ours {
        "topics" => facets.clone().find(|key| *key == "topics").or_else(|| {
            // A library with one facet has only one that tags can be.
            let mut facets = facets;
            facets.next().filter(|_| facets.next().is_none())
        })?,
        "organisation" => {
            let mut fields = config.fields.values().map(|field| field.key.as_str());
            fields.find(|key| *key == "organisation")?
        }
        ours => ours,
    };
    let meant = config.key(meant);
    document.line_of(meant).is_none().then_some(meant)
}

fn unknown_key(key: &str, uses: &[(&Document, &Spanned<String>)], config: &Config) -> Finding {
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
            let meant = meant(key, document, config);
            let meant = meant.map_or(String::new(), |meant| {
                format!("did you mean `{meant}`? If not, ")
            });
            format!(
                "{meant}to publish it, add it to `fields:` in {FILE}; to ignore it, {to_ignore}"
            )
        }
        _ => format!("take it out, or {to_ignore} to {FILE}"),
    };
    Finding::warning(rules::UNKNOWN_KEY, format!("`{key}` is not used{others}"))
        .at(document.place(first.span), "not known")
        .help(help)
}
