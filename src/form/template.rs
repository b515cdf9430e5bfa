//! The form as a file to fill in: front matter with a note above each key, and the usual headings.

use super::{Asked, Form, Part, Shape, written};

/// How much a template says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Notes, every term, and what is seldom wanted behind number signs.
    Full,
    /// No more than a few terms of each facet.
    Short,
    /// The keys alone.
    Bare,
}

/// The most terms of a facet that a short template lists.
const FEW: usize = 8;

/// An open facet may have hundreds of terms: the most used will do.
const MANY: usize = 24;

/// What is known of a case study before its author begins.
#[derive(Debug, Clone, Default)]
pub struct Known<'a> {
    pub title: &'a str,
    /// Terms already chosen, by the facet's key.
    pub terms: Vec<(&'a str, Vec<&'a str>)>,
    /// Whether it is to be left out of the site until a line is deleted.
    pub draft: bool,
}

/// A new case study to fill in. Unchanged, it is read without a mistake wherever nothing is
/// required that is not known.
pub fn template(form: &Form, known: &Known, length: Length) -> String {
    let mut text = String::from("---\n");
    let noted = length != Length::Bare;
    if noted {
        text += "# Write behind the colons. Lines that begin with # are notes: nobody sees them.\n";
    }
    for part in form.parts.iter().filter(|part| part.asked == Asked::Always) {
        if noted {
            text += &note(part);
        }
        text += &line(part, known, length);
    }
    if length == Length::Full {
        text += "# To use one of these, delete the # before its lines:\n";
        for part in form
            .parts
            .iter()
            .filter(|part| part.asked == Asked::Offered)
        {
            text += &example(part)
                .lines()
                .map(|line| format!("#{line}\n"))
                .collect::<String>();
        }
    }
    if known.draft {
        text += "# Checked, but not published while this line stands here:\ndraft: true\n";
    }
    text += "---\n";
    for (heading, help) in &form.headings {
        text += &match noted {
            true => format!("\n## {heading}\n\n<!-- {help} -->\n"),
            false => format!("\n## {heading}\n\n"),
        };
    }
    text
}

/// What to write behind a key, as a comment.
fn note(part: &Part) -> String {
    let needed = if part.required { " Needed." } else { "" };
    // A label that says what the key says is no news.
    let label = match crate::source::slug::slug(&part.label) == crate::source::slug::slug(&part.key)
    {
        true => String::new(),
        false => format!("{}. ", part.label),
    };
    let help = format!("{label}{}{needed}", part.help);
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let how = match &part.shape {
        Shape::Terms(terms) if terms.split.is_none() && !terms.names.is_empty() => {
            " Delete the # before those that apply."
        }
        _ => "",
    };
    if help.is_empty() && how.is_empty() {
        String::new()
    } else {
        format!("# {help}{how}\n")
    }
}

/// A key with what is known of it.
fn line(part: &Part, known: &Known, length: Length) -> String {
    let key = &part.key;
    if part.required && matches!(part.shape, Shape::Text) && !known.title.is_empty() {
        return format!("{key}: {}\n", written::text(known.title));
    }
    let Shape::Terms(terms) = &part.shape else {
        return format!("{key}:\n");
    };
    let chosen = known
        .terms
        .iter()
        .find(|(facet, _)| facet == key)
        .map_or(vec![], |(_, chosen)| chosen.clone());
    if let Some(separator) = &terms.split {
        return match chosen.is_empty() {
            true => format!("{key}:\n"),
            false => format!("{key}: {}\n", written::text(&chosen.join(separator))),
        };
    }
    let most = match length {
        Length::Full if terms.closed => usize::MAX,
        Length::Full => MANY,
        Length::Short => FEW,
        Length::Bare => 0,
    };
    let offered = terms
        .names
        .iter()
        .take(most)
        .map(String::as_str)
        .filter(|name| !chosen.contains(name));
    let lines: String = chosen
        .iter()
        .map(|name| format!("- {}\n", written::text(name)))
        .chain(offered.map(|name| format!("#- {}\n", written::text(name))))
        .collect();
    format!("{key}:\n{lines}")
}

/// A key that is seldom wanted, as one would write it.
fn example(part: &Part) -> String {
    let key = &part.key;
    let parts = match part.shape {
        Shape::Image => "\n  src: street.jpg\n  alt: What the picture shows",
        Shape::Contact => "\n  name: Housing team\n  email: housing@example.org",
        Shape::Links => "\n- title: What the link leads to\n  url: https://example.org/",
        Shape::Attachments => "\n- title: What the file holds\n  file: costs.csv",
        Shape::Studies => "\n- another-case-study.md",
        _ => "",
    };
    format!("{key}:{parts}\n")
}
