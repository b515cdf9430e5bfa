//! `casebook serve` as an author uses it: saved changes and problems show in the page, and only the
//! author can read it, and only files of the site. All waits have a limit.
#![allow(
    clippy::disallowed_methods,
    reason = "a test starts the program and speaks to it"
)]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use casebook::compile::compile;
use casebook::source::Source;
use common::{Library, write};
use tempfile::TempDir;

/// Longest wait, for a machine that is busy. Everything here takes far less.
const LONG: Duration = Duration::from_secs(30);

/// A library of two case studies in a folder of its own, beside a file that must stay secret.
fn library() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    write(folder.path(), "secret.txt", SECRET);
    write(folder.path(), "library/secret.txt", SECRET);
    let root = folder.path().join("library");
    write(
        &root,
        "casebook.yaml",
        format!(
            "# {SECRET}\ntitle: Case studies\nbase_url: https://example.org/library/\nfacets: {{topics: {{}}}}\n"
        ),
    );
    write(
        &root,
        "content/case-studies/warm-homes.md",
        "---\ntitle: Warm homes\ndate: 2020-03-12\ntopics: [Housing]\n---\n\nText.\n",
    );
    write(
        &root,
        "content/case-studies/dry-homes.md",
        "---\ntitle: Dry homes\ndate: 2019\ntopics: [Housing]\n---\n\nMore.\n",
    );
    write(&root, "static/notes.txt", "Some notes.\n");
    folder
}

const SECRET: &str = "nobody may read this";

/// The running program. It is stopped when the value is dropped.
struct Serving {
    program: Child,
    port: u16,
    said: Arc<Mutex<String>>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn serve(folder: &TempDir, arguments: &[&str]) -> Serving {
    serve_with_path(folder, arguments, None)
}

/// Starts the preview, which looks for other programs in a folder of the test's first.
fn serve_with_path(folder: &TempDir, arguments: &[&str], programs: Option<&Path>) -> Serving {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(["serve", "--port", "0"])
        .args(arguments)
        .current_dir(folder.path().join("library"));
    if let Some(programs) = programs {
        let others = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(programs.to_owned()).chain(std::env::split_paths(&others));
        command.env("PATH", std::env::join_paths(all).expect("paths"));
    }
    let mut program = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let said = Arc::new(Mutex::new(String::new()));
    let (heard, stderr) = (said.clone(), program.stderr.take().expect("piped"));
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            heard
                .lock()
                .expect("no test fails here")
                .push_str(&(line + "\n"));
        }
    });
    let mut address = String::new();
    BufReader::new(program.stdout.take().expect("piped"))
        .read_line(&mut address)
        .expect("the program says where");
    let port = address
        .strip_prefix("http://127.0.0.1:")
        .and_then(|rest| rest.strip_suffix("/library/\n"));
    let port =
        port.unwrap_or_else(|| panic!("`{address}`: {}", said.lock().expect("no test fails here")));
    Serving {
        port: port.parse().expect("a port"),
        program,
        said,
    }
}

