//! What a disk that fails, a full disk and a kill leave behind: the old site or the new one, whole,
//! and nothing that the next run does not clean up.
//!
//! `strace` makes a chosen system call of the program fail, or kills the program at it. Every call
//! of a kind is tried in turn, until one comes too late to matter. A short run is part of the
//! tests; `CASEBOOK_FAULTS=all` tries every error at every call, and 500 kills of each command.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, reason = "a test uses the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tempfile::TempDir;

const SETTINGS: &str =
    "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\n";

/// The system calls of each kind that change the disk or read it.
const CALLS: [(&str, &str); 6] = [
    ("open", "?open,openat,?openat2"),
    ("read", "read,?pread64"),
    ("write", "write,?pwrite64,?copy_file_range,?sendfile"),
    ("rename", "?rename,?renameat,renameat2"),
    ("link", "?link,linkat,?unlink,unlinkat"),
    ("folder", "?mkdir,mkdirat,?rmdir,getdents64"),
];

const ERRORS: [&str; 4] = ["EIO", "ENOSPC", "EACCES", "EMFILE"];

/// A library and the two sites that its two texts give.
struct Library {
    folder: TempDir,
    old: Tree,
    new: Tree,
}

type Tree = BTreeMap<String, Vec<u8>>;

impl Library {
    fn new() -> Library {
        let mut library = Library {
            folder: TempDir::new().expect("a temporary folder"),
            old: Tree::new(),
            new: Tree::new(),
        };
        library.write("casebook.yaml", SETTINGS);
        library.write("static/plan.bin", "a file to copy");
        let mut bytes = std::io::Cursor::new(vec![]);
        image::RgbImage::from_fn(600, 300, |x, y| {
            image::Rgb([
                (x * y % 251) as u8,
                (x % 241) as u8,
                (x * 31 + y * 17) as u8,
            ])
        })
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("a picture");
        library.write("content/case-studies/street/s.jpg", bytes.into_inner());
        for text in ["new", "old"] {
            library.set_text(text);
            assert!(library.run(&["build"]).status.success());
            let site = library.site();
            match text {
                "new" => library.new = site,
                _ => library.old = site,
            }
        }
        library.set_text("new");
        library
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("the file can be written");
    }

    fn set_text(&self, text: &str) {
        let text =
            format!("---\ntitle: Street\ntopics: [Housing]\n---\n\n{text} ![A street](s.jpg)\n");
        self.write("content/case-studies/street/index.md", text);
    }

    fn site(&self) -> Tree {
        tree(&self.at("dist"))
    }

    /// Puts the old site in place again.
    fn reset(&self) {
        let _ = fs::remove_dir_all(self.at("dist"));
        let _ = fs::remove_dir_all(self.at(".dist.casebook"));
        for (path, bytes) in &self.old {
            self.write(&format!("dist/{path}"), bytes);
        }
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(Command::new(env!("CARGO_BIN_EXE_casebook")), args)
    }

    /// Runs a command of the program in which one system call fails or kills.
    fn run_with(&self, fault: &str, args: &[&str]) -> Output {
        let mut strace = Command::new("strace");
        strace
            .args(["-f", "-qq", "-o", "/dev/null", "-e"])
            .arg(format!("inject={fault}"))
            .arg(env!("CARGO_BIN_EXE_casebook"));
        self.command(strace, args)
    }

    fn command(&self, mut command: Command, args: &[&str]) -> Output {
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("RAYON_NUM_THREADS", "2")
            .stdin(Stdio::null())
            .output()
            .expect("strace is installed: run `apt-get install strace`")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn tree(folder: &Path) -> Tree {
    let mut files = Tree::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy();
                files.insert(name.into_owned(), fs::read(&path).expect("it can be read"));
            }
        }
    }
    files
}

fn all() -> bool {
    std::env::var("CASEBOOK_FAULTS").is_ok_and(|value| value == "all")
}

/// Numbers that look like chance, and are the same in each run.
fn numbers(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

/// Returns how many calls of a kind the busiest thread of a command makes.
fn calls(library: &Library, kind: &str, args: &[&str]) -> usize {
    let trace = library.at("trace");
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-qq", "-o"])
        .arg(&trace)
        .args(["-e", &format!("trace={kind}")])
        .arg(env!("CARGO_BIN_EXE_casebook"));
    library.command(strace, args);
    let text = fs::read_to_string(&trace).expect("strace writes it");
    fs::remove_file(&trace).expect("it is there");
    let mut threads: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.contains("resumed>")) {
        let thread = line.split(' ').next().unwrap_or_default();
        *threads.entry(thread).or_default() += 1;
    }
    threads.into_values().max().unwrap_or_default()
}

