//! What each rule means: from a file of its own, `rules/AREA/RULE.txt`, into words with an example.
//!
//! A file is a title, a blank line, why it matters, and an example in the form of the tests'
//! samples: `//- path` begins a file, the line below a mistake points at it with carets. After `//=
//! mended` come the files that the mend changes. `tests/rules.rs` runs every example, so that it
//! shows what casebook really says; a rule that is raised anywhere and has no file fails there too.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "src/report/rules"]
struct Files;

/// The areas that rules belong to, each a folder, in the order in which they are listed.
const AREAS: [(&str, &str); 7] = [
    ("yaml", "How front matter is written"),
    ("front-matter", "What front matter says"),
    ("links", "Links, pictures and addresses"),
    ("text", "The text"),
    ("pages", "Finished pages"),
    ("files", "Files"),
    ("settings", "Settings, themes and the output folder"),
];

/// What casebook knows of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub name: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// Why it matters and what to do, in Markdown.
    pub why: String,
    /// A library with the mistake; empty where only a disk or the command line can show it.
    pub wrong: String,
    /// The files that mend it; empty where that is for an author to decide.
    pub mended: String,
}

/// All rules, by area and then by name, each area with what it is about.
pub fn rules() -> Vec<(&'static str, Vec<Rule>)> {
    let of_area = |(folder, about): (&'static str, &'static str)| {
        let mut rules: Vec<Rule> = Files::iter()
            .filter_map(|path| {
                let name = path
                    .strip_prefix(folder)?
                    .strip_prefix('/')?
                    .strip_suffix(".txt")?;
                Some(rule(
                    name,
                    &String::from_utf8_lossy(&Files::get(&path)?.data),
                ))
            })
            .collect();
        rules.sort_by(|a, b| a.name.cmp(&b.name));
        (about, rules)
    };
    AREAS.map(of_area).into()
}

/// Whether there is such a rule.
pub fn is_known(name: &str) -> bool {
    AREAS
        .iter()
        .any(|(folder, _)| Files::get(&format!("{folder}/{name}.txt")).is_some())
}

fn rule(name: &str, text: &str) -> Rule {
    let (words, example) = text.split_at(text.find("\n//- ").map_or(text.len(), |at| at + 1));
    let (title, why) = words.split_once('\n').unwrap_or((words, ""));
    let (wrong, mended) = example.split_once("//= mended\n").unwrap_or((example, ""));
    let [name, title, why] = [name, title, why].map(|text| text.trim().to_owned());
    Rule {
        name,
        title,
        why,
        wrong: wrong.to_owned(),
        mended: mended.to_owned(),
    }
}

/// The rule that somebody may have meant by `name`.
pub fn nearest<'a>(name: &str, known: &'a [Rule]) -> Option<&'a Rule> {
    let name = name.to_lowercase();
    let part = known
        .iter()
        .find(|rule| name.len() > 2 && rule.name.contains(&name));
    let distance = |rule: &&Rule| strsim::osa_distance(&name, &rule.name);
    // Half the letters in common are a guess worth making: the answer is a question.
    let near = known
        .iter()
        .min_by_key(distance)
        .filter(|rule| distance(rule) * 2 <= rule.name.len());
    part.or(near)
}

impl Rule {
    /// The rule as Markdown, below a heading of its own at `level`; plain enough to be read as it
    /// is.
    pub fn explained(&self, level: usize) -> String {
        let mut text = format!("{} {}\n\n{}.\n", "#".repeat(level), self.name, self.title);
        if !self.why.is_empty() {
            text += &format!("\n{}\n", self.why);
        }
        for (words, sample) in [("For example", &self.wrong), ("Mended", &self.mended)] {
            for (path, lines) in files(sample) {
                text += &format!("\n{words}, `{path}`:\n\n```text\n{lines}```\n");
            }
        }
        text
    }
}

/// All rules as a page of a library: `content/guide/messages.md` of the sample library is made of
/// it.
pub fn page() -> String {
    let area = |(about, rules): (&str, Vec<Rule>)| {
        let rules: Vec<String> = rules.iter().map(|rule| rule.explained(3)).collect();
        format!("## {about}\n\n{}", rules.join("\n"))
    };
    let areas: Vec<String> = rules().into_iter().map(area).collect();
    format!("{PAGE_BEGINS}\n{}", areas.join("\n"))
}

const PAGE_BEGINS: &str = "\
---
title: What the messages mean
summary: Every rule that casebook checks, with an example of what goes wrong and how to mend it.
---

Each message names its rule in brackets, as in `error[yaml-tab]`. Here is what each rule means. With casebook on your computer, `casebook explain yaml-tab` says the same. An error must be mended before the library is published. A warning can wait.
";

/// The files of a sample, with the marks as a person would draw them.
fn files(sample: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = vec![];
    for line in sample.lines() {
        if let Some(path) = line.strip_prefix("//- ") {
            files.push((path.trim(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            *text += &format!("{}\n", unmarked(line));
        }
    }
    files
}

/// A line of a sample; where it is a mark, its carets and its message.
fn unmarked(line: &str) -> String {
    let said = |words: &str| {
        words
            .split_once("]: ")
            .map_or(words, |(_, message)| message)
            .to_owned()
    };
    if let Some(words) = line.strip_prefix("//! ") {
        format!("(the whole file: {})", said(words))
    } else if let Some((width, words)) = line
        .strip_prefix("//< ")
        .and_then(|mark| mark.split_once(' '))
    {
        format!("{} {}", "^".repeat(width.parse().unwrap_or(1)), said(words))
    } else if let Some(mark) = line
        .strip_prefix("//")
        .filter(|mark| mark.trim_start().starts_with(['^', '/']))
    {
        let carets = mark.rfind('^').map_or(0, |at| at + 1);
        format!(
            "  {} {}",
            mark[..carets].replace('/', " "),
            said(mark[carets..].trim())
        )
    } else {
        line.chars().map(visible).collect()
    }
}

/// A letter as it can stand on a page: control characters are no part of HTML, and have pictures of
/// their own.
fn visible(letter: char) -> char {
    match letter {
        '\0'..='\x08' | '\x0b'..='\x1f' => {
            char::from_u32(0x2400 + u32::from(letter)).unwrap_or(letter)
        }
        letter => letter,
    }
}
