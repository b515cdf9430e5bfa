//! Case studies as a spreadsheet, and back.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use casebook::form::table::{CellFormat, DateOrder, csv, header, json, table};
use casebook::form::{Form, form};
use casebook::ids::{LanguageId, Table};
use casebook::report::{self, Format};
use casebook::source::{Source, stored};
use common::{sample, settings, words};
use tempfile::TempDir;

const SETTINGS: &str = r#"
title: Case studies
base_url: https://example.org/
facets:
  topics: {}
  support_types: {terms: [Peer challenge, Grant funding]}
  tags: {split: ","}
fields:
  organisation: {}
  savings: {type: number}
  began: {type: date}
  finished: {type: boolean}
  text: {}
ignore: [weight, legacy, note, file]
"#;

/// A case study with everything that could get lost in a cell.
const HARD: &str = r#"---
title: "=SUM(A1): \"quoted\", 'and' so; on"
summary: >
  Over
  two lines, with a comma.
date: 2016-02-12 10:00:31 -0400
topics: [Housing, "Police; and safety", "[odd] one", "-1"]
support_types: Peer challenge
tags: a, b
organisation: "A; B"
savings: £12,500.10
began: 2012
finished: yes
text: a field of that name
image: {src: street.jpg, alt: "", caption: '"Quoted"'}
contact: housing@example.org
links: [https://example.org/, {title: "A | B", url: /x/}, {title: Report, url: "https://example.org/r"}]
attachments: [{title: Costs, src: costs.csv}]
related: [other, ../third.md]
aliases: /old/
draft: true
weight: 007
legacy: {a: "null", b: "[1]", c: 3, d: ""}
note: ["x", {y: [1, 2]}]
file: a key of that name
---

    code first, "quotes"; and, commas

- a list
+44 20 7946 0000 and Tŷ العربية 😀
"#;

fn asked() -> Form {
    let config = settings(SETTINGS);
    form(
        &config,
        &words(&config.languages[LanguageId::DEFAULT]),
        &Table::default(),
    )
}

fn study(name: &str, text: &str) -> Source {
    Source::new(format!("content/case-studies/{name}"), text.to_owned())
}

fn read(text: &str, format: CellFormat) -> (Vec<Source>, String) {
    let source = Source::new("table.csv", text.to_owned());
    let reported = table(&source, &asked(), format);
    let texts = |_: &_| Some(source.text.as_str().into());
    let said = report::formatted(&reported.findings, Format::Short, "", &texts);
    (
        reported
            .value
            .rows
            .into_iter()
            .map(|row| row.file)
            .collect(),
        said,
    )
}

/// The files of a table without findings.
fn files(text: &str, format: CellFormat) -> Vec<Source> {
    let (files, said) = read(text, format);
    assert_eq!(said, "");
    files
}

#[test]
fn a_table_that_is_written_read_and_written_again_is_the_same() {
    let studies = [
        study("hard.md", HARD),
        study(
            "folder/index.md",
            "---\ntitle: In a folder\ntopics: [Housing]\n---\n\nText.\n",
        ),
        study("folder/index.cy.md", "---\ntitle: Mewn ffolder\n---\n"),
        study(
            "2014-03-12-dated.md",
            "---\ntitle: '1984'\nsummary: \"'=x\"\n---\n\n\n---\n\nAfter a line.\n\n",
        ),
    ];
    let first = csv(&asked(), &studies.iter().collect::<Vec<_>>());
    let again = files(&first, CellFormat::default());
    assert_eq!(
        again.iter().map(|file| &file.path).collect::<Vec<_>>(),
        studies.iter().map(|file| &file.path).collect::<Vec<_>>()
    );
    assert_eq!(csv(&asked(), &again.iter().collect::<Vec<_>>()), first);
    // The table is the same, and so is what casebook reads from the files.
    let config = settings(SETTINGS);
    let understood = |sources: &[Source]| {
        let sources = stored(sources.to_vec());
        let parsed = casebook::parse::documents(&sources, &config, &[]);
        let fronts = parsed.into_iter().map(|parsed| {
            let document = parsed.value;
            let mut front = document.front.clone();
            let texts = |texts: &[casebook::yaml::read::Spanned<String>]| {
                texts
                    .iter()
                    .map(|text| text.value.clone())
                    .collect::<Vec<_>>()
            };
            let facets: Vec<Vec<String>> =
                front.facets.values().map(|terms| texts(terms)).collect();
            let links: Vec<_> = front
                .links
                .iter()
                .map(|link| (link.title.clone(), link.url.value.clone()))
                .collect();
            let image = front
                .image
                .take()
                .map(|image| (image.src.value, image.alt, image.caption));
            let files: Vec<_> = front
                .attachments
                .iter()
                .map(|file| (file.title.clone(), file.file.value.clone()))
                .collect();
            let body = sources
                .iter()
                .find(|source| *source.path() == document.path)
                .map(|source| source.text_from(document.body_start).trim_end().to_owned());
            format!(
                "{:?}",
                (
                    front.title.map(|title| title.value),
                    front.summary,
                    document.date,
                    facets,
                    front.fields,
                    image,
                    front.contact,
                    links,
                    files,
                    texts(&front.related),
                    front.draft,
                    body.map(|body| body.trim_start_matches('\n').to_owned())
                )
            )
        });
        fronts.collect::<Vec<_>>()
    };
    assert_eq!(understood(&again), understood(&studies));
}

#[test]
fn the_sample_library_survives_the_way_through_a_spreadsheet() {
    let (config, studies) = sample();
    let form = form(
        &config,
        &words(&config.languages[LanguageId::DEFAULT]),
        &Table::default(),
    );
    let studies: Vec<&Source> = studies.iter().collect();
    assert!(studies.len() >= 10);
    let first = csv(&form, &studies);
    let reported = table(
        &Source::new("table.csv", first.clone()),
        &form,
        CellFormat::default(),
    );
    assert!(reported.findings.is_empty(), "{:?}", reported.findings);
    let again: Vec<&Source> = reported.value.rows.iter().map(|row| &row.file).collect();
    assert_eq!(csv(&form, &again), first);
}

#[test]
fn a_table_from_a_spreadsheet_becomes_files_whatever_its_separator_and_line_ends() {
    let wanted = "---\ntitle: \"Warm: homes\"\ndate: 2024-03-12\ntopics: [Housing, Health]\norganisation: Anytown\nsavings: 12500\nfinished: true\n---\n\n## The challenge\n\nDamp, \"cold\"; old.\n";
    let comma = "Title,Date,Topics,Organisation,Savings,Finished,Text\nWarm: homes,2024-03-12,Housing; Health,Anytown,12500,TRUE,\"## The challenge\n\nDamp, \"\"cold\"\"; old.\"\n";
    let semicolon = "sep=;\nTitle;Date;Topics;Organisation;Savings;Finished;Text\nWarm: homes;2024-03-12;\"Housing\nHealth\";Anytown;12500;TRUE;\"## The challenge\n\nDamp, \"\"cold\"\"; old.\"\n;;;;;;\n";
    let tab = semicolon
        .replace("sep=;\n", "")
        .replace("\"Housing\nHealth\"", "Housing; Health")
        .replace("; old", "# old")
        .replace(";;", "\t\t");
    let tab = tab
        .lines()
        .map(|line| {
            if line.starts_with("Title") || line.starts_with("Warm") {
                line.replace("; H", "# H").replace(';', "\t")
            } else {
                line.into()
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
        .replace("# H", "; H")
        .replace("# old", "; old");
    for text in [
        comma.to_owned(),
        semicolon.to_owned(),
        tab,
        format!("\u{feff}{}", comma.replace('\n', "\r\n")),
    ] {
        let [file] = &files(&text, CellFormat::default())[..] else {
            panic!("one row: {text}")
        };
        assert_eq!(
            (&*file.path, file.text.as_str()),
            ("content/case-studies/warm-homes.md", wanted),
            "{text}"
        );
    }
}

#[test]
fn other_separators_within_cells_and_dates_of_a_spreadsheet_are_read_when_asked() {
    let text = "title,date,topics\nA,3/4/2024,\"Housing, Health\"\n";
    let said = |how| read(text, how).0[0].text.clone();
    assert_eq!(
        said(CellFormat::default()),
        "---\ntitle: A\ndate: 3/4/2024\ntopics: [\"Housing, Health\"]\n---\n"
    );
    let how = CellFormat {
        between: Some(","),
        dates: Some(DateOrder::DayFirst),
    };
    assert_eq!(
        said(how),
        "---\ntitle: A\ndate: 2024-04-03\ntopics: [Housing, Health]\n---\n"
    );
    let how = CellFormat {
        dates: Some(DateOrder::MonthFirst),
        ..CellFormat::default()
    };
    assert!(said(how).contains("\ndate: 2024-03-04\n"));
}

#[test]
fn a_column_of_lists_with_other_signs_than_semicolons_is_reported_once() {
    for (sign, item) in [(",", ", "), (" | ", " | "), (" / ", " / ")] {
        let text = format!(
            "title,topics\nA,\"Housing{item}Health and care{item}Transport\"\nB,\"Parks{item}Streets\"\nC,24/7 advice\n"
        );
        let (_, said) = read(&text, CellFormat::default());
        let whole = format!("Housing{item}Health and care{item}Transport");
        assert_eq!(
            said,
            format!(
                "table.csv:2:4: warning[table-list]: row 2: `{whole}` is read as one term of \"Topics\"\n"
            )
        );
        let how = CellFormat {
            between: Some(sign),
            ..CellFormat::default()
        };
        let files = files(&text, how);
        assert!(files[1].text.contains("topics: [Parks, Streets]\n"));
    }
}

#[test]
fn every_problem_of_a_table_is_reported_with_its_row_in_one_run() {
    let (_, said) = read(
        "title,sumary,File,Title,,colour\nA,,,,stray,red\n\nB,,a,,,,over,\n,,c,,,\nD,,../x,,,\n\"E, e\",,,,,\n\"e e\",,,,,\nIndex,,,,,\n",
        CellFormat::default(),
    );
    assert_eq!(
        said,
        "\
table.csv:1:7: error[table-header]: `sumary` is not a known column
table.csv:1:19: error[table-header]: two columns are called `Title`
table.csv:1:25: error[table-header]: column 5 has no name
table.csv:1:26: warning[table-header]: `colour` is not a column of this library
table.csv:4:9: error[table-row]: row 4 has 8 cells, but the header has 6 columns
table.csv:6:4: error[table-file]: row 6: a file cannot have the name `../x.md`
table.csv:8:2: error[table-file]: row 7 and row 8 become the same file, `content/case-studies/e-e.md`
table.csv:9:1: error[table-file]: row 9: `index.md` is the page above the list of all case studies
"
    );
    for (text, wanted) in [
        ("", "table.csv: error[table-header]: the table is empty\n"),
        (
            "a,b\n1,2\n",
            "table.csv:1:1: error[table-header]: no column is called `title`\n",
        ),
        ("file,title\nx,\n,\n", ""),
        (
            "title\n???\n",
            "table.csv:2:1: error[table-file]: row 2: `???` has no letter or digit to name a file by\n",
        ),
        (
            "title,summary\n,x\n",
            "table.csv:2:1: error[table-row]: row 2: `title` is empty\n",
        ),
        (
            "title,summary\nA,\"b\nC,d\n",
            "table.csv:2:3: error[table-quote]: this quotation mark is never closed\n",
        ),
    ] {
        let (_, said) = read(text, CellFormat::default());
        let said: String = said
            .lines()
            .filter(|line| !line.contains("warning"))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(said, wanted, "{text}");
    }
}

#[test]
fn quotation_marks_are_reported_where_they_are_wrong_and_allowed_inside_plain_cells() {
    for (text, wanted) in [
        (
            "title,summary\nA,\"The \"cold\" street\"\nB,\"The \"warm\" street\"\n",
            "\
table.csv:2:8: error[table-quote]: this quotation mark ends the cell, but more of the cell follows
table.csv:3:8: error[table-quote]: this quotation mark ends the cell, but more of the cell follows
",
        ),
        (
            "title,summary,date\nA,\"b,2024\nB,c,2024\nC,\"d,2024\n",
            "table.csv:2:3: error[table-quote]: this quotation mark is closed in line 4, where more of the cell follows\n",
        ),
        (
            "title,summary\nA,b\nB,\"c\nC,d\nD,\"e\"\nE,f\n",
            "table.csv:3:3: error[table-quote]: this quotation mark is closed in line 5, where more of the cell follows\n",
        ),
        ("title,summary\nA,\"\"\"b\"\"\"\nB,\"\"\nC,\"d\" \n", ""),
        ("title\tsummary\nA\tA 5\" pipe\nB\tb\n", ""),
    ] {
        assert_eq!(read(text, CellFormat::default()).1, wanted, "{text}");
    }
    let pipe = &files(
        "title\tsummary\nA\tA 5\" pipe\nB\tb\n",
        CellFormat::default(),
    )[0];
    assert_eq!(pipe.text, "---\ntitle: A\nsummary: A 5\" pipe\n---\n");
}

#[test]
fn a_header_with_another_separator_than_the_rows_is_reported_and_a_row_of_one_cell_is_not() {
    let (files, said) = read("title;summary\nA,b\nC,d\n", CellFormat::default());
    assert!(files.is_empty());
    assert_eq!(
        said,
        "table.csv:2:1: error[table-header]: the header has semicolons between its columns, but row 2 has commas\n"
    );
    assert_eq!(
        read("title;summary\nA, b\nC;d\n", CellFormat::default()).1,
        ""
    );
    assert_eq!(read("title;summary\nA\n", CellFormat::default()).1, "");
}

#[test]
fn a_cell_is_reported_if_other_rows_show_that_it_is_a_list_with_commas() {
    let text = "title,topics,support_types\nA,Housing,\nB,Health,\nC,\"Housing, Health\",\"Peer challenge, Grant funding\"\nD,\"Health, Housing\",\nE,\"Roads, Health\",\n";
    let (_, said) = read(text, CellFormat::default());
    assert_eq!(
        said,
        "\
table.csv:4:4: warning[table-list]: row 4: `Housing, Health` is read as one term of \"Topics\", but `Housing` and `Health` are terms too
table.csv:4:22: warning[table-list]: row 4: `Peer challenge, Grant funding` is read as one term of \"Support types\", but `Peer challenge` and `Grant funding` are terms too
"
    );
    assert_eq!(
        read(
            text,
            CellFormat {
                between: Some(","),
                ..CellFormat::default()
            }
        )
        .1,
        ""
    );
}

#[test]
fn control_characters_become_spaces_and_are_reported_once() {
    let (files, said) = read(
        "title,summary\nHou\x01sing,A\x0bB\nb \0c,d\x0ce\n",
        CellFormat::default(),
    );
    assert_eq!(
        said,
        "table.csv:2:1: warning[control-character]: row 2: the invisible character U+0001 has no place on a page\n"
    );
    assert_eq!(files[0].text, "---\ntitle: Hou sing\nsummary: A B\n---\n");
    assert_eq!(files[1].text, "---\ntitle: b  c\nsummary: d e\n---\n");
}

#[test]
fn control_characters_that_front_matter_writes_as_escapes_are_spaces_in_a_table() {
    let texts = [
        "---\ntitle: \"Warm\\x01homes\"\nsummary: \"\\vCold\\f\"\ntopics: [\"Hou\\vsing\"]\n---\n\nText.\n",
        "---\ntitle: Streets\ntopics: [{a: \"b\\f\"}, \"Hou\\vsing\"]\n---\n\nText.\n",
    ];
    let [homes, streets] = texts;
    let sources = [study("homes.md", homes), study("streets.md", streets)];
    let first = csv(&asked(), &sources.iter().collect::<Vec<_>>());
    assert!(!first.contains(['\x01', '\x0b', '\x0c']), "{first:?}");
    let files = files(&first, CellFormat::default());
    let again = csv(&asked(), &files.iter().collect::<Vec<_>>());
    let files = self::files(&again, CellFormat::default());
    assert_eq!(csv(&asked(), &files.iter().collect::<Vec<_>>()), again);
}

#[test]
fn a_bar_leads_to_an_address_with_spaces_around_it_and_without() {
    let text = "title,links\nA,Report|https://example.org/r\nB,Report | https://example.org/r\n";
    for file in files(text, CellFormat::default()) {
        assert!(
            file.text
                .ends_with("links: \n- title: Report\n  url: https://example.org/r\n---\n"),
            "{}",
            file.text
        );
    }
}

#[test]
fn a_long_title_names_a_file_by_its_first_words() {
    let title = "Warm homes ".repeat(50);
    let name = files(&format!("title\n{title}\n"), CellFormat::default())[0]
        .path
        .to_string();
    assert_eq!(
        name,
        format!(
            "content/case-studies/{}warm-homes.md",
            "warm-homes-".repeat(8)
        )
    );
    let letters = "x".repeat(540);
    assert_eq!(
        files(&format!("title\n{letters}\n"), CellFormat::default())[0]
            .path
            .len(),
        "content/case-studies/.md".len() + 100
    );
    let (_, said) = read(&format!("title,file\nA,{letters}\n"), CellFormat::default());
    assert!(
        said.starts_with(
            "table.csv:2:3: error[table-file]: row 2: a file cannot have the name `xxx"
        ),
        "{said}"
    );
}

#[test]
fn a_header_names_every_column_and_data_holds_every_key() {
    let header = header(&asked());
    assert!(header.starts_with(
        "\u{feff}file,title,summary,date,topics,support_types,tags,organisation,savings,began,finished,_text,updated,"
    ));
    assert!(header.ends_with(",text\r\n"), "{header}");
    let data: serde_json::Value =
        serde_json::from_str(&json(&asked(), &[&study("hard.md", HARD)])).expect("it is JSON");
    assert_eq!(data[0]["file"], "hard.md");
    assert_eq!(data[0]["front_matter"]["topics"][1], "Police; and safety");
    assert_eq!(data[0]["front_matter"]["image"]["alt"], "");
    assert_eq!(
        data[0]["front_matter"].as_object().expect("a map").len(),
        22
    );
    assert!(
        data[0]["text"]
            .as_str()
            .expect("text")
            .starts_with("code first")
    );
}

#[test]
fn dates_as_spreadsheets_save_them_are_read_and_reported_once() {
    let cells = [
        ("Mar-24", "2024-03"),
        ("12-Mar-24", "2024-03-12"),
        ("1 Sep 99", "1999-09-01"),
        ("45363", "2024-03-12"),
        ("45363.5", "2024-03-12"),
        ("\"12 March, 2024\"", "2024-03-12"),
        ("\"Tue, 12 Mar 2024 10:00:00 GMT\"", "2024-03-12"),
        ("2024", "2024"),
    ];
    let file = |date: &str, format| read(&format!("title,date\nA,{date}\n"), format);
    for (cell, date) in cells {
        let (files, _) = file(cell, CellFormat::default());
        let line = format!("\ndate: {date}\n");
        assert!(files[0].text.contains(&line), "{cell}: {}", files[0].text);
    }
    let rows: String = cells
        .iter()
        .enumerate()
        .map(|(number, (cell, _))| format!("A {number},{cell}\n"))
        .collect();
    let (_, said) = read(&format!("title,date\n{rows}"), CellFormat::default());
    assert_eq!(
        said,
        "table.csv:2:5: warning[table-date]: row 2: `Mar-24` is read as the date 2024-03\n"
    );
    for cell in [
        "3/4/24",
        "03/13/2024",
        "12",
        "99999",
        "Mar",
        "24",
        "2023/24",
        "1.5.1",
    ] {
        let (files, _) = file(cell, CellFormat::default());
        assert!(files[0].text.contains(cell), "{cell}: {}", files[0].text);
    }
    let ordered = CellFormat {
        dates: Some(DateOrder::DayFirst),
        ..CellFormat::default()
    };
    let (files, said) = file("3/4/24", ordered);
    assert!(files[0].text.contains("date: 2024-04-03\n"));
    assert_eq!(said, "");
}

#[test]
fn a_failed_formula_is_no_value() {
    let (_, said) = read("title,date\n#NAME?,#N/A\nB,2024\n", CellFormat::default());
    assert_eq!(
        said,
        "table.csv:2:1: error[table-formula]: row 2: `#NAME?` is an error of the spreadsheet, \
         not a value\n"
    );
}

/// The table of what a table was read into.
fn imported_and_exported(table: &str) -> String {
    let (files, _) = read(table, CellFormat::default());
    csv(&asked(), &files.iter().collect::<Vec<_>>())
}

#[test]
fn a_key_with_tabs_or_semicolons_is_still_one_column() {
    let odd = study(
        "odd.md",
        "---\ntitle: A\n\"a;b;c;d;e\": x\n\"f\\tg\": y\n---\n",
    );
    let first = csv(&asked(), &[&odd]);
    assert_eq!(
        first,
        "\u{feff}\"file\",\"title\",\"a;b;c;d;e\",\"f\tg\",\"text\"\r\nodd.md,A,x,y,\r\n"
    );
    assert_eq!(imported_and_exported(&first), first);
}

#[test]
fn a_key_that_looks_like_a_formula_is_not_run_by_a_spreadsheet() {
    for key in ["=1+1", "'-a", "+a", "@b"] {
        let odd = study("odd.md", &format!("---\ntitle: A\n\"{key}\": x\n---\n"));
        let first = csv(&asked(), &[&odd]);
        assert!(first.contains(&format!(",'{key},")), "{first}");
        assert_eq!(imported_and_exported(&first), first);
    }
}

#[test]
fn a_key_called_file_in_any_letters_is_not_the_file() {
    let odd = study(
        "odd.md",
        "---\ntitle: A\nFILE: y\n_File: z\n---\n\nWords.\n",
    );
    let first = csv(&asked(), &[&odd]);
    let (again, _) = read(&first, CellFormat::default());
    assert_eq!(again[0].path, odd.path);
    assert_eq!(csv(&asked(), &again.iter().collect::<Vec<_>>()), first);
}

#[test]
fn spaces_around_the_point_in_a_columns_name_do_not_count() {
    let plain = files("title,image.src\nA,a.png\n", CellFormat::default());
    let spaced = files("title, image . src \nA,a.png\n", CellFormat::default());
    assert_eq!(spaced[0].text, plain[0].text);
    assert!(plain[0].text.contains("src: a.png"), "{}", plain[0].text);
}

fn casebook(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(arguments)
        .current_dir(root)
        .output()
        .expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn library() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    fs::write(root.path().join("casebook.yaml"), SETTINGS).expect("settings");
    fs::create_dir_all(root.path().join("content/case-studies")).expect("a folder");
    fs::write(
        root.path().join("content/case-studies/there.md"),
        "---\ntitle: There\n---\n",
    )
    .expect("a case study");
    root
}

#[test]
fn an_import_writes_every_row_or_none_and_never_over_a_file() {
    let root = library();
    let studies = || {
        fs::read_dir(root.path().join("content/case-studies"))
            .expect("a folder")
            .count()
    };
    let table = |text: &[u8]| fs::write(root.path().join("in.csv"), text).expect("a table");
    table(
        "title,support_types,date,image.src\nGood,Peer challenge,2024,a.png\nThere,,,\nBad,Hosing,soon,\n".as_bytes(),
    );
    let output = casebook(root.path(), &["import", "in.csv", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        said(&output),
        "\
in.csv:2:26: warning[missing-picture]: row 2: there is no picture `a.png`
in.csv:2:26: warning[picture-without-alt]: row 2: the picture `a.png` has no text for people who cannot see it
in.csv:3:1: error[table-file]: row 3: content/case-studies/there.md already exists
in.csv:4:5: error[unknown-term]: row 4: `Hosing` is not on the list of support types
in.csv:4:12: error[bad-date]: row 4: casebook cannot read `soon` as a date
Read 3 rows: 3 errors, 2 warnings; nothing was written
"
    );
    assert_eq!(studies(), 1);
    table("title,support_types\nGood,Peer challenge\nBetter,\n".as_bytes());
    let output = casebook(root.path(), &["import", "in.csv", "--check"]);
    assert_eq!(
        (output.status.code(), studies()),
        (Some(0), 1),
        "{}",
        said(&output)
    );
    let output = casebook(root.path(), &["import", "in.csv"]);
    assert_eq!(
        said(&output),
        "Wrote 2 case studies to content/case-studies\n"
    );
    assert_eq!((output.status.code(), studies()), (Some(0), 3));
    assert_eq!(casebook(root.path(), &["check"]).status.code(), Some(0));
    let output = casebook(root.path(), &["import", "in.csv"]);
    assert_eq!(
        (output.status.code(), studies()),
        (Some(1), 3),
        "{}",
        said(&output)
    );
}

#[test]
fn findings_about_a_row_fit_a_table() {
    let root = library();
    let said = |text: &str, arguments: &[&str]| {
        fs::write(root.path().join("in.csv"), text).expect("a table");
        said(&casebook(
            root.path(),
            &[&["import", "in.csv", "--check"], arguments].concat(),
        ))
    };
    let helps = |text: &str, arguments: &[&str]| {
        let said = said(text, arguments);
        said.lines()
            .filter_map(|line| line.trim_start().strip_prefix("= help: "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    // Dates with an ambiguous day, a clear day, and in no known form.
    let dates = "title,date\nA,12/03/2024\nB,3/13/2024\nC,12 March 2024\nD,soon\n";
    let forms =
        "write it for example as `2024-03-12`, or as `2024-03` or `2024` if you know no more";
    assert_eq!(
        helps(dates, &[]),
        [
            "to say which number is the day, in all dates, add `--dates day-first` or `--dates \
             month-first`",
            "write `2024-03-13`, or add `--dates month-first` for all dates",
            "if it means another day, write the date as `2024-03-12`",
            forms,
        ]
    );
    assert_eq!(
        helps(dates, &["--dates", "day-first"]),
        [
            "write `2024-03-13`",
            "if it means another day, write the date as `2024-03-12`",
            forms
        ]
    );
    assert!(
        said(dates, &["--dates", "day-first"])
            .contains("row 3: casebook cannot read `3/13/2024` as a date")
    );
    // An unknown column is reported in the header only.
    let unknown = said(
        "title,Topic,Colour,contact.fax\nA,x,red,1\nB,y,blue,2\n",
        &["--format", "short"],
    );
    assert_eq!(
        unknown,
        "\
in.csv:1:7: error[table-header]: `Topic` is not a known column
in.csv:1:13: warning[table-header]: `Colour` is not a column of this library
in.csv:1:20: error[table-header]: `contact.fax` is not a known column
Read 2 rows: 2 errors, 1 warning; nothing was written
"
    );
    // An address that a file of the library has is reported at the row and names the file,
    // whichever comes first.
    fs::write(
        root.path().join("content/case-studies/named.md"),
        "---\ntitle: Named\nslug: taken\n---\n",
    )
    .expect("a file");
    for (row, slug, other) in [
        ("a", "there", "there.md"),
        ("zzz", "there", "there.md"),
        ("a", "taken", "named.md"),
        ("zzz", "taken", "named.md"),
    ] {
        let taken = said(&format!("file,title,slug\n{row},A,{slug}\n"), &[]);
        let begin = format!(
            "error[address-taken]: row 2: the address `/case-studies/{slug}/` is used twice: by "
        );
        assert!(
            taken.starts_with(&begin) && taken.contains(" --> in.csv:2:"),
            "{taken}"
        );
        assert!(
            taken.contains(&format!("`content/case-studies/{other}`")),
            "{taken}"
        );
        assert!(
            taken.contains(&format!("`content/case-studies/{row}.md`")),
            "{taken}"
        );
    }
}

#[test]
fn letters_that_a_wrong_encoding_has_spoilt_are_reported_once() {
    let root = library();
    fs::write(
        root.path().join("in.csv"),
        "title\nCaf\u{c3}\u{a9} house\nPeople\u{e2}\u{20ac}\u{2122}s\nDéjà Â\n",
    )
    .expect("a table");
    let output = casebook(
        root.path(),
        &["import", "in.csv", "--check", "--format", "short"],
    );
    assert_eq!(
        said(&output),
        "\
in.csv:2:1: warning[table-letters]: `Caf\u{c3}\u{a9}` was `Café` before the table was saved in a wrong encoding
Read 3 rows: 1 warning; nothing was written
"
    );
}

#[test]
fn a_table_in_another_encoding_or_format_is_named_with_what_to_do() {
    let root = library();
    for (bytes, message) in [
        (
            &b"title\nCaf\xe9\n"[..],
            "in.csv: error[table-not-text]: the table is not UTF-8: line 2 has a character in another encoding\n",
        ),
        (
            b"PK\x03\x04...",
            "in.csv: error[table-not-text]: this is a spreadsheet, not a CSV file\n",
        ),
    ] {
        fs::write(root.path().join("in.csv"), bytes).expect("a table");
        let output = casebook(root.path(), &["import", "in.csv", "--format", "short"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            said(&output),
            format!("{message}1 error: nothing was written\n")
        );
    }
    let output = casebook(root.path(), &["import", "none.csv", "--format", "json"]);
    let row: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one object");
    assert_eq!(
        (output.status.code(), row["rule"].as_str()),
        (Some(3), Some("unreadable"))
    );
}

#[test]
fn an_export_of_what_an_import_wrote_is_the_table_that_was_imported() {
    let root = library();
    fs::write(root.path().join("content/case-studies/hard.md"), HARD).expect("a case study");
    let first = casebook(root.path(), &["export"]);
    assert_eq!((first.status.code(), said(&first).as_str()), (Some(0), ""));
    fs::write(root.path().join("out.csv"), &first.stdout).expect("a table");
    fs::remove_dir_all(root.path().join("content/case-studies")).expect("the folder can go");
    let output = casebook(root.path(), &["import", "out.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(
        casebook(root.path(), &["export", "--csv"]).stdout,
        first.stdout
    );
    // A file that cannot be read is reported, not skipped.
    fs::write(
        root.path().join("content/case-studies/broken.md"),
        "---\ntitle: a: b\n---\n",
    )
    .expect("a case study");
    let output = casebook(root.path(), &["export", "--json"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(
        said(&output).ends_with("1 error: nothing was exported\n"),
        "{}",
        said(&output)
    );
}
