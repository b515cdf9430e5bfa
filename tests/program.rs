//! The program as a user starts it: options, exit codes, what it prints, what it writes.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::write;
use tempfile::TempDir;

/// A library of one case study in a folder of its own.
fn library() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\n",
    );
    write(root.path(), "content/case-studies/warm-homes.md", STUDY);
    root
}

const STUDY: &str = "---\ntitle: Warm homes\ndate: 2020-03-12\ntopics: [Housing]\n---\n\nText.\n";

fn casebook(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(arguments)
        .current_dir(root)
        .output()
        .expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, top: &Path, tree: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, top, tree);
            } else {
                let name = path
                    .strip_prefix(top)
                    .expect("below the top")
                    .to_string_lossy()
                    .into_owned();
                tree.insert(name, fs::read(&path).expect("a readable file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

#[test]
fn a_build_reports_what_it_built_and_exits_with_0() {
    let root = library();
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).starts_with("Built 1 case study in dist: "),
        "{}",
        said(&output)
    );
    assert!(output.stdout.is_empty());
    assert!(
        root.path()
            .join("dist/case-studies/warm-homes/index.html")
            .is_file()
    );
}

#[test]
fn the_last_line_counts_the_case_studies_that_are_not_published() {
    let root = library();
    for (path, front) in [
        ("past", "expires: 2001-01-01"),
        ("past-too/index", "expires: 2001-01-01"),
        ("later", "draft: true"),
        ("later.cy", "draft: true"),
        ("held", "published: false"),
        ("_next", ""),
        ("drafts/next", ""),
        ("_index", ""),
    ] {
        let path = format!("content/case-studies/{path}.md");
        write(
            root.path(),
            &path,
            format!("---\ntitle: About {path}\n{front}\n---\n"),
        );
    }
    write(root.path(), "content/_about.md", "---\ntitle: About\n---\n");
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\nlanguages: [en, cy]\n",
    );
    let end = "; not published: 2 expired, 2 drafts, 2 hidden by name\n";
    for command in ["build", "check"] {
        let said = said(&casebook(root.path(), &[command, "--format", "short"]));
        assert!(said.ends_with(end), "{said}");
    }
    assert!(!root.path().join("dist/case-studies/held").exists());
    assert!(!root.path().join("dist/case-studies/next").exists());
    let said = said(&casebook(root.path(), &["build", "--drafts"]));
    assert!(
        said.ends_with("; not published: 2 expired, 2 hidden by name\n"),
        "{said}"
    );
}

#[test]
fn pointers_of_git_lfs_are_one_error_wherever_they_are() {
    let root = library();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:1a6a72c48f1caa962be3c23f65c703a18aa9c0f28a191b6def381f53e4d4c159\nsize 82828\n";
    for path in [
        "content/case-studies/cold/a.pdf",
        "content/case-studies/cold/b.png",
        "content/case-studies/cold.md",
        "static/c.csv",
    ] {
        write(root.path(), path, pointer);
    }
    write(
        root.path(),
        "content/case-studies/cold/index.md",
        "---\ntitle: Cold\n---\n",
    );
    let output = casebook(root.path(), &["build", "--format", "short"]);
    let message =
        "error[lfs-pointer]: 4 files are only pointers of Git LFS, not the files themselves";
    assert_eq!(
        said(&output).lines().next(),
        Some(&*format!("content/case-studies/cold.md: {message}"))
    );
    assert_eq!(said(&output).matches("lfs-pointer").count(), 1);
}

#[test]
fn a_readme_without_front_matter_is_never_made_a_page() {
    let root = library();
    let path = root.path().join("content/case-studies/README.md");
    write(root.path(), "content/case-studies/README.md", "# Notes\n");
    let output = casebook(root.path(), &["check", "--fix", "--format", "short"]);
    assert!(
        said(&output).contains("README.md: warning[hidden-page]"),
        "{}",
        said(&output)
    );
    assert_eq!(fs::read(path).expect("it is there"), b"# Notes\n");
}

#[test]
fn a_case_study_outside_content_is_reported_with_where_to_move_it() {
    let root = committed();
    let library = root.path().join("library");
    let study = "---\ntitle: A\n---\n";
    for path in ["damp.md", "case-studies/mould.md", "notes/draught.md"] {
        write(&library, path, study);
    }
    write(&library, "README.md", "# Notes\n");
    let places = |arguments: &[&str]| -> Vec<String> {
        let output = casebook(&library, &[arguments, &["--format", "short"]].concat());
        said(&output)
            .lines()
            .filter_map(|line| Some(line.split_once(": warning[page-misplaced]")?.0.to_owned()))
            .collect()
    };
    let beside = ["case-studies/mould.md", "damp.md"];
    assert_eq!(places(&["check"]), beside);
    assert_eq!(places(&["build"]), beside);
    assert_eq!(
        places(&["check", "--changed-since", "HEAD"]),
        ["case-studies/mould.md", "damp.md", "notes/draught.md"]
    );
}

#[test]
fn a_mistake_exits_with_1_and_leaves_the_published_site_unchanged() {
    let root = library();
    casebook(root.path(), &["build"]);
    let before = tree(&root.path().join("dist"));
    write(
        root.path(),
        "content/case-studies/damp.md",
        "---\ntitle: Damp: and mould\n---\n",
    );
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("content/case-studies/damp.md:2:"),
        "{}",
        said(&output)
    );
    assert!(
        said(&output).ends_with("1 error: nothing was published; the site in dist is unchanged\n"),
        "{}",
        said(&output)
    );
    assert_eq!(before, tree(&root.path().join("dist")));
}

