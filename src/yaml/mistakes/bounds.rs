//! Where front matter begins and ends, and what is wrong with the lines that should say so.

use super::conflict::conflict;
use super::known::first_word;
use super::text::{
    Line, bullet, closing_quote, has_plain_key, in_quotes, indent, is_blank, is_comment, is_dash,
    is_delimiter, is_glued_key, is_markdown, key_colon, lines, shortened,
};
use crate::report::{Rule, rules};

use super::{Edit, Fault, Known, Mistake, Split, edits, first_fault, mended, mistake};
use std::ops::Range;

/// The front matter between two lines `---`, where all is well; nearly every file ends here.
pub(super) fn bounds(text: &str) -> Option<Split> {
    let mut start = 0;
    let mut opening = None;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        match opening {
            None if is_blank(line) => {}
            None if line.trim_end() == "---" => opening = Some((start, end)),
            None => return None,
            Some((before, yaml)) if line.trim_end() == "---" => {
                return Some(Split::Front {
                    yaml: yaml..start,
                    body: end,
                    blank_before: before > 0,
                });
            }
            Some(_) => {}
        }
        start = end;
    }
    None
}

/// Says why a file has no front matter between two lines `---`.
pub(super) fn no_bounds(lines: &[Line], known: &Known) -> Mistake {
    match lines.iter().position(|line| !is_blank(&line.text)) {
        None => nothing_at_all(),
        Some(first) if is_delimiter(&lines[first]) => not_closed(lines, first, known),
        Some(first) => not_opened(lines, first, known),
    }
}

/// A line meant as `---`: too many dashes, too few, smart ones, a stray sign beside them.
pub(super) fn is_like_delimiter(text: &str) -> bool {
    let text = text.trim();
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '―' | '−' | '‐' | '‑' | '_' | '=' | '~');
    let dashes = text.chars().filter(|&c| is_dash(c)).count();
    let others = text.chars().filter(|&c| !is_dash(c) && c != ' ').count();
    let only_dashes = others == 0 && (dashes >= 2 || matches!(text, "—" | "–" | "-"));
    let with_signs =
        text.contains("---") && others <= 2 || text.starts_with("---") && others <= "yaml".len();
    only_dashes || with_signs || matches!(text, "..." | "+++" | "***" | ";;;")
}

/// A dash alone, which may be an item of a list without anything in it.
pub(super) fn is_lone_dash(text: &str) -> bool {
    text.trim_end() == "-"
}

/// A line above front matter that was meant as `---`.
fn bad_opening(lines: &[Line], at: usize) -> Fault {
    bad_delimiter(lines, at, BAD_DELIMITER, "open")
}

/// A line below front matter that was meant as `---`, so that nothing closes it.
pub(super) fn bad_closing(lines: &[Line], at: usize) -> Fault {
    let opening = (0..at).find(|&at| is_delimiter(&lines[at])).unwrap_or(0);
    bad_delimiter(lines, at, NOT_CLOSED, "close").also(opening, 0..3, "opened here")
}

fn bad_delimiter(lines: &[Line], at: usize, rule: Rule, does: &str) -> Fault {
    let text = lines[at].text.trim_end();
    let column = text.len() - text.trim_start().len();
    let shown = text.trim_start();
    let count = shown.chars().count();
    let place = if shown == "---" {
        0..column
    } else {
        column..text.len()
    };
    let is_dashes = shown.chars().all(|c| c == '-');
    let rule = if is_dashes && count > 3 {
        rules::FRONT_MATTER_FOUR_DASHES
    } else {
        rule
    };
    let why = match count {
        _ if shown == TOML => "it is for TOML, and this is read as YAML".to_string(),
        3 if is_dashes => "a space stands before it".to_string(),
        1 if is_dashes => "it has one dash only".to_string(),
        _ if is_dashes => format!("it has {} dashes", in_words(count)),
        _ => "it is not three plain dashes".to_string(),
    };
    Fault::new(
        rule,
        at,
        place,
        format!("`{shown}` does not {does} the front matter, because {why}"),
    )
    .label("must be exactly three dashes")
    .mend(at, vec!["---".to_string()])
    .help("write exactly `---`, three plain dashes at the start of the line and nothing else")
}

