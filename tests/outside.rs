//! Links to other sites, with a server on this computer: what is requested, how often, and what is
//! reported.
#![allow(
    clippy::disallowed_methods,
    reason = "a test needs a server and a disk"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use casebook::audit::outward::{Answer, Links, findings, links, unasked};
use casebook::compile::{Cache, compile};
use casebook::host::cache::{CACHE, DiskCache};
use casebook::host::folder::Folder;
use casebook::host::outside::{CheckedLinks, Manners, Reach, check_links};
use casebook::parse::date::Date;
use casebook::source::Place;
use common::Library;
use tempfile::TempDir;

/// A site with pages of every kind, which records its requests and their times.
struct Site {
    address: String,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
}

fn site() -> Site {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}", listener.local_addr().expect("it has one"));
    let asked: Arc<Mutex<Vec<(String, Instant)>>> = Arc::default();
    let (own, seen) = (address.clone(), asked.clone());
    thread::spawn(move || {
        for connection in listener.incoming() {
            let Ok(connection) = connection else { break };
            let (own, seen) = (own.clone(), seen.clone());
            thread::spawn(move || answer(connection, &own, &seen));
        }
    });
    Site { address, asked }
}

fn answer(mut connection: TcpStream, own: &str, seen: &Mutex<Vec<(String, Instant)>>) {
    let mut lines =
        BufReader::new(connection.try_clone().expect("a connection can be shared")).lines();
    let line = lines
        .next()
        .expect("a request has a line")
        .expect("of text");
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let request = line.trim_end_matches(" HTTP/1.1").to_owned();
    let times = {
        let mut seen = seen.lock().expect("no thread panics while it has the lock");
        seen.push((request.clone(), Instant::now()));
        seen.iter().filter(|(other, _)| *other == request).count()
    };
    let (method, path) = request.split_once(' ').expect("a method and a path");
    let status = match path {
        "/fine" | "/new" => "200 OK".to_owned(),
        "/get-only" if method == "HEAD" => "405 Method Not Allowed".to_owned(),
        "/get-only" => "200 OK".to_owned(),
        "/old" => format!("301 Moved Permanently\r\nLocation: {own}/older"),
        "/older" => "308 Permanent Redirect\r\nLocation: /new".to_owned(),
        "/today" => "302 Found\r\nLocation: /new".to_owned(),
        "/old-and-gone" => "301 Moved Permanently\r\nLocation: /gone".to_owned(),
        "/circle" => "302 Found\r\nLocation: /circle".to_owned(),
        "/closed" => "403 Forbidden".to_owned(),
        "/busy" if method == "GET" && times == 2 => "200 OK".to_owned(),
        "/busy" => "503 Service Unavailable\r\nRetry-After: 0".to_owned(),
        "/broken" => "500 Internal Server Error".to_owned(),
        slow if slow.starts_with("/slow") => {
            thread::sleep(Duration::from_secs(5));
            "200 OK".to_owned()
        }
        later if later.starts_with("/later") => {
            "429 Too Many Requests\r\nRetry-After: 99999".to_owned()
        }
        "/password" => format!(
            "302 Found\r\nLocation: {}/fine",
            own.replace("://", "://sam:secret@")
        ),
        _ => "404 Not Found".to_owned(),
    };
    let _ = write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
}

impl Site {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Asks for paths of this site.
    fn ask(&self, root: &TempDir, today: &str, paths: &[&str]) -> BTreeMap<String, Answer> {
        let urls: Vec<String> = paths.iter().map(|path| self.url(path)).collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let CheckedLinks {
            answers,
            is_online,
            unsaved,
            ..
        } = check_links(&urls, Some(&cache(root)), day(today), QUICK);
        assert!(is_online && unsaved.is_none());
        answers
            .into_iter()
            .map(|(url, answer)| (url.replace(&self.address, ""), answer))
            .collect()
    }

