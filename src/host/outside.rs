//! Links to other sites into whether their pages are still there.
//!
//! It asks politely: for the head of a page before the page, one request at a time to each site
//! with pauses in between, and not again for a page that was there in the last week. It asks only
//! the internet, and no longer than some minutes, whatever other sites do.

mod public;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use self::public::{NotPublic, PublicResolver, names_private};
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
    /// Longest time for all sites together. Links that are left then have no answer.
    pub deadline: Duration,
    /// Whose sites are asked.
    pub reach: Reach,
}

/// Where sites are that are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On the internet.
    Internet,
    /// On this computer and its private networks too.
    Everywhere,
}

impl Default for Manners {
    fn default() -> Manners {
        Manners {
            timeout: Duration::from_secs(20),
            pause: Duration::from_millis(250),
            backoff: Duration::from_millis(500),
            sites: 16,
            deadline: Duration::from_secs(10 * 60),
            reach: Reach::Internet,
        }
    }
}

/// How often a page is asked for before its site counts as silent.
const MAX_TRIES: u32 = 3;

/// How many requests a site may leave without an answer in time before it is given up.
const MAX_SILENCES: u32 = 2;

/// Longest time that a site can have the check wait with `Retry-After`, over all of its pages.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// How many redirects are followed from one link.
const MAX_REDIRECTS: usize = 10;

/// For how many days an answer is kept. A page that was missing is asked for each time, so that a
/// corrected link counts immediately.
const KEPT_DAYS: i32 = 7;

/// If this many sites are silent and none has answered, the others are not asked.
const MIN_SILENT_SITES: usize = 12;

/// The answers of other sites.
#[derive(Debug)]
pub struct CheckedLinks {
    /// Answers by the URL that was asked for.
    pub answers: BTreeMap<String, Answer>,
    /// False if the network itself seems to be down.
    pub is_online: bool,
    /// How many links were left when the time was over. They have no answer.
    pub unasked: usize,
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
    let (mut answers, mut saved) = (BTreeMap::new(), 0);
    let mut sites: BTreeMap<String, Vec<(&str, Url)>> = BTreeMap::new();
    for &url in urls {
        let answer = match (kept.answers.get(url), Url::parse(url)) {
            (Some(kept), _) => {
                saved += 1;
                kept.answer.clone()
            }
            (None, Ok(parsed)) if has_password(&parsed) => Answer::Password,
            (None, Ok(parsed)) => {
                let site = parsed.authority().to_owned();
                sites.entry(site).or_default().push((url, parsed));
                continue;
            }
            (None, Err(_)) => Answer::Silent(Failure::NotAnAddress.to_string()),
        };
        answers.insert(url.to_owned(), answer);
    }
    if sites.is_empty() {
        return CheckedLinks {
            answers,
            is_online: true,
            unasked: 0,
            saved,
            unsaved: None,
        };
    }
    let asker = Asker::new(manners);
    for (url, answer) in asker.all(&sites) {
        if is_kept(&answer) {
            let saved = SavedAnswer {
                day: today.to_string(),
                answer: answer.clone(),
            };
            kept.answers.insert(url.clone(), saved);
        }
        answers.insert(url, answer);
    }
    CheckedLinks {
        is_online: asker.is_online(),
        unasked: urls.len() - answers.len(),
        answers,
        saved,
        unsaved: cache.and_then(|cache| kept.write(cache).err()),
    }
}