/// What bounds front matter in another language.
const TOML: &str = "+++";

/// What bounds an example of code in Markdown.
const FENCE: &str = "```";

/// The rule of a line that was meant as the first `---` and is something else.
const BAD_DELIMITER: Rule = rules::FRONT_MATTER_BAD_DELIMITER;

/// The rule of front matter without its second `---`.
const NOT_CLOSED: Rule = rules::FRONT_MATTER_NOT_CLOSED;

fn in_words(count: usize) -> String {
    match count {
        2 => "two".to_string(),
        4 => "four".to_string(),
        5 => "five".to_string(),
        _ => count.to_string(),
    }
}

/// A file written with the line ends of old Macs, which look like one long line.
pub(super) fn old_line_ends(text: &str) -> Option<Mistake> {
    let first = text.split('\n').next()?;
    let inner = first.trim_end_matches('\r');
    let return_at = inner
        .find('\r')
        .filter(|_| inner.trim_start().starts_with("---"))?;
    let mut parts = inner.split('\r').map(str::to_string);
    let mut fix = vec![Edit::Replace {
        line: 1,
        new: parts.next().unwrap_or_default(),
    }];
    fix.extend(parts.map(|new| Edit::Insert { line: 2, new }));
    Some(Mistake {
        rule: rules::FRONT_MATTER_LINE_ENDS,
        message: "the lines end in bare carriage returns, as on old Macs, so the front matter is one long line"
            .to_string(),
        span: 0..return_at,
        label: "the line should end here".to_string(),
        also: None,
        help: "save the file with the line ends of Unix (LF) or Windows (CRLF)".to_string(),
        fix,
    })
}

fn nothing_at_all() -> Mistake {
    Mistake {
        rule: rules::FRONT_MATTER_EMPTY_FILE,
        message: "the file is empty".to_string(),
        span: 0..0,
        label: "nothing here".to_string(),
        also: None,
        help: format!("begin with front matter: {SMALLEST}"),
        fix: Vec::new(),
    }
}

/// The smallest front matter, for those who have never seen one.
const SMALLEST: &str = "a line `---`, a line `title: …`, and a line `---`";

/// Says why no front matter opens at `first`, the first line that is not blank.
fn not_opened(lines: &[Line], first: usize, known: &Known) -> Mistake {
    let text = lines[first].text.trim();
    let is_content = |line: &&Line| !is_blank(&line.text) && !is_comment(&line.text);
    let is_key = |line: &Line| has_plain_key(&line.text) || known.begins(&line.text);
    let next_has_key = lines[first + 1..]
        .iter()
        .find(is_content)
        .is_some_and(is_key);
    if let Some(fault) = conflict(&lines[..=first]) {
        return mistake(fault, lines, known);
    }
    if next_has_key && (is_like_delimiter(text) || text.starts_with(FENCE)) || text == TOML {
        return badly_opened(lines, first, known);
    }
    if let Some(key) = text
        .strip_prefix("---")
        .filter(|key| has_plain_key(key) || is_glued_key(key.trim_start()))
    {
        return opened_beside_key(lines, first, key.trim_start(), known);
    }
    if let Some(end) = json_end(lines, first) {
        return without_opening(lines, first, end, known);
    }
    let end = front_matter_end(lines, first, known);
    let keys = lines[first..end]
        .iter()
        .filter(|line| indent(&line.text) == 0 && is_key(line))
        .count();
    let closing = lines.get(end).filter(|line| is_like_delimiter(&line.text));
    let block = block_below(lines, first);
    // `# note` is a comment above keys, and a heading above text.
    let is_note = is_comment(text)
        && lines[first..]
            .iter()
            .find(|line| !is_comment(&line.text))
            .is_some_and(is_key);
    if is_key(&lines[first]) && (keys >= 2 || closing.is_some() && block.is_none())
        || is_note && keys >= 2 && closing.is_some()
    {
        return without_opening(lines, first, end, known);
    }
    match block {
        Some((opening, closing)) => text_before(lines, first, opening, closing, known),
        None => no_front_matter(lines, first, known),
    }
}

