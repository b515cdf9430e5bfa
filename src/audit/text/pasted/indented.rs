//! Lines that become code, a heading or a list of their own because of what is around them.

use super::{NewLines, Shown, and_more, quoted};
use crate::audit::text::structure::BlockKind;
use crate::report::{Edit, Finding, rules};

/// The finding for paragraphs that are indented, as in Word, and so became code.
pub(super) fn indented_text(shown: Shown) -> Option<Finding> {
    let mut first = None;
    let mut new = NewLines::default();
    for block in &shown.structure.blocks {
        let is_prose = |(_, line): &(usize, &str)| line.trim().is_empty() || is_prose(line);
        let lines: Vec<(usize, &str)> = shown.lines_of(block).collect();
        let words: usize = lines
            .iter()
            .map(|(_, line)| line.split_whitespace().count())
            .sum();
        let is_text = block.kind == BlockKind::Indented
            && lines.iter().all(is_prose)
            && words > 2
            && is_sentence(&lines);
        if !is_text {
            continue;
        }
        first = first.or(Some(lines[0]));
        for (start, line) in lines {
            if !line.trim().is_empty() {
                new.0.insert(start, line.trim_start().to_owned());
            }
        }
    }
    let (start, line) = first?;
    let message = "this text is shown as code, because it is indented by four spaces or a tab";
    let found = Finding::warning(rules::INDENTED_TEXT, message).help(format!(
        "write it at the beginning of the line: `{}`",
        quoted(line)
    ));
    let label = and_more("shown as code", new.0.len() - 1);
    Some(shown.at_line(found, start, &label).fix(new.edits(shown.at)))
}

/// Whether nothing in a line looks like code.
fn is_prose(line: &str) -> bool {
    const SIGNS: &str = "{}<>=`|\\$_~^[]#@;";
    let line = line.trim();
    !line.contains(|letter| SIGNS.contains(letter))
        && !["()", "//", "::", "->", "--", "/*"]
            .iter()
            .any(|sign| line.contains(sign))
        && line.contains(' ')
}

/// Whether lines read as sentences or as a list of words.
fn is_sentence(lines: &[(usize, &str)]) -> bool {
    let first = lines[0].1.trim_start();
    let begins = first
        .trim_start_matches(['-', '*', '•', '–', '“', '"', '‘', ' '])
        .starts_with(char::is_uppercase);
    let last = lines.last().map_or("", |(_, line)| line.trim_end());
    let is_list = lines.len() > 1
        && lines
            .iter()
            .all(|(_, line)| line.trim_start().starts_with(['-', '*', '•', '–']));
    let words = first.split_whitespace().count();
    begins && (is_list || last.ends_with(['.', '!', '?', ':', '”', '…']) || words > 9)
}

/// The finding for a sentence that a line of dashes below it makes a heading.
pub(super) fn heading_by_dashes(shown: Shown) -> Option<Finding> {
    let mut found = vec![];
    for block in &shown.structure.blocks {
        if !matches!(block.kind, BlockKind::Heading(2)) {
            continue;
        }
        let lines: Vec<(usize, &str)> = shown.lines_of(block).collect();
        let [words @ .., (dashes, line)] = &lines[..] else {
            continue;
        };
        let Some((_, last)) = words.last().filter(|_| is_dashes(line)) else {
            continue;
        };
        let length: usize = words
            .iter()
            .map(|(_, line)| line.split_whitespace().count())
            .sum();
        let ends = last.trim_end().ends_with(['.', '!', ';', ',', ':']);
        // Front matter that is below the front matter is reported as that.
        let is_key = words[0].1.split_once(':').is_some_and(|(key, _)| {
            key.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        });
        if is_key {
            continue;
        }
        if words.len() > 1 || length > 14 || length > 3 && ends {
            found.push((words[0], *dashes));
        }
    }
    let ((start, line), _) = *found.first()?;
    let message = format!(
        "`{}` is a heading, because there is a line of dashes right below it",
        quoted(line)
    );
    let edits = found.iter().map(|(_, dashes)| Edit::Insert {
        line: shown.at.line_number(*dashes),
        new: String::new(),
    });
    let edits: Vec<Edit> = edits.collect();
    let label = and_more("shown as a heading", found.len() - 1);
    let found = Finding::warning(rules::HEADING_BY_DASHES, message)
        .help("put an empty line above the dashes");
    Some(shown.at_line(found, start, &label).fix(edits))
}

fn is_dashes(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte == b'-')
}

/// The finding for a list that is indented too little to be part of the item above it.
pub(super) fn list_indentation(shown: Shown) -> Option<Finding> {
    let mut first = None;
    let mut new = NewLines::default();
    for pair in shown.structure.blocks.windows(2) {
        let [above, below] = pair else { continue };
        let (BlockKind::List { is_numbered: true }, BlockKind::List { is_numbered: false }) =
            (&above.kind, &below.kind)
        else {
            continue;
        };
        let lines: Vec<(usize, &str)> = shown.lines_of(below).collect();
        let item = shown.at.text[above.range.clone()]
            .lines()
            .rfind(|line| !line.trim().is_empty())
            .unwrap_or_default();
        let wanted = indent_of(item) + item.trim_start().find(' ').map_or(0, |mark| mark + 1);
        let is_next = shown.at.text[above.range.end..below.range.start]
            .trim_matches(' ')
            .is_empty()
            && !shown.at.text[..above.range.end].ends_with("\n\n");
        let given = indent_of(lines[0].1);
        let is_item = item
            .trim_start()
            .starts_with(|first: char| first.is_ascii_digit());
        if given == 0 || !is_next || !is_item || wanted <= given {
            continue;
        }
        first = first.or(Some((lines[0].0, wanted)));
        for (start, line) in lines {
            if !line.trim().is_empty() {
                new.0
                    .insert(start, format!("{}{line}", " ".repeat(wanted - given)));
            }
        }
    }
    let (start, wanted) = first?;
    let found = Finding::warning(
        rules::LIST_INDENTATION,
        "this list is not part of the numbered item above it",
    )
    .help(format!("indent the list by {wanted} spaces"));
    let label = and_more("begins a list of its own", new.0.len() - 1);
    Some(shown.at_line(found, start, &label).fix(new.edits(shown.at)))
}

/// How many spaces a line begins with.
fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
