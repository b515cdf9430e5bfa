//! Reads a search index by the description of its format at the top of `src/search.rs`, and with
//! none of its code.

use std::collections::{BTreeMap, BTreeSet};

use flate2::read::DeflateDecoder;
use serde_json::Value;

/// What the files of words say of one stem.
#[derive(Debug, Default)]
pub(crate) struct Stem {
    pub(crate) words: BTreeSet<String>,
    pub(crate) studies: Vec<usize>,
    pub(crate) in_title: Vec<usize>,
}

/// An index, decoded.
pub(crate) struct Index {
    pub(crate) manifest: Value,
    pub(crate) stems: BTreeMap<Vec<u8>, Stem>,
    /// For each facet and term, its studies.
    pub(crate) facets: Vec<Vec<Vec<usize>>>,
    /// The studies in the order of their titles.
    pub(crate) titles: Vec<usize>,
    /// The days of the dated studies.
    pub(crate) days: Vec<usize>,
    /// Each study's title, end of its address and summary.
    pub(crate) studies: Vec<[String; 3]>,
    /// Words spelt backwards.
    pub(crate) ends: Vec<String>,
}

/// Decodes the files of an index, and checks that every byte of them is used.
pub(crate) fn index(files: &[(String, Vec<u8>)]) -> Index {
    let files: BTreeMap<&str, &[u8]> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), &bytes[..]))
        .collect();
    let json = |path: &str| -> Value { serde_json::from_slice(files[path]).expect("JSON") };
    let manifest = json("index.json");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let number = |key: &str| manifest[key].as_u64().expect("a number") as usize;
    let studies = number("studies");
    let body = |path: &str| Bits {
        bytes: files[path],
        at: 0,
    };
    // The paths of a folder's files, by their names of five letters.
    let numbered = |folder: &str, names: &Value| {
        let names = text(names);
        let names = names.as_bytes().chunks(5).enumerate();
        names
            .map(|(n, name)| format!("{folder}/{n}-{}.bin", String::from_utf8_lossy(name)))
            .collect::<Vec<_>>()
    };
    let more = json(&format!("more-{}.json", text(&manifest["more"])));
    let mut stems = BTreeMap::new();
    for path in numbered("words", &manifest["word_names"]) {
        words(
            body(&path),
            studies,
            &|name| body(&format!("rest/{name}.bin")),
            &mut stems,
        );
    }
    let ends = numbered("ends", &more["end_names"])
        .iter()
        .flat_map(|path| end_words(body(path)))
        .collect();
    let facets = manifest["facets"].as_array().expect("facets");
    let mut readers: BTreeMap<String, Bits> = BTreeMap::new();
    let mut lists = vec![];
    for facet in facets {
        let file = text(&facet["file"]);
        let path = format!("facets/{file}.bin");
        let reader = readers.entry(file).or_insert_with(|| body(&path));
        let counts: Vec<usize> = facet["terms"]
            .as_array()
            .expect("terms")
            .iter()
            .map(|_| reader.varint())
            .collect();
        lists.push(
            counts
                .iter()
                .map(|count| reader.ascending(*count, studies, &mut |_| ()))
                .collect(),
        );
        reader.skip_to_byte();
    }
    readers.values().for_each(Bits::assert_ends);
    let catalogue = text(&manifest["catalogue"]);
    let rows = (0..)
        .map(|n| format!("studies/{catalogue}/{n}.bin"))
        .map_while(|path| files.get(path.as_str()))
        .flat_map(|packed| {
            let rows: Vec<Value> =
                serde_json::from_reader(DeflateDecoder::new(*packed)).expect("JSON");
            rows
        });
    let texts = |row: Value| [0, 1, 5].map(|at| row[at].as_str().expect("a text").to_owned());
    Index {
        stems,
        facets: lists,
        titles: titles(
            body(&format!("titles-{}.bin", text(&manifest["titles"]))),
            studies,
        ),
        days: days(
            body(&format!("dates-{}.bin", text(&manifest["dates"]))),
            number("dated"),
        ),
        studies: rows.map(texts).collect(),
        ends,
        manifest,
    }
}

