//! One page's HTML into what is wrong with it.
//!
//! Tags are read in their order, without a tree: all that has to be known of an element is whether
//! it is still open. Casebook's templates write the pages, so tags that need an end tag have one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::flaw::{Flaw, Help};
use crate::report::rules;

/// What a page holds, for comparing it with other pages and with its sources.
#[derive(Debug, Default)]
pub(super) struct PageScan {
    pub(super) title: Option<String>,
    pub(super) flaws: Vec<Flaw>,
    /// The links that begin with `/`.
    pub(super) links: BTreeSet<String>,
}

/// What a page must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Everything.
    All,
    /// No landmarks: the page only sends visitors on to another.
    NoLandmarks,
}

/// Reads one page.
pub(super) fn scan(html: &str, expected: Expected) -> PageScan {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // No tag begins within a script or a style.
    emitter.naively_switch_states(true);
    let mut scanner = PageScanner::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.expect("reading from memory never fails") {
            Token::StartTag(tag) => scanner.open(&OpenTag(&tag)),
            Token::EndTag(tag) => scanner.close(&text(&tag.name)),
            Token::String(words) => scanner.words(&text(&words.value)),
            _ => {}
        }
    }
    scanner.finish(expected)
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Elements within which a header or footer is not that of the page.
const SECTIONS: [&str; 5] = ["article", "aside", "main", "nav", "section"];

/// A part of the page that people who hear it can jump to.
struct Landmark {
    element: &'static str,
    role: &'static str,
    /// What it is for.
    holds: &'static str,
}

/// The landmarks that every page has.
const LANDMARKS: [Landmark; 4] = [
    Landmark {
        element: "main",
        role: "main",
        holds: "what the page is about",
    },
    Landmark {
        element: "header",
        role: "banner",
        holds: "the site's name and what belongs to it",
    },
    Landmark {
        element: "nav",
        role: "navigation",
        holds: "the ways to other pages",
    },
    Landmark {
        element: "footer",
        role: "contentinfo",
        holds: "what comes at the end of every page",
    },
];

/// The number of the navigation in `LANDMARKS`.
const NAV: usize = 2;

/// A start tag.
struct OpenTag<'t>(&'t StartTag<usize>);

impl OpenTag<'_> {
    fn name(&self) -> Cow<'_, str> {
        text(&self.0.name)
    }

    /// The byte of the page at which the tag begins.
    fn at(&self) -> usize {
        self.0.span.start
    }

    fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = self.0.attributes.get(name.as_bytes())?;
        Some(text(&value.value))
    }

    /// Whether an attribute has more in it than blanks.
    fn has_filled(&self, name: &str) -> bool {
        self.attribute(name)
            .is_some_and(|value| !value.trim().is_empty())
    }

    /// Whether attributes give the element a name for people who hear the page.
    fn is_named(&self) -> bool {
        ["aria-label", "aria-labelledby", "title"]
            .iter()
            .any(|name| self.has_filled(name))
    }
}

/// A page while it is read.
#[derive(Default)]
struct PageScanner {
    flaws: Vec<Flaw>,
    /// Where `<html>` is.
    html: Option<usize>,
    title: Option<String>,
    in_title: bool,
    ids: BTreeSet<String>,
    links: BTreeSet<String>,
    references: Vec<Reference>,
    /// Where each `<h1>` is.
    main_headings: Vec<usize>,
    /// The level of the last heading.
    level: u8,
    /// Where each of `LANDMARKS` is, and as which element.
    landmarks: [Vec<(usize, String)>; 4],
    /// Where each `<nav>` without a name is.
    nameless: Vec<usize>,
    /// How many of `SECTIONS` are open.
    sections: usize,
    /// Links and buttons that are open.
    controls: Vec<Control>,
    /// How many labels are open.
    labels: usize,
    /// The ids that labels are for.
    labelled: Vec<String>,
    fields: Vec<NamelessField>,
}

/// An attribute that names an id.
struct Reference {
    attribute: &'static str,
    id: String,
    at: usize,
    element: String,
}

