//! One page's HTML into what is wrong with it.
//!
//! Tags are read in their order, without a tree: what is looked for needs to know of each element
//! only whether it is still open. Pages are as casebook's templates write them, so tags that need
//! an end have one.

use crate::report::{Rule, rules};
use std::collections::BTreeSet;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

/// What a page holds that its other pages, or its sources, must be asked about.
#[derive(Debug, Default)]
pub struct Seen {
    pub title: Option<String>,
    pub flaws: Vec<Flaw>,
    /// Where its links lead that begin at the host's root.
    pub links: BTreeSet<String>,
}

/// Something wrong in a page.
#[derive(Debug, Clone)]
pub struct Flaw {
    pub rule: Rule,
    pub message: String,
    pub label: &'static str,
    pub help: Help,
    /// The byte of the page at which it stands.
    pub at: usize,
    /// How its tag begins, to find it in a source; empty where there is none.
    pub needle: String,
    /// What the tag in the source does not have.
    pub lacks: Option<&'static str>,
    /// Whether it is the second such tag that is at fault.
    pub second: bool,
}

impl Flaw {
    /// A flaw of this rule, at the start of the page and without words.
    pub fn new(rule: Rule) -> Flaw {
        Flaw {
            rule,
            message: String::new(),
            label: "",
            help: Help::default(),
            at: 0,
            needle: String::new(),
            lacks: None,
            second: false,
        }
    }
}

/// What to do, for the author of a text and for the author of a template.
#[derive(Debug, Clone, Copy, Default)]
pub struct Help {
    pub of_text: &'static str,
    pub of_template: &'static str,
}

impl Help {
    const fn both(help: &'static str) -> Help {
        Help {
            of_text: help,
            of_template: help,
        }
    }
}

/// How much a page must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    All,
    /// No landmarks: nobody stays on the page.
    Little,
}

/// Reads one page.
pub fn read(html: &str, wanted: Wanted) -> Seen {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Within a script or a style no tag begins.
    emitter.naively_switch_states(true);
    let mut reading = Reading::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.expect("reading from memory never fails") {
            Token::StartTag(tag) => reading.open(&tag),
            Token::EndTag(tag) => reading.close(&text(&tag.name)),
            Token::String(words) => reading.words(&text(&words.value)),
            _ => {}
        }
    }
    reading.end(wanted)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Elements within which a header or footer is not that of the page.
const SECTIONS: [&str; 5] = ["article", "aside", "main", "nav", "section"];

/// The landmarks that every page has: the element, the role it stands for, what it is for.
const LANDMARKS: [(&str, &str, &str); 4] = [
    ("main", "main", "what the page is about"),
    ("header", "banner", "the site's name and what belongs to it"),
    ("nav", "navigation", "the ways to other pages"),
    (
        "footer",
        "contentinfo",
        "what stands at the end of every page",
    ),
];

