//! Ends templates that never end.
//!
//! A theme's template can loop for ever, or double a text until the memory is full. Nothing within
//! the template language stops that. So a thread looks at what is being rendered. It stops a page
//! that takes too long, which ends as soon as it writes something. A template that writes nothing
//! can only be ended with the whole program.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::render::theme::{MAX_MEBIBYTES, MAX_SECONDS, Rendering, Running};
use crate::report::Finding;

/// How much a rendering may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// After this time it is stopped.
    time: Duration,
    /// After this time more, the program is ended.
    grace: Duration,
    /// Bytes that the program may grow by during a rendering.
    memory: u64,
    /// The time between two looks.
    pause: Duration,
}

impl Limits {
    /// Those for a library.
    pub(crate) const USUAL: Limits = Limits {
        time: Duration::from_secs(MAX_SECONDS),
        grace: Duration::from_secs(2),
        memory: MAX_MEBIBYTES * 1024 * 1024,
        pause: Duration::from_millis(25),
    };
}

/// Watches what is being rendered, for as long as its theme is in use.
///
/// Calls `end` with the reason if the program has to be ended.
pub(crate) fn watch(
    running: &Arc<Running>,
    limits: Limits,
    end: impl Fn(&Finding) + Send + 'static,
) {
    let running = Arc::downgrade(running);
    thread::spawn(move || follow(&running, limits, &end));
}

/// A rendering when it was first seen.
struct Seen {
    at: Instant,
    /// Bytes of memory that the program had then.
    memory: u64,
}

fn follow(running: &Weak<Running>, limits: Limits, end: &dyn Fn(&Finding)) {
    let mut seen: HashMap<u64, Seen> = HashMap::new();
    while let Some(running) = running.upgrade() {
        let renderings = running.all();
        drop(running);
        let (now, memory) = (Instant::now(), memory());
        seen.retain(|number, _| renderings.iter().any(|one| one.number == *number));
        for rendering in &renderings {
            let first = seen
                .entry(rendering.number)
                .or_insert(Seen { at: now, memory });
            if let Some(finding) = excess(rendering, first, (now, memory), limits) {
                end(&finding);
                return;
            }
        }
        thread::sleep(limits.pause);
    }
}

/// Why the program has to be ended, if it has to be. Stops a rendering before that.
fn excess(
    rendering: &Rendering,
    first: &Seen,
    (now, memory): (Instant, u64),
    limits: Limits,
) -> Option<Finding> {
    let time = now.duration_since(first.at);
    if memory > first.memory + limits.memory {
        return Some(rendering.greedy());
    }
    if time > limits.time {
        rendering.stop();
    }
    (time > limits.time + limits.grace).then(|| rendering.endless())
}

/// The bytes of memory that the program has. 0 where only other systems than Linux can say.
fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|counts| counts.split(' ').nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * rustix::param::page_size() as u64
}
