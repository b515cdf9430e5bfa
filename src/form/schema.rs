//! The form as JSON Schema, for editors that complete and check front matter while someone types.
//!
//! casebook accepts whatever the schema accepts, and more: a term in capitals, for example, or a
//! date with a time of day.

use serde_json::{Map, Value, json};

use super::{Form, Part, Shape, Terms};
use crate::parse::front_matter::keys::{ATTACHMENT, CONTACT, IMAGE, LINK};

/// The front matter of a case study that is no translation, as JSON Schema 2020-12.
///
/// `library` is the library's title.
pub fn schema(form: &Form, library: &str) -> Value {
    let mut properties: Map<String, Value> = form
        .ignored
        .iter()
        .map(|key| (key.clone(), json!(true)))
        .collect();
    properties.extend(
        form.parts
            .iter()
            .map(|part| (part.key.clone(), property(part))),
    );
    let required: Vec<&str> = form
        .parts
        .iter()
        .filter(|part| part.required)
        .map(|part| part.key.as_str())
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.words.with("form_schema_title", &[("library", library)]),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(part: &Part) -> Value {
    let shape = match &part.shape {
        // casebook reads a number or `true` as the text that it is written with.
        Shape::Text | Shape::LongText => text(),
        Shape::Texts | Shape::Studies => one_or_several(text()),
        Shape::Date => json!({"anyOf": [
            {
                "type": "string",
                "pattern":
                    r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
            },
            {"type": "integer", "minimum": 1000, "maximum": 9999},
        ]}),
        Shape::Number(_) => json!({"type": "number"}),
        Shape::Url => web_address(),
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Terms(terms) => facet(terms),
        Shape::Image => group(&IMAGE.map(|key| (key, text())), &["src", "alt"]),
        Shape::Contact => either(
            text(),
            group(
                &CONTACT.map(|key| (key, if key == "url" { web_address() } else { text() })),
                &[],
            ),
        ),
        Shape::Links => one_or_several(with_title(LINK)),
        // A picture's file is `src`, so casebook understands that in an attachment too.
        Shape::Attachments => one_or_several(either(
            with_title(ATTACHMENT),
            with_title(ATTACHMENT.map(|key| if key == "file" { "src" } else { key })),
        )),
    };
    // A key without a value counts as missing.
    let shape = if part.required {
        shape
    } else {
        either(shape, json!({"type": "null"}))
    };
    let mut property = json!({"title": part.label, "description": part.help.replace('`', "")});
    let whole = property.as_object_mut().expect("just made as an object");
    whole.extend(shape.as_object().expect("every shape is an object").clone());
    property
}

fn text() -> Value {
    json!({"type": ["string", "number", "boolean"], "minLength": 1})
}

fn web_address() -> Value {
    json!({"type": "string", "pattern": "^https?://"})
}

/// The values that either schema accepts, without nesting one `anyOf` in another.
fn either(first: Value, second: Value) -> Value {
    let ways = [first, second].into_iter().flat_map(|way| {
        match way.get("anyOf").and_then(Value::as_array) {
            Some(ways) => ways.clone(),
            None => vec![way],
        }
    });
    json!({"anyOf": ways.collect::<Vec<_>>()})
}

fn one_or_several(one: Value) -> Value {
    either(one.clone(), json!({"type": "array", "items": one}))
}

fn facet(terms: &Terms) -> Value {
    if terms.split.is_some() {
        return text();
    }
    let one = match (terms.closed, terms.names.is_empty()) {
        (true, _) => json!({"enum": terms.names}),
        (false, true) => text(),
        // An editor offers the terms in use; others are allowed.
        (false, false) => either(json!({"enum": terms.names}), text()),
    };
    one_or_several(one)
}

fn group(properties: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// A text, or a group of an optional title and what it leads to.
fn with_title([title, leads_to]: [&str; 2]) -> Value {
    either(
        text(),
        group(&[(title, text()), (leads_to, text())], &[leads_to]),
    )
}
