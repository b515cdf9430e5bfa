//! What is put into a search index comes out of its files.

use std::collections::{BTreeMap, BTreeSet};

use casebook::search::{self, Entry, FacetIn, TermIn};

use crate::postings;
use crate::random::{Random, fuzz};

/// A study of a made-up library.
struct Study {
    title: String,
    summary: String,
    text: String,
    url: String,
    date: Option<String>,
    terms: Vec<u32>,
}

/// Pieces of text, each with the word that is searched for.
const PIECES: [(&str, &str); 16] = [
    ("Tŷ", "ty"),
    ("café", "cafe"),
    ("Housing", "housing"),
    ("people’s", "people"),
    ("councils'", "councils"),
    ("2016", "2016"),
    ("naïve", "naive"),
    ("houses", "houses"),
    ("house", "house"),
    ("repaired", "repaired"),
    ("repairs", "repairs"),
    ("the", "the"),
    ("łódź", "lodz"),
    ("ab", "ab"),
    ("abandonment", "abandonment"),
    ("abandoned", "abandoned"),
];

fn a_text(random: &mut Random, most: usize, words: usize) -> (String, BTreeSet<String>) {
    let (mut text, mut found) = (String::new(), BTreeSet::new());
    for _ in 0..random.below(most) {
        if random.once_in(4) {
            let (written, word) = random.pick(&PIECES);
            text += written;
            found.insert((*word).to_owned());
        } else {
            // Few words are in nearly all studies, and most in few.
            let number = words * random.below(1000).pow(3) / 1_000_000_000;
            let word: String = number
                .to_string()
                .bytes()
                .map(|digit| char::from(digit - b'0' + b'c'))
                .chain(['q', 'x'])
                .collect();
            text += &word;
            found.insert(word);
        }
        text += [" ", "\n", ", ", " – "][random.below(4)];
    }
    (text, found)
}

#[test]
fn index_round_trip() {
    fuzz("index_round_trip", 40, |random| {
        let count = [0, 1, 2, 17, 150][random.below(5)] + random.below(9);
        let vocabulary = 1 + random.below(3000);
        let lang = *random.pick(&["en-GB", "cy", "de", "fr", "ko"]);
        let terms = random.below(6);
        let (mut studies, mut has, mut titled) = (vec![], BTreeMap::new(), BTreeMap::new());
        let dated = random.below(count + 1);
        for number in 0..count {
            let (title, in_title) = a_text(random, 6, vocabulary);
            let (summary, in_summary) = a_text(random, 20, vocabulary);
            let (text, in_text) = a_text(random, 90, vocabulary);
            for word in in_title.iter().chain(&in_summary).chain(&in_text) {
                has.entry(word.clone())
                    .or_insert_with(BTreeSet::new)
                    .insert(number);
            }
            for word in in_title {
                titled
                    .entry(word)
                    .or_insert_with(BTreeSet::new)
                    .insert(number);
            }
            let date = (number < dated)
                .then(|| format!("{:04}-02-{:02}", 2024 - number, 1 + random.below(28)));
            let terms = (0..terms as u32).filter(|_| random.once_in(3)).collect();
            studies.push(Study {
                title,
                summary,
                text,
                url: format!("/case-studies/{number}/"),
                date,
                terms,
            });
        }
        let index = decoded(&studies, terms, lang);
        assert_eq!(index.manifest["dated"], dated);
        assert_eq!(index.days.len(), dated);
        assert_words(&index, &has, &titled);
        for (number, study) in studies.iter().enumerate() {
            let [title, url, summary] = &index.studies[number];
            assert_eq!((title, summary), (&study.title, &study.summary));
            assert!(study.url.ends_with(url.as_str()));
            for (term, list) in index.facets[0].iter().enumerate() {
                assert_eq!(list.contains(&number), study.terms.contains(&(term as u32)));
            }
        }
        let mut order = index.titles.clone();
        order.sort_unstable();
        assert_eq!(order, (0..count).collect::<Vec<_>>());
    });
}

fn decoded(studies: &[Study], terms: usize, lang: &str) -> postings::Index {
    let entries: Vec<Entry> = studies
        .iter()
        .map(|study| Entry {
            title: &study.title,
            labels: "",
            url: &study.url,
            summary: Some(&study.summary),
            opening: "",
            date: study.date.as_deref(),
            lang: None,
            organisation: None,
            facets: vec![study.terms.clone(), vec![]],
            text: Box::new(|| study.text.clone()),
        })
        .collect();
    let slugs: Vec<String> = (0..terms).map(|term| format!("term-{term}")).collect();
    let facet = |key, slugs: &'static [String]| FacetIn {
        key,
        terms: slugs.iter().map(|slug| TermIn { slug }).collect(),
    };
    let facets = [
        FacetIn {
            key: "topics",
            terms: slugs.iter().map(|slug| TermIn { slug }).collect(),
        },
        facet("region", &[]),
    ];
    postings::index(&search::index(&entries, &facets, &[], lang, "/search/"))
}

/// Checks that every word has the studies that it was put into.
fn assert_words(
    index: &postings::Index,
    has: &BTreeMap<String, BTreeSet<usize>>,
    titled: &BTreeMap<String, BTreeSet<usize>>,
) {
    let stop: BTreeSet<&str> = index.manifest["stop"]
        .as_str()
        .expect("words")
        .split(' ')
        .collect();
    let mut found = BTreeSet::new();
    for stem in index.stems.values() {
        let of = |all: &BTreeMap<String, BTreeSet<usize>>| {
            let lists = stem
                .words
                .iter()
                .filter_map(|word| all.get(word))
                .flatten()
                .copied();
            lists
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        };
        // Stop words are only searched in titles.
        let is_stop = stem.words.iter().any(|word| stop.contains(word.as_str()));
        let studies = of(if is_stop { titled } else { has });
        assert_eq!(stem.studies, studies, "{:?}", stem.words);
        assert_eq!(stem.in_title, of(titled), "{:?}", stem.words);
        found.extend(stem.words.iter().map(String::as_str));
    }
    let wanted: BTreeSet<&str> = has
        .keys()
        .map(String::as_str)
        .filter(|word| !stop.contains(word) || titled.contains_key(*word))
        .collect();
    assert_eq!(found, wanted);
    let ends: BTreeSet<&str> = index.ends.iter().map(String::as_str).collect();
    // Typing errors are looked for in words of four letters or more, and not in numbers.
    let is_long = |word: &&str| word.chars().count() > 3 && !word.contains(char::is_numeric);
    let long: BTreeSet<&str> = wanted.into_iter().filter(is_long).collect();
    assert_eq!(ends, long);
}
