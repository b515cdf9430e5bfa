//! Keys by which other programs keep a page back, hide it, or take it down on a day.
//!
//! An author who writes `status: private` expects the page to stay hidden. casebook has its own keys for
//! that, `draft` and `expires`, so the others are errors that name these, unless the settings use
//! or ignore the key. Values that keep nothing back (`hidden: false`) are accepted.
//!
//! The keys are those of Jekyll, Hugo, Eleventy, Zola, Hexo, Pelican, Nikola, Docusaurus, Gatsby,
//! Astro, Grav, Statamic, Kirby, Ghost, WordPress, Drupal, Strapi, Notion and Obsidian.

use crate::config::{Config, FILE};
use crate::parse::date::Date;
use crate::report::{Finding, nearest, rules};
use crate::source::{Source, visible};
use crate::yaml::read::Spanned;
use crate::yaml::{Entry, Node, Value};

/// What a key of another program does with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Hides it, if true.
    Hides,
    /// Shows it, if true; some programs want a date.
    Shows,
    /// Says what state it is in: whatever is not known to be public may be private.
    State,
    /// Says what state it is in, or the project that it is about.
    Status,
    /// Says something by which it may be hidden: only words that are known to hide it do.
    Word,
    /// Shows it from a day on.
    From,
    /// Takes it down on a day.
    Until,
    /// Says what search engines do with it.
    SearchEngines,
    /// Says whether a program makes it at all: `never` and `false` do not.
    Output,
}

/// What the value of such a key means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeldBack {
    /// Nothing that casebook must obey.
    No,
    /// The page is not published: `published: false`, which casebook takes as `draft: true`.
    Draft,
    /// The page is published from this day on.
    From(Date),
    /// `published`, with something that may be a date.
    Published,
    /// The page would be published although it is held back.
    Refused(Box<Finding>),
}

/// The key that casebook accepts beside its own, since it cannot be mistaken.
const PUBLISHED: &str = "published";

/// Keys in lower case, with letters and digits alone.
const EFFECTS: &[(Effect, &[&str])] = &[
    (
        Effect::Hides,
        &[
            "archive",
            "archived",
            "confidential",
            "deleted",
            "disable",
            "disabled",
            "eleventyexcludefromcollections",
            "exclude",
            "excluded",
            "excludefromcollections",
            "headless",
            "hidden",
            "hide",
            "hidefromlist",
            "hidefromlists",
            "inactive",
            "internal",
            "internalonly",
            "isarchived",
            "isdraft",
            "ishidden",
            "isprivate",
            "isunlisted",
            "membersonly",
            "notpublished",
            "password",
            "passwordprotected",
            "postpassword",
            "private",
            "protected",
            "restricted",
            "retired",
            "trash",
            "trashed",
            "unlisted",
            "unpublish",
            "unpublished",
            "wip",
            "withdrawn",
            "workinprogress",
        ],
    ),
    (
        Effect::Shows,
        &[
            "active",
            "enabled",
            "ispublic",
            "ispublished",
            "isvisible",
            "listed",
            "live",
            "public",
            "publish",
            "routable",
            "visible",
        ],
    ),
    (
        Effect::State,
        &[
            "moderationstate",
            "postvisibility",
            "poststatus",
            "publicationstatus",
            "publishingstatus",
            "publishstatus",
            "visibility",
            "workflowstate",
        ],
    ),
    (Effect::Status, &["status"]),
    (Effect::Word, &["access", "state", "workflow"]),
    (
        Effect::From,
        &[
            "availablefrom",
            "dategolive",
            "datepublished",
            "embargo",
            "embargodate",
            "embargoed",
            "embargoeduntil",
            "embargountil",
            "golive",
            "goliveat",
            "golivedate",
            "goliveon",
            "publicationdate",
            "pubdate",
            "publishat",
            "publishdate",
            "publishedat",
            "publisheddate",
            "publishedfrom",
            "publishedon",
            "publishfrom",
            "publishon",
            "publishstart",
            "releasedate",
            "releaseon",
            "scheduled",
            "scheduledat",
            "scheduledfor",
            "showfrom",
            "visiblefrom",
        ],
    ),
    (
        Effect::Until,
        &[
            "archiveafter",
            "archivedate",
            "archiveon",
            "availableuntil",
            "deleteon",
            "expirationdate",
            "expire",
            "expireat",
            "expiredate",
            "expireon",
            "expiresat",
            "expireson",
            "expiration",
            "expiry",
            "expirydate",
            "hideafter",
            "hidefrom",
            "publishend",
            "publishto",
            "publishuntil",
            "removeafter",
            "removeon",
            "showuntil",
            "sunset",
            "sunsetdate",
            "takedown",
            "unpublishat",
            "unpublishdate",
            "unpublishon",
            "validto",
            "validuntil",
            "visibleuntil",
        ],
    ),
    (
        Effect::SearchEngines,
        &[
            "excludefromsearch",
            "metarobots",
            "robots",
            "search",
            "searchable",
            "sitemap",
        ],
    ),
    (
        Effect::Output,
        &["build", "cascade", "outputs", "permalink", "render"],
    ),
];