/// A stem of a file of words, before its list.
struct Head {
    stem: Vec<u8>,
    words: Vec<String>,
    studies: usize,
    first: usize,
    /// The number and the name of the file of its second tier.
    rest: Option<String>,
    counts: Counts,
}

/// The numbers before a list.
struct Counts {
    in_title: usize,
    /// How many studies have each of its words, if it has several.
    forms: Vec<usize>,
}

fn words<'f>(
    mut bits: Bits<'f>,
    studies: usize,
    rest: &dyn Fn(&str) -> Bits<'f>,
    stems: &mut BTreeMap<Vec<u8>, Stem>,
) {
    let mut heads: Vec<Head> = vec![];
    for _ in 0..bits.varint() {
        let last = heads.last().map_or(vec![], |head| head.stem.clone());
        heads.push(bits.head(&last));
    }
    for Head {
        stem,
        words,
        studies: total,
        first,
        rest: file,
        counts,
    } in heads
    {
        let mut list = bits.list(first, &counts, studies, file.is_some());
        if let Some(file) = file {
            let mut bits = rest(&file);
            let head = bits.varint();
            let counts = bits.counts(head & 1 == 1, words.len());
            list.extend(bits.list(head >> 1, &counts, studies, false));
            bits.assert_ends();
            list.sort_unstable();
        }
        assert_eq!(list.len(), total);
        let in_title = list
            .iter()
            .filter(|(_, is_in_title)| *is_in_title)
            .map(|(study, _)| *study);
        let (in_title, list) = (
            in_title.collect(),
            list.iter().map(|(study, _)| *study).collect(),
        );
        // A stem is in each file that has a word of it. A stop word may be the stem of others.
        let known = stems
            .entry([&stem[..], b" ", words[0].as_bytes()].concat())
            .or_default();
        assert!(known.studies.is_empty() || known.studies == list);
        known.words.extend(words);
        (known.studies, known.in_title) = (list, in_title);
    }
    bits.assert_ends();
}

fn end_words(mut bits: Bits) -> Vec<String> {
    let (mut words, mut last) = (vec![], vec![]);
    while bits.at < bits.bytes.len() * 8 {
        last = bits.front_coded(&last);
        bits.byte();
        let word = std::str::from_utf8(&last).expect("a word is text");
        words.push(word.chars().rev().collect());
    }
    words
}

fn titles(mut bits: Bits, studies: usize) -> Vec<usize> {
    let width = usize::BITS - studies.saturating_sub(1).leading_zeros();
    let titles = (0..studies).map(|_| bits.number(width)).collect();
    bits.assert_ends();
    titles
}

fn days(mut bits: Bits, dated: usize) -> Vec<usize> {
    if dated == 0 {
        return vec![];
    }
    let (newest, oldest) = (bits.varint(), bits.varint());
    let k = log2((newest - oldest) / dated);
    let mut days = vec![newest];
    for _ in 1..dated {
        days.push(days[days.len() - 1] - bits.rice(k));
    }
    assert_eq!(days.last(), Some(&oldest));
    bits.assert_ends();
    days
}

/// The whole part of the logarithm; 0 for 0.
fn log2(number: usize) -> u32 {
    number.max(1).ilog2()
}

/// Bytes that are read bit by bit.
struct Bits<'f> {
    bytes: &'f [u8],
    at: usize,
}

