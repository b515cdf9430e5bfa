//! Whole sites as reviewed snapshots: each folder of tests/sites/ is a library, and its site one text.
//!
//! The theme of these cases (tests/theme) prints what a template gets and little else, so that a
//! change of the default theme's looks changes no snapshot.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::path::Path;

use casebook::report::{self, Format};
use common::Library;

#[test]
fn a_library_gives_the_site_that_was_reviewed() {
    insta::glob!("sites/*/casebook.yaml", |settings| {
        let root = settings.parent().expect("settings are in a folder");
        let name = root
            .file_name()
            .expect("the folder has a name")
            .to_string_lossy()
            .into_owned();
        insta::with_settings!({snapshot_suffix => name.clone(), omit_expression => true}, {
            insta::assert_snapshot!(whole(root));
        });
    });
}

/// Returns every file of the site below a line with its path, after the findings.
fn whole(root: &Path) -> String {
    let mut library = Library::in_folder(root, "2022-01-01");
    // Only the theme of these tests, which is not in the folder of the case.
    let mut config = (*library.inputs.config).clone();
    config.theme = "theme".into();
    library.inputs.config = config.into();
    library.inputs.theme.extend(plain_theme());
    let mut said: String = library
        .read_findings
        .iter()
        .map(|finding| finding.message.clone() + "\n")
        .collect();
    let compiled = library.compiled();
    said += &report::formatted(&compiled.findings, Format::Short, "", &|path| {
        library.text(path)
    });
    library.assert_builds_if_sound(&compiled.findings, &root.display().to_string());
    let site = compiled.value.site;
    for (number, path) in site.paths().enumerate() {
        // Assets have tests of their own.
        let script = path.starts_with("search/") && path.ends_with("js");
        if !path.starts_with("casebook-files/theme/") && !script {
            let text = common::content(&site, number);
            let lines: String = text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| format!("{line}\n"))
                .collect();
            said += &format!("\n===== {path}\n{lines}");
        }
    }
    said
}

fn plain_theme() -> Vec<casebook::source::ThemeFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/theme/templates");
    let entries = std::fs::read_dir(folder).expect("the tests have a theme");
    let files = entries.map(|entry| {
        let path = entry.expect("a readable folder").path();
        let name = format!(
            "templates/{}",
            path.file_name().expect("a file").to_string_lossy()
        );
        let bytes = std::fs::read(&path).expect("a readable file").into();
        casebook::source::ThemeFile {
            path: format!("tests/theme/{name}").into(),
            name,
            bytes,
            own: true,
        }
    });
    files.collect()
}

#[test]
fn a_sub_folder_is_encoded_in_the_sitemap_and_in_links() {
    for url in [
        "https://example.org/a&b/tŷ/",
        "https://example.org/a%26b/t%C5%B7",
    ] {
        let library = Library::new(&format!(
            "//- casebook.yaml\ntitle: Case studies\nbase_url: {url}\n\
             //- content/about.md\n---\ntitle: About\naliases: [/a&b/tŷ/old/]\n---\n\n\
             [one](/a&b/tŷ/case-studies/), [two](https://example.org/a&b/t%C5%B7/case-studies/), [three](case-studies/a.md)\n\
             //- content/case-studies/a.md\n---\ntitle: A\n---\n\nText.\n"
        ));
        assert_eq!(library.messages(), "");
        let sitemap = library.page("sitemap.xml");
        assert!(
            sitemap.contains("<loc>https://example.org/a%26b/t%C5%B7/case-studies/a/</loc>"),
            "{sitemap}"
        );
        assert!(!sitemap.contains('&'), "{sitemap}");
        let page = library.page("about/index.html");
        for link in [
            "case-studies/\">one",
            "case-studies/\">two",
            "case-studies/a/\">three",
        ] {
            assert!(
                page.contains(&format!("href=\"/a%26b/t%C5%B7/{link}</a>")),
                "{link}: {page}"
            );
        }
        assert!(library.paths().contains(&"old/index.html".to_owned()));
    }
}