/// The line after front matter that is written as JSON, which YAML reads as well.
fn json_end(lines: &[Line], first: usize) -> Option<usize> {
    let text = lines[first].text.trim_end();
    text.strip_prefix('{')
        .filter(|inner| inner.is_empty() || inner.trim_start().starts_with('"'))?;
    let closes = |at: &usize| match lines[*at].text.trim_end() {
        "}" => true,
        one_line => *at == first && one_line.ends_with('}'),
    };
    (first..lines.len()).find(closes).map(|closing| closing + 1)
}

/// The opening and closing lines of front matter that stands below other text.
fn block_below(lines: &[Line], first: usize) -> Option<(usize, usize)> {
    /// Further down a `---` is a rule between parts of the text.
    const NEAR: usize = 20;
    let first_below = |at: usize| {
        lines[at + 1..]
            .iter()
            .find(|line| !is_blank(&line.text) && !is_comment(&line.text))
    };
    let opens = |at: &usize| {
        is_delimiter(&lines[*at]) && first_below(*at).is_some_and(|line| has_plain_key(&line.text))
    };
    let opening = (first + 1..lines.len().min(first + NEAR)).find(opens)?;
    let closing = (opening + 1..lines.len()).find(|&at| is_delimiter(&lines[at]))?;
    Some((opening, closing))
}

/// The line after the last one that can belong to front matter without a closing `---`.
///
/// A line with a slip in it looks like text, and keys may stand below it: were the front matter to
/// end above them, they would be published.
fn front_matter_end(lines: &[Line], first: usize, known: &Known) -> usize {
    let mut end = end_of_entries(lines, first, known);
    while let Some(next) = goes_on_at(lines, end, known) {
        end = end_of_entries(lines, next, known);
    }
    match (end..lines.len()).find(|&at| !is_blank(&lines[at].text)) {
        Some(next) if is_like_delimiter(&lines[next].text) => next,
        _ => end,
    }
}

/// The line after the last one, from `first` on, that looks like an entry or a part of one.
fn end_of_entries(lines: &[Line], first: usize, known: &Known) -> usize {
    let mut in_quotes = false;
    let mut end = first;
    for (at, line) in lines.iter().enumerate().skip(first) {
        let text = line.text.as_str();
        let ends_quoted_text = in_quotes && closing_quote(text, 0, '"').is_some();
        let opens_quoted_text = !in_quotes && leaves_quote_open(text);
        let is_entry = has_plain_key(text)
            || is_dash(text.trim_start()) && text.trim() != "-"
            || text.starts_with(' ') && text.trim() != "---";
        let is_typo = text.starts_with('-') && !is_like_delimiter(text) || is_glued_key(text);
        // Below a gap such a line is rather one of the text, as a heading is.
        let is_note = text.starts_with('#') && !text.starts_with("##");
        let is_near = end == at && (is_note || known.begins(text) || bullet(text).is_some());
        let goes_on = is_entry || is_typo || in_quotes || is_near;
        if is_blank(text) && !in_quotes {
            continue;
        }
        if !goes_on || is_like_delimiter(text) && indent(text) == 0 && text.trim() != "-" {
            break;
        }
        in_quotes ^= ends_quoted_text || opens_quoted_text;
        end = at + 1;
    }
    end
}

