//! Each rule of publishing, on real folders.

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::exchange::exchange_by_renames;
use super::files::{copy, entries};
use super::*;

/// The paths of a site.
fn proved(paths: impl Iterator<Item = String>) -> SitePaths {
    SitePaths::new(paths.collect()).expect("paths that can be published side by side")
}

fn one_path(path: &str) -> SitePaths {
    proved(std::iter::once(path.to_owned()))
}

/// A library's folder with an output folder's name in it, and what a test does there.
struct Library(TempDir);

impl Library {
    fn new() -> Library {
        Library(tempfile::tempdir().expect("a temporary folder"))
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn dist(&self) -> PathBuf {
        self.root().join("dist")
    }

    fn publish(&self, site: &[(&str, &str)]) -> Result<Published, PublishError> {
        self.publish_to(&self.dist(), site)
    }

    fn publish_to(&self, out: &Path, site: &[(&str, &str)]) -> Result<Published, PublishError> {
        let paths = proved(site.iter().map(|(path, _)| (*path).into()));
        let content = |i: usize| Ok(FileBody::Bytes(site[i].1.into()));
        publish(out, self.root(), &paths, content, Flush::Later, &|| {})
    }

    /// Returns why a folder is refused.
    fn refusal(&self, out: &Path) -> String {
        let before = tree(self.root());
        let error = self
            .publish_to(out, &[("a.html", "a")])
            .expect_err("it is refused");
        assert_eq!(tree(self.root()), before, "a refusal touches nothing");
        self.in_words(&error)
    }

    /// Returns an error's message and help.
    fn in_words(&self, error: &PublishError) -> String {
        let finding = error.finding();
        let root = self.root().to_str().expect("a path in UTF-8");
        format!("{}; {}", finding.message, finding.help).replace(root, "LIBRARY")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).expect("a file")
    }

    /// Sets a file's time to the year 2001, so that a test sees whether it stays.
    fn age(&self, path: &str) {
        let file = File::options()
            .write(true)
            .open(self.root().join(path))
            .expect("a file");
        file.set_modified(long_ago()).expect("a time");
    }

    fn is_old(&self, path: &str) -> bool {
        let time = fs::metadata(self.root().join(path)).and_then(|meta| meta.modified());
        time.expect("a time") == long_ago()
    }
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

/// Every file and folder with what it holds. Links are not followed.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let all = entries(folder, Path::new("")).expect("a folder");
    all.into_iter()
        .map(|entry| {
            let path = folder.join(&entry.path);
            let holds = match entry.kind {
                kind if kind.is_dir() => "(a folder)".into(),
                kind if kind.is_symlink() => {
                    format!("-> {}", fs::read_link(path).expect("a link").display())
                }
                _ => fs::read_to_string(path).expect("a text"),
            };
            (entry.path.display().to_string(), holds)
        })
        .collect()
}

fn inode(path: &Path) -> u64 {
    fs::metadata(path).expect("a folder").ino()
}

fn names(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().collect()
}

// The site

#[test]
fn the_folder_holds_exactly_the_site_and_its_list() {
    let library = Library::new();
    let done = library.publish(&[
        ("index.html", "home"),
        ("topics/housing/index.html", "housing"),
    ]);
    assert_eq!(
        done.unwrap(),
        Published {
            files: 2,
            written: 2,
            removed: 0
        }
    );
    assert_eq!(
        names(library.root()),
        [
            "dist",
            "dist/.casebook.json",
            "dist/index.html",
            "dist/topics",
            "dist/topics/housing",
            "dist/topics/housing/index.html"
        ]
    );
    assert_eq!(library.read("dist/topics/housing/index.html"), "housing");
}

#[test]
fn the_list_has_the_same_bytes_for_any_order_and_number_of_threads() {
    let (one, other) = (Library::new(), Library::new());
    one.publish(&[("b.html", "b"), ("a/é\"x.html", "a")])
        .unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    pool.install(|| other.publish(&[("a/é\"x.html", "a"), ("b.html", "b")]))
        .unwrap();
    assert_eq!(tree(&one.dist()), tree(&other.dist()));
    assert_eq!(
        one.read("dist/.casebook.json"),
        r#"{
  "about": "The files that casebook made in this folder. The next build replaces or removes these, and no others.",
  "version": 1,
  "files": [
    "a/é\"x.html",
    "b.html"
  ]
}
"#
    );
}

