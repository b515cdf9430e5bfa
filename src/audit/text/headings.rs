//! Headings: their words and levels, the text under them, and those that every case study has.

use pulldown_cmark::HeadingLevel;

use super::SourceText;
use super::pasted::BoldHeading;
use crate::config::{Config, HeadingConfig};
use crate::parse::Document;
use crate::report::{Finding, Report, listed, nearest, rules};
use crate::source::Place;
use crate::source::slug::{heading_id, slug};

/// The headings of a text while it is read.
pub(super) struct Headings {
    /// How many levels the headings are below those that were written.
    shift: u8,
    /// Whether the first heading repeats the title, and is not shown.
    begins_with_title: bool,
    /// Whether the text is a draft's, which may still have headings without text.
    draft: bool,
    open: Option<SeenHeading>,
    /// The level of the last heading, as written; the page's title is 1.
    level: u8,
    /// The last heading, while nothing has come under it.
    bare: Option<SeenHeading>,
    all: Vec<SeenHeading>,
}

#[derive(Clone)]
struct SeenHeading {
    level: u8,
    start: usize,
    words: String,
    has_picture: bool,
}

impl Headings {
    pub(super) fn of(document: &Document) -> Headings {
        let first = document.body.headings.first();
        Headings {
            shift: document.body.shift,
            begins_with_title: first.is_some_and(|heading| heading.level == 1),
            draft: document.front.draft,
            open: None,
            level: 1,
            bare: None,
            all: vec![],
        }
    }

    pub(super) fn open(&mut self, level: HeadingLevel, start: usize) {
        self.open = Some(SeenHeading {
            level: level as u8,
            start,
            words: String::new(),
            has_picture: false,
        });
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn add_words(&mut self, text: &str) {
        if let Some(heading) = &mut self.open {
            heading.words.push_str(text);
        }
    }

    pub(super) fn add_picture(&mut self) {
        if let Some(heading) = &mut self.open {
            heading.has_picture = true;
        }
    }

    /// Notes that an element has begun. Unless it is in a heading, the last heading has text.
    pub(super) fn see_content(&mut self) {
        if self.open.is_none() {
            self.bare = None;
        }
    }

    pub(super) fn close(&mut self, at: SourceText, report: &mut Report) {
        let Some(mut heading) = self.open.take() else {
            return;
        };
        if std::mem::take(&mut self.begins_with_title) {
            return;
        }
        heading.words = one_line(&heading.words);
        // The page's title is the h1, so a text's own is published as an h2.
        heading.level = (heading.level + self.shift).max(2);
        self.end_section(heading.level, at, report);
        if heading.words.is_empty() {
            if !heading.has_picture {
                report.add(
                    Finding::warning(rules::HEADING_WITHOUT_WORDS, "this heading has no words")
                        .at(at.rest_of_line(heading.start), "not published")
                        .help("write its words after the number signs, or delete the line"),
                );
            }
            return;
        }
        if heading.level > self.level + 1 {
            report.add(self.jump(&heading, at));
        }
        report.all(id_as_text(&heading, at));
        self.level = heading.level;
        self.bare = Some(heading.clone());
        self.all.push(heading);
    }

    /// Reports the last heading if there is nothing under it when one of `level` follows; 0 is the
    /// end of the text.
    pub(super) fn end_section(&mut self, level: u8, at: SourceText, report: &mut Report) {
        let Some(heading) = self.bare.take() else {
            return;
        };
        if heading.level < level || self.draft {
            return;
        }
        report.add(
            Finding::warning(
                rules::HEADING_WITHOUT_TEXT,
                format!("there is no text under the heading `{}`", heading.words),
            )
            .at(
                at.rest_of_line(heading.start),
                "the next heading, or the end of the text, comes straight after",
            )
            .help("write the text, or delete the heading"),
        );
    }

    /// The finding for a heading that skips a level.
    fn jump(&self, heading: &SeenHeading, at: SourceText) -> Finding {
        let SeenHeading { level, words, .. } = heading;
        // As they were written.
        let (level, above) = (level - self.shift, self.level.saturating_sub(self.shift));
        let message = if self.level == 1 {
            format!("the first heading, `{words}`, is at level {level}")
        } else {
            format!("`{words}` is a level {level} heading, below a level {above} heading")
        };
        let meant = above + 1;
        let is_html = at.text[heading.start..].starts_with('<');
        let help = if is_html {
            format!("write `<h{meant}>{words}</h{meant}>`")
        } else {
            format!("write `{} {words}`", "#".repeat(usize::from(meant)))
        };
        Finding::warning(rules::HEADING_JUMP, message)
            .at(at.rest_of_line(heading.start), "skips a level")
            .help(help)
    }

    /// Reports the headings that the settings recommend for case studies and this one lacks. Gives
    /// those of its `bold` lines that are such headings.
    pub(super) fn report_missing<'b>(
        &self,
        at: SourceText,
        document: &Document,
        config: &Config,
        bold: &'b [BoldHeading],
        report: &mut Report,
    ) -> Vec<&'b BoldHeading> {
        let Some(recommended) = config.headings.get(document.language) else {
            return vec![];
        };
        let is_recommended =
            |words: &str| recommended.iter().any(|one| slug(&one.name) == slug(words));
        let is_there = |name: &str| self.all.iter().any(|own| slug(&own.words) == slug(name));
        let mut missing: Vec<&HeadingConfig> = recommended
            .iter()
            .filter(|heading| !is_there(&heading.name))
            .collect();
        for own in self.all.iter().filter(|own| !is_recommended(&own.words)) {
            let Some(near) = missing
                .iter()
                .position(|one| is_near(&own.words, &one.name))
            else {
                continue;
            };
            let meant = &missing.remove(near).name;
            let message = format!(
                "the heading `{}` is `{meant}` in other case studies",
                own.words
            );
            report.add(
                Finding::warning(rules::MISSING_HEADING, message)
                    .at(at.rest_of_line(own.start), "nearly the same")
                    .help(format!("use `{meant}`, as other case studies do")),
            );
        }
        let mut in_bold = vec![];
        missing.retain(|heading| {
            let line = bold
                .iter()
                .find(|line| slug(&line.words) == slug(&heading.name));
            report.all(line.map(|line| only_bold(line, &heading.name, at)));
            in_bold.extend(line);
            line.is_none() && !heading.optional
        });
        let front = &document.front;
        let title = front.title.as_ref().map(|title| title.span);
        if let Some(span) = title.or(front.opening) {
            report.all(missing_headings(&missing, at.source.place(span)));
        }
        in_bold
    }
}

