//! `casebook serve`: shows the site on this computer, and makes it anew after each change.
//!
//! One thread waits for changes and makes a site of each. Other threads answer requests with the
//! latest site, and one checks it, which takes longer than to make it. None stops because of problems
//! in the library: the page shows what could be made, with a panel of the problems.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use tokio::sync::watch;

use super::Outcome;
use super::counts::seconds;
use super::library::{LibraryArgs, LoadedSettings, SettingsError, load_settings, undo_interrupted};
use super::printer::{Printer, print_error, print_line};
use super::templates::watch_templates;
use crate::compile::{Cache, Compiled, Inputs, check, compile, strictly};
use crate::config;
use crate::host::cache::DiskCache;
use crate::host::disk::plain;
use crate::host::folder::Folder;
use crate::host::pictures;
use crate::host::preview::{self, Panel, PreviewedLibrary, Snapshot};
use crate::host::read::{Changed, LibraryContent, LibraryFiles, theme};
use crate::host::watch::Watch;
use crate::report::{self, Finding, FindingCounts, Reported, counted};
use crate::source::{FilePath, ThemeFile};

#[derive(Debug, Args)]
#[command(mut_arg("drafts", |arg| arg.help("Show drafts")))]
pub(super) struct Serve {
    #[command(flatten)]
    library: LibraryArgs,
    /// Port to use on this computer (0 picks a free one)
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// Open the site in your browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &Serve) -> Outcome {
    serve(args).err().unwrap_or(Outcome::Fine)
}

/// Starts the preview, which runs until the program is stopped.
///
/// # Errors
///
/// Fails, having reported why, if the preview cannot start.
fn serve(args: &Serve) -> Result<(), Outcome> {
    let (library, root, printer) = (&args.library, &args.library.root, args.library.printer());
    let started = Instant::now();
    undo_interrupted(library);
    let settings = load_settings(root, None).map_err(|error| error.report(&printer))?;
    let folder = Folder::open(root).map_err(|error| report_folder(root, &error))?;
    if let Err(refused) = DiskCache::existing(&folder) {
        printer.report(&[refused.finding()], &|_| None);
    }
    let listener = preview::listener(args.port).map_err(|error| report_port(args.port, &error))?;
    // Starts before the files are read, so that no change is missed.
    let watch = Watch::new(root).map_err(|error| report_unwatched(&error))?;
    let mut session = Session {
        theme: theme(&settings.folder, &settings.config),
        files: LibraryFiles::read(&settings.folder),
        cache: Cache::default(),
        library: library.clone(),
        settings,
        is_stale: true,
    };
    let snapshot = session.make_site(&Panel::default(), &Changed::Unknown);
    printer.print(&format!(
        "Read {} in {}: {}",
        counted(
            snapshot.library.site.size().studies,
            "case study",
            "case studies"
        ),
        duration(started.elapsed()),
        FindingCounts::of(snapshot.panel.findings()).in_words()
    ));
    let address = listener.local_addr().expect("a listener has an address");
    let address = format!("http://{address}{}", snapshot.library.site.base());
    // On a line of its own, for programs that wait for it.
    let _ = writeln!(io::stdout(), "{address}");
    printer.print("Pages reload when you save a file. Press Ctrl-C to stop.");
    if args.open
        && let Err(error) = open::that_detached(&address)
    {
        print_line(&format!(
            "warning: cannot open a browser: {}",
            plain(&error)
        ));
    }
    let (sender, latest) = watch::channel(snapshot);
    let sender = Arc::new(sender);
    let checker = Checker {
        latest: sender.clone(),
        folder: Folder::open(root).map_err(|error| report_folder(root, &error))?,
        printer: printer.clone(),
        thread: one_thread().map_err(|error| report_threads(&error))?,
    };
    let (made, news) = mpsc::channel();
    // The first site is checked too.
    made.send(()).expect("the other end is still here");
    thread::spawn(move || checker.follow(&news));
    thread::spawn(move || session.follow(watch, &sender, &made));
    preview::answer(listener, folder, latest).map_err(|error| {
        print_error(&format!("cannot answer requests: {error}"), "");
        Outcome::Outside
    })
}

fn report_port(port: u16, error: &io::Error) -> Outcome {
    let (problem, help) = match error.kind() {
        io::ErrorKind::AddrInUse => (
            format!("port {port} is used by another program, perhaps another preview"),
            "stop that program, or pick a free port with `--port 0`",
        ),
        io::ErrorKind::PermissionDenied => (
            format!("port {port} is reserved for the system"),
            "choose a port above 1023, or pick a free one with `--port 0`",
        ),
        _ => (format!("cannot use port {port}: {}", plain(error)), ""),
    };
    print_error(&problem, help);
    Outcome::Outside
}

fn report_folder(root: &Path, error: &io::Error) -> Outcome {
    print_error(
        &format!("cannot open {}: {}", root.display(), plain(error)),
        "",
    );
    Outcome::Outside
}

