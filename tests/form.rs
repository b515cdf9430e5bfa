//! Templates, schemas and forms ask for what casebook reads, in the words of each language.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use casebook::compile::{Cache, compile};
use casebook::config::Config;
use casebook::config::repository::Host;
use casebook::form::{
    Emphasis, Form, Length, Prefilled, Shape, cms, form, issue_form, schema, template,
};
use casebook::ids::{LanguageId, Table};
use casebook::source::{Source, Span};
use casebook::yaml::{self, Node, Value};
use common::{Library, sample, settings, words};
use serde_json::{Value as Json, json};

/// Settings that use everything a form depends on.
const SETTINGS: &str = r#"
title: Case studies
base_url: https://example.org/library/
languages: [en-GB, cy]
facets:
  topics: {name: {en-GB: Topics, cy: Pynciau}}
  support_types: {terms: ["Citizens' assembly", "Peer challenge", "Yes: a colon", "No"], help: {en-GB: The kind of support.}}
  tags: {split: ","}
fields:
  organisation: {required: true, help: Whose work it is.}
  savings: {type: number, unit: GBP}
  began: {type: date}
  website: {type: url}
  finished: {type: boolean}
front_matter: {summary: excerpt}
ignore: [weight]
repository: {url: "https://github.com/OWNER/REPO", branch: trunk}
"#;

fn full() -> (Config, Form) {
    let config = settings(SETTINGS);
    let used = Table::from(vec![
        vec!["Housing".to_owned(), "Health: and care".to_owned()],
        vec![],
        vec!["pilot".to_owned()],
    ]);
    let form = form(
        &config,
        &words(&config.languages[LanguageId::DEFAULT]),
        &used,
    );
    (config, form)
}

/// Findings about one new case study with this text.
fn findings(study: &str) -> Vec<String> {
    let library = Library::new(&format!("//- casebook.yaml\n{SETTINGS}"));
    let mut inputs = library.inputs;
    inputs.sources.push(Arc::new(
        Source::new("content/case-studies/new.md", study.to_owned()).into(),
    ));
    let findings = compile(&inputs, &Cache::default(), &mut |_| ()).findings;
    findings
        .into_iter()
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect()
}

/// Front matter as an editor reads it.
fn front_matter(text: &str) -> Json {
    let text = text
        .trim_start()
        .strip_prefix("---\n")
        .expect("front matter comes first");
    let yaml = &text[..text.find("---\n").expect("and ends")];
    json_of(&yaml::parse(yaml, Span::new(0, yaml.len())).expect("it is YAML"))
}

fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Number(value) if value.fract() == 0.0 => json!(*value as i64),
        Value::Number(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|entry| (entry.key.clone(), json_of(&entry.value)))
            .collect(),
    }
}

#[test]
fn a_template_has_every_key_that_authors_are_asked_for_and_no_errors() {
    let (_, form) = full();
    for length in [Length::Full, Length::Short, Length::Bare] {
        let known = Prefilled {
            title: "Warm homes: \"street\" by street",
            draft: false,
            ..Prefilled::default()
        };
        let text = template(&form, &known, length);
        let read = front_matter(&text);
        let asked = form
            .parts
            .iter()
            .filter(|part| part.emphasis == Emphasis::Always);
        let asked: Vec<&str> = asked.map(|part| part.key.as_str()).collect();
        let mut keys: Vec<&str> = read
            .as_object()
            .expect("a map")
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_by_key(|key| asked.iter().position(|other| other == key));
        assert_eq!(keys, asked);
        assert_eq!(read["title"], known.title);
        // The author must fill in what is required and not known.
        assert_eq!(
            findings(&text),
            ["missing-field: `organisation` is empty"],
            "{text}"
        );
        let filled = text.replace("\norganisation:\n", "\norganisation: Anytown\n");
        assert_eq!(findings(&filled), Vec::<String>::new(), "{filled}");
    }
}

