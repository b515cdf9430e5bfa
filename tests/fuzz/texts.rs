//! Texts like those that authors write: the samples of this repository, changed at random.

use std::path::Path;

use crate::random::Random;

/// Tokens, one a line: what front matter is made of.
pub(crate) const YAML: &str = include_str!("yaml.txt");

/// What Markdown is made of.
pub(crate) const MARKDOWN: &str = include_str!("markdown.txt");

/// What HTML is made of, most of all what may not be published.
pub(crate) const HTML: &str = include_str!("html.txt");

/// The most bytes of a text.
const MAX_BYTES: usize = 6_000;

/// Samples to change, and tokens to put into them.
pub(crate) struct Texts {
    samples: Vec<String>,
    tokens: Vec<String>,
}

impl Texts {
    /// Takes the samples whose text `is_wanted`.
    pub(crate) fn new(is_wanted: impl Fn(&str) -> bool, tokens: &[&str]) -> Texts {
        let mut samples = vec![];
        for folder in [
            "tests/findings",
            "tests/yaml",
            "tests/sites",
            "content",
            "src/report/rules",
        ] {
            collect(
                &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
                &mut samples,
            );
        }
        samples.retain(|text| is_wanted(text));
        samples.sort();
        assert!(samples.len() > 100, "{} samples", samples.len());
        Texts {
            samples,
            tokens: tokens
                .iter()
                .flat_map(|tokens| tokens.lines())
                .map(token)
                .collect(),
        }
    }

    /// Returns a sample with a few changes.
    pub(crate) fn changed(&self, random: &mut Random) -> String {
        let mut text = random.pick(&self.samples).clone();
        for _ in 0..1 + random.below(8) {
            text = self.change(&text, random);
            truncate(&mut text, MAX_BYTES);
        }
        text
    }

    /// Returns a text of tokens only.
    pub(crate) fn of_tokens(&self, random: &mut Random) -> String {
        let mut text = String::new();
        for _ in 0..random.below(30) {
            text += self.token(random);
            if random.once_in(4) {
                text += &random.text(4);
            }
        }
        text
    }

    fn token(&self, random: &mut Random) -> &str {
        random.pick::<String>(&self.tokens)
    }

    fn change(&self, text: &str, random: &mut Random) -> String {
        let (start, end) = range(text, random);
        let (before, inside, after) = (&text[..start], &text[start..end], &text[end..]);
        match random.below(10) {
            0 => [before, after].concat(),
            1 => [before, inside, inside, after].concat(),
            2 => [before, &random.letter().to_string(), after].concat(),
            3 => {
                let other = random.pick(&self.samples);
                let (start, end) = range(other, random);
                [before, &other[start..end], after].concat()
            }
            4 => swapped_lines(text, random),
            5 => {
                let token = self.token(random).repeat(1 + random.below(6));
                [before, &token, &text[start..]].concat()
            }
            6 => [
                before,
                self.token(random),
                inside,
                self.token(random),
                after,
            ]
            .concat(),
            7 => [before, &inside.chars().rev().collect::<String>(), after].concat(),
            _ => [before, self.token(random), &text[start..]].concat(),
        }
    }
}

/// Returns the token that a line stands for: `\s` is a space at its beginning or end.
fn token(line: &str) -> String {
    let names = [
        ("\\n", "\n"),
        ("\\r", "\r"),
        ("\\t", "\t"),
        ("\\s", " "),
        ("\\1", "\u{1}"),
    ];
    let plain = |line: String, (name, sign): (&str, &str)| line.replace(name, sign);
    let parts = line
        .split("\\\\")
        .map(|part| names.into_iter().fold(part.to_owned(), plain));
    parts.collect::<Vec<_>>().join("\\")
}

/// Returns a range of a text, in bytes: a few letters, or a few lines.
fn range(text: &str, random: &mut Random) -> (usize, usize) {
    let marks: Vec<usize> = if random.once_in(3) {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        [0].into_iter().chain(ends).chain([text.len()]).collect()
    } else {
        let starts = text.char_indices().map(|(at, _)| at);
        starts.chain([text.len()]).collect()
    };
    let first = random.below(marks.len());
    let last = (first + random.below(12)).min(marks.len() - 1);
    (marks[first], marks[last])
}

fn swapped_lines(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if !lines.is_empty() {
        let (one, other) = (random.below(lines.len()), random.below(lines.len()));
        lines.swap(one, other);
    }
    lines.concat()
}

fn truncate(text: &mut String, most: usize) {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

/// Reads the samples of a folder: whole Markdown files, and the parts of files with several.
fn collect(folder: &Path, samples: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            collect(&path, samples);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "md" || ending == "txt")
        {
            let text = std::fs::read_to_string(&path).expect("a sample is text");
            samples.extend(parts(&text));
        }
    }
}

/// Returns the files in a text of samples, without the lines that say what is expected.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        match (line.starts_with("//- "), line.starts_with("//")) {
            (true, _) => parts.push(String::new()),
            (false, true) => {}
            (false, false) => *parts.last_mut().expect("there is one") += line,
        }
    }
    parts.retain(|part| !part.is_empty());
    for part in &mut parts {
        truncate(part, MAX_BYTES / 2);
    }
    parts
}