/// Words for pages that not everybody may see, in lower case, with letters and digits alone.
const HELD_WORDS: &[&str] = &[
    "archive",
    "archived",
    "confidential",
    "deleted",
    "disabled",
    "draft",
    "drafts",
    "embargoed",
    "expired",
    "false",
    "hidden",
    "hide",
    "inactive",
    "inreview",
    "internal",
    "members",
    "needsreview",
    "no",
    "none",
    "notpublished",
    "off",
    "paid",
    "password",
    "pending",
    "pendingreview",
    "private",
    "protected",
    "rejected",
    "restricted",
    "retired",
    "review",
    "scheduled",
    "staff",
    "trash",
    "unlisted",
    "unpublished",
    "withdrawn",
    "wip",
    "0",
];

/// Words for pages that everybody may see.
const SHOWN_WORDS: &[&str] = &[
    "active",
    "all",
    "approved",
    "everyone",
    "final",
    "live",
    "on",
    "open",
    "public",
    "publish",
    "published",
    "released",
    "true",
    "visible",
    "yes",
    "1",
];

/// Parts of words for how far a project is, in lower case, with letters and digits alone.
const PROJECT_WORDS: &[&str] = &[
    "active",
    "closed",
    "complete",
    "current",
    "deliver",
    "ended",
    "evaluat",
    "finish",
    "hiatus",
    "implement",
    "ongoing",
    "onhold",
    "open",
    "past",
    "pause",
    "pilot",
    "plan",
    "progress",
    "running",
    "season",
    "start",
    "underway",
];

/// What a key that casebook does not know does with the page. `None` if it does nothing.
pub(super) fn held_back(entry: &Entry, source: &Source, config: &Config) -> Option<HeldBack> {
    let key = plain(&entry.key);
    if key == PUBLISHED {
        return Some(published(&entry.value, source));
    }
    match effect(&key) {
        Some(effect) => of_effect(effect, entry, source, config),
        // A mistyped key holds a page back if its value can mean nothing else.
        None => {
            let meant = nearest(
                &key,
                [PUBLISHED, "hidden", "private", "unlisted", "archived"],
            )?;
            let effect = match meant {
                PUBLISHED => Effect::Shows,
                _ => Effect::Hides,
            };
            let is_plain = matches!(answer(&entry.value, source), Some(Answer::Yes | Answer::No));
            let held = of_effect(effect, entry, source, config).filter(|_| is_plain);
            held.filter(|held| matches!(held, HeldBack::Refused(_)))
        }
    }
}

/// True for a key by which another program may keep a page back.
pub(crate) fn may_hold_back(key: &str) -> bool {
    effect(&plain(key)).is_some()
}

fn effect(plain: &str) -> Option<Effect> {
    let known = |(_, keys): &&(Effect, &[&str])| keys.contains(&plain);
    EFFECTS.iter().find(known).map(|(effect, _)| *effect)
}

/// A key or a word in lower case, without the signs by which programs part words.
fn plain(text: &str) -> String {
    visible(text)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Yes, no, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Empty,
}

