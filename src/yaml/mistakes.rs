//! Says, in words an officer understands, why front matter does not parse, and on which line.
//!
//! A YAML parser stops where it can go no further, often lines below the slip: a quote left open on
//! line 2 is reported at the end. So this reads the front matter a line at a time, with a small
//! understanding of YAML's block style, and stops at the first line that cannot be right. The
//! parser's own word decides two things only: whether there is a mistake, and that it is not
//! further down than where the parser stopped. What parses is never called a mistake for style.

mod bounds;
mod conflict;
mod known;
mod parser;
mod reading;
mod slips;
#[cfg(test)]
mod tests;
mod text;

pub use bounds::twice;
use bounds::{bounds, no_bounds, old_line_ends};
pub use conflict::conflict_below;
use conflict::with_conflict_settled;
pub use known::Known;
use parser::{
    doubled_key, in_plain_words, key_twice, parsed_but_wrong, stopped_there, swallowed, tab_alone,
};
use reading::first_fault;
use std::ops::Range;

use crate::report::{Edit, Rule};
use text::{Line, is_delimiter, is_odd_space, line_at, lines};

/// What is wrong with a front matter, where, and how to mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// A lasting name in kebab case: `yaml-…` or `front-matter-…`.
    pub rule: Rule,
    /// One line of plain words without a full stop.
    pub message: String,
    /// The very characters at fault, on one line; bytes of the whole file.
    pub span: Range<usize>,
    /// A few words for the caret.
    pub label: String,
    /// Another place that belongs to the matter, with its label.
    pub also: Option<(Range<usize>, String)>,
    /// What to do, with the line as it should be where it is short enough to show.
    pub help: String,
    /// The mend, of this mistake and of those below it that stand on their own. May be empty.
    pub fix: Vec<Edit>,
}

/// How a file divides into front matter and body.
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    Front {
        yaml: Range<usize>,
        body: usize,
        blank_before: bool,
    },
    Mistake(Mistake),
}

/// Finds the front matter between two lines of three dashes, or says why it cannot be found.
///
/// `text` has no byte order mark. Spaces after the dashes and blank lines before them are accepted.
pub fn split(text: &str, known: &Known) -> Split {
    if let Some(mistake) = old_line_ends(text) {
        return Split::Mistake(mistake);
    }
    match bounds(text) {
        Some(front) => front,
        None => Split::Mistake(with_conflict_settled(
            no_bounds(&lines(text), known),
            text,
            known,
        )),
    }
}

/// What the parser said, and the byte where it stopped.
pub type Said<'a> = (&'a str, Option<usize>);

/// Says why the front matter at `yaml` does not parse, given what the parser said and where.
///
/// Without an error it still speaks up where the YAML parses into what nobody can have meant: no
/// keys at all, a list read as one text, a key that starts with a space one cannot see.
pub fn explain(
    text: &str,
    yaml: Range<usize>,
    error: Option<Said>,
    known: &Known,
) -> Option<Mistake> {
    explain_front(text, yaml, error, known)
        .map(|mistake| with_conflict_settled(mistake, text, known))
}

/// Says why a file that is YAML as a whole does not parse, given what the parser said and where.
///
/// In words that suit any such file: who asks knows what it is, and says so.
pub fn explain_file(text: &str, said: &str, at: Option<usize>) -> Mistake {
    let whole = whole_file(text);
    let known = Known::default();
    mistake(
        fault(&whole, (said, at), &known).unwrap_or_else(|| in_plain_words(&whole, said, at)),
        &whole,
        &known,
    )
}

/// Says what is wrong with a file that is YAML as a whole and parses into what nobody can have
/// meant.
pub fn explain_parsed_file(text: &str) -> Option<Mistake> {
    swallowed(&whole_file(text), &Known::default())
}

/// The lines of a file that is YAML as a whole, below one that stands for its beginning.
fn whole_file(text: &str) -> Vec<Line> {
    let mut whole = lines(text);
    if whole.first().is_some_and(is_delimiter) {
        whole.remove(0);
    }
    whole.insert(0, Line::beginning_of_file());
    whole
}

