//! What theme authors are promised: their few files beside the default theme's, messages that point
//! into them, and a guide that names all there is.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::Library;

#[test]
fn a_theme_of_three_files_changes_what_they_say_and_leaves_the_rest_to_the_default() {
    let (own, default) = (library(Some("small")), library(None));
    assert_eq!(
        lines_of("index.html", &own, &default),
        [
            r#"<p class="wrap">Anytown Council keeps this library.</p>"#,
            "<h2>New in the library</h2>",
        ]
    );
    let named = own
        .paths()
        .into_iter()
        .find(|path| path.starts_with("casebook-files/theme/style."))
        .expect("the theme has a style");
    let sheet = own.page(&named);
    assert!(
        sheet.contains(":root { --paper: #fff; --accent: #6a1b7a; }"),
        "brand.css is part of the style sheet"
    );
    assert!(!sheet.contains("@import"), "a browser asks for one sheet");
    assert!(
        !own.paths()
            .iter()
            .any(|path| path.starts_with("casebook-files/theme/brand.")),
        "brand.css is not published beside it"
    );
    let strangers: Vec<String> = own
        .paths()
        .into_iter()
        .filter(|path| !default.paths().contains(path))
        .collect();
    assert_eq!(strangers, [named], "the pages are the same");
}

#[test]
fn a_script_of_a_theme_is_served_as_it_was_written() {
    let script = "// Which filters are open.\nexport const help = `\n  // Choose a topic.\n\n  \
                  Two  spaces`;\n";
    let own = Library::new(&format!(
        "//- casebook.yaml\ntitle: Case studies\nbase_url: https://example.org/\ntheme: ours\n\
         //- themes/ours/search/filters.js\n{script}"
    ));
    let named = own
        .paths()
        .into_iter()
        .find(|path| path.starts_with("search/filters."))
        .expect("it has the hash of its content in its name");
    assert_eq!(own.page(&named), script);
}