/// A link or button.
struct Control {
    element: String,
    at: usize,
    is_named: bool,
}

/// A form field without a name of its own.
struct NamelessField {
    element: String,
    id: Option<String>,
    at: usize,
}

impl PageScanner {
    fn open(&mut self, tag: &OpenTag) {
        let (name, at) = (tag.name(), tag.at());
        self.ids_and_references(tag);
        self.landmark(tag);
        if SECTIONS.contains(&&*name) {
            self.sections += 1;
        }
        match &*name {
            "html" => {
                self.html = Some(at);
                if !tag.has_filled("lang") {
                    self.flaws.push(without_language(at));
                }
            }
            "title" if self.title.is_none() => {
                self.title = Some(String::new());
                self.in_title = true;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading(name.as_bytes()[1] - b'0', &name, at);
            }
            "img" => self.image(tag),
            "a" => {
                if let Some(href) = tag.attribute("href") {
                    self.link(tag, &href);
                }
            }
            "button" => self.control(tag),
            "label" => {
                self.labels += 1;
                let labelled = tag.attribute("for").map(Cow::into_owned);
                self.labelled.extend(labelled);
            }
            "input" | "select" | "textarea" => self.field(tag),
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
            "a" | "button" => self.close_control(name),
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
            for control in &mut self.controls {
                control.is_named = true;
            }
        }
    }

    fn ids_and_references(&mut self, tag: &OpenTag) {
        let (element, at) = (tag.name(), tag.at());
        if let Some(id) = tag.attribute("id").filter(|id| !id.is_empty()) {
            self.id(&id, at);
        }
        if let Some(id) = tag.attribute("name").filter(|_| element == "a") {
            self.ids.insert(id.into_owned());
        }
        for attribute in ["aria-labelledby", "aria-describedby"] {
            let ids = tag.attribute(attribute).unwrap_or_default();
            for id in ids.split_whitespace() {
                self.references.push(Reference {
                    attribute,
                    id: id.to_owned(),
                    at,
                    element: element.to_string(),
                });
            }
        }
    }

    fn id(&mut self, id: &str, at: usize) {
        if self.ids.insert(id.to_owned()) {
            return;
        }
        self.flaws.push(Flaw {
            message: format!("the id `{id}` appears twice in a page"),
            label: "a link to it only finds the first",
            help: Help {
                for_text: "give one of the two elements another id",
                for_template: "give one of the two elements another id; in a loop, make it from \
                               what differs",
            },
            at,
            needle: format!("id=\"{id}\""),
            second: true,
            ..Flaw::new(rules::ID_TWICE)
        });
    }

    fn heading(&mut self, level: u8, name: &str, at: usize) {
        if level == 1 {
            self.main_headings.push(at);
        }
        if level > self.level + 1 && self.level > 0 {
            self.flaws.push(Flaw {
                message: format!(
                    "a level {level} heading follows a level {} heading",
                    self.level
                ),
                label: "skips a level",
                help: Help::both("choose the heading one level below the one before it"),
                at,
                needle: format!("<{name}"),
                ..Flaw::new(rules::HEADING_JUMP)
            });
        }
        self.level = level;
    }

    fn image(&mut self, tag: &OpenTag) {
        match tag.attribute("alt") {
            // Its alternative text is read out as a part of the link it is in.
            Some(alt) => {
                if !alt.trim().is_empty() {
                    self.words(&alt);
                }
            }
            None if tag.attribute("role").as_deref() == Some("presentation") => {}
            None => self.flaws.push(Flaw {
                message: "a picture has no text for people who cannot see it".to_owned(),
                label: "no `alt`",
                help: Help::both(
                    "add `alt=\"What the picture shows\"`, or `alt=\"\"` if it is only decoration",
                ),
                at: tag.at(),
                needle: "<img".to_owned(),
                lacks: Some("alt="),
                ..Flaw::new(rules::PICTURE_WITHOUT_ALT)
            }),
        }
    }