#[test]
fn deleted_pages_are_removed_with_their_folders() {
    let library = Library::new();
    library
        .publish(&[("index.html", "home"), ("old/page/index.html", "old")])
        .unwrap();
    let done = library.publish(&[("index.html", "home")]);
    assert_eq!(
        done.unwrap(),
        Published {
            files: 1,
            written: 0,
            removed: 1
        }
    );
    assert_eq!(names(&library.dist()), [".casebook.json", "index.html"]);
}

#[test]
fn a_site_without_files_is_published() {
    let library = Library::new();
    library.publish(&[]).unwrap();
    library.publish(&[("a.html", "a")]).unwrap();
    assert_eq!(library.publish(&[]).unwrap().removed, 1);
    assert_eq!(names(&library.dist()), [".casebook.json"]);
}

#[test]
fn a_folder_becomes_a_file_and_a_file_a_folder() {
    let library = Library::new();
    library
        .publish(&[("a/b", "in a folder"), ("c", "a file")])
        .unwrap();
    library
        .publish(&[("a", "a file"), ("c/d", "in a folder")])
        .unwrap();
    assert_eq!(names(&library.dist()), [".casebook.json", "a", "c", "c/d"]);
}

#[test]
fn progress_is_called_for_each_file() {
    let calls = AtomicUsize::new(0);
    let library = Library::new();
    let paths = proved((0..50).map(|i| format!("{i}.html")));
    let content = |_| Ok::<_, PublishError>(FileBody::Bytes(Vec::new()));
    publish(
        &library.dist(),
        library.root(),
        &paths,
        content,
        Flush::Later,
        &|| {
            calls.fetch_add(1, Ordering::Relaxed);
        },
    )
    .unwrap();
    assert_eq!(calls.into_inner(), 50);
}

// What did not change

#[test]
fn unchanged_files_keep_their_time() {
    let library = Library::new();
    library
        .publish(&[("a/same.html", "same"), ("other.html", "before")])
        .unwrap();
    library.age("dist/a/same.html");
    library.age("dist/other.html");
    library.age("dist/.casebook.json");
    let done = library.publish(&[("a/same.html", "same"), ("other.html", "after.")]);
    assert_eq!(
        done.unwrap(),
        Published {
            files: 2,
            written: 1,
            removed: 0
        }
    );
    assert!(library.is_old("dist/a/same.html"));
    assert!(!library.is_old("dist/other.html"));
    assert!(library.is_old("dist/.casebook.json"));
    assert_eq!(library.read("dist/other.html"), "after.");
}

#[test]
fn a_site_without_changes_stays_where_it_is() {
    let library = Library::new();
    let site = [("index.html", "home"), ("a/index.html", "a")];
    library.publish(&site).unwrap();
    let before = inode(&library.dist());
    let done = library.publish(&site).unwrap();
    assert_eq!(
        done,
        Published {
            files: 2,
            written: 0,
            removed: 0
        }
    );
    assert_eq!(inode(&library.dist()), before);
    assert_eq!(
        names(library.root()).len(),
        5,
        "and nothing is left beside it"
    );
}

#[test]
fn a_file_changed_by_hand_is_written_again_even_if_it_keeps_its_size_and_time() {
    let library = Library::new();
    library
        .publish(&[("a.html", "casebook's"), ("b.html", "b"), ("c.html", "c")])
        .unwrap();
    library.age("dist/a.html");
    library.write("dist/a.html", "by hand...");
    library.age("dist/a.html");
    fs::remove_file(library.root().join("dist/b.html")).unwrap();
    fs::remove_file(library.root().join("dist/c.html")).unwrap();
    symlink("a.html", library.root().join("dist/c.html")).unwrap();
    let done = library.publish(&[("a.html", "casebook's"), ("b.html", "b"), ("c.html", "c")]);
    assert_eq!(done.unwrap().written, 3);
    assert_eq!(library.read("dist/a.html"), "casebook's");
    assert!(!library.dist().join("c.html").is_symlink());
}

