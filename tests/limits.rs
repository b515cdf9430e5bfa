//! What casebook does with more than anybody needs: it says so, and takes no more time than the
//! size of the input deserves. `cargo bench --bench shapes` measures the time.

mod common;

use common::{Library, SETTINGS};

/// A library of one case study with this text.
fn text(text: &str) -> Library {
    Library::new(&format!(
        "//- content/case-studies/a.md\n---\ntitle: A\n---\n\n{text}\n"
    ))
}

/// The messages about a library, each on a line with its place and help.
fn said(library: &Library) -> Vec<String> {
    let findings = library.findings().into_iter();
    findings
        .map(|finding| {
            let place = finding.place.as_ref();
            let file = place.map_or(String::new(), |place| place.file.to_string());
            let (severity, rule) = (finding.severity.name(), finding.rule);
            format!(
                "{file}: {severity}[{rule}]: {} ({})",
                finding.message, finding.help
            )
        })
        .collect()
}

#[test]
fn a_case_study_has_at_most_50_terms_in_a_facet() {
    let study = |count: usize| {
        let terms: String = (0..count).map(|i| format!("Term{i}x, ")).collect();
        Library::new(&format!(
            "//- casebook.yaml\n{SETTINGS}facets: {{topics: {{}}}}\n\
             //- content/case-studies/a.md\n---\ntitle: A\ntopics: [{terms}]\n---\n\nText.\n"
        ))
    };
    assert_eq!(said(&study(50)), Vec::<String>::new());
    let library = study(52);
    assert_eq!(
        said(&library),
        [
            "content/case-studies/a.md: error[too-many-terms]: `topics` has 52 terms, and can have at \
             most 50 (keep those that readers would look for)"
        ]
    );
    let terms = library.paths().into_iter();
    let terms = terms.filter(|path| path.starts_with("topics/") && path.ends_with("index.html"));
    assert_eq!(terms.count(), 51, "50 terms, and the page of the facet");
}

#[test]
fn similar_names_are_looked_for_1000_times_in_one_document_and_the_same_names_always() {
    let links = |name: &str, count: usize| format!("[words]({name}) ").repeat(count);
    let library = |text: String| {
        Library::new(&format!(
            "//- content/case-studies/a.md\n---\ntitle: A\n---\n\n## Heading\n\n{text}\n\
             //- content/guide/cold-homes.md\n---\ntitle: B\n---\n\nText.\n"
        ))
    };
    let with_help = |library: &Library, help: &str| {
        said(library)
            .iter()
            .filter(|said| said.contains(help))
            .count()
    };
    let similar = library(links("cold-hoems.md", 1_200));
    assert_eq!(with_help(&similar, "did you mean `cold-homes.md`?"), 1_000);
    assert_eq!(
        with_help(&similar, "(correct the address, or remove the link)"),
        200
    );
    let heading = library(links("#headnig", 1_200));
    assert_eq!(with_help(&heading, "did you mean `#heading`?"), 1_000);
    assert_eq!(with_help(&heading, "its headings are `#heading`"), 200);
    let same = library(links("cold-homes.md", 1_200));
    assert_eq!(
        with_help(&same, "in another folder: write `../guide/cold-homes.md`"),
        1_200
    );
}

#[test]
fn brackets_far_apart_are_no_link() {
    let link = |words: usize| text(&format!("See [{}](a b.html).", "x".repeat(words)));
    assert_eq!(said(&link(1_000)).len(), 1);
    assert_eq!(said(&link(1_001)), Vec::<String>::new());
}

#[test]
fn an_address_of_several_pieces_is_reported_once() {
    let library = text("See https://example.org/one_two_three!https://example.org/four.");
    assert_eq!(
        said(&library),
        ["content/case-studies/a.md: warning[bare-url]: \
             `https://example.org/one_two_three!https://example.org/four` has no words that say \
             where it leads (write `[What the page is about]\
             (https://example.org/one_two_three!https://example.org/four)`)"]
    );
}

#[test]
fn a_table_repeats_200_letters_of_its_heading() {
    let heading = "word ".repeat(100);
    let library = text(&format!("## {heading}\n\n| a |\n| - |\n| b |"));
    let page = library.page("case-studies/a/index.html");
    let (_, name) = page
        .split_once("role=\"region\"")
        .expect("there is a table");
    let (_, name) = name.split_once("aria-label=\"").expect("it has a name");
    let (name, _) = name.split_once('"').expect("the name ends");
    assert!(
        name.chars().count() <= "Table: …".chars().count() + 200,
        "{name}"
    );
}

#[test]
fn a_footer_has_at_most_50_links() {
    let library = |count: usize| {
        let pages = (0..count)
            .map(|i| format!("//- content/page-{i:02}.md\n---\ntitle: Page {i}\n---\n\nText.\n"));
        Library::new(&pages.collect::<String>())
    };
    assert_eq!(said(&library(50)), Vec::<String>::new());
    let many = library(52);
    assert_eq!(
        said(&many),
        [
            "content/page-50.md: warning[footer-too-long]: `content/page-50.md` and 1 other page \
             are not linked in the footer, which has at most 50 links (move pages that the footer \
             does not need to a folder of `content/`)"
        ]
    );
    let home = many.page("index.html");
    assert!(home.contains("/page-49/") && !home.contains("/page-50/"));
}

#[test]
fn settings_have_at_most_1_mb() {
    let library = Library::new(&format!(
        "//- casebook.yaml\n{SETTINGS}# {}\n//- content/case-studies/a.md\n---\ntitle: A\n---\n\n\
         Text.\n",
        "x".repeat(1_000_000)
    ));
    assert_eq!(
        said(&library),
        [
            "casebook.yaml: error[settings-yaml]: the settings are longer than 1 MB (delete what casebook \
             does not need)"
        ]
    );
}

#[test]
fn terms_of_a_series_are_not_compared_with_each_other() {
    let studies: String = (0..200)
        .map(|i| {
            let letter = char::from_u32(0x4e00 + i).expect("a Chinese letter");
            format!(
                "//- content/case-studies/{i}.md\n---\ntitle: Study {i}\n\
                 topics: [Warm {letter}homeliness]\n---\n\nText.\n"
            )
        })
        .collect();
    let library = Library::new(&format!(
        "//- casebook.yaml\n{SETTINGS}facets: {{topics: {{}}}}\n{studies}"
    ));
    let similar = said(&library);
    let similar = similar.iter().filter(|said| said.contains("similar-terms"));
    assert_eq!(similar.count(), 30 * 29 / 2);
}

#[test]
fn a_page_has_at_most_64_mib() {
    let library = Library::new(&format!(
        "//- casebook.yaml\n{SETTINGS}theme: ours\n\
         //- themes/ours/templates/home.html\n\
         {{% for a in range(end=100000) %}}{}{{% endfor %}}\n",
        "x".repeat(1_000)
    ));
    let said = said(&library);
    let expected = "themes/ours/templates/home.html: error[template-fails]: `home.html` writes more than \
                    64 MiB, while making `/` (look in it, and in what it includes, for a loop that \
                    writes too much, or split the text of the page)";
    assert!(said.iter().any(|said| said == expected), "{said:?}");
}