    fn link(&mut self, tag: &OpenTag, href: &str) {
        if let Some(id) = href
            .strip_prefix('#')
            .filter(|id| !id.is_empty() && *id != "top")
        {
            let id = percent_encoding::percent_decode_str(id)
                .decode_utf8_lossy()
                .into_owned();
            self.references.push(Reference {
                attribute: "href",
                id,
                at: tag.at(),
                element: tag.name().into_owned(),
            });
        }
        if href.starts_with('/') && !href.starts_with("//") {
            self.links.insert(href.to_owned());
        }
        self.control(tag);
    }

    fn control(&mut self, tag: &OpenTag) {
        self.controls.push(Control {
            element: tag.name().into_owned(),
            at: tag.at(),
            is_named: tag.is_named(),
        });
    }

    fn close_control(&mut self, element: &str) {
        let Some(last) = self
            .controls
            .iter()
            .rposition(|control| control.element == element)
        else {
            return;
        };
        let Control {
            element,
            at,
            is_named,
        } = self.controls.remove(last);
        if is_named {
            return;
        }
        let what = if element == "a" { "link" } else { "button" };
        self.flaws.push(Flaw {
            message: format!("a {what} has no words"),
            label: "nothing to hear",
            help: Help::both(
                "write between its tags where it leads or what it does, or add `aria-label`",
            ),
            at,
            needle: format!("<{element}"),
            lacks: Some("aria-label"),
            ..Flaw::new(rules::LINK_WITHOUT_WORDS)
        });
    }

    fn field(&mut self, tag: &OpenTag) {
        let kind = tag.attribute("type").unwrap_or_default();
        let needs_name = !matches!(&*kind, "hidden" | "submit" | "reset" | "button" | "image");
        if needs_name && !tag.is_named() && self.labels == 0 {
            self.fields.push(NamelessField {
                element: tag.name().into_owned(),
                id: tag.attribute("id").map(Cow::into_owned),
                at: tag.at(),
            });
        }
    }

    fn landmark(&mut self, tag: &OpenTag) {
        let (name, at) = (tag.name(), tag.at());
        let is_of_page = self.sections == 0 || matches!(&*name, "main" | "nav");
        let number = match tag.attribute("role") {
            Some(role) => LANDMARKS.iter().position(|known| known.role == role),
            None => LANDMARKS
                .iter()
                .position(|known| known.element == name)
                .filter(|_| is_of_page),
        };
        let Some(number) = number else { return };
        if number == NAV && !tag.is_named() {
            self.nameless.push(at);
        }
        self.landmarks[number].push((at, name.into_owned()));
    }

    /// Adds the flaws that only the end of the page shows.
    fn finish(mut self, expected: Expected) -> PageScan {
        let start = self.html.unwrap_or(0);
        let title = self.title.as_deref().map(str::trim).unwrap_or_default();
        let title = Some(title.to_owned()).filter(|title| !title.is_empty());
        if title.is_none() {
            self.flaws.push(without_title(start));
        }
        self.check_main_headings(start);
        if expected == Expected::All {
            self.check_landmarks(start);
        }
        if self.landmarks[NAV].len() > 1 {
            self.flaws
                .extend(self.nameless.iter().map(|at| nameless_nav(*at)));
        }
        let fields = std::mem::take(&mut self.fields);
        let is_labelled = |field: &NamelessField| {
            field
                .id
                .as_ref()
                .is_some_and(|id| self.labelled.contains(id))
        };
        self.flaws.extend(
            fields
                .iter()
                .filter(|field| !is_labelled(field))
                .map(without_label),
        );
        self.flaws.extend(
            self.references
                .iter()
                .filter(|reference| !self.ids.contains(&reference.id))
                .map(unknown_id),
        );
        self.flaws.sort_by_key(|flaw| flaw.at);
        PageScan {
            title,
            flaws: self.flaws,
            links: self.links,
        }
    }

