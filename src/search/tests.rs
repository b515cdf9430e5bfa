//! What only the inside can show. What the index answers is tested through the client, in `tests/`.

use super::stems::{Kind, Stems};
use super::text::{self, Apostrophes, Role};
use super::{Entry, FacetIn, TermIn, index};

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
            labels: "Housing\nTŷ Council",
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
        assert_eq!(
            words_of(&ascii, "en"),
            words_of(&accented, "en"),
            "{ascii:?}"
        );
    }
}

/// The words of a text in a language; those made of others in brackets.
fn words_of(source: &str, code: &str) -> String {
    let mut words = Vec::new();
    text::each_word(source, Apostrophes::of(code), |word, role| {
        words.push(match role {
            Role::Plain => word.to_owned(),
            Role::Made => format!("({word})"),
        });
    });
    words.join(" ")
}

#[test]
fn words_are_folded_and_possessives_dropped() {
    for (source, words) in [
        (
            "The People's café, councils’ Łódź",
            "the people cafe councils lodz",
        ),
        ("Straße Ærø œuvre Größe", "strasse aero oeuvre grosse"),
        (
            "neigh\u{ad}bour\u{ad}hood Brand™ names",
            "neighbourhood brand names",
        ),
        (
            "地方自治 and 자치, 案例2024年",
            "地方 方自 自治 and 자치 案例 2024 年",
        ),
        ("الخدمات والإسكان", "خدمات اسكان"),
    ] {
        assert_eq!(words_of(source, "en"), words);
    }
    assert_eq!(words_of(&format!("a {} b", "x".repeat(49)), "en"), "a b");
}

#[test]
fn words_are_also_what_several_make_together() {
    for (source, words) in [
        ("co-production", "co production (coproduction)"),
        ("state-of-the-art", "state of the art"),
        ("A&E and R & D", "a e (a&e) and r d (r&d)"),
        ("B&Bs", "b bs (b&b)"),
        ("N.H.S. e.g. it", "n h s (nhs^) e g (eg) it"),
        ("node.js, gov.uk", "node js (nodejs) gov uk (govuk)"),
        ("The end.The start", "the end the start"),
        ("£1,200,000 and 1,2", "1 200 000 (1200000) and 1 2"),
        (
            "£3m, 3 million, £3.5 million",
            "3m 3 million (3m) 3 5 million (3.5) (3.5m)",
        ),
        (
            "COVID-19 S106 20mph",
            "covid^ 19 (covid19) s106 (106) 20mph (20) (mph)",
        ),
        ("C++ and C#, 24/7", "c (c++) and c (c#) 24 7 (24/7)"),
        ("HD1 2TT", "hd1^ (hd) 2tt^ (tt) (hd12tt)"),
        ("IT works, SEND and EVs", "it^ works send^ and ev^"),
    ] {
        assert_eq!(words_of(source, "en"), words, "{source}");
    }
    assert_eq!(
        words_of("A TITLE THAT IS ALL IN CAPITALS", "en"),
        "a title that is all in capitals"
    );
}

#[test]
fn apostrophes_follow_the_language() {
    for (code, source, words) in [
        (
            "fr",
            "l'eau, d’accès, aujourd'hui, qu'il",
            "eau acces aujourdhui il",
        ),
        ("it", "dell'acqua un'idea", "acqua idea"),
        ("ca", "l'aigua d'aigua", "aigua aigua"),
        ("cy", "Cymru'n, i'r, Cymru’r dydd", "cymru i cymru dydd"),
        ("en", "O'Brien don't children's", "obrien dont children"),
    ] {
        assert_eq!(words_of(source, code), words);
    }
}

#[test]
fn words_have_their_language_s_stems() {
    let stem = |lang, word| match Stems::of(lang).kind(word) {
        Kind::Stop => "(stop)".to_owned(),
        Kind::Stem(stem) => stem,
    };
    for (lang, word, expected) in [
        ("en-GB", "communities", "communiti"),
        ("en-GB", "communications", "communic"),
        ("en-GB", "the", "(stop)"),
        ("en-GB", "it^", "it^"),
        ("en-GB", "send^", "send"),
        ("en-GB", "covid19", "covid19"),
        ("cy", "yn", "(stop)"),
        ("cy", "cymru", "cymru"),
        ("nl", "woningen", "woon"),
        ("xx", "anything", "anything"),
    ] {
        assert_eq!(stem(lang, word), expected, "{word}");
    }
}

/// The client's stemmers are tested with the same table (`tests/search/stem.test.mjs`).
#[test]
fn stems_are_those_of_the_table_that_the_client_is_tested_with() {
    let table = include_str!("../../tests/search/stems.tsv");
    let mut compared = 0;
    for line in table.lines() {
        let [lang, word, stem] = line.split('\t').collect::<Vec<_>>()[..] else {
            continue;
        };
        if let Kind::Stem(ours) = Stems::of(lang).kind(word) {
            assert_eq!(ours, stem, "{lang} {word}");
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared}");
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
        pool.install(|| index(&entries, &facets, &[], "en-GB", "/search/"))
    };
    let (one, many) = (on(1), on(5));
    assert!(one == many);
}

#[test]
fn a_library_of_no_study_has_an_index_too() {
    let files = index(&[], &[facet("topics", &[])], &[], "en-GB", "/search/");
    assert!(files.iter().any(|(path, _)| path == "index.json"));
}

#[test]
fn one_changed_sentence_changes_few_files() {
    let names = |change: &str| {
        let mut library = library(2000, 4);
        library[700].text.push_str(change);
        let entries = entries(&library);
        let facets = [facet("topics", &["housing", "transport", "waste"])];
        let files = index(&entries, &facets, &[], "en-GB", "/search/");
        files
            .into_iter()
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let (before, after) = (names(""), names(" One more sentence about repairs."));
    let changed = after
        .iter()
        .filter(|(path, body)| before.get(*path) != Some(body))
        .count();
    assert!((1..12).contains(&changed), "{changed} of {}", after.len());
}

fn facet<'a>(key: &'a str, slugs: &[&'a str]) -> FacetIn<'a> {
    FacetIn {
        key,
        terms: slugs.iter().map(|slug| TermIn { slug }).collect(),
    }
}
