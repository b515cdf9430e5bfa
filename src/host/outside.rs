//! Links to other sites into whether their pages are still there.
//!
//! It asks politely: for the head of a page before the page, one request at a time to each site
//! with pauses in between, and not again for a page that was there in the last week.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use url::Url;

use super::cache::DiskCache;
use super::disk::plain;
use crate::audit::outward::Answer;
use crate::parse::date::Date;

/// How sites are asked.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// Longest time for one request, from start to end.
    pub timeout: Duration,
    /// Time between two requests to one site.
    pub pause: Duration,
    /// Time before the second try. The third waits four times as long.
    pub backoff: Duration,
    /// How many sites are asked at the same time.
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
const MAX_TRIES: u32 = 3;

/// Longest wait that a site can ask for with `Retry-After`.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// How many redirects are followed from one link.
const MAX_REDIRECTS: usize = 10;

/// For how many days an answer is kept. A page that was missing is asked for each time, so that a
/// corrected link counts immediately.
const KEPT_DAYS: i32 = 7;

/// If this many sites are silent and none has answered, the network itself is down.
const MIN_SILENT_SITES: usize = 12;

/// The answers of other sites.
#[derive(Debug)]
pub struct CheckedLinks {
    /// Answers by the URL that was asked for.
    pub answers: BTreeMap<String, Answer>,
    /// True if a site answered, or if no site had to be asked.
    pub is_online: bool,
    /// How many answers were kept from earlier runs.
    pub saved: usize,
    /// Why answers could not be kept for the next run.
    pub unsaved: Option<io::Error>,
}

/// Asks for every URL that has no answer from the last week before `today`.
pub fn check_links(
    urls: &[&str],
    cache: Option<&DiskCache>,
    today: Date,
    manners: Manners,
) -> CheckedLinks {
    let mut kept = AnswerCache::read(cache, today);
    let mut answers = BTreeMap::new();
    let mut sites: BTreeMap<String, Vec<(&str, Url)>> = BTreeMap::new();
    for &url in urls {
        if let Some(saved) = kept.answers.get(url) {
            answers.insert(url.to_owned(), saved.answer.clone());
        } else if let Ok(parsed) = Url::parse(url) {
            let site = parsed.authority().to_owned();
            sites.entry(site).or_default().push((url, parsed));
        } else {
            let answer = Answer::Silent(Failure::NotAnAddress.to_string());
            answers.insert(url.to_owned(), answer);
        }
    }
    let saved = answers.len();
    if sites.is_empty() {
        return CheckedLinks {
            answers,
            is_online: true,
            saved,
            unsaved: None,
        };
    }
    let asker = Asker::new(manners);
    for (url, answer) in asker.all(&sites) {
        if matches!(answer, Answer::Fine | Answer::Moved(_) | Answer::Closed(_)) {
            let saved = SavedAnswer {
                day: today.to_string(),
                answer: answer.clone(),
            };
            kept.answers.insert(url.clone(), saved);
        }
        answers.insert(url, answer);
    }
    CheckedLinks {
        answers,
        is_online: asker.is_online.into_inner(),
        saved,
        unsaved: cache.and_then(|cache| kept.write(cache).err()),
    }
}

/// The client that asks, and what is known of the network so far.
struct Asker {
    agent: ureq::Agent,
    manners: Manners,
    is_online: AtomicBool,
    silent_sites: AtomicUsize,
}

impl Asker {
    fn new(manners: Manners) -> Asker {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // `page` follows redirects, because only permanent ones are reported.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(manners.timeout))
            .user_agent(concat!(
                "casebook/",
                env!("CARGO_PKG_VERSION"),
                " (checks links)"
            ))
            .build();
        Asker {
            agent: config.new_agent(),
            manners,
            is_online: AtomicBool::new(false),
            silent_sites: AtomicUsize::new(0),
        }
    }

    /// Asks all sites, several at the same time.
    fn all(&self, sites: &BTreeMap<String, Vec<(&str, Url)>>) -> Vec<(String, Answer)> {
        let sites: Vec<&Vec<(&str, Url)>> = sites.values().collect();
        let ask = || {
            sites
                .par_iter()
                .with_max_len(1)
                .flat_map_iter(|site| self.site(site))
                .collect()
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.manners.sites)
            .build();
        pool.map_or_else(|_| ask(), |pool| pool.install(ask))
    }

    /// Asks one site for its pages, one after the other.
    fn site(&self, pages: &[(&str, Url)]) -> Vec<(String, Answer)> {
        let mut answers: Vec<(String, Answer)> = vec![];
        for (number, (written, url)) in pages.iter().enumerate() {
            if self.is_offline() {
                break;
            }
            if number > 0 {
                thread::sleep(self.manners.pause);
            }
            let (answer, is_unreachable) = match self.page(url) {
                Ok(answer) => (answer, false),
                Err(failure) => (
                    Answer::Silent(failure.to_string()),
                    matches!(failure, Failure::NoConnection(_)),
                ),
            };
            answers.push(((*written).to_owned(), answer.clone()));
            if is_unreachable {
                // No page of this site can be reached.
                let others = pages[number + 1..].iter();
                answers.extend(others.map(|(other, _)| ((*other).to_owned(), answer.clone())));
                break;
            }
        }
        answers
    }

    fn is_offline(&self) -> bool {
        !self.is_online.load(Ordering::Relaxed)
            && self.silent_sites.load(Ordering::Relaxed) >= MIN_SILENT_SITES
    }

