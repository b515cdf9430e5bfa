//! Other sites asked whether the pages that a library links to are still there.
//!
//! Politely: a page's head before the page, one request after the other to each site, with pauses,
//! and nothing that was there within the week is asked for again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use url::Url;

use super::cache::{self, CACHE};
use super::read::plain;
use crate::audit::outward::Answer;
use crate::parse::date::Date;

/// How a site is asked.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// For one request, all in all.
    pub timeout: Duration,
    /// Between two requests to one site.
    pub pause: Duration,
    /// Before the second try, and four times as long before the third.
    pub backoff: Duration,
    /// Sites asked at the same time.
    pub sites: usize,
}

impl Default for Manners {
    fn default() -> Manners {
        Manners {
            timeout: Duration::from_secs(20),
            pause: Duration::from_millis(250),
            backoff: Duration::from_millis(500),
            sites: 16,
        }
    }
}

/// How often a page is asked for before its site counts as silent.
const TRIES: u32 = 3;

/// The longest that a site's `Retry-After` is waited for.
const MOST_PATIENCE: Duration = Duration::from_secs(30);

/// Redirects that are followed from one link.
const MOST_HOPS: usize = 10;

/// For how many days an answer is kept. What was not there is asked for each time, so that a mended
/// link is seen at once.
const KEPT_DAYS: i32 = 7;

/// With so many sites silent and none heard of, it is the network that is silent.
const ENOUGH_SILENT: usize = 12;

/// What came of asking.
#[derive(Debug)]
pub struct Asked {
    pub answers: BTreeMap<String, Answer>,
    /// Whether any site answered at all; yes, where none had to be asked.
    pub reached: bool,
    /// Answers that had been kept.
    pub kept: usize,
    /// Why answers could not be kept for the next time.
    pub unkept: Option<io::Error>,
}

/// Asks for every address that has not been there within the week before `today`.
pub fn ask(urls: &[&str], root: &Path, today: Date, manners: Manners) -> Asked {
    let mut cache = Cache::read(root, today);
    let mut answers = BTreeMap::new();
    let mut sites: BTreeMap<String, Vec<(&str, Url)>> = BTreeMap::new();
    for &url in urls {
        match (cache.answers.get(url), Url::parse(url)) {
            (Some(kept), _) => {
                answers.insert(url.to_owned(), kept.answer.clone());
            }
            (None, Ok(parsed)) => {
                sites
                    .entry(parsed.authority().to_owned())
                    .or_default()
                    .push((url, parsed));
            }
            (None, Err(_)) => {
                answers.insert(
                    url.to_owned(),
                    Answer::Silent("cannot be asked: this is not a web address".into()),
                );
            }
        }
    }
    let kept = answers.len();
    if sites.is_empty() {
        return Asked {
            answers,
            reached: true,
            kept,
            unkept: None,
        };
    }
    let asker = Asker::new(manners);
    let sites: Vec<&Vec<(&str, Url)>> = sites.values().collect();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(manners.sites)
        .build();
    let all = || {
        sites
            .par_iter()
            .with_max_len(1)
            .flat_map_iter(|site| asker.site(site))
            .collect::<Vec<_>>()
    };
    let heard = pool.map_or_else(|_| all(), |pool| pool.install(all));
    for (url, answer) in heard {
        if matches!(answer, Answer::Fine | Answer::Moved(_) | Answer::Closed(_)) {
            cache.answers.insert(
                url.clone(),
                Kept {
                    day: today.to_string(),
                    answer: answer.clone(),
                },
            );
        }
        answers.insert(url, answer);
    }
    let unkept = cache.write(root).err();
    Asked {
        answers,
        reached: asker.reached.into_inner(),
        kept,
        unkept,
    }
}

struct Asker {
    agent: ureq::Agent,
    manners: Manners,
    reached: AtomicBool,
    silent: AtomicUsize,
}

impl Asker {
    fn new(manners: Manners) -> Asker {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // Followed here, to know which of them are for good.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(manners.timeout))
            .user_agent(concat!(
                "casebook/",
                env!("CARGO_PKG_VERSION"),
                " (checks links)"
            ))
            .build();
        let (reached, silent) = (AtomicBool::new(false), AtomicUsize::new(0));
        Asker {
            agent: config.new_agent(),
            manners,
            reached,
            silent,
        }
    }

    /// Asks one site for its pages, one after the other.
    fn site(&self, pages: &[(&str, Url)]) -> Vec<(String, Answer)> {
        let mut answers: Vec<(String, Answer)> = vec![];
        for (number, (written, url)) in pages.iter().enumerate() {
            if self.offline() {
                break;
            }
            if number > 0 {
                thread::sleep(self.manners.pause);
            }
            let answer = self.page(url.clone());
            // A site whose name is not known, or that refuses, does so for all its pages.
            let silent = matches!(&answer, Answer::Silent(why) if why.starts_with(NO_CONNECTION));
            answers.push(((*written).to_owned(), answer.clone()));
            if silent {
                answers.extend(
                    pages[number + 1..]
                        .iter()
                        .map(|(other, _)| ((*other).to_owned(), answer.clone())),
                );
                break;
            }
        }
        answers
    }

    fn offline(&self) -> bool {
        !self.reached.load(Ordering::Relaxed)
            && self.silent.load(Ordering::Relaxed) >= ENOUGH_SILENT
    }

