//! `casebook serve`: shows the site on this computer, as it is after each change of the library.
//!
//! One thread waits for changes and makes a site of each; others answer requests with the latest.
//! What is wrong stops neither: the page shows what could be made, and what there is to mend.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use tokio::sync::watch;

use super::Outcome;
use super::library::{Library, Settings, Stop, settings};
use super::tell::{Counts, counted, line, say, seconds, show};
use crate::compile::{Cache, Compiled, Inputs, compile, strictly};
use crate::config;
use crate::host::preview::{self, Panel, Shown};
use crate::host::read::{Changed, Content, Known, plain, theme};
use crate::host::watch::Watch;
use crate::report::{self, Finding, Reported};
use crate::source::{FilePath, ThemeFile};

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    library: Library,
    /// Where it listens on this computer; 0 is any port that is free
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
}

pub fn run(serve: &Serve) -> Outcome {
    started(serve).err().unwrap_or(Outcome::Fine)
}

/// Starts, and goes on until the program is ended.
fn started(serve: &Serve) -> Result<(), Outcome> {
    let Serve {
        library,
        port,
        open,
    } = serve;
    let Library { root, format, .. } = library;
    let started = Instant::now();
    let outside = |said: String| {
        line(&said);
        Outcome::Outside
    };
    let settings = settings(root, None).map_err(|stop| stop.tell(library))?;
    let listener = preview::listener(*port).map_err(|error| outside(taken(*port, &error)))?;
    // Before the files are read, so that no change falls between.
    let watch = Watch::new(root).map_err(|error| outside(unwatched(&error)))?;
    let theme = theme(root, &settings.config);
    let (known, cache) = (Known::new(root), Cache::default());
    let mut desk = Desk {
        library: serve.library.clone(),
        settings,
        theme,
        known,
        cache,
        found: vec![],
        stale: true,
    };
    let shown = desk.site(&Changed::Unknown);
    let studies = counted(
        shown.library.site.size().studies,
        "case study",
        "case studies",
    );
    say(
        *format,
        &format!(
            "Read {studies} in {}: {}",
            duration(started.elapsed()),
            shown.panel.heading
        ),
    );
    let address = listener.local_addr().expect("a listener has an address");
    let address = format!("http://{address}{}", shown.library.site.base());
    // By itself, for programs that wait for it.
    let _ = writeln!(io::stdout(), "{address}");
    say(
        *format,
        "Changes show as soon as they are saved. Ctrl-C ends this.",
    );
    if *open && let Err(error) = open::that_detached(&address) {
        line(&format!(
            "warning: no browser could be opened: {}",
            plain(&error)
        ));
    }
    let (tell, latest) = watch::channel(shown);
    thread::spawn(move || desk.follow(watch, &tell));
    preview::answer(listener, root, latest)
        .map_err(|error| outside(format!("error: nothing is answered: {error}")))
}

fn taken(port: u16, error: &io::Error) -> String {
    let (what, help) = match error.kind() {
        io::ErrorKind::AddrInUse => (
            "is taken by another program, perhaps another preview",
            "end that one",
        ),
        io::ErrorKind::PermissionDenied => ("is kept for the system", "take one above 1023"),
        _ => return format!("error: port {port} cannot be had: {}", plain(error)),
    };
    format!("error: port {port} {what}\n  = help: {help}, or have any that is free with `--port 0`")
}

fn unwatched(error: &io::Error) -> String {
    format!("error: the library cannot be watched for changes: {error}")
}

/// The library as it was last read, and what was made of it.
struct Desk {
    library: Library,
    settings: Settings,
    theme: Reported<Vec<ThemeFile>>,
    known: Known,
    cache: Cache,
    /// What was last said.
    found: Vec<Finding>,
    /// Whether what was read differs from what is shown.
    stale: bool,
}

impl Desk {
    /// Makes a site after each change, for as long as the program runs.
    fn follow(mut self, mut watch: Watch, tell: &watch::Sender<Shown>) {
        loop {
            let changed = match watch.change() {
                Ok(changed) => changed,
                // What there is can still be looked at.
                Err(error) => return line(&unwatched(&error)),
            };
            let started = Instant::now();
            let shown = match self.read(&changed) {
                Ok(()) if !self.stale => continue,
                Ok(()) => self.site(&changed),
                // The last site stays, under what is wrong now.
                Err(stop) => {
                    let panel = self.stopped(stop, &changed);
                    Shown {
                        panel,
                        version: version(),
                        ..tell.borrow().clone()
                    }
                }
            };
            let heading = shown.panel.heading.clone();
            // Taking a large library down takes a while, for which nobody need wait.
            let _last = tell.send_replace(shown);
            say(
                self.library.format,
                &format!(
                    "{}: {heading}, in {}",
                    in_words(&changed),
                    duration(started.elapsed())
                ),
            );
        }
    }