/// Where front matter goes on below lines that look like text: at a known key, or at a line meant
/// as `---` without a gap above.
fn goes_on_at(lines: &[Line], end: usize, known: &Known) -> Option<usize> {
    /// So many lines of a value may stand there by a slip; a text is longer.
    const FEW: usize = 5;
    let is_text = |line: &&Line| !is_blank(&line.text) && !is_comment(&line.text);
    for at in end..lines.len() {
        let text = &lines[at].text;
        let above = &lines[end..at];
        if is_markdown(text) || above.iter().filter(is_text).count() > FEW {
            return None;
        }
        let is_closing = is_like_delimiter(text) && indent(text) == 0;
        if is_closing && (above.is_empty() || above.iter().any(|line| is_blank(&line.text))) {
            return None;
        }
        if is_closing || known.heads(text) {
            return Some(at);
        }
    }
    None
}

/// Whether a value opens with a double quote and goes on over the next lines.
fn leaves_quote_open(text: &str) -> bool {
    let value = key_colon(text).map_or("", |colon| text[colon + 1..].trim_start());
    value.starts_with('"') && closing_quote(value, 1, '"').is_none()
}

/// A mistake about the bounds, with the mends of what stands between them and a word on the first
/// of those.
fn bounds_mistake(
    lines: &[Line],
    fault: Fault,
    content: Range<usize>,
    bounds: Vec<Edit>,
    known: &Known,
) -> Mistake {
    let mut front = vec![Line::unwritten_delimiter()];
    front.extend(lines[content].iter().cloned());
    let mut fix = bounds;
    fix.extend(edits(&front, &mended(front.clone(), known)));
    let fault = match first_fault(&front, known) {
        Some(slip) => {
            let help = format!(
                "{}; in line {}, {}",
                fault.help, front[slip.line].number, slip.message
            );
            fault.help(help)
        }
        None => fault,
    };
    Mistake {
        fix,
        ..mistake(fault, lines, known)
    }
}

/// The edit that closes front matter whose content ends before line `end`.
fn closing_edit(lines: &[Line], end: usize) -> Vec<Edit> {
    match lines.get(end) {
        Some(line) if is_delimiter(line) => Vec::new(),
        Some(line) if is_like_delimiter(&line.text) || line.text.starts_with(FENCE) => {
            vec![Edit::Replace {
                line: line.number,
                new: "---".to_string(),
            }]
        }
        _ => vec![Edit::Insert {
            line: end + 1,
            new: "---".to_string(),
        }],
    }
}

fn badly_opened(lines: &[Line], first: usize, known: &Known) -> Mistake {
    let is_fence =
        |text: &str| text.starts_with(FENCE) && lines[first].text.trim_start().starts_with(FENCE);
    let is_closing = |at: &usize| {
        let text = &lines[*at].text;
        (is_like_delimiter(text) || is_fence(text)) && indent(text) == 0
    };
    let end = (first + 1..lines.len())
        .find(is_closing)
        .unwrap_or_else(|| front_matter_end(lines, first + 1, known));
    let mut bounds = vec![Edit::Replace {
        line: lines[first].number,
        new: "---".to_string(),
    }];
    bounds.extend(closing_edit(lines, end));
    bounds_mistake(
        lines,
        bad_opening(lines, first),
        first + 1..end,
        bounds,
        known,
    )
}

/// `--- title: a`, all on one line.
fn opened_beside_key(lines: &[Line], first: usize, key: &str, known: &Known) -> Mistake {
    let word = key.split(':').next().unwrap_or(key);
    let message =
        format!("`---` does not open the front matter, because `{word}` stands beside it");
    let length = lines[first].text.trim_end().len();
    let fault = Fault::new(
        BAD_DELIMITER,
        first,
        length - key.trim_end().len()..length,
        message,
    )
    .label("belongs on a line of its own")
    .help(format!(
        "write `---` on a line of its own, and `{word}` below it"
    ));
    let end = front_matter_end(lines, first + 1, known);
    let number = lines[first].number;
    let mut bounds = vec![
        Edit::Replace {
            line: number,
            new: "---".to_string(),
        },
        Edit::Insert {
            line: number + 1,
            new: key.to_string(),
        },
    ];
    bounds.extend(closing_edit(lines, end));
    bounds_mistake(lines, fault, first + 1..end, bounds, known)
}