impl Bits<'_> {
    fn byte(&mut self) -> u8 {
        assert_eq!(self.at % 8, 0);
        self.at += 8;
        self.bytes[self.at / 8 - 1]
    }

    fn bit(&mut self) -> bool {
        let byte = self.bytes[self.at / 8];
        self.at += 1;
        byte >> (7 - (self.at - 1) % 8) & 1 == 1
    }

    fn skip_to_byte(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }

    fn assert_ends(&self) {
        assert_eq!(
            self.at.div_ceil(8),
            self.bytes.len(),
            "a file has bytes that say nothing"
        );
    }

    fn varint(&mut self) -> usize {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = usize::from(self.byte());
            number |= (byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return number;
            }
        }
    }

    fn number(&mut self, width: u32) -> usize {
        (0..width).fold(0, |number, _| number * 2 + usize::from(self.bit()))
    }

    fn unary(&mut self, longest: usize) -> usize {
        let mut number = 0;
        while number < longest && self.bit() {
            number += 1;
        }
        number
    }

    fn counts(&mut self, is_in_title: bool, words: usize) -> Counts {
        let in_title = if is_in_title { self.varint() } else { 0 };
        let forms = if words > 1 { words.min(16) } else { 0 };
        Counts {
            in_title,
            forms: (0..forms).map(|_| self.varint()).collect(),
        }
    }

    fn rice(&mut self, k: u32) -> usize {
        let mut high = 0;
        while self.bit() {
            high += 1;
        }
        (high << k) + self.number(k)
    }

    fn ascending(
        &mut self,
        count: usize,
        below: usize,
        each: &mut dyn FnMut(&mut Self),
    ) -> Vec<usize> {
        let k = log2(below / count.max(1));
        let (mut next, mut numbers) = (0, vec![]);
        for _ in 0..count {
            let number = next + self.rice(k);
            assert!(number < below);
            numbers.push(number);
            next = number + 1;
            each(self);
        }
        numbers
    }

    /// Returns studies, each with whether the stem is in its title.
    fn list(
        &mut self,
        count: usize,
        Counts { in_title, forms }: &Counts,
        studies: usize,
        is_first: bool,
    ) -> Vec<(usize, bool)> {
        let mut levels = vec![];
        let numbers = self.ascending(count, studies, &mut |bits| {
            let level = bits.unary(7);
            levels.push(if is_first { 7 - level } else { level });
        });
        assert_eq!(levels.len(), count);
        let titled: BTreeSet<usize> = self
            .ascending(*in_title, count, &mut |_| ())
            .into_iter()
            .collect();
        for _ in &titled {
            self.unary(7);
            if !forms.is_empty() {
                self.unary(forms.len() - 1);
            }
        }
        let mut having = vec![0; count];
        for having_form in forms {
            let is_few = having_form * 2 <= count;
            let listed = if is_few {
                *having_form
            } else {
                count - having_form
            };
            let listed: BTreeSet<usize> = self
                .ascending(listed, count, &mut |_| ())
                .into_iter()
                .collect();
            for (at, words) in having.iter_mut().enumerate() {
                *words += usize::from(listed.contains(&at) == is_few);
            }
        }
        // Each study has one of the stem's words, or it would not be in the list.
        assert!(forms.is_empty() || having.iter().all(|words| *words > 0));
        numbers
            .into_iter()
            .enumerate()
            .map(|(at, study)| (study, titled.contains(&at)))
            .collect()
    }

    /// Returns the first `kept` bytes of another string, and as many new ones as `head` says.
    fn string(&mut self, last: &[u8], kept: usize, head: u8) -> Vec<u8> {
        let new = match head & 15 {
            15 => self.byte(),
            new => new,
        };
        let mut string = last[..kept].to_vec();
        string.extend((0..new).map(|_| self.byte()));
        string
    }

    fn front_coded(&mut self, last: &[u8]) -> Vec<u8> {
        let head = self.byte();
        self.string(last, usize::from(head >> 4), head)
    }

    fn head(&mut self, last: &[u8]) -> Head {
        let stem = self.front_coded(last);
        let mut words = vec![];
        loop {
            let head = self.byte();
            let kept = match head >> 5 {
                7 => 0,
                dropped => stem.len() - usize::from(dropped),
            };
            let word = self.string(&stem, kept, head);
            words.push(String::from_utf8(word).expect("a word is text"));
            if head & 16 == 0 {
                break;
            }
        }
        let head = self.varint();
        let studies = head >> 2;
        let (first, rest) = match head & 2 {
            0 => (studies, None),
            _ => {
                let (first, number) = (self.varint(), self.varint());
                let name: String = (0..5).map(|_| char::from(self.byte())).collect();
                (first, Some(format!("{number}-{name}")))
            }
        };
        let counts = self.counts(head & 1 == 1, words.len());
        Head {
            stem,
            words,
            studies,
            first,
            rest,
            counts,
        }
    }
}