#[test]
fn nothing_is_ever_written_through_a_second_name_of_an_old_file() {
    let library = Library::new();
    library
        .publish(&[("a.html", "old"), ("b.html", "old")])
        .unwrap();
    fs::hard_link(
        library.root().join("dist/a.html"),
        library.root().join("backup"),
    )
    .unwrap();
    library
        .publish(&[("a.html", "old"), ("b.html", "new")])
        .unwrap();
    library
        .publish(&[("a.html", "new"), ("b.html", "new")])
        .unwrap();
    assert_eq!(library.read("backup"), "old");
}

// Copies of files

#[test]
fn a_picture_is_copied_and_never_linked_to_its_source() {
    let library = Library::new();
    library.write("static/map.png", "a map");
    let source = library.root().join("static/map.png");
    let publish_it = || {
        let content = |_| Ok::<_, PublishError>(FileBody::File(File::open(&source).unwrap()));
        publish(
            &library.dist(),
            library.root(),
            &one_path("map.png"),
            content,
            Flush::Later,
            &|| {},
        )
        .unwrap()
    };
    assert_eq!(publish_it().written, 1);
    assert_eq!(publish_it().written, 0);
    library.write("static/map.png", "a mop");
    assert_eq!(library.read("dist/map.png"), "a map");
    assert_eq!(publish_it().written, 1);
    assert_eq!(library.read("dist/map.png"), "a mop");
}

#[test]
fn a_picture_that_cannot_be_read_is_named() {
    let library = Library::new();
    let content = |_| File::open("/no/such.png").at("read", Path::new("/no/such.png"));
    let content = |number| content(number).map(FileBody::File);
    let error = publish(
        &library.dist(),
        library.root(),
        &one_path("a.png"),
        content,
        Flush::Later,
        &|| {},
    )
    .unwrap_err();
    assert_eq!(
        error.finding().message,
        "cannot read `/no/such.png`: no such file or directory"
    );
    assert_eq!(names(library.root()), [""; 0]);
}

// Permissions

#[test]
fn copies_of_private_files_have_the_permissions_of_any_new_file() {
    let library = Library::new();
    library.write("private.png", "x");
    let source = library.root().join("private.png");
    fs::set_permissions(&source, fs::Permissions::from_mode(0o600)).unwrap();
    let content = |_| Ok::<_, PublishError>(FileBody::File(File::open(&source).unwrap()));
    publish(
        &library.dist(),
        library.root(),
        &one_path("p/a.png"),
        content,
        Flush::Later,
        &|| {},
    )
    .unwrap();
    library.write("usual/file", "");
    let mode = |path: &str| {
        fs::metadata(library.root().join(path))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(mode("dist"), mode("usual"));
    assert_eq!(mode("dist/p"), mode("usual"));
    assert_eq!(mode("dist/p/a.png"), mode("usual/file"));
    assert_eq!(mode("dist/.casebook.json"), mode("usual/file"));
}

#[test]
fn an_existing_folder_keeps_its_permissions() {
    let library = Library::new();
    fs::create_dir(library.dist()).unwrap();
    fs::set_permissions(library.dist(), fs::Permissions::from_mode(0o2775)).unwrap();
    for text in ["one", "two"] {
        library.publish(&[("a.html", text)]).unwrap();
        let mode = fs::metadata(library.dist()).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o2775);
    }
}

// What casebook did not write