    fn asked(&self) -> Vec<String> {
        self.asked
            .lock()
            .expect("no thread panics while it has the lock")
            .iter()
            .map(|(request, _)| request.clone())
            .collect()
    }
}

const QUICK: Manners = Manners {
    timeout: Duration::from_secs(2),
    pause: Duration::from_millis(30),
    backoff: Duration::from_millis(5),
    sites: 4,
    deadline: Duration::from_secs(30),
    reach: Reach::Everywhere,
};

fn day(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

fn root() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

#[test]
fn each_kind_of_answer_is_recognised() {
    let site = site();
    let paths = [
        "/fine",
        "/get-only",
        "/old",
        "/today",
        "/old-and-gone",
        "/circle",
        "/closed",
        "/busy",
        "/broken",
        "/gone",
        "/slow",
    ];
    let answers = site.ask(&root(), "2026-11-24", &paths);
    assert_eq!(answers["/fine"], Answer::Fine);
    assert_eq!(answers["/get-only"], Answer::Fine);
    assert_eq!(answers["/old"], Answer::Moved(site.url("/new")));
    assert_eq!(answers["/today"], Answer::Fine);
    assert_eq!(answers["/old-and-gone"], Answer::Gone(404));
    assert_eq!(
        answers["/circle"],
        Answer::Silent("redirects too often".to_owned())
    );
    assert_eq!(answers["/closed"], Answer::Closed(403));
    assert_eq!(answers["/busy"], Answer::Fine);
    assert_eq!(
        answers["/broken"],
        Answer::Silent("has an error of its own (500)".to_owned())
    );
    assert_eq!(
        answers["/slow"],
        Answer::Silent("does not answer in time".to_owned())
    );
    assert_eq!(answers["/gone"], Answer::Gone(404));
}

#[test]
fn only_the_head_of_a_page_is_requested_if_that_is_enough() {
    let site = site();
    site.ask(&root(), "2026-11-24", &["/fine"]);
    assert_eq!(site.asked(), ["HEAD /fine"]);
}

#[test]
fn a_server_error_is_tried_three_times_and_a_missing_page_once() {
    let site = site();
    site.ask(&root(), "2026-11-24", &["/broken", "/gone"]);
    assert_eq!(
        site.asked(),
        [
            "HEAD /broken",
            "GET /broken",
            "GET /broken",
            "GET /broken",
            "HEAD /gone",
            "GET /gone"
        ]
    );
}

#[test]
fn pages_of_one_site_are_requested_one_at_a_time_with_a_pause() {
    let site = site();
    site.ask(&root(), "2026-11-24", &["/fine", "/new", "/today"]);
    let asked = site
        .asked
        .lock()
        .expect("no thread panics while it has the lock");
    let starts: Vec<Instant> = asked.iter().map(|(_, at)| *at).collect();
    assert!(
        starts[1] - starts[0] >= QUICK.pause,
        "{:?}",
        starts[1] - starts[0]
    );
    assert!(
        starts[2] - starts[1] >= QUICK.pause,
        "{:?}",
        starts[2] - starts[1]
    );
}

#[test]
fn an_answer_is_kept_for_a_week_but_a_missing_page_is_requested_again() {
    let (site, root) = (site(), root());
    let paths = ["/fine", "/gone"];
    let first = site.ask(&root, "2026-11-24", &paths);
    assert_eq!(site.ask(&root, "2026-11-30", &paths), first);
    assert_eq!(
        site.asked()
            .iter()
            .filter(|request| request.contains("/fine"))
            .count(),
        1
    );
    assert_eq!(
        site.asked()
            .iter()
            .filter(|request| *request == "HEAD /gone")
            .count(),
        2
    );
    site.ask(&root, "2026-12-01", &paths);
    assert_eq!(
        site.asked()
            .iter()
            .filter(|request| request.contains("/fine"))
            .count(),
        2
    );
}

#[test]
fn git_ignores_the_folder_of_answers_and_a_damaged_file_is_replaced() {
    let (site, root) = (site(), root());
    site.ask(&root, "2026-11-24", &["/fine"]);
    let folder = root.path().join(CACHE);
    assert_eq!(
        fs::read_to_string(folder.join(".gitignore")).expect("it is there"),
        "*\n"
    );
    fs::write(folder.join("outside.json"), "{").expect("the file can be written");
    assert_eq!(
        site.ask(&root, "2026-11-24", &["/fine"])["/fine"],
        Answer::Fine
    );
}

fn cache(root: &TempDir) -> DiskCache {
    let root = Folder::open(root.path()).expect("the folder exists");
    DiskCache::open(&root).expect("a cache")
}

/// Runs the program on a library whose only case study links to these addresses.
fn check(urls: &[&str], settings: &str) -> (Option<i32>, String) {
    check_with(&["--outside", "--outside-private"], urls, settings)
}

fn check_with(arguments: &[&str], urls: &[&str], settings: &str) -> (Option<i32>, String) {
    check_in(&root(), arguments, urls, settings)
}

fn check_in(
    root: &TempDir,
    arguments: &[&str],
    urls: &[&str],
    settings: &str,
) -> (Option<i32>, String) {
    let write = |path: &str, text: String| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    };
    write(
        "casebook.yaml",
        format!("title: Case studies\nbase_url: https://example.org/\n{settings}"),
    );
    let links = urls.iter().map(|url| format!("[The plan]({url})\n"));
    let text = format!(
        "---\ntitle: Warm homes\n---\n\n{}",
        links.collect::<String>()
    );
    write("content/case-studies/warm-homes.md", text);
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(["check", "--format", "short"])
        .args(arguments)
        .current_dir(root.path());
    for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    let output = command.output().expect("the program starts");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_missing_page_of_another_site_is_a_warning_and_in_a_strict_library_an_error() {
    let site = site();
    let (code, said) = check(&[&site.url("/gone")], "");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("content/case-studies/warm-homes.md:5:12: warning[outside-gone]"),
        "{said}"
    );
    let (code, said) = check(&[&site.url("/gone")], "strict: true\n");
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn answers_that_cannot_be_saved_are_reported_and_used() {
    let (site, root) = (site(), root());
    let text = "a file where the folder should be";
    fs::write(root.path().join(CACHE), text).expect("the file can be written");
    let (code, said) = check_in(
        &root,
        &["--outside", "--outside-private"],
        &[&site.url("/gone")],
        "",
    );
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("warning[outside-gone]")
            && said.contains("warning[outside-unkept]: cannot save the answers of other sites in .casebook-cache: not a directory"),
        "{said}"
    );
}