    /// Follows an address to its page.
    fn page(&self, start: Url) -> Answer {
        let mut url = start.clone();
        // How far the way leads by redirects for good alone.
        let (mut for_good, mut settled) = (true, start.clone());
        for _ in 0..=MOST_HOPS {
            let (status, next) = match self.heard(&url) {
                Ok(heard) => heard,
                Err(why) => return Answer::Silent(why),
            };
            match (status, next.and_then(|next| url.join(&next).ok())) {
                (300..=399, Some(next)) if matches!(next.scheme(), "http" | "https") => {
                    for_good &= matches!(status, 301 | 308);
                    url = next;
                    if for_good {
                        settled = url.clone();
                    }
                }
                (200..=399, _) if settled == start => return Answer::Fine,
                (200..=399, _) => return Answer::Moved(settled.into()),
                (404 | 410, _) => return Answer::Gone(status),
                (500.., _) if status < 600 => {
                    return Answer::Silent(format!(
                        "answers that it has a fault of its own ({status})"
                    ));
                }
                _ => return Answer::Closed(status),
            }
        }
        Answer::Silent("leads on and on, and never to a page".to_owned())
    }

    /// The status of one address, and where it leads on to; tried more than once where it is worth
    /// it.
    fn heard(&self, url: &Url) -> Result<(u16, Option<String>), String> {
        // Some servers know no HEAD, or answer it otherwise than they should.
        let mut whole = false;
        let mut tries = 0;
        loop {
            let asked = match whole {
                true => self.agent.get(url.as_str()).call(),
                false => self.agent.head(url.as_str()).call(),
            };
            if asked.is_ok() {
                self.reached.store(true, Ordering::Relaxed);
            }
            let (heard, wait) = match asked {
                Ok(answer) => {
                    let header =
                        |name: &str| Some(answer.headers().get(name)?.to_str().ok()?.to_owned());
                    let status = answer.status().as_u16();
                    let heard = Ok((status, header("location")));
                    if status < 400 {
                        return heard;
                    }
                    if !whole {
                        whole = true;
                        thread::sleep(self.manners.pause);
                        continue;
                    }
                    if status != 429 && status < 500 {
                        return heard;
                    }
                    (
                        heard,
                        header("retry-after")
                            .and_then(|seconds| seconds.parse().ok())
                            .map(Duration::from_secs),
                    )
                }
                Err(error) => (Err(why(&error)), None),
            };
            whole = true;
            tries += 1;
            // What is wrong with an address or a certificate is so the next time too.
            let lasting = heard
                .as_ref()
                .is_err_and(|why| !why.starts_with(NO_CONNECTION) && *why != LATE);
            if tries >= TRIES || lasting || self.offline() {
                if heard.is_err() {
                    self.silent.fetch_add(1, Ordering::Relaxed);
                }
                return heard;
            }
            let backoff = self.manners.backoff * 4_u32.pow(tries - 1);
            thread::sleep(wait.map_or(backoff, |wait| wait.max(backoff).min(MOST_PATIENCE)));
        }
    }
}

const NO_CONNECTION: &str = "cannot be reached";
const LATE: &str = "does not answer in time";

/// What kept a request from being answered, in words that follow "the site".
fn why(error: &ureq::Error) -> String {
    use ureq::Error;
    let io = |error: &io::Error| match error.kind() {
        io::ErrorKind::TimedOut => LATE.to_owned(),
        io::ErrorKind::InvalidData => format!("offers no connection that can be trusted ({error})"),
        _ => format!("{NO_CONNECTION} ({})", plain(error)),
    };
    match error {
        Error::Timeout(_) => LATE.to_owned(),
        Error::HostNotFound => format!("{NO_CONNECTION} (no such name)"),
        Error::ConnectionFailed => NO_CONNECTION.to_owned(),
        Error::Io(error) => io(error),
        Error::Rustls(_) | Error::Tls(_) => {
            format!("offers no connection that can be trusted ({error})")
        }
        Error::BadUri(_) | Error::Http(_) => {
            "cannot be asked: this is not a web address".to_owned()
        }
        other => format!("answers in a way that makes no sense ({other})"),
    }
}

/// Answers of earlier runs.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cache {
    answers: BTreeMap<String, Kept>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// The day of the answer.
    day: String,
    answer: Answer,
}

const FILE: &str = "outside.json";

impl Cache {
    /// What is still fresh. A file that cannot be read is as good as none: all is asked again.
    fn read(root: &Path, today: Date) -> Cache {
        let text = fs::read_to_string(root.join(CACHE).join(FILE)).unwrap_or_default();
        let mut cache: Cache = serde_json::from_str(&text).unwrap_or_default();
        let fresh = |day: &str| {
            Date::parse(day).is_ok_and(|day| (0..KEPT_DAYS).contains(&today.days_after(day)))
        };
        cache.answers.retain(|_, kept| fresh(&kept.day));
        cache
    }

    fn write(&self, root: &Path) -> io::Result<()> {
        let folder = cache::folder(root)?;
        let text = serde_json::to_string_pretty(self).map_err(io::Error::other)?;
        // A run that is stopped midway leaves the old file whole.
        let new = folder.join(format!("{FILE}.new"));
        fs::write(&new, text)?;
        fs::rename(new, folder.join(FILE))
    }
}
