//! What a parser says, in plain words, and what it does not say because the YAML parses.

use crate::report::{Rule, rules};
use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};

use super::bounds::is_like_delimiter;
use super::reading::{Entry, entries, first_fault};
use super::text::{
    Line, has_plain_key, in_quotes, indent, is_blank, is_comment, is_dash, is_delimiter, key_colon,
    line_at, lines, shortened,
};
use super::{Edit, Fault, Known, Mistake, mistake};

/// Slips that a parser takes for part of a key or of a text.
const SWALLOWED: [Rule; 13] = [
    rules::YAML_INDENTATION,
    rules::YAML_BRACKET_NOT_OPENED,
    rules::YAML_MISSING_COLON,
    rules::YAML_MISSING_DASH,
    rules::YAML_WIDE_COLON,
    rules::YAML_MISSING_SPACE_AFTER_COLON,
    rules::YAML_MISSING_SPACE_AFTER_DASH,
    rules::YAML_BULLET,
    rules::YAML_ODD_SPACE,
    rules::YAML_NON_BREAKING_SPACE,
    rules::MERGE_CONFLICT,
    rules::YAML_ITEM_INDENTATION,
    rules::YAML_LIST_AFTER_VALUE,
];

/// The slip in lines that parse all the same.
pub(super) fn swallowed(front: &[Line], known: &Known) -> Option<Mistake> {
    first_fault(front, known)
        .filter(|fault| SWALLOWED.contains(&fault.rule))
        .map(|fault| mistake(fault, front, known))
}

/// What parses, but into nothing that anyone can have meant.
pub(super) fn parsed_but_wrong(front: &[Line], file: &str, known: &Known) -> Option<Mistake> {
    let is_content = |at: &usize| !is_blank(&front[*at].text) && !is_comment(&front[*at].text);
    let Some(first) = (1..front.len()).find(is_content) else {
        return Some(empty(front, &lines(file), known));
    };
    let text = front[first].text.trim_start();
    let is_list = is_dash(text);
    let is_map = !is_list && (key_colon(text).is_some() || text.starts_with(['{', '?', '&', '!']));
    match first_fault(front, known) {
        Some(fault)
            if SWALLOWED.contains(&fault.rule)
                || !is_map && !is_list && fault.rule != rules::YAML_STRAY_TEXT =>
        {
            Some(mistake(fault, front, known))
        }
        _ if !is_map => Some(not_a_map(front, first, &lines(file), known)),
        _ => None,
    }
}

fn empty(front: &[Line], file: &[Line], known: &Known) -> Mistake {
    let message = "nothing stands between the two lines `---`";
    let fault = Fault::new(
        rules::FRONT_MATTER_EMPTY,
        0,
        0..front[0].text.trim_end().len(),
        message,
    )
    .label("front matter begins here");
    let begins = front[0].number;
    match real_front_matter(begins, file) {
        Some(real) => {
            let opening = file[..real - 1]
                .iter()
                .rfind(|line| is_delimiter(line))
                .map_or(begins, |line| line.number);
            let fix = (begins..opening)
                .map(|line| Edit::Delete { line })
                .collect();
            let key = shortened(file[real - 1].text.trim());
            let help = format!(
                "delete the lines above the `---` that stands before `{key}` in line {real}"
            );
            Mistake {
                fix,
                ..mistake(fault.help(help), front, known)
            }
        }
        None => mistake(
            fault.help("put at least a line `title: …` between them"),
            front,
            known,
        ),
    }
}

fn not_a_map(front: &[Line], first: usize, file: &[Line], known: &Known) -> Mistake {
    let text = &front[first].text;
    let column = indent(text);
    let what = if is_dash(&text[column..]) {
        "a list"
    } else {
        "plain text"
    };
    let message = format!(
        "`{}` has no key; the front matter is {what}, not lines of `key: value`",
        shortened(text.trim())
    );
    let fault = Fault::new(
        rules::FRONT_MATTER_NOT_A_MAP,
        first,
        column..text.trim_end().len(),
        message,
    )
    .label("no key before this");
    let begins = front[first].number;
    let is_alone = front[first + 1..]
        .iter()
        .all(|line| is_blank(&line.text) || is_comment(&line.text) || is_delimiter(line));
    match real_front_matter(begins, file) {
        Some(real) => Mistake {
            fix: (begins..real).map(|line| Edit::Delete { line }).collect(),
            ..mistake(
                fault.help(format!(
                    "delete what stands above the first key, `{}` in line {real}",
                    shortened(file[real - 1].text.trim())
                )),
                front,
                known,
            )
        },
        None if is_alone && what == "plain text" => {
            let titled = format!("title: {}", in_quotes(&[text.trim().trim_matches('"').to_string()], false).concat());
            mistake(fault.mend(first, vec![titled]).help_with_line("if it is the title, write"), front, known)
        }
        None => mistake(
            fault.help(
                "write each line as `key: value`, as in `title: Warm homes`; put a key such as `topics:` above a list",
            ),
            front,
            known,
        ),
    }
}