/// Returns a URL at which nothing answers.
fn dead() -> String {
    // This port is closed by now.
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|gone| gone.local_addr())
        .expect("a port is free")
        .port();
    format!("http://127.0.0.1:{port}/")
}

#[test]
fn a_check_that_reaches_no_other_site_exits_with_3() {
    let (code, said) = check(&[&dead(), &dead()], "");
    assert_eq!(code, Some(3), "{said}");
    assert!(
        said.contains("error[no-network]: no other site could be reached")
            && !said.contains("outside-silent"),
        "{said}"
    );
}

#[test]
fn one_dead_site_is_a_warning_even_if_it_is_the_only_one() {
    let (code, said) = check(&[&dead()], "");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("warning[outside-silent]") && said.contains("cannot be reached"),
        "{said}"
    );
}

#[test]
fn without_a_network_no_answer_counts() {
    let urls = [dead(), dead()];
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let asked = check_links(&urls, None, day("2026-11-24"), QUICK);
    assert!(!asked.is_online);
    assert!(
        matches!(&asked.answers[urls[0]], Answer::Silent(why) if why.starts_with("cannot be reached"))
    );
}

/// Otherwise whoever can add a link could find out what is on the network of a check.
#[test]
fn only_the_internet_is_asked_unless_private_networks_are_wanted_too() {
    let site = site();
    let port = site.address.rsplit(':').next().expect("a port");
    let urls = [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "169.254.169.254",
        "10.0.0.1",
        "100.64.0.1",
        "192.168.0.1",
        "[fe80::1]",
        "[fd00::1]",
    ]
    .map(|host| format!("http://{host}:{port}/fine"));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let public = Manners {
        reach: Reach::Internet,
        ..QUICK
    };
    let asked = check_links(&urls, None, day("2026-11-24"), public);
    assert!(asked.is_online);
    for (url, answer) in asked.answers {
        assert_eq!(answer, Answer::Private, "{url}");
    }
    let (code, said) = check_with(&["--outside"], &urls, "");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        said.matches("warning[outside-private]").count(),
        urls.len(),
        "{said}"
    );
    assert_eq!(site.asked(), [""; 0]);
    let (_, said) = check(&[&site.url("/fine")], "");
    assert!(!said.contains("outside-private"), "{said}");
    assert_eq!(site.asked(), ["HEAD /fine"]);
}

