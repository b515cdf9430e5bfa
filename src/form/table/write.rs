//! Case studies into the cells of a table, or into JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::super::{Form, Shape};
use super::{
    BETWEEN, EMPTY, FILE, LEADS_TO, TEXT, column_name, column_names, inner, is_formula, visible,
};
use crate::parse::front_matter::keys::{ATTACHMENT, LINK};
use crate::source::{Source, Span};
use crate::yaml::repair::{self, KeyNames, Split};
use crate::yaml::{self, Entry, Node, Value};

/// The header of an empty table, as CSV.
pub fn header(form: &Form) -> String {
    let mut columns = vec![FILE.to_owned()];
    columns.extend(column_names(form));
    columns.push(TEXT.to_owned());
    lines(&[columns])
}

/// Case studies as CSV, one a row, with the columns that at least one of them needs.
///
/// Expects case studies whose front matter has no errors. The text starts with a byte order mark,
/// which tells spreadsheet programs that it is UTF-8.
pub fn csv(form: &Form, studies: &[&Source]) -> String {
    let rows: Vec<BTreeMap<String, String>> =
        studies.iter().map(|study| cells(form, study)).collect();
    let used: BTreeSet<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
    let known = column_names(form);
    let known_used = known.iter().filter(|column| used.contains(column));
    let others = used
        .iter()
        .copied()
        .filter(|column| !known.contains(column) && ![FILE, TEXT].contains(&column.as_str()));
    let (file, text) = (FILE.to_owned(), TEXT.to_owned());
    let columns: Vec<&String> = [&file]
        .into_iter()
        .chain(known_used)
        .chain(others)
        .chain([&text])
        .collect();
    let mut table = vec![columns.iter().map(|column| guarded(column)).collect()];
    table.extend(rows.iter().map(|row| {
        columns
            .iter()
            .map(|column| row.get(*column).map_or(String::new(), |cell| guarded(cell)))
            .collect::<Vec<_>>()
    }));
    lines(&table)
}

fn lines(table: &[Vec<String>]) -> String {
    let (header, rows) = table.split_at(1);
    let written = |rows: &[Vec<String>], quotes: ::csv::QuoteStyle| {
        let mut writer = ::csv::WriterBuilder::new()
            .terminator(::csv::Terminator::CRLF)
            .quote_style(quotes)
            .from_writer(vec![]);
        for row in rows {
            writer
                .write_record(row)
                .expect("every row has the header's columns, and memory does not fail");
        }
        let bytes = writer.into_inner().expect("memory does not fail");
        String::from_utf8(bytes).expect("texts were written")
    };
    // Programs that read a table go by the signs in its header.
    let has_other_separator = header
        .iter()
        .flatten()
        .any(|name| name.contains([';', '\t']));
    let quotes = if has_other_separator {
        ::csv::QuoteStyle::Always
    } else {
        ::csv::QuoteStyle::Necessary
    };
    let (header, rows) = (
        written(header, quotes),
        written(rows, ::csv::QuoteStyle::Necessary),
    );
    format!("\u{feff}{header}{rows}")
}

