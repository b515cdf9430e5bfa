//! Slugs and dates: what comes out has its form, and means the same when it is read again.

use std::collections::BTreeSet;

use casebook::parse::date::{self, Date};
use casebook::source::slug::{Ids, encoded, file_slug, nfc, short_slug, slug};

use crate::random::fuzz;

#[test]
fn slugs() {
    fuzz("slugs", 20_000, |random| {
        let text = random.text(30);
        let is_mark = unicode_normalization::char::is_combining_mark;
        for (made, more) in [
            (slug(&text), ""),
            (short_slug(&text), ""),
            (file_slug(&text), "_."),
        ] {
            let is_allowed = |letter: char| {
                letter.is_alphanumeric()
                    || is_mark(letter)
                    || letter == '-'
                    || more.contains(letter)
            };
            assert!(made.chars().all(is_allowed), "{text:?}: {made:?}");
            assert!(
                !made.starts_with(['-', '_', '.']) && !made.ends_with(['-', '_', '.']),
                "{text:?}: {made:?}"
            );
            assert!(!made.contains("--"), "{text:?}: {made:?}");
            assert_eq!(nfc(&made), made, "{text:?}");
            assert_eq!(
                made.chars()
                    .flat_map(char::to_lowercase)
                    .collect::<String>(),
                made,
                "{text:?}"
            );
        }
        assert!(short_slug(&text).len() <= 100);
        assert_eq!(slug(&slug(&text)), slug(&text), "{text:?}");
        assert_eq!(
            short_slug(&short_slug(&text)),
            short_slug(&text),
            "{text:?}"
        );
        assert_eq!(file_slug(&file_slug(&text)), file_slug(&text), "{text:?}");
        // Two ways of storing a text have one address.
        assert_eq!(slug(&nfc(&text)), slug(&text), "{text:?}");
        assert_eq!(file_slug(&nfc(&text)), file_slug(&text), "{text:?}");
        let address = encoded(&text).into_owned();
        assert!(
            address
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\".contains(&byte)),
            "{address}"
        );
        let mut ids = Ids::default();
        let headings: Vec<String> = (0..8)
            .map(|_| {
                if random.once_in(2) {
                    text.clone()
                } else {
                    format!("a {}", random.below(3))
                }
            })
            .collect();
        let all: BTreeSet<String> = headings.iter().map(|heading| ids.id(heading)).collect();
        assert_eq!(all.len(), headings.len(), "{headings:?}");
        assert!(
            all.iter().all(|id| !id.is_empty() && !id.starts_with('_')),
            "{all:?}"
        );
    });
}

#[test]
fn dates() {
    const PARTS: [&str; 48] = [
        "2024",
        "0000",
        "0001",
        "9999",
        "10000",
        "-1",
        "1582",
        "1900",
        "02",
        "2",
        "00",
        "12",
        "13",
        "29",
        "30",
        "31",
        "32",
        "-",
        "--",
        "–",
        "/",
        ".",
        " ",
        "T",
        "t",
        ":",
        "10:00",
        "24:00",
        "23:59:60",
        "10:00:31.5",
        "Z",
        "+01:00",
        "-0400",
        "UTC",
        "March",
        "mar",
        "Monday",
        "Tue,",
        "5th",
        "of",
        "tbc",
        "99999999999",
        "١٢",
        "²",
        "\u{a0}",
        "'",
        "“",
        "e5",
    ];
    fuzz("dates", 30_000, |random| {
        let mut text = String::new();
        for _ in 0..random.below(9) {
            match random.below(8) {
                0 => text.push(random.letter()),
                1 => text += &random.below(3000).to_string(),
                _ => text += random.pick::<&str>(&PARTS),
            }
        }
        let written = if random.once_in(3) {
            format!(
                "{:04}-{:02}-{:02}",
                random.below(10_000),
                random.below(14),
                random.below(33)
            )
        } else {
            text
        };
        assert!(!date::advice(&written).is_empty());
        if let Ok(date) = Date::parse(&written) {
            assert_date_is_sound(date, &written);
        }
        if let Some(rewritten) = date::rewritten(&written) {
            let date = Date::parse(&rewritten)
                .unwrap_or_else(|_| panic!("{written:?} is rewritten as {rewritten:?}"));
            assert_date_is_sound(date, &written);
            assert_eq!(date::rewritten(&rewritten), Some(rewritten), "{written:?}");
        }
        if let Some((date, rest)) = Date::of_file_name(&written) {
            assert!(written.ends_with(rest) && !rest.is_empty(), "{written:?}");
            assert_date_is_sound(date, &written);
        }
    });
}

fn assert_date_is_sound(date: Date, written: &str) {
    assert_eq!(Date::parse(&date.to_string()), Ok(date), "{written:?}");
    assert!(date.first_day() <= date.last_day(), "{written:?}");
    assert!(date.last_day().days_after(date) >= 0, "{written:?}");
    if date.year < 9999 {
        let later = date.year_later();
        assert_eq!(Date::parse(&later.to_string()), Ok(later), "{written:?}");
        assert!((365..=366).contains(&later.days_after(date)), "{written:?}");
    }
}

#[test]
fn a_mark_joins_its_letter_in_a_slug() {
    for (text, expected) in [
        // An apostrophe between them is left out.
        ("l'\u{323}", "ḷ"),
        ("e’\u{301}t", "ét"),
        // There is no capital of these.
        ("J\u{30c}", "ǰ"),
        ("H\u{331}", "ẖ"),
        ("\u{3aa}\u{301}", "ΐ"),
    ] {
        assert_eq!(slug(text), expected);
        assert_eq!(file_slug(text), expected);
        assert_eq!(short_slug(text), expected);
    }
}