impl Serving {
    /// Sends bytes as they are, and returns the whole answer.
    fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(LONG)).expect("a timeout");
        // The program may close the connection before the end of a bad request.
        let _ = stream.write_all(request);
        let mut answer = vec![];
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let host = format!("127.0.0.1:{}", self.port);
        self.raw(
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes(),
        )
    }

    fn said(&self) -> String {
        self.said.lock().expect("no test fails here").clone()
    }

    /// Requests a page until the answer is as expected.
    fn until(&self, path: &str, what: &str, is: impl Fn(&str) -> bool) {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if is(&answer) {
                return;
            }
            assert!(
                start.elapsed() < LONG,
                "{what}: {path} is still\n{answer}\n{}",
                self.said()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn until_has(&self, path: &str, what: &str, text: &str) {
        self.until(path, what, |answer| answer.contains(text));
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("nothing")
}

#[test]
fn every_change_shows_however_an_editor_saves_it() {
    let folder = library();
    let root = folder.path().join("library");
    let serving = serve(&folder, &[]);
    let study = "/library/case-studies/warm-homes/";
    assert!(
        serving.get(study).contains("<h1>Warm homes</h1>"),
        "{}",
        serving.get(study)
    );
    let titled = |title: &str| {
        format!("---\ntitle: {title}\ndate: 2020-03-12\ntopics: [Housing]\n---\n\nText.\n")
    };

    write(
        &root,
        "content/case-studies/warm-homes.md",
        titled("Warmer homes"),
    );
    serving.until_has(
        "/library/topics/housing/",
        "a title in a list",
        "Warmer homes",
    );

    write(
        &root,
        "content/case-studies/.warm-homes.md.tmp",
        titled("Warmest homes"),
    );
    let place = root.join("content/case-studies/warm-homes.md");
    fs::rename(&place, root.join("content/case-studies/.warm-homes.md~")).expect("it can be moved");
    fs::rename(root.join("content/case-studies/.warm-homes.md.tmp"), &place)
        .expect("it can be moved");
    serving.until_has(study, "a file saved by exchange", "Warmest homes");

    write(
        &root,
        "content/case-studies/2021/cool/index.md",
        titled("Cool homes"),
    );
    write(
        &root,
        "content/case-studies/2021/cool/plan.txt",
        "The plan.",
    );
    serving.until_has(
        "/library/case-studies/2021/cool/",
        "a folder with a case study",
        "Cool homes",
    );
    serving.until_has(
        "/library/case-studies/2021/cool/plan.txt",
        "a file beside it",
        "The plan.",
    );

    fs::rename(
        root.join("content/case-studies/2021"),
        root.join("content/case-studies/2022"),
    )
    .expect("it can be moved");
    serving.until_has(
        "/library/case-studies/2022/cool/",
        "a folder under another name",
        "Cool homes",
    );
    fs::remove_dir_all(root.join("content/case-studies/2022")).expect("it can be removed");
    serving.until(
        "/library/case-studies/2022/cool/",
        "a folder that has gone",
        |answer| status(answer) == "404",
    );

    write(&root, "static/notes.txt", "Other notes.\n");
    serving.until_has(
        "/library/notes.txt",
        "a file that is copied",
        "Other notes.",
    );

    write(
        &root,
        "casebook.yaml",
        "title: A new name\nbase_url: https://example.org/library/\nfacets: {topics: {}}\ntheme: ours\n",
    );
    serving.until_has(
        "/library/",
        "a theme that is not there",
        "There is no theme <code>ours</code>",
    );
    write(
        &root,
        "themes/ours/templates/study.html",
        "<html><body>Ours: {{ study.title }}</body></html>",
    );
    serving.until_has(study, "a theme that came", "Ours: Warmest homes");
    serving.until_has("/library/", "the settings", "A new name");
    write(
        &root,
        "themes/ours/templates/study.html",
        "<html><body>{{ study.titel.x }}</body></html>",
    );
    serving.until(study, "a template that fails", |answer| {
        status(answer) == "500" && answer.contains("themes/ours/templates/study.html")
    });

    let line = "content/case-studies/warm-homes.md: no problems found, in ";
    assert!(serving.said().contains(line), "{}", serving.said());
}

#[test]
fn a_page_shows_problems_until_they_are_fixed() {
    let folder = library();
    let root = folder.path().join("library");
    let serving = serve(&folder, &[]);
    let page = "/library/case-studies/dry-homes/";
    assert!(!serving.get(page).contains("<aside class=\"_casebook\""));
    write(
        &root,
        "content/case-studies/damp.md",
        "---\ntitle: Damp\n---\n\n[a](<b>.md)\n\n[x](\"><script>alert(1)</script>)\n",
    );
    serving.until_has(
        page,
        "a broken link",
        "<summary>This page: no problems found. Other files: 1 error, 2 warnings<",
    );
    assert!(
        !serving.get(page).contains("<script>alert"),
        "{}",
        serving.get(page)
    );
    fs::remove_file(root.join("content/case-studies/damp.md")).expect("it can be removed");
    serving.until(page, "the file has gone", |answer| {
        !answer.contains("<aside")
    });

    let settings = fs::read_to_string(root.join("casebook.yaml")).expect("it is text");
    write(&root, "casebook.yaml", "titel: x\n");
    serving.until_has(page, "settings that cannot be used", "titel");
    assert!(
        serving.get(page).contains("<h1>Dry homes</h1>"),
        "the last site stays"
    );
    write(&root, "casebook.yaml", &settings);
    serving.until(page, "the settings are as before", |answer| {
        !answer.contains("titel")
    });
}

#[test]
fn a_page_shows_what_only_a_check_finds_and_opens_the_file() {
    let folder = library();
    let root = folder.path().join("library");
    let programs = folder.path().join("programs");
    // Linux asks `xdg-open` for the program that opens a file.
    let script = "#!/bin/sh\nprintf %s \"$1\" > \"${0%/*}/opened\"\n";
    write(&programs, "xdg-open", script);
    fs::set_permissions(programs.join("xdg-open"), fs::Permissions::from_mode(0o755))
        .expect("it is ours");
    let serving = serve_with_path(&folder, &[], Some(&programs));
    let page = "/library/case-studies/warm-homes/";
    let text =
        "---\ntitle: Warm homes\ntopics: [Housing]\n---\n\nSee [here](https://example.org/).\n";
    write(&root, "content/case-studies/warm-homes.md", text);
    serving.until_has(
        page,
        "a warning of a check",
        "<mark>[here](https://example.org/)</mark>",
    );
    let button = "action=\"/_casebook/open/content/case-studies/warm-homes.md\"><button>";
    assert!(serving.get(page).contains(button), "{}", serving.get(page));
    assert!(
        serving.said().contains("warning[link-text]"),
        "{}",
        serving.said()
    );
    let other = serving.get("/library/case-studies/dry-homes/");
    assert!(other.contains("<summary>This page: no problems found. Other files: 1 warning<"));

    let post = |path: &str, headers: &str| {
        let host = format!("localhost:{}", serving.port);
        let path = format!("/_casebook/open/{path}");
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
        );
        status(&serving.raw(request.as_bytes())).to_owned()
    };
    let file = "content/case-studies/warm-homes.md";
    let cross_site =
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    assert_eq!(post(file, cross_site), "403");
    assert_eq!(post(file, "Origin: https://example.org\r\n"), "403");
    // Files without a problem, and files outside the library, are not opened.
    for other in [
        "content/case-studies/dry-homes.md",
        "../secret.txt",
        "/etc/passwd",
        "",
    ] {
        assert_eq!(post(other, ""), "404", "{other}");
    }
    assert!(!programs.join("opened").exists());
    assert_eq!(post(file, ""), "204");
    let opened = fs::read_to_string(programs.join("opened")).expect("it was opened");
    assert!(opened.ends_with(file), "{opened}");

    write(&root, file, text.replace("here", "what the council did"));
    serving.until(page, "the words are better", |answer| {
        !answer.contains("<aside")
    });
}

#[test]
fn an_open_page_learns_of_a_change() {
    let folder = library();
    let serving = serve(&folder, &[]);
    let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).expect("it listens");
    stream.set_read_timeout(Some(LONG)).expect("a timeout");
    stream
        .write_all(b"GET /_casebook/changes HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("it can be asked");
    let mut versions = BufReader::new(stream).lines().map_while(Result::ok);
    let mut version = || {
        versions
            .find_map(|line| line.strip_prefix("data: ").map(str::to_owned))
            .expect("a version")
    };
    let first = version();
    assert!(
        serving
            .get("/library/")
            .contains(&format!("/_casebook/reload.js?{first}\""))
    );
    write(
        &folder.path().join("library"),
        "static/notes.txt",
        "Other notes.\n",
    );
    assert_ne!(first, version());
}

#[test]
fn drafts_show_if_asked_for() {
    let folder = library();
    write(
        &folder.path().join("library"),
        "content/case-studies/soon.md",
        "---\ntitle: Soon\ndraft: true\n---\n\nText.\n",
    );
    assert_eq!(
        status(&serve(&folder, &[]).get("/library/case-studies/soon/")),
        "404"
    );
    assert_eq!(
        status(&serve(&folder, &["--drafts"]).get("/library/case-studies/soon/")),
        "200"
    );
}

#[test]
fn search_works_and_files_have_their_types() {
    let folder = library();
    let serving = serve(&folder, &[]);
    let index = serving.get("/library/search/index.json");
    assert!(
        index.contains("\r\ncontent-type: application/json\r\n") && index.contains("\"studies\":2"),
        "{index}"
    );
    let (_, names) = index.split_once("\"word_names\":\"").expect("it is there");
    let words = |name: &str| serving.get(&format!("/library/search/words/0-{name}.bin"));
    assert_eq!(status(&words(&names[..5])), "200");
    assert_eq!(status(&words("xxxxx")), "404");
    assert!(
        serving
            .get("/library/")
            .contains("\r\ncontent-type: text/html; charset=utf-8\r\n")
    );
    assert!(
        serving
            .get("/library/feed.xml")
            .contains("\r\ncontent-type: text/xml; charset=utf-8\r\n")
    );
    let away = serving.get("/library/search");
    assert!(
        status(&away) == "307" && away.contains("\r\nlocation: /library/search/\r\n"),
        "{away}"
    );
    assert!(serving.get("/").contains("\r\nlocation: /library/\r\n"));
    let part = serving
        .raw(b"GET /library/notes.txt HTTP/1.1\r\nHost: localhost\r\nRange: bytes=5-9\r\nConnection: close\r\n\r\n");
    assert!(
        status(&part) == "206" && part.ends_with("\r\n\r\nnotes"),
        "{part}"
    );
    let missing = serving.get("/library/nothing-here/");
    assert!(
        status(&missing) == "404" && missing.contains("reload.js"),
        "{missing}"
    );
}

/// The headers that keep a file of an author's from running under the preview's address.
#[test]
fn a_file_that_browsers_run_is_saved_and_not_run() {
    let folder = library();
    let root = folder.path().join("library");
    write(
        &root,
        "casebook.yaml",
        "title: Case studies\nbase_url: https://example.org/library/\n\
         allow_files: [.svg, static/admin/]\n",
    );
    for file in [
        "content/evil.html",
        "content/map.svg",
        "content/costs.xlsx",
        "content/plan.pdf",
        "static/admin/index.html",
        "static/other.html",
    ] {
        write(&root, file, "x");
    }
    let serving = serve(&folder, &[]);
    let sent = |path: &str| {
        let answer = serving.get(path).to_lowercase();
        assert_eq!(status(&answer), "200", "{path}: {answer}");
        assert!(answer.contains("x-content-type-options: nosniff"), "{path}");
        let has = |header: &str| answer.contains(header);
        (
            has("content-disposition: attachment"),
            has("content-security-policy: sandbox"),
            has("content-security-policy: default-src 'self'"),
        )
    };
    assert_eq!(sent("/library/"), (false, false, true));
    assert_eq!(sent("/library/evil.html"), (true, true, false));
    assert_eq!(sent("/library/map.svg"), (false, true, false));
    assert_eq!(sent("/library/costs.xlsx"), (true, true, false));
    assert_eq!(sent("/library/plan.pdf"), (false, false, false));
    assert_eq!(sent("/library/admin/"), (false, false, false));
    assert_eq!(sent("/library/other.html"), (true, false, false));
}

#[test]
fn a_built_site_has_neither_panel_nor_script() {
    let folder = library();
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    let built = command
        .arg("build")
        .current_dir(folder.path().join("library"))
        .output()
        .expect("the program starts");
    assert_eq!(built.status.code(), Some(0));
    let page =
        fs::read_to_string(folder.path().join("library/dist/index.html")).expect("it was built");
    assert!(!page.contains("_casebook"), "{page}");
}

#[test]
fn another_websites_name_for_this_computer_is_refused() {
    let folder = library();
    let serving = serve(&folder, &[]);
    let asked = |host: &str, path: &str| {
        serving.raw(format!("GET {path} HTTP/1.1\r\n{host}Connection: close\r\n\r\n").as_bytes())
    };
    let foreign = [
        "evil.example",
        "evil.example:4000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "0.0.0.0",
        "localhost@evil.example",
        "evil.example@localhost",
        "localhost:80@evil.example",
        "[::2]",
        "127.0.0.1evil",
        "",
        "*",
        "localhost, evil.example",
        "localhost/evil.example",
        "LOCALHOST.",
        "2130706433",
    ];
    for path in [
        "/library/",
        "/_casebook/changes",
        "/_casebook/reload.js",
        "/nothing",
    ] {
        for host in foreign {
            let answer = asked(&format!("Host: {host}\r\n"), path);
            assert!(
                ["403", "400"].contains(&status(&answer)),
                "{host} {path}: {answer}"
            );
        }
    }
    assert_eq!(status(&asked("Host: evil.example\r\n", "/library/")), "403");
    assert_ne!(status(&asked("", "/library/")), "200");
    assert_ne!(
        status(&asked(
            "Host: localhost\r\nHost: evil.example\r\n",
            "/library/"
        )),
        "200"
    );
    assert_ne!(
        status(&asked(
            "Host: localhost\r\n",
            "http://evil.example/library/"
        )),
        "200"
    );
    for host in ["localhost", "LocalHost:4000", "127.0.0.1", "[::1]:4000"] {
        assert_eq!(
            status(&asked(&format!("Host: {host}\r\n"), "/library/")),
            "200",
            "{host}"
        );
    }
}

#[test]
fn another_website_may_link_to_the_preview_but_not_read_or_embed_it() {
    let folder = library();
    let serving = serve(&folder, &[]);
    let port = serving.port;
    let own = format!("Origin: http://localhost:{port}\r\n");
    for (headers, expected) in [
        ("", "200"),
        (&own, "200"),
        (
            "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n",
            "200",
        ),
        (
            "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n",
            "200",
        ),
        (
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
            "200",
        ),
        (
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
            "403",
        ),
        (
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
            "403",
        ),
        (
            "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n",
            "403",
        ),
        ("Origin: https://evil.example\r\n", "403"),
        ("Origin: http://localhost:1\r\n", "403"),
        ("Origin: null\r\n", "403"),
        ("Origin: \r\n", "403"),
    ] {
        for path in [
            "/library/",
            "/library/search/index.json",
            "/_casebook/reload.js",
        ] {
            let request = format!(
                "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}Connection: close\r\n\r\n"
            );
            assert_eq!(
                status(&serving.raw(request.as_bytes())),
                expected,
                "{headers}{path}"
            );
        }
    }
}

#[test]
fn half_a_request_is_not_waited_for_and_keeps_nobody_from_the_site() {
    let folder = library();
    let serving = serve(&folder, &[]);
    // As many as can be open at once.
    let mut open: Vec<TcpStream> = (0..256)
        .map(|number| {
            let mut stream = TcpStream::connect(("127.0.0.1", serving.port)).expect("it listens");
            let half = ["", "G", "GET /library/ HTTP/1.1\r\nHost: localhost\r\nX: "];
            let _ = stream.write_all(half[number % half.len()].as_bytes());
            stream
        })
        .collect();
    assert_eq!(status(&serving.get("/library/")), "200");
    for stream in &mut open {
        stream.set_read_timeout(Some(LONG)).expect("a timeout");
        let mut answer = vec![];
        let closed = stream.read_to_end(&mut answer);
        assert!(closed.is_ok(), "the connection is closed: {closed:?}");
    }
}

#[test]
fn in_a_strict_library_a_warning_about_a_file_is_an_error() {
    let folder = library();
    let root = folder.path().join("library");
    let settings = "title: Case studies\nbase_url: https://example.org/library/\nfacets: {topics: {}}\nstrict: true\n";
    write(&root, "casebook.yaml", settings);
    write(&root, "static/empty.png", "");
    serve(&folder, &[]).until_has(
        "/library/",
        "the empty picture",
        "<b>Error:</b> This picture is empty.",
    );
}

#[test]
fn no_spelling_of_a_path_leads_out_of_the_site() {
    let folder = library();
    let root = folder.path().join("library");
    std::os::unix::fs::symlink("../../secret.txt", root.join("static/linked.txt"))
        .expect("a link can be made");
    std::os::unix::fs::symlink("../secret.txt", root.join("static/beside.txt"))
        .expect("a link can be made");
    let serving = serve(&folder, &[]);
    let forms = [
        "/../secret.txt",
        "/library/../secret.txt",
        "/library/../../secret.txt",
        "/library/../casebook.yaml",
        "/library/static/../../casebook.yaml",
        "/library/./../casebook.yaml",
        "/library//../casebook.yaml",
        "/library/%2e%2e/casebook.yaml",
        "/library/%2E%2E/casebook.yaml",
        "/library/.%2e/casebook.yaml",
        "/library/%2e./casebook.yaml",
        "/library/..%2fcasebook.yaml",
        "/library/..%2Fcasebook.yaml",
        "/library/%2e%2e%2fcasebook.yaml",
        "/library/%252e%252e%252fcasebook.yaml",
        "/library/..%5ccasebook.yaml",
        "/library/..\\casebook.yaml",
        "/library/%2e%2e%5csecret.txt",
        "/library/....//casebook.yaml",
        "/library/..;/casebook.yaml",
        "/library/..%00/casebook.yaml",
        "/library/casebook.yaml%00.html",
        "/library/%c0%ae%c0%ae/casebook.yaml",
        "/library/%e0%80%ae%e0%80%ae/casebook.yaml",
        "/library/\u{ff0e}\u{ff0e}/casebook.yaml",
        "/library/%uff0e%uff0e/casebook.yaml",
        "/library/notes.txt/../../casebook.yaml",
        "/library/search/../../casebook.yaml",
        "/library/search/..%2f..%2fsecret.txt",
        "/library/casebook-files/../../../secret.txt",
        "/library//etc/passwd",
        "//etc/passwd",
        "/library/file:///etc/passwd",
        "/library/linked.txt",
        "/library/beside.txt",
        "/casebook.yaml",
        "/library/casebook.yaml",
        "/library/content/case-studies/warm-homes.md",
        "/library/static/notes.txt",
        "/_casebook/../casebook.yaml",
        "/_casebook/..%2fcasebook.yaml",
        "/library/~root/secret.txt",
        "/library/C:/secret.txt",
    ];
    let absolute = format!("/library/{}", root.join("secret.txt").display());
    for form in forms.into_iter().chain([absolute.as_str()]) {
        let answer = serving.get(form);
        assert!(
            ["404", "400"].contains(&status(&answer)),
            "{form}: {answer}"
        );
        assert!(
            !answer.contains(SECRET) && !answer.contains("root:"),
            "{form}: {answer}"
        );
    }
    assert!(!serving.said().contains("panicked"), "{}", serving.said());
}

#[test]
fn odd_requests_are_answered_and_stop_nothing() {
    let folder = library();
    let serving = serve(&folder, &[]);
    let long = "a".repeat(3000);
    let pieces = [
        "/",
        "//",
        "..",
        ".",
        "%",
        "%0",
        "%00",
        "%0d%0a",
        "%ff",
        "%c3",
        "%C3%A9",
        "é",
        "\u{202e}",
        "?",
        "?q=<script>",
        "#",
        "&",
        ";",
        "\\",
        "*",
        "library/",
        "/library/",
        "search/",
        "index.json",
        "words/",
        "0.bin",
        "case-studies",
        "page/",
        "18446744073709551616",
        "-1",
        "_casebook",
        "/_casebook/",
        "reload.js",
        "index.html",
        "INDEX.HTML",
        "404.html",
        "casebook-files/",
        "feed.xml",
        "{{",
        "}}",
        "<",
        "\"",
        "\t",
        "\u{1}",
        "http://",
        "localhost",
        "@",
        ":",
        &long,
    ];
    // Mostly odd in one thing at a time. A request that is odd in everything is refused before its
    // path is read.
    let methods = [
        "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "BREW", "",
        "G\0T",
    ];
    let versions = ["HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "", "ICY"];
    let headers = [
        "Range: bytes=9-1\r\n",
        "Range: bytes=0-,5-,1-\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: -5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n",
        "Upgrade: h2c\r\n",
        "If-Modified-Since: never\r\n",
        "X: \u{1}\r\n",
        ": x\r\n",
        "Accept: \u{e9}\r\n",
    ];
    let mut random = 88_172_645_463_325_252_u64;
    let mut below = |most: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % most as u64) as usize
    };
    let mut known = 0;
    for _ in 0..1_000 {
        let path: String = (0..1 + below(6))
            .map(|_| pieces[below(pieces.len())])
            .collect();
        let path = if below(20) > 0 {
            format!("/{path}")
        } else {
            path
        };
        let odd = below(8);
        let method = if odd == 0 {
            methods[below(methods.len())]
        } else {
            "GET"
        };
        let version = if odd == 1 {
            versions[below(versions.len())]
        } else {
            "HTTP/1.1"
        };
        let header = if odd == 2 {
            headers[below(headers.len())]
        } else {
            ""
        };
        // The stream of changes never ends.
        if path.contains("_casebook/changes") {
            continue;
        }
        let answer = serving.raw(
            format!(
                "{method} {path} {version}\r\nHost: localhost\r\n{header}Connection: close\r\n\r\n"
            )
            .as_bytes(),
        );
        assert!(!answer.contains(SECRET), "{method} {path}: {answer}");
        let of_use = [
            "", "200", "206", "307", "400", "403", "404", "405", "411", "414", "416", "431", "501",
            "505", "nothing",
        ];
        assert!(
            of_use.contains(&status(&answer)),
            "{method} {path} {version} {header}: {answer}"
        );
        known += usize::from(status(&answer) == "404");
    }
    assert!(
        known > 300,
        "most are odd paths, of which {known} were looked for"
    );
    assert_eq!(status(&serving.get("/library/")), "200");
    assert!(!serving.said().contains("panicked"), "{}", serving.said());
}