fn without_opening(lines: &[Line], first: usize, end: usize, known: &Known) -> Mistake {
    let begins = lines[first..end]
        .iter()
        .find(|line| !is_comment(&line.text))
        .unwrap_or(&lines[first])
        .text
        .trim();
    let word = if begins.starts_with('{') {
        "{"
    } else {
        &begins[..key_colon(begins).unwrap_or(begins.len())]
    };
    let closing = closing_edit(lines, end);
    let nor = if matches!(closing[..], [Edit::Insert { .. }]) {
        ", and none after the last key"
    } else {
        ""
    };
    let message = format!("no line `---` stands before `{}`{nor}", shortened(word));
    // An empty first line is where it belongs.
    let (at, columns, opening) = match first {
        0 => {
            let column = indent(&lines[0].text);
            let length = if lines[0].text.trim_start().starts_with(word) {
                word.len()
            } else {
                1
            };
            (
                0,
                column..column + length,
                Edit::Insert {
                    line: 1,
                    new: "---".to_string(),
                },
            )
        }
        _ => (
            0,
            0..0,
            Edit::Replace {
                line: 1,
                new: "---".to_string(),
            },
        ),
    };
    let fault = Fault::new(rules::FRONT_MATTER_NO_OPENING, at, columns, message)
        .label("front matter begins here")
        .help(if nor.is_empty() {
            "put a line `---` above it"
        } else {
            "put a line `---` above it, and another below the last key"
        });
    let mut bounds = vec![opening];
    bounds.extend(closing);
    bounds_mistake(lines, fault, first..end, bounds, known)
}

/// Text above the front matter; the mend moves it below, so that no word is lost.
fn text_before(
    lines: &[Line],
    first: usize,
    opening: usize,
    closing: usize,
    known: &Known,
) -> Mistake {
    let text = lines[first].text.as_str();
    let column = text.len() - text.trim_start().len();
    let fault = Fault::new(
        rules::FRONT_MATTER_TEXT_BEFORE,
        first,
        column..text.trim_end().len(),
        format!(
            "`{}` stands before the front matter, which must come first",
            shortened(text.trim())
        ),
    )
    .label("before the front matter")
    .help(format!(
        "move it below the closing `---` in line {}, or delete it",
        lines[closing].number
    ));
    let mut bounds: Vec<Edit> = lines[..opening]
        .iter()
        .map(|line| Edit::Delete { line: line.number })
        .collect();
    bounds.extend(lines[first..opening].iter().map(|line| Edit::Insert {
        line: closing + 2,
        new: line.text.clone(),
    }));
    bounds_mistake(lines, fault, opening + 1..closing, bounds, known)
}

fn no_front_matter(lines: &[Line], first: usize, known: &Known) -> Mistake {
    let text = lines[first].text.as_str();
    let column = text.len() - text.trim_start().len();
    let fault = Fault::new(
        rules::FRONT_MATTER_MISSING,
        first,
        column..text.trim_end().len(),
        format!("no front matter stands before `{}`", shortened(text.trim())),
    )
    .label("the text begins at once");
    if let Some(key) = lines.iter().find(|line| known.heads(&line.text)) {
        // It has a front matter, whatever keeps it from being read as one.
        let help = format!(
            "put a line `---` before the first key and one after the last; line {} has one",
            key.number
        );
        return mistake(fault.help(help), lines, known);
    }
    let Some(title) = text
        .strip_prefix('#')
        .map(|title| title.trim_matches(['#', ' ']))
        .filter(|title| !title.is_empty())
    else {
        return mistake(
            fault.help(format!("begin the file with {SMALLEST}")),
            lines,
            known,
        );
    };
    let title = in_quotes(&[title.to_string()], false).concat();
    let new = [
        "---".to_string(),
        format!("title: {title}"),
        "---".to_string(),
    ];
    let fix = new
        .into_iter()
        .map(|new| Edit::Insert { line: 1, new })
        .collect();
    let help =
        format!("begin the file with a line `---`, a line `title: {title}`, and a line `---`");
    Mistake {
        fix,
        ..mistake(fault.help(help), lines, known)
    }
}