fn report_unwatched(error: &io::Error) -> Outcome {
    print_error(
        &format!("cannot watch the library for changes: {error}"),
        "",
    );
    Outcome::Outside
}

fn report_threads(error: &rayon::ThreadPoolBuildError) -> Outcome {
    print_error(&format!("cannot start a thread: {error}"), "");
    Outcome::Outside
}

/// A running preview: the library as it was last read, and what was made of it.
struct Session {
    library: LibraryArgs,
    settings: LoadedSettings,
    theme: Reported<Vec<ThemeFile>>,
    files: LibraryFiles,
    cache: Cache,
    /// True if the library has changed since the site was made.
    is_stale: bool,
}

impl Session {
    /// Makes a site after each change, for as long as the program runs. Says so in `made`.
    fn follow(
        mut self,
        mut watch: Watch,
        sender: &watch::Sender<Snapshot>,
        made: &mpsc::Sender<()>,
    ) {
        let printer = self.library.printer();
        loop {
            let changed = match watch.change() {
                Ok(changed) => changed,
                Err(error) => {
                    // The last site is still shown.
                    report_unwatched(&error);
                    return;
                }
            };
            let started = Instant::now();
            let before = sender.borrow().panel.clone();
            let (snapshot, is_new_site) = match self.read(&changed) {
                Ok(()) if !self.is_stale => continue,
                Ok(()) => (self.make_site(&before, &changed), true),
                // The last site stays, with the new problems.
                Err(error) => {
                    let snapshot = Snapshot {
                        panel: Arc::new(self.refuse_settings(&before, error, &changed)),
                        version: version(),
                        ..sender.borrow().clone()
                    };
                    (snapshot, false)
                }
            };
            let counts = FindingCounts::of(snapshot.panel.findings()).in_words();
            let place = if is_new_site { "" } else { " in the settings" };
            // Dropping a large library takes time, so it happens after the exchange.
            let _last = sender.send_replace(snapshot);
            printer.print(&format!(
                "{}: {counts}{place}, in {}",
                in_words(&changed),
                duration(started.elapsed())
            ));
            if is_new_site && made.send(()).is_err() {
                return;
            }
        }
    }

    /// Reads what has changed, and sets `is_stale` if that makes another site.
    fn read(&mut self, changed: &Changed) -> Result<(), SettingsError> {
        let root = &self.settings.folder;
        if changed.concerns_below("content") || changed.concerns_below("static") {
            let files = self.files.read_again(root, changed);
            self.is_stale |= !files.is_same(&self.files);
            self.files = files;
        }
        let themes = changed.concerns_below("themes");
        let mut other_settings = false;
        // The settings are checked again after a change in `themes` too: they name a theme, which
        // may be new or deleted.
        if themes || changed.concerns(config::FILE) {
            let settings = load_settings(&self.library.root, None)?;
            // Equal settings stay the same value, because the cache is only used with that.
            if settings.source != self.settings.source {
                self.settings = settings;
                other_settings = true;
            }
        }
        if themes || other_settings {
            let theme = theme(&self.settings.folder, &self.settings.config);
            self.is_stale |= other_settings || theme != self.theme;
            self.theme = theme;
        }
        Ok(())
    }

    /// Makes the site of what was read, and reports new findings.
    fn make_site(&mut self, before: &Panel, changed: &Changed) -> Snapshot {
        let content = self.files.content();
        let LibraryContent { sources, files } = content.value;
        let inputs = Inputs {
            config: self.settings.config.clone(),
            sources,
            files,
            theme: self.theme.value.clone(),
            publication: self.library.publication(),
            // It would make the index after each change.
            expected: None,
        };
        let compiled = compile(&inputs, &self.cache, &mut |_| ());
        let Compiled { site, cache } = compiled.value;
        watch_templates(&site, self.library.printer(), "the preview has ended");
        self.cache = cache;
        self.is_stale = false;
        let mut findings = self.settings.findings.clone();
        findings.extend(self.theme.findings.iter().cloned());
        findings.extend(content.findings);
        findings.extend(compiled.findings);
        let found = Reported {
            value: (),
            findings,
        };
        let panel = Panel {
            of_build: strictly(found, &inputs.config).findings,
            of_check: unchanged(&before.of_check, changed),
            settings: Some(self.settings.source.clone()),
            edition: 0,
        };
        let texts = |path: &FilePath| inputs.text(path).or_else(|| panel.settings_text(path));
        let new = &panel.of_build;
        report_new(before, new, changed, &self.library.printer(), &texts);
        Snapshot {
            library: Arc::new(PreviewedLibrary::new(inputs, site)),
            panel: Arc::new(panel),
            version: version(),
        }
    }