/// Checks what a build left that a fault met.
fn assert_whole(library: &Library, output: &Output, fault: &str) {
    let said = said(output);
    let site = library.site();
    assert!(!said.contains("panicked"), "{fault}: {said}");
    match output.status.code() {
        Some(0) => assert!(site == library.new, "{fault}: {said}"),
        // The loader of the system could not even start the program.
        Some(127) => assert!(site == library.old, "{fault}: {said}"),
        Some(1..=3) => {
            let is_told = said.contains("error") || said.is_empty();
            let is_published = said.contains("the new site was published") || said.is_empty();
            assert!(is_told, "{fault}: {said}");
            assert!(
                site == library.old || is_published && site == library.new,
                "{fault}: {said}"
            );
        }
        // Killed, or ended by the system because it could not make a thread.
        _ => assert!(
            site == library.old || site == library.new,
            "{fault}: {said}"
        ),
    }
}

/// Builds once more, and checks that nothing is left.
fn assert_cleaned(library: &Library, fault: &str) {
    let output = library.run(&["build"]);
    assert!(output.status.success(), "{fault}: {}", said(&output));
    assert!(library.site() == library.new, "{fault}");
    assert!(!library.at(".dist.casebook").exists(), "{fault}");
    let unfinished = tree(&library.at(".casebook-cache/unfinished"));
    assert!(unfinished.is_empty(), "{fault}: {unfinished:?}");
}

#[test]
fn a_build_in_which_a_call_fails_leaves_the_old_site_or_the_new_one() {
    let library = Library::new();
    for (kind, names) in CALLS {
        library.reset();
        let last = calls(&library, names, &["build"]) + 1;
        // Each error at each call, or one error at each third call.
        let step = if all() { 1 } else { 1 + last / 12 };
        for number in (1..=last).step_by(step) {
            for (which, error) in ERRORS.iter().enumerate() {
                if !all() && number / step % ERRORS.len() != which {
                    continue;
                }
                for until in ["", "+"] {
                    library.reset();
                    let fault = format!("{names}:error={error}:when={number}{until}");
                    let output = library.run_with(&fault, &["build"]);
                    assert_whole(&library, &output, &format!("{kind}: {fault}"));
                }
            }
        }
        assert_cleaned(&library, kind);
    }
}

/// Kills a command at calls chosen by chance, and lets `check` look at what is left.
fn killed(library: &Library, args: &[&str], prepare: impl Fn(), check: impl Fn(&str)) {
    let every: Vec<&str> = CALLS.iter().map(|(_, names)| *names).collect();
    let every = every.join(",");
    prepare();
    let last = calls(library, &every, args) as u64;
    let rounds = if all() { 500 } else { 40 };
    for number in numbers(13).take(rounds) {
        prepare();
        let fault = format!("{every}:signal=SIGKILL:when={}", number % last + 1);
        library.run_with(&fault, args);
        check(&fault);
    }
}

#[test]
fn a_build_that_is_killed_at_any_call_leaves_a_whole_site() {
    let library = Library::new();
    let round = AtomicUsize::new(0);
    killed(
        &library,
        &["build"],
        || {
            library.reset();
            if round.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
                let _ = fs::remove_dir_all(library.at(".casebook-cache"));
            }
        },
        |fault| {
            let site = library.site();
            assert!(site == library.old || site == library.new, "{fault}");
            assert_cleaned(&library, fault);
        },
    );
}

#[test]
fn a_fix_that_is_killed_at_any_call_leaves_each_file_as_it_was_or_fixed() {
    let library = Library::new();
    let broken = |study: usize| format!("---\ntitle: Study {study}: a street\n---\n\nText.\n");
    let fixed = |study: usize| format!("---\ntitle: \"Study {study}: a street\"\n---\n\nText.\n");
    let path = |study: usize| format!("content/case-studies/study-{study}.md");
    killed(
        &library,
        &["check", "--fix"],
        || (0..8).for_each(|study| library.write(&path(study), broken(study))),
        |fault| {
            for study in 0..8 {
                let text = fs::read_to_string(library.at(&path(study))).expect("it is there");
                assert!(
                    text == broken(study) || text == fixed(study),
                    "{fault}: {text}"
                );
            }
            let files = tree(&library.at("content"));
            assert_eq!(files.len(), 10, "{fault}: {:?}", files.keys());
            library.run(&["check", "--fix"]);
            let all = (0..8).all(|study| {
                fs::read_to_string(library.at(&path(study))).is_ok_and(|text| text == fixed(study))
            });
            assert!(all, "{fault}");
            let unfinished = tree(&library.at(".casebook-cache/unfinished"));
            assert!(unfinished.is_empty(), "{fault}: {unfinished:?}");
        },
    );
}

#[test]
fn an_import_that_is_killed_at_any_call_is_done_or_undone_by_the_next_run() {
    let library = Library::new();
    let rows: String = (0..12).map(|row| format!("Row {row},Housing\n")).collect();
    library.write("t.csv", format!("title,topics\n{rows}"));
    let before = tree(&library.at("content"));
    let imported = |files: &Tree| files.len() - before.len();
    killed(
        &library,
        &["import", "t.csv"],
        || {
            let _ = fs::remove_dir_all(library.at("content"));
            for (path, bytes) in &before {
                library.write(&format!("content/{path}"), bytes);
            }
        },
        |fault| {
            let output = library.run(&["check"]);
            let files = tree(&library.at("content"));
            let is_whole = imported(&files) == 0 || imported(&files) == 12;
            assert!(is_whole, "{fault}: {:?}\n{}", files.keys(), said(&output));
            assert!(!library.at(".casebook-cache/new-files").exists(), "{fault}");
            let again = library.run(&["import", "t.csv"]);
            assert_eq!(imported(&files) == 0, again.status.success(), "{fault}");
        },
    );
}

