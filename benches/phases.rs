//! Measures how many case studies a second each phase processes, in a generated library.
//!
//! Run `cargo bench --bench phases -- 2630`; the number is the size of the library. Compare figures
//! within one run. Between runs and machines, only their ratios mean anything.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use casebook::compile::{Cache, Inputs, Phase, compile};
use casebook::config::{self, config};
use casebook::host::read;
use casebook::link::Publication;
use casebook::parse::date::Date;
use casebook::render::Content;
use casebook::source::Source;
use rayon::prelude::*;

const RUNS: usize = 5;

const SETTINGS: &str = "
title: Case studies
base_url: https://example.org/
facets:
  topics: {name: Topics}
  support_types: {name: Support types}
fields: {organisation: {}}
";

fn main() {
    let size = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(2_630);
    let inputs = inputs(size);
    let bytes: usize = inputs
        .sources
        .iter()
        .map(|source| source.text_from(0).len())
        .sum();
    println!(
        "{size} case studies, {:.1} MB of Markdown, the best of {RUNS} runs",
        bytes as f64 / 1e6
    );
    let mut best: Vec<(&str, Duration)> = vec![];
    for _ in 0..RUNS {
        for (number, lap) in run(&inputs).into_iter().enumerate() {
            match best.get_mut(number) {
                Some(known) => known.1 = known.1.min(lap.1),
                None => best.push(lap),
            }
        }
    }
    for (phase, time) in &best {
        let each_second = size as f64 / time.as_secs_f64();
        println!(
            "{phase:>8} {:>9.1} ms {each_second:>12.0} case studies a second",
            time.as_secs_f64() * 1e3
        );
    }
}

/// The time of each phase of one run. Nothing is written.
fn run(inputs: &Inputs) -> Vec<(&'static str, Duration)> {
    let mut laps = vec![];
    let mut last = Instant::now();
    let mut lap = |name| {
        laps.push((name, last.elapsed()));
        last = Instant::now();
    };
    let compiled = compile(inputs, &Cache::default(), &mut |phase| {
        lap(match phase {
            Phase::Parse => "parse",
            Phase::Link => "link",
            Phase::Plan => "plan",
        });
    });
    assert!(
        compiled.findings.is_empty(),
        "the made-up library is sound: {:?}",
        compiled.findings.first()
    );
    let site = compiled.value.site.with_index();
    lap("search");
    let made: usize = (0..site.size().files)
        .into_par_iter()
        .map(|number| match site.content(number) {
            Ok(Content::Bytes(bytes)) => bytes.len(),
            Ok(Content::File(_) | Content::Smaller { .. }) => 0,
            Err(finding) => panic!("{}", finding.message),
        })
        .sum();
    assert!(made > 0);
    lap("render");
    laps
}

fn inputs(size: usize) -> Inputs {
    let config = config(&Source::new(config::FILE, SETTINGS.to_owned())).value;
    let theme = read::default_theme();
    let sources = (0..size)
        .map(|number| Arc::new(Source::new(path(number), study(number, size)).into()))
        .collect();
    let publication = Publication {
        drafts: false,
        today: Date::parse("2026-01-01").expect("a day"),
    };
    Inputs {
        config: config.into(),
        sources,
        files: vec![],
        theme,
        publication,
        expected: None,
    }
}

fn path(number: usize) -> String {
    format!("content/case-studies/study-{number:06}.md")
}

/// About 650 words under a few headings, with lists, a table and links to other studies.
fn study(number: usize, size: usize) -> String {
    let mut random = Random(number as u64 + 1);
    let topics: Vec<String> = (0..1 + random.below(3))
        .map(|_| format!("Topic {}", random.below(24)))
        .collect();
    let mut text = format!(
        "---\ntitle: {} {number}\nsummary: {}\ndate: 20{:02}-{:02}-{:02}\ntopics: [{}]\nsupport_types: [Support {}]\norganisation: Council {}\n---\n\n",
        random.words(4),
        random.words(18),
        10 + random.below(16),
        1 + random.below(12),
        1 + random.below(28),
        topics.join(", "),
        random.below(8),
        random.below(300),
    );
    for _ in 0..6 {
        text += &format!(
            "## {}\n\n{}. **{}** {}.\n\n",
            random.words(4),
            random.words(60),
            random.words(3),
            random.words(20)
        );
        text += &format!("- {}\n- {}\n\n", random.words(12), random.words(9));
        text += &format!(
            "See [{}](study-{:06}.md).\n\n",
            random.words(3),
            random.below(size)
        );
    }
    text + &format!(
        "| {} | {} |\n| --- | ---: |\n| {} | {} |\n",
        random.words(1),
        random.words(1),
        random.words(2),
        random.below(900)
    )
}

/// A stream of numbers that is the same on every machine (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    /// Generated words; low numbers come far more often, as in real prose.
    fn words(&mut self, count: usize) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "co", "den", "fi", "gal", "hou", "in", "ker", "lo", "men", "nor", "pla", "ri",
            "sen", "tur", "wel",
        ];
        let word = |random: &mut Random| {
            let most = random.below(4_000) + 1;
            let mut number = random.below(most);
            let mut word = String::new();
            loop {
                word += SYLLABLES[number % SYLLABLES.len()];
                number /= SYLLABLES.len();
                if number == 0 {
                    return word;
                }
            }
        };
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }
}