    /// Reports settings that cannot be used, and returns the panel to show with the last site.
    fn refuse_settings(
        &mut self,
        before: &Panel,
        error: SettingsError,
        changed: &Changed,
    ) -> Panel {
        // Settings that are put right again make a new site, even if they are the old ones.
        self.is_stale = true;
        let texts = |path: &FilePath| error.text(path);
        let printer = self.library.printer();
        report_new(before, &error.findings, changed, &printer, &texts);
        Panel {
            of_build: error.findings,
            settings: error.source,
            ..Panel::default()
        }
    }
}

/// Checks each site while its pages are already shown.
struct Checker {
    latest: Arc<watch::Sender<Snapshot>>,
    folder: Folder,
    printer: Printer,
    /// One thread of its own, so that the next site need not wait for the end of a check.
    thread: rayon::ThreadPool,
}

impl Checker {
    /// Checks the latest site whenever there is news of one.
    fn follow(self, news: &mpsc::Receiver<()>) {
        while news.recv().is_ok() {
            // Only the latest counts.
            while news.try_recv().is_ok() {}
            let started = Instant::now();
            let snapshot = self.latest.borrow().clone();
            let of_check = self.thread.install(|| self.check(&snapshot.library));
            self.show(&snapshot, of_check, started.elapsed());
        }
    }

    /// Returns what a check finds and a build does not.
    fn check(&self, library: &PreviewedLibrary) -> Vec<Finding> {
        let PreviewedLibrary { inputs, site, .. } = library;
        let mut findings = check(inputs, site).findings;
        // A cache that cannot be used was reported at the start.
        let cache = DiskCache::existing(&self.folder).ok().flatten();
        let of_pictures = pictures::check(&self.folder, cache.as_ref(), &site.pictures());
        findings.extend(strictly(of_pictures, &inputs.config).findings);
        findings
    }

    /// Shows and reports findings, unless there is a newer site by now.
    fn show(&self, checked: &Snapshot, of_check: Vec<Finding>, time: Duration) {
        let before = &checked.panel;
        if before.of_check == of_check {
            return;
        }
        let panel = Panel {
            of_check,
            edition: before.edition + 1,
            ..(**before).clone()
        };
        let panel = Arc::new(panel);
        let is_shown = self.latest.send_if_modified(|latest| {
            let is_latest = latest.version == checked.version;
            if is_latest {
                latest.panel = panel.clone();
            }
            is_latest
        });
        if is_shown {
            let inputs = &checked.library.inputs;
            let texts = |path: &FilePath| inputs.text(path).or_else(|| panel.settings_text(path));
            let none = Changed::Paths(BTreeSet::new());
            report_new(before, &panel.of_check, &none, &self.printer, &texts);
            let counts = FindingCounts::of(panel.findings()).in_words();
            let time = duration(time);
            self.printer.print(&format!("Checked: {counts}, in {time}"));
        }
    }
}

/// Returns a thread for checks.
///
/// # Errors
///
/// Fails if the system has none.
fn one_thread() -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build()
}

/// Returns the findings of the last check that a change has not made out of date.
fn unchanged(findings: &[Finding], changed: &Changed) -> Vec<Finding> {
    let Changed::Paths(_) = changed else {
        return vec![];
    };
    let places = |finding: &Finding| {
        let also = finding.also.iter().map(|(place, _)| place.file.clone());
        finding
            .place
            .iter()
            .map(|place| place.file.clone())
            .chain(also)
            .collect::<Vec<_>>()
    };
    let kept = findings
        .iter()
        .filter(|finding| !places(finding).iter().any(|file| changed.concerns(file)));
    kept.cloned().collect()
}

/// Reports the findings that are new or in a file that was just saved.
fn report_new(
    before: &Panel,
    findings: &[Finding],
    changed: &Changed,
    printer: &Printer,
    texts: &report::Texts,
) {
    let known: HashSet<_> = before.findings().map(identity).collect();
    let is_in_saved_file = |finding: &Finding| {
        let place = finding.place.as_ref();
        matches!(changed, Changed::Paths(_))
            && place.is_some_and(|place| changed.concerns(&place.file))
    };
    let new: Vec<Finding> = findings
        .iter()
        .filter(|finding| is_in_saved_file(finding) || !known.contains(&identity(finding)))
        .cloned()
        .collect();
    printer.report(&new, texts);
}

/// What makes two findings the same one, wherever in the file it is now.
fn identity(finding: &Finding) -> (Option<FilePath>, report::Rule, String) {
    let file = finding.place.as_ref().map(|place| place.file.clone());
    (file, finding.rule, finding.message.clone())
}

fn in_words(changed: &Changed) -> String {
    match changed {
        Changed::Paths(paths) if paths.len() == 1 => paths.iter().cloned().collect(),
        Changed::Paths(paths) => counted(paths.len(), "file", "files"),
        Changed::Unknown => "many files".to_owned(),
    }
}

/// Returns a time in milliseconds below a second, else in seconds.
fn duration(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        seconds(time)
    }
}

/// Returns a number that differs each time, in this run of the program and the next.
fn version() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_micros() as u64)
}