    fn check_main_headings(&mut self, start: usize) {
        let count = self.main_headings.len();
        let (message, label, needle) = match count {
            1 => return,
            0 => (
                "the page has no main heading (`<h1>`)".to_owned(),
                "no `<h1>`",
                "",
            ),
            _ => (
                format!("the page has {count} main headings (`<h1>`), and should have one"),
                "one more",
                "<h1",
            ),
        };
        self.flaws.push(Flaw {
            message,
            label,
            help: Help::both(
                "let `<h1>` say what the page is about, once; headings below it begin with `<h2>`",
            ),
            at: self.main_headings.get(1).copied().unwrap_or(start),
            needle: needle.to_owned(),
            second: count > 1,
            ..Flaw::new(rules::PAGE_HEADING)
        });
    }

    fn check_landmarks(&mut self, start: usize) {
        for (number, Landmark { element, holds, .. }) in LANDMARKS.iter().enumerate() {
            let count = self.landmarks[number].len();
            let message = match count {
                0 => format!("the page has no `<{element}>`"),
                2.. if number != NAV => {
                    format!("the page has {count} `<{element}>`, and should have one")
                }
                _ => continue,
            };
            let second = self.landmarks[number].get(1).cloned();
            let (at, tag) = second.unwrap_or((start, "body".to_owned()));
            self.flaws.push(Flaw {
                message: format!("{message}, for {holds}"),
                label: "people who hear a page jump from one such part to the next",
                help: Help::both(
                    "put each part of the page between the tags that say what it is, as base.html \
                     does",
                ),
                at,
                needle: format!("<{tag}"),
                second: count > 1,
                ..Flaw::new(rules::PAGE_LANDMARK)
            });
        }
    }
}

fn without_language(at: usize) -> Flaw {
    Flaw {
        message: "the page does not say what language it is in".to_owned(),
        label: "no `lang`",
        help: Help::both("write `<html lang=\"{{ page.lang }}\" dir=\"{{ page.dir }}\">`"),
        at,
        needle: "<html".to_owned(),
        lacks: Some("lang="),
        ..Flaw::new(rules::PAGE_WITHOUT_LANGUAGE)
    }
}

fn without_title(at: usize) -> Flaw {
    Flaw {
        message: "the page has no title".to_owned(),
        label: "tabs and search results show it",
        help: Help::both("write `<title>{{ page.title }} – {{ site.title }}</title>` in the head"),
        at,
        needle: "<title".to_owned(),
        ..Flaw::new(rules::PAGE_WITHOUT_TITLE)
    }
}

fn nameless_nav(at: usize) -> Flaw {
    Flaw {
        message: "the page has several `<nav>`, and this one has no name to tell them apart"
            .to_owned(),
        label: "no `aria-label`",
        help: Help::both("add `aria-label` with a word or two that say what it leads to"),
        at,
        needle: "<nav".to_owned(),
        lacks: Some("aria-label"),
        ..Flaw::new(rules::NAV_WITHOUT_NAME)
    }
}

fn without_label(field: &NamelessField) -> Flaw {
    let element = &field.element;
    Flaw {
        message: format!("nothing says what the `<{element}>` is for"),
        label: "no label",
        help: Help {
            for_text: "add `aria-label` with a word or two",
            for_template: "put a `<label for=\"…\">` with its id before it, or add `aria-label`",
        },
        at: field.at,
        needle: format!("<{element}"),
        lacks: Some("aria-label"),
        ..Flaw::new(rules::FIELD_WITHOUT_LABEL)
    }
}

fn unknown_id(reference: &Reference) -> Flaw {
    let Reference {
        attribute,
        id,
        at,
        element,
    } = reference;
    Flaw {
        message: format!("`{attribute}` names `{id}`, which the page does not have"),
        label: "leads to nothing",
        help: Help::both("correct the name, or give this id to the element that you mean"),
        at: *at,
        needle: match *attribute {
            "href" => format!("href=\"#{id}\""),
            _ => format!("<{element}"),
        },
        ..Flaw::new(rules::ID_UNKNOWN)
    }
}