#[test]
fn wrong_use_and_wrong_settings_exit_with_2() {
    let root = library();
    assert_eq!(casebook(root.path(), &["bild"]).status.code(), Some(2));
    let nowhere = casebook(root.path(), &["build", "--root", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(
        said(&nowhere).starts_with("error[no-settings]: there is no nowhere/casebook.yaml"),
        "{}",
        said(&nowhere)
    );
    assert_eq!(
        casebook(root.path(), &["build", "--today", "yesterday"])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(
        casebook(root.path(), &["build", "--base-url", "example.org"])
            .status
            .code(),
        Some(2)
    );
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\ntheem: ours\n",
    );
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("did you mean `theme`?"),
        "{}",
        said(&output)
    );
}

#[test]
#[cfg(target_os = "linux")]
fn failed_output_exits_with_3_but_a_closed_pipe_does_not() {
    let root = library();
    let ended = |arguments: &[&str], error: &str, out: &str| {
        let file = |path: &str| {
            fs::OpenOptions::new()
                .write(true)
                .open(path)
                .expect("a device")
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        command
            .args(arguments)
            .current_dir(root.path())
            .stderr(file(error))
            .stdout(file(out));
        command.status().expect("the program starts").code()
    };
    for format in ["human", "short", "json", "github", "sarif"] {
        write(root.path(), "content/damp.md", "");
        assert_eq!(
            ended(&["check", "--format", format], "/dev/full", "/dev/full"),
            Some(3),
            "{format}"
        );
        fs::remove_file(root.path().join("content/damp.md")).expect("it is there");
    }
    assert_eq!(ended(&["build"], "/dev/full", "/dev/null"), Some(3));
    assert!(
        root.path().join("dist/index.html").is_file(),
        "the site is published anyway"
    );
    assert_eq!(
        ended(&["explain", "no-such-rule"], "/dev/full", "/dev/null"),
        Some(3)
    );
    for command in [
        &["explain", "--all"][..],
        &["export"],
        &["schema"],
        &["--help"],
    ] {
        assert_eq!(
            ended(command, "/dev/null", "/dev/full"),
            Some(3),
            "{command:?}"
        );
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    let mut left = command
        .args(["explain", "--all"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(left.stdout.take());
    assert_eq!(left.wait().expect("it ends").code(), Some(0));
}

#[test]
fn missing_folders_in_the_settings_are_reported_with_the_nearest_name() {
    let root = library();
    let settings = |more: &str| {
        let text = format!("title: Case studies\nbase_url: https://example.org/\n{more}");
        write(root.path(), "casebook.yaml", text);
        let output = casebook(root.path(), &["check", "--format", "human"]);
        (output.status.code(), said(&output))
    };
    let (code, said) = settings("case_studies: {path: case_studies}\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.starts_with("error[no-case-studies]: there is no folder `content/case_studies`"),
        "{said}"
    );
    assert!(
        said.contains("casebook.yaml:3:22")
            && said.contains("did you mean `case_studies: {path: case-studies}`?")
    );
    // This is no error, because git keeps no empty folder.
    let (code, said) = settings("case_studies: {path: stories}\n");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.starts_with("warning[no-case-studies]: there is no folder `content/stories`"),
        "{said}"
    );
    write(root.path(), "themes/ours/strings/en.yaml", "");
    let (code, said) = settings("theme: Our\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.starts_with("error[settings-theme]: there is no theme `Our`"),
        "{said}"
    );
    assert!(
        said.contains("casebook.yaml:3:8") && said.contains("did you mean `ours`?"),
        "{said}"
    );
    fs::rename(
        root.path().join("content/case-studies"),
        root.path().join("content/studies"),
    )
    .expect("it is there");
    let (code, said) = settings("");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.starts_with("warning[no-case-studies]: there is no folder `content/case-studies`"),
        "{said}"
    );
    fs::rename(
        root.path().join("content/studies"),
        root.path().join("content/case_studies"),
    )
    .expect("it is there");
    let (code, said) = settings("");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("warning[folder-mistyped]") && !said.contains("no-case-studies"),
        "{said}"
    );
    fs::remove_dir_all(root.path().join("content")).expect("it is there");
    write(root.path(), "content", "");
    let (code, said) = settings("");
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.starts_with("error[no-content]: `content` is a file, but must be a folder"),
        "{said}"
    );
    assert!(said.ends_with(": 1 error\n"), "{said}");
}

#[test]
fn a_folder_that_casebook_did_not_make_is_left_unchanged() {
    let root = library();
    write(root.path(), "dist/precious.txt", "mine");
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).starts_with("error[output-folder]: `")
            && said(&output).contains("dist` has files in it"),
        "{}",
        said(&output)
    );
    assert_eq!(tree(&root.path().join("dist")).len(), 1);
    for place in [".", "..", "content", "/"] {
        assert_eq!(
            casebook(root.path(), &["build", "--out", place])
                .status
                .code(),
            Some(2),
            "--out {place}"
        );
    }
}

#[test]
fn the_same_library_gives_the_same_bytes_on_any_machine_and_any_day() {
    let root = library();
    for number in 0..40 {
        let study = format!(
            "---\ntitle: Study {number}\ndate: 20{:02}-01-02\ntopics: [T{}]\n---\n\n# H\n\n<p id=a class=b title=c lang=cy><img src=x.png alt=x width=1 height=2><input type=checkbox></p>\n",
            number % 20,
            number % 7
        );
        write(
            root.path(),
            &format!("content/case-studies/s{number}.md"),
            study,
        );
    }
    write(root.path(), "content/case-studies/x.png", "x");
    let elsewhere = TempDir::new().expect("a temporary folder");
    let copy = elsewhere.path().join("Überall anders");
    let status = Command::new("cp")
        .arg("-r")
        .arg(root.path())
        .arg(&copy)
        .status()
        .expect("cp starts");
    assert!(status.success());
    casebook(root.path(), &["build"]);
    let other = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["build", "--today", "2031-05-06", "--out", "site", "--root"])
        .arg(&copy)
        .current_dir(elsewhere.path())
        .envs([
            ("RAYON_NUM_THREADS", "1"),
            ("TZ", "Asia/Tokyo"),
            ("LC_ALL", "tr_TR.UTF-8"),
        ])
        .output()
        .expect("the program starts");
    assert_eq!(other.status.code(), Some(0), "{}", said(&other));
    assert_eq!(
        tree(&root.path().join("dist")),
        tree(&elsewhere.path().join("site"))
    );
}

