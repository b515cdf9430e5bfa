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

use super::unix;
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

/// A rendering that was seen.
struct Seen {
    /// How long ago that was first.
    time: Duration,
    /// Bytes of memory that the program had then.
    memory: u64,
}

/// The longest time between two looks that counts. More has passed if the program was stopped, or
/// the computer slept.
const MAX_STEP: Duration = Duration::from_secs(1);

fn follow(running: &Weak<Running>, limits: Limits, end: &dyn Fn(&Finding)) {
    let mut seen: HashMap<u64, Seen> = HashMap::new();
    let mut last = Instant::now();
    while let Some(running) = running.upgrade() {
        let renderings = running.all();
        drop(running);
        let now = Instant::now();
        let (step, memory) = ((now - last).min(MAX_STEP), unix::memory());
        last = now;
        seen.retain(|number, _| renderings.iter().any(|one| one.number == *number));
        for rendering in &renderings {
            let seen = seen
                .entry(rendering.number)
                .and_modify(|seen| seen.time += step)
                .or_insert(Seen {
                    time: Duration::ZERO,
                    memory,
                });
            if let Some(finding) = excess(rendering, seen, memory, limits) {
                end(&finding);
                return;
            }
        }
        thread::sleep(limits.pause);
    }
}

/// Why the program has to be ended, if it has to be. Stops a rendering before that.
fn excess(rendering: &Rendering, seen: &Seen, memory: u64, limits: Limits) -> Option<Finding> {
    let time = seen.time;
    if memory > seen.memory + limits.memory {
        return Some(rendering.greedy());
    }
    if time > limits.time {
        rendering.stop();
    }
    (time > limits.time + limits.grace).then(|| rendering.endless())
}