/// Returns whether a URL has a user name or password, which nobody should send who is not meant.
fn has_password(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// The client that asks, and what is known of the network so far.
struct Asker {
    agent: ureq::Agent,
    manners: Manners,
    started: Instant,
    has_answer: AtomicBool,
    silent_sites: AtomicUsize,
    /// True once a site was silent in a way that a missing network is too.
    may_be_offline: AtomicBool,
}

/// What one site has cost so far.
#[derive(Default)]
struct Patience {
    /// Requests without an answer in time.
    silences: u32,
    /// Time that the site has asked the check to wait.
    waited: Duration,
}

impl Asker {
    fn new(manners: Manners) -> Asker {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // `page` follows redirects, because only permanent ones are reported.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!(
                "casebook/",
                env!("CARGO_PKG_VERSION"),
                " (checks links)"
            ))
            .build();
        let agent = match manners.reach {
            Reach::Everywhere => config.new_agent(),
            Reach::Internet => {
                let connector = DefaultConnector::default();
                ureq::Agent::with_parts(config, connector, PublicResolver::default())
            }
        };
        Asker {
            agent,
            manners,
            started: Instant::now(),
            has_answer: AtomicBool::new(false),
            silent_sites: AtomicUsize::new(0),
            may_be_offline: AtomicBool::new(false),
        }
    }

    /// Returns whether the network is there. Two dead sites are too many for a coincidence; one
    /// says nothing of it if the system has a way to the internet.
    fn is_online(&self) -> bool {
        if self.has_answer.load(Ordering::Relaxed) {
            return true;
        }
        match self.silent_sites.load(Ordering::Relaxed) {
            0 => true,
            1 => !self.may_be_offline.load(Ordering::Relaxed) || has_route(),
            _ => false,
        }
    }

    /// Returns the time that is left for all sites.
    fn left(&self) -> Duration {
        let left = self.manners.deadline.checked_sub(self.started.elapsed());
        left.unwrap_or_default()
    }

    /// Waits, but not beyond the deadline.
    fn wait(&self, time: Duration) {
        thread::sleep(time.min(self.left()));
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

    /// Asks one site for its pages, one after the other, as long as there is time.
    fn site(&self, pages: &[(&str, Url)]) -> Vec<(String, Answer)> {
        let mut answers: Vec<(String, Answer)> = vec![];
        let mut patience = Patience::default();
        for (number, (written, url)) in pages.iter().enumerate() {
            if self.is_given_up() {
                break;
            }
            if number > 0 {
                self.wait(self.manners.pause);
            }
            let (answer, is_dead) = match self.page(url, &mut patience) {
                Ok(answer) => (answer, false),
                Err(_) if self.left().is_zero() => break,
                Err(Failure::Private) => (Answer::Private, false),
                Err(failure) => {
                    let is_dead = match failure {
                        Failure::NoConnection { .. } => true,
                        Failure::Late => patience.silences >= MAX_SILENCES,
                        _ => false,
                    };
                    (Answer::Silent(failure.to_string()), is_dead)
                }
            };
            answers.push(((*written).to_owned(), answer.clone()));
            if is_dead {
                // The other pages of this site would give the same answer.
                self.silent_sites.fetch_add(1, Ordering::Relaxed);
                let others = pages[number + 1..].iter();
                answers.extend(others.map(|(other, _)| ((*other).to_owned(), answer.clone())));
                break;
            }
        }
        answers
    }

    /// Returns whether no other site needs to be asked.
    fn is_given_up(&self) -> bool {
        let is_offline = !self.has_answer.load(Ordering::Relaxed)
            && self.silent_sites.load(Ordering::Relaxed) >= MIN_SILENT_SITES;
        is_offline || self.left().is_zero()
    }

    /// Follows a URL to its page.
    fn page(&self, start: &Url, patience: &mut Patience) -> Result<Answer, Failure> {
        let mut url = start.clone();
        // The URL that permanent redirects alone lead to.
        let (mut is_permanent, mut permanent) = (true, start.clone());
        for _ in 0..=MAX_REDIRECTS {
            if self.manners.reach == Reach::Internet && names_private(&url) {
                return Err(Failure::Private);
            }
            let (status, next) = self.status(&url, patience)?;
            match (status, next.and_then(|next| url.join(&next).ok())) {
                (300..=399, Some(next)) if matches!(next.scheme(), "http" | "https") => {
                    is_permanent &= matches!(status, 301 | 308);
                    if has_password(&next) {
                        return Ok(Answer::Closed(status));
                    }
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
    fn status(&self, url: &Url, patience: &mut Patience) -> Result<(u16, Option<String>), Failure> {
        // Some servers do not know HEAD, or answer it wrongly.
        let mut get = false;
        let mut tries = 0;
        loop {
            let (answer, wait) = match self.request(url, get) {
                Ok(answer) => {
                    self.has_answer.store(true, Ordering::Relaxed);
                    let Reply {
                        status,
                        location,
                        wait,
                    } = answer;
                    if status < 400 || (get && status != 429 && status < 500) {
                        return Ok((status, location));
                    }
                    if !get {
                        get = true;
                        self.wait(self.manners.pause);
                        continue;
                    }
                    (Ok((status, location)), wait)
                }
                Err(failure) => (Err(failure), None),
            };
            get = true;
            tries += 1;
            let may_pass = match &answer {
                Ok(_) => true,
                Err(Failure::Late) => {
                    patience.silences += 1;
                    patience.silences < MAX_SILENCES
                }
                Err(failure) => failure.may_pass(),
            };
            if tries >= MAX_TRIES || !may_pass || self.is_given_up() {
                return answer;
            }
            let backoff = self.manners.backoff * 4_u32.pow(tries - 1);
            let wait = wait.unwrap_or_default().max(backoff);
            if wait > backoff {
                patience.waited = patience.waited.saturating_add(wait);
                if patience.waited > MAX_WAIT {
                    return answer;
                }
            }
            self.wait(wait);
        }
    }

    /// Asks for a URL once.
    fn request(&self, url: &Url, get: bool) -> Result<Reply, Failure> {
        let request = if get {
            self.agent.get(url.as_str())
        } else {
            self.agent.head(url.as_str())
        };
        let timeout = self.manners.timeout.min(self.left());
        let response = request
            .config()
            .timeout_global(Some(timeout))
            .build()
            .call()
            .map_err(|error| {
                let failure = Failure::from(error);
                let is_refused = matches!(failure, Failure::NoConnection { refused: true, .. });
                self.may_be_offline.fetch_or(!is_refused, Ordering::Relaxed);
                failure
            })?;
        let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let seconds = header("retry-after").and_then(|seconds| seconds.parse().ok());
        Ok(Reply {
            status: response.status().as_u16(),
            location: header("location"),
            wait: seconds.map(Duration::from_secs),
        })
    }
}

/// What a site says to one request.
struct Reply {
    status: u16,
    location: Option<String>,
    /// How long the check should wait before it asks again.
    wait: Option<Duration>,
}

/// Why a site did not answer. Displayed as words that follow "the site".
enum Failure {
    NoConnection {
        why: Option<String>,
        /// True if the site's computer itself has said so.
        refused: bool,
    },
    /// The address is not on the internet.
    Private,
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
        matches!(self, Failure::NoConnection { .. } | Failure::Late)
    }
}

impl From<ureq::Error> for Failure {
    fn from(error: ureq::Error) -> Failure {
        use ureq::Error;
        let dead = |why| Failure::NoConnection {
            why,
            refused: false,
        };
        match error {
            Error::Timeout(_) => Failure::Late,
            Error::HostNotFound => dead(Some("there is no such name".to_owned())),
            Error::ConnectionFailed => dead(None),
            Error::Io(error) => match error.kind() {
                io::ErrorKind::TimedOut => Failure::Late,
                io::ErrorKind::InvalidData => Failure::Insecure(error.to_string()),
                kind => Failure::NoConnection {
                    why: Some(plain(&error)),
                    refused: kind == io::ErrorKind::ConnectionRefused,
                },
            },
            Error::Rustls(_) | Error::Tls(_) => Failure::Insecure(error.to_string()),
            Error::BadUri(_) | Error::Http(_) => Failure::NotAnAddress,
            Error::Other(error) if error.is::<NotPublic>() => Failure::Private,
            other => Failure::Other(other.to_string()),
        }
    }
}

/// Returns whether the system has a way to the internet. Nothing is sent: a UDP socket only looks
/// the way up. The addresses are for documentation.
fn has_route() -> bool {
    let v4 = (
        Ipv4Addr::UNSPECIFIED.into(),
        Ipv4Addr::new(192, 0, 2, 1).into(),
    );
    let v6 = (
        Ipv6Addr::UNSPECIFIED.into(),
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
    );
    [v4, v6].into_iter().any(|(own, other): (IpAddr, IpAddr)| {
        UdpSocket::bind((own, 0)).is_ok_and(|socket| socket.connect((other, 9)).is_ok())
    })
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NoConnection { why: None, .. } => write!(f, "cannot be reached"),
            Failure::NoConnection { why: Some(why), .. } => write!(f, "cannot be reached ({why})"),
            Failure::Private => write!(f, "is not on the internet"),
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

/// Returns whether an answer is kept for the next runs.
fn is_kept(answer: &Answer) -> bool {
    match answer {
        Answer::Fine | Answer::Closed(_) => true,
        Answer::Moved(to) => Url::parse(to).is_ok_and(|to| matches!(to.scheme(), "http" | "https")),
        Answer::Gone(_) | Answer::Silent(_) | Answer::Private | Answer::Password => false,
    }
}

impl AnswerCache {
    /// Reads the answers that are still fresh. If the file cannot be read, every URL is asked for.
    fn read(cache: Option<&DiskCache>, today: Date) -> AnswerCache {
        let bytes = cache.and_then(|cache| cache.read(FILE)).unwrap_or_default();
        let mut kept: AnswerCache = serde_json::from_slice(&bytes).unwrap_or_default();
        let is_fresh = |day: &str| {
            Date::parse(day).is_ok_and(|day| (0..KEPT_DAYS).contains(&today.days_after(day)))
        };
        // Whoever can write the file can have an answer believed, but only one that a site gives.
        kept.answers
            .retain(|_, saved| is_fresh(&saved.day) && is_kept(&saved.answer));
        kept
    }

    fn write(&self, cache: &DiskCache) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        cache.write(FILE, &text)
    }
}
