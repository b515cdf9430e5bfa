//! What was found, for people: lines of at most 80 columns, unless a title or a path is longer.

use super::{Shown, ShownResult, ShownScore, ShownWord};
use crate::report::counted;
use crate::source::line_for_log;

const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// Columns before what is said of a result: its number and its score.
const INDENT: &str = "              ";

/// The mark of a word that was written in capitals: the index has `nhs^`.
const CAPITALS: char = '^';

/// What the numbers mean, below the explained results.
const LEGEND: &str = "\
A word scores its level × (rarity + exact form).
  level       how often the case study has the word, and where: a title counts
              more than a text, and a short text more than a long one
  rarity      how few case studies have the word, in any of its forms
  exact form  added if the case study has the very form that was typed
  title       added for words in the title; all words of the query count most
";

impl Shown {
    /// The results as text.
    pub(super) fn for_people(&self, explain: bool) -> String {
        let mut text = String::new();
        let mut line = |words: &str| {
            text += words;
            text.push('\n');
        };
        line(&self.summary());
        for note in self.notes() {
            line(&line_for_log(&note));
        }
        for (at, result) in self.results.iter().enumerate() {
            let is_other = at == self.total && at > 0;
            if at == 0 || explain || is_other {
                line("");
            }
            if is_other {
                line("With some of the words:");
                line("");
            }
            for words in result.lines(at + 1) {
                line(&words);
            }
        }
        if explain && !self.results.is_empty() {
            line("");
            line(LEGEND.trim_end());
        }
        text
    }

    fn summary(&self) -> String {
        let studies = counted(self.total, "case study", "case studies");
        let what = match (self.total, self.partial) {
            (0, _) => "No case study was found".to_owned(),
            (_, true) => format!("No case study has all of the words; {studies} with some of them"),
            _ => format!("{studies} found"),
        };
        if self.results.len() < self.total && !self.results.is_empty() {
            format!("{what}; here are the first {}", self.results.len())
        } else {
            what
        }
    }

    /// How the query was understood.
    fn notes(&self) -> Vec<String> {
        let mut notes = vec![];
        for word in &self.corrections {
            let (from, to) = (&word.from, plain(&word.to));
            notes.push(format!("No case study has `{from}`: searched for `{to}`"));
        }
        for word in &self.suggestions {
            let (from, to) = (&word.from, plain(&word.to));
            notes.push(format!(
                "`{from}` is rare: a visitor is asked whether it is `{to}`"
            ));
        }
        for unknown in &self.unknown {
            let word = &unknown.word;
            notes.push(format!(
                "No case study has `{word}`; tried its other forms, two words, and typing errors"
            ));
            if !unknown.near.is_empty() {
                let near: Vec<&str> = unknown.near.iter().map(|word| plain(word)).collect();
                notes.push(format!("Words like it: {}", near.join(", ")));
            }
        }
        for phrase in &self.missing_phrases {
            notes.push(format!(
                "No case study has the phrase “{phrase}”: searched for its words"
            ));
        }
        if !self.ignored.is_empty() {
            notes.push(format!("Not searched for: {}", self.ignored.join(", ")));
        }
        if !self.excluded.is_empty() {
            notes.push(format!(
                "Left out: case studies with {}",
                self.excluded.join(", ")
            ));
        }
        if self.cut {
            notes.push("Only the beginning of the query was searched".to_owned());
        }
        for term in &self.terms {
            let (facet, slug) = (&term.facet, &term.slug);
            let count = term
                .count
                .map_or(String::new(), |count| format!(" ({count})"));
            notes.push(format!("Also a term: {facet}={slug}{count}"));
        }
        notes
    }
}

impl ShownResult {
    fn lines(&self, place: usize) -> Vec<String> {
        let title = line_for_log(&self.title);
        let mut lines = vec![
            format!("{place:>3}  {:>7.2}  {BOLD}{title}{PLAIN}", self.score),
            format!("{INDENT}{}", line_for_log(&self.file)),
        ];
        if let Some(score) = &self.explained {
            lines.extend(score.lines());
        }
        lines
    }
}

impl ShownScore {
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.words.iter().flat_map(ShownWord::lines).collect();
        if let Some(title) = &self.title {
            lines.push(summand(
                title.bonus,
                &format!(
                    "title: {} × {:.2} × ({} of {})²",
                    title.factor,
                    title.gain,
                    title.in_title,
                    counted(title.terms, "word", "words")
                ),
            ));
        }
        if self.is_title > 0.0 {
            lines.push(summand(self.is_title, "the title is the query"));
        }
        if self.has_term > 0.0 {
            let words = "the query is the name of one of its terms";
            lines.push(summand(self.has_term, words));
        }
        lines
    }
}

/// A line with a number that a score is the sum of.
fn summand(number: f64, words: &str) -> String {
    format!("     {number:>7.2}  {words}")
}

impl ShownWord {
    fn lines(&self) -> Vec<String> {
        let gain = &self.gain;
        let word = plain(&gain.word);
        let exact = if gain.exact > 0.0 {
            format!("({:.2} rarity + {:.2} exact form)", gain.rarity, gain.exact)
        } else {
            format!("{:.2} rarity", gain.rarity)
        };
        let mut lines = vec![summand(
            gain.gain,
            &format!(
                "{}: {:.2} (level {}) × {exact}",
                line_for_log(word),
                gain.level_weight,
                gain.level
            ),
        )];
        let mut say = |words: String| lines.push(format!("{INDENT}  {}", line_for_log(&words)));
        say(format!(
            "in {}",
            counted(gain.studies, "case study", "case studies")
        ));
        if gain.completes {
            say("taken for the beginning of a word".to_owned());
        }
        if gain.weight < 1.0 {
            say(format!("counts {} of a whole word", gain.weight));
        }
        let fields = [
            ("title", &self.found.title),
            ("labels", &self.found.labels),
            ("summary", &self.found.summary),
            ("text", &self.found.text),
        ];
        for (field, words) in fields {
            if words.is_empty() {
                continue;
            }
            let words = words.iter().map(|(word, count)| match count {
                1 => plain(word).to_owned(),
                _ => format!("{} {count} times", plain(word)),
            });
            let words: Vec<String> = words.collect();
            say(format!("{field}: {}", words.join(", ")));
        }
        lines
    }
}

/// A word without the mark of capitals.
fn plain(word: &str) -> &str {
    word.trim_end_matches(CAPITALS)
}
