//! What someone who can change a library cannot do: have files published or written that are not
//! part of it, make casebook trust what it did not write, or make it wait for ever.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test uses the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

const SETTINGS: &str =
    "title: Case studies\nbase_url: https://example.org/\nfacets: {topics: {}}\n";
const STUDY: &str = "---\ntitle: Warm homes\ntopics: [Housing]\n---\n\n## The challenge\n\nCold.\n";

/// A library in a folder beside other files of the computer.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(TempDir::new().expect("a temporary folder"));
        world.write("library/casebook.yaml", SETTINGS);
        world.write("library/content/case-studies/warm-homes/index.md", STUDY);
        world.write("outside/secret.txt", "hunter2");
        world
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn root(&self) -> PathBuf {
        self.at("library")
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("the file can be written");
    }

    fn link(&self, path: &str, to: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a link has a folder")).expect("a folder");
        symlink(to, path).expect("a link can be made");
    }

    /// Runs a command in the library, for at most a minute.
    fn casebook(&self, args: &[&str]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_casebook"))
            .args(args)
            .current_dir(self.root())
            .env_remove("GIT_DIR")
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the program starts");
        let end = Instant::now() + Duration::from_secs(60);
        while child.try_wait().expect("it can be asked").is_none() {
            assert!(Instant::now() < end, "casebook {args:?} does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
        child.wait_with_output().expect("its words can be read")
    }

    fn git(&self, args: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
            .args(args)
            .current_dir(self.root())
            .output()
            .expect("git is installed");
        assert!(output.status.success(), "{}", said(&output));
    }

    /// Every file outside the library, with its bytes.
    fn outside(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.at("outside"))
    }

    fn published(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.at("library/dist"))
    }

    /// A picture large enough for a smaller version.
    fn picture(&self, path: &str) {
        let image = image::RgbImage::from_fn(640, 400, |x, y| {
            let grain = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761) >> 24;
            image::Rgb([grain as u8, (x % 251) as u8, (y % 241) as u8])
        });
        let mut bytes = std::io::Cursor::new(vec![]);
        image
            .write_to(&mut bytes, image::ImageFormat::Jpeg)
            .expect("a picture");
        self.write(path, bytes.into_inner());
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let kind = entry.file_type().expect("a kind");
            let path = entry.path();
            let name = path.strip_prefix(folder).expect("below").to_string_lossy();
            if kind.is_dir() {
                folders.push(path.clone());
            } else if kind.is_file() {
                files.insert(name.into_owned(), fs::read(&path).expect("it can be read"));
            }
        }
    }
    files
}

fn has_secret(files: &BTreeMap<String, Vec<u8>>) -> Option<&String> {
    let secret = |bytes: &[u8]| bytes.windows(7).any(|part| part == b"hunter2");
    files
        .iter()
        .find(|(_, bytes)| secret(bytes))
        .map(|(path, _)| path)
}

/// A library with a picture, and the name of its version in the cache.
fn with_picture() -> (World, String) {
    let world = World::new();
    world.picture("library/content/case-studies/warm-homes/s.jpg");
    let text = format!("{STUDY}\n![A street](s.jpg)\n");
    world.write("library/content/case-studies/warm-homes/index.md", text);
    assert!(world.casebook(&["build"]).status.success());
    let cached = tree(&world.at("library/.casebook-cache/pictures"));
    let name = cached.keys().next().expect("a version").clone();
    (world, name)
}

#[test]
fn a_cache_with_a_link_in_it_is_refused_and_nothing_outside_changes() {
    let (world, version) = with_picture();
    let month = SystemTime::now() - Duration::from_secs(40 * 24 * 60 * 60);
    world.write("outside/old/ignore", "words");
    world.write("outside/old/old.jpg", "old");
    for name in ["ignore", "old.jpg"] {
        let file = fs::File::options()
            .append(true)
            .open(world.at("outside/old").join(name))
            .expect("it is there");
        file.set_modified(month).expect("its time can be set");
    }
    let before = (world.outside(), world.published());
    let links = [
        (format!("pictures/{version}"), "../../../outside/secret.txt"),
        (".gitignore".to_owned(), "../../outside/old/ignore"),
        ("pictures".to_owned(), "../../outside/old"),
        ("unfinished".to_owned(), "../../outside/old"),
        (String::new(), "../outside/old"),
        ("outside.json".to_owned(), "../../outside/secret.txt"),
        ("new-files".to_owned(), "../../outside/secret.txt"),
    ];
    for (link, to) in links {
        let cache = world.at("library/.casebook-cache");
        if cache.is_symlink() {
            fs::remove_file(&cache).expect("it is there");
        } else {
            fs::remove_dir_all(&cache).expect("it is there");
        }
        let path = format!("library/.casebook-cache/{link}");
        world.link(path.trim_end_matches('/'), to);
        for command in ["build", "check"] {
            let output = world.casebook(&[command]);
            assert_eq!(output.status.code(), Some(1), "{link}: {}", said(&output));
            let message = "error[cache-refused]: .casebook-cache may not be casebook's own: ";
            assert!(said(&output).contains(message), "{link}: {}", said(&output));
        }
        assert_eq!((world.outside(), world.published()), before, "{link}");
    }
}

