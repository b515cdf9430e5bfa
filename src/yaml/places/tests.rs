//! Where each value of a text is, as `path: style: bytes`.

use super::super::{Node, Style, Value, parse};
use crate::source::Span;

/// Every key and value of a text with its style and its very bytes.
fn places(text: &str) -> Vec<String> {
    let mut found = vec![];
    let root = parse(text, Span::new(0, text.len()))
        .unwrap_or_else(|error| panic!("{text}: {}", error.message));
    walk(text, "", &root, &mut found);
    found
}

fn walk(text: &str, path: &str, node: &Node, found: &mut Vec<String>) {
    if !path.is_empty() {
        found.push(format!("{path} {:?} {:?}", node.style, node.span.of(text)));
    }
    match &node.value {
        Value::List(items) => {
            for (number, item) in items.iter().enumerate() {
                walk(text, &format!("{path}{number}."), item, found);
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                let key = entry.key_span.of(text);
                walk(text, &format!("{path}{key}."), &entry.value, found);
            }
        }
        _ => {}
    }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(places(text), expected, "{text}");
}

#[test]
fn a_comment_with_the_same_words_is_not_the_value() {
    check(
        "title: Warm homes of the '90s\n# topics: Hosing is not our word\ntopics: Hosing # Hosing\n",
        &[
            "title. Plain \"Warm homes of the '90s\"",
            "topics. Plain \"Hosing\"",
        ],
    );
    assert_eq!(
        parse("# a: b\na: b\n", Span::new(0, 12)).map(|root| match root.value {
            Value::Map(entries) => (entries[0].key_span, entries[0].value.span),
            other => panic!("{other:?}"),
        }),
        Ok((Span::new(7, 8), Span::new(10, 11)))
    );
}

#[test]
fn a_block_text_has_the_place_of_its_own_lines() {
    check(
        "a: |\n  How #Housing and Transprt meet.\n\n# no text\nb: >-2 # note\n   one\n\n  two\nc: |\nd: Transprt\n",
        &[
            "a. Block \"How #Housing and Transprt meet.\"",
            "b. Block \"one\\n\\n  two\"",
            "c. Block \"\"",
            "d. Plain \"Transprt\"",
        ],
    );
}

#[test]
fn quotes_are_left_out_and_escapes_are_not_read() {
    check(
        "a: \"x # y\" # z\nb: 'it''s'\n\"c\": \"\\u0041\\\n  b\"\nd: \"\"\ne: ''\n",
        &[
            "a. DoubleQuoted \"x # y\"",
            "b. SingleQuoted \"it''s\"",
            "c. DoubleQuoted \"\\\\u0041\\\\\\n  b\"",
            "d. DoubleQuoted \"\"",
            "e. SingleQuoted \"\"",
        ],
    );
}

#[test]
fn an_alias_has_the_place_of_its_name_all_through() {
    check(
        "a: &x {k: [v]}\nb: *x\nc: &y 2012\nd: *y\ne: {<<: *x}\n",
        &[
            "a. Collection \"{k: [v]}\"",
            "a.k. Collection \"[v]\"",
            "a.k.0. Plain \"v\"",
            "b. Alias \"*x\"",
            "b.*x. Alias \"*x\"",
            "b.*x.0. Alias \"*x\"",
            "c. Plain \"2012\"",
            "d. Alias \"*y\"",
            "e. Collection \"{<<: *x}\"",
            "e.<<. Alias \"*x\"",
            "e.<<.*x. Alias \"*x\"",
            "e.<<.*x.0. Alias \"*x\"",
        ],
    );
}

#[test]
fn lists_and_groups_end_with_their_last_value() {
    check(
        "a: [x,\n  'y', {z: 1}]\nb:\n- x\n- 'y' # n\n\nc:\n  d: e\n  f: {}\n\n# end\n",
        &[
            "a. Collection \"[x,\\n  'y', {z: 1}]\"",
            "a.0. Plain \"x\"",
            "a.1. SingleQuoted \"y\"",
            "a.2. Collection \"{z: 1}\"",
            "a.2.z. Plain \"1\"",
            "b. Collection \"x\\n- 'y'\"",
            "b.0. Plain \"x\"",
            "b.1. SingleQuoted \"y\"",
            "c. Collection \"d: e\\n  f: {}\"",
            "c.d. Plain \"e\"",
            "c.f. Collection \"{}\"",
        ],
    );
}

#[test]
fn an_empty_value_is_just_after_its_colon_or_dash() {
    let text = "a:\nb: # note\n\"c\" : \nd: &x\ne: {f: , g}\nh:\n-\n- # note\n- x:\ni: ~\n";
    let root = parse(text, Span::new(0, text.len())).expect("it is YAML");
    let mut found = vec![];
    empty(&root, &mut found);
    let before: Vec<&str> = found
        .iter()
        .map(|at| {
            let line = text[..*at].rfind('\n').map_or(0, |newline| newline + 1);
            &text[line..*at]
        })
        .collect();
    assert_eq!(
        before,
        [
            "a:",
            "b:",
            "\"c\" :",
            "d: &x",
            "e: {f:",
            "e: {f: , g",
            "-",
            "-",
            "- x:"
        ]
    );
}

fn empty(node: &Node, found: &mut Vec<usize>) {
    match &node.value {
        Value::Null if node.span.start == node.span.end => found.push(node.span.start),
        Value::List(items) => items.iter().for_each(|item| empty(item, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| empty(&entry.value, found)),
        _ => {}
    }
}

#[test]
fn places_count_bytes_and_from_the_beginning_of_the_file() {
    let text = "---\nŷ: Tŷ 😀\nb: ‘c’\n---\n";
    let root = parse(text, Span::new(4, text.len() - 4)).expect("it is YAML");
    let mut found = vec![];
    walk(text, "", &root, &mut found);
    assert_eq!(found, ["ŷ. Plain \"Tŷ 😀\"", "b. Plain \"‘c’\""]);
}

#[test]
fn tags_and_anchors_are_not_part_of_a_value() {
    check(
        "a: !!int \"3\"\nb: !ours {c: &x 1}\n? d\n: e\n2024: f\n&k g: [h]\n? &l m\n: *k\n",
        &[
            "a. DoubleQuoted \"3\"",
            "b. Collection \"{c: &x 1}\"",
            "b.c. Plain \"1\"",
            "d. Plain \"e\"",
            "2024. Plain \"f\"",
            "g. Collection \"[h]\"",
            "g.0. Plain \"h\"",
            "m. Alias \"*k\"",
        ],
    );
}

#[test]
fn where_the_parsers_disagree_no_place_is_certain() {
    // libyaml takes the number sign for a comment, the specification doesn't.
    let text = "title: Warm\ntopics: [Housing]#\ndate: 2024-03-12\n";
    let root = parse(text, Span::new(0, text.len())).expect("libyaml reads it");
    let Value::Map(entries) = &root.value else {
        panic!("a group of keys")
    };
    let styles: Vec<Style> = entries.iter().map(|entry| entry.value.style).collect();
    assert_eq!(styles, [Style::Plain, Style::Unknown, Style::Unknown]);
    assert_eq!(entries[1].value.span.of(text), "topics: [Housing]#");
    let replaced = entries[2].key().replaced(text, "data");
    assert_eq!(replaced, None);
}
