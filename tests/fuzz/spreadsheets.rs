//! Any spreadsheet is read, and what it says is kept when it is written and read again.

use casebook::form::form;
use casebook::form::table::{CellFormat, DateOrder, csv, table};
use casebook::ids::{LanguageId, Table};
use casebook::source::Source;

use crate::SETTINGS;
use crate::common::{settings, words};
use crate::random::fuzz;
use crate::texts::{Texts, YAML};

#[test]
fn spreadsheets() {
    const CELLS: [&str; 32] = [
        ",",
        ",",
        ",",
        ";",
        "\t",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "\"\"",
        "\"a, b\"",
        "; ",
        " | ",
        "title",
        "topics",
        "text",
        "date",
        "file",
        "slug",
        "image.src",
        "contact",
        "links",
        "=SUM(A1)",
        "'-1",
        "[odd]",
        "{a: b}",
        "true",
        "03/04/2024",
        "https://example.org/",
        "# A\n\n- b",
        "---",
    ];
    let config = settings(SETTINGS);
    let form = form(
        &config,
        &words(&config.languages[LanguageId::DEFAULT]),
        &Table::default(),
    );
    let studies = Texts::new(|text| text.starts_with("---\n"), &[YAML]);
    fuzz("spreadsheets", 250, |random| {
        let texts: Vec<String> = (0..1 + random.below(3))
            .map(|_| studies.changed(random))
            .collect();
        let study = |(number, text): (usize, &String)| {
            Source::new(format!("content/case-studies/{number}.md"), text.clone())
        };
        let sources: Vec<Source> = texts.iter().enumerate().map(study).collect();
        let mut text = csv(&form, &sources.iter().collect::<Vec<_>>());
        for _ in 0..random.below(6) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = *random.pick(&starts);
            text.insert_str(at, random.pick::<&str>(&CELLS));
            if random.once_in(2) {
                text.remove(at);
            }
        }
        let format = CellFormat {
            between: *random.pick(&[None, Some(","), Some(" / ")]),
            dates: *random.pick(&[None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)]),
        };
        let files = |text: &str, format| {
            let rows = table(&Source::new("table.csv", text.to_owned()), &form, format)
                .value
                .rows;
            rows.into_iter()
                .map(|row| row.file)
                .collect::<Vec<Source>>()
        };
        let imported = files(&text, format);
        let first = csv(&form, &imported.iter().collect::<Vec<_>>());
        // A table in which no study has a title cannot be imported.
        if !first
            .lines()
            .next()
            .is_some_and(|header| header.split(',').any(|column| column == "title"))
        {
            return;
        }
        let again = files(&first, CellFormat::default());
        assert_eq!(
            csv(&form, &again.iter().collect::<Vec<_>>()),
            first,
            "{text:?}"
        );
    });
}