#[test]
fn a_password_in_a_link_is_reported_and_sent_to_nobody() {
    let site = site();
    let with_password = site.url("/fine").replace("://", "://sam:secret@");
    let (code, said) = check(&[&with_password, &site.url("/password")], "");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("warning[outside-").count(), 1, "{said}");
    assert!(said.contains("5:12: warning[outside-password]"), "{said}");
    assert!(!said.contains("secret"), "{said}");
    assert_eq!(site.asked(), ["HEAD /password"]);
}

#[test]
fn a_site_that_is_silent_twice_is_given_up() {
    let site = site();
    let paths = ["/slow", "/slow?again", "/slow?and-again", "/fine"];
    let answers = site.ask(&root(), "2026-11-24", &paths);
    let late = Answer::Silent("does not answer in time".to_owned());
    assert!(
        answers.values().all(|answer| *answer == late),
        "{answers:?}"
    );
    assert_eq!(site.asked(), ["HEAD /slow", "GET /slow"]);
}

#[test]
fn a_site_cannot_make_a_check_wait_for_long() {
    let site = site();
    let start = Instant::now();
    let paths = ["/later", "/later?again", "/later?and-again"];
    let answers = site.ask(&root(), "2026-11-24", &paths);
    assert!(
        answers
            .values()
            .all(|answer| *answer == Answer::Closed(429)),
        "{answers:?}"
    );
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn links_that_are_left_when_the_time_is_over_are_counted() {
    let site = site();
    let urls = ["/fine", "/slow", "/new", "/today"].map(|path| site.url(path));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let short = Manners {
        deadline: Duration::from_millis(900),
        ..QUICK
    };
    let start = Instant::now();
    let asked = check_links(&urls, None, day("2026-11-24"), short);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    assert_eq!((asked.answers.len(), asked.unasked), (1, 3), "{asked:?}");
    assert_eq!(asked.answers[urls[0]], Answer::Fine);
    let finding = unasked(asked.unasked, 10);
    assert_eq!(finding.rule.name(), "outside-unasked");
    assert_eq!(
        finding.message,
        "3 links to other sites were not checked, because 10 minutes were over"
    );
}

#[test]
fn only_answers_of_sites_are_believed_from_the_cache() {
    let (site, root) = (site(), root());
    let saved = |day: &str, answer: serde_json::Value| serde_json::json!({"day": day, "answer": answer, "more": [1]});
    let answers = serde_json::json!({
        site.url("/gone"): saved("2026-11-30", "fine".into()),
        site.url("/gone?1"): saved("2026-11-24", serde_json::json!({"silent": "x"})),
        site.url("/gone?2"): saved("2026-11-24", serde_json::json!({"moved": "javascript:x"})),
        site.url("/gone?3"): saved("soon", "fine".into()),
    });
    let cache = serde_json::json!({"answers": answers, "more": {}});
    let folder = root.path().join(CACHE);
    fs::create_dir(&folder).expect("the folder can be made");
    fs::write(folder.join("outside.json"), cache.to_string()).expect("the file can be written");
    let paths = ["/gone", "/gone?1", "/gone?2", "/gone?3"];
    let answers = site.ask(&root, "2026-11-24", &paths);
    assert!(
        answers.values().all(|answer| *answer == Answer::Gone(404)),
        "{answers:?}"
    );
}

/// This includes links in texts, front matter and fields, but not links to this site, nor addresses
/// that a browser would not request.
#[test]
fn every_url_of_another_site_is_collected_once_with_all_its_places() {
    let library = Library::new(
        "
        //- casebook.yaml
        title: Case studies
        base_url: https://example.org/
        fields: {website: {type: url}}
        //- content/case-studies/warm-homes.md
        ---
        title: Warm homes
        website: https://example.com/team
        links: [{title: Report, url: 'https://example.com/report#costs'}]
        contact: {name: Sam, url: https://example.com/sam}
        ---

        [A report](https://example.com/report), [us](https://example.org/case-studies/), [mail](mailto:a@example.com)
        ",
    );
    let compiled = compile(&library.inputs, &Cache::default(), &mut |_| ());
    let site = &compiled.value.site;
    let links = links(site.library(), site.pages());
    let text = &library.inputs.sources[0].text_from(0);
    let shown: Vec<(&str, Vec<&str>)> = links
        .iter()
        .map(|(url, places)| {
            (
                url.as_str(),
                places
                    .iter()
                    .map(|p| p.span.expect("a span").of(text))
                    .collect(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                "https://example.com/report",
                vec![
                    "https://example.com/report",
                    "https://example.com/report#costs"
                ]
            ),
            ("https://example.com/sam", vec!["https://example.com/sam"]),
            ("https://example.com/team", vec!["https://example.com/team"]),
        ]
    );
}

#[test]
fn a_bad_answer_is_a_warning_at_each_place_with_what_to_do() {
    let place = |file: &str| Place::file(file);
    let links: Links = [
        (
            "https://a.example/",
            vec![place("content/a.md"), place("content/b.md")],
        ),
        ("https://b.example/", vec![place("content/a.md")]),
        ("https://c.example/", vec![place("content/a.md")]),
        ("https://d.example/", vec![place("content/a.md")]),
    ]
    .map(|(url, places)| (url.to_owned(), places))
    .into();
    let answers = [
        ("https://a.example/", Answer::Gone(404)),
        (
            "https://b.example/",
            Answer::Moved("https://b.example/new".to_owned()),
        ),
        (
            "https://c.example/",
            Answer::Silent("does not answer in time".to_owned()),
        ),
        ("https://d.example/", Answer::Closed(403)),
    ]
    .map(|(url, answer)| (url.to_owned(), answer))
    .into();
    let said: Vec<String> = findings(&links, &answers)
        .findings
        .iter()
        .map(|f| {
            let file = f.place.as_ref().map_or("", |place| &*place.file);
            format!(
                "{file}: {}[{}]: {}; {}",
                f.severity.name(),
                f.rule,
                f.message,
                f.help
            )
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    content/a.md: warning[outside-gone]: `https://a.example/` is not there any more (404); find the page's new address, or remove the link
    content/a.md: warning[outside-moved]: `https://b.example/` has moved; if that is still the page you mean, write `https://b.example/new`
    content/a.md: warning[outside-silent]: `https://c.example/`: the site does not answer in time; try it in your browser; if it still fails, remove the link
    content/b.md: warning[outside-gone]: `https://a.example/` is not there any more (404); find the page's new address, or remove the link
    ");
}