fn not_closed(lines: &[Line], opening: usize, known: &Known) -> Mistake {
    let end = front_matter_end(lines, opening + 1, known);
    let near = lines.get(end).filter(|line| is_like_delimiter(&line.text));
    let fault = match near {
        Some(_) => bad_closing(lines, end),
        None => Fault::new(
            NOT_CLOSED,
            opening,
            0..3,
            "the front matter is opened here and never closed",
        )
        .label("opened here, never closed")
        .help(format!(
            "put a line `---` after the last key, before line {}",
            end + 1
        )),
    };
    bounds_mistake(
        lines,
        fault,
        opening + 1..end,
        closing_edit(lines, end),
        known,
    )
}

/// A second front matter right below the first, whose keys would be published as text; `body` is
/// where the text begins.
pub fn twice(text: &str, body: usize, known: &Known) -> Option<Mistake> {
    // Nearly every file ends here.
    let begins = text[body..].lines().find(|line| !is_blank(line))?;
    if begins.trim_end() != "---" && !known.heads(begins) {
        return None;
    }
    let all = lines(text);
    let closing = all.iter().rposition(|line| line.start < body)?;
    let is_gap = |at: &usize| is_blank(&all[*at].text) || is_delimiter(&all[*at]);
    let is_note =
        |at: &usize| is_gap(at) || begins.trim_end() == "---" && is_comment(&all[*at].text);
    let first = (closing + 1..all.len())
        .find(|at| !is_note(at))
        .filter(|at| known.heads(&all[*at].text))?;
    let end = front_matter_end(&all, first, known);
    let heads = all[first..end]
        .iter()
        .filter(|line| known.heads(&line.text))
        .count();
    let is_closed = all
        .get(end)
        .is_some_and(|line| is_like_delimiter(&line.text));
    // A single line may be a sentence that begins with a key's word.
    if heads < 2 && !is_closed {
        return None;
    }
    let key = &all[first].text[..key_colon(&all[first].text)?];
    let fault = Fault::new(
        rules::FRONT_MATTER_TWICE,
        first,
        0..key.len(),
        format!(
            "`{}` stands below the front matter, so it is read as text",
            key.trim()
        ),
    )
    .label("below the line that closes the front matter")
    .also(closing, 0..3, "closed here")
    .help("put all keys between one pair of lines `---`");
    let keys = |lines: &[Line]| -> Vec<String> {
        let heads = lines
            .iter()
            .filter(|line| indent(&line.text) == 0 && has_plain_key(&line.text));
        heads
            .map(|line| first_word(&line.text).to_string())
            .collect()
    };
    let (opening, last) = (
        all[..closing].iter().position(is_delimiter)?,
        end.min(all.len() - 1),
    );
    let texts = |lines: &[Line]| -> Vec<String> {
        lines
            .iter()
            .map(|line| line.text.trim_end().to_string())
            .collect()
    };
    if texts(&all[opening + 1..closing]) == texts(&all[first..end]) && is_delimiter(&all[last]) {
        let fix = all[closing + 1..=last]
            .iter()
            .map(|line| Edit::Delete { line: line.number })
            .collect();
        return Some(Mistake {
            fix,
            ..mistake(
                fault.help("delete the second of the two, which says the same"),
                &all,
                known,
            )
        });
    }
    // Which of two values counts is the author's to say.
    let above = keys(&all[..closing]);
    if keys(&all[first..end]).iter().any(|key| above.contains(key)) {
        return Some(mistake(fault, &all, known));
    }
    let between = (closing..first).filter(is_gap).map(|at| Edit::Delete {
        line: all[at].number,
    });
    let fix = between.chain(closing_edit(&all, end)).collect();
    Some(Mistake {
        fix,
        ..mistake(fault, &all, known)
    })
}