#[test]
fn a_cache_that_git_tracks_is_refused() {
    let (world, version) = with_picture();
    let site = world.published();
    let path = format!(".casebook-cache/pictures/{version}");
    world.git(&["init", "-q"]);
    world.git(&["add", "."]);
    world.git(&["commit", "-qm", "A library"]);
    // The cache is ignored, as casebook asks for, so it is used.
    assert!(world.casebook(&["build"]).status.success());
    world.git(&["add", "-f", &path]);
    for command in ["check", "build"] {
        let output = world.casebook(&[command, "--format", "short"]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let message = format!(
            "error[cache-refused]: .casebook-cache may not be casebook's own: git tracks `{path}`"
        );
        assert!(said(&output).contains(&message), "{}", said(&output));
    }
    assert_eq!(world.published(), site);
    world.git(&["rm", "-q", "-r", "--cached", ".casebook-cache"]);
    assert!(world.casebook(&["build"]).status.success());
    assert_eq!(world.published(), site);
}

#[test]
fn a_build_does_not_publish_what_git_tracks_where_builds_work() {
    let world = World::new();
    world.write("library/.dist.casebook/old/evil.html", "<script>");
    world.write(
        "library/.dist.casebook/old/.casebook.json",
        r#"{"about": "", "version": 1, "files": []}"#,
    );
    world.git(&["init", "-q"]);
    world.git(&["add", "-f", "."]);
    let output = world.casebook(&["build"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).contains("git tracks files in"),
        "{}",
        said(&output)
    );
    assert!(world.published().is_empty());
}

#[test]
fn what_a_user_keeps_where_builds_work_is_left_alone() {
    let world = World::new();
    world.write("library/.dist.casebook/notes/plan.txt", "mine");
    world.write(
        "library/.dist.casebook/new-12/half.html",
        "of a killed build",
    );
    assert!(world.casebook(&["build"]).status.success());
    let left = tree(&world.at("library/.dist.casebook"));
    assert_eq!(left.keys().collect::<Vec<_>>(), ["notes/plan.txt"]);
}

#[test]
fn settings_that_are_a_link_are_not_shown() {
    for to in [
        "../outside/settings.yaml",
        "content/settings.yaml",
        "/proc/self/environ",
    ] {
        let world = World::new();
        world.write("outside/settings.yaml", "api_token: hunter2\n");
        world.write("library/content/settings.yaml", "api_token: hunter2\n");
        fs::remove_file(world.at("library/casebook.yaml")).expect("it is there");
        world.link("library/casebook.yaml", to);
        for command in ["check", "build", "export", "schema"] {
            let output = world.casebook(&[command]);
            assert!(!output.status.success());
            let said = said(&output);
            assert!(
                !said.contains("hunter2") && !said.contains("CARGO"),
                "{said}"
            );
            assert!(
                said.contains(
                    "error[unreadable]: the file cannot be read: `casebook.yaml` is a symbolic link"
                ),
                "{said}"
            );
        }
    }
}

#[test]
fn nothing_waits_for_a_named_pipe() {
    let pipes = [
        "content/case-studies/f.md",
        "content/case-studies/warm-homes/f.png",
        "content/case-studies/warm-homes/f.txt",
        "content/case-studies/warm-homes/f.pdf",
        "content/f",
        "static/f.pdf",
        "themes/ours/assets/f.css",
        "themes/ours/templates/study.html",
        "casebook.yaml",
        "content",
    ];
    for pipe in pipes {
        let world = World::new();
        world.write("library/themes/ours/assets/brand.css", "");
        world.write("library/casebook.yaml", format!("{SETTINGS}theme: ours\n"));
        let path = world.root().join(pipe);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let _ = fs::remove_file(&path);
        let _ = fs::remove_dir_all(&path);
        let made = Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo is installed").success());
        for command in ["check", "build"] {
            let output = world.casebook(&[command, "--format", "short"]);
            assert!(!output.status.success(), "{pipe}");
            let said = said(&output);
            let is_told =
                said.contains("a named pipe, not a file") || said.contains("must be a folder");
            assert!(is_told, "{pipe}: {said}");
        }
    }
}

#[test]
fn new_files_are_not_written_through_a_link_out_of_the_library() {
    let table = "title,topics\nA,Housing\nB,Housing\n";
    for (link, to) in [
        ("content/case-studies", "../../outside/folder"),
        ("content", "../outside/folder"),
        ("content", ".hidden"),
        ("content/case-studies", "/tmp"),
    ] {
        let world = World::new();
        world.write("outside/folder/there.txt", "x");
        world.write("library/.hidden/there.txt", "x");
        world.write("library/t.csv", table);
        fs::remove_dir_all(world.root().join(link)).expect("it is there");
        world.link(&format!("library/{link}"), to);
        let before = tree(world.0.path());
        for args in [
            &["new", "Hello"][..],
            &["import", "t.csv"],
            &["check", "--fix"],
        ] {
            let output = world.casebook(args);
            assert!(!output.status.success(), "{args:?}: {}", said(&output));
            let after = tree(world.0.path());
            assert_eq!(
                after,
                before,
                "{args:?} in {link} -> {to}: {}",
                said(&output)
            );
        }
    }
    let world = World::new();
    world.write("outside/folder/there.txt", "x");
    world.link("library/fresh/content", "../../outside/folder");
    let before = tree(world.0.path());
    assert!(!world.casebook(&["init", "fresh"]).status.success());
    assert_eq!(tree(world.0.path()), before);
}

#[test]
fn new_files_are_written_through_a_link_within_the_library() {
    let world = World::new();
    fs::rename(world.root().join("content"), world.root().join("texts")).expect("it is there");
    world.link("library/content", "texts");
    assert!(world.casebook(&["new", "Hello"]).status.success());
    assert!(world.root().join("texts/case-studies/hello.md").is_file());
    world.write("library/t.csv", "title,topics\nA,Housing\nB,Housing\n");
    let output = world.casebook(&["import", "t.csv"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(world.root().join("texts/case-studies/b.md").is_file());
    assert!(
        !world.root().join(".casebook-cache").exists(),
        "it was only for the import"
    );
}

#[test]
fn a_file_that_becomes_a_link_before_it_is_copied_is_not_published() {
    // The lock makes the build stop between its check and its copies; too short a time for that
    // only makes the test pass without having tried.
    let world = World::new();
    world.write("library/static/s.txt", "fine");
    for round in 0..40 {
        let _ = fs::remove_dir_all(world.at("library/dist"));
        let path = world.root().join("static/s.txt");
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (link, file) = (world.at("link"), world.at("file"));
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let _ = symlink("../../outside/secret.txt", &link);
                    let _ = fs::rename(&link, &path);
                    let _ = fs::write(&file, "fine");
                    let _ = fs::rename(&file, &path);
                }
            });
            let output = world.casebook(&["build"]);
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            drop(output);
        });
        assert_eq!(has_secret(&world.published()), None, "round {round}");
    }
}

