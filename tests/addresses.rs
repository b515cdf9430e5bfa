//! What a check passes, a build publishes: random sets of files, slugs and aliases that are in each
//! other's way more often than not.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::path::Path;
use std::process::Command;

use casebook::report::Severity;
use common::{Library, write};
use tempfile::TempDir;

/// Numbers that follow from a seed (splitmix64), so that a set that fails can be made again.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).expect("a small number")
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Names that something of casebook's has too, or that some disk cannot hold, and harmless ones.
const NAMES: &[&str] = &[
    "a",
    "A",
    "b",
    "index",
    "index.html",
    "page",
    "2",
    "feed.xml",
    "robots.txt",
    "sitemap.xml",
    "404.html",
    "case-studies",
    "case-studies.json",
    "case-study",
    "casebook-files",
    "search",
    "topics",
    "housing",
    "cy",
    "tŷ",
    "ty\u{302}",
    "con",
    "!",
    "a.b",
    "what?",
    "a b",
    ".casebook.json",
    ".hidden",
    "words",
    "theme",
    "pictures",
    "a.png.480.png",
    "a.png",
    "CNAME",
    "_redirects",
    "x",
];

const ENDINGS: &[&str] = &["", ".pdf", ".txt", ".xml", ".html", ".json", ".png"];

/// A path of up to three names.
fn path(numbers: &mut Numbers) -> String {
    let depth = 1 + numbers.below(3);
    let names: Vec<&str> = (0..depth).map(|_| numbers.one(NAMES)).collect();
    names.join("/")
}

/// A library's files: a page, an attachment or a static file each.
fn files(numbers: &mut Numbers) -> Vec<(String, String)> {
    let mut files = vec![];
    for number in 0..1 + numbers.below(3) {
        let folder = numbers.one(&["", "case-studies/", "case-studies/a/", "topics/", "cy/"]);
        let path = path(numbers);
        if numbers.below(3) == 0 {
            let folder = if numbers.below(2) == 0 {
                "content/"
            } else {
                "static/"
            };
            let ending = numbers.one(ENDINGS);
            files.push((format!("{folder}{path}{ending}"), "x".to_owned()));
            continue;
        }
        let mut front = format!("title: Page {number}\n");
        if numbers.below(3) == 0 {
            front += &format!("slug: \"{}\"\n", numbers.one(NAMES));
        }
        if numbers.below(2) == 0 {
            let alias = self::path(numbers);
            let end = numbers.one(&["", "/"]);
            front += &format!("aliases: [\"/{alias}{end}\"]\n");
        }
        if numbers.below(3) == 0 {
            front += &format!("topics: [\"{}\", Housing]\n", numbers.one(NAMES));
        }
        let language = numbers.one(&["", "", ".cy"]);
        let file = format!("content/{folder}{path}{language}.md");
        files.push((file, format!("---\n{front}---\n\nText.\n")));
    }
    files
}

/// Writes the files that can be written beside those before them.
fn library(files: &[(String, String)]) -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    let settings = "title: T\nbase_url: https://example.org/\nlanguages: [en, cy]\n\
                    facets: {topics: {}}\ncase_studies: {per_page: 1}\n";
    write(root.path(), "casebook.yaml", settings);
    write(root.path(), "content/about.md", "---\ntitle: About\n---\n");
    for (path, text) in files {
        let full = root.path().join(path);
        let mut above = full.ancestors().skip(1);
        let is_free = !full.exists() && !above.any(Path::is_file);
        if is_free {
            write(root.path(), path, text);
        }
    }
    root
}

#[test]
fn a_library_that_a_check_passes_can_be_built() {
    let (mut passed, mut refused) = (0, 0);
    for seed in 0..60 {
        let mut numbers = Numbers(seed);
        let files = files(&mut numbers);
        let root = library(&files);
        let library = Library::in_folder(root.path(), "2024-06-01");
        // What else a check looks for is a warning.
        let findings = library.compiled().findings;
        if findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            refused += 1;
            continue;
        }
        passed += 1;
        library.assert_builds_if_sound(&findings, &format!("seed {seed}: {files:?}"));
        // A real build takes longer, and the line above asks most of what it asks.
        if passed % 8 == 0 {
            built(root.path(), &format!("seed {seed}: {files:?}"));
        }
    }
    // A test in which nearly all are refused, or none, would show nothing.
    assert!(
        passed > 10 && refused > 10,
        "{passed} passed, {refused} refused"
    );
}

fn built(root: &Path, what: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .arg("build")
        .current_dir(root)
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{what}:\n{said}");
}