/// Whether front matter that parses has nothing in it that [`parsed_but_wrong`] could speak of,
/// told at a glance.
///
/// Every file of a library passes here, and nearly all are like this: keys, list items and the
/// lines of texts begin with a letter, a quote or a dash of their own. What is not is read with
/// care.
fn plainly_sound(yaml: &str, known: &Known) -> bool {
    let begins = |line: &str| match line.trim_start_matches(' ').as_bytes() {
        [] | [b'-'] | [b'-', b' ', ..] => true,
        [first, ..] => first.is_ascii_alphanumeric() || b"\"'#[]{}".contains(first),
    };
    let is_key = |line: &str| {
        line.starts_with(|first: char| first.is_ascii_alphabetic())
            && line
                .split_once(':')
                .is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(' '))
    };
    let is_item = |line: &str| line.trim_start_matches(' ').starts_with("- ");
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    // An item further in than the line above is one of a list only below a key.
    let joins = |(above, line): (&str, &str)| {
        is_item(line) && indent(line) > indent(above) && !above.ends_with(':') && !above.is_empty()
    };
    // `title:Warm homes: a year` is a key of three words, and `src:a.jpg` below a key its text.
    let is_glued = |line: &str| {
        let glued = line
            .split_once(':')
            .filter(|(_, rest)| !rest.is_empty() && !rest.starts_with(' '));
        glued.is_some_and(|(_, rest)| line.starts_with(' ') || rest.contains(": "))
    };
    // `url https://…` below a title, and `url: …` beside it.
    let is_part = |line: &str| known.begins_part(line) || known.heads_part(line);
    // `title "Warm: homes"` and `title Warm: homes`.
    let is_key_with_value = |line: &str| {
        line.split_once(": ").is_some_and(|(key, _)| {
            key.contains(['"', '=']) || key.contains(' ') && known.begins(key)
        })
    };
    // An item without its dash, below one or above one.
    let is_text = |line: &str| {
        !line.is_empty() && !is_item(line) && !line.contains(": ") && !line.ends_with(':')
    };
    let is_bare = |(above, line): (&str, &str)| {
        is_item(above) && is_text(line) && indent(line).wrapping_sub(indent(above)) < 2
            || is_item(line) && is_text(above) && indent(line) == indent(above)
    };
    let only_closes = |line: &str| line.ends_with(']') && !line.contains('[');
    yaml.lines().next().is_some_and(is_key)
        && yaml.lines().all(begins)
        && !yaml.lines().any(only_closes)
        && !yaml.lines().any(is_glued)
        && !yaml
            .lines()
            .any(|line| is_part(line) || is_key_with_value(line))
        && !yaml
            .lines()
            .zip(yaml.lines().skip(1))
            .any(|lines| joins(lines) || is_bare(lines))
        && (yaml.is_ascii() || !yaml.contains(|c| is_odd_space(c) || matches!(c, '：' | '﹕')))
}

fn explain_front(
    text: &str,
    yaml: Range<usize>,
    error: Option<Said>,
    known: &Known,
) -> Option<Mistake> {
    if error.is_none() && plainly_sound(&text[yaml.clone()], known) {
        return None;
    }
    let mut front = lines(&text[..yaml.end]);
    let opening = front
        .iter()
        .rposition(|line| line.start < yaml.start)
        .unwrap_or(0);
    front.drain(..opening);
    let Some((said, offset)) = error else {
        return parsed_but_wrong(&front, text, known);
    };
    let fault = fault(&front, (said, offset), known).unwrap_or_else(|| {
        let unknown = in_plain_words(&front, said, offset);
        Fault {
            message: format!("the front matter cannot be read: {}", unknown.message),
            ..unknown
        }
    });
    Some(mistake(fault, &front, known))
}

/// The fault that a parser's word is about, where it is one that is known.
fn fault(front: &[Line], (said, offset): Said, known: &Known) -> Option<Fault> {
    let parser_line = offset
        .filter(|_| stopped_there(said))
        .map(|offset| line_at(front, offset));
    first_fault(front, known)
        .filter(|fault| parser_line.is_none_or(|line| fault.line <= line))
        .or_else(|| key_twice(front, said, known))
        .or_else(|| tab_alone(front, said, offset))
}

/// A mistake in terms of the lines that are read, before it has a place in the file.
struct Fault {
    rule: Rule,
    message: String,
    /// Into the lines read, not the file's number.
    line: usize,
    columns: Range<usize>,
    label: String,
    /// Another place that belongs to the matter: line, columns, label.
    also: Option<(usize, Range<usize>, String)>,
    help: String,
    /// Lines, and what each becomes: nothing, another, or several.
    mend: Vec<(usize, Vec<String>)>,
}