#[test]
fn a_style_sheet_holds_what_it_imports_and_leads_to_what_it_names_wherever_either_stands() {
    let library = Library::new(
        r#"
        //- casebook.yaml
        title: Case studies
        base_url: https://example.org/
        theme: ours
        //- themes/ours/assets/style.css
        @import "brand.css";
        @import url(parts/lists.css);
        @import 'parts/lists.css';
        .é::after { content: "url(gone.svg)"; } /* url(gone.svg) */
        .a { background: url(data:image/gif;base64,R0lGODlhAQABAAAAACw=) url(https://example.org/a.png) url(#a) }
        .b { background: url("parts/dots.svg#one") }
        //- themes/ours/assets/brand.css
        @import "parts/colours.css";
        .c { background: url(parts/dots.svg) }
        //- themes/ours/assets/parts/colours.css
        @import "../brand.css";
        .d { color: red }
        //- themes/ours/assets/parts/lists.css
        @import "colours.css";
        @import "paper.css" print;
        .e { background: url(dots.svg), url( 'crest.svg' ), url(gone.svg) }
        //- themes/ours/assets/parts/alone.css
        .f { background: url(dots.svg) url(crest.svg) }
        //- themes/ours/assets/loop/a.css
        @import "b.css";
        //- themes/ours/assets/loop/b.css
        @import "a.css";
        //- themes/ours/assets/parts/paper.css
        .g { color: black }
        //- themes/ours/assets/parts/dots.svg
        x
        //- themes/ours/assets/crest.svg
        x
        //- content/about.md
        ---
        title: About
        ---
        "#,
    );
    let sheet = |name: &str| {
        let path = library
            .paths()
            .into_iter()
            .find(|path| path.starts_with(&format!("casebook-files/theme/{name}.")));
        path.map(|path| library.page(&path))
    };
    insta::assert_snapshot!(sheet("style").expect("it is published"), @r#"

    .d { color: red }
    .c { background: url("parts/dots.44c77418.svg") }

    @import "paper.css" print;
    .e { background: url("parts/dots.44c77418.svg"), url("crest.44c77418.svg"), url(gone.svg) }

    .é::after { content: "url(gone.svg)"; } /* url(gone.svg) */
    .a { background: url(data:image/gif;base64,R0lGODlhAQABAAAAACw=) url(https://example.org/a.png) url(#a) }
    .b { background: url("parts/dots.44c77418.svg#one") }
    "#);
    insta::assert_snapshot!(sheet("parts/alone").expect("it is published"), @r#".f { background: url("../parts/dots.44c77418.svg") url("../crest.44c77418.svg") }"#);
    assert!(sheet("loop/a").is_some() && sheet("loop/b").is_some());
    assert_eq!(
        [sheet("brand"), sheet("parts/colours"), sheet("parts/lists")],
        [None, None, None]
    );
    insta::assert_snapshot!(library.messages(), @r#"
    warning[theme-asset]: `paper.css` is imported with a condition
     --> themes/ours/assets/parts/lists.css:2:10
      |
    2 | @import "paper.css" print;
      |          ^^^^^^^^^ not included
      |
      = help: write `@import "paper.css";`, and move the condition into paper.css: `@media print { … }`

    warning[theme-asset]: the theme has no asset `gone.svg`
     --> themes/ours/assets/parts/lists.css:3:57
      |
    3 | .e { background: url(dots.svg), url( 'crest.svg' ), url(gone.svg) }
      |                                                         ^^^^^^^^ not found
      |
      = help: put the file into the theme's `assets` folder, or remove this
    "#);
}

#[test]
fn a_theme_broken_in_three_ways_is_told_each_with_its_line() {
    insta::assert_snapshot!(library(Some("broken")).messages());
}

#[test]
fn the_guide_names_every_field_of_every_view_and_no_other() {
    let mut told: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut name = String::new();
    for line in section("## What templates can use", "") {
        if let Some(heading) = line.strip_prefix("### ") {
            name = heading.trim_matches('`').to_lowercase();
        } else if let Some((field, _)) =
            line.strip_prefix("| `").and_then(|row| row.split_once('`'))
        {
            told.entry(name.clone()).or_default().push(field);
        }
    }
    let mut there: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for line in include_str!("../src/render/view.rs")
        .lines()
        .map(|line| line.trim().trim_start_matches("pub "))
    {
        if let Some((view, "{")) = line
            .strip_prefix("struct ")
            .and_then(|rest| rest.split_once(' '))
        {
            let view = if view == "DateView" {
                "date"
            } else {
                view.strip_suffix("View").unwrap_or(view)
            };
            name = view.to_lowercase();
        } else if let Some((field, _)) = line.split_once(": ").filter(|_| line.ends_with(',')) {
            there.entry(name.clone()).or_default().push(field);
        }
    }
    assert!(there.len() > 20, "the views are no longer found");
    assert_eq!(told, there);
}

#[test]
fn the_guide_names_every_template_and_every_component() {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    let files = std::fs::read_dir(themes)
        .expect("the default theme is there")
        .map(|entry| entry.expect("readable"));
    let mut templates: Vec<String> = files
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    let mut told: Vec<&str> = first_column(section("## Templates", "### Components")).collect();
    templates.sort();
    told.sort_unstable();
    assert_eq!(told, templates);

    let components = include_str!("../themes/default/templates/components.html").lines();
    let components =
        components.filter_map(|line| Some(line.strip_prefix("{% component ")?.split_once('(')?.0));
    let told =
        first_column(section("### Components", "## ")).map(|name| name.trim_matches(['<', '>']));
    assert_eq!(
        told.collect::<Vec<&str>>(),
        components.collect::<Vec<&str>>()
    );
}

#[test]
fn each_language_has_the_words_that_pages_ask_for_and_no_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let asked: String = ["src/render", "themes/default/templates"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("the folder is there"))
        .map(|entry| entry.expect("readable").path())
        .chain([root.join("src/words.rs")])
        .filter(|path| path.is_file())
        .map(|path| std::fs::read_to_string(path).expect("a source is text"))
        .collect();
    let keys = |language: &str| -> BTreeSet<String> {
        let file = root.join(format!("themes/default/strings/{language}.yaml"));
        let text = std::fs::read_to_string(file).expect("the words are there");
        let lines = text.lines().filter(|line| !line.starts_with([' ', '#']));
        lines
            .filter_map(|line| Some(line.split_once(':')?.0.trim_matches('"').to_owned()))
            .collect()
    };
    let (english, welsh) = (keys("en"), keys("cy"));
    assert_eq!(english, welsh);
    let idle: Vec<&String> = english
        .iter()
        // tests/form.rs looks after those of forms.
        .filter(|key| !key.starts_with("form_") && !asked.contains(&format!("\"{key}\"")))
        .collect();
    assert_eq!(idle, Vec::<&String>::new());
    let wanted = asked
        .split("t(key=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default());
    let unknown: Vec<&str> = wanted.filter(|key| !english.contains(*key)).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn the_filters_of_a_long_facet_are_its_most_frequent_terms_and_a_link_to_all_of_them() {
    let mut text =
        "//- casebook.yaml\ntitle: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}, regions: {}}\n"
            .to_owned();
    for number in 0..130 {
        text += &format!(
            "//- content/case-studies/s{number}.md\n---\ntitle: S{number}\ntopics: T{number:03}\n---\n"
        );
    }
    // The first thirty have one case study each, the others two.
    for half in [30..80, 80..130] {
        let from = half.start;
        let twice: Vec<String> = half.map(|number| format!("T{number:03}")).collect();
        text += &format!(
            "//- content/case-studies/from{from}.md\n---\ntitle: From {from}\ntopics: [{}]\nregions: North\n---\n",
            twice.join(", ")
        );
    }
    let library = Library::new(&text);
    let offered = |page: &str| -> Vec<String> {
        let page = library.page(page);
        let terms = page
            .split("data-term=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned());
        terms.collect()
    };
    let terms = |range: std::ops::Range<usize>| range.map(|number| format!("t{number:03}"));
    let north = || std::iter::once("north".to_owned());
    let all = "<a href=\"/topics/\">Topics: all 130</a>";
    assert_eq!(
        offered("case-studies/index.html"),
        terms(30..130).chain(north()).collect::<Vec<_>>()
    );
    assert!(library.page("case-studies/index.html").contains(all));
    // The chosen one is among them, however rare.
    assert_eq!(
        offered("topics/t007/index.html"),
        terms(7..8).chain(terms(30..129)).collect::<Vec<_>>()
    );
    assert!(library.page("topics/t007/index.html").contains(all));
    assert_eq!(
        offered("regions/north/index.html"),
        terms(30..130).chain(north()).collect::<Vec<_>>()
    );
    assert!(
        !library.page("regions/north/index.html").contains(all),
        "these are all that a case study in the North has"
    );
    let browse = library.page("topics/index.html");
    assert!(terms(0..130).all(|term| browse.contains(&format!("\"/topics/{term}/\""))));
}

/// A library of one case study in a theme of tests/themes, or in the default one.
fn library(theme: Option<&str>) -> Library {
    let mut text =
        "//- casebook.yaml\ntitle: Case studies\nbase_url: https://example.org/\ntheme: ours\n\
        //- content/case-studies/warm-homes.md\n---\ntitle: Warm homes\ndate: 2019\n---\nText.\n"
            .to_owned();
    if let Some(theme) = theme {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/themes")
            .join(theme);
        for folder in ["assets", "strings", "templates"] {
            let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
                continue;
            };
            let mut files: Vec<_> = entries
                .map(|entry| entry.expect("readable").path())
                .collect();
            files.sort();
            for file in files {
                let name = file
                    .file_name()
                    .expect("a file has a name")
                    .to_string_lossy();
                let its = std::fs::read_to_string(&file).expect("a theme's file is text");
                text += &format!("//- themes/ours/{folder}/{name}\n{its}");
            }
        }
    }
    Library::new(&text)
}

/// The lines of a page that another library's does not have, the address of the style sheet aside.
fn lines_of(page: &str, library: &Library, other: &Library) -> Vec<String> {
    let (text, other) = (library.page(page), other.page(page));
    let known: Vec<&str> = other.lines().collect();
    let new = text
        .lines()
        .filter(|line| !known.contains(line) && !line.contains("rel=\"stylesheet\""));
    new.map(str::to_owned).collect()
}

/// The lines of the guide from one heading to the next that begins so; to its end, if there is
/// none.
fn section(from: &str, to: &'static str) -> impl Iterator<Item = &'static str> {
    let guide = include_str!("../content/guide/changing-the-look.md").lines();
    let from = from.to_owned();
    guide
        .skip_while(move |line| *line != from)
        .skip(1)
        .take_while(move |line| to.is_empty() || !line.starts_with(to))
}

fn first_column(lines: impl Iterator<Item = &'static str>) -> impl Iterator<Item = &'static str> {
    lines.filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0))
}
