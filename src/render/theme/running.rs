//! The templates that are being rendered, so that one that never ends can be noticed.
//!
//! This floor has no clock and cannot end a loop of a template. It keeps a list of what is being
//! rendered. `host` looks at the list, and stops what takes too long.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::report::{Finding, rules};
use crate::source::Place;

/// The most bytes of one page.
///
/// The longest real page lists all terms of a library; with 100,000 of them it has 20 MB. A text of
/// 2 MB, the longest that is read, makes a page of 8 MB if all of its letters are escaped.
pub(super) const MAX_PAGE: usize = 64 * 1024 * 1024;

/// Seconds that a template may take for one page. Nearly all take some thousandths of a second.
pub const MAX_SECONDS: u64 = 10;

/// Memory that the program may grow by while one page is made.
pub const MAX_MEBIBYTES: u64 = 512;

/// What is being rendered now, on all threads.
#[derive(Debug, Default)]
pub struct Running {
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    renderings: BTreeMap<u64, Arc<Rendering>>,
    /// How many there have been.
    count: u64,
}

/// One page, or a part of one, while a template makes it.
#[derive(Debug)]
pub struct Rendering {
    /// A number that no other rendering has.
    pub number: u64,
    /// The name of the template, for example `study.html`.
    template: String,
    /// The file of the template.
    file: String,
    /// The address of the page.
    page: String,
    is_stopped: AtomicBool,
}

impl Running {
    fn list(&self) -> MutexGuard<'_, List> {
        self.list
            .lock()
            .expect("no code that holds the lock panics")
    }

    /// Everything that is being rendered.
    pub fn all(&self) -> Vec<Arc<Rendering>> {
        self.list().renderings.values().cloned().collect()
    }

    /// Adds a rendering to the list, until what is returned is dropped.
    pub(super) fn begin(&self, template: &str, file: &str, page: &str) -> Begun<'_> {
        let mut list = self.list();
        list.count += 1;
        let rendering = Arc::new(Rendering {
            number: list.count,
            template: template.to_owned(),
            file: file.to_owned(),
            page: page.to_owned(),
            is_stopped: AtomicBool::new(false),
        });
        list.renderings.insert(rendering.number, rendering.clone());
        Begun {
            rendering,
            running: self,
        }
    }
}

/// A rendering that is on the list.
pub(super) struct Begun<'r> {
    pub(super) rendering: Arc<Rendering>,
    running: &'r Running,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.running
            .list()
            .renderings
            .remove(&self.rendering.number);
    }
}

impl Rendering {
    /// Ends the rendering as soon as it writes something.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// The finding for a template that takes too long.
    pub fn endless(&self) -> Finding {
        self.failure(format!("does not end within {MAX_SECONDS} seconds"))
            .help("look in it, and in what it includes, for a loop that goes through too much")
    }

    /// The finding for a template that takes too much memory.
    pub fn greedy(&self) -> Finding {
        self.failure(format!("takes more than {MAX_MEBIBYTES} MiB of memory"))
            .help("look in it, and in what it includes, for a text that grows in a loop")
    }

    pub(super) fn too_long(&self) -> Finding {
        let megabytes = MAX_PAGE / (1024 * 1024);
        self.failure(format!("writes more than {megabytes} MiB")).help(
            "look in it, and in what it includes, for a loop that writes too much, or split the \
             text of the page",
        )
    }

    fn failure(&self, what: String) -> Finding {
        let Rendering { template, page, .. } = self;
        Finding::error(
            rules::TEMPLATE_FAILS,
            format!("`{template}` {what}, while making `/{page}`"),
        )
        .at(Place::file(self.file.as_str()), "")
    }
}

/// The bytes of a page, which can be stopped from growing.
pub(super) struct PageWriter<'r> {
    pub(super) bytes: Vec<u8>,
    pub(super) rendering: &'r Rendering,
}

impl PageWriter<'_> {
    /// True if the page would be too long.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() > MAX_PAGE
    }
}

impl Write for PageWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_full() || self.rendering.is_stopped() {
            return Err(io::Error::other("the page is not finished"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