#[test]
fn the_users_own_files_in_the_folder_stay_unchanged() {
    let library = Library::new();
    library
        .publish(&[("index.html", "one"), ("old/index.html", "old")])
        .unwrap();
    library.write("dist/CNAME", "example.org");
    library.write("dist/old/notes.txt", "mine");
    library.write("dist/.git/HEAD", "ref: refs/heads/pages");
    fs::create_dir_all(library.dist().join(".git/refs/tags")).unwrap();
    fs::set_permissions(
        library.dist().join(".git"),
        fs::Permissions::from_mode(0o750),
    )
    .unwrap();
    symlink("/nowhere", library.dist().join("link")).unwrap();
    library.age("dist/CNAME");
    for text in ["two", "three"] {
        library.publish(&[("index.html", text)]).unwrap();
        let site = tree(&library.dist());
        assert_eq!(site["CNAME"], "example.org");
        assert_eq!(site["old/notes.txt"], "mine");
        assert_eq!(site[".git/HEAD"], "ref: refs/heads/pages");
        assert_eq!(site[".git/refs/tags"], "(a folder)");
        assert_eq!(site["link"], "-> /nowhere");
        assert!(!site.contains_key("old/index.html"));
        assert!(library.is_old("dist/CNAME"));
        let mode = fs::metadata(library.dist().join(".git"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o750);
    }
}

#[test]
fn files_that_the_user_adds_during_a_build_are_not_lost() {
    let library = Library::new();
    library
        .publish(&[("index.html", "one"), ("old/index.html", "old")])
        .unwrap();
    library.write("dist/CNAME", "before");
    library.age("dist/CNAME");
    let content = |_| {
        library.write("dist/late/note.txt", "late");
        library.write("dist/old/late.txt", "late");
        // As editors save: a new file that takes the place of the old one.
        library.write("saved", "after");
        fs::rename(library.root().join("saved"), library.dist().join("CNAME")).unwrap();
        Ok::<_, PublishError>(FileBody::Bytes("two".into()))
    };
    publish(
        &library.dist(),
        library.root(),
        &one_path("index.html"),
        content,
        Flush::Later,
        &|| {},
    )
    .unwrap();
    let site = tree(&library.dist());
    assert_eq!(site["late/note.txt"], "late");
    assert_eq!(site["old/late.txt"], "late");
    assert_eq!(site["CNAME"], "after");
    assert_eq!(site["index.html"], "two");
}

#[test]
fn a_users_file_at_the_path_of_a_page_is_named_and_nothing_changes() {
    let library = Library::new();
    library
        .publish(&[("index.html", "home"), ("d/index.html", "d")])
        .unwrap();
    for (theirs, page) in [
        ("CNAME", "CNAME"),
        ("about", "about/index.html"),
        ("team/photo.png", "team"),
        ("d/note.txt", "d"),
    ] {
        library.write(&format!("dist/{theirs}"), "mine");
        let before = tree(library.root());
        let error = library
            .publish(&[("index.html", "new"), (page, "page")])
            .unwrap_err();
        let message = library.in_words(&error);
        assert!(message.starts_with("`LIBRARY/dist/"), "{message}");
        assert!(
            message.contains("is not casebook's, but the site needs this path; move it"),
            "{message}"
        );
        assert_eq!(tree(library.root()), before);
        fs::remove_file(library.dist().join(theirs)).unwrap();
    }
}

// Folders that are refused

#[test]
fn a_folder_that_casebook_did_not_make_is_refused_and_unchanged() {
    let library = Library::new();
    library.write("dist/thesis.txt", "ten years of work");
    assert_eq!(
        library.refusal(&library.dist()),
        "`LIBRARY/dist` has files in it that casebook did not write (there is no \
         `.casebook.json`); choose another folder with `--out`, or empty this one yourself"
    );
}

#[test]
fn a_folder_with_an_unusable_list_is_refused_and_unchanged() {
    let library = Library::new();
    for (list, cause) in [
        (
            "{\"about\": ",
            "EOF while parsing a value at line 1 column 10",
        ),
        (
            r#"{"about": "", "version": 2, "files": []}"#,
            "its version 2 is unknown",
        ),
    ] {
        library.write("dist/.casebook.json", list);
        assert_eq!(
            library.refusal(&library.dist()),
            format!(
                "`LIBRARY/dist/.casebook.json` does not say which files are casebook's ({cause}); \
                 restore this file, or delete the whole folder yourself"
            )
        );
    }
}

#[test]
fn an_empty_folder_is_used() {
    let library = Library::new();
    fs::create_dir(library.dist()).unwrap();
    library.publish(&[("a.html", "a")]).unwrap();
    assert_eq!(names(&library.dist()), [".casebook.json", "a.html"]);
}

#[test]
fn a_folder_that_gets_files_during_the_first_build_is_not_replaced() {
    let library = Library::new();
    let content = |_| {
        library.write("dist/thesis.txt", "ten years of work");
        Ok::<_, PublishError>(FileBody::Bytes(Vec::new()))
    };
    let error = publish(
        &library.dist(),
        library.root(),
        &one_path("a.html"),
        content,
        Flush::Later,
        &|| {},
    );
    assert!(matches!(error, Err(PublishError::NotOurs { .. })));
    assert_eq!(names(library.root()), ["dist", "dist/thesis.txt"]);
}

#[test]
fn folders_that_a_build_must_not_replace_are_refused() {
    let library = Library::new();
    library.write("content/index.md", "# Home");
    library.write("elsewhere/texts/a.md", "# A");
    symlink("elsewhere/texts", library.root().join("static")).unwrap();
    let root = library.root();
    for (out, what) in [
        (PathBuf::from("/"), "the root of the file system"),
        (std::env::home_dir().unwrap(), "your home folder"),
        (root.into(), "the library's own folder"),
        (root.join("content/.."), "the library's own folder"),
        (
            root.join("content"),
            "the library's folder `content`, or inside it",
        ),
        (
            root.join("content/new/dist"),
            "the library's folder `content`, or inside it",
        ),
        (
            root.join("themes"),
            "the library's folder `themes`, or inside it",
        ),
        (
            root.join("elsewhere"),
            "a folder that holds the library's `static`",
        ),
        (
            root.join("static/dist"),
            "the library's folder `static`, or inside it",
        ),
    ] {
        let message = library.refusal(&out);
        let expected = format!("is {what}, and a build would replace it; choose a folder");
        assert!(message.contains(&expected), "{}: {message}", out.display());
    }
}

#[test]
fn a_folder_that_contains_the_library_is_refused_even_without_sources() {
    let library = Library::new();
    fs::create_dir_all(library.root().join("work/library")).unwrap();
    let work = library.root().join("work");
    let content = |_| Ok::<_, PublishError>(FileBody::Bytes(Vec::new()));
    let error = publish(
        &work,
        &work.join("library"),
        &one_path("a.html"),
        content,
        Flush::Later,
        &|| {},
    );
    let message = error.unwrap_err().finding().message;
    assert!(
        message.contains("is a folder that holds the library's `content`"),
        "{message}"
    );
}

#[test]
fn a_file_or_a_link_instead_of_a_folder_is_refused() {
    let library = Library::new();
    library.write("file", "x");
    library.write("real/thesis.txt", "x");
    symlink("real", library.root().join("link")).unwrap();
    symlink("nowhere", library.root().join("dangling")).unwrap();
    for (out, what) in [
        ("file", "a file"),
        ("link", "a symbolic link"),
        ("link/", "a symbolic link"),
        ("dangling", "a symbolic link"),
    ] {
        let message = library.refusal(&library.root().join(out));
        let expected = format!("is {what}, but the site needs a folder; delete it, or choose");
        assert!(message.contains(&expected), "{message}");
    }
}

#[test]
fn a_folder_behind_a_link_and_a_new_folder_are_used() {
    let library = Library::new();
    fs::create_dir(library.root().join("real")).unwrap();
    symlink("real", library.root().join("link")).unwrap();
    library
        .publish_to(&library.root().join("link/dist"), &[("a.html", "a")])
        .unwrap();
    assert_eq!(library.read("real/dist/a.html"), "a");
    library
        .publish_to(&library.root().join("build/deep/dist/"), &[("a.html", "a")])
        .unwrap();
    assert_eq!(library.read("build/deep/dist/a.html"), "a");
}

#[test]
fn a_changed_list_does_not_lead_outside_the_folder() {
    let library = Library::new();
    library.publish(&[("a.html", "a")]).unwrap();
    library.write("precious", "x");
    let list = library
        .read("dist/.casebook.json")
        .replace("\"a.html\"", "\"a.html\", \"../precious\", \"/etc/hosts\"");
    library.write("dist/.casebook.json", &list);
    library.publish(&[("b.html", "b")]).unwrap();
    assert_eq!(library.read("precious"), "x");
    assert_eq!(names(&library.dist()), [".casebook.json", "b.html"]);
}

// Builds that end early

#[test]
fn a_page_that_fails_leaves_the_old_site_and_the_first_failure_is_reported() {
    enum Stop {
        Page(usize),
        Publish(PublishError),
    }
    impl From<PublishError> for Stop {
        fn from(error: PublishError) -> Stop {
            Stop::Publish(error)
        }
    }
    let library = Library::new();
    library.publish(&[("0.html", "old")]).unwrap();
    let before = tree(library.root());
    let paths = proved((0..1000).map(|i| format!("{i}.html")));
    for _ in 0..10 {
        let content = |i| match i {
            300.. if i % 7 == 0 => Err(Stop::Page(i)),
            _ => Ok(FileBody::Bytes("new".into())),
        };
        match publish(
            &library.dist(),
            library.root(),
            &paths,
            content,
            Flush::Later,
            &|| {},
        ) {
            Err(Stop::Page(page)) => assert_eq!(page, 301),
            Err(Stop::Publish(error)) => panic!("{error:?}"),
            Ok(_) => panic!("it is not published"),
        }
        assert_eq!(
            tree(library.root()),
            before,
            "and nothing is left beside it"
        );
    }
}

#[test]
fn two_builds_at_once_exclude_each_other() {
    let library = Library::new();
    let asked = AtomicBool::new(false);
    let content = |_| {
        let error = library.publish(&[("b.html", "b")]).unwrap_err();
        assert_eq!(
            library.in_words(&error),
            "another build is writing to `LIBRARY/dist`; wait until it has finished, or choose \
             another folder with `--out`"
        );
        library
            .publish_to(&library.root().join("other"), &[("b.html", "b")])
            .unwrap();
        asked.store(true, Ordering::Relaxed);
        Ok::<_, PublishError>(FileBody::Bytes("a".into()))
    };
    publish(
        &library.dist(),
        library.root(),
        &one_path("a.html"),
        content,
        Flush::Later,
        &|| {},
    )
    .unwrap();
    assert!(asked.into_inner());
    assert_eq!(names(&library.dist()), [".casebook.json", "a.html"]);
    library.publish(&[("b.html", "b")]).unwrap();
    assert_eq!(
        names(library.root()),
        [
            "dist",
            "dist/.casebook.json",
            "dist/b.html",
            "other",
            "other/.casebook.json",
            "other/b.html"
        ]
    );
}

#[test]
fn builds_that_get_the_lock_publish_whole_sites() {
    let library = Library::new();
    std::thread::scope(|scope| {
        for builder in 0..8 {
            let library = &library;
            scope.spawn(move || {
                for _ in 0..20 {
                    let text = format!("{builder}");
                    match library.publish(&[("a.html", &text), ("b/c.html", &text)]) {
                        Ok(_) | Err(PublishError::Busy { .. }) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            });
        }
    });
    assert_eq!(
        names(library.root()),
        [
            "dist",
            "dist/.casebook.json",
            "dist/a.html",
            "dist/b",
            "dist/b/c.html"
        ]
    );
    assert_eq!(library.read("dist/a.html"), library.read("dist/b/c.html"));
}

#[test]
fn leftovers_of_killed_builds_are_removed_and_the_users_files_are_restored() {
    let library = Library::new();
    library.publish(&[("a.html", "a")]).unwrap();
    library.write("dist/CNAME", "example.org");
    // Killed while the site was made.
    library.write(".dist.casebook/new-1/a.html", "half");
    fs::hard_link(
        library.dist().join("CNAME"),
        library.root().join(".dist.casebook/new-1/CNAME"),
    )
    .unwrap();
    // Killed while the list was written.
    library.write(".dist.casebook/new-2/.casebook.json", "{\"about\": \"The");
    library.write(".dist.casebook/new-2/b.html", "half");
    // Killed while the site before the last was removed.
    library.write(
        ".dist.casebook/new-3/.casebook.json",
        &library.read("dist/.casebook.json"),
    );
    library.write(".dist.casebook/new-3/a.html", "older");
    library.write(
        ".dist.casebook/new-3/late/note.txt",
        "came while it was built",
    );
    // The user's files in two forms: the newer one is the one that is wanted.
    library.write(".dist.casebook/new-3/saved.txt", "newer");
    library.write("dist/saved.txt", "older");
    library.age("dist/saved.txt");
    library.write(".dist.casebook/new-3/edited.txt", "older");
    library.age(".dist.casebook/new-3/edited.txt");
    library.write("dist/edited.txt", "newer");
    library.publish(&[("a.html", "b")]).unwrap();
    assert_eq!(
        names(library.root()),
        [
            "dist",
            "dist/.casebook.json",
            "dist/CNAME",
            "dist/a.html",
            "dist/edited.txt",
            "dist/late",
            "dist/late/note.txt",
            "dist/saved.txt"
        ]
    );
    assert_eq!(library.read("dist/CNAME"), "example.org");
    assert_eq!(library.read("dist/saved.txt"), "newer");
    assert_eq!(library.read("dist/edited.txt"), "newer");
}

#[test]
fn a_users_file_may_be_deleted_during_a_build() {
    let library = Library::new();
    library.publish(&[("a.html", "a")]).unwrap();
    library.write("dist/.git/index.lock", "");
    let content = |_| {
        fs::remove_file(library.dist().join(".git/index.lock")).unwrap();
        Ok::<_, PublishError>(FileBody::Bytes("b".into()))
    };
    publish(
        &library.dist(),
        library.root(),
        &one_path("a.html"),
        content,
        Flush::Later,
        &|| {},
    )
    .unwrap();
    assert_eq!(names(&library.dist()), [".casebook.json", ".git", "a.html"]);
}

/// A build that never ends: two sites in turn, until it is killed.
#[test]
#[ignore = "is started by the test below, which kills it"]
fn build_until_killed() {
    let Some(root) = std::env::var_os("CASEBOOK_KILLED_IN") else {
        return;
    };
    let out = Path::new(&root).join("dist");
    for text in ["one", "two"].into_iter().cycle() {
        let content = |i| Ok::<_, PublishError>(site_of(text)(i));
        publish(
            &out,
            Path::new(&root),
            &site_paths(),
            content,
            Flush::Later,
            &|| {},
        )
        .expect("it publishes");
    }
}

fn site_paths() -> SitePaths {
    proved((0..200).map(|i| format!("{}/{i}/index.html", i % 5)))
}

/// Every third page is the same in both sites.
fn site_of(text: &str) -> impl Fn(usize) -> FileBody + Sync {
    move |i| {
        FileBody::Bytes(if i % 3 == 0 {
            "same".into()
        } else {
            text.repeat(2000).into()
        })
    }
}

#[test]
fn a_kill_at_any_moment_leaves_a_whole_site_and_the_next_build_cleans_up() {
    let library = Library::new();
    let publish_one = || {
        let content = |i| Ok::<_, PublishError>(site_of("one")(i));
        publish(
            &library.dist(),
            library.root(),
            &site_paths(),
            content,
            Flush::Later,
            &|| {},
        )
        .unwrap();
    };
    publish_one();
    library.write("dist/.git/refs/HEAD", "mine");
    let whole =
        |text: &str| {
            let mut whole = tree(&library.dist());
            assert_eq!(whole.remove(".git/refs/HEAD").as_deref(), Some("mine"));
            assert!(whole.remove(".casebook.json").is_some());
            whole.retain(|_, holds| holds != "(a folder)");
            whole.len() == 200
                && site_paths().as_slice().iter().enumerate().all(|(i, path)| {
                    match site_of(text)(i) {
                        FileBody::Bytes(bytes) => whole[path].as_bytes() == bytes,
                        FileBody::File(_) => unreachable!("the sites have no files"),
                    }
                })
        };
    let mut caught_at_work = 0;
    for round in 0..25 {
        let before = inode(&library.dist());
        let mut child = build_in_a_child(library.root());
        while inode(&library.dist()) == before {
            assert!(
                child.try_wait().unwrap().is_none(),
                "the child builds until it is killed"
            );
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(round * 7 % 40));
        child.kill().unwrap();
        child.wait().unwrap();
        caught_at_work += usize::from(exists(&library.root().join(".dist.casebook")));
        assert!(whole("one") || whole("two"), "round {round}");
        if round % 3 == 0 {
            publish_one();
            assert!(whole("one"));
            assert_eq!(
                fs::read_dir(library.root()).unwrap().count(),
                1,
                "only dist is left"
            );
        }
    }
    assert!(
        caught_at_work > 5,
        "only {caught_at_work} kills hit a build"
    );
}

fn build_in_a_child(root: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--test-threads=1"])
        .arg(format!(
            "{}::build_until_killed",
            module_path!().split_once("::").unwrap().1
        ))
        .env("CASEBOOK_KILLED_IN", root)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

// File systems that can do less

#[test]
fn without_an_exchange_a_kill_between_the_two_renames_is_recovered() {
    let library = Library::new();
    library.publish(&[("a.html", "old")]).unwrap();
    library.write("dist/CNAME", "mine");
    library.write(".dist.casebook/new-1/a.html", "new");
    let (new, old) = (
        library.root().join(".dist.casebook/new-1"),
        library.root().join(".dist.casebook/old"),
    );
    assert_eq!(
        exchange_by_renames(&new, &library.dist(), &old).unwrap(),
        old
    );
    assert_eq!(library.read("dist/a.html"), "new");
    assert_eq!(library.read(".dist.casebook/old/a.html"), "old");

    // As if it had been killed after the first rename.
    fs::rename(library.dist(), &new).unwrap();
    let content = |_| {
        assert_eq!(
            library.read("dist/a.html"),
            "old",
            "it is back before anything else"
        );
        Ok::<_, PublishError>(FileBody::Bytes("newer".into()))
    };
    publish(
        &library.dist(),
        library.root(),
        &one_path("a.html"),
        content,
        Flush::Later,
        &|| {},
    )
    .unwrap();
    assert_eq!(
        names(library.root()),
        ["dist", "dist/.casebook.json", "dist/CNAME", "dist/a.html"]
    );
    assert_eq!(library.read("dist/a.html"), "newer");
}

#[test]
fn a_second_rename_that_fails_restores_the_old_site() {
    let library = Library::new();
    library.publish(&[("a.html", "old")]).unwrap();
    let (new, old) = (library.root().join("missing"), library.root().join("old"));
    assert!(exchange_by_renames(&new, &library.dist(), &old).is_err());
    assert_eq!(library.read("dist/a.html"), "old");
}

#[test]
fn without_hard_links_files_are_copied_with_their_time_and_permissions() {
    let library = Library::new();
    library.write("a/b.txt", "text");
    library.age("a/b.txt");
    let (from, to) = (
        library.root().join("a/b.txt"),
        library.root().join("c/d/b.txt"),
    );
    fs::set_permissions(&from, fs::Permissions::from_mode(0o440)).unwrap();
    copy(&from, &to).unwrap();
    assert_eq!(library.read("c/d/b.txt"), "text");
    assert!(library.is_old("c/d/b.txt"));
    assert_eq!(
        fs::metadata(&to).unwrap().permissions().mode() & 0o777,
        0o440
    );
    assert!(
        copy(&from, &to).is_err(),
        "a file that is there is not written into"
    );

    symlink("b.txt", library.root().join("a/link")).unwrap();
    copy(
        &library.root().join("a/link"),
        &library.root().join("c/link"),
    )
    .unwrap();
    assert_eq!(
        fs::read_link(library.root().join("c/link")).unwrap(),
        Path::new("b.txt")
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_mount_point_is_refused() {
    let out = Path::new("/dev/shm");
    let device = |path| fs::metadata(path).expect("Linux has this folder").dev();
    assert_ne!(device("/dev/shm"), device("/dev"), "it is a mount point");
    let library = Library::new();
    assert_eq!(
        library.refusal(out),
        "`/dev/shm` cannot be replaced, because it is a mount point or part of a container image; \
         choose a folder inside it, for example `--out /dev/shm/site`"
    );
}