    /// Follows a URL to its page.
    fn page(&self, start: &Url) -> Result<Answer, Failure> {
        let mut url = start.clone();
        // The URL that permanent redirects alone lead to.
        let (mut is_permanent, mut permanent) = (true, start.clone());
        for _ in 0..=MAX_REDIRECTS {
            let (status, next) = self.status(&url)?;
            match (status, next.and_then(|next| url.join(&next).ok())) {
                (300..=399, Some(next)) if matches!(next.scheme(), "http" | "https") => {
                    is_permanent &= matches!(status, 301 | 308);
                    url = next;
                    if is_permanent {
                        permanent = url.clone();
                    }
                }
                (200..=399, _) if permanent == *start => return Ok(Answer::Fine),
                (200..=399, _) => return Ok(Answer::Moved(permanent.into())),
                (404 | 410, _) => return Ok(Answer::Gone(status)),
                (500..=599, _) => return Err(Failure::Status(status)),
                _ => return Ok(Answer::Closed(status)),
            }
        }
        Err(Failure::TooManyRedirects)
    }

    /// Returns the status of one URL and where it redirects to. Tries again if that may help.
    fn status(&self, url: &Url) -> Result<(u16, Option<String>), Failure> {
        // Some servers do not know HEAD, or answer it wrongly.
        let mut get = false;
        let mut tries = 0;
        loop {
            let response = if get {
                self.agent.get(url.as_str()).call()
            } else {
                self.agent.head(url.as_str()).call()
            };
            let (answer, wait) = match response {
                Ok(response) => {
                    self.is_online.store(true, Ordering::Relaxed);
                    let header =
                        |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
                    let status = response.status().as_u16();
                    let answer = (status, header("location"));
                    if status < 400 {
                        return Ok(answer);
                    }
                    if !get {
                        get = true;
                        thread::sleep(self.manners.pause);
                        continue;
                    }
                    if status != 429 && status < 500 {
                        return Ok(answer);
                    }
                    let seconds = header("retry-after").and_then(|seconds| seconds.parse().ok());
                    (Ok(answer), seconds.map(Duration::from_secs))
                }
                Err(error) => (Err(Failure::from(error)), None),
            };
            get = true;
            tries += 1;
            let is_final = answer.as_ref().is_err_and(|failure| !failure.may_pass());
            if tries >= MAX_TRIES || is_final || self.is_offline() {
                if answer.is_err() {
                    self.silent_sites.fetch_add(1, Ordering::Relaxed);
                }
                return answer;
            }
            let backoff = self.manners.backoff * 4_u32.pow(tries - 1);
            thread::sleep(wait.map_or(backoff, |wait| wait.max(backoff).min(MAX_WAIT)));
        }
    }
}

/// Why a site did not answer. Displayed as words that follow "the site".
enum Failure {
    NoConnection(Option<String>),
    Late,
    Insecure(String),
    NotAnAddress,
    Status(u16),
    TooManyRedirects,
    Other(String),
}

impl Failure {
    /// Returns whether another try may succeed. A wrong URL or certificate stays wrong.
    fn may_pass(&self) -> bool {
        matches!(self, Failure::NoConnection(_) | Failure::Late)
    }
}

impl From<ureq::Error> for Failure {
    fn from(error: ureq::Error) -> Failure {
        use ureq::Error;
        match error {
            Error::Timeout(_) => Failure::Late,
            Error::HostNotFound => Failure::NoConnection(Some("there is no such name".to_owned())),
            Error::ConnectionFailed => Failure::NoConnection(None),
            Error::Io(error) => match error.kind() {
                io::ErrorKind::TimedOut => Failure::Late,
                io::ErrorKind::InvalidData => Failure::Insecure(error.to_string()),
                _ => Failure::NoConnection(Some(plain(&error))),
            },
            Error::Rustls(_) | Error::Tls(_) => Failure::Insecure(error.to_string()),
            Error::BadUri(_) | Error::Http(_) => Failure::NotAnAddress,
            other => Failure::Other(other.to_string()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NoConnection(None) => write!(f, "cannot be reached"),
            Failure::NoConnection(Some(why)) => write!(f, "cannot be reached ({why})"),
            Failure::Late => write!(f, "does not answer in time"),
            Failure::Insecure(why) => write!(f, "does not offer a secure connection ({why})"),
            Failure::NotAnAddress => write!(f, "cannot be asked: this is not a web address"),
            Failure::Status(status) => write!(f, "has an error of its own ({status})"),
            Failure::TooManyRedirects => write!(f, "redirects too often"),
            Failure::Other(why) => write!(f, "sends an answer that makes no sense ({why})"),
        }
    }
}

/// Answers of earlier runs, by URL.
#[derive(Debug, Default, Serialize, Deserialize)]
struct AnswerCache {
    answers: BTreeMap<String, SavedAnswer>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedAnswer {
    /// The day of the answer.
    day: String,
    answer: Answer,
}

/// Name of the file in the cache.
const FILE: &str = "outside.json";

impl AnswerCache {
    /// Reads the answers that are still fresh. If the file cannot be read, every URL is asked for.
    fn read(cache: Option<&DiskCache>, today: Date) -> AnswerCache {
        let bytes = cache.and_then(|cache| cache.read(FILE)).unwrap_or_default();
        let mut kept: AnswerCache = serde_json::from_slice(&bytes).unwrap_or_default();
        let is_fresh = |day: &str| {
            Date::parse(day).is_ok_and(|day| (0..KEPT_DAYS).contains(&today.days_after(day)))
        };
        kept.answers.retain(|_, saved| is_fresh(&saved.day));
        kept
    }

    fn write(&self, cache: &DiskCache) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        cache.write(FILE, &text)
    }
}