#[test]
fn every_line_that_a_template_comments_out_is_valid_without_its_number_sign() {
    let (_, form) = full();
    let text = template(
        &form,
        &Prefilled {
            title: "Warm homes",
            ..Prefilled::default()
        },
        Length::Full,
    );
    let used: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with([' ', '#']) || rest.starts_with("  ") => {
                format!("{rest}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let used = used.replace("\norganisation:\n", "\norganisation: Anytown\n");
    let read = front_matter(&used);
    assert_eq!(
        read["support_types"],
        json!(["Citizens' assembly", "Peer challenge", "Yes: a colon", "No"])
    );
    assert_eq!(read["topics"], json!(["Housing", "Health: and care"]));
    for part in form
        .parts
        .iter()
        .filter(|part| part.emphasis == Emphasis::Offered)
    {
        assert!(
            !read[&part.key].is_null(),
            "{} is offered: {used}",
            part.key
        );
    }
    // The files and the case study of the examples do not exist, and nobody should publish the
    // examples themselves.
    let rules: Vec<String> = findings(&used)
        .iter()
        .map(|finding| finding.split(':').next().expect("a rule").into())
        .collect();
    assert_eq!(
        rules,
        [
            "missing-picture",
            "placeholder",
            "placeholder",
            "placeholder",
            "broken-link",
            "placeholder",
            "unknown-related"
        ],
        "{used}"
    );
    assert!(validator(&form).is_valid(&read));
}

fn validator(form: &Form) -> jsonschema::Validator {
    let schema = schema(form, "Case studies");
    assert!(jsonschema::meta::is_valid(&schema), "the schema is one");
    jsonschema::draft202012::new(&schema).expect("the schema can be used")
}

#[test]
fn the_schema_accepts_and_refuses_what_casebook_does() {
    let (_, form) = full();
    let schema = validator(&form);
    let right = [
        "date: 2024",
        "date: 2024-03-12",
        "topics: Housing",
        "topics: [Housing, Anything new]",
        "support_types: [Peer challenge, \"No\"]",
        "tags: pilot, rural",
        "savings: 12500.5",
        "began: 2024-03",
        "website: https://example.org/",
        "finished: true",
        "excerpt: 1984",
        "image: {src: /a.png, alt: A street}",
        "contact: homes@example.org",
        "contact: {name: Housing, email: a@example.org}",
        "links: [https://example.org/, {title: Report, url: \"https://example.org/r\"}]",
        "aliases: /old/",
        "draft: false",
        "weight: 3",
        "excerpt:",
    ];
    let wrong = [
        "date: soon",
        "date: 2024-13",
        "support_types: [Hosing]",
        "savings: much",
        "website: example.org",
        "finished: perhaps",
        "contact: {fax: 1}",
        "image: {alt: A street}",
        "titel: Warm homes",
        "aliases: {a: b}",
    ];
    for (line, is_right) in right
        .map(|line| (line, true))
        .into_iter()
        .chain(wrong.map(|line| (line, false)))
    {
        let study =
            format!("---\ntitle: Warm homes\norganisation: Anytown\n{line}\n---\n\nText.\n");
        let found = findings(&study);
        let found: Vec<&String> = found
            .iter()
            .filter(|finding| !finding.starts_with("missing-picture"))
            .collect();
        assert_eq!(
            found.is_empty(),
            is_right,
            "{line}: casebook says {found:?}"
        );
        assert_eq!(
            schema.is_valid(&front_matter(&study)),
            is_right,
            "{line}: the schema says otherwise"
        );
    }
    for needed in [
        "organisation: Anytown",
        "title: Warm homes",
        "title:\norganisation: Anytown",
    ] {
        let study = format!("---\n{needed}\n---\n");
        assert!(
            !findings(&study).is_empty() && !schema.is_valid(&front_matter(&study)),
            "{needed} alone"
        );
    }
}

#[test]
fn every_case_study_of_the_sample_library_passes_its_schema() {
    let (config, studies) = sample();
    let form = form(
        &config,
        &words(&config.languages[LanguageId::DEFAULT]),
        &Table::default(),
    );
    let schema = validator(&form);
    let studies = studies
        .iter()
        .filter(|source| !source.path.ends_with(".cy.md") && source.text.contains("organisation"));
    let checked: Vec<&str> = studies
        .map(|study| {
            let read = front_matter(&study.text);
            let wrong: Vec<String> = schema
                .iter_errors(&read)
                .map(|error| error.to_string())
                .collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", study.path);
            &*study.path
        })
        .collect();
    assert!(checked.len() >= 10, "{checked:?}");
}

#[test]
fn an_issue_form_asks_for_every_part_and_keeps_the_code_hosts_rules() {
    let (_, form) = full();
    let text = issue_form(&form, Host::GitHub);
    let read = json_of(&yaml::parse(&text, Span::new(0, text.len())).expect("it is YAML"));
    let body = read["body"].as_array().expect("a list");
    let (mut ids, mut labels) = (vec![], vec![]);
    for element in body.iter().filter(|element| element["type"] != "markdown") {
        let id = element["id"].as_str().expect("an id");
        assert!(
            id.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')),
            "{id}"
        );
        let label = element["attributes"]["label"].as_str().expect("a label");
        assert!(
            !ids.contains(&id) && !labels.contains(&label),
            "{id} or {label} appears twice"
        );
        ids.push(id);
        labels.push(label);
        let dropdown = element["type"] == "dropdown";
        assert_eq!(
            dropdown,
            element["attributes"]["options"].is_array(),
            "{element}"
        );
        if dropdown {
            // The code host would read a bare `No` as false.
            assert!(
                element["attributes"]["options"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .all(Json::is_string),
                "{element}"
            );
        }
    }
    for part in form
        .parts
        .iter()
        .filter(|part| part.emphasis != Emphasis::Never)
    {
        assert!(
            labels.contains(&part.label.as_str()),
            "{} is asked for",
            part.label
        );
    }
    // The code host reads YAML 1.1, in which a bare `No` is false.
    assert!(text.contains("\n    - 'No'\n"), "{text}");
    let needed: Vec<&str> = body
        .iter()
        .filter(|element| element["validations"]["required"] == true)
        .map(|element| element["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(needed, ["title", "organisation"]);
    let text = issue_form(&form, Host::GitLab);
    for part in form
        .parts
        .iter()
        .filter(|part| part.emphasis != Emphasis::Never)
    {
        assert!(text.contains(&format!("\n## {}\n", part.label)), "{text}");
    }
    assert!(text.contains("\n- [ ] Peer challenge\n"), "{text}");
}

#[test]
fn an_editing_website_has_every_key_with_its_terms() {
    let (config, form) = full();
    let text = cms(
        &form,
        &config,
        config.repository.as_ref().expect("the settings have one"),
    );
    let read = json_of(&yaml::parse(&text, Span::new(0, text.len())).expect("it is YAML"));
    assert_eq!(
        read["backend"],
        json!({"name": "github", "repo": "OWNER/REPO", "branch": "trunk"})
    );
    let collection = &read["collections"][0];
    assert_eq!(collection["folder"], "content/case-studies");
    let fields = collection["fields"].as_array().expect("a list");
    let names: Vec<&str> = fields
        .iter()
        .map(|field| field["name"].as_str().expect("a name"))
        .collect();
    let keys: Vec<&str> = form
        .parts
        .iter()
        .map(|part| part.key.as_str())
        .chain(["body"])
        .collect();
    assert_eq!(names, keys);
    for (part, field) in form.parts.iter().zip(fields) {
        assert_eq!(field["required"], part.required, "{field}");
        // Decap CMS insists on a required key even if its group is empty.
        if field["widget"] == "object" {
            let keys = field["fields"].as_array().expect("a list");
            assert!(keys.iter().all(|key| key["required"] == false), "{field}");
        }
        if let Shape::Terms(terms) = &part.shape {
            assert_eq!(field["options"].is_array(), terms.closed, "{field}");
        }
    }
}

#[test]
fn a_new_file_opens_in_the_code_hosts_editor_on_the_branch_of_the_settings() {
    let at = |repository: &str| {
        let text = format!("title: T\nbase_url: https://example.org/\nrepository: {repository}\n");
        settings(&text).repository.expect("the settings have one")
    };
    let texts = ["---\ntitle: a & b + c\n---\n".to_owned()];
    let github =
        at("https://github.com/OWNER/REPO/").new_file("content/case-studies", "new.md", &texts);
    assert_eq!(
        github.url,
        "https://github.com/OWNER/REPO/new/main/content/case-studies?filename=new.md&value=---%0Atitle:%20a%20%26%20b%20%2B%20c%0A---%0A"
    );
    assert!(github.filled);
    let named = at("https://github.com/council/gitlab-migration");
    assert_eq!(
        named.edit("content/a.md"),
        "https://github.com/council/gitlab-migration/edit/main/content/a.md"
    );
    let own = at("https://gitlab.example.org/council/library");
    assert_eq!(
        own.edit("content/a.md"),
        "https://gitlab.example.org/council/library/-/edit/main/content/a.md"
    );
    let gitlab = at("{url: \"https://git.example.org/a/b/c\", branch: trunk, host: gitlab}");
    assert_eq!(
        gitlab.edit("content/Tŷ.md"),
        "https://git.example.org/a/b/c/-/edit/trunk/content/T%C5%B7.md"
    );
    let new = gitlab.new_file("content/case-studies", "new.md", &texts);
    assert_eq!(
        new.url,
        "https://git.example.org/a/b/c/-/new/trunk?file_name=content/case-studies/new.md"
    );
    assert!(!new.filled);
}

#[test]
fn an_editors_address_stays_below_six_kilobytes_however_many_terms_there_are() {
    let repository = settings(SETTINGS)
        .repository
        .expect("the settings have one");
    for count in [0, 5, 40, 400, 4000] {
        let terms: String = (0..count)
            .map(|n| format!("      - A rather long name of a term, number {n}\n"))
            .collect();
        let text = SETTINGS.replace(
            "facets:\n",
            &format!("facets:\n  kinds:\n    terms:\n      - One\n{terms}"),
        );
        let config = settings(&text);
        let form = form(
            &config,
            &words(&config.languages[LanguageId::DEFAULT]),
            &Table::default(),
        );
        let texts = [Length::Full, Length::Short, Length::Bare]
            .map(|length| template(&form, &Prefilled::default(), length));
        let opened = repository.new_file("content/case-studies", "new.md", &texts);
        assert!(
            opened.url.len() <= 6_000 && opened.filled,
            "{count}: {}",
            opened.url.len()
        );
    }
}

#[test]
fn the_page_to_share_a_case_study_has_the_template_to_open_download_and_copy() {
    let sample = |settings: &str| {
        format!(
            "//- casebook.yaml\n{settings}\n//- content/submit.md\n---\ntitle: Share\n---\n\nText.\n"
        )
    };
    let library = Library::new(&sample(SETTINGS.trim()));
    let page = library.page("submit/index.html");
    let blank = library.page("case-study.md");
    let config = &library.inputs.config;
    // No case study has terms yet, so only those of the closed list are offered.
    let form = form(
        config,
        &words(&config.languages[LanguageId::DEFAULT]),
        &Table::default(),
    );
    assert_eq!(blank, template(&form, &Prefilled::default(), Length::Full));
    let plain = |html: &str| {
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
    };
    let shown = page
        .split("<textarea")
        .nth(1)
        .and_then(|rest| rest.split_once(">\n"))
        .expect("the template is shown")
        .1;
    assert_eq!(
        plain(shown.split("</textarea>").next().expect("it ends")),
        blank
    );
    assert!(
        page.contains("href=\"/library/case-study.md\" download"),
        "{page}"
    );
    let editor = page
        .split("href=\"https://github.com/OWNER/REPO/new/trunk/")
        .nth(1)
        .expect("the editor has a link");
    let editor = plain(editor.split('"').next().expect("it ends"));
    let value = editor
        .strip_prefix("content/case-studies?filename=name-of-your-case-study.md&value=")
        .expect(&editor);
    let value = value
        .split('%')
        .enumerate()
        .map(|(number, part)| match number {
            0 => part.as_bytes().to_vec(),
            _ => [
                &[u8::from_str_radix(&part[..2], 16).expect("two digits")],
                &part.as_bytes()[2..],
            ]
            .concat(),
        });
    assert_eq!(
        String::from_utf8(value.flatten().collect()).expect("text"),
        blank
    );

    // Without a repository there is only the file; without the page there is neither.
    let alone = "title: Case studies\nbase_url: https://example.org/";
    let page = Library::new(&sample(alone)).page("submit/index.html");
    assert!(
        page.contains("href=\"/case-study.md\" download") && !page.contains("/new/"),
        "{page}"
    );
    let none = Library::new("//- content/about.md\n---\ntitle: About\n---\n");
    assert!(!none.paths().contains(&"case-study.md".to_owned()));
}

/// Settings with a facet and a field of each kind, all without a help of their own.
const EVERY_KIND: &str = r#"
title: Case studies
base_url: https://example.org/
facets: {topics: {}, kinds: {terms: [One, Two]}, tags: {terms: [Three], split: ","}}
fields:
  pounds: {type: number, unit: GBP}
  euros: {type: number, unit: EUR}
  dollars: {type: number, unit: USD}
  homes: {type: number}
  began: {type: date}
  website: {type: url}
  finished: {type: boolean}
repository: https://github.com/OWNER/REPO
"#;

/// Everything that casebook makes to ask for a case study, in one language.
fn every_form(tag: &str) -> String {
    let settings = settings(&format!("{EVERY_KIND}languages: [{tag}]\n"));
    let used = Table::from(vec![vec!["Housing".to_owned()], vec![], vec![]]);
    let form = form(
        &settings,
        &words(&settings.languages[LanguageId::DEFAULT]),
        &used,
    );
    let prefilled = Prefilled {
        draft: true,
        ..Prefilled::default()
    };
    let repository = settings.repository.as_ref().expect("the settings have one");
    [
        template(&form, &prefilled, Length::Full),
        template(&form, &prefilled, Length::Short),
        template(&form, &prefilled, Length::Bare),
        schema(&form, "X").to_string(),
        issue_form(&form, Host::GitHub),
        issue_form(&form, Host::GitLab),
        cms(&form, &settings, repository),
    ]
    .join("\n")
}

/// A text without the characters that the formats of forms change.
fn plain(text: &str) -> String {
    let text = text.replace(['`', '\'', '"', '\\'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn forms_use_every_string_made_for_them_and_no_other_in_each_built_in_language() {
    for tag in ["en-GB", "cy"] {
        let forms = plain(&every_form(tag));
        assert!(!forms.contains("form_"), "a string is missing: {forms}");
        let path = format!("themes/default/strings/{}.yaml", &tag[..2]);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(root.join(path)).expect("the built-in strings");
        let strings = front_matter(&format!("---\n{text}---\n"));
        for (key, text) in strings.as_object().expect("a group of keys") {
            let text = text.as_str().filter(|_| key.starts_with("form_"));
            for piece in text
                .iter()
                .flat_map(|text| text.split(['{', '}']).step_by(2))
            {
                assert!(
                    forms.contains(&plain(piece)),
                    "no form says `{key}`: {piece}"
                );
            }
        }
    }
}

#[test]
fn a_welsh_library_asks_in_welsh() {
    let root = tempfile::tempdir().expect("a folder");
    let settings = "title: Astudiaethau achos\nbase_url: https://example.org/\nlanguages: [cy]\n\
        facets: {pynciau: {name: Pynciau, terms: [Tai, Iechyd]}}\n\
        fields: {sefydliad: {name: Sefydliad, required: true}, arbedion: {name: Arbedion, type: \
        number, unit: GBP}}\nrepository: https://github.com/OWNER/REPO\n";
    std::fs::write(root.path().join("casebook.yaml"), settings).expect("a file");
    std::fs::create_dir(root.path().join("content")).expect("a folder");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
            .args(arguments)
            .arg("--root")
            .arg(root.path())
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    run(&["new", "Cartrefi cynnes", "--topic", "tai"]);
    let new = root.path().join("content/case-studies/cartrefi-cynnes.md");
    insta::assert_snapshot!(
        "welsh_new",
        std::fs::read_to_string(new).expect("it was written")
    );
    insta::assert_snapshot!("welsh_schema", run(&["schema"]));
    insta::assert_snapshot!("welsh_issue_form", run(&["schema", "--issue-form"]));
    insta::assert_snapshot!("welsh_cms", run(&["schema", "--cms"]));
}

#[test]
fn each_language_has_its_own_template_to_download() {
    let library = Library::new(&format!(
        "//- casebook.yaml\n{}\n//- content/submit.md\n---\ntitle: Share\n---\n\
         //- content/submit.cy.md\n---\ntitle: Rhannu\n---\n",
        SETTINGS.trim()
    ));
    let config = &library.inputs.config;
    for (language, path) in config
        .languages
        .values()
        .zip(["case-study.md", "cy/case-study.md"])
    {
        let form = form(config, &words(language), &Table::default());
        let wanted = template(&form, &Prefilled::default(), Length::Full);
        assert_eq!(library.page(path), wanted);
    }
}

#[test]
fn a_language_that_the_theme_has_no_strings_for_asks_in_english_and_check_says_so() {
    let library = Library::new(
        "//- casebook.yaml\ntitle: T\nbase_url: https://example.org/\nlanguages: [de]\n\
         //- content/submit.md\n---\ntitle: Teilen\n---\n",
    );
    let said = library.messages();
    assert!(
        said.contains("warning[theme-language]: the theme has no words in `de`"),
        "{said}"
    );
    let config = &library.inputs.config;
    let english = Config::default();
    let form = form(
        config,
        &words(&english.languages[LanguageId::DEFAULT]),
        &Table::default(),
    );
    let wanted = template(&form, &Prefilled::default(), Length::Full);
    assert_eq!(library.page("case-study.md"), wanted);
}