#[test]
fn a_disk_that_fails_while_content_is_read_is_not_a_mistake_of_an_author() {
    let library = Library::new();
    for (path, calls) in [
        ("content/case-studies/street/index.md", "?openat2,openat"),
        ("content/case-studies/street/s.jpg", "?openat2,openat"),
        ("static/plan.bin", "?openat2,openat"),
        ("content", "?newfstatat,?fstatat64,?statx"),
        ("content/case-studies", "?openat2,openat"),
    ] {
        for error in ["EIO", "EACCES"] {
            library.reset();
            let mut strace = Command::new("strace");
            strace
                .args(["-f", "-qq", "-o", "/dev/null", "-P", path, "-e"])
                .arg(format!("inject={calls}:error={error}"))
                .arg(env!("CARGO_BIN_EXE_casebook"));
            let output = library.command(strace, &["build", "--format", "short"]);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(3), "{path}: {error}: {said}");
            let message = format!("{path}: error[disk]: cannot read this file: ");
            assert!(said.contains(&message), "{path}: {error}: {said}");
            assert!(library.site() == library.old, "{path}: {error}");
        }
    }
}

#[test]
fn a_reader_never_misses_a_file_while_sites_are_published() {
    let library = Library::new();
    library.reset();
    let rounds = if all() { 200 } else { 20 };
    let stop = AtomicBool::new(false);
    let (reads, missed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // Files with their content in their names are only in one of the two.
    let in_both = || {
        library
            .old
            .keys()
            .filter(|path| library.new.contains_key(*path))
    };
    assert!(in_both().count() > 20);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for path in in_both() {
                    let is_missing = fs::read(library.at("dist").join(path)).is_err();
                    reads.fetch_add(1, Ordering::Relaxed);
                    missed.fetch_add(usize::from(is_missing), Ordering::Relaxed);
                }
            }
        });
        for round in 0..rounds {
            library.set_text(["old", "new"][round % 2]);
            assert!(library.run(&["build"]).status.success());
        }
        stop.store(true, Ordering::Relaxed);
    });
    let (reads, missed) = (reads.into_inner(), missed.into_inner());
    assert!(reads > 1_000 && missed == 0, "{missed} of {reads} reads");
}

#[test]
fn two_builds_at_once_publish_one_whole_site() {
    let library = Library::new();
    let rounds = if all() { 200 } else { 15 };
    for round in 0..rounds {
        library.reset();
        let outputs = std::thread::scope(|scope| {
            let run = || library.run(&["build"]);
            let both = [scope.spawn(run), scope.spawn(run)];
            both.map(|one| one.join().expect("it runs"))
        });
        for output in &outputs {
            let is_fine = output.status.success() || said(output).contains("another build");
            assert!(is_fine, "{round}: {}", said(output));
        }
        assert!(outputs.iter().any(|output| output.status.success()));
        assert!(library.site() == library.new, "{round}");
        assert!(!library.at(".dist.casebook").exists(), "{round}");
    }
}

#[test]
fn a_durable_build_is_on_the_disk_before_it_takes_the_place_of_the_old_one() {
    let library = Library::new();
    library.reset();
    let trace = library.at("trace");
    let mut strace = Command::new("strace");
    strace
        .args(["-f", "-qq", "-o"])
        .arg(&trace)
        .args([
            "-e",
            "trace=syncfs,fsync,renameat2,linkat,mkdirat,?mkdir,unlinkat",
        ])
        .arg(env!("CARGO_BIN_EXE_casebook"));
    let output = library.command(strace, &["build", "--durable"]);
    assert!(output.status.success(), "{}", said(&output));
    let trace = fs::read_to_string(&trace).expect("strace writes it");
    let calls: Vec<&str> = trace.lines().collect();
    let at = |wanted: &str| calls.iter().position(|call| call.contains(wanted));
    let exchange = at("RENAME_EXCHANGE").expect("the sites are exchanged");
    let flushed = at("syncfs(").expect("the new site is flushed");
    assert!(flushed < exchange, "{trace}");
    let last_link = calls
        .iter()
        .rposition(|call| call.contains("linkat(") && !call.contains("unlinkat("));
    assert!(last_link.is_none_or(|link| link < flushed), "{trace}");
    let named = calls[exchange..]
        .iter()
        .position(|call| call.contains("fsync("));
    let removed = calls[exchange..]
        .iter()
        .position(|call| call.contains("unlinkat("));
    assert!(
        named.is_some_and(|named| removed.is_none_or(|removed| named < removed)),
        "{trace}"
    );
}
