//! `casebook serve`: shows the site on this computer, and makes it anew after each change.
//!
//! One thread waits for changes and makes a site of each. Other threads answer requests with the
//! latest site. Neither stops because of problems in the library: the page shows what could be
//! made, with a panel of the problems.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use tokio::sync::watch;

use super::Outcome;
use super::counts::seconds;
use super::library::{LibraryArgs, LoadedSettings, SettingsError, load_settings, undo_interrupted};
use super::printer::{Printer, print_error, print_line};
use super::templates::watch_templates;
use crate::compile::{Cache, Compiled, Inputs, compile, strictly};
use crate::config;
use crate::host::cache::DiskCache;
use crate::host::disk::plain;
use crate::host::folder::Folder;
use crate::host::preview::{self, Panel, Snapshot};
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
        findings: vec![],
        is_stale: true,
    };
    let snapshot = session.make_site(&Changed::Unknown);
    printer.print(&format!(
        "Read {} in {}: {}",
        counted(
            snapshot.library.site.size().studies,
            "case study",
            "case studies"
        ),
        duration(started.elapsed()),
        snapshot.panel.heading
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
    thread::spawn(move || session.follow(watch, &sender));
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

/// A running preview: the library as it was last read, and what was made of it.
struct Session {
    library: LibraryArgs,
    settings: LoadedSettings,
    theme: Reported<Vec<ThemeFile>>,
    files: LibraryFiles,
    cache: Cache,
    /// All findings in the library. Only new ones are printed.
    findings: Vec<Finding>,
    /// True if the library has changed since the site was made.
    is_stale: bool,
}

impl Session {
    /// Makes a site after each change, for as long as the program runs.
    fn follow(mut self, mut watch: Watch, sender: &watch::Sender<Snapshot>) {
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
            let snapshot = match self.read(&changed) {
                Ok(()) if !self.is_stale => continue,
                Ok(()) => self.make_site(&changed),
                // The last site stays, with the new problems.
                Err(error) => Snapshot {
                    panel: self.refuse_settings(error, &changed),
                    version: version(),
                    ..sender.borrow().clone()
                },
            };
            let heading = snapshot.panel.heading.clone();
            // Dropping a large library takes time, so it happens after the exchange.
            let _last = sender.send_replace(snapshot);
            printer.print(&format!(
                "{}: {heading}, in {}",
                in_words(&changed),
                duration(started.elapsed())
            ));
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
    fn make_site(&mut self, changed: &Changed) -> Snapshot {
        let content = self.files.content();
        let LibraryContent { sources, files } = content.value;
        let inputs = Inputs {
            config: self.settings.config.clone(),
            sources,
            files,
            theme: self.theme.value.clone(),
            publication: self.library.publication(),
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
        let findings = strictly(found, &inputs.config).findings;
        let settings = &self.settings.source;
        let settings =
            |path: &FilePath| (*path == settings.path).then_some(settings.text.as_str().into());
        let texts = |path: &FilePath| inputs.text(path).or_else(|| settings(path));
        let panel = report_new(
            &self.findings,
            &findings,
            changed,
            &self.library.printer(),
            &texts,
        );
        self.findings = findings;
        Snapshot {
            library: Arc::new(preview::PreviewedLibrary::new(inputs, site)),
            panel,
            version: version(),
        }
    }

    /// Reports settings that cannot be used, and returns the panel to show with the last site.
    fn refuse_settings(&mut self, error: SettingsError, changed: &Changed) -> Panel {
        // Settings that are put right again make a new site, even if they are the old ones.
        self.is_stale = true;
        let texts = |path: &FilePath| error.text(path);
        let panel = report_new(
            &self.findings,
            &error.findings,
            changed,
            &self.library.printer(),
            &texts,
        );
        self.findings = error.findings;
        Panel {
            heading: format!("{} in the settings", panel.heading),
            ..panel
        }
    }
}

/// Reports the findings that are new or in a file that was just saved, and returns the panel with
/// all of them.
fn report_new(
    before: &[Finding],
    findings: &[Finding],
    changed: &Changed,
    printer: &Printer,
    texts: &report::Texts,
) -> Panel {
    let known: HashSet<_> = before.iter().map(identity).collect();
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
    let counts = FindingCounts::of(findings);
    Panel {
        heading: counts.in_words(),
        is_open: counts.errors > 0,
        findings: report::first_in_words(findings, preview::MAX_FINDINGS, texts),
        all: findings.len(),
    }
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