/// What a value answers; `None` if it is anything but yes, no and nothing.
fn answer(node: &Node, source: &Source) -> Option<Answer> {
    if node.value == Value::Null {
        return Some(Answer::Empty);
    }
    let text = node.scalar(&source.text)?;
    match plain(&text).as_str() {
        "" => Some(Answer::Empty),
        "true" | "yes" | "y" | "on" | "1" => Some(Answer::Yes),
        "false" | "no" | "n" | "off" | "0" => Some(Answer::No),
        _ => None,
    }
}

fn published(node: &Node, source: &Source) -> HeldBack {
    match answer(node, source) {
        Some(Answer::Yes | Answer::Empty) => HeldBack::No,
        Some(Answer::No) => HeldBack::Draft,
        None => HeldBack::Published,
    }
}

fn of_effect(effect: Effect, entry: &Entry, source: &Source, config: &Config) -> Option<HeldBack> {
    let node = &entry.value;
    let answer = answer(node, source);
    let refused = |finding: Finding| Some(HeldBack::Refused(Box::new(finding)));
    let written = Written {
        entry,
        source,
        config,
    };
    match effect {
        Effect::Hides => match answer {
            Some(Answer::No | Answer::Empty) => Some(HeldBack::No),
            _ => refused(written.hidden()),
        },
        Effect::Shows => match (answer, date(node, source)) {
            (Some(Answer::No), _) => refused(written.hidden()),
            (Some(_), _) => Some(HeldBack::No),
            (None, Some(date)) => Some(HeldBack::From(date)),
            (None, None) => None,
        },
        Effect::State => match state(node, source) {
            State::Shown => Some(HeldBack::No),
            State::Held => refused(written.hidden()),
            State::Unclear => refused(written.unclear()),
        },
        Effect::Status => match state(node, source) {
            State::Shown => Some(HeldBack::No),
            State::Held => refused(written.hidden()),
            State::Unclear if is_of_project(node, source) => None,
            State::Unclear => refused(written.unclear()),
        },
        Effect::Word => (state(node, source) == State::Held && answer != Some(Answer::Empty))
            .then(|| HeldBack::Refused(Box::new(written.hidden()))),
        Effect::From => match (answer, date(node, source)) {
            (Some(Answer::No | Answer::Empty), _) => Some(HeldBack::No),
            (None, Some(date)) => Some(HeldBack::From(date)),
            _ => refused(written.until_some_day()),
        },
        Effect::Until => match answer {
            Some(Answer::No | Answer::Empty) => Some(HeldBack::No),
            _ => refused(written.expires(date(node, source))),
        },
        Effect::SearchEngines => says(
            node,
            source,
            &[
                "noindex", "none", "false", "no", "never", "exclude", "disable",
            ],
        )
        .then(|| HeldBack::Refused(Box::new(written.noindex()))),
        Effect::Output => {
            let is_group = matches!(node.value, Value::Map(_) | Value::List(_));
            let is_off = answer == Some(Answer::No)
                || is_group && says(node, source, &["never", "false", "draft", "private"]);
            is_off.then(|| HeldBack::Refused(Box::new(written.hidden())))
        }
    }
}

fn date(node: &Node, source: &Source) -> Option<Date> {
    Date::parse(&node.scalar(&source.text)?).ok()
}

/// Who may see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Shown,
    Held,
    Unclear,
}

fn state(node: &Node, source: &Source) -> State {
    let words: Vec<String> = match &node.value {
        Value::List(items) => items.iter().map(|item| word(item, source)).collect(),
        _ => vec![word(node, source)],
    };
    let is_any = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    if is_any(HELD_WORDS) {
        State::Held
    } else if words
        .iter()
        .all(|word| word.is_empty() || SHOWN_WORDS.contains(&word.as_str()))
    {
        State::Shown
    } else {
        State::Unclear
    }
}

/// Whether a value says how far a project is. To readers that is news, and hides nothing.
fn is_of_project(node: &Node, source: &Source) -> bool {
    let word = word(node, source);
    PROJECT_WORDS.iter().any(|part| word.contains(part))
}