#[test]
fn unchanged_files_keep_their_time_and_deleted_ones_are_removed() {
    let root = library();
    write(
        root.path(),
        "content/case-studies/damp.md",
        "---\ntitle: Damp\n---\n\nText.\n",
    );
    casebook(root.path(), &["build"]);
    let page = root.path().join("dist/case-studies/warm-homes/index.html");
    let time = fs::metadata(&page)
        .and_then(|data| data.modified())
        .expect("the page has a time");
    fs::remove_file(root.path().join("content/case-studies/damp.md")).expect("the study can go");
    casebook(root.path(), &["build"]);
    assert_eq!(
        time,
        fs::metadata(&page)
            .and_then(|data| data.modified())
            .expect("the page has a time")
    );
    assert!(!root.path().join("dist/case-studies/damp").exists());
}

#[test]
fn drafts_and_expired_pages_are_not_published_unless_asked_for() {
    let root = library();
    write(
        root.path(),
        "content/case-studies/a/index.md",
        "---\ntitle: A\ndraft: true\n---\n",
    );
    write(
        root.path(),
        "content/case-studies/b/index.md",
        "---\ntitle: B\nexpires: 2030-01-01\n---\n",
    );
    // Files in their folders are not published either.
    write(
        root.path(),
        "content/case-studies/a/minutes/report.pdf",
        "x",
    );
    write(
        root.path(),
        "content/case-studies/b/minutes/report.pdf",
        "x",
    );
    let built = |arguments: &[&str]| {
        casebook(root.path(), arguments);
        let there = |slug: &str| {
            let folder = root.path().join("dist/case-studies").join(slug);
            assert_eq!(
                folder.join("index.html").is_file(),
                folder.join("minutes/report.pdf").is_file()
            );
            folder.exists()
        };
        (there("a"), there("b"))
    };
    assert_eq!(built(&["build", "--today", "2029-12-31"]), (false, true));
    assert_eq!(built(&["build", "--today", "2030-01-01"]), (false, false));
    assert_eq!(
        built(&["build", "--drafts", "--today", "2029-12-31"]),
        (true, true)
    );
}