type Sound = Result<(), Box<Fault>>;

impl Fault {
    fn new(rule: Rule, line: usize, columns: Range<usize>, message: impl Into<String>) -> Fault {
        let (message, label, help, mend) =
            (message.into(), String::new(), String::new(), Vec::new());
        Fault {
            rule,
            message,
            line,
            columns,
            label,
            also: None,
            help,
            mend,
        }
    }

    fn label(mut self, label: impl Into<String>) -> Fault {
        self.label = label.into();
        self
    }

    fn also(mut self, line: usize, columns: Range<usize>, label: impl Into<String>) -> Fault {
        self.also = Some((line, columns, label.into()));
        self
    }

    fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = help.into();
        self
    }

    fn mend(mut self, line: usize, becomes: Vec<String>) -> Fault {
        self.mend.push((line, becomes));
        self
    }

    fn mends(mut self, mend: Vec<(usize, Vec<String>)>) -> Fault {
        self.mend.extend(mend);
        self
    }

    /// Says what to do, and shows the mended line, or the ends of a long one.
    fn help_with_line(self, what: &str) -> Fault {
        /// A longer line makes the message harder to read, not easier.
        const READABLE: usize = 100;
        let shown = match self.mend.first().map(|(_, becomes)| becomes.as_slice()) {
            Some([line]) if self.mend.len() == 1 => {
                let chars: Vec<char> = line.trim().chars().collect();
                let ends = |part: &[char]| part.iter().collect::<String>();
                match chars.len() {
                    ..=READABLE => format!("{what}: `{}`", ends(&chars)),
                    long => format!(
                        "{what}: `{} … {}`",
                        ends(&chars[..READABLE / 2]).trim_end(),
                        ends(&chars[long - READABLE / 4..]).trim_start()
                    ),
                }
            }
            _ => what.to_string(),
        };
        self.help(shown)
    }
}

/// Gives a fault its place in the file, and the mend of it and of the faults that show once it is
/// gone.
fn mistake(fault: Fault, front: &[Line], known: &Known) -> Mistake {
    let line = &front[fault.line];
    let fix = match fault.mend.is_empty() {
        true => Vec::new(),
        false => edits(front, &mended(apply(front, &fault.mend), known)),
    };
    Mistake {
        rule: fault.rule,
        span: line.start + fault.columns.start..line.start + fault.columns.end,
        message: fault.message,
        label: fault.label,
        also: fault.also.map(|(line, columns, label)| {
            let start = front[line].start;
            (start + columns.start..start + columns.end, label)
        }),
        help: fault.help,
        fix,
    }
}

/// The lines with every fault mended that can be.
fn mended(mut lines: Vec<Line>, known: &Known) -> Vec<Line> {
    /// Each round mends a line for good, but a mend that does not help must not go on for ever.
    const ROUNDS: usize = 200;
    for _ in 0..ROUNDS {
        match first_fault(&lines, known).or_else(|| doubled_key(&lines, known)) {
            Some(next) if !next.mend.is_empty() => lines = apply(&lines, &next.mend),
            _ => break,
        }
    }
    lines
}

fn apply(lines: &[Line], mend: &[(usize, Vec<String>)]) -> Vec<Line> {
    let becomes = |at: usize| {
        mend.iter()
            .find(|(line, _)| *line == at)
            .map(|(_, becomes)| becomes)
    };
    let mut new = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        match becomes(at) {
            Some(texts) => new.extend(texts.iter().map(|text| Line {
                text: text.clone(),
                ..line.clone()
            })),
            None => new.push(line.clone()),
        }
    }
    new
}

/// What leads from `before` to `after`, whose lines still carry the numbers they had before.
fn edits(before: &[Line], after: &[Line]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut from = after.iter().take_while(|line| line.number == 0).count();
    for line in before.iter().filter(|line| line.number > 0) {
        let mut becomes = after
            .iter()
            .skip(from)
            .take_while(|new| new.number == line.number);
        from += becomes.clone().count();
        match becomes.next() {
            None => edits.push(Edit::Delete { line: line.number }),
            Some(new) if new.text != line.text => {
                edits.push(Edit::Replace {
                    line: line.number,
                    new: new.text.clone(),
                });
            }
            Some(_) => {}
        }
        edits.extend(becomes.map(|new| Edit::Insert {
            line: line.number + 1,
            new: new.text.clone(),
        }));
    }
    edits
}