/// The line of the first key below a stray list, if only more of the like stands between.
fn real_front_matter(from: usize, file: &[Line]) -> Option<usize> {
    let below = &file[from - 1..];
    let is_debris = |line: &Line| {
        let text = line.text.trim();
        is_blank(text)
            || is_dash(text)
            || is_like_delimiter(text)
            || text.starts_with("<!--")
            || text.starts_with('#')
    };
    let key = below
        .iter()
        .find(|line| !is_debris(line))
        .filter(|line| has_plain_key(&line.text) && indent(&line.text) == 0)?;
    let closes = file[key.number..].iter().any(is_delimiter);
    closes.then_some(key.number)
}

/// Whether the parser's place is where it stopped reading: it looks for control characters before
/// it begins, for keys that stand twice when the map is whole, and for a second document from the
/// start.
pub(super) fn stopped_there(said: &str) -> bool {
    ![
        "control characters",
        "duplicate entry",
        "more than one document",
    ]
    .iter()
    .any(|part| said.contains(part))
}

/// A key given twice, where that is what the parser says.
pub(super) fn key_twice(front: &[Line], said: &str, known: &Known) -> Option<Fault> {
    let key = said
        .split_once("duplicate entry with key ")?
        .1
        .split(" at line ")
        .next()?
        .trim_matches('"');
    doubled_key(front, known).or_else(|| {
        // Both stand between braces on one line.
        let twice = |line: &Line| line.text.matches(key).count() > 1;
        let at = (1..front.len()).find(|at| twice(&front[*at]))?;
        let columns = front[at]
            .text
            .rfind(key)
            .map(|column| column..column + key.len())?;
        let fault = Fault::new(
            rules::YAML_DUPLICATE_KEY,
            at,
            columns,
            format!("`{key}` stands twice between the braces"),
        );
        Some(fault.label("given before").help("keep one of the two"))
    })
}

/// The numbers of the first two entries that give one key in one group of keys.
fn first_and_second<'a>(all: &[Entry<'a>]) -> Option<(usize, usize, &'a str)> {
    // The groups around an entry, by where their keys begin; what stands further out ends a group.
    let mut groups: Vec<(usize, HashMap<&str, usize>)> = Vec::new();
    for (number, entry) in all.iter().enumerate() {
        groups.retain(|(column, _)| *column <= entry.column);
        let Some(key) = entry.key else { continue };
        if groups
            .last()
            .is_none_or(|(column, _)| *column < entry.column)
        {
            groups.push((entry.column, HashMap::new()));
        }
        let (_, keys) = groups.last_mut()?;
        match keys.entry(key) {
            Occupied(first) => return Some((*first.get(), number, key)),
            Vacant(free) => free.insert(number),
        };
    }
    None
}