#[test]
fn the_files_of_a_killed_import_are_removed_by_the_next_run() {
    let world = World::new();
    let rows: String = (0..300)
        .map(|row| format!("Study {row},Housing\n"))
        .collect();
    world.write("library/t.csv", format!("title,topics\n{rows}"));
    let folder = world.root().join("content/case-studies");
    let studies = || tree(&folder).len();
    let mut halves = 0;
    for round in 0..30 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_casebook"))
            .args(["import", "t.csv"])
            .current_dir(world.root())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        // Killed while it creates the files, a little later each time.
        while studies() < 2 + round * 9 && child.try_wait().expect("it can be asked").is_none() {
            std::thread::yield_now();
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let left = studies();
        halves += usize::from(left > 1 && left < 301);
        let output = world.casebook(&["check", "--format", "short"]);
        assert!(
            matches!(studies(), 1 | 301),
            "{} of 300 are left",
            studies() - 1
        );
        if left > 1 && studies() == 1 {
            let (files, said) = (left - 1, said(&output));
            let one = said.contains("Removed 1 file of an import") && files == 1;
            let several = said.contains(&format!("Removed {files} files of an import"));
            assert!(one || several, "{files}: {said}");
        }
        if studies() == 301 {
            fs::remove_dir_all(&folder).expect("it is there");
            world.write("library/content/case-studies/warm-homes/index.md", STUDY);
        }
        let unfinished = tree(&world.at("library/.casebook-cache/unfinished"));
        assert!(unfinished.is_empty(), "{unfinished:?}");
    }
    assert!(halves > 0, "no run was killed half-way");
    assert!(world.casebook(&["import", "t.csv"]).status.success());
    assert_eq!(studies(), 301);
}

