//! The form as JSON Schema, for editors that complete and check front matter while somebody types.
//!
//! What the schema passes, casebook takes; casebook takes more, such as a term in other letters or
//! a date with a time of day in one of its odder forms.

use serde_json::{Map, Value, json};

use super::{CONTACT, Form, IMAGE, Part, Shape, Terms};

/// The front matter of a case study in its first language, as JSON Schema 2020-12.
pub fn schema(form: &Form, title: &str) -> Value {
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
        "title": format!("A case study of {title}"),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(part: &Part) -> Value {
    let shape = match &part.shape {
        // A text is whatever stands on its line, a number too.
        Shape::Text | Shape::LongText => text(),
        Shape::Texts | Shape::Studies => one_or_several(text()),
        Shape::Date => json!({"anyOf": [
            {"type": "string", "pattern": r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"},
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
        Shape::Links => one_or_several(with_title("url")),
        // As a picture's file is called, so may an attachment's be.
        Shape::Attachments => one_or_several(either(with_title("file"), with_title("src"))),
    };
    // A key with nothing behind it is as if it were not there.
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

/// What is as the first or as the second, on one level.
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
        // Those in use are offered, others are free.
        (false, false) => either(json!({"enum": terms.names}), text()),
    };
    one_or_several(one)
}

fn group(properties: &[(&str, Value)], required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn with_title(leads_to: &str) -> Value {
    either(
        text(),
        group(&[("title", text()), (leads_to, text())], &[leads_to]),
    )
}