/// The first key that stands twice in one group of keys.
pub(super) fn doubled_key(front: &[Line], known: &Known) -> Option<Fault> {
    let all = entries(front, known);
    let (first, second, key) = first_and_second(&all)?;
    let lines_of = |number: usize| {
        let entry = &all[number];
        let next = all[number + 1..].iter().find(|next| {
            next.column < entry.column || next.column == entry.column && next.key.is_some()
        });
        let end = next.map_or(front.len(), |next| next.line);
        let last = (entry.line..end)
            .rev()
            .find(|at| !is_blank(&front[*at].text) && !is_comment(&front[*at].text));
        entry.line..last.unwrap_or(entry.line) + 1
    };
    let value = |number: usize| -> Vec<&str> {
        let lines = &front[lines_of(number)];
        let first = lines[0].text[all[number].column..]
            .split_once(':')
            .map_or("", |(_, value)| value.trim());
        std::iter::once(first)
            .chain(lines[1..].iter().map(|line| line.text.trim()))
            .filter(|text| !text.is_empty())
            .collect()
    };
    // Where they differ, the later one is what programs that put up with both have shown.
    let heads_item = front[all[first].line].text[..all[first].column].contains('-');
    let gone = if heads_item || value(second).is_empty() || value(second) == value(first) {
        second
    } else {
        first
    };
    let columns = |number: usize| {
        let text = &front[all[number].line].text;
        let quoted = usize::from(text[all[number].column..].starts_with(['"', '\'']));
        all[number].column + quoted..all[number].column + quoted + key.len()
    };
    let (first_line, second_line) = (front[all[first].line].number, all[second].line);
    Some(
        Fault::new(
            rules::YAML_DUPLICATE_KEY,
            second_line,
            columns(second),
            format!("`{key}` stands twice"),
        )
        .label(format!("also on line {first_line}"))
        .also(all[first].line, columns(first), "first here")
        .mends(lines_of(gone).map(|at| (at, vec![])).collect())
        .help("keep one of the two"),
    )
}

/// A line that looks empty and has a tab in it, where that is what the parser stops at.
pub(super) fn tab_alone(front: &[Line], said: &str, offset: Option<usize>) -> Option<Fault> {
    let stopped = line_at(front, offset?);
    let is_tab = |at: &usize| is_blank(&front[*at].text) && front[*at].text.contains('\t');
    let at = [stopped, stopped.saturating_sub(1)]
        .into_iter()
        .find(is_tab)?;
    let is_about_it = said.contains("tab character") || said.contains("cannot start any token");
    let column = front[at].text.find('\t').unwrap_or(0);
    let fault = Fault::new(
        rules::YAML_TAB,
        at,
        column..column + 1,
        "a tab stands on a line that looks empty",
    )
    .label("a tab");
    is_about_it.then(|| {
        fault
            .mend(at, vec![String::new()])
            .help("delete it, so that the line is empty")
    })
}

/// The last resort: the parser's own message, in plain words, where it stopped.
pub(super) fn in_plain_words(front: &[Line], said: &str, offset: Option<usize>) -> Fault {
    /// What libyaml says, by a part of its message, and what it means.
    const MEANINGS: [(&str, &str); 13] = [
        (
            "mapping values are not allowed",
            "a colon stands where no key can be",
        ),
        (
            "could not find expected ':'",
            "a key without its colon, or text that is not indented, stands here or just above",
        ),
        (
            "did not find expected key",
            "this does not fit what stands above it; often a quote or the indentation is wrong",
        ),
        (
            "did not find expected '-'",
            "a list item is expected here, lined up with those above",
        ),
        (
            "did not find expected ',' or",
            "a comma or a closing bracket is missing",
        ),
        ("did not find expected node", "a value is expected here"),
        (
            "cannot start any token",
            "this sign cannot start a value, put the value in quotes",
        ),
        (
            "unexpected end of stream",
            "a quote or a bracket is never closed",
        ),
        ("block sequence entries", "a list item cannot stand here"),
        (
            "unknown anchor",
            "a value that starts with `*` must be in quotes",
        ),
        (
            "more than one document",
            "the text falls into two parts here; often the indentation is wrong",
        ),
        (
            "control characters",
            "an invisible character is not allowed here",
        ),
        ("recursion limit", "it is nested too deep"),
    ];
    let said = said.split(" at line ").next().unwrap_or(said).trim();
    let meaning = MEANINGS
        .iter()
        .find(|(part, _)| said.contains(part))
        .map_or(said, |(_, meaning)| meaning);
    let is_content = |at: &usize| !is_blank(&front[*at].text);
    let stopped = offset.map_or(1, |offset| line_at(front, offset));
    let line = (0..=stopped.min(front.len() - 1))
        .rev()
        .find(is_content)
        .unwrap_or(0);
    let text = front[line].text.trim_end();
    let mut start = offset.map_or(0, |offset| offset.saturating_sub(front[line].start));
    if start >= text.len() || !text.is_char_boundary(start) {
        start = indent(text);
    }
    Fault::new(rules::YAML, line, start..text.len(), meaning)
        .label("reading stopped here")
        .help("look at this line and the one above; when in doubt, put the value in quotes")
}