#[test]
fn a_killed_import_is_undone_without_the_files_that_were_changed_since() {
    let world = World::new();
    let studies = "library/content/case-studies";
    world.write(&format!("{studies}/a.md"), "---\ntitle: A");
    world.write(&format!("{studies}/b.md"), "---\ntitle: My own\n---\n");
    let list = serde_json::json!({
        "files": [
            ["content/case-studies/a.md", "---\ntitle: A\n---\n"],
            ["content/case-studies/b.md", "---\ntitle: B\n---\n"],
            ["content/case-studies/c.md", "---\ntitle: C\n---\n"],
            ["../outside/secret.txt", "hunter2"],
        ],
        "folders": ["../outside"],
    });
    let list = serde_json::to_vec(&list).expect("JSON");
    let all = [b"new-files\0", &list[..]].concat();
    let sum = blake3::hash(&all).to_hex();
    let entry = [sum.as_bytes(), b"\n", &list].concat();
    world.write("library/.casebook-cache/new-files", entry);
    let output = world.casebook(&["check"]);
    assert!(
        said(&output).contains("Removed 1 file of an import"),
        "{}",
        said(&output)
    );
    let left: Vec<String> = tree(&world.at(studies)).into_keys().collect();
    assert_eq!(left, ["b.md", "warm-homes/index.md"]);
    assert!(world.at("outside/secret.txt").is_file());
}

#[test]
fn a_fix_keeps_what_a_file_is_and_leaves_read_only_files_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let study = "library/content/case-studies/a.md";
    world.write(study, "---\ntitle: Warm: homes\n---\n");
    let path = world.at(study);
    let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode));
    mode(0o444).expect("it is ours");
    let output = world.casebook(&["check", "--fix"]);
    assert!(
        said(&output).contains("was not changed: it is read-only"),
        "{}",
        said(&output)
    );
    mode(0o640).expect("it is ours");
    let name = "user.casebook.test";
    let set = rustix::fs::setxattr(&path, name, b"kept", rustix::fs::XattrFlags::empty());
    world.casebook(&["check", "--fix"]);
    let text = fs::read_to_string(&path).expect("it is there");
    assert_eq!(text, "---\ntitle: \"Warm: homes\"\n---\n");
    let kept = fs::metadata(&path)
        .expect("it is there")
        .permissions()
        .mode()
        & 0o777;
    assert_eq!(kept, 0o640);
    if set.is_ok() {
        let mut value = Vec::with_capacity(16);
        rustix::fs::getxattr(&path, name, rustix::buffer::spare_capacity(&mut value))
            .expect("the attribute is there");
        assert_eq!(value, b"kept");
    }
}

#[test]
fn huge_files_are_refused_and_not_read() {
    let grown = |world: &World, path: &str| {
        world.write(path, "title: x\n");
        let file = fs::File::options()
            .write(true)
            .open(world.at(path))
            .expect("it is there");
        file.set_len(3_000_000_000).expect("a file with a hole");
    };
    for path in [
        "casebook.yaml",
        "themes/ours/assets/brand.css",
        "content/a.md",
    ] {
        let world = World::new();
        world.write("library/themes/ours/assets/brand.css", "");
        world.write("library/casebook.yaml", format!("{SETTINGS}theme: ours\n"));
        grown(&world, &format!("library/{path}"));
        let output = world.casebook(&["build", "--format", "short"]);
        assert!(!output.status.success());
        assert!(said(&output).starts_with(path), "{}", said(&output));
    }
}

/// Copies the sample library, its files in reverse order.
fn copy_sample(to: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::from([(
        "casebook.yaml".to_owned(),
        fs::read(sample.join("casebook.yaml")).expect("the sample has settings"),
    )]);
    for folder in ["content", "static", "themes"] {
        let below = tree(&sample.join(folder)).into_iter();
        files.extend(below.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
    }
    for (path, bytes) in files.iter().rev() {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("the file can be written");
    }
}

#[test]
fn the_same_library_gives_the_same_bytes_wherever_and_however_it_is_built() {
    let folder = TempDir::new().expect("a temporary folder");
    let build = |root: &Path, out: &str, settings: &[(&str, &str)]| {
        let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
            .args(["build", "--today", "2024-06-01", "--out", out])
            .current_dir(root)
            .envs(settings.iter().copied())
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", said(&output));
        tree(&root.join(out))
    };
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let here = folder.path().join("here");
    let here = here.to_str().expect("a path in UTF-8");
    let first = build(sample, here, &[("RAYON_NUM_THREADS", "1")]);
    assert!(first.len() > 100);
    let elsewhere = folder.path().join("else where/ŵ/library");
    copy_sample(&elsewhere);
    let places = [
        ("RAYON_NUM_THREADS", "7"),
        ("TZ", "Pacific/Kiritimati"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "cy_GB.UTF-8"),
        ("HOME", "/nonexistent"),
    ];
    let cold = build(&elsewhere, "dist", &places);
    let warm = build(&elsewhere, "other", &[("LC_ALL", "C")]);
    for (how, site) in [("elsewhere", &cold), ("with a cache", &warm)] {
        let differing: Vec<&String> = first
            .keys()
            .chain(site.keys())
            .filter(|path| first.get(*path) != site.get(*path))
            .collect();
        assert!(differing.is_empty(), "{how}: {differing:?}");
    }
}