#[derive(Default)]
struct Reading {
    flaws: Vec<Flaw>,
    html: Option<usize>,
    title: Option<String>,
    in_title: bool,
    ids: BTreeSet<String>,
    links: BTreeSet<String>,
    /// Attributes that name an id: which, the id, where.
    references: Vec<(&'static str, String, usize, String)>,
    first_headings: Vec<usize>,
    /// The level of the last heading.
    level: u8,
    /// How often each of `LANDMARKS` stands in the page, and where last.
    landmarks: [Vec<(usize, String)>; 4],
    /// Where a `nav` stands that has no name.
    nameless: Vec<usize>,
    sections: usize,
    /// Links and buttons that are open: their element, where, whether they have a name.
    open: Vec<(String, usize, bool)>,
    labels: usize,
    labelled: Vec<String>,
    /// Fields without a name of their own: element, id, where.
    fields: Vec<(String, Option<String>, usize)>,
}

impl Reading {
    fn open(&mut self, tag: &StartTag<usize>) {
        let name = text(&tag.name);
        let at = tag.span.start;
        let attribute = |wanted: &str| {
            tag.attributes
                .get(wanted.as_bytes())
                .map(|value| text(&value.value))
        };
        let filled = |wanted: &str| attribute(wanted).is_some_and(|value| !value.trim().is_empty());
        let named = filled("aria-label") || filled("aria-labelledby") || filled("title");
        if let Some(id) = attribute("id").filter(|id| !id.is_empty()) {
            self.id(id, at);
        }
        if let Some(id) = attribute("name").filter(|_| name == "a") {
            self.ids.insert(id);
        }
        for reference in ["aria-labelledby", "aria-describedby"] {
            for id in attribute(reference)
                .iter()
                .flat_map(|ids| ids.split_whitespace())
            {
                self.references
                    .push((reference, id.to_owned(), at, name.clone()));
            }
        }
        self.landmark(&name, attribute("role").as_deref(), named, at);
        if SECTIONS.contains(&name.as_str()) {
            self.sections += 1;
        }
        match name.as_str() {
            "html" => {
                self.html = Some(at);
                if !filled("lang") {
                    self.flaw(Flaw {
                        message: "the page does not say what language it is in".to_owned(),
                        label: "no `lang`",
                        help: Help::both(
                            "write `<html lang=\"{{ page.lang }}\" dir=\"{{ page.dir }}\">`",
                        ),
                        at,
                        needle: "<html".to_owned(),
                        lacks: Some("lang="),
                        ..Flaw::new(rules::PAGE_WITHOUT_LANGUAGE)
                    });
                }
            }
            "title" if self.title.is_none() => {
                self.title = Some(String::new());
                self.in_title = true;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading(name.as_bytes()[1] - b'0', &name, at)
            }
            "img" => match attribute("alt") {
                None if attribute("role").as_deref() != Some("presentation") => self.flaw(Flaw {
                    message: "a picture has no text for those who cannot see it".to_owned(),
                    label: "no `alt`",
                    help: Help::both(
                        "add `alt=\"What the picture shows\"`, or `alt=\"\"` if it only decorates",
                    ),
                    at,
                    needle: "<img".to_owned(),
                    lacks: Some("alt="),
                    ..Flaw::new(rules::PICTURE_WITHOUT_ALT)
                }),
                Some(alt) if !alt.trim().is_empty() => self.words(&alt),
                _ => {}
            },
            "a" if attribute("href").is_some() => {
                let href = attribute("href").unwrap_or_default();
                if let Some(id) = href
                    .strip_prefix('#')
                    .filter(|id| !id.is_empty() && *id != "top")
                {
                    let id = percent_encoding::percent_decode_str(id)
                        .decode_utf8_lossy()
                        .into_owned();
                    self.references.push(("href", id, at, name.clone()));
                }
                if href.starts_with('/') && !href.starts_with("//") {
                    self.links.insert(href);
                }
                self.open.push((name, at, named));
            }
            "button" => self.open.push((name, at, named)),
            "label" => {
                self.labels += 1;
                self.labelled.extend(attribute("for"));
            }
            "input" | "select" | "textarea" => {
                let kind = attribute("type").unwrap_or_default();
                let needs = !matches!(
                    kind.as_str(),
                    "hidden" | "submit" | "reset" | "button" | "image"
                );
                if needs && !named && self.labels == 0 {
                    self.fields.push((name, attribute("id"), at));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if SECTIONS.contains(&name) {
            self.sections = self.sections.saturating_sub(1);
        }
        match name {
            "title" => self.in_title = false,
            "label" => self.labels = self.labels.saturating_sub(1),
            "a" | "button" => {
                let Some(last) = self.open.iter().rposition(|(element, ..)| element == name) else {
                    return;
                };
                let (element, at, named) = self.open.remove(last);
                if !named {
                    self.flaw(Flaw {
                        message: format!("a {} has no words", if element == "a" { "link" } else { "button" }),
                        label: "nothing to hear",
                        help: Help::both("write between its tags where it leads or what it does, or add `aria-label`"),
                        at,
                        needle: format!("<{element}"),
                        lacks: Some("aria-label"),
                        ..Flaw::new(rules::LINK_WITHOUT_WORDS)
                    });
                }
            }
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if self.in_title
            && let Some(title) = &mut self.title
        {
            title.push_str(words);
        }
        if !words.trim().is_empty() {
            self.open.iter_mut().for_each(|(_, _, named)| *named = true);
        }
    }

    fn id(&mut self, id: String, at: usize) {
        if self.ids.insert(id.clone()) {
            return;
        }
        self.flaw(Flaw {
            message: format!("the id `{id}` stands twice in a page"),
            label: "a link to it finds the first only",
            help: Help {
                of_text: "give one of the two elements another id",
                of_template: "give one of the two elements another id; in a loop, make it from what differs",
            },
            at,
            needle: format!("id=\"{id}\""),
            second: true,
            ..Flaw::new(rules::ID_TWICE)
        });
    }

    fn heading(&mut self, level: u8, name: &str, at: usize) {
        if level == 1 {
            self.first_headings.push(at);
        }
        if level > self.level + 1 && self.level > 0 {
            self.flaw(Flaw {
                message: format!(
                    "a heading of level {level} follows one of level {}",
                    self.level
                ),
                label: "a level is left out",
                help: Help::both("choose the heading one level below the one before it"),
                at,
                needle: format!("<{name}"),
                ..Flaw::new(rules::HEADING_JUMP)
            });
        }
        self.level = level;
    }

    fn landmark(&mut self, name: &str, role: Option<&str>, named: bool, at: usize) {
        let of_page = self.sections == 0 || matches!(name, "main" | "nav");
        let number = match role {
            Some(role) => LANDMARKS.iter().position(|(_, known, _)| *known == role),
            None => LANDMARKS
                .iter()
                .position(|(element, ..)| *element == name)
                .filter(|_| of_page),
        };
        let Some(number) = number else { return };
        self.landmarks[number].push((at, name.to_owned()));
        if LANDMARKS[number].0 == "nav" && !named {
            self.nameless.push(at);
        }
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    /// What only the end of the page shows.
    fn end(mut self, wanted: Wanted) -> Seen {
        let title = self
            .title
            .as_deref()
            .map(str::trim)
            .unwrap_or_default()
            .to_owned();
        let start = self.html.unwrap_or(0);
        if title.is_empty() {
            self.flaw(Flaw {
                message: "the page has no title".to_owned(),
                label: "tabs and search results show it",
                help: Help::both(
                    "write `<title>{{ page.title }} – {{ site.title }}</title>` in the head",
                ),
                at: start,
                needle: "<title".to_owned(),
                ..Flaw::new(rules::PAGE_WITHOUT_TITLE)
            });
        }
        self.main_headings(start);
        if wanted == Wanted::All {
            self.missing_landmarks(start);
        }
        if self.landmarks[2].len() > 1 {
            for at in std::mem::take(&mut self.nameless) {
                self.flaw(Flaw {
                    message: "a `<nav>` beside others has no name to tell them apart by".to_owned(),
                    label: "no `aria-label`",
                    help: Help::both("add `aria-label` with a word or two: what it leads to"),
                    at,
                    needle: "<nav".to_owned(),
                    lacks: Some("aria-label"),
                    ..Flaw::new(rules::NAV_WITHOUT_NAME)
                });
            }
        }
        for (element, id, at) in std::mem::take(&mut self.fields) {
            if !id.is_some_and(|id| self.labelled.contains(&id)) {
                self.flaw(Flaw {
                    message: format!("nothing says what the `<{element}>` is for"),
                    label: "no label",
                    help: Help {
                        of_text: "add `aria-label` with a word or two",
                        of_template: "put a `<label for=\"…\">` with its id before it, or add `aria-label`",
                    },
                    at,
                    needle: format!("<{element}"),
                    lacks: Some("aria-label"),
                    ..Flaw::new(rules::FIELD_WITHOUT_LABEL)
                });
            }
        }
        for (attribute, id, at, element) in std::mem::take(&mut self.references) {
            if !self.ids.contains(&id) {
                self.flaw(Flaw {
                    message: format!("`{attribute}` names `{id}`, which the page does not have"),
                    label: "leads to nothing",
                    help: Help::both("correct the name, or give the element that is meant this id"),
                    at,
                    needle: match attribute {
                        "href" => format!("href=\"#{id}\""),
                        _ => format!("<{element}"),
                    },
                    ..Flaw::new(rules::ID_UNKNOWN)
                });
            }
        }
        self.flaws.sort_by_key(|flaw| flaw.at);
        Seen {
            title: Some(title).filter(|title| !title.is_empty()),
            flaws: self.flaws,
            links: self.links,
        }
    }

    fn main_headings(&mut self, start: usize) {
        let count = self.first_headings.len();
        if count == 1 {
            return;
        }
        self.flaw(Flaw {
            message: match count {
                0 => "the page has no main heading (`<h1>`)".to_owned(),
                _ => format!("the page has {count} main headings (`<h1>`), and should have one"),
            },
            label: if count == 0 { "no `<h1>`" } else { "one more" },
            help: Help::both(
                "let `<h1>` say what the page is about, once; headings below it begin with `<h2>`",
            ),
            at: self.first_headings.get(1).copied().unwrap_or(start),
            needle: if count == 0 {
                String::new()
            } else {
                "<h1".to_owned()
            },
            second: count > 1,
            ..Flaw::new(rules::PAGE_HEADING)
        });
    }

    fn missing_landmarks(&mut self, start: usize) {
        for (number, (element, _, holds)) in LANDMARKS.into_iter().enumerate() {
            let count = self.landmarks[number].len();
            let message = match count {
                0 => format!("the page has no `<{element}>`"),
                2.. if element != "nav" => {
                    format!("the page has {count} `<{element}>`, and should have one")
                }
                _ => continue,
            };
            let second = self.landmarks[number].get(1).cloned();
            let (at, tag) = second.unwrap_or((start, "body".to_owned()));
            self.flaw(Flaw {
                message: format!("{message}, for {holds}"),
                label: "people who hear a page jump from one such part to the next",
                help: Help::both("put each part of the page between the tags that say what it is, as base.html does"),
                at,
                needle: format!("<{tag}"),
                second: count > 1,
                ..Flaw::new(rules::PAGE_LANDMARK)
            });
        }
    }
}