/// A cell that no spreadsheet program runs as a formula.
///
/// Puts an apostrophe before a formula, and before an apostrophe that would be read as that one.
fn guarded(cell: &str) -> String {
    if is_formula(cell.trim_start_matches('\'')) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The cells of one case study that are not empty, by column.
fn cells(form: &Form, study: &Source) -> BTreeMap<String, String> {
    let (entries, body) = parts(study);
    let mut cells = BTreeMap::from([(FILE.to_owned(), below(form, study).to_owned())]);
    for Entry { key, value, .. } in &entries {
        let shape = form.part(key).map(|part| &part.shape);
        match (&value.value, shape) {
            (Value::Map(parts), Some(Shape::Image | Shape::Contact) | None)
                if parts.iter().all(is_single) =>
            {
                for Entry {
                    key: name, value, ..
                } in parts
                {
                    let text = if value.value == Value::Text(String::new()) {
                        EMPTY.to_owned()
                    } else {
                        cell(value, shape.map(|_| &Shape::Text), study)
                    };
                    cells.insert(format!("{key}.{name}"), text);
                }
            }
            (_, Some(Shape::Image)) => {
                cells.insert(format!("{key}.src"), single(value, study));
            }
            (_, Some(Shape::Contact)) => {
                let text = single(value, study);
                // The same rule as in front matter.
                let part = if text.contains('@') && !text.contains(' ') {
                    "email"
                } else {
                    "name"
                };
                cells.insert(format!("{key}.{part}"), text);
            }
            _ => {
                cells.insert(column_name(key), cell(value, shape, study));
            }
        }
    }
    cells.insert(TEXT.to_owned(), inner(body).to_owned());
    cells.retain(|_, cell| !cell.is_empty());
    for (column, cell) in &mut cells {
        let shown = visible(cell);
        if shown != *cell {
            *cell = match column.as_str() {
                TEXT => inner(&shown).to_owned(),
                _ => shown.trim().to_owned(),
            };
        }
    }
    cells
}

fn is_single(entry: &Entry) -> bool {
    !matches!(entry.value.value, Value::List(_) | Value::Map(_)) && !entry.key.is_empty()
}

fn cell(node: &Node, shape: Option<&Shape>, study: &Source) -> String {
    match shape {
        Some(Shape::Links) => several(node, study, |item| pair(item, &[LINK[1]], study)),
        Some(Shape::Attachments) => several(node, study, |item| {
            pair(item, &[ATTACHMENT[1], "src"], study)
        }),
        Some(Shape::Texts | Shape::Studies) => items(node, study),
        Some(Shape::Terms(terms)) if terms.split.is_none() => items(node, study),
        Some(_) => single(node, study),
        // An unknown key: a text that looks like a list must not become one.
        None => match &node.value {
            Value::List(_) | Value::Map(_) => json_of(node, &study.text).to_string(),
            Value::Text(text) if text.starts_with(['[', '{', '"']) => json!(text).to_string(),
            _ => single(node, study),
        },
    }
}

fn single(node: &Node, study: &Source) -> String {
    match node.scalar(&study.text) {
        Some(text) => text.trim().to_owned(),
        None if node.value == Value::Null => String::new(),
        None => json_of(node, &study.text).to_string(),
    }
}

/// The texts of a list, or JSON if one of them contains the separator.
fn items(node: &Node, study: &Source) -> String {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let nodes: Vec<&Node> = nodes
        .iter()
        .filter(|node| node.value != Value::Null)
        .collect();
    let text = |node: &&Node| Some(node.scalar(&study.text)?.trim().to_owned());
    let texts: Option<Vec<String>> = nodes.iter().map(text).collect();
    match texts {
        Some(texts)
            if texts.iter().all(|text| {
                !text.is_empty()
                    && !text.contains([';', '\n', '\r'])
                    && !text.starts_with(['[', '"'])
            }) =>
        {
            texts.join(BETWEEN)
        }
        _ => Json::Array(
            nodes
                .into_iter()
                .map(|node| json_of(node, &study.text))
                .collect(),
        )
        .to_string(),
    }
}

/// A line for each item, or JSON if one of them does not fit in a line.
fn several(node: &Node, study: &Source, line: impl Fn(&Node) -> Option<String>) -> String {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        Value::Null => &[],
        _ => std::slice::from_ref(node),
    };
    let lines: Option<Vec<String>> = nodes.iter().map(line).collect();
    match lines {
        Some(lines) if lines.first().is_none_or(|line| !line.starts_with('[')) => lines.join("\n"),
        _ => Json::Array(
            nodes
                .iter()
                .map(|node| json_of(node, &study.text))
                .collect(),
        )
        .to_string(),
    }
}

/// `Title | target`, or the target alone; `None` for a group that is neither.
fn pair(node: &Node, leads_to: &[&str], study: &Source) -> Option<String> {
    let fits = |text: &str| !text.trim().is_empty() && !text.contains(['\n', '\r', '|']);
    let (title, target) = match &node.value {
        Value::Map(entries) => {
            let of = |names: &[&str]| {
                entries
                    .iter()
                    .find(|entry| names.contains(&entry.key.as_str()))
            };
            let (title, target) = (of(&["title"]), of(leads_to)?);
            if entries.len() != 1 + usize::from(title.is_some()) {
                return None;
            }
            let title = title.and_then(|title| title.value.scalar(&study.text));
            (title, target.value.scalar(&study.text)?)
        }
        _ => (None, node.scalar(&study.text)?),
    };
    match title {
        Some(title) => (fits(&title) && fits(&target))
            .then(|| format!("{}{LEADS_TO}{}", title.trim(), target.trim())),
        None => fits(&target).then(|| target.trim().to_owned()),
    }
}

/// Case studies as JSON for programs: file, front matter as written, and text.
pub fn json(form: &Form, studies: &[&Source]) -> String {
    let studies = studies.iter().map(|study| {
        let (entries, body) = parts(study);
        let front: Map<String, Json> = entries
            .iter()
            .map(|entry| (entry.key.clone(), json_of(&entry.value, &study.text)))
            .collect();
        json!({"file": below(form, study), "front_matter": front, "text": body.trim()})
    });
    format!("{:#}\n", Json::Array(studies.collect()))
}

fn json_of(node: &Node, text: &str) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        // As written if JSON allows it, so that `0.10` does not become `0.1`.
        Value::Number(number) => {
            serde_json::from_str(node.span.of(text)).unwrap_or_else(|_| json!(number))
        }
        Value::Text(text) => json!(text),
        Value::List(items) => items.iter().map(|item| json_of(item, text)).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|entry| (entry.key.clone(), json_of(&entry.value, text)))
            .collect(),
    }
}

/// A case study's keys, and the text below them.
fn parts(study: &Source) -> (Vec<Entry>, &str) {
    let Split::Front { yaml, body, .. } = repair::split(&study.text, &KeyNames::default()) else {
        return (vec![], &study.text);
    };
    let entries = match yaml::parse(&study.text, Span::from(yaml)).map(|root| root.value) {
        Ok(Value::Map(entries)) => entries,
        _ => vec![],
    };
    (entries, &study.text[body..])
}

/// A case study's path below the folder of case studies.
fn below<'a>(form: &Form, study: &'a Source) -> &'a str {
    study
        .path
        .strip_prefix(&form.folder)
        .map_or(&study.path, |path| path.trim_start_matches('/'))
}