#[test]
fn check_writes_nothing_and_json_is_one_object_on_each_line() {
    let root = library();
    write(
        root.path(),
        "content/case-studies/damp.md",
        "---\ntitle: Dämp\ntopics: [Housing, housing]\ndate: soon\n---\n",
    );
    let output = casebook(root.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!root.path().join("dist").exists());
    let lines: Vec<serde_json::Value> = printed(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    assert_eq!(lines.len(), 1, "{}", printed(&output));
    let finding = &lines[0];
    assert_eq!(finding["rule"], "bad-date");
    assert_eq!(finding["file"], "content/case-studies/damp.md");
    assert_eq!(
        (finding["line"].as_u64(), finding["column"].as_u64()),
        (Some(4), Some(7))
    );
    assert_eq!(
        (finding["end_line"].as_u64(), finding["end_column"].as_u64()),
        (Some(4), Some(11))
    );
}

#[test]
fn line_ends_and_a_byte_order_mark_do_not_change_the_site() {
    let root = library();
    casebook(root.path(), &["build"]);
    let before = tree(&root.path().join("dist"));
    let windows = format!("\u{feff}{}", STUDY.replace('\n', "\r\n"));
    write(root.path(), "content/case-studies/warm-homes.md", windows);
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(before, tree(&root.path().join("dist")));
}

#[test]
fn files_that_cannot_be_read_are_reported_and_others_are_read() {
    let root = library();
    write(
        root.path(),
        "content/case-studies/latin.md",
        b"---\ntitle: Caf\xe9\n---\n",
    );
    write(
        root.path(),
        "content/case-studies/wide.md",
        b"\xff\xfe-\0-\0-\0\n\0",
    );
    write(
        root.path(),
        "content/case-studies/long.md",
        "---\ntitle: Long\n---\n".to_owned() + &"word ".repeat(1_100_000),
    );
    write(
        root.path(),
        "content/case-studies/facts.md",
        format!("---\ntitle: {}\n---\n", "word ".repeat(14_000)),
    );
    // Other systems do not allow this name.
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"content/caf\xe9.md");
        fs::write(root.path().join(name), "---\ntitle: A\n---\n").expect("the file can be written");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", root.path().join("content/outside.md"))
        .expect("a link can be made");
    let output = casebook(root.path(), &["check", "--format", "short"]);
    let said = said(&output);
    assert!(said.contains("latin.md:2:11: error[not-utf-8]: the file is saved as Latin-1 (Windows-1252), not as UTF-8: byte 15 (0xe9) is `é`"), "{said}");
    assert!(
        said.contains("wide.md:1:1: error[not-utf-8]: the file is saved as UTF-16"),
        "{said}"
    );
    let machine = casebook(root.path(), &["check", "--format", "json"]);
    let wide = String::from_utf8_lossy(&machine.stdout)
        .lines()
        .find(|row| row.contains("UTF-16"))
        .map(str::to_owned);
    assert!(
        wide.is_some_and(|row| row.ends_with(r#""fix":[{"line":1,"new":"---"}]}"#)),
        "a letter lost in each line"
    );
    assert!(said.contains("long.md: error[file-too-long]"), "{said}");
    assert!(
        said.contains("facts.md:1:1: error[front-matter-too-long]"),
        "{said}"
    );
    assert!(
        !cfg!(target_os = "linux") || said.contains(".md: error[name-not-utf-8]"),
        "{said}"
    );
    assert!(
        said.contains("content/outside.md: error[link-out-of-library]"),
        "{said}"
    );
    assert!(said.ends_with(" errors\n"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_publishes_only_visible_files_in_the_librarys_folders() {
    let outside = TempDir::new().expect("a temporary folder");
    write(outside.path(), "secret.txt", "secret");
    let root = library();
    let settings =
        "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\ntheme: ours\n";
    write(root.path(), "casebook.yaml", settings);
    write(root.path(), "static/plain.txt", "plain");
    write(root.path(), "static/.well-known/security.txt", "plain");
    write(root.path(), "themes/theirs/assets/crest.svg", "<svg/>");
    for secret in [
        ".git/config",
        ".env",
        "notes/plan.txt",
        "content/.drafts/plan.txt",
        "static/.git/config",
    ] {
        write(root.path(), secret, "secret");
    }
    let link = |link: &str, to: &str| {
        let link = root.path().join(link);
        fs::create_dir_all(link.parent().expect("a link is in a folder"))
            .expect("the folder can be made");
        std::os::unix::fs::symlink(to, link).expect("a link can be made");
    };
    link("content/linked.txt", "../static/plain.txt");
    link("static/security.txt", ".well-known/security.txt");
    link("static/texts", "../content");
    link("content/.#lock", "nobody@nowhere.1");
    link(
        "themes/ours/assets/crest.svg",
        "../../theirs/assets/crest.svg",
    );
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let published = tree(&root.path().join("dist"));
    for path in [
        "linked.txt",
        "security.txt",
        "texts/linked.txt",
        ".well-known/security.txt",
    ] {
        assert_eq!(
            published.get(path).map(Vec::as_slice),
            Some(&b"plain"[..]),
            "{path}"
        );
    }
    assert!(
        !published.values().any(|bytes| bytes == b"secret"),
        "{:?}",
        published.keys()
    );

    // With this link, each link that leads out would be reported twice.
    fs::remove_file(root.path().join("static/texts")).expect("the link is there");
    let leading_out = [
        ("content/a.txt", "../notes/plan.txt"),
        ("content/case-studies/b.md", "../../casebook.yaml"),
        ("content/c.txt", ".drafts/plan.txt"),
        ("static/d.txt", "../.git/config"),
        ("static/e.txt", "../.env"),
        ("static/f", "../.git"),
        ("static/g.txt", ".git/config"),
        ("static/h", ".."),
        ("themes/ours/assets/i.txt", "../../../.env"),
    ];
    for (from, to) in leading_out {
        link(from, to);
    }
    let secret = outside.path().join("secret.txt");
    let secret = secret.to_str().expect("its name is UTF-8");
    link("themes/ours/assets/j.txt", secret);
    link("static/k.txt", secret);
    let output = casebook(root.path(), &["check", "--format", "short"]);
    let said = said(&output);
    for path in leading_out
        .iter()
        .map(|(from, _)| *from)
        .chain(["themes/ours/assets/j.txt", "static/k.txt"])
    {
        assert!(
            said.contains(&format!("{path}: error[link-out-of-library]")),
            "{path}: {said}"
        );
    }
    assert!(said.ends_with("11 errors\n"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_folder_may_be_a_link_to_another_in_the_library_but_not_outside() {
    let outside = TempDir::new().expect("a temporary folder");
    let root = library();
    let content = root.path().join("content");
    fs::rename(&content, root.path().join("texts")).expect("the folder can be renamed");
    std::os::unix::fs::symlink("texts", &content).expect("a link can be made");
    let output = casebook(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        root.path()
            .join("dist/case-studies/warm-homes/index.html")
            .is_file()
    );
    let elsewhere = [outside.path(), root.path(), &root.path().join(".hidden")];
    fs::create_dir(elsewhere[2]).expect("the folder can be made");
    for elsewhere in elsewhere {
        fs::remove_file(&content).expect("the link is there");
        std::os::unix::fs::symlink(elsewhere, &content).expect("a link can be made");
        let output = casebook(root.path(), &["build", "--format", "short"]);
        assert!(
            said(&output).starts_with("content: error[link-out-of-library]"),
            "{}",
            said(&output)
        );
    }
}

#[test]
fn a_strict_library_is_not_published_with_an_empty_picture() {
    let root = library();
    write(root.path(), "static/empty.png", "");
    assert_eq!(casebook(root.path(), &["build"]).status.code(), Some(0));
    let settings =
        "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\nstrict: true\n";
    write(root.path(), "casebook.yaml", settings);
    let output = casebook(root.path(), &["build", "--format", "short"]);
    assert!(
        said(&output).starts_with("static/empty.png: error[picture-unreadable]"),
        "{}",
        said(&output)
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn settings_and_a_theme_that_are_not_utf_8_are_reported_by_line() {
    let root = library();
    write(
        root.path(),
        "casebook.yaml",
        b"base_url: https://example.org/\ntitle: Caf\xe9\n",
    );
    let output = casebook(root.path(), &["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).starts_with("casebook.yaml:2:11: error[not-utf-8]"),
        "{}",
        said(&output)
    );
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\ntheme: ours\n",
    );
    write(
        root.path(),
        "themes/ours/templates/home.html",
        b"<p>\nCaf\xe9</p>\n",
    );
    write(root.path(), "themes/ours/assets/brand.css", b"/* \xa3 */\n");
    write(root.path(), "themes/ours/assets/crest.png", b"\x89PNG");
    write(
        root.path(),
        "themes/ours/templates/.DS_Store",
        b"\0\xff{% if",
    );
    let output = casebook(root.path(), &["check", "--format", "short"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(
        said(&output).matches("error[").count(),
        2,
        "{}",
        said(&output)
    );
    for place in [
        "themes/ours/templates/home.html:2:4: error[not-utf-8]",
        "themes/ours/assets/brand.css:1:4: error",
    ] {
        assert!(said(&output).contains(place), "{}", said(&output));
    }
}

#[test]
fn a_rule_is_explained_with_an_example_and_a_mistyped_one_is_guessed() {
    let root = TempDir::new().expect("a temporary folder");
    let printed = |arguments: &[&str]| {
        let output = casebook(root.path(), arguments);
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            said(&output),
        )
    };
    let (code, explained, nothing) = printed(&["explain", "yaml-tab"]);
    assert_eq!((code, nothing.as_str()), (Some(0), ""));
    assert!(
        explained.starts_with("# yaml-tab\n\nThere is a tab where spaces are needed.\n"),
        "{explained}"
    );
    assert!(
        explained.contains("topics:\n\t- Housing\n^ "),
        "{explained}"
    );
    assert!(
        explained.contains("Fixed, `content/case-studies/warm-homes.md`:\n\n```text\n---\n"),
        "{explained}"
    );
    let (code, _, asked) = printed(&["explain", "brokenlink"]);
    assert_eq!(code, Some(2));
    assert!(asked.contains("did you mean `broken-link` ("), "{asked}");
    let (_, list, _) = printed(&["explain"]);
    assert!(
        list.lines()
            .any(|line| line.trim_start().starts_with("broken-link ")),
        "{list}"
    );
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_new_library_and_a_new_case_study_build_and_check_without_problems() {
    let root = TempDir::new().expect("a temporary folder");
    let made = casebook(root.path(), &["init", "."]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let new = casebook(
        root.path(),
        &[
            "new",
            "Warm homes: street by street",
            "--topic",
            "housing",
            "--topic",
            "environment",
        ],
    );
    assert_eq!(new.status.code(), Some(0), "{}", said(&new));
    assert_eq!(
        printed(&new),
        "content/case-studies/warm-homes-street-by-street.md\n"
    );
    for (arguments, last) in [
        (vec!["build"], "Built 1 case study in dist"),
        (vec!["build", "--drafts"], "Built 2 case studies in dist"),
        (vec!["check"], "no problems found"),
        (vec!["check", "--drafts"], "no problems found"),
    ] {
        let output = casebook(root.path(), &arguments);
        let said = said(&output);
        assert_eq!(
            (output.status.code(), said.lines().count()),
            (Some(0), 1),
            "{arguments:?}: {said}"
        );
        assert!(
            said.contains(last) && !said.contains("warning"),
            "{arguments:?}: {said}"
        );
    }
    let written =
        fs::read_to_string(root.path().join(printed(&new).trim())).expect("the file is there");
    // A topic that is in use is written as it is there.
    assert!(
        written.contains("\ntopics:\n- housing\n- Environment\n#- Communities\n"),
        "{written}"
    );
    let page = root.path().join("dist/topics/environment/index.html");
    assert!(
        fs::read_to_string(page)
            .expect("the draft's topic has a page")
            .contains("Environment")
    );
}

#[test]
fn an_existing_library_or_case_study_is_not_overwritten() {
    let root = TempDir::new().expect("a temporary folder");
    write(root.path(), "content/about.md", "mine");
    let before = tree(root.path());
    let output = casebook(root.path(), &["init", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).starts_with("error: content/about.md already exists; nothing was written"),
        "{}",
        said(&output)
    );
    assert_eq!(before, tree(root.path()));

    let root = library();
    // The address is used by a file with another name.
    write(
        root.path(),
        "content/case-studies/damp.md",
        "---\ntitle: Damp\nslug: mould\n---\n",
    );
    let before = tree(root.path());
    for (title, file) in [("Warm  homes!", "warm-homes.md"), ("Mould", "damp.md")] {
        let output = casebook(root.path(), &["new", title]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said(&output).contains(&format!(
                "is used by content/case-studies/{file}; nothing was written"
            )),
            "{}",
            said(&output)
        );
    }
    assert_eq!(casebook(root.path(), &["new", "!"]).status.code(), Some(2));
    assert_eq!(before, tree(root.path()));
}

#[test]
fn the_introduction_to_the_list_is_not_a_case_study_nor_made_by_new() {
    let root = library();
    let output = casebook(root.path(), &["new", "Index"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).starts_with("error: `Index` would become index.md"),
        "{}",
        said(&output)
    );
    write(
        root.path(),
        "content/case-studies/index.md",
        "---\ntitle: All of them\n---\n",
    );
    let table = printed(&casebook(root.path(), &["export"]));
    assert!(
        table.contains("warm-homes.md") && !table.contains("index.md"),
        "{table}"
    );
}

#[test]
fn a_topic_outside_a_closed_list_is_refused_with_the_nearest_one() {
    let root = library();
    write(
        root.path(),
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {name: Main topics, terms: [Housing, Transport]}}\n",
    );
    let output = casebook(root.path(), &["new", "Damp", "--topic", "Hosing"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        said(&output),
        "error: `Hosing` is not on the list of main topics\n  = help: did you mean `Housing`? Choose from `Housing` and `Transport`\n"
    );
}

#[test]
fn schemas_forms_and_completions_are_printed_and_nothing_else() {
    let root = library();
    let settings = "title: Case studies\nbase_url: https://example.org/\nrepository: https://github.com/OWNER/REPO\n";
    write(root.path(), "casebook.yaml", settings);
    for (arguments, first) in [
        (vec!["schema"], "{\n"),
        (vec!["schema", "--issue-form"], "name: "),
        (vec!["schema", "--cms"], "backend:\n"),
        (vec!["completions", "bash"], "_casebook() {\n"),
        (
            vec!["completions", "fish"],
            "# Print an optspec for argparse",
        ),
    ] {
        let output = casebook(root.path(), &arguments);
        assert_eq!(
            (output.status.code(), said(&output)),
            (Some(0), String::new()),
            "{arguments:?}"
        );
        assert!(
            printed(&output).starts_with(first),
            "{arguments:?}: {}",
            printed(&output)
        );
    }
    write(
        root.path(),
        "casebook.yaml",
        settings.replace("repository", "# repository"),
    );
    assert_eq!(
        casebook(root.path(), &["schema", "--cms"]).status.code(),
        Some(2)
    );
}

/// Runs git in a library's folder, with a name of its own for commits.
fn git(root: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args([
        "-c",
        "user.name=Sam",
        "-c",
        "user.email=sam@example.org",
        "-c",
        "init.defaultBranch=main",
    ]);
    let output = command
        .args(arguments)
        .current_dir(root)
        .output()
        .expect("git is installed");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        said(&output)
    );
}

#[test]
fn changed_since_reports_no_unchanged_file() {
    let root = library();
    let study = |title: &str| {
        format!(
            "---\ntitle: {title}\ntopics: [Housing]\n---\n\nText, [here](https://example.org/).\n"
        )
    };
    write(
        root.path(),
        "content/case-studies/old.md",
        study("Old homes"),
    );
    write(
        root.path(),
        "content/case-studies/edited.md",
        study("Edited homes"),
    );
    git(root.path(), &["init", "--quiet"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "--message", "Begin"]);
    git(root.path(), &["branch", "begin"]);
    write(
        root.path(),
        "content/case-studies/edited.md",
        study("Edited cold homes"),
    );
    write(
        root.path(),
        "content/case-studies/committed.md",
        study("Committed homes"),
    );
    git(root.path(), &["add", "content/case-studies/committed.md"]);
    git(root.path(), &["commit", "--quiet", "--message", "Go on"]);
    write(
        root.path(),
        "content/case-studies/new.md",
        study("New homes"),
    );
    let output = casebook(
        root.path(),
        &["check", "--changed-since", "begin", "--format", "short"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let all = said(&output);
    let files: Vec<&str> = all
        .lines()
        .filter_map(|line| {
            line.strip_prefix("content/case-studies/")?
                .split(':')
                .next()
        })
        .collect();
    assert_eq!(files, ["committed.md", "edited.md", "new.md"], "{all}");
    assert!(
        all.trim_end()
            .ends_with("3 warnings in 3 changed files (1 problem in other files is not shown)"),
        "{all}"
    );
}

/// A repository may come from somebody else, and its settings with it.
#[test]
#[cfg(unix)]
fn changed_since_runs_no_program_that_a_repository_names() {
    use std::os::unix::fs::PermissionsExt;
    let root = committed();
    let ran = root.path().join(".git/ran");
    let program = root.path().join(".git/program");
    let script = format!("#!/bin/sh\necho \"$0 $@\" >> '{}'\ncat\n", ran.display());
    write(root.path(), ".git/program", script);
    let hooks = [
        "post-checkout",
        "post-index-change",
        "post-merge",
        "fsmonitor-watchman",
        "reference-transaction",
    ];
    for hook in hooks {
        let script = fs::read(&program).expect("just written");
        write(root.path(), &format!(".git/hooks/{hook}"), script);
    }
    for name in hooks
        .iter()
        .map(|hook| format!("hooks/{hook}"))
        .chain(["program".to_owned()])
    {
        let path = root.path().join(".git").join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it can run");
    }
    let program = program.display().to_string();
    for (key, value) in [
        ("core.fsmonitor", program.as_str()),
        (
            "core.hooksPath",
            &format!("{}/hooks", root.path().join(".git").display()),
        ),
        ("core.pager", &program),
        ("core.editor", &program),
        ("core.sshCommand", &program),
        ("core.askPass", &program),
        ("credential.helper", &program),
        ("gpg.program", &program),
        ("diff.external", &program),
        ("diff.odd.command", &program),
        ("diff.odd.textconv", &program),
        ("filter.odd=name.clean", &program),
        ("filter.odd=name.smudge", &program),
        ("filter.odd=name.required", "true"),
        ("filter.long.process", &program),
        ("filter.long.required", "true"),
        ("alias.diff", &format!("!{program}")),
        ("alias.checkout-index", &format!("!{program}")),
        ("pager.diff", &program),
    ] {
        git(root.path(), &["config", key, value]);
    }
    let attributes = "*.md filter=odd=name diff=odd\n*.yaml filter=long\n";
    write(root.path(), ".git/info/attributes", attributes);
    let library = root.path().join("library");
    write(&library, ".gitattributes", attributes);
    // What the change breaks in another file needs the library as it was.
    fs::remove_file(library.join("content/case-studies/warm-homes.md")).expect("the file can go");
    // Its time has changed, and so git looks into it.
    let cold = library.join("content/case-studies/cold-homes.md");
    let text = fs::read(&cold).expect("the file is there");
    fs::remove_file(&cold).expect("the file can go");
    fs::write(&cold, &text).expect("the file can be written");
    let check = ["check", "--changed-since", "HEAD", "--format", "short"];
    let output = casebook(&library, &check);
    assert!(
        said(&output).contains("1 error caused in other files (1 problem"),
        "{}",
        said(&output)
    );
    assert_eq!(fs::read_to_string(&ran).unwrap_or_default(), "");
    // Git itself does run them.
    let _ = Command::new("git")
        .args(["status"])
        .current_dir(&library)
        .output();
    assert_ne!(fs::read_to_string(&ran).unwrap_or_default(), "");
}

/// Git refuses such names itself. This shows that it does so here too.
#[test]
#[cfg(unix)]
fn changed_since_writes_nothing_outside_its_own_folder() {
    let root = committed();
    let outside = root.path().join("outside");
    fs::create_dir(&outside).expect("the folder can be made");
    let object = |kind: &str, bytes: &[u8]| {
        use std::io::Write;
        let mut child = Command::new("git")
            .args(["hash-object", "-w", "--literally", "--stdin", "-t", kind])
            .current_dir(root.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("git is installed");
        child
            .stdin
            .take()
            .expect("piped")
            .write_all(bytes)
            .expect("git reads");
        let output = child.wait_with_output().expect("git ends");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    let entry = |mode: &str, name: &str, id: &str| {
        let hex = |at: usize| u8::from_str_radix(&id[at..at + 2], 16).expect("hex");
        let id: Vec<u8> = (0..id.len()).step_by(2).map(hex).collect();
        [format!("{mode} {name}\0").as_bytes(), &id].concat()
    };
    let file = object("blob", b"---\ntitle: Odd\n---\n\n[x](nowhere.md)\n");
    let link = object("blob", outside.display().to_string().as_bytes());
    let folder = object("tree", &entry("100644", "odd.md", &file));
    let settings = object("blob", CLOSED.as_bytes());
    let odd = [
        vec![
            entry("120000", "content", &link),
            entry("40000", "content", &folder),
        ],
        vec![entry("40000", "..", &folder)],
        vec![entry("40000", ".git", &folder)],
        vec![entry("100644", "../odd.md", &file)],
        vec![entry("100644", "/tmp/casebook-odd.md", &file)],
        vec![
            entry("120000", "content", &link),
            entry("100644", "content/odd.md", &file),
        ],
        vec![
            entry("120000", "Content", &link),
            entry("40000", "content", &folder),
        ],
    ];
    for entries in odd {
        let mut tree = entries.concat();
        tree.extend(entry("100644", "casebook.yaml", &settings));
        let tree = object("tree", &tree);
        let top = object("tree", &entry("40000", "library", &tree));
        let commit =
            format!("tree {top}\nauthor A <a@b> 0 +0000\ncommitter A <a@b> 0 +0000\n\nx\n");
        let commit = object("commit", commit.as_bytes());
        let check = ["check", "--changed-since", &commit];
        let output = casebook(&root.path().join("library"), &check);
        assert!(
            output.status.code().is_some_and(|code| code < 3),
            "{}",
            said(&output)
        );
        let written = fs::read_dir(&outside).expect("the folder is there").count();
        assert_eq!(written, 0, "{}", said(&output));
        assert!(!Path::new("/tmp/casebook-odd.md").exists());
    }
}

/// A committed library in a folder of a repository, with a case study that links to a heading of
/// another.
fn committed() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    write(root.path(), "library/casebook.yaml", CLOSED);
    let warm = "---\ntitle: Warm homes\ntopics: [Housing]\n---\n\n## The costs\n\nText.\n";
    write(
        root.path(),
        "library/content/case-studies/warm-homes.md",
        warm,
    );
    let cold = "---\ntitle: Cold homes\ntopics: [Health]\n---\n\nSee [the costs](warm-homes.md#the-costs) and [old](gone.md).\n";
    write(
        root.path(),
        "library/content/case-studies/cold-homes.md",
        cold,
    );
    git(root.path(), &["init", "--quiet"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "--message", "Begin"]);
    root
}

const CLOSED: &str = "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {terms: [Housing, Health]}}\n";

#[test]
fn changed_since_reports_new_errors_in_other_files_but_not_old_ones() {
    let root = committed();
    let library = root.path().join("library");
    let check = |line: &str, last: &str| {
        let output = casebook(
            &library,
            &["check", "--changed-since", "HEAD", "--format", "short"],
        );
        let lines: Vec<String> = said(&output).lines().map(str::to_owned).collect();
        assert_eq!(
            (output.status.code(), lines.len()),
            (Some(1), 2),
            "{}",
            said(&output)
        );
        assert_eq!(
            lines[0],
            format!("content/case-studies/cold-homes.md:{line}")
        );
        let end = format!("in 1 changed file, 1 error caused in other files{last}");
        assert!(lines[1].ends_with(&end), "{}", said(&output));
    };
    let output = casebook(
        &library,
        &["check", "--changed-since", "HEAD", "--format", "short"],
    );
    assert_eq!(
        output.status.code(),
        Some(0),
        "an error older than the change is not reported: {}",
        said(&output)
    );
    let mut in_hook = Command::new(env!("CARGO_BIN_EXE_casebook"));
    in_hook
        .args(["check", "--changed-since", "HEAD"])
        .current_dir(&library)
        .env("GIT_DIR", root.path().join(".git"));
    let output = in_hook.output().expect("the program starts");
    assert!(
        said(&output).contains("in 0 changed files"),
        "as in a hook of a linked work tree: {}",
        said(&output)
    );
    let warm = library.join("content/case-studies/warm-homes.md");
    let text = fs::read_to_string(&warm).expect("the file is there");
    let old = " (1 problem in other files is not shown)";
    fs::write(&warm, text.replace("The costs", "What it cost")).expect("the file can be written");
    check(
        "6:17: error[broken-anchor]: `content/case-studies/warm-homes.md` has no heading `#the-costs`",
        old,
    );
    fs::remove_file(&warm).expect("the file can go");
    check(
        "6:17: error[broken-link]: `warm-homes.md#the-costs` leads nowhere",
        old,
    );
    fs::write(&warm, text).expect("the file can be written");
    write(&library, "casebook.yaml", CLOSED.replace(", Health", ""));
    check(
        "3:10: error[unknown-term]: `Health` is not on the list of topics",
        old,
    );
    write(&library, "casebook.yaml", CLOSED);
    let output = Command::new("git")
        .args(["status", "--porcelain"])
        .current_dir(&library)
        .output()
        .expect("git");
    assert!(
        output.stdout.is_empty(),
        "the repository is unchanged: {}",
        printed(&output)
    );
}

#[test]
fn an_address_used_twice_is_reported_at_the_changed_file() {
    let root = committed();
    let library = root.path().join("library");
    write(
        &library,
        "content/case-studies/a.md",
        "---\ntitle: A\nslug: cold-homes\n---\n\nText.\n",
    );
    let check = |format: &str| {
        casebook(
            &library,
            &["check", "--changed-since", "HEAD", "--format", format],
        )
    };
    // A check of all files reports it at the later file, which did not change.
    write(
        &library,
        "content/case-studies/b.md",
        "---\ntitle: Cold homes\n---\n\nText.\n",
    );
    let short = said(&check("short"));
    assert!(
        short.contains("content/case-studies/b.md:2:8: warning[same-title]: `content/case-studies/b.md` and `content/case-studies/cold-homes.md` have the same title, `Cold homes`\n"),
        "{short}"
    );
    let message = "the address `/case-studies/cold-homes/` is used twice: by `content/case-studies/a.md` and by `content/case-studies/cold-homes.md`";
    assert!(
        short.starts_with(&format!(
            "content/case-studies/a.md:3:7: error[address-taken]: {message}\n"
        )),
        "{short}"
    );
    let json: serde_json::Value =
        serde_json::from_str(printed(&check("json")).lines().next().expect("a row"))
            .expect("each line is JSON");
    let other = serde_json::json!([{
        "file": "content/case-studies/cold-homes.md", "line": null, "column": null, "message": "this file uses it too",
    }]);
    assert_eq!(json["related"], other);
    // Code hosts want paths from the top of the repository, wherever the program is started.
    let github = printed(&check("github"));
    let command = "::error file=library/content/case-studies/a.md,line=3,col=7,endColumn=17,title=address-taken::";
    assert!(
        github.starts_with(&format!(
            "{command}{message}%0Alibrary/content/case-studies/cold-homes.md: "
        )),
        "{github}"
    );
    let sarif: serde_json::Value =
        serde_json::from_str(&printed(&check("sarif"))).expect("one document");
    let result = &sarif["runs"][0]["results"][0];
    let uri = |location: &serde_json::Value| {
        location["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    assert_eq!(
        uri(&result["locations"][0]),
        "library/content/case-studies/a.md"
    );
    assert_eq!(
        uri(&result["relatedLocations"][0]),
        "library/content/case-studies/cold-homes.md"
    );
}

/// This happens in a hook that runs before the first commit.
#[test]
fn before_the_first_commit_all_files_have_changed() {
    let root = library();
    git(root.path(), &["init", "--quiet"]);
    git(root.path(), &["add", "."]);
    let output = casebook(root.path(), &["check", "--changed-since", "HEAD"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).contains("no problems found in 2 changed files"),
        "{}",
        said(&output)
    );
}

/// Later commits of others on the named branch are not part of the change.
#[test]
fn changed_since_compares_with_the_commit_where_the_branches_split() {
    let root = library();
    git(root.path(), &["init", "--quiet"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "--message", "Begin"]);
    git(root.path(), &["checkout", "--quiet", "-b", "theirs"]);
    write(
        root.path(),
        "content/case-studies/warm-homes.md",
        format!("{STUDY}More.\n"),
    );
    git(
        root.path(),
        &["commit", "--quiet", "--all", "--message", "Theirs"],
    );
    git(root.path(), &["checkout", "--quiet", "main"]);
    let output = casebook(root.path(), &["check", "--changed-since", "theirs"]);
    assert!(
        said(&output).contains("in 0 changed files"),
        "{}",
        said(&output)
    );
}

#[test]
fn changed_since_reports_what_git_lacks() {
    let root = library();
    let output = casebook(root.path(), &["check", "--changed-since", "main"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output)
            .contains("error[changed-since]: `--changed-since` needs a git repository, and the library is not in one"),
        "{}",
        said(&output)
    );
    git(root.path(), &["init", "--quiet"]);
    for unknown in ["no-such-branch", "--output=x"] {
        let output = casebook(
            root.path(),
            &["check", &format!("--changed-since={unknown}")],
        );
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said(&output).contains(&format!("git knows no revision `{unknown}` here")),
            "{}",
            said(&output)
        );
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(["check", "--changed-since", "main"])
        .current_dir(root.path())
        .env("PATH", "");
    let output = command.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("needs git, which is not installed"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_check_reports_overdue_reviews_and_a_build_does_not() {
    let root = library();
    write(
        root.path(),
        "content/case-studies/warm-homes.md",
        "---\ntitle: Warm homes\nreview_by: 2020-05\n---\n\nText.\n",
    );
    let on = |command: &str, day: &str| said(&casebook(root.path(), &[command, "--today", day]));
    assert!(on("check", "2020-06-01").contains("warning[review-overdue]"));
    assert!(!on("check", "2020-05-31").contains("review-overdue"));
    assert!(!on("build", "2020-06-01").contains("review-overdue"));
}

#[test]
fn changed_since_uses_paths_below_a_library_in_a_repository() {
    let root = TempDir::new().expect("a temporary folder");
    write(
        root.path(),
        "library/casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/\n",
    );
    git(root.path(), &["init", "--quiet"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "--message", "Begin"]);
    write(
        root.path(),
        "library/content/case-studies/damp.md",
        "---\ntitle: Damp\n---\n\n##\n",
    );
    let output = casebook(
        root.path(),
        &[
            "check",
            "--root",
            "library",
            "--changed-since",
            "HEAD",
            "--format",
            "short",
        ],
    );
    assert!(
        said(&output)
            .starts_with("content/case-studies/damp.md:5:1: warning[heading-without-words]"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_file_that_looks_like_a_page_but_has_another_ending_is_reported() {
    let root = library();
    for name in [
        "damp",
        "damp.txt",
        "damp.md.txt",
        "damp.mdx",
        "damp.md.old copy",
        "damp.mkd",
    ] {
        write(root.path(), &format!("content/case-studies/{name}"), STUDY);
    }
    for name in [
        "content/case-studies/notes.txt",
        "content/plan.pdf",
        "content/LICENCE",
        "static/damp.md.txt",
    ] {
        write(root.path(), name, "No page.\n");
    }
    let output = casebook(root.path(), &["check", "--format", "short"]);
    let reported: Vec<String> = said(&output)
        .lines()
        .filter(|line| line.contains("[not-a-page]"))
        .map(str::to_owned)
        .collect();
    assert_eq!(reported.len(), 6, "{reported:#?}");
    assert!(
        reported
            .iter()
            .all(|line| line.starts_with("content/case-studies/damp")),
        "{reported:#?}"
    );
    // Those that browsers could take for a page of the site are errors besides.
    let said = said(&output);
    let refused: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("[attachment-kind]"))
        .filter_map(|line| line.split(": ").next()?.rsplit('/').next())
        .collect();
    assert_eq!(refused, ["LICENCE", "damp", "damp.md.old copy"]);
    assert_eq!(output.status.code(), Some(1), "{said}");
}

/// A library whose home page is made by this template.
fn with_home(template: &str) -> TempDir {
    let root = library();
    let settings = "title: Case studies\nbase_url: https://example.org/\ntheme: ours\n";
    write(root.path(), "casebook.yaml", settings);
    write(root.path(), "themes/ours/templates/home.html", template);
    root
}

const ENDLESS: &str = "{% set r = range(end=100000) %}{% for a in r %}{% for b in r %}{% for c in r \
                       -%}{%- endfor %}{% endfor %}{% endfor %}";

#[test]
fn a_template_that_never_ends_is_ended_and_nothing_is_published() {
    for (command, template, then) in [
        ("build", ENDLESS.to_owned(), "nothing was published"),
        (
            "check",
            ENDLESS.replace("-%}{%-", "%} {%"),
            "1 error, 1 warning",
        ),
    ] {
        let root = with_home(&template);
        let output = casebook(root.path(), &[command, "--format", "short"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        let message = "themes/ours/templates/home.html: error[template-fails]: `home.html` does \
                       not end within 10 seconds, while making `/`\n";
        assert!(said.contains(message), "{said}");
        assert!(said.contains(then), "{said}");
        assert!(!root.path().join("dist").exists());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_template_that_fills_the_memory_is_ended() {
    let doubled = "{% set x = x ~ x %}".repeat(40);
    let root = with_home(&format!(
        "{{% set x = \"0123456789\" %}}{doubled}{{{{ x }}}}"
    ));
    let output = casebook(root.path(), &["build", "--format", "short"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let message = "`home.html` takes more than 512 MiB of memory, while making `/`";
    assert!(said.contains(message), "{said}");
}
