//! Measures whether casebook's time grows in proportion to its input, whatever its shape.
//!
//! Each shape is a library that an author or a stranger could send: many headings, many broken
//! links, brackets that never close. It is checked and built at one size and at twice that size.
//! A shape whose time grows more than [`MAX_GROWTH`] times is flagged, and the run fails.
//!
//! ```sh
//! cargo bench --bench shapes                         # all of them
//! cargo bench --bench shapes -- footnotes brackets   # those with these words in their names
//! cargo bench --bench shapes -- brackets --scale 10  # ten times as large, for finding the cause
//! ```
//!
//! Time is that of the processor, so that other programs disturb it little.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod front_matter;
mod html;
mod library;
mod markdown;
mod settings;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use casebook::compile::{Cache, Inputs, check, compile};
use casebook::config::{self, config};
use casebook::host::read;
use casebook::link::{File, Publication};
use casebook::parse::date::Date;
use casebook::report::{Finding, Format, Severity, formatted};
use casebook::source::{Source, stored};
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};

/// How much a shape's time may grow when its input doubles. Sorting takes a little more than twice.
const MAX_GROWTH: f64 = 2.6;

/// Runs of each size, of which the median counts.
const RUNS: usize = 5;

/// A kind of input that can be made in any size.
struct Shape {
    name: &'static str,
    /// The smaller of the two sizes that are measured. It takes some tens of milliseconds.
    size: usize,
    files: fn(usize) -> Files,
}

/// The files of a library, each with its path and its text.
type Files = Vec<(String, String)>;

fn main() -> ExitCode {
    let options = Options::of(std::env::args().skip(1));
    println!(
        "{:<44} {:>9} {:>10} {:>10} {:>7}",
        "shape", "size", "once", "twice", "growth"
    );
    let flagged = shapes()
        .into_iter()
        .filter(|shape| options.includes(shape.name))
        .filter(|shape| is_flagged(shape, &options))
        .count();
    if flagged == 0 {
        return ExitCode::SUCCESS;
    }
    println!("{flagged} shapes take more than {MAX_GROWTH} times as long when they double");
    ExitCode::FAILURE
}

fn shapes() -> Vec<Shape> {
    [
        markdown::shapes(),
        html::shapes(),
        front_matter::shapes(),
        library::shapes(),
        settings::shapes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the benchmark was asked to do.
struct Options {
    words: Vec<String>,
    scale: usize,
}

impl Options {
    fn of(arguments: impl Iterator<Item = String>) -> Options {
        let mut options = Options {
            words: vec![],
            scale: 1,
        };
        let mut arguments = arguments.filter(|argument| argument != "--bench");
        while let Some(argument) = arguments.next() {
            if argument == "--scale" {
                let scale = arguments.next().and_then(|scale| scale.parse().ok());
                options.scale = scale.expect("--scale needs a number");
            } else {
                options.words.push(argument);
            }
        }
        options
    }

    fn includes(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}

/// Measures a shape, and prints it. True if its time grows too much.
fn is_flagged(shape: &Shape, options: &Options) -> bool {
    let size = shape.size * options.scale;
    let runs = if options.scale == 1 { RUNS } else { 1 };
    let once = measured(shape, size, runs);
    let twice = measured(shape, 2 * size, runs);
    let growth = twice.total().as_secs_f64() / once.total().as_secs_f64();
    let is_flagged = growth > MAX_GROWTH;
    println!(
        "{:<44} {size:>9} {:>7.1} ms {:>7.1} ms {growth:>7.2}{}",
        shape.name,
        millis(once.total()),
        millis(twice.total()),
        if is_flagged { "  <- too much" } else { "" },
    );
    if is_flagged || options.scale > 1 {
        for (name, first, second) in once.beside(&twice) {
            println!("    {name:<50} {first:>7.1} ms {second:>7.1} ms");
        }
    }
    is_flagged
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The processor time of each part of a run.
#[derive(Clone)]
struct Laps(Vec<(&'static str, Duration)>);

impl Laps {
    fn total(&self) -> Duration {
        self.0.iter().map(|(_, time)| *time).sum()
    }

    /// Each part in milliseconds, beside that of another run.
    fn beside(&self, other: &Laps) -> impl Iterator<Item = (&'static str, f64, f64)> {
        let pairs = self.0.iter().zip(&other.0);
        pairs.map(|((name, first), (_, second))| (*name, millis(*first), millis(*second)))
    }
}

/// The median run by its total.
fn measured(shape: &Shape, size: usize, runs: usize) -> Laps {
    let files = (shape.files)(size);
    let mut laps: Vec<Laps> = (0..runs).map(|_| run(&files)).collect();
    laps.sort_by_key(Laps::total);
    laps.swap_remove(runs / 2)
}

/// Checks and builds a library. Nothing is read from the disk or written.
fn run(files: &Files) -> Laps {
    let mut laps = Laps(vec![]);
    let mut last = processor_time();
    let mut lap = |name| {
        laps.0.push((name, processor_time() - last));
        last = processor_time();
    };
    let (settings, inputs, mut findings) = read(files);
    lap("read");
    let compiled = compile(&inputs, &Cache::default(), &mut |_| ());
    findings.extend(compiled.findings);
    lap("compile");
    let site = compiled.value.site;
    findings.extend(check(&inputs, &site).findings);
    lap("check");
    let text = |path: &Arc<str>| {
        let own = (*path == settings.path).then_some(settings.text.as_str().into());
        inputs.text(path).or(own)
    };
    std::hint::black_box(formatted(&findings, Format::Short, "", &text));
    lap("print");
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    if !findings.iter().any(is_error) {
        let site = site.with_index();
        lap("search");
        (0..site.size().files).into_par_iter().for_each(|number| {
            std::hint::black_box(site.content(number).expect("the default theme is sound"));
        });
        lap("render");
    }
    laps
}

fn read(files: &Files) -> (Source, Inputs, Vec<Finding>) {
    let (mut sources, mut others) = (vec![], vec![]);
    let mut settings = Source::new(config::FILE, settings::PLAIN.to_owned());
    for (path, text) in files {
        if path == config::FILE {
            settings = Source::new(config::FILE, text.clone());
        } else if path.ends_with(".md") {
            sources.push(Source::new(path.as_str(), text.clone()));
        } else {
            others.push(File {
                path: path.clone(),
                bytes: text.len() as u64,
                picture: None,
            });
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    others.sort_by(|a, b| a.path.cmp(&b.path));
    let read_settings = config(&settings);
    let inputs = Inputs {
        theme: read::default_theme(),
        config: read_settings.value.into(),
        sources: stored(sources),
        files: others,
        publication: Publication {
            drafts: false,
            today: Date::parse("2026-01-01").expect("a day"),
        },
        expected: None,
    };
    (settings, inputs, read_settings.findings)
}

/// The time that the processor has spent on this program, on all threads.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
