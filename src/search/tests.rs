//! What only the inside can show. What the index answers is tested through the client, in `tests/`.

use super::{Entry, FacetIn, TermIn, classic, index, postings, text};
use std::collections::BTreeMap;

/// Numbers without pattern, the same in every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, range: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % range as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// Words that a tokenizer may trip over, among plain ones.
const WORDS: [&str; 36] = [
    "housing",
    "Houses",
    "house's",
    "the",
    "and",
    "repair",
    "repairs.",
    "(repaired)",
    "people’s",
    "café",
    "Tŷ",
    "ŵyl",
    "co-operative",
    "e.g.",
    "2016",
    "£3.5m",
    "x2",
    "don't",
    "O'Neill",
    "naïve",
    "FINANCE",
    "financial,",
    "flies",
    "fly",
    "łódź",
    "Straße",
    "ﬁnance",
    "자치",
    "地方自治",
    "a",
    "of",
    "councils'",
    "a_b",
    "100%",
    "sky",
    "skies",
];

fn text_of(random: &mut Random, words: usize) -> String {
    (0..words)
        .map(|_| random.pick(&WORDS))
        .collect::<Vec<_>>()
        .join([" ", "\n", " – "][random.below(3)])
}

struct Study {
    title: String,
    summary: String,
    text: String,
    url: String,
}

fn library(studies: usize, seed: u64) -> Vec<Study> {
    let mut random = Random(seed);
    (0..studies)
        .map(|n| {
            let (title, summary, text) = (random.below(6), random.below(20), random.below(200));
            Study {
                title: text_of(&mut random, title),
                summary: text_of(&mut random, summary),
                text: text_of(&mut random, text),
                url: format!("/case-studies/{n}/"),
            }
        })
        .collect()
}

fn entries(library: &[Study]) -> Vec<Entry<'_>> {
    let dates = ["2024-02-29", "2020-05", "2016"];
    library
        .iter()
        .enumerate()
        .map(|(n, study)| Entry {
            title: &study.title,
            url: &study.url,
            // One in three has no summary of its own.
            summary: (n % 3 > 0).then_some(&study.summary),
            opening: &study.summary,
            date: dates.get(n * 4 / library.len()).copied(),
            lang: None,
            organisation: None,
            facets: vec![vec![n as u32 % 3], vec![]],
            text: Box::new(|| study.text.clone()),
        })
        .collect()
}

#[test]
fn every_term_field_study_and_frequency_is_elasticlunrs() {
    for lang in ["en-GB", "cy", "de", "fr", "ko"] {
        let library = library(150, 7);
        let entries = entries(&library);
        let theirs =
            serde_json::to_value(classic::index(&entries, lang)).expect("an index serialises");
        let mut expected = BTreeMap::new();
        for field in ["title", "summary", "text"] {
            collect(
                &theirs["index"][field]["root"],
                &mut String::new(),
                field,
                &mut expected,
            );
        }
        let mut ours = BTreeMap::new();
        for (stem, study, counts) in postings::counts(&entries, lang) {
            let fields = [
                ("title", u32::from(counts.title)),
                ("summary", u32::from(counts.summary)),
                ("text", u32::from(counts.text)),
            ];
            for (field, count) in fields.into_iter().filter(|(_, count)| *count > 0) {
                ours.insert(
                    (stem.clone(), field.to_owned(), study.to_string()),
                    f64::from(count).sqrt(),
                );
            }
        }
        assert!(expected.len() > 1000, "{lang}");
        assert_eq!(ours, expected, "{lang}");
    }
}

/// Reads (term, field, document) → frequency out of elasticlunr's tree of letters.
fn collect(
    node: &serde_json::Value,
    term: &mut String,
    field: &str,
    found: &mut BTreeMap<(String, String, String), f64>,
) {
    for (key, value) in node.as_object().expect("a node of the tree") {
        match key.as_str() {
            "df" => {}
            "docs" => {
                for (study, frequency) in value.as_object().expect("documents") {
                    let frequency = frequency["tf"].as_f64().expect("a frequency");
                    found.insert((term.clone(), field.to_owned(), study.clone()), frequency);
                }
            }
            letter => {
                term.push_str(letter);
                collect(value, term, field, found);
                term.truncate(term.len() - letter.len());
            }
        }
    }
}

#[test]
fn the_quick_way_through_ascii_finds_the_same_words() {
    let mut random = Random(1);
    let pieces = [
        "a", "Bc", "s", "S", "'", "''", " ", "-", "9", ".", "'s", "s's'", "_", "Word",
    ];
    for _ in 0..20_000 {
        let ascii: String = (0..random.below(9)).map(|_| random.pick(&pieces)).collect();
        // An accent on every letter sends each word the long way, and folds away again.
        let accented: String = ascii
            .chars()
            .flat_map(|c| [Some(c), c.is_alphanumeric().then_some('\u{301}')])
            .flatten()
            .collect();
        let (mut quick, mut long) = (Vec::new(), Vec::new());
        text::each_word(&ascii, |word| quick.push(word.to_owned()));
        text::each_word(&accented, |word| long.push(word.to_owned()));
        assert_eq!(quick, long, "{ascii:?}");
    }
}

#[test]
fn words_are_folded_and_possessives_dropped() {
    let found = |source: &str| {
        let mut words = Vec::new();
        text::each_word(source, |word| words.push(word.to_owned()));
        words.join(" ")
    };
    assert_eq!(
        found("The People's café, Tŷ'r Cymry: councils’ £3.5m"),
        "the people cafe tyr cymry councils 3 5m"
    );
    assert_eq!(found("地方自治 and 자치"), "地方 方自 自治 and 자치");
    assert_eq!(found(&format!("a {} b", "x".repeat(49))), "a b");
}

#[test]
fn the_same_studies_give_the_same_bytes_on_any_number_of_threads() {
    let library = library(700, 3);
    let entries = entries(&library);
    let facets = [
        facet("topics", &["housing", "transport", "waste"]),
        facet("region", &[]),
    ];
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| index(&entries, &facets, "en-GB"))
    };
    let (one, many) = (on(1), on(5));
    assert!(one == many);
}

#[test]
fn a_library_of_no_study_has_an_index_too() {
    let files = index(&[], &[facet("topics", &[])], "en-GB");
    assert!(files.iter().any(|(path, _)| path == "index.json"));
}

#[test]
fn another_word_gives_another_build() {
    let build = |title: &str| {
        let library = [Study {
            title: title.to_owned(),
            summary: String::new(),
            text: String::new(),
            url: "/a/".to_owned(),
        }];
        index(&entries(&library), &[], "en-GB").swap_remove(0).1
    };
    assert_ne!(build("Housing"), build("Hoising"));
}

fn facet<'a>(key: &'a str, slugs: &[&'a str]) -> FacetIn<'a> {
    FacetIn {
        key,
        terms: slugs.iter().map(|slug| TermIn { slug }).collect(),
    }
}