    /// Reads what changed; `stale` then says whether it makes another site.
    fn read(&mut self, changed: &Changed) -> Result<(), Stop> {
        let root = &self.library.root;
        if changed.concerns_below("content") || changed.concerns_below("static") {
            let known = self.known.again(root, changed);
            self.stale |= !known.is_same(&self.known);
            self.known = known;
        }
        let themes = changed.concerns_below("themes");
        let mut other_settings = false;
        // They name a theme, which may have come or gone.
        if themes || changed.concerns(config::FILE) {
            let settings = settings(root, None)?;
            // The same settings stay the very same value, by which the next run knows them.
            if settings.source != self.settings.source {
                self.settings = settings;
                other_settings = true;
            }
        }
        if themes || other_settings {
            let theme = theme(root, &self.settings.config);
            self.stale |= other_settings || theme != self.theme;
            self.theme = theme;
        }
        Ok(())
    }

    /// Makes the site of what was read, and says what was found.
    fn site(&mut self, changed: &Changed) -> Shown {
        let Reported {
            value: Content { sources, files },
            findings: read,
        } = self.known.content();
        let (config, theme) = (self.settings.config.clone(), self.theme.value.clone());
        let inputs = Inputs {
            config,
            sources,
            files,
            theme,
            choice: self.library.choice(),
        };
        let compiled = compile(&inputs, &self.cache, &mut |_| ());
        let Compiled { site, cache } = compiled.value;
        self.cache = cache;
        self.stale = false;
        let mut found = self.settings.findings.clone();
        found.extend(self.theme.findings.iter().cloned());
        found.extend(read);
        found.extend(compiled.findings);
        let found = strictly(
            Reported {
                value: (),
                findings: found,
            },
            &inputs.config,
        )
        .findings;
        let settings = &self.settings.source;
        let settings =
            |path: &FilePath| (*path == settings.path).then_some(settings.text.as_str().into());
        let texts = |path: &FilePath| inputs.text(path).or_else(|| settings(path));
        let panel = told(&self.found, &found, changed, &self.library, &texts);
        self.found = found;
        Shown {
            library: Arc::new(preview::Library::new(inputs, site)),
            panel,
            version: version(),
        }
    }

    /// Says why there is no site, and what the last one is shown with meanwhile.
    fn stopped(&mut self, stop: Stop, changed: &Changed) -> Panel {
        // Once it is over there is a site to be made, if only to say so.
        self.stale = true;
        let panel = told(
            &self.found,
            &stop.findings,
            changed,
            &self.library,
            &|path| stop.text(path),
        );
        self.found = stop.findings;
        Panel {
            heading: format!("{} in the settings", panel.heading),
            ..panel
        }
    }
}

/// Says what is new, in the terminal; all of it goes into the page.
///
/// What was said before need not be said again, but of the files that are worked on.
fn told(
    before: &[Finding],
    found: &[Finding],
    changed: &Changed,
    library: &Library,
    texts: &report::Texts,
) -> Panel {
    let known_by = |finding: &Finding| {
        (
            finding.place.as_ref().map(|place| place.file.clone()),
            finding.rule,
            finding.message.clone(),
        )
    };
    let before: HashSet<_> = before.iter().map(known_by).collect();
    let of_changed = |finding: &Finding| {
        let place = finding.place.as_ref();
        matches!(changed, Changed::Paths(_))
            && place.is_some_and(|place| changed.concerns(&place.file))
    };
    let new = found
        .iter()
        .filter(|finding| of_changed(finding) || !before.contains(&known_by(finding)));
    show(&new.cloned().collect::<Vec<_>>(), library, texts);
    let counts = Counts::of(found);
    let plain = report::Format::Human { colour: false };
    let first = report::in_order(found).into_iter().take(preview::MOST);
    let findings =
        first.map(|finding| report::show(std::slice::from_ref(finding), plain, "", texts));
    Panel {
        heading: counts.in_words(),
        open: counts.errors > 0,
        findings: findings.collect(),
        all: found.len(),
    }
}

fn in_words(changed: &Changed) -> String {
    match changed {
        Changed::Paths(paths) if paths.len() == 1 => paths.iter().cloned().collect(),
        Changed::Paths(paths) => counted(paths.len(), "file", "files"),
        Changed::Unknown => "many files".to_owned(),
    }
}

fn duration(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        seconds(time)
    }
}

/// Another one each time, in this run of the program and the next.
fn version() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_micros() as u64)
}