fn word(node: &Node, source: &Source) -> String {
    plain(&node.scalar(&source.text).unwrap_or_default())
}

/// True if a value, or a key or a value in it, has one of these words.
fn says(node: &Node, source: &Source, words: &[&str]) -> bool {
    match &node.value {
        Value::List(items) => items.iter().any(|item| says(item, source, words)),
        Value::Map(entries) => entries.iter().any(|entry| {
            let is_set = answer(&entry.value, source) == Some(Answer::Yes);
            is_set && words.contains(&plain(&entry.key).as_str())
                || says(&entry.value, source, words)
        }),
        _ => {
            let text = node.scalar(&source.text).unwrap_or_default();
            text.split(',')
                .any(|part| words.contains(&plain(part).as_str()))
        }
    }
}

/// A line of front matter by which another program keeps a page back.
struct Written<'a> {
    entry: &'a Entry,
    source: &'a Source,
    config: &'a Config,
}

impl Written<'_> {
    fn finding(&self, what: &str, help: String) -> Finding {
        let written = self.line();
        Finding::error(
            rules::HELD_BACK_ELSEWHERE,
            format!("`{written}` {what}, but casebook does not"),
        )
        .at(
            self.source.place(self.entry.key_span),
            "not a key of casebook",
        )
        .help(help)
    }

    /// The key with its value, or the key alone if the value is long or has parts.
    fn line(&self) -> String {
        /// A longer value is no help to find the line.
        const MAX_VALUE: usize = 40;
        let Entry { key, value, .. } = self.entry;
        match value.scalar(&self.source.text) {
            Some(text) if text.len() <= MAX_VALUE && !text.contains('\n') => {
                format!("{key}: {}", text.trim())
            }
            _ => key.clone(),
        }
    }

    fn draft(&self) -> String {
        format!("{}: true", self.config.key("draft"))
    }

    fn hidden(&self) -> Finding {
        let draft = self.draft();
        self.finding(
            "keeps a page back in other programs",
            format!("write `{draft}` to keep it back; delete the line to publish it"),
        )
    }

    fn unclear(&self) -> Finding {
        let (draft, key) = (self.draft(), &self.entry.key);
        self.finding(
            "may keep a page back in other programs",
            format!(
                "write `{draft}` to keep it back; otherwise delete the line, or add `{key}` to \
                 `fields:` or `ignore:` in {FILE}"
            ),
        )
    }

    fn until_some_day(&self) -> Finding {
        let draft = self.draft();
        self.finding(
            "keeps a page back in other programs",
            format!("write `{draft}`, and delete that line when the page may be published"),
        )
    }

    fn noindex(&self) -> Finding {
        self.finding(
            "hides a page from search engines in other programs",
            format!("write `{}: true`", self.config.key("noindex")),
        )
    }

    fn expires(&self, day: Option<Date>) -> Finding {
        let expires = self.config.key("expires");
        let (help, fix) = match day {
            Some(day) => (
                format!("write `{expires}: {day}`"),
                self.entry.key().replaced(&self.source.text, expires),
            ),
            None => (
                format!("write the day after `{expires}:`, or delete the line"),
                None,
            ),
        };
        self.finding("takes a page down in other programs", help)
            .fix(fix)
    }
}

/// A day that a key of another program keeps a page back until.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embargo {
    /// The key.
    pub key: Spanned<String>,
    /// The first day on which the page may be seen.
    pub until: Date,
}

impl Embargo {
    /// The finding for a page that would be published before that day.
    pub(crate) fn finding(&self, place: crate::source::Place, config: &Config) -> Finding {
        let Embargo { key, until } = self;
        Finding::error(
            rules::HELD_BACK_ELSEWHERE,
            format!(
                "`{}: {until}` keeps a page back in other programs, but casebook does not",
                key.value
            ),
        )
        .at(place, "not a key of casebook")
        .help(format!(
            "write `{}: true`, and delete that line when the page may be published",
            config.key("draft")
        ))
    }
}