#[test]
fn a_port_in_use_is_reported_with_what_to_do() {
    let folder = library();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken
        .local_addr()
        .expect("it has an address")
        .port()
        .to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    let command = command
        .args(["serve", "--port", &port])
        .current_dir(folder.path().join("library"));
    let output = command.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.starts_with(&format!("error: port {port} is used by another program")),
        "{said}"
    );
    assert!(said.contains("`--port 0`"), "{said}");
}

#[test]
fn it_stops_when_told_to_even_while_a_page_is_open() {
    let folder = library();
    let mut serving = serve(&folder, &[]);
    let mut open = TcpStream::connect(("127.0.0.1", serving.port)).expect("it listens");
    open.write_all(b"GET /_casebook/changes HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("it can be asked");
    let start = Instant::now();
    // The signal of Ctrl-C would have the same effect, but programs that were started in the
    // background, as tests may be, ignore it.
    let sent = Command::new("kill")
        .args(["-TERM", &serving.program.id().to_string()])
        .status()
        .expect("a shell's kill");
    assert!(sent.success());
    serving.program.wait().expect("it ends");
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_site_is_the_same_with_and_without_the_cache_of_the_last_run() {
    let text = "
        //- content/case-studies/a.md
        ---
        title: A
        topics: [Housing]
        ---

        [b](b.md) and [nothing](c.md)
        //- content/case-studies/b.md
        ---
        title: B
        topics: [hosing]
        ---
        //- casebook.yaml
        title: Case studies
        base_url: https://example.org/
        facets: {topics: {terms: [Housing]}}
    ";
    let mut library = Library::new(text);
    let first = compile(
        &library.inputs,
        &casebook::compile::Cache::default(),
        &mut |_| (),
    )
    .value;
    let renamed = Source::new(
        "content/case-studies/b.md",
        "---\ntitle: Renamed\ntopics: [Housing]\n---\n\n[x](d.md)\n".to_owned(),
    );
    library.inputs.sources[1] = Arc::new(renamed.into());
    library.inputs.sources.insert(
        1,
        Arc::new(
            Source::new(
                "content/case-studies/aa.md",
                "---\ntitle: New\n---\n".to_owned(),
            )
            .into(),
        ),
    );
    let again = compile(&library.inputs, &first.cache, &mut |_| ());
    let anew = compile(
        &library.inputs,
        &casebook::compile::Cache::default(),
        &mut |_| (),
    );
    assert_eq!(again.findings, anew.findings);
    assert_eq!(again.findings.len(), 2, "{:?}", again.findings);
    let (again, anew) = (again.value.site.with_index(), anew.value.site.with_index());
    let paths: Vec<&str> = again.paths().collect();
    assert_eq!(paths, anew.paths().collect::<Vec<_>>());
    for (number, path) in paths.into_iter().enumerate() {
        assert_eq!(
            common::content(&again, number),
            common::content(&anew, number),
            "{path}"
        );
    }
}

#[test]
fn a_smaller_version_of_a_picture_is_made_on_request() {
    let folder = library();
    let root = folder.path().join("library");
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guide/street.jpg");
    fs::copy(picture, root.join("content/case-studies/street.jpg"))
        .expect("the sample library has a picture");
    write(
        &root,
        "content/case-studies/warm-homes.md",
        "---\ntitle: Warm homes\n---\n\n![A street](street.jpg)\n",
    );
    let serving = serve(&folder, &[]);
    let version = "/library/casebook-files/pictures/case-studies/street.jpg.480.jpg";
    assert!(
        serving
            .get("/library/case-studies/warm-homes/")
            .contains(version)
    );
    for time in ["made", "kept"] {
        let answer = serving.get(version);
        assert_eq!(status(&answer), "200", "{time}");
        assert!(
            answer.contains("content-type: image/jpeg") && answer.len() < 80_000,
            "{time}: {} bytes",
            answer.len()
        );
    }
    assert_eq!(
        status(&serving.get("/library/casebook-files/pictures/case-studies/street.jpg.481.jpg")),
        "404"
    );
}
