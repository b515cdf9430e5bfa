//! What no library of a few files can show.

use std::sync::Arc;

use super::pages::PageKind;
use super::{File, Library, library, pages};
use crate::config::Config;
use crate::parse::documents;
use crate::report::{Finding, Severity};
use crate::source::Source;

fn five_studies(config: &Config) -> Library {
    let sources: Vec<_> = (1..=5)
        .map(|number| {
            let path = format!("content/case-studies/s{number}.md");
            Arc::new(Source::new(path, format!("---\ntitle: S{number}\n---\n")).into())
        })
        .collect();
    let parsed = documents(&sources, config, &[]);
    let documents = parsed.into_iter().map(|parsed| parsed.value).collect();
    library(documents, Default::default(), config).value
}

/// Without the warnings of files that browsers run.
fn errors(findings: &[Finding]) -> Vec<&str> {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.message.as_str()).collect()
}

#[test]
fn a_sitemap_too_long_for_one_file_has_parts_whose_names_are_taken() {
    let config = Config::default();
    let library = five_studies(&config);
    let static_file = |path: &str| File {
        path: format!("static/{path}"),
        bytes: 1,
        picture: None,
    };
    // Home, the list of all and five case studies.
    let whole = pages(&library, vec![static_file("sitemap-1.xml")], &config, 7);
    assert_eq!(errors(&whole.findings), Vec::<&str>::new());
    assert_eq!(whole.value.in_sitemap(0).count(), 7);

    let parts = pages(&library, vec![static_file("sitemap-3.xml")], &config, 3);
    assert_eq!(
        errors(&parts.findings),
        [
            "the address `/sitemap-3.xml` is used twice: by `static/sitemap-3.xml` and by \
          a page that casebook makes"
        ]
    );
    let list = &parts.value.list;
    let of_kind = |kind: PageKind| {
        let page = list.values().find(|page| page.kind == kind);
        page.map(|page| page.path())
    };
    assert_eq!(of_kind(PageKind::SitemapIndex), Some("sitemap.xml"));
    assert_eq!(of_kind(PageKind::Sitemap(2)), Some("sitemap-3.xml"));
    assert_eq!(of_kind(PageKind::Sitemap(3)), None);
    let sizes = (0..3).map(|part| parts.value.in_sitemap(part).count());
    assert_eq!(sizes.collect::<Vec<_>>(), [3, 3, 1]);
}
