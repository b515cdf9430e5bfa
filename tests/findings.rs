//! Every sample in tests/findings/ is a library with mistakes, and says on the line below each
//! mistake what is found there:
//!
//! ```text
//! topics: [housing, hosing]
//! //                ^^^^^^ error[unknown-term]: `hosing` is not on the list of topics
//! ```
//!
//! A finding of a whole file stands on a line `//! error[rule]: message`. What is found and not
//! said, or said and not found, fails; so does a caret a character off.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use common::{Library, Said, marked, said};

#[test]
fn each_mistake_is_found_at_its_very_characters_and_nothing_else_is() {
    let mut failures = vec![];
    insta::glob!("findings/*.txt", |path| {
        let sample = std::fs::read_to_string(path).expect("a sample is text");
        let (text, mut said) = marked(&sample);
        let library = Library::new(&text);
        let mut found: Vec<Said> = library
            .findings()
            .iter()
            .map(|finding| found(&library, finding))
            .collect();
        said.sort();
        found.sort();
        if said != found {
            let only = |a: &[Said], b: &[Said]| -> String {
                a.iter()
                    .filter(|x| !b.contains(x))
                    .map(|x| format!("    {x:?}\n"))
                    .collect()
            };
            failures.push(format!(
                "{}\n  said, not found:\n{}  found, not said:\n{}{}",
                path.display(),
                only(&said, &found),
                only(&found, &said),
                library.messages()
            ));
        }
    });
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// What a check finds no error in, a build can publish.
#[test]
fn a_check_fails_wherever_a_build_does() {
    insta::glob!("findings/*.txt", |path| {
        let sample = std::fs::read_to_string(path).expect("a sample is text");
        let library = Library::new(&marked(&sample).0);
        library.assert_builds_if_sound(&library.findings(), &path.display().to_string());
    });
    let about = "//- content/about.md\n---\ntitle: About\n";
    for file in [
        ".casebook.json",
        "404.html",
        "a",
        "about/index.html",
        "admin/config.yml\nx\n//- static/admin/index.html",
        "assets/style.css",
        "case-studies.json",
        "case-studies.json/a.json",
        "casebook-files",
        "casebook-files/pictures/a.jpg",
        "casebook-files/theme/a.css",
        "feed.xml",
        "feed.xml/a.xml",
        "index.html",
        "index.html/a.html",
        "robots.txt",
        "search",
        "search/index.html",
        "search/index.json",
        "sitemap.xml",
        "sitemap-1.xml",
    ] {
        let library = Library::new(&format!("//- static/{file}\nx\n{about}---\n"));
        library.assert_builds_if_sound(&library.findings(), file);
    }
    for alias in [
        "/feed.xml",
        "/search/a/",
        "/404.html",
        "/casebook-files/",
        "/index.html/a/",
    ] {
        let library = Library::new(&format!("{about}aliases: [{alias}]\n---\n"));
        library.assert_builds_if_sound(&library.findings(), alias);
    }
    for page in [
        "feed.xml/a.md",
        "search.md",
        "a/index.html.md",
        "robots.txt.md",
        "page.md",
    ] {
        let library = Library::new(&format!(
            "{about}---\n//- content/{page}\n---\ntitle: A\n---\n"
        ));
        library.assert_builds_if_sound(&library.findings(), page);
    }
    for theme in [
        "search/index.html",
        "search/index.json",
        "search/Words/0.bin",
        "assets/a/b.js",
    ] {
        let library = Library::new(&format!(
            "//- casebook.yaml\ntitle: T\nbase_url: https://example.org/\ntheme: ours\n\
             //- themes/ours/{theme}\nx\n{about}---\n"
        ));
        library.assert_builds_if_sound(&library.findings(), theme);
    }
}

fn found(library: &Library, finding: &casebook::report::Finding) -> Said {
    let place = finding.place.as_ref();
    let text = place.and_then(|place| library.text(&place.file));
    said(finding, text.as_deref())
}

/// What an author is advised to write, for a line of front matter and for a line of the text.
#[test]
fn the_help_is_what_to_write() {
    const SETTINGS: &str = "title: T\nbase_url: https://example.org/\nfacets: {support_types: {terms: [Grant, Digital tool]}}\nfields: {savings: {type: number, unit: GBP}, report: {type: url}}\n";
    let helps = |front: &str, text: &str| -> Vec<String> {
        let library = Library::new(&format!(
            "//- casebook.yaml\n{SETTINGS}//- content/case-studies/warm-homes.md\n---\ntitle: Warm homes\n{front}\n---\n\n{text}\n//- content/about.md\n---\ntitle: About\n---\n"
        ));
        library
            .findings()
            .into_iter()
            .map(|finding| finding.help)
            .collect()
    };
    for (front, help) in [
        ("savings: 1.2m", "write `savings: 1200000`"),
        ("savings: 12.500,00", "write `savings: 12500`"),
        (
            "savings: €5",
            "write the amount in pounds as digits only, for example `savings: 12500`",
        ),
        (
            "tags: [Grant]",
            "did you mean `support_types`? If not, to publish it, add it to `fields:` in casebook.yaml; to \
             ignore it, add `ignore: [tags]`",
        ),
        (
            "Description: Warm",
            "did you mean `summary`? If not, to publish it, add it to `fields:` in casebook.yaml; to \
             ignore it, add `ignore: [Description]`",
        ),
        (
            "summary: Warm\nexcerpt: Warm",
            "to publish it, add it to `fields:` in casebook.yaml; to ignore it, add `ignore: \
             [excerpt]`",
        ),
        ("date: 2024–03–12", "write `date: 2024-03-12`"),
        ("date: 2024-02-30", "`2024-02` has only 29 days"),
        ("date: Tuesday 12 March 2024", "write `date: 2024-03-12`"),
        ("date: ‘2024-03-12’", "write `date: 2024-03-12`"),
        ("date: c. 2019", "if you only know the year, write `2019`"),
        (
            "date: Spring 2024",
            "if you only know the year, write `2024`",
        ),
        (
            "date: 2023/24",
            "for the year from 2023 to 2024 write `2023`",
        ),
        (
            "date: 2019-2021",
            "write the year in which it began: `2019`",
        ),
        (
            "date: 05/11/2023",
            "write `2023-11-05` if the day comes first, or `2023-05-11` if the month does",
        ),
        ("date: TBC", "delete the line until you know the date"),
        (
            "date: ongoing",
            "write it for example as `2024-03-12`, or as `2024-03` or `2024` if you know no more",
        ),
        (
            "date: 2023-24",
            "for the year from 2023 to 2024 write `2023`",
        ),
        (
            "date: 2024-13-12",
            "the month comes first: write `2024-12-13` if you mean that day",
        ),
        (
            "support_types: Grant, Digital tool",
            "for several, write a list: `support_types: [Grant, Digital tool]`",
        ),
        (
            "support_types:\n- \"Grant, Digital tool\"",
            "make each an item of its own: `Grant` and `Digital tool`",
        ),
        (
            "support_types: Loan",
            "choose from: `Grant` or `Digital tool`",
        ),
        (
            "report: \"[Report](https://example.org/a)\"",
            "write the address alone: `report: https://example.org/a`",
        ),
        (
            "links:\n- \"[Report](https://example.org/a)\"",
            "write `- title: \"Report\"` and below it `  url: https://example.org/a`",
        ),
        (
            "image: street.jpg #3",
            "write `image: \"street.jpg #3\"`; if it is a comment, put a space after the `#`",
        ),
    ] {
        let said = helps(front, "Text.");
        assert!(said.iter().any(|said| said == help), "{front}: {said:?}");
    }
    for (text, help) in [
        ("![A](my pic.png)", "write `![A](my%20pic.png)`"),
        (
            "[a](mailto: a@example.org)",
            "write `[a](mailto:a@example.org)`",
        ),
        ("[a](about.md#The end)", "write `[a](about.md#the-end)`"),
        ("[a](b.pdf =300x)", "write `[a](b.pdf)`"),
        ("[a]({{ \"/about/\" | url }})", "write `[a](/about/)`"),
        (
            "[a](https://example .org/x)",
            "write `[a](https://example.org/x)`",
        ),
        ("[[about]]", "write `[What the page is about](about.md)`"),
        (
            "![[wall.png]]",
            "write `![What the page is about](wall.png)`",
        ),
        ("[[About us|us]]", "write `[us](about-us.md)`"),
        ("(a)[about.md]", "write `[a](about.md)`"),
        ("[a](www.example.org)", "write `https://www.example.org`"),
        ("[a](a@example.org)", "write `mailto:a@example.org`"),
        ("[a](http:/example.org)", "write `http://example.org`"),
        ("[a](htps://example.org)", "did you mean `https:`?"),
        ("[a](..\\about.html)", "write `../about.md`"),
        (
            "[a](about.md)",
            "`about.md` is in another folder: write `../about.md`",
        ),
        (
            "| a | b |\n| 1 | 2 |",
            "add a line `| --- | --- |` below the first",
        ),
    ] {
        let said = helps("savings: 1", text);
        assert!(said.iter().any(|said| said == help), "{text}: {said:?}");
    }
}