/// The finding for an id after a heading's words, as other programs read it.
fn id_as_text(heading: &SeenHeading, at: SourceText) -> Option<Finding> {
    let (words, id) = heading.words.rsplit_once("{#")?;
    let id = id
        .strip_suffix('}')
        .filter(|id| !id.contains(char::is_whitespace))?;
    let own = heading_id(words.trim());
    Some(
        Finding::warning(
            rules::HEADING_ID,
            format!("`{{#{id}}}` is not read, and is shown in the heading"),
        )
        .at(at.rest_of_line(heading.start), "shown as typed")
        .help(format!(
            "delete it, and write `#{own}` in links to the heading"
        )),
    )
}

/// The finding for a recommended heading that is a bold line.
fn only_bold(line: &BoldHeading, name: &str, at: SourceText) -> Finding {
    let heading = format!("## {name}");
    Finding::warning(
        rules::MISSING_HEADING,
        format!("`{name}` is in bold, but is not a heading"),
    )
    .at(
        at.rest_of_line(line.start),
        "other case studies have this heading",
    )
    .help(format!("write `{heading}`"))
    .fix([line.edit(at, &heading)])
}

/// The finding for headings that a case study lacks.
fn missing_headings(missing: &[&HeadingConfig], title: Place) -> Option<Finding> {
    let names: Vec<&str> = missing
        .iter()
        .map(|heading| heading.name.as_str())
        .collect();
    let (message, help) = match names[..] {
        [] => return None,
        [only] => (
            format!("the heading `{only}` is missing"),
            format!("add a line `## {only}`, and write about it below"),
        ),
        [first, ..] => (
            format!("the headings {} are missing", listed(&names)),
            format!("add a line for each, for example `## {first}`, and write about it below"),
        ),
    };
    Some(
        Finding::warning(rules::MISSING_HEADING, message)
            .at(title, "not in this case study")
            .help(help),
    )
}

/// Whether a heading is nearly one that the settings recommend.
fn is_near(own: &str, recommended: &str) -> bool {
    let (own, recommended) = (without_article(own), without_article(recommended));
    own == recommended || nearest(&own, [recommended.as_str()]).is_some()
}

/// A heading in lower case, without the article or `our` at its beginning.
fn without_article(heading: &str) -> String {
    let words = slug(heading).replace('-', " ");
    let articles = ["the ", "a ", "an ", "our ", "yr ", "y "];
    articles
        .iter()
        .find_map(|article| words.strip_prefix(article))
        .unwrap_or(&words)
        .to_owned()
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
